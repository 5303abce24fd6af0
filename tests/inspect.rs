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
