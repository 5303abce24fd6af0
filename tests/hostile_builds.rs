//! Attacks by Dockerfiles, commands and contexts that broke other builders, tried on each way that RUN is isolated.
use crate::common::{Imgtool, done};
use crate::isolation::{as_root, clear, with_base};
use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};

const WAYS: [&str; 3] = ["root", "userns", "chroot"];

/// Does `attack` in each way, with a store of its own that knows busybox.
fn on_each_way(attack: impl Fn(&Imgtool, &str)) {
    for way in WAYS {
        let tool = Imgtool::new();
        with_base(&tool, |a| as_root(&tool, a).output().unwrap());
        attack(&tool, way);
        clear(&tool);
    }
}

fn build(tool: &Imgtool, way: &str, dockerfile: &str) -> Output {
    tool.write("ctx/Dockerfile", dockerfile);
    as_root(tool, &["build", "--progress=plain", "-t", "out", "--isolation", way, "ctx"]).output().unwrap()
}

fn ok(tool: &Imgtool, way: &str, dockerfile: &str) -> String {
    let out = build(tool, way, dockerfile);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{way}: {said}");
    said
}

fn fails(tool: &Imgtool, way: &str, dockerfile: &str) -> String {
    let out = build(tool, way, dockerfile);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.code().is_some_and(|c| c != 0 && c != 101), "{way}: {:?} {said}", out.status);
    said
}

fn cat(tool: &Imgtool, path: &str) -> String {
    done("cat", as_root(tool, &["cat", "store:out", path]).output().unwrap())
}

/// A directory of the host that nobody may touch, and its state.
fn victim(tool: &Imgtool) -> (String, impl Fn() -> Vec<(String, u32, String)> + use<>) {
    tool.write("victim/b/keep", "precious");
    let dir = tool.path("victim");
    let state = move || look(&dir);
    (tool.text("victim"), state)
}

fn look(dir: &Path) -> Vec<(String, u32, String)> {
    use std::os::unix::fs::MetadataExt;
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()) {
        let meta = entry.symlink_metadata().unwrap();
        let content = if meta.is_file() { fs::read_to_string(&entry).unwrap() } else { String::new() };
        out.push((entry.display().to_string(), meta.mode() ^ (meta.uid() << 16), content));
        if meta.is_dir() {
            out.extend(look(&entry));
        }
    }
    out.sort();
    out
}

#[test]
fn cve_2024_23652_clean_up_of_mount_points() {
    on_each_way(|tool, way| {
        let (path, state) = victim(tool);
        let before = state();
        ok(
            tool,
            way,
            &format!(
                "FROM busybox\nRUN --mount=type=tmpfs,target=/a/b --mount=type=cache,target=/d/b/c \
                 mv /a /old; mv /d /oldd; ln -s {path} /a; ln -s {path} /d; \
                 mv /etc /etc-old; ln -s {path} /etc; mv /dev /dev-old; ln -s {path} /dev; true\n\
                 RUN rm -rf /a /d && ls /\n"
            ),
        );
        assert_eq!(state(), before, "{way}");
    });
}

#[test]
fn cve_2026_41579_and_2025_52565_dev_and_proc_are_links() {
    on_each_way(|tool, way| {
        let (path, state) = victim(tool);
        let before = state();
        for name in ["dev", "proc", "sys"] {
            // An image of an attacker's making; RUN would find these places mounted.
            tool.write("ctx/files/x", "");
            let link = tool.path(&format!("ctx/files/{name}"));
            std::os::unix::fs::symlink(&path, &link).unwrap();
            let out = build(
                tool,
                way,
                &format!(
                    "FROM scratch\nCOPY files /\nCOPY --from=busybox /bin /bin\nRUN echo x > /{name}/null; chmod 777 /{name}/b\n"
                ),
            );
            let said = String::from_utf8_lossy(&out.stderr);
            assert!(!said.contains("panicked"), "{said}");
            if way != "chroot" {
                assert!(said.contains(&format!("/{name} of the image is not a directory")), "{way}: {said}");
            }
            assert_eq!(state(), before, "{way} {name}");
            fs::remove_file(link).unwrap();
        }
    });
}

#[test]
fn cve_2024_9407_options_of_mounts() {
    on_each_way(|tool, way| {
        for (option, word) in [
            ("type=bind,target=/m,bind-propagation=shared", "bind-propagation"),
            ("type=bind,target=/m,propagation=rshared", "propagation"),
            ("type=bind,target=/m,rw,dev,suid", "dev"),
            ("type=bind,target=/m,source=/x\\,dev", "dev"),
            ("type=tmpfs,target=/m,size=1m:dev", "size"),
            ("type=tmpfs,target=/m,options=dev", "options"),
            ("type=overlay,target=/m,lowerdir=/", "overlay"),
            ("type=cache,target=/m,sharing=everyone", "everyone"),
        ] {
            let said = fails(tool, way, &format!("FROM busybox\nRUN --mount={option} true\n"));
            assert!(said.contains("Dockerfile:2") && said.contains(word), "{option}: {said}");
        }
    });
}

