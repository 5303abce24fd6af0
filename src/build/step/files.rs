//! COPY, ADD and WORKDIR: planned on the merged tree, written straight to a layer.

use super::copy::{CopyRequest, Dest, find_all, plan_copy, plan_heredoc};
use crate::build::cache::Key;
use crate::build::context::DirContext;
use crate::build::graph::stage_named;
use crate::build::stage::{Done, Run, State};
use crate::build::users;
use crate::build::view::{ContentRef, Owner, Planned, View, components};
use crate::dockerfile::{Add, Chmod, Command, Copy, Flag, Instruction, Sources, Span};
use crate::error::{Context, Error, Kind, Result};
use crate::files::LayerInfo;
use crate::files::content::{ArchiveContent, Content, Texts, Wanted};
use crate::image::file::blocking;
use crate::layer::tar_read::looks_like_tar;
use crate::layer::tree::join;
use crate::layer::{Decoder, Entry, EntryKind, LayerWriter, Limits, Tree, sniff};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// COPY and ADD, as one thing.
struct Transfer<'a> {
    sources: &'a Sources,
    from: Option<&'a Flag<String>>,
    chown: Option<&'a Flag<String>>,
    chmod: Option<&'a Flag<String>>,
    link: bool,
    unpack: bool,
}

impl<'a> Transfer<'a> {
    fn new(instruction: &'a Instruction) -> Result<Transfer<'a>> {
        let not_yet = |span: Span, what: &str| {
            instruction.error(span, &format!("{what} is not supported by this version"), "not supported yet")
        };
        let set = |flag: &Option<Flag<bool>>| flag.as_ref().is_some_and(|f| f.value);
        let exclude: &[Flag<String>];
        let transfer = match &instruction.command {
            Command::Copy(Copy { sources, from, chown, chmod, link, parents, exclude: e }) => {
                if let Some(flag) = parents.as_ref().filter(|f| f.value) {
                    return Err(not_yet(flag.span, "COPY --parents"));
                }
                exclude = e;
                let (from, chown, chmod) = (from.as_ref(), chown.as_ref(), chmod.as_ref());
                Transfer { sources, from, chown, chmod, link: set(link), unpack: false }
            }
            Command::Add(Add { sources, chown, chmod, link, keep_git_dir, checksum, unpack, exclude: e }) => {
                if let Some(flag) = keep_git_dir {
                    return Err(not_yet(flag.span, "ADD --keep-git-dir"));
                }
                if let Some(flag) = checksum {
                    return Err(not_yet(flag.span, "ADD --checksum"));
                }
                if let Some(word) = sources.paths.iter().find(|w| is_remote(&w.text)) {
                    return Err(not_yet(word.span, "ADD of a URL"));
                }
                exclude = e;
                let unpack = unpack.as_ref().is_none_or(|f| f.value);
                let (chown, chmod) = (chown.as_ref(), chmod.as_ref());
                Transfer { sources, from: None, chown, chmod, link: set(link), unpack }
            }
            _ => return Err(Error::new(Kind::Internal, "neither COPY nor ADD")),
        };
        if let Some(flag) = exclude.first() {
            return Err(not_yet(flag.span, "--exclude"));
        }
        Ok(transfer)
    }
}

/// Does an ADD source name something that is not in the context?
fn is_remote(source: &str) -> bool {
    let scheme = source.split_once("://").map(|(s, _)| s.to_ascii_lowercase());
    scheme.is_some_and(|s| ["http", "https", "git", "ssh"].contains(&s.as_str())) || source.starts_with("git@")
}

/// Where a step's files come from.
enum Origin {
    Context(Arc<DirContext>),
    Layers(Vec<LayerInfo>),
}

/// What a step has decided, and where the contents are.
struct Plan {
    entries: Vec<Planned>,
    contents: Vec<Box<dyn Content>>,
}

impl Run {
    /// Makes the working directory, if it does not exist. Its owner is the USER so far.
    pub async fn workdir_step(self: &Arc<Run>, state: &State) -> Result<((Key, Done), bool)> {
        let dir = &state.config.config.working_dir;
        let mut hasher = self.hasher("workdir", state);
        let key = hasher.text(dir).text(&state.config.config.user).finish();
        if let Some(done) = self.cached(&key) {
            return Ok(((key, done), true));
        }
        let mut view = View::new(self.tree(state).await?);
        let path = view.resolve(dir.as_bytes(), true)?;
        let mut owner = Owner { uid: 0, gid: 0 };
        if !view.is_dir(&path) {
            let identity = self.identity(state, &state.config.config.user).await;
            let identity = identity.map_err(|why| Error::new(Kind::Dockerfile, why))?;
            owner = Owner { uid: identity.uid, gid: identity.gid };
        }
        view.mkdir_all(&path, owner, self.request.times.of_made())?;
        let plan = Plan { entries: view.finish(), contents: Vec::new() };
        let done = self.write(plan, key, state.stage).await?;
        Ok(((key, done), false))
    }

