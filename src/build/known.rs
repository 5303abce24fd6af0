//! What an earlier build learned about the context's files, so that those that nobody has
//! touched are not read again. A file counts as untouched while device, inode, size, mode and both
//! times are the same, the change time to the nanosecond: no program can set that one back.

use super::context::Facts;
use crate::layer::{Entry, EntryKind};
use crate::transport::store::Store;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Changed whenever the shape or the meaning of what is kept changes.
const VERSION: u32 = 2;
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

/// The files of one context, as the store remembers them: in the order of a walk through it, so that
/// no table of them is made.
pub struct Known {
    /// None: nothing is kept.
    store: Option<Store>,
    key: String,
    now: i128,
}

/// What the store has.
pub struct Records(Vec<u8>);

/// Reads the records one after the other.
pub struct InOrder<'r> {
    left: &'r [u8],
    next: Option<(&'r [u8], Stamp, Facts)>,
}

impl Known {
    /// What the store knows of the context at `path`.
    pub fn new(store: Store, path: &Path, now: std::time::SystemTime) -> Known {
        let full = path.canonicalize().unwrap_or_else(|_| path.into());
        let key = blake3::hash(full.as_os_str().as_bytes()).to_hex().to_string();
        let now = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        Known { store: Some(store), key, now: i128::try_from(now).unwrap_or(0) }
    }

    /// Of a directory that is gone after the build.
    pub fn nothing() -> Known {
        Known { store: None, key: String::new(), now: 0 }
    }

    /// Loads it.
    pub fn load(&self) -> Records {
        Records(self.store.as_ref().and_then(|store| store.known_files(&self.key)).unwrap_or_default())
    }

    /// Remembers what was learned about the entries with these indices (sorted), if they had rested when
    /// the build began; of the other entries, what was known before. Failing to costs time at the next
    /// build, no more.
    pub fn save(&self, entries: &[Entry], learned: &[(usize, Stamp, Facts)]) {
        let Some(store) = &self.store else { return };
        let before = self.load();
        let (mut before, mut learned) = (before.in_order(), learned.iter().peekable());
        let mut raw = VERSION.to_le_bytes().to_vec();
        for (index, entry) in entries.iter().enumerate().filter(|(_, e)| matches!(e.kind, EntryKind::File { .. })) {
            let record = match learned.next_if(|(at, ..)| *at == index) {
                Some((_, stamp, facts)) => stamp.rested(self.now).then(|| (stamp.clone(), facts.clone())),
                None => before.find(&entry.path),
            };
            let Some((stamp, facts)) = record else { continue };
            if postcard::to_io(&(&entry.path, stamp, facts), &mut raw).is_err() {
                return;
            }
        }
        let _ = store.keep_known_files(&self.key, &raw);
    }
}

impl Records {
    /// To be asked in the order of a walk.
    pub fn in_order(&self) -> InOrder<'_> {
        let left = self.0.strip_prefix(&VERSION.to_le_bytes()).unwrap_or_default();
        let mut all = InOrder { left, next: None };
        all.advance();
        all
    }
}

impl InOrder<'_> {
    /// Goes on to the next record. Damaged knowledge counts as none.
    fn advance(&mut self) {
        (self.next, self.left) = match postcard::take_from_bytes(self.left) {
            Ok((record, left)) => (Some(record), left),
            Err(_) => (None, Default::default()),
        };
    }

    /// What is known of the file at `path`, which in a walk comes after those that were asked for.
    fn find(&mut self, path: &[u8]) -> Option<(Stamp, Facts)> {
        let is_slash = |b: &u8| *b == b'/';
        while let Some((next, ..)) = self.next {
            match next.split(is_slash).cmp(path.split(is_slash)) {
                Ordering::Less => self.advance(),
                Ordering::Greater => return None,
                Ordering::Equal => {
                    let found = self.next.take();
                    self.advance();
                    return found.map(|(_, stamp, facts)| (stamp, facts));
                }
            }
        }
        None
    }

    /// The same, if the file still has this stamp.
    pub fn get(&mut self, path: &[u8], stamp: &Stamp) -> Option<Facts> {
        self.find(path).filter(|(known, _)| known == stamp).map(|(_, facts)| facts)
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
        let known = Known::new(store.clone(), dir.path(), later);
        known.save(&entries(&["f"]), &[(0, stamp(&file), facts)]);
        let get = |stamp: &Stamp| known.load().in_order().get(b"f", stamp);
        assert_eq!(get(&stamp(&file)).unwrap().content, [1; 32]);
        // The same size and modification time, but other bytes.
        let times = file.metadata().unwrap().modified().unwrap();
        std::fs::write(&file, "two").unwrap();
        std::fs::File::open(&file).unwrap().set_modified(times).unwrap();
        assert!(get(&stamp(&file)).is_none());
    }

    #[test]
    fn a_file_that_has_just_changed_is_not_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("store")).unwrap();
        let stamp = Stamp::of(&dir.path().metadata().unwrap());
        let known = Known::new(store, dir.path(), SystemTime::now());
        known.save(&entries(&["f"]), &[(0, stamp.clone(), Facts::default())]);
        assert!(known.load().in_order().get(b"f", &stamp).is_none());
    }

    #[test]
    fn what_is_gone_is_forgotten_and_the_rest_is_kept_in_the_order_of_a_walk() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("store")).unwrap();
        let stamp = Stamp::of(&dir.path().metadata().unwrap());
        let known = Known::new(store, dir.path(), SystemTime::now() + Duration::from_secs(10));
        let learned = |at: usize, n: u8| (at, stamp.clone(), Facts { content: [n; 32], ..Facts::default() });
        // In a walk what is in `a` comes before `a.b`.
        known
            .save(&entries(&["a/b", "a/c", "a.b", "b"]), &[learned(0, 1), learned(1, 2), learned(2, 3), learned(3, 4)]);
        let now = entries(&["a/c", "a.b", "a.c", "b"]);
        known.save(&now, &[learned(1, 5), learned(2, 6)]);
        let records = known.load();
        let mut left = records.in_order();
        let all: Vec<_> = ["a/b", "a/c", "a.b", "a.c", "b"].map(|p| left.get(p.as_bytes(), &stamp)).into();
        let contents: Vec<_> = all.iter().map(|f| f.as_ref().map(|f| f.content[0])).collect();
        assert_eq!(contents, [None, Some(2), Some(5), Some(6), Some(4)]);
    }

    fn entries(paths: &[&str]) -> Vec<Entry> {
        let kind = EntryKind::File { size: 0, content: [0; 32], offset: 0, sparse: false };
        paths.iter().map(|p| Entry { kind: kind.clone(), ..Entry::dir(*p, 0o644) }).collect()
    }
}
