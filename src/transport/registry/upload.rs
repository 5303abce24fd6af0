//! One blob on its way into a registry (distribution spec, "Push").
//!
//! Small blobs go in one PUT. Larger ones are streamed in one PATCH and closed by
//! an empty PUT: every registry takes that, and a broken PATCH can be taken up
//! again where the registry stopped, which a broken PUT cannot. A registry (or a
//! proxy before it) that refuses so long a body gets it in pieces.

use super::auth::Scopes;
use super::client::{Call, Client, Payload, Target, same_site};
use super::failure;
use super::host::Host;
use super::pull::header_digest;
use super::retry::{Next, is_transient, retry_after, wall_clock};
use super::tape::Tape;
use crate::error::{Error, Kind, Result};
use crate::oci::{Digest, Hasher, RegistryRef};
use bytes::Bytes;
use reqwest::header::{CONTENT_RANGE, CONTENT_TYPE, HeaderMap, LOCATION, RANGE};
use reqwest::{Method, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Up to this size a blob is held in memory and sent in one PUT.
pub(super) const SMALL: u64 = 4 << 20;
/// What a streamed blob can be wound back: more than sockets and most proxies hold.
pub(super) const WINDOW: u64 = 8 << 20;
/// A server that refuses pieces of this size is not sent smaller ones.
const SMALLEST_PIECE: u64 = 256 << 10;
/// After so many breaks without progress a long body is sent in pieces.
const PATIENCE: u32 = 2;
const OCTETS: &str = "application/octet-stream";

/// An open upload session.
#[derive(Debug, Clone)]
pub(super) struct Session {
    location: Url,
    /// The smallest piece that the registry takes (`OCI-Chunk-Min-Length`).
    chunk_min: u64,
}

/// Where one PATCH left the upload.
enum Step {
    /// Taken; the next piece starts here. True: that was all.
    Taken(u64, bool),
    /// It broke; ask the registry how far it got, after as long as it asked for.
    Broken(Error, Option<Duration>),
    /// The session is no more.
    Lost(Error),
    /// The body was too long for the server.
    TooLarge(Error),
}

/// Uploads one blob.
pub(super) struct Upload<'a> {
    pub(super) client: &'a Client,
    pub(super) host: Arc<Host>,
    pub(super) reference: &'a RegistryRef,
    pub(super) scopes: Scopes,
    /// For messages: the digest, or "new blob".
    pub(super) subject: String,
    pub(super) size: Option<u64>,
}

