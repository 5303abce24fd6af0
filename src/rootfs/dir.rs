//! A directory taken as the root of a file system: paths below it are resolved as if by a process
//! chrooted there, whatever links they meet.

use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;
use std::path::Path;

/// Links followed in one resolution, as the kernel's own bound.
const MAX_LINKS: usize = 40;

/// A directory handle that stands for `/`.
#[derive(Debug)]
pub struct Root {
    fd: OwnedFd,
}

/// Where a path leads inside a [`Root`], all links followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path without any link, without a leading slash.
    pub path: Vec<u8>,
    /// What is there; None if nothing is.
    pub kind: Option<FileType>,
    /// How many of the path's components exist.
    pub existing: usize,
}

impl Root {
    /// Opens the directory; its own last component must not be a link.
    pub fn open(path: &Path) -> rustix::io::Result<Root> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        Ok(Root { fd: rustix::fs::openat(CWD, path, flags, Mode::empty())? })
    }

    /// Takes an open directory.
    pub fn from_fd(fd: OwnedFd) -> Root {
        Root { fd }
    }

    /// The directory itself.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Opens the directory at `path`, following links inside the root only.
    pub fn open_dir(&self, path: &[u8]) -> rustix::io::Result<OwnedFd> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let here: &[u8] = if path.is_empty() { b"." } else { path };
        let resolve = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS;
        match rustix::fs::openat2(&self.fd, here, flags, Mode::empty(), resolve) {
            // Kernels before 5.6, and sandboxes that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => self.walk(path, flags),
            other => other,
        }
    }

    /// Opens `path`, of which no component may be a link: the result of [`Root::locate`].
    pub fn open_exact(&self, path: &[u8], flags: OFlags) -> rustix::io::Result<OwnedFd> {
        let flags = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let here: &[u8] = if path.is_empty() { b"." } else { path };
        let resolve = ResolveFlags::IN_ROOT | ResolveFlags::NO_SYMLINKS;
        match rustix::fs::openat2(&self.fd, here, flags, Mode::empty(), resolve) {
            Err(Errno::NOSYS | Errno::PERM) => self.walk(path, flags),
            other => other,
        }
    }

    /// Component by component, without the help of openat2.
    fn walk(&self, path: &[u8], flags: OFlags) -> rustix::io::Result<OwnedFd> {
        let place = self.locate(path)?;
        if place.kind.is_none() {
            return Err(Errno::NOENT);
        }
        let mut at = rustix::fs::openat(&self.fd, ".", OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?;
        let mut parts = place.path.split(|b| *b == b'/').filter(|p| !p.is_empty()).peekable();
        while let Some(part) = parts.next() {
            let flags = if parts.peek().is_some() { OFlags::PATH | OFlags::DIRECTORY } else { flags };
            at = rustix::fs::openat(&at, part, flags | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?;
        }
        if place.path.is_empty() {
            at = rustix::fs::openat(&self.fd, ".", flags, Mode::empty())?;
        }
        Ok(at)
    }

    /// Follows every link of `path` inside the root; what does not exist is taken as written.
    pub fn locate(&self, path: &[u8]) -> rustix::io::Result<Place> {
        let mut todo: Vec<Vec<u8>> = Vec::new();
        push_parts(&mut todo, path);
        let mut stack: Vec<(Vec<u8>, OwnedFd)> = Vec::new();
        let mut links = 0;
        let mut kind = FileType::Directory;
        while let Some(part) = todo.pop() {
            if part == b".." {
                stack.pop();
                kind = FileType::Directory;
                continue;
            }
            let parent = stack.last().map_or(self.fd.as_fd(), |(_, fd)| fd.as_fd());
            let opened =
                rustix::fs::openat(parent, &part[..], OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty());
            let fd = match opened {
                Ok(fd) => fd,
                Err(Errno::NOENT) => return Ok(missing(&stack, part, todo)),
                Err(e) => return Err(e),
            };
            let stat = rustix::fs::fstat(&fd)?;
            match FileType::from_raw_mode(stat.st_mode) {
                FileType::Symlink => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(Errno::LOOP);
                    }
                    let target = rustix::fs::readlinkat(&fd, "", Vec::new())?.into_bytes();
                    if target.first() == Some(&b'/') {
                        stack.clear();
                    }
                    push_parts(&mut todo, &target);
                    kind = FileType::Directory;
                }
                found => {
                    kind = found;
                    stack.push((part, fd));
                }
            }
        }
        let existing = stack.len();
        Ok(Place { path: join(stack.into_iter().map(|(name, _)| name)), kind: Some(kind), existing })
    }

    /// The state of `path` itself, no last link followed. `path` has no link among its parents.
    pub fn stat(&self, path: &[u8]) -> rustix::io::Result<rustix::fs::Stat> {
        rustix::fs::fstat(self.open_exact(path, OFlags::PATH)?)
    }
}

