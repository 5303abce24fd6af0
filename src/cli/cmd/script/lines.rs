//! The lines of a script: a verb and words, as a shell would read them, without its globs and
//! pipes. What `run` has is for the image's shell, as in a Dockerfile.

use crate::dockerfile::{Source, Span, excerpt};
use crate::error::{Error, Kind, Result};
use std::collections::BTreeMap;

/// The largest script.
const MAX_SCRIPT: usize = 4 << 20;

/// A script.
pub struct Lines {
    /// Its text.
    pub source: Source,
    /// Its steps.
    pub lines: Vec<Line>,
}

/// A step.
pub struct Line {
    /// What is done.
    pub verb: String,
    /// Where the verb stands.
    pub span: Span,
    /// Where the rest stands, continuation lines and heredocs included.
    rest: std::ops::Range<usize>,
}

/// What follows a verb.
pub enum Text {
    /// Words.
    Words(Vec<String>),
    /// A command for the image's shell, after flags.
    Shell {
        /// The flags.
        flags: Vec<String>,
        /// The command, as a Dockerfile has it: perhaps a heredoc.
        command: String,
    },
}

impl Lines {
    /// Splits a script into its steps.
    pub fn parse(name: &str, text: String) -> Result<Lines> {
        if text.len() > MAX_SCRIPT {
            return Err(Error::new(Kind::Limit, format!("{name} is larger than {MAX_SCRIPT} bytes")));
        }
        if text.contains('\0') {
            return Err(Error::new(Kind::Dockerfile, format!("{name} is no text")));
        }
        let source = Source::plain(name, text);
        let mut lines = Vec::new();
        let mut at = 0;
        while at < source.text().len() {
            let (line, next) = one(&source, at)?;
            lines.extend(line);
            at = next;
        }
        Ok(Lines { source, lines })
    }
}

/// The end of the line that begins at `at`, behind its line break.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |n| at + n + 1)
}

/// The step that begins at `at`, if there is one, and where the next begins.
fn one(source: &Source, at: usize) -> Result<(Option<Line>, usize)> {
    let text = source.text();
    let mut end = line_end(text, at);
    let first = text[at..end].trim_start_matches('\u{feff}');
    let start = end - first.trim_start().len();
    if first.trim().is_empty() || first.trim_start().starts_with('#') {
        return Ok((None, end));
    }
    let mut last = at;
    while text[last..end].trim_end_matches(['\n', '\r']).ends_with('\\') && end < text.len() {
        last = end;
        end = line_end(text, end);
    }
    let head = &text[start..end];
    let verb: String = head.chars().take_while(|c| !c.is_whitespace()).collect();
    let (number, column) = source.position(start);
    let span = Span { start, end: start + verb.len(), line: number, column };
    let line = Line { rest: start + verb.len()..end, verb, span };
    if line.verb != "run" {
        return Ok((Some(line), end));
    }
    // Heredocs go on to their last word.
    for (word, tabs) in heredocs(head) {
        loop {
            if end >= text.len() {
                let what = format!("the heredoc <<{word} has no end");
                return Err(line.error(source, line.span, &what, &format!("a line {word} is missing")));
            }
            let begin = end;
            end = line_end(text, end);
            let body = text[begin..end].trim_end_matches(['\n', '\r']);
            if (if tabs { body.trim_start_matches('\t') } else { body }) == word {
                break;
            }
        }
    }
    Ok((Some(Line { rest: line.rest.start..end, ..line }), end))
}

/// The words that end the heredocs of a line, and whether tabs before them do not count.
fn heredocs(line: &str) -> Vec<(String, bool)> {
    let mut out = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find("<<") {
        rest = &rest[at + 2..];
        let tabs = rest.starts_with('-');
        let word = rest.trim_start_matches('-');
        let word = word.strip_prefix(['"', '\'']).unwrap_or(word);
        let word: String = word.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit()) {
            out.push((word, tabs));
        }
    }
    out
}

