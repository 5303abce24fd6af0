//! Rebase: the layers that an image has of its own, on another base. Nothing is fetched but the
//! three configs, and no layer changes.
//!
//! The config is merged three ways: what the image set stays, what it left as its base had it
//! follows the new base.

mod merge;

use super::memory::Overlay;
use super::{BlobSource, Image, Index, Node};
use crate::error::{Error, Kind, Result};
use crate::oci::media_type::{self, Format};
use crate::oci::{Descriptor, History, ImageConfig, Index as IndexDoc, Manifest};
use bytes::Bytes;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The annotation (or label) with the digest of the base.
pub const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";
/// The one with its name.
pub const BASE_NAME: &str = "org.opencontainers.image.base.name";

/// What builders write into a config about this very build: it is not true of the result.
const OF_THE_BUILD: [&str; 3] = ["imgtool.cache.v1", "moby.buildkit.cache.v0", "moby.buildkit.buildinfo.v1"];

/// Who decided a value of the new config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The image left it as its base had it: it follows the new base.
    Base,
    /// The image and the new base both changed it: the image's stays.
    Image,
    /// Both changed it, and it has a part of each (search paths).
    Both,
}

impl Whose {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Whose::Base => "base",
            Whose::Image => "image",
            Whose::Both => "both",
        }
    }
}

/// A value of the config that the new base has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where: `config.Env.PATH`.
    pub field: String,
    /// Whose value it has now.
    pub from: Whose,
}

/// An image on its new base.
pub struct Rebased {
    /// The image; its layers come from where they are.
    pub image: Image,
    /// Its config.
    pub config: ImageConfig,
    /// What the new base changes in the config.
    pub changes: Vec<Change>,
    /// How many layers are the base's.
    pub base_layers: usize,
}

/// How many layers of `image` are those of `base`: all of the base's, or it is refused.
pub fn built_on(image: &ImageConfig, base: &ImageConfig) -> Result<usize> {
    let (have, wanted) = (&image.rootfs.diff_ids, &base.rootfs.diff_ids);
    if have.starts_with(wanted) {
        return Ok(wanted.len());
    }
    let at = have.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    let why = match (have.get(at), wanted.get(at)) {
        (Some(a), Some(b)) => format!("layer {} of the image is {a}, that of the old base {b}", at + 1),
        _ => format!("the image has {} layers, the old base {}", have.len(), wanted.len()),
    };
    Err(Error::new(Kind::Usage, "the image is not built on the old base").because(why).hint(
        "name the base that it was built on by its digest: --old-base REPOSITORY@sha256:…; a base that was squashed cannot be exchanged",
    ))
}

/// An image and its config, which is fetched once.
#[derive(Clone)]
pub struct Known {
    /// The image.
    pub image: Image,
    /// Its config.
    pub config: ImageConfig,
}

impl Known {
    /// Fetches the config.
    pub async fn open(image: Image) -> Result<Known> {
        let config = image.config().await?;
        Ok(Known { image, config })
    }
}

/// Puts the own layers of `image`, those above `old`, on `new`. `name` is what the new base is
/// called, for whoever rebases the result.
pub fn rebase(image: &Known, old: &Known, new: &Known, name: Option<&str>) -> Result<Rebased> {
    let (config, old_config, new_config) = (&image.config, &old.config, &new.config);
    let (image, new) = (&image.image, &new.image);
    let cut = built_on(config, old_config)?;
    let (ours, theirs) = (config.platform(), new_config.platform());
    if !theirs.satisfies(&ours) {
        return Err(Error::new(Kind::Usage, format!("the image is for {ours}, the new base for {theirs}"))
            .hint("name a base that has an image for that platform"));
    }
    let (mut merged, changes) = merge::configs(config, old_config, new_config)?;
    merged.rootfs.diff_ids = new_config.rootfs.diff_ids.iter().chain(&config.rootfs.diff_ids[cut..]).cloned().collect();
    merged.history = history(config, old_config, new_config);
    merged.created = later(config.created.clone(), new_config.created.clone());
    merged.extra.retain(|name, _| !OF_THE_BUILD.contains(&name.as_str()));
    let mut about = BTreeMap::from([(BASE_DIGEST, Some(new.descriptor.digest.to_string()))]);
    about.insert(BASE_NAME, name.map(str::to_string));
    for (key, value) in &about {
        // Docker's documents have no annotations: some builders write labels instead.
        if merged.config.labels.contains_key(*key) {
            set(&mut merged.config.labels, key, value.clone());
        }
    }
    let image = assemble(image, new, cut, &merged, &about)?;
    Ok(Rebased { image, config: merged, changes, base_layers: new_config.rootfs.diff_ids.len() })
}

