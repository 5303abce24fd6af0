//! A repository of The Update Framework (TUF 1.0): how a trusted root is kept fresh by people who need not
//! be trusted.
//!
//! ```text
//! pinned root ── 2.root.json, 3.root.json, … (each signed by the one before, and by itself)
//! newest root ── timestamp.json ── N.snapshot.json ── N.targets.json ── HASH.trusted_root.json
//! ```
//!
//! Each document is signed by enough of the keys that the root names for it, is not expired, is not older than
//! what was seen before, and as long as what names it says. Delegations are not followed.

use super::key::PublicKey;
use crate::error::{Error, Kind, Result};
use crate::oci::digest::{hex, unhex};
use async_trait::async_trait;
use olpc_cjson::CanonicalFormatter;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha512};

/// The target that is wanted.
pub const TRUSTED_ROOT: &str = "trusted_root.json";
/// The largest document that is read, in bytes.
const MAX_DOCUMENT: usize = 4 << 20;
/// The largest timestamp, in bytes: its size is named nowhere.
const MAX_TIMESTAMP: usize = 64 << 10;
/// So many new roots are followed in one run.
const MAX_ROOTS: u64 = 256;
/// The most signatures and keys of one document.
const MAX_KEYS: usize = 256;

/// What comes before a key's own bytes in its SubjectPublicKeyInfo, where a repository has it bare.
const ED25519: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

/// Where a repository lies.
#[async_trait]
pub trait Mirror: Send + Sync {
    /// A file of it, of at most so many bytes; None where there is none.
    async fn get(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>>;
}

/// The documents of a repository, as they were read.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// The newest root.
    pub root: Vec<u8>,
    /// Empty where it was never read.
    pub timestamp: Vec<u8>,
    /// Empty where it was never read.
    pub snapshot: Vec<u8>,
    /// Empty where it was never read.
    pub targets: Vec<u8>,
}

fn no(what: String, why: impl std::fmt::Display) -> Error {
    Error::new(Kind::Untrusted, what).because(why.to_string())
}

/// Keys of kinds that are not known prove nothing, and do no harm.
fn key(value: &Value) -> Option<PublicKey> {
    let text = value["keyval"]["public"].as_str()?;
    let head = match value["keytype"].as_str()? {
        "ed25519" => Some(ED25519),
        "ecdsa" | "ecdsa-sha2-nistp256" => Some(P256),
        "ecdsa-sha2-nistp384" => None,
        _ => return None,
    };
    match text.contains("-----BEGIN") {
        true => PublicKey::from_pem(text.as_bytes()).ok(),
        false => PublicKey::from_der(&[head?, &unhex(text)?].concat()).ok(),
    }
}

/// A document, parsed; who has signed it is another question.
struct Document {
    name: String,
    signed: Value,
    signatures: Vec<(String, Vec<u8>)>,
    version: u64,
    expires: i64,
}

impl Document {
    fn parse(name: &str, kind: &str, raw: &[u8]) -> Result<Document> {
        let bad = |why: &str| no(format!("{name} is no document of a TUF repository"), why);
        let mut all: Value = serde_json::from_slice(raw).map_err(|e| bad(&e.to_string()))?;
        let signed = all.get_mut("signed").map(Value::take).unwrap_or_default();
        if signed["_type"] != kind {
            return Err(bad(&format!("it is no '{kind}'")));
        }
        let spec = signed["spec_version"].as_str().unwrap_or_default();
        if spec.split('.').next() != Some("1") {
            return Err(bad(&format!("it follows version '{}' of the specification; 1 is known", spec.escape_debug())));
        }
        let version = signed["version"].as_u64().filter(|v| *v > 0).ok_or_else(|| bad("it has no version"))?;
        let expires = signed["expires"].as_str().and_then(|t| chrono::DateTime::parse_from_rfc3339(t).ok());
        let expires = expires.ok_or_else(|| bad("it does not say when it expires"))?.timestamp();
        let list = all["signatures"].as_array().filter(|l| l.len() <= MAX_KEYS);
        let signatures = list.ok_or_else(|| bad("it has no signatures, or too many"))?;
        // Whoever has not signed yet may stand there with an empty signature.
        let one = |s: &Value| Some((s["keyid"].as_str()?.to_string(), unhex(s["sig"].as_str()?)?));
        let signatures = signatures.iter().filter_map(one).collect();
        Ok(Document { name: name.to_string(), signed, signatures, version, expires })
    }

