//! Files from the web, for ADD and for contexts.

use super::registry::{ClientConfig, Guard, flatten, is_transient, same_site, site, web_client};
use crate::error::{Context, Error, Kind, Result};
use crate::oci::{Algorithm, Digest, Hasher};
use reqwest::header::{AUTHORIZATION, HeaderValue, LAST_MODIFIED, LOCATION};
use reqwest::{Response, StatusCode};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};
use tokio::io::AsyncWriteExt;
use tokio::sync::OnceCell;
use url::Url;

/// How many redirects are followed.
const MAX_REDIRECTS: usize = 10;
const TRIES: u32 = 3;

/// Downloads.
pub struct Web {
    config: ClientConfig,
    client: OnceCell<reqwest::Client>,
}

/// A file that was downloaded.
#[derive(Debug, Clone)]
pub struct Downloaded {
    /// sha256 of its bytes.
    pub digest: Digest,
    /// What the server says when it last changed (`Last-Modified`), in seconds since 1970.
    pub modified: Option<i64>,
}

/// An error, and whether trying again may help.
type Failed = (Error, bool);

impl Web {
    /// Connects to nothing yet.
    pub fn new(config: ClientConfig) -> Web {
        Web { config, client: OnceCell::new() }
    }

    /// Writes what is at `url` to the new file `to`. `authorization` is shown to the URL's own
    /// site only, not to where it redirects; a user in the URL goes before. A download that breaks begins anew, thrice at most.
    pub async fn download(&self, url: &str, authorization: Option<&str>, to: &Path) -> Result<Downloaded> {
        let mut url = Url::parse(url).map_err(|e| Error::new(Kind::Usage, "read a URL").because(e))?;
        let own = url.password().map(|_| basic(&url));
        let (user, password) = (url.set_username(""), url.set_password(None));
        debug_assert!(user.is_ok() && password.is_ok());
        let authorization = own.or(authorization.map(str::to_string));
        let what = format!("download {}{}", site(&url), url.path());
        let mut tried = 0;
        loop {
            tried += 1;
            match self.once(&url, authorization.as_deref(), to, &what).await {
                Ok(done) => return Ok(done),
                Err((_, true)) if tried < TRIES => {
                    tokio::time::sleep(Duration::from_millis(200) * 2u32.pow(tried)).await;
                }
                Err((error, _)) => return Err(error),
            }
        }
    }

    async fn once(
        &self,
        url: &Url,
        authorization: Option<&str>,
        to: &Path,
        what: &str,
    ) -> std::result::Result<Downloaded, Failed> {
        let broken = |e: reqwest::Error| Error::new(Kind::Network, what).because(flatten(e.without_url()));
        let mut response = self.open(url, authorization, what).await?;
        let header = response.headers().get(LAST_MODIFIED).and_then(|v| v.to_str().ok());
        let modified = header.and_then(|v| httpdate::parse_http_date(v).ok());
        let modified = modified.and_then(|t| t.duration_since(UNIX_EPOCH).ok());
        let modified = modified.and_then(|d| i64::try_from(d.as_secs()).ok());
        let promised = response.content_length();
        let on_disk = |e: std::io::Error| (Error::io(format!("write {}", to.display()), e), false);
        let mut file = tokio::fs::File::create(to).await.map_err(on_disk)?;
        let mut hasher = Hasher::new(Algorithm::Sha256);
        let mut guard = Guard::new(&self.config.timeouts);
        while let Some(chunk) = guard.chunk(what, &mut response, broken).await.map_err(|e| (e, true))? {
            hasher.update(&chunk);
            file.write_all(&chunk).await.map_err(on_disk)?;
        }
        file.flush().await.map_err(on_disk)?;
        if promised.is_some_and(|p| p != hasher.bytes()) {
            let why = format!("{} bytes came of {}", hasher.bytes(), promised.unwrap_or(0));
            return Err((Error::new(Kind::Network, what).because(why), true));
        }
        Ok(Downloaded { digest: hasher.finish(), modified })
    }

    /// The answer with the file, redirects followed.
    async fn open(
        &self,
        first: &Url,
        authorization: Option<&str>,
        what: &str,
    ) -> std::result::Result<Response, Failed> {
        let client =
            self.client.get_or_try_init(|| async { web_client(&self.config) }).await.map_err(|e| (e, false))?;
        let mut url = first.clone();
        for _ in 0..=MAX_REDIRECTS {
            let mut request = client.get(url.clone());
            if let Some(value) = authorization.filter(|_| same_site(first, &url)) {
                let value = HeaderValue::from_str(value).map_err(|_| {
                    (Error::new(Kind::Usage, format!("{what}: the secret cannot be sent as a header")), false)
                })?;
                request = request.header(AUTHORIZATION, value);
            }
            let wait = self.config.timeouts.answer;
            let response = match tokio::time::timeout(wait, request.send()).await {
                Err(_) => {
                    return Err((Error::new(Kind::Network, what).because(format!("no answer in {wait:?}")), true));
                }
                Ok(Err(e)) => {
                    return Err((Error::new(Kind::Network, what).because(flatten(e.without_url())), true));
                }
                Ok(Ok(response)) => response,
            };
            let status = response.status();
            if status.is_redirection() {
                let target = response.headers().get(LOCATION).and_then(|v| v.to_str().ok());
                let target = target.and_then(|t| url.join(t).ok()).filter(|t| matches!(t.scheme(), "http" | "https"));
                url = target.ok_or_else(|| {
                    (Error::new(Kind::Network, what).because(format!("the server answered {status} to nowhere")), false)
                })?;
                continue;
            }
            if status.is_success() {
                return Ok(response);
            }
            let kind = match status {
                StatusCode::NOT_FOUND | StatusCode::GONE => Kind::NotFound,
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Kind::Denied,
                _ => Kind::Network,
            };
            let error = Error::new(kind, what).because(format!("the server answered {status}"));
            return Err((error, is_transient(status)));
        }
        Err((Error::new(Kind::Network, what).because(format!("more than {MAX_REDIRECTS} redirects")), false))
    }
}

/// `user:password@` as a header.
pub(super) fn basic(url: &Url) -> String {
    use base64::Engine;
    let plain = |s: &str| percent_encoding::percent_decode_str(s).decode_utf8_lossy().into_owned();
    let pair = format!("{}:{}", plain(url.username()), plain(url.password().unwrap_or_default()));
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

/// Sets a file's modification time, in seconds since 1970.
pub fn set_modified(path: &Path, seconds: i64) -> Result<()> {
    let time = rustix::fs::Timespec { tv_sec: seconds, tv_nsec: 0 };
    let times = rustix::fs::Timestamps { last_access: time, last_modification: time };
    let flags = rustix::fs::AtFlags::SYMLINK_NOFOLLOW;
    rustix::fs::utimensat(rustix::fs::CWD, path, &times, flags)
        .map_err(std::io::Error::from)
        .context(|| format!("set the time of {}", path.display()))
}
