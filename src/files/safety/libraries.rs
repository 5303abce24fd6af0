//! Programs: loaders, libraries, symbol versions, interpreters, and what the container starts.

use super::elf::Elf;
use super::{Fact, Level, Sides, View, all_paths, shown};
use crate::layer::tree::join;
use crate::oci::ContainerConfig;
use std::collections::HashMap;

const REBUILD: &str = "build the image anew on the new base";

pub(super) fn check(sides: &mut Sides<'_>) {
    let path_of = |c: &ContainerConfig| words(c.env("LD_LIBRARY_PATH").unwrap_or_default());
    let (before, after) = (path_of(&sides.question.old_config), path_of(&sides.question.new_config));
    let mut found = Vec::new();
    {
        let old = Index::new(&sides.before, before);
        let new = Index::new(&sides.after, after);
        let bare = Index::new(&sides.new, Vec::new());
        for path in &sides.paths {
            let Some(node) = sides.after.tree.get(path) else { continue };
            match sides.after.fact(&node) {
                Some(Fact::Elf(elf)) => program(path, elf, (&old, &new), &mut found),
                Some(Fact::Script(interpreter, argument)) => {
                    script(sides, path, interpreter, argument.as_deref(), &mut found);
                }
                Some(Fact::Unread(why)) => found.push((
                    Level::Review,
                    "file-not-read",
                    path.clone(),
                    format!("it cannot be told what it needs: {}", why.escape_debug()),
                    "see whether it still works",
                )),
                _ => {}
            }
        }
        of_the_base(sides, (&old, &bare, &new), &mut found);
    }
    commands(sides, &mut found);
    for (level, code, path, why, action) in found {
        sides.tell(level, code, &path, why, action);
    }
}

type Found = Vec<(Level, &'static str, Vec<u8>, String, &'static str)>;

fn words(path: &str) -> Vec<String> {
    path.split(':').filter(|p| !p.is_empty()).map(str::to_string).collect()
}

/// The libraries of a view by name.
struct Index<'a> {
    view: &'a View,
    by_name: HashMap<Vec<u8>, Vec<Vec<u8>>>,
    first: Vec<String>,
}

/// Directories that loaders look into by themselves or by the usual configuration.
fn is_usual(dir: &[u8]) -> bool {
    let text = String::from_utf8_lossy(dir);
    let rest = ["usr/local/", "usr/", ""].iter().find_map(|p| text.strip_prefix(p)).unwrap_or(&text);
    let mut parts = rest.split('/');
    let lib = parts.next().is_some_and(|p| p.starts_with("lib"));
    lib && parts.next().is_none_or(|p| p.contains("-linux-")) && parts.next().is_none()
}

