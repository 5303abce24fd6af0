//! What each layer of an image did to its files, and which of its bytes nobody can see any more: from the
//! tables of contents alone. One value, [`Exploration`], that the browser, the page, JSON and the limits
//! of a pipeline all show.

pub mod limits;
mod order;

pub use order::{Filter, Row, Rows, Sort};

use crate::layer::{Entry, EntryKind, NodeRef, Toc, Tree};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What a layer did to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// It was not there below.
    Added,
    /// Something of this name was there: other content, owner or mode, or the same once more.
    Changed,
    /// It is not there any more.
    Removed,
}

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// A regular file; a hard link is one.
    File,
    /// A directory.
    Dir,
    /// A symbolic link.
    Symlink,
    /// A device or a pipe.
    Special,
}

/// What a layer did to one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The layer's number, 0 for the base.
    pub layer: usize,
    /// What it did.
    pub what: What,
    /// What is there then; of a removed path, what was there.
    #[serde(rename = "type")]
    pub kind: Type,
    /// Bytes of content that the path has then (0 once it is removed); those of a hard link count at its first name.
    pub size: u64,
    /// Bytes that it had before.
    #[serde(skip_serializing_if = "is_zero")]
    pub before: u64,
    /// The permission bits.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// A symbolic link's target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The file was written again with the content that it had.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub same_content: bool,
}

/// For serde.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// What is known of a layer beside its table.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The blob's digest.
    pub digest: String,
    /// The digest of the plain tar.
    pub diff_id: String,
    /// The blob's size.
    pub stored: u64,
    /// The instruction that made it, as the history tells it.
    pub created_by: String,
}

/// One layer.
#[derive(Debug, Clone, Serialize)]
pub struct LayerReport {
    /// 0 for the base.
    pub index: usize,
    /// The blob's digest.
    pub digest: String,
    /// The digest of the plain tar.
    pub diff_id: String,
    /// The instruction that made it, as the history tells it.
    pub created_by: String,
    /// Bytes of the blob, compressed as it is.
    pub stored: u64,
    /// Bytes of all files' contents.
    pub size: u64,
    /// Those that nobody sees in the finished image.
    pub wasted: u64,
    /// Paths that were not there below.
    pub added: usize,
    /// Paths that are other than below.
    pub changed: usize,
    /// Paths that are gone.
    pub removed: usize,
}

/// A path whose bytes are in the image and cannot be seen in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wasted {
    /// The path, without a leading slash.
    #[serde(serialize_with = "lossy")]
    pub path: Vec<u8>,
    /// The bytes.
    pub bytes: u64,
    /// The layers that hold them.
    pub layers: Vec<usize>,
    /// The path is gone; otherwise a later layer wrote it again.
    pub removed: bool,
    /// A later layer wrote the very same content again (its mode or owner was changed, say).
    pub same_content: bool,
}

/// A path as text.
pub fn lossy<S: Serializer>(path: &[u8], out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(&String::from_utf8_lossy(path))
}

/// Sums over the image.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Totals {
    /// Bytes of all blobs of layers.
    pub stored: u64,
    /// Bytes of the contents of all layers.
    pub size: u64,
    /// Bytes that are to be seen in the finished image.
    pub visible: u64,
    /// Bytes that are not: overwritten or removed by a later layer.
    pub wasted: u64,
    /// Bytes of the contents of all layers but the first.
    pub user: u64,
    /// `wasted` as a share of `user`.
    pub user_wasted: f64,
    /// For each path the least that it ever held, over all that it held in every layer.
    pub efficiency: f64,
}

/// All of it.
#[derive(Debug, Clone, Serialize)]
pub struct Exploration {
    /// Sums.
    pub totals: Totals,
    /// The layers, base first.
    pub layers: Vec<LayerReport>,
    /// Wasted bytes by path, most first.
    pub wasted: Vec<Wasted>,
    /// Every path that was ever there, and what each layer did to it.
    #[serde(skip)]
    pub paths: BTreeMap<Vec<u8>, Vec<Event>>,
}

