//! From statements to typed instructions.

use super::ast::*;
use super::diagnostic;
use super::lexer::{self, Line, Statement, Statements};
use super::span::{Source, Span};
use super::words::{self, Piece};
use super::{checks, chmod, duration, expand, heredoc, mount};
use crate::error::{Error, Kind, Result};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Most stages of a file: each may need any other.
const MAX_STAGES: usize = 10_000;

/// All instructions, for suggestions.
const NAMES: [&str; 18] = [
    "FROM",
    "RUN",
    "COPY",
    "ADD",
    "ENV",
    "LABEL",
    "ARG",
    "WORKDIR",
    "USER",
    "CMD",
    "ENTRYPOINT",
    "EXPOSE",
    "VOLUME",
    "SHELL",
    "STOPSIGNAL",
    "HEALTHCHECK",
    "ONBUILD",
    "MAINTAINER",
];

impl Dockerfile {
    /// Reads a Dockerfile as BuildKit does. `name` is what errors call it. Errors are
    /// of [`Kind::Dockerfile`], with headline `NAME:LINE: what` and an excerpt.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Dockerfile> {
        let text = lexer::decode(name, bytes)?;
        let (source, directives) = lexer::open(name, text)?;
        let mut file = Dockerfile {
            source: source.clone(),
            directives,
            meta_args: Vec::new(),
            stages: Vec::new(),
            warnings: Vec::new(),
        };
        let mut statements = Statements::new(&source);
        while let Some(s) = statements.statement()? {
            if let Some(span) = s.empty_continuation {
                file.warnings.push(checks::empty_continuation(span));
            }
            match (Parser { source: &source, statement: &s }).top()? {
                Parsed::From(from) if file.stages.len() == MAX_STAGES => {
                    let what = format!("more than {MAX_STAGES} stages");
                    return Err(diagnostic::error(&source, from.span, &what, "one too many"));
                }
                Parsed::From(from) => file.stages.push(Stage { from, instructions: Vec::new() }),
                Parsed::Other(i) => match (file.stages.last_mut(), &i.command) {
                    (Some(stage), command) => {
                        if let Command::OnBuild(OnBuild { problem: Some(why), .. }) = command {
                            file.warnings.push(checks::bad_trigger(i.span, why));
                        }
                        stage.instructions.push(i);
                    }
                    (None, Command::Arg(_)) => file.meta_args.push(i),
                    (None, _) => {
                        let what = format!("no build stage in current context: {} before FROM", i.command.name());
                        return Err(diagnostic::error(&source, i.keyword.span, &what, "only ARG may stand here")
                            .hint("begin the Dockerfile with FROM IMAGE, or FROM scratch"));
                    }
                },
            }
        }
        if file.stages.is_empty() {
            let what = match (file.meta_args.is_empty(), bytes.is_empty()) {
                (_, true) => "the Dockerfile cannot be empty",
                (true, false) => "file with no instructions",
                (false, _) => "dockerfile contains no stages to build",
            };
            return Err(Error::new(Kind::Dockerfile, format!("{name}:1: {what}"))
                .hint("begin the Dockerfile with FROM IMAGE, or FROM scratch"));
        }
        Ok(file)
    }
}

impl Instruction {
    /// Reads one instruction from a text, such as an ONBUILD trigger of a base image's
    /// config. `escape` is the escape token of the Dockerfile that is built: BuildKit
    /// joins the lines of a trigger with `\`, but expands its words with that.
    pub fn parse_trigger(name: &str, text: &str, escape: char) -> Result<Instruction> {
        let text = lexer::decode(name, text.as_bytes())?;
        let source = Arc::new(Source::new(name, text, '\\'));
        let mut statements = Statements::new(&source);
        let single = || Error::new(Kind::Dockerfile, format!("{name}:1: a trigger must be a single instruction"));
        let s = statements.statement()?.ok_or_else(single)?;
        if statements.statement()?.is_some() {
            return Err(single());
        }
        let mut parser = Parser { source: &source, statement: &s };
        match parser.top()? {
            Parsed::From(from) => Err(parser.fail(from.keyword.span, "FROM isn't allowed as an ONBUILD trigger", "")),
            Parsed::Other(i) if matches!(i.command, Command::OnBuild(_) | Command::Maintainer(_)) => {
                let what = format!("{} isn't allowed as an ONBUILD trigger", i.command.name());
                Err(parser.fail(i.keyword.span, &what, ""))
            }
            Parsed::Other(mut i) => {
                if escape != '\\' {
                    i.source = Arc::new(Source::new(name, source.text().to_string(), escape));
                }
                Ok(i)
            }
        }
    }

