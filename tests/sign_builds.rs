//! Policies where images are built of others: FROM, --from, contexts, working containers.
use crate::common::Imgtool;
use crate::common::signing::{self, fails, image, ok, run};
use serde_json::json;

/// A registry with `signed:1` and `plain:1`, and a policy that wants signatures there.
struct Site(signing::Site);

impl std::ops::Deref for Site {
    type Target = signing::Site;

    fn deref(&self) -> &signing::Site {
        &self.0
    }
}

impl Site {
    fn new() -> Site {
        let site = Site(signing::Site::new());
        image(&site.tool, &site.name("signed:1"));
        image(&site.tool, &site.name("plain:1"));
        site.tool.write("other", "x");
        ok(&site.tool, &["sign", "--key", "cosign.key", &site.name("signed:1")]);
        site.policy(json!({}));
        site
    }

    fn policy(&self, more: serde_json::Value) {
        let by = json!({"type": "sigstoreSigned", "keyPath": self.tool.path("cosign.pub"),
            "signedIdentity": {"type": "matchRepository"}});
        let mut transports = json!({"docker": {self.registry.address.as_str(): [by]}});
        transports.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let policy = json!({"default": [{"type": "reject"}], "transports": transports});
        self.tool.write("policy.json", &policy.to_string());
    }

    fn build<'a>(&self, dockerfile: &str, more: &[&'a str]) -> Vec<&'a str> {
        self.tool.write("ctx/Dockerfile", dockerfile);
        [&["build", "--policy", "policy.json", "-t", "oci:built:x", "ctx"], more].concat()
    }
}

#[test]
fn every_image_that_a_build_uses_is_asked_about() {
    let site = Site::new();
    let (signed, plain) = (site.name("signed:1"), site.name("plain:1"));
    ok(&site.tool, &site.build(&format!("FROM {signed}\nLABEL a=b\n"), &[]));
    let named = format!("base=docker-image://{plain}");
    let good = format!("base=docker-image://{signed}");
    ok(&site.tool, &site.build("FROM base\nLABEL a=c\n", &["--build-context", &good]));
    for (dockerfile, more) in [
        (format!("FROM {plain}\nLABEL a=b\n"), vec![]),
        (format!("FROM scratch\nCOPY --from={plain} /bin/busybox /b\n"), vec![]),
        (format!("FROM {signed}\nCOPY --from={plain} /bin/busybox /b\n"), vec![]),
        (format!("FROM {plain} AS a\nLABEL a=b\nFROM {signed}\nCOPY --from=a /bin/busybox /b\n"), vec![]),
        ("FROM base\nLABEL a=b\n".to_string(), vec!["--build-context", named.as_str()]),
    ] {
        let told = fails(&site.tool, 1, &site.build(&dockerfile, &more));
        assert!(
            told.contains(&format!("the policy policy.json does not allow docker://{plain}")),
            "{dockerfile} {told}"
        );
        assert!(told.contains("has no signatures"), "{told}");
    }
    // A policy file in the usual place counts as well, for working containers too; and it can be put aside.
    site.tool
        .write("home/.config/containers/policy.json", &std::fs::read_to_string(site.tool.path("policy.json")).unwrap());
    site.tool.write("ctx/Dockerfile", &format!("FROM {plain}\nLABEL a=b\n"));
    fails(&site.tool, 1, &["build", "ctx"]);
    fails(&site.tool, 1, &["container", "from", &plain]);
    ok(&site.tool, &["container", "from", &signed]);
    ok(&site.tool, &["container", "from", "--insecure-policy", &plain]);
    ok(&site.tool, &["build", "--insecure-policy", "ctx"]);
}

#[test]
fn the_store_is_asked_about_where_the_policy_has_a_word_on_it() {
    let site = Site::new();
    let (signed, plain) = (site.name("signed:1"), site.name("plain:1"));
    // What came in around the policy.
    ok(&site.tool, &["copy", "--insecure-policy", &plain, &format!("store:{plain}")]);
    let build = site.build(&format!("FROM {plain}\nLABEL a=b\n"), &[]);
    ok(&site.tool, &build);
    site.policy(json!({"store": {"": [{"type": "reject"}]}}));
    let told = fails(&site.tool, 1, &build);
    assert!(told.contains("does not allow"), "{told}");
    let told = fails(&site.tool, 1, &[&build[..], &["--pull=never"]].concat());
    assert!(told.contains(&format!("does not allow store:{plain}")), "{told}");
    fails(&site.tool, 1, &["copy", "--policy", "policy.json", &format!("store:{plain}"), "oci:refused:x"]);
    // Where the store's may not be used, the registry's can be.
    ok(&site.tool, &["copy", "--insecure-policy", &plain, &format!("store:{signed}")]);
    ok(&site.tool, &site.build(&format!("FROM {signed}\nLABEL a=b\n"), &[]));
    site.policy(json!({"store": {site.name("plain"): [{"type": "insecureAcceptAnything"}]}}));
    ok(&site.tool, &build);
}

