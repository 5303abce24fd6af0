//! imgtool's own policies: signatures, provenance, SBOMs, findings, ages.
use crate::common::signing::{self, fails, image, ok};
use crate::common::sigstore::{ISSUER, Sigstore, token_of};

/// A registry with nothing in it, and two key pairs.
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
        ok(&site.tool, &["keygen", "--output-key-prefix", "second"]);
        site
    }

    fn name(&self, name: &str) -> String {
        self.0.name(&format!("{name}:1"))
    }

    /// An image with a config of its own, made at this time.
    fn made(&self, name: &str, seconds: i64) -> String {
        let reference = self.name(name);
        self.tool.write("ctx/Dockerfile", &format!("FROM scratch\nLABEL n={name}\n"));
        ok(
            &self.tool,
            &["build", "--insecure-policy", "--timestamp", &seconds.to_string(), "--push", "-t", &reference, "ctx"],
        );
        reference
    }

    fn policy(&self, text: &str) {
        let text = text.replace("HERE", &self.registry.address);
        self.tool.write("policy/p.yaml", &format!("version: 1\n{text}"));
    }

    fn rule(&self, demands: &str) {
        self.policy(&format!(
            "rules:\n- name: ours\n  images: ['HERE/**']\n  signatures: {{by: [{{key: ../cosign.pub}}]}}\n{demands}"
        ));
    }

    fn attest(&self, reference: &str, kind: &str, predicate: &str) {
        self.tool.write("said.json", predicate);
        ok(&self.tool, &["attest", "--key", "cosign.key", "--type", kind, "--predicate", "said.json", reference]);
    }

    fn allowed(&self, reference: &str) -> String {
        ok(&self.tool, &["verify", "--policy", "policy/p.yaml", reference]);
        ok(&self.tool, &["verify", "--policy", "policy/p.yaml", "--explain", reference])
    }

    fn refused(&self, reference: &str) -> String {
        let told = fails(&self.tool, 1, &["verify", "--policy", "policy/p.yaml", reference]);
        assert!(told.starts_with("error: the policy policy/p.yaml does not allow docker://"), "{told}");
        told
    }
}

#[test]
fn the_first_rule_that_fits_decides() {
    let site = Site::new();
    let (signed, plain) = (site.name("team/signed"), site.name("other/plain"));
    image(&site.tool, &signed);
    image(&site.tool, &plain);
    ok(&site.tool, &["sign", "--key", "cosign.key", &signed]);
    site.policy("rules:\n- name: team\n  images: ['HERE/team/*']\n  signatures: {by: [{key: ../cosign.pub}]}\n- name: rest\n  images: ['HERE/**']\n  verdict: reject\n");
    let told = site.allowed(&signed);
    assert!(told.contains(": allowed\n  rule team\n  signatures: yes: ") && told.contains("signed by ecdsa"), "{told}");
    assert!(site.refused(&plain).contains("rule rest: verdict: reject"));
    site.policy("rules: []\n");
    assert!(site.refused(&signed).contains("default: no rule fits"));
    site.policy("default: accept\n");
    site.allowed(&plain);
    // Two of two.
    site.policy("rules:\n- images: ['HERE/**']\n  signatures: {threshold: 2, by: [{key: ../cosign.pub}, {key: ../second.pub}]}\n");
    assert!(site.refused(&signed).contains("1 of 2 signers, 2 needed"));
    ok(&site.tool, &["sign", "--key", "second.key", &signed]);
    site.allowed(&signed);
    // copy, sync and build obey it, and nothing is written.
    let with = ["--policy", "policy/p.yaml"];
    ok(&site.tool, &[&["copy", &signed, "oci:copied:x"], &with[..]].concat());
    let told = fails(&site.tool, 1, &[&["copy", &plain, "oci:refused:x"], &with[..]].concat());
    assert!(told.contains("does not allow") && !site.tool.path("refused").exists(), "{told}");
    for (from, good) in [(&signed, true), (&plain, false)] {
        site.tool.write("ctx/Dockerfile", &format!("FROM {from}\nLABEL a=b\n"));
        match good {
            true => drop(ok(&site.tool, &[&["build", "ctx"], &with[..]].concat())),
            false => drop(fails(&site.tool, 1, &[&["build", "ctx"], &with[..]].concat())),
        }
    }
    // What is in the store has to be proven, too, unless the policy says otherwise.
    ok(&site.tool, &["copy", "--insecure-policy", &plain, &format!("store:{plain}")]);
    fails(&site.tool, 1, &[&["build", "ctx"], &with[..]].concat());
    site.policy("store: accept\n");
    ok(&site.tool, &[&["build", "ctx"], &with[..]].concat());
    site.tool.write("policy/p.yaml", "version: 1\nrulez: []\n");
    let told = fails(&site.tool, 1, &["verify", "--policy", "policy/p.yaml", &plain]);
    assert!(told.contains("it is no policy") && told.contains("unknown field `rulez`"), "{told}");
}

