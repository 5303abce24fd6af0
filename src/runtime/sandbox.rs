//! The caller's side: starts helpers and talks to them.

use super::roots::{Reuse, Roots};
use super::wire::{self, Op, Request, Response};
use super::{HELPER_NAME, RunSpec, fuse, host};
use crate::error::{Context, Error, Kind, Result};
use crate::event::Stream;
use crate::layer::{Compression, FinishedLayer, Toc};
use crate::oci::media_type::Encoding;
use crate::rootfs::MtimeRule;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use rustix::process::{PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

/// What a sandbox needs to know.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// The program whose `main` begins with [`super::hook`]: `/proc/self/exe` in imgtool itself.
    pub helper: PathBuf,
    /// How RUN is to be isolated.
    pub isolation: Isolation,
}

/// How RUN is to be isolated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Isolation {
    /// The best that the host allows.
    #[default]
    Auto,
    /// In a user namespace, with subordinate ids for an ordinary user.
    UserNamespace,
    /// In a user namespace with one id.
    SingleId,
    /// As real root, in namespaces of its own.
    Root,
    /// As root, by chroot alone.
    Chroot,
}

/// How far this host lets us isolate a RUN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    /// Real root: namespaces of its own, no user namespace.
    Root,
    /// Root that may not make namespaces (in a container), in a user namespace where it may.
    MappedRoot,
    /// An ordinary user with a range of subordinate ids.
    MappedUser,
    /// An ordinary user alone: files of other owners cannot be made.
    SingleUser,
    /// Root that may make no namespace at all: chroot.
    Chroot,
}

impl Rung {
    /// For `imgtool info` and messages.
    pub fn describe(self) -> &'static str {
        match self {
            Rung::Root => "root, in namespaces of its own",
            Rung::MappedRoot => "root, in a user namespace",
            Rung::MappedUser => "user namespace with subordinate ids",
            Rung::SingleUser => "user namespace with a single id",
            Rung::Chroot => "root, by chroot alone",
        }
    }
}

/// Runs commands and handles trees under other identities. Shared by any number of threads;
/// every call blocks until its work is done. Dropping it (or the process's death) ends all.
pub struct Sandbox {
    exe: PathBuf,
    /// A copy of `exe` that nobody can change, made at the first RUN.
    sealed: OnceLock<Option<OwnedFd>>,
    userns: Option<OwnedFd>,
    rung: Rung,
    warnings: Vec<String>,
    running: Mutex<HashMap<u64, OwnedFd>>,
    next: AtomicU64,
    stopped: AtomicBool,
    /// Why there is no overlayfs here, once that is known.
    no_overlay: OnceLock<String>,
    /// Why fuse-overlayfs does not help either, or None if it does.
    no_fuse: OnceLock<Option<String>>,
    /// What RUN by chroot has left for the next one.
    roots: Roots,
}

impl Sandbox {
    /// Finds the best way that this host allows. Fails with what to do about it if there is none.
    pub fn new(options: SandboxOptions) -> Result<Sandbox> {
        let mut sandbox = Sandbox {
            exe: options.helper,
            sealed: OnceLock::new(),
            userns: None,
            rung: Rung::Root,
            warnings: Vec::new(),
            running: Mutex::default(),
            next: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            no_overlay: OnceLock::new(),
            no_fuse: OnceLock::new(),
            roots: Roots::default(),
        };
        let root = rustix::process::geteuid().is_root();
        let wanted = options.isolation;
        if matches!(wanted, Isolation::Root | Isolation::Chroot) && !root {
            return Err(Error::new(Kind::Host, "this isolation is for root alone").hint("use --isolation=auto"));
        }
        if wanted == Isolation::Chroot {
            return sandbox.by_chroot();
        }
        let mut refused = None;
        if root && matches!(wanted, Isolation::Auto | Isolation::Root) {
            match sandbox.call(Op::Probe, &[], false) {
                Ok(_) => return Ok(sandbox),
                Err(e) if wanted == Isolation::Root => return Err(e),
                Err(e) => refused = Some(e),
            }
        }
        let made = host::user_namespace(&sandbox.exe, wanted == Isolation::SingleId).and_then(|made| {
            (sandbox.userns, sandbox.rung, sandbox.warnings) = (Some(made.fd), made.rung, made.warnings);
            sandbox.call(Op::Probe, &[], false).map_err(host::refused)
        });
        match (made, refused) {
            (Ok(_), _) => Ok(sandbox),
            (Err(e), None) => Err(e),
            (Err(_), Some(_)) if super::chroot::missing_rights().is_none() => {
                (sandbox.userns, sandbox.warnings) = (None, Vec::new());
                sandbox.by_chroot()
            }
            (Err(e), Some(first)) => {
                let what = "RUN needs namespaces, and this host refuses them even to root";
                let error = Error::new(Kind::Host, what).because(first).hint(
                    "in a container, start it with --privileged, or with --security-opt seccomp=unconfined \
                     --security-opt apparmor=unconfined",
                );
                Err(e.hints().iter().fold(error, |error, hint| error.hint(hint)))
            }
        }
    }

