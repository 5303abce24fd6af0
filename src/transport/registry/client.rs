//! The client: connections and tokens shared by everything that talks to
//! registries, and the one loop through which each request goes.

use super::auth::Scopes;
use super::challenge::challenges;
use super::config::ClientConfig;
use super::failure;
use super::host::{HTTP, HTTPS, Host, UNKNOWN};
use super::retry::{Next, is_transient, retry_after, wall_clock};
use super::tls::{self, HostCerts};
use crate::error::{Error, Kind, Result};
use crate::oci::RegistryRef;
use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Method, Request, Response, StatusCode};
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore};
use url::Url;

/// A request before it is sent.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) method: Method,
    /// The request as people know it: `GET manifest localhost:5000/x:1`.
    pub(super) what: String,
    pub(super) host: Arc<Host>,
    pub(super) target: Target,
    pub(super) scopes: Scopes,
    pub(super) headers: HeaderMap,
    pub(super) body: Payload,
    /// Try again after transient failures?
    pub(super) retry: bool,
}

/// Where a request goes.
#[derive(Clone)]
pub(super) enum Target {
    /// A path of the registry.
    Path(String),
    /// Somewhere the registry pointed at.
    Url(Url),
}

/// What a request carries.
#[derive(Clone)]
pub(super) enum Payload {
    Empty,
    /// Can be sent as often as need be.
    Parts(Arc<Vec<Bytes>>),
    /// A body and its length. Sent once: whoever made it decides how to go on.
    Stream(Arc<dyn Fn() -> (reqwest::Body, Option<u64>) + Send + Sync>),
}

impl Call {
    pub(super) fn new(method: Method, what: String, host: &Arc<Host>, path: String, scopes: Scopes) -> Call {
        Call {
            method,
            what,
            host: host.clone(),
            target: Target::Path(path),
            scopes,
            headers: HeaderMap::new(),
            body: Payload::Empty,
            retry: true,
        }
    }

    pub(super) fn header(mut self, name: reqwest::header::HeaderName, value: &str) -> Result<Call> {
        let value = HeaderValue::from_str(value)
            .map_err(|e| Error::new(Kind::Internal, format!("{}: header {name}", self.what)).because(e))?;
        self.headers.append(name, value);
        Ok(self)
    }
}

struct Inner {
    config: ClientConfig,
    /// For plain http: made without parsing one certificate.
    plain: reqwest::Client,
    /// For https without anything special.
    secure: OnceCell<reqwest::Client>,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    /// Registries that need not prove who they are.
    insecure: HashSet<String>,
    requests: Semaphore,
    pushes: Semaphore,
}

/// Talks to registries. Cheap to clone; clones share connections, tokens and
/// what is known about each registry.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

const MAX_REDIRECTS: usize = 10;
/// Rounds of 401 that one request goes through: the cached token, a fresh one,
/// and one with the scope that the registry asked for in addition.
const MAX_CHALLENGES: u32 = 3;

impl Client {
    /// Makes a client. Opens no connection and reads no file yet.
    pub fn new(config: ClientConfig) -> Result<Client> {
        let plain = build_http(&config, tls::none()?)?;
        let limit = config.max_connections.max(1);
        Ok(Client(Arc::new(Inner {
            plain,
            secure: OnceCell::new(),
            hosts: Mutex::default(),
            insecure: config.registries.insecure_hosts(),
            requests: Semaphore::new(limit),
            pushes: Semaphore::new(limit),
            config,
        })))
    }

    /// Where a reference is written to, by `registries.conf`. Denied where it is blocked.
    pub fn primary(&self, reference: &RegistryRef) -> Result<RegistryRef> {
        self.0.config.registries.primary(reference)
    }

    pub(super) fn config(&self) -> &ClientConfig {
        &self.0.config
    }

    pub(super) fn pushes(&self) -> &Semaphore {
        &self.0.pushes
    }

