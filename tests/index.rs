//! `imgtool index`, its results read by skopeo and crane.
use crate::common::{Imgtool, Registry, Served, base, peer_ok};
use serde_json::Value;

/// An image for a platform, built here, in a registry.
fn image(tool: &Imgtool, platform: &str, reference: &str) -> String {
    let file = tool.write("Dockerfile", "FROM scratch\nARG TARGETARCH\nLABEL arch=$TARGETARCH\nCOPY Dockerfile /\n");
    tool.ok(&[
        "build",
        "-q",
        "--platform",
        platform,
        "-t",
        &format!("docker://{reference}"),
        "-f",
        file.to_str().unwrap(),
        ".",
    ]);
    tool.ok(&["digest", reference]).trim_end().to_string()
}

fn raw(tool: &Imgtool, reference: &str) -> Value {
    let command = ["skopeo", "inspect", "--raw", "--tls-verify=false", &format!("docker://{reference}")];
    serde_json::from_str(&peer_ok(tool.dir.path(), &command)).unwrap()
}

/// Images of two registries become an index in one; everything comes along.
#[test]
fn an_index_is_made_changed_and_read_by_others() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let served = Served::start(&tool, &[]);
    let (amd, arm) = (format!("{}/amd:1", registry.address), format!("{}/arm:1", served.address));
    let (amd_digest, arm_digest) = (image(&tool, "linux/amd64", &amd), image(&tool, "linux/arm64", &arm));
    let all = format!("{}/multi:1", registry.address);
    let made = tool.ok(&["index", "create", &all, &amd, &arm, "--annotation", "who=me"]);
    let document = raw(&tool, &all);
    assert_eq!(document["mediaType"], "application/vnd.oci.image.index.v1+json");
    assert_eq!(document["annotations"]["who"], "me");
    assert_eq!(document["manifests"][0]["digest"], amd_digest);
    assert_eq!(document["manifests"][0]["platform"], serde_json::json!({"architecture": "amd64", "os": "linux"}));
    assert_eq!(document["manifests"][1]["digest"], arm_digest);
    for (platform, digest) in [("linux/amd64", &amd_digest), ("linux/arm64", &arm_digest)] {
        let command = ["crane", "digest", "--insecure", "--platform", platform, &all];
        assert_eq!(peer_ok(tool.dir.path(), &command).trim(), digest);
    }
    peer_ok(tool.dir.path(), &["crane", "validate", "--insecure", "--remote", &all]);
    // The same index again, from its own images.
    assert_eq!(tool.ok(&["index", "create", &all, &all, "--annotation", "who=me"]), made);

    let told = tool.fails(2, &["index", "add", &all, &image_of(&tool, "linux/arm64", &served)]);
    assert!(told.contains("has an image for linux/arm64 already") && told.contains("--replace"), "{told}");
    tool.ok(&["index", "add", "--replace", &all, &image_of(&tool, "linux/arm64", &served)]);
    assert_eq!(raw(&tool, &all)["manifests"].as_array().unwrap().len(), 2);
    tool.ok(&[
        "index",
        "annotate",
        &all,
        "linux/arm64",
        "--annotation",
        "a=b",
        "--variant",
        "v9",
        "--os-features",
        "x,y",
    ]);
    let document = raw(&tool, &all);
    assert_eq!(document["manifests"][1]["annotations"]["a"], "b");
    assert_eq!(document["manifests"][1]["platform"]["variant"], "v9");
    assert_eq!(document["manifests"][1]["platform"]["os.features"], serde_json::json!(["x", "y"]));
    tool.ok(&["index", "annotate", &all, "--annotation", "who", "--annotation", "other=x"]);
    assert_eq!(raw(&tool, &all)["annotations"], serde_json::json!({"other": "x"}));
    tool.ok(&["index", "remove", &all, &amd_digest]);
    let listed = tool.ok(&["index", "list", &all]);
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(listed.lines().nth(1).unwrap().starts_with("linux/arm64/v9  sha256:"), "{listed}");
}

fn image_of(tool: &Imgtool, platform: &str, served: &Served) -> String {
    let reference = format!("{}/other:1", served.address);
    tool.write("Dockerfile", "FROM scratch\nLABEL other=1\nCOPY Dockerfile /\n");
    tool.ok(&["build", "-q", "--platform", platform, "-t", &format!("docker://{reference}"), "."]);
    reference
}

#[test]
fn other_places_hold_indexes_too() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.ok(&["index", "create", "oci:layout:all", "store:busybox", "--format", "docker"]);
    let command = ["skopeo", "inspect", "--raw", &format!("oci:{}:all", tool.text("layout"))];
    let document: Value = serde_json::from_str(&peer_ok(tool.dir.path(), &command)).unwrap();
    assert_eq!(document["mediaType"], "application/vnd.docker.distribution.manifest.list.v2+json");
    tool.ok(&["validate", "oci:layout:all"]);
    let told = tool.fails(1, &["index", "annotate", "oci:layout:all", "--annotation", "a=b"]);
    assert!(told.contains("have no annotations"), "{told}");
    let shown = tool.ok(&["index", "create", "store:new", "store:busybox", "--dry-run"]);
    assert!(shown.contains("\"manifests\""), "{shown}");
    assert!(!tool.run(&["digest", "store:new"]).status.success());
}

#[test]
fn mistakes_are_told() {
    let tool = Imgtool::new();
    let archive = format!("oci-archive:{}", base("busybox").display());
    let told = tool.fails(2, &["index", "list", &archive]);
    assert!(told.contains("is one image, no index") && told.contains("imgtool index create"), "{told}");
    tool.ok(&["index", "create", "oci:l:x", &archive]);
    let told = tool.fails(1, &["index", "remove", "oci:l:x", "linux/s390x"]);
    assert!(told.contains("has no image linux/s390x") && told.contains("index list"), "{told}");
    let told = tool.fails(2, &["index", "remove", "oci:l:x", "a b"]);
    assert!(told.contains("name a digest or a platform"), "{told}");
    let told = tool.fails(2, &["index", "annotate", "oci:l:x", "--arch", "arm"]);
    assert!(told.contains("DIGEST|PLATFORM"), "{told}");
}
