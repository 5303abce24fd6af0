//! `imgtool container commit`.

use super::engine::{CURRENT, Engine, Warnings, times};
use super::record::{Containers, Record};
use crate::build::{Request, Squash, Times, configure, retimed};
use crate::cli::args::{Format, Pull, Registry};
use crate::cli::cmd::build::target;
use crate::cli::edit;
use crate::cli::render;
use crate::cli::session::Session;
use crate::copy::{Options, copy};
use crate::error::{Context, Error, Kind, Result};
use crate::files::layers_of;
use crate::image::memory::Overlay;
use crate::image::mutate::{changed, with_config};
use crate::image::{Image, Node};
use crate::layer::Compression;
use crate::oci::ImageConfig;
use crate::runtime::MtimeRule;
use crate::transport::Reference;
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Make an image of a working container, and print the image's ID
#[derive(Debug, Args)]
pub struct Commit {
    /// The container
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What to call the image; a bare name is one in the local store
    #[arg(value_name = "IMAGE")]
    pub image: Option<String>,
    /// A further name; may be given several times
    #[arg(short, long = "tag", value_name = "REF")]
    pub tags: Vec<String>,
    /// Make one layer of all, the base's too
    #[arg(long)]
    pub squash: bool,
    /// The document format of the image
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Set every time in the new layers and in the config to this (seconds since 1970)
    #[arg(long, value_name = "SECONDS")]
    pub timestamp: Option<i64>,
    /// The time of the image, and the latest of its new files (seconds since 1970)
    #[arg(long, value_name = "SECONDS", conflicts_with = "timestamp")]
    pub source_date_epoch: Option<i64>,
    /// An annotation of this image alone
    #[arg(long = "annotation", value_name = "NAME=VALUE")]
    pub annotations: Vec<String>,
    /// Leave an annotation out
    #[arg(long = "unsetannotation", value_name = "NAME")]
    pub unset_annotations: Vec<String>,
    /// Leave a variable out
    #[arg(long = "unsetenv", value_name = "NAME")]
    pub unset_env: Vec<String>,
    /// An instruction of a Dockerfile that makes no layer, for this image alone
    #[arg(short, long = "change", value_name = "INSTRUCTION")]
    pub changes: Vec<String>,
    /// Leave the history out
    #[arg(long)]
    pub omit_history: bool,
    /// Do not compress layers
    #[arg(short = 'D', long)]
    pub disable_compression: bool,
    /// New files are never younger than --source-date-epoch here
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub rewrite_timestamp: Option<bool>,
    /// There is no such label here
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub identity_label: Option<bool>,
    /// There is no such annotation here
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub created_annotation: Option<bool>,
    /// What scripts say besides
    #[command(flatten)]
    pub habits: super::Habits,
    /// Write the image's ID (its config's digest) to a file
    #[arg(long, value_name = "FILE")]
    pub iidfile: Option<PathBuf>,
    /// Remove the container then
    #[arg(long)]
    pub rm: bool,
    /// Print nothing but the image's ID, which is so anyway
    #[arg(short, long, hide = true)]
    pub quiet: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Makes the image and puts it under each name.
pub async fn run(args: Commit, session: &Arc<Session>) -> Result<()> {
    let targets: Vec<Reference> = args.image.iter().chain(&args.tags).map(|t| target(t)).collect::<Result<_>>()?;
    let held = Containers::of(session)?.hold(&args.name).await?;
    let record = &mut Record::clone(&held.record);
    let format = args.format.or(record.format).unwrap_or(Format::Oci);
    edit::annotate(&args.annotations, &mut record.annotations)?;
    let record = &*record;
    if format == Format::Docker && !record.annotations.is_empty() {
        return Err(Error::new(Kind::Usage, "Docker's documents have no annotations").hint("commit with --format oci"));
    }
    let mut image = held.image(session).await?;
    let mut times = times(record, session)?;
    if let Some(seconds) = args.source_date_epoch {
        times = Times { created: Some(seconds), files: MtimeRule::Clamp(seconds), ..times };
        image = with_times(&image, record, times, session).await?;
    }
    if let Some(seconds) = args.timestamp {
        times = Times { created: Some(seconds), files: MtimeRule::Fixed(seconds), ..times };
        if record.timestamp != Some(seconds) {
            image = with_times(&image, record, times, session).await?;
        }
    }
    let mut config = image.config().await?;
    for line in &args.changes {
        configure(&mut config, line, "--change")?;
    }
    tell(&mut config, record, times);
    let on_build = std::mem::take(&mut config.config.on_build);
    let mut engine = Engine::new(session, &args.registry, Pull::Missing, Default::default())?;
    engine.events = Arc::new(Warnings(session.events().clone()));
    let text = format!("FROM {CURRENT}\n");
    let plain = engine.request(("container commit", &text), None, &record.platform, times)?;
    let request =
        Request { format: format.into(), squash: if args.squash { Squash::All } else { Squash::No }, ..plain };
    // The engine writes the documents, and makes one layer where that is wanted.
    let built = engine.build(request, BTreeMap::from([(CURRENT, with_config(&image, &config)?)])).await?;
    let mut config = built.config().await?;
    config.config.on_build = on_build;
    config.config.env.retain(|e| !args.unset_env.iter().any(|name| e.split('=').next() == Some(name)));
    if args.omit_history {
        config.history.clear();
    }
    let image = changed(&built, &config, |manifest| {
        manifest.annotations = annotations(record, format);
        manifest.annotations.retain(|name, _| !args.unset_annotations.contains(name));
    })?;
    let compression = args.disable_compression.then_some(Compression::None);
    let options = Options { compression, ..Options::default() };

    let access = session.access(&args.registry, targets.iter().find(|t| matches!(t, Reference::Registry(_))));
    let node = Node::Image(image.clone());
    for target in &targets {
        let destination = access.destination(target).await?;
        copy(&node, destination.as_ref(), &options, session.events()).await?;
    }
    if targets.is_empty() {
        copy(&node, &session.store()?.destination(None), &options, session.events()).await?;
    }
    let id = image.manifest.config.digest.to_string();
    if let Some(file) = &args.iidfile {
        std::fs::write(file, &id).context(|| format!("write {}", file.display()))?;
    }
    if args.rm {
        held.remove()?;
    }
    render::result(format!("{id}\n").as_bytes())
}

/// What a build writes of the base, and what was asked for.
fn annotations(record: &Record, format: Format) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    if let (Format::Oci, Some(digest)) = (format, &record.base_digest) {
        out.insert("org.opencontainers.image.base.digest".into(), digest.to_string());
        if let Ok(name) = record.base.parse::<crate::oci::RegistryRef>() {
            out.insert("org.opencontainers.image.base.name".into(), name.to_string());
        }
    }
    out.extend(record.annotations.clone());
    out
}

