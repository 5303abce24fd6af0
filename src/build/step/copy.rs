//! COPY and ADD: which entries a step puts where. Pure planning over trees; the rules are
//! BuildKit's.

use super::super::view::{ContentRef, Owner, Planned, View, clean, components};
use crate::dockerfile::{Chmod, glob};
use crate::error::{Error, Kind, Result};
use crate::layer::tree::join;
use crate::layer::{Entry, EntryKind, Timestamp, Toc, Tree};
use std::collections::HashMap;
use std::sync::Arc;

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
    /// The change of the permission bits; None keeps the source's.
    pub mode: Option<Chmod>,
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
/// within the source's root, but not by wildcards.
pub fn find(source: &str, tree: &Tree) -> Result<Vec<Vec<u8>>> {
    let path = clean(source);
    if !glob::has_wildcards(source) {
        return Ok(vec![path]);
    }
    let parts = components(&path);
    let wild = |part: &Vec<u8>| glob::has_wildcards(&String::from_utf8_lossy(part));
    let literal = parts.iter().position(wild).unwrap_or(parts.len());
    let Some(start) = resolve(&parts[..literal].join(&b'/'), tree) else { return Ok(Vec::new()) };
    let mut found = vec![start];
    for part in &parts[literal..] {
        let pattern = glob::Pattern::new(&String::from_utf8_lossy(part))
            .map_err(|why| Error::new(Kind::Dockerfile, format!("the pattern '{source}' cannot be used: {why}")))?;
        let below = |dir: &Vec<u8>| -> Vec<Vec<u8>> {
            let names = tree.children(dir).filter(|name| pattern.matches(&String::from_utf8_lossy(name)));
            names.map(|name| join(dir, name)).collect()
        };
        found = found.iter().flat_map(below).collect();
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

/// The existing paths that the sources name: as they were found, and with links followed.
pub fn find_all(sources: &[String], source: &Tree) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut found = Vec::new();
    for written in sources {
        for path in find(written, source)? {
            let Some(real) = resolve(&path, source) else {
                return Err(missing(written, &path));
            };
            found.push((path, real));
        }
    }
    Ok(found)
}

/// Plans the copy of `found` (what `request` names, see [`find_all`]) from `source`, the
/// step's source number 0, into `view`. `made` is the time of directories that have none of
/// their own.
pub fn plan_copy(
    request: &CopyRequest<'_>,
    source: &Tree,
    found: &[(Vec<u8>, Vec<u8>)],
    view: &mut View,
    made: Timestamp,
) -> Result<()> {
    let dest = Dest::new(request.dest, request.workdir);
    let many = request.sources.len() > 1 || found.len() > 1;
    if many
        && !dest.is_dir
        && !view.is_dir(&view.resolve(&dest.path, true)?)
        && found.iter().any(|(_, r)| !is_dir(source, r))
    {
        return Err(Error::new(
            Kind::Dockerfile,
            format!("'{}' must be a directory: more than one file is copied to it", request.dest),
        )
        .hint(format!("write '{}/'", request.dest)));
    }
    let mut copier = Copier { request, source, view, made, inodes: HashMap::new() };
    for (path, real) in found {
        copier.inodes.clear();
        copier.top(path, real, &dest)?;
    }
    Ok(())
}

/// Plans one file that is written in the Dockerfile: number `index` of the step's source 1.
pub fn plan_heredoc(
    request: &CopyRequest<'_>,
    name: &str,
    index: usize,
    size: u64,
    view: &mut View,
    made: Timestamp,
) -> Result<()> {
    let source = Tree::stack(&[Arc::new(Toc {
        entries: vec![Entry {
            kind: EntryKind::File { size, content: [0; 32], offset: 0, sparse: false },
            mtime: made,
            ..Entry::dir(name, 0o644)
        }],
    })]);
    let dest = Dest::new(request.dest, request.workdir);
    let mut copier = Copier { request, source: &source, view, made, inodes: HashMap::new() };
    let target = copier.top(name.as_bytes(), name.as_bytes(), &dest)?;
    copier.view.set_content(&target, ContentRef { origin: 1, path: index.to_string().into_bytes() });
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
    /// The group of each file that may have several names.
    inodes: HashMap<u64, u64>,
}

impl Copier<'_, '_> {
    fn owner_of_made(&self) -> Owner {
        self.request.owner.unwrap_or(Owner { uid: 0, gid: 0 })
    }

    /// One source path: the contents of a directory, or a file under its name. Returns
    /// where it went.
    fn top(&mut self, path: &[u8], real: &[u8], dest: &Dest) -> Result<Vec<u8>> {
        let target = self.view.resolve(&dest.path, true)?;
        if is_dir(self.source, real) {
            // The destination is no copy of the source's top, which keeps its mode and owner.
            self.view.mkdir_all(&target, self.owner_of_made(), self.made)?;
            self.children(real, &target)?;
            return Ok(target);
        }
        let target = if dest.is_dir || self.view.is_dir(&target) {
            let name = path.rsplit(|b| *b == b'/').next().unwrap_or(path);
            self.view.mkdir_all(&target, self.owner_of_made(), self.made)?;
            join(&target, name)
        } else {
            target
        };
        self.parent_of(&target)?;
        self.entry(real, &target)?;
        Ok(target)
    }

    fn parent_of(&mut self, target: &[u8]) -> Result<()> {
        let parent = target.iter().rposition(|b| *b == b'/').map_or(&target[..0], |i| &target[..i]);
        self.view.mkdir_all(parent, self.owner_of_made(), self.made)
    }

    fn children(&mut self, from: &[u8], to: &[u8]) -> Result<()> {
        let names: Vec<Vec<u8>> = self.source.children(from).map(<[u8]>::to_vec).collect();
        for name in names {
            self.entry(&join(from, &name), &join(to, &name))?;
        }
        Ok(())
    }

    /// One entry, below the top: links are copied as links, and a directory that exists
    /// becomes like the source's.
    fn entry(&mut self, from: &[u8], to: &[u8]) -> Result<()> {
        let Some(node) = self.source.get(from) else {
            return Err(Error::new(Kind::Internal, format!("/{} vanished from a tree", String::from_utf8_lossy(from))));
        };
        let shown = || String::from_utf8_lossy(to).into_owned();
        if node.entry().kind == EntryKind::Dir {
            if self.view.get(to).is_some_and(|e| e.kind != EntryKind::Dir) {
                let what = format!("cannot copy a directory over /{}, which is none", shown());
                return Err(Error::new(Kind::Dockerfile, what));
            }
            self.view.put(self.changed(node.entry().clone(), to));
            return self.children(from, to);
        }
        if self.view.is_dir(to) {
            return Err(Error::new(Kind::Dockerfile, format!("cannot copy a file over the directory /{}", shown())));
        }
        let entry = self.changed(node.content_entry().clone(), to);
        if !matches!(entry.kind, EntryKind::File { .. }) {
            self.view.put(entry);
            return Ok(());
        }
        let group = node.inode().map(|inode| match self.inodes.get(&inode) {
            Some(group) => *group,
            None => {
                let group = self.view.new_group();
                self.inodes.insert(inode, group);
                group
            }
        });
        let content = Some(ContentRef { origin: 0, path: from.to_vec() });
        self.view.put_file(Planned { entry, content, group });
        Ok(())
    }

    /// The entry at its new place with the owner and mode that were asked for.
    fn changed(&self, mut entry: Entry, to: &[u8]) -> Entry {
        entry.path = to.to_vec();
        entry.mtime.nanos = 0;
        if let Some(owner) = self.request.owner {
            (entry.uid, entry.gid) = (owner.uid, owner.gid);
        }
        if let (Some(mode), false) = (&self.request.mode, matches!(entry.kind, EntryKind::Symlink { .. })) {
            entry.mode = mode.apply(entry.mode, entry.kind == EntryKind::Dir);
        }
        entry
    }
}
