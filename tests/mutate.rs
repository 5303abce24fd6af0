//! `imgtool mutate` and `platform`, against crane mutate.
use crate::common::{Imgtool, Registry, peer_ok};
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Requests of this method that the registry was sent, paths alone.
fn requests(registry: &Registry, method: &str) -> Vec<String> {
    let log = registry.log();
    let lines = log.lines().filter(|l| l.contains(&format!("\"{method} ")));
    lines.filter_map(|l| Some(l.split(&format!("\"{method} ")).nth(1)?.split(' ').next()?.to_string())).collect()
}

const FLAGS: [&str; 18] = [
    "-l",
    "org.example.a=b c",
    "--label",
    "x=$HOME",
    "--env",
    "A=1",
    "-e",
    "B=$A",
    "-u",
    "7:8",
    "--workdir",
    "/tmp",
    "--entrypoint",
    "/bin/echo,hi",
    "--cmd",
    "a,b",
    "-a",
    "note=yes",
];

#[test]
fn the_same_config_as_by_crane_and_only_new_blobs_move() {
    let (tool, registry) = (Imgtool::with_bases(&["busybox"]), Registry::start());
    let name = |tag: &str| format!("{}/app:{tag}", registry.address);
    tool.ok(&["copy", "store:busybox", &name("1")]);
    let (made, first) = (name("theirs"), name("1"));
    let theirs = [&["crane", "mutate", "--insecure", "-t", &made], &FLAGS[..], &[&first]].concat();
    peer_ok(tool.dir.path(), &theirs);
    let (before, manifests) = (requests(&registry, "PUT").len(), name("ours"));
    let printed = tool.ok(&[&["mutate", &name("1"), "-t", &manifests], &FLAGS[..]].concat());
    let digest = tool.ok(&["digest", &manifests]);
    assert_eq!(printed.trim(), format!("{manifests}@{}", digest.trim()));
    // The config's blob and the manifest, and no layer.
    assert_eq!(requests(&registry, "PUT").len() - before, 2);
    let config = |tag: &str| json(&peer_ok(tool.dir.path(), &["crane", "config", "--insecure", &name(tag)]));
    let (ours, theirs) = (config("ours"), config("theirs"));
    for place in ["config", "rootfs", "architecture", "os"] {
        assert_eq!(ours[place], theirs[place], "{place}");
    }
    let raw = json(&tool.ok(&["inspect", "--raw", &manifests]));
    assert_eq!(raw["annotations"]["note"], "yes");
    tool.ok(&["validate", &manifests]);

    // As crane: without a name the result goes by its digest, and the tag stays what it was.
    let old = tool.ok(&["digest", &name("1")]);
    let printed = tool.ok(&["mutate", &name("1"), "--unset-env", "PATH", "--created", "1000"]);
    assert!(printed.starts_with(&format!("{}/app@sha256:", registry.address)), "{printed}");
    assert_eq!(tool.ok(&["digest", &name("1")]), old);
    let config = json(&tool.ok(&["inspect", "--config", printed.trim()]));
    assert_eq!((&config["created"], &config["config"]["Env"]), (&"1970-01-01T00:16:40Z".into(), &Value::Null));
}

#[test]
fn what_is_taken_away_and_what_is_refused() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.ok(&[
        "mutate",
        "store:busybox",
        "-l",
        "a=1",
        "-l",
        "b=2",
        "--port",
        "80",
        "--volume",
        "/v",
        "-t",
        "store:one",
    ]);
    let config = |name: &str| json(&tool.ok(&["inspect", "--config", name]))["config"].clone();
    assert_eq!(config("store:one")["Labels"], serde_json::json!({"a": "1", "b": "2"}));
    let flags = ["--unset-label", "a", "-l", "b-", "--port", "80-", "--volume", "", "--cmd", "", "-t", "store:one"];
    tool.ok(&[&["mutate", "store:one"], &flags[..]].concat());
    let left = config("store:one");
    for place in ["Labels", "ExposedPorts", "Volumes", "Cmd"] {
        assert_eq!(left[place], Value::Null, "{place}");
    }
    // The history tells of the files alone.
    let history = |name: &str| json(&tool.ok(&["inspect", "--config", name]))["history"].clone();
    assert_eq!(history("store:one"), history("store:busybox"));
    assert!(tool.fails(2, &["mutate", "store:one", "-l", "x=y"]).contains("-t store:"));
    tool.fails(2, &["mutate", "store:one", "-w", "relative", "-t", "store:two"]);
    tool.fails(2, &["mutate", "store:one", "-l", "novalue", "-t", "store:two"]);
    tool.fails(1, &["inspect", "store:two"]);
}

#[test]
fn each_image_of_an_index() {
    let (tool, registry) = (Imgtool::with_bases(&["busybox"]), Registry::start());
    let name = |tag: &str| format!("{}/multi:{tag}", registry.address);
    for arch in ["amd64", "arm64"] {
        tool.ok(&["platform", "store:busybox", "--set", &format!("linux/{arch}"), "-t", &name(arch)]);
    }
    tool.ok(&["index", "create", &name("all"), &name("amd64"), &name("arm64")]);
    assert_eq!(tool.ok(&["platform", &name("all")]), "linux/amd64\nlinux/arm64\n");
    tool.ok(&["mutate", &name("all"), "-u", "me", "-a", "x=y", "-t", &name("new")]);
    tool.ok(&["validate", &name("new")]);
    let raw = json(&tool.ok(&["inspect", "--raw", &name("new")]));
    assert_eq!((&raw["annotations"]["x"], raw["manifests"].as_array().unwrap().len()), (&"y".into(), 2));
    for platform in ["linux/amd64", "linux/arm64"] {
        let config = ["crane", "config", "--insecure", "--platform", platform, &name("new")];
        let config = json(&peer_ok(tool.dir.path(), &config));
        assert_eq!((&config["config"]["User"], &config["architecture"]), (&"me".into(), &platform[6..].into()));
    }
    tool.ok(&["mutate", &name("all"), "--platform", "linux/arm64", "-u", "me", "-t", &name("one")]);
    assert_eq!(tool.ok(&["platform", &name("one")]), "linux/arm64\n");
    tool.fails(2, &["platform", &name("all"), "--set", "linux/s390x"]);
    for verb in [&["recompress", "--compression", "zstd"][..], &["convert", "--format", "docker"], &["flatten"]] {
        let target = name(verb[0]);
        tool.ok(&[verb, &[&name("all"), "-t", &target]].concat());
        tool.ok(&["validate", &target]);
        assert_eq!(tool.ok(&["platform", &target]), "linux/amd64\nlinux/arm64\n");
        peer_ok(tool.dir.path(), &["skopeo", "inspect", "--tls-verify=false", &format!("docker://{target}")]);
    }
}