#[test]
fn cve_2024_9676_and_2026_47262_passwd_is_no_file() {
    on_each_way(|tool, way| {
        let (path, state) = victim(tool);
        tool.write("victim/passwd", "who:x:0:0::/:/bin/sh\n");
        let before = state();
        for (made, passwd) in [
            ("fifo", "rm -f /etc/passwd; mkdir -p /etc; mkfifo /etc/passwd".to_string()),
            ("link", format!("rm -f /etc/passwd; mkdir -p /etc; ln -s {path}/passwd /etc/passwd")),
            ("up", format!("rm -f /etc/passwd; mkdir -p /etc; ln -s ../../../../../..{path}/passwd /etc/passwd")),
            ("dir", "rm -f /etc/passwd; mkdir -p /etc/passwd".to_string()),
            ("loop", "rm -f /etc/passwd; mkdir -p /etc; ln -s passwd /etc/passwd".to_string()),
            ("giant", "mkdir -p /etc; dd if=/dev/zero of=/etc/passwd bs=1M count=40".to_string()),
        ] {
            for then in ["USER who\nRUN id", "COPY --chown=who Dockerfile /x"] {
                let said = fails(tool, way, &format!("FROM busybox\nRUN {passwd}\n{then}\n"));
                assert!(said.contains("Dockerfile:"), "{made}: {said}");
            }
        }
        assert_eq!(state(), before);
    });
}

#[test]
fn cve_2026_46680_a_user_named_like_a_number() {
    on_each_way(|tool, way| {
        ok(
            tool,
            way,
            "FROM busybox\nRUN mkdir -p /etc && echo '0:x:4242:4242::/home/zero:/bin/sh' > /etc/passwd && echo '7:x:4243:' > /etc/group\n\
             USER 0\nRUN id -u > /tmp/id\nUSER 0:7\nRUN id -g > /tmp/gid\nCOPY --chown=0:7 Dockerfile /x\n",
        );
        assert_eq!((cat(tool, "/tmp/id").as_str(), cat(tool, "/tmp/gid").as_str()), ("0\n", "7\n"), "{way}");
        let list = done("ls", as_root(tool, &["ls", "-l", "store:out", "/x"]).output().unwrap());
        assert!(!list.contains("424"), "{list}");
    });
}

#[test]
fn cve_2021_3602_the_builders_environment() {
    on_each_way(|tool, way| {
        tool.write("ctx/Dockerfile", "FROM busybox\nRUN env > /seen; cat /proc/*/environ >> /seen 2>/dev/null; cat /proc/*/cmdline >> /seen 2>/dev/null; true\n");
        let mut command = as_root(tool, &["build", "-t", "out", "--isolation", way, "ctx"]);
        command.env("SECRET_OF_THE_BUILDER", "hidden-value");
        done("build", command.output().unwrap());
        let seen = cat(tool, "/seen");
        assert!(seen.contains("PATH=") && !seen.contains("hidden-value") && !seen.contains("IMGTOOL"), "{way}: {seen}");
    });
}

#[test]
fn cve_2024_24557_images_of_the_same_layers() {
    on_each_way(|tool, way| {
        let same = "RUN (id -u; echo $WHO; pwd) > /tmp/seen\n";
        let mut seen = Vec::new();
        for config in ["", "USER 1234\n", "ENV WHO=me\n", "WORKDIR /tmp\n", "SHELL [\"/bin/sh\", \"-ec\"]\n"] {
            ok(tool, way, &format!("FROM busybox\nRUN mkdir -p -m 1777 /tmp\n{config}"));
            let base = if config.is_empty() { "busybox" } else { "out" };
            let first = if config.is_empty() { "RUN mkdir -p -m 1777 /tmp\n" } else { "" };
            ok(tool, way, &format!("FROM {base}\n{first}{same}"));
            seen.push(cat(tool, "/tmp/seen"));
        }
        assert_eq!(seen, ["0\n\n/\n", "1234\n\n/\n", "0\nme\n/\n", "0\n\n/tmp\n", "0\n\n/\n"], "{way}");
    });
}

/// CVE-2018-15664: while files are copied, a directory and a link out take turns.
#[test]
fn cve_2018_15664_a_copy_raced_by_a_link() {
    let tool = Imgtool::new();
    with_base(&tool, |a| as_root(&tool, a).output().unwrap());
    tool.write("victim/f", "precious");
    tool.write("ctx/real/f", "plain");
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY d/f /f\nCOPY d /d\n");
    let (dir, link, real) = (tool.path("ctx/d"), tool.path("ctx/link"), tool.path("ctx/real"));
    std::os::unix::fs::symlink(tool.path("victim"), &link).unwrap();
    let stop = AtomicBool::new(false);
    let mut finished = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                for from in [&real, &link] {
                    let _ = fs::rename(from, &dir);
                    std::thread::yield_now();
                    let _ = fs::rename(&dir, from);
                }
            }
        });
        for _ in 0..60 {
            let out = as_root(&tool, &["build", "-q", "--no-cache", "-t", "out", "ctx"]).output().unwrap();
            let said = String::from_utf8_lossy(&out.stderr);
            assert!(!said.contains("panicked") && !said.contains("precious"), "{said}");
            if out.status.success() {
                finished += 1;
                let whole = as_root(&tool, &["export", "store:out"]).output().unwrap().stdout;
                assert!(!whole.windows(8).any(|w| w == b"precious"), "a file from outside the context is in the image");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    println!("{finished} of 60 builds went through");
    clear(&tool);
}
