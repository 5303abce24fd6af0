//! Writing to a registry: mounts, blobs, manifests (distribution spec, "Push").

use super::auth::scope;
use super::client::{Call, Client, Payload};
use super::failure;
use super::host::Host;
use super::pull::{digest_of, header_digest};
use super::tape::Tape;
use super::upload::{Session, Upload, WINDOW};
use crate::error::{Error, Kind, Result};
use crate::image::{ByteStream, Destination, Location, Role};
use crate::oci::{Descriptor, Digest, RegistryRef};
use async_trait::async_trait;
use bytes::Bytes;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use url::form_urlencoded;

/// A repository as a destination; a reference's tag is what the top manifest is
/// stored under.
pub struct RegistryDestination {
    client: Client,
    host: Arc<Host>,
    reference: RegistryRef,
    /// Sessions that the registry opened in answer to a mount it did not do.
    sessions: Mutex<HashMap<Digest, Session>>,
}

impl RegistryDestination {
    /// The destination that `reference` names. With a digest in it, only that
    /// manifest may become the top one.
    pub fn new(client: Client, reference: RegistryRef) -> RegistryDestination {
        let host = client.host(&reference);
        RegistryDestination { client, host, reference, sessions: Mutex::default() }
    }

    /// The reference that it writes to.
    pub fn reference(&self) -> &RegistryRef {
        &self.reference
    }

    fn upload(&self, subject: String, size: Option<u64>) -> Upload<'_> {
        Upload {
            client: &self.client,
            host: self.host.clone(),
            reference: &self.reference,
            scopes: scope(self.reference.repository(), "pull,push"),
            subject,
            size,
        }
    }

    fn take_session(&self, digest: &Digest) -> Option<Session> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(digest)
    }

    /// As [`Destination::put_blob`], from a source that can be opened again at any
    /// offset: the upload survives every break that tries can mend.
    pub async fn put_blob_from<F, Fut>(&self, descriptor: &Descriptor, open: F) -> Result<()>
    where
        F: Fn(u64) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ByteStream>> + Send + 'static,
    {
        let first = open(0).await?;
        let open =
            Arc::new(move |at| -> futures_util::future::BoxFuture<'static, Result<ByteStream>> { Box::pin(open(at)) });
        let tape = Tape::new(first, Some(descriptor.size), WINDOW).reopened_by(open);
        self.put_tape(descriptor, tape).await
    }

    async fn put_tape(&self, descriptor: &Descriptor, tape: Tape) -> Result<()> {
        let digest = &descriptor.digest;
        let repository = self.reference.repository();
        let key = (repository.to_string(), digest.clone());
        let lock = {
            let mut uploads = self.host.uploads.lock().unwrap_or_else(PoisonError::into_inner);
            uploads.entry(key.clone()).or_default().clone()
        };
        // Whoever comes second finds the blob there.
        let _only = lock.lock().await;
        if self.host.knows(repository, digest) {
            return Ok(());
        }
        let closed = |_| Error::new(Kind::Internal, "the client is closed");
        let _permit = self.client.pushes().acquire().await.map_err(closed)?;
        let upload = self.upload(digest.to_string(), Some(descriptor.size));
        let outcome = upload.run(&tape, Some(digest), self.take_session(digest)).await;
        self.host.uploads.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        outcome?;
        self.host.learn(repository, digest);
        Ok(())
    }

    async fn mount(&self, descriptor: &Descriptor, from: &RegistryRef) -> Result<bool> {
        let repository = self.reference.repository();
        let what = format!("POST mount {} into {}", from.with_digest(descriptor.digest.clone()), self.reference.name());
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("mount", &descriptor.digest.to_string())
            .append_pair("from", from.repository())
            .finish();
        let path = format!("/v2/{repository}/blobs/uploads/?{query}");
        let mut scopes = scope(repository, "pull,push");
        scopes.extend(scope(from.repository(), "pull"));
        let call = Call::new(Method::POST, what, &self.host, path, scopes);
        let response = match self.client.send(&call).await {
            Ok(response) => response,
            // No token for both repositories: the blob can still be streamed.
            Err(e) if e.kind() == Kind::Denied => return Ok(false),
            Err(e) => return Err(e),
        };
        match response.status() {
            StatusCode::CREATED => {
                self.host.learn(repository, &descriptor.digest);
                Ok(true)
            }
            StatusCode::ACCEPTED => {
                // Not mounted, but an upload was opened: put_blob goes on with it.
                let upload = self.upload(descriptor.digest.to_string(), None);
                if let Ok(session) = upload.session(&response, &call.what) {
                    let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
                    sessions.insert(descriptor.digest.clone(), session);
                }
                Ok(false)
            }
            // Registries without mounts say so in many ways; streaming finds out what is really wrong.
            s if s.is_client_error() => Ok(false),
            _ => Err(failure::from_response(&call.what, &self.host, response).await),
        }
    }
}

#[async_trait]
impl Destination for RegistryDestination {
    fn describe(&self) -> String {
        self.reference.to_string()
    }

