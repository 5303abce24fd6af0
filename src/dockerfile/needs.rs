//! Which stage needs which, and what for: read from the text, as far as arguments have
//! defaults. The build has its own, stricter, graph.

use super::ast::*;
use super::expand::Vars;
use super::{Layered, Span};
use crate::error::Result;
use std::collections::{BTreeMap, HashMap};

/// The stages by name.
pub(super) struct Names<'a>(HashMap<&'a str, Vec<usize>>);

impl<'a> Names<'a> {
    pub fn new(file: &'a Dockerfile) -> Names<'a> {
        let mut out: HashMap<&str, Vec<usize>> = HashMap::new();
        for (i, s) in file.stages.iter().enumerate() {
            if let Some(name) = &s.from.name {
                out.entry(name).or_default().push(i);
            }
        }
        Names(out)
    }

    /// [`Dockerfile::base_stage`], without looking at every stage.
    pub fn base(&self, image: &str, before: usize) -> Option<usize> {
        let all = self.0.get(image.to_lowercase().as_str())?;
        all.get(all.partition_point(|i| *i < before).checked_sub(1)?).copied()
    }

    /// [`Dockerfile::source_stage`], without looking at every stage.
    fn source(&self, from: &str, count: usize) -> Option<usize> {
        match from.parse::<usize>() {
            Ok(number) => (number < count).then_some(number),
            Err(_) => self.0.get(from.to_lowercase().as_str())?.last().copied(),
        }
    }
}

/// How a stage uses another, or an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// FROM.
    From,
    /// COPY --from.
    Copy,
    /// RUN --mount with from=.
    Mount,
}

impl Use {
    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Use::From => "FROM",
            Use::Copy => "COPY --from",
            Use::Mount => "RUN --mount",
        }
    }
}

/// What is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Needed {
    /// A stage of the same file, by number.
    Stage(usize),
    /// An image, or a named context.
    Image(String),
}

/// One use, with where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// How.
    pub by: Use,
    /// What.
    pub what: Needed,
    /// Where it is written.
    pub span: Span,
}

impl Dockerfile {
    /// What each stage needs, in the order of the text.
    pub fn needs(&self, automatic: &dyn Vars, build_args: &dyn Vars) -> Result<Vec<Vec<Need>>> {
        let globals = self.global_args(automatic, build_args)?;
        let names = Names::new(self);
        let mut out = Vec::new();
        for (index, stage) in self.stages.iter().enumerate() {
            let from = self.expand_from(&stage.from, &Layered(&globals, automatic));
            let image = from.map_or(stage.from.image.text.clone(), |f| f.image);
            let base = names.base(&image, index).map_or(Needed::Image(image), Needed::Stage);
            let mut needs = vec![Need { by: Use::From, what: base, span: stage.from.image.span }];
            let named = |name: &str| {
                names.source(name, self.stages.len()).map_or(Needed::Image(name.to_string()), Needed::Stage)
            };
            for i in &stage.instructions {
                match &i.command {
                    Command::Copy(Copy { from: Some(f), .. }) => {
                        needs.push(Need { by: Use::Copy, what: named(&f.value), span: f.span });
                    }
                    Command::Run(run) => {
                        let mounts = run.mounts.iter().filter_map(|m| Some((m.from.as_deref()?, m.span)));
                        needs.extend(mounts.map(|(f, span)| Need { by: Use::Mount, what: named(f), span }));
                    }
                    _ => {}
                }
            }
            out.push(needs);
        }
        Ok(out)
    }

    /// The stages that `target` needs, itself among them.
    pub fn needed_by(&self, target: usize, needs: &[Vec<Need>]) -> Vec<bool> {
        let mut out = vec![false; self.stages.len()];
        let mut todo = vec![target];
        while let Some(index) = todo.pop() {
            if out.get(index) != Some(&false) {
                continue;
            }
            if let Some(slot) = out.get_mut(index) {
                *slot = true;
            }
            for need in needs.get(index).into_iter().flatten() {
                if let Needed::Stage(other) = need.what {
                    todo.push(other);
                }
            }
        }
        out
    }

    /// The uses of one stage, each pair once, with how often.
    pub fn uses(needs: &[Need]) -> BTreeMap<(Needed, Use), usize> {
        let mut out = BTreeMap::new();
        for n in needs {
            *out.entry((n.what.clone(), n.by)).or_default() += 1;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::NoVars;
    use super::*;

    #[test]
    fn stages_and_what_they_need() {
        let text = "ARG B=base\nFROM x AS base\nFROM $B AS two\nCOPY --from=0 a b\nRUN --mount=type=bind,from=img,target=/m x\n\
                    FROM x AS spare\nFROM scratch\nCOPY --from=TWO a b\nCOPY --from=two c d\n";
        let d = Dockerfile::parse("D", text.as_bytes()).unwrap();
        let needs = d.needs(&NoVars, &NoVars).unwrap();
        let of = |i: usize| needs[i].iter().map(|n| (n.by, n.what.clone())).collect::<Vec<_>>();
        let image = |n: &str| Needed::Image(n.to_string());
        assert_eq!(of(1), [(Use::From, Needed::Stage(0)), (Use::Copy, Needed::Stage(0)), (Use::Mount, image("img"))]);
        assert_eq!(of(3)[0], (Use::From, image("scratch")));
        assert_eq!(d.needed_by(3, &needs), [true, true, false, true]);
        assert_eq!(Dockerfile::uses(&needs[3])[&(Needed::Stage(1), Use::Copy)], 2);
    }
}
