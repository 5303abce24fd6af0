//! The files of images: layers fetched, tabled and unpacked once each, when somebody asks,
//! and the contents of files in them.

pub mod content;
pub mod distill;
pub mod documents;
pub mod elf;
pub mod explore;
pub mod flatten;
pub mod rewrite;
pub mod safety;
mod stack;
pub mod surgery;

use crate::copy::fetch;
use crate::error::{Context, Error, Kind, Result};
use crate::event::{Event, Events, Span, Work};
use crate::image::file::blocking;
use crate::image::{BlobReader, BlobSource, ByteStream, Location};
use crate::layer::chunked::{Chunked, Part};
use crate::layer::toc::Watch;
use crate::layer::{Decoder, Entry, EntryKind, Limits, Toc, Tree};
use crate::oci::media_type::{Encoding, layer_encoding};
use crate::oci::{Algorithm, Descriptor, Digest, Hasher};
use crate::runtime::Sandbox;
use crate::transport::layout::Layout;
use crate::transport::store::Store;
use async_trait::async_trait;
use content::{LayerContent, LocalLayer, Wanted};
use futures_util::StreamExt;
use std::collections::HashMap;
use std::fs::File;
use std::hash::Hash;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::OnceCell;

pub use stack::{passed, written};

/// A layer below a step.
#[derive(Clone)]
pub struct LayerInfo {
    /// Digest of the plain tar.
    pub diff_id: Digest,
    /// The blob.
    pub descriptor: Descriptor,
    /// Where the blob is.
    pub blobs: Arc<dyn BlobSource>,
    /// The compression that it was written with; None for layers of base images.
    pub compression: Option<String>,
    /// When it was made, in seconds since 1970; None for layers of base images.
    pub created: Option<i64>,
}

/// Work done once for each key, however many ask at the same time.
pub struct OncePer<K, V> {
    cells: Mutex<HashMap<K, Arc<OnceCell<V>>>>,
}

impl<K, V> Default for OncePer<K, V> {
    fn default() -> OncePer<K, V> {
        OncePer { cells: Mutex::new(HashMap::new()) }
    }
}

impl<K: Hash + Eq + Clone, V: Clone> OncePer<K, V> {
    /// The values that there are.
    pub fn made(&self) -> Vec<(K, V)> {
        let cells = self.cells.lock().unwrap_or_else(|e| e.into_inner());
        cells.iter().filter_map(|(key, cell)| Some((key.clone(), cell.get()?.clone()))).collect()
    }

    /// The value for `key`, made by `make` if it is not there. A failure is not kept.
    pub async fn get(&self, key: &K, make: impl Future<Output = Result<V>>) -> Result<V> {
        let cell = self.cells.lock().unwrap_or_else(|e| e.into_inner()).entry(key.clone()).or_default().clone();
        cell.get_or_try_init(|| make).await.cloned()
    }
}

/// A base image's layer: mounted from where it came, read from the store once it is there.
pub struct Kept {
    origin: Arc<dyn BlobSource>,
    store: Layout,
}

impl Kept {
    /// Prefers the store's copy of what `origin` has.
    pub fn new(origin: Arc<dyn BlobSource>, store: Layout) -> Kept {
        Kept { origin, store }
    }
}

#[async_trait]
impl BlobSource for Kept {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        if self.store.has(descriptor) {
            return self.store.open(descriptor).await;
        }
        self.origin.open(descriptor).await
    }

    async fn open_from(&self, descriptor: &Descriptor, offset: u64) -> Result<Option<ByteStream>> {
        match self.store.has(descriptor) {
            // Here it is read at once.
            true => Ok(None),
            false => self.origin.open_from(descriptor, offset).await,
        }
    }

    fn locate(&self, descriptor: &Descriptor) -> Location {
        match self.origin.locate(descriptor) {
            Location::Repository(r) => Location::Repository(r),
            _ if self.store.has(descriptor) => self.store.locate(descriptor),
            other => other,
        }
    }
}