    async fn has_blob(&self, descriptor: &Descriptor) -> Result<bool> {
        let repository = self.reference.repository();
        if self.host.knows(repository, &descriptor.digest) {
            return Ok(true);
        }
        let there = self.upload(descriptor.digest.to_string(), None).exists(&descriptor.digest).await?;
        if there {
            self.host.learn(repository, &descriptor.digest);
        }
        Ok(there)
    }

    async fn try_reuse(&self, descriptor: &Descriptor, from: &Location) -> Result<bool> {
        match from {
            Location::Repository(from) if from.registry() == self.reference.registry() => {
                // A repository holds what its manifests name; and if it does not, there is no other
                // place to take the blob from, and the registry refuses the manifest.
                let here = from.repository() == self.reference.repository();
                Ok(here || self.mount(descriptor, from).await?)
            }
            _ => Ok(false),
        }
    }

    fn reuse_tells(&self, from: &Location) -> bool {
        matches!(from, Location::Repository(from) if from.registry() == self.reference.registry())
    }

    async fn put_blob(&self, descriptor: &Descriptor, data: ByteStream) -> Result<()> {
        self.put_tape(descriptor, Tape::new(data, Some(descriptor.size), WINDOW)).await
    }

    async fn put_new_blob(&self, media_type: &str, data: ByteStream) -> Result<Descriptor> {
        let closed = |_| Error::new(Kind::Internal, "the client is closed");
        let _permit = self.client.pushes().acquire().await.map_err(closed)?;
        let tape = Tape::new(data, None, WINDOW).hashing();
        let (digest, size) = self.upload("new".into(), None).run(&tape, None, None).await?;
        self.host.learn(self.reference.repository(), &digest);
        Ok(Descriptor::new(media_type, digest, size))
    }

    async fn has_manifest(&self, descriptor: &Descriptor) -> Result<bool> {
        let reference = self.reference.with_digest(descriptor.digest.clone());
        Ok(self.client.head_manifest(&reference).await?.is_some())
    }

    /// Registries take a manifest only when they hold what it names.
    async fn has_whole(&self, manifest: &Descriptor) -> Result<bool> {
        self.has_manifest(manifest).await
    }

    async fn put_manifest(&self, descriptor: &Descriptor, raw: Bytes, role: Role<'_>) -> Result<()> {
        let tag = match role {
            Role::Top => self.reference.tag(),
            Role::Tagged(tag) => Some(tag),
            Role::Child | Role::Referrer => None,
        };
        if role == Role::Top
            && let Some(wanted) = self.reference.digest()
            && *wanted != descriptor.digest
        {
            return Err(Error::new(
                Kind::Usage,
                format!("{} names another manifest than {}", self.reference, descriptor.digest),
            )
            .hint("leave the digest out of the destination's name"));
        }
        self.client.put_manifest(&self.reference, tag, descriptor, raw).await
    }

    async fn commit(&self) -> Result<()> {
        let left: Vec<(Digest, Session)> =
            self.sessions.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        for (digest, session) in left {
            self.upload(digest.to_string(), None).cancel(&session).await;
        }
        Ok(())
    }
}

impl Client {
    /// Stores a manifest in `reference`'s repository under `tag`, or under its digest
    /// alone. The bytes are checked against the descriptor before, and what the
    /// registry says it stored after. A manifest with a `subject` is entered into the
    /// referrers fallback tag where the registry does not do so by itself.
    pub async fn put_manifest(
        &self,
        reference: &RegistryRef,
        tag: Option<&str>,
        descriptor: &Descriptor,
        raw: Bytes,
    ) -> Result<()> {
        let digest = &descriptor.digest;
        if digest_of(digest.algorithm(), &raw) != *digest || raw.len() as u64 != descriptor.size {
            return Err(Error::new(Kind::Integrity, format!("manifest {digest} is not what its digest says")));
        }
        let host = self.host(reference);
        let (key, what) = match tag {
            Some(tag) => {
                let named = reference.with_tag(tag)?;
                (tag.to_string(), format!("PUT manifest {named}"))
            }
            None => (digest.to_string(), format!("PUT manifest {}@{digest}", reference.name())),
        };
        let path = format!("/v2/{}/manifests/{key}", reference.repository());
        let call = Call::new(Method::PUT, what, &host, path, scope(reference.repository(), "pull,push"));
        let mut call = call.header(CONTENT_TYPE, &descriptor.media_type)?;
        call.body = Payload::Parts(Arc::new(vec![raw.clone()]));
        let response = self.send(&call).await?;
        if !response.status().is_success() {
            return Err(failure::from_response(&call.what, &host, response).await);
        }
        if let Some(told) = header_digest(response.headers())
            && told.algorithm() == digest.algorithm()
            && told != *digest
        {
            return Err(Error::new(Kind::Integrity, format!("{}: the registry stored it as {told}", call.what))
                .because(format!("its digest is {digest}")));
        }
        let noted = response.headers().contains_key("oci-subject");
        drop(response);
        if noted { Ok(()) } else { self.note_referrer(reference, descriptor, &raw).await }
    }
}
