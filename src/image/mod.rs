//! The centre: every source yields a [`Node`], every [`Destination`] takes one.
//!
//! A Node is a lazy value: the raw manifest is at hand, everything below it is
//! fetched from its [`BlobSource`] when somebody asks. `copy` is the only code that
//! moves blobs from a source to a destination.

use crate::error::{Error, Kind, Result};
use crate::oci::manifest::{Document, MAX_CONFIG, MAX_MANIFEST};
use crate::oci::{Descriptor, Digest, ImageConfig, Index as IndexDoc, Manifest, Platform, RegistryRef, media_type};
use async_trait::async_trait;
use bytes::Bytes;
use std::path::PathBuf;
use std::sync::Arc;

pub mod artifact;
mod blob;
pub mod file;
pub mod memory;
pub mod mutate;
pub mod rebase;
pub use blob::{BlobReader, ByteStream, in_own_task, verified};

/// Where the bytes of a blob are, for destinations that can take them without a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In this repository of this registry: a mount may do.
    Repository(RegistryRef),
    /// A whole file on this machine: a hard link or reflink may do.
    File(PathBuf),
    /// Nowhere that a destination could reach by itself.
    Stream,
}

/// Yields blobs (and manifests of children) by descriptor.
#[async_trait]
pub trait BlobSource: Send + Sync {
    /// Opens the bytes that `descriptor` names. The reader checks size and digest and fails
    /// at the end of the stream if either is wrong.
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader>;

    /// The bytes from `offset` on, which nobody has checked. None where that saves nothing.
    async fn open_from(&self, _descriptor: &Descriptor, _offset: u64) -> Result<Option<ByteStream>> {
        Ok(None)
    }

    /// Where the bytes are.
    fn locate(&self, descriptor: &Descriptor) -> Location;

    /// Was the manifest made here, of a place that keeps none? Then no digest is to be kept, and
    /// plain layers are plain only because the place wants them so.
    fn is_made_up(&self) -> bool {
        false
    }

    /// The manifests here that are attached to `subject`; nothing where this place cannot
    /// tell.
    async fn referrers(&self, _subject: &Digest) -> Result<Vec<Descriptor>> {
        Ok(Vec::new())
    }

    /// The manifest that another tag of this place names, if there is one.
    async fn tagged(&self, _tag: &str) -> Result<Option<Descriptor>> {
        Ok(None)
    }
}

/// What a manifest is in the place that it is put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role<'a> {
    /// What the place's own name (tag) is to point at; it comes last.
    Top,
    /// A part of an index.
    Child,
    /// Attached to a manifest there, its subject, through which it is found.
    Referrer,
    /// What this tag, beside the place's own, points at.
    Tagged(&'a str),
}

/// Takes blobs and manifests. Nothing is visible under its name before [`commit`](Destination::commit)
/// or, for a registry, before the last `put_manifest`.
#[async_trait]
pub trait Destination: Send + Sync {
    /// What people call it: the full reference.
    fn describe(&self) -> String;

    /// Does it hold this blob already?
    async fn has_blob(&self, descriptor: &Descriptor) -> Result<bool>;

    /// Tries to get the blob from where it is without a stream: a mount, a hard
    /// link. False where that cannot be done; the caller streams then.
    async fn try_reuse(&self, descriptor: &Descriptor, from: &Location) -> Result<bool>;

    /// Is it cheaper to let [`try_reuse`](Destination::try_reuse) find out than to ask
    /// [`has_blob`](Destination::has_blob) first?
    fn reuse_tells(&self, _from: &Location) -> bool {
        false
    }

    /// Stores a blob whose digest and size are known. Whatever does not match is
    /// refused and leaves nothing behind.
    async fn put_blob(&self, descriptor: &Descriptor, data: ByteStream) -> Result<()>;

    /// How many bytes of a blob an earlier run, which was killed, has left here.
    async fn left_over(&self, _descriptor: &Descriptor) -> Result<u64> {
        Ok(0)
    }

    /// Completes what is left over with the bytes from `offset` on. Integrity if the whole does
    /// not match then; nothing is left over any more.
    async fn put_rest(&self, descriptor: &Descriptor, _offset: u64, _rest: ByteStream) -> Result<()> {
        Err(Error::new(Kind::Internal, format!("nothing of blob {} is left over", descriptor.digest)))
    }

