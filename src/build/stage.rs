//! One stage: its base, then its instructions one after the other.

use super::cache::{Key, KeyHasher, Record, RecordedLayer};
use super::context::DirContext;
use super::far::{Made, Scope};
use super::graph::Graph;
use super::metadata;
use super::{Request, Tools};
use crate::dockerfile::remote::masked;
use crate::dockerfile::{Command, Instruction};
use crate::error::{Error, Kind, Result};
use crate::event::{Event, Outcome, Span, TaskId, Work, next_task};
use crate::files::{Kept, LayerInfo, Layers, OncePer, Tables};
use crate::image::{BlobSource, Image};
use crate::layer::{Compression, FinishedLayer, Toc, Tree};
use crate::oci::{Descriptor, Digest, History, ImageConfig, Platform};
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
    stages: Vec<OnceCell<std::result::Result<Arc<State>, ()>>>,
    images: OncePer<String, Image>,
    /// What ADD had brought here.
    pub brought: OncePer<String, Arc<DirContext>>,
    failure: Mutex<Option<Error>>,
    /// What each step made, and of which stage it is.
    steps: Mutex<Vec<(Key, usize, Option<LayerInfo>)>>,
    keeping: Mutex<JoinSet<()>>,
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
            created: run.request.times.created.or(layer).map(super::finish::rfc3339),
            created_by: Some(created_by),
            author: None,
            comment: Some("buildkit.dockerfile.v0".into()),
            empty_layer: layer.is_none(),
        });
    }
}

