//! `dir:PATH`, the directory that skopeo writes: `version`, `manifest.json`, each blob under
//! the hex of its digest, and an index's manifests as `HEX.manifest.json`.

use super::layout::{Layout, LayoutDestination};
use super::no_referrers;
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::{blocking, open_regular, stream_file};
use crate::image::{BlobReader, BlobSource, ByteStream, Destination, Location, Node, Role};
use crate::oci::manifest::{self, MAX_MANIFEST};
use crate::oci::{Descriptor, Digest, media_type};
use async_trait::async_trait;
use bytes::Bytes;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

const VERSION: &[u8] = b"Directory Transport Version: 1.1\n";

/// The image or index in the directory.
pub async fn open(path: &Path) -> Result<Node> {
    let file = path.join("manifest.json");
    let (reader, _) = open_regular(&file)
        .map_err(|e| e.context(format!("{} is not a directory that skopeo or imgtool wrote", path.display())))?;
    let mut raw = Vec::new();
    reader.take(MAX_MANIFEST + 1).read_to_end(&mut raw).context(|| format!("read {}", file.display()))?;
    let media_type = manifest::guess_media_type(&raw).context(|| format!("read {}", file.display()))?;
    let descriptor = Descriptor::of(media_type, &raw);
    Node::from_raw(descriptor, raw.into(), Arc::new(DirSource(Layout::flat(path))))
}

fn manifest_name(digest: &Digest) -> String {
    format!("{}.manifest.json", digest.hex())
}

fn is_manifest(descriptor: &Descriptor) -> bool {
    media_type::is_index(&descriptor.media_type) || media_type::is_manifest(&descriptor.media_type)
}

struct DirSource(Layout);

impl DirSource {
    fn path(&self, descriptor: &Descriptor) -> PathBuf {
        if is_manifest(descriptor) {
            return self.0.root().join(manifest_name(&descriptor.digest));
        }
        self.0.blob_path(&descriptor.digest)
    }
}

#[async_trait]
impl BlobSource for DirSource {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        if !is_manifest(descriptor) {
            return self.0.open(descriptor).await;
        }
        let path = self.path(descriptor);
        let (file, len) = open_regular(&path)?;
        Ok(BlobReader::new(descriptor, stream_file(file, 0, len, path.display().to_string())))
    }

    fn locate(&self, descriptor: &Descriptor) -> Location {
        Location::File(self.path(descriptor))
    }
}

/// A directory that an image is written to.
pub struct DirDestination {
    layout: Layout,
    blobs: LayoutDestination,
    top: Mutex<Option<Bytes>>,
}

impl DirDestination {
    /// Makes the directory. One that holds something else is refused.
    pub fn create(path: &Path) -> Result<DirDestination> {
        std::fs::create_dir_all(path).context(|| format!("create {}", path.display()))?;
        let mut entries = std::fs::read_dir(path).context(|| format!("read {}", path.display()))?;
        if !path.join("version").exists() && entries.next().is_some() {
            let what = format!("{} is not empty and no image directory; it is left as it is", path.display());
            return Err(Error::new(Kind::Usage, what));
        }
        let layout = Layout::flat(path);
        // First, so that a run after one that was killed knows the directory; the manifest makes
        // it whole.
        layout.replace("version", VERSION)?;
        let blobs = LayoutDestination::new(layout.clone(), None, format!("dir:{}", path.display()));
        Ok(DirDestination { layout, blobs, top: Mutex::new(None) })
    }
}

#[async_trait]
impl Destination for DirDestination {
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

    async fn left_over(&self, descriptor: &Descriptor) -> Result<u64> {
        self.blobs.left_over(descriptor).await
    }

    async fn put_rest(&self, descriptor: &Descriptor, offset: u64, rest: ByteStream) -> Result<()> {
        self.blobs.put_rest(descriptor, offset, rest).await
    }

    async fn put_new_blob(&self, media_type: &str, data: ByteStream) -> Result<Descriptor> {
        self.blobs.put_new_blob(media_type, data).await
    }

    async fn has_manifest(&self, _: &Descriptor) -> Result<bool> {
        Ok(false)
    }

    async fn put_manifest(&self, descriptor: &Descriptor, raw: Bytes, role: Role<'_>) -> Result<()> {
        if let Role::Referrer | Role::Tagged(_) = role {
            return Err(no_referrers(&self.describe()));
        }
        if role == Role::Top {
            *self.top.lock().unwrap_or_else(|e| e.into_inner()) = Some(raw);
            return Ok(());
        }
        let (layout, name) = (self.layout.clone(), manifest_name(&descriptor.digest));
        blocking(move || layout.replace(&name, &raw)).await
    }

    async fn commit(&self) -> Result<()> {
        let top = self.top.lock().unwrap_or_else(|e| e.into_inner()).take();
        let Some(raw) = top else {
            return Err(Error::new(Kind::Internal, format!("{}: commit without a manifest", self.describe())));
        };
        self.blobs.sync().await?;
        let layout = self.layout.clone();
        blocking(move || layout.replace("manifest.json", &raw)).await
    }
}
