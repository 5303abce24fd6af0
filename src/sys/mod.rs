//! The system calls that have no safe wrapper: the only unsafe code of imgtool.
#![allow(unsafe_code)]

use rustix::fd::{AsRawFd, BorrowedFd};
use std::ffi::CString;
use std::io::{Error, Result};

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

/// Sends SIGKILL to every process that we may signal, but not to ourselves. For pid 1 of a pid
/// namespace; anything else is refused.
pub fn kill_everything() {
    if rustix::process::getpid().is_init() {
        // SAFETY: kill has no memory preconditions; pid 1 of a namespace sees that namespace only.
        unsafe { libc::kill(-1, libc::SIGKILL) };
    }
}

static FORWARD_TO: std::sync::atomic::AtomicI32 = std::sync::atomic::AtomicI32::new(0);

extern "C" fn forward(signal: libc::c_int) {
    let pid = FORWARD_TO.load(std::sync::atomic::Ordering::Relaxed);
    if pid > 0 {
        // SAFETY: kill is async-signal-safe; the child is not reaped before we stop caring.
        unsafe { libc::kill(pid, signal) };
    }
}

/// From now on, the signals that ask a program to end or to wake up are handed to process `pid`.
pub fn forward_signals(pid: i32) {
    FORWARD_TO.store(pid, std::sync::atomic::Ordering::Relaxed);
    let handler = forward as extern "C" fn(libc::c_int);
    for signal in [libc::SIGTERM, libc::SIGINT, libc::SIGHUP, libc::SIGQUIT, libc::SIGUSR1, libc::SIGUSR2] {
        // SAFETY: `forward` does nothing that is not async-signal-safe.
        unsafe { libc::signal(signal, handler as libc::sighandler_t) };
    }
}

fn set_of(signals: &[libc::c_int]) -> libc::sigset_t {
    // SAFETY: a sigset_t is plain data, which sigemptyset fills; the signals are valid numbers.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        for signal in signals {
            libc::sigaddset(&mut set, *signal);
        }
        set
    }
}

const HELD: [libc::c_int; 4] = [libc::SIGCHLD, libc::SIGTERM, libc::SIGINT, libc::SIGHUP];

/// From now on, the end of a child and requests to end wait for [`wait_for_signal`].
pub fn hold_signals() {
    // SAFETY: the set lives through the call; no old set is asked for.
    unsafe { libc::sigprocmask(libc::SIG_BLOCK, &set_of(&HELD), std::ptr::null_mut()) };
}

/// Waits for a signal that is held: true if it is a request to end, false if a child has ended.
pub fn wait_for_signal() -> bool {
    // SAFETY: the set lives through the call; no details are asked for.
    let got = unsafe { libc::sigwaitinfo(&set_of(&HELD), std::ptr::null_mut()) };
    got > 0 && got != libc::SIGCHLD
}

/// Leaves the session keyring for a new, empty one. A kernel without keyrings has nothing to hide.
pub fn new_session_keyring() {
    const JOIN_SESSION_KEYRING: libc::c_int = 1;
    // SAFETY: a null name asks for an anonymous keyring; no other memory is passed.
    unsafe { libc::syscall(libc::SYS_keyctl, JOIN_SESSION_KEYRING, std::ptr::null::<libc::c_char>()) };
}

/// Brings up the loopback device of this network namespace.
pub fn loopback_up() -> Result<()> {
    let socket = rustix::net::socket(rustix::net::AddressFamily::INET, rustix::net::SocketType::DGRAM, None)?;
    // SAFETY: ifreq is plain data; all zeroes is a valid value.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(b"lo") {
        *to = *from as libc::c_char;
    }
    request.ifr_ifru.ifru_flags = (libc::IFF_UP | libc::IFF_RUNNING) as libc::c_short;
    // SAFETY: SIOCSIFFLAGS reads one ifreq, which lives through the call.
    let code = unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCSIFFLAGS as _, &raw const request) };
    if code == 0 { Ok(()) } else { Err(Error::last_os_error()) }
}

/// Lets the threads share as many heaps as there are cores. glibc gives out eight times as many,
/// and what one thread has freed in its own no other can use: with blocks of megabytes that
/// pass from thread to thread, memory in use is twice what is held. And lets the heaps keep some
/// megabytes that are free: buffers of a quarter of one come and go for every chunk of a blob, and
/// fresh pages for each cost an eighth of a download's kernel time. Once, before threads start.
pub fn share_heaps() {
    #[cfg(target_env = "gnu")]
    {
        let cores = std::thread::available_parallelism().map_or(2, |n| n.get()).max(2);
        let settings = [
            (libc::M_ARENA_MAX, i32::try_from(cores).unwrap_or(2)),
            (libc::M_MMAP_THRESHOLD, 1 << 20),
            (libc::M_TRIM_THRESHOLD, 8 << 20),
        ];
        for (name, value) in settings {
            // SAFETY: mallopt takes two integers; it is called before another thread exists.
            unsafe { libc::mallopt(name, value) };
        }
    }
}

/// Tells the kernel to begin writing a file's bytes to the disk, without waiting for it.
/// Advice only: file systems that know it not write when they please.
pub fn start_writeback(file: BorrowedFd<'_>, offset: u64, len: u64) {
    let (Ok(offset), Ok(len)) = (i64::try_from(offset), i64::try_from(len)) else { return };
    // SAFETY: no memory is passed; the descriptor lives through the call.
    unsafe { libc::sync_file_range(file.as_raw_fd(), offset, len, libc::SYNC_FILE_RANGE_WRITE) };
}

/// Leaves the namespaces named by `flags` (CLONE_NEW*) for new ones.
pub fn unshare(flags: libc::c_int) -> Result<()> {
    // SAFETY: only CLONE_NEW* flags are passed by our callers; no memory or descriptor table is unshared.
    if unsafe { libc::unshare(flags) } == 0 { Ok(()) } else { Err(Error::last_os_error()) }
}

/// One instruction of a classic BPF program (`struct sock_filter`).
#[derive(Debug, Clone, Copy)]
#[repr(C)]
#[allow(missing_docs)]
pub struct BpfInstruction {
    pub code: u16,
    pub jt: u8,
    pub jf: u8,
    pub k: u32,
}

/// Filters the system calls of this thread, and of what comes from it, by a BPF program. The kernel
/// checks the program.
pub fn filter_system_calls(program: &[BpfInstruction]) -> Result<()> {
    #[repr(C)]
    struct Program {
        len: libc::c_ushort,
        filter: *const BpfInstruction,
    }
    let len = libc::c_ushort::try_from(program.len()).map_err(Error::other)?;
    let program = Program { len, filter: program.as_ptr() };
    const SET_MODE_FILTER: libc::c_uint = 1;
    // Without it kernels before 5.16 slow every program down that is filtered.
    const ALLOW_SPECULATION: libc::c_uint = 4;
    // SAFETY: `program` points to as many instructions as it says, and lives through the call.
    let code = unsafe { libc::syscall(libc::SYS_seccomp, SET_MODE_FILTER, ALLOW_SPECULATION, &raw const program) };
    if code == 0 { Ok(()) } else { Err(Error::last_os_error()) }
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
