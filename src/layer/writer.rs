//! Writing a layer: entries in, one compressed blob, both digests and the table of contents
//! out. A layer without a digest cannot exist: only [`LayerWriter::finish`] makes one.

use super::compress::{Compressed, Compression, Compressor};
use super::entry::{Entry, EntryKind};
use super::tar_write::{padding, write_header};
use super::toc::Toc;
use crate::error::{Error, Kind, Result};
use crate::oci::media_type::Format;
use crate::oci::{Descriptor, Digest};
use std::io::{Read, Write};

/// A layer that was written.
#[derive(Debug, Clone)]
pub struct FinishedLayer {
    /// Digest of the plain tar.
    pub diff_id: Digest,
    /// Digest of the blob.
    pub digest: Digest,
    /// Bytes of the blob.
    pub size: u64,
    /// Bytes of the plain tar.
    pub plain_size: u64,
    /// How it is compressed.
    pub compression: Compression,
    /// What was appended to it.
    pub toc: Toc,
}

impl FinishedLayer {
    /// The blob's descriptor in the OCI family.
    pub fn descriptor(&self) -> Descriptor {
        Descriptor::new(Format::Oci.layer(self.compression.encoding()), self.digest.clone(), self.size)
    }
}

/// A file in a layer.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    /// Where its content begins in the plain tar.
    pub offset: u64,
    /// blake3 of its content.
    pub content: [u8; 32],
}

/// Writes a layer into `W`.
pub struct LayerWriter<W: Write> {
    out: Compressor<W>,
    compression: Compression,
    toc: Toc,
    /// Bytes of plain tar so far.
    at: u64,
    buffer: Vec<u8>,
}

impl<W: Write> LayerWriter<W> {
    /// Starts a layer. `threads` compress (0: one a core); the bytes do not depend on it.
    pub fn new(out: W, compression: Compression, threads: usize) -> Result<LayerWriter<W>> {
        Ok(LayerWriter {
            out: Compressor::new(out, compression, threads)?,
            compression,
            toc: Toc::default(),
            at: 0,
            buffer: vec![0; 256 << 10],
        })
    }

    /// Adds an entry. For a file, `content` must yield exactly the size that the entry says.
    pub fn append(&mut self, mut entry: Entry, content: Option<&mut dyn Read>) -> Result<()> {
        let placed = self.write(&entry, content)?;
        if let (EntryKind::File { offset, content, sparse, .. }, Some(placed)) = (&mut entry.kind, placed) {
            (*offset, *content, *sparse) = (placed.offset, placed.content, false);
        }
        self.toc.entries.push(entry);
        Ok(())
    }

    /// The same for one who has a table already: the layer's own will not list the entry.
    pub fn write(&mut self, entry: &Entry, content: Option<&mut dyn Read>) -> Result<Option<Placed>> {
        let failed = |path: &[u8]| format!("write /{} to a layer", String::from_utf8_lossy(path));
        let is_mark = matches!(entry.kind, EntryKind::Whiteout | EntryKind::Opaque);
        if !is_mark && entry.path.split(|b| *b == b'/').any(|part| part.starts_with(b".wh.")) {
            // Whoever unpacks the layer would remove what the rest of the name says.
            return Err(Error::new(Kind::Unsupported, failed(&entry.path))
                .because("in a layer, names that begin with '.wh.' mean files that are removed (image spec, whiteouts)")
                .hint("rename it, or leave it out in .dockerignore"));
        }
        self.at += write_header(&mut self.out, entry).map_err(|e| Error::io(failed(&entry.path), e))?;
        let EntryKind::File { size, .. } = entry.kind else { return Ok(None) };
        let content = content
            .ok_or_else(|| Error::new(Kind::Internal, format!("{}: a file without content", failed(&entry.path))))?;
        let content = copy(content, &mut self.out, size, &mut self.buffer).map_err(|e| match e.kind() {
            std::io::ErrorKind::UnexpectedEof => changed(&entry.path),
            _ => Error::io(failed(&entry.path), e),
        })?;
        let (offset, pad) = (self.at, padding(size));
        self.out.write_all(pad).map_err(|e| Error::io(failed(&entry.path), e))?;
        self.at += size + pad.len() as u64;
        Ok(Some(Placed { offset, content }))
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.toc.entries.len()
    }

    /// Has it no entry?
    pub fn is_empty(&self) -> bool {
        self.toc.entries.is_empty()
    }

    /// Ends the layer.
    pub fn finish(mut self) -> Result<(W, FinishedLayer)> {
        self.out.write_all(&[0; 1024]).map_err(|e| Error::io("end a layer", e))?;
        let (out, Compressed { diff_id, digest, size, plain_size }) = self.out.finish()?;
        let layer = FinishedLayer { diff_id, digest, size, plain_size, compression: self.compression, toc: self.toc };
        Ok((out, layer))
    }
}

