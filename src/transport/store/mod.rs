//! The local store: an OCI image layout that any OCI tool can read, with what the
//! builder remembers beside it.
//!
//! ```text
//! ROOT/oci-layout, index.json, blobs/    images (docs: image-layout.md)
//! ROOT/toc/sha256/HEX                    table of contents of the layer with that diff ID
//! ROOT/rootfs/sha256/HEX/                the same layer, unpacked for overlayfs
//! ROOT/cache/HEX                         what a build step made, by its cache key
//! ROOT/context/HEX                       what is known of a context's files, by its path
//! ROOT/uses/                             what running processes use (see [`uses`])
//! ROOT/tmp/                              whatever is not finished
//! ROOT/trash/                            what killed builds have left, until a sandbox removes it
//! ```
//!
//! Any number of processes share it: everything is written under a temporary name and
//! renamed, so a name is either absent or whole.

mod prune;
mod reach;
mod survey;
mod verify;

use super::layout::uses::{self, Uses};
use super::layout::{Layout, LayoutDestination};
use crate::error::{Context, Error, Kind, Result};
use crate::image::Node;
use crate::layer::Toc;
use crate::oci::{Descriptor, Digest};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use prune::{Freed, Keep};
pub use survey::{Group, Item, Named, Standing, Survey};
pub use verify::{Checked, Unpacked};

/// The local store.
#[derive(Debug, Clone)]
pub struct Store {
    layout: Layout,
    root: PathBuf,
    uses: Arc<Uses>,
    /// Held for the life of the process in shared mode: whoever cleans `tmp/` or prunes
    /// takes it exclusively.
    lock: Arc<File>,
}

impl Store {
    /// Opens the store at `root`, making an empty one where there is none. Left-overs of
    /// killed processes are cleared when nobody else is using the store.
    pub fn open(root: &Path) -> Result<Store> {
        for dir in ["tmp", "toc/sha256", "rootfs/sha256", "cache", "context", "uses"] {
            let path = root.join(dir);
            std::fs::create_dir_all(&path).map_err(|e| {
                Error::io(format!("create the store's directory {}", path.display()), e)
                    .hint("set IMGTOOL_ROOT or --root to a directory you may write to")
            })?;
        }
        spread(&root.join("rootfs/sha256"));
        let path = root.join("lock");
        let what = || format!("lock {}", path.display());
        let lock = File::options().create(true).truncate(false).write(true).open(&path).context(what)?;
        let alone = lock.try_lock().is_ok();
        if alone {
            clear(root);
            prune::clear_detached(root);
            lock.unlock().context(what)?;
        }
        lock.lock_shared().context(what)?;
        let layout = if root.join("oci-layout").exists() { Layout::open(root)? } else { init_layout(root)? };
        let uses = Arc::new(Uses::new(root.join("uses")));
        let layout = layout.durable().with_temp(root.join("tmp")).with_uses(uses.clone());
        Ok(Store { layout, root: root.into(), uses, lock: Arc::new(lock) })
    }

