//! Layer entries onto a directory.

use super::dir::{Root, open_at, stat_at};
use super::{is_overlay_xattr, remove::remove_at, shown, whiteout};
use crate::error::{Error, Kind, Result};
use crate::layer::tree::{join, resolve_links};
use crate::layer::{Entry, EntryKind, Timestamp};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, FileType, Gid, Mode, OFlags, Timestamps, Uid, XattrFlags};
use rustix::io::Errno;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Read, Seek, SeekFrom, Write};
use std::rc::Rc;

/// Handles of parent directories kept open.
const CACHED_DIRS: usize = 256;

/// What becomes a hole if it is all zeros: a block of most file systems.
const BLOCK: usize = 4096;

/// The ids that exist in a user namespace, for messages.
#[derive(Debug, Clone, Default)]
pub struct IdMap {
    uids: Vec<(u32, u32)>,
    gids: Vec<(u32, u32)>,
}

impl IdMap {
    /// Reads the text of `/proc/PID/uid_map` and `gid_map`.
    pub fn parse(uid_map: &str, gid_map: &str) -> IdMap {
        let ranges = |text: &str| {
            let row = |line: &str| {
                let mut parts = line.split_ascii_whitespace();
                let first: u32 = parts.next()?.parse().ok()?;
                let count: u32 = parts.nth(1)?.parse().ok()?;
                Some((first, first.checked_add(count.checked_sub(1)?)?))
            };
            text.lines().filter_map(row).collect()
        };
        IdMap { uids: ranges(uid_map), gids: ranges(gid_map) }
    }

    /// Is every id mapped?
    pub fn is_whole(&self) -> bool {
        [&self.uids, &self.gids].iter().all(|m| m.as_slice() == [(0, u32::MAX - 1)])
    }

    /// Does the group exist here?
    pub fn has_gid(&self, gid: u32) -> bool {
        self.gids.iter().any(|(first, last)| (*first..=*last).contains(&gid))
    }

    /// Checks that both ids exist here; `subject` begins the message.
    pub fn check(&self, uid: u32, gid: u32, subject: &str) -> Result<()> {
        for (name, id, ranges) in [("uid", uid, &self.uids), ("gid", gid, &self.gids)] {
            if ranges.iter().any(|(first, last)| (*first..=*last).contains(&id)) {
                continue;
            }
            let text: Vec<String> = ranges.iter().map(|(a, b)| format!("{a}-{b}")).collect();
            let text = if text.is_empty() { "none".to_string() } else { text.join(", ") };
            let file = if name == "uid" { "/etc/subuid" } else { "/etc/subgid" };
            return Err(Error::new(
                Kind::Host,
                format!("{subject} has {name} {id}, which does not exist in this user namespace (it has {text})"),
            )
            .hint(format!("give your user a larger range in {file}, or run as root")));
        }
        Ok(())
    }
}

/// What a layer being unpacked has at a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    Whiteout,
    Dir,
    Other,
}

/// A directory that entries go to.
struct Parent {
    fd: OwnedFd,
    /// Its path without any link.
    path: Vec<u8>,
}

impl Parent {
    fn below(&self, name: &[u8]) -> Vec<u8> {
        join(&self.path, name)
    }
}

/// Unpacks one layer's entries.
///
/// Links among the parents of an entry are followed inside the root, links of lower layers are
/// not known here. [`Tree`](crate::layer::Tree) does the same without unpacking: what is changed
/// here must be changed there.
pub struct Unpacker {
    root: Root,
    ids: IdMap,
    /// May device nodes be made?
    devices: bool,
    parents: HashMap<Vec<u8>, Rc<Parent>>,
    /// Devices that were passed over.
    passed_over: HashSet<Vec<u8>>,
    /// This file system refuses whiteouts (see `super::whiteout`).
    stand_ins: bool,
    /// Directories' times are set at the end, after their content stopped changing.
    dir_times: BTreeMap<Vec<u8>, Timestamp>,
    /// Directories that no entry described (so far).
    implicit: std::collections::BTreeSet<Vec<u8>>,
    buffer: Vec<u8>,
    /// The file that the content comes from, while this file system shares blocks.
    source: Option<std::fs::File>,
    shares: bool,
}

