//! Root file systems that RUN by chroot has left behind, for the step that comes next: it copies what has changed
//! since, not everything again.

use super::RunSpec;
use serde::{Deserialize, Serialize};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

/// How many are kept: stages that go on side by side have one each.
const MOST: usize = 2;

/// Where a command's root comes from, and where it goes afterwards.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reuse {
    /// A root that holds all layers but so many of the top ones.
    pub(super) from: Option<(PathBuf, usize)>,
    /// A new name on the same file system.
    pub(super) to: PathBuf,
}

/// A directory whatever its name: its number, and when it was made, since numbers are used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64, SystemTime);

fn identity(dir: &Path) -> Option<Identity> {
    let meta = std::fs::metadata(dir).ok()?;
    Some(Identity(meta.dev(), meta.ino(), meta.created().ok()?))
}

/// One that is kept: layers, from which is missing whatever one step has changed.
struct Root {
    path: PathBuf,
    lowers: Vec<PathBuf>,
    /// The upper directory of that step; None if it changed nothing. It has become a layer since, under another name.
    changes: Option<Identity>,
}

/// Those that are kept, the oldest first.
#[derive(Default)]
pub(super) struct Roots(Mutex<Vec<Root>>);

impl Roots {
    /// Takes one that these layers (the top one first) can be made of, with how many are to be added.
    pub fn take(&self, lowers: &[PathBuf]) -> Option<(PathBuf, usize)> {
        let mut roots = self.0.lock().unwrap_or_else(|e| e.into_inner());
        let fits = |root: &Root| match (root.changes, lowers.split_first()) {
            (None, _) => (root.lowers == lowers).then_some(0),
            (Some(changes), Some((top, below))) => {
                (root.lowers == below && identity(top) == Some(changes)).then_some(1)
            }
            (Some(_), None) => None,
        };
        let (index, add) = roots.iter().enumerate().find_map(|(index, root)| Some((index, fits(root)?)))?;
        Some((roots.remove(index).path, add))
    }

    /// Keeps the root of a command that has ended well; answers those that are to be removed.
    pub fn keep(&self, path: PathBuf, spec: &RunSpec) -> Vec<PathBuf> {
        let empty = std::fs::read_dir(&spec.upper).is_ok_and(|mut entries| entries.next().is_none());
        let changes = if empty { None } else { identity(&spec.upper) };
        if !empty && changes.is_none() {
            return vec![path];
        }
        let mut roots = self.0.lock().unwrap_or_else(|e| e.into_inner());
        roots.push(Root { path, lowers: spec.lowers.clone(), changes });
        let over = roots.len().saturating_sub(MOST);
        roots.drain(..over).map(|root| root.path).collect()
    }

    /// Lets go of all.
    pub fn clear(&self) -> Vec<PathBuf> {
        let mut roots = self.0.lock().unwrap_or_else(|e| e.into_inner());
        roots.drain(..).map(|root| root.path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_step_that_follows_finds_a_root() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let made = |name: &str| {
            std::fs::create_dir(at(name)).unwrap();
            at(name)
        };
        let base = vec![made("b"), made("a")];
        let roots = Roots::default();
        let spec =
            |upper: PathBuf, lowers: &[PathBuf]| RunSpec { upper, lowers: lowers.to_vec(), ..RunSpec::default() };
        // Nothing changed: the same layers.
        assert!(roots.keep(at("r0"), &spec(made("u0"), &base)).is_empty());
        assert_eq!(roots.take(&base[1..]), None);
        assert_eq!(roots.take(&base), Some((at("r0"), 0)));
        assert_eq!(roots.take(&base), None);
        // Something changed: the layer of that step and no other, under its new name.
        let upper = made("u1");
        std::fs::write(upper.join("x"), "x").unwrap();
        assert!(roots.keep(at("r1"), &spec(upper.clone(), &base)).is_empty());
        let other = [vec![made("other")], base.clone()].concat();
        assert_eq!(roots.take(&base), None);
        assert_eq!(roots.take(&other), None);
        std::fs::rename(upper, at("layer")).unwrap();
        assert_eq!(roots.take(&[vec![at("layer")], base.clone()].concat()), Some((at("r1"), 1)));
        // The oldest goes.
        let all: Vec<_> = (2..6).flat_map(|n| roots.keep(at(&format!("r{n}")), &spec(at("u0"), &base))).collect();
        assert_eq!(all, [at("r2"), at("r3")]);
        assert_eq!(roots.clear(), [at("r4"), at("r5")]);
    }
}
