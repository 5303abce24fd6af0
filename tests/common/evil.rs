//! Archives and images that nobody should make: raw tar headers, layouts by hand, and a place outside to watch.

use super::{Imgtool, base};
use serde_json::{Value, json};
use sha2::Digest;
use std::{
    fs,
    io::Write,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
};

/// One entry of an archive, its header as told.
#[derive(Clone)]
pub struct Item {
    pub name: Vec<u8>,
    pub kind: u8,
    pub link: Vec<u8>,
    pub data: Vec<u8>,
    pub mode: u32,
    pub uid: u32,
    /// The size in the header, if it is not the data's.
    pub size: Option<u64>,
    pub device: (u32, u32),
}

pub fn item(kind: u8, name: impl AsRef<[u8]>, link: impl AsRef<[u8]>, data: impl AsRef<[u8]>) -> Item {
    let (name, link, data) = (name.as_ref().to_vec(), link.as_ref().to_vec(), data.as_ref().to_vec());
    Item { name, kind, link, data, mode: 0o644, uid: 0, size: None, device: (0, 0) }
}

pub fn file(name: impl AsRef<[u8]>, data: impl AsRef<[u8]>) -> Item {
    item(b'0', name, "", data)
}

pub fn dir(name: impl AsRef<[u8]>) -> Item {
    Item { mode: 0o755, ..item(b'5', name, "", "") }
}

pub fn symlink(name: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Item {
    item(b'2', name, target, "")
}

pub fn hard_link(name: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Item {
    Item { mode: 0o777, ..item(b'1', name, target, "") }
}

/// A PAX header for the entry after it.
pub fn pax(records: &[(&str, &str)]) -> Item {
    let record = |(key, value): &(&str, &str)| {
        let rest = key.len() + value.len() + 3;
        let mut len = rest + rest.to_string().len();
        len = rest + len.to_string().len();
        format!("{len} {key}={value}\n")
    };
    item(b'x', "pax", "", records.iter().map(record).collect::<String>())
}

impl Item {
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (kind, text) in [(b'L', &self.name), (b'K', &self.link)] {
            if text.len() > 100 {
                let long = Item {
                    kind,
                    name: b"././@LongLink".to_vec(),
                    link: Vec::new(),
                    data: text.clone(),
                    ..self.clone()
                };
                out.extend(Item { size: None, ..long }.bytes());
            }
        }
        let mut block = [0; 512];
        let mut put = |at: usize, text: &[u8], most: usize| {
            let n = text.len().min(most);
            block[at..at + n].copy_from_slice(&text[..n]);
        };
        put(0, &self.name, 100);
        put(100, format!("{:07o}", self.mode).as_bytes(), 8);
        put(108, format!("{:07o}", self.uid).as_bytes(), 8);
        put(116, b"0000000", 8);
        put(124, format!("{:011o}", self.size.unwrap_or(self.data.len() as u64)).as_bytes(), 12);
        put(136, b"00000000000", 12);
        put(156, &[self.kind], 1);
        put(157, &self.link, 100);
        put(257, b"ustar\x0000", 8);
        put(329, format!("{:07o}", self.device.0).as_bytes(), 8);
        put(337, format!("{:07o}", self.device.1).as_bytes(), 8);
        out.extend(summed(block));
        out.extend(&self.data);
        out.resize(out.len().next_multiple_of(512), 0);
        out
    }
}

/// A header block with its checksum.
pub fn summed(mut block: [u8; 512]) -> [u8; 512] {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

pub fn tar(items: &[Item]) -> Vec<u8> {
    let mut out: Vec<u8> = items.iter().flat_map(Item::bytes).collect();
    out.extend([0; 1024]);
    out
}

pub fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

pub fn sha256(data: &[u8]) -> String {
    let hex: String = sha2::Sha256::digest(data).iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

/// A layer: its blob, its encoding (`""`, `+gzip`, `+zstd`) and the digest of its plain bytes.
pub struct Layer {
    pub blob: Vec<u8>,
    pub encoding: &'static str,
    pub diff_id: String,
}

pub fn layer(items: &[Item]) -> Layer {
    raw_layer(tar(items))
}

pub fn raw_layer(blob: Vec<u8>) -> Layer {
    Layer { diff_id: sha256(&blob), blob, encoding: "" }
}

/// Puts a blob into a layout; returns its descriptor.
pub fn put(layout: &Path, media_type: &str, blob: &[u8]) -> Value {
    let digest = sha256(blob);
    fs::write(layout.join("blobs/sha256").join(&digest[7..]), blob).unwrap();
    json!({"mediaType": media_type, "digest": digest, "size": blob.len()})
}

pub fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

pub fn blob_path(layout: &Path, descriptor: &Value) -> std::path::PathBuf {
    layout.join("blobs/sha256").join(&descriptor["digest"].as_str().unwrap()[7..])
}

/// busybox with more layers on top, as an OCI layout made by hand; returns its reference.
pub fn image(tool: &Imgtool, name: &str, layers: &[Layer]) -> String {
    let layout = tool.path(name);
    let reference = format!("oci:{}:x", layout.display());
    tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), &reference]);
    let index = read_json(&layout.join("index.json"));
    let mut manifest = read_json(&blob_path(&layout, &index["manifests"][0]));
    if manifest.get("manifests").is_some() {
        manifest = read_json(&blob_path(&layout, &manifest["manifests"][0]));
    }
    let mut config = read_json(&blob_path(&layout, &manifest["config"]));
    config.as_object_mut().unwrap().remove("history");
    for layer in layers {
        let media_type = format!("application/vnd.oci.image.layer.v1.tar{}", layer.encoding);
        manifest["layers"].as_array_mut().unwrap().push(put(&layout, &media_type, &layer.blob));
        config["rootfs"]["diff_ids"].as_array_mut().unwrap().push(json!(layer.diff_id));
    }
    let config_type = manifest["config"]["mediaType"].as_str().unwrap().to_string();
    manifest["config"] = put(&layout, &config_type, config.to_string().as_bytes());
    let manifest_type = "application/vnd.oci.image.manifest.v1+json";
    let mut top = put(&layout, manifest_type, manifest.to_string().as_bytes());
    top["annotations"] = json!({"org.opencontainers.image.ref.name": "x"});
    let index = json!({"schemaVersion": 2, "manifests": [top]});
    fs::write(layout.join("index.json"), index.to_string()).unwrap();
    reference
}

