//! The flags that say what every RUN finds: `--add-host`, `--ulimit`, `--cap-add` and their kin.

use crate::build::{AllowDevices, Dns, RunRules};
use crate::cli::args::RunNetwork;
use crate::error::{Context, Error, Kind, Result};
use crate::runtime::{BindMount, CDI_DIRS, Capabilities, Filter, GroupLimits, Limit, Network, PrivateNetwork};
use clap::Args;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

/// What RUN finds around it.
#[derive(Debug, Clone, Args, serde::Serialize, serde::Deserialize)]
#[command(next_help_heading = "What RUN finds")]
pub struct RuleFlags {
    /// The network of RUN: host (the default), none (the loopback device only), or one of its own by private,
    /// pasta[:OPTION,…] or slirp4netns[:OPTION,…]
    #[arg(long, value_name = "NETWORK", default_value = "default")]
    pub network: RunNetwork,
    /// A further line of /etc/hosts; host-gateway is this machine
    #[arg(long = "add-host", value_name = "NAME:ADDRESS")]
    pub add_hosts: Vec<String>,
    /// Leave /etc/hosts as the image has it
    #[arg(long, conflicts_with = "add_hosts")]
    pub no_hosts: bool,
    /// Servers that names are asked of, instead of this machine's; none leaves the image's own resolv.conf
    #[arg(long, value_name = "ADDRESS|none")]
    pub dns: Vec<String>,
    /// Domains that names are searched in
    #[arg(long, value_name = "DOMAIN")]
    pub dns_search: Vec<String>,
    /// Options of resolv.conf
    #[arg(long, value_name = "OPTION")]
    pub dns_option: Vec<String>,
    /// Resource limits: nofile=1024:2048 and others; -1 is no limit
    #[arg(long = "ulimit", value_name = "NAME=SOFT[:HARD]")]
    pub ulimits: Vec<Limit>,
    /// The size of /dev/shm, with b, k, m or g [default: 64m]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub shm_size: Option<u64>,
    /// Show a device of this machine, by its path or its CDI name
    #[arg(long = "device", value_name = "DEVICE[:PATH]|VENDOR/CLASS=NAME")]
    pub devices: Vec<String>,
    /// Where devices are described (CDI) [default: /etc/cdi, /var/run/cdi, /etc/buildkit/cdi]
    #[arg(long = "cdi-config-dir", value_name = "DIR")]
    pub cdi_dirs: Vec<PathBuf>,
    /// Mount a directory or file of this machine into every RUN
    #[arg(short = 'v', long = "volume", value_name = "SOURCE:TARGET[:ro]")]
    pub volumes: Vec<String>,
    /// Give a capability more than Docker does, or all
    #[arg(long = "cap-add", value_name = "CAPABILITY", value_delimiter = ',')]
    pub cap_add: Vec<String>,
    /// Take a capability away, or all
    #[arg(long = "cap-drop", value_name = "CAPABILITY", value_delimiter = ',')]
    pub cap_drop: Vec<String>,
    /// no-new-privileges: setuid programs give nothing; seccomp=FILE: a filter of system calls as Docker has it, or
    /// seccomp=unconfined: none
    #[arg(long = "security-opt", value_name = "OPTION")]
    pub security_opts: Vec<String>,
    /// Allow what a Dockerfile may ask for: security.insecure for RUN --security=insecure, network.host,
    /// device or device=NAME for RUN --device
    #[arg(long = "allow", value_name = "ENTITLEMENT", value_delimiter = ',')]
    pub allow: Vec<String>,
    /// Limits that take control groups
    #[command(flatten)]
    pub cgroup: CgroupFlags,
}