    /// An error about a part of this instruction, with an excerpt; `label` stands under
    /// the caret.
    pub fn error(&self, span: Span, what: &str, label: &str) -> Error {
        diagnostic::error(&self.source, span, what, label)
    }
}

/// What one statement says.
pub(super) enum Parsed {
    From(From),
    Other(Instruction),
}

/// Reads one statement.
pub(super) fn statement(source: &Arc<Source>, statement: &Statement) -> Result<Parsed> {
    Parser { source, statement }.top()
}

struct Parser<'a> {
    source: &'a Arc<Source>,
    statement: &'a Statement,
}

#[derive(Clone, Copy, PartialEq)]
enum FlagKind {
    Bool,
    One,
    Many,
}
use FlagKind::{Bool, Many, One};

/// The flags of one instruction, taken one by one.
struct Flags(Vec<(String, Flag<String>)>);

impl Flags {
    fn take(&mut self, name: &str) -> Option<Flag<String>> {
        let i = self.0.iter().position(|(n, _)| n == name)?;
        Some(self.0.remove(i).1)
    }

    fn many(&mut self, name: &str) -> Vec<Flag<String>> {
        let (mine, rest) = std::mem::take(&mut self.0).into_iter().partition(|(n, _)| n == name);
        self.0 = rest;
        let mine: Vec<(String, Flag<String>)> = mine;
        mine.into_iter().map(|(_, f)| f).collect()
    }

    fn switch(&mut self, name: &str) -> Option<Flag<bool>> {
        self.take(name).map(|f| Flag { value: f.value == "true", span: f.span })
    }
}

