//! What a command may do: capabilities, resource limits.

use super::profile::Filter;
use crate::error::{Context, Error, Kind, Result};
use rustix::process::{Resource, Rlimit};
use rustix::thread::CapabilitySet;
use serde::{Deserialize, Serialize};

/// What Docker gives a container by default.
const DEFAULT: CapabilitySet = CapabilitySet::CHOWN
    .union(CapabilitySet::DAC_OVERRIDE)
    .union(CapabilitySet::FSETID)
    .union(CapabilitySet::FOWNER)
    .union(CapabilitySet::MKNOD)
    .union(CapabilitySet::NET_RAW)
    .union(CapabilitySet::SETGID)
    .union(CapabilitySet::SETUID)
    .union(CapabilitySet::SETFCAP)
    .union(CapabilitySet::SETPCAP)
    .union(CapabilitySet::NET_BIND_SERVICE)
    .union(CapabilitySet::SYS_CHROOT)
    .union(CapabilitySet::KILL)
    .union(CapabilitySet::AUDIT_WRITE);

/// A set of capabilities (capabilities(7)), of the namespace that the command runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities(u64);

impl Default for Capabilities {
    /// Docker's.
    fn default() -> Capabilities {
        Capabilities(DEFAULT.bits())
    }
}

impl Capabilities {
    /// Every one that this machine has.
    pub const ALL: Capabilities = Capabilities(CapabilitySet::all().bits());
    /// None.
    pub const NONE: Capabilities = Capabilities(0);

    /// Those of a name: `CAP_SYS_ADMIN`, `sys_admin`, or `all`.
    pub fn named(name: &str) -> Option<Capabilities> {
        let upper = name.to_ascii_uppercase();
        match upper.as_str() {
            "ALL" => Some(Capabilities::ALL),
            other => {
                CapabilitySet::from_name(other.strip_prefix("CAP_").unwrap_or(other)).map(|s| Capabilities(s.bits()))
            }
        }
    }

    /// These and `more`.
    pub fn with(self, more: Capabilities) -> Capabilities {
        Capabilities(self.0 | more.0)
    }

    /// These but `fewer`.
    pub fn without(self, fewer: Capabilities) -> Capabilities {
        Capabilities(self.0 & !fewer.0)
    }

    pub(super) fn set(self) -> CapabilitySet {
        CapabilitySet::from_bits_retain(self.0)
    }
}

/// What a command may do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rights {
    /// Its capabilities as root; other users have none.
    pub capabilities: Capabilities,
    /// setuid programs and file capabilities give nothing.
    pub no_new_privileges: bool,
    /// No system call is refused by a filter.
    pub unfiltered: bool,
    /// The filter, instead of our own.
    pub filter: Option<Filter>,
    /// Nothing of `/proc` and `/sys` is hidden or read-only.
    pub unmasked: bool,
}

impl Rights {
    /// Of `RUN --security=insecure`: all that there is.
    pub fn insecure() -> Rights {
        Rights { capabilities: Capabilities::ALL, unfiltered: true, unmasked: true, ..Rights::default() }
    }
}

/// The names that Docker's `--ulimit` has, and the kernel's resources.
const RESOURCES: [(&str, Resource); 16] = [
    ("as", Resource::As),
    ("core", Resource::Core),
    ("cpu", Resource::Cpu),
    ("data", Resource::Data),
    ("fsize", Resource::Fsize),
    ("locks", Resource::Locks),
    ("memlock", Resource::Memlock),
    ("msgqueue", Resource::Msgqueue),
    ("nice", Resource::Nice),
    ("nofile", Resource::Nofile),
    ("nproc", Resource::Nproc),
    ("rss", Resource::Rss),
    ("rtprio", Resource::Rtprio),
    ("rttime", Resource::Rttime),
    ("sigpending", Resource::Sigpending),
    ("stack", Resource::Stack),
];

/// A resource limit (setrlimit(2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    name: String,
    /// None: no limit.
    soft: Option<u64>,
    hard: Option<u64>,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |n: Option<u64>| n.map_or("-1".into(), |n: u64| n.to_string());
        write!(f, "{}={}:{}", self.name, number(self.soft), number(self.hard))
    }
}

impl std::str::FromStr for Limit {
    type Err = Error;

    /// `NAME=SOFT[:HARD]`, with -1 for no limit, as Docker has it.
    fn from_str(text: &str) -> Result<Limit> {
        let bad = |why: String| {
            let names: Vec<&str> = RESOURCES.iter().map(|(name, _)| *name).collect();
            Error::new(Kind::Usage, format!("'{text}' is no limit: {why}"))
                .hint(format!("write NAME=SOFT[:HARD], where NAME is one of {}", names.join(", ")))
        };
        let (name, values) = text.split_once('=').ok_or_else(|| bad("it has no value".into()))?;
        if !RESOURCES.iter().any(|(known, _)| *known == name) {
            return Err(bad(format!("there is no resource '{name}'")));
        }
        let number = |text: &str| match text {
            "-1" | "unlimited" => Ok(None),
            n => n.parse::<u64>().map(Some).map_err(|_| bad(format!("'{n}' is no number"))),
        };
        let (soft, hard) = values.split_once(':').unwrap_or((values, values));
        let (soft, hard) = (number(soft)?, number(hard)?);
        if hard.is_some_and(|hard| soft.is_none_or(|soft| soft > hard)) {
            return Err(bad("the soft limit is above the hard one".into()));
        }
        Ok(Limit { name: name.into(), soft, hard })
    }
}

impl Limit {
    /// Sets it for this process.
    pub(super) fn apply(&self) -> Result<()> {
        let what = || format!("set the limit {self}");
        let (_, resource) = RESOURCES
            .iter()
            .find(|(name, _)| *name == self.name)
            .ok_or_else(|| Error::new(Kind::Usage, what()).because("it has no such name"))?;
        let wanted = Rlimit { current: self.soft, maximum: self.hard };
        rustix::process::setrlimit(*resource, wanted).context(what).map_err(|e| {
            let most = rustix::process::getrlimit(*resource).maximum;
            e.hint(format!("the most here is {}", most.map_or("no limit".into(), |m: u64| m.to_string())))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_have_names() {
        let admin = Capabilities::named("cap_sys_admin").unwrap();
        assert_eq!(Capabilities::named("SYS_ADMIN"), Some(admin));
        assert_eq!(Capabilities::named("SYS_ADMINISTRATOR"), None);
        assert_eq!(Capabilities::named("all"), Some(Capabilities::ALL));
        let more = Capabilities::default().with(admin);
        assert!(more.set().contains(CapabilitySet::SYS_ADMIN | CapabilitySet::CHOWN));
        assert_eq!(more.without(admin), Capabilities::default());
    }

    #[test]
    fn limits_are_read_as_docker_reads_them() {
        let of = |text: &str| text.parse::<Limit>().map(|l| l.to_string()).map_err(|e| e.what().to_string());
        assert_eq!(of("nofile=1024:2048").unwrap(), "nofile=1024:2048");
        assert_eq!(of("core=-1").unwrap(), "core=-1:-1");
        assert_eq!(of("stack=8").unwrap(), "stack=8:8");
        assert!(of("nofile=9:3").unwrap_err().contains("above the hard"));
        assert!(of("nofile=-1:3").unwrap_err().contains("above the hard"));
        assert!(of("files=3").unwrap_err().contains("no resource 'files'"));
        assert!(of("nofile").unwrap_err().contains("no value"));
        assert!(of("nofile=x").unwrap_err().contains("'x' is no number"));
    }
}
