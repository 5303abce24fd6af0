//! Registry references: `[host[:port]/]repository[:tag][@digest]`, with Docker's
//! defaults (`debian` is `docker.io/library/debian:latest`).
//!
//! oci-client has the same grammar as a regular expression, whose making takes 40 ms: longer
//! than most commands. A test holds the two against each other.

use super::Digest;
use crate::error::{Error, Kind, Result};
use std::fmt;
use std::str::FromStr;

/// The registry of names that name none.
const HUB: &str = "docker.io";
/// The most bytes of a repository's name, its registry included.
const MAX_NAME: usize = 255;
const MAX_TAG: usize = 128;

/// A repository in a registry, with a tag, a digest or both.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegistryRef {
    registry: String,
    repository: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

impl RegistryRef {
    /// The registry's host and port as written in the name (`docker.io`, `localhost:5000`).
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// The host and port that requests go to (`docker.io` is served by another host).
    pub fn endpoint(&self) -> &str {
        if self.registry == HUB { "registry-1.docker.io" } else { &self.registry }
    }

    /// The repository's name within the registry.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The tag, if one is named (or defaulted: `latest` without a digest).
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
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
        RegistryRef { tag: None, digest: Some(digest), ..self.clone() }
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
        parse(s).map_err(|why| {
            Error::new(Kind::Usage, format!("'{}' is not an image reference: {why}", s.escape_debug()))
                .hint("write [registry/]repository[:tag][@digest], all lower case but for the tag")
        })
    }
}

fn parse(s: &str) -> std::result::Result<RegistryRef, String> {
    let (rest, digest) = match s.split_once('@') {
        Some((rest, d)) => (rest, Some(d.parse::<Digest>().map_err(|e| e.to_string())?)),
        None => (s, None),
    };
    // A colon after the last slash begins the tag; one before it belongs to a port.
    let slash = rest.rfind('/').map_or(0, |i| i + 1);
    let (name, tag) = match rest[slash..].find(':') {
        Some(i) => (&rest[..slash + i], Some(&rest[slash + i + 1..])),
        None => (rest, None),
    };
    let (registry, path) = match name.split_once('/') {
        Some((first, path)) if is_registry(first) => (first, path),
        _ => (HUB, name),
    };
    let registry = if registry == "index.docker.io" { HUB } else { registry };
    check_registry(registry)?;
    let repository = match (registry, path.contains('/')) {
        (HUB, false) => format!("library/{path}"),
        _ => path.to_string(),
    };
    check_repository(path)?;
    if registry.len() + 1 + repository.len() > MAX_NAME {
        return Err(format!("its name is longer than {MAX_NAME} characters"));
    }
    if let Some(tag) = tag {
        check_tag(tag)?;
    }
    let tag = tag.map(str::to_string).or_else(|| digest.is_none().then(|| "latest".into()));
    Ok(RegistryRef { registry: registry.to_string(), repository, tag, digest })
}

/// Docker's rule: what looks like a host is one.
fn is_registry(first: &str) -> bool {
    first.contains(['.', ':']) || first == "localhost" || first.bytes().any(|b| b.is_ascii_uppercase())
}

fn check_registry(registry: &str) -> std::result::Result<(), String> {
    let bad = |why: &str| Err(format!("'{}' is not a registry's host: {why}", registry.escape_debug()));
    let (host, port) = if let Some(rest) = registry.strip_prefix('[') {
        let Some((v6, after)) = rest.split_once(']') else { return bad("it lacks a ']'") };
        if v6.parse::<std::net::Ipv6Addr>().is_err() {
            return bad("it is no IPv6 address");
        }
        match after.strip_prefix(':') {
            Some(port) => ("", Some(port)),
            None if after.is_empty() => ("", None),
            None => return bad("something follows the address"),
        }
    } else {
        match registry.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (registry, None),
        }
    };
    if port.is_some_and(|p| p.is_empty() || p.parse::<u16>().is_err() || p.starts_with('+')) {
        return bad("its port is no port");
    }
    let label = |l: &str| {
        let inside = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        !l.is_empty() && l.bytes().all(inside) && !l.starts_with('-') && !l.ends_with('-')
    };
    if !registry.starts_with('[') && !host.split('.').all(label) {
        return bad("it may hold letters, digits, '-' and '.'");
    }
    Ok(())
}

/// Components of small letters and digits, with one `.`, one or two `_`, or any number of `-`
/// between them.
fn check_repository(path: &str) -> std::result::Result<(), String> {
    if path.is_empty() {
        return Err("it has no repository".into());
    }
    if path.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err("a repository's name is all lower case".into());
    }
    let alphanumeric = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let component = |c: &str| {
        let separator = |s: &str| matches!(s, "" | "." | "_" | "__") || s.bytes().all(|b| b == b'-');
        let ends = |b: Option<u8>| b.is_some_and(alphanumeric);
        ends(c.bytes().next())
            && ends(c.bytes().next_back())
            && c.split(|x: char| x.is_ascii_lowercase() || x.is_ascii_digit()).all(separator)
    };
    match path.split('/').find(|c| !component(c)) {
        Some(bad) => Err(format!("'{}' cannot be a part of a repository's name", bad.escape_debug())),
        None => Ok(()),
    }
}

fn check_tag(tag: &str) -> std::result::Result<(), String> {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let good = tag.bytes().next().is_some_and(word) && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-');
    if !good || tag.len() > MAX_TAG {
        return Err(format!("'{}' cannot be a tag", tag.escape_debug()));
    }
    Ok(())
}

impl fmt::Display for RegistryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        self.digest.as_ref().map_or(Ok(()), |d| write!(f, "@{d}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever both accept means the same to both; what one refuses the other refuses.
        #[test]
        fn as_oci_client_reads_it(
            host in "(([a-z0-9.-]{1,6}|localhost)(:[0-9]{1,4})?/)?",
            path in "[a-z0-9A-Z._/-]{1,12}",
            tag in "(:[a-zA-Z0-9._-]{1,5})?",
        ) {
            let text = format!("{host}{path}{tag}");
            // A first part with capitals is a host to Docker, and to us.
            let first = text.split('/').next().unwrap_or_default();
            prop_assume!(!first.bytes().any(|b| b.is_ascii_uppercase()) || !text.contains('/'));
            let ours = text.parse::<RegistryRef>();
            let theirs = text.parse::<oci_client::Reference>();
            prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{}: {:?} {:?}", text, ours, theirs);
            if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
                prop_assert_eq!(ours.registry(), theirs.registry());
                prop_assert_eq!(ours.repository(), theirs.repository());
                prop_assert_eq!(ours.tag(), theirs.tag());
            }
        }
    }

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
