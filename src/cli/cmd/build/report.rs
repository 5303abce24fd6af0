//! What `--check` found, for people, for programs that know buildx, and for code scanning.

use super::check::ReportFormat;
use crate::cli::render;
use crate::dockerfile::rules::{RULES, rule};
use crate::dockerfile::{Dockerfile, Outline, OutlineMount, Span, Warning};
use crate::error::{Error, Result};
use base64::Engine;
use serde_json::{Value, json};

/// What cannot be read has no other name.
const UNREADABLE: &str = "imgtool/Unreadable";

/// A path as a URI reference (RFC 3986) has it.
fn uri(path: &str) -> String {
    const PLAIN: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    percent_encoding::utf8_percent_encode(path, &PLAIN).to_string()
}

/// The outcome of the checks of one Dockerfile.
pub struct Report<'a> {
    /// What the Dockerfile is called.
    pub name: &'a str,
    /// Its bytes.
    pub text: &'a [u8],
    /// The Dockerfile; None where it cannot be read.
    pub file: Option<Dockerfile>,
    /// What was found.
    pub warnings: Vec<Warning>,
    /// Why a build would fail.
    pub error: Option<Error>,
    /// Warnings are errors.
    pub fatal: bool,
}

impl Report<'_> {
    /// Prints it to stdout.
    pub fn print(&self, format: ReportFormat) -> Result<()> {
        match format {
            ReportFormat::Text => render::result(self.text().as_bytes()),
            ReportFormat::Json => render::json(&self.json()),
            ReportFormat::Sarif => render::json(&self.sarif()),
        }
    }

    fn text(&self) -> String {
        let mut out = match self.warnings.len() {
            0 => "Check complete, no warnings found.\n".to_string(),
            1 => "Check complete, 1 warning has been found!\n".to_string(),
            n => format!("Check complete, {n} warnings have been found!\n"),
        };
        for w in &self.warnings {
            let url = w.url().map_or(String::new(), |url| format!(" - {url}"));
            out += &format!("\nWARNING: {}{url}\n{}\n", w.check, w.message);
            let excerpt = self.file.as_ref().and_then(|f| f.excerpt(w));
            out += &excerpt.map_or(format!("{}:{}\n", self.name, w.span.line), |e| e + "\n");
        }
        if let Some(e) = &self.error {
            out += &format!("\nERROR: {}\n", e.what());
        }
        out
    }

    /// From where to where: line, column, line, column.
    fn place(&self, span: Span) -> [u32; 4] {
        let Some(file) = &self.file else { return [span.line, 1, span.line, 1] };
        let (line, column) = file.source.position(span.start);
        let (end_line, end_column) = file.source.position(span.end);
        [line, column, end_line, end_column]
    }

    fn json(&self) -> Value {
        let location =
            |[start, _, end, _]: [u32; 4]| json!({"ranges": [{"start": {"line": start}, "end": {"line": end}}]});
        let warnings: Vec<Value> = self
            .warnings
            .iter()
            .map(|w| {
                let mut out = json!({
                    "ruleName": w.check,
                    "description": rule(w.check).map_or("", |r| r.what),
                    "detail": w.message,
                    "location": location(self.place(w.span)),
                });
                if let Some(url) = w.url() {
                    out["url"] = url.into();
                }
                out
            })
            .collect();
        let data = base64::engine::general_purpose::STANDARD.encode(self.text);
        let mut out =
            json!({"warnings": warnings, "sources": [{"filename": self.name, "language": "Dockerfile", "data": data}]});
        if let Some(e) = &self.error {
            out["buildError"] = match self.line_of(e) {
                Some(line) => json!({"message": e.what(), "location": location([line, 1, line, 1])}),
                None => json!({"message": e.what()}),
            };
        }
        out
    }

    /// The line that an error names: `NAME:LINE: what`.
    fn line_of(&self, e: &Error) -> Option<u32> {
        e.what().strip_prefix(self.name)?.strip_prefix(':')?.split(':').next()?.parse().ok()
    }

    fn sarif(&self) -> Value {
        let mut rules: Vec<Value> = RULES
            .iter()
            .map(|r| {
                let warning = Warning { check: r.name, message: String::new(), span: Span::default() };
                let mut out = json!({"id": r.name, "shortDescription": {"text": r.what}});
                if let Some(url) = warning.url() {
                    out["helpUri"] = url.into();
                }
                out
            })
            .collect();
        rules.push(json!({"id": UNREADABLE, "shortDescription": {"text": "The Dockerfile can be read"}}));
        let uri = uri(self.name);
        let level = if self.fatal { "error" } else { "warning" };
        let result = |id: &str, level: &str, message: &str, [line, column, end_line, end_column]: [u32; 4]| {
            let mut region = json!({"startLine": line, "startColumn": column});
            if (end_line, end_column) > (line, column) {
                region["endLine"] = end_line.into();
                region["endColumn"] = end_column.into();
            }
            json!({
                "ruleId": id,
                "level": level,
                "message": {"text": message},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
            })
        };
        let mut results: Vec<Value> = Vec::new();
        for w in &self.warnings {
            let mut found = result(w.check, level, &w.message, self.place(w.span));
            if let Some(index) = RULES.iter().position(|r| r.name == w.check) {
                found["ruleIndex"] = index.into();
            }
            results.push(found);
        }
        if let (Some(e), true) = (&self.error, self.file.is_none()) {
            let line = self.line_of(e).unwrap_or(1);
            let mut found = result(UNREADABLE, "error", e.what(), [line, 1, line, 1]);
            found["ruleIndex"] = RULES.len().into();
            results.push(found);
        }
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "columnKind": "unicodeCodePoints",
                "tool": {"driver": {"name": "imgtool", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
                "results": results,
            }],
        })
    }
}

