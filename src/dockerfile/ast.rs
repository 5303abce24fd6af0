//! A Dockerfile as typed values. Texts are as written (quotes, `$`) until
//! [`Instruction::expand`](super::Instruction::expand). They serialize as the tree that
//! `imgtool dockerfile ast` prints.

use super::chmod;
use super::span::{Source, Span};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Word {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl Word {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A `--flag` and where it stands, name included.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Flag<T> {
    /// What it says.
    pub value: T,
    /// From `--` to the end of the value.
    pub span: Span,
}

/// The directives at the top of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Directives {
    /// `# syntax=`: the frontend image. Ours is built in, so it is only told.
    pub syntax: Option<Word>,
    /// `# escape=`.
    pub escape: Option<Word>,
    /// `# check=`.
    pub check: Option<Word>,
    /// The file begins with `#!`.
    pub shebang: bool,
}

/// A whole Dockerfile.
#[derive(Debug, Clone, Serialize)]
pub struct Dockerfile {
    /// Name and text.
    #[serde(skip)]
    pub source: Arc<Source>,
    /// The directives at the top.
    pub directives: Directives,
    /// The ARG instructions before the first FROM.
    pub meta_args: Vec<Instruction>,
    /// The stages in their order; at least one.
    pub stages: Vec<Stage>,
    /// What the parser found doubtful, in the order of the lines. More comes from
    /// [`Dockerfile::check`].
    pub warnings: Vec<super::Warning>,
}

/// A FROM and the instructions after it.
#[derive(Debug, Clone, Serialize)]
pub struct Stage {
    /// The FROM.
    pub from: From,
    /// The instructions, in their order.
    pub instructions: Vec<Instruction>,
}

/// `FROM [--platform=P] IMAGE [AS NAME]`.
#[derive(Debug, Clone, Serialize)]
pub struct From {
    /// The image, not yet expanded: only the arguments before the first FROM count.
    pub image: Word,
    /// `--platform`, not yet expanded.
    pub platform: Option<Flag<String>>,
    /// The stage's name in lower case.
    pub name: Option<String>,
    /// The stage's name as written.
    pub name_word: Option<Word>,
    /// `AS` as written.
    pub as_word: Option<Word>,
    /// `FROM` as written.
    pub keyword: Word,
    /// The joined line, as BuildKit would print it.
    pub original: String,
    /// The whole statement.
    pub span: Span,
    /// Comment lines right above.
    pub comments: Vec<String>,
}

impl From {
    /// What the comment above says of the stage: `# NAME does this`.
    pub fn description(&self) -> Option<String> {
        described(&self.comments, self.name.as_deref()?)
    }
}

/// The comment right above, without the name that it begins with.
pub(super) fn described(comments: &[String], name: &str) -> Option<String> {
    let (word, rest) = comments.last()?.split_once(' ')?;
    (word == name).then(|| rest.trim().to_string())
}

/// Any instruction but FROM.
#[derive(Debug, Clone, Serialize)]
pub struct Instruction {
    /// What it says.
    pub command: Command,
    /// Its name as written: `RUN`, `run`.
    pub keyword: Word,
    /// The joined line without heredoc bodies, as BuildKit would print it.
    pub original: String,
    /// The whole statement, heredoc bodies included.
    pub span: Span,
    /// Comment lines right above, without `#`.
    pub comments: Vec<String>,
    /// The file it stands in.
    #[serde(skip)]
    pub source: Arc<Source>,
}

/// What an instruction says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Command {
    /// RUN
    Run(Run),
    /// COPY
    Copy(Copy),
    /// ADD
    Add(Add),
    /// ENV
    Env(Vec<KeyValue>),
    /// LABEL
    Label(Vec<KeyValue>),
    /// ARG
    Arg(Vec<ArgVar>),
    /// WORKDIR
    Workdir(Word),
    /// USER
    User(Word),
    /// CMD
    Cmd(CommandLine),
    /// ENTRYPOINT
    Entrypoint(CommandLine),
    /// EXPOSE
    Expose(Vec<Word>),
    /// VOLUME
    Volume(Vec<Word>),
    /// SHELL
    Shell(Vec<Word>),
    /// STOPSIGNAL
    StopSignal(Word),
    /// HEALTHCHECK
    Healthcheck(Healthcheck),
    /// ONBUILD
    OnBuild(OnBuild),
    /// MAINTAINER
    Maintainer(Word),
}

