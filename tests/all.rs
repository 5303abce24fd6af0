//! All integration tests, in one binary: one file per command or room.
#![allow(missing_docs)]

mod arrows;
mod build;
mod build_peers;
mod common;
mod copy;
mod inspect;
mod main_job;
mod runtime;
