//! Bases whose layers have a table of contents at their end: a COPY onto them reads that, not the layer.
use crate::common::{Imgtool, Registry, base, peer_ok};
use serde_json::{Value, json};
use sha2::Digest;
use std::io::Write;
use std::path::Path;

/// Links on the way, a directory with a mode and an owner, an existing file.
const DOCKERFILE: &str = "FROM base\nCOPY f /lib/x/f\nCOPY f /etc/f\nCOPY f /new/deep/f\nWORKDIR /usr/lib/w\n";

fn machine() -> Imgtool {
    let tool = Imgtool::new();
    tool.write("ctx/Dockerfile", DOCKERFILE);
    tool.write("ctx/f", "content");
    tool
}

/// Builds onto a base in a registry, and pushes beside it; the manifest, and how much of blobs came here.
fn built(tool: &Imgtool, registry: &str, base: &str, more: &[&str]) -> (String, u64, String) {
    let (context, to) = (format!("base=docker-image://{registry}/{base}"), format!("{registry}/{base}-app"));
    let all = [
        "build",
        "--tls-verify=false",
        "--debug",
        "--build-context",
        &context,
        "--timestamp",
        "7",
        "-t",
        &to,
        "--push",
    ];
    let out = tool.run(&[&all[..], more, &["ctx"]].concat());
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{said}");
    let raw = tool.ok(&["inspect", "--raw", "--tls-verify=false", &format!("docker://{to}")]);
    let dir = tool.root.join("blobs/sha256");
    let here = std::fs::read_dir(dir).map_or(0, |d| d.flatten().map(|e| e.metadata().unwrap().len()).sum());
    (raw, here, said)
}

/// The layers that are added to the base are those of a build that has read all of it.
fn same_as_whole(registry: &str, name: &str) {
    let (lazy, here, said) = built(&machine(), registry, name, &[]);
    assert!(here < 100_000, "{here} bytes came here: {said}");
    let tool = machine();
    tool.ok(&["copy", "-q", "--src-tls-verify=false", &format!("docker://{registry}/{name}"), "store:whole"]);
    let (whole, ..) = built(&tool, registry, name, &[]);
    assert_eq!(lazy, whole);
}

#[test]
fn zstd_chunked_by_skopeo() {
    let host = Imgtool::new();
    let server = Registry::start();
    let archive = host.path("busybox.oci");
    std::fs::copy(base("busybox"), &archive).unwrap();
    let (from, to) = (format!("oci-archive:{}", archive.display()), format!("docker://{}/chunked:1", server.address));
    let copy = ["skopeo", "copy", "--dest-tls-verify=false", "--dest-compress-format=zstd:chunked", &from, &to];
    peer_ok(host.dir.path(), &copy);
    same_as_whole(&server.address, "chunked:1");
}

fn digest(bytes: &[u8]) -> String {
    let hex: String = sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// busybox with its layer as eStargz: an OCI layout, and the table that it has.
fn estargz(tool: &Imgtool, spoil: bool) {
    tool.ok(&["copy", "-q", &format!("oci-archive:{}", base("busybox").display()), "oci:layout:1"]);
    let blobs = tool.path("layout/blobs/sha256");
    let named = |digest: &Value| blobs.join(digest.as_str().unwrap().trim_start_matches("sha256:"));
    let read = |path: &Path| serde_json::from_slice::<Value>(&std::fs::read(path).unwrap()).unwrap();
    let put = |bytes: &[u8]| {
        let digest = digest(bytes);
        std::fs::write(blobs.join(digest.trim_start_matches("sha256:")), bytes).unwrap();
        json!(digest)
    };
    let mut index = read(&tool.path("layout/index.json"));
    let mut manifest = read(&named(&index["manifests"][0]["digest"]));
    let plain = std::fs::read(named(&manifest["layers"][0]["digest"])).unwrap();
    let mut rows = Vec::new();
    for entry in tar::Archive::new(&plain[..]).entries().unwrap() {
        let entry = entry.unwrap();
        let header = entry.header();
        let kind = match header.entry_type() {
            tar::EntryType::Directory => "dir",
            tar::EntryType::Symlink => "symlink",
            tar::EntryType::Link => "hardlink",
            _ => "reg",
        };
        let time = chrono::DateTime::from_timestamp(header.mtime().unwrap() as i64, 0).unwrap();
        rows.push(json!({
            "type": kind, "name": entry.path().unwrap(), "linkName": entry.link_name().unwrap().unwrap_or_default(),
            "mode": header.mode().unwrap(), "uid": header.uid().unwrap(), "gid": header.gid().unwrap(),
            "size": entry.size(), "modtime": time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)}));
    }
    let table = json!({"version": 1, "entries": rows}).to_string();
    let mut tail = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(table.len() as u64);
    tail.append_data(&mut header, "stargz.index.json", table.as_bytes()).unwrap();
    let tail = tail.into_inner().unwrap();
    // What ends the archive comes after the table only.
    let files = &plain[..plain.len() - 1024];
    let files = &files[..files.iter().rposition(|b| *b != 0).unwrap().next_multiple_of(512)];
    let mut blob = gzip(files);
    let offset = blob.len();
    blob.extend(gzip(&tail));
    blob.extend([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 26, 0, b'S', b'G', 22, 0]);
    write!(blob, "{offset:016x}STARGZ").unwrap();
    blob.extend([1, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut config = read(&named(&manifest["config"]["digest"]));
    config["rootfs"]["diff_ids"][0] = json!(digest(&[files, &tail[..]].concat()));
    let config = config.to_string();
    let vouched = digest(if spoil { b"another table" } else { table.as_bytes() });
    manifest["config"]["digest"] = put(config.as_bytes());
    manifest["config"]["size"] = json!(config.len());
    manifest["layers"][0] = json!({
        "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": put(&blob), "size": blob.len(),
        "annotations": {"containerd.io/snapshot/stargz/toc.digest": vouched}});
    let manifest = manifest.to_string();
    index["manifests"][0]["digest"] = put(manifest.as_bytes());
    index["manifests"][0]["size"] = json!(manifest.len());
    tool.write("layout/index.json", &index.to_string());
}

#[test]
fn estargz_bases() {
    let host = Imgtool::new();
    let server = Registry::start();
    for (name, spoil) in [("stargz:1", false), ("spoiled:1", true)] {
        estargz(&host, spoil);
        let to = format!("docker://{}/{name}", server.address);
        host.ok(&["copy", "-q", "--dest-tls-verify=false", "oci:layout:1", &to]);
        std::fs::remove_dir_all(host.path("layout")).unwrap();
    }
    same_as_whole(&server.address, "stargz:1");
    // A table that the manifest does not vouch for is not believed: the layer is read.
    let (raw, here, said) = built(&machine(), &server.address, "spoiled:1", &[]);
    assert!(here > 1_000_000 && said.contains("is read whole: its own table: the manifest says sha256:"), "{said}");
    let layers = |raw: &str| serde_json::from_str::<Value>(raw).unwrap()["layers"].as_array().unwrap()[1..].to_vec();
    let (whole, ..) = built(&machine(), &server.address, "stargz:1", &["--no-cache"]);
    assert_eq!(layers(&raw), layers(&whole));
}
