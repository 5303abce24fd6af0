//! What is attached to an image, and what of it is proven by which keys.
//!
//! Everything here comes from outside, and anybody who may push may add to it: it is bounded in
//! number and size, and whatever cannot be checked proves nothing.

mod found;

use super::dsse::{Envelope, IN_TOTO};
use super::key::PublicKey;
use super::keyless::Material;
use super::keyless::cert::Cert;
use super::keyless::identity::Identity;
use super::keyless::log::About;
use super::keyless::root::TrustedRoot;
use super::payload::{SIGNED, SIMPLE_TYPE, Simple, Statement};
use crate::error::Result;
use crate::image::BlobSource;
use crate::oci::Digest;
pub use found::{Content, Form, Found, MAX_FOUND, each, is_attached};
use found::{parse_bundle, say};
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reasons that an error names.
const REASONS: usize = 5;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Signatures of the image.
    Signatures,
    /// Attestations with this type of predicate.
    Attestations(String),
}

/// What must be proven.
#[derive(Debug, Clone)]
pub struct Request {
    /// Signatures, or attestations.
    pub wanted: Wanted,
    /// By whom.
    pub keys: Vec<PublicKey>,
    /// Or by whom, by certificates; needs a trusted root.
    pub identities: Vec<Identity>,
    /// Whom certificates and logs are believed.
    pub root: Option<Arc<TrustedRoot>>,
    /// Must what a key has signed be in a log, too? What a certificate has signed must always.
    pub log: bool,
    /// What the signer must have said besides.
    pub annotations: BTreeMap<String, String>,
    /// The name of the image, for what bundles do not name.
    pub name: String,
}

impl Request {
    /// Signatures by one of these keys.
    pub fn by_keys(wanted: Wanted, keys: Vec<PublicKey>) -> Request {
        let (identities, root, annotations) = (Vec::new(), None, BTreeMap::new());
        Request { wanted, keys, identities, root, log: false, annotations, name: String::new() }
    }

    /// What people call one of those who may have signed: keys come first.
    pub fn signatory(&self, index: usize) -> String {
        match (self.keys.get(index), self.identities.get(index.saturating_sub(self.keys.len()))) {
            (Some(key), _) => format!("{key:?}"),
            (None, Some(identity)) => identity.to_string(),
            (None, None) => String::new(),
        }
    }
}

/// Something attached that a key has signed, and that says what was asked for.
#[derive(Debug, Clone)]
pub struct Verified {
    /// How it is attached.
    pub form: Form,
    /// The blob with it.
    pub blob: Digest,
    /// Which of the request's keys; identities are counted after them.
    pub key: usize,
    /// When it was entered into a log, where that was asked for: seconds since 1970.
    pub time: Option<i64>,
    /// The name that it was signed under, where it says one.
    pub name: Option<String>,
    /// What the signer said besides.
    pub annotations: Map<String, Value>,
    /// The payload as cosign prints it: of a signature.
    pub payload: Value,
    /// The envelope: of an attestation.
    pub envelope: Option<Envelope>,
}

/// Something attached that proves nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The blob, or the manifest where that could not be read.
    pub place: Digest,
    /// Why.
    pub why: String,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// What is proven.
    pub verified: Vec<Verified>,
    /// What is not.
    pub refused: Vec<Refused>,
}

impl Outcome {
    /// Which of so many keys and identities have signed.
    pub fn signers(&self, keys: usize) -> Vec<bool> {
        (0..keys).map(|key| self.verified.iter().any(|v| v.key == key)).collect()
    }

    /// Why nothing is proven, in a few lines.
    pub fn reasons(&self) -> String {
        let mut lines: Vec<String> =
            self.refused.iter().take(REASONS).map(|r| format!("{}: {}", r.place, r.why)).collect();
        if self.refused.len() > REASONS {
            lines.push(format!("and {} more", self.refused.len() - REASONS));
        }
        lines.join("\n  ")
    }
}

/// Checks everything that is attached to `subject`.
pub async fn verify(source: &Arc<dyn BlobSource>, subject: &Digest, request: &Request) -> Result<Outcome> {
    let ending = match request.wanted {
        Wanted::Signatures => "sig",
        Wanted::Attestations(_) => "att",
    };
    let mut outcome = Outcome::default();
    each(source, subject, &[ending], |found| {
        let place = found.blob.digest.clone();
        match found.content.and_then(|content| check(found.form, &place, content, subject, request)) {
            Ok(Some(verified)) => outcome.verified.push(verified),
            Ok(None) => {}
            Err(why) => outcome.refused.push(Refused { place, why }),
        }
    })
    .await?;
    Ok(outcome)
}

