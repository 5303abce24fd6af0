//! A merged file system as one tar stream: whiteouts applied, hard links kept.

use crate::error::{Error, Kind, Result};
use crate::layer::tree::join;
use crate::layer::{Compression, Entry, EntryKind, LayerWriter, Limits, Toc, Tree, for_each_content};
use std::collections::{BTreeMap, HashMap, HashSet};
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

fn places(tree: &Tree) -> Result<Places> {
    let mut places = Places { by_layer: BTreeMap::new(), others: Vec::new() };
    walk(tree, b"", &mut |path, entry| {
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
    let places = places(tree)?;
    let limits = Limits::default();
    let mut writer = LayerWriter::new(out, Compression::None, 1)?;
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
    writer.finish().map(|(out, _)| out)
}
