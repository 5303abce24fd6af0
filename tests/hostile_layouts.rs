//! Layouts and archives that point elsewhere, name odd things, or hold other bytes than they promise.
use crate::common::Imgtool;
use crate::common::evil::{
    Item, Outside, blob_path, file, hard_link, image, item, layer, put, read_json, sha256, symlink, tar,
};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::symlink as make_link,
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

/// A small image as a layout below the tool's folder: its reference and its directory.
fn sample(tool: &Imgtool, name: &str) -> (String, PathBuf) {
    (image(tool, name, &[layer(&[file("f", "content of a file")])]), tool.path(name))
}

fn top_manifest(layout: &Path) -> Value {
    read_json(&blob_path(layout, &read_json(&layout.join("index.json"))["manifests"][0]))
}

/// The commands that read the image fail with one of the words, and nothing gets a name in the store: one of
/// its own, since what an earlier attempt kept would not be asked for again.
fn refused(reference: &str, words: &[&str]) {
    let tool = Imgtool::new();
    for command in [&["copy", reference, "store:kept"][..], &["validate", reference], &["export", "-o", "o", reference]]
    {
        let out = tool.run(command);
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert_eq!(out.status.code(), Some(1), "{command:?}: {text}");
        assert!(!text.contains("panicked"), "{text}");
        assert!(words.iter().any(|w| text.contains(w)), "{command:?}: none of {words:?} in {text}");
    }
    tool.fails(1, &["inspect", "store:kept"]);
    assert!(!tool.path("o").exists());
}

/// A blob's damage: its last byte gone, one more, one changed, nothing left.
fn damages(good: &[u8]) -> Vec<Vec<u8>> {
    let mut changed = good.to_vec();
    changed[good.len() / 2] ^= 1;
    vec![good[..good.len() - 1].to_vec(), [good, b"!"].concat(), changed, Vec::new()]
}

const WRONG: [&str; 6] = [
    "is not what its digest says",
    "is not what its name says",
    "its descriptor says",
    "bytes",
    "cut off",
    "not the one",
];

#[test]
fn size_lies_in_directories() {
    let tool = Imgtool::new();
    let (reference, layout) = sample(&tool, "layout");
    tool.ok(&["copy", &reference, &format!("dir:{}", tool.text("dir"))]);
    let manifest = top_manifest(&layout);
    let last = manifest["layers"].as_array().unwrap().last().unwrap().clone();
    for part in [&last, &manifest["config"]] {
        let in_dir = tool.path("dir").join(&part["digest"].as_str().unwrap()[7..]);
        for (path, reference) in
            [(blob_path(&layout, part), reference.clone()), (in_dir, format!("dir:{}", tool.text("dir")))]
        {
            let good = fs::read(&path).unwrap();
            for bad in damages(&good) {
                fs::write(&path, bad).unwrap();
                refused(&reference, &WRONG);
            }
            fs::remove_file(&path).unwrap();
            refused(&reference, &[path.file_name().unwrap().to_str().unwrap()]);
            fs::write(&path, good).unwrap();
        }
    }
    tool.ok(&["validate", &reference]);
}

#[test]
fn size_lies_in_descriptors() {
    let tool = Imgtool::new();
    let (reference, layout) = sample(&tool, "layout");
    let good = top_manifest(&layout);
    let size = good["layers"][1]["size"].as_u64().unwrap();
    for lie in [json!(size - 1), json!(size + 1), json!(0), json!(1u64 << 62), json!(-1), json!(1.5), json!("17")] {
        let mut manifest = good.clone();
        manifest["layers"][1]["size"] = lie;
        let top = put(&layout, "application/vnd.oci.image.manifest.v1+json", manifest.to_string().as_bytes());
        let index = json!({"schemaVersion": 2, "manifests": [top]});
        fs::write(layout.join("index.json"), index.to_string()).unwrap();
        refused(reference.trim_end_matches(":x"), &["bytes", "its descriptor says", "manifest"]);
    }
}

/// Every file of a layout as members of an archive, the blob `damaged` with other bytes.
fn members(layout: &Path, damaged: Option<(&str, &[u8])>) -> Vec<Item> {
    let read = |name: &str| fs::read(layout.join(name)).unwrap();
    let mut out = vec![file("oci-layout", read("oci-layout")), file("index.json", read("index.json"))];
    for entry in fs::read_dir(layout.join("blobs/sha256")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let data = read(&format!("blobs/sha256/{name}"));
        let data = damaged.filter(|(n, _)| *n == name).map_or(data, |(_, d)| d.to_vec());
        out.push(file(format!("blobs/sha256/{name}"), data));
    }
    out
}

