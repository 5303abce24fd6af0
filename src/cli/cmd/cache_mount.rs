//! `imgtool cache-mount`: what `RUN --mount=type=cache` keeps, on its way to another machine.

use crate::build::cache_mount::CacheMounts;
use crate::cli::args::IsolationArg;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::blocking;
use crate::layer::{Archive, Compression, sniff};
use crate::oci::media_type::Encoding;
use crate::runtime::{Sandbox, SandboxOptions};
use clap::{Args, Subcommand};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// List, export, import and remove what RUN --mount=type=cache keeps
#[derive(Debug, Args)]
pub struct CacheMount {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub what: What,
    /// How RUN is isolated, where the cache was filled
    #[arg(long, value_enum, global = true, default_value_t = IsolationArg::Auto, env = "IMGTOOL_ISOLATION", value_name = "HOW")]
    pub isolation: IsolationArg,
}

/// What to do with caches.
#[derive(Debug, Subcommand)]
pub enum What {
    /// List the caches by their ids (a cache without an id has its target for one)
    #[command(alias = "list")]
    Ls {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the content of a cache as a tar archive
    Export {
        /// The cache
        #[arg(value_name = "ID")]
        id: String,
        /// The archive [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// How it is compressed: gzip, zstd or none, with an optional level
        #[arg(long, value_name = "METHOD[:LEVEL]", default_value = "zstd")]
        compression: Compression,
    },
    /// Make the content of a tar archive that of a cache, instead of what it held
    Import {
        /// The cache
        #[arg(value_name = "ID")]
        id: String,
        /// The archive, plain or compressed by gzip or zstd
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Remove caches
    Rm {
        /// The caches
        #[arg(value_name = "ID", required = true)]
        ids: Vec<String>,
    },
}

/// Does it.
pub async fn run(args: CacheMount, session: &Arc<Session>) -> Result<()> {
    let store = session.store()?.clone();
    let isolation = args.isolation.into();
    let sandbox = move || Sandbox::new(SandboxOptions { helper: "/proc/self/exe".into(), isolation });
    blocking(move || {
        let caches = CacheMounts::of(&store);
        match args.what {
            What::Ls { json: true } => render::json(&caches.list()?),
            What::Ls { json: false } => {
                let mut text = String::new();
                for known in caches.list()? {
                    let when = chrono::DateTime::from_timestamp(i64::try_from(known.last_used).unwrap_or(0), 0);
                    let when = when.map(|t| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)).unwrap_or_default();
                    let used = if known.in_use { "  in use" } else { "" };
                    text.push_str(&format!("{}  {when}{used}\n", known.id.escape_debug()));
                }
                render::result(text.as_bytes())
            }
            What::Export { id, output, compression } => {
                // Whole or not at all, wherever it goes.
                let dir = output.as_deref().and_then(|f| f.parent()).filter(|d| !d.as_os_str().is_empty());
                let temp = match (&output, dir) {
                    (None, _) => store.temp_file()?,
                    (Some(_), dir) => tempfile::NamedTempFile::new_in(dir.unwrap_or(".".as_ref()))
                        .context(|| "make the archive".into())?,
                };
                caches.export(&id, &sandbox()?, compression, temp.path())?;
                match output {
                    Some(file) => temp
                        .persist(&file)
                        .map(drop)
                        .map_err(|e| e.error)
                        .context(|| format!("write {}", file.display())),
                    None => {
                        let mut from = temp.reopen().context(|| "read the archive".into())?;
                        let mut out = std::io::stdout().lock();
                        std::io::copy(&mut from, &mut out).and_then(|_| out.flush()).context(|| "write it".into())
                    }
                }
            }
            What::Import { id, file } => caches.import(&id, &sandbox()?, encoding(&file)?, &file),
            What::Rm { ids } => {
                let sandbox = sandbox()?;
                ids.iter().try_for_each(|id| caches.remove(id, &sandbox))
            }
        }
    })
    .await
}

/// How an archive is compressed.
fn encoding(file: &Path) -> Result<Encoding> {
    let what = || format!("read {}", file.display());
    let mut head = Vec::new();
    std::fs::File::open(file).context(what)?.take(512).read_to_end(&mut head).context(what)?;
    match sniff(&head) {
        Some(Archive::Layer(encoding)) => Ok(encoding),
        _ => Err(Error::new(Kind::Format, format!("{} is no tar archive, plain or by gzip or zstd", file.display()))
            .hint("imgtool cache-mount export makes one")),
    }
}
