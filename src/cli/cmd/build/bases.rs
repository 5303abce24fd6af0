//! What FROM, `--from` and named contexts mean: images of the store and of registries, and places that are
//! made into images.

use super::context;
use super::remotes::Fetcher;
use crate::build::context::DirContext;
use crate::build::far::FarCache;
use crate::build::{self, LazySandbox, Request, Resolver, Times, Tools};
use crate::cli::args::{Build, Pull};
use crate::cli::policy::Judge;
use crate::cli::session::{Access, Session};
use crate::dockerfile::Dockerfile;
use crate::error::{Error, Kind, Result};
use crate::image::{Image, Node};
use crate::layer::Compression;
use crate::oci::{Platform, RegistryRef};
use crate::runtime::MtimeRule;
use crate::transport::{Reference, TRANSPORTS};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Mutex;

/// Finds what FROM and `--from` name: a named context, the store, then the registry.
#[derive(Clone)]
pub struct Bases {
    /// The store and the registries.
    pub access: Arc<Access>,
    /// When a registry is asked although the store has the image.
    pub pull: Pull,
    /// `--build-context`.
    pub contexts: BTreeMap<String, String>,
    /// Brings named contexts here.
    pub fetcher: Arc<Fetcher>,
    /// Makes images of them.
    pub nested: Nested,
    /// Which images are allowed.
    pub judge: Option<Arc<Judge>>,
    /// What names of registries have meant in this run: each is asked once, for all platforms.
    pub seen: Arc<Mutex<BTreeMap<String, Node>>>,
}

#[async_trait::async_trait]
impl Resolver for Bases {
    async fn resolve(&self, name: &str, platform: &Platform) -> Result<Image> {
        let Some(place) = self.place(name) else { return self.named_image(name, platform).await };
        let result = if let Some(image) = place.strip_prefix("docker-image://") {
            self.named_image(image, platform).await
        } else if let Some(layout) = place.strip_prefix("oci-layout://") {
            let reference: Reference = format!("oci:{layout}").parse()?;
            let node = self.access.source(&reference).await?;
            self.allowed(&reference, &node, platform).await?;
            node.image_for(platform).await
        } else {
            self.nested.image_of(place, &self.fetcher, platform).await
        };
        result.map_err(|e| e.context(format!("--build-context {name}={place}")))
    }
}

/// Makes images of directories: a named context is a stage with nothing but its files.
#[derive(Clone)]
pub struct Nested {
    /// The run.
    pub session: Arc<Session>,
    /// Never used: a context has no RUN.
    pub sandbox: Arc<LazySandbox>,
}

impl Nested {
    async fn image_of(&self, place: &str, fetcher: &Arc<Fetcher>, platform: &Platform) -> Result<Image> {
        let (session, store) = (&self.session, self.session.store()?);
        let jobs = std::thread::available_parallelism().map_or(2, |n| n.get());
        let brought = context::bring(place, store, fetcher).await?;
        let dir = brought.as_ref().map_or(Path::new(place), |b| b.dir.as_path());
        let ignore = context::ignore_file(dir, None)?;
        let files = DirContext::open(dir, ignore, jobs, store, std::time::SystemTime::now())?;
        let dockerfile = Dockerfile::parse("Dockerfile", b"FROM scratch\nCOPY . /\n")?;
        let times = Times { created: Some(0), now: 0, files: MtimeRule::Keep };
        let request = Request { compression: Compression::None, ..Request::new(dockerfile, files, platform, times) };
        let tools = Tools {
            store: store.clone(),
            resolver: Arc::new(Nothing),
            remotes: fetcher.clone(),
            far: Arc::new(FarCache::new(None, None, session.events().clone())),
            events: session.events().clone(),
            cancelled: session.cancelled(),
            sandbox: self.sandbox.clone(),
            on_layer: None,
        };
        Ok(build::build(request, tools).await?.image)
    }
}

/// A platform as it is written, the same for each way to say it.
fn plain(platform: &Platform) -> Platform {
    Platform::new(&platform.os, &platform.architecture, platform.variant.as_deref())
}

/// A build that needs no image.
struct Nothing;

#[async_trait::async_trait]
impl Resolver for Nothing {
    async fn resolve(&self, name: &str, _: &Platform) -> Result<Image> {
        Err(Error::new(Kind::Internal, format!("a context asks for the image {name}")))
    }
}

impl Bases {
    /// The named context that a name means, if it is one.
    fn place(&self, name: &str) -> Option<&String> {
        let full = name.parse::<RegistryRef>().map(|r| r.to_string()).unwrap_or_default();
        // `alpine` replaces `alpine:latest` and `docker.io/library/alpine`, as in buildx.
        let same = |given: &&String| {
            given.eq_ignore_ascii_case(name) || given.parse::<RegistryRef>().is_ok_and(|r| r.to_string() == full)
        };
        self.contexts.keys().find(same).and_then(|key| self.contexts.get(key))
    }

