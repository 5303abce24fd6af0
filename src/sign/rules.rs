//! imgtool's own policies: which images are allowed, by signatures, by what is attested of them,
//! and by age. The first rule whose pattern fits an image's name decides; whatever cannot be
//! decided is not allowed.

use super::findings::{self, Severity};
use super::key::{MAX_KEY, PublicKey};
use super::keyless::identity::{Identity, Match};
use super::keyless::root::TrustedRoot;
use super::payload::{Statement, predicate_type};
use super::policy::Decision;
use super::verify::{Request, Wanted, verify};
use crate::error::{Context, Error, Kind, Result};
use crate::image::{BlobSource, Image, Node};
use crate::oci::{Digest, Platform, RegistryRef};
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest policy that is read, in bytes.
const MAX_POLICY: u64 = 1 << 20;
const DAY: i64 = 24 * 60 * 60;
/// Clocks differ; nothing may be younger than this many seconds from now.
const SKEW: i64 = 300;
/// Findings that a reason names.
const NAMED: usize = 5;

const BASE_NAME: &str = "org.opencontainers.image.base.name";
const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";
const VULN: [&str; 3] = [
    "https://cosign.sigstore.dev/attestation/vuln/v1",
    "https://in-toto.io/attestation/vulns/v0.1",
    "https://in-toto.io/attestation/vulns/v0.2",
];
const SBOMS: [&str; 3] = ["https://spdx.dev/Document", "https://spdx.dev/Document/v2.3", "https://cyclonedx.org/bom"];
const SLSA: [&str; 3] =
    ["https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2", "https://slsa.dev/provenance/v0.1"];
