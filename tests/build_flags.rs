//! Flags of `build` that come from buildah, and the names that a Dockerfile may have.
use crate::common::Imgtool;
use serde_json::Value;

fn config(tool: &Imgtool) -> Value {
    serde_json::from_str(&tool.ok(&["inspect", "--config", "--raw", "store:out"])).unwrap()
}

fn build(tool: &Imgtool, more: &[&str]) -> Value {
    tool.ok(&[&["build", "-q", "-t", "out"], more, &["ctx"]].concat());
    config(tool)
}

#[test]
fn what_is_changed_of_the_image_at_the_end() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("base/Dockerfile", "FROM busybox\nLABEL a=1 b=2\nENV X=1 Y=2\n");
    tool.ok(&["build", "-q", "-t", "based", "base"]);
    tool.write("ctx/Dockerfile", "FROM store:based\nLABEL b=3 c=4\nENV Z=3\nRUN test -z \"$W\" && test \"$Y\" = 2\n");
    let more = ["--env", "W=w", "--unsetenv", "Y", "--unsetlabel", "a", "--unsetlabel=b", "--omit-history"];
    let config = build(&tool, &more);
    assert_eq!(config["config"]["Labels"], serde_json::json!({"b": "3", "c": "4"}));
    let env: Vec<&str> = config["config"]["Env"].as_array().unwrap().iter().map(|e| e.as_str().unwrap()).collect();
    assert!(env.contains(&"X=1") && env.contains(&"Z=3") && env.contains(&"W=w"), "{env:?}");
    assert!(!env.iter().any(|e| e.starts_with("Y=")), "{env:?}");
    assert!(config.get("history").is_none_or(|h| h.as_array().unwrap().is_empty()));
    assert_eq!(build(&tool, &["--inherit-labels=false"])["config"]["Labels"], serde_json::json!({"b": "3", "c": "4"}));
    let manifest = || -> Value { serde_json::from_str(&tool.ok(&["inspect", "--raw", "store:out"])).unwrap() };
    let digest = "org.opencontainers.image.base.digest";
    assert!(manifest()["annotations"].get(digest).is_some());
    build(&tool, &["--unsetannotation", digest]);
    assert!(manifest()["annotations"].get(digest).is_none());
}

#[test]
fn what_scripts_for_buildah_say() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/Dockerfile", "FROM busybox\nRUN echo told; if test -s /etc/hosts; then exit 7; fi; echo x > /x\n");
    let log = tool.text("log");
    let flags = ["--pid=host", "--ipc=host", "--uts=host", "--userns=host", "--cgroupns=host", "--runtime=crun"];
    let more = ["--runtime-flag=--debug", "--layer-label=a=b", "--no-hostname", "--http-proxy=false", "--no-hosts"];
    tool.ok(&[&["build", "--progress=plain", "-t", "out", "--logfile", &log], &flags[..], &more, &["ctx"]].concat());
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.contains("told") && text.contains("RUN echo told"), "{text}");
    tool.fails(1, &["build", "--no-cache", "-t", "out", "ctx"]);
}

#[test]
fn where_arguments_files_and_bases_come_from() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write(
        "ctx/Containerfile",
        "ARG T\nFROM nowhere.example/x AS one\nARG A\nARG B\nLABEL a=$A b=$B\nCOPY . /c/\n",
    );
    tool.write("ctx/kept", "");
    tool.write("ctx/gone", "");
    tool.write("args", "# of the build\nA=file\n\nB=file\n");
    tool.write("ignore", "gone\n");
    let more =
        ["--from", "store:busybox", "--build-arg-file", "args", "--build-arg", "B=line", "--ignorefile", "ignore"];
    let config = build(&tool, &more);
    assert_eq!(config["config"]["Labels"], serde_json::json!({"a": "file", "b": "line"}));
    let names = tool.ok(&["ls", "store:out", "/c"]);
    assert!(names.contains("kept") && !names.contains("gone"), "{names}");
    tool.write("args", "A\n");
    let said = tool.fails(2, &["build", "--build-arg-file", "args", "ctx"]);
    assert!(said.contains("args:1: 'A' sets nothing"), "{said}");
    // buildah's other names, after docker's.
    tool.write("ctx/.containerignore", "kept\n");
    build(&tool, &["--from", "store:busybox"]);
    assert!(!tool.ok(&["ls", "store:out", "/c"]).contains("kept"));
    tool.write("ctx/dockerfile", "FROM scratch\nLABEL which=small\n");
    assert_eq!(build(&tool, &[])["config"]["Labels"]["which"], "small");
    tool.write("ctx/Dockerfile", "FROM scratch\nLABEL which=docker\n");
    assert_eq!(build(&tool, &[])["config"]["Labels"]["which"], "docker");
    tool.write("ctx/sub/other", "FROM scratch\nLABEL which=inside\n");
    assert_eq!(build(&tool, &["-f", "sub/other"])["config"]["Labels"]["which"], "inside");
}

#[test]
fn stages_indexes_platforms_and_times() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/Dockerfile", "FROM busybox AS unused\nRUN exit 7\nFROM scratch\nCOPY Dockerfile /\n");
    build(&tool, &[]);
    let said = tool.fails(1, &["build", "--skip-unused-stages=false", "ctx"]);
    assert!(said.contains("Dockerfile:2"), "{said}");
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
    tool.ok(&["build", "-q", "--manifest", "list", "--os", "linux", "--arch", "arm64", "--variant", "v8", "ctx"]);
    let index: Value = serde_json::from_str(&tool.ok(&["inspect", "--raw", "store:list"])).unwrap();
    assert_eq!(index["manifests"][0]["platform"]["architecture"], "arm64");
    let config = build(&tool, &["--source-date-epoch", "77"]);
    assert_eq!(config["created"], "1970-01-01T00:01:17Z");
    // What is so anyway may be said.
    build(
        &tool,
        &[
            "--compress",
            "--identity-label=false",
            "--retry=3",
            "--retry-delay=1s",
            "--rewrite-timestamp",
            "--pull-never",
        ],
    );
}
