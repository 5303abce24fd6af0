//! Trust: signing images, verifying what others signed, by keys or by certificates that a log knows.
//!
//! ```text
//! digest ── payload | statement ── key ──> bytes + signature ── attach ──> artifact Node ── copy ──> registry
//! digest ── found (referrers, tags) ── verify (keys, trusted root) ──> what is proven, or why nothing is
//! TUF repository ── update ──> trusted root
//! ```
//!
//! Everything is about one digest, resolved once by the caller. Two forms exist, and both are
//! written and read as cosign does: *bundles* (a Sigstore bundle v0.3 around a DSSE envelope with
//! an in-toto statement, attached as an OCI referrer) and *tags* (simple signing payloads or DSSE
//! envelopes as layers of an image under `sha256-….sig` and `.att`).

pub mod dsse;
pub mod exec;
pub mod findings;
pub mod key;
pub mod keyfile;
pub mod keyless;
pub mod make;
pub mod payload;
pub mod policy;
pub mod rules;
pub mod tuf;
pub mod verify;
