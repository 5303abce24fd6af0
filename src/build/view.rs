//! A file system that is about to be: what a step has decided so far over the [`Tree`]
//! below it. COPY, ADD and WORKDIR are planned here, without one file unpacked.

use crate::error::{Error, Kind, Result};
use crate::layer::tree::{join, resolve_links};
use crate::layer::{Entry, EntryKind, Timestamp, Toc, Tree};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
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
    pub group: Option<u32>,
}

/// A layer to be written.
pub struct NewLayer {
    /// What it will hold, sorted by path.
    pub toc: Toc,
    /// Where the content is, for each of the entries that is a file.
    pub contents: Vec<Option<ContentRef>>,
}

/// What a step has planned over the tree below.
pub struct View {
    below: Arc<Tree>,
    /// In the order that they were planned.
    planned: Vec<Entry>,
    /// Of each of these: its content and its group.
    files: Vec<(Option<ContentRef>, Option<u32>)>,
    /// Where each of these is, by the hash of its path or the next number that was free: paths are
    /// kept once.
    places: HashMap<u64, u32>,
    hash: RandomState,
    groups: u32,
}

impl View {
    /// Nothing planned yet.
    pub fn new(below: Arc<Tree>) -> View {
        let (planned, files, places) = (Vec::new(), Vec::new(), HashMap::new());
        View { below, planned, files, places, hash: RandomState::new(), groups: 0 }
    }

    /// Where the entry planned at `path` is, or the number that its place will have.
    fn place(&self, path: &[u8]) -> std::result::Result<usize, u64> {
        let mut number = self.hash.hash_one(path);
        while let Some(at) = self.places.get(&number) {
            if self.planned[*at as usize].path == path {
                return Ok(*at as usize);
            }
            number = number.wrapping_add(1);
        }
        Err(number)
    }

    fn planned_at(&self, path: &[u8]) -> Option<&Entry> {
        self.place(path).ok().map(|at| &self.planned[at])
    }

    /// What is at `path`, no link followed.
    pub fn get(&self, path: &[u8]) -> Option<&Entry> {
        if let Some(entry) = self.planned_at(path) {
            return Some(entry);
        }
        // A planned file or link hides whatever was below it.
        let mut end = path.len();
        while let Some(slash) = path[..end].iter().rposition(|b| *b == b'/') {
            end = slash;
            if self.planned_at(&path[..end]).is_some_and(|e| e.kind != EntryKind::Dir) {
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
        let Planned { entry, content, group } = planned;
        match self.place(&entry.path) {
            Ok(at) => (self.planned[at], self.files[at]) = (entry, (content, group)),
            Err(number) => {
                self.places.insert(number, u32::try_from(self.planned.len()).unwrap_or(u32::MAX));
                self.planned.push(entry);
                self.files.push((content, group));
            }
        }
    }

    /// Says where the content of the file planned at `path` is.
    pub fn set_content(&mut self, path: &[u8], content: ContentRef) {
        if let Ok(at) = self.place(path) {
            self.files[at].0 = Some(content);
        }
    }

    /// A fresh number for [`Planned::group`].
    pub fn new_group(&mut self) -> u32 {
        self.groups += 1;
        self.groups - 1
    }

    /// Plans `path` as another name of the file planned at `first`. False if there is none.
    pub fn link(&mut self, first: &[u8], path: &[u8]) -> bool {
        let Ok(at) = self.place(first) else { return false };
        let (content, group) = match self.files[at] {
            (content, Some(group)) => (content, group),
            (Some(content), None) => (Some(content), self.new_group()),
            (None, None) => return false,
        };
        self.files[at] = (content, Some(group));
        let entry = Entry { path: path.to_vec(), ..self.planned[at].clone() };
        self.put_file(Planned { entry, content, group: Some(group) });
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
        for at in 0..self.planned.len() {
            let path = self.planned[at].path.clone();
            let mut end = path.len();
            while let Some(slash) = path[..end].iter().rposition(|b| *b == b'/') {
                end = slash;
                let parent = &path[..end];
                if self.place(parent).is_ok() {
                    break;
                }
                let entry = self.below.get(parent).map(|n| n.entry().clone());
                self.put(entry.unwrap_or_else(|| Entry::dir(parent, 0o755)));
            }
        }
        let View { planned: mut entries, mut files, places, groups, .. } = self;
        drop(places);
        sort_by_path(&mut entries, &mut files);
        let mut firsts: Vec<Option<u32>> = vec![None; groups as usize];
        for at in 0..entries.len() {
            let (content, Some(group)) = &mut files[at] else { continue };
            match firsts[*group as usize] {
                Some(first) => {
                    let target = entries[first as usize].path.clone();
                    (entries[at].kind, *content) = (EntryKind::Hardlink { target }, None);
                }
                None => firsts[*group as usize] = u32::try_from(at).ok(),
            }
        }
        NewLayer { toc: Toc { entries }, contents: files.into_iter().map(|(content, _)| content).collect() }
    }
}

/// Sorts both in place by the paths of the entries.
fn sort_by_path<T>(entries: &mut [Entry], files: &mut [T]) {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_unstable_by(|a, b| entries[*a].path.cmp(&entries[*b].path));
    let mut rank = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, at)| rank[*at] = place);
    for at in 0..rank.len() {
        while rank[at] != at {
            let place = rank[at];
            entries.swap(at, place);
            files.swap(at, place);
            rank.swap(at, place);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Entry {
        let kind = EntryKind::File { size: 1, content: [0; 32], offset: 0, sparse: false };
        Entry { kind, ..Entry::dir(path, 0o644) }
    }

    #[test]
    fn a_layer_is_sorted_with_its_parents_and_links_and_the_last_plan_of_a_path() {
        let below = Tree::stack(&[Arc::new(Toc { entries: vec![Entry::dir("d", 0o700)] })]);
        let mut view = View::new(Arc::new(below));
        let group = view.new_group();
        for (path, number, group) in
            [("d/z", 0, Some(group)), ("d.x", 1, None), ("d/a", 0, Some(group)), ("d/z2", 3, None)]
        {
            let content = Some(ContentRef { origin: 0, number });
            view.put_file(Planned { entry: file(path), content, group });
        }
        view.put(Entry { mode: 0o600, ..file("d.x") });
        assert!(view.link(b"d/z2", b"d/b"));
        assert!(!view.link(b"d.x", b"d/c"));
        let layer = view.finish();
        let told = layer.toc.entries.iter().zip(&layer.contents).map(|(entry, content)| {
            let to = match &entry.kind {
                EntryKind::Hardlink { target } => format!(" -> {}", String::from_utf8_lossy(target)),
                _ => String::new(),
            };
            let number = content.map_or(String::new(), |c| format!(" ={}", c.number));
            format!("{} {:o}{number}{to}", String::from_utf8_lossy(&entry.path), entry.mode)
        });
        let wanted = ["d 700", "d.x 600", "d/a 644 =0", "d/b 644 =3", "d/z 644 -> d/a", "d/z2 644 -> d/b"];
        assert_eq!(told.collect::<Vec<_>>(), wanted);
    }
}
