//! One request: who asks, what for, and the answer.

use super::htpasswd::Htpasswd;
use super::mirror::Mirror;
use super::reply::{Code, Refusal, Reply, Response};
use super::repository::{Repositories, Repository};
use super::route::{Name, NoRoute, Query, Route};
use super::upload::{Limits, Uploads, next_chunk};
use crate::error::{Error, Kind, Result};
use crate::event::{Event, Events};
use crate::image::file::blocking;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, EXPECT, HeaderName, WWW_AUTHENTICATE};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How much of an unwanted body is read so that the client sees why it is unwanted.
const MAX_DRAIN: u64 = 16 << 20;

/// What all requests share.
pub(super) struct App {
    pub(super) repositories: Repositories,
    pub(super) uploads: Uploads,
    pub(super) limits: Limits,
    pub(super) htpasswd: Option<Htpasswd>,
    pub(super) read_only: bool,
    pub(super) mirror: Option<Mirror>,
    pub(super) events: Events,
}

/// A request without its body.
pub(super) struct Ask<'a> {
    pub(super) method: &'a Method,
    pub(super) parts: &'a Parts,
    pub(super) query: Query,
}

impl Ask<'_> {
    pub(super) fn header(&self, name: HeaderName) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    pub(super) fn content_length(&self) -> Option<u64> {
        self.header(CONTENT_LENGTH)?.parse().ok()
    }
}

impl App {
    /// Answers a request. Never fails: what goes wrong becomes an answer too.
    pub(super) async fn answer(
        self: Arc<App>,
        peer: SocketAddr,
        request: hyper::Request<Incoming>,
    ) -> std::result::Result<Response, std::convert::Infallible> {
        let began = Instant::now();
        let (parts, mut body) = request.into_parts();
        let ask = Ask { method: &parts.method, parts: &parts, query: Query::parse(parts.uri.query()) };
        let mut response = match self.served(&ask, &mut body).await {
            Ok(response) => response,
            Err(refusal) => {
                if let Some(cause) = &refusal.cause {
                    let message = format!("{} {}: {cause:?}", parts.method, shown(&parts));
                    self.events.emit(Event::Warning { message });
                }
                self.drain(&ask, &mut body).await;
                refusal.into_response()
            }
        };
        let headers = response.headers_mut();
        for (name, value) in
            [("docker-distribution-api-version", "registry/2.0"), ("x-content-type-options", "nosniff")]
        {
            headers.insert(name, hyper::header::HeaderValue::from_static(value));
        }
        let message = format!(
            "{peer} {} {} {} {} ms",
            parts.method,
            shown(&parts),
            response.status().as_u16(),
            began.elapsed().as_millis()
        );
        self.events.emit(Event::Note { message });
        Ok(response)
    }

    async fn served(self: &Arc<App>, ask: &Ask<'_>, body: &mut Incoming) -> Result<Response, Refusal> {
        if let Some(htpasswd) = &self.htpasswd
            && htpasswd.user(ask.header(AUTHORIZATION)).await.is_none()
        {
            return Err(Refusal::new(StatusCode::UNAUTHORIZED, Code::Unauthorized, "log in first")
                .header(WWW_AUTHENTICATE, "Basic realm=\"imgtool\", charset=\"UTF-8\"".into()));
        }
        let reads = matches!(*ask.method, Method::GET | Method::HEAD);
        if !reads && (self.read_only || self.mirror.is_some()) {
            let why = if self.read_only { "this registry is read-only" } else { "a mirror is not written to" };
            return Err(Refusal::method(why, "GET, HEAD"));
        }
        let route = Route::parse(ask.parts.uri.path()).map_err(|why| match why {
            NoRoute::Unknown => Refusal::not_found(Code::Unsupported, "no such endpoint"),
            // What cannot exist is not found; what cannot be made is a mistake.
            NoRoute::BadName if reads => Refusal::not_found(Code::NameInvalid, "not a repository's name"),
            NoRoute::BadName => Refusal::bad(Code::NameInvalid, "not a repository's name"),
        })?;
        self.dispatch(ask, route, body).await
    }