impl Command {
    /// The instruction's name in capitals.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Run(_) => "RUN",
            Command::Copy(_) => "COPY",
            Command::Add(_) => "ADD",
            Command::Env(_) => "ENV",
            Command::Label(_) => "LABEL",
            Command::Arg(_) => "ARG",
            Command::Workdir(_) => "WORKDIR",
            Command::User(_) => "USER",
            Command::Cmd(_) => "CMD",
            Command::Entrypoint(_) => "ENTRYPOINT",
            Command::Expose(_) => "EXPOSE",
            Command::Volume(_) => "VOLUME",
            Command::Shell(_) => "SHELL",
            Command::StopSignal(_) => "STOPSIGNAL",
            Command::Healthcheck(_) => "HEALTHCHECK",
            Command::OnBuild(_) => "ONBUILD",
            Command::Maintainer(_) => "MAINTAINER",
        }
    }
}

/// Shell form or exec form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CommandLine {
    /// A text for the shell, never expanded by the builder; may be empty.
    Shell(Word),
    /// A JSON array; never expanded.
    Exec(Vec<Word>),
}

/// A here-document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heredoc {
    /// The delimiter without quotes; the file name for COPY and ADD.
    pub name: String,
    /// The delimiter was not quoted: COPY and ADD expand variables in the body. RUN
    /// never does, that is the shell's work.
    pub expand: bool,
    /// `<<-`: leading tabs go away.
    pub strip_tabs: bool,
    /// The number before `<<`, else 0.
    pub fd: u64,
    /// The lines between, as written, newlines included. Shared, since several openers
    /// of one name have one body.
    pub body: Arc<str>,
    /// The opening word.
    pub span: Span,
    /// The lines between.
    pub body_span: Span,
}

impl Heredoc {
    /// The body, without leading tabs if it was opened with `<<-`.
    pub fn content(&self) -> Cow<'_, str> {
        if !self.strip_tabs {
            return Cow::Borrowed(&self.body);
        }
        Cow::Owned(self.body.split_inclusive('\n').map(|l| l.trim_start_matches('\t')).collect())
    }
}

/// RUN.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// The command; see [`Run::script`].
    pub line: CommandLine,
    /// Its heredocs, in their order.
    pub heredocs: Vec<Heredoc>,
    /// `--mount`, in their order.
    pub mounts: Vec<MountFlag>,
    /// `--network`.
    pub network: Option<Flag<Network>>,
    /// `--security`.
    pub security: Option<Flag<Security>>,
    /// `--device`, in their order.
    pub devices: Vec<Flag<Device>>,
}

/// What `RUN --device` asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Device {
    /// A device by its CDI name, a kind of devices, or a class.
    pub name: String,
    /// Fail where there is none.
    pub required: bool,
}

