//! Attacks by Dockerfiles, commands and contexts that broke other builders, tried on each way that RUN is isolated.
use crate::common::rungs::{ALONE, WITH_IDS, as_root, at, clear, load, nothing_mounted, refused};
use crate::common::{Imgtool, done};
use crate::isolation::with_base;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};

/// Does `attack` in each place, with a store of its own that knows busybox.
fn everywhere(attack: impl Fn(&Imgtool, &str)) {
    with_ids(&attack);
    each(&[ALONE], &attack);
}

/// The same where more ids than root's are to be had.
fn with_ids(attack: impl Fn(&Imgtool, &str)) {
    each(&WITH_IDS, &attack);
}

fn each(places: &[&str], attack: &impl Fn(&Imgtool, &str)) {
    for place in places {
        let tool = Imgtool::new();
        load(place, &tool);
        attack(&tool, place);
        nothing_mounted(&tool);
        clear(&tool);
    }
}

fn by_chroot(place: &str) -> bool {
    ["chroot", "pod"].contains(&place)
}

fn build(tool: &Imgtool, place: &str, dockerfile: &str) -> Output {
    tool.write("ctx/Dockerfile", dockerfile);
    at(place, tool, &["build", "--progress=plain", "-t", "out", "ctx"]).output().unwrap()
}

fn ok(tool: &Imgtool, place: &str, dockerfile: &str) -> String {
    let out = build(tool, place, dockerfile);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{place}: {said}");
    said
}

fn fails(tool: &Imgtool, place: &str, dockerfile: &str) -> String {
    refused(&build(tool, place, dockerfile))
}

fn cat(tool: &Imgtool, place: &str, path: &str) -> String {
    done("cat", at(place, tool, &["cat", "store:out", path]).output().unwrap())
}