impl Unpacker {
    /// Unpacks below `root`. With `devices`, character and block devices are made; else they are
    /// passed over (a user namespace cannot make them).
    pub fn new(root: Root, ids: IdMap, devices: bool) -> Unpacker {
        Unpacker {
            root,
            ids,
            devices,
            parents: HashMap::new(),
            passed_over: HashSet::new(),
            stand_ins: false,
            dir_times: BTreeMap::new(),
            implicit: std::iter::once(Vec::new()).collect(),
            buffer: vec![0; 128 << 10],
            source: None,
            shares: true,
        }
    }

    /// Adds one entry; a file's bytes come from `content`.
    pub fn entry(&mut self, entry: &Entry, content: &mut dyn Read) -> Result<()> {
        self.put(entry, content).map_err(|e| e.context(format!("cannot unpack '{}'", shown(&entry.path))))
    }

    /// Adds a file with the content of another, whose blocks are shared where the file system can; never the file
    /// itself, which a write through one name would change under the other.
    pub fn copied(&mut self, entry: &Entry, mut content: std::fs::File) -> Result<()> {
        self.source = if self.shares { content.try_clone().ok() } else { None };
        let done = self.entry(entry, &mut content);
        self.source = None;
        done
    }

    /// Sets the directories' times. Answers which directories were made without an entry of their
    /// own (sorted; the root is the empty path): their metadata is that of the layers below.
    pub fn finish(mut self) -> Result<Vec<Vec<u8>>> {
        self.parents.clear();
        for (path, mtime) in self.dir_times.iter().rev() {
            // It may have been replaced since.
            if let Ok(dir) = self.root.open_exact(path, OFlags::RDONLY | OFlags::DIRECTORY) {
                let done = rustix::fs::futimens(&dir, &times(*mtime));
                done.map_err(|e| failed("set the time of a directory", e))?;
            }
        }
        Ok(self.implicit.into_iter().collect())
    }

    fn put(&mut self, entry: &Entry, content: &mut dyn Read) -> Result<()> {
        self.ids.check(entry.uid, entry.gid, "it")?;
        if entry.path.is_empty() {
            return match entry.kind {
                EntryKind::Dir => {
                    let fd = rustix::fs::openat(self.root.fd(), ".", OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty())
                        .map_err(|e| failed("open it", e))?;
                    self.metadata(fd.as_fd(), entry)?;
                    self.dir_times.insert(Vec::new(), entry.mtime);
                    self.implicit.remove(&entry.path);
                    Ok(())
                }
                EntryKind::Opaque => self.opaque(self.root.fd()),
                _ => Err(Error::new(Kind::Format, "the layer's root is not a directory")),
            };
        }
        if entry.kind == EntryKind::Opaque {
            // The marker stands in the directory, so that a link is followed as for any entry there.
            let path = self.resolve(&entry.path)?;
            if path.is_empty() {
                return self.opaque(self.root.fd());
            }
            let (parent, name) = split(&path);
            let dir = self.parent(parent)?;
            return match self.beside(dir.fd.as_fd(), name)? {
                Beside::Other => Ok(()),
                Beside::Nothing | Beside::Whiteout | Beside::Dir => {
                    let fd = self.make_dir(dir.fd.as_fd(), name, &path)?;
                    self.opaque(fd.as_fd())
                }
            };
        }
        let (parent, name) = split(&entry.path);
        let dir = self.parent(parent)?;
        let path = dir.below(name);
        match &entry.kind {
            EntryKind::Dir => self.directory(&dir, name, &path, entry),
            // It hides what is below, never what stands beside it in the same layer.
            EntryKind::Whiteout => match self.beside(dir.fd.as_fd(), name)? {
                Beside::Nothing => {
                    let made = whiteout::make(dir.fd.as_fd(), name).map_err(|e| failed("create it", e))?;
                    self.stand_ins |= made;
                    Ok(())
                }
                Beside::Dir => {
                    let fd = self.make_dir(dir.fd.as_fd(), name, &path)?;
                    self.opaque(fd.as_fd())
                }
                Beside::Whiteout | Beside::Other => Ok(()),
            },
            EntryKind::Hardlink { target } => self.hard_link(&dir, name, &path, target),
            _ => self.node(&dir, name, &path, entry, content),
        }
    }

