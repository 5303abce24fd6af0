//! An image as people read it.

use super::{bytes, columns};
use crate::cli::cmd::index::table;
use crate::cli::cmd::inspect::{ImageSummary, Summary};
use crate::error::Result;

/// The most tags that are shown.
const MAX_TAGS: usize = 20;
/// The most characters of one step of the history.
const MAX_STEP: usize = 100;

/// Name, digest, platforms, what it runs, layers beside their history.
pub fn text(summary: &Summary) -> Result<String> {
    let mut fields: Vec<[String; 2]> = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            fields.push([format!("{name}:"), value]);
        }
    };
    let tag = summary.tag.as_ref().map(|t| format!(":{t}")).unwrap_or_default();
    add("Name", summary.name.as_ref().map(|n| format!("{n}{tag}")).unwrap_or_default());
    add("Digest", summary.digest.clone());
    add("Media type", summary.media_type.clone());
    if let Some(image) = &summary.image {
        about(image, summary, &mut add);
    }
    add("Tags", tags(&summary.repo_tags));
    let mut out = columns(&fields)?;
    let mut section = |title: &str, body: String| {
        if !body.is_empty() {
            out.push_str(&format!("\n{title}\n"));
            out.extend(body.lines().map(|line| format!("  {line}\n")));
        }
    };
    if !summary.manifests.is_empty() {
        section("Platforms", table(&summary.manifests)?);
    }
    section("Annotations", pairs(summary.annotations.iter())?);
    if let Some(image) = &summary.image {
        section("Environment", image.env.iter().flatten().map(|e| format!("{}\n", e.escape_debug())).collect());
        section("Labels", pairs(image.labels.iter().flatten())?);
        section("Layers", layers(image)?);
    }
    Ok(out)
}

fn about(image: &ImageSummary, summary: &Summary, add: &mut impl FnMut(&str, String)) {
    if image.image_digest != summary.digest {
        add("Image", image.image_digest.clone());
    }
    add("Artifact type", image.artifact_type.clone().unwrap_or_default());
    if !image.os.is_empty() {
        let variant = image.variant.as_ref().map(|v| format!("/{v}")).unwrap_or_default();
        add("Platform", format!("{}/{}{variant}", image.os, image.architecture));
    }
    add("Created", image.created.clone().unwrap_or_default());
    let layers = if image.layers.len() == 1 { "layer" } else { "layers" };
    add("Size", format!("{} in {} {layers}", bytes(image.size), image.layers.len()));
    let runs = &image.runs;
    let list = |words: &Option<Vec<String>>| words.as_ref().map(|w| serde_json::json!(w).to_string());
    add("User", runs.user.clone());
    add("Working directory", runs.working_dir.clone());
    add("Entrypoint", list(&runs.entrypoint).unwrap_or_default());
    add("Command", list(&runs.cmd).unwrap_or_default());
    add("Ports", runs.exposed_ports.keys().cloned().collect::<Vec<_>>().join(", "));
    add("Volumes", runs.volumes.keys().cloned().collect::<Vec<_>>().join(", "));
    add("Stop signal", runs.stop_signal.clone());
}

fn tags(tags: &[String]) -> String {
    let shown = tags.iter().take(MAX_TAGS).cloned().collect::<Vec<_>>().join(", ");
    match tags.len().saturating_sub(MAX_TAGS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn pairs<'a>(pairs: impl Iterator<Item = (&'a String, &'a String)>) -> Result<String> {
    columns(&pairs.map(|(name, value)| [name.clone(), value.clone()]).collect::<Vec<_>>())
}

/// One line a step, the layer that it made before it.
fn layers(image: &ImageSummary) -> Result<String> {
    let short = |digest: &str| digest.split(':').nth(1).unwrap_or(digest).chars().take(12).collect::<String>();
    let mut rows = vec![["LAYER", "SIZE", "CREATED", "BY"].map(String::from)];
    if image.history.is_empty() {
        // Of an artifact, what the files are called.
        for layer in &image.layers_data {
            let title = layer.annotations.as_ref().and_then(|a| a.get("org.opencontainers.image.title"));
            rows.push([short(&layer.digest), bytes(layer.size), String::new(), title.cloned().unwrap_or_default()]);
        }
    }
    for step in &image.history {
        let layer = step.layer.as_deref().map_or_else(|| "-".to_string(), short);
        let size = step.size.map_or_else(|| "-".to_string(), bytes);
        let created = step.step.created.as_deref().unwrap_or("-").chars().take(19).collect();
        rows.push([layer, size, created, one_line(step.step.created_by.as_deref().unwrap_or("-"))]);
    }
    Ok(if rows.len() > 1 { columns(&rows)? } else { String::new() })
}

/// The instruction, its white space pressed together, cut where it is long.
fn one_line(text: &str) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > MAX_STEP {
        line = line.chars().take(MAX_STEP - 1).chain(['…']).collect();
    }
    line
}
