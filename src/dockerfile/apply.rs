//! The expansion of whole instructions: which fields, against what.
//!
//! | instruction | expanded |
//! |---|---|
//! | FROM | image and `--platform`, against global arguments: [`From::expand`] |
//! | ARG | default values, each seeing the ones before it in its line; names never |
//! | ENV, LABEL | keys and values, all against the environment before the instruction |
//! | WORKDIR, USER, STOPSIGNAL, VOLUME | the arguments |
//! | EXPOSE | the words, then split again at white space |
//! | COPY, ADD | sources, destination, `--chown`, `--chmod`, `--checksum`; heredoc bodies unless the delimiter is quoted |
//! | RUN | values of `--mount` options, but never `from=` |
//! | all else | nothing: the command of RUN, CMD, ENTRYPOINT, SHELL, HEALTHCHECK, ONBUILD, MAINTAINER, `--exclude`, `--network`, `--security` |

use super::ast::*;
use super::diagnostic;
use super::expand::{self, Vars};
use super::mount;
use super::signal;
use super::span::{Source, Span};
use crate::error::{Error, Result};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

struct Expander<'a> {
    source: &'a Source,
    vars: &'a dyn Vars,
    /// Variables used that are not set, with where.
    unmatched: Vec<(String, Span)>,
    matched: BTreeSet<String>,
    /// Bytes made so far, all fields together.
    made: usize,
}

/// Most bytes that the fields of one instruction may expand to: a variable grown line
/// by line and then named a million times must not fill the memory.
const MAX_INSTRUCTION: usize = 4 * expand::MAX_EXPANSION;

/// Most bytes that the arguments before the first FROM may read of each other.
const MAX_READ: usize = 1 << 26;

/// What an expansion met besides its result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Used {
    /// Variables used that are set: their values are part of a cache key.
    pub matched: BTreeSet<String>,
    /// Variables used that are not set, and where: reason for a warning.
    pub unmatched: Vec<(String, Span)>,
}

