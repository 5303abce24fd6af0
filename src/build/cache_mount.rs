//! The directories of `RUN --mount=type=cache`: they live in the store, below `cache-mounts/`.
//!
//! ```text
//! cache-mounts/HASH/data   what the commands see (HASH: of the id, and of what it began with)
//!              HASH/id     the id, for people
//!              HASH.lock   flock: shared, or exclusive with sharing=locked and private
//!              HASH-1 …    further ones of sharing=private, when several steps run at once
//! ```

use crate::build::cache::Key;
use crate::dockerfile::{Mount, Sharing};
use crate::error::{Context, Error, Kind, Result};
use crate::layer::{Compression, Entry, LayerWriter};
use crate::oci::media_type::Encoding;
use crate::rootfs::MtimeRule;
use crate::runtime::Sandbox;
use crate::transport::store::Store;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often a locked cache is asked for.
const LOCK_POLL: Duration = Duration::from_millis(50);

/// The caches of a store.
pub struct CacheMounts<'a> {
    store: &'a Store,
    root: PathBuf,
}

/// What a cache begins with: a path in unpacked layers, the top one first.
pub struct Seed {
    /// What the layers are known by: another base is another cache.
    pub key: Key,
    /// Unpacked layers.
    pub lowers: Vec<PathBuf>,
    /// The path in them.
    pub source: String,
}

/// A cache, for people.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// Its id.
    pub id: String,
    /// Seconds since 1970 of its last use.
    pub last_used: u64,
    /// A step uses it now.
    pub in_use: bool,
    #[serde(skip)]
    dir: PathBuf,
}

