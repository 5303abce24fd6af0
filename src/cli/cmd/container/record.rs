//! What the store knows of working containers: a record each, `containers/NAME.json`, held by one
//! command at a time, and under hidden names the image as far as it has come and its base.

use super::engine::Warnings;
use super::mount;
use crate::cli::args::{Format, IsolationArg};
use crate::cli::cmd::build::rules::RuleFlags;
use crate::cli::session::Session;
use crate::copy::{Options, copy};
use crate::error::{Context, Error, Kind, Result};
use crate::event::{Event, Events};
use crate::image::file::blocking;
use crate::image::{Image, Node};
use crate::oci::{Digest, Platform};
use crate::transport::store::Store;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes of a record; it holds names and annotations only.
const MAX_RECORD: u64 = 4 << 20;
/// Bytes of a name, so that it is one of a file.
const MAX_NAME: usize = 128;

/// One working container. Its files and its config are those of an image in the store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// What the image in the store is called by; stays when the container is renamed.
    pub id: String,
    /// The name.
    pub name: String,
    /// The base as it was given; `scratch` has no digest.
    pub base: String,
    /// The base's manifest.
    pub base_digest: Option<Digest>,
    /// Layers that are the base's.
    pub base_layers: usize,
    /// Lines of the history that are the base's.
    pub base_history: usize,
    /// What it is for.
    pub platform: Platform,
    /// When it was made, in seconds since 1970.
    pub created: i64,
    /// The time of all that its steps make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
    /// What the history is to say of the last step, instead of the instruction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// A remark for the same line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Annotations of the manifest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// What each run finds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<RuleFlags>,
    /// How run isolates its command where it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub isolation: Option<IsolationArg>,
    /// What commit writes where it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
}

/// The containers of a store.
#[derive(Clone)]
pub struct Containers {
    store: Store,
    events: Events,
}

/// A container that no other command changes while this value lives.
pub struct Held {
    /// What is known of it.
    pub record: Record,
    all: Containers,
    _lock: Lock,
}

/// A name that nobody else takes while this value lives.
pub struct Claimed {
    /// The name.
    pub name: String,
    lock: Lock,
}

/// The right to one name. Its file goes with it, unless there is a container of the name.
struct Lock {
    path: PathBuf,
    record: PathBuf,
    /// Closed last: nobody else has the name before the file is gone.
    _file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if !self.record.exists() {
            // Left behind, it harms nobody.
            drop(std::fs::remove_file(&self.path));
        }
    }
}

impl Containers {
    /// Those of the session's store.
    pub fn of(session: &Session) -> Result<Containers> {
        let store = session.store()?.clone();
        let dir = store.root().join("containers");
        std::fs::create_dir_all(&dir).context(|| format!("create {}", dir.display()))?;
        Ok(Containers { store, events: session.events().clone() })
    }

    fn path(&self, name: &str, extension: &str) -> PathBuf {
        self.store.root().join("containers").join(format!("{name}.{extension}"))
    }

    /// Every container, by name.
    pub fn list(&self) -> Result<Vec<Record>> {
        // One that is removed meanwhile is none.
        let gone = |r: &Result<Record>| matches!(r, Err(e) if e.kind() == Kind::NotFound);
        self.names()?.iter().map(|n| self.read(n)).filter(|r| !gone(r)).collect()
    }

