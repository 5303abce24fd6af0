//! The helper's side: one request, one answer, then the end.

use super::wire::{self, ErrorDoc, LayerDoc, Op, Request, Response};
use super::{HELPER_NAME, chroot, container, mounts, terminal};
use crate::error::{Context, Error, Kind, Result};
use crate::layer::{Compression, Decoder, LayerWriter, Limits, Names, TarReader};
use crate::oci::media_type::Encoding;
use crate::rootfs::{IdMap, MtimeRule, Root, Snapshot, Unpacker, Upper, remove_tree};
use crate::sys;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{CWD, Mode};
use rustix::io::Errno;
use std::fs::File;
use std::io::{BufWriter, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixStream;
use std::path::Path;

/// Does a helper's work and exits if this process is one, and returns at once if not. Must be the
/// first thing that `main` does: joining a user namespace needs a process of one thread.
pub fn hook() {
    if std::env::args_os().next().is_none_or(|name| name.as_bytes() != HELPER_NAME.as_bytes()) {
        return;
    }
    std::process::exit(match serve() {
        Ok(()) => 0,
        Err(e) => {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "imgtool: sandbox helper: {e:?}");
            1
        }
    });
}

fn serve() -> Result<()> {
    let what = || "take a request".to_string();
    let stdin = rustix::stdio::stdin().try_clone_to_owned().context(what)?;
    let socket = UnixStream::from(stdin);
    // The commands that are started must not find the socket.
    let null = File::open("/dev/null").context(what)?;
    rustix::stdio::dup2_stdin(&null).context(what)?;
    drop(null);
    let Some((Request { userns, op }, fds)) = wire::receive::<Request>(&socket).context(what)? else {
        return Ok(());
    };
    let mut fds = fds.into_iter();
    let response = prepare(userns, &mut fds, &socket).and_then(|()| perform(op, userns, &mut fds, &socket));
    let response = response.unwrap_or_else(|e| Some(Response::Failed(ErrorDoc::from(&e))));
    match response {
        Some(response) => wire::send(&socket, &response, &[]).context(|| "answer".into()),
        None => Ok(()),
    }
}

/// Joins the namespace and ties our life to the caller's.
fn prepare(userns: bool, fds: &mut impl Iterator<Item = OwnedFd>, socket: &UnixStream) -> Result<()> {
    if userns {
        let fd = next(fds)?;
        let kind = Some(rustix::thread::LinkNameSpaceType::User);
        // Our ids are mapped to 0 there, so this makes us its root.
        rustix::thread::move_into_link_name_space(fd.as_fd(), kind).context(|| "join the user namespace".into())?;
    }
    die_with_caller(socket)
}

/// After a change of credentials: they reset the parent-death signal.
pub(super) fn die_with_caller(socket: &UnixStream) -> Result<()> {
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))
        .context(|| "ask for the parent-death signal".into())?;
    let mut fds = [PollFd::new(socket, PollFlags::RDHUP)];
    let now = rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 };
    if poll(&mut fds, Some(&now)).context(|| "look after the caller".into())? > 0 {
        // It went before we could ask.
        std::process::exit(1);
    }
    Ok(())
}

fn next(fds: &mut impl Iterator<Item = OwnedFd>) -> Result<OwnedFd> {
    fds.next().ok_or_else(|| Error::new(Kind::Internal, "a request lacks a descriptor"))
}

/// As many descriptors as we may have: a tree can be as deep as its maker liked. Not for a
/// command, which gets our limits.
fn raise_descriptors() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

