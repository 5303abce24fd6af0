//! Timestamps in bundles (RFC 3161): a certificate that is expired is judged at the time that an authority says.
use crate::common::signing::{fails, image, ok, peers, peers_ok};
use crate::common::sigstore::{ISSUER, Sigstore, Stamper, Tiles, Tricks, b64, now, token_of, unb64};
use crate::common::{Imgtool, Registry, done};
use imgtool::sign::key::{Algorithm, PrivateKey, PublicKey, Signer};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use std::{fs, process::Command};

const ME: &str = "me@example.org";
const HOUR: i64 = 3600;

struct Site {
    tool: Imgtool,
    app: String,
    services: Sigstore,
    _registry: Registry,
}

impl Site {
    /// One image.
    fn new() -> Site {
        let (tool, registry, services) = (Imgtool::new(), Registry::start(), Sigstore::start());
        let app = format!("{}/app:1", registry.address);
        image(&tool, &app);
        tool.write("token", &token_of(ME));
        Site { tool, app, services, _registry: registry }
    }

    /// Signs without attaching anything; the bundle, and its signature.
    fn bundle(&self) -> (Value, Vec<u8>) {
        let url = self.services.url.as_str();
        let services = ["--identity-token", "token", "--fulcio-url", url, "--rekor-url", url];
        ok(&self.tool, &[&["sign", "--bundle", "b.json", "--no-upload", &self.app], &services[..]].concat());
        let bundle: Value = serde_json::from_str(&read(&self.tool, "b.json")).unwrap();
        let signature = unb64(&bundle["dsseEnvelope"]["signatures"][0]["sig"]);
        (bundle, signature)
    }

    /// A trusted root with these authorities of timestamps, and with logs where that is said.
    fn root(&self, authorities: &[Value], logs: bool) {
        let mut root: Value = serde_json::from_str(&self.services.trusted_root(true)).unwrap();
        root["timestampAuthorities"] = json!(authorities);
        if !logs {
            root["tlogs"] = json!([]);
        }
        self.tool.write("root.json", &root.to_string());
    }

    fn write(&self, bundle: &Value, stamps: &[Vec<u8>]) {
        let mut bundle = bundle.clone();
        let stamps: Vec<Value> = stamps.iter().map(|s| json!({"signedTimestamp": b64(s)})).collect();
        bundle["verificationMaterial"]["timestampVerificationData"] = json!({"rfc3161Timestamps": stamps});
        self.tool.write("changed.json", &bundle.to_string());
    }

    fn verify(&self) -> Vec<&str> {
        let who = ["--certificate-identity", ME, "--certificate-oidc-issuer", ISSUER, "--trusted-root", "root.json"];
        [&["verify", "--bundle", "changed.json"], &who[..], &[&self.app]].concat()
    }

    fn proven(&self, bundle: &Value, stamps: &[Vec<u8>]) {
        self.write(bundle, stamps);
        ok(&self.tool, &self.verify());
    }

    fn refused(&self, bundle: &Value, stamps: &[Vec<u8>], why: &str) {
        self.write(bundle, stamps);
        let told = fails(&self.tool, 1, &self.verify());
        assert!(told.contains(why), "{why}: {told}");
    }
}

fn read(tool: &Imgtool, name: &str) -> String {
    fs::read_to_string(tool.path(name)).unwrap()
}

fn without_entries(bundle: &Value) -> Value {
    let mut bundle = bundle.clone();
    bundle["verificationMaterial"]["tlogEntries"] = json!([]);
    bundle
}