/// Checks the bundles of a file: whatever is attached to the image is not looked at.
pub fn verify_bundles(raw: &[u8], subject: &Digest, request: &Request) -> Outcome {
    let mut outcome = Outcome::default();
    // One bundle, or one a line.
    let whole = serde_json::from_slice::<IgnoredAny>(raw).is_ok();
    let parts: Vec<&[u8]> = match whole {
        true => vec![raw],
        false => raw.split(|b| *b == b'\n').filter(|l| !l.trim_ascii().is_empty()).take(MAX_FOUND).collect(),
    };
    for part in parts {
        let place = Digest::sha256(part);
        match parse_bundle(part).and_then(|content| check(Form::Bundle, &place, content, subject, request)) {
            Ok(Some(verified)) => outcome.verified.push(verified),
            Ok(None) => {}
            Err(why) => outcome.refused.push(Refused { place, why }),
        }
    }
    outcome
}

/// Does `content` prove what is asked for? Signature first: nothing that is not signed is believed.
/// None: it does not even claim to be what is asked for.
fn check(
    form: Form,
    blob: &Digest,
    content: Content,
    subject: &Digest,
    request: &Request,
) -> std::result::Result<Option<Verified>, String> {
    match content {
        Content::Simple { payload, signature, material } => {
            let signed = Signed {
                form,
                payload: &payload,
                signatures: std::slice::from_ref(&signature),
                envelope: None,
                material: &material,
            };
            let (key, time) = signed.by(request, None)?;
            let (simple, payload) = simple_of(&payload, subject)?;
            let annotations = simple.optional.unwrap_or_default();
            said(&annotations, &request.annotations)?;
            let name = Some(simple.critical.identity.docker_reference);
            let (blob, envelope) = (blob.clone(), None);
            Ok(Some(Verified { form, blob, key, time, name, annotations, payload, envelope }))
        }
        Content::Envelope { envelope, hint, material } => {
            let payload = envelope.payload().map_err(|e| say(&e))?;
            let wanted = match &request.wanted {
                Wanted::Signatures => SIGNED,
                Wanted::Attestations(kind) => kind,
            };
            if Statement::parse(&payload).is_ok_and(|s| s.predicate_type != wanted) {
                return Ok(None);
            }
            let signatures = envelope.signatures().map_err(|e| say(&e))?;
            let signed = Signed {
                form,
                payload: &payload,
                signatures: &signatures,
                envelope: Some(&envelope),
                material: &material,
            };
            let (key, time) = signed.by(request, hint)?;
            if envelope.payload_type != IN_TOTO {
                return Err(format!("its payload is a '{}'", envelope.payload_type.escape_debug()));
            }
            let statement = Statement::parse(&payload).map_err(|e| say(&e))?;
            if statement.predicate_type != wanted {
                return Ok(None);
            }
            let about = statement.about(subject).ok_or_else(|| {
                let names: Vec<String> = statement
                    .subject
                    .iter()
                    .take(3)
                    .flat_map(|s| s.digest.iter().map(|(a, d)| format!("{a}:{d}").escape_debug().to_string()))
                    .collect();
                format!("it is about another image: {}", names.join(", "))
            })?;
            let annotations = about.annotations.clone().unwrap_or_default();
            said(&annotations, &request.annotations)?;
            let payload = json!({
                "critical": {
                    "identity": {"docker-reference": request.name},
                    "image": {"docker-manifest-digest": subject},
                    "type": statement.predicate_type,
                },
                "optional": annotations,
            });
            let (blob, name, envelope) = (blob.clone(), about.name.clone(), Some(envelope));
            Ok(Some(Verified { form, blob, key, time, name, annotations, payload, envelope }))
        }
    }
}

/// Something signed, by whom is to be found out.
struct Signed<'a> {
    form: Form,
    payload: &'a [u8],
    signatures: &'a [Vec<u8>],
    envelope: Option<&'a Envelope>,
    material: &'a Material,
}

