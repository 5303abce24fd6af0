//! A stream that can be wound back a little: what an upload reads from.
//!
//! The last few megabytes that were read stay at hand (as shared chunks, not
//! copies), so that an upload that broke can go on at the byte that the registry
//! has; further back only where the source can be opened again.

use crate::error::{Error, Kind, Result};
use crate::image::ByteStream;
use crate::oci::{Algorithm, Digest, Hasher};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{Stream, StreamExt};
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

/// Opens the data at an offset in bytes.
pub(super) type Open = Arc<dyn Fn(u64) -> BoxFuture<'static, Result<ByteStream>> + Send + Sync>;

struct Reel {
    /// None after its end or its failure.
    source: Option<ByteStream>,
    kept: VecDeque<Bytes>,
    kept_bytes: u64,
    /// Bytes read from the source since byte 0.
    read: u64,
    /// How much to keep behind the reading position.
    window: u64,
    hasher: Option<Hasher>,
    error: Option<Error>,
    /// The size that was promised.
    size: Option<u64>,
    /// Bodies of an earlier attempt may linger in a connection's task; only the
    /// latest may read.
    generation: u64,
    /// How often a body was asked for more, and whether it is the source that it waits for.
    asked: u64,
    starved: bool,
}

impl Reel {
    fn start(&self) -> u64 {
        self.read - self.kept_bytes
    }

    fn fail(&mut self, error: Error) {
        self.source = None;
        self.error.get_or_insert(error);
    }

    /// Reads the next chunk from the source; None at its end or failure.
    fn poll_source(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        loop {
            let Some(source) = &mut self.source else { return Poll::Ready(None) };
            match source.poll_next_unpin(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(chunk))) if chunk.is_empty() => {}
                Poll::Ready(Some(Ok(chunk))) => {
                    self.read += chunk.len() as u64;
                    if let Some(size) = self.size.filter(|s| self.read > *s) {
                        self.fail(Error::new(
                            Kind::Integrity,
                            format!("the data is longer than the {size} bytes promised"),
                        ));
                        return Poll::Ready(None);
                    }
                    if let Some(hasher) = &mut self.hasher {
                        hasher.update(&chunk);
                    }
                    self.kept_bytes += chunk.len() as u64;
                    self.kept.push_back(chunk.clone());
                    self.trim();
                    return Poll::Ready(Some(chunk));
                }
                Poll::Ready(Some(Err(e))) => {
                    self.fail(e);
                    return Poll::Ready(None);
                }
                Poll::Ready(None) => {
                    self.source = None;
                    if let Some(size) = self.size.filter(|s| self.read != *s) {
                        let read = self.read;
                        self.fail(Error::new(Kind::Integrity, format!("the data ends after {read} of {size} bytes")));
                    }
                    return Poll::Ready(None);
                }
            }
        }
    }

    fn trim(&mut self) {
        while self.kept.len() > 1 {
            let first = self.kept.front().map_or(0, |c| c.len() as u64);
            if self.kept_bytes - first < self.window {
                break;
            }
            self.kept.pop_front();
            self.kept_bytes -= first;
        }
    }

    /// The kept bytes from `position` on, at most up to the end of one chunk.
    fn kept_at(&self, position: u64) -> Option<Bytes> {
        let mut start = self.start();
        for chunk in &self.kept {
            let end = start + chunk.len() as u64;
            if position >= start && position < end {
                return Some(chunk.slice((position - start) as usize..));
            }
            start = end;
        }
        None
    }
}

/// See the module.
#[derive(Clone)]
pub(super) struct Tape {
    reel: Arc<Mutex<Reel>>,
    open: Option<Open>,
}

impl Tape {
    /// Over a stream of `size` bytes (where that is known), keeping `window` bytes.
    pub(super) fn new(source: ByteStream, size: Option<u64>, window: u64) -> Tape {
        let reel = Reel {
            source: Some(source),
            kept: VecDeque::new(),
            kept_bytes: 0,
            read: 0,
            window,
            hasher: None,
            error: None,
            size,
            generation: 0,
            asked: 0,
            starved: false,
        };
        Tape { reel: Arc::new(Mutex::new(reel)), open: None }
    }

    /// The source can be opened again at any offset.
    pub(super) fn reopened_by(mut self, open: Open) -> Tape {
        self.open = Some(open);
        self
    }

    /// Hashes on the way: for data whose digest is not known yet.
    pub(super) fn hashing(self) -> Tape {
        self.lock().hasher = Some(Hasher::new(Algorithm::Sha256));
        self
    }

    fn lock(&self) -> MutexGuard<'_, Reel> {
        self.reel.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads on until `bytes` from `from` on are kept, or the data ends. True: all
    /// of the data has been read.
    pub(super) async fn fill(&self, from: u64, bytes: u64) -> Result<bool> {
        {
            let mut reel = self.lock();
            reel.generation += 1;
            reel.window = reel.window.max(bytes);
        }
        loop {
            if self.lock().read >= from.saturating_add(bytes) {
                return Ok(self.lock().source.is_none());
            }
            let chunk = futures_util::future::poll_fn(|cx| self.lock().poll_source(cx)).await;
            if chunk.is_none() {
                self.check()?;
                return Ok(true);
            }
        }
    }

    /// The kept chunks from `from` on, at most `limit` bytes.
    pub(super) fn parts(&self, from: u64, limit: u64) -> Vec<Bytes> {
        let reel = self.lock();
        let (mut position, mut left, mut out) = (from, limit, Vec::new());
        while left > 0
            && let Some(mut chunk) = reel.kept_at(position)
        {
            chunk.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            position += chunk.len() as u64;
            left -= chunk.len() as u64;
            out.push(chunk);
        }
        out
    }

