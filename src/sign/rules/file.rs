//! How a policy of imgtool's is written: read strictly, its keys with it.

use super::{DAY, Demand, Rule, Rules, Says, Signers, Test};
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::read_small;
use crate::sign::findings::Severity;
use crate::sign::key::{MAX_KEY, PublicKey};
use crate::sign::keyless::identity::{Identity, Match};
use crate::sign::keyless::root::TrustedRoot;
use crate::sign::payload::predicate_type;
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest policy that is read, in bytes.
const MAX_POLICY: u64 = 1 << 20;
const VULN: [&str; 3] = [
    "https://cosign.sigstore.dev/attestation/vuln/v1",
    "https://in-toto.io/attestation/vulns/v0.1",
    "https://in-toto.io/attestation/vulns/v0.2",
];
const SBOMS: [&str; 3] = ["https://spdx.dev/Document", "https://spdx.dev/Document/v2.3", "https://cyclonedx.org/bom"];
const SLSA: [&str; 3] =
    ["https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2", "https://slsa.dev/provenance/v0.1"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verdict {
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
pub(super) struct Vulnerabilities {
    pub(super) max_severity: Severity,
    max_age: Option<String>,
    #[serde(default)]
    pub(super) ignore: Vec<String>,
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
pub(super) fn glob(pattern: &str) -> Result<Regex> {
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
        let raw = read_small(path, MAX_POLICY, what)?;
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
}
