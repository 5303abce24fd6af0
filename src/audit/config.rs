//! Rules about the config and the annotations.

use super::secrets::{self, redacted};
use super::{Finding, Severity};
use crate::oci::ImageConfig;
use std::collections::BTreeMap;

/// What an image should say of itself, by label or annotation.
const LABELS: [(&str, &str); 5] = [
    ("org.opencontainers.image.title", "its name"),
    ("org.opencontainers.image.source", "where its source is"),
    ("org.opencontainers.image.revision", "of which revision it was made"),
    ("org.opencontainers.image.version", "its version"),
    ("org.opencontainers.image.licenses", "its licenses"),
];
const BASE_NAME: &str = "org.opencontainers.image.base.name";
const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";

/// The base image as annotations tell of it: its name and digest.
pub fn base<'a>(
    annotations: &'a BTreeMap<String, String>,
    labels: &'a BTreeMap<String, String>,
) -> (Option<&'a str>, Option<&'a str>) {
    let value = |key| annotations.get(key).or_else(|| labels.get(key)).map(String::as_str).filter(|v| !v.is_empty());
    (value(BASE_NAME), value(BASE_DIGEST))
}

/// The user that a container runs as; `passwd` is the image's, where it has one.
pub fn user(user: &str, passwd: Option<&[u8]>) -> Option<Finding> {
    let name = user.split(':').next().unwrap_or_default();
    let found = |what: String| Some(Finding::new("runs-as-root", Severity::Medium, what));
    if name.is_empty() {
        return found("the image names no user: it runs as root".into());
    }
    if let Ok(id) = name.parse::<u64>() {
        return if id == 0 { found(format!("the user is '{user}', which is root")) } else { None };
    }
    let text = String::from_utf8_lossy(passwd.unwrap_or_default());
    let line = text.lines().find(|l| l.split(':').next() == Some(name));
    match line.and_then(|l| l.split(':').nth(2)) {
        Some("0") => found(format!("the user is '{user}', whose number is 0")),
        None if name == "root" => found("the user is 'root'".into()),
        _ => None,
    }
}

/// User, environment, history, labels, base.
pub fn check(config: &ImageConfig, annotations: &BTreeMap<String, String>, passwd: Option<&[u8]>) -> Vec<Finding> {
    let mut out: Vec<Finding> = user(&config.config.user, passwd).into_iter().collect();
    for variable in &config.config.env {
        let (name, value) = variable.split_once('=').unwrap_or((variable, ""));
        if let Some((what, severity)) = secrets::in_variable(name, value) {
            let message = format!("{name}={}: {what}", redacted(value));
            out.push(Finding::new("secret-in-env", severity, message));
        }
    }
    let mut layer = 0;
    for step in &config.history {
        let text = step.created_by.as_deref().unwrap_or_default();
        for found in secrets::in_text(text.as_bytes()).into_iter().chain(secrets::in_command(text)) {
            let mut finding = Finding::new("secret-in-history", found.severity, found.told());
            finding.layer = (!step.empty_layer).then_some(layer);
            out.push(finding);
        }
        layer += usize::from(!step.empty_layer);
    }
    let labels = &config.config.labels;
    for (name, what) in LABELS {
        if !labels.contains_key(name) && !annotations.contains_key(name) {
            out.push(Finding::new("missing-label", Severity::Info, format!("{name} is missing: {what}")));
        }
    }
    match base(annotations, labels) {
        (None, _) => out.push(Finding::new("base-unknown", Severity::Low, "it does not say what it was built on")),
        (Some(name), None) if !name.contains('@') => {
            let what = format!("it says that it was built on {name}, not on which of them");
            out.push(Finding::new("base-unpinned", Severity::Low, what));
        }
        _ => {}
    }
    out
}

/// `old-image` and `old-packages`: `days` since then, more than `most`.
pub fn age(rule: &'static str, days: i64, most: i64) -> Option<Finding> {
    let what = if rule == "old-image" { "the image was made" } else { "its packages were last changed" };
    let severity = if days > most * 4 { Severity::Medium } else { Severity::Low };
    (days > most).then(|| Finding::new(rule, severity, format!("{what} {days} days ago")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_root() {
        let passwd = Some(&b"root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:\napp:x:10:10::/:\n"[..]);
        for root in ["", "0", "0:5", "root", "toor", "root:app", "00", ":1"] {
            assert!(user(root, passwd).is_some(), "{root}");
        }
        for other in ["app", "10", "10:0", "nobody"] {
            assert!(user(other, passwd).is_none(), "{other}");
        }
        assert!(user("root", None).is_some());
    }

    #[test]
    fn secrets_of_environment_and_history_are_told_redacted() {
        let config: ImageConfig = serde_json::from_str(
            r#"{"config":{"Env":["PATH=/bin","DB_PASSWORD=hunter2hunter2","TOKEN_FILE=/run/x","KEY=AKIAIOSFODNN7ABCDEFG"]},
            "history":[{"created_by":"RUN |1 TOKEN=abcdefghij1 /bin/sh -c x"},{"created_by":"ENV A=1","empty_layer":true},
            {"created_by":"RUN curl -H 'Authorization: token ghp_0123456789012345678901234567890123ab'"}]}"#,
        )
        .unwrap();
        let found = check(&config, &BTreeMap::new(), None);
        let of = |rule: &str| found.iter().filter(|f| f.rule == rule).collect::<Vec<_>>();
        assert_eq!(of("secret-in-env").len(), 2, "{found:?}");
        assert_eq!(of("secret-in-history").iter().map(|f| f.layer).collect::<Vec<_>>(), [Some(0), Some(1)]);
        let text = format!("{found:?}");
        for secret in ["hunter2hunter2", "AKIAIOSFODNN7ABCDEFG", "abcdefghij1", "0123456789012345678901234567890123ab"]
        {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert_eq!((of("missing-label").len(), of("base-unknown").len(), of("runs-as-root").len()), (5, 1, 1));
    }

    #[test]
    fn bases() {
        let config: ImageConfig = serde_json::from_str("{}").unwrap();
        let said = |pairs: &[(&str, &str)]| {
            let annotations = pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
            let found = check(&config, &annotations, None);
            found.iter().map(|f| f.rule).filter(|r| r.starts_with("base")).collect::<Vec<_>>()
        };
        assert_eq!(said(&[(BASE_NAME, "debian:12")]), ["base-unpinned"]);
        assert_eq!(said(&[(BASE_NAME, "debian:12"), (BASE_DIGEST, "sha256:0")]), [] as [&str; 0]);
        assert!(age("old-image", 91, 90).is_some() && age("old-image", 90, 90).is_none());
    }
}