impl<'a> Index<'a> {
    fn new(view: &'a View, first: Vec<String>) -> Index<'a> {
        let mut by_name: HashMap<Vec<u8>, Vec<Vec<u8>>> = HashMap::new();
        for path in all_paths(&view.tree) {
            let name = path.rsplit(|b| *b == b'/').next().unwrap_or_default();
            if name.windows(3).any(|w| w == b".so") {
                by_name.entry(name.to_vec()).or_default().push(path);
            }
        }
        by_name.values_mut().for_each(|paths| paths.sort());
        Index { view, by_name, first }
    }

    /// The library `name` of the kind that `elf`, at `path`, can load: its path and what it says.
    /// With `anywhere` also one in a directory that nobody is known to look into.
    fn find(&self, path: &[u8], elf: &Elf, name: &str, anywhere: bool) -> Option<(Vec<u8>, &'a Elf)> {
        let fits = |candidate: &[u8]| {
            let (real, node) = self.view.file(candidate)?;
            match self.view.fact(&node) {
                Some(Fact::Elf(found)) if found.kind == elf.kind => Some((real, found)),
                _ => None,
            }
        };
        if name.contains('/') {
            return fits(name.as_bytes());
        }
        let origin = path.iter().rposition(|b| *b == b'/').map_or(&b""[..], |at| &path[..at]);
        let origin = String::from_utf8_lossy(origin).into_owned();
        for dir in elf.runpath.iter().chain(&self.first) {
            let dir = dir.replace("${ORIGIN}", &format!("/{origin}")).replace("$ORIGIN", &format!("/{origin}"));
            if let Some(found) = fits(&join(dir.as_bytes(), name.as_bytes())) {
                return Some(found);
            }
        }
        let places = self.by_name.get(name.as_bytes())?;
        let usual = |p: &&Vec<u8>| {
            let dir = p.iter().rposition(|b| *b == b'/').map_or(&b""[..], |at| &p[..at]);
            is_usual(dir)
        };
        let found = places.iter().filter(usual).find_map(|p| fits(p));
        found.or_else(|| anywhere.then(|| places.iter().find_map(|p| fits(p))).flatten())
    }
}

/// One program or library of the image.
fn program(path: &[u8], elf: &Elf, (old, new): (&Index<'_>, &Index<'_>), found: &mut Found) {
    if let Some(loader) = &elf.loader
        && let Some((_, was)) = old.view.file(loader.as_bytes())
    {
        match new.view.file(loader.as_bytes()) {
            None => {
                let why = format!("it is started by {}, which the new base does not have", shown(loader.as_bytes()));
                found.push((Level::Unsafe, "loader-missing", path.to_vec(), why, REBUILD));
            }
            Some((_, is)) => {
                let name = |fact: Option<&Fact>| match fact {
                    Some(Fact::Elf(e)) => Some((e.soname.clone(), e.kind)),
                    _ => None,
                };
                if name(old.view.fact(&was)) != name(new.view.fact(&is)) {
                    let why = format!(
                        "it is started by {}, which is another loader in the new base",
                        shown(loader.as_bytes())
                    );
                    found.push((Level::Unsafe, "loader-changed", path.to_vec(), why, REBUILD));
                }
            }
        }
    }
    for name in &elf.needed {
        let usual = old.find(path, elf, name, false);
        let anywhere = usual.is_none();
        let Some((_, was)) = usual.or_else(|| old.find(path, elf, name, true)) else { continue };
        match new.find(path, elf, name, anywhere) {
            None => {
                let why = format!("it needs {}, which the old base had and the new one does not", name.escape_debug());
                found.push((Level::Unsafe, "library-missing", path.to_vec(), why, REBUILD));
            }
            Some((place, is)) => versions(path, elf, name, (Some(was), is), &place, found),
        }
    }
}

/// Symbol versions that `elf` needs of the library `name`.
fn versions(path: &[u8], elf: &Elf, name: &str, (was, is): (Option<&Elf>, &Elf), place: &[u8], found: &mut Found) {
    let needed = elf.needs.iter().filter(|(file, _)| file == name).flat_map(|(_, versions)| versions);
    let had = |v: &String| was.is_none_or(|was| was.provides.contains(v));
    let missing: Vec<&str> = needed.filter(|v| had(v) && !is.provides.contains(v)).map(String::as_str).collect();
    if !missing.is_empty() {
        let list = missing[..missing.len().min(5)].join(", ").escape_debug().to_string();
        let why = format!(
            "it needs the symbol version(s) {list} of {}, which {} does not have",
            name.escape_debug(),
            shown(place)
        );
        found.push((Level::Unsafe, "symbol-version-missing", path.to_vec(), why, REBUILD));
    }
}

/// Programs of the new base whose libraries the image replaces or removes.
fn of_the_base(sides: &Sides<'_>, (old, bare, new): (&Index<'_>, &Index<'_>, &Index<'_>), found: &mut Found) {
    // Only names whose places differ can have changed.
    let changed = |name: &str| {
        let places = |index: &Index<'_>| index.by_name.get(name.as_bytes()).cloned().unwrap_or_default();
        let (a, b) = (places(bare), places(new));
        a != b || b.iter().any(|p| sides.after.file(p).is_none_or(|(_, n)| n.layer() >= sides.question.new.len()))
    };
    let mut known: HashMap<&str, bool> = HashMap::new();
    for (number, survey) in sides.new.layers.iter().enumerate() {
        for (entry, fact) in survey.facts.iter() {
            let Fact::Elf(elf) = fact else { continue };
            let Some(path) = survey.toc.entries.get(*entry as usize).map(|e| &e.path) else { continue };
            // Is it this file that is there in the end?
            let inode = (number as u64) << 32 | u64::from(*entry);
            if sides.after.tree.get(path).and_then(|n| n.inode()) != Some(inode) {
                continue;
            }
            for name in elf.needed.iter().filter(|n| !n.contains('/')) {
                if !*known.entry(name).or_insert_with(|| changed(name)) {
                    continue;
                }
                let Some((was_at, was)) = bare.find(path, elf, name, false) else { continue };
                // The same program lacked the same library already.
                if sides.old.exists(path) && old.find(path, elf, name, false).is_none() {
                    continue;
                }
                match new.find(path, elf, name, false) {
                    None => {
                        let why = format!("the new base's {} needs it, and the image removes it", shown(path));
                        found.push((Level::Unsafe, "library-removed", was_at, why, REBUILD));
                    }
                    Some((place, is)) if place != was_at || is != was => {
                        versions(path, elf, name, (Some(was), is), &place, found);
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

/// Where a program is, by PATH where it has no slash.
fn find_program(view: &View, config: &ContainerConfig, name: &str) -> bool {
    if name.contains('/') {
        return view.exists(name.as_bytes());
    }
    let usual = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    words(config.env("PATH").unwrap_or(usual)).iter().any(|dir| view.exists(&join(dir.as_bytes(), name.as_bytes())))
}

fn lost(sides: &Sides<'_>, name: &str) -> bool {
    find_program(&sides.before, &sides.question.old_config, name)
        && !find_program(&sides.after, &sides.question.new_config, name)
}

fn script(sides: &Sides<'_>, path: &[u8], interpreter: &str, argument: Option<&str>, found: &mut Found) {
    let by_env = interpreter.ends_with("/env").then_some(argument).flatten().filter(|a| !a.starts_with('-'));
    for name in std::iter::once(interpreter).chain(by_env).filter(|name| lost(sides, name)) {
        let why = format!("it is a script for {}, which the new base does not have", name.escape_debug());
        found.push((Level::Unsafe, "interpreter-missing", path.to_vec(), why, "install it, and build anew"));
    }
}

/// What the container starts.
fn commands(sides: &Sides<'_>, found: &mut Found) {
    let config = &sides.question.new_config;
    let relative = |name: &str| match name.starts_with("./") || name.starts_with("../") {
        true => format!("{}/{name}", config.working_dir),
        false => name.to_string(),
    };
    let health =
        config.healthcheck.as_ref().filter(|h| h.test.first().is_some_and(|t| t == "CMD")).and_then(|h| h.test.get(1));
    let entrypoint = config.entrypoint.as_ref().and_then(|e| e.first());
    let start = entrypoint.or_else(|| config.cmd.as_ref().and_then(|c| c.first()));
    for name in [start, health].into_iter().flatten() {
        let name = relative(name);
        if lost(sides, &name) {
            let why = "the container starts it, the old base had it, and the new one does not".to_string();
            found.push((
                Level::Unsafe,
                "command-missing",
                name.trim_start_matches('/').as_bytes().to_vec(),
                why,
                REBUILD,
            ));
        }
    }
}
