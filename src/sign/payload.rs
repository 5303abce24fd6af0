//! What is signed: simple signing payloads (containers-signature(5)) and in-toto statements.

use crate::error::{Error, Kind, Result};
use crate::oci::Digest;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The `type` of a payload that cosign and containers/image know.
pub const SIMPLE_TYPE: &str = "cosign container image signature";

/// The predicate of a statement that says no more than: this image is signed.
pub const SIGNED: &str = "https://sigstore.dev/cosign/sign/v1";

/// The predicate of an attestation without a type of its own.
pub const CUSTOM: &str = "https://cosign.sigstore.dev/attestation/v1";

/// in-toto's statement, in the version that signatures are written in.
pub const STATEMENT_V1: &str = "https://in-toto.io/Statement/v1";
/// The version before, which cosign writes attestations in.
pub const STATEMENT_V01: &str = "https://in-toto.io/Statement/v0.1";

/// A simple signing payload.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Simple {
    /// What whoever verifies must understand.
    pub critical: Critical,
    /// What the signer says besides.
    pub optional: Option<Map<String, Value>>,
}

/// The part of a payload that must be understood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Critical {
    /// Under which name.
    pub identity: Identity,
    /// Which image.
    pub image: ImageName,
    /// [`SIMPLE_TYPE`].
    #[serde(rename = "type")]
    pub kind: String,
}

/// The name that an image is signed under.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Identity {
    /// A repository, maybe with a tag or digest.
    #[serde(rename = "docker-reference")]
    pub docker_reference: String,
}

/// The image that is signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImageName {
    /// The digest of its manifest (or index).
    #[serde(rename = "docker-manifest-digest")]
    pub docker_manifest_digest: String,
}

impl Simple {
    /// The payload for an image under a name.
    pub fn new(digest: &Digest, name: &str, annotations: &BTreeMap<String, String>) -> Simple {
        let optional = annotations.iter().map(|(k, v)| (k.clone(), Value::from(v.as_str()))).collect();
        Simple {
            critical: Critical {
                identity: Identity { docker_reference: name.to_string() },
                image: ImageName { docker_manifest_digest: digest.to_string() },
                kind: SIMPLE_TYPE.to_string(),
            },
            optional: (!annotations.is_empty()).then_some(optional),
        }
    }
}

/// An in-toto statement.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// Its version.
    #[serde(rename = "_type")]
    pub kind: String,
    /// What it is about.
    pub subject: Vec<Subject>,
    /// What kind of thing it says.
    pub predicate_type: String,
    /// What it says, byte by byte as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Box<RawValue>>,
}

/// What a statement is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Subject {
    /// Its name, which proves nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its digests by algorithm, in hex.
    pub digest: BTreeMap<String, String>,
    /// What the signer says of it besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Map<String, Value>>,
}

impl Statement {
    /// The statement that an image is signed, under a name where it has one.
    pub fn signed(digest: &Digest, name: Option<&str>, annotations: &BTreeMap<String, String>) -> Statement {
        let annotations = annotations.iter().map(|(k, v)| (k.clone(), Value::from(v.as_str()))).collect();
        let subject = Subject { name: name.map(Into::into), digest: digests(digest), annotations: Some(annotations) };
        Statement {
            kind: STATEMENT_V1.into(),
            subject: vec![subject],
            predicate_type: SIGNED.into(),
            predicate: RawValue::from_string("{}".into()).ok(),
        }
    }

    /// A statement that says `predicate` of an image.
    pub fn of(digest: &Digest, name: Option<&str>, predicate_type: &str, predicate: Box<RawValue>) -> Statement {
        Statement {
            kind: STATEMENT_V01.into(),
            subject: vec![Subject { name: name.map(Into::into), digest: digests(digest), annotations: None }],
            predicate_type: predicate_type.into(),
            predicate: Some(predicate),
        }
    }

    /// Reads a statement of a version that is known.
    pub fn parse(raw: &[u8]) -> Result<Statement> {
        let broken = |e| Error::new(Kind::Format, "its payload is no in-toto statement").because(e);
        let statement: Statement = serde_json::from_slice(raw).map_err(broken)?;
        if statement.kind != STATEMENT_V1 && statement.kind != STATEMENT_V01 {
            let what = format!("its payload is a '{}', which is no in-toto statement", statement.kind.escape_debug());
            return Err(Error::new(Kind::Format, what));
        }
        Ok(statement)
    }

