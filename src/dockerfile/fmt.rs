//! The formatter. What it changes means nothing to a build:
//!
//! * instructions and AS in capitals, at the beginning of the line, one space between words;
//! * continuation lines of word lists (ENV, COPY, …) are indented by four spaces;
//! * JSON arrays on one line are `["a", "b"]`;
//! * no blanks at the ends of lines, no empty lines inside an instruction, never two in a
//!   row elsewhere, one before each FROM but the first.
//!
//! The text of commands (RUN, CMD, …) stays as it is, white space included: it is part of
//! the image's history and of the cache's key. So do heredocs, and the order of everything.
//! Each statement is read again after it was formatted; where it would mean something else,
//! it stays as it was.

use super::ast::*;
use super::lexer::{self, Statement, Statements, continued};
use super::parser::{self, Parsed};
use super::span::Source;
use super::words;
use crate::error::Result;
use serde_json::Value;
use std::sync::Arc;

/// What continuation lines begin with.
const INDENT: &str = "    ";

impl Dockerfile {
    /// The text in its usual form; the same where it has it already.
    pub fn formatted(&self) -> Result<String> {
        let mut out = Formatter { source: &self.source, out: String::new(), stages: 0 };
        let mut statements = Statements::new(&self.source);
        let mut at = 0;
        while let Some(s) = statements.statement()? {
            let first = (s.span.line as usize).saturating_sub(1);
            let from = words::split_command(&s.line.text).name.eq_ignore_ascii_case("from");
            out.between(at, first, from);
            at = statements.next_line().min(self.source.lines().len());
            out.statement(&s, first, at)?;
            out.stages += usize::from(from);
        }
        out.between(at, self.source.lines().len(), false);
        let text = format!("{}\n", out.out.trim_end_matches('\n'));
        // A comment that became a directive, or the like.
        let same = Dockerfile::parse(self.source.name(), text.as_bytes()).is_ok_and(|d| d.meaning() == self.meaning());
        Ok(if same { text } else { self.source.text().to_string() })
    }

    /// Everything that the text says, without where and how it is written.
    pub fn meaning(&self) -> Value {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        strip(&mut value);
        value
    }
}

/// Takes away what formatting may change.
fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for name in ["span", "body_span", "keyword", "as_word", "original", "warnings"] {
                map.remove(name);
            }
            map.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

struct Formatter<'a> {
    source: &'a Arc<Source>,
    out: String,
    stages: usize,
}

/// The parts of a statement before its heredoc bodies.
enum Part<'a> {
    Comment(&'a str),
    /// The text without continuation token, and whether it goes on.
    Code(&'a str, bool),
}

impl<'a> Formatter<'a> {
    fn line(&self, index: usize) -> &'a str {
        let lines = self.source.lines();
        let text = self.source.text();
        let start = lines.get(index).copied().unwrap_or(text.len());
        let end = lines.get(index + 1).copied().unwrap_or(text.len());
        text.get(start..end).unwrap_or("")
    }

    /// Comments and empty lines between two statements.
    fn between(&mut self, from: usize, to: usize, stage: bool) {
        let mut lines: Vec<&str> = (from..to).map(|i| self.line(i).trim()).collect();
        if stage && self.stages > 0 {
            // Before the comments that belong to the FROM.
            let comments = lines.iter().rev().take_while(|l| !l.is_empty()).count();
            lines.insert(lines.len() - comments, "");
        }
        let at_top = self.out.is_empty();
        let first = lines.iter().find(|l| !l.is_empty()).copied().unwrap_or("");
        // After an empty line, it is none.
        let looks_like_directive = lexer::directive(first).is_some() || first.starts_with("#!");
        let mut empty = at_top && !looks_like_directive;
        for line in lines {
            if !(line.is_empty() && empty) {
                self.out.push_str(line);
                self.out.push('\n');
            }
            empty = line.is_empty();
        }
    }

    fn statement(&mut self, s: &Statement, first: usize, end: usize) -> Result<()> {
        let body = s.heredocs.iter().map(|h| h.body_span.line as usize).min().map_or(end, |line| line - 1);
        let parts = self.parts(first, body);
        let bodies: String = (body..end).map(|i| self.line(i)).collect();
        let want = meaning(self.source, s)?;
        let candidates = [free(&parts, self.source.escape()), command(&parts, self.source.escape())];
        for candidate in candidates {
            let text = candidate + &bodies;
            if self.means(&text, &want) {
                self.push(&text);
                return Ok(());
            }
        }
        let kept: String = (first..end).map(|i| self.line(i)).collect();
        self.push(&kept);
        Ok(())
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        if !text.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn parts(&self, first: usize, end: usize) -> Vec<Part<'a>> {
        let mut out = Vec::new();
        for index in first..end {
            let line = self.line(index).trim_end_matches(['\r', '\n']);
            let trimmed = line.trim_start();
            if trimmed.starts_with('#') {
                out.push(Part::Comment(trimmed.trim_end()));
            } else if !trimmed.is_empty() {
                let (kept, more) = continued(line, self.source.escape());
                out.push(Part::Code(kept, more));
            }
        }
        // A last line that wants to go on has nowhere to.
        if let Some(Part::Code(_, more)) = out.iter_mut().rfind(|p| matches!(p, Part::Code(..))) {
            *more = false;
        }
        out
    }

    /// Does this text say one thing, and that?
    fn means(&self, text: &str, want: &Value) -> bool {
        let source = Arc::new(Source::new(self.source.name(), text.to_string(), self.source.escape()));
        let mut statements = Statements::new(&source);
        let Ok(Some(s)) = statements.statement() else { return false };
        meaning(&source, &s).is_ok_and(|v| v == *want) && matches!(statements.statement(), Ok(None))
    }
}

