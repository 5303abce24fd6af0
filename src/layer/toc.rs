//! The table of contents of a layer: made once while the layer streams past, kept beside
//! it, and asked instead of it.

use super::decompress::Limits;
use super::entry::{Entry, EntryKind};
use super::tar_read::{Names, TarReader};
use crate::error::{Context, Error, Kind, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::io::{Read, Write};

/// Changed whenever [`Entry`] changes its shape or its meaning.
const MAGIC: &[u8; 8] = b"imgtoc\x00\x02";
/// The largest saved table that is loaded.
const MAX_SAVED: u64 = 4 << 30;

/// A layer's entries in the order of the stream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toc {
    /// The entries.
    pub entries: Vec<Entry>,
}

/// Sees files while a table is made. Numbers are those of entries in the table.
pub trait Watch {
    /// A regular file begins.
    fn begin(&mut self, index: usize, entry: &Entry);
    /// The next bytes of it.
    fn data(&mut self, chunk: &[u8]);
    /// It has ended.
    fn end(&mut self, index: usize, entry: &Entry);
}

/// Looks at nothing.
impl Watch for () {
    fn begin(&mut self, _: usize, _: &Entry) {}
    fn data(&mut self, _: &[u8]) {}
    fn end(&mut self, _: usize, _: &Entry) {}
}

impl Toc {
    /// Reads the table from a plain layer, to the stream's end.
    pub fn read(plain: impl Read, limits: &Limits) -> Result<Toc> {
        Toc::read_with(plain, limits, &mut ())
    }

    /// The same; `watch` sees the content of every file as it passes.
    pub fn read_with(plain: impl Read, limits: &Limits, watch: &mut dyn Watch) -> Result<Toc> {
        let mut toc = Toc::default();
        let mut reader = TarReader::new(plain, Names::Layer, limits);
        let mut buffer = vec![0; 256 << 10];
        while let Some(mut entry) = reader.next()? {
            if matches!(entry.kind, EntryKind::File { .. }) {
                let (mut hasher, index) = (blake3::Hasher::new(), toc.entries.len());
                watch.begin(index, &entry);
                loop {
                    let n = reader.read(&mut buffer).context(|| "read a layer".into())?;
                    if n == 0 {
                        break;
                    }
                    hasher.update(&buffer[..n]);
                    watch.data(&buffer[..n]);
                }
                watch.end(index, &entry);
                if let EntryKind::File { content, .. } = &mut entry.kind {
                    *content = *hasher.finalize().as_bytes();
                }
            }
            toc.entries.push(entry);
        }
        Ok(toc)
    }

    /// Writes the table in our own compact form.
    pub fn save(&self, out: &mut impl Write) -> Result<()> {
        let raw = postcard::to_extend(self, MAGIC.to_vec())
            .map_err(|e| Error::new(Kind::Internal, "write a table of contents").because(e))?;
        out.write_all(&raw).context(|| "write a table of contents".into())
    }

    /// Loads a saved table. None if it is of another version or damaged: it can be made anew.
    pub fn load(input: &mut impl Read) -> Result<Option<Toc>> {
        let mut raw = Vec::new();
        input.take(MAX_SAVED).read_to_end(&mut raw).context(|| "read a table of contents".into())?;
        let Some(body) = raw.strip_prefix(MAGIC) else { return Ok(None) };
        Ok(postcard::from_bytes(body).ok())
    }
}

/// Streams a plain layer once and hands the contents of the wanted files (paths in that
/// layer) to `found`, in the order of the stream. The last entry of a path is the one that
/// counts, so a file that stands twice is handed over twice. Stops after the last one.
pub fn for_each_content(
    plain: impl Read,
    toc: &Toc,
    limits: &Limits,
    wanted: &HashSet<Vec<u8>>,
    found: &mut dyn FnMut(&Entry, &mut dyn Read) -> Result<()>,
) -> Result<()> {
    let is_wanted = |e: &Entry| matches!(e.kind, EntryKind::File { .. }) && wanted.contains(&e.path);
    let mut left = toc.entries.iter().filter(|e| is_wanted(e)).count();
    let mut reader = TarReader::new(plain, Names::Layer, limits);
    while left > 0 {
        let Some(entry) = reader.next()? else {
            return Err(Error::new(Kind::Integrity, "a layer ends before what its table of contents says"));
        };
        if is_wanted(&entry) {
            found(&entry, &mut reader)?;
            left -= 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Compression, LayerWriter};

    #[test]
    fn saved_and_loaded_or_not_there() {
        let toc = Toc { entries: vec![Entry::dir("a", 0o755), Entry::dir("a/b", 0o700)] };
        let mut raw = Vec::new();
        toc.save(&mut raw).unwrap();
        assert_eq!(Toc::load(&mut &raw[..]).unwrap(), Some(toc));
        raw[7] = 99;
        assert_eq!(Toc::load(&mut &raw[..]).unwrap(), None);
        assert_eq!(Toc::load(&mut &raw[..5]).unwrap(), None);
    }

    #[test]
    fn wanted_contents_only() {
        let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
        for name in ["a", "b", "c"] {
            let kind = EntryKind::File { size: 1, content: [0; 32], offset: 0, sparse: false };
            w.append(Entry { kind, ..Entry::dir(name, 0o644) }, Some(&mut name.as_bytes())).unwrap();
        }
        let (blob, layer) = w.finish().unwrap();
        let wanted = [b"b".to_vec()].into();
        let mut got = Vec::new();
        for_each_content(&blob[..], &layer.toc, &Limits::default(), &wanted, &mut |e, r| {
            let mut data = Vec::new();
            r.read_to_end(&mut data).unwrap();
            got.push((e.path.clone(), data));
            Ok(())
        })
        .unwrap();
        assert_eq!(got, [(b"b".to_vec(), b"b".to_vec())]);
    }
}
