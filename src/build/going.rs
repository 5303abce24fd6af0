//! Layers that are still being written while their stage goes on.
//!
//! What a COPY puts where is decided before a byte of its layer is written, and what a RUN has changed
//! lies in a directory before it is compressed: the next step can begin on that. A stage waits for its
//! layers where it needs their bytes, and at its end.

use super::stage::{Done, Run, State};
use super::step::run::WorkDir;
use super::turn::Lease;
use crate::error::{Error, Kind, Result};
use crate::files::LayerInfo;
use crate::image::file::blocking;
use crate::layer::{Toc, Tree};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// A step of which all is done but to write its layer.
pub struct Later {
    /// What the layer is going to hold, where that is known.
    pub toc: Option<Arc<Toc>>,
    /// The layer's files, unpacked, where they are.
    pub unpacked: Option<Arc<WorkDir>>,
    /// Writes it.
    pub write: BoxFuture<'static, Result<Done>>,
    /// The right to do so.
    pub lease: Lease,
}

/// A layer on its way.
pub struct Pending {
    /// As in [`Later`].
    pub toc: Option<Arc<Toc>>,
    /// As in [`Later`].
    pub unpacked: Option<Arc<WorkDir>>,
    /// The line of the history that speaks of it.
    pub line: Option<usize>,
    /// Yields it.
    pub task: JoinHandle<Result<Option<LayerInfo>>>,
}

/// The layers on their way, above those that the stage's state has.
#[derive(Default)]
pub struct Going {
    pending: Vec<Pending>,
    /// The merged file system with so many of them.
    tree: Option<(usize, Arc<Tree>)>,
}

impl Going {
    /// One more.
    pub fn push(&mut self, pending: Pending) {
        self.pending.push(pending);
    }

    /// The merged file system of the stage so far.
    pub async fn tree(&mut self, run: &Arc<Run>, state: &mut State) -> Result<Arc<Tree>> {
        if self.pending.iter().any(|p| p.toc.is_none()) {
            self.settle(run, state).await?;
        }
        let (known, tree) = match self.tree.take() {
            Some(known) => known,
            None => (0, run.layers.outlined(&state.layers).await?),
        };
        let above: Vec<Arc<Toc>> = self.pending[known..].iter().filter_map(|p| p.toc.clone()).collect();
        let tree = if above.is_empty() {
            tree
        } else {
            let stack = move || {
                let mut tree = Arc::unwrap_or_clone(tree);
                above.into_iter().for_each(|toc| tree.apply(toc));
                Ok(Arc::new(tree))
            };
            blocking(stack).await?
        };
        self.tree = Some((self.pending.len(), tree.clone()));
        Ok(tree)
    }

    /// The unpacked files of the layers on their way, the top one first. All others, and those that
    /// are below them, are waited for.
    pub async fn unpacked(&mut self, run: &Run, state: &mut State) -> Result<Vec<Arc<WorkDir>>> {
        if self.pending.iter().any(|p| p.unpacked.is_none()) {
            self.settle(run, state).await?;
        }
        Ok(self.pending.iter().rev().filter_map(|p| p.unpacked.clone()).collect())
    }

    /// Waits for all: the state has them then.
    pub async fn settle(&mut self, run: &Run, state: &mut State) -> Result<()> {
        self.tree = None;
        let mut failed = None;
        for pending in self.pending.drain(..) {
            // Who writes the layer may have the table alone.
            drop(pending.toc);
            let done = pending.task.await;
            let done = done.unwrap_or_else(|e| Err(Error::new(Kind::Internal, "a layer's task ended").because(e)));
            let layer = match done {
                Ok(layer) => layer,
                Err(e) => {
                    failed.get_or_insert(e);
                    continue;
                }
            };
            if let Some(line) = pending.line.and_then(|at| state.config.history.get_mut(at)) {
                line.created = run.time_of(layer.as_ref().and_then(|l| l.created));
                line.empty_layer = layer.is_none();
            }
            let Some(layer) = layer else { continue };
            if let Some(work) = &pending.unpacked {
                work.keep_as(&run.tools.store.rootfs_path(&layer.diff_id));
            }
            state.layers.push(layer);
        }
        failed.map_or(Ok(()), Err)
    }
}
