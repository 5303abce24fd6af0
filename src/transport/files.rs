//! The files of an artifact: on disk as a source, and a directory that gets them. Names and
//! directories are kept in the annotations that ORAS uses.

use super::layout::{Layout, LayoutDestination};
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::{blocking, open_regular, stream_file};
use crate::image::{BlobReader, BlobSource, ByteStream, Destination, Location, Role};
use crate::layer::{Decoder, Limits};
use crate::oci::{Algorithm, Descriptor, Digest, Hasher, Manifest, media_type};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

/// The annotation with a file's name, relative to where it is pulled to.
pub const TITLE: &str = "org.opencontainers.image.title";
/// The annotation of a directory: `true` where the blob is an archive of it.
const UNPACK: &str = "io.deis.oras.content.unpack";
/// The annotation with the digest of a directory's plain archive.
const CONTENT: &str = "io.deis.oras.content.digest";
/// The type of a file that is given none, as in ORAS.
const DEFAULT_TYPE: &str = media_type::OCI_LAYER;

/// Files on disk as blobs. Directories are packed into archives, which live as long as this.
pub struct Files {
    paths: HashMap<Digest, PathBuf>,
    packed: tempfile::TempDir,
}

impl Files {
    /// None yet; archives of directories are made in `temp`.
    pub fn new(temp: &Path) -> Result<Files> {
        let packed = tempfile::tempdir_in(temp).context(|| format!("create a directory in {}", temp.display()))?;
        Ok(Files { paths: HashMap::new(), packed })
    }

    /// Adds a file, or a directory with all below it, under its name. Reads it once to know
    /// its digest.
    pub fn add(&mut self, path: &Path, kind: Option<&str>) -> Result<Descriptor> {
        let meta = path.metadata().context(|| format!("read {}", path.display()))?;
        let title = title_of(path)?;
        let (path, packed) = if meta.is_dir() {
            let (archive, content) = self.pack(path, &title)?;
            (archive, Some(content))
        } else {
            (path.canonicalize().context(|| format!("read {}", path.display()))?, None)
        };
        let default = if packed.is_some() { media_type::OCI_LAYER_GZIP } else { DEFAULT_TYPE };
        let mut descriptor = describe(&path, kind.unwrap_or(default))?;
        descriptor.annotations.insert(TITLE.into(), title);
        if let Some(content) = packed {
            descriptor.annotations.insert(CONTENT.into(), content.to_string());
            descriptor.annotations.insert(UNPACK.into(), "true".into());
        }
        self.paths.insert(descriptor.digest.clone(), path);
        Ok(descriptor)
    }

    /// Adds a file that has no name: a config.
    pub fn add_nameless(&mut self, path: &Path, kind: &str) -> Result<Descriptor> {
        let descriptor = describe(path, kind)?;
        self.paths.insert(descriptor.digest.clone(), path.into());
        Ok(descriptor)
    }

    /// An archive of a directory, the same bytes for the same names, types and contents;
    /// with the digest of the plain archive.
    fn pack(&self, dir: &Path, title: &str) -> Result<(PathBuf, Digest)> {
        let what = || format!("pack {}", dir.display());
        let archive = self.packed.path().join(format!("{}.tar.gz", self.paths.len()));
        let file = File::create(&archive).context(what)?;
        let gzip = flate2::GzBuilder::new().mtime(0).write(file, flate2::Compression::default());
        let mut tar = tar::Builder::new(Hashing { inner: gzip, hasher: Hasher::new(Algorithm::Sha256) });
        tar.mode(tar::HeaderMode::Deterministic);
        tar.follow_symlinks(false);
        for entry in walkdir::WalkDir::new(dir).sort_by_file_name() {
            let entry = entry.map_err(|e| Error::new(Kind::Host, what()).because(e))?;
            let below = entry.path().strip_prefix(dir).unwrap_or(entry.path());
            let kind = entry.file_type();
            if !(kind.is_dir() || kind.is_file() || kind.is_symlink()) {
                return Err(Error::new(
                    Kind::Unsupported,
                    format!("{} is a device, pipe or socket", entry.path().display()),
                )
                .hint("an artifact holds files, directories and links"));
            }
            let name = Path::new(title).join(below);
            tar.append_path_with_name(entry.path(), name).context(what)?;
        }
        let done = tar.into_inner().context(what)?;
        let digest = done.hasher.finish();
        done.inner.finish().context(what)?;
        Ok((archive, digest))
    }
}

