//! What other machines have built: a cache that lies in a registry or a directory.
//!
//! It is an OCI artifact. Its config says what each step made, and the tables of contents of all
//! layers that the build looked into; its layers are the layers that steps made, and those tables.
//! A step that is known there moves no byte of its layer: the layer's blob stays where it is until
//! somebody reads from it.
//!
//! ```text
//! artifactType  application/vnd.imgtool.cache.v1
//! config        {"records": {KEY: null | {diff_id, descriptor, compression, created}}, "tables": {DIFF ID: descriptor}}
//! layers        the descriptors of both
//! ```
//!
//! A base image may have such an artifact attached to it (`type=referrer`), with the tables of its layers:
//! a COPY onto that base then reads no layer of it.
//!
//! Who may write there decides what is built, as with every cache of builds: a layer is checked
//! against its digest and, before anything in it is used, its diff ID, but not against the step.

mod claim;

use super::cache::{Key, RecordedLayer};
use crate::error::{Error, Kind, Result};
use crate::event::{Event, Events};
use crate::files::OncePer;
use crate::image::artifact::Artifact;
use crate::image::memory::Overlay;
use crate::image::{BlobSource, Image, Node};
use crate::layer::Toc;
use crate::oci::{Descriptor, Digest, Platform};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, join_all};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

pub(super) use claim::Turn;
pub use claim::{CLAIM_TAG, Sharing};

/// The type of the artifact.
const ARTIFACT: &str = "application/vnd.imgtool.cache.v1";
/// The type of one that has nothing but the tables of the image that it is attached to.
const TABLES: &str = "application/vnd.imgtool.tables.v1";
/// The media type of its config.
const CONFIG: &str = "application/vnd.imgtool.cache.v1+json";
/// The media type of a table of contents, compressed.
const TABLE: &str = "application/vnd.imgtool.toc.v1+zstd";
/// The field of an image's config with what its own steps made (`type=inline`).
pub const INLINE: &str = "imgtool.cache.v1";
/// The largest config that is read, in bytes.
const MAX_CONFIG: u64 = 64 << 20;
/// The largest table that is read: compressed, and not.
const MAX_TABLE: (u64, u64) = (256 << 20, 2 << 30);

/// Which steps a cache is to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Those of stages that end up in the image.
    Min,
    /// All.
    Max,
}

/// What steps made.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Document {
    /// By the step's key.
    #[serde(default)]
    records: BTreeMap<String, Option<RecordedLayer>>,
    /// Tables of contents, by diff ID.
    #[serde(default)]
    tables: BTreeMap<String, Descriptor>,
}

/// One step with a tag of its own (`--cache-repo`).
#[async_trait]
pub trait Repository: Send + Sync {
    /// What has this tag, if something does.
    async fn get(&self, tag: &str) -> Result<Option<Node>>;
    /// Gives something a tag.
    async fn put(&self, tag: &str, node: Node) -> Result<()>;
}

/// A cache that was opened.
struct Opened {
    document: Document,
    blobs: Arc<dyn BlobSource>,
}

/// A cache that is opened when somebody first asks for something that is not here.
type Opening = Shared<BoxFuture<'static, Option<Arc<Opened>>>>;

/// The most artifacts attached to a base that are looked into.
const MOST_ATTACHED: usize = 4;

impl Opened {
    fn hit(&self, key: &Key) -> Option<Hit> {
        let layer = self.document.records.get(&key.hex())?;
        Some(Hit { layer: layer.clone().map(|l| (l, self.blobs.clone())) })
    }
}

/// All caches far away that a build may use.
pub struct FarCache {
    caches: Vec<Opening>,
    /// What is attached to the base images, if that is to be used.
    attached: Option<Mutex<BTreeMap<Digest, Opening>>>,
    repository: Option<Arc<dyn Repository>>,
    /// Records that were made earlier (seconds since 1970) do not count.
    not_before: Option<i64>,
    asked: OncePer<String, Option<Arc<Opened>>>,
    told: AtomicBool,
    claims: Option<Arc<claim::Claims>>,
    events: Events,
}

/// A layer that a step made, and where its blob is.
pub struct Hit {
    /// None where the step changed no file.
    pub layer: Option<(RecordedLayer, Arc<dyn BlobSource>)>,
}

impl FarCache {
    /// None yet. `not_before` counts for the repository.
    pub fn new(repository: Option<Arc<dyn Repository>>, not_before: Option<i64>, events: Events) -> FarCache {
        FarCache {
            caches: Vec::new(),
            attached: None,
            repository,
            not_before,
            asked: OncePer::default(),
            told: AtomicBool::new(false),
            claims: None,
            events,
        }
    }

