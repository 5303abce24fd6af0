//! An overlay upper directory as layer entries.

use super::dir::{Root, open_at};
use super::whiteout::{self, StandIn};
use super::{OPAQUE, is_overlay_xattr, shown};
use crate::error::{Error, Result};
use crate::layer::{Entry, EntryKind, Timestamp};
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{Dir, FileType, OFlags, Stat};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What becomes of modification times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MtimeRule {
    /// As they are, whole seconds.
    Keep,
    /// Later ones become this (seconds since the epoch).
    Clamp(i64),
    /// All become this (seconds since the epoch).
    Fixed(i64),
}

impl MtimeRule {
    fn apply(self, secs: i64) -> Timestamp {
        Timestamp::from_secs(match self {
            MtimeRule::Keep => secs,
            MtimeRule::Clamp(most) => secs.min(most),
            MtimeRule::Fixed(all) => all,
        })
    }
}

/// An upper directory, walked.
pub struct Upper {
    root: Root,
    entries: Vec<Entry>,
}

impl Upper {
    /// Walks the directory. A directory that is in the upper one only because something below it
    /// changed is an entry too, as with BuildKit's and containerd's differs. Sockets are left out; of several names of one file the first in byte
    /// order is the file, the others are hard links to it. The root itself is no entry.
    pub fn walk(root: Root, mtime: MtimeRule) -> Result<Upper> {
        let mut found: Vec<(Entry, Option<(u64, u64)>)> = Vec::new();
        let mut dirs: Vec<Vec<u8>> = vec![Vec::new()];
        while let Some(path) = dirs.pop() {
            let fail = |e: Errno| Error::io(format!("cannot read '{}' of the new layer", shown(&path)), e.into());
            let dir = root.open_exact(&path, OFlags::RDONLY | OFlags::DIRECTORY).map_err(fail)?;
            if xattr(dir.as_fd(), OPAQUE.as_bytes()).map_err(fail)?.is_some_and(|v| v == b"y") {
                found.push((Entry { kind: EntryKind::Opaque, ..Entry::dir(path.clone(), 0o755) }, None));
            }
            for item in Dir::read_from(&dir).map_err(fail)? {
                let item = item.map_err(fail)?;
                let name = item.file_name().to_bytes();
                if name == b"." || name == b".." {
                    continue;
                }
                let (name, hidden) = match whiteout::read(dir.as_fd(), name).map_err(fail)? {
                    None => (name, false),
                    Some(StandIn::Whiteout(name)) => (name, true),
                    Some(StandIn::Opaque) => {
                        found.push((Entry { kind: EntryKind::Opaque, ..Entry::dir(path.clone(), 0o755) }, None));
                        continue;
                    }
                };
                let mut child = path.clone();
                if !child.is_empty() {
                    child.push(b'/');
                }
                child.extend_from_slice(name);
                if hidden {
                    found.push((Entry { kind: EntryKind::Whiteout, ..Entry::dir(child, 0) }, None));
                    continue;
                }
                let Some(row) = entry(dir.as_fd(), name, child, mtime)? else { continue };
                if row.0.kind == EntryKind::Dir {
                    dirs.push(row.0.path.clone());
                }
                found.push(row);
            }
        }
        found.sort_by(|(a, _), (b, _)| {
            let late = |e: &Entry| e.kind == EntryKind::Opaque;
            a.path.cmp(&b.path).then(late(a).cmp(&late(b)))
        });
        // fuse-overlayfs tells it twice.
        found.dedup_by(|(b, _), (a, _)| b.kind == EntryKind::Opaque && a.kind == b.kind && a.path == b.path);
        let mut first: HashMap<(u64, u64), Vec<u8>> = HashMap::new();
        let mut entries = Vec::with_capacity(found.len());
        for (mut entry, link) in found {
            if let Some(inode) = link {
                match first.get(&inode) {
                    Some(target) => entry.kind = EntryKind::Hardlink { target: target.clone() },
                    None => {
                        first.insert(inode, entry.path.clone());
                    }
                }
            }
            entries.push(entry);
        }
        Ok(Upper { root, entries })
    }

    /// The entries, sorted by the bytes of their paths.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Opens the content of one of the entries that is a file.
    pub fn content(&self, entry: &Entry) -> Result<std::fs::File> {
        let fd = self.root.open_exact(&entry.path, OFlags::RDONLY | OFlags::NONBLOCK);
        fd.map(std::fs::File::from)
            .map_err(|e| Error::io(format!("cannot read '{}' of the new layer", shown(&entry.path)), e.into()))
    }
}

