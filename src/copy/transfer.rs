//! Carries a plan out.

use super::{Action, Plan, Step, convert};
use crate::error::{Context, Error, Kind, Result};
use crate::event::{Event, Events, Outcome, next_task};
use crate::image::{BlobSource, ByteStream, Destination, Image, Role};
use crate::oci::{Descriptor, Digest, media_type};
use bytes::Bytes;
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::sync::Arc;

/// Moves everything, then writes the manifest. Returns the manifest's descriptor.
pub(super) async fn transfer(
    plan: &Plan,
    destination: &dyn Destination,
    jobs: usize,
    events: &Events,
    role: Role<'_>,
) -> Result<Descriptor> {
    let recompressing = plan.layers.iter().any(|l| matches!(l.action, Action::Recompress(_)));
    let diff_ids = if recompressing { plan.image.config().await?.rootfs.diff_ids } else { Vec::new() };
    let layers = move_all(plan, &diff_ids, destination, jobs.max(1), events).await?;
    move_blob(&plan.image.blobs, &plan.config, None, destination, events).await?;
    let (descriptor, raw) = manifest(&plan.image, plan.format, layers)?;
    if role != Role::Child || !destination.has_manifest(&descriptor).await? {
        destination.put_manifest(&descriptor, raw, role).await?;
    }
    Ok(descriptor)
}

/// Moves the layers, several at once; returns what they are at the destination.
async fn move_all(
    plan: &Plan,
    diff_ids: &[Digest],
    destination: &dyn Destination,
    jobs: usize,
    events: &Events,
) -> Result<Vec<Descriptor>> {
    let one = |i: usize| async move {
        let step = &plan.layers[i];
        let moved = move_blob(&plan.image.blobs, step, diff_ids.get(i), destination, events).await?;
        Ok::<_, Error>((i, moved))
    };
    let mut out: Vec<Descriptor> = plan.layers.iter().map(|l| l.descriptor.clone()).collect();
    let mut running = FuturesUnordered::new();
    let mut next = 0..plan.layers.len();
    loop {
        while running.len() < jobs
            && let Some(i) = next.next()
        {
            running.push(one(i));
        }
        match running.next().await {
            Some(done) => {
                let (i, descriptor) = done?;
                out[i] = descriptor;
            }
            None => return Ok(out),
        }
    }
}

/// Brings one blob to `destination`, unless it is there.
pub async fn fetch(
    source: &Arc<dyn BlobSource>,
    descriptor: &Descriptor,
    destination: &dyn Destination,
    events: &Events,
) -> Result<()> {
    if destination.has_blob(descriptor).await? {
        return Ok(());
    }
    let step = Step { descriptor: descriptor.clone(), action: Action::Move };
    move_blob(source, &step, None, destination, events).await.map(drop)
}

async fn move_blob(
    source: &Arc<dyn BlobSource>,
    step: &Step,
    diff_id: Option<&Digest>,
    destination: &dyn Destination,
    events: &Events,
) -> Result<Descriptor> {
    let descriptor = &step.descriptor;
    let id = next_task();
    let label = format!("{} {}", kind_of(descriptor), descriptor.digest.short());
    events.emit(Event::Started { id, label, total: Some(descriptor.size) });
    let result = async {
        match &step.action {
            Action::Exists => Ok((descriptor.clone(), Outcome::Exists)),
            Action::Move => {
                if destination.try_reuse(descriptor, &source.locate(descriptor)).await? {
                    return Ok((descriptor.clone(), Outcome::Reused));
                }
                let stream = source.open(descriptor).await?.into_stream();
                destination.put_blob(descriptor, counted(stream, id, events)).await?;
                Ok((descriptor.clone(), Outcome::Done))
            }
            Action::Recompress(compression) => {
                let reader = source.open(descriptor).await?;
                let stream = convert::recompressed(reader, descriptor, diff_id.cloned(), *compression);
                let media_type = layer_type(&descriptor.media_type, compression.encoding());
                let mut new = destination.put_new_blob(media_type, stream).await?;
                new.annotations = descriptor.annotations.clone();
                Ok((new, Outcome::Done))
            }
        }
    }
    .await;
    let outcome = result.as_ref().map_or(Outcome::Failed, |(_, o)| o.clone());
    events.emit(Event::Finished { id, outcome });
    let moved: Result<Descriptor> = result.map(|(d, _)| d);
    moved.context(|| format!("copy blob {} to {}", descriptor.digest, destination.describe()))
}

fn kind_of(descriptor: &Descriptor) -> &'static str {
    if media_type::is_layer(&descriptor.media_type) { "layer" } else { "config" }
}

/// Reports the bytes that pass.
fn counted(stream: ByteStream, id: u64, events: &Events) -> ByteStream {
    let events = events.clone();
    let mut done = 0;
    stream
        .inspect(move |chunk| {
            if let Ok(chunk) = chunk {
                done += chunk.len() as u64;
                events.emit(Event::Progress { id, done });
            }
        })
        .boxed()
}

/// The media type of the same layer in another encoding: it stays in its family.
fn layer_type(old: &str, encoding: media_type::Encoding) -> &'static str {
    let docker = old.starts_with("application/vnd.docker.");
    let format = if docker { media_type::Format::Docker } else { media_type::Format::Oci };
    format.layer(encoding)
}

/// The manifest for the layers as they are at the destination: the old bytes where
/// nothing changed.
fn manifest(image: &Image, format: Option<media_type::Format>, layers: Vec<Descriptor>) -> Result<(Descriptor, Bytes)> {
    let same_format = format.is_none_or(|f| f.manifest() == image.descriptor.media_type);
    if same_format && layers == image.manifest.layers {
        return Ok((image.descriptor.clone(), image.raw.clone()));
    }
    let mut manifest = image.manifest.clone();
    manifest.layers = layers;
    let mut media_type = image.descriptor.media_type.clone();
    if let Some(format) = format {
        if !media_type::is_layer(manifest.layers.first().map_or(media_type::OCI_LAYER, |l| &l.media_type))
            || manifest.artifact_type.is_some()
        {
            return Err(Error::new(Kind::Unsupported, "an artifact cannot be converted to another manifest format"));
        }
        media_type = format.manifest().into();
        manifest.media_type = Some(media_type.clone());
        manifest.config.media_type = format.config().into();
        for layer in &mut manifest.layers {
            if let Some(encoding) = media_type::layer_encoding(&layer.media_type) {
                layer.media_type = format.layer(encoding).into();
            }
        }
        if format == media_type::Format::Docker {
            // Docker's schema 2 has no annotations and no subject.
            manifest.annotations.clear();
            manifest.subject = None;
            manifest.layers.iter_mut().for_each(|l| l.annotations.clear());
        }
    }
    let raw = serde_json::to_vec(&manifest).map_err(|e| Error::new(Kind::Internal, "write a manifest").because(e))?;
    let mut descriptor = Descriptor::of(media_type, &raw);
    descriptor.platform = image.descriptor.platform.clone();
    Ok((descriptor, raw.into()))
}
