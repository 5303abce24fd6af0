//! `imgtool digest REF`.

use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::Result;
use crate::oci::Platform;
use crate::transport::Reference;
use clap::Args;
use std::sync::Arc;

/// Print the digest of an image or index
#[derive(Debug, Args)]
pub struct Digest {
    /// The image
    #[arg(value_name = "REF")]
    pub reference: String,
    /// That of this platform's image in the index
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Print the whole reference with the digest
    #[arg(long)]
    pub full_ref: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Prints the digest of what the name points at.
pub async fn run(args: Digest, session: &Arc<Session>) -> Result<()> {
    let reference = session.reference(&args.reference)?;
    let access = session.access(&args.registry, Some(&reference));
    let digest = match &args.platform {
        Some(platform) => access.source(&reference).await?.image_for(platform).await?.descriptor.digest,
        None => access.digest(&reference).await?,
    };
    let text = match (&reference, args.full_ref) {
        (Reference::Registry(r), true) => format!("{}@{digest}\n", r.name()),
        (other, true) => format!("{other}@{digest}\n"),
        _ => format!("{digest}\n"),
    };
    render::result(text.as_bytes())
}
