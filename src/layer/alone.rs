//! One layer by itself, as unpacking it into an empty directory would leave it: the same steps as
//! [`Unpacker`](crate::rootfs::Unpacker) takes, so that the merged [`Tree`](super::Tree) and an
//! overlay of unpacked layers are the same file system.
//!
//! Links among the parents of an entry are followed inside the root if *this* layer made them.
//! A link of a lower layer is not: each layer is unpacked alone and shared by all images that have
//! it (as containerd's overlayfs snapshotter and Docker's overlay2 do), so the directory that the
//! upper layer implies hides the lower layer's link.

use super::entry::{Entry, EntryKind};
use super::toc::Toc;
use super::tree::resolve_links;
use std::collections::BTreeMap;

/// The number of the root.
pub(super) const ROOT: u32 = 0;

/// What the layer has at a path. Numbers are those of entries in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A directory; without a number, one that no entry describes.
    Dir { entry: Option<u32>, opaque: bool },
    /// The path is removed from the layers below.
    Whiteout,
    /// Anything else.
    Thing { entry: u32, content: Content },
}

/// Where a thing's content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// With this entry of the layer.
    Here(u32),
    /// In the layers below, at the target of the hard link with this number.
    Below(u32),
}

/// A path of the layer.
#[derive(Debug)]
pub(super) struct Node {
    pub what: What,
    pub children: BTreeMap<Box<[u8]>, u32>,
}

/// The layer by itself.
pub(super) struct Alone<'a> {
    toc: &'a Toc,
    nodes: Vec<Node>,
}

impl<'a> Alone<'a> {
    /// Applies the layer's entries, in their order, to nothing.
    pub fn new(toc: &'a Toc) -> Alone<'a> {
        let what = What::Dir { entry: None, opaque: false };
        let mut alone = Alone { toc, nodes: vec![Node { what, children: BTreeMap::new() }] };
        for (index, entry) in toc.entries.iter().enumerate() {
            alone.put(u32::try_from(index).unwrap_or(u32::MAX), entry);
        }
        alone
    }

    /// The node with this number.
    pub fn node(&self, id: u32) -> &Node {
        &self.nodes[id as usize]
    }

    fn put(&mut self, index: u32, entry: &Entry) {
        if entry.path.is_empty() {
            if let What::Dir { entry: at, opaque } = &mut self.nodes[ROOT as usize].what {
                match entry.kind {
                    EntryKind::Opaque => *opaque = true,
                    _ => *at = Some(index),
                }
            }
            return;
        }
        match &entry.kind {
            EntryKind::Opaque => self.opaque(&entry.path),
            EntryKind::Whiteout => {
                let Some((parent, name)) = self.parent(&entry.path) else { return };
                match self.nodes[parent as usize].children.get(name).copied() {
                    None => drop(self.add(parent, name, What::Whiteout)),
                    Some(id) => {
                        if let What::Dir { opaque, .. } = &mut self.nodes[id as usize].what {
                            *opaque = true;
                        }
                    }
                }
            }
            EntryKind::Dir => {
                let Some((parent, name)) = self.parent(&entry.path) else { return };
                let id = self.dir(parent, name);
                if let What::Dir { entry, .. } = &mut self.nodes[id as usize].what {
                    *entry = Some(index);
                }
            }
            EntryKind::Hardlink { target } => {
                let (Some(target), Some(own)) = (self.real(target), self.real(&entry.path)) else { return };
                let content = match self.find(&target).map(|id| self.nodes[id as usize].what) {
                    _ if target == own => {
                        self.parent(&entry.path);
                        return;
                    }
                    Some(What::Thing { content, .. }) => content,
                    // No unpacker could make it.
                    Some(What::Dir { .. } | What::Whiteout) => return,
                    None => Content::Below(index),
                };
                self.thing(&entry.path, index, content);
            }
            _ => self.thing(&entry.path, index, Content::Here(index)),
        }
    }

    fn thing(&mut self, path: &[u8], entry: u32, content: Content) {
        let Some((parent, name)) = self.parent(path) else { return };
        let what = What::Thing { entry, content };
        match self.nodes[parent as usize].children.get(name).copied() {
            None => drop(self.add(parent, name, what)),
            Some(id) => self.nodes[id as usize] = Node { what, children: BTreeMap::new() },
        }
    }

    /// The marker stands in the directory, so that a link is followed as an entry's parent is.
    fn opaque(&mut self, path: &[u8]) {
        let Some(path) = self.resolve(path) else { return };
        if let Some(id) = self.find(&path)
            && matches!(self.nodes[id as usize].what, What::Thing { .. })
        {
            return;
        }
        let id = match self.parent(&path) {
            _ if path.is_empty() => ROOT,
            Some((parent, name)) => self.dir(parent, name),
            None => return,
        };
        if let What::Dir { opaque, .. } = &mut self.nodes[id as usize].what {
            *opaque = true;
        }
    }

    /// Follows the links among the parents of `path`; None if they have no end.
    fn real(&self, path: &[u8]) -> Option<Vec<u8>> {
        let (parent, name) = split(path);
        self.resolve(parent).map(|parent| super::tree::join(&parent, name))
    }

    /// Follows all links of `path`; None if they have no end.
    fn resolve(&self, path: &[u8]) -> Option<Vec<u8>> {
        resolve_links(path, true, |p| self.find(p).map(|id| self.link(id).map(<[u8]>::to_vec))).ok()
    }

    fn link(&self, id: u32) -> Option<&'a [u8]> {
        let What::Thing { content: Content::Here(at), .. } = self.nodes[id as usize].what else { return None };
        match &self.toc.entries.get(at as usize)?.kind {
            EntryKind::Symlink { target } => Some(target),
            _ => None,
        }
    }