    fn by_chroot(mut self) -> Result<Sandbox> {
        if let Some(right) = super::chroot::missing_rights() {
            return Err(Error::new(Kind::Host, format!("RUN by chroot needs {right}, which is not given here"))
                .hint("give the container its usual capabilities, or run it where namespaces are allowed"));
        }
        self.rung = Rung::Chroot;
        self.warnings.push(
            "this host allows neither namespaces nor mounts: RUN is kept in its place by chroot alone, without /proc; \
             the first step copies the whole root file system"
                .into(),
        );
        Ok(self)
    }

    /// What was found.
    pub fn rung(&self) -> Rung {
        self.rung
    }

    /// What the user should know about it.
    pub fn warnings(&self) -> Vec<String> {
        self.warnings.clone()
    }

    /// Unpacks a layer's blob to `dest`, in overlayfs form; `dest` appears complete or not at all.
    /// If somebody else made it in the meantime, theirs stays. Answers which directories had no
    /// entry of their own (the root is the empty path).
    pub fn unpack(&self, blob: &Path, encoding: Encoding, dest: &Path) -> Result<Vec<Vec<u8>>> {
        let what = || format!("unpack {}", blob.display());
        let file = File::open(blob).context(what)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut temporary = dest.as_os_str().to_owned();
        temporary.push(format!(".tmp-{}-{number}", std::process::id()));
        let temporary = PathBuf::from(temporary);
        let op = Op::Unpack { encoding, temporary: temporary.clone(), dest: dest.into() };
        match self.call(op, &[file.as_fd()], true) {
            Ok(Response::Unpacked { implicit }) => Ok(implicit),
            Ok(_) => Err(unexpected()).context(what),
            Err(e) => {
                // The helper tidies up after itself unless it was killed.
                if temporary.exists() {
                    let _ = self.remove_tree(&temporary);
                }
                Err(e).context(what)
            }
        }
    }

    /// Runs a command and hands its output over as it comes. Answers its exit code, 128 + n if
    /// signal n ended it; 127 or 126, with a line on its standard error, if it could not be started.
    /// What it changed is in `upper` then, whatever the code.
    pub fn run(&self, spec: &RunSpec, output: &dyn Fn(Stream, &[u8])) -> Result<i32> {
        self.run_on(spec, None, output)
    }

    /// The same, on a terminal if there is one.
    pub(super) fn run_on(
        &self,
        spec: &RunSpec,
        terminal: Option<&OwnedFd>,
        output: &dyn Fn(Stream, &[u8]),
    ) -> Result<i32> {
        let spec = &RunSpec { terminal: terminal.is_some(), ..spec.clone() };
        if self.rung == Rung::Chroot {
            return self.run_by_chroot(spec, terminal, output);
        }
        if self.no_overlay.get().is_none() {
            match self.run_once(spec, terminal, output)? {
                Ran::Exit(code) => return Ok(code),
                Ran::NoOverlay(e) => drop(self.no_overlay.set(e.causes().join(": "))),
            }
        }
        let mut spec = spec.clone();
        self.copy_other_layers(&mut spec)?;
        if !matches!(self.no_fuse.get(), Some(Some(_))) {
            match self.run_stacked(&spec, terminal, output)? {
                Ran::Exit(code) => {
                    let _ = self.no_fuse.set(None);
                    return Ok(code);
                }
                Ran::NoOverlay(e) => drop(self.no_fuse.set(Some(e.in_one_line()))),
            }
        }
        self.run_piled(spec, terminal, output)
    }

    /// Why this place has no overlayfs, if that has turned out, and why no fuse-overlayfs instead, if it has none.
    pub fn without_overlay(&self) -> Option<(&str, Option<&str>)> {
        Some((self.no_overlay.get()?, self.no_fuse.get()?.as_deref()))
    }

