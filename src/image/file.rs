//! Between blocking files and async streams: the one bounded crossing.

use super::ByteStream;
use crate::error::{Context, Error, Kind, Result};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::fd::AsFd;
use std::path::Path;
use tokio::sync::mpsc;

/// Bytes of one chunk.
const CHUNK: usize = 256 << 10;
/// Chunks that may wait in a crossing.
const QUEUE: usize = 4;

/// Reads a file of at most `limit` bytes; `what` says what for, where it cannot be read.
pub fn read_small(path: &Path, limit: u64, what: impl Fn() -> String) -> Result<Vec<u8>> {
    let mut raw = Vec::new();
    File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut raw)).context(what)?;
    match raw.len() as u64 > limit {
        true => Err(Error::new(Kind::Limit, format!("{} has more than {limit} bytes", path.display()))),
        false => Ok(raw),
    }
}

/// Streams `len` bytes of `file` from `offset`; fewer, if the file is shorter.
pub fn stream_file(mut file: File, offset: u64, len: u64, what: String) -> ByteStream {
    stream_from(move |send| {
        file.seek(SeekFrom::Start(offset)).context(|| format!("seek in {what}"))?;
        pump(&mut file.take(len), &what, send)
    })
}

/// Streams everything that `reader` yields.
pub fn stream_reader(mut reader: impl Read + Send + 'static, what: String) -> ByteStream {
    stream_from(move |send| pump(&mut reader, &what, send))
}

/// Runs `produce` on a blocking thread; what it sends is the stream. It is told by a
/// failing `send` when nobody listens any more.
pub fn stream_from(
    produce: impl FnOnce(&mut dyn FnMut(Bytes) -> Result<()>) -> Result<()> + Send + 'static,
) -> ByteStream {
    let (tx, mut rx) = mpsc::channel::<Result<Bytes>>(QUEUE);
    tokio::task::spawn_blocking(move || {
        let mut send = |chunk: Bytes| tx.blocking_send(Ok(chunk)).map_err(|_| abandoned());
        if let Err(e) = produce(&mut send) {
            // Fails only when nobody listens, and then nobody wants the error either.
            let _ = tx.blocking_send(Err(e));
        }
    });
    futures_util::stream::poll_fn(move |cx| rx.poll_recv(cx)).boxed()
}

fn abandoned() -> Error {
    Error::new(Kind::Interrupted, "the reader of a stream went away")
}

fn pump(reader: &mut dyn Read, what: &str, send: &mut dyn FnMut(Bytes) -> Result<()>) -> Result<()> {
    loop {
        let mut chunk = BytesMut::zeroed(CHUNK);
        let mut filled = 0;
        while filled < CHUNK {
            match reader.read(&mut chunk[filled..]) {
                Ok(0) => break,
                Ok(n) => filled += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::io(format!("read {what}"), e)),
            }
        }
        if filled == 0 {
            return Ok(());
        }
        chunk.truncate(filled);
        send(chunk.freeze())?;
    }
}

/// A writer whose bytes come out as the chunks of a stream made by [`stream_from`].
pub struct ChunkWriter<'a> {
    send: &'a mut dyn FnMut(Bytes) -> Result<()>,
}

