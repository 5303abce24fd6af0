//! `imgtool serve` with other people's clients: skopeo, crane, oras, buildah; with TLS and passwords; and its end,
//! graceful or not.
use crate::common::{Imgtool, Registry, Served, base, certificates, fstree_ok, peer, peer_ok};
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    time::Duration,
};

/// One request without a body's answer parsed: status and everything.
fn http(address: &str, request: &str, body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = format!("{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    (text.split(' ').nth(1).unwrap().parse().unwrap(), text)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(dir).into_iter().map(Result::unwrap);
    walk.filter(|e| e.file_type().is_file()).map(|e| e.into_path()).collect()
}

/// The image in the test's folder, where a peer sees it.
fn source(tool: &Imgtool) -> String {
    let file = tool.path("busybox.oci");
    if !file.exists() {
        fs::copy(base("busybox"), &file).unwrap();
    }
    format!("oci-archive:{}", file.display())
}

fn digest_of(tool: &Imgtool, reference: &str) -> String {
    let command = ["skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", reference];
    peer_ok(tool.dir.path(), &command).trim().to_string()
}

#[test]
fn skopeo_pushes_lists_pulls_and_deletes() {
    let tool = Imgtool::new();
    let served = Served::start(&tool, &[]);
    let (remote, from) = (format!("docker://{}/a/busybox", served.address), source(&tool));
    let skopeo = |arguments: &[&str]| peer_ok(tool.dir.path(), &[&["skopeo"], arguments].concat());
    for tag in ["1", "2"] {
        skopeo(&["copy", "--preserve-digests", "--dest-tls-verify=false", &from, &format!("{remote}:{tag}")]);
    }
    skopeo(&[
        "copy",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        "--format",
        "v2s2",
        &format!("{remote}:1"),
        &format!("{remote}:docker"),
    ]);
    assert_eq!(digest_of(&tool, &format!("{remote}:1")), digest_of(&tool, &from));
    let tags = skopeo(&["list-tags", "--tls-verify=false", &remote]);
    let tags: serde_json::Value = serde_json::from_str(&tags).unwrap();
    assert_eq!(tags["Tags"], serde_json::json!(["1", "2", "docker"]));
    let out = tool.text("out");
    skopeo(&["copy", "--src-tls-verify=false", &format!("{remote}:2"), &format!("oci:{out}:x")]);
    fstree_ok(&["compare", base("busybox").to_str().unwrap(), &out]);
    // What lies on the disk is a layout that any tool reads.
    let layout = served.dir.join("a/busybox");
    assert_eq!(digest_of(&tool, &format!("oci:{}:2", layout.display())), digest_of(&tool, &from));
    fstree_ok(&["validate", &format!("{}:2", layout.display())]);
    skopeo(&["delete", "--tls-verify=false", &format!("{remote}:1")]);
    let gone = peer(tool.dir.path(), &["skopeo", "inspect", "--tls-verify=false", &format!("{remote}:2")]);
    assert!(!gone.status.success(), "deleted by digest, its other tag is still there");
}

#[test]
fn crane_does_what_it_does_elsewhere() {
    let tool = Imgtool::new();
    let served = Served::start(&tool, &[]);
    let remote = format!("{}/c/busybox", served.address);
    // crane's validate knows compressed layers only.
    tool.ok(&["copy", "--compression", "gzip", &source(&tool), &format!("oci:{}:x", tool.text("layout"))]);
    let crane = |arguments: &[&str]| peer_ok(tool.dir.path(), &[&["crane"], arguments].concat());
    // crane wants a layout of one image.
    let digest = crane(&["push", &tool.text("layout"), &format!("{remote}:1")]);
    let digest = digest.trim().rsplit_once('@').unwrap().1.to_string();
    assert_eq!(crane(&["digest", &format!("{remote}:1")]).trim(), digest);
    crane(&["copy", &format!("{remote}:1"), &format!("{}/other/name:1", served.address)]);
    crane(&["tag", &format!("{remote}:1"), "2"]);
    assert_eq!(crane(&["ls", &remote]), "1\n2\n");
    assert_eq!(crane(&["catalog", &served.address]), "c/busybox\nother/name\n");
    crane(&["pull", "--format", "oci", &format!("{remote}@{digest}"), &tool.text("pulled")]);
    crane(&["validate", "--remote", &format!("{remote}:2")]);
    crane(&["delete", &format!("{remote}:2")]);
    assert_eq!(crane(&["ls", &remote]), "1\n");
    assert!(
        fs::read_to_string(tool.path("serve.log")).unwrap().contains("POST /v2/other/name/blobs/uploads/ 201"),
        "no mount"
    );
}

#[test]
fn oras_attaches_and_discovers() {
    let tool = Imgtool::new();
    let mut served = Served::start(&tool, &[]);
    let at = |served: &Served| format!("{}/o/busybox:1", served.address);
    tool.ok(&["copy", &source(&tool), &at(&served)]);
    tool.write("sbom.json", "{}");
    let oras = |arguments: &[&str]| {
        let script = format!("cd {} && oras \"$@\"", tool.text(""));
        peer_ok(tool.dir.path(), &[&["sh", "-c", &script, "oras"], arguments].concat())
    };
    oras(&["attach", "--plain-http", "--artifact-type", "example/sbom", &at(&served), "sbom.json:application/json"]);
    oras(&["attach", "--plain-http", "--artifact-type", "example/other", "--annotation", "k=v", &at(&served)]);
    let discover = |served: &Served, more: &[&str]| {
        let out = oras(&[&["discover", "--plain-http", "--format", "json", &at(served)], more].concat());
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        value["referrers"].as_array().or(value["manifests"].as_array()).unwrap().len()
    };
    assert_eq!((discover(&served, &[]), discover(&served, &["--artifact-type", "example/sbom"])), (2, 1));
    // By the API, not by a tag.
    assert!(!tool.ok(&["inspect", &at(&served)]).contains("sha256-"));
    served.signal("-TERM");
    let served = Served::start(&tool, &[]);
    assert_eq!(discover(&served, &[]), 2);
    oras(&["push", "--plain-http", &format!("{}/o/file:1", served.address), "sbom.json"]);
    fs::remove_file(tool.path("sbom.json")).unwrap();
    oras(&["pull", "--plain-http", &format!("{}/o/file:1", served.address)]);
    assert_eq!(fs::read_to_string(tool.path("sbom.json")).unwrap(), "{}");
    assert_eq!(oras(&["repo", "tags", "--plain-http", &format!("{}/o/file", served.address)]), "1\n");
    oras(&["manifest", "delete", "--plain-http", "-f", &format!("{}/o/file:1", served.address)]);
}

#[test]
fn buildah_pushes_and_pulls() {
    let tool = Imgtool::new();
    let served = Served::start(&tool, &[]);
    let remote = format!("docker://{}/b/busybox:1", served.address);
    let script = "set -e; id=$(buildah --storage-driver vfs pull -q \"$1\"); \
        buildah --storage-driver vfs push --tls-verify=false \"$id\" \"$2\"; \
        buildah --storage-driver vfs rmi -f \"$id\" >/dev/null; \
        buildah --storage-driver vfs pull -q --tls-verify=false \"$2\"";
    peer_ok(tool.dir.path(), &["sh", "-c", script, "sh", &source(&tool), &remote]);
    let pulled = tool.text("pulled");
    tool.ok(&["copy", &remote, &format!("oci:{pulled}:x")]);
    fstree_ok(&["compare", base("busybox").to_str().unwrap(), &pulled]);
}

#[test]
fn imgtool_copies_there_and_back() {
    let tool = Imgtool::new();
    let served = Served::start(&tool, &[]);
    let (a, b) = (format!("{}/a:1", served.address), format!("{}/b/c:1", served.address));
    let digest = tool.ok(&["copy", &source(&tool), &a]);
    assert_eq!(tool.ok(&["copy", &a, &b]), digest);
    assert!(
        fs::read_to_string(tool.path("serve.log")).unwrap().contains("POST /v2/b/c/blobs/uploads/ 201"),
        "no mount"
    );
    assert_eq!(tool.ok(&["copy", &b, &format!("oci:{}:x", tool.text("back"))]), digest);
    assert_eq!(tool.ok(&["copy", &format!("oci:{}:1", served.dir.join("b/c").display()), "store:x"]), digest);
    assert!(tool.ok(&["inspect", &b]).contains(digest.trim()));
    tool.fails(1, &["copy", &format!("{}/b/c:2", served.address), "store:y"]);
}

#[test]
fn tls_and_passwords() {
    let tool = Imgtool::new();
    certificates(&tool);
    tool.write("htpasswd", &format!("ann:{}\n", bcrypt::hash("s3cret:x", 5).unwrap()));
    let (cert, key, users) = (tool.text("certs/leaf.crt"), tool.text("certs/leaf.key"), tool.text("htpasswd"));
    let served = Served::start(&tool, &["--tls-cert", &cert, "--tls-key", &key, "--htpasswd", &users]);
    in_and_out(&tool, &served.address, &served.dir);
    let log = fs::read_to_string(tool.path("serve.log")).unwrap();
    assert!(!log.contains("s3cret"), "a password in the log");
}

/// The same with docker-registry: what our client does is no agreement with ourselves.
#[test]
fn tls_and_passwords_of_docker_registry() {
    let tool = Imgtool::new();
    certificates(&tool);
    let users = format!("ann:{}\n", bcrypt::hash("s3cret:x", 5).unwrap());
    let registry = Registry::with(&users, Some((&tool.path("certs/leaf.crt"), &tool.path("certs/leaf.key"))));
    in_and_out(&tool, &registry.address, &registry.dir.path().join("data"));
}

/// Nobody gets in without trust and a password; with them, we and the peers do.
fn in_and_out(tool: &Imgtool, address: &str, dir: &Path) {
    let (name, ca, creds) = (format!("{address}/t/busybox"), tool.text("ca"), "ann:s3cret:x");
    let written = || if dir.exists() { files(dir) } else { Vec::new() };
    let before = written();
    let from = source(tool);
    // Without a password, with a wrong one, without trust: nothing is written.
    for wrong in [&["--cert-dir", &ca][..], &["--cert-dir", &ca, "--creds", "ann:wrong"], &["--creds", creds]] {
        let stderr = tool.fails(1, &[&["copy", from.as_str(), &format!("{name}:1")], wrong].concat());
        assert!(!stderr.contains("s3cret"), "{stderr}");
    }
    let refused =
        peer(tool.dir.path(), &["skopeo", "copy", "--dest-cert-dir", &ca, &from, &format!("docker://{name}:1")]);
    assert!(!refused.status.success());
    assert_eq!(written(), before);
    let remote = format!("docker://{name}:1");
    let copy = ["skopeo", "copy", "--preserve-digests", "--dest-cert-dir", &ca, "--dest-creds", creds, &from, &remote];
    peer_ok(tool.dir.path(), &copy);
    let digest = tool.ok(&["copy", "--cert-dir", &ca, "--creds", creds, &from, &format!("{name}:2")]);
    assert!(tool.ok(&["inspect", "--cert-dir", &ca, "--creds", creds, &format!("{name}:1")]).contains(digest.trim()));
    let script = format!(
        "set -e; export SSL_CERT_FILE={ca}/ca.crt; echo s3cret:x | crane auth login -u ann --password-stdin {0} >&2; \
         crane copy {name}:1 {0}/t/other:3 >&2; crane ls {name}; \
         echo s3cret:x | oras login -u ann --password-stdin {0} >&2; oras repo tags {0}/t/other",
        address
    );
    let listed = peer_ok(tool.dir.path(), &["sh", "-c", &script]);
    let mut listed: Vec<&str> = listed.lines().collect();
    listed.sort();
    assert_eq!(listed, ["1", "2", "3"]);
    // With credentials on file and the CA for this host, no option is needed.
    let certs = tool.path("home/.config/containers/certs.d").join(address);
    fs::create_dir_all(&certs).unwrap();
    fs::copy(tool.path("ca/ca.crt"), certs.join("ca.crt")).unwrap();
    tool.fails(1, &["login", "-u", "ann", "-p", "wrong", address]);
    tool.ok(&["login", "-u", "ann", "-p", "s3cret:x", address]);
    assert_eq!(tool.ok(&["tags", &name]), "1\n2\n");
    assert_eq!(tool.ok(&["copy", &format!("{name}:1"), &format!("{address}/t/mounted:1")]), digest);
    assert_eq!(tool.ok(&["copy", &format!("{name}:1"), "store:back"]), digest);
    tool.ok(&["artifact", "attach", &format!("{name}:1"), "--artifact-type", "a/b", "-a", "c=d"]);
    assert!(tool.ok(&["referrers", &format!("{name}:1")]).contains("a/b"));
    tool.ok(&["logout", address]);
    tool.fails(1, &["tags", &name]);
}

#[test]
fn a_killed_server_leaves_nothing_half_done() {
    let tool = Imgtool::new();
    let mut served = Served::start(&tool, &[]);
    let digest = tool.ok(&["copy", &source(&tool), &format!("{}/k:1", served.address)]);
    let (_, answer) = http(&served.address, "POST /v2/k/blobs/uploads/", b"");
    let at = answer.lines().find_map(|l| l.strip_prefix("location: ")).unwrap().to_string();
    let mut stream = TcpStream::connect(&served.address).unwrap();
    write!(stream, "PATCH {at} HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\n").unwrap();
    stream.write_all(&vec![1; 8 << 20]).unwrap();
    let uploads = served.dir.join("_uploads");
    while files(&uploads).is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    served.signal("-KILL");
    // As a server leaves it that is killed while it writes an index.
    fs::write(uploads.join(".part-x"), "{").unwrap();
    let served = Served::start(&tool, &[]);
    assert_eq!(files(&uploads), Vec::<PathBuf>::new());
    assert_eq!(http(&served.address, &format!("GET {at}"), b"").0, 404);
    assert_eq!(tool.ok(&["copy", &format!("{}/k:1", served.address), &format!("oci:{}:x", tool.text("out"))]), digest);
    fstree_ok(&["validate", &format!("{}:1", served.dir.join("k").display())]);
}

#[test]
fn a_signal_is_a_good_end() {
    let tool = Imgtool::new();
    for name in ["-TERM", "-INT"] {
        let mut served = Served::start(&tool, &[]);
        // A connection that is only kept does not hold up the end.
        let _idle = TcpStream::connect(&served.address).unwrap();
        assert_eq!(served.signal(name).code(), Some(0), "{name}");
    }
}

#[test]
fn a_mirror_is_one_command() {
    let tool = Imgtool::new();
    let upstream = Served::start(&tool, &[]);
    let digest = tool.ok(&["copy", &source(&tool), &format!("{}/m/busybox:1", upstream.address)]);
    let url = format!("http://{}", upstream.address);
    let mirror = Served::in_dir(&tool, "cache", &["--mirror", &url]);
    let out = tool.text("out");
    let remote = format!("docker://{}/m/busybox:1", mirror.address);
    peer_ok(tool.dir.path(), &["skopeo", "copy", "--src-tls-verify=false", &remote, &format!("oci:{out}:x")]);
    drop(upstream);
    assert_eq!(tool.ok(&["copy", &format!("{}/m/busybox:1", mirror.address), "store:again"]), digest);
    fstree_ok(&["validate", &format!("{}:1", mirror.dir.join("m/busybox").display())]);
}

#[test]
fn mistakes_are_told_before_it_listens() {
    let tool = Imgtool::new();
    let served = Served::start(&tool, &[]);
    let dir = tool.text("other");
    let start = |code, more: &[&str]| tool.fails(code, &[&["serve", "--dir", &dir], more].concat());
    assert!(start(1, &["--listen", &served.address]).contains("--listen"));
    tool.write("htpasswd", "ann:plain\n");
    let stderr = start(1, &["--listen", "127.0.0.1:0", "--htpasswd", &tool.text("htpasswd")]);
    assert!(stderr.contains("htpasswd:1") && !stderr.contains("plain"), "{stderr}");
    start(1, &["--listen", "127.0.0.1:0", "--htpasswd", &tool.text("absent")]);
    start(2, &["--tls-cert", "x"]);
    tool.write("no.pem", "nothing");
    let file = tool.text("no.pem");
    assert!(start(2, &["--listen", "127.0.0.1:0", "--tls-cert", &file, "--tls-key", &file]).contains("no.pem"));
    start(2, &["--max-blob-size", "much"]);
    start(2, &["--mirror", "ftp://x"]);
    let stderr = tool.fails(1, &["serve", "--listen", "127.0.0.1:0", "--dir", served.dir.to_str().unwrap()]);
    assert!(stderr.contains("another process"), "{stderr}");
    tool.fails(1, &["serve", "--listen", "127.0.0.1:0", "--read-only", "--dir", &tool.text("absent")]);
}