/// Certificates of an hour ago, which the log alone would refuse: it has seen the signature now.
#[test]
fn a_certificate_is_judged_at_the_stamps_time() {
    let site = Site::new();
    let stamper = Stamper::usual();
    site.services.trick(Tricks { expired: HOUR, ..Tricks::default() });
    let (bundle, signature) = site.bundle();
    let bundle = without_entries(&bundle);
    // With the authority's certificate in the root, or in the timestamp alone.
    for whole in [true, false] {
        site.root(&[stamper.authority(whole)], false);
        site.proven(&bundle, &[stamper.stamp(&signature, now() - HOUR - 30)]);
        // One that proves nothing does no harm beside one that does.
        let (other, good) = (Stamper::usual().stamp(&signature, now()), stamper.stamp(&signature, now() - HOUR - 30));
        site.proven(&bundle, &[other, good]);
    }
    for (at, why) in [
        (now(), "its certificate was expired when it was signed"),
        (now() - 2 * HOUR, "its certificate was not valid yet when it was signed"),
    ] {
        site.refused(&bundle, &[stamper.stamp(&signature, at)], why);
    }
    // Of two times, both must fit.
    let two = [stamper.stamp(&signature, now() - HOUR - 30), stamper.stamp(&signature, now())];
    site.refused(&bundle, &two, "its certificate was expired when it was signed");
}

#[test]
fn stamps_that_prove_nothing() {
    let site = Site::new();
    let stamper = Stamper::usual();
    let (bundle, signature) = site.bundle();
    let (whole, bundle) = (bundle.clone(), without_entries(&bundle));
    site.root(&[stamper.authority(true)], false);
    let good = stamper.stamp(&signature, now());
    site.proven(&bundle, std::slice::from_ref(&good));
    let find = |text: &[u8]| good.windows(text.len()).position(|w| w == text).unwrap();
    let changed = |at: usize, by: u8| {
        let mut bytes = good.clone();
        bytes[at] ^= by;
        vec![bytes]
    };
    // GeneralizedTime, and the minutes in it.
    let minutes = find(&[0x18, 15, b'2', b'0']) + 2 + 11;
    for (stamps, why) in [
        (vec![], "it has no timestamp, and the trusted root has no log"),
        (vec![stamper.stamp(b"another", now())], "its timestamp is of another signature"),
        (
            vec![Stamper::usual().stamp(&signature, now())],
            "its timestamp is of an authority that is not in the trusted root",
        ),
        (changed(minutes, 1), "its timestamp is not what its authority has signed"),
        (changed(good.len() - 1, 1), "its timestamp is not signed by its authority"),
        (changed(find(&[0x30, 3, 2, 1, 0]) + 4, 2), "its timestamp cannot be read"),
        (vec![good[..good.len() - 1].to_vec()], "its timestamp cannot be read"),
        (vec![Vec::new()], "its timestamp cannot be read"),
        (vec![vec![0; 70_000]], "its timestamp has 70000 bytes"),
        (vec![good.clone(); 9], "it has 9 timestamps; at most 8"),
        (vec![stamper.stamp(&signature, now() - 40 * 86400)], "its timestamp's certificate was not valid yet"),
        (vec![stamper.stamp(&signature, now() + 4000 * 86400)], "its timestamp's certificate was expired"),
    ] {
        site.refused(&bundle, &stamps, why);
    }
    // A certificate for something else, of the right authority.
    let coder = Stamper::new("1.3.6.1.5.5.7.3.3");
    site.root(&[coder.authority(false)], false);
    site.refused(&bundle, &[coder.stamp(&signature, now())], "its timestamp's certificate is not proven");
    // Another certificate of the authority than the one that the root names.
    site.root(&[stamper.authority(true)], false);
    site.refused(&bundle, &[coder.stamp(&signature, now())], "of an authority that is not in the trusted root");
    // An authority that was not in use any more.
    let mut old = stamper.authority(true);
    old["validFor"]["end"] = json!("2021-01-01T00:00:00Z");
    site.root(&[old], false);
    site.refused(
        &bundle,
        std::slice::from_ref(&good),
        "the trusted root's authority was not in use when it was signed",
    );
    // A root with a log asks for the log's entry, whatever stamps there are; one without both has nobody to ask.
    site.root(&[stamper.authority(true)], true);
    site.refused(&bundle, std::slice::from_ref(&good), "it is in no transparency log");
    site.root(&[], false);
    site.refused(&whole, std::slice::from_ref(&good), "of a log that is not in the trusted root");
    site.root(&[], true);
    site.refused(&bundle, std::slice::from_ref(&good), "it is in no transparency log");
}

