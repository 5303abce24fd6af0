//! A registry: the OCI distribution spec 1.1 over a directory of OCI layouts.
//!
//! ```text
//! DIR/<repository>/oci-layout, index.json, blobs/   what any OCI tool reads
//! DIR/_uploads/                                     what is not finished; cleared at the start
//! DIR/_lock                                         held by the one server that writes
//! ```
//!
//! What was decided:
//!
//! * **One truth.** Tags, manifests and referrers come from each layout's `index.json` and the
//!   manifests it names; nothing else has to be kept in step, and what another tool writes to
//!   a layout is served. What was read is kept in memory until the index changes.
//! * **Names.** No component of a repository's name begins or ends with `_`: such names are
//!   the server's own. `a/blobs` lies in `a/blobs_`, beside the blobs of `a`.
//! * **Manifests.** A manifest is listed in `index.json`, or named by an index that is. A tag that
//!   moves or goes leaves its manifest listed; deleting by digest removes it with its tags.
//!   Config and layers must be there; an index's children and a subject need not be.
//! * **Blobs** belong to one repository each; a mount is a hard link. Uploads hash while they
//!   write, and get their name after the digest is known to be right. Sessions live in memory.
//! * **Status codes** follow the spec's table of endpoints; where it leaves a choice, 404 for what
//!   cannot exist, 400 for what cannot be made.
//! * **Locations** are paths without a host: right behind any proxy.

mod app;
mod blob;
mod content;
mod htpasswd;
mod manifest;
mod mirror;
mod reply;
mod repository;
mod route;
mod server;
mod upload;

pub use htpasswd::Htpasswd;
pub use mirror::Mirror;
pub use server::{Config, Server};
pub use upload::Limits;
