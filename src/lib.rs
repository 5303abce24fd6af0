//! imgtool builds OCI images and works with any OCI registry, without a daemon
//! and without root.
//!
//! Everything is an [`image::Node`]: a lazily evaluated value that knows its
//! manifest and fetches the rest when somebody asks.
//!
//! ```text
//! Dockerfile ── dockerfile ──> AST ── build ──> Image ─┐
//! reference ── transport ──> Node ─────────────────────┼── copy ──> Destination
//! Node's digest ── sign ──> artifact Node ─────────────┘
//! ```
//!
//! Rooms, from pure to outward; arrows go down only:
//!
//! * 0 pure: [`oci`], [`dockerfile`], [`sbom`], [`error`], [`event`]
//! * 1 values and bytes: [`image`], [`layer`], [`rootfs`]
//! * 2 adapters: [`transport`], [`runtime`], `sys` (the only unsafe code)
//! * 3 operations: [`copy`], [`files`], [`audit`], [`build`], [`serve`], [`sign`]
//! * 4 face: [`cli`]

pub mod audit;
pub mod build;
pub mod cli;
pub mod copy;
pub mod dockerfile;
pub mod error;
pub mod event;
pub mod files;
pub mod image;
pub mod layer;
pub mod oci;
pub mod rootfs;
pub mod runtime;
pub mod sbom;
pub mod serve;
pub mod sign;
mod sys;
pub mod transport;

pub use error::{Error, Result};
