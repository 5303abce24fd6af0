//! A layer once more, entry by entry: some changed, some left out. Hard links to what is left out
//! keep their content.

use crate::error::{Error, Kind, Result};
use crate::layer::{Entry, EntryKind, LayerWriter, Limits, Toc, for_each_content};
use std::collections::{HashMap, HashSet};
use std::io::{Read, Write};

/// What becomes of an entry; None: it is left out.
pub type Change<'a> = &'a dyn Fn(&Entry) -> Option<Entry>;

/// Writes the layer's entries to `writer` in their order, as `change` makes them. A change keeps
/// an entry's path and kind.
pub fn rewrite<W: Write>(plain: impl Read, toc: &Toc, change: Change<'_>, writer: &mut LayerWriter<W>) -> Result<()> {
    let planned = plan(toc, change)?;
    let is_file = |e: &Entry| matches!(e.kind, EntryKind::File { .. });
    let wanted: HashSet<Vec<u8>> = toc
        .entries
        .iter()
        .zip(&planned)
        .filter(|(old, new)| is_file(old) && new.is_some())
        .map(|(old, _)| old.path.clone())
        .collect();
    let mut left = toc.entries.iter().zip(planned);
    for_each_content(plain, toc, &Limits::default(), &wanted, &mut |found, mut content| {
        for (old, new) in left.by_ref() {
            if is_file(old) && wanted.contains(&old.path) {
                if old.path != found.path {
                    break;
                }
                return new.map_or(Ok(()), |entry| writer.append(entry, Some(&mut content)));
            }
            if let Some(entry) = new.filter(|e| !is_file(e)) {
                writer.append(entry, None)?;
            }
        }
        Err(Error::new(Kind::Integrity, "a layer's files are not in the order of its table of contents"))
    })?;
    left.filter_map(|(_, new)| new).try_for_each(|entry| writer.append(entry, None))
}

