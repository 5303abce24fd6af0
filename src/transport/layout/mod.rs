//! OCI image layouts on disk (OCI image spec, image-layout.md): `oci:DIR[:TAG]`, and
//! the ground that the local store stands on.

mod partial;
pub mod uses;

use crate::error::{Context, Error, Kind, Result};
use crate::image::file::{blocking, open_regular, stream_file, write_stream};
use crate::image::{BlobReader, BlobSource, ByteStream, Destination, Location, Node, Role};
use crate::oci::manifest::{self, MAX_MANIFEST};
use crate::oci::{Algorithm, Descriptor, Digest, Hasher, Index, RegistryRef, media_type};
use async_trait::async_trait;
use bytes::Bytes;
use partial::Partial;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use uses::Uses;

/// The annotation that names a manifest in a layout's index.
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// The content of the `oci-layout` file.
pub const MARKER: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;
/// As much of an `oci-layout` file is read, in bytes.
const MAX_MARKER: u64 = 4096;
/// The largest `index.json` that is read or written, in bytes: room for some 100,000
/// names, as a registry's repository may have.
pub const MAX_INDEX: u64 = 32 << 20;

/// Blobs smaller than this are fetched again rather than completed, in bytes.
const MIN_PARTIAL: u64 = 1 << 20;

/// A layout directory.
#[derive(Debug, Clone)]
pub struct Layout {
    root: PathBuf,
    /// Where unfinished blobs wait; on the same file system.
    temp: PathBuf,
    /// Blobs lie in `root` itself under their hex (`dir:`).
    flat: bool,
    /// Blobs are synced before anything names them.
    durable: bool,
    /// Where it may be pruned: who uses what.
    uses: Option<Arc<Uses>>,
}

impl Layout {
    /// Opens a layout that must be there.
    pub fn open(root: &Path) -> Result<Layout> {
        let marker = root.join("oci-layout");
        let (file, _) = open_regular(&marker).map_err(|e| {
            e.context(format!("{} is not an OCI layout", root.display()))
                .hint("an OCI layout is a directory with oci-layout, index.json and blobs/")
        })?;
        let mut raw = Vec::new();
        file.take(MAX_MARKER).read_to_end(&mut raw).context(|| format!("read {}", marker.display()))?;
        check_marker(&raw, &root.display().to_string())?;
        Ok(Layout { root: root.into(), temp: root.join("blobs"), flat: false, durable: false, uses: None })
    }

    /// Opens a layout, or makes an empty one. A directory that holds something else
    /// is refused.
    pub fn create(root: &Path) -> Result<Layout> {
        if root.join("oci-layout").exists() {
            let layout = Layout::open(root)?;
            layout.refuse_links()?;
            return Ok(layout);
        }
        if let Ok(mut entries) = std::fs::read_dir(root)
            && entries.next().is_some()
        {
            return Err(Error::new(
                Kind::Usage,
                format!("{} is not empty and not an OCI layout; it is left as it is", root.display()),
            ));
        }
        let layout = Layout { root: root.into(), temp: root.join("blobs"), flat: false, durable: false, uses: None };
        std::fs::create_dir_all(root.join("blobs/sha256")).context(|| format!("create {}", root.display()))?;
        layout.replace("index.json", &serde_json::to_vec(&Index::default()).unwrap_or_default())?;
        layout.replace("oci-layout", MARKER)?;
        Ok(layout)
    }

