use super::*;
use crate::layer::{Entry, EntryKind, Toc};
use crate::oci::{Descriptor, Digest, media_type};
use std::sync::Arc;

/// A layer of a test: entries, and what they say.
#[derive(Default)]
struct Made {
    entries: Vec<Entry>,
    facts: survey::Facts,
}

impl Made {
    fn add(mut self, path: &str, kind: EntryKind) -> Made {
        self.entries.push(Entry { kind, ..Entry::dir(path, 0o755) });
        self
    }

    fn dir(self, path: &str) -> Made {
        self.add(path, EntryKind::Dir)
    }

    fn file(self, path: &str, content: u8) -> Made {
        self.add(path, EntryKind::File { size: 1, content: [content; 32], offset: 0, sparse: false })
    }

    fn says(mut self, fact: Fact) -> Made {
        self.facts.insert(self.entries.len() as u32 - 1, fact);
        self
    }

    fn owned(mut self, uid: u32) -> Made {
        self.entries.last_mut().unwrap().uid = uid;
        self
    }
}

fn checked(old: Made, new: Made, own: Made, user: &str) -> Vec<(String, String)> {
    let mut surveys = HashMap::new();
    let mut info = |name: &str, made: Made| {
        let diff_id = Digest::sha256(name.as_bytes());
        let survey = Survey { toc: Arc::new(Toc { entries: made.entries }), facts: Arc::new(made.facts) };
        surveys.insert(diff_id.to_string(), survey);
        let blobs = Arc::new(crate::image::memory::Overlay::new());
        let descriptor = Descriptor::of(media_type::OCI_LAYER, name.as_bytes());
        vec![LayerInfo { diff_id, descriptor, blobs, compression: None, created: None }]
    };
    let config = ContainerConfig { user: user.into(), ..Default::default() };
    let question = Question {
        old: info("old", old),
        new: info("new", new),
        own: info("own", own),
        old_config: config.clone(),
        new_config: config,
        triggers: Default::default(),
    };
    findings(&question, &surveys)
        .into_iter()
        .map(|f| (format!("{} {}", f.level.name(), f.code), f.shown_path()))
        .collect()
}

fn is(found: &[(String, String)], what: &str, path: &str) {
    assert!(found.iter().any(|(w, p)| w == what && p == path), "{what} {path} in {found:?}");
}

fn library(soname: &str, versions: &[&str]) -> Fact {
    let provides = versions.iter().map(|v| v.to_string()).collect();
    Fact::Elf(elf::Elf { soname: Some(soname.into()), provides, kind: (2, 1, 62), ..Default::default() })
}

fn program(needed: &str, versions: &[&str]) -> Fact {
    let versions = versions.iter().map(|v| v.to_string()).collect();
    let needs = vec![(needed.to_string(), versions)];
    Fact::Elf(elf::Elf {
        needed: vec![needed.into()],
        needs,
        kind: (2, 1, 62),
        loader: Some("/lib/ld.so.1".into()),
        ..Default::default()
    })
}

fn names(list: &[(&str, u32)]) -> Fact {
    Fact::Names(list.iter().map(|(n, id)| (n.to_string(), *id)).collect())
}

fn base(content: u8) -> Made {
    Made::default()
        .dir("lib")
        .file("lib/libx.so.1", content)
        .says(library("libx.so.1", &["X_1"]))
        .file("lib/ld.so.1", content)
        .says(library("ld.so.1", &[]))
}

#[test]
fn an_app_that_only_adds_is_safe() {
    let own = Made::default().dir("app").file("app/run", 1).says(program("libx.so.1", &["X_1"]));
    assert_eq!(checked(base(1), base(2), own, ""), []);
}

#[test]
fn libraries_versions_and_loaders() {
    let app = || Made::default().file("app", 1).says(program("libx.so.1", &["X_1", "X_2"]));
    let old = || {
        Made::default()
            .file("lib/libx.so.1", 1)
            .says(library("libx.so.1", &["X_1", "X_2"]))
            .file("lib/ld.so.1", 1)
            .says(library("ld.so.1", &[]))
    };
    is(&checked(old(), base(2), app(), ""), "unsafe symbol-version-missing", "/app");
    is(
        &checked(old(), Made::default().file("lib/ld.so.1", 1).says(library("ld.so.1", &[])), app(), ""),
        "unsafe library-missing",
        "/app",
    );
    is(
        &checked(
            old(),
            Made::default().file("lib/libx.so.1", 1).says(library("libx.so.1", &["X_1", "X_2"])),
            app(),
            "",
        ),
        "unsafe loader-missing",
        "/app",
    );
    let other = Made::default()
        .file("lib/libx.so.1", 1)
        .says(library("libx.so.1", &["X_1", "X_2"]))
        .file("lib/ld.so.1", 9)
        .says(library("musl", &[]));
    is(&checked(old(), other, app(), ""), "unsafe loader-changed", "/app");
    // A library that only the image's own search path reaches is found there on both sides.
    let private = || Made::default().file("opt/libx.so.1", 1).says(library("libx.so.1", &["X_1", "X_2"]));
    assert_eq!(
        checked(Made::default(), Made::default(), private().file("app", 1).says(program("libx.so.1", &["X_2"])), ""),
        []
    );
}

