//! Stacked layers mounted in this process's own mount namespace, until somebody unmounts them.

use super::mounts::{Refused, Writable, attach, open_dir, overlay};
use crate::error::{Context, Error, Kind, Result};
use rustix::fd::AsFd;
use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags};
use rustix::io::Errno;
use rustix::mount::UnmountFlags;
use std::path::Path;

/// Mounts unpacked layers (the top one first) on the directory `at`. What is written there goes to `upper`,
/// and is there after a crash of the host, too. `work` is an empty directory on the same file system.
pub fn mount_layers(lowers: &[std::path::PathBuf], upper: &Path, work: &Path, at: &Path) -> Result<()> {
    let what = || format!("mount the layers at {}", at.display());
    let parent = open_dir(at.parent().unwrap_or(Path::new("/")))?;
    let name = at.file_name().and_then(|n| n.to_str()).ok_or_else(|| Error::new(Kind::Internal, what()))?;
    let (upper, work) = (open_dir(upper)?, open_dir(work)?);
    let lowers = lowers.iter().map(|l| open_dir(l)).collect::<Result<Vec<_>>>()?;
    let writable = Writable { upper: upper.as_fd(), work: work.as_fd(), lasting: true };
    let tree = overlay(&lowers, Some(writable), (&parent, name), false).map_err(|refused| match refused {
        Refused::Overlay(e) | Refused::Other(e) => e.context(what()),
    })?;
    attach(tree.as_fd(), open_dir(at)?.as_fd()).context(what)
}

/// Unmounts what is mounted at `at`; `anyway` also where a program uses it, which keeps it until its end.
pub fn unmount_layers(at: &Path, anyway: bool) -> Result<()> {
    let flags = if anyway { UnmountFlags::DETACH } else { UnmountFlags::empty() };
    match rustix::mount::unmount(at, flags | UnmountFlags::NOFOLLOW) {
        Err(Errno::BUSY) => Err(Error::new(Kind::Host, format!("{} is in use", at.display()))
            .hint("leave that directory in every shell, and end the programs that have files of it open")),
        other => other.context(|| format!("unmount {}", at.display())),
    }
}

/// Is something mounted at `at`, as this process sees it?
pub fn is_mount(at: &Path) -> Result<bool> {
    match rustix::fs::statx(CWD, at, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::TYPE) {
        Ok(found) => Ok(found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT)),
        Err(Errno::NOENT | Errno::NOTDIR) => Ok(false),
        Err(e) => Err(Error::io(format!("look at {}", at.display()), e.into())),
    }
}