impl Upload<'_> {
    fn call(&self, method: Method, target: Target, verb: &str) -> Call {
        let what = format!("{verb} blob {}@{}", self.reference.name(), self.subject);
        let mut call = Call::new(method, what, &self.host, String::new(), self.scopes.clone());
        call.target = target;
        call
    }

    /// A failure of the data, not of the registry: its own words become the cause.
    fn of_data(&self, error: Error) -> Error {
        error.context(format!("push blob {}@{}", self.reference.name(), self.subject))
    }

    /// Opens a session.
    pub(super) async fn begin(&self) -> Result<Session> {
        let path = format!("/v2/{}/blobs/uploads/", self.reference.repository());
        let call = self.call(Method::POST, Target::Path(path), "POST");
        let response = self.client.send(&call).await?;
        if response.status() != StatusCode::ACCEPTED {
            return Err(failure::from_response(&call.what, &self.host, response).await);
        }
        self.session(&response, &call.what)
    }

    /// The session that an answer opens or moves.
    pub(super) fn session(&self, response: &Response, what: &str) -> Result<Session> {
        let location = self.location(response.headers(), response.url())?.ok_or_else(|| {
            Error::new(Kind::Registry, format!("{what}: the registry names no Location for the upload"))
        })?;
        let chunk_min = response.headers().get("oci-chunk-min-length").and_then(|v| v.to_str().ok()?.parse().ok());
        // A registry that asks for gigabytes per piece would make us hold them.
        Ok(Session { location, chunk_min: chunk_min.unwrap_or(0).min(256 << 20) })
    }

    /// Location in its forms: whole, without scheme and host, with a query.
    fn location(&self, headers: &HeaderMap, base: &Url) -> Result<Option<Url>> {
        let Some(value) = headers.get(LOCATION).filter(|v| !v.is_empty()) else { return Ok(None) };
        let bad =
            || Error::new(Kind::Registry, format!("{} names an upload Location that is no http URL", self.host.name()));
        let text = value.to_str().map_err(|_| bad())?;
        let mut url = base.join(text).map_err(|_| bad())?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(bad());
        }
        // Registries behind a TLS proxy that do not know of it say http; we stay on TLS.
        if base.scheme() == "https" && url.scheme() == "http" && url.host_str() == base.host_str() {
            let port = base.port();
            if url.set_scheme("https").is_err() || url.set_port(port).is_err() {
                return Err(bad());
            }
        }
        if base.scheme() == "https" && url.scheme() == "http" && !same_site(base, &url) {
            return Err(Error::new(
                Kind::Registry,
                format!("{} wants the upload sent to {} without TLS", self.host.name(), failure::site(&url)),
            ));
        }
        url.set_fragment(None);
        Ok(Some(url))
    }

    /// Sends everything on the tape. `digest` is None for data that is hashed on its
    /// way. On failure no session is left behind.
    pub(super) async fn run(
        &self,
        tape: &Tape,
        digest: Option<&Digest>,
        open: Option<Session>,
    ) -> Result<(Digest, u64)> {
        // Read before the session opens: a source that fails at once costs no request.
        let all_here = match tape.fill(0, SMALL).await {
            Ok(all_here) => all_here,
            Err(e) => {
                if let Some(session) = &open {
                    self.cancel(session).await;
                }
                return Err(self.of_data(e));
            }
        };
        // What is here whole is checked before it is sent: a lie costs no request either.
        if all_here
            && let Some(digest) = digest
            && let Err(e) = check_parts(&tape.parts(0, u64::MAX), digest)
        {
            if let Some(session) = &open {
                self.cancel(session).await;
            }
            return Err(e);
        }
        let mut session = match open {
            Some(session) => session,
            None => self.begin().await?,
        };
        let outcome = if all_here && digest.is_some() {
            self.run_small(tape, digest, &mut session).await
        } else {
            self.run_streaming(tape, digest, &mut session, None).await
        };
        if outcome.is_err() {
            self.cancel(&session).await;
        }
        outcome
    }

    async fn run_small(&self, tape: &Tape, digest: Option<&Digest>, session: &mut Session) -> Result<(Digest, u64)> {
        let Some(digest) = digest else { return self.run_streaming(tape, None, session, None).await };
        let parts = Arc::new(tape.parts(0, u64::MAX));
        let size: u64 = parts.iter().map(|p| p.len() as u64).sum();
        let mut failed = 0;
        loop {
            let mut call = self.call(Method::PUT, Target::Url(with_digest(&session.location, digest)), "PUT");
            call = call.header(CONTENT_TYPE, OCTETS)?;
            call.body = Payload::Parts(parts.clone());
            // A session whose PUT broke may be gone or half full: a new one each time.
            call.retry = false;
            let mut asked = None;
            let error = match self.client.send(&call).await {
                Ok(response) if is_stored(response.status()) => {
                    self.check_digest(response.headers(), digest)?;
                    return Ok((digest.clone(), size));
                }
                Ok(response) if response.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                    self.cancel(session).await;
                    *session = self.begin().await?;
                    return self.run_streaming(tape, Some(digest), session, self.first_piece()).await;
                }
                Ok(response) => {
                    asked = retry_after(response.headers(), wall_clock());
                    let again = is_transient(response.status()) || is_lost(response.status());
                    let error = failure::from_response(&call.what, &self.host, response).await;
                    if !again {
                        return Err(error);
                    }
                    error
                }
                Err(e) if e.kind() == Kind::Network => e,
                Err(e) => return Err(e),
            };
            self.wait(&mut failed, error, asked).await?;
            // The answer may have been lost, not the blob.
            if self.exists(digest).await? {
                return Ok((digest.clone(), size));
            }
            self.cancel(session).await;
            *session = self.begin().await?;
            // It may be that it was too long for somebody who hangs up instead of saying so.
            if failed >= PATIENCE {
                return self.run_streaming(tape, Some(digest), session, self.first_piece()).await;
            }
        }
    }

    fn first_piece(&self) -> Option<u64> {
        Some((self.client.config().chunk_size as u64).max(SMALLEST_PIECE))
    }

    async fn run_streaming(
        &self,
        tape: &Tape,
        digest: Option<&Digest>,
        session: &mut Session,
        mut piece: Option<u64>,
    ) -> Result<(Digest, u64)> {
        let (mut offset, mut failed, mut mark) = (0, 0, 0);
        loop {
            let step = match piece {
                Some(length) => self.piece(tape, session, offset, length).await?,
                None => self.stream(tape, session, offset).await?,
            };
            // A megabyte more than at the last break earns new tries.
            if offset >= mark + (1 << 20) {
                (failed, mark) = (0, offset);
            }
            match step {
                Step::Taken(next, false) => offset = next,
                Step::Taken(_, true) => {
                    let (size, hashed) = tape.finish().await.map_err(|e| self.of_data(e))?;
                    let Some(digest) = digest.cloned().or(hashed) else {
                        return Err(Error::new(Kind::Internal, "an upload without a digest"));
                    };
                    match self.close(session, &digest).await? {
                        None => return Ok((digest, size)),
                        Some(lost) => {
                            let lost = self.wait(&mut failed, lost, None).await?;
                            offset = self.restart(tape, session, lost).await?;
                        }
                    }
                }
                Step::Broken(error, asked) => {
                    let error = self.wait(&mut failed, error, asked).await?;
                    if failed >= PATIENCE {
                        piece = piece.or(self.first_piece());
                    }
                    offset = self.resume(tape, session, error).await?;
                }
                Step::Lost(error) => {
                    let error = self.wait(&mut failed, error, None).await?;
                    offset = self.restart(tape, session, error).await?;
                }
                Step::TooLarge(error) => match piece {
                    None => {
                        piece = self.first_piece();
                        offset = self.restart(tape, session, error).await?;
                    }
                    // Nothing of it was taken: the same place again with less.
                    Some(length) if length > SMALLEST_PIECE && session.chunk_min < length => {
                        piece = Some((length / 4).max(SMALLEST_PIECE).max(session.chunk_min));
                    }
                    Some(_) => return Err(error),
                },
            }
        }
    }

    /// Everything from `offset` on in one PATCH.
    async fn stream(&self, tape: &Tape, session: &mut Session, offset: u64) -> Result<Step> {
        let mut call = self.call(Method::PATCH, Target::Url(session.location.clone()), "PATCH");
        call = call.header(CONTENT_TYPE, OCTETS)?;
        let left = self.size.map(|s| s - offset.min(s));
        if let (true, Some(size)) = (offset > 0, self.size) {
            call = call.header(CONTENT_RANGE, &format!("{offset}-{}", size.saturating_sub(1).max(offset)))?;
        }
        let source = tape.clone();
        call.body = Payload::Stream(Arc::new(move || (reqwest::Body::wrap_stream(source.body(offset)), left)));
        let outcome = self.send_watched(&call, tape).await;
        // What the data itself failed with says more than how the request ended.
        tape.check().map_err(|e| self.of_data(e))?;
        self.step(outcome, &call.what, session, None, true).await
    }

    /// Sends a streaming call; a registry that takes no more of it is left.
    async fn send_watched(&self, call: &Call, tape: &Tape) -> Result<Response> {
        let patience = self.client.config().timeouts.answer;
        let mut sending = std::pin::pin!(self.client.send(call));
        let mut last = None;
        loop {
            if let Ok(outcome) = tokio::time::timeout(patience, &mut sending).await {
                return outcome;
            }
            let now = tape.progress();
            if now.is_some() && now == last {
                return Err(Error::new(Kind::Network, call.what.clone())
                    .because(format!("the registry took nothing more for {patience:?}")));
            }
            last = now;
        }
    }

    /// One bounded piece from `offset` on.
    async fn piece(&self, tape: &Tape, session: &mut Session, offset: u64, length: u64) -> Result<Step> {
        let length = length.max(session.chunk_min);
        let ended = tape.fill(offset, length).await.map_err(|e| self.of_data(e))?;
        let parts: Vec<Bytes> = tape.parts(offset, length);
        let bytes: u64 = parts.iter().map(|p| p.len() as u64).sum();
        let next = offset + bytes;
        let last = match self.size {
            Some(size) => next >= size,
            None => ended && bytes < length,
        };
        if bytes == 0 {
            return Ok(Step::Taken(offset, true));
        }
        let mut call = self.call(Method::PATCH, Target::Url(session.location.clone()), "PATCH");
        call = call.header(CONTENT_TYPE, OCTETS)?.header(CONTENT_RANGE, &format!("{offset}-{}", next - 1))?;
        call.body = Payload::Parts(Arc::new(parts));
        call.retry = false;
        let outcome = self.client.send(&call).await;
        self.step(outcome, &call.what, session, Some(next), last).await
    }

    async fn step(
        &self,
        outcome: Result<Response>,
        what: &str,
        session: &mut Session,
        next: Option<u64>,
        last: bool,
    ) -> Result<Step> {
        let response = match outcome {
            Ok(response) => response,
            Err(e) if e.kind() == Kind::Network => return Ok(Step::Broken(e, None)),
            Err(e) => return Err(e),
        };
        let status = response.status();
        if matches!(status.as_u16(), 201 | 202 | 204) {
            let told = told_offset(response.headers());
            if let Some(location) = self.location(response.headers(), response.url())? {
                session.location = location;
            }
            // A registry may have taken less than it was sent.
            if let (Some(told), Some(next)) = (told, next)
                && told < next
                && told > 1
            {
                return Ok(Step::Taken(told, false));
            }
            return Ok(Step::Taken(next.unwrap_or(0), last));
        }
        let asked = retry_after(response.headers(), wall_clock());
        let error = failure::from_response(what, &self.host, response).await;
        Ok(match status.as_u16() {
            413 => Step::TooLarge(error),
            // The token ran out on the way. `send` has a new one by now.
            401 => Step::Broken(error, None),
            _ if is_transient(status) => Step::Broken(error, asked),
            _ if is_lost(status) => Step::Lost(error),
            _ => return Err(error),
        })
    }

    /// Closes the session with the digest. Some: the session was lost.
    async fn close(&self, session: &Session, digest: &Digest) -> Result<Option<Error>> {
        let call = self.call(Method::PUT, Target::Url(with_digest(&session.location, digest)), "PUT");
        let response = match self.client.send(&call).await {
            Ok(response) => response,
            Err(e) if e.kind() == Kind::Network => {
                return if self.exists(digest).await? { Ok(None) } else { Ok(Some(e)) };
            }
            Err(e) => return Err(e),
        };
        if is_stored(response.status()) {
            self.check_digest(response.headers(), digest)?;
            return Ok(None);
        }
        let lost = is_lost(response.status()) || is_transient(response.status());
        let error = failure::from_response(&call.what, &self.host, response).await;
        // Tried twice, the second PUT finds no session since the first one closed it.
        if lost && error.kind() != Kind::Integrity {
            return if self.exists(digest).await? { Ok(None) } else { Ok(Some(error)) };
        }
        Err(error)
    }

    /// Asks how far the registry got and winds the tape there.
    async fn resume(&self, tape: &Tape, session: &mut Session, error: Error) -> Result<u64> {
        let mut call = self.call(Method::GET, Target::Url(session.location.clone()), "GET upload of");
        call.retry = false;
        if let Ok(response) = self.client.send(&call).await
            && response.status().is_success()
            && let Some(offset) = told_offset(response.headers())
            // `0-0` is one byte or none: not worth finding out.
            && offset > 1
            && self.size.is_none_or(|s| offset <= s)
            && tape.seek(offset).await?
        {
            if let Some(location) = self.location(response.headers(), response.url())? {
                session.location = location;
            }
            return Ok(offset);
        }
        self.restart(tape, session, error).await
    }

    /// From the beginning in a new session, where the data can be had again.
    async fn restart(&self, tape: &Tape, session: &mut Session, error: Error) -> Result<u64> {
        if !tape.seek(0).await? {
            return Err(error.hint(
                "the upload broke beyond what could be resumed; run it again: finished blobs are not sent twice",
            ));
        }
        self.cancel(session).await;
        *session = self.begin().await?;
        Ok(0)
    }

    /// After a failure: waits and hands the error back, or gives up with it.
    async fn wait(&self, failed: &mut u32, error: Error, asked: Option<Duration>) -> Result<Error> {
        *failed += 1;
        match self.client.config().retry.next(*failed, asked) {
            Next::Wait(wait) => {
                tokio::time::sleep(wait).await;
                Ok(error)
            }
            _ => Err(error),
        }
    }

    /// Does the repository hold this blob?
    pub(super) async fn exists(&self, digest: &Digest) -> Result<bool> {
        let path = format!("/v2/{}/blobs/{digest}", self.reference.repository());
        let call = self.call(Method::HEAD, Target::Path(path), "HEAD");
        let response = self.client.send(&call).await?;
        match response.status() {
            StatusCode::OK => Ok(true),
            StatusCode::NOT_FOUND => Ok(false),
            _ => Err(failure::from_response(&call.what, &self.host, response).await),
        }
    }

    /// Ends a session that is of no use. Its failure does not matter: registries
    /// clean up by themselves, later.
    pub(super) async fn cancel(&self, session: &Session) {
        let call = self.call(Method::DELETE, Target::Url(session.location.clone()), "DELETE upload of");
        let _ = tokio::time::timeout(Duration::from_secs(5), self.client.send(&call)).await;
    }

    fn check_digest(&self, headers: &HeaderMap, digest: &Digest) -> Result<()> {
        match header_digest(headers) {
            Some(told) if told.algorithm() == digest.algorithm() && told != *digest => Err(Error::new(
                Kind::Integrity,
                format!("{} stored blob {} under another digest: {told}", self.host.name(), self.subject),
            )),
            _ => Ok(()),
        }
    }
}