    /// The shared state of a reference's registry.
    pub(super) fn host(&self, reference: &RegistryRef) -> Arc<Host> {
        self.host_named(reference.registry(), reference.endpoint())
    }

    fn host_named(&self, name: &str, endpoint: &str) -> Arc<Host> {
        let mut hosts = self.0.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || Arc::new(Host::new(name, endpoint, self.tls_verify(name)));
        hosts.entry(name.to_string()).or_insert_with(make).clone()
    }

    /// As configured for all registries, or for this one.
    fn tls_verify(&self, name: &str) -> Option<bool> {
        let config = &self.0.config;
        config.tls_verify.or_else(|| self.0.insecure.contains(name).then_some(false))
    }

    /// The plain or secure client for a place that is no registry of ours (a token
    /// server, a redirect's target): it carries no host's client certificate.
    pub(super) fn http_for(&self, url: &Url) -> Result<reqwest::Client> {
        if url.scheme() == "http" {
            return Ok(self.0.plain.clone());
        }
        get_or_build(&self.0.secure, || self.build_secure(&HostCerts::default(), self.0.config.tls_verify))
    }

    fn build_secure(&self, certs: &HostCerts, verify: Option<bool>) -> Result<reqwest::Client> {
        let config = &self.0.config;
        build_http(config, tls::config(&config.ca_bundles, certs, verify != Some(false))?)
    }

    fn http_for_host(&self, host: &Host, url: &Url) -> Result<reqwest::Client> {
        if url.scheme() == "http" {
            return Ok(self.0.plain.clone());
        }
        get_or_build(&host.secure, || {
            let certs = match &self.0.config.cert_dir {
                Some(dir) => HostCerts::read(dir)?,
                None => HostCerts::find(&self.0.config.certs_dirs, host.name())?,
            };
            let verify = self.tls_verify(host.name());
            let common = certs.is_empty() && verify == self.0.config.tls_verify;
            if common { self.http_for(url) } else { self.build_secure(&certs, verify) }
        })
    }

    /// Sends a call: scheme, authorization, redirects, retries. Any answer that is
    /// no challenge, no redirect and no transient failure is returned as it is.
    pub(super) async fn send(&self, call: &Call) -> Result<Response> {
        let mut target = self.first_url(call)?;
        let mut redirects = 0;
        let mut challenges_met = 0;
        let mut sent_auth: Option<HeaderValue> = None;
        loop {
            let own = same_site(&target, &call.host.url("/")?);
            let auth = if !own {
                None
            } else if sent_auth.is_some() {
                sent_auth.clone()
            } else {
                self.authorization(&call.host, &call.scopes).await?
            };
            let (response, url) = self.send_switching(call, target, own, auth.as_ref()).await?;
            target = url;
            let status = response.status();
            if status == StatusCode::UNAUTHORIZED && own && challenges_met < MAX_CHALLENGES {
                challenges_met += 1;
                let asked = challenges(response.headers());
                let answer = self.answer_challenge(&call.host, &call.scopes, auth.as_ref(), &asked).await?;
                // With a body that cannot be had again the caller begins anew; the token is ready for it.
                if let (Some(header), true) = (answer, is_repeatable(&call.body)) {
                    sent_auth = Some(header);
                    continue;
                }
                return Ok(response);
            }
            let Some(next) = redirect_target(&call.method, status, response.headers(), &target) else {
                return Ok(response);
            };
            redirects += 1;
            if redirects > MAX_REDIRECTS {
                return Err(Error::new(Kind::Limit, format!("{}: more than {MAX_REDIRECTS} redirects", call.what)));
            }
            target = self.checked_redirect(&call.what, &target, next?)?;
        }
    }

    fn first_url(&self, call: &Call) -> Result<Url> {
        match &call.target {
            Target::Path(path) => call.host.url(path),
            Target::Url(url) => Ok(url.clone()),
        }
    }