    /// The platforms that all bases of a Dockerfile are for, in the order of the first one; those with
    /// a platform of their own, and directories, take any.
    pub async fn common_platforms(&self, file: &Dockerfile, args: &Build) -> Result<Vec<Platform>> {
        let automatic = build::automatic(&Platform::host(), &Platform::host(), args.target.as_deref());
        let mut common: Option<Vec<Platform>> = None;
        let mut asked = BTreeSet::new();
        for base in file.outer_bases(&automatic, &super::build_args(&args.build_args))? {
            let own = file.stages.get(base.stage).and_then(|s| s.from.platform.as_ref());
            if own.is_some_and(|flag| !flag.value.contains("TARGET")) || !asked.insert(base.image.clone()) {
                continue;
            }
            if let Some(has) = self.platforms(&base.image).await? {
                common = Some(match common {
                    None => has,
                    Some(common) => common.into_iter().filter(|p| has.contains(p)).collect(),
                });
            }
        }
        match common {
            None => Err(Error::new(Kind::Usage, "--all-platforms: there is no base image that says which they are")
                .hint("name them: --platform linux/amd64,linux/arm64")),
            Some(none) if none.is_empty() => {
                Err(Error::new(Kind::NotFound, "--all-platforms: there is none that all base images are for"))
            }
            Some(common) => Ok(common),
        }
    }

    /// The platforms that an image is for; None where the name means a directory.
    async fn platforms(&self, name: &str) -> Result<Option<Vec<Platform>>> {
        let session = self.access.session();
        let reference = match self.place(name) {
            None => session.reference(name)?,
            Some(place) => match (place.strip_prefix("docker-image://"), place.strip_prefix("oci-layout://")) {
                (Some(image), _) => session.reference(image)?,
                (_, Some(layout)) => format!("oci:{layout}").parse()?,
                _ => return Ok(None),
            },
        };
        let node = match &reference {
            Reference::Registry(registry) => {
                let stored = self.access.stored(registry).await?;
                match (stored, self.pull) {
                    // One image of the store says nothing of what else there is.
                    (Some(node @ Node::Index(_)), Pull::Missing) | (Some(node), Pull::Never) => node,
                    (stored, _) => match (self.registry_base(registry).await, stored) {
                        (Ok(node), _) | (Err(_), Some(node)) => node,
                        (Err(e), None) => return Err(e),
                    },
                }
            }
            _ => self.access.source(&reference).await?,
        };
        let mut out: Vec<Platform> = Vec::new();
        match &node {
            Node::Image(image) => out.push(plain(&image.config().await?.platform())),
            Node::Index(index) => {
                for platform in index.index.manifests.iter().filter_map(|d| d.platform.as_ref()).map(plain) {
                    if platform.os != "unknown" && !out.contains(&platform) {
                        out.push(platform);
                    }
                }
            }
        }
        Ok(Some(out))
    }

    async fn named_image(&self, name: &str, platform: &Platform) -> Result<Image> {
        let reference = self.access.session().reference(name)?;
        let node = match &reference {
            Reference::Registry(name_in_registry) if !TRANSPORTS.iter().any(|t| name.starts_with(t)) => {
                self.named(name_in_registry, platform).await?
            }
            _ => {
                let node = self.access.source(&reference).await?;
                self.allowed(&reference, &node, platform).await?;
                node
            }
        };
        node.image_for(platform).await
    }

    /// Is the image that was read one that may be used? What comes of `node` is what was verified.
    async fn allowed(&self, reference: &Reference, node: &Node, platform: &Platform) -> Result<()> {
        match &self.judge {
            Some(judge) => judge.enforce(reference, node, std::slice::from_ref(platform), &self.access).await,
            None => Ok(()),
        }
    }

    async fn named(&self, name: &RegistryRef, platform: &Platform) -> Result<Node> {
        let stored = self.access.stored(name).await?;
        // An image of another platform is as good as none.
        let fits = match &stored {
            Some(node) => node.image_for(platform).await.is_ok(),
            None => false,
        };
        let mut refused = None;
        if let (Some(node), true, Pull::Missing | Pull::Never) = (stored, fits, self.pull) {
            match self.allowed(&Reference::Store(name.to_string()), &node, platform).await {
                Ok(()) => return Ok(node),
                // The registry may have one that is allowed.
                Err(e) if e.kind() == Kind::Untrusted => refused = Some(e),
                Err(e) => return Err(e),
            }
        }
        if self.pull == Pull::Never {
            return Err(refused.unwrap_or_else(|| {
                Error::new(Kind::NotFound, format!("the store has no image named '{name}' for {platform}")).hint(
                    format!("--pull=never forbids to ask its registry; copy it: imgtool copy {name} store:{name}"),
                )
            }));
        }
        let node = match (self.registry_base(name).await, refused) {
            (Ok(node), _) => node,
            // Nobody else has it: what is wrong with ours is what counts.
            (Err(e), Some(refused)) if e.kind() == Kind::NotFound => return Err(refused),
            (Err(e), _) => return Err(e),
        };
        self.allowed(&Reference::Registry(name.clone()), &node, platform).await?;
        Ok(node)
    }

    /// What the registry has under a name, asked once: the same for each platform and each stage.
    async fn registry_base(&self, name: &RegistryRef) -> Result<Node> {
        let mut seen = self.seen.lock().await;
        if let Some(node) = seen.get(&name.to_string()) {
            return Ok(node.clone());
        }
        let node = self.access.base(name).await?;
        seen.insert(name.to_string(), node.clone());
        Ok(node)
    }
}
