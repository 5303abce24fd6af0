//! A pull-through cache of one registry. What a tag points at is asked anew each time;
//! manifests and blobs by digest are fetched once, blobs kept as they stream past.

use super::app::{App, internal};
use super::content::manifest_unknown;
use super::manifest::Parsed;
use super::reply::{Code, DIGEST, Refusal, Reply, Response};
use super::repository::Target;
use super::route::Name;
use crate::error::{Context, Error, Kind, Result};
use crate::event::Event;
use crate::image::{ByteStream, verified};
use crate::oci::{Descriptor, Digest, RegistryRef};
use crate::transport::registry::{Client, Paging, RegistrySource};
use bytes::Bytes;
use futures_util::StreamExt;
use hyper::header::{ACCEPT_RANGES, CONTENT_TYPE, ETAG};
use hyper::{Method, StatusCode};
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;
use tempfile::NamedTempFile;
use tokio::sync::mpsc;

/// How long a registry that does not answer is waited for where we have something to serve.
const PATIENCE: Duration = Duration::from_secs(10);
/// Chunks on their way to a client.
const QUEUE: usize = 4;

/// The registry that is mirrored.
pub struct Mirror {
    client: Client,
    registry: String,
}

impl std::fmt::Debug for Mirror {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mirror({})", self.registry)
    }
}

impl Mirror {
    /// Mirrors `registry` (`docker.io`, `host:port`) through `client`.
    pub fn new(client: Client, registry: impl Into<String>) -> Mirror {
        Mirror { client, registry: registry.into() }
    }

    fn reference(&self, name: &Name, target: Option<&Target>) -> Result<RegistryRef> {
        let text = match target {
            Some(Target::Tag(tag)) => format!("{}/{name}:{tag}", self.registry),
            Some(Target::Digest(digest)) => format!("{}/{name}@{digest}", self.registry),
            None => format!("{}/{name}", self.registry),
        };
        text.parse()
    }

