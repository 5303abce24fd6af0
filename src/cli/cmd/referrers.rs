//! `imgtool referrers REF`: what is attached to an image, and to that, as a tree.

use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::copy::{Attached, attached};
use crate::error::Result;
use crate::oci::{Digest, Platform};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Show what is attached to an image: signatures, SBOMs, attestations
#[derive(Debug, Args)]
pub struct Referrers {
    /// The image or index
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Only artifacts of this type, and what is attached to them
    #[arg(long, value_name = "TYPE")]
    pub artifact_type: Option<String>,
    /// What is attached to this platform's image of an index
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// A manifest with what is attached to it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Found {
    media_type: String,
    digest: Digest,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact_type: Option<String>,
    /// The tag that ties it to its subject, where no field does.
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    referrers: Vec<Found>,
}

impl Found {
    pub(super) fn leaf(one: Attached) -> Found {
        let d = one.descriptor;
        Found {
            media_type: d.media_type,
            digest: d.digest,
            size: d.size,
            artifact_type: d.artifact_type,
            tag: one.tag,
            annotations: d.annotations,
            referrers: Vec::new(),
        }
    }

    pub(super) fn kind(&self) -> Option<&str> {
        self.artifact_type.as_deref()
    }

    /// What people call it: its type, or the ending of the tag that it lies under.
    fn label(&self) -> String {
        match (&self.artifact_type, self.tag.as_deref().and_then(|t| t.rsplit_once('.'))) {
            (_, Some((_, "sig"))) => "cosign signatures".into(),
            (_, Some((_, "att"))) => "cosign attestations".into(),
            (_, Some((_, "sbom"))) => "cosign SBOM".into(),
            (Some(kind), _) => kind.clone(),
            (None, _) => "(no type)".into(),
        }
    }
}

/// One line each, in columns.
pub(super) fn rows(found: &[Found]) -> Result<String> {
    let mut lines = vec![["TYPE", "DIGEST", "SIZE", "ANNOTATIONS"].map(String::from)];
    for one in found {
        let notes: Vec<String> = one.annotations.iter().map(|(k, v)| format!("{k}={v}")).collect();
        lines.push([one.label(), one.digest.to_string(), one.size.to_string(), notes.join(" ")]);
    }
    render::columns(&lines)
}

/// Prints the tree.
pub async fn run(args: Referrers, session: &Arc<Session>) -> Result<()> {
    let reference = session.reference(&args.reference)?;
    let access = session.access(&args.registry, Some(&reference));
    let node = access.source(&reference).await?;
    let subject = match &args.platform {
        Some(platform) => node.image_for(platform).await?.descriptor,
        None => node.descriptor().clone(),
    };
    let all = attached(node.blobs(), std::slice::from_ref(&subject.digest)).await?;
    let mut below = below(&subject.digest, all);
    if let Some(kind) = &args.artifact_type {
        below.retain(|f| f.kind() == Some(kind));
    }
    if args.json {
        return render::json(&serde_json::json!({
            "reference": reference.to_string(),
            "mediaType": subject.media_type,
            "digest": subject.digest,
            "size": subject.size,
            "referrers": below,
        }));
    }
    let mut tree = termtree::Tree::new(format!("{reference} {}", subject.digest));
    tree.extend(below.iter().map(branch));
    render::result(tree.to_string().as_bytes())
}

/// Builds the tree from its leaves: `all` names subjects before what is attached to them.
fn below(root: &Digest, all: Vec<Attached>) -> Vec<Found> {
    let mut waiting: BTreeMap<Digest, Vec<Found>> = BTreeMap::new();
    for one in all.into_iter().rev() {
        let subject = one.subject.clone();
        let mut found = Found::leaf(one);
        found.referrers = waiting.remove(&found.digest).unwrap_or_default();
        waiting.entry(subject).or_default().insert(0, found);
    }
    waiting.remove(root).unwrap_or_default()
}

fn branch(found: &Found) -> termtree::Tree<String> {
    let mut text = format!("{} {} {}", found.label(), found.digest, render::bytes(found.size));
    if let Some(created) = found.annotations.get("org.opencontainers.image.created") {
        text.push_str(&format!(", {created}"));
    }
    let mut tree = termtree::Tree::new(text);
    tree.extend(found.referrers.iter().map(branch));
    tree
}
