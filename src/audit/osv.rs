//! Known flaws of packages: records of the OSV schema, from a file, a directory or an archive of them, matched
//! against an [`Inventory`]. Records stream by; only what matches is kept.

use super::version::{Scheme, compare};
use super::{Finding, Severity};
use crate::error::{Context, Error, Kind, Result};
use crate::sbom::{Inventory, Package};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::str::FromStr;

/// The largest record that is read, and the largest file of records.
const MAX_RECORD: u64 = 16 << 20;
const MAX_FILE: u64 = 512 << 20;
/// As many bytes and records of one database are read.
const MAX_TOTAL: u64 = 64 << 30;
const MAX_RECORDS: usize = 5_000_000;

/// Go's `null` is nothing.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> std::result::Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(d)?.unwrap_or_default())
}

/// One record (OSV schema 1.x), as far as it is looked at.
#[derive(Debug, Clone, Deserialize)]
pub struct Record {
    /// Its name.
    pub id: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    details: String,
    #[serde(default, deserialize_with = "list")]
    aliases: Vec<String>,
    #[serde(default, deserialize_with = "list")]
    upstream: Vec<String>,
    #[serde(default)]
    withdrawn: Option<String>,
    #[serde(default, deserialize_with = "list")]
    severity: Vec<Score>,
    #[serde(default, deserialize_with = "list")]
    affected: Vec<Affected>,
    #[serde(default)]
    database_specific: Value,
}

#[derive(Debug, Clone, Deserialize)]
struct Score {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    score: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Affected {
    package: Option<Named>,
    #[serde(default, deserialize_with = "list")]
    severity: Vec<Score>,
    #[serde(default, deserialize_with = "list")]
    ranges: Vec<Range>,
    #[serde(default, deserialize_with = "list")]
    versions: Vec<String>,
    #[serde(default)]
    ecosystem_specific: Value,
    #[serde(default)]
    database_specific: Value,
}

#[derive(Debug, Clone, Deserialize)]
struct Named {
    #[serde(default)]
    ecosystem: String,
    #[serde(default)]
    name: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Range {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default, deserialize_with = "list")]
    events: Vec<Event>,
}

#[derive(Debug, Clone, Deserialize)]
struct Event {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

/// How a kind of package is called in records, and how its versions are ordered.
fn ecosystem(kind: &str, distribution: Option<&(String, String)>) -> Option<(String, Scheme)> {
    let (id, version) = distribution.map_or(("", ""), |(id, version)| (id.as_str(), version.as_str()));
    let major = version.split('.').next().unwrap_or_default();
    let with = |name: &str, release: &str| if release.is_empty() { name.into() } else { format!("{name}:{release}") };
    Some(match (kind, id) {
        ("pypi", _) => ("PyPI".into(), Scheme::Pep440),
        ("npm", _) => ("npm".into(), Scheme::Semver),
        ("cargo", _) => ("crates.io".into(), Scheme::Semver),
        ("golang", _) => ("Go".into(), Scheme::Semver),
        ("deb", "ubuntu") => (with("Ubuntu", version), Scheme::Dpkg),
        ("deb", "debian" | "") => (with("Debian", major), Scheme::Dpkg),
        ("apk", "wolfi") => ("Wolfi".into(), Scheme::Apk),
        ("apk", "chainguard") => ("Chainguard".into(), Scheme::Apk),
        ("apk", _) => {
            let release: Vec<&str> = version.split('.').take(2).collect();
            let release = if version.is_empty() { String::new() } else { format!("v{}", release.join(".")) };
            (with("Alpine", &release), Scheme::Apk)
        }
        ("rpm", "rocky") => (with("Rocky Linux", major), Scheme::Rpm),
        ("rpm", "almalinux") => (with("AlmaLinux", major), Scheme::Rpm),
        ("rpm", "opensuse-leap") => (with("openSUSE:Leap", version), Scheme::Rpm),
        ("rpm", "rhel") => (with("Red Hat", major), Scheme::Rpm),
        _ => return None,
    })
}

/// Does a record's ecosystem mean ours? `Debian` means every release, `Ubuntu:22.04:LTS` is `Ubuntu:22.04`.
fn same_ecosystem(theirs: &str, ours: &str) -> bool {
    let base = |e: &'_ str| e.split(':').next().unwrap_or_default().to_string();
    if base(theirs) != base(ours) {
        return false;
    }
    let (theirs, ours) = (theirs.strip_suffix(":LTS").unwrap_or(theirs), ours);
    theirs == ours || !theirs.contains(':') || !ours.contains(':')
}

/// A package as records name it.
struct Subject {
    ecosystem: String,
    scheme: Scheme,
    version: String,
    /// As the image names it.
    shown: String,
}

/// Packages waiting for records, and what was found.
pub struct Matcher {
    subjects: HashMap<(String, String), Vec<Subject>>,
    /// The findings.
    pub findings: Vec<Finding>,
    /// Records that were looked at.
    pub records: usize,
    bytes: u64,
    told: HashSet<(String, String)>,
}

fn base_of(ecosystem: &str) -> String {
    ecosystem.split(':').next().unwrap_or_default().to_string()
}

impl Matcher {
    /// For the packages of an image.
    pub fn new(inventory: &Inventory) -> Matcher {
        let mut subjects: HashMap<(String, String), Vec<Subject>> = HashMap::new();
        for package in &inventory.packages {
            let Some((ecosystem, scheme)) = ecosystem(package.kind, inventory.distribution.as_ref()) else { continue };
            for (name, version) in names(package) {
                let subject = Subject {
                    ecosystem: ecosystem.clone(),
                    scheme,
                    version,
                    shown: format!("{} {}", package.name, package.version),
                };
                subjects.entry((base_of(&ecosystem), name)).or_default().push(subject);
            }
        }
        Matcher { subjects, findings: Vec::new(), records: 0, bytes: 0, told: HashSet::new() }
    }

