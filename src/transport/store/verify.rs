//! Reading a whole store again: is everything what its name says?

use super::Store;
use super::prune::RemoveTree;
use super::reach::small;
use super::survey::{below, detached, entries, parse_record};
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::open_regular;
use crate::layer::{Decoder, Entry, EntryKind, Limits, Toc};
use crate::oci::manifest::{Document, MAX_CONFIG, MAX_MANIFEST};
use crate::oci::{Algorithm, Descriptor, Digest, Hasher, ImageConfig, media_type};
use crate::transport::layout::{Layout, REF_NAME};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was read, and what is wrong.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Blobs.
    pub blobs: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Entries of the index.
    pub images: usize,
    /// Tables of contents.
    pub tables: usize,
    /// Unpacked layers.
    pub root_file_systems: usize,
    /// Cache records.
    pub cache_records: usize,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Something that is not what it should be.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// The thing.
    pub what: String,
    /// What is wrong with it.
    pub why: String,
    /// Where it is; none where something is missing.
    pub path: Option<PathBuf>,
}

/// Reads an unpacked layer, whoever owns its files.
pub type Unpacked<'a> = &'a dyn Fn(&Path) -> Result<Toc>;

impl Store {
    /// Reads everything. Safe beside running builds: what they make has its name only when it is whole.
    pub fn verify(&self, threads: usize, unpacked: Unpacked<'_>) -> Result<Checked> {
        let layout = self.quiet_layout()?;
        let mut checked = Checked::default();
        // The index first: what it names is there from then on.
        let index = layout.index();
        self.blobs(threads, &mut checked)?;
        let mut layers = HashMap::new();
        match index {
            Ok(index) => {
                checked.images = index.manifests.len();
                for entry in &index.manifests {
                    check_entry(&layout, entry, &mut layers, &mut checked.problems);
                }
            }
            Err(e) => checked.problem("index.json", &e, Some(self.root.join("index.json"))),
        }
        self.records(&mut layers, &mut checked)?;
        self.tables(&layout, &layers, &mut checked)?;
        self.root_file_systems(unpacked, &mut checked)?;
        checked.problems.sort_by(|a, b| a.what.cmp(&b.what));
        Ok(checked)
    }

