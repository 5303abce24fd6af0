//! Removing a tree that somebody else filled.

use super::dir::{open_at, stat_at};
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::path::Path;

/// Removes `path` and all below it; links are removed, never followed. Nothing there is fine.
pub fn remove_tree(path: &Path) -> rustix::io::Result<()> {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Errno::INVAL);
    };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let parent = match rustix::fs::openat(CWD, parent, flags, Mode::empty()) {
        Err(Errno::NOENT) => return Ok(()),
        other => other?,
    };
    remove_at(parent.as_fd(), std::os::unix::ffi::OsStrExt::as_bytes(name))
}

/// The same for what is small: fails where the tree is deeper than `depth`, or not ours to remove.
pub fn remove_shallow(path: &Path, depth: usize) -> rustix::io::Result<()> {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Errno::INVAL);
    };
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let parent = rustix::fs::openat(CWD, parent, flags, Mode::empty())?;
    shallow_at(parent.as_fd(), std::os::unix::ffi::OsStrExt::as_bytes(name), depth)
}

fn shallow_at(parent: BorrowedFd<'_>, name: &[u8], depth: usize) -> rustix::io::Result<()> {
    match rustix::fs::unlinkat(parent, name, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => return Ok(()),
        // Directories answer so.
        Err(Errno::ISDIR | Errno::PERM) => {}
        Err(e) => return Err(e),
    }
    match rustix::fs::unlinkat(parent, name, AtFlags::REMOVEDIR) {
        Err(Errno::NOTEMPTY | Errno::EXIST) if depth > 0 => {}
        other => return other,
    }
    let dir = open_for_removal(parent, name)?;
    let mut names = Vec::new();
    for entry in Dir::read_from(&dir)? {
        names.push(entry?.file_name().to_bytes().to_vec());
    }
    let children = names.iter().filter(|n| *n != b"." && *n != b"..");
    children.into_iter().try_for_each(|child| shallow_at(dir.as_fd(), child, depth - 1))?;
    rustix::fs::unlinkat(parent, name, AtFlags::REMOVEDIR)
}

/// Removes everything in a directory, not itself.
pub fn remove_contents(dir: BorrowedFd<'_>) -> rustix::io::Result<()> {
    let dir = open_at(dir, b".", OFlags::RDONLY | OFlags::DIRECTORY)?;
    let mut names = Vec::new();
    for entry in Dir::read_from(&dir)? {
        names.push(entry?.file_name().to_bytes().to_vec());
    }
    names.iter().filter(|n| *n != b"." && *n != b"..").try_for_each(|name| remove_at(dir.as_fd(), name))
}

/// Removes `name` in `parent`, whatever it is.
pub(crate) fn remove_at(parent: BorrowedFd<'_>, name: &[u8]) -> rustix::io::Result<()> {
    // An explicit stack: a hostile tree may be deeper than ours.
    let is_dir = match stat_at(parent, name) {
        Err(Errno::NOENT) => return Ok(()),
        other => FileType::from_raw_mode(other?.st_mode) == FileType::Directory,
    };
    if !is_dir {
        return rustix::fs::unlinkat(parent, name, AtFlags::empty());
    }
    let mut stack = vec![(open_for_removal(parent, name)?, name.to_vec())];
    while let Some((dir, own_name)) = stack.pop() {
        let mut below = None;
        for entry in Dir::read_from(&dir)? {
            let entry = entry?;
            let child = entry.file_name().to_bytes();
            if child == b"." || child == b".." {
                continue;
            }
            match rustix::fs::unlinkat(&dir, child, AtFlags::empty()) {
                Ok(()) | Err(Errno::NOENT) => {}
                // Directories answer so.
                Err(Errno::ISDIR | Errno::PERM) => match rustix::fs::unlinkat(&dir, child, AtFlags::REMOVEDIR) {
                    Ok(()) | Err(Errno::NOENT) => {}
                    Err(Errno::NOTEMPTY | Errno::EXIST) => {
                        below = Some(child.to_vec());
                        break;
                    }
                    Err(e) => return Err(e),
                },
                Err(e) => return Err(e),
            }
        }
        if let Some(child) = below {
            let next = open_for_removal(dir.as_fd(), &child)?;
            stack.push((dir, own_name));
            stack.push((next, child));
            continue;
        }
        let above = stack.last().map_or(parent, |(fd, _)| fd.as_fd());
        rustix::fs::unlinkat(above, &own_name[..], AtFlags::REMOVEDIR)?;
    }
    Ok(())
}

fn open_for_removal(parent: BorrowedFd<'_>, name: &[u8]) -> rustix::io::Result<rustix::fd::OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY;
    match open_at(parent, name, flags) {
        // Ours, but without the permission to look into it.
        Err(Errno::ACCESS) => {
            rustix::fs::chmodat(parent, name, Mode::RWXU, AtFlags::empty())?;
            open_at(parent, name, flags)
        }
        other => other,
    }
}
