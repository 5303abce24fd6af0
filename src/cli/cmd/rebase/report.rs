//! The report: text for people, JSON for programs (docs/rebase.md), a page of its own in HTML.

use super::bases::Bases;
use super::short;
use crate::cli::render;
use crate::cli::render::html::escape;
use crate::error::{Context, Error, Kind as ErrorKind, Result};
use crate::files::safety::{Finding, Level};
use crate::image::Node;
use crate::image::rebase::Change;
use crate::oci::Platform;
use crate::transport::Reference;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A form of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// For programs.
    Json,
    /// For browsers.
    Html,
    /// For terminals.
    Text,
}

/// A report that is to be written.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// In which form.
    pub kind: Kind,
    /// Where to; else standard output.
    pub file: Option<PathBuf>,
}

impl FromStr for Wanted {
    type Err = Error;

    fn from_str(s: &str) -> Result<Wanted> {
        let (kind, file) = s.split_once('=').map_or((s, None), |(k, f)| (k, Some(PathBuf::from(f))));
        let kind = match kind {
            "json" => Kind::Json,
            "html" => Kind::Html,
            "text" => Kind::Text,
            _ => return Err(Error::new(ErrorKind::Usage, format!("'{s}' is no report; say json, html or text"))),
        };
        Ok(Wanted { kind, file })
    }
}

/// What was found out about one image, or each image of an index.
pub struct Document {
    /// The image.
    pub image: String,
    /// Its digest.
    pub digest: String,
    /// Where the result goes.
    pub target: String,
    /// The result's digest.
    pub result: Option<String>,
    /// Its images.
    pub parts: Vec<Part>,
    /// What else is to be said.
    pub notes: Vec<String>,
}

/// One image.
pub struct Part {
    /// What it runs on.
    pub platform: String,
    /// Name and digest of the old base, and how it was found.
    pub old: [String; 3],
    /// The new base's name, where it has one.
    pub new_name: Option<String>,
    /// Its digest.
    pub new_digest: String,
    /// Layers of the base, and own ones.
    pub layers: (usize, usize),
    /// What the new base changes in the config.
    pub changes: Vec<Change>,
    /// Was it checked?
    pub checked: bool,
    /// What was found.
    pub findings: Vec<Finding>,
    /// The result's digest.
    pub result: String,
}

impl Part {
    /// Nothing found yet.
    pub fn new(platform: &Platform, bases: &Bases) -> Part {
        Part {
            platform: platform.to_string(),
            old: [bases.old_name.clone(), short(&bases.old.image.descriptor), bases.found.into()],
            new_name: bases.new_name.clone(),
            new_digest: short(&bases.new.image.descriptor),
            layers: (0, 0),
            changes: Vec::new(),
            checked: false,
            findings: Vec::new(),
            result: String::new(),
        }
    }

    fn verdict(&self) -> Option<Level> {
        self.checked.then(|| self.findings.iter().map(|f| f.level).max().unwrap_or(Level::Safe))
    }
}

