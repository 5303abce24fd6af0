//! What people write after `--format`: the part of Go's templates that is used with skopeo
//! (fields, `range`, `index`, `json`, `join`, `len`, over a JSON value, printed as Go prints),
//! or a JSON path (RFC 9535).
//!
//! The crate for Go templates prints lists and maps in Rust's debug form, maps in no order.

use crate::error::{Error, Kind, Result};
use serde_json::Value;

/// Templates inside templates.
const MAX_DEPTH: usize = 32;

enum Part<'a> {
    Text(&'a str),
    Print(&'a str),
    Range(&'a str, Vec<Part<'a>>),
}

/// Renders `text` with `value` as its dot. `json` alone is the value as JSON; `\n` and `\t` mean
/// what they do in Go.
pub fn render(text: &str, value: &Value) -> Result<String> {
    let text = text.replace("\\n", "\n").replace("\\t", "\t");
    if text.trim() == "json" {
        return Ok(format!("{value}\n"));
    }
    if text.trim_start().starts_with('$') {
        return path(text.trim(), value);
    }
    let mut rest = text.as_str();
    let parts = parse(&mut rest, false, 0)?;
    let mut out = String::new();
    run(&parts, value, &mut out)?;
    // As skopeo: it is the template that may end with a line feed, not what came of it.
    if !text.ends_with('\n') {
        out.push('\n');
    }
    Ok(out)
}

/// What a JSON path finds, one a line, strings without quotes.
fn path(text: &str, value: &Value) -> Result<String> {
    let path =
        serde_json_path::JsonPath::parse(text).map_err(|e| bad(format!("'{text}' is no JSON path")).because(e))?;
    Ok(path
        .query(value)
        .iter()
        .map(|found| format!("{}\n", found.as_str().map_or_else(|| found.to_string(), String::from)))
        .collect())
}

fn bad(why: impl Into<String>) -> Error {
    Error::new(Kind::Usage, format!("--format: {}", why.into()))
        .hint("for example: --format '{{.Digest}}' or --format '{{range .Layers}}{{.}}\\n{{end}}' or --format json")
}

fn parse<'a>(rest: &mut &'a str, inside: bool, depth: usize) -> Result<Vec<Part<'a>>> {
    if depth > MAX_DEPTH {
        return Err(bad("too deep"));
    }
    let mut parts = Vec::new();
    while let Some(open) = rest.find("{{") {
        parts.push(Part::Text(&rest[..open]));
        let Some(close) = rest[open..].find("}}") else { return Err(bad("a '{{' without '}}'")) };
        let action = rest[open + 2..open + close].trim().trim_matches('-').trim();
        *rest = &rest[open + close + 2..];
        match action.split_once(char::is_whitespace) {
            _ if action == "end" && inside => return Ok(parts),
            Some(("range", over)) => parts.push(Part::Range(over.trim(), parse(rest, true, depth + 1)?)),
            _ => parts.push(Part::Print(action)),
        }
    }
    if inside {
        return Err(bad("a 'range' without 'end'"));
    }
    parts.push(Part::Text(rest));
    Ok(parts)
}

fn run(parts: &[Part], dot: &Value, out: &mut String) -> Result<()> {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Print(action) => out.push_str(&go(&pipeline(action, dot)?)),
            Part::Range(over, body) => match pipeline(over, dot)? {
                Value::Array(items) => items.iter().try_for_each(|item| run(body, item, out))?,
                Value::Object(map) => map.values().try_for_each(|item| run(body, item, out))?,
                Value::Null => {}
                other => return Err(bad(format!("cannot range over {other}"))),
            },
        }
    }
    Ok(())
}

/// `a | b | c`: each gets what the one before made as its last argument.
fn pipeline(text: &str, dot: &Value) -> Result<Value> {
    let mut last = None;
    for command in text.split('|') {
        last = Some(call(command.trim(), dot, last)?);
    }
    last.ok_or_else(|| bad("an empty action"))
}

/// Words, of which quoted ones are strings.
fn words(text: &str) -> Result<Vec<&str>> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = if let Some(quoted) = rest.strip_prefix('"') {
            quoted.find('"').map(|i| i + 2).ok_or_else(|| bad(format!("a quote is not closed in '{text}'")))?
        } else {
            rest.find(char::is_whitespace).unwrap_or(rest.len())
        };
        out.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    Ok(out)
}