/// Puts the components of `path` on the stack, first on top.
fn push_parts(todo: &mut Vec<Vec<u8>>, path: &[u8]) {
    let parts = path.split(|b| *b == b'/').filter(|p| !p.is_empty() && *p != b".");
    todo.extend(parts.rev().map(<[u8]>::to_vec));
}

fn join(parts: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    parts.collect::<Vec<_>>().join(&b'/')
}

fn missing(stack: &[(Vec<u8>, OwnedFd)], first: Vec<u8>, mut todo: Vec<Vec<u8>>) -> Place {
    let mut parts: Vec<Vec<u8>> = stack.iter().map(|(name, _)| name.clone()).collect();
    let mut existing = parts.len();
    todo.push(first);
    while let Some(part) = todo.pop() {
        if part == b".." {
            parts.pop();
            existing = existing.min(parts.len());
        } else {
            parts.push(part);
        }
    }
    Place { path: join(parts.into_iter()), kind: None, existing }
}

/// Opens `name` in `parent` without following it.
pub(crate) fn open_at(parent: BorrowedFd<'_>, name: &[u8], flags: OFlags) -> rustix::io::Result<OwnedFd> {
    rustix::fs::openat(parent, name, flags | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
}

/// The state of `name` in `parent`, not followed.
pub(crate) fn stat_at(parent: BorrowedFd<'_>, name: &[u8]) -> rustix::io::Result<rustix::fs::Stat> {
    rustix::fs::statat(parent, name, AtFlags::SYMLINK_NOFOLLOW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn sample() -> (tempfile::TempDir, Root) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        std::fs::create_dir_all(root.join("etc/deep")).unwrap();
        std::fs::write(root.join("etc/file"), "in").unwrap();
        std::fs::create_dir(dir.path().join("outside")).unwrap();
        symlink("/etc", root.join("abs")).unwrap();
        symlink("../../outside", root.join("out")).unwrap();
        symlink("../../../../gone/x", root.join("etc/dangling")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        (dir, Root::open(&root).unwrap())
    }

    #[test]
    fn links_stay_inside() {
        let (_dir, root) = sample();
        let place = root.locate(b"/abs/deep/../file").unwrap();
        assert_eq!((&place.path[..], place.kind), (&b"etc/file"[..], Some(FileType::RegularFile)));
        let place = root.locate(b"out/x").unwrap();
        assert_eq!((&place.path[..], place.kind, place.existing), (&b"outside/x"[..], None, 0));
        let place = root.locate(b"etc/dangling").unwrap();
        assert_eq!((&place.path[..], place.existing), (&b"gone/x"[..], 0));
        let place = root.locate(b"etc/new/../other").unwrap();
        assert_eq!((&place.path[..], place.existing), (&b"etc/other"[..], 1));
        assert_eq!(root.locate(b"loop").unwrap_err(), Errno::LOOP);
        assert_eq!(root.locate(b"../..").unwrap().path, b"");
    }

    #[test]
    fn opening_never_leaves_with_or_without_openat2() {
        let (_dir, root) = sample();
        assert_eq!(root.open_dir(b"out").unwrap_err(), Errno::NOENT);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        assert_eq!(root.walk(b"out", flags).unwrap_err(), Errno::NOENT);
        let ino = |fd: OwnedFd| rustix::fs::fstat(fd).unwrap().st_ino;
        assert_eq!(ino(root.open_dir(b"abs").unwrap()), ino(root.walk(b"abs", flags).unwrap()));
        assert_eq!(ino(root.open_dir(b"").unwrap()), ino(root.walk(b"", flags).unwrap()));
        assert_eq!(root.open_exact(b"abs/file", OFlags::PATH).unwrap_err(), Errno::LOOP);
    }
}
