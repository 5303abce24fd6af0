//! `imgtool sync`: many images at once; only what changed moves, and one bad image does not
//! stop the rest.

use super::copy::Sides;
use crate::cli::args::Registry;
use crate::cli::policy::PolicyOptions;
use crate::cli::render;
use crate::cli::session::{Access, Session};
use crate::copy::{Options, copy};
use crate::error::{Context, Error, Kind, Result};
use crate::event::Event;
use crate::oci::{Digest, Platform, RegistryRef};
use crate::transport::Reference;
use crate::transport::layout::Layout;
use crate::transport::registry::{Credentials, Paging};
use clap::{Args, ValueEnum};
use futures_util::StreamExt;
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What one side is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Side {
    /// Repositories of a registry
    Docker,
    /// A directory of directories as skopeo writes them
    Dir,
    /// An OCI layout
    Oci,
    /// A file that names registries, repositories and tags (source only)
    Yaml,
}

/// Copy many images at once, those that differ
#[derive(Debug, Args)]
pub struct Sync {
    /// What the source is
    #[arg(short, long, value_enum, value_name = "KIND")]
    pub src: Side,
    /// What the destination is
    #[arg(short, long, value_enum, value_name = "KIND")]
    pub dest: Side,
    /// A repository or image, a directory, a layout, or a file
    #[arg(value_name = "SOURCE")]
    pub source: String,
    /// A registry with a path, a directory, or a layout
    #[arg(value_name = "DESTINATION")]
    pub destination: String,
    /// Put the source's full name below the destination, not only its last part
    #[arg(long)]
    pub scoped: bool,
    /// Copy whole indexes, not only this machine's platform
    #[arg(short, long)]
    pub all: bool,
    /// Only tags that match this regular expression
    #[arg(long, value_name = "REGEX")]
    pub tag_regex: Option<String>,
    /// Only tags that are versions in this range: `>=1.2, <2`
    #[arg(long, value_name = "RANGE")]
    pub semver: Option<String>,
    /// Only say what would be copied
    #[arg(long)]
    pub dry_run: bool,
    /// Print the summary as JSON
    #[arg(long)]
    pub json: bool,
    /// Images at once
    #[arg(short, long, value_name = "N", default_value_t = 12)]
    pub jobs: usize,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub allowed: PolicyOptions,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub sides: Sides,
}

/// One image to bring over.
struct Job {
    from: Reference,
    to: Reference,
    access: Arc<Access>,
}

/// Which tags of a repository are meant.
#[derive(Default)]
struct Filter {
    regex: Option<Regex>,
    range: Option<semver::VersionReq>,
}

impl Filter {
    fn new(pattern: Option<&str>, range: Option<&str>) -> Result<Filter> {
        let regex = pattern.map(|p| {
            Regex::new(p).map_err(|e| Error::new(Kind::Usage, format!("'{p}' is no regular expression")).because(e))
        });
        let range = range.map(|r| {
            r.parse().map_err(|e| Error::new(Kind::Usage, format!("'{r}' is no range of versions")).because(e))
        });
        Ok(Filter { regex: regex.transpose()?, range: range.transpose()? })
    }

    fn takes(&self, tag: &str) -> bool {
        let version = || semver::Version::parse(tag.strip_prefix('v').unwrap_or(tag)).ok();
        self.regex.as_ref().is_none_or(|r| r.is_match(tag))
            && self.range.as_ref().is_none_or(|r| version().is_some_and(|v| r.matches(&v)))
    }
}

/// One registry of a file, in the form that skopeo reads.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Listed {
    #[serde(default)]
    images: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    images_by_tag_regex: BTreeMap<String, String>,
    #[serde(default)]
    images_by_semver: BTreeMap<String, String>,
    credentials: Option<Login>,
    tls_verify: Option<bool>,
    cert_dir: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Login {
    username: String,
    password: String,
}

/// What became of an image.
enum Outcome {
    Copied(Digest),
    WouldCopy,
    Unchanged,
}

