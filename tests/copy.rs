//! `imgtool copy` between all transports, digests checked by skopeo.
use crate::common::{Imgtool, Registry, base, cutting, fstree_ok, peer_ok};

/// Digest of the manifest as skopeo sees it.
fn skopeo_digest(tool: &Imgtool, reference: &str) -> String {
    let command = ["skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", reference];
    peer_ok(tool.dir.path(), &command).trim().to_string()
}

#[test]
fn a_manifest_keeps_its_digest_through_every_transport() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let source = format!("oci-archive:{}", base("busybox").display());
    std::fs::copy(base("busybox"), tool.path("source.oci")).unwrap();
    let digest = skopeo_digest(&tool, &format!("oci-archive:{}", tool.text("source.oci")));
    let (layout, archive, dir) = (tool.text("layout"), tool.text("out.oci"), tool.text("dir"));
    let remote = format!("{}/a/busybox:1", registry.address);
    let chain = [
        format!("oci:{layout}:x"),
        format!("oci-archive:{archive}"),
        format!("dir:{dir}"),
        "store:kept".to_string(),
        remote.clone(),
        format!("docker://{}/b/busybox:2", registry.address),
    ];
    let mut from = source;
    for to in chain {
        tool.ok(&["copy", &from, &to]);
        from = to;
    }
    fstree_ok(&["validate", &format!("{layout}:x")]);
    fstree_ok(&["validate", &archive]);
    for reference in [
        format!("oci:{layout}:x"),
        format!("oci-archive:{archive}"),
        format!("dir:{dir}"),
        format!("docker://{remote}"),
        format!("docker://{}/b/busybox:2", registry.address),
    ] {
        assert_eq!(skopeo_digest(&tool, &reference), digest, "{reference}");
    }
}

#[test]
fn a_docker_archive_is_read_by_skopeo() {
    let tool = Imgtool::new();
    let file = tool.text("docker.tar");
    let source = format!("oci-archive:{}", base("busybox").display());
    tool.ok(&["copy", &source, &format!("docker-archive:{file}:busybox:1"), "--additional-tag", "site.example/b:2"]);
    for name in ["busybox:1", "site.example/b:2"] {
        let back = tool.text(&format!("back-{}", name.len()));
        let from = format!("docker-archive:{file}:{name}");
        peer_ok(tool.dir.path(), &["skopeo", "copy", &from, &format!("oci:{back}:x")]);
        fstree_ok(&["compare", base("busybox").to_str().unwrap(), &back]);
    }
    let said = tool.fails(2, &["copy", &source, "oci:out:x", "--additional-tag", "b:2"]);
    assert!(said.contains("--additional-tag has no meaning for oci:out:x"), "{said}");
}

#[test]
fn copying_again_uploads_nothing() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let (source, remote) = (format!("oci-archive:{}", base("busybox").display()), format!("{}/x:1", registry.address));
    tool.ok(&["copy", &source, &remote]);
    let uploads = || registry.log().matches("/blobs/uploads/").count();
    let before = uploads();
    assert!(before > 0);
    tool.ok(&["copy", &source, &remote]);
    assert_eq!(uploads(), before);
}

#[test]
fn an_unreachable_registry_and_a_wrong_digest_are_clear() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let stderr = tool.fails(1, &["copy", "127.0.0.1:1/x:1", "store:x"]);
    assert!(stderr.contains("127.0.0.1:1"), "{stderr}");
    let missing = format!("{}/x@sha256:{}", registry.address, "0".repeat(64));
    let stderr = tool.fails(1, &["copy", &missing, "store:x"]);
    assert!(stderr.contains("sha256:0000"), "{stderr}");
}

#[test]
fn a_dry_run_says_what_would_move_and_moves_nothing() {
    let (tool, registry) = (Imgtool::with_bases(&["busybox"]), Registry::start());
    let remote = format!("{}/x:1", registry.address);
    let plan = tool.ok(&["copy", "--dry-run", "store:busybox", &remote]);
    assert!(plan.contains("  move sha256:") && plan.trim_end().ends_with("0 B already there"), "{plan}");
    tool.fails(1, &["inspect", &remote]);
    tool.ok(&["copy", "store:busybox", &remote]);
    let plan = tool.ok(&["copy", "--dry-run", "store:busybox", &remote]);
    assert!(
        !plan.contains("move sha256:") && plan.contains("  exists sha256:") && plan.contains("0 B to move"),
        "{plan}"
    );
}

#[test]
fn conversions_change_the_digest_only_if_they_may() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let layout = |name: &str| format!("oci:{}:x", tool.text(name));
    tool.fails(1, &["copy", "--preserve-digests", "--compression", "zstd", "store:busybox", &layout("a")]);
    tool.fails(1, &["copy", "--preserve-digests", "--format", "v2s2", "store:busybox", &layout("b")]);
    tool.ok(&["copy", "--compression", "zstd:1", "store:busybox", &layout("c")]);
    let raw = tool.ok(&["inspect", "--raw", &layout("c")]);
    assert!(raw.contains("tar+zstd"), "{raw}");
    fstree_ok(&["compare", base("busybox").to_str().unwrap(), &tool.text("c")]);
    tool.ok(&["copy", "--format", "v2s2", "store:busybox", &format!("dir:{}", tool.text("d"))]);
    let raw = std::fs::read_to_string(tool.path("d/manifest.json")).unwrap();
    assert!(raw.contains("vnd.docker.distribution.manifest.v2+json"), "{raw}");
    peer_ok(tool.dir.path(), &["skopeo", "inspect", &format!("dir:{}", tool.text("d"))]);
}

