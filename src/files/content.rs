//! Where the contents of copied files come from: the context's directory, layers, archives,
//! the Dockerfile itself.

use crate::error::{Context, Error, Kind, Result};
use crate::layer::decompress::Archive;
use crate::layer::{Decoder, Entry, EntryKind, Limits, Names, TarReader, Toc, Tree, for_each_content};
use crate::oci::media_type::Encoding;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Yields contents of files, by number.
pub trait Content: Send + Sync {
    /// Opens the content of the file `number` (of a file in a tree: [`NodeRef::inode`](crate::layer::NodeRef::inode)), which
    /// `entry` describes.
    fn open(&self, number: u64, entry: &Entry) -> Result<Box<dyn Read + Send + '_>>;
}

/// A layer's blob in the store, with its table of contents.
#[derive(Clone)]
pub struct LocalLayer {
    /// The blob's file.
    pub blob: PathBuf,
    /// How it is encoded.
    pub encoding: Encoding,
    /// Its table of contents.
    pub toc: Arc<Toc>,
}

/// A file wanted from layers.
pub struct Wanted {
    /// What [`Content::open`] will be asked for.
    pub number: u64,
    /// Index of the layer, base first.
    pub layer: usize,
    /// The entry in that layer's table.
    pub entry: Entry,
}

impl Wanted {
    /// The file of a tree with this number.
    pub fn of(tree: &Tree, number: u64) -> Wanted {
        let (layer, entry) = tree.content_of(number);
        Wanted { number, layer, entry: entry.clone() }
    }
}

enum Place {
    /// In a plain layer's blob.
    Blob { layer: usize, offset: u64 },
    /// In the spool file.
    Spool { offset: u64 },
}

/// A file that contents are put into one after the other; gone when dropped.
struct Spool {
    file: tempfile::NamedTempFile,
    end: u64,
}

impl Spool {
    fn new(temp: &Path) -> Result<Spool> {
        let file = tempfile::NamedTempFile::new_in(temp).context(|| format!("create a file in {}", temp.display()))?;
        Ok(Spool { file, end: 0 })
    }

    /// Appends everything that `reader` has; returns where it begins.
    fn append(&mut self, reader: &mut dyn Read) -> std::io::Result<u64> {
        let begin = self.end;
        self.end += std::io::copy(reader, self.file.as_file_mut())?;
        Ok(begin)
    }
}

/// `size` bytes of `file` from `offset`.
fn slice(file: &Path, offset: u64, size: u64) -> std::io::Result<std::io::Take<File>> {
    let mut file = File::open(file)?;
    file.seek(SeekFrom::Start(offset))?;
    Ok(file.take(size))
}

/// Texts that are written in the Dockerfile, by number.
pub struct Texts(pub Vec<String>);

impl Content for Texts {
    fn open(&self, number: u64, _: &Entry) -> Result<Box<dyn Read + Send + '_>> {
        match self.0.get(number as usize) {
            Some(text) => Ok(Box::new(text.as_bytes())),
            None => Err(Error::new(Kind::Internal, "a heredoc was planned that is not there")),
        }
    }
}

/// An archive that ADD unpacks: its entries, their contents in a spool file.
pub struct ArchiveContent {
    spool: Spool,
    /// In the order of the archive; files have their content's place as `offset`.
    pub entries: Vec<Entry>,
}

impl ArchiveContent {
    /// Reads the whole archive.
    pub fn read(archive: impl Read, kind: Archive, temp: &Path) -> Result<ArchiveContent> {
        let limits = Limits::default();
        let mut spool = Spool::new(temp)?;
        let mut entries = Vec::new();
        let mut reader = TarReader::new(Decoder::for_archive(archive, kind, &limits)?, Names::Plain, &limits);
        while let Some(mut entry) = reader.next()? {
            if let EntryKind::File { content, offset, sparse, .. } = &mut entry.kind {
                let mut hashing = Hashing { inner: &mut reader, hasher: blake3::Hasher::new() };
                *offset = spool.append(&mut hashing).context(|| "read an archive".into())?;
                *content = *hashing.hasher.finalize().as_bytes();
                *sparse = false;
            }
            entries.push(entry);
        }
        Ok(ArchiveContent { spool, entries })
    }
}

