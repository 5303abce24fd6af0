//! One file a command: arguments to a request, the call, its answer rendered.

pub mod artifact;
pub mod build;
pub mod copy;
pub mod diff;
pub mod digest;
pub mod generate;
pub mod index;
pub mod inspect;
pub mod list;
pub mod login;
pub mod look;
pub mod referrers;
pub mod serve;
pub mod sync;
pub mod tag;
pub mod validate;
