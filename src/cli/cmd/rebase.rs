//! `imgtool rebase IMAGE`: the image's own layers on another base, without a build.

mod bases;
mod report;

use super::copy::Signing;
use super::sign::sign_copied;
use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::sealer::Sealer;
use crate::cli::session::{Access, Session};
use crate::copy::{Options, copy};
use crate::error::{Context, Error, Kind, Result};
use crate::event::Event;
use crate::files::safety::{self, Level};
use crate::files::{Layers, layers_of};
use crate::image::rebase::{self as engine, Known};
use crate::image::{Image, Index, Node};
use crate::oci::{Descriptor, Platform, RegistryRef};
use crate::transport::Reference;
use crate::transport::registry::Paging;
use bases::{Bases, Given};
use clap::Args;
use report::{Document, Part};
use std::path::PathBuf;
use std::sync::Arc;

/// Put an image on another base without building it again
#[derive(Debug, Args)]
pub struct Rebase {
    /// The image, or the index: then each of its images
    #[arg(value_name = "IMAGE")]
    pub image: String,
    /// The base that it is built on [default: what the image says of it]
    #[arg(long, alias = "old_base", value_name = "OLD")]
    pub old_base: Option<String>,
    /// The base that it is to be on [default: what the old one's name points at now]
    #[arg(long, alias = "new_base", value_name = "NEW")]
    pub new_base: Option<String>,
    /// What the result is called; a bare name is one in a registry [default: as the image]
    #[arg(short, long, value_name = "OUT")]
    pub tag: Option<String>,
    /// Only this platform's image of an index
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Only look whether it would be safe: exit code 0 if so, 1 if not, or if somebody should look
    #[arg(long, conflicts_with_all = ["dry_run", "no_check", "force"])]
    pub check: bool,
    /// Do not look into layers: nothing but manifests and configs is read
    #[arg(long)]
    pub no_check: bool,
    /// Rebase even if it is not safe
    #[arg(short, long)]
    pub force: bool,
    /// Do everything but write the result
    #[arg(long)]
    pub dry_run: bool,
    /// Write the report: json, html or text, to standard output or a file. May be given several times
    #[arg(long = "report", value_name = "FORM[=FILE]")]
    pub reports: Vec<report::Wanted>,
    /// The file for the report that has none of its own
    #[arg(long, requires = "reports", value_name = "FILE")]
    pub report_file: Option<PathBuf>,
    /// IMAGE is a repository: rebase each tag that is built on the old base
    #[arg(long, conflicts_with = "digestfile")]
    pub all_tags: bool,
    /// Write the digest of the result to a file
    #[arg(long, value_name = "FILE")]
    pub digestfile: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub signing: Signing,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// What the images of one run share.
struct Work<'a> {
    args: &'a Rebase,
    session: &'a Arc<Session>,
    access: Access,
    given: Given,
    sealer: Option<Sealer>,
}

/// What became of one image.
struct Done {
    document: Document,
    written: bool,
}

/// Rebases one image, or each tag of a repository.
pub async fn run(args: Rebase, session: &Arc<Session>) -> Result<()> {
    let own = session.reference(&args.image)?;
    let access = session.access(&args.registry, Some(&own));
    let target = match &args.tag {
        Some(tag) => session.reference(tag)?,
        None => own.clone(),
    };
    // A wrong password is told before anything is read.
    let sealer = match args.check || args.dry_run {
        true => None,
        false => args.signing.open(std::slice::from_ref(&target), session).await?,
    };
    let given = Given::open(args.old_base.as_deref(), args.new_base.as_deref(), session, &access).await?;
    let work = Work { args: &args, session, access, given, sealer };
    if args.all_tags {
        return work.all_tags(&own).await;
    }
    let done = work.one(&own, &target).await?;
    report::write(std::slice::from_ref(&done.document), &args.reports, args.report_file.as_deref(), false)?;
    let verdict = done.document.verdict();
    if args.check {
        if args.reports.is_empty() {
            report::print(&done.document)?;
        }
        if verdict != Some(Level::Safe) {
            session.answer_no();
        }
        return Ok(());
    }
    tell(&done.document, session);
    if !done.written && !args.dry_run {
        return Err(refused(&done.document));
    }
    let digest = done.document.result.clone().unwrap_or_default();
    if let Some(file) = &args.digestfile {
        std::fs::write(file, &digest).context(|| format!("write {}", file.display()))?;
    }
    if args.reports.iter().any(|r| r.file.is_none()) && args.report_file.is_none() {
        return Ok(()); // The report has it, and standard output is the report's.
    }
    render::result(format!("{digest}\n").as_bytes())
}

