//! `append`, `flatten`, `squash`, `rm-path`, `strip`, `recompress`, `convert`, `distill`.
use crate::common::{Imgtool, Registry, done, fstree, peer_ok};
use serde_json::Value;
use std::fs;
use std::process::Command;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The digests of an image's layers.
fn layers(tool: &Imgtool, name: &str) -> Vec<String> {
    let raw = json(&tool.ok(&["inspect", "--raw", name]));
    raw["layers"].as_array().unwrap().iter().map(|l| l["digest"].as_str().unwrap().to_string()).collect()
}

/// busybox with three layers on top: files, some gone and changed, some links.
fn sample() -> Imgtool {
    let tool = Imgtool::with_bases(&["busybox"]);
    for (name, text) in [("a", "aaa\n"), ("secret", "swordfish\n"), ("dir/in", "x\n"), ("dir/deep/er", "y\n")] {
        tool.write(&format!("ctx/t/{name}"), text);
    }
    let steps = "FROM busybox\nCOPY t /t/\n\
        RUN ln /t/secret /t/other && cp /t/secret /t/copy && rm -r /t/dir && mkdir /t/dir && echo z > /t/dir/new\n\
        RUN rm /t/copy && echo more >> /t/a && ln -s secret /t/soft\n";
    tool.write("ctx/Dockerfile", steps);
    tool.ok(&["build", "-q", "--timestamp", "1000", "-t", "sample", &tool.text("ctx")]);
    tool
}

/// Every file of an OCI layout whose plain bytes have this text.
fn found(tool: &Imgtool, name: &str, text: &str) -> usize {
    let dir = tool.path("plain");
    let _ = fs::remove_dir_all(&dir);
    tool.ok(&["copy", name, "--compression", "none", &format!("oci:{}:x", dir.display())]);
    let out = Command::new("grep").args(["-rlaF", text]).arg(&dir).output().unwrap();
    String::from_utf8(out.stdout).unwrap().lines().count()
}

#[test]
fn appended_layers_are_those_of_crane() {
    let (tool, registry) = (sample(), Registry::start());
    let name = |tag: &str| format!("{}/app:{tag}", registry.address);
    tool.ok(&["copy", "store:busybox", &name("1")]);
    let tar = |flags: &str, file: &str| {
        let mut c = Command::new("tar");
        c.args(["--sort=name", "--owner=0", "--group=0", "--mtime=@5", flags, &tool.text(file)]);
        done("tar", c.args(["-C", &tool.text("ctx"), "t"]).output().unwrap());
    };
    tar("-czf", "t.tgz");
    tar("-cf", "t.tar");
    let (tgz, plain) = (tool.text("t.tgz"), tool.text("t.tar"));
    peer_ok(tool.dir.path(), &["crane", "append", "--insecure", "-b", &name("1"), "-f", &tgz, "-t", &name("theirs")]);
    tool.ok(&["append", "-b", &name("1"), "-f", &tgz, "-t", &name("ours")]);
    assert_eq!(layers(&tool, &name("ours")), layers(&tool, &name("theirs")));
    tool.ok(&["validate", &name("ours")]);
    // crane validate takes every layer for gzip, and the base's is plain.
    let theirs = ["skopeo", "inspect", "--tls-verify=false", &format!("docker://{}", name("ours"))];
    peer_ok(tool.dir.path(), &theirs);

    // A directory is what COPY makes of it, whoever owns it and whenever.
    tool.write("Dockerfile.scratch", "FROM scratch\nCOPY . /\n");
    tool.ok(&[
        "build",
        "-q",
        "--timestamp",
        "7",
        "-t",
        "copied",
        "-f",
        &tool.text("Dockerfile.scratch"),
        &tool.text("ctx/t"),
    ]);
    tool.ok(&["append", "scratch", "-f", &tool.text("ctx/t"), "--timestamp", "7", "-t", "store:dir"]);
    assert_eq!(layers(&tool, "store:dir"), layers(&tool, "store:copied"));
    // Plain archives are compressed; several make a layer each; standard input is one.
    tool.ok(&[
        "append",
        "store:busybox",
        "-f",
        &plain,
        "-f",
        &tool.text("ctx/t"),
        "--compression",
        "zstd",
        "-t",
        "store:two",
    ]);
    assert_eq!(layers(&tool, "store:two").len(), 2 + layers(&tool, "store:busybox").len());
    tool.ok(&["validate", "store:two"]);
    let mut c = tool.command(&["append", "scratch", "-f", "-", "-t", "store:in"]);
    done("append", c.stdin(fs::File::open(&plain).unwrap()).output().unwrap());
    assert_eq!(tool.ok(&["cat", "store:in", "/t/secret"]), "swordfish\n");
    tool.write("no.tar", "no archive");
    assert!(tool.fails(1, &["append", "scratch", "-f", &tool.text("no.tar"), "-t", "store:no"]).contains("no archive"));
    tool.fails(2, &["append", "scratch", "-f", &plain]);
}