    fn find(&self, path: &[u8]) -> Option<u32> {
        let mut id = ROOT;
        for part in path.split(|b| *b == b'/').filter(|p| !p.is_empty()) {
            id = *self.nodes[id as usize].children.get(part)?;
        }
        Some(id)
    }

    /// The directory that an entry goes to, made if missing, and the entry's name in it.
    fn parent<'p>(&mut self, path: &'p [u8]) -> Option<(u32, &'p [u8])> {
        let (parent, name) = split(path);
        if let Some(id) = self.dirs(parent) {
            return Some((id, name));
        }
        let real = self.resolve(parent)?;
        Some((self.dirs(&real)?, name))
    }

    /// The directory at `path`, made with its parents; None if a link stands in the way.
    fn dirs(&mut self, path: &[u8]) -> Option<u32> {
        let mut id = ROOT;
        for part in path.split(|b| *b == b'/').filter(|p| !p.is_empty()) {
            if let Some(child) = self.nodes[id as usize].children.get(part)
                && self.link(*child).is_some()
            {
                return None;
            }
            id = self.dir(id, part);
        }
        Some(id)
    }

    /// The directory `name` in `parent`; whatever else is there gives way to it.
    fn dir(&mut self, parent: u32, name: &[u8]) -> u32 {
        let Some(id) = self.nodes[parent as usize].children.get(name).copied() else {
            return self.add(parent, name, What::Dir { entry: None, opaque: false });
        };
        let what = &mut self.nodes[id as usize].what;
        match what {
            What::Dir { .. } => {}
            // Removed below and made anew: nothing of the old one may show through.
            What::Whiteout => *what = What::Dir { entry: None, opaque: true },
            What::Thing { .. } => *what = What::Dir { entry: None, opaque: false },
        }
        id
    }

    fn add(&mut self, parent: u32, name: &[u8], what: What) -> u32 {
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node { what, children: BTreeMap::new() });
        self.nodes[parent as usize].children.insert(name.into(), id);
        id
    }
}

/// A path's parent and its last component.
pub(super) fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|b| *b == b'/') {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (&[], path),
    }
}
