//! Paths: what the image's layers replace, remove, link to, and stand in the way of.

use super::{Fact, Level, Sides, shown};
use crate::layer::{Entry, EntryKind, NodeRef, Tree};
use crate::sbom::{self, Source};
use std::collections::{BTreeMap, BTreeSet};

const REBUILD: &str = "build the image anew on the new base";

pub(super) fn check(sides: &mut Sides<'_>) {
    in_the_way(sides);
    replaced(sides);
    removed(sides);
    hard_links(sides);
    databases(sides);
    links(sides);
    vanished(sides);
}

fn is_dir(node: &NodeRef<'_>) -> bool {
    node.entry().kind == EntryKind::Dir
}

/// The same type and content; for directories, owner and mode.
fn same(a: &NodeRef<'_>, b: &NodeRef<'_>) -> bool {
    let (a, b): (&Entry, &Entry) = (a.content_entry(), b.content_entry());
    let kind = match (&a.kind, &b.kind) {
        (EntryKind::File { content: x, size: n, .. }, EntryKind::File { content: y, size: m, .. }) => x == y && n == m,
        (x, y) => x == y,
    };
    kind && (a.mode, a.uid, a.gid) == (b.mode, b.uid, b.gid)
}

fn same_at(a: &Tree, b: &Tree, path: &[u8]) -> bool {
    match (a.get(path), b.get(path)) {
        (Some(a), Some(b)) => same(&a, &b),
        (None, None) => true,
        _ => false,
    }
}

fn parents(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.iter().enumerate().filter(|(_, b)| **b == b'/').map(|(at, _)| &path[..at])
}

/// A directory over a file or link, and the other way round.
fn in_the_way(sides: &mut Sides<'_>) {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for path in &sides.paths {
        let Some(own) = sides.after.tree.get(path) else { continue };
        let above = parents(path).chain(is_dir(&own).then_some(&path[..]));
        for dir in above {
            let Some(base) = sides.new.tree.get(dir).filter(|n| !is_dir(n)) else { continue };
            if seen.insert(dir.to_vec()) {
                let level = if same_at(&sides.old.tree, &sides.new.tree, dir) { Level::Review } else { Level::Unsafe };
                let what = match &base.entry().kind {
                    EntryKind::Symlink { target } => {
                        format!("a link to {}", String::from_utf8_lossy(target).escape_debug())
                    }
                    _ => "a file".into(),
                };
                let why = format!(
                    "it is a directory of the image and {what} in the new base, which is hidden with all that is reached by it"
                );
                found.push((level, "directory-over-file", dir.to_vec(), why));
            }
        }
        if !is_dir(&own) && sides.new.tree.get(path).is_some_and(|n| is_dir(&n)) {
            let was = sides.old.tree.get(path).is_some_and(|n| is_dir(&n));
            let level = if was { Level::Review } else { Level::Unsafe };
            let why = "it is a directory in the new base: the image's file hides everything in it";
            found.push((level, "file-over-directory", path.clone(), why.into()));
        }
    }
    for (level, code, path, why) in found {
        sides.tell(level, code, &path, why, REBUILD);
    }
}

/// Part of the C library: its parts fit each other only in the same version.
fn is_libc(path: &[u8]) -> bool {
    let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default();
    let begins = [
        &b"ld-linux"[..],
        b"ld-musl",
        b"ld-2.",
        b"ld.so",
        b"ld64.so",
        b"libc.so",
        b"libc-2.",
        b"libc.musl",
        b"libpthread.so",
        b"libm.so",
        b"libdl.so",
        b"librt.so",
        b"libresolv.so",
        b"libnss_",
    ];
    begins.iter().any(|b| name.starts_with(b)) && name.windows(3).any(|w| w == b".so")
}

/// Package managers' folders: one finding speaks for them.
fn is_database(path: &[u8]) -> bool {
    let dirs = [&b"var/lib/dpkg/"[..], b"lib/apk/db/", b"usr/lib/apk/db/", b"var/lib/rpm/", b"usr/lib/sysimage/rpm/"];
    dirs.iter().any(|d| path.starts_with(d)) && !path.starts_with(b"var/lib/dpkg/status.d/")
}

/// What is written anew all the time, and means nothing to anybody.
fn is_noise(path: &[u8]) -> bool {
    let dirs = [&b"var/log/"[..], b"var/cache/", b"var/lib/apt/lists/", b"tmp/", b"run/", b"var/tmp/"];
    dirs.iter().any(|d| path.starts_with(d))
}