fn type_of(kind: &EntryKind) -> Type {
    match kind {
        EntryKind::Dir => Type::Dir,
        EntryKind::Symlink { .. } => Type::Symlink,
        EntryKind::File { .. } | EntryKind::Hardlink { .. } => Type::File,
        _ => Type::Special,
    }
}

/// What was or is at a path, as far as two of them are compared.
#[derive(Clone, PartialEq)]
struct State {
    kind: EntryKind,
    mode: u32,
    owner: (u32, u32),
    xattrs: BTreeMap<Vec<u8>, Vec<u8>>,
    inode: Option<u64>,
}

impl State {
    fn of(node: NodeRef<'_>) -> State {
        let e: &Entry = node.content_entry();
        let mut kind = e.kind.clone();
        if let EntryKind::File { offset, .. } = &mut kind {
            *offset = 0;
        }
        State { kind, mode: e.mode, owner: (e.uid, e.gid), xattrs: e.xattrs.clone(), inode: node.inode() }
    }

    fn content(&self) -> Option<&[u8; 32]> {
        match &self.kind {
            EntryKind::File { content, .. } => Some(content),
            _ => None,
        }
    }
}

/// Bytes of a file's own content.
fn bytes(kind: &EntryKind) -> u64 {
    match kind {
        EntryKind::File { size, .. } => *size,
        _ => 0,
    }
}

/// Looks at the layers, base first. `about` has as many values as there are tables.
pub fn explore(tocs: &[Arc<Toc>], about: &[About]) -> Exploration {
    let mut tree = Tree::stack(&[]);
    let mut paths: BTreeMap<Vec<u8>, Vec<Event>> = BTreeMap::new();
    for (layer, toc) in tocs.iter().enumerate() {
        let mut before: BTreeMap<Vec<u8>, Option<State>> = BTreeMap::new();
        tree.apply_telling(toc.clone(), &mut |path, node| {
            if !path.is_empty() {
                before.entry(path.to_vec()).or_insert_with(|| node.map(State::of));
            }
        });
        // Further names of a file that the same layer brings do not bring its bytes again.
        let mut counted = HashSet::new();
        for (path, was) in before {
            let is = tree.get(&path).map(State::of);
            if let Some(event) = event(layer, was.as_ref(), is.as_ref(), &mut counted) {
                paths.entry(path).or_default().push(event);
            }
        }
    }
    let visible = visible(&tree);
    let (mut wasted, wasted_by_layer) = wasted(tocs, &visible, &paths);
    wasted.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.path.cmp(&b.path)));
    let layers = layers(tocs, about, &wasted_by_layer, &paths);
    let totals = totals(&layers, tocs, &paths);
    Exploration { totals, layers, wasted, paths }
}

fn event(layer: usize, was: Option<&State>, is: Option<&State>, counted: &mut HashSet<u64>) -> Option<Event> {
    let what = match (was, is) {
        (None, None) => return None,
        (None, Some(_)) => What::Added,
        (Some(_), None) => What::Removed,
        // A directory that a layer only names, on the way to what it changes.
        (Some(a), Some(b)) if a.kind == EntryKind::Dir && a == b => return None,
        (Some(_), Some(_)) => What::Changed,
    };
    let now = is.or(was)?;
    let first = is.is_some() && now.inode.is_none_or(|inode| counted.insert(inode));
    let target = match &now.kind {
        EntryKind::Symlink { target } => Some(String::from_utf8_lossy(target).into_owned()),
        _ => None,
    };
    let contents = was.zip(is).and_then(|(a, b)| a.content().zip(b.content()));
    Some(Event {
        layer,
        what,
        kind: type_of(&now.kind),
        size: if first { bytes(&now.kind) } else { 0 },
        before: was.map_or(0, |w| bytes(&w.kind)),
        mode: now.mode,
        uid: now.owner.0,
        gid: now.owner.1,
        target,
        same_content: contents.is_some_and(|(a, b)| a == b),
    })
}

/// The contents that the finished image shows, as [`NodeRef::inode`] numbers them.
fn visible(tree: &Tree) -> HashSet<u64> {
    let mut out = HashSet::new();
    // `walk` fails only where its callback does.
    let _ = super::flatten::walk(tree, b"", &mut |path, _| {
        out.extend(tree.get(path).and_then(|n| n.inode()));
        Ok(())
    });
    out
}

