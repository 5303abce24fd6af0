//! The only code that moves blobs: [`plan`] says what has to move, [`transfer`] moves it,
//! children first, manifests last.

mod convert;
mod transfer;

use crate::error::{Error, Kind, Result};
use crate::event::Events;
use crate::image::{Destination, Image, Node};
use crate::layer::Compression;
use crate::oci::{Descriptor, Platform, media_type};
use std::collections::HashSet;

pub use convert::recompressed;
pub use transfer::fetch;

/// What to copy and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Of an index, only this platform's image; None copies the index whole.
    pub platform: Option<Platform>,
    /// The family of documents to write; None keeps what it is.
    pub format: Option<media_type::Format>,
    /// The compression that layers are to have; None keeps what they have.
    pub compression: Option<Compression>,
    /// Blobs that move at once.
    pub jobs: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { platform: None, format: None, compression: None, jobs: 6 }
    }
}

/// What has to be done for one blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The destination has it.
    Exists,
    /// It moves as it is (by a mount or a link where the destination can).
    Move,
    /// Its layer is written anew with this compression.
    Recompress(Compression),
}

/// One blob of an image and what is done with it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The blob at the source.
    pub descriptor: Descriptor,
    /// What is done.
    pub action: Action,
}

/// Everything that one image needs: its layers in order, then its config.
pub struct Plan {
    image: Image,
    format: Option<media_type::Format>,
    /// The layers, base first.
    pub layers: Vec<Step>,
    /// The config.
    pub config: Step,
}

/// What a copy did.
#[derive(Debug, Clone)]
pub struct Copied {
    /// The manifest (or index) now at the destination.
    pub descriptor: Descriptor,
}

/// Copies `node` to `destination`, and makes it visible there.
pub async fn copy(node: &Node, destination: &dyn Destination, options: &Options, events: &Events) -> Result<Copied> {
    let descriptor = match (node, &options.platform) {
        (Node::Image(image), _) => copy_image(image, destination, options, events, true).await?,
        (node, Some(platform)) => {
            let image = node.image_for(platform).await?;
            copy_image(&image, destination, options, events, true).await?
        }
        (Node::Index(_), None) => {
            if options.format.or(destination.required_format()).is_some() || options.compression.is_some() {
                return Err(Error::new(Kind::Unsupported, "an index cannot be converted while it is copied whole")
                    .hint("copy one image of it with --platform"));
            }
            copy_tree(node, destination, options, events).await?
        }
    };
    destination.commit().await?;
    Ok(Copied { descriptor })
}

async fn copy_image(
    image: &Image,
    destination: &dyn Destination,
    options: &Options,
    events: &Events,
    top: bool,
) -> Result<Descriptor> {
    let plan = plan(image, destination, options).await?;
    transfer::transfer(&plan, destination, options.jobs, events, top).await
}

/// Copies an index with everything below it, unchanged.
async fn copy_tree(
    root: &Node,
    destination: &dyn Destination,
    options: &Options,
    events: &Events,
) -> Result<Descriptor> {
    // Depth first with an explicit stack: an index that names itself must not recurse.
    const MAX_MANIFESTS: usize = 10_000;
    let mut seen = HashSet::new();
    let mut order = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(node) = open.pop() {
        if !seen.insert(node.descriptor().digest.clone()) {
            continue;
        }
        if seen.len() > MAX_MANIFESTS {
            return Err(Error::new(Kind::Limit, format!("an index of more than {MAX_MANIFESTS} manifests")));
        }
        if let Node::Index(index) = &node {
            for child in &index.index.manifests {
                open.push(Node::open(child.clone(), index.blobs.clone()).await?);
            }
        }
        order.push(node);
    }
    for node in order.iter().rev() {
        let top = node.descriptor().digest == root.descriptor().digest;
        match node {
            Node::Image(image) => drop(copy_image(image, destination, options, events, top).await?),
            Node::Index(index) if top || !destination.has_manifest(&index.descriptor).await? => {
                destination.put_manifest(&index.descriptor, index.raw.clone(), top).await?;
            }
            Node::Index(_) => {}
        }
    }
    Ok(root.descriptor().clone())
}

/// Says what has to be done to have `image` at `destination`.
pub async fn plan(image: &Image, destination: &dyn Destination, options: &Options) -> Result<Plan> {
    let format = options.format.or(destination.required_format());
    let mut seen = HashSet::new();
    let mut layers = Vec::new();
    for layer in &image.manifest.layers {
        let action = match wanted_compression(layer, destination, options)? {
            Some(compression) => Action::Recompress(compression),
            None if seen.contains(&layer.digest) || destination.has_blob(layer).await? => Action::Exists,
            None => Action::Move,
        };
        seen.insert(layer.digest.clone());
        layers.push(Step { descriptor: layer.clone(), action });
    }
    let config = image.manifest.config.clone();
    let exists = seen.contains(&config.digest) || destination.has_blob(&config).await?;
    let action = if exists { Action::Exists } else { Action::Move };
    Ok(Plan { image: image.clone(), format, layers, config: Step { descriptor: config, action } })
}

/// The compression that a layer must be changed to, or None where it may stay.
fn wanted_compression(
    layer: &Descriptor,
    destination: &dyn Destination,
    options: &Options,
) -> Result<Option<Compression>> {
    let Some(have) = media_type::layer_encoding(&layer.media_type) else { return Ok(None) };
    if let Some(required) = destination.required_encoding() {
        return match options.compression {
            Some(c) if c.encoding() != required => {
                Err(Error::new(Kind::Usage, format!("{} cannot hold {c} layers", destination.describe())))
            }
            _ => Ok((have != required).then(|| Compression::default_for(required))),
        };
    }
    Ok(options.compression.filter(|c| c.encoding() != have))
}
