//! The merged file system of stacked layers, without one file unpacked (layer.md,
//! "Applying Changesets").

use super::alone::{self, Alone, Content};
use super::entry::{Entry, EntryKind};
use super::toc::Toc;
use crate::error::{Error, Kind, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// As many links as the kernel follows in one path.
const MAX_LINKS: usize = 40;
const ROOT: u32 = 0;

/// `dir/name`, where the empty `dir` is the root.
pub fn join(dir: &[u8], name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(dir.len() + 1 + name.len());
    if !dir.is_empty() {
        out.extend_from_slice(dir);
        out.push(b'/');
    }
    out.extend_from_slice(name);
    out
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct At {
    layer: u32,
    entry: u32,
}

/// What a node is: small, for there are as many as files.
#[derive(Debug, Clone)]
enum What {
    /// Nothing yet; or the root that no layer describes.
    Nothing,
    /// A directory that no layer describes: its entry is made up.
    Implied(Arc<Entry>),
    /// What this entry says.
    Entry(At),
    /// A hard link: its entry, and the one that has the content.
    Link(At, At),
}

type Children = BTreeMap<Box<[u8]>, u32>;

#[derive(Debug, Clone)]
struct Node {
    what: What,
    /// None where there are none: most nodes are files.
    children: Option<Box<Children>>,
}

impl Node {
    fn new() -> Node {
        Node { what: What::Nothing, children: None }
    }

    /// The entry for this path.
    fn at(&self) -> Option<At> {
        match self.what {
            What::Entry(at) | What::Link(at, _) => Some(at),
            What::Nothing | What::Implied(_) => None,
        }
    }

    /// The entry that has the content.
    fn content(&self) -> Option<At> {
        match self.what {
            What::Entry(at) | What::Link(_, at) => Some(at),
            What::Nothing | What::Implied(_) => None,
        }
    }

    fn child(&self, name: &[u8]) -> Option<u32> {
        self.children.as_ref()?.get(name).copied()
    }

    fn children(&self) -> impl Iterator<Item = (&[u8], u32)> {
        self.children.iter().flat_map(|all| all.iter()).map(|(name, id)| (&**name, *id))
    }
}

/// The merged file system.
#[derive(Debug, Clone)]
pub struct Tree {
    layers: Vec<Arc<Toc>>,
    nodes: Vec<Node>,
    bottom: usize,
    /// Directories that a layer goes through without an entry for them.
    passed: BTreeSet<Vec<u8>>,
}

/// Hears of a path and of what was there.
pub type Touched<'a> = &'a mut dyn FnMut(&[u8], Option<NodeRef<'_>>);

/// One path of a [`Tree`].
#[derive(Clone, Copy)]
pub struct NodeRef<'a> {
    tree: &'a Tree,
    node: &'a Node,
}

impl<'a> NodeRef<'a> {
    /// The entry at this path; a hard link's is its own (same owner and mode as its target's).
    pub fn entry(&self) -> &'a Entry {
        match &self.node.what {
            What::Entry(at) | What::Link(at, _) => self.tree.entry_at(*at),
            What::Implied(entry) => entry,
            What::Nothing => root_entry(),
        }
    }

    /// The entry that has the content: for a hard link, the one it names.
    pub fn content_entry(&self) -> &'a Entry {
        match self.node.content() {
            Some(at) => self.tree.entry_at(at),
            None => root_entry(),
        }
    }

    /// Where the content is found in its layer.
    pub fn content_path(&self) -> &'a [u8] {
        &self.content_entry().path
    }

    /// The layer, base first, that the content is in.
    pub fn layer(&self) -> usize {
        self.node.content().map_or(0, |at| at.layer as usize)
    }

    /// The layer, base first, that has an entry for this path; None for a directory that no layer
    /// describes.
    pub fn entry_layer(&self) -> Option<usize> {
        self.node.at().map(|at| at.layer as usize)
    }

    /// A number of the content, equal for all names of one file; None for directories.
    pub fn inode(&self) -> Option<u64> {
        if self.entry().kind == EntryKind::Dir {
            return None;
        }
        self.node.content().map(|at| u64::from(at.layer) << 32 | u64::from(at.entry))
    }
}

fn root_entry() -> &'static Entry {
    static ROOT_ENTRY: std::sync::OnceLock<Entry> = std::sync::OnceLock::new();
    ROOT_ENTRY.get_or_init(|| Entry::dir("", 0o755))
}

