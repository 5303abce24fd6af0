//! COPY and ADD: which entries a step puts where. Pure planning over trees; the rules are
//! BuildKit's.

use super::super::view::{Owner, View, clean, components};
use crate::dockerfile::glob;
use crate::error::{Error, Kind, Result};
use crate::layer::tree::join;
use crate::layer::{Entry, EntryKind, Timestamp, Tree};
use std::collections::HashMap;

/// What COPY or ADD was asked to do, expanded.
pub struct CopyRequest<'a> {
    /// The paths in the source, as written.
    pub sources: &'a [String],
    /// Where they go, as written.
    pub dest: &'a str,
    /// The working directory (absolute) that a relative `dest` starts from.
    pub workdir: &'a str,
    /// The new owner; None keeps the source's.
    pub owner: Option<Owner>,
    /// The new permission bits; None keeps the source's.
    pub mode: Option<u32>,
}

/// A destination path: where it is and whether it must be a directory.
pub struct Dest {
    /// Cleaned, without leading slash; links not resolved.
    pub path: Vec<u8>,
    /// It was written with a slash (or a dot) at its end.
    pub is_dir: bool,
}

impl Dest {
    /// `dest` as seen from `workdir`.
    pub fn new(dest: &str, workdir: &str) -> Dest {
        let is_dir = dest.is_empty() || dest.ends_with('/') || dest == "." || dest.ends_with("/.");
        let full = if dest.starts_with('/') { dest.to_string() } else { format!("{workdir}/{dest}") };
        Dest { path: clean(&full), is_dir }
    }
}

/// Finds what a source names: one path, or what its wildcards match. Links are followed
/// within the source's root.
pub fn find(source: &str, tree: &Tree) -> Result<Vec<Vec<u8>>> {
    let path = clean(source);
    if !source.contains(['*', '?', '[', '\\']) {
        return Ok(vec![path]);
    }
    let parts = components(&path);
    let mut found: Vec<Vec<u8>> = vec![Vec::new()];
    for part in parts {
        let text = String::from_utf8_lossy(&part).into_owned();
        if !text.contains(['*', '?', '[', '\\']) {
            found = found.iter().map(|dir| join(dir, &part)).filter(|p| resolve(p, tree).is_some()).collect();
            continue;
        }
        let pattern = GlobPattern::new(&text).map_err(|why| {
            Error::new(Kind::Dockerfile, format!("the pattern '{source}' cannot be used: {why}"))
        })?;
        let mut next = Vec::new();
        for dir in &found {
            let Some(real) = resolve(dir, tree) else { continue };
            for name in tree.children(&real) {
                if pattern.matches(name) {
                    next.push(join(dir, name));
                }
            }
        }
        found = next;
    }
    Ok(found)
}

/// The path with all links followed, if something is there.
fn resolve(path: &[u8], tree: &Tree) -> Option<Vec<u8>> {
    if path.is_empty() {
        return Some(Vec::new());
    }
    tree.resolve(path, true).ok().flatten()
}

/// Plans the copy of everything that `request` names from `source` into `view`.
/// `newest` is the time given to directories that have none of their own.
pub fn plan_copy(request: &CopyRequest<'_>, source: &Tree, view: &mut View, made: Timestamp) -> Result<()> {
    let dest = Dest::new(request.dest, request.workdir);
    let mut found = Vec::new();
    for written in request.sources {
        for path in find(written, source)? {
            let Some(real) = resolve(&path, source) else {
                return Err(missing(written, &path));
            };
            found.push((path, real));
        }
    }
    let many = request.sources.len() > 1 || found.len() > 1;
    if many && !dest.is_dir && !view.is_dir(&view.resolve(&dest.path, true)?) && found.iter().any(|(_, r)| !is_dir(source, r)) {
        return Err(Error::new(
            Kind::Dockerfile,
            format!("'{}' must be a directory: more than one file is copied to it", request.dest),
        )
        .hint(format!("write '{}/'", request.dest)));
    }
    let mut copier = Copier { request, source, view, made, inodes: HashMap::new() };
    for (path, real) in found {
        copier.top(&path, &real, &dest)?;
    }
    Ok(())
}

fn is_dir(tree: &Tree, path: &[u8]) -> bool {
    path.is_empty() || tree.get(path).is_some_and(|n| n.entry().kind == EntryKind::Dir)
}

fn missing(written: &str, path: &[u8]) -> Error {
    let shown = String::from_utf8_lossy(path);
    let error = Error::new(Kind::Dockerfile, format!("'{written}' does not exist in the source"));
    if written.split('/').any(|p| p == "..") {
        return error.hint(format!("'..' cannot leave the build context, so this means '/{shown}' in it"));
    }
    error.hint("paths are relative to the build context (or to the root of --from); see also .dockerignore")
}

