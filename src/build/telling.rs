//! What the steps made, told to caches far away.

use super::cache::{Key, RecordedLayer};
use super::far::{Made, Scope};
use super::stage::{Done, Run, StepMade};
use crate::error::Result;
use crate::event::Event;
use crate::files::LayerInfo;
use crate::image::{BlobSource, Location, Node};
use crate::oci::RegistryRef;
use std::sync::Arc;

impl Run {
    /// Notes what a step made, for caches far away; what is kept a step is on its way at once.
    pub(super) fn learn(self: &Arc<Run>, key: &Key, stage: usize, done: &Done, cached: bool) {
        let layer = match done {
            Done::Layer(layer) => Some(layer.clone()),
            Done::Nothing | Done::Later(_) => None,
        };
        self.steps.lock().unwrap_or_else(|e| e.into_inner()).push(StepMade {
            key: *key,
            stage,
            layer: layer.clone(),
            now: !cached,
        });
        if cached || !self.tools.far.keeps() {
            return;
        }
        let (run, key) = (self.clone(), *key);
        self.keeping.lock().unwrap_or_else(|e| e.into_inner()).spawn(async move {
            match run.portable(layer).await {
                Ok(layer) => run.tools.far.keep_step(&key, layer).await,
                Err(e) => {
                    run.tools.events.emit(Event::Warning { message: format!("a step is not kept: {}", e.what()) })
                }
            }
            run.tools.far.release(&key).await;
        });
    }

    /// Waits until every step is kept that is to be, and the tables of all layers with them.
    pub async fn keeping_done(self: &Arc<Run>) {
        let mut tasks = std::mem::take(&mut *self.keeping.lock().unwrap_or_else(|e| e.into_inner()));
        if tasks.is_empty() {
            return;
        }
        for (diff_id, toc) in self.layers.tables() {
            let run = self.clone();
            tasks.spawn(async move { run.tools.far.keep_table(&diff_id, &toc).await });
        }
        while tasks.join_next().await.is_some() {}
    }

    /// A layer as others can have it: compressed as asked, and where its blob is.
    async fn portable(
        self: &Arc<Run>,
        layer: Option<LayerInfo>,
    ) -> Result<Option<(RecordedLayer, Arc<dyn BlobSource>)>> {
        let Some(layer) = layer else { return Ok(None) };
        let layer = super::finish::export(self, &layer).await?;
        let recorded = RecordedLayer {
            diff_id: layer.diff_id,
            descriptor: layer.descriptor,
            compression: layer.compression.unwrap_or_default(),
            created: layer.created.unwrap_or(self.request.times.now),
        };
        Ok(Some((recorded, layer.blobs)))
    }

    /// What the steps made, those of the image or all.
    pub async fn made(self: &Arc<Run>, scope: Scope) -> Result<Made> {
        let steps = self.steps.lock().unwrap_or_else(|e| e.into_inner()).clone();
        let mut made = Made::default();
        for StepMade { key, stage, layer, .. } in steps {
            if scope == Scope::Max || self.graph.exported.contains(&stage) {
                made.step(&key, self.portable(layer).await?);
            }
        }
        for (diff_id, toc) in self.layers.tables() {
            made.table(&diff_id, &toc)?;
        }
        Ok(made)
    }

    /// The tables of the images that the build was made from, each to be attached to its image: of those
    /// in registries whose every layer was looked into here.
    pub async fn base_tables(&self) -> Result<Vec<(RegistryRef, Node)>> {
        let mut out = Vec::new();
        for (_, image) in self.images.made() {
            let Location::Repository(place) = image.blobs.locate(&image.descriptor) else { continue };
            let mut made = Made::default();
            let mut whole = true;
            for diff_id in &image.config().await?.rootfs.diff_ids {
                match self.tools.store.toc(diff_id)? {
                    Some(toc) => made.table(diff_id, &toc)?,
                    None => whole = false,
                }
            }
            if whole {
                out.push((place, made.attached(&image.descriptor)?));
            }
        }
        Ok(out)
    }
}
