//! Programs of the host that serve a RUN from outside of its namespaces: the other end of its network, its file system.
//!
//! Each gets a pid namespace of its own, whose first process is ours and ends with the helper. So whatever
//! the program has put into the background, and whatever it has done to its parent-death signal, ends with it.

use super::helper::die_with_caller;
use super::wire::{self, ErrorDoc, Response};
use crate::error::{Context, Error, Kind, Result};
use crate::sys::{self, Fork};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::{BorrowedFd, OwnedFd};
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Pid, Signal, WaitOptions, waitpid};
use std::io::Read;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// Where distributions put them. Not `$PATH`: what is found there becomes root of the user namespace.
const DIRS: [&str; 6] =
    ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/usr/libexec/podman", "/run/current-system/sw/bin"];

/// A program's path, if this host has it.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    DIRS.iter().map(|dir| Path::new(dir).join(program)).find(|path| path.is_file())
}

/// A process of ours that starts such a program and waits for our end. Dropping it ends both.
pub(super) struct Beside {
    pid: Pid,
    socket: UnixStream,
}

impl Beside {
    /// Parts from this process, in the namespaces of this moment. `work` starts the program when
    /// [`Beside::go`] has handed it a descriptor; what it answers lives as long as the program is to.
    pub fn prepare<T>(work: impl FnOnce(OwnedFd) -> Result<T>) -> Result<Beside> {
        let what = || "start a process beside the command".to_string();
        let (ours, theirs) = UnixStream::pair().context(what)?;
        match sys::fork().context(what)? {
            Fork::Child => {
                drop(ours);
                std::process::exit(i32::from(outer(&theirs, work).is_err()))
            }
            Fork::Parent(pid) => {
                let pid = Pid::from_raw(pid).ok_or_else(|| Error::new(Kind::Internal, what()))?;
                Ok(Beside { pid, socket: ours })
            }
        }
    }

    /// Lets the program start, and waits until it serves.
    pub fn go(&self, fd: BorrowedFd<'_>) -> Result<()> {
        let what = || "start a program beside the command".to_string();
        wire::send(&self.socket, &Response::Done, &[fd]).context(what)?;
        match wire::receive(&self.socket).context(what)? {
            Some((Response::Done, _)) => Ok(()),
            Some((Response::Failed(doc), _)) => Err(doc.into()),
            _ => Err(Error::new(Kind::Host, what()).because("it ended without an answer")),
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
        let _ = waitpid(Some(self.pid), WaitOptions::empty());
    }
}

/// Makes the pid namespace, and waits for its first process.
fn outer<T>(socket: &UnixStream, work: impl FnOnce(OwnedFd) -> Result<T>) -> Result<()> {
    die_with_caller(socket)?;
    sys::unshare(libc::CLONE_NEWPID).context(|| "make a pid namespace".into())?;
    let (alive, ours) = pipe_with(PipeFlags::CLOEXEC).context(|| "make a pipe".into())?;
    match sys::fork().context(|| "start its first process".into())? {
        Fork::Child => {
            drop(ours);
            std::process::exit(i32::from(tie(&alive).and_then(|()| inner(socket, work)).is_err()))
        }
        Fork::Parent(pid) => {
            drop(alive);
            let _ = waitpid(Pid::from_raw(pid), WaitOptions::empty());
            drop(ours);
            Ok(())
        }
    }
}

/// Ties the life of a namespace's first process to its parent's, whose end closes the pipe.
pub(super) fn tie(alive: &OwnedFd) -> Result<()> {
    let what = || "tie the first process to its parent".to_string();
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL)).context(what)?;
    let mut fds = [PollFd::new(alive, PollFlags::IN)];
    // The other end is closed only if the parent died before the line above.
    let now = rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 };
    if poll(&mut fds, Some(&now)).context(what)? > 0 {
        std::process::exit(1);
    }
    Ok(())
}

fn inner<T>(mut socket: &UnixStream, work: impl FnOnce(OwnedFd) -> Result<T>) -> Result<()> {
    let what = || "hear from the helper".to_string();
    let Some((_, fds)) = wire::receive::<Response>(socket).context(what)? else { return Ok(()) };
    let fd = fds.into_iter().next().ok_or_else(|| Error::new(Kind::Internal, "a request lacks a descriptor"))?;
    let kept = work(fd);
    let answer = match &kept {
        Ok(_) => Response::Done,
        Err(e) => Response::Failed(ErrorDoc::from(e)),
    };
    wire::send(socket, &answer, &[]).context(what)?;
    // Nothing comes any more: this is the helper's end, or its wish that we end.
    let _ = socket.read(&mut [0]);
    drop(kept);
    Ok(())
}
