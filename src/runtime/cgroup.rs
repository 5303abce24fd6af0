//! Limits of memory and processors: a control group for each RUN, where this process may make one.
//!
//! Version 2 takes a group of ours that hands its controllers down: the one that we are in (delegated by systemd, say,
//! `systemd-run --user --scope -p Delegate=yes`), or for root any. Version 1 takes root.

use crate::error::{Context, Error, Kind, Result};
use rustix::fd::OwnedFd;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

const MOUNT: &str = "/sys/fs/cgroup";
/// What our groups' names begin with.
const PREFIX: &str = "imgtool-";
/// The group that imgtool itself moves into, so that the one around it can hand controllers down.
const ASIDE: &str = "imgtool-self";

/// What a RUN may use at most, as Docker says it. What is None is not limited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLimits {
    /// Bytes of memory.
    pub memory: Option<u64>,
    /// Bytes of memory and swap together; -1: as much swap as there is.
    pub memory_swap: Option<i64>,
    /// Weight among others; 1024 is usual.
    pub cpu_shares: Option<u64>,
    /// Microseconds that `cpu_quota` is for.
    pub cpu_period: Option<u64>,
    /// Microseconds of processor time in a period; -1: no limit.
    pub cpu_quota: Option<i64>,
    /// Processors: `0-2,5`.
    pub cpuset_cpus: Option<String>,
    /// Memory nodes.
    pub cpuset_mems: Option<String>,
    /// The group to make ours in, instead of our own: a path below the root of groups.
    pub parent: Option<String>,
}

/// A file to write, of a controller.
type Setting = (&'static str, &'static str, String);

impl GroupLimits {
    /// Does it limit anything, or ask for a place?
    pub fn any(&self) -> bool {
        *self != GroupLimits::default()
    }

    fn version_2(&self) -> Vec<Setting> {
        let mut out = Vec::new();
        if let Some(bytes) = self.memory {
            out.push(("memory", "memory.max", bytes.to_string()));
        }
        if let Some(both) = self.memory_swap {
            let memory = self.memory.unwrap_or(0);
            let swap = u64::try_from(both).map_or("max".into(), |both| both.saturating_sub(memory).to_string());
            out.push(("memory", "memory.swap.max", swap));
        }
        if let Some(shares) = self.cpu_shares {
            // 2 to 262144 become 1 to 10000, as the runtimes do it.
            let weight = 1 + (shares.clamp(2, 262_144) - 2) * 9999 / 262_142;
            out.push(("cpu", "cpu.weight", weight.to_string()));
        }
        if self.cpu_quota.is_some() || self.cpu_period.is_some() {
            let quota = self.cpu_quota.and_then(|q| u64::try_from(q).ok()).map_or("max".into(), |q| q.to_string());
            out.push(("cpu", "cpu.max", format!("{quota} {}", self.cpu_period.unwrap_or(100_000))));
        }
        out.extend(self.cpuset_cpus.iter().map(|list| ("cpuset", "cpuset.cpus", list.clone())));
        out.extend(self.cpuset_mems.iter().map(|list| ("cpuset", "cpuset.mems", list.clone())));
        out
    }

    fn version_1(&self) -> Vec<Setting> {
        let mut out = Vec::new();
        if let Some(bytes) = self.memory {
            out.push(("memory", "memory.limit_in_bytes", bytes.to_string()));
        }
        if let Some(both) = self.memory_swap {
            out.push(("memory", "memory.memsw.limit_in_bytes", both.to_string()));
        }
        if let Some(shares) = self.cpu_shares {
            out.push(("cpu", "cpu.shares", shares.to_string()));
        }
        if let Some(period) = self.cpu_period {
            out.push(("cpu", "cpu.cfs_period_us", period.to_string()));
        }
        if let Some(quota) = self.cpu_quota {
            out.push(("cpu", "cpu.cfs_quota_us", quota.to_string()));
        }
        out.extend(self.cpuset_cpus.iter().map(|list| ("cpuset", "cpuset.cpus", list.clone())));
        out.extend(self.cpuset_mems.iter().map(|list| ("cpuset", "cpuset.mems", list.clone())));
        out
    }

