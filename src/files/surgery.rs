//! Layers of an image made anew: several as one, some without files, one more of an archive. What
//! is made lies in the store; layers that nobody touches are not read.

use super::flatten::{pick, squash};
use super::rewrite::{Change, rewrite};
use super::{LayerInfo, Layers, layers_of};
use crate::error::{Context, Error, Kind, Result};
use crate::event::Events;
use crate::image::file::blocking;
use crate::image::mutate::{forget_layers, remember_layer, with_layers};
use crate::image::{BlobSource, Image, Layer};
use crate::layer::{
    Archive, Compression, Compressor, Decoder, Entry, EntryKind, LayerWriter, Limits, Timestamp, Toc, Tree, sniff,
};
use crate::oci::media_type::{Format, layer_encoding};
use crate::oci::{Algorithm, Descriptor, Hasher, History, ImageConfig};
use crate::transport::store::Store;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Arc;

/// The largest blob that is looked into to see whether its layer is empty.
const MAX_EMPTY: u64 = 1024;

/// The plain bytes of a layer.
type Plain = Decoder<Box<dyn Read + Send>>;

/// Says which entries of a layer are left out.
pub type Gone = Arc<dyn Fn(&Entry) -> bool + Send + Sync>;

/// Makes layers anew.
pub struct Surgeon {
    store: Store,
    files: Arc<Layers>,
}

/// An image without some files, and what went.
pub struct Without {
    /// The image.
    pub image: Image,
    /// Entries that went.
    pub entries: usize,
    /// Bytes of files that went.
    pub bytes: u64,
}

impl Surgeon {
    /// Has done nothing yet.
    pub fn new(store: Store, events: Events) -> Surgeon {
        Surgeon { files: Arc::new(Layers::new(store.clone(), events, None)), store }
    }

    /// The tables and files of layers.
    pub fn files(&self) -> &Layers {
        &self.files
    }

    /// The image's layers from number `from` (0 is the first) on as one.
    pub async fn squash(&self, image: &Image, from: usize, compression: Option<Compression>) -> Result<Image> {
        let mut config = image.config().await?;
        let layers = layers_of(image, &config);
        let many = layers.len().saturating_sub(from);
        if many < 2 {
            return Ok(image.clone());
        }
        let tree = self.files.tree(&layers).await?;
        let compression = compression.unwrap_or_else(|| usual(&layers));
        let made = self.write(compression, &layers, move |open, writer| {
            let below = Tree::stack(&tree.layers()[..from]);
            squash(&tree, &below, open, writer)
        });
        let made = made.await?;
        let mut kept = image.layers(&config);
        kept.truncate(from);
        forget_layers(&mut config, |number| number >= from);
        let created = config.history.iter().rev().find_map(|h| h.created.clone());
        let comment = Some(format!("squashed {many} layers"));
        remember_layer(&mut config, made.diff_id.clone(), History { created, comment, ..History::default() });
        kept.push(made);
        with_layers(image, config, &kept)
    }

    /// The image with one layer, of these paths of its merged file system.
    pub async fn pick(
        &self,
        image: &Image,
        tree: Arc<Tree>,
        kept: BTreeSet<Vec<u8>>,
        compression: Option<Compression>,
    ) -> Result<Image> {
        let mut config = image.config().await?;
        let layers = layers_of(image, &config);
        let compression = compression.unwrap_or_else(|| usual(&layers));
        let paths = kept.len();
        let write = self.write(compression, &layers, move |open, writer| pick(&tree, &kept, open, writer));
        let made = write.await?;
        forget_layers(&mut config, |_| true);
        let created = config.history.iter().rev().find_map(|h| h.created.clone());
        let comment = Some(format!("kept {paths} paths"));
        remember_layer(&mut config, made.diff_id.clone(), History { created, comment, ..History::default() });
        with_layers(image, config, &[made])
    }

