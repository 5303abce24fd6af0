//! Freeing what nothing needs, beside running builds.
//!
//! First everything is looked at and chosen, which takes time and holds nobody up. Then, with
//! the gate closed (see [`uses`](crate::transport::layout::uses)), what was chosen is looked at
//! again and taken out of sight by renaming: what a process has begun to use meanwhile stays.
//! Last, what is out of sight is removed. Killed between these, a prune leaves nothing but what
//! the next one removes.

use super::Store;
use super::reach::Reach;
use super::survey::{Group, Item, Standing, detached, entries, modified};
use crate::error::{Context, Error, Result};
use crate::oci::Digest;
use crate::transport::layout::REF_NAME;
use crate::transport::layout::uses::Closed;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What is to stay.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keep {
    /// Nothing but what has a name.
    pub nothing: bool,
    /// Of the cache, what was used since then.
    pub since: Option<SystemTime>,
    /// So many bytes of the cache, those that were used last.
    pub bytes: Option<u64>,
    /// Everything: it is only told what would go.
    pub dry_run: bool,
}

/// What was freed.
#[derive(Debug, Default, Serialize)]
pub struct Freed {
    /// The things.
    pub items: Vec<Item>,
    /// Bytes of the disk.
    pub bytes: u64,
    /// Images without a name that are gone.
    pub images: usize,
}

/// Removes a tree whose files may be another user's.
pub type RemoveTree<'a> = &'a dyn Fn(&Path) -> Result<()>;

impl Store {
    /// Frees what `keep` does not hold. `remove` is asked for trees that cannot be removed as they are.
    pub fn prune(&self, keep: &Keep, remove: RemoveTree<'_>) -> Result<Freed> {
        let path = self.root.join("prune.lock");
        let what = || format!("lock {}", path.display());
        let one = File::options().create(true).truncate(false).write(true).open(&path).context(what)?;
        one.lock().context(what)?;
        let alone = self.alone();
        let mut items = self.survey()?.items;
        if alone {
            // Nobody else works on them.
            items.iter_mut().filter(|i| i.group == Group::Unfinished).for_each(|i| i.in_use = false);
        }
        let chosen = choose(items, keep);
        if keep.dry_run {
            let bytes = chosen.iter().map(|i| i.size).sum();
            return Ok(Freed { items: chosen, bytes, images: 0 });
        }
        let mut freed = self.detach(chosen)?;
        for (path, _) in detached(&self.root).into_iter().filter(|(p, _)| alone || !is_unpacking(p)) {
            remove_tree(&path, remove)?;
        }
        let tmp = self.root.join("tmp");
        for (path, _) in entries(&tmp)? {
            let ours = path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"gone-"));
            if ours || (alone && freed.items.iter().any(|i| i.path == path)) {
                remove_tree(&path, remove)?;
            }
        }
        freed.bytes = freed.items.iter().map(|i| i.size).sum();
        Ok(freed)
    }

    /// Does nobody else have the store open?
    fn alone(&self) -> bool {
        let alone = self.lock.try_lock().is_ok();
        // Trying may have let go of what we held.
        alone & self.lock.lock_shared().is_ok()
    }

    /// Takes what was chosen out of sight, unless somebody has begun to use it.
    fn detach(&self, chosen: Vec<Item>) -> Result<Freed> {
        let layout = self.quiet_layout()?;
        let closed = Closed::new(&self.root.join("uses"))?;
        let reach = Reach::read(&layout, closed.names())?;
        let mut freed = Freed::default();
        // Names first: what the index names is there.
        let gone: HashSet<Digest> =
            reach.dangling.iter().map(|d| d.digest.clone()).filter(|d| !reach.used.blobs.contains(d)).collect();
        let chosen_blobs: HashSet<&str> = chosen.iter().map(|i| i.name.as_str()).collect();
        let drop_entry = |d: &crate::oci::Descriptor| {
            let goes = || chosen_blobs.contains(d.digest.to_string().as_str()) || !layout.blob_path(&d.digest).exists();
            let dangling = gone.contains(&d.digest) && goes();
            dangling && reach.dangling.iter().any(|x| x.annotations.get(REF_NAME) == d.annotations.get(REF_NAME))
        };
        if reach.dangling.iter().any(drop_entry) {
            let mut images = 0;
            layout.update_index(|index| {
                let before = index.manifests.len();
                index.manifests.retain(|d| !drop_entry(d));
                images = before - index.manifests.len();
            })?;
            freed.images = images;
        }
        let mut trash: Option<PathBuf> = None;
        for item in chosen {
            let free = match item.group {
                Group::Unfinished => true,
                Group::RootFileSystems => item.name.parse().is_ok_and(|d| !reach.used.diffs.contains(&d)),
                Group::CacheMounts => true,
                Group::Tables | Group::Contexts => unused_since(&item),
                Group::CacheRecords => {
                    unused_since(&item) && item.layer.as_ref().is_none_or(|d| !reach.used.blobs.contains(d))
                }
                _ => match item.name.parse::<Digest>() {
                    Ok(digest) => !reach.used.blobs.contains(&digest) && !reach.keeps(&digest),
                    Err(_) => true,
                },
            };
            if free && self.take_away(&item, &mut trash)? {
                freed.items.push(item);
            }
        }
        Ok(freed)
    }

    /// False where it has begun to be used, or is gone.
    fn take_away(&self, item: &Item, trash: &mut Option<PathBuf>) -> Result<bool> {
        let what = || format!("remove {}", item.path.display());
        let moved = match item.group {
            Group::Unfinished => return Ok(true),
            // A tree of another user can be renamed where it is, not moved.
            Group::RootFileSystems => std::fs::rename(&item.path, beside(&item.path)),
            Group::CacheMounts => {
                let lock = File::open(item.path.with_extension("lock")).context(what)?;
                if lock.try_lock().is_err() {
                    return Ok(false);
                }
                std::fs::rename(&item.path, beside(&item.path))
            }
            Group::Tables | Group::Contexts | Group::CacheRecords => std::fs::remove_file(&item.path),
            // Large files take their time to go away.
            _ => {
                let dir = match trash {
                    Some(dir) => dir,
                    none => none.insert(self.leaving()?),
                };
                std::fs::rename(&item.path, dir.join(item.path.file_name().unwrap_or_default()))
            }
        };
        match moved {
            Ok(()) => Ok(true),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(e) => Err(Error::io(what(), e)),
        }
    }

    fn leaving(&self) -> Result<PathBuf> {
        let made = tempfile::Builder::new().prefix("gone-").tempdir_in(self.root.join("tmp"));
        Ok(made.context(|| "make a directory for what goes away".into())?.keep())
    }
}

