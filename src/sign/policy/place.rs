//! What a policy calls the places of images.

use crate::oci::RegistryRef;
use std::path::Path;

/// Where an image comes from, as a policy sees it.
#[derive(Debug, Clone)]
pub struct Place {
    pub(super) transport: String,
    /// The scopes that fit, most specific first.
    pub(super) scopes: Vec<String>,
    pub(super) name: Option<RegistryRef>,
    /// Scopes that nobody here can compare with it may be in the policy.
    pub(super) blind: bool,
}

impl Place {
    /// An image in a registry.
    pub fn registry(name: &RegistryRef) -> Place {
        Place { transport: "docker".into(), scopes: named_scopes(name), name: Some(name.clone()), blind: false }
    }

    /// An image in another program's keeping, by its name.
    pub fn kept(transport: &str, name: &RegistryRef) -> Place {
        let blind = transport == "containers-storage";
        Place { transport: transport.into(), scopes: named_scopes(name), name: Some(name.clone()), blind }
    }

    /// An image whose name no scope fits.
    pub fn unnamed(transport: &str) -> Place {
        Place { transport: transport.into(), scopes: Vec::new(), name: None, blind: false }
    }

    /// An image in a file or directory; `path` is absolute and without links.
    pub fn path(transport: &str, path: &Path) -> Place {
        let parents = path.ancestors().filter(|p| p.parent().is_some());
        let scopes = match transport {
            "docker-archive" => Vec::new(),
            _ => parents.map(|p| p.display().to_string()).collect(),
        };
        Place { transport: transport.into(), scopes, name: None, blind: false }
    }
}

/// The image, its repository, the namespaces above, the host, its domains.
fn named_scopes(name: &RegistryRef) -> Vec<String> {
    let repository = name.name();
    let mut scopes = match name.digest() {
        Some(digest) => vec![format!("{repository}@{digest}")],
        None => vec![format!("{repository}:{}", name.tag().unwrap_or("latest"))],
    };
    let mut rest = repository.as_str();
    scopes.push(rest.to_string());
    while let Some((above, _)) = rest.rsplit_once('/') {
        scopes.push(above.to_string());
        rest = above;
    }
    let mut host = rest.rsplit_once(':').map_or(rest, |(host, _)| host);
    while let Some((_, domain)) = host.split_once('.') {
        scopes.push(format!("*.{domain}"));
        host = domain;
    }
    scopes
}
