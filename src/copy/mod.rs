//! The only code that moves blobs: [`plan`] says what has to move, [`transfer`] moves it,
//! children first, manifests last.

mod attached;
mod convert;
mod transfer;

use crate::error::{Error, Kind, Result};
use crate::event::{Event, Events};
use crate::image::{Destination, Image, Node, Role};
use crate::layer::Compression;
use crate::oci::{Descriptor, Digest, Platform, media_type};
use futures_util::StreamExt;
use std::collections::HashSet;

pub use attached::{Attached, attached, attached_to};
pub use convert::recompressed;
pub use transfer::fetch;

/// What to copy and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Of an index: one platform's image alone, an index of several platforms' images, or,
    /// where none is named, the whole index.
    pub platforms: Vec<Platform>,
    /// The family of documents to write; None keeps what it is.
    pub format: Option<media_type::Format>,
    /// The compression that layers are to have; None keeps what they have.
    pub compression: Option<Compression>,
    /// Write layers anew even if they have the wanted method already.
    pub force_compression: bool,
    /// Fail rather than write a manifest of another digest.
    pub preserve_digests: bool,
    /// Bring what is attached: referrers, and what lies under cosign's tags.
    pub referrers: bool,
    /// Blobs that move at once.
    pub jobs: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            platforms: Vec::new(),
            format: None,
            compression: None,
            force_compression: false,
            preserve_digests: false,
            referrers: false,
            jobs: 6,
        }
    }
}

/// What has to be done for one blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The destination has it.
    Exists,
    /// It moves as it is (by a mount or a link where the destination can).
    Move,
    /// Its layer is written anew with this compression.
    Recompress(Compression),
}

/// One blob of an image and what is done with it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The blob at the source.
    pub descriptor: Descriptor,
    /// What is done.
    pub action: Action,
}

/// Everything that one image needs: its layers in order, then its config.
pub struct Plan {
    /// The image.
    pub image: Image,
    format: Option<media_type::Format>,
    /// The layers, base first.
    pub layers: Vec<Step>,
    /// The config.
    pub config: Step,
}

/// What a copy did.
#[derive(Debug, Clone)]
pub struct Copied {
    /// The manifest (or index) now at the destination.
    pub descriptor: Descriptor,
}

/// Copies `node` to `destination`, and makes it visible there.
pub async fn copy(node: &Node, destination: &dyn Destination, options: &Options, events: &Events) -> Result<Copied> {
    let named = node;
    let node = chosen(named, options).await?;
    let descriptor = match (&node, options.referrers) {
        (_, true) => copy_with_attached(named, &node, destination, options, events).await?,
        (Node::Image(image), false) => copy_image(image, destination, options, events, Role::Top).await?,
        (Node::Index(_), false) => copy_tree(&node, destination, options, events, Role::Top).await?,
    };
    destination.commit().await?;
    Ok(Copied { descriptor })
}

/// Copies `node`, then what is attached to it and to its parts; only then does the place's
/// name point at it: who finds the image finds its signatures.
async fn copy_with_attached(
    named: &Node,
    node: &Node,
    destination: &dyn Destination,
    options: &Options,
    events: &Events,
) -> Result<Descriptor> {
    // What is attached names digests: they must stay.
    let options = &Options { preserve_digests: true, ..options.clone() };
    let found = attached(named.blobs(), &subjects(node).await?).await?;
    if named.descriptor().digest != node.descriptor().digest {
        let left = attached_to(named.blobs().as_ref(), &named.descriptor().digest).await?.len();
        if left > 0 {
            let digest = &named.descriptor().digest;
            let message = format!("{left} attached to the index {digest} itself stay behind; copy --all brings them");
            events.emit(Event::Warning { message });
        }
    }
    copy_tree(node, destination, options, events, Role::Child).await?;
    for one in &found {
        let role = one.tag.as_deref().map_or(Role::Referrer, Role::Tagged);
        let node = attached::open(one, named.blobs()).await?;
        copy_tree(&node, destination, options, events, role).await?;
    }
    destination.put_manifest(node.descriptor(), node.raw().clone(), Role::Top).await?;
    Ok(node.descriptor().clone())
}

