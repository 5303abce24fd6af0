//! `imgtool container ls`.

use super::mount::Place;
use super::record::{Containers, Record};
use super::when;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use clap::Args;
use serde_json::{Value, json};
use std::sync::Arc;

/// List the working containers
#[derive(Debug, Args)]
pub struct List {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Only the names
    #[arg(short, long, conflicts_with_all = ["json", "format"])]
    pub quiet: bool,
    /// A Go template for each instead of a table: {{.ContainerName}} {{.ContainerID}} {{.ImageName}} {{.MountPoint}}
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "json")]
    pub format: Option<String>,
    /// Only those whose name, id or ancestor (the base) holds the text
    #[arg(short, long = "filter", value_name = "name|id|ancestor=TEXT")]
    pub filters: Vec<String>,
    /// No headings
    #[arg(short, long)]
    pub noheading: bool,
    /// Whole IDs
    #[arg(long)]
    pub notruncate: bool,
    /// There are no others
    #[arg(short, long, hide = true)]
    pub all: bool,
}

/// Lists them.
pub fn run(args: List, session: &Arc<Session>) -> Result<()> {
    let mut rows = Vec::new();
    for record in Containers::of(session)?.list()? {
        if !args.filters.iter().map(|f| passes(&record, f)).collect::<Result<Vec<_>>>()?.contains(&false) {
            let place = Place::of(session.store()?, &record.id);
            let mounted = place.is_mounted()?.then(|| place.point().display().to_string());
            rows.push((record, mounted));
        }
    }
    if args.quiet {
        let names: String = rows.iter().map(|(r, _)| format!("{}\n", r.name)).collect();
        return render::result(names.as_bytes());
    }
    if args.json {
        return render::json(&rows.iter().map(|(r, mounted)| ours(r, mounted.as_deref())).collect::<Vec<_>>());
    }
    if let Some(template) = &args.format {
        let mut text = String::new();
        for (record, mounted) in &rows {
            let line = render::template::render(template, &theirs(record, mounted.as_deref()))?;
            text.push_str(line.trim_end_matches('\n'));
            text.push('\n');
        }
        return render::result(text.as_bytes());
    }
    let head = ["CONTAINER ID", "NAME", "BASE", "PLATFORM", "CREATED", "MOUNTED AT"].map(String::from);
    let row = |(r, mounted): (Record, Option<String>)| {
        let id = if args.notruncate { r.id.as_str() } else { r.id.get(..12).unwrap_or(&r.id) };
        [id.to_string(), r.name, r.base, r.platform.to_string(), when(r.created), mounted.unwrap_or("-".into())]
    };
    let head = (!args.noheading).then_some(head);
    let rows: Vec<[String; 6]> = head.into_iter().chain(rows.into_iter().map(row)).collect();
    render::result(render::columns(&rows)?.as_bytes())
}

fn passes(record: &Record, filter: &str) -> Result<bool> {
    let digest = record.base_digest.as_ref().map(ToString::to_string).unwrap_or_default();
    match filter.split_once('=') {
        Some(("name", text)) => Ok(record.name.contains(text)),
        Some(("id", text)) => Ok(record.id.starts_with(text)),
        Some(("ancestor", text)) => Ok(record.base.contains(text) || digest == text),
        _ => Err(Error::new(Kind::Usage, format!("--filter '{filter}' is not known"))
            .hint("write name=TEXT, id=BEGINNING or ancestor=IMAGE")),
    }
}

fn ours(r: &Record, mounted: Option<&str>) -> Value {
    json!({
        "id": r.id, "name": r.name, "base": r.base, "baseDigest": r.base_digest,
        "platform": r.platform.to_string(), "created": when(r.created), "mountPoint": mounted,
    })
}

/// By the names that buildah has for it.
fn theirs(r: &Record, mounted: Option<&str>) -> Value {
    json!({
        "ContainerID": r.id, "ContainerName": r.name, "ImageName": r.base,
        "ImageID": r.base_digest.as_ref().map(ToString::to_string).unwrap_or_default(), "Builder": "*",
        "MountPoint": mounted.unwrap_or_default(),
    })
}
