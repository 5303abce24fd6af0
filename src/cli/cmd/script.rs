//! `imgtool script FILE`: the verbs of `imgtool container`, one a line, on a working container that
//! lives as long as the script.

mod lines;
mod watch;

use crate::cli::Cli;
use crate::cli::args::{Command, Registry};
use crate::cli::cmd::container::record::Containers;
use crate::cli::cmd::container::{self, What};
use crate::cli::render;
use crate::cli::session::Session;
use crate::dockerfile::Source;
use crate::error::{Context, Error, Kind, Result};
use clap::{Args, Parser};
use lines::{Line, Lines, Text};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Build an image by the steps of a script: the verbs of imgtool container, one a line
#[derive(Debug, Args)]
pub struct Script {
    /// The script; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Name the result of the last container; a bare name is one in the local store. May be given several times
    #[arg(short, long = "tag", value_name = "REF")]
    pub tags: Vec<String>,
    /// Set a variable that the script declares with arg; NAME alone takes it from the environment
    #[arg(long = "build-arg", value_name = "NAME[=VALUE]")]
    pub build_args: Vec<String>,
    /// Set every time that the steps put into the image to this (seconds since 1970)
    #[arg(long, value_name = "SECONDS")]
    pub timestamp: Option<i64>,
    /// Write the image's ID (its config's digest) to a file
    #[arg(long, value_name = "FILE")]
    pub iidfile: Option<PathBuf>,
    /// Do it again whenever the script or a file that it copies changes, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Runs it, once or until the user has enough.
pub async fn run(args: Script, session: &Arc<Session>) -> Result<()> {
    if !args.watch {
        return once(&args, session).await.map(drop);
    }
    if args.file.as_os_str() == "-" {
        return Err(Error::new(Kind::Usage, "standard input cannot be watched"));
    }
    loop {
        // What is there before the run: a change while it runs is not missed.
        let mut files = watch::Watched::new(vec![args.file.clone()]);
        if let Ok(lines) = read(&args) {
            files = watch::Watched::new(watch::files_of(&args.file, &lines));
        }
        let before = files.stamps();
        if let Err(e) = once(&args, session).await {
            if e.kind() == Kind::Interrupted {
                return Err(e);
            }
            render::error(&e);
        }
        files.changed(before).await;
    }
}

fn read(args: &Script) -> Result<Lines> {
    let what = || format!("read {}", args.file.display());
    let mut raw = Vec::new();
    if args.file.as_os_str() == "-" {
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut raw).context(what)?;
    } else {
        raw = std::fs::read(&args.file).context(what)?;
    }
    let text = String::from_utf8(raw).map_err(|e| Error::new(Kind::Dockerfile, what()).because(e))?;
    Lines::parse(&args.file.display().to_string(), text)
}

/// What a line may begin with.
const VERBS: [&str; 7] = ["arg", "from", "run", "copy", "add", "config", "commit"];

/// The containers of a run. They go with it.
struct Stages {
    /// What each is called in the store, by its name in the script.
    names: BTreeMap<String, String>,
    current: Option<String>,
    stem: String,
    committed: bool,
}

async fn once(args: &Script, session: &Arc<Session>) -> Result<()> {
    let lines = read(args)?;
    let stem = format!("script-{:08x}", std::process::id() ^ session_number());
    let mut stages = Stages { names: BTreeMap::new(), current: None, stem, committed: false };
    let result = steps(args, &lines, &mut stages, session).await;
    let containers = Containers::of(session)?;
    for name in stages.names.values() {
        // Where the run failed, its failure is what counts.
        let removed = containers.remove(name).await;
        if result.is_ok() {
            removed?;
        }
    }
    result
}

/// Tells the runs of one process apart.
fn session_number() -> u32 {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed) << 22
}

async fn steps(args: &Script, lines: &Lines, stages: &mut Stages, session: &Arc<Session>) -> Result<()> {
    let given = super::build::build_args(&args.build_args);
    let mut variables: BTreeMap<String, String> = BTreeMap::new();
    if let Some(line) = lines.lines.iter().find(|l| !VERBS.contains(&l.verb.as_str())) {
        let what = format!("'{}' is no verb of a script", line.verb);
        let hint = format!("there are {}", VERBS.join(", "));
        return Err(line.error(&lines.source, line.span, &what, "").hint(hint));
    }
    for line in &lines.lines {
        if line.verb == "arg" {
            declare(line, lines, &given, &mut variables)?;
            continue;
        }
        step(args, line, lines, &variables, stages, session).await.map_err(|e| placed(&lines.source, line, e))?;
    }
    if let Some(name) = given.keys().find(|name| !variables.contains_key(*name)) {
        return Err(Error::new(Kind::Usage, format!("--build-arg {name}: the script declares no such variable"))
            .hint(format!("declare it in the script: arg {name}")));
    }
    if stages.current.is_none() {
        return Err(Error::new(Kind::Dockerfile, format!("{}: there is no from", lines.source.name()))
            .hint("a script begins with: from IMAGE"));
    }
    if !stages.committed || !args.tags.is_empty() || args.iidfile.is_some() {
        let mut words = vec!["commit".to_string()];
        for tag in &args.tags {
            words.extend(["-t".to_string(), tag.clone()]);
        }
        if let Some(file) = &args.iidfile {
            words.extend(["--iidfile".to_string(), file.display().to_string()]);
        }
        verb(args, words, None, stages, session).await?;
    }
    Ok(())
}