/// Does the work; None if the answer was sent already.
fn perform(
    op: Op,
    userns: bool,
    fds: &mut impl Iterator<Item = OwnedFd>,
    socket: &UnixStream,
) -> Result<Option<Response>> {
    if !matches!(op, Op::Run(_) | Op::Chroot(_)) {
        raise_descriptors();
    }
    match op {
        Op::UserNamespace => {
            sys::unshare(libc::CLONE_NEWUSER).context(|| "make a user namespace".into())?;
            wire::send(socket, &Response::Done, &[]).context(|| "answer".into())?;
            // Until the caller has what it needs.
            let mut rest = socket;
            let _ = rest.read(&mut [0]);
            Ok(None)
        }
        Op::Probe => {
            let all = libc::CLONE_NEWNS | libc::CLONE_NEWPID | libc::CLONE_NEWIPC | libc::CLONE_NEWUTS;
            sys::unshare(all).context(|| "make mount, pid, ipc and uts namespaces".into())?;
            // A filter around us may allow these and refuse mounts.
            mounts::part_from_host()?;
            mounts::tmpfs(&[])?;
            Ok(Some(Response::Done))
        }
        Op::Unpack { encoding, temporary, dest } => {
            let blob = File::from(next(fds)?);
            let implicit = unpack(blob, encoding, &temporary, &dest, userns).inspect_err(|_| {
                let _ = remove_tree(&temporary);
            })?;
            Ok(Some(Response::Unpacked { implicit }))
        }
        Op::Diff { upper, compression, threads, mtime } => {
            let (out, table) = (File::from(next(fds)?), File::from(next(fds)?));
            diff(&upper, compression.parse()?, threads, mtime, out, table).map(|l| Some(Response::Layer(l)))
        }
        Op::CopyOut { lowers, source, temporary, dest } => {
            chroot::copy_out(&lowers, &source, &temporary, &dest)?;
            Ok(Some(Response::Done))
        }
        Op::Pile { lowers, mode, dest, points, notes } => {
            chroot::pile_up(&lowers, mode, &dest, &points, &notes)?;
            Ok(Some(Response::Done))
        }
        Op::Collect { root, notes, upper } => {
            rustix::process::umask(rustix::fs::Mode::empty());
            let notes = std::fs::read(&notes).context(|| format!("read {}", notes.display()))?;
            Snapshot::load(&notes)?.move_changes(&root, &upper)?;
            Ok(Some(Response::Done))
        }
        Op::Remove { path } => {
            remove_tree(&path).context(|| "remove it".into())?;
            Ok(Some(Response::Done))
        }
        Op::Run(spec) => {
            if spec.terminal {
                terminal::adopt(&next(fds)?)?;
            }
            container::run(*spec, socket, &fds.collect::<Vec<_>>()).map(|()| None)
        }
        Op::Chroot(spec) => {
            if spec.terminal {
                terminal::adopt(&next(fds)?)?;
            }
            // No namespace would take the command's processes along if we were killed: we end them ourselves.
            rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM))
                .context(|| "ask for the parent-death signal".into())?;
            chroot::run(&spec, socket, &fds.collect::<Vec<_>>()).map(|()| None)
        }
    }
}

fn unpack(blob: File, encoding: Encoding, temporary: &Path, dest: &Path, userns: bool) -> Result<Vec<Vec<u8>>> {
    rustix::process::umask(Mode::empty());
    rustix::fs::mkdirat(CWD, temporary, Mode::from_raw_mode(0o755))
        .context(|| format!("create {}", temporary.display()))?;
    let root = Root::open(temporary).context(|| format!("open {}", temporary.display()))?;
    let map = |file: &str| std::fs::read_to_string(file).context(|| format!("read {file}"));
    let ids = IdMap::parse(&map("/proc/self/uid_map")?, &map("/proc/self/gid_map")?);
    let devices = !userns && ids.is_whole();
    let limits = Limits::default();
    let mut reader = TarReader::new(Decoder::new(blob, encoding, &limits)?, Names::Layer, &limits);
    let mut unpacker = Unpacker::new(root, ids, devices);
    while let Some(entry) = reader.next()? {
        unpacker.entry(&entry, &mut reader)?;
    }
    let implicit = unpacker.finish()?;
    match rustix::fs::renameat_with(CWD, temporary, CWD, dest, rustix::fs::RenameFlags::NOREPLACE) {
        Ok(()) => Ok(implicit),
        // A file system that cannot refuse; a directory that is there is not empty.
        Err(Errno::INVAL) if rustix::fs::renameat(CWD, temporary, CWD, dest).is_ok() => Ok(implicit),
        // Somebody else unpacked the same layer; one is enough.
        Err(Errno::EXIST | Errno::NOTEMPTY | Errno::INVAL) if dest.exists() => {
            remove_tree(temporary).context(|| format!("remove {}", temporary.display()))?;
            Ok(implicit)
        }
        Err(e) => Err(Error::io(format!("rename {} to {}", temporary.display(), dest.display()), e.into())),
    }
}

fn diff(
    upper: &Path,
    compression: Compression,
    threads: usize,
    mtime: MtimeRule,
    out: File,
    mut table: File,
) -> Result<Option<LayerDoc>> {
    let root = Root::open(upper).context(|| format!("open {}", upper.display()))?;
    let upper = Upper::walk(root, mtime)?;
    if upper.entries().is_empty() {
        return Ok(None);
    }
    let mut writer = LayerWriter::new(BufWriter::with_capacity(256 << 10, out), compression, threads)?;
    for entry in upper.entries() {
        if let crate::layer::EntryKind::File { .. } = entry.kind {
            let mut content = upper.content(entry)?;
            writer.append(entry.clone(), Some(&mut content))?;
        } else {
            writer.append(entry.clone(), None)?;
        }
    }
    let (out, layer) = writer.finish()?;
    out.into_inner().map_err(|e| Error::io("write the layer", e.into_error()))?;
    let mut buffered = BufWriter::new(&mut table);
    layer.toc.save(&mut buffered)?;
    buffered.into_inner().map_err(|e| Error::io("write the table of contents", e.into_error()))?;
    let (diff_id, digest) = (layer.diff_id, layer.digest);
    Ok(Some(LayerDoc { diff_id, digest, size: layer.size, plain_size: layer.plain_size }))
}
