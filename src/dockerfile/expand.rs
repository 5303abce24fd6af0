//! Variables, quotes and escapes in the words of instructions, as BuildKit's shell
//! lexer reads them.
//!
//! * `$v`, `${v}`, `${v:-w}` `${v-w}` `${v:+w}` `${v+w}` `${v:?w}` `${v?w}`
//!   `${v#p}` `${v##p}` `${v%p}` `${v%%p}` `${v/p/r}` `${v//p/r}`, nested at will.
//! * Single quotes keep everything; double quotes keep all but `$` and an escaped
//!   `"`, `$` or escape token; elsewhere the escape token takes the next character
//!   as it is and goes away.
//! * A `$` that starts no name stays. A variable that is not set is empty.

use super::pattern::Pattern;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest result of one expansion, in bytes: a doubling chain of variables must not fill the memory.
pub const MAX_EXPANSION: usize = 16 << 20;
/// Bytes that one expansion may copy and compare in all: `${unset:+$long}` a million times
/// gives nothing, and must not take long either.
const MAX_WORK: usize = 16 * MAX_EXPANSION;
/// Deepest `${a:-${b:-…}}`.
const MAX_DEPTH: usize = 100;

/// Where the values of variables come from.
pub trait Vars {
    /// The value of `name`, or `None` if it is not set.
    fn get(&self, name: &str) -> Option<Cow<'_, str>>;
}

impl Vars for HashMap<String, String> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        HashMap::get(self, name).map(|v| Cow::Borrowed(v.as_str()))
    }
}

impl Vars for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        BTreeMap::get(self, name).map(|v| Cow::Borrowed(v.as_str()))
    }
}

/// The last entry of a name counts.
impl<K: AsRef<str>, V: AsRef<str>> Vars for [(K, V)] {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.iter().rev().find(|(k, _)| k.as_ref() == name).map(|(_, v)| Cow::Borrowed(v.as_ref()))
    }
}

impl<K: AsRef<str>, V: AsRef<str>> Vars for Vec<(K, V)> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        Vars::get(self.as_slice(), name)
    }
}

/// Nothing is set.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoVars;

impl Vars for NoVars {
    fn get(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}

/// Asks the first, then the second.
pub struct Layered<'a>(pub &'a dyn Vars, pub &'a dyn Vars);

impl Vars for Layered<'_> {
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.0.get(name).or_else(|| self.1.get(name))
    }
}

/// A word after expansion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expansion {
    /// The text, white space kept.
    pub text: String,
    /// The text split at unquoted white space, after the expansion.
    pub words: Vec<String>,
    /// Variables used that are set.
    pub matched: BTreeSet<String>,
    /// Variables used that are not set.
    pub unmatched: BTreeSet<String>,
}

/// Expands one word. `escape` is the Dockerfile's escape token. The error is a
/// sentence without location.
pub fn expand_word(word: &str, vars: &dyn Vars, escape: char) -> Result<Expansion, String> {
    Lex::new(word, vars, Options { escape, ..Options::default() }).run()
}

/// Expands the body of a COPY or ADD heredoc: the escape token is always `\`, and
/// quotes are ordinary characters.
pub fn expand_heredoc(body: &str, vars: &dyn Vars) -> Result<Expansion, String> {
    Lex::new(body, vars, Options { keep_quote_marks: true, ..Options::default() }).run()
}

/// The names of all variables that `word` mentions, set or not.
pub fn variables(word: &str, escape: char) -> BTreeSet<String> {
    let options = Options { escape, lenient: true, ..Options::default() };
    let mut lex = Lex::new(word, &NoVars, options);
    // A word that cannot be lexed mentions what was read until then.
    let _ = lex.until(None, false);
    lex.unmatched
}

/// How the lexer treats the special characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Options {
    pub escape: char,
    /// Quotes are processed but stay in the text.
    pub raw_quotes: bool,
    /// Escape tokens stay in the text.
    pub raw_escapes: bool,
    /// Quotes mean nothing.
    pub keep_quote_marks: bool,
    /// References to variables that are not set stay in the text.
    pub keep_unset: bool,
    /// `${v?}` does not fail.
    pub lenient: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            escape: '\\',
            raw_quotes: false,
            raw_escapes: false,
            keep_quote_marks: false,
            keep_unset: false,
            lenient: false,
        }
    }
}

