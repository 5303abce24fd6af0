//! `imgtool flatten`, `squash`, `rm-path`, `recompress` and `convert`.

use super::{Place, open, surgeon};
use crate::cli::args::Format;
use crate::cli::render;
use crate::cli::session::Session;
use crate::copy::{Options, copy};
use crate::dockerfile::IgnoreFile;
use crate::error::{Error, Kind, Result};
use crate::event::Event;
use crate::files::surgery::Gone;
use crate::image::{Image, Node};
use crate::layer::{Compression, Entry, EntryKind, Tree};
use crate::oci::{Digest, ImageConfig};
use clap::Args;
use std::cell::Cell;
use std::sync::Arc;

/// Make one layer of all layers of an image
#[derive(Debug, Args)]
pub struct Flatten {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: Place,
    /// How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image's last layer]
    #[arg(long, value_name = "METHOD[:LEVEL]")]
    pub compression: Option<Compression>,
}

/// Makes it.
pub async fn flatten(args: Flatten, session: &Arc<Session>) -> Result<()> {
    let patient = open(&args.place.image, &args.place.out, session).await?;
    let surgeon = surgeon(session)?;
    let node = patient.each(async |image| surgeon.squash(image, 0, args.compression).await, session).await?;
    patient.finish(&node, &args.place.out, session).await
}

/// Make one layer of an image's layers from a certain one on
#[derive(Debug, Args)]
pub struct Squash {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: Place,
    /// The first of them: its digest, its diff ID, or its number (1 is the lowest, -3 the third from the top)
    #[arg(long, value_name = "LAYER", allow_hyphen_values = true)]
    pub from: String,
    /// How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image's last layer]
    #[arg(long, value_name = "METHOD[:LEVEL]")]
    pub compression: Option<Compression>,
}

/// Makes it.
pub async fn squash(args: Squash, session: &Arc<Session>) -> Result<()> {
    let patient = open(&args.place.image, &args.place.out, session).await?;
    let surgeon = surgeon(session)?;
    let one = async |image: &Image| {
        let from = number(&args.from, image, &image.config().await?)?;
        surgeon.squash(image, from, args.compression).await
    };
    let node = patient.each(one, session).await?;
    patient.finish(&node, &args.place.out, session).await
}

/// The number, from 0, of the layer that is called `written`.
fn number(written: &str, image: &Image, config: &ImageConfig) -> Result<usize> {
    let layers = &image.manifest.layers;
    let many = layers.len();
    let unknown = || {
        Error::new(Kind::NotFound, format!("image {} has no layer {written}", image.descriptor.digest))
            .hint(format!("it has {many}: imgtool inspect shows them"))
    };
    if let Ok(number) = written.parse::<i64>() {
        let from_end = usize::try_from(number.unsigned_abs()).ok().filter(|n| (1..=many).contains(n));
        return match from_end {
            Some(n) if number < 0 => Ok(many - n),
            Some(n) => Ok(n - 1),
            None => Err(unknown()),
        };
    }
    let hex = written.strip_prefix("sha256:").unwrap_or(written);
    if hex.len() < 6 {
        return Err(Error::new(Kind::Usage, format!("'{written}' is no layer"))
            .hint("name it by number, or by six digits or more of its digest or diff ID"));
    }
    let is = |digest: &Digest| digest.hex().starts_with(hex);
    let places = layers.iter().map(|l| &l.digest).zip(&config.rootfs.diff_ids);
    let found: Vec<usize> =
        places.enumerate().filter(|(_, (digest, diff_id))| is(digest) || is(diff_id)).map(|(at, _)| at).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(unknown()),
        _ => Err(Error::new(Kind::Usage, format!("several layers are called {written}")).hint("name it by number")),
    }
}

/// Take files out of all layers of an image, so that their content is nowhere any more
#[derive(Debug, Args)]
pub struct RmPath {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: Place,
    /// Files and directories; patterns as in .dockerignore
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<String>,
    /// Go on where the image has none of a path
    #[arg(short, long)]
    pub force: bool,
}

/// Takes them out.
pub async fn rm_path(args: RmPath, session: &Arc<Session>) -> Result<()> {
    let patient = open(&args.place.image, &args.place.out, session).await?;
    let surgeon = surgeon(session)?;
    let found: Vec<Cell<bool>> = args.paths.iter().map(|_| Cell::new(false)).collect();
    let one = async |image: &Image| {
        let config = image.config().await?;
        let layers = crate::files::layers_of(image, &config);
        let tree = surgeon.files().tree(&layers).await?;
        let mut patterns = Vec::new();
        for (written, found) in args.paths.iter().zip(&found) {
            let names = names(&tree, written)?;
            let set = IgnoreFile::from_patterns(names.iter().map(String::as_str))?;
            let is_there = |e: &Entry| !matches!(e.kind, EntryKind::Whiteout) && gone(&set, e);
            found.set(found.get() || tree.layers().iter().any(|toc| toc.entries.iter().any(is_there)));
            patterns.extend(names);
        }
        surgeon.without(image, going(&patterns)?).await.map(|without| {
            let message = format!("{} entries, {} taken out", without.entries, render::bytes(without.bytes));
            session.events().emit(Event::Note { message });
            without.image
        })
    };
    let node = patient.each(one, session).await?;
    if let Some((written, _)) = args.paths.iter().zip(&found).find(|(_, found)| !found.get() && !args.force) {
        return Err(Error::new(Kind::NotFound, format!("no layer of the image has '{written}'"))
            .hint("imgtool ls -R shows what it has; --force goes on without"));
    }
    patient.finish(&node, &args.place.out, session).await
}

