//! Blobs: reading whole or in part (RFC 9110, "Range Requests"), deleting, uploading.

use super::app::{App, Ask};
use super::reply::{Code, DIGEST, Refusal, Reply, Response};
use super::route::Name;
use super::upload::Session;
use crate::error::Context;
use crate::image::file::open_regular;
use crate::oci::{Algorithm, Digest};
use hyper::body::Incoming;
use hyper::header::{
    ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE,
};
use hyper::{Method, StatusCode};
use std::io::{Seek, SeekFrom};
use std::sync::Arc;
use tokio::io::AsyncReadExt;

/// Bytes of a file that are read at once.
const CHUNK: usize = 256 << 10;
const UPLOAD_ID: HeaderName = HeaderName::from_static("docker-upload-uuid");

/// Which part of a blob is wanted.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// From this byte on, so many.
    Some(u64, u64),
    /// Nothing of it exists.
    None,
}

/// Reads a `Range` header. Several ranges, other units and nonsense mean the whole, as
/// RFC 9110 allows.
fn part(header: Option<&str>, size: u64) -> Part {
    let Some((first, last)) = header
        .and_then(|h| h.trim().strip_prefix("bytes="))
        .filter(|h| !h.contains(','))
        .and_then(|h| h.split_once('-'))
    else {
        return Part::Whole;
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let (start, end) = match (number(first), number(last)) {
        (Some(a), Some(b)) if a <= b => (a, b.min(size.saturating_sub(1))),
        (Some(a), None) if last.trim().is_empty() => (a, size.saturating_sub(1)),
        (None, Some(n)) if first.trim().is_empty() && n > 0 && size > 0 => (size.saturating_sub(n), size - 1),
        (None, Some(_)) if first.trim().is_empty() => return Part::None,
        _ => return Part::Whole,
    };
    if start >= size { Part::None } else { Part::Some(start, end - start + 1) }
}

/// Is the client's copy, named by its digest, still the right one?
pub(super) fn unchanged(ask: &Ask<'_>, digest: &Digest) -> bool {
    let tag = format!("\"{digest}\"");
    ask.header(IF_NONE_MATCH).is_some_and(|h| h.split(',').any(|t| t.trim().trim_start_matches("W/") == tag))
}

fn blob_unknown(digest: &str) -> Refusal {
    Refusal::not_found(Code::BlobUnknown, format!("there is no blob {}", digest.escape_debug()))
}

fn digest_param(ask: &Ask<'_>) -> Result<Digest, Refusal> {
    let text = ask.query.get("digest").ok_or_else(|| Refusal::bad(Code::DigestInvalid, "the digest is missing"))?;
    text.parse().map_err(|e: crate::error::Error| Refusal::bad(Code::DigestInvalid, e.what()))
}

fn location(name: &Name, session: &Session) -> String {
    format!("/v2/{name}/blobs/uploads/{}", session.id)
}

/// `0-<last byte>`; an empty upload has always said `0-0`.
fn received(session: &Session) -> String {
    format!("0-{}", session.received().saturating_sub(1))
}

fn created(name: &Name, digest: &Digest) -> Response {
    Reply::new(StatusCode::CREATED)
        .header(LOCATION, format!("/v2/{name}/blobs/{digest}"))
        .header(DIGEST, digest.to_string())
        .end()
}

fn accepted(status: StatusCode, name: &Name, session: &Session) -> Response {
    Reply::new(status)
        .header(LOCATION, location(name, session))
        .header(RANGE, received(session))
        .header(UPLOAD_ID, &session.id)
        .end()
}

impl App {
    pub(super) async fn get_blob(self: &Arc<App>, ask: &Ask<'_>, name: &Name, text: &str) -> Result<Response, Refusal> {
        let digest: Digest = text.parse().map_err(|_| blob_unknown(text))?;
        let (n, d) = (name.clone(), digest.clone());
        let open = move |app: &App| match app.repository(&n) {
            Ok(r) if r.blob_size(&d).is_some() => Ok(Some(open_regular(&r.layout().blob_path(&d))?)),
            Ok(_) => Ok(None),
            Err(e) => Err(e),
        };
        let found = self.disk(open).await;
        let (file, size) = match (found, &self.mirror) {
            (Ok(Some(found)), _) => found,
            (Ok(None) | Err(_), Some(mirror)) => return mirror.blob(self, ask.method, name, &digest).await,
            (Ok(None), None) => return Err(blob_unknown(text)),
            (Err(e), None) => return Err(e),
        };
        let reply = |status| {
            Reply::new(status)
                .header(DIGEST, digest.to_string())
                .header(ETAG, format!("\"{digest}\""))
                .header(ACCEPT_RANGES, "bytes")
        };
        if unchanged(ask, &digest) {
            return Ok(reply(StatusCode::NOT_MODIFIED).end());
        }
        // A range of another version of the blob is a range of nothing we have.
        let same = ask.header(IF_RANGE).is_none_or(|t| t == format!("\"{digest}\""));
        let (status, start, length) = match part(ask.header(RANGE).filter(|_| same), size) {
            Part::Whole => (StatusCode::OK, 0, size),
            Part::Some(start, length) => (StatusCode::PARTIAL_CONTENT, start, length),
            Part::None => {
                return Err(Refusal::new(
                    StatusCode::RANGE_NOT_SATISFIABLE,
                    Code::SizeInvalid,
                    format!("the blob has {size} bytes"),
                )
                .header(CONTENT_RANGE, format!("bytes */{size}")));
            }
        };
        let mut reply = reply(status).header(CONTENT_TYPE, "application/octet-stream");
        if status == StatusCode::PARTIAL_CONTENT {
            reply = reply.header(CONTENT_RANGE, format!("bytes {start}-{}/{size}", start + length - 1));
        }
        if ask.method == Method::HEAD {
            return Ok(reply.head(length));
        }
        let mut file = file;
        file.seek(SeekFrom::Start(start)).context(|| format!("seek in blob {digest}"))?;
        // tokio's file waits without a thread while the client is slow.
        let stream = tokio_util::io::ReaderStream::with_capacity(tokio::fs::File::from_std(file).take(length), CHUNK);
        Ok(reply.stream(ask.method, length, stream))
    }

    pub(super) async fn delete_blob(self: &Arc<App>, name: &Name, text: &str) -> Result<Response, Refusal> {
        let digest: Digest = text.parse().map_err(|_| blob_unknown(text))?;
        let (name, text) = (name.clone(), text.to_string());
        self.disk(move |app| {
            let repository = app.repository(&name)?;
            if repository.is_manifest(&digest)? {
                return Err(Refusal::method("this is a manifest; delete it under /manifests/", "GET, HEAD"));
            }
            if !repository.delete_blob(&digest)? {
                return Err(blob_unknown(&text));
            }
            Ok(Reply::new(StatusCode::ACCEPTED).end())
        })
        .await
    }

    pub(super) async fn start_upload(
        self: &Arc<App>,
        ask: &Ask<'_>,
        name: &Name,
        body: &mut Incoming,
    ) -> Result<Response, Refusal> {
        if let Some(mount) = ask.query.get("mount") {
            let digest: Digest =
                mount.parse().map_err(|e: crate::error::Error| Refusal::bad(Code::DigestInvalid, e.what()))?;
            if self.mount(name, &digest, ask.query.get("from").and_then(Name::parse)).await? {
                return Ok(created(name, &digest));
            }
            // Not to be had: the client uploads.
        } else if ask.query.get("digest").is_some() {
            let digest = digest_param(ask)?;
            self.uploads.check_room(0, ask.content_length())?;
            let session = self.uploads.open(name, digest.algorithm())?;
            let turn = session.turn().await?;
            let done = async {
                self.uploads.append(&session, &turn, body, ask.content_length()).await?;
                self.store(name, &session, &turn, digest).await
            };
            let result = done.await;
            self.uploads.close(&session.id);
            return result;
        }
        let session = self.uploads.open(name, Algorithm::Sha256)?;
        Ok(accepted(StatusCode::ACCEPTED, name, &session))
    }

    async fn mount(self: &Arc<App>, name: &Name, digest: &Digest, from: Option<Name>) -> Result<bool, Refusal> {
        let Some(from) = from else { return Ok(false) };
        let (name, digest) = (name.clone(), digest.clone());
        self.disk(move |app| {
            let Some(source) = app.repositories.find(&from)? else { return Ok(false) };
            if source.blob_size(&digest).is_none() {
                return Ok(false);
            }
            Ok(app.repositories.ensure(&name)?.mount(&digest, &source)?)
        })
        .await
    }

    pub(super) async fn upload_status(self: &Arc<App>, name: &Name, id: &str) -> Result<Response, Refusal> {
        let session = self.uploads.find(name, id)?;
        Ok(accepted(StatusCode::NO_CONTENT, name, &session))
    }

    pub(super) async fn cancel_upload(self: &Arc<App>, name: &Name, id: &str) -> Result<Response, Refusal> {
        let session = self.uploads.find(name, id)?;
        self.uploads.close(&session.id);
        Ok(Reply::new(StatusCode::NO_CONTENT).end())
    }

    /// How many bytes the body must have. Content-Range must go on where the upload
    /// stands; a body without one is appended.
    fn expected(&self, ask: &Ask<'_>, name: &Name, session: &Session) -> Result<Option<u64>, Refusal> {
        let length = ask.content_length();
        let at = session.received();
        self.uploads.check_room(at, length)?;
        let Some(header) = ask.parts.headers.get(CONTENT_RANGE) else { return Ok(length) };
        let out_of_order = |why: &str| {
            Refusal::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                Code::BlobUploadInvalid,
                format!("{why}; {at} bytes are here"),
            )
            .header(LOCATION, location(name, session))
            .header(RANGE, received(session))
            .header(UPLOAD_ID, session.id.clone())
        };
        let range = header.to_str().ok().and_then(content_range);
        let (first, last) = range.ok_or_else(|| out_of_order("Content-Range is not <first>-<last>"))?;
        if first != at || last < first {
            return Err(out_of_order("chunks come in order"));
        }
        let announced = last - first + 1;
        if length.is_some_and(|n| n != announced) {
            return Err(Refusal::bad(Code::SizeInvalid, "Content-Range and Content-Length differ"));
        }
        self.uploads.check_room(at, Some(announced))?;
        Ok(Some(announced))
    }

    pub(super) async fn patch_upload(
        self: &Arc<App>,
        ask: &Ask<'_>,
        name: &Name,
        id: &str,
        body: &mut Incoming,
    ) -> Result<Response, Refusal> {
        let session = self.uploads.find(name, id)?;
        let turn = session.turn().await?;
        let exact = self.expected(ask, name, &session)?;
        self.uploads.append(&session, &turn, body, exact).await?;
        Ok(accepted(StatusCode::ACCEPTED, name, &session))
    }

    pub(super) async fn put_upload(
        self: &Arc<App>,
        ask: &Ask<'_>,
        name: &Name,
        id: &str,
        body: &mut Incoming,
    ) -> Result<Response, Refusal> {
        let session = self.uploads.find(name, id)?;
        let digest = digest_param(ask)?;
        let turn = session.turn().await?;
        let exact = match ask.content_length() {
            // Nothing comes with it: what it says of a range does not matter.
            Some(0) => Some(0),
            _ => self.expected(ask, name, &session)?,
        };
        session.prefer(digest.algorithm());
        self.uploads.append(&session, &turn, body, exact).await?;
        self.store(name, &session, &turn, digest).await
    }

    /// Gives a finished upload its name.
    async fn store(
        self: &Arc<App>,
        name: &Name,
        session: &Arc<Session>,
        turn: &super::upload::Turn,
        digest: Digest,
    ) -> Result<Response, Refusal> {
        let file = self.uploads.finish(session, turn, &digest).await?;
        let name = name.clone();
        self.disk(move |app| {
            app.repositories.ensure(&name)?.layout().adopt(file, &digest)?;
            Ok(created(&name, &digest))
        })
        .await
    }
}