fn set(map: &mut BTreeMap<String, String>, key: &str, value: Option<String>) {
    match value {
        Some(value) => drop(map.insert(key.into(), value)),
        None => drop(map.remove(key)),
    }
}

/// The manifest over the layers, which stay where they are.
fn assemble(
    image: &Image,
    new: &Image,
    cut: usize,
    config: &ImageConfig,
    about: &BTreeMap<&str, Option<String>>,
) -> Result<Image> {
    let docker = image.descriptor.media_type == media_type::DOCKER_MANIFEST;
    let format = if docker { Format::Docker } else { Format::Oci };
    let mut blobs = Overlay::new();
    let mut layers = Vec::new();
    let below = new.manifest.layers.iter().map(|l| (l, &new.blobs));
    let above = image.manifest.layers[cut..].iter().map(|l| (l, &image.blobs));
    for (layer, source) in below.chain(above) {
        let mut layer = layer.clone();
        if let Some(encoding) = media_type::layer_encoding(&layer.media_type)
            && !media_type::is_foreign_layer(&layer.media_type)
        {
            layer.media_type = format.layer(encoding).into();
        }
        if docker {
            layer.annotations.clear();
        }
        blobs.route(layer.digest.clone(), source.clone());
        layers.push(layer);
    }
    let mut described = blobs.add(format.config(), json(config)?);
    described.annotations = image.manifest.config.annotations.clone();
    let mut manifest = Manifest { config: described, layers, ..image.manifest.clone() };
    if !docker {
        for (key, value) in about {
            set(&mut manifest.annotations, key, value.clone());
        }
    }
    let raw = json(&manifest)?;
    let mut descriptor = Descriptor::of(image.descriptor.media_type.clone(), &raw);
    descriptor.platform = image.descriptor.platform.clone();
    Ok(Image { descriptor, raw, manifest, blobs: Arc::new(blobs) })
}

fn json(value: &impl serde::Serialize) -> Result<Bytes> {
    let raw = serde_json::to_vec(value);
    raw.map(Bytes::from).map_err(|e| Error::new(Kind::Internal, "write an image document").because(e))
}

/// The later of two times. The clock is not asked: the same three images give the same bytes.
fn later(a: Option<String>, b: Option<String>) -> Option<String> {
    let time = |t: &Option<String>| t.as_deref().and_then(|t| chrono::DateTime::parse_from_rfc3339(t).ok());
    match (time(&a), time(&b)) {
        (Some(x), Some(y)) if y > x => b,
        (None, Some(_)) => b,
        _ => a,
    }
}

/// The new base's history, then the image's own.
fn history(image: &ImageConfig, old: &ImageConfig, new: &ImageConfig) -> Vec<History> {
    if image.history.is_empty() && new.history.is_empty() {
        return Vec::new();
    }
    let cut = old.rootfs.diff_ids.len();
    let own = match image.history.strip_prefix(&old.history[..]) {
        Some(own) if !old.history.is_empty() => own,
        _ => above(&image.history, &old.history, cut),
    };
    let mut out = even(&new.history, new.rootfs.diff_ids.len());
    out.extend(even(own, image.rootfs.diff_ids.len().saturating_sub(cut)));
    out
}

