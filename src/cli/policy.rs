//! The policy of this run: `--policy FILE`, else the files that containers/image reads.

use super::session::{Access, Session};
use crate::error::{Context, Result};
use crate::event::Event;
use crate::image::{Image, Node};
use crate::oci::{Digest, Platform, RegistryRef};
use crate::sign::policy::{Decision, Place, Policy};
use crate::sign::rules::{Case, Elsewhere, Rules};
use crate::transport::Reference;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which images are allowed.
#[derive(Debug, Clone, Default, Args)]
pub struct PolicyOptions {
    /// The policy that says which images are allowed: imgtool's (.yaml) or containers-policy.json(5) [default:
    /// $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]
    #[arg(long, value_name = "FILE", conflicts_with = "insecure_policy")]
    pub policy: Option<PathBuf>,
    /// Allow every image, whatever the policies say
    #[arg(long)]
    pub insecure_policy: bool,
}

/// A policy that was read.
#[derive(Debug)]
pub struct Judge {
    file: PathBuf,
    policy: Written,
}

#[derive(Debug)]
enum Written {
    /// containers-policy.json(5)
    Containers(Policy),
    /// imgtool's own
    Own(Rules),
}

impl std::fmt::Display for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.file.display().fmt(f)
    }
}

impl PolicyOptions {
    /// The policy that counts, where there is one.
    pub fn judge(&self, session: &Session) -> Result<Option<Arc<Judge>>> {
        if self.insecure_policy {
            return Ok(None);
        }
        let file = self
            .policy
            .as_ref()
            .or_else(|| session.environment().policies.iter().find(|file| file.symlink_metadata().is_ok()));
        file.map(|file| Judge::load(file).map(Arc::new)).transpose()
    }

    /// Refuses an image that is not allowed.
    pub async fn enforce(
        &self,
        reference: &Reference,
        node: &Node,
        platforms: &[Platform],
        access: &Access,
    ) -> Result<()> {
        match self.judge(access.session())? {
            Some(judge) => judge.enforce(reference, node, platforms, access).await,
            None => Ok(()),
        }
    }
}

impl Judge {
    /// Reads a policy.
    pub fn load(file: &Path) -> Result<Judge> {
        let own = file.extension().is_some_and(|e| e == "yaml" || e == "yml");
        let policy = match own {
            true => Written::Own(Rules::load(file)?),
            false => Written::Containers(Policy::load(file)?),
        };
        Ok(Judge { file: file.to_path_buf(), policy })
    }

    /// Refuses an image that is not allowed. `node` is what was read: its digest is what is
    /// verified and what is used. One of `platforms`' images (all, where none is named) must be
    /// proven, or the index that names them.
    pub async fn enforce(
        &self,
        reference: &Reference,
        node: &Node,
        platforms: &[Platform],
        access: &Access,
    ) -> Result<()> {
        let top = node.descriptor().digest.clone();
        let mut of = vec![(vec![top.clone()], None)];
        if let (Node::Index(_), [_, ..]) = (node, platforms) {
            of.clear();
            for platform in platforms {
                let image = node.image_for(platform).await?;
                of.push((vec![top.clone(), image.descriptor.digest.clone()], Some(image)));
            }
        }
        for (subjects, image) in of {
            let asked = Asked { reference, node, subjects: &subjects, image: image.as_ref() };
            let Some(decision) = self.decide(&asked, access).await? else { return Ok(()) };
            decision.require(&reference.to_string(), &self.file)?;
            let message = format!("{} allows {reference} ({})", self.file.display(), decision.scope);
            access.session().events().emit(Event::Note { message });
        }
        Ok(())
    }

    /// Refuses a cache of builds that it names and does not allow. Caches are no images, and nobody signs them by
    /// habit: what it does not name, its default does not refuse.
    pub async fn enforce_cache(
        &self,
        reference: &Reference,
        node: &Node,
        platform: &Platform,
        access: &Access,
    ) -> Result<()> {
        let named = match &self.policy {
            Written::Containers(policy) => policy.names(&place(reference)?)?,
            Written::Own(rules) => rules.names(&name(reference)?),
        };
        match named {
            true => self.enforce(reference, node, std::slice::from_ref(platform), access).await,
            false => Ok(()),
        }
    }

