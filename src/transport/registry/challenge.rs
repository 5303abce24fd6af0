//! `WWW-Authenticate` (RFC 9110, 11.6.1): several challenges, in one header or many.

use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// One challenge, its scheme in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) scheme: String,
    pub(super) params: Vec<(String, String)>,
}

impl Challenge {
    /// The value of a parameter, by its name in lower case.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Every challenge of a 401 answer.
pub(super) fn challenges(headers: &HeaderMap) -> Vec<Challenge> {
    let values = headers.get_all(WWW_AUTHENTICATE).iter();
    values.filter_map(|v| v.to_str().ok()).flat_map(parse).collect()
}

/// Parses one header's value. Whatever does not follow the grammar is skipped.
pub(super) fn parse(value: &str) -> Vec<Challenge> {
    let mut out: Vec<Challenge> = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let end = rest.find(|c: char| !is_token(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() {
            // Not a token: skip one character, so that this ends.
            let mut chars = rest.chars();
            if chars.next().is_none() {
                return out;
            }
            rest = chars.as_str();
            continue;
        }
        let Some(value) = after.trim_start_matches([' ', '\t']).strip_prefix('=') else {
            out.push(Challenge { scheme: word.to_ascii_lowercase(), params: Vec::new() });
            rest = after;
            continue;
        };
        let (text, after) = parse_value(value.trim_start_matches([' ', '\t']));
        // `Negotiate YWJj==` leaves a '=' or nothing here: no parameter of ours.
        if let (Some(text), Some(last)) = (text, out.last_mut()) {
            last.params.push((word.to_ascii_lowercase(), text));
        }
        rest = after;
    }
}

/// A token or quoted string, and what follows it.
fn parse_value(s: &str) -> (Option<String>, &str) {
    let Some(quoted) = s.strip_prefix('"') else {
        let end = s.find(|c: char| !is_token(c)).unwrap_or(s.len());
        let (word, after) = s.split_at(end);
        return ((!word.is_empty()).then(|| word.to_string()), after);
    };
    let mut out = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return (Some(out), chars.as_str()),
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    (None, "") // no closing quote
}

/// RFC 9110's tchar, with the characters that bare (unquoted) realms in the wild hold.
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bearer_with_all_its_parts() {
        let c =
            parse(r#"Bearer realm="https://auth.example/token",service="reg \"x\"", scope="repository:a/b:pull,push""#);
        assert_eq!(c.len(), 1);
        assert_eq!(c[0].scheme, "bearer");
        assert_eq!(c[0].param("realm"), Some("https://auth.example/token"));
        assert_eq!(c[0].param("service"), Some("reg \"x\""));
        assert_eq!(c[0].param("scope"), Some("repository:a/b:pull,push"));
    }

    #[test]
    fn several_in_one_header() {
        let c = parse(r#"Negotiate YWJj==, Basic realm="a, b", BEARER Realm = "https://x/" , service=s"#);
        let basic = c.iter().find(|c| c.scheme == "basic").unwrap();
        assert_eq!(basic.param("realm"), Some("a, b"));
        let bearer = c.iter().find(|c| c.scheme == "bearer").unwrap();
        assert_eq!((bearer.param("realm"), bearer.param("service")), (Some("https://x/"), Some("s")));
    }

    #[test]
    fn an_open_quote_is_dropped() {
        let c = parse(r#"Bearer realm="https://x"#);
        assert_eq!(c[0].param("realm"), None);
    }

    proptest! {
        #[test]
        fn never_panics_and_ends(s in "\\PC{0,200}") {
            let _ = parse(&s);
        }

        #[test]
        fn quoted_values_come_back(v in "[ -~]{0,40}") {
            let escaped = v.replace('\\', "\\\\").replace('"', "\\\"");
            let c = parse(&format!("Bearer realm=\"{escaped}\", x=y"));
            prop_assert_eq!(c[0].param("realm"), Some(v.as_str()));
            prop_assert_eq!(c[0].param("x"), Some("y"));
        }
    }
}