    /// Reads a database: a record, a list of them, an archive of records, or a directory of all of these.
    pub fn read(&mut self, path: &Path) -> Result<()> {
        let what = || format!("read the OSV database {}", path.display());
        if !path.is_dir() {
            return self.file(path).context(what);
        }
        let mut files = 0;
        for entry in walkdir::WalkDir::new(path).max_depth(8).sort_by_file_name() {
            let entry = entry.map_err(|e| Error::new(Kind::Io, what()).because(e))?;
            let known = entry.path().extension().is_some_and(|e| e == "json" || e == "zip");
            if entry.file_type().is_file() && known {
                files += 1;
                self.file(entry.path()).context(what)?;
            }
        }
        if files == 0 {
            return Err(Error::new(Kind::NotFound, what())
                .because("it has no *.json and no *.zip")
                .hint("OSV publishes an all.zip for each ecosystem"));
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<()> {
        let what = || path.display().to_string();
        let (mut file, size) = crate::image::file::open_regular(path)?;
        let mut start = Vec::new();
        (&mut file).take(4).read_to_end(&mut start).context(what)?;
        std::io::Seek::rewind(&mut file).context(what)?;
        if start.starts_with(b"PK") {
            return self.archive(file).context(what);
        }
        if size > MAX_FILE {
            return Err(Error::new(Kind::Limit, format!("{} has {size} bytes: too many", path.display())));
        }
        let mut raw = Vec::new();
        BufReader::new(file).take(MAX_FILE).read_to_end(&mut raw).context(what)?;
        self.document(&raw).context(what)
    }

    fn archive(&mut self, file: File) -> Result<()> {
        let bad = |e: rawzip::Error| Error::new(Kind::Format, "the archive cannot be read").because(e);
        let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
        let archive = rawzip::ZipArchive::from_file(file, &mut buffer).map_err(bad)?;
        let mut entries = archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry().map_err(bad)? {
            let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
            if entry.is_dir() || !name.ends_with(".json") {
                continue;
            }
            let method = entry.compression_method();
            let inside = archive.get_entry(entry.wayfinder()).map_err(bad)?;
            let reader: Box<dyn Read + '_> = match method {
                rawzip::CompressionMethod::STORE => Box::new(inside.reader()),
                rawzip::CompressionMethod::DEFLATE => Box::new(flate2::read::DeflateDecoder::new(inside.reader())),
                other => {
                    let what = format!("{name}: compression {other:?} is not known");
                    return Err(Error::new(Kind::Unsupported, what));
                }
            };
            let mut raw = Vec::new();
            // What it says of its own size is not believed.
            inside
                .verifying_reader(reader)
                .take(MAX_RECORD + 1)
                .read_to_end(&mut raw)
                .context(|| format!("read {name}"))?;
            if raw.len() as u64 > MAX_RECORD {
                return Err(Error::new(Kind::Limit, format!("{name} has more than {MAX_RECORD} bytes")));
            }
            self.document(&raw).context(|| name.clone())?;
        }
        Ok(())
    }

    /// One record, a list, or `{"vulns": […]}`.
    fn document(&mut self, raw: &[u8]) -> Result<()> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Document {
            One(Box<Record>),
            Many(Vec<Record>),
            Answer { vulns: Vec<Record> },
        }
        self.bytes = self.bytes.saturating_add(raw.len() as u64);
        if self.bytes > MAX_TOTAL || self.records > MAX_RECORDS {
            return Err(Error::new(Kind::Limit, "the database is too large"));
        }
        let document: Document =
            serde_json::from_slice(raw).map_err(|e| Error::new(Kind::Format, "it is no OSV record").because(e))?;
        match document {
            Document::One(record) => self.record(&record),
            Document::Many(records) | Document::Answer { vulns: records } => {
                records.iter().for_each(|r| self.record(r));
            }
        }
        Ok(())
    }

