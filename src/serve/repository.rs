//! Repositories on disk: each is an OCI layout below the server's directory. Tags are
//! the layout's names, manifests without a tag are entries without a name. What other
//! tools write there is seen at the next request.

use super::manifest::Parsed;
use super::route::{Name, is_tag};
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::open_regular;
use crate::oci::manifest::MAX_MANIFEST;
use crate::oci::{Descriptor, Digest, Index, media_type};
use crate::transport::layout::{Layout, REF_NAME};
use bytes::Bytes;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Indexes in indexes are followed so far.
const MAX_DEPTH: u32 = 8;
/// Repositories that are kept in memory.
const MAX_OPEN: usize = 512;

/// All repositories below one directory.
pub(super) struct Repositories {
    root: PathBuf,
    /// Where unfinished files wait, on the same file system.
    temp: PathBuf,
    open: Mutex<HashMap<Name, Arc<Repository>>>,
}

impl Repositories {
    pub(super) fn new(root: PathBuf, temp: PathBuf) -> Repositories {
        Repositories { root, temp, open: Mutex::default() }
    }

    /// The repository, where there is one.
    pub(super) fn find(&self, name: &Name) -> Result<Option<Arc<Repository>>> {
        let root = name.path(&self.root);
        if !root.join("oci-layout").is_file() {
            self.lock().remove(name);
            return Ok(None);
        }
        if let Some(known) = self.lock().get(name) {
            return Ok(Some(known.clone()));
        }
        let layout = Layout::open(&root)?.durable().with_temp(self.temp.clone());
        Ok(Some(self.keep(name, layout)))
    }

    /// The repository, made where there is none.
    pub(super) fn ensure(&self, name: &Name) -> Result<Arc<Repository>> {
        if let Some(found) = self.find(name)? {
            return Ok(found);
        }
        let layout = Layout::ensure(&name.path(&self.root), &self.temp)?;
        Ok(self.keep(name, layout))
    }

    fn keep(&self, name: &Name, layout: Layout) -> Arc<Repository> {
        let mut open = self.lock();
        if open.len() >= MAX_OPEN {
            open.clear();
        }
        let make = || Arc::new(Repository { layout, view: Mutex::default(), facts: Mutex::default() });
        open.entry(name.clone()).or_insert_with(make).clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Name, Arc<Repository>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every repository's name, sorted.
    pub(super) fn names(&self) -> Result<Vec<String>> {
        let mut out = Vec::new();
        let mut queue = vec![(self.root.clone(), String::new())];
        while let Some((dir, prefix)) = queue.pop() {
            let entries = match std::fs::read_dir(&dir) {
                Ok(entries) => entries,
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                Err(e) => return Err(Error::io(format!("read {}", dir.display()), e)),
            };
            for entry in entries {
                let entry = entry.context(|| format!("read {}", dir.display()))?;
                // Links are not followed: a circle would not end.
                if !entry.file_type().is_ok_and(|t| t.is_dir()) {
                    continue;
                }
                let file = entry.file_name();
                let Some(part) = file.to_str().and_then(Name::component) else { continue };
                let name = if prefix.is_empty() { part.to_string() } else { format!("{prefix}/{part}") };
                if Name::parse(&name).is_none() {
                    continue;
                }
                if entry.path().join("oci-layout").is_file() {
                    out.push(name.clone());
                }
                queue.push((entry.path(), name));
            }
        }
        out.sort_unstable();
        Ok(out)
    }
}

/// A tag or a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Tag(String),
    Digest(Digest),
}

impl Target {
    pub(super) fn parse(text: &str) -> Option<Target> {
        if text.contains(':') {
            return text.parse().ok().map(Target::Digest);
        }
        is_tag(text).then(|| Target::Tag(text.to_string()))
    }
}

/// One repository.
pub(super) struct Repository {
    layout: Layout,
    /// The index as it was last read.
    view: Mutex<Option<Arc<View>>>,
    /// What manifests say, by digest: their content never changes.
    facts: Mutex<HashMap<Digest, Arc<Facts>>>,
}

/// What tells one version of a file from the next: every write is a rename.
type Stamp = (u64, u64, u64, i64, i64);

/// A repository's index, taken apart.
pub(super) struct View {
    stamp: Stamp,
    tags: BTreeMap<String, Descriptor>,
    listed: HashMap<Digest, Descriptor>,
    deep: OnceLock<Deep>,
}

/// What is only known once the manifests themselves have been read.
struct Deep {
    /// Everything listed, and what listed indexes name.
    known: HashMap<Digest, Descriptor>,
    referrers: HashMap<Digest, Vec<Descriptor>>,
}

struct Facts {
    children: Vec<Descriptor>,
    /// Subject, and the entry in its list of referrers.
    attached: Option<(Digest, Descriptor)>,
}