    /// Does a COPY or an ADD, or finds what it did before. Returns the new key, what was
    /// done, and whether the cache knew.
    pub async fn copy_step(self: &Arc<Run>, state: &State, instruction: &Instruction) -> Result<((Key, Done), bool)> {
        let transfer = Transfer::new(instruction)?;
        let mode = match transfer.chmod {
            Some(f) => Some(Chmod::parse(&f.value).map_err(|why| instruction.error(f.span, &why, ""))?),
            None => None,
        };
        let owner = match transfer.chown {
            Some(f) => Some(self.owner(state, &f.value).await.map_err(|why| instruction.error(f.span, &why, ""))?),
            None => None,
        };
        let (origin, source) = self.origin(state.stage, instruction, transfer.from).await?;
        let below = if transfer.link { Arc::new(Tree::stack(&[])) } else { self.tree(state).await? };
        let sources: Vec<String> = transfer.sources.paths.iter().map(|w| w.text.clone()).collect();
        let texts: Vec<(String, String)> =
            transfer.sources.heredocs.iter().map(|h| (h.name.clone(), h.content().into_owned())).collect();
        let (dest, workdir) = (transfer.sources.dest.text.clone(), state.config.config.working_dir.clone());
        let (run, unpack) = (self.clone(), transfer.unpack);
        let plan = blocking(move || {
            let request = CopyRequest { sources: &sources, dest: &dest, workdir: &workdir, owner, mode };
            run.plan(&request, below, &source, origin, texts, unpack).map(|(plan, origin)| (plan, origin, source))
        });
        let (mut plan, origin, source) = plan.await?;
        let mut hasher = self.hasher("copy", state);
        for planned in &plan.entries {
            let content = match &planned.entry.kind {
                EntryKind::File { content, .. } => Some(content),
                _ => None,
            };
            hasher.entry(&planned.entry, content);
        }
        let key = hasher.finish();
        if let Some(done) = self.cached(&key) {
            return Ok(((key, done), true));
        }
        let first: Box<dyn Content> = match origin {
            Origin::Context(context) => Box::new(ContextContent(context)),
            Origin::Layers(layers) => {
                let wanted = wanted(&plan.entries, &source);
                Box::new(self.layers.contents(&layers, wanted).await?)
            }
        };
        plan.contents.insert(0, first);
        let done = self.write(plan, key, state.stage).await?;
        Ok(((key, done), false))
    }

    /// The owner that `--chown` names, by the files of the stage.
    async fn owner(self: &Arc<Run>, state: &State, spec: &str) -> std::result::Result<Owner, String> {
        if users::is_numeric(spec) {
            return users::owner(spec, "", "");
        }
        let (passwd, group) = self.user_files(state).await?;
        users::owner(spec, &passwd, &group)
    }

    /// What `--from` names, or the context.
    async fn origin(
        self: &Arc<Run>,
        index: usize,
        instruction: &Instruction,
        from: Option<&Flag<String>>,
    ) -> Result<(Origin, Arc<Tree>)> {
        let Some(from) = from else {
            let context = self.request.context.clone();
            let walked = context.clone();
            let tree = blocking(move || walked.tree()).await?;
            return Ok((Origin::Context(context), tree));
        };
        let stage = stage_named(&self.request, &from.value);
        let layers = match stage.map_err(|why| instruction.error(from.span, &why, ""))? {
            Some(stage) => self.needed_stage(stage).await?.layers.clone(),
            None => {
                let image = self.image(&from.value, &self.request.platform).await.map_err(|e| {
                    let place = instruction.error(from.span, e.what(), "neither a stage nor an image");
                    let placed = Error::new(e.kind(), place.what());
                    let placed = placed.excerpt(place.source_excerpt().unwrap_or_default());
                    e.hints().iter().fold(placed, |p, h| p.hint(h.clone())).because(e)
                })?;
                self.state_of(&image, index).await?.layers
            }
        };
        let tree = self.layers.tree(&layers).await?;
        Ok((Origin::Layers(layers), tree))
    }