impl Document {
    /// Nothing found yet.
    pub fn new(source: &Reference, target: &Reference, node: &Node) -> Document {
        Document {
            image: source.to_string(),
            digest: short(node.descriptor()),
            target: target.to_string(),
            result: None,
            parts: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The worst of its images; None where any was not checked.
    pub fn verdict(&self) -> Option<Level> {
        self.parts.iter().map(Part::verdict).try_fold(Level::Safe, |worst, v| Some(worst.max(v?)))
    }

    fn json(&self) -> Value {
        let part = |p: &Part| {
            json!({
                "platform": p.platform,
                "verdict": word(p.verdict()),
                "oldBase": {"name": p.old[0], "digest": p.old[1], "found": p.old[2]},
                "newBase": {"name": p.new_name, "digest": p.new_digest},
                "layers": {"base": p.layers.0, "own": p.layers.1},
                "config": p.changes.iter().map(|c| json!({"field": c.field, "from": c.from.name()})).collect::<Vec<_>>(),
                "findings": p.findings.iter().map(|f| json!({
                    "code": f.code, "level": f.level.name(), "path": f.shown_path(), "why": f.why, "action": f.action,
                })).collect::<Vec<_>>(),
                "result": p.result,
            })
        };
        json!({
            "image": self.image, "digest": self.digest, "target": self.target, "verdict": word(self.verdict()),
            "images": self.parts.iter().map(part).collect::<Vec<_>>(), "notes": self.notes, "result": self.result,
        })
    }

    fn text(&self) -> String {
        let mut out = format!("{}: {}\n", self.image, word(self.verdict()));
        for p in &self.parts {
            let new = p.new_name.as_deref().unwrap_or("-");
            out += &format!("  {}: {}\n", p.platform, word(p.verdict()));
            out += &format!(
                "    old base {}@{} ({})\n    new base {new}@{}\n",
                p.old[0], p.old[1], p.old[2], p.new_digest
            );
            for c in &p.changes {
                out += &format!("    config {} from {}\n", c.field, c.from.name());
            }
            for f in &p.findings {
                out += &format!(
                    "    {} {} {}\n      {}\n      {}\n",
                    f.level.name(),
                    f.code,
                    f.shown_path(),
                    f.why,
                    f.action
                );
            }
        }
        for note in &self.notes {
            out += &format!("  note: {note}\n");
        }
        plain(&out)
    }

    fn html(&self, out: &mut String) {
        *out += &format!("<h2>{} <b class=\"{1}\">{1}</b></h2>\n", escape(&self.image), word(self.verdict()));
        *out += &format!("<p>{} &rarr; {}</p>\n", escape(&self.digest), escape(self.result.as_deref().unwrap_or("-")));
        for p in &self.parts {
            *out += &format!("<h3>{} <b class=\"{1}\">{1}</b></h3>\n<dl>", escape(&p.platform), word(p.verdict()));
            let old = format!("{} {} ({})", p.old[0], p.old[1], p.old[2]);
            let new = format!("{} {}", p.new_name.as_deref().unwrap_or("-"), p.new_digest);
            for (name, value) in [("old base", old), ("new base", new)] {
                *out += &format!("<dt>{name}</dt><dd>{}</dd>", escape(&value));
            }
            let changes: Vec<String> = p.changes.iter().map(|c| format!("{} ({})", c.field, c.from.name())).collect();
            *out += &format!("<dt>config</dt><dd>{}</dd></dl>\n", escape(&changes.join(", ")));
            if p.findings.is_empty() {
                continue;
            }
            *out += "<table><tr><th>level</th><th>code</th><th>file</th><th>why</th><th>what to do</th></tr>\n";
            for f in &p.findings {
                let cells =
                    [f.code, &f.shown_path(), &f.why, &f.action].map(|c| format!("<td>{}</td>", escape(c))).concat();
                *out += &format!("<tr><td class=\"{0}\">{0}</td>{cells}</tr>\n", f.level.name());
            }
            *out += "</table>\n";
        }
        for note in &self.notes {
            *out += &format!("<p>{}</p>\n", escape(note));
        }
    }
}

fn word(verdict: Option<Level>) -> &'static str {
    verdict.map_or("unchecked", Level::name)
}

/// Without what would drive a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// Loads nothing, runs nothing: the policy forbids it once more.
const HEAD: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
<meta name=\"viewport\" content=\"width=device-width\"><title>Rebase report</title>\n<style>\n\
body{font:15px/1.4 system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em}\n\
table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}\n\
.safe{color:#060}.review{color:#850}.unsafe{color:#a00}.unchecked{color:#555}dt{font-weight:bold}\n\
</style></head><body>\n<h1>Rebase report</h1>\n";

fn written(documents: &[Document], kind: Kind, many: bool) -> Result<String> {
    match kind {
        Kind::Text => Ok(documents.iter().map(Document::text).collect()),
        Kind::Html => {
            let mut out = HEAD.to_string();
            documents.iter().for_each(|d| d.html(&mut out));
            Ok(out + "</body></html>\n")
        }
        Kind::Json => {
            let all: Vec<Value> = documents.iter().map(Document::json).collect();
            let value = if many { Value::Array(all) } else { all.into_iter().next().unwrap_or_default() };
            let text = serde_json::to_string_pretty(&value);
            text.map(|t| t + "\n").map_err(|e| Error::new(ErrorKind::Internal, "write a report").because(e))
        }
    }
}

/// Writes the reports that were asked for.
pub fn write(documents: &[Document], wanted: &[Wanted], file: Option<&Path>, many: bool) -> Result<()> {
    let open = wanted.iter().filter(|w| w.file.is_none()).count();
    if open > 1 {
        return Err(Error::new(ErrorKind::Usage, "only one report fits on standard output")
            .hint("give each a file of its own: --report json=FILE --report html=FILE"));
    }
    for one in wanted {
        let text = written(documents, one.kind, many)?;
        match one.file.as_deref().or(file) {
            Some(file) => std::fs::write(file, text).context(|| format!("write {}", file.display()))?,
            None => render::result(text.as_bytes())?,
        }
    }
    Ok(())
}

/// The report for people, on standard output.
pub fn print(document: &Document) -> Result<()> {
    render::result(document.text().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_an_image_becomes_markup() {
        let finding = Finding {
            code: "link-dangling",
            level: Level::Unsafe,
            path: b"<script>alert(1)</script>\x1b[31m\"'&".to_vec(),
            why: "<b>".into(),
            action: "x".into(),
        };
        let part = Part {
            platform: "<i>".into(),
            old: ["<u>".into(), "d".into(), "named".into()],
            new_name: Some("<a href=x>".into()),
            new_digest: "d".into(),
            layers: (1, 1),
            changes: Vec::new(),
            checked: true,
            findings: vec![finding],
            result: "r".into(),
        };
        let document = Document {
            image: "<img src=x>".into(),
            digest: "d".into(),
            target: "t".into(),
            result: None,
            parts: vec![part],
            notes: vec!["<hr>".into()],
        };
        let html = written(&[document], Kind::Html, false).unwrap();
        for bad in ["<script", "<img", "<i>", "<u>", "<a ", "<hr", "\u{1b}", "\"'&"] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{html}");
        assert!(!html.contains("http://") && !html.contains("https://"));
    }
}
