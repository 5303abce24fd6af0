//! Whose turn it is to do a RUN, where other machines build the same. Within one machine that is
//! decided before (see [`crate::build::turn`]).

use crate::build::cache::Key;
use crate::build::far::Turn;
use crate::build::stage::{Done, Run};
use crate::error::{Error, Kind, Result};
use crate::event::{Event, Span, Stream, TaskId, Work};
use tokio::sync::SemaphorePermit;
use tokio::time::Instant;

/// What came of it.
#[allow(clippy::large_enum_variant)] // one exists at a time
pub enum Mine<'a> {
    /// The step is ours, with the slot that was taken for it.
    Ours(Option<SemaphorePermit<'a>>),
    /// Another builder has done it meanwhile.
    Known(Done),
}

impl Run {
    /// Waits until the step is ours or done. Only what can begin at once is claimed, and who
    /// waits for another builder keeps no slot from other steps.
    pub async fn claimed(&self, key: &Key, stage: usize, id: TaskId) -> Result<Mine<'_>> {
        let far = &self.tools.far;
        if !far.shares() || self.wants_fresh(stage) {
            return Ok(Mine::Ours(None));
        }
        let (begin, mut waiting, mut times) = (Instant::now(), None, 0);
        loop {
            let slot = self.slots.acquire().await;
            let slot = slot.map_err(|e| Error::new(Kind::Internal, "no slot for a RUN").because(e))?;
            match far.claim(key).await {
                Turn::Ours => return Ok(Mine::Ours(Some(slot))),
                Turn::Done(hit) => return Ok(Mine::Known(self.taken(key, hit))),
                Turn::Theirs if begin.elapsed() >= far.patience() => return Ok(Mine::Ours(Some(slot))),
                Turn::Theirs => drop(slot),
            }
            waiting.get_or_insert_with(|| {
                let data = b"another builder works on this step; waiting for it\n".to_vec();
                self.tools.events.emit(Event::Output { id, stream: Stream::Stderr, data });
                Span::begin(&self.tools.events, Work::Wait, "another builder works on it".into(), Some(id))
            });
            far.look_later(times).await;
            times += 1;
            self.tools.check_cancelled()?;
        }
    }
}
