//! `--cache-from`, `--cache-to`, `--cache-repo`: where other machines' builds are found and ours are kept.

use crate::build::Built;
use crate::build::far::{CLAIM_TAG, FarCache, Made, Repository, Scope, Sharing};
use crate::cli::args::Build;
use crate::cli::cmd::sign::Target;
use crate::cli::policy::Judge;
use crate::cli::session::{Access, Session};
use crate::copy::{Options, copy};
use crate::error::{Error, Kind, Result};
use crate::event::{Event, Events, Silent};
use crate::image::Node;
use crate::oci::{Platform, RegistryRef};
use crate::transport::Reference;
use async_trait::async_trait;
use clap::Args;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Caches of steps, far away.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Caches")]
pub struct CacheFlags {
    /// Use what another build has kept: REF, or type=registry,ref=REF, type=local,src=DIR, type=referrer
    #[arg(long, value_name = "REF|type=…")]
    pub cache_from: Vec<Place>,
    /// Keep what the steps make: REF, or type=registry,ref=REF, type=local,dest=DIR, type=inline, type=referrer; mode=min|max
    #[arg(long, value_name = "REF|type=…")]
    pub cache_to: Vec<Place>,
    /// Keep each step in this repository, and use those that are there: for many builders at once
    #[arg(long, value_name = "REPOSITORY")]
    pub cache_repo: Option<String>,
    /// Steps in --cache-repo that are older do not count: 90s, 30m, 12h, 14d
    #[arg(long, value_name = "TIME", value_parser = seconds, requires = "cache_repo")]
    pub cache_ttl: Option<i64>,
    /// Wait at most so long for a RUN that another builder with this --cache-repo works on; 0s: never, and tell nobody
    #[arg(long, value_name = "TIME", value_parser = seconds, default_value = "1h", requires = "cache_repo")]
    pub cache_wait: i64,
    /// A builder that says nothing for so long has died, and its RUN is anybody's
    #[arg(long, value_name = "TIME", value_parser = seconds, default_value = "20s", requires = "cache_repo")]
    pub cache_lease: i64,
}

/// Where a cache is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a place of images.
    At(Reference, Scope),
    /// In the image itself.
    Inline,
    /// The tables of contents of base images, attached to them in their own repositories.
    Referrer,
}

impl FromStr for Place {
    type Err = Error;

    /// `REF`, or `type=…,…` as buildx has it.
    fn from_str(text: &str) -> Result<Place> {
        let bad = |why: String| Error::new(Kind::Usage, format!("'{text}' is no cache: {why}"));
        if !text.contains('=') {
            return Ok(Place::At(text.parse()?, Scope::Min));
        }
        let (mut kind, mut reference, mut dir, mut scope) = ("registry", None, None, Scope::Min);
        for field in text.split(',') {
            let (name, value) = field.split_once('=').ok_or_else(|| bad(format!("'{field}' has no value")))?;
            match (name, value) {
                ("type", value) => kind = value,
                ("ref", value) => reference = Some(value),
                ("src" | "dest", value) => dir = Some(value),
                ("mode", "min") => scope = Scope::Min,
                ("mode", "max") => scope = Scope::Max,
                ("mode", other) => return Err(bad(format!("there is no mode '{other}'")).hint("it is min or max")),
                // How buildx writes its own; here it is one way.
                (
                    "compression" | "compression-level" | "force-compression" | "oci-mediatypes" | "image-manifest"
                    | "ignore-error" | "tag",
                    _,
                ) => {}
                (other, _) => return Err(bad(format!("'{other}' is not known"))),
            }
        }
        match (kind, reference, dir) {
            ("inline", ..) => Ok(Place::Inline),
            ("referrer", ..) => Ok(Place::Referrer),
            ("registry", Some(reference), _) => Ok(Place::At(reference.parse()?, scope)),
            ("registry", None, _) => Err(bad("it names no place".into()).hint("add ref=REGISTRY/REPOSITORY:TAG")),
            ("local" | "oci", _, Some(dir)) => {
                let path = dir.into();
                Ok(Place::At(Reference::Layout { path, tag: Some("cache".into()) }, scope))
            }
            ("local" | "oci", ..) => Err(bad("it names no place".into()).hint("add src=DIR or dest=DIR")),
            (other, ..) => Err(bad(format!("caches of type {other} are not supported")).hint(
                "there are registry, local, inline and referrer; what type=gha keeps, an action keeps of a directory",
            )),
        }
    }
}

/// Numbers with s, m, h or d: `1h30m`.
pub fn seconds(text: &str) -> std::result::Result<i64, String> {
    let part = |part: &str| {
        let units = [('s', 1), ('m', 60), ('h', 3600), ('d', 86400), ('w', 604_800)];
        let (number, factor) = units.iter().find_map(|(unit, factor)| Some((part.strip_suffix(*unit)?, *factor)))?;
        number.parse::<i64>().ok()?.checked_mul(factor).filter(|n| *n >= 0)
    };
    let mut parts = text.split_inclusive(|c: char| c.is_ascii_alphabetic());
    let sum = parts.try_fold(0i64, |sum, text| sum.checked_add(part(text)?)).filter(|_| !text.is_empty());
    sum.ok_or_else(|| "a time is a number with s, m, h or d".to_string())
}