    /// Matches one record.
    pub fn record(&mut self, record: &Record) {
        self.records += 1;
        if record.withdrawn.is_some() {
            return;
        }
        for affected in &record.affected {
            let Some(named) = &affected.package else { continue };
            let base = base_of(&named.ecosystem);
            let name = if base == "PyPI" { normal(&named.name) } else { named.name.clone() };
            let Some(subjects) = self.subjects.get(&(base, name)) else { continue };
            for subject in subjects.iter().filter(|s| same_ecosystem(&named.ecosystem, &s.ecosystem)) {
                let Some(fixed) = hit(affected, subject) else { continue };
                if self.told.insert((record.id.clone(), subject.shown.clone())) {
                    self.findings.push(finding(record, affected, subject, fixed));
                }
            }
        }
    }
}

/// PEP 503.
fn normal(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// The names and versions under which records know a package: Debian's and Alpine's are those of sources, the
/// distributions of rpm use either.
fn names(package: &Package) -> Vec<(String, String)> {
    let own = (package.name.clone(), package.version.clone());
    match &package.source {
        Some(source) if package.kind == "rpm" && source.0 != own.0 => vec![own, source.clone()],
        Some(source) if package.kind != "rpm" => vec![source.clone()],
        _ => vec![own],
    }
}

/// Is the version affected? Then the version that is not any more, where one is known.
fn hit(affected: &Affected, subject: &Subject) -> Option<Option<String>> {
    let mut fixed = None;
    let mut is_hit = affected.versions.contains(&subject.version);
    for range in affected.ranges.iter().filter(|r| r.kind != "GIT") {
        let scheme = if range.kind == "SEMVER" { Scheme::Semver } else { subject.scheme };
        match in_range(&range.events, scheme, &subject.version) {
            Some(until) => {
                is_hit = true;
                fixed = fixed.or(until);
            }
            None => continue,
        }
    }
    is_hit.then_some(fixed)
}

/// The schema's "Evaluation": events in the order of their versions switch between affected and not.
fn in_range(events: &[Event], scheme: Scheme, version: &str) -> Option<Option<String>> {
    let order = |a: &str, b: &str| match (a, b) {
        ("0", "0") => Some(Ordering::Equal),
        ("0", _) => Some(Ordering::Less),
        (_, "0") => Some(Ordering::Greater),
        _ => compare(scheme, a, b),
    };
    let limits: Vec<&String> = events.iter().filter_map(|e| e.limit.as_ref()).collect();
    let before = |l: &&String| l.as_str() == "*" || order(version, l).is_some_and(Ordering::is_lt);
    if !limits.is_empty() && !limits.iter().any(before) {
        return None;
    }
    // What an event does once the version has reached it; one that cannot be compared does nothing.
    let mut steps: Vec<(&str, bool, bool)> = Vec::new();
    for event in events {
        for (at, on, after) in
            [(&event.introduced, true, false), (&event.fixed, false, false), (&event.last_affected, false, true)]
        {
            if let Some(at) = at {
                // A bound that is no version: better to leave the range out than to guess.
                order(at, version)?;
                steps.push((at, on, after));
            }
        }
    }
    steps.sort_by(|a, b| order(a.0, b.0).unwrap_or(Ordering::Equal).then(b.1.cmp(&a.1)));
    let mut affected = false;
    let mut until = None;
    for (at, on, after) in steps {
        let passed = order(version, at).is_some_and(|o| if after { o.is_gt() } else { o.is_ge() });
        if passed {
            affected = on;
        } else if affected && !on && !after && until.is_none() {
            until = Some(at.to_string());
        }
    }
    affected.then_some(until)
}

/// A CVSS vector's score, else the word that the database has.
fn severity(record: &Record, affected: &Affected) -> (Severity, bool) {
    let vectors = affected.severity.iter().chain(&record.severity);
    let score = |s: &Score| {
        let vector = cvss::Cvss::from_str(&s.score).ok()?;
        Some(vector.score())
    };
    let scored = vectors.clone().filter(|s| s.kind.starts_with("CVSS")).filter_map(score).reduce(f64::max);
    if let Some(score) = scored {
        let word = match score {
            s if s >= 9.0 => Severity::Critical,
            s if s >= 7.0 => Severity::High,
            s if s >= 4.0 => Severity::Medium,
            _ => Severity::Low,
        };
        return (word, true);
    }
    let word = |text: &str| match text.to_lowercase().as_str() {
        "critical" => Some(Severity::Critical),
        "high" | "important" => Some(Severity::High),
        "medium" | "moderate" => Some(Severity::Medium),
        "low" | "negligible" | "unimportant" | "none" => Some(Severity::Low),
        _ => None,
    };
    let places = [
        &affected.ecosystem_specific["severity"],
        &affected.ecosystem_specific["urgency"],
        &affected.database_specific["severity"],
        &record.database_specific["severity"],
    ];
    let words = places.into_iter().filter_map(Value::as_str).chain(vectors.map(|s| s.score.as_str()));
    match words.filter_map(word).next() {
        Some(severity) => (severity, true),
        // Nobody has rated it: neither nothing nor everything.
        None => (Severity::Medium, false),
    }
}

fn finding(record: &Record, affected: &Affected, subject: &Subject, fixed: Option<String>) -> Finding {
    let (severity, rated) = severity(record, affected);
    let about = if record.summary.is_empty() { record.details.lines().next().unwrap_or("") } else { &record.summary };
    let mut message: String = about.chars().take(200).collect();
    if message.is_empty() {
        message = "a known flaw".into();
    }
    if !rated {
        message.push_str(" (nobody has rated it)");
    }
    let mut finding = Finding::new("vulnerable-package", severity, message);
    finding.fix = match &fixed {
        Some(version) => format!("update to {version} or newer"),
        None => "no fixed version is known: remove the package, or check whether the flaw matters here".into(),
    };
    finding.id = Some(record.id.clone());
    finding.aliases = record.aliases.iter().chain(&record.upstream).cloned().collect();
    finding.package = Some(subject.shown.clone());
    finding.fixed = fixed;
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Kind, name, version, source.
    type Written<'a> = (&'static str, &'a str, &'a str, Option<(&'a str, &'a str)>);

    fn inventory(distribution: (&str, &str), packages: &[Written<'_>]) -> Inventory {
        let package = |(kind, name, version, source): &Written<'_>| Package {
            kind,
            name: name.to_string(),
            version: version.to_string(),
            architecture: None,
            license: None,
            source: source.map(|(n, v)| (n.to_string(), v.to_string())),
        };
        Inventory {
            packages: packages.iter().map(package).collect(),
            distribution: Some((distribution.0.into(), distribution.1.into())),
            gaps: Vec::new(),
        }
    }

    fn found(inventory: &Inventory, record: Value) -> Vec<(String, Option<String>, Severity)> {
        let mut matcher = Matcher::new(inventory);
        matcher.document(&serde_json::to_vec(&record).unwrap()).unwrap();
        matcher.findings.into_iter().map(|f| (f.package.unwrap(), f.fixed, f.severity)).collect()
    }

    fn record(ecosystem: &str, name: &str, events: Value) -> Value {
        json!({"id": "X-1", "affected": [{"package": {"ecosystem": ecosystem, "name": name},
            "ranges": [{"type": "ECOSYSTEM", "events": events}], "versions": null}]})
    }

    #[test]
    fn debian_goes_by_source_and_release() {
        let have = inventory(("debian", "12.5"), &[("deb", "libssl3", "3.0.1-1+b1", Some(("openssl", "3.0.1-1")))]);
        let fixed = |e: &str, v: &str| found(&have, record(e, "openssl", json!([{"introduced": "0"}, {"fixed": v}])));
        assert_eq!(fixed("Debian:12", "3.0.1-1+deb12u1")[0].1.as_deref(), Some("3.0.1-1+deb12u1"));
        assert!(fixed("Debian:12", "3.0.1-1").is_empty());
        assert!(fixed("Debian:11", "9").is_empty());
        assert_eq!(fixed("Debian", "9").len(), 1);
        assert!(fixed("Alpine:v3.18", "9").is_empty());
        assert!(found(&have, record("Debian:12", "libssl3", json!([{"introduced": "0"}]))).is_empty());
    }

    #[test]
    fn events_switch() {
        let have = |v: &str| inventory(("alpine", "3.20.1"), &[("npm", "x", v, None)]);
        let events =
            json!([{"fixed": "1.2.0"}, {"introduced": "1.0.0"}, {"introduced": "2.0.0"}, {"last_affected": "2.1.0"}]);
        let is = |v: &str| !found(&have(v), record("npm", "x", events.clone())).is_empty();
        let all: Vec<bool> = ["0.9.0", "1.0.0", "1.1.9", "1.2.0", "2.0.0", "2.1.0", "2.1.1", "not"].map(is).to_vec();
        assert_eq!(all, [false, true, true, false, true, true, false, false]);
        let listed =
            json!({"id": "X", "affected": [{"package": {"ecosystem": "npm", "name": "x"}, "versions": ["not"]}]});
        assert_eq!(found(&have("not"), listed.clone()).len(), 1);
        let mut withdrawn = listed;
        withdrawn["withdrawn"] = "2024-01-01T00:00:00Z".into();
        assert!(found(&have("not"), withdrawn).is_empty());
    }

    #[test]
    fn names_of_ecosystems() {
        let of = |kind: &str, id: &str, version: &str| ecosystem(kind, Some(&(id.into(), version.into()))).map(|e| e.0);
        assert_eq!(of("apk", "alpine", "3.20.1").as_deref(), Some("Alpine:v3.20"));
        assert_eq!(of("deb", "debian", "13").as_deref(), Some("Debian:13"));
        assert_eq!(of("deb", "ubuntu", "22.04").as_deref(), Some("Ubuntu:22.04"));
        assert!(
            same_ecosystem("Ubuntu:22.04:LTS", "Ubuntu:22.04")
                && !same_ecosystem("Ubuntu:Pro:22.04:LTS", "Ubuntu:22.04")
        );
        assert_eq!(of("rpm", "rocky", "9.3").as_deref(), Some("Rocky Linux:9"));
        assert_eq!(of("deb", "other", "1"), None);
    }

    #[test]
    fn severities() {
        let have = inventory(("debian", "12"), &[("pypi", "a-b", "1.0", None)]);
        let of = |extra: Value| {
            let mut r = record("PyPI", "A_b", json!([{"introduced": "0"}]));
            r.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            found(&have, r)[0].2
        };
        // Scores of the CVSS 3.1 examples: 9.8, 5.3 and 3.3 of the standard's calculator.
        let vector = |v: &str| json!({"severity": [{"type": "CVSS_V3", "score": v}]});
        assert_eq!(of(vector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")), Severity::Critical);
        assert_eq!(of(vector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N")), Severity::Medium);
        assert_eq!(of(vector("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N")), Severity::Low);
        assert_eq!(of(json!({"database_specific": {"severity": "MODERATE"}})), Severity::Medium);
        assert_eq!(of(json!({"severity": [{"type": "Ubuntu", "score": "high"}]})), Severity::High);
        assert_eq!(of(json!({})), Severity::Medium);
        assert_eq!(of(vector("CVSS:3.1/nonsense")), Severity::Medium);
    }

    #[test]
    fn what_is_no_database_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let mut matcher = Matcher::new(&inventory(("debian", "12"), &[]));
        assert_eq!(matcher.read(dir.path()).unwrap_err().kind(), Kind::NotFound);
        let file = dir.path().join("a.json");
        std::fs::write(&file, "{").unwrap();
        assert_eq!(matcher.read(&file).unwrap_err().kind(), Kind::Format);
        std::fs::write(&file, "PK\x03\x04 no archive").unwrap();
        assert_eq!(matcher.read(dir.path()).unwrap_err().kind(), Kind::Format);
        assert!(matcher.read(&dir.path().join("none")).is_err());
    }
}