    /// Adds one: an artifact as above, or an image that says itself how it was made. `node` is asked for
    /// when a step is not known here; what fails then is told, and the cache passed over.
    pub fn add(&mut self, name: String, platform: Platform, node: impl Future<Output = Result<Node>> + Send + 'static) {
        let events = self.events.clone();
        let opening = async move {
            let opened = async { open(node.await?, &platform).await };
            let opened = opened.await.inspect_err(|e| {
                let message = format!("nothing is used of the cache {name}: {}", e.in_one_line());
                events.emit(Event::Warning { message });
            });
            opened.ok().map(Arc::new)
        };
        self.caches.push(opening.boxed().shared());
    }

    /// Uses what is attached to base images.
    pub fn use_attached(&mut self) {
        self.attached = Some(Mutex::default());
    }

    /// A base image, to which tables may be attached.
    pub(super) fn base(&self, image: &Image) {
        let Some(attached) = &self.attached else { return };
        let (subject, blobs) = (image.descriptor.digest.clone(), image.blobs.clone());
        let opening = async move { Some(Arc::new(attached_to(&subject, &blobs).await)) };
        let mut attached = attached.lock().unwrap_or_else(|e| e.into_inner());
        attached.entry(image.descriptor.digest.clone()).or_insert_with(|| opening.boxed().shared());
    }

    async fn opened(&self) -> Vec<Arc<Opened>> {
        join_all(self.caches.iter().cloned()).await.into_iter().flatten().collect()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.caches.is_empty() && self.repository.is_none() && self.attached.is_none()
    }

    /// What a step made somewhere.
    pub(super) async fn find(&self, key: &Key) -> Option<Hit> {
        if let Some(found) = self.opened().await.iter().find_map(|opened| opened.hit(key)) {
            return Some(found);
        }
        let found = self.asked(format!("step-{}", key.hex())).await?;
        self.hit(&found, key)
    }

    /// What an answer of the repository says of a step, unless it is too old.
    fn hit(&self, found: &Opened, key: &Key) -> Option<Hit> {
        found.hit(key).filter(|h| {
            let made = h.layer.as_ref().map(|(l, _)| l.created);
            self.not_before.is_none_or(|first| made.is_none_or(|made| made >= first))
        })
    }

    /// A layer's table of contents.
    pub(super) async fn table(&self, diff_id: &Digest) -> Option<Toc> {
        let name = diff_id.to_string();
        let bases: Vec<Opening> = match &self.attached {
            Some(attached) => attached.lock().unwrap_or_else(|e| e.into_inner()).values().cloned().collect(),
            None => Vec::new(),
        };
        let mut places = self.opened().await;
        places.extend(self.asked(format!("table-{}", diff_id.hex())).await);
        places.extend(join_all(bases).await.into_iter().flatten());
        for opened in places {
            if let Some(descriptor) = opened.document.tables.get(&name) {
                match read_table(descriptor, &opened.blobs).await {
                    Ok(toc) => return Some(toc),
                    Err(e) => self.complain(&e),
                }
            }
        }
        None
    }

    async fn asked(&self, tag: String) -> Option<Arc<Opened>> {
        let repository = self.repository.as_ref()?;
        let ask = async {
            let answer = async {
                match repository.get(&tag).await? {
                    Some(node) => open(node, &Platform::host()).await.map(|o| Some(Arc::new(o))),
                    None => Ok(None),
                }
            };
            // A cache that does not answer costs time, not the build.
            Ok(answer.await.unwrap_or_else(|e| {
                self.complain(&e);
                None
            }))
        };
        self.asked.get(&tag, ask).await.ok().flatten()
    }

    /// Keeps what a step made under a tag of its own.
    pub(super) async fn keep_step(&self, key: &Key, layer: Option<(RecordedLayer, Arc<dyn BlobSource>)>) {
        let mut made = Made::default();
        made.step(key, layer);
        self.keep(format!("step-{}", key.hex()), made).await;
    }

    /// Keeps a table of contents under a tag of its own.
    pub(super) async fn keep_table(&self, diff_id: &Digest, toc: &Toc) {
        let mut made = Made::default();
        match made.table(diff_id, toc) {
            Ok(()) => self.keep(format!("table-{}", diff_id.hex()), made).await,
            Err(e) => self.complain(&e),
        }
    }

    async fn keep(&self, tag: String, made: Made) {
        let Some(repository) = &self.repository else { return };
        let kept = async { repository.put(&tag, made.node()?).await };
        if let Err(e) = kept.await {
            self.complain(&e);
        }
    }

    /// Is something kept for each step?
    pub(super) fn keeps(&self) -> bool {
        self.repository.is_some()
    }

    /// Said once: more of the same would only hide what the build says.
    fn complain(&self, e: &Error) {
        if !self.told.swap(true, Ordering::Relaxed) {
            let message = format!("the cache cannot be used in full: {}", e.in_one_line());
            self.events.emit(Event::Warning { message });
        }
    }
}

