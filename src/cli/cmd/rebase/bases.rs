//! Which bases are meant: named by the user, told by the image, or found by shared layers.

use super::short;
use crate::cli::session::{Access, Session};
use crate::error::{Error, Kind, Result};
use crate::event::Event;
use crate::image::rebase::{Known, built_on, told_base};
use crate::image::{Image, Node};
use crate::oci::{Digest, ImageConfig, RegistryRef};
use crate::transport::Reference;
use crate::transport::registry::Paging;

/// Tags of the base's repository that are looked at for the old base.
const MAX_TAGS: usize = 200;

/// A base that was opened.
pub struct Opened {
    /// Where it is.
    pub reference: Reference,
    /// What is there.
    pub node: Node,
}

impl Opened {
    async fn at(reference: Reference, access: &Access) -> Result<Opened> {
        let node = access.source(&reference).await?;
        Ok(Opened { reference, node })
    }

    /// The name without transport and digest, as annotations have it.
    fn name(&self) -> Option<String> {
        match &self.reference {
            Reference::Registry(r) if r.tag().is_some() => r.with_tag(r.tag()?).ok().map(|r| r.to_string()),
            Reference::Registry(r) => Some(r.name()),
            Reference::Store(name) => Some(name.clone()),
            _ => None,
        }
    }
}

/// The bases that the user named.
pub struct Given {
    /// The old one.
    pub old: Option<Opened>,
    /// The new one.
    pub new: Option<Opened>,
}

/// The bases of one image.
pub struct Bases {
    /// What it is built on.
    pub old: Known,
    /// What it is to be on.
    pub new: Known,
    /// What the old one is called.
    pub old_name: String,
    /// What the new one is called, if it has a name.
    pub new_name: Option<String>,
    /// How the old one was found.
    pub found: &'static str,
}

impl Given {
    /// Opens what was named.
    pub async fn open(old: Option<&str>, new: Option<&str>, session: &Session, access: &Access) -> Result<Given> {
        let open = async |written: Option<&str>| -> Result<Option<Opened>> {
            let Some(written) = written else { return Ok(None) };
            Opened::at(session.reference(written)?, access).await.map(Some)
        };
        let (old, new) = futures_util::try_join!(open(old), open(new))?;
        Ok(Given { old, new })
    }

    /// The bases of `image`.
    pub async fn of(&self, known: &Known, source: &Reference, session: &Session, access: &Access) -> Result<Bases> {
        let (image, config) = (&known.image, &known.config);
        let platform = config.platform();
        let (digest, name) = told_base(image, config);
        let found_new;
        let new = match (&self.new, &name) {
            (Some(new), _) => new,
            (None, Some(name)) => {
                found_new = Opened::at(session.reference(name)?, access)
                    .await
                    .map_err(|e| e.hint("name the new base: --new-base NEW"))?;
                &found_new
            }
            (None, None) => {
                return Err(Error::new(Kind::Usage, format!("{source} does not say what it is built on"))
                    .hint("name its bases: --old-base OLD --new-base NEW"));
            }
        };
        let new_image = new.node.image_for(&platform).await?;
        let (old, old_name, found) = match &self.old {
            Some(old) => (old.node.image_for(&platform).await?, plain(&old.reference), "named"),
            None => old_base(image, config, digest, name.as_deref(), new, session, access).await?,
        };
        let (old, new_image) = futures_util::try_join!(Known::open(old), Known::open(new_image))?;
        Ok(Bases { old, new: new_image, old_name, new_name: new.name(), found })
    }
}

/// The old base by what the image says of it, else by the layers that it shares with an image in
/// the new base's repository.
async fn old_base(
    image: &Image,
    config: &ImageConfig,
    digest: Option<String>,
    name: Option<&str>,
    new: &Opened,
    session: &Session,
    access: &Access,
) -> Result<(Image, String, &'static str)> {
    let platform = config.platform();
    let mut repositories: Vec<RegistryRef> = Vec::new();
    if let Some(Reference::Registry(r)) = name.and_then(|n| session.reference(n).ok()) {
        repositories.push(r);
    }
    if let Reference::Registry(r) = &new.reference
        && repositories.iter().all(|known| known.name() != r.name())
    {
        repositories.push(r.clone());
    }
    if let Some(digest) = digest.as_deref().and_then(|d| d.parse::<Digest>().ok()) {
        if new.node.descriptor().digest == digest {
            return Ok((new.node.image_for(&platform).await?, plain(&new.reference), "annotation"));
        }
        for repository in &repositories {
            let reference = Reference::Registry(repository.with_digest(digest.clone()));
            match access.source(&reference).await {
                Ok(node) => return Ok((node.image_for(&platform).await?, plain(&reference), "annotation")),
                Err(e) if e.kind() == Kind::NotFound => {
                    let message = format!("{reference}, which the image says it is built on, is not there any more");
                    session.events().emit(Event::Note { message });
                }
                Err(e) => return Err(e),
            }
        }
    }
    let newest = new.node.image_for(&platform).await?;
    let mut best = prefix(image, config, &newest).await?.map(|n| (n, newest, plain(&new.reference)));
    if let Reference::Registry(repository) = &new.reference {
        let tags = access.tags(repository, &Paging::default()).await.unwrap_or_default();
        for tag in tags.iter().take(MAX_TAGS) {
            let reference = Reference::Registry(repository.with_tag(tag)?);
            let Ok(node) = access.source(&reference).await else { continue };
            let Ok(candidate) = node.image_for(&platform).await else { continue };
            let Some(layers) = prefix(image, config, &candidate).await? else { continue };
            if best.as_ref().is_none_or(|(most, ..)| layers > *most) {
                best = Some((layers, candidate, plain(&reference)));
            }
        }
    }
    match best {
        Some((_, image, name)) => Ok((image, name, "shared layers")),
        None => {
            let what = format!("what {} is built on was not found", short(&image.descriptor));
            Err(Error::new(Kind::NotFound, what)
                .because(format!("no image in {} has layers that it begins with", new.reference))
                .hint("name the old base: --old-base OLD"))
        }
    }
}

/// The name, without a digest: that is told beside it.
fn plain(reference: &Reference) -> String {
    match reference {
        Reference::Registry(r) if r.digest().is_some() => r.name(),
        Reference::Registry(r) => r.to_string(),
        other => other.to_string(),
    }
}

/// How many layers `candidate` has, if the image begins with all of them. Compressed layers
/// tell without another request; only where these differ are the diff IDs asked.
async fn prefix(image: &Image, config: &ImageConfig, candidate: &Image) -> Result<Option<usize>> {
    let (own, theirs) = (&image.manifest.layers, &candidate.manifest.layers);
    if theirs.is_empty() || theirs.len() > own.len() {
        return Ok(None);
    }
    if own.iter().zip(theirs).all(|(a, b)| a.digest == b.digest) {
        return Ok(Some(theirs.len()));
    }
    Ok(candidate.config().await.ok().and_then(|theirs| built_on(config, &theirs).ok()))
}
