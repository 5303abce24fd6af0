//! The patterns of `${v#p}`, `${v%p}` and `${v/p/r}`: `*` and `?` only, neither of
//! which matches a newline. Matched by simulating all positions of the pattern at
//! once in a bit set, so the time is linear in the value for any pattern.

/// Longest pattern taken, in tokens.
const MAX_TOKENS: usize = 1024;

#[derive(Clone, Copy, PartialEq)]
enum Token {
    Char(char),
    Any,
    Star,
}

/// A compiled pattern.
pub(super) struct Pattern {
    tokens: Vec<Token>,
}

/// A set of positions in the pattern, 0 to its length.
type Set = Vec<u64>;

impl Pattern {
    /// `\*`, `\?` and `\\` are those characters, `\}` and `\/` too; another escape is an error.
    pub fn new(text: &str) -> Result<Pattern, String> {
        let mut tokens = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let token = match c {
                '*' if tokens.last() == Some(&Token::Star) => continue,
                '*' => Token::Star,
                '?' => Token::Any,
                '\\' => match chars.next() {
                    Some(c @ ('}' | '/' | '*' | '?' | '\\')) => Token::Char(c),
                    Some(c) => return Err(format!("invalid escape '\\{c}'")),
                    None => return Err("a lone '\\' at the end".to_string()),
                },
                c => Token::Char(c),
            };
            tokens.push(token);
        }
        if tokens.len() > MAX_TOKENS {
            return Err(format!("longer than {MAX_TOKENS} characters"));
        }
        Ok(Pattern { tokens })
    }

    /// What matching against a value may cost, in bytes looked at.
    pub fn steps(&self, value: &str) -> usize {
        value.len().saturating_mul(self.tokens.len() + 1)
    }

    /// The pattern that matches the same text read backwards.
    fn reversed(&self) -> Pattern {
        Pattern { tokens: self.tokens.iter().rev().copied().collect() }
    }

    fn empty_set(&self) -> Set {
        vec![0; self.tokens.len() / 64 + 1]
    }

    /// A star may match nothing: its successor is reached with it.
    fn close_forward(&self, set: &mut Set) {
        for (i, token) in self.tokens.iter().enumerate() {
            if *token == Token::Star && has(set, i) {
                put(set, i + 1);
            }
        }
    }

    /// The length in bytes of the match at the start of `chars`: the longest if
    /// `greedy`, else the shortest.
    fn prefix_len(&self, chars: impl Iterator<Item = char>, greedy: bool) -> Option<usize> {
        let accept = self.tokens.len();
        let mut set = self.empty_set();
        put(&mut set, 0);
        self.close_forward(&mut set);
        let mut found = None;
        let mut at = 0;
        if has(&set, accept) {
            found = Some(0);
            if !greedy {
                return found;
            }
        }
        let mut next = self.empty_set();
        for c in chars {
            at += c.len_utf8();
            next.fill(0);
            let mut alive = false;
            for (i, token) in self.tokens.iter().enumerate() {
                if !has(&set, i) {
                    continue;
                }
                let to = match token {
                    Token::Char(want) if *want == c => i + 1,
                    Token::Any if c != '\n' => i + 1,
                    Token::Star if c != '\n' => i,
                    _ => continue,
                };
                put(&mut next, to);
                alive = true;
            }
            if !alive {
                break;
            }
            self.close_forward(&mut next);
            if has(&next, accept) {
                found = Some(at);
                if !greedy {
                    break;
                }
            }
            std::mem::swap(&mut set, &mut next);
        }
        found
    }

    /// `value` without the matching prefix.
    pub fn strip_prefix<'v>(&self, value: &'v str, greedy: bool) -> &'v str {
        let cut = self.prefix_len(value.chars(), greedy).unwrap_or(0);
        value.get(cut..).unwrap_or(value)
    }

    /// `value` without the matching suffix.
    pub fn strip_suffix<'v>(&self, value: &'v str, greedy: bool) -> &'v str {
        let cut = self.reversed().prefix_len(value.chars().rev(), greedy).unwrap_or(0);
        value.get(..value.len() - cut).unwrap_or(value)
    }

    /// For each byte offset of `value` (and its end): can a match begin there?
    fn starts(&self, value: &str) -> Vec<bool> {
        let m = self.tokens.len();
        let mut out = vec![false; value.len() + 1];
        let mut after = self.empty_set();
        put(&mut after, m);
        self.close_backward(&mut after);
        if let Some(last) = out.last_mut() {
            *last = has(&after, 0);
        }
        for (at, c) in value.char_indices().rev() {
            let mut set = self.empty_set();
            put(&mut set, m);
            for (i, token) in self.tokens.iter().enumerate() {
                let matches = match token {
                    Token::Char(want) => *want == c && has(&after, i + 1),
                    Token::Any => c != '\n' && has(&after, i + 1),
                    Token::Star => c != '\n' && has(&after, i),
                };
                if matches {
                    put(&mut set, i);
                }
            }
            self.close_backward(&mut set);
            if let Some(slot) = out.get_mut(at) {
                *slot = has(&set, 0);
            }
            after = set;
        }
        out
    }

    fn close_backward(&self, set: &mut Set) {
        for (i, token) in self.tokens.iter().enumerate().rev() {
            if *token == Token::Star && has(set, i + 1) {
                put(set, i);
            }
        }
    }

    /// `value` with the first match (or all of them) replaced. Gives up with `None`
    /// when the result would be longer than `limit` bytes.
    pub fn replace(&self, value: &str, with: &str, all: bool, limit: usize) -> Option<String> {
        let starts = self.starts(value);
        let mut out = String::new();
        let mut at = 0;
        // Go's rule: an empty match right after a match does not count.
        let mut last_match_end = None;
        while at <= value.len() {
            let rest = value.get(at..).unwrap_or("");
            let len = if starts.get(at) == Some(&true) { self.prefix_len(rest.chars(), true) } else { None };
            match len {
                Some(len) if len > 0 || last_match_end != Some(at) => {
                    out.push_str(with);
                    at += len;
                    last_match_end = Some(at);
                    if !all {
                        out.push_str(value.get(at..).unwrap_or(""));
                        return (out.len() <= limit).then_some(out);
                    }
                    if len > 0 {
                        continue_guard(&out, limit)?;
                        continue;
                    }
                }
                _ => {}
            }
            continue_guard(&out, limit)?;
            let Some(c) = value.get(at..).and_then(|r| r.chars().next()) else { break };
            out.push(c);
            at += c.len_utf8();
        }
        Some(out)
    }
}

