//! `imgtool build`: errors, cache, determinism, files it writes, what it leaves behind.
use crate::common::{Imgtool, as_user, base, done, fstree_ok};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

fn context(tool: &Imgtool, dockerfile: &str) -> String {
    tool.write("ctx/Dockerfile", dockerfile);
    tool.text("ctx")
}

/// The image's digest, through --iidfile.
fn build(tool: &Imgtool, extra: &[&str]) -> String {
    let (file, ctx) = (tool.text("iid"), tool.text("ctx"));
    tool.ok(&[&["build", "--progress=plain", "--iidfile", &file], extra, &[ctx.as_str()]].concat());
    fs::read_to_string(file).unwrap().trim().to_string()
}

#[test]
fn mistakes_name_the_file_the_line_and_the_subject() {
    for (dockerfile, words) in [
        ("FROM scratch\nFETCH it\n", ["FETCH", "Dockerfile:2"]),
        ("FROM scratch\nCOPY --wrong=1 a /\n", ["wrong", "Dockerfile:2"]),
        ("FROM scratch\nCOPY not-there /\n", ["not-there", "Dockerfile:2"]),
        ("FROM a AS b\nFROM scratch\nCOPY --from=9 /x /x\n", ["9", "Dockerfile:3"]),
        ("FROM 127.0.0.1:1/none:1\n", ["127.0.0.1:1", "Dockerfile:1"]),
    ] {
        let tool = Imgtool::new();
        let ctx = context(&tool, dockerfile);
        let stderr = tool.fails(1, &["build", "--progress=plain", &ctx]);
        for word in words {
            assert!(stderr.contains(word), "{dockerfile}: no {word:?} in: {stderr}");
        }
    }
}

#[test]
fn a_failed_run_tells_its_code_and_its_last_words() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let ctx = context(&tool, "FROM busybox\nRUN echo last words; exit 42\n");
    let stderr = tool.fails(1, &["build", "--progress=plain", &ctx]);
    assert!(stderr.contains("42") && stderr.contains("last words") && stderr.contains("Dockerfile:2"), "{stderr}");
}

#[test]
fn the_cache_follows_content_names_and_modes_but_not_times() {
    let tool = Imgtool::with_bases(&["busybox"]);
    context(&tool, "FROM busybox\nCOPY d /d\nRUN cat /proc/sys/kernel/random/uuid > /random\n");
    let file = tool.write("ctx/d/f", "one");
    let first = build(&tool, &[]);
    assert_eq!(build(&tool, &[]), first, "all cached");
    done_touch(&file);
    assert_eq!(build(&tool, &[]), first, "touch invalidates nothing");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    let mode = build(&tool, &[]);
    assert_ne!(mode, first);
    fs::write(&file, "two").unwrap();
    let content = build(&tool, &[]);
    assert_ne!(content, mode);
    fs::rename(&file, tool.path("ctx/d/g")).unwrap();
    let renamed = build(&tool, &[]);
    assert_ne!(renamed, content);
    assert_ne!(build(&tool, &["--no-cache"]), renamed, "--no-cache runs again");
}

fn done_touch(file: &std::path::Path) {
    assert!(Command::new("touch").args(["-d", "2001-02-03"]).arg(file).status().unwrap().success());
}

#[test]
fn one_epoch_gives_one_digest_whatever_the_jobs() {
    let mut digests = Vec::new();
    for jobs in ["1", "2"] {
        let tool = Imgtool::with_bases(&["busybox"]);
        context(
            &tool,
            "FROM busybox AS a\nRUN echo a > /a && ln /a /b && mkdir /d\nFROM busybox\nCOPY --from=a /a /b /\nCOPY f /f\nRUN echo c > /c\n",
        );
        tool.write("ctx/f", "f");
        let (file, ctx) = (tool.text("iid"), tool.text("ctx"));
        let mut c = tool.command(&["build", "--jobs", jobs, "--iidfile", &file, &ctx]);
        let out = c.env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        digests.push(fs::read_to_string(file).unwrap());
    }
    assert!(digests[0].starts_with("sha256:"));
    assert_eq!(digests[0], digests[1]);
}

#[test]
fn metadata_names_the_image() {
    let tool = Imgtool::new();
    let ctx = context(&tool, "FROM scratch\nCOPY Dockerfile /\nLABEL from=file\n");
    let (metadata, image) = (tool.text("metadata.json"), tool.text("image"));
    tool.ok(&["build", "--metadata-file", &metadata, "--label", "more=1", "-t", &format!("oci:{image}:x"), &ctx]);
    let value: serde_json::Value = serde_json::from_str(&fs::read_to_string(metadata).unwrap()).unwrap();
    let index: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(format!("{image}/index.json")).unwrap()).unwrap();
    assert_eq!(value["containerimage.digest"], index["manifests"][0]["digest"]);
    let config = fstree_ok(&["config", &image]);
    assert!(config.contains("\"from\": \"file\"") && config.contains("\"more\": \"1\""), "{config}");
}

