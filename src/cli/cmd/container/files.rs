//! `imgtool container copy` and `add`.

use super::engine::{Engine, OTHER, Step};
use super::record::Containers;
use crate::build::context::DirContext;
use crate::cli::args::{Pull, Registry};
use crate::cli::session::Session;
use crate::dockerfile::IgnoreFile;
use crate::error::{Context, Error, Kind, Result};
use clap::Args;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Copy files into a working container, as COPY does
#[derive(Debug, Args)]
pub struct CopyFiles {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub what: Files,
    /// Take the files from this working container or image
    #[arg(long, value_name = "CONTAINER|IMAGE", conflicts_with = "contextdir")]
    pub from: Option<String>,
    /// Keep the sources' parent directories
    #[arg(long)]
    pub parents: bool,
}

/// Copy files into a working container, unpack archives, fetch from the web, as ADD does
#[derive(Debug, Args)]
pub struct AddFiles {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub what: Files,
    /// Keep .git of what comes from a git repository
    #[arg(long)]
    pub keep_git_dir: bool,
}

/// What goes where, and how.
#[derive(Debug, Args)]
pub struct Files {
    /// The container
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The files, and last the place in the container, unless only one is given: then that is the
    /// working directory
    #[arg(value_name = "SOURCE… [DESTINATION]", required = true)]
    pub paths: Vec<String>,
    /// Who owns what is copied
    #[arg(long, value_name = "USER[:GROUP]")]
    pub chown: Option<String>,
    /// The mode of what is copied
    #[arg(long, value_name = "MODE")]
    pub chmod: Option<String>,
    /// Leave these out
    #[arg(long = "exclude", value_name = "PATTERN")]
    pub excludes: Vec<String>,
    /// The directory that sources are below, as the context of a build
    #[arg(long, value_name = "DIR")]
    pub contextdir: Option<PathBuf>,
    /// A file with patterns of what is left out, as .dockerignore
    #[arg(long, value_name = "FILE")]
    pub ignorefile: Option<PathBuf>,
    /// Do it, whatever the cache holds
    #[arg(long)]
    pub no_cache: bool,
    /// Make a layer that needs nothing of those below it
    #[arg(long)]
    pub link: bool,
    /// The time of what is copied (seconds since 1970)
    #[arg(long, value_name = "SECONDS")]
    pub timestamp: Option<i64>,
    /// What a file from the web must be: sha256:…
    #[arg(long, value_name = "DIGEST")]
    pub checksum: Option<String>,
    /// Said by scripts: there is no output anyway
    #[arg(short, long, hide = true)]
    pub quiet: bool,
    /// What scripts say besides
    #[command(flatten)]
    pub habits: super::Habits,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Does a COPY.
pub async fn copy(args: CopyFiles, session: &Arc<Session>) -> Result<()> {
    let mut flags = Vec::new();
    if args.from.is_some() {
        flags.push(format!("--from={OTHER}"));
    }
    if args.parents {
        flags.push("--parents".into());
    }
    let sources = args.what.paths.split_last().map_or(&[][..], |(_, sources)| sources);
    let remote = sources.iter().filter(|s| is_remote(s)).count();
    // Fetched and not unpacked: that is what ADD does with what is no archive by its name.
    let verb = match remote {
        0 => "COPY",
        _ if remote == sources.len() && args.from.is_none() && !args.parents => "ADD",
        _ => {
            return Err(Error::new(Kind::Usage, "container copy: files from the web are copied alone")
                .hint("copy them by a command of their own"));
        }
    };
    step(("container copy", verb), flags, args.what, args.from.as_deref(), session).await
}

/// Does an ADD.
pub async fn add(args: AddFiles, session: &Arc<Session>) -> Result<()> {
    let mut flags = Vec::new();
    if args.keep_git_dir {
        flags.push("--keep-git-dir".into());
    }
    step(("container add", "ADD"), flags, args.what, None, session).await
}

async fn step(
    (from, verb): (&'static str, &str),
    mut flags: Vec<String>,
    args: Files,
    other: Option<&str>,
    session: &Arc<Session>,
) -> Result<()> {
    let (sources, destination) = match args.paths.split_last() {
        Some((last, [])) => (std::slice::from_ref(last), "."),
        Some((last, sources)) => (sources, last.as_str()),
        None => return Err(Error::new(Kind::Usage, format!("{from}: nothing is named"))),
    };
    flags.extend(args.chown.iter().map(|v| format!("--chown={}", literal(v))));
    flags.extend(args.chmod.iter().map(|v| format!("--chmod={}", literal(v))));
    flags.extend(args.checksum.iter().map(|c| format!("--checksum={}", literal(c))));
    if args.link {
        flags.push("--link".into());
    }
    flags.extend(args.excludes.iter().map(|v| format!("--exclude={}", literal(v))));
    if let Some(flag) = flags.iter().find(|f| f.contains(char::is_whitespace)) {
        return Err(Error::new(Kind::Usage, format!("{from}: '{flag}' has a space, which no flag of {verb} can have")));
    }
    let mut ignore = match &args.ignorefile {
        Some(file) => {
            let raw = std::fs::read(file).context(|| format!("read {}", file.display()))?;
            IgnoreFile::parse(&raw).context(|| format!("read {}", file.display()))?
        }
        None => IgnoreFile::default(),
    };
    let mut root = None;
    let mut words: Vec<String> = sources.to_vec();
    if other.is_none() {
        let (dir, relative) = match &args.contextdir {
            Some(dir) => (dir.clone(), words),
            None => Roots::here()?.of(&words, verb == "ADD")?,
        };
        if args.ignorefile.is_none() && args.contextdir.is_none() {
            ignore = only(&relative)?;
        }
        words = relative;
        root = Some(dir);
    }
    let mut destination = destination.to_string();
    if words.len() > 1 && !destination.ends_with('/') {
        destination.push('/');
    }
    words.push(destination);
    let words: Vec<String> = words.iter().map(|w| literal(w)).collect();
    let words = serde_json::to_string(&words).map_err(|e| Error::new(Kind::Usage, "write the paths").because(e))?;
    flags.insert(0, verb.into());
    let line = format!("{} {words}", flags.join(" "));

    let held = Containers::of(session)?.hold(&args.name).await?;
    let engine = Engine::new(session, &args.registry, Pull::Missing, Default::default())?;
    let mut step = Step { no_cache: args.no_cache, timestamp: args.timestamp, ..Step::new(from, line) };
    if let Some(name) = other {
        step.other = Some(engine.image(name, &held.record.platform).await?);
    }
    if let Some(root) = root {
        let jobs = std::thread::available_parallelism().map_or(2, |n| n.get());
        let now = std::time::SystemTime::now();
        step.context = Some(DirContext::open(&root, ignore, jobs, session.store()?, now)?);
    }
    engine.step(&held, step).await
}

/// The text so that no variable of the image is put in.
fn literal(text: &str) -> String {
    text.replace('$', "\\$")
}

/// Only these paths are looked at: the directory above them may be a whole home.
fn only(sources: &[String]) -> Result<IgnoreFile> {
    let local: Vec<&String> = sources.iter().filter(|s| !is_remote(s)).collect();
    let odd = |s: &&String| s.as_str() == "." || s.trim() != s.as_str() || s.starts_with('!');
    if local.is_empty() || local.iter().any(odd) {
        return Ok(IgnoreFile::default());
    }
    let back: Vec<String> = local.iter().map(|s| format!("!{s}")).collect();
    IgnoreFile::from_patterns(std::iter::once("*").chain(back.iter().map(String::as_str)))
}

fn is_remote(text: &str) -> bool {
    text.contains("://") || text.starts_with("git@")
}

/// Where relative paths begin.
struct Roots {
    here: PathBuf,
}

impl Roots {
    fn here() -> Result<Roots> {
        std::env::current_dir().map(|here| Roots { here }).context(|| "find the current directory".into())
    }

    /// A directory above all sources, and what they are called from there. It is the current
    /// one where they are below it.
    fn of(&self, sources: &[String], remotes: bool) -> Result<(PathBuf, Vec<String>)> {
        let mut full = Vec::new();
        for source in sources.iter().filter(|s| !(remotes && is_remote(s))) {
            full.push(self.absolute(source));
        }
        let root = match full.iter().all(|p| p.starts_with(&self.here)) {
            true => self.here.clone(),
            false => common(&full),
        };
        let mut out = Vec::new();
        let mut full = full.into_iter();
        for source in sources {
            if remotes && is_remote(source) {
                out.push(source.clone());
                continue;
            }
            let path = full.next().unwrap_or_default();
            let relative = path.strip_prefix(&root).unwrap_or(&path).to_str().map(str::to_string);
            let relative = relative.ok_or_else(|| Error::new(Kind::Usage, format!("'{source}' is not UTF-8")))?;
            out.push(if relative.is_empty() { ".".into() } else { relative });
        }
        Ok((root, out))
    }

    /// The path without `.`, `..` and links above its last part.
    fn absolute(&self, written: &str) -> PathBuf {
        let mut out = PathBuf::from("/");
        for part in self.here.join(written).components() {
            match part {
                Component::ParentDir => drop(out.pop()),
                Component::Normal(name) => out.push(name),
                _ => {}
            }
        }
        match (out.parent().map(Path::canonicalize), out.file_name()) {
            (Some(Ok(parent)), Some(name)) => parent.join(name),
            _ => out,
        }
    }
}

/// The deepest directory above all paths.
fn common(paths: &[PathBuf]) -> PathBuf {
    let parent = |p: &PathBuf| p.parent().unwrap_or(Path::new("/")).to_path_buf();
    let mut root = paths.first().map(parent).unwrap_or_else(|| "/".into());
    while !paths.iter().all(|p| parent(p).starts_with(&root)) {
        if !root.pop() {
            break;
        }
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_and_the_directory_above() {
        let roots = Roots { here: "/no/where".into() };
        let of = |sources: &[&str]| {
            let sources: Vec<String> = sources.iter().map(ToString::to_string).collect();
            let (root, names) = roots.of(&sources, true).unwrap();
            (root.to_str().unwrap().to_string(), names.join(" "))
        };
        let both = |a: &str, b: &str| (a.to_string(), b.to_string());
        assert_eq!(of(&["a", "./b/c/"]), both("/no/where", "a b/c"));
        assert_eq!(of(&["."]), both("/no/where", "."));
        assert_eq!(of(&["../x"]), both("/no", "x"));
        assert_eq!(of(&["../x/y", "/no/z"]), both("/no", "x/y z"));
        assert_eq!(of(&["https://a/b", "c"]), both("/no/where", "https://a/b c"));
        assert_eq!(of(&["/"]), both("/", "."));
    }

    #[test]
    fn only_the_sources_are_looked_at() {
        let ignore = only(&["a/b".into(), "*.txt".into()]).unwrap();
        assert!(!ignore.ignores("a/b") && !ignore.ignores("a/b/c/d") && !ignore.ignores("x.txt"));
        assert!(ignore.ignores("c") && ignore.ignores("a/c") && !ignore.must_walk("c"));
        assert!(only(&[".".into()]).unwrap().is_empty());
    }
}
