//! The documents of the OCI image spec as values: digests, descriptors,
//! manifests, indexes, configs, platforms, references. Pure: no I/O.

pub mod config;
pub mod descriptor;
pub mod digest;
pub mod manifest;
pub mod media_type;
pub mod platform;
pub mod reference;

pub use config::{ContainerConfig, Healthcheck, History, ImageConfig, RootFs};
pub use descriptor::Descriptor;
pub use digest::{Algorithm, Digest, Hasher};
pub use manifest::{Index, Manifest};
pub use platform::Platform;
pub use reference::{RegistryRef, is_loopback_host};
