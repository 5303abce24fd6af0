//! Reading from a registry: manifests and blobs (distribution spec, "Pull").

use super::auth::scope;
use super::client::{Call, Client, Target};
use super::config::Timeouts;
use super::failure;
use super::host::Host;
use super::retry::Next;
use crate::error::{Error, Kind, Result};
use crate::image::{BlobReader, BlobSource, ByteStream, Location, Node};
use crate::oci::manifest::MAX_MANIFEST;
use crate::oci::{Algorithm, Descriptor, Digest, Hasher, RegistryRef, media_type};
use async_trait::async_trait;
use base64::Engine;
use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, RANGE};
use reqwest::{Method, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// Descriptors with more inline data than this are fetched instead.
const MAX_INLINE: usize = 64 << 10;

/// A repository as a source of blobs and of manifests by digest.
#[derive(Clone)]
pub struct RegistrySource {
    client: Client,
    reference: RegistryRef,
}

impl RegistrySource {
    /// The repository that `reference` names; its tag and digest do not matter here.
    pub fn new(client: Client, reference: RegistryRef) -> RegistrySource {
        RegistrySource { client, reference }
    }
}

/// Opens the image or index that a reference names: one request.
///
/// Its digest is computed from the bytes and compared with the one asked for and
/// with `Docker-Content-Digest`. Errors: NotFound, Denied, Network, Registry,
/// Integrity (wrong bytes), Format (not a manifest), Limit (over 4 MiB).
///
/// Mirrors that `registries.conf` names are asked first; one that fails, whatever the
/// reason, is passed over, and the error told is that of the place itself.
pub async fn open_node(client: &Client, reference: &RegistryRef) -> Result<Node> {
    let mut places = client.config().registries.sources(reference)?;
    let primary = places.pop().unwrap_or_else(|| reference.clone());
    for mirror in &places {
        if let Ok(node) = open_at_place(client, mirror).await {
            return Ok(node);
        }
    }
    open_at_place(client, &primary).await
}

async fn open_at_place(client: &Client, reference: &RegistryRef) -> Result<Node> {
    let (descriptor, raw) = client.manifest(reference).await?;
    let source = RegistrySource::new(client.clone(), reference.clone());
    Node::from_raw(descriptor, raw, Arc::new(source)).map_err(|e| e.context(format!("open {reference}")))
}

pub(super) fn digest_of(algorithm: Algorithm, bytes: &[u8]) -> Digest {
    let mut hasher = Hasher::new(algorithm);
    hasher.update(bytes);
    hasher.finish()
}

/// The `Docker-Content-Digest` header, where it holds a digest that we know.
pub(super) fn header_digest(headers: &HeaderMap) -> Option<Digest> {
    headers.get("docker-content-digest")?.to_str().ok()?.trim().parse().ok()
}

/// Content-Type without its parameters.
pub(super) fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()).filter(|t| !t.is_empty())
}

pub(super) fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// Reads a body of at most `limit` bytes, whatever its header says.
pub(super) async fn read_limited(
    client: &Client,
    what: &str,
    host: &Host,
    mut response: Response,
    limit: u64,
) -> Result<Bytes> {
    let too_long =
        || Error::new(Kind::Limit, format!("{what}: the answer is longer than {limit} bytes, the most that are read"));
    let announced = content_length(response.headers());
    if announced.is_some_and(|n| n > limit) {
        return Err(too_long());
    }
    let mut out = BytesMut::with_capacity(announced.unwrap_or(0).min(1 << 20) as usize);
    let mut guard = Guard::new(&client.config().timeouts);
    while let Some(chunk) = guard.chunk(what, &mut response, |e| failure::from_transport(what, host, e)).await? {
        if (out.len() + chunk.len()) as u64 > limit {
            return Err(too_long());
        }
        out.extend_from_slice(&chunk);
    }
    Ok(out.freeze())
}

