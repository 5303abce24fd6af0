//! Blobs that are not all there yet, under names that a later run finds: a download that was
//! killed goes on where it was.

use super::Layout;
use crate::error::{Context, Error, Kind, Result};
use crate::image::ByteStream;
use crate::image::file::{EarlyWriter, blocking, drain};
use crate::oci::{Descriptor, Digest, Hasher};
use futures_util::StreamExt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A blob that is being written, locked against other processes.
pub(super) struct Partial {
    /// Holds the lock.
    file: File,
    name: Name,
}

/// The name of an unfinished blob. Dropped, it stays while more bytes may come later: the line broke,
/// or the copy was stopped, by whatever signal. What is wrong or cannot be written goes away.
struct Name {
    path: PathBuf,
    keep: Arc<AtomicBool>,
}

impl Drop for Name {
    fn drop(&mut self) {
        if !self.keep.load(Ordering::SeqCst) {
            // At worst the next run completes or replaces it.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Layout {
    pub(super) fn partial_path(&self, digest: &Digest) -> PathBuf {
        self.temp.join(format!(".part-{}-{}", digest.algorithm().name(), digest.hex()))
    }

    /// What there is of a blob, or nothing yet. None while another process writes it.
    pub(super) fn partial(&self, digest: &Digest) -> Result<Option<Partial>> {
        use rustix::fs::{Mode, OFlags};
        let path = self.partial_path(digest);
        let what = || format!("open {}", path.display());
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
        let file = File::from(rustix::fs::open(&path, flags, Mode::from_raw_mode(0o644)).context(what)?);
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Ok(None),
            Err(std::fs::TryLockError::Error(e)) => return Err(Error::io(what(), e)),
        }
        let opened = file.metadata().context(what)?;
        if !opened.is_file() {
            return Err(Error::new(Kind::Format, format!("{} is not a regular file", path.display())));
        }
        // Whoever had it before may have given it its name, or thrown it away, meanwhile.
        let same = match path.symlink_metadata() {
            Ok(now) => (now.dev(), now.ino()) == (opened.dev(), opened.ino()),
            Err(e) if e.kind() == ErrorKind::NotFound => false,
            Err(e) => return Err(Error::io(what(), e)),
        };
        Ok(same.then(|| Partial { file, name: Name { path, keep: Arc::new(AtomicBool::new(true)) } }))
    }
}

impl Partial {
    /// Bytes that are there.
    pub(super) fn len(&self) -> Result<u64> {
        Ok(self.file.metadata().context(|| format!("stat {}", self.name.path.display()))?.len())
    }

    /// Replaces what is there with a stream that checks itself, and gives it its name.
    pub(super) async fn replace(self, descriptor: &Descriptor, data: ByteStream, layout: &Layout) -> Result<File> {
        self.write(descriptor, 0, false, data, layout).await
    }

    /// Adds the bytes from `offset` on, checks the whole, and gives it its name.
    pub(super) async fn complete(
        self,
        descriptor: &Descriptor,
        offset: u64,
        rest: ByteStream,
        layout: &Layout,
    ) -> Result<File> {
        self.write(descriptor, offset, true, rest, layout).await
    }

    async fn write(
        self,
        descriptor: &Descriptor,
        offset: u64,
        check: bool,
        data: ByteStream,
        layout: &Layout,
    ) -> Result<File> {
        let (digest, early) = (descriptor.digest.clone(), layout.durable);
        let writing = blocking(move || self.begin(&digest, offset, check, early)).await?;
        let keep = writing.name.keep.clone();
        let data = data.inspect(move |chunk| {
            let broken = |e: &Error| matches!(e.kind(), Kind::Network | Kind::Registry | Kind::Interrupted);
            if chunk.as_ref().is_err_and(|e| !broken(e)) {
                keep.store(false, Ordering::SeqCst);
            }
        });
        let (layout, descriptor) = (layout.clone(), descriptor.clone());
        drain(data.boxed(), writing, Writing::add, move |w| w.finish(&descriptor, &layout)).await
    }

    /// Ready to go on at `offset`; where the whole is to be checked, what is there is read again.
    fn begin(self, digest: &Digest, offset: u64, check: bool, early: bool) -> Result<Writing> {
        let what = || format!("read {}", self.name.path.display());
        self.file.set_len(offset).context(what)?;
        let mut hasher = check.then(|| Hasher::new(digest.algorithm()));
        if let Some(hasher) = &mut hasher {
            let mut reader = File::open(&self.name.path).context(what)?;
            let mut buffer = vec![0; 512 << 10];
            loop {
                match reader.read(&mut buffer).context(what)? {
                    0 => break,
                    n => hasher.update(&buffer[..n]),
                }
            }
        }
        let writer = EarlyWriter::new(self.file, offset, early).context(what)?;
        Ok(Writing { writer, hasher, name: self.name })
    }
}

/// A partial while bytes arrive.
struct Writing {
    writer: EarlyWriter,
    /// None where the stream checks itself.
    hasher: Option<Hasher>,
    name: Name,
}

impl Writing {
    fn add(&mut self, chunk: &[u8]) -> Result<()> {
        if let Err(e) = self.writer.write(chunk) {
            self.name.keep.store(false, Ordering::SeqCst);
            return Err(Error::io(format!("write {}", self.name.path.display()), e));
        }
        if let Some(hasher) = &mut self.hasher {
            hasher.update(chunk);
        }
        Ok(())
    }

    fn finish(self, descriptor: &Descriptor, layout: &Layout) -> Result<File> {
        self.name.keep.store(false, Ordering::SeqCst);
        let wrong = |why: String| {
            let what = format!("blob {} is not what its digest says", descriptor.digest);
            Error::new(Kind::Integrity, what).because(why)
        };
        if self.writer.written() != descriptor.size {
            return Err(wrong(format!("it has {} bytes, not {}", self.writer.written(), descriptor.size)));
        }
        if let Some(digest) = self.hasher.map(Hasher::finish)
            && digest != descriptor.digest
        {
            return Err(wrong(format!("its bytes hash to {digest}")));
        }
        rename(&self.name.path, layout, &descriptor.digest)?;
        self.name.keep.store(true, Ordering::SeqCst);
        Ok(self.writer.into_file())
    }
}

fn rename(from: &Path, layout: &Layout, digest: &Digest) -> Result<()> {
    let to = layout.room_for(digest)?;
    std::fs::rename(from, &to).context(|| format!("rename to {}", to.display()))
}
