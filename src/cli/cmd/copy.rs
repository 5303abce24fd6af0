//! `imgtool copy SOURCE DESTINATION`.

use crate::cli::args::Copy;
use crate::cli::render;
use crate::cli::session::Session;
use crate::copy::{Options, copy};
use crate::error::{Context, Result};
use crate::oci::Platform;
use crate::transport::Reference;
use std::sync::Arc;

/// Copies one image (or, with `--all`, an index) and prints its digest.
pub async fn run(args: Copy, session: &Arc<Session>) -> Result<()> {
    let source: Reference = args.source.parse()?;
    let destination: Reference = args.destination.parse()?;
    let own = if matches!(destination, Reference::Registry(_)) { &destination } else { &source };
    let access = session.access(&args.registry, Some(own));
    let node = access.source(&source).await?;
    let to = access.destination(&destination).await?;
    let options = Options {
        platform: if args.all { None } else { Some(args.platform.unwrap_or_else(Platform::host)) },
        format: args.format.map(Into::into),
        compression: args.compression,
        jobs: args.jobs,
    };
    let copied = copy(&node, to.as_ref(), &options, session.events()).await?;
    let digest = copied.descriptor.digest.to_string();
    if let Some(file) = &args.digestfile {
        std::fs::write(file, &digest).context(|| format!("write {}", file.display()))?;
    }
    render::result(format!("{digest}\n").as_bytes())
}