#[test]
fn what_the_new_base_needs_of_what_the_image_hides() {
    let new = || base(2).file("bin/tool", 3).says(program("libx.so.1", &["X_1"]));
    let own = Made::default().add("lib/libx.so.1", EntryKind::Whiteout);
    is(&checked(base(1), new(), own, ""), "unsafe library-removed", "/lib/libx.so.1");
    let own = Made::default().file("lib/libx.so.1", 9).says(library("libx.so.1", &["X_0"]));
    let found = checked(base(1), new(), own, "");
    is(&found, "unsafe symbol-version-missing", "/bin/tool");
    is(&found, "review base-file-replaced", "/lib/libx.so.1");
}

#[test]
fn links_directories_and_removals() {
    let old = || Made::default().file("etc/a", 1).file("share/x", 1).dir("conf");
    let new = || Made::default().file("etc/a", 2).file("conf", 1).file("late", 1).dir("data").file("data/x", 1);
    let own = || {
        Made::default()
            .add("copy", EntryKind::Hardlink { target: b"etc/a".to_vec() })
            .add("lost", EntryKind::Hardlink { target: b"share/x".to_vec() })
            .add("link", EntryKind::Symlink { target: b"/share/x".to_vec() })
            .file("conf/mine", 1)
            .file("data", 1)
            .file("share/own", 1)
            .add("late", EntryKind::Whiteout)
            .add("etc/a", EntryKind::Whiteout)
    };
    let found = checked(old(), new(), own(), "");
    is(&found, "unsafe hard-link-into-base", "/copy");
    is(&found, "unsafe hard-link-into-base", "/lost");
    is(&found, "unsafe link-dangling", "/link");
    is(&found, "unsafe directory-over-file", "/conf");
    is(&found, "unsafe file-over-directory", "/data");
    is(&found, "unsafe base-file-removed", "/late");
    is(&found, "review base-file-removed", "/etc/a");
    is(&found, "review directory-vanished", "/share");
    assert_eq!(checked(old(), old(), own(), ""), []);
}

#[test]
fn owners_and_users() {
    let base = |list: &[(&str, u32)]| Made::default().file("etc/passwd", list.len() as u8).says(names(list));
    let own = || Made::default().file("data", 1).owned(101);
    let found =
        checked(base(&[("root", 0), ("app", 101)]), base(&[("root", 0), ("bus", 101), ("app", 102)]), own(), "app");
    is(&found, "unsafe owner-moved", "/data");
    is(&found, "review user-moved", "/etc/passwd");
    let found = checked(base(&[("app", 101)]), base(&[]), own(), "app");
    is(&found, "unsafe user-missing", "/etc/passwd");
    is(&found, "review owner-unnamed", "/data");
    let list = Made::default().file("etc/passwd", 9).says(names(&[("root", 0), ("app", 101)]));
    let found = checked(base(&[("root", 0)]), base(&[("root", 0), ("bus", 101)]), list, "app");
    is(&found, "unsafe account-conflict", "/etc/passwd");
    assert_eq!(checked(base(&[("app", 101)]), base(&[("app", 101), ("new", 5)]), own(), "app:5"), []);
}

#[test]
fn lists_of_packages_that_both_sides_changed() {
    let base = |n: u8, v: &str| {
        Made::default().file("var/lib/dpkg/status", n).says(Fact::Packages(vec![("libc6".into(), v.into())]))
    };
    let own = || base(9, "1").file("var/lib/dpkg/info/x.list", 1);
    let found = checked(base(1, "1"), base(2, "2"), own(), "");
    is(&found, "unsafe package-database", "/var/lib/dpkg/status");
    assert_eq!(checked(base(1, "1"), base(1, "1"), own(), ""), []);
}

proptest::proptest! {
    /// Whatever entries a layer has: an answer.
    #[test]
    fn any_layers(picks in proptest::collection::vec((0usize..6, 0usize..8, 0u8..3, 0usize..3), 0..40)) {
        let names = ["a", "a/b", "a/b/c", "etc/passwd", "lib/libx.so.1", "d"];
        let mut made = [Made::default(), Made::default(), Made::default()];
        for (name, kind, n, which) in picks {
            let path = names[name];
            let target = names[(name + usize::from(n)) % 6].as_bytes().to_vec();
            let one = std::mem::take(&mut made[which]);
            made[which] = match kind {
                0 => one.dir(path),
                1 => one.add(path, EntryKind::Symlink { target }),
                2 => one.add(path, EntryKind::Hardlink { target }),
                3 => one.add(path, EntryKind::Whiteout),
                4 => one.add(path, EntryKind::Opaque),
                5 => one.file(path, n).says(program("libx.so.1", &["X"])),
                6 => one.file(path, n).says(super::tests::names(&[("u", u32::from(n))])).owned(u32::from(n)),
                _ => one.file(path, n).says(library("libx.so.1", &["X"])),
            };
        }
        let [old, new, own] = made;
        let _ = checked(old, new, own, "u:u");
    }
}
