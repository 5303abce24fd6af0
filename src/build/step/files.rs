//! COPY, ADD and WORKDIR: planned on the merged tree, written straight to a layer.

use super::add::{Origin, Source, Transfer, archive, plan_archive};
use super::copy::{CopyRequest, Dest, find_all, plan_copy, plan_heredoc};
use crate::build::cache::Key;
use crate::build::context::DirContext;
use crate::build::going::{Going, Later};
use crate::build::metadata;
use crate::build::stage::{Done, Run, State};
use crate::build::turn::{Lease, Turn};
use crate::build::users;
use crate::build::view::{ContentRef, NewLayer, Owner, View};
use crate::dockerfile::{Chmod, Instruction};
use crate::error::{Context, Error, Kind, Result};
use crate::event::Event;
use crate::files::content::{Content, Texts, Wanted};
use crate::image::file::blocking;
use crate::layer::tree::join;
use crate::layer::{Entry, EntryKind, LayerWriter, Placed, Toc, Tree};
use std::io::Read;
use std::sync::Arc;

/// What a step has decided, and where the contents are.
struct Plan {
    layer: NewLayer,
    /// Of the sources that are no [`Source`]: texts and archives.
    contents: Vec<Box<dyn Content>>,
    /// Several sources went to one file: the last one is in it.
    overwritten: bool,
}

impl Run {
    /// Makes the working directory, if it does not exist. Its owner is the USER so far.
    pub async fn workdir_step(self: &Arc<Run>, state: &mut State, going: &mut Going) -> Result<((Key, Done), bool)> {
        let dir = metadata::absolute("", &state.config.config);
        let mut hasher = self.hasher("workdir", state);
        let key = hasher.text(&dir).text(&state.config.config.user).finish();
        let lease = match self.turn(&key, state.stage).await? {
            Turn::Known(done) => return Ok(((key, done), true)),
            Turn::Ours(lease) => lease,
        };
        let mut view = View::new(going.tree(self, state).await?);
        let path = view.resolve(dir.as_bytes(), true)?;
        let mut owner = Owner { uid: 0, gid: 0 };
        if !view.is_dir(&path) && !state.config.config.user.is_empty() {
            going.settle(self, state).await?;
            let wrong = |why| Error::new(Kind::Dockerfile, why);
            let (passwd, group) = self.user_files(state).await.map_err(wrong)?;
            match users::identity(&state.config.config.user, &passwd, &group) {
                Ok(identity) => owner = Owner { uid: identity.uid, gid: identity.gid },
                Err(_) => {
                    let (known, unknown) = users::owner(&state.config.config.user, &passwd, &group);
                    unknown.iter().for_each(|why| self.not_known(&format!("WORKDIR {dir}: {why}")));
                    owner = known;
                }
            }
        }
        view.mkdir_all(&path, owner, self.request.times.of_made())?;
        let plan = Plan { layer: view.finish(), contents: Vec::new(), overwritten: false };
        let done = self.write(plan, key, state.stage, lease)?;
        Ok(((key, done), false))
    }

    /// Does a COPY or an ADD, or finds what it did before. Returns the new key, what was
    /// done, and whether the cache knew.
    pub async fn copy_step(
        self: &Arc<Run>,
        state: &mut State,
        going: &mut Going,
        instruction: &Instruction,
    ) -> Result<((Key, Done), bool)> {
        let transfer = Transfer::new(instruction)?;
        let mode = match transfer.chmod {
            Some(f) => Some(Chmod::parse(&f.value).map_err(|why| instruction.error(f.span, &why, ""))?),
            None => None,
        };
        let owner = match transfer.chown {
            Some(f) => {
                if !users::is_numeric(&f.value) {
                    going.settle(self, state).await?;
                }
                let wrong = |why: String| instruction.error(f.span, &why, "");
                let (owner, unknown) = self.owner(state, &f.value).await.map_err(wrong)?;
                for why in unknown {
                    self.not_known(wrong(why).what());
                }
                Some(owner)
            }
            None => None,
        };
        // The base is brought here while the context is read.
        let below = async {
            match transfer.link {
                true => Ok(Arc::new(Tree::stack(&[]))),
                false => going.tree(self, state).await,
            }
        };
        let (sources, below) = tokio::try_join!(self.read_sources(instruction, &transfer), below)?;
        let exclude = transfer.exclude.clone();
        let texts: Vec<(String, String)> =
            transfer.sources.heredocs.iter().map(|h| (h.name.clone(), h.content().into_owned())).collect();
        let (dest, workdir) = (transfer.sources.dest.text.clone(), state.config.config.working_dir.clone());
        let (run, parents) = (self.clone(), transfer.parents);
        let plan = blocking(move || {
            let (dest, workdir, exclude) = (&dest, &workdir, &exclude);
            let request = CopyRequest { dest, workdir, owner, mode, exclude, parents };
            run.plan(&request, below, &sources, texts).map(|plan| (plan, sources))
        });
        let (mut plan, sources) = plan.await?;
        if plan.overwritten {
            let dest = &transfer.sources.dest;
            let what =
                format!("'{0}' is one file, with what the last source has: write '{0}/' for a directory", dest.text);
            self.warn(instruction.error(dest.span, &what, "").what());
        }
        let mut hasher = self.hasher("copy", state);
        for entry in &plan.layer.toc.entries {
            let content = match &entry.kind {
                EntryKind::File { content, .. } => Some(content),
                _ => None,
            };
            hasher.entry(entry, content);
        }
        let key = hasher.finish();
        let lease = match self.turn(&key, state.stage).await? {
            Turn::Known(done) => return Ok(((key, done), true)),
            Turn::Ours(lease) => lease,
        };
        let mut contents: Vec<Box<dyn Content>> = Vec::new();
        for (index, source) in sources.iter().enumerate() {
            contents.push(match &source.origin {
                Origin::Context(context) => Box::new(ContextContent(context.clone())),
                Origin::Layers(layers) => {
                    let wanted = wanted(&plan.layer, index, &source.tree);
                    Box::new(self.layers.contents(layers, wanted).await?)
                }
            });
        }
        contents.append(&mut plan.contents);
        plan.contents = contents;
        let done = self.write(plan, key, state.stage, lease)?;
        Ok(((key, done), false))
    }