    async fn dispatch(self: &Arc<App>, ask: &Ask<'_>, route: Route, body: &mut Incoming) -> Result<Response, Refusal> {
        let reads = matches!(*ask.method, Method::GET | Method::HEAD);
        match route {
            Route::Base if reads => {
                Ok(Reply::new(StatusCode::OK).header(CONTENT_TYPE, "application/json").body("{}".into()))
            }
            Route::Catalog if reads => self.catalog(ask).await,
            Route::Tags(name) if reads => self.tags(ask, &name).await,
            Route::Referrers(name, digest) if reads => self.referrers(ask, &name, &digest).await,
            Route::Base | Route::Catalog | Route::Tags(_) | Route::Referrers(..) => {
                Err(Refusal::method("this can only be read", "GET, HEAD"))
            }
            Route::Manifest(name, reference) => match *ask.method {
                Method::GET | Method::HEAD => self.get_manifest(ask, &name, &reference).await,
                Method::PUT => self.put_manifest(ask, &name, &reference, body).await,
                Method::DELETE => self.delete_manifest(&name, &reference).await,
                _ => Err(Refusal::method("no such method for a manifest", "GET, HEAD, PUT, DELETE")),
            },
            Route::Blob(name, digest) => match *ask.method {
                Method::GET | Method::HEAD => self.get_blob(ask, &name, &digest).await,
                Method::DELETE => self.delete_blob(&name, &digest).await,
                _ => Err(Refusal::method("no such method for a blob", "GET, HEAD, DELETE")),
            },
            Route::Uploads(name) => match *ask.method {
                Method::POST => self.start_upload(ask, &name, body).await,
                _ => Err(Refusal::method("an upload begins with POST", "POST")),
            },
            Route::Upload(name, id) => match *ask.method {
                Method::GET | Method::HEAD => self.upload_status(&name, &id).await,
                Method::PATCH => self.patch_upload(ask, &name, &id, body).await,
                Method::PUT => self.put_upload(ask, &name, &id, body).await,
                Method::DELETE => self.cancel_upload(&name, &id).await,
                _ => Err(Refusal::method("no such method for an upload", "GET, PATCH, PUT, DELETE")),
            },
        }
    }

    /// Reads the rest of a short body: a client that is still sending would see a broken
    /// connection instead of the answer. Who asked first (`Expect`) sends nothing.
    async fn drain(&self, ask: &Ask<'_>, body: &mut Incoming) {
        if ask.header(EXPECT).is_some() || ask.content_length().is_some_and(|n| n > MAX_DRAIN) {
            return;
        }
        let rest = async {
            let mut read = 0;
            while let Ok(Some(chunk)) = next_chunk(body, self.limits.body_idle).await {
                read += chunk.len() as u64;
                if read > MAX_DRAIN {
                    break;
                }
            }
        };
        // Whoever drips gets no more patience than that.
        let _ = tokio::time::timeout(Duration::from_secs(5), rest).await;
    }

    /// Does work on the disk, with the repositories at hand.
    pub(super) async fn disk<T: Send + 'static>(
        self: &Arc<App>,
        work: impl FnOnce(&App) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let app = self.clone();
        blocking(move || Ok(work(&app))).await.unwrap_or_else(|e| Err(e.into()))
    }

    /// The repository, or NAME_UNKNOWN.
    pub(super) fn repository(&self, name: &Name) -> Result<Arc<Repository>, Refusal> {
        self.repositories
            .find(name)?
            .ok_or_else(|| Refusal::not_found(Code::NameUnknown, format!("there is no repository '{name}'")))
    }
}

/// The path of a request, fit for a line of a log. A query may hold what is nobody's business.
fn shown(parts: &Parts) -> String {
    parts.uri.path().chars().take(300).flat_map(char::escape_debug).collect()
}

/// A request whose own words are the trouble, as an error of the library.
pub(super) fn internal(what: impl Into<String>) -> Error {
    Error::new(Kind::Internal, what)
}