    /// The image without the entries that are `gone`, in all layers. Layers that had none of
    /// them stay as they are; one that has nothing else goes.
    pub async fn without(&self, image: &Image, gone: Gone) -> Result<Without> {
        let config = image.config().await?;
        let mut out = Without { image: image.clone(), entries: 0, bytes: 0 };
        let mut made: Vec<Option<Layer>> = Vec::new();
        for (info, layer) in layers_of(image, &config).iter().zip(image.layers(&config)) {
            let toc = self.files.toc(info).await?;
            let going: Vec<&Entry> = toc.entries.iter().filter(|e| gone(e)).collect();
            if going.is_empty() {
                made.push(Some(layer));
                continue;
            }
            out.entries += going.len();
            out.bytes +=
                going.iter().map(|e| if let EntryKind::File { size, .. } = e.kind { size } else { 0 }).sum::<u64>();
            let gone = gone.clone();
            let change = move |e: &Entry| (!gone(e)).then(|| e.clone());
            made.push(match going.len() == toc.entries.len() {
                true => None,
                false => Some(self.rewritten(info, toc, Box::new(change)).await?),
            });
        }
        if out.entries > 0 {
            out.image = replaced(image, config, made)?;
        }
        Ok(out)
    }

    /// The image with this time on every file.
    pub async fn retimed(&self, image: &Image, seconds: i64) -> Result<Image> {
        let config = image.config().await?;
        let time = Timestamp::from_secs(seconds);
        let timed = move |e: &Entry| match e.kind {
            EntryKind::Whiteout | EntryKind::Opaque => e.clone(),
            _ => Entry { mtime: time, ..e.clone() },
        };
        let mut made = Vec::new();
        for (info, layer) in layers_of(image, &config).iter().zip(image.layers(&config)) {
            let toc = self.files.toc(info).await?;
            let same = toc.entries.iter().all(|e| timed(e) == *e);
            made.push(Some(match same {
                true => layer,
                false => self.rewritten(info, toc, Box::new(move |e| Some(timed(e)))).await?,
            }));
        }
        replaced(image, config, made)
    }

    /// The image without layers that have no entry. Only small blobs are looked into.
    pub async fn without_empty(&self, image: &Image) -> Result<Image> {
        let config = image.config().await?;
        let mut made = Vec::new();
        for (info, layer) in layers_of(image, &config).iter().zip(image.layers(&config)) {
            let may_be = info.descriptor.size <= MAX_EMPTY && layer_encoding(&info.descriptor.media_type).is_some();
            let empty = may_be && self.files.toc(info).await?.entries.is_empty();
            made.push((!empty).then_some(layer));
        }
        if made.iter().all(Option::is_some) { Ok(image.clone()) } else { replaced(image, config, made) }
    }

    async fn rewritten(
        &self,
        info: &LayerInfo,
        toc: Arc<Toc>,
        change: Box<dyn Fn(&Entry) -> Option<Entry> + Send>,
    ) -> Result<Layer> {
        let compression = usual(std::slice::from_ref(info));
        self.write(compression, std::slice::from_ref(info), move |open, writer| {
            let change: Change<'_> = &change;
            rewrite(open(0)?, &toc, change, writer)
        })
        .await
    }

    /// Writes a layer into the store. `work` may read `layers`, by number.
    async fn write<F>(&self, compression: Compression, layers: &[LayerInfo], work: F) -> Result<Layer>
    where
        F: FnOnce(&mut dyn FnMut(usize) -> Result<Plain>, &mut LayerWriter<File>) -> Result<()> + Send + 'static,
    {
        let (files, layers) = (self.files.clone(), layers.to_vec());
        let handle = tokio::runtime::Handle::current();
        let store = self.store.clone();
        blocking(move || {
            let temp = store.temp_file()?;
            let out = temp.reopen().context(|| "write a layer".into())?;
            let mut writer = LayerWriter::new(out, compression, 0)?;
            let mut open = |number: usize| {
                let missing = || Error::new(Kind::Internal, format!("there is no layer {number}"));
                let (blob, encoding) = handle.block_on(files.blob(layers.get(number).ok_or_else(missing)?))?;
                Decoder::new(blob, encoding, &Limits::default())
            };
            work(&mut open, &mut writer)?;
            let (_, made) = writer.finish()?;
            store.layout().adopt(temp, &made.digest)?;
            store.put_toc(&made.diff_id, &made.toc)?;
            let blobs: Arc<dyn BlobSource> = Arc::new(store.layout().clone());
            Ok(Layer { diff_id: made.diff_id.clone(), descriptor: made.descriptor(), blobs })
        })
        .await
    }

