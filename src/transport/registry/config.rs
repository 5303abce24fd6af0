//! What a client is made from.

use super::conf::RegistriesConf;
use super::credentials::{Anonymous, CredentialSource};
use super::retry::RetryPolicy;
use super::tls;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Proxies, as the environment's variables of these names say them.
#[derive(Clone, Default)]
pub struct ProxyConfig {
    /// For `http` URLs (`http_proxy`).
    pub http: Option<String>,
    /// For `https` URLs (`HTTPS_PROXY`).
    pub https: Option<String>,
    /// Hosts that are reached without (`NO_PROXY`). The loopback always is.
    pub no_proxy: Option<String>,
}

/// A proxy's URL may hold a password: only whether there is one is shown.
impl std::fmt::Debug for ProxyConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProxyConfig")
            .field("http", &self.http.is_some())
            .field("https", &self.https.is_some())
            .field("no_proxy", &self.no_proxy)
            .finish()
    }
}

/// How long the client waits for what.
#[derive(Debug, Clone)]
pub struct Timeouts {
    /// For a connection, TLS included.
    pub connect: Duration,
    /// For an answer's head, and for the registry to take more of a blob that is sent
    /// to it. Large blobs take registries a while to store.
    pub answer: Duration,
    /// For the next bytes of a body. Over each such span at least `slowest` bytes must come.
    pub idle: Duration,
    /// The least number of bytes per `idle` span: the guard against a slow drip.
    pub slowest: u64,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts {
            connect: Duration::from_secs(20),
            answer: Duration::from_secs(300),
            idle: Duration::from_secs(60),
            slowest: 16 << 10,
        }
    }
}

/// What a [`Client`] is made from. Nothing here is read from the environment.
#[derive(Clone)]
pub struct ClientConfig {
    /// None: verify, but a registry on the loopback may speak plain http.
    /// True: https with a good certificate, always. False: any certificate, and
    /// plain http where https fails.
    pub tls_verify: Option<bool>,
    /// Directories in the manner of `/etc/containers/certs.d`.
    pub certs_dirs: Vec<PathBuf>,
    /// The one directory with certificates for every registry that is talked to
    /// (`--cert-dir`), instead of `certs_dirs`.
    pub cert_dir: Option<PathBuf>,
    /// Files of trusted authorities; the first that can be read counts, and the
    /// bundled ones where none can.
    pub ca_bundles: Vec<PathBuf>,
    /// Proxies.
    pub proxy: ProxyConfig,
    /// Mirrors, other locations, insecure and blocked registries.
    pub registries: RegistriesConf,
    /// Where credentials come from.
    pub credentials: Arc<dyn CredentialSource>,
    /// The User-Agent header.
    pub user_agent: String,
    /// Requests that may wait for an answer at one time, and blobs that may be sent at one time.
    pub max_connections: usize,
    /// When to try again.
    pub retry: RetryPolicy,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// Bytes per request where a blob has to be sent in pieces.
    pub chunk_size: usize,
}

impl Default for ClientConfig {
    fn default() -> ClientConfig {
        ClientConfig {
            tls_verify: None,
            cert_dir: None,
            certs_dirs: vec!["/etc/containers/certs.d".into(), "/etc/docker/certs.d".into()],
            ca_bundles: tls::HOST_BUNDLES.iter().map(PathBuf::from).collect(),
            proxy: ProxyConfig::default(),
            registries: RegistriesConf::default(),
            credentials: Arc::new(Anonymous),
            user_agent: concat!("imgtool/", env!("CARGO_PKG_VERSION")).to_string(),
            max_connections: 8,
            retry: RetryPolicy::default(),
            timeouts: Timeouts::default(),
            chunk_size: 16 << 20,
        }
    }
}
