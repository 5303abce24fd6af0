//! `imgtool container mount` and `unmount`: a working container's files, for any program to change.
//!
//! In the store, `containers/ID.mount/` has the mount point (`merged`) and, by the name of the layers that
//! the container has so far, a directory with what was changed over these: the upper directory of an overlay.
//! That is a part of the container, mounted or not, until a step makes a layer of it. So a reboot, which ends
//! every mount, loses nothing.

use super::engine;
use super::record::{Containers, Held, Record};
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::files::{Layers, layers_of, passed, written};
use crate::image::file::blocking;
use crate::image::mutate::{remember_layer, with_layers};
use crate::image::{Image, Layer};
use crate::layer::Compression;
use crate::oci::{History, ImageConfig};
use crate::runtime::{Isolation, Sandbox, SandboxOptions, is_mount, mount_layers, unmount_layers};
use crate::transport::store::Store;
use clap::Args;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Mount working containers' root file systems, and print where; without a name, list what is mounted
///
/// What is changed there is in the next commit. Root can do so anywhere, an ordinary user in a shell
/// of imgtool unshare.
#[derive(Debug, Args)]
pub struct Mount {
    /// Their names
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Names and paths are never cut, which is so anyway
    #[arg(long, hide = true)]
    pub notruncate: bool,
}

/// Unmount working containers' root file systems; what was changed there stays
#[derive(Debug, Args)]
pub struct Unmount {
    /// Their names
    #[arg(value_name = "NAME", required_unless_present = "all", conflicts_with = "all")]
    pub names: Vec<String>,
    /// Unmount all that are mounted
    #[arg(short, long)]
    pub all: bool,
}

/// Mounts, or lists mounts.
pub async fn mount(args: Mount, session: &Arc<Session>) -> Result<()> {
    let containers = Containers::of(session)?;
    let mut found = Vec::new();
    if args.names.is_empty() {
        for record in containers.list()? {
            let place = Place::of(session.store()?, &record.id);
            if place.is_mounted()? {
                found.push((record.name, place.point()));
            }
        }
    }
    for name in &args.names {
        let held = containers.hold(name).await?;
        let place = Place::of(session.store()?, &held.record.id);
        if !place.is_mounted()? {
            place.put_up(&held.stored().await?, session).await?;
        }
        found.push((held.record.name.clone(), place.point()));
    }
    if args.json {
        let each = found.iter().map(|(name, path)| serde_json::json!({"container": name, "mountPoint": path}));
        return render::json(&each.collect::<Vec<_>>());
    }
    let text: String = match (args.names.len(), found.as_slice()) {
        (1, [(_, path)]) => format!("{}\n", path.display()),
        (_, all) => all.iter().map(|(name, path)| format!("{name} {}\n", path.display())).collect(),
    };
    render::result(text.as_bytes())
}

/// Unmounts, and prints the containers' ids as buildah does.
pub async fn unmount(args: Unmount, session: &Arc<Session>) -> Result<()> {
    let containers = Containers::of(session)?;
    let names = if args.all { containers.names()? } else { args.names };
    for name in names {
        let held = containers.hold(&name).await?;
        let place = Place::of(session.store()?, &held.record.id);
        if place.is_mounted()? {
            place.take_down(false)?;
            render::result(format!("{}\n", held.record.id).as_bytes())?;
        } else if !args.all {
            place.not_elsewhere()?;
        }
    }
    Ok(())
}

/// Where one container is mounted, or would be.
pub struct Place {
    dir: PathBuf,
}

impl Place {
    /// That of the container with this id.
    pub fn of(store: &Store, id: &str) -> Place {
        Place { dir: store.root().join("containers").join(format!("{id}.mount")) }
    }

    /// The mount point.
    pub fn point(&self) -> PathBuf {
        self.dir.join("merged")
    }

    /// Is it mounted, as this process sees it?
    pub fn is_mounted(&self) -> Result<bool> {
        is_mount(&self.point())
    }

