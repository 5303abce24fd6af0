//! A root file system without overlayfs: layers copied over each other into one directory, and
//! what a command changed there taken out again, in the form of an overlay upper directory.

use super::dir::Root;
use super::remove::{remove_at, remove_contents};
use super::{IdMap, MtimeRule, Unpacker, Upper, shown, whiteout};
use crate::error::{Context, Error, Result};
use crate::layer::EntryKind;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, StatxFlags, Timespec, Timestamps, XattrFlags};
use rustix::io::Errno;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Copies unpacked layers, the bottom one first, into the empty directory `dest`.
pub fn pile<'a>(layers: impl Iterator<Item = &'a Path>, dest: &Path, ids: &IdMap) -> Result<()> {
    for layer in layers {
        let what = || format!("copy the layer {}", layer.display());
        let upper = Upper::walk(Root::open(layer).context(what)?, MtimeRule::Keep)?;
        let root = Root::open(dest).context(what)?;
        for entry in upper.entries() {
            let gone = match entry.kind {
                EntryKind::Opaque => match root.open_exact(&entry.path, OFlags::RDONLY | OFlags::DIRECTORY) {
                    Ok(dir) => remove_contents(dir.as_fd()),
                    Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Ok(()),
                    Err(e) => Err(e),
                },
                EntryKind::Dir if is_dir(&root, &entry.path) => Ok(()),
                _ => remove(&root, &entry.path),
            };
            gone.context(what)?;
        }
        let mut unpacker = Unpacker::new(root, ids.clone(), true);
        for entry in upper.entries() {
            match entry.kind {
                EntryKind::Opaque | EntryKind::Whiteout => {}
                EntryKind::File { .. } => unpacker.copied(entry, upper.content(entry)?)?,
                _ => unpacker.entry(entry, &mut std::io::empty())?,
            }
        }
        unpacker.finish()?;
    }
    Ok(())
}

fn is_dir(root: &Root, path: &[u8]) -> bool {
    root.open_exact(path, OFlags::PATH | OFlags::DIRECTORY).is_ok()
}

/// Removes whatever is at a path, whose parents are directories if they are there.
fn remove(root: &Root, path: &[u8]) -> rustix::io::Result<()> {
    let (parent, name) = split(path);
    match root.open_exact(parent, OFlags::PATH | OFlags::DIRECTORY) {
        Ok(parent) => remove_at(parent.as_fd(), name),
        Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Ok(()),
        Err(e) => Err(e),
    }
}

fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|b| *b == b'/') {
        Some(slash) => (&path[..slash], &path[slash + 1..]),
        None => (&[], path),
    }
}

/// One path, as a walk found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Seen {
    inode: u64,
    /// When the inode was made: numbers are used again. Zero where the file system does not tell.
    born: (i64, u32),
    /// No program can set it.
    changed: (i64, u32),
    modified: (i64, u32),
    mode: u32,
    owner: (u32, u32),
    size: u64,
    links: u32,
}

impl Seen {
    fn same_inode(&self, other: &Seen) -> bool {
        (self.inode, self.born) == (other.inode, other.born)
    }

    fn is_dir(&self) -> bool {
        FileType::from_raw_mode(self.mode) == FileType::Directory
    }
}

/// What is in a directory, made of layers, at one moment.
pub struct Snapshot {
    /// The layers, the top one first.
    layers: Vec<PathBuf>,
    seen: BTreeMap<Vec<u8>, Seen>,
    /// Paths that we change ourselves: there the time of the last change tells nothing.
    ours: BTreeSet<Vec<u8>>,
}