impl Parser<'_> {
    fn line(&self) -> &Line {
        &self.statement.line
    }

    fn text(&self, range: &Range<usize>) -> &str {
        self.line().text.get(range.clone()).unwrap_or("")
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.line().span(self.source, range.start, range.end)
    }

    fn word(&self, range: &Range<usize>) -> Word {
        Word { text: self.text(range).to_string(), span: self.span(range) }
    }

    fn piece(&self, piece: Piece) -> Word {
        Word { span: self.span(&piece.range), text: piece.text }
    }

    fn pieces(&self, pieces: Vec<Piece>) -> Vec<Word> {
        pieces.into_iter().map(|p| self.piece(p)).collect()
    }

    fn fail(&self, span: Span, what: &str, label: &str) -> Error {
        diagnostic::error(self.source, span, what, label)
    }

    fn top(&mut self) -> Result<Parsed> {
        let line = &self.line().text;
        let split = words::split_command(line);
        let keyword = self.word(&split.name_range);
        let original = line.trim().to_string();
        let span = self.statement.span;
        let comments = self.statement.comments.clone();
        if split.name.eq_ignore_ascii_case("from") {
            return self.from(&split, keyword, original).map(Parsed::From);
        }
        let command = self.command(&split, &keyword, false)?;
        let source = self.source.clone();
        Ok(Parsed::Other(Instruction { command, keyword, original, span, comments, source }))
    }

    fn from(&self, split: &words::Split, keyword: Word, original: String) -> Result<From> {
        let args = self.pieces(words::by_blanks(&self.line().text, split.rest.clone()));
        let (image, naming) = match args.as_slice() {
            [image] => (image, None),
            [image, keyword, name] if keyword.text.eq_ignore_ascii_case("as") => (image, Some((keyword, name))),
            _ => {
                let at = args.get(1).map_or(keyword.span, |w| w.span);
                return Err(self
                    .fail(at, "FROM requires either one or three arguments", "expected AS NAME or nothing")
                    .hint("write FROM IMAGE or FROM IMAGE AS NAME"));
            }
        };
        let name = naming.map(|(_, n)| n.text.to_lowercase());
        if let (Some(name), Some((_, word))) = (&name, naming)
            && !valid_stage_name(name)
        {
            let what = format!(
                "invalid name for build stage: \"{}\", name can't start with a number or contain symbols",
                word.text
            );
            return Err(self.fail(word.span, &what, "a letter first, then letters, digits, '-', '_', '.'"));
        }
        let mut flags = self.flags(split, "FROM", &[("platform", One)])?;
        Ok(From {
            image: image.clone(),
            platform: flags.take("platform"),
            name,
            name_word: naming.map(|(_, n)| n.clone()),
            as_word: naming.map(|(a, _)| a.clone()),
            keyword,
            original,
            span: self.statement.span,
            comments: self.statement.comments.clone(),
        })
    }

    /// Checks the flags of an instruction against those it knows.
    fn flags(&self, split: &words::Split, name: &str, known: &[(&'static str, FlagKind)]) -> Result<Flags> {
        let mut out: Vec<(String, Flag<String>)> = Vec::new();
        for piece in &split.flags {
            let span = self.span(&piece.range);
            let body = piece.text.get(2..).unwrap_or("");
            let (key, value) = body.split_once('=').map_or((body, None), |(k, v)| (k, Some(v)));
            let Some((_, kind)) = known.iter().find(|(n, _)| *n == key) else {
                let error = self.fail(span, &format!("unknown flag: --{key}"), &format!("{name} has no such flag"));
                return Err(match diagnostic::nearest(key, known.iter().map(|(n, _)| *n)) {
                    Some(near) => error.hint(format!("did you mean `--{near}`?")),
                    None if known.is_empty() => error.hint(format!("{name} takes no flags")),
                    None => {
                        let all: Vec<String> = known.iter().map(|(n, _)| format!("--{n}")).collect();
                        error.hint(format!("{name} knows {}", all.join(", ")))
                    }
                });
            };
            if *kind != Many && out.iter().any(|(n, _)| n == key) {
                return Err(self.fail(span, &format!("duplicate flag specified: --{key}"), "given before"));
            }
            let value = match (kind, value) {
                (Bool, None) => "true".to_string(),
                (Bool, Some(v)) if v.eq_ignore_ascii_case("true") || v.eq_ignore_ascii_case("false") => {
                    v.to_ascii_lowercase()
                }
                (Bool, Some(v)) if !v.is_empty() => {
                    let what = format!("expecting boolean value for flag --{key}, not: {v}");
                    return Err(self.fail(span, &what, "true or false"));
                }
                (One | Many, Some(v)) => v.to_string(),
                _ => {
                    let what = format!("missing a value on flag: --{key}");
                    return Err(self.fail(span, &what, &format!("write --{key}=VALUE")));
                }
            };
            out.push((key.to_string(), Flag { value, span }));
        }
        Ok(Flags(out))
    }

    fn command(&self, split: &words::Split, keyword: &Word, trigger: bool) -> Result<Command> {
        let upper = split.name.to_ascii_uppercase();
        let Some(name) = NAMES.iter().find(|n| **n == upper).copied() else {
            let error = self.fail(keyword.span, &format!("unknown instruction: {}", split.name), "");
            return Err(match diagnostic::nearest(&split.name, NAMES) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        };
        match name {
            "RUN" => self.run(split),
            "COPY" => self.copy(split),
            "ADD" => self.add(split),
            "HEALTHCHECK" => self.healthcheck(split, keyword),
            "ONBUILD" => self.onbuild(split, keyword, trigger),
            "FROM" => Err(self.fail(keyword.span, "FROM isn't allowed as an ONBUILD trigger", "")),
            _ => {
                self.flags(split, name, &[])?;
                self.plain(name, split, keyword)
            }
        }
    }

    /// The instructions without flags.
    fn plain(&self, name: &str, split: &words::Split, keyword: &Word) -> Result<Command> {
        let rest = &split.rest;
        let escape = self.source.escape();
        Ok(match name {
            "ENV" => Command::Env(self.key_values(name, rest, keyword)?),
            "LABEL" => Command::Label(self.key_values(name, rest, keyword)?),
            "ARG" => {
                let args = words::quoted(&self.line().text, rest.clone(), escape);
                self.some(name, &args, keyword)?;
                Command::Arg(args.into_iter().map(|p| self.arg(p)).collect::<Result<_>>()?)
            }
            "WORKDIR" => Command::Workdir(self.one(name, rest, keyword)?),
            "USER" => Command::User(self.one(name, rest, keyword)?),
            "STOPSIGNAL" => Command::StopSignal(self.one(name, rest, keyword)?),
            "MAINTAINER" => Command::Maintainer(self.one(name, rest, keyword)?),
            "CMD" => Command::Cmd(self.command_line(rest)?),
            "ENTRYPOINT" => Command::Entrypoint(self.command_line(rest)?),
            "EXPOSE" => {
                let args = words::by_blanks(&self.line().text, rest.clone());
                self.some(name, &args, keyword)?;
                Command::Expose(self.pieces(args))
            }
            "VOLUME" => {
                let (args, _) = self.list(rest)?;
                self.some(name, &args, keyword)?;
                let volumes: Vec<Word> = args
                    .into_iter()
                    .map(|p| Piece { text: p.text.trim().to_string(), range: p.range })
                    .map(|p| self.piece(p))
                    .collect();
                if let Some(empty) = volumes.iter().find(|w| w.text.is_empty()) {
                    return Err(self.fail(empty.span, "VOLUME specified can not be an empty string", ""));
                }
                Command::Volume(volumes)
            }
            _ => match self.command_line(rest)? {
                CommandLine::Exec(args) if !args.is_empty() => Command::Shell(args),
                CommandLine::Shell(w) if !w.text.is_empty() => {
                    return Err(self
                        .fail(w.span, "SHELL requires the arguments to be in JSON form", "no JSON array of strings")
                        .hint("write SHELL [\"/bin/bash\", \"-c\"]"));
                }
                _ => return Err(self.fail(keyword.span, "SHELL requires at least one argument", "")),
            },
        })
    }

    fn some<T>(&self, name: &str, args: &[T], keyword: &Word) -> Result<()> {
        if args.is_empty() {
            return Err(self.fail(keyword.span, &format!("{name} requires at least one argument"), ""));
        }
        Ok(())
    }

    fn one(&self, name: &str, rest: &Range<usize>, keyword: &Word) -> Result<Word> {
        if rest.is_empty() {
            return Err(self.fail(keyword.span, &format!("{name} requires exactly one argument"), ""));
        }
        Ok(self.word(rest))
    }

    fn json(&self, rest: &Range<usize>) -> Result<Option<Vec<Piece>>> {
        let shift = |r: Range<usize>| r.start + rest.start..r.end + rest.start;
        match words::json(self.text(rest)) {
            Ok(None) => Ok(None),
            Ok(Some(list)) => {
                Ok(Some(list.into_iter().map(|p| Piece { text: p.text, range: shift(p.range) }).collect()))
            }
            Err(range) => Err(self.fail(
                self.span(&shift(range)),
                "when using JSON array syntax, arrays must be comprised of strings only",
                "not a string",
            )),
        }
    }

    /// A JSON array, or words between blanks; says which.
    fn list(&self, rest: &Range<usize>) -> Result<(Vec<Piece>, bool)> {
        Ok(match self.json(rest)? {
            Some(list) => (list, true),
            None => (words::by_blanks(&self.line().text, rest.clone()), false),
        })
    }

    fn command_line(&self, rest: &Range<usize>) -> Result<CommandLine> {
        Ok(match self.json(rest)? {
            Some(list) => CommandLine::Exec(self.pieces(list)),
            None => CommandLine::Shell(self.word(rest)),
        })
    }

    fn key_values(&self, name: &str, rest: &Range<usize>, keyword: &Word) -> Result<Vec<KeyValue>> {
        let args = words::quoted(&self.line().text, rest.clone(), self.source.escape());
        self.some(name, &args, keyword)?;
        if args.first().is_some_and(|p| !p.text.contains('=')) {
            let text = self.text(rest);
            let Some(cut) = text.find(words::is_blank) else {
                return Err(self
                    .fail(self.span(rest), &format!("{name} must have two arguments"), "no value")
                    .hint(format!("write {name} {text}=VALUE")));
            };
            let key = self.word(&(rest.start..rest.start + cut));
            let value = self.word(&words::trim(&self.line().text, rest.start + cut..rest.end));
            return Ok(vec![KeyValue { key, value, legacy: true }]);
        }
        args.into_iter()
            .map(|piece| match self.halves(&piece) {
                Some((key, _)) if key.text.is_empty() => {
                    Err(self.fail(self.span(&piece.range), &format!("{name} names can not be blank"), ""))
                }
                Some((key, value)) => Ok(KeyValue { key, value, legacy: false }),
                None => {
                    let what =
                        format!("Syntax error - can't find = in \"{}\". Must be of the form: name=value", piece.text);
                    Err(self
                        .fail(self.span(&piece.range), &what, "no '='")
                        .hint("put a value that contains spaces in quotes"))
                }
            })
            .collect()
    }

    /// Splits at the first `=`.
    fn halves(&self, piece: &Piece) -> Option<(Word, Word)> {
        let (key, value) = piece.text.split_once('=')?;
        let at = self.text(&piece.range).find('=').unwrap_or(0) + piece.range.start;
        let key = Word { text: key.to_string(), span: self.span(&(piece.range.start..at)) };
        let value = Word { text: value.to_string(), span: self.span(&(at + 1..piece.range.end)) };
        Some((key, value))
    }

    fn arg(&self, piece: Piece) -> Result<ArgVar> {
        match self.halves(&piece) {
            Some((key, _)) if key.text.is_empty() => {
                Err(self.fail(self.span(&piece.range), "ARG names can not be blank", ""))
            }
            Some((key, value)) => Ok(ArgVar { key, value: Some(value) }),
            None => Ok(ArgVar { key: self.piece(piece), value: None }),
        }
    }

    fn run(&self, split: &words::Split) -> Result<Command> {
        let known = [("mount", Many), ("network", One), ("security", One), ("device", Many)];
        let mut flags = self.flags(split, "RUN", &known)?;
        let mounts = flags.many("mount").into_iter().map(|f| self.mount(f)).collect::<Result<_>>()?;
        let network = flags.take("network").map(|f| self.typed(f, mount::network)).transpose()?;
        let security = flags.take("security").map(|f| self.typed(f, mount::security)).transpose()?;
        Ok(Command::Run(Run {
            line: self.command_line(&split.rest)?,
            heredocs: self.statement.heredocs.clone(),
            mounts,
            network,
            security,
            devices: flags.many("device").into_iter().map(|f| self.typed(f, mount::device)).collect::<Result<_>>()?,
        }))
    }

    fn typed<T>(&self, flag: Flag<String>, read: impl Fn(&str) -> Result<T, String>) -> Result<Flag<T>> {
        match read(&flag.value) {
            Ok(value) => Ok(Flag { value, span: flag.span }),
            Err(why) => Err(self.fail(flag.span, &why, "")),
        }
    }

    fn mount(&self, flag: Flag<String>) -> Result<MountFlag> {
        let read = || -> Result<(Option<String>, Option<Mount>), String> {
            let fields = mount::fields(&flag.value)?;
            let from = mount::from(&fields)?;
            let special = |c| matches!(c, '$' | '\'' | '"') || c == self.source.escape();
            // With something to expand, the values are read when their turn comes.
            let mount = if fields.iter().any(|f| f.contains(special)) {
                None
            } else {
                Some(mount::parse(&fields, |v| Ok(v.to_string()))?)
            };
            Ok((from, mount))
        };
        let (from, mount) = read().map_err(|why| self.fail(flag.span, &why, ""))?;
        Ok(MountFlag { text: flag.value, span: flag.span, from, mount })
    }

    fn sources(&self, name: &str, split: &words::Split) -> Result<Sources> {
        let (mut pieces, json) = self.list(&split.rest)?;
        if !json {
            pieces = join_openers(pieces);
        }
        let dest = match (pieces.pop(), pieces.is_empty()) {
            (Some(dest), false) => dest,
            (last, _) => {
                let span = last.map_or(self.span(&split.name_range), |p| self.span(&p.range));
                let what = format!(
                    "{name} requires at least two arguments, but only one was provided. Destination could not be determined"
                );
                return Err(self.fail(span, &what, "").hint(format!("write {name} SOURCE… DESTINATION")));
            }
        };
        let dest = self.piece(dest);
        if heredoc::parse(&dest.text).is_some() {
            let what = format!("{name} cannot accept a heredoc as a destination");
            return Err(self.fail(dest.span, &what, ""));
        }
        let mut sources = Sources { paths: Vec::new(), heredocs: Vec::new(), dest };
        // Of several heredocs of one name, the last counts.
        let bodies: HashMap<&str, &Heredoc> = self.statement.heredocs.iter().map(|h| (h.name.as_str(), h)).collect();
        for piece in pieces {
            let opened = heredoc::parse(&piece.text)
                .map(|opener| bodies.get(opener.name.as_str()).map_or(opener, |h| (*h).clone()));
            match opened {
                Some(h) => sources.heredocs.push(h),
                None => sources.paths.push(self.piece(piece)),
            }
        }
        Ok(sources)
    }

    /// A mode without variables is checked at once.
    fn chmod(&self, flag: &Option<Flag<String>>) -> Result<()> {
        if let Some(f) = flag
            && !f.value.contains(['$', '\'', '"', '\\', '`'])
        {
            chmod::Chmod::parse(&f.value).map_err(|why| self.fail(f.span, &why, ""))?;
        }
        Ok(())
    }

    fn copy(&self, split: &words::Split) -> Result<Command> {
        let known =
            [("from", One), ("chown", One), ("chmod", One), ("link", Bool), ("parents", Bool), ("exclude", Many)];
        let sources = self.sources("COPY", split)?;
        let mut flags = self.flags(split, "COPY", &known)?;
        let copy = Copy {
            sources,
            from: flags.take("from"),
            chown: flags.take("chown"),
            chmod: flags.take("chmod"),
            link: flags.switch("link"),
            parents: flags.switch("parents"),
            exclude: flags.many("exclude"),
        };
        self.chmod(&copy.chmod)?;
        if let Some(from) = &copy.from {
            let expanded = expand::expand_word(&from.value, &expand::NoVars, self.source.escape());
            if expanded.map(|e| e.text) != Ok(from.value.clone()) {
                return Err(self
                    .fail(from.span, "variable expansion is not supported for --from", "taken literally")
                    .hint("define a new stage with FROM using ARG from global scope, and name that stage"));
            }
        }
        Ok(Command::Copy(copy))
    }

    fn add(&self, split: &words::Split) -> Result<Command> {
        let known = [
            ("chown", One),
            ("chmod", One),
            ("link", Bool),
            ("keep-git-dir", Bool),
            ("checksum", One),
            ("unpack", Bool),
            ("exclude", Many),
        ];
        let sources = self.sources("ADD", split)?;
        let mut flags = self.flags(split, "ADD", &known)?;
        let add = Add {
            sources,
            chown: flags.take("chown"),
            chmod: flags.take("chmod"),
            link: flags.switch("link"),
            keep_git_dir: flags.switch("keep-git-dir"),
            checksum: flags.take("checksum"),
            unpack: flags.switch("unpack"),
            exclude: flags.many("exclude"),
        };
        self.chmod(&add.chmod)?;
        Ok(Command::Add(add))
    }

    fn healthcheck(&self, split: &words::Split, keyword: &Word) -> Result<Command> {
        let text = self.text(&split.rest);
        let kind_len = text.find(char::is_whitespace).unwrap_or(text.len());
        let kind = split.rest.start..split.rest.start + kind_len;
        let rest = words::trim(&self.line().text, kind.end..split.rest.end);
        let mut check =
            Healthcheck { test: None, interval: 0, timeout: 0, start_period: 0, start_interval: 0, retries: 0 };
        match self.text(&kind).to_ascii_uppercase().as_str() {
            "" => return Err(self.fail(keyword.span, "HEALTHCHECK requires at least one argument", "CMD or NONE")),
            "NONE" if rest.is_empty() => return Ok(Command::Healthcheck(check)),
            "NONE" => return Err(self.fail(self.span(&rest), "HEALTHCHECK NONE takes no arguments", "")),
            "CMD" => {}
            other => {
                let what = format!("Unknown type \"{other}\" in HEALTHCHECK (try CMD)");
                return Err(self.fail(self.span(&kind), &what, "CMD or NONE"));
            }
        }
        let known =
            [("interval", One), ("timeout", One), ("start-period", One), ("start-interval", One), ("retries", One)];
        let mut flags = self.flags(split, "HEALTHCHECK", &known)?;
        let line = self.command_line(&rest)?;
        let empty = match &line {
            CommandLine::Shell(w) => w.text.is_empty(),
            CommandLine::Exec(args) => args.is_empty(),
        };
        if empty {
            return Err(self.fail(self.span(&kind), "Missing command after HEALTHCHECK CMD", ""));
        }
        check.test = Some(line);
        check.interval = self.interval(flags.take("interval"), "interval")?;
        check.timeout = self.interval(flags.take("timeout"), "timeout")?;
        check.start_period = self.interval(flags.take("start-period"), "start-period")?;
        check.start_interval = self.interval(flags.take("start-interval"), "start-interval")?;
        if let Some(f) = flags.take("retries").filter(|f| !f.value.is_empty()) {
            check.retries = match f.value.parse::<i32>() {
                Ok(n) if n >= 0 => n.unsigned_abs(),
                Ok(n) => return Err(self.fail(f.span, &format!("--retries cannot be negative ({n})"), "")),
                Err(_) => return Err(self.fail(f.span, &format!("--retries is no number: {}", f.value), "")),
            };
        }
        Ok(Command::Healthcheck(check))
    }

    fn interval(&self, flag: Option<Flag<String>>, name: &str) -> Result<i64> {
        let Some(f) = flag.filter(|f| !f.value.is_empty()) else { return Ok(0) };
        let nanos = duration::parse(&f.value)
            .map_err(|why| self.fail(f.span, &why, "").hint("write a duration such as 30s, 1m30s or 500ms"))?;
        if nanos != 0 && nanos < 1_000_000 {
            return Err(self.fail(f.span, &format!("Interval \"{name}\" cannot be less than 1ms"), ""));
        }
        Ok(nanos)
    }

    /// Is a trigger that cannot be read one that BuildKit refuses at once? The instructions that are no
    /// triggers are, and what does not split into words.
    fn cannot_be_kept(&self, inner: &words::Split) -> bool {
        let text = self.text(&inner.rest);
        match inner.name.to_ascii_uppercase().as_str() {
            "ONBUILD" | "FROM" | "MAINTAINER" => true,
            "ENV" | "LABEL" => !text.is_empty(),
            "HEALTHCHECK" => words::json(text.split_once(char::is_whitespace).map_or("", |(_, rest)| rest)).is_err(),
            _ => words::json(text).is_err(),
        }
    }

    /// An error without its place, which the line is.
    fn told(&self, e: &Error) -> String {
        let placed = e.what().strip_prefix(self.source.name()).and_then(|rest| rest.split_once(": "));
        let what = placed.map_or(e.what(), |(_, what)| what);
        e.hints().first().map_or(what.to_string(), |hint| format!("{what} ({hint})"))
    }

    fn onbuild(&self, split: &words::Split, keyword: &Word, trigger: bool) -> Result<Command> {
        self.flags(split, "ONBUILD", &[])?;
        if trigger {
            let what = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
            return Err(self.fail(keyword.span, what, ""));
        }
        if split.rest.is_empty() {
            return Err(self.fail(keyword.span, "ONBUILD requires at least one argument", ""));
        }
        // The trigger is split in place, so that its spans are those of the line.
        let end = split.rest.end;
        let mut inner = words::split_command(self.text(&(0..end)).get(split.rest.start..).unwrap_or(""));
        let shift = |r: &Range<usize>| r.start + split.rest.start..r.end + split.rest.start;
        inner.name_range = shift(&inner.name_range);
        inner.rest = shift(&inner.rest);
        for f in &mut inner.flags {
            f.range = shift(&f.range);
        }
        let inner_keyword = self.word(&inner.name_range);
        if inner.name.eq_ignore_ascii_case("maintainer") {
            let what = "MAINTAINER isn't allowed as an ONBUILD trigger";
            return Err(self.fail(inner_keyword.span, what, ""));
        }
        // BuildKit keeps what it can split into words, and reads it when its turn comes.
        let (command, problem) = match self.command(&inner, &inner_keyword, true) {
            Ok(command) => (Some(Box::new(command)), None),
            Err(e) if self.cannot_be_kept(&inner) => return Err(e),
            Err(e) => (None, Some(self.told(&e))),
        };
        // White space at the end stays, as in BuildKit's configs.
        let mut text = self.text(&(split.rest.start..self.line().text.len())).to_string();
        for h in &self.statement.heredocs {
            text.push('\n');
            text.push_str(&h.body);
            text.push_str(&h.name);
        }
        Ok(Command::OnBuild(OnBuild { trigger: text, command, problem }))
    }
}

/// `<< EOF` was split at the blank; put it together again.
fn join_openers(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let opened =
            out.last_mut().filter(|p| p.text.strip_suffix("<<").is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit())));
        match opened {
            Some(open) => {
                open.text.push_str(&piece.text);
                open.range.end = piece.range.end;
            }
            None => out.push(piece),
        }
    }
    out
}

fn valid_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'))
}
