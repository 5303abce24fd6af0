//! A merged file system, or what some layers make of one, as one tar stream: whiteouts applied, hard
//! links kept.

use crate::error::{Error, Kind, Result};
use crate::layer::tree::join;
use crate::layer::{Compression, Entry, EntryKind, LayerWriter, Limits, Toc, Tree, for_each_content};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{Read, Write};

/// Calls `each` for every path of the tree, parents before children, sorted by bytes.
pub fn walk<'a>(tree: &'a Tree, from: &[u8], each: &mut dyn FnMut(&[u8], &'a Entry) -> Result<()>) -> Result<()> {
    // An explicit stack: a tree can be deep.
    let names = |dir: &[u8]| tree.children(dir).map(|name| join(dir, name)).collect::<Vec<_>>();
    let mut open = names(from);
    open.reverse();
    while let Some(path) = open.pop() {
        let Some(node) = tree.get(&path) else { continue };
        each(&path, node.entry())?;
        if node.entry().kind == EntryKind::Dir {
            let mut below = names(&path);
            below.reverse();
            open.append(&mut below);
        }
    }
    Ok(())
}

/// Of one layer: the path of each visible content, its position, and the names that it has.
type LayerFiles = HashMap<Vec<u8>, (u64, Vec<Entry>)>;

/// The files of a tree by where their contents are: layer, then path and position in it.
struct Places {
    by_layer: BTreeMap<usize, LayerFiles>,
    /// Entries without content, in the tree's order.
    others: Vec<Entry>,
}

/// The paths that `tree` has over `base`, the tree of its first layers, with the directories that lead
/// to them, and whiteouts for what is gone.
fn above(tree: &Tree, base: &Tree) -> Result<(BTreeSet<Vec<u8>>, Vec<Entry>)> {
    let from = base.layers().len();
    let mut taken = BTreeSet::new();
    let mut gone = Vec::new();
    let mut take = |path: &[u8]| {
        let mut path = path;
        while !path.is_empty() && taken.insert(path.to_vec()) {
            path = parent(path);
        }
    };
    walk(tree, b"", &mut |path, _| {
        let Some(node) = tree.get(path) else { return Ok(()) };
        if node.entry_layer().map_or_else(|| base.get(path).is_none(), |layer| layer >= from) {
            take(path);
        }
        Ok(())
    })?;
    walk(base, b"", &mut |path, _| {
        let in_dir = |p: &[u8]| p.is_empty() || tree.get(p).is_some_and(|n| n.entry().kind == EntryKind::Dir);
        if tree.get(path).is_none() && in_dir(parent(path)) {
            take(parent(path));
            gone.push(Entry { kind: EntryKind::Whiteout, ..Entry::dir(path, 0o644) });
        }
        Ok(())
    })?;
    Ok((taken, gone))
}

fn parent(path: &[u8]) -> &[u8] {
    path.iter().rposition(|b| *b == b'/').map_or(&path[..0], |i| &path[..i])
}

/// Where the contents of a tree's files are: of all paths, or of those that are `taken`.
fn places(tree: &Tree, taken: Option<&BTreeSet<Vec<u8>>>) -> Result<Places> {
    let mut places = Places { by_layer: BTreeMap::new(), others: Vec::new() };
    walk(tree, b"", &mut |path, entry| {
        if taken.is_some_and(|taken| !taken.contains(path)) {
            return Ok(());
        }
        let node = tree.get(path).ok_or_else(|| Error::new(Kind::Internal, "a path vanished from a tree"))?;
        let content = node.content_entry();
        let named = Entry { path: path.to_vec(), ..content.clone() };
        match content.kind {
            EntryKind::File { offset, .. } => {
                let layer = places.by_layer.entry(node.layer()).or_default();
                layer.entry(content.path.clone()).or_insert((offset, Vec::new())).1.push(named);
            }
            // Further names of a link or pipe become links or pipes of their own.
            _ if entry.kind != EntryKind::Dir => places.others.push(named),
            _ => places.others.push(Entry { path: path.to_vec(), ..entry.clone() }),
        }
        Ok(())
    })?;
    Ok(places)
}

/// Writes the tree to `out` as a tar archive. `open` yields the plain bytes of a layer, base
/// first; each that holds a visible file is read once. Directories come first, then links and
/// devices, then files in the order of their layers.
pub fn flatten<R: Read, W: Write>(
    tree: &Tree,
    tocs: &[std::sync::Arc<Toc>],
    open: &mut dyn FnMut(usize) -> Result<R>,
    out: W,
) -> Result<W> {
    let mut writer = LayerWriter::new(out, Compression::None, 1)?;
    write(&mut writer, places(tree, None)?, tocs, open)?;
    writer.finish().map(|(out, _)| out)
}

/// Appends to `writer` what `tree` has over `base`, the tree of its first layers: the one layer that
/// all others above the base amount to.
pub fn squash<R: Read, W: Write>(
    tree: &Tree,
    base: &Tree,
    open: &mut dyn FnMut(usize) -> Result<R>,
    writer: &mut LayerWriter<W>,
) -> Result<()> {
    let (taken, gone) = above(tree, base)?;
    let mut places = places(tree, Some(&taken))?;
    places.others.splice(0..0, gone);
    write(writer, places, tree.layers(), open)
}

/// Appends to `writer` the paths of `tree` that are `kept`. Directories that lead to them must be
/// among these.
pub fn pick<R: Read, W: Write>(
    tree: &Tree,
    kept: &BTreeSet<Vec<u8>>,
    open: &mut dyn FnMut(usize) -> Result<R>,
    writer: &mut LayerWriter<W>,
) -> Result<()> {
    write(writer, places(tree, Some(kept))?, tree.layers(), open)
}

fn write<R: Read, W: Write>(
    writer: &mut LayerWriter<W>,
    places: Places,
    tocs: &[std::sync::Arc<Toc>],
    open: &mut dyn FnMut(usize) -> Result<R>,
) -> Result<()> {
    let limits = Limits::default();
    let (dirs, others): (Vec<Entry>, Vec<Entry>) = places.others.into_iter().partition(|e| e.kind == EntryKind::Dir);
    for entry in dirs.into_iter().chain(others) {
        writer.append(entry, None)?;
    }
    for (layer, files) in &places.by_layer {
        let toc = tocs.get(*layer).ok_or_else(|| Error::new(Kind::Internal, format!("a tree has no layer {layer}")))?;
        let wanted: HashSet<Vec<u8>> = files.keys().cloned().collect();
        for_each_content(open(*layer)?, toc, &limits, &wanted, &mut |entry, mut reader| {
            let Some((offset, names)) = files.get(&entry.path) else { return Ok(()) };
            // A path that stands twice: the last one counts.
            if !matches!(entry.kind, EntryKind::File { offset: here, .. } if here == *offset) {
                return Ok(());
            }
            let Some((first, further)) = names.split_first() else { return Ok(()) };
            writer.append(first.clone(), Some(&mut reader))?;
            for name in further {
                let kind = EntryKind::Hardlink { target: first.path.clone() };
                writer.append(Entry { kind, ..name.clone() }, None)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
