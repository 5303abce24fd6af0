//! One stage: its base, then its instructions one after the other.

use super::cache::{Key, KeyHasher, Record, RecordedLayer};
use super::context::DirContext;
use super::going::{Going, Later, Pending};
use super::graph::Graph;
use super::metadata;
use super::{Request, Tools};
use crate::dockerfile::remote::masked;
use crate::dockerfile::{Command, Instruction};
use crate::error::{Error, Kind, Result};
use crate::event::{Event, Outcome, TaskId, next_task};
use crate::files::{Kept, LayerInfo, Layers, OncePer, Tables};
use crate::image::Image;
use crate::layer::{Compression, FinishedLayer, Toc, Tree};
use crate::oci::{Descriptor, Digest, History, ImageConfig, Platform};
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::sync::{OnceCell, Semaphore};
use tokio::task::JoinSet;

/// The PATH of images that do not set one.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Proxy settings are arguments of every RUN; they do not show in the image and do not
/// count for the cache.
pub const PROXY_ARGS: [&str; 10] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "FTP_PROXY",
    "ftp_proxy",
    "NO_PROXY",
    "no_proxy",
    "ALL_PROXY",
    "all_proxy",
];

/// A build that goes on.
pub struct Run {
    /// What to build.
    pub request: Request,
    /// What it works with.
    pub tools: Tools,
    /// The stages.
    pub graph: Graph,
    /// The layers below.
    pub layers: Layers,
    /// RUN steps at once.
    pub slots: Semaphore,
    /// Layers written at once.
    pub writers: Semaphore,
    stages: Vec<OnceCell<std::result::Result<Arc<State>, ()>>>,
    pub(super) images: OncePer<String, Image>,
    /// What ADD had brought here.
    pub brought: OncePer<String, Arc<DirContext>>,
    failure: Mutex<Option<Error>>,
    /// What each step made.
    pub(super) steps: Mutex<Vec<StepMade>>,
    pub(super) keeping: Mutex<JoinSet<()>>,
}

/// What a step made.
#[derive(Clone)]
pub(super) struct StepMade {
    pub key: Key,
    /// The number of its stage.
    pub stage: usize,
    pub layer: Option<LayerInfo>,
    /// It was done now, not found.
    pub now: bool,
}

/// An argument of a stage.
#[derive(Clone)]
pub struct StageArg {
    /// Its name.
    pub name: String,
    /// Its value, if it has one.
    pub value: Option<String>,
    /// An ENV of the same name came later, which counts.
    pub hidden: bool,
}

/// A stage as far as it has come.
#[derive(Clone)]
pub struct State {
    /// The config so far.
    pub config: ImageConfig,
    /// The layers so far.
    pub layers: Vec<LayerInfo>,
    /// The key of everything so far.
    pub key: Key,
    /// The arguments in scope, in the order they were declared.
    pub args: Vec<StageArg>,
    /// The number of the stage.
    pub stage: usize,
    /// The base image: name and digest.
    pub base: Option<(String, Descriptor)>,
    /// What its manifest is annotated with.
    pub annotations: BTreeMap<String, String>,
    /// The step that made it what it is.
    pub task: Option<TaskId>,
    cmd_set: bool,
}

impl State {
    /// The environment as variables.
    pub fn env(&self) -> Vec<(String, String)> {
        let pair = |e: &String| e.split_once('=').map(|(k, v)| (k.to_string(), v.to_string()));
        self.config.config.env.iter().filter_map(pair).collect()
    }

    /// The arguments that count: of an ARG and an ENV of one name, the later.
    pub fn visible_args(&self) -> impl Iterator<Item = (&String, &String)> {
        self.args.iter().filter(|a| !a.hidden).filter_map(|a| Some((&a.name, a.value.as_ref()?)))
    }

    /// What instructions may name.
    pub fn variables(&self) -> Vec<(String, String)> {
        let mut all = self.env();
        all.extend(self.visible_args().map(|(k, v)| (k.clone(), v.clone())));
        all
    }

