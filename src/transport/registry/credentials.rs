//! Who we are: credentials from containers' `auth.json`, Docker's `config.json`
//! and `docker-credential-*` helpers.

use super::authfile;
use crate::error::{Error, Kind, Result};
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A password or token. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Wraps the text.
    pub fn new(text: impl Into<Arc<str>>) -> Secret {
        Secret(text.into())
    }

    /// The text, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

/// What one proves oneself with to a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    /// User and password (or access token in the password's place).
    Basic {
        /// The user's name.
        username: String,
        /// The password.
        password: Secret,
    },
    /// An OAuth2 refresh token, traded for access tokens (Docker's `identitytoken`).
    IdentityToken(Secret),
    /// A bearer token, sent as it is (`registrytoken`).
    RegistryToken(Secret),
}

impl Credentials {
    /// User and password; `<token>` as the user means an identity token, as helpers write it.
    pub fn basic(username: &str, password: &str) -> Credentials {
        if username == "<token>" {
            return Credentials::IdentityToken(Secret::new(password));
        }
        Credentials::Basic { username: username.into(), password: Secret::new(password) }
    }

    /// Parses `user:password` or `user` (empty password), as `--creds` takes it.
    pub fn parse(text: &str) -> Result<Credentials> {
        let (user, password) = text.split_once(':').unwrap_or((text, ""));
        if user.is_empty() {
            return Err(Error::new(Kind::Usage, "the credentials have no user name").hint("write USER:PASSWORD"));
        }
        Ok(Credentials::basic(user, password))
    }
}

/// Looks up credentials.
#[async_trait]
pub trait CredentialSource: Send + Sync {
    /// The credentials for a repository of a registry (`docker.io`,
    /// `localhost:5000`); `repository` is empty where the registry as a whole is
    /// meant. None: nothing is known, go on without.
    async fn credentials(&self, registry: &str, repository: &str) -> Result<Option<Credentials>>;
}

/// No credentials at all.
#[derive(Debug, Default, Clone, Copy)]
pub struct Anonymous;

#[async_trait]
impl CredentialSource for Anonymous {
    async fn credentials(&self, _: &str, _: &str) -> Result<Option<Credentials>> {
        Ok(None)
    }
}

/// The same credentials for one registry, or for every one that asks (`--creds`).
#[derive(Debug, Clone)]
pub struct StaticCredentials {
    /// The registry they are for; None sends them to any registry that asks.
    pub registry: Option<String>,
    /// The credentials.
    pub credentials: Credentials,
}

#[async_trait]
impl CredentialSource for StaticCredentials {
    async fn credentials(&self, registry: &str, _: &str) -> Result<Option<Credentials>> {
        let fits = self.registry.as_deref().is_none_or(|r| r == registry);
        Ok(fits.then(|| self.credentials.clone()))
    }
}

/// Credentials from files: containers' `auth.json`, Docker's `config.json`.
#[derive(Debug, Clone)]
pub struct AuthFiles {
    /// Read in this order; the first that knows an answer wins. Login and logout
    /// write the first. Missing files are as good as empty ones.
    pub paths: Vec<PathBuf>,
    /// Where helpers are looked for; empty means the process's search path.
    pub helper_dirs: Vec<PathBuf>,
    /// How long a helper may take.
    pub helper_timeout: Duration,
}

impl AuthFiles {
    /// Over these files, with helpers from the search path and 30 s for each.
    pub fn new(paths: Vec<PathBuf>) -> AuthFiles {
        AuthFiles { paths, helper_dirs: Vec::new(), helper_timeout: Duration::from_secs(30) }
    }

    async fn look_in(&self, path: &Path, keys: &[String], registry: &str) -> Result<Option<Credentials>> {
        let Some(doc) = authfile::read(path)? else { return Ok(None) };
        // A helper named for this registry comes before what an earlier login left in
        // the file; the store for all registries comes after it.
        let helper = authfile::helper(&doc, registry);
        if let Some(helper) = helper.as_ref().filter(|h| h.explicit)
            && let Some(found) = self.ask_helper(&helper.name, &helper.server).await?
        {
            return Ok(Some(found));
        }
        for key in keys {
            if let Some(entry) = authfile::entry(&doc, key)
                && let Some(found) = authfile::decode(entry, key, path)?
            {
                return Ok(Some(found));
            }
        }
        match helper.filter(|h| !h.explicit) {
            Some(helper) => self.ask_helper(&helper.name, &helper.server).await,
            None => Ok(None),
        }
    }

