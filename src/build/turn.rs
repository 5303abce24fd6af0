//! Each step is done once, however many stages, builds and processes want it at the same time: who
//! comes second waits, and finds what the first has made.
//!
//! A step that is being done holds the lock (`flock`) of a file in the store's `tmp/`, named after its
//! key. The kernel lets go of the lock whatever becomes of the process.

use super::cache::{Key, Record};
use super::far::Hit;
use super::stage::{Done, Run};
use crate::error::Result;
use crate::event::{Event, Span, Work};
use crate::files::Kept;
use std::fs::{File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How often a step that another does is asked for: first and at most.
const POLL: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(200));

/// Who does a step.
#[allow(clippy::large_enum_variant)] // one exists at a time
pub enum Turn {
    /// Somebody has done it.
    Known(Done),
    /// We do; nobody else does while this exists.
    Ours(Lease),
}

/// A step that is ours to do. Without a lock where the file system has none: then it may be done twice.
pub struct Lease(Option<(File, PathBuf)>);

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some((_lock, path)) = &self.0 {
            // While the lock is held: who opened the file before looks at its name again.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Run {
    /// Does this stage want nothing that others have made?
    pub fn wants_fresh(&self, stage: usize) -> bool {
        let named = |name: &String| *name == stage.to_string() || *name == self.stage_name(stage);
        self.request.no_cache || self.request.no_cache_stages.iter().any(named)
    }

    /// What an earlier build made for `key`, here or far away.
    pub async fn cached(&self, key: &Key, stage: usize) -> Option<Done> {
        if self.wants_fresh(stage) {
            return self.done_here(key);
        }
        let _span = Span::begin(&self.tools.events, Work::Lookup, format!("cache look-up {:.12}", key.hex()), None);
        if let Some(done) = self.cached_here(key) {
            return Some(done);
        }
        let hit = self.tools.far.find(key).await?;
        Some(self.taken(key, hit))
    }

    /// What a step made far away, as if it had been made here.
    pub fn taken(&self, key: &Key, hit: Hit) -> Done {
        let (layer, blobs) = hit.layer.map_or((None, None), |(l, b)| (Some(l), Some(b)));
        // Once its blob is here, the step is known here. A store that cannot be written to fails elsewhere.
        let _ = self.tools.store.remember(&key.hex(), &Record { layer: layer.clone() });
        let (Some(layer), Some(blobs)) = (layer, blobs) else { return Done::Nothing };
        let mut info = self.layer_info(layer);
        info.blobs = Arc::new(Kept::new(blobs, self.tools.store.layout().clone()));
        Done::Layer(info)
    }

    /// What the store has for `key`.
    pub fn cached_here(&self, key: &Key) -> Option<Done> {
        let record = self.tools.store.cached::<Record>(&key.hex())?;
        let Some(layer) = record.layer else { return Some(Done::Nothing) };
        self.tools.store.has(&layer.descriptor).then(|| Done::Layer(self.layer_info(layer)))
    }

    /// What this build itself has made for `key`.
    pub fn done_here(&self, key: &Key) -> Option<Done> {
        let steps = self.steps.lock().unwrap_or_else(|e| e.into_inner());
        let made = steps.iter().find(|made| made.now && made.key == *key)?;
        Some(made.layer.clone().map_or(Done::Nothing, Done::Layer))
    }

    /// What somebody has made for `key`, or the right to make it.
    pub async fn turn(&self, key: &Key, stage: usize) -> Result<Turn> {
        if let Some(done) = self.cached(key, stage).await {
            return Ok(Turn::Known(done));
        }
        let fresh = self.wants_fresh(stage);
        // Who does everything anew shares with nobody outside.
        let name =
            if fresh { format!("step-{}-{}", key.hex(), std::process::id()) } else { format!("step-{}", key.hex()) };
        let path = self.tools.store.root().join("tmp").join(name);
        let mut pause = POLL.0;
        let lease = loop {
            match take(&path) {
                Ok(Some(lock)) => break Lease(Some((lock, path))),
                Ok(None) => {}
                Err(_) => break Lease(None),
            }
            if pause == POLL.0 {
                let message = format!("step {} is being done elsewhere: waiting for it", &key.hex()[..12]);
                self.tools.events.emit(Event::Note { message });
            }
            tokio::time::sleep(pause).await;
            self.tools.check_cancelled()?;
            pause = (pause * 2).min(POLL.1);
        };
        let known = if fresh { self.done_here(key) } else { self.cached_here(key) };
        Ok(known.map_or(Turn::Ours(lease), Turn::Known))
    }
}

/// The lock of the file at `path`, if nobody has it.
fn take(path: &Path) -> std::io::Result<Option<File>> {
    loop {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(e)) => return Err(e),
        }
        // Its last holder may have removed the name after we opened it.
        if std::fs::metadata(path).is_ok_and(|m| file.metadata().is_ok_and(|f| f.ino() == m.ino())) {
            return Ok(Some(file));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_and_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("step");
        let lease = Lease(take(&path).unwrap().map(|f| (f, path.clone())));
        assert!(take(&path).unwrap().is_none());
        drop(lease);
        assert!(!path.exists());
        // A name that was left behind without a lock (kill -9) hinders nobody.
        std::fs::write(&path, "").unwrap();
        assert!(take(&path).unwrap().is_some());
    }
}
