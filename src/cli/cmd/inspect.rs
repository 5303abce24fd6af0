//! `imgtool inspect REF`: what an image is, from its manifest and config alone.

use crate::cli::args::Registry;
use crate::cli::render::{self, overview};
use crate::cli::session::{Access, Session};
use crate::error::{Error, Kind, Result};
use crate::image::{Image, Index, Node};
use crate::oci::{ContainerConfig, Descriptor, History, ImageConfig, Platform, media_type};
use crate::transport::Reference;
use crate::transport::registry::Paging;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Arc;

/// Show what an image is, without downloading its layers
#[derive(Debug, Args)]
pub struct Inspect {
    /// The image
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Print the manifest's bytes as they are
    #[arg(long)]
    pub raw: bool,
    /// Print the image's config; with --raw, its bytes as they are
    #[arg(long)]
    pub config: bool,
    /// Print with a template (`{{.Digest}}`, `{{range .Layers}}{{.}}\n{{end}}`), a JSON path (`$.LayersData[*].Size`),
    /// or as `json` or `table` [default: table on a terminal, else json]
    #[arg(short, long, value_name = "FORMAT", conflicts_with = "raw")]
    pub format: Option<String>,
    /// Look at this platform's image of an index [default: this machine's]
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Do not list the repository's tags
    #[arg(short = 'n', long)]
    pub no_tags: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// The summary: what `skopeo inspect` prints, and more below it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::cli) struct Summary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    pub digest: String,
    pub repo_tags: Vec<String>,
    #[serde(flatten)]
    pub image: Option<ImageSummary>,
    /// What the name points at.
    pub media_type: String,
    /// The images of an index.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub manifests: Vec<Descriptor>,
    /// The annotations of what the name points at.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

/// One image (or artifact).
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::cli) struct ImageSummary {
    pub created: Option<String>,
    pub docker_version: String,
    pub labels: Option<BTreeMap<String, String>>,
    pub architecture: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    pub os: String,
    pub layers: Vec<String>,
    pub layers_data: Vec<LayerData>,
    pub env: Option<Vec<String>>,
    /// The digest of the image's own manifest, which in an index is not the index's.
    pub image_digest: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Bytes of all layers, as they are stored.
    pub size: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<StepData>,
    /// What a container runs with; printed by `--config`.
    #[serde(skip)]
    pub runs: Box<ContainerConfig>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::cli) struct LayerData {
    #[serde(rename = "MIMEType")]
    pub mime_type: String,
    pub digest: String,
    pub size: u64,
    pub annotations: Option<BTreeMap<String, String>>,
}

