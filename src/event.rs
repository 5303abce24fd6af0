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

/// What a piece of work inside a build is, for those who draw how it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Work {
    /// A cache is asked for what a step made.
    Lookup,
    /// Something cannot begin yet.
    Wait,
    /// A layer is read and unpacked for RUN.
    Unpack,
    /// A command runs.
    Command,
    /// What a step changed is made a layer: read, hashed, compressed.
    Layer,
    /// A layer is compressed in another way.
    Compress,
}

impl Work {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Work::Lookup => "cache look-up",
            Work::Wait => "wait",
            Work::Unpack => "unpack",
            Work::Command => "command",
            Work::Layer => "layer",
            Work::Compress => "compress",
        }
    }
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
    /// A task could not begin before another had ended.
    After {
        /// The one.
        id: TaskId,
        /// The other.
        on: TaskId,
    },
    /// Where the bytes of a task go.
    Toward {
        /// The task.
        id: TaskId,
        /// The place, as its destination calls it; `store:` is the local store.
        place: String,
    },
    /// A piece of work began, inside a task or on its own. See [`Span`].
    Began {
        /// The piece.
        id: TaskId,
        /// What it is.
        work: Work,
        /// What people read.
        label: String,
        /// The task that it is a part of.
        within: Option<TaskId>,
    },
    /// A piece of work ended.
    Ended {
        /// The piece.
        id: TaskId,
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

/// A piece of work, which ends with the value.
pub struct Span {
    id: TaskId,
    events: Events,
}

impl Span {
    /// It begins.
    pub fn begin(events: &Events, work: Work, label: String, within: Option<TaskId>) -> Span {
        let id = next_task();
        events.emit(Event::Began { id, work, label, within });
        Span { id, events: events.clone() }
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        self.events.emit(Event::Ended { id: self.id });
    }
}

/// A fresh [`TaskId`], unique in this process.
pub fn next_task() -> TaskId {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}