/// Brings everything over and prints the summary; the exit code is 1 if anything failed.
pub async fn run(args: Sync, session: &Arc<Session>) -> Result<()> {
    if args.dest == Side::Yaml {
        return Err(Error::new(Kind::Usage, "a file cannot be a destination").hint("write --dest docker, dir or oci"));
    }
    let (from_options, to_options) = args.sides.over(&args.registry);
    let to = Arc::new(session.access(&to_options, None));
    let same = from_options == to_options && from_options.creds.is_none();
    let from = if same { to.clone() } else { Arc::new(session.access(&from_options, None)) };
    let mut failures: Vec<(String, Error)> = Vec::new();
    let jobs = jobs(&args, session, &from, &from_options, &mut failures).await?;
    let total = jobs.len();
    let work = jobs.into_iter().map(|job| {
        let (to, args) = (to.clone(), &args);
        async move {
            let result = one(&job, &to, args, session).await;
            (job.from.to_string(), job.to.to_string(), result)
        }
    });
    let mut running = futures_util::stream::iter(work).buffer_unordered(args.jobs.max(1));
    let (mut copied, mut unchanged) = (Vec::new(), 0);
    while let Some((from, to, result)) = running.next().await {
        match result {
            Ok(Outcome::Copied(digest)) => copied.push(format!("{from} -> {to}@{digest}")),
            Ok(Outcome::WouldCopy) => copied.push(format!("{from} -> {to}")),
            Ok(Outcome::Unchanged) => unchanged += 1,
            Err(e) if e.kind() == Kind::Interrupted => return Err(e),
            Err(e) => {
                session
                    .events()
                    .emit(Event::Warning { message: format!("{from}: {}: {}", e.what(), e.causes().join(": ")) });
                failures.push((from, e));
            }
        }
    }
    drop(running);
    copied.sort();
    if !failures.is_empty() {
        session.answer_no();
    }
    summary(&args, total, &copied, unchanged, &failures)
}

fn summary(args: &Sync, total: usize, copied: &[String], unchanged: usize, failures: &[(String, Error)]) -> Result<()> {
    if args.json {
        let failed: Vec<_> =
            failures.iter().map(|(image, e)| serde_json::json!({"image": image, "error": e.what()})).collect();
        return render::json(&serde_json::json!({
            "total": total, "copied": copied, "unchanged": unchanged, "failed": failed, "dryRun": args.dry_run,
        }));
    }
    let verb = if args.dry_run { "to copy" } else { "copied" };
    let mut text: String = copied.iter().map(|line| format!("{verb} {line}\n")).collect();
    for (image, e) in failures {
        text.push_str(&format!("failed {image}: {}\n", e.what()));
    }
    text.push_str(&format!("{} {verb}, {unchanged} unchanged, {} failed\n", copied.len(), failures.len()));
    render::result(text.as_bytes())
}

/// Copies one image, unless the destination has it.
async fn one(job: &Job, to: &Access, args: &Sync, session: &Session) -> Result<Outcome> {
    let platforms = if args.all { Vec::new() } else { vec![Platform::host()] };
    // Digests first: for most images of most runs nothing else is asked.
    let (wanted, there) = tokio::join!(job.access.digest(&job.from), digest_there(to, &job.to));
    let (wanted, there) = (wanted?, there?);
    if there.as_ref() == Some(&wanted) {
        return Ok(Outcome::Unchanged);
    }
    let node = job.access.source(&job.from).await?;
    if !args.all {
        // An index: the digest to compare is that of the one image that is meant.
        let image = node.image_for(&Platform::host()).await?;
        if there.as_ref() == Some(&image.descriptor.digest) {
            return Ok(Outcome::Unchanged);
        }
    }
    args.allowed.enforce(&job.from, &node, &platforms, &job.access).await?;
    if args.dry_run {
        return Ok(Outcome::WouldCopy);
    }
    let destination = to.destination(&job.to).await?;
    let copied =
        copy(&node, destination.as_ref(), &Options { platforms, ..Options::default() }, session.events()).await?;
    Ok(Outcome::Copied(copied.descriptor.digest))
}