    /// The directory for what is changed over the layers of this image.
    fn over(&self, config: &ImageConfig) -> PathBuf {
        let ids = &config.rootfs.diff_ids;
        let top = ids.last().and_then(|d| d.hex().get(..16)).unwrap_or("nothing");
        self.dir.join(format!("over-{}-{top}", ids.len()))
    }

    /// Mounts the image's layers, and over them what was changed before.
    async fn put_up(&self, image: &Image, session: &Arc<Session>) -> Result<()> {
        if !rustix::process::geteuid().is_root() {
            return Err(Error::new(Kind::Host, "only root can mount a container's files").hint(
                "an ordinary user is root in: imgtool unshare; mount it there, and change its files in the same shell",
            ));
        }
        self.not_elsewhere()?;
        let config = image.config().await?;
        let (over, layers) = (self.over(&config), layers_of(image, &config));
        std::fs::create_dir_all(&over).context(|| format!("create {}", over.display()))?;
        // From now on nobody prunes them.
        let noted: String = layers.iter().map(|l| format!("{}\n", l.diff_id)).collect();
        self.note("lowers", &noted)?;
        let sandbox = Arc::new(sandbox(Isolation::Root)?);
        let files = Layers::new(session.store()?.clone(), session.events().clone(), None);
        let tree = files.tree(&layers).await?;
        // overlayfs knows no opaque root: what such a layer hides is not mounted at all.
        let mut lowers = files.stacked(&sandbox, layers.get(tree.bottom()..).unwrap_or_default()).await?;
        let point = self.point();
        let mode = tree.get(b"").map_or(0o755, |root| root.entry().mode);
        let dirs = tree.passed_dirs();
        let place = (over.clone(), point.clone());
        blocking(move || {
            let (over, point) = place;
            let (upper, work) = (over.join("upper"), over.join("work"));
            if made(&upper)? {
                let what = || format!("chmod {}", upper.display());
                std::fs::set_permissions(&upper, std::fs::Permissions::from_mode(mode)).context(what)?;
            }
            for left in ["work", "dirs", "dirs.tar"] {
                sandbox.remove_tree(&over.join(left))?;
            }
            made(&work)?;
            made(&point)?;
            if !dirs.is_empty() {
                lowers.insert(0, passed(&sandbox, &over, dirs)?);
            }
            if lowers.is_empty() {
                let empty = over.join("empty");
                made(&empty)?;
                lowers.push(empty);
            }
            mount_layers(&lowers, &upper, &work, &point)
        })
        .await?;
        self.note("where", &format!("{}\n{}\n", boot(), namespace("self")))
    }

    /// Unmounts it; `anyway` also where programs use it.
    pub fn take_down(&self, anyway: bool) -> Result<()> {
        unmount_layers(&self.point(), anyway)?;
        for name in ["where", "lowers"] {
            // Left behind, they keep layers from being pruned until it is mounted again or removed.
            let _ = std::fs::remove_file(self.dir.join(name));
        }
        Ok(())
    }

    /// Fails where it is mounted in another mount namespace, in which some program still is: what is written
    /// there would be lost.
    fn not_elsewhere(&self) -> Result<()> {
        let noted = std::fs::read_to_string(self.dir.join("where")).unwrap_or_default();
        let Some((boot_then, there)) = noted.trim_end().split_once('\n') else { return Ok(()) };
        if boot_then != boot() || there.is_empty() || there == namespace("self") {
            return Ok(());
        }
        let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let mut all = all.filter_map(|e| e.file_name().into_string().ok());
        let is_there = |pid: &String| pid.bytes().all(|b| b.is_ascii_digit()) && namespace(pid) == there;
        match all.find(is_there) {
            Some(pid) => Err(Error::new(
                Kind::Host,
                format!("the container is mounted where only process {pid} and its kin see it"),
            )
            .hint("go on in that shell of imgtool unshare, or unmount it there: imgtool container unmount NAME")),
            None => Ok(()),
        }
    }

