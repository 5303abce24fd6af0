//! Where the contents of copied files come from: the context's directory, or layers.

use crate::error::{Context, Error, Kind, Result};
use crate::layer::{Decoder, Entry, EntryKind, Limits, Toc, for_each_content};
use crate::oci::media_type::Encoding;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Yields file contents by path in a step's source.
pub trait Content: Send + Sync {
    /// Opens the content of the file at `path`, which `entry` describes.
    fn open(&self, path: &[u8], entry: &Entry) -> Result<Box<dyn Read + Send + '_>>;

    /// The file's extended attributes, where the source's tree does not have them.
    fn xattrs(&self, _path: &[u8]) -> Result<BTreeMap<Vec<u8>, Vec<u8>>> {
        Ok(BTreeMap::new())
    }
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

/// A file wanted from layers: its path in the merged tree, the layer and the entry that hold it.
pub struct Wanted {
    /// The path that [`Content::open`] will be asked for.
    pub path: Vec<u8>,
    /// Index of the layer, base first.
    pub layer: usize,
    /// The entry in that layer's table.
    pub entry: Entry,
}

enum Place {
    /// In a plain layer's blob.
    Blob { layer: usize, offset: u64 },
    /// In the spool file.
    Spool { offset: u64 },
}

/// Contents of files in layers. Plain layers are read where they are; of compressed
/// ones, the wanted files are written to a spool file in one pass each.
pub struct LayerContent {
    layers: Vec<LocalLayer>,
    spool: tempfile::NamedTempFile,
    places: HashMap<Vec<u8>, Place>,
}

impl LayerContent {
    /// Makes `wanted` ready to be opened in any order.
    pub fn prepare(layers: Vec<LocalLayer>, wanted: &[Wanted], temp: &Path) -> Result<LayerContent> {
        let spool = tempfile::NamedTempFile::new_in(temp).context(|| "create a spool file".into())?;
        let mut content = LayerContent { layers, spool, places: HashMap::new() };
        let mut by_layer: BTreeMap<usize, Vec<&Wanted>> = BTreeMap::new();
        for item in wanted {
            by_layer.entry(item.layer).or_default().push(item);
        }
        let mut end = 0;
        for (index, items) in by_layer {
            content.prepare_layer(index, &items, &mut end)?;
        }
        Ok(content)
    }

    fn prepare_layer(&mut self, index: usize, items: &[&Wanted], end: &mut u64) -> Result<()> {
        let layer = self.layers.get(index).cloned().ok_or_else(|| {
            Error::new(Kind::Internal, format!("a tree names layer {index}, which it does not have"))
        })?;
        let mut spooled: HashSet<Vec<u8>> = HashSet::new();
        for item in items {
            let EntryKind::File { offset, sparse, .. } = item.entry.kind else { continue };
            if layer.encoding == Encoding::Plain && !sparse {
                self.places.insert(item.path.clone(), Place::Blob { layer: index, offset });
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
            at.insert(entry.path.clone(), *end);
            *end += std::io::copy(reader, spool.as_file_mut()).context(what)?;
            Ok(())
        })?;
        self.spool.flush().context(what)?;
        for item in items {
            if let Some(offset) = at.get(&item.entry.path) {
                self.places.entry(item.path.clone()).or_insert(Place::Spool { offset: *offset });
            }
        }
        Ok(())
    }
}

impl Content for LayerContent {
    fn open(&self, path: &[u8], entry: &Entry) -> Result<Box<dyn Read + Send + '_>> {
        let shown = String::from_utf8_lossy(path);
        let (file, offset) = match self.places.get(path) {
            Some(Place::Blob { layer, offset }) => (self.layers[*layer].blob.as_path(), *offset),
            Some(Place::Spool { offset }) => (self.spool.path(), *offset),
            None => return Err(Error::new(Kind::Internal, format!("the content of /{shown} was not prepared"))),
        };
        let EntryKind::File { size, .. } = entry.kind else {
            return Err(Error::new(Kind::Internal, format!("/{shown} is no file")));
        };
        let mut file = File::open(file).context(|| format!("read /{shown}"))?;
        file.seek(SeekFrom::Start(offset)).context(|| format!("read /{shown}"))?;
        Ok(Box::new(file.take(size)))
    }
}
