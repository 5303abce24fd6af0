//! Writing tar headers: ustar where it can say it, PAX records where it cannot. The same
//! entry always gives the same bytes.

use super::entry::{Entry, EntryKind};
use super::pax::record;
use std::io::{Result, Write};

/// The largest number in an octal field of eleven digits (sizes, times): 8 GiB.
const MAX_OCTAL_11: u64 = 0o77_777_777_777;
/// The largest number in an octal field of seven digits (ids).
const MAX_OCTAL_7: u32 = 0o7_777_777;

/// Writes the headers of `entry`. Its content, padded by [`padding`], comes after. Returns
/// the bytes written.
pub fn write_header(out: &mut impl Write, entry: &Entry) -> Result<u64> {
    let name = stored_name(entry);
    let link: &[u8] = match &entry.kind {
        EntryKind::Symlink { target } | EntryKind::Hardlink { target } => target,
        _ => b"",
    };
    let size = match entry.kind {
        EntryKind::File { size, .. } => size,
        _ => 0,
    };
    let mut header = tar::Header::new_ustar();
    let mut pax = Vec::new();
    set_name(&mut header, &name, &mut pax);
    if link.len() > 100 || !link.is_ascii() {
        pax.extend(record(b"linkpath", link));
    }
    copy_into(&mut header.as_old_mut().linkname, link);
    header.set_entry_type(entry_type(&entry.kind));
    header.set_mode(entry.mode & 0o7777);
    for (id, key) in [(entry.gid, "gid"), (entry.uid, "uid")] {
        if id > MAX_OCTAL_7 {
            pax.extend(record(key.as_bytes(), id.to_string().as_bytes()));
        }
    }
    header.set_uid(u64::from(entry.uid.min(MAX_OCTAL_7)));
    header.set_gid(u64::from(entry.gid.min(MAX_OCTAL_7)));
    if size > MAX_OCTAL_11 {
        pax.extend(record(b"size", size.to_string().as_bytes()));
    }
    header.set_size(size.min(MAX_OCTAL_11));
    let time = entry.mtime;
    if time.nanos != 0 || time.secs < 0 || time.secs.unsigned_abs() > MAX_OCTAL_11 {
        pax.extend(record(b"mtime", decimal_time(time.secs, time.nanos).as_bytes()));
    }
    header.set_mtime(time.secs.max(0).unsigned_abs().min(MAX_OCTAL_11));
    if let EntryKind::Char { major, minor } | EntryKind::Block { major, minor } = entry.kind {
        header.set_device_major(major)?;
        header.set_device_minor(minor)?;
    }
    for (name, value) in &entry.xattrs {
        pax.extend(record(&[b"SCHILY.xattr.", name.as_slice()].concat(), value));
    }
    header.set_cksum();
    let mut written = 0;
    if !pax.is_empty() {
        written += write_pax(out, &pax)?;
    }
    out.write_all(header.as_bytes())?;
    Ok(written + 512)
}

/// Zero bytes that follow a content of this size.
pub fn padding(size: u64) -> &'static [u8] {
    const ZEROS: [u8; 512] = [0; 512];
    let n = usize::try_from((512 - size % 512) % 512).unwrap_or(0);
    &ZEROS[..n]
}

/// The name as it stands in the archive: directories end with a slash, whiteouts have
/// their prefix.
fn stored_name(entry: &Entry) -> Vec<u8> {
    let parent = |path: &[u8]| path.iter().rposition(|b| *b == b'/').map_or(Vec::new(), |i| path[..i].to_vec());
    match &entry.kind {
        EntryKind::Dir if entry.path.is_empty() => b"./".to_vec(),
        EntryKind::Dir => [entry.path.as_slice(), b"/"].concat(),
        EntryKind::Whiteout => {
            super::tree::join(&parent(&entry.path), &[b".wh.", entry.name()].concat())
        }
        EntryKind::Opaque => super::tree::join(&entry.path, b".wh..wh..opq"),
        _ => entry.path.clone(),
    }
}

fn entry_type(kind: &EntryKind) -> tar::EntryType {
    match kind {
        EntryKind::File { .. } | EntryKind::Whiteout | EntryKind::Opaque => tar::EntryType::Regular,
        EntryKind::Dir => tar::EntryType::Directory,
        EntryKind::Symlink { .. } => tar::EntryType::Symlink,
        EntryKind::Hardlink { .. } => tar::EntryType::Link,
        EntryKind::Char { .. } => tar::EntryType::Char,
        EntryKind::Block { .. } => tar::EntryType::Block,
        EntryKind::Fifo => tar::EntryType::Fifo,
    }
}

