//! Work that needs another identity than ours: a RUN command in namespaces on a stack of
//! layers, and unpacking, comparing and removing trees whose files belong to mapped ids.
//!
//! The process that calls a [`Sandbox`] never enters a namespace. Each operation starts a helper:
//! the same program, which [`hook`] recognizes at the first line of `main`, while it still has one
//! thread. A helper gets its request and its answer's way on descriptor 0, a socket; descriptors
//! travel over it too. It dies with the thread that waits for it.
//!
//! How a command is run:
//!
//! ```text
//! caller ── socket ──> helper: joins the user namespace, unshares mount, pid, ipc, uts
//!                        └─ init (pid 1): mounts, pivot_root, then reaps and waits
//!                             └─ the command, with Docker's default capabilities
//! ```
//!
//! Killing the helper kills init (by its parent-death signal), and with it the whole pid
//! namespace; the last process takes the mount namespace along, so nothing stays mounted. A program
//! that connects a network of the command's own runs beside, in a pid namespace that ends with the helper.

mod beside;
mod cdi;
mod cgroup;
mod chroot;
mod container;
mod dev;
mod facts;
mod fuse;
mod helper;
mod host;
mod idmap;
mod lasting;
mod mounts;
mod network;
mod payload;
mod profile;
mod rights;
mod roots;
mod sandbox;
mod seccomp;
mod syscalls;
mod terminal;
mod wire;

pub use crate::rootfs::MtimeRule;
pub use cdi::{CDI_DIRS, CdiDevice, CdiDevices};
pub use cgroup::GroupLimits;
pub use facts::{Fact, facts};
pub use helper::hook;
pub use lasting::{is_mount, mount_layers, unmount_layers};
pub use network::{Network, PrivateNetwork};
pub use profile::Filter;
pub use rights::{Capabilities, Limit, Rights};
pub use sandbox::{Isolation, Rung, Sandbox, SandboxOptions};
pub use terminal::Terminal;

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a helper's `argv[0]` is.
const HELPER_NAME: &str = "imgtool-sandbox";

/// A file or directory of the host that appears in a RUN.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BindMount {
    /// On the host; links are followed there.
    pub source: PathBuf,
    /// Inside, absolute; links are followed inside only. Made if it does not exist, without a
    /// trace in the layer.
    pub target: String,
    /// Refuse writes.
    pub read_only: bool,
    /// Devices work through it.
    pub devices: bool,
}

/// An empty file system in memory that appears in a RUN.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TmpfsMount {
    /// Inside, absolute.
    pub target: String,
    /// At most so many bytes; None: the kernel's default, half of the memory.
    pub size: Option<u64>,
}

/// A path of other stacked layers that appears in a RUN (`--mount=type=bind,from=…`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LayersMount {
    /// Unpacked layers, the top one first.
    pub lowers: Vec<PathBuf>,
    /// A path in them; links lead no further than their root.
    pub source: String,
    /// Inside, absolute.
    pub target: String,
    /// Two empty directories on one file system that take what is written; read-only without.
    pub scratch: Option<(PathBuf, PathBuf)>,
}

/// A path below a directory of the host that appears in a RUN: a sub path of the context or of a
/// cache. Whoever may write there cannot lead the mount out of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RootedMount {
    /// The directory on the host.
    pub root: PathBuf,
    /// The path in it; links lead no further than `root`.
    pub source: String,
    /// Inside, absolute.
    pub target: String,
    /// Refuse writes.
    pub read_only: bool,
}

/// A read-only file that exists in memory only, while a command runs: a secret, a script.
#[derive(Clone, Serialize, Deserialize)]
pub struct FileMount {
    /// Inside, absolute.
    pub target: String,
    /// What is in it.
    pub content: Vec<u8>,
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

impl std::fmt::Debug for FileMount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the content: it may be a secret.
        let FileMount { target, content, mode, uid, gid } = self;
        write!(f, "FileMount({target}, {} bytes, {mode:o}, {uid}:{gid})", content.len())
    }
}