/// One step of the history, beside the layer that it made.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::cli) struct StepData {
    #[serde(flatten)]
    pub step: StepText,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::cli) struct StepText {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Prints the summary, the manifest (`--raw`) or the config (`--config`).
pub async fn run(args: Inspect, session: &Arc<Session>) -> Result<()> {
    let reference: Reference = session.reference(&args.reference)?;
    let access = session.access(&args.registry, Some(&reference));
    let tags = async {
        match &reference {
            Reference::Registry(r) if !args.no_tags && !args.raw && !args.config => {
                access.tags(r, &Paging::default()).await
            }
            _ => Ok(Vec::new()),
        }
    };
    let image = look(&args, &access, &reference);
    // Tags and image are asked for at the same time; what is wrong with the image is told first.
    let (image, tags) = tokio::join!(image, tags);
    let Some((node, image)) = image? else { return Ok(()) };
    let summary = summary(&reference, &node, image, tags?);
    match args.format.as_deref() {
        None if std::io::stdout().is_terminal() => render::result(overview::text(&summary)?.as_bytes()),
        Some("table") => render::result(overview::text(&summary)?.as_bytes()),
        _ => show(&args, &summary),
    }
}

fn show(args: &Inspect, value: &impl Serialize) -> Result<()> {
    let Some(format) = &args.format else { return render::json(value) };
    let value = serde_json::to_value(value).map_err(|e| Error::new(Kind::Internal, "write the summary").because(e))?;
    render::result(render::template::render(format, &value)?.as_bytes())
}

/// What the name points at, and the image that is looked at. None where all has been printed.
async fn look(args: &Inspect, access: &Access, reference: &Reference) -> Result<Option<(Node, Option<ImageSummary>)>> {
    let node = access.source(reference).await?;
    if args.raw && !args.config {
        // An index stays an index: only an explicit platform picks from it.
        let raw = match &args.platform {
            Some(platform) => node.image_for(platform).await?.raw,
            None => node.raw().clone(),
        };
        return render::result(&raw).map(|()| None);
    }
    let image = match (&node, &args.platform) {
        // An index can be looked at wherever it runs.
        (Node::Index(index), None) if !args.config && !has_host(index) => return Ok(Some((node, None))),
        (_, platform) => node.image_for(&platform.clone().unwrap_or_else(Platform::host)).await?,
    };
    if args.config {
        let raw = image.config_bytes().await?;
        if args.raw {
            return render::result(&raw).map(|()| None);
        }
        let config: serde_json::Value =
            serde_json::from_slice(&raw).map_err(|e| Error::new(Kind::Format, "the config is not JSON").because(e))?;
        return show(args, &config).map(|()| None);
    }
    let config = if media_type::is_config(&image.manifest.config.media_type) {
        image.config().await?
    } else {
        // An artifact: its config, if it has one, is none of ours.
        let nothing = Platform::new("", "", None);
        ImageConfig::scratch(&nothing)
    };
    let summary = image_summary(&image, config);
    Ok(Some((node, Some(summary))))
}

fn has_host(index: &Index) -> bool {
    index.select(&Platform::host()).is_ok()
}

fn summary(reference: &Reference, node: &Node, image: Option<ImageSummary>, tags: Vec<String>) -> Summary {
    let (name, tag) = match reference {
        Reference::Registry(r) => (Some(r.name()), r.digest().map_or(r.tag().map(str::to_string), |_| None)),
        Reference::Store(name) => (Some(name.clone()), None),
        _ => (None, None),
    };
    let (manifests, annotations) = match node {
        Node::Image(image) => (Vec::new(), image.manifest.annotations.clone()),
        Node::Index(index) => (index.index.manifests.clone(), index.index.annotations.clone()),
    };
    Summary {
        name,
        tag,
        digest: node.descriptor().digest.to_string(),
        repo_tags: tags,
        image,
        media_type: node.descriptor().media_type.clone(),
        manifests,
        annotations,
    }
}

fn image_summary(image: &Image, config: ImageConfig) -> ImageSummary {
    let layers = &image.manifest.layers;
    ImageSummary {
        history: steps(config.history, layers),
        created: config.created,
        docker_version: config.extra.get("docker_version").and_then(|v| v.as_str()).unwrap_or_default().to_string(),
        labels: Some(config.config.labels.clone()).filter(|l| !l.is_empty()),
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
        env: Some(config.config.env.clone()).filter(|e| !e.is_empty()),
        image_digest: image.descriptor.digest.to_string(),
        artifact_type: image.manifest.artifact_type.clone(),
        size: layers.iter().fold(0, |sum, l| sum.saturating_add(l.size)),
        runs: Box::new(config.config),
    }
}

/// The history with the layers beside it; layers that it does not tell of come last.
fn steps(history: Vec<History>, layers: &[Descriptor]) -> Vec<StepData> {
    if history.is_empty() {
        return Vec::new();
    }
    let mut left = layers.iter();
    let mut steps: Vec<StepData> = history
        .into_iter()
        .map(|h| {
            let layer = if h.empty_layer { None } else { left.next() };
            step(StepText { created: h.created, created_by: h.created_by, comment: h.comment }, layer)
        })
        .collect();
    let nothing = || StepText { created: None, created_by: None, comment: None };
    steps.extend(left.map(|layer| step(nothing(), Some(layer))));
    steps
}

fn step(step: StepText, layer: Option<&Descriptor>) -> StepData {
    StepData { step, layer: layer.map(|l| l.digest.to_string()), size: layer.map(|l| l.size) }
}
