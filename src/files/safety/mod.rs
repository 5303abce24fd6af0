//! Is it safe to put an image's own layers on another base? Answered from tables of contents and
//! from what files say of their needs; no layer is unpacked. What was learned of a layer is kept
//! in the store by its diff ID: bases are read once, whatever is rebased onto them.
//!
//! Only what changes between the two bases counts: what was broken before is nobody's finding.

mod accounts;
pub mod elf;
mod layout;
mod libraries;
mod survey;

use super::{LayerInfo, Layers};
use crate::error::Result;
use crate::image::file::blocking;
use crate::layer::{NodeRef, Tree};
use crate::oci::ContainerConfig;
use futures_util::{StreamExt, TryStreamExt};
use std::collections::{BTreeMap, HashMap};
pub use survey::{Fact, Survey, survey};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing to fear.
    Safe,
    /// Somebody should look.
    Review,
    /// The image would not be what a build on the new base makes.
    Unsafe,
}

impl Level {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Safe => "safe",
            Level::Review => "review",
            Level::Unsafe => "unsafe",
        }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A stable word (docs/rebase.md lists them).
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// The file, without the leading slash.
    pub path: Vec<u8>,
    /// Why.
    pub why: String,
    /// What to do.
    pub action: String,
}

impl Finding {
    /// The path as people read it: nothing in it drives a terminal.
    pub fn shown_path(&self) -> String {
        shown(&self.path)
    }
}

/// A path for people.
fn shown(path: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(path)
        .chars()
        .flat_map(|c| match c.is_control() {
            true => c.escape_default().collect::<Vec<_>>(),
            false => vec![c],
        })
        .collect();
    format!("/{}", text.trim_start_matches('/'))
}

/// What is to be checked.
pub struct Question {
    /// The old base's layers.
    pub old: Vec<LayerInfo>,
    /// The new base's.
    pub new: Vec<LayerInfo>,
    /// The image's own.
    pub own: Vec<LayerInfo>,
    /// What the image ran with.
    pub old_config: ContainerConfig,
    /// What the result runs with.
    pub new_config: ContainerConfig,
    /// ONBUILD of the old base and of the new one.
    pub triggers: (Vec<String>, Vec<String>),
}

/// Layers that are read at one time, where they have to be.
const AT_ONCE: usize = 4;
/// The most findings of one code that are listed.
const MOST: usize = 50;

/// Looks at everything; the worst findings first.
pub async fn check(files: &Layers, question: Question) -> Result<Vec<Finding>> {
    let mut distinct: BTreeMap<String, &LayerInfo> = BTreeMap::new();
    for layer in question.old.iter().chain(&question.new).chain(&question.own) {
        distinct.entry(layer.diff_id.to_string()).or_insert(layer);
    }
    let read =
        distinct.into_iter().map(|(id, layer)| async move { Ok::<_, crate::Error>((id, survey(files, layer).await?)) });
    let surveys: HashMap<String, Survey> =
        futures_util::stream::iter(read).buffer_unordered(AT_ONCE).try_collect().await?;
    blocking(move || Ok(findings(&question, &surveys))).await
}

/// A stack of layers with what their files say.
pub(super) struct View {
    tree: Tree,
    layers: Vec<Survey>,
}

impl View {
    fn new(layers: Vec<Survey>) -> View {
        let tocs: Vec<_> = layers.iter().map(|l| l.toc.clone()).collect();
        View { tree: Tree::stack(&tocs), layers }
    }

    /// The file at a path, links followed.
    fn file(&self, path: &[u8]) -> Option<(Vec<u8>, NodeRef<'_>)> {
        let path = self.tree.resolve(path, true).ok().flatten()?;
        let node = self.tree.get(&path)?;
        Some((path, node))
    }

    /// What the content of a file says.
    fn fact(&self, node: &NodeRef<'_>) -> Option<&Fact> {
        let inode = node.inode()?;
        self.layers.get((inode >> 32) as usize)?.facts.get(&(inode as u32))
    }

    fn fact_at(&self, path: &[u8]) -> Option<&Fact> {
        self.fact(&self.file(path)?.1)
    }

    fn exists(&self, path: &[u8]) -> bool {
        self.file(path).is_some()
    }
}

/// The four file systems: each base alone, and the image on each.
pub(super) struct Sides<'a> {
    question: &'a Question,
    old: View,
    new: View,
    before: View,
    after: View,
    own: Vec<Survey>,
    /// The image's own paths as they are on the new base: files, links and described directories.
    paths: Vec<Vec<u8>>,
    found: Vec<Finding>,
}

impl Sides<'_> {
    fn tell(&mut self, level: Level, code: &'static str, path: &[u8], why: impl Into<String>, action: &str) {
        let again = self.found.iter().any(|f| f.code == code && f.path == path);
        if !again {
            // Names of the image are in it: none of them drives a terminal.
            let why = why.into().chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
            self.found.push(Finding { code, level, path: path.to_vec(), why, action: action.into() });
        }
    }

    /// Is what is at this path on the new base the image's own?
    fn is_own(&self, node: &NodeRef<'_>) -> bool {
        node.entry_layer().is_some_and(|layer| layer >= self.question.new.len())
    }
}

/// Everything below the root of a tree, directories first.
fn all_paths(tree: &Tree) -> Vec<Vec<u8>> {
    let (mut out, mut open) = (Vec::new(), vec![Vec::new()]);
    while let Some(dir) = open.pop() {
        for name in tree.children(&dir) {
            let path = crate::layer::tree::join(&dir, name);
            out.push(path.clone());
            open.push(path);
        }
    }
    out
}

fn findings(question: &Question, surveys: &HashMap<String, Survey>) -> Vec<Finding> {
    let of = |layers: &[LayerInfo]| -> Vec<Survey> {
        layers.iter().filter_map(|l| surveys.get(&l.diff_id.to_string()).cloned()).collect()
    };
    let (old, new, own) = (of(&question.old), of(&question.new), of(&question.own));
    let before = View::new([old.clone(), own.clone()].concat());
    let after = View::new([new.clone(), own.clone()].concat());
    let mut sides = Sides {
        question,
        old: View::new(old),
        new: View::new(new),
        before,
        after,
        own,
        paths: Vec::new(),
        found: Vec::new(),
    };
    let mut paths = all_paths(&sides.after.tree);
    paths.retain(|p| sides.after.tree.get(p).is_some_and(|n| sides.is_own(&n)));
    paths.sort();
    sides.paths = paths;
    layout::check(&mut sides);
    libraries::check(&mut sides);
    accounts::check(&mut sides);
    if question.triggers.0 != question.triggers.1 && !question.triggers.1.is_empty() {
        let why = format!("the new base has ONBUILD {}, which a rebase does not run", question.triggers.1.join("; "));
        sides.tell(Level::Review, "trigger-not-run", b"", why, "build the image anew if the triggers matter");
    }
    shortened(sides.found)
}

/// Sorted, the worst first; what comes again and again is counted.
fn shortened(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by(|a, b| (b.level, a.code, &a.path).cmp(&(a.level, b.code, &b.path)));
    let mut counts: HashMap<(&str, Level), usize> = HashMap::new();
    let mut out: Vec<Finding> = Vec::new();
    for finding in found {
        let count = counts.entry((finding.code, finding.level)).or_default();
        *count += 1;
        if *count <= MOST {
            out.push(finding);
        }
    }
    for finding in &mut out {
        let all = counts.get(&(finding.code, finding.level)).copied().unwrap_or(0);
        if all > MOST {
            finding.why += &format!(" (one of {all})");
        }
    }
    out
}

#[cfg(test)]
mod tests;
