//! Referrers: what is attached to a manifest (distribution spec, "Listing
//! Referrers"), with the tag schema for registries that lack the API.

use super::auth::scope;
use super::client::{Call, Client};
use super::list::pages;
use super::pull::content_type;
use crate::error::{Error, Kind, Result};
use crate::oci::manifest::{Document, attachment, fallback_tag};
use crate::oci::{Descriptor, Digest, Index, RegistryRef, media_type};
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::ACCEPT;

/// Writers of one fallback tag may overwrite each other; so often it is tried to
/// have our entry stay.
const WRITE_TRIES: u32 = 4;

impl Client {
    /// What is attached to `subject` in `reference`'s repository, of one artifact
    /// type where that is asked for. Nothing attached is an empty list.
    pub async fn referrers(
        &self,
        reference: &RegistryRef,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>> {
        let found = match self.referrers_by_api(reference, subject, artifact_type).await? {
            Some(found) => found,
            None => self.referrers_by_tag(reference, subject).await?.manifests,
        };
        // Servers may ignore the filter.
        let fits = |d: &Descriptor| artifact_type.is_none_or(|t| d.artifact_type.as_deref() == Some(t));
        Ok(found.into_iter().filter(fits).collect())
    }

    /// None: the registry has no such API.
    async fn referrers_by_api(
        &self,
        reference: &RegistryRef,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Option<Vec<Descriptor>>> {
        let host = self.host(reference);
        let what = format!("GET referrers of {}@{subject}", reference.name());
        let mut path = format!("/v2/{}/referrers/{subject}", reference.repository());
        if let Some(kind) = artifact_type {
            let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("artifactType", kind).finish();
            path = format!("{path}?{query}");
        }
        let call = Call::new(Method::GET, what.clone(), &host, path, scope(reference.repository(), "pull"))
            .header(ACCEPT, media_type::OCI_INDEX)?;
        let mut out: Vec<Descriptor> = Vec::new();
        let mut is_api = true;
        let listed = pages(self, call, None, |headers, body| {
            // A registry without the API may answer 200 with a page for people.
            is_api &= content_type(headers).as_deref() == Some(media_type::OCI_INDEX);
            if is_api {
                out.extend(parse_index(&what, &body)?.manifests);
            }
            Ok(out.len())
        })
        .await;
        match listed {
            Ok(()) if is_api => Ok(Some(out)),
            Ok(()) => Ok(None),
            Err(e) if e.kind() == Kind::NotFound => Ok(None),
            // 400, 405, 501: other ways to say that there is no such API.
            Err(e)
                if e.kind() == Kind::Registry && [": 400", ": 405", ": 501"].iter().any(|s| e.what().contains(s)) =>
            {
                Ok(None)
            }
            Err(e) => Err(e),
        }
    }

    async fn referrers_by_tag(&self, reference: &RegistryRef, subject: &Digest) -> Result<Index> {
        let tag = reference.with_tag(&fallback_tag(subject))?;
        match self.manifest(&tag).await {
            Ok((descriptor, raw)) if media_type::is_index(&descriptor.media_type) => {
                parse_index(&format!("GET manifest {tag}"), &raw)
            }
            Ok((descriptor, _)) => Err(Error::new(
                Kind::Format,
                format!("{tag} should list referrers but is a '{}'", descriptor.media_type),
            )),
            Err(e) if e.kind() == Kind::NotFound => Ok(Index::default()),
            Err(e) => Err(e),
        }
    }

    /// Enters a manifest that has a subject into the fallback tag; does nothing for
    /// one that has none.
    pub(super) async fn note_referrer(
        &self,
        reference: &RegistryRef,
        descriptor: &Descriptor,
        raw: &Bytes,
    ) -> Result<()> {
        let Some((subject, entry)) = attachment(descriptor, raw) else { return Ok(()) };
        let tag = fallback_tag(&subject);
        let what = || format!("enter {} into {}:{tag}", descriptor.digest, reference.name());
        for _ in 0..WRITE_TRIES {
            let mut index = self.referrers_by_tag(reference, &subject).await?;
            if index.manifests.iter().any(|d| d.digest == entry.digest) {
                return Ok(());
            }
            index.media_type = Some(media_type::OCI_INDEX.into());
            index.manifests.push(entry.clone());
            let raw = serde_json::to_vec(&index).map_err(|e| Error::new(Kind::Internal, what()).because(e))?;
            let document = Descriptor::of(media_type::OCI_INDEX, &raw);
            // The index itself has no subject: this recursion ends at once.
            Box::pin(self.put_manifest(reference, Some(&tag), &document, raw.into())).await?;
        }
        // Read once more: the last write may be the one that stayed.
        let index = self.referrers_by_tag(reference, &subject).await?;
        if index.manifests.iter().any(|d| d.digest == entry.digest) {
            return Ok(());
        }
        Err(Error::new(Kind::Registry, format!("{}: other writers overwrite it again and again", what())))
    }
}

fn parse_index(what: &str, raw: &[u8]) -> Result<Index> {
    match Document::parse(raw, media_type::OCI_INDEX)
        .or_else(|_| Document::parse(raw, media_type::DOCKER_INDEX))
        .map_err(|e| e.context(what))?
    {
        Document::Index(index) => Ok(index),
        Document::Manifest(_) | Document::Other => {
            Err(Error::new(Kind::Format, format!("{what}: the answer is no index")))
        }
    }
}