    /// Everything but directories, hard links and markers.
    fn node(&mut self, dir: &Parent, name: &[u8], path: &[u8], entry: &Entry, content: &mut dyn Read) -> Result<()> {
        let dir = dir.fd.as_fd();
        if let EntryKind::File { size, .. } = entry.kind {
            let mut file = std::fs::File::from(self.create(dir, name, path)?);
            self.copy(content, &mut file, size)?;
            self.metadata(file.as_fd(), entry)?;
            return rustix::fs::futimens(&file, &times(entry.mtime)).map_err(|e| failed("set its time", e));
        }
        self.clear(dir, name, path)?;
        match &entry.kind {
            EntryKind::Symlink { target } => {
                rustix::fs::symlinkat(&target[..], dir, name).map_err(|e| failed("create the link", e))?;
            }
            EntryKind::Fifo => self.mknod(dir, name, FileType::Fifo, 0)?,
            EntryKind::Char { .. } | EntryKind::Block { .. } => {
                if !self.device(dir, name, &entry.kind)? {
                    self.passed_over.insert(path.to_vec());
                    return Ok(());
                }
            }
            EntryKind::File { .. }
            | EntryKind::Dir
            | EntryKind::Opaque
            | EntryKind::Whiteout
            | EntryKind::Hardlink { .. } => return Ok(()),
        }
        self.metadata_at(dir, name, entry)
    }

    /// Makes a device, if that can be done here.
    fn device(&self, dir: BorrowedFd<'_>, name: &[u8], kind: &EntryKind) -> Result<bool> {
        let (file_type, major, minor) = match kind {
            // A layer's own device 0:0 would be taken for a whiteout.
            EntryKind::Char { major: 0, minor: 0 } => return Ok(false),
            EntryKind::Char { major, minor } => (FileType::CharacterDevice, *major, *minor),
            EntryKind::Block { major, minor } => (FileType::BlockDevice, *major, *minor),
            _ => return Ok(false),
        };
        if !self.devices {
            return Ok(false);
        }
        let dev = rustix::fs::makedev(major, minor);
        match rustix::fs::mknodat(dir, name, file_type, Mode::RUSR | Mode::WUSR, dev) {
            // Root without CAP_MKNOD.
            Err(Errno::PERM) => Ok(false),
            other => other.map(|()| true).map_err(|e| failed("create it", e)),
        }
    }

    /// A new file; names are seldom taken, so that is found out by trying.
    fn create(&mut self, dir: BorrowedFd<'_>, name: &[u8], path: &[u8]) -> Result<OwnedFd> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let create = || rustix::fs::openat(dir, name, flags, Mode::RUSR | Mode::WUSR);
        match create() {
            Err(Errno::EXIST) => {
                self.clear(dir, name, path)?;
                create()
            }
            other => other,
        }
        .map_err(|e| failed("create it", e))
    }