/// A log that makes no promises any more: its tree proves that the entry is there, the stamp says when.
#[test]
fn the_log_and_the_stamp_share_the_work() {
    let site = Site::new();
    let stamper = Stamper::usual();
    let (whole, signature) = site.bundle();
    site.root(&[stamper.authority(true)], true);
    let stamp = stamper.stamp(&signature, now());
    site.proven(&whole, &[]);
    site.proven(&whole, std::slice::from_ref(&stamp));
    let mut quiet = whole.clone();
    let entry = quiet["verificationMaterial"]["tlogEntries"][0].as_object_mut().unwrap();
    entry.remove("inclusionPromise");
    site.proven(&quiet, std::slice::from_ref(&stamp));
    site.refused(&quiet, &[], "nobody vouches for its time");
    let other = Stamper::usual().stamp(&signature, now());
    site.refused(&quiet, &[other], "nobody vouches for its time; its timestamp is of an authority that is not in");
    quiet["verificationMaterial"]["tlogEntries"][0].as_object_mut().unwrap().remove("inclusionProof");
    site.refused(&quiet, &[stamp], "its log entry has no inclusion proof");
}

/// What openssl stamps is good, with RSA and longer digests; and cosign believes ours.
#[test]
fn stamps_of_openssl_and_for_cosign() {
    let site = Site::new();
    let (bundle, signature) = site.bundle();
    fs::write(site.tool.path("sig"), &signature).unwrap();
    let script = "printf '[tsa]\ndefault_tsa=t\n[t]\nserial=./serial\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha384,sha512\nsigner_digest=sha512\ness_cert_id_alg=sha256\n' > ts.cnf && echo 01 > serial && \
        openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 30 -subj /CN=ca -addext keyUsage=critical,keyCertSign && \
        openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=tsa && \
        printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping' > ext && \
        openssl x509 -req -in tsa.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile ext -out tsa.crt && \
        openssl ts -query -data sig -sha384 -cert -out q && \
        openssl ts -reply -queryfile q -config ts.cnf -signer tsa.crt -inkey tsa.key -out stamp && \
        openssl x509 -in ca.crt -outform DER -out ca.der";
    let out = Command::new("sh").args(["-c", script]).current_dir(site.tool.dir.path()).output();
    done("openssl", out.unwrap());
    let ca = fs::read(site.tool.path("ca.der")).unwrap();
    let stamp = fs::read(site.tool.path("stamp")).unwrap();
    site.root(&[json!({"certChain": {"certificates": [{"rawBytes": b64(&ca)}]}})], false);
    site.proven(&without_entries(&bundle), std::slice::from_ref(&stamp));
    site.root(&[Stamper::usual().authority(true)], false);
    site.refused(&without_entries(&bundle), &[stamp], "of an authority that is not in the trusted root");
    let stamper = Stamper::usual();
    site.root(&[stamper.authority(true)], true);
    let verify = site.for_cosign(&bundle, &[stamper.stamp(&signature, now())]);
    peers_ok(&site.tool, &verify);
    site.root(&[Stamper::usual().authority(true)], true);
    assert!(!peers(&site.tool, &verify).status.success(), "cosign does not look at stamps");
}

impl Site {
    /// Attaches the bundle; what cosign verifies it with.
    fn for_cosign(&self, bundle: &Value, stamps: &[Vec<u8>]) -> String {
        let kind = "application/vnd.dev.sigstore.bundle.v0.3+json";
        self.write(bundle, stamps);
        ok(&self.tool, &["artifact", "attach", &self.app, &format!("changed.json:{kind}"), "--artifact-type", kind]);
        format!(
            "cosign verify --allow-http-registry --allow-insecure-registry --use-signed-timestamps --trusted-root root.json \
            --certificate-identity {ME} --certificate-oidc-issuer {ISSUER} {}",
            self.app
        )
    }
}