fn meaning(source: &Arc<Source>, s: &Statement) -> Result<Value> {
    let mut value = match parser::statement(source, s)? {
        Parsed::From(from) => serde_json::to_value(from),
        Parsed::Other(i) => serde_json::to_value(i),
    }
    .unwrap_or_default();
    strip(&mut value);
    if let Value::Object(map) = &mut value {
        map.remove("comments");
    }
    Ok(value)
}

/// For instructions that are lists of words: each line anew.
fn free(parts: &[Part<'_>], escape: char) -> String {
    let mut out = String::new();
    let mut begun = false;
    // A comment after the end is none of the statement's.
    let mut indent = INDENT;
    for part in parts {
        let (text, more) = match part {
            Part::Comment(text) => {
                out += &format!("{indent}{text}\n");
                continue;
            }
            Part::Code(text, more) => (squeeze(text.trim(), escape), *more),
        };
        indent = if more { INDENT } else { "" };
        if begun {
            out += INDENT;
            out += &text;
        } else {
            out += &first_line(&text, more);
            begun = true;
        }
        out += &if more { format!(" {escape}\n") } else { "\n".into() };
    }
    out
}

/// The first line: the instruction in capitals, AS too, JSON in its usual form.
fn first_line(text: &str, more: bool) -> String {
    let split = words::split_command(text);
    let mut out = split.name.to_ascii_uppercase();
    let after = text.get(split.name_range.end..).unwrap_or("");
    let from = out == "FROM";
    let flags = text.get(split.name_range.end..split.rest.start).unwrap_or("").trim();
    let rest = text.get(split.rest.clone()).unwrap_or("");
    match words::json(rest) {
        Ok(Some(items)) if !more => {
            let items: Vec<&str> = items.iter().map(|p| rest.get(p.range.clone()).unwrap_or("")).collect();
            for piece in [flags, &format!("[{}]", items.join(", "))].iter().filter(|p| !p.is_empty()) {
                out += &format!(" {piece}");
            }
            return out;
        }
        _ => {}
    }
    let after = after.trim();
    if !after.is_empty() {
        out.push(' ');
    }
    if from {
        let upper = |w: &str| if w.eq_ignore_ascii_case("as") { "AS".to_string() } else { w.to_string() };
        let all: Vec<String> = after.split(' ').map(upper).collect();
        out += &all.join(" ");
    } else {
        out += after;
    }
    out
}

/// For commands: the name in capitals; the text as it is, but for blanks after its end and
/// after continuation tokens.
fn command(parts: &[Part<'_>], escape: char) -> String {
    let mut out = String::new();
    let mut begun = false;
    // A comment after the end is none of the statement's.
    let mut indent = INDENT;
    for part in parts {
        let (text, more) = match part {
            Part::Comment(text) => {
                out += &format!("{indent}{text}\n");
                continue;
            }
            Part::Code(text, more) => (*text, *more),
        };
        indent = if more { INDENT } else { "" };
        let text = if more { text } else { text.trim_end() };
        if begun {
            out += text;
        } else {
            let split = words::split_command(text);
            let flags = text.get(split.name_range.end..split.rest.start).unwrap_or("");
            let rest = text.get(split.rest.start..).unwrap_or("");
            out += &split.name.to_ascii_uppercase();
            out += &squeeze(flags, escape);
            out += rest;
            begun = true;
        }
        if more {
            out.push(escape);
        }
        out.push('\n');
    }
    out
}

/// One space between words; what is quoted or escaped stays.
fn squeeze(text: &str, escape: char) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == escape && quote != Some('\'') {
            out.push(c);
            out.extend(chars.next());
            continue;
        }
        match quote {
            None if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
            None if c == '\'' || c == '"' => quote = Some(c),
            Some(q) if q == c => quote = None,
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn formatted(text: &str) -> String {
        Dockerfile::parse("D", text.as_bytes()).unwrap().formatted().unwrap()
    }

    #[test]
    fn the_usual_form() {
        for (text, want) in [
            ("from a as b\nrun   x\n\n\n\nfrom b\n", "FROM a AS b\nRUN x\n\nFROM b\n"),
            ("FROM a\nRUN x\n# of b\nFROM b", "FROM a\nRUN x\n\n# of b\nFROM b\n"),
            ("ARG V=1\nFROM a:$V\n", "ARG V=1\nFROM a:$V\n"),
            (
                "FROM a\n  env  a=\"b  c\"   d=e  \\  \n\n   # why\n f=g\n",
                "FROM a\nENV a=\"b  c\" d=e \\\n    # why\n    f=g\n",
            ),
            ("FROM a\ncmd [\"a\",\"b\" ]\n", "FROM a\nCMD [\"a\", \"b\"]\n"),
            (
                "FROM a\nRUN --mount=type=tmpfs,target=/x   a   b  \\\n  c   \\\n  d  \n",
                "FROM a\nRUN --mount=type=tmpfs,target=/x a   b  \\\n  c   \\\n  d\n",
            ),
            ("FROM a\ncopy <<E  /x\n  y  \nE", "FROM a\nCOPY <<E /x\n  y  \nE\n"),
            ("FROM a\r\nRUN x\r\n", "FROM a\nRUN x\n"),
            // What the ends of lines join stays joined.
            ("FROM a\nENV a=b\\\nc=d\n", "FROM a\nENV a=b\\\nc=d\n"),
            ("FROM a\nENV k  v   w\n", "FROM a\nENV k  v   w\n"),
            ("FROM a\nonbuild run  a  b\n", "FROM a\nONBUILD run  a  b\n"),
            ("\n# escape=`\nFROM a\n", "\n# escape=`\nFROM a\n"),
            ("\n\n# note\nFROM a\n\n\n# end\n\n", "# note\nFROM a\n\n# end\n"),
            ("# escape=`\nFROM a\ncopy a  `\n b\n", "# escape=`\nFROM a\nCOPY a `\n    b\n"),
            ("\u{feff}FROM a\nRUN x \\\n", "FROM a\nRUN x\n"),
            ("FROM a\nhealthcheck   --interval=1s  cmd x  y\n", "FROM a\nHEALTHCHECK --interval=1s cmd x  y\n"),
        ] {
            assert_eq!(formatted(text), want, "{text}");
            assert_eq!(formatted(want), want);
        }
    }

    fn keeps(text: &str) {
        let Ok(before) = Dockerfile::parse("D", text.as_bytes()) else { return };
        let once = before.formatted().unwrap();
        let after = Dockerfile::parse("D", once.as_bytes()).unwrap();
        assert_eq!(after.meaning(), before.meaning(), "{text:?} became {once:?}");
        assert_eq!(after.formatted().unwrap(), once, "{text:?}");
    }

    #[test]
    fn all_our_dockerfiles_keep_their_meaning() {
        let mut seen = 0;
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/dockerfile");
        for entry in walkdir::WalkDir::new(root).into_iter().flatten().filter(|e| e.file_type().is_file()) {
            if entry.file_name().to_string_lossy().contains("Dockerfile")
                && let Ok(text) = std::fs::read_to_string(entry.path())
            {
                keeps(&text);
                seen += 1;
            }
        }
        assert!(seen > 50, "{seen}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]
        #[test]
        fn any_dockerfile_keeps_its_meaning(
            head in "(|\n|# escape=`\n|#!x\n|  # syntax=a\n|\u{feff}|# n\n\n\n)",
            lines in proptest::collection::vec(
                "( |\t|)(FROM|from|RUN|run|copy|ADD|env|ARG|CMD|Expose|HEALTHCHECK|ONBUILD|LABEL|user|VOLUME|SHELL|#|# a|EOF|)\
                 [ \t]{0,3}(--mount=type=cache,target=/x  |--from=0 |--chmod=755\t|CMD |RUN |\\[\"a\" ,\"b\"\\]|<<-?EOF|<< ?'?E|as |)\
                 (a=b|[ a-zé$\\{\\}\"'`\\\\=:,/#%<\\[\\]\r1-9-]{0,12})[ \t]{0,2}(a|c=d|)(\\\\|`|)[ \t]{0,2}", 0..10),
        ) {
            keeps(&format!("{head}FROM  a\n{}", lines.join("\n")));
        }
    }
}
