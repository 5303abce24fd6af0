//! `imgtool inspect REF`: what an image is, from its manifest and config alone.

use crate::cli::args::Inspect;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use crate::image::{Image, Node};
use crate::oci::{ImageConfig, Platform};
use crate::transport::Reference;
use crate::transport::registry::Paging;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The summary, in the shape that `skopeo inspect` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
    digest: String,
    repo_tags: Vec<String>,
    created: Option<String>,
    docker_version: String,
    labels: Option<BTreeMap<String, String>>,
    architecture: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<String>,
    os: String,
    layers: Vec<String>,
    layers_data: Vec<LayerData>,
    env: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct LayerData {
    #[serde(rename = "MIMEType")]
    mime_type: String,
    digest: String,
    size: u64,
    annotations: Option<BTreeMap<String, String>>,
}

/// Prints the summary, the manifest (`--raw`) or the config (`--config`).
pub async fn run(args: Inspect, session: &Arc<Session>) -> Result<()> {
    let reference: Reference = session.reference(&args.reference)?;
    let access = session.access(&args.registry, Some(&reference));
    let node = access.source(&reference).await?;
    if args.raw && !args.config {
        // An index stays an index: only an explicit platform picks from it.
        let raw = match args.platform {
            Some(platform) => node.image_for(&platform).await?.raw,
            None => node.raw().clone(),
        };
        return render::result(&raw);
    }
    let image = node.image_for(&args.platform.unwrap_or_else(Platform::host)).await?;
    if args.config {
        let raw = image.config_bytes().await?;
        if args.raw {
            return render::result(&raw);
        }
        let config: serde_json::Value =
            serde_json::from_slice(&raw).map_err(|e| Error::new(Kind::Format, "the config is not JSON").because(e))?;
        return render::json(&config);
    }
    let config = image.config().await?;
    let tags = match &reference {
        Reference::Registry(r) if !args.no_tags => access.tags(r, &Paging::default()).await?,
        _ => Vec::new(),
    };
    render::json(&summary(&reference, &node, &image, config, tags))
}

fn summary(reference: &Reference, node: &Node, image: &Image, config: ImageConfig, tags: Vec<String>) -> Summary {
    let (name, tag) = match reference {
        Reference::Registry(r) => (Some(r.name()), r.digest().map_or(r.tag().map(str::to_string), |_| None)),
        Reference::Store(name) => (Some(name.clone()), None),
        _ => (None, None),
    };
    let layers = &image.manifest.layers;
    Summary {
        name,
        tag,
        digest: node.descriptor().digest.to_string(),
        repo_tags: tags,
        created: config.created,
        docker_version: config.extra.get("docker_version").and_then(|v| v.as_str()).unwrap_or_default().to_string(),
        labels: Some(config.config.labels).filter(|l| !l.is_empty()),
        architecture: config.architecture,
        variant: config.variant,
        os: config.os,
        layers: layers.iter().map(|l| l.digest.to_string()).collect(),
        layers_data: layers
            .iter()
            .map(|l| LayerData {
                mime_type: l.media_type.clone(),
                digest: l.digest.to_string(),
                size: l.size,
                annotations: Some(l.annotations.clone()).filter(|a| !a.is_empty()),
            })
            .collect(),
        env: Some(config.config.env).filter(|e| !e.is_empty()),
    }
}