/// What the signature of a bundle covers (DSSE's encoding), its payload, and its certificate or key as Rekor v2 has them.
fn parts(bundle: &Value) -> (Vec<u8>, Vec<u8>, Value) {
    let (kind, payload) =
        (bundle["dsseEnvelope"]["payloadType"].as_str().unwrap(), unb64(&bundle["dsseEnvelope"]["payload"]));
    let head = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len());
    let message = [head.as_bytes(), &payload].concat();
    let cert = &bundle["verificationMaterial"]["certificate"]["rawBytes"];
    (message, payload, json!({"keyDetails": "PKIX_ECDSA_P256_SHA_256", "x509Certificate": {"rawBytes": cert}}))
}

fn hashed(algorithm: &str, message: &[u8], signature: &[u8], verifier: &Value) -> Value {
    let digest = match algorithm {
        "SHA2_256" => Sha256::digest(message).to_vec(),
        "SHA2_384" => Sha384::digest(message).to_vec(),
        _ => Sha512::digest(message).to_vec(),
    };
    json!({"hashedRekordV002": {"data": {"algorithm": algorithm, "digest": b64(&digest)},
        "signature": {"content": b64(signature), "verifier": verifier}}})
}

fn of_envelope(payload: &[u8], signature: &[u8], verifier: &Value) -> Value {
    json!({"dsseV002": {"payloadHash": {"algorithm": "SHA2_256", "digest": b64(&Sha256::digest(payload))},
        "signatures": [{"content": b64(signature), "verifier": verifier}]}})
}

fn with_entry(bundle: &Value, entry: Value) -> Value {
    let mut bundle = bundle.clone();
    bundle["verificationMaterial"]["tlogEntries"] = json!([entry]);
    bundle
}

impl Site {
    /// A trusted root with this tiled log beside the other one.
    fn tiled(&self, stamper: &Stamper, log: Value) {
        self.root(&[stamper.authority(true)], true);
        let mut root: Value = serde_json::from_str(&read(&self.tool, "root.json")).unwrap();
        root["tlogs"].as_array_mut().unwrap().push(log);
        self.tool.write("root.json", &root.to_string());
    }
}

/// Rekor v2: entries without time, in trees whose checkpoints others sign along.
#[test]
fn entries_of_tiled_logs() {
    let site = Site::new();
    let stamper = Stamper::usual();
    let (bundle, signature) = site.bundle();
    let (message, payload, verifier) = parts(&bundle);
    let stamp = [stamper.stamp(&signature, now())];
    for algorithm in [Algorithm::Ed25519, Algorithm::EcdsaP256, Algorithm::EcdsaP384] {
        let log = Tiles::new(algorithm);
        site.tiled(&stamper, log.log());
        for digest in ["SHA2_256", "SHA2_384", "SHA2_512"] {
            let entry = log.entry("hashedrekord", hashed(digest, &message, &signature, &verifier));
            site.proven(&with_entry(&bundle, entry), &stamp);
        }
        let good = with_entry(&bundle, log.entry("dsse", of_envelope(&payload, &signature, &verifier)));
        site.proven(&good, &stamp);
        // A name of the log that is its key's alone.
        let mut named = log.log();
        named.as_object_mut().unwrap().remove("logId");
        site.tiled(&stamper, named);
        site.proven(&good, &stamp);
        // The time is the stamp's: of nobody else, whatever the entry says.
        let mut timed = good.clone();
        let entry = &mut timed["verificationMaterial"]["tlogEntries"][0];
        entry["integratedTime"] = json!(now().to_string());
        entry["inclusionPromise"] = json!({"signedEntryTimestamp": b64(b"promise")});
        for bundle in [&good, &timed] {
            site.refused(bundle, &[], "its log entry (Rekor v2) says no time: it needs a timestamp");
            let other = Stamper::usual().stamp(&signature, now());
            site.refused(bundle, &[other], "its timestamp is of an authority that is not in the trusted root");
            let late = stamper.stamp(&signature, now() + HOUR);
            site.refused(bundle, &[late], "its certificate was expired when it was signed");
        }
        // The log was not in use then.
        let mut past = log.log();
        past["publicKey"]["validFor"]["end"] = json!("2021-01-01T00:00:00Z");
        site.tiled(&stamper, past);
        site.refused(&good, &stamp, "its log entry is of a time when the log's key was not in use");
        // Of the same key, another log.
        let mut other = log.log();
        other["logId"] = json!({"keyId": b64(&Sha256::digest(b"other"))});
        site.tiled(&stamper, other);
        site.refused(&good, &stamp, "its log entry is of a log that is not in the trusted root");
        site.tiled(&stamper, Tiles::new(algorithm).log());
        site.refused(&good, &stamp, "its log entry is of a log that is not in the trusted root");
    }
}

