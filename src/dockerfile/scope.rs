//! The variables of the stages, followed through the file without building it: for the
//! checks that need to know what is set.

use super::ast::*;
use super::checks::{SUGGESTIONS, Warning, undefined_vars, warn};
use super::expand::{Layered, NoVars, Vars};
use super::needs::Names;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a base image.
#[derive(Debug, Clone, Default)]
pub struct BaseFacts {
    /// Its environment.
    pub env: BTreeMap<String, String>,
    /// Its config has a working directory.
    pub workdir: bool,
    /// The platform that it is for, and the one that was asked for, where they differ.
    pub wrong_platform: Option<(String, String)>,
}

/// An image that a stage is FROM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OuterBase {
    /// The number of the stage.
    pub stage: usize,
    /// The image, expanded.
    pub image: String,
    /// `--platform`, expanded.
    pub platform: Option<String>,
}

/// What the checks may know besides the text.
pub struct Surroundings<'a> {
    /// The automatic arguments: TARGETPLATFORM and its like.
    pub automatic: &'a dyn Vars,
    /// `--build-arg`.
    pub build_args: &'a dyn Vars,
    /// The context's ignore file.
    pub ignore: Option<&'a super::IgnoreFile>,
    /// Base images by the number of their stage. Where one is missing, the variables of
    /// its stage are not judged.
    pub bases: &'a BTreeMap<usize, BaseFacts>,
}

/// Beyond so many variables copied from stage to stage, the rest is not judged.
const MAX_COPIED: usize = 1 << 17;
/// Longest value followed, in bytes: what matters here is which names are set, and values
/// that double with each line must not fill the memory.
const MAX_VALUE: usize = 256;

/// The variables at one point of a stage.
#[derive(Clone, Default)]
struct Scope {
    env: BTreeMap<String, String>,
    args: BTreeMap<String, String>,
    declared: BTreeSet<String>,
    /// The base image's environment is known.
    known: bool,
    workdir: bool,
}

fn short(value: &str) -> String {
    let end = (0..=value.len().min(MAX_VALUE)).rev().find(|i| value.is_char_boundary(*i));
    value.get(..end.unwrap_or(0)).unwrap_or("").to_string()
}

impl Dockerfile {
    /// The images that stages are FROM, as far as their names can be expanded.
    pub fn outer_bases(&self, automatic: &dyn Vars, build_args: &dyn Vars) -> Result<Vec<OuterBase>> {
        let globals = self.global_args(automatic, build_args)?;
        let names = Names::new(self);
        let mut out = Vec::new();
        for (stage, s) in self.stages.iter().enumerate() {
            let Ok(from) = self.expand_from(&s.from, &Layered(&globals, automatic)) else { continue };
            if from.image != "scratch" && names.base(&from.image, stage).is_none() {
                out.push(OuterBase { stage, image: from.image, platform: from.platform });
            }
        }
        Ok(out)
    }

    /// Whether each stage begins with a WORKDIR set; tells what is wrong on the way.
    pub(super) fn follow(&self, around: &Surroundings<'_>, out: &mut Vec<Warning>) -> Vec<bool> {
        let globals = self.global_args(around.automatic, around.build_args).unwrap_or_default();
        let mut ends: Vec<Scope> = Vec::new();
        let mut starts = Vec::new();
        let mut copied = 0;
        let names = Names::new(self);
        for (index, stage) in self.stages.iter().enumerate() {
            let mut scope = self.start(index, around, &globals, (&ends, &names), out);
            copied += scope.env.len() + scope.args.len();
            if copied > MAX_COPIED {
                scope = Scope::default();
            }
            starts.push(scope.workdir);
            for i in &stage.instructions {
                scope.step(i, around, &globals, out);
            }
            ends.push(scope);
        }
        starts
    }

