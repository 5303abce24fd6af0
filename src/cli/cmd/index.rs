//! `imgtool index`: indexes of several images, made and changed without a build.

use super::artifact::pairs;
use crate::cli::args::{Format, Registry};
use crate::cli::render;
use crate::cli::session::{Access, Session};
use crate::copy::{Options, copy, everything};
use crate::error::{Error, Kind, Result};
use crate::image::memory::Overlay;
use crate::image::{Image, Node};
use crate::oci::{Descriptor, Digest, Index as Document, Platform, media_type};
use crate::transport::Reference;
use clap::{Args, Subcommand};
use std::sync::Arc;

/// Make and change indexes of several images
#[derive(Debug, Args)]
pub struct Index {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub verb: Verb,
}

/// What to do with an index.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make an index of images
    Create(Create),
    /// Add images to an index
    Add(Add),
    /// Take images out of an index
    #[command(visible_alias = "rm")]
    Remove(Remove),
    /// Change what an index says of an image, or of itself
    Annotate(Annotate),
    /// List the images of an index
    #[command(visible_alias = "ls")]
    List(List),
}

/// Make an index of images
#[derive(Debug, Args)]
pub struct Create {
    /// What the index is called
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// The images; of an index, all of its
    #[arg(value_name = "IMAGE")]
    pub images: Vec<String>,
    /// An annotation of the index
    #[arg(long = "annotation", value_name = "NAME=VALUE")]
    pub annotations: Vec<String>,
    /// The document format
    #[arg(long, value_enum, default_value_t = Format::Oci)]
    pub format: Format,
    /// Only print the index
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Add images to an index
#[derive(Debug, Args)]
pub struct Add {
    /// The index
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// The images; of an index, all of its
    #[arg(value_name = "IMAGE", required = true)]
    pub images: Vec<String>,
    /// Put them in the place of those that the index has for their platforms
    #[arg(long)]
    pub replace: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Take images out of an index
#[derive(Debug, Args)]
pub struct Remove {
    /// The index
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// The images, by digest or platform
    #[arg(value_name = "DIGEST|PLATFORM", required = true)]
    pub images: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Change what an index says of an image, or of itself
#[derive(Debug, Args)]
pub struct Annotate {
    /// The index
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// The image, by digest or platform; none is the index itself
    #[arg(value_name = "DIGEST|PLATFORM")]
    pub image: Option<String>,
    /// An annotation; without a value, it is taken away
    #[arg(long = "annotation", value_name = "NAME[=VALUE]")]
    pub annotations: Vec<String>,
    /// The image's architecture
    #[arg(long, value_name = "ARCH", requires = "image")]
    pub arch: Option<String>,
    /// The image's operating system
    #[arg(long, value_name = "OS", requires = "image")]
    pub os: Option<String>,
    /// The architecture's variant
    #[arg(long, value_name = "VARIANT", requires = "image")]
    pub variant: Option<String>,
    /// The version of the operating system
    #[arg(long, value_name = "VERSION", requires = "image")]
    pub os_version: Option<String>,
    /// What the image needs of the operating system
    #[arg(long, value_name = "FEATURE", value_delimiter = ',', requires = "image")]
    pub os_features: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// List the images of an index
#[derive(Debug, Args)]
pub struct List {
    /// The index
    #[arg(value_name = "INDEX")]
    pub index: String,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Does what was asked for.
pub async fn run(args: Index, session: &Arc<Session>) -> Result<()> {
    match args.verb {
        Verb::Create(args) => create(args, session).await,
        Verb::Add(args) => add(args, session).await,
        Verb::Remove(args) => remove(args, session).await,
        Verb::Annotate(args) => annotate(args, session).await,
        Verb::List(args) => list(args, session).await,
    }
}

/// An index that is being made or changed.
struct Draft {
    reference: Reference,
    access: Access,
    document: Document,
    media_type: String,
    blobs: Overlay,
}

impl Draft {
    /// Nothing in it yet.
    fn new(written: &str, format: Format, registry: &Registry, session: &Arc<Session>) -> Result<Draft> {
        let reference = session.reference(written)?;
        let access = session.access(registry, Some(&reference));
        let media_type = media_type::Format::from(format).index().to_string();
        let document = Document { media_type: Some(media_type.clone()), ..Document::default() };
        Ok(Draft { reference, access, document, media_type, blobs: Overlay::new() })
    }

