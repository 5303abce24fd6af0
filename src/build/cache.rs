//! Cache keys: what a step's result depends on, and nothing else. Never a time, never an
//! owner of this machine, never a field of the config that the step cannot see.

use crate::layer::{Entry, EntryKind};
use crate::oci::{Descriptor, Digest};
use serde::{Deserialize, Serialize};

/// Changed whenever a step's result changes for the same key.
const VERSION: &str = "imgtool-cache-2";

/// A key in the making, and the key of everything so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The key of a base: its layers, in order. Two images of the same layers are the same
    /// base for a step; whatever else of the config a step sees goes into the step's own key.
    pub fn base(diff_ids: &[Digest]) -> Key {
        let mut h = KeyHasher::new("base");
        for id in diff_ids {
            h.text(&id.to_string());
        }
        h.finish()
    }

    /// As a file name.
    pub fn hex(&self) -> String {
        crate::oci::digest::hex(&self.0)
    }
}

/// Collects what a step depends on; every part is prefixed with its length.
pub struct KeyHasher(blake3::Hasher);

impl KeyHasher {
    /// For a step of this kind.
    pub fn new(kind: &str) -> KeyHasher {
        let mut h = KeyHasher(blake3::Hasher::new());
        h.text(VERSION);
        h.text(kind);
        h
    }

    /// Adds bytes.
    pub fn bytes(&mut self, part: &[u8]) -> &mut KeyHasher {
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// Adds text.
    pub fn text(&mut self, part: &str) -> &mut KeyHasher {
        self.bytes(part.as_bytes())
    }

    /// Adds the state that the step starts from.
    pub fn key(&mut self, key: &Key) -> &mut KeyHasher {
        self.bytes(&key.0)
    }

    /// Adds an entry with its content's digest, without its time.
    pub fn entry(&mut self, entry: &Entry, content: Option<&[u8; 32]>) -> &mut KeyHasher {
        self.bytes(&entry.path);
        match &entry.kind {
            EntryKind::File { size, .. } => {
                self.text("file").bytes(&size.to_le_bytes()).bytes(content.map_or(&[], |c| c.as_slice()))
            }
            EntryKind::Dir => self.text("dir"),
            EntryKind::Symlink { target } => self.text("symlink").bytes(target),
            EntryKind::Hardlink { target } => self.text("hardlink").bytes(target),
            EntryKind::Char { major, minor } => {
                self.text("char").bytes(&major.to_le_bytes()).bytes(&minor.to_le_bytes())
            }
            EntryKind::Block { major, minor } => {
                self.text("block").bytes(&major.to_le_bytes()).bytes(&minor.to_le_bytes())
            }
            EntryKind::Fifo => self.text("fifo"),
            EntryKind::Whiteout => self.text("whiteout"),
            EntryKind::Opaque => self.text("opaque"),
        };
        for n in [entry.mode, entry.uid, entry.gid] {
            self.bytes(&n.to_le_bytes());
        }
        for (name, value) in &entry.xattrs {
            self.bytes(name).bytes(value);
        }
        self.text("end")
    }

    /// The key.
    pub fn finish(&self) -> Key {
        Key(*self.0.finalize().as_bytes())
    }
}

/// What a step made: its layer, or nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// The layer; None where the step changed no file.
    pub layer: Option<RecordedLayer>,
}

/// A layer that a step made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordedLayer {
    /// Digest of the plain tar.
    pub diff_id: Digest,
    /// The blob in the store, as it is compressed there.
    pub descriptor: Descriptor,
    /// With which compression it was written.
    pub compression: String,
    /// When, in seconds since 1970.
    pub created: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Timestamp;

    #[test]
    fn parts_do_not_run_together() {
        let a = KeyHasher::new("x").text("ab").text("c").finish();
        let b = KeyHasher::new("x").text("a").text("bc").finish();
        assert_ne!(a, b);
    }

    #[test]
    fn times_do_not_count_but_modes_and_contents_do() {
        let entry = |mode, secs| Entry { mtime: Timestamp::from_secs(secs), ..Entry::dir("d", mode) };
        let key = |e: &Entry| KeyHasher::new("copy").entry(e, None).finish();
        assert_eq!(key(&entry(0o755, 1)), key(&entry(0o755, 2)));
        assert_ne!(key(&entry(0o755, 1)), key(&entry(0o700, 1)));
        let file = Entry {
            kind: EntryKind::File { size: 1, content: [0; 32], offset: 0, sparse: false },
            ..Entry::dir("f", 0o644)
        };
        let with = |c: [u8; 32]| KeyHasher::new("copy").entry(&file, Some(&c)).finish();
        assert_ne!(with([1; 32]), with([2; 32]));
    }
}