impl Client {
    fn manifest_call(&self, method: Method, reference: &RegistryRef) -> Result<Call> {
        let what = match reference.digest() {
            Some(d) => format!("{method} manifest {}@{d}", reference.name()),
            None => format!("{method} manifest {reference}"),
        };
        let path = format!("/v2/{}/manifests/{}", reference.repository(), reference.manifest_key());
        let host = self.host(reference);
        Call::new(method, what, &host, path, scope(reference.repository(), "pull"))
            .header(ACCEPT, &media_type::ACCEPT_MANIFESTS.join(", "))
    }

    /// The manifest's bytes with its descriptor, checked. Its media type is the
    /// answer's Content-Type; where that names nothing, the document's own field.
    pub async fn manifest(&self, reference: &RegistryRef) -> Result<(Descriptor, Bytes)> {
        let call = self.manifest_call(Method::GET, reference)?;
        let mut failed = 0;
        loop {
            let response = self.send(&call).await?;
            if response.status() != StatusCode::OK {
                return Err(failure::from_response(&call.what, &call.host, response).await);
            }
            let headers = response.headers().clone();
            match read_limited(self, &call.what, &call.host, response, MAX_MANIFEST).await {
                Ok(raw) => return check_manifest(&call.what, reference, &headers, raw),
                // The connection broke within the body: once more from the start.
                Err(e) if e.kind() == Kind::Network => {
                    failed += 1;
                    match self.config().retry.next(failed, None) {
                        Next::Wait(wait) => tokio::time::sleep(wait).await,
                        _ => return Err(e),
                    }
                }
                Err(e) => return Err(e),
            }
        }
    }

    /// What a reference points at, without the bytes; None where it does not exist.
    /// A registry that answers HEAD without digest or size is asked with GET.
    pub async fn head_manifest(&self, reference: &RegistryRef) -> Result<Option<Descriptor>> {
        let call = self.manifest_call(Method::HEAD, reference)?;
        let response = self.send(&call).await?;
        let status = response.status();
        if status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            return self.manifest_if_any(reference).await;
        }
        if status != StatusCode::OK {
            return Err(failure::from_response(&call.what, &call.host, response).await);
        }
        let headers = response.headers();
        let digest = header_digest(headers);
        if let (Some(asked), Some(told)) = (reference.digest(), &digest)
            && asked.algorithm() == told.algorithm()
            && asked != told
        {
            return Err(Error::new(Kind::Integrity, format!("{}: the registry answers with {told}", call.what)));
        }
        let digest = reference.digest().cloned().or(digest);
        match (digest, content_length(headers), content_type(headers)) {
            (Some(digest), Some(size), Some(kind)) => Ok(Some(Descriptor::new(kind, digest, size))),
            _ => self.manifest_if_any(reference).await,
        }
    }

    /// The size of a blob in bytes; None where the repository lacks it.
    pub async fn head_blob(&self, reference: &RegistryRef, digest: &Digest) -> Result<Option<u64>> {
        let what = format!("HEAD blob {}@{digest}", reference.name());
        let path = format!("/v2/{}/blobs/{digest}", reference.repository());
        let host = self.host(reference);
        let call = Call::new(Method::HEAD, what, &host, path, scope(reference.repository(), "pull"));
        let response = self.send(&call).await?;
        match response.status() {
            StatusCode::OK => content_length(response.headers()).map(Some).ok_or_else(|| {
                Error::new(Kind::Registry, format!("{}: the registry does not tell the size", call.what))
            }),
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(failure::from_response(&call.what, &call.host, response).await),
        }
    }

    async fn manifest_if_any(&self, reference: &RegistryRef) -> Result<Option<Descriptor>> {
        match self.manifest(reference).await {
            Ok((descriptor, _)) => Ok(Some(descriptor)),
            Err(e) if e.kind() == Kind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }
}

