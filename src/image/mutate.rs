//! Changes of an image: another config, other layers, each image of an index. Pure: no byte of a
//! layer is read, and what nobody changed stays where it is.

use super::memory::Overlay;
use super::{Image, Index, Layer, Node};
use crate::error::{Error, Kind, Result};
use crate::oci::media_type::{self, Format, layer_encoding};
use crate::oci::{Descriptor, Digest, History, ImageConfig, Manifest, Platform};
use std::sync::Arc;

/// The image with another config and the same layers.
pub fn with_config(image: &Image, config: &ImageConfig) -> Result<Image> {
    changed(image, config, |_| {})
}

/// The image with another config, and whatever `change` does to its manifest.
pub fn changed(image: &Image, config: &ImageConfig, change: impl FnOnce(&mut Manifest)) -> Result<Image> {
    let mut blobs = Overlay::new();
    blobs.fallback(image.blobs.clone());
    rewritten(image, config, blobs, change)
}

/// The image with these layers, base first; their diff IDs go into the config.
pub fn with_layers(image: &Image, mut config: ImageConfig, layers: &[Layer]) -> Result<Image> {
    let mut blobs = Overlay::new();
    let mut descriptors = Vec::new();
    for layer in layers {
        let mut descriptor = layer.descriptor.clone();
        if !image.manifest.layers.contains(&descriptor) {
            blobs.route(descriptor.digest.clone(), layer.blobs.clone());
            // A new layer speaks the language of the image.
            if let Some(encoding) = layer_encoding(&descriptor.media_type) {
                descriptor.media_type = format(image).layer(encoding).into();
            }
        }
        descriptors.push(descriptor);
    }
    blobs.fallback(image.blobs.clone());
    config.rootfs.diff_ids = layers.iter().map(|l| l.diff_id.clone()).collect();
    rewritten(image, &config, blobs, |manifest| manifest.layers = descriptors)
}

/// An image of no layers.
pub fn empty(platform: &Platform, format: Format) -> Result<Image> {
    let mut blobs = Overlay::new();
    let config = blobs.add(format.config(), json(&ImageConfig::scratch(platform))?.into());
    let manifest = Manifest {
        schema_version: 2,
        media_type: Some(format.manifest().into()),
        artifact_type: None,
        config,
        layers: Vec::new(),
        subject: None,
        annotations: Default::default(),
        extra: Default::default(),
    };
    let raw = json(&manifest)?;
    let descriptor = Descriptor { platform: Some(platform.clone()), ..Descriptor::of(format.manifest(), &raw) };
    Ok(Image { descriptor, raw: raw.into(), manifest, blobs: Arc::new(blobs) })
}

/// The family of the image's documents.
pub fn format(image: &Image) -> Format {
    if image.descriptor.media_type == media_type::DOCKER_MANIFEST { Format::Docker } else { Format::Oci }
}

fn rewritten(
    image: &Image,
    config: &ImageConfig,
    mut blobs: Overlay,
    change: impl FnOnce(&mut Manifest),
) -> Result<Image> {
    let mut manifest = image.manifest.clone();
    manifest.config = blobs.add(&image.manifest.config.media_type, json(config)?.into());
    change(&mut manifest);
    let raw = json(&manifest)?;
    let mut descriptor = Descriptor::of(&image.descriptor.media_type, &raw);
    descriptor.platform = Some(config.platform());
    Ok(Image { descriptor, raw: raw.into(), manifest, blobs: Arc::new(blobs) })
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|e| Error::new(Kind::Internal, "write an image document").because(e))
}

/// Does the history tell of each layer? One that is empty, or of another tool's making, need not.
fn tells_of_layers(config: &ImageConfig) -> bool {
    config.history.iter().filter(|h| !h.empty_layer).count() == config.rootfs.diff_ids.len()
}

/// Notes in the history that the layers of these numbers (base first) are no more. The lines
/// stay, as those of steps that made no layer.
pub fn forget_layers(config: &mut ImageConfig, gone: impl Fn(usize) -> bool) {
    if tells_of_layers(config) {
        let lines = config.history.iter_mut().filter(|h| !h.empty_layer);
        lines.enumerate().for_each(|(number, line)| line.empty_layer |= gone(number));
    }
    let mut number = 0;
    config.rootfs.diff_ids.retain(|_| {
        number += 1;
        !gone(number - 1)
    });
}