    /// Could a group be made here that has these limits? Nothing is changed. Fails with why not.
    pub fn check(&self) -> Result<()> {
        self.places().map(drop)
    }

    /// Where the groups are to be made, and what is to be written in each.
    fn places(&self) -> Result<Vec<(PathBuf, Vec<Setting>)>> {
        let own = std::fs::read_to_string("/proc/self/cgroup").context(|| "read /proc/self/cgroup".into())?;
        places_in(self, Path::new(MOUNT), &own, rustix::process::geteuid().is_root())
    }
}

/// The path that /proc/self/cgroup names for a controller; that of version 2 has none.
fn own_path<'a>(text: &'a str, controller: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next()?, parts.next()?);
        let path = path.trim_start_matches('/');
        let path = path.strip_suffix(ASIDE).map_or(path, |above| above.trim_end_matches('/'));
        (controllers.split(',').any(|c| c == controller)).then_some(path)
    })
}

fn writable(dir: &Path) -> bool {
    rustix::fs::access(dir, rustix::fs::Access::WRITE_OK).is_ok()
}

fn places_in(limits: &GroupLimits, mount: &Path, own: &str, root: bool) -> Result<Vec<(PathBuf, Vec<Setting>)>> {
    let refused = |why: String| Err(Error::new(Kind::Host, why));
    let parent = limits.parent.as_deref().map(|p| p.trim_start_matches('/'));
    if parent.is_some_and(|p| p.split('/').any(|part| part == "..")) {
        return Err(Error::new(Kind::Usage, "a control group's path has no '..'"));
    }
    if mount.join("cgroup.controllers").exists() {
        let settings = limits.version_2();
        let mut candidates = vec![mount.join(parent.or(own_path(own, "")).unwrap_or_default())];
        if root && parent.is_none() {
            candidates.push(mount.to_path_buf());
        }
        let mut why = String::from("there is no control group of ours");
        for dir in candidates {
            if !writable(&dir) {
                why = format!("the control group {} is not ours to change", dir.display());
                continue;
            }
            let read = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap_or_default();
            let (given, handed_down) = (read("cgroup.controllers"), read("cgroup.subtree_control"));
            let has = |list: &str, name: &str| list.split_whitespace().any(|c| c == name);
            if let Some((name, ..)) = settings.iter().find(|(name, ..)| !has(&given, name)) {
                why = format!("{} has no controller '{name}'", dir.display());
                continue;
            }
            // A group with processes of its own hands nothing down, but for the root.
            let down = settings.iter().all(|(name, ..)| has(&handed_down, name));
            if !down && dir != mount && !read("cgroup.procs").lines().all(is_ours) {
                why = format!("{} has other processes, so it hands no controller down", dir.display());
                continue;
            }
            return Ok(vec![(dir, settings)]);
        }
        return refused(why);
    }
    let mut out: Vec<(PathBuf, Vec<Setting>)> = Vec::new();
    let mut settings = limits.version_1();
    if settings.is_empty() {
        // Nothing but a place is asked for.
        settings.push(("cpu", "", String::new()));
    }
    for setting in settings {
        let controller = mount.join(setting.0);
        if !controller.join("cgroup.procs").exists() {
            return refused(format!("there is no control group for '{}' here", setting.0));
        }
        let path = parent.or(own_path(own, setting.0)).unwrap_or_default();
        let mut dir = controller.join(path);
        if !dir.join("cgroup.procs").exists() {
            // In a container our own path is told as the host sees it.
            dir = if parent.is_some() {
                return refused(format!("there is no control group {}", dir.display()));
            } else {
                controller
            };
        }
        if !writable(&dir) {
            return refused(format!("the control group {} is not ours to change", dir.display()));
        }
        match out.iter_mut().find(|(known, _)| *known == dir) {
            Some((_, settings)) => settings.push(setting),
            None => out.push((dir, vec![setting])),
        }
    }
    Ok(out)
}