#[test]
fn an_image_passes_through_containers_storage() {
    // With a skopeo that works on the peers' storage, in a folder of this test's own.
    let tool = Imgtool::with_bases(&["busybox"]);
    let stderr = tool.fails(1, &["copy", "docker-daemon:busybox", "store:x"]);
    assert!(stderr.contains("docker-daemon:"), "{stderr}");
    let script = "#!/bin/sh\ncase $1 in --version) exit 0;; copy) f=${2#oci-archive:}; t=${3#oci-archive:}\n\
        case $2 in containers-storage:*) exec cp \"$KEPT\" \"$t\";; *) exec cp \"$f\" \"$KEPT\";; esac;; esac\n";
    let program = tool.write("bin/skopeo", script);
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = tool.command(arguments);
        command.env("PATH", format!("{}:/usr/bin:/bin", tool.text("bin"))).env("KEPT", tool.text("kept.tar"));
        crate::common::done("imgtool", command.output().unwrap())
    };
    let there = run(&["copy", "store:busybox", "containers-storage:busybox:1"]);
    let back = run(&["copy", "containers-storage:busybox:1", "store:back"]);
    assert_eq!(there, back);
}

/// An image of one layer of so many bytes that do not compress, in the registry.
fn noise(tool: &Imgtool, registry: &Registry, size: usize) -> String {
    let mut state = 1u64;
    let bytes: Vec<u8> = (0..size)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        })
        .collect();
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY noise /\n");
    std::fs::write(tool.path("ctx/noise"), bytes).unwrap();
    let remote = format!("{}/x:1", registry.address);
    tool.ok(&["build", "-q", "--push", "-t", &remote, &tool.text("ctx")]);
    remote
}

#[test]
fn a_pull_through_a_line_that_breaks_again_and_again_goes_on_where_it_was() {
    use std::sync::atomic::Ordering;
    const SIZE: usize = 24 << 20;
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let remote = noise(&tool, &registry, SIZE);
    let proxy = cutting::Cutting::start(&registry.address, 1 << 20);
    let through = tool.ok(&["copy", &format!("{}/x:1", proxy.address), &format!("oci:{}:x", tool.text("out"))]);
    let direct = tool.ok(&["copy", &remote, &format!("oci:{}:x", tool.text("direct"))]);
    assert_eq!(through, direct);
    fstree_ok(&["validate", &format!("{}:x", tool.text("out"))]);
    let (passed, cuts) = (proxy.passed.load(Ordering::Relaxed), proxy.cuts.load(Ordering::Relaxed));
    assert!(cuts >= 20, "{cuts} cuts");
    // What was in a socket's buffer when the line broke may come again, and nothing else.
    assert!(passed < SIZE as u64 * 11 / 10, "{passed} bytes for a blob of {SIZE}, {cuts} cuts");
}

/// Killed or stopped in the middle, run again: what was there is not fetched again, nothing half done stays, and a layout or a
/// directory of skopeo's form is whole at the end. What was left and is not of the blob is thrown away.
#[test]
fn a_killed_pull_goes_on_where_it_was() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    const SIZE: u64 = 20 << 20;
    let remote = noise(&tool, &registry, SIZE as usize);
    let digest = tool.ok(&["digest", &remote]);
    for (transport, name, temp) in [("oci", "layout", "layout/blobs"), ("dir", "dir", "dir")] {
        for (signal, damaged) in [("KILL", false), ("KILL", true), ("TERM", false), ("INT", false)] {
            let name = format!("{name}-{signal}-{damaged}");
            let to = format!("{transport}:{}", tool.text(&name));
            let temp = temp.replacen(temp.split('/').next().unwrap(), &name, 1);
            let parts = || {
                let entries = std::fs::read_dir(tool.path(&temp)).into_iter().flatten().map(|e| e.unwrap().path());
                entries.filter(|p| p.to_str().unwrap().contains(".part-sha256-")).collect::<Vec<_>>()
            };
            let proxy = cutting::Cutting::silent(&registry.address, 10 << 20);
            let mut child =
                tool.command(&["copy", &remote.replace(&registry.address, &proxy.address), &to]).spawn().unwrap();
            while parts().iter().all(|p| p.metadata().unwrap().len() < 8 << 20) {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            let sent =
                std::process::Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
            assert!(sent.unwrap().success() && !child.wait().unwrap().success());
            let [part] = parts().try_into().unwrap();
            let held = part.metadata().unwrap().len();
            if damaged {
                let mut bytes = std::fs::read(&part).unwrap();
                bytes[1000] ^= 1;
                std::fs::write(&part, bytes).unwrap();
            }
            let counting = cutting::Cutting::silent(&registry.address, u64::MAX);
            assert_eq!(tool.ok(&["copy", &remote.replace(&registry.address, &counting.address), &to]), digest);
            let passed = counting.passed.load(std::sync::atomic::Ordering::Relaxed);
            if damaged {
                assert!(passed > SIZE, "{passed} bytes");
            } else {
                assert!(passed < SIZE - held + (64 << 10), "{passed} bytes, of {SIZE} with {held} there");
            }
            assert_eq!(parts(), Vec::<std::path::PathBuf>::new());
            assert!(tool.ok(&["validate", &to]).contains("nothing wrong"));
        }
    }
}
