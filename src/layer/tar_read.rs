//! Reading tar: ustar, GNU and PAX, as they come from strangers. One pass, nothing held but
//! the headers of the entry at hand.
//!
//! Where headers disagree the PAX record counts (POSIX; CVE-2025-62518 is what happens
//! otherwise). Paths come out normalized; one that leaves the root is an error.

use super::decompress::Limits;
use super::entry::{Entry, EntryKind, Timestamp};
use super::pax::Pax;
use super::sparse::{Cursor, Map, Piece};
use crate::error::{Error, Kind, Result};
use std::io::Read;

const BLOCK: usize = 512;

/// Bytes of an archive's global PAX records: they count for every entry.
const MAX_GLOBAL: usize = 64 << 10;

/// What `.wh.` names mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// In a layer: whiteouts (layer.md, "Whiteouts").
    Layer,
    /// In any other archive: names.
    Plain,
}

/// Does this look like the beginning of a tar archive? Needs its first 512 bytes.
pub fn looks_like_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK) else { return false };
    // The seventh edition of Unix knew no magic; GNU's form of it has device numbers further on.
    let magic = &block[257..265];
    (magic.starts_with(b"ustar") || magic.iter().all(|b| *b == 0)) && block[0] != 0 && checksum_fits(block)
}

fn checksum_fits(block: &[u8]) -> bool {
    let Some(told) = octal(&block[148..156]) else { return false };
    let blank = |i: usize| (148..156).contains(&i);
    let unsigned: u64 = block.iter().enumerate().map(|(i, b)| if blank(i) { 32 } else { u64::from(*b) }).sum();
    // Some old tars summed signed bytes.
    let signed: i64 = block.iter().enumerate().map(|(i, b)| if blank(i) { 32 } else { i64::from(*b as i8) }).sum();
    told == unsigned || i64::try_from(told) == Ok(signed)
}

/// An octal field: blanks and NULs around the digits; all blank is zero.
fn octal(field: &[u8]) -> Option<u64> {
    let text: &[u8] = field.split(|b| *b == 0).find(|p| !p.is_empty()).unwrap_or(&[]);
    let text = text.trim_ascii();
    text.iter().try_fold(0u64, |n, b| {
        let digit = b.checked_sub(b'0').filter(|d| *d < 8)?;
        n.checked_mul(8)?.checked_add(u64::from(digit))
    })
}

/// A numeric field: octal, or base 256 where the first bit is set.
fn numeric(field: &[u8], what: &str) -> Result<i64> {
    let bad = || Error::new(Kind::Format, format!("a tar header's {what} is not a number"));
    match field.first() {
        Some(0x80..) => {
            let negative = field[0] & 0x40 != 0;
            let mut n: i128 = if negative { -1 } else { 0 };
            for (i, b) in field.iter().enumerate() {
                let b = if i == 0 && !negative { b & 0x7f } else { *b };
                n = n.checked_mul(256).ok_or_else(bad)? | i128::from(b);
            }
            i64::try_from(n).map_err(|_| bad())
        }
        _ => octal(field).and_then(|n| i64::try_from(n).ok()).ok_or_else(bad),
    }
}

fn text(field: &[u8]) -> &[u8] {
    field.split(|b| *b == 0).next().unwrap_or(&[])
}

/// Makes `./a//b/` into `a/b`. A leading slash is dropped; a path that names its parent, or
/// holds a NUL, is refused.
pub fn normalize(path: &[u8]) -> Result<Vec<u8>> {
    let shown = || String::from_utf8_lossy(path).into_owned();
    let mut out = Vec::with_capacity(path.len());
    for part in path.split(|b| *b == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                return Err(Error::new(
                    Kind::Format,
                    format!("the archive's entry '{}' leads out of its root", shown()),
                )
                .hint("archives with '..' in a name are never unpacked"));
            }
            part if part.contains(&0) => {
                return Err(Error::new(
                    Kind::Format,
                    format!("the archive's entry '{}' has a NUL in its name", shown()),
                ));
            }
            part => {
                if !out.is_empty() {
                    out.push(b'/');
                }
                out.extend_from_slice(part);
            }
        }
    }
    Ok(out)
}