    /// Decides what goes where. Contents of the context are hashed, archives read.
    fn plan(
        &self,
        request: &CopyRequest<'_>,
        below: Arc<Tree>,
        source: &Tree,
        origin: Origin,
        texts: Vec<(String, String)>,
        unpack: bool,
    ) -> Result<(Plan, Origin)> {
        let made = self.request.times.of_made();
        let mut view = View::new(below);
        let mut found = find_all(request.sources, source)?;
        let mut contents: Vec<Box<dyn Content>> = Vec::new();
        let mut archives = Vec::new();
        if let (true, Origin::Context(context)) = (unpack, &origin) {
            let temp = self.tools.store.root().join("tmp");
            let mut plain = Vec::new();
            for (path, real) in found {
                match archive(context, source, &real, &temp)? {
                    Some(archive) => archives.push(archive),
                    None => plain.push((path, real)),
                }
            }
            found = plain;
        }
        plan_copy(request, source, &found, &mut view, made)?;
        for (index, (name, text)) in texts.iter().enumerate() {
            plan_heredoc(request, name, index, text.len() as u64, &mut view, made)?;
        }
        contents.push(Box::new(Texts(texts.iter().map(|(_, text)| text.clone()).collect())));
        for archive in archives {
            plan_archive(request, &archive, contents.len() + 1, &mut view, made)?;
            contents.push(Box::new(archive));
        }
        let mut entries = view.finish();
        if let Origin::Context(context) = &origin {
            learn(context, &mut entries)?;
        }
        for planned in &mut entries {
            if let (EntryKind::File { content, .. }, Some(ContentRef { origin: 1, path })) =
                (&mut planned.entry.kind, &planned.content)
            {
                let text =
                    std::str::from_utf8(path).ok().and_then(|p| p.parse::<usize>().ok()).and_then(|i| texts.get(i));
                *content = text.map_or([0; 32], |(_, t)| *blake3::hash(t.as_bytes()).as_bytes());
            }
            planned.entry.mtime = self.request.times.of_file(planned.entry.mtime);
        }
        Ok((Plan { entries, contents }, origin))
    }

    /// Writes the planned layer into the store and records it under `key`.
    async fn write(self: &Arc<Run>, plan: Plan, key: Key, index: usize) -> Result<Done> {
        if plan.entries.is_empty() {
            return self.record(&key, None);
        }
        let run = self.clone();
        let compression = self.compression(index);
        blocking(move || {
            let store = &run.tools.store;
            let blob = store.temp_file()?;
            let out = blob.reopen().context(|| "write a layer".into())?;
            let mut writer = LayerWriter::new(out, compression, run.request.jobs)?;
            for planned in &plan.entries {
                run.tools.check_cancelled()?;
                run.append(&mut writer, planned, &plan.contents)?;
            }
            let (_, layer) = writer.finish()?;
            for (planned, written) in plan.entries.iter().zip(&layer.toc.entries) {
                check_unchanged(&planned.entry, written)?;
            }
            store.layout().adopt(blob, &layer.digest)?;
            store.put_toc(&layer.diff_id, &layer.toc)?;
            run.record(&key, Some(&layer))
        })
        .await
    }

    fn append(
        &self,
        writer: &mut LayerWriter<std::fs::File>,
        planned: &Planned,
        contents: &[Box<dyn Content>],
    ) -> Result<()> {
        let Some(ContentRef { origin, path }) = &planned.content else {
            return writer.append(planned.entry.clone(), None);
        };
        let content = contents
            .get(*origin)
            .ok_or_else(|| Error::new(Kind::Internal, format!("a step has no source number {origin}")))?;
        let mut reader = content.open(path, &planned.entry)?;
        writer.append(planned.entry.clone(), Some(&mut reader))
    }
}

/// The context as the first source of a step that owns it.
struct ContextContent(Arc<DirContext>);

impl Content for ContextContent {
    fn open(&self, path: &[u8], entry: &Entry) -> Result<Box<dyn Read + Send + '_>> {
        self.0.open(path, entry)
    }
}

/// The key was made of the content as it was read first.
fn check_unchanged(planned: &Entry, written: &Entry) -> Result<()> {
    let content = |e: &Entry| match e.kind {
        EntryKind::File { content, .. } => Some(content),
        _ => None,
    };
    if content(planned) == content(written) {
        return Ok(());
    }
    let shown = String::from_utf8_lossy(&planned.path);
    Err(Error::new(Kind::Io, format!("the source of /{shown} changed while it was copied"))
        .hint("build again when nothing writes to the context"))
}

