//! `imgtool build [CONTEXT]`.

pub mod attestations;
pub mod bases;
pub mod buildah;
pub mod caches;
pub mod check;
mod context;
pub mod failure;
pub mod output;
pub mod picture;
pub mod private;
pub mod remotes;
mod report;
pub mod rules;

use super::look::Opened;
use super::sign::{Target, sign_copied};
use crate::build::context::DirContext;
use crate::build::{self, Built, LazySandbox, OnLayer, Private, Request, RunRules, Squash, Times, Tools};
use crate::cli::args::{Build, Format, Pull};
use crate::cli::render;
use crate::cli::session::Session;
use crate::copy::{Copied, Options, copy, fetch};
use crate::dockerfile::Dockerfile;
use crate::error::{Context, Error, Kind, Result};
use crate::event::{Event, Events};
use crate::image::memory::Overlay;
use crate::image::{Destination, Node};
use crate::oci::{Descriptor, Index, Platform, media_type};
use crate::runtime::MtimeRule;
use crate::transport::{Reference, TRANSPORTS};
use bases::{Bases, Nested};
use context::Gathered;
use output::Output;
use remotes::Fetcher;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;

/// Builds, and puts the image wherever it was asked for.
pub async fn run(mut args: Build, session: &Arc<Session>) -> Result<()> {
    buildah::settle(&mut args)?;
    let said = attestations::wanted(&args.attestations)?;
    let lists = attestations::files_wanted(&args)?;
    if args.checks.method() != check::Method::Build {
        return look_only(&args, session).await;
    }
    let outputs = outputs(&args)?;
    let targets: Vec<Reference> = outputs.iter().filter_map(Output::reference).collect();
    // A wrong password is told before anything is built.
    let sealer = args.signing.open(&targets, session).await?;
    let private = private::read(&args.secrets, &args.ssh)?;
    let (mut rules, warnings) = args.rules.read()?;
    rules.groups.clone_from(&args.buildah.group_add);
    rules.keep_volumes = args.buildah.compat_volumes == Some(true);
    for message in warnings {
        session.events().emit(Event::Warning { message });
    }
    let fetcher = Arc::new(Fetcher::new(session, private.clone()));
    let gathered = context::gather(&args, session.store()?, fetcher.as_ref()).await?;
    let own = targets.iter().find(|t| matches!(t, Reference::Registry(_)));
    let access = Arc::new(session.access(&args.registry, own));
    let sandbox = Arc::new(LazySandbox::default());
    let stop = sandbox.clone();
    session.on_cancel(move || stop.kill_all());
    let judge = args.allowed.judge(session)?;
    let resolver = Arc::new(Bases {
        access: access.clone(),
        pull: args.pull,
        contexts: named_contexts(&args)?,
        fetcher: fetcher.clone(),
        nested: Nested { session: session.clone(), sandbox: sandbox.clone() },
        judge: judge.clone(),
        seen: Arc::default(),
    });
    if args.buildah.all_platforms {
        let file = Dockerfile::parse(&gathered.name, &gathered.dockerfile)?;
        args.platforms = resolver.common_platforms(&file, &args).await?;
    }
    let platforms = if args.platforms.is_empty() { vec![Platform::host()] } else { args.platforms.clone() };
    let mut destinations: Vec<Arc<dyn Destination>> = Vec::new();
    for target in &targets {
        destinations.push(access.destination(target).await?.into());
    }
    let registry = targets.iter().position(|t| matches!(t, Reference::Registry(_)));
    let far = Arc::new(caches::open(&args, &access, session, &platforms, judge.as_ref())?);
    let mut built: Vec<Built> = Vec::new();
    for platform in &platforms {
        let request = request(&args, &gathered, private.clone(), &rules, platform, session)?;
        if built.is_empty() {
            // The registry is asked by the build itself.
            let bases = Bases { pull: Pull::Never, ..resolver.as_ref().clone() };
            let around = check::Around { args: &args, gathered: &gathered, bases: &bases, platform };
            check::before_build(&around, &request.dockerfile, session).await?;
        }
        let early = registry.map(|i| EarlyPush::new(destinations[i].clone(), session.events().clone()));
        let tools = Tools {
            store: session.store()?.clone(),
            resolver: resolver.clone(),
            remotes: fetcher.clone(),
            far: far.clone(),
            events: session.events().clone(),
            cancelled: session.cancelled(),
            sandbox: sandbox.clone(),
            on_layer: early.as_ref().map(EarlyPush::listener),
        };
        let done = build::build(request, tools).await;
        if let Some(early) = early {
            early.end(done.is_ok()).await;
        }
        built.push(done?);
    }
    let node = node(&args, &built)?;
    for output in &outputs {
        files(output, &built, &platforms, session).await?;
    }
    let mut named = Vec::new();
    for (target, destination) in targets.iter().zip(&destinations) {
        let copied = put(&node, destination.as_ref(), &args, session).await?;
        named.push((target.clone(), copied));
    }
    if outputs.is_empty() {
        // Without a name the image stays in the store until it is pruned.
        put(&node, &session.store()?.destination(None), &args, session).await?;
    }
    let said = attestations::said(said, &args, &built, &platforms, session).await?;
    attestations::attach(&said, &named, sealer.as_ref(), &access).await?;
    if let Some(sealer) = &sealer {
        for (place, copied) in named.iter().filter(|(place, _)| Target::takes(place)) {
            let identity = args.signing.sign_identity.clone();
            sign_copied(place, &copied.descriptor.digest, identity, sealer, access.clone()).await?;
        }
    }
    if let (true, [one]) = (lists, &built[..]) {
        attestations::write_files(&args, one, session).await?;
    }
    caches::attach(&built, &args, &access, session).await;
    let made = built.iter_mut().filter_map(|b| b.made.take()).collect();
    caches::keep(made, &args, &access, session).await?;
    let to_stdout = outputs.contains(&Output::Tar(None));
    report(&args, &built, &node, &named, to_stdout)
}

