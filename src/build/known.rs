//! What an earlier build learned about the context's files, so that those that nobody has
//! touched are not read again. A file counts as untouched while device, inode, size, mode and both
//! times are the same, the change time to the nanosecond: no program can set that one back.

use super::context::Facts;
use crate::transport::store::Store;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Changed whenever the shape or the meaning of what is kept changes.
const VERSION: u32 = 1;
/// A file that changed so shortly before it was read may change again within the same tick of
/// its file system's clock; nanoseconds.
const TICK: i128 = 2_000_000_000;

/// What tells that a file is still the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    dev: u64,
    ino: u64,
    size: u64,
    mode: u32,
    mtime: (i64, i64),
    ctime: (i64, i64),
}

impl Stamp {
    /// The stamp of a file.
    pub fn of(meta: &std::fs::Metadata) -> Stamp {
        Stamp {
            dev: meta.dev(),
            ino: meta.ino(),
            size: meta.size(),
            mode: meta.mode(),
            mtime: (meta.mtime(), meta.mtime_nsec()),
            ctime: (meta.ctime(), meta.ctime_nsec()),
        }
    }

    /// Had it rested for a while at `now` (nanoseconds since 1970)?
    fn rested(&self, now: i128) -> bool {
        i128::from(self.ctime.0) * 1_000_000_000 + i128::from(self.ctime.1) + TICK < now
    }
}

type Files = HashMap<Vec<u8>, (Stamp, Facts)>;

/// The files of one context, as the store remembers them.
pub struct Known {
    /// None: nothing is kept.
    store: Option<Store>,
    key: String,
    now: i128,
    files: Files,
}

impl Known {
    /// Loads what is known of the context at `path`. Damaged knowledge counts as none.
    pub fn load(store: Store, path: &Path, now: std::time::SystemTime) -> Known {
        let full = path.canonicalize().unwrap_or_else(|_| path.into());
        let key = blake3::hash(full.as_os_str().as_bytes()).to_hex().to_string();
        let now = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let files = store.known_files(&key).and_then(|raw| {
            let (version, files): (u32, Files) = postcard::from_bytes(&raw).ok()?;
            (version == VERSION).then_some(files)
        });
        Known { store: Some(store), key, now: i128::try_from(now).unwrap_or(0), files: files.unwrap_or_default() }
    }

    /// Of a directory that is gone after the build.
    pub fn nothing() -> Known {
        Known { store: None, key: String::new(), now: 0, files: Files::new() }
    }

    /// What is known of the file at `path`, if it still has this stamp.
    pub fn get(&self, path: &[u8], stamp: &Stamp) -> Option<Facts> {
        self.files.get(path).filter(|(known, _)| known == stamp).map(|(_, facts)| facts.clone())
    }

    /// Remembers the files that had rested when the build began, and forgets those that are
    /// no longer there. Failing to costs time at the next build, no more.
    pub fn save(&mut self, fresh: Files, still_there: impl Fn(&[u8]) -> bool) {
        let Some(store) = &self.store else { return };
        self.files.retain(|path, _| still_there(path));
        let now = self.now;
        self.files.extend(fresh.into_iter().filter(|(_, (stamp, _))| stamp.rested(now)));
        if let Ok(raw) = postcard::to_stdvec(&(VERSION, &self.files)) {
            let _ = store.keep_known_files(&self.key, &raw);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[test]
    fn a_touched_file_is_not_known() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("store")).unwrap();
        let file = dir.path().join("f");
        std::fs::write(&file, "one").unwrap();
        let stamp = |f: &Path| Stamp::of(&f.metadata().unwrap());
        let facts = Facts { content: [1; 32], ..Facts::default() };
        let later = SystemTime::now() + Duration::from_secs(10);
        let mut known = Known::load(store.clone(), dir.path(), later);
        known.save([(b"f".to_vec(), (stamp(&file), facts))].into(), |_| true);
        let known = Known::load(store.clone(), dir.path(), later);
        assert_eq!(known.get(b"f", &stamp(&file)).unwrap().content, [1; 32]);
        // The same size and modification time, but other bytes.
        let times = file.metadata().unwrap().modified().unwrap();
        std::fs::write(&file, "two").unwrap();
        std::fs::File::open(&file).unwrap().set_modified(times).unwrap();
        assert!(known.get(b"f", &stamp(&file)).is_none());
    }

    #[test]
    fn a_file_that_has_just_changed_is_not_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("store")).unwrap();
        let stamp = Stamp::of(&dir.path().metadata().unwrap());
        let mut known = Known::load(store.clone(), dir.path(), SystemTime::now());
        known.save([(b"f".to_vec(), (stamp.clone(), Facts::default()))].into(), |_| true);
        assert!(Known::load(store, dir.path(), SystemTime::now()).get(b"f", &stamp).is_none());
    }
}