    /// Does it accept whatever it is asked about?
    pub fn accepts_all(&self) -> bool {
        match &self.policy {
            Written::Containers(policy) => policy.accepts_all(),
            Written::Own(rules) => rules.accepts_all(),
        }
    }

    /// What it says of an image; None where it is not about such places.
    pub async fn decide(&self, asked: &Asked<'_>, access: &Access) -> Result<Option<Decision>> {
        let in_store = matches!(asked.reference, Reference::Store(_));
        match &self.policy {
            Written::Containers(policy) => {
                let place = place(asked.reference)?;
                if in_store && !policy.is_about(&place) {
                    // What is in the store has come in by a way that was checked, or was built here.
                    return Ok(None);
                }
                policy.decide(&place, asked.node.blobs(), asked.subjects).await.map(Some)
            }
            Written::Own(rules) if in_store && rules.accepts_store => Ok(None),
            Written::Own(rules) => {
                let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                let image = match asked.node {
                    Node::Image(image) => Some(image),
                    _ => asked.image,
                };
                let case = Case {
                    name: &name(asked.reference)?,
                    source: asked.node.blobs(),
                    subjects: asked.subjects,
                    image,
                    now: now.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX)),
                    elsewhere: access,
                };
                rules.decide(&case).await.map(Some)
            }
        }
    }
}

/// What a policy is asked about.
pub struct Asked<'a> {
    /// Where it was read.
    pub reference: &'a Reference,
    /// What was read.
    pub node: &'a Node,
    /// Digests of which one must be proven.
    pub subjects: &'a [Digest],
    /// The image that is meant, where `node` is an index.
    pub image: Option<&'a Image>,
}

#[async_trait::async_trait]
impl Elsewhere for Access {
    async fn open(&self, name: &RegistryRef) -> Result<Node> {
        self.source(&Reference::Registry(name.clone())).await
    }
}

/// How our own policies call an image: its repository, wherever a name says so; else its place.
fn name(reference: &Reference) -> Result<String> {
    let path = |transport: &str, path: &Path| {
        let real = path.canonicalize().context(|| format!("look for {}", path.display()))?;
        Ok(format!("{transport}:{}", real.display()))
    };
    match reference {
        Reference::Registry(name) => Ok(name.name()),
        Reference::Store(text) => {
            Ok(text.parse::<RegistryRef>().map_or_else(|_| format!("store:{text}"), |r| r.name()))
        }
        Reference::Host { keeper, name } => Ok(format!("{}{name}", keeper.prefix())),
        Reference::Layout { path: p, .. } => path("oci", p),
        Reference::OciArchive { path: p, .. } => path("oci-archive", p),
        Reference::DockerArchive { path: p, .. } => path("docker-archive", p),
        Reference::Dir { path: p } => path("dir", p),
    }
}

/// How a policy calls the place.
fn place(reference: &Reference) -> Result<Place> {
    let path = |transport: &str, path: &Path| {
        let real = path.canonicalize().context(|| format!("look for {}", path.display()))?;
        Ok(Place::path(transport, &real))
    };
    match reference {
        Reference::Registry(name) => Ok(Place::registry(name)),
        Reference::Store(name) => match name.parse::<RegistryRef>() {
            Ok(name) => Ok(Place::kept("store", &name)),
            Err(_) => Ok(Place::unnamed("store")),
        },
        Reference::Host { keeper, name } => Ok(Place::kept(keeper.prefix().trim_end_matches(':'), &name.parse()?)),
        Reference::Layout { path: p, .. } => path("oci", p),
        Reference::OciArchive { path: p, .. } => path("oci-archive", p),
        Reference::DockerArchive { path: p, .. } => path("docker-archive", p),
        Reference::Dir { path: p } => path("dir", p),
    }
}