/// The groups of one RUN; removed when it is dropped, which must be after the end of its processes.
pub(super) struct Group {
    dirs: Vec<PathBuf>,
}

impl Group {
    /// Makes them, with their limits.
    pub fn make(limits: &GroupLimits) -> Result<Group> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("{PREFIX}{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut group = Group { dirs: Vec::new() };
        for (parent, settings) in limits.places()? {
            sweep(&parent);
            let dir = parent.join(&name);
            let write = |file: PathBuf, text: &str| {
                std::fs::write(&file, text).context(|| format!("write '{text}' to {}", file.display()))
            };
            if parent.join("cgroup.subtree_control").exists() {
                let handed_down = std::fs::read_to_string(parent.join("cgroup.subtree_control")).unwrap_or_default();
                for (controller, ..) in &settings {
                    if !handed_down.split_whitespace().any(|c| c == *controller) {
                        step_aside(&parent)?;
                        write(parent.join("cgroup.subtree_control"), &format!("+{controller}"))?;
                    }
                }
            }
            std::fs::create_dir(&dir).context(|| format!("make the control group {}", dir.display()))?;
            group.dirs.push(dir.clone());
            // Of version 1, whose new groups have neither until they are told.
            for file in ["cpuset.cpus", "cpuset.mems"] {
                let path = dir.join(file);
                if !parent.join("cgroup.controllers").exists() && path.exists() {
                    let value = std::fs::read_to_string(parent.join(file)).unwrap_or_default();
                    write(path, value.trim())?;
                }
            }
            for (_, file, value) in settings.iter().filter(|(_, file, _)| !file.is_empty()) {
                write(dir.join(file), value)?;
            }
        }
        Ok(group)
    }

    /// What a process writes to enter them (see [`enter`]), whatever it may open itself.
    pub fn doors(&self) -> Result<Vec<OwnedFd>> {
        let open = |dir: &PathBuf| {
            let file = std::fs::File::options().write(true).open(dir.join("cgroup.procs"));
            file.map(OwnedFd::from).context(|| format!("open the control group {}", dir.display()))
        };
        self.dirs.iter().map(open).collect()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        for dir in &self.dirs {
            // The last process may not have left quite yet.
            for _ in 0..50 {
                match std::fs::remove_dir(dir) {
                    Err(e) if e.raw_os_error() == Some(libc::EBUSY) => {
                        std::thread::sleep(std::time::Duration::from_millis(10));
                    }
                    _ => break,
                }
            }
        }
    }
}

/// Puts this process into groups; what it starts is in them too.
pub(super) fn enter(doors: &[OwnedFd]) -> Result<()> {
    doors
        .iter()
        .try_for_each(|door| rustix::io::write(door, b"0").map(drop))
        .context(|| "enter the control group".into())
}

/// Is it us, or a process that we have started?
fn is_ours(pid: &str) -> bool {
    let own = std::process::id();
    let parent = || -> Option<u32> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(1)?.parse().ok()
    };
    pid.parse() == Ok(own) || parent() == Some(own)
}

/// A group with processes hands no controller down: ours go into one below it.
fn step_aside(group: &Path) -> Result<()> {
    let aside = group.join(ASIDE);
    let procs = std::fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
    for pid in procs.lines().filter(|pid| is_ours(pid)) {
        let what = || format!("move imgtool into the control group {}", aside.display());
        match std::fs::create_dir(&aside) {
            Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => return Err(Error::io(what(), e)),
            _ => std::fs::write(aside.join("cgroup.procs"), pid).context(what)?,
        }
    }
    Ok(())
}

