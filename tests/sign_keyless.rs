//! Signing without a key, against a certificate authority and a log that the test runs itself.
use crate::common::signing::{fails, image, ok, peers, peers_ok, run};
use crate::common::sigstore::{ISSUER, Sigstore, Tricks, b64, token, token_of, unb64};
use crate::common::{Imgtool, Registry, Served, done};
use serde_json::{Value, json};
use std::fs;

const ME: &str = "me@example.org";

struct Site {
    tool: Imgtool,
    registry: Registry,
    services: Sigstore,
}

impl Site {
    fn new() -> Site {
        let site = Site { tool: Imgtool::new(), registry: Registry::start(), services: Sigstore::start() };
        site.tool.write("root.json", &site.services.trusted_root(true));
        site.tool.write("token", &token_of(ME));
        site
    }

    /// An image of its own.
    fn image(&self, name: &str) -> String {
        let reference = format!("{}/{name}:1", self.registry.address);
        image(&self.tool, &reference);
        reference
    }

    fn with<'a>(&'a self, verb: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let url = self.services.url.as_str();
        [&[verb, "--identity-token", "token", "--fulcio-url", url, "--rekor-url", url], more].concat()
    }

    /// Signs `reference` in one form; the bundle where it is one.
    fn sign(&self, reference: &str) -> Value {
        ok(&self.tool, &self.with("sign", &["--bundle", "bundle.json", reference]));
        serde_json::from_str(&fs::read_to_string(self.tool.path("bundle.json")).unwrap()).unwrap()
    }

    /// Does this bundle prove anything? What is said where it does not.
    fn refused(&self, bundle: &Value, reference: &str) -> String {
        self.tool.write("changed.json", &bundle.to_string());
        fails(&self.tool, 1, &by(ME, &["--bundle", "changed.json", reference]))
    }
}

fn by<'a>(who: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let asked = ["verify", "--certificate-identity", who, "--certificate-oidc-issuer", ISSUER];
    [&asked[..], &["--trusted-root", "root.json"], more].concat()
}

#[test]
fn both_forms_with_an_identity() {
    let site = Site::new();
    let app = site.image("app");
    let sign =
        site.with("sign", &["--signature-format", "both", "-a", "stage=ci", "--trusted-root", "root.json", &app]);
    ok(&site.tool, &sign);
    let told: Value = serde_json::from_str(&ok(&site.tool, &by(ME, &["-a", "stage=ci", &app]))).unwrap();
    assert_eq!(told.as_array().unwrap().len(), 2, "both forms: {told}");
    site.tool.write("p.json", "{}");
    let attest = ["--signature-format", "both", "--type", "https://example.org/x", "--predicate", "p.json", &app];
    ok(&site.tool, &site.with("attest", &attest));
    let mut asked = by(ME, &["--type", "https://example.org/x", &app]);
    asked[0] = "verify-attestation";
    assert_eq!(ok(&site.tool, &asked).lines().count(), 2);
    // Names and issuers, exactly or by patterns.
    let asked = |name: &str, value: &str, issuer: &str, url: &str| {
        let arguments = ["verify", name, value, issuer, url, "--trusted-root", "root.json", &app];
        run(&site.tool, &arguments).status.success()
    };
    let (identity, issuer) = ("--certificate-identity", "--certificate-oidc-issuer");
    assert!(asked("--certificate-identity-regexp", "^me@", "--certificate-oidc-issuer-regexp", "^https://issuer"));
    assert!(!asked(identity, "you@example.org", issuer, ISSUER));
    assert!(!asked(identity, ME, issuer, "https://other.example"));
    assert!(!asked(identity, "me@example", issuer, ISSUER), "a name is no pattern");
    let told = fails(&site.tool, 1, &by("you@example.org", &[&app]));
    assert!(told.contains(&format!("its certificate is of {ME} (says {ISSUER}), who is not asked for")), "{told}");
    // What is missing is said.
    let told = fails(&site.tool, 2, &["verify", identity, ME, issuer, ISSUER, &app]);
    assert!(told.contains("--trusted-root FILE"), "{told}");
    let told = fails(&site.tool, 2, &["verify", identity, ME, "--trusted-root", "root.json", &app]);
    assert!(told.contains("--certificate-oidc-issuer"), "{told}");
    ok(&site.tool, &["keygen"]);
    let told = fails(&site.tool, 1, &["verify", "--key", "cosign.pub", &app]);
    assert!(told.contains("and a key is asked for"), "{told}");
    // Another root knows none of them.
    site.tool.write("root.json", &Sigstore::start().trusted_root(true));
    let told = fails(&site.tool, 1, &by(ME, &[&app]));
    assert!(told.contains("its log entry is of a log that is not in the trusted root"), "{told}");
}

