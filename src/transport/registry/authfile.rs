//! The format of `auth.json` and `config.json` (containers-auth.json(5), Docker's
//! config file): keys, entries, and a careful rewrite that keeps unknown fields.

use super::credentials::{Credentials, Secret};
use crate::error::{Context, Error, Kind, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Docker Hub's key since the days of the first index.
const HUB_KEY: &str = "https://index.docker.io/v1/";
/// No sane file is larger.
const MAX_FILE: u64 = 4 << 20;

/// The whole document of a file; None where there is no file (or an empty one).
pub(super) fn read(path: &Path) -> Result<Option<Map<String, Value>>> {
    match std::fs::metadata(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        // A directory on the way that we may not enter cannot hold our login.
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => return Ok(None),
        Err(e) => return Err(Error::io(format!("read {}", path.display()), e)),
        Ok(m) if m.len() > MAX_FILE => {
            return Err(Error::new(Kind::Limit, format!("{} is larger than {MAX_FILE} bytes", path.display())));
        }
        Ok(_) => {}
    }
    let raw = std::fs::read(path).context(|| format!("read {}", path.display()))?;
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    // serde_json's message may quote the text around the fault, and that text may
    // be a password: only its place is told.
    serde_json::from_slice::<Map<String, Value>>(&raw).map(Some).map_err(|e| {
        Error::new(Kind::Format, format!("{}: not a JSON object of credentials", path.display())).because(format!(
            "line {}, column {}",
            e.line(),
            e.column()
        ))
    })
}

/// The keys to look under for a repository, most specific first:
/// `host/ns/repo`, `host/ns`, `host`.
pub(super) fn keys(registry: &str, repository: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut name = repository.trim_matches('/');
    while !name.is_empty() {
        keys.push(format!("{registry}/{name}"));
        name = name.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    keys.push(registry.to_string());
    keys
}

/// A key without scheme and `/v1/`, Docker Hub's many names made one.
pub(super) fn normal_key(key: &str) -> String {
    let bare = key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")).unwrap_or(key);
    let legacy = bare.len() != key.len();
    let bare = bare.trim_end_matches('/');
    let bare = bare.strip_suffix("/v1").or_else(|| bare.strip_suffix("/v2")).unwrap_or(bare);
    // With a scheme it is Docker's old form, which named a host only.
    let bare = if legacy { bare.split('/').next().unwrap_or(bare) } else { bare };
    match bare {
        "index.docker.io" | "registry-1.docker.io" | "docker.io" => "docker.io".to_string(),
        _ => bare.to_string(),
    }
}

/// How `key` is written by login: Docker's own file wants its old name for the Hub.
pub(super) fn written_key(key: &str, path: &Path) -> String {
    let docker_file = path.file_name().is_some_and(|n| n == "config.json");
    if docker_file && normal_key(key) == "docker.io" { HUB_KEY.to_string() } else { normal_key(key) }
}

/// The `auths` entry for `key`: the exact one, else one that means the same.
pub(super) fn entry<'a>(doc: &'a Map<String, Value>, key: &str) -> Option<&'a Map<String, Value>> {
    let auths = doc.get("auths")?.as_object()?;
    let exact = auths.get(key);
    let found = exact.or_else(|| {
        let wanted = normal_key(key);
        auths.iter().find(|(k, _)| normal_key(k) == wanted).map(|(_, v)| v)
    });
    found?.as_object()
}

/// The credentials of an entry; None where it is an empty marker, as Docker
/// leaves beside a credential store.
pub(super) fn decode(entry: &Map<String, Value>, key: &str, path: &Path) -> Result<Option<Credentials>> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str).filter(|s| !s.is_empty());
    if let Some(token) = text("identitytoken") {
        return Ok(Some(Credentials::IdentityToken(Secret::new(token))));
    }
    if let Some(token) = text("registrytoken") {
        return Ok(Some(Credentials::RegistryToken(Secret::new(token))));
    }
    if let Some(auth) = text("auth") {
        let bad = || {
            Error::new(Kind::Format, format!("{}: the 'auth' of {key} is not base64 of user:password", path.display()))
                .hint(format!("log in again: imgtool login {key}"))
        };
        let raw = STANDARD.decode(auth.trim()).map_err(|_| bad())?;
        let pair = String::from_utf8(raw).map_err(|_| bad())?;
        let (user, password) = pair.split_once(':').ok_or_else(bad)?;
        // Docker once padded with NUL bytes.
        return Ok(Some(Credentials::basic(user, password.trim_end_matches('\0'))));
    }
    match (text("username"), text("password")) {
        (Some(user), Some(password)) => Ok(Some(Credentials::basic(user, password))),
        _ => Ok(None),
    }
}

/// The entry that [`decode`] reads back.
pub(super) fn encode(credentials: &Credentials) -> Value {
    match credentials {
        Credentials::Basic { username, password } => {
            serde_json::json!({"auth": STANDARD.encode(format!("{username}:{}", password.expose()))})
        }
        // The `auth` beside it keeps Docker from taking the entry for an empty one.
        Credentials::IdentityToken(t) => {
            serde_json::json!({"auth": STANDARD.encode("<token>:"), "identitytoken": t.expose()})
        }
        Credentials::RegistryToken(t) => serde_json::json!({"registrytoken": t.expose()}),
    }
}

/// A helper to ask about a registry.
pub(super) struct Helper {
    /// `docker-credential-…`.
    pub(super) name: String,
    /// What it knows the registry by.
    pub(super) server: String,
    /// Named for this registry (`credHelpers`), not for all (`credsStore`).
    pub(super) explicit: bool,
}

/// The helper that a file names for a registry.
pub(super) fn helper(doc: &Map<String, Value>, registry: &str) -> Option<Helper> {
    let wanted = normal_key(registry);
    let named = doc.get("credHelpers").and_then(Value::as_object).and_then(|map| {
        let (key, name) = map.iter().find(|(key, _)| normal_key(key) == wanted)?;
        Some((name.as_str().filter(|n| !n.is_empty())?.to_string(), key.clone(), true))
    });
    let stored = || {
        let name = doc.get("credsStore").and_then(Value::as_str).filter(|s| !s.is_empty())?;
        Some((name.to_string(), wanted.clone(), false))
    };
    let (name, key, explicit) = named.or_else(stored)?;
    let server = if wanted == "docker.io" { HUB_KEY.into() } else { key };
    Some(Helper { name, server, explicit })
}

/// Changes a file under a new name that is then renamed over it: readers see the
/// old or the new, mode 0600 from the first byte. `change` says whether anything
/// is to be written.
pub(super) fn update(path: &Path, change: impl FnOnce(&mut Map<String, Value>) -> bool) -> Result<bool> {
    let subject = || format!("write {}", path.display());
    // A link stays a link: what it points at is replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let dir = target.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut doc = read(&target)?.unwrap_or_default();
    if !change(&mut doc) {
        return Ok(false);
    }
    std::fs::create_dir_all(dir).context(subject)?;
    let mut raw = serde_json::to_vec_pretty(&doc).map_err(|e| Error::new(Kind::Internal, subject()).because(e))?;
    raw.push(b'\n');
    let mut temp = tempfile::Builder::new()
        .prefix(".auth-")
        .permissions(std::fs::Permissions::from_mode(0o600))
        .tempfile_in(dir)
        .context(subject)?;
    temp.write_all(&raw).context(subject)?;
    temp.as_file().sync_all().context(subject)?;
    temp.persist(&target).map_err(|e| Error::io(subject(), e.error))?;
    Ok(true)
}
