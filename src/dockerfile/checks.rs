//! BuildKit's named checks. What they need of variables and base images comes from
//! [`scope`](super::scope).

use super::apply::Used;
use super::ast::*;
use super::diagnostic::{self, nearest};
use super::expand::{self, NoVars, Vars};
use super::ignore_file::IgnoreFile;
use super::rules::{CheckOptions, OWN};
use super::scope::Surroundings;
use super::span::Span;
use crate::error::{Error, Kind, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Beyond so many warnings, none suggests a name any more.
pub(super) const SUGGESTIONS: usize = 100;

/// Beyond so many tries of patterns against paths, COPY is not compared with the ignore file.
const MAX_TRIES: usize = 50_000_000;

/// A named doubt about a Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Warning {
    /// BuildKit's name of the check: `JSONArgsRecommended`.
    pub check: &'static str,
    /// What is doubtful here.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl Warning {
    /// The page that explains the check, where it is BuildKit's.
    pub fn url(&self) -> Option<String> {
        if self.check.starts_with(OWN) {
            return None;
        }
        let mut slug = String::new();
        let chars: Vec<char> = self.check.chars().collect();
        for (i, c) in chars.iter().enumerate() {
            // A hyphen where a word begins; JSONArgs is json-args.
            let before = i.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|p| p.is_lowercase());
            let after = chars.get(i + 1).is_some_and(|n| n.is_lowercase());
            if i > 0 && c.is_uppercase() && (before || after) {
                slug.push('-');
            }
            slug.extend(c.to_lowercase());
        }
        Some(format!("https://docs.docker.com/go/dockerfile/rule/{slug}/"))
    }
}

pub(super) fn warn(check: &'static str, span: Span, message: impl Into<String>) -> Warning {
    Warning { check, message: message.into(), span }
}

pub(super) fn empty_continuation(span: Span) -> Warning {
    warn("NoEmptyContinuation", span, "Empty continuation line")
}

/// BuildKit keeps such a trigger without a word; it fails in the builds FROM the image.
pub(super) fn bad_trigger(span: Span, why: &str) -> Warning {
    warn("imgtool/BadTrigger", span, format!("Builds FROM this image will fail: {why}"))
}

impl Dockerfile {
    /// Which checks are on: `given` (BUILDKIT_DOCKERFILE_CHECK) instead of the `check`
    /// directive.
    pub fn check_options(&self, given: Option<&str>) -> Result<CheckOptions> {
        if let Some(given) = given {
            let what = format!("BUILDKIT_DOCKERFILE_CHECK={given}");
            return CheckOptions::parse(given).map_err(|why| Error::new(Kind::Usage, what).because(why));
        }
        let Some(word) = &self.directives.check else { return Ok(CheckOptions::default()) };
        CheckOptions::parse(&word.text).map_err(|why| {
            let what = format!("failed to parse check options: {why}");
            diagnostic::error(&self.source, word.span, &what, "").hint("write # check=skip=NAME,NAME;error=true")
        })
    }

    /// Everything that the checks which are on find, in the order of the lines.
    pub fn check(&self, around: &Surroundings<'_>, options: &CheckOptions) -> Vec<Warning> {
        let mut out = self.warnings.clone();
        self.check_casing(&mut out);
        self.check_from(around.automatic, &mut out);
        for i in &self.meta_args {
            check_description(i, &mut out);
        }
        let workdirs = self.follow(around, &mut out);
        for (stage, workdir) in self.stages.iter().zip(workdirs) {
            check_stage(stage, workdir, &mut out);
        }
        if let Some(ignore) = around.ignore.filter(|i| options.wants("CopyIgnoredFile") && !i.has_negations()) {
            self.check_ignored(ignore, &mut out);
        }
        if options.wants_own() {
            self.lint(around, &mut out);
        }
        out.retain(|w| options.wants(w.check));
        out.sort_by_key(|w| w.span.start);
        out
    }

    /// The lines around a warning with a caret.
    pub fn excerpt(&self, warning: &Warning) -> Option<String> {
        diagnostic::excerpt(&self.source, warning.span, "")
    }

