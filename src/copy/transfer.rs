//! Carries a plan out.

use super::{Action, Plan, Step, convert};
use crate::error::{Context, Error, Kind, Result};
use crate::event::{Event, Events, Outcome, TaskId, next_task};
use crate::image::{BlobSource, ByteStream, Destination, Image, Role, in_own_task};
use crate::oci::{Descriptor, Digest, media_type};
use bytes::Bytes;
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Moves everything, then writes the manifest. Returns the manifest's descriptor.
pub(super) async fn transfer(
    plan: &Plan,
    destination: &dyn Destination,
    jobs: usize,
    events: &Events,
    role: Role<'_>,
) -> Result<Descriptor> {
    let recompressing = plan.layers.iter().filter(|l| matches!(l.action, Action::Recompress(_))).count();
    let diff_ids = if recompressing > 0 { plan.image.config().await?.rootfs.diff_ids } else { Vec::new() };
    let converting = Converting::of(recompressing);
    let layers = move_all(plan, &diff_ids, &converting, destination, jobs.max(1), events).await?;
    move_blob(&plan.image.blobs, &plan.config, None, &converting, destination, events).await?;
    let (descriptor, raw) = manifest(&plan.image, plan.format, layers)?;
    if role != Role::Child || !destination.has_manifest(&descriptor).await? {
        destination.put_manifest(&descriptor, raw, role).await?;
    }
    Ok(descriptor)
}

/// Layers that are written anew at one time. Each holds some blocks a thread in memory, and
/// reading one layer fills the pauses of writing another: two keep all cores busy.
const CONVERSIONS: usize = 2;

/// Shares the cores among the layers that are written anew.
struct Converting {
    turns: Semaphore,
    threads: usize,
}

impl Converting {
    fn of(layers: usize) -> Converting {
        let at_once = layers.clamp(1, CONVERSIONS);
        let cores = std::thread::available_parallelism().map_or(2, |n| n.get());
        Converting { turns: Semaphore::new(at_once), threads: cores.div_ceil(at_once) }
    }
}

/// Moves the layers, several at once; returns what they are at the destination.
async fn move_all(
    plan: &Plan,
    diff_ids: &[Digest],
    converting: &Converting,
    destination: &dyn Destination,
    jobs: usize,
    events: &Events,
) -> Result<Vec<Descriptor>> {
    let one = |i: usize| async move {
        let step = &plan.layers[i];
        let moved = move_blob(&plan.image.blobs, step, diff_ids.get(i), converting, destination, events).await?;
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
    move_blob(source, &step, None, &Converting::of(0), destination, events).await.map(drop)
}

async fn move_blob(
    source: &Arc<dyn BlobSource>,
    step: &Step,
    diff_id: Option<&Digest>,
    converting: &Converting,
    destination: &dyn Destination,
    events: &Events,
) -> Result<Descriptor> {
    let descriptor = &step.descriptor;
    let id = next_task();
    let label = format!("{} {}", kind_of(descriptor), descriptor.digest.short());
    events.emit(Event::Started { id, label, total: Some(descriptor.size) });
    events.emit(Event::Toward { id, place: destination.describe() });
    let result = async {
        match &step.action {
            Action::Exists => Ok((descriptor.clone(), Outcome::Exists)),
            Action::Move => {
                let from = source.locate(descriptor);
                if destination.try_reuse(descriptor, &from).await? {
                    return Ok((descriptor.clone(), Outcome::Reused));
                }
                // Not asked before; a registry that mounts nothing may have it all the same.
                if destination.reuse_tells(&from) && destination.has_blob(descriptor).await? {
                    return Ok((descriptor.clone(), Outcome::Exists));
                }
                if !complete(source, descriptor, destination, id, events).await? {
                    let stream = in_own_task(source.open(descriptor).await?.into_stream());
                    destination.put_blob(descriptor, counted(stream, 0, id, events)).await?;
                }
                Ok((descriptor.clone(), Outcome::Done))
            }
            Action::Recompress(compression) => {
                let closed = |_| Error::new(Kind::Internal, "the copy has ended");
                let _turn = converting.turns.acquire().await.map_err(closed)?;
                let reader = source.open(descriptor).await?;
                let threads = converting.threads;
                let stream = convert::recompressed(reader, descriptor, diff_id.cloned(), *compression, threads);
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

/// Fetches what is missing of a blob that an earlier run has left half done. False where there
/// is no such thing, or what was left is not of this blob.
async fn complete(
    source: &Arc<dyn BlobSource>,
    descriptor: &Descriptor,
    destination: &dyn Destination,
    id: TaskId,
    events: &Events,
) -> Result<bool> {
    let held = destination.left_over(descriptor).await?;
    if held == 0 {
        return Ok(false);
    }
    let Some(rest) = source.open_from(descriptor, held).await? else { return Ok(false) };
    match destination.put_rest(descriptor, held, counted(in_own_task(rest), held, id, events)).await {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == Kind::Integrity => {
            let message = format!("what was left of blob {} is not of it: {}", descriptor.digest, e.what());
            events.emit(Event::Note { message });
            Ok(false)
        }
        Err(e) => Err(e),
    }
}

fn kind_of(descriptor: &Descriptor) -> &'static str {
    if media_type::is_layer(&descriptor.media_type) { "layer" } else { "config" }
}

/// Reports the bytes that pass, after those that were there.
fn counted(stream: ByteStream, mut done: u64, id: TaskId, events: &Events) -> ByteStream {
    let events = events.clone();
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
