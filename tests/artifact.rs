//! `imgtool artifact`: files in a registry, with oras on the other side.
use crate::common::{Imgtool, Registry, Served, base, peer_ok};
use std::fs;

const TYPE: &str = "application/vnd.example.thing";

fn some_files(tool: &Imgtool) {
    tool.write("report.json", "{}");
    tool.write("d/sub/f", "hello");
    std::os::unix::fs::symlink("sub/f", tool.path("d/l")).unwrap();
}

/// Pushed by imgtool, pulled by oras, and the other way round, files and directories.
#[test]
fn files_and_directories_go_to_oras_and_back() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    some_files(&tool);
    let ours = format!("{}/ours:1", registry.address);
    let parts = ["report.json:application/json", "d", "--annotation", "made.by=test"];
    tool.ok(&[&["artifact", "push", &ours, "--artifact-type", TYPE, "--digestfile", "digest"], &parts[..]].concat());
    let oras = |arguments: &[&str]| peer_ok(tool.dir.path(), &[&["oras"], arguments].concat());
    let manifest: serde_json::Value =
        serde_json::from_str(&oras(&["manifest", "fetch", "--plain-http", &ours])).unwrap();
    assert_eq!(manifest["artifactType"], TYPE);
    assert_eq!(manifest["annotations"]["made.by"], "test");
    assert_eq!(manifest["layers"][0]["mediaType"], "application/json");
    oras(&["pull", "--plain-http", "-o", &tool.text("by-oras"), &ours]);
    assert_eq!(fs::read_to_string(tool.path("by-oras/report.json")).unwrap(), "{}");
    assert_eq!(fs::read_to_string(tool.path("by-oras/d/l")).unwrap(), "hello");

    let theirs = format!("{}/theirs:1", registry.address);
    let script = format!(
        "cd {} && oras push --plain-http --artifact-type {TYPE} {theirs} report.json:application/json d",
        tool.dir.path().display()
    );
    peer_ok(tool.dir.path(), &["sh", "-c", &script]);
    let told = tool.ok(&["artifact", "pull", "-o", "by-us", &theirs]);
    assert_eq!(told, "by-us/report.json\nby-us/d\n");
    assert_eq!(fs::read_to_string(tool.path("by-us/d/sub/f")).unwrap(), "hello");
    assert!(tool.path("by-us/d/l").symlink_metadata().unwrap().is_symlink());
    let left: Vec<_> = fs::read_dir(tool.path("by-us")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    // The same files give the same artifact.
    let again = format!("{}/again:1", registry.address);
    let digest = tool.ok(&[&["artifact", "push", &again, "--artifact-type", TYPE], &parts[..]].concat());
    assert_eq!(digest.trim_end(), fs::read_to_string(tool.path("digest")).unwrap());
}

#[test]
fn what_a_pull_must_not_touch_stays() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    some_files(&tool);
    let name = format!("{}/a:1", registry.address);
    tool.ok(&["artifact", "push", &name, "--artifact-type", TYPE, "report.json", "d"]);
    tool.write("out/d/mine", "precious");
    let told = tool.fails(1, &["artifact", "pull", "-o", "out", &name]);
    assert!(told.contains("a directory of that name exists"), "{told}");
    assert_eq!(fs::read_dir(tool.path("out")).unwrap().count(), 1);
    tool.write("old/report.json", "mine");
    let told = tool.fails(1, &["artifact", "pull", "-k", "-o", "old", &name]);
    assert!(told.contains("it exists"), "{told}");
    assert_eq!(fs::read_to_string(tool.path("old/report.json")).unwrap(), "mine");
    let image = format!("{}/image:1", registry.address);
    tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), &image]);
    let told = tool.fails(1, &["artifact", "pull", "-o", "new", &image]);
    assert!(told.contains("no files with names") && told.contains("imgtool export"), "{told}");
}

/// A title that leads out, and a link that a directory brings for a later file to go through.
#[test]
fn hostile_titles_write_nothing() {
    let tool = Imgtool::new();
    let served = Served::start(&tool, &[]);
    some_files(&tool);
    fs::create_dir(tool.path("outside")).unwrap();
    std::os::unix::fs::symlink("../../outside", tool.path("d/out")).unwrap();
    for (number, title) in
        ["../outside/x", "/tmp/imgtool-hostile-title", "d/out/x", "", "a/../../outside/x"].iter().enumerate()
    {
        let layout = tool.text(&format!("layout{number}"));
        tool.ok(&["artifact", "push", &format!("oci:{layout}:x"), "--artifact-type", TYPE, "d", "report.json"]);
        let name = format!("{}/h{number}:1", served.address);
        retitle(&layout, "report.json", title);
        tool.ok(&["copy", &format!("oci:{layout}:bad"), &name]);
        let told = tool.fails(1, &["artifact", "pull", "-o", &format!("out{number}"), &name]);
        assert!(told.contains("the artifact names a file") || told.contains("unpack"), "{told}");
        assert_eq!(fs::read_dir(tool.path("outside")).unwrap().count(), 0, "{title}");
    }
}

/// Puts a manifest with another title beside the one in the layout, under the name `bad`.
fn retitle(layout: &str, old: &str, new: &str) {
    let index: serde_json::Value = serde_json::from_slice(&fs::read(format!("{layout}/index.json")).unwrap()).unwrap();
    let mut entry = index["manifests"][0].clone();
    let path = |digest: &str| format!("{layout}/blobs/sha256/{}", digest.strip_prefix("sha256:").unwrap());
    let raw = fs::read_to_string(path(entry["digest"].as_str().unwrap())).unwrap();
    let raw = raw.replace(&format!("\"{old}\""), &serde_json::to_string(new).unwrap());
    let digest = imgtool::oci::Digest::sha256(raw.as_bytes()).to_string();
    fs::write(path(&digest), &raw).unwrap();
    entry["digest"] = digest.into();
    entry["size"] = raw.len().into();
    entry["annotations"] = serde_json::json!({"org.opencontainers.image.ref.name": "bad"});
    let mut index = index;
    index["manifests"].as_array_mut().unwrap().push(entry);
    fs::write(format!("{layout}/index.json"), index.to_string()).unwrap();
}

#[test]
fn mistakes_are_told() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    some_files(&tool);
    let name = format!("{}/a:1", registry.address);
    for (arguments, told) in [
        (&["artifact", "push", &name, "--artifact-type", TYPE, "missing"][..], "missing"),
        (&["artifact", "push", &name, "--artifact-type", TYPE, "d", "./d"], "two files would be called 'd'"),
        (&["artifact", "push", &name, "--artifact-type", TYPE, "-a", "x", "d"], "'x' is no annotation"),
        (&["artifact", "push", &name, "--config", "report.json", "d"], "needs a media type"),
        (&["artifact", "attach", &name, "--artifact-type", TYPE], "nothing to attach"),
        (&["artifact", "attach", &name, "--artifact-type", TYPE, "d"], "404"),
    ] {
        let out = tool.run(arguments);
        let stderr = String::from_utf8_lossy(&out.stderr);
        assert!(!out.status.success() && out.stdout.is_empty(), "{arguments:?}");
        assert!(stderr.contains(told), "{arguments:?}: {stderr}");
    }
}
