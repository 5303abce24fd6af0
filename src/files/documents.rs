//! Images of registries whose documents the store keeps: who has them asks for nothing but what
//! their tag points at.

use crate::error::Result;
use crate::image::{BlobReader, BlobSource, ByteStream, Destination, Location, Node};
use crate::oci::manifest::MAX_MANIFEST;
use crate::oci::media_type::{is_config, is_index, is_manifest};
use crate::oci::{Descriptor, Digest};
use crate::transport::store::Store;
use async_trait::async_trait;
use bytes::Bytes;
use std::sync::Arc;

/// A source whose manifests and configs are in the store from the first read on. What else the
/// store has is read there, too.
pub struct Documents {
    origin: Arc<dyn BlobSource>,
    store: Store,
}

impl Documents {
    /// Over `origin`.
    pub fn new(origin: Arc<dyn BlobSource>, store: Store) -> Documents {
        Documents { origin, store }
    }

    /// `node` again, it and what is below it kept in `store`.
    pub async fn keep(node: Node, store: &Store) -> Result<Node> {
        put(store, node.descriptor(), node.raw().clone()).await;
        let blobs = Documents::new(node.blobs().clone(), store.clone());
        Node::from_raw(node.descriptor().clone(), node.raw().clone(), Arc::new(blobs))
    }
}

/// A store that cannot be written to fails elsewhere.
async fn put(store: &Store, descriptor: &Descriptor, raw: Bytes) {
    let _ = store.destination(None).put_blob(descriptor, once(raw)).await;
}

fn once(raw: Bytes) -> ByteStream {
    Box::pin(futures_util::stream::once(async { Ok(raw) }))
}

#[async_trait]
impl BlobSource for Documents {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        if self.store.has(descriptor) {
            return self.store.layout().open(descriptor).await;
        }
        let kind = descriptor.media_type.as_str();
        let kept = (is_manifest(kind) || is_index(kind) || is_config(kind)) && descriptor.size <= MAX_MANIFEST;
        if !kept {
            return self.origin.open(descriptor).await;
        }
        let raw = self.origin.open(descriptor).await?.read_all(MAX_MANIFEST).await?;
        put(&self.store, descriptor, raw.clone()).await;
        Ok(BlobReader::new(descriptor, once(raw)))
    }

    async fn open_from(&self, descriptor: &Descriptor, offset: u64) -> Result<Option<ByteStream>> {
        self.origin.open_from(descriptor, offset).await
    }

    fn locate(&self, descriptor: &Descriptor) -> Location {
        match self.origin.locate(descriptor) {
            Location::Repository(r) => Location::Repository(r),
            _ if self.store.has(descriptor) => self.store.layout().locate(descriptor),
            other => other,
        }
    }

    fn is_made_up(&self) -> bool {
        self.origin.is_made_up()
    }

    async fn referrers(&self, subject: &Digest) -> Result<Vec<Descriptor>> {
        self.origin.referrers(subject).await
    }

    async fn tagged(&self, tag: &str) -> Result<Option<Descriptor>> {
        self.origin.tagged(tag).await
    }
}