impl View {
    /// The tags, sorted by bytes.
    pub(super) fn tags(&self) -> impl Iterator<Item = &String> {
        self.tags.keys()
    }
}

impl Repository {
    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The size of a blob that is there.
    pub(super) fn blob_size(&self, digest: &Digest) -> Option<u64> {
        let meta = self.layout.blob_path(digest).symlink_metadata().ok()?;
        meta.is_file().then_some(meta.len())
    }

    /// The index as it is now.
    pub(super) fn view(&self) -> Result<Arc<View>> {
        let path = self.layout.root().join("index.json");
        let meta = path.symlink_metadata().context(|| format!("stat {}", path.display()))?;
        let stamp = (meta.dev(), meta.ino(), meta.len(), meta.mtime(), meta.mtime_nsec());
        let mut kept = self.view.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = kept.as_ref().filter(|v| v.stamp == stamp) {
            return Ok(view.clone());
        }
        // Read after the stamp was taken: a newer index under an older stamp is read again.
        let (mut tags, mut listed) = (BTreeMap::new(), HashMap::new());
        for mut descriptor in self.layout.index()?.manifests {
            let name = descriptor.annotations.remove(REF_NAME);
            if let Some(tag) = name.filter(|n| is_tag(n)) {
                tags.insert(tag, descriptor.clone());
            }
            listed.insert(descriptor.digest.clone(), descriptor);
        }
        let view = Arc::new(View { stamp, tags, listed, deep: OnceLock::new() });
        *kept = Some(view.clone());
        Ok(view)
    }

    /// The manifest that a tag or digest names, if its bytes are here.
    pub(super) fn resolve(&self, target: &Target) -> Result<Option<Descriptor>> {
        let view = self.view()?;
        let found = match target {
            Target::Tag(tag) => view.tags.get(tag),
            Target::Digest(digest) => view.listed.get(digest).or_else(|| self.deep(&view).known.get(digest)),
        };
        Ok(found.filter(|d| self.blob_size(&d.digest) == Some(d.size)).cloned())
    }

    /// Is there a manifest of this digest?
    pub(super) fn is_manifest(&self, digest: &Digest) -> Result<bool> {
        Ok(self.resolve(&Target::Digest(digest.clone()))?.is_some())
    }

    /// What is attached to `subject`, sorted by digest.
    pub(super) fn referrers(&self, subject: &Digest) -> Result<Vec<Descriptor>> {
        let view = self.view()?;
        let found = self.deep(&view).referrers.get(subject).cloned().unwrap_or_default();
        Ok(found.into_iter().filter(|d| self.blob_size(&d.digest).is_some()).collect())
    }

