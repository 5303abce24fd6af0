//! What is in a store, how much room it takes, and what of it could be freed.

use super::Store;
use super::reach::{Reach, small};
use crate::error::{Context, Error, Result};
use crate::layer::{EntryKind, Toc};
use crate::oci::manifest::{MAX_MANIFEST, Manifest};
use crate::oci::{Descriptor, Digest, ImageConfig, media_type};
use crate::transport::layout::uses::in_use;
use crate::transport::layout::{Layout, REF_NAME};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What kind of thing an [`Item`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// A blob of an image that has a name, or of what is attached to it.
    Images,
    /// A blob of a working container alone.
    Containers,
    /// A blob of an image without a name.
    UnnamedImages,
    /// A layer that a build step made.
    CachedLayers,
    /// A blob that nothing names: a layer of a base image, for the most part.
    OtherBlobs,
    /// A layer unpacked for RUN.
    RootFileSystems,
    /// The table of contents of a layer.
    Tables,
    /// What a build step made.
    CacheRecords,
    /// What is known of the files of a build context.
    Contexts,
    /// A directory of `RUN --mount=type=cache`.
    CacheMounts,
    /// What is not finished, or half removed.
    Unfinished,
}

/// What keeps an [`Item`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A name: it stays.
    Named,
    /// It saves work, and is made again where it is missing.
    Cache,
    /// Nothing.
    Nothing,
}

/// One thing in the store.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// What it is.
    pub group: Group,
    /// What keeps it.
    pub standing: Standing,
    /// A digest, a key, or a file's name.
    pub name: String,
    /// Bytes of the disk.
    pub size: u64,
    /// Seconds since 1970 of its last use.
    #[serde(serialize_with = "seconds")]
    pub last_used: SystemTime,
    /// A running process uses it.
    pub in_use: bool,
    #[serde(skip)]
    pub(super) path: PathBuf,
    /// The layer that a record names.
    #[serde(skip)]
    pub(super) layer: Option<Digest>,
}

fn seconds<S: serde::Serializer>(time: &SystemTime, to: S) -> std::result::Result<S::Ok, S::Error> {
    to.serialize_u64(time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs()))
}

/// A name and what it stands for.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// The full name.
    pub name: String,
    /// Of the manifest or index.
    pub digest: Digest,
    /// Its media type.
    #[serde(rename = "mediaType")]
    pub media_type: String,
    /// Bytes of all its blobs together, as they are compressed.
    pub size: u64,
    /// When it was made, as it says itself.
    pub created: Option<String>,
    /// What it is for.
    pub platforms: Vec<String>,
}

/// Everything.
#[derive(Debug)]
pub struct Survey {
    /// The things.
    pub items: Vec<Item>,
    /// Names of images.
    pub images: usize,
    /// Working containers.
    pub containers: usize,
    /// Images without a name.
    pub unnamed: usize,
}

impl Item {
    /// Could it be freed now?
    pub fn reclaimable(&self) -> bool {
        self.standing != Standing::Named && !self.in_use
    }
}

/// What of a cache record is needed here.
#[derive(Debug, Deserialize)]
pub(super) struct Record {
    pub layer: Option<RecordLayer>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RecordLayer {
    pub diff_id: Digest,
    pub descriptor: Descriptor,
}

pub(super) fn read_record(path: &Path) -> Option<Record> {
    parse_record(path, &std::fs::read(path).ok()?).ok()
}

/// A record, by its content and its name: one that begins with `as-` says in what blob a layer
/// lies in another compression.
pub(super) fn parse_record(path: &Path, raw: &[u8]) -> serde_json::Result<Record> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let other = name.strip_prefix("as-").and_then(|rest| format!("sha256:{}", rest.rsplit('-').next()?).parse().ok());
    match other {
        Some(diff_id) => {
            let descriptor = serde_json::from_slice(raw)?;
            Ok(Record { layer: Some(RecordLayer { diff_id, descriptor }) })
        }
        None => serde_json::from_slice(raw),
    }
}