/// The index of a registry with the referrers API; nobody is asked when verifying.
#[test]
fn verifying_asks_nobody() {
    let site = Site::new();
    let served = Served::start(&site.tool, &[]);
    let app = format!("{}/app:1", served.address);
    image(&site.tool, &app);
    site.sign(&app);
    let before = site.services.asked.lock().unwrap().clone();
    assert_eq!(before, ["/api/v2/signingCert", "/api/v1/log/entries"]);
    ok(&site.tool, &by(ME, &[&app]));
    ok(&site.tool, &by(ME, &["--bundle", "bundle.json", &app]));
    assert_eq!(*site.services.asked.lock().unwrap(), before);
    // Nothing attached: the bundle alone.
    let other = site.image("other");
    ok(&site.tool, &site.with("sign", &["--bundle", "alone.json", "--no-upload", &other]));
    fails(&site.tool, 1, &by(ME, &[&other]));
    ok(&site.tool, &by(ME, &["--bundle", "alone.json", &other]));
}

#[test]
fn what_ci_provides() {
    let site = Site::new();
    let app = site.image("app");
    let url = site.services.url.clone();
    let sign = ["sign", "--fulcio-url", &url, "--rekor-url", &url, &app];
    let workflow = "https://github.example/o/r/.github/workflows/w.yml@refs/heads/main";
    let request = format!("{url}/token?x=1");
    let github = [("ACTIONS_ID_TOKEN_REQUEST_URL", request.as_str()), ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "job-secret")];
    site.tool.run_with(&sign, &github);
    ok(&site.tool, &by(workflow, &[&app]));
    let wrong = [("ACTIONS_ID_TOKEN_REQUEST_URL", request.as_str()), ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "secret-2")];
    let out = site.tool.command(&sign).envs(wrong).output().unwrap();
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!out.status.success() && told.contains("get an identity token") && !told.contains("secret-2"), "{told}");
    let gitlab = token_of("https://gitlab.example/o/r//.gitlab-ci.yml@refs/heads/main");
    site.tool.run_with(&sign, &[("SIGSTORE_ID_TOKEN", gitlab.as_str())]);
    ok(&site.tool, &by("https://gitlab.example/o/r//.gitlab-ci.yml@refs/heads/main", &[&app]));
    // A token on the command line.
    ok(&site.tool, &[&sign[..], &["--identity-token", &token_of("you@example.org")]].concat());
    ok(&site.tool, &by("you@example.org", &[&app]));
    let told = fails(&site.tool, 2, &sign);
    assert!(told.contains("there is no key, and no identity") && told.contains("id-token: write"), "{told}");
}

#[test]
fn bad_tokens_and_services_and_no_secret_is_shown() {
    let site = Site::new();
    let app = site.image("app");
    for (claims, why) in [
        (json!({"iss": ISSUER}), "it names nobody"),
        (json!({"email": ME, "email_verified": false}), "its issuer has not verified the address"),
    ] {
        site.tool.write("token", &token(claims));
        let told = fails(&site.tool, 1, &site.with("sign", &[&app]));
        assert!(told.contains(why) && !told.contains("c2VjcmV0"), "{told}");
    }
    site.tool.write("token", "geheim");
    let told = fails(&site.tool, 1, &site.with("sign", &[&app]));
    assert!(told.contains("it is no JWT") && !told.contains("geheim"), "{told}");
    site.tool.write("token", &token_of(ME));
    for (tricks, why) in [
        (Tricks { other_key: true, ..Tricks::default() }, "it is about another key"),
        (Tricks { log_fails: Some((500, "out of order".into())), ..Tricks::default() }, "out of order"),
    ] {
        site.services.trick(tricks);
        let told = fails(&site.tool, 1, &site.with("sign", &["--signature-format", "both", &app]));
        assert!(told.contains(why) && !told.contains("c2VjcmV0"), "{told}");
    }
    // Nothing was attached by halves.
    let told = ok(&site.tool, &["signatures", "--json", &app]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["images"][0]["signatures"], json!([]), "{told}");
    // What the services give is checked before it is attached, where there is a root.
    site.services.trick(Tricks { expired: 3600, ..Tricks::default() });
    let told = fails(&site.tool, 1, &site.with("sign", &["--trusted-root", "root.json", &app]));
    assert!(
        told.contains("does not fit the trusted root") && told.contains("was expired when it was signed"),
        "{told}"
    );
    let told =
        fails(&site.tool, 2, &["sign", "--identity-token", "token", "--fulcio-url", "http://fulcio.example", &app]);
    assert!(told.contains("by https only"), "{told}");
    let told = fails(&site.tool, 2, &site.with("sign", &["--tlog-upload=false", &app]));
    assert!(told.contains("only the log tells when it was used"), "{told}");
}