fn check_manifest(what: &str, reference: &RegistryRef, headers: &HeaderMap, raw: Bytes) -> Result<(Descriptor, Bytes)> {
    let told = header_digest(headers);
    let wanted = reference.digest().or(told.as_ref());
    let actual = digest_of(wanted.map_or(Algorithm::Sha256, Digest::algorithm), &raw);
    for (name, expected) in [("asked for", reference.digest()), ("in Docker-Content-Digest", told.as_ref())] {
        let Some(expected) = expected else { continue };
        let actual = if expected.algorithm() == actual.algorithm() {
            actual.clone()
        } else {
            digest_of(expected.algorithm(), &raw)
        };
        if *expected != actual {
            return Err(Error::new(Kind::Integrity, format!("{what}: the bytes are not what their digest says"))
                .because(format!("they hash to {actual}; {name}: {expected}")));
        }
    }
    let served = content_type(headers).filter(|t| media_type::is_manifest(t) || media_type::is_index(t));
    let kind = match served {
        Some(served) => served,
        // Content-Type says nothing (octet-stream, JSON): the document's own word counts.
        None => own_media_type(&raw).ok_or_else(|| {
            Error::new(Kind::Format, format!("{what}: the answer is no manifest"))
                .because(format!("Content-Type: {}", content_type(headers).unwrap_or_else(|| "none".into())))
        })?,
    };
    Ok((Descriptor::new(kind, actual, raw.len() as u64), raw))
}

fn own_media_type(raw: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(raw).ok()?;
    if let Some(own) = value.get("mediaType").and_then(|v| v.as_str()) {
        return Some(own.to_string());
    }
    let has = |name: &str| value.get(name).is_some_and(|v| v.is_array());
    match (has("manifests"), has("layers")) {
        (true, false) => Some(media_type::OCI_INDEX.into()),
        (false, true) => Some(media_type::OCI_MANIFEST.into()),
        _ => None,
    }
}

#[async_trait]
impl BlobSource for RegistrySource {
    async fn open(&self, descriptor: &Descriptor) -> Result<BlobReader> {
        if let Some(bytes) = inline_data(descriptor) {
            return Ok(BlobReader::new(descriptor, Box::pin(futures_util::stream::once(async { Ok(bytes) }))));
        }
        if media_type::is_manifest(&descriptor.media_type) || media_type::is_index(&descriptor.media_type) {
            let reference = self.reference.with_digest(descriptor.digest.clone());
            let (_, raw) = self.client.manifest(&reference).await?;
            return Ok(BlobReader::new(descriptor, Box::pin(futures_util::stream::once(async { Ok(raw) }))));
        }
        Ok(BlobReader::new(descriptor, self.open_at(descriptor, 0).await?))
    }

    async fn open_from(&self, descriptor: &Descriptor, offset: u64) -> Result<Option<ByteStream>> {
        self.open_at(descriptor, offset).await.map(Some)
    }

    fn locate(&self, _: &Descriptor) -> Location {
        Location::Repository(self.reference.clone())
    }

    async fn referrers(&self, subject: &Digest) -> Result<Vec<Descriptor>> {
        self.client.referrers(&self.reference, subject, None).await
    }

    async fn tagged(&self, tag: &str) -> Result<Option<Descriptor>> {
        self.client.head_manifest(&self.reference.with_tag(tag)?).await
    }
}

/// The data that a descriptor carries itself, where it is what the descriptor says.
fn inline_data(descriptor: &Descriptor) -> Option<Bytes> {
    let data = descriptor.data.as_ref().filter(|d| d.len() <= MAX_INLINE)?;
    let raw = base64::engine::general_purpose::STANDARD.decode(data).ok()?;
    let fits =
        raw.len() as u64 == descriptor.size && digest_of(descriptor.digest.algorithm(), &raw) == descriptor.digest;
    fits.then(|| raw.into())
}