struct Hashing<W> {
    inner: W,
    hasher: Hasher,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        let n = self.inner.write(data)?;
        self.hasher.update(&data[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// A file's name as it is pulled: the path as it was given, where it leads nowhere else, else
/// its last part.
fn title_of(path: &Path) -> Result<String> {
    let plain: PathBuf = path.components().filter(|c| !matches!(c, Component::CurDir)).collect();
    let inside = plain.components().all(|c| matches!(c, Component::Normal(_)));
    let name = if inside { Some(plain.as_os_str()) } else { path.file_name() };
    let text = name.and_then(|n| n.to_str()).filter(|n| !n.is_empty());
    text.map(str::to_string).ok_or_else(|| {
        Error::new(Kind::Usage, format!("{} has no name that can be kept", path.display()))
            .hint("names are UTF-8; give a file or a directory by its name")
    })
}

fn describe(path: &Path, kind: &str) -> Result<Descriptor> {
    let mut file = File::open(path).context(|| format!("open {}", path.display()))?;
    let mut hasher = Hasher::new(Algorithm::Sha256);
    let mut buffer = vec![0; 512 << 10];
    loop {
        match file.read(&mut buffer).context(|| format!("read {}", path.display()))? {
            0 => break,
            n => hasher.update(&buffer[..n]),
        }
    }
    let size = hasher.bytes();
    Ok(Descriptor::new(kind, hasher.finish(), size))
}

#[async_trait]
impl BlobSource for Files {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        let Some(path) = self.paths.get(&descriptor.digest) else {
            return Err(Error::new(Kind::NotFound, format!("no file has the digest {}", descriptor.digest)));
        };
        let file = File::open(path).context(|| format!("open {}", path.display()))?;
        Ok(BlobReader::new(descriptor, stream_file(file, 0, descriptor.size, path.display().to_string())))
    }

    fn locate(&self, descriptor: &Descriptor) -> Location {
        self.paths.get(&descriptor.digest).map_or(Location::Stream, |p| Location::File(p.clone()))
    }
}

/// A directory that gets the files of an artifact, all at its end or none.
pub struct FilesDestination {
    out: PathBuf,
    /// Fail rather than replace a file.
    keep_old: bool,
    layout: Layout,
    blobs: LayoutDestination,
    manifest: Mutex<Option<Manifest>>,
    written: Mutex<Vec<PathBuf>>,
    temp: tempfile::TempDir,
}

impl FilesDestination {
    /// Will write into `out`, which is made if it is not there.
    pub fn create(out: &Path, keep_old: bool) -> Result<FilesDestination> {
        std::fs::create_dir_all(out).context(|| format!("create {}", out.display()))?;
        let temp = tempfile::Builder::new()
            .prefix(".imgtool-part-")
            .tempdir_in(out)
            .context(|| format!("create a directory in {}", out.display()))?;
        let layout = Layout::flat(temp.path());
        let blobs = LayoutDestination::new(layout.clone(), None, out.display().to_string());
        let (manifest, written) = (Mutex::new(None), Mutex::default());
        Ok(FilesDestination { out: out.into(), keep_old, layout, blobs, manifest, written, temp })
    }

    /// What was written, in the order of the artifact.
    pub fn written(&self) -> Vec<PathBuf> {
        self.written.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }
}

#[async_trait]
impl Destination for FilesDestination {
    fn describe(&self) -> String {
        self.blobs.describe()
    }

    async fn has_blob(&self, descriptor: &Descriptor) -> Result<bool> {
        self.blobs.has_blob(descriptor).await
    }

    async fn try_reuse(&self, descriptor: &Descriptor, from: &Location) -> Result<bool> {
        self.blobs.try_reuse(descriptor, from).await
    }

    async fn put_blob(&self, descriptor: &Descriptor, data: ByteStream) -> Result<()> {
        self.blobs.put_blob(descriptor, data).await
    }

    async fn put_new_blob(&self, media_type: &str, data: ByteStream) -> Result<Descriptor> {
        self.blobs.put_new_blob(media_type, data).await
    }

    async fn has_manifest(&self, _: &Descriptor) -> Result<bool> {
        Ok(false)
    }

    async fn put_manifest(&self, _: &Descriptor, raw: Bytes, role: Role<'_>) -> Result<()> {
        if role == Role::Top {
            let manifest = serde_json::from_slice(&raw)
                .map_err(|e| Error::new(Kind::Format, "the artifact's manifest cannot be read").because(e))?;
            *self.manifest.lock().unwrap_or_else(|e| e.into_inner()) = Some(manifest);
        }
        Ok(())
    }

    async fn commit(&self) -> Result<()> {
        let taken = self.manifest.lock().unwrap_or_else(|e| e.into_inner()).take();
        let Some(manifest) = taken else {
            return Err(Error::new(Kind::Internal, format!("{}: commit without a manifest", self.describe())));
        };
        let place = Place { out: self.out.clone(), keep_old: self.keep_old, temp: self.temp.path().into() };
        let layout = self.layout.clone();
        let written = blocking(move || place.all(&manifest, &layout)).await?;
        *self.written.lock().unwrap_or_else(|e| e.into_inner()) = written;
        Ok(())
    }
}

fn refused(title: &str, why: &str) -> Error {
    Error::new(Kind::Format, format!("the artifact names a file '{}': {why}", title.escape_debug()))
        .hint("nothing was written")
}

/// Where the files of one artifact go.
struct Place {
    out: PathBuf,
    keep_old: bool,
    temp: PathBuf,
}

impl Place {
    /// Makes every file ready, then gives all of them their names.
    fn all(&self, manifest: &Manifest, layout: &Layout) -> Result<Vec<PathBuf>> {
        let titles: Vec<&String> = manifest.layers.iter().filter_map(|l| l.annotations.get(TITLE)).collect();
        for (number, title) in titles.iter().enumerate() {
            // One through the other's links would lead anywhere.
            let clash = |other: &&String| Path::new(title).starts_with(other) || Path::new(other).starts_with(title);
            if titles.iter().skip(number + 1).any(clash) {
                return Err(refused(title, "another one has that name, or lies below it"));
            }
        }
        let mut ready = Vec::new();
        for (number, layer) in manifest.layers.iter().enumerate() {
            let Some(title) = layer.annotations.get(TITLE) else { continue };
            let to = self.checked(title)?;
            let blob = layout.blob_path(&layer.digest);
            let unpack = layer.annotations.get(UNPACK).is_some_and(|v| v == "true");
            let from = if unpack {
                self.unpack(&blob, layer, title, number)?
            } else {
                let again = manifest.layers.iter().skip(number + 1).any(|l| l.digest == layer.digest);
                let from = self.temp.join(format!("file-{number}"));
                let moved = if again { std::fs::copy(&blob, &from).map(drop) } else { std::fs::rename(&blob, &from) };
                moved.context(|| format!("write {}", to.display()))?;
                from
            };
            ready.push((from, to));
        }
        let mut written = Vec::new();
        for (from, to) in ready {
            self.name(&from, &to)?;
            written.push(to);
        }
        Ok(written)
    }

    /// The path of a title, which came from outside: below `out`, through no link.
    fn checked(&self, title: &str) -> Result<PathBuf> {
        let bad = |why: &str| refused(title, why);
        let path = Path::new(title);
        if title.is_empty() || title.contains('\0') || !path.components().all(|c| matches!(c, Component::Normal(_))) {
            return Err(bad("it leads out of the directory"));
        }
        let mut at = self.out.clone();
        for part in path.components() {
            at.push(part);
            if at.symlink_metadata().is_ok_and(|m| m.is_symlink()) {
                return Err(bad("a symbolic link is in the way"));
            }
        }
        // What else lies in a directory is not ours to remove.
        if at.symlink_metadata().is_ok_and(|m| m.is_dir()) {
            return Err(bad("a directory of that name exists; remove it, or pull into another directory"));
        }
        if self.keep_old && at.symlink_metadata().is_ok() {
            return Err(bad("it exists, and old files are to be kept"));
        }
        Ok(at)
    }

    fn name(&self, from: &Path, to: &Path) -> Result<()> {
        let what = || format!("write {}", to.display());
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).context(what)?;
        }
        std::fs::rename(from, to).context(what)
    }

