//! What software an image holds, read from what package managers leave behind, as an SPDX document.
//!
//! Nothing here opens an image: the caller asks [`wanted`] which files count, and hands their bytes to [`Inventory::read`].

mod read;
mod rpm;
mod spdx;
mod sqlite;

pub use spdx::{About, document};

use std::collections::BTreeSet;

/// The largest file that is read, in bytes: dpkg's status of a big distribution has ten million.
pub const MAX_FILE: u64 = 64 << 20;
/// The most that is read of one image, in bytes.
pub const MAX_TOTAL: u64 = 256 << 20;
/// The most packages that are told.
pub const MAX_PACKAGES: usize = 200_000;

/// Where a kind of package is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `var/lib/dpkg/status`, or a file of `status.d` (distroless).
    Dpkg,
    /// `lib/apk/db/installed`.
    Apk,
    /// A database of rpm; the old Berkeley DB is known to be there, and not read.
    Rpm,
    /// `*.dist-info/METADATA`, `*.egg-info/PKG-INFO`.
    Python,
    /// `node_modules/NAME/package.json`.
    Node,
    /// `Cargo.lock`.
    Cargo,
    /// `etc/os-release`: whose distribution's packages they are.
    Release,
}

/// One package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// The kind, as package URLs call it: deb, apk, rpm, pypi, npm, cargo.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The architecture, where it has one.
    pub architecture: Option<String>,
    /// What it says of its license.
    pub license: Option<String>,
    /// Name and version of the source package that it was built from, where the database tells of one.
    pub source: Option<(String, String)>,
}

/// Does this file tell of packages? `path` is without a leading slash.
pub fn wanted(path: &str) -> Option<Source> {
    let under = |dir: &str| path.strip_prefix(dir).is_some_and(|rest| !rest.contains('/') && !rest.is_empty());
    match path {
        "var/lib/dpkg/status" => return Some(Source::Dpkg),
        "lib/apk/db/installed" | "usr/lib/apk/db/installed" => return Some(Source::Apk),
        "etc/os-release" | "usr/lib/os-release" => return Some(Source::Release),
        "var/lib/rpm/rpmdb.sqlite"
        | "var/lib/rpm/Packages"
        | "var/lib/rpm/Packages.db"
        | "usr/lib/sysimage/rpm/rpmdb.sqlite"
        | "usr/lib/sysimage/rpm/Packages.db" => return Some(Source::Rpm),
        _ => {}
    }
    if under("var/lib/dpkg/status.d/") && !path.ends_with(".md5sums") {
        return Some(Source::Dpkg);
    }
    let mut parts = path.rsplit('/');
    let (file, dir) = (parts.next()?, parts.next().unwrap_or_default());
    match file {
        "METADATA" if dir.ends_with(".dist-info") => Some(Source::Python),
        "PKG-INFO" if dir.ends_with(".egg-info") => Some(Source::Python),
        "package.json" => {
            let above = parts.next().unwrap_or_default();
            let scoped = above.starts_with('@') && parts.next() == Some("node_modules");
            (above == "node_modules" || scoped).then_some(Source::Node)
        }
        "Cargo.lock" => Some(Source::Cargo),
        _ => None,
    }
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// The packages, sorted, each once.
    pub packages: BTreeSet<Package>,
    /// The distribution's name (`debian`, `alpine`) and version.
    pub distribution: Option<(String, String)>,
    /// What could not be read, and why.
    pub gaps: Vec<String>,
}

impl Inventory {
    /// Adds what a file tells.
    pub fn read(&mut self, source: Source, path: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let found = match source {
            Source::Dpkg => read::dpkg(&text),
            Source::Apk => read::apk(&text),
            Source::Python => read::python(&text),
            Source::Node => read::node(bytes),
            Source::Cargo => read::cargo(&text),
            Source::Rpm => rpm::packages(bytes),
            Source::Release => {
                // The one in /etc counts, should they differ.
                if self.distribution.is_none() || path.starts_with("etc/") {
                    self.distribution = read::release(&text);
                }
                return;
            }
        };
        match found {
            Ok(packages) => {
                for package in packages {
                    if self.packages.len() >= MAX_PACKAGES {
                        self.gap(path, &format!("more than {MAX_PACKAGES} packages"));
                        return;
                    }
                    self.packages.insert(package);
                }
            }
            Err(why) => self.gap(path, &why),
        }
    }

    /// Notes that something is missing.
    pub fn gap(&mut self, path: &str, why: &str) {
        self.gaps.push(format!("/{path}: {why}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_tell_of_packages() {
        assert_eq!(wanted("var/lib/dpkg/status"), Some(Source::Dpkg));
        assert_eq!(wanted("var/lib/dpkg/status.d/base"), Some(Source::Dpkg));
        assert_eq!(wanted("usr/lib/python3/dist-packages/x-1.dist-info/METADATA"), Some(Source::Python));
        assert_eq!(wanted("app/node_modules/a/package.json"), Some(Source::Node));
        assert_eq!(wanted("app/node_modules/@s/a/package.json"), Some(Source::Node));
        for no in ["app/package.json", "var/lib/dpkg/status.d/a/b", "METADATA", "node_modules/a/lib/package.json", ""] {
            assert_eq!(wanted(no), None, "{no}");
        }
    }
}