    /// The index that is there.
    async fn open(written: &str, registry: &Registry, session: &Arc<Session>) -> Result<Draft> {
        let reference = session.reference(written)?;
        let access = session.access(registry, Some(&reference));
        match access.source(&reference).await? {
            Node::Image(_) => Err(Error::new(Kind::Usage, format!("{reference} is one image, no index"))
                .hint(format!("make an index of it: imgtool index create NAME {reference}"))),
            Node::Index(index) => {
                let mut blobs = Overlay::new();
                blobs.fallback(index.blobs.clone());
                let media_type = index.descriptor.media_type;
                Ok(Draft { reference, access, document: index.index, media_type, blobs })
            }
        }
    }

    /// Adds the image that `written` names, or all images of the index that it names.
    async fn take(&mut self, written: &str, replace: bool, session: &Session) -> Result<()> {
        let reference = session.reference(written)?;
        let node = self.access.source(&reference).await?;
        let entries = match &node {
            Node::Image(image) => vec![entry(image).await?],
            Node::Index(index) => index.index.manifests.clone(),
        };
        self.gather(node).await?;
        entries.into_iter().try_for_each(|entry| self.enter(entry, replace))
    }

    /// Remembers where the parts of an image, or of all images of an index, come from.
    async fn gather(&mut self, node: Node) -> Result<()> {
        for node in everything(&node).await? {
            self.blobs.add(&node.descriptor().media_type, node.raw().clone());
            if let Node::Image(image) = &node {
                for part in image.manifest.layers.iter().chain([&image.manifest.config]) {
                    self.blobs.route(part.digest.clone(), image.blobs.clone());
                }
            }
        }
        Ok(())
    }

    fn enter(&mut self, entry: Descriptor, replace: bool) -> Result<()> {
        // What is attached by buildx has the platform unknown/unknown, each of them.
        let same =
            |d: &Descriptor| d.platform.as_ref().is_some_and(|p| p.os != "unknown") && d.platform == entry.platform;
        let manifests = &mut self.document.manifests;
        if manifests.iter().any(|d| d.digest == entry.digest && d.platform == entry.platform) {
            return Ok(());
        }
        if let Some(at) = manifests.iter().position(same) {
            if !replace {
                let platform = entry.platform.as_ref().map(ToString::to_string).unwrap_or_default();
                let digest = &manifests[at].digest;
                return Err(Error::new(
                    Kind::Usage,
                    format!("the index has an image for {platform} already: {digest}"),
                )
                .hint("add it with --replace, or take the other out: imgtool index remove"));
            }
            manifests[at] = entry;
        } else {
            manifests.push(entry);
        }
        Ok(())
    }

    /// The entries that `wanted` names: a digest, or a platform.
    fn find(&self, wanted: &str) -> Result<Vec<usize>> {
        let manifests = &self.document.manifests;
        let numbered = || manifests.iter().enumerate();
        let found: Vec<usize> = match (wanted.parse::<Digest>(), wanted.parse::<Platform>()) {
            (Ok(digest), _) => numbered().filter(|(_, d)| d.digest == digest).map(|(i, _)| i).collect(),
            (_, Ok(platform)) => {
                let fits = |d: &Descriptor| d.platform.as_ref().is_some_and(|p| p.satisfies(&platform));
                numbered().filter(|(_, d)| fits(d)).map(|(i, _)| i).collect()
            }
            (Err(_), Err(_)) => {
                return Err(Error::new(Kind::Usage, format!("'{wanted}' is neither a digest nor a platform"))
                    .hint("name a digest or a platform of the index"));
            }
        };
        if found.is_empty() {
            return Err(Error::new(Kind::NotFound, format!("{} has no image {wanted}", self.reference))
                .hint(format!("look what it has: imgtool index list {}", self.reference)));
        }
        Ok(found)
    }

    fn raw(&self) -> Result<Vec<u8>> {
        let docker = self.media_type == media_type::DOCKER_INDEX;
        let annotated = |d: &Descriptor| !d.annotations.is_empty();
        if docker && (!self.document.annotations.is_empty() || self.document.manifests.iter().any(annotated)) {
            return Err(Error::new(Kind::Unsupported, "Docker's manifest lists have no annotations")
                .hint("make the index with --format oci"));
        }
        serde_json::to_vec(&self.document).map_err(|e| Error::new(Kind::Internal, "write an index").because(e))
    }

