//! Policies: which images may be copied.
use crate::common::signing::{VERIFY, fails, image, index, ok, peers, peers_ok, run};
use crate::common::{Imgtool, Registry, done};
use serde_json::{Value, json};

/// Two keys, and a registry with a policy file for `app` in it.
struct Site {
    tool: Imgtool,
    registry: Registry,
}

impl Site {
    fn new() -> Site {
        let (tool, registry) = (Imgtool::new(), Registry::start());
        ok(&tool, &["keygen"]);
        ok(&tool, &["keygen", "--output-key-prefix", "release"]);
        Site { tool, registry }
    }

    fn name(&self, name: &str) -> String {
        format!("{}/{name}", self.registry.address)
    }

    /// Rejects all but what fulfils `requirements`, of repositories in the registry.
    fn policy(&self, requirements: &Value) {
        let docker = json!({self.registry.address.as_str(): requirements});
        let policy = json!({"default": [{"type": "reject"}], "transports": {"docker": docker}});
        self.tool.write("policy.json", &policy.to_string());
    }

    fn by(&self, key: &str, identity: &str) -> Value {
        json!({"type": "sigstoreSigned", "keyPath": self.tool.path(key), "signedIdentity": {"type": identity}})
    }

    fn refused(&self, source: &str) -> String {
        let told = fails(&self.tool, 1, &["copy", "--policy", "policy.json", source, "oci:refused:x"]);
        let head = format!(
            "error: the policy policy.json does not allow docker://{source}\ncaused by: scope docker:{}: ",
            self.registry.address
        );
        assert!(told.starts_with(&head), "{told}");
        assert!(!self.tool.path("refused").exists(), "something was written");
        told
    }

    fn copied(&self, source: &str) {
        ok(&self.tool, &["copy", "--policy", "policy.json", source, "oci:copied:x"]);
    }
}

#[test]
fn only_what_is_signed_is_copied() {
    let site = Site::new();
    let (signed, other, none) = (site.name("signed:1"), site.name("other:1"), site.name("none:1"));
    for reference in [&signed, &other, &none] {
        image(&site.tool, reference);
    }
    ok(&site.tool, &["sign", "--key", "cosign.key", &signed]);
    ok(&site.tool, &["sign", "--key", "release.key", "--signature-format", "both", &other]);
    site.policy(&json!([site.by("cosign.pub", "matchRepository")]));
    site.copied(&signed);
    assert!(site.refused(&none).contains("has no signatures"));
    assert!(site.refused(&other).contains("it is not signed by this key"));
    // The name that is signed along must be the image's, as the policy says it.
    site.policy(&json!([site.by("cosign.pub", "matchRepoDigestOrExact")]));
    let told = site.refused(&signed);
    assert!(told.contains(&format!("it is signed as '{}', not as '{signed}'", site.name("signed"))), "{told}");
    // Somebody copies the image with its signatures over another name.
    site.policy(&json!([site.by("cosign.pub", "matchRepository")]));
    let elsewhere = site.name("elsewhere:1");
    site.tool.ok(&["copy", "--referrers", "--insecure-policy", &signed, &elsewhere]);
    assert!(site.refused(&elsewhere).contains(&format!("not as '{}'", site.name("elsewhere"))));
    // Both must have signed.
    site.policy(&json!([site.by("cosign.pub", "matchRepository"), site.by("release.pub", "matchRepository")]));
    assert!(site.refused(&signed).contains("sigstoreSigned: "));
    ok(&site.tool, &["sign", "--key", "release.key", &signed]);
    site.copied(&signed);
    // sync, image by image.
    let sync = ["sync", "--src", "docker", "--dest", "oci", "--policy", "policy.json"];
    let out = run(&site.tool, &[&sync[..], &[&none, "synced"]].concat());
    let told = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.code() == Some(1) && told.contains("does not allow") && told.contains("1 failed"), "{told}");
    ok(&site.tool, &[&sync[..], &[&signed, "synced"]].concat());
    // One of several keys.
    let keys = [site.tool.path("release.pub"), site.tool.path("cosign.pub")];
    site.policy(&json!([{"type": "sigstoreSigned", "keyPaths": keys, "signedIdentity": {"type": "matchRepository"}}]));
    site.copied(&other);
}

