//! Secrets by their well-known forms. Expressions are compiled once and run in time linear to the text; what is
//! found is told by its kind, its line and a few first characters.

use super::Severity;
use regex::bytes::{Regex, RegexSet};
use std::sync::OnceLock;

/// Files up to this size are looked into.
pub const MAX_FILE: u64 = 512 << 10;
/// As many bytes of one image are looked into.
pub const MAX_TOTAL: u64 = 1 << 30;
/// As many secrets of one file are told.
const MOST: usize = 20;

/// Something that looks like a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The kind.
    pub what: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The line, from 1.
    pub line: usize,
    /// A few first characters.
    pub start: String,
}

impl Found {
    /// What is told of it.
    pub fn told(&self) -> String {
        format!("{} ({})", self.what, self.start)
    }
}

/// The kind, how bad it is, the expression. Where it has a group, that is the secret.
const FORMS: &[(&str, Severity, &str)] = &[
    (
        "a private key",
        Severity::Critical,
        r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\\nr]{1,8}(?:[A-Za-z-]{1,20}: [^\n]{0,100}\n){0,4}\s{0,4}[A-Za-z0-9+/=]{20}",
    ),
    ("an AWS access key", Severity::High, r"\b((?:AKIA|ASIA)[A-Z2-7]{16})\b"),
    (
        "an AWS secret key",
        Severity::Critical,
        r#"(?i)aws_?secret_?(?:access_?)?key["']?\s{0,4}[=:]\s{0,4}["']?([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)"#,
    ),
    (
        "a GitHub token",
        Severity::Critical,
        r"\b(gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b",
    ),
    ("a GitLab token", Severity::Critical, r"\b(gl(?:pat|dt|rt|ptt|ft|cbt)-[A-Za-z0-9_.-]{20,64})\b"),
    ("a Slack token", Severity::High, r"\b(xox[abeoprs]-[A-Za-z0-9-]{10,250})\b"),
    (
        "a Slack webhook",
        Severity::High,
        r"(hooks\.slack\.com/services/T[A-Za-z0-9_]{6,12}/B[A-Za-z0-9_]{6,12}/[A-Za-z0-9_]{20,30})",
    ),
    ("a Google API key", Severity::High, r"\b(AIza[A-Za-z0-9_-]{35})\b"),
    ("a Stripe key", Severity::Critical, r"\b([rs]k_live_[A-Za-z0-9]{20,247})\b"),
    ("an npm token", Severity::Critical, r"\b(npm_[A-Za-z0-9]{36})\b"),
    ("a PyPI token", Severity::Critical, r"\b(pypi-AgE[A-Za-z0-9_-]{50,250})"),
    ("a Docker Hub token", Severity::Critical, r"\b(dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,64})"),
    ("a crates.io token", Severity::Critical, r"\b(cio[A-Za-z0-9]{32})\b"),
    ("a Hugging Face token", Severity::High, r"\b(hf_[A-Za-z]{34})\b"),
];

