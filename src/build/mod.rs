//! From a Dockerfile to an Image. Stages are built as soon as what they need is there,
//! independent ones at the same time; stages that the target does not need are not built.
//!
//! COPY, ADD and WORKDIR are planned on the merged [`Tree`](crate::layer::Tree) and written
//! straight to a layer; only RUN needs a root file system.

mod cache;
pub mod cache_mount;
mod configure;
pub mod context;
mod emulation;
pub mod far;
mod finish;
mod going;
mod graph;
mod known;
mod metadata;
mod retime;
mod rules;
pub mod source;
mod squash;
mod stage;
mod step;
mod telling;
mod turn;
mod users;
mod view;

pub use configure::configure;
pub use graph::automatic;
pub use retime::retimed;
pub use rules::{AllowDevices, Dns, RunRules};
pub use step::mount::{MAX_SECRET, Private};
pub use step::run::FailedRun;

use crate::dockerfile::Dockerfile;
use crate::dockerfile::remote::GitRef;
use crate::error::{Error, Kind, Result};
use crate::event::{Event, Events};
use crate::image::{BlobSource, Image};
use crate::layer::{Compression, Timestamp};
use crate::oci::media_type::Format;
use crate::oci::{Descriptor, Digest, Platform};
use crate::runtime::{Isolation, MtimeRule, Sandbox};
use crate::transport::git::Checkout;
use crate::transport::store::Store;
use crate::transport::web::Downloaded;
use async_trait::async_trait;
use context::DirContext;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// Finds the image that FROM or `--from` names.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// The image called `name` for `platform`.
    async fn resolve(&self, name: &str, platform: &Platform) -> Result<Image>;
}

/// Brings here what ADD names on the web and in git repositories.
#[async_trait]
pub trait Remotes: Send + Sync {
    /// Writes what is at `url` to the new file `to`.
    async fn download(&self, url: &str, to: &Path) -> Result<Downloaded>;
    /// Checks a commit out into the empty directory `dir`.
    async fn checkout(&self, git: &GitRef, dir: &Path) -> Result<Checkout>;
}

/// The times that go into the image.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// What `created` says, in the config and in the history, in seconds since 1970. None:
    /// when each layer was made, which a cached one remembers.
    pub created: Option<i64>,
    /// The time.
    pub now: i64,
    /// What becomes of the files' own times.
    pub files: MtimeRule,
}

impl Times {
    /// A file's time as it goes into a layer: whole seconds (as Docker's layers have
    /// them), under the rule.
    pub fn of_file(&self, time: Timestamp) -> Timestamp {
        Timestamp::from_secs(match self.files {
            MtimeRule::Keep => time.secs,
            MtimeRule::Clamp(epoch) => time.secs.min(epoch),
            MtimeRule::Fixed(epoch) => epoch,
        })
    }

    /// The time of directories that no source describes. Not the clock: the same input
    /// is to give the same layer.
    pub fn of_made(&self) -> Timestamp {
        match self.files {
            MtimeRule::Keep => Timestamp::default(),
            MtimeRule::Clamp(epoch) | MtimeRule::Fixed(epoch) => Timestamp::from_secs(epoch),
        }
    }
}

/// Which layers become one at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Squash {
    /// None.
    No,
    /// Those that the build made.
    New,
    /// All, the base's too.
    All,
}

/// RUN steps at once where nobody says how many: many wait for something else than a core.
pub const STEPS: usize = 16;

