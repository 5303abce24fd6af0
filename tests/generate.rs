//! `man/` and `completions/` are what `imgtool generate` makes of the arguments.
use crate::common::{Imgtool, repository};
use std::{collections::BTreeMap, fs, path::Path};

fn files(dir: &Path) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for folder in ["man", "completions"] {
        for entry in fs::read_dir(dir.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
            out.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    out
}

#[test]
fn man_pages_and_completions_are_current() {
    let tool = Imgtool::new();
    tool.ok(&["generate", &tool.text("")]);
    let (made, kept) = (files(tool.dir.path()), files(repository()));
    for name in made.keys().chain(kept.keys()) {
        assert!(made.get(name) == kept.get(name), "{name} is stale: run `imgtool generate .`");
    }
    assert!(made.contains_key("man/imgtool-build.1") && made.len() >= 8);
}