    fn deep<'v>(&self, view: &'v View) -> &'v Deep {
        view.deep.get_or_init(|| {
            let mut known: HashMap<Digest, Descriptor> = HashMap::new();
            let mut referrers: HashMap<Digest, Vec<Descriptor>> = HashMap::new();
            let mut queue: VecDeque<(Descriptor, u32)> = view.listed.values().map(|d| (d.clone(), 0)).collect();
            while let Some((descriptor, depth)) = queue.pop_front() {
                if known.contains_key(&descriptor.digest) {
                    continue;
                }
                if let Some(facts) = self.facts(&descriptor) {
                    if depth < MAX_DEPTH {
                        queue.extend(facts.children.iter().map(|c| (c.clone(), depth + 1)));
                    }
                    if let Some((subject, entry)) = &facts.attached {
                        referrers.entry(subject.clone()).or_default().push(entry.clone());
                    }
                }
                known.insert(descriptor.digest.clone(), descriptor);
            }
            for list in referrers.values_mut() {
                list.sort_unstable_by(|a, b| a.digest.cmp(&b.digest));
            }
            self.facts.lock().unwrap_or_else(PoisonError::into_inner).retain(|d, _| known.contains_key(d));
            Deep { known, referrers }
        })
    }

    fn facts(&self, descriptor: &Descriptor) -> Option<Arc<Facts>> {
        let lock = || self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(facts) = lock().get(&descriptor.digest) {
            return Some(facts.clone());
        }
        // What cannot be read or understood has nothing to tell.
        let raw = self.read(descriptor).ok()?;
        let parsed = Parsed::read(&raw, &descriptor.media_type).ok()?;
        let attached = parsed.subject.clone().map(|s| (s, parsed.referrer(descriptor)));
        let mut children = parsed.children;
        children.retain(|d| media_type::is_manifest(&d.media_type) || media_type::is_index(&d.media_type));
        let facts = Arc::new(Facts { children, attached });
        lock().insert(descriptor.digest.clone(), facts.clone());
        Some(facts)
    }

    /// A manifest's bytes. Their digest was checked when they came.
    pub(super) fn read(&self, descriptor: &Descriptor) -> Result<Bytes> {
        let path = self.layout.blob_path(&descriptor.digest);
        let (file, _) = open_regular(&path)?;
        let mut raw = Vec::new();
        file.take(MAX_MANIFEST + 1).read_to_end(&mut raw).context(|| format!("read {}", path.display()))?;
        if raw.len() as u64 != descriptor.size {
            return Err(Error::new(Kind::Integrity, format!("{} is not {} bytes", path.display(), descriptor.size)));
        }
        Ok(raw.into())
    }

    /// Stores a manifest's bytes, which must hash to the descriptor's digest, and enters
    /// it into the index; a tag that pointed elsewhere points here now, what it pointed
    /// at stays.
    pub(super) fn put_manifest(&self, descriptor: &Descriptor, raw: &[u8], tag: Option<&str>) -> Result<()> {
        if !self.layout.has(descriptor) {
            let mut temp = self.layout.temp_file()?;
            temp.write_all(raw).context(|| format!("write manifest {}", descriptor.digest))?;
            self.layout.adopt(temp, &descriptor.digest)?;
        }
        self.layout.update_index(|index| enter(index, descriptor, tag))
    }

    /// Removes a tag; what it pointed at stays. False where there is no such tag.
    pub(super) fn delete_tag(&self, tag: &str) -> Result<bool> {
        let mut found = false;
        self.layout.update_index(|index| found = release(index, tag))?;
        Ok(found)
    }

    /// Removes a manifest and every tag that points at it. False where there is none.
    pub(super) fn delete_manifest(&self, digest: &Digest) -> Result<bool> {
        let there = self.is_manifest(digest)?;
        let mut found = false;
        self.layout.update_index(|index| {
            let before = index.manifests.len();
            index.manifests.retain(|d| d.digest != *digest);
            found = index.manifests.len() != before;
        })?;
        let removed = there && remove(&self.layout.blob_path(digest))?;
        self.facts.lock().unwrap_or_else(PoisonError::into_inner).remove(digest);
        Ok(found || removed)
    }

    /// Removes a blob. False where there is none.
    pub(super) fn delete_blob(&self, digest: &Digest) -> Result<bool> {
        remove(&self.layout.blob_path(digest))
    }

    /// Takes a blob from another repository: a hard link, since both are this server's
    /// and no blob is ever written to. False where the other lacks it.
    pub(super) fn mount(&self, digest: &Digest, from: &Repository) -> Result<bool> {
        if self.blob_size(digest).is_some() {
            return Ok(true);
        }
        if from.blob_size(digest).is_none() {
            return Ok(false);
        }
        let to = self.layout.blob_path(digest);
        if let Some(dir) = to.parent() {
            std::fs::create_dir_all(dir).context(|| format!("create {}", dir.display()))?;
        }
        match std::fs::hard_link(from.layout.blob_path(digest), &to) {
            Ok(()) => Ok(true),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(true),
            // Gone meanwhile, or a file system without links: the client uploads.
            Err(_) => Ok(false),
        }
    }
}

fn remove(path: &Path) -> Result<bool> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(Error::io(format!("remove {}", path.display()), e)),
    }
}

fn tag_of(descriptor: &Descriptor) -> Option<&str> {
    descriptor.annotations.get(REF_NAME).map(String::as_str)
}

fn enter(index: &mut Index, descriptor: &Descriptor, tag: Option<&str>) {
    let mut entry = descriptor.clone();
    entry.annotations.remove(REF_NAME);
    match tag {
        Some(tag) => {
            let here = |d: &Descriptor| d.digest == entry.digest && tag_of(d) == Some(tag);
            if index.manifests.iter().any(here) {
                return;
            }
            release(index, tag);
            // Named, it needs no entry without a name.
            index.manifests.retain(|d| d.digest != entry.digest || tag_of(d).is_some());
            entry.annotations.insert(REF_NAME.into(), tag.into());
            index.manifests.push(entry);
        }
        None if index.manifests.iter().any(|d| d.digest == entry.digest) => {}
        None => index.manifests.push(entry),
    }
}

