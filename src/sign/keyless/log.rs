//! Entries of a transparency log (Rekor v1 and v2), verified without asking it.
//!
//! Two proofs exist: the log's *promise* (SET), which alone vouches for the time, and the *path*
//! from the entry to a root of the Merkle tree, which a signed checkpoint names. Tiled logs (Rekor v2)
//! make no promises: the time is somebody else's to say.

use super::merkle;
use super::root::{Log, TrustedRoot};
use crate::oci::digest::{hex, unhex};
use crate::sign::dsse::Envelope;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

type Said<T> = std::result::Result<T, String>;

/// The longest path that is looked at: a tree of 2^64 leaves has one of 64.
const MAX_PATH: usize = 64;
/// The largest entry that is looked at, in bytes.
const MAX_BODY: usize = 48 << 20;
/// The largest checkpoint, in bytes.
const MAX_CHECKPOINT: usize = 64 << 10;

/// An entry, unverified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the log, over all trees.
    pub index: u64,
    /// The log: the SHA-256 of its key.
    pub log: Vec<u8>,
    /// `hashedrekord`, `dsse`, …
    pub kind: String,
    /// The kind's version.
    pub version: String,
    /// When it was entered, in seconds since 1970: what the promise vouches for.
    pub time: i64,
    /// The log's signature over body, time, log and index.
    pub promise: Option<Vec<u8>>,
    /// The way to the tree's root.
    pub path: Option<Path>,
    /// What was entered, canonical JSON.
    pub body: Vec<u8>,
}

/// The way to a tree's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The leaf's number in this tree.
    pub index: u64,
    /// The tree's size.
    pub size: u64,
    /// The tree's root.
    pub root: Vec<u8>,
    /// The hashes beside the way, from the leaf up.
    pub hashes: Vec<[u8; 32]>,
    /// The signed note that names size and root.
    pub checkpoint: String,
}

/// What an entry must be about.
pub struct About<'a> {
    /// What was signed: a payload, or an envelope's payload.
    pub payload: &'a [u8],
    /// Its signature.
    pub signature: &'a [u8],
    /// The envelope, where it is one's.
    pub envelope: Option<&'a Envelope>,
    /// The key's SubjectPublicKeyInfo, or the certificate, DER.
    pub verifier: &'a [u8],
}

/// A number, which protobuf's JSON has as text.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn bytes(value: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(value.as_str()?).ok()
}

fn hashes(list: &Value, decode: impl Fn(&Value) -> Option<Vec<u8>>) -> Option<Vec<[u8; 32]>> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    if list.len() > MAX_PATH {
        return None;
    }
    list.iter().map(|h| decode(h)?.try_into().ok()).collect()
}

impl Entry {
    /// As a bundle has it.
    pub fn from_bundle(value: &Value) -> Said<Entry> {
        let read = || {
            let proof = &value["inclusionProof"];
            let path = match proof.is_object() {
                false => None,
                true => Some(Path {
                    index: number(&proof["logIndex"]).or(proof["logIndex"].is_null().then_some(0))?,
                    size: number(&proof["treeSize"])?,
                    root: bytes(&proof["rootHash"])?,
                    hashes: hashes(&proof["hashes"], bytes)?,
                    checkpoint: proof["checkpoint"]["envelope"].as_str().unwrap_or_default().to_string(),
                }),
            };
            let promise = &value["inclusionPromise"]["signedEntryTimestamp"];
            Some(Entry {
                index: number(&value["logIndex"]).or(value["logIndex"].is_null().then_some(0))?,
                log: bytes(&value["logId"]["keyId"])?,
                kind: value["kindVersion"]["kind"].as_str()?.to_string(),
                version: value["kindVersion"]["version"].as_str()?.to_string(),
                time: i64::try_from(number(&value["integratedTime"]).unwrap_or(0)).ok()?,
                promise: if promise.is_null() { None } else { Some(bytes(promise)?) },
                path,
                body: bytes(&value["canonicalizedBody"])?,
            })
        };
        read().ok_or_else(|| "its log entry cannot be read".to_string())
    }

