//! What the names of a store, and running processes, keep.

use crate::error::{Context, Error, Kind, Result};
use crate::image::file::open_regular;
use crate::oci::manifest::{self, Document, MAX_CONFIG, MAX_MANIFEST};
use crate::oci::{Descriptor, Digest, ImageConfig, media_type};
use crate::transport::layout::{Layout, REF_NAME, is_attachment_tag};
use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

/// Names that begin so are those of working containers.
const CONTAINER: &str = "container/";

/// Blobs, and layers by their diff IDs.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub blobs: HashSet<Digest>,
    pub diffs: HashSet<Digest>,
}

/// What keeps what.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// What the names of images keep, and what is attached to them.
    pub images: Reached,
    /// What working containers keep.
    pub containers: Reached,
    /// What entries without a name hold together: nothing keeps it.
    pub unnamed: Reached,
    /// The entries with names of images.
    pub named: Vec<Descriptor>,
    /// How many containers' images there are.
    pub container_count: usize,
    /// The entries that nothing keeps.
    pub dangling: Vec<Descriptor>,
    /// What running processes use: the blobs that they noted, and what these lead to.
    pub used: Reached,
}

impl Reach {
    /// Is the blob kept by a name?
    pub fn keeps(&self, digest: &Digest) -> bool {
        self.images.blobs.contains(digest) || self.containers.blobs.contains(digest)
    }

    /// Reads the index and every manifest. `names` are the notes of running processes.
    pub fn read(layout: &Layout, names: &HashSet<String>) -> Result<Reach> {
        let mut reach = Reach::default();
        for name in names {
            match name.split_once(' ').and_then(|(kind, digest)| Some((kind, digest.parse::<Digest>().ok()?))) {
                Some(("blob", digest)) => reach.used.follow_unknown(layout, digest),
                Some(("rootfs", digest)) => drop(reach.used.diffs.insert(digest)),
                _ => {}
            }
        }
        reach.used.diffs.extend(mounted(layout));
        // What is attached stays with what it is attached to, by its subject or by its tag.
        let mut attached: Vec<(Descriptor, Option<Digest>)> = Vec::new();
        for entry in layout.index()?.manifests {
            match entry.annotations.get(REF_NAME) {
                Some(name) if name.starts_with(CONTAINER) => {
                    reach.container_count += usize::from(!name.ends_with("/base"));
                    reach.containers.follow(layout, &entry)?;
                }
                Some(name) => match name.rsplit_once(':').and_then(|(_, tag)| subject_of(tag)) {
                    Some(subject) => attached.push((entry, Some(subject))),
                    None => {
                        reach.images.follow(layout, &entry)?;
                        reach.named.push(entry);
                    }
                },
                None => {
                    let raw = small(layout, &entry.digest, MAX_MANIFEST)?;
                    let subject = raw.and_then(|raw| manifest::attachment(&entry, &raw)).map(|(subject, _)| subject);
                    attached.push((entry, subject));
                }
            }
        }
        loop {
            let kept = |(_, subject): &(Descriptor, Option<Digest>)| subject.as_ref().is_some_and(|s| reach.keeps(s));
            let (found, rest): (Vec<_>, Vec<_>) = attached.into_iter().partition(kept);
            attached = rest;
            if found.is_empty() {
                break;
            }
            for (entry, _) in found {
                reach.images.follow(layout, &entry)?;
                reach.named.extend(entry.annotations.contains_key(REF_NAME).then_some(entry));
            }
        }
        for (entry, _) in attached {
            // What cannot be read holds nothing together.
            if reach.unnamed.follow(layout, &entry).is_err() {
                reach.unnamed.blobs.insert(entry.digest.clone());
            }
            // An image that has a name, too, is none of these.
            if !reach.keeps(&entry.digest) || entry.annotations.contains_key(REF_NAME) {
                reach.dangling.push(entry);
            }
        }
        Ok(reach)
    }
}

/// The layers below working containers that are mounted: their unpacked forms are in use, though by no process.
fn mounted(layout: &Layout) -> Vec<Digest> {
    let dirs = std::fs::read_dir(layout.root().join("containers")).into_iter().flatten().flatten();
    let notes = dirs.map(|e| e.path().join("lowers")).filter_map(|path| std::fs::read_to_string(path).ok());
    notes.flat_map(|text| text.lines().filter_map(|line| line.parse().ok()).collect::<Vec<_>>()).collect()
}

fn subject_of(tag: &str) -> Option<Digest> {
    if !is_attachment_tag(tag) {
        return None;
    }
    let (algorithm, rest) = tag.split_once('-')?;
    format!("{algorithm}:{}", rest.split('.').next()?).parse().ok()
}

impl Reached {
    /// Adds a manifest and all that it leads to. What is not there leads nowhere; what is there
    /// and cannot be read is an error: nobody knows what it needs.
    fn follow(&mut self, layout: &Layout, entry: &Descriptor) -> Result<()> {
        let mut todo = vec![entry.clone()];
        while let Some(descriptor) = todo.pop() {
            if !self.blobs.insert(descriptor.digest.clone()) {
                continue;
            }
            let kind = &descriptor.media_type;
            if media_type::is_config(kind) {
                let raw = small(layout, &descriptor.digest, MAX_CONFIG)?;
                let config = raw.and_then(|raw| serde_json::from_slice::<ImageConfig>(&raw).ok());
                self.diffs.extend(config.into_iter().flat_map(|c| c.rootfs.diff_ids));
                continue;
            }
            if !media_type::is_manifest(kind) && !media_type::is_index(kind) {
                continue;
            }
            let Some(raw) = small(layout, &descriptor.digest, MAX_MANIFEST)? else { continue };
            let document = Document::parse(&raw, kind).map_err(|e| {
                e.context(format!("read {} in the store", descriptor.digest))
                    .hint("imgtool store verify says what is damaged; remove its name with imgtool store rm")
            })?;
            match document {
                Document::Manifest(manifest) => {
                    todo.push(manifest.config);
                    todo.extend(manifest.layers);
                }
                Document::Index(index) => todo.extend(index.manifests),
                Document::Other => {}
            }
        }
        Ok(())
    }

    /// Adds a blob of which nobody says what it is.
    fn follow_unknown(&mut self, layout: &Layout, digest: Digest) {
        if self.blobs.contains(&digest) {
            return;
        }
        let raw = small(layout, &digest, MAX_MANIFEST).ok().flatten().filter(|raw| raw.first() == Some(&b'{'));
        let Some(raw) = raw else {
            self.blobs.insert(digest);
            return;
        };
        let kind = manifest::guess_media_type(&raw).unwrap_or_default();
        let size = raw.len() as u64;
        // No manifest after all: then it leads nowhere.
        let _ = self.follow(layout, &Descriptor::new(kind, digest, size));
    }
}

/// A blob that is not larger than `most`. None where it is not there, or larger.
pub(super) fn small(layout: &Layout, digest: &Digest, most: u64) -> Result<Option<Vec<u8>>> {
    small_file(&layout.blob_path(digest), most)
}

fn small_file(path: &Path, most: u64) -> Result<Option<Vec<u8>>> {
    let (file, len) = match open_regular(path) {
        Ok(opened) => opened,
        Err(e) if e.kind() == Kind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    if len > most {
        return Ok(None);
    }
    let mut raw = Vec::new();
    file.take(most).read_to_end(&mut raw).context(|| format!("read {}", path.display()))?;
    if raw.len() as u64 != len {
        return Err(Error::new(Kind::Io, format!("{} changes while it is read", path.display())));
    }
    Ok(Some(raw))
}