    /// An archive as a layer: its bytes as they are where they are compressed as a layer may be,
    /// else compressed anew. Without a compression, `compression` decides.
    pub async fn archive(&self, mut file: File, name: String, compression: Compression) -> Result<Layer> {
        let store = self.store.clone();
        blocking(move || {
            let what = || format!("read {name}");
            let mut head = Vec::new();
            (&mut file).take(512).read_to_end(&mut head).context(what)?;
            let again = |file: &mut File| file.seek(SeekFrom::Start(0)).map(drop).context(what);
            again(&mut file)?;
            let kind = sniff(&head).ok_or_else(|| {
                Error::new(Kind::Format, format!("{name} is no archive"))
                    .hint("give a tar archive (it may be compressed), or a directory")
            })?;
            let limits = Limits::default();
            let mut plain =
                Tee { inner: Decoder::for_archive(&mut file, kind, &limits)?, hasher: Hasher::new(Algorithm::Sha256) };
            let toc = Toc::read(&mut plain, &limits).context(what)?;
            std::io::copy(&mut plain, &mut std::io::sink()).context(what)?;
            let diff_id = plain.hasher.finish();
            again(&mut file)?;
            let mut temp = store.temp_file()?;
            let descriptor = match kind {
                Archive::Layer(encoding) if encoding != crate::oci::media_type::Encoding::Plain => {
                    let mut raw = Tee { inner: file, hasher: Hasher::new(Algorithm::Sha256) };
                    let size = std::io::copy(&mut raw, temp.as_file_mut()).context(what)?;
                    Descriptor::new(Format::Oci.layer(encoding), raw.hasher.finish(), size)
                }
                _ => {
                    let out = temp.reopen().context(|| "write a layer".into())?;
                    let mut out = Compressor::new(out, compression, 0)?;
                    let mut plain = Decoder::for_archive(file, kind, &limits)?;
                    std::io::copy(&mut plain, &mut out).context(what)?;
                    let (_, made) = out.finish()?;
                    if made.diff_id != diff_id {
                        return Err(Error::new(Kind::Io, format!("{name} changed while it was read")));
                    }
                    Descriptor::new(Format::Oci.layer(compression.encoding()), made.digest, made.size)
                }
            };
            temp.flush().context(|| "write a layer".into())?;
            store.layout().adopt(temp, &descriptor.digest)?;
            store.put_toc(&diff_id, &toc)?;
            let blobs: Arc<dyn BlobSource> = Arc::new(store.layout().clone());
            Ok(Layer { diff_id, descriptor, blobs })
        })
        .await
    }
}

/// Hashes what passes.
struct Tee<R> {
    inner: R,
    hasher: Hasher,
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.hasher.update(&buf[..n]);
        Ok(n)
    }
}

/// The compression of a layer made of these: that of the last one.
fn usual(layers: &[LayerInfo]) -> Compression {
    let last = layers.last().and_then(|l| layer_encoding(&l.descriptor.media_type));
    last.map_or_else(Compression::default, Compression::default_for)
}

/// The image with other layers in the places of the old ones; None: that one goes.
fn replaced(image: &Image, mut config: ImageConfig, made: Vec<Option<Layer>>) -> Result<Image> {
    forget_layers(&mut config, |number| made.get(number).is_none_or(Option::is_none));
    let layers: Vec<Layer> = made.into_iter().flatten().collect();
    with_layers(image, config, &layers)
}