/// What `docker save` would write of one layer.
fn docker_members(config: &str, layer: &str, blob: &[u8]) -> Vec<Item> {
    let document = json!({
        "architecture": "amd64", "os": "linux", "config": {},
        "rootfs": {"type": "layers", "diff_ids": [sha256(&tar(&[file("f", "x")]))]},
    });
    let manifest = json!([{"Config": config, "RepoTags": ["x:1"], "Layers": [layer]}]);
    vec![file("manifest.json", manifest.to_string()), file("c.json", document.to_string()), file("l/layer.tar", blob)]
}

#[test]
fn size_lies_in_archives() {
    let tool = Imgtool::new();
    let (_, layout) = sample(&tool, "layout");
    let last = top_manifest(&layout)["layers"][1].clone();
    let name = &last["digest"].as_str().unwrap()[7..];
    let (oci, docker) = (tool.path("a.oci"), tool.path("a.tar"));
    let (oci_ref, docker_ref) =
        (format!("oci-archive:{}", oci.display()), format!("docker-archive:{}", docker.display()));
    fs::write(&oci, tar(&members(&layout, None))).unwrap();
    tool.ok(&["validate", &oci_ref]);
    let good_layer = tar(&[file("f", "x")]);
    fs::write(&docker, tar(&docker_members("c.json", "l/layer.tar", &good_layer))).unwrap();
    tool.ok(&["validate", &docker_ref]);
    for bad in damages(&fs::read(blob_path(&layout, &last)).unwrap()) {
        fs::write(&oci, tar(&members(&layout, Some((name, &bad))))).unwrap();
        refused(&oci_ref, &WRONG);
    }
    for bad in damages(&good_layer) {
        fs::write(&docker, tar(&docker_members("c.json", "l/layer.tar", &bad))).unwrap();
        refused(&docker_ref, &WRONG);
    }
    // The archives themselves cut off in their last member, or in a header.
    for (path, reference, whole) in [
        (&oci, &oci_ref, tar(&members(&layout, None))),
        (&docker, &docker_ref, tar(&docker_members("c.json", "l/layer.tar", &good_layer))),
    ] {
        let half = whole.len() - 1024 - 512 - 100;
        fs::write(path, &whole[..half]).unwrap();
        refused(reference, &["cut off"]);
        fs::write(path, &whole[..700]).unwrap();
        refused(reference, &["cut off", "no member"]);
        fs::write(path, [&whole[..512], &[0x55; 4096][..]].concat()).unwrap();
        refused(reference, &["usable archive", "oci-layout", "manifest.json", "index.json"]);
    }
}

