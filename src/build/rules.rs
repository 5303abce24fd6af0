//! What a build says of every RUN: network, names, limits, rights (`--add-host`, `--ulimit`, …).

use crate::build::cache::KeyHasher;
use crate::error::{Context, Result};
use crate::runtime::{BindMount, GroupLimits, Limit, Network, Rights};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// What a build says of every RUN. The default is Docker's, but without names and a resolver.
#[derive(Debug, Clone, Default)]
pub struct RunRules {
    /// What RUN sees of the network, where it does not say otherwise.
    pub network: Network,
    /// The resolv.conf that RUN sees; None: the image's own.
    pub resolv_conf: Option<PathBuf>,
    /// What replaces parts of it.
    pub dns: Dns,
    /// Further lines of `/etc/hosts`.
    pub hosts: Vec<(String, IpAddr)>,
    /// RUN sees the image's own `/etc/hosts`.
    pub own_hosts: bool,
    /// Resource limits.
    pub limits: Vec<Limit>,
    /// What a RUN may use of memory and processors.
    pub group: GroupLimits,
    /// The size of `/dev/shm` in bytes.
    pub shm_size: Option<u64>,
    /// What commands may do.
    pub rights: Rights,
    /// Directories, files and devices of the host.
    pub mounts: Vec<BindMount>,
    /// Devices of the host by their CDI names.
    pub devices: Vec<String>,
    /// Where they are described.
    pub device_dirs: Vec<PathBuf>,
    /// Which devices a Dockerfile may ask for besides those that the host allows to all.
    pub allow_devices: AllowDevices,
    /// Further groups of the user, by names of the image or numbers.
    pub groups: Vec<String>,
    /// What RUN changes below a VOLUME is taken back.
    pub keep_volumes: bool,
    /// `RUN --network=host` is allowed where the others have a network of their own.
    pub allow_host_network: bool,
    /// What RUN's host is called; None: imgtool.
    pub hostname: Option<String>,
    /// `RUN --security=insecure` is allowed.
    pub allow_insecure: bool,
}

/// Which devices a Dockerfile may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowDevices {
    /// These, as they are asked for or by their full names.
    Named(Vec<String>),
    /// All that there are.
    All,
}

impl Default for AllowDevices {
    fn default() -> AllowDevices {
        AllowDevices::Named(Vec::new())
    }
}

/// What is said of resolving names; what is empty is as on the host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dns {
    /// Servers.
    pub servers: Vec<IpAddr>,
    /// Domains that names are searched in.
    pub search: Vec<String>,
    /// resolv.conf(5), `options`.
    pub options: Vec<String>,
}

impl RunRules {
    /// What the result of a step depends on, where it is not the default. Mounts of the host, the resolver
    /// and control groups are none of it, as secrets are not.
    pub(super) fn hash(&self, insecure: bool, hasher: &mut KeyHasher) {
        for (name, address) in &self.hosts {
            hasher.text("host").text(name).text(&address.to_string());
        }
        if let Some(name) = &self.hostname {
            hasher.text("hostname").text(name);
        }
        if self.own_hosts {
            hasher.text("own hosts");
        }
        for limit in &self.limits {
            hasher.text("limit").text(&limit.to_string());
        }
        if let Some(size) = self.shm_size {
            hasher.text("shm").text(&size.to_string());
        }
        if self.rights != Rights::default() {
            hasher.text("rights").text(&format!("{:?}", self.rights));
        }
        if insecure {
            hasher.text("insecure");
        }
        for device in &self.devices {
            hasher.text("device").text(device);
        }
        for group in &self.groups {
            hasher.text("group").text(group);
        }
    }

    /// The text of `/etc/hosts`.
    pub(super) fn hosts_file(&self, hostname: &str) -> String {
        let mut text = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n".to_string();
        text.push_str(&format!("127.0.0.1\t{hostname}\n"));
        for (name, address) in &self.hosts {
            text.push_str(&format!("{address}\t{name}\n"));
        }
        text
    }

    /// The resolv.conf to show in that network, written to `file` where it is not the host's own.
    pub(super) fn resolver(&self, file: &Path, network: &Network) -> Result<Option<PathBuf>> {
        let mut dns = self.dns.clone();
        if let (Network::Private(network), true, Some(_)) = (network, dns.servers.is_empty(), &self.resolv_conf) {
            // The host's may be its own loopback device.
            dns.servers.push(network.resolver());
        }
        if dns == Dns::default() {
            return Ok(self.resolv_conf.clone());
        }
        let host = match &self.resolv_conf {
            Some(path) => std::fs::read_to_string(path).context(|| format!("read {}", path.display()))?,
            None => String::new(),
        };
        std::fs::write(file, dns.apply(&host)).context(|| format!("write {}", file.display()))?;
        Ok(Some(file.to_path_buf()))
    }
}

impl Dns {
    /// A resolv.conf in which these take the place of what it says.
    fn apply(&self, host: &str) -> String {
        let replaced = |line: &&str| match line.split_whitespace().next() {
            Some("nameserver") => self.servers.is_empty(),
            Some("search" | "domain") => self.search.is_empty(),
            Some("options") => self.options.is_empty(),
            _ => true,
        };
        let mut lines: Vec<String> = host.lines().filter(replaced).map(str::to_string).collect();
        lines.extend(self.servers.iter().map(|s| format!("nameserver {s}")));
        if !self.search.is_empty() {
            lines.push(format!("search {}", self.search.join(" ")));
        }
        if !self.options.is_empty() {
            lines.push(format!("options {}", self.options.join(" ")));
        }
        lines.join("\n") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_names_replaces_the_hosts() {
        let dns =
            Dns { servers: vec!["1.2.3.4".parse().unwrap()], search: vec!["a".into(), "b".into()], options: vec![] };
        let host = "# mine\nnameserver 9.9.9.9\nsearch c\noptions ndots:1\n";
        assert_eq!(dns.apply(host), "# mine\noptions ndots:1\nnameserver 1.2.3.4\nsearch a b\n");
    }
}
