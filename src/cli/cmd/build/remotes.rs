//! What is fetched for a build other than images: files from the web, git repositories.

use crate::build::{Private, Remotes};
use crate::cli::session::Session;
use crate::dockerfile::remote::{GitRef, redacted};
use crate::error::Result;
use crate::event::{Event, Outcome, next_task};
use crate::transport::git::{self, Checkout, GitAccess};
use crate::transport::registry::ClientConfig;
use crate::transport::web::{Downloaded, Web};
use async_trait::async_trait;
use base64::Engine;
use std::path::Path;
use std::sync::Arc;
use url::Url;

/// Fetches, with the build's secrets where a host asks for them.
pub struct Fetcher {
    web: Web,
    private: Private,
    session: Arc<Session>,
}

impl Fetcher {
    /// Fetches nothing yet.
    pub fn new(session: &Arc<Session>, private: Private) -> Fetcher {
        let config = ClientConfig { proxy: session.environment().proxy.clone(), ..ClientConfig::default() };
        Fetcher { web: Web::new(config), private, session: session.clone() }
    }

    /// Tells of something on the way.
    pub fn warn(&self, message: String) {
        self.session.events().emit(Event::Warning { message });
    }

    /// The header that a secret gives: `PREFIX_TOKEN`, `PREFIX_HEADER`, or either for one host.
    fn authorization(&self, prefix: &str, separator: char, host: &str, user: &str) -> Option<String> {
        let secret = |name: String| {
            let raw = self.private.secrets.get(&name)?;
            Some(String::from_utf8_lossy(raw).trim().to_string()).filter(|s| !s.is_empty())
        };
        let token = |token: String| {
            let pair = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{token}"));
            if prefix == "GIT_AUTH" { format!("basic {pair}") } else { format!("Bearer {token}") }
        };
        let of = |suffix: &str| {
            secret(format!("{prefix}_HEADER{suffix}")).or_else(|| secret(format!("{prefix}_TOKEN{suffix}")).map(token))
        };
        // A header for HTTP is always one host's: an ADD may name any.
        of(&format!("{separator}{host}")).or_else(|| if prefix == "GIT_AUTH" { of("") } else { None })
    }

    async fn shown<T>(&self, label: String, work: impl Future<Output = Result<T>>) -> Result<T> {
        let id = next_task();
        self.session.events().emit(Event::Started { id, label, total: None });
        let result = work.await;
        let outcome = if result.is_ok() { Outcome::Done } else { Outcome::Failed };
        self.session.events().emit(Event::Finished { id, outcome });
        result
    }
}

fn host(url: &str) -> String {
    let parsed = Url::parse(url).ok().and_then(|u| {
        let host = u.host_str()?.to_string();
        Some(u.port().map_or(host.clone(), |port| format!("{host}:{port}")))
    });
    parsed.unwrap_or_default()
}

#[async_trait]
impl Remotes for Fetcher {
    async fn download(&self, url: &str, to: &Path) -> Result<Downloaded> {
        let authorization = self.authorization("HTTP_AUTH", '_', &host(url), "");
        let work = self.web.download(url, authorization.as_deref(), to);
        self.shown(format!("download {}", redacted(url)), work).await
    }

    async fn checkout(&self, git: &GitRef, dir: &Path) -> Result<Checkout> {
        let access = GitAccess {
            authorization: self.authorization("GIT_AUTH", '.', &host(&git.remote), "x-access-token"),
            agent: self.private.agents.get("default").cloned(),
            environment: environment(),
        };
        let reference = git.reference.as_ref().map(|r| format!("#{r}")).unwrap_or_default();
        let label = format!("git {}{reference}", redacted(&git.remote));
        self.shown(label, git::checkout(git, &access, dir)).await
    }
}

/// What git needs of ours: where programs are, and proxies.
fn environment() -> Vec<(String, std::ffi::OsString)> {
    let names = ["PATH", "TMPDIR", "http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE"];
    names.iter().filter_map(|name| Some((name.to_string(), std::env::var_os(name)?))).collect()
}
