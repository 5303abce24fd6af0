//! One entry of a layer: a path and everything a tar stream can say about it
//! (OCI image spec, layer.md).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Seconds and nanoseconds since the epoch; before it, seconds are negative and
/// nanoseconds still count forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Timestamp {
    /// Whole seconds.
    pub secs: i64,
    /// 0 to 999,999,999.
    pub nanos: u32,
}

impl Timestamp {
    /// Whole seconds.
    pub fn from_secs(secs: i64) -> Timestamp {
        Timestamp { secs, nanos: 0 }
    }
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryKind {
    /// A regular file.
    File {
        /// Bytes of content (holes of a sparse file count).
        size: u64,
        /// blake3 of the content: our own key for "the same content", never shown as an OCI digest.
        content: [u8; 32],
        /// Where the content begins in the uncompressed tar stream. 0 for entries not
        /// (yet) read from or written to one.
        offset: u64,
        /// The content is stored there as a GNU sparse map and cannot be sliced out.
        sparse: bool,
    },
    /// A directory.
    Dir,
    /// A symbolic link with its target as written.
    Symlink {
        /// The target, any bytes.
        target: Vec<u8>,
    },
    /// Another name of the file at `target` (a normalized path in the same layer).
    Hardlink {
        /// The first name.
        target: Vec<u8>,
    },
    /// A character device.
    Char {
        /// Major number.
        major: u32,
        /// Minor number.
        minor: u32,
    },
    /// A block device.
    Block {
        /// Major number.
        major: u32,
        /// Minor number.
        minor: u32,
    },
    /// A named pipe.
    Fifo,
    /// The path (without its `.wh.` prefix) is removed from the layers below.
    Whiteout,
    /// Everything of the layers below in this directory is removed (`.wh..wh..opq`);
    /// `path` is the directory. The directory's own entry is separate.
    Opaque,
}

/// One entry of a layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Normalized: no leading or trailing slash, no empty, `.` or `..` component.
    /// The empty path is the root directory.
    pub path: Vec<u8>,
    /// What it is.
    pub kind: EntryKind,
    /// Permission bits including setuid, setgid and sticky: 0 to 0o7777.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Modification time.
    pub mtime: Timestamp,
    /// Extended attributes by full name (`security.capability`, `user.x`).
    pub xattrs: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Entry {
    /// A directory owned by root at the epoch.
    pub fn dir(path: impl Into<Vec<u8>>, mode: u32) -> Entry {
        Entry {
            path: path.into(),
            kind: EntryKind::Dir,
            mode,
            uid: 0,
            gid: 0,
            mtime: Timestamp::default(),
            xattrs: BTreeMap::new(),
        }
    }

    /// The last component of the path.
    pub fn name(&self) -> &[u8] {
        self.path.rsplit(|b| *b == b'/').next().unwrap_or(&self.path)
    }
}