/// Fills in what only opening the context's files tells.
fn learn(context: &DirContext, entries: &mut [Planned]) -> Result<()> {
    let of_context = |p: &Planned| p.content.as_ref().filter(|c| c.origin == 0).map(|c| c.path.clone());
    let paths: Vec<Vec<u8>> = entries.iter().filter_map(of_context).collect();
    let facts = context.facts(&paths)?;
    for planned in entries {
        let Some(facts) = of_context(planned).and_then(|p| facts.get(&p)) else { continue };
        if let EntryKind::File { content, .. } = &mut planned.entry.kind {
            *content = facts.content;
        }
        planned.entry.xattrs = facts.xattrs.clone();
    }
    Ok(())
}

/// The files whose contents a plan takes from the step's first source.
fn wanted(entries: &[Planned], source: &Tree) -> Vec<Wanted> {
    let of_first = entries.iter().filter_map(|p| p.content.as_ref()).filter(|c| c.origin == 0);
    of_first
        .filter_map(|c| {
            let node = source.get(&c.path)?;
            Some(Wanted { path: c.path.clone(), layer: node.layer(), entry: node.content_entry().clone() })
        })
        .collect()
}

/// Reads the file at `path` of the context if it is an archive, by its content.
fn archive(context: &DirContext, source: &Tree, path: &[u8], temp: &Path) -> Result<Option<ArchiveContent>> {
    let Some(node) = source.get(path) else { return Ok(None) };
    let entry = node.content_entry();
    if !matches!(entry.kind, EntryKind::File { .. }) {
        return Ok(None);
    }
    let what = || format!("read {}", String::from_utf8_lossy(path));
    let mut head = Vec::new();
    context.open(path, entry)?.take(512).read_to_end(&mut head).context(what)?;
    let Some(kind) = sniff(&head) else { return Ok(None) };
    // A compressed file is an archive only if there is one inside. One that begins as an archive and
    // then turns out bad is an error, not a file.
    let mut plain = Vec::new();
    let decoder = Decoder::for_archive(context.open(path, entry)?, kind, &Limits::default());
    let begins = decoder.is_ok_and(|d| d.take(512).read_to_end(&mut plain).is_ok()) && looks_like_tar(&plain);
    if !begins {
        return Ok(None);
    }
    let archive = ArchiveContent::read(context.open(path, entry)?, kind, temp);
    archive.map(Some).map_err(|e| e.context(format!("unpack {}", String::from_utf8_lossy(path))))
}

/// Plans what is in an archive below the destination, as `tar -x` there would make it.
/// Owners and modes are the archive's.
fn plan_archive(
    request: &CopyRequest<'_>,
    archive: &ArchiveContent,
    origin: usize,
    view: &mut View,
    made: crate::layer::Timestamp,
) -> Result<()> {
    let dest = Dest::new(request.dest, request.workdir);
    let top = view.resolve(&dest.path, true)?;
    view.mkdir_all(&top, request.owner.unwrap_or(Owner { uid: 0, gid: 0 }), made)?;
    let place = |view: &View, path: &[u8]| -> Result<Vec<u8>> {
        let parts = components(path);
        let Some((name, parents)) = parts.split_last() else { return Ok(top.clone()) };
        let parent = join(&top, &parents.join(&b'/'));
        Ok(join(&view.resolve(&parent, true)?, name))
    };
    for (index, entry) in archive.entries.iter().enumerate() {
        // The archive's `.` says nothing about a directory that exists.
        if entry.path.is_empty() {
            continue;
        }
        let shown = String::from_utf8_lossy(&entry.path);
        let path = place(view, &entry.path)?;
        let parent = path.iter().rposition(|b| *b == b'/').map_or(&path[..0], |i| &path[..i]).to_vec();
        view.mkdir_all(&parent, Owner { uid: 0, gid: 0 }, made)?;
        if view.is_dir(&path) && entry.kind != EntryKind::Dir {
            let what =
                format!("the archive's '{shown}' cannot replace the directory /{}", String::from_utf8_lossy(&path));
            return Err(Error::new(Kind::Dockerfile, what));
        }
        let mut entry = Entry { path: path.clone(), ..entry.clone() };
        match entry.kind {
            EntryKind::Hardlink { ref target } => {
                let first = place(view, target)?;
                if !view.link(&first, &path) {
                    let what = format!("the archive's '{shown}' is a link to a file that it does not hold");
                    return Err(Error::new(Kind::Format, what));
                }
            }
            EntryKind::File { ref mut offset, .. } => {
                *offset = 0;
                let content = Some(ContentRef { origin, path: index.to_string().into_bytes() });
                view.put_file(Planned { entry, content, group: None });
            }
            _ => view.put(entry),
        }
    }
    Ok(())
}
