//! Registries: the OCI distribution spec 1.1 and Docker's registry API v2.
//!
//! A [`Client`] holds connections, tokens and what is known about each registry;
//! [`open_node`] and [`RegistrySource`] read, [`RegistryDestination`] writes.
//! Every request goes through one loop in `client`: scheme, authorization,
//! redirects, retries.

mod auth;
mod authfile;
mod challenge;
mod client;
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

pub use client::Client;
pub use config::{ClientConfig, ProxyConfig, Timeouts};
pub use credentials::{Anonymous, AuthFiles, CredentialSource, Credentials, Secret, StaticCredentials};
pub use list::Paging;
pub use pull::{RegistrySource, open_node};
pub use push::RegistryDestination;
pub use retry::RetryPolicy;
