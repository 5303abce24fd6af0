//! Git repositories, for ADD and for contexts, by the host's `git`. It runs without the user's and
//! the system's configuration, without hooks, prompts and helpers, and over http, https, git and
//! ssh only; secrets reach it by its environment, never by its arguments.

use super::registry::same_site;
use super::web::set_modified;
use crate::dockerfile::remote::{GitRef, redacted};
use crate::error::{Context, Error, Kind, Result};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;
use url::Url;

/// What a fetch may show to the repository's host.
#[derive(Clone, Default)]
pub struct GitAccess {
    /// An Authorization header.
    pub authorization: Option<String>,
    /// The socket of an SSH agent.
    pub agent: Option<PathBuf>,
    /// The whole environment that git gets beside what is set here: PATH, proxies.
    pub environment: Vec<(String, OsString)>,
}

/// A commit that was checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Its full ID.
    pub commit: String,
    /// Its committer's time, in seconds since 1970.
    pub time: i64,
}

struct Git<'a> {
    dir: &'a Path,
    access: &'a GitAccess,
    /// The remote without its user and password.
    remote: String,
    authorization: Option<String>,
    what: String,
}

/// Fetches what `git` names into the empty directory `dir`: one commit, with its submodules. All files
/// get the commit's time. `.git` goes away unless it is to be kept.
pub async fn checkout(git: &GitRef, access: &GitAccess, dir: &Path) -> Result<Checkout> {
    let (remote, own) = split_credentials(&git.remote);
    let what = format!("fetch {}", redacted(&git.remote));
    let authorization = own.or(access.authorization.clone());
    let run = Git { dir, access, remote, authorization, what };
    run.call(&["init", "--quiet", "--template=", "--initial-branch=main", "."]).await?;
    run.call(&["remote", "add", "origin", &run.remote]).await?;
    let commit = run.fetch(git).await?;
    if let Some(wanted) = &git.checksum {
        let is_prefix = wanted.len() >= 4 && commit.starts_with(&wanted.to_ascii_lowercase());
        if !is_prefix {
            let error = Error::new(Kind::Integrity, run.what.clone());
            return Err(error.because(format!("the commit is {commit}, not {wanted} as its checksum says")));
        }
    }
    run.call(&["checkout", "--quiet", "--force", "--detach", &commit]).await?;
    if !git.no_submodules && dir.join(".gitmodules").symlink_metadata().is_ok_and(|m| m.is_file()) {
        let update = ["submodule", "--quiet", "update", "--init", "--recursive", "--depth=1"];
        if run.call(&update).await.is_err() {
            // Not every server gives a commit that is no tip.
            run.call(&update[..5]).await?;
        }
    }
    let time = run.call(&["show", "--no-patch", "--no-show-signature", "--format=%ct", &commit]).await?;
    let time = time.trim().parse::<i64>().map_err(|e| Error::new(Kind::Format, run.what.clone()).because(e))?;
    let keep = git.keep_git_dir.unwrap_or(false);
    let (dir, what) = (dir.to_path_buf(), run.what.clone());
    crate::image::file::blocking(move || tidy(&dir, keep, time).map_err(|e| e.context(what))).await?;
    Ok(Checkout { commit, time })
}

