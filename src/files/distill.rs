//! Which files of an image certain programs need: what ld.so and the kernel would open to start
//! them, found in the merged file system without running anything.

use super::content::{Content, Wanted};
use super::elf::{self, Elf, is_elf};
use super::flatten::walk;
use super::{LayerInfo, Layers};
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::blocking;
use crate::layer::tree::{join, resolve_links};
use crate::layer::{Entry, EntryKind, Tree};
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Read;
use std::sync::Arc;

/// The largest program that is read.
const MAX_PROGRAM: u64 = 1 << 30;
/// The longest first line of a script, as in the kernel.
const MAX_SHEBANG: usize = 256;
/// The most bytes of configuration of ld.so.
const MAX_CONFIG: u64 = 8 << 20;

/// What is kept of a merged file system, and what has been found on the way.
pub struct Distilled {
    /// The paths.
    pub kept: BTreeSet<Vec<u8>>,
    /// Libraries that are not there: the name, and who wants it.
    pub missing: Vec<(String, String)>,
    /// What nobody can know without running the programs.
    pub doubts: BTreeSet<String>,
}

/// What a file turned out to be.
#[derive(Clone)]
enum Fact {
    Elf(Arc<Elf>),
    /// A script and the words of its first line.
    Script(Vec<String>),
    Other,
}

/// A program or library whose needs are to be found.
#[derive(Clone)]
struct Task {
    path: Vec<u8>,
    /// Old-style search paths of those that load it.
    inherited: Vec<Vec<u8>>,
    /// Its loader is musl's.
    musl: bool,
}

/// A library that somebody wants, and the files that it may be.
struct Want {
    name: String,
    by: Task,
    elf: Arc<Elf>,
    candidates: Vec<Vec<u8>>,
    inherited: Vec<Vec<u8>>,
}

/// Follows what programs need.
pub struct Tracer<'a> {
    files: &'a Layers,
    layers: &'a [LayerInfo],
    tree: Arc<Tree>,
    /// Where programs are searched for.
    path: Vec<Vec<u8>>,
    /// LD_LIBRARY_PATH.
    library_path: Vec<Vec<u8>>,
    /// ld.so.cache: the files of each name.
    cache: HashMap<Vec<u8>, Vec<Vec<u8>>>,
    /// Directories of ld.so.conf, and those that ld.so knows.
    dirs: Vec<Vec<u8>>,
    musl_dirs: Vec<Vec<u8>>,
    facts: HashMap<Vec<u8>, Fact>,
    seen: HashSet<Vec<u8>>,
    todo: Vec<Task>,
    out: Distilled,
}

impl<'a> Tracer<'a> {
    /// Nothing kept yet. `env` yields variables of the image.
    pub async fn new(
        files: &'a Layers,
        layers: &'a [LayerInfo],
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Tracer<'a>> {
        let tree = files.tree(layers).await?;
        let path = env("PATH").unwrap_or_else(|| "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".into());
        let out = Distilled { kept: BTreeSet::new(), missing: Vec::new(), doubts: BTreeSet::new() };
        let mut tracer = Tracer {
            files,
            layers,
            tree,
            path: split(path.as_bytes()),
            library_path: split(env("LD_LIBRARY_PATH").unwrap_or_default().as_bytes()),
            cache: HashMap::new(),
            dirs: Vec::new(),
            musl_dirs: Vec::new(),
            facts: HashMap::new(),
            seen: HashSet::new(),
            todo: Vec::new(),
            out,
        };
        tracer.read_config().await?;
        Ok(tracer)
    }