/// `--check` and `--call`: nothing is built.
async fn look_only(args: &Build, session: &Arc<Session>) -> Result<()> {
    let fetcher = Arc::new(Fetcher::new(session, private::read(&args.secrets, &args.ssh)?));
    let gathered = context::gather(args, session.store()?, fetcher.as_ref()).await?;
    let access = Arc::new(session.access(&args.registry, None));
    let nested = Nested { session: session.clone(), sandbox: Arc::default() };
    let judge = args.allowed.judge(session)?;
    let bases = Bases {
        access,
        pull: args.pull,
        contexts: named_contexts(args)?,
        fetcher,
        nested,
        judge,
        seen: Arc::default(),
    };
    let host = Platform::host();
    let platform = args.platforms.first().unwrap_or(&host);
    check::run(&check::Around { args, gathered: &gathered, bases: &bases, platform }, session).await
}

/// The image, or the index of the images of all platforms.
fn node(args: &Build, built: &[Built]) -> Result<Node> {
    let annotations = annotations(args)?;
    if let ([one], true) = (built, args.platforms.len() < 2 && args.buildah.manifest.is_none()) {
        if !annotations.index.is_empty() || !annotations.descriptor.is_empty() {
            return Err(Error::new(Kind::Usage, "one image has no index, which could be annotated")
                .hint("leave out index: and manifest-descriptor:, or build for several platforms"));
        }
        return Ok(Node::Image(one.image.clone()));
    }
    let media_type = media_type::Format::from(args.format).index();
    let mut blobs = Overlay::new();
    let mut manifests = Vec::new();
    for image in built.iter().map(|b| &b.image) {
        blobs.add(&image.descriptor.media_type, image.raw.clone());
        for part in image.manifest.layers.iter().chain([&image.manifest.config]) {
            blobs.route(part.digest.clone(), image.blobs.clone());
        }
        manifests.push(Descriptor { annotations: annotations.descriptor.clone(), ..image.descriptor.clone() });
    }
    let media = Some(media_type.to_string());
    let document = Index { media_type: media, manifests, annotations: annotations.index, ..Index::default() };
    let raw = serde_json::to_vec(&document).map_err(|e| Error::new(Kind::Internal, "write an index").because(e))?;
    Node::from_raw(Descriptor::of(media_type, &raw), raw.into(), Arc::new(blobs))
}