impl Tree {
    /// Stacks layers, base first.
    pub fn stack(layers: &[Arc<Toc>]) -> Tree {
        let mut tree = Tree { layers: Vec::new(), nodes: vec![Node::new()], bottom: 0, passed: BTreeSet::new() };
        for layer in layers {
            tree.apply(layer.clone());
        }
        tree
    }

    /// Puts one more layer on top. Whiteouts hide what is below, never what is beside them
    /// in the same layer, wherever they stand. Links are followed among the parents of an entry
    /// if the layer itself made them, as an unpacker does (see [`alone`](super::alone)).
    pub fn apply(&mut self, toc: Arc<Toc>) {
        self.apply_telling(toc, &mut |_, _| {});
    }

    /// The same, and tells each path that the layer touches, with what was there before. A path may
    /// be told twice: the first time counts. Ask the tree afterwards what became of it.
    pub fn apply_telling(&mut self, toc: Arc<Toc>, touched: Touched<'_>) {
        let layer = u32::try_from(self.layers.len()).unwrap_or(u32::MAX);
        self.layers.push(toc.clone());
        let alone = Alone::new(&toc);
        // Links into the layers below mean these as they were.
        let mut below = HashMap::new();
        for (index, entry) in toc.entries.iter().enumerate() {
            let EntryKind::Hardlink { target } = &entry.kind else { continue };
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            let found = self.resolve(target, false).ok().flatten().and_then(|path| self.find(&path));
            if let Some(id) = found.filter(|id| !self.is_dir(*id)) {
                below.extend(self.nodes[id as usize].content().map(|at| (index, at)));
            }
        }
        self.merge(layer, &alone, &below, touched);
    }

    /// Tells what is below a directory.
    fn tell_below(&self, id: u32, path: &[u8], touched: Touched<'_>) {
        let mut todo = vec![(id, path.to_vec())];
        while let Some((id, path)) = todo.pop() {
            for (name, child) in self.nodes[id as usize].children() {
                let path = join(&path, name);
                touched(&path, Some(NodeRef { tree: self, node: &self.nodes[child as usize] }));
                todo.push((child, path));
            }
        }
    }

    fn merge(&mut self, layer: u32, alone: &Alone<'_>, below: &HashMap<u32, At>, touched: Touched<'_>) {
        // An explicit stack: a layer can be deep.
        let mut todo = vec![(ROOT, alone::ROOT, Vec::new())];
        while let Some((id, from, path)) = todo.pop() {
            let part = alone.node(from);
            let was_dir = self.is_dir(id);
            let alone::What::Dir { entry, opaque } = part.what else { continue };
            let node = &self.nodes[id as usize];
            if entry.is_some() || !was_dir {
                let is_new = !was_dir && node.at().is_none();
                touched(&path, (!is_new).then_some(NodeRef { tree: self, node }));
            }
            if opaque || !was_dir {
                self.tell_below(id, &path, touched);
            }
            let node = &mut self.nodes[id as usize];
            if opaque || !was_dir {
                node.children = None;
            }
            if opaque && id == ROOT {
                self.bottom = layer as usize;
            }
            if let Some(entry) = entry {
                node.what = What::Entry(At { layer, entry });
                self.passed.remove(&path);
            } else if was_dir {
                self.passed.insert(path.clone());
            } else {
                // Something that is no directory, or nothing, gives way to one.
                node.what = What::Implied(Arc::new(Entry::dir(path.clone(), 0o755)));
            }
            for (name, child) in &part.children {
                match alone.node(*child).what {
                    alone::What::Whiteout => {
                        if let Some(gone) = self.nodes[id as usize].child(name) {
                            let path = join(&path, name);
                            touched(&path, Some(NodeRef { tree: self, node: &self.nodes[gone as usize] }));
                            self.tell_below(gone, &path, touched);
                        }
                        self.nodes[id as usize].children.as_mut().map(|all| all.remove(name));
                    }
                    alone::What::Dir { .. } => todo.push((self.child(id, name), *child, join(&path, name))),
                    alone::What::Thing { entry, content } => {
                        let content = match content {
                            Content::Here(at) => Some(At { layer, entry: at }),
                            Content::Below(link) => below.get(&link).copied(),
                        };
                        // A link to nothing is dropped: no unpacker could make it.
                        let Some(content) = content else { continue };
                        let at = At { layer, entry };
                        let path = join(&path, name);
                        let was = self.nodes[id as usize].child(name);
                        touched(&path, was.map(|was| NodeRef { tree: self, node: &self.nodes[was as usize] }));
                        let thing = self.child(id, name);
                        self.tell_below(thing, &path, touched);
                        let node = &mut self.nodes[thing as usize];
                        node.children = None;
                        node.what = if content == at { What::Entry(at) } else { What::Link(at, content) };
                    }
                }
            }
        }
    }