/// Says what was found, for people.
fn tell(document: &Document, session: &Session) {
    for part in &document.parts {
        for f in &part.findings {
            let message = format!("{}: {} {}: {}", f.level.name(), f.code, f.shown_path(), f.why);
            session.events().emit(Event::Warning { message });
        }
    }
    for message in &document.notes {
        session.events().emit(Event::Warning { message: message.clone() });
    }
}

fn refused(document: &Document) -> Error {
    let all = document.parts.iter().flat_map(|p| &p.findings);
    let bad: Vec<_> = all.filter(|f| f.level == Level::Unsafe).collect();
    let mut error = Error::new(
        Kind::Unsupported,
        format!("{} is not safe to rebase: {} finding(s); nothing was written", document.image, bad.len()),
    );
    if let Some(first) = bad.first() {
        error = error.because(format!("{}: {}", first.shown_path(), first.why)).hint(first.action.clone());
    }
    error.hint("look at all of it: --check --report text").hint("rebase nevertheless: --force")
}

impl Work<'_> {
    /// Rebases `source` into `target`.
    async fn one(&self, source: &Reference, target: &Reference) -> Result<Done> {
        let node = self.access.source(source).await?;
        let mut document = Document::new(source, target, &node);
        let result = match (&node, &self.args.platform) {
            (Node::Index(index), None) => self.whole_index(index, source, &mut document).await?,
            (node, platform) => {
                let image = node.image_for(&platform.clone().unwrap_or_else(Platform::host)).await?;
                Node::Image(self.image(&image, source, &mut document).await?)
            }
        };
        document.result = Some(result.descriptor().digest.to_string());
        let safe = document.verdict() != Some(Level::Unsafe);
        if self.args.check || self.args.dry_run || !(safe || self.args.force) {
            return Ok(Done { document, written: false });
        }
        self.write(&result, target).await?;
        if let Some(sealer) = &self.sealer {
            let identity = self.args.signing.sign_identity.clone();
            let access = self.session.access(&self.args.registry, Some(target));
            sign_copied(target, &result.descriptor().digest, identity, sealer, Arc::new(access)).await?;
        }
        Ok(Done { document, written: true })
    }

    async fn write(&self, result: &Node, target: &Reference) -> Result<()> {
        // A name with a digest names the old image: the new one is found by its own.
        let target = match target {
            Reference::Registry(r) if r.digest().is_some() => {
                Reference::Registry(r.with_digest(result.descriptor().digest.clone()))
            }
            other => other.clone(),
        };
        let destination = self.access.destination(&target).await?;
        copy(result, destination.as_ref(), &Options::default(), self.session.events()).await.map(drop)
    }

    /// Every image of the index, each on its platform's image of the base.
    async fn whole_index(&self, index: &Index, source: &Reference, document: &mut Document) -> Result<Node> {
        let (mut children, mut left) = (Vec::new(), Vec::new());
        for entry in &index.index.manifests {
            let attached = entry.platform.as_ref().is_some_and(|p| p.os == "unknown") || entry.artifact_type.is_some();
            if attached {
                left.push(format!("{} says things about the old image, and is left out", entry.digest));
                continue;
            }
            let Node::Image(image) = Node::open(entry.clone(), index.blobs.clone()).await? else {
                return Err(Error::new(Kind::Unsupported, format!("{source} is an index of indexes"))
                    .hint("rebase the inner ones"));
            };
            let rebased = self.image(&image, source, document).await?;
            children.push((entry.clone(), rebased));
        }
        if children.is_empty() {
            return Err(Error::new(Kind::NotFound, format!("the index {source} has no image")));
        }
        if children.iter().all(|(entry, image)| entry.digest == image.descriptor.digest) {
            return Ok(Node::Index(index.clone()));
        }
        document.notes.extend(left);
        let name = document.parts.first().and_then(|p| p.new_name.clone());
        let base = name.as_deref().zip(self.given.new.as_ref().map(|b| b.node.descriptor()));
        engine::index(index, children, base)
    }

    /// One image, with what the report says of it.
    async fn image(&self, image: &Image, source: &Reference, document: &mut Document) -> Result<Image> {
        let known = Known::open(image.clone()).await?;
        let platform = known.config.platform();
        let bases: Bases = self.given.of(&known, source, self.session, &self.access).await?;
        let mut part = Part::new(&platform, &bases);
        if bases.old.image.descriptor.digest == bases.new.image.descriptor.digest {
            engine::built_on(&known.config, &bases.old.config)?;
            part.checked = true;
            part.result = image.descriptor.digest.to_string();
            document.notes.push(format!("{platform}: it is on the newest base already"));
            document.parts.push(part);
            return Ok(image.clone());
        }
        let rebased = engine::rebase(&known, &bases.old, &bases.new, bases.new_name.as_deref())?;
        part.changes = rebased.changes.clone();
        part.layers = (rebased.base_layers, rebased.image.manifest.layers.len() - rebased.base_layers);
        part.result = rebased.image.descriptor.digest.to_string();
        if !self.args.no_check {
            let files = Layers::new(self.session.store()?.clone(), self.session.events().clone(), None);
            let (old, new) = (&bases.old, &bases.new);
            let question = safety::Question {
                old: layers_of(&old.image, &old.config),
                new: layers_of(&new.image, &new.config),
                own: layers_of(image, &known.config).split_off(old.config.rootfs.diff_ids.len()),
                old_config: known.config.config.clone(),
                new_config: rebased.config.config.clone(),
                triggers: (old.config.config.on_build.clone(), new.config.config.on_build.clone()),
            };
            part.findings = safety::check(&files, question).await?;
            part.checked = true;
        }
        document.parts.push(part);
        Ok(rebased.image)
    }

    /// Each tag; one that fails does not stop the rest.
    async fn all_tags(&self, own: &Reference) -> Result<()> {
        let Reference::Registry(repository) = own else {
            return Err(Error::new(Kind::Usage, format!("{own} is no repository of a registry")));
        };
        let to: RegistryRef = match &self.args.tag {
            Some(tag) => match self.session.reference(tag)? {
                Reference::Registry(r) => r,
                other => return Err(Error::new(Kind::Usage, format!("{other} is no repository of a registry"))),
            },
            None => repository.clone(),
        };
        let mut tags = self.access.tags(repository, &Paging::default()).await?;
        tags.sort();
        // What is attached to images lies under tags of their digests.
        let tags = tags.into_iter().filter(|t| !t.starts_with("sha256-") && !t.starts_with("sha512-"));
        let (mut documents, mut lines, mut failed) = (Vec::new(), Vec::new(), false);
        for tag in tags {
            let (from, target) = (repository.with_tag(&tag)?, to.with_tag(&tag)?);
            let done = self.one(&Reference::Registry(from), &Reference::Registry(target)).await;
            match done {
                Ok(done) => {
                    let unchanged = done.document.result.as_deref() == Some(done.document.digest.as_str());
                    let verdict = done.document.verdict().map_or("unchecked", Level::name);
                    let word = match (done.written, unchanged) {
                        (_, true) => "unchanged",
                        (true, false) => "rebased",
                        (false, _) if self.args.check || self.args.dry_run => "would be rebased",
                        (false, _) => "refused",
                    };
                    failed |= word == "refused" || (self.args.check && verdict != "safe");
                    lines.push([
                        word.into(),
                        tag.clone(),
                        verdict.into(),
                        done.document.result.clone().unwrap_or_default(),
                    ]);
                    tell(&done.document, self.session);
                    documents.push(done.document);
                }
                Err(e) if e.kind() == Kind::Interrupted => return Err(e),
                Err(e) if e.what().contains("not built on") => {
                    lines.push(["skipped".into(), tag.clone(), "-".into(), "not built on the old base".into()]);
                }
                Err(e) => {
                    failed = true;
                    let why = e.in_one_line();
                    lines.push(["failed".into(), tag.clone(), "-".into(), why]);
                }
            }
        }
        if failed {
            self.session.answer_no();
        }
        report::write(&documents, &self.args.reports, self.args.report_file.as_deref(), true)?;
        if self.args.reports.iter().any(|r| r.file.is_none()) && self.args.report_file.is_none() {
            return Ok(());
        }
        render::result(render::columns(&lines)?.as_bytes())
    }
}

/// The digest and the size, for a report.
fn short(descriptor: &Descriptor) -> String {
    descriptor.digest.to_string()
}
