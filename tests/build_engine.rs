//! How steps are scheduled and what a build asks a registry for: counts and orders, never times.
use crate::common::{Imgtool, Registry, base};
use std::process::{Child, Stdio};

/// A registry with busybox in it.
fn registry() -> Registry {
    let host = Imgtool::new();
    let server = Registry::start();
    let from = format!("oci-archive:{}", base("busybox").display());
    host.ok(&["copy", "--dest-tls-verify=false", &from, &format!("docker://{}/busybox:1", server.address)]);
    server
}

fn machine(dockerfile: &str) -> Imgtool {
    let tool = Imgtool::new();
    tool.write("ctx/Dockerfile", dockerfile);
    tool.write("ctx/f", "content");
    tool
}

/// The events of a build that succeeded.
fn build(tool: &Imgtool, more: &[&str]) -> Vec<serde_json::Value> {
    let out = tool.run(&[&["build", "--progress=json", "--tls-verify=false"], more, &["ctx"]].concat());
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{said}");
    said.lines().filter_map(|l| serde_json::from_str(l).ok()).collect()
}

/// Where in the stream a step (by a part of its label) began and ended.
fn span(events: &[serde_json::Value], label: &str) -> (usize, usize) {
    let begin = events.iter().position(|e| e["label"].as_str().is_some_and(|l| l.contains(label)));
    let begin = begin.unwrap_or_else(|| panic!("no {label} in {events:?}"));
    let id = &events[begin]["id"];
    let end = events.iter().position(|e| e["id"] == *id && !e["outcome"].is_null());
    (begin, end.unwrap_or_else(|| panic!("{label} has no end")))
}

/// Requests that the registry has answered since `mark` characters of its log.
fn requests(server: &Registry, mark: usize) -> Vec<String> {
    // The log is written when an answer is on its way.
    std::thread::sleep(std::time::Duration::from_millis(200));
    let log = server.log()[mark..].to_string();
    let request = |line: &str| {
        let quoted = line.split('"').nth(1)?;
        ["GET /v2", "HEAD /v2", "PUT /v2", "POST /v2", "PATCH /v2"]
            .iter()
            .any(|m| quoted.starts_with(m))
            .then(|| quoted.to_string())
    };
    log.lines().filter_map(request).collect()
}

/// The digests of busybox's layers.
fn layers(server: &Registry) -> Vec<String> {
    let place = format!("docker://{}/busybox:1", server.address);
    let raw = Imgtool::new().ok(&["inspect", "--raw", "--tls-verify=false", &place]);
    let manifest: serde_json::Value = serde_json::from_str(&raw).unwrap();
    manifest["layers"].as_array().unwrap().iter().map(|l| l["digest"].as_str().unwrap().to_string()).collect()
}

fn of_layers<'a>(requests: &'a [String], layers: &[String]) -> Vec<&'a String> {
    requests.iter().filter(|r| r.starts_with("GET") && layers.iter().any(|l| r.contains(l.as_str()))).collect()
}

#[test]
fn the_next_step_begins_while_a_layer_is_written() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/Dockerfile", "FROM busybox\nCOPY big /big\nCOPY f /big.txt\nWORKDIR /w/x\nRUN cat /big.txt > /out\nRUN ls / > /w/ls\nCOPY f /w/f\n");
    tool.write("ctx/big", &"all work and no play\n".repeat(2_000_000));
    tool.write("ctx/f", "small");
    let events = build(&tool, &["-t", "one"]);
    let (big, small) = (span(&events, "COPY big"), span(&events, "COPY f /big.txt"));
    assert!(small.0 < big.1, "the second COPY waited for the first layer: {events:?}");
    // The layers stand in their order, whichever was ready first.
    assert_eq!(tool.ok(&["cat", "store:one", "/out"]), "small");
    assert_eq!(tool.ok(&["cat", "store:one", "/w/f"]), "small");
    assert!(tool.ok(&["cat", "store:one", "/w/ls"]).contains("big.txt"));
    let history: serde_json::Value =
        serde_json::from_str(&tool.ok(&["inspect", "--config", "--raw", "store:one"])).unwrap();
    let lines = history["history"].as_array().unwrap();
    let made = lines.iter().filter(|h| h["empty_layer"] != true).count();
    assert_eq!(made, history["rootfs"]["diff_ids"].as_array().unwrap().len(), "{history}");
    // The same again is the same image, and everything is known.
    let again = build(&tool, &["-t", "two"]);
    assert_eq!(again.iter().filter(|e| e["outcome"] == "cached").count(), 6, "{again:?}");
    let id = |name: &str| tool.ok(&["digest", name]);
    assert_eq!(id("store:one"), id("store:two"));
}

#[test]
fn what_cannot_be_written_is_told_of_its_own_step() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/Dockerfile", "FROM busybox\nRUN mkdir /a\nRUN false\nRUN echo never\n");
    let said = tool.fails(tool.run(&["build", "ctx"]).status.code().unwrap(), &["build", "ctx"]);
    assert!(said.contains("RUN false"), "{said}");
}

