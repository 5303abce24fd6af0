//! `/dev`, `/proc` and `/sys` of a RUN (OCI runtime spec, config-linux.md, "Default Filesystems"
//! and "Default Devices").

use super::RunSpec;
use super::mounts::{Attr, attach, bind, set_attributes, tmpfs};
use crate::error::{Context, Error, Kind, Result};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, OpenTreeFlags, fsconfig_create, fsconfig_set_flag, fsconfig_set_string,
    fsmount, fsopen, open_tree,
};
use std::path::Path;

const DEVICES: [&str; 6] = ["null", "zero", "full", "random", "urandom", "tty"];
const LINKS: [(&str, &str); 5] = [
    ("fd", "/proc/self/fd"),
    ("stdin", "/proc/self/fd/0"),
    ("stdout", "/proc/self/fd/1"),
    ("stderr", "/proc/self/fd/2"),
    ("ptmx", "pts/ptmx"),
];
/// What Docker hides.
const MASKED_PROC: [&str; 10] = [
    "asound",
    "acpi",
    "interrupts",
    "kcore",
    "keys",
    "latency_stats",
    "sched_debug",
    "scsi",
    "timer_list",
    "timer_stats",
];
const MASKED_SYS: [&str; 2] = ["firmware", "devices/virtual/powercap"];
const READ_ONLY_PROC: [&str; 5] = ["bus", "fs", "irq", "sys", "sysrq-trigger"];

/// Trees of the host that are needed later; taken before anything is mounted.
pub(super) struct HostTrees {
    devices: Vec<(&'static str, OwnedFd)>,
    sys: OwnedFd,
    /// To be mounted into a `sys` of our own.
    cgroup: Option<OwnedFd>,
}

impl HostTrees {
    /// Clones them.
    pub fn take(writable_sys: bool) -> Result<HostTrees> {
        let mut devices = Vec::new();
        for name in DEVICES {
            match bind(Path::new(&format!("/dev/{name}"))) {
                Ok(tree) => devices.push((name, tree)),
                // A minimal container may lack some; what is there is enough.
                Err(_) if name != "null" => {}
                Err(e) => return Err(e),
            }
        }
        // Our own has nothing of what the host mounts below it (debugfs, tracefs, bpf).
        let (sys, cgroup) = match fresh("sysfs") {
            Ok(tree) => (tree, bind(Path::new("/sys/fs/cgroup")).ok()),
            // It takes root in the user namespace that owns the network.
            Err(Errno::PERM) => (bind(Path::new("/sys"))?, None),
            Err(e) => return Err(Error::io("make a sys file system", e.into())),
        };
        for tree in [Some(&sys), cgroup.as_ref()].into_iter().flatten() {
            let attr = if writable_sys { Attr::NoExec } else { Attr::ReadOnly };
            set_attributes(tree.as_fd(), attr)?;
        }
        Ok(HostTrees { devices, sys, cgroup })
    }