impl Snapshot {
    /// Walks `dir`, which is the pile of `layers` (the top one first), then waits until whatever changes
    /// from now on has a later time.
    pub fn take(dir: &Path, layers: &[PathBuf]) -> Result<Snapshot> {
        let seen = walk(dir)?;
        let last = seen.values().map(|s| s.changed).max().unwrap_or_default();
        loop {
            let now = rustix::time::clock_gettime(rustix::time::ClockId::RealtimeCoarse);
            if (now.tv_sec, u32::try_from(now.tv_nsec).unwrap_or(0)) > last {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        Ok(Snapshot { layers: layers.to_vec(), seen, ours: BTreeSet::new() })
    }

    /// As bytes, for another process.
    pub fn save(&self) -> Result<Vec<u8>> {
        postcard::to_stdvec(&(&self.layers, &self.seen))
            .map_err(|e| Error::new(crate::error::Kind::Internal, "note what is in the root").because(e))
    }

    /// What [`Snapshot::save`] made.
    pub fn load(raw: &[u8]) -> Result<Snapshot> {
        let (layers, seen) = postcard::from_bytes(raw)
            .map_err(|e| Error::new(crate::error::Kind::Internal, "read what was in the root").because(e))?;
        Ok(Snapshot { layers, seen, ours: BTreeSet::new() })
    }

    /// Forgives `path` a change of its own entry (not of its content, mode or owner), and of its
    /// parent's.
    pub fn forgive(&mut self, path: &[u8]) {
        self.ours.insert(path.to_vec());
        self.ours.insert(split(path).0.to_vec());
    }

    /// Moves what has changed in `root` since then into the empty directory `upper`, in overlayfs's
    /// form. `root` is of no more use afterwards.
    pub fn move_changes(&self, root: &Path, upper: &Path) -> Result<()> {
        let now = walk(root)?;
        let linked = self.linked_anew(&now);
        let mut same = HashMap::new();
        let mut changes = Changes { before: &self.seen, now: &now, root, upper, made: BTreeMap::new() };
        let mut moved: BTreeSet<&[u8]> = BTreeSet::new();
        for (path, seen) in &now {
            if path.is_empty() || above_all(path).any(|above| moved.contains(above)) {
                continue;
            }
            match self.seen.get(path) {
                Some(old) if !linked.contains(path) && self.unchanged(root, path, old, seen, &mut same)? => {}
                Some(old) if old.is_dir() && seen.is_dir() && old.same_inode(seen) => changes.directory(path)?,
                old => {
                    changes.whole(path, seen.is_dir() && old.is_some())?;
                    moved.extend(seen.is_dir().then_some(&path[..]));
                }
            }
        }
        for path in self.seen.keys().filter(|p| !now.contains_key(*p)) {
            // Of a directory that is gone or new, nothing below is told.
            let (parent, _) = split(path);
            let kept = match (self.seen.get(parent), now.get(parent)) {
                (Some(old), Some(new)) => new.is_dir() && old.same_inode(new),
                _ => parent.is_empty(),
            };
            if kept {
                changes.whiteout(path)?;
            }
        }
        changes.finish()
    }

    /// Files that got another name: overlayfs copies them up with it.
    fn linked_anew<'a>(&'a self, now: &BTreeMap<Vec<u8>, Seen>) -> BTreeSet<&'a Vec<u8>> {
        let new = |(path, seen): &(&Vec<u8>, &Seen)| seen.links > 1 && !self.seen.contains_key(*path);
        let inodes: BTreeSet<u64> = now.iter().filter(new).map(|(_, seen)| seen.inode).collect();
        let single = self.seen.iter().filter(|(_, old)| old.links == 1 && inodes.contains(&old.inode));
        single.map(|(path, _)| path).collect()
    }

    /// `same`: inodes of which it is known whether their content is still the layers'.
    fn unchanged(
        &self,
        root: &Path,
        path: &[u8],
        old: &Seen,
        new: &Seen,
        same: &mut HashMap<u64, bool>,
    ) -> Result<bool> {
        let (mut old, mut new) = (*old, *new);
        if self.ours.contains(path) {
            (old.changed, new.changed) = ((0, 0), (0, 0));
        }
        if old == new {
            return Ok(true);
        }
        if old.links == new.links {
            return Ok(false);
        }
        // Another name of the file came or went, which is a change of the inode. Is it all?
        (old.changed, old.links) = (new.changed, new.links);
        if old != new {
            return Ok(false);
        }
        if let Some(same) = same.get(&new.inode) {
            return Ok(*same);
        }
        let name = OsStr::from_bytes(path);
        let layer = self.layers.iter().map(|l| l.join(name)).find(|p| p.symlink_metadata().is_ok());
        let is = match layer {
            Some(layer) => same_content(&layer, &root.join(name)).context(|| format!("compare {}", shown(path)))?,
            None => false,
        };
        same.insert(new.inode, is);
        Ok(is)
    }
}

