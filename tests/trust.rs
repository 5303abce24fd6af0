//! `imgtool trust`: the trusted root from a TUF repository that the test keeps itself.
use crate::common::signing::{fails, image, ok, peers_ok};
use crate::common::sigstore::{ISSUER, Sigstore, hex, now, token_of};
use crate::common::{Imgtool, Registry};
use imgtool::sign::key::{Algorithm, PrivateKey, Signer};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha512};
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
};

fn sha(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn new_key() -> PrivateKey {
    PrivateKey::generate(Algorithm::EcdsaP256).unwrap()
}

fn key_of(key: &PrivateKey) -> Value {
    json!({"keytype": "ecdsa", "scheme": "ecdsa-sha2-nistp256", "keyval": {"public": key.public().to_pem().unwrap()}})
}

/// Canonical JSON: serde_json writes names in order, and of what stands here it escapes line ends alone.
fn canonical(value: &Value) -> Vec<u8> {
    value.to_string().replace("\\n", "\n").into_bytes()
}

fn id(key: &PrivateKey) -> String {
    sha(&canonical(&key_of(key)))
}

fn signed(value: Value, by: &[&PrivateKey]) -> Vec<u8> {
    let sign = |key: &&PrivateKey| json!({"keyid": id(key), "sig": hex(&key.sign(&canonical(&value)).unwrap())});
    let signatures: Vec<Value> = by.iter().map(sign).collect();
    json!({"signed": value, "signatures": signatures}).to_string().into_bytes()
}

fn in_days(days: i64) -> String {
    let time = chrono::DateTime::from_timestamp(now() + days * 86400, 0).unwrap();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

type Files = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

/// A repository on loopback: two of two keys for its root, one for the rest.
struct Repository {
    url: String,
    files: Files,
    root: [PrivateKey; 2],
    rest: PrivateKey,
}

impl Repository {
    fn start(trusted: &str) -> Repository {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let files = Files::default();
        let served = files.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let served = served.clone();
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    let mut first = String::new();
                    while reader.read_line(&mut first).is_ok_and(|n| n > 0) {
                        let mut line = String::new();
                        while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
                            line.clear();
                        }
                        let name = first.split(' ').nth(1).unwrap().trim_start_matches('/').to_string();
                        let found = served.lock().unwrap().get(&name).cloned();
                        let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
                        let body = found.unwrap_or_default();
                        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
                        if stream.write_all(head.as_bytes()).is_err() || stream.write_all(&body).is_err() {
                            return;
                        }
                        first.clear();
                    }
                });
            }
        });
        let repository = Repository { url, files, root: [new_key(), new_key()], rest: new_key() };
        repository.roots(1, 365, &[&repository.root[0], &repository.root[1]]);
        repository.publish(1, trusted, 30);
        repository
    }

    fn put(&self, name: &str, bytes: Vec<u8>) {
        self.files.lock().unwrap().insert(name.to_string(), bytes);
    }

    fn get(&self, name: &str) -> Vec<u8> {
        self.files.lock().unwrap()[name].clone()
    }

    fn root_document(&self, version: u64, days: i64, rest: &PrivateKey) -> Value {
        let keys: BTreeMap<String, Value> =
            [&self.root[0], &self.root[1], rest].into_iter().map(|k| (id(k), key_of(k))).collect();
        let one = json!({"keyids": [id(rest)], "threshold": 1});
        json!({"_type": "root", "spec_version": "1.0", "version": version, "expires": in_days(days),
            "consistent_snapshot": true, "keys": keys, "roles": {
                "root": {"keyids": [id(&self.root[0]), id(&self.root[1])], "threshold": 2},
                "timestamp": one, "snapshot": one, "targets": one}})
    }

    fn roots(&self, version: u64, days: i64, by: &[&PrivateKey]) {
        self.put(&format!("{version}.root.json"), signed(self.root_document(version, days, &self.rest), by));
    }

    /// A document that says this in its `field`.
    fn document(&self, name: &str, kind: &str, version: u64, days: i64, field: &str, says: Value) {
        let value =
            json!({"_type": kind, "spec_version": "1.0.31", "version": version, "expires": in_days(days), field: says});
        self.put(name, signed(value, &[&self.rest]));
    }

    fn timestamp(&self, version: u64, snapshot: u64, days: i64) {
        let meta = json!({"snapshot.json": {"version": snapshot}});
        self.document("timestamp.json", "timestamp", version, days, "meta", meta);
    }

    fn snapshot(&self, version: u64, targets: u64, days: i64) {
        let meta = json!({"targets.json": {"version": targets}});
        self.document(&format!("{version}.snapshot.json"), "snapshot", version, days, "meta", meta);
    }

    /// Targets of this version that say this of the trusted root.
    fn target(&self, version: u64, days: i64, said: Value) {
        let all = json!({"trusted_root.json": said});
        self.document(&format!("{version}.targets.json"), "targets", version, days, "targets", all);
    }

    fn targets(&self, version: u64, trusted: &str, days: i64) {
        let hash = sha(trusted.as_bytes());
        self.target(version, days, json!({"length": trusted.len(), "hashes": {"sha256": hash}}));
        self.put(&format!("targets/{hash}.trusted_root.json"), trusted.as_bytes().to_vec());
    }

    /// All but the root, in one version.
    fn publish(&self, version: u64, trusted: &str, days: i64) {
        self.targets(version, trusted, days);
        self.snapshot(version, version, days);
        self.timestamp(version, version, days);
    }
}

