//! Signatures and keys that nobody should believe.
use crate::common::signing::{KINDS, PASSWORD, fails, image, ok, plain_key, run};
use crate::common::{Imgtool, evil};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// Two images in a layout, `good` signed in both forms, `bad` not; the two digests.
struct Place {
    tool: Imgtool,
    good: String,
    bad: String,
}

impl Place {
    fn new() -> Place {
        let tool = Imgtool::new();
        ok(&tool, &["keygen"]);
        let good = image(&tool, "oci:place:good");
        tool.ok(&["artifact", "push", "oci:place:bad", "--artifact-type", "application/x-bad", "-a", "a=b"]);
        let bad = tool.ok(&["digest", "oci:place:bad"]).trim_end().to_string();
        let name = ["--sign-container-identity", "example.org/app"];
        ok(
            &tool,
            &[&["sign", "--key", "cosign.key", "--signature-format", "both", "oci:place:good"], &name[..]].concat(),
        );
        Place { tool, good, bad }
    }

    /// The one bundle.
    fn bundle(&self) -> Value {
        let found: Value = serde_json::from_str(&ok(&self.tool, &["signatures", "--json", "oci:place:good"])).unwrap();
        let all = found["images"][0]["signatures"].as_array().unwrap();
        let digest = all.iter().find(|s| s["form"] == "bundle").unwrap()["digest"].as_str().unwrap();
        evil::read_json(&self.blob(digest))
    }

    fn blob(&self, digest: &str) -> PathBuf {
        self.tool.path("place/blobs/sha256").join(&digest[7..])
    }

    /// Attaches bytes to `bad` as a bundle, and says what verifying it says.
    fn told_of(&self, bytes: &str, media_type: &str) -> String {
        self.tool.write("b", bytes);
        self.tool.ok(&["artifact", "attach", "oci:place:bad", &format!("b:{media_type}"), "--artifact-type", BUNDLE]);
        self.told()
    }

    fn told(&self) -> String {
        let told = fails(&self.tool, 1, &["verify", "--key", "cosign.pub", "oci:place:bad"]);
        let head = format!("error: signatures of oci:place:bad ({}): none is proven by cosign.pub\n", self.bad);
        assert!(told.starts_with(&head), "{told}");
        // The good one stays good, whatever lies beside it.
        ok(&self.tool, &["verify", "--key", "cosign.pub", "oci:place:good"]);
        told
    }

    /// Puts layers under the tag of `bad`'s signatures.
    fn tag(&self, layers: &[Value]) {
        let layout = self.tool.path("place");
        let config = evil::put(&layout, "application/vnd.oci.image.config.v1+json", b"{}");
        let kind = "application/vnd.oci.image.manifest.v1+json";
        let manifest = json!({"schemaVersion": 2, "mediaType": kind, "config": config, "layers": layers});
        let mut top = evil::put(&layout, kind, manifest.to_string().as_bytes());
        top["annotations"] =
            json!({"org.opencontainers.image.ref.name": format!("{}.sig", self.bad.replace(':', "-"))});
        let mut index = evil::read_json(&layout.join("index.json"));
        index["manifests"].as_array_mut().unwrap().push(top);
        fs::write(layout.join("index.json"), index.to_string()).unwrap();
    }
}

/// Changes the payload of an envelope.
fn with_payload(bundle: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut changed = bundle.clone();
    let raw = STANDARD.decode(bundle["dsseEnvelope"]["payload"].as_str().unwrap()).unwrap();
    let mut payload: Value = serde_json::from_slice(&raw).unwrap();
    change(&mut payload);
    changed["dsseEnvelope"]["payload"] = Value::from(STANDARD.encode(payload.to_string()));
    changed
}

#[test]
fn a_bundle_of_another_image_is_replayed() {
    let place = Place::new();
    let told = place.told_of(&place.bundle().to_string(), BUNDLE);
    assert!(told.contains(&format!("it is about another image: {}", place.good)), "{told}");
}

