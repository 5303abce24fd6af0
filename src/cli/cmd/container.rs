//! `imgtool container`: an image made step by step, by a script instead of a Dockerfile.
//!
//! A working container is an image in the store and a record beside it; each step is one
//! instruction, built `FROM` that image by the engine of `imgtool build`.

mod commit;
mod config;
pub mod engine;
mod files;
mod list;
pub mod mount;
pub mod record;
pub mod run;

use crate::cli::args::{Format, IsolationArg, Pull, Registry};
use crate::cli::cmd::build::buildah::{ScriptedFlags, platform};
use crate::cli::cmd::build::rules::RuleFlags;
use crate::cli::cmd::diff;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::image::Image;
use crate::oci::Platform;
use clap::{Args, Subcommand};
use engine::{CURRENT, Engine};
use record::{Containers, Record};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Build an image step by step, without a Dockerfile
#[derive(Debug, Args)]
pub struct Container {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub what: What,
}

/// What to do with working containers.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Make a working container of an image, or of nothing (scratch), and print its name
    From(Box<From>),
    /// Run a command in it and keep what it changes as a layer
    Run(Box<run::Run>),
    /// Copy files into it, as COPY does
    Copy(files::CopyFiles),
    /// Copy files into it, unpack archives, fetch from the web, as ADD does
    Add(files::AddFiles),
    /// Change what its image says: environment, entry point, labels and others
    Config(Box<config::Config>),
    /// Make an image of it, and print the image's ID
    Commit(commit::Commit),
    /// List the working containers
    #[command(visible_aliases = ["list", "ps"])]
    Ls(list::List),
    /// Remove working containers
    #[command(visible_alias = "delete")]
    Rm {
        /// Their names
        #[arg(value_name = "NAME", required_unless_present = "all", conflicts_with = "all")]
        names: Vec<String>,
        /// Remove all
        #[arg(short, long)]
        all: bool,
    },
    /// Mount their files, and print where; without a name, list what is mounted
    Mount(mount::Mount),
    /// Unmount their files; what was changed there stays
    #[command(visible_alias = "umount")]
    Unmount(mount::Unmount),
    /// Give it another name
    Rename {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
        /// The new one
        #[arg(value_name = "NEW-NAME")]
        new: String,
    },
    /// Show what it is so far
    Inspect {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
        /// A Go template or a JSON path instead of all
        #[arg(short, long, value_name = "TEMPLATE")]
        format: Option<String>,
        /// What the name stands for
        #[arg(short = 't', long = "type", value_name = "KIND", default_value = "container", value_parser = ["container", "image"], hide = true)]
        kind: String,
    },
    /// Show which files differ from its base
    Diff {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// What buildah's users may say, and is always so here.
#[derive(Debug, Clone, Default, Args)]
pub struct Habits {
    /// Every step has its line in the history
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub add_history: Option<bool>,
    /// Failures of the network are tried again
    #[arg(long, hide = true)]
    pub retry: Option<u32>,
    /// The same, later
    #[arg(long, hide = true)]
    pub retry_delay: Option<String>,
}

/// Make a working container of an image, or of nothing (scratch), and print its name
#[derive(Debug, Args)]
pub struct From {
    /// The image, or scratch
    #[arg(value_name = "IMAGE")]
    pub base: String,
    /// What to call the container [default: the image's name with -working-container]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// When to ask the registry for the image
    #[arg(long, value_enum, value_name = "WHEN", num_args = 0..=1, require_equals = true, default_value_t = Pull::Missing, default_missing_value = "always")]
    pub pull: Pull,
    /// What the image is to be for: os/arch[/variant]
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Which images may be used
    #[command(flatten)]
    pub allowed: crate::cli::policy::PolicyOptions,
    /// Set every time that the steps put into the image to this (seconds since 1970)
    #[arg(long, value_name = "SECONDS")]
    pub timestamp: Option<i64>,
    /// The operating system that the image is to be for
    #[arg(long, value_name = "OS", conflicts_with = "platform")]
    pub os: Option<String>,
    /// The architecture that it is to be for
    #[arg(long, value_name = "ARCH", conflicts_with = "platform")]
    pub arch: Option<String>,
    /// The variant of the architecture
    #[arg(long, value_name = "VARIANT", requires = "arch")]
    pub variant: Option<String>,
    /// Write the container's ID to a file
    #[arg(long, value_name = "FILE")]
    pub cidfile: Option<PathBuf>,
    /// The document format that commit writes where it is not told
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// How run isolates its command where it is not told
    #[arg(long, value_enum, value_name = "HOW")]
    pub isolation: Option<IsolationArg>,
    /// Nothing but the name is printed anyway
    #[arg(short, long, hide = true)]
    pub quiet: bool,
    /// What each run finds
    #[command(flatten)]
    pub rules: RuleFlags,
    /// What scripts say besides
    #[command(flatten)]
    pub scripted: ScriptedFlags,
    /// What scripts say besides
    #[command(flatten)]
    pub habits: Habits,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

impl From {
    fn platform(&self) -> Result<Platform> {
        let said = platform(&self.os, &self.arch, &self.variant)?;
        Ok(said.or(self.platform.clone()).unwrap_or_else(Platform::host))
    }
}

/// Does it.
pub async fn run(args: Container, session: &Arc<Session>) -> Result<()> {
    match args.what {
        What::From(args) => {
            let name = make(*args, session).await?;
            render::result(format!("{name}\n").as_bytes())
        }
        What::Run(args) => run::run(*args, session).await,
        What::Copy(args) => files::copy(args, session).await,
        What::Add(args) => files::add(args, session).await,
        What::Config(args) => config::run(*args, session).await,
        What::Commit(args) => commit::run(args, session).await,
        What::Ls(args) => list::run(args, session),
        What::Rm { names, all } => remove(names, all, session).await,
        What::Mount(args) => mount::mount(args, session).await,
        What::Unmount(args) => mount::unmount(args, session).await,
        What::Rename { name, new } => {
            let containers = Containers::of(session)?;
            let held = containers.hold(&name).await?;
            held.rename(containers.claim(&new)?)
        }
        What::Inspect { name, kind, .. } if kind == "image" => {
            Err(Error::new(Kind::Usage, "this shows working containers only").hint(format!(
                "of an image: imgtool inspect {name}, or with its config: imgtool inspect --config {name}"
            )))
        }
        What::Inspect { name, format, .. } => inspect(&name, format.as_deref(), session).await,
        What::Diff { name, json } => {
            let containers = Containers::of(session)?;
            let record = containers.find(&name)?;
            let (base, image) = (containers.base(&record).await?, containers.image(&record).await?);
            let image = mount::whole(image, &record, session).await?;
            diff::files_of(&base, &image, json, session).await
        }
    }
}

/// Makes a working container; its name.
pub async fn make(args: From, session: &Arc<Session>) -> Result<String> {
    let containers = Containers::of(session)?;
    let claimed = match &args.name {
        Some(name) => containers.claim(name)?,
        None => containers.claim_like(&record::stem(&args.base))?,
    };
    let judge = args.allowed.judge(session)?;
    let engine = Engine::new(session, &args.registry, args.pull, Default::default())?.judged(judge);
    let platform = args.platform()?;
    let mut record = Record {
        id: new_id()?,
        name: claimed.name.clone(),
        base: args.base,
        base_digest: None,
        base_layers: 0,
        base_history: 0,
        platform: platform.clone(),
        created: 0,
        timestamp: args.timestamp,
        created_by: None,
        comment: None,
        annotations: BTreeMap::new(),
        rules: Some(args.rules),
        isolation: args.isolation,
        format: args.format,
    };
    let times = engine::times(&record, session)?;
    record.created = times.now;
    let mut images = BTreeMap::new();
    let mut base: Option<Image> = None;
    if record.base != "scratch" {
        let image = engine.image(&record.base, &platform).await?;
        let config = image.config().await?;
        record.base_digest = Some(image.descriptor.digest.clone());
        record.base_layers = image.manifest.layers.len();
        record.base_history = config.history.len();
        images.insert(CURRENT, image.clone());
        base = Some(image);
    }
    // ONBUILD of the base is done here, as FROM does it.
    let text = if base.is_some() { format!("FROM {CURRENT}\n") } else { "FROM scratch\n".into() };
    let request = engine.request(("container from", &text), None, &platform, times)?;
    let image = engine.build(request, images).await?;
    let (name, id) = (record.name.clone(), record.id.clone());
    containers.create(claimed, record, &image, base.as_ref().unwrap_or(&image)).await?;
    if let Some(file) = &args.cidfile {
        std::fs::write(file, &id).context(|| format!("write {}", file.display()))?;
    }
    Ok(name)
}

/// 64 random hexadecimal digits.
fn new_id() -> Result<String> {
    let mut raw = [0u8; 32];
    let failed = |e: std::io::Error| Error::io("make an id", e);
    let mut source = std::fs::File::open("/dev/urandom").map_err(failed)?;
    std::io::Read::read_exact(&mut source, &mut raw).map_err(failed)?;
    Ok(crate::oci::digest::hex(&raw))
}

fn when(secs: i64) -> String {
    let time = chrono::DateTime::from_timestamp(secs, 0).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

async fn remove(mut names: Vec<String>, all: bool, session: &Arc<Session>) -> Result<()> {
    let containers = Containers::of(session)?;
    if all {
        names = containers.names()?;
    } else {
        // Nothing is removed where one of them is a mistake.
        names.iter().try_for_each(|name| containers.exists(name))?;
    }
    for name in names {
        containers.remove(&name).await?;
    }
    Ok(())
}

async fn inspect(name: &str, format: Option<&str>, session: &Arc<Session>) -> Result<()> {
    let containers = Containers::of(session)?;
    let record = containers.find(name)?;
    let image = containers.image(&record).await?;
    let place = mount::Place::of(session.store()?, &record.id);
    let layers: Vec<_> = image.manifest.layers.iter().map(|l| l.digest.to_string()).collect();
    let value = serde_json::json!({
        "Container": record.name,
        "ContainerID": record.id,
        "FromImage": record.base,
        "FromImageDigest": record.base_digest,
        "Platform": record.platform.to_string(),
        "Created": when(record.created),
        "ImageAnnotations": record.annotations,
        "ImageCreatedBy": record.created_by,
        "ImageHistoryComment": record.comment,
        "Layers": layers,
        "NewLayers": layers.len().saturating_sub(record.base_layers),
        "MountPoint": place.is_mounted()?.then(|| place.point()),
        "OCIv1": image.config().await?,
    });
    match format {
        Some(template) => render::result(render::template::render(template, &value)?.as_bytes()),
        None => render::json(&value),
    }
}