fn changed(path: &[u8]) -> Error {
    Error::new(Kind::Io, format!("/{} changed while it was read", String::from_utf8_lossy(path)))
        .hint("build again when nothing writes to the source")
}

/// Copies exactly `size` bytes and returns their blake3. Fewer or more are an
/// `UnexpectedEof`.
fn copy(from: &mut dyn Read, to: &mut impl Write, size: u64, buffer: &mut [u8]) -> std::io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    let mut left = size;
    loop {
        let n = match from.read(buffer) {
            Ok(n) => n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if n as u64 > left || (n == 0 && left > 0) {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if n == 0 {
            return Ok(*hasher.finalize().as_bytes());
        }
        hasher.update(&buffer[..n]);
        to.write_all(&buffer[..n])?;
        left -= n as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Decoder, Limits, Timestamp};
    use std::process::Command;

    fn file(path: &str, content: &[u8]) -> Entry {
        let kind = EntryKind::File { size: content.len() as u64, content: [0; 32], offset: 0, sparse: false };
        Entry { kind, mtime: Timestamp::from_secs(1_700_000_000), ..Entry::dir(path, 0o640) }
    }

    fn sample(compression: Compression, threads: usize) -> (Vec<u8>, FinishedLayer) {
        let mut w = LayerWriter::new(Vec::new(), compression, threads).unwrap();
        w.append(Entry::dir("d", 0o1777), None).unwrap();
        let long = format!("d/{}", "n".repeat(240));
        for (path, content) in [("d/a", &b"hello"[..]), (&long, &[7; 3_000_000]), ("d/ü", b"")] {
            w.append(file(path, content), Some(&mut &content[..])).unwrap();
        }
        let link = Entry { kind: EntryKind::Hardlink { target: b"d/a".to_vec() }, ..file("d/zlink", b"") };
        w.append(link, None).unwrap();
        w.finish().unwrap()
    }

    #[test]
    fn the_table_read_back_is_the_table_written() {
        for compression in [Compression::None, Compression::Gzip(5), Compression::Zstd(3)] {
            let (blob, layer) = sample(compression, 2);
            assert_eq!(layer.digest, Digest::sha256(&blob));
            let plain = Decoder::new(&blob[..], compression.encoding(), &Limits::default()).unwrap();
            assert_eq!(Toc::read(plain, &Limits::default()).unwrap(), layer.toc);
        }
    }

    #[test]
    fn a_file_that_would_be_a_whiteout_is_refused() {
        for path in [".wh.etc", "d/.wh..wh..opq", "d/.wh.x/y"] {
            let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
            assert_eq!(w.append(file(path, b""), Some(&mut &b""[..])).unwrap_err().kind(), Kind::Unsupported, "{path}");
        }
        let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
        w.append(Entry { kind: EntryKind::Whiteout, ..Entry::dir("etc", 0) }, None).unwrap();
    }

    #[test]
    fn a_content_of_another_size_is_noticed() {
        for content in [&b"hell"[..], b"hello!"] {
            let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
            let e = w.append(file("a", b"hello"), Some(&mut &content[..])).unwrap_err();
            assert!(e.what().contains("changed while it was read"), "{e}");
        }
    }

    #[test]
    fn gnu_tar_and_python_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let (blob, _) = sample(Compression::Gzip(5), 2);
        let path = dir.path().join("l.tar.gz");
        std::fs::write(&path, blob).unwrap();
        let out =
            Command::new("tar").arg("-tzvf").arg(&path).env("LC_ALL", "C.UTF-8").env("TZ", "UTC").output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let text = String::from_utf8_lossy(&out.stdout).replace(&"n".repeat(240), "NNN");
        insta::assert_snapshot!(text, @r"
        drwxrwxrwt 0/0               0 1970-01-01 00:00 d/
        -rw-r----- 0/0               5 2023-11-14 22:13 d/a
        -rw-r----- 0/0         3000000 2023-11-14 22:13 d/NNN
        -rw-r----- 0/0               0 2023-11-14 22:13 d/ü
        hrw-r----- 0/0               0 2023-11-14 22:13 d/zlink link to d/a
        ");
        let script = "import sys,tarfile\nfor m in tarfile.open(sys.argv[1]): print(m.name[:8], m.size, oct(m.mode), m.linkname)";
        let out = Command::new("python3").args(["-c", script]).arg(&path).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        insta::assert_snapshot!(String::from_utf8_lossy(&out.stdout), @r"
        d 0 0o1777 
        d/a 5 0o640 
        d/nnnnnn 3000000 0o640 
        d/ü 0 0o640 
        d/zlink 0 0o640 d/a
        ");
    }
}
