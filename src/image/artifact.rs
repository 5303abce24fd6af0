//! Artifacts: manifests of something that is no image (OCI image spec, manifest.md,
//! "Guidelines for Artifact Usage").

use super::Node;
use super::memory::Overlay;
use crate::error::{Error, Kind, Result};
use crate::oci::{Descriptor, Manifest, media_type};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an artifact is made of.
#[derive(Debug, Clone, Default)]
pub struct Artifact {
    /// Its type; what is not given is the config's media type.
    pub artifact_type: Option<String>,
    /// Its config; none is the empty one.
    pub config: Option<Descriptor>,
    /// Its content.
    pub layers: Vec<Descriptor>,
    /// What it is attached to.
    pub subject: Option<Descriptor>,
    /// The manifest's annotations.
    pub annotations: BTreeMap<String, String>,
}

/// `{}`, which stands where something must and nothing is.
fn empty(blobs: &mut Overlay) -> Descriptor {
    let mut descriptor = blobs.add(media_type::OCI_EMPTY, Bytes::from_static(b"{}"));
    descriptor.data = Some("e30=".into());
    descriptor
}

impl Artifact {
    /// The manifest; `blobs` has the content.
    pub fn node(self, mut blobs: Overlay) -> Result<Node> {
        let config = self.config.unwrap_or_else(|| empty(&mut blobs));
        if config.media_type == media_type::OCI_EMPTY && self.artifact_type.is_none() {
            return Err(Error::new(Kind::Usage, "an artifact without a config needs a type"));
        }
        let layers = if self.layers.is_empty() { vec![empty(&mut blobs)] } else { self.layers };
        // Only what names the subject: its platform or annotations are not ours to repeat.
        let subject = self.subject.map(|s| Descriptor::new(s.media_type, s.digest, s.size));
        let manifest = Manifest {
            schema_version: 2,
            media_type: Some(media_type::OCI_MANIFEST.into()),
            artifact_type: self.artifact_type,
            config,
            layers,
            subject,
            annotations: self.annotations,
            extra: Default::default(),
        };
        let raw =
            serde_json::to_vec(&manifest).map_err(|e| Error::new(Kind::Internal, "write a manifest").because(e))?;
        Node::from_raw(Descriptor::of(media_type::OCI_MANIFEST, &raw), raw.into(), Arc::new(blobs))
    }
}