impl<'a> CacheMounts<'a> {
    /// Those of `store`.
    pub fn of(store: &'a Store) -> CacheMounts<'a> {
        CacheMounts { store, root: store.root().join("cache-mounts") }
    }

    /// Of an id from outside, nothing but its hash becomes a path.
    fn place(&self, id: &str, seed: Option<&Key>, number: usize) -> PathBuf {
        let mut hasher = blake3::Hasher::new();
        hasher.update(id.as_bytes());
        if let Some(key) = seed {
            hasher.update(b"\0").update(key.bytes());
        }
        let name = hasher.finalize().to_hex().to_string();
        self.root.join(if number == 0 { name } else { format!("{name}-{number}") })
    }

    fn lock_of(&self, dir: &Path) -> Result<File> {
        std::fs::create_dir_all(&self.root).context(|| format!("create {}", self.root.display()))?;
        let lock = dir.with_extension("lock");
        let open = File::options().create(true).truncate(false).write(true).open(&lock);
        open.context(|| format!("open {}", lock.display()))
    }

    /// The directory of a cache, made at its first use, and the lock that says it is used. Waits
    /// for it as `mount` says; `check` may end that.
    pub fn take(
        &self,
        id: &str,
        mount: &Mount,
        seed: Option<&Seed>,
        sandbox: &Sandbox,
        check: impl Fn() -> Result<()>,
    ) -> Result<(PathBuf, File)> {
        let what = || format!("prepare the cache mount '{}'", id.escape_debug());
        let key = seed.map(|s| &s.key);
        let open = |number: usize| {
            let dir = self.place(id, key, number);
            self.lock_of(&dir).map(|lock| (dir, lock))
        };
        let (dir, lock) = match mount.sharing.unwrap_or(Sharing::Shared) {
            Sharing::Shared => {
                let (dir, lock) = open(0)?;
                wait_for(&lock, File::try_lock_shared, check).context(what)?;
                (dir, lock)
            }
            Sharing::Locked => {
                let (dir, lock) = open(0)?;
                wait_for(&lock, File::try_lock, check).context(what)?;
                (dir, lock)
            }
            // The first that nobody uses.
            Sharing::Private => (0..)
                .find_map(|number| match open(number) {
                    Ok((dir, lock)) => lock.try_lock().is_ok().then_some(Ok((dir, lock))),
                    Err(e) => Some(Err(e)),
                })
                .unwrap_or_else(|| Err(Error::new(Kind::Internal, what())))?,
        };
        // The lock's time is that of the last use.
        let _ = lock.set_modified(SystemTime::now());
        if !dir.exists() {
            self.make(&dir, id, |data| match seed {
                None => empty_dir(sandbox, mount, data),
                Some(seed) => sandbox.copy_out(&seed.lowers, &seed.source, data),
            })
            .context(what)?;
        }
        Ok((dir.join("data"), lock))
    }

    /// Makes a cache whole or not at all; if somebody else was first, theirs stays.
    fn make(&self, dir: &Path, id: &str, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let temp = self.store.temp_dir()?;
        // Ours, around one that may be another's: that could not be moved.
        let made = temp.path().join("made");
        std::fs::create_dir(&made).context(|| format!("create {}", made.display()))?;
        std::fs::write(made.join("id"), id).context(|| "note the id".into())?;
        fill(&made.join("data"))?;
        match std::fs::rename(&made, dir) {
            Err(e) if !dir.exists() => Err(Error::io(format!("create {}", dir.display()), e)),
            _ => Ok(()),
        }
    }

    /// All, by their ids.
    pub fn list(&self) -> Result<Vec<Known>> {
        let entries = match std::fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(Error::io(format!("list {}", self.root.display()), e)),
        };
        let mut out = Vec::new();
        // What a prune is about to remove has a hidden name.
        let shown = entries.flatten().filter(|e| !e.file_name().as_encoded_bytes().starts_with(b"."));
        for dir in shown.map(|e| e.path()).filter(|p| p.join("data").is_dir()) {
            let lock = self.lock_of(&dir)?;
            let used = lock.metadata().and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            out.push(Known {
                id: std::fs::read_to_string(dir.join("id")).unwrap_or_else(|_| "?".into()),
                last_used: used.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs()),
                in_use: matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
                dir,
            });
        }
        out.sort_by(|a, b| (&a.id, &a.dir).cmp(&(&b.id, &b.dir)));
        Ok(out)
    }

    fn find(&self, id: &str) -> Result<Known> {
        let mut all = self.list()?;
        // Of several (private ones, other bases), the one that was used last.
        all.retain(|known| known.id == id);
        all.into_iter().max_by_key(|known| known.last_used).ok_or_else(|| {
            Error::new(Kind::NotFound, format!("there is no cache mount '{}'", id.escape_debug()))
                .hint("imgtool cache-mount ls names those that there are")
        })
    }

    /// Writes what is in a cache to `file`, as a tar archive; waits until no step uses it.
    pub fn export(&self, id: &str, sandbox: &Sandbox, compression: Compression, file: &Path) -> Result<()> {
        let known = self.find(id)?;
        let lock = self.lock_of(&known.dir)?;
        wait_for(&lock, File::try_lock, || Ok(()))?;
        let data = known.dir.join("data");
        if sandbox.diff(&data, file, compression, 0, MtimeRule::Keep)?.is_none() {
            let out = File::create(file).context(|| format!("write {}", file.display()))?;
            LayerWriter::new(out, compression, 1)?.finish()?;
        }
        Ok(())
    }

    /// Makes what is in an archive the content of a cache, instead of what it held.
    pub fn import(&self, id: &str, sandbox: &Sandbox, encoding: Encoding, file: &Path) -> Result<()> {
        let dir = self.place(id, None, 0);
        let lock = self.lock_of(&dir)?;
        wait_for(&lock, File::try_lock, || Ok(()))?;
        let temp = self.store.temp_dir()?;
        let old = temp.path().join("old");
        self.make(&temp.path().join("new"), id, |data| sandbox.unpack(file, encoding, data).map(drop))?;
        if dir.exists() {
            std::fs::rename(&dir, &old).context(|| format!("move {} away", dir.display()))?;
        }
        let placed = std::fs::rename(temp.path().join("new"), &dir);
        if placed.is_err() && old.exists() {
            std::fs::rename(&old, &dir).context(|| format!("put {} back", dir.display()))?;
        }
        placed.context(|| format!("create {}", dir.display()))?;
        sandbox.remove_tree(&old)
    }

    /// Removes one; it must not be in use.
    pub fn remove(&self, id: &str, sandbox: &Sandbox) -> Result<()> {
        let known = self.find(id)?;
        let lock = self.lock_of(&known.dir)?;
        if lock.try_lock().is_err() {
            return Err(Error::new(Kind::Usage, format!("the cache mount '{}' is in use", id.escape_debug()))
                .hint("wait for the build that uses it"));
        }
        sandbox.remove_tree(&known.dir)
    }
}

fn wait_for(
    lock: &File,
    take: impl Fn(&File) -> std::result::Result<(), TryLockError>,
    check: impl Fn() -> Result<()>,
) -> Result<()> {
    loop {
        match take(lock) {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => {
                check()?;
                std::thread::sleep(LOCK_POLL);
            }
            Err(TryLockError::Error(e)) => return Err(Error::io("lock a cache mount", e)),
        }
    }
}

/// An empty directory with the owner and mode of a cache mount.
fn empty_dir(sandbox: &Sandbox, mount: &Mount, dest: &Path) -> Result<()> {
    let blob = dest.with_file_name("root.tar");
    let file = File::create(&blob).context(|| format!("write {}", blob.display()))?;
    let mut writer = LayerWriter::new(file, Compression::None, 1)?;
    let mut root = Entry::dir("", mount.mode.unwrap_or(0o755) & 0o7777);
    (root.uid, root.gid) = (mount.uid.unwrap_or(0), mount.gid.unwrap_or(0));
    writer.append(root, None)?;
    writer.finish()?;
    sandbox.unpack(&blob, Encoding::Plain, dest)?;
    std::fs::remove_file(&blob).context(|| format!("remove {}", blob.display()))
}
