//! What a target may be told: the arguments, secrets and agents of the stages it needs.

use super::ast::*;
use super::expand::{Layered, Vars};
use super::span::Span;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// An argument that a build may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineArg {
    /// Its name.
    pub name: String,
    /// What the comment above says of it.
    pub description: Option<String>,
    /// Its value in this build.
    pub value: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A secret, an agent or a cache that RUN mounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineMount {
    /// Its ID.
    pub id: String,
    /// The step fails without it.
    pub required: bool,
    /// Where it is written.
    pub span: Span,
}

/// What a target may be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// The stage's name.
    pub name: Option<String>,
    /// What the comment above says of it.
    pub description: Option<String>,
    /// Arguments, those before the first FROM first.
    pub args: Vec<OutlineArg>,
    /// Secrets.
    pub secrets: Vec<OutlineMount>,
    /// SSH agents.
    pub ssh: Vec<OutlineMount>,
    /// Caches.
    pub caches: Vec<OutlineMount>,
}

impl Dockerfile {
    /// The outline of stage number `target`.
    pub fn outline(&self, target: usize, automatic: &dyn Vars, build_args: &dyn Vars) -> Result<Outline> {
        let globals = self.global_args(automatic, build_args)?;
        let needed = self.needed_by(target, &self.needs(automatic, build_args)?);
        let from = self.stages.get(target).map(|s| &s.from);
        let mut out = Outline {
            name: from.and_then(|f| f.name.clone()),
            description: from.and_then(From::description),
            ..Outline::default()
        };
        let mut told = BTreeSet::new();
        let stages = self.stages.iter().zip(needed).filter(|(_, needed)| *needed).map(|(s, _)| s);
        let vars = Layered(&globals, automatic);
        for i in self.meta_args.iter().chain(stages.flat_map(|s| &s.instructions)) {
            match &i.command {
                Command::Arg(args) => {
                    let values: BTreeMap<String, Option<String>> =
                        i.resolve_args(&vars, build_args, &vars).unwrap_or_default().into_iter().collect();
                    for a in args.iter().filter(|a| told.insert(a.key.text.clone())) {
                        out.args.push(OutlineArg {
                            name: a.key.text.clone(),
                            description: described(&i.comments, &a.key.text),
                            value: values.get(&a.key.text).cloned().flatten(),
                            span: i.span,
                        });
                    }
                }
                Command::Run(run) => run.mounts.iter().for_each(|m| out.mount(m)),
                _ => {}
            }
        }
        Ok(out)
    }
}

impl Outline {
    /// Mounts with variables are left out: only the step knows their values.
    fn mount(&mut self, flag: &MountFlag) {
        let Some(mount) = &flag.mount else { return };
        let (list, default) = match mount.kind {
            MountKind::Secret => (&mut self.secrets, mount.source.as_deref()),
            MountKind::Ssh => (&mut self.ssh, Some("default")),
            MountKind::Cache => (&mut self.caches, mount.target.as_deref()),
            MountKind::Bind | MountKind::Tmpfs => return,
        };
        let id = mount.id.as_deref().or(default).or(mount.target.as_deref()).unwrap_or_default();
        match list.iter_mut().take(1000).find(|m| m.id == id) {
            Some(known) => known.required |= mount.required,
            None => list.push(OutlineMount { id: id.to_string(), required: mount.required, span: flag.span }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::NoVars;
    use super::*;

    #[test]
    fn arguments_and_mounts_of_what_is_needed() {
        let text = "# V is the version\nARG V=1\nFROM a:$V AS base\nARG X=x$V\nRUN --mount=type=secret,id=s,required y\n\
                    FROM a AS spare\nARG NO\n# end is built\nFROM base AS end\nARG V\nARG given\n\
                    RUN --mount=type=ssh --mount=type=cache,target=/c --mount=type=secret,id=s x\n";
        let d = Dockerfile::parse("D", text.as_bytes()).unwrap();
        let out = d.outline(2, &NoVars, &vec![("given", "2")]).unwrap();
        assert_eq!(out.description.as_deref(), Some("is built"));
        let args: Vec<_> =
            out.args.iter().map(|a| (a.name.as_str(), a.value.as_deref(), a.description.as_deref())).collect();
        assert_eq!(
            args,
            [("V", Some("1"), Some("is the version")), ("X", Some("x1"), None), ("given", Some("2"), None)]
        );
        let ids = |list: &[OutlineMount]| list.iter().map(|m| (m.id.clone(), m.required)).collect::<Vec<_>>();
        assert_eq!(ids(&out.secrets), [("s".to_string(), true)]);
        assert_eq!(ids(&out.ssh), [("default".to_string(), false)]);
        assert_eq!(ids(&out.caches), [("/c".to_string(), false)]);
    }
}
