//! `imgtool sync` between registries, directories and layouts, and what skopeo makes of the same.
use crate::common::{Imgtool, Registry, base, peer_ok};

/// Three tags of one repository, two of which are one image.
fn filled(tool: &Imgtool) -> Registry {
    let registry = Registry::start();
    let repository = format!("{}/team/app", registry.address);
    tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), &format!("{repository}:1.0.0")]);
    tool.ok(&["tag", &format!("{repository}:1.0.0"), "latest"]);
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
    tool.ok(&["build", "--push", "-t", &format!("{repository}:2.1.0"), &tool.text("ctx")]);
    registry
}

#[test]
fn only_what_changed_moves() {
    let tool = Imgtool::new();
    let (one, two) = (filled(&tool), Registry::start());
    let (source, target) = (format!("{}/team/app", one.address), format!("{}/mirror", two.address));
    let sync =
        |extra: &[&str]| tool.ok(&[&["sync", "--src", "docker", "--dest", "docker", &source, &target], extra].concat());
    assert!(sync(&["--dry-run"]).ends_with("3 to copy, 0 unchanged, 0 failed\n"));
    assert!(sync(&["--semver", ">=2"]).ends_with("1 copied, 0 unchanged, 0 failed\n"));
    assert!(sync(&["--tag-regex", "^latest$"]).ends_with("1 copied, 0 unchanged, 0 failed\n"));
    assert!(sync(&[]).ends_with("1 copied, 2 unchanged, 0 failed\n"));
    let writes = |registry: &Registry| registry.log().matches("PUT").count();
    let before = writes(&two);
    assert!(sync(&["--json"]).contains("\"unchanged\": 3"));
    assert_eq!(writes(&two), before, "nothing was written");
    let theirs = peer_ok(tool.dir.path(), &["crane", "digest", "--insecure", &format!("{target}/app:2.1.0")]);
    assert_eq!(tool.ok(&["digest", &format!("{source}:2.1.0")]), theirs);
}

#[test]
fn directories_are_those_of_skopeo() {
    let tool = Imgtool::new();
    let one = filled(&tool);
    let source = format!("{}/team/app", one.address);
    let (ours, theirs) = (tool.text("ours"), tool.text("theirs"));
    std::fs::create_dir(&theirs).unwrap();
    tool.ok(&["sync", "--src", "docker", "--dest", "dir", "--scoped", &source, &ours]);
    let skopeo =
        ["skopeo", "sync", "--src", "docker", "--dest", "dir", "--scoped", "--src-tls-verify=false", &source, &theirs];
    peer_ok(tool.dir.path(), &skopeo);
    for tag in ["1.0.0", "latest", "2.1.0"] {
        let manifest = |root: &str| std::fs::read(format!("{root}/{source}:{tag}/manifest.json")).unwrap();
        assert_eq!(manifest(&ours), manifest(&theirs), "{tag}");
    }
    // And back again, from what skopeo wrote.
    let two = Registry::start();
    let out = tool.ok(&["sync", "--src", "dir", "--dest", "docker", &theirs, &format!("{}/back", two.address)]);
    assert!(out.ends_with("3 copied, 0 unchanged, 0 failed\n"), "{out}");
    assert_eq!(tool.ok(&["tags", &format!("{}/back/app", two.address)]), "1.0.0\n2.1.0\nlatest\n");
}

#[test]
fn a_file_names_what_is_wanted_and_one_bad_image_does_not_stop_the_rest() {
    let tool = Imgtool::new();
    let (one, two) = (filled(&tool), Registry::start());
    let file = tool.write(
        "list.yaml",
        &format!(
            "{0}:\n  tls-verify: false\n  images:\n    team/app: [\"1.0.0\", \"missing\"]\n    no/such: []\n  images-by-tag-regex:\n    team/app: ^lat\n  images-by-semver:\n    team/app: \">=2.0\"\n",
            one.address
        ),
    );
    let target = format!("{}/m", two.address);
    let out = tool.run(&["sync", "--src", "yaml", "--dest", "docker", file.to_str().unwrap(), &target]);
    let text = String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{text}");
    assert!(text.ends_with("3 copied, 0 unchanged, 2 failed\n"), "{text}");
    assert!(text.contains("failed") && text.contains("no/such") && text.contains(":missing"), "{text}");
    let bad = tool.write("bad.yaml", "registry.invalid:\n  imges: {}\n");
    assert!(
        tool.fails(1, &["sync", "--src", "yaml", "--dest", "docker", bad.to_str().unwrap(), &target]).contains("imges")
    );
    tool.fails(2, &["sync", "--src", "docker", "--dest", "yaml", "x", "y"]);
}
