//! What ADD, a context or a named context can name other than files: something on the web, or
//! a git repository. The forms are BuildKit's.

use percent_encoding::percent_decode_str;
use url::Url;

/// Something that has to be brought here first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remote {
    /// `http://` or `https://`.
    Web(String),
    /// A git repository.
    Git(GitRef),
}

/// A place in a git repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GitRef {
    /// What git is given to fetch from.
    pub remote: String,
    /// A branch, a tag, a commit or another ref; None: the default branch.
    pub reference: Option<String>,
    /// The directory in it.
    pub subdir: Option<String>,
    /// What the commit's ID has to begin with.
    pub checksum: Option<String>,
    /// Keep `.git`.
    pub keep_git_dir: Option<bool>,
    /// Leave out submodules.
    pub no_submodules: bool,
}

impl Remote {
    /// What `text` names, or None where it is a path. The error is a sentence.
    pub fn parse(text: &str) -> Result<Option<Remote>, String> {
        if let Some(git) = GitRef::parse(text)? {
            return Ok(Some(Remote::Git(git)));
        }
        let web = ["http://", "https://"].iter().any(|scheme| starts_with(text, scheme));
        Ok(web.then(|| Remote::Web(text.to_string())))
    }

    /// The same for a build's context, which may also be written `github.com/OWNER/REPOSITORY`
    /// where no such directory exists.
    pub fn parse_context(text: &str, exists: bool) -> Result<Option<Remote>, String> {
        if text.starts_with("github.com/") && !exists {
            let git = GitRef::of(&format!("https://{text}"))?;
            return Ok(Some(Remote::Git(git)));
        }
        Remote::parse(text)
    }
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// `user@host:path`.
fn is_scp_form(text: &str) -> bool {
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let Some((user, rest)) = text.split_once('@') else { return false };
    let Some((host, path)) = rest.split_once(':') else { return false };
    plain(user) && plain(host) && !path.is_empty() && !path.starts_with("//")
}

impl GitRef {
    /// `git://…`, `ssh://…`, `user@host:path`, and `http(s)://….git`, each with
    /// `#REF:SUBDIR` or `?KEY=VALUE&…`. None: it is none of those.
    pub fn parse(text: &str) -> Result<Option<GitRef>, String> {
        if ["git://", "ssh://"].iter().any(|s| starts_with(text, s)) || is_scp_form(text) {
            return GitRef::of(text).map(Some);
        }
        let path = text.split(['#', '?']).next().unwrap_or(text);
        let web = ["http://", "https://"].iter().any(|s| starts_with(text, s));
        if web && path.ends_with(".git") {
            return GitRef::of(text).map(Some);
        }
        Ok(None)
    }

    fn of(text: &str) -> Result<GitRef, String> {
        let (text, fragment) = match text.split_once('#') {
            Some((text, fragment)) => (text, Some(fragment)),
            None => (text, None),
        };
        // In user@host:path a question mark is part of the path.
        let (remote, query) = match text.split_once('?') {
            Some((remote, query)) if text.contains("://") => (remote, Some(query)),
            _ => (text, None),
        };
        if remote.starts_with('-') {
            return Err(format!("'{remote}' is no git repository"));
        }
        if remote.contains("://") {
            let url = Url::parse(remote).map_err(|e| format!("the URL cannot be read: {e}"))?;
            if url.host_str().is_none_or(|h| h.starts_with('-')) || url.username().starts_with('-') {
                return Err("the URL names no host".to_string());
            }
        } else if remote.split_once('@').is_none_or(|(_, host)| host.starts_with('-')) {
            return Err(format!("'{remote}' is no git repository"));
        }
        let mut git = GitRef { remote: remote.to_string(), ..GitRef::default() };
        if let Some(fragment) = fragment {
            let (reference, subdir) = fragment.split_once(':').unwrap_or((fragment, ""));
            git.reference = some(reference);
            git.subdir = some(subdir);
        }
        for pair in query.into_iter().flat_map(|q| q.split('&')).filter(|p| !p.is_empty()) {
            git.option(pair)?;
        }
        if let Some(reference) = &git.reference {
            check_reference(reference)?;
        }
        Ok(git)
    }