/// Where provenance says what was built: never among the dependencies.
const SOURCES: [&str; 6] = [
    "/buildDefinition/externalParameters/source",
    "/buildDefinition/externalParameters/repository",
    "/buildDefinition/externalParameters/context",
    "/buildDefinition/externalParameters/workflow/repository",
    "/buildDefinition/externalParameters/configSource/uri",
    "/invocation/configSource/uri",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Accept,
    Reject,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    version: u32,
    trusted_root: Option<PathBuf>,
    #[serde(default)]
    rules: Vec<RuleFile>,
    default: Option<Verdict>,
    store: Option<Verdict>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RuleFile {
    name: Option<String>,
    images: Vec<String>,
    verdict: Option<Verdict>,
    signatures: Option<SignersFile>,
    source: Option<String>,
    sbom: Option<bool>,
    vulnerabilities: Option<Vulnerabilities>,
    #[serde(default)]
    attestations: Vec<AttestationFile>,
    max_age: Option<String>,
    base: Option<BaseFile>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignersFile {
    by: Vec<WhoFile>,
    threshold: Option<usize>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WhoFile {
    key: Option<PathBuf>,
    key_data: Option<String>,
    subject: Option<String>,
    subject_regexp: Option<String>,
    issuer: Option<String>,
    issuer_regexp: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Vulnerabilities {
    max_severity: Severity,
    max_age: Option<String>,
    #[serde(default)]
    ignore: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AttestationFile {
    #[serde(rename = "type")]
    kind: String,
    signatures: Option<SignersFile>,
    #[serde(default)]
    fields: Vec<FieldFile>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FieldFile {
    path: String,
    equals: Option<Value>,
    matches: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BaseFile {
    max_age: String,
}

/// Who must have signed.
#[derive(Debug, Clone)]
struct Signers {
    keys: Vec<PublicKey>,
    identities: Vec<Identity>,
    threshold: usize,
}

#[derive(Debug)]
enum Test {
    Equals(Value),
    Matches(Regex),
}

#[derive(Debug)]
enum Demand {
    Signatures(Signers),
    Attestation { kinds: Vec<String>, by: Signers, says: Says },
    Age(i64),
    BaseAge(i64),
}

/// What must be said.
#[derive(Debug)]
enum Says {
    Fields(Vec<(String, JsonPath, Test)>),
    Source(String),
    Findings(Vulnerabilities, Option<i64>),
}

#[derive(Debug)]
struct Rule {
    name: String,
    patterns: Vec<Regex>,
    verdict: Option<Verdict>,
    demands: Vec<(String, Demand)>,
}

/// A policy, parsed, its keys read.
#[derive(Debug)]
pub struct Rules {
    rules: Vec<Rule>,
    default: Verdict,
    /// What of the store is taken without looking.
    pub accepts_store: bool,
    root: Option<Arc<TrustedRoot>>,
}

/// Opens images of registries: bases.
#[async_trait::async_trait]
pub trait Elsewhere: Send + Sync {
    /// The image or index with this digest.
    async fn open(&self, name: &RegistryRef) -> Result<Node>;
}

/// What is decided about.
pub struct Case<'a> {
    /// What people call it: `registry.example/team/app`, `oci:/a/directory`.
    pub name: &'a str,
    /// Where signatures are.
    pub source: &'a Arc<dyn BlobSource>,
    /// Digests of which one must be proven.
    pub subjects: &'a [Digest],
    /// The image itself, where it is one.
    pub image: Option<&'a Image>,
    /// Seconds since 1970.
    pub now: i64,
    /// Other images.
    pub elsewhere: &'a dyn Elsewhere,
}

fn bad(why: impl Into<String>) -> Error {
    Error::new(Kind::Format, "it is no policy").because(why.into())
}

/// `30d`, `12h`: in seconds.
fn age(text: &str) -> Result<i64> {
    let number = |unit: char| text.strip_suffix(unit).and_then(|n| n.parse::<i64>().ok()).filter(|n| *n >= 0);
    let seconds = match (number('d'), number('h')) {
        (Some(days), _) => days.checked_mul(DAY),
        (_, Some(hours)) => hours.checked_mul(60 * 60),
        _ => None,
    };
    seconds.ok_or_else(|| bad(format!("'{text}' is no age: write 30d or 12h")))
}

/// `*` is a part of a name between slashes, or some of one; `**` any number of them.
fn glob(pattern: &str) -> Result<Regex> {
    let mut out = String::from("^");
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**") {
            out.push_str(".*");
            rest = after;
        } else if let Some(after) = rest.strip_prefix('*') {
            out.push_str("[^/]*");
            rest = after;
        } else {
            out.push_str(&regex::escape(&c.to_string()));
            rest = &rest[c.len_utf8()..];
        }
    }
    out.push('$');
    Regex::new(&out).map_err(|e| bad(format!("the pattern '{pattern}': {e}")))
}

fn parsed_time(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|t| t.timestamp())
}

impl Signers {
    fn new(file: &SignersFile, dir: &Path) -> Result<Signers> {
        let (mut keys, mut identities) = (Vec::new(), Vec::new());
        for who in &file.by {
            let named =
                [&who.subject, &who.subject_regexp, &who.issuer, &who.issuer_regexp].iter().any(|n| n.is_some());
            match (&who.key, &who.key_data, named) {
                (Some(path), None, false) => {
                    let path = dir.join(path);
                    let what = || format!("read the key {}, which the policy names", path.display());
                    let mut raw = Vec::new();
                    std::fs::File::open(&path).and_then(|f| f.take(MAX_KEY).read_to_end(&mut raw)).context(what)?;
                    keys.push(PublicKey::from_pem(&raw).context(what)?);
                }
                (None, Some(text), false) => {
                    keys.push(
                        PublicKey::from_pem(text.as_bytes())
                            .context(|| "read a key that is in the policy".to_string())?,
                    );
                }
                (None, None, true) => {
                    let of = |what: &str, exact: &Option<String>, pattern: &Option<String>| match (exact, pattern) {
                        (Some(text), None) => Match::new(what, Some(text), None),
                        (None, Some(pattern)) => Match::whole(what, pattern),
                        _ => Err(bad(format!("a signer needs {what} or {what}Regexp"))),
                    };
                    identities.push(Identity {
                        subject: of("subject", &who.subject, &who.subject_regexp)?,
                        issuer: of("issuer", &who.issuer, &who.issuer_regexp)?,
                    });
                }
                _ => return Err(bad("a signer is a key, a keyData, or a subject with an issuer")),
            }
        }
        let all = keys.len() + identities.len();
        let threshold = file.threshold.unwrap_or(1);
        if threshold == 0 || threshold > all {
            return Err(bad(format!("threshold is {threshold} of {all} signers")));
        }
        let mut seen: Vec<&[u8]> = keys.iter().map(PublicKey::der).collect();
        seen.sort_unstable();
        if seen.windows(2).any(|w| w[0] == w[1]) {
            return Err(bad("one key is there twice, and would count twice"));
        }
        Ok(Signers { keys, identities, threshold })
    }

    fn request(&self, wanted: Wanted, root: &Option<Arc<TrustedRoot>>) -> Request {
        let identities = self.identities.clone();
        Request { identities, root: root.clone(), ..Request::by_keys(wanted, self.keys.clone()) }
    }

    fn count(&self) -> usize {
        self.keys.len() + self.identities.len()
    }
}

impl Rule {
    fn new(file: RuleFile, number: usize, dir: &Path) -> Result<Rule> {
        let name = file.name.clone().unwrap_or_else(|| format!("{number}"));
        if file.images.is_empty() {
            return Err(bad(format!("rule {name} fits no image: images is empty")));
        }
        let patterns = file.images.iter().map(|p| glob(p)).collect::<Result<Vec<_>>>()?;
        let signers = file.signatures.as_ref().map(|s| Signers::new(s, dir)).transpose()?;
        let by = |own: &Option<SignersFile>| match (own, &signers) {
            (Some(own), _) => Signers::new(own, dir),
            (None, Some(signers)) => Ok(Signers { threshold: 1, ..signers.clone() }),
            (None, None) => Err(bad(format!("rule {name}: nobody is named who must have signed attestations"))),
        };
        let mut demands = Vec::new();
        if let Some(signers) = &signers {
            demands.push(("signatures".to_string(), Demand::Signatures(signers.clone())));
        }
        let mut attested = |name: &str, kinds: Vec<String>, by: Signers, says: Says| {
            demands.push((name.to_string(), Demand::Attestation { kinds, by, says }));
        };
        let all = |kinds: &[&str]| kinds.iter().map(|k| (*k).to_string()).collect();
        if let Some(source) = &file.source {
            attested("source", all(&SLSA), by(&None)?, Says::Source(source.clone()));
        }
        if file.sbom == Some(true) {
            attested("sbom", all(&SBOMS), by(&None)?, Says::Fields(Vec::new()));
        }
        if let Some(limit) = &file.vulnerabilities {
            let oldest = limit.max_age.as_deref().map(age).transpose()?;
            attested("vulnerabilities", all(&VULN), by(&None)?, Says::Findings(limit.clone(), oldest));
        }
        for one in &file.attestations {
            let kind = predicate_type(&one.kind).map_err(|e| bad(e.what()))?;
            let fields = one.fields.iter().map(field).collect::<Result<Vec<_>>>()?;
            attested(&format!("attestation {}", one.kind), vec![kind], by(&one.signatures)?, Says::Fields(fields));
        }
        if let Some(text) = &file.max_age {
            demands.push(("maxAge".into(), Demand::Age(age(text)?)));
        }
        if let Some(base) = &file.base {
            demands.push(("base".into(), Demand::BaseAge(age(&base.max_age)?)));
        }
        if file.verdict.is_some() != demands.is_empty() {
            return Err(bad(format!("rule {name} needs either a verdict (accept, reject) or something to check")));
        }
        Ok(Rule { name, patterns, verdict: file.verdict, demands })
    }
}

fn field(file: &FieldFile) -> Result<(String, JsonPath, Test)> {
    let path = JsonPath::parse(&file.path).map_err(|e| bad(format!("path '{}': {e}", file.path)))?;
    let test = match (&file.equals, &file.matches) {
        (Some(value), None) => Test::Equals(value.clone()),
        (None, Some(pattern)) => Test::Matches(
            Regex::new(&format!("^(?:{pattern})$")).map_err(|e| bad(format!("matches '{pattern}': {e}")))?,
        ),
        _ => return Err(bad(format!("the field {} needs equals or matches", file.path))),
    };
    Ok((file.path.clone(), path, test))
}

impl Rules {
    /// Reads a policy, and the keys that it names (paths are those beside it).
    pub fn load(path: &Path) -> Result<Rules> {
        let what = || format!("read the policy {}", path.display());
        let mut raw = Vec::new();
        std::fs::File::open(path).and_then(|f| f.take(MAX_POLICY + 1).read_to_end(&mut raw)).context(what)?;
        if raw.len() as u64 > MAX_POLICY {
            return Err(Error::new(Kind::Limit, format!("{} has more than {MAX_POLICY} bytes", path.display())));
        }
        Rules::parse(&raw, path.parent().unwrap_or(Path::new("."))).map_err(|e| e.context(what()))
    }

    /// Parses a policy. What is not known is refused.
    pub fn parse(raw: &[u8], dir: &Path) -> Result<Rules> {
        let file: File = serde_yaml_ng::from_slice(raw).map_err(|e| bad(e.to_string()))?;
        if file.version != 1 {
            return Err(bad(format!("version {} is not known; 1 is", file.version)));
        }
        let root = file.trusted_root.map(|p| TrustedRoot::load(&dir.join(p))).transpose()?.map(Arc::new);
        let mut rules = Vec::new();
        for (number, rule) in file.rules.into_iter().enumerate() {
            rules.push(Rule::new(rule, number + 1, dir)?);
        }
        let default = file.default.unwrap_or(Verdict::Reject);
        Ok(Rules { rules, default, accepts_store: file.store == Some(Verdict::Accept), root })
    }

    /// Does one of its rules fit, so that not its default decides?
    pub fn names(&self, name: &str) -> bool {
        self.rule(name).is_some()
    }

    /// Does it accept whatever it is asked about?
    pub fn accepts_all(&self) -> bool {
        let accept = Some(Verdict::Accept);
        self.default == Verdict::Accept && self.rules.iter().all(|r| r.verdict == accept && r.demands.is_empty())
    }

    fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.patterns.iter().any(|p| p.is_match(name)))
    }

    /// Decides by the first rule that fits.
    pub async fn decide(&self, case: &Case<'_>) -> Result<Decision> {
        let flat = |verdict: Verdict| match verdict {
            Verdict::Accept => ("verdict".to_string(), Ok("accept".to_string())),
            Verdict::Reject => ("verdict".to_string(), Err("reject".to_string())),
        };
        let Some(rule) = self.rule(case.name) else {
            return Ok(Decision { scope: "default: no rule fits".into(), requirements: vec![flat(self.default)] });
        };
        let mut requirements: Vec<_> = rule.verdict.map(flat).into_iter().collect();
        for (name, demand) in &rule.demands {
            requirements.push((name.clone(), self.verdict(demand, case).await?));
        }
        Ok(Decision { scope: format!("rule {}", rule.name), requirements })
    }

    async fn verdict(&self, demand: &Demand, case: &Case<'_>) -> Result<std::result::Result<String, String>> {
        Ok(match demand {
            Demand::Signatures(signers) => {
                let wanted = Wanted::Signatures;
                self.proven(signers, &[wanted], case, |_| Ok("signed".into())).await?
            }
            Demand::Attestation { kinds, by, says } => {
                let wanted: Vec<Wanted> = kinds.iter().map(|k| Wanted::Attestations(k.clone())).collect();
                self.proven(by, &wanted, case, |predicate| says.holds(predicate, case.now)).await?
            }
            Demand::Age(oldest) => match case.image {
                Some(image) => young(image, *oldest, case.now, "the image").await?,
                None => Err("an index has no age; name a platform".into()),
            },
            Demand::BaseAge(oldest) => base(case, *oldest).await?,
        })
    }

    /// Have enough of them signed something for which `holds`?
    async fn proven(
        &self,
        signers: &Signers,
        wanted: &[Wanted],
        case: &Case<'_>,
        holds: impl Fn(&Value) -> std::result::Result<String, String>,
    ) -> Result<std::result::Result<String, String>> {
        let mut why: Vec<String> = Vec::new();
        for subject in case.subjects {
            let mut by: BTreeMap<usize, String> = BTreeMap::new();
            let mut seen = 0;
            for wanted in wanted {
                let request = signers.request(wanted.clone(), &self.root);
                let outcome = verify(case.source, subject, &request).await?;
                seen += outcome.verified.len() + outcome.refused.len();
                for one in &outcome.verified {
                    let predicate = match &one.envelope {
                        Some(envelope) => predicate(envelope)?,
                        None => Value::Null,
                    };
                    match holds(&predicate) {
                        Ok(said) => {
                            by.insert(one.key, format!("{said} by {}", request.signatory(one.key)));
                        }
                        Err(e) => why.push(format!("{}: {e}", one.blob)),
                    }
                }
                if !outcome.refused.is_empty() {
                    why.push(outcome.reasons());
                }
            }
            if by.len() >= signers.threshold {
                let said: Vec<String> = by.into_values().collect();
                return Ok(Ok(format!("{subject}: {}", said.join(", "))));
            }
            if seen == 0 {
                why.push(format!("{subject} has none"));
            } else if signers.count() > 1 {
                why.push(format!(
                    "{subject}: {} of {} signers, {} needed",
                    by.len(),
                    signers.count(),
                    signers.threshold
                ));
            }
        }
        why.dedup();
        Ok(Err(why.join("\n  ")))
    }
}

fn predicate(envelope: &super::dsse::Envelope) -> Result<Value> {
    let statement = Statement::parse(&envelope.payload()?)?;
    let Some(raw) = statement.predicate else { return Ok(Value::Null) };
    serde_json::from_str(raw.get()).map_err(|e| Error::new(Kind::Format, "read a predicate").because(e))
}

impl Says {
    fn holds(&self, predicate: &Value, now: i64) -> std::result::Result<String, String> {
        match self {
            Says::Fields(fields) => {
                for (text, path, test) in fields {
                    let found = path.query(predicate).all();
                    // All that the path finds must fit: one good value among others says nothing.
                    let fits = |value: &&Value| match test {
                        Test::Equals(want) => *value == want,
                        Test::Matches(pattern) => value.as_str().is_some_and(|s| pattern.is_match(s)),
                    };
                    if found.is_empty() {
                        return Err(format!("it says nothing at {text}"));
                    }
                    if let Some(other) = found.iter().find(|v| !fits(v)) {
                        let told: String = other.to_string().chars().take(100).collect();
                        return Err(format!("{text} is {}", told.escape_debug()));
                    }
                }
                Ok("attested".into())
            }
            Says::Source(want) => {
                let said: Vec<&str> = SOURCES.iter().filter_map(|p| predicate.pointer(p)?.as_str()).collect();
                match said.as_slice() {
                    [] => Err("its provenance names no source".into()),
                    all if all.iter().all(|s| is_source(s, want)) => {
                        Ok(format!("built from {}", all[0].escape_debug()))
                    }
                    all => Err(format!("it is built from {}", all.join(", ").escape_debug())),
                }
            }
            Says::Findings(limit, oldest) => {
                let (found, ended) = findings::read(predicate).ok_or("its scan is in a form that is not known")?;
                if let Some(oldest) = oldest {
                    let ended = ended.as_deref().and_then(parsed_time).ok_or("its scan does not say when it ended")?;
                    aged(now, ended, *oldest, "its scan")?;
                }
                let ignored = |names: &[String]| names.iter().any(|n| limit.ignore.contains(n));
                let worse: Vec<String> = found
                    .iter()
                    .filter(|f| f.severity > limit.max_severity && !ignored(&f.names))
                    .map(|f| format!("{} in {} ({:?})", f.names.join("/"), f.package, f.severity).to_lowercase())
                    .collect();
                match worse.len() {
                    0 => Ok(format!("{} findings, none too severe", found.len())),
                    n => Err(format!("{n} findings too severe: {}", worse[..n.min(NAMED)].join(", ").escape_debug())),
                }
            }
        }
    }
}

/// `git+https://host/repo@commit` and `https://host/repo.git#ref` are of the source `https://host/repo`.
fn is_source(said: &str, want: &str) -> bool {
    fn bare(text: &str) -> &str {
        let text = text.strip_prefix("git+").unwrap_or(text);
        let after = text.find("://").map_or(0, |at| at + 3);
        let path = after + text[after..].find('/').unwrap_or(text.len() - after);
        let end = text[path..].find(['@', '#', '?']).map_or(text.len(), |at| path + at);
        let text = text[..end].trim_end_matches('/');
        text.strip_suffix(".git").unwrap_or(text)
    }
    !want.is_empty() && bare(said) == bare(want)
}

fn aged(now: i64, then: i64, oldest: i64, what: &str) -> std::result::Result<String, String> {
    let days = (now - then).max(0) / DAY;
    if then > now + SKEW {
        return Err(format!("{what} is of the future"));
    }
    match now - then <= oldest {
        true => Ok(format!("{what} is {days} days old")),
        false => Err(format!("{what} is {days} days old; {} are allowed", oldest / DAY)),
    }
}

async fn young(image: &Image, oldest: i64, now: i64, what: &str) -> Result<std::result::Result<String, String>> {
    let config: Value = serde_json::from_slice(&image.config_bytes().await?).unwrap_or_default();
    Ok(match config["created"].as_str().and_then(parsed_time) {
        Some(time) => aged(now, time, oldest, what),
        None => Err(format!("{what} does not say when it was made")),
    })
}

/// The age of the base that an image's annotations name, by its digest.
async fn base(case: &Case<'_>, oldest: i64) -> Result<std::result::Result<String, String>> {
    let Some(image) = case.image else { return Ok(Err("an index has no base; name a platform".into())) };
    let annotations = &image.manifest.annotations;
    let (Some(name), Some(digest)) = (annotations.get(BASE_NAME), annotations.get(BASE_DIGEST)) else {
        return Ok(Err(format!("the image does not name its base ({BASE_NAME} and {BASE_DIGEST})")));
    };
    let (Ok(name), Ok(digest)) = (name.parse::<RegistryRef>(), digest.parse::<Digest>()) else {
        return Ok(Err("the image names a base that is no name".into()));
    };
    let name = name.with_digest(digest);
    let opened = async {
        let node = case.elsewhere.open(&name).await?;
        match node {
            Node::Image(image) => Ok(image),
            index => {
                let config: Value = serde_json::from_slice(&image.config_bytes().await?).unwrap_or_default();
                let part = |name: &str| config[name].as_str().unwrap_or_default().to_string();
                let platform: Platform = format!("{}/{}", part("os"), part("architecture")).parse()?;
                index.image_for(&platform).await
            }
        }
    };
    match opened.await {
        Ok(base) => young(&base, oldest, case.now, &format!("the base {name}")).await,
        Err(e) => Ok(Err(format!("the base {name} cannot be read: {}", e.what()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_refused() {
        let key = super::super::key::PrivateKey::generate(super::super::key::Algorithm::EcdsaP256).unwrap();
        let pem = super::super::key::Signer::public(&key).to_pem().unwrap().replace('\n', "\\n");
        let by = format!("signatures: {{by: [{{keyData: \"{pem}\"}}]}}");
        let rule = |more: &str| format!("version: 1\nrules: [{{images: [a], {more}}}]");
        let parse = |text: &str| Rules::parse(text.as_bytes(), Path::new("."));
        parse(&rule("verdict: accept")).unwrap();
        parse(&rule(&by)).unwrap();
        parse(&rule(&format!("{by}, source: x, sbom: true, maxAge: 30d, base: {{maxAge: 12h}}"))).unwrap();
        for (text, why) in [
            ("".to_string(), "missing field `version`"),
            ("version: 2".into(), "version 2"),
            ("version: 1\nx: 1".into(), "unknown field `x`"),
            ("version: 1\nversion: 1".into(), "duplicate"),
            (rule("verdict: maybe"), "unknown variant `maybe`"),
            (rule("verdcit: accept"), "unknown field `verdcit`"),
            (rule("sbom: true"), "nobody is named"),
            (rule(&format!("{by}, verdict: accept")), "either a verdict"),
            (rule("sbom: false"), "either a verdict"),
            (rule("maxAge: 30"), "no age"),
            (rule("signatures: {by: []}"), "threshold is 1 of 0"),
            (rule("signatures: {by: [{subject: a}]}"), "issuer or issuerRegexp"),
            (rule(&format!("signatures: {{threshold: 2, by: [{{keyData: \"{pem}\"}}]}}")), "threshold is 2 of 1"),
            (rule(&format!("signatures: {{by: [{{keyData: \"{pem}\"}}, {{keyData: \"{pem}\"}}]}}")), "twice"),
            (rule(&format!("{by}, attestations: [{{type: nothing}}]")), "no type of attestation"),
            (rule(&format!("{by}, attestations: [{{type: spdx, fields: [{{path: '$.a'}}]}}]")), "equals or matches"),
            (rule(&format!("{by}, vulnerabilities: {{}}")), "missing field `maxSeverity`"),
        ] {
            let told = parse(&text).unwrap_err();
            assert!(told.what().contains("it is no policy"), "{text}");
            assert!(told.causes().join(" ").contains(why), "{text}: {:?}", told.causes());
        }
    }

    #[test]
    fn patterns_and_sources() {
        for (pattern, name, want) in [
            ("r.io/a", "r.io/a", true),
            ("r.io/a", "r.io/ab", false),
            ("r.io/*", "r.io/a", true),
            ("r.io/*", "r.io/a/b", false),
            ("r.io/**", "r.io/a/b", true),
            ("r.io/**", "rxio/a", false),
            ("*.r.io/**", "eu.r.io/a", true),
            ("**", "oci:/a/b", true),
        ] {
            assert_eq!(glob(pattern).unwrap().is_match(name), want, "{pattern} {name}");
        }
        let want = "https://git.example/team/app";
        for (said, is) in [
            (want, true),
            ("git+https://git.example/team/app@refs/heads/main", true),
            ("https://git.example/team/app.git#v1", true),
            ("https://git.example/team/app-evil", false),
            ("https://git.example/team/app/../evil", false),
            ("https://git.example@evil.example/team/app", false),
            ("", false),
        ] {
            assert_eq!(is_source(said, want), is, "{said}");
        }
    }
}