struct Site {
    tool: Imgtool,
    services: Sigstore,
    repository: Repository,
    trusted: String,
}

impl Site {
    fn new() -> Site {
        let (tool, services) = (Imgtool::new(), Sigstore::start());
        let trusted = services.trusted_root(true);
        let repository = Repository::start(&trusted);
        fs::write(tool.path("pinned.json"), repository.get("1.root.json")).unwrap();
        Site { tool, services, repository, trusted }
    }

    fn init(&self) -> [&str; 6] {
        ["trust", "init", "--mirror", &self.repository.url, "--root-json", "pinned.json"]
    }

    /// What was got.
    fn kept(&self) -> String {
        fs::read_to_string(self.tool.root.join("trust/trusted_root.json")).unwrap()
    }

    /// An update that must fail, and leave what was there.
    fn refused(&self, why: &str) {
        let before = self.kept();
        let told = fails(&self.tool, 1, &["trust", "update"]);
        assert!(told.contains(why) && told.contains("get the trusted root from http://127.0.0.1"), "{why}: {told}");
        assert_eq!(self.kept(), before);
    }
}

#[test]
fn a_root_is_got_and_verified_with() {
    let site = Site::new();
    let told = ok(&site.tool, &site.init());
    assert_eq!(told.trim_end(), site.tool.root.join("trust/trusted_root.json").to_str().unwrap());
    assert_eq!(site.kept(), site.trusted);
    // verify believes it without being told.
    let registry = Registry::start();
    let app = format!("{}/app:1", registry.address);
    image(&site.tool, &app);
    site.tool.write("token", &token_of("me@example.org"));
    let url = site.services.url.as_str();
    ok(&site.tool, &["sign", "--identity-token", "token", "--fulcio-url", url, "--rekor-url", url, &app]);
    let verify = ["verify", "--certificate-identity", "me@example.org", "--certificate-oidc-issuer", ISSUER, &app];
    ok(&site.tool, &verify);
    // New content, under new keys that the old root's keys vouch for.
    let other = Sigstore::start().trusted_root(true);
    let repository = Repository { rest: new_key(), ..site.repository };
    let by = [&repository.root[0], &repository.root[1]];
    repository.roots(2, 365, &by);
    repository.roots(3, 365, &by);
    repository.publish(1, &other, 30);
    ok(&site.tool, &["trust", "update"]);
    let kept = fs::read_to_string(site.tool.root.join("trust/trusted_root.json")).unwrap();
    assert_eq!(kept, other);
    let told = fails(&site.tool, 1, &verify);
    assert!(told.contains("its log entry is of a log that is not in the trusted root"), "{told}");
    // Nothing new is no error.
    ok(&site.tool, &["trust", "update"]);
}

