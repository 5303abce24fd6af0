//! The table of contents that a layer itself has at its end: eStargz (gzip) and zstd:chunked.
//!
//! It says what lies where, but has no digests of ours: it is for looking below a step only. The manifest's annotations
//! vouch for it, not the diff ID.

use super::decompress::Limits;
use super::entry::{Entry, EntryKind, Timestamp};
use super::tar_read::{Names, interpret, normalize};
use super::toc::Toc;
use crate::error::{Context, Error, Kind, Result};
use crate::oci::{Descriptor, Digest};
use base64::Engine;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;

const ESTARGZ_DIGEST: &str = "containerd.io/snapshot/stargz/toc.digest";
const CHUNKED_DIGEST: &str = "io.github.containers.zstd-chunked.manifest-checksum";
const CHUNKED_PLACE: &str = "io.github.containers.zstd-chunked.manifest-position";
/// The largest table that is read: compressed, and not.
const MOST: (u64, u64) = (64 << 20, 512 << 20);
/// The gzip member at the end of an eStargz blob, whose extra field says where the table is.
const FOOTER: usize = 51;
/// The table's name in the archive at the end of an eStargz blob.
const TABLE: &str = "stargz.index.json";

/// A table at the end of a blob, as its annotations tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chunked {
    /// gzip: the footer says where it is.
    Estargz {
        /// Of the plain table.
        digest: Digest,
    },
    /// zstd, in a skippable frame.
    Zstd {
        /// Where it begins.
        offset: u64,
        /// Its compressed bytes.
        length: u64,
        /// Of these.
        digest: Digest,
    },
}

/// A part of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where it begins.
    pub offset: u64,
    /// Bytes.
    pub length: u64,
}

impl Chunked {
    /// What a layer's descriptor says, if it has such a table.
    pub fn of(descriptor: &Descriptor) -> Option<Chunked> {
        let says = |key| descriptor.annotations.get(key);
        if let (Some(digest), Some(place)) = (says(CHUNKED_DIGEST), says(CHUNKED_PLACE)) {
            let numbers: Vec<u64> = place.split(':').map(|n| n.parse().ok()).collect::<Option<_>>()?;
            // The last one is the kind of the table: 1 is the only one that is known.
            let [offset, length, plain, 1] = numbers[..] else { return None };
            let fits = length <= MOST.0 && plain <= MOST.1 && offset.checked_add(length)? <= descriptor.size;
            return Some(Chunked::Zstd { offset, length, digest: digest.parse().ok()? }).filter(|_| fits);
        }
        Some(Chunked::Estargz { digest: says(ESTARGZ_DIGEST)?.parse().ok()? })
    }

    /// What is to be read first: the table, or the footer that says where it is.
    pub fn first(&self, size: u64) -> Part {
        match *self {
            Chunked::Zstd { offset, length, .. } => Part { offset, length },
            Chunked::Estargz { .. } => {
                let length = size.min(FOOTER as u64);
                Part { offset: size - length, length }
            }
        }
    }

    /// Where the table is, once that part was read; None: that was it.
    pub fn then(&self, size: u64, first: &[u8]) -> Result<Option<Part>> {
        let Chunked::Estargz { .. } = self else { return Ok(None) };
        let end = size.saturating_sub(FOOTER as u64);
        let place = footer(first).filter(|offset| *offset < end && end - offset <= MOST.0);
        let offset = place.ok_or_else(|| wrong("its footer is not that of an eStargz blob"))?;
        Ok(Some(Part { offset, length: end - offset }))
    }

    /// Reads the table.
    pub fn read(&self, compressed: &[u8]) -> Result<Toc> {
        let what = || "unpack it".to_string();
        let mut plain = Vec::new();
        match self {
            Chunked::Zstd { digest, .. } => {
                check(compressed, digest)?;
                let decoder = zstd::Decoder::new(compressed).context(what)?;
                decoder.take(MOST.1 + 1).read_to_end(&mut plain).context(what)?;
                bound(&plain)?;
            }
            Chunked::Estargz { digest } => {
                let decoder = flate2::read::MultiGzDecoder::new(compressed).take(MOST.1 + 1);
                let mut archive = tar::Archive::new(decoder);
                let entry = archive.entries().context(what)?.next();
                let mut entry = entry.ok_or_else(|| wrong("there is no table in it"))?.context(what)?;
                if entry.path_bytes().as_ref() != TABLE.as_bytes() {
                    return Err(wrong("there is another file in the table's place"));
                }
                entry.read_to_end(&mut plain).context(what)?;
                bound(&plain)?;
                check(&plain, digest)?;
            }
        }
        parse(&plain)
    }
}