/// Limits that take control groups, where this user has some.
#[derive(Debug, Clone, Args, serde::Serialize, serde::Deserialize)]
pub struct CgroupFlags {
    /// The most memory, with b, k, m or g
    #[arg(short, long, value_name = "SIZE", value_parser = size)]
    pub memory: Option<u64>,
    /// The most memory and swap together; -1 is no limit
    #[arg(long, value_name = "SIZE", value_parser = size_or_all, allow_hyphen_values = true)]
    pub memory_swap: Option<i64>,
    /// Weight among others that want the processors; 1024 is usual
    #[arg(short, long, value_name = "N")]
    pub cpu_shares: Option<u64>,
    /// What --cpu-quota is for, in microseconds [default: 100000]
    #[arg(long, value_name = "MICROSECONDS")]
    pub cpu_period: Option<u64>,
    /// Processor time in a period, in microseconds
    #[arg(long, value_name = "MICROSECONDS", allow_hyphen_values = true)]
    pub cpu_quota: Option<i64>,
    /// Processors that may be used: 0-2,5
    #[arg(long, value_name = "LIST")]
    pub cpuset_cpus: Option<String>,
    /// Memory nodes that may be used
    #[arg(long, value_name = "LIST")]
    pub cpuset_mems: Option<String>,
    /// The control group to limit RUN in, instead of that of imgtool
    #[arg(long, value_name = "PATH")]
    pub cgroup_parent: Option<String>,
}

impl CgroupFlags {
    fn limits(&self) -> GroupLimits {
        GroupLimits {
            memory: self.memory,
            memory_swap: self.memory_swap,
            cpu_shares: self.cpu_shares,
            cpu_period: self.cpu_period,
            cpu_quota: self.cpu_quota,
            cpuset_cpus: self.cpuset_cpus.clone(),
            cpuset_mems: self.cpuset_mems.clone(),
            parent: self.cgroup_parent.clone(),
        }
    }

    fn given(&self) -> Vec<&'static str> {
        [
            ("--memory", self.memory.is_some()),
            ("--memory-swap", self.memory_swap.is_some()),
            ("--cpu-shares", self.cpu_shares.is_some()),
            ("--cpu-period", self.cpu_period.is_some()),
            ("--cpu-quota", self.cpu_quota.is_some()),
            ("--cpuset-cpus", self.cpuset_cpus.is_some()),
            ("--cpuset-mems", self.cpuset_mems.is_some()),
            ("--cgroup-parent", self.cgroup_parent.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, given)| given.then_some(name))
        .collect()
    }

    /// The limits that this host can keep, and a warning where it can keep none.
    fn read(&self) -> Result<(GroupLimits, Vec<String>)> {
        let limits = self.limits();
        if !limits.any() {
            return Ok((limits, Vec::new()));
        }
        match limits.check() {
            Ok(()) => Ok((limits, Vec::new())),
            Err(e) if e.kind() == Kind::Usage => Err(e),
            Err(e) => {
                let names = self.given().join(", ");
                let warning = format!(
                    "{names}: no effect, {}; limit the job or the pod instead, or start imgtool by \
                     `systemd-run --user --scope -p Delegate=yes`",
                    e.what()
                );
                Ok((GroupLimits::default(), vec![warning]))
            }
        }
    }
}