/// What becomes of each entry. Where a file goes and one of its further names stays, that name
/// takes the file's place in the stream.
fn plan(toc: &Toc, change: Change<'_>) -> Result<Vec<Option<Entry>>> {
    let mut planned: Vec<Option<Entry>> = toc.entries.iter().map(change).collect();
    // The file that each name is of, as the stream goes on.
    let mut names: HashMap<&[u8], usize> = HashMap::new();
    // The name that a file goes by, where its first one is left out.
    let mut heirs: HashMap<usize, Vec<u8>> = HashMap::new();
    for (at, entry) in toc.entries.iter().enumerate() {
        let EntryKind::Hardlink { target } = &entry.kind else {
            match entry.kind {
                EntryKind::File { .. } => drop(names.insert(&entry.path, at)),
                _ => drop(names.remove(entry.path.as_slice())),
            }
            continue;
        };
        let root = names.get(target.as_slice()).copied();
        match root {
            Some(root) => drop(names.insert(&entry.path, root)),
            None => drop(names.remove(entry.path.as_slice())),
        }
        let Some(link) = planned[at].clone() else { continue };
        match root {
            Some(root) if planned[root].as_ref().is_none_or(|e| e.path != toc.entries[root].path) => {
                match heirs.get(&root) {
                    Some(heir) => {
                        planned[at] = Some(Entry { kind: EntryKind::Hardlink { target: heir.clone() }, ..link });
                    }
                    None => {
                        heirs.insert(root, link.path.clone());
                        planned[root] = Some(Entry { kind: toc.entries[root].kind.clone(), ..link });
                        planned[at] = None;
                    }
                }
            }
            // A name between may be gone; the first one is there.
            Some(root) => {
                let target = toc.entries[root].path.clone();
                planned[at] = Some(Entry { kind: EntryKind::Hardlink { target }, ..link });
            }
            None => {
                let probe = Entry { path: target.clone(), ..entry.clone() };
                if change(&probe).is_none() {
                    let (name, target) = (String::from_utf8_lossy(&entry.path), String::from_utf8_lossy(target));
                    return Err(Error::new(
                        Kind::Unsupported,
                        format!("/{name} is a hard link to /{target} in a layer below, which is to go"),
                    )
                    .hint("make one layer of the image first: imgtool flatten"));
                }
            }
        }
    }
    Ok(planned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Compression, Timestamp};

    fn file(path: &str) -> Entry {
        let kind = EntryKind::File { size: 3, content: [0; 32], offset: 0, sparse: false };
        Entry { kind, ..Entry::dir(path, 0o644) }
    }

    fn link(path: &str, target: &str) -> Entry {
        Entry { kind: EntryKind::Hardlink { target: target.into() }, ..Entry::dir(path, 0o644) }
    }

    fn layer(entries: &[Entry]) -> (Vec<u8>, Toc) {
        let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
        for (at, entry) in entries.iter().enumerate() {
            let text = format!("{at:03}");
            let is_file = matches!(entry.kind, EntryKind::File { .. });
            w.append(entry.clone(), is_file.then_some(&mut text.as_bytes() as &mut dyn Read)).unwrap();
        }
        let (blob, finished) = w.finish().unwrap();
        (blob, finished.toc)
    }

    fn without(entries: &[Entry], gone: &[&str]) -> Vec<String> {
        let (blob, toc) = layer(entries);
        let change = |e: &Entry| (!gone.iter().any(|g| g.as_bytes() == e.path)).then(|| e.clone());
        let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
        rewrite(&blob[..], &toc, &change, &mut w).unwrap();
        let (out, made) = w.finish().unwrap();
        assert_eq!(Toc::read(&out[..], &Limits::default()).unwrap(), made.toc);
        let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
        let show = |e: &Entry| match &e.kind {
            EntryKind::File { offset, .. } => {
                let at = *offset as usize;
                format!("{}={}", text(&e.path), text(&out[at..at + 3]))
            }
            EntryKind::Hardlink { target } => format!("{}->{}", text(&e.path), text(target)),
            _ => text(&e.path),
        };
        made.toc.entries.iter().map(show).collect()
    }

    #[test]
    fn a_name_that_stays_inherits_the_content() {
        let entries = [Entry::dir("d", 0o755), file("d/a"), link("b", "d/a"), file("x"), link("c", "b"), file("y")];
        assert_eq!(without(&entries, &[]), ["d", "d/a=001", "b->d/a", "x=003", "c->d/a", "y=005"]);
        assert_eq!(without(&entries, &["d/a"]), ["d", "b=001", "x=003", "c->b", "y=005"]);
        assert_eq!(without(&entries, &["d/a", "b"]), ["d", "c=001", "x=003", "y=005"]);
        assert_eq!(without(&entries, &["b"]), ["d", "d/a=001", "x=003", "c->d/a", "y=005"]);
        assert_eq!(without(&entries, &["d/a", "b", "c", "x"]), ["d", "y=005"]);
        assert_eq!(without(&entries, &["y", "d"]), ["d/a=001", "b->d/a", "x=003", "c->d/a"]);
    }

    #[test]
    fn a_file_that_stands_twice_is_left_out_twice() {
        let entries = [file("a"), file("b"), file("a"), link("c", "a")];
        assert_eq!(without(&entries, &["b"]), ["a=000", "a=002", "c->a"]);
        assert_eq!(without(&entries, &["a"]), ["b=001", "c=002"]);
    }

    #[test]
    fn a_link_to_the_layers_below_is_told() {
        let (blob, toc) = layer(&[link("c", "below")]);
        let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
        let change = |e: &Entry| (e.path != b"below").then(|| e.clone());
        assert_eq!(rewrite(&blob[..], &toc, &change, &mut w).unwrap_err().kind(), Kind::Unsupported);
    }

    #[test]
    fn same_entries_other_times() {
        let timed = |secs: i64| {
            let entries = [Entry::dir("d", 0o755), file("d/b"), link("d/c", "d/b"), file("a")];
            entries.map(|e| Entry { mtime: Timestamp::from_secs(secs), ..e })
        };
        let (blob, toc) = layer(&timed(1_700_000_000));
        let mut w = LayerWriter::new(Vec::new(), Compression::None, 1).unwrap();
        let change = |e: &Entry| Some(Entry { mtime: Timestamp::from_secs(5), ..e.clone() });
        rewrite(&blob[..], &toc, &change, &mut w).unwrap();
        assert_eq!(w.finish().unwrap().0, layer(&timed(5)).0);
    }
}