    /// The store's directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The layout that holds its images.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The image or index stored under `name` (a full reference), or None.
    pub async fn get(&self, name: &str) -> Result<Option<Node>> {
        match self.layout.find(Some(name)) {
            Ok(descriptor) => Node::open(descriptor, Arc::new(self.layout.clone())).await.map(Some),
            Err(e) if e.kind() == Kind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// A destination that stores an image under `name`; without a name the image is kept
    /// but not listed.
    pub fn destination(&self, name: Option<String>) -> LayoutDestination {
        let label = name.as_ref().map_or("store:".to_string(), |n| format!("store:{n}"));
        LayoutDestination::new(self.layout.clone(), name, label)
    }

    /// What killed builds have left that takes another identity to remove.
    pub fn trash(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.root.join("trash")).into_iter().flatten().flatten();
        entries.map(|e| e.path()).collect()
    }

    /// A directory for unfinished work, gone when dropped.
    pub fn temp_dir(&self) -> Result<tempfile::TempDir> {
        let dir = self.root.join("tmp");
        tempfile::Builder::new()
            .prefix("work-")
            .tempdir_in(&dir)
            .context(|| format!("create a directory in {}", dir.display()))
    }

    /// A file for unfinished work, gone when dropped.
    pub fn temp_file(&self) -> Result<tempfile::NamedTempFile> {
        self.layout.temp_file()
    }

    /// Where the unpacked layer with this diff ID is, or would be. From now on this process uses
    /// it: nobody prunes it.
    pub fn rootfs_path(&self, diff_id: &Digest) -> PathBuf {
        self.uses.note(format!("rootfs {diff_id}"), &self.toc_path(diff_id));
        self.root.join("rootfs").join(diff_id.algorithm().name()).join(diff_id.hex())
    }

    /// Where the table of contents of the layer with this diff ID is, or would be.
    pub fn toc_path(&self, diff_id: &Digest) -> PathBuf {
        self.root.join("toc").join(diff_id.algorithm().name()).join(diff_id.hex())
    }

    /// The table of contents of the layer with this diff ID, if it is known. A damaged or
    /// outdated one counts as unknown.
    pub fn toc(&self, diff_id: &Digest) -> Result<Option<Toc>> {
        let path = self.toc_path(diff_id);
        match File::open(&path) {
            Ok(mut file) => {
                uses::touch(&path);
                Ok(Toc::load(&mut file).ok().flatten())
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::io(format!("open {}", path.display()), e)),
        }
    }

    /// Remembers a layer's table of contents.
    pub fn put_toc(&self, diff_id: &Digest, toc: &Toc) -> Result<()> {
        let path = self.toc_path(diff_id);
        let mut temp = self.temp_file()?;
        toc.save(&mut temp)?;
        temp.persist(&path).map(drop).map_err(|e| Error::io(format!("write {}", path.display()), e.error))
    }

    /// What a build step with this cache key made, as it was recorded. Damaged records
    /// count as absent, as does one whose blob has gone.
    pub fn cached<T: serde::de::DeserializeOwned>(&self, key: &str) -> Option<T> {
        let path = self.root.join("cache").join(key);
        let raw = std::fs::read(&path).ok()?;
        uses::touch(&path);
        serde_json::from_slice(&raw).ok()
    }

    /// Records what a build step made.
    pub fn remember<T: serde::Serialize>(&self, key: &str, record: &T) -> Result<()> {
        let raw = serde_json::to_vec(record)
            .map_err(|e| Error::new(Kind::Internal, format!("write cache record {key}")).because(e))?;
        self.write_named(&self.root.join("cache").join(key), &raw)
    }

    /// What a build of the context with this key remembered about its files.
    pub fn known_files(&self, key: &str) -> Option<Vec<u8>> {
        let path = self.root.join("context").join(key);
        let raw = std::fs::read(&path).ok()?;
        uses::touch(&path);
        Some(raw)
    }

    /// Remembers what a build learned about the files of a context.
    pub fn keep_known_files(&self, key: &str, raw: &[u8]) -> Result<()> {
        self.write_named(&self.root.join("context").join(key), raw)
    }

    /// Does the store hold this blob?
    pub fn has(&self, descriptor: &Descriptor) -> bool {
        self.layout.has(descriptor)
    }

    fn write_named(&self, path: &Path, raw: &[u8]) -> Result<()> {
        let what = || format!("write {}", path.display());
        let mut temp = self.temp_file()?;
        temp.write_all(raw).context(what)?;
        temp.persist(path).map(drop).map_err(|e| Error::io(what(), e.error))
    }
}

/// Asks ext4 to place each unpacked layer in a part of the disk of its own (`chattr +T`).
/// Where thousands of files have been deleted in the last minutes, ext4 searches the same part
/// for a usable inode again and again: unpacking took four times as long. Other file systems
/// do not know the flag, and need not.
fn spread(dir: &Path) {
    use rustix::fs::{IFlags, ioctl_getflags, ioctl_setflags};
    let Ok(dir) = File::open(dir) else { return };
    if let Ok(flags) = ioctl_getflags(&dir)
        && !flags.contains(IFlags::TOPDIR)
    {
        let _ = ioctl_setflags(&dir, flags | IFlags::TOPDIR);
    }
}

/// Makes the layout of a new store. Two processes may do so at once: both write the same.
fn init_layout(root: &Path) -> Result<Layout> {
    let what = || format!("create the store in {}", root.display());
    std::fs::create_dir_all(root.join("blobs/sha256")).context(what)?;
    let lock = File::open(root).context(what)?;
    lock.lock().context(what)?;
    if !root.join("index.json").exists() {
        let empty = serde_json::to_vec(&crate::oci::Index::default()).unwrap_or_default();
        std::fs::write(root.join("index.json"), empty).context(what)?;
    }
    std::fs::write(root.join("oci-layout"), super::layout::MARKER).context(what)?;
    Layout::open(root)
}

/// Removes what killed processes have left. Trees whose files belong to other ids (of a rootless
/// build) do not go away this way; they wait in `trash/` for a sandbox.
fn clear(root: &Path) {
    let trash = root.join("trash");
    let in_dir = |dir: &str| std::fs::read_dir(root.join(dir)).into_iter().flatten().flatten();
    let half = |name: &std::ffi::OsStr| name.to_string_lossy().contains(".tmp-");
    let unpacked = in_dir("rootfs/sha256").filter(|e| half(&e.file_name()));
    for entry in in_dir("tmp").chain(unpacked) {
        // A failure here costs disk space only; the build must not end because of it.
        if crate::rootfs::remove_tree(&entry.path()).is_err() {
            let _ = std::fs::create_dir(&trash);
            let _ = std::fs::rename(entry.path(), trash.join(entry.file_name()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_overs_are_cleared_only_when_alone() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        std::fs::write(dir.path().join("tmp/.part-x"), "x").unwrap();
        let second = Store::open(dir.path()).unwrap();
        assert!(dir.path().join("tmp/.part-x").exists());
        drop((store, second));
        Store::open(dir.path()).unwrap();
        assert!(!dir.path().join("tmp/.part-x").exists());
    }

    #[test]
    fn records_come_back_and_damaged_ones_do_not() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.remember("ab", &vec![1, 2]).unwrap();
        assert_eq!(store.cached::<Vec<u32>>("ab"), Some(vec![1, 2]));
        std::fs::write(dir.path().join("cache/ab"), "[1,").unwrap();
        assert_eq!(store.cached::<Vec<u32>>("ab"), None);
    }
}
