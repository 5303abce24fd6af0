//! An [`Exploration`] as text, JSON, a table of limits and a page for a browser.

use super::{bytes, clean, columns};
use crate::error::{Error, Kind, Result};
use crate::files::explore::limits::{Limits, Measure, Outcome};
use crate::files::explore::{Event, Exploration, Type, What};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// As many wasted files are named in a summary.
const NAMED: usize = 10;
/// As many boxes a page's map has at most, and wasted files its list.
const BOXES: usize = 4000;
const LISTED: usize = 1000;
/// Directories are opened so deep in a page's map.
const DEPTH: usize = 12;

const PAGE: &str = include_str!("explore.html");
const STYLE: &str = include_str!("explore.css");
const SCRIPT: &str = include_str!("explore.js");

/// What is explored.
#[derive(Debug, Clone)]
pub struct Title {
    /// The name that was given.
    pub name: String,
    /// The manifest's digest.
    pub digest: String,
}

/// A share of one as percent.
pub fn percent(share: f64) -> String {
    // 99.96 % is not all of it.
    let value = share * 100.0;
    let shown = format!("{value:.1}");
    if shown == "100.0" && share < 1.0 { "99.9 %".into() } else { format!("{shown} %") }
}

/// An instruction as people wrote it, on one line.
pub fn instruction(created_by: &str) -> String {
    let text = created_by.strip_prefix("RUN ").filter(|t| t.starts_with("/bin/sh -c ")).unwrap_or(created_by);
    let text = text.strip_prefix("/bin/sh -c ").unwrap_or(text);
    let text = text.strip_prefix("#(nop) ").unwrap_or(text).trim();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    clean(words.strip_suffix(" # buildkit").unwrap_or(&words))
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.push('…');
    out
}

/// A path for people.
pub fn path(raw: &[u8]) -> String {
    clean(&format!("/{}", String::from_utf8_lossy(raw)))
}

/// A few lines on what the image is made of.
pub fn summary(title: &Title, of: &Exploration) -> Result<String> {
    let t = &of.totals;
    let mut text = format!("{} {}\n\n", clean(&title.name), title.digest);
    let pair = |name: &str, value: String| [name.to_string(), value];
    text.push_str(&columns(&[
        pair("Layers", of.layers.len().to_string()),
        pair("Stored", bytes(t.stored)),
        pair("Contents", format!("{} in all layers, {} to be seen", bytes(t.size), bytes(t.visible))),
        pair("Wasted", format!("{}, {} of what is above the base layer", bytes(t.wasted), percent(t.user_wasted))),
        pair("Efficiency", percent(t.efficiency)),
    ])?);
    let head = ["LAYER", "STORED", "CONTENTS", "WASTED", "ADDED", "CHANGED", "REMOVED", "INSTRUCTION"];
    let mut rows = vec![head.map(str::to_string)];
    for l in &of.layers {
        rows.push([
            l.index.to_string(),
            bytes(l.stored),
            bytes(l.size),
            bytes(l.wasted),
            l.added.to_string(),
            l.changed.to_string(),
            l.removed.to_string(),
            short(&instruction(&l.created_by), 60),
        ]);
    }
    text.push_str(&format!("\n{}", columns(&rows)?));
    if !of.wasted.is_empty() {
        let mut rows = vec![["WASTED", "LAYERS", "WHY", "FILE"].map(str::to_string)];
        for w in of.wasted.iter().take(NAMED) {
            let layers: Vec<String> = w.layers.iter().map(usize::to_string).collect();
            rows.push([bytes(w.bytes), layers.join(","), why(w.removed, w.same_content).into(), path(&w.path)]);
        }
        text.push_str(&format!("\n{}", columns(&rows)?));
        if of.wasted.len() > NAMED {
            text.push_str(&format!("and {} more: see --json or --html\n", of.wasted.len() - NAMED));
        }
    }
    Ok(text)
}

/// Why bytes are wasted.
pub fn why(removed: bool, same_content: bool) -> &'static str {
    match (removed, same_content) {
        (true, _) => "removed",
        (false, true) => "same again",
        (false, false) => "overwritten",
    }
}

fn measure(m: Measure) -> String {
    match m {
        Measure::Share(share) => percent(share),
        Measure::Bytes(n) => bytes(n),
    }
}

/// Each limit, how the image keeps it, and the verdict.
pub fn limits(outcomes: &[Outcome]) -> Result<String> {
    let mut rows = vec![["RESULT", "LIMIT", "ALLOWED", "ACTUAL"].map(str::to_string)];
    for o in outcomes {
        let bound = if o.rule.starts_with("lowest") { "at least" } else { "at most" };
        let result = if o.passed { "pass" } else { "FAIL" };
        rows.push([result.into(), o.rule.into(), format!("{bound} {}", measure(o.limit)), measure(o.actual)]);
    }
    let failed = outcomes.iter().filter(|o| !o.passed).count();
    let verdict = match (outcomes.len(), failed) {
        (0, _) => "no limits are set\n".to_string(),
        (all, 0) => format!("all {all} limits are kept\n"),
        (all, failed) => format!("{failed} of {all} limits are not kept\n"),
    };
    Ok(columns(&rows)? + &verdict)
}