    /// The same by chroot, on the root that the step before has left, if there is one.
    fn run_by_chroot(&self, spec: &RunSpec, terminal: Option<&OwnedFd>, output: &dyn Fn(Stream, &[u8])) -> Result<i32> {
        let mut spec = spec.clone();
        let beside = spec.upper.parent().and_then(Path::parent).unwrap_or(Path::new("/"));
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let to = beside.join(format!("root-{}-{number}", std::process::id()));
        spec.reuse = Some(Reuse { from: self.roots.take(&spec.lowers), to: to.clone() });
        let code = match self.run_once(&spec, terminal, output)? {
            Ran::Exit(code) => code,
            Ran::NoOverlay(e) => return Err(e),
        };
        if code == 0 && to.exists() {
            self.roots.keep(to, &spec).iter().try_for_each(|old| self.remove_tree(old))?;
        }
        Ok(code)
    }

    /// The same in namespaces, on layers that fuse-overlayfs stacks.
    fn run_stacked(&self, spec: &RunSpec, terminal: Option<&OwnedFd>, output: &dyn Fn(Stream, &[u8])) -> Result<Ran> {
        let Some(program) = fuse::program() else {
            return Ok(Ran::NoOverlay(Error::new(Kind::Host, "there is no fuse-overlayfs, or no /dev/fuse for it")));
        };
        let piled = Some(fuse::merged(&spec.upper));
        self.run_once(&RunSpec { fuse: Some(program), piled, ..spec.clone() }, terminal, output)
    }

    /// Layers to be mounted, as copies.
    fn copy_other_layers(&self, spec: &mut RunSpec) -> Result<()> {
        for (index, mount) in std::mem::take(&mut spec.layers).into_iter().enumerate() {
            let dir = spec.upper.with_file_name(format!("piled-bind-{index}"));
            self.copy_out(&mount.lowers, "/", &dir)?;
            let read_only = mount.scratch.is_none();
            spec.rooted.push(super::RootedMount { root: dir, source: mount.source, target: mount.target, read_only });
        }
        Ok(())
    }

    /// The same in namespaces, on a copy of all layers.
    fn run_piled(&self, mut spec: RunSpec, terminal: Option<&OwnedFd>, output: &dyn Fn(Stream, &[u8])) -> Result<i32> {
        let beside = |name: &str| spec.upper.with_file_name(name);
        let (root, notes) = (beside("piled"), beside("piled-notes"));
        let mode = std::fs::metadata(&spec.upper).context(|| "look at the upper directory".into())?;
        let mode = std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o7777;
        let points = spec.mount_points();
        let lowers = spec.lowers.clone();
        self.call(Op::Pile { lowers, mode, dest: root.clone(), points, notes: notes.clone() }, &[], true)?;
        spec.piled = Some(root.clone());
        let code = match self.run_once(&spec, terminal, output)? {
            Ran::Exit(code) => code,
            Ran::NoOverlay(e) => return Err(e),
        };
        self.call(Op::Collect { root, notes, upper: spec.upper }, &[], true)?;
        Ok(code)
    }

    fn run_once(&self, spec: &RunSpec, terminal: Option<&OwnedFd>, output: &dyn Fn(Stream, &[u8])) -> Result<Ran> {
        let what = || "run a command".to_string();
        self.check_stopped()?;
        let op = match self.rung {
            Rung::Chroot => Op::Chroot(Box::new(spec.clone())),
            _ => Op::Run(Box::new(spec.clone())),
        };
        let group = if spec.group.any() { Some(super::cgroup::Group::make(&spec.group)?) } else { None };
        let doors = group.as_ref().map_or(Ok(Vec::new()), super::cgroup::Group::doors)?;
        let fds: Vec<BorrowedFd<'_>> = terminal.into_iter().chain(&doors).map(|fd| fd.as_fd()).collect();
        let mut helper = Helper::start(&self.sealed_exe(), op, self.userns_fd(), &fds)?;
        let _registered = self.register(&helper)?;
        let response = helper.follow(output).context(what);
        helper.end();
        match self.settled(response)? {
            Response::Exit(code) => Ok(Ran::Exit(code)),
            Response::NoOverlay(doc) => Ok(Ran::NoOverlay(doc.into())),
            Response::Failed(doc) => Err(doc.into()),
            _ => Err(unexpected()),
        }
    }

