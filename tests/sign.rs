//! Signing and verifying, with cosign and skopeo on the other side.
use crate::common::signing::{
    KINDS, VERIFY, fails, image, index, ok, peers, peers_ok, plain_key, run, signing_program,
};
use crate::common::{Imgtool, Registry, Served, base, done};
use serde_json::{Value, json};
use std::{fs, os::unix::fs::PermissionsExt, process::Command};

const SLSA: &str = r#"{"buildDefinition": {"buildType": "https://example.org/b", "externalParameters": {}}, "runDetails": {"builder": {"id": "https://example.org/b"}}}"#;

const SIGN: &str = "--allow-http-registry --allow-insecure-registry -y --tlog-upload=false --use-signing-config=false";

/// Keys of every kind, in both forms, signatures and attestations: cosign verifies ours, we verify cosign's.
fn every_kind_both_ways(tool: &Imgtool, registry: &str) {
    for (name, kind) in KINDS {
        plain_key(tool, &format!("{name}.pem"), kind);
        ok(tool, &["keygen", "--from", &format!("{name}.pem"), "--output-key-prefix", name]);
        let (key, public) = (format!("{name}.key"), format!("{name}.pub"));
        let ours = format!("{registry}/ours/{name}:1");
        image(tool, &ours);
        tool.write("slsa.json", SLSA);
        let both = ["--signature-format", "both"];
        ok(tool, &[&["sign", "--key", &key, "-a", "stage=ci", &ours], &both[..]].concat());
        let what = ["--type", "slsaprovenance1", "--predicate", "slsa.json"];
        ok(tool, &[&["attest", "--key", &key, &ours], &both[..], &what].concat());
        for new in [true, false] {
            let form = format!("{VERIFY} --key {public} --new-bundle-format={new}");
            let told: Value =
                serde_json::from_str(&peers_ok(tool, &format!("cosign verify {form} -a stage=ci {ours}"))).unwrap();
            assert_eq!(told[0]["optional"]["stage"], "ci", "{told}");
            assert!(!peers(tool, &format!("cosign verify {form} -a stage=release {ours}")).status.success());
            peers_ok(tool, &format!("cosign verify-attestation {form} --type slsaprovenance1 {ours}"));
            assert!(
                !peers(tool, &format!("cosign verify-attestation {form} --type cyclonedx {ours}")).status.success()
            );
        }
        // What cosign does without being told more.
        peers_ok(tool, &format!("cosign verify {VERIFY} --key {public} {ours}"));
        let theirs = format!("{registry}/theirs/{name}");
        for new in [true, false] {
            let digest = image(tool, &format!("{theirs}:{new}"));
            let form = format!("{SIGN} --key {key} --new-bundle-format={new}");
            peers_ok(tool, &format!("cosign sign {form} -a stage=ci {theirs}@{digest}"));
            peers_ok(
                tool,
                &format!("cosign attest {form} --type slsaprovenance1 --predicate slsa.json {theirs}@{digest}"),
            );
            let told = ok(tool, &["verify", "--key", &public, "-a", "stage=ci", &format!("{theirs}:{new}")]);
            let told: Value = serde_json::from_str(&told).unwrap();
            assert_eq!(told[0]["critical"]["image"]["docker-manifest-digest"], Value::from(digest.as_str()));
            assert_eq!(told[0]["optional"], json!({"stage": "ci"}));
            let told = ok(
                tool,
                &["verify-attestation", "--key", &public, "--type", "slsaprovenance1", &format!("{theirs}:{new}")],
            );
            let envelope: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
            assert_eq!(envelope["payloadType"], "application/vnd.in-toto+json");
        }
    }
}

#[test]
fn every_kind_both_ways_without_the_referrers_api() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    every_kind_both_ways(&tool, &registry.address);
}

#[test]
fn every_kind_both_ways_with_the_referrers_api() {
    let tool = Imgtool::new();
    let served = Served::start(&tool, &[]);
    every_kind_both_ways(&tool, &served.address);
}

