//! A tar file as a place of named members that are read at random: the ground of
//! `oci-archive:` and `docker-archive:`.

use crate::error::{Context, Error, Kind, Result};
use crate::image::ByteStream;
use crate::image::file::{open_regular, stream_file};
use crate::layer::{Decoder, EntryKind, Limits, Names, TarReader};
use crate::oci::media_type::Encoding;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The most members that are looked at.
const MAX_MEMBERS: usize = 1_000_000;

#[derive(Debug, Clone)]
enum Member {
    File { offset: u64, size: u64 },
    Link(String),
}

/// An archive's members by name.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    members: HashMap<String, Member>,
    /// Holds the plain tar where the archive was compressed.
    _plain: Option<tempfile::NamedTempFile>,
    file: PathBuf,
}

impl Archive {
    /// Reads the archive's headers (not its contents). A compressed archive is
    /// decompressed into `temp` first. Two members of one name are refused: readers
    /// would not agree on which one counts.
    pub fn open(path: &Path, temp: &Path) -> Result<Archive> {
        let (mut file, _) = open_regular(path)?;
        let mut magic = [0; 4];
        let n = file.read(&mut magic).context(|| format!("read {}", path.display()))?;
        file.seek(SeekFrom::Start(0)).context(|| format!("read {}", path.display()))?;
        let compressed = n == 4 && (magic[..2] == [0x1f, 0x8b] || magic == [0x28, 0xb5, 0x2f, 0xfd]);
        let plain = if compressed { Some(decompress(file, magic, path, temp)?) } else { None };
        let at = plain.as_ref().map_or(path, |p| p.path()).to_path_buf();
        let (file, _) = open_regular(&at)?;
        let members = scan(file, path)?;
        Ok(Archive { path: path.into(), members, _plain: plain, file: at })
    }

    /// The archive's path, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where a member's bytes are: file, offset, size. Links inside the archive are
    /// followed, at most eight of them.
    pub fn locate(&self, name: &str) -> Result<(u64, u64)> {
        let mut name = normalize(name);
        for _ in 0..8 {
            match self.members.get(&name) {
                Some(Member::File { offset, size }) => return Ok((*offset, *size)),
                Some(Member::Link(target)) => name = target.clone(),
                None => break,
            }
        }
        Err(Error::new(Kind::NotFound, format!("{} has no member '{}'", self.path.display(), name.escape_debug())))
    }

    /// Is there such a member?
    pub fn has(&self, name: &str) -> bool {
        self.locate(name).is_ok()
    }

    /// A small member, whole.
    pub fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>> {
        let (offset, size) = self.locate(name)?;
        if size > limit {
            return Err(Error::new(
                Kind::Limit,
                format!("{}: '{name}' is {size} bytes; at most {limit} are read", self.path.display()),
            ));
        }
        let mut out = Vec::new();
        self.reader(offset, size)?.read_to_end(&mut out).context(|| format!("read {}", self.path.display()))?;
        Ok(out)
    }

    /// A blocking reader over a member's bytes.
    pub fn reader(&self, offset: u64, size: u64) -> Result<impl Read + Send + use<>> {
        let (mut file, _) = open_regular(&self.file)?;
        file.seek(SeekFrom::Start(offset)).context(|| format!("read {}", self.path.display()))?;
        Ok(file.take(size))
    }

    /// A stream over a member's bytes.
    pub fn stream(&self, offset: u64, size: u64) -> Result<ByteStream> {
        let (file, _) = open_regular(&self.file)?;
        Ok(stream_file(file, offset, size, self.path.display().to_string()))
    }
}

fn decompress(file: File, magic: [u8; 4], path: &Path, temp: &Path) -> Result<tempfile::NamedTempFile> {
    let what = || format!("decompress {}", path.display());
    let mut out = tempfile::NamedTempFile::new_in(temp).context(what)?;
    let encoding = if magic[0] == 0x1f { Encoding::Gzip } else { Encoding::Zstd };
    let mut reader = Decoder::new(file, encoding, &Limits::default())?;
    std::io::copy(&mut reader, &mut out).context(what)?;
    Ok(out)
}

fn scan(file: File, path: &Path) -> Result<HashMap<String, Member>> {
    let unusable = || format!("{} is not a usable archive", path.display());
    let bad = |why: String| Error::new(Kind::Format, format!("{}: {why}", unusable()));
    let limits = Limits { max_entries: MAX_MEMBERS, ..Limits::default() };
    let len = file.metadata().context(|| format!("stat {}", path.display()))?.len();
    let mut reader = TarReader::seeking(BufReader::new(file), Names::Plain, &limits);
    let mut members = HashMap::new();
    while let Some(entry) = reader.next().map_err(|e| e.context(unusable()))? {
        let name = String::from_utf8(entry.path).map_err(|_| bad("a member's name is not UTF-8".into()))?;
        let member = match entry.kind {
            EntryKind::File { sparse: true, .. } => {
                return Err(bad(format!("its member '{}' is a sparse file", name.escape_debug())));
            }
            EntryKind::File { offset, size, .. } if offset.checked_add(size).is_none_or(|end| end > len) => {
                return Err(bad(format!("it is cut off within its member '{}'", name.escape_debug())));
            }
            EntryKind::File { offset, size, .. } => Member::File { offset, size },
            EntryKind::Hardlink { target } => Member::Link(String::from_utf8_lossy(&target).into_owned()),
            EntryKind::Symlink { target } => Member::Link(beside(&name, &String::from_utf8_lossy(&target))),
            _ => continue,
        };
        if members.insert(name.clone(), member).is_some() {
            return Err(bad(format!("it has two members named '{}'", name.escape_debug())));
        }
    }
    Ok(members)
}

