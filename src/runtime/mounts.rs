//! The root file system of a RUN: overlayfs over the layers, and what is mounted into it.
//!
//! Every mount is made by handles (fsmount, open_tree, move_mount): its target is looked up
//! inside the new root, so that a link in the image leads no mount out of it.
//!
//! Mount points that the image lacks come from a bottom layer of our own in memory, so making
//! them changes nothing: neither a file nor its directory's time reaches the upper directory.
//! Where a layer hides even those (an opaque directory, a link), the point is made in the upper
//! directory and taken away when the command has ended.

use super::dev::{self, HostTrees};
use super::{FileMount, LayersMount, RootedMount, RunSpec, payload};
use crate::error::{Context, Error, Kind, Result};
use crate::rootfs::{IdMap, Root, remove_contents};
use crate::sys;
use rustix::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, CWD, FileType, Gid, Mode, OFlags, Timespec, Timestamps, Uid};
use rustix::io::Errno;
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags, UnmountFlags,
    fsconfig_create, fsconfig_set_flag, fsconfig_set_string, fsmount, fsopen, mount_change, move_mount, open_tree,
    unmount,
};
use std::path::Path;

/// What a mount is to refuse.
#[derive(Clone, Copy)]
pub(super) enum Attr {
    /// Devices.
    Plain,
    /// Devices, setuid, programs.
    NoExec,
    /// All that, and writes.
    ReadOnly,
    /// Devices and writes.
    ReadOnlyFiles,
    /// Programs: what is there are devices.
    Devices,
}

/// Something made for a mount to stand on, in the upper directory.
struct Made {
    parent: OwnedFd,
    name: Vec<u8>,
    dir: bool,
    /// The parent's times before, and its mtime after.
    before: Timestamps,
    after: (i64, i64),
}

/// The mounted root of a RUN.
pub(super) struct Tree {
    root: Root,
    /// Roots of the mounts in it, in order.
    mounted: Vec<OwnedFd>,
    made: Vec<Made>,
}

/// Why there is no root.
pub(super) enum Refused {
    /// This place has no overlayfs, or not here.
    Overlay(Error),
    /// Anything else.
    Other(Error),
}

impl From<Error> for Refused {
    fn from(e: Error) -> Refused {
        Refused::Other(e)
    }
}

/// The directories that take what is written to an overlay.
#[derive(Clone, Copy)]
pub(super) struct Writable<'a> {
    pub upper: BorrowedFd<'a>,
    pub work: BorrowedFd<'a>,
    /// What is written outlives a crash of the host.
    pub lasting: bool,
}

/// A mount that waits for its target.
struct Pending {
    tree: OwnedFd,
    target: String,
    dir: bool,
}