/// cosign reads the same repository: it is one.
#[test]
fn cosign_takes_the_same_repository() {
    let site = Site::new();
    peers_ok(&site.tool, &format!("cosign initialize --mirror {} --root pinned.json", site.repository.url));
}

#[test]
fn what_is_expired() {
    let site = Site::new();
    ok(&site.tool, &site.init());
    let repository = &site.repository;
    repository.timestamp(2, 1, -1);
    site.refused("timestamp.json is expired");
    repository.timestamp(3, 2, 1);
    repository.snapshot(2, 1, -1);
    site.refused("2.snapshot.json is expired");
    repository.snapshot(2, 2, 1);
    repository.targets(2, &site.trusted, -1);
    site.refused("2.targets.json is expired");
    repository.targets(2, &site.trusted, 1);
    ok(&site.tool, &["trust", "update"]);
    repository.roots(2, -1, &[&repository.root[0], &repository.root[1]]);
    site.refused("2.root.json is expired");
}

#[test]
fn what_is_rolled_back() {
    let site = Site::new();
    let repository = &site.repository;
    repository.publish(5, &site.trusted, 30);
    ok(&site.tool, &site.init());
    repository.timestamp(4, 5, 30);
    site.refused("timestamp.json is rolled back");
    repository.timestamp(6, 4, 30);
    site.refused("it names version 4 of snapshot.json, and 5 was seen before");
    repository.timestamp(6, 6, 30);
    repository.snapshot(6, 4, 30);
    site.refused("it names version 4 of targets.json, and 5 was seen before");
    // A document of another version than the one that names it says.
    repository.put("6.snapshot.json", repository.get("5.snapshot.json"));
    site.refused("it is version 5, not 6");
    // Init begins anew: who pins a root decides.
    repository.publish(1, &site.trusted, 30);
    ok(&site.tool, &site.init());
}

#[test]
fn what_is_not_signed_by_enough() {
    let site = Site::new();
    ok(&site.tool, &site.init());
    let repository = &site.repository;
    let [one, two] = &repository.root;
    let why = "2.root.json is not signed by enough";
    repository.roots(2, 365, &[one]);
    site.refused(why);
    repository.roots(2, 365, &[one, one]);
    site.refused(why);
    repository.roots(2, 365, &[one, &new_key()]);
    site.refused(why);
    // One key under two names is one key.
    let mut twice = repository.root_document(2, 365, &repository.rest);
    twice["keys"]["other"] = key_of(one);
    twice["roles"]["root"]["keyids"] = json!([id(one), "other"]);
    let mut document: Value = serde_json::from_slice(&signed(twice.clone(), &[one, two])).unwrap();
    let again = hex(&one.sign(&canonical(&twice)).unwrap());
    document["signatures"].as_array_mut().unwrap().push(json!({"keyid": "other", "sig": again}));
    repository.put("2.root.json", document.to_string().into_bytes());
    site.refused("1 of the keys that 2.root.json names have signed; 2 are needed");
    // Another root than its name says.
    repository.put("2.root.json", signed(repository.root_document(3, 365, &repository.rest), &[one, two]));
    site.refused("2.root.json is another root");
    repository.files.lock().unwrap().remove("2.root.json");
    for (name, kind) in
        [("timestamp.json", "timestamp"), ("1.snapshot.json", "snapshot"), ("1.targets.json", "targets")]
    {
        let good = repository.get(name);
        let mut document: Value = serde_json::from_slice(&good).unwrap();
        document["signed"]["expires"] = json!(in_days(3000));
        repository.put(name, document.to_string().into_bytes());
        site.refused(&format!("{name} is not signed by enough"));
        document["signed"]["_type"] = json!("other");
        repository.put(name, document.to_string().into_bytes());
        site.refused(&format!("it is no '{kind}'"));
        repository.put(name, b"[]".to_vec());
        site.refused(&format!("it is no '{kind}'"));
        repository.put(name, b"{".to_vec());
        site.refused(&format!("{name} is no document of a TUF repository"));
        repository.put(name, good);
    }
    ok(&site.tool, &["trust", "update"]);
    // A repository of somebody else, whatever it says.
    let other = Repository::start(&site.trusted);
    let told = fails(&site.tool, 1, &["trust", "init", "--mirror", &other.url, "--root-json", "pinned.json"]);
    assert!(told.contains("timestamp.json is not signed by enough"), "{told}");
    // A pinned root that was tampered with.
    let mut root: Value = serde_json::from_slice(&fs::read(site.tool.path("pinned.json")).unwrap()).unwrap();
    root["signed"]["roles"]["root"]["threshold"] = json!(1);
    site.tool.write("pinned.json", &root.to_string());
    let told = fails(&site.tool, 1, &site.init());
    assert!(told.contains("root.json is not signed by enough"), "{told}");
}