/// All as one JSON document; with `changes`, what each layer did to each path.
pub fn document(title: &Title, of: &Exploration, changes: bool) -> Value {
    let mut value = json!({"image": title.name, "digest": title.digest});
    if let (Value::Object(into), Ok(Value::Object(from))) = (&mut value, serde_json::to_value(of)) {
        into.extend(from);
    }
    if changes {
        let flat =
            |(path, events): (&Vec<u8>, &Vec<Event>)| json!({"path": String::from_utf8_lossy(path), "events": events});
        value["changes"] = of.paths.iter().map(flat).collect();
    }
    value
}

/// A box of the page's map: a directory or a file of the finished image, with wasted bytes where they lay.
#[derive(Default)]
struct Node {
    size: u64,
    wasted: u64,
    /// Bytes by the layer that holds them.
    layers: BTreeMap<usize, u64>,
    dir: bool,
    children: BTreeMap<String, Node>,
}

fn map(of: &Exploration) -> Node {
    let mut top = Node { dir: true, ..Node::default() };
    let mut put = |path: &[u8], layer: usize, size: u64, wasted: u64| {
        top.size = top.size.saturating_add(size);
        top.wasted = top.wasted.saturating_add(wasted);
        let parts: Vec<&[u8]> = path.split(|b| *b == b'/').collect();
        let mut at = &mut top;
        for part in parts.iter().take(DEPTH) {
            at.dir = true;
            at = at.children.entry(String::from_utf8_lossy(part).into_owned()).or_default();
            at.size = at.size.saturating_add(size);
            at.wasted = at.wasted.saturating_add(wasted);
            let held = at.layers.entry(layer).or_default();
            *held = held.saturating_add(size).saturating_add(wasted);
        }
        at.dir |= parts.len() > DEPTH;
    };
    for (path, events) in &of.paths {
        if let Some(event) = events.last().filter(|e| e.what != What::Removed && e.kind == Type::File) {
            put(path, event.layer, event.size, 0);
        }
    }
    for w in &of.wasted {
        put(&w.path, w.layers.last().copied().unwrap_or(0), 0, w.bytes);
    }
    top
}

/// The largest boxes: what is smaller than `least` is summed up.
fn boxes(name: &str, node: &Node, least: u64) -> Value {
    let mut children = Vec::new();
    let (mut rest, mut rest_wasted, mut rest_count) = (0_u64, 0_u64, 0);
    for (name, child) in &node.children {
        if child.size.saturating_add(child.wasted) >= least {
            children.push(boxes(name, child, least));
        } else {
            (rest, rest_wasted) = (rest.saturating_add(child.size), rest_wasted.saturating_add(child.wasted));
            rest_count += 1;
        }
    }
    if rest.saturating_add(rest_wasted) > 0 {
        children.push(json!({"n": format!("{rest_count} smaller"), "s": rest, "w": rest_wasted, "rest": true}));
    }
    let most = node.layers.iter().max_by_key(|(_, held)| **held).map_or(0, |(layer, _)| *layer);
    let mut value = json!({"n": name, "s": node.size, "w": node.wasted, "l": most});
    if node.dir {
        value["c"] = children.into();
    }
    value
}

fn count(node: &Node, least: u64) -> usize {
    let large = node.children.values().filter(|c| c.size.saturating_add(c.wasted) >= least);
    1 + large.map(|c| count(c, least)).sum::<usize>()
}

/// A page that needs nothing else: what the image says of itself is only ever data in it.
pub fn html(title: &Title, of: &Exploration, limits: Option<&Limits>) -> Result<String> {
    let broken = |e| Error::new(Kind::Internal, "write a page").because(e);
    let top = map(of);
    let mut least = top.size.saturating_add(top.wasted) / 100_000 + 1;
    while count(&top, least) > BOXES {
        least = least.saturating_mul(2);
    }
    let outcomes = limits.map(|l| l.check(of)).unwrap_or_default();
    let mut data = document(title, of, false);
    if let Some(wasted) = data["wasted"].as_array_mut() {
        data["wastedFiles"] = wasted.len().into();
        data["wasted"].as_array_mut().map(|w| w.truncate(LISTED)).unwrap_or_default();
    }
    if let Some(layers) = data["layers"].as_array_mut() {
        for layer in layers {
            let made_by = instruction(layer["created_by"].as_str().unwrap_or_default());
            layer["created_by"] = made_by.into();
        }
    }
    data["map"] = boxes("/", &top, least);
    data["limits"] = outcomes
        .iter()
        .map(|o| json!({"rule": o.rule, "limit": measure(o.limit), "actual": measure(o.actual), "passed": o.passed}))
        .collect();
    // In a script element, only "</script" and "<!--" would mean something: no "<" is left, nor "&" and ">".
    let text = serde_json::to_string(&data).map_err(broken)?;
    let text = text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
    let hash = |text: &str| {
        use base64::Engine;
        use sha2::Digest;
        base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text.as_bytes()))
    };
    let policy =
        format!("default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'", hash(STYLE), hash(SCRIPT));
    let mut page = String::with_capacity(PAGE.len() + STYLE.len() + SCRIPT.len() + text.len());
    // One pass: what is put in is not looked at again.
    let mut rest = PAGE;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        page.push_str(before);
        page.push_str(match name {
            "policy" => &policy,
            "style" => STYLE,
            "script" => SCRIPT,
            "data" => &text,
            _ => "",
        });
        rest = after;
    }
    page.push_str(rest);
    Ok(page)
}