    /// As [`create`](Layout::create), where other things may lie beside the layout's own
    /// (a registry's repository `a` beside `a/b`). What a killed run left half made is
    /// completed: the marker comes last.
    pub fn ensure(root: &Path, temp: &Path) -> Result<Layout> {
        let layout = Layout { root: root.into(), temp: temp.into(), flat: false, durable: true, uses: None };
        if root.join("oci-layout").exists() {
            Layout::open(root)?;
            layout.refuse_links()?;
            return Ok(layout);
        }
        std::fs::create_dir_all(root.join("blobs/sha256")).context(|| format!("create {}", root.display()))?;
        layout.refuse_links()?;
        let lock = File::open(root).context(|| format!("open {}", root.display()))?;
        lock.lock().context(|| format!("lock {}", root.display()))?;
        if !root.join("index.json").exists() {
            layout.replace("index.json", &serde_json::to_vec(&Index::default()).unwrap_or_default())?;
        }
        layout.replace("oci-layout", MARKER)?;
        Ok(layout)
    }

    /// A directory with blobs under their hex alone, and no index: see [`dir`](super::dir).
    pub fn flat(root: &Path) -> Layout {
        Layout { root: root.into(), temp: root.into(), flat: true, durable: false, uses: None }
    }

    /// The same layout with unfinished blobs in `temp`.
    pub fn with_temp(mut self, temp: PathBuf) -> Layout {
        self.temp = temp;
        self
    }

    /// The same layout, whose blobs are on the disk before anything names them: what a store and a
    /// registry promise. Elsewhere a copy is as safe from a power cut as one by cp(1): its blobs may
    /// be short afterwards, is told so when they are read, and is mended by copying again.
    pub fn durable(mut self) -> Layout {
        self.durable = true;
        self
    }

    /// The same layout, which may be pruned while it is used.
    pub fn with_uses(mut self, uses: Arc<Uses>) -> Layout {
        self.uses = Some(uses);
        self
    }

    /// Says that this process uses a blob, before it looks for it.
    fn note(&self, digest: &Digest, path: &Path) {
        if let Some(uses) = &self.uses {
            uses.note(format!("blob {digest}"), path);
        }
    }

    /// The directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A link in place of a directory could lead our writes anywhere.
    fn refuse_links(&self) -> Result<()> {
        for part in ["blobs", "blobs/sha256", "blobs/sha512", "index.json"] {
            let path = self.root.join(part);
            if path.symlink_metadata().is_ok_and(|m| m.is_symlink()) {
                return Err(Error::new(
                    Kind::Format,
                    format!("{} is a symbolic link; a layout that leads elsewhere is not written to", path.display()),
                ));
            }
        }
        Ok(())
    }

    /// Where the blob's file is, or would be.
    pub fn blob_path(&self, digest: &Digest) -> PathBuf {
        if self.flat {
            return self.root.join(digest.hex());
        }
        self.root.join("blobs").join(digest.algorithm().name()).join(digest.hex())
    }

    /// Is the blob there, with the right size?
    pub fn has(&self, descriptor: &Descriptor) -> bool {
        let path = self.blob_path(&descriptor.digest);
        self.note(&descriptor.digest, &path);
        let meta = path.symlink_metadata();
        meta.is_ok_and(|m| m.is_file() && m.len() == descriptor.size)
    }