/// What goes, the least recently used first.
fn choose(items: Vec<Item>, keep: &Keep) -> Vec<Item> {
    // A record goes with its layer, where that may go.
    let mut records: HashMap<String, Vec<Item>> = HashMap::new();
    let layers: HashSet<String> =
        items.iter().filter(|i| i.group == Group::CachedLayers).map(|i| i.name.clone()).collect();
    let mut single = Vec::new();
    for item in items {
        match item.layer.as_ref().map(ToString::to_string).filter(|l| layers.contains(l)) {
            Some(layer) => records.entry(layer).or_default().push(item),
            None => single.push(item),
        }
    }
    let conditions = keep.since.is_some() || keep.bytes.is_some();
    let unnamed = single.iter().filter(|i| i.standing != Standing::Named).chain(records.values().flatten());
    let mut left: u64 = unnamed.map(|i| i.size).sum();
    let mut candidates: Vec<Item> = single.into_iter().filter(Item::reclaimable).collect();
    candidates.sort_by(|a, b| (a.last_used, &a.name).cmp(&(b.last_used, &b.name)));
    let mut chosen = Vec::new();
    for item in candidates {
        let goes = match item.standing {
            // Half a file is of no use to anybody, however young it is.
            _ if item.group == Group::Unfinished => true,
            _ if conditions => {
                keep.since.is_none_or(|since| item.last_used < since) && keep.bytes.is_none_or(|bytes| left > bytes)
            }
            Standing::Nothing => true,
            _ => keep.nothing,
        };
        if goes {
            let with = records.remove(&item.name).unwrap_or_default();
            left = left.saturating_sub(item.size + with.iter().map(|i| i.size).sum::<u64>());
            // Records first: what one names is there, if one is killed between.
            chosen.extend(with);
            chosen.push(item);
        }
    }
    chosen
}

/// Has it not been used since it was looked at?
fn unused_since(item: &Item) -> bool {
    item.path.symlink_metadata().is_ok_and(|m| modified(&m) == item.last_used)
}

/// Where a tree waits for its removal.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let number = crate::event::next_task();
    path.with_file_name(format!(".gone-{name}-{}-{number}", std::process::id()))
}

fn is_unpacking(path: &Path) -> bool {
    !path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b".gone-"))
}

fn remove_tree(path: &Path, remove: RemoveTree<'_>) -> Result<()> {
    let plain = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match plain {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(_) => remove(path),
    }
}

/// Removes what a killed prune, or a killed unpacking, has left. To be called when alone.
pub(super) fn clear_detached(root: &Path) {
    for (path, _) in detached(root) {
        // What belongs to others waits for a prune.
        let _ = std::fs::remove_dir_all(&path);
    }
}