/// Takes the tag off its manifest, which stays listed.
fn release(index: &mut Index, tag: &str) -> bool {
    let old: Vec<Descriptor> = index.manifests.iter().filter(|d| tag_of(d) == Some(tag)).cloned().collect();
    index.manifests.retain(|d| tag_of(d) != Some(tag));
    for mut entry in old.iter().cloned() {
        entry.annotations.remove(REF_NAME);
        if !index.manifests.iter().any(|d| d.digest == entry.digest) {
            index.manifests.push(entry);
        }
    }
    !old.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::media_type::{OCI_CONFIG, OCI_INDEX, OCI_MANIFEST};

    fn repositories(dir: &Path) -> Repositories {
        std::fs::create_dir_all(dir.join("_uploads")).unwrap();
        Repositories::new(dir.into(), dir.join("_uploads"))
    }

    fn image(text: &str, subject: Option<&Descriptor>) -> (Descriptor, Vec<u8>) {
        let config = Descriptor::of(OCI_CONFIG, text.as_bytes());
        let value = serde_json::json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": [], "subject": subject});
        let raw = value.to_string().into_bytes();
        (Descriptor::of(OCI_MANIFEST, &raw), raw)
    }

    fn tags(r: &Repository) -> Vec<String> {
        r.view().unwrap().tags().cloned().collect()
    }

    #[test]
    fn tags_move_and_manifests_stay() {
        let dir = tempfile::tempdir().unwrap();
        let all = repositories(dir.path());
        let r = all.ensure(&Name::parse("a/b").unwrap()).unwrap();
        let ((a, raw_a), (b, raw_b)) = (image("a", None), image("b", None));
        r.put_manifest(&a, &raw_a, None).unwrap();
        r.put_manifest(&a, &raw_a, Some("x")).unwrap();
        assert_eq!(r.layout().index().unwrap().manifests.len(), 1);
        r.put_manifest(&b, &raw_b, Some("x")).unwrap();
        let by = |d: &Descriptor| r.resolve(&Target::Digest(d.digest.clone())).unwrap();
        assert_eq!(r.resolve(&Target::Tag("x".into())).unwrap().unwrap().digest, b.digest);
        assert!(by(&a).is_some());
        assert!(r.delete_tag("x").unwrap() && !r.delete_tag("x").unwrap());
        assert!(tags(&r).is_empty() && by(&b).is_some());
        r.put_manifest(&b, &raw_b, Some("y")).unwrap();
        assert!(r.delete_manifest(&b.digest).unwrap() && !r.delete_manifest(&b.digest).unwrap());
        assert!(tags(&r).is_empty() && by(&b).is_none() && r.blob_size(&b.digest).is_none());
    }

    #[test]
    fn children_and_referrers_are_found_in_what_another_tool_wrote() {
        let dir = tempfile::tempdir().unwrap();
        let all = repositories(dir.path());
        let name = Name::parse("a").unwrap();
        // As skopeo leaves it: only the index is listed.
        let layout = Layout::create(&dir.path().join("a")).unwrap();
        let (child, raw) = image("a", None);
        layout.put_bytes(OCI_MANIFEST, &raw).unwrap();
        let (signature, raw) = image("s", Some(&child));
        layout.put_bytes(OCI_MANIFEST, &raw).unwrap();
        let index = serde_json::json!({"schemaVersion": 2, "manifests": [child, signature]}).to_string();
        let top = layout.put_bytes(OCI_INDEX, index.as_bytes()).unwrap();
        layout.set_tag(Some("1"), &top).unwrap();
        let r = all.find(&name).unwrap().unwrap();
        assert!(r.is_manifest(&child.digest).unwrap());
        let found = r.referrers(&child.digest).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].digest, found[0].artifact_type.as_deref()), (&signature.digest, Some(OCI_CONFIG)));
        assert!(r.delete_manifest(&signature.digest).unwrap());
        assert!(r.referrers(&child.digest).unwrap().is_empty());
    }

    #[test]
    fn repositories_lie_in_each_other_and_a_half_made_one_is_completed() {
        let dir = tempfile::tempdir().unwrap();
        let all = repositories(dir.path());
        for name in ["a/b", "a", "a/blobs", "a-b", "a/blobs/sha256"] {
            all.ensure(&Name::parse(name).unwrap()).unwrap();
        }
        std::fs::create_dir_all(dir.path().join("half/blobs")).unwrap();
        assert_eq!(all.names().unwrap(), ["a", "a-b", "a/b", "a/blobs", "a/blobs/sha256"]);
        let half = Name::parse("half").unwrap();
        assert!(all.find(&half).unwrap().is_none());
        all.ensure(&half).unwrap();
        assert!(all.find(&half).unwrap().is_some());
    }

    #[test]
    fn a_mounted_blob_outlives_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let all = repositories(dir.path());
        let (a, b) = (all.ensure(&Name::parse("a").unwrap()).unwrap(), all.ensure(&Name::parse("b").unwrap()).unwrap());
        let d = a.layout().put_bytes("x/y", b"hello").unwrap();
        assert!(b.mount(&d.digest, &a).unwrap() && b.mount(&d.digest, &a).unwrap());
        assert!(a.delete_blob(&d.digest).unwrap() && !a.delete_blob(&d.digest).unwrap());
        assert_eq!(b.blob_size(&d.digest), Some(5));
        assert!(!a.mount(&Digest::sha256(b"no"), &b).unwrap());
    }
}