#[test]
fn provenance_and_sboms() {
    let site = Site::new();
    let app = site.name("app");
    image(&site.tool, &app);
    ok(&site.tool, &["sign", "--key", "cosign.key", &app]);
    site.rule("  source: https://git.example/team/app\n");
    assert!(site.refused(&app).contains("source: sha256:"));
    let provenance = |source: &str| {
        format!(
            r#"{{"buildDefinition": {{"externalParameters": {{"source": "{source}"}}, "resolvedDependencies": [{{"uri": "git+https://git.example/team/app"}}]}}}}"#
        )
    };
    site.attest(&app, "slsaprovenance1", &provenance("git+https://git.example/evil/app@refs/heads/main"));
    assert!(site.refused(&app).contains("it is built from git+https://git.example/evil/app"));
    site.attest(&app, "slsaprovenance1", &provenance("git+https://git.example/team/app@refs/heads/main"));
    assert!(site.allowed(&app).contains("source: yes: "));
    site.rule("  sbom: true\n");
    assert!(site.refused(&app).contains("sbom: "));
    site.attest(&app, "cyclonedx", "{}");
    site.allowed(&app);
    // Any field of any predicate.
    site.rule("  attestations: [{type: 'https://example.org/tests', fields: [{path: '$.passed', equals: true}, {path: '$.by', matches: 'ci-[0-9]+'}]}]\n");
    site.attest(&app, "https://example.org/tests", r#"{"passed": true, "by": "ci-7-evil"}"#);
    assert!(site.refused(&app).contains(r#"$.by is \"ci-7-evil\""#));
    site.attest(&app, "https://example.org/tests", r#"{"passed": true, "by": "ci-7"}"#);
    site.allowed(&app);
    // Somebody else's word is worth nothing.
    site.rule("  attestations: [{type: 'https://example.org/tests', signatures: {by: [{key: ../second.pub}]}}]\n");
    assert!(site.refused(&app).contains("it is not signed by this key"));
}

#[test]
fn findings() {
    let site = Site::new();
    let app = site.name("app");
    image(&site.tool, &app);
    ok(&site.tool, &["sign", "--key", "cosign.key", &app]);
    let scan = |severity: &str, days: i64| {
        let ended =
            chrono::DateTime::from_timestamp(crate::common::sigstore::now() - days * 86400, 0).unwrap().to_rfc3339();
        format!(
            r#"{{"scanner": {{"uri": "x", "result": {{"Results": [{{"Vulnerabilities": [{{"VulnerabilityID": "CVE-1", "PkgName": "ssl", "Severity": "{severity}"}}]}}]}}}},
            "metadata": {{"scanStartedOn": "{ended}", "scanFinishedOn": "{ended}"}}}}"#
        )
    };
    site.rule("  vulnerabilities: {maxSeverity: medium, maxAge: 7d}\n");
    assert!(site.refused(&app).contains("vulnerabilities: sha256:"));
    site.attest(&app, "vuln", r#"{"scanner": {"result": {"runs": []}}}"#);
    assert!(site.refused(&app).contains("its scan is in a form that is not known"));
    site.attest(&app, "vuln", &scan("HIGH", 1));
    assert!(site.refused(&app).contains("1 findings too severe: cve-1 in ssl (high)"));
    site.attest(&app, "vuln", &scan("LOW", 30));
    assert!(site.refused(&app).contains("its scan is 30 days old; 7 are allowed"));
    site.rule("  vulnerabilities: {maxSeverity: low, maxAge: 7d, ignore: [CVE-1]}\n");
    site.allowed(&app);
    site.rule("  vulnerabilities: {maxSeverity: medium, maxAge: 7d}\n");
    site.attest(&app, "vuln", &scan("MEDIUM", 1));
    site.allowed(&app);
}

#[test]
fn ages() {
    let site = Site::new();
    let now = crate::common::sigstore::now();
    let (young, old, future) =
        (site.made("young", now - 86400), site.made("old", now - 40 * 86400), site.made("future", now + 86400 * 9));
    site.policy("rules: [{images: ['HERE/**'], maxAge: 30d}]\n");
    site.allowed(&young);
    assert!(site.refused(&old).contains("maxAge: the image is 40 days old; 30 are allowed"));
    assert!(site.refused(&future).contains("is of the future"));
    // The base, as the image's annotations name it.
    site.policy("rules: [{images: ['HERE/**'], base: {maxAge: 30d}}]\n");
    assert!(site.refused(&young).contains("does not name its base"));
    for (base, good) in [(&young, true), (&old, false)] {
        let reference = site.name("app");
        let digest = ok(&site.tool, &["digest", base]);
        site.tool.write("ctx/Dockerfile", &format!("FROM {base}\nLABEL a=b\n"));
        let name = format!("org.opencontainers.image.base.name={base}");
        let digest = format!("org.opencontainers.image.base.digest={}", digest.trim());
        ok(&site.tool, &["build", "--push", "--annotation", &name, "--annotation", &digest, "-t", &reference, "ctx"]);
        match good {
            true => drop(site.allowed(&reference)),
            false => assert!(site.refused(&reference).contains("40 days old; 30 are allowed")),
        }
    }
}

#[test]
fn identities() {
    let site = Site::new();
    let (app, services) = (site.name("app"), Sigstore::start());
    image(&site.tool, &app);
    site.tool.write("policy/root.json", &services.trusted_root(true));
    site.tool.write("token", &token_of("https://ci.example/team/app@main"));
    let url = services.url.as_str();
    ok(&site.tool, &["sign", "--identity-token", "token", "--fulcio-url", url, "--rekor-url", url, &app]);
    let with = |who: &str| {
        site.policy(&format!("trustedRoot: root.json\nrules:\n- images: ['HERE/**']\n  signatures: {{by: [{{{who}, issuer: '{ISSUER}'}}]}}\n"));
    };
    with("subjectRegexp: 'https://ci.example/team/[a-z]+@main'");
    assert!(site.allowed(&app).contains("signed by /^(?:https://ci.example/team/[a-z]+@main)$/ (says"));
    // The whole name must fit.
    with("subjectRegexp: 'https://ci.example/team/[a-z]+'");
    assert!(site.refused(&app).contains("who is not asked for"));
    with("subject: 'https://ci.example/team/app@main'");
    site.allowed(&app);
}