/// The layers and a path in them.
type FileKey = (Vec<Digest>, Vec<u8>);

/// Tables of contents that somebody else has made.
#[async_trait]
pub trait Tables: Send + Sync {
    /// The table of the layer with this diff ID.
    async fn table(&self, diff_id: &Digest) -> Option<Toc>;
}

/// Fetches, tables and unpacks layers.
pub struct Layers {
    elsewhere: Option<Arc<dyn Tables>>,
    store: Store,
    events: Events,
    tables: OncePer<Digest, Arc<Toc>>,
    proven: OncePer<Digest, Arc<Toc>>,
    fetched: OncePer<Digest, PathBuf>,
    unpacked: OncePer<Digest, PathBuf>,
    outlines: OncePer<Digest, Arc<Toc>>,
    trees: OncePer<Vec<Digest>, Arc<Tree>>,
    files: OncePer<FileKey, Option<Arc<Vec<u8>>>>,
}

impl Layers {
    /// Nothing done yet. Everything is kept in `store`; tables may come from `elsewhere`.
    pub fn new(store: Store, events: Events, elsewhere: Option<Arc<dyn Tables>>) -> Layers {
        Layers {
            elsewhere,
            store,
            events,
            tables: OncePer::default(),
            proven: OncePer::default(),
            fetched: OncePer::default(),
            unpacked: OncePer::default(),
            outlines: OncePer::default(),
            trees: OncePer::default(),
            files: OncePer::default(),
        }
    }

    /// Where everything is kept.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The blob's file in the store, fetched if it is not there.
    pub async fn local(&self, layer: &LayerInfo) -> Result<PathBuf> {
        let make = async {
            let destination = self.store.destination(None);
            fetch(&layer.blobs, &layer.descriptor, &destination, &self.events).await?;
            Ok(self.store.layout().blob_path(&layer.descriptor.digest))
        };
        self.fetched.get(&layer.descriptor.digest, make).await
    }

    /// The blob's file in the store, fetched if it is not there, and how it is compressed.
    pub async fn file(&self, layer: &LayerInfo) -> Result<(PathBuf, Encoding)> {
        Ok((self.local(layer).await?, encoding(layer)?))
    }

    /// The layer's table of contents. When it has to be made, the layer is checked against
    /// its diff ID.
    pub async fn toc(&self, layer: &LayerInfo) -> Result<Arc<Toc>> {
        let make = async {
            match self.known(layer).await? {
                Some(toc) => Ok(toc),
                None => self.read_table(layer).await,
            }
        };
        self.tables.get(&layer.diff_id, make).await
    }

    /// The table that the store or somebody else has.
    async fn known(&self, layer: &LayerInfo) -> Result<Option<Arc<Toc>>> {
        if let Some(toc) = self.store.toc(&layer.diff_id)? {
            return Ok(Some(Arc::new(toc)));
        }
        // A layer that is here is rather read than believed.
        match &self.elsewhere {
            Some(elsewhere) if !self.store.has(&layer.descriptor) => {
                Ok(elsewhere.table(&layer.diff_id).await.map(Arc::new))
            }
            _ => Ok(None),
        }
    }

    /// What lies where in the layer: its table of contents, or what an eStargz or zstd:chunked layer says of itself,
    /// which does not know the contents of files.
    async fn outline(&self, layer: &LayerInfo) -> Result<Arc<Toc>> {
        let make = async {
            let chunked = Chunked::of(&layer.descriptor).filter(|_| !self.store.has(&layer.descriptor));
            let Some(chunked) = chunked else { return self.toc(layer).await };
            if let Some(toc) = self.known(layer).await? {
                return self.tables.get(&layer.diff_id, async { Ok(toc) }).await;
            }
            match own_table(layer, &chunked).await {
                Ok(Some(toc)) => Ok(Arc::new(toc)),
                Ok(None) => self.toc(layer).await,
                Err(e) => {
                    let short = layer.descriptor.digest.short();
                    let message = format!("layer {short} is read whole: its own table: {}", e.in_one_line());
                    self.events.emit(Event::Note { message });
                    self.toc(layer).await
                }
            }
        };
        self.outlines.get(&layer.diff_id, make).await
    }