fn check_parts(parts: &[Bytes], digest: &Digest) -> Result<()> {
    let mut hasher = Hasher::new(digest.algorithm());
    parts.iter().for_each(|p| hasher.update(p));
    match hasher.finish() {
        actual if actual == *digest => Ok(()),
        actual => Err(Error::new(Kind::Integrity, format!("blob {digest} is not what its digest says"))
            .because(format!("its bytes hash to {actual}"))),
    }
}

/// Was the closing PUT taken? A 202 would mean that the upload is still open.
fn is_stored(status: StatusCode) -> bool {
    matches!(status.as_u16(), 200 | 201 | 204)
}

/// Statuses by which registries say that they know no such session, or that it
/// stands elsewhere than the request thinks.
fn is_lost(status: StatusCode) -> bool {
    matches!(status.as_u16(), 404 | 410 | 416)
}

/// The offset after the bytes that a session has, from `Range: 0-99`.
fn told_offset(headers: &HeaderMap) -> Option<u64> {
    let value = headers.get(RANGE)?.to_str().ok()?.trim();
    let value = value.strip_prefix("bytes=").unwrap_or(value);
    let (start, end) = value.split_once('-')?;
    if start.trim() != "0" {
        return None;
    }
    end.trim().parse::<u64>().ok()?.checked_add(1)
}

fn with_digest(location: &Url, digest: &Digest) -> Url {
    let mut url = location.clone();
    url.query_pairs_mut().append_pair("digest", &digest.to_string());
    url
}