impl Line {
    /// An error about a part of the line.
    pub fn error(&self, source: &Source, span: Span, what: &str, label: &str) -> Error {
        let error = Error::new(Kind::Dockerfile, format!("{}:{}: {what}", source.name(), span.line));
        match excerpt(source, span, label) {
            Some(text) => error.excerpt(text),
            None => error,
        }
    }

    /// What follows the verb.
    pub fn text(&self, source: &Source, variables: &BTreeMap<String, String>) -> Result<Text> {
        if self.verb != "run" {
            return self.words(source, variables).map(Text::Words);
        }
        let mut words = Words { line: self, source, variables, at: self.rest.start };
        let mut flags = Vec::new();
        loop {
            words.skip_blank();
            let begin = words.at;
            let here = &source.text()[begin..self.rest.end];
            if here.starts_with("--") && here[2..].starts_with(char::is_whitespace) {
                words.at += 2;
                flags.push("--".into());
                while let Some(word) = words.next()? {
                    flags.push(word);
                }
                return Ok(Text::Words(flags));
            }
            if !here.starts_with('-') {
                if here.trim().is_empty() {
                    return Err(self.error(source, self.span, "run has no command", "what is to run?"));
                }
                return Ok(Text::Shell { flags, command: here.trim_end_matches(['\n', '\r']).to_string() });
            }
            let Some(word) = words.next()? else { continue };
            // A flag and its value may be two words.
            let takes_value = !word.contains('=') && !is_switch(&word);
            flags.push(word);
            if takes_value {
                flags.extend(words.next()?);
            }
        }
    }

    /// The words that follow the verb.
    pub fn words(&self, source: &Source, variables: &BTreeMap<String, String>) -> Result<Vec<String>> {
        let mut words = Words { line: self, source, variables, at: self.rest.start };
        let mut out = Vec::new();
        while let Some(word) = words.next()? {
            out.push(word);
        }
        Ok(out)
    }
}

/// Flags of `run` that stand alone.
fn is_switch(flag: &str) -> bool {
    matches!(flag, "--cache" | "--help")
}

/// Reads words.
struct Words<'a> {
    line: &'a Line,
    source: &'a Source,
    variables: &'a BTreeMap<String, String>,
    at: usize,
}