    /// The node `name` in a directory, one that is nothing yet if there was none.
    fn child(&mut self, parent: u32, name: &[u8]) -> u32 {
        if let Some(id) = self.nodes[parent as usize].child(name) {
            return id;
        }
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node::new());
        self.nodes[parent as usize].children.get_or_insert_default().insert(name.into(), id);
        id
    }

    /// The lowest layer that shows anything: the last one that removes all below its root.
    pub fn bottom(&self) -> usize {
        self.bottom
    }

    /// The directories that have their owner and mode from a layer below one that goes through
    /// them without an entry of its own, and their parents: an unpacked layer cannot know these.
    /// Sorted, parents first, without the root.
    pub fn passed_dirs(&self) -> Vec<Entry> {
        let mut paths: BTreeSet<&[u8]> = BTreeSet::new();
        for path in &self.passed {
            let ends = path.iter().enumerate().filter(|(_, b)| **b == b'/').map(|(at, _)| at);
            paths.extend(ends.chain([path.len()]).map(|end| &path[..end]).filter(|p| !p.is_empty()));
        }
        let node = |path: &&[u8]| self.get(path).map(|n| n.entry().clone());
        paths.iter().filter_map(node).filter(|e| e.kind == EntryKind::Dir).collect()
    }

    /// The content of the file with this number ([`NodeRef::inode`]): its layer, and the entry there.
    pub fn content_of(&self, inode: u64) -> (usize, &Entry) {
        let at = At { layer: (inode >> 32) as u32, entry: inode as u32 };
        (at.layer as usize, self.entry_at(at))
    }

    fn entry_at(&self, at: At) -> &Entry {
        self.layers
            .get(at.layer as usize)
            .and_then(|l| l.entries.get(at.entry as usize))
            .unwrap_or_else(|| root_entry())
    }

    fn is_dir(&self, id: u32) -> bool {
        match self.nodes[id as usize].what {
            What::Entry(at) | What::Link(at, _) => self.entry_at(at).kind == EntryKind::Dir,
            What::Implied(_) => true,
            What::Nothing => id == ROOT,
        }
    }

    fn find(&self, path: &[u8]) -> Option<u32> {
        let mut id = ROOT;
        for part in path.split(|b| *b == b'/').filter(|p| !p.is_empty()) {
            id = self.nodes[id as usize].child(part)?;
        }
        Some(id)
    }

    /// What is at `path`, no link followed. The root is the empty path.
    pub fn get(&self, path: &[u8]) -> Option<NodeRef<'_>> {
        let id = self.find(path)?;
        Some(NodeRef { tree: self, node: &self.nodes[id as usize] })
    }

    /// The names in a directory, sorted by bytes.
    pub fn children<'a>(&'a self, path: &[u8]) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let node = self.find(path).map(|id| &self.nodes[id as usize]);
        node.into_iter().flat_map(|n| n.children().map(|(name, _)| name))
    }

    /// The layers it was made of, base first.
    pub fn layers(&self) -> &[Arc<Toc>] {
        &self.layers
    }

    /// Resolves every link in `path` inside the root, as the kernel would with the root as
    /// `/`; with `last` also one in the last component. None if nothing is there.
    pub fn resolve(&self, path: &[u8], last: bool) -> Result<Option<Vec<u8>>> {
        let resolved = resolve_links(path, last, |p| {
            self.get(p).map(|n| match &n.content_entry().kind {
                EntryKind::Symlink { target } => Some(target.clone()),
                _ => None,
            })
        })?;
        Ok(self.find(&resolved).map(|_| resolved))
    }
}