/// What a RUN executes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Script<'a> {
    /// This text is the one argument after the SHELL (`/bin/sh -c`).
    Shell(Cow<'a, str>),
    /// These arguments, without a shell.
    Exec(Vec<&'a str>),
    /// A heredoc that begins with `#!`: written with mode 0755 to
    /// `/dev/pipes/NAME`, whose path is then the one argument after the SHELL.
    File {
        /// The delimiter.
        name: &'a str,
        /// The script.
        content: Cow<'a, str>,
    },
}

impl Run {
    /// What to execute, heredocs put in.
    pub fn script(&self) -> Script<'_> {
        let text = match &self.line {
            CommandLine::Exec(args) => return Script::Exec(args.iter().map(Word::as_str).collect()),
            CommandLine::Shell(word) => word.as_str(),
        };
        let Some(first) = self.heredocs.first() else { return Script::Shell(Cow::Borrowed(text)) };
        if super::heredoc::parse(text).is_some() {
            let content = first.content();
            if content.starts_with("#!") {
                return Script::File { name: &first.name, content };
            }
            return Script::Shell(content);
        }
        let mut full = text.to_string();
        for h in &self.heredocs {
            full.push('\n');
            full.push_str(&h.body);
            full.push_str(&h.name);
        }
        Script::Shell(Cow::Owned(full))
    }
}

/// `RUN --network`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// As the build says.
    Default,
    /// No network.
    None,
    /// The host's.
    Host,
}

/// `RUN --security`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Confined.
    Sandbox,
    /// With all privileges.
    Insecure,
}

/// One `RUN --mount`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MountFlag {
    /// The value as written.
    pub text: String,
    /// From `--` to the end.
    pub span: Span,
    /// `from=`, which is never expanded: for the graph of stages.
    pub from: Option<String>,
    /// The mount, or `None` while variables in it are not expanded.
    pub mount: Option<Mount>,
}

/// What kind of mount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MountKind {
    /// A part of the context, a stage or an image.
    #[default]
    Bind,
    /// A directory kept between builds.
    Cache,
    /// An empty memory file system.
    Tmpfs,
    /// A secret file or variable.
    Secret,
    /// An SSH agent's socket.
    Ssh,
}

impl MountKind {
    /// As written after `type=`.
    pub fn name(self) -> &'static str {
        match self {
            MountKind::Bind => "bind",
            MountKind::Cache => "cache",
            MountKind::Tmpfs => "tmpfs",
            MountKind::Secret => "secret",
            MountKind::Ssh => "ssh",
        }
    }
}

/// How users of a cache mount share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sharing {
    /// Several at once.
    #[default]
    Shared,
    /// Each its own copy when busy.
    Private,
    /// One after the other.
    Locked,
}

/// A mount with all options read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Mount {
    /// `type=`.
    pub kind: MountKind,
    /// `from=`: stage, image or named context.
    pub from: Option<String>,
    /// `source=`, `src=`.
    pub source: Option<String>,
    /// `target=`, `dst=`, `destination=`.
    pub target: Option<String>,
    /// Read-only; the default depends on the kind.
    pub readonly: bool,
    /// Secret, ssh: must be there.
    pub required: bool,
    /// `id=`.
    pub id: Option<String>,
    /// Cache: `sharing=`.
    pub sharing: Option<Sharing>,
    /// `mode=`.
    pub mode: Option<u32>,
    /// `uid=`.
    pub uid: Option<u32>,
    /// `gid=`.
    pub gid: Option<u32>,
    /// Tmpfs: `size=` in bytes.
    pub size: Option<u64>,
    /// Secret: `env=`, the variable that holds it.
    pub env: Option<String>,
}

/// Where COPY and ADD take from, and where to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sources {
    /// Paths, wildcards, URLs; heredocs are not among them.
    pub paths: Vec<Word>,
    /// Files written in the Dockerfile, mode 0644.
    #[serde(serialize_with = "bodies_once")]
    pub heredocs: Vec<Heredoc>,
    /// The destination.
    pub dest: Word,
}

/// Openers of one name share a body, which is written once: they may be very many.
fn bodies_once<S: Serializer>(heredocs: &[Heredoc], to: S) -> Result<S::Ok, S::Error> {
    let mut seen = HashSet::new();
    to.collect_seq(heredocs.iter().map(|h| {
        let again = !seen.insert(h.name.as_str());
        if again { Heredoc { body: "".into(), ..h.clone() } } else { h.clone() }
    }))
}

