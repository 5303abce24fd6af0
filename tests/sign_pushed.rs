//! `build --sign-key`: what is pushed is signed, and so is what is said of it; cosign verifies both.
use crate::common::signing::{KINDS, VERIFY, fails, ok, peers, peers_ok, plain_key, run, signing_program};
use crate::common::{Imgtool, Registry, Served};
use serde_json::Value;
use std::fs;

/// A tool with a key and something to build.
fn tool() -> Imgtool {
    let tool = Imgtool::new();
    ok(&tool, &["keygen"]);
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY f /f\n");
    tool.write("ctx/f", "content");
    tool
}

fn build<'a>(reference: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["build", "--push", "-t", reference], more, &["ctx"]].concat()
}

fn with_key<'a>(reference: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    build(reference, &[&["--sign-key", "cosign.key"], more].concat())
}

/// How many signatures and attestations, of how many images.
fn attached(tool: &Imgtool, reference: &str) -> (usize, usize, usize) {
    let told: Value = serde_json::from_str(&ok(tool, &["signatures", "--recursive", "--json", reference])).unwrap();
    let images = told["images"].as_array().unwrap();
    let all = images.iter().flat_map(|i| i["signatures"].as_array().unwrap());
    let said = all.clone().filter(|s| s.get("predicateType").is_some()).count();
    (images.len(), all.count() - said, said)
}

#[test]
fn an_image_and_what_is_said_of_it() {
    let (tool, registry) = (tool(), Registry::start());
    let served = Served::start(&tool, &[]);
    for at in [&registry.address, &served.address] {
        let app = format!("{at}/team/app:1");
        ok(&tool, &with_key(&app, &["--sbom", "--attest", "type=provenance,mode=max"]));
        for new in [true, false] {
            let by = format!("{VERIFY} --key cosign.pub --new-bundle-format={new}");
            peers_ok(&tool, &format!("cosign verify {by} {app}"));
            for kind in ["spdxjson", "slsaprovenance1"] {
                peers_ok(&tool, &format!("cosign verify-attestation {by} --type {kind} {app}"));
                assert!(!peers(&tool, &format!("cosign verify-attestation {by} --type vuln {app}")).status.success());
            }
        }
        ok(&tool, &["verify", "--key", "cosign.pub", &app]);
        let told = ok(&tool, &["verify-attestation", "--key", "cosign.pub", "--type", "slsaprovenance1", &app]);
        assert_eq!(told.lines().count(), 2, "both forms: {told}");
        assert_eq!(attached(&tool, &app), (1, 2, 4));
        // Nothing lies there unsigned beside it.
        assert!(!ok(&tool, &["referrers", "--json", &app]).contains("application/vnd.in-toto+json\""));
        // Demands of a policy are fulfilled by the build alone.
        let policy = format!(
            "version: 1\nrules: [{{images: ['{at}/**'], signatures: {{by: [{{key: cosign.pub}}]}}, sbom: true, source: ctx}}]\n"
        );
        tool.write("p.yaml", &policy);
        ok(&tool, &["verify", "--policy", "p.yaml", &app]);
        // The same build again adds no signature of the image.
        ok(&tool, &with_key(&app, &[]));
        assert_eq!(attached(&tool, &app), (1, 2, 4));
    }
    // Without a key nothing is signed.
    let plain = format!("{}/plain:1", registry.address);
    tool.write("ctx/f", "other");
    ok(&tool, &build(&plain, &["--sbom"]));
    assert!(fails(&tool, 1, &["verify", "--key", "cosign.pub", &plain]).contains("there are none"));
}

#[test]
fn an_index_with_its_images() {
    let tool = tool();
    let served = Served::start(&tool, &[]);
    let app = format!("{}/app:1", served.address);
    let platforms = ["--platform", "linux/amd64,linux/arm64", "--provenance"];
    ok(&tool, &with_key(&app, &platforms));
    assert_eq!(attached(&tool, &app), (3, 6, 4));
    let raw: Value = serde_json::from_str(&tool.ok(&["inspect", "--raw", &app])).unwrap();
    let children = raw["manifests"].as_array().unwrap();
    assert_eq!(children.len(), 2);
    let pinned = |child: &Value| format!("{}/app@{}", served.address, child["digest"].as_str().unwrap());
    for new in [true, false] {
        let by = format!("{VERIFY} --key cosign.pub --new-bundle-format={new}");
        for one in children.iter().map(pinned).chain([app.clone()]) {
            peers_ok(&tool, &format!("cosign verify {by} {one}"));
        }
        for one in children.iter().map(pinned) {
            peers_ok(&tool, &format!("cosign verify-attestation {by} --type slsaprovenance1 {one}"));
        }
    }
}

/// Keys as everywhere; `--output` as `-t`; a layout has no name to sign along.
#[test]
fn keys_and_places() {
    let (tool, registry) = (tool(), Registry::start());
    let app = format!("{}/app:1", registry.address);
    let key = fs::read_to_string(tool.path("cosign.key")).unwrap();
    let output = format!("type=registry,name={app}");
    let with_env = ["build", "--output", &output, "--sign", "env://SIGNING_KEY", "ctx"];
    let out = tool
        .command(&with_env)
        .env("SIGNING_KEY", &key)
        .env("COSIGN_PASSWORD", crate::common::signing::PASSWORD)
        .output();
    let out = out.unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    ok(&tool, &["verify", "--key", "cosign.pub", &app]);
    plain_key(&tool, "hsm.pem", KINDS[0].1);
    let program = format!("exec:{} hsm.pem", signing_program(&tool));
    let hsm = format!("{}/hsm:1", registry.address);
    ok(&tool, &build(&hsm, &["--sign-key", &program]));
    ok(&tool, &["verify", "--key", &program, &hsm]);
    ok(&tool, &["build", "-t", "oci:layout:v", "--sbom", "--sign-key", "cosign.key", "ctx"]);
    ok(&tool, &["verify", "--key", "cosign.pub", "oci:layout:v"]);
    ok(&tool, &["verify-attestation", "--key", "cosign.pub", "--type", "spdxjson", "oci:layout:v"]);
}

/// What is wrong is said before anything is built or pushed, and no secret is in it.
#[test]
fn nothing_is_pushed_that_could_not_be_signed() {
    let (tool, registry) = (tool(), Registry::start());
    let app = format!("{}/app:1", registry.address);
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY nothing-here /f\n");
    let wrong = tool.command(&with_key(&app, &[])).env("COSIGN_PASSWORD", "hunter22").output().unwrap();
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert!(told.contains("the password does not open the private key") && !told.contains("hunter22"), "{told}");
    let told = fails(&tool, 1, &["build", "-t", "stored", "--sign-key", "cosign.key", "ctx"]);
    assert!(told.contains("nothing can be attached in store:") && told.contains("hint: leave out --sign"), "{told}");
    let told = fails(&tool, 1, &["build", "--sign-key", "cosign.key", "ctx"]);
    assert!(told.contains("there is nothing to sign: the result has no name"), "{told}");
    let told = fails(&tool, 1, &build(&app, &["--sign-key", "cosign.pub"]));
    assert!(told.contains("signing needs the private one"), "{told}");
    let out = run(&tool, &build(&app, &["--sign-passphrase-file", "x"]));
    assert_eq!(out.status.code(), Some(2));
    fails(&tool, 1, &["digest", &app]);
}