fn start(tool: &Imgtool, more: &[&str]) -> Child {
    let arguments = [&["build", "--progress=plain"], more, &["ctx"]].concat();
    tool.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_step_is_done_once_by_all_who_share_a_store() {
    let tool = Imgtool::with_bases(&["busybox"]);
    // Twice in each build, too.
    let text = "FROM busybox AS a\nRUN sleep 1 && cat /proc/sys/kernel/random/uuid > /when\nFROM busybox AS b\nRUN sleep 1 && cat /proc/sys/kernel/random/uuid > /when\n\
        FROM scratch\nCOPY --from=a /when /a\nCOPY --from=b /when /b\n";
    tool.write("ctx/Dockerfile", text);
    let names = ["one", "two", "three"];
    let children: Vec<Child> = names.iter().map(|name| start(&tool, &["-t", name])).collect();
    for child in children {
        let out = child.wait_with_output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        seen.insert(tool.ok(&["cat", &format!("store:{name}"), "/a"]));
        seen.insert(tool.ok(&["cat", &format!("store:{name}"), "/b"]));
    }
    assert_eq!(seen.len(), 1, "the step ran more than once: {seen:?}");
    // One build that wants everything anew shares within itself.
    let out = start(&tool, &["-t", "fresh", "--no-cache"]).wait_with_output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let fresh = tool.ok(&["cat", "store:fresh", "/a"]);
    assert_eq!(fresh, tool.ok(&["cat", "store:fresh", "/b"]));
    assert!(!seen.contains(&fresh));
}

#[test]
fn a_step_of_a_killed_build_is_free() {
    let tool = Imgtool::with_bases(&["busybox"]);
    // A secret is no part of the key.
    tool.write(
        "ctx/Dockerfile",
        "FROM busybox\nRUN --mount=type=secret,id=time sleep $(cat /run/secrets/time) && echo done > /done\n",
    );
    let (long, short) = (tool.write("long", "600"), tool.write("short", "0"));
    let secret = |path: &std::path::Path| format!("--secret=id=time,src={}", path.display());
    let mut first = start(&tool, &["-t", "one", &secret(&long)]);
    let held = || {
        let dir = std::fs::read_dir(tool.root.join("tmp"));
        dir.is_ok_and(|d| d.flatten().any(|e| e.file_name().to_string_lossy().starts_with("step-")))
    };
    for _ in 0..600 {
        if held() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert!(held(), "no step is locked");
    first.kill().unwrap();
    first.wait().unwrap();
    tool.ok(&["build", "-t", "two", &secret(&short), "ctx"]);
    assert_eq!(tool.ok(&["cat", "store:two", "/done"]), "done\n");
    assert!(!held(), "a lock was left behind");
}

#[test]
fn a_cached_build_asks_what_the_tag_points_at_and_nothing_else() {
    let server = registry();
    let text = format!("FROM {0}/busybox:1\nCOPY f /f\nRUN cat /f\n", server.address);
    let tool = machine(&text);
    build(&tool, &["-t", "one"]);
    let mark = server.log().len();
    // A cache that is not there is not asked for, either.
    let events = build(&tool, &["-t", "two", "--cache-from", &format!("{}/no/cache:1", server.address)]);
    assert_eq!(events.iter().filter(|e| e["outcome"] == "cached").count(), 2, "{events:?}");
    let asked = requests(&server, mark);
    assert!(asked.len() == 1 && asked[0].starts_with("HEAD /v2/busybox/manifests/1"), "{asked:?}");
    assert!(!events.iter().any(|e| e.to_string().contains("nothing is used of the cache")), "{events:?}");
    // Once the tag points at something else, that is built on.
    let other = Imgtool::new();
    other.write("ctx/Dockerfile", &format!("FROM {}/busybox:1\nRUN echo new > /new\n", server.address));
    build(&other, &["-t", &format!("docker://{}/busybox:1", server.address)]);
    build(&tool, &["-t", "three"]);
    assert_eq!(tool.ok(&["cat", "store:three", "/new"]), "new\n");
}

#[test]
fn a_linked_copy_reads_nothing_of_its_base() {
    let server = registry();
    let tool = machine(&format!("FROM {}/busybox:1\nCOPY --link f /app/f\n", server.address));
    let layers = layers(&server);
    let mark = server.log().len();
    let image = format!("docker://{}/team/app:1", server.address);
    build(&tool, &["-t", &image]);
    let asked = requests(&server, mark);
    assert!(of_layers(&asked, &layers).is_empty(), "{asked:?}");
    assert!(asked.iter().any(|r| r.starts_with("POST") && r.contains("mount=")), "{asked:?}");
    assert_eq!(tool.ok(&["cat", "--tls-verify=false", &image, "/app/f"]), "content");
}

#[test]
fn a_table_beside_the_base_is_read_instead_of_its_layers() {
    let server = registry();
    let layers = layers(&server);
    let text = format!("FROM {}/busybox:1\nCOPY f /app\nWORKDIR /bin/here\n", server.address);
    let image = |n: u32| format!("docker://{}/team/app:{n}", server.address);
    let first = machine(&text);
    build(&first, &["-t", &image(1), "--timestamp=7", "--cache-to=type=referrer"]);
    // An empty store: not a byte of a layer comes here, and the image is the same.
    let cold = machine(&text);
    let mark = server.log().len();
    build(&cold, &["-t", &image(2), "--timestamp=7", "--cache-from=type=referrer"]);
    let asked = requests(&server, mark);
    assert!(of_layers(&asked, &layers).is_empty(), "{asked:?}");
    let digest = |n: u32| cold.ok(&["digest", "--tls-verify=false", &image(n)]);
    assert_eq!(digest(1), digest(2));
    // Without being told to, nobody believes it.
    let mark = server.log().len();
    build(&machine(&text), &["-t", &image(3), "--timestamp=7"]);
    let asked = requests(&server, mark);
    assert_eq!(of_layers(&asked, &layers).len(), layers.len(), "{asked:?}");
    assert_eq!(digest(1), digest(3));
}
