//! `--secret` and `--ssh`: read once, shown to the steps that ask, kept nowhere.

use crate::build::{MAX_SECRET, Private};
use crate::error::{Context, Error, Kind, Result};
use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// Reads what the arguments name.
pub fn read(secrets: &[String], ssh: &[String]) -> Result<Private> {
    let secrets = secrets.iter().map(|s| secret(s)).collect::<Result<_>>()?;
    let agents = ssh.iter().map(|s| agent(s)).collect::<Result<_>>()?;
    Ok(Private { secrets, agents })
}

/// `id=ID[,type=file|env][,src=FILE|,env=NAME]`, as docker has it; without a place, the variable
/// of the id's name, else the file.
fn secret(text: &str) -> Result<(String, Vec<u8>)> {
    let bad = |why: String| {
        Error::new(Kind::Usage, format!("--secret '{text}': {why}")).hint("write id=ID,src=FILE or id=ID,env=NAME")
    };
    let mut fields = BTreeMap::new();
    for field in text.split(',') {
        let (name, value) = field.split_once('=').ok_or_else(|| bad(format!("'{field}' has no value")))?;
        let name = match name {
            "source" => "src",
            name @ ("id" | "type" | "src" | "env") => name,
            other => return Err(bad(format!("'{other}' is not known"))),
        };
        fields.insert(name, value);
    }
    let kind = fields.get("type").copied();
    if !matches!(kind, None | Some("file" | "env")) {
        return Err(bad("the type is file or env".into()));
    }
    let (src, env) = (fields.get("src").copied(), fields.get("env").copied());
    let id = fields.get("id").copied().or(src).or(env).filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| bad("it has no id".into()))?.to_string();
    // With type=env, src names the variable.
    let variable = env.or(src.filter(|_| kind == Some("env")));
    if let Some(variable) = variable {
        let value = std::env::var_os(variable).ok_or_else(|| bad(format!("the variable {variable} is not set")))?;
        return Ok((id, value.into_vec()));
    }
    if let (None, Some(value), None | Some("env")) = (src, std::env::var_os(&id), kind) {
        return Ok((id, value.into_vec()));
    }
    let path = src.unwrap_or(&id);
    let what = || format!("read the secret '{id}' from {path}");
    let file = std::fs::File::open(path).context(what)?;
    let mut value = Vec::new();
    file.take(MAX_SECRET + 1).read_to_end(&mut value).context(what)?;
    if value.len() as u64 > MAX_SECRET {
        return Err(Error::new(Kind::Limit, what()).because(format!("a secret has {MAX_SECRET} bytes at most")));
    }
    Ok((id, value))
}

/// `default`, `ID` or `ID=SOCKET`.
fn agent(text: &str) -> Result<(String, PathBuf)> {
    let (id, path) = match text.split_once('=') {
        Some((id, path)) => (id, Some(PathBuf::from(path))),
        None => (text, None),
    };
    let path = path.or_else(|| std::env::var_os("SSH_AUTH_SOCK").map(PathBuf::from)).ok_or_else(|| {
        Error::new(Kind::Usage, format!("--ssh {text}: no agent runs (SSH_AUTH_SOCK is not set)"))
            .hint("start one: eval $(ssh-agent) && ssh-add; or name its socket: --ssh ID=SOCKET")
    })?;
    if !is_socket(&path)? {
        return Err(Error::new(Kind::Unsupported, format!("--ssh {text}: {} is no agent's socket", path.display()))
            .hint("a key file is not shown to a build; load it into an agent: ssh-add FILE"));
    }
    Ok((id.to_string(), path))
}

fn is_socket(path: &Path) -> Result<bool> {
    use std::os::unix::fs::FileTypeExt;
    let meta = path.metadata().context(|| format!("look at the agent's socket {}", path.display()))?;
    Ok(meta.file_type().is_socket())
}
