//! What goes over the socket between a sandbox and its helper: frames of JSON, the first one
//! with descriptors.

use super::RunSpec;
use crate::error::{Error, Kind};
use crate::rootfs::MtimeRule;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{IoSlice, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

/// A frame longer than this is a mistake.
const MAX_FRAME: u32 = 64 << 20;
/// Descriptors in one message: a user namespace, a terminal, and a control group for each controller.
const MAX_FDS: usize = 8;

/// What a helper is to do. With `userns`, the first descriptor is a user namespace to join.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub userns: bool,
    pub op: Op,
}

/// The operations.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Op {
    /// Make a user namespace and stay until the socket closes.
    UserNamespace,
    /// May the other namespaces be made here?
    Probe,
    /// Next descriptor: the blob. Unpacks into `temporary`, renames to `dest`.
    Unpack { encoding: crate::oci::media_type::Encoding, temporary: PathBuf, dest: PathBuf },
    /// Next descriptors: the file for the blob, the file for its table of contents.
    Diff { upper: PathBuf, compression: String, threads: usize, mtime: MtimeRule },
    /// Copies a path of stacked layers (the top one first) to `dest`, by way of `temporary`.
    CopyOut { lowers: Vec<PathBuf>, source: String, temporary: PathBuf, dest: PathBuf },
    /// Copies stacked layers (the top one first) to the new directory `dest`, makes `points` in it (a path, and
    /// whether it is a directory), and notes in the file `notes` what is there then.
    Pile { lowers: Vec<PathBuf>, mode: u32, dest: PathBuf, points: Vec<(String, bool)>, notes: PathBuf },
    /// Moves what has changed in `root` since then into the empty directory `upper`.
    Collect { root: PathBuf, notes: PathBuf, upper: PathBuf },
    /// Removes a tree.
    Remove { path: PathBuf },
    /// Runs a command; its output goes to the helper's own. Next descriptors: its terminal if it has one, then the
    /// control groups that it is to enter.
    Run(Box<RunSpec>),
    /// The same by chroot, without namespaces and mounts.
    Chroot(Box<RunSpec>),
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Response {
    Done,
    /// Directories without an entry of their own.
    Unpacked {
        implicit: Vec<Vec<u8>>,
    },
    /// None: nothing changed.
    Layer(Option<LayerDoc>),
    /// The command ended.
    Exit(i32),
    /// This place refuses overlayfs; nothing was run.
    NoOverlay(ErrorDoc),
    Failed(ErrorDoc),
}

/// A [`crate::layer::FinishedLayer`] without its table.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LayerDoc {
    pub diff_id: crate::oci::Digest,
    pub digest: crate::oci::Digest,
    pub size: u64,
    pub plain_size: u64,
}

/// An [`Error`] on its way to another process.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ErrorDoc {
    kind: String,
    what: String,
    causes: Vec<String>,
    hints: Vec<String>,
}

impl From<&Error> for ErrorDoc {
    fn from(e: &Error) -> ErrorDoc {
        ErrorDoc { kind: e.kind().name().into(), what: e.what().into(), causes: e.causes(), hints: e.hints().to_vec() }
    }
}

impl From<ErrorDoc> for Error {
    fn from(doc: ErrorDoc) -> Error {
        // Only these kinds arise in a helper.
        let kinds = [
            Kind::Usage,
            Kind::Format,
            Kind::Integrity,
            Kind::NotFound,
            Kind::Denied,
            Kind::Io,
            Kind::Limit,
            Kind::Host,
            Kind::Unsupported,
            Kind::Interrupted,
        ];
        let kind = kinds.into_iter().find(|k| k.name() == doc.kind).unwrap_or(Kind::Internal);
        let cause = doc.causes.into_iter().rev().fold(None, |below: Option<Error>, text| {
            let e = Error::new(kind, text);
            Some(match below {
                Some(below) => e.because(below),
                None => e,
            })
        });
        let mut error = Error::new(kind, doc.what);
        if let Some(cause) = cause {
            error = error.because(cause);
        }
        doc.hints.into_iter().fold(error, Error::hint)
    }
}

/// Sends one frame, with descriptors if there are any.
pub(super) fn send(socket: &UnixStream, message: &impl Serialize, fds: &[BorrowedFd<'_>]) -> std::io::Result<()> {
    let body = serde_json::to_vec(message)?;
    let length = u32::try_from(body.len()).map_err(|_| std::io::Error::other("the request is too long"))?;
    let head = length.to_le_bytes();
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_FDS))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    if !fds.is_empty() && !ancillary.push(SendAncillaryMessage::ScmRights(fds)) {
        return Err(std::io::Error::other("too many descriptors"));
    }
    // Four bytes into an empty socket are never split.
    rustix::net::sendmsg(socket.as_fd(), &[IoSlice::new(&head)], &mut ancillary, SendFlags::NOSIGNAL)?;
    let mut socket = socket;
    socket.write_all(&body)
}

/// Receives one frame; None if the other side is gone.
pub(super) fn receive<T: DeserializeOwned>(socket: &UnixStream) -> std::io::Result<Option<(T, Vec<OwnedFd>)>> {
    let mut head = [0; 4];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_FDS))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let got = loop {
        let mut parts = [IoSliceMut::new(&mut head)];
        match rustix::net::recvmsg(socket.as_fd(), &mut parts, &mut ancillary, RecvFlags::CMSG_CLOEXEC) {
            Err(rustix::io::Errno::INTR) => {}
            other => break other?.bytes,
        }
    };
    if got == 0 {
        return Ok(None);
    }
    let fds = ancillary
        .drain()
        .flat_map(|m| match m {
            RecvAncillaryMessage::ScmRights(fds) => fds.collect::<Vec<_>>(),
            _ => Vec::new(),
        })
        .collect();
    let mut socket = socket;
    if let Some(rest) = head.get_mut(got..) {
        socket.read_exact(rest)?;
    }
    let length = u32::from_le_bytes(head);
    if length > MAX_FRAME {
        return Err(std::io::Error::other("a frame is too long"));
    }
    let mut body = vec![0; usize::try_from(length).unwrap_or_default()];
    socket.read_exact(&mut body)?;
    Ok(Some((serde_json::from_slice(&body)?, fds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_carry_descriptors_and_errors() {
        let (a, b) = UnixStream::pair().unwrap();
        let file = tempfile::tempfile().unwrap();
        let error = Error::new(Kind::Host, "no").because(Error::new(Kind::Io, "deep").because("deeper")).hint("try");
        send(&a, &Response::Failed(ErrorDoc::from(&error)), &[file.as_fd()]).unwrap();
        let (response, fds) = receive::<Response>(&b).unwrap().unwrap();
        assert_eq!(fds.len(), 1);
        let Response::Failed(doc) = response else { panic!() };
        let back = Error::from(doc);
        assert_eq!((back.kind(), back.what()), (Kind::Host, "no"));
        assert_eq!(back.causes(), ["deep", "deeper"]);
        assert_eq!(back.hints(), ["try"]);
        drop(a);
        assert!(receive::<Response>(&b).unwrap().is_none());
    }
}