    fn blobs(&self, threads: usize, checked: &mut Checked) -> Result<()> {
        let all = below(&self.root.join("blobs"))?;
        let (next, out) = (AtomicUsize::new(0), Mutex::new((Vec::new(), 0u64)));
        std::thread::scope(|scope| {
            for _ in 0..threads.max(1) {
                scope.spawn(|| {
                    while let Some((algorithm, path, _)) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let read = hash(algorithm, path);
                        let mut out = out.lock().unwrap_or_else(|e| e.into_inner());
                        match read {
                            Ok(bytes) => out.1 += bytes,
                            // Pruned meanwhile.
                            Err(e) if e.kind() == Kind::NotFound => {}
                            Err(e) => out.0.push((path.clone(), e)),
                        }
                    }
                });
            }
        });
        let (bad, bytes) = out.into_inner().unwrap_or_else(|e| e.into_inner());
        (checked.blobs, checked.bytes) = (all.len(), bytes);
        for (path, e) in bad {
            checked.problem(&format!("blob {}", shown(&path)), &e, Some(path));
        }
        Ok(())
    }

    fn records(&self, layers: &mut HashMap<Digest, Descriptor>, checked: &mut Checked) -> Result<()> {
        for (path, _) in entries(&self.root.join("cache"))? {
            checked.cache_records += 1;
            let what = format!("cache record {}", shown(&path));
            match std::fs::read(&path).map(|raw| parse_record(&path, &raw)) {
                Ok(Ok(record)) => {
                    layers.extend(record.layer.map(|l| (l.diff_id, l.descriptor)));
                }
                Ok(Err(e)) => {
                    checked.problem(&what, &Error::new(Kind::Format, "it is no record").because(e), Some(path))
                }
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => checked.problem(&what, &Error::io("read it", e), Some(path)),
            }
        }
        Ok(())
    }

    /// Each table is loaded; where the layer is here, it is unpacked in memory and compared.
    fn tables(&self, layout: &Layout, layers: &HashMap<Digest, Descriptor>, checked: &mut Checked) -> Result<()> {
        for (algorithm, path, _) in below(&self.root.join("toc"))? {
            checked.tables += 1;
            let what = format!("table of contents {}", shown(&path));
            let Ok(mut file) = std::fs::File::open(&path) else { continue };
            let Some(table) = Toc::load(&mut file)? else {
                checked.problem(&what, &Error::new(Kind::Format, "it is damaged"), Some(path));
                continue;
            };
            let Ok(diff_id) = format!("{algorithm}:{}", shown(&path)).parse::<Digest>() else { continue };
            let Some(layer) = layers.get(&diff_id).filter(|l| layout.has(l)) else { continue };
            match read_layer(layout, layer) {
                Ok((actual, _)) if actual != diff_id => {
                    let e = Error::new(Kind::Integrity, format!("layer {} unpacks to {actual}", layer.digest));
                    checked.problem(&what, &e, Some(path));
                }
                Ok((_, read)) => {
                    if let Some(why) = difference(&table, &read, false) {
                        checked.problem(&what, &Error::new(Kind::Integrity, why), Some(path));
                    }
                }
                // Its digest was looked at before.
                Err(e) if e.kind() == Kind::NotFound => {}
                Err(e) => checked.problem(&what, &e, Some(path)),
            }
        }
        Ok(())
    }

    fn root_file_systems(&self, unpacked: Unpacked<'_>, checked: &mut Checked) -> Result<()> {
        for (algorithm, path, _) in below(&self.root.join("rootfs"))? {
            checked.root_file_systems += 1;
            let what = format!("unpacked layer {}", shown(&path));
            let Ok(diff_id) = format!("{algorithm}:{}", shown(&path)).parse::<Digest>() else { continue };
            let Ok(mut file) = std::fs::File::open(self.toc_path(&diff_id)) else { continue };
            let Some(table) = Toc::load(&mut file)? else { continue };
            match unpacked(&path) {
                Ok(read) => {
                    if let Some(why) = difference(&table, &read, true) {
                        checked.problem(&what, &Error::new(Kind::Integrity, why), Some(path));
                    }
                }
                Err(_) if !path.exists() => {}
                Err(e) => checked.problem(&what, &e, Some(path)),
            }
        }
        Ok(())
    }

    /// Removes what is damaged: it is fetched or made again when it is needed.
    pub fn repair(&self, checked: &Checked, remove: RemoveTree<'_>) -> Result<()> {
        for path in checked.problems.iter().filter_map(|p| p.path.as_deref()) {
            if path == self.root.join("index.json") {
                return Err(Error::new(Kind::Format, "the store's index cannot be read; nothing knows its names")
                    .hint(format!("move it away, and the names are gone: {}", path.display())));
            }
            if path.is_dir() {
                let gone = path.with_file_name(format!(".gone-{}-{}", shown(path), crate::event::next_task()));
                std::fs::rename(path, &gone).context(|| format!("remove {}", path.display()))?;
            } else {
                std::fs::remove_file(path).context(|| format!("remove {}", path.display()))?;
            }
        }
        detached(&self.root)
            .iter()
            .filter(|(p, _)| p.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b".gone-")))
            .try_for_each(|(path, _)| remove(path))
    }
}

impl Checked {
    fn problem(&mut self, what: &str, e: &Error, path: Option<PathBuf>) {
        let why = e.in_one_line();
        self.problems.push(Problem { what: what.into(), why, path });
    }
}

