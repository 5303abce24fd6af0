//! What is attached to an image, and what of it is proven by which keys.
//!
//! Everything here comes from outside, and anybody who may push may add to it: it is bounded in
//! number and size, and whatever cannot be checked proves nothing.

use super::dsse::{Envelope, IN_TOTO};
use super::key::{MAX_SIGNATURE, PublicKey};
use super::keyless::Material;
use super::keyless::cert::Cert;
use super::keyless::identity::Identity;
use super::keyless::log::{About, Entry};
use super::keyless::root::{TrustedRoot, certificates};
use super::keyless::timestamp::Stamp;
use super::make::{BUNDLE, BUNDLES, CERTIFICATE, ENTRY, ENVELOPE, SIGNATURE, SIMPLE};
use super::payload::{SIGNED, SIMPLE_TYPE, Simple, Statement};
use crate::copy::{Attached, attached_to};
use crate::error::{Error, Kind, Result};
use crate::image::{BlobSource, Image, Node};
use crate::oci::{Descriptor, Digest, media_type};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most signatures (or attestations) of one image that are looked at.
pub const MAX_FOUND: usize = 1000;
/// The largest simple signing payload that is read, in bytes.
const MAX_SIMPLE: u64 = 1 << 20;
/// The largest bundle or envelope that is read, in bytes: attestations may be whole SBOMs.
const MAX_ENVELOPE: u64 = 32 << 20;
/// The most bytes that are read for one image.
const MAX_TOTAL: u64 = 256 << 20;
/// Questions that are open at one time.
const AT_ONCE: usize = 8;
/// The most log entries of one signature that are looked at.
const MAX_ENTRIES: usize = 8;
/// The most timestamps of one signature that are looked at.
const MAX_STAMPS: usize = 8;
/// Reasons that an error names.
const REASONS: usize = 5;

/// How a signature is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A Sigstore bundle, an OCI referrer.
    Bundle,
    /// A layer of the image under cosign's tag.
    Tag,
}

impl Form {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Form::Bundle => "bundle",
            Form::Tag => "tag",
        }
    }
}

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

/// What a blob that is attached holds, unverified.
pub enum Content {
    /// A payload with its signature.
    Simple {
        /// The payload.
        payload: Vec<u8>,
        /// Its signature, decoded.
        signature: Vec<u8>,
        /// What stands beside it.
        material: Material,
    },
    /// An envelope, with what its bundle calls its key.
    Envelope {
        /// The envelope.
        envelope: Envelope,
        /// The key's name.
        hint: Option<String>,
        /// What stands beside it.
        material: Material,
    },
}

/// One signature or attestation that is attached, unverified.
pub struct Found {
    /// How.
    pub form: Form,
    /// The manifest that names it.
    pub manifest: Digest,
    /// The blob with it.
    pub blob: Descriptor,
    /// What it holds, or why that cannot be told.
    pub content: std::result::Result<Content, String>,
}