/// What `config --created-by` and others say goes into the last line of the history; lines of
/// our own get the time that was asked for.
fn tell(config: &mut ImageConfig, record: &Record, times: Times) {
    let author = config.author.clone();
    let own = config.history.get_mut(record.base_history..).unwrap_or_default();
    if let Some(seconds) = times.created {
        own.iter_mut().for_each(|line| line.created = Some(super::when(seconds)));
    }
    if let Some(last) = own.last_mut() {
        if record.created_by.is_some() {
            last.created_by = record.created_by.clone();
            last.author = author;
        }
        if record.comment.is_some() {
            last.comment = record.comment.clone();
        }
    }
}

/// The image with other times in the layers that its steps made.
async fn with_times(image: &Image, record: &Record, times: Times, session: &Session) -> Result<Image> {
    let mut config = image.config().await?;
    let mut blobs = Overlay::new();
    let mut manifest = image.manifest.clone();
    for (i, layer) in layers_of(image, &config).iter().enumerate().skip(record.base_layers) {
        let made = retimed(session.store()?, session.events(), layer, times).await?;
        blobs.route(made.descriptor.digest.clone(), made.blobs.clone());
        if let (Some(diff_id), Some(place)) = (config.rootfs.diff_ids.get_mut(i), manifest.layers.get_mut(i)) {
            (*diff_id, *place) = (made.diff_id, made.descriptor);
        }
    }
    blobs.fallback(image.blobs.clone());
    let image = Image { manifest, blobs: Arc::new(blobs), ..image.clone() };
    with_config(&image, &config)
}