    fn check_ignored(&self, ignore: &IgnoreFile, out: &mut Vec<Warning>) {
        let mut tries = MAX_TRIES;
        for i in self.stages.iter().flat_map(|s| &s.instructions) {
            match &i.command {
                Command::Copy(c) if c.from.is_none() => ignored("Copy", &c.sources, ignore, &mut tries, out),
                Command::Add(a) => ignored("Add", &a.sources, ignore, &mut tries, out),
                _ => {}
            }
        }
    }

    fn check_casing(&self, out: &mut Vec<Warning>) {
        let mut words: Vec<&Word> = Vec::new();
        for stage in &self.stages {
            words.push(&stage.from.keyword);
            words.extend(stage.instructions.iter().map(|i| &i.keyword));
        }
        let lower = words.iter().filter(|w| w.text.to_lowercase() == w.text).count();
        let upper = words.iter().filter(|w| w.text.to_uppercase() == w.text).count();
        for w in words {
            let (want, name) =
                if lower > upper { (w.text.to_lowercase(), "lowercase") } else { (w.text.to_uppercase(), "uppercase") };
            if want != w.text {
                let message = format!("Command '{}' should match the case of the command majority ({name})", w.text);
                out.push(warn("ConsistentInstructionCasing", w.span, message));
            }
        }
    }

    fn check_from(&self, automatic: &dyn Vars, out: &mut Vec<Warning>) {
        let mut names = BTreeSet::new();
        let defaults = self.global_args(automatic, &NoVars).unwrap_or_default();
        let declared: BTreeSet<&str> = self
            .meta_args
            .iter()
            .filter_map(|i| if let Command::Arg(args) = &i.command { Some(args) } else { None })
            .flatten()
            .map(|a| a.key.text.as_str())
            .collect();
        let vars = OverMap(&defaults, automatic);
        for stage in &self.stages {
            let from = &stage.from;
            check_name(from, &mut names, out);
            for (text, span) in
                [Some((&from.image.text, from.image.span)), from.platform.as_ref().map(|f| (&f.value, f.span))]
                    .into_iter()
                    .flatten()
            {
                for name in expand::variables(text, self.source.escape()) {
                    if declared.contains(name.as_str()) || vars.get(&name).is_some() {
                        continue;
                    }
                    let near = if out.len() < SUGGESTIONS { nearest(&name, declared.iter().copied()) } else { None };
                    let near = near.map_or(String::new(), |n| format!(" (did you mean {n}?)"));
                    out.push(warn("UndefinedArgInFrom", span, format!("FROM argument '{name}' is not declared{near}")));
                }
            }
            let image = expand::expand_word(&from.image.text, &vars, self.source.escape());
            let stage = |text: &str| names.contains(&text.to_lowercase());
            let by_argument = from.image.text.contains('$');
            if by_argument && image.is_ok_and(|e| !plausible_image(&e.text) && !stage(&e.text)) {
                let message =
                    format!("Default value for ARG {} results in empty or invalid base image name", from.image.text);
                out.push(warn("InvalidDefaultArgInFrom", from.image.span, message));
            }
            self.check_platform(from, out);
        }
    }

    fn check_platform(&self, from: &From, out: &mut Vec<Warning>) {
        let Some(f) = &from.platform else { return };
        let used = expand::variables(&f.value, self.source.escape());
        if matches!(f.value.as_str(), "$TARGETPLATFORM" | "${TARGETPLATFORM}") {
            let message = format!(
                "Setting platform to predefined {} in FROM is redundant as this is the default behavior",
                f.value
            );
            out.push(warn("RedundantTargetPlatform", f.span, message));
        } else if used.is_empty() {
            let stage = from.name.as_deref().unwrap_or("");
            let named = f.value.split('/').take(2).any(|part| !part.is_empty() && stage.contains(part));
            if !named {
                let message = format!("FROM --platform flag should not use constant value \"{}\"", f.value);
                out.push(warn("FromPlatformFlagConstDisallowed", f.span, message));
            }
        }
    }
}

struct OverMap<'a>(&'a BTreeMap<String, String>, &'a dyn Vars);

impl Vars for OverMap<'_> {
    fn get(&self, name: &str) -> Option<std::borrow::Cow<'_, str>> {
        Vars::get(self.0, name).or_else(|| self.1.get(name))
    }
}