fn shown(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads a blob; its bytes.
fn hash(algorithm: &str, path: &Path) -> Result<u64> {
    let expected: Digest = format!("{algorithm}:{}", shown(path)).parse()?;
    let (mut file, _) = open_regular(path)?;
    let (mut hasher, mut buffer) = (Hasher::new(expected.algorithm()), vec![0; 512 << 10]);
    loop {
        match file.read(&mut buffer).context(|| format!("read {}", path.display()))? {
            0 => break,
            n => hasher.update(buffer.get(..n).unwrap_or_default()),
        }
    }
    let (bytes, actual) = (hasher.bytes(), hasher.finish());
    if actual != expected {
        return Err(Error::new(Kind::Integrity, format!("its {bytes} bytes hash to {actual}")));
    }
    Ok(bytes)
}

/// Is all there that an entry of the index leads to? Notes which layer has which diff ID.
fn check_entry(
    layout: &Layout,
    entry: &Descriptor,
    layers: &mut HashMap<Digest, Descriptor>,
    problems: &mut Vec<Problem>,
) {
    let name = entry.annotations.get(REF_NAME).cloned().unwrap_or_else(|| entry.digest.to_string());
    let (mut seen, mut todo) = (HashSet::new(), vec![(entry.clone(), true)]);
    let mut problem = |why: String| problems.push(Problem { what: name.clone(), why, path: None });
    while let Some((descriptor, needed)) = todo.pop() {
        let kind = &descriptor.media_type;
        if !seen.insert(descriptor.digest.clone()) || media_type::is_foreign_layer(kind) {
            continue;
        }
        let there = layout.blob_path(&descriptor.digest).symlink_metadata();
        match there.map(|m| m.len()) {
            Ok(len) if len == descriptor.size => {}
            Ok(len) => problem(format!("{} is {len} bytes, not {}", descriptor.digest, descriptor.size)),
            // An index may have been copied for some platforms only.
            Err(_) if !needed => continue,
            Err(_) => problem(format!("{} is missing", descriptor.digest)),
        }
        if !media_type::is_manifest(kind) && !media_type::is_index(kind) {
            continue;
        }
        let Ok(Some(raw)) = small(layout, &descriptor.digest, MAX_MANIFEST) else { continue };
        match Document::parse(&raw, kind) {
            Ok(Document::Index(index)) => todo.extend(index.manifests.into_iter().map(|d| (d, false))),
            Ok(Document::Manifest(manifest)) => {
                let config = small(layout, &manifest.config.digest, MAX_CONFIG).ok().flatten();
                let config = config.and_then(|raw| serde_json::from_slice::<ImageConfig>(&raw).ok());
                let diffs = config.map(|c| c.rootfs.diff_ids).unwrap_or_default();
                layers.extend(diffs.into_iter().zip(manifest.layers.iter().cloned()));
                todo.extend(manifest.layers.into_iter().chain([manifest.config]).map(|d| (d, true)));
            }
            Ok(Document::Other) => {}
            Err(e) => problem(format!("{}: {}: {}", descriptor.digest, e.what(), e.causes().join(": "))),
        }
    }
}

/// A layer's diff ID and its table.
fn read_layer(layout: &Layout, layer: &Descriptor) -> Result<(Digest, Toc)> {
    struct Hashing<R>(R, Hasher);
    impl<R: Read> Read for Hashing<R> {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            let n = self.0.read(buf)?;
            self.1.update(buf.get(..n).unwrap_or_default());
            Ok(n)
        }
    }
    let (file, _) = open_regular(&layout.blob_path(&layer.digest))?;
    let encoding = media_type::layer_encoding(&layer.media_type)
        .ok_or_else(|| Error::new(Kind::Unsupported, format!("layer {} is of an unknown kind", layer.digest)))?;
    let limits = Limits::default();
    let mut plain = Hashing(Decoder::new(file, encoding, &limits)?, Hasher::new(Algorithm::Sha256));
    let toc = Toc::read(&mut plain, &limits)?;
    std::io::copy(&mut plain, &mut std::io::sink()).context(|| format!("read layer {}", layer.digest))?;
    Ok((plain.1.finish(), toc))
}

/// The first difference between what should be and what is. `unpacked`: of a directory, where
/// devices may be missing, attributes that this machine does not take, and owners, and where
/// times are not looked at.
fn difference(table: &Toc, read: &Toc, unpacked: bool) -> Option<String> {
    let (expected, actual) = (last_of_each(table, unpacked), last_of_each(read, unpacked));
    for (path, entry) in &expected {
        let name = String::from_utf8_lossy(path);
        match actual.get(path) {
            Some(found) if same(entry, found) => {}
            Some(_) => return Some(format!("/{name} is not what it should be")),
            None => return Some(format!("/{name} is missing")),
        }
    }
    let more = actual.keys().find(|path| !expected.contains_key(*path));
    more.map(|path| format!("/{} should not be there", String::from_utf8_lossy(path)))
}

/// The files and links of a table by their paths. What is another name of a file stands for it.
fn last_of_each(toc: &Toc, unpacked: bool) -> BTreeMap<&[u8], &Entry> {
    let mut out: BTreeMap<&[u8], &Entry> = BTreeMap::new();
    for entry in &toc.entries {
        let plain = matches!(entry.kind, EntryKind::File { .. } | EntryKind::Symlink { .. });
        if plain || !unpacked {
            out.insert(&entry.path, entry);
        } else if let EntryKind::Hardlink { target } = &entry.kind
            && let Some(first) = out.get(&target[..]).copied()
        {
            out.insert(&entry.path, first);
        } else {
            out.remove(&entry.path[..]);
        }
    }
    out
}

fn same(a: &Entry, b: &Entry) -> bool {
    match (&a.kind, &b.kind) {
        (EntryKind::File { size: n, content: x, .. }, EntryKind::File { size: m, content: y, .. }) => n == m && x == y,
        (a, b) => a == b,
    }
}