    /// What is signed: canonical JSON.
    fn message(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, CanonicalFormatter::new());
        self.signed
            .serialize(&mut serializer)
            .map_err(|e| no(format!("{} is no document of a TUF repository", self.name), e))?;
        Ok(out)
    }

    /// Have enough of the keys signed it that `root` names for `role`? Two names of one key are one key.
    fn signed_by(&self, root: &Document, role: &str) -> Result<()> {
        let (keys, role) = (&root.signed["keys"], &root.signed["roles"][role]);
        let ids = role["keyids"].as_array().map(Vec::as_slice).unwrap_or_default();
        let threshold = role["threshold"].as_u64().unwrap_or(0);
        if threshold == 0 || ids.len() > MAX_KEYS {
            return Err(no(format!("{} says nobody who signs {}", root.name, self.name), "it has no keys for it"));
        }
        let message = self.message()?;
        let mut signers: Vec<Vec<u8>> = Vec::new();
        for id in ids.iter().filter_map(Value::as_str) {
            let Some(key) = key(&keys[id]) else { continue };
            let signed = self.signatures.iter().any(|(by, signature)| by == id && key.verifies(&message, signature));
            if signed && !signers.iter().any(|s| s == key.der()) {
                signers.push(key.der().to_vec());
            }
        }
        if (signers.len() as u64) < threshold {
            let why =
                format!("{} of the keys that {} names have signed; {threshold} are needed", signers.len(), root.name);
            return Err(no(format!("{} is not signed by enough", self.name), why));
        }
        Ok(())
    }

    fn fresh(&self, now: i64) -> Result<()> {
        if self.expires > now {
            return Ok(());
        }
        let until = self.signed["expires"].as_str().unwrap_or_default();
        Err(no(format!("{} is expired", self.name), format!("it was valid until {until}"))
            .hint("the repository is not kept any more, or somebody keeps its newer documents from you"))
    }

    fn not_before(&self, seen: u64) -> Result<()> {
        if self.version >= seen {
            return Ok(());
        }
        let why = format!("it is version {}, and {seen} was seen before", self.version);
        Err(no(format!("{} is rolled back", self.name), why))
    }

    /// What it says of another document.
    fn meta(&self, name: &str) -> Result<&Value> {
        let meta = &self.signed["meta"][name];
        match meta["version"].as_u64() {
            Some(_) => Ok(meta),
            None => Err(no(format!("{} does not name {name}", self.name), "it has no version of it")),
        }
    }
}

fn version(meta: &Value) -> u64 {
    meta["version"].as_u64().unwrap_or(0)
}

/// So many bytes at most are read of what somebody has said this of.
fn limit_of(name: &str, said: &Value) -> Result<usize> {
    let Some(length) = said.get("length") else { return Ok(MAX_DOCUMENT) };
    match length.as_u64().and_then(|length| usize::try_from(length).ok()) {
        Some(length) if length <= MAX_DOCUMENT => Ok(length),
        _ => Err(Error::new(Kind::Limit, format!("{name} is too large"))
            .because(format!("its length is given as {length}; at most {MAX_DOCUMENT} bytes are read"))),
    }
}

/// Is it as long as, and what, somebody has said?
fn as_said(name: &str, raw: &[u8], said: &Value, must: bool) -> Result<()> {
    let other = |why: String| Err(no(format!("{name} is not what is signed"), why));
    if let Some(length) = said["length"].as_u64()
        && raw.len() as u64 != length
    {
        return other(format!("it has {} bytes, not {length}", raw.len()));
    }
    let mut known = 0;
    let hashes = said["hashes"].as_object();
    for (algorithm, hash) in hashes.into_iter().flatten() {
        let is = match algorithm.as_str() {
            "sha256" => hex(&Sha256::digest(raw)),
            "sha512" => hex(&Sha512::digest(raw)),
            _ => continue,
        };
        if hash.as_str() != Some(&is) {
            return other("its hash is another one".into());
        }
        known += 1;
    }
    match known == 0 && (must || hashes.is_some_and(|h| !h.is_empty())) {
        true => other("no hash of it is named that is known here (sha256, sha512)".into()),
        false => Ok(()),
    }
}

async fn need(mirror: &dyn Mirror, name: &str, limit: usize) -> Result<Vec<u8>> {
    let missing = || {
        Error::new(Kind::NotFound, format!("the TUF repository has no {name}"))
            .hint("the mirror is the URL that timestamp.json is directly below")
    };
    mirror.get(name, limit).await?.ok_or_else(missing)
}

/// Follows the roots from the one that is trusted to the newest.
async fn newest_root(mirror: &dyn Mirror, seen: &mut Documents, now: i64) -> Result<Document> {
    let mut root = Document::parse("root.json", "root", &seen.root)?;
    // What is pinned must at least be whole.
    root.signed_by(&root, "root")?;
    for _ in 0..MAX_ROOTS {
        let Some(version) = root.version.checked_add(1) else { break };
        let name = format!("{version}.root.json");
        let Some(raw) = mirror.get(&name, MAX_DOCUMENT).await? else { break };
        let next = Document::parse(&name, "root", &raw)?;
        next.signed_by(&root, "root")?;
        next.signed_by(&next, "root")?;
        if next.version != version {
            return Err(no(format!("{name} is another root"), format!("it is version {}", next.version)));
        }
        (root, seen.root) = (next, raw);
    }
    // One of those on the way may be expired.
    root.fresh(now)?;
    Ok(root)
}

/// A repository whose root is known.
struct Reading<'a> {
    mirror: &'a dyn Mirror,
    root: &'a Document,
    /// Names of files say which version they are.
    consistent: bool,
}

