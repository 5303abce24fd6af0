//! `.dockerignore`, with the rules of moby's patternmatcher: not those of gitignore.
//!
//! * One pattern a line, from the root of the context; a line that begins with `#` is
//!   a comment; white space around a pattern and slashes at its ends mean nothing; `.`
//!   and `..` are resolved as in a path.
//! * `*` and `?` stop at `/`; `**` does not; `[a-z]` and `\` as in Go's filepath.Match.
//! * `!` takes back. The last pattern that matches a path or a directory above it wins.

use super::glob;
use crate::error::{Error, Kind, Result};

/// Largest file read, in bytes.
const MAX_SIZE: usize = 16 << 20;
/// Most patterns taken: each path is tried against each.
const MAX_PATTERNS: usize = 65_536;

/// Longest pattern, in bytes: longer than any path that it could match.
const MAX_PATTERN: usize = 16 << 10;

/// The patterns of a `.dockerignore`, ready to match.
#[derive(Debug, Clone, Default)]
pub struct IgnoreFile {
    patterns: Vec<Pattern>,
    negations: bool,
}

/// What the directory above matched; begin with `MatchState::default()` at the root.
#[derive(Debug, Clone, Default)]
pub struct MatchState {
    /// Bit i: pattern i matched the directory or one above it. Empty for the root.
    matched: Vec<u64>,
}

#[derive(Debug, Clone)]
struct Pattern {
    text: String,
    negated: bool,
    rule: Rule,
}

#[derive(Debug, Clone)]
enum Rule {
    /// The path is this.
    Exact(String),
    /// The path begins so: `dir/**`.
    Prefix(String),
    /// The path ends so, and may be that without the slash: `**/x`.
    Suffix(String),
    /// Anything else.
    Tokens(Vec<Token>),
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Char(char),
    /// `?`
    Any,
    /// `*`
    Star,
    /// `**` in the middle: nothing, or anything that ends in `/`.
    Dirs,
    /// `**` at the end.
    Rest,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl IgnoreFile {
    /// Reads the file. Errors name the line.
    pub fn parse(bytes: &[u8]) -> Result<IgnoreFile> {
        let fail = |line: usize, what: String| Error::new(Kind::Dockerfile, format!(".dockerignore:{line}: {what}"));
        if bytes.len() > MAX_SIZE {
            return Err(fail(1, format!("the file is larger than {} MiB", MAX_SIZE >> 20)));
        }
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).map_err(|e| {
            let line = bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
            fail(line, "the text is not UTF-8".to_string())
        })?;
        let mut out = IgnoreFile::default();
        for (i, line) in text.lines().enumerate() {
            if line.starts_with('#') {
                continue;
            }
            out.push(line).map_err(|what| fail(i + 1, what))?;
            if out.patterns.len() > MAX_PATTERNS {
                return Err(fail(i + 1, format!("more than {MAX_PATTERNS} patterns")));
            }
        }
        Ok(out)
    }

    /// From patterns without comments, such as those of `COPY --exclude`.
    pub fn from_patterns<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<IgnoreFile> {
        let mut out = IgnoreFile::default();
        for p in patterns {
            out.push(p).map_err(|what| Error::new(Kind::Dockerfile, what))?;
        }
        Ok(out)
    }

    fn push(&mut self, line: &str) -> Result<(), String> {
        let line = line.trim();
        if line.is_empty() {
            return Ok(());
        }
        let (negated, body) = match line.strip_prefix('!') {
            Some(rest) => (true, rest.trim()),
            None => (false, line),
        };
        if body.is_empty() {
            return Err("illegal exclusion pattern: \"!\"".to_string());
        }
        if body.len() > MAX_PATTERN {
            return Err(format!("the pattern is longer than {MAX_PATTERN} bytes"));
        }
        let cleaned = clean(body);
        let text = match cleaned.strip_prefix('/') {
            Some(rest) if !rest.is_empty() => rest.to_string(),
            _ => cleaned,
        };
        glob::Pattern::new(&text)?;
        let rule = compile(&text)?;
        self.negations |= negated;
        self.patterns.push(Pattern { text, negated, rule });
        Ok(())
    }

    /// What a try of all patterns costs, in steps.
    pub(super) fn cost(&self) -> usize {
        let steps = |p: &Pattern| if let Rule::Tokens(tokens) = &p.rule { tokens.len() } else { 1 };
        self.patterns.iter().map(steps).sum()
    }

    /// No pattern at all.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Is there a `!` pattern?
    pub fn has_negations(&self) -> bool {
        self.negations
    }