enum Body {
    Plain,
    Sparse(Cursor),
}

/// Reads entries one after the other.
pub struct TarReader<R: Read> {
    input: R,
    limits: Limits,
    names: Names,
    /// Bytes of the stream consumed.
    at: u64,
    /// Stored bytes of the entry at hand not read yet, and its padding.
    left: u64,
    padding: u64,
    body: Body,
    global: Pax,
    entries: usize,
    /// Bytes of holes given so far.
    holes: u64,
    ended: bool,
    /// Moves the input forward without reading.
    seek: Option<fn(&mut R, i64) -> std::io::Result<()>>,
}

/// What the headers before an entry's own say about it.
#[derive(Default)]
struct Extra {
    pax: Pax,
    long_name: Option<Vec<u8>>,
    long_link: Option<Vec<u8>>,
    /// Bytes of all that.
    bytes: u64,
    seen: bool,
}

impl<R: Read + std::io::Seek> TarReader<R> {
    /// Reads the headers of plain tar that lies in a file: contents that nobody reads are not
    /// touched, nor is what follows the end marker. Content beyond the file's end goes unnoticed.
    pub fn seeking(input: R, names: Names, limits: &Limits) -> TarReader<R> {
        TarReader { seek: Some(|input, n| input.seek_relative(n)), ..TarReader::new(input, names, limits) }
    }
}

impl<R: Read> TarReader<R> {
    /// Reads plain tar from `input`.
    pub fn new(input: R, names: Names, limits: &Limits) -> TarReader<R> {
        TarReader {
            input,
            limits: limits.clone(),
            names,
            at: 0,
            left: 0,
            padding: 0,
            body: Body::Plain,
            global: Pax::default(),
            entries: 0,
            holes: 0,
            ended: false,
            seek: None,
        }
    }

    fn fail(&self, why: impl Into<String>) -> Error {
        Error::new(Kind::Format, format!("the archive is broken at byte {}: {}", self.at, why.into()))
    }

    fn fill(&mut self, buf: &mut [u8]) -> Result<()> {
        let at = self.at;
        self.input.read_exact(buf).map_err(|e| match e.kind() {
            std::io::ErrorKind::UnexpectedEof => {
                Error::new(Kind::Format, format!("the archive is cut off after byte {at}"))
            }
            _ => Error::io("read an archive", e),
        })?;
        self.at += buf.len() as u64;
        Ok(())
    }

