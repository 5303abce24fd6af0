//! What scanners found, in the words of those that are known: Trivy, Grype, OSV-Scanner, in-toto.

use serde::Deserialize;
use serde_json::Value;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing to worry about.
    Negligible,
    /// CVSS below 4.
    Low,
    /// CVSS below 7.
    Medium,
    /// CVSS below 9.
    High,
    /// CVSS of 9 and more; and whatever nobody has rated.
    Critical,
}

/// Something that is known to be wrong with a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its names: CVE-…, GHSA-….
    pub names: Vec<String>,
    /// The package.
    pub package: String,
    /// How bad.
    pub severity: Severity,
}

fn by_word(word: &str) -> Severity {
    match word.to_ascii_lowercase().as_str() {
        "negligible" | "none" => Severity::Negligible,
        "low" => Severity::Low,
        "medium" | "moderate" => Severity::Medium,
        "high" | "important" => Severity::High,
        // Unknown, too: nobody can tell that it is harmless.
        _ => Severity::Critical,
    }
}

fn by_score(text: &str) -> Severity {
    match text.parse::<f64>() {
        Ok(score) if score == 0.0 => Severity::Negligible,
        Ok(score) if (0.0..4.0).contains(&score) => Severity::Low,
        Ok(score) if (0.0..7.0).contains(&score) => Severity::Medium,
        Ok(score) if (0.0..9.0).contains(&score) => Severity::High,
        _ => Severity::Critical,
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

/// The values below `value[name]`; none where it is null, which is how Go writes an empty list.
fn list<'a>(value: &'a Value, name: &str) -> Option<&'a [Value]> {
    match &value[name] {
        Value::Null => Some(&[]),
        other => other.as_array().map(Vec::as_slice),
    }
}

/// The findings of a `vuln` predicate (cosign's, or in-toto's), and when the scan ended; None
/// where the form is not known.
pub fn read(predicate: &Value) -> Option<(Vec<Finding>, Option<String>)> {
    let result = &predicate["scanner"]["result"];
    let ended = predicate["metadata"]["scanFinishedOn"].as_str().map(str::to_string);
    let found = match result {
        Value::Array(all) => in_toto(all),
        Value::Object(o) if o.contains_key("Results") => trivy(result),
        Value::Object(o) if o.contains_key("matches") => grype(result),
        Value::Object(o) if o.contains_key("results") => osv(result),
        _ => None,
    };
    Some((found?, ended))
}

/// The findings of OSV-Scanner's own JSON.
pub fn osv(result: &Value) -> Option<Vec<Finding>> {
    let mut out = Vec::new();
    for package in
        result["results"].as_array()?.iter().map(|r| list(r, "packages")).collect::<Option<Vec<_>>>()?.concat()
    {
        let name = text(&package["package"]["name"]);
        let groups = list(&package, "groups")?;
        let mut grouped: Vec<String> = Vec::new();
        for group in groups {
            let ids = |name| list(group, name).unwrap_or_default().iter().map(text);
            let names: Vec<String> = ids("ids").chain(ids("aliases")).collect();
            grouped.extend(names.iter().cloned());
            out.push(Finding { names, package: name.clone(), severity: by_score(&text(&group["max_severity"])) });
        }
        for one in list(&package, "vulnerabilities")? {
            let id = text(&one["id"]);
            if !grouped.contains(&id) {
                let names = std::iter::once(id).chain(list(one, "aliases")?.iter().map(text)).collect();
                let severity = by_word(&text(&one["database_specific"]["severity"]));
                out.push(Finding { names, package: name.clone(), severity });
            }
        }
    }
    Some(out)
}

fn trivy(result: &Value) -> Option<Vec<Finding>> {
    let mut out = Vec::new();
    for target in list(result, "Results")? {
        for one in list(target, "Vulnerabilities")? {
            let names = vec![text(&one["VulnerabilityID"])];
            out.push(Finding { names, package: text(&one["PkgName"]), severity: by_word(&text(&one["Severity"])) });
        }
    }
    Some(out)
}

fn grype(result: &Value) -> Option<Vec<Finding>> {
    let mut out = Vec::new();
    for one in list(result, "matches")? {
        let related = list(one, "relatedVulnerabilities")?.iter().map(|r| text(&r["id"]));
        let names = std::iter::once(text(&one["vulnerability"]["id"])).chain(related).collect();
        let severity = by_word(&text(&one["vulnerability"]["severity"]));
        out.push(Finding { names, package: text(&one["artifact"]["name"]), severity });
    }
    Some(out)
}

/// in-toto's predicate: a list of ids with scores or words.
fn in_toto(all: &[Value]) -> Option<Vec<Finding>> {
    let mut out = Vec::new();
    for one in all {
        let rated = list(one, "severity")?.iter().map(|s| match &s["score"] {
            Value::Number(n) => by_score(&n.to_string()),
            Value::String(word) if word.parse::<f64>().is_ok() => by_score(word),
            other => by_word(&text(other)),
        });
        let severity = rated.max().unwrap_or(Severity::Critical);
        out.push(Finding { names: vec![text(&one["id"])], package: String::new(), severity });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_scanner_that_is_known() {
        let read = |result: Value| {
            let found = super::read(&json!({"scanner": {"result": result}}))?.0;
            Some(found.into_iter().map(|f| (f.names[0].clone(), f.severity)).collect::<Vec<_>>())
        };
        let one = |severity| Some(vec![("CVE-1".to_string(), severity)]);
        let trivy = json!({"Results": [{"Vulnerabilities": [{"VulnerabilityID": "CVE-1", "PkgName": "a", "Severity": "HIGH"}]}, {"Target": "x"}]});
        assert_eq!(read(trivy), one(Severity::High));
        let grype = json!({"matches": [{"vulnerability": {"id": "CVE-1", "severity": "Negligible"}, "artifact": {"name": "a"}}]});
        assert_eq!(read(grype), one(Severity::Negligible));
        for (score, want) in
            [("0.0", Severity::Negligible), ("3.9", Severity::Low), ("7.0", Severity::High), ("", Severity::Critical)]
        {
            let osv = json!({"results": [{"packages": [{"package": {"name": "a"}, "vulnerabilities": [{"id": "CVE-1"}],
                "groups": [{"ids": ["CVE-1"], "max_severity": score}]}]}]});
            assert_eq!(read(osv), one(want), "{score}");
        }
        let osv = json!({"results": [{"packages": [{"package": {"name": "a"}, "vulnerabilities": [
            {"id": "CVE-1", "database_specific": {"severity": "MODERATE"}}]}]}]});
        assert_eq!(read(osv), one(Severity::Medium));
        assert_eq!(
            read(json!([{"id": "CVE-1", "severity": [{"method": "x", "score": "9.8"}]}])),
            one(Severity::Critical)
        );
        assert_eq!(read(json!([{"id": "CVE-1"}])), one(Severity::Critical), "nobody has rated it");
        assert_eq!(read(json!({"Results": null})), Some(vec![]));
        for unknown in [
            json!({}),
            json!({"runs": []}),
            json!("x"),
            json!(null),
            json!({"Results": 1}),
            json!({"results": [{"packages": 1}]}),
        ] {
            assert_eq!(read(unknown.clone()), None, "{unknown}");
        }
    }
}