impl RegistrySource {
    /// The blob's bytes from `offset` on, unverified: for a resumed transfer. Ends
    /// exactly at the descriptor's size or with an error; a connection that breaks is
    /// taken up again where it stopped.
    pub async fn open_at(&self, descriptor: &Descriptor, offset: u64) -> Result<ByteStream> {
        if offset > descriptor.size {
            return Err(Error::new(
                Kind::Usage,
                format!(
                    "blob {} has {} bytes: it cannot be read from byte {offset}",
                    descriptor.digest, descriptor.size
                ),
            ));
        }
        let host = self.client.host(&self.reference);
        let what = format!("GET blob {}@{}", self.reference.name(), descriptor.digest);
        let path = format!("/v2/{}/blobs/{}", self.reference.repository(), descriptor.digest);
        let call = Call::new(Method::GET, what, &host, path, scope(self.reference.repository(), "pull"))
            // A proxy that compresses on the way would change the bytes.
            .header(ACCEPT_ENCODING, "identity")?;
        let mut download = Download {
            guard: Guard::new(&self.client.config().timeouts),
            client: self.client.clone(),
            call,
            size: descriptor.size,
            position: offset,
            skip: 0,
            response: None,
            failed: 0,
            mark: offset,
        };
        match download.connect().await {
            Ok(()) => {}
            // Layers that a registry may lack by design name where else they are.
            Err(e) if e.kind() == Kind::NotFound && media_type::is_foreign_layer(&descriptor.media_type) => {
                download.connect_elsewhere(&descriptor.urls, e).await?;
            }
            Err(e) => return Err(e),
        }
        Ok(Box::pin(futures_util::stream::try_unfold(download, |mut d| async move {
            Ok(d.next().await?.map(|chunk| (chunk, d)))
        })))
    }
}

/// A blob on its way.
struct Download {
    client: Client,
    call: Call,
    size: u64,
    /// The next byte to deliver.
    position: u64,
    /// Bytes of the answer that were delivered before: a server that ignores Range
    /// starts at the first.
    skip: u64,
    response: Option<Response>,
    guard: Guard,
    failed: u32,
    /// Where the last break was: progress since then earns new tries.
    mark: u64,
}

impl Download {
    async fn connect(&mut self) -> Result<()> {
        let mut call = self.call.clone();
        if self.position > 0 {
            call = call.header(RANGE, &format!("bytes={}-", self.position))?;
        }
        let response = self.client.send(&call).await?;
        let wrong = |why: String| Err(Error::new(Kind::Integrity, format!("{}: {why}", self.call.what)));
        let (skip, rest) = match response.status() {
            StatusCode::OK => (self.position, self.size),
            StatusCode::PARTIAL_CONTENT if self.position > 0 => {
                let start = response.headers().get(CONTENT_RANGE).and_then(|v| v.to_str().ok()).and_then(range_start);
                match start {
                    Some(start) if start <= self.position => (self.position - start, self.size - start),
                    _ => return wrong(format!("asked for bytes from {} on, the registry sends others", self.position)),
                }
            }
            StatusCode::RANGE_NOT_SATISFIABLE => {
                return wrong(format!("it ends before byte {} of {}", self.position, self.size));
            }
            _ => return Err(failure::from_response(&self.call.what, &self.call.host, response).await),
        };
        // The wrong size is known before one byte is read.
        if let Some(length) = content_length(response.headers())
            && length != rest
        {
            return wrong(format!("the registry has {length} bytes where {rest} are promised"));
        }
        self.skip = skip;
        self.guard.reset();
        self.response = Some(response);
        Ok(())
    }

    async fn connect_elsewhere(&mut self, urls: &[String], first: Error) -> Result<()> {
        for url in urls.iter().filter_map(|u| Url::parse(u).ok()).filter(|u| u.scheme() == "https") {
            self.call.target = Target::Url(url);
            if self.connect().await.is_ok() {
                return Ok(());
            }
        }
        Err(first)
    }

