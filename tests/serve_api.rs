//! `serve` by its API: what the distribution spec says of each endpoint, and what hostile clients try.
use imgtool::{
    oci::Digest,
    serve::{Config, Htpasswd, Limits, Server},
};
use serde_json::{Value, json};
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;

pub const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// A server in this process.
pub struct Local {
    pub runtime: tokio::runtime::Runtime,
    pub server: Option<Server>,
    pub address: String,
    pub dir: TempDir,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|l| l.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v))
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The code of the error envelope.
    pub fn code(&self) -> String {
        self.json()["errors"][0]["code"].as_str().unwrap().to_string()
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{}\n{}", self.head, String::from_utf8_lossy(&self.body));
        self
    }

    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Answer {
        let answer = self.is(status);
        assert_eq!(answer.code(), code);
        answer
    }
}

pub fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut raw = Vec::new();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let _ = stream.read_to_end(&mut raw);
    let end = raw.windows(4).position(|w| w == b"\r\n\r\n").expect("no answer");
    let head = String::from_utf8(raw[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head, body: raw[end + 4..].to_vec() }
}

/// Sends the head of a request; the caller sends the body.
pub fn begin(address: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all((head + "\r\n").as_bytes()).unwrap();
    stream
}

impl Local {
    pub fn start() -> Local {
        Local::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Config)) -> Local {
        let dir = tempfile::tempdir().unwrap();
        Local::on(dir, change)
    }

    pub fn on(dir: TempDir, change: impl FnOnce(&mut Config)) -> Local {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let mut config = Config::new(dir.path().join("registry"), "127.0.0.1:0");
        change(&mut config);
        let server = runtime.block_on(Server::start(config, None)).unwrap();
        let address = server.address().to_string();
        Local { runtime, server: Some(server), address, dir }
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().join("registry")
    }

    pub fn restart(mut self) -> Local {
        self.runtime.block_on(self.server.take().unwrap().stop());
        Local::on(self.dir, |_| {})
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let length = body.len().to_string();
        let mut headers = headers.to_vec();
        if !body.is_empty() || matches!(method, "POST" | "PUT" | "PATCH") {
            headers.push(("Content-Length", &length));
        }
        let mut stream = begin(&self.address, method, path, &headers);
        // A server that refuses a body may close before it has it all.
        let _ = stream.write_all(body);
        read_answer(&mut stream)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    /// Uploads in one request.
    pub fn blob(&self, repository: &str, content: &[u8]) -> Digest {
        let digest = Digest::sha256(content);
        self.ask("POST", &format!("/v2/{repository}/blobs/uploads/?digest={digest}"), &[], content).is(201);
        digest
    }

    pub fn begin_upload(&self, repository: &str) -> String {
        let answer = self.ask("POST", &format!("/v2/{repository}/blobs/uploads/"), &[], b"").is(202);
        answer.header("location").unwrap().to_string()
    }

    pub fn put(&self, repository: &str, reference: &str, media_type: &str, document: &Value) -> (Answer, Digest) {
        let raw = document.to_string().into_bytes();
        let path = format!("/v2/{repository}/manifests/{reference}");
        (self.ask("PUT", &path, &[("Content-Type", media_type)], &raw), Digest::sha256(&raw))
    }

    /// An image manifest in the repository, with its config uploaded.
    pub fn image(&self, repository: &str, text: &str, more: Value) -> Value {
        let mut document = json!({"schemaVersion": 2, "mediaType": IMAGE, "layers": [],
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": text.len(),
                "digest": self.blob(repository, text.as_bytes())}});
        document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        document
    }
}

/// Every file below a directory, by path.
pub fn files(dir: &Path) -> Vec<String> {
    let walk = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().map(Result::unwrap);
    walk.filter(|e| e.file_type().is_file()).map(|e| e.path().display().to_string()).collect()
}