    /// Stores a blob that is being made while it streams; returns what it turned
    /// out to be.
    async fn put_new_blob(&self, media_type: &str, data: ByteStream) -> Result<Descriptor>;

    /// Does it hold this manifest already?
    async fn has_manifest(&self, descriptor: &Descriptor) -> Result<bool>;

    /// Does it hold this manifest together with everything that it names? False where that
    /// is not known without asking for each.
    async fn has_whole(&self, _manifest: &Descriptor) -> Result<bool> {
        Ok(false)
    }

    /// Stores a manifest in its role. Unsupported for a role that this place has no room for.
    async fn put_manifest(&self, descriptor: &Descriptor, raw: Bytes, role: Role<'_>) -> Result<()>;

    /// The encoding that layers must have here, where only one will do
    /// (docker-archive wants plain tar).
    fn required_encoding(&self) -> Option<media_type::Encoding> {
        None
    }

    /// The only document format it can hold, where only one will do.
    fn required_format(&self) -> Option<media_type::Format> {
        None
    }

    /// Makes everything visible under its name. Called once, last.
    async fn commit(&self) -> Result<()>;
}

/// A manifest document with its raw bytes and the place its parts come from.
#[derive(Clone)]
#[allow(clippy::large_enum_variant)] // one exists at a time
pub enum Node {
    /// An image (or artifact) manifest.
    Image(Image),
    /// An index of several.
    Index(Index),
}

impl Node {
    /// Makes a Node of a manifest's raw bytes. Size and digest against `descriptor`
    /// are checked here once more; a caller cannot forget it.
    pub fn from_raw(descriptor: Descriptor, raw: Bytes, blobs: Arc<dyn BlobSource>) -> Result<Node> {
        let actual = Digest::sha256(&raw);
        let matches = match descriptor.digest.algorithm() {
            crate::oci::Algorithm::Sha256 => actual == descriptor.digest,
            algorithm => {
                let mut h = crate::oci::Hasher::new(algorithm);
                h.update(&raw);
                h.finish() == descriptor.digest
            }
        };
        if !matches || raw.len() as u64 != descriptor.size {
            return Err(Error::new(
                Kind::Integrity,
                format!("the manifest's bytes do not match its descriptor {}", descriptor.digest),
            )
            .because(format!("they hash to {actual} and are {} bytes, not {}", raw.len(), descriptor.size)));
        }
        match Document::parse(&raw, &descriptor.media_type)? {
            Document::Manifest(manifest) => Ok(Node::Image(Image { descriptor, raw, manifest, blobs })),
            Document::Index(index) => Ok(Node::Index(Index { descriptor, raw, index, blobs })),
            Document::Other => Err(Error::new(
                Kind::Format,
                format!("{} is a '{}', not an image or an index", descriptor.digest, descriptor.media_type),
            )),
        }
    }

    /// Opens the manifest that `descriptor` names in `blobs`.
    pub async fn open(descriptor: Descriptor, blobs: Arc<dyn BlobSource>) -> Result<Node> {
        if descriptor.size > MAX_MANIFEST {
            return Err(Error::new(
                Kind::Limit,
                format!(
                    "manifest {} claims {} bytes; at most {MAX_MANIFEST} are read",
                    descriptor.digest, descriptor.size
                ),
            ));
        }
        let raw = blobs.open(&descriptor).await?.read_all(MAX_MANIFEST).await?;
        Node::from_raw(descriptor, raw, blobs)
    }

    /// Its descriptor.
    pub fn descriptor(&self) -> &Descriptor {
        match self {
            Node::Image(i) => &i.descriptor,
            Node::Index(i) => &i.descriptor,
        }
    }

    /// Its bytes, as they came.
    pub fn raw(&self) -> &Bytes {
        match self {
            Node::Image(i) => &i.raw,
            Node::Index(i) => &i.raw,
        }
    }

    /// Where its parts come from.
    pub fn blobs(&self) -> &Arc<dyn BlobSource> {
        match self {
            Node::Image(i) => &i.blobs,
            Node::Index(i) => &i.blobs,
        }
    }

