//! What a registry has to know of a manifest: is it one, what does it need, what is it
//! attached to. The bytes themselves are stored as they came.

use super::reply::{Code, Refusal};
use crate::oci::{Descriptor, Digest, media_type};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The fields of image manifest and index together. Go writes `null` for an empty list.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    schema_version: Option<u64>,
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<Descriptor>,
    layers: Option<Vec<Descriptor>>,
    manifests: Option<Vec<Descriptor>>,
    subject: Option<Descriptor>,
    annotations: Option<BTreeMap<String, String>>,
}

/// A manifest, understood.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    /// Its media type.
    pub(super) media_type: String,
    /// The blobs that must be there.
    pub(super) blobs: Vec<Descriptor>,
    /// The manifests that an index names.
    pub(super) children: Vec<Descriptor>,
    /// What it is attached to.
    pub(super) subject: Option<Digest>,
    /// As a list of referrers shows it: its own type, else its config's.
    pub(super) artifact_type: Option<String>,
    pub(super) annotations: BTreeMap<String, String>,
}

/// Content-Type that says nothing about which manifest it is.
fn says_nothing(content_type: &str) -> bool {
    matches!(content_type, "" | "application/json" | "application/octet-stream")
}

impl Parsed {
    /// Reads `raw`, which was declared as `content_type`. A document that is a manifest and
    /// an index at once, or unlike its declaration, is refused (CVE-2021-41190).
    pub(super) fn read(raw: &[u8], content_type: &str) -> Result<Parsed, Refusal> {
        let bad = |why: String| Refusal::bad(Code::ManifestInvalid, why);
        let shape: Shape = serde_json::from_slice(raw).map_err(|e| bad(format!("not a manifest: {e}")))?;
        let declared = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let is_index = shape.manifests.is_some();
        let media_type = match (&shape.media_type, says_nothing(&declared)) {
            (Some(own), false) if *own != declared => {
                return Err(bad(format!("its mediaType is '{own}', its Content-Type '{declared}'")));
            }
            (Some(own), _) => own.clone(),
            (None, false) => declared,
            (None, true) if is_index => media_type::OCI_INDEX.into(),
            (None, true) => media_type::OCI_MANIFEST.into(),
        };
        if shape.schema_version != Some(2) {
            return Err(bad("its schemaVersion is not 2".into()));
        }
        let is_image = shape.config.is_some() || shape.layers.is_some();
        if is_index && is_image {
            return Err(bad("it claims to be an index and an image at once".into()));
        }
        let subject = shape.subject.map(|d| d.digest);
        let annotations = shape.annotations.unwrap_or_default();
        let own_type = shape.artifact_type.filter(|t| !t.is_empty());
        if media_type::is_index(&media_type) && !is_image {
            return Ok(Parsed {
                media_type,
                blobs: Vec::new(),
                children: shape.manifests.unwrap_or_default(),
                subject,
                artifact_type: own_type,
                annotations,
            });
        }
        if !media_type::is_manifest(&media_type) || is_index {
            return Err(bad(format!("'{media_type}' is no manifest that this registry knows, or not this one")));
        }
        let config = shape.config.ok_or_else(|| bad("it has no config".into()))?;
        let artifact_type = own_type.or_else(|| Some(config.media_type.clone()));
        let mut blobs = vec![config];
        blobs.extend(shape.layers.unwrap_or_default());
        // Foreign layers lie elsewhere by design.
        blobs.retain(|d| !media_type::is_foreign_layer(&d.media_type));
        Ok(Parsed { media_type, blobs, children: Vec::new(), subject, artifact_type, annotations })
    }

    /// The descriptor that a list of referrers has for it.
    pub(super) fn referrer(&self, descriptor: &Descriptor) -> Descriptor {
        let mut entry = Descriptor::new(self.media_type.clone(), descriptor.digest.clone(), descriptor.size);
        entry.artifact_type = self.artifact_type.clone();
        entry.annotations = self.annotations.clone();
        entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use media_type::{DOCKER_MANIFEST, OCI_CONFIG, OCI_INDEX, OCI_MANIFEST};

    fn descriptor(media_type: &str) -> serde_json::Value {
        serde_json::to_value(Descriptor::of(media_type, b"x")).unwrap()
    }

    fn read(value: serde_json::Value, declared: &str) -> Result<Parsed, Refusal> {
        Parsed::read(value.to_string().as_bytes(), declared)
    }

    #[test]
    fn the_declaration_and_the_document_agree() {
        let image = serde_json::json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": descriptor(OCI_CONFIG), "layers": null});
        assert_eq!(read(image.clone(), OCI_MANIFEST).unwrap().blobs.len(), 1);
        assert!(read(image.clone(), &format!("{OCI_MANIFEST}; charset=utf-8")).is_ok());
        assert_eq!(read(image.clone(), "").unwrap().media_type, OCI_MANIFEST);
        for other in [OCI_INDEX, DOCKER_MANIFEST, "text/plain"] {
            assert!(read(image.clone(), other).is_err(), "{other}");
        }
        let bare = serde_json::json!({"schemaVersion": 2, "manifests": []});
        assert_eq!(read(bare.clone(), "application/json").unwrap().media_type, OCI_INDEX);
        assert!(read(bare, OCI_MANIFEST).is_err());
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        let config = descriptor(OCI_CONFIG);
        for value in [
            serde_json::json!({"schemaVersion": 2, "config": config, "layers": [], "manifests": []}),
            serde_json::json!({"schemaVersion": 1, "config": config, "layers": []}),
            serde_json::json!({"schemaVersion": 2, "layers": []}),
            serde_json::json!({"schemaVersion": 2, "config": {"mediaType": "x/y", "digest": "sha256:../..", "size": 1}}),
            serde_json::json!([]),
        ] {
            assert!(read(value.clone(), OCI_MANIFEST).is_err(), "{value}");
        }
        assert!(Parsed::read(b"{", OCI_MANIFEST).is_err());
        assert!(Parsed::read(&b"[".repeat(100_000), OCI_MANIFEST).is_err());
    }

    #[test]
    fn the_type_of_an_artifact() {
        let plain = serde_json::json!({"schemaVersion": 2, "config": descriptor("a/config"), "layers": [],
            "subject": descriptor(OCI_MANIFEST), "annotations": {"k": "v"}});
        let parsed = read(plain.clone(), OCI_MANIFEST).unwrap();
        assert_eq!(parsed.artifact_type.as_deref(), Some("a/config"));
        assert_eq!(parsed.subject, Some(Digest::sha256(b"x")));
        assert_eq!(parsed.annotations["k"], "v");
        let mut typed = plain;
        typed["artifactType"] = "a/b".into();
        assert_eq!(read(typed, OCI_MANIFEST).unwrap().artifact_type.as_deref(), Some("a/b"));
        let index = serde_json::json!({"schemaVersion": 2, "manifests": null, "subject": descriptor(OCI_MANIFEST)});
        assert_eq!(read(index, OCI_INDEX).unwrap().artifact_type, None);
    }
}
