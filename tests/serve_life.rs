//! `serve` as a neighbour: of other servers on the same directory, of its own end, of the registry that it mirrors.
use crate::serve_api::{IMAGE, Local, begin, files, read_answer};
use imgtool::{
    oci::Digest,
    serve::{Config, Mirror, Server},
    transport::registry::{Client, ClientConfig},
};
use serde_json::json;
use std::{fs, io::Write, net::TcpStream, time::Duration};

#[test]
fn one_server_writes_and_others_read() {
    let s = Local::start();
    let document = s.image("a", "{}", json!({}));
    let dir = s.root();
    let again = s.runtime.block_on(Server::start(Config::new(&dir, "127.0.0.1:0"), None));
    assert!(format!("{:?}", again.err().unwrap()).contains("served by another process"));
    let reader = Local::with(|c| (c.dir, c.read_only) = (dir.clone(), true));
    s.put("a", "1", IMAGE, &document).0.is(201);
    reader.get("/v2/a/manifests/1").is(200);
    for (method, path) in [
        ("POST", "/v2/a/blobs/uploads/"),
        ("PUT", "/v2/a/manifests/1"),
        ("DELETE", "/v2/a/manifests/1"),
        ("PATCH", "/v2/a/blobs/uploads/x"),
    ] {
        reader.ask(method, path, &[], b"").refused(405, "UNSUPPORTED");
    }
    let inside = Server::start(Config::new(dir.join("a"), "127.0.0.1:0"), None);
    assert!(format!("{:?}", s.runtime.block_on(inside).err().unwrap()).contains("is an OCI layout itself"));
}

#[test]
fn a_stop_lets_running_requests_end() {
    let mut s = Local::start();
    let at = s.begin_upload("a");
    let mut stream = begin(&s.address, "PATCH", &at, &[("Content-Length", "3000005")]);
    stream.write_all(&[0; 3_000_000]).unwrap();
    // Once a part of it is written, the request is surely one that runs.
    while s.get(&at).header("range") == Some("0-0") {
        std::thread::sleep(Duration::from_millis(5));
    }
    let stopping = s.runtime.spawn(s.server.take().unwrap().stop());
    while TcpStream::connect(&s.address).is_ok() {
        std::thread::sleep(Duration::from_millis(5));
    }
    stream.write_all(b"01234").unwrap();
    assert_eq!(read_answer(&mut stream).is(202).header("range"), Some("0-3000004"));
    s.runtime.block_on(stopping).unwrap();
}

fn mirror_of(upstream: &str) -> Local {
    let client = Client::new(ClientConfig::default()).unwrap();
    Local::with(|c| c.mirror = Some(Mirror::new(client, upstream)))
}

#[test]
fn a_mirror_keeps_what_went_through_it() {
    let mut up = Local::start();
    let m = mirror_of(&up.address);
    let layer = vec![9u8; 3_000_000];
    let digest = up.blob("a/b", &layer);
    let described = json!({"mediaType": "x/y", "size": layer.len(), "digest": digest});
    let document = up.image("a/b", "{}", json!({"layers": [described]}));
    up.put("a/b", "1", IMAGE, &document).0.is(201);
    let blob = format!("/v2/a/b/blobs/{digest}");
    assert_eq!(m.ask("HEAD", &blob, &[], b"").is(200).header("content-length"), Some("3000000"));
    assert_eq!(m.get("/v2/a/b/manifests/1").is(200).body, document.to_string().into_bytes());
    assert!(m.get(&blob).is(200).body == layer);
    m.get("/v2/a/b/manifests/2").refused(404, "MANIFEST_UNKNOWN");
    m.get("/v2/none/manifests/1").is(404);
    m.get(&format!("/v2/a/b/blobs/{}", Digest::sha256(b"none"))).is(404);
    m.ask("PUT", "/v2/a/b/manifests/1", &[("Content-Type", IMAGE)], b"{}").refused(405, "UNSUPPORTED");
    // The tag moves there, and so it does here.
    let other = up.image("a/b", "{ }", json!({}));
    let (_, second) = up.put("a/b", "1", IMAGE, &other);
    assert_eq!(m.get("/v2/a/b/manifests/1").is(200).header("docker-content-digest"), Some(second.to_string().as_str()));
    assert_eq!(m.get("/v2/a/b/tags/list").is(200).json()["tags"], json!(["1"]));
    // Without the other registry, what has been seen is still here, and said to be old.
    up.runtime.block_on(up.server.take().unwrap().stop());
    let old = m.get("/v2/a/b/manifests/1").is(200);
    assert!(old.header("warning").unwrap().starts_with("299 - "));
    assert!(m.get(&blob).is(200).body == layer);
    assert_eq!(m.get(&format!("/v2/a/b/blobs/{}", Digest::sha256(b"none"))).status, 502);
}

#[test]
fn a_mirror_keeps_no_wrong_bytes() {
    let up = Local::start();
    let m = mirror_of(&up.address);
    let digest = up.blob("a", &[1; 100_000]);
    let file = up.root().join("a/blobs/sha256").join(digest.hex());
    fs::write(&file, [2; 100_000]).unwrap();
    let path = format!("/v2/a/blobs/{digest}");
    assert!(m.get(&path).body.len() < 100_000, "wrong bytes came whole");
    assert!(files(&m.root()).iter().all(|f| !f.contains(digest.hex())));
    fs::write(&file, [1; 100_000]).unwrap();
    assert_eq!(m.get(&path).is(200).body.len(), 100_000);
    assert!(files(&m.root()).iter().any(|f| f.contains(digest.hex())));
}
