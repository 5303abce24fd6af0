//! The user namespace of an ordinary user, and what to say when the host refuses one.

use super::idmap::{Range, arguments, name_of, ranges_for, total};
use super::sandbox::{Helper, Rung};
use super::wire::{Op, Response};
use crate::error::{Context, Error, Kind, Result};
use rustix::fd::OwnedFd;
use rustix::fs::{CWD, Mode, OFlags};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where distributions put newuidmap. Not `$PATH`: it is a setuid program that decides what we
/// become.
const TOOL_DIRS: [&str; 5] = ["/usr/bin", "/bin", "/usr/local/bin", "/run/wrappers/bin", "/usr/sbin"];
/// Ids besides 0 that images commonly use (`nogroup` is 65534).
const USUAL: u64 = 65535;

/// A user namespace, and what the user should know about it.
pub(super) struct UserNamespace {
    pub fd: OwnedFd,
    pub rung: Rung,
    pub warnings: Vec<String>,
}

/// Makes a user namespace with as many ids as this user has (or with one, where that is asked for);
/// for root, all of root's.
pub(super) fn user_namespace(exe: &Path, one: bool) -> Result<UserNamespace> {
    let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    let holder = Helper::start(exe, Op::UserNamespace, None, &[])?;
    match holder.response()? {
        Response::Done => {}
        Response::Failed(doc) => return Err(refused(Error::from(doc))),
        _ => return Err(Error::new(Kind::Internal, "a helper answered something else")),
    }
    let pid = holder.pid();
    if one {
        single(pid, uid, gid).map_err(refused)?;
        return finish(holder, Rung::SingleUser, Vec::new());
    }
    if uid == 0 {
        whole(pid).map_err(refused)?;
        return finish(holder, Rung::MappedRoot, Vec::new());
    }
    let mut warnings = Vec::new();
    let (name, uids, gids) = granted(uid);
    let name = name.as_deref();
    let rung = match mapped(pid, uid, gid, &uids, &gids, name) {
        Ok(()) => {
            if total(&uids).min(total(&gids)) < USUAL {
                warnings.push(format!(
                    "your user has {} subordinate uids and {} gids; images that use more ids cannot be unpacked",
                    total(&uids),
                    total(&gids)
                ));
            }
            Rung::MappedUser
        }
        Err(why) => {
            single(pid, uid, gid).map_err(refused)?;
            let mut text = format!("only one user id is available in builds: {}", why.what());
            why.causes().iter().for_each(|c| text.push_str(&format!(": {c}")));
            why.hints().iter().for_each(|h| text.push_str(&format!("; {h}")));
            warnings.push(text);
            Rung::SingleUser
        }
    };
    finish(holder, rung, warnings)
}

/// The user's name, and the ids that he has besides his own.
fn granted(uid: u32) -> (Option<String>, Vec<Range>, Vec<Range>) {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let passwd = read("/etc/passwd");
    let name = name_of(&passwd, uid);
    let ranges = |file: &str| {
        let own = ranges_for(&read(file), name, uid);
        // The files say nothing where subids come from a directory service (nsswitch.conf).
        if own.is_empty() { from_getsubids(name, file.ends_with("gid")) } else { own }
    };
    (name.map(str::to_string), ranges("/etc/subuid"), ranges("/etc/subgid"))
}

/// How many ids the user may have besides his own; fails with what is missing.
pub(super) fn subordinates(uid: u32) -> Result<u64> {
    let (name, uids, gids) = granted(uid);
    prerequisites(uid, &uids, &gids, name.as_deref())?;
    Ok(total(&uids).min(total(&gids)))
}

fn finish(holder: Helper, rung: Rung, warnings: Vec<String>) -> Result<UserNamespace> {
    let path = format!("/proc/{}/ns/user", holder.pid());
    let fd = rustix::fs::openat(CWD, path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())
        .context(|| "open the new user namespace".into())?;
    // The handle keeps the namespace; the process that made it is not needed any more.
    holder.end();
    Ok(UserNamespace { fd, rung, warnings })
}

/// What it takes to have subordinate ids.
fn prerequisites(uid: u32, uids: &[(u32, u32)], gids: &[(u32, u32)], name: Option<&str>) -> Result<()> {
    let who = name.map_or_else(|| uid.to_string(), str::to_string);
    for (file, ranges) in [("/etc/subuid", uids), ("/etc/subgid", gids)] {
        if ranges.is_empty() {
            return Err(Error::new(Kind::Host, format!("{file} gives user '{who}' no range of ids"))
                .hint(format!("add the line '{who}:100000:65536' (a range that nobody else has) to {file}")));
        }
    }
    for tool in ["newuidmap", "newgidmap"] {
        find_tool(tool)?;
    }
    Ok(())
}

fn find_tool(tool: &str) -> Result<PathBuf> {
    find(tool)
        .ok_or_else(|| Error::new(Kind::Host, format!("the program {tool} is missing")).hint("apt-get install uidmap"))
}