    /// As Rekor answers: `{uuid: {…}}`.
    pub fn from_answer(answer: &Value) -> Said<Entry> {
        let read = || {
            let value = answer.as_object()?.values().next()?;
            let (verification, proof) = (&value["verification"], &value["verification"]["inclusionProof"]);
            let unhex = |v: &Value| unhex(v.as_str()?);
            let path = match proof.is_object() {
                false => None,
                true => Some(Path {
                    index: number(&proof["logIndex"])?,
                    size: number(&proof["treeSize"])?,
                    root: unhex(&proof["rootHash"])?,
                    hashes: hashes(&proof["hashes"], unhex)?,
                    checkpoint: proof["checkpoint"].as_str()?.to_string(),
                }),
            };
            let body = bytes(&value["body"])?;
            let parsed: Value = serde_json::from_slice(&body).ok()?;
            Some(Entry {
                index: number(&value["logIndex"])?,
                log: unhex(&value["logID"])?,
                kind: parsed["kind"].as_str()?.to_string(),
                version: parsed["apiVersion"].as_str()?.to_string(),
                time: i64::try_from(number(&value["integratedTime"])?).ok()?,
                promise: Some(bytes(&verification["signedEntryTimestamp"])?),
                path,
                body,
            })
        };
        read().ok_or_else(|| "the log's answer is no entry".to_string())
    }

    /// As the annotation of cosign's tag form has it.
    pub fn from_annotation(text: &str) -> Said<Entry> {
        let read = || {
            let value: Value = serde_json::from_str(text).ok()?;
            let payload = &value["Payload"];
            let body = bytes(&payload["body"])?;
            let parsed: Value = serde_json::from_slice(&body).ok()?;
            Some(Entry {
                index: number(&payload["logIndex"])?,
                log: unhex(payload["logID"].as_str()?)?,
                kind: parsed["kind"].as_str()?.to_string(),
                version: parsed["apiVersion"].as_str()?.to_string(),
                time: payload["integratedTime"].as_i64()?,
                promise: Some(bytes(&value["SignedEntryTimestamp"])?),
                path: None,
                body,
            })
        };
        read().ok_or_else(|| "its log entry cannot be read".to_string())
    }

    /// As a bundle has it.
    pub fn to_json(&self) -> Value {
        let mut out = json!({
            "logIndex": self.index.to_string(),
            "logId": {"keyId": STANDARD.encode(&self.log)},
            "kindVersion": {"kind": self.kind, "version": self.version},
            "integratedTime": self.time.to_string(),
            "canonicalizedBody": STANDARD.encode(&self.body),
        });
        if let Some(promise) = &self.promise {
            out["inclusionPromise"] = json!({"signedEntryTimestamp": STANDARD.encode(promise)});
        }
        if let Some(path) = &self.path {
            out["inclusionProof"] = json!({
                "logIndex": path.index.to_string(),
                "rootHash": STANDARD.encode(&path.root),
                "treeSize": path.size.to_string(),
                "hashes": path.hashes.iter().map(|h| STANDARD.encode(h)).collect::<Vec<_>>(),
                "checkpoint": {"envelope": path.checkpoint},
            });
        }
        out
    }

    /// As the annotation of cosign's tag form has it.
    pub fn to_annotation(&self) -> String {
        json!({
            "SignedEntryTimestamp": STANDARD.encode(self.promise.as_deref().unwrap_or_default()),
            "Payload": {
                "body": STANDARD.encode(&self.body),
                "integratedTime": self.time,
                "logIndex": self.index,
                "logID": hex(&self.log),
            },
        })
        .to_string()
    }