/// `--output` with files: an archive, or a directory, which for several platforms has one each.
async fn files(output: &Output, built: &[Built], platforms: &[Platform], session: &Arc<Session>) -> Result<()> {
    match (output, built) {
        (Output::Tar(file), [one]) => Opened::new(&one.image, session).await?.write_archive(file.clone()).await,
        (Output::Tar(_), _) => Err(Error::new(Kind::Unsupported, "--output type=tar holds the files of one platform")
            .hint("write type=local, which makes a directory for each, or type=oci")),
        (Output::Local(dir), [one]) => Opened::new(&one.image, session).await?.write_dir(dir.clone()).await,
        (Output::Local(dir), several) => {
            for (one, platform) in several.iter().zip(platforms) {
                let dir = dir.join(platform.to_string().replace('/', "_"));
                Opened::new(&one.image, session).await?.write_dir(dir).await?;
            }
            Ok(())
        }
        (Output::Image(_) | Output::Nothing, _) => Ok(()),
    }
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

async fn put(node: &Node, destination: &dyn Destination, args: &Build, session: &Session) -> Result<Copied> {
    let options = Options { jobs: args.jobs.unwrap_or(6).max(1), ..Options::default() };
    copy(node, destination, &options, session.events()).await
}

/// Where the result goes: what `--output` says, and under each name. A bare name stays in the
/// store; with `--push` it goes to its registry instead, and with `--load` besides to both. What
/// goes to a registry alone needs no layer of its base here.
fn outputs(args: &Build) -> Result<Vec<Output>> {
    let mut out = Vec::new();
    for written in &args.outputs {
        out.extend(written.resolve(&args.tags)?);
    }
    // A name that an output has taken is not one of the store as well.
    let tags = if args.outputs.is_empty() { &args.tags[..] } else { &[] };
    for tag in tags {
        let target = target(tag)?;
        let bare = matches!(target, Reference::Store(_)) && !TRANSPORTS.iter().any(|t| tag.starts_with(t));
        let pushed = bare && args.push;
        if !pushed || args.load {
            out.push(Output::Image(target));
        }
        if pushed {
            out.push(Output::Image(tag.parse()?));
        }
    }
    if args.push && !out.iter().any(|o| matches!(o, Output::Image(Reference::Registry(_)))) {
        return Err(Error::new(Kind::Usage, "--push has no registry to push to")
            .hint("name the image with -t REGISTRY/REPOSITORY:TAG"));
    }
    Ok(out)
}

/// The place that `-t` names; a bare name is one in the store.
pub fn target(tag: &str) -> Result<Reference> {
    Ok(match tag.parse()? {
        Reference::Registry(name) if !TRANSPORTS.iter().any(|t| tag.starts_with(t)) => {
            Reference::Store(name.to_string())
        }
        other => other,
    })
}

/// Everything of a request but the platform.
fn request(
    args: &Build,
    gathered: &Gathered,
    private: Private,
    rules: &RunRules,
    platform: &Platform,
    session: &Session,
) -> Result<Request> {
    let mut dockerfile = Dockerfile::parse(&gathered.name, &gathered.dockerfile)?;
    if let (Some(image), Some(first)) = (&args.buildah.from, dockerfile.stages.first_mut()) {
        first.from.image.text = image.clone();
    }
    let jobs = args.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, |n| n.get())).max(1);
    let now = std::time::SystemTime::now();
    let context = DirContext::open(&gathered.dir, gathered.ignore.clone(), jobs, session.store()?, now)?;
    Ok(Request {
        dockerfile,
        context: Arc::new(context),
        contexts: stages_of(&named_contexts(args)?),
        target: args.target.clone(),
        build_args: build_args(&args.build_args),
        labels: labels(&args.labels)?,
        annotations: annotations(args)?.manifest,
        private,
        rules: rules.clone(),
        isolation: args.isolation.into(),
        on_failure: args.failure.on_failure(session)?,
        platform: platform.clone(),
        build_platform: Platform::host(),
        no_cache: args.no_cache,
        no_cache_stages: args.no_cache_filter.iter().map(|s| s.to_lowercase()).collect(),
        format: args.format.into(),
        squash: match (args.squash, args.squash_all) {
            (_, true) => Squash::All,
            (true, false) => Squash::New,
            (false, false) => Squash::No,
        },
        compression: args.compression,
        times: times(args, session)?,
        steps: args.jobs.unwrap_or(build::STEPS).max(1),
        jobs,
        helper: PathBuf::from("/proc/self/exe"),
        changes: args.buildah.changes(),
        all_stages: !args.buildah.skip_unused_stages,
        tell: caches::wanted(args).0,
        inline_cache: caches::wanted(args).1,
        tell_tables: caches::attaches(args),
    })
}

/// `--annotation`, by where each goes.
#[derive(Default)]
struct Annotations {
    manifest: BTreeMap<String, String>,
    index: BTreeMap<String, String>,
    descriptor: BTreeMap<String, String>,
}