/// Could this be an image reference? Only what is surely wrong is refused.
fn plausible_image(text: &str) -> bool {
    let name_end = text.find('@').unwrap_or(text.len());
    let name = text.get(..name_end).unwrap_or("");
    let (path, tag) = match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, Some(tag)),
        _ => (name, None),
    };
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | ':' | '[' | ']');
    !path.is_empty()
        && path.chars().all(good)
        && path.split('/').all(|p| !p.is_empty() && p.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '['))
        && path.rsplit('/').next().is_some_and(|p| !p.chars().any(|c| c.is_ascii_uppercase()))
        && tag.is_none_or(|t| t.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') && t.chars().all(good))
}

fn check_name(from: &From, names: &mut BTreeSet<String>, out: &mut Vec<Warning>) {
    if let Some(name) = &from.name {
        let span = from.name_word.as_ref().map_or(from.span, |w| w.span);
        if matches!(name.as_str(), "context" | "scratch") {
            let message = format!("Stage name should not use the same name as reserved stage \"{name}\"");
            out.push(warn("ReservedStageName", span, message));
        }
        if !names.insert(name.clone()) {
            let message = format!("Duplicate stage name \"{name}\", stage names should be unique");
            out.push(warn("DuplicateStageName", span, message));
        }
        if let Some(w) = from.name_word.as_ref().filter(|w| w.text.to_lowercase() != w.text) {
            out.push(warn("StageNameCasing", w.span, format!("Stage name '{}' should be lowercase", w.text)));
        }
        describe("stage", &[name.as_str()], &from.comments, from.span, out);
    }
    if let Some(word) = &from.as_word {
        let keyword = &from.keyword.text;
        let want = if *keyword == keyword.to_lowercase() {
            word.text.to_lowercase()
        } else if *keyword == keyword.to_uppercase() {
            word.text.to_uppercase()
        } else {
            word.text.clone()
        };
        if want != word.text {
            let message = format!("'{}' and '{keyword}' keywords' casing do not match", word.text);
            out.push(warn("FromAsCasing", word.span, message));
        }
    }
}

fn describe(what: &str, names: &[&str], comments: &[String], span: Span, out: &mut Vec<Warning>) {
    let (Some(last), Some(first)) = (comments.last(), names.first()) else { return };
    let word = last.split(' ').next().unwrap_or("");
    if names.contains(&word) {
        return;
    }
    let example = if names.len() > 1 { "<arg_key>" } else { first };
    let what = if what == "stage" { "FROM" } else { "ARG" };
    let message = format!("Comment for {what} should follow the format: `# {example} <description>`");
    out.push(warn("InvalidDefinitionDescription", span, message));
}

fn check_description(i: &Instruction, out: &mut Vec<Warning>) {
    if let Command::Arg(args) = &i.command {
        let names: Vec<&str> = args.iter().map(|a| a.key.text.as_str()).collect();
        describe("arg", &names, &i.comments, i.span, out);
        for a in args {
            secret("ARG", &a.key, out);
        }
    }
}

