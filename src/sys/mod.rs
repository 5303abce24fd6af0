//! The system calls that have no safe wrapper: the only unsafe code of imgtool.
#![allow(unsafe_code)]

use rustix::fd::{AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::ffi::CString;
use std::io::{Error, Result};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Who one is after [`fork`].
#[derive(Debug)]
pub enum Fork {
    /// The new process.
    Child,
    /// The old one; holds the new one's process id in our pid namespace.
    Parent(i32),
}

/// Makes a copy of this process. Refused when it has more than one thread, since locks held by
/// the others would stay locked in the copy.
pub fn fork() -> Result<Fork> {
    let tasks = std::fs::read_dir("/proc/self/task").map(Iterator::count).unwrap_or(1);
    if tasks > 1 {
        return Err(Error::other("fork in a process of several threads"));
    }
    // SAFETY: fork has no memory preconditions; with a single thread (checked above) the copy
    // holds no lock of somebody else.
    match unsafe { libc::fork() } {
        -1 => Err(Error::last_os_error()),
        0 => Ok(Fork::Child),
        pid => Ok(Fork::Parent(pid)),
    }
}

/// Replaces this process; comes back only with the reason why not.
pub fn execve(program: &CString, args: &[CString], env: &[CString]) -> Error {
    let list = |of: &[CString]| {
        let mut out: Vec<*const libc::c_char> = of.iter().map(|s| s.as_ptr()).collect();
        out.push(std::ptr::null());
        out
    };
    let (argv, envp) = (list(args), list(env));
    // SAFETY: every pointer comes from a live CString and both lists end with a null pointer.
    unsafe { libc::execve(program.as_ptr(), argv.as_ptr(), envp.as_ptr()) };
    Error::last_os_error()
}

/// Puts every signal back to its default action and unblocks all, as a new program expects.
pub fn reset_signals() {
    for signal in 1..=31 {
        // SAFETY: SIG_DFL is a valid action; signals that cannot be set answer with an error.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    // SAFETY: a sigset_t is plain data that sigemptyset fills before it is read.
    unsafe {
        let mut none: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &none, std::ptr::null_mut());
    }
}

/// Marks every descriptor from `first` on to be closed on exec.
pub fn close_on_exec_from(first: u32) -> Result<()> {
    // SAFETY: close_range with CLOEXEC changes flags only; no descriptor becomes invalid.
    let code = unsafe { libc::syscall(libc::SYS_close_range, first, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) };
    if code == 0 { Ok(()) } else { Err(Error::last_os_error()) }
}

/// Closes every descriptor from `first` on except `keep`. The caller ends by exec or exit and
/// uses no descriptor from `first` on other than `keep` any more.
pub fn close_from_except(first: u32, keep: RawFd) {
    let keep = u32::try_from(keep).unwrap_or(u32::MAX);
    let close = |from: u32, to: u32| {
        if from <= to {
            // SAFETY: by contract nobody uses these descriptors again before exec or exit.
            unsafe { libc::syscall(libc::SYS_close_range, from, to, 0) };
        }
    };
    if keep >= first && keep != u32::MAX {
        if keep > 0 {
            close(first, keep - 1);
        }
        close(keep + 1, u32::MAX);
    } else {
        close(first, u32::MAX);
    }
}

/// Takes over a descriptor that was inherited under a known number.
///
/// Fails when it is not open. Call once for each number.
pub fn inherited(fd: RawFd) -> Result<OwnedFd> {
    use std::os::fd::FromRawFd;
    // SAFETY: F_GETFD only asks.
    if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Err(Error::last_os_error());
    }
    // SAFETY: it is open (just asked) and, by contract, nobody else in this process owns it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Arranges that the program started by `command` finds `fds[i]` as descriptor `3 + i`.
pub fn pass_fds(command: &mut Command, fds: Vec<OwnedFd>) {
    let dup = move || -> Result<()> {
        // First out of the way of the numbers to be filled, then into place.
        const FAR: RawFd = 64;
        let mut far = [-1; 8];
        for (slot, fd) in far.iter_mut().zip(&fds) {
            // SAFETY: fcntl and dup2 are async-signal-safe and touch no memory.
            *slot = unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_DUPFD_CLOEXEC, FAR) };
            if *slot < 0 {
                return Err(Error::last_os_error());
            }
        }
        for (number, slot) in (3..).zip(far.iter().take(fds.len())) {
            // SAFETY: as above.
            if unsafe { libc::dup2(*slot, number) } < 0 {
                return Err(Error::last_os_error());
            }
        }
        Ok(())
    };
    // SAFETY: the closure allocates nothing and takes no lock: fcntl and dup2 only.
    unsafe { command.pre_exec(dup) };
}

/// Leaves the namespaces named by `flags` (CLONE_NEW*) for new ones.
pub fn unshare(flags: libc::c_int) -> Result<()> {
    // SAFETY: only CLONE_NEW* flags are passed by our callers; no memory or descriptor table is unshared.
    if unsafe { libc::unshare(flags) } == 0 { Ok(()) } else { Err(Error::last_os_error()) }
}

/// Sets attributes (MOUNT_ATTR_*) on the mount `tree` and, when asked, on all below it.
pub fn mount_setattr(tree: BorrowedFd<'_>, set: u64, recursive: bool) -> Result<()> {
    let attr = libc::mount_attr { attr_set: set, attr_clr: 0, propagation: 0, userns_fd: 0 };
    let flags = libc::AT_EMPTY_PATH | if recursive { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: `attr` lives through the call and its true size is told; the path is an empty C string.
    let code = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            tree.as_raw_fd(),
            c"".as_ptr(),
            flags,
            &raw const attr,
            std::mem::size_of::<libc::mount_attr>(),
        )
    };
    if code == 0 { Ok(()) } else { Err(Error::last_os_error()) }
}