/// `^[0-9]+-[0-9]+$`
fn content_range(text: &str) -> Option<(u64, u64)> {
    let (first, last) = text.split_once('-')?;
    let number = |t: &str| t.bytes().all(|b| b.is_ascii_digit()).then(|| t.parse().ok()).flatten();
    Some((number(first)?, number(last)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        for (header, want) in [
            ("bytes=0-4", Part::Some(0, 5)),
            ("bytes=5-", Part::Some(5, 5)),
            ("bytes=-3", Part::Some(7, 3)),
            ("bytes=-30", Part::Some(0, 10)),
            ("bytes=8-99", Part::Some(8, 2)),
            ("bytes=10-", Part::None),
            ("bytes=10-12", Part::None),
            ("bytes=-0", Part::None),
            ("bytes=4-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=-", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("bytes=99999999999999999999-", Part::Whole),
        ] {
            assert_eq!(part(Some(header), 10), want, "{header}");
        }
        assert_eq!(part(None, 10), Part::Whole);
        assert_eq!(part(Some("bytes=0-0"), 0), Part::None);
        assert_eq!(part(Some("bytes=-1"), 0), Part::None);
    }

    #[test]
    fn content_ranges() {
        assert_eq!(content_range("0-4"), Some((0, 4)));
        for bad in ["", "-", "0-", "-4", "bytes 0-4/5", "+0-4", " 0-4", "0--4"] {
            assert_eq!(content_range(bad), None, "{bad}");
        }
    }
}
