//! What is attached to images: `imgtool referrers`, and `copy --referrers`, with cosign and oras.
use crate::common::{Imgtool, Registry, Served, base, peer, peer_ok};
use serde_json::Value;

fn oras_tree(tool: &Imgtool, reference: &str) -> Value {
    let command = ["oras", "discover", "--plain-http", "--format", "json", reference];
    serde_json::from_str(&peer_ok(tool.dir.path(), &command)).unwrap()
}

fn tree(tool: &Imgtool, reference: &str) -> Value {
    serde_json::from_str(&tool.ok(&["referrers", "--json", reference])).unwrap()
}

/// busybox with an SBOM, and a note on the SBOM; the digest of the image.
fn with_things_attached(tool: &Imgtool, reference: &str) -> String {
    let digest = tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), reference]);
    tool.write("sbom.json", "{\"sbom\": 1}");
    let kind = ["--artifact-type", "application/spdx+json"];
    let sbom = tool.ok(&[&["artifact", "attach", reference, "sbom.json:application/json"], &kind[..]].concat());
    let repository = reference.rsplit_once(':').unwrap().0;
    let on_sbom = format!("{repository}@{}", sbom.trim_end());
    let kind = ["--artifact-type", "application/x-note", "--annotation", "note=good"];
    tool.ok(&[&["artifact", "attach", &on_sbom], &kind[..]].concat());
    digest.trim_end().to_string()
}

/// From a registry without the API to one with it, to disk, and back: oras finds the same.
#[test]
fn what_is_attached_comes_along() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let served = Served::start(&tool, &[]);
    let first = format!("{}/a/app:1", registry.address);
    let digest = with_things_attached(&tool, &first);
    let want = oras_tree(&tool, &first);
    assert_eq!(want["referrers"][0]["referrers"][0]["annotations"]["note"], "good", "{want}");
    let mut from = first.clone();
    for to in [
        format!("{}/b/app:1", served.address),
        "oci:layout:v".to_string(),
        "oci-archive:app.oci:v".to_string(),
        "store:app".to_string(),
        format!("{}/c/app:1", registry.address),
    ] {
        assert_eq!(tool.ok(&["copy", "--referrers", &from, &to]).trim_end(), digest);
        let found = tree(&tool, &to);
        assert_eq!(found["digest"], Value::from(digest.as_str()));
        assert_eq!(found["referrers"][0]["artifactType"], "application/spdx+json", "{to}");
        assert_eq!(found["referrers"][0]["referrers"][0]["artifactType"], "application/x-note", "{to}");
        if !to.contains("oci") && !to.starts_with("store:") {
            let theirs = oras_tree(&tool, &to);
            assert_eq!(theirs["referrers"][0]["digest"], want["referrers"][0]["digest"]);
            assert_eq!(
                theirs["referrers"][0]["referrers"][0]["digest"],
                want["referrers"][0]["referrers"][0]["digest"]
            );
        }
        from = to;
    }
    // What lies in a layout beside its image does not hide the image.
    assert_eq!(tool.ok(&["digest", "oci:layout"]).trim_end(), digest);
    // Nothing but what is there moves again, and the fallback tag keeps one entry each.
    let last = format!("{}/c/app:1", registry.address);
    tool.ok(&["copy", "--referrers", &first, &last]);
    assert_eq!(tree(&tool, &last)["referrers"].as_array().unwrap().len(), 1);
    // Without the option, the image alone.
    tool.ok(&["copy", &first, "oci:alone:v"]);
    assert_eq!(tree(&tool, "oci:alone:v")["referrers"], serde_json::json!([]));
}

#[test]
fn the_tree_as_people_read_it() {
    let tool = Imgtool::new();
    with_things_attached(&tool, "oci:layout:v");
    let shown = tool.ok(&["referrers", "oci:layout:v"]);
    insta::assert_snapshot!(shown);
    insta::assert_snapshot!(tool.ok(&["artifact", "list", "oci:layout:v"]));
    let none = tool.ok(&["referrers", "--artifact-type", "application/x-other", "oci:layout:v"]);
    assert_eq!(none.lines().count(), 1);
}

/// cosign's signatures, in both forms it writes, still verify where they were copied to.
#[test]
fn cosign_verifies_what_was_copied() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let served = Served::start(&tool, &[]);
    let source = format!("{}/signed:1", registry.address);
    let digest = tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), &source]);
    let by_digest = format!("{}/signed@{}", registry.address, digest.trim_end());
    let cosign = |script: &str| {
        let script = format!("cd {} && export COSIGN_PASSWORD=x HOME=$PWD && {script}", tool.dir.path().display());
        peer(tool.dir.path(), &["sh", "-c", &script])
    };
    let ok = |script: &str| crate::common::done(script, cosign(script));
    ok("cosign generate-key-pair");
    let offline = "--key cosign.key --allow-http-registry --allow-insecure-registry --tlog-upload=false --use-signing-config=false -y";
    ok(&format!("cosign sign {offline} --new-bundle-format=false {by_digest}"));
    ok(&format!("cosign sign {offline} --new-bundle-format=true {by_digest}"));
    let verify = |bundle: bool, name: &str| {
        let verify = "cosign verify --key cosign.pub --insecure-ignore-tlog=true --private-infrastructure=true";
        format!("{verify} --allow-http-registry --allow-insecure-registry --new-bundle-format={bundle} {name}")
    };
    let target = format!("{}/copied:1", served.address);
    tool.ok(&["copy", &source, &target]);
    assert!(!cosign(&verify(false, &target)).status.success());
    assert!(!cosign(&verify(true, &target)).status.success());
    tool.ok(&["copy", "--referrers", &source, &target]);
    ok(&verify(false, &target));
    ok(&verify(true, &target));
    let found = tree(&tool, &target);
    let tags: Vec<&Value> = found["referrers"].as_array().unwrap().iter().map(|r| &r["tag"]).collect();
    assert_eq!(tags.len(), 2, "{found}");
    assert!(tags.iter().any(|t| t.as_str().is_some_and(|t| t.ends_with(".sig"))), "{found}");
}

#[test]
fn what_cannot_come_along_is_told() {
    let tool = Imgtool::new();
    with_things_attached(&tool, "oci:layout:v");
    let told = tool.fails(1, &["copy", "--referrers", "--format", "v2s2", "oci:layout:v", "oci:other:v"]);
    assert!(told.contains("without changing its digest") && told.contains("leave out --referrers"), "{told}");
    let told = tool.fails(1, &["copy", "--referrers", "oci:layout:v", "dir:d"]);
    assert!(told.contains("holds one image, without what is attached"), "{told}");
    assert!(!tool.path("d/manifest.json").exists());
    // One image of an index: what is attached to the index itself is not about it.
    tool.ok(&["index", "create", "oci:layout:all", "oci:layout:v"]);
    tool.ok(&["artifact", "attach", "oci:layout:all", "--artifact-type", "a/b", "-a", "x=y"]);
    let out = tool.run(&["copy", "--referrers", "oci:layout:all", "oci:one:v"]);
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && stderr.contains("1 attached to the index"), "{stderr}");
    assert_eq!(tree(&tool, "oci:one:v")["referrers"].as_array().unwrap().len(), 1);
    tool.ok(&["copy", "--all", "--referrers", "oci:layout:all", "oci:whole:v"]);
    assert_eq!(tree(&tool, "oci:whole:v")["referrers"][0]["artifactType"], "a/b");
}
