//! The layers that a build stands on: fetched, tabled and unpacked once each, when somebody
//! asks.

use super::Tools;
use super::step::content::{LayerContent, LocalLayer, Wanted};
use crate::copy::fetch;
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::blocking;
use crate::image::{BlobReader, BlobSource, Location};
use crate::layer::{Decoder, Entry, EntryKind, Limits, Toc, Tree};
use crate::oci::media_type::{Encoding, layer_encoding};
use crate::oci::{Algorithm, Descriptor, Digest, Hasher};
use crate::transport::layout::Layout;
use async_trait::async_trait;
use std::collections::HashMap;
use std::fs::File;
use std::hash::Hash;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::OnceCell;

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

impl<K: Hash + Eq + Clone, V: Clone> OncePer<K, V> {
    /// Nothing done yet.
    pub fn new() -> OncePer<K, V> {
        OncePer { cells: Mutex::new(HashMap::new()) }
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

/// Fetches, tables and unpacks layers.
pub struct Layers {
    tables: OncePer<Digest, Arc<Toc>>,
    fetched: OncePer<Digest, PathBuf>,
    unpacked: OncePer<Digest, PathBuf>,
    trees: OncePer<Vec<Digest>, Arc<Tree>>,
    files: OncePer<FileKey, Option<Arc<Vec<u8>>>>,
}

impl Layers {
    /// Nothing done yet.
    pub fn new() -> Layers {
        Layers {
            tables: OncePer::new(),
            fetched: OncePer::new(),
            unpacked: OncePer::new(),
            trees: OncePer::new(),
            files: OncePer::new(),
        }
    }

    /// The blob's file in the store, fetched if it is not there.
    pub async fn local(&self, tools: &Tools, layer: &LayerInfo) -> Result<PathBuf> {
        let make = async {
            let destination = tools.store.destination(None);
            fetch(&layer.blobs, &layer.descriptor, &destination, &tools.events).await?;
            Ok(tools.store.layout().blob_path(&layer.descriptor.digest))
        };
        self.fetched.get(&layer.descriptor.digest, make).await
    }

    /// The layer's table of contents. When it has to be made, the layer is checked against
    /// its diff ID.
    pub async fn toc(&self, tools: &Tools, layer: &LayerInfo) -> Result<Arc<Toc>> {
        let make = async {
            if let Some(toc) = tools.store.toc(&layer.diff_id)? {
                return Ok(Arc::new(toc));
            }
            let blob = self.local(tools, layer).await?;
            let (layer, store) = (layer.clone(), tools.store.clone());
            blocking(move || {
                let toc = read_toc(&blob, &layer)?;
                store.put_toc(&layer.diff_id, &toc)?;
                Ok(Arc::new(toc))
            })
            .await
        };
        self.tables.get(&layer.diff_id, make).await
    }

    /// The merged file system of `layers`.
    pub async fn tree(&self, tools: &Tools, layers: &[LayerInfo]) -> Result<Arc<Tree>> {
        let key: Vec<Digest> = layers.iter().map(|l| l.diff_id.clone()).collect();
        let make = async {
            let tocs = futures_util::future::try_join_all(layers.iter().map(|l| self.toc(tools, l))).await?;
            blocking(move || Ok(Arc::new(Tree::stack(&tocs)))).await
        };
        self.trees.get(&key, make).await
    }

    /// The layer unpacked for overlayfs.
    pub async fn unpacked(&self, tools: &Tools, helper: &std::path::Path, layer: &LayerInfo) -> Result<PathBuf> {
        let make = async {
            let path = tools.store.rootfs_path(&layer.diff_id);
            if path.exists() {
                return Ok(path);
            }
            // The table's making checks the layer against its diff ID.
            self.toc(tools, layer).await?;
            let blob = self.local(tools, layer).await?;
            let encoding = encoding(layer)?;
            let sandbox = tools.sandbox.get(helper, &tools.events)?;
            let dest = path.clone();
            blocking(move || sandbox.unpack(&blob, encoding, &dest)).await?;
            Ok(path)
        };
        self.unpacked.get(&layer.diff_id, make).await
    }

    /// Contents of files of `layers`, ready to be opened.
    pub async fn contents(&self, tools: &Tools, layers: &[LayerInfo], wanted: Vec<Wanted>) -> Result<LayerContent> {
        let mut local = Vec::new();
        let needed: std::collections::HashSet<usize> = wanted.iter().map(|w| w.layer).collect();
        for (index, layer) in layers.iter().enumerate() {
            // Layers that nothing is wanted from are not fetched.
            let blob = if needed.contains(&index) { self.local(tools, layer).await? } else { PathBuf::new() };
            local.push(LocalLayer { blob, encoding: encoding(layer)?, toc: self.toc(tools, layer).await? });
        }
        let temp = tools.store.root().join("tmp");
        blocking(move || LayerContent::prepare(local, &wanted, &temp)).await
    }

    /// A small regular file of `layers`, links followed. None if there is none. Whatever
    /// else stands at the path (a pipe, a device, something huge) is an error.
    pub async fn small_file(&self, tools: &Tools, layers: &[LayerInfo], path: &[u8]) -> Result<Option<Arc<Vec<u8>>>> {
        const MOST: u64 = 8 << 20;
        let key = (layers.iter().map(|l| l.diff_id.clone()).collect(), path.to_vec());
        let make = async {
            let tree = self.tree(tools, layers).await?;
            let Some(real) = tree.resolve(path, true)? else { return Ok(None) };
            let Some(node) = tree.get(&real) else { return Ok(None) };
            let shown = String::from_utf8_lossy(path).into_owned();
            let entry = node.content_entry().clone();
            match entry.kind {
                EntryKind::File { size, .. } if size <= MOST => {}
                EntryKind::File { size, .. } => {
                    return Err(Error::new(
                        Kind::Limit,
                        format!("/{shown} in the image is {size} bytes; at most {MOST} are read"),
                    ));
                }
                _ => return Err(Error::new(Kind::Format, format!("/{shown} in the image is not a regular file"))),
            }
            let wanted = vec![Wanted { path: real.clone(), layer: node.layer(), entry: entry.clone() }];
            let content = self.contents(tools, layers, wanted).await?;
            blocking(move || read_whole(&content, &real, &entry)).await.map(Some)
        };
        self.files.get(&key, make).await
    }
}

fn read_whole(content: &LayerContent, path: &[u8], entry: &Entry) -> Result<Arc<Vec<u8>>> {
    use super::step::content::Content;
    let mut data = Vec::new();
    let shown = String::from_utf8_lossy(path);
    content.open(path, entry)?.read_to_end(&mut data).context(|| format!("read /{shown} of the image"))?;
    Ok(Arc::new(data))
}

fn encoding(layer: &LayerInfo) -> Result<Encoding> {
    layer_encoding(&layer.descriptor.media_type).ok_or_else(|| {
        let what =
            format!("layer {} is of the unknown kind '{}'", layer.descriptor.digest, layer.descriptor.media_type);
        Error::new(Kind::Unsupported, what)
    })
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
    let limits = Limits::default();
    let what = || format!("read layer {}", layer.descriptor.digest);
    let file = File::open(blob).context(what)?;
    let plain = Decoder::new(file, encoding(layer)?, &limits)?;
    let mut plain = Hashing { inner: plain, hasher: Hasher::new(Algorithm::Sha256) };
    let toc = Toc::read(&mut plain, &limits).context(what)?;
    let actual = plain.hasher.finish();
    if actual != layer.diff_id {
        return Err(Error::new(
            Kind::Integrity,
            format!("layer {} is not the one that its image's config names", layer.descriptor.digest),
        )
        .because(format!("it unpacks to {actual}, the config says {}", layer.diff_id)));
    }
    Ok(toc)
}