pub(super) struct Lex<'a> {
    input: &'a str,
    pos: usize,
    vars: &'a dyn Vars,
    options: Options,
    raw_escapes: bool,
    depth: usize,
    /// Bytes copied and compared so far.
    work: usize,
    matched: BTreeSet<String>,
    unmatched: BTreeSet<String>,
}

/// The words of the text, each with the input offset where it began.
#[derive(Default)]
struct Words {
    done: Vec<(usize, String)>,
    word: String,
    start: usize,
}

impl Words {
    fn push(&mut self, c: char, at: usize) {
        if c.is_whitespace() {
            self.finish();
        } else {
            self.push_raw(c, at);
        }
    }

    fn push_raw(&mut self, c: char, at: usize) {
        if self.word.is_empty() {
            self.start = at;
        }
        self.word.push(c);
    }

    fn push_raw_str(&mut self, text: &str, at: usize) {
        if self.word.is_empty() {
            self.start = at;
        }
        self.word.push_str(text);
    }

    fn finish(&mut self) {
        if !self.word.is_empty() {
            self.done.push((self.start, std::mem::take(&mut self.word)));
        }
    }
}

type Lexed<T> = Result<T, String>;

impl<'a> Lex<'a> {
    pub fn new(input: &'a str, vars: &'a dyn Vars, options: Options) -> Lex<'a> {
        Lex {
            input,
            pos: 0,
            vars,
            options,
            raw_escapes: options.raw_escapes,
            depth: 0,
            work: 0,
            matched: BTreeSet::new(),
            unmatched: BTreeSet::new(),
        }
    }

    fn run(mut self) -> Lexed<Expansion> {
        let (text, words) = self.until(None, self.raw_escapes)?;
        let words = words.into_iter().map(|(_, w)| w).collect();
        Ok(Expansion { text, words, matched: self.matched, unmatched: self.unmatched })
    }

    /// The words, each with the input offset where it began.
    pub fn words(mut self) -> Lexed<Vec<(usize, String)>> {
        Ok(self.until(None, self.raw_escapes)?.1)
    }

    fn peek(&self) -> Option<char> {
        self.input.get(self.pos..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.pos += c.len_utf8();
        Some(c)
    }

    /// Reads until `stop`, which is consumed, or to the end.
    fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Lexed<(String, Vec<(usize, String)>)> {
        let before = std::mem::replace(&mut self.raw_escapes, raw_escapes);
        let result = self.until_inner(stop);
        self.raw_escapes = before;
        result
    }

    fn until_inner(&mut self, stop: Option<char>) -> Lexed<(String, Vec<(usize, String)>)> {
        let mut text = String::new();
        let mut words = Words::default();
        while let Some(c) = self.peek() {
            let at = self.pos;
            if stop == Some(c) {
                self.next();
                words.finish();
                return Ok((text, words.done));
            }
            match c {
                '$' => {
                    let value = self.dollar()?;
                    for c in value.chars() {
                        words.push(c, at);
                    }
                    add(&mut text, &value)?;
                }
                '\'' | '"' if !self.options.keep_quote_marks => {
                    let value = if c == '"' { self.double_quote()? } else { self.single_quote()? };
                    words.push_raw_str(&value, at);
                    add(&mut text, &value)?;
                }
                '<' => {
                    let value = self.less();
                    words.push_raw_str(value, at);
                    add(&mut text, value)?;
                }
                _ => {
                    self.next();
                    if c == self.options.escape {
                        if self.raw_escapes {
                            words.push_raw(c, at);
                            text.push(c);
                        }
                        let Some(c) = self.next() else { break };
                        words.push_raw(c, at);
                        text.push(c);
                    } else {
                        words.push(c, at);
                        text.push(c);
                    }
                }
            }
        }
        match stop {
            Some(stop) => Err(format!("unexpected end of statement while looking for matching {stop}")),
            None => {
                words.finish();
                Ok((text, words.done))
            }
        }
    }

    /// `<<` takes the blanks after it into its word: `<< EOF` is one word.
    fn less(&mut self) -> &'a str {
        let start = self.pos;
        self.next();
        if self.peek() == Some('<') {
            self.next();
            while matches!(self.peek(), Some(' ' | '\t')) {
                self.next();
            }
        }
        self.input.get(start..self.pos).unwrap_or("")
    }

    fn single_quote(&mut self) -> Lexed<String> {
        let start = self.pos;
        self.next();
        while let Some(c) = self.next() {
            if c == '\'' {
                let raw = self.input.get(start..self.pos).unwrap_or("");
                let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or("");
                return Ok(if self.options.raw_quotes { raw } else { inner }.to_string());
            }
        }
        Err("unexpected end of statement while looking for matching single-quote".to_string())
    }

    fn double_quote(&mut self) -> Lexed<String> {
        let mut text = String::new();
        let mark = |text: &mut String, raw: bool| {
            if raw {
                text.push('"');
            }
        };
        self.next();
        mark(&mut text, self.options.raw_quotes);
        loop {
            match self.peek() {
                None => {
                    return Err("unexpected end of statement while looking for matching double-quote".to_string());
                }
                Some('"') => {
                    self.next();
                    mark(&mut text, self.options.raw_quotes);
                    return Ok(text);
                }
                Some('$') => {
                    let value = self.dollar()?;
                    add(&mut text, &value)?;
                }
                Some(c) => {
                    self.next();
                    let mut c = c;
                    if c == self.options.escape {
                        if self.raw_escapes {
                            text.push(c);
                        }
                        match self.peek() {
                            None => continue,
                            Some(n) if n == '"' || n == '$' || n == self.options.escape => {
                                self.next();
                                c = n;
                            }
                            // With raw escapes BuildKit doubles the token here; it is
                            // only lexed so to find heredocs, where that is no matter.
                            Some(_) => {}
                        }
                    }
                    text.push(c);
                }
            }
        }
    }

    fn dollar(&mut self) -> Lexed<String> {
        if self.depth >= MAX_DEPTH {
            return Err(format!("substitutions nested deeper than {MAX_DEPTH}"));
        }
        self.depth += 1;
        let result = self.dollar_inner();
        self.depth -= 1;
        let value = result?;
        self.spend(value.len())?;
        Ok(value)
    }

    fn spend(&mut self, bytes: usize) -> Lexed<()> {
        self.work = self.work.saturating_add(bytes);
        if self.work > MAX_WORK {
            return Err("the expansion takes too much work: long values are used too often".to_string());
        }
        Ok(())
    }

    fn dollar_inner(&mut self) -> Lexed<String> {
        self.next();
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok("$".to_string());
            }
            return Ok(match self.lookup(name) {
                None if self.options.keep_unset => format!("${name}"),
                value => value.unwrap_or_default().into_owned(),
            });
        }
        self.next();
        match self.peek() {
            None => return Err("syntax error: missing '}'".to_string()),
            Some('{' | '}' | ':') => return Err("syntax error: bad substitution".to_string()),
            Some(_) => {}
        }
        let name = self.name();
        match self.next() {
            None => Err("syntax error: missing '}'".to_string()),
            Some('}') => Ok(match self.lookup(name) {
                None if self.options.keep_unset => format!("${{{name}}}"),
                value => value.unwrap_or_default().into_owned(),
            }),
            Some(':') => {
                let Some(op) = self.next() else { return Err("syntax error: missing '}'".to_string()) };
                if matches!(op, '#' | '%') {
                    return Err(format!("unsupported modifier (:{op}) in substitution"));
                }
                self.modifier(name, op, true)
            }
            Some(op @ ('+' | '-' | '?' | '#' | '%')) => self.modifier(name, op, false),
            Some('/') => self.replace(name),
            Some(op) => Err(format!("unsupported modifier ({op}) in substitution")),
        }
    }

    /// The text up to `stop` inside `${}`.
    fn operand(&mut self, stop: char, raw_escapes: bool) -> Lexed<String> {
        match self.until(Some(stop), raw_escapes) {
            Ok((text, _)) => Ok(text),
            Err(_) if self.peek().is_none() => Err(if stop == '/' {
                "syntax error: missing '/' in ${}".to_string()
            } else {
                "syntax error: missing '}'".to_string()
            }),
            Err(e) => Err(e),
        }
    }

    fn modifier(&mut self, name: &str, op: char, colon: bool) -> Lexed<String> {
        let pattern = matches!(op, '#' | '%');
        let word = self.operand('}', pattern)?;
        let value = self.lookup(name);
        let colon_text = if colon { ":" } else { "" };
        if value.is_none() && self.options.keep_unset {
            return Ok(format!("${{{name}{colon_text}{op}{word}}}"));
        }
        let given = value.as_deref().filter(|v| !(colon && v.is_empty())).is_some();
        match op {
            '-' => Ok(if given { value.unwrap_or_default().into_owned() } else { word }),
            '+' => Ok(if given { word } else { String::new() }),
            '?' if given || self.options.lenient => Ok(value.unwrap_or_default().into_owned()),
            '?' => {
                let why = match (word.is_empty(), value.is_none()) {
                    (false, _) => word.as_str(),
                    (true, true) => "is not allowed to be unset",
                    (true, false) => "is not allowed to be empty",
                };
                Err(format!("{name}: {why}"))
            }
            '#' | '%' => {
                let greedy = word.starts_with(op);
                let text = if greedy { word.get(1..).unwrap_or("") } else { &word };
                let pattern = compile(text)?;
                let value = value.unwrap_or_default();
                self.spend(pattern.steps(&value))?;
                let cut =
                    if op == '#' { pattern.strip_prefix(&value, greedy) } else { pattern.strip_suffix(&value, greedy) };
                Ok(cut.to_string())
            }
            _ => Err(format!("unsupported modifier ({colon_text}{op}) in substitution")),
        }
    }

    fn replace(&mut self, name: &str) -> Lexed<String> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = self.operand('/', true)?;
        let with = self.operand('}', true)?;
        let value = self.lookup(name);
        if value.is_none() && self.options.keep_unset {
            return Ok(format!("${{{name}/{pattern}/{with}}}"));
        }
        let pattern = compile(&pattern)?;
        let value = value.unwrap_or_default();
        self.spend(pattern.steps(&value))?;
        pattern.replace(&value, &with, all, MAX_EXPANSION).ok_or_else(|| too_long().to_string())
    }

    /// A name: letters, digits and `_`; or a number; or one special character.
    fn name(&mut self) -> &'a str {
        let rest = self.input.get(self.pos..).unwrap_or("");
        let first = rest.chars().next();
        let len = match first {
            Some(c) if is_digit(c) => rest.find(|c| !is_digit(c)).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|c: char| !(c.is_alphabetic() || is_digit(c) || c == '_')).unwrap_or(rest.len()),
        };
        self.pos += len;
        rest.get(..len).unwrap_or("")
    }

    fn lookup(&mut self, name: &str) -> Option<Cow<'a, str>> {
        let value = self.vars.get(name);
        let set = if value.is_some() { &mut self.matched } else { &mut self.unmatched };
        if !set.contains(name) {
            set.insert(name.to_string());
        }
        value
    }
}