/// All that there is to be used, opened once a step is not known here. What is not there, is no cache, or is
/// one that the policy does not allow, is told then and passed over.
pub fn open(
    args: &Build,
    access: &Arc<Access>,
    session: &Session,
    platforms: &[Platform],
    judge: Option<&Arc<Judge>>,
) -> Result<FarCache> {
    let repository = args.caches.cache_repo.as_ref().map(|text| text.parse::<RegistryRef>()).transpose()?;
    let repository = repository.map(|repository| {
        let (access, events) = (access.clone(), session.events().clone());
        Arc::new(Tags { repository, access, events, judge: judge.cloned() }) as Arc<dyn Repository>
    });
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX));
    let not_before = args.caches.cache_ttl.map(|ttl| now - ttl);
    let mut far = FarCache::new(repository, not_before, session.events().clone());
    let time = |seconds: i64| Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    if args.caches.cache_wait > 0 && !args.no_cache {
        let lease = time(args.caches.cache_lease.max(1));
        far = far.shared(Sharing { lease, wait: time(args.caches.cache_wait) });
    }
    for place in &args.caches.cache_from {
        match place {
            Place::Inline => {}
            // Whoever may write beside a base could say that other files are in it.
            Place::Referrer => match judge.filter(|j| !j.accepts_all()) {
                None => far.use_attached(),
                Some(judge) => {
                    let message = format!(
                        "nothing is used of what is attached to base images (type=referrer): it is not signed, and the \
                        policy {judge} asks for more"
                    );
                    session.events().emit(Event::Warning { message });
                }
            },
            Place::At(reference, _) => {
                for platform in platforms {
                    let (access, from, judge, of) =
                        (access.clone(), reference.clone(), judge.cloned(), platform.clone());
                    far.add(reference.to_string(), platform.clone(), async move {
                        let node = access.source(&from).await?;
                        if let Some(judge) = judge {
                            judge.enforce_cache(&from, &node, &of, &access).await?;
                        }
                        Ok(node)
                    });
                }
            }
        }
    }
    Ok(far)
}

/// What the build is to tell.
pub fn wanted(args: &Build) -> (Option<Scope>, bool) {
    let scopes = args.caches.cache_to.iter().filter_map(|place| match place {
        Place::At(_, scope) => Some(*scope),
        Place::Inline | Place::Referrer => None,
    });
    (scopes.max(), args.caches.cache_to.contains(&Place::Inline))
}

/// Are tables of contents to be attached to base images?
pub fn attaches(args: &Build) -> bool {
    args.caches.cache_to.contains(&Place::Referrer)
}

/// Attaches the tables of base images to them. Their repositories may be somebody else's: what fails is told.
pub async fn attach(built: &[Built], args: &Build, access: &Access, session: &Session) {
    if !attaches(args) {
        return;
    }
    for (name, node) in built.iter().flat_map(|b| &b.tables) {
        let place = Reference::Registry(name.clone());
        if let Err(e) = Target::attach_to(&place, node, access).await {
            let why = e.in_one_line();
            let message = format!("the table of contents of {name} is not kept beside it: {why}");
            session.events().emit(Event::Warning { message });
        }
    }
}

/// Keeps what was made.
pub async fn keep(made: Vec<Made>, args: &Build, access: &Access, session: &Session) -> Result<()> {
    let Some(made) = made.into_iter().reduce(Made::with) else { return Ok(()) };
    let node = made.node()?;
    for place in &args.caches.cache_to {
        if let Place::At(reference, _) = place {
            let destination = access.destination(reference).await?;
            let kept = copy(&node, destination.as_ref(), &Options::default(), session.events()).await;
            kept.map_err(|e| e.context(format!("keep the cache in {reference}")))?;
        }
    }
    Ok(())
}

/// A repository in which each step has a tag.
struct Tags {
    repository: RegistryRef,
    access: Arc<Access>,
    events: Events,
    judge: Option<Arc<Judge>>,
}

#[async_trait]
impl Repository for Tags {
    async fn get(&self, tag: &str) -> Result<Option<Node>> {
        let reference = Reference::Registry(self.repository.with_tag(tag)?);
        let node = match self.access.source(&reference).await {
            Ok(node) => node,
            Err(e) if e.kind() == Kind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        if let Some(judge) = &self.judge {
            judge.enforce_cache(&reference, &node, &Platform::host(), &self.access).await?;
        }
        Ok(Some(node))
    }

    async fn put(&self, tag: &str, node: Node) -> Result<()> {
        let reference = Reference::Registry(self.repository.with_tag(tag)?);
        let destination = self.access.destination(&reference).await?;
        // Nobody wants to read of each renewal.
        let events: Events = if tag.starts_with(CLAIM_TAG) { Arc::new(Silent) } else { self.events.clone() };
        let handle = tokio::runtime::Handle::current();
        // `copy` keeps to one thread.
        let work = move || {
            handle.block_on(async { copy(&node, destination.as_ref(), &Options::default(), &events).await.map(drop) })
        };
        crate::image::file::blocking(work).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_in_buildx() {
        let at = |text: &str| text.parse::<Place>().unwrap();
        assert_eq!(
            at("type=registry,ref=r.example/c:1,mode=max"),
            Place::At("r.example/c:1".parse().unwrap(), Scope::Max)
        );
        assert_eq!(at("r.example/c:1"), Place::At("r.example/c:1".parse().unwrap(), Scope::Min));
        assert_eq!((at("type=inline"), at("type=referrer")), (Place::Inline, Place::Referrer));
        assert!(matches!(at("type=local,dest=/x"), Place::At(Reference::Layout { .. }, Scope::Min)));
        for bad in
            ["type=registry", "type=gha", "type=local", "mode=all,ref=x", "ref=x,nonsense=1", "type=registry,ref"]
        {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
        assert_eq!((seconds("14d"), seconds("90s")), (Ok(1_209_600), Ok(90)));
        assert!(seconds("1").is_err() && seconds("-1s").is_err() && seconds("99999999999999999d").is_err());
    }
}
