//! `imgtool mutate` and `platform`.

use super::append::Archives;
use super::{Place, moment, open, rfc3339};
use crate::cli::edit::{Edits, annotate, words};
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use crate::image::memory::Overlay;
use crate::image::mutate::{changed, format, indexed};
use crate::image::{Image, Node};
use crate::layer::Compression;
use crate::oci::media_type::{Format, is_index};
use crate::oci::{ImageConfig, Platform};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Change an image's config and annotations; its layers stay
#[derive(Debug, Args)]
pub struct Mutate {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: Place,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub edits: Edits,
    /// What starts: words with commas between, or a JSON list. The CMD goes, unless it is given, too
    #[arg(long, value_name = "WORD,…", allow_hyphen_values = true)]
    pub entrypoint: Vec<String>,
    /// Its arguments, or what starts: words with commas between, or a JSON list
    #[arg(long, value_name = "WORD,…", allow_hyphen_values = true)]
    pub cmd: Vec<String>,
    /// Where it starts
    #[arg(short, long, visible_alias = "workingdir", value_name = "DIR")]
    pub workdir: Option<String>,
    /// Remove a variable
    #[arg(long, visible_alias = "unsetenv", value_name = "NAME")]
    pub unset_env: Vec<String>,
    /// Remove a label
    #[arg(long, visible_alias = "unsetlabel", value_name = "NAME")]
    pub unset_label: Vec<String>,
    /// Remove an annotation
    #[arg(long, visible_alias = "unsetannotation", value_name = "NAME")]
    pub unset_annotation: Vec<String>,
    /// When the image was made: seconds since 1970, or RFC 3339
    #[arg(long, visible_alias = "timestamp", value_name = "TIME", value_parser = moment)]
    pub created: Option<i64>,
    /// The platform that the image says it is for
    #[arg(long, value_name = "PLATFORM")]
    pub set_platform: Option<Platform>,
    /// Add an archive or a directory as a layer
    #[arg(long = "append", value_name = "TAR|DIR")]
    pub append: Vec<PathBuf>,
}

/// Changes it.
pub async fn run(args: Mutate, session: &Arc<Session>) -> Result<()> {
    let patient = open(&args.place.image, &args.place.out, session).await?;
    if args.set_platform.is_some() {
        one_image(&patient.node, "--set-platform")?;
    }
    let archives =
        Archives::read(&args.append, Compression::default(), args.created, &args.place.out.registry, session).await?;
    let node = patient.each(async |image| edited(&args, &archives.on(image).await?).await, session).await?;
    let node = if args.edits.annotations.is_empty() && args.unset_annotation.is_empty() {
        node
    } else {
        annotated(&args, node)?
    };
    patient.finish(&node, &args.place.out, session).await
}

fn one_image(node: &Node, flag: &str) -> Result<()> {
    match node {
        Node::Image(_) => Ok(()),
        Node::Index(_) => Err(Error::new(Kind::Usage, format!("{flag} is for one image, and this is an index"))
            .hint("choose an image of it with --platform, or say what the index says: imgtool index annotate")),
    }
}

async fn edited(args: &Mutate, image: &Image) -> Result<Image> {
    let mut config = image.config().await?;
    apply(args, &mut config)?;
    let docker = format(image) == Format::Docker;
    let mut annotations = image.manifest.annotations.clone();
    annotate(&args.edits.annotations, &mut annotations)?;
    args.unset_annotation.iter().for_each(|name| drop(annotations.remove(name)));
    if docker && !args.edits.annotations.is_empty() {
        return Err(Error::new(Kind::Unsupported, "Docker's manifests have no annotations")
            .hint("make an OCI image of it: imgtool convert --format oci"));
    }
    changed(image, &config, |manifest| manifest.annotations = annotations)
}

