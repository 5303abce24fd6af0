//! All integration tests, in one binary: one file per command or room.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod add_remote;
mod arrows;
mod artifact;
mod build;
mod build_contexts;
mod build_peers;
mod common;
mod copy;
mod generate;
mod hostile;
mod hostile_layouts;
mod index;
mod inspect;
mod look;
mod main_job;
mod matrix;
mod names;
mod referrers;
mod run_mounts;
mod runtime;
mod serve;
mod serve_api;
mod serve_life;
mod sync;
