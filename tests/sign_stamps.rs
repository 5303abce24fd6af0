//! Timestamps in bundles (RFC 3161): a certificate that is expired is judged at the time that an authority says.
use crate::common::signing::{fails, image, ok, peers, peers_ok};
use crate::common::sigstore::{ISSUER, Sigstore, Stamper, Tricks, b64, now, token_of, unb64};
use crate::common::{Imgtool, Registry, done};
use serde_json::{Value, json};
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
        let bundle: Value = serde_json::from_str(&fs::read_to_string(self.tool.path("b.json")).unwrap()).unwrap();
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
    let kind = "application/vnd.dev.sigstore.bundle.v0.3+json";
    site.write(&bundle, &[stamper.stamp(&signature, now())]);
    ok(&site.tool, &["artifact", "attach", &site.app, &format!("changed.json:{kind}"), "--artifact-type", kind]);
    let verify = format!(
        "cosign verify --allow-http-registry --allow-insecure-registry --use-signed-timestamps --trusted-root root.json \
        --certificate-identity {ME} --certificate-oidc-issuer {ISSUER} {}",
        site.app
    );
    peers_ok(&site.tool, &verify);
    site.root(&[Stamper::usual().authority(true)], true);
    assert!(!peers(&site.tool, &verify).status.success(), "cosign does not look at stamps");
}
