//! RUN on every rung of the isolation ladder: the same layers from each, nothing left behind, and clear words where it
//! cannot be. A Kubernetes pod is simulated by what its rules amount to (tests/common/pod.py).
use crate::common::rungs::{ALONE, NO_FUSE, WITH_IDS, at, load, nothing_mounted, plain, refused};
pub use crate::common::rungs::{as_root, clear, in_pod};
use crate::common::{Imgtool, as_user, base, done, repository};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

/// Changes of every kind: new, changed, removed, replaced, renamed, linked, of other owners and modes.
const CHANGES: &str = "FROM busybox\nARG T=1\n\
    RUN echo hello > /new && rm /bin/vi && mkdir -p /a/b && chmod 700 /a && ln /new /hard && ln -s new /soft\n\
    RUN rm -r /home && mkdir /home && echo x > /home/x && mv /a/b /a/c && chmod 1777 /a/c && mkfifo /fifo && : > /empty\n\
    WORKDIR /w\n\
    RUN pwd > pwd; echo quiet > /dev/null; echo more >> /home/x; rm /soft && mkdir /soft && (sleep 30042 >/dev/null 2>&1 &)\n\
    RUN --mount=type=cache,target=/cache --mount=type=tmpfs,target=/t --mount=type=secret,id=s \
    echo c >> /cache/f; cat /cache/f /run/secrets/s > /seen; echo t > /t/f; rm -r /a; touch /etc/new-file\n\
    RUN --mount=type=bind,target=/ctx/deep,rw cat /ctx/deep/Dockerfile > /dev/null; echo gone > /ctx/deep/x; ls / > /names\n\
    RUN --mount=target=/m/x --mount=type=cache,target=/m/c --mount=type=tmpfs,target=/m \
    cat /m/x/Dockerfile > /nested; touch /m/c/y; ls /m >> /nested\n";

fn prepared(dockerfile: &str) -> Imgtool {
    let tool = Imgtool::new();
    tool.write("ctx/Dockerfile", dockerfile);
    tool.write("s", "secret");
    tool
}

fn arguments<'a>(context: &'a str, secret: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["build", "-t", "out", "--timestamp", "5", "--secret", secret][..], more, &[context]].concat()
}

/// busybox in the store of `tool`, by way of its own folder: the tests' bases may lie below a home that others cannot enter.
pub fn with_base(tool: &Imgtool, run: impl Fn(&[&str]) -> Output) {
    std::fs::copy(base("busybox"), tool.path("busybox.oci")).unwrap();
    done("copy", run(&["copy", "oci-archive:busybox.oci", "store:busybox"]));
}

#[test]
fn every_rung_makes_the_same_layers() {
    let mut all = Vec::new();
    for place in WITH_IDS {
        let (raw, said) = built_at(place, "busybox");
        assert_eq!(said.contains("by chroot alone"), ["chroot", "pod"].contains(&place), "{place}: {said}");
        let copies = place == "no-overlay" || place == "fuse" && !Path::new("/dev/fuse").exists();
        assert_eq!(said.contains("takes no overlay"), copies, "{place}: {said}");
        assert!(!said.contains("only one user id"), "{place}: {said}");
        all.push((place, raw));
    }
    for (name, raw) in &all[1..] {
        assert_eq!(*raw, all[0].1, "{name}");
    }
    // With one id alone, an image of other owners cannot be unpacked: told, not passed over.
    let tool = prepared(CHANGES);
    with_base(&tool, |a| at(ALONE, &tool, a).output().unwrap());
    let secret = format!("id=s,src={}", tool.text("s"));
    let said = refused(&at(ALONE, &tool, &arguments("ctx", &secret, &[])).output().unwrap());
    assert!(said.contains("uid 1000, which does not exist in this user namespace"), "{said}");
    assert!(said.contains("/etc/subuid") && said.contains("only one user id is available"), "{said}");
    clear(&tool);
    // One whose files are all root's can.
    assert_eq!(built_at("root", "plain").0, built_at(ALONE, "plain").0);
    assert!(!left("sleep 30042"), "what RUN started in the background lives on");
}

