//! A certificate authority (Fulcio), a transparency log (Rekor) with a real Merkle tree, and a
//! certificate log, on loopback. Keys and documents are made anew for each test.
use base64::{Engine, engine::general_purpose::STANDARD};
use imgtool::sign::key::{Algorithm, PrivateKey, PublicKey, Signer};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

pub const ISSUER: &str = "https://issuer.example";

pub fn b64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn unb64(text: &Value) -> Vec<u8> {
    STANDARD.decode(text.as_str().unwrap()).unwrap()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn sha(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|p| hash.update(p));
    hash.finalize().into()
}

/// DER: a tag around its content.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match content.len() {
        n @ ..0x80 => out.push(n as u8),
        n @ ..0x100 => out.extend([0x81, n as u8]),
        n => out.extend([0x82, (n >> 8) as u8, n as u8]),
    }
    out.extend(content);
    out
}

fn oid(text: &str) -> Vec<u8> {
    let numbers: Vec<u64> = text.split('.').map(|n| n.parse().unwrap()).collect();
    let mut out = vec![(numbers[0] * 40 + numbers[1]) as u8];
    for n in &numbers[2..] {
        let mut digits = vec![(n & 0x7f) as u8];
        let mut rest = n >> 7;
        while rest > 0 {
            digits.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        digits.reverse();
        out.extend(digits);
    }
    der(6, &[&out])
}

fn extension(id: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { der(1, &[&[0xff]]) } else { vec![] };
    der(0x30, &[&oid(id), &critical, &der(4, &[value])])
}

fn name(text: &str) -> Vec<u8> {
    if text.is_empty() {
        return der(0x30, &[]);
    }
    der(0x30, &[&der(0x31, &[&der(0x30, &[&oid("2.5.4.3"), &der(12, &[text.as_bytes()])])])])
}

fn time(seconds: i64) -> Vec<u8> {
    let text = chrono::DateTime::from_timestamp(seconds, 0).unwrap().format("%Y%m%d%H%M%SZ").to_string();
    // UTCTime until 2049 (RFC 5280, section 4.1.2.5).
    der(0x17, &[&text.as_bytes()[2..]])
}

pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

fn algorithm() -> Vec<u8> {
    der(0x30, &[&oid("1.2.840.10045.4.3.2")])
}

fn tbs(issuer: &str, subject: &str, key: &[u8], from: i64, to: i64, extensions: &[Vec<u8>]) -> Vec<u8> {
    let serial = der(2, &[&[&[1_u8][..], &sha(&[key])[..15]].concat()]);
    let all = extensions.concat();
    let validity = der(0x30, &[&time(from), &time(to)]);
    let list = der(0xa3, &[&der(0x30, &[&all])]);
    der(0x30, &[&der(0xa0, &[&[2, 1, 2]]), &serial, &algorithm(), &name(issuer), &validity, &name(subject), key, &list])
}

fn signed(tbs: &[u8], key: &PrivateKey) -> Vec<u8> {
    der(0x30, &[tbs, &algorithm(), &der(3, &[&[0], &key.sign(tbs).unwrap()])])
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = b64(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|c| std::str::from_utf8(c).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// What the services do otherwise than they should.
#[derive(Default, Clone)]
pub struct Tricks {
    /// Certificates end so many seconds before now.
    pub expired: i64,
    /// Certificates have no SCT.
    pub no_sct: bool,
    /// The certificate is about another key.
    pub other_key: bool,
    /// The log answers so.
    pub log_fails: Option<(u16, String)>,
}

pub struct Keys {
    root: PrivateKey,
    middle: PrivateKey,
    ct: PrivateKey,
    log: PrivateKey,
    root_cert: Vec<u8>,
    middle_cert: Vec<u8>,
}

/// The services, which end with the test's process.
pub struct Sigstore {
    pub url: String,
    pub keys: Arc<Keys>,
    pub leaves: Arc<Mutex<Vec<Vec<u8>>>>,
    pub tricks: Arc<Mutex<Tricks>>,
    /// What was asked: paths.
    pub asked: Arc<Mutex<Vec<String>>>,
}

fn new_key() -> PrivateKey {
    PrivateKey::generate(Algorithm::EcdsaP256).unwrap()
}

fn key_id(key: &PublicKey) -> [u8; 32] {
    sha(&[key.der()])
}

impl Keys {
    fn new() -> Keys {
        let (root, middle, ct, log) = (new_key(), new_key(), new_key(), new_key());
        let ca = [
            extension("2.5.29.19", true, &der(0x30, &[&der(1, &[&[0xff]])])),
            extension("2.5.29.15", true, &der(3, &[&[1, 6]])),
        ];
        let (from, to) = (now() - 86400 * 30, now() + 86400 * 3000);
        let root_cert = signed(&tbs("root", "root", root.public().der(), from, to, &ca), &root);
        let usage = extension("2.5.29.37", false, &der(0x30, &[&oid("1.3.6.1.5.5.7.3.3")]));
        let with_usage = [&ca[..], &[usage]].concat();
        let middle_cert = signed(&tbs("root", "middle", middle.public().der(), from, to, &with_usage), &root);
        Keys { root, middle, ct, log, root_cert, middle_cert }
    }

    /// A certificate for some minutes.
    fn leaf(&self, key: &[u8], who: &str, tricks: &Tricks) -> Vec<u8> {
        let kind = if who.contains("://") { 0x86 } else { 0x81 };
        let mut extensions = vec![
            extension("2.5.29.15", true, &der(3, &[&[7, 0x80]])),
            extension("2.5.29.37", false, &der(0x30, &[&oid("1.3.6.1.5.5.7.3.3")])),
            extension("2.5.29.17", true, &der(0x30, &[&der(kind, &[who.as_bytes()])])),
            extension("1.3.6.1.4.1.57264.1.1", false, ISSUER.as_bytes()),
            extension("1.3.6.1.4.1.57264.1.8", false, &der(12, &[ISSUER.as_bytes()])),
        ];
        let (from, to) = (now() - 60 - tricks.expired, now() + 600 - tricks.expired);
        let to = if tricks.expired > 0 { now() - tricks.expired } else { to };
        let from = from.min(to - 60);
        let before = tbs("middle", "", key, from, to, &extensions);
        if !tricks.no_sct {
            let milliseconds = (now() as u64 * 1000).to_be_bytes();
            let length = (before.len() as u32).to_be_bytes();
            let issuer = sha(&[self.middle.public().der()]);
            let data = [&[0, 0][..], &milliseconds, &[0, 1], &issuer, &length[1..], &before, &[0, 0]].concat();
            let signature = self.ct.sign(&data).unwrap();
            let id = key_id(self.ct.public());
            let size = (signature.len() as u16).to_be_bytes();
            let sct = [&[0][..], &id, &milliseconds, &[0, 0], &[4, 3], &size, &signature].concat();
            let one = [&(sct.len() as u16).to_be_bytes()[..], &sct].concat();
            let list = [&(one.len() as u16).to_be_bytes()[..], &one].concat();
            extensions.push(extension("1.3.6.1.4.1.11129.2.4.2", false, &der(4, &[&list])));
        }
        signed(&tbs("middle", "", key, from, to, &extensions), &self.middle)
    }
}

/// An authority of timestamps (RFC 3161), with certificates of its own.
pub struct Stamper {
    key: PrivateKey,
    cert: Vec<u8>,
    root_cert: Vec<u8>,
}

impl Stamper {
    /// Its certificate is valid for a month back and some years ahead; `usage` is what it is for.
    pub fn new(usage: &str) -> Stamper {
        let (root, key) = (new_key(), new_key());
        let (from, to) = (now() - 86400 * 30, now() + 86400 * 3000);
        let ca = [
            extension("2.5.29.19", true, &der(0x30, &[&der(1, &[&[0xff]])])),
            extension("2.5.29.15", true, &der(3, &[&[1, 6]])),
        ];
        let leaf = [
            extension("2.5.29.15", true, &der(3, &[&[7, 0x80]])),
            extension("2.5.29.37", true, &der(0x30, &[&oid(usage)])),
        ];
        let root_cert = signed(&tbs("stamps", "stamps", root.public().der(), from, to, &ca), &root);
        let cert = signed(&tbs("stamps", "stamper", key.public().der(), from, to, &leaf), &root);
        Stamper { key, cert, root_cert }
    }

    pub fn usual() -> Stamper {
        Stamper::new("1.3.6.1.5.5.7.3.8")
    }

    /// As a trusted root has it: with its certificate, or with the one above alone.
    pub fn authority(&self, whole: bool) -> Value {
        let all = [&self.cert, &self.root_cert].map(|c| json!({"rawBytes": b64(c)}));
        let certificates = if whole { &all[..] } else { &all[1..] };
        json!({"subject": {"organization": "test", "commonName": "stamps"}, "uri": "https://stamps.example",
            "certChain": {"certificates": certificates}, "validFor": {"start": "2020-01-01T00:00:00Z"}})
    }

    /// A TimeStampResp: a signature was seen at this time.
    pub fn stamp(&self, signature: &[u8], at: i64) -> Vec<u8> {
        let attribute = |id: &str, value: &[u8]| der(0x30, &[&oid(id), &der(0x31, &[value])]);
        let (sha256, kind) = (der(0x30, &[&oid("2.16.840.1.101.3.4.2.1")]), oid("1.2.840.113549.1.9.16.1.4"));
        let when = chrono::DateTime::from_timestamp(at, 0).unwrap().format("%Y%m%d%H%M%SZ").to_string();
        let imprint = der(0x30, &[&sha256, &der(4, &[&sha(&[signature])])]);
        let (one, serial) = (der(2, &[&[1]]), der(2, &[&[7]]));
        let info = der(0x30, &[&one, &oid("1.2.3.4.1"), &imprint, &serial, &der(0x18, &[when.as_bytes()])]);
        let cert_id = der(0x30, &[&der(0x30, &[&der(0x30, &[&der(4, &[&sha(&[&self.cert])])])])]);
        let attributes = [
            attribute("1.2.840.113549.1.9.3", &kind),
            attribute("1.2.840.113549.1.9.4", &der(4, &[&sha(&[&info])])),
            attribute("1.2.840.113549.1.9.16.2.47", &cert_id),
        ]
        .concat();
        let signature = der(4, &[&self.key.sign(&der(0x31, &[&attributes])).unwrap()]);
        let whose =
            der(0x30, &[&name("stamps"), &der(2, &[&[&[1_u8][..], &sha(&[self.key.public().der()])[..15]].concat()])]);
        let signer = der(0x30, &[&one, &whose, &sha256, &der(0xa0, &[&attributes]), &algorithm(), &signature]);
        let content = der(0x30, &[&kind, &der(0xa0, &[&der(4, &[&info])])]);
        let digests = der(0x31, &[&sha256]);
        let all = der(0x30, &[&der(2, &[&[3]]), &digests, &content, &der(0xa0, &[&self.cert]), &der(0x31, &[&signer])]);
        let token = der(0x30, &[&oid("1.2.840.113549.1.7.2"), &der(0xa0, &[&all])]);
        der(0x30, &[&der(0x30, &[&der(2, &[&[0]])]), &token])
    }
}

/// A token, whose signature nobody looks at here.
pub fn token(claims: Value) -> String {
    let part = |v: Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(v.to_string());
    format!("{}.{}.c2VjcmV0LXNpZ25hdHVyZQ", part(json!({"alg": "RS256"})), part(claims))
}

pub fn token_of(who: &str) -> String {
    let exp = now() + 600;
    match who.contains('@') {
        true => token(
            json!({"iss": ISSUER, "sub": "42", "aud": "sigstore", "exp": exp, "email": who, "email_verified": true}),
        ),
        false => token(json!({"iss": ISSUER, "sub": who, "aud": "sigstore", "exp": exp})),
    }
}

fn tree(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => sha(&[]),
        [one] => *one,
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            sha(&[&[1], &tree(&leaves[..split]), &tree(&leaves[split..])])
        }
    }
}

fn path(leaves: &[[u8; 32]], index: usize) -> Vec<[u8; 32]> {
    if leaves.len() == 1 {
        return vec![];
    }
    let split = leaves.len().next_power_of_two() / 2;
    let (mut below, beside) = match index < split {
        true => (path(&leaves[..split], index), tree(&leaves[split..])),
        false => (path(&leaves[split..], index - split), tree(&leaves[..split])),
    };
    below.push(beside);
    below
}

/// A tiled log (Rekor v2), which has a key and a name of its own.
pub struct Tiles {
    pub key: PrivateKey,
    pub origin: &'static str,
}

impl Tiles {
    pub fn new(algorithm: Algorithm) -> Tiles {
        Tiles { key: PrivateKey::generate(algorithm).unwrap(), origin: "log.example" }
    }

    /// What its checkpoints call its key (C2SP's signed-note).
    pub fn id(&self) -> [u8; 32] {
        let der = self.key.public().der();
        match self.key.public().algorithm() {
            Algorithm::Ed25519 => sha(&[self.origin.as_bytes(), b"\n\x01", &der[der.len() - 32..]]),
            _ => sha(&[der]),
        }
    }

    /// As a trusted root has it.
    pub fn log(&self) -> Value {
        let details = match self.key.public().algorithm() {
            Algorithm::Ed25519 => "PKIX_ED25519",
            Algorithm::EcdsaP384 => "PKIX_ECDSA_P384_SHA_384",
            _ => "PKIX_ECDSA_P256_SHA_256",
        };
        json!({"baseUrl": "https://log.example", "hashAlgorithm": "SHA2_256", "logId": {"keyId": b64(&self.id())},
            "publicKey": {"rawBytes": b64(self.key.public().der()), "keyDetails": details,
                "validFor": {"start": "2020-01-01T00:00:00Z"}}})
    }

    /// A checkpoint, which somebody else has signed along.
    pub fn checkpoint(&self, size: usize, root: &[u8], by: &PrivateKey) -> String {
        let note = format!("{}\n{size}\n{}\n", self.origin, b64(root));
        let line = |name: &str, id: &[u8], key: &PrivateKey| {
            let signature = [&id[..4], &key.sign(note.as_bytes()).unwrap()].concat();
            format!("\u{2014} {name} {}\n", b64(&signature))
        };
        format!("{note}\n{}{}", line("witness.example", &[7; 4], &new_key()), line(self.origin, &self.id(), by))
    }

    /// An entry as a bundle has it: it is the second of three.
    pub fn entry(&self, kind: &str, spec: Value) -> Value {
        let body = json!({"apiVersion": "0.0.2", "kind": kind, "spec": spec}).to_string();
        let hashes = ["earlier", &body, "later"].map(|leaf| sha(&[&[0], leaf.as_bytes()]));
        let root = tree(&hashes);
        json!({"logIndex": "1", "logId": {"keyId": b64(&self.id())}, "kindVersion": {"kind": kind, "version": "0.0.2"},
            "canonicalizedBody": b64(body.as_bytes()),
            "inclusionProof": {"logIndex": "1", "treeSize": "3", "rootHash": b64(&root),
                "hashes": path(&hashes, 1).iter().map(|h| b64(h)).collect::<Vec<_>>(),
                "checkpoint": {"envelope": self.checkpoint(3, &root, &self.key)}}})
    }
}

impl Sigstore {
    pub fn start() -> Sigstore {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // The log is not new: what is entered is somewhere in a tree.
        let leaves = (0..5).map(|i| format!("earlier {i}").into_bytes()).collect();
        let site = Sigstore {
            url,
            keys: Arc::new(Keys::new()),
            leaves: Arc::new(Mutex::new(leaves)),
            tricks: Arc::default(),
            asked: Arc::default(),
        };
        let (keys, leaves, tricks, asked) =
            (site.keys.clone(), site.leaves.clone(), site.tricks.clone(), site.asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (keys, leaves) = (keys.clone(), leaves.clone());
                let (tricks, asked) = (tricks.lock().unwrap().clone(), asked.clone());
                std::thread::spawn(move || serve(stream, &keys, &leaves, &tricks, &asked));
            }
        });
        site
    }

    /// trusted_root.json; without certificate logs where that is asked for.
    pub fn trusted_root(&self, ct: bool) -> String {
        let start = "2020-01-01T00:00:00Z";
        let log = |key: &PrivateKey| {
            json!({"baseUrl": self.url, "hashAlgorithm": "SHA2_256", "logId": {"keyId": b64(&key_id(key.public()))},
                "publicKey": {"rawBytes": b64(key.public().der()), "keyDetails": "PKIX_ECDSA_P256_SHA_256", "validFor": {"start": start}}})
        };
        let certificates = [&self.keys.middle_cert, &self.keys.root_cert].map(|c| json!({"rawBytes": b64(c)}));
        json!({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log(&self.keys.log)],
            "certificateAuthorities": [{"subject": {"organization": "test", "commonName": "test"}, "uri": self.url,
                "certChain": {"certificates": certificates}, "validFor": {"start": start}}],
            "ctlogs": if ct { vec![log(&self.keys.ct)] } else { vec![] },
            "timestampAuthorities": [],
        })
        .to_string()
    }

    /// The authority's certificates and the log's key, as files of a containers-policy.json(5).
    pub fn fulcio_pem(&self) -> String {
        pem("CERTIFICATE", &self.keys.middle_cert) + &pem("CERTIFICATE", &self.keys.root_cert)
    }

    pub fn rekor_pem(&self) -> String {
        self.keys.log.public().to_pem().unwrap()
    }

    pub fn trick(&self, tricks: Tricks) {
        *self.tricks.lock().unwrap() = tricks;
    }
}