/// The lines above the first `layers` layers, without what the base wrote after its last one.
fn above<'a>(lines: &'a [History], old: &[History], layers: usize) -> &'a [History] {
    let mut seen = 0;
    let upto = lines.iter().take_while(|line| {
        seen += usize::from(!line.empty_layer);
        seen < layers || (seen == layers && !line.empty_layer && layers > 0)
    });
    let mut rest = &lines[upto.count()..];
    let tail = old.iter().rposition(|line| !line.empty_layer).map_or(old, |last| &old[last + 1..]);
    for line in tail {
        match rest.split_first() {
            Some((first, more)) if first.empty_layer && first.created_by == line.created_by => rest = more,
            _ => break,
        }
    }
    rest
}

/// Lines that tell of exactly so many layers: a history that does not fit its layers is a lie.
fn even(lines: &[History], layers: usize) -> Vec<History> {
    let told = lines.iter().filter(|line| !line.empty_layer).count();
    if told == layers {
        return lines.to_vec();
    }
    let line =
        || History { comment: Some("a layer that its image's history does not tell of".into()), ..History::default() };
    if told > layers {
        return (0..layers).map(|_| line()).collect();
    }
    lines.iter().cloned().chain((told..layers).map(|_| line())).collect()
}

/// The index of the same shape over children that were rebased: each with the entry that it
/// replaces. What else was in the index is left out.
pub fn index(old: &Index, children: Vec<(Descriptor, Image)>, base: Option<(&str, &Descriptor)>) -> Result<Node> {
    let mut blobs = Overlay::new();
    let mut manifests = Vec::new();
    for (entry, image) in children {
        blobs.add(&image.descriptor.media_type, image.raw.clone());
        for part in image.manifest.layers.iter().chain([&image.manifest.config]) {
            blobs.route(part.digest.clone(), image.blobs.clone());
        }
        let (digest, size) = (image.descriptor.digest.clone(), image.descriptor.size);
        let mut entry = Descriptor { digest, size, data: None, ..entry };
        if entry.annotations.contains_key(BASE_DIGEST) {
            let told = image.manifest.annotations.get(BASE_DIGEST).cloned();
            set(&mut entry.annotations, BASE_DIGEST, told);
        }
        manifests.push(entry);
    }
    let mut document = IndexDoc { manifests, ..old.index.clone() };
    if document.annotations.contains_key(BASE_DIGEST) || document.annotations.contains_key(BASE_NAME) {
        set(&mut document.annotations, BASE_NAME, base.map(|(name, _)| name.to_string()));
        set(&mut document.annotations, BASE_DIGEST, base.map(|(_, d)| d.digest.to_string()));
    }
    let raw = json(&document)?;
    let blobs: Arc<dyn BlobSource> = Arc::new(blobs);
    Node::from_raw(Descriptor::of(old.descriptor.media_type.clone(), &raw), raw, blobs)
}

/// What an image says of its base: digest and name, in annotations, in its entry in the index,
/// in its labels, else in the history (buildah and podman write `FROM NAME`).
pub fn told_base(image: &Image, config: &ImageConfig) -> (Option<String>, Option<String>) {
    let places = [&image.manifest.annotations, &image.descriptor.annotations, &config.config.labels];
    let find = |key: &str| places.iter().find_map(|p| p.get(key).filter(|v| !v.is_empty()).cloned());
    let from = |h: &History| {
        let name = h.comment.as_deref()?.strip_prefix("FROM ")?.trim();
        (!name.is_empty() && name != "scratch").then(|| name.to_string())
    };
    (find(BASE_DIGEST), find(BASE_NAME).or_else(|| config.history.iter().rev().find_map(from)))
}

/// The fields of a config that say what a value of `Value` holds: nothing is as good as absent.
fn present(value: Option<&Value>) -> Option<&Value> {
    value.filter(|v| match v {
        Value::Null => false,
        Value::String(s) => !s.is_empty(),
        Value::Array(a) => !a.is_empty(),
        Value::Object(o) => !o.is_empty(),
        Value::Bool(b) => *b,
        Value::Number(_) => true,
    })
}

#[cfg(test)]
mod tests;