    fn note(&self, name: &str, text: &str) -> Result<()> {
        let path = self.dir.join(name);
        std::fs::write(&path, text).context(|| format!("write {}", path.display()))
    }

    /// Removes what was changed over other layers than those of `config`: it is in a layer now.
    fn tidy(&self, config: &ImageConfig) -> Result<()> {
        let kept = self.over(config);
        let entries = std::fs::read_dir(&self.dir).into_iter().flatten().flatten().map(|e| e.path());
        let is_over = |p: &PathBuf| p.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"over-"));
        let gone: Vec<PathBuf> = entries.filter(|p| is_over(p) && *p != kept).collect();
        remove_all(&gone)
    }

    /// Unmounts it and removes all of it.
    pub fn remove(&self) -> Result<()> {
        if self.is_mounted()? {
            self.take_down(true)?;
        }
        remove_all(std::slice::from_ref(&self.dir))
    }
}

fn remove_all(paths: &[PathBuf]) -> Result<()> {
    let there: Vec<&PathBuf> = paths.iter().filter(|p| p.symlink_metadata().is_ok()).collect();
    if there.is_empty() {
        return Ok(());
    }
    let sandbox = sandbox(Isolation::Auto)?;
    there.into_iter().try_for_each(|path| sandbox.remove_tree(path))
}

fn sandbox(isolation: Isolation) -> Result<Sandbox> {
    Sandbox::new(SandboxOptions { helper: "/proc/self/exe".into(), isolation })
}

/// Was it made just now?
fn made(dir: &Path) -> Result<bool> {
    match std::fs::create_dir(dir) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(Error::io(format!("create {}", dir.display()), e)),
    }
}

/// The mount namespace of a process, as the kernel names it; empty where we may not know.
fn namespace(pid: &str) -> String {
    let name = std::fs::read_link(format!("/proc/{pid}/ns/mnt")).unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Names of namespaces are used again after a reboot.
fn boot() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_string()
}

/// A container's image with what was changed in its mount as one more layer.
pub async fn whole(image: Image, record: &Record, session: &Session) -> Result<Image> {
    let store = session.store()?.clone();
    let mut config = image.config().await?;
    let upper = Place::of(&store, &record.id).over(&config).join("upper");
    let any = std::fs::read_dir(&upper).is_ok_and(|mut entries| entries.next().is_some());
    if !any {
        return Ok(image);
    }
    let times = engine::times(record, session)?;
    let blobs: Arc<dyn crate::image::BlobSource> = Arc::new(store.layout().clone());
    let layer =
        blocking(move || written(&sandbox(Isolation::Auto)?, &store, &upper, Compression::default(), 0, times.files))
            .await
            .context(|| format!("make a layer of what was changed in the mount of {}", record.name))?;
    let Some(layer) = layer else { return Ok(image) };
    let mut layers = image.layers(&config);
    layers.push(Layer { descriptor: layer.descriptor(), diff_id: layer.diff_id.clone(), blobs });
    let line = History {
        created: Some(super::when(times.created.unwrap_or(times.now))),
        created_by: Some("imgtool container mount".into()),
        ..History::default()
    };
    remember_layer(&mut config, layer.diff_id, line);
    with_layers(&image, config, &layers)
}

/// Does a step of a container that may be mounted: the step begins with what was changed there, and what it
/// makes is seen there afterwards.
pub async fn around<F>(held: &Held, session: &Arc<Session>, step: F) -> Result<()>
where
    F: AsyncFnOnce() -> Result<()>,
{
    let place = Place::of(session.store()?, &held.record.id);
    if !place.dir.exists() {
        return step().await;
    }
    place.not_elsewhere()?;
    let mounted = place.is_mounted()?;
    if mounted {
        place.take_down(false).context(|| format!("a step of {}, which is mounted", held.record.name))?;
    }
    let done = step().await;
    let image = held.stored().await?;
    if done.is_ok() {
        place.tidy(&image.config().await?)?;
    }
    if mounted {
        let back = place.put_up(&image, session).await;
        return done.and(back);
    }
    done
}