/// COPY.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Copy {
    /// What and where to.
    pub sources: Sources,
    /// `--from`: stage, index, named context or image; variables are refused.
    pub from: Option<Flag<String>>,
    /// `--chown`.
    pub chown: Option<Flag<String>>,
    /// `--chmod`; see [`Chmod`](chmod::Chmod).
    pub chmod: Option<Flag<String>>,
    /// `--link`.
    pub link: Option<Flag<bool>>,
    /// `--parents`.
    pub parents: Option<Flag<bool>>,
    /// `--exclude` patterns, never expanded.
    pub exclude: Vec<Flag<String>>,
}

/// ADD.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Add {
    /// What and where to.
    pub sources: Sources,
    /// `--chown`.
    pub chown: Option<Flag<String>>,
    /// `--chmod`; see [`Chmod`](chmod::Chmod).
    pub chmod: Option<Flag<String>>,
    /// `--link`.
    pub link: Option<Flag<bool>>,
    /// `--keep-git-dir`.
    pub keep_git_dir: Option<Flag<bool>>,
    /// `--checksum`.
    pub checksum: Option<Flag<String>>,
    /// `--unpack`; without it local archives are unpacked and remote ones not.
    pub unpack: Option<Flag<bool>>,
    /// `--exclude` patterns, never expanded.
    pub exclude: Vec<Flag<String>>,
}

/// `key=value`, or the old `key value`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyValue {
    /// The key.
    pub key: Word,
    /// The value.
    pub value: Word,
    /// Written `key value`.
    pub legacy: bool,
}

/// `ARG key[=default]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArgVar {
    /// The name, never expanded.
    pub key: Word,
    /// The default.
    pub value: Option<Word>,
}

/// HEALTHCHECK. Times in nanoseconds, 0 for "the runtime's default".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Healthcheck {
    /// The test; `None` for `HEALTHCHECK NONE`.
    pub test: Option<CommandLine>,
    /// `--interval`.
    pub interval: i64,
    /// `--timeout`.
    pub timeout: i64,
    /// `--start-period`.
    pub start_period: i64,
    /// `--start-interval`.
    pub start_interval: i64,
    /// `--retries`.
    pub retries: u32,
}

/// ONBUILD.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OnBuild {
    /// The trigger as the image config holds it, heredocs included.
    pub trigger: String,
    /// The trigger's command; None where it cannot be read: who builds on the image is told so then.
    pub command: Option<Box<Command>>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl Dockerfile {
    /// The stage that `FROM image` (expanded) of stage number `before` continues: the
    /// last one of that name, in any case, among those before it. `None`: an image.
    pub fn base_stage(&self, image: &str, before: usize) -> Option<usize> {
        let earlier = self.stages.get(..before).unwrap_or(&self.stages);
        let lower = image.to_lowercase();
        earlier.iter().rposition(|s| s.from.name.as_deref() == Some(lower.as_str()))
    }

    /// The stage that `COPY --from` or a mount's `from=` names: by number, or by name in
    /// any case, the last one of that name wherever it stands; a circle is an error of
    /// the caller's. `None`: a named context
    /// or an image.
    pub fn source_stage(&self, from: &str) -> Option<usize> {
        if let Ok(number) = from.parse::<usize>() {
            return (number < self.stages.len()).then_some(number);
        }
        let lower = from.to_lowercase();
        self.stages.iter().rposition(|s| s.from.name.as_deref() == Some(lower.as_str()))
    }
}

impl Copy {
    /// `--chmod`, read; call it after the expansion.
    pub fn mode(&self) -> Result<Option<chmod::Chmod>, String> {
        self.chmod.as_ref().map(|f| chmod::Chmod::parse(&f.value)).transpose()
    }
}

impl Add {
    /// `--chmod`, read; call it after the expansion.
    pub fn mode(&self) -> Result<Option<chmod::Chmod>, String> {
        self.chmod.as_ref().map(|f| chmod::Chmod::parse(&f.value)).transpose()
    }
}
