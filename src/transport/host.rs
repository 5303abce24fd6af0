//! `containers-storage:NAME` and `docker-daemon:NAME`: images that another program on this
//! machine keeps, read and written through that program.
//!
//! Their formats on disk are their own affair: an archive in between is what they promise.

use super::docker_archive::{self, DockerArchiveDestination};
use super::oci_archive::{self, OciArchiveDestination};
use crate::error::{Context, Error, Kind, Result};
use crate::image::{BlobReader, BlobSource, ByteStream, Destination, Location, Node, Role};
use crate::oci::{Descriptor, media_type};
use async_trait::async_trait;
use bytes::Bytes;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use tokio::process::Command;

/// Who keeps the images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// containers/storage: podman, buildah, skopeo.
    ContainersStorage,
    /// The docker daemon.
    DockerDaemon,
}

impl Keeper {
    /// The prefix of its references.
    pub fn prefix(self) -> &'static str {
        match self {
            Keeper::ContainersStorage => "containers-storage:",
            Keeper::DockerDaemon => "docker-daemon:",
        }
    }

    /// Programs that can get at it, the first one found is used.
    fn programs(self) -> &'static [&'static str] {
        match self {
            Keeper::ContainersStorage => &["podman", "skopeo", "buildah"],
            Keeper::DockerDaemon => &["docker"],
        }
    }

    fn program(self) -> Result<&'static str> {
        let there = |name: &&&str| {
            let mut command = std::process::Command::new(name);
            command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|s| s.success())
        };
        self.programs().iter().find(there).copied().ok_or_else(|| {
            Error::new(Kind::Host, format!("{} needs {} on this machine", self.prefix(), self.programs().join(" or ")))
                .hint("install one of them, or go through an archive: oci-archive:FILE, docker-archive:FILE")
        })
    }

    /// Its command to write `name` to the archive `file`.
    fn save(self, program: &str, name: &str, file: &Path) -> Vec<String> {
        let file = file.display();
        let words: Vec<String> = match program {
            "podman" => vec!["save".into(), "--format=oci-archive".into(), format!("--output={file}"), name.into()],
            "skopeo" => vec!["copy".into(), format!("containers-storage:{name}"), format!("oci-archive:{file}")],
            "buildah" => vec!["push".into(), name.into(), format!("oci-archive:{file}")],
            _ => vec!["save".into(), format!("--output={file}"), name.into()],
        };
        words
    }

    /// Its command to take `name` from the archive `file`.
    fn load(self, program: &str, name: &str, file: &Path) -> Vec<String> {
        let file = file.display();
        match program {
            "skopeo" => vec!["copy".into(), format!("oci-archive:{file}"), format!("containers-storage:{name}")],
            // The archive's own name is the image's.
            "buildah" => vec!["pull".into(), format!("oci-archive:{file}")],
            _ => vec!["load".into(), format!("--input={file}")],
        }
    }
}

async fn run(program: &str, arguments: &[String], what: String) -> Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let output = command.output().await.context(|| format!("run {program}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = said.trim().lines().rev().take(3).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    Err(Error::new(Kind::NotFound, what).because(format!(
        "{program} ended with {}: {}",
        output.status,
        last.join("; ")
    )))
}

/// Keeps the archive for as long as somebody may read from it.
struct FromArchive {
    inner: Arc<dyn BlobSource>,
    _archive: tempfile::TempDir,
}

#[async_trait]
impl BlobSource for FromArchive {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        self.inner.open(descriptor).await
    }

    fn locate(&self, descriptor: &Descriptor) -> Location {
        self.inner.locate(descriptor)
    }

    fn is_made_up(&self) -> bool {
        self.inner.is_made_up()
    }
}

/// The image `name`. It passes through an archive in `temp`.
pub async fn open(keeper: Keeper, name: &str, temp: &Path) -> Result<Node> {
    let program = keeper.program()?;
    let dir = tempfile::tempdir_in(temp).context(|| format!("create a directory in {}", temp.display()))?;
    let file = dir.path().join("image.tar");
    let what = format!("read {}{name}", keeper.prefix());
    run(program, &keeper.save(program, name, &file), what).await?;
    let node = match keeper {
        Keeper::ContainersStorage => oci_archive::open(&file, None, temp).await?,
        Keeper::DockerDaemon => docker_archive::open(&file, None, temp).await?,
    };
    let (descriptor, raw, inner) = (node.descriptor().clone(), node.raw().clone(), node.blobs().clone());
    Node::from_raw(descriptor, raw, Arc::new(FromArchive { inner, _archive: dir }))
}

/// Writes an archive, then has the program take it.
pub struct HostDestination {
    keeper: Keeper,
    name: String,
    program: &'static str,
    file: PathBuf,
    archive: Box<dyn Destination>,
    _dir: tempfile::TempDir,
}

impl HostDestination {
    /// Will keep an image as `name`. The archive in between is made in `temp`.
    pub fn create(keeper: Keeper, name: &str, temp: &Path) -> Result<HostDestination> {
        let program = keeper.program()?;
        let dir = tempfile::tempdir_in(temp).context(|| format!("create a directory in {}", temp.display()))?;
        let file = dir.path().join("image.tar");
        let archive: Box<dyn Destination> = match keeper {
            Keeper::ContainersStorage => Box::new(OciArchiveDestination::create(&file, Some(name.to_string()))?),
            Keeper::DockerDaemon => Box::new(DockerArchiveDestination::create(&file, vec![name.to_string()])?),
        };
        Ok(HostDestination { keeper, name: name.to_string(), program, file, archive, _dir: dir })
    }
}

#[async_trait]
impl Destination for HostDestination {
    fn describe(&self) -> String {
        format!("{}{}", self.keeper.prefix(), self.name)
    }

    async fn has_blob(&self, descriptor: &Descriptor) -> Result<bool> {
        self.archive.has_blob(descriptor).await
    }

    async fn try_reuse(&self, descriptor: &Descriptor, from: &Location) -> Result<bool> {
        self.archive.try_reuse(descriptor, from).await
    }

    async fn put_blob(&self, descriptor: &Descriptor, data: ByteStream) -> Result<()> {
        self.archive.put_blob(descriptor, data).await
    }

    async fn put_new_blob(&self, media_type: &str, data: ByteStream) -> Result<Descriptor> {
        self.archive.put_new_blob(media_type, data).await
    }

    async fn has_manifest(&self, descriptor: &Descriptor) -> Result<bool> {
        self.archive.has_manifest(descriptor).await
    }

    async fn put_manifest(&self, descriptor: &Descriptor, raw: Bytes, role: Role<'_>) -> Result<()> {
        self.archive.put_manifest(descriptor, raw, role).await
    }

    fn required_encoding(&self) -> Option<media_type::Encoding> {
        self.archive.required_encoding()
    }

    fn required_format(&self) -> Option<media_type::Format> {
        self.archive.required_format()
    }

    async fn commit(&self) -> Result<()> {
        self.archive.commit().await?;
        let what = format!("hand the image to {}{}", self.keeper.prefix(), self.name);
        run(self.program, &self.keeper.load(self.program, &self.name, &self.file), what).await
    }
}
