//! `--output`: where the result goes, other than under a name.

use crate::error::{Error, Kind, Result};
use crate::oci::RegistryRef;
use crate::transport::Reference;
use std::path::PathBuf;
use std::str::FromStr;

/// One `--output`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// An image in a place.
    Image(Reference),
    /// The files, in a directory.
    Local(PathBuf),
    /// The files, in an archive; None is standard output.
    Tar(Option<PathBuf>),
    /// Nothing but the cache.
    Nothing,
}

impl Output {
    /// The place of an image.
    pub fn reference(&self) -> Option<Reference> {
        match self {
            Output::Image(reference) => Some(reference.clone()),
            Output::Local(_) | Output::Tar(_) | Output::Nothing => None,
        }
    }
}

/// An output as it was written; names may come from `-t`.
#[derive(Debug, Clone)]
pub struct Written {
    kind: String,
    fields: Vec<(String, String)>,
}

const KINDS: &str = "local, tar, oci, docker, image, registry, cacheonly";

impl FromStr for Written {
    type Err = Error;

    /// `DIR`, `-`, or `type=…,dest=…,…`, as buildx has it.
    fn from_str(s: &str) -> Result<Written> {
        let pair = |k: &str, v: &str| (k.to_string(), v.to_string());
        if !s.contains('=') {
            return Ok(match s {
                "" => return Err(Error::new(Kind::Usage, "an empty --output").hint("write --output DIR or type=…")),
                "-" => Written { kind: "tar".into(), fields: vec![pair("dest", "-")] },
                dir => Written { kind: "local".into(), fields: vec![pair("dest", dir)] },
            });
        }
        let mut kind = None;
        let mut fields = Vec::new();
        for field in s.split(',') {
            match field.split_once('=') {
                Some(("type", value)) => kind = Some(value.to_string()),
                Some((name, value)) => fields.push(pair(name.trim(), value)),
                None => {
                    return Err(Error::new(Kind::Usage, format!("--output: '{field}' has no value"))
                        .hint("write type=KIND,NAME=VALUE,…"));
                }
            }
        }
        let kind = kind.ok_or_else(|| {
            Error::new(Kind::Usage, format!("--output {s} has no type")).hint(format!("the types are {KINDS}"))
        })?;
        let known: &[&str] = match kind.as_str() {
            "local" => &["dest", "platform-split"],
            "tar" => &["dest"],
            "oci" | "docker" => &["dest", "name", "tar"],
            "image" | "registry" => &["name", "push"],
            "cacheonly" => &[],
            other => {
                return Err(Error::new(Kind::Usage, format!("--output: the type '{other}' is not known"))
                    .hint(format!("the types are {KINDS}")));
            }
        };
        if let Some((name, _)) = fields.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            let error = Error::new(Kind::Usage, format!("--output: type={kind} has no option '{name}'"));
            return Err(match known {
                [] => error.hint("it has none"),
                known => error.hint(format!("it has {}", known.join(", "))),
            });
        }
        Ok(Written { kind, fields })
    }
}

