//! From bytes to statements: directives, comments, continuation lines, heredoc
//! bodies. A [`Line`] is a statement joined from its physical lines that still
//! knows where each byte came from.

use super::ast::{Directives, Heredoc, Word};
use super::diagnostic;
use super::heredoc;
use super::span::{Source, Span};
use crate::error::{Error, Kind, Result};
use std::sync::Arc;

/// Largest Dockerfile read, in bytes.
pub const MAX_DOCKERFILE: usize = 16 << 20;

/// A statement joined from its physical lines.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Without continuation tokens and newlines.
    pub text: String,
    /// (offset in `text`, offset in the source) where each joined piece begins.
    pieces: Vec<(usize, usize)>,
}

impl Line {
    /// The source offset of a byte of the text.
    fn source_offset(&self, at: usize) -> usize {
        let i = self.pieces.partition_point(|(t, _)| *t <= at).saturating_sub(1);
        self.pieces.get(i).map_or(0, |(t, s)| s + at.saturating_sub(*t))
    }

    /// The span of a range of the text.
    pub fn span(&self, source: &Source, start: usize, end: usize) -> Span {
        let from = self.source_offset(start);
        // The end belongs to the piece of the last byte, not to the next line's.
        let to = if end > start { self.source_offset(end - 1) + 1 } else { from };
        source.span(from, to)
    }
}

/// One statement with everything that the lines around it add.
#[derive(Debug)]
pub(super) struct Statement {
    pub line: Line,
    pub span: Span,
    pub heredocs: Vec<Heredoc>,
    /// Comment lines right above, without `#`.
    pub comments: Vec<String>,
    /// The last line of a statement with blank lines inside.
    pub empty_continuation: Option<Span>,
}

/// Checks size and encoding.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<String> {
    if bytes.len() > MAX_DOCKERFILE {
        return Err(Error::new(
            Kind::Dockerfile,
            format!("{name}:1: the file is larger than {} MiB", MAX_DOCKERFILE >> 20),
        ));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_string()),
        Err(e) => {
            let line = bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
            Err(Error::new(Kind::Dockerfile, format!("{name}:{line}: the text is not UTF-8"))
                .hint("save the file in UTF-8; put binary data in a file of its own and COPY it"))
        }
    }
}

/// Reads the directives at the top of the file and wraps the text.
pub(super) fn open(name: &str, text: String) -> Result<(Arc<Source>, Directives)> {
    let mut directives = Directives::default();
    let probe = Source::new(name, text, '\\');
    let mut escape = '\\';
    let lines = probe.lines().to_vec();
    for (i, start) in lines.iter().enumerate() {
        let end = lines.get(i + 1).copied().unwrap_or(probe.text().len());
        let raw = probe.text().get(*start..end).unwrap_or("");
        // A script line for tools that run the Dockerfile; `escape` after it is not
        // honoured by BuildKit, `syntax` and `check` are.
        if i == 0 && raw.starts_with("#!") {
            directives.shebang = true;
            continue;
        }
        let Some((key, value)) = directive(raw) else { break };
        let offset = value.as_ptr() as usize - probe.text().as_ptr() as usize;
        let span = probe.span(offset, offset + value.len());
        let slot = match key.as_str() {
            "syntax" => &mut directives.syntax,
            "check" => &mut directives.check,
            "escape" => &mut directives.escape,
            _ => break,
        };
        if slot.is_some() {
            let what = format!("only one {key} parser directive can be used");
            return Err(diagnostic::error(&probe, span, &what, "given twice"));
        }
        if key == "escape" && !directives.shebang {
            escape = match value {
                "\\" => '\\',
                "`" => '`',
                _ => {
                    let what = format!("invalid escape token '{value}': it is neither ` nor \\");
                    return Err(diagnostic::error(&probe, span, &what, "not an escape token"));
                }
            };
        }
        *slot = Some(Word { text: value.to_string(), span });
    }
    if escape == '\\' {
        return Ok((Arc::new(probe), directives));
    }
    Ok((Arc::new(Source::new(name, probe.into_text(), escape)), directives))
}