/// `--call=targets`: the stages that can be built, and what their comments say.
pub fn targets(file: &Dockerfile, format: ReportFormat) -> Result<()> {
    let last = file.stages.len().saturating_sub(1);
    let rows = file.stages.iter().enumerate().filter(|(i, s)| s.from.name.is_some() || *i == last);
    let described = rows.map(|(i, s)| (s.from.name.clone(), i == last, s.from.description(), &s.from));
    if format == ReportFormat::Text {
        let mut table = vec![["TARGET".to_string(), "DESCRIPTION".to_string()]];
        for (name, default, description, _) in described {
            let name = match (name, default) {
                (Some(name), true) => format!("{name} (default)"),
                (None, _) => "(default)".into(),
                (Some(name), false) => name,
            };
            table.push([name, description.unwrap_or_default()]);
        }
        return render::result(render::columns(&table)?.as_bytes());
    }
    let targets: Vec<Value> = described
        .map(|(name, default, description, from)| {
            let mut out =
                json!({"base": from.image.text, "location": {"ranges": [{"start": {"line": from.span.line}}]}});
            let facts = [("name", name.map(Value::from)), ("description", description.map(Value::from))];
            for (key, value) in facts.into_iter().chain([("default", default.then_some(Value::Bool(true)))]) {
                if let Some(value) = value {
                    out[key] = value;
                }
            }
            out
        })
        .collect();
    let data = base64::engine::general_purpose::STANDARD.encode(file.source.text());
    render::json(
        &json!({"targets": targets, "sources": [{"filename": file.source.name(), "language": "Dockerfile", "data": data}]}),
    )
}

/// `--call=outline`: what the target may be told.
pub fn outline(file: &Dockerfile, outline: &Outline, format: ReportFormat) -> Result<()> {
    if format == ReportFormat::Text {
        return render::result(outline_text(outline)?.as_bytes());
    }
    let place = |span: Span| json!({"ranges": [{"start": {"line": span.line}}]});
    let mounts = |list: &[OutlineMount]| -> Vec<Value> {
        list.iter().map(|m| json!({"name": m.id, "required": m.required, "location": place(m.span)})).collect()
    };
    let args: Vec<Value> = outline
        .args
        .iter()
        .map(|a| json!({"name": a.name, "description": a.description, "value": a.value, "location": place(a.span)}))
        .collect();
    let data = base64::engine::general_purpose::STANDARD.encode(file.source.text());
    let mut out = json!({
        "name": outline.name,
        "description": outline.description,
        "args": args,
        "secrets": mounts(&outline.secrets),
        "ssh": mounts(&outline.ssh),
        "sources": [{"filename": file.source.name(), "language": "Dockerfile", "data": data}],
    });
    without_nothing(&mut out);
    render::json(&out)
}

/// Fields without a value are left out.
fn without_nothing(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, v| !v.is_null() && v.as_array().is_none_or(|a| !a.is_empty()));
            map.values_mut().for_each(without_nothing);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nothing),
        _ => {}
    }
}

fn outline_text(outline: &Outline) -> Result<String> {
    let mut out = String::new();
    for (title, value) in [("TARGET:", &outline.name), ("DESCRIPTION:", &outline.description)] {
        out += &value.as_ref().map_or(String::new(), |v| format!("{title:<13}{v}\n"));
    }
    let mut add = |table: &str| {
        if !out.is_empty() {
            out.push('\n');
        }
        out += table;
    };
    if !outline.args.is_empty() {
        let mut rows = vec![["BUILD ARG", "VALUE", "DESCRIPTION"].map(String::from)];
        rows.extend(
            outline.args.iter().map(|a| {
                [a.name.clone(), a.value.clone().unwrap_or_default(), a.description.clone().unwrap_or_default()]
            }),
        );
        add(&render::columns(&rows)?);
    }
    for (title, list) in [("SECRET", &outline.secrets), ("SSH", &outline.ssh)] {
        let mut rows = vec![[title.to_string(), "REQUIRED".to_string()]];
        rows.extend(list.iter().map(|m| [m.id.clone(), if m.required { "true".into() } else { String::new() }]));
        if rows.len() > 1 {
            add(&render::columns(&rows)?);
        }
    }
    Ok(out)
}