    /// The owner that `--chown` names, by the files of the stage, and what they do not know.
    async fn owner(self: &Arc<Run>, state: &State, spec: &str) -> std::result::Result<(Owner, Vec<String>), String> {
        if users::is_numeric(spec) {
            return Ok(users::owner(spec, "", ""));
        }
        let (passwd, group) = self.user_files(state).await?;
        Ok(users::owner(spec, &passwd, &group))
    }

    /// Tells of a user or group that the image does not have: BuildKit takes 0, or the group of the user.
    fn not_known(&self, why: &str) {
        self.warn(&format!("{why}: made without it, as Docker does"));
    }

    fn warn(&self, message: &str) {
        self.tools.events.emit(Event::Warning { message: message.into() });
    }

    /// Decides what goes where. Contents of the context are hashed, archives read.
    fn plan(
        &self,
        request: &CopyRequest<'_>,
        below: Arc<Tree>,
        sources: &[Source],
        texts: Vec<(String, String)>,
    ) -> Result<Plan> {
        let made = self.request.times.of_made();
        let temp = self.tools.store.root().join("tmp");
        let mut view = View::new(below);
        let mut contents: Vec<Box<dyn Content>> = Vec::new();
        let of_texts = sources.len();
        contents.push(Box::new(Texts(texts.iter().map(|(_, text)| text.clone()).collect())));
        let mut count = texts.len();
        for (origin, source) in sources.iter().enumerate() {
            let mut plain = Vec::new();
            for found in find_all(&source.paths, request.parents, &source.tree)? {
                count += 1;
                let archive = match &source.origin {
                    Origin::Context(context) if source.unpack => archive(context, &source.tree, &found.real, &temp)?,
                    _ => None,
                };
                let Some(archive) = archive else {
                    plain.push(found);
                    continue;
                };
                // What was written before it goes first: a later source wins.
                plan_copy(request, (origin, &source.tree), &std::mem::take(&mut plain), &mut view, made)?;
                plan_archive(request, &archive, of_texts + contents.len(), &mut view, made)?;
                contents.push(Box::new(archive));
            }
            plan_copy(request, (origin, &source.tree), &plain, &mut view, made)?;
        }
        for (index, (name, text)) in texts.iter().enumerate() {
            plan_heredoc(request, of_texts, (index, name, text.len() as u64), &mut view, made)?;
        }
        let overwritten =
            count > 1 && !view.is_dir(&view.resolve(&Dest::new(request.dest, request.workdir).path, true)?);
        let mut layer = view.finish();
        for (origin, source) in sources.iter().enumerate() {
            if let Origin::Context(context) = &source.origin {
                learn(context, origin, &mut layer)?;
            }
        }
        for (entry, from) in layer.toc.entries.iter_mut().zip(&layer.contents) {
            if let (EntryKind::File { content, .. }, Some(ContentRef { origin, number })) = (&mut entry.kind, from)
                && *origin == of_texts
            {
                let text = texts.get(*number as usize);
                *content = text.map_or([0; 32], |(_, t)| *blake3::hash(t.as_bytes()).as_bytes());
            }
            entry.mtime = self.request.times.of_file(entry.mtime);
        }
        Ok(Plan { layer, contents, overwritten })
    }

    /// The sources, and the contents of what they name in the context already read: what is in the
    /// base does not change them.
    async fn read_sources(self: &Arc<Run>, instruction: &Instruction, transfer: &Transfer<'_>) -> Result<Vec<Source>> {
        let sources = self.sources(instruction, transfer).await?;
        if transfer.parents || !transfer.exclude.is_empty() {
            return Ok(sources);
        }
        let read = move || {
            for source in &sources {
                if let (Origin::Context(context), false) = (&source.origin, source.unpack) {
                    // What is wrong with a source is told when it is planned.
                    let found = find_all(&source.paths, false, &source.tree).unwrap_or_default();
                    let tops = found.into_iter().map(|f| f.real).collect();
                    context.read(files_below(&source.tree, tops).into_iter())?;
                }
            }
            Ok(sources)
        };
        blocking(read).await
    }

