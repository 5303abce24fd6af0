//! Registries: the OCI distribution spec 1.1 and Docker's registry API v2.
//!
//! A [`Client`] holds connections, tokens and what is known about each registry;
//! [`open_node`] and [`RegistrySource`] read, [`RegistryDestination`] writes.
//! Every request goes through one loop in `client`: scheme, authorization,
//! redirects, retries.
//!
//! What was decided:
//!
//! * **Scheme.** https with a verified certificate. On the loopback plain http is
//!   tried first, since most registries there speak it, and https where that is
//!   answered with 400 or not at all; the first answer settles it for the client's
//!   life. With `tls_verify: Some(false)` elsewhere: https, then http.
//! * **Authorities.** The host's bundle where there is one, else the bundled one;
//!   plus `certs.d`.
//! * **Secrets.** An Authorization header goes to the registry's own scheme, host and
//!   port, nowhere else; credentials go to a token server by https or on the
//!   loopback. Errors name `scheme://host`, never a whole URL.
//! * **Pull.** A blob whose connection breaks goes on at the next byte (`Range`);
//!   servers that ignore that are skipped through. Who sends less than
//!   [`Timeouts::slowest`] per [`Timeouts::idle`] counts as broken.
//! * **Push.** Up to 4 MiB: POST, PUT. More: POST, one streamed PATCH, PUT; after a
//!   413 (or somebody who hangs up twice) in pieces that shrink. 8 MiB stay at hand
//!   to resume from; [`RegistryDestination::put_blob_from`] resumes from anywhere.

mod auth;
mod authfile;
mod challenge;
mod client;
mod conf;
mod config;
mod credentials;
mod failure;
mod host;
mod list;
mod pull;
mod push;
mod referrers;
mod retry;
mod tape;
mod tls;
mod upload;

#[cfg(test)]
mod bad_pull_tests;
#[cfg(test)]
mod bad_push_tests;
#[cfg(test)]
mod credential_tests;
#[cfg(test)]
mod real_tests;
#[cfg(test)]
mod testing;

pub(super) use client::same_site;
pub use client::{Client, web_client};
pub use conf::RegistriesConf;
pub use config::{ClientConfig, ProxyConfig, Timeouts};
pub use credentials::{Anonymous, AuthFiles, CredentialSource, Credentials, Secret, StaticCredentials};
pub(super) use failure::{flatten, site};
pub use list::Paging;
pub(super) use pull::Guard;
pub use pull::{RegistrySource, open_node};
pub use push::RegistryDestination;
pub use retry::RetryPolicy;
pub(super) use retry::is_transient;