    /// The next header block; None at the end of the archive.
    fn block(&mut self) -> Result<Option<[u8; BLOCK]>> {
        let mut block = [0; BLOCK];
        // A missing end marker is tolerated at a block's boundary only, as everybody does.
        let mut have = 0;
        while have < BLOCK {
            match self.input.read(&mut block[have..]) {
                Ok(0) if have == 0 => return Ok(None),
                Ok(0) => return Err(self.fail("it is cut off within a header")),
                Ok(n) => have += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::io("read an archive", e)),
            }
        }
        self.at += BLOCK as u64;
        if block.iter().all(|b| *b == 0) {
            return Ok(None);
        }
        if !checksum_fits(&block) {
            return Err(self.fail("a header's checksum is wrong"));
        }
        Ok(Some(block))
    }

    fn skip_rest(&mut self) -> Result<()> {
        let mut left = self.left.checked_add(self.padding).ok_or_else(|| self.fail("a size is too large"))?;
        if let Some(seek) = self.seek {
            let n = i64::try_from(left).map_err(|_| self.fail("a size is too large"))?;
            seek(&mut self.input, n).map_err(|e| Error::io("read an archive", e))?;
            self.at += left;
            left = 0;
        }
        let mut buf = [0; 64 << 10];
        while left > 0 {
            let n = usize::try_from(left).unwrap_or(buf.len()).min(buf.len());
            self.fill(&mut buf[..n])?;
            left -= n as u64;
        }
        (self.left, self.padding, self.body) = (0, 0, Body::Plain);
        Ok(())
    }

    /// A header's own content (long names, PAX records), bounded.
    fn payload(&mut self, size: u64) -> Result<Vec<u8>> {
        self.bound_header(size)?;
        let mut data = vec![0; usize::try_from(size).map_err(|_| self.fail("a header is too large"))?];
        self.fill(&mut data)?;
        let mut padding = vec![0; (BLOCK - data.len() % BLOCK) % BLOCK];
        self.fill(&mut padding)?;
        Ok(data)
    }

    fn bound_header(&self, size: u64) -> Result<()> {
        let most = self.limits.max_pax_bytes;
        if size > most {
            return Err(Error::new(Kind::Limit, format!("an archive header of {size} bytes; at most {most} are read")));
        }
        Ok(())
    }

    /// The next entry, with its path normalized. After it, the content is read with
    /// [`Read`]; what is not read is skipped. Entries that mean nothing (volume labels,
    /// aufs bookkeeping) are passed over.
    #[allow(clippy::should_implement_trait)] // it borrows; Iterator cannot
    pub fn next(&mut self) -> Result<Option<Entry>> {
        let mut extra = Extra::default();
        while !self.ended {
            self.skip_rest()?;
            let Some(block) = self.block()? else {
                if extra.seen {
                    return Err(self.fail("it ends after an extended header"));
                }
                self.ended = true;
                // Whatever follows the end marker still belongs to the stream and its digest.
                if self.seek.is_none() {
                    std::io::copy(&mut self.input, &mut std::io::sink())
                        .map_err(|e| Error::io("read an archive", e))?;
                }
                return Ok(None);
            };
            let size =
                u64::try_from(numeric(&block[124..136], "size")?).map_err(|_| self.fail("a size is negative"))?;
            if matches!(block[156], b'x' | b'L' | b'K') {
                extra.bytes = extra.bytes.saturating_add(size);
                self.bound_header(extra.bytes)?;
            }
            match block[156] {
                b'x' => {
                    let data = self.payload(size)?;
                    extra.pax.parse_into(&data)?;
                    extra.seen = true;
                }
                b'g' => {
                    let data = self.payload(size)?;
                    self.global.parse_into(&data)?;
                    let bytes: usize = self.global.records.iter().map(|(k, v)| k.len() + v.len()).sum();
                    if bytes + self.global.sparse_pairs.len() * 16 > MAX_GLOBAL {
                        let what = format!("an archive has more than {MAX_GLOBAL} bytes of global headers");
                        return Err(Error::new(Kind::Limit, what));
                    }
                }
                b'L' => {
                    extra.long_name = Some(text(&self.payload(size)?).to_vec());
                    extra.seen = true;
                }
                b'K' => {
                    extra.long_link = Some(text(&self.payload(size)?).to_vec());
                    extra.seen = true;
                }
                b'V' => (self.left, self.padding) = (size, pad(size)),
                _ => {
                    let entry = self.entry(&block, size, std::mem::take(&mut extra))?;
                    self.entries += 1;
                    if self.entries > self.limits.max_entries {
                        let most = self.limits.max_entries;
                        return Err(Error::new(Kind::Limit, format!("an archive of more than {most} entries")));
                    }
                    if let Some(entry) = interpret(self.names, entry)? {
                        return Ok(Some(entry));
                    }
                }
            }
        }
        Ok(None)
    }

    fn entry(&mut self, block: &[u8; BLOCK], header_size: u64, extra: Extra) -> Result<Entry> {
        let mut pax = self.global.clone();
        pax.records.extend(extra.pax.records);
        pax.sparse_pairs = extra.pax.sparse_pairs;
        let raw_path = pax.get("GNU.sparse.name").or(pax.get("path")).map(<[u8]>::to_vec);
        let raw_path = raw_path.or(extra.long_name).unwrap_or_else(|| header_path(block));
        let raw_link = pax.get("linkpath").map(<[u8]>::to_vec).or(extra.long_link);
        let raw_link = raw_link.unwrap_or_else(|| text(&block[157..257]).to_vec());
        if raw_path.len() > self.limits.max_path || raw_link.len() > self.limits.max_path {
            return Err(Error::new(
                Kind::Limit,
                format!("an archive has a path of {} bytes", raw_path.len().max(raw_link.len())),
            ));
        }
        let stored = pax.number("size")?.unwrap_or(header_size);
        let has_body =
            matches!(block[156], b'0' | 0 | b'7' | b'S') && !(block[156] != b'S' && raw_path.ends_with(b"/"));
        (self.left, self.padding) = if has_body { (stored, pad(stored)) } else { (0, 0) };
        let kind = self.kind(block, &raw_path, raw_link, &pax)?;
        let id = |key: &str, range: std::ops::Range<usize>| -> Result<u32> {
            let n = match pax.number(key)? {
                Some(n) => i64::try_from(n).unwrap_or(i64::MAX),
                None => numeric(&block[range], key)?,
            };
            u32::try_from(n)
                .map_err(|_| Error::new(Kind::Format, format!("an archive entry's {key} {n} is out of range")))
        };
        let mode = numeric(&block[100..108], "mode")?;
        Ok(Entry {
            path: normalize(&raw_path)?,
            kind,
            mode: u32::try_from(mode & 0o7777).unwrap_or(0),
            uid: id("uid", 108..116)?,
            gid: id("gid", 116..124)?,
            mtime: match pax.time("mtime")? {
                Some(t) => t,
                None => Timestamp::from_secs(numeric(&block[136..148], "mtime")?),
            },
            xattrs: pax.xattrs()?,
        })
    }

    fn kind(&mut self, block: &[u8; BLOCK], path: &[u8], link: Vec<u8>, pax: &Pax) -> Result<EntryKind> {
        let device = |range: std::ops::Range<usize>| -> Result<u32> {
            u32::try_from(numeric(&block[range], "device number")?)
                .map_err(|_| Error::new(Kind::Format, "a device number is out of range"))
        };
        Ok(match block[156] {
            b'5' => EntryKind::Dir,
            b'0' | 0 if path.ends_with(b"/") => EntryKind::Dir,
            b'0' | 0 | b'7' => self.file(pax)?,
            b'S' => self.gnu_sparse(block)?,
            b'1' => EntryKind::Hardlink { target: normalize(&link)? },
            b'2' if link.is_empty() => return Err(self.fail("a symbolic link has no target")),
            b'2' => EntryKind::Symlink { target: link },
            b'3' => EntryKind::Char { major: device(329..337)?, minor: device(337..345)? },
            b'4' => EntryKind::Block { major: device(329..337)?, minor: device(337..345)? },
            b'6' => EntryKind::Fifo,
            other => {
                let shown = String::from_utf8_lossy(path).into_owned();
                return Err(self.fail(format!("'{shown}' is of the unknown type {:?}", other as char)));
            }
        })
    }

    fn file(&mut self, pax: &Pax) -> Result<EntryKind> {
        let major = pax.number("GNU.sparse.major")?.unwrap_or(0);
        let real = pax.number("GNU.sparse.realsize")?.or(pax.number("GNU.sparse.size")?);
        let offset = self.at;
        let Some(size) = real else {
            return Ok(EntryKind::File { size: self.left, content: [0; 32], offset, sparse: false });
        };
        let pieces = if major == 1 {
            self.sparse_1_0()?
        } else if let Some(map) = pax.get("GNU.sparse.map") {
            let mut numbers = Vec::new();
            for part in map.split(|b| *b == b',') {
                numbers.push(octal_free(part).ok_or_else(|| self.fail("a sparse map is not numbers"))?);
                self.bound_pieces(numbers.len() / 2)?;
            }
            pairs(&numbers)
        } else {
            pax.sparse_pairs.iter().map(|(offset, len)| Piece { offset: *offset, len: *len }).collect()
        };
        self.start_sparse(pieces, size, offset)
    }

    fn bound_pieces(&self, n: usize) -> Result<()> {
        if n > self.limits.max_sparse_pieces {
            return Err(Error::new(
                Kind::Limit,
                format!("a sparse file of more than {} pieces", self.limits.max_sparse_pieces),
            ));
        }
        Ok(())
    }

    fn start_sparse(&mut self, mut pieces: Vec<Piece>, size: u64, offset: u64) -> Result<EntryKind> {
        self.bound_pieces(pieces.len())?;
        // GNU tar ends a map with an empty piece at the end of the file.
        pieces.retain(|p| p.len > 0);
        let map = Map { pieces, size }.check(self.left)?;
        self.holes = self.holes.saturating_add(size.saturating_sub(self.left));
        if self.holes > self.limits.max_hole_bytes {
            let most = self.limits.max_hole_bytes;
            return Err(Error::new(
                Kind::Limit,
                format!("an archive's sparse files have more than {most} bytes of holes"),
            ));
        }
        self.body = Body::Sparse(Cursor::new(map));
        Ok(EntryKind::File { size, content: [0; 32], offset, sparse: true })
    }

    /// The map of format 1.0 stands before the content: decimal lines, padded to a block.
    fn sparse_1_0(&mut self) -> Result<Vec<Piece>> {
        let mut numbers: Vec<u64> = Vec::new();
        let mut digits = Vec::new();
        let mut wanted = None;
        loop {
            let mut block = [0; BLOCK];
            if self.left < BLOCK as u64 {
                return Err(self.fail("a sparse map is cut off"));
            }
            self.fill(&mut block)?;
            self.left -= BLOCK as u64;
            for b in block {
                if b != b'\n' {
                    digits.push(b);
                    if digits.len() > 20 {
                        return Err(self.fail("a sparse map is not numbers"));
                    }
                    continue;
                }
                let n = octal_free(&digits).ok_or_else(|| self.fail("a sparse map is not numbers"))?;
                digits.clear();
                match wanted {
                    None => {
                        let count = usize::try_from(n).unwrap_or(usize::MAX);
                        self.bound_pieces(count)?;
                        wanted = Some(count * 2);
                    }
                    Some(_) => numbers.push(n),
                }
                if Some(numbers.len()) == wanted {
                    return Ok(pairs(&numbers));
                }
            }
        }
    }

    /// The old GNU form: four pieces in the header, more in blocks after it.
    fn gnu_sparse(&mut self, block: &[u8; BLOCK]) -> Result<EntryKind> {
        let size =
            u64::try_from(numeric(&block[483..495], "real size")?).map_err(|_| self.fail("a size is negative"))?;
        let mut pieces = Vec::new();
        gnu_pieces(&block[386..482], &mut pieces)?;
        let mut more = block[482] != 0;
        while more {
            let mut next = [0; BLOCK];
            self.fill(&mut next)?;
            gnu_pieces(&next[..504], &mut pieces)?;
            self.bound_pieces(pieces.len())?;
            more = next[504] != 0;
        }
        let offset = self.at;
        self.start_sparse(pieces, size, offset)
    }
}