fn entry(keys: &Keys, leaves: &mut Vec<Vec<u8>>, body: Vec<u8>) -> Value {
    leaves.push(body.clone());
    let hashes: Vec<[u8; 32]> = leaves.iter().map(|l| sha(&[&[0], l])).collect();
    let (index, root) = (leaves.len() - 1, tree(&hashes));
    let id = key_id(keys.log.public());
    // Numbers over all trees of a log are others than those in the tree.
    let (global, at) = (index + 1000, now());
    let promised =
        format!(r#"{{"body":"{}","integratedTime":{at},"logID":"{}","logIndex":{global}}}"#, b64(&body), hex(&id));
    let note = format!("rekor.example - 1\n{}\n{}\n", leaves.len(), b64(&root));
    let signature = [&id[..4], &keys.log.sign(note.as_bytes()).unwrap()].concat();
    let checkpoint = format!("{note}\n\u{2014} rekor.example {}\n", b64(&signature));
    json!({format!("24296fb24b8ad77a{}", hex(&hashes[index])): {
        "body": b64(&body), "integratedTime": at, "logID": hex(&id), "logIndex": global,
        "verification": {
            "signedEntryTimestamp": b64(&keys.log.sign(promised.as_bytes()).unwrap()),
            "inclusionProof": {
                "checkpoint": checkpoint, "hashes": path(&hashes, index).iter().map(|h| hex(h)).collect::<Vec<_>>(),
                "logIndex": index, "rootHash": hex(&root), "treeSize": leaves.len(),
            },
        },
    }})
}

/// What Rekor keeps of what is proposed.
fn canonical(proposed: &Value) -> Vec<u8> {
    let spec = &proposed["spec"];
    if proposed["kind"] == "hashedrekord" {
        return json!({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": spec}).to_string().into_bytes();
    }
    let text = spec["proposedContent"]["envelope"].as_str().unwrap();
    let envelope: Value = serde_json::from_str(text).unwrap();
    let verifier = &spec["proposedContent"]["verifiers"][0];
    let payload = unb64(&envelope["payload"]);
    let signatures: Vec<Value> = envelope["signatures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| json!({"signature": s["sig"], "verifier": verifier}))
        .collect();
    json!({"apiVersion": "0.0.1", "kind": "dsse", "spec": {
        "envelopeHash": {"algorithm": "sha256", "value": hex(&sha(&[text.as_bytes()]))},
        "payloadHash": {"algorithm": "sha256", "value": hex(&sha(&[&payload]))},
        "signatures": signatures,
    }})
    .to_string()
    .into_bytes()
}

fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn certificate(keys: &Keys, question: &Value, header: &str, tricks: &Tricks) -> Result<Value, String> {
    // We send it in the question, cosign as a header.
    let token = question["credentials"]["oidcIdentityToken"].as_str().or(header.strip_prefix("Bearer "));
    let claims = claims(token.ok_or("no token")?);
    let who = claims["email"].as_str().or(claims["sub"].as_str()).ok_or("nobody")?;
    let request = &question["publicKeyRequest"];
    // protobuf's JSON: text, or bytes of it.
    let content = request["publicKey"]["content"].as_str().ok_or("only public keys")?;
    let key = PublicKey::from_pem(content.as_bytes()).map_err(|e| e.to_string())?;
    if !key.verifies(who.as_bytes(), &unb64(&request["proofOfPossession"])) {
        return Err("the key's possession is not proven".into());
    }
    let other = new_key();
    let key = if tricks.other_key { other.public().der() } else { key.der() };
    let chain = [keys.leaf(key, who, tricks), keys.middle_cert.clone(), keys.root_cert.clone()];
    let chain = chain.map(|c| pem("CERTIFICATE", &c));
    let _ = &keys.root;
    Ok(json!({"signedCertificateEmbeddedSct": {"chain": {"certificates": chain}}}))
}

fn serve(
    mut stream: TcpStream,
    keys: &Keys,
    leaves: &Mutex<Vec<Vec<u8>>>,
    tricks: &Tricks,
    asked: &Mutex<Vec<String>>,
) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first).ok()? == 0 {
            return None;
        }
        let (mut length, mut secret) = (0, String::new());
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let line = line.trim();
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':')?;
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().ok()?,
                "authorization" => secret = value.trim().to_string(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let place = first.split(' ').nth(1)?.to_string();
        asked.lock().unwrap().push(place.clone());
        let question: Value = serde_json::from_slice(&body).unwrap_or_default();
        let (status, answer) = match place.as_str() {
            "/api/v2/signingCert" => match certificate(keys, &question, &secret, tricks) {
                Ok(answer) => (200, answer),
                Err(why) => (400, json!({"code": 3, "message": why})),
            },
            "/api/v1/log/entries" => match &tricks.log_fails {
                Some((status, why)) => (*status, json!({"message": why})),
                None => (201, entry(keys, &mut leaves.lock().unwrap(), canonical(&question))),
            },
            _ if place.starts_with("/token?x=1&audience=sigstore") && secret == "Bearer job-secret" => {
                (200, json!({"value": token_of("https://github.example/o/r/.github/workflows/w.yml@refs/heads/main")}))
            }
            _ => (404, json!({"message": "nothing here"})),
        };
        // cosign looks for the entry under this name.
        let id = answer.as_object().and_then(|o| o.keys().next()).cloned().unwrap_or_default();
        let answer = answer.to_string();
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nETag: {id}\r\nLocation: /api/v1/log/entries/{id}\r\nContent-Length: {}\r\n\r\n",
            answer.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(answer.as_bytes()).ok()?;
    }
}