    /// The same, made here from the layer itself: what is read out of a layer, or unpacked, has
    /// been checked against its diff ID.
    async fn proven(&self, layer: &LayerInfo) -> Result<Arc<Toc>> {
        if self.elsewhere.is_none() {
            return self.toc(layer).await;
        }
        let make = async {
            match self.store.toc(&layer.diff_id)? {
                Some(toc) => Ok(Arc::new(toc)),
                None => self.read_table(layer).await,
            }
        };
        self.proven.get(&layer.diff_id, make).await
    }

    async fn read_table(&self, layer: &LayerInfo) -> Result<Arc<Toc>> {
        let blob = self.local(layer).await?;
        let (layer, store) = (layer.clone(), self.store.clone());
        blocking(move || {
            let toc = read_toc(&blob, &layer)?;
            store.put_toc(&layer.diff_id, &toc)?;
            Ok(Arc::new(toc))
        })
        .await
    }

    /// The tables that were looked into so far.
    pub fn tables(&self) -> Vec<(Digest, Arc<Toc>)> {
        self.tables.made()
    }

    /// The layer's table of contents, without keeping the layer: what the store does not hold is
    /// streamed once. Checked against digest and diff ID.
    pub async fn table(&self, layer: &LayerInfo) -> Result<Arc<Toc>> {
        if self.store.has(&layer.descriptor) || self.store.toc(&layer.diff_id)?.is_some() {
            return self.toc(layer).await;
        }
        let make = async {
            let reader = layer.blobs.open(&layer.descriptor).await?.into_sync();
            let (layer, store) = (layer.clone(), self.store.clone());
            blocking(move || {
                let toc = checked_table(reader, &layer)?;
                store.put_toc(&layer.diff_id, &toc)?;
                Ok(Arc::new(toc))
            })
            .await
        };
        self.tables.get(&layer.diff_id, make).await
    }

    /// A layer's blob, from the store or as it comes, and its encoding. To be read on blocking
    /// threads; the digest is checked at the end only.
    pub async fn blob(&self, layer: &LayerInfo) -> Result<(Box<dyn Read + Send>, Encoding)> {
        let encoding = encoding(layer)?;
        let reader: Box<dyn Read + Send> = if self.store.has(&layer.descriptor) {
            let path = self.store.layout().blob_path(&layer.descriptor.digest);
            Box::new(File::open(&path).context(|| format!("open {}", path.display()))?)
        } else {
            Box::new(layer.blobs.open(&layer.descriptor).await?.into_sync())
        };
        Ok((reader, encoding))
    }

    /// The merged file system of `layers`, of which contents need not be known: what a step's files are put on.
    pub async fn outlined(&self, layers: &[LayerInfo]) -> Result<Arc<Tree>> {
        let tocs = futures_util::future::try_join_all(layers.iter().map(|l| self.outline(l))).await?;
        blocking(move || Ok(Arc::new(Tree::stack(&tocs)))).await
    }

    /// The merged file system of `layers`.
    pub async fn tree(&self, layers: &[LayerInfo]) -> Result<Arc<Tree>> {
        let key: Vec<Digest> = layers.iter().map(|l| l.diff_id.clone()).collect();
        let make = async {
            let tocs = futures_util::future::try_join_all(layers.iter().map(|l| self.toc(l))).await?;
            blocking(move || Ok(Arc::new(Tree::stack(&tocs)))).await
        };
        self.trees.get(&key, make).await
    }

