//! `imgtool rebase`: in a real registry, against a build on the new base, and what is not safe, file by file.
use crate::common::evil::{self, Item, dir, file, hard_link, layer, symlink};
use crate::common::{Imgtool, Registry, base, fstree_ok, peer};
use serde_json::Value;

const TRIPLET: &str = if cfg!(target_arch = "aarch64") { "aarch64-linux-gnu" } else { "x86_64-linux-gnu" };
const LOADER: &str = if cfg!(target_arch = "aarch64") { "ld-linux-aarch64.so.1" } else { "ld-linux-x86-64.so.2" };

/// A registry with the Debian base as `deb:1`.
fn site() -> (Imgtool, Registry) {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    tool.ok(&["copy", &format!("oci-archive:{}", base("debian").display()), &format!("{}/deb:1", registry.address)]);
    (tool, registry)
}

/// Builds `text` over `files` and pushes it.
fn build(tool: &Imgtool, registry: &Registry, name: &str, files: &[(&str, &str)], text: &str, more: &[&str]) {
    let context = format!("ctx-{}", name.replace([':', '/'], "-"));
    for (path, content) in files {
        tool.write(&format!("{context}/{path}"), content);
    }
    let text = text.replace("REGISTRY", &registry.address);
    tool.write(&format!("{context}/Dockerfile"), &text);
    let tag = format!("{}/{name}", registry.address);
    tool.ok(&[&["build", "-q", "--push", "-t", &tag], more, &[&context]].concat());
}

fn manifest(tool: &Imgtool, reference: &str) -> Value {
    serde_json::from_str(&tool.ok(&["inspect", "--raw", reference])).unwrap()
}

fn config(tool: &Imgtool, reference: &str) -> Value {
    serde_json::from_str(&tool.ok(&["inspect", "--config", "--raw", reference])).unwrap()
}

fn layers(tool: &Imgtool, reference: &str) -> Vec<String> {
    let of = |l: &Value| l["digest"].as_str().unwrap().to_string();
    manifest(tool, reference)["layers"].as_array().unwrap().iter().map(of).collect()
}

/// The requests that the registry has seen, as `METHOD PATH`.
fn requests(registry: &Registry) -> Vec<String> {
    // The log is written after the answer.
    std::thread::sleep(std::time::Duration::from_millis(300));
    let line = |l: &str| {
        let rest = l.split_once(" \"")?.1;
        let (request, _) = rest.split_once(" HTTP/1.1\"")?;
        request.contains("/v2/").then(|| request.to_string())
    };
    registry.log().lines().filter_map(line).collect()
}

