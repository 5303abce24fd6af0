//! `imgtool validate REF`: every document and every byte that an image is made of.

use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::files::{checked_table, layers_of};
use crate::image::file::blocking;
use crate::image::{Image, Node};
use crate::oci::{Platform, media_type};
use clap::Args;
use futures_util::StreamExt;
use std::collections::HashSet;
use std::sync::Arc;

/// Check everything that an image is made of
#[derive(Debug, Args)]
pub struct Validate {
    /// The image or index
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Only this platform's image of an index
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Do not read layers
    #[arg(long)]
    pub fast: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Layers that are read at one time.
const AT_ONCE: usize = 4;

/// Prints one line a finding; the program's exit code is 1 if there is any.
pub async fn run(args: Validate, session: &Arc<Session>) -> Result<()> {
    let reference = session.reference(&args.reference)?;
    let access = session.access(&args.registry, Some(&reference));
    let node = access.source(&reference).await?;
    let root = match &args.platform {
        Some(platform) => Node::Image(node.image_for(platform).await?),
        None => node,
    };
    let mut findings = Vec::new();
    let (mut open, mut seen, mut images) = (vec![root], HashSet::new(), 0);
    while let Some(node) = open.pop() {
        if !seen.insert(node.descriptor().digest.clone()) {
            continue;
        }
        match node {
            Node::Image(image) => {
                images += 1;
                check_image(&image, args.fast, &mut findings).await;
            }
            Node::Index(index) => {
                for child in &index.index.manifests {
                    match Node::open(child.clone(), index.blobs.clone()).await {
                        Ok(node) => open.push(node),
                        Err(e) => findings.push(said(&format!("manifest {}", child.digest), &e)),
                    }
                }
            }
        }
    }
    if findings.is_empty() {
        return render::result(format!("{reference}: {images} image(s), nothing wrong\n").as_bytes());
    }
    session.answer_no();
    render::result((findings.join("\n") + "\n").as_bytes())
}

fn said(subject: &str, e: &Error) -> String {
    format!("{subject}: {}", e.in_one_line())
}

async fn check_image(image: &Image, fast: bool, findings: &mut Vec<String>) {
    let subject = format!("image {}", image.descriptor.digest);
    if image.manifest.artifact_type.is_some() || !media_type::is_config(&image.manifest.config.media_type) {
        // An artifact: its blobs are checked, and mean nothing to us.
        for descriptor in image.manifest.layers.iter().chain([&image.manifest.config]).filter(|_| !fast) {
            if let Err(e) = drain(image, descriptor).await {
                findings.push(said(&subject, &e));
            }
        }
        return;
    }
    let config = match image.config().await {
        Ok(config) => config,
        Err(e) => return findings.push(said(&subject, &e)),
    };
    for layer in image.manifest.layers.iter().filter(|l| media_type::layer_encoding(&l.media_type).is_none()) {
        findings.push(format!("{subject}: layer {} is of the unknown kind '{}'", layer.digest, layer.media_type));
    }
    let made = config.history.iter().filter(|h| !h.empty_layer).count();
    if !config.history.is_empty() && made != image.manifest.layers.len() {
        let layers = image.manifest.layers.len();
        findings.push(format!("{subject}: its history tells of {made} layers, and it has {layers}"));
    }
    if fast {
        return;
    }
    let layers = layers_of(image, &config);
    let known = layers.iter().filter(|l| media_type::layer_encoding(&l.descriptor.media_type).is_some());
    let read = known.map(|layer| async move {
        let reader = layer.blobs.open(&layer.descriptor).await?.into_sync();
        let layer = layer.clone();
        blocking(move || checked_table(reader, &layer).map(drop)).await
    });
    let results: Vec<Result<()>> = futures_util::stream::iter(read).buffered(AT_ONCE).collect().await;
    findings.extend(results.into_iter().filter_map(|r| r.err().map(|e| said(&subject, &e))));
}

/// Reads a blob to its end, where its digest is checked.
async fn drain(image: &Image, descriptor: &crate::oci::Descriptor) -> Result<()> {
    let mut stream = image.blobs.open(descriptor).await?.into_stream();
    while let Some(chunk) = stream.next().await {
        chunk?;
    }
    Ok(())
}