    /// Every container's name.
    pub fn names(&self) -> Result<Vec<String>> {
        let dir = self.store.root().join("containers");
        let what = || format!("list {}", dir.display());
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&dir).context(what)? {
            let name = entry.context(what)?.file_name().into_string().unwrap_or_default();
            names.extend(name.strip_suffix(".json").filter(|n| is_name(n)).map(str::to_string));
        }
        names.sort();
        Ok(names)
    }

    /// Fails where there is none called `given`; its record may be damaged.
    pub fn exists(&self, given: &str) -> Result<()> {
        if is_name(given) && self.path(given, "json").exists() {
            return Ok(());
        }
        self.find(given).map(drop)
    }

    fn read(&self, name: &str) -> Result<Record> {
        let path = self.path(name, "json");
        let what = || format!("read {}", path.display());
        let file = match File::open(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(unknown(name)),
            other => other.context(what)?,
        };
        let mut raw = Vec::new();
        file.take(MAX_RECORD).read_to_end(&mut raw).context(what)?;
        serde_json::from_slice(&raw).map_err(|e| {
            Error::new(Kind::Format, what())
                .because(e)
                .hint(format!("the record is damaged; give the container up with: imgtool container rm {name}"))
        })
    }

    /// The container called `given`, by its name, its id or the beginning of its id.
    pub fn find(&self, given: &str) -> Result<Record> {
        if is_name(given) && self.path(given, "json").exists() {
            return self.read(given);
        }
        let known = if given.len() < 4 { Vec::new() } else { self.list()? };
        let mut found = known.into_iter().filter(|r| r.id.starts_with(given));
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(Error::new(Kind::Usage, format!("several containers' ids begin with '{given}'"))
                .hint("imgtool container ls lists them")),
            (None, _) => Err(unknown(given)),
        }
    }

    /// Waits until no other command works on the container.
    pub async fn hold(&self, given: &str) -> Result<Held> {
        let (all, given) = (self.clone(), given.to_string());
        blocking(move || {
            let name = all.find(&given)?.name;
            let lock = all.lock(&name)?;
            // It may have been changed, renamed or removed meanwhile.
            let record = all.read(&name)?;
            Ok(Held { record, all, _lock: lock })
        })
        .await
    }

    fn open_lock(&self, name: &str) -> Result<File> {
        let path = self.path(name, "lock");
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        opened.context(|| format!("lock {}", path.display()))
    }

    /// Is this locked file still the one that others find?
    fn is_current(&self, name: &str, lock: &File) -> bool {
        let place = |m: std::fs::Metadata| (m.dev(), m.ino());
        match (lock.metadata(), std::fs::metadata(self.path(name, "lock"))) {
            (Ok(ours), Ok(theirs)) => place(ours) == place(theirs),
            _ => false,
        }
    }

    fn held(&self, name: &str, file: File) -> Lock {
        Lock { path: self.path(name, "lock"), record: self.path(name, "json"), _file: file }
    }

    fn lock(&self, name: &str) -> Result<Lock> {
        let mut told = false;
        loop {
            let lock = self.open_lock(name)?;
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    if !told {
                        let message = format!("another command works on the container {name}; waiting for its end");
                        self.events.emit(Event::Warning { message });
                        told = true;
                    }
                    lock.lock().context(|| format!("wait for the container {name}"))?;
                }
                Err(TryLockError::Error(e)) => return Err(Error::io(format!("lock the container {name}"), e)),
            }
            if self.is_current(name, &lock) {
                return Ok(self.held(name, lock));
            }
        }
    }

    /// Takes `name` for a new container.
    pub fn claim(&self, name: &str) -> Result<Claimed> {
        if !is_name(name) {
            return Err(Error::new(Kind::Usage, format!("'{name}' is no name for a container"))
                .hint("a name has letters, digits, '_', '.' and '-', and begins with a letter or a digit"));
        }
        self.try_claim(name)?.ok_or_else(|| {
            Error::new(Kind::Usage, format!("there is a container named '{name}' already"))
                .hint(format!("give another name, or remove it first: imgtool container rm {name}"))
        })
    }

    fn try_claim(&self, name: &str) -> Result<Option<Claimed>> {
        let lock = self.open_lock(name)?;
        let free = lock.try_lock().is_ok() && self.is_current(name, &lock) && !self.path(name, "json").exists();
        Ok(free.then(|| Claimed { name: name.to_string(), lock: self.held(name, lock) }))
    }

    /// Takes the first free one of `stem`, `stem-1`, …
    pub fn claim_like(&self, stem: &str) -> Result<Claimed> {
        let mut number = 0u64;
        loop {
            let name = if number == 0 { stem.to_string() } else { format!("{stem}-{number}") };
            if let Some(claimed) = self.try_claim(&name)? {
                return Ok(claimed);
            }
            number += 1;
        }
    }

    /// A new container: its image so far, and its base.
    pub async fn create(&self, claimed: Claimed, record: Record, image: &Image, base: &Image) -> Result<Held> {
        let held = Held { record, all: self.clone(), _lock: claimed.lock };
        // The base comes from far away, perhaps.
        held.put(&held.base_name(), base, &self.events).await?;
        held.save(image).await?;
        held.write()?;
        Ok(held)
    }

    /// The image of the container as far as it has come, without waiting for whoever changes it.
    pub async fn image(&self, record: &Record) -> Result<Image> {
        self.stored(record, &image_name(&record.id)).await
    }

    /// What the container began with.
    pub async fn base(&self, record: &Record) -> Result<Image> {
        self.stored(record, &base_name(&record.id)).await
    }

    async fn stored(&self, record: &Record, name: &str) -> Result<Image> {
        match self.store.get(name).await? {
            Some(node) => node.image_for(&record.platform).await,
            None => {
                Err(Error::new(Kind::NotFound, format!("the store has lost the image of container {}", record.name))
                    .hint(format!("remove the container and begin again: imgtool container rm {}", record.name)))
            }
        }
    }

    /// Removes one whose record is damaged, too. False where there is none.
    pub async fn remove(&self, given: &str) -> Result<bool> {
        let (all, name) = (self.clone(), given.to_string());
        if is_name(given) && self.path(given, "json").exists() && self.read(given).is_err() {
            return blocking(move || {
                let _lock = all.lock(&name)?;
                all.forget(&name, None).map(|()| true)
            })
            .await;
        }
        let held = match self.hold(given).await {
            Err(e) if e.kind() == Kind::NotFound => return Ok(false),
            other => other?,
        };
        held.remove().map(|()| true)
    }

    fn forget(&self, name: &str, id: Option<&str>) -> Result<()> {
        let path = self.path(name, "json");
        std::fs::remove_file(&path).context(|| format!("remove {}", path.display()))?;
        for hidden in id.into_iter().flat_map(|id| [image_name(id), base_name(id)]) {
            self.store.layout().remove_name(&hidden)?;
        }
        Ok(())
    }
}

