//! COPY and ADD: which entries a step puts where. Pure planning over trees; the rules are
//! BuildKit's.

use super::filter::{Filter, Place};
use crate::build::view::{ContentRef, Owner, Planned, View, clean, components};
use crate::dockerfile::{Chmod, IgnoreFile, glob};
use crate::error::{Error, Kind, Result};
use crate::layer::tree::join;
use crate::layer::{Entry, EntryKind, Timestamp, Toc, Tree};
use std::collections::HashMap;
use std::sync::Arc;

/// What COPY or ADD was asked to do, expanded.
pub struct CopyRequest<'a> {
    /// Where they go, as written.
    pub dest: &'a str,
    /// The working directory (absolute) that a relative `dest` starts from.
    pub workdir: &'a str,
    /// The new owner; None keeps the source's.
    pub owner: Option<Owner>,
    /// The change of the permission bits; None keeps the source's.
    pub mode: Option<Chmod>,
    /// What is left out of the directories that are copied.
    pub exclude: &'a IgnoreFile,
    /// The path of each source from its root (or from its `/./`) is kept.
    pub parents: bool,
}

/// What one source named: a path that is there, and with `--parents` the pattern below it.
pub struct Found {
    /// As it was found.
    pub path: Vec<u8>,
    /// With every link followed.
    pub real: Vec<u8>,
    /// What of it is copied; None: everything.
    pub only: Option<IgnoreFile>,
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

/// The existing paths that the sources name.
pub fn find_all(sources: &[String], parents: bool, source: &Tree) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for written in sources {
        let (root, only) = match parents {
            true => {
                let (root, pattern) = written.split_once("/./").unwrap_or(("/", written));
                let pattern = String::from_utf8_lossy(&clean(pattern)).into_owned();
                (root, Some(pattern).filter(|p| !p.is_empty()))
            }
            false => (written.as_str(), None),
        };
        let only = only.map(|pattern| IgnoreFile::from_patterns([pattern.as_str()])).transpose()?;
        for path in find(root, source)? {
            let Some(real) = resolve(&path, source) else {
                return Err(missing(written, &path));
            };
            found.push(Found { path, real, only: only.clone() });
        }
    }
    Ok(found)
}

/// Plans the copy of `found` (what `request` names, see [`find_all`]) from `source`, the
/// step's source number `origin`, into `view`. `made` is the time of directories that have none
/// of their own.
pub fn plan_copy(
    request: &CopyRequest<'_>,
    (origin, source): (usize, &Tree),
    found: &[Found],
    view: &mut View,
    made: Timestamp,
) -> Result<()> {
    let mut dest = Dest::new(request.dest, request.workdir);
    dest.is_dir |= request.parents;
    for found in found {
        let filter = Filter::new(found.only.as_ref(), request.exclude);
        let mut copier = Copier::new(request, (origin, source), view, made, filter);
        copier.top(&found.path, &found.real, &dest)?;
    }
    Ok(())
}