    /// A new file for an unfinished blob; gone when dropped.
    pub fn temp_file(&self) -> Result<tempfile::NamedTempFile> {
        tempfile::Builder::new()
            .prefix(".part-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
            .tempfile_in(&self.temp)
            .context(|| format!("create a file in {}", self.temp.display()))
    }

    /// Gives a finished file its name; in a [durable](Layout::durable) layout it is on the disk
    /// then. The caller has checked digest and size.
    pub fn adopt(&self, temp: tempfile::NamedTempFile, digest: &Digest) -> Result<()> {
        if self.durable {
            temp.as_file().sync_data().context(|| format!("sync blob {digest}"))?;
        }
        self.adopt_unsynced(temp, digest).map(drop)
    }

    /// The same, but it is for the caller to sync the file before anything names it.
    fn adopt_unsynced(&self, temp: tempfile::NamedTempFile, digest: &Digest) -> Result<File> {
        let path = self.room_for(digest)?;
        temp.persist(&path).map_err(|e| Error::io(format!("rename to {}", path.display()), e.error))
    }

    /// Where the blob's file will be, in a directory that is there.
    fn room_for(&self, digest: &Digest) -> Result<PathBuf> {
        if digest.algorithm() == Algorithm::Sha512 && !self.flat {
            let dir = self.root.join("blobs/sha512");
            std::fs::create_dir_all(&dir).context(|| format!("create {}", dir.display()))?;
        }
        let path = self.blob_path(digest);
        self.note(digest, &path);
        Ok(path)
    }

    /// Stores a small document.
    pub fn put_bytes(&self, media_type: &str, bytes: &[u8]) -> Result<Descriptor> {
        let descriptor = Descriptor::of(media_type, bytes);
        if !self.has(&descriptor) {
            let mut temp = self.temp_file()?;
            temp.write_all(bytes).context(|| format!("write blob {}", descriptor.digest))?;
            self.adopt(temp, &descriptor.digest)?;
        }
        Ok(descriptor)
    }

    /// The index, parsed. At most [`MAX_INDEX`] bytes are read.
    pub fn index(&self) -> Result<Index> {
        let path = self.root.join("index.json");
        let (file, _) = open_regular(&path)?;
        let mut raw = Vec::new();
        file.take(MAX_INDEX + 1).read_to_end(&mut raw).context(|| format!("read {}", path.display()))?;
        parse_index(&raw, &path.display().to_string())
    }

    /// The descriptor that `tag` names; without a tag, the only image there is.
    pub fn find(&self, tag: Option<&str>) -> Result<Descriptor> {
        select(&self.index()?, tag, &self.root.display().to_string())
    }

    /// The image or index that `tag` names.
    pub async fn node(&self, tag: Option<&str>) -> Result<Node> {
        Node::open(self.find(tag)?, Arc::new(self.clone())).await
    }

    /// Points names at manifests, atomically and safe against other processes. An entry
    /// without a name only says that the manifest is here.
    fn enter(&self, entries: Vec<Entry>) -> Result<()> {
        self.update_index(|index| {
            for Entry { name, mut descriptor } in entries {
                index.manifests.retain(|d| match &name {
                    Some(_) => d.annotations.get(REF_NAME) != name.as_ref(),
                    None => d.digest != descriptor.digest || d.annotations.contains_key(REF_NAME),
                });
                if let Some(name) = name {
                    descriptor.annotations.insert(REF_NAME.into(), name);
                }
                index.manifests.push(descriptor);
            }
        })
    }

    /// One name, for tests.
    #[cfg(test)]
    pub(crate) fn set_tag(&self, tag: Option<&str>, descriptor: &Descriptor) -> Result<()> {
        self.enter(vec![Entry { name: tag.map(str::to_string), descriptor: descriptor.clone() }])
    }

    /// The names in the index, sorted.
    pub fn names(&self) -> Result<Vec<String>> {
        let index = self.index()?;
        let named = index.manifests.iter().filter_map(|d| d.annotations.get(REF_NAME).cloned());
        Ok(named.collect::<std::collections::BTreeSet<_>>().into_iter().collect())
    }

    /// Takes a name out of the index; what it named stays. False if it is not there.
    pub fn remove_name(&self, name: &str) -> Result<bool> {
        let mut removed = false;
        self.update_index(|index| {
            let before = index.manifests.len();
            index.manifests.retain(|d| d.annotations.get(REF_NAME).map(String::as_str) != Some(name));
            removed = index.manifests.len() != before;
        })?;
        Ok(removed)
    }

    /// Changes the index under the layout's lock.
    pub fn update_index(&self, change: impl FnOnce(&mut Index)) -> Result<()> {
        let path = self.root.join("index.json");
        let lock = File::open(&self.root).context(|| format!("open {}", self.root.display()))?;
        lock.lock().context(|| format!("lock {}", self.root.display()))?;
        let mut index = self.index()?;
        change(&mut index);
        let raw = serde_json::to_vec(&index)
            .map_err(|e| Error::new(Kind::Internal, format!("write {}", path.display())).because(e))?;
        if raw.len() as u64 > MAX_INDEX {
            // Written, nobody would read it again.
            return Err(Error::new(Kind::Limit, format!("{} would outgrow {MAX_INDEX} bytes", path.display())));
        }
        self.replace("index.json", &raw)
    }

    /// Writes a file of the directory, atomically.
    pub fn replace(&self, name: &str, raw: &[u8]) -> Result<()> {
        let path = self.root.join(name);
        let what = || format!("write {}", path.display());
        let mut temp = tempfile::Builder::new()
            .prefix(".part-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
            .tempfile_in(&self.temp)
            .context(what)?;
        temp.write_all(raw).context(what)?;
        temp.as_file().sync_data().context(what)?;
        temp.persist(&path).map(drop).map_err(|e| Error::io(what(), e.error))
    }

    /// Writes a verified stream to the blob's name; what comes back is not synced.
    async fn write_blob(&self, descriptor: &Descriptor, data: ByteStream) -> Result<File> {
        let what = format!("blob {}", descriptor.digest);
        let temp = self.temp_file()?;
        let file = temp.as_file().try_clone().context(|| format!("write {what}"))?;
        write_stream(data, file, self.durable, what).await?;
        let (layout, digest) = (self.clone(), descriptor.digest.clone());
        blocking(move || layout.adopt_unsynced(temp, &digest)).await
    }

    /// Writes a stream of unknown digest; returns what it was, and the file, not synced.
    async fn write_new_blob(&self, media_type: &str, data: ByteStream) -> Result<(Descriptor, File)> {
        let temp = self.temp_file()?;
        let (layout, media_type) = (self.clone(), media_type.to_string());
        crate::image::file::drain(
            data,
            (temp, Hasher::new(Algorithm::Sha256)),
            |(temp, hasher), chunk| {
                hasher.update(chunk);
                temp.write_all(chunk).context(|| "write a new blob".into())
            },
            move |(temp, hasher)| {
                let size = hasher.bytes();
                let digest = hasher.finish();
                let file = layout.adopt_unsynced(temp, &digest)?;
                Ok((Descriptor::new(media_type, digest, size), file))
            },
        )
        .await
    }

    /// Takes a whole file that another place of ours holds: a reflink or a copy inside
    /// the kernel, checked against the digest, never a hard link (the places must not
    /// share fate).
    fn copy_file(&self, descriptor: &Descriptor, from: &Path) -> Result<Option<File>> {
        let Ok((mut source, size)) = open_regular(from) else { return Ok(None) };
        if size != descriptor.size {
            return Ok(None);
        }
        let mut temp = self.temp_file()?;
        let what = || format!("copy blob {}", descriptor.digest);
        // A clone costs nothing, but its bytes still have to be the right ones.
        let cloned = rustix::fs::ioctl_ficlone(temp.as_file(), &source).is_ok();
        let mut hasher = Hasher::new(descriptor.digest.algorithm());
        let mut buffer = vec![0; 512 << 10];
        loop {
            let n = source.read(&mut buffer).context(what)?;
            if n == 0 {
                break;
            }
            hasher.update(&buffer[..n]);
            if !cloned {
                temp.write_all(&buffer[..n]).context(what)?;
            }
        }
        if hasher.bytes() != descriptor.size || hasher.finish() != descriptor.digest {
            return Err(Error::new(Kind::Integrity, format!("{} is not what its name says", from.display()))
                .hint("remove the file; it is fetched again when needed"));
        }
        self.adopt_unsynced(temp, &descriptor.digest).map(Some)
    }
}

/// Checks the content of an `oci-layout` file.
pub fn check_marker(raw: &[u8], place: &str) -> Result<()> {
    let value: serde_json::Value = serde_json::from_slice(raw)
        .map_err(|e| Error::new(Kind::Format, format!("{place}: oci-layout is not JSON")).because(e))?;
    match value.get("imageLayoutVersion").and_then(serde_json::Value::as_str) {
        Some("1.0.0") => Ok(()),
        other => Err(Error::new(
            Kind::Unsupported,
            format!("{place}: image layout version {} is not known", other.unwrap_or("(none)")),
        )),
    }
}

/// Parses an `index.json`.
pub fn parse_index(raw: &[u8], place: &str) -> Result<Index> {
    if raw.len() as u64 > MAX_INDEX {
        return Err(Error::new(Kind::Limit, format!("{place} is larger than {MAX_INDEX} bytes")));
    }
    serde_json::from_slice(raw)
        .map_err(|e| Error::new(Kind::Format, format!("{place} is not an image index")).because(e))
}

/// The images of a layout's index: what is attached to them left out, unless there is
/// nothing else.
fn without_attached(index: &Index) -> Vec<&Descriptor> {
    let is_image = |d: &&Descriptor| match d.annotations.get(REF_NAME) {
        Some(name) => !is_attachment_tag(name.rsplit(':').next().unwrap_or(name)),
        None => d.artifact_type.is_none(),
    };
    let images: Vec<&Descriptor> = index.manifests.iter().filter(is_image).collect();
    if images.is_empty() { index.manifests.iter().collect() } else { images }
}

/// `sha256-…`, alone or with an ending such as `.sig`: what is attached to that digest.
pub(super) fn is_attachment_tag(tag: &str) -> bool {
    let Some((algorithm, rest)) = tag.split_once('-') else { return false };
    let hex = rest.split('.').next().unwrap_or(rest);
    matches!(algorithm, "sha256" | "sha512") && hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

/// What of a layout's index is attached to `subject`: manifests that say so, and what the
/// fallback tag lists. Manifests that are not here are passed over.
pub(super) async fn referrers(index: &Index, blobs: &dyn BlobSource, subject: &Digest) -> Result<Vec<Descriptor>> {
    let mut found: Vec<Descriptor> = Vec::new();
    let mut add = |entry: Descriptor| {
        if !found.iter().any(|d| d.digest == entry.digest) {
            found.push(entry);
        }
    };
    let list = manifest::fallback_tag(subject);
    for descriptor in &index.manifests {
        if !media_type::is_manifest(&descriptor.media_type) && !media_type::is_index(&descriptor.media_type) {
            continue;
        }
        let raw = match blobs.open(descriptor).await {
            Ok(reader) => reader.read_all(MAX_MANIFEST).await?,
            Err(e) if e.kind() == Kind::NotFound => continue,
            Err(e) => return Err(e),
        };
        match manifest::attachment(descriptor, &raw) {
            Some((of, entry)) if of == *subject => add(entry),
            _ => {}
        }
        if names(descriptor, &list)
            && let Ok(manifest::Document::Index(listed)) = manifest::Document::parse(&raw, &descriptor.media_type)
        {
            listed.manifests.into_iter().for_each(&mut add);
        }
    }
    Ok(found)
}

/// What `tag` names in a layout's index; where names are whole references (in the store),
/// in any repository.
pub(super) fn tagged(index: &Index, tag: &str) -> Option<Descriptor> {
    let mut found = index.manifests.iter().rfind(|d| names(d, tag))?.clone();
    found.annotations.remove(REF_NAME);
    Some(found)
}

fn names(descriptor: &Descriptor, tag: &str) -> bool {
    let name = descriptor.annotations.get(REF_NAME);
    name.is_some_and(|n| n == tag || n.rsplit_once(':').is_some_and(|(_, last)| last == tag))
}

/// An entry of a layout's index, and the name it gets.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: Option<String>,
    pub(super) descriptor: Descriptor,
}

impl Entry {
    /// What the index says of a manifest that is put in `role`, where the place's own name is
    /// `own`; nothing of a child.
    pub(super) fn of(descriptor: &Descriptor, raw: &[u8], role: Role<'_>, own: Option<&str>) -> Result<Option<Entry>> {
        let mut descriptor = descriptor.clone();
        if media_type::is_index(&descriptor.media_type) {
            descriptor.platform = None;
        }
        if descriptor.artifact_type.is_none() {
            let attached = manifest::attachment(&descriptor, raw);
            descriptor.artifact_type = attached.and_then(|(_, entry)| entry.artifact_type);
        }
        descriptor.annotations.remove(REF_NAME);
        let name = match role {
            Role::Child => return Ok(None),
            Role::Referrer => None,
            Role::Top => own.map(str::to_string),
            // Beside a whole reference stands a whole reference.
            Role::Tagged(tag) => Some(match own.filter(|own| own.contains('/')) {
                Some(own) => own.parse::<RegistryRef>()?.with_tag(tag)?.to_string(),
                None => tag.to_string(),
            }),
        };
        Ok(Some(Entry { name, descriptor }))
    }
}

/// Picks the manifest that `tag` names from a layout's index.
pub fn select(index: &Index, tag: Option<&str>, place: &str) -> Result<Descriptor> {
    let name = |d: &Descriptor| d.annotations.get(REF_NAME).cloned();
    let found: Vec<&Descriptor> = match tag {
        Some(tag) => {
            let by_digest = tag.strip_prefix('@').and_then(|d| d.parse::<Digest>().ok());
            index
                .manifests
                .iter()
                .filter(|d| match &by_digest {
                    Some(digest) => d.digest == *digest,
                    None => name(d).as_deref() == Some(tag),
                })
                .collect()
        }
        None => without_attached(index),
    };
    let mut digests: Vec<&Digest> = found.iter().map(|d| &d.digest).collect();
    digests.dedup();
    let names: Vec<String> = index.manifests.iter().filter_map(name).collect();
    match (found.last(), digests.len()) {
        (Some(d), n) if n == 1 || tag.is_some() => {
            let mut descriptor = (*d).clone();
            descriptor.annotations.remove(REF_NAME);
            Ok(descriptor)
        }
        (None, _) => {
            let error = match tag {
                Some(tag) => Error::new(Kind::NotFound, format!("{place} has no image named '{tag}'")),
                None => Error::new(Kind::NotFound, format!("{place} holds no image")),
            };
            Err(if names.is_empty() { error } else { error.hint(format!("it has: {}", names.join(", "))) })
        }
        _ => Err(Error::new(Kind::Usage, format!("{place} holds {} images; say which", digests.len()))
            .hint(format!("it has: {}", names.join(", ")))),
    }
}

#[async_trait]
impl BlobSource for Layout {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        let path = self.blob_path(&descriptor.digest);
        self.note(&descriptor.digest, &path);
        let (file, len) = open_regular(&path)
            .map_err(|e| e.context(format!("{} lacks blob {}", self.root.display(), descriptor.digest)))?;
        if len != descriptor.size {
            return Err(Error::new(
                Kind::Integrity,
                format!("{} is {len} bytes, its descriptor says {}", path.display(), descriptor.size),
            ));
        }
        let what = path.display().to_string();
        Ok(BlobReader::new(descriptor, stream_file(file, 0, len, what)))
    }

    fn locate(&self, descriptor: &Descriptor) -> Location {
        Location::File(self.blob_path(&descriptor.digest))
    }

    async fn referrers(&self, subject: &Digest) -> Result<Vec<Descriptor>> {
        referrers(&self.index()?, self, subject).await
    }

    async fn tagged(&self, tag: &str) -> Result<Option<Descriptor>> {
        Ok(tagged(&self.index()?, tag))
    }
}

/// A name in a layout that an image can be written to.
pub struct LayoutDestination {
    layout: Layout,
    tag: Option<String>,
    label: String,
    /// What the index gets when all is there; the top one last.
    entries: Mutex<Vec<Entry>>,
    /// Blobs that have their names and are to be on the disk for sure. Synced at the end, all
    /// at once: the kernel writes them while others still arrive.
    unsynced: Mutex<Vec<File>>,
    /// What earlier runs have left, opened and locked.
    partials: Mutex<HashMap<Digest, Partial>>,
}

impl LayoutDestination {
    /// Writes to `tag` of `layout`; `label` is what people call it.
    pub fn new(layout: Layout, tag: Option<String>, label: String) -> LayoutDestination {
        LayoutDestination {
            layout,
            tag,
            label,
            entries: Mutex::default(),
            unsynced: Mutex::default(),
            partials: Mutex::default(),
        }
    }