impl Tree {
    /// Builds it in this process's new mount namespace; all of `spec` is looked up on the host.
    pub fn build(spec: &RunSpec) -> Result<Tree, Refused> {
        payload::check(spec)?;
        part_from_host()?;
        let map = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
        let ids = IdMap::parse(&map("/proc/self/uid_map"), &map("/proc/self/gid_map"));
        ids.check(spec.uid, spec.gid, "the user of the command")?;
        let host = HostTrees::take(spec.rights.unmasked)?;
        let upper = open_dir(&spec.upper)?;
        let work = open_dir(&spec.work)?;
        // A work directory that served a volatile overlay before is refused by the kernel.
        remove_contents(work.as_fd()).context(|| format!("empty {}", spec.work.display()))?;
        let stage = tmpfs(&[("mode", "0700"), ("size", "256m")])?;
        for name in ["base", "root", "layers", "files", "old"] {
            rustix::fs::mkdirat(&stage, name, Mode::from_raw_mode(0o755)).context(|| "prepare the stage".into())?;
        }
        attach(stage.as_fd(), work.as_fd()).context(|| "mount the stage".into())?;
        let pending = Self::sources(spec, &stage)?;
        let base = open_in(&stage, "base")?;
        for (target, dir) in ["/proc", "/sys", "/dev"]
            .map(|t| (t, true))
            .into_iter()
            .chain(pending.iter().map(|p| (p.target.as_str(), p.dir)))
        {
            make_in_base(&base, target, dir)?;
        }
        let overlay = match &spec.piled {
            Some(dir) => {
                let tree = bind(dir)?;
                set_attributes(tree.as_fd(), Attr::Plain)?;
                tree
            }
            None => {
                let mut lowers = spec.lowers.iter().map(|p| open_dir(p)).collect::<Result<Vec<_>>>()?;
                lowers.push(base);
                let writable = Writable { upper: upper.as_fd(), work: work.as_fd(), lasting: false };
                overlay(&lowers, Some(writable), (&stage, "old"), spec.by_old_mount)?
            }
        };
        attach(overlay.as_fd(), open_in(&stage, "root")?.as_fd()).context(|| "mount the layers".into())?;
        let mut tree = Tree { root: Root::from_fd(overlay), mounted: Vec::new(), made: Vec::new() };
        let [proc, sys, dev] = ["proc", "sys", "dev"].map(|name| tree.own_dir(name));
        let single_id = !ids.has_gid(5);
        dev::mount_all(host, proc?.as_fd(), sys?.as_fd(), dev?.as_fd(), single_id, spec)?;
        for mount in pending {
            tree.mount(mount).map_err(|(target, e)| e.context(format!("cannot mount at '{target}'")))?;
        }
        tree.make_cwd(spec)?;
        Ok(tree)
    }

    /// Everything that is to be mounted, taken while the host's paths are in view.
    fn sources(spec: &RunSpec, stage: &OwnedFd) -> Result<Vec<Pending>, Refused> {
        let mut out = Vec::new();
        let files = [(&spec.resolv_conf, "/etc/resolv.conf"), (&spec.hosts, "/etc/hosts")];
        for (source, target) in files.into_iter().filter_map(|(s, t)| Some((s.as_ref()?, t))) {
            out.push(pending(bind(source)?, target, Attr::ReadOnlyFiles)?);
        }
        for mount in &spec.mounts {
            let attr = match (mount.devices, mount.read_only) {
                (true, _) => Attr::Devices,
                (false, true) => Attr::ReadOnlyFiles,
                (false, false) => Attr::Plain,
            };
            out.push(pending(bind(&mount.source)?, &mount.target, attr)?);
        }
        for mount in &spec.rooted {
            let attr = if mount.read_only { Attr::ReadOnlyFiles } else { Attr::Plain };
            out.push(pending(rooted_tree(mount)?, &mount.target, attr)?);
        }
        for (index, mount) in spec.layers.iter().enumerate() {
            let attr = if mount.scratch.is_none() { Attr::ReadOnlyFiles } else { Attr::Plain };
            out.push(pending(layers_tree(mount, stage, index)?, &mount.target, attr)?);
        }
        for mount in &spec.tmpfs {
            let size = mount.size.map(|s| s.to_string());
            let mut options = vec![("mode", "1777")];
            options.extend(size.as_deref().map(|s| ("size", s)));
            out.push(pending(tmpfs(&options)?, &mount.target, Attr::Plain)?);
        }
        for (index, mount) in spec.files.iter().enumerate() {
            out.push(pending(memory_file(mount, stage, index)?, &mount.target, Attr::ReadOnlyFiles)?);
        }
        // What lies inside of another mount comes after it.
        out.sort_by_key(|p| p.target.split('/').filter(|part| !part.is_empty()).count());
        Ok(out)
    }

    /// `/proc`, `/sys` or `/dev`: never a link.
    fn own_dir(&mut self, name: &str) -> Result<OwnedFd> {
        match self.root.open_exact(name.as_bytes(), OFlags::PATH | OFlags::DIRECTORY) {
            Ok(fd) => Ok(fd),
            Err(Errno::LOOP | Errno::NOTDIR) => {
                Err(Error::new(Kind::Format, format!("/{name} of the image is not a directory"))
                    .hint("an image cannot run with a link or file in that place"))
            }
            // A layer removed it.
            Err(Errno::NOENT) => {
                self.make(b"", name.as_bytes(), true)?;
                self.root
                    .open_exact(name.as_bytes(), OFlags::PATH | OFlags::DIRECTORY)
                    .context(|| format!("open /{name}"))
            }
            Err(e) => Err(Error::io(format!("open /{name} of the image"), e.into())),
        }
    }

