//! Caches far away: a build on a machine with an empty store does nothing twice, and moves nothing that it need not.
use crate::common::{Imgtool, Registry, base};
use std::process::Output;

const DOCKERFILE: &str = "FROM busybox AS tools\nRUN mkdir /t && echo tool > /t/x\nFROM busybox\nCOPY f /app/f\n\
     RUN cat /app/f > /made && date +%N > /when\nCOPY --from=tools /t /tools\nENV A=b\nWORKDIR /w\n";

/// A machine of its own, with the same context.
fn machine(dockerfile: &str) -> Imgtool {
    let tool = Imgtool::new();
    tool.write("ctx/Dockerfile", dockerfile);
    tool.write("ctx/f", "content");
    tool
}

fn build(tool: &Imgtool, registry: &str, more: &[&str]) -> Output {
    let named = format!("busybox=docker-image://{registry}/busybox:1");
    let all = ["build", "--progress=json", "--tls-verify=false", "--build-context", &named, "--timestamp", "7"];
    tool.run(&[&all[..], more, &["ctx"]].concat())
}

struct Told {
    id: String,
    steps: usize,
    cached: usize,
    /// Bytes of layers that `--progress json` says have moved, here or elsewhere.
    moved: u64,
    /// Everything.
    said: String,
}

fn ok(tool: &Imgtool, registry: &str, more: &[&str]) -> Told {
    let out = build(tool, registry, more);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{said}");
    let id = String::from_utf8(out.stdout).unwrap().lines().last().unwrap().to_string();
    let events: Vec<serde_json::Value> = said.lines().filter_map(|l| serde_json::from_str(l).ok()).collect();
    let step = |e: &&serde_json::Value| e["label"].as_str().is_some_and(|l| l.starts_with('[') && !l.contains("FROM"));
    let ids: Vec<_> = events.iter().filter(step).map(|e| e["id"].clone()).collect();
    let cached = events.iter().filter(|e| e["outcome"] == "cached" && ids.contains(&e["id"])).count();
    let layers = events.iter().filter(|e| e["label"].as_str().is_some_and(|l| l.starts_with("layer ")));
    let layers: Vec<_> = layers.map(|e| e["id"].clone()).collect();
    let last = |id: &serde_json::Value| events.iter().rfind(|e| e["event"] == "progress" && e["id"] == *id);
    let moved = layers.iter().filter_map(|id| last(id)?["done"].as_u64()).sum();
    Told { id, steps: ids.len(), cached, moved, said }
}

/// A registry with busybox in it.
fn registry() -> (Imgtool, Registry) {
    let host = Imgtool::new();
    let server = Registry::start();
    let from = format!("oci-archive:{}", base("busybox").display());
    host.ok(&["copy", "--dest-tls-verify=false", &from, &format!("docker://{}/busybox:1", server.address)]);
    (host, server)
}

fn blobs(tool: &Imgtool) -> u64 {
    let dir = tool.root.join("blobs/sha256");
    std::fs::read_dir(dir).map_or(0, |d| d.flatten().map(|e| e.metadata().unwrap().len()).filter(|n| *n > 5000).sum())
}

#[test]
fn a_cold_machine_uses_what_a_registry_keeps() {
    let (_host, server) = registry();
    let at = &server.address;
    let (reference, image) = (format!("{at}/team/cache:1"), format!("{at}/team/app:1"));
    let to = format!("type=registry,ref={reference},mode=max");
    let first = ok(&machine(DOCKERFILE), at, &["-t", &image, "--push", "--cache-to", &to]);
    assert_eq!((first.steps, first.cached), (5, 0));
    assert!(first.moved > 0, "{}", first.said);
    // Another machine: everything is known, the image is the same, and no layer came here.
    let cold = machine(DOCKERFILE);
    let from = format!("type=registry,ref={reference}");
    let other = format!("docker://{at}/team/other:1");
    let second = ok(&cold, at, &["-t", &other, "--cache-from", &from]);
    assert_eq!((second.steps, second.cached), (5, 5), "{}", second.said);
    assert_eq!(second.id.split('@').next_back(), first.id.split('@').next_back());
    assert_eq!((blobs(&cold), second.moved), (0, 0), "layers moved: {}", second.said);
    // What comes after a change is done, on layers that are brought when they are needed.
    cold.write("ctx/Dockerfile", &format!("{DOCKERFILE}RUN cat /made /tools/x > /both\n"));
    let third = ok(&cold, at, &["-t", "store:out", "--cache-from", &reference]);
    assert_eq!((third.steps, third.cached), (6, 5), "{}", third.said);
    assert_eq!(cold.ok(&["cat", "store:out", "/both"]), "contenttool\n");
    // Other content is other work.
    let changed = machine(DOCKERFILE);
    changed.write("ctx/f", "changed");
    let fourth = ok(&changed, at, &["-t", "store:out", "--cache-from", &reference]);
    assert_eq!(fourth.cached, 1, "the first stage only: {}", fourth.said);
}