/// Keys that either made, in the other's hands; and both sign into one tag.
#[test]
fn keys_of_either_serve_the_other() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let name = format!("{}/app", registry.address);
    let digest = image(&tool, &format!("{name}:1"));
    peers_ok(&tool, "cosign generate-key-pair --output-key-prefix theirs");
    ok(&tool, &["keygen", "--output-key-prefix", "ours"]);
    assert_eq!(fs::metadata(tool.path("ours.key")).unwrap().permissions().mode() & 0o777, 0o600);
    let pinned = ok(&tool, &["sign", "--key", "theirs.key", "--signature-format", "both", &format!("{name}:1")]);
    assert_eq!(pinned, format!("{name}@{digest}\n"));
    for new in [true, false] {
        peers_ok(&tool, &format!("cosign verify {VERIFY} --key theirs.pub --new-bundle-format={new} {name}:1"));
        peers_ok(&tool, &format!("cosign sign {SIGN} --key ours.key --new-bundle-format={new} {name}@{digest}"));
        peers_ok(&tool, &format!("cosign verify {VERIFY} --key ours.pub --new-bundle-format={new} {name}:1"));
    }
    // Nothing was lost: both have signed, in both forms.
    let told = ok(&tool, &["verify", "--key", "ours.pub", "--key", "theirs.pub", &format!("{name}:1")]);
    assert_eq!(serde_json::from_str::<Vec<Value>>(&told).unwrap().len(), 4, "{told}");
    // Signing again with the same key adds nothing.
    ok(&tool, &["sign", "--key", "theirs.key", "--signature-format", "both", &format!("{name}:1")]);
    let told = ok(&tool, &["signatures", "--json", &format!("{name}:1")]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["images"][0]["signatures"].as_array().unwrap().len(), 4, "{told}");
    // 2 of 3 keys will do where that is said.
    ok(&tool, &["keygen", "--output-key-prefix", "third", "--algorithm", "ed25519"]);
    let keys = ["--key", "ours.pub", "--key", "third.pub", "--key", "theirs.pub"];
    let name = format!("{name}:1");
    ok(&tool, &[&["verify", "--threshold", "2", &name], &keys[..]].concat());
    let told = fails(&tool, 1, &[&["verify", &name], &keys[..]].concat());
    assert!(told.contains("none is proven by third.pub; each of 3 keys must have signed"), "{told}");
    let told = fails(&tool, 1, &[&["verify", "--threshold", "3", &name], &keys[..]].concat());
    assert!(told.contains("3 of 3 keys must have signed"), "{told}");
}

/// An index and each of its images, or the index alone.
#[test]
fn indexes_and_their_images() {
    let tool = Imgtool::new();
    let served = Served::start(&tool, &[]);
    ok(&tool, &["keygen"]);
    for (repository, recursive) in [("whole", true), ("top", false)] {
        let name = format!("{}/{repository}", served.address);
        let digest = index(&tool, &format!("{name}:1"));
        let mut arguments = vec!["sign", "--key", "cosign.key", "--signature-format", "both"];
        if recursive {
            arguments.push("--recursive");
        }
        let reference = format!("{name}:1");
        let signed = ok(&tool, &[&arguments[..], &[&reference]].concat());
        assert_eq!(signed.lines().count(), if recursive { 3 } else { 1 }, "{signed}");
        assert!(signed.starts_with(&format!("{name}@{digest}\n")), "{signed}");
        let raw: Value = serde_json::from_str(&tool.ok(&["inspect", "--raw", &reference])).unwrap();
        for child in raw["manifests"].as_array().unwrap() {
            let child = format!("{name}@{}", child["digest"].as_str().unwrap());
            let (ours, theirs) = (
                run(&tool, &["verify", "--key", "cosign.pub", &child]).status.success(),
                peers(&tool, &format!("cosign verify {VERIFY} --key cosign.pub {child}")).status.success(),
            );
            assert_eq!((ours, theirs), (recursive, recursive), "{child}");
        }
        ok(&tool, &["verify", "--key", "cosign.pub", &reference]);
        for new in [true, false] {
            peers_ok(&tool, &format!("cosign verify {VERIFY} --key cosign.pub --new-bundle-format={new} {reference}"));
        }
        // The other way round.
        peers_ok(&tool, &format!("cosign sign {SIGN} -r --key cosign.key -a by=cosign {name}@{digest}"));
        for child in raw["manifests"].as_array().unwrap() {
            let child = format!("{name}@{}", child["digest"].as_str().unwrap());
            ok(&tool, &["verify", "--key", "cosign.pub", "-a", "by=cosign", &child]);
        }
    }
    let told = ok(&tool, &["signatures", "--recursive", &format!("{}/whole:1", served.address)]);
    assert_eq!(told.matches("signature (bundle)").count(), 6, "{told}");
}