/// The ids by newuidmap and newgidmap.
fn mapped(pid: u32, uid: u32, gid: u32, uids: &[(u32, u32)], gids: &[(u32, u32)], name: Option<&str>) -> Result<()> {
    prerequisites(uid, uids, gids, name)?;
    for (tool, own, ranges) in [("newuidmap", uid, uids), ("newgidmap", gid, gids)] {
        let program = find_tool(tool)?;
        let done = Command::new(&program)
            .arg(pid.to_string())
            .args(arguments(own, ranges))
            .env_clear()
            .stdin(Stdio::null())
            .output()
            .context(|| format!("start {}", program.display()))?;
        if !done.status.success() {
            let said = String::from_utf8_lossy(&done.stderr).trim().to_string();
            return Err(Error::new(Kind::Host, format!("{} refused the map of ids", program.display()))
                .because(said)
                .hint(format!("it must be setuid root or have the capability: ls -l {}", program.display())));
        }
    }
    Ok(())
}

/// Every id that we have, as itself: what root may do even without CAP_SYS_ADMIN.
fn whole(pid: u32) -> Result<()> {
    for file in ["uid_map", "gid_map"] {
        let own = format!("/proc/self/{file}");
        let text = std::fs::read_to_string(&own).context(|| format!("read {own}"))?;
        let row = |line: &str| {
            let mut parts = line.split_ascii_whitespace();
            let first = parts.next()?;
            Some(format!("{first} {first} {}\n", parts.nth(1)?))
        };
        let map: String = text.lines().filter_map(row).collect();
        let path = format!("/proc/{pid}/{file}");
        std::fs::write(&path, map).context(|| format!("write {path}"))?;
    }
    Ok(())
}

/// Only this user, as root.
fn single(pid: u32, uid: u32, gid: u32) -> Result<()> {
    let write = |file: &str, text: String| {
        let path = format!("/proc/{pid}/{file}");
        std::fs::write(&path, text).context(|| format!("write {path}"))
    };
    write("setgroups", "deny".into())?;
    write("uid_map", format!("0 {uid} 1"))?;
    write("gid_map", format!("0 {gid} 1"))
}

fn find(tool: &str) -> Option<PathBuf> {
    TOOL_DIRS.iter().map(|d| Path::new(d).join(tool)).find(|p| p.is_file())
}

/// Lines of getsubids(1): `0: name first count`.
fn from_getsubids(name: Option<&str>, groups: bool) -> Vec<(u32, u32)> {
    let (Some(name), Some(program)) = (name, find("getsubids")) else { return Vec::new() };
    let mut command = Command::new(program);
    if groups {
        command.arg("-g");
    }
    let Ok(done) = command.arg(name).env_clear().stdin(Stdio::null()).output() else { return Vec::new() };
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let row = |line: &str| {
        let mut parts = line.split_ascii_whitespace().skip(2);
        Some(format!("{name}:{}:{}", parts.next()?, parts.next()?))
    };
    let lines: Vec<String> = text.lines().filter_map(row).collect();
    ranges_for(&lines.join("\n"), Some(name), u32::MAX)
}

/// A command that gives this program the profile that Ubuntu 23.10 and later want.
fn apparmor_hint() -> String {
    let exe = std::env::current_exe().map_or_else(|_| "/usr/bin/imgtool".into(), |p| p.display().to_string());
    format!(
        "AppArmor restricts them (Ubuntu 23.10 and later); give imgtool a profile: printf 'abi <abi/4.0>,\\n\
         profile imgtool {exe} flags=(unconfined) {{\\n  userns,\\n}}\\n' | sudo tee /etc/apparmor.d/imgtool && \
         sudo apparmor_parser -r /etc/apparmor.d/imgtool; or for all programs: \
         sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    )
}

/// Says why a user namespace cannot be had here, as far as the host tells.
pub(super) fn refused(cause: Error) -> Error {
    let number = |path: &str| std::fs::read_to_string(path).ok().and_then(|t| t.trim().parse::<u64>().ok());
    let mut error = Error::new(Kind::Host, "RUN needs a user namespace, and this host refuses one");
    if number("/proc/sys/kernel/unprivileged_userns_clone") == Some(0) {
        error = error.hint("allow them: sysctl -w kernel.unprivileged_userns_clone=1");
    }
    if number("/proc/sys/user/max_user_namespaces") == Some(0) {
        error = error.hint("allow them: sysctl -w user.max_user_namespaces=15000");
    }
    if number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == Some(1) {
        error = error.hint(apparmor_hint());
    }
    if Path::new("/.dockerenv").exists() || Path::new("/run/.containerenv").exists() {
        error = error.hint("in a container, start it with --security-opt seccomp=unconfined, or as root");
    }
    if Path::new("/run/secrets/kubernetes.io").exists() || Path::new("/var/run/secrets/kubernetes.io").exists() {
        error = error.hint(
            "in Kubernetes: `hostUsers: false` in the pod's spec, with seccompProfile Unconfined and procMount: Unmasked; \
             or run as root with the usual capabilities, then chroot serves",
        );
    }
    if error.hints().is_empty() {
        error = error.hint("run as root, or ask the administrator about user.max_user_namespaces");
    }
    error.because(cause)
}
