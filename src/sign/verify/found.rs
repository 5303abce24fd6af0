//! What is attached to an image, read and bounded; nothing of it is proven.

use crate::copy::{Attached, attached_to};
use crate::error::{Error, Kind, Result};
use crate::image::{BlobSource, Image, Node};
use crate::oci::{Descriptor, Digest, media_type};
use crate::sign::dsse::Envelope;
use crate::sign::key::MAX_SIGNATURE;
use crate::sign::keyless::Material;
use crate::sign::keyless::log::Entry;
use crate::sign::keyless::root::certificates;
use crate::sign::keyless::timestamp::Stamp;
use crate::sign::make::{BUNDLE, BUNDLES, CERTIFICATE, ENTRY, ENVELOPE, SIGNATURE, SIMPLE};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
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

pub(super) fn say(e: &Error) -> String {
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
    parse_bundle(raw)
}

/// What a bundle holds.
pub(super) fn parse_bundle(raw: &[u8]) -> std::result::Result<Content, String> {
    let bundle: Bundle = serde_json::from_slice(raw).map_err(|e| no("bundle", &e))?;
    if !BUNDLES.contains(&bundle.media_type.as_str()) {
        return Err(format!("it says it is a '{}', not a '{BUNDLE}'", bundle.media_type.escape_debug()));
    }
    let said = bundle.verification_material;
    let material = Material::of(&said)?;
    match (bundle.dsse_envelope, bundle.message_signature) {
        (Some(envelope), None) => Ok(Content::Envelope { envelope, hint: said.public_key.map(|k| k.hint), material }),
        (None, Some(_)) => Err("it signs bytes, not a statement about an image".into()),
        _ => Err("it holds no envelope, or more than one thing".into()),
    }
}
