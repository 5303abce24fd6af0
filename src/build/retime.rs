//! A layer once more, with other times of its files.

use super::Times;
use crate::error::{Context, Error, Kind, Result};
use crate::event::Events;
use crate::files::{LayerInfo, Layers};
use crate::image::file::blocking;
use crate::layer::{Compression, Decoder, Entry, EntryKind, LayerWriter, Limits, Toc, for_each_content};
use crate::oci::Digest;
use crate::transport::store::Store;
use std::io::{Read, Write};
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
        rewrite(Decoder::new(blob, encoding, &Limits::default())?, &toc, times, &mut writer)?;
        let (_, made) = writer.finish()?;
        store.layout().adopt(temp, &made.digest)?;
        store.put_toc(&made.diff_id, &made.toc)?;
        let blobs: Arc<dyn crate::image::BlobSource> = Arc::new(store.layout().clone());
        let diff_id: Digest = made.diff_id.clone();
        Ok(LayerInfo { diff_id, descriptor: made.descriptor(), blobs, ..info })
    })
    .await
}

fn rewrite<W: Write>(plain: impl Read, toc: &Toc, times: Times, writer: &mut LayerWriter<W>) -> Result<()> {
    let is_file = |e: &Entry| matches!(e.kind, EntryKind::File { .. });
    // A whiteout is no file: it has no time of its own, in a build neither.
    let timed = |e: &Entry| match e.kind {
        EntryKind::Whiteout | EntryKind::Opaque => e.clone(),
        _ => Entry { mtime: times.of_file(e.mtime), ..e.clone() },
    };
    let wanted = toc.entries.iter().filter(|e| is_file(e)).map(|e| e.path.clone()).collect();
    let mut left = toc.entries.iter().peekable();
    for_each_content(plain, toc, &Limits::default(), &wanted, &mut |found, mut content| {
        while let Some(entry) = left.next_if(|e| !is_file(e)) {
            writer.append(timed(entry), None)?;
        }
        match left.next() {
            Some(entry) if entry.path == found.path => writer.append(timed(entry), Some(&mut content)),
            _ => Err(Error::new(Kind::Integrity, "a layer's files are not in the order of its table of contents")),
        }
    })?;
    left.try_for_each(|entry| writer.append(timed(entry), None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Timestamp;
    use crate::runtime::MtimeRule;

    #[test]
    fn same_entries_other_times() {
        let write = |secs: i64| {
            let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
            let dir = Entry { mtime: Timestamp::from_secs(secs), ..Entry::dir("d", 0o755) };
            let kind = EntryKind::File { size: 3, content: [0; 32], offset: 0, sparse: false };
            let file = |path: &str| Entry { kind: kind.clone(), path: path.into(), ..dir.clone() };
            let link = EntryKind::Hardlink { target: b"d/b".to_vec() };
            w.append(dir.clone(), None).unwrap();
            w.append(file("d/b"), Some(&mut &b"abc"[..])).unwrap();
            w.append(Entry { kind: link, path: b"d/c".to_vec(), ..dir.clone() }, None).unwrap();
            w.append(file("a"), Some(&mut &b"xyz"[..])).unwrap();
            w.append(Entry { kind: EntryKind::Whiteout, path: b"w".to_vec(), ..Entry::dir("", 0) }, None).unwrap();
            w.finish().unwrap()
        };
        let (blob, old) = write(1_700_000_000);
        let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
        let times = Times { created: Some(5), now: 9, files: MtimeRule::Fixed(5) };
        rewrite(&blob[..], &old.toc, times, &mut w).unwrap();
        assert_eq!(w.finish().unwrap().0, write(5).0);
    }
}
