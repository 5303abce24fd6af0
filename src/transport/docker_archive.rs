//! `docker-archive:FILE[:NAME]`: what `docker save` writes and `docker load` reads.

use super::archive::{Archive, ArchiveWriter};
use super::no_referrers;
use super::oci_archive::stream_member;
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::blocking;
use crate::image::{BlobReader, BlobSource, ByteStream, Destination, Location, Node, Role};
use crate::oci::manifest::{MAX_CONFIG, MAX_MANIFEST};
use crate::oci::{Algorithm, Descriptor, Digest, Hasher, ImageConfig, Manifest, media_type};
use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Mutex;

/// One image in `manifest.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item {
    config: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    layers: Vec<String>,
}

/// Opens the image that `name` (a repository tag as docker wrote it) names in the archive.
pub async fn open(path: &Path, name: Option<&str>, temp: &Path) -> Result<Node> {
    let (path, temp) = (path.to_path_buf(), temp.to_path_buf());
    let name = name.map(str::to_string);
    blocking(move || open_blocking(&path, name.as_deref(), &temp)).await
}

fn open_blocking(path: &Path, name: Option<&str>, temp: &Path) -> Result<Node> {
    let archive = Archive::open(path, temp)?;
    let place = path.display();
    let bad = |why: String| Error::new(Kind::Format, format!("{place} is not a docker archive: {why}"));
    if !archive.has("manifest.json") {
        let error = bad("it has no manifest.json".into());
        let is_oci = archive.has("oci-layout");
        return Err(if is_oci { error.hint(format!("it is an OCI archive: oci-archive:{place}")) } else { error });
    }
    let items: Vec<Item> = serde_json::from_slice(&archive.read("manifest.json", MAX_MANIFEST)?)
        .map_err(|e| bad("manifest.json cannot be read".into()).because(e))?;
    let item = choose(items, name, path)?;
    let config_raw = archive.read(&item.config, MAX_CONFIG)?;
    let config: ImageConfig = serde_json::from_slice(&config_raw)
        .map_err(|e| bad(format!("its config '{}' cannot be read", item.config)).because(e))?;
    if config.rootfs.diff_ids.len() != item.layers.len() {
        return Err(bad(format!(
            "it has {} layers but the config names {}",
            item.layers.len(),
            config.rootfs.diff_ids.len()
        )));
    }
    let mut source = DockerArchive { archive, places: HashMap::new(), config: Bytes::from(config_raw) };
    let mut layers = Vec::new();
    for (member, diff_id) in item.layers.iter().zip(&config.rootfs.diff_ids) {
        layers.push(source.layer(member, diff_id)?);
    }
    let manifest = Manifest {
        schema_version: 2,
        media_type: Some(media_type::OCI_MANIFEST.into()),
        artifact_type: None,
        config: Descriptor::of(media_type::OCI_CONFIG, &source.config),
        layers,
        subject: None,
        annotations: Default::default(),
        extra: Default::default(),
    };
    let raw = Bytes::from(
        serde_json::to_vec(&manifest).map_err(|e| Error::new(Kind::Internal, "write a manifest").because(e))?,
    );
    Node::from_raw(Descriptor::of(media_type::OCI_MANIFEST, &raw), raw, Arc::new(source))
}

fn choose(items: Vec<Item>, name: Option<&str>, path: &Path) -> Result<Item> {
    let names: Vec<String> = items.iter().flat_map(|i| i.repo_tags.clone().unwrap_or_default()).collect();
    let count = items.len();
    let wanted = |item: &Item| match name {
        None => true,
        Some(name) => {
            let tags = item.repo_tags.iter().flatten();
            let full = |t: &str| t.parse::<crate::oci::RegistryRef>().ok().map(|r| r.to_string());
            let asked = full(name);
            tags.into_iter().any(|t| t == name || (asked.is_some() && full(t) == asked))
        }
    };
    if name.is_none() && count > 1 {
        return Err(Error::new(Kind::Usage, format!("{} holds {count} images; say which", path.display()))
            .hint(format!("it has: {}", names.join(", "))));
    }
    items.into_iter().find(|i| wanted(i)).ok_or_else(|| {
        let what = name.map_or("no image".into(), |n| format!("no image named '{n}'"));
        Error::new(Kind::NotFound, format!("{} has {what}", path.display()))
            .hint(format!("it has: {}", if names.is_empty() { "no names".into() } else { names.join(", ") }))
    })
}

struct DockerArchive {
    archive: Archive,
    /// Offset of each layer's bytes by digest.
    places: HashMap<Digest, (u64, u64)>,
    config: Bytes,
}

impl DockerArchive {
    /// Describes a layer. A plain one is named by its diff ID, which is checked when it
    /// is read; only a compressed one has to be hashed now.
    fn layer(&mut self, member: &str, diff_id: &Digest) -> Result<Descriptor> {
        let (offset, size) = self.archive.locate(member)?;
        let what = || format!("read layer '{member}' of {}", self.archive.path().display());
        let mut magic = [0; 4];
        let n = self.archive.reader(offset, size)?.read(&mut magic).context(what)?;
        let encoded = match magic {
            [0x1f, 0x8b, ..] if n == 4 => Some(media_type::OCI_LAYER_GZIP),
            [0x28, 0xb5, 0x2f, 0xfd] if n == 4 => Some(media_type::OCI_LAYER_ZSTD),
            _ => None,
        };
        let descriptor = match encoded {
            None => Descriptor::new(media_type::OCI_LAYER, diff_id.clone(), size),
            Some(kind) => {
                let mut hasher = Hasher::new(Algorithm::Sha256);
                let mut reader = self.archive.reader(offset, size)?;
                let mut buffer = vec![0; 256 << 10];
                loop {
                    let n = reader.read(&mut buffer).context(what)?;
                    if n == 0 {
                        break;
                    }
                    hasher.update(&buffer[..n]);
                }
                Descriptor::new(kind, hasher.finish(), size)
            }
        };
        self.places.insert(descriptor.digest.clone(), (offset, size));
        Ok(descriptor)
    }
}

