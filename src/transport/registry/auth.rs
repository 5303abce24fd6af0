//! Authorization: Basic, and bearer tokens by the distribution project's token
//! protocol, with OAuth2 for identity tokens.
//!
//! Tokens are cached by registry and scope and fetched once however many requests
//! wait for them. Credentials go to the registry they are for and to the realm it
//! names, never over plain http unless that is the loopback (or the user turned
//! TLS verification off and the realm is the registry itself).

use super::challenge::Challenge;
use super::client::Client;
use super::credentials::{Credentials, Secret};
use super::failure;
use super::host::Host;
use crate::error::{Error, Kind, Result};
use crate::oci::reference::is_loopback_host;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// No token is longer; a realm that answers more is not believed.
const MAX_TOKEN_ANSWER: usize = 1 << 20;
/// The token specification's default life.
const DEFAULT_LIFE: u64 = 60;

/// What a request needs access to: `repository:a/b:pull,push`, in the token
/// specification's words. A set, so that order does not make two tokens of one.
pub(super) type Scopes = BTreeSet<String>;

/// The scope of one repository.
pub(super) fn scope(repository: &str, actions: &str) -> Scopes {
    BTreeSet::from([format!("repository:{repository}:{actions}")])
}

/// How a registry wants to be spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Method {
    Basic,
    Bearer { realm: Url, service: Option<String> },
}

struct Token {
    header: HeaderValue,
    good_until: Instant,
}

/// What is known about access to one registry.
#[derive(Default)]
pub(super) struct Access {
    method: Option<Method>,
    basic: HashMap<String, HeaderValue>,
    tokens: HashMap<Scopes, Token>,
}

