//! `imgtool diff A B`.

use super::look::{Opened, kind_name, size};
use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use crate::files::flatten::walk;
use crate::image::Image;
use crate::layer::{Entry, EntryKind, Tree};
use crate::oci::Platform;
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Compare two images: files, config, sizes
#[derive(Debug, Args)]
pub struct Diff {
    /// The one
    #[arg(value_name = "A")]
    pub a: String,
    /// The other
    #[arg(value_name = "B")]
    pub b: String,
    /// This platform's images of indexes [default: this machine's]
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Only files
    #[arg(long, conflicts_with = "config_only")]
    pub files_only: bool,
    /// Only the config
    #[arg(long)]
    pub config_only: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// One difference: what, where, and how it is on both sides.
struct Difference {
    what: &'static str,
    place: String,
    a: Option<Value>,
    b: Option<Value>,
}

/// Prints what differs; the program's exit code is 1 if anything does.
pub async fn run(args: Diff, session: &Arc<Session>) -> Result<()> {
    let image = async |written: &str| -> Result<Image> {
        let reference = session.reference(written)?;
        let access = session.access(&args.registry, Some(&reference));
        access.source(&reference).await?.image_for(&args.platform.clone().unwrap_or_else(Platform::host)).await
    };
    let (a, b) = (image(&args.a).await?, image(&args.b).await?);
    let mut found = Vec::new();
    if !args.files_only {
        config(&a, &b, &mut found).await?;
    }
    if !args.config_only && a.manifest.layers != b.manifest.layers {
        let (a, b) = (Opened::new(&a, session).await?, Opened::new(&b, session).await?);
        files(&a.tree, &b.tree, &mut found)?;
    }
    if !args.files_only && !args.config_only {
        let sum = |image: &Image| image.manifest.layers.iter().map(|l| l.size).sum::<u64>();
        if sum(&a) != sum(&b) {
            let (a, b) = (Some(sum(&a).into()), Some(sum(&b).into()));
            found.push(Difference { what: "size", place: "layers".into(), a, b });
        }
    }
    if !found.is_empty() {
        session.answer_no();
    }
    print(&found, args.json)
}

/// Prints which files of `b` are not as in `a`.
pub async fn files_of(a: &Image, b: &Image, as_json: bool, session: &Session) -> Result<()> {
    let mut found = Vec::new();
    if a.manifest.layers != b.manifest.layers {
        let (a, b) = (Opened::new(a, session).await?, Opened::new(b, session).await?);
        files(&a.tree, &b.tree, &mut found)?;
    }
    print(&found, as_json)
}

fn print(found: &[Difference], as_json: bool) -> Result<()> {
    if as_json {
        let all: Vec<Value> =
            found.iter().map(|d| json!({"what": d.what, "place": d.place, "a": d.a, "b": d.b})).collect();
        return render::json(&all);
    }
    let mut text = String::new();
    for d in found {
        let show = |v: &Option<Value>| v.as_ref().map_or("-".into(), ToString::to_string);
        let sign = match (&d.a, &d.b) {
            (None, _) => '+',
            (_, None) => '-',
            _ => '~',
        };
        text.push_str(&format!("{sign} {} {}: {} => {}\n", d.what, d.place, show(&d.a), show(&d.b)));
    }
    render::result(text.as_bytes())
}

/// Every value of a JSON document by its path.
fn flat(value: &Value, place: String, out: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(k, v)| flat(v, format!("{place}.{k}"), out)),
        other => drop(out.insert(place.trim_start_matches('.').to_string(), other.clone())),
    }
}

async fn config(a: &Image, b: &Image, found: &mut Vec<Difference>) -> Result<()> {
    let read = async |image: &Image| -> Result<BTreeMap<String, Value>> {
        let raw = image.config_bytes().await?;
        let value: Value =
            serde_json::from_slice(&raw).map_err(|e| Error::new(Kind::Format, "the config is not JSON").because(e))?;
        let mut out = BTreeMap::new();
        flat(&value, String::new(), &mut out);
        Ok(out)
    };
    let (a, b) = (read(a).await?, read(b).await?);
    let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys.into_iter().filter(|k| a.get(*k) != b.get(*k)) {
        found.push(Difference { what: "config", place: key.clone(), a: a.get(key).cloned(), b: b.get(key).cloned() });
    }
    Ok(())
}

fn described(tree: &Tree) -> Result<BTreeMap<Vec<u8>, Value>> {
    let mut out = BTreeMap::new();
    walk(tree, b"", &mut |path, entry| {
        let entry = tree.get(path).map_or(entry, |n| n.content_entry());
        out.insert(path.to_vec(), describe(entry));
        Ok(())
    })?;
    Ok(out)
}

fn describe(entry: &Entry) -> Value {
    let mut value = json!({
        "type": kind_name(&entry.kind),
        "mode": format!("{:04o}", entry.mode),
        "owner": format!("{}:{}", entry.uid, entry.gid),
    });
    match &entry.kind {
        EntryKind::File { content, .. } => {
            value["size"] = size(&entry.kind).into();
            value["content"] = blake3::Hash::from(*content).to_hex()[..16].into();
        }
        EntryKind::Symlink { target } => value["target"] = String::from_utf8_lossy(target).into(),
        EntryKind::Char { major, minor } | EntryKind::Block { major, minor } => {
            value["device"] = format!("{major}:{minor}").into();
        }
        _ => {}
    }
    for (name, attribute) in &entry.xattrs {
        value[format!("xattr {}", String::from_utf8_lossy(name))] = crate::oci::digest::hex(attribute).into();
    }
    value
}

fn files(a: &Tree, b: &Tree, found: &mut Vec<Difference>) -> Result<()> {
    let (a, b) = (described(a)?, described(b)?);
    let mut paths: Vec<&Vec<u8>> = a.keys().chain(b.keys()).collect();
    paths.sort();
    paths.dedup();
    for path in paths.into_iter().filter(|p| a.get(*p) != b.get(*p)) {
        let place = format!("/{}", String::from_utf8_lossy(path));
        found.push(Difference { what: "file", place, a: a.get(path).cloned(), b: b.get(path).cloned() });
    }
    Ok(())
}
