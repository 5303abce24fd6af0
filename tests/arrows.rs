//! The shape of the repository: rooms only use rooms below them, and no test file is forgotten.
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Height of a room; `sys` is below everything that may use it.
fn height(room: &str) -> Option<u32> {
    Some(match room {
        "oci" | "dockerfile" | "sbom" | "error" | "event" => 0,
        "image" | "layer" | "rootfs" => 1,
        "transport" | "runtime" | "sys" => 2,
        "copy" | "files" | "audit" | "build" | "serve" | "sign" => 3,
        "cli" | "main" => 4,
        _ => return None,
    })
}

fn allowed(from: &str, to: &str) -> bool {
    match (from, to) {
        (a, b) if a == b => true,
        ("image" | "rootfs" | "runtime", "sys") => true,
        ("copy", "transport") => false,
        // The crate root re-exports the error type.
        (_, "Error" | "Result") => true,
        (from, to) => match (height(from), height(to)) {
            (Some(f), Some(t)) => t <= f,
            _ => false,
        },
    }
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// The rooms named after `crate::` in code, comments left out, `use crate::{a, b::c}` opened.
fn rooms_named(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().map(|l| l.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    let mut out = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut word, mut first) = (0, String::new(), true);
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        out.insert(std::mem::take(&mut word));
                        first = true;
                    }
                    c if depth == 0 && first && (c.is_alphanumeric() || c == '_') => word.push(c),
                    ':' => first = false,
                    _ => {}
                }
            }
            out.insert(word);
        } else {
            out.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    out.remove("");
    out
}

#[test]
fn arrows_go_down_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    sources(&src, &mut files);
    for file in files {
        let inside = file.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let room = first.strip_suffix(".rs").unwrap_or(first);
        if room == "lib" {
            continue;
        }
        if height(room).is_none() {
            wrong.push(format!("{room} is no room that tests/arrows.rs knows"));
        }
        for to in rooms_named(&fs::read_to_string(&file).unwrap()) {
            if !allowed(room, &to) {
                wrong.push(format!("src/{}: {room} uses {to}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that go up:\n{}", wrong.join("\n"));
}

#[test]
fn a_group_of_uses_is_opened() {
    let found = rooms_named("use crate::{cli::x, oci::{a, b}, error};\nuse crate::copy::y; // crate::sign\n");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["cli", "copy", "error", "oci"]);
    assert!(
        !allowed("copy", "transport") && !allowed("oci", "image") && allowed("cli", "sys") && allowed("rootfs", "sys")
    );
}

#[test]
fn every_test_file_is_in_all_rs() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let all = fs::read_to_string(tests.join("all.rs")).unwrap();
    for entry in fs::read_dir(&tests).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|n| *n != "all") {
            assert!(all.lines().any(|l| l == format!("mod {module};")), "tests/{name} is not named in tests/all.rs");
        }
    }
}
