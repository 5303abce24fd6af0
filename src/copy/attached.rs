//! What is attached to images: referrers (distribution spec, "Listing Referrers"), and what
//! older tools keep under tags made of the subject's digest.

use super::{AT_ONCE, MAX_MANIFESTS};
use crate::error::{Error, Kind, Result};
use crate::image::{BlobSource, Node};
use crate::oci::manifest::fallback_tag;
use crate::oci::{Descriptor, Digest};
use futures_util::StreamExt;
use std::collections::HashSet;
use std::sync::Arc;

/// The endings of the tags under which cosign keeps signatures, attestations and SBOMs.
const LEGACY: [&str; 3] = ["sig", "att", "sbom"];

/// So deep may things be attached to things that are attached.
const MAX_DEPTH: usize = 32;

/// A manifest that is attached to another.
#[derive(Clone)]
pub struct Attached {
    /// What it is attached to.
    pub subject: Digest,
    /// The manifest, as a list of referrers shows it.
    pub descriptor: Descriptor,
    /// The tag that ties it to its subject, where it does not name the subject itself.
    pub tag: Option<String>,
}

/// What is attached to `subject` itself, in `source`.
pub async fn attached_to(source: &dyn BlobSource, subject: &Digest) -> Result<Vec<Attached>> {
    let tags = LEGACY.map(|ending| format!("{}.{ending}", fallback_tag(subject)));
    let tagged = futures_util::future::try_join_all(tags.iter().map(|tag| source.tagged(tag)));
    let (referrers, tagged) = tokio::join!(source.referrers(subject), tagged);
    let mut found: Vec<Attached> = Vec::new();
    for descriptor in referrers? {
        found.push(Attached { subject: subject.clone(), descriptor, tag: None });
    }
    for (tag, descriptor) in tags.into_iter().zip(tagged?) {
        found.extend(descriptor.map(|descriptor| Attached { subject: subject.clone(), descriptor, tag: Some(tag) }));
    }
    Ok(found)
}

/// Everything that is attached to `subjects`, and to what is attached to them, and so on;
/// subjects before what is attached to them, each once.
pub async fn attached(source: &Arc<dyn BlobSource>, subjects: &[Digest]) -> Result<Vec<Attached>> {
    let mut seen: HashSet<(Digest, Option<String>)> = HashSet::new();
    let mut order: Vec<Attached> = Vec::new();
    let mut open: Vec<Digest> = subjects.to_vec();
    for depth in 0.. {
        if open.is_empty() {
            break;
        }
        if depth > MAX_DEPTH {
            return Err(Error::new(
                Kind::Limit,
                format!("manifests attached to each other, more than {MAX_DEPTH} deep"),
            ));
        }
        let mut asked =
            futures_util::stream::iter(open.iter().map(|s| attached_to(source.as_ref(), s))).buffered(AT_ONCE);
        let mut next = Vec::new();
        while let Some(found) = asked.next().await {
            for one in found? {
                if seen.insert((one.descriptor.digest.clone(), one.tag.clone())) {
                    next.push(one.descriptor.digest.clone());
                    order.push(one);
                }
                if seen.len() > MAX_MANIFESTS {
                    return Err(Error::new(Kind::Limit, format!("more than {MAX_MANIFESTS} manifests are attached")));
                }
            }
        }
        drop(asked);
        // What was a subject already has been asked for.
        next.retain(|d| !subjects.contains(d));
        next.dedup();
        open = next;
    }
    Ok(order)
}

/// Opens the manifest of something attached.
pub(super) async fn open(one: &Attached, source: &Arc<dyn BlobSource>) -> Result<Node> {
    // A list's annotations are not the manifest's; only what names the bytes matters.
    let d = &one.descriptor;
    let descriptor = Descriptor::new(d.media_type.clone(), d.digest.clone(), d.size);
    Node::open(descriptor, source.clone())
        .await
        .map_err(|e| e.context(format!("read what is attached to {}", one.subject)))
}
