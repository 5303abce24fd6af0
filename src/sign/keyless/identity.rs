//! Who must have signed, where certificates say who it was.

use crate::error::{Error, Kind, Result};
use regex::Regex;
use std::fmt;

/// The largest automaton of a pattern, in bytes.
const MAX_REGEX: usize = 1 << 20;

/// A text, or a pattern of texts.
#[derive(Debug, Clone)]
pub enum Match {
    /// This text.
    Exact(String),
    /// A regular expression.
    Pattern(Regex),
}

impl Match {
    /// One of the two: a text, or a regular expression that may match anywhere, as cosign's.
    pub fn new(what: &str, exact: Option<&str>, pattern: Option<&str>) -> Result<Match> {
        match (exact, pattern) {
            (Some(text), None) if !text.is_empty() => Ok(Match::Exact(text.to_string())),
            (None, Some(pattern)) if !pattern.is_empty() => Match::pattern(what, pattern),
            _ => Err(Error::new(Kind::Usage, format!("give the {what}, or a regular expression for it"))
                .hint("--certificate-identity NAME --certificate-oidc-issuer URL")),
        }
    }

    fn pattern(what: &str, pattern: &str) -> Result<Match> {
        regex::RegexBuilder::new(pattern).size_limit(MAX_REGEX).build().map(Match::Pattern).map_err(|e| {
            Error::new(Kind::Usage, format!("the {what}: '{pattern}' is no regular expression")).because(e)
        })
    }

    /// A regular expression that must match the whole text.
    pub fn whole(what: &str, pattern: &str) -> Result<Match> {
        Match::pattern(what, &format!("^(?:{pattern})$"))
    }

    /// Does it fit?
    pub fn fits(&self, text: &str) -> bool {
        match self {
            Match::Exact(want) => want == text,
            Match::Pattern(pattern) => pattern.is_match(text),
        }
    }
}

impl fmt::Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Match::Exact(text) => write!(f, "{text}"),
            Match::Pattern(pattern) => write!(f, "/{pattern}/"),
        }
    }
}

/// Somebody that an issuer vouches for.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Who: an address, a URI.
    pub subject: Match,
    /// Who says so: the URL of an OIDC issuer.
    pub issuer: Match,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (says {})", self.subject, self.issuer)
    }
}
