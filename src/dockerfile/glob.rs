//! Go's filepath.Match on one path component, and what COPY makes of it: a source is
//! split at `/`, each component matched by itself, `**` meaning no more than `*`.

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    tokens: Vec<Token>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Char(char),
    /// `?`: any character but `/`.
    Any,
    /// `*`: any number of characters but `/`.
    Star,
    /// `[a-z]`, `[^a]`.
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Token {
    fn takes(&self, c: char) -> bool {
        match self {
            Token::Char(want) => *want == c,
            Token::Any => c != '/',
            Token::Star => false,
            Token::Class { negated, ranges } => {
                c != '/' && ranges.iter().any(|(lo, hi)| *lo <= c && c <= *hi) != *negated
            }
        }
    }
}

impl Pattern {
    /// Compiles; the error is a sentence (Go's "syntax error in pattern").
    pub fn new(text: &str) -> Result<Pattern, String> {
        let bad = || format!("syntax error in pattern '{text}'");
        let mut tokens: Vec<Token> = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '*' if tokens.last() == Some(&Token::Star) => continue,
                '*' => Token::Star,
                '?' => Token::Any,
                '\\' => Token::Char(chars.next().ok_or_else(bad)?),
                '[' => {
                    let negated = chars.next_if_eq(&'^').is_some();
                    let mut ranges = Vec::new();
                    loop {
                        if !ranges.is_empty() && chars.next_if_eq(&']').is_some() {
                            break;
                        }
                        let mut bound = || match chars.next() {
                            Some('\\') => chars.next(),
                            Some('-' | ']') | None => None,
                            c => c,
                        };
                        let lo = bound().ok_or_else(bad)?;
                        let hi = if chars.next_if_eq(&'-').is_some() {
                            let mut bound = || match chars.next() {
                                Some('\\') => chars.next(),
                                Some('-' | ']') | None => None,
                                c => c,
                            };
                            bound().ok_or_else(bad)?
                        } else {
                            lo
                        };
                        ranges.push((lo, hi));
                    }
                    Token::Class { negated, ranges }
                }
                c => Token::Char(c),
            });
        }
        Ok(Pattern { tokens })
    }

    /// Does the whole of `component` match? Time is at most length times pattern.
    pub fn matches(&self, component: &str) -> bool {
        // A star is retried only until the next star is reached: what lies before that
        // need never be tried again.
        let text: Vec<char> = component.chars().collect();
        let (mut t, mut p) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        loop {
            match (self.tokens.get(p), text.get(t)) {
                (Some(Token::Star), _) => {
                    retry = Some((p, t));
                    p += 1;
                    continue;
                }
                (Some(token), Some(c)) if token.takes(*c) => {
                    p += 1;
                    t += 1;
                    continue;
                }
                (None, None) => return true,
                _ => {}
            }
            match retry {
                Some((star, from)) if text.get(from).is_some_and(|c| *c != '/') => {
                    retry = Some((star, from + 1));
                    p = star + 1;
                    t = from + 1;
                }
                _ => return false,
            }
        }
    }

    /// The text, if the pattern matches only that.
    pub fn literal(&self) -> Option<String> {
        self.tokens.iter().map(|t| if let Token::Char(c) = t { Some(*c) } else { None }).collect()
    }
}

/// Does a COPY source hold wildcards at all? A backslash hides the next character.
pub fn has_wildcards(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' | '?' | '[' => return true,
            '\\' => {
                chars.next();
            }
            _ => {}
        }
    }
    false
}

/// A path pattern as one [`Pattern`] per component; empty and `.` components are left
/// out, `..` is kept for the caller to refuse or resolve.
pub fn components(path: &str) -> Result<Vec<Pattern>, String> {
    path.split('/').filter(|c| !c.is_empty() && *c != ".").map(Pattern::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn as_filepath_match() {
        for (pattern, text, want) in [
            ("abc", "abc", true),
            ("*", "abc", true),
            ("*c", "abc", true),
            ("a*", "a", true),
            ("a*", "ab/c", false),
            ("a*/b", "abc/b", true),
            ("a*b*c*d*e*/f", "axbxcxdxe/f", true),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", false),
            ("ab[c]", "abc", true),
            ("ab[b-d]", "abc", true),
            ("ab[e-g]", "abc", false),
            ("ab[^c]", "abc", false),
            ("ab[^b-d]", "abc", false),
            ("a\\*b", "a*b", true),
            ("a\\*b", "ab", false),
            ("a?b", "a☺b", true),
            ("a[^a]b", "a☺b", true),
            ("a???b", "a☺b", false),
            ("[a-ζ]*", "α", true),
            ("*[a-ζ]", "A", false),
            ("a?b", "a/b", false),
            ("a*b", "a/b", false),
            ("[\\]a]", "]", true),
            ("[\\-]", "-", true),
            ("[x\\-]", "z", false),
            ("*x", "xxx", true),
            ("", "", true),
            ("", "a", false),
            (".*", ".git", true),
            ("**", "a", true),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap().matches(text), want, "{pattern} {text}");
        }
        for bad in ["[]a]", "[-]", "[x-]", "[-x]", "\\", "[a-b-c]", "[", "[^", "[^bc", "a[", "a[b"] {
            assert!(Pattern::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let p = Pattern::new(&"a*".repeat(2000)).unwrap();
        assert!(!p.matches(&format!("{}b", "c".repeat(5000))));
        assert!(p.matches(&"a".repeat(5000)));
    }

    #[test]
    fn wildcards_and_components() {
        assert!(has_wildcards("a/*.c") && has_wildcards("[x]") && !has_wildcards("a\\*b"));
        let c = components("/a/./b*//c").unwrap();
        assert_eq!(c.len(), 3);
        assert_eq!(c[0].literal().as_deref(), Some("a"));
        assert_eq!(c[1].literal(), None);
    }

    proptest! {
        #[test]
        fn never_panics(p in "[\\[\\]\\\\^*?a-c/-]{0,20}", t in "[a-c/é]{0,20}") {
            if let Ok(p) = Pattern::new(&p) {
                p.matches(&t);
            }
        }
    }
}
