//! `imgtool build [CONTEXT]`.

use crate::build::context::DirContext;
use crate::build::{self, Built, LazySandbox, OnLayer, Request, Resolver, Times, Tools};
use crate::cli::args::{Build, Pull};
use crate::cli::render;
use crate::cli::session::{Access, Session};
use crate::copy::{Copied, Options, copy, fetch};
use crate::dockerfile::{Dockerfile, IgnoreFile};
use crate::error::{Context, Error, Kind, Result};
use crate::event::{Event, Events};
use crate::image::{Destination, Image, Node};
use crate::oci::{Platform, RegistryRef};
use crate::runtime::MtimeRule;
use crate::transport::{Reference, TRANSPORTS};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;

/// Builds, and puts the image wherever it was asked for.
pub async fn run(args: Build, session: &Arc<Session>) -> Result<()> {
    let targets = targets(&args)?;
    let request = request(&args, session)?;
    let platform = request.platform.clone();
    let own = targets.iter().find(|t| matches!(t, Reference::Registry(_)));
    let access = Arc::new(session.access(&args.registry, own));
    let sandbox = Arc::new(LazySandbox::default());
    let stop = sandbox.clone();
    session.on_cancel(move || stop.kill_all());
    let tools = Tools {
        store: session.store()?.clone(),
        resolver: Arc::new(Bases { access: access.clone(), pull: args.pull }),
        events: session.events().clone(),
        cancelled: session.cancelled(),
        sandbox,
        on_layer: None,
    };
    let mut destinations: Vec<Arc<dyn Destination>> = Vec::new();
    for target in &targets {
        destinations.push(access.destination(target).await?.into());
    }
    let registry = targets.iter().position(|t| matches!(t, Reference::Registry(_)));
    let early = registry.map(|i| EarlyPush::new(destinations[i].clone(), session.events().clone()));
    let on_layer = early.as_ref().map(EarlyPush::listener);
    let built = build::build(request, Tools { on_layer, ..tools }).await;
    if let Some(early) = early {
        early.end(built.is_ok()).await;
    }
    let built = built?;
    let mut named = Vec::new();
    let node = Node::Image(built.image.clone());
    for (target, destination) in targets.iter().zip(&destinations) {
        let copied = put(&node, destination.as_ref(), &platform, &args, session).await?;
        named.push((target.clone(), copied));
    }
    if targets.is_empty() {
        // Without a name the image stays in the store until it is pruned.
        let destination = session.store()?.destination(None);
        put(&node, &destination, &platform, &args, session).await?;
    }
    report(&args, &built, &named)
}

/// Pushes layers while the build goes on. What fails here is tried, and told, by the copy
/// at the end; a build that fails leaves blobs that no manifest names.
struct EarlyPush {
    destination: Arc<dyn Destination>,
    events: Events,
    tasks: Arc<Mutex<JoinSet<()>>>,
}

impl EarlyPush {
    fn new(destination: Arc<dyn Destination>, events: Events) -> EarlyPush {
        EarlyPush { destination, events, tasks: Arc::new(Mutex::new(JoinSet::new())) }
    }

    fn listener(&self) -> OnLayer {
        let (destination, events, tasks) = (self.destination.clone(), self.events.clone(), self.tasks.clone());
        Box::new(move |descriptor, blobs| {
            let (destination, events) = (destination.clone(), events.clone());
            let (descriptor, blobs) = (descriptor.clone(), blobs.clone());
            tasks.lock().unwrap_or_else(|e| e.into_inner()).spawn(async move {
                drop(fetch(&blobs, &descriptor, destination.as_ref(), &events).await);
            });
        })
    }

    /// Waits for what has begun, or gives it up.
    async fn end(self, wait: bool) {
        let mut tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(|e| e.into_inner()));
        if !wait {
            tasks.abort_all();
        }
        while tasks.join_next().await.is_some() {}
    }
}

async fn put(
    node: &Node,
    destination: &dyn Destination,
    platform: &Platform,
    args: &Build,
    session: &Session,
) -> Result<Copied> {
    let options =
        Options { platforms: vec![platform.clone()], jobs: args.jobs.unwrap_or(6).max(1), ..Options::default() };
    copy(node, destination, &options, session.events()).await
}

/// Where the image goes: a bare name stays in the store, and goes to its registry, too, with
/// `--push`.
fn targets(args: &Build) -> Result<Vec<Reference>> {
    let mut out = Vec::new();
    for tag in &args.tags {
        let reference: Reference = tag.parse()?;
        match &reference {
            Reference::Registry(name) if !TRANSPORTS.iter().any(|t| tag.starts_with(t)) => {
                out.push(Reference::Store(name.to_string()));
                if args.push {
                    out.push(reference);
                }
            }
            _ => out.push(reference),
        }
    }
    if args.push && !out.iter().any(|r| matches!(r, Reference::Registry(_))) {
        return Err(Error::new(Kind::Usage, "--push has no registry to push to")
            .hint("name the image with -t REGISTRY/REPOSITORY:TAG"));
    }
    Ok(out)
}

