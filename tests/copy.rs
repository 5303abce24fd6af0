//! `imgtool copy` between all transports, digests checked by skopeo.
use crate::common::{Imgtool, Registry, base, fstree_ok, peer_ok};

/// Digest of the manifest as skopeo sees it.
fn skopeo_digest(tool: &Imgtool, reference: &str) -> String {
    let command = ["skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", reference];
    peer_ok(tool.dir.path(), &command).trim().to_string()
}

#[test]
fn a_manifest_keeps_its_digest_through_every_transport() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let source = format!("oci-archive:{}", base("busybox").display());
    std::fs::copy(base("busybox"), tool.path("source.oci")).unwrap();
    let digest = skopeo_digest(&tool, &format!("oci-archive:{}", tool.text("source.oci")));
    let (layout, archive, dir) = (tool.text("layout"), tool.text("out.oci"), tool.text("dir"));
    let remote = format!("{}/a/busybox:1", registry.address);
    let chain = [
        format!("oci:{layout}:x"),
        format!("oci-archive:{archive}"),
        format!("dir:{dir}"),
        "store:kept".to_string(),
        remote.clone(),
        format!("docker://{}/b/busybox:2", registry.address),
    ];
    let mut from = source;
    for to in chain {
        tool.ok(&["copy", &from, &to]);
        from = to;
    }
    fstree_ok(&["validate", &format!("{layout}:x")]);
    fstree_ok(&["validate", &archive]);
    for reference in [
        format!("oci:{layout}:x"),
        format!("oci-archive:{archive}"),
        format!("dir:{dir}"),
        format!("docker://{remote}"),
        format!("docker://{}/b/busybox:2", registry.address),
    ] {
        assert_eq!(skopeo_digest(&tool, &reference), digest, "{reference}");
    }
}

#[test]
fn a_docker_archive_is_read_by_skopeo() {
    let tool = Imgtool::new();
    let file = tool.text("docker.tar");
    tool.ok(&[
        "copy",
        &format!("oci-archive:{}", base("busybox").display()),
        &format!("docker-archive:{file}:busybox:1"),
    ]);
    let back = tool.text("back");
    peer_ok(tool.dir.path(), &["skopeo", "copy", &format!("docker-archive:{file}"), &format!("oci:{back}:x")]);
    fstree_ok(&["compare", base("busybox").to_str().unwrap(), &back]);
}

#[test]
fn copying_again_uploads_nothing() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let (source, remote) = (format!("oci-archive:{}", base("busybox").display()), format!("{}/x:1", registry.address));
    tool.ok(&["copy", &source, &remote]);
    let uploads = || registry.log().matches("/blobs/uploads/").count();
    let before = uploads();
    assert!(before > 0);
    tool.ok(&["copy", &source, &remote]);
    assert_eq!(uploads(), before);
}

#[test]
fn an_unreachable_registry_and_a_wrong_digest_are_clear() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let stderr = tool.fails(1, &["copy", "127.0.0.1:1/x:1", "store:x"]);
    assert!(stderr.contains("127.0.0.1:1"), "{stderr}");
    let missing = format!("{}/x@sha256:{}", registry.address, "0".repeat(64));
    let stderr = tool.fails(1, &["copy", &missing, "store:x"]);
    assert!(stderr.contains("sha256:0000"), "{stderr}");
}
