//! Platforms (OCI image spec, image-index.md, "platform"), written `os/arch[/variant]`.

use crate::error::{Error, Kind, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What an image runs on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Platform {
    /// CPU architecture in Go's naming: `amd64`, `arm64`.
    pub architecture: String,
    /// Operating system in Go's naming: `linux`.
    pub os: String,
    /// Windows version.
    #[serde(rename = "os.version", default, skip_serializing_if = "Option::is_none")]
    pub os_version: Option<String>,
    /// Windows features.
    #[serde(rename = "os.features", default, skip_serializing_if = "Vec::is_empty")]
    pub os_features: Vec<String>,
    /// CPU variant: `v7`, `v8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Reserved; kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
}

impl Platform {
    /// `os/architecture[/variant]`, normalized as Docker does.
    pub fn new(os: &str, architecture: &str, variant: Option<&str>) -> Platform {
        let mut arch = architecture.to_ascii_lowercase();
        let mut variant = variant.map(str::to_ascii_lowercase).filter(|v| !v.is_empty());
        match arch.as_str() {
            "x86_64" | "x86-64" => arch = "amd64".into(),
            "i386" | "i686" | "x86" => arch = "386".into(),
            "aarch64" => arch = "arm64".into(),
            "armhf" => {
                arch = "arm".into();
                variant = Some("v7".into());
            }
            "armel" => {
                arch = "arm".into();
                variant = Some("v6".into());
            }
            _ => {}
        }
        match (arch.as_str(), variant.as_deref()) {
            ("arm64", Some("v8" | "8")) | ("amd64", Some("v1")) => variant = None,
            ("arm", None | Some("7")) => variant = Some("v7".into()),
            ("arm", Some("5" | "6" | "8")) => variant = variant.map(|v| format!("v{v}")),
            _ => {}
        }
        let os = match os.to_ascii_lowercase().as_str() {
            "macos" => "darwin".into(),
            other => other.to_string(),
        };
        Platform { architecture: arch, os, os_version: None, os_features: Vec::new(), variant, features: Vec::new() }
    }

    /// The platform this process was built for, as a Linux container sees it.
    pub fn host() -> Platform {
        let variant = if cfg!(target_arch = "arm") { Some("v7") } else { None };
        Platform::new("linux", std::env::consts::ARCH, variant)
    }

    /// Can an image for `self` be used where `wanted` was asked for? A missing
    /// variant in either place matches any.
    pub fn satisfies(&self, wanted: &Platform) -> bool {
        let a = Platform::new(&self.os, &self.architecture, self.variant.as_deref());
        let b = Platform::new(&wanted.os, &wanted.architecture, wanted.variant.as_deref());
        a.os == b.os
            && a.architecture == b.architecture
            && (a.variant == b.variant || self.variant.is_none() || wanted.variant.is_none())
    }
}

impl FromStr for Platform {
    type Err = Error;

    fn from_str(s: &str) -> Result<Platform> {
        let bad = || {
            Error::new(Kind::Usage, format!("'{s}' is not a platform"))
                .hint("write os/arch or os/arch/variant, such as linux/amd64 or linux/arm/v7")
        };
        let parts: Vec<&str> = s.split('/').collect();
        let ok = |p: &str| {
            !p.is_empty()
                && p.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'(' | b')'))
        };
        if !parts.iter().all(|p| ok(p)) {
            return Err(bad());
        }
        match parts.as_slice() {
            ["local"] => Ok(Platform::host()),
            ["linux" | "windows" | "darwin" | "freebsd"] => {
                let host = Platform::host();
                Ok(Platform::new(parts[0], &host.architecture, host.variant.as_deref()))
            }
            [arch] => Ok(Platform::new("linux", arch, None)),
            [os, arch] => Ok(Platform::new(os, arch, None)),
            [os, arch, variant] => Ok(Platform::new(os, arch, Some(variant))),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        if let Some(v) = &self.variant {
            write!(f, "/{v}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalizes_as_docker_does() {
        for (given, want) in [
            ("linux/x86_64", "linux/amd64"),
            ("linux/aarch64/v8", "linux/arm64"),
            ("linux/arm", "linux/arm/v7"),
            ("linux/armel", "linux/arm/v6"),
            ("arm64", "linux/arm64"),
        ] {
            assert_eq!(given.parse::<Platform>().unwrap().to_string(), want);
        }
        assert!("linux//".parse::<Platform>().is_err());
        assert!("a/b/c/d".parse::<Platform>().is_err());
    }
}