type Row = (Entry, Option<(u64, u64)>);

fn entry(dir: BorrowedFd<'_>, name: &[u8], path: Vec<u8>, mtime: MtimeRule) -> Result<Option<Row>> {
    let fail = |e: Errno| Error::io(format!("cannot read '{}' of the new layer", shown(&path)), e.into());
    let fd = open_at(dir, name, OFlags::PATH).map_err(fail)?;
    let stat = rustix::fs::fstat(&fd).map_err(fail)?;
    let (major, minor) = (rustix::fs::major(stat.st_rdev), rustix::fs::minor(stat.st_rdev));
    let file_type = FileType::from_raw_mode(stat.st_mode);
    let kind = match file_type {
        FileType::RegularFile => EntryKind::File {
            size: u64::try_from(stat.st_size).unwrap_or(0),
            content: [0; 32],
            offset: 0,
            sparse: false,
        },
        FileType::Directory => EntryKind::Dir,
        FileType::Symlink => {
            EntryKind::Symlink { target: rustix::fs::readlinkat(&fd, "", Vec::new()).map_err(fail)?.into_bytes() }
        }
        FileType::CharacterDevice if (major, minor) == (0, 0) => EntryKind::Whiteout,
        FileType::CharacterDevice => EntryKind::Char { major, minor },
        FileType::BlockDevice => EntryKind::Block { major, minor },
        FileType::Fifo => EntryKind::Fifo,
        // Layers have no sockets.
        FileType::Socket | FileType::Unknown => return Ok(None),
    };
    let whiteout = kind == EntryKind::Whiteout;
    let xattrs = match file_type {
        FileType::RegularFile | FileType::Directory => xattrs(&fd).map_err(fail)?,
        _ => BTreeMap::new(),
    };
    let linked = stat.st_nlink > 1 && file_type != FileType::Directory && !whiteout;
    let row = Entry {
        mode: match file_type {
            FileType::Symlink => 0o777,
            _ if whiteout => 0,
            _ => stat.st_mode & 0o7777,
        },
        uid: if whiteout { 0 } else { stat.st_uid },
        gid: if whiteout { 0 } else { stat.st_gid },
        mtime: if whiteout { Timestamp::default() } else { mtime.apply(seconds(&stat)) },
        xattrs,
        kind,
        path,
    };
    Ok(Some((row, linked.then_some((stat.st_dev, stat.st_ino)))))
}

fn seconds(stat: &Stat) -> i64 {
    stat.st_mtime
}

/// The attributes that belong into a layer: `user.*`, file capabilities and ACLs. Labels and
/// overlayfs's own belong to this host.
pub(super) fn xattrs(path_fd: &impl AsFd) -> rustix::io::Result<BTreeMap<Vec<u8>, Vec<u8>>> {
    use std::os::fd::AsRawFd;
    // An O_PATH handle has no attributes of its own to ask for; its name in /proc has.
    let name = format!("/proc/self/fd/{}", path_fd.as_fd().as_raw_fd());
    let mut list = vec![0; 1 << 10];
    let length = loop {
        match rustix::fs::listxattr(&name, &mut list[..]) {
            Ok(n) => break n,
            Err(Errno::RANGE) if list.len() < 1 << 20 => list = vec![0; list.len() * 4],
            Err(Errno::OPNOTSUPP) => return Ok(BTreeMap::new()),
            Err(e) => return Err(e),
        }
    };
    let mut out = BTreeMap::new();
    let names = list.get(..length).unwrap_or_default().split(|b| *b == 0);
    let portable: [&[u8]; 3] = [b"security.capability", b"system.posix_acl_access", b"system.posix_acl_default"];
    for key in names.filter(|k| k.starts_with(b"user.") || portable.contains(k)) {
        if is_overlay_xattr(key) {
            continue;
        }
        let mut value = vec![0; 64 << 10];
        let n = rustix::fs::getxattr(&name, key, &mut value[..])?;
        value.truncate(n);
        out.insert(key.to_vec(), value);
    }
    Ok(out)
}

/// One attribute of an open file.
fn xattr(fd: BorrowedFd<'_>, name: &[u8]) -> rustix::io::Result<Option<Vec<u8>>> {
    let mut value = vec![0; 256];
    match rustix::fs::fgetxattr(fd, name, &mut value[..]) {
        Ok(n) => {
            value.truncate(n);
            Ok(Some(value))
        }
        Err(Errno::NODATA | Errno::OPNOTSUPP) => Ok(None),
        Err(Errno::RANGE) => Ok(Some(Vec::new())),
        Err(e) => Err(e),
    }
}
