//! Answers: bodies, headers, and the error envelope (distribution spec, "Error Codes").

use crate::error::{Error, Kind};
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};

/// The body of an answer.
pub(super) type Body = UnsyncBoxBody<Bytes, std::io::Error>;
/// An answer.
pub(super) type Response = hyper::Response<Body>;

/// The digest of what the answer is about.
pub(super) const DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

/// The spec's error codes, as far as this registry has a use for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    BlobUnknown,
    BlobUploadInvalid,
    BlobUploadUnknown,
    DigestInvalid,
    ManifestBlobUnknown,
    ManifestInvalid,
    ManifestUnknown,
    NameInvalid,
    NameUnknown,
    SizeInvalid,
    Unauthorized,
    Unsupported,
    TooManyRequests,
    /// Not one of the spec's; with 5xx only.
    Unknown,
}

impl Code {
    fn name(self) -> &'static str {
        match self {
            Code::BlobUnknown => "BLOB_UNKNOWN",
            Code::BlobUploadInvalid => "BLOB_UPLOAD_INVALID",
            Code::BlobUploadUnknown => "BLOB_UPLOAD_UNKNOWN",
            Code::DigestInvalid => "DIGEST_INVALID",
            Code::ManifestBlobUnknown => "MANIFEST_BLOB_UNKNOWN",
            Code::ManifestInvalid => "MANIFEST_INVALID",
            Code::ManifestUnknown => "MANIFEST_UNKNOWN",
            Code::NameInvalid => "NAME_INVALID",
            Code::NameUnknown => "NAME_UNKNOWN",
            Code::SizeInvalid => "SIZE_INVALID",
            Code::Unauthorized => "UNAUTHORIZED",
            Code::Unsupported => "UNSUPPORTED",
            Code::TooManyRequests => "TOOMANYREQUESTS",
            Code::Unknown => "UNKNOWN",
        }
    }
}

/// Why a request is not served.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    code: Code,
    messages: Vec<String>,
    headers: Vec<(HeaderName, String)>,
    /// What went wrong here; for this machine's log, not for the client.
    pub(super) cause: Option<Error>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: Code, message: impl Into<String>) -> Refusal {
        Refusal { status, code, messages: vec![message.into()], headers: Vec::new(), cause: None }
    }

    pub(super) fn bad(code: Code, message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn not_found(code: Code, message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::NOT_FOUND, code, message)
    }

    pub(super) fn too_large(message: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, Code::SizeInvalid, message)
    }

    /// The method is none of this endpoint's, or writing is not allowed.
    pub(super) fn method(message: impl Into<String>, allow: &str) -> Refusal {
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, Code::Unsupported, message)
            .header(hyper::header::ALLOW, allow.to_string())
    }

    /// Several errors of one code.
    pub(super) fn list(status: StatusCode, code: Code, messages: Vec<String>) -> Refusal {
        Refusal { status, code, messages, headers: Vec::new(), cause: None }
    }

    /// What is behind it, for the log.
    pub(super) fn because(mut self, cause: Error) -> Refusal {
        self.cause = Some(cause);
        self
    }

    pub(super) fn header(mut self, name: HeaderName, value: String) -> Refusal {
        self.headers.push((name, value));
        self
    }

    pub(super) fn into_response(self) -> Response {
        let errors: Vec<serde_json::Value> =
            self.messages.iter().map(|m| serde_json::json!({"code": self.code.name(), "message": m})).collect();
        let body = serde_json::json!({ "errors": errors }).to_string();
        let mut reply = Reply::new(self.status).header(CONTENT_TYPE, "application/json");
        for (name, value) in &self.headers {
            reply = reply.header(name.clone(), value);
        }
        reply.body(body.into())
    }
}

/// A failure of ours: the client learns no more than that, the log learns it all.
impl From<Error> for Refusal {
    fn from(e: Error) -> Refusal {
        let (status, message) = match e.kind() {
            Kind::Limit => (StatusCode::INSUFFICIENT_STORAGE, "a limit of this registry is reached"),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "the registry failed; its log says why"),
        };
        Refusal::new(status, Code::Unknown, message).because(e)
    }
}

/// Builds an answer. A header value that HTTP cannot carry is left out.
pub(super) struct Reply(Response);

impl Reply {
    pub(super) fn new(status: StatusCode) -> Reply {
        let mut response = hyper::Response::new(empty());
        *response.status_mut() = status;
        Reply(response)
    }

    pub(super) fn header(mut self, name: HeaderName, value: impl AsRef<str>) -> Reply {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.0.headers_mut().insert(name, value);
        }
        self
    }

    /// Without a body.
    pub(super) fn end(self) -> Response {
        self.length(0).0
    }

    pub(super) fn length(self, length: u64) -> Reply {
        self.header(CONTENT_LENGTH, length.to_string())
    }

    pub(super) fn body(self, bytes: Bytes) -> Response {
        let mut response = self.length(bytes.len() as u64).0;
        *response.body_mut() = Full::new(bytes).map_err(|never| match never {}).boxed_unsync();
        response
    }

    /// A stream of `length` bytes; for HEAD nothing but the length.
    pub(super) fn stream(
        self,
        method: &Method,
        length: u64,
        stream: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    ) -> Response {
        let mut response = self.length(length).0;
        if method != Method::HEAD {
            *response.body_mut() = StreamBody::new(stream.map_ok(Frame::data)).boxed_unsync();
        }
        response
    }

    pub(super) fn head(self, length: u64) -> Response {
        self.length(length).0
    }
}

fn empty() -> Body {
    Full::new(Bytes::new()).map_err(|never| match never {}).boxed_unsync()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_envelope_and_what_it_keeps_to_itself() {
        let secret = Error::new(Kind::Io, "write /srv/registry/x");
        let response = Refusal::from(secret).into_response();
        assert_eq!(response.status(), 500);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(!String::from_utf8_lossy(&body).contains("/srv"));
        let response = Refusal::list(StatusCode::NOT_FOUND, Code::ManifestBlobUnknown, vec!["a".into(), "b".into()]);
        let body = response.into_response().into_body().collect().await.unwrap().to_bytes();
        let value: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(value["errors"][1]["code"], "MANIFEST_BLOB_UNKNOWN");
        assert_eq!(value["errors"].as_array().unwrap().len(), 2);
    }
}