fn request(args: &Build, session: &Session) -> Result<Request> {
    let file = args.file.clone().unwrap_or_else(|| args.context.join("Dockerfile"));
    let raw = std::fs::read(&file).map_err(|e| {
        let error = Error::io(format!("read the Dockerfile {}", file.display()), e);
        error.hint("name it with -f FILE; the last argument is the directory that COPY takes files from")
    })?;
    let shown = file.file_name().filter(|_| args.file.is_none()).map_or(file.as_path(), Path::new);
    let dockerfile = Dockerfile::parse(&shown.display().to_string(), &raw)?;
    for warning in &dockerfile.warnings {
        session.events().emit(Event::Warning {
            message: format!(
                "{}:{}: {} ({})",
                dockerfile.source.name(),
                warning.span.line,
                warning.message,
                warning.check
            ),
        });
    }
    let jobs = args.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, |n| n.get())).max(1);
    let ignore = ignore_file(&args.context, &file)?;
    let context = DirContext::open(&args.context, ignore, jobs, session.store()?, std::time::SystemTime::now())?;
    let host = Platform::host();
    Ok(Request {
        dockerfile,
        context: Arc::new(context),
        target: args.target.clone(),
        build_args: build_args(&args.build_args),
        labels: labels(&args.labels)?,
        platform: args.platform.clone().unwrap_or_else(|| host.clone()),
        build_platform: host,
        no_cache: args.no_cache,
        format: args.format.into(),
        compression: args.compression,
        times: times(args, session)?,
        jobs,
        resolv_conf: Some(PathBuf::from("/etc/resolv.conf")).filter(|p| p.exists()),
        helper: PathBuf::from("/proc/self/exe"),
    })
}

/// `FILE.dockerignore` beside the Dockerfile, else the context's `.dockerignore`.
fn ignore_file(context: &Path, file: &Path) -> Result<IgnoreFile> {
    let mut own = file.as_os_str().to_owned();
    own.push(".dockerignore");
    for path in [PathBuf::from(own), context.join(".dockerignore")] {
        match std::fs::read(&path) {
            Ok(raw) => return IgnoreFile::parse(&raw).context(|| format!("read {}", path.display())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(Error::io(format!("read {}", path.display()), e)),
        }
    }
    IgnoreFile::parse(b"")
}

/// NAME=VALUE, or NAME with the value from the environment (left out if it has none).
fn build_args(given: &[String]) -> BTreeMap<String, String> {
    let pair = |text: &String| match text.split_once('=') {
        Some((name, value)) => Some((name.to_string(), value.to_string())),
        None => std::env::var(text).ok().map(|value| (text.clone(), value)),
    };
    given.iter().filter_map(pair).collect()
}

fn labels(given: &[String]) -> Result<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    for text in given {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        if name.is_empty() {
            return Err(
                Error::new(Kind::Usage, format!("--label '{text}' has no name")).hint("write --label NAME=VALUE")
            );
        }
        out.insert(name.to_string(), value.to_string());
    }
    Ok(out)
}

/// `--timestamp` sets every time; SOURCE_DATE_EPOCH sets those of the image and lets no file
/// be younger.
fn times(args: &Build, session: &Session) -> Result<Times> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX));
    if let Some(seconds) = args.timestamp {
        return Ok(Times { created: Some(seconds), now, files: MtimeRule::Fixed(seconds) });
    }
    if let Some(epoch) = &session.environment().source_date_epoch {
        let seconds = epoch.parse::<i64>().map_err(|e| {
            Error::new(Kind::Usage, format!("SOURCE_DATE_EPOCH is '{epoch}', which is no number of seconds")).because(e)
        })?;
        return Ok(Times { created: Some(seconds), now, files: MtimeRule::Clamp(seconds) });
    }
    Ok(Times { created: None, now, files: MtimeRule::Keep })
}

/// Finds what FROM and `--from` name: the store, then the registry.
struct Bases {
    access: Arc<Access>,
    pull: Pull,
}

#[async_trait::async_trait]
impl Resolver for Bases {
    async fn resolve(&self, name: &str, platform: &Platform) -> Result<Image> {
        let reference = self.access.session().reference(name)?;
        let node = match &reference {
            Reference::Registry(name_in_registry) if !TRANSPORTS.iter().any(|t| name.starts_with(t)) => {
                self.named(name_in_registry, platform).await?
            }
            _ => self.access.source(&reference).await?,
        };
        node.image_for(platform).await
    }
}

impl Bases {
    async fn named(&self, name: &RegistryRef, platform: &Platform) -> Result<Node> {
        let stored = self.access.stored(name).await?;
        // An image of another platform is as good as none.
        let fits = match &stored {
            Some(node) => node.image_for(platform).await.is_ok(),
            None => false,
        };
        if let (Some(node), true, Pull::Missing | Pull::Never) = (stored, fits, self.pull) {
            return Ok(node);
        }
        if self.pull == Pull::Never {
            return Err(Error::new(Kind::NotFound, format!("the store has no image named '{name}' for {platform}"))
                .hint(format!("--pull=never forbids to ask its registry; copy it: imgtool copy {name} store:{name}")));
        }
        self.access.base(name).await
    }
}

/// Files that were asked for, then what people or scripts read.
fn report(args: &Build, built: &Built, named: &[(Reference, Copied)]) -> Result<()> {
    if let Some(file) = &args.iidfile {
        std::fs::write(file, built.id.to_string()).context(|| format!("write {}", file.display()))?;
    }
    if let Some(file) = &args.metadata_file {
        let names: Vec<String> = args.tags.clone();
        let descriptor = named.first().map_or(&built.image.descriptor, |(_, copied)| &copied.descriptor);
        let metadata = serde_json::json!({
            "containerimage.config.digest": built.id.to_string(),
            "containerimage.descriptor": descriptor,
            "containerimage.digest": descriptor.digest.to_string(),
            "image.name": names.join(","),
        });
        let mut text = serde_json::to_string_pretty(&metadata)
            .map_err(|e| Error::new(Kind::Internal, "write the metadata").because(e))?;
        text.push('\n');
        std::fs::write(file, text).context(|| format!("write {}", file.display()))?;
    }
    let mut text = String::new();
    for (reference, copied) in named.iter().filter(|_| !args.quiet) {
        text.push_str(&format!("{reference}@{}\n", copied.descriptor.digest));
    }
    if text.is_empty() {
        text = format!("{}\n", built.id);
    }
    render::result(text.as_bytes())
}