impl Annotations {
    /// `[manifest|index|manifest-descriptor[,…]:]NAME=VALUE`, as buildx has it.
    fn read(given: &[String]) -> Result<Annotations> {
        let mut out = Annotations::default();
        for text in given {
            let (name, value) = text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
                Error::new(Kind::Usage, format!("--annotation '{text}' has no value")).hint("write NAME=VALUE")
            })?;
            let (places, name) = name.split_once(':').unwrap_or(("manifest", name));
            for place in places.split(',') {
                let map = match place {
                    "manifest" => &mut out.manifest,
                    "index" => &mut out.index,
                    "manifest-descriptor" => &mut out.descriptor,
                    other => {
                        return Err(Error::new(Kind::Usage, format!("--annotation: '{other}' takes no annotation"))
                            .hint("it goes to manifest, index or manifest-descriptor"));
                    }
                };
                map.insert(name.to_string(), value.to_string());
            }
        }
        Ok(out)
    }
}

fn annotations(args: &Build) -> Result<Annotations> {
    if args.format == Format::Docker && !args.annotations.is_empty() {
        return Err(Error::new(Kind::Usage, "Docker's documents have no annotations").hint("build with --format oci"));
    }
    Annotations::read(&args.annotations)
}

/// `--build-context NAME=PLACE`.
fn named_contexts(args: &Build) -> Result<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    for text in &args.build_contexts {
        let (name, place) = text.split_once('=').filter(|(n, p)| !n.is_empty() && !p.is_empty()).ok_or_else(|| {
            Error::new(Kind::Usage, format!("--build-context '{text}' names no place")).hint(
                "write NAME=DIR, NAME=URL, NAME=docker-image://REF, NAME=oci-layout://DIR[:TAG] or NAME=target:STAGE",
            )
        })?;
        out.insert(name.to_ascii_lowercase(), place.to_string());
    }
    Ok(out)
}

/// The named contexts as the build sees them: those that are stages of the same Dockerfile, and others.
fn stages_of(contexts: &BTreeMap<String, String>) -> BTreeMap<String, Option<String>> {
    contexts.iter().map(|(name, place)| (name.clone(), place.strip_prefix("target:").map(str::to_string))).collect()
}

/// NAME=VALUE, or NAME with the value from the environment (left out if it has none).
pub fn build_args(given: &[String]) -> BTreeMap<String, String> {
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
    let given = build_args(&args.build_args).remove("SOURCE_DATE_EPOCH");
    if let Some(epoch) = given.as_ref().or(session.environment().source_date_epoch.as_ref()) {
        let seconds = epoch.parse::<i64>().map_err(|e| {
            Error::new(Kind::Usage, format!("SOURCE_DATE_EPOCH is '{epoch}', which is no number of seconds")).because(e)
        })?;
        return Ok(Times { created: Some(seconds), now, files: MtimeRule::Clamp(seconds) });
    }
    Ok(Times { created: None, now, files: MtimeRule::Keep })
}

/// Files that were asked for, then what people or scripts read.
fn report(args: &Build, built: &[Built], node: &Node, named: &[(Reference, Copied)], stdout_taken: bool) -> Result<()> {
    // Of several platforms, the index is what identifies them all.
    let id = match built {
        [one] => one.id.to_string(),
        _ => node.descriptor().digest.to_string(),
    };
    if let Some(file) = &args.iidfile {
        std::fs::write(file, &id).context(|| format!("write {}", file.display()))?;
    }
    if let Some(file) = &args.metadata_file {
        let descriptor = named.first().map_or(node.descriptor(), |(_, copied)| &copied.descriptor);
        let mut metadata = serde_json::json!({
            "containerimage.descriptor": descriptor,
            "containerimage.digest": descriptor.digest.to_string(),
            "image.name": args.tags.join(","),
        });
        if let [one] = built {
            metadata["containerimage.config.digest"] = one.id.to_string().into();
        }
        let mut text = serde_json::to_string_pretty(&metadata)
            .map_err(|e| Error::new(Kind::Internal, "write the metadata").because(e))?;
        text.push('\n');
        std::fs::write(file, text).context(|| format!("write {}", file.display()))?;
    }
    if stdout_taken {
        return Ok(());
    }
    let mut text = String::new();
    for (reference, copied) in named.iter().filter(|_| !args.quiet) {
        text.push_str(&format!("{reference}@{}\n", copied.descriptor.digest));
    }
    if text.is_empty() {
        text = format!("{id}\n");
    }
    render::result(text.as_bytes())
}