    /// The arguments as the history tells them to have been for a RUN.
    fn told_args(&self) -> Vec<(String, String)> {
        let env = &self.config.config;
        let told = |a: &StageArg| match (&a.value, a.hidden) {
            (Some(value), false) => value.clone(),
            _ => env.env(&a.name).unwrap_or_default().to_string(),
        };
        self.args.iter().map(|a| (a.name.clone(), told(a))).collect()
    }

    /// Declares an argument. One without a value leaves what was said before.
    fn set_arg(&mut self, name: String, value: Option<String>) {
        let known = self.args.iter_mut().find(|a| a.name == name);
        match (known, value) {
            (Some(old), Some(value)) => (old.value, old.hidden) = (Some(value), false),
            (Some(_), None) => {}
            (None, value) => self.args.push(StageArg { name, value, hidden: false }),
        }
    }

    /// An ENV hides the arguments of its names.
    fn hide_args(&mut self, instruction: &Instruction) {
        let Command::Env(pairs) = &instruction.command else { return };
        for arg in self.args.iter_mut().filter(|a| pairs.iter().any(|p| p.key.text == a.name)) {
            arg.hidden = true;
        }
    }

    /// Adds a line to the history; `layer` is when its layer was made.
    fn remember(&mut self, run: &Run, created_by: Option<String>, layer: Option<i64>) {
        let Some(created_by) = created_by else { return };
        self.config.history.push(History {
            created: run.time_of(layer),
            created_by: Some(created_by),
            author: None,
            comment: Some("buildkit.dockerfile.v0".into()),
            empty_layer: layer.is_none(),
        });
    }
}

/// Layers that are written at one time. Each holds some blocks a thread in memory, and reading one
/// layer fills the pauses of writing another: two keep all cores busy.
const WRITERS: usize = 2;

/// What a step did.
#[allow(clippy::large_enum_variant)] // one exists at a time
pub enum Done {
    /// Everything but to write its layer.
    Later(Later),
    /// It made this layer.
    Layer(LayerInfo),
    /// It changed no file.
    Nothing,
}

/// Tables of contents that caches far away have.
struct FarTables(Arc<super::far::FarCache>);

#[async_trait::async_trait]
impl Tables for FarTables {
    async fn table(&self, diff_id: &Digest) -> Option<Toc> {
        self.0.table(diff_id).await
    }
}

fn tables_of(tools: &Tools) -> Option<Arc<dyn Tables>> {
    if tools.far.is_empty() { None } else { Some(Arc::new(FarTables(tools.far.clone()))) }
}

impl Run {
    /// Nothing built yet.
    pub fn new(request: Request, tools: Tools, graph: Graph) -> Run {
        let count = request.dockerfile.stages.len();
        let slots = Semaphore::new(request.steps.max(1));
        Run {
            layers: Layers::new(tools.store.clone(), tools.events.clone(), tables_of(&tools)),
            request,
            tools,
            graph,
            slots,
            writers: Semaphore::new(WRITERS),
            stages: (0..count).map(|_| OnceCell::new()).collect(),
            images: OncePer::default(),
            brought: OncePer::default(),
            failure: Mutex::new(None),
            steps: Mutex::default(),
            keeping: Mutex::default(),
        }
    }