    fn copy(&mut self, content: &mut dyn Read, file: &mut std::fs::File, size: u64) -> Result<()> {
        if let Some(source) = self.source.take().filter(|_| size > 0) {
            match rustix::fs::ioctl_ficlone(&*file, &source) {
                Ok(()) if file.metadata().is_ok_and(|m| m.len() == size) => return Ok(()),
                // It has changed since: what is read from it says how.
                Ok(()) => file.set_len(0).map_err(|e| Error::io("empty it", e))?,
                // Another file system, or one that shares nothing: so it is for all that follow.
                Err(_) => self.shares = false,
            }
        }
        let mut left = size;
        let mut hole = false;
        while left > 0 {
            let n = usize::try_from(left).unwrap_or(usize::MAX).min(self.buffer.len());
            let Some(room) = self.buffer.get_mut(..n) else { break };
            let got = match content.read(room) {
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                other => other.map_err(|e| Error::io("read its content", e))?,
            };
            if got == 0 {
                return Err(Error::new(Kind::Format, format!("its content ends {left} bytes early")));
            }
            hole = write_sparse(file, &room[..got]).map_err(|e| Error::io("write it", e))?;
            left -= got as u64;
        }
        if hole {
            // It moved the position only.
            file.set_len(size).map_err(|e| Error::io("set its size", e))?;
        }
        Ok(())
    }

    fn mknod(&self, dir: BorrowedFd<'_>, name: &[u8], kind: FileType, dev: u64) -> Result<()> {
        rustix::fs::mknodat(dir, name, kind, Mode::RUSR | Mode::WUSR, dev).map_err(|e| failed("create it", e))
    }

