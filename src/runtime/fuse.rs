//! Layers stacked by fuse-overlayfs, where the kernel's overlayfs does not take the store.
//!
//! The program runs beside the command, in the helper's mount namespace; the command's is made from that one.

use super::RunSpec;
use super::beside::{Beside, find};
use super::mounts::{make_in_base, open_dir, part_from_host};
use crate::error::{Context, Error, Kind, Result};
use crate::rootfs;
use crate::sys;
use rustix::fd::AsFd;
use rustix::mount::{UnmountFlags, unmount};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The program, where this host has it and lets us use it.
pub(super) fn program() -> Option<PathBuf> {
    let device = std::fs::File::options().read(true).write(true).open("/dev/fuse");
    find("fuse-overlayfs").filter(|_| device.is_ok())
}

/// Where the stacked layers are mounted for a RUN with this upper directory.
pub(super) fn merged(upper: &Path) -> PathBuf {
    upper.with_file_name("fuse")
}

/// Stacked layers. Dropping it ends the program.
pub(super) struct Mounted {
    beside: Beside,
    merged: PathBuf,
    upper: PathBuf,
    lowers: Vec<PathBuf>,
}

/// Stacks the layers of `spec` in a mount namespace that this process makes for it.
pub(super) fn mount(program: &Path, spec: &RunSpec) -> Result<Mounted> {
    let what = || format!("stack {} layers with {}", spec.lowers.len(), program.display());
    let (merged, upper) = (merged(&spec.upper), spec.upper.clone());
    let [base, work] = ["fuse-base", "fuse-work"].map(|name| upper.with_file_name(name));
    for dir in [&base, &work, &merged] {
        std::fs::create_dir(dir).context(|| format!("create {}", dir.display()))?;
    }
    let bottom = open_dir(&base)?;
    for (target, dir) in spec.mount_points() {
        make_in_base(&bottom, &target, dir)?;
    }
    let lowers = spec.lowers.iter().chain([&base]).map(|dir| word(dir)).collect::<Result<Vec<_>>>().context(what)?;
    // An upper directory that a crash damaged is thrown away, so nothing need be synced.
    let options = format!("lowerdir={},upperdir={},workdir={},volatile", lowers.join(":"), word(&upper)?, word(&work)?);
    sys::unshare(libc::CLONE_NEWNS).context(|| "make a mount namespace".into())?;
    part_from_host()?;
    let beside = Beside::prepare(|_| {
        let mut command = Command::new(program);
        command.arg("-o").arg(&options).arg(&merged).env_clear().current_dir("/").stdin(Stdio::null());
        // It goes into the background when it serves.
        let done = command.output().context(what)?;
        if !done.status.success() {
            // What comes before the last line are warnings.
            let said = String::from_utf8_lossy(&done.stderr).trim().lines().last().unwrap_or_default().to_string();
            return Err(Error::new(Kind::Host, what()).because(said));
        }
        Ok(())
    })?;
    beside.go(bottom.as_fd())?;
    Ok(Mounted { beside, merged, upper, lowers: spec.lowers.clone() })
}

/// A directory as one word of the program's options.
fn word(dir: &Path) -> Result<&str> {
    dir.to_str()
        .filter(|text| !text.contains([':', ',', '\\']))
        .ok_or_else(|| Error::new(Kind::Host, format!("fuse-overlayfs takes no such path: {}", dir.display())))
}

impl Mounted {
    /// Unmounts it when the command has ended: what was written is in the upper directory then, as ours would be.
    pub fn end(self) -> Result<()> {
        let what = || format!("unmount {}", self.merged.display());
        let root = open_dir(&self.merged).context(what)?;
        let all = rustix::fs::openat(&root, ".", rustix::fs::OFlags::RDONLY, rustix::fs::Mode::empty());
        rustix::fs::syncfs(all.context(what)?).context(what)?;
        drop(root);
        unmount(&self.merged, UnmountFlags::NOFOLLOW).context(what)?;
        drop(self.beside);
        rootfs::adopt(&self.upper, &self.lowers)
    }
}
