//! `--squash`: the layers that a build made become one.

use super::Squash;
use super::cache::KeyHasher;
use super::stage::{Done, Run, State};
use crate::error::{Context, Result};
use crate::files::flatten::squash;
use crate::image::file::blocking;
use crate::layer::{Decoder, LayerWriter, Limits, Tree};
use crate::oci::History;
use std::sync::Arc;

impl Run {
    /// The stage with its own layers (or all, as was asked for) as one. The history keeps its lines, which
    /// made no layer then, and gets one for the layer, as docker has it.
    pub async fn squashed(self: &Arc<Run>, state: &State) -> Result<State> {
        let base = match self.request.squash {
            Squash::No => return Ok(state.clone()),
            Squash::New => state.layers.iter().take_while(|l| l.compression.is_none()).count(),
            Squash::All => 0,
        };
        let many = state.layers.len() - base;
        if many < 2 {
            return Ok(state.clone());
        }
        let mut hasher = KeyHasher::new("squash");
        hasher.text(&base.to_string()).text(&format!("{:?}", self.request.times.files));
        for layer in &state.layers {
            hasher.text(&layer.diff_id.to_string());
        }
        let key = hasher.finish();
        let done = match self.cached(&key, state.stage).await {
            Some(done) => done,
            None => {
                let tree = self.tree(state).await?;
                let (run, layers) = (self.clone(), state.layers.clone());
                let handle = tokio::runtime::Handle::current();
                blocking(move || {
                    let below = Tree::stack(&tree.layers()[..base]);
                    let blob = run.tools.store.temp_file()?;
                    let out = blob.reopen().context(|| "write a layer".into())?;
                    let mut writer = LayerWriter::new(out, run.request.compression, run.request.jobs)?;
                    let mut open = |layer: usize| {
                        let (blob, encoding) = handle.block_on(run.layers.blob(&layers[layer]))?;
                        Decoder::new(blob, encoding, &Limits::default())
                    };
                    squash(&tree, &below, &mut open, &mut writer)?;
                    let (_, layer) = writer.finish()?;
                    let store = &run.tools.store;
                    store.layout().adopt(blob, &layer.digest)?;
                    store.put_toc(&layer.diff_id, &layer.toc)?;
                    run.record(&key, Some(&layer))
                })
                .await?
            }
        };
        let mut out = state.clone();
        out.layers.truncate(base);
        let mut left = base;
        for line in out.config.history.iter_mut().filter(|h| !h.empty_layer) {
            line.empty_layer = left == 0;
            left = left.saturating_sub(1);
        }
        if let Done::Layer(layer) = done {
            out.config.history.push(History {
                created: self.request.times.created.or(layer.created).map(super::finish::rfc3339),
                created_by: None,
                author: None,
                comment: Some(format!("squashed {many} layers")),
                empty_layer: false,
            });
            out.layers.push(layer);
        }
        Ok(out)
    }
}