/// `./a//b` and `/a/b` are `a/b`; `..` stays within the archive.
fn normalize(name: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// What a symbolic link at `name` to `target` means inside the archive.
fn beside(name: &str, target: &str) -> String {
    let parent = name.rsplit_once('/').map_or("", |(p, _)| p);
    normalize(&format!("{parent}/{target}"))
}

/// An archive being written: a temporary name beside the final one until `finish`.
pub struct ArchiveWriter {
    temp: tempfile::NamedTempFile,
    path: PathBuf,
    names: std::collections::HashSet<String>,
}

impl ArchiveWriter {
    /// Starts an archive that will be `path`.
    pub fn create(path: &Path) -> Result<ArchiveWriter> {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temp = tempfile::Builder::new()
            .prefix(".imgtool-part-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
            .tempfile_in(parent)
            .context(|| format!("create a file in {}", parent.display()))?;
        Ok(ArchiveWriter { temp, path: path.into(), names: Default::default() })
    }

    fn what(&self) -> String {
        format!("write {}", self.path.display())
    }

    /// Does it have this member already?
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    fn header(name: &str, size: u64, kind: tar::EntryType) -> Result<tar::Header> {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(kind);
        header.set_mode(if kind.is_dir() { 0o755 } else { 0o644 });
        header.set_size(size);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_path(name).map_err(|e| Error::io(format!("'{name}' is no name for an archive member"), e))?;
        header.set_cksum();
        Ok(header)
    }

    /// Adds a directory.
    pub fn directory(&mut self, name: &str) -> Result<()> {
        let header = Self::header(name, 0, tar::EntryType::Directory)?;
        let what = self.what();
        self.temp.write_all(header.as_bytes()).context(|| what)
    }

    /// Adds a member whole.
    pub fn member(&mut self, name: &str, data: &[u8]) -> Result<()> {
        let at = self.begin(name)?;
        let what = self.what();
        self.temp.write_all(data).context(|| what)?;
        self.end(name, at, data.len() as u64)
    }

    /// Starts a member whose size is not known yet; returns where its header is.
    pub fn begin(&mut self, name: &str) -> Result<u64> {
        let what = self.what();
        let at = self.temp.as_file_mut().stream_position().context(|| what.clone())?;
        let header = Self::header(name, 0, tar::EntryType::Regular)?;
        self.temp.write_all(header.as_bytes()).context(|| what)?;
        Ok(at)
    }

    /// The file to write a begun member's bytes to.
    pub fn file(&mut self) -> &mut File {
        self.temp.as_file_mut()
    }

    /// Ends the member begun at `at`: pads it and writes its header anew.
    pub fn end(&mut self, name: &str, at: u64, size: u64) -> Result<()> {
        let what = self.what();
        let header = Self::header(name, size, tar::EntryType::Regular)?;
        let pad = (512 - size % 512) % 512;
        let file = self.temp.as_file_mut();
        let mut finish = || -> std::io::Result<()> {
            file.write_all(&[0; 512][..usize::try_from(pad).unwrap_or(0)])?;
            let end = file.stream_position()?;
            file.seek(SeekFrom::Start(at))?;
            file.write_all(header.as_bytes())?;
            file.seek(SeekFrom::Start(end))?;
            Ok(())
        };
        finish().context(|| what)?;
        self.names.insert(name.into());
        Ok(())
    }

    /// Forgets everything after `at`: a member that failed half-way.
    pub fn rewind(&mut self, at: u64) -> Result<()> {
        let what = self.what();
        let file = self.temp.as_file_mut();
        file.set_len(at).and_then(|()| file.seek(SeekFrom::Start(at))).map(drop).context(|| what)
    }

    /// Ends the archive and gives it its name.
    pub fn finish(mut self) -> Result<()> {
        let what = self.what();
        self.temp.write_all(&[0; 1024]).context(|| what.clone())?;
        self.temp.as_file().sync_data().context(|| what.clone())?;
        self.temp.persist(&self.path).map(drop).map_err(|e| Error::io(what, e.error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn write_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.tar");
        let mut w = ArchiveWriter::create(&path).unwrap();
        w.directory("d/").unwrap();
        w.member("d/x", b"hello").unwrap();
        let at = w.begin("big").unwrap();
        w.file().write_all(b"half").unwrap();
        w.rewind(at).unwrap();
        w.member("y", b"").unwrap();
        assert!(!path.exists());
        w.finish().unwrap();
        let a = Archive::open(&path, dir.path()).unwrap();
        assert_eq!(a.read("./d/x", 100).unwrap(), b"hello");
        assert_eq!(a.read("y", 100).unwrap(), b"");
        assert!(!a.has("big"));
        assert_eq!(a.read("d/x", 4).unwrap_err().kind(), Kind::Limit);
    }

    #[test]
    fn two_members_of_one_name_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.tar");
        let mut w = ArchiveWriter::create(&path).unwrap();
        w.member("x", b"1").unwrap();
        w.member("./x", b"2").unwrap();
        w.finish().unwrap();
        assert_eq!(Archive::open(&path, dir.path()).unwrap_err().kind(), Kind::Format);
    }

    #[test]
    fn links_stay_inside() {
        assert_eq!(beside("a/layer.tar", "../b/layer.tar"), "b/layer.tar");
        assert_eq!(beside("a", "../../../etc/passwd"), "etc/passwd");
    }
}