    /// The layer unpacked for overlayfs.
    pub async fn unpacked(&self, sandbox: &Arc<Sandbox>, layer: &LayerInfo) -> Result<PathBuf> {
        let make = async {
            let path = self.store.rootfs_path(&layer.diff_id);
            if path.exists() {
                return Ok(path);
            }
            let label = format!("unpack layer {}", layer.descriptor.digest.short());
            let _span = Span::begin(&self.events, Work::Unpack, label, None);
            self.proven(layer).await?;
            let blob = self.local(layer).await?;
            let encoding = encoding(layer)?;
            let (sandbox, dest) = (sandbox.clone(), path.clone());
            let what = || format!("prepare layer {} for RUN", layer.descriptor.digest);
            blocking(move || sandbox.unpack(&blob, encoding, &dest)).await.context(what)?;
            Ok(path)
        };
        self.unpacked.get(&layer.diff_id, make).await
    }

    /// The layers unpacked for overlayfs, the top one first. A layer that stands there twice is
    /// given at its upper place only: overlayfs refuses a directory that comes again, and at the
    /// lower place it shows nothing that the upper one does not.
    pub async fn stacked(&self, sandbox: &Arc<Sandbox>, layers: &[LayerInfo]) -> Result<Vec<PathBuf>> {
        let unpack = layers.iter().rev().map(|layer| self.unpacked(sandbox, layer));
        let paths = futures_util::future::try_join_all(unpack).await?;
        let mut seen = std::collections::HashSet::new();
        Ok(paths.into_iter().filter(|path| seen.insert(path.clone())).collect())
    }

    /// Contents of files of `layers`, ready to be opened.
    pub async fn contents(&self, layers: &[LayerInfo], wanted: Vec<Wanted>) -> Result<LayerContent> {
        let mut local = Vec::new();
        let needed: std::collections::HashSet<usize> = wanted.iter().map(|w| w.layer).collect();
        for (index, layer) in layers.iter().enumerate() {
            // Layers that nothing is wanted from are not fetched.
            let (blob, toc) = match needed.contains(&index) {
                true => (self.local(layer).await?, self.proven(layer).await?),
                false => (PathBuf::new(), self.toc(layer).await?),
            };
            local.push(LocalLayer { blob, encoding: encoding(layer)?, toc });
        }
        let temp = self.store.root().join("tmp");
        blocking(move || LayerContent::prepare(local, &wanted, &temp)).await
    }

    /// A small regular file of `layers`, links followed. None if there is none. Whatever
    /// else stands at the path (a pipe, a device, something huge) is an error.
    pub async fn small_file(&self, layers: &[LayerInfo], path: &[u8]) -> Result<Option<Arc<Vec<u8>>>> {
        const MOST: u64 = 8 << 20;
        let key = (layers.iter().map(|l| l.diff_id.clone()).collect(), path.to_vec());
        let make = async {
            let tree = self.tree(layers).await?;
            let Some(real) = tree.resolve(path, true)? else { return Ok(None) };
            let Some(node) = tree.get(&real) else { return Ok(None) };
            let shown = String::from_utf8_lossy(path).into_owned();
            let irregular = || Error::new(Kind::Format, format!("/{shown} in the image is not a regular file"));
            let number = node.inode().ok_or_else(irregular)?;
            let wanted = Wanted::of(&tree, number);
            let entry = wanted.entry.clone();
            match entry.kind {
                EntryKind::File { size, .. } if size <= MOST => {}
                EntryKind::File { size, .. } => {
                    return Err(Error::new(
                        Kind::Limit,
                        format!("/{shown} in the image is {size} bytes; at most {MOST} are read"),
                    ));
                }
                _ => return Err(irregular()),
            }
            let content = self.contents(layers, vec![wanted]).await?;
            blocking(move || read_whole(&content, number, &entry)).await.map(Some)
        };
        self.files.get(&key, make).await
    }
}

fn read_whole(content: &LayerContent, number: u64, entry: &Entry) -> Result<Arc<Vec<u8>>> {
    use content::Content;
    let mut data = Vec::new();
    let shown = String::from_utf8_lossy(&entry.path);
    content.open(number, entry)?.read_to_end(&mut data).context(|| format!("read /{shown} of the image"))?;
    Ok(Arc::new(data))
}

