//! Blobs held in memory: small documents made here (configs, manifests), laid over
//! another source that has the rest.

use super::{BlobReader, BlobSource, Location};
use crate::error::{Error, Kind, Result};
use crate::oci::{Descriptor, Digest};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::Arc;

/// A few blobs in memory over a source that has the rest.
#[derive(Default, Clone)]
pub struct Overlay {
    blobs: HashMap<Digest, Bytes>,
    below: Vec<(Option<Digest>, Arc<dyn BlobSource>)>,
}

impl Overlay {
    /// Holds nothing.
    pub fn new() -> Overlay {
        Overlay::default()
    }

    /// Adds a blob and returns its descriptor.
    pub fn add(&mut self, media_type: &str, bytes: Bytes) -> Descriptor {
        let descriptor = Descriptor::of(media_type, &bytes);
        self.blobs.insert(descriptor.digest.clone(), bytes);
        descriptor
    }

    /// Answers `digest` from `source`.
    pub fn route(&mut self, digest: Digest, source: Arc<dyn BlobSource>) {
        self.below.push((Some(digest), source));
    }

    /// Answers everything that nothing else answers from `source`.
    pub fn fallback(&mut self, source: Arc<dyn BlobSource>) {
        self.below.push((None, source));
    }

    fn source_of(&self, digest: &Digest) -> Option<&Arc<dyn BlobSource>> {
        let routed = self.below.iter().find(|(d, _)| d.as_ref() == Some(digest));
        routed.or_else(|| self.below.iter().find(|(d, _)| d.is_none())).map(|(_, s)| s)
    }
}

#[async_trait]
impl BlobSource for Overlay {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        if let Some(bytes) = self.blobs.get(&descriptor.digest) {
            let bytes = bytes.clone();
            return Ok(BlobReader::new(descriptor, Box::pin(futures_util::stream::once(async { Ok(bytes) }))));
        }
        match self.source_of(&descriptor.digest) {
            Some(source) => source.open(descriptor).await,
            None => Err(Error::new(Kind::NotFound, format!("blob {} is not here", descriptor.digest))),
        }
    }

    fn locate(&self, descriptor: &Descriptor) -> Location {
        if self.blobs.contains_key(&descriptor.digest) {
            return Location::Stream;
        }
        self.source_of(&descriptor.digest).map_or(Location::Stream, |s| s.locate(descriptor))
    }

    fn is_made_up(&self) -> bool {
        self.below.iter().any(|(routed, source)| routed.is_none() && source.is_made_up())
    }
}