impl Expander<'_> {
    fn fail(&self, span: Span, why: &str) -> Error {
        diagnostic::error(self.source, span, why, "")
    }

    fn note(&mut self, e: &mut expand::Expansion, span: Span) -> Result<()> {
        self.made += e.text.len();
        if self.made > MAX_INSTRUCTION {
            let what = format!("the expanded instruction is longer than {} MiB", MAX_INSTRUCTION >> 20);
            return Err(self.fail(span, &what));
        }
        self.matched.append(&mut e.matched);
        self.unmatched.extend(std::mem::take(&mut e.unmatched).into_iter().map(|n| (n, span)));
        Ok(())
    }

    fn full(&mut self, text: &str, span: Span) -> Result<expand::Expansion> {
        let mut e = expand::expand_word(text, self.vars, self.source.escape())
            .map_err(|why| self.fail(span, &format!("failed to process \"{}\": {why}", short(text))))?;
        self.note(&mut e, span)?;
        Ok(e)
    }

    fn text(&mut self, text: &str, span: Span) -> Result<String> {
        Ok(self.full(text, span)?.text)
    }

    fn word(&mut self, word: &mut Word) -> Result<()> {
        word.text = self.text(&word.text, word.span)?;
        Ok(())
    }

    fn words(&mut self, words: &mut [Word]) -> Result<()> {
        words.iter_mut().try_for_each(|w| self.word(w))
    }

    fn flag(&mut self, flag: &mut Option<Flag<String>>) -> Result<()> {
        if let Some(f) = flag {
            f.value = self.text(&f.value, f.span)?;
        }
        Ok(())
    }

    fn sources(&mut self, sources: &mut Sources) -> Result<()> {
        self.words(&mut sources.paths)?;
        self.word(&mut sources.dest)?;
        for h in sources.heredocs.iter_mut().filter(|h| h.expand) {
            let mut e = expand::expand_heredoc(&h.content(), self.vars)
                .map_err(|why| self.fail(h.span, &format!("failed to process heredoc {}: {why}", h.name)))?;
            self.note(&mut e, h.span)?;
            h.body = e.text.into();
            h.strip_tabs = false;
        }
        Ok(())
    }

    fn mount(&mut self, flag: &mut MountFlag) -> Result<()> {
        if flag.mount.is_some() {
            return Ok(());
        }
        let span = flag.span;
        let read = |this: &mut Self| -> Result<Mount, String> {
            mount::parse(&mount::fields(&flag.text)?, |value| {
                let mut e = expand::expand_word(value, this.vars, this.source.escape())?;
                this.note(&mut e, span).map_err(|e| e.what().to_string())?;
                Ok(e.text)
            })
        };
        let mount = read(self).map_err(|why| self.fail(span, &why))?;
        flag.mount = Some(mount);
        Ok(())
    }

    fn command(&mut self, command: &mut Command) -> Result<()> {
        match command {
            Command::Env(pairs) | Command::Label(pairs) => {
                for pair in pairs {
                    self.word(&mut pair.key)?;
                    self.word(&mut pair.value)?;
                }
                Ok(())
            }
            Command::Arg(args) => self.args(args),
            Command::Workdir(w) | Command::User(w) => self.word(w),
            Command::StopSignal(w) => {
                self.word(w)?;
                if signal::is_valid(&w.text) {
                    return Ok(());
                }
                Err(self.fail(w.span, &format!("invalid signal: {}", w.text)))
            }
            Command::Volume(words) => {
                self.words(words)?;
                match words.iter().find(|w| w.text.is_empty()) {
                    Some(w) => Err(self.fail(w.span, "VOLUME specified can not be an empty string")),
                    None => Ok(()),
                }
            }
            Command::Expose(words) => {
                // BuildKit sorts the words as they are written, before it expands them.
                words.sort_by(|a, b| a.text.cmp(&b.text));
                let mut out = Vec::new();
                for w in words.iter() {
                    let e = self.full(&w.text, w.span)?;
                    out.extend(e.words.into_iter().map(|text| Word { text, span: w.span }));
                }
                *words = out;
                Ok(())
            }
            Command::Copy(c) => {
                self.flag(&mut c.chown)?;
                self.flag(&mut c.chmod)?;
                self.sources(&mut c.sources)
            }
            Command::Add(a) => {
                self.flag(&mut a.chown)?;
                self.flag(&mut a.chmod)?;
                self.flag(&mut a.checksum)?;
                self.sources(&mut a.sources)
            }
            Command::Run(r) => r.mounts.iter_mut().try_for_each(|m| self.mount(m)),
            Command::Cmd(_)
            | Command::Entrypoint(_)
            | Command::Shell(_)
            | Command::Healthcheck(_)
            | Command::OnBuild(_)
            | Command::Maintainer(_) => Ok(()),
        }
    }

    fn args(&mut self, args: &mut [ArgVar]) -> Result<()> {
        let mut earlier: BTreeMap<String, String> = BTreeMap::new();
        for arg in args {
            let Some(value) = &mut arg.value else { continue };
            let outer = self.vars;
            let layered = Over { first: &earlier, then: outer };
            let mut e = expand::expand_word(&value.text, &layered, self.source.escape()).map_err(|why| {
                self.fail(value.span, &format!("failed to process \"{}\": {why}", short(&value.text)))
            })?;
            self.note(&mut e, value.span)?;
            value.text = e.text;
            earlier.insert(arg.key.text.clone(), value.text.clone());
        }
        Ok(())
    }
}

struct Over<'a> {
    first: &'a BTreeMap<String, String>,
    then: &'a dyn Vars,
}

impl Vars for Over<'_> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        Vars::get(self.first, name).or_else(|| self.then.get(name))
    }
}

/// The beginning of a text, for messages.
fn short(text: &str) -> String {
    if text.chars().nth(80).is_none() { text.to_string() } else { text.chars().take(77).chain("...".chars()).collect() }
}

impl Instruction {
    /// The instruction with its fields expanded against `vars`, the environment before
    /// it. The table of fields stands at the top of this file.
    pub fn expand(&self, vars: &dyn Vars) -> Result<Instruction> {
        self.expand_with(vars).map(|(i, _)| i)
    }

    /// [`expand`](Self::expand), and which variables it used.
    pub fn expand_with(&self, vars: &dyn Vars) -> Result<(Instruction, Used)> {
        let mut out = self.clone();
        let mut e = Expander { source: &self.source, vars, unmatched: Vec::new(), matched: BTreeSet::new(), made: 0 };
        e.command(&mut out.command)?;
        let used = Used { matched: e.matched, unmatched: e.unmatched };
        Ok((out, used))
    }