impl Held {
    fn base_name(&self) -> String {
        base_name(&self.record.id)
    }

    /// The image as far as its steps have come.
    pub async fn stored(&self) -> Result<Image> {
        self.all.image(&self.record).await
    }

    /// The same with what was changed in its mount.
    pub async fn image(&self, session: &Session) -> Result<Image> {
        mount::whole(self.stored().await?, &self.record, session).await
    }

    /// Makes `image` what the container is now. This is what ends a step: before, the
    /// container is as it was.
    pub async fn save(&self, image: &Image) -> Result<()> {
        let events: Events = Arc::new(Warnings(self.all.events.clone()));
        self.put(&image_name(&self.record.id), image, &events).await
    }

    async fn put(&self, name: &str, image: &Image, events: &Events) -> Result<()> {
        let destination = self.all.store.destination(Some(name.to_string()));
        copy(&Node::Image(image.clone()), &destination, &Options::default(), events).await.map(drop)
    }

    /// Writes the record.
    pub fn write(&self) -> Result<()> {
        let path = self.all.path(&self.record.name, "json");
        let what = || format!("write {}", path.display());
        let raw = serde_json::to_vec_pretty(&self.record).map_err(|e| Error::new(Kind::Internal, what()).because(e))?;
        let mut temp = self.all.store.temp_file()?;
        temp.write_all(&raw).and_then(|()| temp.as_file().sync_all()).context(what)?;
        temp.persist(&path).map(drop).map_err(|e| Error::io(what(), e.error))
    }

    /// Removes the container, mounted or not. Blobs of its image stay until the store is pruned.
    pub fn remove(self) -> Result<()> {
        mount::Place::of(&self.all.store, &self.record.id).remove()?;
        self.all.forget(&self.record.name, Some(&self.record.id))
    }

    /// Gives it the claimed name.
    pub fn rename(mut self, claimed: Claimed) -> Result<()> {
        let old = std::mem::replace(&mut self.record.name, claimed.name);
        self.write()?;
        self.all.forget(&old, None)
    }
}

fn image_name(id: &str) -> String {
    format!("container/{id}")
}

fn base_name(id: &str) -> String {
    format!("container/{id}/base")
}

fn unknown(name: &str) -> Error {
    Error::new(Kind::NotFound, format!("there is no container named '{name}'"))
        .hint("imgtool container ls lists them; imgtool container from IMAGE makes one")
}

fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    name.len() <= MAX_NAME && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(plain)
}

/// The name of a container of this base: `docker.io/library/debian:13` gives `debian-working-container`.
pub fn stem(base: &str) -> String {
    if base == "scratch" {
        return "working-container".into();
    }
    let name = crate::transport::TRANSPORTS.iter().find_map(|t| base.strip_prefix(t)).unwrap_or(base);
    let name = name.split('@').next().unwrap_or(name).trim_end_matches('/');
    let last = name.rsplit('/').next().unwrap_or(name);
    let last = last.split(':').next().unwrap_or(last);
    let plain = |c: char| if c.is_ascii_alphanumeric() || "_.-".contains(c) { c } else { '-' };
    let name: String = last.chars().take(80).map(plain).collect();
    let name = name.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    if name.is_empty() { "working-container".into() } else { format!("{name}-working-container") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_of_bases() {
        for (base, name) in [
            ("debian", "debian-working-container"),
            ("docker.io/library/debian:13-slim", "debian-working-container"),
            ("localhost:5000/a/b@sha256:00", "b-working-container"),
            ("store:busybox", "busybox-working-container"),
            ("oci:/tmp/some dir:tag", "some-dir-working-container"),
            ("scratch", "working-container"),
        ] {
            assert_eq!(stem(base), name, "{base}");
        }
    }

    #[test]
    fn names_are_names_of_files() {
        assert!(is_name("a.b_c-1") && is_name("0"));
        for bad in ["", ".", "..", "a/b", "-a", "ä", "a b", &"a".repeat(129)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
