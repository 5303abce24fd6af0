//! What is wrong or risky with an image: what it runs as, what its files allow, secrets that were left in it,
//! packages with known flaws, what is missing from its labels, how old it is.
//!
//! Rules look at values (config, [`Tree`](crate::layer::Tree), bytes that the caller has read within bounds) and
//! answer [`Finding`]s. Nothing here opens an image.

pub mod config;
pub mod files;
pub mod osv;
pub mod secrets;
pub mod version;

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Should be better.
    Low,
    /// To be looked at.
    Medium,
    /// To be mended.
    High,
    /// To be mended before anything else.
    Critical,
}

impl Severity {
    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name, for `--skip`.
    pub id: &'static str,
    /// What it looks for.
    pub about: &'static str,
    /// What to do about its findings.
    pub fix: &'static str,
}

/// All rules.
pub const RULES: &[Rule] = &[
    Rule {
        id: "vulnerable-package",
        about: "a package has a known flaw",
        fix: "update the package, or rebuild on a base that has",
    },
    Rule {
        id: "secret-in-file",
        about: "a file of a layer holds a secret; removing it in a later layer leaves it in the image",
        fix: "revoke the secret; give it to the step that needs it by RUN --mount=type=secret",
    },
    Rule {
        id: "secret-in-env",
        about: "an environment variable holds a secret",
        fix: "revoke the secret; hand it to the container when it starts",
    },
    Rule {
        id: "secret-in-history",
        about: "an instruction of the history holds a secret",
        fix: "revoke the secret; give it to the step that needs it by RUN --mount=type=secret, not by ARG",
    },
    Rule { id: "runs-as-root", about: "the container runs as root", fix: "add USER with an ordinary user's number" },
    Rule {
        id: "setuid-file",
        about: "a program runs with its owner's or group's rights",
        fix: "remove it, or its bits: RUN chmod a-s FILE",
    },
    Rule {
        id: "file-capability",
        about: "a program runs with capabilities",
        fix: "remove it, or its capabilities: RUN setcap -r FILE",
    },
    Rule {
        id: "world-writable",
        about: "everybody may write here",
        fix: "RUN chmod o-w PATH, or chmod +t on a directory for all",
    },
    Rule { id: "device-node", about: "the image brings a device", fix: "leave devices to the container's runtime" },
    Rule { id: "missing-label", about: "the image does not say what it is", fix: "build with --label or --annotation" },
    Rule {
        id: "base-unknown",
        about: "the image does not say what it was built on",
        fix: "build with --annotation org.opencontainers.image.base.name=… and …base.digest=…",
    },
    Rule {
        id: "base-unpinned",
        about: "the base image is named without a digest",
        fix: "annotate org.opencontainers.image.base.digest, and build FROM name:tag@digest",
    },
    Rule {
        id: "base-outdated",
        about: "the base image's tag points at another image now",
        fix: "rebuild on the new base, or imgtool rebase",
    },
    Rule { id: "old-image", about: "the image was made long ago", fix: "rebuild it" },
    Rule {
        id: "old-packages",
        about: "the packages of the distribution were last changed long ago",
        fix: "rebuild on a newer base, or with the distribution's updates",
    },
];

/// The rule with this name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.id == id)
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is. Secrets are not in it.
    pub message: String,
    /// The file, with a leading slash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The layer, 0 for the base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<usize>,
    /// The flaw's name: `CVE-…`, `DSA-…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The package and its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// The first version without the flaw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// What to do.
    pub fix: String,
}

impl Finding {
    /// A finding of a rule of [`RULES`].
    pub fn new(id: &'static str, severity: Severity, message: impl Into<String>) -> Finding {
        Finding {
            rule: id,
            severity,
            message: message.into(),
            path: None,
            layer: None,
            id: None,
            aliases: Vec::new(),
            package: None,
            fixed: None,
            fix: rule(id).map_or("", |r| r.fix).to_string(),
        }
    }

    /// At a file of a layer.
    pub fn at(mut self, path: &[u8], layer: Option<usize>) -> Finding {
        self.path = Some(format!("/{}", String::from_utf8_lossy(path)));
        self.layer = layer;
        self
    }

    /// Is it asked to be left out, by its rule or by the flaw's name?
    pub fn is_in(&self, skipped: &[String]) -> bool {
        let named = |name: &String| *name == self.rule || self.id.as_ref() == Some(name) || self.aliases.contains(name);
        skipped.iter().any(named)
    }
}

/// Sorts: the worst first, then by rule and place.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |f: &'_ Finding| (f.rule, f.package.clone(), f.id.clone(), f.path.clone(), f.layer);
        b.severity.cmp(&a.severity).then_with(|| key(a).cmp(&key(b)))
    });
}
