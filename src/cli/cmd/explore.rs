//! `imgtool explore REF`: what each layer did, and what of it nobody sees any more.

use super::look::{Opened, Which};
use crate::cli::render::{self, explore as shown};
use crate::cli::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::files::explore::limits::{Limits, share, size};
use crate::files::explore::{About, Exploration, explore};
use crate::image::file::blocking;
use crate::oci::ImageConfig;
use clap::Args;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest file of limits.
const MAX_LIMITS: u64 = 1 << 20;

/// Look through the layers and files of an image, and at what they waste
#[derive(Debug, Args)]
pub struct Explore {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub which: Which,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// With --json: every path that each layer touched, too
    #[arg(long, requires = "json")]
    pub changes: bool,
    /// Write one page to look at in a browser
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Print a summary, whatever the terminal can do
    #[arg(long)]
    pub summary: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub ci: Ci,
}

/// Limits for a pipeline.
#[derive(Debug, Args)]
pub struct Ci {
    /// Check limits: the exit code is 1 where one is not kept. Without any of them: dive's own, an efficiency of
    /// 0.9 and 0.1 wasted
    #[arg(long)]
    pub ci: bool,
    /// The file with the limits, in dive's form [default: .dive-ci, if there is one]
    #[arg(long, value_name = "FILE")]
    pub ci_config: Option<PathBuf>,
    /// The efficiency has to be this at least: 0.95, or 95%
    #[arg(long, alias = "lowestEfficiency", value_name = "SHARE", value_parser = share)]
    pub lowest_efficiency: Option<f64>,
    /// This may be wasted at most: 20MB
    #[arg(long, alias = "highestWastedBytes", value_name = "SIZE", value_parser = size)]
    pub highest_wasted_bytes: Option<u64>,
    /// This share of the bytes above the base layer may be wasted at most: 0.2, or 20%
    #[arg(long, alias = "highestUserWastedPercent", value_name = "SHARE", value_parser = share)]
    pub highest_user_wasted_percent: Option<f64>,
    /// The contents of all layers may have this size at most: 100MB
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub max_size: Option<u64>,
}

impl Ci {
    /// The limits that count; None where none are asked for.
    fn limits(&self) -> Result<Option<Limits>> {
        let flags = Limits {
            lowest_efficiency: self.lowest_efficiency,
            highest_wasted_bytes: self.highest_wasted_bytes,
            highest_user_wasted_percent: self.highest_user_wasted_percent,
            max_size: self.max_size,
        };
        let named = flags != Limits::default();
        if !self.ci && self.ci_config.is_none() && !named {
            return Ok(None);
        }
        let file = match &self.ci_config {
            Some(file) => Some(file.as_path()),
            None => Some(Path::new(".dive-ci")).filter(|p| p.is_file()),
        };
        let from_file = file.map(read_limits).transpose()?;
        let base = match from_file {
            Some(limits) => limits,
            None if named => Limits::default(),
            None => Limits::usual(),
        };
        Ok(Some(Limits {
            lowest_efficiency: flags.lowest_efficiency.or(base.lowest_efficiency),
            highest_wasted_bytes: flags.highest_wasted_bytes.or(base.highest_wasted_bytes),
            highest_user_wasted_percent: flags.highest_user_wasted_percent.or(base.highest_user_wasted_percent),
            max_size: flags.max_size.or(base.max_size),
        }))
    }
}

fn read_limits(file: &Path) -> Result<Limits> {
    let what = || format!("read {}", file.display());
    let (mut opened, length) = crate::image::file::open_regular(file)?;
    if length > MAX_LIMITS {
        return Err(Error::new(Kind::Limit, format!("{} has {length} bytes: too many", file.display())));
    }
    let mut text = String::new();
    std::io::Read::read_to_string(&mut opened, &mut text).context(what)?;
    Limits::default().read(&text).context(what)
}

/// Shows it in the way that was asked for.
pub async fn run(args: Explore, session: &Arc<Session>) -> Result<()> {
    let limits = args.ci.limits()?;
    let image = args.which.image(session).await?;
    let config = image.config().await?;
    let opened = Opened::new(&image, session).await?;
    let (tocs, about) = (opened.tocs.clone(), about(&opened, &config));
    let found = Arc::new(blocking(move || Ok(explore(&tocs, &about))).await?);
    let title = shown::Title { name: args.which.reference.clone(), digest: image.descriptor.digest.to_string() };
    if let Some(file) = &args.html {
        let page = shown::html(&title, &found, limits.as_ref())?;
        write(file, page.as_bytes())?;
    }
    if args.json {
        render::json(&shown::document(&title, &found, args.changes))?;
    }
    if let Some(limits) = &limits {
        let outcomes = limits.check(&found);
        let table = shown::limits(&outcomes)?;
        if args.json {
            // JSON stays alone on standard output.
            let _ = std::io::stderr().write_all(table.as_bytes());
        } else {
            render::result(format!("{}\n{table}", shown::summary(&title, &found)?).as_bytes())?;
        }
        if outcomes.iter().any(|o| !o.passed) {
            session.answer_no();
        }
        return Ok(());
    }
    if args.html.is_some() || args.json {
        return Ok(());
    }
    let terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    if args.summary || !terminal || !browse(&title, &found, session).await? {
        render::result(shown::summary(&title, &found)?.as_bytes())?;
    }
    Ok(())
}

/// Opens the browser, where this program has it.
#[cfg(feature = "tui")]
async fn browse(title: &shown::Title, found: &Arc<Exploration>, session: &Arc<Session>) -> Result<bool> {
    let (title, found, cancelled) = (title.clone(), found.clone(), session.cancelled());
    blocking(move || crate::cli::tui::run(&title, &found, &cancelled)).await?;
    Ok(true)
}

#[cfg(not(feature = "tui"))]
async fn browse(_: &shown::Title, _: &Arc<Exploration>, _: &Arc<Session>) -> Result<bool> {
    Ok(false)
}

/// The layers as manifest and history tell of them.
fn about(opened: &Opened, config: &ImageConfig) -> Vec<About> {
    let mut steps = config.history.iter().filter(|h| !h.empty_layer);
    let about = |layer: &crate::files::LayerInfo| About {
        digest: layer.descriptor.digest.to_string(),
        diff_id: layer.diff_id.to_string(),
        stored: layer.descriptor.size,
        created_by: steps.next().and_then(|h| h.created_by.clone()).unwrap_or_default(),
    };
    opened.layers.iter().map(about).collect()
}

/// Writes a file as a whole or not at all; `-` is standard output.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    if file == Path::new("-") {
        return render::result(bytes);
    }
    let what = || format!("write {}", file.display());
    let dir = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temp = tempfile::NamedTempFile::new_in(dir).context(what)?;
    temp.write_all(bytes).context(what)?;
    // A page is for everybody, as a file that a shell makes is.
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    temp.as_file().set_permissions(mode).context(what)?;
    temp.persist(file).map(drop).map_err(|e| Error::io(what(), e.error))
}