/// The tables attached to a base. What is none, or cannot be read, does not count: then the layers are read.
async fn attached_to(subject: &Digest, blobs: &Arc<dyn BlobSource>) -> Opened {
    let mut tables = BTreeMap::new();
    let listed = blobs.referrers(subject).await.unwrap_or_default();
    let ours = listed.into_iter().filter(|d| d.artifact_type.as_deref() == Some(TABLES));
    for descriptor in ours.take(MOST_ATTACHED) {
        let opened = async { open(Node::open(descriptor, blobs.clone()).await?, &Platform::host()).await };
        if let Ok(opened) = opened.await {
            tables.extend(opened.document.tables);
        }
    }
    Opened { document: Document { records: BTreeMap::new(), tables }, blobs: blobs.clone() }
}

async fn open(node: Node, platform: &Platform) -> Result<Opened> {
    let image = node.image_for(platform).await?;
    let place = || format!("the cache {}", image.descriptor.digest);
    let bad = |e: serde_json::Error| Error::new(Kind::Format, place()).because(e);
    let raw = image.blobs.open(&image.manifest.config).await?.read_all(MAX_CONFIG).await?;
    let document = if image.manifest.config.media_type == CONFIG {
        serde_json::from_slice(&raw).map_err(bad)?
    } else {
        let mut config: serde_json::Value = serde_json::from_slice(&raw).map_err(bad)?;
        match config.get_mut(INLINE).map(serde_json::Value::take) {
            Some(inline) => serde_json::from_value(inline).map_err(bad)?,
            None => {
                return Err(Error::new(Kind::Format, format!("{} says nothing of how it was made", place()))
                    .hint("write it with --cache-to type=registry or type=inline"));
            }
        }
    };
    Ok(Opened { document, blobs: image.blobs.clone() })
}

async fn read_table(descriptor: &Descriptor, blobs: &Arc<dyn BlobSource>) -> Result<Toc> {
    let raw = blobs.open(descriptor).await?.read_all(MAX_TABLE.0).await?;
    let what = || format!("read the table of contents {}", descriptor.digest);
    let decoder = zstd::stream::read::Decoder::new(&raw[..]).map_err(|e| Error::io(what(), e))?;
    let toc = Toc::load(&mut std::io::Read::take(decoder, MAX_TABLE.1))?;
    toc.ok_or_else(|| Error::new(Kind::Format, what()).because("it is damaged, or of another version of imgtool"))
}

/// What a build has made, on its way to a cache.
#[derive(Default, Clone)]
pub struct Made {
    document: Document,
    blobs: Overlay,
    layers: Vec<Descriptor>,
}

impl Made {
    /// Adds what a step made.
    pub(super) fn step(&mut self, key: &Key, layer: Option<(RecordedLayer, Arc<dyn BlobSource>)>) {
        if let Some((layer, blobs)) = &layer {
            self.blobs.route(layer.descriptor.digest.clone(), blobs.clone());
            self.put(&layer.descriptor);
        }
        self.document.records.insert(key.hex(), layer.map(|(l, _)| l));
    }

    /// Adds a table of contents.
    pub(super) fn table(&mut self, diff_id: &Digest, toc: &Toc) -> Result<()> {
        let mut raw = Vec::new();
        toc.save(&mut raw)?;
        let raw = zstd::bulk::compress(&raw, 3)
            .map_err(|e| Error::io(format!("compress the table of contents of {diff_id}"), e))?;
        let descriptor = self.blobs.add(TABLE, raw.into());
        self.put(&descriptor);
        self.document.tables.insert(diff_id.to_string(), descriptor);
        Ok(())
    }

    fn put(&mut self, descriptor: &Descriptor) {
        if !self.layers.iter().any(|l| l.digest == descriptor.digest) {
            self.layers.push(descriptor.clone());
        }
    }

    /// This and what another build (for another platform) has made.
    pub fn with(mut self, other: Made) -> Made {
        self.document.records.extend(other.document.records);
        self.document.tables.extend(other.document.tables);
        let blobs: Arc<dyn BlobSource> = Arc::new(other.blobs);
        for layer in &other.layers {
            self.blobs.route(layer.digest.clone(), blobs.clone());
            self.put(layer);
        }
        self
    }

    /// What goes into an image's own config.
    pub(super) fn inline(self) -> serde_json::Value {
        serde_json::to_value(Document { tables: BTreeMap::new(), ..self.document }).unwrap_or_default()
    }

    /// The artifact.
    pub fn node(self) -> Result<Node> {
        self.artifact(ARTIFACT, None)
    }

    /// The tables alone, attached to an image.
    pub(super) fn attached(self, image: &Descriptor) -> Result<Node> {
        self.artifact(TABLES, Some(image.clone()))
    }

    fn artifact(mut self, kind: &str, subject: Option<Descriptor>) -> Result<Node> {
        let raw =
            serde_json::to_vec(&self.document).map_err(|e| Error::new(Kind::Internal, "write a cache").because(e))?;
        let config = self.blobs.add(CONFIG, Bytes::from(raw));
        Artifact {
            artifact_type: Some(kind.into()),
            config: Some(config),
            layers: self.layers,
            subject,
            annotations: BTreeMap::new(),
        }
        .node(self.blobs)
    }
}
