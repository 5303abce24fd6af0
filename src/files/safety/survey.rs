//! What a layer's files say of what they need, noted in the same pass that makes the table of
//! contents, and kept in the store under the layer's diff ID.

use super::elf::Elf;
use crate::error::{Context, Result};
use crate::files::elf::{self, At};
use crate::files::{LayerInfo, Layers, checked_table_with};
use crate::image::file::blocking;
use crate::layer::toc::Watch;
use crate::layer::{Entry, EntryKind, Toc};
use crate::sbom::{self, Inventory, Source};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

/// Changed whenever [`Facts`] change their shape or meaning.
const VERSION: u32 = 1;
/// The largest list of users or packages that is read.
const MAX_TEXT: u64 = 16 << 20;
/// The most users, groups or packages of one file.
const MANY: usize = 100_000;
/// What the facts of one layer may weigh in memory, in bytes.
const MOST: usize = 128 << 20;
/// ELF files up to this size are read in memory; larger ones from a file.
const IN_MEMORY: u64 = 1 << 20;
/// The largest ELF file that is looked into.
const MAX_ELF: u64 = 4 << 30;
/// The longest first line of a script, as the kernel reads it.
const MAX_LINE: usize = 256;

/// What one file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// A program or a library.
    Elf(Elf),
    /// A script's interpreter, and its first argument.
    Script(String, Option<String>),
    /// Users or groups: names and ids.
    Names(Vec<(String, u32)>),
    /// Packages and their versions.
    Packages(Vec<(String, String)>),
    /// It could not be read, and why.
    Unread(String),
}

/// The facts by the number of the entry in the layer's table.
pub type Facts = BTreeMap<u32, Fact>;

/// A layer: its table and its facts.
#[derive(Clone)]
pub struct Survey {
    /// The table of contents.
    pub toc: Arc<Toc>,
    /// What the files say.
    pub facts: Arc<Facts>,
}

/// The survey of a layer: from the store, else the layer is streamed once.
pub async fn survey(files: &Layers, layer: &LayerInfo) -> Result<Survey> {
    let store = files.store().clone();
    let key = format!("facts-{VERSION}-{}", layer.diff_id.hex());
    if let Some(facts) = store.cached::<Facts>(&key)
        && let Some(toc) = store.toc(&layer.diff_id)?
    {
        return Ok(Survey { toc: Arc::new(toc), facts: Arc::new(facts) });
    }
    let (blob, _) = files.blob(layer).await?;
    let layer = layer.clone();
    blocking(move || {
        let temp = store.root().join("tmp");
        let mut watcher = Watcher::new(&temp);
        let toc = checked_table_with(blob, &layer, &mut watcher)?;
        watcher.failed.map_or(Ok(()), Err)?;
        store.put_toc(&layer.diff_id, &toc)?;
        store.remember(&key, &watcher.facts)?;
        Ok(Survey { toc: Arc::new(toc), facts: Arc::new(watcher.facts) })
    })
    .await
}

enum State {
    /// Too few bytes so far.
    Begin(Vec<u8>),
    Memory(Vec<u8>),
    Spooled,
    Text(Vec<u8>),
    Skip,
}

struct Watcher<'a> {
    temp: &'a Path,
    state: State,
    size: u64,
    source: Option<Text>,
    executable: bool,
    spool: Option<File>,
    facts: Facts,
    failed: Option<crate::Error>,
    left: usize,
}

#[derive(Clone, Copy)]
enum Text {
    Names,
    Packages(Source),
}

/// Lists that count, by path.
fn list(path: &[u8]) -> Option<Text> {
    let path = std::str::from_utf8(path).ok()?;
    match path {
        "etc/passwd" | "etc/group" => Some(Text::Names),
        _ => sbom::wanted(path).filter(|s| matches!(s, Source::Dpkg | Source::Apk)).map(Text::Packages),
    }
}

impl<'a> Watcher<'a> {
    fn new(temp: &'a Path) -> Watcher<'a> {
        Watcher {
            temp,
            state: State::Skip,
            size: 0,
            source: None,
            executable: false,
            spool: None,
            facts: Facts::new(),
            failed: None,
            left: MOST,
        }
    }

    fn spooled(&mut self) -> Result<&mut File> {
        if self.spool.is_none() {
            let what = || format!("create a file in {}", self.temp.display());
            self.spool = Some(tempfile::tempfile_in(self.temp).context(what)?);
        }
        self.spool.as_mut().ok_or_else(|| crate::Error::new(crate::error::Kind::Internal, "a file is gone"))
    }

    fn decide(&mut self, head: Vec<u8>) {
        if head.starts_with(b"\x7fELF") {
            if self.size <= IN_MEMORY {
                self.state = State::Memory(head);
                return;
            }
            let begun = self.spooled().and_then(|file| {
                file.seek(SeekFrom::Start(0))
                    .and_then(|_| file.set_len(0))
                    .and_then(|()| file.write_all(&head))
                    .context(|| "keep a file of a layer".into())
            });
            self.state = State::Spooled;
            if let Err(e) = begun {
                (self.failed, self.state) = (Some(e), State::Skip);
            }
        } else if head.starts_with(b"#!") && self.executable {
            self.state = State::Text(head[..head.len().min(MAX_LINE)].to_vec());
        } else {
            self.state = State::Skip;
        }
    }
}

impl Watch for Watcher<'_> {
    fn begin(&mut self, index: usize, entry: &Entry) {
        let EntryKind::File { size, .. } = entry.kind else { return };
        (self.size, self.executable, self.source) = (size, entry.mode & 0o111 != 0, list(&entry.path));
        self.state = match self.source {
            Some(_) if size <= MAX_TEXT => State::Text(Vec::new()),
            Some(_) => {
                let why = format!("it has {size} bytes; at most {MAX_TEXT} are read");
                self.facts.insert(number(index), Fact::Unread(why));
                State::Skip
            }
            None if size > MAX_ELF => State::Skip,
            None => State::Begin(Vec::new()),
        };
    }