#[test]
fn independent_stages_run_at_the_same_time_and_unneeded_ones_never() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let ctx = context(
        &tool,
        "FROM busybox AS a\nRUN sleep 3; echo a > /a\nFROM busybox AS b\nRUN sleep 3; echo b > /b\nFROM busybox AS never\nRUN exit 9\nFROM busybox\nCOPY --from=a /a /\nCOPY --from=b /b /\n",
    );
    let start = Instant::now();
    tool.ok(&["build", "--jobs", "2", &ctx]);
    assert!(start.elapsed() < Duration::from_millis(5900), "{:?}: one after the other", start.elapsed());
}

#[test]
fn an_interrupt_leaves_no_process_and_no_image() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let ctx = context(&tool, "FROM busybox\nRUN echo started >&2; sleep 4717\n");
    let mut child = tool.command(&["build", "-t", "kept", &ctx]);
    let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let sleeping = || Command::new("pgrep").args(["-f", "^sleep 4717"]).status().unwrap().success();
    let start = Instant::now();
    while !sleeping() {
        assert!(start.elapsed() < Duration::from_secs(20) && child.try_wait().unwrap().is_none(), "RUN never started");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let start = Instant::now();
    while sleeping() {
        assert!(start.elapsed() < Duration::from_secs(5), "the RUN process is still there");
        std::thread::sleep(Duration::from_millis(50));
    }
    tool.fails(1, &["inspect", "store:kept"]);
}

#[test]
fn root_and_an_ordinary_user_build_one_digest() {
    let mut digests = Vec::new();
    for user in [false, true] {
        let tool = Imgtool::new();
        context(
            &tool,
            "FROM busybox\nRUN mkdir /d && echo x > /d/f && chown 1000:50 /d/f && chmod 4755 /d/f\nCOPY f /f\n",
        );
        tool.write("ctx/f", "f");
        fs::copy(base("busybox"), tool.path("base.oci")).unwrap();
        let (file, ctx, archive) =
            (tool.text("iid"), tool.text("ctx"), format!("oci-archive:{}", tool.text("base.oci")));
        for arguments in [&["copy", &archive, "store:busybox"][..], &["build", "--iidfile", &file, &ctx][..]] {
            let mut c = if user { as_user(&tool, arguments) } else { tool.command(arguments) };
            done(&format!("{arguments:?}"), c.env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap());
        }
        digests.push(fs::read_to_string(file).unwrap());
    }
    assert_eq!(digests[0], digests[1]);
}

#[test]
fn squash_makes_one_layer_of_what_the_build_made() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/f", "one");
    let file = "FROM busybox\nCOPY f /d/f\nRUN ln /d/f /d/g && rm /bin/vi && rm -r /home && mkdir /home && echo x > /home/new\n\
                RUN chmod 700 /d && rm /d/f && echo two > /var/two\n";
    tool.write("ctx/Dockerfile", file);
    let context = tool.text("ctx");
    tool.ok(&["build", "-q", "-t", "plain", &context]);
    tool.ok(&["build", "-q", "-t", "new", "--squash", &context]);
    tool.ok(&["build", "-q", "-t", "all", "--squash-all", "--compression=zstd", &context]);
    let layers = |name: &str| -> usize {
        let raw = tool.ok(&["inspect", "--raw", &format!("store:{name}")]);
        serde_json::from_str::<serde_json::Value>(&raw).unwrap()["layers"].as_array().unwrap().len()
    };
    assert_eq!((layers("plain"), layers("new"), layers("all")), (4, 2, 1));
    let files = |name: &str| tool.ok(&["ls", "-lR", &format!("store:{name}")]);
    let plain = files("plain");
    assert_eq!(files("new"), plain);
    assert_eq!(files("all"), plain);
    assert!(!plain.contains("bin/vi\n") && plain.contains("home/new") && !plain.contains("d/f"), "{plain}");
    assert_eq!(tool.ok(&["cat", "store:new", "/d/g"]), "one");
    for name in ["new", "all"] {
        tool.ok(&["validate", &format!("store:{name}")]);
    }
    let before = tool.ok(&["digest", "store:new"]);
    tool.ok(&["build", "-q", "-t", "new", "--squash", "--load", "--rm", &context]);
    assert_eq!(tool.ok(&["digest", "store:new"]), before, "squashing is cached, too");
}

#[test]
fn no_cache_filter_is_for_some_stages() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let file = "FROM busybox AS one\nRUN cat /proc/sys/kernel/random/uuid > /a\nFROM busybox AS Two\nRUN cat /proc/sys/kernel/random/uuid > /b\n\
                FROM scratch\nCOPY --from=one /a /\nCOPY --from=two /b /\n";
    tool.write("ctx/Dockerfile", file);
    let build = |more: &[&str]| {
        tool.ok(&[&["build", "-q", "-t", "out"], more, &[&tool.text("ctx")]].concat());
        (tool.ok(&["cat", "store:out", "/a"]), tool.ok(&["cat", "store:out", "/b"]))
    };
    let first = build(&[]);
    assert_eq!(build(&[]), first);
    let second = build(&["--no-cache-filter", "TWO"]);
    assert!(second.0 == first.0 && second.1 != first.1);
}