    fn mount(&mut self, pending: Pending) -> Result<(), (String, Error)> {
        let target = pending.target.clone();
        let mut place = || -> Result<()> {
            let point = self.point(&pending)?;
            attach(pending.tree.as_fd(), point.as_fd())
        };
        place().map_err(|e| (target, e))?;
        self.mounted.push(pending.tree);
        Ok(())
    }

    /// What the mount is to stand on, made if the image has none.
    fn point(&mut self, pending: &Pending) -> Result<OwnedFd> {
        let what = || "find it in the image".to_string();
        let place = self.root.locate(pending.target.as_bytes()).context(what)?;
        let first = place.path.split(|b| *b == b'/').next().unwrap_or_default();
        if matches!(first, b"" | b"proc" | b"sys") {
            return Err(Error::new(Kind::Usage, "nothing may be mounted over /, /proc or /sys"));
        }
        if place.kind.is_none() {
            let parts: Vec<&[u8]> = place.path.split(|b| *b == b'/').collect();
            let last = parts.len().saturating_sub(1);
            for (index, part) in parts.iter().enumerate().skip(place.existing) {
                let above = parts.get(..index).unwrap_or_default().join(&b'/');
                self.make(&above, part, index < last || pending.dir)?;
            }
        } else if (place.kind == Some(FileType::Directory)) != pending.dir {
            let (is, not) = if pending.dir { ("a file", "directory") } else { ("a directory", "file") };
            return Err(Error::new(Kind::Usage, format!("the image has {is} there, and the source is a {not}")));
        }
        self.root.open_exact(&place.path, OFlags::PATH).context(what)
    }

    /// Makes a mount point where the bottom layer did not show through, and remembers it.
    fn make(&mut self, above: &[u8], name: &[u8], dir: bool) -> Result<()> {
        let what = || "make it in the image".to_string();
        let parent = self.root.open_exact(above, OFlags::RDONLY | OFlags::DIRECTORY).context(what)?;
        let stat = rustix::fs::fstat(&parent).context(what)?;
        let before = Timestamps {
            last_access: Timespec { tv_sec: stat.st_atime as _, tv_nsec: stat.st_atime_nsec as _ },
            last_modification: Timespec { tv_sec: stat.st_mtime as _, tv_nsec: stat.st_mtime_nsec as _ },
        };
        if dir {
            rustix::fs::mkdirat(&parent, name, Mode::from_raw_mode(0o755)).context(what)?;
        } else {
            let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::CLOEXEC;
            rustix::fs::openat(&parent, name, flags, Mode::from_raw_mode(0o644)).context(what)?;
        }
        let stat = rustix::fs::fstat(&parent).context(what)?;
        let after = (stat.st_mtime, stat.st_mtime_nsec as i64);
        self.made.push(Made { parent, name: name.to_vec(), dir, before, after });
        Ok(())
    }

    /// The working directory belongs to the layer, as with BuildKit.
    fn make_cwd(&self, spec: &RunSpec) -> Result<()> {
        let what = || format!("make the working directory '{}'", spec.cwd);
        let place = self.root.locate(spec.cwd.as_bytes()).context(what)?;
        if place.kind == Some(FileType::Directory) {
            return Ok(());
        }
        if place.kind.is_some() {
            return Err(Error::new(Kind::Usage, format!("the working directory '{}' is not a directory", spec.cwd)));
        }
        let mut at = self.root.open_dir(b"").context(what)?;
        let parts = place.path.split(|b| *b == b'/').filter(|p| !p.is_empty());
        for (index, part) in parts.enumerate() {
            if index >= place.existing {
                rustix::fs::mkdirat(&at, part, Mode::from_raw_mode(0o755)).context(what)?;
                let (uid, gid) = (Uid::from_raw(spec.uid), Gid::from_raw(spec.gid));
                rustix::fs::chownat(&at, part, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW).context(what)?;
            }
            let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            at = rustix::fs::openat(&at, part, flags, Mode::empty()).context(what)?;
        }
        Ok(())
    }