fn check_stage(stage: &Stage, mut workdir_set: bool, out: &mut Vec<Warning>) {
    let mut last: BTreeMap<&str, Span> = BTreeMap::new();
    let mut shell_set = false;
    for i in &stage.instructions {
        let name = i.command.name();
        check_description(i, out);
        if matches!(i.command, Command::Cmd(_) | Command::Entrypoint(_) | Command::Healthcheck(_)) {
            // The earlier one is the one without effect.
            if let Some(earlier) = last.insert(name, i.span) {
                let message = format!(
                    "Multiple {name} instructions should not be used in the same stage because only the last one will be used"
                );
                out.push(warn("MultipleInstructionsDisallowed", earlier, message));
            }
        }
        match &i.command {
            Command::Cmd(CommandLine::Shell(_)) | Command::Entrypoint(CommandLine::Shell(_)) if !shell_set => {
                let message = format!(
                    "JSON arguments recommended for {name} to prevent unintended behavior related to OS signals"
                );
                out.push(warn("JSONArgsRecommended", i.span, message));
            }
            Command::Shell(_) => shell_set = true,
            Command::Maintainer(_) => {
                let message = "Maintainer instruction is deprecated in favor of using label";
                out.push(warn("MaintainerDeprecated", i.span, message));
            }
            Command::Env(pairs) | Command::Label(pairs) => {
                for p in pairs {
                    if p.legacy {
                        let message = format!(
                            "\"{name} key=value\" should be used instead of legacy \"{name} key value\" format"
                        );
                        out.push(warn("LegacyKeyValueFormat", i.span, message));
                    }
                    if name == "ENV" {
                        secret(name, &p.key, out);
                    }
                }
            }
            Command::Workdir(w) => {
                if !workdir_set && !w.text.trim_start_matches(['"', '\'']).starts_with(['/', '$']) {
                    let message = format!(
                        "Relative workdir \"{}\" can have unexpected results if the base image changes",
                        w.text
                    );
                    out.push(warn("WorkdirRelativePath", w.span, message));
                }
                workdir_set = true;
            }
            Command::Expose(words) => words.iter().for_each(|w| expose(w, out)),
            _ => {}
        }
    }
}

fn expose(word: &Word, out: &mut Vec<Warning>) {
    if let Some((_, proto)) = word.text.split_once('/')
        && proto != proto.to_lowercase()
    {
        let message = format!("Defined protocol '{}' in EXPOSE instruction should be lowercase", word.text);
        out.push(warn("ExposeProtoCasing", word.span, message));
    }
    if word.text.contains(':') && !word.text.contains('$') {
        let message =
            format!("EXPOSE instruction should not define an IP address or host-port mapping, found '{}'", word.text);
        out.push(warn("ExposeInvalidFormat", word.span, message));
    }
}

fn ignored(name: &str, sources: &Sources, ignore: &IgnoreFile, tries: &mut usize, out: &mut Vec<Warning>) {
    for p in &sources.paths {
        let path = p.text.trim_start_matches("./").trim_matches('/');
        if path.is_empty() || path == "." || path.contains(['$', '*', '?', '[']) || path.contains("://") {
            continue;
        }
        // Linux has no longer paths.
        if path.len() > 4096 {
            continue;
        }
        *tries = tries.saturating_sub(ignore.cost() * (path.matches('/').count() + 1));
        if *tries == 0 {
            return;
        }
        if ignore.ignores(path) {
            let message = format!("Attempting to {name} file \"{path}\" that is excluded by .dockerignore");
            out.push(warn("CopyIgnoredFile", p.span, message));
        }
    }
}

/// Does the name of a variable speak of a secret?
fn secret(instruction: &str, key: &Word, out: &mut Vec<Warning>) {
    const DENY: [&str; 10] =
        ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"];
    const ALLOW: [&str; 3] = ["public", "file", "version"];
    let name = key.text.to_lowercase();
    let has = |list: &[&str]| name.split('_').any(|part| list.contains(&part));
    if has(&DENY) && !has(&ALLOW) {
        let message = format!("Do not use ARG or ENV instructions for sensitive data ({instruction} \"{}\")", key.text);
        out.push(warn("SecretsUsedInArgOrEnv", key.span, message));
    }
}

