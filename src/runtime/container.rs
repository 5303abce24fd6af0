//! One RUN: its namespaces, and the first process in them.

use super::RunSpec;
use super::mounts::{Refused, Tree};
use super::payload;
use super::wire::{self, ErrorDoc, Response};
use crate::error::{Context, Error, Result};
use crate::sys::{self, Fork};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::OwnedFd;
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Signal, WaitOptions};
use std::os::unix::net::UnixStream;

/// Runs it to its end. The answer is sent by the first process of the new pid namespace.
pub(super) fn run(spec: RunSpec, socket: &UnixStream) -> Result<()> {
    let mut namespaces = libc::CLONE_NEWNS | libc::CLONE_NEWPID | libc::CLONE_NEWIPC | libc::CLONE_NEWUTS;
    if spec.no_network {
        namespaces |= libc::CLONE_NEWNET;
    }
    sys::unshare(namespaces).context(|| "make the namespaces".into())?;
    let (alive, ours) = pipe_with(PipeFlags::CLOEXEC).context(|| "make a pipe".into())?;
    match sys::fork().context(|| "start the first process".into())? {
        Fork::Child => {
            drop(ours);
            let code = match tie(&alive) {
                Ok(()) => init(&spec, socket),
                Err(_) => 1,
            };
            std::process::exit(code)
        }
        Fork::Parent(pid) => {
            drop(alive);
            // `ours` stays open until the end: its closing tells init that we are gone.
            let _ = rustix::process::waitpid(rustix::process::Pid::from_raw(pid), WaitOptions::empty());
            drop(ours);
            Ok(())
        }
    }
}

/// Ties init's life to the helper's.
fn tie(alive: &OwnedFd) -> Result<()> {
    let what = || "tie the first process to its parent".to_string();
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL)).context(what)?;
    let mut fds = [PollFd::new(alive, PollFlags::IN)];
    // The other end is closed only if the helper died before the line above.
    let now = rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 };
    if poll(&mut fds, Some(&now)).context(what)? > 0 {
        std::process::exit(1);
    }
    Ok(())
}

fn init(spec: &RunSpec, socket: &UnixStream) -> i32 {
    let response = match perform(spec) {
        Ok(code) => Response::Exit(code),
        Err(Refused::Overlay(e)) => Response::NoOverlay(ErrorDoc::from(&e)),
        Err(Refused::Other(e)) => Response::Failed(ErrorDoc::from(&e)),
    };
    i32::from(wire::send(socket, &response, &[]).is_err())
}

fn perform(spec: &RunSpec) -> Result<i32, Refused> {
    if spec.no_network {
        sys::loopback_up().context(|| "bring up the loopback device".into())?;
    }
    match rustix::system::sethostname(spec.hostname.as_bytes()) {
        // A filter of the container around us; nothing depends on it.
        Ok(()) | Err(rustix::io::Errno::PERM) => {}
        Err(e) => return Err(Error::io("set the host name", e.into()).into()),
    }
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
    let tree = Tree::build(spec)?;
    tree.enter()?;
    let code = payload::run(spec)?;
    tree.leave();
    Ok(code)
}
