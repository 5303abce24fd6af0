//! The policy of this run: `--policy FILE`, else the files that containers/image reads.

use super::session::Session;
use crate::error::{Context, Result};
use crate::event::Event;
use crate::image::Node;
use crate::oci::{Digest, Platform};
use crate::sign::policy::{Decision, Place, Policy};
use crate::transport::Reference;
use clap::Args;
use std::path::{Path, PathBuf};

/// Which images are allowed.
#[derive(Debug, Args)]
pub struct PolicyOptions {
    /// The policy that says which images are allowed, containers-policy.json(5) [default:
    /// $XDG_CONFIG_HOME/containers/policy.json, then /etc/containers/policy.json, where they exist]
    #[arg(long, value_name = "FILE", conflicts_with = "insecure_policy")]
    pub policy: Option<PathBuf>,
    /// Allow every image, whatever the policies say
    #[arg(long)]
    pub insecure_policy: bool,
}

impl PolicyOptions {
    /// Refuses an image that is not allowed. `node` is what was read: its digest is what is
    /// verified and what is used. One of `platforms`' images (all, where none is named) must be
    /// proven, or the index that names them.
    pub async fn enforce(
        &self,
        reference: &Reference,
        node: &Node,
        platforms: &[Platform],
        session: &Session,
    ) -> Result<()> {
        if self.insecure_policy {
            return Ok(());
        }
        let Some(file) = self
            .policy
            .as_ref()
            .or_else(|| session.environment().policies.iter().find(|file| file.symlink_metadata().is_ok()))
        else {
            return Ok(());
        };
        // What is in the store has come in by a way that was checked, or was built here.
        let Some(place) = place(reference)? else { return Ok(()) };
        let policy = Policy::load(file)?;
        let top = node.descriptor().digest.clone();
        let mut of = vec![vec![top.clone()]];
        if let (Node::Index(_), [_, ..]) = (node, platforms) {
            of.clear();
            for platform in platforms {
                of.push(vec![top.clone(), node.image_for(platform).await?.descriptor.digest]);
            }
        }
        for subjects in of {
            let decision = policy.decide(&place, node.blobs(), &subjects).await?;
            decision.require(&reference.to_string(), file)?;
            let message = format!("{} allows {reference} ({})", file.display(), decision.scope);
            session.events().emit(Event::Note { message });
        }
        Ok(())
    }
}

/// What the policy `file` says of an image.
pub async fn explain(file: &Path, reference: &Reference, node: &Node) -> Result<Option<Decision>> {
    let Some(place) = place(reference)? else { return Ok(None) };
    let subjects: [Digest; 1] = [node.descriptor().digest.clone()];
    Policy::load(file)?.decide(&place, node.blobs(), &subjects).await.map(Some)
}

/// How a policy calls the place; None for the local store, which no policy is about.
fn place(reference: &Reference) -> Result<Option<Place>> {
    let path = |transport: &str, path: &Path| {
        let real = path.canonicalize().context(|| format!("look for {}", path.display()))?;
        Ok(Some(Place::path(transport, &real)))
    };
    match reference {
        Reference::Registry(name) => Ok(Some(Place::registry(name))),
        Reference::Store(_) => Ok(None),
        Reference::Host { keeper, name } => {
            Ok(Some(Place::kept(keeper.prefix().trim_end_matches(':'), &name.parse()?)))
        }
        Reference::Layout { path: p, .. } => path("oci", p),
        Reference::OciArchive { path: p, .. } => path("oci-archive", p),
        Reference::DockerArchive { path: p, .. } => path("docker-archive", p),
        Reference::Dir { path: p } => path("dir", p),
    }
}