/// The path as it is written, and as it is with the links above it followed: layers name the latter.
fn names(tree: &Tree, written: &str) -> Result<Vec<String>> {
    let path = written.trim_start_matches("./").trim_matches('/');
    if path.is_empty() || path == "." {
        return Err(Error::new(Kind::Usage, format!("'{written}' is the whole image")));
    }
    let mut names = vec![path.to_string()];
    if let Ok(Some(real)) = tree.resolve(path.as_bytes(), false)
        && let Ok(real) = String::from_utf8(real)
        && real != path
    {
        names.push(real);
    }
    Ok(names)
}

/// What entries of layers go with these patterns.
pub fn going(patterns: &[String]) -> Result<Gone> {
    let set = IgnoreFile::from_patterns(patterns.iter().map(String::as_str))?;
    Ok(Arc::new(move |entry: &Entry| gone(&set, entry)))
}

/// A directory, and what removes one of a layer below, goes only where all in it goes.
fn gone(set: &IgnoreFile, entry: &Entry) -> bool {
    let path = String::from_utf8_lossy(&entry.path);
    let partly = matches!(entry.kind, EntryKind::Dir | EntryKind::Whiteout | EntryKind::Opaque);
    !path.is_empty() && set.ignores(&path) && !(partly && set.must_walk(&path))
}

/// Compress the layers of an image otherwise
#[derive(Debug, Args)]
pub struct Recompress {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: Place,
    /// gzip, zstd or none; with a level, layers that have the method already are compressed anew
    #[arg(long, value_name = "METHOD[:LEVEL]")]
    pub compression: String,
}

/// Compresses them.
pub async fn recompress(args: Recompress, session: &Arc<Session>) -> Result<()> {
    let compression: Compression = args.compression.parse()?;
    let options = Options {
        compression: Some(compression),
        force_compression: args.compression.contains(':'),
        ..Options::default()
    };
    converted(&args.place, &options, session).await
}

/// Convert an image between OCI's and Docker's documents
#[derive(Debug, Args)]
pub struct Convert {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: Place,
    /// The family of documents: oci, or docker (v2s2)
    #[arg(long, visible_alias = "to", value_enum)]
    pub format: Format,
    /// Compress the layers otherwise, too: gzip, zstd or none, with an optional level
    #[arg(long, value_name = "METHOD[:LEVEL]")]
    pub compression: Option<Compression>,
}

/// Converts it.
pub async fn convert(args: Convert, session: &Arc<Session>) -> Result<()> {
    let options = Options { format: Some(args.format.into()), compression: args.compression, ..Options::default() };
    converted(&args.place, &options, session).await
}

/// A copy that changes the form. An image's copy goes right to its place; of an index, each image
/// is copied into the store, and the index of these to its place.
async fn converted(place: &Place, options: &Options, session: &Arc<Session>) -> Result<()> {
    let patient = open(&place.image, &place.out, session).await?;
    if let (Node::Image(_), false) = (&patient.node, place.out.tags.is_empty()) {
        let names = patient.put(&patient.node, &place.out, options, session).await?;
        return render::result((names.join("\n") + "\n").as_bytes());
    }
    let store = session.store()?;
    let one = async |image: &Image| {
        let copied = copy(&Node::Image(image.clone()), &store.destination(None), options, session.events()).await?;
        let node = Node::open(copied.descriptor.clone(), Arc::new(store.layout().clone())).await?;
        match node {
            Node::Image(mut made) => {
                made.descriptor.platform = Some(image.config().await?.platform());
                Ok(made)
            }
            Node::Index(_) => Err(Error::new(Kind::Internal, "an image became an index")),
        }
    };
    let mut node = patient.each(one, session).await?;
    if let (Some(format), Node::Index(index)) = (options.format, &node) {
        node = reformatted(index, format)?;
    }
    patient.finish(&node, &place.out, session).await
}

/// The index in another family of documents.
fn reformatted(index: &crate::image::Index, format: crate::oci::media_type::Format) -> Result<Node> {
    let mut document = index.index.clone();
    document.media_type = Some(format.index().into());
    if format == crate::oci::media_type::Format::Docker {
        document.annotations.clear();
        document.subject = None;
        document.manifests.iter_mut().for_each(|m| m.annotations.clear());
    }
    let mut blobs = crate::image::memory::Overlay::new();
    blobs.fallback(index.blobs.clone());
    let mut index = index.clone();
    index.descriptor.media_type = format.index().into();
    crate::image::mutate::indexed(&index, &document, blobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_with_a_pattern() {
        let patterns = ["a", "b/*", "**/*.pyc", "doc/**", "!doc/*/copyright"].map(String::from);
        let gone = going(&patterns).unwrap();
        let is = |path: &str, kind: EntryKind| gone(&Entry { kind, ..Entry::dir(path, 0o755) });
        let file = || EntryKind::Fifo;
        for path in ["a", "a/x/y", "b/c", "x/y.pyc", "doc/x/other"] {
            assert!(is(path, file()), "{path}");
        }
        for path in ["", "b", "ab", "x/a", "doc/x/copyright"] {
            assert!(!is(path, file()), "{path}");
        }
        // What leads to something that stays, stays; what removes it from below, too.
        assert!(!is("doc/x", EntryKind::Dir) && !is("doc/x", EntryKind::Whiteout));
        assert!(is("a", EntryKind::Dir) && is("a", EntryKind::Whiteout) && is("a/b", EntryKind::Opaque));
    }
}