#[test]
fn a_bundle_is_changed_to_name_this_image() {
    let place = Place::new();
    let hex = place.bad[7..].to_string();
    let forged = with_payload(&place.bundle(), |p| p["subject"][0]["digest"]["sha256"] = Value::from(hex));
    let told = place.told_of(&forged.to_string(), BUNDLE);
    assert!(told.contains("it is not signed by this key"), "{told}");
}

#[test]
fn bundles_that_are_none() {
    let good = Place::new().bundle();
    let text = good.to_string();
    let mut keyless = good.clone();
    keyless["verificationMaterial"] = json!({"certificate": {"rawBytes": "AAAA"}, "tlogEntries": []});
    let mut blob = good.clone();
    blob.as_object_mut().unwrap().remove("dsseEnvelope");
    blob["messageSignature"] = json!({"signature": "AAAA"});
    let mut old = good.clone();
    old["mediaType"] = json!("application/vnd.dev.sigstore.bundle+json;version=9");
    let mut many = good.clone();
    let one = many["dsseEnvelope"]["signatures"][0].clone();
    many["dsseEnvelope"]["signatures"] = Value::from(vec![one; 17]);
    let mut kind = good.clone();
    kind["dsseEnvelope"]["payloadType"] = json!("text/plain");
    let statement = with_payload(&good, |p| p["_type"] = json!("https://example.org/Statement"));
    for (bytes, media_type, why) in [
        (&text[..text.len() / 2], BUNDLE, "it is no bundle: EOF while parsing"),
        ("", BUNDLE, "it is no bundle"),
        ("[]", BUNDLE, "it is no bundle"),
        (&text, "text/plain", "its media type is 'text/plain'"),
        (&keyless.to_string(), BUNDLE, "its certificate cannot be read"),
        (&blob.to_string(), BUNDLE, "it signs bytes, not a statement about an image"),
        (&old.to_string(), BUNDLE, "it says it is a 'application/vnd.dev.sigstore.bundle+json;version=9'"),
        (&many.to_string(), BUNDLE, "the envelope has 17 signatures; at most 16"),
        (&kind.to_string(), BUNDLE, "it is not signed by this key"),
        (&statement.to_string(), BUNDLE, "it is not signed by this key"),
    ] {
        // The same signature of the same image each time, but for what is wrong.
        let place = Place::new();
        let told = place.told_of(bytes, media_type);
        assert!(told.contains(why), "{why}: {told}");
    }
}

#[test]
fn a_bundle_larger_than_is_read() {
    let place = Place::new();
    let told = place.told_of(&"x".repeat((32 << 20) + 1), BUNDLE);
    assert!(told.contains("it claims 33554433 bytes; at most 33554432 are read"), "{told}");
}

#[test]
fn a_blob_unlike_its_digest() {
    let place = Place::new();
    place.told_of(&place.bundle().to_string(), BUNDLE);
    let path = place.blob(&evil::sha256(place.bundle().to_string().as_bytes()));
    let bytes = fs::read(&path).unwrap();
    let mut other = bytes.clone();
    other[100] ^= 1;
    for (bytes, why) in
        [(&bytes[1..], "its descriptor says"), (&other[..], "is not what its digest says: its bytes hash to")]
    {
        fs::write(&path, bytes).unwrap();
        let told = fails(&place.tool, 1, &["verify", "--key", "cosign.pub", "oci:place:bad"]);
        assert!(told.contains(why), "{told}");
    }
}

#[test]
fn a_signature_of_another_image_under_this_tag() {
    let place = Place::new();
    let tag = |digest: &str| format!("oci:place:{}.sig", digest.replace(':', "-"));
    place.tool.ok(&["copy", &tag(&place.good), &tag(&place.bad)]);
    let told = place.told();
    assert!(told.contains(&format!("it is about another image: {}", place.good)), "{told}");
}

