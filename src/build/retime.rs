//! A layer once more, with other times of its files.

use super::Times;
use crate::error::{Context, Result};
use crate::event::Events;
use crate::files::rewrite::rewrite;
use crate::files::{LayerInfo, Layers};
use crate::image::file::blocking;
use crate::layer::{Compression, Decoder, Entry, EntryKind, LayerWriter, Limits};
use crate::oci::Digest;
use crate::transport::store::Store;
use std::sync::Arc;

/// The layer as a build with these times makes it: the same entries in the same order. Lies in
/// the store then.
pub async fn retimed(store: &Store, events: &Events, layer: &LayerInfo, times: Times) -> Result<LayerInfo> {
    let files = Layers::new(store.clone(), events.clone(), None);
    let toc = files.table(layer).await?;
    let (blob, encoding) = files.blob(layer).await?;
    let (store, compression) = (store.clone(), Compression::default_for(encoding));
    let info = layer.clone();
    blocking(move || {
        let temp = store.temp_file()?;
        let out = temp.reopen().context(|| "write a layer".into())?;
        let mut writer = LayerWriter::new(out, compression, 0)?;
        // A whiteout is no file: it has no time of its own, in a build neither.
        let timed = |e: &Entry| match e.kind {
            EntryKind::Whiteout | EntryKind::Opaque => Some(e.clone()),
            _ => Some(Entry { mtime: times.of_file(e.mtime), ..e.clone() }),
        };
        rewrite(Decoder::new(blob, encoding, &Limits::default())?, &toc, &timed, &mut writer)?;
        let (_, made) = writer.finish()?;
        store.layout().adopt(temp, &made.digest)?;
        store.put_toc(&made.diff_id, &made.toc)?;
        let blobs: Arc<dyn crate::image::BlobSource> = Arc::new(store.layout().clone());
        let diff_id: Digest = made.diff_id.clone();
        Ok(LayerInfo { diff_id, descriptor: made.descriptor(), blobs, ..info })
    })
    .await
}
