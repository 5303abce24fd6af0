//! A file system that is about to be: what a step has decided so far over the [`Tree`]
//! below it. COPY, ADD and WORKDIR are planned here, without one file unpacked.

use crate::error::{Error, Kind, Result};
use crate::layer::tree::{join, resolve_links};
use crate::layer::{Entry, EntryKind, Timestamp, Tree};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who owns a directory that nobody described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
}

/// One planned entry and where its content comes from.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The entry as it will be in the layer.
    pub entry: Entry,
    /// For files: the path in the step's source.
    pub content: Option<Vec<u8>>,
}

/// What a step has planned over the tree below.
pub struct View {
    below: Arc<Tree>,
    planned: BTreeMap<Vec<u8>, Planned>,
}

impl View {
    /// Nothing planned yet.
    pub fn new(below: Arc<Tree>) -> View {
        View { below, planned: BTreeMap::new() }
    }

    /// What is at `path`, no link followed.
    pub fn get(&self, path: &[u8]) -> Option<&Entry> {
        if let Some(p) = self.planned.get(path) {
            return Some(&p.entry);
        }
        // A planned file or link hides whatever was below it.
        let mut end = path.len();
        while let Some(slash) = path[..end].iter().rposition(|b| *b == b'/') {
            end = slash;
            if self.planned.get(&path[..end]).is_some_and(|p| p.entry.kind != EntryKind::Dir) {
                return None;
            }
        }
        self.below.get(path).map(|n| n.entry())
    }

    /// Is there a directory at `path`? The root always is one.
    pub fn is_dir(&self, path: &[u8]) -> bool {
        path.is_empty() || self.get(path).is_some_and(|e| e.kind == EntryKind::Dir)
    }

    /// Resolves every link in `path` inside the root; with `last`, also one in the last
    /// component. Components that do not exist stay as they are.
    pub fn resolve(&self, path: &[u8], last: bool) -> Result<Vec<u8>> {
        resolve_links(path, last, |p| {
            self.get(p).map(|e| match &e.kind {
                EntryKind::Symlink { target } => Some(target.clone()),
                _ => None,
            })
        })
    }

    /// Plans an entry. Its parents must exist or have been planned.
    pub fn put(&mut self, entry: Entry, content: Option<Vec<u8>>) {
        self.planned.insert(entry.path.clone(), Planned { entry, content });
    }

    /// Is something planned at exactly this path?
    pub fn is_planned(&self, path: &[u8]) -> bool {
        self.planned.contains_key(path)
    }

    /// Plans `path` and every missing parent as directories, `rwxr-xr-x`. Fails where
    /// something that is no directory is in the way.
    pub fn mkdir_all(&mut self, path: &[u8], owner: Owner, mtime: Timestamp) -> Result<()> {
        let mut at = Vec::new();
        for part in components(path) {
            at = join(&at, &part);
            match self.get(&at).map(|e| &e.kind) {
                Some(EntryKind::Dir) => {}
                Some(_) => {
                    return Err(Error::new(
                        Kind::Dockerfile,
                        format!("/{} is not a directory", String::from_utf8_lossy(&at)),
                    ));
                }
                None => {
                    let mut dir = Entry::dir(at.clone(), 0o755);
                    (dir.uid, dir.gid, dir.mtime) = (owner.uid, owner.gid, mtime);
                    self.put(dir, None);
                }
            }
        }
        Ok(())
    }

    /// Everything planned, sorted by path, with the existing parents of each entry as
    /// they are below: whoever unpacks this layer alone must find their modes and owners.
    pub fn finish(mut self) -> Vec<Planned> {
        let mut parents = BTreeMap::new();
        for path in self.planned.keys() {
            let mut end = path.len();
            while let Some(slash) = path[..end].iter().rposition(|b| *b == b'/') {
                end = slash;
                let parent = &path[..end];
                if self.planned.contains_key(parent) || parents.contains_key(parent) {
                    break;
                }
                let entry = self.below.get(parent).map(|n| n.entry().clone());
                let entry = entry.unwrap_or_else(|| Entry::dir(parent, 0o755));
                parents.insert(parent.to_vec(), Planned { entry, content: None });
            }
        }
        self.planned.append(&mut parents);
        self.planned.into_values().collect()
    }

    /// Is nothing planned at all?
    pub fn is_empty(&self) -> bool {
        self.planned.is_empty()
    }
}

/// The components of a path, without empty ones and `.`.
pub fn components(path: &[u8]) -> Vec<Vec<u8>> {
    path.split(|b| *b == b'/').filter(|p| !p.is_empty() && *p != b".").map(<[u8]>::to_vec).collect()
}

/// Lexically cleaned as `path.Clean("/" + path)` does, without the leading slash: `..` at the
/// root stays there.
pub fn clean(path: &str) -> Vec<u8> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    for part in components(path.as_bytes()) {
        if part == b".." {
            out.pop();
        } else {
            out.push(part);
        }
    }
    out.join(&b'/')
}