/// Parses a table, as both formats write it. There are as many entries at most as in a layer that is read.
pub fn parse(plain: &[u8]) -> Result<Toc> {
    let table: Table = serde_json::from_slice(plain).map_err(|e| wrong("it is no table").because(e))?;
    if table.version != 1 {
        return Err(wrong(&format!("its version {} is not known", table.version)));
    }
    let most = Limits::default().max_entries;
    if table.entries.len() > most {
        return Err(Error::new(Kind::Limit, format!("it has more than {most} entries")));
    }
    let entries = table.entries.into_iter().filter_map(|row| row.entry().transpose()).collect::<Result<_>>()?;
    Ok(Toc { entries })
}

fn wrong(why: &str) -> Error {
    Error::new(Kind::Format, why)
}

fn bound(plain: &[u8]) -> Result<()> {
    match plain.len() as u64 > MOST.1 {
        true => Err(Error::new(Kind::Limit, format!("it has more than {} bytes", MOST.1))),
        false => Ok(()),
    }
}

fn check(bytes: &[u8], digest: &Digest) -> Result<()> {
    let actual = Digest::sha256(bytes);
    match actual == *digest {
        true => Ok(()),
        false => Err(Error::new(Kind::Integrity, format!("the manifest says {digest}, it is {actual}"))),
    }
}

/// RFC 1952 with the subfield "SG": 16 hexadecimal digits, and `STARGZ`.
fn footer(bytes: &[u8]) -> Option<u64> {
    let bytes: &[u8; FOOTER] = bytes.try_into().ok()?;
    let (head, extra) = (&bytes[..12], &bytes[12..38]);
    // Deflate, an extra field of 26 bytes, of which the subfield has 22.
    let fits = head.starts_with(&[0x1f, 0x8b, 8, 4]) && head[10..] == [26, 0] && extra[..4] == [b'S', b'G', 22, 0];
    let text = std::str::from_utf8(&extra[4..20]).ok().filter(|_| fits && &extra[20..] == b"STARGZ")?;
    u64::from_str_radix(text, 16).ok()
}

#[derive(Deserialize)]
struct Table {
    version: u32,
    entries: Vec<Row>,
}

/// An entry, as both formats write it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    #[serde(rename = "type")]
    kind: String,
    name: String,
    #[serde(default)]
    link_name: String,
    #[serde(default)]
    mode: i64,
    #[serde(default)]
    size: i64,
    #[serde(default)]
    uid: i64,
    #[serde(default)]
    gid: i64,
    modtime: Option<String>,
    #[serde(default)]
    dev_major: u32,
    #[serde(default)]
    dev_minor: u32,
    xattrs: Option<BTreeMap<String, String>>,
}