/// skopeo with a policy pulls what we signed, and nothing else.
#[test]
fn skopeo_obeys_our_signatures() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let served = Served::start(&tool, &[]);
    ok(&tool, &["keygen"]);
    ok(&tool, &["keygen", "--output-key-prefix", "other"]);
    for at in [&registry.address, &served.address] {
        obeyed(&tool, at);
    }
}

fn obeyed(tool: &Imgtool, at: &str) {
    let policy = json!({"default": [{"type": "reject"}], "transports": {"docker": {at: [
        {"type": "sigstoreSigned", "keyPath": tool.path("cosign.pub"), "signedIdentity": {"type": "matchRepository"}}
    ]}}});
    tool.write("policy.json", &policy.to_string());
    tool.write("registries.d/here.yaml", &format!("docker:\n  {at}:\n    use-sigstore-attachments: true\n"));
    let pull = |name: &str| {
        let options = "--policy policy.json --registries.d registries.d";
        peers(
            tool,
            &format!("skopeo {options} copy --all --src-tls-verify=false docker://{at}/{name}:1 dir:pulled-{name}"),
        )
    };
    for (name, key) in [("good", Some("cosign.key")), ("other", Some("other.key")), ("none", None)] {
        let reference = format!("{at}/{name}:1");
        image(tool, &reference);
        let _ = fs::remove_dir_all(tool.path(&format!("pulled-{name}")));
        if let Some(key) = key {
            ok(tool, &["sign", "--key", key, "--signature-format", "both", &reference]);
        }
    }
    // An index with its images, and one that nobody has signed.
    for name in ["index", "loose"] {
        index(tool, &format!("{at}/{name}:1"));
        let _ = fs::remove_dir_all(tool.path(&format!("pulled-{name}")));
    }
    ok(tool, &["sign", "-r", "--key", "cosign.key", "--signature-format", "both", &format!("{at}/index:1")]);
    done("skopeo", pull("good"));
    done("skopeo", pull("index"));
    for name in ["other", "none", "loose"] {
        assert!(!pull(name).status.success(), "{name}");
        assert!(!tool.path(&format!("pulled-{name}/manifest.json")).exists());
    }
}

/// What was signed in a layout is signed where it is copied to.
#[test]
fn signatures_travel() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    ok(&tool, &["keygen"]);
    image(&tool, "oci:layout:v");
    let told = fails(&tool, 2, &["sign", "--key", "cosign.key", "--signature-format", "both", "oci:layout:v"]);
    assert!(told.contains("give --sign-container-identity"), "{told}");
    let name = format!("{}/app", registry.address);
    let arguments = ["sign", "--key", "cosign.key", "--signature-format", "both", "--sign-container-identity", &name];
    ok(&tool, &[&arguments[..], &["oci:layout:v"]].concat());
    ok(&tool, &["verify", "--key", "cosign.pub", "oci:layout:v"]);
    tool.ok(&["copy", "--referrers", "oci:layout:v", &format!("{name}:1")]);
    ok(&tool, &["verify", "--key", "cosign.pub", &format!("{name}:1")]);
    for new in [true, false] {
        peers_ok(&tool, &format!("cosign verify {VERIFY} --key cosign.pub --new-bundle-format={new} {name}:1"));
    }
    let told = fails(&tool, 1, &["sign", "--key", "cosign.key", &format!("oci-archive:{}", base("busybox").display())]);
    assert!(told.contains("nothing can be attached in oci-archive:"), "{told}");
}