#[async_trait]
impl BlobSource for DockerArchive {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        if let Some((offset, size)) = self.places.get(&descriptor.digest) {
            return Ok(BlobReader::new(descriptor, self.archive.stream(*offset, *size)?));
        }
        let config = self.config.clone();
        Ok(BlobReader::new(descriptor, Box::pin(futures_util::stream::once(async { Ok(config) }))))
    }

    fn locate(&self, _: &Descriptor) -> Location {
        Location::Stream
    }

    fn is_made_up(&self) -> bool {
        true
    }
}

struct Writing {
    /// None once committed.
    archive: Option<ArchiveWriter>,
    top: Option<Manifest>,
}

/// A docker archive that one image is written to. Layers must come as plain tar.
pub struct DockerArchiveDestination {
    label: String,
    names: Vec<String>,
    writing: Mutex<Writing>,
}

impl DockerArchiveDestination {
    /// Starts the archive under a temporary name beside `path`; `name` is the tag that
    /// `docker load` will give the image.
    pub fn create(path: &Path, names: Vec<String>) -> Result<DockerArchiveDestination> {
        Ok(DockerArchiveDestination {
            label: format!("docker-archive:{}", path.display()),
            names,
            writing: Mutex::new(Writing { archive: Some(ArchiveWriter::create(path)?), top: None }),
        })
    }

    fn member(descriptor: &Descriptor) -> String {
        let kind = if media_type::is_layer(&descriptor.media_type) { "tar" } else { "json" };
        format!("{}.{kind}", descriptor.digest.hex())
    }

    fn committed(&self) -> Error {
        Error::new(Kind::Internal, format!("{} is already complete", self.label))
    }
}

#[async_trait]
impl Destination for DockerArchiveDestination {
    fn describe(&self) -> String {
        self.label.clone()
    }

    async fn has_blob(&self, descriptor: &Descriptor) -> Result<bool> {
        let writing = self.writing.lock().await;
        Ok(writing.archive.as_ref().is_some_and(|a| a.has(&Self::member(descriptor))))
    }

    async fn try_reuse(&self, _: &Descriptor, _: &Location) -> Result<bool> {
        Ok(false)
    }

    async fn put_blob(&self, descriptor: &Descriptor, data: ByteStream) -> Result<()> {
        let mut writing = self.writing.lock().await;
        let archive = writing.archive.as_mut().ok_or_else(|| self.committed())?;
        let name = Self::member(descriptor);
        stream_member(archive, |_| name, data).await.map(drop)
    }

    async fn put_new_blob(&self, media_type: &str, data: ByteStream) -> Result<Descriptor> {
        let mut writing = self.writing.lock().await;
        let archive = writing.archive.as_mut().ok_or_else(|| self.committed())?;
        let kind = if media_type::is_layer(media_type) { "tar" } else { "json" };
        let name_of = |digest: &Digest| format!("{}.{kind}", digest.hex());
        let (digest, size) = stream_member(archive, name_of, data).await?;
        Ok(Descriptor::new(media_type, digest, size))
    }

    async fn has_manifest(&self, _: &Descriptor) -> Result<bool> {
        Ok(false)
    }

    async fn put_manifest(&self, descriptor: &Descriptor, raw: Bytes, role: Role<'_>) -> Result<()> {
        if let Role::Referrer | Role::Tagged(_) = role {
            return Err(no_referrers(&self.label));
        }
        if role != Role::Top || !media_type::is_manifest(&descriptor.media_type) {
            return Err(Error::new(Kind::Unsupported, format!("{} holds one image, not an index", self.label))
                .hint("choose an image with --platform, or write to oci-archive:FILE"));
        }
        let manifest: Manifest = serde_json::from_slice(&raw)
            .map_err(|e| Error::new(Kind::Format, "the manifest cannot be read").because(e))?;
        self.writing.lock().await.top = Some(manifest);
        Ok(())
    }

    fn required_encoding(&self) -> Option<media_type::Encoding> {
        Some(media_type::Encoding::Plain)
    }

    fn required_format(&self) -> Option<media_type::Format> {
        Some(media_type::Format::Docker)
    }

    async fn commit(&self) -> Result<()> {
        let mut writing = self.writing.lock().await;
        let mut archive = writing.archive.take().ok_or_else(|| self.committed())?;
        let Some(manifest) = writing.top.take() else {
            return Err(Error::new(Kind::Internal, format!("{}: commit without a manifest", self.label)));
        };
        let items = [Item {
            config: Self::member(&manifest.config),
            repo_tags: Some(self.names.clone()),
            layers: manifest.layers.iter().map(Self::member).collect(),
        }];
        let raw = serde_json::to_vec(&items)
            .map_err(|e| Error::new(Kind::Internal, format!("write {}", self.label)).because(e))?;
        archive.member("manifest.json", &raw)?;
        archive.finish()
    }
}