    /// Is `path` ignored? It is relative to the context's root, with `/` and without
    /// `./` at the front. `parent` is the state returned for the directory above it, or
    /// the default for an entry of the root. Returns the state for what lies below.
    pub fn ignored(&self, path: &str, parent: &MatchState) -> (bool, MatchState) {
        let mut state = MatchState { matched: vec![0; self.patterns.len().div_ceil(64)] };
        let mut ignored = false;
        for (i, pattern) in self.patterns.iter().enumerate() {
            let above = parent.matched.get(i / 64).is_some_and(|w| w & (1 << (i % 64)) != 0);
            // A pattern that could not change the answer is not tried.
            if !above && (pattern.negated != ignored || !pattern.rule.matches(path)) {
                continue;
            }
            if let Some(w) = state.matched.get_mut(i / 64) {
                *w |= 1 << (i % 64);
            }
            ignored = !pattern.negated;
        }
        (ignored, state)
    }

    /// [`ignored`](Self::ignored) for a path out of the blue: the directories above are
    /// looked at first.
    pub fn ignores(&self, path: &str) -> bool {
        let mut state = MatchState::default();
        for (i, _) in path.match_indices('/') {
            if let Some(above) = path.get(..i).filter(|p| !p.is_empty()) {
                state = self.ignored(above, &state).1;
            }
        }
        self.ignored(path, &state).0
    }

    /// Must an ignored directory still be walked, because a `!` pattern may take back
    /// something below it?
    pub fn must_walk(&self, dir: &str) -> bool {
        self.patterns.iter().any(|p| p.negated && may_be_below(&p.text, dir))
    }
}

/// Can `pattern` match something below `dir`? Says yes when in doubt.
fn may_be_below(pattern: &str, dir: &str) -> bool {
    let mut dirs = dir.split('/');
    for part in pattern.split('/') {
        if part.contains("**") {
            return true;
        }
        let Some(name) = dirs.next() else { return true };
        if !glob::Pattern::new(part).is_ok_and(|p| p.matches(name)) {
            return false;
        }
    }
    // The pattern is the directory itself or one above: its children match too.
    true
}

/// Go's filepath.Clean.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut out: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match out.last() {
                Some(last) if *last != ".." => {
                    out.pop();
                }
                _ if rooted => {}
                _ => out.push(".."),
            },
            part => out.push(part),
        }
    }
    let joined = out.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_string(),
        (false, false) => joined,
    }
}

fn compile(text: &str) -> Result<Rule, String> {
    let special = |t: &str| t.contains(['*', '?', '[', ']', '\\']);
    if !special(text) {
        return Ok(Rule::Exact(text.to_string()));
    }
    if let Some(prefix) = text.strip_suffix("**").filter(|p| !p.is_empty() && !special(p)) {
        return Ok(Rule::Prefix(prefix.to_string()));
    }
    if let Some(suffix) = text.strip_prefix("**").filter(|s| !s.is_empty() && !special(s)) {
        return Ok(Rule::Suffix(suffix.to_string()));
    }
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let token = match c {
            '*' if chars.next_if_eq(&'*').is_some() => {
                // `**/` is `**`: the slash is part of it.
                let _ = chars.next_if_eq(&'/');
                if chars.peek().is_none() { Token::Rest } else { Token::Dirs }
            }
            '*' => Token::Star,
            '?' => Token::Any,
            '\\' => Token::Char(chars.next().unwrap_or('\\')),
            '[' => class(&mut chars).ok_or_else(|| format!("syntax error in pattern '{text}'"))?,
            c => Token::Char(c),
        };
        // `**/**/` is `**/`, and costs more.
        if !(token == Token::Dirs && tokens.last() == Some(&Token::Dirs)) {
            tokens.push(token);
        }
    }
    Ok(Rule::Tokens(tokens))
}

/// A bracket expression after `[`. It becomes one of a regular expression in moby, so
/// that, unlike `*` and `?`, it may match a slash.
fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Token> {
    let negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        if !ranges.is_empty() && chars.next_if_eq(&']').is_some() {
            return Some(Token::Class { negated, ranges });
        }
        let lo = bound(chars)?;
        let hi = if chars.next_if_eq(&'-').is_some() { bound(chars)? } else { lo };
        ranges.push((lo, hi));
    }
}