/// Fills name and prefix; what does not fit goes into a record, and the fields get as much
/// as they hold for readers that know no PAX.
fn set_name(header: &mut tar::Header, name: &[u8], pax: &mut Vec<u8>) {
    let Some(ustar) = header.as_ustar_mut() else { return };
    if name.is_ascii() && name.len() <= 100 {
        copy_into(&mut ustar.name, name);
        return;
    }
    // The latest slash that leaves at most 155 bytes before and 100 after it.
    let slash = name[..name.len() - 1].iter().enumerate().rev().find(|(i, b)| **b == b'/' && *i <= 155);
    match slash {
        Some((i, _)) if name.is_ascii() && i > 0 && name.len() - i - 1 <= 100 => {
            copy_into(&mut ustar.prefix, &name[..i]);
            copy_into(&mut ustar.name, &name[i + 1..]);
        }
        _ => {
            pax.extend(record(b"path", name));
            copy_into(&mut ustar.name, name);
        }
    }
}

fn copy_into(field: &mut [u8], data: &[u8]) {
    let n = field.len().min(data.len());
    field[..n].copy_from_slice(&data[..n]);
}

fn decimal_time(secs: i64, nanos: u32) -> String {
    let (sign, whole, nanos) = match (secs, nanos) {
        (s, 0) if s < 0 => ("-", s.unsigned_abs(), 0),
        (s, n) if s < 0 => ("-", s.unsigned_abs() - 1, 1_000_000_000 - n),
        (s, n) => ("", s.unsigned_abs(), n),
    };
    if nanos == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{nanos:09}");
    format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

fn write_pax(out: &mut impl Write, records: &[u8]) -> Result<u64> {
    let mut header = tar::Header::new_ustar();
    copy_into(&mut header.as_old_mut().name, b"PaxHeaders.0/entry");
    header.set_entry_type(tar::EntryType::XHeader);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(records.len() as u64);
    header.set_cksum();
    out.write_all(header.as_bytes())?;
    out.write_all(records)?;
    let padding = padding(records.len() as u64);
    out.write_all(padding)?;
    Ok(512 + (records.len() + padding.len()) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Limits, Names, TarReader, Timestamp};
    use proptest::prelude::*;
    use std::io::Read;

    fn round_trip(entry: &Entry, content: &[u8]) -> (Entry, Vec<u8>) {
        let mut out = Vec::new();
        write_header(&mut out, entry).unwrap();
        out.extend_from_slice(content);
        out.extend_from_slice(padding(content.len() as u64));
        out.extend_from_slice(&[0; 1024]);
        let mut reader = TarReader::new(&out[..], Names::Layer, &Limits::default());
        let back = reader.next().unwrap().unwrap();
        let mut data = Vec::new();
        reader.read_to_end(&mut data).unwrap();
        assert!(reader.next().unwrap().is_none());
        (back, data)
    }

    fn path() -> impl Strategy<Value = Vec<u8>> {
        let part = prop_oneof!["[a-zA-Z0-9._ -]{1,80}", "[äßü漢字]{1,40}"];
        proptest::collection::vec(part, 1..6)
            .prop_map(|parts| parts.join("/").into_bytes())
            .prop_filter("a name, not a step", |p| {
                !p.split(|b| *b == b'/').any(|c| c == b"." || c == b".." || c.starts_with(b".wh."))
            })
    }

    proptest! {
        #[test]
        fn entries_come_back(
            path in path(),
            which in 0..9u8,
            target in path(),
            mode in 0..0o10000u32,
            uid: u32,
            gid: u32,
            secs in -5_000_000_000i64..50_000_000_000,
            nanos in prop_oneof![Just(0u32), 0..1_000_000_000u32],
            xattr in proptest::option::of(proptest::collection::vec(any::<u8>(), 1..50)),
            content in proptest::collection::vec(any::<u8>(), 0..1500),
        ) {
            let mut content = content;
            let kind = match which {
                0 => EntryKind::Dir,
                1 => EntryKind::Symlink { target },
                2 => EntryKind::Hardlink { target },
                3 => EntryKind::Char { major: 1, minor: 3 },
                4 => EntryKind::Block { major: 8, minor: 200_000 },
                5 => EntryKind::Fifo,
                6 => EntryKind::Whiteout,
                7 => EntryKind::Opaque,
                _ => EntryKind::File { size: content.len() as u64, content: [0; 32], offset: 0, sparse: false },
            };
            if which < 8 {
                content.clear();
            }
            let xattrs = xattr.map(|v| (b"user.x\xff".to_vec(), v)).into_iter().collect();
            let entry = Entry { path, kind, mode, uid, gid, mtime: Timestamp { secs, nanos }, xattrs };
            let (mut back, data) = round_trip(&entry, &content);
            if let EntryKind::File { offset, .. } = &mut back.kind {
                *offset = 0;
            }
            prop_assert_eq!(back, entry);
            prop_assert_eq!(data, content);
        }
    }

    #[test]
    fn a_big_file_says_so() {
        let size = 9 << 30;
        let kind = EntryKind::File { size, content: [0; 32], offset: 0, sparse: false };
        let entry = Entry { kind, ..Entry::dir("big", 0o644) };
        let mut out = Vec::new();
        write_header(&mut out, &entry).unwrap();
        let mut reader = TarReader::new(&out[..], Names::Layer, &Limits::default());
        let back = reader.next().unwrap().unwrap();
        assert!(matches!(back.kind, EntryKind::File { size: s, .. } if s == size));
    }
}
