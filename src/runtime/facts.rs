//! What else of this host decides how RUN runs: looked at, never changed.

use super::cgroup::GroupLimits;
use serde::Serialize;
use std::path::Path;

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: &'static str,
    /// Is it to be had?
    pub works: bool,
    /// What was found.
    pub says: String,
    /// The one thing that would change it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// Everything, for a store at this path, which need not exist.
pub fn facts(store: &Path) -> Vec<Fact> {
    vec![overlay(store), fuse(), clones(store), subordinate_ids(), groups(), filter(), proc_file_system()]
}

/// The file system of a path, or of the nearest directory above that exists: its number in statfs(2).
fn kind_of(path: &Path) -> Option<u64> {
    path.ancestors().find_map(|p| rustix::fs::statfs(p).ok()).and_then(|s| u64::try_from(s.f_type).ok())
}

const OVERLAY: u64 = 0x794c_7630;
const BTRFS: u64 = 0x9123_683e;
const XFS: u64 = 0x5846_5342;
/// File systems that overlayfs takes no upper directory on.
const REMOTE: [(u64, &str); 6] = [
    (0x6969, "nfs"),
    (0xff53_4d42, "cifs"),
    (0xfe53_4d42, "smb"),
    (0x0102_1997, "9p"),
    (0x6573_5546, "fuse"),
    (0x00c3_6400, "ceph"),
];

fn overlay(store: &Path) -> Fact {
    let known = std::fs::read_to_string("/proc/filesystems").unwrap_or_default().contains("\toverlay\n");
    let kind = kind_of(store);
    let remote = REMOTE.iter().find(|(number, _)| Some(*number) == kind);
    let (works, says, hint) = if kind == Some(OVERLAY) {
        let hint = "put the store on a volume: --root or IMGTOOL_ROOT (in Kubernetes an emptyDir, in Docker -v)";
        (false, "the store lies on an overlay itself: each RUN copies the whole root file system, or fuse-overlayfs stacks it".into(), Some(hint))
    } else if let Some((_, name)) = remote {
        let hint = "put the store on a local disk: --root or IMGTOOL_ROOT";
        (false, format!("the store lies on {name}, which carries no overlay"), Some(hint))
    } else if known {
        (true, "layers are stacked, not copied".into(), None)
    } else {
        (true, "not loaded yet; the kernel loads it at the first mount".into(), Some("modprobe overlay"))
    };
    Fact { name: "overlayfs", works, says, hint: hint.filter(|_| !works || !known).map(str::to_string) }
}

fn fuse() -> Fact {
    let (works, says, hint) = match super::fuse::program() {
        Some(_) => (true, "stacks layers where overlayfs does not", None),
        None if !Path::new("/dev/fuse").exists() => {
            (false, "there is no /dev/fuse", Some("modprobe fuse; in a container --device /dev/fuse"))
        }
        None => (false, "there is no such program, or /dev/fuse is closed", Some("apt-get install fuse-overlayfs")),
    };
    Fact { name: "fuse-overlayfs", works, says: says.into(), hint: hint.map(str::to_string) }
}

fn clones(store: &Path) -> Fact {
    let works = matches!(kind_of(store), Some(BTRFS | XFS));
    let says =
        if works { "copies share their blocks" } else { "copies are copies; only without overlayfs does it matter" };
    Fact { name: "reflinks", works, says: says.into(), hint: None }
}

fn subordinate_ids() -> Fact {
    let uid = rustix::process::geteuid();
    let name = "subordinate ids";
    if uid.is_root() {
        return Fact { name, works: true, says: "root needs none".into(), hint: None };
    }
    match super::host::subordinates(uid.as_raw()) {
        Ok(count) => Fact { name, works: true, says: format!("{count} of them"), hint: None },
        Err(e) => Fact { name, works: false, says: e.what().into(), hint: e.hints().first().cloned() },
    }
}

fn groups() -> Fact {
    let name = "control groups";
    match (GroupLimits { memory: Some(1 << 30), ..GroupLimits::default() }).check() {
        Ok(()) => Fact { name, works: true, says: "--memory and --cpu-… have their effect".into(), hint: None },
        Err(e) => {
            let hint = "systemd-run --user --scope -p Delegate=yes imgtool build …";
            Fact {
                name, works: false, says: format!("no --memory, no --cpu-…: {}", e.what()), hint: Some(hint.into())
            }
        }
    }
}

fn filter() -> Fact {
    let actions = Path::new("/proc/sys/kernel/seccomp/actions_avail").exists();
    let known = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));
    let says = match (actions, known) {
        (true, true) => "RUN is refused what Docker's default profile refuses",
        (true, false) => "there is no filter for this processor",
        (false, _) => "the kernel tells nothing of seccomp",
    };
    Fact { name: "system call filter", works: actions && known, says: says.into(), hint: None }
}

fn proc_file_system() -> Fact {
    let text = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let hidden = text.lines().filter_map(|l| l.split(' ').nth(4)).filter(|p| p.starts_with("/proc/")).count();
    let (works, hint) = match hidden {
        0 => (true, None),
        // For root in its own user namespace that is no matter.
        _ if rustix::process::geteuid().is_root() => (true, None),
        _ => (
            false,
            Some(
                "in Kubernetes: securityContext.procMount: Unmasked; in Docker: --security-opt systempaths=unconfined",
            ),
        ),
    };
    let says = match (hidden, works) {
        (0, _) => "RUN gets one of its own".to_string(),
        (n, true) => format!("{n} parts are hidden here"),
        (n, false) => format!("{n} parts are hidden here, so RUN sees this one, with the processes of this container"),
    };
    Fact { name: "/proc", works, says, hint: hint.map(str::to_string) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_directory_that_exists_counts() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(kind_of(&dir.path().join("a/b/c")), kind_of(dir.path()));
        assert!(kind_of(dir.path()).is_some());
        let names: Vec<_> = facts(dir.path()).iter().map(|f| f.name).collect();
        assert_eq!(names.len(), 7, "{names:?}");
    }
}
