//! `registries.conf`, version 2, as containers' tools read it: mirrors, other locations,
//! insecure and blocked registries, aliases of short names.
//!
//! `unqualified-search-registries` is not followed: a short name means Docker Hub, as with
//! docker, or what an alias says; it is never guessed.

use crate::error::{Context, Error, Kind, Result};
use crate::oci::RegistryRef;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// The largest file that is read.
const MAX_FILE: u64 = 4 << 20;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    #[serde(default)]
    registry: Vec<Entry>,
    #[serde(default)]
    aliases: BTreeMap<String, String>,
    /// Version 1 of the format has these instead.
    registries: Option<toml::Table>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Entry {
    prefix: Option<String>,
    location: Option<String>,
    #[serde(default)]
    insecure: bool,
    #[serde(default)]
    blocked: bool,
    #[serde(default)]
    mirror: Vec<Mirror>,
    #[serde(default)]
    mirror_by_digest_only: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Mirror {
    location: String,
    #[serde(default)]
    insecure: bool,
    #[serde(default)]
    pull_from_mirror: PullFromMirror,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PullFromMirror {
    #[default]
    #[serde(alias = "")]
    All,
    DigestOnly,
    TagOnly,
}

impl Entry {
    fn prefix(&self) -> &str {
        self.prefix.as_deref().or(self.location.as_deref()).unwrap_or_default()
    }

    /// How much of `name` (`HOST/REPOSITORY`) the prefix covers; None where it does not fit.
    fn covers(&self, name: &str) -> Option<usize> {
        let prefix = self.prefix();
        if let Some(domain) = prefix.strip_prefix('*') {
            let host = name.split('/').next().unwrap_or(name);
            return (domain.starts_with('.') && host.ends_with(domain)).then_some(host.len());
        }
        let rest = name.strip_prefix(prefix)?;
        (!prefix.is_empty() && (rest.is_empty() || rest.starts_with('/'))).then_some(prefix.len())
    }
}

/// What the files say.
#[derive(Debug, Clone, Default)]
pub struct RegistriesConf {
    entries: Vec<Entry>,
    aliases: BTreeMap<String, String>,
}

impl RegistriesConf {
    /// Reads `files`, later ones over earlier ones; of a directory, every `*.conf` in the
    /// order of their names. Missing files are as good as empty ones.
    pub fn load(files: &[PathBuf]) -> Result<RegistriesConf> {
        let mut conf = RegistriesConf::default();
        for path in files {
            if path.is_dir() {
                let read = std::fs::read_dir(path).context(|| format!("read {}", path.display()))?;
                let mut inside: Vec<PathBuf> = read.flatten().map(|e| e.path()).collect();
                inside.retain(|p| p.extension().is_some_and(|e| e == "conf"));
                inside.sort();
                for file in inside {
                    conf.add(&file)?;
                }
            } else {
                conf.add(path)?;
            }
        }
        Ok(conf)
    }

    fn add(&mut self, path: &Path) -> Result<()> {
        let what = || format!("read {}", path.display());
        match path.metadata() {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Ok(meta) if meta.len() > MAX_FILE => {
                return Err(Error::new(Kind::Limit, format!("{} is too large", path.display())));
            }
            _ => {}
        }
        let text = std::fs::read_to_string(path).context(what)?;
        let file: File = toml::from_str(&text).map_err(|e| Error::new(Kind::Format, what()).because(e))?;
        if file.registries.is_some() {
            return Err(Error::new(Kind::Unsupported, format!("{} is of version 1", path.display()))
                .hint("write [[registry]] tables (man 5 containers-registries.conf)"));
        }
        for entry in file.registry {
            if entry.prefix().is_empty() {
                return Err(Error::new(Kind::Format, format!("{}: a [[registry]] without a location", path.display())));
            }
            self.entries.retain(|old| old.prefix() != entry.prefix());
            self.entries.push(entry);
        }
        self.aliases.extend(file.aliases);
        Ok(())
    }

    /// Hosts that may speak plain http or show any certificate.
    pub fn insecure_hosts(&self) -> HashSet<String> {
        let host = |location: &str| location.split('/').next().unwrap_or(location).to_string();
        let own = self.entries.iter().filter(|e| e.insecure).filter_map(|e| e.location.as_ref().or(e.prefix.as_ref()));
        let mirrors = self.entries.iter().flat_map(|e| &e.mirror).filter(|m| m.insecure).map(|m| &m.location);
        own.chain(mirrors).filter(|l| !l.starts_with('*')).map(|l| host(l)).collect()
    }

    /// What an alias makes of a short name (`debian:12`), if there is one.
    pub fn alias(&self, written: &str) -> Option<String> {
        let end = written.find([':', '@']).unwrap_or(written.len());
        self.aliases.get(&written[..end]).filter(|a| !a.is_empty()).map(|full| format!("{full}{}", &written[end..]))
    }

    /// Where `reference` is written to, and read from after all mirrors.
    pub fn primary(&self, reference: &RegistryRef) -> Result<RegistryRef> {
        let Some((entry, end)) = self.entry(reference) else { return Ok(reference.clone()) };
        if entry.blocked {
            return Err(Error::new(Kind::Denied, format!("registries.conf blocks {}", entry.prefix()))
                .hint("remove 'blocked = true' there, if you may"));
        }
        match &entry.location {
            Some(location) => moved(reference, location, end),
            None => Ok(reference.clone()),
        }
    }

    /// Where `reference` is read from: mirrors first, then the place itself.
    pub fn sources(&self, reference: &RegistryRef) -> Result<Vec<RegistryRef>> {
        let primary = self.primary(reference)?;
        let mut out = Vec::new();
        if let Some((entry, end)) = self.entry(reference) {
            let by_digest = reference.digest().is_some();
            for mirror in &entry.mirror {
                let fits = match mirror.pull_from_mirror {
                    PullFromMirror::All => by_digest || !entry.mirror_by_digest_only,
                    PullFromMirror::DigestOnly => by_digest,
                    PullFromMirror::TagOnly => !by_digest,
                };
                if fits {
                    out.push(moved(reference, &mirror.location, end)?);
                }
            }
        }
        out.push(primary);
        Ok(out)
    }

    /// The entry with the longest fitting prefix, and how much of the name it covers.
    fn entry(&self, reference: &RegistryRef) -> Option<(&Entry, usize)> {
        let name = reference.name();
        let fitting = self.entries.iter().filter_map(|e| Some((e, e.covers(&name)?)));
        fitting.max_by_key(|(entry, _)| entry.prefix().len())
    }
}

/// `reference` with the first `end` bytes of its name replaced by `location`.
fn moved(reference: &RegistryRef, location: &str, end: usize) -> Result<RegistryRef> {
    let full = reference.to_string();
    let rest = full.get(end..).unwrap_or_default();
    format!("{}{rest}", location.trim_end_matches('/')).parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conf(text: &str) -> RegistriesConf {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("r.conf"), text).unwrap();
        RegistriesConf::load(&[dir.path().to_path_buf(), dir.path().join("missing")]).unwrap()
    }

    const TEXT: &str = r#"
unqualified-search-registries = ["quay.io"]
[[registry]]
prefix = "docker.io"
location = "docker.io"
[[registry.mirror]]
location = "mirror.local:5000/hub"
insecure = true
[[registry.mirror]]
location = "digests.local"
pull-from-mirror = "digest-only"
[[registry]]
prefix = "docker.io/library/special"
location = "other.example/special"
[[registry]]
prefix = "*.bad.example"
blocked = true
[aliases]
"tool" = "quay.io/team/tool"
"#;

    fn sources(name: &str) -> Vec<String> {
        conf(TEXT).sources(&name.parse().unwrap()).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn mirrors_come_before_the_place_itself() {
        assert_eq!(sources("debian:12"), ["mirror.local:5000/hub/library/debian:12", "docker.io/library/debian:12"]);
        let digest = format!("debian@sha256:{}", "a".repeat(64));
        assert_eq!(sources(&digest).len(), 3);
        assert_eq!(sources("quay.io/x/y:1"), ["quay.io/x/y:1"]);
    }

    #[test]
    fn the_longest_prefix_counts() {
        assert_eq!(sources("special:2"), ["other.example/special:2"]);
        assert_eq!(sources("specials:2").len(), 2);
    }

    #[test]
    fn blocked_insecure_and_aliases() {
        let conf = conf(TEXT);
        let e = conf.primary(&"x.bad.example/a:1".parse().unwrap()).unwrap_err();
        assert_eq!(e.kind(), Kind::Denied);
        assert!(conf.insecure_hosts().contains("mirror.local:5000"));
        assert_eq!(conf.alias("tool:3").as_deref(), Some("quay.io/team/tool:3"));
        assert_eq!(conf.alias("tools:3"), None);
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        for bad in ["[registries.search]\nregistries = []\n", "[[registry]]\n", "x = ["] {
            std::fs::write(dir.path().join("r.conf"), bad).unwrap();
            assert!(RegistriesConf::load(&[dir.path().join("r.conf")]).is_err(), "{bad}");
        }
    }
}