/// Files of the base that the image replaces, and directories whose owner or mode it sets back.
fn replaced(sides: &mut Sides<'_>) {
    let mut found = Vec::new();
    for path in &sides.paths {
        let (Some(own), Some(new)) = (sides.after.tree.get(path), sides.new.tree.get(path)) else { continue };
        let old = sides.old.tree.get(path);
        if is_dir(&own) != is_dir(&new) || same(&own, &new) {
            continue;
        }
        if is_dir(&own) {
            if old.as_ref().is_some_and(|o| is_dir(o) && same(o, &own)) {
                let (a, b) = (own.entry(), new.entry());
                let why = format!(
                    "the image sets its owner and mode back to {}:{} {:04o}; the new base has {}:{} {:04o}",
                    a.uid, a.gid, a.mode, b.uid, b.gid, b.mode
                );
                found.push((
                    Level::Review,
                    "directory-metadata",
                    path.clone(),
                    why,
                    "see whether the base's is needed",
                ));
            }
            continue;
        }
        if old.as_ref().is_some_and(|o| same(o, &new)) || is_database(path) || is_noise(path) {
            continue;
        }
        if is_libc(path) {
            let why =
                "the image has its own version of a part of the C library, whose other parts come from the new base"
                    .to_string();
            found.push((Level::Unsafe, "libc-replaced", path.clone(), why, REBUILD));
            continue;
        }
        if path.as_slice() == b"etc/passwd" || path.as_slice() == b"etc/group" {
            continue; // By name and number: see accounts.
        }
        let library = matches!(sides.new.fact(&new), Some(Fact::Elf(e)) if e.soname.is_some());
        let what = if library { "library" } else { "file" };
        let why = match old {
            Some(_) => format!(
                "the image replaces this {what}, and the new base has changed it: the base's new version is hidden"
            ),
            None => format!("the new base has this {what} now, and the image's hides it"),
        };
        found.push((
            Level::Review,
            "base-file-replaced",
            path.clone(),
            why,
            "see whether the image's version still fits",
        ));
    }
    for (level, code, path, why, action) in found {
        sides.tell(level, code, &path, why, action);
    }
}

/// The paths of `tree` at and below `top`.
fn below(tree: &Tree, top: &[u8]) -> Vec<Vec<u8>> {
    let (mut out, mut open) = (Vec::new(), vec![top.to_vec()]);
    while let Some(path) = open.pop() {
        open.extend(tree.children(&path).map(|name| crate::layer::tree::join(&path, name)));
        out.push(path);
    }
    out
}

