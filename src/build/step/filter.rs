//! `--exclude` and `--parents`: which entries below a source are copied. Patterns are those of
//! the ignore file, seen from the source; the source itself is always copied.

use crate::dockerfile::IgnoreFile;
use crate::dockerfile::MatchState;

/// Which entries are copied.
pub struct Filter<'a> {
    only: Option<&'a IgnoreFile>,
    exclude: Option<&'a IgnoreFile>,
}

/// A path below the source, and what it has matched so far.
#[derive(Default)]
pub struct Place {
    path: String,
    only: MatchState,
    exclude: MatchState,
}

impl<'a> Filter<'a> {
    /// Copies what `only` matches (None: everything) and `exclude` does not.
    pub fn new(only: Option<&'a IgnoreFile>, exclude: &'a IgnoreFile) -> Filter<'a> {
        Filter { only, exclude: Some(exclude).filter(|e| !e.is_empty()) }
    }

    /// Copies everything.
    pub fn everything() -> Filter<'a> {
        Filter { only: None, exclude: None }
    }

    /// Is `name` in the directory at `place` copied? And where it is.
    pub fn look(&self, place: &Place, name: &[u8]) -> (bool, Place) {
        if self.only.is_none() && self.exclude.is_none() {
            return (true, Place::default());
        }
        let name = String::from_utf8_lossy(name);
        let path = if place.path.is_empty() { name.into_owned() } else { format!("{}/{name}", place.path) };
        let mut below = Place { path, ..Place::default() };
        let mut taken = true;
        if let Some(only) = self.only {
            (taken, below.only) = only.ignored(&below.path, &place.only);
        }
        if let Some(exclude) = self.exclude {
            let excluded;
            (excluded, below.exclude) = exclude.ignored(&below.path, &place.exclude);
            taken &= !excluded;
        }
        (taken, below)
    }

    /// May something below a directory that is not copied itself be copied?
    pub fn must_walk(&self, place: &Place) -> bool {
        // What --parents wants may be anywhere below.
        self.only.is_some() || self.exclude.is_some_and(|e| e.must_walk(&place.path))
    }
}