    /// A redirect from https to http is refused: by tag nothing but TLS vouches for
    /// the answer.
    fn checked_redirect(&self, what: &str, from: &Url, to: Url) -> Result<Url> {
        let known = matches!(to.scheme(), "http" | "https") && to.host_str().is_some();
        let downgrade = from.scheme() == "https" && to.scheme() == "http";
        if !known || (downgrade && self.0.config.tls_verify != Some(false)) {
            return Err(Error::new(
                Kind::Registry,
                format!("{what}: a redirect from {} to {} is not followed", failure::site(from), failure::site(&to)),
            ));
        }
        Ok(to)
    }

    /// Sends to a place, trying the other scheme where the registry's is not known
    /// yet; the answer settles it.
    async fn send_switching(
        &self,
        call: &Call,
        url: Url,
        own: bool,
        auth: Option<&HeaderValue>,
    ) -> Result<(Response, Url)> {
        let host = &call.host;
        let undecided = own && host.may_switch && host.scheme.load(Ordering::Relaxed) == UNKNOWN;
        if !undecided {
            return Ok((self.send_retrying(call, &url, auth, None).await?, url));
        }
        let first = self.send_once(call, &url, auth).await;
        let settled = match &first {
            // A TLS server's answer to plain http: Go and nginx say 400.
            Ok(r) => !(host.first == HTTP && r.status() == StatusCode::BAD_REQUEST),
            Err((e, _)) => e.kind() != Kind::Network,
        };
        if !settled && is_repeatable(&call.body) {
            let (other, name) = if host.first == HTTP { (HTTPS, "https") } else { (HTTP, "http") };
            let mut swapped = url.clone();
            if swapped.set_scheme(name).is_ok() {
                match self.send_once(call, &swapped, auth).await {
                    Ok(response) => {
                        host.scheme.store(other, Ordering::Relaxed);
                        let response = self.send_retrying(call, &swapped, auth, Some(Ok(response))).await?;
                        return Ok((response, swapped));
                    }
                    Err((e, Hope::BadCertificate)) => return Err(e),
                    // Nobody speaks the other one either: the first failure is the telling one.
                    Err(_) => {}
                }
            }
        }
        if settled || first.is_ok() {
            host.scheme.store(host.first, Ordering::Relaxed);
        }
        Ok((self.send_retrying(call, &url, auth, Some(first)).await?, url))
    }

    fn http_of(&self, host: &Host, url: &Url) -> Result<reqwest::Client> {
        if same_site(url, &host.url("/")?) { self.http_for_host(host, url) } else { self.http_for(url) }
    }

    async fn send_once(&self, call: &Call, url: &Url, auth: Option<&HeaderValue>) -> Outcome {
        // While the scheme is being found out, either one is the registry's own.
        let own = call.host.url("/").map(|own| own.host_str() == url.host_str() && own.port() == url.port());
        let client = match own {
            Ok(true) if call.host.may_switch => self.http_for_host(&call.host, url),
            Ok(_) => self.http_of(&call.host, url),
            Err(e) => Err(e),
        };
        let streaming = !is_repeatable(&call.body);
        match client.and_then(|c| Ok((build_request(&c, call, url, auth)?, c))) {
            Ok((request, client)) => self.once(&call.what, &call.host, &client, request, streaming).await,
            Err(e) => Err((e, Hope::None)),
        }
    }

    /// Sends, and again after transient failures where the call allows it. `first`
    /// is how a try ended that was made already.
    async fn send_retrying(
        &self,
        call: &Call,
        url: &Url,
        auth: Option<&HeaderValue>,
        first: Option<Outcome>,
    ) -> Result<Response> {
        if call.retry && is_repeatable(&call.body) {
            return self.with_retries(&call.what, &call.host, first, || self.send_once(call, url, auth)).await;
        }
        match first {
            Some(outcome) => outcome,
            None => self.send_once(call, url, auth).await,
        }
        .map_err(|(e, _)| e)
    }

