//! What the engine reports while it works. Never printed here: `cli::render`
//! turns events into a terminal display, plain lines or JSON.

use std::sync::Arc;

/// Names one unit of work (a build step, a blob transfer) for its lifetime.
pub type TaskId = u64;

/// Which stream of a RUN command a piece of output came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// How a task ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The work was done.
    Done,
    /// A cache record answered; no work was needed.
    Cached,
    /// The destination had it already.
    Exists,
    /// The destination took it from a neighbour (mount, link).
    Reused,
    /// It failed; the error travels separately.
    Failed,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A task began. `total` is in bytes, where the task moves bytes and knows.
    Started {
        /// The task.
        id: TaskId,
        /// What people read: `[build 2/5] RUN make`, `blob sha256:1234 (20 MB)`.
        label: String,
        /// Bytes to move, if that is what the task does.
        total: Option<u64>,
    },
    /// `done` bytes of the task's total have moved.
    Progress {
        /// The task.
        id: TaskId,
        /// Bytes moved since the task began.
        done: u64,
    },
    /// Output of a RUN command, as it came.
    Output {
        /// The step.
        id: TaskId,
        /// Which stream.
        stream: Stream,
        /// The bytes.
        data: Vec<u8>,
    },
    /// A task ended.
    Finished {
        /// The task.
        id: TaskId,
        /// How.
        outcome: Outcome,
    },
    /// What was decided and why, for those who ask (`--debug`).
    Note {
        /// The text.
        message: String,
    },
    /// Something the user should know that is no failure.
    Warning {
        /// The text, with its subject.
        message: String,
    },
}

/// Receives events, from any thread, and must not block for long.
pub trait EventSink: Send + Sync {
    /// Takes one event.
    fn emit(&self, event: Event);
}

/// A shared sink.
pub type Events = Arc<dyn EventSink>;

/// Drops everything.
#[derive(Debug, Default)]
pub struct Silent;

impl EventSink for Silent {
    fn emit(&self, _: Event) {}
}

/// A fresh [`TaskId`], unique in this process.
pub fn next_task() -> TaskId {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