fn encoding(layer: &LayerInfo) -> Result<Encoding> {
    layer_encoding(&layer.descriptor.media_type).ok_or_else(|| {
        let what =
            format!("layer {} is of the unknown kind '{}'", layer.descriptor.digest, layer.descriptor.media_type);
        Error::new(Kind::Unsupported, what)
    })
}

/// The table at the end of a layer's blob, without the rest of it. None where the blob's place cannot read from its middle.
async fn own_table(layer: &LayerInfo, chunked: &Chunked) -> Result<Option<Toc>> {
    let size = layer.descriptor.size;
    let Some(first) = part(layer, chunked.first(size)).await? else { return Ok(None) };
    let table = match chunked.then(size, &first)? {
        None => first,
        Some(place) => match part(layer, place).await? {
            Some(table) => table,
            None => return Ok(None),
        },
    };
    let chunked = chunked.clone();
    blocking(move || chunked.read(&table).map(Some)).await
}

/// A part of a blob, unchecked.
async fn part(layer: &LayerInfo, Part { offset, length }: Part) -> Result<Option<Vec<u8>>> {
    let Some(mut stream) = layer.blobs.open_from(&layer.descriptor, offset).await? else { return Ok(None) };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut out = Vec::new();
    while out.len() < length {
        let Some(chunk) = stream.next().await else {
            return Err(Error::new(Kind::Integrity, "the blob ends before its table does"));
        };
        out.extend_from_slice(&chunk?);
    }
    out.truncate(length);
    Ok(Some(out))
}

/// Hashes what passes.
struct Hashing<R> {
    inner: R,
    hasher: Hasher,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.hasher.update(&buf[..n]);
        Ok(n)
    }
}

fn read_toc(blob: &std::path::Path, layer: &LayerInfo) -> Result<Toc> {
    let file = File::open(blob).context(|| format!("read layer {}", layer.descriptor.digest))?;
    checked_table(file, layer)
}

/// Reads a layer's blob to its end and makes its table. The plain bytes must be those of the
/// diff ID.
pub fn checked_table(blob: impl Read, layer: &LayerInfo) -> Result<Toc> {
    checked_table_with(blob, layer, &mut ())
}

/// The same; `watch` sees the files as they pass.
pub fn checked_table_with(mut blob: impl Read, layer: &LayerInfo, watch: &mut dyn Watch) -> Result<Toc> {
    let limits = Limits::default();
    let what = || format!("read layer {}", layer.descriptor.digest);
    let plain = Decoder::new(&mut blob, encoding(layer)?, &limits)?;
    let mut plain = Hashing { inner: plain, hasher: Hasher::new(Algorithm::Sha256) };
    let toc = match Toc::read_with(&mut plain, &limits, watch).context(what) {
        // Damage on the way is told as that, not as a bad archive.
        Err(e) if e.kind() == Kind::Format => {
            drop(plain);
            let whole = std::io::copy(&mut blob, &mut std::io::sink()).context(what);
            return Err(whole.err().unwrap_or(e));
        }
        other => other?,
    };
    let actual = plain.hasher.finish();
    // A blob that comes as a stream is checked against its digest at its end.
    std::io::copy(&mut blob, &mut std::io::sink()).context(what)?;
    if actual != layer.diff_id {
        return Err(Error::new(
            Kind::Integrity,
            format!("layer {} is not the one that its image's config names", layer.descriptor.digest),
        )
        .because(format!("it unpacks to {actual}, the config says {}", layer.diff_id)));
    }
    Ok(toc)
}

/// The layers of an image as it says itself.
pub fn layers_of(image: &crate::image::Image, config: &crate::oci::ImageConfig) -> Vec<LayerInfo> {
    let layers = image.layers(config).into_iter();
    layers
        .map(|l| LayerInfo {
            diff_id: l.diff_id,
            descriptor: l.descriptor,
            blobs: l.blobs,
            compression: None,
            created: None,
        })
        .collect()
}
