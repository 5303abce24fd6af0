//! One registry: how it is reached and what is known about it.

use super::auth::Access;
use crate::error::{Error, Kind, Result};
use crate::oci::Digest;
use crate::oci::reference::is_loopback_host;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;
use url::Url;

pub(super) const UNKNOWN: u8 = 0;
pub(super) const HTTP: u8 = 1;
pub(super) const HTTPS: u8 = 2;

type BlobKey = (String, Digest);

/// One registry: how it is reached and what is known about it.
pub(super) struct Host {
    name: String,
    endpoint: String,
    /// UNKNOWN until the first answer where both schemes are possible.
    pub(super) scheme: AtomicU8,
    /// The scheme to try first, and whether the other may be tried.
    pub(super) first: u8,
    pub(super) may_switch: bool,
    access: tokio::sync::Mutex<Access>,
    used_credentials: AtomicBool,
    pub(super) secure: OnceCell<reqwest::Client>,
    /// Blobs that this registry is known to hold, by repository and digest.
    known: Mutex<HashSet<BlobKey>>,
    /// One lock for each blob on its way, so that two pushes of one are one.
    pub(super) uploads: Mutex<HashMap<BlobKey, Arc<tokio::sync::Mutex<()>>>>,
}

impl Host {
    pub(super) fn new(name: &str, endpoint: &str, tls_verify: Option<bool>) -> Host {
        // On the loopback most registries speak plain http, and none of them answers
        // it with something that could be taken for a registry's answer if it speaks
        // TLS. So http goes first there: one attempt, no ping. Elsewhere https goes
        // first, and http only where the user gave up on TLS.
        let loopback = is_loopback_host(endpoint);
        let (first, may_switch) = match tls_verify {
            Some(true) => (HTTPS, false),
            Some(false) => (if loopback { HTTP } else { HTTPS }, true),
            None => (if loopback { HTTP } else { HTTPS }, loopback),
        };
        Host {
            name: name.into(),
            endpoint: endpoint.into(),
            scheme: AtomicU8::new(if may_switch { UNKNOWN } else { first }),
            first,
            may_switch,
            access: tokio::sync::Mutex::default(),
            used_credentials: AtomicBool::new(false),
            secure: OnceCell::new(),
            known: Mutex::default(),
            uploads: Mutex::default(),
        }
    }

    /// The registry as people write it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn access(&self) -> &tokio::sync::Mutex<Access> {
        &self.access
    }

    pub(super) fn used_credentials(&self) -> bool {
        self.used_credentials.load(Ordering::Relaxed)
    }

    pub(super) fn note_credentials(&self) {
        self.used_credentials.store(true, Ordering::Relaxed);
    }

    pub(super) fn knows(&self, repository: &str, digest: &Digest) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.contains(&(repository.to_string(), digest.clone()))
    }

    pub(super) fn learn(&self, repository: &str, digest: &Digest) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert((repository.to_string(), digest.clone()));
    }

    pub(super) fn forget(&self, repository: &str, digest: &Digest) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&(repository.to_string(), digest.clone()));
    }

    fn current(&self) -> u8 {
        match self.scheme.load(Ordering::Relaxed) {
            UNKNOWN => self.first,
            known => known,
        }
    }

    /// The URL of a path (which starts with `/`) under the scheme in use.
    pub(super) fn url(&self, path: &str) -> Result<Url> {
        self.url_with(self.current(), path)
    }

    fn url_with(&self, scheme: u8, path: &str) -> Result<Url> {
        let scheme = if scheme == HTTP { "http" } else { "https" };
        Url::parse(&format!("{scheme}://{}{path}", self.endpoint))
            .map_err(|e| Error::new(Kind::Usage, format!("'{}' is not a registry's host", self.name)).because(e))
    }
}