fn secret_header(text: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Error::new(Kind::Denied, "the credentials hold characters that no header can carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn basic_header(username: &str, password: &Secret) -> Result<HeaderValue> {
    secret_header(&format!("Basic {}", STANDARD.encode(format!("{username}:{}", password.expose()))))
}

/// The repository that a set of scopes is mainly about, for the credentials' lookup.
fn repository_of(scopes: &Scopes) -> &str {
    // A mount names two; the one that is pushed to decides.
    let pushed = scopes.iter().find(|s| s.contains("push")).or_else(|| scopes.iter().next());
    pushed.and_then(|s| s.strip_prefix("repository:")?.rsplit_once(':')).map_or("", |(name, _)| name)
}

impl Client {
    /// The Authorization header for a request, as far as it is known without asking.
    pub(super) async fn authorization(&self, host: &Host, scopes: &Scopes) -> Result<Option<HeaderValue>> {
        let mut access = host.access().lock().await;
        match access.method.clone() {
            None => Ok(None),
            Some(Method::Basic) => Ok(access.basic.get(repository_of(scopes)).cloned()),
            Some(Method::Bearer { realm, service }) => {
                if let Some(token) = access.tokens.get(scopes)
                    && Instant::now() < token.good_until
                {
                    return Ok(Some(token.header.clone()));
                }
                let token = self.fetch_token(host, &realm, service.as_deref(), scopes).await?;
                let header = token.header.clone();
                access.tokens.insert(scopes.clone(), token);
                Ok(Some(header))
            }
        }
    }

    /// Answers a 401. `sent` is the header that was refused; where another request
    /// has renewed it meanwhile, that one serves. None: nothing more can be tried.
    pub(super) async fn answer_challenge(
        &self,
        host: &Host,
        scopes: &Scopes,
        sent: Option<&HeaderValue>,
        challenges: &[Challenge],
    ) -> Result<Option<HeaderValue>> {
        let mut access = host.access().lock().await;
        for challenge in challenges {
            if challenge.scheme == "bearer"
                && let Some(realm) = challenge.param("realm")
            {
                if let Some(token) = access.tokens.get(scopes)
                    && Some(&token.header) != sent
                    && Instant::now() < token.good_until
                {
                    return Ok(Some(token.header.clone()));
                }
                let realm = self.realm(host, realm)?;
                let service = challenge.param("service").map(str::to_string);
                // Ours, and what the registry adds for reasons of its own.
                let mut wanted = scopes.clone();
                for extra in challenge.param("scope").unwrap_or("").split_whitespace() {
                    let covered = wanted.iter().any(|have| covers(have, extra));
                    if !covered {
                        wanted.insert(extra.to_string());
                    }
                }
                access.method = Some(Method::Bearer { realm: realm.clone(), service: service.clone() });
                let token = self.fetch_token(host, &realm, service.as_deref(), &wanted).await?;
                let header = token.header.clone();
                access.tokens.insert(scopes.clone(), token);
                return Ok(Some(header));
            }
        }
        if challenges.iter().any(|c| c.scheme == "basic") {
            let repository = repository_of(scopes);
            let Some(Credentials::Basic { username, password }) = self.credentials_for(host, repository).await? else {
                return Ok(None);
            };
            let header = basic_header(&username, &password)?;
            if sent == Some(&header) {
                return Ok(None);
            }
            access.method = Some(Method::Basic);
            access.basic.insert(repository.to_string(), header.clone());
            return Ok(Some(header));
        }
        Ok(None)
    }

    async fn credentials_for(&self, host: &Host, repository: &str) -> Result<Option<Credentials>> {
        let found = self.config().credentials.credentials(host.name(), repository).await?;
        if found.is_some() {
            host.note_credentials();
        }
        Ok(found)
    }

    /// Checks the realm that a registry names.
    fn realm(&self, host: &Host, realm: &str) -> Result<Url> {
        let url = Url::parse(realm).or_else(|_| {
            host.url("/")
                .and_then(|base| base.join(realm).map_err(|e| Error::new(Kind::Registry, "bad realm").because(e)))
        });
        match url {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.host_str().is_some() => Ok(url),
            _ => Err(Error::new(
                Kind::Registry,
                format!(
                    "{} names '{}' as its token server, which is no http URL",
                    host.name(),
                    failure::one_line(realm)
                ),
            )),
        }
    }

    /// May credentials travel to this realm?
    fn realm_is_safe(&self, host: &Host, realm: &Url) -> bool {
        if realm.scheme() == "https" {
            return true;
        }
        let name = realm.host_str().unwrap_or("");
        let own = || host.url("/").is_ok_and(|u| u.scheme() == "http" && u.host_str() == realm.host_str());
        is_loopback_host(name) || (self.config().tls_verify == Some(false) && own())
    }

    async fn fetch_token(&self, host: &Host, realm: &Url, service: Option<&str>, scopes: &Scopes) -> Result<Token> {
        let credentials = self.credentials_for(host, repository_of(scopes)).await?;
        if let Some(Credentials::RegistryToken(token)) = &credentials {
            let header = secret_header(&format!("Bearer {}", token.expose()))?;
            return Ok(Token { header, good_until: Instant::now() + Duration::from_secs(3600) });
        }
        let what = format!("GET token for {} from {}", host.name(), failure::site(realm));
        if credentials.is_some() && !self.realm_is_safe(host, realm) {
            return Err(Error::new(Kind::Denied, format!("the credentials for {} are not sent", host.name()))
                .because(format!("its token server {} is not reached by https", failure::site(realm))));
        }
        let request = || {
            let client = self.http_for(realm)?;
            Ok::<_, Error>(match &credentials {
                Some(Credentials::IdentityToken(token)) => {
                    let scope = scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
                    let form = [
                        ("grant_type", "refresh_token"),
                        ("service", service.unwrap_or("")),
                        ("client_id", "imgtool"),
                        ("scope", &scope),
                        ("refresh_token", token.expose()),
                    ];
                    client.post(realm.clone()).form(&form)
                }
                other => {
                    let mut query: Vec<(&str, &str)> = Vec::new();
                    query.extend(service.map(|s| ("service", s)));
                    query.extend(scopes.iter().map(|s| ("scope", s.as_str())));
                    let mut request = client.get(realm.clone());
                    if let Some(Credentials::Basic { username, password }) = other {
                        query.push(("account", username));
                        request = request.header(reqwest::header::AUTHORIZATION, basic_header(username, password)?);
                    }
                    request.query(&query)
                }
            })
        };
        let asked_at = Instant::now();
        let response = self
            .with_retries(&what, host, None, || async {
                let build = |r: reqwest::RequestBuilder| {
                    r.build().map_err(|e| Error::new(Kind::Internal, what.clone()).because(e.without_url()))
                };
                self.request_once(&what, host, request().and_then(build)).await
            })
            .await?;
        if !response.status().is_success() {
            let refused = matches!(response.status().as_u16(), 400 | 401 | 403);
            let error = failure::from_response(&what, host, response).await;
            return Err(if refused && error.kind() != Kind::Denied {
                failure::denied_hint(Error::new(Kind::Denied, error.what().to_string()), host)
            } else {
                error
            });
        }
        let body = limited_body(response, &what, host).await?;
        parse_token(&body, asked_at).ok_or_else(|| {
            // What it said may hold a token: not a word of it goes into the error.
            Error::new(Kind::Registry, format!("{what}: the answer holds no token"))
        })
    }
}

/// Does a token for `have` serve where `wanted` is asked?
fn covers(have: &str, wanted: &str) -> bool {
    let (Some((name, actions)), Some((wanted_name, wanted_actions))) = (have.rsplit_once(':'), wanted.rsplit_once(':'))
    else {
        return have == wanted;
    };
    name == wanted_name && wanted_actions.split(',').all(|w| actions.split(',').any(|a| a == w || a == "*"))
}

async fn limited_body(mut response: reqwest::Response, what: &str, host: &Host) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| failure::from_transport(what, host, e))? {
        if body.len() + chunk.len() > MAX_TOKEN_ANSWER {
            return Err(Error::new(Kind::Limit, format!("{what}: the answer is longer than {MAX_TOKEN_ANSWER} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn parse_token(body: &[u8], asked_at: Instant) -> Option<Token> {
    #[derive(Deserialize)]
    struct Answer {
        token: Option<String>,
        access_token: Option<String>,
        expires_in: Option<f64>,
    }
    let answer: Answer = serde_json::from_slice(body).ok()?;
    let text = answer.token.filter(|t| !t.is_empty()).or(answer.access_token.filter(|t| !t.is_empty()))?;
    let life = answer.expires_in.filter(|s| s.is_finite() && *s > 0.0).unwrap_or(DEFAULT_LIFE as f64).min(86_400.0);
    // Renewed a little early: a request takes time on its way.
    let good_until = asked_at + Duration::from_secs_f64(life * 0.9);
    Some(Token { header: secret_header(&format!("Bearer {text}")).ok()?, good_until })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_cover_each_other() {
        assert!(covers("repository:a:pull,push", "repository:a:pull"));
        assert!(covers("repository:a:*", "repository:a:delete"));
        assert!(!covers("repository:a:pull", "repository:a:pull,push"));
        assert!(!covers("repository:a:pull", "repository:b:pull"));
    }

    #[test]
    fn tokens_under_both_names() {
        let now = Instant::now();
        let t = parse_token(br#"{"token":"a","expires_in":100}"#, now).unwrap();
        assert_eq!(t.header, "Bearer a");
        assert!(t.header.is_sensitive());
        assert_eq!(t.good_until, now + Duration::from_secs(90));
        let t = parse_token(br#"{"token":"","access_token":"b"}"#, now).unwrap();
        assert_eq!((t.header.to_str().unwrap(), t.good_until), ("Bearer b", now + Duration::from_secs(54)));
        for bad in [&b"{}"[..], b"[]", b"", br#"{"token":"a\nb"}"#] {
            assert!(parse_token(bad, now).is_none());
        }
    }

    #[test]
    fn the_repository_that_is_pushed_to_decides() {
        let mut s = scope("a/src", "pull");
        s.extend(scope("z/dst", "pull,push"));
        assert_eq!(repository_of(&s), "z/dst");
        assert_eq!(repository_of(&Scopes::new()), "");
    }
}
