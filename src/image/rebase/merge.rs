//! Three configs become one.

use super::{Change, Whose, present};
use crate::error::{Error, Kind, Result};
use crate::oci::ImageConfig;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What is made anew and not merged.
const MADE: [&str; 3] = ["rootfs", "history", "created"];
/// Maps whose keys are merged one by one; everything else is one value.
const MAPS: [&str; 4] = ["config", "config.Labels", "config.Volumes", "config.ExposedPorts"];
/// Triggers run in the build on the base, and are gone then: the image's are its own.
const OWN: [&str; 1] = ["config.OnBuild"];

/// The image's config with what the new base changes; rootfs, history and time are the image's.
pub fn configs(image: &ImageConfig, old: &ImageConfig, new: &ImageConfig) -> Result<(ImageConfig, Vec<Change>)> {
    let (ours, base, theirs) = (document(image)?, document(old)?, document(new)?);
    let mut changes = Vec::new();
    let mut merged = maps("", &ours, &base, &theirs, &mut changes);
    for name in MADE {
        match ours.get(name) {
            Some(value) => drop(merged.insert(name.into(), value.clone())),
            None => drop(merged.remove(name)),
        }
    }
    let merged = serde_json::from_value(Value::Object(merged))
        .map_err(|e| Error::new(Kind::Format, "the merged config is no image config").because(e))?;
    Ok((merged, changes))
}

fn document(config: &ImageConfig) -> Result<Map<String, Value>> {
    match serde_json::to_value(config) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(Error::new(Kind::Internal, "read an image config")),
    }
}

fn maps(
    place: &str,
    ours: &Map<String, Value>,
    old: &Map<String, Value>,
    theirs: &Map<String, Value>,
    changes: &mut Vec<Change>,
) -> Map<String, Value> {
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut out = Map::new();
    for key in keys {
        let field = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
        if let Some(value) = value(&field, ours.get(key), old.get(key), theirs.get(key), changes) {
            out.insert(key.clone(), value);
        }
    }
    out
}

fn value(
    field: &str,
    ours: Option<&Value>,
    old: Option<&Value>,
    theirs: Option<&Value>,
    changes: &mut Vec<Change>,
) -> Option<Value> {
    if MADE.contains(&field) || OWN.contains(&field) {
        return ours.cloned();
    }
    // A key of a map counts even if it is empty (a label without a value).
    let inside = |f: &str| MAPS[1..].iter().any(|m| f.strip_prefix(m).is_some_and(|rest| rest.starts_with('.')));
    let (ours, old, theirs) =
        if inside(field) { (ours, old, theirs) } else { (present(ours), present(old), present(theirs)) };
    if MAPS.contains(&field) {
        let [a, b, c] = [ours, old, theirs].map(|v| v.and_then(Value::as_object).cloned().unwrap_or_default());
        return Some(Value::Object(maps(field, &a, &b, &c, changes)));
    }
    if field == "config.Env" {
        return Some(environment(ours, old, theirs, changes));
    }
    if ours == old {
        if ours != theirs {
            changes.push(Change { field: field.into(), from: Whose::Base });
        }
        return theirs.cloned();
    }
    if theirs != old && theirs != ours {
        changes.push(Change { field: field.into(), from: Whose::Image });
    }
    ours.cloned()
}

/// `NAME=value` lines by their names, in the new base's order, then in the image's.
fn environment(ours: Option<&Value>, old: Option<&Value>, theirs: Option<&Value>, changes: &mut Vec<Change>) -> Value {
    let [ours, old, theirs] = [ours, old, theirs].map(lines);
    let find = |lines: &[(String, String)], name: &str| {
        lines.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.clone())
    };
    let mut out: Vec<Value> = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, _) in theirs.iter().chain(&ours) {
        if !seen.insert(name) {
            continue;
        }
        let (a, b, c) = (find(&ours, name), find(&old, name), find(&theirs, name));
        let mut tell = |from| changes.push(Change { field: format!("config.Env.{name}"), from });
        let kept = if a == b {
            if a != c {
                tell(Whose::Base);
            }
            c
        } else if b == c || a == c {
            a
        } else if let Some(both) = search_path(name, &a, &b, &c) {
            tell(Whose::Both);
            Some(both)
        } else {
            tell(Whose::Image);
            a
        };
        out.extend(kept.map(Value::String));
    }
    Value::Array(out)
}

/// Whole lines by their names.
fn lines(value: Option<&Value>) -> Vec<(String, String)> {
    let texts = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    texts.map(|line| (line.split('=').next().unwrap_or(line).to_string(), line.to_string())).collect()
}

/// A search path that the image has built around its base's, around the new base's.
fn search_path(name: &str, ours: &Option<String>, old: &Option<String>, theirs: &Option<String>) -> Option<String> {
    if !name.ends_with("PATH") {
        return None;
    }
    let value = |line: &Option<String>| Some(line.as_deref()?.split_once('=')?.1.to_string());
    let (ours, old, theirs) = (value(ours)?, value(old)?, value(theirs)?);
    let (parts, inner): (Vec<&str>, Vec<&str>) = (ours.split(':').collect(), old.split(':').collect());
    let at = parts.windows(inner.len()).position(|w| w == inner)?;
    let around = [&parts[..at], &[theirs.as_str()], &parts[at + inner.len()..]].concat();
    Some(format!("{name}={}", around.join(":")))
}