fn wasted(tocs: &[Arc<Toc>], visible: &HashSet<u64>, paths: &BTreeMap<Vec<u8>, Vec<Event>>) -> (Vec<Wasted>, Vec<u64>) {
    let mut by_path: HashMap<&[u8], Wasted> = HashMap::new();
    let mut by_layer = vec![0; tocs.len()];
    for (layer, toc) in tocs.iter().enumerate() {
        for (index, entry) in toc.entries.iter().enumerate() {
            let size = bytes(&entry.kind);
            if size == 0 || visible.contains(&(((layer as u64) << 32) | index as u64)) {
                continue;
            }
            by_layer[layer] += size;
            let events = paths.get(&entry.path).map_or(&[][..], Vec::as_slice);
            let found = by_path.entry(&entry.path).or_insert_with(|| Wasted {
                path: entry.path.clone(),
                bytes: 0,
                layers: Vec::new(),
                removed: events.last().is_none_or(|e| e.what == What::Removed),
                same_content: events.iter().any(|e| e.same_content),
            });
            found.bytes = found.bytes.saturating_add(size);
            if found.layers.last() != Some(&layer) {
                found.layers.push(layer);
            }
        }
    }
    (by_path.into_values().collect(), by_layer)
}

fn layers(
    tocs: &[Arc<Toc>],
    about: &[About],
    wasted: &[u64],
    paths: &BTreeMap<Vec<u8>, Vec<Event>>,
) -> Vec<LayerReport> {
    let mut counts = vec![[0_usize; 3]; tocs.len()];
    for event in paths.values().flatten() {
        counts[event.layer][event.what as usize] += 1;
    }
    let report = |(index, toc): (usize, &Arc<Toc>)| {
        let about = about.get(index).cloned().unwrap_or_default();
        let [added, changed, removed] = counts[index];
        LayerReport {
            index,
            digest: about.digest,
            diff_id: about.diff_id,
            created_by: about.created_by,
            stored: about.stored,
            size: sum(toc),
            wasted: wasted[index],
            added,
            changed,
            removed,
        }
    };
    tocs.iter().enumerate().map(report).collect()
}

fn sum(toc: &Toc) -> u64 {
    toc.entries.iter().fold(0, |sum, e| sum.saturating_add(bytes(&e.kind)))
}

fn totals(layers: &[LayerReport], tocs: &[Arc<Toc>], paths: &BTreeMap<Vec<u8>, Vec<Event>>) -> Totals {
    let total = |value: fn(&LayerReport) -> u64| layers.iter().fold(0_u64, |sum, l| sum.saturating_add(value(l)));
    let (size, wasted) = (total(|l| l.size), total(|l| l.wasted));
    let user = layers.iter().skip(1).fold(0_u64, |sum, l| sum.saturating_add(l.size));
    // Per path: the least and the sum of what the layers hold of it.
    let mut held: HashMap<&[u8], (u64, u64)> = HashMap::new();
    for entry in tocs.iter().flat_map(|t| &t.entries) {
        if let EntryKind::File { size, .. } = entry.kind {
            let (least, all) = held.entry(&entry.path).or_insert((size, 0));
            *least = size.min(*least);
            *all = all.saturating_add(size);
        }
    }
    for (path, events) in paths {
        let not_a_file = |e: &Event| e.what != What::Added && (e.what == What::Removed || e.kind != Type::File);
        if let (Some((least, _)), true) = (held.get_mut(path.as_slice()), events.iter().any(not_a_file)) {
            *least = 0;
        }
    }
    let (least, all) = held.values().fold((0.0, 0.0), |(l, a), (least, all)| (l + *least as f64, a + *all as f64));
    Totals {
        stored: total(|l| l.stored),
        size,
        visible: size.saturating_sub(wasted),
        wasted,
        user,
        user_wasted: if user == 0 { 0.0 } else { wasted as f64 / user as f64 },
        efficiency: if all == 0.0 { 1.0 } else { least / all },
    }
}

#[cfg(test)]
mod tests;
