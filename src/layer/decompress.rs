//! Decompression with a bound on what may come out.

use crate::error::{Error, Kind, Result};
use crate::oci::media_type::Encoding;
use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bounds on what an archive may cost us.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Plain bytes that are always allowed, however small the input was.
    pub free_plain_bytes: u64,
    /// Beyond those, how many plain bytes one compressed byte may become.
    pub max_ratio: u64,
    /// Plain bytes in all.
    pub max_plain_bytes: u64,
    /// Entries in one archive.
    pub max_entries: usize,
    /// Bytes of one entry's PAX records.
    pub max_pax_bytes: u64,
    /// Bytes of one path.
    pub max_path: usize,
    /// Pieces in one sparse file's map.
    pub max_sparse_pieces: usize,
    /// Bytes of holes in all sparse files: they cost nothing to send, and time to read.
    pub max_hole_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            free_plain_bytes: 2 << 30,
            max_ratio: 250,
            max_plain_bytes: 1 << 40,
            max_entries: 20_000_000,
            max_pax_bytes: 4 << 20,
            max_path: 32 << 10,
            max_sparse_pieces: 1 << 20,
            max_hole_bytes: 64 << 30,
        }
    }
}

/// Counts what passes.
struct Counting<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.count.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

type Input<R> = BufReader<Counting<R>>;

enum Codec<R: Read> {
    Plain(Input<R>),
    Gzip(Box<flate2::bufread::MultiGzDecoder<Input<R>>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Input<R>>>),
    Bzip2(Box<bzip2::bufread::MultiBzDecoder<Input<R>>>),
    Xz(Box<lzma_rust2::XzReader<Input<R>>>),
}

/// The plain bytes of a compressed stream.
pub struct Decoder<R: Read> {
    codec: Codec<R>,
    compressed: Arc<AtomicU64>,
    plain: u64,
    limits: Limits,
}

/// How an archive given to ADD is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archive {
    /// As a layer may be.
    Layer(Encoding),
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
}

/// What the first bytes of a file say it is: a compressed stream, or a plain tar (which
/// needs 512 bytes to tell). None for anything else.
pub fn sniff(head: &[u8]) -> Option<Archive> {
    if head.starts_with(&[0x1f, 0x8b, 0x08]) {
        return Some(Archive::Layer(Encoding::Gzip));
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Some(Archive::Layer(Encoding::Zstd));
    }
    if head.starts_with(b"BZh") {
        return Some(Archive::Bzip2);
    }
    if head.starts_with(&[0xfd, b'7', b'z', b'X', b'Z', 0]) {
        return Some(Archive::Xz);
    }
    super::tar_read::looks_like_tar(head).then_some(Archive::Layer(Encoding::Plain))
}

impl<R: Read> Decoder<R> {
    /// Reads `input`, which is encoded as declared.
    pub fn new(input: R, encoding: Encoding, limits: &Limits) -> Result<Decoder<R>> {
        Decoder::for_archive(input, Archive::Layer(encoding), limits)
    }

    /// The same for the formats that only ADD knows.
    pub fn for_archive(input: R, archive: Archive, limits: &Limits) -> Result<Decoder<R>> {
        let compressed = Arc::new(AtomicU64::new(0));
        let input = BufReader::with_capacity(256 << 10, Counting { inner: input, count: compressed.clone() });
        let codec = match archive {
            Archive::Layer(Encoding::Plain) => Codec::Plain(input),
            Archive::Layer(Encoding::Gzip) => Codec::Gzip(Box::new(flate2::bufread::MultiGzDecoder::new(input))),
            Archive::Layer(Encoding::Zstd) => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(input)
                    .map_err(|e| Error::io("start a zstd decoder", e))?;
                // 128 MiB of window, as the zstd program allows by default.
                decoder.window_log_max(27).map_err(|e| Error::io("start a zstd decoder", e))?;
                Codec::Zstd(Box::new(decoder))
            }
            Archive::Bzip2 => Codec::Bzip2(Box::new(bzip2::bufread::MultiBzDecoder::new(input))),
            Archive::Xz => Codec::Xz(Box::new(lzma_rust2::XzReader::new(input, true))),
        };
        Ok(Decoder { codec, compressed, plain: 0, limits: limits.clone() })
    }

    fn check(&self) -> Result<()> {
        let compressed = self.compressed.load(Ordering::Relaxed);
        let ratio = self.plain / compressed.max(1);
        let too_dense = self.plain > self.limits.free_plain_bytes && ratio > self.limits.max_ratio;
        if too_dense || self.plain > self.limits.max_plain_bytes {
            return Err(Error::new(
                Kind::Limit,
                format!("{compressed} compressed bytes became more than {} plain ones", self.plain),
            )
            .hint("this looks like a decompression bomb; nothing of it was kept"));
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = match &mut self.codec {
            Codec::Plain(r) => r.read(buf)?,
            Codec::Gzip(r) => r.read(buf)?,
            Codec::Zstd(r) => r.read(buf)?,
            Codec::Bzip2(r) => r.read(buf)?,
            Codec::Xz(r) => r.read(buf)?,
        };
        self.plain += n as u64;
        if n > 0 && !matches!(self.codec, Codec::Plain(_)) {
            self.check()?;
        }
        Ok(n)
    }
}

/// Reads `reader` to its end, so that whatever checks it at the end does so.
pub fn drain(reader: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let n = reader.fill_buf()?.len();
        if n == 0 {
            return Ok(());
        }
        reader.consume(n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Compression, Compressor};
    use std::io::Write;

    #[test]
    fn a_bomb_is_stopped() {
        for compression in [Compression::Gzip(9), Compression::Zstd(3)] {
            let mut c = Compressor::new(Vec::new(), compression, 2).unwrap();
            let zeros = vec![0; 1 << 20];
            for _ in 0..64 {
                c.write_all(&zeros).unwrap();
            }
            let (bomb, _) = c.finish().unwrap();
            let limits = Limits { free_plain_bytes: 8 << 20, ..Limits::default() };
            let mut decoder = Decoder::new(&bomb[..], compression.encoding(), &limits).unwrap();
            let e = std::io::copy(&mut decoder, &mut std::io::sink()).unwrap_err();
            assert_eq!(Error::io("x", e).kind(), Kind::Limit);
        }
    }

    #[test]
    fn cut_off_and_broken_streams_are_errors() {
        let data: Vec<u8> = (0..3_000_000u32).map(|i| (i % 251) as u8).collect();
        for compression in [Compression::Gzip(5), Compression::Zstd(3)] {
            let mut c = Compressor::new(Vec::new(), compression, 1).unwrap();
            c.write_all(&data).unwrap();
            let (mut out, _) = c.finish().unwrap();
            let cut = out[..out.len() - 9].to_vec();
            let mut decoder = Decoder::new(&cut[..], compression.encoding(), &Limits::default()).unwrap();
            assert!(std::io::copy(&mut decoder, &mut std::io::sink()).is_err());
            let middle = out.len() / 2;
            out[middle] ^= 0x55;
            let mut decoder = Decoder::new(&out[..], compression.encoding(), &Limits::default()).unwrap();
            let mut back = Vec::new();
            assert!(decoder.read_to_end(&mut back).is_err() || back != data);
        }
    }
}