impl<'a> ChunkWriter<'a> {
    /// Writes into `send`.
    pub fn new(send: &'a mut dyn FnMut(Bytes) -> Result<()>) -> ChunkWriter<'a> {
        ChunkWriter { send }
    }
}

impl Write for ChunkWriter<'_> {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        (self.send)(Bytes::copy_from_slice(data))?;
        Ok(data.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Hands every chunk of `stream` to a blocking thread that calls `consume`; returns
/// what `finish` makes of the consumer's state after the last chunk. The first error
/// of either side ends both.
pub async fn drain<S, T>(
    mut stream: ByteStream,
    state: S,
    consume: impl Fn(&mut S, &[u8]) -> Result<()> + Send + 'static,
    finish: impl FnOnce(S) -> Result<T> + Send + 'static,
) -> Result<T>
where
    S: Send + 'static,
    T: Send + 'static,
{
    let (tx, mut rx) = mpsc::channel::<Option<Bytes>>(QUEUE);
    let worker = tokio::task::spawn_blocking(move || {
        let mut state = state;
        loop {
            match rx.blocking_recv() {
                Some(Some(chunk)) => consume(&mut state, &chunk)?,
                Some(None) => return finish(state),
                // The sender went away without the end mark: the stream failed.
                None => return Err(abandoned()),
            }
        }
    });
    let mut failed = None;
    while let Some(chunk) = stream.next().await {
        match chunk {
            Ok(chunk) => {
                if tx.send(Some(chunk)).await.is_err() {
                    break;
                }
            }
            Err(e) => {
                failed = Some(e);
                break;
            }
        }
    }
    if failed.is_none() {
        // A closed channel means that the worker failed; its error is the one to tell.
        let _ = tx.send(None).await;
    }
    drop(tx);
    let result = worker.await.map_err(|e| Error::new(Kind::Internal, "a writer thread failed").because(e))?;
    match failed {
        Some(e) => Err(e),
        None => result,
    }
}

/// Bytes after which the kernel is told to begin writing.
const WRITEBACK: u64 = 4 << 20;

/// Writes a file from a position on. Where it is going to be synced, the disk works while more
/// bytes arrive: whoever syncs the file afterwards waits for the last few only.
pub struct EarlyWriter {
    file: File,
    written: u64,
    /// The kernel was told to write so far; None where it may take its time.
    begun: Option<u64>,
}

impl EarlyWriter {
    /// Goes on at `offset`; `early` where the file is synced afterwards.
    pub fn new(mut file: File, offset: u64, early: bool) -> std::io::Result<EarlyWriter> {
        file.seek(SeekFrom::Start(offset))?;
        Ok(EarlyWriter { file, written: offset, begun: early.then_some(offset) })
    }

    /// Adds bytes.
    pub fn write(&mut self, chunk: &[u8]) -> std::io::Result<()> {
        self.file.write_all(chunk)?;
        self.written += chunk.len() as u64;
        if let Some(begun) = &mut self.begun
            && self.written - *begun >= WRITEBACK
        {
            crate::sys::start_writeback(self.file.as_fd(), *begun, self.written - *begun);
            *begun = self.written;
        }
        Ok(())
    }

    /// The position: bytes that the file has.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// The file, not synced.
    pub fn into_file(self) -> File {
        self.file
    }
}

/// Writes `stream` into `file`, which is empty, and returns it; `early` as for [`EarlyWriter`].
pub async fn write_stream(stream: ByteStream, file: File, early: bool, what: String) -> Result<File> {
    let writer = EarlyWriter::new(file, 0, early).context(|| format!("write {what}"))?;
    let write = move |writer: &mut EarlyWriter, chunk: &[u8]| writer.write(chunk).context(|| format!("write {what}"));
    drain(stream, writer, write, |writer| Ok(writer.into_file())).await
}

/// Runs blocking work from async code.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(e) => Err(Error::new(Kind::Internal, "a worker thread failed").because(e)),
    }
}

/// Opens a file that must be a regular one, without following a link in its last
/// component and without waiting for a pipe's other end.
pub fn open_regular(path: &Path) -> Result<(File, u64)> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let fd = match rustix::fs::open(path, flags, Mode::empty()) {
        Err(rustix::io::Errno::LOOP) => {
            let what = format!("{} is a symbolic link, which is not followed here", path.display());
            return Err(Error::new(Kind::Format, what));
        }
        other => other.context(|| format!("open {}", path.display()))?,
    };
    let file = File::from(fd);
    let meta = file.metadata().context(|| format!("stat {}", path.display()))?;
    if !meta.is_file() {
        return Err(Error::new(Kind::Format, format!("{} is not a regular file", path.display())));
    }
    Ok((file, meta.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_streams_in_and_out() {
        let dir = tempfile::tempdir().unwrap();
        let data: Vec<u8> = (0..3_000_000u32).map(|i| (i * 7) as u8).collect();
        std::fs::write(dir.path().join("a"), &data).unwrap();
        let (file, len) = open_regular(&dir.path().join("a")).unwrap();
        let stream = stream_file(file, 5, len - 5, "a".into());
        let out = File::create(dir.path().join("b")).unwrap();
        write_stream(stream, out, false, "b".into()).await.unwrap();
        assert_eq!(std::fs::read(dir.path().join("b")).unwrap(), &data[5..]);
    }

    #[tokio::test]
    async fn the_error_of_the_stream_is_the_one_told() {
        let stream: ByteStream = stream_from(|send| {
            send(Bytes::from_static(b"abc"))?;
            Err(Error::new(Kind::Integrity, "wrong"))
        });
        let dir = tempfile::tempdir().unwrap();
        let out = File::create(dir.path().join("b")).unwrap();
        let e = write_stream(stream, out, false, "b".into()).await.unwrap_err();
        assert_eq!(e.kind(), Kind::Integrity);
    }

    #[test]
    fn links_and_pipes_are_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("l")).unwrap();
        assert!(open_regular(&dir.path().join("l")).is_err());
        rustix::fs::mknodat(rustix::fs::CWD, dir.path().join("f"), rustix::fs::FileType::Fifo, 0o600.into(), 0)
            .unwrap();
        assert_eq!(open_regular(&dir.path().join("f")).unwrap_err().kind(), Kind::Format);
    }
}