    fn take_partial(&self, descriptor: &Descriptor) -> Option<Partial> {
        self.partials.lock().unwrap_or_else(|e| e.into_inner()).remove(&descriptor.digest)
    }

    fn keep(&self, file: File) {
        if !self.layout.durable {
            return;
        }
        self.unsynced.lock().unwrap_or_else(|e| e.into_inner()).push(file);
    }

    /// Waits until every blob is on the disk.
    pub(super) async fn sync(&self) -> Result<()> {
        let files = std::mem::take(&mut *self.unsynced.lock().unwrap_or_else(|e| e.into_inner()));
        let label = self.label.clone();
        let synced = files.into_iter().map(|file| {
            let label = label.clone();
            blocking(move || file.sync_data().context(|| format!("sync the blobs of {label}")))
        });
        futures_util::future::try_join_all(synced).await.map(drop)
    }
}

#[async_trait]
impl Destination for LayoutDestination {
    fn describe(&self) -> String {
        self.label.clone()
    }

    async fn has_blob(&self, descriptor: &Descriptor) -> Result<bool> {
        Ok(self.layout.has(descriptor))
    }

    async fn try_reuse(&self, descriptor: &Descriptor, from: &Location) -> Result<bool> {
        let Location::File(path) = from else { return Ok(false) };
        let (layout, descriptor, path) = (self.layout.clone(), descriptor.clone(), path.clone());
        let copied = blocking(move || layout.copy_file(&descriptor, &path)).await?;
        Ok(copied.map(|file| self.keep(file)).is_some())
    }