    /// Unpacks the archive of a directory aside; answers where the directory is.
    fn unpack(&self, blob: &Path, layer: &Descriptor, title: &str, number: usize) -> Result<PathBuf> {
        let what = || format!("unpack the directory '{title}'");
        let (file, _) = open_regular(blob)?;
        let encoding = media_type::layer_encoding(&layer.media_type).unwrap_or(media_type::Encoding::Gzip);
        let mut plain =
            Hashed { inner: Decoder::new(file, encoding, &Limits::default())?, hasher: Hasher::new(Algorithm::Sha256) };
        let aside = self.temp.join(format!("dir-{number}"));
        std::fs::create_dir(&aside).context(what)?;
        let mut archive = tar::Archive::new(&mut plain);
        archive.set_preserve_permissions(true);
        archive.set_overwrite(false);
        archive.unpack(&aside).context(what)?;
        // To the end, for the digest.
        std::io::copy(&mut plain, &mut std::io::sink()).context(what)?;
        let got = plain.hasher.finish();
        if let Some(wanted) = layer.annotations.get(CONTENT)
            && *wanted != got.to_string()
        {
            return Err(Error::new(Kind::Integrity, what()).because(format!("it hashes to {got}, not {wanted}")));
        }
        let dir = aside.join(title);
        if !dir.symlink_metadata().is_ok_and(|m| m.is_dir()) {
            return Err(Error::new(Kind::Format, what()).because("its archive holds no directory of that name"));
        }
        Ok(dir)
    }
}