/// What the destination's name points at, None if it does not exist.
async fn digest_there(to: &Access, reference: &Reference) -> Result<Option<Digest>> {
    match to.digest(reference).await {
        Ok(digest) => Ok(Some(digest)),
        Err(e) if e.kind() == Kind::NotFound => Ok(None),
        Err(_) if !matches!(reference, Reference::Registry(_)) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Everything that is to be brought over.
async fn jobs(
    args: &Sync,
    session: &Arc<Session>,
    from: &Arc<Access>,
    options: &Registry,
    failures: &mut Vec<(String, Error)>,
) -> Result<Vec<Job>> {
    let filter = Filter::new(args.tag_regex.as_deref(), args.semver.as_deref())?;
    let mut out = Vec::new();
    let mut add = |name: &str, tag: Option<&str>, reference: Reference, access: &Arc<Access>| -> Result<()> {
        out.push(Job { to: target(args, name, tag)?, from: reference, access: access.clone() });
        Ok(())
    };
    match args.src {
        Side::Docker => {
            let reference: RegistryRef = args.source.parse()?;
            for found in expand(&reference, &args.source, from, &filter).await? {
                add(&found.name(), found.tag(), Reference::Registry(found.clone()), from)?;
            }
        }
        Side::Oci => {
            let path = PathBuf::from(&args.source);
            for tag in Layout::open(&path)?.names()?.into_iter().filter(|t| filter.takes(t)) {
                add("", Some(&tag), Reference::Layout { path: path.clone(), tag: Some(tag.clone()) }, from)?;
            }
        }
        Side::Dir => {
            for (name, path) in image_directories(Path::new(&args.source))? {
                let (name, tag) = name.rsplit_once(':').map_or((name.as_str(), None), |(n, t)| (n, Some(t)));
                add(name, tag, Reference::Dir { path }, from)?;
            }
        }
        Side::Yaml => {
            let text = std::fs::read_to_string(&args.source).context(|| format!("read {}", args.source))?;
            let listed: BTreeMap<String, Listed> = serde_yaml_ng::from_str(&text)
                .map_err(|e| Error::new(Kind::Format, format!("{} is not a list of images", args.source)).because(e))?;
            for (host, listed) in &listed {
                let access = Arc::new(access_of(session, options, listed));
                for (written, filter) in wanted(host, listed)? {
                    let found = match written.parse::<RegistryRef>() {
                        Ok(reference) => expand(&reference, &written, &access, &filter).await,
                        Err(e) => Err(e),
                    };
                    match found {
                        Ok(found) => {
                            for r in found {
                                add(&r.name(), r.tag(), Reference::Registry(r.clone()), &access)?;
                            }
                        }
                        Err(e) => failures.push((written, e)),
                    }
                }
            }
        }
    }
    Ok(out)
}

fn access_of(session: &Arc<Session>, options: &Registry, listed: &Listed) -> Access {
    let options = Registry {
        tls_verify: listed.tls_verify.or(options.tls_verify),
        cert_dir: listed.cert_dir.clone().or(options.cert_dir.clone()),
        retry_times: options.retry_times,
        ..options.clone()
    };
    match &listed.credentials {
        Some(login) => session.access_with(&options, Credentials::basic(&login.username, &login.password)),
        None => session.access(&options, None),
    }
}

/// The repositories (and images) of one registry of a file, each with its filter.
fn wanted(host: &str, listed: &Listed) -> Result<Vec<(String, Filter)>> {
    let mut out = Vec::new();
    for (repository, tags) in &listed.images {
        let name = format!("{host}/{repository}");
        if tags.is_empty() {
            out.push((name.clone(), Filter::default()));
        }
        for tag in tags {
            let separator = if tag.starts_with("sha256:") || tag.starts_with("sha512:") { '@' } else { ':' };
            out.push((format!("{name}{separator}{tag}"), Filter::default()));
        }
    }
    for (repository, pattern) in &listed.images_by_tag_regex {
        out.push((format!("{host}/{repository}"), Filter::new(Some(pattern), None)?));
    }
    for (repository, range) in &listed.images_by_semver {
        out.push((format!("{host}/{repository}"), Filter::new(None, Some(range))?));
    }
    Ok(out)
}

/// One image, or every tag of a repository that the filter takes.
async fn expand(reference: &RegistryRef, written: &str, access: &Access, filter: &Filter) -> Result<Vec<RegistryRef>> {
    let named = reference.tag().is_some_and(|t| written.ends_with(&format!(":{t}")));
    if named || reference.digest().is_some() {
        return Ok(vec![reference.clone()]);
    }
    let tags = access.tags(reference, &Paging::default()).await?;
    tags.iter().filter(|t| filter.takes(t)).map(|t| reference.with_tag(t)).collect()
}

/// Where an image called `name` goes.
fn target(args: &Sync, name: &str, tag: Option<&str>) -> Result<Reference> {
    let last = if args.scoped { name } else { name.rsplit('/').next().unwrap_or(name) };
    let tagged = |joined: String| match tag {
        Some(tag) => format!("{joined}:{tag}"),
        None => joined,
    };
    match args.dest {
        Side::Docker => {
            let base = args.destination.trim_end_matches('/');
            let joined = if last.is_empty() { base.to_string() } else { format!("{base}/{last}") };
            Ok(Reference::Registry(tagged(joined).parse()?))
        }
        Side::Dir => {
            let path = Path::new(&args.destination).join(tagged(last.to_string()).trim_start_matches('/'));
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent).context(|| format!("create {}", parent.display()))?;
            }
            Ok(Reference::Dir { path })
        }
        Side::Oci => {
            let name = if last.is_empty() { tag.unwrap_or("latest").to_string() } else { tagged(last.to_string()) };
            Ok(Reference::Layout { path: PathBuf::from(&args.destination), tag: Some(name) })
        }
        Side::Yaml => Err(Error::new(Kind::Usage, "a file cannot be a destination")),
    }
}

/// The image directories below `top`, with their paths as names.
fn image_directories(top: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut out = Vec::new();
    for found in walkdir::WalkDir::new(top).sort_by_file_name() {
        let found = found.map_err(|e| Error::new(Kind::Io, format!("read {}", top.display())).because(e))?;
        if found.file_name() == "manifest.json" && found.file_type().is_file() {
            let dir = found.path().parent().unwrap_or(top);
            let name = dir.strip_prefix(top).unwrap_or(dir).display().to_string();
            let name = if name.is_empty() {
                top.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
            } else {
                name
            };
            out.push((name, dir.to_path_buf()));
        }
    }
    Ok(out)
}