    async fn put_blob(&self, descriptor: &Descriptor, data: ByteStream) -> Result<()> {
        let left = self.take_partial(descriptor);
        if descriptor.size < MIN_PARTIAL {
            self.keep(self.layout.write_blob(descriptor, data).await?);
            return Ok(());
        }
        let partial = match left {
            Some(partial) => Some(partial),
            None => self.layout.partial(&descriptor.digest)?,
        };
        let file = match partial {
            Some(partial) => partial.replace(descriptor, data, &self.layout).await?,
            // Another process writes the same blob.
            None => self.layout.write_blob(descriptor, data).await?,
        };
        self.keep(file);
        Ok(())
    }

    async fn left_over(&self, descriptor: &Descriptor) -> Result<u64> {
        if descriptor.size < MIN_PARTIAL || !self.layout.partial_path(&descriptor.digest).exists() {
            return Ok(0);
        }
        let Some(partial) = self.layout.partial(&descriptor.digest)? else { return Ok(0) };
        let held = partial.len()?;
        let mut partials = self.partials.lock().unwrap_or_else(|e| e.into_inner());
        partials.insert(descriptor.digest.clone(), partial);
        Ok(if held < descriptor.size { held } else { 0 })
    }

    async fn put_rest(&self, descriptor: &Descriptor, offset: u64, rest: ByteStream) -> Result<()> {
        let Some(partial) = self.take_partial(descriptor) else {
            return Err(Error::new(Kind::Internal, format!("nothing of blob {} is left over", descriptor.digest)));
        };
        self.keep(partial.complete(descriptor, offset, rest, &self.layout).await?);
        Ok(())
    }

