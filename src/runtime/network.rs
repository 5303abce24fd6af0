//! What a RUN sees of the network: the host's, none, or one of its own, which pasta or slirp4netns connects with
//! the host's, as buildah's `--network` has it. Neither takes a privilege: they are clients of the host's network.

use super::beside::{Beside, find};
use crate::error::{Context, Error, Kind, Result};
use crate::rootfs::IdMap;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{CWD, Mode, OFlags};
use serde::{Deserialize, Serialize};
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What a RUN sees of the network.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Network {
    /// The host's, all of it.
    #[default]
    Host,
    /// The loopback device.
    None,
    /// One of its own.
    Private(PrivateNetwork),
}

/// A network of its own, and what connects it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateNetwork {
    tool: Tool,
    program: PathBuf,
    options: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Tool {
    Pasta,
    Slirp4netns,
}

/// The address that pasta takes questions for names at; link-local, so it hides nobody.
const PASTA_RESOLVER: Ipv4Addr = Ipv4Addr::new(169, 254, 1, 1);
/// slirp4netns's network.
const SLIRP_NETWORK: Ipv4Addr = Ipv4Addr::new(10, 0, 2, 0);
/// What podman and buildah have.
const SLIRP_MTU: &str = "65520";

impl PrivateNetwork {
    /// By `private`, `pasta[:OPTION,…]` or `slirp4netns[:OPTION,…]`; None: that is no such name. Fails where the
    /// program is missing.
    pub fn named(text: &str) -> Result<Option<PrivateNetwork>> {
        let (name, options) = text.split_once(':').unwrap_or((text, ""));
        let options: Vec<String> = options.split(',').filter(|o| !o.is_empty()).map(str::to_string).collect();
        let tools: &[(Tool, &str)] = match name {
            "private" if options.is_empty() => &[(Tool::Pasta, "pasta"), (Tool::Slirp4netns, "slirp4netns")],
            "pasta" => &[(Tool::Pasta, "pasta")],
            "slirp4netns" => &[(Tool::Slirp4netns, "slirp4netns")],
            _ => return Ok(None),
        };
        let found = tools.iter().find_map(|(tool, program)| Some((*tool, find(program)?)));
        let Some((tool, program)) = found else {
            let names: Vec<&str> = tools.iter().map(|(_, name)| *name).collect();
            let package = if name == "slirp4netns" { "slirp4netns" } else { "passt" };
            return Err(Error::new(Kind::Host, format!("a network of its own takes {}", names.join(" or ")))
                .because("there is no such program in /usr/bin")
                .hint(format!("apt-get install {package}; or give RUN the host's network: --network=host")));
        };
        let network = PrivateNetwork { tool, program, options };
        network.arguments()?;
        Ok(Some(network))
    }

    /// Where names are to be asked for in it.
    pub fn resolver(&self) -> IpAddr {
        let after = |name: &str| {
            let at = self.options.iter().position(|o| o == name)?;
            self.options.get(at + 1)
        };
        match self.tool {
            Tool::Pasta => after("--dns-forward").and_then(|a| a.parse().ok()).unwrap_or(PASTA_RESOLVER.into()),
            Tool::Slirp4netns => {
                let cidr = self.options.iter().find_map(|o| o.strip_prefix("cidr="));
                let base = cidr.and_then(|c| c.split('/').next()?.parse::<Ipv4Addr>().ok()).unwrap_or(SLIRP_NETWORK);
                Ipv4Addr::from(u32::from(base) | 3).into()
            }
        }
    }

    fn arguments(&self) -> Result<Vec<String>> {
        match self.tool {
            Tool::Pasta => Ok(self.pasta()),
            Tool::Slirp4netns => self.slirp4netns(),
        }
    }

    /// Nothing of the host's loopback device is to be seen, and no port of ours on the host, unless asked for.
    fn pasta(&self) -> Vec<String> {
        let mut out: Vec<String> = ["--config-net", "--quiet", "--no-netns-quit"].map(str::to_string).into();
        let given = |names: &[&str]| self.options.iter().any(|o| names.contains(&o.as_str()));
        // Not pasta's: podman's word for leaving --no-map-gw out.
        if !given(&["--map-gw", "--no-map-gw"]) {
            out.push("--no-map-gw".into());
        }
        for names in [["-t", "--tcp-ports"], ["-u", "--udp-ports"], ["-T", "--tcp-ns"], ["-U", "--udp-ns"]] {
            if !given(&names) {
                out.extend([names[0].to_string(), "none".into()]);
            }
        }
        if !given(&["--dns-forward"]) {
            out.extend(["--dns-forward".into(), PASTA_RESOLVER.to_string()]);
        }
        out.extend(self.options.iter().filter(|o| *o != "--map-gw").cloned());
        out.extend(["--netns", "/proc/self/fd/0"].map(str::to_string));
        out
    }