impl RuleFlags {
    /// These over those that were given before: a list goes on with ours, of single values ours count.
    pub fn over(self, before: RuleFlags) -> RuleFlags {
        let both = |mut a: Vec<String>, b: Vec<String>| {
            a.extend(b);
            a
        };
        let (a, b) = (before, self);
        let network = if b.network == RunNetwork::Host { a.network } else { b.network };
        RuleFlags {
            network,
            add_hosts: both(a.add_hosts, b.add_hosts),
            no_hosts: a.no_hosts || b.no_hosts,
            dns: both(a.dns, b.dns),
            dns_search: both(a.dns_search, b.dns_search),
            dns_option: both(a.dns_option, b.dns_option),
            ulimits: a.ulimits.into_iter().chain(b.ulimits).collect(),
            shm_size: b.shm_size.or(a.shm_size),
            devices: both(a.devices, b.devices),
            cdi_dirs: a.cdi_dirs.into_iter().chain(b.cdi_dirs).collect(),
            volumes: both(a.volumes, b.volumes),
            cap_add: both(a.cap_add, b.cap_add),
            cap_drop: both(a.cap_drop, b.cap_drop),
            security_opts: both(a.security_opts, b.security_opts),
            allow: both(a.allow, b.allow),
            cgroup: CgroupFlags {
                memory: b.cgroup.memory.or(a.cgroup.memory),
                memory_swap: b.cgroup.memory_swap.or(a.cgroup.memory_swap),
                cpu_shares: b.cgroup.cpu_shares.or(a.cgroup.cpu_shares),
                cpu_period: b.cgroup.cpu_period.or(a.cgroup.cpu_period),
                cpu_quota: b.cgroup.cpu_quota.or(a.cgroup.cpu_quota),
                cpuset_cpus: b.cgroup.cpuset_cpus.or(a.cgroup.cpuset_cpus),
                cpuset_mems: b.cgroup.cpuset_mems.or(a.cgroup.cpuset_mems),
                cgroup_parent: b.cgroup.cgroup_parent.or(a.cgroup.cgroup_parent),
            },
        }
    }

    /// What they say together, and what the user should know.
    pub fn read(&self) -> Result<(RunRules, Vec<String>)> {
        let mut rules = RunRules {
            network: self.network()?,
            resolv_conf: Some(PathBuf::from("/etc/resolv.conf")).filter(|p| p.exists()),
            limits: self.ulimits.clone(),
            shm_size: self.shm_size,
            ..RunRules::default()
        };
        rules.hosts = self.add_hosts.iter().map(|text| host(text)).collect::<Result<_>>()?;
        if self.dns.iter().any(|d| d == "none") {
            rules.resolv_conf = None;
        } else {
            rules.dns = Dns {
                servers: self.dns.iter().map(|text| address(text, "--dns")).collect::<Result<_>>()?,
                search: self.dns_search.clone(),
                options: self.dns_option.clone(),
            };
        }
        rules.own_hosts = self.no_hosts;
        for text in &self.devices {
            match text.starts_with('/') || !text.contains('/') {
                true => rules.mounts.push(device(text)?),
                false => rules.devices.push(text.clone()),
            }
        }
        rules.device_dirs =
            if self.cdi_dirs.is_empty() { CDI_DIRS.map(PathBuf::from).to_vec() } else { self.cdi_dirs.clone() };
        for text in &self.volumes {
            rules.mounts.push(volume(text)?);
        }
        let mut capabilities = Capabilities::default();
        for name in &self.cap_drop {
            capabilities = capabilities.without(capability("--cap-drop", name)?);
        }
        for name in &self.cap_add {
            capabilities = capabilities.with(capability("--cap-add", name)?);
        }
        // One that is taken away by its name is gone, whatever else is given.
        for name in self.cap_drop.iter().filter(|name| !name.eq_ignore_ascii_case("all")) {
            capabilities = capabilities.without(capability("--cap-drop", name)?);
        }
        rules.rights.capabilities = capabilities;
        // What CAP_SYS_ADMIN is for, the filter refuses.
        let admin = capability("--cap-add", "SYS_ADMIN")?;
        rules.rights.unfiltered = capabilities.with(admin) == capabilities;
        for text in &self.security_opts {
            security(text, &mut rules)?;
        }
        for text in &self.allow {
            match text.as_str() {
                "security.insecure" => rules.allow_insecure = true,
                "network.host" => rules.allow_host_network = true,
                "device" => rules.allow_devices = AllowDevices::All,
                other => match (other.strip_prefix("device="), &mut rules.allow_devices) {
                    (Some(name), AllowDevices::Named(names)) => names.push(name.into()),
                    (Some(_), AllowDevices::All) => {}
                    (None, _) => {
                        return Err(Error::new(Kind::Usage, format!("--allow: there is no entitlement '{other}'"))
                            .hint("there are security.insecure, network.host, device and device=NAME"));
                    }
                },
            }
        }
        let (group, warnings) = self.cgroup.read()?;
        rules.group = group;
        Ok((rules, warnings))
    }
}