/// Removes groups that builds which were killed have left; one with processes refuses.
fn sweep(parent: &Path) {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let of =
            name.to_str().and_then(|n| n.strip_prefix(PREFIX)).and_then(|n| n.split('-').next()?.parse::<i32>().ok());
        let alive =
            |pid| rustix::process::Pid::from_raw(pid).is_some_and(|p| rustix::process::test_kill_process(p).is_ok());
        if of.is_some_and(|pid| !alive(pid)) {
            let _ = std::fs::remove_dir(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> GroupLimits {
        GroupLimits {
            memory: Some(1 << 20),
            memory_swap: Some(3 << 20),
            cpu_shares: Some(1024),
            cpu_period: None,
            cpu_quota: Some(50_000),
            cpuset_cpus: Some("0-1".into()),
            cpuset_mems: None,
            parent: None,
        }
    }

    #[test]
    fn both_versions_say_the_same() {
        let text =
            |settings: Vec<Setting>| settings.into_iter().map(|(_, f, v)| format!("{f}={v}")).collect::<Vec<_>>();
        assert_eq!(
            text(all().version_2()),
            [
                "memory.max=1048576",
                "memory.swap.max=2097152",
                "cpu.weight=39",
                "cpu.max=50000 100000",
                "cpuset.cpus=0-1"
            ]
        );
        assert_eq!(
            text(all().version_1()),
            [
                "memory.limit_in_bytes=1048576",
                "memory.memsw.limit_in_bytes=3145728",
                "cpu.shares=1024",
                "cpu.cfs_quota_us=50000",
                "cpuset.cpus=0-1"
            ]
        );
        let none = GroupLimits { memory_swap: Some(-1), cpu_quota: Some(-1), ..GroupLimits::default() };
        assert_eq!(text(none.version_2()), ["memory.swap.max=max", "cpu.max=max 100000"]);
    }

    #[test]
    fn a_place_is_one_that_hands_its_controllers_down() {
        let dir = tempfile::tempdir().unwrap();
        let (mount, own) = (dir.path(), "0::/user/ours\n");
        let write = |path: &str, text: &str| {
            let path = mount.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let ask = |limits: &GroupLimits| places_in(limits, mount, own, false).map_err(|e| e.what().to_string());
        let memory = GroupLimits { memory: Some(5), ..GroupLimits::default() };
        write("cgroup.controllers", "memory cpu\n");
        write("user/ours/cgroup.controllers", "memory\n");
        write("user/ours/cgroup.procs", "1\n");
        assert!(ask(&memory).unwrap_err().contains("has other processes"));
        write("user/ours/cgroup.procs", &format!("{}\n", std::process::id()));
        assert_eq!(ask(&memory).unwrap()[0].0, mount.join("user/ours"));
        assert!(ask(&all()).unwrap_err().contains("has no controller 'cpu'"));
        assert_eq!(own_path("0::/a/b/imgtool-self\n", ""), Some("a/b"));
        let other = GroupLimits { parent: Some("/other".into()), ..memory.clone() };
        assert!(ask(&other).is_err());
        let out = GroupLimits { parent: Some("/../other".into()), ..memory };
        assert!(ask(&out).unwrap_err().contains("no '..'"));
    }

    #[test]
    fn version_1_has_a_hierarchy_for_each_controller() {
        let dir = tempfile::tempdir().unwrap();
        let own = "4:memory:/far/away\n3:cpu,cpuacct:/x\n0::/\n";
        for path in ["memory", "cpu", "cpu/x", "cpuset"] {
            std::fs::create_dir_all(dir.path().join(path)).unwrap();
            std::fs::write(dir.path().join(path).join("cgroup.procs"), "1\n").unwrap();
        }
        let found = places_in(&all(), dir.path(), own, true).unwrap();
        let shown: Vec<_> =
            found.iter().map(|(d, s)| (d.strip_prefix(dir.path()).unwrap().to_str().unwrap(), s.len())).collect();
        assert_eq!(shown, [("memory", 2), ("cpu/x", 2), ("cpuset", 1)]);
    }
}