    /// Puts it in its place, with all images that are not there, and prints its digest.
    async fn write(self, session: &Session) -> Result<()> {
        let raw = self.raw()?;
        let node = Node::from_raw(Descriptor::of(self.media_type, &raw), raw.into(), Arc::new(self.blobs))?;
        let to = self.access.destination(&self.reference).await?;
        let copied = copy(&node, to.as_ref(), &Options::default(), session.events()).await?;
        render::result(format!("{}\n", copied.descriptor.digest).as_bytes())
    }
}

/// What an index says of an image: its platform is that of its config.
async fn entry(image: &Image) -> Result<Descriptor> {
    let d = &image.descriptor;
    let mut entry = Descriptor::new(d.media_type.clone(), d.digest.clone(), d.size);
    entry.artifact_type = image.manifest.artifact_type.clone();
    if media_type::is_config(&image.manifest.config.media_type) {
        let platform = image.config().await?.platform();
        entry.platform = Some(platform).filter(|p| !p.os.is_empty() && !p.architecture.is_empty());
    }
    Ok(entry)
}

async fn create(args: Create, session: &Arc<Session>) -> Result<()> {
    let mut draft = Draft::new(&args.index, args.format, &args.registry, session)?;
    draft.document.annotations = pairs(&args.annotations)?;
    for image in &args.images {
        draft.take(image, false, session).await?;
    }
    if args.dry_run {
        draft.raw()?;
        return render::json(&draft.document);
    }
    draft.write(session).await
}

async fn add(args: Add, session: &Arc<Session>) -> Result<()> {
    let mut draft = Draft::open(&args.index, &args.registry, session).await?;
    for image in &args.images {
        draft.take(image, args.replace, session).await?;
    }
    draft.write(session).await
}

async fn remove(args: Remove, session: &Arc<Session>) -> Result<()> {
    let mut draft = Draft::open(&args.index, &args.registry, session).await?;
    let mut gone = Vec::new();
    for image in &args.images {
        gone.extend(draft.find(image)?);
    }
    let mut number = 0;
    draft.document.manifests.retain(|_| {
        number += 1;
        !gone.contains(&(number - 1))
    });
    draft.write(session).await
}

async fn annotate(args: Annotate, session: &Arc<Session>) -> Result<()> {
    let mut draft = Draft::open(&args.index, &args.registry, session).await?;
    let Some(image) = &args.image else {
        change(&mut draft.document.annotations, &args.annotations);
        return draft.write(session).await;
    };
    for at in draft.find(image)? {
        let entry = &mut draft.document.manifests[at];
        change(&mut entry.annotations, &args.annotations);
        let touched = args.arch.is_some() || args.os.is_some() || args.variant.is_some() || args.os_version.is_some();
        if !touched && args.os_features.is_empty() {
            continue;
        }
        let platform = entry.platform.get_or_insert_with(Platform::host);
        for (field, given) in [(&mut platform.os, &args.os), (&mut platform.architecture, &args.arch)] {
            if let Some(value) = given {
                field.clone_from(value);
            }
        }
        for (field, given) in [(&mut platform.variant, &args.variant), (&mut platform.os_version, &args.os_version)] {
            if given.is_some() {
                *field = given.clone().filter(|v| !v.is_empty());
            }
        }
        if !args.os_features.is_empty() {
            platform.os_features.clone_from(&args.os_features);
        }
    }
    draft.write(session).await
}

/// `NAME=VALUE` sets, `NAME` takes away.
fn change(annotations: &mut std::collections::BTreeMap<String, String>, written: &[String]) {
    for text in written {
        match text.split_once('=') {
            Some((name, value)) => drop(annotations.insert(name.into(), value.into())),
            None => drop(annotations.remove(text)),
        }
    }
}

async fn list(args: List, session: &Arc<Session>) -> Result<()> {
    let draft = Draft::open(&args.index, &args.registry, session).await?;
    if args.json {
        return render::json(&draft.document);
    }
    render::result(table(&draft.document.manifests)?.as_bytes())
}

/// The images of an index as people read them.
pub(in crate::cli) fn table(manifests: &[Descriptor]) -> Result<String> {
    let mut rows = vec![["PLATFORM", "DIGEST", "SIZE", "TYPE", "ANNOTATIONS"].map(String::from)];
    for d in manifests {
        let platform = d.platform.as_ref().map_or_else(|| "-".to_string(), ToString::to_string);
        let kind = d.artifact_type.clone().unwrap_or_else(|| short(&d.media_type).to_string());
        let notes: Vec<String> = d.annotations.iter().map(|(k, v)| format!("{k}={v}")).collect();
        rows.push([platform, d.digest.to_string(), d.size.to_string(), kind, notes.join(" ")]);
    }
    render::columns(&rows)
}

fn short(media_type: &str) -> &str {
    match media_type {
        media_type::OCI_MANIFEST => "OCI image",
        media_type::OCI_INDEX => "OCI index",
        media_type::DOCKER_MANIFEST => "Docker image",
        media_type::DOCKER_INDEX => "Docker manifest list",
        other => other,
    }
}
