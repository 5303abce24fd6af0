//! `imgtool strip`: without what says how an image was made, or without well-known junk.

use super::layers::going;
use super::{Place, moment, open, rfc3339, surgeon};
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::Result;
use crate::event::Event;
use crate::image::Image;
use crate::image::mutate::changed;
use clap::{Args, ValueEnum};
use std::sync::Arc;

/// Take out of an image what says how it was made, or files that nobody needs
#[derive(Debug, Args)]
pub struct Strip {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: Place,
    /// The history [default, with the next four, where nothing is chosen]
    #[arg(long)]
    pub history: bool,
    /// The labels
    #[arg(long)]
    pub labels: bool,
    /// The manifest's annotations
    #[arg(long)]
    pub annotations: bool,
    /// Layers without a file
    #[arg(long)]
    pub empty_layers: bool,
    /// The author, and the times in the documents
    #[arg(long)]
    pub created: bool,
    /// Set the times of all files, and in the documents: seconds since 1970, or RFC 3339
    #[arg(long, visible_alias = "timestamps", value_name = "TIME", value_parser = moment)]
    pub timestamp: Option<i64>,
    /// Take out well-known files of this kind
    #[arg(long = "preset", value_enum, value_name = "KIND", value_delimiter = ',')]
    pub presets: Vec<Preset>,
}

/// Files that nobody needs in an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// All but docs
    Junk,
    /// Package lists and archives of apt
    Apt,
    /// What apk has fetched
    Apk,
    /// What dnf, yum and zypper have fetched
    Dnf,
    /// What pip, npm, yarn, cargo and Go have fetched
    Caches,
    /// Python's compiled files
    Python,
    /// What was logged while the image was made
    Logs,
    /// What is in /tmp and /var/tmp
    Tmp,
    /// Manuals and documentation, but not the licences
    Docs,
}

impl Preset {
    /// As in .dockerignore.
    fn patterns(self) -> &'static [&'static str] {
        match self {
            Preset::Junk => &[],
            Preset::Apt => &[
                "var/lib/apt/lists/*",
                "var/cache/apt/*.bin",
                "var/cache/apt/archives/*",
                "var/cache/debconf/*-old",
                "var/lib/dpkg/*-old",
            ],
            Preset::Apk => &["var/cache/apk/*", "etc/apk/cache/*"],
            Preset::Dnf => &[
                "var/cache/dnf/*",
                "var/cache/libdnf5/*",
                "var/cache/yum/*",
                "var/cache/zypp/*",
                "var/cache/ldconfig/*",
            ],
            Preset::Caches => &[
                "root/.cache/*",
                "home/*/.cache/*",
                "root/.npm/_cacache",
                "home/*/.npm/_cacache",
                "usr/local/share/.cache/yarn",
                "root/.cargo/registry",
                "usr/local/cargo/registry",
                "root/go/pkg/mod/cache",
            ],
            Preset::Python => &["**/__pycache__", "**/*.pyc"],
            Preset::Logs => {
                &["var/log/*.log", "var/log/apt/*", "var/log/dnf*", "var/log/yum*", "var/log/alternatives*"]
            }
            Preset::Tmp => &["tmp/*", "var/tmp/*"],
            Preset::Docs => &[
                "usr/share/doc/*/**",
                "!usr/share/doc/*/copyright",
                "usr/share/man/*",
                "usr/share/info/*",
                "usr/share/gtk-doc/*",
                "usr/share/lintian/*",
            ],
        }
    }
}

/// Takes it out.
pub async fn run(args: Strip, session: &Arc<Session>) -> Result<()> {
    let patient = open(&args.place.image, &args.place.out, session).await?;
    let surgeon = surgeon(session)?;
    let junk = args.presets.contains(&Preset::Junk);
    let chosen = |p: &Preset| args.presets.contains(p) || (junk && *p != Preset::Docs);
    let patterns: Vec<String> = Preset::value_variants()
        .iter()
        .filter(|p| chosen(p))
        .flat_map(|p| p.patterns())
        .map(|p| p.to_string())
        .collect();
    let one = async |image: &Image| {
        let mut image = image.clone();
        if !patterns.is_empty() {
            let without = surgeon.without(&image, going(&patterns)?).await?;
            let message = format!("{} entries, {} taken out", without.entries, render::bytes(without.bytes));
            session.events().emit(Event::Note { message });
            image = without.image;
        }
        if let Some(seconds) = args.timestamp {
            image = surgeon.retimed(&image, seconds).await?;
        }
        if args.empty_layers || default(&args) {
            image = surgeon.without_empty(&image).await?;
        }
        documents(&args, &image).await
    };
    let node = patient.each(one, session).await?;
    patient.finish(&node, &args.place.out, session).await
}

/// Was nothing chosen?
fn default(args: &Strip) -> bool {
    let chosen = args.history || args.labels || args.annotations || args.empty_layers || args.created;
    !chosen && args.presets.is_empty() && args.timestamp.is_none()
}

async fn documents(args: &Strip, image: &Image) -> Result<Image> {
    let all = default(args);
    let mut config = image.config().await?;
    if args.history || all {
        config.history.clear();
    }
    if args.labels || all {
        config.config.labels.clear();
    }
    if args.created || all {
        config.author = None;
        config.created = Some(rfc3339(0));
        config.history.iter_mut().for_each(|h| (h.created, h.author) = (Some(rfc3339(0)), None));
    }
    if let Some(seconds) = args.timestamp {
        config.created = Some(rfc3339(seconds));
        config.history.iter_mut().for_each(|h| h.created = Some(rfc3339(seconds)));
    }
    let annotations = args.annotations || all;
    if config == image.config().await? && !(annotations && !image.manifest.annotations.is_empty()) {
        return Ok(image.clone());
    }
    changed(image, &config, |manifest| {
        if annotations {
            manifest.annotations.clear();
        }
    })
}