/// Builds CHANGES there; the image's manifest, and what was said.
fn built_at(place: &str, from: &str) -> (String, String) {
    let tool = prepared(CHANGES);
    let secret = format!("id=s,src={}", tool.text("s"));
    load(place, &tool);
    if from == "plain" && place != ALONE {
        plain(place, &tool);
    }
    let out = at(place, &tool, &arguments(&tool.text("ctx"), &secret, &[])).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    done(place, out);
    let raw = done("inspect", at(place, &tool, &["inspect", "--raw", "store:out"]).output().unwrap());
    nothing_mounted(&tool);
    clear(&tool);
    (raw, said)
}

/// In a RUN of an image that holds imgtool, built by imgtool: there it finds itself in an ordinary container, or, where the
/// step may do everything, in one that allows namespaces.
#[test]
fn nested_in_its_own_image() {
    let own = {
        let tool = Imgtool::new();
        load("root", &tool);
        tool.write("in/Dockerfile", NESTED);
        done("own", at("root", &tool, &["build", "-q", "--timestamp", "5", "-t", "out", "in"]).output().unwrap());
        let raw = done("inspect", at("root", &tool, &["inspect", "--raw", "store:out"]).output().unwrap());
        clear(&tool);
        layers(&raw)
    };
    for (place, flags, way) in [
        ("user", "", "root, by chroot alone"),
        ("user", "--security=insecure", "root, in namespaces of its own"),
        ("root", "", "root, by chroot alone"),
    ] {
        let tool = Imgtool::new();
        fs::copy(env!("CARGO_BIN_EXE_imgtool"), tool.path("imgtool")).unwrap();
        fs::create_dir(tool.path("ctx")).unwrap();
        fs::copy(env!("CARGO_BIN_EXE_imgtool"), tool.path("ctx/imgtool")).unwrap();
        fs::copy(base("busybox"), tool.path("ctx/busybox.oci")).unwrap();
        fs::copy(base("debian"), tool.path("debian.oci")).unwrap();
        tool.write("ctx/in/Dockerfile", NESTED);
        let run = format!(
            "FROM debian\nCOPY imgtool /usr/bin/imgtool\nCOPY busybox.oci /\nCOPY in /in\nENV IMGTOOL_ROOT=/store\n\
             RUN {flags} imgtool info > /info && imgtool copy oci-archive:/busybox.oci store:busybox && \
             imgtool build -q --timestamp 5 -t out /in && imgtool inspect --raw store:out > /manifest && rm -r /store\n"
        );
        tool.write("ctx/Dockerfile", &run);
        done("copy", at(place, &tool, &["copy", "oci-archive:debian.oci", "store:debian"]).output().unwrap());
        let build = ["build", "--allow", "security.insecure", "-t", "out", "ctx"];
        done(&format!("{place} {flags}"), at(place, &tool, &build).output().unwrap());
        let cat = |path: &str| done("cat", at(place, &tool, &["cat", "store:out", path]).output().unwrap());
        assert!(cat("/info").contains(&format!("RUN is isolated by: {way}\n")), "{place} {flags}: {}", cat("/info"));
        assert_eq!(layers(&cat("/manifest")), own, "{place} {flags}");
        nothing_mounted(&tool);
        clear(&tool);
    }
}

const NESTED: &str = "FROM busybox\nRUN mkdir /made && echo x > /made/x && chown 7:8 /made/x && rm /bin/vi\n\
    RUN cat /made/x > /y; head -c 5 /dev/zero | wc -c >> /y; echo gone > /dev/null\n";

/// Is there a process with this command line?
fn left(words: &str) -> bool {
    Command::new("pgrep").args(["-fx", words]).output().unwrap().status.success()
}