/// Have two files, which are not links, the same bytes and attributes?
pub(super) fn same_content(a: &Path, b: &Path) -> std::io::Result<bool> {
    let open = |path: &Path| {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        rustix::fs::openat(CWD, path, flags, Mode::empty()).map(std::fs::File::from)
    };
    let (a, b) = match (open(a), open(b)) {
        // A link: its target is as old as its inode.
        (Err(Errno::LOOP), Err(Errno::LOOP)) => return Ok(true),
        (a, b) => (a?, b?),
    };
    if super::walk::xattrs(&a.as_fd())? != super::walk::xattrs(&b.as_fd())? {
        return Ok(false);
    }
    let (mut a, mut b) = (BufReader::with_capacity(128 << 10, a), BufReader::with_capacity(128 << 10, b));
    loop {
        let (left, right) = (a.fill_buf()?, b.fill_buf()?);
        let n = left.len().min(right.len());
        if left.get(..n) != right.get(..n) {
            return Ok(false);
        }
        if n == 0 {
            return Ok(left.is_empty() && right.is_empty());
        }
        a.consume(n);
        b.consume(n);
    }
}

/// The directories above a path, the nearest first, without the root.
fn above_all(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::successors(Some(split(path).0), |p| Some(split(p).0)).take_while(|p| !p.is_empty())
}

/// Everything in `dir`, the directory itself (as the empty path) too.
fn walk(dir: &Path) -> Result<BTreeMap<Vec<u8>, Seen>> {
    let mut out = BTreeMap::new();
    for found in walkdir::WalkDir::new(dir) {
        let found = found.map_err(|e| {
            Error::new(crate::error::Kind::Io, format!("read the root file system {}", dir.display())).because(e)
        })?;
        let path = found.path().strip_prefix(dir).unwrap_or(found.path()).as_os_str().as_bytes().to_vec();
        let flags = AtFlags::SYMLINK_NOFOLLOW;
        let mask = StatxFlags::BASIC_STATS | StatxFlags::BTIME;
        let stat = rustix::fs::statx(CWD, found.path(), flags, mask).context(|| format!("look at {}", shown(&path)))?;
        let time = |t: rustix::fs::StatxTimestamp| (t.tv_sec, t.tv_nsec);
        let seen = Seen {
            inode: stat.stx_ino,
            born: time(stat.stx_btime),
            changed: time(stat.stx_ctime),
            modified: time(stat.stx_mtime),
            mode: u32::from(stat.stx_mode),
            owner: (stat.stx_uid, stat.stx_gid),
            size: if stat.stx_mode & 0o170_000 == 0o100_000 { stat.stx_size } else { 0 },
            // A directory's tell how many directories are in it.
            links: if stat.stx_mode & 0o170_000 == 0o040_000 { 1 } else { stat.stx_nlink },
        };
        out.insert(path, seen);
    }
    Ok(out)
}

/// Changes on their way to the upper directory.
struct Changes<'a> {
    before: &'a BTreeMap<Vec<u8>, Seen>,
    now: &'a BTreeMap<Vec<u8>, Seen>,
    root: &'a Path,
    upper: &'a Path,
    /// Directories made there, with the time that they are to have.
    made: BTreeMap<Vec<u8>, (i64, u32)>,
}

impl Changes<'_> {
    fn at(&self, base: &Path, path: &[u8]) -> PathBuf {
        base.join(OsStr::from_bytes(path))
    }

    /// A directory that was there before, with the directories above it; not what is in it.
    fn directory(&mut self, path: &[u8]) -> Result<()> {
        if path.is_empty() || self.made.contains_key(path) {
            return Ok(());
        }
        self.directory(split(path).0)?;
        let what = || format!("note the change of {}", shown(path));
        let Some(seen) = self.now.get(path) else { return Ok(()) };
        let (from, to) = (self.at(self.root, path), self.at(self.upper, path));
        std::fs::create_dir(&to).context(what)?;
        std::os::unix::fs::lchown(&to, Some(seen.owner.0), Some(seen.owner.1)).context(what)?;
        rustix::fs::chmodat(CWD, &to, Mode::from_raw_mode(seen.mode & 0o7777), AtFlags::empty()).context(what)?;
        copy_xattrs(&from, &to).context(what)?;
        self.made.insert(path.to_vec(), seen.modified);
        Ok(())
    }

    /// Something new, with all that is in it.
    fn whole(&mut self, path: &[u8], opaque: bool) -> Result<()> {
        self.directory(split(path).0)?;
        let what = || format!("note the change of {}", shown(path));
        let (from, to) = (self.at(self.root, path), self.at(self.upper, path));
        std::fs::rename(&from, &to).context(what)?;
        if opaque && self.before.contains_key(path) {
            whiteout::make_opaque(open_dir(&to).context(what)?.as_fd()).context(what)?;
        }
        Ok(())
    }

    fn whiteout(&mut self, path: &[u8]) -> Result<()> {
        self.directory(split(path).0)?;
        let (parent, name) = split(path);
        let what = || format!("note that {} is gone", shown(path));
        let dir = open_dir(&self.at(self.upper, parent)).context(what)?;
        whiteout::make(dir.as_fd(), name).map(drop).context(what)
    }

    /// Moving into directories changed their times.
    fn finish(self) -> Result<()> {
        for (path, (secs, nanos)) in self.made.iter().rev() {
            let time = Timespec { tv_sec: *secs, tv_nsec: (*nanos).into() };
            let times = Timestamps { last_access: time, last_modification: time };
            let to = self.at(self.upper, path);
            rustix::fs::utimensat(CWD, &to, &times, AtFlags::SYMLINK_NOFOLLOW)
                .context(|| format!("set the time of {}", shown(path)))?;
        }
        Ok(())
    }
}

