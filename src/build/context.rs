//! The build context: a directory, seen through its ignore file, walked once. Contents
//! are read only for files that an instruction names.

use super::known::{Known, Stamp};
use crate::dockerfile::IgnoreFile;
use crate::error::{Context as _, Error, Kind, Result};
use crate::files::content::Content;
use crate::layer::{Entry, EntryKind, Timestamp, Toc, Tree};
use crate::transport::store::Store;
use rustix::fs::{Mode, OFlags, ResolveFlags};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::SystemTime;
use tempfile::TempDir;

/// The digest of a file that nobody has read.
const UNREAD: [u8; 32] = [0; 32];

/// What a look at an entry alone does not tell.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Facts {
    /// blake3 of a file's content.
    pub content: [u8; 32],
    /// The extended attributes that travel.
    pub xattrs: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// A directory that COPY and ADD take files from.
pub struct DirContext {
    path: PathBuf,
    root: OwnedFd,
    ignore: IgnoreFile,
    tree: Mutex<Option<Arc<Tree>>>,
    /// What this build has read, by the file's number. The tree has what earlier builds learned.
    read: Mutex<HashMap<u64, Facts>>,
    known: Known,
    threads: usize,
    /// Where the directory was made for this build: gone with it.
    _temp: Option<TempDir>,
}

impl DirContext {
    /// Opens the directory. Nothing is walked before an instruction asks. `store` remembers
    /// what was learned about its files; `now` is the time.
    pub fn open(path: &Path, ignore: IgnoreFile, threads: usize, store: &Store, now: SystemTime) -> Result<DirContext> {
        DirContext::new(path, ignore, threads, Known::new(store.clone(), path, now), None)
    }

    /// What was brought here for this build: the directory `path` in `temp`.
    pub fn temporary(temp: TempDir, path: &Path, threads: usize) -> Result<DirContext> {
        DirContext::new(path, IgnoreFile::default(), threads, Known::nothing(), Some(temp))
    }

    fn new(path: &Path, ignore: IgnoreFile, threads: usize, known: Known, temp: Option<TempDir>) -> Result<DirContext> {
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::open(path, flags, Mode::empty()).map_err(|e| {
            Error::io(format!("open the build context {}", path.display()), e.into())
                .hint("the last argument of build is the directory that COPY takes files from")
        })?;
        Ok(DirContext {
            path: path.into(),
            root,
            ignore,
            tree: Mutex::new(None),
            read: Mutex::new(HashMap::new()),
            known,
            threads: threads.max(1),
            _temp: temp,
        })
    }

    /// Its path, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Is this path (relative, slashes) left out by the ignore file?
    pub fn is_ignored(&self, path: &str) -> bool {
        self.ignore.ignores(path)
    }

    /// The files in it, with the digests and attributes that earlier builds learned. Walked at the
    /// first call.
    pub fn tree(&self) -> Result<Arc<Tree>> {
        let mut slot = self.tree.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(tree) = &*slot {
            return Ok(tree.clone());
        }
        let toc = Toc { entries: self.walk()? };
        let tree = Arc::new(Tree::stack(&[Arc::new(toc)]));
        *slot = Some(tree.clone());
        Ok(tree)
    }

    fn walk(&self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        let mut links: HashMap<(u64, u64), Vec<u8>> = HashMap::new();
        let mut kept_dirs: Vec<Vec<u8>> = Vec::new();
        let learned = self.known.load();
        let mut learned = learned.in_order();
        let walk = walkdir::WalkDir::new(&self.path).min_depth(1).sort_by_file_name();
        let mut walk = walk.into_iter();
        while let Some(found) = walk.next() {
            let found = found.map_err(|e| {
                let error = Error::new(Kind::Io, format!("read the build context {}", self.path.display())).because(e);
                error.hint("files that are not needed can be left out in .dockerignore")
            })?;
            let relative = found.path().strip_prefix(&self.path).unwrap_or(found.path());
            let path = relative.as_os_str().as_bytes().to_vec();
            let is_dir = found.file_type().is_dir();
            let shown = String::from_utf8_lossy(&path);
            if self.ignore.ignores(&shown) {
                if is_dir {
                    if self.ignore.must_walk(&shown) {
                        // Its entry appears only if something below it does.
                        kept_dirs.push(path);
                    } else {
                        walk.skip_current_dir();
                    }
                }
                continue;
            }
            let meta = found.metadata().map_err(|e| {
                Error::new(Kind::Io, format!("read the build context {}", self.path.display())).because(e)
            })?;
            let Some(mut entry) = entry_of(path, &meta, found.path(), &mut links)? else { continue };
            if let EntryKind::File { content, .. } = &mut entry.kind
                && let Some(facts) = learned.get(&entry.path, &Stamp::of(&meta))
            {
                (*content, entry.xattrs) = (facts.content, facts.xattrs);
            }
            restore_parents(&entry.path, &mut kept_dirs, &self.path, &mut entries)?;
            entries.push(entry);
        }
        entries.shrink_to_fit();
        Ok(entries)
    }

