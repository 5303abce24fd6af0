//! One step of a working container, by the engine of `build`: an image, an instruction, an image.

use super::mount;
use super::record::{Containers, Held, Record};
use crate::build::context::DirContext;
use crate::build::{self, LazySandbox, Private, Request, Resolver, RunRules, Times, Tools};
use crate::cli::args::{IsolationArg, Pull, Registry};
use crate::cli::cmd::build::bases::{Bases, Nested};
use crate::cli::cmd::build::remotes::Fetcher;
use crate::cli::policy::{Judge, PolicyOptions};
use crate::cli::session::Session;
use crate::dockerfile::Dockerfile;
use crate::error::{Error, Kind, Result};
use crate::event::{Event, EventSink, Events};
use crate::image::Image;
use crate::image::mutate::with_config;
use crate::oci::{ImageConfig, Platform};
use crate::runtime::MtimeRule;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the container so far is called in FROM.
pub const CURRENT: &str = "the-working-container";
/// What another image is called in `--from`.
pub const OTHER: &str = "another-image";

/// Builds steps.
pub struct Engine {
    session: Arc<Session>,
    bases: Bases,
    fetcher: Arc<Fetcher>,
    sandbox: Arc<LazySandbox>,
    /// Where progress goes.
    pub events: Events,
}

/// What one step does, and what is so for this step only.
pub struct Step {
    /// What messages call it: `container run`.
    pub from: &'static str,
    /// The instruction.
    pub line: String,
    /// What COPY takes files from; None: nothing.
    pub context: Option<DirContext>,
    /// The image of `--from`.
    pub other: Option<Image>,
    /// What RUN finds.
    pub rules: RunRules,
    /// How it is isolated.
    pub isolation: IsolationArg,
    /// Secrets and agents.
    pub private: Private,
    /// Do it, whatever the cache holds.
    pub no_cache: bool,
    /// The time of the files that it makes, instead of the container's rule.
    pub timestamp: Option<i64>,
    /// Changes what RUN sees of the config.
    pub seen: Box<dyn Fn(&mut ImageConfig) + Send>,
}

impl Step {
    /// An instruction and nothing around it.
    pub fn new(from: &'static str, line: String) -> Step {
        Step {
            from,
            line,
            context: None,
            other: None,
            rules: RunRules::default(),
            isolation: IsolationArg::Auto,
            private: Private::default(),
            no_cache: false,
            timestamp: None,
            seen: Box::new(|_| {}),
        }
    }
}

/// Hands on what the user should know, and nothing of how the work goes.
pub struct Warnings(pub Events);

impl EventSink for Warnings {
    fn emit(&self, event: Event) {
        if matches!(event, Event::Warning { .. } | Event::Note { .. }) {
            self.0.emit(event);
        }
    }
}

/// Finds the images of one step, then what everyone finds.
struct Known {
    images: BTreeMap<&'static str, Image>,
    bases: Bases,
}

#[async_trait::async_trait]
impl Resolver for Known {
    async fn resolve(&self, name: &str, platform: &Platform) -> Result<Image> {
        match self.images.get(name) {
            Some(image) => Ok(image.clone()),
            None => self.bases.resolve(name, platform).await,
        }
    }
}

impl Engine {
    /// Has done nothing yet.
    pub fn new(session: &Arc<Session>, registry: &Registry, pull: Pull, private: Private) -> Result<Engine> {
        let fetcher = Arc::new(Fetcher::new(session, private));
        let sandbox = Arc::new(LazySandbox::default());
        let stop = sandbox.clone();
        session.on_cancel(move || stop.kill_all());
        let bases = Bases {
            access: Arc::new(session.access(registry, None)),
            pull,
            contexts: BTreeMap::new(),
            fetcher: fetcher.clone(),
            nested: Nested { session: session.clone(), sandbox: sandbox.clone() },
            judge: PolicyOptions::default().judge(session)?,
            seen: Arc::default(),
        };
        Ok(Engine { session: session.clone(), bases, fetcher, sandbox, events: session.events().clone() })
    }

    /// The same, where this policy counts instead of the usual ones.
    pub fn judged(mut self, judge: Option<Arc<Judge>>) -> Engine {
        self.bases.judge = judge;
        self
    }