    async fn ask_helper(&self, helper: &str, server: &str) -> Result<Option<Credentials>> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(rename = "Username", default)]
            username: String,
            #[serde(rename = "Secret", default)]
            secret: String,
        }
        let out = self.run_helper(helper, "get", server.as_bytes()).await?;
        let Some(out) = out else { return Ok(None) };
        let answer: Answer = serde_json::from_slice(&out).map_err(|_| {
            // The answer itself is a secret: not a word of it goes into the error.
            Error::new(Kind::Denied, format!("docker-credential-{helper} gave an answer that is not JSON"))
        })?;
        if answer.secret.is_empty() {
            return Ok(None);
        }
        Ok(Some(Credentials::basic(&answer.username, &answer.secret)))
    }

    /// Runs a helper; None where it says that it has no such credentials.
    async fn run_helper(&self, helper: &str, verb: &str, input: &[u8]) -> Result<Option<Vec<u8>>> {
        let ok = !helper.is_empty() && helper.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if !ok {
            return Err(Error::new(Kind::Usage, format!("'{}' is no credential helper's name", helper.escape_debug())));
        }
        let name = format!("docker-credential-{helper}");
        let program = self.helper_dirs.iter().map(|d| d.join(&name)).find(|p| p.exists());
        let program = program.unwrap_or_else(|| PathBuf::from(&name));
        let failed = |why: String| {
            Error::new(Kind::Denied, format!("{name} {verb} failed"))
                .because(why)
                .hint(format!("is {name} installed and unlocked? remove it from credHelpers/credsStore to do without"))
        };
        let run = async {
            let mut child = tokio::process::Command::new(&program)
                .arg(verb)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .kill_on_drop(true)
                .spawn()?;
            let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
            if let Some(mut stdin) = stdin {
                // A helper that does not read its input (list) may be gone already.
                let _ = stdin.write_all(input).await;
            }
            let mut out = Vec::new();
            if let Some(stdout) = stdout {
                stdout.take(1 << 20).read_to_end(&mut out).await?;
            }
            Ok::<_, std::io::Error>((child.wait().await?, out))
        };
        let (status, out) = match tokio::time::timeout(self.helper_timeout, run).await {
            Err(_) => return Err(failed(format!("no answer within {:?}", self.helper_timeout))),
            Ok(Err(e)) => return Err(failed(e.to_string())),
            Ok(Ok(done)) => done,
        };
        if status.success() {
            return Ok(Some(out));
        }
        // The protocol's way to say "none": this sentence on stdout and a failure.
        let said = String::from_utf8_lossy(&out);
        if said.contains("credentials not found") {
            return Ok(None);
        }
        Err(failed(format!("{status}: {}", super::failure::one_line(&said))))
    }

    /// Keeps credentials for `key` (`host[:port][/namespace]`): in the helper that
    /// the first file names, else in the first file itself.
    pub async fn store(&self, key: &str, credentials: &Credentials) -> Result<()> {
        let path = self.first()?;
        let doc = authfile::read(path)?.unwrap_or_default();
        if let Some(authfile::Helper { name: helper, server, .. }) = authfile::helper(&doc, key) {
            let (user, secret) = match credentials {
                Credentials::Basic { username, password } => (username.as_str(), password.expose()),
                Credentials::IdentityToken(t) | Credentials::RegistryToken(t) => ("<token>", t.expose()),
            };
            let body = serde_json::json!({"ServerURL": server, "Username": user, "Secret": secret});
            self.run_helper(&helper, "store", body.to_string().as_bytes()).await?;
            return Ok(());
        }
        authfile::update(path, |doc| {
            let auths = doc.entry("auths").or_insert_with(|| Value::Object(Map::new()));
            if !auths.is_object() {
                *auths = Value::Object(Map::new());
            }
            if let Some(auths) = auths.as_object_mut() {
                auths.insert(authfile::written_key(key, path), authfile::encode(credentials));
            }
            true
        })?;
        Ok(())
    }

    /// Forgets the credentials for `key`, in every file and helper. True where
    /// there were any.
    pub async fn remove(&self, key: &str) -> Result<bool> {
        let mut removed = false;
        for path in &self.paths {
            let Some(doc) = authfile::read(path)? else { continue };
            if let Some(authfile::Helper { name: helper, server, .. }) = authfile::helper(&doc, key)
                && self.ask_helper(&helper, &server).await?.is_some()
            {
                self.run_helper(&helper, "erase", server.as_bytes()).await?;
                removed = true;
            }
            removed |= authfile::update(path, |doc| {
                let Some(auths) = doc.get_mut("auths").and_then(Value::as_object_mut) else { return false };
                let before = auths.len();
                auths.retain(|k, _| authfile::normal_key(k) != authfile::normal_key(key));
                auths.len() != before
            })?;
        }
        Ok(removed)
    }

    /// Every registry that a file or a helper named in one has credentials for.
    pub fn keys(&self) -> Result<Vec<String>> {
        let mut out = std::collections::BTreeSet::new();
        for path in &self.paths {
            let Some(doc) = authfile::read(path)? else { continue };
            for part in ["auths", "credHelpers"] {
                out.extend(doc.get(part).and_then(Value::as_object).into_iter().flat_map(|o| o.keys().cloned()));
            }
        }
        Ok(out.into_iter().collect())
    }

    fn first(&self) -> Result<&PathBuf> {
        self.paths.first().ok_or_else(|| {
            Error::new(Kind::Usage, "there is no file to keep credentials in").hint("name one with --authfile FILE")
        })
    }
}

#[async_trait]
impl CredentialSource for AuthFiles {
    async fn credentials(&self, registry: &str, repository: &str) -> Result<Option<Credentials>> {
        let keys = authfile::keys(registry, repository);
        for path in &self.paths {
            if let Some(found) = self.look_in(path, &keys, registry).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