/// `UndefinedVar` of an expanded instruction: `declared` says which arguments the stage
/// has declared (with or without value), `known` are the names to suggest.
pub fn undefined_vars<'a>(
    used: &Used,
    declared: impl Fn(&str) -> bool,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Vec<Warning> {
    let missing = used.unmatched.iter().filter(|(name, _)| !declared(name));
    missing
        .enumerate()
        .map(|(i, (name, span))| {
            let near = if i < SUGGESTIONS { nearest(name, known.clone()) } else { None };
            let near = near.map_or(String::new(), |n| format!(" (did you mean ${n}?)"));
            warn("UndefinedVar", *span, format!("Usage of undefined variable '${name}'{near}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let d = Dockerfile::parse("D", text.as_bytes()).unwrap();
        let vars = [("TARGETPLATFORM", "linux/amd64")];
        let ignore = IgnoreFile::parse(b"secret*\n").unwrap();
        let vars = vars.to_vec();
        let around = Surroundings { automatic: &vars, ignore: Some(&ignore), ..Surroundings::default() };
        d.check(&around, &d.check_options(None).unwrap())
            .iter()
            .map(|w| format!("{}:{}", w.span.line, w.check))
            .collect()
    }

    #[test]
    fn each_check_has_its_case() {
        for (text, want) in [
            ("FROM a\nRUN x\n", vec![]),
            ("FROM a\nRUN x \\\n\n y\n", vec!["3:NoEmptyContinuation"]),
            ("FROM a\nRun x\n", vec!["2:ConsistentInstructionCasing"]),
            ("from a\nrun x\nCOPY a b\n", vec!["3:ConsistentInstructionCasing"]),
            ("FROM a AS Bc\n", vec!["1:StageNameCasing"]),
            ("FROM a as b\n", vec!["1:FromAsCasing"]),
            ("FROM a AS b\nFROM c AS b\n", vec!["2:DuplicateStageName"]),
            ("FROM a AS scratch\n", vec!["1:ReservedStageName"]),
            ("FROM a\nCMD x\n", vec!["2:JSONArgsRecommended"]),
            ("FROM a\nSHELL [\"b\"]\nCMD x\n", vec![]),
            ("FROM a\nCMD [\"x\"]\nCMD [\"y\"]\n", vec!["2:MultipleInstructionsDisallowed"]),
            ("FROM a\nMAINTAINER x\n", vec!["2:MaintainerDeprecated"]),
            ("FROM a\nENV k v\n", vec!["2:LegacyKeyValueFormat"]),
            ("FROM a$b\n", vec!["1:UndefinedArgInFrom"]),
            ("ARG V\nFROM a:$V\n", vec!["2:InvalidDefaultArgInFrom"]),
            ("ARG V=1\nFROM a:$V\n", vec![]),
            ("ARG V=B\nFROM a AS b\nFROM B\nFROM $V\n", vec![]),
            ("FROM a\nWORKDIR x\nWORKDIR y\n", vec!["2:WorkdirRelativePath"]),
            ("FROM a\nWORKDIR /x\nWORKDIR y\n", vec![]),
            ("FROM a\nENV MY_TOKEN=x PUBLIC_KEY=y TOKENIZER=z\n", vec!["2:SecretsUsedInArgOrEnv"]),
            ("FROM --platform=$TARGETPLATFORM a\n", vec!["1:RedundantTargetPlatform"]),
            ("FROM --platform=linux/amd64 a\n", vec!["1:FromPlatformFlagConstDisallowed"]),
            ("FROM --platform=linux/amd64 a AS build-amd64\n", vec![]),
            ("FROM a\nEXPOSE 80/TCP\n", vec!["2:ExposeProtoCasing"]),
            ("FROM a\nEXPOSE 80:80\n", vec!["2:ExposeInvalidFormat"]),
            ("# check=experimental=all\nFROM a\nCOPY secret.txt /\n", vec!["3:CopyIgnoredFile"]),
            ("# check=experimental=all\n# other words\nFROM a AS b\n", vec!["3:InvalidDefinitionDescription"]),
            ("# check=skip=MaintainerDeprecated\nFROM a\nMAINTAINER x\nENV k v\n", vec!["4:LegacyKeyValueFormat"]),
            ("# check=skip=all\nFROM a\nMAINTAINER x\n", vec![]),
        ] {
            assert_eq!(names(text), want, "{text}");
        }
    }

    #[test]
    fn urls_and_undefined_variables() {
        let url = |check| warn(check, Span::default(), "").url().unwrap();
        assert!(url("JSONArgsRecommended").ends_with("/json-args-recommended/"));
        assert!(url("FromAsCasing").ends_with("/from-as-casing/"));
        let d = Dockerfile::parse("D", b"FROM a\nENV x=$PAHT y=$A\n").unwrap();
        let (_, used) = d.stages[0].instructions[0].expand_with(&NoVars).unwrap();
        let w = undefined_vars(&used, |n| n == "A", ["PATH"]);
        assert_eq!(w.len(), 1);
        assert_eq!(w[0].message, "Usage of undefined variable '$PAHT' (did you mean $PATH?)");
    }
}