    fn hard_link(&mut self, dir: &Parent, name: &[u8], path: &[u8], target: &[u8]) -> Result<()> {
        let (above, last) = split(target);
        let above = self.resolve(above)?;
        let real = join(&above, last);
        if real == path {
            return Ok(());
        }
        let missing = || {
            let what = format!("the layer does not have '{}', which it is a hard link to", shown(target));
            Error::new(Kind::Format, what).hint("a layer has to hold the files that its hard links name")
        };
        let from = match self.root.open_exact(&above, OFlags::RDONLY | OFlags::DIRECTORY) {
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Err(missing()),
            other => other.map_err(|e| failed(&format!("open the directory of '{}'", shown(target)), e))?,
        };
        let stat = match stat_at(from.as_fd(), last) {
            // The other name of something that is not there is nothing, too.
            Err(Errno::NOENT) if self.passed_over.contains(&real) => {
                self.passed_over.insert(path.to_vec());
                return self.clear(dir.fd.as_fd(), name, path);
            }
            Err(Errno::NOENT) => return Err(missing()),
            other => other.map_err(|e| failed(&format!("look at '{}'", shown(target)), e))?,
        };
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => {
                return Err(Error::new(Kind::Format, format!("its link target '{}' is a directory", shown(target))));
            }
            // The layer removes it: a second name would remove more.
            FileType::CharacterDevice if stat.st_rdev == 0 => return Err(missing()),
            _ => {}
        }
        if stat_at(dir.fd.as_fd(), name).is_ok_and(|s| (s.st_dev, s.st_ino) == (stat.st_dev, stat.st_ino)) {
            return Ok(());
        }
        self.clear(dir.fd.as_fd(), name, path)?;
        rustix::fs::linkat(&from, last, dir.fd.as_fd(), name, AtFlags::empty())
            .map_err(|e| failed(&format!("link it to '{}'", shown(target)), e))
    }

    fn directory(&mut self, dir: &Parent, name: &[u8], path: &[u8], entry: &Entry) -> Result<()> {
        let fd = self.make_dir(dir.fd.as_fd(), name, path)?;
        self.metadata(fd.as_fd(), entry)?;
        self.dir_times.insert(path.to_vec(), entry.mtime);
        self.implicit.remove(path);
        Ok(())
    }

    /// Opens the directory `name`, made new unless it is one already.
    fn make_dir(&mut self, dir: BorrowedFd<'_>, name: &[u8], path: &[u8]) -> Result<OwnedFd> {
        match rustix::fs::mkdirat(dir, name, Mode::from_raw_mode(0o755)) {
            Ok(()) => {
                self.implicit.insert(path.to_vec());
                if self.stand_ins && whiteout::stands_for(dir, name).map_err(|e| failed("look at it", e))? {
                    whiteout::remove_stand_in(dir, name).map_err(|e| failed("take its whiteout away", e))?;
                    let fd =
                        open_at(dir, name, OFlags::RDONLY | OFlags::DIRECTORY).map_err(|e| failed("open it", e))?;
                    self.opaque(fd.as_fd())?;
                    return Ok(fd);
                }
            }
            Err(Errno::EXIST) => {
                let beside = self.beside(dir, name)?;
                if beside != Beside::Dir {
                    self.clear(dir, name, path)?;
                    rustix::fs::mkdirat(dir, name, Mode::from_raw_mode(0o755)).map_err(|e| failed("create it", e))?;
                    self.implicit.insert(path.to_vec());
                }
                if beside == Beside::Whiteout {
                    // Removed below and made anew: nothing of the old one may show through.
                    let fd =
                        open_at(dir, name, OFlags::RDONLY | OFlags::DIRECTORY).map_err(|e| failed("open it", e))?;
                    self.opaque(fd.as_fd())?;
                    return Ok(fd);
                }
            }
            Err(e) => return Err(failed("create it", e)),
        }
        open_at(dir, name, OFlags::RDONLY | OFlags::DIRECTORY).map_err(|e| failed("open it", e))
    }

    /// What this layer has at a name so far.
    fn beside(&self, dir: BorrowedFd<'_>, name: &[u8]) -> Result<Beside> {
        let stat = match stat_at(dir, name) {
            Err(Errno::NOENT) => {
                let hidden = self.stand_ins && whiteout::stands_for(dir, name).map_err(|e| failed("look at it", e))?;
                return Ok(if hidden { Beside::Whiteout } else { Beside::Nothing });
            }
            other => other.map_err(|e| failed("look at it", e))?,
        };
        Ok(match FileType::from_raw_mode(stat.st_mode) {
            FileType::Directory => Beside::Dir,
            FileType::CharacterDevice if stat.st_rdev == 0 => Beside::Whiteout,
            _ => Beside::Other,
        })
    }

    fn opaque(&self, fd: BorrowedFd<'_>) -> Result<()> {
        whiteout::make_opaque(fd).map_err(|e| {
            failed("mark it opaque", e).hint("the store must be on a file system with user extended attributes")
        })
    }

    /// Frees the name for something else.
    fn clear(&mut self, dir: BorrowedFd<'_>, name: &[u8], path: &[u8]) -> Result<()> {
        match rustix::fs::unlinkat(dir, name, AtFlags::empty()) {
            // Parents may have been reached through this link.
            Ok(()) => self.parents.clear(),
            Err(Errno::NOENT) => {}
            Err(Errno::ISDIR | Errno::PERM) => {
                self.parents.clear();
                remove_at(dir, name).map_err(|e| failed("replace what was there", e))?;
                let below = |p: &[u8]| p == path || (p.starts_with(path) && p.get(path.len()) == Some(&b'/'));
                self.dir_times.retain(|p, _| !below(p));
                self.implicit.retain(|p| !below(p));
            }
            Err(e) => return Err(failed("replace what was there", e)),
        }
        Ok(())
    }

    /// The directory at `path`, made if missing; links lead no further than the root.
    fn parent(&mut self, path: &[u8]) -> Result<Rc<Parent>> {
        if let Some(parent) = self.parents.get(path) {
            return Ok(parent.clone());
        }
        let parent = match self.root.open_exact(path, OFlags::RDONLY | OFlags::DIRECTORY) {
            Ok(fd) => Parent { fd, path: path.to_vec() },
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => {
                let path = self.resolve(path)?;
                Parent { fd: self.make_dirs(&path)?, path }
            }
            Err(e) => return Err(failed("open its directory", e)),
        };
        if self.parents.len() >= CACHED_DIRS {
            self.parents.clear();
        }
        let parent = Rc::new(parent);
        self.parents.insert(path.to_vec(), parent.clone());
        Ok(parent)
    }

    /// Follows all links of `path` inside the root. What is not there stays as it is written.
    fn resolve(&self, path: &[u8]) -> Result<Vec<u8>> {
        resolve_links(path, true, |p| {
            let fd = self.root.open_exact(p, OFlags::PATH).ok()?;
            Some(rustix::fs::readlinkat(&fd, "", Vec::new()).ok().map(std::ffi::CString::into_bytes))
        })
    }

    /// Opens the directory at `path`, of which no component is a link. What is missing is made,
    /// and what is no directory gives way to one.
    fn make_dirs(&mut self, path: &[u8]) -> Result<OwnedFd> {
        let mut at = self.root.open_dir(b"").map_err(|e| failed("open the root", e))?;
        let mut so_far = Vec::new();
        for part in path.split(|b| *b == b'/').filter(|p| !p.is_empty()) {
            so_far = join(&so_far, part);
            at = self.make_dir(at.as_fd(), part, &so_far)?;
        }
        Ok(at)
    }

    /// Owner, mode, attributes, in the order in which one does not undo another: chown clears
    /// setuid bits and capabilities.
    fn metadata(&self, fd: BorrowedFd<'_>, entry: &Entry) -> Result<()> {
        let (uid, gid) = (Uid::from_raw(entry.uid), Gid::from_raw(entry.gid));
        rustix::fs::fchown(fd, Some(uid), Some(gid)).map_err(|e| owner_failed(entry, e))?;
        rustix::fs::fchmod(fd, Mode::from_raw_mode(entry.mode & 0o7777)).map_err(|e| failed("set its mode", e))?;
        for (name, value) in &entry.xattrs {
            if is_overlay_xattr(name) {
                continue;
            }
            self.xattr_result(name, rustix::fs::fsetxattr(fd, &name[..], value, XattrFlags::empty()))?;
        }
        Ok(())
    }

    /// The same for what cannot be opened: links, fifos, devices.
    fn metadata_at(&self, dir: BorrowedFd<'_>, name: &[u8], entry: &Entry) -> Result<()> {
        let (uid, gid) = (Uid::from_raw(entry.uid), Gid::from_raw(entry.gid));
        rustix::fs::chownat(dir, name, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|e| owner_failed(entry, e))?;
        if !matches!(entry.kind, EntryKind::Symlink { .. }) {
            // We have just made it, no link; nobody else writes here.
            let mode = Mode::from_raw_mode(entry.mode & 0o7777);
            rustix::fs::chmodat(dir, name, mode, AtFlags::empty()).map_err(|e| failed("set its mode", e))?;
        }
        rustix::fs::utimensat(dir, name, &times(entry.mtime), AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|e| failed("set its time", e))
    }

    fn xattr_result(&self, name: &[u8], result: rustix::io::Result<()>) -> Result<()> {
        let wanted = name.starts_with(b"user.") || name == b"security.capability";
        match result {
            Ok(()) => Ok(()),
            // Labels and the like belong to the host's policy; without the right they are left out.
            Err(Errno::PERM | Errno::OPNOTSUPP | Errno::ACCESS | Errno::INVAL) if !wanted => Ok(()),
            Err(e) => Err(failed(&format!("set its attribute '{}'", String::from_utf8_lossy(name)), e)),
        }
    }
}

