//! Signing without a key that is kept: a certificate for some minutes, and a public log that
//! remembers when it was used.
//!
//! ```text
//! token of an identity ── Fulcio ──> certificate for a key made now
//! signature + certificate ── Rekor ──> entry: its time, its place in a Merkle tree
//! signature ── timestamp authority ──> timestamp: its time (read, and never asked for)
//! bundle {signature, certificate, entry, timestamps} + trusted root ── verify ──> identity
//! ```
//!
//! All that is needed to verify is in the bundle and in the trusted root: nobody is asked.

pub mod cert;
mod der;
pub mod identity;
pub mod log;
pub mod merkle;
pub mod request;
pub mod root;
pub mod timestamp;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use log::Entry;
use serde_json::{Value, json};
use timestamp::Stamp;

/// What stands beside a signature, unverified.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// The certificate of the key that has signed, DER.
    pub certificate: Option<Vec<u8>>,
    /// Entries of transparency logs, or why they cannot be read.
    pub entries: Vec<std::result::Result<Entry, String>>,
    /// Timestamps of the signature, or why they cannot be read.
    pub stamps: Vec<std::result::Result<Stamp, String>>,
}

impl Material {
    /// As a bundle has it; `hint` names the key where there is no certificate.
    pub fn to_json(&self, hint: &str) -> Value {
        let mut out = match &self.certificate {
            Some(der) => json!({"certificate": {"rawBytes": STANDARD.encode(der)}}),
            None => json!({"publicKey": {"hint": hint}}),
        };
        let entries: Vec<Value> = self.entries.iter().flatten().map(Entry::to_json).collect();
        if !entries.is_empty() {
            out["tlogEntries"] = entries.into();
        }
        out
    }
}