    fn option(&mut self, pair: &str) -> Result<(), String> {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decode_str(value).decode_utf8().map_err(|_| format!("'{pair}' is not UTF-8"))?;
        let reference = match name {
            "ref" => Some(value.to_string()),
            "tag" => Some(format!("refs/tags/{}", value.trim_start_matches("refs/tags/"))),
            "branch" => Some(format!("refs/heads/{}", value.trim_start_matches("refs/heads/"))),
            _ => None,
        };
        if let Some(reference) = reference {
            if self.reference.is_some() {
                return Err("the git URL names more than one ref".to_string());
            }
            self.reference = Some(reference).filter(|_| !value.is_empty());
            return Ok(());
        }
        match name {
            "subdir" if self.subdir.is_some() => return Err("the git URL names more than one subdir".to_string()),
            "subdir" => self.subdir = some(&value),
            "checksum" | "commit" => self.checksum = some(&value),
            "keep-git-dir" => self.keep_git_dir = Some(switch(pair, &value)?),
            "submodules" => self.no_submodules = !switch(pair, &value)?,
            // Files always have the commit's time.
            "mtime" if matches!(&*value, "commit" | "checkout") => {}
            _ => {
                return Err(format!(
                    "the git URL's '{pair}' is not known; there are ref, tag, branch, subdir, checksum, keep-git-dir, \
                     submodules, mtime"
                ));
            }
        }
        Ok(())
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_string()).filter(|t| !t.is_empty())
}

fn switch(pair: &str, value: &str) -> Result<bool, String> {
    match value {
        "" | "1" | "t" | "true" | "True" | "TRUE" => Ok(true),
        "0" | "f" | "false" | "False" | "FALSE" => Ok(false),
        _ => Err(format!("'{pair}' is neither true nor false")),
    }
}

/// git-check-ref-format(1), as far as it protects git from us: no option, no range, no refspec.
fn check_reference(reference: &str) -> Result<(), String> {
    let bad = reference.starts_with('-')
        || reference.contains("..")
        || reference.chars().any(|c| c.is_control() || c.is_whitespace() || "~^:?*[\\+".contains(c));
    if bad { Err(format!("'{reference}' is no git ref")) } else { Ok(()) }
}

/// The URL as it may be shown: without a password.
pub fn redacted(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else { return text.to_string() };
    if url.password().is_none() {
        return text.to_string();
    }
    let _ = url.set_password(Some("xxxxx"));
    url.to_string()
}

/// `text` with an x for each byte of a password in a URL, so that places in it stay what they are.
pub fn masked(text: &str) -> std::borrow::Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices("://") {
        let start = at + 3;
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find(|c: char| c == '/' || c == '\'' || c == '"' || c.is_whitespace()).unwrap_or(rest.len());
        let user = rest.get(..end).unwrap_or_default();
        let Some((user, _)) = user.rsplit_once('@') else { continue };
        let Some((name, password)) = user.split_once(':') else { continue };
        let from = start + name.len() + 1;
        if from < done {
            continue;
        }
        out.push_str(text.get(done..from).unwrap_or_default());
        out.push_str(&"x".repeat(password.len()));
        done = from + password.len();
    }
    if done == 0 {
        return text.into();
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out.into()
}

/// The name of a file from the web: the last part of the URL's path, if it has one.
pub fn file_name(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let path = percent_decode_str(url.path()).decode_utf8().ok()?;
    let name = path.trim_end_matches('/').rsplit('/').next()?;
    Some(name.to_string()).filter(|n| !matches!(n.as_str(), "" | "." | "..") && !n.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(text: &str) -> GitRef {
        match Remote::parse(text) {
            Ok(Some(Remote::Git(git))) => git,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn what_is_remote_and_what_is_a_path() {
        for path in ["a", "./https", "git", "a@b", "dir/x@y", "C:/x", "github.com/a/b", "file:///x", "a.git"] {
            assert_eq!(Remote::parse(path), Ok(None), "{path}");
        }
        for web in ["http://h/x", "HTTPS://h/x.tar", "https://h/x.git/y"] {
            assert_eq!(Remote::parse(web), Ok(Some(Remote::Web(web.into()))), "{web}");
        }
        for text in ["git://h/x", "ssh://git@h:22/x", "git@github.com:a/b", "https://h/x.git", "http://h/x.git#v1"] {
            git(text);
        }
        assert!(matches!(Remote::parse_context("github.com/a/b#v1", false), Ok(Some(Remote::Git(g)))
            if g.remote == "https://github.com/a/b" && g.reference.as_deref() == Some("v1")));
        assert_eq!(Remote::parse_context("github.com/a/b", true), Ok(None));
    }

    #[test]
    fn refs_directories_and_options() {
        let g = git("https://h/x.git#v1:sub/dir");
        assert_eq!((g.reference.as_deref(), g.subdir.as_deref()), (Some("v1"), Some("sub/dir")));
        assert_eq!(git("https://h/x.git#:sub").reference, None);
        let g = git("https://h/x.git?branch=a%2Fb&subdir=s&checksum=abc&keep-git-dir=1&submodules=false");
        assert_eq!(g.reference.as_deref(), Some("refs/heads/a/b"));
        assert_eq!((g.subdir.as_deref(), g.checksum.as_deref()), (Some("s"), Some("abc")));
        assert_eq!((g.keep_git_dir, g.no_submodules), (Some(true), true));
        assert_eq!(git("git@h:a?b").remote, "git@h:a?b");
    }

    /// GHSA-hw3h and its kin: nothing that git could take for an option, a range or a refspec.
    #[test]
    fn refs_that_begin_with_a_dash() {
        for bad in [
            "https://h/x.git#--upload-pack=x",
            "https://h/x.git#-u",
            "https://h/x.git#a..b",
            "https://h/x.git?ref=+a",
            "https://h/x.git?ref=a&tag=b",
            "https://h/x.git?frob=1",
            "https://h/x.git?submodules=maybe",
            "ssh://-oProxyCommand=x/y",
            "git@-oProxy:y",
            "git:///x",
        ] {
            assert!(Remote::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_and_passwords() {
        assert_eq!(file_name("https://h/a/b%20c.txt?x=1").as_deref(), Some("b c.txt"));
        assert_eq!(file_name("https://h/a/").as_deref(), Some("a"));
        for none in ["https://h", "https://h/", "https://h/..%2f..", "https://h/%00"] {
            assert_eq!(file_name(none), None, "{none}");
        }
        assert_eq!(redacted("https://u:secret@h/x"), "https://u:xxxxx@h/x");
        for (text, want) in [
            (
                "ADD https://u:pä@h/x http://a:@h ssh://u@h/x git@h:x",
                "ADD https://u:xxx@h/x http://a:@h ssh://u@h/x git@h:x",
            ),
            ("a://b:c", "a://b:c"),
            ("RUN curl 'http://a:b@c@d/e' http://x:y@z", "RUN curl 'http://a:xxx@d/e' http://x:x@z"),
        ] {
            assert_eq!(masked(text), want);
        }
    }
}