/// What the image removes from its base.
fn removed(sides: &mut Sides<'_>) {
    let mut gone: BTreeMap<Vec<u8>, bool> = BTreeMap::new();
    for entry in sides.own.iter().flat_map(|l| &l.toc.entries) {
        match entry.kind {
            EntryKind::Whiteout => drop(gone.insert(entry.path.clone(), false)),
            EntryKind::Opaque => drop(gone.insert(entry.path.clone(), true)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (top, opaque) in gone {
        if sides.new.tree.get(&top).is_none() || is_noise(&top) || is_database(&top) {
            continue;
        }
        let known = sides.old.tree.get(&top).is_some();
        for path in below(&sides.new.tree, &top) {
            // An image that puts its own there replaces it: told elsewhere.
            if (opaque && path == top) || sides.after.tree.get(&path).is_some() || is_noise(&path) {
                continue;
            }
            let Some(new) = sides.new.tree.get(&path) else { continue };
            let (level, why) = match sides.old.tree.get(&path) {
                None if !known => (Level::Unsafe, "the image's layers remove it, and the old base did not have it"),
                None => (Level::Review, "it is new in a directory that the image removes"),
                Some(old) if !same(&old, &new) && !is_dir(&new) => {
                    (Level::Review, "the image removes it, and the new base has changed it")
                }
                Some(_) => continue,
            };
            if is_libc(&path) {
                found.push((Level::Unsafe, path, "a part of the new base's C library is removed by the image"));
            } else {
                found.push((level, path, why));
            }
        }
    }
    for (level, path, why) in found {
        sides.tell(level, "base-file-removed", &path, why, "see whether the new base needs it");
    }
}

/// Hard links whose content is in the base.
fn hard_links(sides: &mut Sides<'_>) {
    let base = sides.question.old.len();
    let mut found = Vec::new();
    for entry in sides.own.iter().flat_map(|l| &l.toc.entries) {
        let EntryKind::Hardlink { target } = &entry.kind else { continue };
        let Some(before) = sides.before.tree.get(&entry.path).filter(|n| !is_dir(n) && n.layer() < base) else {
            continue;
        };
        let target = shown(target);
        match sides.after.tree.get(&entry.path) {
            None => found.push((
                entry.path.clone(),
                format!(
                    "it is a hard link to {target}, which the new base does not have: the layer cannot be unpacked"
                ),
            )),
            Some(after) if !same(&before, &after) => {
                found.push((
                    entry.path.clone(),
                    format!("it is a hard link to {target} of the base: its content would change with the base"),
                ));
            }
            Some(_) => {}
        }
    }
    for (path, why) in found {
        sides.tell(Level::Unsafe, "hard-link-into-base", &path, why, REBUILD);
    }
}

/// Package databases that both sides have changed.
fn databases(sides: &mut Sides<'_>) {
    let known = |path: &[u8]| {
        let source = sbom::wanted(std::str::from_utf8(path).ok()?)?;
        matches!(source, Source::Dpkg | Source::Apk | Source::Rpm).then_some(source)
    };
    let mut touched: BTreeSet<Vec<u8>> = sides.paths.iter().filter(|p| known(p).is_some()).cloned().collect();
    let gone = |e: &&Entry| e.kind == EntryKind::Whiteout && known(&e.path).is_some();
    touched.extend(sides.own.iter().flat_map(|l| &l.toc.entries).filter(gone).map(|e| e.path.clone()));
    for path in touched {
        if same_at(&sides.old.tree, &sides.new.tree, &path)
            || (sides.old.tree.get(&path).is_none() && sides.new.tree.get(&path).is_none())
        {
            continue;
        }
        let mut why = "the image and the new base have both changed the list of installed packages: it would not tell what is there".to_string();
        if let (Some(Fact::Packages(own)), Some(Fact::Packages(new))) =
            (sides.after.fact_at(&path), sides.new.fact_at(&path))
        {
            let new: BTreeMap<&String, &String> = new.iter().map(|(n, v)| (n, v)).collect();
            let own: BTreeMap<&String, &String> = own.iter().map(|(n, v)| (n, v)).collect();
            let wrong: Vec<String> = new
                .iter()
                .filter(|(name, version)| own.get(*name) != Some(*version))
                .map(|(name, version)| {
                    format!("{name} is {version}, listed {}", own.get(name).map_or("not at all", |v| v.as_str()))
                })
                .collect();
            if !wrong.is_empty() {
                let more = if wrong.len() > 5 { format!(", and {} more", wrong.len() - 5) } else { String::new() };
                why += &format!(" ({}{more})", wrong[..wrong.len().min(5)].join(", "));
            }
        }
        sides.tell(Level::Unsafe, "package-database", &path, why, REBUILD);
    }
}

/// Symbolic links into paths that are no more.
fn links(sides: &mut Sides<'_>) {
    let mut found = Vec::new();
    for path in &sides.paths {
        let Some(EntryKind::Symlink { target }) = sides.after.tree.get(path).map(|n| &n.entry().kind) else { continue };
        if sides.before.exists(path) && !sides.after.exists(path) {
            let target = String::from_utf8_lossy(target).escape_debug().to_string();
            found.push((
                path.clone(),
                format!("it is a link to {target}, which the old base had and the new one does not"),
            ));
        }
    }
    for (path, why) in found {
        sides.tell(
            Level::Unsafe,
            "link-dangling",
            &path,
            why,
            "point it at where the new base has that, and build anew",
        );
    }
}

/// Directories of the old base that the image put files into, and the new one does not have.
fn vanished(sides: &mut Sides<'_>) {
    let mut counts: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for path in &sides.paths {
        let gone =
            |dir: &&[u8]| sides.old.tree.get(dir).is_some_and(|n| is_dir(&n)) && sides.new.tree.get(dir).is_none();
        let own = sides.after.tree.get(path).is_some_and(|n| !is_dir(&n));
        if let Some(dir) = parents(path).find(gone).filter(|_| own && !is_noise(path) && !is_database(path)) {
            *counts.entry(dir.to_vec()).or_default() += 1;
        }
    }
    for (dir, count) in counts {
        let why = format!(
            "{count} file(s) of the image lie in this directory of the old base, which the new one does not have"
        );
        sides.tell(Level::Review, "directory-vanished", &dir, why, "see whether anything still looks there");
    }
}
