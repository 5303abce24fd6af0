//! What an audit found, as text, JSON and SARIF.

use super::clean;
use crate::audit::{Finding, RULES, Severity};
use crate::error::Result;
use serde::Serialize;
use serde_json::{Value, json};

/// All that is told.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The name that was given.
    pub image: String,
    /// The manifest's digest.
    pub digest: String,
    /// The distribution and its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distribution: Option<String>,
    /// How many packages were found.
    pub packages: usize,
    /// How many records of known flaws they were compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<usize>,
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
    /// What was not looked at, and why.
    pub gaps: Vec<String>,
}

/// For people.
pub fn text(report: &Report) -> Result<String> {
    let mut text = format!("{} {}\n", clean(&report.image), report.digest);
    let distribution = report.distribution.as_deref().map_or("no known distribution".into(), clean);
    let compared = report.records.map_or(String::new(), |n| format!(", compared with {n} records of known flaws"));
    text.push_str(&format!("{distribution}, {} packages{compared}\n", report.packages));
    for f in &report.findings {
        let id = f.id.as_ref().map_or(String::new(), |id| format!(" {}", clean(id)));
        text.push_str(&format!("\n{} {}{id}: {}\n", f.severity.name().to_uppercase(), f.rule, clean(&f.message)));
        let mut line = |name: &str, value: &str| text.push_str(&format!("  {name:<8} {}\n", clean(value)));
        if let Some(package) = &f.package {
            line("package", package);
        }
        if !f.aliases.is_empty() {
            line("also", &f.aliases.join(", "));
        }
        match (&f.path, f.layer) {
            (Some(path), Some(layer)) => line("file", &format!("{path} (layer {layer})")),
            (Some(path), None) => line("file", path),
            (None, Some(layer)) => line("layer", &layer.to_string()),
            (None, None) => {}
        }
        line("to do", &f.fix);
    }
    if !report.gaps.is_empty() {
        text.push_str("\nNot looked at:\n");
        for gap in &report.gaps {
            text.push_str(&format!("  {}\n", clean(gap)));
        }
    }
    let count = |s: Severity| report.findings.iter().filter(|f| f.severity == s).count();
    let counts = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];
    let counts: Vec<String> =
        counts.into_iter().filter(|s| count(*s) > 0).map(|s| format!("{} {}", count(s), s.name())).collect();
    let verdict = if counts.is_empty() { "nothing found".into() } else { counts.join(", ") };
    text.push_str(&format!("\n{verdict}\n"));
    Ok(text)
}

/// The level that code hosts show, and the number that they sort by.
fn level(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Info => ("note", "0.0"),
        Severity::Low => ("note", "3.0"),
        Severity::Medium => ("warning", "5.5"),
        Severity::High => ("error", "8.0"),
        Severity::Critical => ("error", "9.5"),
    }
}

/// A path as a URI's path.
fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    let path = path.trim_start_matches('/');
    utf8_percent_encode(if path.is_empty() { "image" } else { path }, KEPT).to_string()
}

/// SARIF 2.1.0.
pub fn sarif(report: &Report) -> Value {
    let rule = |r: &crate::audit::Rule| {
        json!({
            "id": r.id,
            "shortDescription": {"text": r.about},
            "help": {"text": r.fix},
            "properties": {"tags": ["security"]},
        })
    };
    let result = |f: &Finding| {
        let (level, score) = level(f.severity);
        let mut message = match (&f.id, &f.package) {
            (Some(id), Some(package)) => format!("{id} in {package}: {}", f.message),
            _ => f.message.clone(),
        };
        message.push_str(&format!("\nTo do: {}", f.fix));
        // Hosts want a file of each result; what has none belongs to the image.
        let place = f.path.as_deref().unwrap_or(&report.image);
        let print = [f.rule, f.id.as_deref().unwrap_or(""), f.package.as_deref().unwrap_or(""), place, &f.message];
        let print = blake3::hash(print.join("\0").as_bytes()).to_hex();
        let mut value = json!({
            "ruleId": f.rule,
            "ruleIndex": RULES.iter().position(|r| r.id == f.rule),
            "level": level,
            "message": {"text": message},
            "locations": [{
                "physicalLocation": {"artifactLocation": {"uri": uri(place)}, "region": {"startLine": 1}},
                "message": {"text": f.layer.map_or("the image".into(), |l| format!("layer {l}"))},
            }],
            "partialFingerprints": {"imgtool/v1": &print[..32]},
            "properties": {"severity": f.severity.name(), "security-severity": score},
        });
        if let Some(fixed) = &f.fixed {
            value["properties"]["fixed"] = fixed.clone().into();
        }
        value
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "imgtool",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(rule).collect::<Vec<_>>(),
            }},
            "results": report.findings.iter().map(result).collect::<Vec<_>>(),
            "properties": {"image": report.image, "digest": report.digest, "gaps": report.gaps},
        }],
    })
}