impl Reading<'_> {
    /// What was read before, as far as the keys of today have signed it. What they have not is forgotten: else nobody
    /// could recover from a stolen key.
    fn before(&self, kind: &str, raw: &[u8]) -> Option<Document> {
        let document = Document::parse(&format!("{kind}.json"), kind, raw).ok()?;
        document.signed_by(self.root, kind).is_ok().then_some(document)
    }

    async fn timestamp(&self, before: &[u8], now: i64) -> Result<(Document, Vec<u8>)> {
        let raw = need(self.mirror, "timestamp.json", MAX_TIMESTAMP).await?;
        let timestamp = Document::parse("timestamp.json", "timestamp", &raw)?;
        timestamp.signed_by(self.root, "timestamp")?;
        let named = version(timestamp.meta("snapshot.json")?);
        if let Some(old) = self.before("timestamp", before) {
            timestamp.not_before(old.version)?;
            let before = old.meta("snapshot.json").map_or(0, version);
            if named < before {
                let why = format!("it names version {named} of snapshot.json, and {before} was seen before");
                return Err(no("timestamp.json is rolled back".into(), why));
            }
        }
        timestamp.fresh(now)?;
        Ok((timestamp, raw))
    }

    async fn snapshot(&self, meta: &Value, before: &[u8], now: i64) -> Result<(Document, Vec<u8>)> {
        let (snapshot, raw) = self.next(meta, "snapshot").await?;
        if let Some(old) = self.before("snapshot", before) {
            for (name, meta) in old.signed["meta"].as_object().into_iter().flatten() {
                let (named, before) = (version(snapshot.meta(name)?), version(meta));
                if named < before {
                    let why = format!("it names version {named} of {name}, and {before} was seen before");
                    return Err(no(format!("{} is rolled back", snapshot.name), why));
                }
            }
        }
        snapshot.fresh(now)?;
        Ok((snapshot, raw))
    }

    /// The document of which another one has said `meta`.
    async fn next(&self, meta: &Value, kind: &str) -> Result<(Document, Vec<u8>)> {
        let name = match self.consistent {
            true => format!("{}.{kind}.json", version(meta)),
            false => format!("{kind}.json"),
        };
        let raw = need(self.mirror, &name, limit_of(&name, meta)?).await?;
        as_said(&name, &raw, meta, false)?;
        let document = Document::parse(&name, kind, &raw)?;
        document.signed_by(self.root, kind)?;
        if document.version != version(meta) {
            let why = format!("it is version {}, not {}", document.version, version(meta));
            return Err(no(format!("{name} is not what is signed"), why));
        }
        Ok((document, raw))
    }

    /// The file itself, as the targets have it.
    async fn target(&self, targets: &Document) -> Result<Vec<u8>> {
        let said = &targets.signed["targets"][TRUSTED_ROOT];
        if !said.is_object() {
            return Err(Error::new(Kind::NotFound, format!("the TUF repository has no target {TRUSTED_ROOT}"))
                .because(format!("{} does not name it; delegations are not followed here", targets.name))
                .hint("get the file otherwise, and give it to verify with --trusted-root"));
        }
        let hash = |algorithm: &str| said["hashes"][algorithm].as_str().filter(|h| unhex(h).is_some());
        let name = match hash("sha256").or_else(|| hash("sha512")).filter(|_| self.consistent) {
            Some(hash) => format!("targets/{hash}.{TRUSTED_ROOT}"),
            None => format!("targets/{TRUSTED_ROOT}"),
        };
        let raw = need(self.mirror, &name, limit_of(TRUSTED_ROOT, said)?).await?;
        as_said(TRUSTED_ROOT, &raw, said, true)?;
        Ok(raw)
    }
}

/// Reads the repository anew, and gives the trusted root. `seen` is what was read before, at least a root that is
/// trusted; nothing older than that is taken. Each document that is proven takes its predecessor's place there, even
/// where a later one is not: keep them all, so that nobody can take them back.
pub async fn update(mirror: &dyn Mirror, seen: &mut Documents, now: i64) -> Result<Vec<u8>> {
    let root = newest_root(mirror, seen, now).await?;
    let reading = Reading { mirror, root: &root, consistent: root.signed["consistent_snapshot"] == true };
    let (timestamp, raw) = reading.timestamp(&seen.timestamp, now).await?;
    seen.timestamp = raw;
    let (snapshot, raw) = reading.snapshot(timestamp.meta("snapshot.json")?, &seen.snapshot, now).await?;
    seen.snapshot = raw;
    let (targets, raw) = reading.next(snapshot.meta("targets.json")?, "targets").await?;
    targets.fresh(now)?;
    seen.targets = raw;
    reading.target(&targets).await
}

/// Until when a document says that it is to be believed: seconds since 1970. Who has signed it is not looked at.
pub fn expires(kind: &str, raw: &[u8]) -> Option<i64> {
    Document::parse(kind, kind, raw).ok().map(|document| document.expires)
}