/// Adds a layer to the history, unless the history tells of no layer.
pub fn remember_layer(config: &mut ImageConfig, diff_id: Digest, line: History) {
    if tells_of_layers(config) {
        config.history.push(History { empty_layer: false, ..line });
    }
    config.rootfs.diff_ids.push(diff_id);
}

/// What became of an index.
pub struct Changed {
    /// The image or index as it is now.
    pub node: Node,
    /// Entries that were attached to images which are others now (BuildKit's attestations) and
    /// would tell lies of these.
    pub dropped: usize,
}

/// The image, or each image of the index, as `change` makes it. Entries of an index that are
/// no images stay.
pub async fn each_image<F>(node: &Node, change: &F) -> Result<Changed>
where
    F: AsyncFn(&Image) -> Result<Image>,
{
    each_below(node, change, 0).await
}

async fn each_below<F>(node: &Node, change: &F, depth: usize) -> Result<Changed>
where
    F: AsyncFn(&Image) -> Result<Image>,
{
    let index = match node {
        Node::Image(image) => return Ok(Changed { node: Node::Image(change(image).await?), dropped: 0 }),
        Node::Index(_) if depth > 8 => return Err(Error::new(Kind::Limit, "indexes nest more than 8 deep")),
        Node::Index(index) => index,
    };
    let mut document = index.index.clone();
    let mut blobs = Overlay::new();
    let mut replaced: Vec<Digest> = Vec::new();
    let mut dropped = 0;
    for entry in &mut document.manifests {
        if subject_of(entry).is_some() {
            continue;
        }
        let child = Node::open(entry.clone(), index.blobs.clone()).await?;
        if let Node::Image(image) = &child
            && !is_image(image)
        {
            continue;
        }
        let below = Box::pin(each_below(&child, change, depth + 1)).await?;
        dropped += below.dropped;
        if below.node.descriptor().digest == entry.digest {
            continue;
        }
        replaced.push(entry.digest.clone());
        gather(&mut blobs, &below.node);
        *entry = entered(entry, below.node.descriptor());
    }
    if replaced.is_empty() {
        return Ok(Changed { node: node.clone(), dropped });
    }
    let before = document.manifests.len();
    document.manifests.retain(|e| subject_of(e).is_none_or(|s| !replaced.iter().any(|d| d.to_string() == s)));
    dropped += before - document.manifests.len();
    blobs.fallback(index.blobs.clone());
    Ok(Changed { node: indexed(index, &document, blobs)?, dropped })
}

/// The index with another document.
pub fn indexed(index: &Index, document: &crate::oci::Index, blobs: Overlay) -> Result<Node> {
    let raw = json(document)?;
    let descriptor = Descriptor::of(index.descriptor.media_type.clone(), &raw);
    Node::from_raw(descriptor, raw.into(), Arc::new(blobs))
}

/// The manifest that an entry made by BuildKit tells of.
fn subject_of(entry: &Descriptor) -> Option<&str> {
    entry.annotations.get("vnd.docker.reference.digest").map(String::as_str)
}

/// Is it an image, and no artifact?
pub fn is_image(image: &Image) -> bool {
    image.manifest.artifact_type.is_none() && media_type::is_config(&image.manifest.config.media_type)
}

/// Where the parts of a new child come from.
fn gather(blobs: &mut Overlay, node: &Node) {
    blobs.add(&node.descriptor().media_type, node.raw().clone());
    match node {
        Node::Image(image) => {
            for part in image.manifest.layers.iter().chain([&image.manifest.config]) {
                blobs.route(part.digest.clone(), image.blobs.clone());
            }
        }
        Node::Index(index) => {
            // What lies below a nested index is asked for at that index.
            blobs.fallback(index.blobs.clone());
        }
    }
}