    /// The image itself, or the index's image for `platform`.
    pub async fn image_for(&self, platform: &Platform) -> Result<Image> {
        let mut node = self.clone();
        // An index may name an index; a chain that names itself must end (HOSTILE: depth).
        for _ in 0..8 {
            match node {
                Node::Image(image) => return Ok(image),
                Node::Index(index) => {
                    let child = index.select(platform)?.clone();
                    node = Node::open(child, index.blobs.clone()).await?;
                }
            }
        }
        Err(Error::new(Kind::Limit, "indexes nest more than 8 deep"))
    }
}

/// An image (or artifact): manifest at hand, config and layers fetched when asked for.
#[derive(Clone)]
pub struct Image {
    /// The manifest's descriptor.
    pub descriptor: Descriptor,
    /// The manifest's bytes, as they came.
    pub raw: Bytes,
    /// The manifest, parsed.
    pub manifest: Manifest,
    /// Where config and layers come from.
    pub blobs: Arc<dyn BlobSource>,
}

impl Image {
    /// The config's bytes, verified.
    pub async fn config_bytes(&self) -> Result<Bytes> {
        self.blobs.open(&self.manifest.config).await?.read_all(MAX_CONFIG).await
    }

    /// The config, parsed.
    pub async fn config(&self) -> Result<ImageConfig> {
        let raw = self.config_bytes().await?;
        let config: ImageConfig = serde_json::from_slice(&raw).map_err(|e| {
            Error::new(Kind::Format, format!("config {} is not an image config", self.manifest.config.digest))
                .because(e)
        })?;
        if config.rootfs.diff_ids.len() != self.manifest.layers.len() {
            return Err(Error::new(
                Kind::Format,
                format!(
                    "image {} has {} layers but its config names {} diff IDs",
                    self.descriptor.digest,
                    self.manifest.layers.len(),
                    config.rootfs.diff_ids.len()
                ),
            ));
        }
        Ok(config)
    }

    /// The layers with their diff IDs, base first.
    pub fn layers(&self, config: &ImageConfig) -> Vec<Layer> {
        self.manifest
            .layers
            .iter()
            .zip(&config.rootfs.diff_ids)
            .map(|(descriptor, diff_id)| Layer {
                descriptor: descriptor.clone(),
                diff_id: diff_id.clone(),
                blobs: self.blobs.clone(),
            })
            .collect()
    }
}

/// One layer of an image.
#[derive(Clone)]
pub struct Layer {
    /// The compressed blob.
    pub descriptor: Descriptor,
    /// The digest of the uncompressed tar.
    pub diff_id: Digest,
    /// Where the blob comes from.
    pub blobs: Arc<dyn BlobSource>,
}

/// An index: descriptors at hand, children fetched when asked for.
#[derive(Clone)]
pub struct Index {
    /// The index's descriptor.
    pub descriptor: Descriptor,
    /// Its bytes, as they came.
    pub raw: Bytes,
    /// Parsed.
    pub index: IndexDoc,
    /// Where the children come from.
    pub blobs: Arc<dyn BlobSource>,
}

impl Index {
    /// The child for `platform`. An exact variant is preferred to a missing one;
    /// attestation entries (`unknown/unknown`) never match.
    pub fn select(&self, platform: &Platform) -> Result<&Descriptor> {
        let fits = |d: &&Descriptor| d.platform.as_ref().is_some_and(|p| p.satisfies(platform));
        let exact = |d: &&Descriptor| d.platform.as_ref().is_some_and(|p| p.variant == platform.variant);
        let candidates: Vec<&Descriptor> = self.index.manifests.iter().filter(fits).collect();
        if let Some(d) = candidates.iter().find(|d| exact(d)).or(candidates.first()) {
            return Ok(d);
        }
        // An index of one image that does not say its platform is that image.
        if let [only] = self.index.manifests.as_slice()
            && only.platform.is_none()
        {
            return Ok(only);
        }
        let have: Vec<String> = self
            .index
            .manifests
            .iter()
            .filter_map(|d| d.platform.as_ref())
            .filter(|p| p.os != "unknown")
            .map(ToString::to_string)
            .collect();
        Err(Error::new(Kind::NotFound, format!("the index {} has no image for {platform}", self.descriptor.digest))
            .hint(format!("it has: {}", if have.is_empty() { "no platforms".into() } else { have.join(", ") })))
    }
}