    async fn put_new_blob(&self, media_type: &str, data: ByteStream) -> Result<Descriptor> {
        let (descriptor, file) = self.layout.write_new_blob(media_type, data).await?;
        self.keep(file);
        Ok(descriptor)
    }

    async fn has_manifest(&self, descriptor: &Descriptor) -> Result<bool> {
        Ok(self.layout.has(descriptor))
    }

    async fn put_manifest(&self, descriptor: &Descriptor, raw: Bytes, role: Role<'_>) -> Result<()> {
        let entry = Entry::of(descriptor, &raw, role, self.tag.as_deref())?;
        if !self.layout.has(descriptor) {
            let stream = futures_util::stream::once(async { Ok(raw) });
            self.keep(self.layout.write_blob(descriptor, Box::pin(stream)).await?);
        }
        self.entries.lock().unwrap_or_else(|e| e.into_inner()).extend(entry);
        Ok(())
    }

    async fn commit(&self) -> Result<()> {
        let entries = std::mem::take(&mut *self.entries.lock().unwrap_or_else(|e| e.into_inner()));
        if entries.is_empty() {
            return Err(Error::new(Kind::Internal, format!("{}: commit without a manifest", self.label)));
        }
        self.sync().await?;
        let layout = self.layout.clone();
        blocking(move || layout.enter(entries)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_in_the_layout_is_not_written_through() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("l");
        Layout::create(&root).unwrap();
        std::fs::remove_dir(root.join("blobs/sha256")).unwrap();
        std::fs::create_dir(dir.path().join("outside")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("outside"), root.join("blobs/sha256")).unwrap();
        let e = Layout::create(&root).unwrap_err();
        assert_eq!(e.kind(), Kind::Format);
        assert!(std::fs::read_dir(dir.path().join("outside")).unwrap().next().is_none());
    }

    #[test]
    fn tags_replace_and_select() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::create(&dir.path().join("l")).unwrap();
        let a = layout.put_bytes(media_type::OCI_INDEX, br#"{"schemaVersion":2,"manifests":[]}"#).unwrap();
        let b = layout.put_bytes(media_type::OCI_INDEX, br#"{"schemaVersion":2,"manifests":[ ]}"#).unwrap();
        assert_eq!(layout.find(None).unwrap_err().kind(), Kind::NotFound);
        layout.set_tag(Some("x"), &a).unwrap();
        assert_eq!(layout.find(None).unwrap(), a);
        layout.set_tag(Some("x"), &b).unwrap();
        layout.set_tag(Some("y"), &a).unwrap();
        assert_eq!(layout.find(Some("x")).unwrap(), b);
        assert_eq!(layout.find(Some("y")).unwrap(), a);
        assert_eq!(layout.find(None).unwrap_err().kind(), Kind::Usage);
        assert_eq!(layout.find(Some("z")).unwrap_err().hints(), ["it has: x, y"]);
    }

    #[test]
    fn something_else_is_not_made_a_layout() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("precious"), "x").unwrap();
        assert_eq!(Layout::create(dir.path()).unwrap_err().kind(), Kind::Usage);
    }

    #[tokio::test]
    async fn a_wrong_file_is_not_taken() {
        let dir = tempfile::tempdir().unwrap();
        let layout = Layout::create(&dir.path().join("l")).unwrap();
        std::fs::write(dir.path().join("f"), "hellO").unwrap();
        let d = Descriptor::of("x/y", b"hello");
        let destination = LayoutDestination::new(layout.clone(), None, "l".into());
        let e = destination.try_reuse(&d, &Location::File(dir.path().join("f"))).await.unwrap_err();
        assert_eq!(e.kind(), Kind::Integrity);
        assert!(!layout.has(&d));
    }
}