    /// The image that a user names: a working container's, or any other.
    pub async fn image(&self, name: &str, platform: &Platform) -> Result<Image> {
        let containers = Containers::of(&self.session)?;
        match containers.find(name) {
            Ok(record) => mount::whole(containers.image(&record).await?, &record, &self.session).await,
            Err(e) if e.kind() == Kind::NotFound => self.bases.resolve(name, platform).await,
            Err(e) => Err(e),
        }
    }

    /// Builds it. `images` are those that the instructions name.
    pub async fn build(&self, request: Request, images: BTreeMap<&'static str, Image>) -> Result<Image> {
        let tools = Tools {
            store: self.session.store()?.clone(),
            resolver: Arc::new(Known { images, bases: self.bases.clone() }),
            remotes: self.fetcher.clone(),
            far: Arc::new(crate::build::far::FarCache::new(None, None, self.events.clone())),
            events: self.events.clone(),
            cancelled: self.session.cancelled(),
            sandbox: self.sandbox.clone(),
            on_layer: None,
        };
        Ok(build::build(request, tools).await?.image)
    }

    /// A request for this Dockerfile, with a context or with none.
    pub fn request(
        &self,
        (name, text): (&str, &str),
        context: Option<DirContext>,
        platform: &Platform,
        times: Times,
    ) -> Result<Request> {
        let context = match context {
            Some(context) => context,
            None => {
                let temp = self.session.store()?.temp_dir()?;
                let path = temp.path().to_path_buf();
                DirContext::temporary(temp, &path, 1)?
            }
        };
        Ok(Request::new(Dockerfile::parse(name, text.as_bytes())?, context, platform, times))
    }

    /// Does a step and keeps what came of it.
    pub async fn step(&self, held: &Held, step: Step) -> Result<()> {
        mount::around(held, &self.session, async || self.step_alone(held, step).await).await
    }

    async fn step_alone(&self, held: &Held, step: Step) -> Result<()> {
        let image = held.image(&self.session).await?;
        let before = image.config().await?;
        let mut seen = before.clone();
        // They are for whoever builds on the image, not for its next step.
        seen.config.on_build.clear();
        (step.seen)(&mut seen);
        let mut images: BTreeMap<&'static str, Image> = step.other.into_iter().map(|i| (OTHER, i)).collect();
        images.insert(CURRENT, with_config(&image, &seen)?);
        let text = format!("FROM {CURRENT}\n{}\n", step.line);
        let mut times = times(&held.record, &self.session)?;
        times.files = step.timestamp.map_or(times.files, MtimeRule::Fixed);
        let plain = self.request((step.from, &text), step.context, &held.record.platform, times)?;
        if plain.dockerfile.stages.len() != 1 || plain.dockerfile.stages[0].instructions.len() != 1 {
            return Err(Error::new(Kind::Usage, format!("{}: its arguments are not those of one step", step.from)));
        }
        let request = Request {
            rules: step.rules,
            isolation: step.isolation.into(),
            private: step.private,
            no_cache: step.no_cache,
            ..plain
        };
        let built = self.build(request, images).await?;
        let mut after = built.config().await?;
        let dir = after.config.working_dir;
        after.config = before.config;
        if step.line.starts_with("WORKDIR ") {
            after.config.working_dir = dir;
        }
        held.save(&with_config(&built, &after)?).await
    }
}

/// The times of a container's steps: its own, else SOURCE_DATE_EPOCH, else none.
pub fn times(record: &Record, session: &Session) -> Result<Times> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    if let Some(seconds) = record.timestamp {
        return Ok(Times { created: Some(seconds), now, files: MtimeRule::Fixed(seconds) });
    }
    let Some(epoch) = &session.environment().source_date_epoch else {
        return Ok(Times { created: None, now, files: MtimeRule::Keep });
    };
    let seconds = epoch.parse::<i64>().map_err(|e| {
        Error::new(Kind::Usage, format!("SOURCE_DATE_EPOCH is '{epoch}', which is no number of seconds")).because(e)
    })?;
    Ok(Times { created: Some(seconds), now, files: MtimeRule::Clamp(seconds) })
}