/// `# key = value`, the key in lower case.
pub(super) fn directive(line: &str) -> Option<(String, &str)> {
    let space: &[char] = &['\t', '\n', '\x0c', '\r', ' '];
    let line = line.trim_end_matches(['\r', '\n']).trim_start().strip_prefix('#')?.trim_start();
    let key_len = line.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(line.len());
    let (key, rest) = line.split_at_checked(key_len)?;
    if !key.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let value = rest.trim_start_matches(space).strip_prefix('=')?.trim_matches(space);
    (!value.is_empty()).then(|| (key.to_ascii_lowercase(), value))
}

/// The statements of a source, one after the other.
pub(super) struct Statements<'a> {
    source: &'a Source,
    /// Index of the next physical line.
    next: usize,
    comments: Vec<String>,
}

/// A physical line: its offset, its text without newline, and with it.
struct Physical<'a> {
    start: usize,
    text: &'a str,
    full: &'a str,
}

impl<'a> Statements<'a> {
    pub fn new(source: &'a Source) -> Statements<'a> {
        Statements { source, next: 0, comments: Vec::new() }
    }

    /// The index of the line after the last statement.
    pub fn next_line(&self) -> usize {
        self.next
    }

    fn physical(&mut self) -> Option<Physical<'a>> {
        let lines = self.source.lines();
        let start = *lines.get(self.next)?;
        let text = self.source.text();
        let end = lines.get(self.next + 1).copied().unwrap_or(text.len());
        self.next += 1;
        let full = text.get(start..end)?;
        if full.is_empty() {
            return None;
        }
        Some(Physical { start, text: full.trim_end_matches(['\r', '\n']), full })
    }

    /// The next statement, or `None` at the end of the file.
    pub fn statement(&mut self) -> Result<Option<Statement>> {
        while let Some(first) = self.physical() {
            let trimmed = first.text.trim_start();
            if let Some(comment) = trimmed.strip_prefix('#') {
                match comment.trim() {
                    "" => self.comments.clear(),
                    c => self.comments.push(c.to_string()),
                }
                continue;
            }
            let (kept, mut more) = continued(trimmed, self.source.escape());
            if kept.is_empty() && !more {
                self.comments.clear();
                continue;
            }
            let start = first.start + (first.text.len() - trimmed.len());
            let mut line = Line { text: kept.to_string(), pieces: vec![(0, start)] };
            let mut end = start + kept.len();
            let mut empty_continuation = None;
            while more {
                let Some(next) = self.physical() else { break };
                if next.text.trim_start().starts_with('#') {
                    continue;
                }
                if next.text.trim_start().is_empty() {
                    empty_continuation = Some(self.source.span(next.start, next.start));
                    continue;
                }
                let (kept, again) = continued(next.text, self.source.escape());
                more = again;
                line.pieces.push((line.text.len(), next.start));
                line.text.push_str(kept);
                end = next.start + kept.len();
            }
            let heredocs = self.heredocs(&line, &mut end)?;
            let span = self.source.span(start, end);
            let comments = std::mem::take(&mut self.comments);
            return Ok(Some(Statement { line, span, heredocs, comments, empty_continuation }));
        }
        Ok(None)
    }

    /// Reads the bodies of the heredocs that the line opens.
    fn heredocs(&mut self, line: &Line, end: &mut usize) -> Result<Vec<Heredoc>> {
        if !heredoc::possible(&line.text) {
            return Ok(Vec::new());
        }
        let mut out = Vec::new();
        for (range, opener) in heredoc::openers(&line.text) {
            let span = line.span(self.source, range.start, range.end);
            let body_start = self.source.lines().get(self.next).copied().unwrap_or(self.source.text().len());
            loop {
                let Some(next) = self.physical() else {
                    let what = format!("unterminated heredoc: no line says {}", opener.name);
                    return Err(diagnostic::error(self.source, span, &what, "opened here"));
                };
                let candidate = if opener.strip_tabs { next.text.trim_start_matches('\t') } else { next.text };
                if candidate == opener.name {
                    *end = next.start + next.text.len();
                    let body = self.source.text().get(body_start..next.start).unwrap_or("").into();
                    let body_span = self.source.span(body_start, next.start);
                    out.push(Heredoc { body, body_span, span, ..opener });
                    break;
                }
                debug_assert!(!next.full.is_empty());
            }
        }
        Ok(out)
    }
}