/// The entry for a child that is another one now. What the index says of the platform is kept
/// where it still says the same: it may be more exact than the config.
fn entered(old: &Descriptor, new: &Descriptor) -> Descriptor {
    let mut entry = Descriptor { platform: old.platform.clone(), annotations: old.annotations.clone(), ..new.clone() };
    entry.artifact_type = old.artifact_type.clone();
    if let Some(platform) = &new.platform
        && old.platform.as_ref().is_none_or(|p| !p.satisfies(platform))
    {
        entry.platform = Some(platform.clone());
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(text: &str) -> Layer {
        let mut blobs = Overlay::new();
        let descriptor = blobs.add(media_type::OCI_LAYER, text.to_string().into());
        Layer { diff_id: descriptor.digest.clone(), descriptor, blobs: Arc::new(blobs) }
    }

    fn line(text: &str) -> History {
        History { created_by: Some(text.into()), ..History::default() }
    }

    async fn of_layers(platform: &Platform, layers: &[&str]) -> Image {
        let image = empty(platform, Format::Oci).unwrap();
        let mut config = image.config().await.unwrap();
        let layers: Vec<Layer> = layers.iter().map(|l| layer(l)).collect();
        for one in &layers {
            remember_layer(&mut config, one.diff_id.clone(), line(&one.diff_id.to_string()));
        }
        with_layers(&image, config, &layers).unwrap()
    }

    #[tokio::test]
    async fn layers_come_and_go_with_their_history() {
        let image = of_layers(&Platform::host(), &["a", "b", "c"]).await;
        let mut config = image.config().await.unwrap();
        let mut layers = image.layers(&config);
        layers.remove(1);
        forget_layers(&mut config, |number| number == 1);
        let less = with_layers(&image, config, &layers).unwrap();
        let config = less.config().await.unwrap();
        assert_eq!(config.rootfs.diff_ids, [layer("a").diff_id, layer("c").diff_id]);
        let made: Vec<bool> = config.history.iter().map(|h| !h.empty_layer).collect();
        assert_eq!(made, [true, false, true]);
        // What stayed is still read from where it was.
        let bytes = less.blobs.open(&less.manifest.layers[1]).await.unwrap().read_all(10).await.unwrap();
        assert_eq!(&bytes[..], b"c");
    }

    #[tokio::test]
    async fn a_history_that_tells_of_no_layer_stays_so() {
        let mut config = ImageConfig::scratch(&Platform::host());
        config.rootfs.diff_ids.push(Digest::sha256(b""));
        remember_layer(&mut config, Digest::sha256(b"x"), line("x"));
        assert!(config.history.is_empty());
        assert_eq!(config.rootfs.diff_ids.len(), 2);
    }

    #[tokio::test]
    async fn an_index_has_new_images_in_the_old_places() {
        let platforms = [Platform::new("linux", "amd64", None), Platform::new("linux", "arm64", None)];
        let mut document = crate::oci::Index::default();
        let mut blobs = Overlay::new();
        for platform in &platforms {
            let image = of_layers(platform, &["a"]).await;
            document.manifests.push(Descriptor { platform: Some(platform.clone()), ..image.descriptor.clone() });
            gather(&mut blobs, &Node::Image(image));
        }
        let mut attestation = blobs.add(media_type::OCI_MANIFEST, "{}".into());
        let first = document.manifests[0].digest.to_string();
        attestation.annotations.insert("vnd.docker.reference.digest".into(), first);
        document.manifests.push(attestation);
        let raw = json(&document).unwrap();
        let descriptor = Descriptor::of(media_type::OCI_INDEX, &raw);
        let node = Node::from_raw(descriptor, raw.into(), Arc::new(blobs)).unwrap();

        let same = each_image(&node, &async |image: &Image| Ok(image.clone())).await.unwrap();
        assert_eq!((same.node.descriptor().digest == node.descriptor().digest, same.dropped), (true, 0));
        let only_arm = async |image: &Image| {
            let mut config = image.config().await?;
            if config.architecture == "arm64" {
                config.config.user = "me".into();
            }
            if image.config().await? == config { Ok(image.clone()) } else { with_config(image, &config) }
        };
        let new = each_image(&node, &only_arm).await.unwrap();
        // The attestation is of the image that did not change.
        assert_eq!(new.dropped, 0);
        let arm = new.node.image_for(&platforms[1]).await.unwrap();
        assert_eq!(arm.config().await.unwrap().config.user, "me");
        let all = async |image: &Image| {
            let mut config = image.config().await?;
            config.config.user = "me".into();
            with_config(image, &config)
        };
        let new = each_image(&node, &all).await.unwrap();
        assert_eq!(new.dropped, 1);
        let Node::Index(index) = &new.node else { panic!() };
        let kept: Vec<_> = index.index.manifests.iter().map(|m| m.platform.clone().unwrap()).collect();
        assert_eq!(kept, platforms);
    }
}
