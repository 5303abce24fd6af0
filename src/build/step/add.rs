//! Where COPY and ADD take files from: the context, stages, images, the web, git repositories, archives.

use super::copy::{CopyRequest, Dest};
use crate::build::context::DirContext;
use crate::build::stage::Run;
use crate::build::view::{ContentRef, Owner, Planned, View, components};
use crate::dockerfile::remote::{GitRef, Remote, file_name, redacted};
use crate::dockerfile::{Add, Command, Copy, Flag, IgnoreFile, Instruction, Sources, Word};
use crate::error::{Context, Error, Kind, Result};
use crate::files::LayerInfo;
use crate::files::content::{ArchiveContent, Content};
use crate::image::file::blocking;
use crate::layer::tar_read::looks_like_tar;
use crate::layer::tree::join;
use crate::layer::{Decoder, Entry, EntryKind, Limits, Tree, sniff};
use crate::transport::web::set_modified;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

/// COPY and ADD, as one thing.
pub struct Transfer<'a> {
    /// What and where to.
    pub sources: &'a Sources,
    from: Option<&'a Flag<String>>,
    /// `--chown`.
    pub chown: Option<&'a Flag<String>>,
    /// `--chmod`.
    pub chmod: Option<&'a Flag<String>>,
    /// `--link`.
    pub link: bool,
    /// `--parents`.
    pub parents: bool,
    /// `--exclude`.
    pub exclude: IgnoreFile,
    add: Option<&'a Add>,
}

impl<'a> Transfer<'a> {
    /// Reads the flags.
    pub fn new(instruction: &'a Instruction) -> Result<Transfer<'a>> {
        let set = |flag: &Option<Flag<bool>>| flag.as_ref().is_some_and(|f| f.value);
        let excluded = |flags: &[Flag<String>]| {
            let result = IgnoreFile::from_patterns(flags.iter().map(|f| f.value.as_str()));
            result.map_err(|e| match flags.first() {
                Some(flag) => instruction.error(flag.span, e.what(), "no pattern"),
                None => e,
            })
        };
        Ok(match &instruction.command {
            Command::Copy(copy) => {
                let Copy { sources, from, chown, chmod, link, parents, exclude } = copy;
                let (from, chown, chmod) = (from.as_ref(), chown.as_ref(), chmod.as_ref());
                let (link, parents, exclude) = (set(link), set(parents), excluded(exclude)?);
                Transfer { sources, from, chown, chmod, link, parents, exclude, add: None }
            }
            Command::Add(add) => Transfer {
                sources: &add.sources,
                from: None,
                chown: add.chown.as_ref(),
                chmod: add.chmod.as_ref(),
                link: set(&add.link),
                parents: false,
                exclude: excluded(&add.exclude)?,
                add: Some(add),
            },
            _ => return Err(Error::new(Kind::Internal, "neither COPY nor ADD")),
        })
    }

    fn remote(&self, instruction: &Instruction, word: &Word) -> Result<Option<Remote>> {
        let remote = Remote::parse(&word.text).map_err(|why| instruction.error(word.span, &why, ""))?;
        let (Some(remote), None) = (&remote, self.add) else { return Ok(remote) };
        let what = match remote {
            Remote::Web(_) => "COPY takes no URL",
            Remote::Git(_) => "COPY takes no git repository",
        };
        Err(instruction.error(word.span, what, "use ADD"))
    }
}

/// Where a source's files are.
pub enum Origin {
    /// In a directory.
    Context(Arc<DirContext>),
    /// In layers.
    Layers(Vec<LayerInfo>),
}

/// Something that a step copies from.
pub struct Source {
    /// Where the files are.
    pub origin: Origin,
    /// Their tree.
    pub tree: Arc<Tree>,
    /// Which of them.
    pub paths: Vec<String>,
    /// Archives among them are unpacked.
    pub unpack: bool,
}

impl Source {
    async fn of(context: Arc<DirContext>, paths: Vec<String>, unpack: bool) -> Result<Source> {
        let walked = context.clone();
        let tree = blocking(move || walked.tree()).await?;
        Ok(Source { origin: Origin::Context(context), tree, paths, unpack })
    }
}

impl Run {
    /// The sources of a step, in the order that they were written.
    pub async fn sources(self: &Arc<Run>, instruction: &Instruction, transfer: &Transfer<'_>) -> Result<Vec<Source>> {
        let paths = || transfer.sources.paths.iter();
        if let Some(from) = transfer.from {
            let (layers, _) = self.layers_of(&from.value).await.map_err(|e| {
                let place = instruction.error(from.span, e.what(), "neither a stage nor an image");
                placed(place, e)
            })?;
            let tree = self.layers.tree(&layers).await?;
            let paths = paths().map(|w| w.text.clone()).collect();
            return Ok(vec![Source { origin: Origin::Layers(layers), tree, paths, unpack: false }]);
        }
        if let Some(checksum) = transfer.add.and_then(|a| a.checksum.as_ref())
            && transfer.sources.paths.len() + transfer.sources.heredocs.len() > 1
        {
            return Err(instruction.error(checksum.span, "--checksum is that of one source", "there are more"));
        }
        let unpack = transfer.add.and_then(|a| a.unpack.as_ref()).map(|f| f.value);
        let is_add = transfer.add.is_some();
        let mut out = Vec::new();
        let mut local: Vec<String> = Vec::new();
        for word in paths() {
            let Some(remote) = transfer.remote(instruction, word)? else {
                if let Some(checksum) = transfer.add.and_then(|a| a.checksum.as_ref()) {
                    let what = "--checksum is for sources from the web and git repositories";
                    return Err(instruction.error(checksum.span, what, "a file of the context"));
                }
                local.push(word.text.clone());
                continue;
            };
            if !local.is_empty() {
                let paths = std::mem::take(&mut local);
                out.push(Source::of(self.request.context.clone(), paths, is_add && unpack != Some(false)).await?);
            }
            let brought = self.bring(instruction, word, remote, transfer).await?;
            out.push(Source::of(brought.0, vec![brought.1], unpack == Some(true)).await?);
        }
        if !local.is_empty() {
            out.push(Source::of(self.request.context.clone(), local, is_add && unpack != Some(false)).await?);
        }
        Ok(out)
    }