/// Resolves links in `path` against any file system that can say, for a path, whether
/// something is there (`Some`) and the target if it is a symbolic link. Components that do
/// not exist stay as they are; `..` at the root stays there.
pub fn resolve_links(path: &[u8], last: bool, look: impl Fn(&[u8]) -> Option<Option<Vec<u8>>>) -> Result<Vec<u8>> {
    let split = |p: &[u8]| -> Vec<Vec<u8>> {
        p.split(|b| *b == b'/').filter(|c| !c.is_empty() && *c != b".").map(<[u8]>::to_vec).rev().collect()
    };
    let mut todo = split(path);
    let mut done: Vec<u8> = Vec::new();
    let mut links = 0;
    while let Some(part) = todo.pop() {
        if part == b".." {
            done.truncate(done.iter().rposition(|b| *b == b'/').unwrap_or(0));
            continue;
        }
        let here = join(&done, &part);
        match look(&here) {
            Some(Some(target)) if last || !todo.is_empty() => {
                links += 1;
                if links > MAX_LINKS {
                    let shown = String::from_utf8_lossy(path);
                    return Err(Error::new(Kind::Format, format!("too many symbolic links in '{shown}'")));
                }
                if target.starts_with(b"/") {
                    done.clear();
                }
                todo.extend(split(&target));
            }
            _ => done = here,
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, n: u8) -> Entry {
        Entry {
            kind: EntryKind::File { size: 1, content: [n; 32], offset: 0, sparse: false },
            ..Entry::dir(path, 0o644)
        }
    }

    fn of(path: &str, kind: EntryKind) -> Entry {
        Entry { kind, ..Entry::dir(path, 0o644) }
    }

    fn link(path: &str, target: &str) -> Entry {
        of(path, EntryKind::Symlink { target: target.into() })
    }

    fn stack(layers: &[Vec<Entry>]) -> Tree {
        let tocs: Vec<_> = layers.iter().map(|l| Arc::new(Toc { entries: l.clone() })).collect();
        Tree::stack(&tocs)
    }

    fn list(tree: &Tree) -> Vec<String> {
        let mut out = Vec::new();
        let mut open = vec![Vec::new()];
        while let Some(dir) = open.pop() {
            for name in tree.children(&dir) {
                let path = join(&dir, name);
                out.push(String::from_utf8_lossy(&path).into_owned());
                open.push(path);
            }
        }
        out.sort();
        out
    }

    #[test]
    fn whiteouts_hide_what_is_below_and_not_beside() {
        let tree = stack(&[
            vec![Entry::dir("d", 0o755), file("d/a", 1), file("d/b", 1), file("e", 1)],
            vec![file("d/a", 2), of("d/a", EntryKind::Whiteout), of("e", EntryKind::Whiteout)],
        ]);
        assert_eq!(list(&tree), ["d", "d/a", "d/b"]);
    }

    #[test]
    fn opaque_directories_start_anew() {
        let tree = stack(&[
            vec![Entry::dir("d", 0o755), file("d/a", 1), file("d/b", 1)],
            vec![Entry::dir("d", 0o700), file("d/c", 1), of("d", EntryKind::Opaque)],
        ]);
        assert_eq!(list(&tree), ["d", "d/c"]);
        assert_eq!(tree.get(b"d").unwrap().entry().mode, 0o700);
    }

    #[test]
    fn types_replace_each_other() {
        let tree =
            stack(&[vec![Entry::dir("x", 0o755), file("x/a", 1), file("y", 1)], vec![file("x", 2), file("y/z", 2)]]);
        assert_eq!(list(&tree), ["x", "y", "y/z"]);
        assert_eq!(tree.get(b"y").unwrap().entry().kind, EntryKind::Dir);
    }

    #[test]
    fn hard_links_share_an_inode() {
        let tree = stack(&[vec![
            file("a", 1),
            of("b", EntryKind::Hardlink { target: b"a".to_vec() }),
            of("c", EntryKind::Hardlink { target: b"b".to_vec() }),
            file("d", 1),
        ]]);
        let inode = |p: &[u8]| tree.get(p).unwrap().inode().unwrap();
        assert_eq!(inode(b"a"), inode(b"b"));
        assert_eq!(inode(b"a"), inode(b"c"));
        assert_ne!(inode(b"a"), inode(b"d"));
        assert_eq!(tree.get(b"c").unwrap().content_path(), b"a");
    }

    #[test]
    fn links_resolve_inside_the_root() {
        let tree = stack(&[vec![
            Entry::dir("usr/lib", 0o755),
            file("usr/lib/x", 1),
            link("lib", "usr/lib"),
            link("up", "../../../usr"),
            link("abs", "/usr/lib/x"),
            link("l1", "l2"),
            link("l2", "l1"),
        ]]);
        let resolve = |p: &[u8]| tree.resolve(p, true).unwrap().map(|p| String::from_utf8(p).unwrap());
        assert_eq!(resolve(b"lib/x").as_deref(), Some("usr/lib/x"));
        assert_eq!(resolve(b"up/lib/../../lib/x").as_deref(), Some("usr/lib/x"));
        assert_eq!(resolve(b"abs").as_deref(), Some("usr/lib/x"));
        assert_eq!(resolve(b"nothing"), None);
        assert!(tree.resolve(b"l1", true).is_err());
        assert_eq!(tree.resolve(b"l1", false).unwrap().as_deref(), Some(&b"l1"[..]));
    }
}