#[test]
fn what_is_not_what_was_signed() {
    let site = Site::new();
    ok(&site.tool, &site.init());
    let repository = &site.repository;
    let name = format!("targets/{}.trusted_root.json", sha(site.trusted.as_bytes()));
    let other = site.trusted.replacen("2020", "2021", 1);
    repository.put(&name, other.into_bytes());
    site.refused("trusted_root.json is not what is signed");
    repository.put(&name, site.trusted.as_bytes()[1..].to_vec());
    site.refused(&format!("it has {} bytes, not {}", site.trusted.len() - 1, site.trusted.len()));
    repository.put(&name, vec![b'x'; site.trusted.len() + 1]);
    site.refused(&format!("the answer has more than {} bytes", site.trusted.len()));
    repository.files.lock().unwrap().remove(&name);
    site.refused("the TUF repository has no targets/");
    repository.publish(2, "{}", 30);
    site.refused("it is no trusted root");
    repository.files.lock().unwrap().remove("timestamp.json");
    site.refused("the TUF repository has no timestamp.json");
    // Where there is nothing to begin with, and where others could listen.
    let empty = Imgtool::new();
    assert!(fails(&empty, 2, &["trust", "update"]).contains("there is no root to begin with"));
    let told = fails(&site.tool, 2, &["trust", "init", "--mirror", "http://tuf.example", "--root-json", "pinned.json"]);
    assert!(told.contains("is asked by https only"), "{told}");
}