#[test]
fn an_app_moves_from_one_debian_to_another() {
    let (tool, registry) = site();
    let at = |name: &str| format!("{}/{name}", registry.address);
    // Another set of packages, and a config that has changed.
    let purge = "FROM REGISTRY/deb:1\nENV LANG=C.UTF-8 STAGE=b\nRUN dpkg --purge libcap2-bin && touch /etc/newer\n";
    build(&tool, &registry, "b:1", &[], purge, &["--squash-all"]);
    let app = |from: &str| {
        format!(
            "FROM REGISTRY/{from}\nENV PATH=/app:$PATH APP=1\nCOPY --chown=33:33 --chmod=755 run /app/run\nCOPY data /app/data\nWORKDIR /app\nCMD [\"run\"]\n"
        )
    };
    let files = [("run", "#!/bin/sh\ncat /app/data\n"), ("data", "hello\n")];
    build(&tool, &registry, "app:1", &files, &app("deb:1"), &["--timestamp", "1700000000"]);
    build(&tool, &registry, "again:1", &files, &app("b:1"), &["--timestamp", "1700000000"]);

    // Without a look into layers: manifests and configs, and nothing else.
    let before = requests(&registry).len();
    let digest = tool.ok(&["rebase", &at("app:1"), "--new-base", &at("b:1"), "-t", &at("out:1"), "--no-check"]);
    let seen = requests(&registry)[before..].to_vec();
    let count = |method: &str, part: &str| seen.iter().filter(|r| r.starts_with(method) && r.contains(part)).count();
    assert_eq!((count("GET", "/manifests/"), count("GET", "/blobs/")), (3, 3), "{seen:#?}");
    let own = layers(&tool, &at("app:1")).len() - layers(&tool, &at("deb:1")).len();
    assert_eq!(count("POST", "mount="), own + layers(&tool, &at("b:1")).len(), "{seen:#?}");
    // Needed: three manifests, three configs, a mount a layer, the new config, the new manifest.
    let needed = 3 + 3 + count("POST", "mount=") + 2 + 1;
    assert!(seen.len() <= needed + 10, "{} requests, {needed} needed: {seen:#?}", seen.len());

    // The same with the check: the first one reads layers, the second one nothing but configs.
    let report = tool.ok(&["rebase", &at("app:1"), "--new-base", &at("b:1"), "--check", "--report", "json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["verdict"], "safe", "{report:#}");
    assert_eq!(report["images"][0]["oldBase"]["found"], "annotation");
    let before = requests(&registry).len();
    let again =
        tool.ok(&["rebase", &at("app:1"), "--old-base", &at("deb:1"), "--new-base", &at("b:1"), "-t", &at("out:2")]);
    assert_eq!(again, digest);
    let seen = requests(&registry)[before..].to_vec();
    assert_eq!(seen.iter().filter(|r| r.starts_with("GET") && r.contains("/blobs/")).count(), 3, "{seen:#?}");

    // It is what a build on the new base makes.
    let (out, rebuilt) = (layers(&tool, &at("out:1")), layers(&tool, &at("again:1")));
    assert_eq!(out, rebuilt);
    let (ours, theirs) = (config(&tool, &at("out:1")), config(&tool, &at("again:1")));
    for field in ["config", "rootfs", "architecture", "os"] {
        assert_eq!(ours[field], theirs[field], "{field}");
    }
    let lines = |c: &Value| -> Vec<String> {
        c["history"].as_array().unwrap().iter().map(|h| h["created_by"].as_str().unwrap_or("-").to_string()).collect()
    };
    assert_eq!(lines(&ours), lines(&theirs));
    let told = &manifest(&tool, &at("out:1"))["annotations"];
    assert_eq!(told["org.opencontainers.image.base.name"], at("b:1"));
    assert_eq!(told["org.opencontainers.image.base.digest"], tool.ok(&["digest", &at("b:1")]).trim());
    assert!(tool.ok(&["validate", &at("out:1")]).contains("nothing wrong"));
    let layout = tool.text("layout");
    tool.ok(&["copy", &at("out:1"), &format!("oci:{layout}:x")]);
    fstree_ok(&["validate", &format!("{layout}:x")]);

    // It runs.
    let text = format!(
        "FROM {}\nRUN test \"$(run)\" = hello && test $LANG = C.UTF-8 && test -e /etc/newer && ! test -e /usr/sbin/getcap && chroot --userspec=www-data / /app/run\n",
        at("out:1")
    );
    tool.write("run/Dockerfile", &text);
    tool.ok(&["build", "-q", "--no-cache", "run"]);

    // Not built on it: refused, and nothing is written.
    let said = tool
        .fails(2, &["rebase", &at("app:1"), "--old-base", &at("b:1"), "--new-base", &at("deb:1"), "-t", &at("no:1")]);
    assert!(said.contains("not built on the old base") && said.contains("hint:"), "{said}");
    tool.fails(1, &["digest", &at("no:1")]);
}

/// The new base has a newer version of a package, made and installed by dpkg, and lacks another one.
#[test]
fn an_app_moves_to_a_debian_with_an_upgraded_package() {
    let (tool, registry) = site();
    let at = |name: &str| format!("{}/{name}", registry.address);
    let upgraded = r#"FROM REGISTRY/deb:1 AS package
RUN <<END
set -eu
for f in $(dpkg-query -L hostname); do [ -d "$f" ] || { mkdir -p "/p${f%/*}"; cp -a "$f" "/p$f"; }; done
printf '#!/bin/sh\necho upgraded\n' > /p/new && chmod 755 /p/new && mv /p/new "/p$(dpkg-query -L hostname | grep 'bin/hostname$')"
mkdir /p/DEBIAN
dpkg-query -s hostname | grep -v ^Status: | sed 's/^Version:.*/Version: 99:1/' > /p/DEBIAN/control
dpkg-deb --build /p /new.deb
END
FROM REGISTRY/deb:1
RUN --mount=from=package,source=/new.deb,target=/new.deb dpkg -i /new.deb && dpkg --purge libcap2-bin && rm -rf /var/log/dpkg.log /var/cache/debconf/*-old /var/lib/dpkg/*-old
"#;
    build(&tool, &registry, "b:1", &[], upgraded, &["--squash-all"]);
    let app = |from: &str| {
        format!(
            "FROM REGISTRY/{from}\nCOPY --chmod=755 run /usr/local/bin/run\nRUN mkdir -p /srv/app && chown 33:33 /srv/app\nUSER 33\nCMD [\"run\"]\n"
        )
    };
    let files = [("run", "#!/bin/sh\nhostname; dpkg-query -W -f '${Version}' hostname; id -u\n")];
    build(&tool, &registry, "app:1", &files, &app("deb:1"), &["--timestamp", "1700000000"]);
    build(&tool, &registry, "again:1", &files, &app("b:1"), &["--timestamp", "1700000000"]);
    let report = tool.ok(&["rebase", &at("app:1"), "--new-base", &at("b:1"), "-t", &at("out:1"), "--report", "json"]);
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["verdict"], "safe", "{report:#}");
    assert_eq!(layers(&tool, &at("out:1")), layers(&tool, &at("again:1")));
    let ran = |image: &str| {
        let name = tool.ok(&["container", "from", "--pull=always", &at(image)]);
        tool.ok(&["container", "run", name.trim(), "--", "run"])
    };
    assert_eq!(ran("out:1"), "upgraded\n99:133\n");
    assert_ne!(ran("app:1"), ran("out:1"));
    assert_eq!(ran("again:1"), ran("out:1"));
}

#[test]
fn many_layers_take_a_mount_each_or_nothing() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let at = |name: &str| format!("{}/{name}", registry.address);
    let numbered = |from: usize, count: usize| -> Vec<evil::Layer> {
        (from..from + count).map(|n| layer(&[file(format!("f{n}"), format!("{n}"))])).collect()
    };
    let push = |name: &str, layers: &[evil::Layer]| {
        let from = evil::image(&tool, &name.replace([':', '/'], "-"), layers);
        tool.ok(&["copy", &from, &at(name)]);
    };
    // Below each is a layer that all have.
    let (old, new, own) = (numbered(0, 4), numbered(100, 5), numbered(200, 14));
    push("old:1", &old);
    push("new:1", &new);
    let app: Vec<evil::Layer> = numbered(0, 4).into_iter().chain(own).collect();
    push("app:1", &app);
    let rebased = |to: &str| {
        let before = requests(&registry).len();
        let (old, new, to) = (at("old:1"), at("new:1"), at(to));
        tool.ok(&["rebase", &at("app:1"), "--old-base", &old, "--new-base", &new, "-t", &to, "--no-check"]);
        let seen = requests(&registry)[before..].to_vec();
        assert_eq!(layers(&tool, &to).len(), 20);
        seen
    };
    for (to, mounts) in [("out:1", 20), ("app:2", 6)] {
        let seen = rebased(to);
        let count = |part: &str| seen.iter().filter(|r| r.contains(part)).count();
        assert_eq!(count("mount="), mounts, "{to}: {seen:#?}");
        // Three manifests, three configs, the mounts, the new config (POST and PUT), the new manifest.
        let needed = 3 + 3 + mounts + 2 + 1;
        assert!(seen.len() <= needed + 10, "{to}: {} requests, {needed} needed: {seen:#?}", seen.len());
        // Only the new config is asked for.
        assert!(count("HEAD ") <= 3, "{to}: {seen:#?}");
        assert!(tool.ok(&["validate", &at(to)]).contains("nothing wrong"));
    }
}

/// A case: how the new base differs from `deb:1`, what the image adds to it, and what must be said.
struct Case {
    name: &'static str,
    base: Vec<Item>,
    own: Vec<Item>,
    user: &'static str,
    code: &'static str,
    path: &'static str,
}

/// An image of more layers over the one in a layout, pushed.
fn stack(tool: &Imgtool, registry: &Registry, name: &str, items: &[Item], user: &str) {
    let layout = tool.path("a");
    let reference = format!("oci:{}:x", layout.display());
    if !layout.exists() {
        tool.ok(&["copy", &format!("{}/deb:1", registry.address), &reference]);
        std::fs::copy(layout.join("index.json"), tool.path("a.json")).unwrap();
    }
    let index = evil::read_json(&tool.path("a.json"));
    let mut manifest = evil::read_json(&evil::blob_path(&layout, &index["manifests"][0]));
    let mut config = evil::read_json(&evil::blob_path(&layout, &manifest["config"]));
    let made = layer(items);
    let described = evil::put(&layout, "application/vnd.oci.image.layer.v1.tar", &made.blob);
    manifest["layers"].as_array_mut().unwrap().push(described);
    config["rootfs"]["diff_ids"].as_array_mut().unwrap().push(made.diff_id.into());
    if let Some(history) = config["history"].as_array_mut() {
        history.push(serde_json::json!({"created_by": name}));
    }
    if !user.is_empty() {
        config["config"]["User"] = user.into();
    }
    let kind = manifest["config"]["mediaType"].as_str().unwrap().to_string();
    manifest["config"] = evil::put(&layout, &kind, config.to_string().as_bytes());
    let mut top = evil::put(&layout, "application/vnd.oci.image.manifest.v1+json", manifest.to_string().as_bytes());
    top["annotations"] = serde_json::json!({"org.opencontainers.image.ref.name": "x"});
    std::fs::write(layout.join("index.json"), serde_json::json!({"schemaVersion": 2, "manifests": [top]}).to_string())
        .unwrap();
    tool.ok(&["copy", &reference, &format!("{}/{name}", registry.address)]);
}

fn executable(mut item: Item) -> Item {
    item.mode = 0o755;
    item
}

/// A file of the Debian base.
fn content(tool: &Imgtool, registry: &Registry, path: &str) -> Vec<u8> {
    let out = tool.run(&["cat", &format!("{}/deb:1", registry.address), path]);
    assert!(out.status.success(), "{path}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

fn replace(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let (mut out, mut found) = (bytes.to_vec(), false);
    for at in 0..out.len().saturating_sub(old.len()) {
        if out[at..].starts_with(old.as_bytes()) {
            out[at..at + old.len()].copy_from_slice(new.as_bytes());
            found = true;
        }
    }
    assert!(found, "{old}");
    out
}

fn cases(tool: &Imgtool, registry: &Registry) -> Vec<Case> {
    let lib = format!("usr/lib/{TRIPLET}");
    let of = |path: &str| content(tool, registry, path);
    let (getcap, libc, libcap) =
        (of("/usr/sbin/getcap"), of(&format!("/{lib}/libc.so.6")), of(&format!("/{lib}/libcap.so.2")));
    let passwd = String::from_utf8(of("/etc/passwd")).unwrap();
    let status = String::from_utf8(of("/var/lib/dpkg/status")).unwrap();
    let version = String::from_utf8_lossy(&getcap)
        .split('\0')
        .find(|s| s.starts_with("GLIBC_2.") && s.len() == 10)
        .unwrap()
        .to_string();
    let libcap_name = tool.ok(&["ls", "-l", &format!("{}/deb:1", registry.address), &format!("/{lib}")]);
    let real = libcap_name.lines().find_map(|l| l.split_once("libcap.so.2 -> ")).unwrap().1.trim().to_string();
    let newer_libc = [&libc[..], b"newer"].concat();
    let leak = |s: String| -> &'static str { Box::leak(s.into_boxed_str()) };
    let app = || executable(file("app/getcap", &getcap));
    let case = |name, base, own, code, path| Case { name, base, own, user: "", code, path };
    let mut owned = file("app/data", "x");
    owned.uid = 33;
    vec![
        case(
            "libc",
            vec![file(format!("{lib}/libc.so.6"), &newer_libc)],
            vec![file(format!("{lib}/libc.so.6"), &libc)],
            "libc-replaced",
            leak(format!("/{lib}/libc.so.6")),
        ),
        case(
            "whiteout",
            vec![file("usr/bin/late", "x")],
            vec![file("usr/bin/.wh.late", "")],
            "base-file-removed",
            "/usr/bin/late",
        ),
        case(
            "uid",
            vec![file("etc/passwd", passwd.replace("www-data:x:33:", "www-data:x:133:"))],
            vec![owned],
            "owner-moved",
            "/app/data",
        ),
        case(
            "dpkg",
            vec![file("var/lib/dpkg/status", status.replace("Package: libcap2-bin\n", "Package: libcap3-bin\n"))],
            vec![file(
                "var/lib/dpkg/status",
                format!("{status}\nPackage: app\nStatus: install ok installed\nVersion: 1\n"),
            )],
            "package-database",
            "/var/lib/dpkg/status",
        ),
        case("soname", vec![file(format!("{lib}/.wh.libcap.so.2"), "")], vec![app()], "library-missing", "/app/getcap"),
        case(
            "symbol",
            vec![file(format!("{lib}/libc.so.6"), replace(&libc, &version, &version.replace("GLIBC_2", "GLIBC_9")))],
            vec![app()],
            "symbol-version-missing",
            "/app/getcap",
        ),
        case(
            "hardlink",
            vec![file("usr/sbin/getcap", "another")],
            vec![hard_link("app/tool", "usr/sbin/getcap")],
            "hard-link-into-base",
            "/app/tool",
        ),
        case(
            "dir-over-link",
            vec![dir("mnt"), file(".wh.srv", ""), symlink("srv", "mnt")],
            vec![dir("srv"), file("srv/app", "x")],
            "directory-over-file",
            "/srv",
        ),
        case(
            "file-over-dir",
            vec![dir("opt/app"), file("opt/app/x", "x")],
            vec![file("opt/app", "x")],
            "file-over-directory",
            "/opt/app",
        ),
        case("loader", vec![file(format!("{lib}/{LOADER}"), &libcap)], vec![app()], "loader-changed", "/app/getcap"),
        case("no-loader", vec![file(format!("{lib}/.wh.{LOADER}"), "")], vec![app()], "loader-missing", "/app/getcap"),
        case(
            "link",
            vec![file(format!("{lib}/.wh.{real}"), "")],
            vec![symlink("app/lib", format!("/{lib}/{real}"))],
            "link-dangling",
            "/app/lib",
        ),
        case(
            "script",
            vec![file("usr/bin/.wh.perl", "")],
            vec![executable(file("app/x", "#!/usr/bin/perl -w\n"))],
            "interpreter-missing",
            "/app/x",
        ),
        Case {
            name: "user",
            base: vec![file("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")],
            own: vec![file("app/x", "x")],
            user: "www-data",
            code: "user-missing",
            path: "/etc/passwd",
        },
    ]
}

#[test]
fn what_is_not_safe_is_caught_with_the_file_named() {
    let (tool, registry) = site();
    let at = |name: &str| format!("{}/{name}", registry.address);
    for case in cases(&tool, &registry) {
        let (new, app, out) =
            (format!("deb:new-{}", case.name), format!("deb:app-{}", case.name), at(&format!("out/{}:1", case.name)));
        stack(&tool, &registry, &new, &case.base, "");
        stack(&tool, &registry, &app, &case.own, case.user);
        let (new, app) = (at(&new), at(&app));
        let bases = ["--old-base", &at("deb:1"), "--new-base", &new];
        let json = tool.text("report.json");
        let out_of_check =
            tool.run(&[&["rebase", &app], &bases[..], &["--check", "--report", &format!("json={json}")]].concat());
        assert_eq!(
            out_of_check.status.code(),
            Some(1),
            "{}: {}",
            case.name,
            String::from_utf8_lossy(&out_of_check.stderr)
        );
        let report = evil::read_json(tool.path("report.json").as_path());
        let found = report["images"][0]["findings"].as_array().unwrap();
        let this = |f: &&Value| f["code"] == case.code && f["path"] == case.path && f["level"] == "unsafe";
        assert!(found.iter().any(|f| this(&f)), "{}: {} {} in {report:#}", case.name, case.code, case.path);
        // Refused, and nothing is there.
        let said = tool.fails(1, &[&["rebase", &app], &bases[..], &["-t", &out]].concat());
        assert!(said.contains("not safe to rebase") && said.contains(case.path) && said.contains("--force"), "{said}");
        tool.fails(1, &["digest", &out]);
        // crane lets it through.
        let crane = [
            "crane",
            "rebase",
            &app,
            "--old_base",
            &at("deb:1"),
            "--new_base",
            &new,
            "-t",
            &at(&format!("crane/{}:1", case.name)),
            "--insecure",
        ];
        let crane = peer(tool.dir.path(), &crane);
        assert!(crane.status.success(), "{}: crane refuses: {}", case.name, String::from_utf8_lossy(&crane.stderr));
        tool.ok(&[&["rebase", &app], &bases[..], &["-t", &out, "--force"]].concat());
        assert_eq!(layers(&tool, &out), layers(&tool, &at(&format!("crane/{}:1", case.name))), "{}", case.name);
    }
}

/// Two bases and images of two platforms on the first, all of a few files.
fn small() -> (Imgtool, Registry) {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let both = ["--platform", "linux/amd64,linux/arm64"];
    build(&tool, &registry, "base:1", &[("f", "one")], "FROM scratch\nCOPY f /f\nLABEL base=1\n", &both);
    for name in ["app:1", "app:2"] {
        build(&tool, &registry, name, &[("x", name)], "FROM REGISTRY/base:1\nCOPY x /x\n", &both);
    }
    build(&tool, &registry, "app:other", &[("x", "other")], "FROM scratch\nCOPY x /x\n", &both);
    build(&tool, &registry, "next:1", &[("f", "two")], "FROM scratch\nCOPY f /f\nLABEL base=2\n", &both);
    (tool, registry)
}

#[test]
fn a_whole_index_follows_the_name_of_its_base() {
    let (tool, registry) = small();
    let at = |name: &str| format!("{}/{name}", registry.address);
    tool.ok(&["copy", "--all", &at("next:1"), &at("base:1")]);
    let digest = tool.ok(&["rebase", &at("app:1"), "-t", &at("out:1"), "--digestfile", &tool.text("digest")]);
    assert_eq!(std::fs::read_to_string(tool.path("digest")).unwrap(), digest.trim());
    let index = manifest(&tool, &at("out:1"));
    let of = |index: &Value| -> Vec<String> {
        index["manifests"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|m| m["platform"]["architecture"].as_str().map(str::to_string))
            .collect()
    };
    assert_eq!(of(&index), ["amd64", "arm64"]);
    for arch in ["amd64", "arm64"] {
        let platform = format!("linux/{arch}");
        let config: Value =
            serde_json::from_str(&tool.ok(&["inspect", "--config", "--raw", "--platform", &platform, &at("out:1")]))
                .unwrap();
        assert_eq!(
            (config["architecture"].as_str(), config["config"]["Labels"]["base"].as_str()),
            (Some(arch), Some("2"))
        );
        assert_eq!(tool.ok(&["cat", "--platform", &platform, &at("out:1"), "/f"]), "two");
    }
    assert!(tool.ok(&["validate", &at("out:1")]).contains("2 image(s), nothing wrong"));
    // Once more: it is on the newest base.
    assert_eq!(tool.ok(&["rebase", &at("out:1")]), digest);
    // One platform alone.
    let one = tool.ok(&[
        "rebase",
        &at("app:2"),
        "--platform",
        "linux/arm64",
        "--new-base",
        &at("next:1"),
        "-t",
        &at("arm:1"),
    ]);
    assert_eq!(tool.ok(&["digest", &at("arm:1")]), one);
}

#[test]
fn all_tags_of_a_repository_and_signatures() {
    let (tool, registry) = small();
    let at = |name: &str| format!("{}/{name}", registry.address);
    tool.run_with(&["keygen", "--output-key-prefix", "k"], &[("COSIGN_PASSWORD", "p")]);
    let bases = ["--old-base", &at("base:1"), "--new-base", &at("next:1")];
    let (app, moved) = (at("app"), at("moved"));
    let all = [&["rebase", &app, "--all-tags"], &bases[..], &["-t", &moved, "--sign", "k.key"]].concat();
    let table = tool.run_with(&all, &[("COSIGN_PASSWORD", "p")]);
    let words: Vec<Vec<&str>> = table.lines().map(|l| l.split_whitespace().take(2).collect()).collect();
    assert_eq!(words, [["rebased", "1"], ["rebased", "2"], ["skipped", "other"]], "{table}");
    for tag in ["moved:1", "moved:2"] {
        tool.ok(&["verify", "--key", "k.pub", &at(tag)]);
        assert_eq!(tool.ok(&["cat", &at(tag), "/f"]), "two");
    }
    tool.fails(1, &["digest", &at("moved:other")]);
    // Where nothing is told, layers that are shared with a tag of the base's repository tell.
    tool.ok(&["copy", "--all", &at("next:1"), &at("base:2")]);
    let silent = [
        "--unsetannotation",
        "org.opencontainers.image.base.digest",
        "--unsetannotation",
        "org.opencontainers.image.base.name",
    ];
    build(&tool, &registry, "plain:1", &[("x", "x")], "FROM REGISTRY/base:1\nCOPY x /x\n", &silent);
    let json = tool.text("plain.json");
    tool.ok(&[
        "rebase",
        &at("plain:1"),
        "--new-base",
        &at("base:2"),
        "-t",
        &at("plain:2"),
        "--report",
        "json",
        "--report-file",
        &json,
    ]);
    let report = evil::read_json(tool.path("plain.json").as_path());
    assert_eq!(report["images"][0]["oldBase"]["found"], "shared layers");
    assert_eq!(tool.ok(&["cat", &at("plain:2"), "/f"]), "two");
    // One that fails does not stop the rest.
    let broken = ["rebase", &at("app"), "--all-tags", "--new-base", &at("next:1"), "-t", &at("more")];
    let out = tool.run(&broken);
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(out.status.code(), Some(1), "{text}");
    assert!(text.contains("rebased  1") && text.contains("failed   other"), "{text}");
}

#[test]
fn hostile_layers_give_findings_and_nothing_worse() {
    let (tool, registry) = small();
    let at = |name: &str| format!("{}/{name}", registry.address);
    let mut lying = b"\x7fELF\x02\x01\x01".to_vec();
    lying.resize(64, 0xff);
    let evil_name = "x/<script>alert(1)</script>\u{1b}[2J";
    let own = [
        executable(file("bin/lying", &lying)),
        executable(file("bin/short", b"\x7fELF")),
        symlink(evil_name, "/f"),
        file("etc/passwd", vec![b':'; 17 << 20]),
        file("etc/group", "a:x:1\n".repeat(200_000)),
        hard_link("loop", "loop"),
        symlink("l1", "l2"),
        symlink("l2", "l1"),
    ];
    let app = evil::image(&tool, "evil", &[layer(&own)]);
    let bare = evil::image(&tool, "bare", &[]);
    let gone = evil::image(&tool, "gone", &[layer(&[file("etc/passwd", "root:x:0:0:::\n"), file("f", "1")])]);
    let with_f = evil::image(&tool, "with-f", &[layer(&[file("f", "1")])]);
    let over = evil::image(&tool, "over", &[layer(&[file("f", "1")]), layer(&own)]);
    for (image, old, new) in [(&app, &bare, &gone), (&over, &with_f, &bare)] {
        let html = tool.text("report.html");
        let out = tool.run(&[
            "rebase",
            image,
            "--old-base",
            old,
            "--new-base",
            new,
            "--check",
            "--report",
            &format!("html={html}"),
            "--report",
            "text",
        ]);
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        assert_eq!(out.status.code(), Some(1), "{text}{}", String::from_utf8_lossy(&out.stderr));
        assert!(text.contains("file-not-read /bin/lying") && text.contains("file-not-read /bin/short"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
        let html = std::fs::read_to_string(html).unwrap();
        assert!(
            !html.contains("<script")
                && !html.contains('\u{1b}')
                && !html.contains("http:")
                && !html.contains("https:"),
            "{html}"
        );
    }
    let html = std::fs::read_to_string(tool.path("report.html")).unwrap();
    assert!(html.contains("&lt;script&gt;"), "{html}");
    // Between layouts on this machine.
    let out = tool.text("result");
    tool.ok(&["rebase", &over, "--old-base", &with_f, "--new-base", &gone, "-t", &format!("oci:{out}:x"), "--force"]);
    assert!(tool.ok(&["validate", "--fast", &format!("oci:{out}:x")]).contains("nothing wrong"));
    let said = tool.fails(2, &["rebase", &at("app:1"), "--report", "pdf"]);
    assert!(said.contains("json, html or text"), "{said}");
    let said = tool.fails(2, &["rebase", &bare, "-t", "store:x"]);
    assert!(said.contains("--old-base OLD --new-base NEW"), "{said}");
}