impl Signed<'_> {
    /// Which of those who are asked for has signed, and when, where that was asked for.
    fn by(&self, request: &Request, hint: Option<String>) -> std::result::Result<(usize, Option<i64>), String> {
        let message = self.envelope.map(|e| e.message(self.payload));
        let message = message.as_deref().unwrap_or(self.payload);
        for (index, key) in request.keys.iter().enumerate() {
            let Some(signature) = self.signatures.iter().find(|s| key.verifies(message, s)) else { continue };
            if !request.log {
                return Ok((index, None));
            }
            let root = request.root.as_ref().ok_or("there is no trusted root to check its log entry with")?;
            let stamped = self.stamped(root, signature);
            return Ok((index, Some(self.logged(root, signature, key.der(), &stamped)?)));
        }
        let Some(der) = &self.material.certificate else {
            return Err(nobody(request, hint.filter(|h| !h.is_empty())));
        };
        let cert = Cert::parse(der)?;
        if request.identities.is_empty() {
            return Err(format!("it is signed with a certificate of {}, and a key is asked for", cert.describe()));
        }
        let signature = self.signatures.iter().find(|s| cert.key.verifies(message, s));
        let signature = signature.ok_or("its signature is not of its certificate's key")?;
        let root = request.root.as_ref().ok_or("there is no trusted root to check its certificate with")?;
        let times = self.times(root, signature, der)?;
        for time in &times {
            cert.check(root, *time)?;
        }
        let found = cert.is_of(&request.identities);
        let index = found.ok_or_else(|| format!("its certificate is of {}, who is not asked for", cert.describe()))?;
        Ok((request.keys.len() + index, times.first().copied()))
    }

    /// When it was signed, as all say who are trusted: the authorities of timestamps, and the log. The log is done
    /// without where the root has none, but has such authorities. At least one time.
    fn times(&self, root: &TrustedRoot, signature: &[u8], verifier: &[u8]) -> std::result::Result<Vec<i64>, String> {
        let stamped = self.stamped(root, signature);
        if root.logs.is_empty() && !root.timestamp_authorities.is_empty() {
            return match stamped {
                (times, why) if times.is_empty() => {
                    Err(why.unwrap_or_else(|| "it has no timestamp, and the trusted root has no log".into()))
                }
                (times, _) => Ok(times),
            };
        }
        let logged = self.logged(root, signature, verifier, &stamped)?;
        Ok(stamped.0.into_iter().chain([logged]).collect())
    }

    /// What its timestamps say who are the trusted root's, and why one of the others does not count.
    fn stamped(&self, root: &TrustedRoot, signature: &[u8]) -> (Vec<i64>, Option<String>) {
        let (mut times, mut why) = (Vec::new(), None);
        if root.timestamp_authorities.is_empty() {
            return (times, why);
        }
        for stamp in &self.material.stamps {
            match stamp.as_ref().map_err(String::clone).and_then(|stamp| stamp.check(root, signature)) {
                Ok(time) => times.push(time),
                Err(e) => why = Some(e),
            }
        }
        (times, why)
    }

    /// When a log that is trusted has entered it.
    fn logged(
        &self,
        root: &TrustedRoot,
        signature: &[u8],
        verifier: &[u8],
        (times, unstamped): &(Vec<i64>, Option<String>),
    ) -> std::result::Result<i64, String> {
        let about = About { payload: self.payload, signature, envelope: self.envelope, verifier };
        // The older form has nothing but the promise.
        let (path, stamped) = (self.form == Form::Bundle, times.first().copied());
        let mut why = "it is in no transparency log".to_string();
        for entry in &self.material.entries {
            match entry.as_ref().map_err(String::clone).and_then(|entry| entry.check(root, &about, path, stamped)) {
                Ok(time) => return Ok(time),
                Err(e) => why = e,
            }
        }
        Err(match unstamped {
            Some(unstamped) => format!("{why}; {unstamped}"),
            None => why,
        })
    }
}

fn nobody(request: &Request, hint: Option<String>) -> String {
    let whom = match (request.keys.len(), request.identities.is_empty()) {
        (0, _) => "with a certificate",
        (1, true) => "by this key",
        (_, true) => "by any of these keys",
        (_, false) => "by any of these",
    };
    match hint {
        Some(hint) => format!("it is not signed {whom} (but by {})", hint.escape_debug()),
        None => format!("it is not signed {whom}"),
    }
}

fn simple_of(payload: &[u8], subject: &Digest) -> std::result::Result<(Simple, Value), String> {
    let broken = |e: serde_json::Error| format!("it is signed, but no payload: {e}");
    let simple: Simple = serde_json::from_slice(payload).map_err(broken)?;
    if simple.critical.kind != SIMPLE_TYPE {
        return Err(format!("it is a '{}', not a '{SIMPLE_TYPE}'", simple.critical.kind.escape_debug()));
    }
    let named = &simple.critical.image.docker_manifest_digest;
    if *named != subject.to_string() {
        return Err(format!("it is about another image: {}", named.escape_debug()));
    }
    let value = serde_json::from_slice(payload).map_err(broken)?;
    Ok((simple, value))
}

/// Has the signer said all that is asked for?
fn said(has: &Map<String, Value>, wanted: &BTreeMap<String, String>) -> std::result::Result<(), String> {
    for (name, want) in wanted {
        match has.get(name) {
            Some(Value::String(value)) if value == want => {}
            Some(other) => return Err(format!("its annotation {name} is {other}, not \"{want}\"")),
            None => return Err(format!("it has no annotation {name}")),
        }
    }
    Ok(())
}