#[test]
fn fewer_layers_and_the_same_files() {
    let tool = sample();
    let all = layers(&tool, "store:sample");
    let many = all.len();
    let image = |dir: &str| format!("oci:{}:x", tool.text(dir));
    tool.ok(&["copy", "store:sample", &image("whole")]);
    let same = |dir: &str, kept: usize| {
        tool.ok(&["validate", &image(dir)]);
        let made = layers(&tool, &image(dir));
        assert_eq!((made.len(), &made[..kept]), (kept + 1, &all[..kept]), "{dir}");
        let out = fstree(&["compare", &tool.text("whole"), &tool.text(dir)]);
        let told = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success(), "{dir}: {told}");
        tool.ok(&["diff", "--files-only", &image("whole"), &image(dir)]);
    };
    tool.ok(&["flatten", "store:sample", "-t", &image("flat")]);
    same("flat", 0);
    tool.ok(&["squash", "store:sample", "--from", "-2", "-t", &image("two")]);
    same("two", many - 2);
    for (from, dir) in [(many - 1, "number"), (many - 1, "digest")] {
        let written = if dir == "digest" { all[from - 1].clone() } else { from.to_string() };
        tool.ok(&["squash", "store:sample", "--from", &written, "-t", &image(dir)]);
        same(dir, from - 1);
    }
    let config = json(&tool.ok(&["inspect", "--config", "store:sample"]));
    let diff_id = config["rootfs"]["diff_ids"][many - 2].as_str().unwrap().to_string();
    tool.ok(&["squash", "store:sample", "--from", &diff_id[..19], "-t", &image("diff")]);
    same("diff", many - 2);
    // A whiteout that still has to hide something is there.
    let out = done("umoci", peer_raw(&tool, &["umoci", "ls", "--layout", &tool.text("two")]));
    assert!(out.contains('x'), "{out}");
    for wrong in ["0", "99", "sha256:0000000000", "x"] {
        let out = tool.run(&["squash", "store:sample", "--from", wrong, "-t", "store:no"]);
        assert!(!out.status.success(), "{wrong}");
    }
}

fn peer_raw(tool: &Imgtool, command: &[&str]) -> std::process::Output {
    crate::common::peer(tool.dir.path(), command)
}