/// `imgtool serve`, killed with the value.
struct Served(Child, String);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn size_lies_of_a_registry() {
    let tool = Imgtool::new();
    let (reference, layout) = sample(&tool, "layout");
    let mut command = tool.command(&["serve", "--dir", &tool.text("registry"), "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let served = Served(child, line.trim_end().strip_prefix("listening on ").unwrap().to_string());
    let remote = format!("{}/a/evil:1", served.1);
    tool.ok(&["copy", &reference, &remote]);
    let manifest = top_manifest(&layout);
    for part in [&manifest["layers"][1], &manifest["config"]] {
        let path = blob_path(&tool.path("registry/a/evil"), part);
        let good = fs::read(&path).unwrap();
        for bad in damages(&good) {
            fs::write(&path, bad).unwrap();
            refused(&remote, &[part["digest"].as_str().unwrap(), "config"]);
        }
        fs::write(&path, good).unwrap();
    }
    Imgtool::new().ok(&["validate", &remote]);
}

fn fifo(path: &Path) {
    let _ = fs::remove_file(path);
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
}

#[test]
fn links_and_pipes_in_a_layout_are_not_followed() {
    let tool = Imgtool::new();
    let outside = Outside::new(&tool);
    let (reference, layout) = sample(&tool, "layout");
    let manifest = top_manifest(&layout);
    let dir_ref = format!("dir:{}", tool.text("dir"));
    tool.ok(&["copy", &reference, &dir_ref]);
    let hex = |part: &Value| part["digest"].as_str().unwrap()[7..].to_string();
    let in_layout = [&manifest["layers"][1], &manifest["config"]].map(|p| format!("blobs/sha256/{}", hex(p)));
    let names = in_layout.iter().map(String::as_str).chain(["index.json", "oci-layout"]);
    let mut files: Vec<(PathBuf, &str)> = names.map(|n| (layout.join(n), reference.as_str())).collect();
    for name in ["manifest.json", &hex(&manifest["layers"][1]), &hex(&manifest["config"])] {
        files.push((tool.path("dir").join(name), dir_ref.as_str()));
    }
    for (path, reference) in files {
        let kept = tool.path("kept");
        fs::rename(&path, &kept).unwrap();
        // Even to the very same bytes.
        make_link(&kept, &path).unwrap();
        refused(reference, &["is a symbolic link"]);
        fs::remove_file(&path).unwrap();
        make_link(outside.at("victim"), &path).unwrap();
        refused(reference, &["is a symbolic link"]);
        fifo(&path);
        refused(reference, &["is not a regular file"]);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        refused(reference, &["is not a regular file"]);
        fs::remove_dir(&path).unwrap();
        fs::rename(&kept, &path).unwrap();
    }
    tool.ok(&["validate", &reference]);
    tool.ok(&["validate", &dir_ref]);
    outside.check();
}

#[test]
fn nothing_is_written_through_a_link() {
    let tool = Imgtool::new();
    let outside = Outside::new(&tool);
    let (reference, layout) = sample(&tool, "layout");
    for part in ["blobs", "blobs/sha256", "index.json"] {
        let target = tool.path("target");
        let _ = fs::remove_dir_all(&target);
        fs::create_dir_all(target.join("blobs/sha256")).unwrap();
        fs::copy(layout.join("oci-layout"), target.join("oci-layout")).unwrap();
        fs::write(target.join("index.json"), r#"{"schemaVersion":2,"manifests":[]}"#).unwrap();
        let link = target.join(part);
        if part == "index.json" {
            fs::remove_file(&link).unwrap()
        } else {
            fs::remove_dir_all(&link).unwrap()
        }
        make_link(outside.at(if part == "index.json" { "victim" } else { "dir" }), &link).unwrap();
        let text = tool.fails(1, &["copy", &reference, &format!("oci:{}:new", target.display())]);
        assert!(text.contains("symbolic link"), "{part}: {text}");
        outside.check();
    }
    // A directory that has links where the blobs go: they are replaced.
    let manifest = top_manifest(&layout);
    let target = tool.path("dir");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("version"), "Directory Transport Version: 1.1\n").unwrap();
    for name in ["manifest.json", &manifest["layers"][1]["digest"].as_str().unwrap()[7..]] {
        make_link(outside.at("victim"), target.join(name)).unwrap();
    }
    tool.ok(&["copy", &reference, &format!("dir:{}", target.display())]);
    tool.ok(&["validate", &format!("dir:{}", target.display())]);
    // An archive whose name is a link is replaced, not written through.
    for transport in ["oci-archive", "docker-archive"] {
        let path = tool.path(transport);
        make_link(outside.at("victim"), &path).unwrap();
        tool.ok(&["copy", &reference, &format!("{transport}:{}", path.display())]);
    }
    make_link(outside.at("victim"), tool.path("export.tar")).unwrap();
    tool.ok(&["export", "-o", "export.tar", &reference]);
    outside.check();
}

#[test]
fn digests_that_are_paths() {
    let tool = Imgtool::new();
    let outside = Outside::new(&tool);
    let (reference, layout) = sample(&tool, "layout");
    let good = top_manifest(&layout);
    let hex = "a".repeat(64);
    let odd = [
        format!("sha256:{}", outside.up("victim")),
        format!("sha256:{}/", &hex[1..]),
        format!("sha256:{}", hex.to_uppercase()),
        format!("sha256:{}\u{0}", &hex[1..]),
        format!("sha256:{hex}\n"),
        format!("../../{hex}:{hex}"),
        format!("sha256+b64:{hex}"),
        "sha256:".into(),
        ":".into(),
        String::new(),
        format!("sha256:{}é", &hex[2..]),
    ];
    for digest in &odd {
        let index = json!({"schemaVersion": 2, "manifests": [{
            "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": digest, "size": 9,
            "annotations": {"org.opencontainers.image.ref.name": "x"}}]});
        fs::write(layout.join("index.json"), index.to_string()).unwrap();
        refused(&reference, &["is not a digest"]);
        fs::write(tool.path("a.oci"), tar(&members(&layout, None))).unwrap();
        refused(&format!("oci-archive:{}", tool.text("a.oci")), &["is not a digest"]);
        for part in ["config", "layers"] {
            let mut manifest = good.clone();
            let descriptor = if part == "config" { &mut manifest["config"] } else { &mut manifest["layers"][1] };
            descriptor["digest"] = json!(digest);
            let top = put(&layout, "application/vnd.oci.image.manifest.v1+json", manifest.to_string().as_bytes());
            let index = json!({"schemaVersion": 2, "manifests": [top]});
            fs::write(layout.join("index.json"), index.to_string()).unwrap();
            refused(reference.trim_end_matches(":x"), &["is not a digest"]);
        }
    }
    outside.check();
}

#[test]
fn archives_with_two_members_of_one_name() {
    let tool = Imgtool::new();
    let (_, layout) = sample(&tool, "layout");
    let blob = tar(&[file("f", "x")]);
    for again in ["index.json", "./index.json", "/index.json", "blobs//sha256/../../index.json"] {
        let twice = [members(&layout, None), vec![file(again, "{}")]].concat();
        fs::write(tool.path("a.oci"), tar(&twice)).unwrap();
        let words = ["two members named 'index.json'", "leads out of its root"];
        refused(&format!("oci-archive:{}", tool.text("a.oci")), &words);
    }
    for again in [file("manifest.json", "[]"), symlink("l/layer.tar", "/etc/passwd"), hard_link("c.json", "c.json")] {
        let twice = [docker_members("c.json", "l/layer.tar", &blob), vec![again]].concat();
        fs::write(tool.path("a.tar"), tar(&twice)).unwrap();
        refused(&format!("docker-archive:{}", tool.text("a.tar")), &["two members named"]);
    }
}

#[test]
fn docker_archives_that_name_files_outside() {
    let tool = Imgtool::new();
    let outside = Outside::new(&tool);
    let blob = tar(&[file("f", "x")]);
    let reference = format!("docker-archive:{}", tool.text("a.tar"));
    let attack = |items: &[Item], words: &[&str]| {
        fs::write(tool.path("a.tar"), tar(items)).unwrap();
        refused(&reference, words);
        outside.check();
    };
    for name in ["../../etc/passwd", "/etc/passwd", &outside.up("victim"), &outside.at("victim"), "", ".", "l", "gone"]
    {
        attack(&docker_members(name, "l/layer.tar", &blob), &["has no member"]);
        attack(&docker_members("c.json", name, &blob), &["has no member"]);
    }
    // The members are links: out, in a circle, to a pipe.
    for target in ["/etc/passwd", &outside.up("victim"), &outside.at("victim"), "layer.tar", "../l"] {
        let mut items = docker_members("c.json", "l/layer.tar", &blob);
        items[2] = symlink("l/layer.tar", target);
        attack(&items, &["has no member"]);
        items[2] = hard_link("l/layer.tar", target);
        attack(&items, &["has no member", "leads out of its root"]);
    }
    let mut items = docker_members("c.json", "l/layer.tar", &blob);
    items[2] = item(b'6', "l/layer.tar", "", "");
    attack(&items, &["has no member"]);
    items[2] = Item { kind: b'3', device: (1, 5), ..file("l/layer.tar", "") };
    attack(&items, &["has no member"]);
    // A link inside the archive is what docker itself writes.
    items[2] = symlink("l/layer.tar", "../other/layer.tar");
    items.push(file("other/layer.tar", &blob));
    fs::write(tool.path("a.tar"), tar(&items)).unwrap();
    tool.ok(&["validate", &reference]);
}

#[test]
fn oci_archives_with_links_and_huge_documents() {
    let tool = Imgtool::new();
    let outside = Outside::new(&tool);
    let (_, layout) = sample(&tool, "layout");
    let reference = format!("oci-archive:{}", tool.text("a.oci"));
    for name in ["oci-layout", "index.json"] {
        for target in [outside.at("victim"), outside.up("victim"), name.to_string()] {
            let mut items = members(&layout, None);
            items.retain(|i| i.name != name.as_bytes());
            items.push(symlink(name, &target));
            fs::write(tool.path("a.oci"), tar(&items)).unwrap();
            refused(&reference, &["has no member", "it has no oci-layout"]);
        }
        let mut items = members(&layout, None);
        items.retain(|i| i.name != name.as_bytes());
        items.push(file(name, vec![b' '; 33 << 20]));
        fs::write(tool.path("a.oci"), tar(&items)).unwrap();
        refused(&reference, &["at most"]);
    }
    outside.check();
}