fn bound(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<char> {
    match chars.next()? {
        '\\' => chars.next(),
        c => Some(c),
    }
}

impl Rule {
    fn matches(&self, path: &str) -> bool {
        match self {
            Rule::Exact(text) => path == text,
            Rule::Prefix(text) => path.starts_with(text.as_str()),
            Rule::Suffix(text) => path.ends_with(text.as_str()) || text.strip_prefix('/') == Some(path),
            Rule::Tokens(tokens) => simulate(tokens, path),
        }
    }
}

/// Follows all positions of the pattern at once: linear in the path.
fn simulate(tokens: &[Token], path: &str) -> bool {
    let first = match tokens.first() {
        // The cheap way out for most paths.
        Some(Token::Char(c)) => path.starts_with(*c),
        _ => true,
    };
    if !first {
        return false;
    }
    let mut now = vec![false; tokens.len() + 1];
    let mut next = now.clone();
    // For Dirs, whether the position is inside it (still needs its slash).
    let mut inside = vec![false; tokens.len() + 1];
    let mut next_inside = inside.clone();
    set(&mut now, 0);
    close(tokens, &mut now);
    for c in path.chars() {
        next.fill(false);
        next_inside.fill(false);
        for (i, token) in tokens.iter().enumerate() {
            let here = now.get(i) == Some(&true);
            if *token == Token::Dirs && (here || inside.get(i) == Some(&true)) {
                set(&mut next_inside, i);
                if c == '/' {
                    set(&mut next, i + 1);
                }
                continue;
            }
            if !here {
                continue;
            }
            match token {
                Token::Char(want) if *want == c => set(&mut next, i + 1),
                Token::Any if c != '/' => set(&mut next, i + 1),
                Token::Star if c != '/' => set(&mut next, i),
                Token::Rest => set(&mut next, i),
                Token::Class { negated, ranges } if ranges.iter().any(|(lo, hi)| *lo <= c && c <= *hi) != *negated => {
                    set(&mut next, i + 1);
                }
                _ => {}
            }
        }
        close(tokens, &mut next);
        std::mem::swap(&mut now, &mut next);
        std::mem::swap(&mut inside, &mut next_inside);
    }
    now.last() == Some(&true)
}

fn set(states: &mut [bool], i: usize) {
    if let Some(s) = states.get_mut(i) {
        *s = true;
    }
}

/// Stars may match nothing.
fn close(tokens: &[Token], states: &mut [bool]) {
    for (i, token) in tokens.iter().enumerate() {
        if matches!(token, Token::Star | Token::Dirs | Token::Rest) && states.get(i) == Some(&true) {
            set(states, i + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(text: &str) -> IgnoreFile {
        IgnoreFile::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn single_patterns() {
        for (pattern, path, want) in [
            ("a", "a", true),
            ("a", "a/b/c", true),
            ("a", "b/a", false),
            ("/a", "a", true),
            ("a/", "a", true),
            ("./a", "a", true),
            ("a/../b", "b", true),
            (" a \t", "a", true),
            ("*.go", "x.go", true),
            ("*.go", "d/x.go", false),
            ("*/*.go", "d/x.go", true),
            ("**/*.go", "x.go", true),
            ("**/*.go", "a/b/x.go", true),
            ("**.go", "a/b/x.go", true),
            ("**", "a/b", true),
            ("**/a", "a", true),
            ("**/a", "x/y/a", true),
            ("**/a", "x/y/ba", false),
            ("**a", "x/y/ba", true),
            ("a/**", "a", false),
            ("a/**", "a/b/c", true),
            ("a**", "ab/c", true),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
            ("a/**/b", "a/xb", false),
            ("a/**/*.c", "a/x/y.c", true),
            ("?", "a", true),
            ("?", "é", true),
            ("?", "ab", false),
            ("a?b", "a/b", false),
            ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false),
            ("[^a-c]x", "dx", true),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
            ("a.c", "abc", false),
            ("a+(b)|{c}$", "a+(b)|{c}$", true),
            ("*", "a/b", true),
            (".", "a", false),
            ("..", "a", false),
            ("abc/def", "abc", false),
            ("**/foo/bar", "x/foo/bar/baz", true),
            ("*/b", "a/b/c/d", true),
        ] {
            assert_eq!(file(pattern).ignores(path), want, "{pattern} {path}");
        }
    }

    #[test]
    fn many_stars_are_one_and_long_patterns_are_refused() {
        let many = format!("{}x/**/*.c", "**/".repeat(5000));
        let f = file(&many);
        assert!(f.cost() < 10 && f.ignores("a/b/x/c/d.c") && !f.ignores("a/b/y/c/d.c"));
        let e = IgnoreFile::parse(format!("a\n{}\n", "b*/".repeat(1 << 20)).as_bytes()).unwrap_err();
        assert!(e.what().contains(".dockerignore:2:") && e.what().contains("longer than"), "{e}");
        // As many as may be, against long paths.
        let f = file(&"*a*a*a*b\n".repeat(6_000));
        for i in 0..20 {
            assert!(!f.ignores(&format!("{}/{i}", "aaaaaaaa/".repeat(3))));
        }
    }

    #[test]
    fn the_last_match_wins() {
        let f = file("# comment\n*\n!src\nsrc/*.o\n!src/keep.o\n !README* \n");
        for (path, want) in [
            ("a", true),
            ("src", false),
            ("src/main.c", false),
            ("src/main.o", true),
            ("src/keep.o", false),
            ("README.md", false),
            ("doc/README.md", true),
            (".git/config", true),
        ] {
            assert_eq!(f.ignores(path), want, "{path}");
        }
        // Order: what is taken back first stays ignored.
        assert!(file("!a\n*").ignores("a"));
        assert!(!file("a\n!a/b").ignores("a/b/c"));
        assert!(file("a\n!a/b\na/b/c").ignores("a/b/c/d"));
        assert!(!file("**\n!**/*.md").ignores("x/y.md"));
    }

    #[test]
    fn walking_with_states_gives_the_same_as_single_paths() {
        let f = file("a\n!a/b\nx/*\n!x/keep/me\n**/t\n");
        for path in ["a/b/c", "a/c", "x/keep/me", "x/keep/you", "x/keep/me/too", "q/t/z", "a/b/t"] {
            let mut state = MatchState::default();
            let mut last = false;
            let ends = path.match_indices('/').map(|(i, _)| i).chain([path.len()]);
            for end in ends {
                (last, state) = f.ignored(&path[..end], &state);
            }
            assert_eq!(last, f.ignores(path), "{path}");
        }
    }

    #[test]
    fn ignored_directories_that_must_be_walked() {
        for (text, dir, want) in [
            ("a", "a", false),
            ("a\n!a/b", "a", true),
            ("*\n!a/b", "c", false),
            ("*\n!a/b/c", "a/b", true),
            ("*\n!a/b/c", "a/x", false),
            ("*\n!*/b", "zz", true),
            ("*\n!**/b", "zz", true),
            ("*\n!a", "a/b", true),
            ("*\n!b*", "bar", true),
        ] {
            assert_eq!(file(text).must_walk(dir), want, "{text:?} {dir}");
        }
    }

    #[test]
    fn errors_name_the_line() {
        for (text, want) in [
            ("a\n!\n", ".dockerignore:2: illegal exclusion pattern: \"!\""),
            ("a\n\n[\n", ".dockerignore:3: syntax error in pattern '['"),
            ("a\\\n", ".dockerignore:1: syntax error in pattern 'a\\'"),
        ] {
            assert_eq!(IgnoreFile::parse(text.as_bytes()).unwrap_err().what(), want);
        }
        assert!(IgnoreFile::parse(b"a\n\xff").is_err());
        assert!(file("\u{feff}a\r\nb\r\n").ignores("b"));
        assert!(file("").is_empty() && !file("").ignores("a"));
    }

    #[test]
    fn a_hundred_thousand_paths_are_quick() {
        let f = file("**/node_modules\n*.log\n**/*.tmp\n!keep/**/*.tmp\n.git\n");
        let began = std::time::Instant::now();
        let mut n = 0;
        for i in 0..100_000 {
            n += usize::from(f.ignored(&format!("dir{}/sub/file{i}.tmp", i % 100), &MatchState::default()).0);
        }
        assert_eq!(n, 100_000);
        assert!(began.elapsed().as_secs() < 10);
    }

    proptest! {
        #[test]
        fn never_panics(p in "[!#*?\\[\\]\\\\^a-c/. -]{0,20}", t in "[a-c/.é]{0,20}") {
            if let Ok(f) = IgnoreFile::parse(p.as_bytes()) {
                f.ignores(&t);
                f.must_walk(&t);
            }
        }

        #[test]
        fn must_walk_is_never_wrong(p in "!([a-c*?]{1,2}/){0,2}[a-c*]{1,2}", dir in "[a-c]{1,2}(/[a-c]{1,2}){0,1}", rest in "[a-c]{1,2}(/[a-c]{1,2}){0,1}") {
            let f = file(&format!("**\n{p}"));
            if !f.ignores(&format!("{dir}/{rest}")) {
                prop_assert!(f.must_walk(&dir));
            }
        }
    }
}