/// Whiteouts and the root's own entry.
pub(super) fn interpret(names: Names, mut entry: Entry) -> Result<Option<Entry>> {
    if entry.path.is_empty() && entry.kind != EntryKind::Dir {
        return Err(Error::new(Kind::Format, "the archive's entry for its root is not a directory")
            .hint("an archive may not replace the root itself"));
    }
    if names == Names::Plain {
        return Ok(Some(entry));
    }
    if let Some(part) = hidden_parent(&entry.path) {
        if part.starts_with(b".wh..wh.") {
            return Ok(None);
        }
        let shown = String::from_utf8_lossy(&entry.path).into_owned();
        let what = format!("the layer's entry '{shown}' lies in a directory whose name means a removed file");
        return Err(Error::new(Kind::Format, what));
    }
    if (EntryKind::Char { major: 0, minor: 0 }) == entry.kind {
        // Another form of a whiteout: it is one wherever the layer is unpacked for overlayfs.
        entry.kind = EntryKind::Whiteout;
        return Ok(Some(entry));
    }
    let name = entry.name().to_vec();
    let Some(hidden) = name.strip_prefix(b".wh.") else { return Ok(Some(entry)) };
    let parent = entry.path.len().saturating_sub(name.len() + 1);
    let parent = entry.path[..parent].to_vec();
    if hidden == b".wh..opq" {
        entry.kind = EntryKind::Opaque;
        entry.path = parent;
        return Ok(Some(entry));
    }
    if hidden.starts_with(b".wh.") {
        return Ok(None);
    }
    if matches!(hidden, b"" | b"." | b"..") {
        let shown = String::from_utf8_lossy(&entry.path).into_owned();
        return Err(Error::new(Kind::Format, format!("the whiteout '{shown}' names no file")));
    }
    entry.path = super::tree::join(&parent, hidden);
    entry.kind = EntryKind::Whiteout;
    Ok(Some(entry))
}