    /// Makes a layer of an upper directory, the blob in the existing file `blob`. None if nothing
    /// changed. `threads` compress (0: one a core).
    pub fn diff(
        &self,
        upper: &Path,
        blob: &Path,
        compression: Compression,
        threads: usize,
        mtime: MtimeRule,
    ) -> Result<Option<FinishedLayer>> {
        let what = || format!("make a layer of {}", upper.display());
        // Who may look sees it without another process.
        if std::fs::read_dir(upper).is_ok_and(|mut entries| entries.next().is_none()) {
            return Ok(None);
        }
        let out = File::options().write(true).truncate(true).open(blob).context(what)?;
        let table = rustix::fs::memfd_create("toc", rustix::fs::MemfdFlags::CLOEXEC).context(what)?;
        let op = Op::Diff { upper: upper.into(), compression: compression.to_string(), threads, mtime };
        let Response::Layer(doc) = self.call(op, &[out.as_fd(), table.as_fd()], true).context(what)? else {
            return Err(unexpected()).context(what);
        };
        let Some(doc) = doc else { return Ok(None) };
        let mut table = File::from(table);
        table.rewind().context(what)?;
        let toc = Toc::load(&mut table)?.ok_or_else(unexpected).context(what)?;
        let (diff_id, digest) = (doc.diff_id, doc.digest);
        Ok(Some(FinishedLayer { diff_id, digest, size: doc.size, plain_size: doc.plain_size, compression, toc }))
    }

    /// Copies a directory of unpacked layers (the top one first) to `dest`, which appears whole or not at all.
    pub fn copy_out(&self, lowers: &[PathBuf], source: &str, dest: &Path) -> Result<()> {
        let mut temporary = dest.as_os_str().to_owned();
        temporary.push(format!(".tmp-{}-{}", std::process::id(), self.next.fetch_add(1, Ordering::Relaxed)));
        let op = Op::CopyOut {
            lowers: lowers.to_vec(),
            source: source.into(),
            temporary: temporary.into(),
            dest: dest.into(),
        };
        self.call(op, &[], true).map(drop).context(|| format!("copy '{source}' of an image"))
    }

    /// Removes a tree, whoever owns its files. Nothing there is fine. Works after
    /// [`kill_all`](Sandbox::kill_all) too.
    pub fn remove_tree(&self, path: &Path) -> Result<()> {
        // Mostly there is little left, and all of it ours: that takes no other process.
        if crate::rootfs::remove_shallow(path, 4).is_ok() {
            return Ok(());
        }
        self.call(Op::Remove { path: path.into() }, &[], false)
            .map(drop)
            .context(|| format!("remove {}", path.display()))
    }

    /// Becomes a program in the user namespace, where there is one, and in a mount namespace of its own:
    /// files of the store belong to whom they should. Only for a process of one thread. Comes back only
    /// if that fails.
    pub fn become_program(&self, program: &std::ffi::OsStr, args: &[std::ffi::OsString]) -> Error {
        let entered = self.userns.as_ref().map_or(Ok(()), |fd| {
            let kind = Some(rustix::thread::LinkNameSpaceType::User);
            rustix::thread::move_into_link_name_space(fd.as_fd(), kind).context(|| "join the user namespace".into())
        });
        let own_mounts = || -> Result<()> {
            let what = || "make a mount namespace".to_string();
            if self.rung == Rung::Chroot {
                return Ok(());
            }
            crate::sys::unshare(libc::CLONE_NEWNS).context(what)?;
            let private = rustix::mount::MountPropagationFlags::PRIVATE | rustix::mount::MountPropagationFlags::REC;
            rustix::mount::mount_change("/", private).context(what)
        };
        if let Err(e) = entered.and_then(|()| own_mounts()) {
            return e;
        }
        let e = Command::new(program).args(args).exec();
        Error::io(format!("start {}", program.display()), e)
    }

    /// Ends whatever runs, unpacks or compares, with all processes below; these calls fail as
    /// interrupted, and so does every later one but [`remove_tree`](Sandbox::remove_tree).
    pub fn kill_all(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        let running = self.running.lock().unwrap_or_else(|e| e.into_inner());
        // By chroot, the helper itself has to end what it started.
        let signal = if self.rung == Rung::Chroot { Signal::TERM } else { Signal::KILL };
        for helper in running.values() {
            // Gone already is fine.
            let _ = pidfd_send_signal(helper, signal);
        }
    }

