use super::*;
use crate::oci::Digest;
use serde_json::json;

fn config(value: Value, layers: &[&str], lines: &[(&str, bool)]) -> ImageConfig {
    let diff_ids: Vec<Digest> = layers.iter().map(|l| Digest::sha256(l.as_bytes())).collect();
    let history: Vec<Value> = lines.iter().map(|(by, empty)| json!({"created_by": by, "empty_layer": empty})).collect();
    let mut whole = json!({"architecture": "amd64", "os": "linux", "history": history,
        "rootfs": {"type": "layers", "diff_ids": diff_ids}});
    whole.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
    serde_json::from_value(whole).unwrap()
}

fn image(config: &ImageConfig, layers: &[&str]) -> Known {
    let mut blobs = Overlay::new();
    let described = blobs.add(media_type::OCI_CONFIG, json(config).unwrap());
    let layers = layers.iter().map(|l| Descriptor::of(media_type::OCI_LAYER, l.as_bytes())).collect();
    let manifest = Manifest {
        schema_version: 2,
        media_type: Some(media_type::OCI_MANIFEST.into()),
        artifact_type: None,
        config: described,
        layers,
        subject: None,
        annotations: BTreeMap::new(),
        extra: Default::default(),
    };
    let raw = json(&manifest).unwrap();
    let descriptor = Descriptor::of(media_type::OCI_MANIFEST, &raw);
    Known { image: Image { descriptor, raw, manifest, blobs: Arc::new(blobs) }, config: config.clone() }
}

fn rebased(ours: Value, old: Value, new: Value) -> Rebased {
    let old = config(old, &["a"], &[("base a", false), ("CMD", true)]);
    let new = config(new, &["b", "c"], &[("base b", false), ("base c", false), ("CMD", true)]);
    let ours = config(ours, &["a", "app"], &[("base a", false), ("CMD", true), ("ENV", true), ("COPY", false)]);
    rebase(&image(&ours, &["a", "app"]), &image(&old, &["a"]), &image(&new, &["b", "c"]), Some("r.example/b:1"))
        .unwrap()
}

#[test]
fn layers_history_and_annotations() {
    let done =
        rebased(json!({"created": "2020-01-01T00:00:00Z"}), json!({}), json!({"created": "2021-01-01T00:00:00Z"}));
    let want: Vec<Digest> = ["b", "c", "app"].iter().map(|l| Digest::sha256(l.as_bytes())).collect();
    assert_eq!(done.config.rootfs.diff_ids, want);
    assert_eq!(done.image.manifest.layers.iter().map(|l| l.digest.clone()).collect::<Vec<_>>(), want);
    let lines: Vec<_> = done.config.history.iter().map(|h| h.created_by.clone().unwrap()).collect();
    assert_eq!(lines, ["base b", "base c", "CMD", "ENV", "COPY"]);
    assert_eq!(done.config.created.as_deref(), Some("2021-01-01T00:00:00Z"));
    assert_eq!(done.image.manifest.annotations[BASE_NAME], "r.example/b:1");
    assert!(done.image.manifest.annotations[BASE_DIGEST].starts_with("sha256:"));
}

