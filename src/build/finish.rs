//! A finished stage becomes an image: config, manifest, and its layers as they were asked
//! for.

use super::far::{INLINE, Scope};
use super::stage::{Run, State};
use super::{Built, Request};
use crate::copy::recompressed;
use crate::error::{Error, Kind, Result};
use crate::event::{Span, Work};
use crate::files::LayerInfo;
use crate::image::memory::Overlay;
use crate::image::{BlobSource, Destination, Image};
use crate::oci::media_type::{Format, layer_encoding};
use crate::oci::{Descriptor, History, Manifest};
use bytes::Bytes;
use futures_util::StreamExt;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Layers that are compressed at one time at the end.
const EXPORTS: usize = 2;

/// Seconds since 1970 as RFC 3339.
pub fn rfc3339(secs: i64) -> String {
    let time = chrono::DateTime::from_timestamp(secs, 0).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// Makes the image.
pub async fn finish(run: &Arc<Run>, state: &State) -> Result<Built> {
    let request = &run.request;
    let mut overlay = Overlay::new();
    let mut layers = Vec::new();
    let mut exports = Vec::new();
    for layer in state.layers.clone() {
        let run = run.clone();
        exports.push(async move { export(&run, &layer).await });
    }
    let mut exports = futures_util::stream::iter(exports).buffered(EXPORTS);
    while let Some(exported) = exports.next().await {
        let exported = exported?;
        overlay.route(exported.descriptor.digest.clone(), exported.blobs.clone());
        let mut descriptor = exported.descriptor.clone();
        if let Some(encoding) = layer_encoding(&descriptor.media_type) {
            descriptor.media_type = request.format.layer(encoding).into();
        }
        layers.push(descriptor);
    }
    drop(exports);
    let mut config = state.config.clone();
    fill_history(&mut config.history);
    let last = config.history.iter().rev().find_map(|h| h.created.clone());
    config.created = request.times.created.map(rfc3339).or(last);
    config.rootfs.diff_ids = state.layers.iter().map(|l| l.diff_id.clone()).collect();
    config.config.labels.extend(request.labels.clone());
    for (name, value) in &request.changes.env {
        config.config.set_env(name, value);
    }
    let gone = |e: &String| request.changes.unset_env.iter().any(|name| e.split('=').next() == Some(name));
    config.config.env.retain(|e| !gone(e));
    if request.changes.no_history {
        config.history.clear();
    }
    if let Some(version) = &request.changes.os_version {
        config.os_version = Some(version.clone());
    }
    for feature in &request.changes.os_features {
        let gone = feature.strip_suffix('-');
        config.os_features.retain(|f| f != gone.unwrap_or(feature));
        config.os_features.extend(gone.is_none().then(|| feature.clone()));
    }
    let platform = config.platform();
    let made = match (request.inline_cache, request.tell) {
        (false, None) => None,
        (inline, tell) => Some(run.made(if inline { Scope::Min } else { tell.unwrap_or(Scope::Min) }).await?),
    };
    if let (true, Some(made)) = (request.inline_cache, &made) {
        config.extra.insert(INLINE.into(), made.clone().inline());
    }
    let made = match (request.inline_cache, request.tell) {
        (_, None) => None,
        (true, Some(Scope::Max)) => Some(run.made(Scope::Max).await?),
        _ => made,
    };
    let config = overlay.add(request.format.config(), json(&config)?);
    let id = config.digest.clone();
    let manifest = Manifest {
        schema_version: 2,
        media_type: Some(request.format.manifest().into()),
        artifact_type: None,
        config,
        layers,
        subject: None,
        annotations: annotations(request, state),
        extra: Default::default(),
    };
    let raw = json(&manifest)?;
    let mut descriptor = Descriptor::of(request.format.manifest(), &raw);
    descriptor.platform = Some(platform);
    Ok(Built {
        image: Image { descriptor, raw, manifest, blobs: Arc::new(overlay) },
        id,
        materials: run.materials(),
        made,
        tables: if request.tell_tables { run.base_tables().await? } else { Vec::new() },
    })
}

/// Gives lines of the history that made no layer, and so have no time of their own, the time
/// of the first layer after them, or else the last before: a build whose layers are all
/// cached makes the same image.
fn fill_history(history: &mut [History]) {
    let mut before: Option<String> = None;
    for i in 0..history.len() {
        if history[i].created.is_none() {
            let after = history[i..].iter().find_map(|h| h.created.clone());
            history[i].created = after.or(before.clone());
        }
        before = history[i].created.clone();
    }
}

fn json(value: &impl serde::Serialize) -> Result<Bytes> {
    let raw = serde_json::to_vec(value);
    raw.map(Bytes::from).map_err(|e| Error::new(Kind::Internal, "write an image document").because(e))
}

/// The base, for whoever rebases the image one day. Docker's documents have no place for it.
fn annotations(request: &Request, state: &State) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    if request.format == Format::Oci && request.changes.base_annotations {
        out.extend(state.annotations.clone());
    }
    if let (Format::Oci, Some((name, descriptor))) = (request.format, &state.base) {
        out.insert("org.opencontainers.image.base.digest".into(), descriptor.digest.to_string());
        if let Ok(name) = name.parse::<crate::oci::RegistryRef>() {
            out.insert("org.opencontainers.image.base.name".into(), name.to_string());
        }
    }
    out.extend(request.annotations.clone());
    out.retain(|name, _| !request.changes.unset_annotations.contains(name));
    out
}

/// A layer of ours with the compression that was asked for. Layers of the base stay.
pub async fn export(run: &Arc<Run>, layer: &LayerInfo) -> Result<LayerInfo> {
    let wanted = run.request.compression;
    let Some(have) = &layer.compression else { return Ok(layer.clone()) };
    if *have == wanted.to_string() {
        return Ok(layer.clone());
    }
    let store = &run.tools.store;
    let blobs: Arc<dyn BlobSource> = Arc::new(store.layout().clone());
    let info = |descriptor| LayerInfo {
        descriptor,
        blobs: blobs.clone(),
        compression: Some(wanted.to_string()),
        ..layer.clone()
    };
    let key = format!("as-{}-{}", wanted.to_string().replace(':', "-"), layer.diff_id.hex());
    if let Some(known) = store.cached::<Descriptor>(&key).filter(|d| store.has(d)) {
        return Ok(info(known));
    }
    let label = format!("compress layer {} as {wanted}", layer.diff_id.short());
    let _span = Span::begin(&run.tools.events, Work::Compress, label, None);
    let reader = layer.blobs.open(&layer.descriptor).await?;
    let stream = recompressed(reader, &layer.descriptor, Some(layer.diff_id.clone()), wanted, 0);
    let media_type = Format::Oci.layer(wanted.encoding());
    let descriptor = store.destination(None).put_new_blob(media_type, stream).await?;
    store.remember(&key, &descriptor)?;
    Ok(info(descriptor))
}