    /// Is it in a log of the root's, and about this signature? Then the time it was entered at.
    /// `path` asks for the way to the tree's root: the promise alone does not do. Where somebody else has vouched for
    /// the time (`stamped`), the way alone does.
    pub fn check(&self, root: &TrustedRoot, about: &About<'_>, path: bool, stamped: Option<i64>) -> Said<i64> {
        if self.body.len() > MAX_BODY {
            return Err(format!("its log entry has {} bytes", self.body.len()));
        }
        if self.is_tiled() && self.path.is_none() {
            return Err("its log entry has no inclusion proof".into());
        }
        let known = root.logs.iter().filter(|l| self.is_of(l)).collect::<Vec<_>>();
        if known.is_empty() {
            return Err("its log entry is of a log that is not in the trusted root".into());
        }
        let promise = self.promise.as_ref().filter(|_| !self.is_tiled());
        let time = match (promise, stamped) {
            (Some(_), _) => self.time,
            (None, Some(time)) => time,
            (None, None) if self.is_tiled() => {
                let why =
                    "its log entry (Rekor v2) says no time: it needs a timestamp by an authority of the trusted root";
                return Err(why.into());
            }
            (None, None) => return Err("its log entry has no promise (SET): nobody vouches for its time".into()),
        };
        let log = known
            .into_iter()
            .find(|l| l.valid.holds(time))
            .ok_or("its log entry is of a time when the log's key was not in use")?;
        if let Some(promise) = promise
            && !log.key.verifies(self.promised().as_bytes(), promise)
        {
            return Err("its log entry's promise (SET) is not of the log".into());
        }
        match &self.path {
            Some(way) => way.check(&self.body, log, self.is_tiled())?,
            None if path || promise.is_none() => return Err("its log entry has no inclusion proof".into()),
            None => {}
        }
        self.is_about(about)?;
        Ok(time)
    }

    /// Is it of a tiled log (Rekor v2)?
    fn is_tiled(&self) -> bool {
        matches!((self.kind.as_str(), self.version.as_str()), ("hashedrekord" | "dsse", "0.0.2"))
    }

    /// Tiled logs are called what their checkpoints call them; some say the key's own name.
    fn is_of(&self, log: &Log) -> bool {
        let tiled = |way: &Path| log.checkpoint_id(way.origin()).is_some_and(|id| id == self.log || log.id == self.log);
        match &self.path {
            Some(way) if self.is_tiled() => tiled(way),
            _ => log.id == self.log,
        }
    }

    /// What the promise signs: canonical JSON (RFC 8785).
    fn promised(&self) -> String {
        format!(
            r#"{{"body":"{}","integratedTime":{},"logID":"{}","logIndex":{}}}"#,
            STANDARD.encode(&self.body),
            self.time,
            hex(&self.log),
            self.index
        )
    }

    fn is_about(&self, about: &About<'_>) -> Said<()> {
        let other = || "its log entry is about another signature".to_string();
        let body: Value = serde_json::from_slice(&self.body).map_err(|_| "its log entry is no JSON")?;
        if body["kind"] != self.kind.as_str() || body["apiVersion"] != self.version.as_str() {
            return Err("its log entry is of another kind than it says".into());
        }
        let spec = &body["spec"];
        let digest = hex(&Sha256::digest(about.payload));
        let is_digest = |hash: &Value| hash["algorithm"] == "sha256" && hash["value"] == digest.as_str();
        let is_verifier = |text: &Value| bytes(text).and_then(|pem| der(&pem)).is_some_and(|d| d == about.verifier);
        let is_signature = |text: &Value| bytes(text).is_some_and(|s| s == about.signature);
        // Of tiled logs: protobuf's JSON, DER without PEM around it.
        let is_signed = |signature: &Value| {
            let verifier = &signature["verifier"];
            let whose = match verifier["x509Certificate"].is_null() {
                true => &verifier["publicKey"]["rawBytes"],
                false => &verifier["x509Certificate"]["rawBytes"],
            };
            is_signature(&signature["content"]) && bytes(whose).is_some_and(|der| der == about.verifier)
        };
        let fits =
            match (self.kind.as_str(), self.version.as_str(), about.envelope.is_some()) {
                ("hashedrekord", "0.0.1", false) => {
                    is_digest(&spec["data"]["hash"])
                        && is_signature(&spec["signature"]["content"])
                        && is_verifier(&spec["signature"]["publicKey"]["content"])
                }
                ("dsse", "0.0.1", true) => {
                    let signatures = spec["signatures"].as_array().map(Vec::as_slice).unwrap_or_default();
                    is_digest(&spec["payloadHash"])
                        && signatures.iter().any(|s| is_signature(&s["signature"]) && is_verifier(&s["verifier"]))
                }
                ("intoto", "0.0.2", true) => {
                    let signatures = spec["content"]["envelope"]["signatures"].as_array();
                    // Encoded twice.
                    let twice = |text: &Value| bytes(text).and_then(|s| STANDARD.decode(s).ok());
                    is_digest(&spec["content"]["payloadHash"])
                        && signatures.map(Vec::as_slice).unwrap_or_default().iter().any(|s| {
                            twice(&s["sig"]).is_some_and(|s| s == about.signature) && is_verifier(&s["publicKey"])
                        })
                }
                ("hashedrekord", "0.0.2", _) => {
                    let spec = &spec["hashedRekordV002"];
                    // What the signature covers: of an envelope, its encoding.
                    let message = about.envelope.map(|e| e.message(about.payload));
                    is_hash(&spec["data"], message.as_deref().unwrap_or(about.payload)) && is_signed(&spec["signature"])
                }
                ("dsse", "0.0.2", true) => {
                    let spec = &spec["dsseV002"];
                    let signatures = spec["signatures"].as_array().map(Vec::as_slice).unwrap_or_default();
                    is_hash(&spec["payloadHash"], about.payload) && signatures.iter().any(is_signed)
                }
                _ => {
                    let (kind, version) = (self.kind.escape_debug(), self.version.escape_debug());
                    return Err(format!("its log entry is of the kind {kind} {version}, which is not known here"));
                }
            };
        if fits { Ok(()) } else { Err(other()) }
    }
}