    /// Brings what `target` names up to date here. Returns a warning where the registry
    /// could not be asked and what is here is served as it is.
    pub(super) async fn refresh(
        &self,
        app: &Arc<App>,
        name: &Name,
        target: &Target,
    ) -> Result<Option<&'static str>, Refusal> {
        let here = self.local(app, name, target).await?;
        if here.is_some() && matches!(target, Target::Digest(_)) {
            return Ok(None);
        }
        let reference = self.reference(name, Some(target))?;
        let asked = async {
            match target {
                Target::Tag(_) => self.client.head_manifest(&reference).await,
                Target::Digest(_) => Ok(None),
            }
        };
        let told = match &here {
            Some(_) => tokio::time::timeout(PATIENCE, asked)
                .await
                .unwrap_or_else(|_| Err(Error::new(Kind::Network, format!("{reference}: no answer")))),
            None => asked.await,
        };
        let told = match (told, here) {
            (Err(e), Some(_)) if e.kind() != Kind::NotFound => {
                self.warn(app, &e);
                return Ok(Some("the mirrored registry does not answer; this may be out of date"));
            }
            (Err(e), _) => return Err(self.upstream(e)),
            (Ok(None), _) if matches!(target, Target::Tag(_)) => return Err(manifest_unknown(&reference.to_string())),
            (Ok(Some(told)), Some(here)) if told.digest == here.digest => return Ok(None),
            (Ok(told), _) => told,
        };
        // By digest from here on: what arrives is what was announced.
        let exact = match told {
            Some(told) => reference.with_digest(told.digest),
            None => reference,
        };
        let (descriptor, raw) = self.client.manifest(&exact).await.map_err(|e| self.upstream(e))?;
        Parsed::read(&raw, &descriptor.media_type)?;
        let (name, target) = (name.clone(), target.clone());
        app.disk(move |app| {
            let tag = match &target {
                Target::Tag(tag) => Some(tag.as_str()),
                Target::Digest(_) => None,
            };
            Ok(app.repositories.ensure(&name)?.put_manifest(&descriptor, &raw, tag)?)
        })
        .await?;
        Ok(None)
    }

    async fn local(&self, app: &Arc<App>, name: &Name, target: &Target) -> Result<Option<Descriptor>, Refusal> {
        let (name, target) = (name.clone(), target.clone());
        app.disk(move |app| match app.repositories.find(&name)? {
            Some(repository) => Ok(repository.resolve(&target)?),
            None => Ok(None),
        })
        .await
    }

    /// Fetches a blob that is not here: to the client and to the disk at the same time.
    pub(super) async fn blob(
        &self,
        app: &Arc<App>,
        method: &Method,
        name: &Name,
        digest: &Digest,
    ) -> Result<Response, Refusal> {
        let reference = self.reference(name, None)?;
        let told = self.client.head_blob(&reference, digest).await.map_err(|e| self.upstream(e))?;
        let size = told.ok_or_else(|| Refusal::not_found(Code::BlobUnknown, format!("there is no blob {digest}")))?;
        app.uploads.check_room(0, Some(size))?;
        let reply = Reply::new(StatusCode::OK)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(DIGEST, digest.to_string())
            .header(ETAG, format!("\"{digest}\""))
            .header(ACCEPT_RANGES, "bytes");
        if method == Method::HEAD {
            return Ok(reply.head(size));
        }
        let descriptor = Descriptor::new("application/octet-stream", digest.clone(), size);
        let source = RegistrySource::new(self.client.clone(), reference);
        let data = source.open_at(&descriptor, 0).await.map_err(|e| self.upstream(e))?;
        let (send, mut receive) = mpsc::channel(QUEUE);
        let (app, name, data) = (app.clone(), name.clone(), verified(&descriptor, data));
        tokio::spawn(async move {
            if let Err(e) = keep(&app, name, descriptor, data, &send).await {
                app.events.emit(Event::Warning { message: format!("{e:?}") });
                // Gone is the client that does not hear it.
                let _ = send.send(Err(std::io::Error::from(e))).await;
            }
        });
        Ok(reply.stream(method, size, futures_util::stream::poll_fn(move |cx| receive.poll_recv(cx))))
    }

    /// The registry's tags; None where it does not answer and ours have to do.
    pub(super) async fn tags(
        &self,
        app: &Arc<App>,
        name: &Name,
        limit: usize,
        last: Option<&str>,
    ) -> Result<Option<Vec<String>>, Refusal> {
        let reference = self.reference(name, None)?;
        let paging = Paging { last: last.map(str::to_string), limit: Some(limit + 1), ..Paging::default() };
        match self.client.tags(&reference, &paging).await {
            Ok(mut tags) => {
                tags.sort_unstable();
                Ok(Some(tags))
            }
            Err(e) if e.kind() == Kind::NotFound => Err(self.upstream(e)),
            Err(e) => {
                self.warn(app, &e);
                Ok(None)
            }
        }
    }

    /// What the registry has attached to a manifest; None where it does not answer.
    pub(super) async fn referrers(
        &self,
        app: &Arc<App>,
        name: &Name,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Option<Vec<Descriptor>> {
        let found = async {
            let reference = self.reference(name, None)?;
            self.client.referrers(&reference, subject, artifact_type).await
        };
        match found.await {
            Ok(found) => Some(found),
            Err(e) => {
                self.warn(app, &e);
                None
            }
        }
    }

    fn warn(&self, app: &App, e: &Error) {
        app.events.emit(Event::Warning { message: format!("mirror of {}: {e:?}", self.registry) });
    }

    /// A failure of the mirrored registry, as our client sees it.
    fn upstream(&self, e: Error) -> Refusal {
        if e.kind() == Kind::NotFound {
            return Refusal::not_found(Code::ManifestUnknown, format!("{} does not have it", self.registry));
        }
        let message = format!("{} failed; the log of the mirror says why", self.registry);
        Refusal::new(StatusCode::BAD_GATEWAY, Code::Unknown, message).because(e)
    }
}

/// Writes a verified stream to disk and passes it on. The last chunk is held back until
/// the blob is known to be right and has its name: no client takes wrong bytes for whole.
/// Without a client it is given up.
async fn keep(
    app: &Arc<App>,
    name: Name,
    descriptor: Descriptor,
    mut data: ByteStream,
    send: &mpsc::Sender<std::io::Result<Bytes>>,
) -> Result<()> {
    let what = format!("mirror blob {}", descriptor.digest);
    let failed = |_: Refusal| internal(format!("{what}: the disk"));
    let at = name.clone();
    let repository = app.disk(move |app| Ok(app.repositories.ensure(&at)?)).await.map_err(failed)?;
    let layout = repository.layout().clone();
    let mut temp: NamedTempFile = layout.temp_file()?;
    let mut held: Option<Bytes> = None;
    while let Some(chunk) = data.next().await {
        let chunk = chunk?;
        let bytes = chunk.clone();
        let subject = what.clone();
        temp = crate::image::file::blocking(move || {
            temp.write_all(&bytes).context(|| subject)?;
            Ok(temp)
        })
        .await?;
        if let Some(before) = held.replace(chunk)
            && send.send(Ok(before)).await.is_err()
        {
            return Ok(());
        }
    }
    crate::image::file::blocking(move || layout.adopt(temp, &descriptor.digest)).await?;
    if let Some(last) = held {
        // Gone is the client that does not take it; the blob is here for the next one.
        let _ = send.send(Ok(last)).await;
    }
    Ok(())
}