/// The digests of a node and all below it.
async fn subjects(node: &Node) -> Result<Vec<Digest>> {
    Ok(everything(node).await?.iter().map(|n| n.descriptor().digest.clone()).collect())
}

/// What [`copy`] would do: a plan for each image, in the order of the index.
pub async fn preview(node: &Node, destination: &dyn Destination, options: &Options) -> Result<Vec<Plan>> {
    let chosen = chosen(node, options).await?;
    let mut nodes = everything(&chosen).await?;
    if options.referrers {
        for one in attached(node.blobs(), &subjects(&chosen).await?).await? {
            nodes.extend(everything(&attached::open(&one, node.blobs()).await?).await?);
        }
    }
    let mut plans = Vec::new();
    for node in nodes {
        if let Node::Image(image) = node {
            plans.push(plan(&image, destination, options, Ask::All).await?);
        }
    }
    Ok(plans)
}

fn refuse_conversion(destination: &dyn Destination, options: &Options) -> Result<()> {
    if destination.required_format().is_some() || destination.required_encoding().is_some() {
        return Err(Error::new(Kind::Unsupported, format!("{} cannot hold an index", destination.describe()))
            .hint("copy one image of it with --platform"));
    }
    if options.format.is_some() || options.compression.is_some() {
        return Err(Error::new(Kind::Unsupported, "an index cannot be converted while it is copied whole")
            .hint("copy one image of it with --platform"));
    }
    Ok(())
}

/// The part of `node` that the options choose.
async fn chosen(node: &Node, options: &Options) -> Result<Node> {
    let Node::Index(index) = node else { return Ok(node.clone()) };
    match options.platforms.as_slice() {
        [] => Ok(node.clone()),
        [one] => node.image_for(one).await.map(Node::Image),
        several => {
            let mut keep = Vec::new();
            for platform in several {
                let descriptor = index.select(platform)?;
                if !keep.contains(&descriptor.digest) {
                    keep.push(descriptor.digest.clone());
                }
            }
            if options.preserve_digests {
                return Err(Error::new(Kind::Usage, "an index of some platforms only has another digest")
                    .hint("leave out --preserve-digests, or copy --all"));
            }
            let mut document = index.index.clone();
            document.manifests.retain(|d| keep.contains(&d.digest));
            let raw =
                serde_json::to_vec(&document).map_err(|e| Error::new(Kind::Internal, "write an index").because(e))?;
            let descriptor = Descriptor::of(index.descriptor.media_type.clone(), &raw);
            Node::from_raw(descriptor, raw.into(), index.blobs.clone())
        }
    }
}

async fn copy_image(
    image: &Image,
    destination: &dyn Destination,
    options: &Options,
    events: &Events,
    role: Role<'_>,
) -> Result<Descriptor> {
    let plan = plan(image, destination, options, Ask::Unknown).await?;
    if options.preserve_digests && plan.changes() {
        let what = format!("{} cannot hold this image without changing its digest", destination.describe());
        let which = if options.referrers { "--referrers (signatures name the digest)" } else { "--preserve-digests" };
        return Err(
            Error::new(Kind::Unsupported, what).hint(format!("leave out {which}, or --format and --compression"))
        );
    }
    transfer::transfer(&plan, destination, options.jobs, events, role).await
}

/// Copies an image, or an index with everything below it, unchanged.
async fn copy_tree(
    root: &Node,
    destination: &dyn Destination,
    options: &Options,
    events: &Events,
    role: Role<'_>,
) -> Result<Descriptor> {
    if let Node::Index(_) = root {
        refuse_conversion(destination, options)?;
    }
    for node in everything(root).await?.iter().rev() {
        let is_root = node.descriptor().digest == root.descriptor().digest;
        let role = if is_root { role } else { Role::Child };
        match node {
            Node::Image(image) => drop(copy_image(image, destination, options, events, role).await?),
            Node::Index(index) if role != Role::Child || !destination.has_manifest(&index.descriptor).await? => {
                destination.put_manifest(&index.descriptor, index.raw.clone(), role).await?;
            }
            Node::Index(_) => {}
        }
    }
    Ok(root.descriptor().clone())
}