    /// Makes it this process's root; nothing of the host stays in reach.
    pub fn enter(&self) -> Result<()> {
        let what = || "enter the new root".to_string();
        rustix::process::fchdir(self.root.fd()).context(what)?;
        match rustix::process::pivot_root(".", ".") {
            Ok(()) => unmount(".", UnmountFlags::DETACH).context(what)?,
            // The host's root is a ramfs, which cannot be pivoted away: cover it.
            Err(Errno::INVAL) => {
                let flags = MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH;
                move_mount(self.root.fd(), "", CWD, "/", flags).context(what)?;
                rustix::process::chroot(".").context(what)?;
            }
            Err(e) => return Err(Error::io(what(), e.into())),
        }
        rustix::process::chdir("/").context(what)
    }

    /// Takes the mount points away that were made in the upper directory. All by handles: the
    /// command may have put links in the place of their parents.
    pub fn leave(self) {
        if self.made.is_empty() {
            return;
        }
        for mount in self.mounted.iter().rev() {
            let _ = unmount(handle(mount.as_fd()), UnmountFlags::DETACH);
        }
        for name in ["dev", "sys", "proc"] {
            if self.made.iter().any(|m| m.name == name.as_bytes()) {
                let _ = unmount(format!("/{name}"), UnmountFlags::DETACH | UnmountFlags::NOFOLLOW);
            }
        }
        for made in self.made.iter().rev() {
            let untouched =
                rustix::fs::fstat(&made.parent).is_ok_and(|s| (s.st_mtime, s.st_mtime_nsec as i64) == made.after);
            let flags = if made.dir { AtFlags::REMOVEDIR } else { AtFlags::empty() };
            let _ = rustix::fs::unlinkat(&made.parent, &made.name[..], flags);
            if untouched {
                let _ = rustix::fs::futimens(&made.parent, &made.before);
            }
        }
    }
}

pub(super) fn open_dir(path: &Path) -> Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::fs::openat(CWD, path, flags, Mode::empty()).context(|| format!("open {}", path.display()))
}

fn open_in(dir: &OwnedFd, name: &str) -> Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    rustix::fs::openat(dir, name, flags, Mode::empty()).context(|| format!("open {name} on the stage"))
}

/// The name of an open file for calls that only take a path.
fn handle(fd: BorrowedFd<'_>) -> String {
    format!("/proc/self/fd/{}", fd.as_raw_fd())
}

fn pending(tree: OwnedFd, target: &str, attr: Attr) -> Result<Pending> {
    let absolute = target.starts_with('/');
    if !absolute || target.split('/').any(|part| part == "..") || target.contains('\0') {
        return Err(Error::new(
            Kind::Usage,
            format!("the mount target '{target}' is not an absolute path without '..'"),
        ));
    }
    set_attributes(tree.as_fd(), attr)?;
    let stat = rustix::fs::fstat(&tree).context(|| format!("look at the source for '{target}'"))?;
    let dir = FileType::from_raw_mode(stat.st_mode) == FileType::Directory;
    Ok(Pending { tree, target: target.into(), dir })
}

/// The target in the bottom layer.
pub(super) fn make_in_base(base: &OwnedFd, target: &str, dir: bool) -> Result<()> {
    let what = || format!("prepare a mount point for '{target}'");
    let parts: Vec<&str> = target.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
    let mut at = base.try_clone().context(what)?;
    for (index, part) in parts.iter().enumerate() {
        if index + 1 == parts.len() && !dir {
            let flags = OFlags::CREATE | OFlags::WRONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
            match rustix::fs::openat(&at, *part, flags, Mode::from_raw_mode(0o644)) {
                Ok(_) | Err(Errno::ISDIR) => return Ok(()),
                Err(e) => return Err(Error::io(what(), e.into())),
            }
        }
        match rustix::fs::mkdirat(&at, *part, Mode::from_raw_mode(0o755)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(e) => return Err(Error::io(what(), e.into())),
        }
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        at = match rustix::fs::openat(&at, *part, flags, Mode::empty()) {
            Ok(fd) => fd,
            // A mount below a file that another one needs: `point` will say so.
            Err(Errno::NOTDIR) => return Ok(()),
            Err(e) => return Err(Error::io(what(), e.into())),
        };
    }
    Ok(())
}

