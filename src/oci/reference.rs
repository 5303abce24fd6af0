//! Registry references: `[host[:port]/]repository[:tag][@digest]`, with Docker's
//! defaults (`debian` is `docker.io/library/debian:latest`). The grammar is
//! oci-client's; this adds what we ask of a reference.

use super::Digest;
use crate::error::{Error, Kind, Result};
use std::fmt;
use std::str::FromStr;

/// A repository in a registry, with a tag, a digest or both.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegistryRef {
    inner: oci_client::Reference,
    digest: Option<Digest>,
}

impl RegistryRef {
    /// The registry's host and port as written in the name (`docker.io`, `localhost:5000`).
    pub fn registry(&self) -> &str {
        self.inner.registry()
    }

    /// The host and port that requests go to (`docker.io` is served by another host).
    pub fn endpoint(&self) -> &str {
        self.inner.resolve_registry()
    }

    /// The repository's name within the registry.
    pub fn repository(&self) -> &str {
        self.inner.repository()
    }

    /// The tag, if one is named (or defaulted: `latest` without a digest).
    pub fn tag(&self) -> Option<&str> {
        self.inner.tag()
    }

    /// The digest, if one is named.
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// What a manifest request asks for: the digest where there is one, else the tag.
    pub fn manifest_key(&self) -> String {
        match &self.digest {
            Some(d) => d.to_string(),
            None => self.tag().unwrap_or("latest").to_string(),
        }
    }

    /// The repository without tag and digest: `localhost:5000/app`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.registry(), self.repository())
    }

    /// The same repository with this digest and no tag.
    pub fn with_digest(&self, digest: Digest) -> RegistryRef {
        let inner = oci_client::Reference::with_digest(
            self.registry().to_string(),
            self.repository().to_string(),
            digest.to_string(),
        );
        RegistryRef { inner, digest: Some(digest) }
    }

    /// The same repository with this tag and no digest.
    pub fn with_tag(&self, tag: &str) -> Result<RegistryRef> {
        format!("{}:{tag}", self.name()).parse()
    }

    /// Is the registry on this machine's loopback, where plain http is allowed?
    pub fn is_loopback(&self) -> bool {
        is_loopback_host(self.endpoint())
    }
}

/// Is `host[:port]` this machine's loopback?
pub fn is_loopback_host(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(""),
        None => authority.rsplit_once(':').map_or(authority, |(h, _)| h),
    };
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl FromStr for RegistryRef {
    type Err = Error;

    fn from_str(s: &str) -> Result<RegistryRef> {
        let bad = |why: String| {
            Error::new(Kind::Usage, format!("'{}' is not an image reference: {why}", s.escape_debug()))
                .hint("write [registry/]repository[:tag][@digest], all lower case but for the tag")
        };
        // Checked before the grammar sees it: the digest type is stricter and says why.
        let digest = match s.split_once('@') {
            Some((_, d)) => Some(d.parse::<Digest>().map_err(|e| bad(e.to_string()))?),
            None => None,
        };
        let inner = s.parse::<oci_client::Reference>().map_err(|e| bad(e.to_string()))?;
        Ok(RegistryRef { inner, digest })
    }
}

impl fmt::Display for RegistryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.whole())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_defaults() {
        let r: RegistryRef = "debian".parse().unwrap();
        assert_eq!(r.to_string(), "docker.io/library/debian:latest");
        let r: RegistryRef = "localhost:5000/a/b:1".parse().unwrap();
        assert_eq!((r.registry(), r.repository(), r.tag()), ("localhost:5000", "a/b", Some("1")));
        assert!(r.is_loopback());
        let r: RegistryRef = "localhost/x".parse().unwrap();
        assert_eq!(r.registry(), "localhost");
    }

    #[test]
    fn tag_and_digest() {
        let d = Digest::sha256(b"x");
        let r: RegistryRef = format!("127.0.0.1:5000/x:1@{d}").parse().unwrap();
        assert_eq!(r.digest(), Some(&d));
        assert_eq!(r.tag(), Some("1"));
        assert_eq!(r.manifest_key(), d.to_string());
    }

    #[test]
    fn odd_names_are_refused() {
        for bad in ["", "UPPER", "a//b", "../x", "a:tag with space", "x@sha256:00", "a\u{0}b"] {
            assert!(bad.parse::<RegistryRef>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn loopback() {
        for yes in ["localhost", "localhost:5000", "127.0.0.1:1", "127.9.9.9", "[::1]:5000"] {
            assert!(is_loopback_host(yes), "{yes}");
        }
        for no in ["localhost.example.com", "10.0.0.1", "example.com:5000", "[::2]:1"] {
            assert!(!is_loopback_host(no), "{no}");
        }
    }
}
