//! The layer engine: deterministic tar in and out, parallel compression, both
//! digests in one pass, whiteouts, the table of contents and the merged Tree.
//! Synchronous: plain `Read` and `Write`, used from blocking threads.

pub mod entry;

pub use entry::{Entry, EntryKind, Timestamp};