#[test]
fn certificates_that_prove_nothing() {
    let site = Site::new();
    let (expired, bare) = (site.image("expired"), site.image("bare"));
    site.services.trick(Tricks { expired: 3600, ..Tricks::default() });
    site.sign(&expired);
    let told = fails(&site.tool, 1, &by(ME, &[&expired]));
    assert!(told.contains("its certificate was expired when it was signed"), "{told}");
    site.services.trick(Tricks { no_sct: true, ..Tricks::default() });
    site.sign(&bare);
    let told = fails(&site.tool, 1, &by(ME, &[&bare]));
    assert!(told.contains("its certificate is in no certificate log: it has no SCT"), "{told}");
    // A root without certificate logs asks for none.
    site.tool.write("root.json", &site.services.trusted_root(false));
    ok(&site.tool, &by(ME, &[&bare]));
    // The certificate logs of somebody else.
    site.services.trick(Tricks::default());
    let good = site.image("good");
    site.sign(&good);
    let mut root: Value = serde_json::from_str(&site.services.trusted_root(true)).unwrap();
    let other: Value = serde_json::from_str(&Sigstore::start().trusted_root(true)).unwrap();
    for (part, why) in [
        ("ctlogs", "no SCT is good"),
        ("certificateAuthorities", "of an authority that is not in the trusted root"),
        ("tlogs", "of a log that is not in the trusted root"),
    ] {
        let mine = std::mem::replace(&mut root[part], other[part].clone());
        site.tool.write("root.json", &root.to_string());
        let told = fails(&site.tool, 1, &by(ME, &[&good]));
        assert!(told.contains(why), "{part}: {told}");
        root[part] = mine;
    }
    // An authority that was not in use any more.
    root["certificateAuthorities"][0]["validFor"]["end"] = json!("2021-01-01T00:00:00Z");
    site.tool.write("root.json", &root.to_string());
    assert!(fails(&site.tool, 1, &by(ME, &[&good])).contains("was not in use when it was signed"));
    for (text, why) in [("{}", "it is no trusted root"), (r#"{"mediaType": "x"}"#, "it says it is a 'x'")] {
        site.tool.write("root.json", text);
        assert!(fails(&site.tool, 1, &by(ME, &[&good])).contains(why));
    }
}

#[test]
fn bundles_that_were_tampered_with() {
    let site = Site::new();
    let (app, other) = (site.image("app"), format!("{}/other:1", site.registry.address));
    site.tool.write("ctx/Dockerfile", &format!("FROM {app}\nLABEL a=b\n"));
    ok(&site.tool, &["build", "--push", "-t", &other, "ctx"]);
    let bundle = site.sign(&app);
    ok(&site.tool, &by(ME, &["--bundle", "bundle.json", &app]));
    let told = fails(&site.tool, 1, &by(ME, &["--bundle", "bundle.json", &other]));
    assert!(told.contains("it is about another image"), "replayed: {told}");
    let entry = "/verificationMaterial/tlogEntries/0";
    let at = |path: &str| format!("{entry}/{path}");
    let flip = |text: &Value| {
        let mut bytes = unb64(text);
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        json!(b64(&bytes))
    };
    let second = site.sign(&app);
    type Spoil<'a> = Box<dyn Fn(&Value) -> Value + 'a>;
    let cases: Vec<(&str, String, Spoil)> = vec![
        (
            "does not lead to the tree's root",
            at("inclusionProof/hashes"),
            Box::new(|h| json!(h.as_array().unwrap()[1..])),
        ),
        ("does not lead to the tree's root", at("inclusionProof/rootHash"), Box::new(flip)),
        ("does not lead to the tree's root", at("inclusionProof/logIndex"), Box::new(|_| json!("1"))),
        ("its log entry cannot be read", at("inclusionProof/hashes"), Box::new(|_| json!(vec!["AAAA"; 3]))),
        ("its log entry cannot be read", at("inclusionProof/hashes"), Box::new(|h| json!(vec![h[0].clone(); 65]))),
        ("its log entry has no inclusion proof", at("inclusionProof"), Box::new(|_| Value::Null)),
        ("its log's checkpoint is missing", at("inclusionProof/checkpoint"), Box::new(|_| Value::Null)),
        ("its log's checkpoint is of another tree", at("inclusionProof/checkpoint/envelope"), {
            let other = second.pointer(&at("inclusionProof/checkpoint/envelope")).unwrap().clone();
            Box::new(move |_| other.clone())
        }),
        ("its log's checkpoint is not signed by the log", at("inclusionProof/checkpoint/envelope"), {
            Box::new(|text| {
                let text = text.as_str().unwrap();
                let (head, signature) = text.trim_end().rsplit_once(' ').unwrap();
                json!(format!("{head} {}\n", flip(&json!(signature)).as_str().unwrap()))
            })
        }),
        ("nobody vouches for its time", at("inclusionPromise"), Box::new(|_| Value::Null)),
        ("promise (SET) is not of the log", at("inclusionPromise/signedEntryTimestamp"), Box::new(flip)),
        ("promise (SET) is not of the log", at("integratedTime"), Box::new(|_| json!("1700000000"))),
        ("its log entry is about another signature", entry.to_string(), {
            let other = second.pointer(entry).unwrap().clone();
            Box::new(move |_| other.clone())
        }),
        ("it is in no transparency log", "/verificationMaterial/tlogEntries".into(), Box::new(|_| json!([]))),
        (
            "it has 9 log entries",
            "/verificationMaterial/tlogEntries".into(),
            Box::new(|e| json!(vec![e[0].clone(); 9])),
        ),
        ("not of its certificate's key", "/verificationMaterial/certificate".into(), {
            let other = second["verificationMaterial"]["certificate"].clone();
            Box::new(move |_| other.clone())
        }),
        (
            "its certificate cannot be read",
            "/verificationMaterial/certificate/rawBytes".into(),
            Box::new(|_| json!("MAA=")),
        ),
        ("not of its certificate's key", "/dsseEnvelope/payload".into(), Box::new(|_| json!(b64(b"{}")))),
        ("it says it is a 'x'", "/mediaType".into(), Box::new(|_| json!("x"))),
    ];
    for (why, place, change) in cases {
        let mut changed = bundle.clone();
        let value = changed.pointer_mut(&place).unwrap();
        *value = change(value);
        let told = site.refused(&changed, &app);
        assert!(told.contains(why), "{place}: {told}");
    }
    for text in ["", "{", "[]", "null"] {
        site.tool.write("changed.json", text);
        fails(&site.tool, 1, &by(ME, &["--bundle", "changed.json", &app]));
    }
}

/// A key's signatures can be in the log, too, and have to be where that is asked for.
#[test]
fn keys_and_the_log() {
    let site = Site::new();
    let (app, plain) = (site.image("app"), site.image("plain"));
    let url = site.services.url.as_str();
    ok(&site.tool, &["keygen"]);
    let sign = ["sign", "--key", "cosign.key", "--signature-format", "both"];
    ok(&site.tool, &[&sign[..], &["--tlog-upload", "--rekor-url", url, &app]].concat());
    ok(&site.tool, &[&sign[..], &[&plain]].concat());
    let verify = ["verify", "--key", "cosign.pub", "--insecure-ignore-tlog=false", "--trusted-root", "root.json"];
    let told: Value = serde_json::from_str(&ok(&site.tool, &[&verify[..], &[&app]].concat())).unwrap();
    assert_eq!(told.as_array().unwrap().len(), 2);
    let told = fails(&site.tool, 1, &[&verify[..], &[&plain]].concat());
    assert!(told.contains("it is in no transparency log"), "{told}");
    ok(&site.tool, &["verify", "--key", "cosign.pub", &plain]);
}

/// containers-policy.json(5) with `fulcio`: what skopeo reads, and skopeo with the same policy.
#[test]
fn policies_with_fulcio() {
    let site = Site::new();
    let (app, plain) = (site.image("app"), site.image("plain"));
    ok(&site.tool, &site.with("sign", &["--signature-format", "both", &app]));
    site.tool.write("fulcio.pem", &site.services.fulcio_pem());
    site.tool.write("rekor.pub", &site.services.rekor_pem());
    let at = &site.registry.address;
    let policy = |who: &str, rekor: &str| {
        let by = json!({"type": "sigstoreSigned",
            "fulcio": {"caPath": site.tool.path("fulcio.pem"), "oidcIssuer": ISSUER, "subjectEmail": who},
            "rekorPublicKeyPath": site.tool.path(rekor), "signedIdentity": {"type": "matchRepository"}});
        let policy = json!({"default": [{"type": "reject"}], "transports": {"docker": {at.as_str(): [by]}}});
        site.tool.write("policy.json", &policy.to_string());
    };
    site.tool.write("registries.d/here.yaml", &format!("docker:\n  {at}:\n    use-sigstore-attachments: true\n"));
    let skopeo = |reference: &str| {
        let options = "--policy policy.json --registries.d registries.d copy --src-tls-verify=false";
        let _ = fs::remove_dir_all(site.tool.path("pulled"));
        peers(&site.tool, &format!("skopeo {options} docker://{reference} dir:pulled"))
    };
    policy(ME, "rekor.pub");
    ok(&site.tool, &["copy", "--policy", "policy.json", &app, "oci:copied:x"]);
    done("skopeo", skopeo(&app));
    let refused = |reference: &str| {
        assert!(!skopeo(reference).status.success());
        fails(&site.tool, 1, &["copy", "--policy", "policy.json", reference, "oci:refused:x"])
    };
    assert!(refused(&plain).contains("has no signatures"));
    policy("you@example.org", "rekor.pub");
    assert!(refused(&app).contains("who is not asked for"));
    ok(&site.tool, &["keygen"]);
    policy(ME, "cosign.pub");
    assert!(refused(&app).contains("of a log that is not in the trusted root"));
}

/// cosign verifies what we signed, and the other way round.
#[test]
fn cosign_both_ways() {
    let site = Site::new();
    let (ours, theirs) = (site.image("ours"), site.image("theirs"));
    ok(&site.tool, &site.with("sign", &["--signature-format", "both", &ours]));
    site.tool.write("p.json", "{}");
    let what = ["--type", "https://example.org/x", "--predicate", "p.json", &ours];
    ok(&site.tool, &site.with("attest", &what));
    let who = format!("--certificate-identity {ME} --certificate-oidc-issuer {ISSUER} --trusted-root root.json");
    let plain = "--allow-http-registry --allow-insecure-registry";
    for new in [true, false] {
        peers_ok(&site.tool, &format!("cosign verify {plain} {who} --new-bundle-format={new} {ours}"));
    }
    peers_ok(&site.tool, &format!("cosign verify-attestation {plain} {who} --type https://example.org/x {ours}"));
    let other = who.replace(ME, "you@example.org");
    assert!(!peers(&site.tool, &format!("cosign verify {plain} {other} {ours}")).status.success());
    let url = &site.services.url;
    let service =
        json!([{"url": url, "majorApiVersion": 1, "validFor": {"start": "2020-01-01T00:00:00Z"}, "operator": "test"}]);
    let config = json!({"mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json", "caUrls": service,
        "oidcUrls": [], "rekorTlogUrls": service, "rekorTlogConfig": {"selector": "ANY"}, "tsaUrls": []});
    site.tool.write("signing.json", &config.to_string());
    let digest = ok(&site.tool, &["digest", &theirs]);
    let theirs_pinned = format!("{}@{}", theirs.strip_suffix(":1").unwrap(), digest.trim());
    let sign =
        format!("cosign sign {plain} -y --identity-token token --signing-config signing.json --trusted-root root.json");
    peers_ok(&site.tool, &format!("{sign} {theirs_pinned}"));
    ok(&site.tool, &by(ME, &[&theirs]));
    assert!(fails(&site.tool, 1, &by("you@example.org", &[&theirs])).contains("who is not asked for"));
}
