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

/// A list of images for several machines, which says nothing of others.
fn several(tool: &Imgtool) {
    tool.write("several/Dockerfile", "FROM scratch\nARG TARGETARCH\nLABEL arch=$TARGETARCH\n");
    let platforms = "linux/amd64,linux/arm64,linux/s390x";
    tool.ok(&["build", "-q", "--platform", platforms, "-t", "oci:layout:several", "several"]);
    let two = "linux/s390x,linux/amd64,linux/riscv64";
    tool.ok(&["build", "-q", "--platform", two, "-t", "oci:layout:others", "several"]);
}

#[test]
fn all_platforms_of_the_bases() {
    let tool = Imgtool::with_bases(&[]);
    several(&tool);
    let of = |dockerfile: &str, more: &[&str]| -> Vec<String> {
        tool.write("ctx/Dockerfile", dockerfile);
        tool.ok(&[&["build", "-q", "--all-platforms", "-t", "out"], more, &["ctx"]].concat());
        let index: Value = serde_json::from_str(&tool.ok(&["inspect", "--raw", "store:out"])).unwrap();
        let manifests = index["manifests"].as_array().unwrap();
        manifests.iter().map(|m| m["platform"]["architecture"].as_str().unwrap().to_string()).collect()
    };
    let one = "FROM oci:layout:several\nCOPY Dockerfile /\n";
    assert_eq!(of(one, &[]), ["amd64", "arm64", "s390x"]);
    let both = "FROM oci:layout:others AS a\nFROM oci:layout:several\nCOPY Dockerfile /\n";
    assert_eq!(of(both, &[]), ["s390x", "amd64"]);
    // One for this machine alone takes nothing away.
    let tools = "FROM --platform=$BUILDPLATFORM oci:layout:others AS a\nFROM oci:layout:several\nCOPY Dockerfile /\n";
    assert_eq!(of(tools, &[]), ["amd64", "arm64", "s390x"]);
    let named = "FROM named\nCOPY Dockerfile /\n";
    assert_eq!(of(named, &["--build-context", "named=oci-layout://layout:several"]), ["amd64", "arm64", "s390x"]);
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
    assert!(tool.fails(2, &["build", "--all-platforms", "ctx"]).contains("no base image that says"));
    tool.fails(2, &["build", "--all-platforms", "--platform", "linux/arm64", "ctx"]);
}

#[test]
fn groups_and_volumes_of_run() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write(
        "ctx/Dockerfile",
        "FROM busybox\nRUN mkdir -p /v/kept /real && echo a > /v/kept/f && ln -s real /link\nVOLUME /v/kept /link\n\
         COPY Dockerfile /v/kept/copied\nRUN id -G > /groups && echo b > /v/kept/f && rm /v/kept/copied && echo c > /real/g && echo d > /v/beside\n",
    );
    let cat = |path: &str| tool.ok(&["cat", "store:out", path]);
    build(&tool, &["--group-add", "7", "--group-add=staff", "--compat-volumes"]);
    assert_eq!(cat("/groups"), "0 7 50\n");
    // What RUN does below a volume is taken back; what COPY puts there stays.
    assert_eq!((cat("/v/kept/f"), cat("/v/beside")), ("a\n".into(), "d\n".into()));
    assert!(cat("/v/kept/copied").contains("FROM busybox"));
    assert!(!tool.ok(&["ls", "store:out", "/real"]).contains('g'));
    // Without it, they are directories as any other; and neither comes from the other's cache.
    build(&tool, &[]);
    assert_eq!((cat("/groups"), cat("/v/kept/f"), cat("/real/g")), ("0\n".into(), "b\n".into(), "c\n".into()));
    let said = tool.fails(1, &["build", "--group-add", "nobody-has-it", "ctx"]);
    assert!(said.contains("--group-add: the image has no group named 'nobody-has-it'"), "{said}");
    assert!(tool.fails(1, &["build", "--group-add", "keep-groups", "ctx"]).contains("no groups of this machine"));
}

