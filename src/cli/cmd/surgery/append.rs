//! `imgtool append`: archives and directories as layers on top of an image.

use super::{Out, Patient, moment, open, rfc3339, surgeon};
use crate::build::Times;
use crate::build::context::DirContext;
use crate::cli::args::{Pull, Registry};
use crate::cli::cmd::container::engine::Engine;
use crate::cli::session::Session;
use crate::dockerfile::IgnoreFile;
use crate::error::{Context, Error, Kind, Result};
use crate::files::surgery::Surgeon;
use crate::image::mutate::{empty, remember_layer, with_layers};
use crate::image::{Image, Layer, Node};
use crate::layer::Compression;
use crate::oci::media_type::Format;
use crate::oci::{History, Platform};
use crate::runtime::MtimeRule;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Add archives and directories to an image, a layer each
#[derive(Debug, Args)]
pub struct Append {
    /// The image, or scratch: nothing
    #[arg(value_name = "IMAGE", required_unless_present = "base", conflicts_with = "base")]
    pub image: Option<String>,
    /// The image, as crane names it
    #[arg(short, long, value_name = "IMAGE")]
    pub base: Option<String>,
    /// A tar archive (compressed or not, - is standard input) or a directory
    #[arg(short, long = "file", visible_alias = "new_layer", value_name = "TAR|DIR", required = true)]
    pub files: Vec<PathBuf>,
    /// How plain archives and directories are compressed: gzip, zstd or none, with an optional level
    #[arg(long, value_name = "METHOD[:LEVEL]", default_value_t = Compression::default())]
    pub compression: Compression,
    /// The time of the files of directories and of the documents: seconds since 1970, or RFC 3339
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub timestamp: Option<i64>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub out: Out,
}

/// Adds them.
pub async fn run(args: Append, session: &Arc<Session>) -> Result<()> {
    let written = args.image.as_deref().or(args.base.as_deref()).unwrap_or("scratch");
    let out = &args.out;
    let patient = match written {
        "scratch" => nothing(out, session)?,
        image => open(image, out, session).await?,
    };
    let archives = Archives::read(&args.files, args.compression, args.timestamp, &out.registry, session).await?;
    let node = patient.each(async |image| archives.on(image).await, session).await?;
    patient.finish(&node, out, session).await
}

/// An image of nothing.
fn nothing(out: &Out, session: &Arc<Session>) -> Result<Patient> {
    let targets = out.tags.iter().map(|t| session.reference(t)).collect::<Result<Vec<_>>>()?;
    let Some(first) = targets.first() else {
        return Err(Error::new(Kind::Usage, "the result has no name").hint("name it with -t"));
    };
    let platform = out.platform.clone().unwrap_or_else(Platform::host);
    let node = Node::Image(empty(&platform, Format::Oci)?);
    let access = session.access(&out.registry, Some(first));
    Ok(Patient { reference: first.clone(), node, access, targets })
}

/// Layers that are put on top of images.
pub struct Archives {
    layers: Vec<(String, Layer)>,
    created: Option<String>,
}

impl Archives {
    /// Makes layers of archives and directories.
    pub async fn read(
        files: &[PathBuf],
        compression: Compression,
        timestamp: Option<i64>,
        registry: &Registry,
        session: &Arc<Session>,
    ) -> Result<Archives> {
        let mut layers = Vec::new();
        for file in files {
            let name =
                file.file_name().map_or_else(|| file.display().to_string(), |n| n.to_string_lossy().into_owned());
            let layer = match file.is_dir() {
                true => directory(file, compression, timestamp, registry, session).await?,
                false => archive(file, compression, session).await?,
            };
            layers.push((name, layer));
        }
        Ok(Archives { layers, created: timestamp.map(rfc3339) })
    }

    /// The image with the layers on top.
    pub async fn on(&self, image: &Image) -> Result<Image> {
        if self.layers.is_empty() {
            return Ok(image.clone());
        }
        let mut config = image.config().await?;
        let mut layers = image.layers(&config);
        for (name, layer) in &self.layers {
            let created_by = Some(format!("imgtool append {name}"));
            let line = History { created: self.created.clone(), created_by, ..History::default() };
            remember_layer(&mut config, layer.diff_id.clone(), line);
            layers.push(layer.clone());
        }
        if self.created.is_some() {
            config.created.clone_from(&self.created);
        }
        with_layers(image, config, &layers)
    }
}

async fn archive(path: &Path, compression: Compression, session: &Arc<Session>) -> Result<Layer> {
    let what = || format!("read {}", path.display());
    let surgeon: Surgeon = surgeon(session)?;
    let file = if path.as_os_str() == "-" {
        let temp = session.store()?.temp_file()?;
        let mut out = temp.reopen().context(what)?;
        std::io::copy(&mut std::io::stdin().lock(), &mut out).context(what)?;
        temp.reopen().context(what)?
    } else {
        crate::image::file::open_regular(path).context(what)?.0
    };
    surgeon.archive(file, path.display().to_string(), compression).await
}

/// The directory as `COPY DIR /` has it: owned by root, in the order of the names.
async fn directory(
    path: &Path,
    compression: Compression,
    timestamp: Option<i64>,
    registry: &Registry,
    session: &Arc<Session>,
) -> Result<Layer> {
    let jobs = std::thread::available_parallelism().map_or(2, |n| n.get());
    let now = std::time::SystemTime::now();
    let context = DirContext::open(path, IgnoreFile::default(), jobs, session.store()?, now)?;
    let now = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX));
    let files = timestamp.map_or(MtimeRule::Keep, MtimeRule::Fixed);
    let times = Times { created: timestamp, now, files };
    let engine = Engine::new(session, registry, Pull::Missing, Default::default())?;
    let text = "FROM scratch\nCOPY . /\n";
    let mut request = engine.request(("append", text), Some(context), &Platform::host(), times)?;
    request.compression = compression;
    let image = engine.build(request, Default::default()).await?;
    let config = image.config().await?;
    let empty = || Error::new(Kind::Usage, format!("{} has no files", path.display()));
    image.layers(&config).into_iter().next().ok_or_else(empty)
}