/// One command to run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunSpec {
    /// Program and arguments. The program is searched in `PATH` of `env` if it has no slash.
    pub args: Vec<String>,
    /// The environment, all of it, as `NAME=value`.
    pub env: Vec<String>,
    /// The working directory, absolute; made (owned by the user below) if it does not exist.
    pub cwd: String,
    /// User.
    pub uid: u32,
    /// Primary group.
    pub gid: u32,
    /// Further groups.
    pub groups: Vec<u32>,
    /// Unpacked layers, the top one first.
    pub lowers: Vec<PathBuf>,
    /// An existing directory that takes the changes. Its mode and owner are those of `/`.
    pub upper: PathBuf,
    /// An existing directory on the same file system, for overlayfs only.
    pub work: PathBuf,
    /// The layers, piled up or stacked otherwise: then there is no overlay of the kernel's.
    pub piled: Option<PathBuf>,
    /// The program that stacks them instead, at `piled`.
    pub fuse: Option<PathBuf>,
    /// Stack them by mount(2), as kernels before Linux 6.8 want many.
    pub by_old_mount: bool,
    /// By chroot: a root to take over, and where to leave it.
    pub reuse: Option<roots::Reuse>,
    /// What `hostname` says inside.
    pub hostname: String,
    /// The host's file to appear as `/etc/resolv.conf`.
    pub resolv_conf: Option<PathBuf>,
    /// The host's file to appear as `/etc/hosts`.
    pub hosts: Option<PathBuf>,
    /// More mounts, made in this order: `mounts`, `rooted`, `layers`, `tmpfs`, `files`.
    pub mounts: Vec<BindMount>,
    /// Paths below directories of the host.
    pub rooted: Vec<RootedMount>,
    /// Paths of other images.
    pub layers: Vec<LayersMount>,
    /// Scratch space.
    pub tmpfs: Vec<TmpfsMount>,
    /// Secrets and scripts.
    pub files: Vec<FileMount>,
    /// What it sees of the network.
    pub network: Network,
    /// What the command may do.
    pub rights: Rights,
    /// Its resource limits, where they are not ours.
    pub limits: Vec<Limit>,
    /// What it may use of memory and processors.
    pub group: GroupLimits,
    /// The size of `/dev/shm` in bytes; None: 64 MiB, as in Docker.
    pub shm_size: Option<u64>,
    /// Its standard streams are a terminal, which controls it. [`Terminal::run`] sets it.
    pub terminal: bool,
}

impl RunSpec {
    /// What things are mounted on, and whether it is a directory; `/proc`, `/sys` and `/dev` first.
    fn mount_points(&self) -> Vec<(String, bool)> {
        let own = ["/proc", "/sys", "/dev"].map(|target| (target.to_string(), true));
        let files = [(&self.resolv_conf, "/etc/resolv.conf"), (&self.hosts, "/etc/hosts")];
        let files = files.into_iter().filter(|(source, _)| source.is_some()).map(|(_, t)| (t.to_string(), false));
        let mut out: Vec<(String, bool)> = own.into_iter().chain(files).collect();
        out.extend(self.mounts.iter().map(|m| (m.target.clone(), m.source.is_dir())));
        out.extend(self.rooted.iter().map(|m| (m.target.clone(), is_dir_in(&m.root, &m.source))));
        out.extend(self.tmpfs.iter().map(|m| (m.target.clone(), true)));
        out.extend(self.files.iter().map(|m| (m.target.clone(), false)));
        // What stands in `/dev` is made when that is mounted.
        out.retain(|(target, _)| !target.starts_with("/dev/"));
        out
    }
}

/// Is it a directory, where links lead no further than `root`? What cannot be seen is one.
fn is_dir_in(root: &std::path::Path, path: &str) -> bool {
    let place = crate::rootfs::Root::open(root).and_then(|root| root.locate(path.as_bytes()));
    place.map_or(true, |place| place.kind.is_none_or(|kind| kind == rustix::fs::FileType::Directory))
}