/// A detached overlay of the layers (top first), writable if there is an upper and a work directory.
/// `point` is an empty directory, and where it is: mounted on for a moment where there is no other way.
pub(super) fn overlay(
    lowers: &[OwnedFd],
    writable: Option<Writable<'_>>,
    point: (&OwnedFd, &str),
    old: bool,
) -> Result<OwnedFd, Refused> {
    let what = || format!("stack {} layers with overlayfs", lowers.len());
    let hint =
        "overlayfs in a user namespace needs Linux 5.11, and a store on a local file system such as ext4, xfs or btrfs";
    if old {
        return overlay_by_old_mount(lowers, writable, point)
            .map_err(|e| Refused::Overlay(Error::io(what(), e.into()).hint(hint)));
    }
    let fs = fsopen("overlay", FsOpenFlags::FSOPEN_CLOEXEC)
        .context(what)
        .map_err(|e| Refused::Overlay(e.hint("the kernel needs overlayfs: modprobe overlay")))?;
    match configure(&fs, lowers, writable) {
        Ok(()) => {}
        Err(Unconfigured::TooLong) => return overlay(lowers, writable, point, true),
        Err(Unconfigured::Refused(e)) => {
            let mut error = Error::io(what(), e.into());
            let said = complaints(&fs);
            if !said.is_empty() {
                error = Error::new(Kind::Host, what()).because(format!("{e}: {said}"));
            }
            return Err(Refused::Overlay(error.hint(hint)));
        }
    }
    // Without devices: in a RUN by real root nothing else keeps mknod from the host's disks.
    let flags = MountAttrFlags::MOUNT_ATTR_NODEV;
    Ok(fsmount(&fs, FsMountFlags::FSMOUNT_CLOEXEC, flags).context(what)?)
}

enum Unconfigured {
    /// This kernel takes the layers in one string only, and that is too long for it.
    TooLong,
    Refused(Errno),
}

impl From<Errno> for Unconfigured {
    fn from(e: Errno) -> Self {
        Unconfigured::Refused(e)
    }
}

fn configure(
    fs: &OwnedFd,
    lowers: &[OwnedFd],
    writable: Option<Writable<'_>>,
) -> std::result::Result<(), Unconfigured> {
    /// The longest string that fsconfig(2) takes.
    const LONGEST: usize = 255;
    fsconfig_set_string(fs, "source", "overlay")?;
    fsconfig_set_flag(fs, "userxattr")?;
    // Paths by handle are short, have nothing to escape, and show nothing of the host in /proc/mounts.
    let paths: Vec<String> = lowers.iter().map(|fd| handle(fd.as_fd())).collect();
    for (index, path) in paths.iter().enumerate() {
        match fsconfig_set_string(fs, "lowerdir+", path) {
            Ok(()) => {}
            // Before Linux 6.8 there is only the list in one string.
            Err(Errno::INVAL) if index == 0 => {
                let all = paths.join(":");
                if all.len() > LONGEST {
                    return Err(Unconfigured::TooLong);
                }
                fsconfig_set_string(fs, "lowerdir", all)?;
                break;
            }
            Err(e) => return Err(e.into()),
        }
    }
    if let Some(Writable { upper, work, lasting }) = writable {
        fsconfig_set_string(fs, "upperdir", handle(upper))?;
        fsconfig_set_string(fs, "workdir", handle(work))?;
        if !lasting {
            // An upper directory that a crash damaged is thrown away, so nothing need be synced.
            let _ = fsconfig_set_flag(fs, "volatile");
        }
    }
    Ok(fsconfig_create(fs)?)
}