impl RuleFlags {
    fn network(&self) -> Result<Network> {
        let RunNetwork::Private(text) = &self.network else {
            return Ok(if self.network == RunNetwork::None { Network::None } else { Network::Host });
        };
        if self.add_hosts.iter().any(|h| h.ends_with("host-gateway")) {
            let what = "host-gateway is this machine's loopback device, which a network of its own does not reach";
            return Err(Error::new(Kind::Usage, what).hint("use --network=host, or name an address of this machine"));
        }
        let unknown = || Error::new(Kind::Usage, format!("there is no network '{text}'"));
        PrivateNetwork::named(text)?.map(Network::Private).ok_or_else(unknown)
    }
}

fn capability(flag: &str, name: &str) -> Result<Capabilities> {
    Capabilities::named(name).ok_or_else(|| {
        Error::new(Kind::Usage, format!("{flag}: there is no capability '{name}'"))
            .hint("capabilities(7) lists them: CAP_NET_ADMIN, CAP_SYS_PTRACE, …")
    })
}

fn security(text: &str, rules: &mut RunRules) -> Result<()> {
    let (name, value) = text.split_once(['=', ':']).unwrap_or((text, ""));
    match (name, value) {
        ("no-new-privileges", "" | "true") => rules.rights.no_new_privileges = true,
        ("no-new-privileges", "false") => rules.rights.no_new_privileges = false,
        ("seccomp", "unconfined") => (rules.rights.unfiltered, rules.rights.filter) = (true, None),
        ("seccomp", "") => {
            return Err(Error::new(Kind::Usage, "--security-opt: seccomp names no file")
                .hint("write seccomp=FILE, a profile as Docker has it, or seccomp=unconfined"));
        }
        ("seccomp", file) => {
            let what = || format!("--security-opt: read the filter of system calls {file}");
            let json = std::fs::read(file).context(what)?;
            let filter = Filter::read(&json, rules.rights.capabilities).context(what)?;
            (rules.rights.unfiltered, rules.rights.filter) = (false, Some(filter));
        }
        // Nothing of that kind is set up here.
        ("label" | "apparmor" | "systempaths" | "mask" | "unmask", _) => {
            if (name, value) == ("systempaths", "unconfined") || (name, value) == ("unmask", "ALL") {
                rules.rights.unmasked = true;
            }
        }
        _ => {
            return Err(Error::new(Kind::Usage, format!("--security-opt: '{text}' is not known"))
                .hint("there are no-new-privileges, seccomp=FILE, seccomp=unconfined, systempaths=unconfined, label=…, apparmor=…"));
        }
    }
    Ok(())
}

fn address(text: &str, flag: &str) -> Result<IpAddr> {
    let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    inner.parse().map_err(|e| Error::new(Kind::Usage, format!("{flag}: '{text}' is no IP address")).because(e))
}

/// `NAME:ADDRESS` or `NAME=ADDRESS`.
fn host(text: &str) -> Result<(String, IpAddr)> {
    let (name, value) = text.split_once('=').or_else(|| text.split_once(':')).unwrap_or((text, ""));
    if name.is_empty() || value.is_empty() || name.contains(char::is_whitespace) {
        return Err(Error::new(Kind::Usage, format!("--add-host '{text}' names no host")).hint("write NAME:ADDRESS"));
    }
    let value = match value {
        // RUN has this machine's network.
        "host-gateway" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        value => address(value, "--add-host")?,
    };
    Ok((name.to_string(), value))
}

