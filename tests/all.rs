//! All integration tests, in one binary: one file per command or room.
#![allow(missing_docs)]

mod runtime;