    async fn read_config(&mut self) -> Result<()> {
        if let Some(raw) = self.config_file(b"etc/ld.so.cache").await? {
            self.cache = cache_entries(&raw);
        }
        let mut open = vec![b"etc/ld.so.conf".to_vec()];
        let mut read = HashSet::new();
        while let Some(path) = open.pop() {
            if !read.insert(path.clone()) || read.len() > 1000 {
                continue;
            }
            let Some(raw) = self.config_file(&path).await? else { continue };
            for line in raw.split(|b| *b == b'\n') {
                let line = line.split(|b| *b == b'#').next().unwrap_or_default().trim_ascii();
                match line.strip_prefix(b"include ") {
                    Some(pattern) => open.extend(self.included(pattern.trim_ascii())),
                    None if line.starts_with(b"/") => self.dirs.push(line.to_vec()),
                    None => {}
                }
            }
        }
        for top in ["lib", "usr/lib"] {
            let real = self.tree.resolve(top.as_bytes(), true)?.unwrap_or_default();
            let names = self.tree.children(&real).filter(|n| n.windows(7).any(|w| w == b"-linux-"));
            self.dirs.extend(names.map(|name| join(format!("/{top}").as_bytes(), name)));
        }
        self.dirs.extend(split(b"/lib64:/usr/lib64:/lib:/usr/lib:/lib32:/usr/lib32:/libx32:/usr/libx32"));
        let names: Vec<Vec<u8>> = self.tree.children(b"etc").map(<[u8]>::to_vec).collect();
        for name in names.iter().filter(|n| n.starts_with(b"ld-musl-") && n.ends_with(b".path")) {
            let raw = self.config_file(&join(b"etc", name)).await?;
            let listed =
                raw.map(|raw| raw.split(|b| *b == b'\n' || *b == b':').map(<[u8]>::to_vec).collect::<Vec<_>>());
            self.musl_dirs.extend(listed.into_iter().flatten().filter(|d| d.starts_with(b"/")));
        }
        if self.musl_dirs.is_empty() {
            self.musl_dirs = split(b"/lib:/usr/local/lib:/usr/lib");
        }
        Ok(())
    }

    /// A file of ld.so's; one that cannot be read is none.
    async fn config_file(&self, path: &[u8]) -> Result<Option<Arc<Vec<u8>>>> {
        let real = self.tree.resolve(path, true)?;
        let entry = real.as_ref().and_then(|p| self.tree.get(p)).map(|n| n.content_entry().kind.clone());
        match entry {
            Some(EntryKind::File { size, .. }) if size <= MAX_CONFIG => self.files.small_file(self.layers, path).await,
            _ => Ok(None),
        }
    }

    /// Files of `include DIR/*.conf`.
    fn included(&self, pattern: &[u8]) -> Vec<Vec<u8>> {
        let pattern = if pattern.starts_with(b"/") { pattern[1..].to_vec() } else { join(b"etc", pattern) };
        let at = pattern.iter().rposition(|b| *b == b'/').unwrap_or(0);
        let (dir, name) = (&pattern[..at], pattern.get(at + 1..).unwrap_or_default());
        match name.iter().position(|b| *b == b'*') {
            None => vec![pattern.clone()],
            Some(star) => {
                let (before, after) = (&name[..star], &name[star + 1..]);
                let fits = |n: &&[u8]| n.len() >= name.len() - 1 && n.starts_with(before) && n.ends_with(after);
                self.tree.children(dir).filter(fits).map(|n| join(dir, n)).collect()
            }
        }
    }

    /// Keeps a path, with the links and directories that lead to it. The path with all links
    /// followed; None: it is not there.
    pub fn take(&mut self, path: &[u8]) -> Result<Option<Vec<u8>>> {
        let visited = RefCell::new(Vec::new());
        let real = resolve_links(path, true, |p| {
            let node = self.tree.get(p)?;
            visited.borrow_mut().push(p.to_vec());
            Some(match &node.content_entry().kind {
                EntryKind::Symlink { target } => Some(target.clone()),
                _ => None,
            })
        })?;
        if self.tree.get(&real).is_none() {
            return Ok(None);
        }
        self.out.kept.extend(visited.into_inner().into_iter().filter(|p| !p.is_empty()));
        Ok(Some(real))
    }

    /// Keeps a path and all below it, and what the programs among it need. False: it is not there.
    pub fn keep(&mut self, path: &[u8]) -> Result<bool> {
        let Some(real) = self.take(path)? else { return Ok(false) };
        let tree = self.tree.clone();
        let mut found = vec![real.clone()];
        walk(&tree, &real, &mut |path, _| {
            found.push(path.to_vec());
            Ok(())
        })?;
        for path in found {
            if let Some(real) = self.take(&path)?
                && self.may_run(&real)
            {
                self.follow(real, Vec::new(), false);
            }
        }
        Ok(true)
    }

    fn entry(&self, path: &[u8]) -> Option<&Entry> {
        self.tree.get(path).map(|n| n.content_entry())
    }

    fn is_file(&self, path: &[u8]) -> bool {
        self.entry(path).is_some_and(|e| matches!(e.kind, EntryKind::File { .. }))
    }

    fn may_run(&self, path: &[u8]) -> bool {
        let library = path.windows(3).any(|w| w == b".so");
        self.entry(path).is_some_and(|e| matches!(e.kind, EntryKind::File { .. }) && (library || e.mode & 0o111 != 0))
    }