#[test]
fn the_smaller_mode_knows_the_image_alone_and_inline_is_in_it() {
    let (_host, server) = registry();
    let at = &server.address;
    let (reference, image) = (format!("{at}/c:min"), format!("{at}/app:1"));
    ok(&machine(DOCKERFILE), at, &["-t", &image, "--push", "--cache-to", &reference, "--cache-to=type=inline"]);
    let min = ok(&machine(DOCKERFILE), at, &["-t", "store:out", "--cache-from", &reference]);
    // The first stage is built again for its content; the rest is known.
    assert_eq!((min.steps, min.cached), (5, 4), "{}", min.said);
    let inline = ok(&machine(DOCKERFILE), at, &["-t", "store:out", "--cache-from", &image]);
    assert_eq!((inline.steps, inline.cached), (5, 4), "{}", inline.said);
}

#[test]
fn a_directory_is_a_cache_as_well() {
    let (host, server) = registry();
    let at = &server.address;
    let dir = host.text("kept");
    ok(&machine(DOCKERFILE), at, &["-t", "store:out", "--cache-to", &format!("type=local,dest={dir},mode=max")]);
    let told = ok(&machine(DOCKERFILE), at, &["-t", "store:out", "--cache-from", &format!("type=local,src={dir}")]);
    assert_eq!((told.steps, told.cached), (5, 5), "{}", told.said);
}

#[test]
fn each_step_has_a_tag_in_a_repository() {
    let (host, server) = registry();
    let at = &server.address;
    let repository = format!("{at}/team/steps");
    let first = ok(&machine(DOCKERFILE), at, &["-t", "store:out", "--cache-repo", &repository]);
    assert_eq!(first.cached, 0);
    let tags = host.ok(&["tags", "--tls-verify=false", &repository]);
    assert_eq!(tags.lines().filter(|t| t.starts_with("step-")).count(), 5, "{tags}");
    // A step alone is found where nothing of the rest is the same.
    let cold = machine(DOCKERFILE);
    let second =
        ok(&cold, at, &["-t", &format!("docker://{at}/o:1"), "--cache-repo", &repository, "--cache-ttl", "1h"]);
    assert_eq!((second.steps, second.cached), (5, 5), "{}", second.said);
    assert_eq!(blobs(&cold), 0, "layers were downloaded");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let old = ok(&machine(DOCKERFILE), at, &["-t", "store:out", "--cache-repo", &repository, "--cache-ttl", "0s"]);
    assert_eq!(old.cached, 0, "{}", old.said);
}

/// Whatever lies there, the build goes on and says so.
#[test]
fn caches_that_are_none_cost_nothing_but_a_word() {
    let (host, server) = registry();
    let at = &server.address;
    for (cache, word) in [
        (format!("{at}/nothing:here"), "nothing is used of the cache"),
        (format!("{at}/busybox:1"), "says nothing of how it was made"),
    ] {
        let told = ok(&machine(DOCKERFILE), at, &["-t", "store:out", "--cache-from", &cache]);
        assert_eq!(told.cached, 0);
        assert!(told.said.contains(word), "{}", told.said);
    }
    // A table that is not what it says.
    let dir = host.text("kept");
    ok(&machine(DOCKERFILE), at, &["-t", "store:out", "--cache-to", &format!("type=local,dest={dir},mode=max")]);
    for blob in std::fs::read_dir(host.path("kept/blobs/sha256")).unwrap().map(|e| e.unwrap().path()) {
        let mut bytes = std::fs::read(&blob).unwrap();
        if bytes.first() != Some(&b'{') {
            *bytes.last_mut().unwrap() ^= 1;
            std::fs::write(&blob, bytes).unwrap();
        }
    }
    let out = build(&machine(DOCKERFILE), at, &["-t", "store:out", "--cache-from", &format!("type=local,src={dir}")]);
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(said.contains("the cache cannot be used in full"), "{said}");
    assert!(!out.status.success() && said.contains("digest"), "a damaged layer is never taken for whole: {said}");
}