/// cosign believes them as well, as far as it knows the kind: our test's log is one.
#[test]
fn entries_of_tiled_logs_for_cosign() {
    for algorithm in [Algorithm::Ed25519, Algorithm::EcdsaP256] {
        let (site, stamper, log) = (Site::new(), Stamper::usual(), Tiles::new(algorithm));
        let (bundle, signature) = site.bundle();
        let (message, _, verifier) = parts(&bundle);
        site.tiled(&stamper, log.log());
        let entry = log.entry("hashedrekord", hashed("SHA2_256", &message, &signature, &verifier));
        let verify = site.for_cosign(&with_entry(&bundle, entry), &[stamper.stamp(&signature, now())]);
        peers_ok(&site.tool, &verify);
        site.tiled(&stamper, Tiles::new(algorithm).log());
        assert!(!peers(&site.tool, &verify).status.success(), "cosign does not look at the log");
    }
}

#[test]
fn entries_of_tiled_logs_that_prove_nothing() {
    let site = Site::new();
    let (stamper, log) = (Stamper::usual(), Tiles::new(Algorithm::Ed25519));
    let (bundle, signature) = site.bundle();
    let (message, payload, verifier) = parts(&bundle);
    let stamp = [stamper.stamp(&signature, now())];
    site.tiled(&stamper, log.log());
    let spec = hashed("SHA2_256", &message, &signature, &verifier);
    // About something else.
    let (mut md5, mut bare, mut nobody) = (spec.clone(), spec.clone(), spec.clone());
    md5["hashedRekordV002"]["data"]["algorithm"] = json!("MD5");
    bare["hashedRekordV002"]["data"]["digest"] = json!(b64(&Sha256::digest(&payload)));
    nobody["hashedRekordV002"]["signature"]["verifier"] = json!({});
    let key = json!({"publicKey": {"rawBytes": b64(log.key.public().der())}});
    for (kind, spec) in [
        ("hashedrekord", md5),
        ("hashedrekord", bare),
        ("hashedrekord", nobody),
        ("hashedrekord", hashed("SHA2_256", &message, b"another", &verifier)),
        ("hashedrekord", hashed("SHA2_256", &message, &signature, &key)),
        ("hashedrekord", hashed("SHA2_256", b"another", &signature, &verifier)),
        ("hashedrekord", json!({})),
        ("dsse", spec.clone()),
        (
            "dsse",
            json!({"dsseV002": {"payloadHash": {"algorithm": "SHA2_256", "digest": b64(&Sha256::digest(&payload))}, "signatures": []}}),
        ),
    ] {
        site.refused(&with_entry(&bundle, log.entry(kind, spec)), &stamp, "its log entry is about another signature");
    }
    // Not in the tree, or in a tree that nobody has signed.
    let good = log.entry("hashedrekord", spec.clone());
    let root = unb64(&good["inclusionProof"]["rootHash"]);
    let other = Tiles { key: PrivateKey::generate(Algorithm::Ed25519).unwrap(), origin: log.origin };
    let renamed = Tiles { key: PrivateKey::generate(Algorithm::Ed25519).unwrap(), origin: "other.example" };
    let signed = good["inclusionProof"]["checkpoint"]["envelope"].as_str().unwrap();
    let changed = |path: &str, value: Value| {
        let mut entry = good.clone();
        *entry.pointer_mut(path).unwrap() = value;
        entry
    };
    let checkpoint = "/inclusionProof/checkpoint/envelope";
    let no_log = "is of a log that is not in the trusted root";
    for (entry, why) in [
        (changed("/inclusionProof", Value::Null), "its log entry has no inclusion proof"),
        (changed("/inclusionProof/hashes/0", json!(b64(&[0; 32]))), "does not lead to the tree's root"),
        (changed("/inclusionProof/logIndex", json!("0")), "does not lead to the tree's root"),
        (changed("/inclusionProof/treeSize", json!("5")), "does not lead to the tree's root"),
        (changed("/inclusionProof/treeSize", json!("4")), "checkpoint is of another tree"),
        (changed("/canonicalizedBody", json!(b64(b"{}"))), "does not lead to the tree's root"),
        (changed(checkpoint, json!(log.checkpoint(4, &root, &log.key))), "checkpoint is of another tree"),
        (changed(checkpoint, json!(log.checkpoint(3, &[0; 32], &log.key))), "checkpoint is of another tree"),
        (changed(checkpoint, json!(log.checkpoint(3, &root, &other.key))), "checkpoint is not signed by the log"),
        (changed(checkpoint, json!(other.checkpoint(3, &root, &other.key))), "checkpoint is not signed by the log"),
        (changed(checkpoint, json!(renamed.checkpoint(3, &root, &log.key))), no_log),
        (
            changed(checkpoint, json!(signed.replacen("\u{2014} log.example ", "\u{2014} witness.example ", 1))),
            "checkpoint is not signed by the log",
        ),
        (changed(checkpoint, json!("")), no_log),
        (changed("/kindVersion/version", json!("0.0.3")), no_log),
        (changed("/logId/keyId", json!(b64(&log.id()[..4]))), no_log),
    ] {
        site.refused(&with_entry(&bundle, entry), &stamp, why);
    }
    // Of several, one that is good will do.
    let mut two = with_entry(&bundle, changed("/inclusionProof", Value::Null));
    two["verificationMaterial"]["tlogEntries"].as_array_mut().unwrap().push(good);
    site.proven(&two, &stamp);
}