/// What to build.
pub struct Request {
    /// The Dockerfile.
    pub dockerfile: Dockerfile,
    /// What COPY and ADD take files from.
    pub context: Arc<DirContext>,
    /// Names that mean another context, whatever stages are called: a stage of the same
    /// Dockerfile, or what the resolver finds.
    pub contexts: BTreeMap<String, Option<String>>,
    /// The stage to build; None: the last.
    pub target: Option<String>,
    /// `--build-arg`.
    pub build_args: BTreeMap<String, String>,
    /// `--label`.
    pub labels: BTreeMap<String, String>,
    /// `--annotation`: of the manifest.
    pub annotations: BTreeMap<String, String>,
    /// Secrets and agents that RUN may be shown.
    pub private: Private,
    /// What every RUN finds.
    pub rules: RunRules,
    /// How RUN is isolated.
    pub isolation: Isolation,
    /// Who looks at a RUN that failed, before its files go away.
    pub on_failure: Option<OnFailure>,
    /// What the image is for.
    pub platform: Platform,
    /// What builds it.
    pub build_platform: Platform,
    /// Do every step, whatever the cache holds.
    pub no_cache: bool,
    /// The same for these stages, by name in small letters or number.
    pub no_cache_stages: Vec<String>,
    /// The family of documents.
    pub format: Format,
    /// Which layers become one at the end.
    pub squash: Squash,
    /// How the image's own layers are compressed.
    pub compression: Compression,
    /// The times that go into the image.
    pub times: Times,
    /// RUN steps at once.
    pub steps: usize,
    /// Threads of a compression, and of reading the context.
    pub jobs: usize,
    /// The program that is started as the sandbox's helper: this one.
    pub helper: PathBuf,
    /// What is to change of the image at the end.
    pub changes: Changes,
    /// Do every stage before the target, too, whether it is needed or not.
    pub all_stages: bool,
    /// What is to be told of the steps, for caches far away.
    pub tell: Option<far::Scope>,
    /// The image is to say itself what its steps made.
    pub inline_cache: bool,
    /// The tables of base images are to be told.
    pub tell_tables: bool,
}

/// Called with each RUN that failed; what fails in it is a warning.
pub type OnFailure = Arc<dyn Fn(&FailedRun<'_>) -> Result<()> + Send + Sync>;

/// What is to change of an image once it is built.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Variables to set.
    pub env: BTreeMap<String, String>,
    /// Variables to remove.
    pub unset_env: Vec<String>,
    /// Labels of the base to remove.
    pub unset_labels: Vec<String>,
    /// Remove all of them.
    pub no_base_labels: bool,
    /// Annotations to remove.
    pub unset_annotations: Vec<String>,
    /// Leave the history out.
    pub no_history: bool,
    /// Keep the annotations of the base's manifest.
    pub base_annotations: bool,
    /// The version of the operating system that it needs.
    pub os_version: Option<String>,
    /// Features of the operating system that it needs; with a `-` after it, one that it does not.
    pub os_features: Vec<String>,
}

impl Request {
    /// The plainest build: the last stage, everything else as `imgtool build` has it by default.
    pub fn new(dockerfile: Dockerfile, context: DirContext, platform: &Platform, times: Times) -> Request {
        Request {
            dockerfile,
            context: Arc::new(context),
            contexts: BTreeMap::new(),
            target: None,
            build_args: BTreeMap::new(),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            private: Default::default(),
            rules: Default::default(),
            isolation: Default::default(),
            on_failure: None,
            platform: platform.clone(),
            build_platform: Platform::host(),
            no_cache: false,
            no_cache_stages: Vec::new(),
            format: Format::Oci,
            squash: Squash::No,
            compression: Compression::default(),
            times,
            steps: STEPS,
            jobs: std::thread::available_parallelism().map_or(2, |n| n.get()),
            helper: PathBuf::from("/proc/self/exe"),
            changes: Changes::default(),
            all_stages: false,
            tell: None,
            inline_cache: false,
            tell_tables: false,
        }
    }
}

/// What a build works with.
pub struct Tools {
    /// The local store: layers, tables, cache.
    pub store: Store,
    /// Finds base images.
    pub resolver: Arc<dyn Resolver>,
    /// Brings remote sources of ADD.
    pub remotes: Arc<dyn Remotes>,
    /// What other machines have built.
    pub far: Arc<far::FarCache>,
    /// Where progress goes.
    pub events: Events,
    /// Set when the build is to stop.
    pub cancelled: Arc<AtomicBool>,
    /// The sandbox of RUN, made when the first RUN needs it.
    pub sandbox: Arc<LazySandbox>,
    /// Hears of each layer that will be in the image as soon as it is there, so that it can be
    /// pushed while the build goes on.
    pub on_layer: Option<OnLayer>,
}