    async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            if self.position >= self.size && self.response.is_none() {
                return Ok(None);
            }
            let outcome = match &mut self.response {
                Some(response) => {
                    let (what, host) = (&self.call.what, &self.call.host);
                    self.guard.chunk(what, response, |e| failure::from_transport(what, host, e)).await
                }
                None => match self.connect().await {
                    Ok(()) => continue,
                    Err(e) => Err(e),
                },
            };
            match outcome {
                Ok(Some(mut chunk)) => {
                    if self.skip > 0 {
                        let n = self.skip.min(chunk.len() as u64);
                        self.skip -= n;
                        chunk = chunk.split_off(n as usize);
                    }
                    if chunk.is_empty() {
                        continue;
                    }
                    self.position += chunk.len() as u64;
                    if self.position > self.size {
                        return Err(Error::new(
                            Kind::Integrity,
                            format!("{}: it is longer than the {} bytes promised", self.call.what, self.size),
                        ));
                    }
                    return Ok(Some(chunk));
                }
                Ok(None) if self.position == self.size => {
                    self.response = None;
                    return Ok(None);
                }
                Ok(None) => {
                    let why = format!("the answer ended after {} of {} bytes", self.position, self.size);
                    self.pause(Error::new(Kind::Network, self.call.what.clone()).because(why)).await?;
                }
                // All bytes are here; how the connection ended does not matter.
                Err(_) if self.position == self.size => {
                    self.response = None;
                    return Ok(None);
                }
                Err(e) if e.kind() == Kind::Network => self.pause(e).await?,
                Err(e) => return Err(e),
            }
        }
    }

    /// After a break: waits, or gives up with `error`.
    async fn pause(&mut self, error: Error) -> Result<()> {
        self.response = None;
        // A megabyte since the last break is progress; less is a server that feeds us
        // a byte per connection.
        if self.position - self.mark >= 1 << 20 {
            self.failed = 0;
        }
        self.mark = self.position;
        self.failed += 1;
        match self.client.config().retry.next(self.failed, None) {
            Next::Wait(wait) => {
                tokio::time::sleep(wait).await;
                Ok(())
            }
            _ => Err(error.hint(
                "the connection broke again and again; what has arrived is kept where that is possible: run it again",
            )),
        }
    }
}

/// `100` of `bytes 100-199/200`.
fn range_start(value: &str) -> Option<u64> {
    value.trim().strip_prefix("bytes")?.trim_start().split('-').next()?.trim().parse().ok()
}

/// Reads bodies and watches that they keep coming: only the time spent waiting
/// for the network counts, not what the reader of the stream takes.
pub(in crate::transport) struct Guard {
    idle: Duration,
    slowest: u64,
    waited: Duration,
    got: u64,
}

impl Guard {
    pub(in crate::transport) fn new(t: &Timeouts) -> Guard {
        Guard { idle: t.idle, slowest: t.slowest, waited: Duration::ZERO, got: 0 }
    }

    fn reset(&mut self) {
        self.waited = Duration::ZERO;
        self.got = 0;
    }

    /// The next bytes; `failed` makes an error of a broken connection.
    pub(in crate::transport) async fn chunk(
        &mut self,
        what: &str,
        response: &mut Response,
        failed: impl FnOnce(reqwest::Error) -> Error,
    ) -> Result<Option<Bytes>> {
        let began = Instant::now();
        let slow = |why: String| Err(Error::new(Kind::Network, what.to_string()).because(why));
        let chunk = match tokio::time::timeout(self.idle, response.chunk()).await {
            Err(_) => return slow(format!("nothing came for {:?}", self.idle)),
            Ok(Err(e)) => return Err(failed(e)),
            Ok(Ok(None)) => return Ok(None),
            Ok(Ok(Some(chunk))) => chunk,
        };
        self.waited += began.elapsed();
        self.got += chunk.len() as u64;
        if self.waited >= self.idle {
            if self.got < self.slowest {
                return slow(format!("only {} bytes came in {:?}", self.got, self.waited));
            }
            self.reset();
        }
        Ok(Some(chunk))
    }
}