    /// The program for helpers that start commands. A command may get hold of the file that its
    /// helper runs (a script whose interpreter is /proc/self/exe, CVE-2019-5736), and as root or
    /// as this user could write to it; a sealed copy in memory takes no writes.
    fn sealed_exe(&self) -> PathBuf {
        match self.sealed.get_or_init(|| seal(&self.exe).ok()) {
            Some(fd) => format!("/proc/self/fd/{}", fd.as_raw_fd()).into(),
            // A host that allows no programs in memory (sysctl vm.memfd_noexec=2).
            None => self.exe.clone(),
        }
    }

    fn userns_fd(&self) -> Option<BorrowedFd<'_>> {
        self.userns.as_ref().map(AsFd::as_fd)
    }

    fn check_stopped(&self) -> Result<()> {
        if self.stopped.load(Ordering::SeqCst) {
            return Err(Error::new(Kind::Interrupted, "the work was stopped"));
        }
        Ok(())
    }

    /// A failure after [`kill_all`](Sandbox::kill_all) is the stop that was asked for.
    fn settled<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|e| self.check_stopped().err().unwrap_or(e))
    }

    /// One request, one answer. `stoppable`: [`kill_all`](Sandbox::kill_all) ends it.
    fn call(&self, op: Op, fds: &[BorrowedFd<'_>], stoppable: bool) -> Result<Response> {
        if stoppable {
            self.check_stopped()?;
        }
        let helper = Helper::start(&self.exe, op, self.userns_fd(), fds)?;
        let _registered = if stoppable { Some(self.register(&helper)?) } else { None };
        let response = self.settled(helper.response());
        helper.end();
        match response? {
            Response::Failed(doc) => Err(doc.into()),
            other => Ok(other),
        }
    }

    fn register(&self, helper: &Helper) -> Result<Registered<'_>> {
        let fd = helper.pidfd()?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut running = self.running.lock().unwrap_or_else(|e| e.into_inner());
        running.insert(number, fd);
        drop(running);
        let registered = Registered { sandbox: self, number };
        // kill_all may have looked before we were on the list; the helper dies as `helper` is dropped.
        self.check_stopped()?;
        Ok(registered)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.kill_all();
        for root in self.roots.clear() {
            // What is left costs disk space only, until the store is opened again.
            let _ = self.remove_tree(&root);
        }
    }
}

/// A copy of a program in memory that cannot be changed any more.
fn seal(exe: &Path) -> std::io::Result<OwnedFd> {
    use rustix::fs::{MemfdFlags, SealFlags};
    let base = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let fd = match rustix::fs::memfd_create(HELPER_NAME, base | MemfdFlags::EXEC) {
        // Before Linux 6.3 all of them may be executed.
        Err(rustix::io::Errno::INVAL) => rustix::fs::memfd_create(HELPER_NAME, base)?,
        other => other?,
    };
    let mut copy = File::from(fd);
    std::io::copy(&mut File::open(exe)?, &mut copy)?;
    let seals = SealFlags::SEAL | SealFlags::SHRINK | SealFlags::GROW | SealFlags::WRITE;
    rustix::fs::fcntl_add_seals(&copy, seals)?;
    Ok(copy.into())
}

/// How a run ended.
enum Ran {
    Exit(i32),
    NoOverlay(Error),
}

struct Registered<'a> {
    sandbox: &'a Sandbox,
    number: u64,
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        self.sandbox.running.lock().unwrap_or_else(|e| e.into_inner()).remove(&self.number);
    }
}

fn unexpected() -> Error {
    Error::new(Kind::Internal, "a helper answered something else than was asked")
}

/// A helper process. Dropping it kills it.
pub(super) struct Helper {
    child: Child,
    socket: UnixStream,
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
}