    /// One try of a request made elsewhere (the token server's).
    pub(super) async fn request_once(&self, what: &str, host: &Host, request: Result<Request>) -> Outcome {
        let sent = request.and_then(|r| Ok((self.http_for(r.url())?, r)));
        match sent {
            Ok((client, request)) => self.once(what, host, &client, request, false).await,
            Err(e) => Err((e, Hope::None)),
        }
    }

    /// One try.
    async fn once(
        &self,
        what: &str,
        host: &Host,
        client: &reqwest::Client,
        request: Request,
        streaming: bool,
    ) -> Outcome {
        let gone = |_| (Error::new(Kind::Internal, "the client is closed"), Hope::None);
        // A body's sender holds a permit of its own; were it to hold one of these, the
        // source that feeds it might wait for it forever.
        let _permit = if streaming { None } else { Some(self.0.requests.acquire().await.map_err(gone)?) };
        let answer = client.execute(request);
        let result = if streaming {
            Ok(answer.await)
        } else {
            tokio::time::timeout(self.0.config.timeouts.answer, answer).await
        };
        match result {
            Err(_) => {
                let waited = self.0.config.timeouts.answer;
                Err((
                    Error::new(Kind::Network, what.to_string()).because(format!("no answer within {waited:?}")),
                    Hope::Some,
                ))
            }
            Ok(Err(e)) => {
                let hope = match failure::tls_cause(&e) {
                    None if e.is_builder() => Hope::None,
                    None => Hope::Some,
                    Some(rustls::Error::InvalidCertificate(_)) => Hope::BadCertificate,
                    Some(_) => Hope::None,
                };
                Err((failure::from_transport(what, host, e), hope))
            }
            Ok(Ok(response)) => Ok(response),
        }
    }

    /// Tries until the answer is not transient, or the policy ends it.
    pub(super) async fn with_retries<F, Fut>(
        &self,
        what: &str,
        host: &Host,
        mut first: Option<Outcome>,
        send: F,
    ) -> Result<Response>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Outcome>,
    {
        let mut failed = 0;
        loop {
            let outcome = match first.take() {
                Some(outcome) => outcome,
                None => send().await,
            };
            let asked = match &outcome {
                Ok(response) if !is_transient(response.status()) => return outcome.map_err(|(e, _)| e),
                Err((_, Hope::None | Hope::BadCertificate)) => return outcome.map_err(|(e, _)| e),
                Ok(response) => retry_after(response.headers(), wall_clock()),
                Err(_) => None,
            };
            failed += 1;
            match self.0.config.retry.next(failed, asked) {
                Next::Wait(wait) => tokio::time::sleep(wait).await,
                Next::GiveUp => return outcome.map_err(|(e, _)| e),
                Next::TooLong(wait) => {
                    let hint = format!("{} asks to wait {} s before the next try", host.name(), wait.as_secs());
                    return match outcome {
                        Ok(response) => Err(failure::from_response(what, host, response).await.hint(hint)),
                        Err((e, _)) => Err(e.hint(hint)),
                    };
                }
            }
        }
    }
}

/// How one try ended.
pub(super) type Outcome = std::result::Result<Response, (Error, Hope)>;

/// Whether another try may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hope {
    Some,
    None,
    /// The other side speaks TLS, with a certificate that is not trusted.
    BadCertificate,
}