    /// The options that podman and buildah have for it.
    fn slirp4netns(&self) -> Result<Vec<String>> {
        let mut out: Vec<String> = ["--configure", "--ready-fd=1"].map(str::to_string).into();
        let (mut loopback, mut mtu) = (false, SLIRP_MTU);
        for option in &self.options {
            match option.split_once('=').unwrap_or((option, "")) {
                ("allow_host_loopback", value @ ("true" | "false")) => loopback = value == "true",
                ("mtu", value) => mtu = value,
                ("enable_ipv6", "true") => out.push("--enable-ipv6".into()),
                ("enable_ipv6", "false") => {}
                ("cidr", value) => out.push(format!("--cidr={value}")),
                ("outbound_addr", value) => out.push(format!("--outbound-addr={value}")),
                ("outbound_addr6", value) => out.push(format!("--outbound-addr6={value}")),
                _ => {
                    return Err(Error::new(Kind::Usage, format!("slirp4netns has no option '{option}'")).hint(
                        "there are allow_host_loopback, mtu, enable_ipv6, cidr, outbound_addr and outbound_addr6",
                    ));
                }
            }
        }
        if !loopback {
            out.push("--disable-host-loopback".into());
        }
        out.push(format!("--mtu={mtu}"));
        out.extend(["--netns-type=path", "/proc/self/fd/0", "tap0"].map(str::to_string));
        Ok(out)
    }

    /// Parts a process from this one, which is in the host's network still.
    pub(super) fn prepare(&self) -> Result<Beside> {
        Beside::prepare(|namespace| self.serve(namespace))
    }

    /// Starts the program and waits until it serves the namespace.
    fn serve(&self, namespace: OwnedFd) -> Result<Option<Child>> {
        let what = || format!("connect the network by {}", self.program.display());
        let mut command = Command::new(&self.program);
        command.args(self.arguments()?).env_clear().current_dir("/").stdin(Stdio::from(namespace));
        if self.tool == Tool::Pasta && own_ids().is_whole() {
            // As the host's root it would become nobody, who may not enter the namespace.
            command.args(["--runas", "0:0"]);
        }
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let failed = |said: &[u8]| {
            let said = String::from_utf8_lossy(said).trim().to_string();
            let error = Error::new(Kind::Host, what());
            if said.is_empty() { error } else { error.because(said) }
        };
        match self.tool {
            // It goes into the background when it serves.
            Tool::Pasta => {
                let done = command.output().context(what)?;
                if done.status.success() { Ok(None) } else { Err(failed(&done.stderr)) }
            }
            Tool::Slirp4netns => {
                let mut child = command.spawn().context(what)?;
                let mut ready = [0];
                let n = child.stdout.as_mut().map_or(Ok(0), |out| out.read(&mut ready)).context(what)?;
                if n > 0 {
                    return Ok(Some(child));
                }
                let done = child.wait_with_output().context(what)?;
                Err(failed(&done.stderr))
            }
        }
    }
}

fn own_ids() -> IdMap {
    let map = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    IdMap::parse(&map("/proc/self/uid_map"), &map("/proc/self/gid_map"))
}

/// Connects the new network namespace that this process is in.
pub(super) fn connect(beside: &Beside) -> Result<()> {
    let path = Path::new("/proc/self/ns/net");
    let own = rustix::fs::openat(CWD, path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())
        .context(|| "open the new network namespace".into())?;
    beside.go(own.as_fd())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(tool: Tool, options: &[&str]) -> PrivateNetwork {
        let options = options.iter().map(ToString::to_string).collect();
        PrivateNetwork { tool, program: "/usr/bin/x".into(), options }
    }

    #[test]
    fn the_hosts_loopback_device_is_out_of_reach_unless_asked_for() {
        let words = |n: &PrivateNetwork| n.arguments().unwrap().join(" ");
        let plain = words(&network(Tool::Pasta, &[]));
        assert!(plain.contains("--no-map-gw -t none -u none -T none -U none --dns-forward 169.254.1.1"), "{plain}");
        let asked = words(&network(Tool::Pasta, &["--map-gw", "-T", "5000", "--mtu", "1500"]));
        assert!(!asked.contains("map-gw") && asked.contains("-U none") && !asked.contains("-T none"), "{asked}");
        assert!(asked.ends_with("-T 5000 --mtu 1500 --netns /proc/self/fd/0"), "{asked}");
        let plain = words(&network(Tool::Slirp4netns, &[]));
        assert!(plain.contains("--disable-host-loopback") && plain.contains("--mtu=65520"), "{plain}");
        let asked = words(&network(Tool::Slirp4netns, &["allow_host_loopback=true", "mtu=9000", "enable_ipv6=true"]));
        assert!(!asked.contains("disable") && asked.contains("--enable-ipv6 --mtu=9000"), "{asked}");
        let bad = network(Tool::Slirp4netns, &["port_handler=x"]).arguments().unwrap_err();
        assert!(bad.what().contains("no option 'port_handler=x'"));
    }

    #[test]
    fn names_are_asked_for_at_the_program() {
        let at = |tool, options: &[&str]| network(tool, options).resolver().to_string();
        assert_eq!(at(Tool::Pasta, &[]), "169.254.1.1");
        assert_eq!(at(Tool::Pasta, &["--dns-forward", "10.9.8.7"]), "10.9.8.7");
        assert_eq!(at(Tool::Slirp4netns, &[]), "10.0.2.3");
        assert_eq!(at(Tool::Slirp4netns, &["cidr=10.1.1.0/24"]), "10.1.1.3");
        assert_eq!(PrivateNetwork::named("bridge").unwrap(), None);
        assert_eq!(PrivateNetwork::named("private:x").unwrap(), None);
    }
}
