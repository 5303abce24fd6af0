//! Image surgery: commands that make another image of one, and put it where `-t` says.
//!
//! Each is a function from Image to Image, done to the image or to each image of an index, and a
//! copy: from a registry to the same registry only new blobs move.

pub mod append;
pub mod distill;
pub mod layers;
pub mod mutate;
pub mod strip;

use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::{Access, Session};
use crate::copy::{Options, copy};
use crate::error::{Context, Error, Kind, Result};
use crate::event::Event;
use crate::files::surgery::Surgeon;
use crate::image::mutate::each_image;
use crate::image::{Image, Node};
use crate::oci::Platform;
use crate::transport::Reference;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Which image, and where the result goes.
#[derive(Debug, Args)]
pub struct Place {
    /// The image, or an index: then each image of it
    #[arg(value_name = "IMAGE")]
    pub image: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub out: Out,
}

/// Where the result goes.
#[derive(Debug, Args)]
pub struct Out {
    /// What to call the result, in a registry or as copy names places; may be given several times
    /// [default: its digest, in the image's repository]
    #[arg(short, long = "tag", visible_alias = "new_tag", value_name = "REF")]
    pub tags: Vec<String>,
    /// Of an index, take this platform's image only
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    /// Write the digest of the result to a file
    #[arg(long, value_name = "FILE")]
    pub digestfile: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// An image (or index) that is operated on.
pub struct Patient {
    /// Where it is.
    pub reference: Reference,
    /// What it is.
    pub node: Node,
    access: Access,
    targets: Vec<Reference>,
}

/// Opens the image. A mistake in the result's name is told before any work.
pub async fn open(image: &str, out: &Out, session: &Arc<Session>) -> Result<Patient> {
    let reference = session.reference(image)?;
    let targets: Vec<Reference> = out.tags.iter().map(|t| session.reference(t)).collect::<Result<_>>()?;
    if targets.is_empty() && !matches!(reference, Reference::Registry(_)) {
        return Err(Error::new(Kind::Usage, format!("the result of {reference} has no name"))
            .hint(format!("name it with -t; -t {reference} puts it in the image's place")));
    }
    let access = session.access(&out.registry, Some(&reference));
    let mut node = access.source(&reference).await?;
    if let Some(platform) = &out.platform {
        node = Node::Image(node.image_for(platform).await?);
    }
    Ok(Patient { reference, node, access, targets })
}

impl Patient {
    /// What every image of it becomes.
    pub async fn each(&self, change: impl AsyncFn(&Image) -> Result<Image>, session: &Session) -> Result<Node> {
        let changed = each_image(&self.node, &change).await?;
        if changed.dropped > 0 {
            let message = format!(
                "{} attestation(s) of the old images are not in the new index: they would not be true of the new images",
                changed.dropped
            );
            session.events().emit(Event::Warning { message });
        }
        Ok(changed.node)
    }

    /// Puts the result under each name; the names in full, with the digest.
    pub async fn put(&self, node: &Node, out: &Out, options: &Options, session: &Session) -> Result<Vec<String>> {
        let mut targets = self.targets.clone();
        if let (true, Reference::Registry(name)) = (targets.is_empty(), &self.reference) {
            targets.push(Reference::Registry(name.with_digest(node.descriptor().digest.clone())));
        }
        let mut names = Vec::new();
        let mut digest = String::new();
        for target in &targets {
            let destination = self.access.destination(target).await?;
            let copied = copy(node, destination.as_ref(), options, session.events()).await?;
            digest = copied.descriptor.digest.to_string();
            names.push(match target {
                Reference::Registry(name) if name.digest().is_some() => name.to_string(),
                // As crane prints it, and every tool reads it.
                Reference::Registry(name) => format!("{name}@{digest}"),
                other => format!("{other}@{digest}"),
            });
        }
        if let Some(file) = &out.digestfile {
            std::fs::write(file, &digest).context(|| format!("write {}", file.display()))?;
        }
        Ok(names)
    }

    /// Puts the result under each name, and prints these.
    pub async fn finish(&self, node: &Node, out: &Out, session: &Session) -> Result<()> {
        let names = self.put(node, out, &Options::default(), session).await?;
        render::result((names.join("\n") + "\n").as_bytes())
    }
}

/// Who makes layers anew.
pub fn surgeon(session: &Session) -> Result<Surgeon> {
    Ok(Surgeon::new(session.store()?.clone(), session.events().clone()))
}

/// A time as seconds since 1970 or RFC 3339; as it is written in documents.
pub fn moment(text: &str) -> std::result::Result<i64, String> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Ok(seconds);
    }
    let time = chrono::DateTime::parse_from_rfc3339(text);
    time.map(|t| t.timestamp()).map_err(|_| "write seconds since 1970, or a time as 2026-01-31T12:00:00Z".to_string())
}

/// Seconds since 1970 as documents have it.
pub fn rfc3339(seconds: i64) -> String {
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
