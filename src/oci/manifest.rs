//! Manifests and indexes (OCI image spec, manifest.md and image-index.md; Docker schema 2).

use super::{Descriptor, Digest, media_type};
use crate::error::{Error, Kind, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The largest manifest or index that is read: 4 MiB, the limit the distribution
/// spec tells registries to hold to at least.
pub const MAX_MANIFEST: u64 = 4 << 20;
/// The largest config that is read.
pub const MAX_CONFIG: u64 = 16 << 20;

/// An image manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Always 2.
    pub schema_version: u32,
    /// The document's own media type; Docker requires it, OCI recommends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The type of an artifact that is no image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The image config.
    pub config: Descriptor,
    /// The layers, base first.
    pub layers: Vec<Descriptor>,
    /// The manifest this one is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    /// Free-form key/value pairs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Fields that this version does not know, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// An image index (or Docker manifest list).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Always 2.
    pub schema_version: u32,
    /// The document's own media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The type of an artifact that is no image index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The children.
    pub manifests: Vec<Descriptor>,
    /// The manifest this one is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    /// Free-form key/value pairs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Fields that this version does not know, kept as they are.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Default for Index {
    fn default() -> Index {
        Index {
            schema_version: 2,
            media_type: Some(media_type::OCI_INDEX.into()),
            artifact_type: None,
            manifests: Vec::new(),
            subject: None,
            annotations: BTreeMap::new(),
            extra: Map::new(),
        }
    }
}

/// A manifest document, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant)] // one exists at a time
pub enum Document {
    /// An image (or artifact) manifest.
    Manifest(Manifest),
    /// An index.
    Index(Index),
    /// Something else that is named by a digest.
    Other,
}

impl Document {
    /// Parses `raw`. `declared` is what the place it came from said it is
    /// (descriptor or Content-Type). A document that is both a manifest and an
    /// index, or that contradicts its declaration, is refused (CVE-2021-41190).
    pub fn parse(raw: &[u8], declared: &str) -> Result<Document> {
        let bad = |why: String| Error::new(Kind::Format, format!("the manifest cannot be used: {why}"));
        if !media_type::is_manifest(declared) && !media_type::is_index(declared) {
            return Ok(Document::Other);
        }
        let value: Value = serde_json::from_slice(raw).map_err(|e| bad("it is not valid JSON".into()).because(e))?;
        let has = |field: &str| value.get(field).is_some_and(|v| !v.is_null());
        if has("manifests") && (has("layers") || has("config")) {
            return Err(bad("it claims to be an index and an image at once".into()));
        }
        if let Some(own) = value.get("mediaType").and_then(Value::as_str)
            && own != declared
        {
            return Err(bad(format!("it says it is '{own}' but was served as '{declared}'")));
        }
        if value.get("schemaVersion").and_then(Value::as_u64) != Some(2) {
            return Err(bad("its schemaVersion is not 2".into())
                .hint("schema 1 images are no longer supported; push the image again with a current tool"));
        }
        let parse_error = |e: serde_json::Error| bad(format!("as '{declared}'")).because(e);
        if media_type::is_index(declared) {
            serde_json::from_value(value).map(Document::Index).map_err(parse_error)
        } else {
            serde_json::from_value(value).map(Document::Manifest).map_err(parse_error)
        }
    }
}

/// What a manifest is attached to, and how a list of referrers shows it (distribution spec,
/// "Listing Referrers"). None for one without a subject, and for what cannot be read.
pub fn attachment(descriptor: &Descriptor, raw: &[u8]) -> Option<(Digest, Descriptor)> {
    let (subject, artifact_type, annotations) = match Document::parse(raw, &descriptor.media_type).ok()? {
        Document::Manifest(m) => (m.subject, m.artifact_type.or(Some(m.config.media_type)), m.annotations),
        Document::Index(i) => (i.subject, i.artifact_type, i.annotations),
        Document::Other => return None,
    };
    let mut entry = Descriptor::new(descriptor.media_type.clone(), descriptor.digest.clone(), descriptor.size);
    entry.artifact_type = artifact_type.filter(|t| !t.is_empty());
    entry.annotations = annotations;
    Some((subject?.digest, entry))
}

/// The tag under which referrers are listed where no API does it: `sha256-…`, cut as the
/// spec says ("Referrers Tag Schema").
pub fn fallback_tag(subject: &Digest) -> String {
    let hex = subject.hex();
    format!("{}-{}", subject.algorithm().name(), hex.get(..64).unwrap_or(hex))
}

/// The media type of a manifest that comes without one: what it says itself, else what its
/// shape says.
pub fn guess_media_type(raw: &[u8]) -> Result<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Shape {
        media_type: Option<String>,
        #[serde(default)]
        manifests: Option<serde::de::IgnoredAny>,
        #[serde(default)]
        config: Option<Descriptor>,
    }
    let shape: Shape =
        serde_json::from_slice(raw).map_err(|e| Error::new(Kind::Format, "the manifest is not JSON").because(e))?;
    if let Some(media_type) = shape.media_type {
        return Ok(media_type);
    }
    let docker = shape.config.is_some_and(|c| c.media_type == media_type::DOCKER_CONFIG);
    Ok(match (shape.manifests.is_some(), docker) {
        (true, _) => media_type::OCI_INDEX,
        (false, true) => media_type::DOCKER_MANIFEST,
        (false, false) => media_type::OCI_MANIFEST,
    }
    .to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_is_both_is_refused() {
        let d = serde_json::to_value(Descriptor::new(media_type::OCI_CONFIG, Digest::sha256(b""), 0)).unwrap();
        let both = serde_json::json!({"schemaVersion": 2, "config": d, "layers": [], "manifests": []});
        let raw = serde_json::to_vec(&both).unwrap();
        for declared in [media_type::OCI_MANIFEST, media_type::OCI_INDEX] {
            let error = Document::parse(&raw, declared).unwrap_err();
            assert_eq!(error.kind(), Kind::Format);
        }
    }

    #[test]
    fn a_header_unlike_the_field_is_refused() {
        let raw = br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;
        assert!(Document::parse(raw, media_type::OCI_MANIFEST).is_err());
        assert!(Document::parse(raw, media_type::OCI_INDEX).is_ok());
    }

    #[test]
    fn the_tag_of_a_subject() {
        let d = Digest::sha256(b"");
        assert_eq!(fallback_tag(&d), format!("sha256-{}", d.hex()));
        let long: Digest = format!("sha512:{}", "ab".repeat(64)).parse().unwrap();
        assert_eq!(fallback_tag(&long), format!("sha512-{}", "ab".repeat(32)));
    }

    #[test]
    fn unknown_fields_are_kept() {
        let raw = br#"{"schemaVersion":2,"manifests":[],"x":{"y":1}}"#;
        let Document::Index(index) = Document::parse(raw, media_type::OCI_INDEX).unwrap() else { panic!() };
        let again = serde_json::to_value(&index).unwrap();
        assert_eq!(again["x"]["y"], 1);
    }
}