    fn start(
        &self,
        index: usize,
        around: &Surroundings<'_>,
        globals: &BTreeMap<String, String>,
        (ends, names): (&[Scope], &Names<'_>),
        out: &mut Vec<Warning>,
    ) -> Scope {
        let Some(stage) = self.stages.get(index) else { return Scope::default() };
        let Ok(from) = self.expand_from(&stage.from, &Layered(globals, around.automatic)) else {
            return Scope::default();
        };
        if let Some(base) = names.base(&from.image, index) {
            return ends.get(base).cloned().unwrap_or_default();
        }
        if from.image == "scratch" {
            return Scope { known: true, env: [("PATH".to_string(), String::new())].into(), ..Scope::default() };
        }
        let Some(base) = around.bases.get(&index) else { return Scope::default() };
        if let Some((is, wanted)) = &base.wrong_platform {
            let message = format!(
                "Base image {} was pulled with platform \"{is}\", expected \"{wanted}\" for current build",
                from.image
            );
            out.push(warn("InvalidBaseImagePlatform", stage.from.span, message));
        }
        let mut env = base.env.clone();
        env.entry("PATH".into()).or_default();
        Scope { env, known: true, workdir: base.workdir, ..Scope::default() }
    }
}

impl Scope {
    fn step(
        &mut self,
        i: &Instruction,
        around: &Surroundings<'_>,
        globals: &BTreeMap<String, String>,
        out: &mut Vec<Warning>,
    ) {
        let result = i.expand_with(&Layered(&self.env, &self.args));
        if let (Ok((_, used)), true) = (&result, self.known)
            && !used.unmatched.is_empty()
        {
            let all = self.env.keys().chain(self.args.keys()).chain(&self.declared).map(String::as_str);
            // Suggestions cost more than what they are about.
            let names: Vec<&str> = if out.len() < SUGGESTIONS { all.collect() } else { Vec::new() };
            out.extend(undefined_vars(used, |n| self.declared.contains(n), names));
        }
        match (&i.command, &result) {
            (Command::Arg(args), _) => {
                let outer = Layered(globals, around.automatic);
                let resolved = i.resolve_args(&Layered(&self.env, &self.args), around.build_args, &outer);
                // What cannot be expanded is the build's to tell.
                for (name, value) in resolved.unwrap_or_default() {
                    self.args.extend(value.map(|v| (name, short(&v))));
                }
                self.declared.extend(args.iter().map(|a| a.key.text.clone()));
            }
            (Command::Env(_), Ok((Instruction { command: Command::Env(pairs), .. }, _))) => {
                self.env.extend(pairs.iter().map(|p| (p.key.text.clone(), short(&p.value.text))));
            }
            (Command::Workdir(_), _) => self.workdir = true,
            _ => {}
        }
    }
}

impl Default for Surroundings<'static> {
    fn default() -> Self {
        static NONE: BTreeMap<usize, BaseFacts> = BTreeMap::new();
        Surroundings { automatic: &NoVars, build_args: &NoVars, ignore: None, bases: &NONE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, bases: BTreeMap<usize, BaseFacts>) -> Vec<String> {
        let d = Dockerfile::parse("D", text.as_bytes()).unwrap();
        let around = Surroundings { bases: &bases, ..Surroundings::default() };
        let warnings = d.check(&around, &Default::default());
        warnings.iter().map(|w| format!("{}:{} {}", w.span.line, w.check, w.message)).collect()
    }

    #[test]
    fn undefined_variables_follow_stages_and_bases() {
        let none = BTreeMap::new;
        assert_eq!(
            found("FROM scratch\nARG a\nENV b=$a c=$b\nLABEL l=$PATH$b\n", none()),
            ["3:UndefinedVar Usage of undefined variable '$b'"]
        );
        // What an unknown base sets cannot be judged; what a stage sets goes on in those FROM it.
        assert!(found("FROM x\nLABEL l=$v\n", none()).is_empty());
        let known = BTreeMap::from([(
            0,
            BaseFacts { env: [("v".into(), "1".into())].into(), workdir: true, wrong_platform: None },
        )]);
        assert_eq!(
            found("FROM x AS y\nENV w=1\nFROM y\nWORKDIR rel\nLABEL l=$v$w$home\n", known),
            ["5:UndefinedVar Usage of undefined variable '$home'"]
        );
        let wrong = Some(("linux/arm64".to_string(), "linux/amd64".to_string()));
        let other = BTreeMap::from([(0, BaseFacts { wrong_platform: wrong, ..BaseFacts::default() })]);
        assert_eq!(
            found("FROM x\n", other),
            [
                "1:InvalidBaseImagePlatform Base image x was pulled with platform \"linux/arm64\", expected \"linux/amd64\" for current build"
            ]
        );
    }

    #[test]
    fn chains_of_stages_that_double_their_variables_stay_small() {
        let mut text = "FROM scratch AS s0\nENV v=0123456789abcdef\n".to_string();
        for i in 1..9_000 {
            text += &format!("FROM s{} AS s{i}\nENV v$v=$v$v$v$v\n", i - 1);
        }
        found(&text, BTreeMap::new());
    }

    #[test]
    fn the_bases_from_outside() {
        let d =
            Dockerfile::parse("D", b"ARG V=1\nFROM a:$V AS b\nFROM b\nFROM scratch\nFROM --platform=linux/arm64 c\n");
        let bases = d.unwrap().outer_bases(&NoVars, &NoVars).unwrap();
        let base = |stage, image: &str, platform: Option<&str>| OuterBase {
            stage,
            image: image.into(),
            platform: platform.map(str::to_string),
        };
        assert_eq!(bases, [base(0, "a:1", None), base(3, "c", Some("linux/arm64"))]);
    }
}