#[test]
fn the_base_and_what_is_no_endpoint() {
    let s = Local::start();
    let base = s.get("/v2/").is(200);
    assert_eq!(base.header("docker-distribution-api-version"), Some("registry/2.0"));
    s.get("/").refused(404, "UNSUPPORTED");
    s.get("/v2/a/what").refused(404, "UNSUPPORTED");
    for (method, path) in [("POST", "/v2/"), ("PUT", "/v2/a/tags/list"), ("GET", "/v2/a/blobs/uploads/")] {
        let answer = s.ask(method, path, &[], b"").refused(405, "UNSUPPORTED");
        assert!(answer.header("allow").is_some(), "{method} {path}");
    }
    for path in ["/v2/a/tags/list", "/v2/a/manifests/1", &format!("/v2/a/blobs/{}", Digest::sha256(b""))] {
        s.get(path).refused(404, "NAME_UNKNOWN");
    }
}

#[test]
fn blobs_go_up_in_every_way_of_the_spec() {
    let s = Local::start();
    let digest = s.blob("a/b", b"in one request");
    let path = format!("/v2/a/b/blobs/{digest}");
    assert_eq!(s.get(&path).is(200).body, b"in one request");

    let at = s.begin_upload("a/b");
    let two = Digest::sha256(b"in two");
    let done = s.ask("PUT", &format!("{at}?digest={two}"), &[], b"in two").is(201);
    assert_eq!(done.header("docker-content-digest"), Some(two.to_string().as_str()));
    assert_eq!(s.get(done.header("location").unwrap()).is(200).body, b"in two");

    let at = s.begin_upload("a/b");
    let answer = s.ask("PATCH", &at, &[("Content-Range", "0-4")], b"hello").is(202);
    assert_eq!((answer.header("range"), answer.header("location")), (Some("0-4"), Some(at.as_str())));
    for wrong in ["6-10", "0-4", "4-9", "5-4", "bytes 5-10/11", "x"] {
        let refused = s.ask("PATCH", &at, &[("Content-Range", wrong)], b" world").is(416);
        assert_eq!((refused.header("range"), refused.header("location")), (Some("0-4"), Some(at.as_str())), "{wrong}");
    }
    s.ask("PATCH", &at, &[("Content-Range", "5-11")], b" world").refused(400, "SIZE_INVALID");
    let status = s.get(&at).is(204);
    assert_eq!((status.header("range"), status.header("location")), (Some("0-4"), Some(at.as_str())));
    let whole = Digest::sha256(b"hello world");
    let close = format!("{at}?digest={whole}");
    s.ask("PUT", &close, &[("Content-Range", "4-9")], b" world").is(416);
    s.ask("PUT", &close, &[("Content-Range", "5-10")], b" world").is(201);
    assert_eq!(s.get(&format!("/v2/a/b/blobs/{whole}")).is(200).body, b"hello world");
    s.get(&at).refused(404, "BLOB_UPLOAD_UNKNOWN");

    // As docker sends it: one stream without length or range, then an empty PUT.
    let at = s.begin_upload("c");
    let mut stream = begin(&s.address, "PATCH", &at, &[("Transfer-Encoding", "chunked")]);
    stream.write_all(b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n").unwrap();
    assert_eq!(read_answer(&mut stream).is(202).header("range"), Some("0-10"));
    s.ask("PUT", &format!("{at}?digest={whole}"), &[], b"").is(201);

    let at = s.begin_upload("c");
    s.ask("DELETE", &at, &[], b"").is(204);
    s.ask("DELETE", &at, &[], b"").refused(404, "BLOB_UPLOAD_UNKNOWN");
    assert!(files(&s.root().join("_uploads")).is_empty());
}

#[test]
fn sha512_and_the_empty_blob() {
    let s = Local::start();
    let mut hasher = imgtool::oci::Hasher::new(imgtool::oci::Algorithm::Sha512);
    hasher.update(b"hello");
    let digest = hasher.finish();
    s.ask("POST", &format!("/v2/a/blobs/uploads/?digest={digest}"), &[], b"hello").is(201);
    assert_eq!(s.get(&format!("/v2/a/blobs/{digest}")).is(200).body, b"hello");
    let at = s.begin_upload("b");
    s.ask("PATCH", &at, &[], b"hel").is(202);
    s.ask("PUT", &format!("{at}?digest={digest}"), &[], b"lo").is(201);
    let none = s.blob("b", b"");
    assert_eq!(s.get(&format!("/v2/b/blobs/{none}")).is(200).header("content-length"), Some("0"));
    let document = s.image("b", "{}", json!({}));
    let raw = document.to_string();
    let mut hasher = imgtool::oci::Hasher::new(imgtool::oci::Algorithm::Sha512);
    hasher.update(raw.as_bytes());
    let digest = hasher.finish().to_string();
    let (answer, _) = s.put("b", &digest, IMAGE, &document);
    assert_eq!(answer.is(201).header("docker-content-digest"), Some(digest.as_str()));
    assert_eq!(s.get(&format!("/v2/b/manifests/{digest}")).is(200).body, raw.as_bytes());
}

#[test]
fn wrong_content_never_gets_a_name() {
    let s = Local::start();
    let digest = Digest::sha256(b"right");
    s.ask("POST", &format!("/v2/a/blobs/uploads/?digest={digest}"), &[], b"wrong").refused(400, "DIGEST_INVALID");
    let at = s.begin_upload("a");
    s.ask("PATCH", &at, &[], b"wrong").is(202);
    s.ask("PUT", &at, &[], b"").refused(400, "DIGEST_INVALID");
    for bad in ["sha256:12", "md5:00000000000000000000000000000000", "sha256:../../../../etc/passwd"] {
        s.ask("PUT", &format!("{at}?digest={bad}"), &[], b"").refused(400, "DIGEST_INVALID");
    }
    s.ask("PUT", &format!("{at}?digest={digest}"), &[], b"").refused(400, "DIGEST_INVALID");
    s.get(&format!("/v2/a/blobs/{digest}")).is(404);
    s.get(&at).refused(404, "BLOB_UPLOAD_UNKNOWN");
    assert_eq!(files(&s.root()), [s.root().join("_lock").display().to_string()]);
}

#[test]
fn an_upload_goes_on_after_a_broken_connection() {
    let s = Local::start();
    let content = vec![7u8; 3_000_000];
    let at = s.begin_upload("a");
    let mut stream = begin(&s.address, "PATCH", &at, &[("Content-Length", "3000000")]);
    stream.write_all(&content[..2_000_000]).unwrap();
    stream.shutdown(std::net::Shutdown::Both).unwrap();
    drop(stream);
    // What has come counts; how much that is, the registry says.
    let received = loop {
        let status = s.get(&at).is(204);
        let last: usize = status.header("range").unwrap().split_once('-').unwrap().1.parse().unwrap();
        if last > 0 {
            break last + 1;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert!(received <= 2_000_000);
    let rest = format!("{received}-2999999");
    let digest = Digest::sha256(&content);
    let close = format!("{at}?digest={digest}");
    // The rest may overtake the end of the broken request; then the registry names its place anew.
    let answer = s.ask("PUT", &close, &[("Content-Range", &rest)], &content[received..]);
    if answer.status == 416 {
        let last: usize = answer.header("range").unwrap().split_once('-').unwrap().1.parse().unwrap();
        let rest = format!("{}-2999999", last + 1);
        s.ask("PUT", &close, &[("Content-Range", &rest)], &content[last + 1..]).is(201);
    } else {
        answer.is(201);
    }
    assert!(s.get(&format!("/v2/a/blobs/{digest}")).is(200).body == content);
}

#[test]
fn blobs_come_down_in_parts_and_go_away() {
    let s = Local::start();
    let digest = s.blob("a", b"0123456789");
    let path = format!("/v2/a/blobs/{digest}");
    let part = |range: &str| s.ask("GET", &path, &[("Range", range)], b"");
    for (range, body, content) in [
        ("bytes=0-4", &b"01234"[..], "bytes 0-4/10"),
        ("bytes=8-", b"89", "bytes 8-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
    ] {
        let answer = part(range).is(206);
        assert_eq!((answer.body.as_slice(), answer.header("content-range")), (body, Some(content)));
    }
    assert_eq!(part("bytes=10-").is(416).header("content-range"), Some("bytes */10"));
    assert_eq!(part("bytes=0-1,4-5").is(200).body, b"0123456789");
    let head = s.ask("HEAD", &path, &[], b"").is(200);
    assert_eq!((head.header("content-length"), head.body.len()), (Some("10"), 0));
    assert_eq!(head.header("docker-content-digest"), Some(digest.to_string().as_str()));
    let tag = head.header("etag").unwrap().to_string();
    s.ask("GET", &path, &[("If-None-Match", &tag)], b"").is(304);
    s.ask("GET", &path, &[("Range", "bytes=0-1"), ("If-Range", "\"other\"")], b"").is(200);
    s.ask("DELETE", &path, &[], b"").is(202);
    s.ask("DELETE", &path, &[], b"").refused(404, "BLOB_UNKNOWN");
    s.get(&path).refused(404, "BLOB_UNKNOWN");
    s.get("/v2/a/blobs/sha256:nonsense").refused(404, "BLOB_UNKNOWN");
}

#[test]
fn a_mount_takes_what_another_repository_has() {
    let s = Local::start();
    let digest = s.blob("a", b"shared");
    let mount = |query: String| s.ask("POST", &format!("/v2/b/c/blobs/uploads/?{query}"), &[], b"");
    let answer = mount(format!("mount={digest}&from=a")).is(201);
    assert_eq!(answer.header("location"), Some(format!("/v2/b/c/blobs/{digest}").as_str()));
    s.ask("DELETE", &format!("/v2/a/blobs/{digest}"), &[], b"").is(202);
    assert_eq!(s.get(&format!("/v2/b/c/blobs/{digest}")).is(200).body, b"shared");
    for query in [format!("mount={digest}&from=a"), format!("mount={digest}&from=../a"), format!("mount={digest}")] {
        let answer = mount(query).is(202);
        assert!(answer.header("location").unwrap().starts_with("/v2/b/c/blobs/uploads/"));
    }
    mount("mount=sha256:x&from=a".into()).refused(400, "DIGEST_INVALID");
}

#[test]
fn manifests_are_kept_as_they_came() {
    let s = Local::start();
    let document = s.image("a", "{}", json!({}));
    let (answer, digest) = s.put("a", "1.0", IMAGE, &document);
    let answer = answer.is(201);
    assert_eq!(answer.header("docker-content-digest"), Some(digest.to_string().as_str()));
    assert!(answer.header("oci-subject").is_none());
    for reference in ["1.0", &digest.to_string()] {
        let path = format!("/v2/a/manifests/{reference}");
        let got = s.get(&path).is(200);
        assert_eq!((got.body, got.head.contains(IMAGE)), (document.to_string().into_bytes(), true));
        let head = s.ask("HEAD", &path, &[], b"").is(200);
        assert_eq!(head.header("content-length"), Some(document.to_string().len().to_string().as_str()));
        assert_eq!(head.header("docker-content-digest"), Some(digest.to_string().as_str()));
    }
    assert_eq!(s.get(answer.header("location").unwrap()).is(200).status, 200);
    s.get("/v2/a/manifests/2").refused(404, "MANIFEST_UNKNOWN");
    s.get("/v2/a/manifests/.bad").refused(404, "MANIFEST_UNKNOWN");

    // A tag moves, the digest stays; a deleted tag leaves it, a deleted digest takes its tags along.
    let other = s.image("a", "{ }", json!({}));
    let (_, second) = s.put("a", "1.0", IMAGE, &other);
    s.get(&format!("/v2/a/manifests/{digest}")).is(200);
    s.ask("DELETE", "/v2/a/manifests/1.0", &[], b"").is(202);
    s.ask("DELETE", "/v2/a/manifests/1.0", &[], b"").refused(404, "MANIFEST_UNKNOWN");
    s.get(&format!("/v2/a/manifests/{second}")).is(200);
    s.put("a", "x", IMAGE, &other).0.is(201);
    s.ask("DELETE", &format!("/v2/a/blobs/{second}"), &[], b"").is(405);
    s.ask("DELETE", &format!("/v2/a/manifests/{second}"), &[], b"").is(202);
    s.get("/v2/a/manifests/x").refused(404, "MANIFEST_UNKNOWN");
    s.get(&format!("/v2/a/manifests/{second}")).refused(404, "MANIFEST_UNKNOWN");
    s.ask("DELETE", &format!("/v2/none/manifests/{second}"), &[], b"").refused(404, "NAME_UNKNOWN");
}

#[test]
fn manifests_that_cannot_be_right_are_refused() {
    let s = Local::start();
    let good = s.image("a", "{}", json!({}));
    let absent = json!({"mediaType": "x/y", "size": 1, "digest": Digest::sha256(b"absent")});
    let (answer, _) = s.put("a", "1", IMAGE, &s.image("a", "{}", json!({"layers": [absent, absent]})));
    let answer = answer.refused(404, "MANIFEST_BLOB_UNKNOWN");
    assert_eq!(answer.json()["errors"].as_array().unwrap().len(), 2);
    s.put("new", "1", IMAGE, &good).0.refused(404, "MANIFEST_BLOB_UNKNOWN");
    // An index may come before its children, an attachment before its subject.
    let child = json!({"mediaType": IMAGE, "size": 1, "digest": Digest::sha256(b"absent")});
    s.put("new", "1", INDEX, &json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [child]})).0.is(201);
    s.put("a", "1", INDEX, &good).0.refused(400, "MANIFEST_INVALID");
    s.put("a", "1", "text/plain", &good).0.refused(400, "MANIFEST_INVALID");
    s.put("a", "1", IMAGE, &json!({"schemaVersion": 2})).0.refused(400, "MANIFEST_INVALID");
    s.put("a", ".1", IMAGE, &good).0.refused(400, "MANIFEST_INVALID");
    s.put("a", &Digest::sha256(b"other").to_string(), IMAGE, &good).0.refused(400, "DIGEST_INVALID");
    let both = s.image("a", "{}", json!({"manifests": []}));
    for declared in [IMAGE, INDEX, ""] {
        s.put("a", "1", declared, &both).0.refused(400, "MANIFEST_INVALID");
    }
    let large = s.image("a", "{}", json!({"x": "y".repeat(4 << 20)}));
    s.put("a", "1", IMAGE, &large).0.refused(413, "SIZE_INVALID");
    let mut stream = begin(&s.address, "PUT", "/v2/a/manifests/1", &[("Transfer-Encoding", "chunked")]);
    let raw = large.to_string();
    write!(stream, "{:x}\r\n{raw}\r\n0\r\n\r\n", raw.len()).unwrap();
    read_answer(&mut stream).refused(413, "SIZE_INVALID");
    assert_eq!(s.get("/v2/a/tags/list").is(200).json()["tags"], json!([]));
}

#[test]
fn lists_are_sorted_and_come_in_pages() {
    let s = Local::start();
    let document = s.image("a", "{}", json!({}));
    assert_eq!(s.get("/v2/a/tags/list").is(200).json(), json!({"name": "a", "tags": []}));
    for tag in ["b", "a", "B", "_", "c"] {
        s.put("a", tag, IMAGE, &document).0.is(201);
    }
    let tags = |query: &str| {
        let answer = s.get(&format!("/v2/a/tags/list{query}")).is(200);
        let next = answer.header("link").map(str::to_string);
        (answer.json()["tags"].clone(), next)
    };
    assert_eq!(tags(""), (json!(["B", "_", "a", "b", "c"]), None));
    assert_eq!(tags("?n=0"), (json!([]), None));
    assert_eq!(tags("?n=5"), (json!(["B", "_", "a", "b", "c"]), None));
    assert_eq!(tags("?last=a"), (json!(["b", "c"]), None));
    assert_eq!(tags("?last=nothing"), (json!([]), None));
    let (page, next) = tags("?n=2");
    assert_eq!((page, next.as_deref()), (json!(["B", "_"]), Some("</v2/a/tags/list?n=2&last=_>; rel=\"next\"")));
    assert_eq!(tags("?n=2&last=_").0, json!(["a", "b"]));
    s.get("/v2/a/tags/list?n=x").is(400);
    s.blob("a/b", b"");
    s.blob("a-b", b"");
    assert_eq!(s.get("/v2/_catalog").is(200).json(), json!({"repositories": ["a", "a-b", "a/b"]}));
    let page = s.get("/v2/_catalog?n=1&last=a").is(200);
    assert_eq!(page.json(), json!({"repositories": ["a-b"]}));
    assert_eq!(page.header("link"), Some("</v2/_catalog?n=1&last=a-b>; rel=\"next\""));
}

#[test]
fn referrers_are_known_after_a_restart() {
    let s = Local::start();
    let subject_digest = Digest::sha256(s.image("a", "{}", json!({})).to_string().as_bytes());
    let subject = json!({"mediaType": IMAGE, "size": 5, "digest": subject_digest});
    let list = |s: &Local, query: &str| {
        let answer = s.get(&format!("/v2/a/referrers/{subject_digest}{query}")).is(200);
        assert_eq!(answer.header("content-type"), Some(INDEX));
        let filtered = answer.header("oci-filters-applied") == Some("artifactType");
        (answer.json()["manifests"].as_array().unwrap().clone(), filtered)
    };
    assert_eq!(list(&s, ""), (vec![], false));
    assert_eq!(s.get(&format!("/v2/none/referrers/{subject_digest}")).is(200).json()["manifests"], json!([]));
    s.get("/v2/a/referrers/sha256:x").refused(400, "DIGEST_INVALID");

    let sbom = s.image("a", "{}", json!({"subject": subject, "artifactType": "a/sbom+x", "annotations": {"k": "v"}}));
    let (answer, sbom_digest) = s.put("a", &Digest::sha256(sbom.to_string().as_bytes()).to_string(), IMAGE, &sbom);
    assert_eq!(answer.is(201).header("oci-subject"), Some(subject_digest.to_string().as_str()));
    let plain = s.image("a", "{}", json!({"subject": subject}));
    s.put("a", "plain", IMAGE, &plain).0.is(201);
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": [], "subject": subject});
    s.put("a", "index", INDEX, &index).0.is(201);
    let s = s.restart();
    let (all, filtered) = list(&s, "");
    assert_eq!((all.len(), filtered), (3, false));
    let config_type = "application/vnd.oci.image.config.v1+json";
    assert!(all.iter().any(|d| d["artifactType"] == config_type));
    assert!(all.iter().any(|d| d["mediaType"] == INDEX && d.get("artifactType").is_none()));
    for query in ["?artifactType=a/sbom%2Bx", "?artifactType=a/sbom+x"] {
        let (some, filtered) = list(&s, query);
        assert_eq!((some.len(), filtered), (1, true));
        assert_eq!((&some[0]["digest"], &some[0]["annotations"]["k"]), (&json!(sbom_digest), &json!("v")));
    }
    s.ask("DELETE", &format!("/v2/a/manifests/{sbom_digest}"), &[], b"").is(202);
    assert_eq!(list(&s, "").0.len(), 2);
}

#[test]
fn paths_that_lead_out_lead_nowhere() {
    let s = Local::start();
    s.blob("a", b"x");
    let secret = s.dir.path().join("secret");
    fs::write(&secret, "secret").unwrap();
    let before = files(s.dir.path());
    let d = Digest::sha256(b"x");
    for name in [
        "..",
        "../..",
        "a/../..",
        "%2e%2e",
        "..%2f..",
        "a%2f..%2f..",
        "a/./b",
        "/etc",
        "a%00b",
        "A",
        "_uploads",
        "a\\..",
        "~",
    ] {
        for (method, path) in [
            ("GET", format!("/v2/{name}/manifests/secret")),
            ("GET", format!("/v2/{name}/blobs/{d}")),
            ("GET", format!("/v2/{name}/tags/list")),
            ("PUT", format!("/v2/{name}/manifests/x")),
            ("POST", format!("/v2/{name}/blobs/uploads/?digest={d}")),
            ("POST", format!("/v2/a/blobs/uploads/?mount={}&from={name}", Digest::sha256(b"no"))),
            ("DELETE", format!("/v2/{name}/blobs/{d}")),
        ] {
            let answer = s.ask(method, &path, &[], if method == "POST" { b"x" } else { b"" });
            let mount = path.contains("mount=") && answer.status == 202;
            assert!(mount || (400..500).contains(&answer.status), "{method} {path}: {}", answer.status);
            assert!(!String::from_utf8_lossy(&answer.body).contains("secret\""), "{method} {path}");
        }
    }
    for reference in ["..", "../../secret", "..%2f..%2fsecret", "sha256:..%2f..%2f..%2fsecret", "%2e%2e%2fsecret"] {
        for path in [format!("/v2/a/manifests/{reference}"), format!("/v2/a/blobs/{reference}")] {
            for method in ["GET", "DELETE"] {
                let status = s.ask(method, &path, &[], b"").status;
                assert!((400..500).contains(&status), "{method} {path}: {status}");
            }
        }
        for method in ["GET", "PATCH", "PUT", "DELETE"] {
            let path = format!("/v2/a/blobs/uploads/{reference}?digest={d}");
            let status = s.ask(method, &path, &[], if method == "PATCH" { b"x" } else { b"" }).status;
            assert!((400..500).contains(&status), "{method} {path}: {status}");
        }
    }
    assert_eq!(files(s.dir.path()), before);
    assert_eq!(fs::read(&secret).unwrap(), b"secret");
    // Names that a layout uses itself are repositories like any other.
    for name in ["a/blobs", "a/blobs/sha256", "a/index.json", "a/oci-layout"] {
        let document = s.image(name, "{}", json!({}));
        s.put(name, "1", IMAGE, &document).0.is(201);
        s.get(&format!("/v2/{name}/manifests/1")).is(200);
    }
    s.get(&format!("/v2/a/blobs/{d}")).is(200);
}

#[test]
fn what_clients_may_cost_is_bounded() {
    let limits = Limits { max_blob: 1000, max_uploads: 3, ..Limits::default() };
    let s = Local::with(|c| c.limits = limits);
    let big = vec![0; 1001];
    let digest = Digest::sha256(&big);
    s.ask("POST", &format!("/v2/a/blobs/uploads/?digest={digest}"), &[], &big).refused(413, "SIZE_INVALID");
    let at = s.begin_upload("a");
    s.ask("PATCH", &at, &[], &big[..600]).is(202);
    s.ask("PATCH", &at, &[], &big[..600]).refused(413, "SIZE_INVALID");
    let mut stream = begin(&s.address, "PATCH", &at, &[("Transfer-Encoding", "chunked")]);
    stream.write_all(&[b"258\r\n", &big[..600], b"\r\n0\r\n\r\n"].concat()).unwrap();
    read_answer(&mut stream).refused(413, "SIZE_INVALID");
    assert_eq!(s.get(&at).is(204).header("range"), Some("0-599"));
    let whole = Digest::sha256(&big[..1000]);
    s.ask("PUT", &format!("{at}?digest={whole}"), &[], &big[..400]).is(201);
    for _ in 0..3 {
        s.begin_upload("a");
    }
    let refused = s.ask("POST", "/v2/a/blobs/uploads/", &[], b"").refused(429, "TOOMANYREQUESTS");
    assert!(refused.header("retry-after").is_some());
}

#[test]
fn nobody_gets_in_without_a_password() {
    let line = format!("ann:{}\n", bcrypt::hash("pass", 4).unwrap());
    let s = Local::with(|c| c.htpasswd = Some(Htpasswd::parse(&line, "x").unwrap()));
    let before = files(s.dir.path());
    for (method, path) in [
        ("GET", "/v2/"),
        ("GET", "/v2/_catalog"),
        ("POST", "/v2/a/blobs/uploads/"),
        ("PUT", "/v2/a/manifests/1"),
        ("DELETE", "/v2/a/manifests/1"),
        ("GET", "/v2/../x"),
    ] {
        for auth in [None, Some("Basic YW5uOndyb25n"), Some("Bearer YW5uOnBhc3M=")] {
            let headers: Vec<_> = auth.iter().map(|a| ("Authorization", *a)).collect();
            let answer = s.ask(method, path, &headers, b"").refused(401, "UNAUTHORIZED");
            assert!(answer.header("www-authenticate").unwrap().starts_with("Basic realm="));
        }
    }
    let large = vec![0; 8 << 20];
    s.ask("POST", "/v2/a/blobs/uploads/?digest=x", &[], &large).refused(401, "UNAUTHORIZED");
    assert_eq!(files(s.dir.path()), before);
    let auth = [("Authorization", "Basic YW5uOnBhc3M=")];
    s.ask("GET", "/v2/", &auth, b"").is(200);
    s.ask("POST", "/v2/a/blobs/uploads/", &auth, b"").is(202);
}
