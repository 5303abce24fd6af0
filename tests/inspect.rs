//! `imgtool inspect`, compared with what skopeo reads.
use crate::common::{Imgtool, Registry, base, peer_ok};

#[test]
fn raw_documents_are_the_bytes_that_skopeo_sees() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let remote = format!("{}/x:1", registry.address);
    tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), &remote]);
    let skopeo = |flags: &[&str]| {
        let url = format!("docker://{remote}");
        peer_ok(tool.dir.path(), &[&["skopeo", "inspect", "--tls-verify=false"], flags, &[url.as_str()]].concat())
    };
    assert_eq!(tool.ok(&["inspect", "--raw", &remote]).trim_end(), skopeo(&["--raw"]).trim_end());
    let json = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
    assert_eq!(json(tool.ok(&["inspect", "--config", &remote])), json(skopeo(&["--config", "--raw"])));
    let digest = json(skopeo(&[]))["Digest"].as_str().unwrap().to_string();
    assert!(tool.ok(&["inspect", &remote]).contains(&digest));
}

#[test]
fn a_missing_tag_names_itself() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let stderr = tool.fails(1, &["inspect", &format!("{}/nothing:here", registry.address)]);
    assert!(stderr.contains("nothing:here"), "{stderr}");
    assert!(tool.fails(2, &["inspect", "UPPER//case"]).contains("UPPER//case"));
}

#[test]
fn templates_print_what_skopeo_prints() {
    let (tool, registry) = (Imgtool::with_bases(&["busybox"]), Registry::start());
    tool.write("ctx/Dockerfile", "FROM busybox\nLABEL a.b=1 c=2\nENV X=y\n");
    let remote = format!("{}/some:1", registry.address);
    tool.ok(&["build", "--push", "-t", &remote, &tool.text("ctx")]);
    for format in [
        "{{.Digest}}",
        "{{.Name}} {{.Architecture}}/{{.Os}}",
        "{{.Labels}}",
        "{{index .Labels \"a.b\"}}",
        "{{range .Layers}}{{.}}\\n{{end}}",
        "{{.Env}}",
        "{{json .RepoTags}}",
    ] {
        let url = format!("docker://{remote}");
        let theirs = peer_ok(tool.dir.path(), &["skopeo", "inspect", "--tls-verify=false", "--format", format, &url]);
        assert_eq!(tool.ok(&["inspect", "--format", format, &remote]), theirs, "{format}");
    }
    assert!(tool.fails(2, &["inspect", "--format", "{{.Nope}}", &remote]).contains(".Nope"));
}

#[test]
fn json_paths_pick_values() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let layer = tool.ok(&["inspect", "--format", "$.Layers[0]", "store:busybox"]);
    assert_eq!(layer, tool.ok(&["inspect", "--format", "{{index .Layers 0}}", "store:busybox"]));
    assert!(layer.starts_with("sha256:"));
    let big = tool.ok(&["inspect", "--format", "$.LayersData[?@.Size > 1000].Digest", "store:busybox"]);
    assert_eq!(big, layer);
    let told = tool.fails(2, &["inspect", "--format", "$.[", "store:busybox"]);
    assert!(told.contains("is no JSON path"), "{told}");
}

/// An index shows all its platforms, an image its layers beside its history.
#[test]
fn the_table_as_people_read_it() {
    let tool = Imgtool::new();
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY a /a\nENV A=1\nLABEL l=x\nEXPOSE 80\nUSER 7\nCMD [\"/a\"]\n");
    tool.write("ctx/a", "content\n");
    for platform in ["linux/amd64", "linux/arm64"] {
        let name = format!("store:{}", platform.replace('/', "-"));
        tool.ok(&["build", "-q", "--timestamp", "0", "--platform", platform, "-t", &name, &tool.text("ctx")]);
    }
    tool.ok(&["index", "create", "store:all", "store:linux-amd64", "store:linux-arm64", "--annotation", "by=us"]);
    insta::assert_snapshot!(tool.ok(&["inspect", "--platform", "linux/arm64", "--format", "table", "store:all"]));
    let json = tool.ok(&["inspect", "--platform", "linux/arm64", "store:all"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["Manifests"].as_array().unwrap().len(), 2);
    assert_eq!(value["History"][0]["Layer"], value["Layers"][0]);
    assert_eq!(value["History"][1]["CreatedBy"], "ENV A=1");
    // Where nothing in it runs here, the index itself can still be looked at.
    tool.ok(&["index", "remove", "store:all", "linux/amd64"]);
    tool.ok(&["index", "annotate", "store:all", "linux/arm64", "--arch", "s390x"]);
    let value: serde_json::Value = serde_json::from_str(&tool.ok(&["inspect", "store:all"])).unwrap();
    assert_eq!(value["Manifests"][0]["platform"]["architecture"], "s390x");
    assert!(value.get("Layers").is_none());
    assert!(tool.fails(1, &["inspect", "--config", "store:all"]).contains("linux/s390x"));
}

#[test]
fn an_artifact_can_be_looked_at() {
    let tool = Imgtool::new();
    tool.write("f", "x");
    tool.ok(&["artifact", "push", "oci:l:a", "--artifact-type", "a/b", "f"]);
    let shown = tool.ok(&["inspect", "--format", "table", "oci:l:a"]);
    assert!(shown.contains("Artifact type:  a/b") && shown.contains("f\n"), "{shown}");
    assert_eq!(tool.ok(&["inspect", "--format", "{{.ArtifactType}}", "oci:l:a"]), "a/b\n");
}