    /// The subject with this digest.
    pub fn about(&self, digest: &Digest) -> Option<&Subject> {
        let is = |s: &&Subject| s.digest.get(digest.algorithm().name()).map(String::as_str) == Some(digest.hex());
        self.subject.iter().find(is)
    }
}

/// A digest as in-toto has it.
pub fn digests(digest: &Digest) -> BTreeMap<String, String> {
    BTreeMap::from([(digest.algorithm().name().to_string(), digest.hex().to_string())])
}

/// Names for predicate types, as cosign has them.
const TYPES: [(&str, &str); 10] = [
    ("custom", CUSTOM),
    ("slsaprovenance", "https://slsa.dev/provenance/v0.2"),
    ("slsaprovenance02", "https://slsa.dev/provenance/v0.2"),
    ("slsaprovenance1", "https://slsa.dev/provenance/v1"),
    ("spdx", "https://spdx.dev/Document"),
    ("spdxjson", "https://spdx.dev/Document"),
    ("cyclonedx", "https://cyclonedx.org/bom"),
    ("link", "https://in-toto.io/Link/v1"),
    ("vuln", "https://cosign.sigstore.dev/attestation/vuln/v1"),
    ("openvex", "https://openvex.dev/ns"),
];

/// The predicate type that a name stands for; a URI stands for itself.
pub fn predicate_type(written: &str) -> Result<String> {
    if let Some((_, uri)) = TYPES.iter().find(|(name, _)| *name == written) {
        return Ok((*uri).to_string());
    }
    let is_uri = written.split_once("://").is_some_and(|(scheme, rest)| {
        let ok = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(ok) && !rest.is_empty()
    });
    if is_uri && !written.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Ok(written.to_string());
    }
    let names: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
    Err(Error::new(Kind::Usage, format!("'{}' is no type of attestation", written.escape_debug()))
        .hint(format!("write a URI, or one of {}", names.join(", "))))
}

/// The predicate that a file holds. `custom` takes any text and adds the time (`created`, RFC
/// 3339); `spdx` is text, too; all others are JSON.
pub fn predicate(written: &str, file: &[u8], created: &str) -> Result<Box<RawValue>> {
    let text = || {
        let broken = |e| Error::new(Kind::Format, "the predicate is not UTF-8 text").because(e);
        std::str::from_utf8(file).map_err(broken)
    };
    let made = match written {
        "custom" => to_raw_value(&serde_json::json!({"Data": text()?, "Timestamp": created})),
        "spdx" => to_raw_value(text()?),
        _ => serde_json::from_slice(file),
    };
    made.map_err(|e| Error::new(Kind::Format, "the predicate is not JSON").because(e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_as_cosign_writes_them() {
        let digest = Digest::sha256(b"");
        let simple = Simple::new(&digest, "localhost:5000/a", &BTreeMap::new());
        let want = format!(
            r#"{{"critical":{{"identity":{{"docker-reference":"localhost:5000/a"}},"image":{{"docker-manifest-digest":"{digest}"}},"type":"cosign container image signature"}},"optional":null}}"#
        );
        assert_eq!(serde_json::to_string(&simple).unwrap(), want);
        let statement = Statement::signed(&digest, None, &BTreeMap::from([("a".into(), "b".into())]));
        let want = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"digest":{{"sha256":"{}"}},"annotations":{{"a":"b"}}}}],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{{}}}}"#,
            digest.hex()
        );
        assert_eq!(serde_json::to_string(&statement).unwrap(), want);
        assert!(statement.about(&digest).is_some() && statement.about(&Digest::sha256(b"x")).is_none());
    }

    #[test]
    fn types_by_name_and_by_uri() {
        assert_eq!(predicate_type("slsaprovenance1").unwrap(), "https://slsa.dev/provenance/v1");
        assert_eq!(predicate_type("https://example.org/x").unwrap(), "https://example.org/x");
        for bad in ["", "slsa", "://x", "https://", "https://a b", "1:/x", "a\u{7}://x"] {
            assert_eq!(predicate_type(bad).unwrap_err().kind(), Kind::Usage, "{bad}");
        }
        assert!(predicate("custom", b"any text", "t").is_ok());
        assert_eq!(predicate("spdxjson", b"{", "t").unwrap_err().what(), "the predicate is not JSON");
    }
}