    /// The first failure, if there was one.
    pub fn take_failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(|e| e.into_inner()).take()
    }

    /// The stage at its end, built at the first call. Err where it failed; why is kept aside.
    pub async fn stage(self: &Arc<Run>, index: usize) -> std::result::Result<Arc<State>, ()> {
        let Some(cell) = self.stages.get(index) else { return Err(()) };
        let build = async {
            match self.begin(index).await {
                Ok(state) => Ok(Arc::new(state)),
                Err(e) => {
                    let mut slot = self.failure.lock().unwrap_or_else(|e| e.into_inner());
                    // What fails because something else did is not worth telling.
                    if slot.as_ref().is_none_or(|old| old.kind() == Kind::Interrupted) {
                        *slot = Some(e);
                    }
                    Err(())
                }
            }
        };
        cell.get_or_init(|| build).await.clone()
    }

    /// Builds a stage in a task of its own: who waits for it does not carry it on its stack.
    fn begin(self: &Arc<Run>, index: usize) -> BoxFuture<'static, Result<State>> {
        let run = self.clone();
        let work: BoxFuture<'static, Result<State>> = Box::pin(async move { run.build_stage(index).await });
        let task = tokio::spawn(work);
        Box::pin(async move {
            task.await.unwrap_or_else(|e| Err(Error::new(Kind::Internal, "a stage's task ended").because(e)))
        })
    }

    /// The finished stage `index`, as something that another stage needs.
    pub async fn needed_stage(self: &Arc<Run>, index: usize) -> Result<Arc<State>> {
        self.stage(index).await.map_err(|()| Error::new(Kind::Interrupted, "a stage that this one needs failed"))
    }

    pub(super) fn stage_name(&self, index: usize) -> String {
        match &self.request.dockerfile.stages[index].from.name {
            Some(name) => name.clone(),
            None => format!("stage-{index}"),
        }
    }

    async fn build_stage(self: &Arc<Run>, index: usize) -> Result<State> {
        let stage = &self.request.dockerfile.stages[index];
        let mut state = self.base(index).await?;
        let triggers = std::mem::take(&mut state.config.config.on_build);
        let mut instructions = Vec::new();
        for trigger in &triggers {
            let escape = self.request.dockerfile.source.escape();
            instructions.push(Instruction::parse_trigger("ONBUILD", trigger, escape)?);
        }
        instructions.extend(stage.instructions.iter().cloned());
        let mut going = Going::default();
        let result = self.steps(&mut state, &mut going, &instructions).await;
        let settled = going.settle(self, &mut state).await;
        match (result, settled) {
            // Why a layer could not be written is why the steps after it were stopped.
            (Err(e), Ok(())) => Err(e),
            (Err(e), Err(_)) if e.kind() != Kind::Interrupted => Err(e),
            (_, settled) => settled.map(|()| state),
        }
    }

    async fn steps(self: &Arc<Run>, state: &mut State, going: &mut Going, instructions: &[Instruction]) -> Result<()> {
        let total = instructions.len() + 1;
        for (i, instruction) in instructions.iter().enumerate() {
            self.tools.check_cancelled()?;
            let written = masked(instruction.original.trim_end());
            let label = format!("[{} {}/{total}] {written}", self.stage_name(state.stage), i + 2);
            let result = self.step(state, going, instruction, label).await;
            result.map_err(|e| at(instruction, e))?;
        }
        Ok(())
    }

    /// FROM.
    async fn base(self: &Arc<Run>, index: usize) -> Result<State> {
        let from = &self.graph.from[index];
        let stage = &self.request.dockerfile.stages[index];
        let platform = match &from.platform {
            Some(p) => p.parse::<Platform>().map_err(|e| {
                let (name, line) = (self.request.dockerfile.source.name(), stage.from.span.line);
                misspelt(e, format!("{name}:{line}: FROM --platform={p}"))
            })?,
            None => self.request.platform.clone(),
        };
        if let Some(base) = self.graph.base[index] {
            let mut state = (*self.needed_stage(base).await?).clone();
            (state.cmd_set, state.stage) = (false, index);
            return Ok(state);
        }
        if from.image == "scratch" {
            let mut config = ImageConfig::scratch(&platform);
            config.config.set_env("PATH", DEFAULT_PATH);
            config.config.working_dir = "/".into();
            return Ok(State {
                config,
                layers: Vec::new(),
                key: Key::base(&[]),
                args: Vec::new(),
                stage: index,
                base: None,
                annotations: BTreeMap::new(),
                task: None,
                cmd_set: false,
            });
        }
        let id = next_task();
        let label = format!("[{} 1/{}] FROM {}", self.stage_name(index), stage.instructions.len() + 1, from.image);
        self.tools.events.emit(Event::Started { id, label, total: None });
        let result = self.image(&from.image, &platform).await;
        let outcome = if result.is_ok() { Outcome::Done } else { Outcome::Failed };
        self.tools.events.emit(Event::Finished { id, outcome });
        let image = result.map_err(|e| {
            let line = stage.from.span.line;
            let place = format!("{}:{line}: FROM {}", self.request.dockerfile.source.name(), from.image);
            // Where the command line says what the name means, the mistake is there.
            let named = self.request.contexts.contains_key(&from.image.to_ascii_lowercase());
            if e.kind() == Kind::Usage && !named { misspelt(e, place) } else { e.context(place) }
        })?;
        let mut state = self.state_of(&image, index).await?;
        state.layers.iter().for_each(|layer| self.announce(index, layer));
        state.base = Some((from.image.clone(), image.descriptor.clone()));
        state.task = Some(id);
        if state.config.config.env("PATH").is_none() {
            state.config.config.set_env("PATH", DEFAULT_PATH);
        }
        let changes = &self.request.changes;
        let labels = &mut state.config.config.labels;
        labels.retain(|name, _| !changes.no_base_labels && !changes.unset_labels.contains(name));
        Ok(state)
    }

    /// The images that were asked for, by name.
    pub fn materials(&self) -> Vec<(String, Descriptor)> {
        let name = |key: String| key.split_once(' ').map(|(_, name)| name.to_string()).unwrap_or(key);
        let mut out: Vec<_> =
            self.images.made().into_iter().map(|(key, image)| (name(key), image.descriptor.clone())).collect();
        out.sort_by(|a, b| a.0.cmp(&b.0));
        out
    }

    /// The image called `name`, asked for once a build.
    pub async fn image(&self, name: &str, platform: &Platform) -> Result<Image> {
        let key = format!("{platform} {name}");
        let image = self.images.get(&key, self.tools.resolver.resolve(name, platform)).await?;
        self.tools.far.base(&image);
        Ok(image)
    }

    /// The stage `stage`, beginning with `image`.
    pub async fn state_of(&self, image: &Image, stage: usize) -> Result<State> {
        let config = image.config().await?;
        let layers = image
            .layers(&config)
            .into_iter()
            .map(|l| LayerInfo {
                diff_id: l.diff_id,
                descriptor: l.descriptor,
                blobs: Arc::new(Kept::new(l.blobs, self.tools.store.layout().clone())),
                compression: None,
                created: None,
            })
            .collect();
        let key = Key::base(&config.rootfs.diff_ids);
        let annotations = image.manifest.annotations.clone();
        let args = Vec::new();
        Ok(State { config, layers, key, args, stage, base: None, annotations, task: None, cmd_set: false })
    }

    /// One instruction.
    async fn step(
        self: &Arc<Run>,
        state: &mut State,
        going: &mut Going,
        written: &Instruction,
        label: String,
    ) -> Result<()> {
        if let Command::Arg(_) = &written.command {
            return self.arg(state, written);
        }
        let mut instruction = written.expand(&state.variables())?;
        if metadata::apply(&instruction, &mut state.config, &mut state.cmd_set)? {
            state.hide_args(&instruction);
            let shell = metadata::shell(&state.config.config);
            state.remember(self, instruction.history(&shell, &[]), None);
            return Ok(());
        }
        self.wait_for_sources(&instruction).await?;
        let id = next_task();
        self.tools.events.emit(Event::Started { id, label, total: None });
        if let Some(on) = state.task.replace(id) {
            self.tools.events.emit(Event::After { id, on });
        }
        let done = match &mut instruction.command {
            Command::Run(_) => self.run_step(state, going, &instruction, id).await,
            Command::Workdir(word) => {
                // As it is written where it is absolute: BuildKit cleans only what it joins.
                if !word.text.starts_with('/') {
                    word.text = metadata::absolute(&word.text, &state.config.config);
                }
                state.config.config.working_dir = word.text.clone();
                self.workdir_step(state, going).await
            }
            _ => self.copy_step(state, going, &instruction).await,
        };
        let outcome = match &done {
            Ok((_, true)) => Outcome::Cached,
            Ok((_, false)) => Outcome::Done,
            Err(_) => Outcome::Failed,
        };
        self.tell_sources(&instruction, id);
        if !matches!(done, Ok(((_, Done::Later(_)), _))) {
            self.tools.events.emit(Event::Finished { id, outcome });
        }
        let ((key, done), cached) = done?;
        state.key = key;
        let shown = instruction.history(&metadata::shell(&state.config.config), &state.told_args());
        if let Done::Later(mut later) = done {
            // Whether there is a layer, and of when, is told when there is one.
            let line = shown.is_some().then_some(state.config.history.len());
            state.remember(self, shown, None);
            let (toc, unpacked) = (later.toc.take(), later.unpacked.clone());
            let task = tokio::spawn(self.clone().written(later, key, state.stage, id, written.clone()));
            going.push(Pending { toc, unpacked, line, task });
            return Ok(());
        }
        self.learn(&key, state.stage, &done, cached);
        let mut created = None;
        if let Done::Layer(layer) = done {
            created = layer.created;
            self.announce(state.stage, &layer);
            going.settle(self, state).await?;
            state.layers.push(layer);
        }
        state.remember(self, shown, created);
        Ok(())
    }

    /// Writes the layer of a step. What fails here ends the build at once.
    async fn written(
        self: Arc<Run>,
        later: Later,
        key: Key,
        stage: usize,
        id: TaskId,
        instruction: Instruction,
    ) -> Result<Option<LayerInfo>> {
        let done = later.write.await;
        let outcome = if done.is_ok() { Outcome::Done } else { Outcome::Failed };
        self.tools.events.emit(Event::Finished { id, outcome });
        let done = done.map_err(|e| {
            self.tools.cancelled.store(true, std::sync::atomic::Ordering::SeqCst);
            self.tools.sandbox.kill_all();
            at(&instruction, e)
        });
        let done = match done {
            Ok(done) => done,
            Err(e) => {
                self.tools.far.release(&key).await;
                return Err(e);
            }
        };
        self.learn(&key, stage, &done, false);
        drop(later.lease);
        let Done::Layer(layer) = done else { return Ok(None) };
        self.announce(stage, &layer);
        Ok(Some(layer))
    }

    /// Tells what other stages the step has needed.
    fn tell_sources(&self, instruction: &Instruction, id: TaskId) {
        for (name, _) in super::graph::sources_of(instruction) {
            let stage = super::graph::stage_named(&self.request, &name).ok().flatten();
            let state = stage.and_then(|s| self.stages.get(s)?.get()?.clone().ok());
            if let Some(on) = state.and_then(|s| s.task) {
                self.tools.events.emit(Event::After { id, on });
            }
        }
    }

    /// Tells of a layer that will be in the image as it is now.
    fn announce(&self, stage: usize, layer: &LayerInfo) {
        let final_form = layer.compression.as_ref().is_none_or(|c| *c == self.request.compression.to_string());
        let final_form = final_form && self.request.squash == super::Squash::No;
        if let (Some(tell), true, true) = (&self.tools.on_layer, final_form, self.graph.exported.contains(&stage)) {
            tell(&layer.descriptor, &layer.blobs);
        }
    }

    /// Waits for the stage that the instruction copies from, so that the wait does not count
    /// as the step's own time.
    async fn wait_for_sources(self: &Arc<Run>, instruction: &Instruction) -> Result<()> {
        let Command::Copy(copy) = &instruction.command else { return Ok(()) };
        let Some(from) = &copy.from else { return Ok(()) };
        if let Ok(Some(stage)) = super::graph::stage_named(&self.request, &from.value) {
            self.needed_stage(stage).await?;
        }
        Ok(())
    }

    fn arg(&self, state: &mut State, written: &Instruction) -> Result<()> {
        let resolved = written.resolve_args(&state.variables(), &self.request.build_args, &self.graph.globals)?;
        let shown = resolved.iter().map(|(name, value)| match value {
            Some(value) => format!("{name}={value}"),
            None => name.clone(),
        });
        state.remember(self, Some(format!("ARG {}", shown.collect::<Vec<_>>().join(" "))), None);
        for (name, value) in resolved {
            state.set_arg(name, value);
        }
        Ok(())
    }

    /// The merged file system of the stage so far.
    pub async fn tree(&self, state: &State) -> Result<Arc<Tree>> {
        self.layers.tree(&state.layers).await
    }

    /// The right to write a layer.
    pub async fn writer(&self) -> Result<tokio::sync::SemaphorePermit<'_>> {
        self.writers.acquire().await.map_err(|e| Error::new(Kind::Internal, "no layer may be written").because(e))
    }

    /// What the history says of a layer that was made then.
    pub fn time_of(&self, layer: Option<i64>) -> Option<String> {
        self.request.times.created.or(layer).map(super::finish::rfc3339)
    }

    pub(super) fn layer_info(&self, layer: RecordedLayer) -> LayerInfo {
        LayerInfo {
            diff_id: layer.diff_id,
            descriptor: layer.descriptor,
            blobs: Arc::new(self.tools.store.layout().clone()),
            compression: Some(layer.compression),
            created: Some(layer.created),
        }
    }

    /// How layers of stage `index` are written: those that end up in the image as it was
    /// asked for; those that do not, plainly, so that others can read from them at random.
    pub fn compression(&self, index: usize) -> Compression {
        if self.graph.exported.contains(&index) { self.request.compression } else { Compression::None }
    }

    /// Records what a step made.
    pub fn record(&self, key: &Key, layer: Option<&FinishedLayer>) -> Result<Done> {
        let layer = layer.map(|l| RecordedLayer {
            diff_id: l.diff_id.clone(),
            descriptor: l.descriptor(),
            compression: l.compression.to_string(),
            created: self.request.times.now,
        });
        self.tools.store.remember(&key.hex(), &Record { layer: layer.clone() })?;
        Ok(layer.map_or(Done::Nothing, |l| Done::Layer(self.layer_info(l))))
    }

    /// The output of a step's command.
    pub fn output(&self, id: TaskId) -> impl Fn(crate::event::Stream, &[u8]) + Sync + use<> {
        let events = self.tools.events.clone();
        move |stream, data: &[u8]| events.emit(Event::Output { id, stream, data: data.to_vec() })
    }

    /// A key hasher for a step on `state`.
    pub fn hasher(&self, kind: &str, state: &State) -> KeyHasher {
        let mut hasher = KeyHasher::new(kind);
        hasher.key(&state.key).text(&format!("{:?}", self.request.times.files));
        hasher
    }

    /// The build arguments that are proxy settings, each in both spellings: the larger wins where
    /// both are given.
    pub fn proxies(&self) -> BTreeMap<String, String> {
        let given = |k: &str| self.request.build_args.get(k).cloned();
        let both = PROXY_ARGS.iter().map(|k| (k, given(&k.to_uppercase()).or_else(|| given(&k.to_lowercase()))));
        both.filter_map(|(k, v)| Some((k.to_string(), v?))).collect()
    }
}

/// A name or platform that stands in the Dockerfile is no mistake of the command line.
fn misspelt(e: Error, place: String) -> Error {
    let shown = Error::new(Kind::Dockerfile, place).because(e.in_one_line());
    e.hints().iter().fold(shown, |shown, hint| shown.hint(hint.clone()))
}

/// Puts the instruction's place above an error that has none.
fn at(instruction: &Instruction, e: Error) -> Error {
    if e.source_excerpt().is_some() || e.kind() == Kind::Interrupted {
        return e;
    }
    let place = instruction.error(instruction.span, e.what(), "");
    let placed = Error::new(e.kind(), place.what()).excerpt(place.source_excerpt().unwrap_or_default());
    let placed = e.hints().iter().fold(placed, |p, h| p.hint(h.clone()));
    match e.causes().first() {
        Some(_) => placed.because(e),
        None => placed,
    }
}