/// Documents and files are named, measured and hashed by those who name them.
#[test]
fn what_is_said_of_a_document() {
    let site = Site::new();
    ok(&site.tool, &site.init());
    let repository = &site.repository;
    let (snapshot, length) = (repository.get("1.snapshot.json"), site.trusted.len());
    let stamp = |version: u64, mut meta: Value| {
        meta["version"] = json!(1);
        repository.document("timestamp.json", "timestamp", version, 30, "meta", json!({"snapshot.json": meta}));
    };
    stamp(2, json!({"length": snapshot.len() - 1}));
    site.refused(&format!("the answer has more than {} bytes", snapshot.len() - 1));
    stamp(3, json!({"length": snapshot.len() + 1}));
    site.refused(&format!("it has {} bytes, not {}", snapshot.len(), snapshot.len() + 1));
    for (version, length) in [(4, json!(1_u64 << 40)), (5, json!(-1)), (6, json!("1"))] {
        stamp(version, json!({"length": length}));
        site.refused("1.snapshot.json is too large");
    }
    for (version, hashes, why) in [
        (7, json!({"sha256": sha(b"")}), "its hash is another one"),
        (8, json!({"sha256": sha(&snapshot), "sha512": "00"}), "its hash is another one"),
        (9, json!({"sha256": 7}), "its hash is another one"),
        (10, json!({"md5": "00"}), "no hash of it is named that is known here"),
    ] {
        stamp(version, json!({"hashes": hashes}));
        site.refused(why);
    }
    stamp(11, json!({"length": snapshot.len(), "hashes": {"sha256": sha(&snapshot), "md5": "00"}}));
    ok(&site.tool, &["trust", "update"]);
    // The file itself must have a hash.
    for (version, said, why) in [
        (2, json!({"length": length}), "no hash of it is named"),
        (
            3,
            json!({"length": length, "hashes": {"sha256": "../../x"}}),
            "the TUF repository has no targets/trusted_root.json",
        ),
        (
            4,
            json!({"length": (4 << 20) + 1, "hashes": {"sha256": sha(site.trusted.as_bytes())}}),
            "trusted_root.json is too large",
        ),
    ] {
        if version == 2 {
            repository.put("targets/trusted_root.json", site.trusted.as_bytes().to_vec());
        }
        repository.publish(version, &site.trusted, 30);
        repository.target(version, 30, said);
        repository.timestamp(version + 10, version, 30);
        site.refused(why);
        repository.files.lock().unwrap().remove("targets/trusted_root.json");
    }
    repository.publish(5, &site.trusted, 30);
    repository.timestamp(15, 5, 30);
    let longer = hex(&Sha512::digest(site.trusted.as_bytes()));
    repository.put(&format!("targets/{longer}.trusted_root.json"), site.trusted.as_bytes().to_vec());
    repository.target(5, 30, json!({"length": length, "hashes": {"sha512": longer}}));
    ok(&site.tool, &["trust", "update"]);
    // Another generation of the specification, and documents without end.
    let mut next = repository.root_document(2, 365, &repository.rest);
    next["spec_version"] = json!("2.0");
    repository.put("2.root.json", signed(next, &[&repository.root[0], &repository.root[1]]));
    site.refused("it follows version '2.0' of the specification");
    repository.put("2.root.json", vec![b' '; (4 << 20) + 1]);
    site.refused("the answer has more than 4194304 bytes");
    repository.files.lock().unwrap().remove("2.root.json");
    repository.put("timestamp.json", vec![b' '; (64 << 10) + 1]);
    site.refused("the answer has more than 65536 bytes");
}

/// What is proven stays known, whatever is wrong after it: a mirror cannot take it back.
#[test]
fn what_was_seen_is_kept() {
    let site = Site::new();
    ok(&site.tool, &site.init());
    let (repository, old) = (&site.repository, new_key());
    let [one, two] = &repository.root;
    // The new root has new keys for the rest; its own timestamp is hidden.
    let (new, before) = (repository.root_document(2, 365, &old), repository.get("timestamp.json"));
    repository.put("2.root.json", signed(new, &[one, two]));
    site.refused("timestamp.json is not signed by enough");
    repository.files.lock().unwrap().remove("2.root.json");
    site.refused("timestamp.json is not signed by enough");
    // Back to the keys from before; a newer timestamp whose snapshot is missing.
    repository.put("3.root.json", signed(repository.root_document(3, 365, &repository.rest), &[one, two]));
    repository.timestamp(5, 5, 30);
    site.refused("the TUF repository has no 5.snapshot.json");
    repository.put("timestamp.json", before);
    site.refused("it is version 1, and 5 was seen before");
    repository.publish(5, &site.trusted, 30);
    ok(&site.tool, &["trust", "update"]);
    // A run that was stopped before it wrote all of it.
    let trust = site.tool.root.join("trust");
    for name in ["timestamp.json", "snapshot.json", "targets.json"] {
        fs::remove_file(trust.join(name)).unwrap();
    }
    ok(&site.tool, &["trust", "update"]);
    let names = fs::read_dir(&trust).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    let all = ["lock", "mirror", "root.json", "snapshot.json", "targets.json", "timestamp.json", "trusted_root.json"];
    assert_eq!(names, all);
    // An init that fails changes nothing.
    let seen = fs::read(trust.join("root.json")).unwrap();
    fails(&site.tool, 1, &["trust", "init", "--mirror", &Sigstore::start().url, "--root-json", "pinned.json"]);
    assert_eq!(fs::read(trust.join("root.json")).unwrap(), seen);
    assert_eq!(site.kept(), site.trusted);
}