impl Row {
    /// As our reader would have it; None: nothing of its own.
    fn entry(self) -> Result<Option<Entry>> {
        let about = |why: &str| wrong(&format!("its entry '{}': {why}", self.name));
        let kind = match self.kind.as_str() {
            "reg" => {
                let size = u64::try_from(self.size).map_err(|_| about("a size below zero"))?;
                EntryKind::File { size, content: [0; 32], offset: 0, sparse: false }
            }
            "dir" => EntryKind::Dir,
            "symlink" => EntryKind::Symlink { target: self.link_name.clone().into_bytes() },
            "hardlink" => EntryKind::Hardlink { target: normalize(self.link_name.as_bytes())? },
            "char" => EntryKind::Char { major: self.dev_major, minor: self.dev_minor },
            "block" => EntryKind::Block { major: self.dev_major, minor: self.dev_minor },
            "fifo" => EntryKind::Fifo,
            // The rest of a file that begins above.
            "chunk" => return Ok(None),
            other => return Err(about(&format!("the unknown kind '{other}'"))),
        };
        let number = |n: i64| u32::try_from(n).map_err(|_| about("an owner out of range"));
        let mtime = match self.modtime.as_deref() {
            None | Some("") => Timestamp::default(),
            Some(text) => {
                let time = chrono::DateTime::parse_from_rfc3339(text).map_err(|e| about("its time").because(e))?;
                Timestamp { secs: time.timestamp(), nanos: time.timestamp_subsec_nanos() }
            }
        };
        let mut xattrs = BTreeMap::new();
        for (key, value) in self.xattrs.iter().flatten() {
            let value = base64::engine::general_purpose::STANDARD.decode(value);
            xattrs.insert(key.clone().into_bytes(), value.map_err(|e| about("an attribute").because(e))?);
        }
        let path = normalize(self.name.as_bytes())?;
        let (uid, gid) = (number(self.uid)?, number(self.gid)?);
        // The bits of a permission: what is masked has no more.
        let mode = u32::try_from(self.mode & 0o7777).unwrap_or_default();
        interpret(Names::Layer, Entry { path, kind, mode, uid, gid, mtime, xattrs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    const TEXT: &str = r#"{"version": 1, "entries": [
        {"type": "dir", "name": "a/", "mode": 488, "uid": 7, "modtime": "2024-05-06T07:08:09.5Z", "xattrs": {"user.x": "eQ=="}},
        {"type": "reg", "name": "a/f", "size": 5, "mode": 420}, {"type": "chunk", "name": "a/f", "size": 0},
        {"type": "symlink", "name": "/l", "linkName": "a/f"}, {"type": "hardlink", "name": "h", "linkName": "/a/f"},
        {"type": "reg", "name": "a/.wh.gone"}, {"type": "reg", "name": "b/.wh..wh..opq"}, {"type": "char", "name": "w"}]}"#;

    fn checked(toc: &Toc) {
        let rows: Vec<_> =
            toc.entries.iter().map(|e| (String::from_utf8_lossy(&e.path).into_owned(), &e.kind)).collect();
        let file = EntryKind::File { size: 5, content: [0; 32], offset: 0, sparse: false };
        let want = [
            ("a", &EntryKind::Dir),
            ("a/f", &file),
            ("l", &EntryKind::Symlink { target: b"a/f".to_vec() }),
            ("h", &EntryKind::Hardlink { target: b"a/f".to_vec() }),
            ("a/gone", &EntryKind::Whiteout),
            ("b", &EntryKind::Opaque),
            ("w", &EntryKind::Whiteout),
        ];
        assert_eq!(rows, want.map(|(path, kind)| (path.to_string(), kind)));
        let dir = &toc.entries[0];
        assert_eq!((dir.mode, dir.uid, dir.mtime), (0o750, 7, Timestamp { secs: 1_714_979_289, nanos: 500_000_000 }));
        assert_eq!(dir.xattrs[&b"user.x"[..]], b"y");
    }

    fn annotated(size: u64, annotations: &[(&str, String)]) -> Descriptor {
        let mut out = Descriptor::new("application/vnd.oci.image.layer.v1.tar+gzip", Digest::sha256(b""), size);
        out.annotations.extend(annotations.iter().map(|(k, v)| (k.to_string(), v.clone())));
        out
    }

    #[test]
    fn zstd_chunked() {
        let packed = zstd::encode_all(TEXT.as_bytes(), 3).unwrap();
        let place = |end: &str| format!("100:{}:{}:{end}", packed.len(), TEXT.len());
        let told = |place: String| {
            let all = [(CHUNKED_DIGEST, Digest::sha256(&packed).to_string()), (CHUNKED_PLACE, place)];
            Chunked::of(&annotated(100 + packed.len() as u64, &all))
        };
        let table = told(place("1")).unwrap();
        assert_eq!(table.first(9999), Part { offset: 100, length: packed.len() as u64 });
        assert_eq!(table.then(9999, &packed).unwrap(), None);
        checked(&table.read(&packed).unwrap());
        assert_eq!(table.read(&packed[1..]).unwrap_err().kind(), Kind::Integrity);
        assert_eq!(told(place("2")), None);
        assert_eq!(told(format!("18446744073709551615:{}:9:1", packed.len())), None);
        assert_eq!(told("1:2:3".into()), None);
    }

    #[test]
    fn estargz() {
        let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        let mut header = tar::Header::new_ustar();
        header.set_size(TEXT.len() as u64);
        archive.append_data(&mut header, TABLE, TEXT.as_bytes()).unwrap();
        let packed = archive.into_inner().unwrap().finish().unwrap();
        let mut foot = vec![0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 26, 0, b'S', b'G', 22, 0];
        write!(foot, "{:016x}STARGZ", 100).unwrap();
        foot.extend([1, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0]);
        let size = (100 + packed.len() + foot.len()) as u64;
        let table =
            Chunked::of(&annotated(size, &[(ESTARGZ_DIGEST, Digest::sha256(TEXT.as_bytes()).to_string())])).unwrap();
        assert_eq!(table.first(size), Part { offset: size - 51, length: 51 });
        let place = table.then(size, &foot).unwrap().unwrap();
        assert_eq!(place, Part { offset: 100, length: packed.len() as u64 });
        checked(&table.read(&packed).unwrap());
        let other = Chunked::Estargz { digest: Digest::sha256(b"another") };
        assert_eq!(other.read(&packed).unwrap_err().kind(), Kind::Integrity);
        assert!(table.then(120, &foot).is_err() && table.then(size, &foot[1..]).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in ".{0,200}") {
            let table = Chunked::Estargz { digest: Digest::sha256(b"") };
            let _ = (table.then(1000, &bytes), table.read(&bytes));
            let _ = (parse(text.as_bytes()), parse(&bytes));
        }
    }
}
