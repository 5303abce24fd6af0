//! Errors and warnings about a Dockerfile, with the excerpt they are about.

use super::span::{Source, Span};
use crate::error::{Error, Kind};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Above this many bytes of shown lines, only the marked line's beginning is shown.
const WINDOW: usize = 4096;

/// An error of [`Kind::Dockerfile`] with headline `NAME:LINE: what`, and the lines
/// around `span` with a caret and `label` below.
pub(super) fn error(source: &Source, span: Span, what: &str, label: &str) -> Error {
    // A word of ten megabytes is not to be repeated.
    let cut =
        if what.len() > WINDOW { format!("{}…", what.get(..floor(what, 300)).unwrap_or("")) } else { what.into() };
    let headline = format!("{}:{}: {cut}", source.name(), span.line);
    let error = Error::new(Kind::Dockerfile, headline);
    match excerpt(source, span, label) {
        Some(text) => error.excerpt(text),
        None => error,
    }
}

/// The marked line with one line of context on each side, as text without colour.
pub fn excerpt(source: &Source, span: Span, label: &str) -> Option<String> {
    let lines = source.lines();
    let text = source.text();
    let index = (span.line as usize).checked_sub(1)?;
    let start_of = |i: usize| lines.get(i).copied().unwrap_or(text.len());
    let mut first = index.saturating_sub(1);
    let mut from = start_of(first);
    let mut to = start_of(index + 2);
    if to.saturating_sub(from) > WINDOW {
        first = index;
        from = start_of(first);
        to = floor(text, (from + WINDOW).min(start_of(index + 1)));
    }
    let shown = super::remote::masked(text.get(from..to)?.trim_end_matches(['\n', '\r']));
    // A span over several lines is marked on its first one only.
    let line_end = floor(text, start_of(index + 1).min(from + shown.len()).max(from));
    let line_end = from + text.get(from..line_end)?.trim_end_matches(['\n', '\r']).len();
    let start = floor(text, span.start.clamp(from, line_end)) - from;
    let end = floor(text, span.end.clamp(from, line_end)).max(start + from) - from;
    let mut mark = AnnotationKind::Primary.span(start..end);
    if !label.is_empty() {
        mark = mark.label(label);
    }
    let report = &[Level::ERROR
        .no_name()
        .secondary_title("")
        .element(Snippet::source(&*shown).line_start(first + 1).path(source.name()).annotation(mark))];
    let rendered = Renderer::plain().render(report);
    // The empty title is not shown: the error's headline is the title.
    let body = rendered.trim_start_matches('\n');
    Some(body.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The name of `known` nearest to `given`, if it is within two edits, ignoring case.
pub(super) fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given: Vec<char> = given.chars().take(40).flat_map(char::to_lowercase).collect();
    let mut best: Option<(usize, &str)> = None;
    // A suggestion is a courtesy: it must not cost much in a hostile file.
    for name in known.into_iter().take(1000).filter(|n| n.len() <= 100) {
        let d = distance(&given, &name.to_lowercase().chars().collect::<Vec<_>>());
        if d <= 2 && d < given.len() && best.is_none_or(|(b, _)| d < b) {
            best = Some((d, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Levenshtein distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut diagonal = i;
        for (slot, cb) in row.iter_mut().skip(1).zip(b) {
            let up = *slot;
            let here = (diagonal + usize::from(ca != cb)).min(left.min(up) + 1);
            diagonal = up;
            *slot = here;
            left = here;
        }
        if let Some(head) = row.first_mut() {
            *head = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_within_two_edits() {
        let known = ["RUN", "COPY", "ENTRYPOINT", "ENV"];
        for (given, want) in [
            ("RNU", Some("RUN")),
            ("copi", Some("COPY")),
            ("ENTRIPOINT", Some("ENTRYPOINT")),
            ("X", None),
            ("FOOBAR", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, known), want, "{given}");
        }
    }
}