/// Changes the config. Its history tells how the files came about, and stays.
fn apply(args: &Mutate, config: &mut ImageConfig) -> Result<()> {
    let history = config.history.clone();
    args.edits.apply(config, false)?;
    config.history = history;
    if let Some(words) = list("--entrypoint", &args.entrypoint)? {
        config.config.entrypoint = Some(words).filter(|w| !w.is_empty());
        // As docker and crane have it: it was the other entry point's.
        config.config.cmd = None;
    }
    if let Some(words) = list("--cmd", &args.cmd)? {
        config.config.cmd = Some(words).filter(|w| !w.is_empty());
    }
    match args.workdir.as_deref() {
        Some(dir) if !dir.is_empty() && !dir.starts_with('/') => {
            return Err(Error::new(Kind::Usage, format!("--workdir '{dir}' is not absolute")));
        }
        Some(dir) => config.config.working_dir = dir.into(),
        None => {}
    }
    config.config.env.retain(|e| !args.unset_env.iter().any(|name| e.split('=').next() == Some(name)));
    config.config.labels.retain(|name, _| !args.unset_label.contains(name));
    if let Some(seconds) = args.created {
        config.created = Some(rfc3339(seconds));
    }
    if let Some(platform) = &args.set_platform {
        set(config, platform);
    }
    Ok(())
}

/// What `--entrypoint a,b` or `--entrypoint '["a","b"]'` says; None: nothing, empty: away with it.
fn list(flag: &str, given: &[String]) -> Result<Option<Vec<String>>> {
    match given {
        [] => Ok(None),
        [one] if one.starts_with('[') => words(flag, one).map(Some),
        several => {
            let split = several.iter().flat_map(|s| s.split(',')).map(str::to_string);
            Ok(Some(split.filter(|w| !w.is_empty()).collect()))
        }
    }
}

/// An index gets the annotations, too, as its images have.
fn annotated(args: &Mutate, node: Node) -> Result<Node> {
    let Node::Index(index) = &node else { return Ok(node) };
    if !is_index(&index.descriptor.media_type) {
        return Ok(node);
    }
    let mut document = index.index.clone();
    annotate(&args.edits.annotations, &mut document.annotations)?;
    args.unset_annotation.iter().for_each(|name| drop(document.annotations.remove(name)));
    if document == index.index {
        return Ok(node);
    }
    let mut blobs = Overlay::new();
    blobs.fallback(index.blobs.clone());
    indexed(index, &document, blobs)
}

/// Show the platform of an image, or change what it says
#[derive(Debug, Args)]
pub struct PlatformOf {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: Place,
    /// The platform that the image is to say it is for: os/arch[/variant]
    #[arg(long, value_name = "PLATFORM")]
    pub set: Option<Platform>,
}

/// Shows it, one line an image of an index, or changes it.
pub async fn platform(args: PlatformOf, session: &Arc<Session>) -> Result<()> {
    let out = &args.place.out;
    let Some(platform) = &args.set else {
        let reference = session.reference(&args.place.image)?;
        let node = session.access(&out.registry, Some(&reference)).source(&reference).await?;
        let node = match &out.platform {
            Some(platform) => Node::Image(node.image_for(platform).await?),
            None => node,
        };
        let text = match &node {
            Node::Image(image) => format!("{}\n", image.config().await?.platform()),
            Node::Index(index) => {
                let platforms = index.index.manifests.iter().filter_map(|m| m.platform.as_ref());
                platforms.filter(|p| p.os != "unknown").map(|p| format!("{p}\n")).collect()
            }
        };
        return render::result(text.as_bytes());
    };
    let patient = open(&args.place.image, out, session).await?;
    one_image(&patient.node, "--set")?;
    let change = async |image: &Image| {
        let mut config = image.config().await?;
        set(&mut config, platform);
        changed(image, &config, |_| {})
    };
    let node = patient.each(change, session).await?;
    patient.finish(&node, out, session).await
}

fn set(config: &mut ImageConfig, platform: &Platform) {
    config.os.clone_from(&platform.os);
    config.architecture.clone_from(&platform.architecture);
    config.variant.clone_from(&platform.variant);
    config.os_version.clone_from(&platform.os_version);
    config.os_features.clone_from(&platform.os_features);
}
