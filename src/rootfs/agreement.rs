//! The merged [`Tree`] and an overlay of unpacked layers are one file system, whatever the layers hold.

use super::{IdMap, OPAQUE, Root, Unpacker};
use crate::layer::tree::join;
use crate::layer::{Entry, EntryKind, Toc, Tree};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;
use std::sync::Arc;

/// What is at each path: `dir`, `fifo`, `file N` or `-> TARGET`.
type Listing = BTreeMap<Vec<u8>, String>;

fn kinds() -> impl Strategy<Value = EntryKind> {
    let name = "[ab](/[ab]){0,2}".prop_map(String::into_bytes);
    let targets = vec!["a", "b", "..", "../b", "/", "/a/b", "b/a", "gone/x", "gone/../b/a", "."];
    prop_oneof![
        3 => Just(EntryKind::File { size: 1, content: [0; 32], offset: 0, sparse: false }),
        3 => Just(EntryKind::Dir),
        4 => proptest::sample::select(targets).prop_map(|t| EntryKind::Symlink { target: t.into() }),
        2 => name.prop_map(|target| EntryKind::Hardlink { target }),
        2 => Just(EntryKind::Whiteout),
        1 => Just(EntryKind::Opaque),
        1 => Just(EntryKind::Fifo),
    ]
}

fn layer() -> impl Strategy<Value = Vec<(String, EntryKind)>> {
    proptest::collection::vec(("[ab](/[ab]){0,3}", kinds()), 0..12)
}

/// The layer's entries with numbered files; those that cannot be unpacked are left out.
fn unpack(entries: &[(String, EntryKind)], first: u8, root: &Path) -> Toc {
    let (uid, gid) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    let mut toc = Toc::default();
    for (index, (path, kind)) in entries.iter().enumerate() {
        let mut kind = kind.clone();
        if let EntryKind::File { content, .. } = &mut kind {
            content[0] = first + u8::try_from(index).unwrap();
        }
        toc.entries.push(Entry { kind, uid, gid, ..Entry::dir(path.as_bytes(), 0o755) });
    }
    loop {
        std::fs::create_dir(root).unwrap();
        let all = "0 0 4294967295\n";
        let mut unpacker = Unpacker::new(Root::open(root).unwrap(), IdMap::parse(all, all), false);
        let bad = toc.entries.iter().position(|entry| {
            let number = if let EntryKind::File { content, .. } = entry.kind { content[0] } else { 0 };
            unpacker.entry(entry, &mut &[number][..]).is_err()
        });
        let Some(bad) = bad else {
            unpacker.finish().unwrap();
            return toc;
        };
        super::remove_tree(root).unwrap();
        toc.entries.remove(bad);
    }
}

/// Puts an unpacked layer over what is listed, as overlayfs does.
fn overlay(below: &mut Listing, root: &Path, path: &[u8]) {
    let here = root.join(std::ffi::OsStr::from_bytes(path));
    let meta = here.symlink_metadata().unwrap();
    let inside = |p: &[u8]| p.starts_with(path) && (path.is_empty() || p.get(path.len()) == Some(&b'/'));
    if meta.is_dir() {
        let mut value = [0; 1];
        let opaque = rustix::fs::lgetxattr(&here, OPAQUE, &mut value[..]).is_ok();
        if opaque || (!path.is_empty() && below.get(path).is_some_and(|what| what != "dir")) {
            below.retain(|p, _| !inside(p));
        }
        if !path.is_empty() {
            below.insert(path.to_vec(), "dir".into());
        }
        for child in std::fs::read_dir(&here).unwrap() {
            overlay(below, root, &join(path, child.unwrap().file_name().as_bytes()));
        }
        return;
    }
    below.retain(|p, _| p != path && !inside(p));
    let kind = meta.file_type();
    let what = if kind.is_symlink() {
        format!("-> {}", std::fs::read_link(&here).unwrap().display())
    } else if kind.is_fifo() {
        "fifo".into()
    } else if kind.is_char_device() {
        assert_eq!(meta.rdev(), 0);
        return;
    } else {
        format!("file {}", std::fs::read(&here).unwrap()[0])
    };
    below.insert(path.to_vec(), what);
}