#[test]
fn payloads_under_the_tag_that_prove_nothing() {
    const SIMPLE: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
    let signature = "dev.cosignproject.cosign/signature";
    let cases: [(&str, Option<&str>, usize, &str); 5] = [
        (SIMPLE, None, 9, "it has no signature beside it"),
        (SIMPLE, Some("?"), 9, "its signature is not base64"),
        (SIMPLE, Some("AAAA"), 9, "it is not signed by this key"),
        (SIMPLE, Some("AAAA"), (1 << 20) + 1, "it claims 1048577 bytes; at most 1048576 are read"),
        ("application/json", Some("AAAA"), 9, "its media type is 'application/json'"),
    ];
    for (media_type, text, size, why) in cases {
        let place = Place::new();
        let mut layer = evil::put(&place.tool.path("place"), media_type, &vec![b'x'; size]);
        if let Some(text) = text {
            layer["annotations"] = json!({signature: text});
        }
        place.tag(&[layer]);
        let told = place.told();
        assert!(told.contains(why), "{why}: {told}");
    }
    // More than anybody needs: the answer is no, at once.
    let place = Place::new();
    let mut layer = evil::put(&place.tool.path("place"), SIMPLE, b"x");
    layer["annotations"] = json!({signature: "AAAA"});
    place.tag(&vec![layer; 1001]);
    let told = fails(&place.tool, 1, &["verify", "--key", "cosign.pub", "oci:place:bad"]);
    assert!(
        told.contains("more than 1000 signatures are attached to") && told.contains("hint: delete those"),
        "{told}"
    );
    let arguments = ["sign", "--key", "cosign.key", "--signature-format", "tag", "--sign-container-identity", "a/b"];
    let told = fails(&place.tool, 1, &[&arguments[..], &["oci:place:bad"]].concat());
    assert!(told.contains("there are 1000 already, and no more are read"), "{told}");
}

#[test]
fn a_signed_payload_that_is_no_signature_of_an_image() {
    let place = Place::new();
    plain_key(&place.tool, "k.pem", KINDS[0].1);
    ok(&place.tool, &["keygen", "--from", "k.pem", "--output-key-prefix", "k"]);
    let critical = |kind: &str| json!({"critical": {"identity": {"docker-reference": "a"}, "image": {"docker-manifest-digest": place.bad}, "type": kind}, "optional": null});
    for (payload, why) in [
        (critical("atomic container signature").to_string(), "it is a 'atomic container signature', not a"),
        ("{\"critical\": {}}".to_string(), "it is signed, but no payload: missing field"),
        ("not JSON".to_string(), "it is signed, but no payload: expected"),
    ] {
        let file = place.tool.write("payload", &payload);
        let out = std::process::Command::new("openssl")
            .args(["dgst", "-sha256", "-sign", "k.pem", file.to_str().unwrap()])
            .current_dir(place.tool.dir.path())
            .output()
            .unwrap();
        let kind = "application/vnd.dev.cosign.simplesigning.v1+json";
        let mut layer = evil::put(&place.tool.path("place"), kind, payload.as_bytes());
        layer["annotations"] = json!({"dev.cosignproject.cosign/signature": STANDARD.encode(out.stdout)});
        // The newest entry of a name counts.
        let index = place.tool.path("place/index.json");
        let before = fs::read(&index).unwrap();
        place.tag(&[layer]);
        let told = fails(&place.tool, 1, &["verify", "--key", "k.pub", "oci:place:bad"]);
        assert!(told.contains(why), "{told}");
        fs::write(&index, before).unwrap();
    }
}

