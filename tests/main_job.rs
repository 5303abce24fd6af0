//! The main job: a compiler installed by RUN, its program copied to a second stage, pushed, accepted by the peers.
use crate::common::{Imgtool, Registry, peer_ok, repository};

#[test]
fn a_multi_stage_build_with_apt_is_accepted_by_every_peer_and_runs() {
    let (tool, registry) = (Imgtool::with_bases(&["debian"]), Registry::start());
    let remote = format!("{}/demo/hello:1", registry.address);
    let context = repository().join("testdata/demo");
    tool.ok(&["build", "--progress=plain", "--push", "-t", &remote, context.to_str().unwrap()]);
    let url = format!("docker://{remote}");
    let peer = |command: &[&str]| peer_ok(tool.dir.path(), command);
    assert!(peer(&["skopeo", "inspect", "--tls-verify=false", &url]).contains("\"Digest\""));
    peer(&["crane", "validate", "--insecure", "--remote", &remote]);
    let (layout, bundle) = (tool.text("layout"), tool.text("bundle"));
    peer(&["skopeo", "copy", "--src-tls-verify=false", &url, &format!("oci:{layout}:x")]);
    peer(&["umoci", "unpack", "--image", &format!("{layout}:x"), &bundle]);
    let said = peer(&["chroot", &format!("{bundle}/rootfs"), "/hello"]);
    assert_eq!(said, "hello from an image that imgtool built\n");
}