fn list(tree: &Tree) -> Listing {
    let mut out = Listing::new();
    let mut open = vec![Vec::new()];
    while let Some(dir) = open.pop() {
        for name in tree.children(&dir) {
            let path = join(&dir, name);
            let what = match &tree.get(&path).unwrap().content_entry().kind {
                EntryKind::File { content, .. } => format!("file {}", content[0]),
                EntryKind::Symlink { target } => format!("-> {}", String::from_utf8_lossy(target)),
                EntryKind::Fifo => "fifo".into(),
                EntryKind::Dir => "dir".into(),
                other => panic!("{other:?}"),
            };
            out.insert(path.clone(), what);
            open.push(path);
        }
    }
    out
}

/// The merged file system, which both ways have to agree on.
fn both(layers: &[Vec<(String, EntryKind)>]) -> Listing {
    let dir = tempfile::tempdir().unwrap();
    let (mut merged, mut tocs) = (Listing::new(), Vec::new());
    for (index, entries) in layers.iter().enumerate() {
        let root = dir.path().join(index.to_string());
        let first = u8::try_from(index * 100 + 1).unwrap();
        tocs.push(Arc::new(unpack(entries, first, &root)));
        overlay(&mut merged, &root, b"");
    }
    let tree = list(&Tree::stack(&tocs));
    assert_eq!(tree, merged, "tree (left) and overlay (right) of {tocs:?}");
    merged
}

fn file() -> EntryKind {
    EntryKind::File { size: 1, content: [0; 32], offset: 0, sparse: false }
}

fn link(target: &str) -> EntryKind {
    EntryKind::Symlink { target: target.into() }
}

fn expect(layers: &[&[(&str, EntryKind)]], wanted: &[(&str, &str)]) {
    let owned: Vec<Vec<_>> =
        layers.iter().map(|l| l.iter().map(|(p, k)| ((*p).to_string(), k.clone())).collect()).collect();
    let wanted: Listing = wanted.iter().map(|(p, w)| (p.as_bytes().to_vec(), (*w).to_string())).collect();
    assert_eq!(both(&owned), wanted);
}

#[test]
fn links_of_the_same_layer_are_followed_inside_the_root() {
    expect(
        &[&[("d", EntryKind::Dir), ("l", link("d")), ("l/f", file())]],
        &[("d", "dir"), ("l", "-> d"), ("d/f", "file 3")],
    );
    expect(
        &[&[("out", link("/../../etc")), ("out/f", file())]],
        &[("out", "-> /../../etc"), ("etc", "dir"), ("etc/f", "file 2")],
    );
    let hard = EntryKind::Hardlink { target: b"l/f".to_vec() };
    expect(
        &[&[("d/f", file()), ("l", link("d")), ("h", hard)]],
        &[("d", "dir"), ("d/f", "file 1"), ("l", "-> d"), ("h", "file 1")],
    );
}

#[test]
fn links_of_a_lower_layer_give_way_to_directories() {
    expect(
        &[&[("d/x", file()), ("l", link("d"))], &[("l/f", file())]],
        &[("d", "dir"), ("d/x", "file 1"), ("l", "dir"), ("l/f", "file 101")],
    );
}

#[test]
fn markers_follow_links_of_their_own_layer() {
    let below: &[_] = &[("d/x", file()), ("d/y", file())];
    expect(
        &[below, &[("l", link("d")), ("l/x", EntryKind::Whiteout)]],
        &[("d", "dir"), ("d/y", "file 2"), ("l", "-> d")],
    );
    expect(&[below, &[("l", link("d")), ("l", EntryKind::Opaque)]], &[("d", "dir"), ("l", "-> d")]);
    expect(&[below, &[("l", link("/")), ("l", EntryKind::Opaque)]], &[("l", "-> /")]);
}

#[test]
fn what_is_no_directory_gives_way_to_one() {
    let gone: &[_] = &[("a/b/x", file())];
    expect(&[&[("a", file()), ("a/b/c", file())]], &[("a", "dir"), ("a/b", "dir"), ("a/b/c", "file 2")]);
    expect(
        &[gone, &[("a", EntryKind::Whiteout), ("a/b/c", file())]],
        &[("a", "dir"), ("a/b", "dir"), ("a/b/c", "file 102")],
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn tree_and_overlay_are_one(layers in proptest::collection::vec(layer(), 1..3)) {
        both(&layers);
    }
}