    /// Brings a remote source here, once a build: the directory, and the path in it.
    async fn bring(
        self: &Arc<Run>,
        instruction: &Instruction,
        word: &Word,
        remote: Remote,
        transfer: &Transfer<'_>,
    ) -> Result<(Arc<DirContext>, String)> {
        let checksum = transfer.add.and_then(|a| a.checksum.as_ref());
        let result = match remote {
            Remote::Git(mut git) => {
                if let Some(checksum) = checksum {
                    if git.checksum.as_ref().is_some_and(|c| *c != checksum.value) {
                        let what = "the URL's checksum is another one";
                        return Err(instruction.error(checksum.span, what, "which one is right?"));
                    }
                    git.checksum = Some(checksum.value.clone());
                }
                if let Some(keep) = transfer.add.and_then(|a| a.keep_git_dir.as_ref()) {
                    git.keep_git_dir = Some(keep.value);
                }
                let key = format!("git {git:?}");
                let made = self.brought.get(&key, self.clone_of(&git)).await;
                made.map(|context| (context, "/".to_string()))
            }
            Remote::Web(url) => {
                let name = file_name(&url).unwrap_or_else(|| "__unnamed__".into());
                let key = format!("web {url} {:?}", checksum.map(|c| &c.value));
                let made = self.brought.get(&key, self.download_of(&url, &name, checksum)).await;
                made.map(|context| (context, literal(&name)))
            }
        };
        result.map_err(|e| {
            let place = instruction.error(word.span, e.what(), "cannot be brought here");
            placed(place, e)
        })
    }