fn is_digit(c: char) -> bool {
    // Decimal digits only, as Go's unicode.IsDigit; the others cannot be in a name.
    c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric() && !c.is_alphabetic())
}

fn compile(text: &str) -> Lexed<Pattern> {
    Pattern::new(text).map_err(|why| format!("invalid pattern ({text}) in substitution: {why}"))
}

fn too_long() -> String {
    format!("the expanded text is longer than {} MiB", MAX_EXPANSION >> 20)
}

fn add(text: &mut String, more: &str) -> Lexed<()> {
    if text.len() + more.len() > MAX_EXPANSION {
        return Err(too_long());
    }
    text.push_str(more);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vars() -> Vec<(&'static str, &'static str)> {
        vec![
            ("A", "alpha"),
            ("E", ""),
            ("P", "/usr/local/bin"),
            ("F", "x.tar.gz"),
            ("S", "two words"),
            ("_1", "under"),
            ("é", "accent"),
        ]
    }

    fn text(word: &str) -> String {
        match expand_word(word, &vars(), '\\') {
            Ok(e) => e.text,
            Err(e) => format!("ERR {e}"),
        }
    }

    #[test]
    fn names_quotes_and_escapes() {
        for (word, want) in [
            ("", ""),
            ("plain", "plain"),
            ("$A", "alpha"),
            ("${A}", "alpha"),
            ("x${A}y", "xalphay"),
            ("$Ay", ""),
            ("$A-y", "alpha-y"),
            ("$A$A", "alphaalpha"),
            ("$UNSET", ""),
            ("$", "$"),
            ("a$", "a$"),
            ("$ x", "$ x"),
            ("$%", "$%"),
            ("$1x", "x"),
            ("$12", ""),
            ("$$", ""),
            ("$@", ""),
            ("$_1", "under"),
            ("$é", "accent"),
            ("'$A'", "$A"),
            ("\"$A\"", "alpha"),
            ("\"'$A'\"", "'alpha'"),
            ("'a\"b'", "a\"b"),
            ("\\$A", "$A"),
            ("\\\\$A", "\\alpha"),
            ("a\\nb", "anb"),
            ("\"a\\nb\"", "a\\nb"),
            ("\"a\\\"b\"", "a\"b"),
            ("\"\\$A\"", "$A"),
            ("\"\\\\\"", "\\"),
            ("end\\", "end"),
            ("a'b'c\"d\"e", "abcde"),
            ("$S", "two words"),
            ("a<<  b", "a<<  b"),
            ("'open", "ERR unexpected end of statement while looking for matching single-quote"),
            ("\"open", "ERR unexpected end of statement while looking for matching double-quote"),
        ] {
            assert_eq!(text(word), want, "{word}");
        }
    }

    #[test]
    fn modifiers() {
        for (word, want) in [
            ("${A:-w}", "alpha"),
            ("${E:-w}", "w"),
            ("${E-w}", ""),
            ("${U:-w}", "w"),
            ("${U-w}", "w"),
            ("${U:-}", ""),
            ("${A:+w}", "w"),
            ("${A+w}", "w"),
            ("${E:+w}", ""),
            ("${E+w}", "w"),
            ("${U:+w}", ""),
            ("${U+w}", ""),
            ("${A:?no}", "alpha"),
            ("${E?no}", ""),
            ("${E:?no}", "ERR E: no"),
            ("${U?no}", "ERR U: no"),
            ("${U:?}", "ERR U: is not allowed to be unset"),
            ("${E:?}", "ERR E: is not allowed to be empty"),
            ("${U:-${A}}", "alpha"),
            ("${U:-$A-x}", "alpha-x"),
            ("${U:-${V:-${A}}}", "alpha"),
            ("${U:-'}'}", "}"),
            ("${U:-a\\}b}", "a}b"),
            ("${U:-\"a b\"}", "a b"),
            ("${P#*/}", "usr/local/bin"),
            ("${P##*/}", "bin"),
            ("${P%/*}", "/usr/local"),
            ("${P%%/*}", ""),
            ("${F%.gz}", "x.tar"),
            ("${F%%.*}", "x"),
            ("${F#x}", ".tar.gz"),
            ("${F#nope}", "x.tar.gz"),
            ("${A#a?p}", "ha"),
            ("${A/a/o}", "olpha"),
            ("${A//a/o}", "olpho"),
            ("${P//\\//-}", "-usr-local-bin"),
            ("${P/\\/usr/$A}", "alpha/local/bin"),
            ("${A/l*a/}", "a"),
            ("${A//$E/-}", "-a-l-p-h-a-"),
            ("${U/a/b}", ""),
            ("${A#\\q}", "ERR invalid pattern (\\q) in substitution: invalid escape '\\q'"),
            ("${}", "ERR syntax error: bad substitution"),
            ("${:x}", "ERR syntax error: bad substitution"),
            ("${{A}}", "ERR syntax error: bad substitution"),
            ("${", "ERR syntax error: missing '}'"),
            ("${A", "ERR syntax error: missing '}'"),
            ("${A:", "ERR syntax error: missing '}'"),
            ("${A:-x", "ERR syntax error: missing '}'"),
            ("${A/x", "ERR syntax error: missing '/' in ${}"),
            ("${A/x/y", "ERR syntax error: missing '}'"),
            ("${A:=x}", "ERR unsupported modifier (:=) in substitution"),
            ("${A:#x}", "ERR unsupported modifier (:#) in substitution"),
            ("${A@Q}", "ERR unsupported modifier (@) in substitution"),
            ("${A^^}", "ERR unsupported modifier (^) in substitution"),
        ] {
            assert_eq!(text(word), want, "{word}");
        }
    }

    #[test]
    fn the_other_escape_token() {
        let e = |w: &str| expand_word(w, &vars(), '`').unwrap().text;
        assert_eq!(e("C:\\$A"), "C:\\alpha");
        assert_eq!(e("`$A"), "$A");
        assert_eq!(e("\"``\""), "`");
    }

    #[test]
    fn words_split_after_the_expansion_and_keep_quotes_together() {
        let w = |t: &str| expand_word(t, &vars(), '\\').unwrap().words;
        assert_eq!(w("a $S b"), ["a", "two", "words", "b"]);
        assert_eq!(w("\"$S\" x"), ["two words", "x"]);
        assert_eq!(w("a\\ b c"), ["a b", "c"]);
        assert_eq!(w("$E"), Vec::<String>::new());
        assert_eq!(w("  80  "), ["80"]);
    }

    #[test]
    fn used_variables() {
        let e = expand_word("$A ${U:-$V} '$Q'", &vars(), '\\').unwrap();
        assert_eq!(e.matched.into_iter().collect::<Vec<_>>(), ["A"]);
        assert_eq!(e.unmatched.into_iter().collect::<Vec<_>>(), ["U", "V"]);
        let names: Vec<_> = variables("${U:?$V} $A ${A:+$B}", '\\').into_iter().collect();
        assert_eq!(names, ["A", "B", "U", "V"]);
    }

    #[test]
    fn heredoc_bodies_keep_quotes_and_lose_escapes() {
        let e = expand_heredoc("'$A' \"$A\" \\$A a\\nb\n", &vars()).unwrap();
        assert_eq!(e.text, "'alpha' \"alpha\" $A anb\n");
    }

    #[test]
    fn growth_and_depth_are_bounded() {
        let big: Vec<(&str, String)> = vec![("A", "x".repeat(9 << 20))];
        assert!(expand_word("$A$A", &big, '\\').is_err());
        assert!(expand_word("${A//x/yyyyy}", &big, '\\').is_err());
        // Nothing comes of it, but the long value is taken each time.
        let used = "${U:+$A}${A##*x}".repeat(500_000);
        assert!(expand_word(&used, &big, '\\').unwrap_err().contains("too much work"));
        // Names alone cost nothing.
        let named = "${A:+x}".repeat(1_000_000);
        assert_eq!(expand_word(&named, &big, '\\').unwrap().text.len(), 1_000_000);
        let deep = "${a:-".repeat(100_000);
        assert!(expand_word(&deep, &NoVars, '\\').is_err());
    }

    proptest! {
        #[test]
        fn never_panics(s in "(\\$|\\{|\\}|\\\\|`|'|\"|:|/|#|%|\\*|\\?|-|\\+|<| |[A-Eé\n]){0,40}") {
            for escape in ['\\', '`'] {
                let _ = expand_word(&s, &vars(), escape);
                let _ = variables(&s, escape);
            }
            let _ = expand_heredoc(&s, &vars());
        }

        #[test]
        fn text_without_special_characters_is_kept(s in "[^$'\"\\\\]{0,60}") {
            prop_assert_eq!(expand_word(&s, &vars(), '\\').unwrap().text, s);
        }
    }
}
