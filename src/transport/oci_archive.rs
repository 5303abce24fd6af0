//! `oci-archive:FILE[:TAG]`: an OCI layout in a tar file.

use super::archive::{Archive, ArchiveWriter};
use super::layout::{self, Entry, MARKER, REF_NAME};
use crate::error::{Context, Error, Kind, Result};
use crate::image::{BlobReader, BlobSource, ByteStream, Destination, Location, Node, Role};
use crate::oci::manifest::MAX_MANIFEST;
use crate::oci::{Algorithm, Descriptor, Digest, Hasher, Index};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Mutex;

fn member(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().name(), digest.hex())
}

/// Opens the image that `tag` names in the archive at `path`.
pub async fn open(path: &Path, tag: Option<&str>, temp: &Path) -> Result<Node> {
    let (path, temp) = (path.to_path_buf(), temp.to_path_buf());
    let archive = crate::image::file::blocking(move || Archive::open(&path, &temp)).await?;
    let place = archive.path().display().to_string();
    if !archive.has("oci-layout") {
        return Err(Error::new(Kind::Format, format!("{place} is not an OCI archive: it has no oci-layout"))
            .hint(format!("an archive made by 'docker save' is docker-archive:{place}")));
    }
    layout::check_marker(&archive.read("oci-layout", 4096)?, &place)?;
    let index = layout::parse_index(&archive.read("index.json", MAX_MANIFEST)?, &place)?;
    let descriptor = layout::select(&index, tag, &place)?;
    Node::open(descriptor, Arc::new(OciArchive { archive, index })).await
}

struct OciArchive {
    archive: Archive,
    index: Index,
}

#[async_trait]
impl BlobSource for OciArchive {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        let (offset, size) = self.archive.locate(&member(&descriptor.digest))?;
        Ok(BlobReader::new(descriptor, self.archive.stream(offset, size)?))
    }

    fn locate(&self, _: &Descriptor) -> Location {
        Location::Stream
    }

    async fn referrers(&self, subject: &Digest) -> Result<Vec<Descriptor>> {
        layout::referrers(&self.index, self, subject).await
    }

    async fn tagged(&self, tag: &str) -> Result<Option<Descriptor>> {
        Ok(layout::tagged(&self.index, tag))
    }
}

struct Writing {
    /// None once committed.
    archive: Option<ArchiveWriter>,
    /// What the index gets; the top one last.
    entries: Vec<Entry>,
}

/// An archive that an image is written to.
pub struct OciArchiveDestination {
    label: String,
    tag: Option<String>,
    writing: Mutex<Writing>,
}

impl OciArchiveDestination {
    /// Starts the archive under a temporary name beside `path`.
    pub fn create(path: &Path, tag: Option<String>) -> Result<OciArchiveDestination> {
        let mut archive = ArchiveWriter::create(path)?;
        archive.member("oci-layout", MARKER)?;
        for dir in ["blobs/", "blobs/sha256/"] {
            archive.directory(dir)?;
        }
        Ok(OciArchiveDestination {
            label: format!("oci-archive:{}", path.display()),
            tag,
            writing: Mutex::new(Writing { archive: Some(archive), entries: Vec::new() }),
        })
    }
}

/// Streams into a member called what `name_of` makes of its sha256; the archive is as
/// before if the stream fails.
pub(super) async fn stream_member(
    archive: &mut ArchiveWriter,
    name_of: impl FnOnce(&Digest) -> String,
    mut data: ByteStream,
) -> Result<(Digest, u64)> {
    let at = archive.begin("pending")?;
    let mut hasher = Hasher::new(Algorithm::Sha256);
    while let Some(chunk) = data.next().await {
        let written = match chunk {
            // Short writes to a local file; the archive is one stream anyway.
            Ok(chunk) => {
                hasher.update(&chunk);
                archive.file().write_all(&chunk).context(|| "write an archive member".into())
            }
            Err(e) => Err(e),
        };
        if let Err(e) = written {
            archive.rewind(at)?;
            return Err(e);
        }
    }
    let size = hasher.bytes();
    let digest = hasher.finish();
    let name = name_of(&digest);
    if archive.has(&name) {
        archive.rewind(at)?;
    } else {
        archive.end(&name, at, size)?;
    }
    Ok((digest, size))
}

fn committed(label: &str) -> Error {
    Error::new(Kind::Internal, format!("{label} is already complete"))
}

#[async_trait]
impl Destination for OciArchiveDestination {
    fn describe(&self) -> String {
        self.label.clone()
    }

    async fn has_blob(&self, descriptor: &Descriptor) -> Result<bool> {
        let writing = self.writing.lock().await;
        Ok(writing.archive.as_ref().is_some_and(|a| a.has(&member(&descriptor.digest))))
    }

    async fn try_reuse(&self, _: &Descriptor, _: &Location) -> Result<bool> {
        Ok(false)
    }

    async fn put_blob(&self, descriptor: &Descriptor, data: ByteStream) -> Result<()> {
        let mut writing = self.writing.lock().await;
        let archive = writing.archive.as_mut().ok_or_else(|| committed(&self.label))?;
        stream_member(archive, |_| member(&descriptor.digest), data).await.map(drop)
    }

    async fn put_new_blob(&self, media_type: &str, data: ByteStream) -> Result<Descriptor> {
        let mut writing = self.writing.lock().await;
        let archive = writing.archive.as_mut().ok_or_else(|| committed(&self.label))?;
        let (digest, size) = stream_member(archive, member, data).await?;
        Ok(Descriptor::new(media_type, digest, size))
    }

    async fn has_manifest(&self, descriptor: &Descriptor) -> Result<bool> {
        self.has_blob(descriptor).await
    }

    async fn put_manifest(&self, descriptor: &Descriptor, raw: Bytes, role: Role<'_>) -> Result<()> {
        let entry = Entry::of(descriptor, &raw, role, self.tag.as_deref())?;
        let mut writing = self.writing.lock().await;
        let archive = writing.archive.as_mut().ok_or_else(|| committed(&self.label))?;
        let name = member(&descriptor.digest);
        if !archive.has(&name) {
            archive.member(&name, &raw)?;
        }
        writing.entries.extend(entry);
        Ok(())
    }

    async fn commit(&self) -> Result<()> {
        let mut writing = self.writing.lock().await;
        let mut archive = writing.archive.take().ok_or_else(|| committed(&self.label))?;
        if writing.entries.is_empty() {
            return Err(Error::new(Kind::Internal, format!("{}: commit without a manifest", self.label)));
        }
        let manifests = writing.entries.drain(..).map(|Entry { name, mut descriptor }| {
            descriptor.annotations.extend(name.map(|n| (REF_NAME.to_string(), n)));
            descriptor
        });
        let index = Index { manifests: manifests.collect(), ..Index::default() };
        let raw = serde_json::to_vec(&index)
            .map_err(|e| Error::new(Kind::Internal, format!("write {}", self.label)).because(e))?;
        archive.member("index.json", &raw)?;
        archive.finish()
    }
}