/// What was verified is what is built from: the tag is read once, for all platforms and stages.
#[test]
fn a_tag_is_read_once() {
    let site = Site::new();
    let signed = site.name("signed:1");
    let asked = || site.registry.log().matches("\"GET /v2/signed/manifests/1 ").count();
    let before = asked();
    let dockerfile = format!(
        "FROM {signed} AS a\nLABEL a=b\nFROM {signed}\nCOPY --from={signed} /bin/busybox /b\nCOPY --from=a /bin/busybox /c\n"
    );
    ok(&site.tool, &site.build(&dockerfile, &["--no-cache", "--pull"]));
    assert_eq!(asked() - before, 1, "{}", site.registry.log());
}

/// Caches of builds, where a policy names their places: what may not be used is not, and the build says so.
#[test]
fn caches_that_a_policy_names() {
    let site = Site::new();
    let (cache, steps) = (site.name("cache/kept:1"), site.name("cache/steps"));
    site.tool.write("ctx/f", "content");
    site.tool.write("ctx/Dockerfile", "FROM scratch\nCOPY f /f\n");
    let to = format!("type=registry,ref={cache},mode=max");
    ok(&site.tool, &["build", "--timestamp=7", "-t", "oci:first:x", "--cache-to", &to, "--cache-repo", &steps, "ctx"]);
    // Another machine, with nothing in its store: is the step known from there?
    let used = |policy: &str, cache: &[&str]| {
        let cold = Imgtool::new();
        for (name, text) in [("ctx/f", "content"), ("ctx/Dockerfile", "FROM scratch\nCOPY f /f\n"), ("p.yaml", policy)]
        {
            cold.write(name, text);
        }
        std::fs::copy(site.tool.path("cosign.pub"), cold.path("cosign.pub")).unwrap();
        std::fs::copy(site.tool.path("policy.json"), cold.path("policy.json")).unwrap();
        let file = if policy.is_empty() { "policy.json" } else { "p.yaml" };
        let build = ["build", "--progress=json", "--timestamp=7", "--policy", file, "-t", "oci:built:x"];
        let out = run(&cold, &[&build[..], cache, &["ctx"]].concat());
        let told = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.success(), "{told}");
        (told.contains(r#""outcome":"cached""#), told)
    };
    let (from, repository) = (["--cache-from", cache.as_str()], ["--cache-repo", steps.as_str()]);
    let at = &site.registry.address;
    let rule = |images: &str, what: &str| format!("version: 1\nrules: [{{images: ['{at}/{images}'], {what}}}]\n");
    // What no rule names is used, whatever the default says.
    for cache in [&from, &repository] {
        let (cached, told) = used(&rule("team/**", "verdict: reject"), &cache[..]);
        assert!(cached, "{told}");
        let (cached, told) = used(&rule("cache/**", "verdict: reject"), &cache[..]);
        assert!(!cached && told.contains("the policy p.yaml does not allow docker://"), "{told}");
        assert!(told.contains("verdict: reject"), "{told}");
        let (cached, told) = used(&rule("cache/**", "signatures: {by: [{key: cosign.pub}]}"), &cache[..]);
        assert!(!cached && told.contains("has none"), "{told}");
        let (cached, told) = used(&rule("cache/**", "verdict: accept"), &cache[..]);
        assert!(cached, "{told}");
        // The site's own wants signatures of the whole registry.
        let (cached, told) = used("", &cache[..]);
        assert!(!cached && told.contains("has no signatures"), "{told}");
    }
    assert!(used("", &from).1.contains(&format!("nothing is used of the cache docker://{cache}: the policy")));
    assert!(used("", &repository).1.contains("the cache cannot be used in full: the policy"));
    // A cache that is signed.
    ok(&site.tool, &["sign", "--key", "cosign.key", &cache]);
    assert!(used("", &from).0);
    assert!(used(&rule("cache/**", "signatures: {by: [{key: cosign.pub}]}"), &from).0);
    // What lies beside bases is nobody's word.
    let (_, told) = used(&rule("team/**", "verdict: reject"), &["--cache-from", "type=referrer"]);
    assert!(told.contains("nothing is used of what is attached to base images (type=referrer)"), "{told}");
    let (_, told) = used("version: 1\ndefault: accept\n", &["--cache-from", "type=referrer"]);
    assert!(!told.contains("nothing is used of"), "{told}");
}