    /// Writes the planned layer into the store and records it under `key`, while the stage goes on.
    fn write(self: &Arc<Run>, plan: Plan, key: Key, index: usize, lease: Lease) -> Result<Done> {
        let Plan { layer: NewLayer { toc, contents }, contents: sources, .. } = plan;
        if toc.entries.is_empty() {
            return self.record(&key, None);
        }
        let toc = Arc::new(toc);
        let (run, planned) = (self.clone(), toc.clone());
        let write = Box::pin(async move {
            let writing = run.clone();
            let _one = run.writer().await?;
            blocking(move || writing.write_now(planned, &contents, &sources, &key, index)).await
        });
        Ok(Done::Later(Later { toc: Some(toc), unpacked: None, write, lease }))
    }

    fn write_now(
        &self,
        planned: Arc<Toc>,
        contents: &[Option<ContentRef>],
        sources: &[Box<dyn Content>],
        key: &Key,
        index: usize,
    ) -> Result<Done> {
        let store = &self.tools.store;
        let blob = store.temp_file()?;
        let out = blob.reopen().context(|| "write a layer".into())?;
        let mut writer = LayerWriter::new(out, self.compression(index), self.request.jobs)?;
        let mut offsets = Vec::with_capacity(contents.len());
        for (entry, from) in planned.entries.iter().zip(contents) {
            self.tools.check_cancelled()?;
            let mut content = from.map(|from| open(sources, from, entry)).transpose()?;
            let placed = writer.write(entry, content.as_mut().map(|c| c as &mut dyn Read))?;
            check_unchanged(entry, placed)?;
            offsets.push(placed.map_or(0, |p| p.offset));
        }
        let (_, layer) = writer.finish()?;
        store.layout().adopt(blob, &layer.digest)?;
        // No table but this one, unless a later step looks at it.
        let mut toc = Arc::unwrap_or_clone(planned);
        for (entry, at) in toc.entries.iter_mut().zip(offsets) {
            if let EntryKind::File { offset, sparse, .. } = &mut entry.kind {
                (*offset, *sparse) = (at, false);
            }
        }
        store.put_toc(&layer.diff_id, &toc)?;
        self.record(key, Some(&layer))
    }
}

fn open<'s>(sources: &'s [Box<dyn Content>], from: ContentRef, entry: &Entry) -> Result<Box<dyn Read + Send + 's>> {
    let source = sources.get(from.origin);
    let none = || Error::new(Kind::Internal, format!("a step has no source number {}", from.origin));
    source.ok_or_else(none)?.open(from.number, entry)
}

/// The context as the first source of a step that owns it.
struct ContextContent(Arc<DirContext>);

impl Content for ContextContent {
    fn open(&self, number: u64, entry: &Entry) -> Result<Box<dyn Read + Send + '_>> {
        self.0.open(number, entry)
    }
}

/// The key was made of the content as it was read first.
fn check_unchanged(planned: &Entry, placed: Option<Placed>) -> Result<()> {
    match (&planned.kind, placed) {
        (EntryKind::File { content, .. }, Some(placed)) if *content != placed.content => {}
        _ => return Ok(()),
    }
    let shown = String::from_utf8_lossy(&planned.path);
    Err(Error::new(Kind::Io, format!("the source of /{shown} changed while it was copied"))
        .hint("build again when nothing writes to the context"))
}

/// Fills in what only opening the files of the context, the step's source number `origin`, tells.
fn learn(context: &DirContext, origin: usize, layer: &mut NewLayer) -> Result<()> {
    let entries = layer.toc.entries.iter_mut().zip(&layer.contents);
    let of_context = entries.filter_map(|(entry, from)| {
        let from = from.filter(|from| from.origin == origin)?;
        Some((from.number, entry))
    });
    context.describe(of_context)
}

/// The files whose contents a plan takes from the step's source number `origin`.
fn wanted(layer: &NewLayer, origin: usize, source: &Tree) -> Vec<Wanted> {
    let taken = layer.contents.iter().flatten().filter(|c| c.origin == origin);
    taken.map(|c| Wanted::of(source, c.number)).collect()
}

/// The files at and below `tops`, by number.
fn files_below(tree: &Tree, tops: Vec<Vec<u8>>) -> Vec<u64> {
    let mut open = tops;
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        let Some(node) = tree.get(&path) else { continue };
        match node.content_entry().kind {
            EntryKind::Dir => open.extend(tree.children(&path).map(|name| join(&path, name))),
            EntryKind::File { .. } => files.extend(node.inode()),
            _ => {}
        }
    }
    files
}