fn gone(words: &str) -> bool {
    let begin = Instant::now();
    while left(words) {
        if begin.elapsed() > Duration::from_secs(20) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    true
}

#[test]
fn chroot_leaves_no_process_behind() {
    let tool = prepared("FROM busybox\nRUN sleep 4231 & setsid sleep 4232 & sleep 4233\n");
    with_base(&tool, |a| as_root(&tool, a).output().unwrap());
    for signal in ["TERM", "KILL", "INT"] {
        let mut child = as_root(&tool, &["build", "--isolation", "chroot", "ctx"]);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begin = Instant::now();
        while !left("sleep 4233") {
            assert!(begin.elapsed() < Duration::from_secs(60), "the command did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        let pattern = format!("^{} build --isolation chroot", env!("CARGO_BIN_EXE_imgtool"));
        let mut kill = Command::new(if rustix::process::geteuid().is_root() { "env" } else { "sudo" });
        done("pkill", kill.args(["pkill", &format!("-{signal}"), "-f", &pattern]).output().unwrap());
        child.wait().unwrap();
        for words in ["sleep 4231", "sleep 4232", "sleep 4233"] {
            assert!(gone(words), "{words} after {signal}");
        }
    }
    clear(&tool);
}

#[test]
fn chroot_says_what_it_cannot_do() {
    let tool = prepared("FROM busybox\nRUN true\n");
    let message = |args: &[&str], command: &dyn Fn(&[&str]) -> Command| {
        let out = command(args).output().unwrap();
        assert_eq!(out.status.code(), Some(1), "{args:?}");
        String::from_utf8_lossy(&out.stderr).into_owned()
    };
    with_base(&tool, |a| as_root(&tool, a).output().unwrap());
    let pod = |a: &[&str]| in_pod(&tool, a);
    let text = message(&["build", "--network=none", "ctx"], &pod);
    assert!(text.contains("network namespace") && text.contains("Dockerfile:2"), "{text}");
    clear(&tool);
    let tool = prepared("FROM busybox\nRUN true\n");
    with_base(&tool, |a| as_user(&tool, a).output().unwrap());
    let user = |a: &[&str]| as_user(&tool, a);
    for isolation in ["chroot", "root"] {
        let text = message(&["build", "--isolation", isolation, "ctx"], &user);
        assert!(text.contains("for root alone"), "{text}");
    }
}

#[test]
fn a_command_in_a_chroot_is_a_plain_container_user() {
    let tool = prepared(
        "FROM busybox\nRUN chroot / true || echo refused > /tmp/chroot; id -u > /tmp/id; umask > /tmp/umask; \
         cat /etc/resolv.conf > /dev/null && env > /tmp/env\nUSER 1234:99\nRUN id > /tmp/user; echo x > /etc/no || echo no > /tmp/no\n",
    );
    with_base(&tool, |a| as_root(&tool, a).output().unwrap());
    done("build", as_root(&tool, &["build", "-t", "out", "--isolation", "chroot", "ctx"]).output().unwrap());
    let cat = |path: &str| done("cat", as_root(&tool, &["cat", "store:out", path]).output().unwrap());
    assert_eq!(cat("/tmp/chroot"), "refused\n");
    assert_eq!((cat("/tmp/id").as_str(), cat("/tmp/umask").as_str()), ("0\n", "0022\n"));
    assert_eq!(cat("/tmp/user"), "uid=1234 gid=99 groups=99\n");
    assert_eq!(cat("/tmp/no"), "no\n");
    assert!(!cat("/tmp/env").contains("IMGTOOL"), "CVE-2021-3602: our own environment stays ours");
    clear(&tool);
}

/// A real distribution's tools in a pod.
#[test]
fn debian_in_a_pod() {
    let tool = prepared(
        "FROM debian\nRUN useradd --create-home app && su app -c 'id -un > ~/who' && ldconfig && dpkg --audit && \
         apt-config dump > /dev/null && install -d -o app /srv/app && chgrp tty /srv/app\n",
    );
    done(
        "copy",
        in_pod(&tool, &["copy", &format!("oci-archive:{}", base("debian").display()), "store:debian"])
            .output()
            .unwrap(),
    );
    done("build", in_pod(&tool, &["build", "-t", "out", "ctx"]).output().unwrap());
    let cat = done("cat", in_pod(&tool, &["cat", "store:out", "/home/app/who"]).output().unwrap());
    assert_eq!(cat, "app\n");
    clear(&tool);
}

/// What the host refuses is told with the one thing to change.
#[test]
fn info_says_what_to_change() {
    let tool = Imgtool::new();
    let overlay = at("no-overlay", &tool, &["info"]).output().unwrap();
    let text = done("info", overlay);
    assert!(text.contains("the store lies on an overlay itself") && text.contains("IMGTOOL_ROOT"), "{text}");
    let pod = done("info", in_pod(&tool, &["info"]).output().unwrap());
    assert!(pod.contains("RUN is isolated by: root, by chroot alone"), "{pod}");
    assert!(pod.contains("hint: "), "{pod}");
    clear(&tool);
}

#[test]
fn info_tells_what_there_is() {
    let tool = Imgtool::new();
    let parse = |out: Output| -> Value { serde_json::from_str(&done("info", out)).unwrap() };
    let works = |report: &Value, name: &str| {
        let ways = report["ways"].as_array().unwrap();
        ways.iter().find(|w| w["name"] == name).unwrap()["works"].as_bool().unwrap()
    };
    let pod = parse(in_pod(&tool, &["info", "--format", "json"]).output().unwrap());
    assert_eq!(pod["isolation"], "root, by chroot alone");
    assert!(works(&pod, "chroot") && !works(&pod, "root") && !works(&pod, "userns"));
    let root = parse(as_root(&tool, &["info", "--format", "json"]).output().unwrap());
    assert!(works(&root, "root") && works(&root, "chroot"));
    let user = parse(as_user(&tool, &["info", "--format", "json"]).output().unwrap());
    assert_eq!(user["isolation"], "user namespace with subordinate ids");
    assert!(!works(&user, "root") && works(&user, "userns-single"));
    let text = done("info", as_user(&tool, &["info"]).output().unwrap());
    assert!(text.contains("--isolation=") && text.contains("for root alone"), "{text}");
    let fact = |report: &Value, name: &str| {
        let facts = report["facts"].as_array().unwrap();
        facts.iter().find(|f| f["name"] == name).unwrap().clone()
    };
    assert_eq!(fact(&user, "subordinate ids")["says"], "65536 of them");
    assert_eq!(fact(&user, "/proc")["works"], true);
    let masked = parse(at("masked", &tool, &["info", "--format", "json"]).output().unwrap());
    assert_eq!(masked["isolation"], "user namespace with subordinate ids");
    assert!(fact(&masked, "/proc")["hint"].as_str().unwrap().contains("procMount: Unmasked"), "{masked}");
    let alone = parse(at(ALONE, &tool, &["info", "--format", "json"]).output().unwrap());
    assert_eq!(alone["isolation"], "user namespace with a single id");
    assert!(
        fact(&alone, "subordinate ids")["hint"].as_str().unwrap().contains("imgtool-alone:100000:65536"),
        "{alone}"
    );
    // Nothing was made.
    assert!(!tool.root.exists() || fs::read_dir(&tool.root).unwrap().next().is_none());
}

/// A container's root file system is an overlay mostly: none can be mounted over it, and it takes no whiteouts.
/// The store lies there, in a pod, as root, and in a user namespace.
#[test]
fn a_store_on_overlayfs() {
    let mut all = Vec::new();
    let places = [
        ("root", "root"),
        ("root", "userns"),
        ("without fuse", "root"),
        ("without fuse", "userns"),
        ("pod", "auto"),
        ("root on disk", "root"),
    ];
    for (place, isolation) in places {
        // Another test looks for what is left of it.
        let tool = prepared(&CHANGES.replace("sleep 30042", "sleep 30043"));
        with_base(&tool, |a| as_root(&tool, a).output().unwrap());
        // A base with whiteouts and an opaque directory.
        tool.write(
            "base/Dockerfile",
            "FROM busybox\nRUN mkdir -p /d/e && touch /d/e/f /gone\nRUN rm -r /gone /d && mkdir -p /d/g\n",
        );
        done("base", as_root(&tool, &["build", "-t", "based", "--timestamp", "5", "base"]).output().unwrap());
        done("out", as_root(&tool, &["copy", "store:based", "oci-archive:based.tar"]).output().unwrap());
        clear(&tool);
        fs::remove_dir_all(&tool.root).ok();
        let mut script = String::from("set -e; ");
        if place != "root on disk" {
            let root = tool.root.display();
            script += &format!(
                "mkdir -p {root} o/l o/u o/w; mount -t tmpfs none o; mkdir o/l o/u o/w; mount -t overlay overlay -o lowerdir=o/l,upperdir=o/u,workdir=o/w {root}; "
            );
        }
        if place == "without fuse" {
            script += NO_FUSE;
        }
        let pod = if place == "pod" {
            format!("python3 {}", repository().join("tests/common/pod.py").display())
        } else {
            String::new()
        };
        let secret = format!("id=s,src={}", tool.text("s"));
        let program = env!("CARGO_BIN_EXE_imgtool");
        script += &format!("{pod} {program} copy oci-archive:based.tar store:busybox >&2; ");
        let arguments = arguments("ctx", &secret, &["--isolation", isolation]).join(" ");
        script += &format!("{pod} {program} {arguments} >&2; {program} inspect --raw store:out");
        let mut command = as_root(&tool, &[]);
        let program = command.get_program().to_os_string();
        let mut kept: Vec<_> = command.get_args().map(std::ffi::OsStr::to_os_string).collect();
        kept.pop();
        command = Command::new(program);
        command
            .args(kept)
            .args(["unshare", "-m", "sh", "-c", &script])
            .current_dir(tool.dir.path())
            .stdin(Stdio::null());
        let out = command.output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.status.success(), "{place} {isolation}: {said}");
        let copies = place == "without fuse" || place == "root" && !Path::new("/dev/fuse").exists();
        assert_eq!(said.contains("takes no overlay"), copies, "{place} {isolation}: {said}");
        all.push((format!("{place} {isolation}"), layers(&String::from_utf8(out.stdout).unwrap())));
        clear(&tool);
    }
    for (name, digests) in &all[1..] {
        assert_eq!(*digests, all[0].1, "{name} against {}", all[0].0);
    }
}

/// Where the store's file system shares blocks, a root file system that is copied takes none of its own.
#[test]
fn copies_share_their_blocks() {
    let tool = Imgtool::new();
    tool.write("ctx/Dockerfile", "FROM busybox\nRUN false\n");
    fs::copy(base("busybox"), tool.path("busybox.oci")).unwrap();
    let program = env!("CARGO_BIN_EXE_imgtool");
    let script = format!(
        "set -e; export PATH=$PATH:/usr/sbin:/sbin; truncate -s 300M disk; mkfs.btrfs -q disk; mkdir -p disk.d; \
         mount -o loop disk disk.d; export IMGTOOL_ROOT=$PWD/disk.d/store; \
         {program} copy oci-archive:busybox.oci store:busybox >&2; \
         ! {program} build --isolation chroot --print-rootfs ctx >&2; sync; \
         filefrag -v disk.d/store/failed/*/rootfs/bin/busybox"
    );
    let mut command = as_root(&tool, &[]);
    let outer = command.get_program().to_os_string();
    let mut kept: Vec<_> = command.get_args().map(std::ffi::OsStr::to_os_string).collect();
    kept.pop();
    command = Command::new(outer);
    command.args(kept).args(["unshare", "-m", "bash", "-c", &script]).current_dir(tool.dir.path()).stdin(Stdio::null());
    let shown = done("copies", command.output().unwrap());
    let extents: Vec<&str> =
        shown.lines().filter(|l| l.trim_start().starts_with(|c: char| c.is_ascii_digit())).collect();
    assert!(!extents.is_empty() && extents.iter().all(|l| l.contains("shared")), "{shown}");
    clear(&tool);
}

fn layers(manifest: &str) -> Vec<String> {
    let manifest: Value = serde_json::from_str(manifest).unwrap();
    manifest["layers"].as_array().unwrap().iter().map(|l| l["digest"].as_str().unwrap().to_string()).collect()
}
