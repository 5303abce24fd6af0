//! Streams of bytes that check themselves.

use crate::error::{Error, Kind, Result};
use crate::oci::{Descriptor, Hasher};
use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Chunks that may wait for a blocking reader.
const QUEUE: usize = 4;

/// A stream of byte chunks.
pub type ByteStream = BoxStream<'static, Result<Bytes>>;

/// An opened blob. Its stream fails at the end if size or digest are wrong, so
/// whoever reads to the end without an error has the right bytes.
pub struct BlobReader {
    stream: ByteStream,
    size: u64,
}

impl BlobReader {
    /// Wraps `stream`, which must yield exactly what `descriptor` names.
    pub fn new(descriptor: &Descriptor, stream: ByteStream) -> BlobReader {
        BlobReader { stream: verified(descriptor, stream), size: descriptor.size }
    }

    /// The size that the descriptor promises, in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The checked stream.
    pub fn into_stream(self) -> ByteStream {
        self.stream
    }

    /// Everything at once, for small documents. More than `limit` bytes is an error
    /// before they are read.
    pub async fn read_all(mut self, limit: u64) -> Result<Bytes> {
        if self.size > limit {
            return Err(Error::new(
                Kind::Limit,
                format!("a document of {} bytes; at most {limit} are read", self.size),
            ));
        }
        let mut out = BytesMut::with_capacity(usize::try_from(self.size).unwrap_or(0).min(1 << 20));
        while let Some(chunk) = self.stream.next().await {
            out.extend_from_slice(&chunk?);
        }
        Ok(out.freeze())
    }

    /// A blocking reader over the stream, for the threads that unpack and convert. To be called
    /// within the runtime; must not be read on an async worker thread. When the runtime ends
    /// before the stream does, reading fails.
    pub fn into_sync(self) -> impl std::io::Read + Send {
        let (send, receive) = mpsc::channel(QUEUE);
        let mut stream = self.stream;
        tokio::spawn(async move {
            while let Some(chunk) = stream.next().await {
                let failed = chunk.is_err();
                if send.send(Some(chunk)).await.is_err() || failed {
                    return;
                }
            }
            // Nobody may listen any more.
            let _ = send.send(None).await;
        });
        SyncReader { receive, chunk: Bytes::new(), ended: false }
    }
}

/// The blocking end of a stream.
struct SyncReader {
    receive: mpsc::Receiver<Option<Result<Bytes>>>,
    chunk: Bytes,
    ended: bool,
}

impl std::io::Read for SyncReader {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        while self.chunk.is_empty() && !self.ended {
            match self.receive.blocking_recv() {
                Some(Some(chunk)) => self.chunk = chunk?,
                Some(None) => self.ended = true,
                None => return Err(Error::new(Kind::Interrupted, "the source of a stream went away").into()),
            }
        }
        let n = buf.len().min(self.chunk.len());
        buf[..n].copy_from_slice(&self.chunk.split_to(n));
        Ok(n)
    }
}

/// Chunks that wait between a task and its reader.
const AHEAD: usize = 2;

/// Polls `stream` in a task of its own: several blobs are hashed at the same time, whoever
/// waits for all of them. The task ends with its stream, or when nobody reads it any more.
pub fn in_own_task(mut stream: ByteStream) -> ByteStream {
    let (tx, mut rx) = tokio::sync::mpsc::channel(AHEAD);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                chunk = stream.next() => {
                    let Some(chunk) = chunk else { return };
                    if tx.send(chunk).await.is_err() {
                        return;
                    }
                }
                () = tx.closed() => return,
            }
        }
    });
    futures_util::stream::poll_fn(move |cx| rx.poll_recv(cx)).boxed()
}

/// Passes `stream` on and checks size and digest on the way.
pub fn verified(descriptor: &Descriptor, stream: ByteStream) -> ByteStream {
    Box::pin(Verify {
        stream,
        hasher: Some(Hasher::new(descriptor.digest.algorithm())),
        descriptor: descriptor.clone(),
    })
}

struct Verify {
    stream: ByteStream,
    /// None once the end (or an error) has been seen.
    hasher: Option<Hasher>,
    descriptor: Descriptor,
}

impl Stream for Verify {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(hasher) = &mut this.hasher else { return Poll::Ready(None) };
        let wrong = |why: String| {
            Error::new(Kind::Integrity, format!("blob {} is not what its digest says", this.descriptor.digest))
                .because(why)
        };
        match this.stream.poll_next_unpin(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Some(Ok(chunk))) => {
                hasher.update(&chunk);
                if hasher.bytes() > this.descriptor.size {
                    let e = wrong(format!("it is longer than the {} bytes promised", this.descriptor.size));
                    this.hasher = None;
                    return Poll::Ready(Some(Err(e)));
                }
                Poll::Ready(Some(Ok(chunk)))
            }
            Poll::Ready(Some(Err(e))) => {
                this.hasher = None;
                Poll::Ready(Some(Err(e)))
            }
            Poll::Ready(None) => {
                let bytes = hasher.bytes();
                let actual = this.hasher.take().map(Hasher::finish);
                if bytes != this.descriptor.size {
                    let e = wrong(format!("it ends after {bytes} of {} bytes", this.descriptor.size));
                    return Poll::Ready(Some(Err(e)));
                }
                match actual {
                    Some(a) if a == this.descriptor.digest => Poll::Ready(None),
                    Some(a) => Poll::Ready(Some(Err(wrong(format!("its bytes hash to {a}"))))),
                    None => Poll::Ready(None),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    fn chunks(parts: &[&'static [u8]]) -> ByteStream {
        let parts: Vec<Result<Bytes>> = parts.iter().map(|p| Ok(Bytes::from_static(p))).collect();
        Box::pin(stream::iter(parts))
    }

    async fn read(d: &Descriptor, parts: &[&'static [u8]]) -> Result<Bytes> {
        BlobReader::new(d, chunks(parts)).read_all(1000).await
    }

    #[tokio::test]
    async fn right_bytes_pass_wrong_bytes_fail() {
        let d = Descriptor::of("x/y", b"hello");
        assert_eq!(read(&d, &[b"he", b"llo"]).await.unwrap(), "hello");
        for parts in [&[b"hellO" as &[u8]][..], &[b"hell"], &[b"hello", b"!"], &[]] {
            assert_eq!(read(&d, parts).await.unwrap_err().kind(), Kind::Integrity);
        }
    }
}