fn open_dir(path: &Path) -> rustix::io::Result<OwnedFd> {
    rustix::fs::openat(
        CWD,
        path,
        OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC,
        Mode::empty(),
    )
}

fn copy_xattrs(from: &Path, to: &Path) -> rustix::io::Result<()> {
    let mut list = vec![0; 64 << 10];
    let n = match rustix::fs::llistxattr(from, &mut list[..]) {
        Err(Errno::OPNOTSUPP) => return Ok(()),
        other => other?,
    };
    let mut value = vec![0; 64 << 10];
    for name in list.get(..n).unwrap_or_default().split(|b| *b == 0).filter(|n| !n.is_empty()) {
        let n = rustix::fs::lgetxattr(from, name, &mut value[..])?;
        match rustix::fs::lsetxattr(to, name, value.get(..n).unwrap_or_default(), XattrFlags::empty()) {
            // Labels of this machine.
            Err(Errno::PERM | Errno::OPNOTSUPP) => {}
            other => other?,
        }
    }
    Ok(())
}

/// Something of ours that stands in a root file system while a command runs.
pub struct Placed {
    parent: OwnedFd,
    name: Vec<u8>,
    /// What stood there before.
    aside: Option<PathBuf>,
    /// The parent's times before, and its mtime after.
    before: Timestamps,
    after: (i64, i64),
}

impl Placed {
    /// Makes room for `name` in the directory `parent`: what is there is moved to `aside`. `make` then puts
    /// ours there.
    pub fn put(
        parent: OwnedFd,
        name: &[u8],
        aside: PathBuf,
        make: impl FnOnce(&OwnedFd, &[u8]) -> Result<()>,
    ) -> Result<Placed> {
        let what = || format!("make room for '{}'", String::from_utf8_lossy(name));
        let stat = rustix::fs::fstat(&parent).context(what)?;
        let before = Timestamps {
            last_access: Timespec { tv_sec: stat.st_atime as _, tv_nsec: stat.st_atime_nsec as _ },
            last_modification: Timespec { tv_sec: stat.st_mtime as _, tv_nsec: stat.st_mtime_nsec as _ },
        };
        let aside = match rustix::fs::renameat(&parent, name, CWD, &aside) {
            Ok(()) => Some(aside),
            Err(Errno::NOENT) => None,
            Err(e) => return Err(Error::io(what(), e.into())),
        };
        make(&parent, name)?;
        let stat = rustix::fs::fstat(&parent).context(what)?;
        let after = (stat.st_mtime, stat.st_mtime_nsec as i64);
        Ok(Placed { parent, name: name.to_vec(), aside, before, after })
    }

    /// Takes ours away, and puts back what stood there.
    pub fn undo(self) -> Result<()> {
        let what = || format!("take '{}' away again", String::from_utf8_lossy(&self.name));
        let stat = rustix::fs::fstat(&self.parent).context(what)?;
        let untouched = (stat.st_mtime, stat.st_mtime_nsec as i64) == self.after;
        remove_at(self.parent.as_fd(), &self.name).context(what)?;
        if let Some(aside) = &self.aside {
            rustix::fs::renameat(CWD, aside, &self.parent, &self.name[..]).context(what)?;
        }
        if untouched {
            rustix::fs::futimens(&self.parent, &self.before).context(what)?;
        }
        Ok(())
    }
}
