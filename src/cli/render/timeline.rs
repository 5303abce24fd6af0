//! A build as one page: who worked when, what waited for what, and which steps made it take as
//! long as it did. Nothing is loaded from anywhere, and nothing of what it shows becomes markup:
//! every text is escaped, and the policy of the page lets no script run but its own.

use super::bytes;
use super::html::escape;
use super::record::{Bar, Kind, Recording, outcome};
use crate::event::{Outcome, Work};
use base64::Engine;
use sha2::Digest;
use std::collections::HashMap;
use std::fmt::Write;

const STYLE: &str = include_str!("timeline.css");
const SCRIPT: &str = include_str!("timeline.js");
/// Height of a row, as in the style sheet.
const ROW: usize = 24;

/// Microseconds for people.
fn time(us: u64) -> String {
    match us {
        0..1_000_000 => format!("{} ms", us / 1000),
        1_000_000..60_000_000 => format!("{:.1} s", us as f64 / 1e6),
        _ => format!("{} min {:02} s", us / 60_000_000, us / 1_000_000 % 60),
    }
}

/// A line of the picture.
struct Line {
    name: String,
    /// None for the head of a group.
    bars: Option<Vec<usize>>,
}

struct Page<'a> {
    recording: &'a Recording,
    lines: Vec<Line>,
    critical: Vec<usize>,
    /// The row of each bar.
    row_of: HashMap<usize, usize>,
    index: HashMap<u64, usize>,
    span: f64,
}

/// The page. `title` says what was built.
pub fn page(recording: &Recording, title: &str) -> String {
    let lines = lines(recording);
    let mut row_of = HashMap::new();
    for (row, line) in lines.iter().enumerate() {
        row_of.extend(line.bars.iter().flatten().map(|bar| (*bar, row)));
    }
    let page = Page {
        recording,
        critical: recording.critical_path(),
        row_of,
        index: recording.bars.iter().enumerate().map(|(i, b)| (b.id, i)).collect(),
        span: recording.end.max(1) as f64,
        lines,
    };
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = page.write(&mut out, title);
    out
}

/// Each step has a line; other work shares lines where it does not overlap.
fn lines(recording: &Recording) -> Vec<Line> {
    let mut out = Vec::new();
    for (name, bars) in recording.groups() {
        let first = bars.first().map(|i| recording.bars[*i].kind);
        // Drawn inside their steps, or too short to be of interest.
        if matches!(first, Some(Kind::Work(Work::Command | Work::Layer | Work::Lookup))) {
            continue;
        }
        let moved: u64 = bars.iter().map(|i| recording.bars[*i].moved).sum();
        let more = if moved > 0 { format!(" · {}", bytes(moved)) } else { String::new() };
        out.push(Line { name: format!("{name}{more}"), bars: None });
        if first == Some(Kind::Step) {
            let label = |i: &usize| {
                let label = &recording.bars[*i].label;
                label.split_once("] ").map_or(label.clone(), |(_, rest)| rest.to_string())
            };
            out.extend(bars.iter().map(|i| Line { name: label(i), bars: Some(vec![*i]) }));
        } else {
            let rows = recording.rows(&bars);
            for row in 0..rows.iter().max().map_or(0, |m| m + 1) {
                let mine = bars.iter().zip(&rows).filter(|(_, r)| **r == row).map(|(i, _)| *i).collect();
                out.push(Line { name: String::new(), bars: Some(mine) });
            }
        }
    }
    out
}