impl Store {
    /// The layout for those who only look: nothing is noted as used.
    pub(super) fn quiet_layout(&self) -> Result<Layout> {
        Layout::open(&self.root)
    }

    /// Looks at everything. Beside running builds it is a picture of one moment that never was.
    pub fn survey(&self) -> Result<Survey> {
        let layout = self.quiet_layout()?;
        let reach = Reach::read(&layout, &in_use(&self.root.join("uses"))?)?;
        let mut records: Vec<(PathBuf, Metadata, Option<Record>)> = Vec::new();
        for (path, meta) in files(&self.root.join("cache"))? {
            let record = read_record(&path);
            records.push((path, meta, record));
        }
        let layer_of =
            |r: &Option<Record>| r.as_ref().and_then(|r| r.layer.as_ref().map(|l| l.descriptor.digest.clone()));
        let mut known: HashMap<Digest, SystemTime> = HashMap::new();
        let mut diffs = HashSet::new();
        for (_, meta, record) in &records {
            if let Some(layer) = record.as_ref().and_then(|r| r.layer.as_ref()) {
                let used = known.entry(layer.descriptor.digest.clone()).or_insert(SystemTime::UNIX_EPOCH);
                *used = (*used).max(modified(meta));
                diffs.insert(layer.diff_id.clone());
            }
        }
        let mut items = blobs(&layout, &reach, &known)?;
        let here: HashSet<String> = items.iter().map(|i| i.name.clone()).collect();
        for (path, meta, record) in records {
            let layer = layer_of(&record);
            let whole = record.is_some() && layer.as_ref().is_none_or(|l| here.contains(&l.to_string()));
            let standing = if whole { Standing::Cache } else { Standing::Nothing };
            let mut item = item(Group::CacheRecords, standing, path, &meta);
            item.in_use = layer.as_ref().is_some_and(|l| reach.used.blobs.contains(l));
            item.layer = layer;
            items.push(item);
        }
        self.layers(&reach, &diffs, &mut items)?;
        for (path, meta) in files(&self.root.join("context"))? {
            items.push(item(Group::Contexts, Standing::Cache, path, &meta));
        }
        self.cache_mounts(&mut items)?;
        self.unfinished(&mut items)?;
        let (images, containers) = (reach.named.len(), reach.container_count);
        Ok(Survey { items, images, containers, unnamed: reach.dangling.len() })
    }

    /// Unpacked layers and tables of contents.
    fn layers(&self, reach: &Reach, records: &HashSet<Digest>, items: &mut Vec<Item>) -> Result<()> {
        for (algorithm, path, meta) in below(&self.root.join("toc"))? {
            let mut item = item(Group::Tables, Standing::Cache, path, &meta);
            item.name = format!("{algorithm}:{}", item.name);
            items.push(item);
        }
        for (algorithm, path, meta) in below(&self.root.join("rootfs"))? {
            let mut item = item(Group::RootFileSystems, Standing::Nothing, path, &meta);
            let Ok(diff_id) = format!("{algorithm}:{}", item.name).parse::<Digest>() else { continue };
            let needed = [&reach.images, &reach.containers, &reach.used];
            if records.contains(&diff_id) || needed.iter().any(|r| r.diffs.contains(&diff_id)) {
                item.standing = Standing::Cache;
            }
            item.in_use = reach.used.diffs.contains(&diff_id);
            item.size = self.unpacked_size(&item.path, &diff_id);
            // The directory's own time is that of the root in the image.
            let noted = self.toc_path(&diff_id).symlink_metadata().map(|m| modified(&m));
            item.last_used = noted.unwrap_or_else(|_| changed(&meta));
            item.name = diff_id.to_string();
            items.push(item);
        }
        Ok(())
    }