#[test]
fn what_the_signer_did_not_say() {
    let place = Place::new();
    let signed = ["sign", "--key", "cosign.key", "-a", "stage=ci", "oci:place:bad"];
    ok(&place.tool, &signed);
    let verify =
        |annotation: &str| fails(&place.tool, 1, &["verify", "--key", "cosign.pub", "-a", annotation, "oci:place:bad"]);
    assert!(verify("stage=release").contains("its annotation stage is \"ci\", not \"release\""));
    assert!(verify("team=a").contains("it has no annotation team"));
    ok(&place.tool, &["verify", "--key", "cosign.pub", "-a", "stage=ci", "oci:place:bad"]);
}

#[test]
fn keys_that_will_not_do() {
    let tool = Imgtool::new();
    ok(&tool, &["keygen"]);
    image(&tool, "oci:place:x");
    plain_key(&tool, "plain.pem", KINDS[0].1);
    let sign = |key: &str| fails(&tool, 1, &["sign", "--key", key, "oci:place:x"]);
    let verify = |key: &str| fails(&tool, 1, &["verify", "--key", key, "oci:place:x"]);
    assert!(sign("cosign.pub").contains("it holds a public key; signing needs the private one"));
    assert!(verify("cosign.key").contains("it holds a private key; a public one is needed"));
    assert!(verify("plain.pem").contains("it holds a private key; a public one is needed"));
    assert!(sign("nowhere.key").contains("read the key nowhere.key"));
    assert!(sign("env://NOWHERE").contains("the environment has no variable NOWHERE with a key in it"));
    assert!(sign("awskms://x").contains("keys of awskms:// are not read here"));
    tool.write("cut.key", &fs::read_to_string(tool.path("cosign.key")).unwrap()[..200]);
    fs::set_permissions(tool.path("cut.key"), fs::Permissions::from_mode(0o600)).unwrap();
    assert!(sign("cut.key").contains("the PEM block has no end: the file is cut off"));
    tool.write("big.key", &"x".repeat(70 << 10));
    assert!(sign("big.key").contains("big.key is no key: it has more than 65536 bytes"));
    plain_key(&tool, "short.pem", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"]);
    assert!(sign("short.pem").contains("RSA keys must have 2048 to 4096 bits"));
    plain_key(&tool, "curve.pem", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp521r1"]);
    assert!(sign("curve.pem").contains("the key is of a kind that is not known"));
    // The older forms that openssl writes.
    for (name, script) in [
        ("ec", "openssl ecparam -genkey -name prime256v1 -out ec.pem"),
        ("ec384", "openssl ecparam -genkey -name secp384r1 -noout -out ec384.pem"),
        ("rsa", "openssl genrsa -traditional -out rsa.pem 2048"),
    ] {
        let script = format!("{script} && chmod 600 {name}.pem && openssl pkey -in {name}.pem -pubout -out {name}.pub");
        let out = std::process::Command::new("sh").args(["-c", &script]).current_dir(tool.dir.path()).output();
        crate::common::done(&script, out.unwrap());
        let (private, public) = (format!("{name}.pem"), format!("{name}.pub"));
        image(&tool, "oci:old:x");
        ok(&tool, &["sign", "--key", &private, "oci:old:x"]);
        ok(&tool, &["verify", "--key", &public, "oci:old:x"]);
    }
    // Without a key nothing is signed and nothing is proven.
    assert!(fails(&tool, 2, &["sign", "oci:place:x"]).contains("there is no key, and no identity to sign as"));
    assert!(fails(&tool, 2, &["verify", "oci:place:x"]).contains("nobody is named who must have signed"));
    let told = fails(&tool, 2, &["verify", "--insecure-ignore-tlog=false", "--key", "cosign.pub", "oci:place:x"]);
    assert!(told.contains("certificates and logs are checked against a trusted root"), "{told}");
    let told = fails(&tool, 1, &["verify", "--key", "cosign.pub", "oci:place:x"]);
    assert!(told.contains("there are none"), "{told}");
}

#[test]
fn passwords() {
    let tool = Imgtool::new();
    ok(&tool, &["keygen"]);
    image(&tool, "oci:place:x");
    let sign = ["sign", "--debug", "--key", "cosign.key", "oci:place:x"];
    let wrong = tool.command(&sign).env("COSIGN_PASSWORD", "hunter22").output().unwrap();
    let told = String::from_utf8(wrong.stderr).unwrap();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(told.contains("the password does not open the private key") && !told.contains("hunter22"), "{told}");
    let told = tool.fails(2, &sign);
    assert!(told.contains("there is no terminal to ask") && told.contains("COSIGN_PASSWORD"), "{told}");
    // From a file descriptor, which counts more than the environment.
    let script = format!("exec 7<<'E'\n{PASSWORD}\nE\nexec \"$@\" --password-fd 7");
    let binary = env!("CARGO_BIN_EXE_imgtool");
    let mut by_fd = std::process::Command::new("sh");
    by_fd.args(["-c", &script, "sh", binary]).args(sign).current_dir(tool.dir.path()).env("COSIGN_PASSWORD", "wrong");
    let out = by_fd.output().unwrap();
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success() && !told.contains(PASSWORD), "{told}");
    let told = fails(&tool, 1, &["sign", "--password-fd", "99", "--key", "cosign.key", "oci:place:x"]);
    assert!(told.contains("read the password from file descriptor 99"), "{told}");
    // The key itself in a variable, and the public one.
    let out = tool
        .command(&["sign", "--key", "env://SIGNING_KEY", "oci:place:x"])
        .env("SIGNING_KEY", fs::read(tool.path("cosign.key")).map(|k| String::from_utf8(k).unwrap()).unwrap())
        .env("COSIGN_PASSWORD", PASSWORD)
        .output()
        .unwrap();
    assert!(out.status.success());
}

/// At a terminal: typed twice, not shown; whoever gives up gets the echo back.
#[test]
fn passwords_at_a_terminal() {
    let tool = Imgtool::new();
    let script = tool.write(
        "terminal.py",
        r#"
import os, pty, signal, sys, termios, time
def run(answers, arguments):
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(arguments[0], arguments)
    seen, at = b"", 0
    while True:
        if at < len(answers) and answers[at][0] in seen[len(seen) - 200:]:
            quiet = not termios.tcgetattr(fd)[3] & termios.ECHO
            if not quiet:
                continue
            seen = b""
            os.write(fd, answers[at][1]); at += 1
        try:
            more = os.read(fd, 1000)
        except OSError:
            break
        if not more:
            break
        seen += more
        sys.stdout.buffer.write(more)
    echo = bool(termios.tcgetattr(fd)[3] & termios.ECHO)
    print("\nCODE", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), "ECHO", echo)
tool = sys.argv[1]
first, again = b"Password for the private key: ", b"The same again: "
run([(first, b"typed\n"), (again, b"typed\n")], [tool, "keygen"])
run([(first, b"typed\n"), (again, b"mistyped\n")], [tool, "keygen", "--output-key-prefix", "b"])
run([(b"Password of the private key: ", b"typed\n")], [tool, "sign", "--key", "cosign.key", "oci:place:x"])
run([(b"Password of the private key: ", b"\x03")], [tool, "sign", "--key", "cosign.key", "oci:place:x"])
"#,
    );
    image(&tool, "oci:place:x");
    let mut python = std::process::Command::new("python3");
    python.arg(script).arg(env!("CARGO_BIN_EXE_imgtool")).current_dir(tool.dir.path()).env_clear();
    python.env("PATH", "/usr/bin:/bin").env("HOME", tool.path("home"));
    let told = crate::common::done("terminal.py", python.output().unwrap());
    let ends: Vec<&str> = told.lines().filter(|l| l.starts_with("CODE")).collect();
    assert_eq!(ends, ["CODE 0 ECHO True", "CODE 2 ECHO True", "CODE 0 ECHO True", "CODE 130 ECHO True"], "{told}");
    assert!(told.contains("the two passwords differ; nothing was written") && !told.contains("typed"), "{told}");
    assert!(!tool.path("b.key").exists() && !tool.path("b.pub").exists());
}