#[test]
fn what_the_image_set_stays_and_the_rest_follows_the_base() {
    let old = json!({"author": "old", "config": {"Env": ["PATH=/bin:/sbin", "A=1", "GONE=1", "LANG=C"], "Cmd": ["sh"], "User": "u",
        "Labels": {"v": "1", "x": "base"}, "Healthcheck": {"Test": ["NONE"]}, "Unknown": 1, "OnBuild": ["RUN x"], "StopSignal": "TERM"}});
    let new = json!({"author": "new", "config": {"Env": ["LANG=C.UTF-8", "PATH=/usr/bin:/bin", "A=2", "NEW=1"], "Cmd": ["bash"], "User": "v",
        "Labels": {"v": "2", "x": "base2", "y": ""}, "Healthcheck": {"Test": ["CMD", "b"]}, "Unknown": 2, "OnBuild": ["RUN y"]}});
    let ours = json!({"author": "old", "config": {"Env": ["PATH=/app:/bin:/sbin:/x", "A=3", "GONE=1", "LANG=C", "B=9"], "Cmd": ["serve"], "User": "u",
        "Labels": {"v": "1", "x": "mine", "z": "z"}, "Healthcheck": {"Test": ["CMD", "me"], "Retries": 2}, "Unknown": 1, "StopSignal": "TERM",
        "Volumes": {"/data": {}}, "WorkingDir": "/app"}, "moby.buildkit.cache.v0": "x", "mine": true});
    let done = rebased(ours, old, new);
    let c = &done.config.config;
    assert_eq!(c.env, ["LANG=C.UTF-8", "PATH=/app:/usr/bin:/bin:/x", "A=3", "NEW=1", "B=9"]);
    assert_eq!((c.cmd.clone().unwrap(), c.user.as_str(), c.working_dir.as_str()), (vec!["serve".into()], "v", "/app"));
    let labels: Vec<_> = c.labels.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(labels, ["v=2", "x=mine", "y=", "z=z"]);
    assert_eq!(c.healthcheck.as_ref().unwrap().retries, Some(2));
    assert_eq!((c.extra["Unknown"].clone(), c.stop_signal.as_str()), (json!(2), ""));
    assert!(c.on_build.is_empty() && c.volumes.contains_key("/data"));
    assert_eq!((done.config.author.as_deref(), done.config.extra.get("mine")), (Some("new"), Some(&json!(true))));
    assert!(!done.config.extra.contains_key("moby.buildkit.cache.v0"));
    let told = |field: &str| done.changes.iter().find(|c| c.field == field).map(|c| c.from);
    assert_eq!(told("config.Env.PATH"), Some(Whose::Both));
    assert_eq!(told("config.Env.A"), Some(Whose::Image));
    assert_eq!((told("config.User"), told("config.Cmd")), (Some(Whose::Base), Some(Whose::Image)));
    assert_eq!(told("config.WorkingDir"), None);
}

#[test]
fn an_entry_point_of_the_image_takes_its_commands_absence_along() {
    let base = json!({"config": {"Cmd": ["sh"]}});
    let done =
        rebased(json!({"config": {"Entrypoint": ["/app"], "Cmd": null}}), base, json!({"config": {"Cmd": ["bash"]}}));
    assert_eq!(done.config.config.cmd, None);
}

#[test]
fn an_image_of_another_base_is_refused() {
    let a = config(json!({}), &["a", "app"], &[]);
    let b = config(json!({}), &["b"], &[]);
    let refused = rebase(&image(&a, &["a", "app"]), &image(&b, &["b"]), &image(&b, &["b"]), None).err().unwrap();
    assert!(refused.what().contains("not built on"), "{refused:?}");
    let arm = config(json!({"architecture": "arm64"}), &["b"], &[]);
    let old = config(json!({}), &["a"], &[]);
    let refused = rebase(&image(&a, &["a", "app"]), &image(&old, &["a"]), &image(&arm, &["b"]), None).err().unwrap();
    assert!(refused.what().contains("linux/arm64"), "{refused:?}");
}

#[test]
fn histories_that_do_not_fit_are_made_to_fit() {
    let old = config(json!({}), &["a", "b"], &[("1", false), ("2", false), ("CMD", true)]);
    let new = config(json!({}), &["c"], &[]);
    // The base's lines were written anew by whoever built the image.
    let ours = config(
        json!({}),
        &["a", "b", "x"],
        &[("one", false), ("two", false), ("CMD", true), ("ENV", true), ("COPY", false)],
    );
    let all: Vec<_> = history(&ours, &old, &new).into_iter().map(|h| h.created_by).collect();
    assert_eq!(all, [None, Some("ENV".into()), Some("COPY".into())]);
    let none = config(json!({}), &["a", "b", "x"], &[]);
    assert_eq!(history(&none, &old, &old).len(), 4);
    assert!(history(&none, &new, &new).is_empty());
}

proptest::proptest! {
    #[test]
    fn any_history_tells_of_every_layer(flags in proptest::collection::vec(proptest::bool::ANY, 0..12), layers in 0usize..6) {
        let lines: Vec<(&str, bool)> = flags.iter().map(|f| ("x", *f)).collect();
        let old = config(json!({}), &["a", "b"], &lines[..lines.len() / 2]);
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let ours = config(json!({}), &names[..2 + layers], &lines);
        let new = config(json!({}), &["z"], &[("n", false)]);
        let all = history(&ours, &old, &new);
        proptest::prop_assert_eq!(all.iter().filter(|h| !h.empty_layer).count(), 1 + layers);
    }
}
