//! Which stages the target needs.

use super::Request;
use crate::dockerfile::{Command, ExpandedFrom, Instruction, Layered};
use crate::error::{Error, Kind, Result};
use crate::oci::Platform;
use std::collections::{BTreeMap, BTreeSet};

/// The stages and what each starts from.
pub struct Graph {
    /// The arguments before the first FROM, with the automatic ones.
    pub globals: BTreeMap<String, String>,
    /// Each stage's FROM, expanded.
    pub from: Vec<ExpandedFrom>,
    /// Each stage's FROM, where it names another stage.
    pub base: Vec<Option<usize>>,
    /// The stage to build.
    pub target: usize,
    /// It and what it needs, in the order of the file.
    pub needed: BTreeSet<usize>,
    /// The target and the stages that it is FROM: their layers end up in the image.
    pub exported: BTreeSet<usize>,
}

impl Graph {
    /// Reads the references between the stages of the request's Dockerfile.
    pub fn new(request: &Request) -> Result<Graph> {
        let file = &request.dockerfile;
        let automatic = automatic(&request.build_platform, &request.platform, request.target.as_deref());
        let mut globals = automatic.clone();
        globals.extend(file.global_args(&automatic, &request.build_args)?);
        let target = target(request)?;
        let (mut from, mut base) = (Vec::new(), Vec::new());
        for (index, stage) in file.stages.iter().enumerate() {
            let expanded = file.expand_from(&stage.from, &Layered(&globals, &automatic));
            // A stage that nobody needs may have a FROM that cannot be expanded.
            let expanded = match expanded {
                Err(e) if index == target => return Err(e),
                Err(_) => ExpandedFrom { image: stage.from.image.text.clone(), platform: None },
                Ok(e) => e,
            };
            base.push(match request.contexts.get(&expanded.image.to_ascii_lowercase()) {
                Some(Some(other)) => Some(stage_called(request, other)?),
                Some(None) => None,
                None => file.base_stage(&expanded.image, index),
            });
            from.push(expanded);
        }
        let mut graph = Graph { globals, from, base, target, needed: BTreeSet::new(), exported: BTreeSet::new() };
        graph.need(request, target)?;
        if request.all_stages {
            for stage in 0..target {
                graph.need(request, stage)?;
            }
        }
        let mut at = Some(target);
        while let Some(index) = at {
            graph.exported.insert(index);
            at = graph.base[index];
        }
        Ok(graph)
    }
}

/// A stage whose needs are looked at.
struct Visit {
    stage: usize,
    /// What it needs, and where that is said; the first is done first.
    needs: std::vec::IntoIter<(usize, Option<(usize, crate::dockerfile::Span)>)>,
}

impl Graph {
    /// Adds a stage and what it needs. Without recursion: stages may be many.
    fn need(&mut self, request: &Request, target: usize) -> Result<()> {
        let mut path = vec![self.visit(request, target)?];
        let mut on_path = BTreeSet::from([target]);
        while let Some(visit) = path.last_mut() {
            let stage = visit.stage;
            let Some((other, place)) = visit.needs.next() else {
                self.needed.insert(stage);
                on_path.remove(&stage);
                path.pop();
                continue;
            };
            if self.needed.contains(&other) {
                continue;
            }
            // A FROM names an earlier stage: --from closes circles, and --build-context NAME=target:STAGE.
            if !on_path.insert(other) {
                let Some((instruction, span)) = place else {
                    let name = &self.from[stage].image;
                    return Err(Error::new(Kind::Dockerfile, format!("FROM {name} leads back to itself")));
                };
                let what =
                    "circular dependency detected: this stage is needed to build the one that it takes files from";
                let instruction = &request.dockerfile.stages[stage].instructions[instruction];
                return Err(instruction.error(span, what, "leads back here"));
            }
            path.push(self.visit(request, other)?);
        }
        Ok(())
    }

    fn visit(&self, request: &Request, stage: usize) -> Result<Visit> {
        let mut needs: Vec<(usize, Option<(usize, crate::dockerfile::Span)>)> =
            self.base[stage].map(|base| (base, None)).into_iter().collect();
        for (index, instruction) in request.dockerfile.stages[stage].instructions.iter().enumerate() {
            for (name, span) in sources_of(instruction) {
                let other = stage_named(request, &name).map_err(|why| instruction.error(span, &why, ""))?;
                needs.extend(other.map(|other| (other, Some((index, span)))));
            }
        }
        Ok(Visit { stage, needs: needs.into_iter() })
    }
}

/// The stages or images that an instruction takes files from.
pub fn sources_of(instruction: &Instruction) -> Vec<(String, crate::dockerfile::Span)> {
    match &instruction.command {
        Command::Copy(copy) => copy.from.iter().map(|f| (f.value.clone(), f.span)).collect(),
        Command::Run(run) => run.mounts.iter().filter_map(|m| Some((m.from.clone()?, m.span))).collect(),
        _ => Vec::new(),
    }
}

/// The stage that `--from=name` means, wherever it stands in the file, or None where it is
/// an image.
pub fn stage_named(request: &Request, name: &str) -> std::result::Result<Option<usize>, String> {
    match request.contexts.get(&name.to_ascii_lowercase()) {
        Some(Some(other)) => return stage_called(request, other).map(Some).map_err(|e| e.what().to_string()),
        Some(None) => return Ok(None),
        None => {}
    }
    match request.dockerfile.source_stage(name) {
        None if name.parse::<usize>().is_ok() => Err(format!("invalid stage index {name}")),
        found => Ok(found),
    }
}

fn target(request: &Request) -> Result<usize> {
    match &request.target {
        Some(name) => stage_called(request, name),
        None => Ok(request.dockerfile.stages.len() - 1),
    }
}

/// The stage that `--target name` means.
fn stage_called(request: &Request, name: &str) -> Result<usize> {
    let stages = &request.dockerfile.stages;
    if let Some(index) = request.dockerfile.source_stage(name) {
        return Ok(index);
    }
    if let Some(index) = name.parse::<usize>().ok().filter(|i| *i < stages.len()) {
        return Ok(index);
    }
    let names: Vec<&str> = stages.iter().filter_map(|s| s.from.name.as_deref()).collect();
    let file = request.dockerfile.source.name();
    let error = Error::new(Kind::Dockerfile, format!("{file}: target stage \"{name}\" could not be found"));
    Err(if names.is_empty() {
        error.hint("its stages have no names; give one with FROM … AS NAME")
    } else {
        error.hint(format!("it has: {}", names.join(", ")))
    })
}

/// The arguments that every Dockerfile has without declaring them in the global scope.
pub fn automatic(build: &Platform, target: &Platform, stage: Option<&str>) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (prefix, platform) in [("BUILD", build), ("TARGET", target)] {
        out.insert(format!("{prefix}PLATFORM"), platform.to_string());
        out.insert(format!("{prefix}OS"), platform.os.clone());
        out.insert(format!("{prefix}ARCH"), platform.architecture.clone());
        out.insert(format!("{prefix}VARIANT"), platform.variant.clone().unwrap_or_default());
    }
    out.insert("TARGETSTAGE".into(), stage.unwrap_or("default").into());
    out
}
