//! BuildKit's named checks, as far as the text alone decides them.

use super::span::Span;

/// A named doubt about a Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// BuildKit's name of the check: `JSONArgsRecommended`.
    pub check: &'static str,
    /// What is doubtful here.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl Warning {
    /// The page that explains the check.
    pub fn url(&self) -> String {
        let mut slug = String::new();
        let chars: Vec<char> = self.check.chars().collect();
        for (i, c) in chars.iter().enumerate() {
            // A hyphen where a word begins; JSONArgs is json-args.
            let before = i.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|p| p.is_lowercase());
            let after = chars.get(i + 1).is_some_and(|n| n.is_lowercase());
            if i > 0 && c.is_uppercase() && (before || after) {
                slug.push('-');
            }
            slug.extend(c.to_lowercase());
        }
        format!("https://docs.docker.com/go/dockerfile/rule/{slug}/")
    }
}

pub(super) fn empty_continuation(span: Span) -> Warning {
    Warning { check: "NoEmptyContinuation", message: "Empty continuation line".to_string(), span }
}