    /// What an unpacked layer takes. Directories of other users' ids may be closed to us; then
    /// it is what the table of contents lets expect.
    fn unpacked_size(&self, path: &Path, diff_id: &Digest) -> u64 {
        let (size, whole) = disk_use(path);
        if whole {
            return size;
        }
        let table = std::fs::File::open(self.toc_path(diff_id)).ok();
        let table = table.and_then(|mut file| Toc::load(&mut file).ok().flatten());
        let blocks = |kind: &EntryKind| match kind {
            EntryKind::File { size, .. } => size.div_ceil(4096) * 4096,
            EntryKind::Dir => 4096,
            _ => 0,
        };
        table.map_or(size, |t| t.entries.iter().map(|e| blocks(&e.kind)).sum::<u64>().max(size))
    }

    fn cache_mounts(&self, items: &mut Vec<Item>) -> Result<()> {
        for (path, meta) in entries(&self.root.join("cache-mounts"))? {
            if !meta.is_dir() || hidden(&path) {
                continue;
            }
            let mut item = item(Group::CacheMounts, Standing::Cache, path, &meta);
            item.size = disk_use(&item.path).0;
            item.name = std::fs::read_to_string(item.path.join("id")).unwrap_or(item.name);
            if let Ok(lock) = std::fs::File::open(item.path.with_extension("lock")) {
                item.in_use = lock.try_lock().is_err();
                item.last_used = lock.metadata().map_or(item.last_used, |m| modified(&m));
            }
            items.push(item);
        }
        Ok(())
    }

    /// What is left of killed processes, and what living ones work on: which of both, only he
    /// knows who is alone.
    fn unfinished(&self, items: &mut Vec<Item>) -> Result<()> {
        let mut found = entries(&self.root.join("tmp"))?;
        found.extend(detached(&self.root));
        for (path, meta) in found {
            let mut item = item(Group::Unfinished, Standing::Nothing, path, &meta);
            item.size = disk_use(&item.path).0;
            item.last_used = changed(&meta);
            item.in_use = true;
            items.push(item);
        }
        Ok(())
    }

    /// The names, and what each stands for.
    pub fn names(&self) -> Result<Vec<Named>> {
        let layout = self.quiet_layout()?;
        let mut out = Vec::new();
        for entry in layout.index()?.manifests {
            let Some(name) = entry.annotations.get(REF_NAME) else { continue };
            let mut named = Named {
                name: name.clone(),
                digest: entry.digest.clone(),
                media_type: entry.media_type.clone(),
                size: 0,
                created: None,
                platforms: Vec::new(),
            };
            let mut seen = HashSet::new();
            let mut todo = vec![entry];
            while let Some(descriptor) = todo.pop() {
                if !seen.insert(descriptor.digest.clone()) {
                    continue;
                }
                named.size += descriptor.size;
                let kind = &descriptor.media_type;
                let raw = match media_type::is_manifest(kind) || media_type::is_index(kind) {
                    true => small(&layout, &descriptor.digest, MAX_MANIFEST)?,
                    false => None,
                };
                let Some(raw) = raw else { continue };
                if let Ok(index) = serde_json::from_slice::<crate::oci::Index>(&raw)
                    && media_type::is_index(kind)
                {
                    todo.extend(index.manifests);
                } else if let Ok(manifest) = serde_json::from_slice::<Manifest>(&raw) {
                    named.describe(&layout, &manifest);
                    todo.push(manifest.config);
                    todo.extend(manifest.layers);
                }
            }
            out.push(named);
        }
        out.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(out)
    }
}

impl Named {
    fn describe(&mut self, layout: &Layout, manifest: &Manifest) {
        let config = small(layout, &manifest.config.digest, crate::oci::manifest::MAX_CONFIG).ok().flatten();
        let config = config.filter(|_| media_type::is_config(&manifest.config.media_type));
        let Some(config) = config.and_then(|raw| serde_json::from_slice::<ImageConfig>(&raw).ok()) else { return };
        let variant = config.variant.map(|v| format!("/{v}")).unwrap_or_default();
        self.platforms.push(format!("{}/{}{variant}", config.os, config.architecture));
        self.created = self.created.take().max(config.created);
    }
}