#[test]
fn files_that_are_taken_out_are_nowhere() {
    let tool = sample();
    assert!(found(&tool, "store:sample", "swordfish") > 0);
    let all = layers(&tool, "store:sample");
    tool.ok(&["rm-path", "store:sample", "/t/secret", "/t/other", "t/copy", "-t", "store:clean"]);
    assert_eq!(found(&tool, "store:clean", "swordfish"), 0);
    tool.ok(&["validate", "store:clean"]);
    let left = layers(&tool, "store:clean");
    assert_eq!(left[0], all[0], "the base's layer is what it was");
    let listed = tool.ok(&["ls", "-R", "store:clean", "/t"]);
    assert_eq!(listed, "a\ndir\ndir/new\nsoft\n");
    assert_eq!(tool.ok(&["cat", "store:clean", "/t/a"]), "aaa\nmore\n");

    // A name that stays keeps the content, although the first name of the file went.
    tool.ok(&["rm-path", "store:sample", "/t/secret", "/t/dir", "-t", "store:half"]);
    assert_eq!(tool.ok(&["cat", "store:half", "/t/other"]), "swordfish\n");
    assert_eq!(tool.ok(&["ls", "-R", "store:half", "/t"]), "a\nother\nsoft\n");
    tool.ok(&["validate", "store:half"]);
    tool.ok(&["rm-path", "store:sample", "t/**/new", "-t", "store:pattern"]);
    assert!(!tool.ok(&["ls", "-R", "store:pattern"]).contains("dir/new"));
    assert!(tool.fails(1, &["rm-path", "store:sample", "/t/a", "/nothing", "-t", "store:no"]).contains("/nothing"));
    tool.ok(&["rm-path", "--force", "store:sample", "/nothing", "-t", "store:same"]);
    assert_eq!(tool.ok(&["digest", "store:same"]), tool.ok(&["digest", "store:sample"]));
    tool.fails(2, &["rm-path", "store:sample", "/", "-t", "store:no"]);
}

#[test]
fn stripped_of_its_story_and_of_junk() {
    let tool = sample();
    tool.ok(&["mutate", "store:sample", "-l", "a=b", "-a", "c=d", "--author", "me", "-t", "store:told"]);
    tool.ok(&["strip", "store:told", "-t", "store:bare"]);
    tool.ok(&["validate", "store:bare"]);
    let config = json(&tool.ok(&["inspect", "--config", "store:bare"]));
    assert_eq!((&config["history"], &config["author"]), (&Value::Null, &Value::Null));
    assert_eq!((&config["config"]["Labels"], &config["created"]), (&Value::Null, &"1970-01-01T00:00:00Z".into()));
    assert_eq!(json(&tool.ok(&["inspect", "--raw", "store:bare"]))["annotations"], Value::Null);
    assert_eq!(layers(&tool, "store:bare"), layers(&tool, "store:sample"), "no layer is made anew");
    // What was chosen, and nothing else.
    tool.ok(&["strip", "store:told", "--labels", "-t", "store:labels"]);
    let config = json(&tool.ok(&["inspect", "--config", "store:labels"]));
    assert_eq!((&config["author"], &config["config"]["Labels"]), (&"me".into(), &Value::Null));
    // Two images of the same files at other times become one.
    tool.ok(&["build", "-q", "--no-cache", "--timestamp", "2000", "-t", "later", &tool.text("ctx")]);
    for name in ["sample", "later"] {
        tool.ok(&["strip", &format!("store:{name}"), "--timestamp", "5", "-t", &format!("store:{name}-5")]);
    }
    assert_eq!(layers(&tool, "store:sample-5"), layers(&tool, "store:later-5"));
    tool.ok(&["validate", "store:later-5"]);

    tool.write("junk/Dockerfile", "FROM busybox\nRUN mkdir -p /x/__pycache__ /var/lib/apt/lists /usr/share/doc/p/q /tmp && touch /x/__pycache__/a.pyc /x/b.pyc /x/c.py /var/lib/apt/lists/l /usr/share/doc/p/copyright /usr/share/doc/p/NEWS /usr/share/doc/p/q/r /tmp/t\n");
    tool.ok(&["build", "-q", "-t", "junk", &tool.text("junk")]);
    tool.ok(&["strip", "store:junk", "--preset", "junk,docs", "-t", "store:nojunk"]);
    let listed = tool.ok(&["ls", "-R", "store:nojunk", "/"]);
    for gone in ["__pycache__", ".pyc", "lists/l", "NEWS", "p/q", "tmp/t"] {
        assert!(!listed.contains(gone), "{gone}");
    }
    for there in ["x/c.py", "var/lib/apt/lists", "usr/share/doc/p/copyright", "tmp"] {
        assert!(listed.lines().any(|l| l == there), "{there}");
    }
}