impl Page<'_> {
    fn bar(&self, index: usize) -> &Bar {
        &self.recording.bars[index]
    }

    fn percent(&self, us: u64) -> f64 {
        us as f64 * 100.0 / self.span
    }

    fn write(&self, out: &mut String, title: &str) -> std::fmt::Result {
        let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(SCRIPT.as_bytes()));
        let title = escape(title);
        let when = i64::try_from(self.recording.began).ok().and_then(|s| chrono::DateTime::from_timestamp(s, 0));
        let when = when.map(|t| t.format("%Y-%m-%d %H:%M:%S UTC").to_string()).unwrap_or_default();
        writeln!(
            out,
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             script-src 'sha256-{hash}'\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title}</title><style>{STYLE}</style></head><body>\n<h1>{title}</h1><p class=\"sub\">{when} · imgtool {}</p>",
            env!("CARGO_PKG_VERSION")
        )?;
        self.cards(out)?;
        self.picture(out)?;
        self.path(out)?;
        self.table(out)?;
        if !self.recording.warnings.is_empty() {
            write!(out, "<h2>Warnings</h2><ul>")?;
            for (at, message) in &self.recording.warnings {
                write!(out, "<li class=\"warn\">{}: {}</li>", time(*at), escape(message))?;
            }
            write!(out, "</ul>")?;
        }
        writeln!(out, "<script>{SCRIPT}</script></body></html>")
    }

    fn cards(&self, out: &mut String) -> std::fmt::Result {
        let bars = &self.recording.bars;
        let steps: Vec<&Bar> = bars.iter().filter(|b| b.kind == Kind::Step).collect();
        let cached = steps.iter().filter(|b| b.outcome == Some(Outcome::Cached)).count();
        let failed = steps.iter().filter(|b| b.outcome == Some(Outcome::Failed)).count();
        let moved = |kind: Kind| bytes(bars.iter().filter(|b| b.kind == kind).map(|b| b.moved).sum());
        let path: u64 = self.critical.iter().map(|i| self.bar(*i)).map(|b| b.end - b.start).sum();
        let mut cards = vec![
            (time(self.recording.end), "in all"),
            (time(path), "on the critical path"),
            (steps.len().to_string(), "steps"),
            (cached.to_string(), "from the cache"),
            (moved(Kind::Download), "downloaded"),
            (moved(Kind::Push), "pushed"),
        ];
        if failed > 0 {
            cards.push((failed.to_string(), "failed"));
        }
        write!(out, "<div class=\"cards\">")?;
        for (number, what) in cards {
            write!(out, "<div class=\"card\"><b>{number}</b><span>{what}</span></div>")?;
        }
        writeln!(out, "</div>")
    }

    fn picture(&self, out: &mut String) -> std::fmt::Result {
        write!(out, "<div class=\"bar-keys\">")?;
        let keys = [
            ("done", "done"),
            ("cached", "from the cache, or already there"),
            ("failed", "failed"),
            ("down", "download"),
            ("push", "push"),
            ("work", "command or layer, inside a step"),
            ("critical", "critical path"),
        ];
        for (name, what) in keys {
            write!(out, "<span><i style=\"background:var(--{name})\"></i>{what}</span>")?;
        }
        write!(
            out,
            "<label>zoom <input id=\"zoom\" type=\"range\" min=\"1\" max=\"20\" step=\"0.5\" value=\"1\"></label></div>\n\
             <div class=\"frame\"><div class=\"names\"><div class=\"r g axis\"></div>"
        )?;
        for line in &self.lines {
            let name = escape(&line.name);
            let class = if line.bars.is_none() { "r g" } else { "r" };
            write!(out, "<div class=\"{class}\" title=\"{name}\">{name}</div>")?;
        }
        write!(out, "</div><div class=\"scroll\"><div class=\"chart\">")?;
        self.axis(out)?;
        for line in &self.lines {
            match &line.bars {
                None => write!(out, "<div class=\"r g\"></div>")?,
                Some(bars) => {
                    write!(out, "<div class=\"r\">")?;
                    for i in bars {
                        self.draw(out, *i, bars.len() == 1)?;
                    }
                    write!(out, "</div>")?;
                }
            }
        }
        self.arrows(out)?;
        writeln!(out, "</div></div></div>")
    }

    fn axis(&self, out: &mut String) -> std::fmt::Result {
        // Some eight marks, at round numbers.
        let rough = self.span / 8.0;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= rough).unwrap_or(rough);
        let (mut marks, mut at) = (String::new(), 0.0);
        write!(out, "<div class=\"r g axis\">")?;
        while at < self.span {
            let left = at * 100.0 / self.span;
            if left < 95.0 {
                write!(out, "<span style=\"left:{left:.3}%\">{}</span>", time(at as u64))?;
            }
            write!(marks, "<div class=\"tick\" style=\"left:{left:.3}%\"></div>")?;
            at += step.max(1.0);
        }
        write!(out, "</div>{marks}")
    }

    fn draw(&self, out: &mut String, index: usize, alone: bool) -> std::fmt::Result {
        let bar = self.bar(index);
        let mut class = match bar.kind {
            Kind::Download => "b download",
            Kind::Push => "b push",
            Kind::Work(Work::Wait) => "b wait",
            _ => "b",
        }
        .to_string();
        class.push_str(match &bar.outcome {
            Some(Outcome::Cached) => " cached",
            Some(Outcome::Exists | Outcome::Reused) => " there",
            Some(Outcome::Failed) => " failed",
            Some(Outcome::Done) | None => "",
        });
        if self.critical.contains(&index) {
            class.push_str(" critical");
        }
        let (left, width) = (self.percent(bar.start), self.percent(bar.end - bar.start));
        let title = escape(&self.tooltip(index));
        write!(
            out,
            "<div class=\"{class}\" data-id=\"{}\" title=\"{title}\" style=\"left:{left:.3}%;width:{width:.3}%\">",
            bar.id
        )?;
        for part in self.recording.bars.iter().filter(|b| b.within == Some(bar.id)) {
            let length = (bar.end - bar.start).max(1) as f64;
            let left = part.start.saturating_sub(bar.start) as f64 * 100.0 / length;
            let width = (part.end - part.start) as f64 * 100.0 / length;
            if part.kind != Kind::Work(Work::Wait) {
                write!(out, "<s style=\"left:{left:.2}%;width:{width:.2}%\"></s>")?;
            }
        }
        write!(out, "</div>")?;
        if alone {
            // Beside the bar, where there is room.
            let (class, at) = if left + width > 88.0 { ("t left", left) } else { ("t", left + width) };
            let end = match bar.outcome {
                Some(Outcome::Cached) => "cached".to_string(),
                _ => time(bar.end - bar.start),
            };
            write!(out, "<span class=\"{class}\" style=\"left:{at:.3}%\">{end}</span>")?;
        }
        Ok(())
    }

    fn tooltip(&self, index: usize) -> String {
        let bar = self.bar(index);
        let mut text = bar.label.clone();
        let length = time(bar.end - bar.start);
        let _ = write!(text, "\n{}, {length}, from {}", outcome(bar.outcome.as_ref()), time(bar.start));
        if let Some(total) = bar.total {
            let _ = write!(text, "\n{} of {} moved", bytes(bar.moved), bytes(total));
        }
        if bar.output > 0 {
            let _ = write!(text, "\n{} of output", bytes(bar.output));
        }
        for part in self.recording.bars.iter().filter(|b| b.within == Some(bar.id)) {
            let _ = write!(text, "\n· {}: {}", part.label, time(part.end - part.start));
        }
        for other in bar.after.iter().filter_map(|id| self.index.get(id)) {
            let _ = write!(text, "\nafter {}", self.bar(*other).label);
        }
        text
    }

    /// A line from the end of each bar to the beginning of what waited for it.
    fn arrows(&self, out: &mut String) -> std::fmt::Result {
        write!(out, "<svg aria-hidden=\"true\">")?;
        for (i, bar) in self.recording.bars.iter().enumerate() {
            for other in bar.after.iter().filter_map(|id| self.index.get(id)) {
                let (Some(from), Some(to)) = (self.row_of.get(other), self.row_of.get(&i)) else { continue };
                let (from_id, end) = (self.bar(*other).id, self.percent(self.bar(*other).end));
                let start = self.percent(bar.start).max(end);
                // The axis is a row of its own; a bar's middle is in the middle of its row.
                let (y1, y2) = ((from + 1) * ROW + ROW / 2, (to + 1) * ROW + ROW / 2);
                let class = if self.critical.contains(&i) && self.critical.contains(other) { "critical" } else { "" };
                for (x1, x2, y1) in [(end, end, y1), (end, start, y2)] {
                    write!(
                        out,
                        "<line class=\"{class}\" data-from=\"{from_id}\" data-to=\"{}\" \
                         x1=\"{x1:.3}%\" x2=\"{x2:.3}%\" y1=\"{y1}\" y2=\"{y2}\"/>",
                        bar.id
                    )?;
                }
            }
        }
        write!(out, "</svg>")
    }

    fn path(&self, out: &mut String) -> std::fmt::Result {
        if self.critical.is_empty() {
            return Ok(());
        }
        write!(out, "<h2>Critical path</h2><ol>")?;
        let mut before: Option<u64> = None;
        for i in &self.critical {
            let bar = self.bar(*i);
            write!(out, "<li><code>{}</code> · {}", escape(&bar.label), time(bar.end - bar.start))?;
            let gap = before.map_or(0, |end| bar.start.saturating_sub(end));
            if gap >= 10_000 {
                write!(out, " · began {} after that before it", time(gap))?;
            }
            write!(out, "</li>")?;
            before = Some(bar.end);
        }
        if let Some(rest) = before.map(|end| self.recording.end.saturating_sub(end)).filter(|rest| *rest >= 10_000) {
            write!(
                out,
                "<li>what comes after the last step (the image put together, moved, pushed) · {}</li>",
                time(rest)
            )?;
        }
        writeln!(out, "</ol>")
    }

    fn table(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "<h2>Steps</h2><table><tr><th>step</th><th>outcome</th><th class=\"n\">from</th><th class=\"n\">time</th>\
             <th>inside</th><th>after</th></tr>"
        )?;
        for bar in self.recording.bars.iter().filter(|b| b.kind == Kind::Step) {
            let parts = self.recording.bars.iter().filter(|b| b.within == Some(bar.id));
            let parts: Vec<String> = parts.map(|b| format!("{} {}", b.label, time(b.end - b.start))).collect();
            let after = bar.after.iter().filter_map(|id| self.index.get(id)).map(|i| {
                let label = &self.bar(*i).label;
                label.split_once(']').map_or(label.clone(), |(head, _)| format!("{head}]"))
            });
            let after: Vec<String> = after.collect();
            writeln!(
                out,
                "<tr><td><code>{}</code></td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>",
                escape(&bar.label),
                outcome(bar.outcome.as_ref()),
                time(bar.start),
                time(bar.end - bar.start),
                escape(&parts.join(", ")),
                escape(&after.join(", ")),
            )?;
        }
        writeln!(out, "</table>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_label_becomes_markup() {
        let page = page(&super::super::record::tests::sample(), "<img src=x onerror=alert(1)>");
        assert!(!page.contains("<img") && !page.contains("<b>careful") && !page.contains("&& </script>"));
        assert_eq!(page.matches("</script>").count(), 1);
        assert!(page.contains("RUN &quot;c&quot; &amp;&amp; &lt;/script&gt;"));
    }

    #[test]
    fn nothing_is_loaded_from_anywhere() {
        let page = page(&super::super::record::tests::sample(), "x");
        for word in ["http://", "https://", "src=", "@import", "url("] {
            assert!(!page.contains(word), "{word}");
        }
        assert!(page.contains("default-src 'none'"));
    }

    #[test]
    fn times_are_short() {
        assert_eq!(
            (time(1500), time(2_340_000), time(65_000_000)),
            ("1 ms".into(), "2.3 s".into(), "1 min 05 s".into())
        );
    }
}