fn continue_guard(out: &str, limit: usize) -> Option<()> {
    (out.len() <= limit).then_some(())
}

fn has(set: &Set, i: usize) -> bool {
    set.get(i / 64).is_some_and(|w| w & (1 << (i % 64)) != 0)
}

fn put(set: &mut Set, i: usize) {
    if let Some(w) = set.get_mut(i / 64) {
        *w |= 1 << (i % 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replace(p: &str, v: &str, w: &str, all: bool) -> String {
        Pattern::new(p).unwrap().replace(v, w, all, 1 << 20).unwrap()
    }

    #[test]
    fn prefixes_and_suffixes() {
        let p = Pattern::new("*/").unwrap();
        assert_eq!(p.strip_prefix("a/b/c", false), "b/c");
        assert_eq!(p.strip_prefix("a/b/c", true), "c");
        let p = Pattern::new(".*").unwrap();
        assert_eq!(p.strip_suffix("x.tar.gz", false), "x.tar");
        assert_eq!(p.strip_suffix("x.tar.gz", true), "x");
        assert_eq!(p.strip_suffix("none", true), "none");
        let p = Pattern::new("?é").unwrap();
        assert_eq!(p.strip_prefix("éé!", false), "!");
        assert_eq!(p.strip_suffix("!éé", false), "!");
        assert_eq!(Pattern::new(r"\*").unwrap().strip_prefix("*a", true), "a");
        assert!(Pattern::new(r"\a").is_err());
    }

    #[test]
    fn replacements() {
        assert_eq!(replace("o", "foo", "0", false), "f0o");
        assert_eq!(replace("o", "foo", "0", true), "f00");
        assert_eq!(replace("o*", "foo bar", "_", true), "f_");
        assert_eq!(replace("a?", "abacad", "-", true), "---");
        assert_eq!(replace("a*c", "abcabc.abd", "x", false), "x.abd");
        assert_eq!(replace("", "ab", "-", true), "-a-b-");
        assert_eq!(replace("*", "a\nb", "x", true), "x\nx");
        assert_eq!(Pattern::new("a").unwrap().replace("aaaa", "bbbb", true, 8), None);
    }
}