    fn follow(&mut self, path: Vec<u8>, inherited: Vec<Vec<u8>>, musl: bool) {
        if self.is_file(&path) && self.seen.insert(path.clone()) {
            self.todo.push(Task { path, inherited, musl });
        }
    }

    /// Keeps a program: a path, absolute or from `dir`, or a name that is searched for in PATH.
    pub fn program(&mut self, name: &str, dir: &str) -> Result<bool> {
        let places: Vec<Vec<u8>> = match name {
            _ if name.starts_with('/') => vec![name.as_bytes().to_vec()],
            _ if name.contains('/') => vec![join(dir.as_bytes(), name.as_bytes())],
            _ => self.path.iter().map(|dir| join(dir, name.as_bytes())).collect(),
        };
        for place in places {
            let real = self.tree.resolve(&place, true)?;
            if real.is_some_and(|real| self.is_file(&real))
                && let Some(real) = self.take(&place)?
            {
                self.follow(real, Vec::new(), false);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Finds all that is needed by what was kept.
    pub async fn finish(mut self) -> Result<Distilled> {
        let mut wants: Vec<Want> = Vec::new();
        while !self.todo.is_empty() || !wants.is_empty() {
            let mut unknown: Vec<Vec<u8>> = self.todo.iter().map(|t| t.path.clone()).collect();
            unknown.extend(wants.iter().filter_map(|w| w.candidates.first().cloned()));
            unknown.retain(|p| !self.facts.contains_key(p));
            self.read(unknown).await?;
            for task in std::mem::take(&mut self.todo) {
                let found = self.needs(&task)?;
                wants.extend(found);
            }
            for mut want in std::mem::take(&mut wants) {
                let Some(first) = want.candidates.first() else {
                    let by = format!("/{}", String::from_utf8_lossy(&want.by.path));
                    self.out.missing.push((want.name, by));
                    continue;
                };
                match self.facts.get(first).cloned() {
                    None => wants.push(want),
                    Some(Fact::Elf(elf)) if elf.kind == want.elf.kind => {
                        let path = first.clone();
                        // The name that the loader goes by was kept when it was found.
                        self.out.kept.extend(std::iter::once(path.clone()));
                        self.keep_name(&want, &path)?;
                        self.follow(path, want.inherited, want.by.musl);
                    }
                    Some(_) => {
                        want.candidates.remove(0);
                        wants.push(want);
                    }
                }
            }
        }
        self.out.missing.sort();
        self.out.missing.dedup();
        // Of /bin and such, which lead to what is kept, programs are called by these names, too.
        let top: Vec<Vec<u8>> = self.tree.children(b"").map(<[u8]>::to_vec).collect();
        for name in top {
            if self.tree.resolve(&name, true)?.is_some_and(|real| self.out.kept.contains(&real)) {
                self.take(&name)?;
            }
        }
        Ok(self.out)
    }

    /// What a file needs; what is a program's alone is kept at once.
    fn needs(&mut self, task: &Task) -> Result<Vec<Want>> {
        let elf = match self.facts.get(&task.path).cloned() {
            Some(Fact::Elf(elf)) => elf,
            Some(Fact::Script(words)) => {
                self.script(&task.path, &words)?;
                return Ok(Vec::new());
            }
            _ => return Ok(Vec::new()),
        };
        let mut musl = task.musl;
        if let Some(interp) = &elf.interp {
            musl = interp.windows(7).any(|w| w == b"ld-musl");
            match self.take(interp)? {
                Some(real) => self.follow(real, Vec::new(), musl),
                None => self.miss(interp, &task.path),
            }
            for config in if musl { &[][..] } else { &["etc/ld.so.cache", "etc/ld.so.conf"][..] } {
                self.take(config.as_bytes())?;
            }
        }
        let mut inherited = task.inherited.clone();
        if elf.runpath.is_none() {
            inherited.splice(0..0, elf.rpath.iter().flat_map(|r| self.expanded(r, &task.path)));
        }
        let mut wants = Vec::new();
        for name in &elf.needed {
            let candidates = self.candidates(name, &elf, task, &inherited, musl)?;
            if candidates.is_empty() && musl && name.starts_with(b"libc.") {
                continue;
            }
            let (name, by) = (String::from_utf8_lossy(name).into_owned(), Task { musl, ..task.clone() });
            wants.push(Want { name, by, elf: elf.clone(), candidates, inherited: inherited.clone() });
        }
        Ok(wants)
    }

    fn miss(&mut self, name: &[u8], by: &[u8]) {
        let by = format!("/{}", String::from_utf8_lossy(by));
        self.out.missing.push((String::from_utf8_lossy(name).into_owned(), by));
    }

    /// Where ld.so would look, in its order.
    fn places(&self, name: &[u8], elf: &Elf, task: &Task, inherited: &[Vec<u8>], musl: bool) -> Vec<Vec<u8>> {
        if name.contains(&b'/') {
            return vec![name.to_vec()];
        }
        let runpath: Vec<Vec<u8>> = elf.runpath.iter().flat_map(|r| self.expanded(r, &task.path)).collect();
        let in_dirs = |dirs: &[Vec<u8>]| dirs.iter().map(|dir| join(dir, name)).collect::<Vec<_>>();
        let mut places = [in_dirs(inherited), in_dirs(&self.library_path), in_dirs(&runpath)].concat();
        if musl {
            places.extend(in_dirs(&self.musl_dirs));
        } else {
            places.extend(self.cache.get(name).cloned().unwrap_or_default());
            places.extend(in_dirs(&self.dirs));
        }
        places
    }

    /// The files that a library may be, links followed, each once.
    fn candidates(
        &self,
        name: &[u8],
        elf: &Elf,
        task: &Task,
        inherited: &[Vec<u8>],
        musl: bool,
    ) -> Result<Vec<Vec<u8>>> {
        let mut out = Vec::new();
        for place in self.places(name, elf, task, inherited, musl) {
            if let Some(real) = self.tree.resolve(&place, true)?.filter(|p| self.is_file(p))
                && !out.contains(&real)
            {
                out.push(real);
            }
        }
        Ok(out)
    }

    /// Keeps the way that leads from where ld.so looks to the file.
    fn keep_name(&mut self, want: &Want, real: &[u8]) -> Result<()> {
        let places = self.places(want.name.as_bytes(), &want.elf, &want.by, &want.inherited, want.by.musl);
        for place in places {
            if self.tree.resolve(&place, true)?.is_some_and(|p| p == real) {
                self.take(&place)?;
                return Ok(());
            }
        }
        self.take(real).map(drop)
    }

    /// A search path with `$ORIGIN` and `$LIB` put in.
    fn expanded(&self, path: &[u8], file: &[u8]) -> Vec<Vec<u8>> {
        let origin = file.iter().rposition(|b| *b == b'/').map_or(&file[..0], |at| &file[..at]);
        let origin = format!("/{}", String::from_utf8_lossy(origin));
        let put = |dir: Vec<u8>, lib: &str| {
            let text = String::from_utf8_lossy(&dir).into_owned();
            let text = text.replace("${ORIGIN}", &origin).replace("$ORIGIN", &origin);
            text.replace("${LIB}", lib).replace("$LIB", lib).into_bytes()
        };
        let libs: Vec<Vec<u8>> = split(path);
        let both = |dir: Vec<u8>| match dir.windows(3).any(|w| w == b"LIB") {
            true => vec![put(dir.clone(), "lib64"), put(dir, "lib")],
            false => vec![put(dir, "")],
        };
        libs.into_iter().flat_map(both).collect()
    }

    /// Keeps the interpreter of a script.
    fn script(&mut self, path: &[u8], words: &[String]) -> Result<()> {
        let Some(first) = words.first() else { return Ok(()) };
        if !self.program(first, "/")? {
            self.miss(first.as_bytes(), path);
        }
        let mut interpreter = first.as_str();
        if first.rsplit('/').next() == Some("env") {
            let name = words.iter().skip(1).find(|w| !w.starts_with('-') && !w.contains('='));
            let Some(name) = name else { return Ok(()) };
            if !self.program(name, "/")? {
                self.miss(name.as_bytes(), path);
            }
            interpreter = name;
        }
        let name = interpreter.rsplit('/').next().unwrap_or(interpreter);
        let shown = String::from_utf8_lossy(path);
        self.out.doubts.insert(match name {
            "sh" | "bash" | "dash" | "ash" | "busybox" | "zsh" => {
                format!("/{shown} is a shell script: the programs that it calls are not followed")
            }
            _ => format!("/{shown} is run by {name}: what it loads is not followed"),
        });
        Ok(())
    }

    /// Says what the following could not know.
    pub fn doubt(&mut self, text: String) {
        self.out.doubts.insert(text);
    }

    /// Finds out what files are.
    async fn read(&mut self, mut paths: Vec<Vec<u8>>) -> Result<()> {
        paths.sort();
        paths.dedup();
        let (mut wanted, mut entries) = (Vec::new(), Vec::new());
        for path in &paths {
            let Some(number) = self.tree.get(path).and_then(|n| n.inode()) else { continue };
            let file = Wanted::of(&self.tree, number);
            match file.entry.kind {
                EntryKind::File { size, .. } if size <= MAX_PROGRAM => {
                    entries.push((path.clone(), number, file.entry.clone()));
                    wanted.push(file);
                }
                _ => {}
            }
        }
        if !entries.is_empty() {
            let content = self.files.contents(self.layers, wanted).await?;
            let facts = blocking(move || {
                let fact = |(path, number, entry): (Vec<u8>, u64, Entry)| {
                    let fact = fact(&content, &path, number, &entry)?;
                    Ok((path, fact))
                };
                entries.into_iter().map(fact).collect::<Result<Vec<_>>>()
            });
            self.facts.extend(facts.await?);
        }
        for path in paths {
            self.facts.entry(path).or_insert(Fact::Other);
        }
        Ok(())
    }
}

fn fact(content: &dyn Content, path: &[u8], number: u64, entry: &Entry) -> Result<Fact> {
    let what = || format!("read /{} of the image", String::from_utf8_lossy(path));
    let mut reader = content.open(number, entry)?;
    let mut data = Vec::new();
    reader.by_ref().take(MAX_SHEBANG as u64).read_to_end(&mut data).context(what)?;
    if is_elf(&data) {
        reader.read_to_end(&mut data).context(what)?;
        // What ld.so would not load either needs nothing.
        return Ok(elf::read(&data[..]).map_or(Fact::Other, |elf| Fact::Elf(Arc::new(elf))));
    }
    let Some(line) = data.strip_prefix(b"#!") else { return Ok(Fact::Other) };
    let line = line.split(|b| *b == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    Ok(Fact::Script(line.split_whitespace().map(str::to_string).collect()))
}

fn split(path: &[u8]) -> Vec<Vec<u8>> {
    path.split(|b| *b == b':').filter(|p| !p.is_empty()).map(<[u8]>::to_vec).collect()
}

/// The names and files of ld.so.cache, in the format that glibc has written since 2.2 (alone, or
/// behind the older one).
fn cache_entries(raw: &[u8]) -> HashMap<Vec<u8>, Vec<Vec<u8>>> {
    const MAGIC: &[u8] = b"glibc-ld.so.cache1.1";
    let mut out: HashMap<Vec<u8>, Vec<Vec<u8>>> = HashMap::new();
    let Some(start) = raw.windows(MAGIC.len()).position(|w| w == MAGIC) else { return out };
    let raw = &raw[start..];
    let number = |at: usize| {
        let bytes = raw.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    };
    let text = |at: usize| {
        let rest = raw.get(at..)?;
        Some(rest[..rest.iter().position(|b| *b == 0)?].to_vec())
    };
    // 20 bytes of magic, the count, the size of the names, then 20 unused bytes; 24 an entry.
    let count = number(20).unwrap_or(0);
    for i in 0..count.min(raw.len() / 24) {
        let at = 48 + i * 24;
        let (Some(key), Some(value)) = (number(at + 4), number(at + 8)) else { break };
        if let (Some(name), Some(path)) = (text(key), text(value))
            && path.starts_with(b"/")
        {
            out.entry(name).or_default().push(path);
        }
    }
    out
}

/// Fails where a path is not in the image.
pub fn not_there(path: &str) -> Error {
    Error::new(Kind::NotFound, format!("the image has no '{path}'")).hint("imgtool ls -R shows what it has")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_and_a_damaged_one() {
        let mut raw = b"glibc-ld.so.cache1.1".to_vec();
        for n in [1u32, 0, 0, 0, 0, 0, 0, 1, 72, 79, 0, 0, 0] {
            raw.extend(n.to_le_bytes());
        }
        raw.truncate(72);
        raw.extend(b"libx.1\0/opt/libx.1\0");
        let found = cache_entries(&raw);
        assert_eq!(found.get(&b"libx.1"[..]).unwrap(), &[b"/opt/libx.1".to_vec()]);
        for end in 0..raw.len() {
            let _ = cache_entries(&raw[..end]);
        }
        let mut bad = raw.clone();
        bad[20..24].fill(0xff);
        bad[52..60].fill(0xff);
        assert!(cache_entries(&bad).is_empty());
    }
}
