//! What people and machines read: progress on stderr, results on stdout.

pub mod audit;
pub mod explore;
pub mod html;
mod json;
pub mod overview;
mod plain;
pub mod record;
pub mod template;
pub mod timeline;
pub mod trace;
mod tty;

use super::args::Progress;
use crate::error::{Context, Error, Kind, Result};
use crate::event::{Event, EventSink, Events, Silent};
use std::io::{IsTerminal, Write};
use std::sync::Arc;

/// Leaves the notes out.
struct WithoutNotes(Events);

impl EventSink for WithoutNotes {
    fn emit(&self, event: Event) {
        if !matches!(event, Event::Note { .. }) {
            self.0.emit(event);
        }
    }
}

/// The sink for `--progress` and `--debug`.
pub fn progress(how: Progress, debug: bool) -> Events {
    let sink: Events = match how {
        Progress::Auto if std::io::stderr().is_terminal() => Arc::new(tty::Tty::new()),
        Progress::Tty => Arc::new(tty::Tty::new()),
        Progress::Auto | Progress::Plain => Arc::new(plain::Plain::new(Box::new(std::io::stderr()))),
        Progress::Json => Arc::new(json::Json::new(Box::new(std::io::stderr()))),
        Progress::Quiet => Arc::new(Silent),
    };
    if debug { sink } else { Arc::new(WithoutNotes(sink)) }
}

/// Writes a result to stdout. A reader that went away is no failure.
pub fn result(text: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context(|| "write to standard output".into()),
    }
}

/// Writes a value to stdout as indented JSON.
pub fn json(value: &impl serde::Serialize) -> Result<()> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|e| Error::new(Kind::Internal, "write a result as JSON").because(e))?;
    text.push('\n');
    result(text.as_bytes())
}

/// Rows as aligned columns.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> Result<String> {
    let broken = |e: String| Error::new(Kind::Internal, "write a table").because(e);
    let mut out = tabwriter::TabWriter::new(Vec::new()).minwidth(0).padding(2);
    for row in rows {
        // What comes from outside must not make columns or lines of its own.
        let cells = row.each_ref().map(|c| c.replace(['\t', '\n', '\r', '\u{1b}'], " "));
        writeln!(out, "{}", cells.join("\t")).map_err(|e| broken(e.to_string()))?;
    }
    let raw = out.into_inner().map_err(|e| broken(e.to_string()))?;
    let text = String::from_utf8(raw).map_err(|e| broken(e.to_string()))?;
    Ok(text.lines().map(|line| format!("{}\n", line.trim_end())).collect())
}

/// Text from outside as one line that a terminal shows and does nothing else with: control characters and
/// those that turn the direction of writing are spelled out.
pub fn clean(text: &str) -> String {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if !text.contains(bad) {
        return text.to_string();
    }
    text.chars().fold(String::new(), |mut out, c| {
        if bad(c) {
            out.extend(c.escape_default())
        } else {
            out.push(c)
        }
        out
    })
}

/// Prints an error: what, causes, excerpt, hints.
pub fn error(e: &Error) {
    // Nobody to tell if stderr is closed.
    let _ = std::io::stderr().lock().write_all(error_text(e).as_bytes());
}

/// What [`error`] prints.
pub fn error_text(e: &Error) -> String {
    let mut text = format!("error: {}\n", e.what());
    // A headline that only adds the place has said its first cause already.
    let told = |cause: &String| e.what().ends_with(cause.as_str());
    for cause in e.causes().into_iter().skip_while(told) {
        text.push_str(&format!("caused by: {cause}\n"));
    }
    if let Some(excerpt) = e.source_excerpt() {
        text.push_str(excerpt.trim_end());
        text.push('\n');
    }
    let mut told: Vec<&String> = Vec::new();
    for hint in e.hints() {
        if !told.contains(&hint) {
            text.push_str(&format!("hint: {hint}\n"));
            told.push(hint);
        }
    }
    text
}

/// Bytes for people: `12.3 MB`.
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut value = n as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    if unit == 0 { format!("{n} B") } else { format!("{value:.1} {}", UNITS[unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn an_error_reads_from_what_to_hint() {
        let e =
            Error::new(Kind::NotFound, "tag 'x' does not exist").hint("look at the tags").context("pull localhost/a:x");
        insta::assert_snapshot!(error_text(&e), @r"
        error: pull localhost/a:x
        caused by: tag 'x' does not exist
        hint: look at the tags
        ");
    }

    #[test]
    fn columns_are_aligned_and_keep_to_their_line() {
        let rows = [["NAME", "X", "NOTE"], ["long name", "", ""], ["a\tb\nc", "1", "n"]].map(|r| r.map(String::from));
        assert_eq!(columns(&rows).unwrap(), "NAME       X  NOTE\nlong name\na b c      1  n\n");
    }

    #[test]
    fn sizes() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(12_345_678), "12.3 MB");
    }
}
