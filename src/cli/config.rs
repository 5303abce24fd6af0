//! What the environment says: read once, here, and passed on as values.

use super::args::Global;
use crate::transport::registry::ProxyConfig;
use std::path::{Path, PathBuf};

/// What the environment says.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The local store's directory.
    pub root: PathBuf,
    /// Files that may hold credentials, first match wins.
    pub auth_files: Vec<PathBuf>,
    /// Directories with a folder of certificates per registry.
    pub certs_dirs: Vec<PathBuf>,
    /// `registries.conf` and directories of such files, later ones over earlier ones.
    pub registries_conf: Vec<PathBuf>,
    /// Policies about images; the first that exists counts.
    pub policies: Vec<PathBuf>,
    /// Proxies.
    pub proxy: ProxyConfig,
    /// SOURCE_DATE_EPOCH, unparsed.
    pub source_date_epoch: Option<String>,
}

impl Environment {
    /// Reads the process's environment.
    pub fn read(global: &Global) -> Environment {
        let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let home = var("HOME").unwrap_or_else(|| PathBuf::from("/root"));
        let data = var("XDG_DATA_HOME").filter(|p| p.is_absolute()).unwrap_or_else(|| home.join(".local/share"));
        let config = var("XDG_CONFIG_HOME").filter(|p| p.is_absolute()).unwrap_or_else(|| home.join(".config"));
        let mut auth_files = Vec::new();
        if let Some(runtime) = var("XDG_RUNTIME_DIR") {
            auth_files.push(runtime.join("containers/auth.json"));
        }
        auth_files.push(config.join("containers/auth.json"));
        auth_files.push(var("DOCKER_CONFIG").unwrap_or_else(|| home.join(".docker")).join("config.json"));
        let certs_dirs =
            vec![config.join("containers/certs.d"), "/etc/containers/certs.d".into(), "/etc/docker/certs.d".into()];
        Environment {
            root: global.root.clone().unwrap_or_else(|| data.join("imgtool")),
            auth_files,
            certs_dirs,
            policies: vec![config.join("containers/policy.json"), "/etc/containers/policy.json".into()],
            registries_conf: registries_conf(&config, var("CONTAINERS_REGISTRIES_CONF")),
            proxy: proxies(),
            source_date_epoch: std::env::var("SOURCE_DATE_EPOCH").ok().filter(|v| !v.is_empty()),
        }
    }
}

/// As curl reads them: `http_proxy` in small letters only, for a CGI's sake.
fn proxies() -> ProxyConfig {
    let first = |names: &[&str]| names.iter().find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()));
    ProxyConfig {
        http: first(&["http_proxy", "all_proxy", "ALL_PROXY"]),
        https: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
        no_proxy: first(&["no_proxy", "NO_PROXY"]),
    }
}

/// The file that the environment names; else the user's, else the system's, each with its
/// directory of further files.
fn registries_conf(config: &Path, named: Option<PathBuf>) -> Vec<PathBuf> {
    let own = config.join("containers/registries.conf");
    let system = PathBuf::from("/etc/containers/registries.conf");
    let main = named.unwrap_or(if own.exists() { own } else { system });
    vec![main, "/etc/containers/registries.conf.d".into(), config.join("containers/registries.conf.d")]
}