/// What a key has signed, in a tiled log.
#[test]
fn keys_in_tiled_logs() {
    let site = Site::new();
    let (stamper, log) = (Stamper::usual(), Tiles::new(Algorithm::EcdsaP256));
    ok(&site.tool, &["keygen", "--output-key-prefix", "k"]);
    ok(&site.tool, &["sign", "--key", "k.key", "--bundle", "b.json", "--no-upload", &site.app]);
    let bundle: Value = serde_json::from_str(&read(&site.tool, "b.json")).unwrap();
    let signature = unb64(&bundle["dsseEnvelope"]["signatures"][0]["sig"]);
    let (message, _, _) = parts(&bundle);
    let key = PublicKey::from_pem(read(&site.tool, "k.pub").as_bytes()).unwrap();
    let verifier = json!({"keyDetails": "PKIX_ECDSA_P256_SHA_256", "publicKey": {"rawBytes": b64(key.der())}});
    let good = with_entry(&bundle, log.entry("hashedrekord", hashed("SHA2_256", &message, &signature, &verifier)));
    site.tiled(&stamper, log.log());
    let logged = ["--insecure-ignore-tlog=false", "--trusted-root", "root.json"];
    let verify = [&["verify", "--key", "k.pub", "--bundle", "changed.json"], &logged[..], &[&site.app]].concat();
    site.write(&good, &[stamper.stamp(&signature, now())]);
    ok(&site.tool, &verify);
    site.write(&good, &[]);
    assert!(fails(&site.tool, 1, &verify).contains("its log entry (Rekor v2) says no time"));
    site.write(&bundle, &[stamper.stamp(&signature, now())]);
    assert!(fails(&site.tool, 1, &verify).contains("it is in no transparency log"));
}