struct Hashing<R> {
    inner: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.hasher.update(&buf[..n]);
        Ok(n)
    }
}

impl Content for ArchiveContent {
    fn open(&self, number: u64, _: &Entry) -> Result<Box<dyn Read + Send + '_>> {
        match self.entries.get(number as usize).map(|e| &e.kind) {
            Some(EntryKind::File { size, offset, .. }) => {
                let slice =
                    slice(self.spool.file.path(), *offset, *size).context(|| "read an unpacked archive".into())?;
                Ok(Box::new(slice))
            }
            _ => Err(Error::new(Kind::Internal, "an entry was planned that its archive does not have")),
        }
    }
}

/// Contents of files in layers. Plain layers are read where they are; of compressed
/// ones, the wanted files are written to a spool file in one pass each.
pub struct LayerContent {
    layers: Vec<LocalLayer>,
    spool: Spool,
    places: HashMap<u64, Place>,
}

impl LayerContent {
    /// Makes `wanted` ready to be opened in any order.
    pub fn prepare(layers: Vec<LocalLayer>, wanted: &[Wanted], temp: &Path) -> Result<LayerContent> {
        let mut content = LayerContent { layers, spool: Spool::new(temp)?, places: HashMap::new() };
        let mut by_layer: BTreeMap<usize, Vec<&Wanted>> = BTreeMap::new();
        for item in wanted {
            by_layer.entry(item.layer).or_default().push(item);
        }
        for (index, items) in by_layer {
            content.prepare_layer(index, &items)?;
        }
        Ok(content)
    }

    fn prepare_layer(&mut self, index: usize, items: &[&Wanted]) -> Result<()> {
        let layer =
            self.layers.get(index).cloned().ok_or_else(|| {
                Error::new(Kind::Internal, format!("a tree names layer {index}, which it does not have"))
            })?;
        let mut spooled: HashSet<Vec<u8>> = HashSet::new();
        for item in items {
            let EntryKind::File { offset, sparse, .. } = item.entry.kind else { continue };
            if layer.encoding == Encoding::Plain && !sparse {
                self.places.insert(item.number, Place::Blob { layer: index, offset });
            } else {
                spooled.insert(item.entry.path.clone());
            }
        }
        if spooled.is_empty() {
            return Ok(());
        }
        let what = || format!("read {}", layer.blob.display());
        let file = File::open(&layer.blob).context(what)?;
        let plain = Decoder::new(file, layer.encoding, &Limits::default())?;
        let mut at: HashMap<Vec<u8>, u64> = HashMap::new();
        let spool = &mut self.spool;
        for_each_content(plain, &layer.toc, &Limits::default(), &spooled, &mut |entry, reader| {
            at.insert(entry.path.clone(), spool.append(reader).context(what)?);
            Ok(())
        })?;
        for item in items {
            if let Some(offset) = at.get(&item.entry.path) {
                self.places.entry(item.number).or_insert(Place::Spool { offset: *offset });
            }
        }
        Ok(())
    }
}

impl Content for LayerContent {
    fn open(&self, number: u64, entry: &Entry) -> Result<Box<dyn Read + Send + '_>> {
        let shown = String::from_utf8_lossy(&entry.path);
        let (file, offset) = match self.places.get(&number) {
            Some(Place::Blob { layer, offset }) => (self.layers[*layer].blob.as_path(), *offset),
            Some(Place::Spool { offset }) => (self.spool.file.path(), *offset),
            None => return Err(Error::new(Kind::Internal, format!("the content of /{shown} was not prepared"))),
        };
        let EntryKind::File { size, .. } = entry.kind else {
            return Err(Error::new(Kind::Internal, format!("/{shown} is no file")));
        };
        Ok(Box::new(slice(file, offset, size).context(|| format!("read /{shown}"))?))
    }
}
