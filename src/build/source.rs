//! Contexts that do not lie in a directory: archives, unpacked into one.

use crate::error::{Context, Error, Kind, Result};
use crate::layer::tar_read::looks_like_tar;
use crate::layer::{Decoder, EntryKind, Limits, Names, TarReader, sniff};
use crate::rootfs::{IdMap, Root, Unpacker};
use rustix::fs::OFlags;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest Dockerfile or ignore file that is read, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// What came where a Dockerfile or a context was expected.
pub enum Given<R> {
    /// An archive, from its first byte.
    Archive(R),
    /// Anything else, all of it: a Dockerfile, then.
    Text(Vec<u8>),
}

/// Tells an archive (tar, also compressed) from a Dockerfile by its first bytes.
pub fn tell<'a>(mut input: impl Read + Send + 'a, what: &str) -> Result<Given<Box<dyn Read + Send + 'a>>> {
    let mut head = Vec::new();
    input.by_ref().take(1 << 20).read_to_end(&mut head).context(|| format!("read {what}"))?;
    if let Some(kind) = sniff(&head) {
        let mut plain = Vec::new();
        // A cut stream still tells how it begins.
        if let Ok(decoder) = Decoder::for_archive(&head[..], kind, &Limits::default()) {
            let _ = decoder.take(512).read_to_end(&mut plain);
        }
        if !looks_like_tar(&plain) {
            return Err(Error::new(Kind::Format, format!("{what} is compressed, but holds no tar archive")));
        }
        return Ok(Given::Archive(Box::new(std::io::Cursor::new(head).chain(input))));
    }
    input.take(MAX_FILE).read_to_end(&mut head).context(|| format!("read {what}"))?;
    if head.len() as u64 >= MAX_FILE {
        return Err(Error::new(Kind::Limit, format!("{what} is no archive, and too long for a Dockerfile")));
    }
    Ok(Given::Text(head))
}

/// Unpacks an archive into a directory, with the owner that we are. Owners, devices and extended
/// attributes are not kept: COPY gives files to root whatever they were.
pub fn unpack(archive: impl Read, dir: &Path, what: &str) -> Result<()> {
    let mut head = Vec::new();
    let mut archive = archive;
    archive.by_ref().take(512).read_to_end(&mut head).context(|| format!("read {what}"))?;
    let kind = sniff(&head).ok_or_else(|| Error::new(Kind::Format, format!("{what} is no archive")))?;
    let limits = Limits::default();
    let plain = Decoder::for_archive(std::io::Cursor::new(head).chain(archive), kind, &limits)?;
    let mut reader = TarReader::new(plain, Names::Plain, &limits);
    let root = Root::open(dir).context(|| format!("open {}", dir.display()))?;
    let everyone = IdMap::parse("0 0 4294967295", "0 0 4294967295");
    let mut unpacker = Unpacker::new(root, everyone, false);
    let (user, group) = (rustix::process::geteuid(), rustix::process::getegid());
    while let Some(mut entry) = reader.next().map_err(|e| e.context(format!("unpack {what}")))? {
        if matches!(entry.kind, EntryKind::Char { .. } | EntryKind::Block { .. }) {
            continue;
        }
        (entry.uid, entry.gid) = (user.as_raw(), group.as_raw());
        entry.xattrs.clear();
        if !user.is_root() {
            // We have to get into what we unpack.
            entry.mode |= if entry.kind == EntryKind::Dir { 0o700 } else { 0o400 };
        }
        unpacker.entry(&entry, &mut reader).map_err(|e| e.context(format!("unpack {what}")))?;
    }
    unpacker.finish().map(drop)
}

/// The directory `subdir` of what was checked out in `dir`, links followed inside only
/// (CVE-2026-33748).
pub fn subdir(dir: &Path, subdir: Option<&str>) -> Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    let Some(subdir) = subdir else { return Ok(dir.to_path_buf()) };
    let what = || format!("open the directory '{subdir}' of the repository");
    let place = Root::open(dir).context(what)?.locate(subdir.as_bytes()).context(what)?;
    match place.kind {
        Some(rustix::fs::FileType::Directory) => Ok(dir.join(std::ffi::OsStr::from_bytes(&place.path))),
        Some(_) => Err(Error::new(Kind::Format, what()).because("it is no directory")),
        None => Err(Error::new(Kind::NotFound, what()).because("it is not there")),
    }
}

/// Reads a file of an unpacked context, links followed inside the context only. None if it is
/// not there.
pub fn read_inside(dir: &Path, name: &Path) -> Result<Option<Vec<u8>>> {
    use std::os::unix::ffi::OsStrExt;
    let what = || format!("read {} of the build context", name.display());
    let root = Root::open(dir).context(what)?;
    let place = root.locate(name.as_os_str().as_bytes()).context(what)?;
    if place.kind != Some(rustix::fs::FileType::RegularFile) {
        return match place.kind {
            None => Ok(None),
            Some(_) => Err(Error::new(Kind::Format, what()).because("it is not a regular file")),
        };
    }
    let file = File::from(root.open_exact(&place.path, OFlags::RDONLY | OFlags::NONBLOCK).context(what)?);
    let mut raw = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut raw).context(what)?;
    if raw.len() as u64 > MAX_FILE {
        return Err(Error::new(Kind::Limit, what()).because(format!("it has more than {MAX_FILE} bytes")));
    }
    Ok(Some(raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(add: impl FnOnce(&mut tar::Builder<Vec<u8>>)) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        add(&mut builder);
        builder.into_inner().unwrap()
    }

    fn file(builder: &mut tar::Builder<Vec<u8>>, path: &str, content: &str) {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o640);
        header.set_uid(1234);
        header.set_cksum();
        builder.append_data(&mut header, path, content.as_bytes()).unwrap();
    }

    #[test]
    fn archives_are_told_from_dockerfiles() {
        let raw = archive(|b| file(b, "Dockerfile", "FROM scratch\n"));
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, &raw).unwrap();
        for archive in [raw, gzip.finish().unwrap()] {
            let Given::Archive(reader) = tell(&archive[..], "x").unwrap() else { panic!("no archive") };
            let dir = tempfile::tempdir().unwrap();
            unpack(reader, dir.path(), "x").unwrap();
            assert_eq!(read_inside(dir.path(), Path::new("Dockerfile")).unwrap().unwrap(), b"FROM scratch\n");
        }
        let Given::Text(text) = tell(&b"FROM x\n"[..], "x").unwrap() else { panic!("an archive") };
        assert_eq!(text, b"FROM x\n");
    }

    /// CVE-2026-44517, CVE-2026-28406: a Dockerfile that is a link to outside, entries that lead out.
    #[test]
    fn nothing_outside_is_read_or_written() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret"), "FROM secret").unwrap();
        let dir = outside.path().join("context");
        std::fs::create_dir(&dir).unwrap();
        let raw = archive(|b| {
            let mut header = tar::Header::new_ustar();
            header.set_entry_type(tar::EntryType::Symlink);
            header.set_size(0);
            header.set_cksum();
            b.append_link(&mut header.clone(), "Dockerfile", "../secret").unwrap();
            b.append_link(&mut header, "up", "..").unwrap();
            file(b, "up/made", "x");
        });
        unpack(&raw[..], &dir, "x").unwrap();
        assert_eq!(read_inside(&dir, Path::new("Dockerfile")).unwrap(), None);
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 2);
    }
}