#[test]
fn a_plain_key_that_others_can_read_is_refused() {
    let tool = Imgtool::new();
    ok(&tool, &["keygen"]);
    image(&tool, "oci:place:x");
    plain_key(&tool, "plain.pem", KINDS[2].1);
    ok(&tool, &["sign", "--key", "plain.pem", "oci:place:x"]);
    for mode in [0o644, 0o640, 0o602] {
        fs::set_permissions(tool.path("plain.pem"), fs::Permissions::from_mode(mode)).unwrap();
        let told = fails(&tool, 1, &["sign", "--key", "plain.pem", "oci:place:x"]);
        assert!(told.contains(&format!("others can read the private key plain.pem (mode {mode:04o})")), "{told}");
        assert!(told.contains("hint: chmod 600 plain.pem"), "{told}");
    }
    fs::set_permissions(tool.path("cosign.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let out = run(&tool, &["sign", "--key", "cosign.key", "oci:place:x"]);
    let told = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.success() && told.contains("only its password protects it"), "{told}");
}

#[test]
fn keys_are_not_overwritten() {
    let tool = Imgtool::new();
    ok(&tool, &["keygen"]);
    let before = fs::read(tool.path("cosign.key")).unwrap();
    let told = fails(&tool, 2, &["keygen"]);
    assert!(told.contains("cosign.key exists") && told.contains("--yes"), "{told}");
    fs::remove_file(tool.path("cosign.key")).unwrap();
    fails(&tool, 2, &["keygen"]);
    assert!(!tool.path("cosign.key").exists());
    ok(&tool, &["keygen", "--yes"]);
    assert_ne!(fs::read(tool.path("cosign.key")).unwrap(), before);
    let told = fails(&tool, 2, &["keygen", "--from", "cosign.key", "--output-key-prefix", "again"]);
    assert!(told.contains("cosign.key is encrypted already"), "{told}");
    tool.write("folder.key/x", "");
    let told = fails(&tool, 1, &["keygen", "--yes", "--output-key-prefix", "folder"]);
    assert!(told.contains("write folder.key"), "{told}");
}

/// Thousands of bundles in the list that a registry without the referrers API keeps.
#[test]
fn thousands_of_bundles() {
    let place = Place::new();
    place.told_of(&place.bundle().to_string(), BUNDLE);
    let layout = place.tool.path("place");
    let mut index = evil::read_json(&layout.join("index.json"));
    let tag = place.bad.replace(':', "-");
    let manifests = index["manifests"].as_array_mut().unwrap();
    manifests.retain(|m| m["annotations"]["org.opencontainers.image.ref.name"] != tag.as_str());
    let one = |n: usize| {
        json!({"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 500, "artifactType": BUNDLE,
        "digest": evil::sha256(n.to_string().as_bytes())})
    };
    let kind = "application/vnd.oci.image.index.v1+json";
    let list = json!({"schemaVersion": 2, "mediaType": kind, "manifests": (0..5000).map(one).collect::<Vec<_>>()});
    let mut top = evil::put(&layout, kind, list.to_string().as_bytes());
    top["annotations"] = json!({"org.opencontainers.image.ref.name": tag});
    manifests.push(top);
    fs::write(layout.join("index.json"), index.to_string()).unwrap();
    let begin = std::time::Instant::now();
    for verb in [&["verify", "--key", "cosign.pub"][..], &["signatures"]] {
        let told = fails(&place.tool, 1, &[verb, &["oci:place:bad"]].concat());
        assert!(told.contains("more than 1000 signatures are attached to"), "{told}");
    }
    assert!(begin.elapsed().as_secs() < 20, "none of them is read");
    ok(&place.tool, &["verify", "--key", "cosign.pub", "oci:place:good"]);
}
