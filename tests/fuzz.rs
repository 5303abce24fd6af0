//! The fuzz targets' entry functions (`fuzz/entries.rs`) on stable Rust: any bytes, and good
//! input with a few bytes changed.

#[path = "../fuzz/entries.rs"]
mod entries;

use crate::common::repository;
use entries::{ENTRIES, Entry};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::fs;

/// Input that an entry accepts.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let texts = |all: &[&str]| all.iter().map(|t| t.as_bytes().to_vec()).collect();
    match name {
        "dockerfile" => {
            let dirs = fs::read_dir(repository().join("testdata/dockerfile")).unwrap();
            dirs.filter_map(|d| fs::read(d.unwrap().path().join("context/Dockerfile")).ok()).collect()
        }
        "ignore_file" => texts(&["*\n!src\n**/*.o\n# c\n[a-z]?x\\*\n\0src/main.o"]),
        "reference" => texts(&["r.io:5000/a/b:tag", "a@sha256:00", "linux/arm/v7", "oci:dir:tag", "docker://a/b:c"]),
        "documents" => texts(&[
            r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"a/b","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0},"layers":[]}"#,
            r#"{"schemaVersion":2,"manifests":[]}"#,
            r#"{"architecture":"amd64","os":"linux","config":{"Env":["A=b"],"Cmd":["x"]},"rootfs":{"type":"layers","diff_ids":[]},"history":[{"created":"2020-01-01T00:00:00Z"}]}"#,
        ]),
        "policy" => texts(&[
            r#"{"default":[{"type":"reject"}],"transports":{"docker":{"r.io/a":[{"type":"sigstoreSigned","keyPath":"/k"}]}}}"#,
        ]),
        "trust" => texts(&[
            r#"{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[{"publicKey":{"rawBytes":"MCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244="},"logId":{"keyId":"AA=="}}]}"#,
            r#"{"signed":{"_type":"root","spec_version":"1.0","version":1,"expires":"2030-01-01T00:00:00Z"},"signatures":[{"keyid":"a","sig":"00"}]}"#,
            r#"{"logIndex":"0","logId":{"keyId":"A7zImPb3qVNxr12P+n1s8U8E+LODxX67WnIwiJZrSVk="},"kindVersion":{"kind":"hashedrekord","version":"0.0.2"},"canonicalizedBody":"eyJhcGlWZXJzaW9uIjoiMC4wLjIiLCJraW5kIjoiaGFzaGVkcmVrb3JkIiwic3BlYyI6e319","inclusionProof":{"logIndex":"0","treeSize":"1","rootHash":"EEIiZvk5CVn7xWTDiEaWSZ198SEAiyqnxll7/xS86pY=","hashes":[],"checkpoint":{"envelope":"log.example\n1\nEEIiZvk5CVn7xWTDiEaWSZ198SEAiyqnxll7/xS86pY=\n\n\u2014 log.example A7zImHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=\n"}}}"#,
        ]),
        _ => archives(),
    }
}

/// Archives with every kind of entry, plain and compressed.
fn archives() -> Vec<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    let kinds = [tar::EntryType::Regular, tar::EntryType::Directory, tar::EntryType::Symlink, tar::EntryType::Link];
    for (i, kind) in kinds.into_iter().enumerate() {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(kind);
        header.set_mode(0o644);
        let long = "long/".repeat(60);
        let (name, content) = if i == 0 { (long.as_str(), &b"content"[..]) } else { ("d/.wh.x", &b""[..]) };
        header.set_size(content.len() as u64);
        match kind {
            tar::EntryType::Symlink | tar::EntryType::Link => builder.append_link(&mut header, name, "to").unwrap(),
            _ => builder.append_data(&mut header, name, content).unwrap(),
        }
    }
    builder.append_pax_extensions([("SCHILY.xattr.user.a", &b"b"[..]), ("path", b"pax")]).unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_size(0);
    builder.append_data(&mut header, "last", &b""[..]).unwrap();
    let plain = builder.into_inner().unwrap();
    let zstd = zstd::encode_all(&plain[..], 1).unwrap();
    vec![plain, zstd]
}

fn any_bytes_do((name, entry): Entry, cases: u32) {
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) });
    let bytes = proptest::collection::vec(any::<u8>(), 0..2048);
    runner
        .run(&bytes, |bytes| {
            entry(&bytes);
            Ok(())
        })
        .unwrap();
    let seeds = seeds(name);
    assert!(!seeds.is_empty());
    for seed in &seeds {
        entry(seed);
    }
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..6);
    let changed = (prop::sample::select(seeds), changes).prop_map(|(mut seed, changes)| {
        for (at, byte, how) in changes {
            let at = at.index(seed.len().max(1));
            match how {
                0 => seed.truncate(at),
                1 if at < seed.len() => drop(seed.remove(at)),
                2 => seed.insert(at.min(seed.len()), byte),
                _ => seed.iter_mut().skip(at).take(1).for_each(|b| *b = byte),
            }
        }
        seed
    });
    runner
        .run(&changed, |bytes| {
            entry(&bytes);
            Ok(())
        })
        .unwrap();
}

#[test]
fn any_bytes_are_read_or_refused() {
    for entry in ENTRIES {
        any_bytes_do(entry, 150);
    }
}

#[test]
fn every_entry_has_its_fuzz_target() {
    let manifest = fs::read_to_string(repository().join("fuzz/Cargo.toml")).unwrap();
    for (name, _) in ENTRIES {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        let target = fs::read_to_string(repository().join(format!("fuzz/fuzz_targets/{name}.rs"))).unwrap();
        assert!(target.contains(&format!("entries::{name}(data)")), "{name}");
    }
}
