//! The command itself: who it is, what it may, and its end.

use super::{RunSpec, cgroup, seccomp};
use crate::error::{Context, Error, Kind, Result};
use crate::sys::{self, Fork};
use rustix::fd::{BorrowedFd, OwnedFd};
use rustix::fs::{Gid, Uid};
use rustix::io::Errno;
use rustix::process::{DumpableBehavior, Pid, WaitOptions};
use rustix::thread::{CapabilitySet, CapabilitySets};
use std::ffi::CString;
use std::io::Write;

/// Where a program is searched when the environment has no PATH.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Runs the command as a child of this process, which is pid 1, and answers its exit code when
/// nothing of it is left.
pub(super) fn run(spec: &RunSpec, groups: &[OwnedFd]) -> Result<i32> {
    // Our memory, executable and descriptors are nobody's business: without this a command with
    // our user id could look at them in /proc/1.
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .context(|| "hide the first process".into())?;
    let child = start(spec, spec.rights.capabilities.set(), None, groups)?;
    sys::forward_signals(child);
    let code = reap_until(child)?;
    // What it left behind ends with it, before anybody looks at the files.
    sys::kill_everything();
    while !matches!(rustix::process::wait(WaitOptions::empty()), Err(Errno::CHILD)) {}
    Ok(code)
}

/// Runs the command with `root` for its root directory, in our own namespaces, and answers its exit
/// code when nothing of it is left. Whatever it starts must become a child of this process in the
/// end (PR_SET_CHILD_SUBREAPER), and signals must be held (`sys::hold_signals`).
pub(super) fn run_in(spec: &RunSpec, root: BorrowedFd<'_>, groups: &[OwnedFd]) -> Result<i32> {
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .context(|| "hide the first process".into())?;
    // With it a command could leave its root.
    let capabilities = spec.rights.capabilities.set().difference(CapabilitySet::SYS_CHROOT);
    let child = start(spec, capabilities, Some(root), groups)?;
    let code = loop {
        match finished(rustix::process::wait(WaitOptions::NOHANG), child)? {
            Some(code) => break Ok(code),
            None if sys::wait_for_signal() => {
                break Err(Error::new(Kind::Interrupted, "the work was stopped"));
            }
            None => {}
        }
    };
    // A child's end brings its own children to us: until there are none.
    loop {
        kill_children();
        match rustix::process::wait(WaitOptions::empty()) {
            Err(Errno::CHILD) => return code,
            _ => continue,
        }
    }
}

/// Kills every process whose parent we are.
fn kill_children() {
    let own = std::process::id();
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    for pid in entries.filter_map(|e| e.file_name().to_str()?.parse::<i32>().ok()) {
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        // The name may hold anything; what follows its last parenthesis is: state, parent, …
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_ascii_whitespace().nth(1)?.parse().ok());
        if parent == Some(own)
            && let Some(pid) = Pid::from_raw(pid)
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
    }
}

/// Starts the command in these control groups; answers its process id.
fn start(spec: &RunSpec, capabilities: CapabilitySet, root: Option<BorrowedFd<'_>>, groups: &[OwnedFd]) -> Result<i32> {
    match sys::fork().context(|| "start the command".into())? {
        Fork::Child => {
            // It alone: where memory runs out, the kernel is to end the command, not a process that waits for it.
            let entered =
                cgroup::enter(groups).map_err(|e| (126, format!("cannot {}: {}", e.what(), e.causes().join(": "))));
            let (code, why) = entered.map_or_else(|e| e, |()| become_it(spec, capabilities, root));
            // The command's own standard error: there is nobody else to tell, and a shell would
            // do the same.
            let _ = writeln!(std::io::stderr(), "imgtool: {why}");
            std::process::exit(code)
        }
        Fork::Parent(pid) => Ok(pid),
    }
}

fn reap_until(child: i32) -> Result<i32> {
    loop {
        if let Some(code) = finished(rustix::process::wait(WaitOptions::empty()), child)? {
            return Ok(code);
        }
    }
}

/// The exit code, if what was waited for is the end of `child`.
fn finished(waited: rustix::io::Result<Option<(Pid, rustix::process::WaitStatus)>>, child: i32) -> Result<Option<i32>> {
    match waited {
        Ok(Some((pid, status))) if Some(pid) == Pid::from_raw(child) => {
            Ok(status.exit_status().or(status.terminating_signal().map(|signal| 128 + signal)))
        }
        Ok(_) | Err(Errno::INTR) => Ok(None),
        Err(e) => Err(Error::io("wait for the command", e.into())),
    }
}

/// Comes back only if the command cannot be started, with the exit code and the reason.
fn become_it(spec: &RunSpec, capabilities: CapabilitySet, root: Option<BorrowedFd<'_>>) -> (i32, String) {
    if let Err(e) = drop_to(spec, capabilities, root) {
        let causes = e.causes().join(": ");
        return (126, format!("cannot {}: {causes}", e.what()));
    }
    let strings = |of: &[String]| of.iter().map(|s| CString::new(s.as_bytes())).collect::<Result<Vec<_>, _>>();
    let (Ok(args), Ok(env)) = (strings(&spec.args), strings(&spec.env)) else {
        return (126, "an argument or variable holds a zero byte".into());
    };
    let Some(name) = spec.args.first().filter(|n| !n.is_empty()) else {
        return (127, "there is no command to run".into());
    };
    let path = spec.env.iter().rev().find_map(|e| e.strip_prefix("PATH=")).unwrap_or(DEFAULT_PATH);
    let candidates: Vec<String> = if name.contains('/') {
        vec![name.clone()]
    } else {
        path.split(':').map(|dir| if dir.is_empty() { name.clone() } else { format!("{dir}/{name}") }).collect()
    };
    let mut worst = None;
    for candidate in &candidates {
        let Ok(program) = CString::new(candidate.as_bytes()) else { continue };
        let e = sys::execve(&program, &args, &env);
        if !matches!(e.raw_os_error(), Some(libc::ENOENT | libc::ENOTDIR)) {
            worst.get_or_insert((candidate, e));
        } else if name.contains('/') && std::fs::symlink_metadata(candidate).is_ok() {
            return (127, format!("{name}: it is there, but its interpreter (or what it links to) is not"));
        }
    }
    match worst {
        Some((candidate, e)) if e.raw_os_error() == Some(libc::ENOEXEC) => {
            (126, format!("{candidate}: neither a program for this machine nor a script with a #! line"))
        }
        Some((candidate, e)) => (126, format!("{candidate}: {e}")),
        None => (127, format!("{name}: not found in the image")),
    }
}