/// A blob that is to be read, or why it is not worth it.
struct Candidate {
    form: Form,
    manifest: Digest,
    blob: Descriptor,
    refused: Option<String>,
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

/// Reads what is attached to `subject`: all bundles, and what lies under the tags with these
/// endings (`sig`, `att`). Errors of the place itself end it; what one blob is wrong about does not.
pub async fn each(
    source: &Arc<dyn BlobSource>,
    subject: &Digest,
    endings: &[&str],
    mut take: impl FnMut(Found),
) -> Result<()> {
    let attached = attached_to(source.as_ref(), subject).await?;
    let relevant: Vec<Attached> = attached.into_iter().filter(|one| may_matter(one, endings)).collect();
    bounded(relevant.len(), subject)?;
    let opened = relevant.into_iter().map(|one| candidates(source, one));
    let mut opened = futures_util::stream::iter(opened).buffered(AT_ONCE);
    let mut all: Vec<Candidate> = Vec::new();
    while let Some(more) = opened.next().await {
        all.extend(more?);
        bounded(all.len(), subject)?;
    }
    let total: u64 = all.iter().filter(|c| c.refused.is_none()).map(|c| c.blob.size).sum();
    if total > MAX_TOTAL {
        let what = format!("the signatures of {subject} are {total} bytes; at most {MAX_TOTAL} are read");
        return Err(Error::new(Kind::Limit, what));
    }
    let mut read = futures_util::stream::iter(all.into_iter().map(|c| read(source, c))).buffered(AT_ONCE);
    while let Some(found) = read.next().await {
        take(found?);
    }
    Ok(())
}

/// Is a bundle with this digest attached to `subject`?
pub async fn is_attached(source: &Arc<dyn BlobSource>, subject: &Digest, bundle: &Digest) -> Result<bool> {
    let relevant: Vec<Attached> =
        attached_to(source.as_ref(), subject).await?.into_iter().filter(|one| may_matter(one, &[])).collect();
    // One more is not read any more.
    bounded(relevant.len() + 1, subject)?;
    let mut opened =
        futures_util::stream::iter(relevant.into_iter().map(|one| candidates(source, one))).buffered(AT_ONCE);
    while let Some(found) = opened.next().await {
        if found?.iter().any(|c| c.refused.is_none() && c.blob.digest == *bundle) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn bounded(count: usize, subject: &Digest) -> Result<()> {
    if count > MAX_FOUND {
        let what = format!("more than {MAX_FOUND} signatures are attached to {subject}; so many are not looked at");
        return Err(Error::new(Kind::Limit, what).hint("delete those that nobody needs: imgtool referrers lists them"));
    }
    Ok(())
}

/// A list may name a bundle by its type, by the type of its empty config (cosign does), or not at all.
fn may_matter(one: &Attached, endings: &[&str]) -> bool {
    match &one.tag {
        Some(tag) => endings.iter().any(|ending| tag.ends_with(&format!(".{ending}"))),
        None => one
            .descriptor
            .artifact_type
            .as_deref()
            .is_none_or(|kind| kind.is_empty() || kind == media_type::OCI_EMPTY || BUNDLES.contains(&kind)),
    }
}

/// Is it the place that cannot be read, not what somebody put there?
fn of_the_place(e: &Error) -> bool {
    matches!(e.kind(), Kind::Network | Kind::Registry | Kind::Denied | Kind::Io | Kind::Interrupted | Kind::Internal)
}

fn say(e: &Error) -> String {
    e.in_one_line()
}

/// What the manifest of something attached names.
async fn candidates(source: &Arc<dyn BlobSource>, one: Attached) -> Result<Vec<Candidate>> {
    let d = &one.descriptor;
    let descriptor = Descriptor::new(d.media_type.clone(), d.digest.clone(), d.size);
    let form = if one.tag.is_some() { Form::Tag } else { Form::Bundle };
    let refused = |blob: &Descriptor, why: String| Candidate {
        form,
        manifest: descriptor.digest.clone(),
        blob: blob.clone(),
        refused: Some(why),
    };
    let image: Image = match Node::open(descriptor.clone(), source.clone()).await {
        Ok(Node::Image(image)) => image,
        Ok(Node::Index(_)) => return Ok(vec![refused(&descriptor, "it is an index".into())]),
        Err(e) if of_the_place(&e) => return Err(e),
        Err(e) => return Ok(vec![refused(&descriptor, say(&e))]),
    };
    let layers = &image.manifest.layers;
    if form == Form::Bundle {
        let kind = image.manifest.artifact_type.as_deref().unwrap_or(&image.manifest.config.media_type);
        let is_bundle = |layer: &Descriptor| BUNDLES.contains(&layer.media_type.as_str());
        if !BUNDLES.contains(&kind) && !layers.iter().any(is_bundle) {
            // Something else that is attached.
            return Ok(Vec::new());
        }
    }
    let manifest = &descriptor.digest;
    Ok(layers
        .iter()
        .map(|layer| {
            let (right, limit) = match (form, one.tag.as_deref().is_some_and(|t| t.ends_with(".sig"))) {
                (Form::Bundle, _) => (BUNDLES.contains(&layer.media_type.as_str()), MAX_ENVELOPE),
                (Form::Tag, true) => (layer.media_type == SIMPLE, MAX_SIMPLE),
                (Form::Tag, false) => (layer.media_type == ENVELOPE, MAX_ENVELOPE),
            };
            if !right {
                return refused(layer, format!("its media type is '{}'", layer.media_type.escape_debug()));
            }
            if layer.size > limit {
                return refused(layer, format!("it claims {} bytes; at most {limit} are read", layer.size));
            }
            Candidate { form, manifest: manifest.clone(), blob: layer.clone(), refused: None }
        })
        .collect())
}

async fn read(source: &Arc<dyn BlobSource>, candidate: Candidate) -> Result<Found> {
    let Candidate { form, manifest, blob, refused } = candidate;
    let content = match refused {
        Some(why) => Err(why),
        None => match read_all(source, &blob).await {
            Ok(raw) => parse(&blob, &raw),
            Err(e) if of_the_place(&e) => return Err(e),
            Err(e) => Err(say(&e)),
        },
    };
    Ok(Found { form, manifest, blob, content })
}

async fn read_all(source: &Arc<dyn BlobSource>, blob: &Descriptor) -> Result<bytes::Bytes> {
    source.open(blob).await?.read_all(MAX_ENVELOPE).await
}

/// What of a bundle matters here (Sigstore bundle format, v0.3).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bundle {
    media_type: String,
    verification_material: Proof,
    dsse_envelope: Option<Envelope>,
    #[serde(default)]
    message_signature: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Proof {
    #[serde(default)]
    public_key: Option<KeyName>,
    #[serde(default)]
    certificate: Option<Raw>,
    #[serde(default)]
    x509_certificate_chain: Option<Chain>,
    #[serde(default)]
    tlog_entries: Vec<Value>,
    #[serde(default)]
    timestamp_verification_data: Option<Stamps>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stamps {
    #[serde(default)]
    rfc3161_timestamps: Vec<RawStamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawStamp {
    signed_timestamp: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    raw_bytes: String,
}

#[derive(Deserialize)]
struct Chain {
    certificates: Vec<Raw>,
}

impl Material {
    /// What `text`'s own material says. Certificates above the first are those of the trusted root.
    fn of(said: &Proof) -> std::result::Result<Material, String> {
        let chain = said.x509_certificate_chain.as_ref().and_then(|c| c.certificates.first());
        let certificate = match said.certificate.as_ref().or(chain) {
            Some(raw) => {
                Some(STANDARD.decode(&raw.raw_bytes).map_err(|e| format!("its certificate is not base64: {e}"))?)
            }
            None => None,
        };
        if said.tlog_entries.len() > MAX_ENTRIES {
            return Err(format!("it has {} log entries; at most {MAX_ENTRIES}", said.tlog_entries.len()));
        }
        let stamps = said.timestamp_verification_data.iter().flat_map(|data| &data.rfc3161_timestamps);
        if stamps.clone().count() > MAX_STAMPS {
            return Err(format!("it has {} timestamps; at most {MAX_STAMPS}", stamps.count()));
        }
        let stamp = |raw: &RawStamp| {
            let no = |e| format!("its timestamp is not base64: {e}");
            STANDARD.decode(&raw.signed_timestamp).map_err(no).and_then(|der| Stamp::parse(&der))
        };
        let entries = said.tlog_entries.iter().map(Entry::from_bundle).collect();
        Ok(Material { certificate, entries, stamps: stamps.map(stamp).collect() })
    }

    /// What annotations say, in the tag form.
    fn annotated(blob: &Descriptor) -> std::result::Result<Material, String> {
        let certificate = match blob.annotations.get(CERTIFICATE).filter(|text| !text.is_empty()) {
            Some(pem) => certificates(pem.as_bytes()).map_err(|e| say(&e))?.into_iter().next(),
            None => None,
        };
        let entries = blob.annotations.get(ENTRY).filter(|text| !text.is_empty());
        let entries = entries.map(|text| Entry::from_annotation(text)).into_iter().collect();
        Ok(Material { certificate, entries, stamps: Vec::new() })
    }
}

#[derive(Deserialize)]
struct KeyName {
    #[serde(default)]
    hint: String,
}

fn no(what: &str, e: &serde_json::Error) -> String {
    format!("it is no {what}: {e}")
}

fn parse(blob: &Descriptor, raw: &[u8]) -> std::result::Result<Content, String> {
    if blob.media_type == SIMPLE {
        let text = blob.annotations.get(SIGNATURE).ok_or("it has no signature beside it")?;
        if text.len() > MAX_SIGNATURE * 2 {
            return Err(format!("its signature is {} characters long", text.len()));
        }
        let signature = STANDARD.decode(text).map_err(|e| format!("its signature is not base64: {e}"))?;
        return Ok(Content::Simple { payload: raw.to_vec(), signature, material: Material::annotated(blob)? });
    }
    if blob.media_type == ENVELOPE {
        let envelope = serde_json::from_slice(raw).map_err(|e| no("DSSE envelope", &e))?;
        return Ok(Content::Envelope { envelope, hint: None, material: Material::annotated(blob)? });
    }
    let Bundled { envelope, hint, material } = parse_bundle(raw)?;
    Ok(Content::Envelope { envelope, hint, material })
}

/// What a bundle holds.
struct Bundled {
    envelope: Envelope,
    hint: Option<String>,
    material: Material,
}

fn parse_bundle(raw: &[u8]) -> std::result::Result<Bundled, String> {
    let bundle: Bundle = serde_json::from_slice(raw).map_err(|e| no("bundle", &e))?;
    if !BUNDLES.contains(&bundle.media_type.as_str()) {
        return Err(format!("it says it is a '{}', not a '{BUNDLE}'", bundle.media_type.escape_debug()));
    }
    let said = bundle.verification_material;
    let material = Material::of(&said)?;
    match (bundle.dsse_envelope, bundle.message_signature) {
        (Some(envelope), None) => Ok(Bundled { envelope, hint: said.public_key.map(|k| k.hint), material }),
        (None, Some(_)) => Err("it signs bytes, not a statement about an image".into()),
        _ => Err("it holds no envelope, or more than one thing".into()),
    }
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
        let content =
            parse_bundle(part).map(|b| Content::Envelope { envelope: b.envelope, hint: b.hint, material: b.material });
        match content.and_then(|content| check(Form::Bundle, &place, content, subject, request)) {
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
            return Ok((index, Some(self.logged(root, signature, key.der(), None)?)));
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
        let (mut times, mut why) = (Vec::new(), None);
        if !root.timestamp_authorities.is_empty() {
            for stamp in &self.material.stamps {
                match stamp.as_ref().map_err(String::clone).and_then(|stamp| stamp.check(root, signature)) {
                    Ok(time) => times.push(time),
                    Err(e) => why = Some(e),
                }
            }
            if root.logs.is_empty() && times.is_empty() {
                return Err(why.unwrap_or_else(|| "it has no timestamp, and the trusted root has no log".into()));
            }
            if root.logs.is_empty() {
                return Ok(times);
            }
        }
        match (self.logged(root, signature, verifier, times.first().copied()), why) {
            (Ok(time), _) => times.push(time),
            (Err(e), Some(why)) => return Err(format!("{e}; {why}")),
            (Err(e), None) => return Err(e),
        }
        Ok(times)
    }

    /// When a log that is trusted has entered it.
    fn logged(
        &self,
        root: &TrustedRoot,
        signature: &[u8],
        verifier: &[u8],
        stamped: Option<i64>,
    ) -> std::result::Result<i64, String> {
        let about = About { payload: self.payload, signature, envelope: self.envelope.is_some(), verifier };
        // The older form has nothing but the promise.
        let path = self.form == Form::Bundle;
        let mut why = "it is in no transparency log".to_string();
        for entry in &self.material.entries {
            match entry.as_ref().map_err(String::clone).and_then(|entry| entry.check(root, &about, path, stamped)) {
                Ok(time) => return Ok(time),
                Err(e) => why = e,
            }
        }
        Err(why)
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