fn blobs(layout: &Layout, reach: &Reach, known: &HashMap<Digest, SystemTime>) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for (algorithm, path, meta) in below(&layout.root().join("blobs"))? {
        let mut item = item(Group::OtherBlobs, Standing::Nothing, path, &meta);
        let digest = format!("{algorithm}:{}", item.name).parse::<Digest>();
        if let Ok(digest) = digest {
            (item.group, item.standing) = match known.get(&digest) {
                _ if reach.images.blobs.contains(&digest) => (Group::Images, Standing::Named),
                _ if reach.containers.blobs.contains(&digest) => (Group::Containers, Standing::Named),
                Some(used) => {
                    item.last_used = item.last_used.max(*used);
                    (Group::CachedLayers, Standing::Cache)
                }
                None if reach.unnamed.blobs.contains(&digest) => (Group::UnnamedImages, Standing::Nothing),
                None => (Group::OtherBlobs, Standing::Nothing),
            };
            item.in_use = reach.used.blobs.contains(&digest);
            item.name = digest.to_string();
        }
        items.push(item);
    }
    Ok(items)
}

fn item(group: Group, standing: Standing, path: PathBuf, meta: &Metadata) -> Item {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (size, last_used) = (meta.blocks() * 512, modified(meta));
    Item { group, standing, name, size, last_used, in_use: false, path, layer: None }
}

pub(super) fn modified(meta: &Metadata) -> SystemTime {
    meta.modified().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn changed(meta: &Metadata) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(meta.ctime()).unwrap_or(0))
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"."))
}

/// What is in a directory. One that is not there is empty, and so is what goes meanwhile.
pub(super) fn entries(dir: &Path) -> Result<Vec<(PathBuf, Metadata)>> {
    let what = || format!("list {}", dir.display());
    let found = match std::fs::read_dir(dir) {
        Ok(found) => found,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io(what(), e)),
    };
    let mut out = Vec::new();
    for entry in found {
        let path = entry.context(what)?.path();
        match path.symlink_metadata() {
            Ok(meta) => out.push((path, meta)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(Error::io(what(), e)),
        }
    }
    Ok(out)
}

fn files(dir: &Path) -> Result<Vec<(PathBuf, Metadata)>> {
    let mut found = entries(dir)?;
    found.retain(|(path, meta)| meta.is_file() && !hidden(path));
    Ok(found)
}

/// What is in the directories of a directory that are named after algorithms.
pub(super) fn below(dir: &Path) -> Result<Vec<(String, PathBuf, Metadata)>> {
    let mut out = Vec::new();
    for (algorithm, _) in entries(dir)?.into_iter().filter(|(_, m)| m.is_dir()) {
        let name = algorithm.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let found = entries(&algorithm)?.into_iter().filter(|(path, _)| !hidden(path) && !unfinished(path));
        out.extend(found.map(|(path, meta)| (name.clone(), path, meta)));
    }
    Ok(out)
}

/// A layer that is being unpacked.
fn unfinished(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.as_encoded_bytes().starts_with(b"tmp-"))
}

/// Trees that are half unpacked or half removed.
pub(super) fn detached(root: &Path) -> Vec<(PathBuf, Metadata)> {
    let mut out = Vec::new();
    for dir in ["rootfs/sha256", "rootfs/sha512", "cache-mounts"] {
        let found = entries(&root.join(dir)).unwrap_or_default();
        out.extend(found.into_iter().filter(|(path, _)| hidden(path) || unfinished(path)));
    }
    out
}

/// Bytes of the disk that a tree takes, each file once, and whether all of it could be seen.
fn disk_use(path: &Path) -> (u64, bool) {
    let (mut size, mut whole, mut seen) = (0, true, HashSet::new());
    for entry in walkdir::WalkDir::new(path) {
        match entry.map(|e| e.metadata()) {
            Ok(Ok(meta)) => {
                if meta.nlink() < 2 || meta.is_dir() || seen.insert((meta.dev(), meta.ino())) {
                    size += meta.blocks() * 512;
                }
            }
            _ => whole = false,
        }
    }
    (size, whole)
}