/// A directory of the host that nobody may touch, and its state. It belongs to who builds: he could.
fn victim(tool: &Imgtool, place: &str) -> (String, impl Fn() -> Vec<(String, u32, String)> + use<>) {
    tool.write("victim/b/keep", "precious");
    drop(at(place, tool, &[]));
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
    everywhere(|tool, way| {
        let (path, state) = victim(tool, way);
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
    everywhere(|tool, way| {
        let (path, state) = victim(tool, way);
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
            if !by_chroot(way) {
                assert!(said.contains(&format!("/{name} of the image is not a directory")), "{way}: {said}");
            }
            assert_eq!(state(), before, "{way} {name}");
            fs::remove_file(link).unwrap();
        }
    });
}

#[test]
fn cve_2024_9407_options_of_mounts() {
    everywhere(|tool, way| {
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
    everywhere(|tool, way| {
        let (path, state) = victim(tool, way);
        tool.write("victim/passwd", "who:x:1234:1234::/:/bin/sh\n");
        // Whoever builds owns that, too.
        drop(at(way, tool, &[]));
        let before = state();
        for (made, passwd) in [
            ("fifo", "rm -f /etc/passwd; mkdir -p /etc; mkfifo /etc/passwd".to_string()),
            ("link", format!("rm -f /etc/passwd; mkdir -p /etc; ln -s {path}/passwd /etc/passwd")),
            ("up", format!("rm -f /etc/passwd; mkdir -p /etc; ln -s ../../../../../..{path}/passwd /etc/passwd")),
            ("dir", "rm -f /etc/passwd; mkdir -p /etc/passwd".to_string()),
            ("loop", "rm -f /etc/passwd; mkdir -p /etc; ln -s passwd /etc/passwd".to_string()),
            ("giant", "mkdir -p /etc; dd if=/dev/zero of=/etc/passwd bs=1M count=40".to_string()),
        ] {
            let said = fails(tool, way, &format!("FROM busybox\nRUN {passwd}\nUSER who\nRUN id\n"));
            assert!(said.contains("Dockerfile:"), "{made}: {said}");
            // A name that is not known is root.
            tool.write("ctx/Dockerfile", &format!("FROM busybox\nRUN {passwd}\nCOPY --chown=who Dockerfile /x\n"));
            let out = at(way, tool, &["build", "-t", "out", "ctx"]).output().unwrap();
            let said = String::from_utf8_lossy(&out.stderr).into_owned();
            assert!(said.contains("Dockerfile:") && !said.contains("1234"), "{made}: {said}");
            if out.status.success() {
                let list = done("ls", at(way, tool, &["ls", "-l", "store:out", "/x"]).output().unwrap());
                assert!(!list.contains("1234"), "{made}: {list}");
            }
        }
        assert_eq!(state(), before);
    });
}

#[test]
fn cve_2026_46680_a_user_named_like_a_number() {
    with_ids(|tool, way| {
        ok(
            tool,
            way,
            "FROM busybox\nRUN mkdir -p /etc && echo '0:x:4242:4242::/home/zero:/bin/sh' > /etc/passwd && echo '7:x:4243:' > /etc/group\n\
             USER 0\nRUN id -u > /tmp/id\nUSER 0:7\nRUN id -g > /tmp/gid\nCOPY --chown=0:7 Dockerfile /x\n",
        );
        assert_eq!((cat(tool, way, "/tmp/id").as_str(), cat(tool, way, "/tmp/gid").as_str()), ("0\n", "7\n"), "{way}");
        let list = done("ls", at(way, tool, &["ls", "-l", "store:out", "/x"]).output().unwrap());
        assert!(!list.contains("424"), "{list}");
    });
}

#[test]
fn cve_2021_3602_the_builders_environment() {
    everywhere(|tool, way| {
        tool.write("ctx/Dockerfile", "FROM busybox\nRUN env > /seen; cat /proc/*/environ >> /seen 2>/dev/null; cat /proc/*/cmdline > /lines 2>/dev/null; true\n");
        let mut command = at(way, tool, &["build", "-t", "out", "ctx"]);
        command.env("SECRET_OF_THE_BUILDER", "hidden-value");
        done("build", command.output().unwrap());
        let seen = cat(tool, way, "/seen");
        assert!(seen.contains("PATH=") && !seen.contains("hidden-value") && !seen.contains("IMGTOOL"), "{way}: {seen}");
        // Where /proc is the container's, the lines of its other processes are there.
        assert!(!cat(tool, way, "/lines").contains("hidden-value"), "{way}");
    });
}

#[test]
fn cve_2024_24557_images_of_the_same_layers() {
    with_ids(|tool, way| {
        let same = "RUN (id -u; echo $WHO; pwd) > /tmp/seen\n";
        let mut seen = Vec::new();
        for config in ["", "USER 1234\n", "ENV WHO=me\n", "WORKDIR /tmp\n", "SHELL [\"/bin/sh\", \"-ec\"]\n"] {
            ok(tool, way, &format!("FROM busybox\nRUN mkdir -p -m 1777 /tmp\n{config}"));
            let base = if config.is_empty() { "busybox" } else { "out" };
            let first = if config.is_empty() { "RUN mkdir -p -m 1777 /tmp\n" } else { "" };
            ok(tool, way, &format!("FROM {base}\n{first}{same}"));
            seen.push(cat(tool, way, "/tmp/seen"));
        }
        assert_eq!(seen, ["0\n\n/\n", "1234\n\n/\n", "0\nme\n/\n", "0\n\n/tmp\n", "0\n\n/\n"], "{way}");
    });
}

/// CVE-2024-23651, CVE-2024-11218: while one step mounts below a cache, another that shares it swaps the place with a link out.
#[test]
fn cve_2024_23651_a_cache_raced_by_a_link() {
    everywhere(|tool, way| {
        let (path, state) = victim(tool, way);
        let before = state();
        let mut dockerfile = format!(
            "FROM busybox AS swap\nRUN --mount=type=cache,id=c,target=/c for i in $(seq 800); do \
             rm -rf /c/d; ln -s {path} /c/d 2>/dev/null; rm -f /c/d; mkdir -p /c/d/b 2>/dev/null; done; true\n\
             FROM busybox AS mount\n"
        );
        for n in 0..12 {
            dockerfile += &format!(
                "RUN --mount=type=cache,id=c,target=/c --mount=type=tmpfs,target=/c/d/b --mount=type=cache,id=c,source=d,target=/m \
                 : {n}; echo x > /c/d/b/x; echo x > /m/x; rm -rf /c/d/b; chmod 777 /m; true\n"
            );
        }
        dockerfile += "FROM busybox\nRUN --mount=from=swap,target=/s --mount=from=mount,target=/m true\n";
        // A step that finds a link where it wants to mount may fail.
        let out = build(tool, way, &dockerfile);
        assert!(!String::from_utf8_lossy(&out.stderr).contains("panicked"), "{way}");
        assert_eq!(state(), before, "{way}");
    });
}

/// CVE-2024-1753: what is to be bound is a link to the root, or to a directory of the host.
#[test]
fn cve_2024_1753_the_source_of_a_bind_is_a_link() {
    everywhere(|tool, way| {
        let (path, state) = victim(tool, way);
        let before = state();
        ok(
            tool,
            way,
            &format!(
                "FROM busybox AS s\nRUN ln -s / /link && ln -s {path} /out && mkdir -p {path}/b && echo inside > {path}/b/keep\n\
                 FROM busybox\nRUN --mount=from=s,source=/link,target=/c,rw --mount=from=s,source=/out,target=/o,rw \
                 ls /c > /seen; cat /o/b/keep >> /seen; echo x > /o/b/keep; echo x > /o/new\n"
            ),
        );
        let seen = cat(tool, way, "/seen");
        assert!(seen.contains("link\n") && seen.ends_with("inside\n"), "{way}: {seen}");
        assert_eq!(state(), before, "{way}");
    });
}

/// CVE-2024-9675: an id, a source or a target of a cache that leads out.
#[test]
fn cve_2024_9675_a_cache_that_leads_out() {
    everywhere(|tool, way| {
        let (path, state) = victim(tool, way);
        let before = state();
        let up = "../".repeat(20);
        ok(
            tool,
            way,
            &format!(
                "FROM busybox\nRUN --mount=type=cache,id={up}{path},target=/c ls /c > /seen; echo x > /c/x\n\
                 RUN --mount=type=cache,source={up}{path},id=other,target=/c ls /c >> /seen; echo x > /c/x\n\
                 RUN --mount=type=cache,id=third,target={up}{path} echo x > {path}/x\n"
            ),
        );
        assert_eq!(cat(tool, way, "/seen"), "", "{way}");
        let said = fails(
            tool,
            way,
            &format!("FROM busybox\nRUN --mount=type=cache,from=busybox,source={up}{path},target=/c true\n"),
        );
        assert!(said.contains(&path), "{way}: {said}");
        assert_eq!(state(), before, "{way}");
    });
}

/// CVE-2022-27651: nothing is inheritable, as root and as another user.
#[test]
fn cve_2022_27651_inheritable_capabilities() {
    everywhere(|tool, way| {
        let (root, other) = if by_chroot(way) {
            // There is no /proc, so by what they would allow.
            ("true", "touch /t/f && ! chown 0 /t/f && ! mknod /t/n c 1 3 && test ! -e /t/n")
        } else {
            (
                "grep -E '^Cap(Inh|Amb)' /proc/self/status > /seen",
                "grep -E '^Cap(Inh|Amb|Prm)' /proc/self/status > /t/user",
            )
        };
        let other = format!("USER 1000:1000\nRUN {other}\n");
        let other = if way == ALONE { "" } else { &other };
        ok(tool, way, &format!("FROM busybox\nRUN mkdir -m 1777 /t\nRUN {root}\n{other}"));
        if by_chroot(way) {
            return;
        }
        let zero = |name: &str| format!("Cap{name}:\t0000000000000000\n");
        assert_eq!(cat(tool, way, "/seen"), zero("Inh") + &zero("Amb"), "{way}");
        if way != ALONE {
            assert_eq!(cat(tool, way, "/t/user"), zero("Inh") + &zero("Prm") + &zero("Amb"), "{way}");
        }
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