impl Helper {
    /// Starts one and sends it its request.
    pub fn start(exe: &Path, op: Op, userns: Option<BorrowedFd<'_>>, fds: &[BorrowedFd<'_>]) -> Result<Helper> {
        let what = || format!("start the helper {}", exe.display());
        let (ours, theirs) = UnixStream::pair().context(what)?;
        // Everything travels over descriptor 0: no pre_exec, so that the standard library can use
        // vfork; and no environment, which a RUN could otherwise find in /proc.
        let mut child = Command::new(exe)
            .arg0(HELPER_NAME)
            .env_clear()
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context(what)?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let helper = Helper { child, socket: ours, stdout, stderr };
        let all: Vec<BorrowedFd<'_>> = userns.into_iter().chain(fds.iter().copied()).collect();
        wire::send(&helper.socket, &Request { userns: userns.is_some(), op }, &all).context(what)?;
        Ok(helper)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    fn pidfd(&self) -> Result<OwnedFd> {
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        let pid = pid.ok_or_else(|| Error::new(Kind::Internal, "a helper without a process id"))?;
        // It is not yet waited for, so the number is still its own.
        pidfd_open(pid, PidfdFlags::empty()).context(|| "open a helper's process handle".into())
    }

    /// Waits for the next answer.
    pub fn response(&self) -> Result<Response> {
        match wire::receive(&self.socket).context(|| "hear from a helper".into())? {
            Some((response, _)) => Ok(response),
            None => Err(self.vanished()),
        }
    }

    fn vanished(&self) -> Error {
        let mut said = String::new();
        if let Some(stderr) = &self.stderr {
            // Bounded: only what the pipe holds now.
            let mut buffer = vec![0; 4096];
            let ready = poll_readable(&[stderr.as_fd()]).unwrap_or_default();
            if ready.first() == Some(&true) {
                let n = rustix::io::read(stderr, &mut buffer[..]).unwrap_or(0);
                said = String::from_utf8_lossy(buffer.get(..n).unwrap_or_default()).trim().to_string();
            }
        }
        let error = Error::new(Kind::Host, "a sandbox process ended without an answer");
        if said.is_empty() {
            error.hint("was it killed? dmesg shows whether memory ran out")
        } else {
            error.because(said)
        }
    }

    /// Passes its output on until both pipes and the socket have ended.
    fn follow(&mut self, output: &dyn Fn(Stream, &[u8])) -> Result<Response> {
        let what = || "read a command's output".to_string();
        let mut response = None;
        let mut socket_open = true;
        let mut buffer = vec![0; 32 << 10];
        while socket_open || self.stdout.is_some() || self.stderr.is_some() {
            let mut fds: Vec<(Source, PollFd<'_>)> = Vec::with_capacity(3);
            if let Some(fd) = &self.stdout {
                fds.push((Source::Output(Stream::Stdout), PollFd::new(fd, PollFlags::IN)));
            }
            if let Some(fd) = &self.stderr {
                fds.push((Source::Output(Stream::Stderr), PollFd::new(fd, PollFlags::IN)));
            }
            if socket_open {
                fds.push((Source::Socket, PollFd::new(&self.socket, PollFlags::IN)));
            }
            let (sources, mut fds): (Vec<Source>, Vec<PollFd<'_>>) = fds.into_iter().unzip();
            match poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => continue,
                other => other.context(what)?,
            };
            let ready: Vec<Source> =
                sources.into_iter().zip(&fds).filter(|(_, fd)| !fd.revents().is_empty()).map(|(s, _)| s).collect();
            for source in ready {
                match source {
                    Source::Output(Stream::Stdout) => pass_on(&mut self.stdout, Stream::Stdout, &mut buffer, output)?,
                    Source::Output(Stream::Stderr) => pass_on(&mut self.stderr, Stream::Stderr, &mut buffer, output)?,
                    Source::Socket => match wire::receive(&self.socket).context(what)? {
                        Some((message, _)) => response = Some(message),
                        None => socket_open = false,
                    },
                }
            }
        }
        response.ok_or_else(|| self.vanished())
    }

    /// Lets it end and waits for that.
    pub fn end(mut self) {
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
        let _ = self.child.wait();
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // After `end` both are no-ops: the standard library remembers that it was waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Clone, Copy)]
enum Source {
    Output(Stream),
    Socket,
}

fn pass_on<R: Read>(
    from: &mut Option<R>,
    stream: Stream,
    buffer: &mut [u8],
    output: &dyn Fn(Stream, &[u8]),
) -> Result<()> {
    let Some(pipe) = from else { return Ok(()) };
    match pipe.read(buffer) {
        Err(e) if e.kind() == std::io::ErrorKind::Interrupted => Ok(()),
        Ok(0) => {
            *from = None;
            Ok(())
        }
        Ok(n) => {
            output(stream, buffer.get(..n).unwrap_or_default());
            Ok(())
        }
        Err(e) => Err(Error::io("read a command's output", e)),
    }
}

/// Which of the descriptors have something to read right now.
fn poll_readable(fds: &[BorrowedFd<'_>]) -> rustix::io::Result<Vec<bool>> {
    let mut list: Vec<PollFd<'_>> = fds.iter().map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN)).collect();
    poll(&mut list, Some(&rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 }))?;
    Ok(list.iter().map(|fd| fd.revents().contains(PollFlags::IN)).collect())
}