fn build_request(client: &reqwest::Client, call: &Call, url: &Url, auth: Option<&HeaderValue>) -> Result<Request> {
    let mut request = client.request(call.method.clone(), url.clone()).headers(call.headers.clone());
    if let Some(auth) = auth {
        request = request.header(AUTHORIZATION, auth.clone());
    }
    request = match &call.body {
        Payload::Empty if matches!(call.method, Method::POST | Method::PUT) => request.header(CONTENT_LENGTH, 0u64),
        Payload::Empty => request,
        Payload::Parts(parts) => {
            let length: usize = parts.iter().map(Bytes::len).sum();
            let parts: Vec<std::io::Result<Bytes>> = parts.iter().cloned().map(Ok).collect();
            let body = reqwest::Body::wrap_stream(futures_util::stream::iter(parts));
            request.header(CONTENT_LENGTH, length).body(body)
        }
        Payload::Stream(make) => {
            let (body, length) = make();
            match length {
                Some(length) => request.header(CONTENT_LENGTH, length).body(body),
                None => request.body(body),
            }
        }
    };
    request.build().map_err(|e| Error::new(Kind::Internal, call.what.clone()).because(e.without_url()))
}

/// Can this body be sent again as it is?
fn is_repeatable(body: &Payload) -> bool {
    !matches!(body, Payload::Stream(_))
}

fn get_or_build(
    cell: &OnceCell<reqwest::Client>,
    build: impl FnOnce() -> Result<reqwest::Client>,
) -> Result<reqwest::Client> {
    if let Some(client) = cell.get() {
        return Ok(client.clone());
    }
    let client = build()?;
    // Another task may have been first; its connections are the shared ones then.
    let _ = cell.set(client.clone());
    Ok(cell.get().unwrap_or(&client).clone())
}

/// A client for the web at large: the same proxies, authorities and patience as for registries;
/// certificates are always checked.
pub fn web_client(config: &ClientConfig) -> Result<reqwest::Client> {
    build_http(config, tls::config(&config.ca_bundles, &HostCerts::default(), true)?)
}

fn build_http(config: &ClientConfig, tls: rustls::ClientConfig) -> Result<reqwest::Client> {
    let bad = |e: reqwest::Error| Error::new(Kind::Usage, "set up the http client").because(e.without_url());
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(config.user_agent.clone())
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(config.timeouts.connect)
        .pool_max_idle_per_host(config.max_connections.max(1))
        .pool_idle_timeout(Duration::from_secs(30))
        .tcp_nodelay(true)
        .tcp_keepalive(Duration::from_secs(30))
        .http2_initial_stream_window_size(4 << 20)
        .http2_initial_connection_window_size(16 << 20)
        .http2_max_frame_size(256 << 10)
        .no_proxy();
    let direct = match &config.proxy.no_proxy {
        Some(list) => format!("{list},localhost,127.0.0.0/8,::1"),
        None => "localhost,127.0.0.0/8,::1".to_string(),
    };
    let exceptions = reqwest::NoProxy::from_string(&direct);
    if let Some(url) = &config.proxy.http {
        builder = builder.proxy(reqwest::Proxy::http(url).map_err(bad)?.no_proxy(exceptions.clone()));
    }
    if let Some(url) = &config.proxy.https {
        builder = builder.proxy(reqwest::Proxy::https(url).map_err(bad)?.no_proxy(exceptions));
    }
    builder.build().map_err(bad)
}

/// Same scheme, host and port: only there may an Authorization header go.
pub(in crate::transport) fn same_site(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme() && a.host_str() == b.host_str() && a.port_or_known_default() == b.port_or_known_default()
}

/// Where an answer redirects this request to; None where it does not, or where
/// the method does not let it.
fn redirect_target(method: &Method, status: StatusCode, headers: &HeaderMap, base: &Url) -> Option<Result<Url>> {
    let follows = match status.as_u16() {
        301..=303 => matches!(*method, Method::GET | Method::HEAD),
        307 | 308 => matches!(*method, Method::GET | Method::HEAD | Method::DELETE | Method::POST),
        _ => false,
    };
    if !follows {
        return None;
    }
    let location = headers.get(LOCATION)?.to_str().ok()?;
    Some(base.join(location).map_err(|e| {
        Error::new(Kind::Registry, format!("{} redirects to what is no URL", failure::site(base))).because(e)
    }))
}
