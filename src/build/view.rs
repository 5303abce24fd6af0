//! A file system that is about to be: what a step has decided so far over the [`Tree`]
//! below it. COPY, ADD and WORKDIR are planned here, without one file unpacked.

use crate::error::{Error, Kind, Result};
use crate::layer::tree::{join, resolve_links};
use crate::layer::{Entry, EntryKind, Timestamp, Toc, Tree};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Who owns a directory that nobody described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
}

/// Where a planned file's content comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentRef {
    /// Which of the step's sources.
    pub origin: usize,
    /// Its number in it, as [`Content::open`](crate::files::content::Content::open) takes it.
    pub number: u64,
}

/// One planned entry.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The entry as it will be in the layer. Names of one file are all planned as files;
    /// [`View::finish`] makes hard links of them.
    pub entry: Entry,
    /// For files: the content.
    pub content: Option<ContentRef>,
    /// Equal for all names of one file.
    pub group: Option<u64>,
}

/// A layer to be written.
pub struct NewLayer {
    /// What it will hold, sorted by path.
    pub toc: Toc,
    /// Where the content is, for each of the entries that is a file.
    pub contents: Vec<Option<ContentRef>>,
}

/// Planned entries are found by their paths, which are kept once.
struct ByPath(Box<Planned>);

impl Borrow<[u8]> for ByPath {
    fn borrow(&self) -> &[u8] {
        &self.0.entry.path
    }
}

impl Ord for ByPath {
    fn cmp(&self, other: &ByPath) -> Ordering {
        self.0.entry.path.cmp(&other.0.entry.path)
    }
}

impl PartialOrd for ByPath {
    fn partial_cmp(&self, other: &ByPath) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ByPath {
    fn eq(&self, other: &ByPath) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for ByPath {}

/// What a step has planned over the tree below.
pub struct View {
    below: Arc<Tree>,
    planned: BTreeSet<ByPath>,
    groups: u64,
}

impl View {
    /// Nothing planned yet.
    pub fn new(below: Arc<Tree>) -> View {
        View { below, planned: BTreeSet::new(), groups: 0 }
    }

    /// What is at `path`, no link followed.
    pub fn get(&self, path: &[u8]) -> Option<&Entry> {
        if let Some(p) = self.planned.get(path) {
            return Some(&p.0.entry);
        }
        // A planned file or link hides whatever was below it.
        let mut end = path.len();
        while let Some(slash) = path[..end].iter().rposition(|b| *b == b'/') {
            end = slash;
            if self.planned.get(&path[..end]).is_some_and(|p| p.0.entry.kind != EntryKind::Dir) {
                return None;
            }
        }
        self.below.get(path).map(|n| n.content_entry())
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

    /// Plans an entry that has no content. Its parents must exist or have been planned.
    pub fn put(&mut self, entry: Entry) {
        self.put_file(Planned { entry, content: None, group: None });
    }

    /// Plans a file.
    pub fn put_file(&mut self, planned: Planned) {
        self.planned.replace(ByPath(Box::new(planned)));
    }

    /// Says where the content of the file planned at `path` is.
    pub fn set_content(&mut self, path: &[u8], content: ContentRef) {
        if let Some(mut planned) = self.planned.take(path) {
            planned.0.content = Some(content);
            self.planned.insert(planned);
        }
    }

    /// A fresh number for [`Planned::group`].
    pub fn new_group(&mut self) -> u64 {
        self.groups += 1;
        self.groups
    }

    /// Plans `path` as another name of the file planned at `first`. False if there is none.
    pub fn link(&mut self, first: &[u8], path: &[u8]) -> bool {
        let Some(planned) = self.planned.get(first) else { return false };
        let mut planned = (*planned.0).clone();
        planned.group = match planned {
            Planned { group: Some(group), .. } => Some(group),
            Planned { content: Some(_), .. } => Some(self.new_group()),
            _ => return false,
        };
        let mut other = planned.clone();
        other.entry.path = path.to_vec();
        self.put_file(planned);
        self.put_file(other);
        true
    }

    /// Plans `path` and every missing parent as directories, `rwxr-xr-x`. Fails where
    /// something that is no directory is in the way.
    pub fn mkdir_all(&mut self, path: &[u8], owner: Owner, mtime: Timestamp) -> Result<()> {
        self.mkdir_all_mode(path, 0o755, owner, mtime)
    }

    /// [`View::mkdir_all`] with the permissions of what is made.
    pub fn mkdir_all_mode(&mut self, path: &[u8], mode: u32, owner: Owner, mtime: Timestamp) -> Result<()> {
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
                    let mut dir = Entry::dir(at.clone(), mode);
                    (dir.uid, dir.gid, dir.mtime) = (owner.uid, owner.gid, mtime);
                    self.put(dir);
                }
            }
        }
        Ok(())
    }

    /// Everything planned, sorted by path, with the existing parents of each entry as
    /// they are below: whoever unpacks this layer alone must find their modes and owners.
    /// Nothing if nothing was planned.
    pub fn finish(mut self) -> NewLayer {
        let mut parents = BTreeSet::new();
        for planned in &self.planned {
            let path = &planned.0.entry.path;
            let mut end = path.len();
            while let Some(slash) = path[..end].iter().rposition(|b| *b == b'/') {
                end = slash;
                let parent = &path[..end];
                if self.planned.contains(parent) || parents.contains(parent) {
                    break;
                }
                let entry = self.below.get(parent).map(|n| n.entry().clone());
                let entry = entry.unwrap_or_else(|| Entry::dir(parent, 0o755));
                parents.insert(ByPath(Box::new(Planned { entry, content: None, group: None })));
            }
        }
        self.planned.append(&mut parents);
        let mut firsts: HashMap<u64, Vec<u8>> = HashMap::new();
        let mut entries = Vec::with_capacity(self.planned.len());
        let mut contents = Vec::with_capacity(self.planned.len());
        for ByPath(planned) in self.planned {
            let Planned { mut entry, mut content, group } = *planned;
            match group.and_then(|group| firsts.get(&group)) {
                Some(first) => (entry.kind, content) = (EntryKind::Hardlink { target: first.clone() }, None),
                None => drop(group.map(|group| firsts.insert(group, entry.path.clone()))),
            }
            entries.push(entry);
            contents.push(content);
        }
        NewLayer { toc: Toc { entries }, contents }
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
