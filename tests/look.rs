//! `digest`, `ls`, `cat`, `export`, `diff`, `validate`: images looked into, compared with what the peers see.
use crate::common::{Imgtool, Registry, base, done, peer_ok};
use std::{collections::BTreeMap, fs, path::Path, process::Command};

/// A small image of two layers with links, a whiteout and a directory that is replaced; pushed.
fn sample(tool: &Imgtool, registry: &Registry) -> String {
    tool.write(
        "ctx/Dockerfile",
        "FROM busybox\nCOPY tree/ /t/\nRUN rm /t/gone && rm -r /t/dir && echo new > /t/dir && ln /t/a /t/hard && ln -s a /t/soft && chmod 4755 /t/a && chown 7:8 /t/b\n",
    );
    for (name, text) in [("a", "aaa\n"), ("b", "bbb\n"), ("gone", "x"), ("dir/inside", "x")] {
        tool.write(&format!("ctx/tree/{name}"), text);
    }
    let remote = format!("{}/sample:1", registry.address);
    tool.ok(&["build", "--progress=plain", "--push", "-t", &remote, &tool.text("ctx")]);
    remote
}

/// Path, type and size of every entry of a tar archive, as GNU tar lists it.
fn listing(archive: &Path) -> BTreeMap<String, String> {
    let out = done("tar", Command::new("tar").args(["--numeric-owner", "-tvf"]).arg(archive).output().unwrap());
    let line = |l: &str| {
        let fields: Vec<&str> = l.split_whitespace().collect();
        // Which name of a file is the link is the archive's choice.
        let name = fields[5].trim_start_matches("./").trim_start_matches('/').trim_end_matches('/').to_string();
        (name, format!("{} {}", fields[0].replacen('h', "-", 1), fields[1]))
    };
    out.lines().map(line).filter(|(n, _)| !n.is_empty()).collect()
}

#[test]
fn files_are_listed_printed_and_exported_as_crane_does() {
    let (tool, registry) = (Imgtool::with_bases(&["busybox"]), Registry::start());
    let remote = sample(&tool, &registry);
    // Another store: nothing is known there.
    let other = Imgtool::new();
    assert_eq!(other.ok(&["ls", &remote, "/t"]), "a\nb\ndir\nhard\nsoft\n");
    let long = other.ok(&["ls", "-l", &remote, "t"]);
    assert!(long.contains("-rwsr-xr-x") && long.contains("7:8") && long.contains("soft -> a"), "{long}");
    assert!(other.ok(&["ls", "-R", &remote, "/"]).lines().any(|l| l == "t/hard"));
    let json = other.ok(&["ls", "--json", &remote, "/t/b"]);
    assert!(json.contains("\"uid\": 7") && json.contains("\"size\": 4"), "{json}");
    assert_eq!(other.ok(&["cat", &remote, "/t/soft", "/t/hard", "/t/dir", "/t/b"]), "aaa\naaa\nnew\nbbb\n");
    assert!(other.fails(1, &["cat", &remote, "/t/gone"]).contains("/t/gone"));
    assert!(other.fails(2, &["cat", &remote, "/t"]).contains("no file"));
    let (ours, theirs) = (other.path("ours.tar"), other.path("theirs.tar"));
    other.ok(&["export", &remote, "-o", ours.to_str().unwrap()]);
    peer_ok(other.dir.path(), &["crane", "export", "--insecure", &remote, theirs.to_str().unwrap()]);
    let (ours, theirs) = (listing(&ours), listing(&theirs));
    for (name, entry) in &theirs {
        assert_eq!(ours.get(name), Some(entry), "{name}");
    }
    assert_eq!(ours.len(), theirs.len());
    let streamed = other.run(&["export", &remote]);
    assert_eq!(streamed.stdout, fs::read(other.path("ours.tar")).unwrap());
}