/// A component of the path, but not the last one, that is a whiteout's name.
fn hidden_parent(path: &[u8]) -> Option<&[u8]> {
    let end = path.iter().rposition(|b| *b == b'/')?;
    path[..end].split(|b| *b == b'/').find(|part| part.starts_with(b".wh."))
}

fn pad(size: u64) -> u64 {
    (512 - size % 512) % 512
}

/// The name field, behind the prefix of a ustar header. GNU headers use that space otherwise.
fn header_path(block: &[u8; BLOCK]) -> Vec<u8> {
    let name = text(&block[0..100]);
    let prefix = text(&block[345..500]);
    if &block[257..263] == b"ustar\0" && !prefix.is_empty() {
        return super::tree::join(prefix, name);
    }
    name.to_vec()
}

fn octal_free(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok().filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

fn pairs(numbers: &[u64]) -> Vec<Piece> {
    numbers.chunks_exact(2).map(|p| Piece { offset: p[0], len: p[1] }).collect()
}

fn gnu_pieces(fields: &[u8], pieces: &mut Vec<Piece>) -> Result<()> {
    for field in fields.chunks_exact(24) {
        if field[0] == 0 {
            return Ok(());
        }
        let number = |f: &[u8]| -> Result<u64> {
            u64::try_from(numeric(f, "sparse piece")?)
                .map_err(|_| Error::new(Kind::Format, "a sparse piece is negative"))
        };
        pieces.push(Piece { offset: number(&field[..12])?, len: number(&field[12..])? });
    }
    Ok(())
}

/// Bytes stored for the entry at hand.
struct Stored<'a, R> {
    input: &'a mut R,
    left: &'a mut u64,
    at: &'a mut u64,
}

impl<R: Read> Read for Stored<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let most = usize::try_from(*self.left).unwrap_or(usize::MAX).min(buf.len());
        if most == 0 {
            return Ok(0);
        }
        let n = self.input.read(&mut buf[..most])?;
        if n == 0 {
            return Err(Error::new(Kind::Format, format!("the archive is cut off after byte {}", self.at)).into());
        }
        *self.left -= n as u64;
        *self.at += n as u64;
        Ok(n)
    }
}

/// The content of the entry that [`TarReader::next`] gave last, holes filled.
impl<R: Read> Read for TarReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let mut stored = Stored { input: &mut self.input, left: &mut self.left, at: &mut self.at };
        match &mut self.body {
            Body::Plain => stored.read(buf),
            Body::Sparse(cursor) => cursor.read(&mut stored, buf),
        }
    }
}
