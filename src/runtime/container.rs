//! One RUN: its namespaces, and the first process in them.

use super::beside::tie;
use super::mounts::{Refused, Tree};
use super::payload;
use super::wire::{self, ErrorDoc, Response};
use super::{Network, RunSpec, fuse, network};
use crate::error::{Context, Error, Kind, Result};
use crate::sys::{self, Fork};
use rustix::fd::OwnedFd;
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::WaitOptions;
use std::os::unix::net::UnixStream;

/// Runs it to its end. The answer is sent by the first process of the new pid namespace.
pub(super) fn run(spec: RunSpec, socket: &UnixStream, groups: &[OwnedFd]) -> Result<()> {
    let mut namespaces = libc::CLONE_NEWPID | libc::CLONE_NEWIPC | libc::CLONE_NEWUTS;
    let connection = match &spec.network {
        Network::Host => None,
        Network::None => {
            namespaces |= libc::CLONE_NEWNET;
            None
        }
        Network::Private(network) => {
            namespaces |= libc::CLONE_NEWNET;
            Some(network.prepare()?)
        }
    };
    let stacked = match &spec.fuse {
        None => None,
        Some(program) => match fuse::mount(program, &spec) {
            Ok(mounted) => Some((mounted, UnixStream::pair().context(|| "make a pair of sockets".into())?)),
            Err(e) => {
                let refused = Response::NoOverlay(ErrorDoc::from(&e));
                return wire::send(socket, &refused, &[]).context(|| "answer".into());
            }
        },
    };
    sys::unshare(namespaces).context(|| "make the namespaces".into())?;
    if let Some(connection) = &connection {
        network::connect(connection)?;
    }
    let (alive, ours) = pipe_with(PipeFlags::CLOEXEC).context(|| "make a pipe".into())?;
    match sys::fork().context(|| "start the first process".into())? {
        Fork::Child => {
            drop(ours);
            let code = match tie(&alive) {
                Ok(()) => init(&spec, stacked.as_ref().map_or(socket, |(_, (_, theirs))| theirs), groups),
                Err(_) => 1,
            };
            std::process::exit(code)
        }
        Fork::Parent(pid) => {
            drop(alive);
            // `ours` stays open until the end: its closing tells init that we are gone.
            let _ = rustix::process::waitpid(rustix::process::Pid::from_raw(pid), WaitOptions::empty());
            drop((ours, connection));
            let Some((mounted, (heard, theirs))) = stacked else { return Ok(()) };
            // Nobody writes any more: what is known of the command is told when all of it is in the upper directory.
            drop(theirs);
            let what = || "hear from the first process".to_string();
            let answer = wire::receive::<Response>(&heard).context(what)?;
            let (answer, _) =
                answer.ok_or_else(|| Error::new(Kind::Host, what()).because("it ended without an answer"))?;
            mounted.end()?;
            wire::send(socket, &answer, &[]).context(|| "answer".into())
        }
    }
}

fn init(spec: &RunSpec, socket: &UnixStream, groups: &[OwnedFd]) -> i32 {
    let response = match perform(spec, groups) {
        Ok(code) => Response::Exit(code),
        Err(Refused::Overlay(e)) => Response::NoOverlay(ErrorDoc::from(&e)),
        Err(Refused::Other(e)) => Response::Failed(ErrorDoc::from(&e)),
    };
    i32::from(wire::send(socket, &response, &[]).is_err())
}

fn perform(spec: &RunSpec, groups: &[OwnedFd]) -> Result<i32, Refused> {
    if spec.network != Network::Host {
        sys::loopback_up().context(|| "bring up the loopback device".into())?;
    }
    match rustix::system::sethostname(spec.hostname.as_bytes()) {
        // A filter of the container around us; nothing depends on it.
        Ok(()) | Err(rustix::io::Errno::PERM) => {}
        Err(e) => return Err(Error::io("set the host name", e.into()).into()),
    }
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
    // Not with the others: its root is to be another than the helper's.
    sys::unshare(libc::CLONE_NEWNS).context(|| "make a mount namespace".into())?;
    let tree = Tree::build(spec)?;
    tree.enter()?;
    let code = payload::run(spec, groups)?;
    tree.leave();
    Ok(code)
}