    /// The error that the data itself ended with, once.
    pub(super) fn check(&self) -> Result<()> {
        match self.lock().error.take() {
            Some(e) => Err(e),
            None => Ok(()),
        }
    }

    /// Can it be read from `offset` on?
    pub(super) async fn seek(&self, offset: u64) -> Result<bool> {
        {
            let mut reel = self.lock();
            reel.generation += 1;
            if offset >= reel.start() && offset <= reel.read {
                return Ok(true);
            }
        }
        let Some(open) = &self.open else { return Ok(false) };
        let source = open(offset).await?;
        let mut reel = self.lock();
        reel.source = Some(source);
        reel.kept.clear();
        (reel.kept_bytes, reel.read) = (0, offset);
        Ok(true)
    }

    /// Everything from `offset` on as a request's body. Earlier bodies are void.
    pub(super) fn body(&self, offset: u64) -> TapeBody {
        let mut reel = self.lock();
        reel.generation += 1;
        TapeBody { tape: self.clone(), generation: reel.generation, position: offset }
    }

    /// Something that changes while a body is being read; None while the body waits
    /// for its source, so that nobody else is to blame for the pause.
    pub(super) fn progress(&self) -> Option<u64> {
        let reel = self.lock();
        (!reel.starved).then_some(reel.asked)
    }

    /// Reads to the end (where nothing more may come if a size was promised): total
    /// bytes, and the digest if it was hashing.
    pub(super) async fn finish(&self) -> Result<(u64, Option<Digest>)> {
        self.lock().generation += 1;
        while futures_util::future::poll_fn(|cx| self.lock().poll_source(cx)).await.is_some() {}
        self.check()?;
        let mut reel = self.lock();
        let digest = reel.hasher.take().map(Hasher::finish);
        Ok((reel.read, digest))
    }
}

/// A request's body.
pub(super) struct TapeBody {
    tape: Tape,
    generation: u64,
    position: u64,
}

impl Stream for TapeBody {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let mut reel = this.tape.reel.lock().unwrap_or_else(PoisonError::into_inner);
        if reel.generation != this.generation {
            return Poll::Ready(Some(Err(std::io::Error::other("this attempt is over"))));
        }
        (reel.asked, reel.starved) = (reel.asked + 1, false);
        if let Some(chunk) = reel.kept_at(this.position) {
            this.position += chunk.len() as u64;
            return Poll::Ready(Some(Ok(chunk)));
        }
        match reel.poll_source(cx) {
            Poll::Pending => {
                reel.starved = true;
                Poll::Pending
            }
            Poll::Ready(Some(chunk)) => {
                this.position += chunk.len() as u64;
                Poll::Ready(Some(Ok(chunk)))
            }
            // The error itself stays in the reel for the uploader to report.
            Poll::Ready(None) if reel.error.is_some() => {
                Poll::Ready(Some(Err(std::io::Error::other("the data cannot be read"))))
            }
            Poll::Ready(None) => Poll::Ready(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    fn source(parts: &[&'static str]) -> ByteStream {
        let parts: Vec<Result<Bytes>> = parts.iter().map(|p| Ok(Bytes::from_static(p.as_bytes()))).collect();
        Box::pin(stream::iter(parts))
    }

    async fn read(mut body: TapeBody) -> String {
        let mut out = String::new();
        while let Some(chunk) = body.next().await {
            out.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
        out
    }

    #[tokio::test]
    async fn winds_back_within_its_window() {
        let tape = Tape::new(source(&["abc", "def", "ghi"]), Some(9), 4).hashing();
        assert_eq!(read(tape.body(0)).await, "abcdefghi");
        assert!(tape.seek(4).await.unwrap());
        assert_eq!(read(tape.body(4)).await, "efghi");
        assert!(!tape.seek(0).await.unwrap());
        let (bytes, digest) = tape.finish().await.unwrap();
        assert_eq!((bytes, digest), (9, Some(Digest::sha256(b"abcdefghi"))));
    }

    #[tokio::test]
    async fn opens_again_further_back() {
        let open: Open = Arc::new(|at| Box::pin(async move { Ok(source(&["abcdef"].map(|s| &s[at as usize..]))) }));
        let tape = Tape::new(source(&["abc", "def"]), Some(6), 1).reopened_by(open);
        assert_eq!(read(tape.body(0)).await, "abcdef");
        assert!(tape.seek(1).await.unwrap());
        assert_eq!(read(tape.body(1)).await, "bcdef");
    }

    #[tokio::test]
    async fn an_old_body_reads_no_more() {
        let tape = Tape::new(source(&["abc", "def"]), None, 100);
        let mut old = tape.body(0);
        assert_eq!(old.next().await.unwrap().unwrap(), "abc");
        assert_eq!(read(tape.body(0)).await, "abcdef");
        assert!(old.next().await.unwrap().is_err());
    }

    #[tokio::test]
    async fn wrong_sizes_are_errors() {
        for parts in [&["abcd"][..], &["ab"]] {
            let tape = Tape::new(source(parts), Some(3), 10);
            assert_eq!(tape.finish().await.unwrap_err().kind(), Kind::Integrity);
        }
    }

    #[tokio::test]
    async fn fill_and_parts() {
        let tape = Tape::new(source(&["abc", "def", "ghi"]), None, 1);
        assert!(!tape.fill(0, 4).await.unwrap());
        let joined = tape.parts(1, 4).concat();
        assert_eq!(joined, b"bcde");
        assert!(tape.fill(0, 100).await.unwrap());
        assert_eq!(tape.parts(0, u64::MAX).concat(), b"abcdefghi");
    }
}
