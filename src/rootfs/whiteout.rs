//! Whiteouts and opaque directories as they lie in an unpacked layer.
//!
//! overlayfs's own forms are the device 0:0 and `user.overlay.opaque`. On a file system that refuses
//! them, which is above all overlayfs itself (the root of a container), empty files without any
//! permission stand in: `.wh.NAME`, and `.wh..wh..opq` in the opaque directory. No layer has files of
//! such names. There overlayfs is not to be had either, and whoever piles up layers knows both.

use super::OPAQUE;
use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, XattrFlags};
use rustix::io::{Errno, Result};

pub(super) const PREFIX: &[u8] = b".wh.";
pub(super) const OPAQUE_NAME: &[u8] = b".wh..wh..opq";

/// What a stand-in stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum StandIn<'a> {
    /// A whiteout of this name.
    Whiteout(&'a [u8]),
    /// The directory that it is in is opaque.
    Opaque,
}

/// Makes a whiteout; true if it took a stand-in.
pub(super) fn make(dir: BorrowedFd<'_>, name: &[u8]) -> Result<bool> {
    let device = rustix::fs::makedev(0, 0);
    match rustix::fs::mknodat(dir, name, FileType::CharacterDevice, Mode::RUSR | Mode::WUSR, device) {
        Err(Errno::PERM) => stand_in(dir, &[PREFIX, name].concat()).map(|()| true),
        other => other.map(|()| false),
    }
}

/// Makes a directory opaque.
pub(super) fn make_opaque(dir: BorrowedFd<'_>) -> Result<()> {
    match rustix::fs::fsetxattr(dir, OPAQUE, b"y", XattrFlags::empty()) {
        Err(Errno::PERM | Errno::OPNOTSUPP) => stand_in(dir, OPAQUE_NAME),
        other => other,
    }
}

fn stand_in(dir: BorrowedFd<'_>, name: &[u8]) -> Result<()> {
    let flags = OFlags::CREATE | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let fd = rustix::fs::openat(dir, name, flags, Mode::empty())?;
    rustix::fs::fchmod(&fd, Mode::empty())
}

/// Is there a stand-in for a whiteout of `name`?
pub(super) fn stands_for(dir: BorrowedFd<'_>, name: &[u8]) -> Result<bool> {
    let name = [PREFIX, name].concat();
    Ok(read(dir, &name)?.is_some())
}

/// Takes a stand-in for a whiteout away.
pub(super) fn remove_stand_in(dir: BorrowedFd<'_>, name: &[u8]) -> Result<()> {
    rustix::fs::unlinkat(dir, [PREFIX, name].concat(), AtFlags::empty())
}

/// What a file stands for, if it is a stand-in.
pub(super) fn read<'a>(dir: BorrowedFd<'_>, name: &'a [u8]) -> Result<Option<StandIn<'a>>> {
    let Some(hidden) = name.strip_prefix(PREFIX) else { return Ok(None) };
    let stat = match rustix::fs::statat(dir, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT | Errno::NAMETOOLONG) => return Ok(None),
        other => other?,
    };
    let ours = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
        && stat.st_mode & 0o7777 == 0
        && stat.st_size == 0;
    Ok(match (ours, name == OPAQUE_NAME) {
        (false, _) => None,
        (true, true) => Some(StandIn::Opaque),
        (true, false) => Some(StandIn::Whiteout(hidden)),
    })
}
