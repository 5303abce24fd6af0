//! Sources and destinations, one file each, and the references that name them.
//!
//! | written | place |
//! |---|---|
//! | `NAME`, `docker://NAME` | a repository in a registry |
//! | `store:NAME` | the local store |
//! | `oci:DIR[:TAG]` | an OCI layout in a directory |
//! | `oci-archive:FILE[:TAG]` | an OCI layout in a tar file |
//! | `containers-storage:NAME`, `docker-daemon:NAME` | what another program on this machine keeps |
//! | `dir:PATH` | the directory that skopeo writes: manifest and blobs side by side |
//! | `docker-archive:FILE[:NAME]` | what `docker save` writes |

pub mod archive;
pub mod dir;
pub mod docker_archive;
pub mod files;
pub mod git;
pub mod host;
pub mod layout;
pub mod oci_archive;
pub mod registry;
pub mod sigstore;
pub mod store;
pub mod web;

use crate::error::{Error, Kind, Result};
use crate::oci::RegistryRef;
use host::Keeper;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A place that an image is read from or written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A repository in a registry.
    Registry(RegistryRef),
    /// A name in the local store. The name is a full reference; a digest may stand alone.
    Store(String),
    /// An image that another program keeps.
    Host {
        /// Which.
        keeper: Keeper,
        /// The image's name there.
        name: String,
    },
    /// An OCI layout.
    Layout {
        /// The directory.
        path: PathBuf,
        /// The name in its index.
        tag: Option<String>,
    },
    /// A directory with a manifest and its blobs.
    Dir {
        /// The directory.
        path: PathBuf,
    },
    /// An OCI layout in a tar file.
    OciArchive {
        /// The file.
        path: PathBuf,
        /// The name in its index.
        tag: Option<String>,
    },
    /// A docker archive.
    DockerArchive {
        /// The file.
        path: PathBuf,
        /// The image's repository tags; of an image that is read, at most one.
        names: Vec<String>,
    },
}

/// The prefixes that name a transport outright.
pub const TRANSPORTS: [&str; 8] =
    ["docker://", "store:", "oci:", "oci-archive:", "docker-archive:", "dir:", "containers-storage:", "docker-daemon:"];

/// Transports that other tools have and this version does not.
const FOREIGN: [&str; 2] = ["ostree:", "sif:"];

impl FromStr for Reference {
    type Err = Error;

    fn from_str(s: &str) -> Result<Reference> {
        if let Some(name) = s.strip_prefix("docker://") {
            return Ok(Reference::Registry(name.parse()?));
        }
        if let Some(name) = s.strip_prefix("store:") {
            return Ok(Reference::Store(store_name(name)?));
        }
        if let Some(rest) = s.strip_prefix("oci:") {
            let (path, tag) = path_and_name(rest, s)?;
            return Ok(Reference::Layout { path, tag });
        }
        for keeper in [Keeper::ContainersStorage, Keeper::DockerDaemon] {
            if let Some(name) = s.strip_prefix(keeper.prefix()) {
                return Ok(Reference::Host { keeper, name: store_name(name)? });
            }
        }
        if let Some(path) = s.strip_prefix("dir:").filter(|p| !p.is_empty()) {
            return Ok(Reference::Dir { path: path.into() });
        }
        if let Some(rest) = s.strip_prefix("oci-archive:") {
            let (path, tag) = path_and_name(rest, s)?;
            return Ok(Reference::OciArchive { path, tag });
        }
        if let Some(rest) = s.strip_prefix("docker-archive:") {
            let (path, name) = path_and_name(rest, s)?;
            let names = name.iter().map(|n| n.parse::<RegistryRef>().map(|r| r.to_string()));
            return Ok(Reference::DockerArchive { path, names: names.collect::<Result<_>>()? });
        }
        if let Some(prefix) = FOREIGN.iter().find(|p| s.starts_with(**p)) {
            return Err(Error::new(Kind::Unsupported, format!("'{s}': the transport {prefix} is not known"))
                .hint("known are docker://, store:, oci:, oci-archive:, docker-archive:, dir:, containers-storage: and docker-daemon:"));
        }
        Ok(Reference::Registry(s.parse()?))
    }
}

/// The refusal of a place that knows one image only.
fn no_referrers(place: &str) -> Error {
    Error::new(Kind::Unsupported, format!("{place} holds one image, without what is attached to it"))
        .hint("copy without --referrers, or into a registry, oci:DIR or oci-archive:FILE")
}

/// The full form of a name in the store.
pub fn store_name(name: &str) -> Result<String> {
    Ok(name.parse::<RegistryRef>()?.to_string())
}

/// Splits `PATH[:NAME]` at the first colon, as skopeo does. `PATH@sha256:…` names the manifest
/// with that digest, as `PATH:@sha256:…` does.
fn path_and_name(rest: &str, whole: &str) -> Result<(PathBuf, Option<String>)> {
    let (path, name) = match rest.split_once(':') {
        Some((path, name)) => match path.rsplit_once('@') {
            Some((path, algorithm @ ("sha256" | "sha512"))) => (path, Some(format!("@{algorithm}:{name}"))),
            _ => (path, Some(name.to_string())),
        },
        None => (rest, None),
    };
    if path.is_empty() || name.as_deref() == Some("") {
        return Err(Error::new(Kind::Usage, format!("'{whole}' lacks a path or a name"))
            .hint("write oci:DIR[:TAG], oci-archive:FILE[:TAG] or docker-archive:FILE[:NAME]"));
    }
    Ok((path.into(), name))
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut with = |prefix: &str, path: &PathBuf, name: Option<&String>| {
            write!(f, "{prefix}:{}", path.display())?;
            name.map_or(Ok(()), |n| write!(f, ":{n}"))
        };
        match self {
            Reference::Layout { path, tag } => with("oci", path, tag.as_ref()),
            Reference::OciArchive { path, tag } => with("oci-archive", path, tag.as_ref()),
            Reference::DockerArchive { path, names } => with("docker-archive", path, names.first()),
            Reference::Host { keeper, name } => write!(f, "{}{name}", keeper.prefix()),
            Reference::Dir { path } => write!(f, "dir:{}", path.display()),
            Reference::Registry(r) => write!(f, "docker://{r}"),
            Reference::Store(name) => write!(f, "store:{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_print_back_in_full() {
        for (given, full) in [
            ("debian:12", "docker://docker.io/library/debian:12"),
            ("docker://localhost:5000/x", "docker://localhost:5000/x:latest"),
            ("store:app", "store:docker.io/library/app:latest"),
            ("oci:/tmp/x:v1", "oci:/tmp/x:v1"),
            ("oci:/tmp/x@sha256:ab", "oci:/tmp/x:@sha256:ab"),
            ("oci-archive:a.tar", "oci-archive:a.tar"),
            ("docker-archive:a.tar:app:1", "docker-archive:a.tar:docker.io/library/app:1"),
        ] {
            assert_eq!(given.parse::<Reference>().unwrap().to_string(), full);
        }
    }

    #[test]
    fn what_is_not_known_says_so() {
        for bad in ["ostree:x", "oci:", "oci::x", "oci:x:", "store:UPPER", "Debian"] {
            assert!(bad.parse::<Reference>().is_err(), "{bad}");
        }
    }
}