/// Is it the hash of this, as tiled logs write hashes?
fn is_hash(hash: &Value, of: &[u8]) -> bool {
    let is = match hash["algorithm"].as_str() {
        Some("SHA2_256") => Sha256::digest(of).to_vec(),
        Some("SHA2_384") => Sha384::digest(of).to_vec(),
        Some("SHA2_512") => Sha512::digest(of).to_vec(),
        _ => return false,
    };
    bytes(&hash["digest"]).is_some_and(|digest| digest == is)
}

/// The content of the first PEM block.
fn der(pem: &[u8]) -> Option<Vec<u8>> {
    crate::sign::key::pem_block(pem).ok().map(|(_, der)| der.to_vec())
}

impl Path {
    /// The log's name, as its checkpoint has it.
    fn origin(&self) -> &str {
        self.checkpoint.lines().next().unwrap_or_default()
    }

    fn check(&self, body: &[u8], log: &Log, tiled: bool) -> Said<()> {
        let way =
            || "its inclusion proof does not lead to the tree's root: it is cut off or of another entry".to_string();
        let root = merkle::root(merkle::leaf(body), self.index, self.size, &self.hashes).ok_or_else(way)?;
        if root.as_slice() != self.root {
            return Err(way());
        }
        let no = |why: &str| format!("its log's checkpoint {why}");
        if self.checkpoint.is_empty() || self.checkpoint.len() > MAX_CHECKPOINT {
            return Err(no("is missing"));
        }
        let (note, signatures) = self.checkpoint.split_once("\n\n").ok_or_else(|| no("cannot be read"))?;
        let note = format!("{note}\n");
        let mut lines = note.lines().skip(1);
        let size = lines.next().and_then(|l| l.parse::<u64>().ok());
        let named = lines.next().and_then(|l| STANDARD.decode(l).ok());
        if size != Some(self.size) || named.as_deref() != Some(root.as_slice()) {
            return Err(no("is of another tree"));
        }
        // In logs that are not tiled, who signs has another name than the tree.
        let (id, signer) = match tiled {
            true => (log.checkpoint_id(self.origin()).unwrap_or_default(), Some(self.origin())),
            false => (log.id.clone(), None),
        };
        // Witnesses may have signed along.
        let signed = signatures.lines().take(MAX_PATH).any(|line| {
            let Some((name, encoded)) = line.strip_prefix("\u{2014} ").and_then(|l| l.rsplit_once(' ')) else {
                return false;
            };
            let Ok(bytes) = STANDARD.decode(encoded) else { return false };
            signer.is_none_or(|signer| signer == name)
                && bytes.split_at_checked(4).is_some_and(|(hint, signature)| {
                    id.starts_with(hint) && log.key.verifies(note.as_bytes(), signature)
                })
        });
        if signed { Ok(()) } else { Err(no("is not signed by the log")) }
    }
}