    fn open_inside(&self, path: &[u8], flags: OFlags) -> Result<OwnedFd> {
        // No link may lead the read elsewhere: the walk has seen what each component is.
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        let flags = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let opened = match rustix::fs::openat2(&self.root, path, flags, Mode::empty(), resolve) {
            Err(rustix::io::Errno::NOSYS | rustix::io::Errno::PERM) => open_stepwise(&self.root, path, flags),
            other => other,
        };
        opened.context(|| format!("open {}/{}", self.path.display(), String::from_utf8_lossy(path)))
    }

    /// Fills in what only opening a file tells, for entries made of the files with these numbers.
    pub fn describe<'e>(&self, entries: impl Iterator<Item = (u64, &'e mut Entry)>) -> Result<()> {
        let mut entries: Vec<_> = entries.collect();
        self.read(entries.iter().map(|(number, _)| *number))?;
        let read = self.read.lock().unwrap_or_else(|e| e.into_inner());
        for (number, entry) in &mut entries {
            let Some(facts) = read.get(number) else { continue };
            if let EntryKind::File { content, .. } = &mut entry.kind {
                *content = facts.content;
            }
            entry.xattrs = facts.xattrs.clone();
        }
        Ok(())
    }

    /// Reads those of the files (by their numbers in the tree) that nobody has read, several at once;
    /// each file is read once a build.
    pub fn read(&self, files: impl Iterator<Item = u64>) -> Result<()> {
        let tree = self.tree()?;
        let mut read = self.read.lock().unwrap_or_else(|e| e.into_inner());
        let unread = |number: &u64| {
            let (_, entry) = tree.content_of(*number);
            matches!(entry.kind, EntryKind::File { content: UNREAD, .. }) && !read.contains_key(number)
        };
        let mut todo: Vec<u64> = files.filter(unread).collect();
        todo.sort_unstable();
        todo.dedup();
        if todo.is_empty() {
            return Ok(());
        }
        let next = AtomicUsize::new(0);
        let failed: OnceLock<Error> = OnceLock::new();
        let fresh = Mutex::new(Vec::with_capacity(todo.len()));
        let work = || {
            let mut buffer = vec![0; 256 << 10];
            while failed.get().is_none() {
                let Some(number) = todo.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
                match self.look(&tree.content_of(*number).1.path, &mut buffer) {
                    Ok((stamp, facts)) => {
                        fresh.lock().unwrap_or_else(|e| e.into_inner()).push((*number as usize, stamp, facts));
                    }
                    Err(e) => drop(failed.set(e)),
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.threads.min(todo.len()) {
                scope.spawn(work);
            }
            work();
        });
        if let Some(e) = failed.into_inner() {
            return Err(e);
        }
        let mut fresh = fresh.into_inner().unwrap_or_else(|e| e.into_inner());
        fresh.sort_unstable_by_key(|(index, ..)| *index);
        if let [walked] = tree.layers() {
            self.known.save(&walked.entries, &fresh);
        }
        read.extend(fresh.into_iter().map(|(index, _, facts)| (index as u64, facts)));
        Ok(())
    }

    /// Reads a file. The stamp is the one that it had before.
    fn look(&self, path: &[u8], buffer: &mut [u8]) -> Result<(Stamp, Facts)> {
        let what = || format!("read {}/{}", self.path.display(), String::from_utf8_lossy(path));
        let opened = self.open_inside(path, OFlags::RDONLY)?;
        let xattrs = read_xattrs(&opened).context(what)?;
        let mut file = File::from(opened);
        let stamp = Stamp::of(&file.metadata().context(what)?);
        let mut hasher = blake3::Hasher::new();
        loop {
            let n = file.read(buffer).context(what)?;
            if n == 0 {
                return Ok((stamp, Facts { content: *hasher.finalize().as_bytes(), xattrs }));
            }
            hasher.update(&buffer[..n]);
        }
    }
}

impl Content for DirContext {
    fn open(&self, number: u64, _: &Entry) -> Result<Box<dyn Read + Send + '_>> {
        let tree = self.tree()?;
        let (_, entry) = tree.content_of(number);
        Ok(Box::new(File::from(self.open_inside(&entry.path, OFlags::RDONLY)?)))
    }
}

