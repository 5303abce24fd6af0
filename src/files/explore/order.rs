//! The paths of an image as a tree of rows for one layer: filtered, sorted, folded.

use super::{Event, Exploration, Type, What};
use std::collections::{BTreeMap, HashSet};

/// What the rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Names.
    #[default]
    Name,
    /// Bytes, most first.
    Size,
}

/// Which rows there are.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The layer that is looked at.
    pub layer: usize,
    /// Only what the layer itself did; otherwise all that is there then, too.
    pub only_layer: bool,
    /// Leave out what it added.
    pub hide_added: bool,
    /// Leave out what it changed.
    pub hide_changed: bool,
    /// Leave out what it removed.
    pub hide_removed: bool,
    /// Leave out what it did nothing to.
    pub hide_unmodified: bool,
    /// Only paths that hold this text.
    pub search: String,
    /// The order.
    pub sort: Sort,
}

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The path.
    pub path: Vec<u8>,
    /// How deep it is: 0 at the top.
    pub depth: usize,
    /// What the layer did to it.
    pub what: Option<What>,
    /// The directory holds something that the layer touched.
    pub touched_below: bool,
    /// What is there.
    pub kind: Type,
    /// Bytes of the file, or of all below the directory.
    pub size: u64,
    /// Its rows are not shown.
    pub folded: bool,
}

/// The rows of one layer under a filter.
pub struct Rows {
    /// The visible ones, in order.
    pub rows: Vec<Row>,
}

struct Node<'a> {
    what: Option<What>,
    touched: bool,
    event: Option<&'a Event>,
    size: u64,
    children: BTreeMap<&'a [u8], usize>,
}

impl Exploration {
    /// What is at `path` once `layer` is on top, as far as anything is or was.
    pub fn at(&self, path: &[u8], layer: usize) -> Option<&Event> {
        self.paths.get(path)?.iter().rfind(|e| e.layer <= layer)
    }

    /// The rows for a filter; directories in `folded` are closed.
    pub fn rows(&self, filter: &Filter, folded: &HashSet<Vec<u8>>) -> Rows {
        let mut nodes = vec![Node { what: None, touched: false, event: None, size: 0, children: BTreeMap::new() }];
        let needle = filter.search.to_lowercase();
        for (path, events) in &self.paths {
            let Some(event) = events.iter().rfind(|e| e.layer <= filter.layer) else { continue };
            let what = (event.layer == filter.layer).then_some(event.what);
            let wanted = match what {
                Some(What::Added) => !filter.hide_added,
                Some(What::Changed) => !filter.hide_changed,
                Some(What::Removed) => !filter.hide_removed,
                None => event.what != What::Removed && !filter.only_layer && !filter.hide_unmodified,
            };
            let found = || String::from_utf8_lossy(path).to_lowercase().contains(&needle);
            if wanted && (needle.is_empty() || found()) {
                self.put(&mut nodes, path, event, what, filter.layer);
            }
        }
        let mut rows = Vec::new();
        emit(&nodes, filter.sort, folded, &mut rows);
        Rows { rows }
    }

    /// Adds a path with the directories above it.
    fn put<'a>(
        &'a self,
        nodes: &mut Vec<Node<'a>>,
        path: &'a [u8],
        event: &'a Event,
        what: Option<What>,
        layer: usize,
    ) {
        let size = if event.what == What::Removed { event.before } else { event.size };
        let (mut id, mut at) = (0, 0);
        nodes[0].size = nodes[0].size.saturating_add(size);
        loop {
            let end = path[at..].iter().position(|b| *b == b'/').map_or(path.len(), |n| at + n);
            let child = match nodes[id].children.get(&path[at..end]) {
                Some(child) => *child,
                None => {
                    let event = self.at(&path[..end], layer);
                    nodes.push(Node { what: None, touched: false, event, size: 0, children: BTreeMap::new() });
                    let new = nodes.len() - 1;
                    nodes[id].children.insert(&path[at..end], new);
                    new
                }
            };
            let node = &mut nodes[child];
            node.size = node.size.saturating_add(size);
            if end == path.len() {
                (node.what, node.event) = (what, Some(event));
                return;
            }
            node.touched |= what.is_some();
            (id, at) = (child, end + 1);
        }
    }
}

fn emit(nodes: &[Node<'_>], sort: Sort, folded: &HashSet<Vec<u8>>, out: &mut Vec<Row>) {
    // Explicit: paths may be thousands of directories deep.
    let mut todo: Vec<(usize, Vec<u8>, usize)> = Vec::new();
    let push = |todo: &mut Vec<(usize, Vec<u8>, usize)>, id: usize, path: &[u8], depth: usize| {
        let mut children: Vec<(&[u8], usize)> = nodes[id].children.iter().map(|(n, c)| (*n, *c)).collect();
        if sort == Sort::Size {
            children.sort_by_key(|(_, id)| std::cmp::Reverse(nodes[*id].size));
        }
        todo.extend(children.into_iter().rev().map(|(name, id)| (id, crate::layer::tree::join(path, name), depth)));
    };
    push(&mut todo, 0, b"", 0);
    while let Some((id, path, depth)) = todo.pop() {
        let node = &nodes[id];
        let is_dir = !node.children.is_empty() || node.event.is_some_and(|e| e.kind == Type::Dir);
        let closed = is_dir && folded.contains(&path);
        if !closed {
            push(&mut todo, id, &path, depth + 1);
        }
        let kind = if is_dir { Type::Dir } else { node.event.map_or(Type::File, |e| e.kind) };
        out.push(Row {
            path,
            depth,
            what: node.what,
            touched_below: node.touched,
            kind,
            size: node.size,
            folded: closed,
        });
    }
}