struct Copier<'a, 'v> {
    request: &'a CopyRequest<'a>,
    source: &'a Tree,
    view: &'v mut View,
    made: Timestamp,
    /// Where the first name of each file with several was put.
    inodes: HashMap<u64, Vec<u8>>,
}

impl Copier<'_, '_> {
    fn owner_of_made(&self) -> Owner {
        self.request.owner.unwrap_or(Owner { uid: 0, gid: 0 })
    }

    /// One source path: the contents of a directory, or a file under its name.
    fn top(&mut self, path: &[u8], real: &[u8], dest: &Dest) -> Result<()> {
        let target = self.view.resolve(&dest.path, true)?;
        if is_dir(self.source, real) {
            self.parent_of(&target)?;
            return self.directory(real, &target);
        }
        let target = if dest.is_dir || self.view.is_dir(&target) {
            let name = path.rsplit(|b| *b == b'/').next().unwrap_or(path);
            let inside = join(&target, name);
            self.view.mkdir_all(&target, self.owner_of_made(), self.made)?;
            self.view.resolve(&inside, false)?
        } else {
            target
        };
        self.parent_of(&target)?;
        self.entry(real, &target)
    }

    fn parent_of(&mut self, target: &[u8]) -> Result<()> {
        let parent = target.iter().rposition(|b| *b == b'/').map_or(&target[..0], |i| &target[..i]);
        self.view.mkdir_all(parent, self.owner_of_made(), self.made)
    }

    /// The contents of the directory `from` go into `to`, which is made like `from` if it
    /// does not exist; an existing one keeps its owner and mode.
    fn directory(&mut self, from: &[u8], to: &[u8]) -> Result<()> {
        match self.view.get(to).map(|e| e.kind.clone()) {
            Some(EntryKind::Dir) => {}
            None if to.is_empty() => {}
            None => {
                let entry = match self.source.get(from) {
                    Some(node) if !from.is_empty() => self.changed(node.entry().clone(), to),
                    // The context's root is no part of the context.
                    _ => self.changed(
                        Entry { mtime: self.made, ..Entry::dir(to, 0o755) },
                        to,
                    ),
                };
                self.view.put(entry, None);
            }
            Some(_) => {
                return Err(Error::new(
                    Kind::Dockerfile,
                    format!("cannot copy a directory over /{}, which is none", String::from_utf8_lossy(to)),
                ));
            }
        }
        let names: Vec<Vec<u8>> = self.source.children(from).map(<[u8]>::to_vec).collect();
        for name in names {
            self.entry(&join(from, &name), &join(to, &name))?;
        }
        Ok(())
    }

    /// One entry, below the top: links are copied as links.
    fn entry(&mut self, from: &[u8], to: &[u8]) -> Result<()> {
        let Some(node) = self.source.get(from) else {
            return Err(Error::new(Kind::Internal, format!("/{} vanished from a tree", String::from_utf8_lossy(from))));
        };
        if node.entry().kind == EntryKind::Dir {
            return self.directory(from, to);
        }
        if self.view.is_dir(to) {
            return Err(Error::new(
                Kind::Dockerfile,
                format!("cannot copy a file over the directory /{}", String::from_utf8_lossy(to)),
            ));
        }
        let content = node.content_path().to_vec();
        let inode = node.inode();
        let mut entry = self.changed(node.content_entry().clone(), to);
        if let Some(inode) = inode {
            match self.inodes.get(&inode) {
                Some(first) if first != to => {
                    entry.kind = EntryKind::Hardlink { target: first.clone() };
                    self.view.put(entry, None);
                    return Ok(());
                }
                Some(_) => {}
                None => drop(self.inodes.insert(inode, to.to_vec())),
            }
        }
        let is_file = matches!(entry.kind, EntryKind::File { .. });
        self.view.put(entry, is_file.then_some(content));
        Ok(())
    }

    /// The entry at its new place with the owner and mode that were asked for.
    fn changed(&self, mut entry: Entry, to: &[u8]) -> Entry {
        entry.path = to.to_vec();
        entry.mtime.nanos = 0;
        if let Some(owner) = self.request.owner {
            (entry.uid, entry.gid) = (owner.uid, owner.gid);
        }
        if let (Some(mode), false) = (self.request.mode, matches!(entry.kind, EntryKind::Symlink { .. })) {
            entry.mode = mode;
        }
        entry
    }
}