/// A node and all below it, parents before their children, each once.
pub async fn everything(root: &Node) -> Result<Vec<Node>> {
    // With an explicit stack: an index that names itself must not recurse.
    let mut seen = HashSet::new();
    let mut order = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(node) = open.pop() {
        if !seen.insert(node.descriptor().digest.clone()) {
            continue;
        }
        if seen.len() > MAX_MANIFESTS {
            return Err(Error::new(Kind::Limit, format!("an index of more than {MAX_MANIFESTS} manifests")));
        }
        if let Node::Index(index) = &node {
            let children = index.index.manifests.iter().filter(|c| !seen.contains(&c.digest));
            let opened = children.map(|child| Node::open(child.clone(), index.blobs.clone()));
            let mut opened = futures_util::stream::iter(opened).buffered(AT_ONCE);
            while let Some(child) = opened.next().await {
                open.push(child?);
            }
        }
        order.push(node);
    }
    Ok(order)
}

/// The most manifests of one index, or attached to one image.
const MAX_MANIFESTS: usize = 10_000;

/// Questions that are open at one time.
const AT_ONCE: usize = 8;

impl Plan {
    /// Is the manifest written anew?
    fn changes(&self) -> bool {
        let format = self.format.is_some_and(|f| f.manifest() != self.image.descriptor.media_type);
        format || self.layers.iter().any(|l| matches!(l.action, Action::Recompress(_)))
    }
}

/// Which blobs the destination is asked for before anything moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    /// All.
    All,
    /// Those that a mount does not tell of, which is one question, too.
    Unknown,
}

/// Says what has to be done to have `image` at `destination`.
async fn plan(image: &Image, destination: &dyn Destination, options: &Options, ask: Ask) -> Result<Plan> {
    let format = options.format.or(destination.required_format());
    let mut steps: Vec<Step> = Vec::new();
    for layer in &image.manifest.layers {
        let made_up = image.blobs.is_made_up() && !options.preserve_digests;
        let action = match wanted_compression(layer, destination, options, made_up)? {
            Some(compression) => Action::Recompress(compression),
            None => Action::Move,
        };
        steps.push(Step { descriptor: layer.clone(), action });
    }
    steps.push(Step { descriptor: image.manifest.config.clone(), action: Action::Move });
    let mut plan = Plan { image: image.clone(), format, config: steps[steps.len() - 1].clone(), layers: steps };
    plan.layers.pop();
    // Who has the manifest has everything.
    let whole = !plan.changes() && destination.has_whole(&image.descriptor).await?;
    let mut seen = HashSet::new();
    let steps: Vec<&mut Step> = plan.layers.iter_mut().chain([&mut plan.config]).collect();
    let mut asked = futures_util::stream::iter(steps.into_iter().map(|step| {
        let again = !seen.insert(step.descriptor.digest.clone());
        let later = ask == Ask::Unknown && destination.reuse_tells(&image.blobs.locate(&step.descriptor));
        async move {
            let known = whole || again;
            if step.action == Action::Move && (known || !later && destination.has_blob(&step.descriptor).await?) {
                step.action = Action::Exists;
            }
            Ok::<_, Error>(())
        }
    }))
    .buffered(AT_ONCE);
    while let Some(answer) = asked.next().await {
        answer?;
    }
    drop(asked);
    Ok(plan)
}

/// The compression that a layer must be changed to, or None where it may stay.
fn wanted_compression(
    layer: &Descriptor,
    destination: &dyn Destination,
    options: &Options,
    made_up: bool,
) -> Result<Option<Compression>> {
    let Some(have) = media_type::layer_encoding(&layer.media_type) else { return Ok(None) };
    if let Some(required) = destination.required_encoding() {
        return match options.compression {
            Some(c) if c.encoding() != required => {
                Err(Error::new(Kind::Usage, format!("{} cannot hold {c} layers", destination.describe())))
            }
            _ => Ok((have != required).then(|| Compression::default_for(required))),
        };
    }
    if made_up && options.compression.is_none() && have == media_type::Encoding::Plain {
        return Ok(Some(Compression::default()));
    }
    Ok(options.compression.filter(|c| options.force_compression || c.encoding() != have))
}