struct Hashed<R> {
    inner: R,
    hasher: Hasher,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_from_outside_stay_inside() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/tmp", dir.path().join("l")).unwrap();
        let place = Place { out: dir.path().into(), keep_old: false, temp: dir.path().into() };
        for bad in ["", "/etc/x", "../x", "a/../../x", ".", "l/x", "l", "a\0b"] {
            assert_eq!(place.checked(bad).unwrap_err().kind(), Kind::Format, "{bad:?}");
        }
        assert_eq!(place.checked("a/b").unwrap(), dir.path().join("a/b"));
    }

    #[test]
    fn names_as_they_are_kept() {
        for (given, kept) in [("a/b", "a/b"), ("./a", "a"), ("/x/y", "y"), ("../z", "z"), ("d/", "d")] {
            assert_eq!(title_of(Path::new(given)).unwrap(), kept);
        }
        assert!(title_of(Path::new("/")).is_err());
    }

    #[test]
    fn a_directory_packs_to_the_same_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let d = dir.path().join(name).join("d");
            std::fs::create_dir_all(d.join("sub")).unwrap();
            std::fs::write(d.join("sub/f"), "x").unwrap();
            std::os::unix::fs::symlink("sub/f", d.join("l")).unwrap();
            d
        };
        let mut files = Files::new(dir.path()).unwrap();
        let (a, b) = (make("1"), make("2"));
        filetime(&b.join("sub/f"));
        assert_eq!(files.add(&a, None).unwrap().digest, files.add(&b, None).unwrap().digest);
    }

    fn filetime(path: &Path) {
        let old = std::time::SystemTime::UNIX_EPOCH;
        File::open(path).unwrap().set_modified(old).unwrap();
    }
}