/// What a step did.
#[allow(clippy::large_enum_variant)] // one exists at a time
pub enum Done {
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
        let slots = Semaphore::new(request.jobs.max(1));
        Run {
            layers: Layers::new(tools.store.clone(), tools.events.clone(), tables_of(&tools)),
            request,
            tools,
            graph,
            slots,
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
            match Box::pin(self.build_stage(index)).await {
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

    /// The finished stage `index`, as something that another stage needs.
    pub async fn needed_stage(self: &Arc<Run>, index: usize) -> Result<Arc<State>> {
        self.stage(index).await.map_err(|()| Error::new(Kind::Interrupted, "a stage that this one needs failed"))
    }

    fn stage_name(&self, index: usize) -> String {
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
        let total = instructions.len() + 1;
        for (i, instruction) in instructions.iter().enumerate() {
            self.tools.check_cancelled()?;
            let written = masked(instruction.original.trim_end());
            let label = format!("[{} {}/{total}] {written}", self.stage_name(index), i + 2);
            let result = self.step(&mut state, instruction, label).await;
            result.map_err(|e| at(instruction, e))?;
        }
        Ok(state)
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
        self.images.get(&key, self.tools.resolver.resolve(name, platform)).await
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
        Ok(State { config, layers, key, args: Vec::new(), stage, base: None, task: None, cmd_set: false })
    }

    /// One instruction.
    async fn step(self: &Arc<Run>, state: &mut State, written: &Instruction, label: String) -> Result<()> {
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
        let mut as_written = String::new();
        let done = match &mut instruction.command {
            Command::Run(_) => self.run_step(state, &instruction, id).await,
            Command::Workdir(word) => {
                as_written.clone_from(&word.text);
                word.text = metadata::absolute(&word.text, &state.config.config);
                state.config.config.working_dir = word.text.clone();
                self.workdir_step(state).await
            }
            _ => self.copy_step(state, &instruction).await,
        };
        let outcome = match &done {
            Ok((_, cached)) => {
                if *cached {
                    Outcome::Cached
                } else {
                    Outcome::Done
                }
            }
            Err(_) => Outcome::Failed,
        };
        self.tell_sources(&instruction, id);
        self.tools.events.emit(Event::Finished { id, outcome });
        let ((key, done), cached) = done?;
        state.key = key;
        self.learn(&key, state.stage, &done, cached);
        let mut created = None;
        if let Done::Layer(layer) = done {
            created = layer.created;
            self.announce(state.stage, &layer);
            state.layers.push(layer);
        }
        let shell = metadata::shell(&state.config.config);
        if let Command::Workdir(told) = &mut instruction.command
            && as_written.starts_with('/')
        {
            told.text = as_written;
        }
        let history = instruction.history(&shell, &state.told_args());
        state.remember(self, history, created);
        Ok(())
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

    /// What an earlier build made for `key`, if it is still there.
    pub async fn cached(&self, key: &Key, stage: usize) -> Option<Done> {
        if self.uncached(stage) {
            return None;
        }
        let what = Span::begin(&self.tools.events, Work::Lookup, format!("cache look-up {:.12}", key.hex()), None);
        if let Some(record) = self.tools.store.cached::<Record>(&key.hex()) {
            let Some(layer) = record.layer else { return Some(Done::Nothing) };
            if self.tools.store.has(&layer.descriptor) {
                return Some(Done::Layer(self.layer_info(layer)));
            }
        }
        let hit = self.tools.far.find(key).await?;
        drop(what);
        Some(self.taken(key, hit))
    }

    /// Is every step of this stage to be done, whatever the cache holds?
    pub fn uncached(&self, stage: usize) -> bool {
        let named = |name: &String| *name == stage.to_string() || *name == self.stage_name(stage);
        self.request.no_cache || self.request.no_cache_stages.iter().any(named)
    }

    /// What a step made far away, as if it had been made here.
    pub fn taken(&self, key: &Key, hit: super::far::Hit) -> Done {
        let (layer, blobs) = hit.layer.map_or((None, None), |(l, b)| (Some(l), Some(b)));
        // Once its blob is here, the step is known here. A store that cannot be written to fails elsewhere.
        let _ = self.tools.store.remember(&key.hex(), &Record { layer: layer.clone() });
        let (Some(layer), Some(blobs)) = (layer, blobs) else { return Done::Nothing };
        let mut info = self.layer_info(layer);
        info.blobs = Arc::new(Kept::new(blobs, self.tools.store.layout().clone()));
        Done::Layer(info)
    }

    /// Notes what a step made, for caches far away; what is kept a step is on its way at once.
    fn learn(self: &Arc<Run>, key: &Key, stage: usize, done: &Done, cached: bool) {
        let layer = match done {
            Done::Layer(layer) => Some(layer.clone()),
            Done::Nothing => None,
        };
        self.steps.lock().unwrap_or_else(|e| e.into_inner()).push((*key, stage, layer.clone()));
        if cached || !self.tools.far.keeps() {
            return;
        }
        let (run, key) = (self.clone(), *key);
        self.keeping.lock().unwrap_or_else(|e| e.into_inner()).spawn(async move {
            match run.portable(layer).await {
                Ok(layer) => run.tools.far.keep_step(&key, layer).await,
                Err(e) => {
                    run.tools.events.emit(Event::Warning { message: format!("a step is not kept: {}", e.what()) })
                }
            }
            run.tools.far.release(&key).await;
        });
    }

    /// Waits until every step is kept that is to be, and the tables of all layers with them.
    pub async fn keeping_done(self: &Arc<Run>) {
        let mut tasks = std::mem::take(&mut *self.keeping.lock().unwrap_or_else(|e| e.into_inner()));
        if tasks.is_empty() {
            return;
        }
        for (diff_id, toc) in self.layers.tables() {
            let run = self.clone();
            tasks.spawn(async move { run.tools.far.keep_table(&diff_id, &toc).await });
        }
        while tasks.join_next().await.is_some() {}
    }

    /// A layer as others can have it: compressed as asked, and where its blob is.
    async fn portable(
        self: &Arc<Run>,
        layer: Option<LayerInfo>,
    ) -> Result<Option<(RecordedLayer, Arc<dyn BlobSource>)>> {
        let Some(layer) = layer else { return Ok(None) };
        let layer = super::finish::export(self, &layer).await?;
        let recorded = RecordedLayer {
            diff_id: layer.diff_id,
            descriptor: layer.descriptor,
            compression: layer.compression.unwrap_or_default(),
            created: layer.created.unwrap_or(self.request.times.now),
        };
        Ok(Some((recorded, layer.blobs)))
    }

    /// What the steps made, those of the image or all.
    pub async fn made(self: &Arc<Run>, scope: Scope) -> Result<Made> {
        let steps = self.steps.lock().unwrap_or_else(|e| e.into_inner()).clone();
        let mut made = Made::default();
        for (key, stage, layer) in steps {
            if scope == Scope::Max || self.graph.exported.contains(&stage) {
                made.step(&key, self.portable(layer).await?);
            }
        }
        for (diff_id, toc) in self.layers.tables() {
            made.table(&diff_id, &toc)?;
        }
        Ok(made)
    }

    fn layer_info(&self, layer: RecordedLayer) -> LayerInfo {
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
    let why: Vec<String> = std::iter::once(e.what().to_string()).chain(e.causes()).collect();
    let shown = Error::new(Kind::Dockerfile, place).because(why.join(": "));
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