/// Takes the continuation token and the blanks after it off the end of a line, and
/// says whether there was one. A doubled token is none.
pub(super) fn continued(line: &str, escape: char) -> (&str, bool) {
    match line.trim_end_matches([' ', '\t']).strip_suffix(escape) {
        Some(kept) if !kept.ends_with(escape) => (kept, true),
        _ => (line, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        let (source, _) = open("Dockerfile", text.to_string()).unwrap();
        let mut statements = Statements::new(&source);
        let mut out = Vec::new();
        while let Some(s) = statements.statement().unwrap() {
            out.push(s.line.text);
        }
        out
    }

    #[test]
    fn continuation_lines() {
        for (text, want) in [
            ("RUN a \\\n  b\n", vec!["RUN a   b"]),
            ("RUN a\\  \t\nb", vec!["RUN ab"]),
            ("RUN a \\\n# comment\n  # more\n\n b\n", vec!["RUN a  b"]),
            ("RUN a \\\\\nB c", vec!["RUN a \\\\", "B c"]),
            ("RUN a \\\r\n b\r\nENV x\r\n", vec!["RUN a  b", "ENV x"]),
            ("\\\nRUN a", vec!["RUN a"]),
            ("  RUN a  \n\n\n   # c\n", vec!["RUN a  "]),
            ("RUN a \\\n", vec!["RUN a "]),
            ("# escape=`\nRUN a `\n b \\\nX", vec!["RUN a  b \\", "X"]),
            ("\u{feff}RUN a", vec!["RUN a"]),
            ("RUN a # no comment", vec!["RUN a # no comment"]),
        ] {
            assert_eq!(lines(text), want, "{text:?}");
        }
    }

    #[test]
    fn spans_follow_continuations() {
        let (source, _) = open("D", "# c\nRUN one \\\n  two\n".to_string()).unwrap();
        let s = Statements::new(&source).statement().unwrap().unwrap();
        let at = s.line.text.find("two").unwrap();
        let span = s.line.span(&source, at, at + 3);
        assert_eq!((span.line, span.column, source.slice(span)), (3, 3, "two"));
        assert_eq!(s.comments, ["c"]);
        let one = s.line.span(&source, 4, 7);
        assert_eq!((one.line, source.slice(one)), (2, "one"));
    }

    #[test]
    fn directives_end_at_the_first_other_line() {
        let d = |t: &str| open("D", t.to_string()).map(|(s, d)| (s.escape(), d.syntax.map(|w| w.text)));
        assert_eq!(
            d("# syntax = docker/dockerfile:1 \n# ESCAPE=`\n").unwrap(),
            ('`', Some("docker/dockerfile:1".into()))
        );
        assert_eq!(d("\n# escape=`").unwrap(), ('\\', None));
        assert_eq!(d("# hello\n# escape=`").unwrap(), ('\\', None));
        assert_eq!(d("# unknown=1\n# escape=`").unwrap(), ('\\', None));
        assert_eq!(d("#!/x\n# syntax=a\n# escape=`").unwrap(), ('\\', Some("a".into())));
        assert!(d("# escape=x").is_err());
        assert!(d("# escape=`\n# escape=`").is_err());
    }

    #[test]
    fn heredoc_bodies_are_taken_as_they_are() {
        let (source, _) = open("D", "RUN <<A <<-B\n# no comment\n\\\nA\n\tx\r\n\tB\nENV y".to_string()).unwrap();
        let mut statements = Statements::new(&source);
        let s = statements.statement().unwrap().unwrap();
        let bodies: Vec<&str> = s.heredocs.iter().map(|h| &*h.body).collect();
        assert_eq!(bodies, ["# no comment\n\\\n", "\tx\r\n"]);
        assert_eq!(s.heredocs[1].content(), "x\r\n");
        assert_eq!(source.slice(s.heredocs[1].span), "<<-B");
        assert_eq!(statements.statement().unwrap().unwrap().line.text, "ENV y");
    }
}