/// The attributes that belong to content: capabilities and the user's own. Labels and
/// access lists of this machine do not travel.
fn read_xattrs(file: &OwnedFd) -> std::io::Result<BTreeMap<Vec<u8>, Vec<u8>>> {
    let mut out = BTreeMap::new();
    let mut names = vec![0u8; 4096];
    let n = match rustix::fs::flistxattr(file, &mut names[..]) {
        Ok(0) | Err(rustix::io::Errno::NOTSUP) => return Ok(out),
        Ok(n) => n,
        Err(rustix::io::Errno::RANGE) => {
            names.resize(64 << 10, 0);
            rustix::fs::flistxattr(file, &mut names[..])?
        }
        Err(e) => return Err(e.into()),
    };
    for name in names[..n].split(|b| *b == 0).filter(|n| !n.is_empty()) {
        if name != b"security.capability" && !name.starts_with(b"user.") {
            continue;
        }
        let mut value = vec![0u8; 64 << 10];
        let len = rustix::fs::fgetxattr(file, name, &mut value[..])?;
        value.truncate(len);
        out.insert(name.to_vec(), value);
    }
    Ok(out)
}

/// Opens component by component where openat2 is refused.
fn open_stepwise(root: &OwnedFd, path: &[u8], last: OFlags) -> rustix::io::Result<OwnedFd> {
    let mut parts = path.split(|b| *b == b'/').peekable();
    let mut at: Option<OwnedFd> = None;
    while let Some(part) = parts.next() {
        let dir = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let flags = if parts.peek().is_some() { dir } else { last };
        at = Some(rustix::fs::openat(at.as_ref().unwrap_or(root), part, flags, Mode::empty())?);
    }
    at.ok_or(rustix::io::Errno::NOENT)
}

/// What a directory entry becomes, owned by root as Docker has it; None for sockets, which
/// no archive can hold.
fn entry_of(
    path: Vec<u8>,
    meta: &std::fs::Metadata,
    full: &Path,
    links: &mut HashMap<(u64, u64), Vec<u8>>,
) -> Result<Option<Entry>> {
    let kind = meta.file_type();
    let device = || (rustix::fs::major(meta.rdev()), rustix::fs::minor(meta.rdev()));
    let kind = if kind.is_dir() {
        EntryKind::Dir
    } else if kind.is_symlink() {
        let target = std::fs::read_link(full).context(|| format!("read the link {}", full.display()))?;
        EntryKind::Symlink { target: target.as_os_str().as_bytes().to_vec() }
    } else if kind.is_socket() {
        return Ok(None);
    } else if meta.nlink() > 1 && links.contains_key(&(meta.dev(), meta.ino())) {
        EntryKind::Hardlink { target: links[&(meta.dev(), meta.ino())].clone() }
    } else if kind.is_fifo() {
        EntryKind::Fifo
    } else if kind.is_char_device() {
        let (major, minor) = device();
        EntryKind::Char { major, minor }
    } else if kind.is_block_device() {
        let (major, minor) = device();
        EntryKind::Block { major, minor }
    } else {
        if meta.nlink() > 1 {
            links.insert((meta.dev(), meta.ino()), path.clone());
        }
        EntryKind::File { size: meta.len(), content: [0; 32], offset: 0, sparse: false }
    };
    let mode = if matches!(kind, EntryKind::Symlink { .. }) { 0o777 } else { meta.mode() & 0o7777 };
    let mtime = Timestamp { secs: meta.mtime(), nanos: u32::try_from(meta.mtime_nsec()).unwrap_or(0) };
    Ok(Some(Entry { path, kind, mode, uid: 0, gid: 0, mtime, xattrs: BTreeMap::new() }))
}

/// Adds the ignored directories above a re-included entry. Walks go depth first, so a
/// kept directory that is not above this entry is done with.
fn restore_parents(path: &[u8], kept: &mut Vec<Vec<u8>>, root: &Path, entries: &mut Vec<Entry>) -> Result<()> {
    for dir in kept.drain(..) {
        if !(path.len() > dir.len() && path.starts_with(&dir) && path[dir.len()] == b'/') {
            continue;
        }
        let full = root.join(std::ffi::OsStr::from_bytes(&dir));
        let meta = full.symlink_metadata().context(|| format!("read {}", full.display()))?;
        if let Some(entry) = entry_of(dir, &meta, &full, &mut HashMap::new())? {
            entries.push(entry);
        }
    }
    Ok(())
}