#[test]
fn conversions_are_those_of_copy() {
    let tool = sample();
    for (verb, flags) in [
        ("recompress", &["--compression", "zstd:5"][..]),
        ("recompress", &["--compression", "none"]),
        ("convert", &["--format", "docker"]),
        ("convert", &["--format", "docker", "--compression", "none"]),
    ] {
        let force: &[&str] = if flags[1].contains(':') { &["--force-compression"] } else { &[] };
        tool.ok(&[&["copy", "store:sample", "store:copied"], flags, force].concat());
        tool.ok(&[&[verb, "store:sample", "-t", "store:made"], flags].concat());
        assert_eq!(tool.ok(&["digest", "store:made"]), tool.ok(&["digest", "store:copied"]), "{verb} {flags:?}");
        tool.ok(&["validate", "store:made"]);
        let layout = tool.text(&format!("out-{}", flags.join("-")));
        tool.ok(&["copy", "store:made", &format!("dir:{layout}")]);
        peer_ok(tool.dir.path(), &["skopeo", "inspect", &format!("dir:{layout}")]);
    }
    tool.ok(&["convert", "store:made", "--format", "oci", "--compression", "gzip:3", "-t", "store:back"]);
    tool.ok(&["diff", "--files-only", "store:back", "store:sample"]);
}

#[test]
fn only_what_a_program_needs() {
    let tool = Imgtool::with_bases(&["debian"]);
    tool.write("ctx/script", "#!/usr/bin/env perl\nprint \"works\\n\";\n");
    tool.write(
        "ctx/Dockerfile",
        "FROM debian\nCOPY --chmod=755 script /app/script\nENTRYPOINT [\"/app/script\"]\nENV X=1\n",
    );
    tool.ok(&["build", "-q", "-t", "app", &tool.text("ctx")]);
    let report = tool.ok(&[
        "distill",
        "store:app",
        "--keep",
        "/etc/deb*",
        "--with",
        "nss,passwd",
        "-t",
        "store:small",
        "--report=json",
    ]);
    let report = json(&report);
    let image = &report["images"][0];
    assert!(report["references"][0].as_str().unwrap().contains("small:latest@sha256:"), "{report}");
    assert_eq!(image["missing"], serde_json::json!([]));
    assert!(image["doubts"].to_string().contains("is run by perl"), "{image}");
    assert!(image["left"]["bytes"].as_u64() > image["kept"]["bytes"].as_u64().map(|b| b * 3), "{image}");
    tool.ok(&["validate", "store:small"]);
    assert_eq!(layers(&tool, "store:small").len(), 1);
    let config = |name: &str| json(&tool.ok(&["inspect", "--config", name]))["config"].clone();
    assert_eq!(config("store:small"), config("store:app"));
    // It runs: interpreter, libraries, names of users; what nobody asked for is not there.
    tool.ok(&["container", "from", "--name", "c", "store:small"]);
    assert_eq!(tool.ok(&["container", "run", "c", "/app/script"]), "works\n");
    let listed = tool.ok(&["ls", "-R", "store:small", "/"]);
    for there in ["etc/passwd", "etc/debian_version", "usr/bin/perl", "bin"] {
        assert!(listed.lines().any(|l| l == there), "{there} is not in\n{listed}");
    }
    for gone in ["usr/bin/bash", "usr/bin/dpkg", "etc/shadow"] {
        assert!(!listed.lines().any(|l| l == gone), "{gone}");
    }
    let out =
        tool.ok(&["distill", "store:app", "--entrypoint", "getent passwd", "--with", "nss,passwd", "-t", "store:g"]);
    assert!(out.contains("@sha256:"), "{out}");
    tool.ok(&["container", "from", "--name", "g", "store:g"]);
    assert!(tool.ok(&["container", "run", "g", "getent", "passwd", "root"]).starts_with("root:"));
    assert!(tool.fails(1, &["distill", "store:app", "--entrypoint", "no-such", "-t", "store:x"]).contains("no-such"));
    assert!(tool.fails(1, &["distill", "store:app", "--keep", "/no/such", "-t", "store:x"]).contains("/no/such"));
}
