//! Signatures and attestations as manifests that can be attached.

use super::dsse::{Envelope, IN_TOTO};
use super::key::Signer;
use super::payload::{Simple, Statement};
use super::verify::MAX_FOUND;
use crate::error::{Error, Kind, Result};
use crate::image::artifact::Artifact;
use crate::image::memory::Overlay;
use crate::image::{Image, Node};
use crate::oci::manifest::fallback_tag;
use crate::oci::{Descriptor, Digest, Manifest, media_type};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The media type of a bundle that is written.
pub const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// Bundles that are read: the same envelope in older clothes.
pub const BUNDLES: [&str; 4] = [
    BUNDLE,
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
];
/// The media type of a simple signing payload.
pub const SIMPLE: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// The media type of a DSSE envelope.
pub const ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";
/// The annotation of a layer that holds the signature of its payload, base64.
pub const SIGNATURE: &str = "dev.cosignproject.cosign/signature";

/// What the annotation of a layer calls a predicate's type.
pub(super) const PREDICATE_TYPE: &str = "predicateType";
const CREATED: &str = "org.opencontainers.image.created";
/// Nothing but the time is to be made up: the config of a tag's image says none.
const NO_TIME: &str = "0001-01-01T00:00:00Z";

/// One layer of a tag's image: a signature or an attestation.
pub struct Layer {
    media_type: &'static str,
    bytes: Bytes,
    annotations: BTreeMap<String, String>,
}

/// The tag under which signatures (`sig`) or attestations (`att`) of an image are kept.
pub fn tag(subject: &Digest, ending: &str) -> String {
    format!("{}.{ending}", fallback_tag(subject))
}

fn to_json(value: &impl serde::Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|e| Error::new(Kind::Internal, "write a signature").because(e))
}

/// A bundle with a signed statement, attached to `subject`; `created` is the time, RFC 3339.
pub fn bundle(subject: &Descriptor, statement: &Statement, signer: &dyn Signer, created: &str) -> Result<Node> {
    let envelope = Envelope::sign(IN_TOTO, &to_json(statement)?, signer)?;
    let bundle = json!({
        "mediaType": BUNDLE,
        "verificationMaterial": {"publicKey": {"hint": signer.public().hint()}},
        "dsseEnvelope": envelope,
    });
    let mut blobs = Overlay::new();
    let layer = blobs.add(BUNDLE, to_json(&bundle)?.into());
    let annotations = BTreeMap::from([
        ("dev.sigstore.bundle.content".to_string(), "dsse-envelope".to_string()),
        ("dev.sigstore.bundle.predicateType".to_string(), statement.predicate_type.clone()),
        (CREATED.to_string(), created.to_string()),
    ]);
    let artifact_type = Some(BUNDLE.to_string());
    Artifact { artifact_type, config: None, layers: vec![layer], subject: Some(subject.clone()), annotations }
        .node(blobs)
}

/// A signature for a tag's image.
pub fn simple(payload: &Simple, signer: &dyn Signer) -> Result<Layer> {
    let bytes = to_json(payload)?;
    let signature = STANDARD.encode(signer.sign(&bytes)?);
    let annotations = BTreeMap::from([(SIGNATURE.to_string(), signature)]);
    Ok(Layer { media_type: SIMPLE, bytes: bytes.into(), annotations })
}

/// An attestation for a tag's image.
pub fn envelope(statement: &Statement, signer: &dyn Signer) -> Result<Layer> {
    let envelope = Envelope::sign(IN_TOTO, &to_json(statement)?, signer)?;
    let annotations = BTreeMap::from([
        (SIGNATURE.to_string(), String::new()),
        (PREDICATE_TYPE.to_string(), statement.predicate_type.clone()),
    ]);
    Ok(Layer { media_type: ENVELOPE, bytes: to_json(&envelope)?.into(), annotations })
}

/// Does a tag's image hold this layer?
pub fn holds(image: &Image, layer: &Layer) -> bool {
    let digest = Digest::sha256(&layer.bytes);
    image
        .manifest
        .layers
        .iter()
        .any(|l| l.digest == digest && l.annotations.get(SIGNATURE) == layer.annotations.get(SIGNATURE))
}

/// A tag's image with one more layer; what is there stays.
pub async fn appended(existing: Option<Image>, layer: &Layer) -> Result<Node> {
    let mut blobs = Overlay::new();
    let mut added = blobs.add(layer.media_type, layer.bytes.clone());
    added.annotations = layer.annotations.clone();
    let (mut manifest, mut config) = match existing {
        None => (empty_manifest(), json!({})),
        Some(image) => {
            if image.manifest.layers.len() >= MAX_FOUND {
                return Err(Error::new(Kind::Limit, format!("there are {MAX_FOUND} already, and no more are read"))
                    .hint("attach it as a referrer: --signature-format bundle"));
            }
            let config = image.config_bytes().await?;
            blobs.fallback(image.blobs.clone());
            (image.manifest, serde_json::from_slice(&config).unwrap_or_else(|_| json!({})))
        }
    };
    manifest.layers.push(added);
    complete(&mut config, &manifest);
    let media_type = manifest.config.media_type.clone();
    manifest.config = blobs.add(&media_type, to_json(&config)?.into());
    let raw = to_json(&manifest)?;
    let kind = manifest.media_type.clone().unwrap_or_else(|| media_type::OCI_MANIFEST.into());
    Node::from_raw(Descriptor::of(kind, &raw), raw.into(), Arc::new(blobs))
}

fn empty_manifest() -> Manifest {
    Manifest {
        schema_version: 2,
        media_type: Some(media_type::OCI_MANIFEST.into()),
        artifact_type: None,
        config: Descriptor::of(media_type::OCI_CONFIG, b""),
        layers: Vec::new(),
        subject: None,
        annotations: BTreeMap::new(),
        extra: Default::default(),
    }
}

/// Makes `config` one of an image with the manifest's layers, all of them plain.
fn complete(config: &mut Value, manifest: &Manifest) {
    if !config.is_object() {
        *config = json!({});
    }
    let ids: Vec<String> = manifest.layers.iter().map(|l| l.digest.to_string()).collect();
    let history: Vec<Value> = manifest.layers.iter().map(|_| json!({"created": NO_TIME})).collect();
    for (name, value) in [("architecture", json!("")), ("os", json!("")), ("created", json!(NO_TIME))] {
        if config.get(name).is_none() {
            config[name] = value;
        }
    }
    config["history"] = Value::from(history);
    config["rootfs"] = json!({"type": "layers", "diff_ids": ids});
    if config.get("config").is_none() {
        config["config"] = json!({});
    }
}