/// The same by mount(2), which takes a page of options: paths relative to /proc/self/fd, four bytes each, leave
/// room for as many layers as overlayfs stacks (500).
fn overlay_by_old_mount(
    lowers: &[OwnedFd],
    writable: Option<Writable<'_>>,
    point: (&OwnedFd, &str),
) -> rustix::io::Result<OwnedFd> {
    let name = |fd: BorrowedFd<'_>| fd.as_raw_fd().to_string();
    let layers: Vec<String> = lowers.iter().map(|fd| name(fd.as_fd())).collect();
    let mut options = format!("userxattr,lowerdir={}", layers.join(":"));
    if let Some(Writable { upper, work, lasting }) = writable {
        let volatile = if lasting { "" } else { ",volatile" };
        options.push_str(&format!("{volatile},upperdir={},workdir={}", name(upper), name(work)));
    }
    let options = std::ffi::CString::new(options).map_err(|_| Errno::INVAL)?;
    rustix::process::chdir("/proc/self/fd")?;
    let (dir, last) = point;
    let target = format!("{}/{last}", handle(dir.as_fd()));
    let made = rustix::mount::mount("overlay", &target, "overlay", rustix::mount::MountFlags::NODEV, &*options);
    rustix::process::chdir("/")?;
    made?;
    let tree = open_tree(dir, last, OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC);
    unmount(&target, UnmountFlags::DETACH)?;
    tree
}

/// What the kernel says about a failed configuration.
fn complaints(fs: &OwnedFd) -> String {
    let mut out = Vec::new();
    let mut buffer = [0; 1024];
    while let Ok(n) = rustix::io::read(fs, &mut buffer[..]) {
        let text = String::from_utf8_lossy(buffer.get(..n).unwrap_or_default()).trim().to_string();
        if n == 0 || out.len() >= 8 {
            break;
        }
        out.push(text);
    }
    out.join("; ")
}

/// A path of stacked layers, detached.
fn layers_tree(mount: &LayersMount, stage: &OwnedFd, index: usize) -> Result<OwnedFd, Refused> {
    let what = || format!("open '{}' of the layers to mount", mount.source);
    let layers = open_in(stage, "layers")?;
    let (empty, point) = (format!("empty-{index}"), format!("at-{index}"));
    for name in [&empty, &point] {
        rustix::fs::mkdirat(&layers, name.as_str(), Mode::from_raw_mode(0o755)).context(what)?;
    }
    let mut lowers = mount.lowers.iter().map(|p| open_dir(p)).collect::<Result<Vec<_>>>()?;
    // Overlayfs wants two.
    while lowers.len() < 2 {
        lowers.push(open_in(&layers, &empty)?);
        let second = format!("{empty}-");
        let _ = rustix::fs::mkdirat(&layers, second.as_str(), Mode::from_raw_mode(0o755));
        if lowers.len() < 2 {
            lowers.push(open_in(&layers, &second)?);
        }
    }
    let scratch = match &mount.scratch {
        Some((upper, work)) => Some((open_dir(upper)?, open_dir(work)?)),
        None => None,
    };
    let scratch =
        scratch.as_ref().map(|(upper, work)| Writable { upper: upper.as_fd(), work: work.as_fd(), lasting: false });
    let tree = overlay(&lowers, scratch, (&layers, &point), false)?;
    attach(tree.as_fd(), open_in(&layers, &point)?.as_fd())?;
    let root = Root::from_fd(tree);
    let place = root.locate(mount.source.as_bytes()).context(what)?;
    if place.kind.is_none() {
        let missing = Error::new(Kind::NotFound, format!("'{}' does not exist there", mount.source));
        return Err(missing.context(what()).into());
    }
    let fd = root.open_exact(&place.path, OFlags::PATH).context(what)?;
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_EMPTY_PATH;
    Ok(open_tree(&fd, "", flags).context(what)?)
}