/// A directory outside of everything, and how it was.
pub struct Outside {
    pub path: String,
    before: Vec<String>,
}

impl Outside {
    pub fn new(tool: &Imgtool) -> Outside {
        let path = tool.path("outside");
        fs::create_dir_all(path.join("dir")).unwrap();
        for name in ["victim", "dir/inner"] {
            fs::write(path.join(name), "untouched").unwrap();
            fs::set_permissions(path.join(name), fs::Permissions::from_mode(0o640)).unwrap();
        }
        let before = snapshot(&path);
        Outside { path: path.to_str().unwrap().to_string(), before }
    }

    /// The way from anywhere to `name` out there, by `..` alone.
    pub fn up(&self, name: &str) -> String {
        format!("{}{}/{name}", "../".repeat(24), &self.path[1..])
    }

    pub fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }

    pub fn check(&self) {
        assert_eq!(snapshot(Path::new(&self.path)), self.before, "something outside was changed");
    }
}

/// Every path below with type, mode, owner, links, change time and content.
fn snapshot(top: &Path) -> Vec<String> {
    let (mut out, mut open) = (Vec::new(), vec![top.to_path_buf()]);
    while let Some(path) = open.pop() {
        let m = path.symlink_metadata().unwrap();
        let content = if m.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
        let facts = (m.mode(), m.uid(), m.nlink(), m.ctime(), m.ctime_nsec());
        out.push(format!("{} {facts:?} {}", path.display(), String::from_utf8_lossy(&content)));
        if m.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        }
    }
    out.sort();
    out
}