/// Keys in each form, of each kind.
#[test]
fn keys_of_each_kind() {
    let (tool, trusted) = (Imgtool::new(), Sigstore::start().trusted_root(true));
    for algorithm in [Algorithm::Ed25519, Algorithm::EcdsaP256, Algorithm::EcdsaP384] {
        let key = PrivateKey::generate(algorithm).unwrap();
        let (pem, der) = (key.public().to_pem().unwrap(), key.public().der().to_vec());
        let forms = match algorithm {
            Algorithm::Ed25519 => vec![("ed25519", hex(&der[der.len() - 32..])), ("ed25519", pem)],
            Algorithm::EcdsaP256 => {
                vec![("ecdsa-sha2-nistp256", hex(&der[der.len() - 65..])), ("ecdsa-sha2-nistp256", pem)]
            }
            _ => vec![("ecdsa-sha2-nistp384", pem)],
        };
        for (kind, public) in forms {
            let repository = Repository::start(&trusted);
            let entry = json!({"keytype": kind, "scheme": kind, "keyval": {"public": public}});
            let mut root = repository.root_document(1, 365, &repository.rest);
            root["keys"]["other"] = entry.clone();
            root["roles"]["root"] = json!({"keyids": ["other"], "threshold": 1});
            let sign = |root: &Value| {
                let sig = hex(&key.sign(&canonical(root)).unwrap());
                json!({"signed": root, "signatures": [{"keyid": "other", "sig": sig}]}).to_string()
            };
            tool.write("pinned.json", &sign(&root));
            let init = ["trust", "init", "--mirror", &repository.url, "--root-json", "pinned.json"];
            ok(&tool, &init);
            // A kind that is not known proves nothing.
            root["keys"]["other"]["keytype"] = json!("rsa");
            tool.write("pinned.json", &sign(&root));
            let told = fails(&tool, 1, &init);
            assert!(told.contains("0 of the keys that root.json names have signed; 1 are needed"), "{told}");
        }
    }
}

/// verify takes what is kept, says when that is old, and is told otherwise by --trusted-root.
#[test]
fn what_verify_believes() {
    let site = Site::new();
    let registry = Registry::start();
    let app = format!("{}/app:1", registry.address);
    image(&site.tool, &app);
    site.tool.write("token", &token_of("me@example.org"));
    let url = site.services.url.as_str();
    ok(&site.tool, &["sign", "--identity-token", "token", "--fulcio-url", url, "--rekor-url", url, &app]);
    let who = ["--certificate-identity", "me@example.org", "--certificate-oidc-issuer", ISSUER];
    let verify = [&["verify"], &who[..], &[&app]].concat();
    let told = fails(&site.tool, 2, &verify);
    assert!(told.contains("imgtool trust init --root-json FILE"), "{told}");
    ok(&site.tool, &site.init());
    let fresh = site.tool.run(&verify);
    assert!(fresh.status.success() && !String::from_utf8_lossy(&fresh.stderr).contains("may be out of date"));
    // The file that is named is the one that counts.
    site.tool.write("other.json", &Sigstore::start().trusted_root(true));
    let told = fails(&site.tool, 1, &[&verify[..], &["--trusted-root", "other.json"]].concat());
    assert!(told.contains("is of a log that is not in the trusted root"), "{told}");
    // The day after it has expired.
    let timestamp = site.tool.root.join("trust/timestamp.json");
    site.repository.timestamp(1, 1, -1);
    fs::write(timestamp, site.repository.get("timestamp.json")).unwrap();
    let old = site.tool.run(&verify);
    let told = String::from_utf8_lossy(&old.stderr);
    assert!(old.status.success() && told.contains("may be out of date: imgtool trust update"), "{told}");
}
