//! Paths of the API (distribution spec, "Endpoints"), and what may stand in them.
//! Everything from a URL goes through here before it comes near the disk.

use percent_encoding::percent_decode_str;
use std::fmt;
use std::path::{Path, PathBuf};

/// The longest repository name, slashes included.
const MAX_NAME: usize = 255;
/// Names of a layout's own parts: a repository of such a name lies under another one.
const RESERVED: [&str; 3] = ["blobs", "index.json", "oci-layout"];

/// A repository's name that follows the spec's grammar. There is no other way to make
/// one, so it is safe as a path below the server's directory.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Name(String);

impl Name {
    pub(super) fn parse(text: &str) -> Option<Name> {
        let fits = !text.is_empty() && text.len() <= MAX_NAME && text.split('/').all(is_component);
        fits.then(|| Name(text.to_string()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The repository's directory below `root`. No component ends in `_`, so what is
    /// escaped with one meets no other repository.
    pub(super) fn path(&self, root: &Path) -> PathBuf {
        let mut path = root.to_path_buf();
        for part in self.0.split('/') {
            if RESERVED.contains(&part) {
                path.push(format!("{part}_"));
            } else {
                path.push(part);
            }
        }
        path
    }

    /// The component of a name that a directory's name stands for.
    pub(super) fn component(directory: &str) -> Option<&str> {
        let plain = directory.strip_suffix('_').filter(|p| RESERVED.contains(p)).unwrap_or(directory);
        (is_component(plain) && (plain != directory || !RESERVED.contains(&plain))).then_some(plain)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_component(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    if !plain(*first) || !plain(*last) {
        return false;
    }
    bytes.split(|b| plain(*b)).all(|gap| match gap {
        b"" | b"." | b"_" | b"__" => true,
        dashes => dashes.iter().all(|b| *b == b'-'),
    })
}

/// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`
pub(super) fn is_tag(text: &str) -> bool {
    let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let bytes = text.as_bytes();
    bytes.len() <= 128 && bytes.first().is_some_and(word) && bytes.iter().all(|b| word(b) || matches!(b, b'.' | b'-'))
}

/// An endpoint, with what its path names; digests, tags and upload ids are not checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// `/v2/`
    Base,
    /// `/v2/_catalog`
    Catalog,
    /// `/v2/<name>/tags/list`
    Tags(Name),
    /// `/v2/<name>/manifests/<reference>`
    Manifest(Name, String),
    /// `/v2/<name>/blobs/<digest>`
    Blob(Name, String),
    /// `/v2/<name>/blobs/uploads/`
    Uploads(Name),
    /// `/v2/<name>/blobs/uploads/<id>`
    Upload(Name, String),
    /// `/v2/<name>/referrers/<digest>`
    Referrers(Name, String),
}

/// Why a path is none of the API's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoRoute {
    /// No such endpoint.
    Unknown,
    /// The repository's name breaks the grammar.
    BadName,
}

impl Route {
    pub(super) fn parse(path: &str) -> Result<Route, NoRoute> {
        let path = percent_decode_str(path).decode_utf8().map_err(|_| NoRoute::BadName)?;
        let rest = match path.strip_prefix("/v2") {
            Some("" | "/") => return Ok(Route::Base),
            Some(rest) => rest.strip_prefix('/').ok_or(NoRoute::Unknown)?,
            None => return Err(NoRoute::Unknown),
        };
        if rest == "_catalog" {
            return Ok(Route::Catalog);
        }
        // A repository's name has slashes and may hold the words of the API: only the end counts.
        let parts: Vec<&str> = rest.split('/').collect();
        let name = |n: usize| {
            let text = parts.get(..parts.len() - n).unwrap_or_default().join("/");
            Name::parse(&text).ok_or(NoRoute::BadName)
        };
        Ok(match parts.as_slice() {
            [_, .., "blobs", "uploads", ""] => Route::Uploads(name(3)?),
            [_, .., "blobs", "uploads"] => Route::Uploads(name(2)?),
            [_, .., "blobs", "uploads", id] => Route::Upload(name(3)?, (*id).into()),
            [_, .., "tags", "list"] => Route::Tags(name(2)?),
            [_, .., "manifests", reference] => Route::Manifest(name(2)?, (*reference).into()),
            [_, .., "blobs", digest] => Route::Blob(name(2)?, (*digest).into()),
            [_, .., "referrers", digest] => Route::Referrers(name(2)?, (*digest).into()),
            _ => return Err(NoRoute::Unknown),
        })
    }
}

/// A URL's query.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(query: Option<&str>) -> Query {
        Query(url::form_urlencoded::parse(query.unwrap_or("").as_bytes()).into_owned().collect())
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names() {
        for good in ["a", "a/b", "library/debian", "a.b/c_d/e__f/g--h", "blobs", "0/index.json"] {
            assert!(Name::parse(good).is_some(), "{good}");
        }
        let long = "a/".repeat(127) + "aa";
        assert!(Name::parse(&long).is_none() && Name::parse(&long[2..]).is_some());
        for bad in
            ["", "/", "a/", "/a", "a//b", "..", "a/../b", "A", "a.", ".a", "a..b", "a___b", "a._b", "_a", "a b", "a\0"]
        {
            assert!(Name::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn the_parts_of_a_layout_are_not_overwritten_by_repositories() {
        let root = Path::new("/r");
        let path = |n: &str| Name::parse(n).unwrap().path(root);
        assert_eq!(path("a/b"), Path::new("/r/a/b"));
        assert_eq!(path("a/blobs/sha256"), Path::new("/r/a/blobs_/sha256"));
        assert_eq!(path("a/index.json"), Path::new("/r/a/index.json_"));
        assert_eq!(Name::component("blobs_"), Some("blobs"));
        for other in ["blobs", "_uploads", "x_", "oci-layout", "_lock"] {
            assert_eq!(Name::component(other), None, "{other}");
        }
    }

    #[test]
    fn paths() {
        let n = |s: &str| Name::parse(s).unwrap();
        for (path, route) in [
            ("/v2", Route::Base),
            ("/v2/", Route::Base),
            ("/v2/_catalog", Route::Catalog),
            ("/v2/a/b/tags/list", Route::Tags(n("a/b"))),
            ("/v2/a/manifests/1", Route::Manifest(n("a"), "1".into())),
            ("/v2/manifests/manifests/manifests", Route::Manifest(n("manifests"), "manifests".into())),
            ("/v2/a/blobs/sha256%3Aab", Route::Blob(n("a"), "sha256:ab".into())),
            ("/v2/a/blobs/uploads", Route::Uploads(n("a"))),
            ("/v2/a/blobs/uploads/", Route::Uploads(n("a"))),
            ("/v2/a/blobs/uploads/x", Route::Upload(n("a"), "x".into())),
            ("/v2/a/blobs/uploads/manifests/x", Route::Manifest(n("a/blobs/uploads"), "x".into())),
            ("/v2/a/referrers/sha256:ab", Route::Referrers(n("a"), "sha256:ab".into())),
        ] {
            assert_eq!(Route::parse(path), Ok(route), "{path}");
        }
        for path in ["/", "/v1/", "/v2x", "/v2/a", "/v2/tags/list", "/v2/a/what/b", "/metrics"] {
            assert_eq!(Route::parse(path), Err(NoRoute::Unknown), "{path}");
        }
        for path in [
            "/v2/../a/tags/list",
            "/v2/..%2f..%2fetc/manifests/x",
            "/v2/%2e%2e/manifests/x",
            "/v2//tags/list",
            "/v2/A/tags/list",
            "/v2/a%00/tags/list",
            "/v2/%ff/tags/list",
        ] {
            assert_eq!(Route::parse(path), Err(NoRoute::BadName), "{path}");
        }
    }

    #[test]
    fn tags() {
        assert!(is_tag("v1.0_x-Y") && is_tag("_") && is_tag(&"a".repeat(128)));
        for bad in ["", ".a", "-a", "a/b", "a:b", "a b", &"a".repeat(129)] {
            assert!(!is_tag(bad), "{bad}");
        }
    }

    proptest! {
        /// Whatever a path holds, the directory it leads to lies below the root.
        #[test]
        fn no_name_leads_out(text in "[a-z./_%-]{0,40}") {
            if let Some(name) = Name::parse(&text) {
                let path = name.path(Path::new("/r"));
                prop_assert!(path.components().all(|c| !matches!(c, std::path::Component::ParentDir)));
                prop_assert!(path.starts_with("/r") && path != Path::new("/r"));
            }
            let _ = Route::parse(&text);
        }
    }
}
