//! `imgtool artifact`: files in a registry, alone or attached to an image.

use super::referrers::{Found, rows};
use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::copy::{Options, attached_to, copy};
use crate::error::{Context, Error, Kind, Result};
use crate::image::artifact::Artifact as Content;
use crate::image::memory::Overlay;
use crate::image::{BlobSource, Node};
use crate::oci::{Descriptor, Platform};
use crate::transport::Reference;
use crate::transport::files::{Files, FilesDestination, TITLE};
use clap::{Args, Subcommand};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Push, pull, attach and list artifacts: files with a type
#[derive(Debug, Args)]
pub struct Artifact {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub verb: Verb,
}

/// What to do with artifacts.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Push files as an artifact
    Push(Push),
    /// Attach files to an image
    Attach(Attach),
    /// Write the files of an artifact into a directory
    Pull(Pull),
    /// List what is attached to an image
    #[command(visible_alias = "ls")]
    List(List),
}

/// What an artifact is made of.
#[derive(Debug, Args)]
pub struct Parts {
    /// Files and directories, each with its media type where that matters
    #[arg(value_name = "FILE[:TYPE]")]
    pub files: Vec<String>,
    /// An annotation of the manifest
    #[arg(short, long = "annotation", value_name = "NAME=VALUE")]
    pub annotations: Vec<String>,
    /// Annotations from a JSON file: one map each under `$manifest`, `$config` and file names
    #[arg(long, value_name = "FILE")]
    pub annotation_file: Option<PathBuf>,
    /// Write the digest of the artifact to a file
    #[arg(long, value_name = "FILE")]
    pub digestfile: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Push files as an artifact
#[derive(Debug, Args)]
pub struct Push {
    /// Where it goes
    #[arg(value_name = "REF")]
    pub reference: String,
    /// What it is, as a media type
    #[arg(long, value_name = "TYPE", required_unless_present = "config")]
    pub artifact_type: Option<String>,
    /// A file that becomes the config, with its media type
    #[arg(long, value_name = "FILE:TYPE")]
    pub config: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub parts: Parts,
}

/// Attach files to an image
#[derive(Debug, Args)]
pub struct Attach {
    /// The image or index
    #[arg(value_name = "REF")]
    pub reference: String,
    /// What it is, as a media type
    #[arg(long, value_name = "TYPE")]
    pub artifact_type: String,
    /// Attach to this platform's image of an index, not to the index
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub parts: Parts,
}

/// Write the files of an artifact into a directory
#[derive(Debug, Args)]
pub struct Pull {
    /// The artifact
    #[arg(value_name = "REF")]
    pub reference: String,
    /// The directory that gets the files
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub output: PathBuf,
    /// Fail rather than replace files
    #[arg(short, long)]
    pub keep_old_files: bool,
    /// This platform's artifact of an index
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// List what is attached to an image
#[derive(Debug, Args)]
pub struct List {
    /// The image or index
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Only artifacts of this type
    #[arg(long, value_name = "TYPE")]
    pub artifact_type: Option<String>,
    /// What is attached to this platform's image of an index
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Does what was asked for.
pub async fn run(args: Artifact, session: &Arc<Session>) -> Result<()> {
    match args.verb {
        Verb::Push(args) => push(args, session).await,
        Verb::Attach(args) => attach(args, session).await,
        Verb::Pull(args) => pull(args, session).await,
        Verb::List(args) => list(args, session).await,
    }
}

/// Annotations by what they are of: `$manifest`, `$config`, or a file's title.
type AnnotationFile = BTreeMap<String, BTreeMap<String, String>>;

/// The files of an artifact that is being made.
struct Gathered {
    files: Files,
    layers: Vec<Descriptor>,
    annotations: BTreeMap<String, String>,
    more: AnnotationFile,
}

impl Gathered {
    fn new(parts: &Parts) -> Result<Gathered> {
        let mut more: AnnotationFile = match &parts.annotation_file {
            None => BTreeMap::new(),
            Some(file) => {
                let raw = std::fs::read(file).context(|| format!("read {}", file.display()))?;
                serde_json::from_slice(&raw).map_err(|e| {
                    Error::new(Kind::Format, format!("{} holds no annotations", file.display()))
                        .because(e)
                        .hint(r#"write {"$manifest": {"name": "value"}, "FILE": {"name": "value"}}"#)
                })?
            }
        };
        let mut annotations = more.remove("$manifest").unwrap_or_default();
        annotations.extend(pairs(&parts.annotations)?);
        let mut files = Files::new(&std::env::temp_dir())?;
        let mut layers: Vec<Descriptor> = Vec::new();
        for written in &parts.files {
            let (path, kind) = file_and_type(written);
            let mut layer = files.add(&path, kind)?;
            let title = layer.annotations.get(TITLE).cloned().unwrap_or_default();
            if layers.iter().any(|l| l.annotations.get(TITLE) == Some(&title)) {
                return Err(Error::new(Kind::Usage, format!("two files would be called '{title}'")));
            }
            layer.annotations.extend(more.remove(&title).unwrap_or_default());
            layers.push(layer);
        }
        Ok(Gathered { files, layers, annotations, more })
    }

    fn node(
        mut self,
        artifact_type: Option<String>,
        config: Option<Descriptor>,
        subject: Option<Descriptor>,
    ) -> Result<Node> {
        let config = match config {
            Some(mut config) => {
                config.annotations = self.more.remove("$config").unwrap_or_default();
                Some(config)
            }
            None => None,
        };
        if let Some(unknown) = self.more.keys().next() {
            return Err(Error::new(
                Kind::Usage,
                format!("there are annotations for '{unknown}', which is no file of it"),
            ));
        }
        let mut blobs = Overlay::new();
        blobs.fallback(Arc::new(self.files));
        Content { artifact_type, config, layers: self.layers, subject, annotations: self.annotations }.node(blobs)
    }
}

/// `NAME=VALUE` each.
pub(super) fn pairs(written: &[String]) -> Result<BTreeMap<String, String>> {
    let pair = |text: &String| match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err(Error::new(Kind::Usage, format!("'{text}' is no annotation")).hint("write NAME=VALUE")),
    };
    written.iter().map(pair).collect()
}

/// `FILE[:TYPE]`; a file whose name has a colon is meant where it exists.
fn file_and_type(written: &str) -> (PathBuf, Option<&str>) {
    match written.rsplit_once(':') {
        Some((path, kind)) if !kind.is_empty() && !Path::new(written).exists() => (path.into(), Some(kind)),
        _ => (written.into(), None),
    }
}

async fn push(args: Push, session: &Arc<Session>) -> Result<()> {
    let reference = session.reference(&args.reference)?;
    let mut gathered = Gathered::new(&args.parts)?;
    let config = match &args.config {
        None => None,
        Some(written) => match file_and_type(written) {
            (path, Some(kind)) => Some(gathered.files.add_nameless(&path, kind)?),
            (path, None) => {
                return Err(Error::new(Kind::Usage, format!("{} needs a media type", path.display()))
                    .hint("write --config FILE:TYPE"));
            }
        },
    };
    let node = gathered.node(args.artifact_type, config, None)?;
    deliver(&node, &reference, &args.parts, session).await
}

async fn attach(args: Attach, session: &Arc<Session>) -> Result<()> {
    let reference = session.reference(&args.reference)?;
    let gathered = Gathered::new(&args.parts)?;
    if gathered.layers.is_empty() && gathered.annotations.is_empty() {
        return Err(Error::new(Kind::Usage, "nothing to attach").hint("name a file, or give an --annotation"));
    }
    let access = session.access(&args.parts.registry, Some(&reference));
    let found = access.source(&reference).await?;
    let subject = match &args.platform {
        Some(platform) => found.image_for(platform).await?.descriptor,
        None => found.descriptor().clone(),
    };
    let node = gathered.node(Some(args.artifact_type), None, Some(subject))?;
    // In the subject's place, and under no name of its own.
    let place = match &reference {
        Reference::Registry(r) => Reference::Registry(r.with_digest(node.descriptor().digest.clone())),
        Reference::Layout { path, .. } => Reference::Layout { path: path.clone(), tag: None },
        other => {
            return Err(Error::new(Kind::Unsupported, format!("nothing can be attached in {other}"))
                .hint("attach in a registry or in oci:DIR"));
        }
    };
    deliver(&node, &place, &args.parts, session).await
}

async fn deliver(node: &Node, reference: &Reference, parts: &Parts, session: &Arc<Session>) -> Result<()> {
    let access = session.access(&parts.registry, Some(reference));
    let to = access.destination(reference).await?;
    let digest = copy(node, to.as_ref(), &Options::default(), session.events()).await?.descriptor.digest.to_string();
    if let Some(file) = &parts.digestfile {
        std::fs::write(file, &digest).context(|| format!("write {}", file.display()))?;
    }
    render::result(format!("{digest}\n").as_bytes())
}

async fn pull(args: Pull, session: &Arc<Session>) -> Result<()> {
    let reference = session.reference(&args.reference)?;
    let access = session.access(&args.registry, Some(&reference));
    let node = access.source(&reference).await?;
    let image = match (&args.platform, node) {
        (None, Node::Image(image)) => image,
        (platform, node) => node.image_for(&platform.clone().unwrap_or_else(Platform::host)).await?,
    };
    let named = image.manifest.layers.iter().filter(|l| l.annotations.contains_key(TITLE)).count();
    if named == 0 {
        return Err(Error::new(Kind::Unsupported, format!("{reference} holds no files with names"))
            .hint(format!("if it is an image: imgtool export {reference} -o FILE")));
    }
    let out = FilesDestination::create(&args.output, args.keep_old_files)?;
    copy(&Node::Image(image), &out, &Options::default(), session.events()).await?;
    let text: String = out.written().iter().map(|p| format!("{}\n", p.display())).collect();
    render::result(text.as_bytes())
}

async fn list(args: List, session: &Arc<Session>) -> Result<()> {
    let reference = session.reference(&args.reference)?;
    let access = session.access(&args.registry, Some(&reference));
    let node = access.source(&reference).await?;
    let subject = match &args.platform {
        Some(platform) => node.image_for(platform).await?.descriptor.digest,
        None => node.descriptor().digest.clone(),
    };
    let blobs: &Arc<dyn BlobSource> = node.blobs();
    let wanted = |found: &Found| args.artifact_type.is_none() || found.kind() == args.artifact_type.as_deref();
    let found: Vec<Found> =
        attached_to(blobs.as_ref(), &subject).await?.into_iter().map(Found::leaf).filter(wanted).collect();
    if args.json { render::json(&found) } else { render::result(rows(&found)?.as_bytes()) }
}
