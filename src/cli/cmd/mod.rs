//! One file a command: arguments to a request, the call, its answer rendered.

pub mod artifact;
pub mod attest;
pub mod build;
pub mod cache_mount;
pub mod container;
pub mod copy;
pub mod diff;
pub mod digest;
pub mod dockerfile;
pub mod generate;
pub mod index;
pub mod info;
pub mod inspect;
pub mod keygen;
pub mod list;
pub mod login;
pub mod look;
pub mod referrers;
pub mod sbom;
pub mod serve;
pub mod sign;
pub mod signatures;
pub mod sync;
pub mod tag;
pub mod validate;
pub mod verify;