#[test]
fn annotations_of_the_base_and_what_the_result_needs() {
    let tool = Imgtool::with_bases(&[]);
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
    tool.ok(&[
        "build",
        "-q",
        "-t",
        "base",
        "--annotation",
        "who=base",
        "--os-version",
        "10.1",
        "--os-feature",
        "a",
        "ctx",
    ]);
    tool.write("ctx/Dockerfile", "FROM store:base\nCOPY Dockerfile /\n");
    let manifest = || -> Value { serde_json::from_str(&tool.ok(&["inspect", "--raw", "store:out"])).unwrap() };
    let of = build(&tool, &[]);
    assert_eq!((&of["os.version"], &of["os.features"]), (&"10.1".into(), &serde_json::json!(["a"])));
    assert!(manifest()["annotations"].get("who").is_none());
    let of = build(&tool, &["--inherit-annotations", "--os-version=10.2", "--os-feature=a-", "--os-feature=b"]);
    assert_eq!((&of["os.version"], &of["os.features"]), (&"10.2".into(), &serde_json::json!(["b"])));
    assert_eq!(manifest()["annotations"]["who"], "base");
    build(&tool, &["--inherit-annotations=false"]);
    assert!(manifest()["annotations"].get("who").is_none());
}

#[test]
fn dockerfiles_for_the_preprocessor() {
    let tool = Imgtool::with_bases(&[]);
    tool.write("ctx/labels", "LABEL from=labels\n");
    let text = "# a comment\nFROM scratch\n#include \"labels\"\n#ifdef MORE\nLABEL more=MORE\n#endif\nCOPY labels /\n";
    tool.write("ctx/Dockerfile.in", text);
    if std::process::Command::new("cpp").arg("--version").output().is_err() {
        assert!(tool.fails(1, &["build", "-f", "ctx/Dockerfile.in", "ctx"]).contains("no program named cpp"));
        return;
    }
    let labels =
        |more: &[&str]| build(&tool, &[&["-f", "ctx/Dockerfile.in"], more].concat())["config"]["Labels"].clone();
    assert_eq!(labels(&[]), serde_json::json!({"from": "labels"}));
    assert_eq!(labels(&["--cpp-flag=-DMORE=5"]), serde_json::json!({"from": "labels", "more": "5"}));
    let mut named = tool.command(&["build", "-q", "-t", "out", "-f", "ctx/Dockerfile.in", "ctx"]);
    assert!(named.env("BUILDAH_CPPFLAGS", "-DMORE=6").status().unwrap().success());
    assert_eq!(config(&tool)["config"]["Labels"]["more"], "6");
    tool.write("ctx/Dockerfile.in", "#include \"nowhere\"\n");
    assert!(tool.fails(1, &["build", "-f", "ctx/Dockerfile.in", "ctx"]).contains("nowhere"));
}

#[test]
fn lists_of_packages_in_files() {
    let tool = Imgtool::with_bases(&[]);
    tool.write("ctx/Cargo.lock", "[[package]]\nname = \"z\"\nversion = \"3.0.0\"\n");
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY Cargo.lock /app/\n");
    build(&tool, &["--sbom=syft-spdx", "--sbom-output", "list.json", "--sbom-purl-output=urls"]);
    let list: Value = serde_json::from_slice(&std::fs::read(tool.path("list.json")).unwrap()).unwrap();
    assert_eq!((&list["spdxVersion"], &list["packages"][1]["name"]), (&"SPDX-2.3".into(), &"z".into()));
    assert_eq!(std::fs::read_to_string(tool.path("urls")).unwrap(), "pkg:cargo/z@3.0.0\n");
    let refused = |code: i32, flags: &[&str], why: &str| {
        let said = tool.fails(code, &[&["build"], flags, &["ctx"]].concat());
        assert!(said.contains(why) && said.contains("hint:"), "{said}");
    };
    refused(2, &["--sbom=syft-spdx"], "does not say where to");
    refused(1, &["--sbom=syft", "--sbom-output=x"], "CycloneDX");
    refused(1, &["--sbom-output=x", "--platform=linux/amd64,linux/arm64"], "several platforms");
    // What would make another image than was asked for is never passed over.
    refused(1, &["--sign-by", "ABCD"], "--sign-by: images are not signed with GPG keys");
    refused(1, &["--decryption-key", "k.pem"], "--decryption-key: encrypted images are not read");
    refused(1, &["--cw", "type=SNP"], "confidential workloads");
    refused(1, &["--sbom-image-output", "/list"], "not put into the image");
    refused(1, &["--sbom-scanner-image=a"], "no other scanner");
}