/// Becomes the user, with no more rights than it should have.
fn drop_to(spec: &RunSpec, capabilities: CapabilitySet, root: Option<BorrowedFd<'_>>) -> Result<()> {
    // A session of its own: no terminal of ours, and no signals that are meant for us.
    rustix::process::setsid().context(|| "start a session".into())?;
    if spec.terminal {
        rustix::process::ioctl_tiocsctty(rustix::stdio::stdin()).context(|| "take the terminal".into())?;
    }
    let groups_fixed = single_id();
    if let Some(root) = root {
        let what = || "enter the root".to_string();
        rustix::process::fchdir(root).context(what)?;
        rustix::process::chroot(".").context(what)?;
    }
    sys::new_session_keyring();
    for limit in &spec.limits {
        limit.apply()?;
    }
    match &spec.rights.filter {
        // Nothing of what follows needs to be allowed then.
        Some(_) if spec.rights.no_new_privileges => {}
        Some(filter) => seccomp::install_program(&filter.program())?,
        // By chroot, the container that we are in has its own filter, and we may set none.
        None if root.is_some() || spec.rights.unfiltered => {}
        None => seccomp::install()?,
    }
    let (uid, gid) = (Uid::from_raw(spec.uid), Gid::from_raw(spec.gid));
    for stream in [rustix::stdio::stdout(), rustix::stdio::stderr()] {
        // So that `echo > /dev/stderr` works for a user who does not own the pipe.
        let _ = rustix::fs::fchown(stream, Some(uid), None);
    }
    rustix::process::chdir(if spec.cwd.is_empty() { "/" } else { &spec.cwd })
        .context(|| format!("change to the directory '{}'", spec.cwd))?;
    for bit in 0..64 {
        let one = CapabilitySet::from_bits_retain(1 << bit);
        if capabilities.contains(one) {
            continue;
        }
        match rustix::thread::remove_capability_from_bounding_set(one) {
            Ok(()) => {}
            // Beyond the last one that this kernel has.
            Err(Errno::INVAL) => break,
            // Without CAP_SETPCAP; then there is less to give up anyway.
            Err(Errno::PERM) if root.is_some() => break,
            Err(e) => return Err(Error::io("give up capabilities", e.into())),
        }
    }
    let groups: Vec<Gid> = spec.groups.iter().map(|g| Gid::from_raw(*g)).collect();
    match rustix::thread::set_thread_groups(&groups) {
        Ok(()) => {}
        // A user namespace with a single id has no other groups, and cannot drop those of the user.
        Err(Errno::PERM) if groups_fixed => {}
        Err(e) => return Err(Error::io("set the groups", e.into())),
    }
    let unmapped = |e: Errno, name: &str, id: u32| {
        let error = Error::io(format!("become {name} {id}"), e.into());
        if e == Errno::INVAL { error.hint("this id does not exist in the user namespace") } else { error }
    };
    rustix::thread::set_thread_res_gid(gid, gid, gid).map_err(|e| unmapped(e, "group", spec.gid))?;
    rustix::thread::set_thread_res_uid(uid, uid, uid).map_err(|e| unmapped(e, "user", spec.uid))?;
    let have = rustix::thread::capabilities(None).map(|c| c.permitted).unwrap_or(capabilities);
    let own = if spec.uid == 0 { capabilities.intersection(have) } else { CapabilitySet::empty() };
    rustix::thread::clear_ambient_capability_set().context(|| "clear the ambient capabilities".into())?;
    rustix::thread::set_capabilities(
        None,
        CapabilitySets { effective: own, permitted: own, inheritable: CapabilitySet::empty() },
    )
    .context(|| "set the capabilities".into())?;
    if spec.rights.no_new_privileges {
        rustix::thread::set_no_new_privs(true).context(|| "refuse new privileges".into())?;
    }
    if root.is_some() {
        // A change of the user resets it, so it comes late; there is no namespace that ends with us.
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))
            .context(|| "tie the command to its parent".into())?;
    }
    sys::close_on_exec_from(3).context(|| "close what is ours".into())?;
    sys::reset_signals();
    match &spec.rights.filter {
        Some(filter) if spec.rights.no_new_privileges => seccomp::install_program(&filter.program()),
        _ => Ok(()),
    }
}

fn single_id() -> bool {
    std::fs::read_to_string("/proc/self/setgroups").is_ok_and(|t| t.trim() == "deny")
}

/// Checks what a caller asked for, before anything is set up.
pub(super) fn check(spec: &RunSpec) -> Result<()> {
    if !spec.cwd.is_empty() && !spec.cwd.starts_with('/') {
        return Err(Error::new(Kind::Usage, format!("the working directory '{}' is not absolute", spec.cwd)));
    }
    Ok(())
}
