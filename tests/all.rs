//! All integration tests, in one binary: one file per command or room.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod arrows;
mod build;
mod build_peers;
mod common;
mod copy;
mod generate;
mod hostile;
mod hostile_layouts;
mod inspect;
mod look;
mod main_job;
mod names;
mod runtime;
mod serve;
mod serve_api;
mod serve_life;
mod sync;