impl Words<'_> {
    fn rest(&self) -> &str {
        &self.source.text()[self.at..self.line.rest.end]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            let skip = if rest.starts_with("\\\r\n") {
                3
            } else if rest.starts_with("\\\n") {
                2
            } else {
                rest.chars().next().filter(|c| c.is_whitespace()).map_or(0, char::len_utf8)
            };
            if skip == 0 {
                return;
            }
            self.at += skip;
        }
    }

    fn fail(&self, from: usize, what: &str, label: &str) -> Error {
        let (line, column) = self.source.position(from);
        let span = Span { start: from, end: self.at.max(from + 1), line, column };
        self.line.error(self.source, span, what, label)
    }

    fn next(&mut self) -> Result<Option<String>> {
        self.skip_blank();
        if self.peek().is_none() {
            return Ok(None);
        }
        let mut word = String::new();
        while let Some(c) = self.peek() {
            let begin = self.at;
            if c.is_whitespace() || self.rest().starts_with("\\\n") || self.rest().starts_with("\\\r\n") {
                break;
            }
            self.eat();
            match c {
                '\'' => loop {
                    match self.eat() {
                        Some('\'') => break,
                        Some(c) => word.push(c),
                        None => return Err(self.fail(begin, "a quote has no end", "it begins here")),
                    }
                },
                '"' => self.double(begin, &mut word)?,
                '\\' => word.extend(self.eat()),
                '$' => self.variable(begin, &mut word)?,
                c => word.push(c),
            }
        }
        Ok(Some(word))
    }

    fn double(&mut self, begin: usize, word: &mut String) -> Result<()> {
        loop {
            let here = self.at;
            match self.eat() {
                Some('"') => return Ok(()),
                Some('$') => self.variable(here, word)?,
                Some('\\') => match self.eat() {
                    Some('\n') | None => {}
                    Some(c @ ('"' | '\\' | '$' | '`')) => word.push(c),
                    Some(c) => word.extend(['\\', c]),
                },
                Some(c) => word.push(c),
                None => return Err(self.fail(begin, "a quote has no end", "it begins here")),
            }
        }
    }

    /// `$NAME`, `${NAME}` or `${NAME:-DEFAULT}`.
    fn variable(&mut self, begin: usize, word: &mut String) -> Result<()> {
        let braced = self.peek() == Some('{');
        if braced {
            self.eat();
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name: String = self.rest().chars().take_while(|c| is_name(*c)).collect();
        self.at += name.len();
        let mut default = None;
        if braced {
            let end =
                self.rest().find('}').ok_or_else(|| self.fail(begin, "a variable has no end", "a } is missing"))?;
            let inside = self.rest()[..end].to_string();
            self.at += end + 1;
            default = match inside.strip_prefix(":-") {
                Some(text) => Some(text.to_string()),
                None if inside.is_empty() => None,
                None => return Err(self.fail(begin, "this form of a variable is not known", "write ${NAME:-DEFAULT}")),
            };
        }
        if name.is_empty() {
            if braced {
                return Err(self.fail(begin, "a variable has no name", ""));
            }
            word.push('$');
            return Ok(());
        }
        match self.variables.get(&name).filter(|v| !v.is_empty() || default.is_none()).cloned().or(default) {
            Some(value) => word.push_str(&value),
            None => {
                return Err(self
                    .fail(begin, &format!("there is no variable {name}"), "declared by no arg above")
                    .hint("in single quotes, or as \\$, it is left to the image's own variables"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Vec<String>> {
        let lines = Lines::parse("script", text.to_string())?;
        let variables = BTreeMap::from([("A".to_string(), "a b".to_string()), ("E".to_string(), String::new())]);
        let show = |line: &Line| {
            Ok(match line.text(&lines.source, &variables)? {
                Text::Words(words) => format!("{} {}", line.verb, words.join("|")),
                Text::Shell { flags, command } => format!("{} {} : {command}", line.verb, flags.join("|")),
            })
        };
        lines.lines.iter().map(show).collect()
    }

    #[test]
    fn words_as_in_a_shell() {
        let text =
            "# comment\n\n from debian:13\ncopy a\\ b 'c $A' \"d $A\" \\\n  /e\nconfig --env X=$A --cmd '[\"x\"]'\n";
        let all = parse(text).unwrap();
        assert_eq!(all, ["from debian:13", "copy a b|c $A|d a b|/e", "config --env|X=a b|--cmd|[\"x\"]"]);
        assert_eq!(parse("config ${A}x ${N:-n} ${E:-e} \\$A $ \"\\$A\" ''").unwrap(), ["config a bx|n|e|$A|$|$A|"]);
    }

    #[test]
    fn run_is_for_the_shell_unless_it_says_otherwise() {
        let text = "run --user root --cache echo $A && \\\n  x\nrun -- a '$A' $A\nrun <<EOF\none\n  EOF\nEOF\nfrom x\n";
        let all = parse(text).unwrap();
        let shell = "run --user|root|--cache : echo $A && \\\n  x";
        assert_eq!(all, [shell, "run --|a|$A|a b", "run  : <<EOF\none\n  EOF\nEOF", "from x"]);
    }

    #[test]
    fn mistakes_have_a_place() {
        for (text, what) in [
            ("from x\ncopy 'a\n", "script:2: a quote has no end"),
            ("copy $B c", "script:1: there is no variable B"),
            ("copy ${A", "script:1: a variable has no end"),
            ("copy ${A%x}", "script:1: this form of a variable is not known"),
            ("\nrun", "script:2: run has no command"),
            ("run cat <<EOF\nx\n", "script:1: the heredoc <<EOF has no end"),
        ] {
            let e = parse(text).unwrap_err();
            assert_eq!(e.what(), what);
            assert!(e.source_excerpt().is_some_and(|s| s.contains('^')), "{text}");
        }
    }
}