/// `SOURCE[:TARGET[:rwm]]`.
fn device(text: &str) -> Result<BindMount> {
    let mut parts = text.split(':');
    let source = PathBuf::from(parts.next().unwrap_or_default());
    let target = parts.next().map_or_else(|| text.to_string(), str::to_string);
    let rights = parts.next().unwrap_or("rwm");
    if !source.is_absolute() || !target.starts_with('/') || !rights.chars().all(|c| "rwm".contains(c)) {
        return Err(Error::new(Kind::Usage, format!("--device '{text}' names no device"))
            .hint("write --device /dev/NAME[:/dev/NAME], or --device VENDOR/CLASS=NAME"));
    }
    if !source.exists() {
        return Err(Error::new(Kind::NotFound, format!("--device: there is no {}", source.display())));
    }
    Ok(BindMount { source, target, read_only: false, devices: true })
}

/// `SOURCE:TARGET[:OPTION,…]`.
fn volume(text: &str) -> Result<BindMount> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, options) = match parts[..] {
        [source, target] => (source, target, ""),
        [source, target, options] => (source, target, options),
        _ => {
            return Err(Error::new(Kind::Usage, format!("--volume '{text}' names no two places"))
                .hint("write --volume SOURCE:TARGET, or SOURCE:TARGET:ro"));
        }
    };
    let mut read_only = false;
    for option in options.split(',').filter(|o| !o.is_empty()) {
        match option {
            "ro" => read_only = true,
            "rw" | "z" | "Z" | "rprivate" | "private" => {}
            other => {
                return Err(Error::new(Kind::Unsupported, format!("--volume: the option '{other}' is not supported"))
                    .hint("there are ro and rw"));
            }
        }
    }
    let source =
        std::path::absolute(source).map_err(|e| Error::new(Kind::Usage, format!("--volume '{text}'")).because(e))?;
    if !Path::new(&source).exists() {
        return Err(Error::new(Kind::NotFound, format!("--volume: there is no {}", source.display())));
    }
    Ok(BindMount { source, target: target.into(), read_only, devices: false })
}

/// A number of bytes, with b, k, m, g as Docker has them.
fn size(text: &str) -> std::result::Result<u64, String> {
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_end_matches(['b', 'i']);
    let (number, factor) = match digits.strip_suffix(['k', 'm', 'g', 't']) {
        Some(number) => {
            let shift = match digits.chars().last() {
                Some('k') => 10,
                Some('m') => 20,
                Some('g') => 30,
                _ => 40,
            };
            (number, 1u64 << shift)
        }
        None => (digits, 1),
    };
    let number: u64 = number.parse().map_err(|_| "a size is a number with b, k, m or g".to_string())?;
    number.checked_mul(factor).filter(|n| *n > 0).ok_or_else(|| "this size cannot be".to_string())
}

/// The same, or -1.
fn size_or_all(text: &str) -> std::result::Result<i64, String> {
    if text == "-1" {
        return Ok(-1);
    }
    i64::try_from(size(text)?).map_err(|_| "this size cannot be".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_sizes() {
        assert_eq!(host("a:1.2.3.4").unwrap(), ("a".into(), "1.2.3.4".parse().unwrap()));
        assert_eq!(host("a=[::1]").unwrap(), ("a".into(), "::1".parse().unwrap()));
        assert_eq!(host("a:::1").unwrap(), ("a".into(), "::1".parse().unwrap()));
        assert_eq!(host("a:host-gateway").unwrap().1, IpAddr::V4(Ipv4Addr::LOCALHOST));
        assert!(host("a").is_err() && host("a b:1.2.3.4").is_err() && host("a:b").is_err());
        assert_eq!((size("64m"), size("1G"), size("7"), size("2KiB")), (Ok(64 << 20), Ok(1 << 30), Ok(7), Ok(2048)));
        assert!(size("0").is_err() && size("m").is_err() && size("99999999999t").is_err());
    }
}