    fn null(&self) -> Result<OwnedFd> {
        let (_, null) = self.devices.first().ok_or_else(|| Error::new(Kind::Internal, "no /dev/null"))?;
        let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_EMPTY_PATH;
        open_tree(null, "", flags).context(|| "clone /dev/null".into())
    }
}

/// Mounts all three onto the directories given, which are in the new root.
pub(super) fn mount_all(
    host: HostTrees,
    proc: BorrowedFd<'_>,
    sys: BorrowedFd<'_>,
    dev: BorrowedFd<'_>,
    single_id: bool,
    spec: &RunSpec,
) -> Result<()> {
    let fresh = mount_proc(proc)?;
    attach(host.sys.as_fd(), sys).context(|| "mount /sys".into())?;
    if let Some(cgroup) = &host.cgroup
        && let Some(target) = inside(host.sys.as_fd(), "fs/cgroup")?
    {
        attach(cgroup.as_fd(), target.as_fd()).context(|| "mount /sys/fs/cgroup".into())?;
    }
    if spec.rights.unmasked {
        return mount_dev(host, dev, single_id, spec);
    }
    for path in MASKED_SYS {
        mask(&host, host.sys.as_fd(), path).context(|| format!("hide /sys/{path}"))?;
    }
    for path in MASKED_PROC {
        mask(&host, fresh.as_fd(), path).context(|| format!("hide /proc/{path}"))?;
    }
    for path in READ_ONLY_PROC {
        freeze(fresh.as_fd(), path).context(|| format!("make /proc/{path} read-only"))?;
    }
    mount_dev(host, dev, single_id, spec)
}

/// A proc of the new pid namespace; where the kernel refuses one because the host's own is
/// partly hidden (in a container), the host's.
fn mount_proc(target: BorrowedFd<'_>) -> Result<OwnedFd> {
    let tree = match fresh("proc") {
        Ok(tree) => tree,
        Err(Errno::PERM) => bind(Path::new("/proc"))?,
        Err(e) => return Err(Error::io("make a proc file system", e.into())),
    };
    attach(tree.as_fd(), target).context(|| "mount /proc".into())?;
    Ok(tree)
}

/// Covers a path: a file with /dev/null, a directory with an empty read-only one.
fn mask(host: &HostTrees, root: BorrowedFd<'_>, path: &str) -> Result<()> {
    let what = || "cover it".to_string();
    let Some(target) = inside(root, path)? else { return Ok(()) };
    let stat = rustix::fs::fstat(&target).context(what)?;
    if rustix::fs::FileType::from_raw_mode(stat.st_mode) == rustix::fs::FileType::Directory {
        let cover = tmpfs(&[("size", "4k"), ("mode", "0755")])?;
        set_attributes(cover.as_fd(), Attr::ReadOnly)?;
        attach(cover.as_fd(), target.as_fd())
    } else {
        attach(host.null()?.as_fd(), target.as_fd())
    }
}

fn freeze(root: BorrowedFd<'_>, path: &str) -> Result<()> {
    let Some(target) = inside(root, path)? else { return Ok(()) };
    let flags = OpenTreeFlags::OPEN_TREE_CLONE
        | OpenTreeFlags::OPEN_TREE_CLOEXEC
        | OpenTreeFlags::AT_EMPTY_PATH
        | OpenTreeFlags::AT_RECURSIVE;
    let tree = open_tree(&target, "", flags).context(|| "clone it".into())?;
    set_attributes(tree.as_fd(), Attr::ReadOnly)?;
    attach(tree.as_fd(), target.as_fd())
}

/// A path of a file system of the kernel's; None if this kernel has none.
fn inside(root: BorrowedFd<'_>, path: &str) -> Result<Option<OwnedFd>> {
    match rustix::fs::openat(root, path, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty()) {
        Ok(fd) => Ok(Some(fd)),
        Err(Errno::NOENT | Errno::ACCESS | Errno::NOTDIR) => Ok(None),
        Err(e) => Err(Error::io("open it", e.into())),
    }
}

fn mount_dev(host: HostTrees, target: BorrowedFd<'_>, single_id: bool, spec: &RunSpec) -> Result<()> {
    let what = || "fill /dev".to_string();
    let dev = tmpfs(&[("mode", "0755"), ("size", "64m")])?;
    attach(dev.as_fd(), target).context(|| "mount /dev".into())?;
    let dir = Mode::from_raw_mode(0o755);
    for (name, tree) in host.devices {
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::CLOEXEC;
        rustix::fs::openat(&dev, name, flags, Mode::from_raw_mode(0o666)).context(what)?;
        let point = rustix::fs::openat(&dev, name, OFlags::PATH | OFlags::CLOEXEC, Mode::empty()).context(what)?;
        attach(tree.as_fd(), point.as_fd()).context(|| format!("mount /dev/{name}"))?;
    }
    for (name, to) in LINKS {
        rustix::fs::symlinkat(to, &dev, name).context(what)?;
    }
    for name in ["pts", "shm", "mqueue"] {
        rustix::fs::mkdirat(&dev, name, dir).context(what)?;
        let point = rustix::fs::openat(&dev, name, OFlags::PATH | OFlags::CLOEXEC, Mode::empty()).context(what)?;
        let tree = match name {
            "pts" => devpts(single_id).context(|| "make a devpts file system".into())?,
            "shm" => {
                let size = spec.shm_size.map_or("64m".into(), |n| n.to_string());
                let shm = tmpfs(&[("mode", "1777"), ("size", &size)])?;
                set_attributes(shm.as_fd(), Attr::NoExec)?;
                shm
            }
            _ => match fresh("mqueue") {
                Ok(tree) => tree,
                // A kernel without POSIX queues.
                Err(Errno::NODEV | Errno::PERM) => continue,
                Err(e) => return Err(Error::io("make an mqueue file system", e.into())),
            },
        };
        attach(tree.as_fd(), point.as_fd()).context(|| format!("mount /dev/{name}"))?;
    }
    Ok(())
}

fn devpts(single_id: bool) -> rustix::io::Result<OwnedFd> {
    let fs = fsopen("devpts", FsOpenFlags::FSOPEN_CLOEXEC)?;
    fsconfig_set_string(&fs, "source", "devpts")?;
    fsconfig_set_flag(&fs, "newinstance")?;
    fsconfig_set_string(&fs, "ptmxmode", "0666")?;
    fsconfig_set_string(&fs, "mode", "0620")?;
    if !single_id {
        fsconfig_set_string(&fs, "gid", "5")?;
    }
    fsconfig_create(&fs)?;
    let flags = MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NOEXEC;
    fsmount(&fs, FsMountFlags::FSMOUNT_CLOEXEC, flags)
}

/// A new file system of the kernel's, detached.
fn fresh(kind: &str) -> rustix::io::Result<OwnedFd> {
    let fs = fsopen(kind, FsOpenFlags::FSOPEN_CLOEXEC)?;
    fsconfig_set_string(&fs, "source", kind)?;
    fsconfig_create(&fs)?;
    let flags =
        MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV | MountAttrFlags::MOUNT_ATTR_NOEXEC;
    fsmount(&fs, FsMountFlags::FSMOUNT_CLOEXEC, flags)
}