/// A path's parent and its last component.
fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|b| *b == b'/') {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (&[], path),
    }
}

/// Writes `data` at the file's position, whole blocks of zeros as holes. Does it end in one?
fn write_sparse(file: &mut std::fs::File, data: &[u8]) -> std::io::Result<bool> {
    let is_zero = |block: &[u8]| block.len() == BLOCK && block.iter().all(|b| *b == 0);
    let mut pending = 0;
    let mut at = 0;
    for block in data.chunks(BLOCK) {
        let end = at + block.len();
        if is_zero(block) {
            file.write_all(data.get(pending..at).unwrap_or_default())?;
            file.seek(SeekFrom::Current(BLOCK as i64))?;
            pending = end;
        }
        at = end;
    }
    file.write_all(data.get(pending..).unwrap_or_default())?;
    Ok(pending == data.len())
}

fn owner_failed(entry: &Entry, e: Errno) -> Error {
    failed(&format!("give it to {}:{}", entry.uid, entry.gid), e)
}

fn failed(what: &str, e: Errno) -> Error {
    Error::io(what, e.into())
}

fn times(mtime: Timestamp) -> Timestamps {
    let t = rustix::fs::Timespec { tv_sec: mtime.secs, tv_nsec: i64::from(mtime.nanos) };
    Timestamps { last_access: t, last_modification: t }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn own_ids() -> IdMap {
        IdMap { uids: vec![(0, u32::MAX - 1)], gids: vec![(0, u32::MAX - 1)] }
    }

    #[test]
    fn id_maps() {
        let map = IdMap::parse("0 1000 1\n1 100000 65536\n", "0 1000 1\n");
        assert!(!map.is_whole() && map.has_gid(0) && !map.has_gid(1));
        map.check(65536, 0, "it").unwrap();
        let e = map.check(65537, 0, "it").unwrap_err();
        assert_eq!(e.what(), "it has uid 65537, which does not exist in this user namespace (it has 0-0, 1-65536)");
        assert!(IdMap::parse("0 0 4294967295\n", "0 0 4294967295\n").is_whole());
    }

    fn kinds(outside: String) -> impl Strategy<Value = EntryKind> {
        let name = "[ab](/[ab]){0,2}".prop_map(String::into_bytes);
        let targets = vec![
            outside.clone(),
            format!("../../../../../../../../{outside}"),
            "..".into(),
            "/".into(),
            "a".into(),
            "b/a".into(),
        ];
        prop_oneof![
            2 => Just(EntryKind::File { size: 1, content: [0; 32], offset: 0, sparse: false }),
            2 => Just(EntryKind::Dir),
            3 => proptest::sample::select(targets).prop_map(|t| EntryKind::Symlink { target: t.into_bytes() }),
            2 => name.prop_map(|target| EntryKind::Hardlink { target }),
            1 => Just(EntryKind::Whiteout),
            1 => Just(EntryKind::Opaque),
            1 => Just(EntryKind::Fifo),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_layer_touches_anything_outside(
            entries in proptest::collection::vec(("[ab](/[ab]){0,3}", kinds("OUTSIDE".into())), 1..20)
        ) {
            let dir = tempfile::tempdir().unwrap();
            let (root, outside) = (dir.path().join("root"), dir.path().join("outside"));
            std::fs::create_dir(&root).unwrap();
            std::fs::create_dir(&outside).unwrap();
            std::fs::write(outside.join("a"), "untouched").unwrap();
            let before = std::fs::metadata(outside.join("a")).unwrap();
            let mut unpacker = Unpacker::new(Root::open(&root).unwrap(), own_ids(), false);
            let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
            for (path, kind) in &entries {
                let mut kind = kind.clone();
                if let EntryKind::Symlink { target } = &mut kind {
                    *target = String::from_utf8(target.clone()).unwrap().replace("OUTSIDE", outside.to_str().unwrap()).into_bytes();
                }
                let entry = Entry { kind, uid, gid, ..Entry::dir(path.as_bytes(), 0o777) };
                // Some make no sense together and are refused.
                let _ = unpacker.entry(&entry, &mut &b"x"[..]);
            }
            unpacker.finish().unwrap();
            use std::os::unix::fs::MetadataExt;
            let after = std::fs::metadata(outside.join("a")).unwrap();
            prop_assert_eq!(std::fs::read(outside.join("a")).unwrap(), b"untouched");
            prop_assert_eq!((before.mode(), before.nlink(), before.ctime_nsec()), (after.mode(), after.nlink(), after.ctime_nsec()));
            prop_assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
            prop_assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
        }
    }
}