/// Each type of statement; what it says comes back byte by byte.
#[test]
fn attestations_of_every_type() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    ok(&tool, &["keygen"]);
    let reference = format!("{}/app:1", registry.address);
    image(&tool, &reference);
    let said = r#"{"spdxVersion": "SPDX-2.3", "big": 12345678901234567890123, "float": 1.10}"#;
    tool.write("said", said);
    let types = [
        "slsaprovenance",
        "slsaprovenance1",
        "spdx",
        "spdxjson",
        "cyclonedx",
        "custom",
        "vuln",
        "https://example.org/x",
    ];
    for kind in types {
        ok(&tool, &["attest", "--key", "cosign.key", "--type", kind, "--predicate", "said", &reference]);
        let told = ok(&tool, &["verify-attestation", "--key", "cosign.pub", "--type", kind, &reference]);
        let envelope: Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
        let payload =
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, envelope["payload"].as_str().unwrap());
        let payload = String::from_utf8(payload.unwrap()).unwrap();
        let holds = match kind {
            "custom" | "spdx" => payload.contains(&serde_json::to_string(said).unwrap()),
            _ => payload.contains(said),
        };
        assert!(holds, "{payload}");
        if !["spdx", "slsaprovenance", "vuln"].contains(&kind) {
            peers_ok(&tool, &format!("cosign verify-attestation {VERIFY} --key cosign.pub --type {kind} {reference}"));
        }
    }
    // Attestations are no signatures.
    let told = fails(&tool, 1, &["verify", "--key", "cosign.pub", &reference]);
    assert!(told.contains("there are none"), "{told}");
    let told = fails(&tool, 2, &["attest", "--key", "cosign.key", "--type", "sbom", "--predicate", "said", &reference]);
    assert!(told.contains("'sbom' is no type of attestation") && told.contains("cyclonedx"), "{told}");
    tool.write("cut", "{\"a\":");
    let told =
        fails(&tool, 1, &["attest", "--key", "cosign.key", "--type", "cyclonedx", "--predicate", "cut", &reference]);
    assert!(told.contains("the predicate is not JSON"), "{told}");
}

/// A program that has the key.
#[test]
fn a_program_signs() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let reference = format!("{}/app:1", registry.address);
    image(&tool, &reference);
    plain_key(&tool, "hsm.pem", KINDS[0].1);
    let key = format!("exec:{} hsm.pem", signing_program(&tool));
    ok(&tool, &["sign", "--key", &key, "--signature-format", "both", &reference]);
    ok(&tool, &["verify", "--key", &key, &reference]);
    done(
        "pkey",
        Command::new("openssl")
            .args(["pkey", "-in", "hsm.pem", "-pubout", "-out", "hsm.pub"])
            .current_dir(tool.dir.path())
            .output()
            .unwrap(),
    );
    peers_ok(&tool, &format!("cosign verify {VERIFY} --key hsm.pub {reference}"));
    for (how, why) in [("no-token", "hsm refuses"), ("lie", "its signature does not fit its public key")] {
        let told = fails(&tool, 1, &["sign", "--key", &format!("{key} {how}"), &reference]);
        assert!(told.contains(why), "{told}");
    }
    for (key, why) in
        [("exec:/nowhere/hsm", "run /nowhere/hsm"), ("exec:false", "gives no answer"), ("exec:true", "gives no answer")]
    {
        assert!(fails(&tool, 1, &["sign", "--key", key, &reference]).contains(why), "{key}");
    }
}