#[test]
fn the_digest_is_the_one_that_crane_prints() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let remote = format!("{}/some:1", registry.address);
    tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), &remote]);
    let theirs = peer_ok(tool.dir.path(), &["crane", "digest", "--insecure", &remote]);
    assert_eq!(tool.ok(&["digest", &remote]), theirs);
    assert_eq!(tool.ok(&["digest", "--full-ref", &remote]), format!("{}/some@{theirs}", registry.address));
    tool.fails(1, &["digest", &format!("{}/some:none", registry.address)]);
}

#[test]
fn differences_are_told_and_are_the_exit_code() {
    let (tool, registry) = (Imgtool::with_bases(&["busybox"]), Registry::start());
    let remote = sample(&tool, &registry);
    let out = tool.run(&["diff", &remote, &remote]);
    assert!(out.status.success() && out.stdout.is_empty());
    let out = tool.run(&["diff", "--files-only", "store:busybox", &remote]);
    let text = String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{text}");
    assert!(text.contains("+ file /t/a:") && !text.contains("/t/gone") && !text.contains("/bin/sh"), "{text}");
    let out = tool.run(&["diff", "--config-only", "--json", "store:busybox", &remote]);
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(text.contains("\"rootfs.diff_ids\"") && !text.contains("\"file\""), "{text}");
}

#[test]
fn validate_finds_what_is_wrong() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let layout = tool.text("layout");
    let reference = format!("oci:{layout}:x");
    tool.ok(&["copy", "store:busybox", &reference]);
    assert!(tool.ok(&["validate", &reference]).contains("nothing wrong"));
    let raw = tool.ok(&["inspect", "--raw", &reference]);
    let manifest: serde_json::Value = serde_json::from_str(&raw).unwrap();
    let blob = |part: &serde_json::Value| tool.path("layout/blobs/sha256").join(&part["digest"].as_str().unwrap()[7..]);
    let says = |word: &str, code: i32| {
        let out = tool.run(&["validate", &reference]);
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert_eq!(out.status.code(), Some(code), "{text}");
        assert!(text.contains(word), "{text}");
    };
    // One byte of the layer, then its end.
    let layer = blob(&manifest["layers"][0]);
    let good = fs::read(&layer).unwrap();
    let mut bad = good.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    fs::write(&layer, &bad).unwrap();
    says("layer", 1);
    fs::write(&layer, &good[..good.len() - 1]).unwrap();
    says("bytes", 1);
    fs::write(&layer, &good).unwrap();
    says("nothing wrong", 0);
    // A config with other diff IDs of the same length, under its right digest.
    let config = fs::read_to_string(blob(&manifest["config"])).unwrap();
    let at = config.find("\"diff_ids\":[\"sha256:").or(config.find("\"diff_ids\": [\"sha256:")).unwrap();
    let start = config[at..].find("sha256:").unwrap() + at + 7;
    let lie = format!("{}{}{}", &config[..start], "0".repeat(64), &config[start + 64..]);
    let wrong = tool.path("wrong");
    done("cp", Command::new("cp").arg("-a").arg(tool.path("layout")).arg(&wrong).output().unwrap());
    let digest = |data: &[u8]| {
        fs::write(tool.path("tmp"), data).unwrap();
        let out = done("sha256sum", Command::new("sha256sum").arg(tool.path("tmp")).output().unwrap());
        out[..64].to_string()
    };
    let put = |data: &[u8]| {
        let name = digest(data);
        fs::write(wrong.join("blobs/sha256").join(&name), data).unwrap();
        name
    };
    let old = manifest["config"]["digest"].as_str().unwrap();
    let new = raw.replace(old, &format!("sha256:{}", put(lie.as_bytes())));
    let name = put(new.as_bytes());
    let index = format!(
        "{{\"schemaVersion\":2,\"manifests\":[{{\"mediaType\":{},\"digest\":\"sha256:{name}\",\"size\":{}}}]}}",
        manifest["mediaType"],
        new.len()
    );
    fs::write(wrong.join("index.json"), index).unwrap();
    let out = tool.run(&["validate", &format!("oci:{}", wrong.display())]);
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.code() == Some(1) && text.contains("0000000"), "{text}");
}
