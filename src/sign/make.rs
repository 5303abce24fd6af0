//! Signatures and attestations as manifests that can be attached.

use super::dsse::{Envelope, IN_TOTO};
use super::key::Signer;
use super::keyless::Material;
use super::keyless::request::certificate_pem;
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

/// The annotation of a layer with the certificate of its signature, PEM.
pub const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
/// The annotation of a layer with the certificates above that one, PEM.
const CHAIN: &str = "dev.sigstore.cosign/chain";
/// The annotation of a layer with the entry of a transparency log.
pub const ENTRY: &str = "dev.sigstore.cosign/bundle";

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

/// Signs a statement.
pub fn signed(statement: &Statement, signer: &dyn Signer) -> Result<Envelope> {
    Envelope::sign(IN_TOTO, &to_json(statement)?, signer)
}

/// The text of a bundle; `hint` names the key where there is no certificate.
pub fn bundle_text(envelope: &Envelope, material: &Material, hint: &str) -> Result<Vec<u8>> {
    to_json(&json!({
        "mediaType": BUNDLE,
        "verificationMaterial": material.to_json(hint),
        "dsseEnvelope": envelope,
    }))
}

/// A bundle with a signed statement, attached to `subject`; `created` is the time, RFC 3339.
pub fn bundle(subject: &Descriptor, predicate_type: &str, text: Vec<u8>, created: &str) -> Result<Node> {
    let mut blobs = Overlay::new();
    let layer = blobs.add(BUNDLE, text.into());
    let annotations = BTreeMap::from([
        ("dev.sigstore.bundle.content".to_string(), "dsse-envelope".to_string()),
        ("dev.sigstore.bundle.predicateType".to_string(), predicate_type.to_string()),
        (CREATED.to_string(), created.to_string()),
    ]);
    let artifact_type = Some(BUNDLE.to_string());
    Artifact { artifact_type, config: None, layers: vec![layer], subject: Some(subject.clone()), annotations }
        .node(blobs)
}

/// A payload's text and its signature.
pub fn simple(payload: &Simple, signer: &dyn Signer) -> Result<(Vec<u8>, Vec<u8>)> {
    let bytes = to_json(payload)?;
    let signature = signer.sign(&bytes)?;
    Ok((bytes, signature))
}

impl Layer {
    /// A signature for a tag's image.
    pub fn signature(payload: Vec<u8>, signature: &[u8]) -> Layer {
        let annotations = BTreeMap::from([(SIGNATURE.to_string(), STANDARD.encode(signature))]);
        Layer { media_type: SIMPLE, bytes: payload.into(), annotations }
    }

    /// An attestation for a tag's image.
    pub fn attestation(envelope: &Envelope, predicate_type: &str) -> Result<Layer> {
        let annotations = BTreeMap::from([
            (SIGNATURE.to_string(), String::new()),
            (PREDICATE_TYPE.to_string(), predicate_type.to_string()),
        ]);
        Ok(Layer { media_type: ENVELOPE, bytes: to_json(envelope)?.into(), annotations })
    }

    /// With what stands beside its signature. `above` are the certificates above its own, DER.
    pub fn with(mut self, material: &Material, above: &[Vec<u8>]) -> Result<Layer> {
        if let Some(der) = &material.certificate {
            self.annotations.insert(CERTIFICATE.into(), certificate_pem(der)?);
            let chain = above.iter().map(|der| certificate_pem(der)).collect::<Result<String>>()?;
            self.annotations.insert(CHAIN.into(), chain);
        }
        if let Some(Ok(entry)) = material.entries.first() {
            self.annotations.insert(ENTRY.into(), entry.to_annotation());
        }
        Ok(self)
    }
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
