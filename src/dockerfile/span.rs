//! Where something stands in a Dockerfile, and the file it stands in.

use std::fmt;
use std::ops::Range;

/// A piece of a [`Source`]: byte offsets, and the line and column of its start.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset after the last byte.
    pub end: usize,
    /// Line of the start, from 1.
    pub line: u32,
    /// Column of the start in bytes, from 1.
    pub column: u32,
}

impl Span {
    /// The byte range it covers.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// From the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end.max(self.end), ..self }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}+{}", self.line, self.column, self.end - self.start)
    }
}

/// A Dockerfile's name and text, kept for messages.
pub struct Source {
    name: String,
    text: String,
    /// Byte offset of the first byte of each line; line 1 starts after a byte order mark.
    lines: Vec<usize>,
    escape: char,
}

impl Source {
    /// `name` is what messages call it, `escape` the token of its `escape` directive.
    pub(super) fn new(name: &str, text: String, escape: char) -> Source {
        let first = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut lines = vec![first];
        lines.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1));
        Source { name: name.to_string(), text, lines, escape }
    }

    /// The text of a file that is no Dockerfile.
    pub fn plain(name: &str, text: String) -> Source {
        Source::new(name, text, '\\')
    }

    /// What messages call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The escape and line continuation token: `\`, or `` ` `` by directive.
    pub fn escape(&self) -> char {
        self.escape
    }

    /// Gives the text back.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Byte offset of the first byte of each line.
    pub(super) fn lines(&self) -> &[usize] {
        &self.lines
    }

    /// The text of a span; empty if the span is of another file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Line and column, in characters, of a byte offset; both from 1.
    pub fn position(&self, offset: usize) -> (u32, u32) {
        let at = self.span(offset, offset);
        let line_start = offset.saturating_sub(at.column as usize - 1);
        let before = self.text.get(line_start..offset).map_or(0, |t| t.chars().count());
        (at.line, clamp(before + 1))
    }

    /// A span from byte offsets.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let line = self.lines.partition_point(|l| *l <= start).max(1);
        let line_start = self.lines.get(line - 1).copied().unwrap_or(0);
        let column = start.saturating_sub(line_start) + 1;
        Span { start, end: end.max(start), line: clamp(line), column: clamp(column) }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.name, self.text.len())
    }
}

fn clamp(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_start_at_one_after_a_byte_order_mark() {
        let s = Source::new("D", "\u{feff}ab\ncd\n".to_string(), '\\');
        let a = s.span(3, 5);
        assert_eq!((a.line, a.column, s.slice(a)), (1, 1, "ab"));
        let d = s.span(7, 8);
        assert_eq!((d.line, d.column, s.slice(d)), (2, 2, "d"));
        let eof = s.span(9, 9);
        assert_eq!((eof.line, eof.column), (3, 1));
    }
}