/// Plans one file that is written in the Dockerfile: number `index` of the step's source `origin`.
pub fn plan_heredoc(
    request: &CopyRequest<'_>,
    origin: usize,
    (index, name, size): (usize, &str, u64),
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
    let mut copier = Copier::new(request, (origin, &source), view, made, Filter::everything());
    let target = copier.top(name.as_bytes(), name.as_bytes(), &dest)?;
    copier.view.set_content(&target, ContentRef { origin, number: index as u64 });
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

fn vanished(path: &[u8]) -> Error {
    Error::new(Kind::Internal, format!("/{} vanished from a tree", String::from_utf8_lossy(path)))
}

struct Copier<'a, 'v> {
    request: &'a CopyRequest<'a>,
    origin: usize,
    source: &'a Tree,
    view: &'v mut View,
    made: Timestamp,
    filter: Filter<'a>,
    /// The group of each file that may have several names.
    inodes: HashMap<u64, u32>,
    /// The directories above the entry that is looked at that are only made if something in
    /// them is copied: from where, to where.
    waiting: Vec<(Vec<u8>, Vec<u8>)>,
}

impl<'a, 'v> Copier<'a, 'v> {
    fn new(
        request: &'a CopyRequest<'a>,
        (origin, source): (usize, &'a Tree),
        view: &'v mut View,
        made: Timestamp,
        filter: Filter<'a>,
    ) -> Copier<'a, 'v> {
        let (inodes, waiting) = (HashMap::new(), Vec::new());
        Copier { request, origin, source, view, made, filter, inodes, waiting }
    }

    /// What is missing on the way gets the new owner, and an octal `--chmod`'s permissions.
    fn make(&mut self, path: &[u8]) -> Result<()> {
        let owner = self.request.owner.unwrap_or(Owner { uid: 0, gid: 0 });
        let mode = match self.request.mode {
            Some(Chmod::Octal(mode)) => mode & 0o777,
            _ => 0o755,
        };
        self.view.mkdir_all_mode(path, mode, owner, self.made)
    }

    /// One source path: the contents of a directory, or a file under its name. Returns
    /// where it went.
    fn top(&mut self, path: &[u8], real: &[u8], dest: &Dest) -> Result<Vec<u8>> {
        let target = self.view.resolve(&dest.path, true)?;
        if is_dir(self.source, real) {
            // The destination is no copy of the source's top, which keeps its mode and owner.
            self.make(&target)?;
            self.children(real, &target, &Place::default())?;
            return Ok(target);
        }
        let target = if dest.is_dir || self.view.is_dir(&target) {
            let name = path.rsplit(|b| *b == b'/').next().unwrap_or(path);
            self.make(&target)?;
            join(&target, name)
        } else {
            target
        };
        self.parent_of(&target)?;
        self.entry(real, &target, None)?;
        Ok(target)
    }

    fn parent_of(&mut self, target: &[u8]) -> Result<()> {
        let parent = target.iter().rposition(|b| *b == b'/').map_or(&target[..0], |i| &target[..i]);
        self.make(parent)
    }

    fn children(&mut self, from: &[u8], to: &[u8], place: &Place) -> Result<()> {
        let names: Vec<Vec<u8>> = self.source.children(from).map(<[u8]>::to_vec).collect();
        for name in names {
            let (taken, below) = self.filter.look(place, &name);
            let (from, to) = (join(from, &name), join(to, &name));
            if taken {
                self.entry(&from, &to, Some(&below))?;
            } else if is_dir(self.source, &from) && self.filter.must_walk(&below) {
                let above = self.waiting.len();
                self.waiting.push((from.clone(), to.clone()));
                self.children(&from, &to, &below)?;
                self.waiting.truncate(above);
            }
        }
        Ok(())
    }

    /// One entry: links are copied as links, and a directory below the top that exists becomes
    /// like the source's. `place` is where it stands below the top.
    fn entry(&mut self, from: &[u8], to: &[u8], place: Option<&Place>) -> Result<()> {
        for (from, to) in std::mem::take(&mut self.waiting) {
            self.directory(&from, &to)?;
        }
        let Some(node) = self.source.get(from) else {
            return Err(vanished(from));
        };
        if node.entry().kind == EntryKind::Dir {
            self.directory(from, to)?;
            return match place {
                Some(place) => self.children(from, to, place),
                None => Ok(()),
            };
        }
        if self.view.is_dir(to) {
            let what = format!("cannot copy a file over the directory /{}", String::from_utf8_lossy(to));
            return Err(Error::new(Kind::Dockerfile, what));
        }
        let entry = self.changed(node.content_entry().clone(), to);
        if !matches!(entry.kind, EntryKind::File { .. }) {
            self.view.put(entry);
            return Ok(());
        }
        let number = node.inode();
        let group = number.map(|inode| match self.inodes.get(&inode) {
            Some(group) => *group,
            None => {
                let group = self.view.new_group();
                self.inodes.insert(inode, group);
                group
            }
        });
        let content = number.map(|number| ContentRef { origin: self.origin, number });
        self.view.put_file(Planned { entry, content, group });
        Ok(())
    }

    /// A directory without what is in it. With `--parents` one that exists keeps its owner.
    fn directory(&mut self, from: &[u8], to: &[u8]) -> Result<()> {
        let Some(node) = self.source.get(from) else { return Err(vanished(from)) };
        if self.view.get(to).is_some_and(|e| e.kind != EntryKind::Dir) {
            let what = format!("cannot copy a directory over /{}, which is none", String::from_utf8_lossy(to));
            return Err(Error::new(Kind::Dockerfile, what));
        }
        let entry = match self.view.get(to).filter(|_| self.request.parents) {
            Some(old) => Entry { mode: node.entry().mode, ..old.clone() },
            None => self.changed(node.entry().clone(), to),
        };
        self.view.put(entry);
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
