//! What reads bytes from outside, each as one function that takes any bytes. The fuzz
//! targets here call them, and so does `tests/fuzz.rs`, which runs on stable Rust.
//!
//! None may panic, hang or take memory without bound; what is accepted must hold together.

use imgtool::dockerfile::{
    BaseFacts, CheckOptions, Command, Dockerfile, IgnoreFile, Instruction, MatchState, Surroundings, expand_heredoc,
    expand_word, variables,
};
use imgtool::error::Kind;
use imgtool::layer::{Decoder, Limits, Names, TarReader, Toc, Tree, chunked, sniff};
use imgtool::oci::manifest::Document;
use imgtool::oci::{Digest, ImageConfig, Platform, RegistryRef, media_type};
use imgtool::sign::key::PublicKey;
use imgtool::sign::keyless::log::{About, Entry as LogEntry};
use imgtool::sign::keyless::root::{Log, TrustedRoot};
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

/// One entry: its name, and what takes the bytes.
pub type Entry = (&'static str, fn(&[u8]));

/// All entries.
pub const ENTRIES: [Entry; 8] = [
    ("dockerfile", dockerfile),
    ("ignore_file", ignore_file),
    ("reference", reference),
    ("tar", tar),
    ("documents", documents),
    ("toc", toc),
    ("policy", policy),
    ("trust", trust),
];

/// Parser, checks, formatter, expansion.
pub fn dockerfile(data: &[u8]) {
    let file = match Dockerfile::parse("D", data) {
        Ok(file) => file,
        Err(e) => {
            assert!(e.kind() == Kind::Dockerfile && e.what().starts_with("D:"), "no line: {e}");
            return;
        }
    };
    let bases: BTreeMap<usize, BaseFacts> = (0..file.stages.len()).map(|i| (i, BaseFacts::default())).collect();
    let around = Surroundings { bases: &bases, ..Surroundings::default() };
    let options = CheckOptions::parse("experimental=all,imgtool").unwrap_or_default();
    for warning in file.check(&around, &options) {
        file.excerpt(&warning);
    }
    let text = file.formatted().unwrap_or_default();
    let again = Dockerfile::parse("D", text.as_bytes());
    assert!(again.is_ok_and(|d| d.meaning() == file.meaning()), "the formatter changed the meaning: {text}");
    let vars = vec![("a", "b"), ("HOME", "/root"), ("long", "xyxyxyxyxyxyxy")];
    for i in file.stages.iter().flat_map(|s| &s.instructions) {
        let _ = i.expand(&vars).map(|i| i.history(&["sh".to_string()], &[]));
        if let Command::OnBuild(o) = &i.command {
            let _ = Instruction::parse_trigger("trigger", &o.trigger, file.source.escape());
        }
    }
    for line in file.source.text().lines().take(100) {
        for escape in ['\\', '`'] {
            let _ = expand_word(line, &vars, escape);
            variables(line, escape);
        }
        let _ = expand_heredoc(line, &vars);
    }
}

/// An ignore file, and then a path to try.
pub fn ignore_file(data: &[u8]) {
    let (patterns, path) = data.iter().position(|b| *b == 0).map_or((data, &b"a/b/c.d"[..]), |at| data.split_at(at));
    let Ok(file) = IgnoreFile::parse(patterns) else { return };
    let path = String::from_utf8_lossy(path).replace('\0', "");
    let path: String = path.split('/').filter(|p| !p.is_empty()).take(20).collect::<Vec<_>>().join("/");
    let whole = file.ignores(&path);
    let mut state = MatchState::default();
    let mut last = false;
    for end in path.match_indices('/').map(|(i, _)| i).chain([path.len()]) {
        (last, state) = file.ignored(path.get(..end).unwrap_or(""), &state);
        file.must_walk(path.get(..end).unwrap_or(""));
    }
    assert_eq!(last, whole, "walking and asking differ for {path}");
}

/// References, digests, platforms: what is accepted is written as it is read.
pub fn reference(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(reference) = text.parse::<RegistryRef>() {
        let shown = reference.to_string();
        assert_eq!(shown.parse::<RegistryRef>().map(|r| r.to_string()).ok().as_deref(), Some(shown.as_str()));
    }
    if let Ok(digest) = text.parse::<Digest>() {
        assert_eq!(digest.to_string(), text);
    }
    if let Ok(platform) = text.parse::<Platform>() {
        let shown = platform.to_string();
        assert_eq!(shown.parse::<Platform>().ok().map(|p| p.to_string()), Some(shown));
    }
    let _ = text.parse::<imgtool::transport::Reference>();
}

fn limits() -> Limits {
    Limits { max_plain_bytes: 1 << 20, max_entries: 10_000, max_hole_bytes: 1 << 20, ..Limits::default() }
}

/// Archives, compressed or not: every entry with its content.
pub fn tar(data: &[u8]) {
    every_entry(data, Names::Layer);
    every_entry(data, Names::Plain);
    if let Some(archive) = sniff(data)
        && let Ok(plain) = Decoder::for_archive(data, archive, &limits())
    {
        every_entry(plain, Names::Plain);
    }
}

fn every_entry(input: impl Read, names: Names) {
    let mut reader = TarReader::new(input, names, &limits());
    while let Ok(Some(entry)) = reader.next() {
        assert!(!entry.path.split(|b| *b == b'/').any(|part| part == b".."), "a path that climbs");
        if reader.by_ref().take(1 << 20).read_to_end(&mut Vec::new()).is_err() {
            return;
        }
    }
}

/// Manifests, indexes and configs.
pub fn documents(data: &[u8]) {
    for kind in [media_type::OCI_MANIFEST, media_type::OCI_INDEX, media_type::DOCKER_MANIFEST, media_type::DOCKER_INDEX]
    {
        let _ = Document::parse(data, kind);
    }
    if let Ok(config) = serde_json::from_slice::<ImageConfig>(data) {
        let written = serde_json::to_vec(&config).unwrap_or_default();
        assert!(serde_json::from_slice::<ImageConfig>(&written).is_ok(), "a config that cannot be read again");
    }
    let _ = serde_json::from_slice::<imgtool::oci::Manifest>(data);
    let _ = serde_json::from_slice::<imgtool::oci::Index>(data);
}

/// Tables of contents: made from a layer with whiteouts, saved, loaded, stacked.
pub fn toc(data: &[u8]) {
    let _ = Toc::load(&mut &data[..]);
    if let Ok(table) = chunked::parse(data) {
        let _ = Tree::stack(&[Arc::new(table)]);
    }
    let (one, two) = data.split_at(data.len() / 2 / 512 * 512);
    let tables: Vec<Arc<Toc>> =
        [one, two, data].into_iter().filter_map(|d| Toc::read(d, &limits()).ok()).map(Arc::new).collect();
    for table in &tables {
        let mut saved = Vec::new();
        if table.save(&mut saved).is_ok() {
            let loaded = Toc::load(&mut &saved[..]).ok().flatten();
            assert_eq!(loaded.as_ref(), Some(table.as_ref()), "a table that cannot be loaded again");
        }
    }
    let tree = Tree::stack(&tables);
    for entry in tables.iter().flat_map(|t| &t.entries).take(100) {
        let _ = tree.resolve(&entry.path, true);
        tree.children(&entry.path).count();
    }
}

/// Signature policies.
pub fn policy(data: &[u8]) {
    let _ = imgtool::sign::policy::Policy::parse(data);
}

/// Trusted roots, documents of TUF repositories, entries of transparency logs.
pub fn trust(data: &[u8]) {
    const LOG: &[u8] = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=\n-----END PUBLIC KEY-----\n";
    let _ = TrustedRoot::parse(data);
    let _ = imgtool::sign::tuf::expires("root", data);
    let (Ok(value), Ok(key)) = (serde_json::from_slice(data), PublicKey::from_pem(LOG)) else { return };
    let Ok(entry) = LogEntry::from_bundle(&value) else { return };
    let root = TrustedRoot { logs: vec![Log::of(key)], ..TrustedRoot::default() };
    let about = About { payload: b"p", signature: b"s", envelope: None, verifier: b"v" };
    assert!(entry.check(&root, &about, true, Some(0)).is_err(), "an entry that the log has not signed");
}