    fn data(&mut self, chunk: &[u8]) {
        match &mut self.state {
            State::Begin(head) => {
                head.extend_from_slice(chunk);
                if head.len() >= 4 {
                    let head = std::mem::take(head);
                    self.decide(head);
                }
            }
            State::Memory(all) => all.extend_from_slice(chunk),
            State::Text(all) if self.source.is_some() => all.extend_from_slice(chunk),
            State::Text(line) => {
                let room = MAX_LINE.saturating_sub(line.len()).min(chunk.len());
                line.extend_from_slice(&chunk[..room]);
            }
            State::Spooled => {
                let written =
                    self.spooled().and_then(|f| f.write_all(chunk).context(|| "keep a file of a layer".into()));
                if let Err(e) = written {
                    (self.failed, self.state) = (Some(e), State::Skip);
                }
            }
            State::Skip => {}
        }
    }

    fn end(&mut self, index: usize, entry: &Entry) {
        let told = |found: Result<elf::Elf, String>| found.map_or_else(Fact::Unread, |e| Fact::Elf(e.into()));
        let fact = match std::mem::replace(&mut self.state, State::Skip) {
            State::Memory(all) => Some(told(elf::read(&all[..]))),
            State::Spooled => self.spool.as_ref().map(|file| told(elf::read(&OnDisk(file)))),
            State::Text(text) => match self.source {
                Some(Text::Names) => Some(Fact::Names(names(&text))),
                Some(Text::Packages(source)) => Some(packages(source, &entry.path, &text)),
                None => script(&text),
            },
            State::Begin(_) | State::Skip => None,
        };
        let fact = fact.map(|fact| match self.left.checked_sub(weight(&fact)) {
            Some(left) => {
                self.left = left;
                fact
            }
            None => Fact::Unread("the layer has too many such files".into()),
        });
        self.facts.extend(fact.map(|fact| (number(index), fact)));
    }
}

/// About what a fact takes in memory.
fn weight(fact: &Fact) -> usize {
    let texts = |all: &[String]| all.iter().map(|t| t.len() + 24).sum::<usize>();
    64 + match fact {
        Fact::Elf(e) => {
            let needs = e.needs.iter().map(|(file, versions)| file.len() + 48 + texts(versions));
            texts(&e.needed) + texts(&e.runpath) + texts(&e.provides) + needs.sum::<usize>()
        }
        Fact::Script(..) | Fact::Unread(_) => MAX_LINE,
        Fact::Names(all) => all.iter().map(|(name, _)| name.len() + 32).sum(),
        Fact::Packages(all) => all.iter().map(|(name, version)| name.len() + version.len() + 48).sum(),
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

struct OnDisk<'a>(&'a File);

impl At for OnDisk<'_> {
    fn at(&self, offset: u64, buf: &mut [u8]) -> usize {
        let mut done = 0;
        while done < buf.len() {
            match self.0.read_at(&mut buf[done..], offset.saturating_add(done as u64)) {
                Ok(n) if n > 0 => done += n,
                _ => break,
            }
        }
        done
    }
}

/// `name:x:id:…` lines of passwd(5) and group(5).
fn names(text: &[u8]) -> Vec<(String, u32)> {
    let line = |line: &[u8]| {
        let mut parts = line.split(|b| *b == b':');
        let name = parts.next().filter(|n| !n.is_empty() && !n.starts_with(b"#") && n.len() <= 256)?;
        let id = std::str::from_utf8(parts.nth(1)?).ok()?.trim().parse().ok()?;
        Some((String::from_utf8_lossy(name).into_owned(), id))
    };
    text.split(|b| *b == b'\n').filter_map(line).take(MANY).collect()
}

fn packages(source: Source, path: &[u8], text: &[u8]) -> Fact {
    let mut inventory = Inventory::default();
    inventory.read(source, &String::from_utf8_lossy(path), text);
    let all = inventory.packages.into_iter().take(MANY);
    Fact::Packages(all.map(|p| (p.name, p.version)).collect())
}

fn script(head: &[u8]) -> Option<Fact> {
    let line = head.strip_prefix(b"#!")?.split(|b| *b == b'\n').next()?;
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_whitespace();
    let interpreter = words.next().filter(|i| i.starts_with('/'))?.to_string();
    Some(Fact::Script(interpreter, words.next().map(str::to_string)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_first_lines() {
        let text =
            b"root:x:0:0:root:/root:/bin/sh\n#no:x:1\nbad\nwww-data:x:33:33::/:\nhuge:x:99999999999:1\n+::::::\n";
        assert_eq!(names(text), [("root".into(), 0), ("www-data".into(), 33)]);
        assert_eq!(
            script(b"#! /usr/bin/env python3 -x\nmore"),
            Some(Fact::Script("/usr/bin/env".into(), Some("python3".into())))
        );
        assert_eq!(script(b"#!sh\n"), None);
        let status = b"Package: a\nStatus: install ok installed\nVersion: 2\n\n";
        assert_eq!(
            packages(Source::Dpkg, b"var/lib/dpkg/status", status),
            Fact::Packages(vec![("a".into(), "2".into())])
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text(text in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = (names(&text), script(&text), packages(Source::Apk, b"x", &text));
        }
    }
}