fn call(command: &str, dot: &Value, piped: Option<Value>) -> Result<Value> {
    let words = words(command)?;
    let Some((name, given)) = words.split_first() else { return Err(bad("an empty action")) };
    let mut arguments = given.iter().map(|word| operand(word, dot)).collect::<Result<Vec<Value>>>()?;
    arguments.extend(piped);
    match (*name, arguments.as_slice()) {
        ("json", [value]) => Ok(Value::String(value.to_string())),
        ("len", [value]) => Ok(match value {
            Value::Array(items) => items.len(),
            Value::Object(map) => map.len(),
            Value::String(text) => text.len(),
            _ => 0,
        }
        .into()),
        ("join", [Value::Array(items), Value::String(between)]) => {
            Ok(items.iter().map(go).collect::<Vec<_>>().join(between).into())
        }
        ("index", [of, keys @ ..]) => Ok(keys.iter().fold(of.clone(), |at, key| match key {
            Value::String(key) => at.get(key).cloned().unwrap_or_default(),
            key => key.as_u64().and_then(|i| at.get(usize::try_from(i).ok()?).cloned()).unwrap_or_default(),
        })),
        (word, []) => operand(word, dot),
        _ => Err(bad(format!("'{command}' is not known"))),
    }
}

fn operand(word: &str, dot: &Value) -> Result<Value> {
    if let Some(text) = word.strip_prefix('"').and_then(|w| w.strip_suffix('"')) {
        return Ok(text.into());
    }
    if let Ok(number) = word.parse::<u64>() {
        return Ok(number.into());
    }
    let Some(path) = word.strip_prefix('.') else { return Err(bad(format!("'{word}' is not known"))) };
    let mut at = dot;
    for name in path.split('.').filter(|n| !n.is_empty()) {
        at = match at {
            Value::Object(map) => match map.get(name) {
                Some(value) => value,
                // A label that is not set is empty; a field that does not exist is a mistake.
                None if std::ptr::eq(at, dot) => {
                    let known: Vec<&str> = map.keys().map(String::as_str).collect();
                    return Err(bad(format!("there is no field '.{name}'; known are {}", known.join(", "))));
                }
                None => return Ok(Value::Null),
            },
            _ => return Ok(Value::Null),
        };
    }
    Ok(at.clone())
}

/// As Go's `%v` prints it.
fn go(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".into(),
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(go).collect::<Vec<_>>().join(" ")),
        Value::Object(map) => {
            let mut pairs: Vec<String> = map.iter().map(|(k, v)| format!("{k}:{}", go(v))).collect();
            pairs.sort();
            format!("map[{}]", pairs.join(" "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_go_prints() {
        let value =
            serde_json::json!({"Digest": "sha256:x", "Layers": ["a", "b"], "Labels": {"z": "1", "a.b": "2"}, "N": 3});
        for (text, want) in [
            ("{{.Digest}}", "sha256:x\n"),
            ("{{ .Layers }} {{.Labels}}", "[a b] map[a.b:2 z:1]\n"),
            ("{{range .Layers}}<{{.}}>{{end}}", "<a><b>\n"),
            ("{{range .Layers}}{{.}}\\n{{end}}", "a\nb\n\n"),
            ("{{index .Labels \"a.b\"}}{{.Labels.z}}", "21\n"),
            ("{{json .Layers}}\\t{{len .Layers}}", "[\"a\",\"b\"]\t2\n"),
            ("{{.Labels | json}}", "{\"a.b\":\"2\",\"z\":\"1\"}\n"),
            ("{{join .Layers \", \"}}", "a, b\n"),
            ("{{.Labels.none}}", "<no value>\n"),
            ("{{index .Layers 1}}", "b\n"),
        ] {
            assert_eq!(render(text, &value).unwrap(), want, "{text}");
        }
        assert_eq!(render("$.Layers[*]", &value).unwrap(), "a\nb\n");
        assert_eq!(render("$.Labels['a.b']", &value).unwrap(), "2\n");
        assert_eq!(render("$.N", &value).unwrap(), "3\n");
        assert_eq!(render("$.Labels", &value).unwrap(), "{\"a.b\":\"2\",\"z\":\"1\"}\n");
        for wrong in
            ["$.[", "{{.Nothing}}", "{{", "{{range .Layers}}", "{{frob .N}}", "{{range .N}}{{end}}", "{{index \"}}"]
        {
            assert!(render(wrong, &value).is_err(), "{wrong}");
        }
    }
}