    async fn clone_of(&self, git: &GitRef) -> Result<Arc<DirContext>> {
        let temp = self.tools.store.temp_dir()?;
        self.tools.remotes.checkout(git, temp.path()).await?;
        let dir = crate::build::source::subdir(temp.path(), git.subdir.as_deref())?;
        Ok(Arc::new(DirContext::temporary(temp, &dir, self.request.jobs)?))
    }

    async fn download_of(&self, url: &str, name: &str, checksum: Option<&Flag<String>>) -> Result<Arc<DirContext>> {
        let temp = self.tools.store.temp_dir()?;
        let file = temp.path().join(name);
        let got = self.tools.remotes.download(url, &file).await?;
        let digest = got.digest.to_string();
        if let Some(wanted) = checksum.filter(|c| !c.value.eq_ignore_ascii_case(&digest)) {
            let error = Error::new(Kind::Integrity, format!("{} is not what its checksum says", redacted(url)));
            return Err(error.because(format!("its bytes hash to {digest}, not {}", wanted.value)));
        }
        // As Docker has it: for root's eyes, and as old as the server says.
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&file, mode).context(|| format!("set the mode of {}", file.display()))?;
        set_modified(&file, got.modified.unwrap_or(0))?;
        let dir = temp.path().to_path_buf();
        Ok(Arc::new(DirContext::temporary(temp, &dir, self.request.jobs)?))
    }
}

/// The error `e`, shown at a place of the Dockerfile.
fn placed(place: Error, e: Error) -> Error {
    let placed = Error::new(e.kind(), place.what());
    let placed = placed.excerpt(place.source_excerpt().unwrap_or_default());
    e.hints().iter().fold(placed, |p, h| p.hint(h.clone())).because(e)
}

/// A name as a pattern that matches nothing else.
pub fn literal(name: &str) -> String {
    name.chars().flat_map(|c| ['\\'].into_iter().filter(move |_| "*?[\\".contains(c)).chain([c])).collect()
}

/// Reads the file at `path` of the context if it is an archive, by its content.
pub fn archive(context: &DirContext, source: &Tree, path: &[u8], temp: &Path) -> Result<Option<ArchiveContent>> {
    let Some(node) = source.get(path) else { return Ok(None) };
    let (entry, Some(number)) = (node.content_entry(), node.inode()) else { return Ok(None) };
    if !matches!(entry.kind, EntryKind::File { .. }) {
        return Ok(None);
    }
    let what = || format!("read {}", String::from_utf8_lossy(path));
    let mut head = Vec::new();
    context.open(number, entry)?.take(512).read_to_end(&mut head).context(what)?;
    let Some(kind) = sniff(&head) else { return Ok(None) };
    // A compressed file is an archive only if there is one inside. One that begins as an archive and
    // then turns out bad is an error, not a file.
    let mut plain = Vec::new();
    let decoder = Decoder::for_archive(context.open(number, entry)?, kind, &Limits::default());
    let begins = decoder.is_ok_and(|d| d.take(512).read_to_end(&mut plain).is_ok()) && looks_like_tar(&plain);
    if !begins {
        return Ok(None);
    }
    let archive = ArchiveContent::read(context.open(number, entry)?, kind, temp);
    archive.map(Some).map_err(|e| e.context(format!("unpack {}", String::from_utf8_lossy(path))))
}

/// Plans what is in an archive below the destination, as `tar -x` there would make it.
/// Modes are the archive's, and so are owners without `--chown`.
pub fn plan_archive(
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
        if let Some(owner) = request.owner {
            (entry.uid, entry.gid) = (owner.uid, owner.gid);
        }
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
                let content = Some(ContentRef { origin, number: index as u64 });
                view.put_file(Planned { entry, content, group: None });
            }
            _ => view.put(entry),
        }
    }
    Ok(())
}
