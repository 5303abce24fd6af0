//! Failures as people read them: the registry's error envelope (distribution
//! spec, "Error Codes"), connection failures, and hints. URLs never appear
//! whole: their queries carry signatures and upload tokens.

use super::host::Host;
use crate::error::{Error, Kind};
use oci_client::errors::{OciEnvelope, OciErrorCode};
use reqwest::{Response, StatusCode};
use url::Url;

/// How much of an error's body is read.
const MAX_ENVELOPE: usize = 64 << 10;

/// `scheme://host[:port]` of `url`: no user, no path, no query.
pub(in crate::transport) fn site(url: &Url) -> String {
    match url.port() {
        Some(port) => format!("{}://{}:{port}", url.scheme(), url.host_str().unwrap_or("?")),
        None => format!("{}://{}", url.scheme(), url.host_str().unwrap_or("?")),
    }
}

/// Turns an unwanted answer into an error. `what` is the request as people know
/// it: `GET manifest localhost:5000/x:1`.
pub(super) async fn from_response(what: &str, host: &Host, response: Response) -> Error {
    let status = response.status();
    let body = short_body(response).await;
    from_parts(what, host, status, &body)
}

/// Reads the start of a body; errors only shorten it.
pub(super) async fn short_body(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    let read = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            let room = MAX_ENVELOPE - body.len();
            body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if body.len() >= MAX_ENVELOPE {
                break;
            }
        }
    };
    // A server that drips its error must not hold us.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(10), read).await;
    body
}

fn code_name(code: &OciErrorCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(s)) => s,
        _ => String::new(),
    }
}

/// Text from outside, made fit for one line of a terminal.
pub(super) fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As [`from_response`], from the parts.
pub(super) fn from_parts(what: &str, host: &Host, status: StatusCode, body: &[u8]) -> Error {
    let envelope: Option<OciEnvelope> = serde_json::from_slice(body).ok();
    let said = match &envelope {
        Some(e) if !e.errors.is_empty() => e
            .errors
            .iter()
            .take(4)
            .map(|e| one_line(&format!("{} {}", code_name(&e.code), e.message)))
            .collect::<Vec<_>>()
            .join("; "),
        _ => {
            let text = one_line(&String::from_utf8_lossy(body));
            // HTML pages of proxies say nothing that the status does not.
            if text.starts_with('<') || text.is_empty() {
                status.canonical_reason().unwrap_or("").to_string()
            } else {
                text
            }
        }
    };
    let first = envelope.as_ref().and_then(|e| e.errors.first()).map(|e| &e.code);
    let kind = match (status.as_u16(), first) {
        (401 | 403, _) | (_, Some(OciErrorCode::Unauthorized | OciErrorCode::Denied)) => Kind::Denied,
        (404, _) => Kind::NotFound,
        (_, Some(OciErrorCode::DigestInvalid | OciErrorCode::SizeInvalid)) => Kind::Integrity,
        _ => Kind::Registry,
    };
    let error = Error::new(kind, format!("{what}: {} {said}", status.as_u16()).trim_end().to_string());
    match kind {
        Kind::Denied => denied_hint(error, host),
        Kind::NotFound => match first {
            Some(OciErrorCode::NameUnknown) => error.hint("does the repository exist, and is its name spelled right?"),
            _ if what.contains("manifest") => {
                error.hint(format!("does the tag exist? imgtool tags {}", subject_repository(what)))
            }
            _ => error,
        },
        _ if status.as_u16() == 429 => error.hint(format!(
            "{} limits the rate of requests; wait, or log in for a higher limit: imgtool login {}",
            host.name(),
            host.name()
        )),
        _ => error,
    }
}

/// `localhost:5000/x` of `GET manifest localhost:5000/x:1`.
fn subject_repository(what: &str) -> String {
    let subject = what.rsplit(' ').next().unwrap_or(what);
    let subject = subject.split('@').next().unwrap_or(subject);
    match subject.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name.to_string(),
        _ => subject.to_string(),
    }
}

/// Adds what to do when access was refused.
pub(super) fn denied_hint(error: Error, host: &Host) -> Error {
    let name = host.name();
    if host.used_credentials() {
        error.hint(format!("the credentials for {name} were sent but are not enough; try: imgtool login {name}"))
    } else {
        error.hint(format!("no credentials for {name} were found; try: imgtool login {name}"))
    }
}

/// A request that got no answer, or whose answer broke off.
pub(super) fn from_transport(what: &str, host: &Host, cause: reqwest::Error) -> Error {
    let tls = tls_cause(&cause);
    let error = Error::new(Kind::Network, what.to_string());
    let name = host.name();
    let error = match &tls {
        Some(rustls::Error::InvalidMessage(_)) => error.hint(format!(
            "{name} does not speak TLS; if it speaks plain http, say --tls-verify=false"
        )),
        Some(rustls::Error::InvalidCertificate(_)) => error.hint(format!(
            "put the CA that signed {name}'s certificate into /etc/containers/certs.d/{name}/ca.crt, or say --tls-verify=false"
        )),
        _ => error,
    };
    // The URL may hold a signature; `what` names the subject.
    error.because(flatten(cause.without_url()))
}

/// A foreign chain of causes as one sentence; reqwest and hyper nest six deep
/// and repeat themselves.
pub(in crate::transport) fn flatten(error: reqwest::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(e) = next {
        let text = e.to_string();
        if !parts.iter().any(|p| p.contains(&text)) {
            parts.push(text);
        }
        next = e.source();
    }
    // The outer two say "error sending request", "client error (Connect)".
    let skip = if parts.len() > 2 { 2 } else { parts.len() - 1 };
    parts.split_off(skip).join(": ")
}

/// Walks a chain of causes. An io::Error hides what it wraps from `source`, and
/// wraps another one at times.
fn find_cause<'a, T>(
    error: &'a (dyn std::error::Error + 'static),
    wanted: impl Fn(&'a (dyn std::error::Error + 'static)) -> Option<T>,
) -> Option<T> {
    let mut next = Some(error);
    while let Some(e) = next {
        if let Some(found) = wanted(e) {
            return Some(found);
        }
        next = match e.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref()) {
            Some(inner) => Some(inner),
            None => e.source(),
        };
    }
    None
}

/// The TLS failure below, if it was one: trying again does not help then.
pub(super) fn tls_cause(error: &reqwest::Error) -> Option<rustls::Error> {
    find_cause(error, |e| e.downcast_ref::<rustls::Error>().cloned())
}
