//! imgtool's own policies: which images are allowed, by signatures, by what is attested of them,
//! and by age. The first rule whose pattern fits an image's name decides; whatever cannot be
//! decided is not allowed.

mod file;

use super::findings;
use super::key::PublicKey;
use super::keyless::identity::Identity;
use super::keyless::root::TrustedRoot;
use super::payload::Statement;
use super::policy::Decision;
use super::verify::{Request, Wanted, verify};
use crate::error::{Error, Kind, Result};
use crate::image::{BlobSource, Image, Node};
use crate::oci::{Digest, Platform, RegistryRef};
use file::{Verdict, Vulnerabilities};
use regex::Regex;
use serde_json::Value;
use serde_json_path::JsonPath;
use std::collections::BTreeMap;
use std::sync::Arc;

const DAY: i64 = 24 * 60 * 60;
/// Clocks differ; nothing may be younger than this many seconds from now.
const SKEW: i64 = 300;
/// Findings that a reason names.
const NAMED: usize = 5;

const BASE_NAME: &str = "org.opencontainers.image.base.name";
const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";
/// Where provenance says what was built: never among the dependencies.
const SOURCES: [&str; 6] = [
    "/buildDefinition/externalParameters/source",
    "/buildDefinition/externalParameters/repository",
    "/buildDefinition/externalParameters/context",
    "/buildDefinition/externalParameters/workflow/repository",
    "/buildDefinition/externalParameters/configSource/uri",
    "/invocation/configSource/uri",
];

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

fn parsed_time(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|t| t.timestamp())
}

impl Signers {
    fn request(&self, wanted: Wanted, root: &Option<Arc<TrustedRoot>>) -> Request {
        let identities = self.identities.clone();
        Request { identities, root: root.clone(), ..Request::by_keys(wanted, self.keys.clone()) }
    }

    fn count(&self) -> usize {
        self.keys.len() + self.identities.len()
    }
}

impl Rules {
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
    use super::file::glob;
    use super::*;
    use std::path::Path;

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