/// `arg NAME[=DEFAULT]`.
fn declare(
    line: &Line,
    lines: &Lines,
    given: &BTreeMap<String, String>,
    variables: &mut BTreeMap<String, String>,
) -> Result<()> {
    for word in line.words(&lines.source, variables)? {
        let (name, default) = match word.split_once('=') {
            Some((name, default)) => (name.to_string(), Some(default.to_string())),
            None => (word, None),
        };
        match given.get(&name).cloned().or(default) {
            Some(value) => drop(variables.insert(name, value)),
            None => {
                let what = format!("{name} has no value");
                let hint = format!("say --build-arg {name}=VALUE, or arg {name}=DEFAULT");
                return Err(line.error(&lines.source, line.span, &what, "").hint(hint));
            }
        }
    }
    Ok(())
}

/// The failure of a line: where it is, then why.
fn placed(source: &Source, line: &Line, e: Error) -> Error {
    if e.source_excerpt().is_some() && e.kind() == Kind::Dockerfile && e.what().starts_with(source.name()) {
        return e;
    }
    let excerpt = crate::dockerfile::excerpt(source, line.span, e.what());
    let placed = e.context(format!("{}:{}: {} failed", source.name(), line.span.line, line.verb));
    match excerpt {
        Some(text) => placed.excerpt(text),
        None => placed,
    }
}

async fn step(
    args: &Script,
    line: &Line,
    lines: &Lines,
    variables: &BTreeMap<String, String>,
    stages: &mut Stages,
    session: &Arc<Session>,
) -> Result<()> {
    let mut words = vec![line.verb.clone()];
    let mut shell = None;
    match line.text(&lines.source, variables)? {
        Text::Words(more) => words.extend(more),
        Text::Shell { flags, command } => {
            words.extend(flags);
            // What the script knows, the command sees, as ARG has it.
            for (name, value) in variables {
                words.extend(["--env".to_string(), format!("{name}={value}")]);
            }
            shell = Some(command);
        }
    }
    verb(args, words, shell, stages, session).await
}

/// Does one verb of `imgtool container` on the script's container.
async fn verb(
    args: &Script,
    mut words: Vec<String>,
    shell: Option<String>,
    stages: &mut Stages,
    session: &Arc<Session>,
) -> Result<()> {
    let mut name = None;
    match words.first().map(String::as_str) {
        Some("from") => {
            let number = stages.names.len();
            let own = take_flag(&mut words, "--name").unwrap_or_else(|| number.to_string());
            if stages.names.contains_key(&own) {
                return Err(Error::new(Kind::Usage, format!("there is a container '{own}' already")));
            }
            let full = format!("{}-{own}", stages.stem);
            words.extend(["--name".into(), full.clone()]);
            if let Some(seconds) = args.timestamp {
                words.extend(["--timestamp".into(), seconds.to_string()]);
            }
            // A base may be a container of the script.
            for word in words.iter_mut().skip(1) {
                if let Some(known) = stages.names.get(word) {
                    word.clone_from(known);
                }
            }
            name = Some((own, full));
        }
        Some("run" | "copy" | "add" | "config" | "commit") => {
            let Some(current) = &stages.current else {
                return Err(Error::new(Kind::Usage, "there is no container yet").hint("begin with: from IMAGE"));
            };
            words.insert(1, current.clone());
            if words[0] == "copy" {
                renamed(&mut words, "--from", &stages.names);
            }
        }
        _ => return Ok(()),
    }
    if shell.is_some() {
        // clap wants a command; the shell's takes its place.
        words.push("shell".into());
    }
    let what = parsed(&words)?;
    match (what, shell) {
        (What::Run(run), Some(command)) => {
            container::run::keep(*run, container::run::Said::Shell(command), session).await
        }
        (What::Run(run), None) => {
            let said = container::run::Said::words(&run)?;
            container::run::keep(*run, said, session).await
        }
        (What::From(from), _) => {
            container::make(*from, session).await?;
            if let Some((own, full)) = name {
                stages.names.insert(own, full.clone());
                stages.current = Some(full);
                stages.committed = false;
            }
            Ok(())
        }
        (What::Commit(commit), _) => {
            stages.committed = true;
            container::run(container::Container { what: What::Commit(commit) }, session).await
        }
        (what, _) => {
            stages.committed = false;
            container::run(container::Container { what }, session).await
        }
    }
}

/// The words as `imgtool container` reads them.
fn parsed(words: &[String]) -> Result<What> {
    let line = ["imgtool", "container"].into_iter().map(str::to_string).chain(words.iter().cloned());
    let cli = Cli::try_parse_from(line).map_err(|e| {
        let text = e.to_string();
        let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_string();
        Error::new(Kind::Usage, first).hint(format!("imgtool container {} --help", words.first().map_or("", |w| w)))
    })?;
    match cli.command {
        Command::Container(container) => Ok(container.what),
        _ => Err(Error::new(Kind::Internal, "a verb of a script is another command")),
    }
}

/// Takes `--flag VALUE` or `--flag=VALUE` out of the words.
fn take_flag(words: &mut Vec<String>, flag: &str) -> Option<String> {
    let at = words.iter().position(|w| w == flag || w.strip_prefix(flag).is_some_and(|rest| rest.starts_with('=')))?;
    let word = words.remove(at);
    match word.split_once('=') {
        Some((_, value)) => Some(value.to_string()),
        None if at < words.len() => Some(words.remove(at)),
        None => None,
    }
}

/// Puts the store's name of a container in the place of the script's.
fn renamed(words: &mut [String], flag: &str, names: &BTreeMap<String, String>) {
    let mut next = false;
    for word in words {
        if std::mem::take(&mut next) {
            if let Some(full) = names.get(word) {
                word.clone_from(full);
            }
        } else if word == flag {
            next = true;
        } else if let Some(full) = word.strip_prefix(flag).and_then(|r| r.strip_prefix('=')).and_then(|n| names.get(n))
        {
            *word = format!("{flag}={full}");
        }
    }
}
