//! Every transport to every other. The sources are written by skopeo, the results read by skopeo, crane and umoci:
//! bytes and digests are theirs, not ours.
use crate::common::{Imgtool, Registry, Served, base, fstree_ok, peer_ok};
use std::fs;

/// Where images are, by transport; `{}` is what is made of the name of a case.
struct Places {
    registry: Registry,
    served: Served,
}

const TRANSPORTS: [&str; 7] =
    ["docker-registry", "imgtool serve", "oci", "oci-archive", "docker-archive", "dir", "store"];

impl Places {
    /// How imgtool and skopeo write the place; skopeo reads the store as the layout that it is.
    fn reference(&self, tool: &Imgtool, transport: &str, case: &str) -> (String, String) {
        let dir = tool.dir.path().display();
        let same = |r: String| (r.clone(), r);
        match transport {
            "docker-registry" => same(format!("docker://{}/m/{case}:1", self.registry.address)),
            "imgtool serve" => same(format!("docker://{}/m/{case}:1", self.served.address)),
            "oci" => same(format!("oci:{dir}/{case}.layout:1")),
            "oci-archive" => same(format!("oci-archive:{dir}/{case}.oci:1")),
            "docker-archive" => same(format!("docker-archive:{dir}/{case}.tar:m/{case}:1")),
            "dir" => same(format!("dir:{dir}/{case}.dir")),
            "store" => (format!("store:m/{case}:1"), format!("oci:{dir}/store:docker.io/m/{case}:1")),
            other => panic!("{other}"),
        }
    }
}

fn skopeo(tool: &Imgtool, arguments: &[&str]) -> String {
    peer_ok(tool.dir.path(), &[&["skopeo"], arguments].concat())
}

/// Manifest digest, and the config's bytes.
fn seen(tool: &Imgtool, reference: &str) -> (String, String) {
    let inspect = |more: &[&str]| skopeo(tool, &[&["inspect", "--tls-verify=false"], more, &[reference]].concat());
    (inspect(&["--no-tags", "--format", "{{.Digest}}"]).trim().to_string(), inspect(&["--config", "--raw"]))
}

/// Fails unless the peers that know the transport find everything in order.
fn checked_by_peers(tool: &Imgtool, transport: &str, case: &str, theirs: &str) {
    let bind = tool.dir.path();
    match transport {
        "docker-registry" | "imgtool serve" => {
            let name = theirs.strip_prefix("docker://").unwrap();
            // crane takes every layer in a registry for gzip; skopeo, which reads it all below, does not.
            if peer_ok(bind, &["crane", "manifest", "--insecure", name]).contains("layer.v1.tar\"") {
                return;
            }
            drop(peer_ok(bind, &["crane", "validate", "--insecure", "--remote", name]));
        }
        "docker-archive" => {
            drop(peer_ok(bind, &["crane", "validate", "--tarball", &tool.text(&format!("{case}.tar"))]));
        }
        "oci" => {
            let image = format!("{}:1", tool.text(&format!("{case}.layout")));
            drop(peer_ok(bind, &["umoci", "stat", "--json", "--image", &image]));
            fstree_ok(&["validate", &image]);
        }
        "oci-archive" => drop(fstree_ok(&["validate", &tool.text(&format!("{case}.oci"))])),
        _ => {}
    }
}

/// All sources to one destination: one test each, so that they run side by side.
fn to(destination: &str) {
    let tool = Imgtool::new();
    let places = Places { registry: Registry::start(), served: Served::start(&tool, &[]) };
    fs::copy(base("busybox"), tool.path("origin.oci")).unwrap();
    let origin = format!("oci-archive:{}", tool.text("origin.oci"));
    for (number, source) in TRANSPORTS.iter().enumerate() {
        let (from, from_theirs) = places.reference(&tool, source, &format!("from{number}"));
        if *source == "store" {
            tool.ok(&["copy", &origin, &from]);
        } else {
            skopeo(&tool, &["copy", "--dest-tls-verify=false", &origin, &from_theirs]);
        }
        let case = format!("to{number}");
        let (into, into_theirs) = places.reference(&tool, destination, &case);
        let told = tool.ok(&["copy", &from, &into]);
        let ((digest, config), (got, got_config)) = (seen(&tool, &from_theirs), seen(&tool, &into_theirs));
        let what = format!("{source} to {destination}");
        assert_eq!(config, got_config, "{what}");
        if *source != "docker-archive" && destination != "docker-archive" {
            assert_eq!(digest, got, "{what}");
        }
        if destination != "docker-archive" {
            assert_eq!(told.trim_end(), got, "{what}: the digest that was told");
        }
        checked_by_peers(&tool, destination, &case, &into_theirs);
        // Every byte, unpacked by a peer.
        let back = format!("back{number}");
        skopeo(&tool, &["copy", "--src-tls-verify=false", &into_theirs, &format!("oci:{}:x", tool.text(&back))]);
        fstree_ok(&["compare", tool.path("origin.oci").to_str().unwrap(), &tool.text(&back)]);
    }
}

#[test]
fn to_docker_registry() {
    to("docker-registry");
}

#[test]
fn to_imgtool_serve() {
    to("imgtool serve");
}

#[test]
fn to_a_layout() {
    to("oci");
}

#[test]
fn to_an_oci_archive() {
    to("oci-archive");
}

#[test]
fn to_a_docker_archive() {
    to("docker-archive");
}

#[test]
fn to_a_directory() {
    to("dir");
}

#[test]
fn to_the_store() {
    to("store");
}
