//! Fulcio, Rekor, and who gives identity tokens: small JSON questions over https.

use super::registry::{ClientConfig, flatten, site, web_client};
use crate::error::{Error, Kind, Result};
use reqwest::header::LOCATION;
use reqwest::{Response, StatusCode};
use serde_json::Value;
use std::net::IpAddr;
use std::time::Duration;
use url::Url;

/// The largest answer that is read, in bytes: an entry with an attestation in it.
const MAX_ANSWER: usize = 64 << 20;
/// As much of an answer is shown.
const SHOWN: usize = 300;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks services.
pub struct Services {
    client: reqwest::Client,
}

impl Services {
    /// Connects to nothing yet.
    pub fn new(config: &ClientConfig) -> Result<Services> {
        Ok(Services { client: web_client(config)? })
    }

    /// Fulcio's certificate for a key.
    pub async fn certificate(&self, fulcio: &str, question: &Value) -> Result<Value> {
        let url = join(fulcio, "api/v2/signingCert")?;
        let response = self.send(self.client.post(url.clone()).json(question), &url).await?;
        answer(response, "get a certificate", &url).await
    }

    /// Enters something into Rekor's log; what is there already is fetched.
    pub async fn enter(&self, rekor: &str, entry: &Value) -> Result<Value> {
        let url = join(rekor, "api/v1/log/entries")?;
        let response = self.send(self.client.post(url.clone()).json(entry), &url).await?;
        if response.status() == StatusCode::CONFLICT
            && let Some(place) = response.headers().get(LOCATION).and_then(|v| v.to_str().ok())
            && let Ok(place) = url.join(place)
            && site(&place) == site(&url)
        {
            let response = self.send(self.client.get(place.clone()), &place).await?;
            return answer(response, "read the log's entry", &place).await;
        }
        answer(response, "enter into the transparency log", &url).await
    }

    /// The identity token of a job of GitHub Actions.
    pub async fn github_token(&self, url: &str, secret: &str) -> Result<String> {
        let mut url = checked(url)?;
        url.query_pairs_mut().append_pair("audience", "sigstore");
        let response = self.send(self.client.get(url.clone()).bearer_auth(secret), &url).await?;
        let value = answer(response, "get an identity token", &url).await?;
        let token = value["value"].as_str().map(str::to_string);
        token.ok_or_else(|| Error::new(Kind::Format, format!("{} gives no identity token", site(&url))))
    }

    /// A file below `base`, of at most so many bytes; None where there is none.
    pub async fn file(&self, base: &str, path: &str, limit: usize) -> Result<Option<Vec<u8>>> {
        let url = join(base, path)?;
        let response = self.send(self.client.get(url.clone()), &url).await?;
        let what = format!("read {path} at {}", site(&url));
        match response.status() {
            // Stores of objects that nobody may list answer so.
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Ok(None),
            status if status.is_success() => body(response, &what, limit).await.map(Some),
            status => Err(Error::new(Kind::Network, what).because(status.to_string())),
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder, url: &Url) -> Result<Response> {
        let what = format!("ask {}{}", site(url), url.path());
        match tokio::time::timeout(PATIENCE, request.send()).await {
            Err(_) => Err(Error::new(Kind::Network, what).because(format!("no answer in {PATIENCE:?}"))),
            Ok(Err(e)) => Err(Error::new(Kind::Network, what).because(flatten(e.without_url()))),
            Ok(Ok(response)) => Ok(response),
        }
    }
}

/// A token may go over https only, or stay on this machine.
fn checked(text: &str) -> Result<Url> {
    let url = Url::parse(text).map_err(|e| Error::new(Kind::Usage, "read a service's URL").because(e))?;
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(url::Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => Err(Error::new(Kind::Usage, format!("{} is asked by https only", site(&url)))),
    }
}

fn join(base: &str, path: &str) -> Result<Url> {
    checked(&format!("{}/{path}", base.trim_end_matches('/')))
}

async fn body(mut response: Response, what: &str, limit: usize) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let chunk = match tokio::time::timeout(PATIENCE, response.chunk()).await {
            Err(_) => return Err(Error::new(Kind::Network, what).because(format!("no answer in {PATIENCE:?}"))),
            Ok(Err(e)) => return Err(Error::new(Kind::Network, what).because(flatten(e.without_url()))),
            Ok(Ok(chunk)) => chunk,
        };
        let Some(chunk) = chunk else { return Ok(body) };
        body.extend_from_slice(&chunk);
        if body.len() > limit {
            return Err(Error::new(Kind::Limit, what).because(format!("the answer has more than {limit} bytes")));
        }
    }
}

async fn answer(response: Response, what: &str, url: &Url) -> Result<Value> {
    let status = response.status();
    let what = format!("{what} at {}", site(url));
    let body = body(response, &what, MAX_ANSWER).await?;
    if !status.is_success() {
        let text = String::from_utf8_lossy(&body);
        let parsed: Value = serde_json::from_slice(&body).unwrap_or_default();
        let said = parsed["message"].as_str().unwrap_or(&text);
        let said: String = said.chars().take(SHOWN).collect::<String>().escape_debug().to_string();
        let kind = match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Kind::Denied,
            _ => Kind::Network,
        };
        return Err(Error::new(kind, what).because(format!("{status}: {said}")));
    }
    serde_json::from_slice(&body).map_err(|e| Error::new(Kind::Format, what).because(format!("no JSON: {e}")))
}