impl Written {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty())
    }

    fn is(&self, name: &str, default: bool) -> Result<bool> {
        match self.get(name) {
            None => Ok(default),
            Some("true" | "1") => Ok(true),
            Some("false" | "0") => Ok(false),
            Some(other) => Err(Error::new(Kind::Usage, format!("--output: {name}={other} is neither true nor false"))),
        }
    }

    fn dest(&self) -> Result<&str> {
        self.get("dest").ok_or_else(|| {
            Error::new(Kind::Usage, format!("--output type={} does not say where", self.kind)).hint("add dest=PATH")
        })
    }

    /// What it means; `tags` are the names of `-t`, which an output without a name has.
    pub fn resolve(&self, tags: &[String]) -> Result<Vec<Output>> {
        let names: Vec<String> = match self.get("name") {
            Some(names) => names.split(',').map(str::to_string).collect(),
            None => tags.to_vec(),
        };
        Ok(match self.kind.as_str() {
            "local" => vec![Output::Local(self.dest()?.into())],
            "tar" => vec![Output::Tar(Some(self.get("dest").unwrap_or("-")).filter(|d| *d != "-").map(Into::into))],
            "cacheonly" => vec![Output::Nothing],
            "oci" | "docker" => {
                let path = PathBuf::from(self.dest()?);
                let names = names.iter().map(|n| n.parse()).collect::<Result<Vec<RegistryRef>>>()?;
                let written = || names.iter().map(ToString::to_string).collect();
                let archive = self.is("tar", true)?;
                vec![Output::Image(match (self.kind.as_str(), archive) {
                    ("docker", true) => Reference::DockerArchive { path, names: written() },
                    ("docker", false) => {
                        return Err(Error::new(Kind::Unsupported, "--output: a docker archive is one file")
                            .hint("leave out tar=false, or write type=oci"));
                    }
                    (_, true) => Reference::OciArchive { path, tag: tag_of(&names) },
                    (_, false) => Reference::Layout { path, tag: tag_of(&names) },
                })]
            }
            _ => {
                let push = self.is("push", self.kind == "registry")?;
                if names.is_empty() {
                    return Err(Error::new(Kind::Usage, format!("--output type={} has no name", self.kind))
                        .hint("add name=NAME, or -t NAME"));
                }
                let mut out = Vec::new();
                for name in &names {
                    let name: RegistryRef = name.parse()?;
                    if self.kind == "image" {
                        out.push(Output::Image(Reference::Store(name.to_string())));
                    }
                    if push {
                        out.push(Output::Image(Reference::Registry(name)));
                    }
                }
                out
            }
        })
    }
}

/// A layout's name is the tag alone, as buildx writes it.
fn tag_of(names: &[RegistryRef]) -> Option<String> {
    names.first().and_then(|n| n.tag().map(str::to_string))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str, tags: &[&str]) -> Result<Vec<Output>> {
        let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
        text.parse::<Written>()?.resolve(&tags)
    }

    #[test]
    fn outputs_as_buildx_has_them() {
        let image = |r: &str| Output::Image(r.parse().unwrap());
        for (text, want) in [
            ("out", vec![Output::Local("out".into())]),
            ("-", vec![Output::Tar(None)]),
            ("type=local,dest=d", vec![Output::Local("d".into())]),
            ("type=tar,dest=f", vec![Output::Tar(Some("f".into()))]),
            ("type=tar", vec![Output::Tar(None)]),
            ("type=cacheonly", vec![Output::Nothing]),
            ("type=oci,dest=a.tar", vec![image("oci-archive:a.tar:1")]),
            ("type=oci,dest=d,tar=false,name=y:2", vec![image("oci:d:2")]),
            ("type=docker,dest=a.tar", vec![image("docker-archive:a.tar:x:1")]),
            ("type=image", vec![image("store:x:1")]),
            ("type=image,push=true,name=r/y", vec![image("store:r/y"), image("docker://r/y")]),
            ("type=registry", vec![image("docker://x:1")]),
        ] {
            assert_eq!(resolved(text, &["x:1"]).unwrap(), want, "{text}");
        }
        for wrong in [
            "",
            "type=what",
            "dest=x",
            "type=local",
            "type=local,frob=1",
            "type=tar,x",
            "type=oci",
            "type=oci,dest=x,tar=maybe",
        ] {
            assert_eq!(resolved(wrong, &[]).unwrap_err().kind(), Kind::Usage, "{wrong}");
        }
        assert!(resolved("type=image", &[]).is_err());
        let two = Reference::DockerArchive {
            path: "a.tar".into(),
            names: vec!["docker.io/library/x:1".into(), "docker.io/library/y:2".into()],
        };
        assert_eq!(resolved("type=docker,dest=a.tar", &["x:1", "y:2"]).unwrap(), vec![Output::Image(two)]);
    }
}