    fn bounded(&self, made: usize) -> Result<()> {
        if made <= MAX_INSTRUCTION {
            return Ok(());
        }
        Err(self.error(self.span, &format!("the arguments are longer than {} MiB", MAX_INSTRUCTION >> 20), ""))
    }

    /// For ARG: the arguments as they come to be in a stage. A `build_args` value wins
    /// and leaves the default unread; else the expanded default (which sees `vars` and
    /// the arguments before it); else the value of `globals`; else unset. Empty for
    /// other instructions.
    pub fn resolve_args(
        &self,
        vars: &dyn Vars,
        build_args: &dyn Vars,
        globals: &dyn Vars,
    ) -> Result<Vec<(String, Option<String>)>> {
        let Command::Arg(args) = &self.command else { return Ok(Vec::new()) };
        let mut out: Vec<(String, Option<String>)> = Vec::new();
        let mut earlier: BTreeMap<String, String> = BTreeMap::new();
        let mut made = 0;
        for arg in args {
            let name = &arg.key.text;
            let value = match (build_args.get(name), &arg.value) {
                (Some(v), _) => Some(v.into_owned()),
                (None, Some(default)) => {
                    let layered = Over { first: &earlier, then: vars };
                    let mut e = Expander {
                        source: &self.source,
                        vars: &layered,
                        unmatched: Vec::new(),
                        matched: BTreeSet::new(),
                        made: 0,
                    };
                    Some(e.text(&default.text, default.span)?)
                }
                (None, None) => globals.get(name).map(Cow::into_owned),
            };
            made += value.as_ref().map_or(0, String::len);
            self.bounded(made)?;
            if let Some(v) = &value {
                earlier.insert(name.clone(), v.clone());
            }
            out.push((name.clone(), value));
        }
        Ok(out)
    }
}

/// A FROM after expansion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpandedFrom {
    /// The image reference or stage name; never empty.
    pub image: String,
    /// The platform; never empty.
    pub platform: Option<String>,
}

impl Dockerfile {
    /// Image and platform of a stage, against the global arguments.
    pub fn expand_from(&self, from: &From, globals: &dyn Vars) -> Result<ExpandedFrom> {
        let mut e =
            Expander { source: &self.source, vars: globals, unmatched: Vec::new(), matched: BTreeSet::new(), made: 0 };
        let image = e.text(&from.image.text, from.image.span)?;
        if image.is_empty() {
            let what = format!("base name ({}) should not be blank", from.image.text);
            return Err(diagnostic::error(&self.source, from.image.span, &what, "empty after expansion")
                .hint("give the argument a default: ARG NAME=VALUE before the first FROM"));
        }
        let platform = match &from.platform {
            None => None,
            Some(f) => {
                let p = e.text(&f.value, f.span)?;
                if p.is_empty() {
                    let what = format!("empty platform value from expression {}", f.value);
                    return Err(diagnostic::error(&self.source, f.span, &what, "empty after expansion"));
                }
                Some(p)
            }
        };
        Ok(ExpandedFrom { image, platform })
    }

    /// The values of the arguments before the first FROM: `automatic` (TARGETPLATFORM
    /// and its like) come first, a `build_args` value wins over a default.
    pub fn global_args(&self, automatic: &dyn Vars, build_args: &dyn Vars) -> Result<BTreeMap<String, String>> {
        let mut out = BTreeMap::new();
        let (mut made, mut held, mut read) = (0, 0usize, 0usize);
        for i in &self.meta_args {
            // Each variable named may be all that is held so far.
            read = read.saturating_add(held.saturating_mul(i.original.matches('$').count()));
            if read > MAX_READ {
                return Err(i.error(i.span, "the arguments before FROM are too long, and used too often", ""));
            }
            let vars = Over { first: &out, then: automatic };
            let resolved = i.resolve_args(&vars, build_args, &expand::NoVars)?;
            made += resolved.iter().filter_map(|(_, v)| v.as_ref()).map(String::len).sum::<usize>();
            i.bounded(made)?;
            held = made;
            out.extend(resolved.into_iter().filter_map(|(k, v)| v.map(|v| (k, v))));
        }
        Ok(out)
    }
}