/// A path below a directory of the host, detached.
fn rooted_tree(mount: &RootedMount) -> Result<OwnedFd> {
    let what = || format!("open '{}' in {} to mount it", mount.source, mount.root.display());
    let root = Root::open(&mount.root).context(what)?;
    let place = root.locate(mount.source.as_bytes()).context(what)?;
    if place.kind.is_none() {
        return Err(Error::new(Kind::NotFound, format!("'{}' does not exist there", mount.source)).context(what()));
    }
    // If somebody puts a link there in the meantime, this fails.
    let fd = root.open_exact(&place.path, OFlags::PATH).context(what)?;
    let flags = OpenTreeFlags::OPEN_TREE_CLONE
        | OpenTreeFlags::OPEN_TREE_CLOEXEC
        | OpenTreeFlags::AT_EMPTY_PATH
        | OpenTreeFlags::AT_RECURSIVE;
    open_tree(&fd, "", flags).context(what)
}

/// A file on the stage, detached.
fn memory_file(mount: &FileMount, stage: &OwnedFd, index: usize) -> Result<OwnedFd> {
    let what = || format!("make the file for '{}'", mount.target);
    let (dir, name) = (open_in(stage, "files")?, index.to_string());
    let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::CLOEXEC;
    let fd = rustix::fs::openat(&dir, name.as_str(), flags, Mode::RUSR | Mode::WUSR).context(what)?;
    let mut file = std::fs::File::from(fd);
    std::io::Write::write_all(&mut file, &mount.content).context(what)?;
    rustix::fs::fchown(&file, Some(Uid::from_raw(mount.uid)), Some(Gid::from_raw(mount.gid))).context(what)?;
    rustix::fs::fchmod(&file, Mode::from_raw_mode(mount.mode & 0o7777)).context(what)?;
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    open_tree(&dir, name.as_str(), flags).context(what)
}

/// A detached copy of the mount at a path of the host, with what is mounted below.
pub(super) fn bind(path: &Path) -> Result<OwnedFd> {
    let flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_RECURSIVE;
    open_tree(CWD, path, flags).context(|| format!("open {} to mount it", path.display()))
}

/// In a new mount namespace: what is mounted from now on is not seen outside.
pub(super) fn part_from_host() -> Result<()> {
    let flags = MountPropagationFlags::DOWNSTREAM | MountPropagationFlags::REC;
    mount_change("/", flags).context(|| "part from the host's mounts".into())
}

/// A detached file system in memory.
pub(super) fn tmpfs(options: &[(&str, &str)]) -> Result<OwnedFd> {
    let what = || "make a tmpfs".to_string();
    let fs = fsopen("tmpfs", FsOpenFlags::FSOPEN_CLOEXEC).context(what)?;
    fsconfig_set_string(&fs, "source", "tmpfs").context(what)?;
    for (key, value) in options {
        fsconfig_set_string(&fs, *key, *value).context(what)?;
    }
    fsconfig_create(&fs).context(what)?;
    let flags = MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV;
    fsmount(&fs, FsMountFlags::FSMOUNT_CLOEXEC, flags).context(what)
}

/// Puts a detached tree where the handle points.
pub(super) fn attach(tree: BorrowedFd<'_>, target: BorrowedFd<'_>) -> Result<()> {
    let flags = MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH | MoveMountFlags::MOVE_MOUNT_T_EMPTY_PATH;
    move_mount(tree, "", target, "", flags).context(|| "attach a mount".into())
}

/// Restricts a detached tree and all below it.
pub(super) fn set_attributes(tree: BorrowedFd<'_>, attr: Attr) -> Result<()> {
    let (nodev, nosuid, noexec, rdonly) = (
        MountAttrFlags::MOUNT_ATTR_NODEV,
        MountAttrFlags::MOUNT_ATTR_NOSUID,
        MountAttrFlags::MOUNT_ATTR_NOEXEC,
        MountAttrFlags::MOUNT_ATTR_RDONLY,
    );
    let flags = match attr {
        Attr::Plain => nodev,
        Attr::NoExec => nodev | nosuid | noexec,
        Attr::ReadOnly => nodev | nosuid | noexec | rdonly,
        Attr::ReadOnlyFiles => nodev | rdonly,
        Attr::Devices => nosuid | noexec,
    };
    sys::mount_setattr(tree, u64::from(flags.bits()), true).context(|| "restrict a mount".into())
}