/// Files whose own form tells where the secret is: the end of the path, the kind, the expression.
const PLACES: &[(&str, &str, &str)] = &[
    (
        ".npmrc",
        "credentials for npm",
        r"(?m)^[^#;\n]{0,300}(?:_authToken|_auth|_password)\s{0,4}=\s{0,4}([^\s$]{6,300})",
    ),
    (".pypirc", "credentials for PyPI", r"(?m)^\s{0,8}password\s{0,4}[=:]\s{0,4}([^\s$%]{3,300})"),
    (
        ".docker/config.json",
        "credentials for a registry",
        r#""(?:auth|identitytoken|registrytoken|password)"\s{0,8}:\s{0,8}"([^"]{4,})""#,
    ),
    ("containers/auth.json", "credentials for a registry", r#""(?:auth|identitytoken)"\s{0,8}:\s{0,8}"([^"]{4,})""#),
    (".dockercfg", "credentials for a registry", r#""auth"\s{0,8}:\s{0,8}"([^"]{4,})""#),
    (".netrc", "credentials", r"(?m)(?:^|\s)password\s{1,8}(\S{3,300})"),
    (".git-credentials", "credentials for git", r"(?m)^https?://[^:@/\s]{1,100}:([^@\s]{3,300})@"),
    (".aws/credentials", "credentials for AWS", r"(?m)^\s{0,8}aws_secret_access_key\s{0,4}=\s{0,4}(\S{16,100})"),
    (
        ".pgpass",
        "a password for PostgreSQL",
        r"(?m)^[^#\n:]{0,200}:[^\n:]{0,20}:[^\n:]{0,100}:[^\n:]{0,100}:([^\n]{1,200})$",
    ),
    ("etc/shadow", "a password's hash", r"(?m)^[^:\n]{1,64}:\$[0-9a-z]{1,8}\$[^:\n]{8,300}:"),
    (
        ".kube/config",
        "credentials for Kubernetes",
        r#"(?m)^\s{0,20}(?:token|client-key-data|password):\s{1,4}["']?([^\s"']{8,})"#,
    ),
];

struct Forms {
    /// Answers in one pass which forms are there at all.
    any: Option<RegexSet>,
    each: Vec<Option<Regex>>,
    places: Vec<Option<Regex>>,
}

fn forms() -> &'static Forms {
    static ALL: OnceLock<Forms> = OnceLock::new();
    // Bytes, not characters: the files are of any encoding, and the expressions stay small.
    let bytes = |r: &str| format!("(?-u){r}");
    ALL.get_or_init(|| Forms {
        any: RegexSet::new(FORMS.iter().map(|(_, _, r)| bytes(r))).ok(),
        each: FORMS.iter().map(|(_, _, r)| Regex::new(&bytes(r)).ok()).collect(),
        places: PLACES.iter().map(|(_, _, r)| Regex::new(&bytes(r)).ok()).collect(),
    })
}

/// Enough to recognize it by, if one knows it.
pub fn redacted(secret: &str) -> String {
    let count = secret.chars().count();
    let shown = if count >= 16 { 4 } else { usize::from(count >= 8) };
    let start: String = secret.chars().take(shown).filter(|c| !c.is_control()).collect();
    format!("{start}…, {count} characters")
}

fn line_of(text: &[u8], at: usize) -> usize {
    1 + text[..at].iter().filter(|b| **b == b'\n').count()
}

/// Is it made of the same character, a word for "put it here", or another variable?
fn placeholder(secret: &[u8]) -> bool {
    let text = String::from_utf8_lossy(secret).to_lowercase();
    let first = text.chars().next();
    text.chars().all(|c| Some(c) == first)
        || text.starts_with(['$', '<', '{', '%'])
        || ["example", "changeme", "placeholder", "your_", "xxxx", "redacted", "******"]
            .iter()
            .any(|w| text.contains(w))
}

fn matches(text: &[u8], form: &Regex, what: &'static str, severity: Severity, out: &mut Vec<Found>) {
    for found in form.captures_iter(text) {
        let Some(secret) = found.get(1).or_else(|| found.get(0)) else { continue };
        if out.len() < MOST && !(found.get(1).is_some() && placeholder(secret.as_bytes())) {
            // A key's own text is not shown at all: all keys begin alike.
            let start = match found.get(1) {
                Some(secret) => redacted(&String::from_utf8_lossy(secret.as_bytes())),
                None => format!("at byte {}", secret.start()),
            };
            out.push(Found { what, severity, line: line_of(text, secret.start()), start });
        }
    }
}

/// Secrets in any text.
pub fn in_text(text: &[u8]) -> Vec<Found> {
    let forms = forms();
    let mut out = Vec::new();
    let Some(any) = &forms.any else { return out };
    for index in any.matches(text) {
        let (what, severity, _) = FORMS[index];
        if let Some(form) = &forms.each[index] {
            matches(text, form, what, severity, &mut out);
        }
    }
    out
}

/// Secrets in a file; `path` is without a leading slash. Nothing in what is no text.
pub fn in_file(path: &[u8], text: &[u8]) -> Vec<Found> {
    if text.iter().take(8192).any(|b| *b == 0) {
        return Vec::new();
    }
    let mut out = in_text(text);
    for ((end, what, _), form) in PLACES.iter().zip(&forms().places) {
        let here = path.strip_suffix(end.as_bytes()).is_some_and(|before| before.is_empty() || before.ends_with(b"/"));
        if let (true, Some(form)) = (here, form) {
            let severity = if *end == "etc/shadow" { Severity::Medium } else { Severity::High };
            matches(text, form, what, severity, &mut out);
        }
    }
    out
}

/// Does the name of a variable say that its value is a secret?
fn secret_name(name: &str) -> bool {
    static FORM: OnceLock<Option<regex::Regex>> = OnceLock::new();
    let form = FORM.get_or_init(|| {
        let words = r"(?i)(^|_|-)(passw(or)?d|passphrase|pwd|secret|token|api_?key|access_?key|secret_?key|private_?key|auth_?key|credentials?)(_?(value|text|base64))?$";
        regex::Regex::new(words).ok()
    });
    // The shell's own: where it is.
    !matches!(name, "PWD" | "OLDPWD") && form.as_ref().is_some_and(|f| f.is_match(name))
}

/// What makes a variable a secret.
pub fn in_variable(name: &str, value: &str) -> Option<(&'static str, Severity)> {
    if let Some(found) = in_text(value.as_bytes()).first() {
        return Some((found.what, found.severity));
    }
    let path = value.starts_with('/') || value.starts_with("./");
    (secret_name(name) && value.len() >= 4 && !path && !placeholder(value.as_bytes()))
        .then_some(("its name says that it is a secret", Severity::High))
}

/// `NAME=value` in an instruction of the history where the name says that it is a secret; URLs with a password.
pub fn in_command(text: &str) -> Vec<Found> {
    static FORM: OnceLock<Option<[Regex; 2]>> = OnceLock::new();
    let form = FORM.get_or_init(|| {
        let variable = Regex::new(r#"(?-u)\b([A-Za-z][A-Za-z0-9_]{1,80})=["']?([^\s"'$]{4,400})"#).ok()?;
        Some([variable, Regex::new(r"(?-u)[a-z]{3,8}://[^:@/\s$]{1,100}:([^@/\s$]{3,300})@").ok()?])
    });
    let Some([variables, urls]) = form else { return Vec::new() };
    let mut out = Vec::new();
    for found in variables.captures_iter(text.as_bytes()) {
        let (Some(name), Some(value)) = (found.get(1), found.get(2)) else { continue };
        let (name, value) = (String::from_utf8_lossy(name.as_bytes()), String::from_utf8_lossy(value.as_bytes()));
        // What has a form of its own is found by that.
        let known = !in_text(value.as_bytes()).is_empty();
        if out.len() < MOST && !known && in_variable(&name, &value).is_some() {
            let start = format!("{name}={}", redacted(&value));
            out.push(Found {
                what: "a variable whose name says that it is a secret",
                severity: Severity::High,
                line: 1,
                start,
            });
        }
    }
    matches(text.as_bytes(), urls, "a password in a URL", Severity::High, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(path: &str, text: &str) -> Vec<&'static str> {
        in_file(path.as_bytes(), text.as_bytes()).into_iter().map(|f| f.what).collect()
    }

    #[test]
    fn every_form_is_an_expression() {
        let forms = forms();
        assert!(forms.any.is_some() && forms.each.iter().chain(&forms.places).all(Option::is_some));
        assert!(secret_name("DB_PASSWORD") && !in_command("TOKEN=abcdefg1").is_empty());
    }

    #[test]
    fn known_forms() {
        let key = format!("x\n-----BEGIN RSA PRIVATE KEY-----\n{}\n", "MIIEow".repeat(8));
        assert_eq!(kinds("a", &key), ["a private key"]);
        assert_eq!(in_file(b"a", key.as_bytes())[0].line, 2);
        // Words about keys are none.
        assert!(kinds("a", "if text.startswith('-----BEGIN PRIVATE KEY-----'):").is_empty());
        assert_eq!(kinds("a", "id = AKIAIOSFODNN7EXAMPLE"), [] as [&str; 0], "a placeholder");
        assert_eq!(kinds("a", "id = AKIAIOSFODNN7ABCDEFG"), ["an AWS access key"]);
        let secret = format!("aws_secret_access_key = {}", "aB3/".repeat(10));
        assert_eq!(kinds("a", &secret), ["an AWS secret key"]);
        assert_eq!(kinds("a", &format!("ghp_{}", "a1B2".repeat(9))), ["a GitHub token"]);
        assert_eq!(kinds("a", &format!("glpat-{}", "a1B2".repeat(5))), ["a GitLab token"]);
        assert_eq!(kinds("a", "xoxb-123456789012-abcdefABCDEF"), ["a Slack token"]);
        assert!(kinds("a", &format!("ghp_{}", "a".repeat(300))).is_empty());
    }

    #[test]
    fn places() {
        assert_eq!(kinds("root/.npmrc", "//registry/:_authToken=0123456789abc\n"), ["credentials for npm"]);
        assert!(kinds("root/.npmrc", "//registry/:_authToken=${NPM_TOKEN}\n").is_empty());
        assert_eq!(
            kinds("root/.docker/config.json", r#"{"auths":{"r":{"auth":"dXNlcjpwYXNz"}}}"#),
            ["credentials for a registry"]
        );
        assert!(kinds("root/x.docker/config.json", r#"{"auths":{"r":{"auth":"dXNlcjpwYXNz"}}}"#).is_empty());
        assert_eq!(kinds(".netrc", "machine x login y password hush123"), ["credentials"]);
        assert_eq!(kinds(".pypirc", "[pypi]\nusername = a\npassword = hush123\n"), ["credentials for PyPI"]);
        assert_eq!(kinds("etc/shadow", "root:*:1::::::\nu:$y$j9T$abcdefghijkl:1::::::\n"), ["a password's hash"]);
        assert!(kinds("home/.netrc", "\0password hush123").is_empty());
    }

    #[test]
    fn variables() {
        assert!(in_variable("DB_PASSWORD", "hush").is_some());
        for (name, value) in [
            ("DB_PASSWORD_FILE", "/run/secrets/x"),
            ("PASSWORD", "/run/x"),
            ("PASSWORD", ""),
            ("PWD", "/home"),
            ("TOKEN", "$OTHER"),
            ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
            ("PYTHON_SHA256", "abcdef"),
            ("TOKENIZERS", "true1"),
        ] {
            assert!(in_variable(name, value).is_none(), "{name}");
        }
        assert_eq!(redacted("0123456789abcdefgh"), "0123…, 18 characters");
        assert_eq!(redacted("short"), "…, 5 characters");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            for path in ["x", ".npmrc", "etc/shadow", ".netrc"] {
                in_file(path.as_bytes(), &bytes);
            }
            in_command(&String::from_utf8_lossy(&bytes));
        }
    }
}
