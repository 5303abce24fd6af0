//! Devices by the names that the Container Device Interface gives them (CDI specification 1.1): `vendor.com/class=name`.

use super::BindMount;
use crate::error::{Context, Error, Kind, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where descriptions are, as in BuildKit; of two devices of one name, that of the later directory counts.
pub const CDI_DIRS: [&str; 3] = ["/etc/cdi", "/var/run/cdi", "/etc/buildkit/cdi"];

/// A description's annotations that BuildKit reads.
const CLASS: &str = "org.mobyproject.buildkit.device.class";
const AUTO_ALLOW: &str = "org.mobyproject.buildkit.device.autoallow";

/// Descriptions are short.
const MOST: u64 = 4 << 20;

/// The devices that a host describes.
#[derive(Debug, Clone, Default)]
pub struct CdiDevices {
    devices: BTreeMap<String, CdiDevice>,
    /// Descriptions that are of no use, and why.
    problems: Vec<String>,
}

/// What a device brings to a command.
#[derive(Debug, Clone, Default)]
pub struct CdiDevice {
    /// Its full name.
    pub name: String,
    /// Its class in BuildKit's sense.
    class: Option<String>,
    /// The host's administrator allows it to every build.
    pub auto_allow: bool,
    /// Environment variables, as `NAME=value`.
    pub env: Vec<String>,
    /// Device nodes, directories and files.
    pub mounts: Vec<BindMount>,
    /// Further groups of the command.
    pub groups: Vec<u32>,
    /// What it asks for besides, and does not get: hooks of the host above all.
    pub left_out: BTreeSet<&'static str>,
}

impl CdiDevices {
    /// Reads the descriptions (`*.json`, `*.yaml`, `*.yml`) of these directories, which need not exist.
    pub fn read(dirs: &[PathBuf]) -> CdiDevices {
        let mut all = CdiDevices::default();
        for dir in dirs {
            let mut here: BTreeMap<String, Vec<CdiDevice>> = BTreeMap::new();
            for file in walkdir::WalkDir::new(dir).max_depth(1).sort_by_file_name() {
                let file = match file {
                    Ok(file) => file,
                    Err(e) => {
                        let missing = e.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound);
                        all.problems.extend((!missing).then(|| format!("read {}: {e}", dir.display())));
                        continue;
                    }
                };
                let known = file.path().extension().is_some_and(|e| e == "json" || e == "yaml" || e == "yml");
                if !known || !file.path().is_file() {
                    continue;
                }
                match devices(file.path()) {
                    Ok(found) => found.into_iter().for_each(|d| here.entry(d.name.clone()).or_default().push(d)),
                    Err(e) => all.problems.push(e.in_one_line()),
                }
            }
            for (name, mut found) in here {
                match (found.pop(), found.is_empty()) {
                    (Some(device), true) => drop(all.devices.insert(name, device)),
                    _ => {
                        all.devices.remove(&name);
                        all.problems.push(format!("{} describes {name} more than once", dir.display()));
                    }
                }
            }
        }
        all
    }

    /// Those that a name means: one (`vendor/class=name`), all (`vendor/class=*`) or the first (`vendor/class`) of a
    /// kind, or all of a class of BuildKit's. None at all is an error that says what there is.
    pub fn find(&self, name: &str) -> Result<Vec<CdiDevice>> {
        let all = || self.devices.values();
        let of_kind = |device: &CdiDevice, kind: &str| device.name.split_once('=').is_some_and(|(k, _)| k == kind);
        let found: Vec<CdiDevice> = match name.split_once('=') {
            Some((kind, "*")) => all().filter(|d| of_kind(d, kind)).cloned().collect(),
            Some(_) => self.devices.get(name).cloned().into_iter().collect(),
            None if name.contains('/') => all().find(|d| of_kind(d, name)).cloned().into_iter().collect(),
            None => all().filter(|d| d.class.as_deref() == Some(name)).cloned().collect(),
        };
        if !found.is_empty() {
            return Ok(found);
        }
        let names: Vec<&str> = self.devices.keys().map(String::as_str).take(20).collect();
        let there = if names.is_empty() { "there is none".into() } else { format!("there are {}", names.join(", ")) };
        let error = Error::new(Kind::NotFound, format!("no device '{name}' is described on this machine: {there}"));
        let error = self.problems.iter().take(5).fold(error, |error, problem| error.hint(problem.clone()));
        Err(error.hint("descriptions (CDI) are files in /etc/cdi, /var/run/cdi or --cdi-config-dir DIR"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    cdi_version: String,
    kind: String,
    annotations: Option<BTreeMap<String, String>>,
    #[serde(default)]
    devices: Vec<DeviceDoc>,
    container_edits: Option<Edits>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeviceDoc {
    name: String,
    annotations: Option<BTreeMap<String, String>>,
    container_edits: Option<Edits>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Edits {
    #[serde(default)]
    env: Vec<String>,
    #[serde(default)]
    device_nodes: Vec<Node>,
    #[serde(default)]
    mounts: Vec<MountDoc>,
    #[serde(default, rename = "additionalGids", alias = "additionalGIDs")]
    groups: Vec<u32>,
    #[serde(default)]
    hooks: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    net_devices: Vec<serde::de::IgnoredAny>,
    intel_rdt: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    path: PathBuf,
    host_path: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MountDoc {
    host_path: PathBuf,
    container_path: PathBuf,
    #[serde(default)]
    options: Vec<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// The devices of one description.
fn devices(file: &Path) -> Result<Vec<CdiDevice>> {
    let what = || format!("read the device description {}", file.display());
    let size = std::fs::metadata(file).context(what)?.len();
    if size > MOST {
        return Err(Error::new(Kind::Limit, what()).because(format!("it has {size} bytes")));
    }
    let text = std::fs::read_to_string(file).context(what)?;
    // JSON is YAML, too.
    let wrong = |why: String| Error::new(Kind::Format, what()).because(why);
    let document: Document = serde_yaml_ng::from_str(&text).map_err(|e| wrong(e.to_string()))?;
    if !document.cdi_version.trim_start_matches('v').starts_with(['0', '1']) {
        return Err(wrong(format!("version {} of CDI is not known", document.cdi_version)));
    }
    if !document.kind.contains('/') || document.kind.contains('=') {
        return Err(wrong(format!("'{}' is no kind of device: vendor.com/class", document.kind)));
    }
    let annotated = |device: &DeviceDoc, key: &str| {
        let of = |map: &Option<BTreeMap<String, String>>| map.as_ref().and_then(|m| m.get(key).cloned());
        of(&device.annotations).or_else(|| of(&document.annotations))
    };
    let mut out = Vec::new();
    for device in &document.devices {
        let mut found = CdiDevice {
            name: format!("{}={}", document.kind, device.name),
            class: annotated(device, CLASS),
            auto_allow: annotated(device, AUTO_ALLOW).is_some_and(|v| v == "true"),
            ..CdiDevice::default()
        };
        for edits in document.container_edits.iter().chain(&device.container_edits) {
            found.add(edits).map_err(wrong)?;
        }
        out.push(found);
    }
    Ok(out)
}

impl CdiDevice {
    fn add(&mut self, edits: &Edits) -> std::result::Result<(), String> {
        self.env.extend(edits.env.iter().cloned());
        self.groups.extend(edits.groups.iter().filter(|g| **g != 0));
        for node in &edits.device_nodes {
            let source = node.host_path.clone().unwrap_or_else(|| node.path.clone());
            self.mounts.push(BindMount { source, target: target(&node.path)?, read_only: false, devices: true });
        }
        for mount in &edits.mounts {
            if mount.kind.as_deref().is_some_and(|kind| !matches!(kind, "" | "none" | "bind")) {
                self.left_out.insert("mounts that are none of the host's files");
                continue;
            }
            let read_only = mount.options.iter().any(|o| o == "ro");
            let (source, target) = (mount.host_path.clone(), target(&mount.container_path)?);
            self.mounts.push(BindMount { source, target, read_only, devices: false });
        }
        let more = [
            ("hooks", !edits.hooks.is_empty()),
            ("network devices", !edits.net_devices.is_empty()),
            ("Intel RDT", edits.intel_rdt.is_some()),
        ];
        self.left_out.extend(more.into_iter().filter_map(|(name, given)| given.then_some(name)));
        Ok(())
    }
}

fn target(path: &Path) -> std::result::Result<String, String> {
    let text = path.to_str().filter(|t| t.starts_with('/'));
    text.map(str::to_string).ok_or_else(|| format!("{} is no absolute path", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GPU: &str = r#"{"cdiVersion": "0.6.0", "kind": "vendor.com/gpu", "containerEdits": {"env": ["ALL=1"]}, "devices": [
        {"name": "0", "annotations": {"org.mobyproject.buildkit.device.class": "gpus"}, "containerEdits": {
            "deviceNodes": [{"path": "/dev/gpu0", "hostPath": "/dev/null"}, {"path": "/dev/zero"}],
            "mounts": [{"hostPath": "/lib", "containerPath": "/gpu/lib", "options": ["ro", "nosuid"]}],
            "hooks": [{"hookName": "createContainer", "path": "/x"}], "additionalGids": [0, 44]}},
        {"name": "1", "containerEdits": {"env": ["ONE=1"]}}]}"#;

    #[test]
    fn names_mean_devices() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["a", "b"] {
            std::fs::create_dir(at(name)).unwrap();
        }
        std::fs::write(at("a/gpu.json"), GPU).unwrap();
        std::fs::write(at("a/README"), "no description").unwrap();
        std::fs::write(at("a/bad.yaml"), "cdiVersion: [").unwrap();
        std::fs::write(
            at("b/over.yml"),
            "cdiVersion: 1.0.0\nkind: vendor.com/gpu\nannotations:\n  org.mobyproject.buildkit.device.autoallow: 'true'\n\
             devices:\n- name: \"1\"\n  containerEdits:\n    env: [TWO=2]\n",
        )
        .unwrap();
        let all = CdiDevices::read(&[at("a"), at("b"), at("missing")]);
        let names = |name: &str| all.find(name).unwrap().into_iter().map(|d| d.name).collect::<Vec<_>>();
        assert_eq!(names("vendor.com/gpu=*"), ["vendor.com/gpu=0", "vendor.com/gpu=1"]);
        assert_eq!(names("vendor.com/gpu"), ["vendor.com/gpu=0"]);
        assert_eq!(names("gpus"), ["vendor.com/gpu=0"]);
        let first = &all.find("vendor.com/gpu=0").unwrap()[0];
        assert_eq!(
            (first.env.as_slice(), first.groups.as_slice(), first.auto_allow),
            (&["ALL=1".into()][..], &[44][..], false)
        );
        let mounts: Vec<_> =
            first.mounts.iter().map(|m| (m.source.to_str().unwrap(), m.target.as_str(), m.devices)).collect();
        let want = [("/dev/null", "/dev/gpu0", true), ("/dev/zero", "/dev/zero", true), ("/lib", "/gpu/lib", false)];
        assert_eq!(mounts, want);
        assert!(first.mounts[2].read_only && first.left_out.contains("hooks"));
        // The later directory's counts.
        let second = &all.find("vendor.com/gpu=1").unwrap()[0];
        assert_eq!((second.env.as_slice(), second.auto_allow), (&["TWO=2".into()][..], true));
        let error = all.find("vendor.com/gpu=2").unwrap_err();
        assert!(error.what().contains("there are vendor.com/gpu=0, vendor.com/gpu=1"), "{}", error.what());
        assert!(error.hints()[0].contains("bad.yaml"), "{:?}", error.hints());
        // Nobody knows which of two is meant.
        std::fs::write(at("a/again.json"), GPU).unwrap();
        assert!(CdiDevices::read(&[at("a")]).find("vendor.com/gpu=0").is_err());
    }
}