/// Called with a layer's descriptor and where its blob is.
pub type OnLayer = Box<dyn Fn(&Descriptor, &Arc<dyn BlobSource>) + Send + Sync>;

impl Tools {
    /// Fails once the build is to stop.
    fn check_cancelled(&self) -> Result<()> {
        if self.cancelled.load(Ordering::SeqCst) {
            return Err(Error::new(Kind::Interrupted, "the build was stopped"));
        }
        Ok(())
    }
}

/// A sandbox that is made at the first use: a build without RUN needs no namespace.
#[derive(Default)]
pub struct LazySandbox {
    made: OnceLock<Arc<Sandbox>>,
    making: Mutex<()>,
    told: OnceLock<()>,
}

impl LazySandbox {
    fn get(&self, helper: &Path, isolation: Isolation, events: &Events) -> Result<Arc<Sandbox>> {
        let _one = self.making.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(sandbox) = self.made.get() {
            return Ok(sandbox.clone());
        }
        let sandbox = Arc::new(Sandbox::new(crate::runtime::SandboxOptions { helper: helper.into(), isolation })?);
        let message = format!("RUN is isolated by: {}", sandbox.rung().describe());
        events.emit(Event::Note { message });
        for message in sandbox.warnings() {
            events.emit(Event::Warning { message });
        }
        Ok(self.made.get_or_init(|| sandbox).clone())
    }

    /// Says once what has turned out about this place.
    fn tell(&self, sandbox: &Sandbox, events: &Events) {
        let Some((why, no_fuse)) = sandbox.without_overlay() else { return };
        if self.told.set(()).is_err() {
            return;
        }
        let takes_none = format!("the store's file system takes no overlay ({why})");
        events.emit(match no_fuse {
            None => Event::Note { message: format!("{takes_none}: fuse-overlayfs stacks the layers") },
            Some(too) => Event::Warning {
                message: format!(
                    "{takes_none}, nor does fuse-overlayfs help ({too}): each RUN copies the whole root file system; \
                     keep the store (--root) on a volume of its own to avoid that"
                ),
            },
        });
    }

    /// Ends every process that a RUN started.
    pub fn kill_all(&self) {
        if let Some(sandbox) = self.made.get() {
            sandbox.kill_all();
        }
    }
}

/// What came out.
pub struct Built {
    /// The image, its new layers in the store.
    pub image: Image,
    /// The digest of its config: the image's ID.
    pub id: Digest,
    /// The images that it was made from, by the names that the Dockerfile has for them.
    pub materials: Vec<(String, crate::oci::Descriptor)>,
    /// What the steps made, if that was asked for.
    pub made: Option<far::Made>,
    /// The tables of contents of the images that it was made from, to be attached to them where they are.
    pub tables: Vec<(crate::oci::RegistryRef, crate::image::Node)>,
}

/// Builds the target and what it needs.
pub async fn build(request: Request, tools: Tools) -> Result<Built> {
    let graph = graph::Graph::new(&request)?;
    let target = graph.target;
    let needed = graph.needed.clone();
    let run = Arc::new(stage::Run::new(request, tools, graph));
    run.check_emulation().await?;
    let mut tasks = tokio::task::JoinSet::new();
    for index in needed {
        let run = run.clone();
        tasks.spawn(async move { run.stage(index).await.map(drop) });
    }
    while let Some(done) = tasks.join_next().await {
        if matches!(done, Ok(Err(_)) | Err(_)) {
            // One failure ends the build; steps that run are told to stop.
            run.tools.cancelled.store(true, Ordering::SeqCst);
            run.tools.sandbox.kill_all();
        }
    }
    if let Some(error) = run.take_failure() {
        return Err(error);
    }
    let stage = run.stage(target).await.map_err(|_| Error::new(Kind::Internal, "a stage failed without a reason"))?;
    let whole = run.squashed(&stage).await?;
    let built = finish::finish(&run, &whole).await?;
    run.keeping_done().await;
    Ok(built)
}