impl Git<'_> {
    /// Brings the commit here; returns its full ID.
    async fn fetch(&self, git: &GitRef) -> Result<String> {
        let wanted = git.reference.as_deref().unwrap_or("HEAD");
        let first =
            ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", &self.remote, wanted];
        let shallow = self.call(&first).await;
        if shallow.is_ok() {
            return self.commit("FETCH_HEAD").await;
        }
        // A commit that is no tip, a short one, or a server that can do no shallow fetch.
        let all = [
            "fetch",
            "--quiet",
            "--tags",
            "--no-recurse-submodules",
            "--",
            &self.remote,
            "+refs/heads/*:refs/remotes/origin/*",
            "+HEAD:refs/remotes/origin/HEAD",
        ];
        if self.call(&all).await.is_err() {
            return Err(shallow.err().unwrap_or_else(|| Error::new(Kind::Internal, self.what.clone())));
        }
        let mut tried = vec![format!("refs/remotes/origin/{wanted}"), format!("refs/tags/{wanted}")];
        if let Some(branch) = wanted.strip_prefix("refs/heads/") {
            tried = vec![format!("refs/remotes/origin/{branch}")];
        } else if wanted.starts_with("refs/") {
            tried = vec![wanted.to_string()];
        } else if wanted.len() >= 4 && wanted.bytes().all(|b| b.is_ascii_hexdigit()) {
            tried.push(wanted.to_string());
        }
        for name in tried {
            if let Ok(commit) = self.commit(&name).await {
                return Ok(commit);
            }
        }
        Err(Error::new(Kind::NotFound, self.what.clone()).because(format!("the repository has no '{wanted}'")))
    }

    async fn commit(&self, name: &str) -> Result<String> {
        let out =
            self.call(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")]).await?;
        Ok(out.lines().last().unwrap_or_default().trim().to_string())
    }

    async fn call(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new("git");
        command.current_dir(self.dir).args(arguments).env_clear().kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.envs(self.access.environment.iter().cloned());
        let ssh = "ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=yes";
        let fixed = [
            ("LC_ALL", "C"),
            ("HOME", "/nonexistent"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_ASKPASS", "true"),
            ("GIT_ALLOW_PROTOCOL", "http:https:git:ssh"),
            ("GIT_LFS_SKIP_SMUDGE", "1"),
            ("GIT_SSH_COMMAND", ssh),
        ];
        command.envs(fixed);
        if let Some(agent) = &self.access.agent {
            command.env("SSH_AUTH_SOCK", agent);
        }
        command.envs(settings(&self.settings()));
        let output = command.output().await.map_err(|e| {
            let error = Error::io(format!("{}: start git", self.what), e);
            error.hint("a git repository as source needs the program git on this machine")
        })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said: Vec<&str> = said.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let denied = ["Authentication failed", "could not read Username", "Permission denied"];
        let is_denied = said.iter().any(|l| denied.iter().any(|d| l.contains(d)));
        let error = Error::new(if is_denied { Kind::Denied } else { Kind::Network }, self.what.clone());
        let error = error.because(format!("git {}: {}", arguments.first().unwrap_or(&""), said.join("; ")));
        Err(match is_denied {
            true => error.hint("give a token: --secret id=GIT_AUTH_TOKEN,env=NAME; or an agent for ssh: --ssh default"),
            false => error,
        })
    }

    fn settings(&self) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = [
            ("core.hooksPath", "/dev/null"),
            ("core.fsmonitor", "false"),
            ("core.autocrlf", "false"),
            ("core.protectHFS", "true"),
            ("core.protectNTFS", "true"),
            ("protocol.ext.allow", "never"),
            ("protocol.file.allow", "never"),
            ("submodule.recurse", "false"),
            ("gc.auto", "0"),
            ("credential.helper", ""),
            ("advice.detachedHead", "false"),
        ]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .into();
        if let (Some(header), Ok(url)) = (&self.authorization, Url::parse(&self.remote)) {
            // Shown to this scheme, host and port only.
            if let (true, Ok(site)) = (matches!(url.scheme(), "http" | "https"), url.join("/")) {
                debug_assert!(same_site(&url, &site));
                out.push((format!("http.{site}.extraHeader"), format!("Authorization: {header}")));
            }
        }
        out
    }
}

/// Settings in the environment: git-config(1), GIT_CONFIG_COUNT.
fn settings(all: &[(String, String)]) -> Vec<(String, String)> {
    let mut out = vec![("GIT_CONFIG_COUNT".to_string(), all.len().to_string())];
    for (i, (name, value)) in all.iter().enumerate() {
        out.push((format!("GIT_CONFIG_KEY_{i}"), name.clone()));
        out.push((format!("GIT_CONFIG_VALUE_{i}"), value.clone()));
    }
    out
}

/// The remote without user and password, where it is on the web, and those as a header.
fn split_credentials(remote: &str) -> (String, Option<String>) {
    let Ok(mut url) = Url::parse(remote) else { return (remote.to_string(), None) };
    if !matches!(url.scheme(), "http" | "https") || (url.username().is_empty() && url.password().is_none()) {
        return (remote.to_string(), None);
    }
    let header = super::web::basic(&url);
    let (user, password) = (url.set_username(""), url.set_password(None));
    debug_assert!(user.is_ok() && password.is_ok());
    (url.to_string(), Some(header))
}

/// Removes what belongs to git, and gives every file the commit's time.
fn tidy(dir: &Path, keep: bool, time: i64) -> Result<()> {
    let mut gone = Vec::new();
    let mut walk = walkdir::WalkDir::new(dir).min_depth(1).into_iter();
    while let Some(found) = walk.next() {
        let found = found.map_err(|e| Error::new(Kind::Io, format!("read {}", dir.display())).because(e))?;
        let is_git = found.file_name() == OsStr::new(".git");
        if is_git && !keep {
            gone.push(found.path().to_path_buf());
            if found.file_type().is_dir() {
                walk.skip_current_dir();
            }
            continue;
        }
        if found.depth() == 1 && is_git && keep {
            walk.skip_current_dir();
            continue;
        }
        set_modified(found.path(), time)?;
    }
    for path in gone {
        let what = || format!("remove {}", path.display());
        if path.is_dir() && !path.is_symlink() {
            std::fs::remove_dir_all(&path).context(what)?;
        } else {
            std::fs::remove_file(&path).context(what)?;
        }
    }
    // Removing changed the directories' times.
    for found in walkdir::WalkDir::new(dir).into_iter().filter_entry(|e| e.file_name() != OsStr::new(".git")) {
        let found = found.map_err(|e| Error::new(Kind::Io, format!("read {}", dir.display())).because(e))?;
        if found.file_type().is_dir() {
            set_modified(found.path(), time)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_leave_the_url() {
        let (remote, header) = split_credentials("https://ann:se%20cret@h/x.git");
        assert_eq!((remote.as_str(), header.as_deref()), ("https://h/x.git", Some("Basic YW5uOnNlIGNyZXQ=")));
        assert_eq!(split_credentials("ssh://git@h/x"), ("ssh://git@h/x".to_string(), None));
        assert_eq!(split_credentials("git@h:x"), ("git@h:x".to_string(), None));
    }
}