#[test]
fn what_cannot_be_decided_is_refused() {
    let site = Site::new();
    let signed = site.name("signed:1");
    image(&site.tool, &signed);
    ok(&site.tool, &["sign", "--key", "cosign.key", "--signature-format", "both", &signed]);
    let with = |more: Value| {
        let mut requirement = site.by("cosign.pub", "matchRepository");
        requirement.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([requirement])
    };
    for (requirements, why) in [
        (with(json!({"rekorPublicKeyPath": site.tool.path("release.pub")})), "it is in no transparency log"),
        (
            json!([{"type": "sigstoreSigned", "pki": {}}]),
            "certificates of other authorities (pki) are not verified here",
        ),
        (
            json!([{"type": "signedBy", "keyType": "GPGKeys", "keyPath": "/k"}]),
            "signedBy: GPG signatures (signedBy) are not verified here",
        ),
        (json!([{"type": "insecureAcceptAnything"}, {"type": "reject"}]), "reject: everything is rejected"),
    ] {
        site.policy(&requirements);
        let told = site.refused(&signed);
        assert!(told.contains(why), "{told}");
    }
    let copy = ["copy", "--policy", "policy.json", &signed, "oci:refused:x"];
    for (text, why) in [
        ("", "it is no policy"),
        (r#"{"default": [{"type": "accept"}]}"#, "it is no policy"),
        (
            r#"{"default": [{"type": "sigstoreSigned", "keyPath": "/nowhere/k.pub"}]}"#,
            "read the key /nowhere/k.pub, which the policy names",
        ),
        (r#"{"default": [{"type": "sigstoreSigned", "keyData": "AAAA"}]}"#, "read a key that is in the policy"),
    ] {
        site.tool.write("policy.json", text);
        let told = fails(&site.tool, 1, &copy);
        assert!(told.contains(why), "{told}");
    }
    let told = fails(&site.tool, 1, &["copy", "--policy", "nowhere.json", &signed, "oci:refused:x"]);
    assert!(told.contains("read the policy nowhere.json"), "{told}");
    assert!(!site.tool.path("refused").exists());
}

/// The user's own policy counts where none is named, as for podman and skopeo.
#[test]
fn the_usual_files() {
    let site = Site::new();
    let none = site.name("none:1");
    image(&site.tool, &none);
    site.tool.write("home/.config/containers/policy.json", r#"{"default": [{"type": "reject"}]}"#);
    let told = fails(&site.tool, 1, &["copy", &none, "oci:x:x"]);
    assert!(told.contains("home/.config/containers/policy.json does not allow"), "{told}");
    ok(&site.tool, &["copy", "--insecure-policy", &none, "oci:layout:x"]);
    site.policy(&json!([{"type": "insecureAcceptAnything"}]));
    site.copied(&none);
    // Other places have scopes of their own; the store is no matter of policies.
    fails(&site.tool, 1, &["copy", "oci:layout:x", "store:x"]);
    ok(&site.tool, &["copy", "--insecure-policy", "oci:layout:x", "store:x"]);
    ok(&site.tool, &["copy", "store:x", "oci:out:x"]);
    let scope = site.tool.dir.path().canonicalize().unwrap();
    let oci = json!({"default": [{"type": "reject"}], "transports": {"oci": {scope.to_str().unwrap(): [{"type": "insecureAcceptAnything"}]}}});
    site.tool.write("home/.config/containers/policy.json", &oci.to_string());
    ok(&site.tool, &["copy", "oci:layout:x", "oci:more:x"]);
}

/// The index is signed, or the one image of it.
#[test]
fn one_image_of_an_index() {
    let site = Site::new();
    site.policy(&json!([site.by("cosign.pub", "matchRepository")]));
    let by_index = site.name("index:1");
    index(&site.tool, &by_index);
    site.refused(&by_index);
    ok(&site.tool, &["sign", "--key", "cosign.key", &by_index]);
    site.copied(&by_index);
    let by_image = site.name("image:1");
    index(&site.tool, &by_image);
    let raw: Value = serde_json::from_str(&site.tool.ok(&["inspect", "--raw", &by_image])).unwrap();
    let child = raw["manifests"].as_array().unwrap().iter().find(|m| m["platform"]["os"] == "linux").unwrap();
    let child = site.name(&format!("image@{}", child["digest"].as_str().unwrap()));
    ok(&site.tool, &["sign", "--key", "cosign.key", &child]);
    site.copied(&by_image);
    let told = fails(&site.tool, 1, &["copy", "--all", "--policy", "policy.json", &by_image, "oci:refused:x"]);
    assert!(told.contains("has no signatures"), "{told}");
}

/// What was verified is what is copied: the tag is read once.
#[test]
fn the_tag_is_read_once() {
    let site = Site::new();
    let signed = site.name("once:1");
    image(&site.tool, &signed);
    site.policy(&json!([site.by("cosign.pub", "matchRepository")]));
    let reads = || site.registry.log().lines().filter(|l| l.contains("\"GET /v2/once/manifests/1 ")).count();
    let before = reads();
    ok(&site.tool, &["sign", "--key", "cosign.key", "--signature-format", "both", &signed]);
    assert_eq!(reads(), before + 1);
    ok(&site.tool, &["verify", "--key", "cosign.pub", &signed]);
    assert_eq!(reads(), before + 2);
    site.copied(&signed);
    assert_eq!(reads(), before + 3);
}

#[test]
fn why_it_is_so() {
    let site = Site::new();
    let signed = site.name("signed:1");
    let digest = image(&site.tool, &signed);
    site.policy(&json!([site.by("cosign.pub", "matchRepository")]));
    let explain = ["verify", "--policy", "policy.json", "--explain", &signed];
    let out = run(&site.tool, &explain);
    let told = String::from_utf8(out.stdout).unwrap();
    let at = &site.registry.address;
    assert_eq!(out.status.code(), Some(1));
    let want = format!(
        "docker://{signed} {digest}: rejected\n  scope docker:{at}\n  sigstoreSigned: no: {digest} has no signatures\n"
    );
    assert_eq!(told, want);
    ok(&site.tool, &["sign", "--key", "cosign.key", &signed]);
    let told = ok(&site.tool, &explain);
    let want = format!(
        "docker://{signed} {digest}: allowed\n  scope docker:{at}\n  sigstoreSigned: yes: {digest} is signed by ecdsa-p256-sha256 "
    );
    assert!(told.starts_with(&want), "{told}");
    assert_eq!(
        ok(&site.tool, &["verify", "--policy", "policy.json", &signed]),
        format!("docker://{signed} {digest}\n")
    );
    site.policy(&json!([site.by("release.pub", "matchRepository")]));
    let told = fails(&site.tool, 1, &["verify", "--policy", "policy.json", &signed]);
    assert!(
        told.contains("does not allow") && told.contains("hint: imgtool verify --policy policy.json --explain"),
        "{told}"
    );
}

/// copy --sign: cosign and skopeo, with a policy that wants the exact name, take what was copied.
#[test]
fn copies_are_signed() {
    let site = Site::new();
    image(&site.tool, "oci:layout:v");
    let target = site.name("app:1");
    let word = site.tool.write("word", "correct horse\n");
    let sign = ["--sign-by-sigstore-private-key", "cosign.key", "--sign-passphrase-file", word.to_str().unwrap()];
    site.tool.ok(&[&["copy", "oci:layout:v", &target], &sign[..]].concat());
    for new in [true, false] {
        peers_ok(&site.tool, &format!("cosign verify {VERIFY} --key cosign.pub --new-bundle-format={new} {target}"));
    }
    site.policy(&json!([site.by("cosign.pub", "matchRepoDigestOrExact")]));
    site.copied(&target);
    let at = &site.registry.address;
    site.tool.write("registries.d/here.yaml", &format!("docker:\n  {at}:\n    use-sigstore-attachments: true\n"));
    let pull = "skopeo --policy policy.json --registries.d registries.d copy --src-tls-verify=false";
    done("skopeo", peers(&site.tool, &format!("{pull} docker://{target} dir:pulled")));
    // What skopeo signs while it copies, we take.
    let skopeo = format!(
        "printf '%s' 'correct horse' > pass && skopeo --registries.d registries.d copy --insecure-policy \
        --dest-tls-verify=false --sign-by-sigstore-private-key release.key --sign-passphrase-file pass oci:layout:v docker://{at}/theirs:1"
    );
    peers_ok(&site.tool, &skopeo.replace("copy --insecure-policy", "--insecure-policy copy"));
    ok(&site.tool, &["verify", "--key", "release.pub", &site.name("theirs:1")]);
    site.policy(&json!([site.by("release.pub", "matchRepoDigestOrExact")]));
    site.copied(&site.name("theirs:1"));
    // Nothing moves where it could not be signed.
    let told = fails(&site.tool, 1, &["copy", "oci:layout:v", "dir:out", "--sign", "cosign.key"]);
    assert!(told.contains("nothing can be attached in dir:out") && !site.tool.path("out").exists(), "{told}");
    let told = fails(&site.tool, 1, &["copy", "oci:layout:v", &site.name("no:1"), "--sign", "cosign.pub"]);
    assert!(told.contains("signing needs the private one"), "{told}");
    fails(&site.tool, 1, &["digest", &site.name("no:1")]);
}
