//! RUN in namespaces, unpacking and comparing: as root and as an ordinary user with
//! subordinate ids. Needs root (or sudo), useradd, setpriv, newuidmap and busybox-static.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use imgtool::error::Kind;
use imgtool::event::Stream;
use imgtool::layer::{Compression, Entry, EntryKind, FinishedLayer, LayerWriter, Timestamp};
use imgtool::runtime::{
    BindMount, FileMount, Isolation, LayersMount, MtimeRule, RootedMount, RunSpec, Rung, Sandbox, SandboxOptions,
    TmpfsMount,
};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const USER: &str = "imgtool-test";
/// Set in a test that runs as the ordinary user: the copy of the program that it may execute.
const AS_USER: &str = "IMGTOOL_TEST_AS_USER";

/// Runs the test here, which must be as root, and once more as an ordinary user.
fn both(name: &str, test: impl FnOnce()) {
    test();
    if std::env::var_os(AS_USER).is_none() {
        as_user(name);
    }
}

/// Where an ordinary user runs the tests, each is run by root, through sudo; true once it has been.
fn run_by_root() -> bool {
    if rustix::process::geteuid().is_root() || std::env::var_os(AS_USER).is_some() {
        return false;
    }
    let name = std::thread::current().name().unwrap().to_string();
    let mut command = Command::new("sudo");
    command.args(["-n", "--"]).arg("env");
    // sudo keeps little of the environment.
    command.args(std::env::var("IMGTOOL_PEERS").ok().map(|dir| format!("IMGTOOL_PEERS={dir}")));
    command.arg(std::env::current_exe().unwrap()).args(["--exact", &name, "--nocapture"]);
    let out = command.output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && text.contains("1 passed"), "as root: {text}");
    true
}

/// Runs one test of this binary as an ordinary user.
fn as_user(name: &str) {
    let out = user_command(name).0.output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && text.contains("1 passed"), "as {USER}: {text}");
}

fn user_command(name: &str) -> (Command, tempfile::TempDir) {
    assert!(rustix::process::geteuid().is_root(), "these tests run as root and make an ordinary user");
    let script = format!(
        "id {USER} >/dev/null 2>&1 || useradd --no-create-home {USER}; \
         grep -q ^{USER}: /etc/subuid || usermod --add-subuids 2000000-2065535 {USER}; \
         grep -q ^{USER}: /etc/subgid || usermod --add-subgids 2000000-2065535 {USER}"
    );
    static ONE: Mutex<()> = Mutex::new(());
    let lock = ONE.lock().unwrap_or_else(|e| e.into_inner());
    assert!(Command::new("sh").args(["-ec", &script]).status().unwrap().success());
    drop(lock);
    // Wherever cargo builds, the user may not look.
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (runner, helper) = (dir.path().join("tests"), dir.path().join("imgtool"));
    fs::copy(std::env::current_exe().unwrap(), &runner).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_imgtool"), &helper).unwrap();
    fs::copy(busybox(), dir.path().join("busybox")).unwrap();
    let mut c = Command::new("setpriv");
    c.args(["--reuid", USER, "--regid", USER, "--init-groups", "--"]).arg(&runner);
    c.args(["--exact", name, "--nocapture"]).env(AS_USER, helper).current_dir("/");
    (c, dir)
}

/// Where a busybox without libraries is.
fn busybox() -> PathBuf {
    match std::env::var_os(AS_USER) {
        Some(helper) => PathBuf::from(helper).with_file_name("busybox"),
        None => crate::common::peers().join("root/usr/bin/busybox"),
    }
}

fn sandbox() -> Sandbox {
    let helper = std::env::var_os(AS_USER).map_or_else(|| env!("CARGO_BIN_EXE_imgtool").into(), PathBuf::from);
    let sandbox = Sandbox::new(SandboxOptions { helper, isolation: Isolation::Auto }).unwrap();
    assert_eq!(sandbox.warnings(), [""; 0]);
    assert_eq!(sandbox.rung(), if rustix::process::geteuid().is_root() { Rung::Root } else { Rung::MappedUser });
    sandbox
}

/// A folder whose trees are removed by the sandbox.
struct Room {
    sandbox: Sandbox,
    dir: Option<tempfile::TempDir>,
}

impl Room {
    fn new() -> Room {
        Room { sandbox: sandbox(), dir: Some(tempfile::Builder::new().prefix("imgtool-rt-").tempdir().unwrap()) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.as_ref().unwrap().path().join(name)
    }

    /// Unpacks entries (with content) as a layer.
    fn layer(&self, name: &str, entries: &[(Entry, &[u8])]) -> imgtool::Result<PathBuf> {
        let blob = self.path(&format!("{name}.blob"));
        let mut writer = LayerWriter::new(fs::File::create(&blob).unwrap(), Compression::Gzip(1), 1).unwrap();
        for (entry, content) in entries {
            let mut content = *content;
            writer.append(entry.clone(), Some(&mut content)).unwrap();
        }
        writer.finish().unwrap();
        let dest = self.path(name);
        let done = self.sandbox.unpack(&blob, Compression::Gzip(1).encoding(), &dest);
        assert_eq!(done.is_ok(), dest.exists());
        let left: Vec<_> = fs::read_dir(self.dir.as_ref().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(!left.iter().any(|n| n.to_string_lossy().contains(".tmp-")), "{left:?}");
        done.map(|_| dest)
    }

    /// busybox with a shell, /etc with a few files, /tmp.
    fn base(&self) -> PathBuf {
        let busybox = fs::read(busybox()).unwrap();
        let mut entries: Vec<(Entry, &[u8])> = vec![
            (Entry::dir("bin", 0o755), b""),
            (file("bin/busybox", 0o755, busybox.len()), &busybox),
            (Entry::dir("etc", 0o755), b""),
            (file("etc/gone", 0o644, 2), b"x\n"),
            (file("etc/kept", 0o644, 2), b"x\n"),
            (Entry::dir("old", 0o755), b""),
            (file("old/file", 0o644, 2), b"x\n"),
            (Entry::dir("tmp", 0o1777), b""),
        ];
        for applet in "sh cat ls id echo rm mkdir chmod chown ln sleep env touch mknod grep stat hostname ps kill wc readlink mount umount mkfifo true dd sync head find"
            .split(' ')
        {
            let kind = EntryKind::Symlink { target: b"busybox".to_vec() };
            entries.push((Entry { kind, ..Entry::dir(format!("bin/{applet}"), 0o777) }, b""));
        }
        self.layer("base", &entries).unwrap()
    }

    fn spec(&self, lowers: &[&Path], script: &str) -> RunSpec {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let n = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let (upper, work) = (self.path(&format!("upper{n}")), self.path(&format!("work{n}")));
        fs::create_dir(&upper).unwrap();
        fs::set_permissions(&upper, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(&work).unwrap();
        let hosts = self.path("hosts");
        fs::write(&hosts, "127.0.0.1 localhost\n").unwrap();
        RunSpec {
            args: ["/bin/sh", "-ec", script].map(String::from).to_vec(),
            env: vec!["PATH=/bin".into(), "ONLY=this".into()],
            cwd: "/".into(),
            lowers: lowers.iter().map(|p| p.to_path_buf()).collect(),
            upper,
            work,
            hostname: "sandbox".into(),
            resolv_conf: Some(hosts.clone()),
            hosts: Some(hosts),
            ..RunSpec::default()
        }
    }

    fn run(&self, spec: &RunSpec) -> (i32, String, String) {
        let (out, err) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        let code = self
            .sandbox
            .run(spec, &|stream, data| match stream {
                Stream::Stdout => out.lock().unwrap().extend_from_slice(data),
                Stream::Stderr => err.lock().unwrap().extend_from_slice(data),
            })
            .unwrap();
        let text = |m: Mutex<Vec<u8>>| String::from_utf8(m.into_inner().unwrap()).unwrap();
        (code, text(out), text(err))
    }

    /// Runs a script that must succeed; its output.
    fn ok(&self, spec: &RunSpec) -> String {
        let (code, out, err) = self.run(spec);
        assert_eq!(code, 0, "{out}\n{err}");
        out
    }

    fn diff(&self, upper: &Path) -> Option<FinishedLayer> {
        let blob = self.path("diff.blob");
        fs::write(&blob, "").unwrap();
        let layer = self.sandbox.diff(upper, &blob, Compression::Gzip(1), 1, MtimeRule::Fixed(1000)).unwrap();
        if let Some(layer) = &layer {
            assert_eq!(fs::metadata(&blob).unwrap().len(), layer.size);
            assert_eq!(imgtool::oci::Digest::sha256(&fs::read(&blob).unwrap()), layer.digest);
        }
        layer
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let dir = self.dir.take().unwrap().keep();
        self.sandbox.remove_tree(&dir).unwrap();
        assert!(!dir.exists());
    }
}

fn file(path: &str, mode: u32, size: usize) -> Entry {
    let kind = EntryKind::File { size: size as u64, content: [0; 32], offset: 0, sparse: false };
    Entry { kind, ..Entry::dir(path, mode) }
}

fn link(path: &str, target: &str) -> Entry {
    Entry { kind: EntryKind::Symlink { target: target.into() }, ..Entry::dir(path, 0o777) }
}

fn of(kind: EntryKind, path: &str) -> Entry {
    Entry { kind, ..Entry::dir(path, 0o644) }
}

/// One line an entry: kind, mode, owner, path.
fn lines(layer: &FinishedLayer) -> Vec<String> {
    layer
        .toc
        .entries
        .iter()
        .map(|e| {
            let path = String::from_utf8_lossy(&e.path);
            let what = match &e.kind {
                EntryKind::File { size, .. } => format!("file {size}"),
                EntryKind::Dir => "dir".into(),
                EntryKind::Symlink { target } => format!("-> {}", String::from_utf8_lossy(target)),
                EntryKind::Hardlink { target } => format!("= {}", String::from_utf8_lossy(target)),
                EntryKind::Char { major, minor } => format!("char {major}:{minor}"),
                EntryKind::Block { major, minor } => format!("block {major}:{minor}"),
                EntryKind::Fifo => "fifo".into(),
                EntryKind::Whiteout => return format!("{path} removed"),
                EntryKind::Opaque => return format!("{path} opaque"),
            };
            format!("{path} {what} {:o} {}:{}", e.mode, e.uid, e.gid)
        })
        .collect()
}

#[test]
fn a_run_changes_files_and_the_layer_holds_just_that() {
    if run_by_root() {
        return;
    }
    both("runtime::a_run_changes_files_and_the_layer_holds_just_that", || {
        let room = Room::new();
        let base = room.base();
        let spec = room.spec(
            &[&base],
            "echo out; echo err >&2; echo hello > /etc/new; rm /etc/gone; rm -r /old; mkdir /old; \
             mkdir -p /d/sub; ln -s ../x /d/link; echo same > /d/a; ln /d/a /d/b; chown 33:44 /d/a; \
             chmod 4755 /d/a; mkfifo /d/pipe; echo x > /dev/null; cat /etc/hosts > /d/hosts",
        );
        let (code, out, err) = room.run(&spec);
        assert_eq!((code, out.as_str(), err.as_str()), (0, "out\n", "err\n"));
        let layer = room.diff(&spec.upper).unwrap();
        assert_eq!(
            lines(&layer),
            [
                "d dir 755 0:0",
                "d/a file 5 4755 33:44",
                "d/b = d/a 4755 33:44",
                "d/hosts file 20 644 0:0",
                "d/link -> ../x 777 0:0",
                "d/pipe fifo 644 0:0",
                "d/sub dir 755 0:0",
                "etc dir 755 0:0",
                "etc/gone removed",
                "etc/new file 6 644 0:0",
                "old dir 755 0:0",
                "old opaque",
            ]
        );
        assert!(layer.toc.entries.iter().all(|e| e.xattrs.is_empty()));
        // The upper directory serves as a layer at once.
        let next = room.spec(&[&spec.upper, &base], "cat /etc/new; ls -a /old; ls /etc; test ! -e /etc/gone");
        assert_eq!(room.ok(&next), "hello\n.\n..\nhosts\nkept\nnew\nresolv.conf\n");
        assert!(room.diff(&next.upper).is_none());
    });
}

#[test]
fn a_run_sees_no_more_than_it_should() {
    if run_by_root() {
        return;
    }
    both("runtime::a_run_sees_no_more_than_it_should", || {
        let room = Room::new();
        let base = room.base();
        let out = room.ok(&room.spec(
            &[&base],
            "env; hostname; echo pid $$; grep -E '^(Cap|NoNewPrivs|Groups)' /proc/self/status; umask; \
             ls /proc/self/fd; readlink /proc/self/fd/0; cat /proc/mounts | wc -l; ls /; ls /dev; \
             cat /proc/1/environ 2>&1 || true; readlink /proc/1/exe || echo hidden",
        ));
        let has = |text: &str| assert!(out.contains(text), "no {text:?} in {out}");
        has("PATH=/bin\n");
        has("ONLY=this\n");
        has("\nsandbox\n");
        has("pid 2\n");
        has("CapInh:\t0000000000000000\n");
        has("CapPrm:\t00000000a80425fb\n");
        has("CapEff:\t00000000a80425fb\n");
        has("CapBnd:\t00000000a80425fb\n");
        has("CapAmb:\t0000000000000000\n");
        has("NoNewPrivs:\t0\n");
        has("Groups:\t \n");
        has("\n0022\n0\n1\n2\n3\n/dev/null\n");
        has("bin\ndev\netc\nold\nproc\nsys\ntmp\n");
        has("\nfd\nfull\nmqueue\nnull\nptmx\npts\nrandom\nshm\nstderr\nstdin\nstdout\ntty\nurandom\nzero\n");
        has("hidden\n");
        assert!(!out.contains("CARGO") && !out.contains("IMGTOOL") && !out.contains("HOME"), "{out}");

        let mut user =
            room.spec(&[&base], "id -u; id -g; id -G; echo x > /dev/stderr; grep Cap /proc/self/status; pwd; ls -ld .");
        (user.uid, user.gid, user.groups, user.cwd) = (33, 44, vec![44, 55], "/made/for/me".into());
        let out = room.ok(&user);
        assert!(out.starts_with("33\n44\n44 55\n"), "{out}");
        for name in ["CapPrm", "CapEff", "CapInh"] {
            assert!(out.contains(&format!("{name}:\t0000000000000000")), "{out}");
        }
        assert!(out.contains("/made/for/me\n"), "{out}");
        assert_eq!(lines(&room.diff(&user.upper).unwrap())[2], "made/for/me dir 755 33:44");
    });
}

#[test]
fn what_the_kernel_shows_is_masked() {
    if run_by_root() {
        return;
    }
    both("runtime::what_the_kernel_shows_is_masked", || {
        let room = Room::new();
        let base = room.base();
        let out = room.ok(&room.spec(
            &[&base],
            "for f in kcore keys timer_list interrupts; do test ! -e /proc/$f || wc -c < /proc/$f; done | grep -v 0 || true; \
             for d in /proc/acpi /proc/scsi /sys/firmware; do test ! -e $d || ls $d; done; \
             (echo 1 > /proc/sys/kernel/panic) 2>/dev/null && echo bad; \
             (echo h > /proc/sysrq-trigger) 2>/dev/null && echo bad; \
             (touch /sys/x) 2>/dev/null && echo bad; mount -t tmpfs x /tmp 2>/dev/null && echo bad; \
             umount /proc/keys 2>/dev/null && echo bad; echo done",
        ));
        assert_eq!(out, "done\n");
        if rustix::process::geteuid().is_root() {
            // Nothing that the host mounts in its own /sys but control groups.
            let out = room.ok(&room.spec(&[&base], "grep ' /sys' /proc/mounts"));
            assert!(
                out.lines().all(|l| l.starts_with("sysfs /sys sysfs ro")
                    || l.contains("cgroup")
                    || l.contains(" /sys/firmware ")
                    || l.contains("powercap")),
                "{out}"
            );
            let out = room.ok(&room.spec(&[&base], "mknod /disk b 254 0; head -c 1 /disk 2>&1 || echo refused"));
            assert!(out.contains("refused"), "{out}");
        }
    });
}

#[test]
fn mount_points_leave_no_trace() {
    if run_by_root() {
        return;
    }
    both("runtime::mount_points_leave_no_trace", || {
        let room = Room::new();
        let base = room.base();
        let extra = room.path("extra");
        fs::create_dir(&extra).unwrap();
        fs::write(extra.join("f"), "extra").unwrap();
        let mut spec =
            room.spec(&[&base], "cat /run/deep/in/f /run/one; echo y > /cache/written; echo z > /scratch/z; ls /etc");
        let mount = |source: &Path, target: &str, read_only| BindMount {
            source: source.into(),
            target: target.into(),
            read_only,
            devices: false,
        };
        spec.mounts.push(mount(&extra, "/run/deep/in", true));
        spec.mounts.push(mount(&extra.join("f"), "/run/one", true));
        spec.mounts.push(mount(&extra, "/cache", false));
        spec.tmpfs.push(TmpfsMount { target: "/scratch".into(), size: Some(1 << 20) });
        assert_eq!(room.ok(&spec), "extraextragone\nhosts\nkept\nresolv.conf\n");
        assert_eq!(fs::read_to_string(extra.join("written")).unwrap(), "y\n");
        assert!(room.diff(&spec.upper).is_none());

        // Read-only means it, and other images' layers can be looked at.
        let other = room
            .layer("other", &[(Entry::dir("a", 0o755), b""), (file("a/f", 0o644, 3), b"abc"), (link("l", "/a"), b"")])
            .unwrap();
        let mut spec = room.spec(&[&base], "cat /mnt/f; (echo x > /mnt/f) 2>/dev/null || echo refused");
        spec.layers.push(LayersMount {
            lowers: vec![other],
            source: "/l".into(),
            target: "/mnt".into(),
            scratch: None,
        });
        assert_eq!(room.ok(&spec), "abcrefused\n");
        assert!(room.diff(&spec.upper).is_none());

        // Where the bottom layer does not show through.
        let opaque = room
            .layer(
                "opaque",
                &[
                    (Entry { mtime: Timestamp::from_secs(77), ..Entry::dir("etc", 0o755) }, b""),
                    (of(EntryKind::Opaque, "etc"), b""),
                    (of(EntryKind::Whiteout, "proc"), b""),
                    (link("var", "/real/var"), b""),
                    (Entry::dir("real", 0o755), b""),
                    (Entry::dir("real/var", 0o755), b""),
                ],
            )
            .unwrap();
        let mut spec = room.spec(&[&opaque, &base], "ls /etc; cat /var/secret/f; test -d /proc/self");
        spec.mounts.push(mount(&extra, "/var/secret", true));
        assert_eq!(room.ok(&spec), "hosts\nresolv.conf\nextra");
        let names: Vec<String> =
            room.diff(&spec.upper).iter().flat_map(lines).map(|l| l.split(' ').next().unwrap().to_string()).collect();
        assert_eq!(names, ["etc", "real", "real/var"]);
        assert_eq!(fs::metadata(spec.upper.join("etc")).unwrap().mtime(), 77);
    });
}

/// CVE-2026-41579, CVE-2025-31133, CVE-2025-52565, CVE-2025-52881.
#[test]
fn links_in_an_image_lead_no_mount_out() {
    if run_by_root() {
        return;
    }
    both("runtime::links_in_an_image_lead_no_mount_out", || {
        let room = Room::new();
        let base = room.base();
        let outside = room.path("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("victim"), "untouched").unwrap();
        let victim = outside.join("victim");
        for name in ["proc", "sys", "dev"] {
            let top = room.layer(&format!("evil-{name}"), &[(link(name, outside.to_str().unwrap()), b"")]).unwrap();
            let spec = room.spec(&[&top, &base], "true");
            let e = room.sandbox.run(&spec, &|_, _| {}).unwrap_err();
            assert!(format!("{e:?}").contains(&format!("/{name} of the image is not a directory")), "{e:?}");
        }
        let up = "../".repeat(20);
        for target in
            [victim.to_str().unwrap().to_string(), format!("{up}{}", victim.display()), "/proc/self/cwd/x".into()]
        {
            let name = format!("evil{}", target.len());
            let top =
                room.layer(&name, &[(Entry::dir("etc", 0o755), b""), (link("etc/resolv.conf", &target), b"")]).unwrap();
            let spec = room.spec(&[&top, &base], "true");
            // It is made inside, or refused; never followed out.
            let _ = room.sandbox.run(&spec, &|_, _| {});
            assert_eq!(fs::read_to_string(&victim).unwrap(), "untouched");
            assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
        }
        for target in ["relative", "/a/../../b", "/proc/x", "/sys", "/"] {
            let mut spec = room.spec(&[&base], "true");
            spec.mounts.push(BindMount {
                source: outside.clone(),
                target: target.into(),
                read_only: true,
                devices: false,
            });
            assert_eq!(room.sandbox.run(&spec, &|_, _| {}).unwrap_err().kind(), Kind::Usage, "{target}");
        }
    });
}

#[test]
fn exit_codes() {
    if run_by_root() {
        return;
    }
    both("runtime::exit_codes", || {
        let room = Room::new();
        let base = room.base();
        assert_eq!(room.run(&room.spec(&[&base], "exit 3")).0, 3);
        assert_eq!(room.run(&room.spec(&[&base], "kill -9 $$")).0, 137);
        assert_eq!(room.run(&room.spec(&[&base], "kill -15 $$")).0, 143);
        let start = |args: &[&str]| {
            let mut spec = room.spec(&[&base], "");
            spec.args = args.iter().map(|a| a.to_string()).collect();
            room.run(&spec)
        };
        assert_eq!(start(&["true"]).0, 0);
        let (code, _, err) = start(&["missing"]);
        assert_eq!((code, err.as_str()), (127, "imgtool: missing: not found in the image\n"));
        let (code, _, err) = start(&["/etc/kept"]);
        assert_eq!((code, err.as_str()), (126, "imgtool: /etc/kept: Permission denied (os error 13)\n"));
        // What a command leaves running ends with it, and its pipes do not keep us waiting.
        let started = Instant::now();
        assert_eq!(room.run(&room.spec(&[&base], "sleep 300 & echo x")).1, "x\n");
        assert!(started.elapsed() < Duration::from_secs(20));
    });
}

#[test]
fn many_layers() {
    if run_by_root() {
        return;
    }
    both("runtime::many_layers", || {
        let room = Room::new();
        let base = room.base();
        let mut lowers: Vec<PathBuf> = Vec::new();
        for n in 0..180 {
            let dir =
                room.path(&format!("layer-number-{n}-with-a-name-as-long-as-a-digest-of-sixty-four-hexadecimals"));
            fs::create_dir(&dir).unwrap();
            fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
            fs::write(dir.join(format!("f{n}")), "x").unwrap();
            lowers.push(dir);
        }
        lowers.push(base);
        let lowers: Vec<&Path> = lowers.iter().map(PathBuf::as_path).collect();
        let script = "ls -d /f* | wc -l; rm /f7; echo y > /f9; grep -c overlay /proc/mounts";
        for old in [false, true] {
            let spec = RunSpec { by_old_mount: old, ..room.spec(&lowers, script) };
            assert_eq!(room.ok(&spec), "180\n1\n", "{old}");
            assert_eq!(lines(&room.diff(&spec.upper).unwrap()), ["f7 removed", "f9 file 2 644 0:0"], "{old}");
        }
    });
}

#[test]
fn a_layer_unpacks_to_what_it_says() {
    if run_by_root() {
        return;
    }
    both("runtime::a_layer_unpacks_to_what_it_says", || {
        let room = Room::new();
        let capability: &[u8] = &[1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let mut with = file("bin/ping", 0o755, 4);
        with.xattrs.insert(b"security.capability".to_vec(), capability.to_vec());
        with.xattrs.insert(b"user.note".to_vec(), b"a\nb".to_vec());
        with.xattrs.insert(b"user.overlay.redirect".to_vec(), b"/etc".to_vec());
        let mut zeros = vec![0; 1 << 20];
        zeros[500_000] = 7;
        let entries: Vec<(Entry, &[u8])> = vec![
            (Entry { mtime: Timestamp { secs: 5, nanos: 7 }, ..Entry::dir("bin", 0o755) }, b""),
            (with, b"ping"),
            (of(EntryKind::Hardlink { target: b"bin/ping".to_vec() }, "bin/ping6"), b""),
            (Entry { uid: 1000, gid: 65534, ..file("bin/su", 0o6755, 1) }, b"s"),
            (Entry { uid: 7, gid: 8, ..link("bin/l", "../../../../etc/shadow") }, b""),
            (Entry::dir("gone", 0o755), b""),
            (of(EntryKind::Whiteout, "gone/x"), b""),
            (of(EntryKind::Fifo, "pipe"), b""),
            (file("sparse", 0o600, zeros.len()), &zeros),
            (of(EntryKind::Opaque, "gone"), b""),
            (file("implied/dir/f", 0o644, 0), b""),
            (Entry { uid: 3, ..Entry::dir("sticky", 0o1777) }, b""),
            (of(EntryKind::Char { major: 1, minor: 3 }, "null"), b""),
        ];
        let dest = room.layer("layer", &entries).unwrap();
        let layer = room.diff(&dest).unwrap();
        let mut expected = vec![
            "bin dir 755 0:0",
            "bin/l -> ../../../../etc/shadow 777 7:8",
            "bin/ping file 4 755 0:0",
            "bin/ping6 = bin/ping 755 0:0",
            "bin/su file 1 6755 1000:65534",
            "gone dir 755 0:0",
            "gone opaque",
            "gone/x removed",
            "implied dir 755 0:0",
            "implied/dir dir 755 0:0",
            "implied/dir/f file 0 644 0:0",
            "null char 1:3 644 0:0",
            "pipe fifo 644 0:0",
            "sparse file 1048576 600 0:0",
            "sticky dir 1777 3:0",
        ];
        if !rustix::process::geteuid().is_root() {
            expected.retain(|l| !l.starts_with("null"));
        }
        assert_eq!(lines(&layer), expected);
        let ping = layer.toc.entries.iter().find(|e| e.path == b"bin/ping").unwrap();
        let expected: BTreeMap<Vec<u8>, Vec<u8>> = [(&b"security.capability"[..], capability), (b"user.note", b"a\nb")]
            .map(|(k, v)| (k.to_vec(), v.to_vec()))
            .into();
        assert_eq!(ping.xattrs, expected);
        let dir = fs::metadata(dest.join("bin")).unwrap();
        assert_eq!((dir.mtime(), dir.mtime_nsec()), (5, 7));
        assert!(fs::symlink_metadata(dest.join("sparse")).unwrap().blocks() * 512 < 100_000);
    });
}

/// CVE-2026-28406, CVE-2021-29136, CVE-2021-32760, CVE-2026-17106, CVE-2026-42574: links in a
/// layer, and writing, linking and removing through them.
#[test]
fn no_entry_reaches_out_of_its_layer() {
    if run_by_root() {
        return;
    }
    both("runtime::no_entry_reaches_out_of_its_layer", || {
        let room = Room::new();
        let outside = room.path("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("victim"), "untouched").unwrap();
        fs::set_permissions(outside.join("victim"), fs::Permissions::from_mode(0o640)).unwrap();
        let to = outside.to_str().unwrap();
        let up = "../".repeat(30) + to;
        let cases: Vec<Vec<(Entry, &[u8])>> = vec![
            vec![(link("l", to), b""), (file("l/victim", 0o777, 1), b"!")],
            vec![(link("l", &up), b""), (file("l/victim", 0o777, 1), b"!")],
            vec![(link("l", to), b""), (of(EntryKind::Whiteout, "l/victim"), b"")],
            vec![(link("l", to), b""), (of(EntryKind::Opaque, "l"), b"")],
            vec![(link("l", to), b""), (Entry::dir("l", 0o777), b""), (file("l/victim", 0o777, 1), b"!")],
            vec![(link("l", to), b""), (Entry::dir("l/new", 0o777), b"")],
            vec![(link("l", to), b""), (of(EntryKind::Hardlink { target: b"l/victim".to_vec() }, "h"), b"")],
            vec![
                (link("v", &format!("{to}/victim")), b""),
                (of(EntryKind::Hardlink { target: b"v".to_vec() }, "h"), b""),
                (file("h", 0o777, 1), b"!"),
            ],
            vec![(link("v", &format!("{to}/victim")), b""), (file("v", 0o777, 1), b"!")],
            vec![(link("a", "b"), b""), (link("b", "a"), b""), (file("a/x", 0o777, 1), b"!")],
        ];
        for (n, case) in cases.iter().enumerate() {
            let _ = room.layer(&format!("case{n}"), case);
            let victim = outside.join("victim");
            assert_eq!(fs::read_to_string(&victim).unwrap(), "untouched", "case {n}");
            let m = fs::metadata(&victim).unwrap();
            assert_eq!((m.mode() & 0o7777, m.nlink()), (0o640, 1), "case {n}");
            assert_eq!(fs::read_dir(&outside).unwrap().count(), 1, "case {n}");
        }
        let e = room.layer("root-link", &[(link("", to), b"")]).unwrap_err();
        assert!(matches!(e.kind(), Kind::Format | Kind::Usage), "{e:?}");
    });
}

/// A whiteout hides what is below, never what is beside it, wherever it stands (layer.md).
#[test]
fn whiteouts_and_their_neighbours() {
    if run_by_root() {
        return;
    }
    both("runtime::whiteouts_and_their_neighbours", || {
        let room = Room::new();
        let base = room.base();
        let whiteout = |path: &str| (of(EntryKind::Whiteout, path), &b""[..]);
        let top = room
            .layer(
                "top",
                &[
                    whiteout("etc"),
                    (Entry::dir("etc", 0o755), b""),
                    (file("etc/new", 0o644, 1), b"n"),
                    (Entry::dir("old", 0o755), b""),
                    (file("old/new", 0o644, 1), b"n"),
                    whiteout("old"),
                    (file("a", 0o644, 1), b"a"),
                    whiteout("a"),
                    whiteout("b"),
                    (file("b", 0o644, 1), b"b"),
                    (link("l", "old"), b""),
                    (of(EntryKind::Opaque, "l"), b""),
                    whiteout("d"),
                    (file("d/implied", 0o644, 1), b"d"),
                ],
            )
            .unwrap();
        let found: Vec<String> = lines(&room.diff(&top).unwrap());
        assert_eq!(
            found,
            [
                "a file 1 644 0:0",
                "b file 1 644 0:0",
                "d dir 755 0:0",
                "d opaque",
                "d/implied file 1 644 0:0",
                "etc dir 755 0:0",
                "etc opaque",
                "etc/new file 1 644 0:0",
                "l -> old 777 0:0",
                "old dir 755 0:0",
                "old opaque",
                "old/new file 1 644 0:0",
            ]
        );
        let mut spec = room.spec(&[&top, &base], "echo /etc/* /old/*; cat a b l/new");
        (spec.resolv_conf, spec.hosts) = (None, None);
        assert_eq!(room.ok(&spec), "/etc/new /old/new\nabn");
    });
}

/// A user without subordinate ids: one id, told so, and enough for files that root owns.
#[test]
fn a_single_id_is_enough_for_simple_images() {
    if run_by_root() {
        return;
    }
    if std::env::var_os(AS_USER).is_none() {
        let (command, _dir) = user_command("runtime::a_single_id_is_enough_for_simple_images");
        let mut other = Command::new("setpriv");
        other.args(["--reuid", "54321", "--regid", "54321", "--clear-groups", "--"]);
        let arguments: Vec<_> = command.get_args().skip_while(|a| *a != "--").skip(1).collect();
        other.args(arguments).envs(command.get_envs().map(|(k, v)| (k, v.unwrap()))).current_dir("/");
        let out = other.output().unwrap();
        assert!(
            out.status.success(),
            "{}{}",
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        );
        return;
    }
    let helper = std::env::var_os(AS_USER).unwrap().into();
    let sandbox = Sandbox::new(SandboxOptions { helper, isolation: Isolation::Auto }).unwrap();
    assert_eq!(sandbox.rung(), Rung::SingleUser);
    let warning = sandbox.warnings().join("");
    assert!(warning.contains("54321:100000:65536") && warning.contains("/etc/subuid"), "{warning}");
    let room = Room { sandbox, dir: Some(tempfile::Builder::new().prefix("imgtool-rt-").tempdir().unwrap()) };
    let base = room.base();
    let spec = room.spec(&[&base], "id -u; echo x > /new; rm /etc/gone");
    assert_eq!(room.ok(&spec), "0\n");
    assert_eq!(lines(&room.diff(&spec.upper).unwrap()), ["etc dir 755 0:0", "etc/gone removed", "new file 2 644 0:0"]);
    let e = room.layer("other", &[(Entry { gid: 42, ..file("f", 0o644, 0) }, b"")]).unwrap_err();
    assert!(format!("{e:?}").contains("gid 42"), "{e:?}");
    let mut user = room.spec(&[&base], "true");
    user.uid = 33;
    assert_eq!(room.sandbox.run(&user, &|_, _| {}).unwrap_err().kind(), Kind::Host);
}

/// Root in a container that was given neither namespaces nor mounts, as in many a CI.
#[test]
fn root_without_rights_finds_a_user_namespace() {
    if run_by_root() {
        return;
    }
    const NAME: &str = "runtime::root_without_rights_finds_a_user_namespace";
    if std::env::var_os(AS_USER).is_none() {
        let (command, dir) = user_command(NAME);
        let mut other = Command::new("setpriv");
        other.args(["--bounding-set", "-sys_admin", "--inh-caps", "-sys_admin", "--"]);
        let arguments: Vec<_> = command.get_args().skip_while(|a| *a != "--").skip(1).collect();
        other.args(arguments).env(AS_USER, dir.path().join("imgtool")).current_dir("/");
        let out = other.output().unwrap();
        assert!(
            out.status.success(),
            "{}{}",
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        );
        return;
    }
    let sandbox =
        Sandbox::new(SandboxOptions { helper: std::env::var_os(AS_USER).unwrap().into(), isolation: Isolation::Auto })
            .unwrap();
    assert_eq!((sandbox.rung(), sandbox.warnings()), (Rung::MappedRoot, vec![]));
    let room = Room { sandbox, dir: Some(tempfile::Builder::new().prefix("imgtool-rt-").tempdir().unwrap()) };
    let base = room.base();
    let device = (of(EntryKind::Char { major: 1, minor: 3 }, "null"), &b""[..]);
    let top = room.layer("top", &[device, (Entry { uid: 1_000_000, ..file("f", 0o644, 0) }, b"")]).unwrap();
    let mut spec = room.spec(&[&top, &base], "id -u; chown 5:6 /etc/kept; rm /etc/gone");
    spec.groups = vec![7];
    assert_eq!(room.ok(&spec), "0\n");
    let layer = room.diff(&spec.upper).unwrap();
    assert_eq!(lines(&layer), ["etc dir 755 0:0", "etc/gone removed", "etc/kept file 2 644 5:6"]);
}

/// CVE-2019-5736: the helper's own program is out of a command's reach.
#[test]
fn a_command_cannot_change_imgtool() {
    if run_by_root() {
        return;
    }
    both("runtime::a_command_cannot_change_imgtool", || {
        let room = Room::new();
        let base = room.base();
        let top = room.layer("top", &[(file("evil", 0o755, 17), b"#!/proc/self/exe\n")]).unwrap();
        let spec = room.spec(&[&top, &base], "sleep 86481");
        std::thread::scope(|s| {
            let running = s.spawn(|| room.sandbox.run(&spec, &|_, _| {}));
            wait_until(|| !processes("sleep86481").is_empty());
            for pid in processes("imgtool-sandbox") {
                let Ok(exe) = fs::read_link(format!("/proc/{pid}/exe")) else { continue };
                // Other tests' helpers that do not run commands are of no interest.
                if fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).is_ok_and(|c| !c.is_empty()) {
                    assert!(exe.starts_with("/memfd:imgtool-sandbox (deleted)"), "{exe:?}");
                }
            }
            room.sandbox.kill_all();
            let _ = running.join().unwrap();
        });
        let room = Room::new();
        let mut spec = room.spec(&[&top, &base], "");
        spec.args = vec!["/evil".into()];
        // It becomes another imgtool, which finds nothing to do in there.
        let _ = room.run(&spec);
    });
}

#[test]
fn ids_outside_the_map_are_named() {
    if run_by_root() {
        return;
    }
    both("runtime::ids_outside_the_map_are_named", || {
        let room = Room::new();
        let done = room.layer("big", &[(Entry { uid: 70000, ..file("f", 0o644, 0) }, b"")]);
        if rustix::process::geteuid().is_root() {
            done.unwrap();
        } else {
            let e = done.unwrap_err();
            assert_eq!(e.kind(), Kind::Host);
            assert!(
                format!("{e:?}").contains("uid 70000") && e.hints().join("").contains("/etc/subuid"),
                "{e:?} {:?}",
                e.hints()
            );
        }
    });
}

#[test]
fn kill_all_ends_everything() {
    if run_by_root() {
        return;
    }
    both("runtime::kill_all_ends_everything", || {
        let room = Room::new();
        let base = room.base();
        let spec = room.spec(&[&base], "trap '' TERM; sleep 86461 & sleep 86461");
        std::thread::scope(|s| {
            let running = s.spawn(|| room.sandbox.run(&spec, &|_, _| {}));
            wait_until(|| !processes("sleep86461").is_empty());
            room.sandbox.kill_all();
            assert_eq!(running.join().unwrap().unwrap_err().kind(), Kind::Interrupted);
        });
        wait_until(|| processes("sleep86461").is_empty());
        assert_eq!(room.sandbox.run(&spec, &|_, _| {}).unwrap_err().kind(), Kind::Interrupted);
    });
}

fn processes(words: &str) -> Vec<String> {
    let mut out = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Ok(line) = fs::read_to_string(entry.path().join("cmdline")) else { continue };
        if line.replace('\0', "").ends_with(words) {
            out.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    out
}

fn wait_until(done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(30), "it took too long");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Not a test of its own: what [`a_killed_caller_leaves_nothing`] starts by name, and kills.
#[test]
fn sleeper() {
    let Ok(number) = std::env::var("IMGTOOL_TEST_SLEEP") else { return };
    let room = Room::new();
    let base = room.base();
    println!("folder {}", room.path("").display());
    room.run(&room.spec(&[&base], &format!("sleep {number} & sleep {number}")));
}

#[test]
fn a_killed_caller_leaves_nothing() {
    if run_by_root() {
        return;
    }
    for (ordinary, number) in [(false, "86471"), (true, "86472")] {
        let (mut command, _dir) = if ordinary {
            user_command("runtime::sleeper")
        } else {
            let mut c = Command::new(std::env::current_exe().unwrap());
            c.args(["--exact", "runtime::sleeper", "--nocapture"]);
            (c, tempfile::tempdir().unwrap())
        };
        let mut child = command.env("IMGTOOL_TEST_SLEEP", number).stdout(std::process::Stdio::piped()).spawn().unwrap();
        let words = format!("sleep{number}");
        wait_until(|| processes(&words).len() >= 2);
        let helpers = processes("imgtool-sandbox");
        assert!(!helpers.is_empty());
        child.kill().unwrap();
        let out = child.wait_with_output().unwrap();
        wait_until(|| processes(&words).is_empty());
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let folder = text.lines().find_map(|l| l.split("folder ").nth(1)).unwrap().to_string();
        assert!(folder.contains("imgtool-rt-"), "{text}");
        assert!(!fs::read_to_string("/proc/mounts").unwrap().contains(&folder));
        fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn several_at_once() {
    if run_by_root() {
        return;
    }
    both("runtime::several_at_once", || {
        let room = Room::new();
        let base = room.base();
        std::thread::scope(|s| {
            let started: Vec<_> = (0..8)
                .map(|n| {
                    let (room, base) = (&room, &base);
                    s.spawn(move || room.ok(&room.spec(&[base], &format!("echo {n}; echo $$ > /pid"))))
                })
                .collect();
            for (n, thread) in started.into_iter().enumerate() {
                assert_eq!(thread.join().unwrap(), format!("{n}\n"));
            }
        });
    });
}

/// CVE-2024-1753, CVE-2024-23651, CVE-2024-11218, CVE-2024-9675: sources that lead elsewhere.
#[test]
fn a_rooted_source_stays_in_its_root() {
    if run_by_root() {
        return;
    }
    both("runtime::a_rooted_source_stays_in_its_root", || {
        let room = Room::new();
        let base = room.base();
        let context = room.path("context");
        fs::create_dir_all(context.join("sub")).unwrap();
        fs::write(context.join("sub/f"), "inside").unwrap();
        symlink("/sub", context.join("link")).unwrap();
        symlink("/", context.join("all")).unwrap();
        symlink(format!("{}etc", "../".repeat(20)), context.join("up")).unwrap();
        let run = |source: &str, script: &str| {
            let mut spec = room.spec(&[&base], script);
            let (source, target) = (source.to_string(), "/mnt".to_string());
            spec.rooted.push(RootedMount { root: context.clone(), source, target, read_only: false });
            let out = Mutex::new(Vec::new());
            let code = room.sandbox.run(&spec, &|_, data| out.lock().unwrap().extend_from_slice(data));
            assert!(room.diff(&spec.upper).is_none());
            code.map(|_| String::from_utf8(out.into_inner().unwrap()).unwrap())
        };
        assert_eq!(run("sub", "cat /mnt/f").unwrap(), "inside");
        assert_eq!(run("/link/../../sub/", "cat /mnt/f").unwrap(), "inside");
        assert_eq!(run("all", "ls /mnt").unwrap(), "all\nlink\nsub\nup\n");
        assert_eq!(run("../../..", "ls /mnt").unwrap(), "all\nlink\nsub\nup\n");
        assert_eq!(run("up", "ls /mnt").unwrap_err().kind(), Kind::NotFound);
    });
}

#[test]
fn secrets_live_in_memory_and_leave_nothing() {
    if run_by_root() {
        return;
    }
    both("runtime::secrets_live_in_memory_and_leave_nothing", || {
        let room = Room::new();
        let base = room.base();
        let mut spec = room.spec(
            &[&base],
            "cat /run/secrets/s; ls -ln /run/secrets/s; (echo x > /run/secrets/s) 2>/dev/null || echo refused",
        );
        let secret =
            FileMount { target: "/run/secrets/s".into(), content: b"hush".to_vec(), mode: 0o400, uid: 33, gid: 44 };
        assert!(!format!("{secret:?}").contains("hush"));
        spec.files.push(secret);
        (spec.uid, spec.gid) = (33, 44);
        let out = room.ok(&spec);
        assert!(
            out.starts_with("hush-r--------") && out.contains("33       44") && out.ends_with("refused\n"),
            "{out}"
        );
        assert!(room.diff(&spec.upper).is_none());
    });
}

#[test]
fn no_network_is_none() {
    if run_by_root() {
        return;
    }
    both("runtime::no_network_is_none", || {
        let room = Room::new();
        let base = room.base();
        let mut spec = room.spec(&[&base], "grep : /proc/net/dev | wc -l; cat /proc/net/if_inet6");
        spec.network = imgtool::runtime::Network::None;
        let out = room.ok(&spec);
        assert!(out.starts_with("1\n") && out.trim_end().ends_with("lo"), "{out}");
    });
}

#[test]
fn a_deep_tree_is_removed() {
    if run_by_root() {
        return;
    }
    both("runtime::a_deep_tree_is_removed", || {
        let room = Room::new();
        let top = room.path("deep");
        fs::create_dir(&top).unwrap();
        let flags = rustix::fs::OFlags::PATH | rustix::fs::OFlags::DIRECTORY;
        let mut at = rustix::fs::open(&top, flags, rustix::fs::Mode::empty()).unwrap();
        for _ in 0..3000 {
            rustix::fs::mkdirat(&at, "directory", rustix::fs::Mode::RWXU).unwrap();
            at = rustix::fs::openat(&at, "directory", flags, rustix::fs::Mode::empty()).unwrap();
        }
        room.sandbox.remove_tree(&top).unwrap();
        assert!(!top.exists());
        room.sandbox.remove_tree(&top).unwrap();
    });
}

/// A whole Debian, unpacked and read back.
#[test]
fn a_large_layer_goes_in_and_out() {
    if run_by_root() {
        return;
    }
    let tar = crate::common::peers().join("debian.tar");
    let room = Room::new();
    let toc = imgtool::layer::Toc::read(fs::File::open(&tar).unwrap(), &imgtool::layer::Limits::default()).unwrap();
    let dest = room.path("large");
    let implied = room.sandbox.unpack(&tar, imgtool::oci::media_type::Encoding::Plain, &dest).unwrap();
    let blob = room.path("blob");
    fs::write(&blob, "").unwrap();
    let layer = room.sandbox.diff(&dest, &blob, Compression::Zstd(3), 0, MtimeRule::Keep).unwrap().unwrap();
    let rows = |entries: &[Entry]| -> BTreeMap<Vec<u8>, (String, u32, u32, u32, i64)> {
        let links = |e: &Entry| matches!(e.kind, EntryKind::Hardlink { .. });
        let mut firsts: Vec<&Entry> = entries.iter().filter(|e| !links(e) && !e.path.is_empty()).collect();
        firsts.sort_by_key(|e| &e.path);
        let row = |e: &&Entry| {
            let kind = match &e.kind {
                EntryKind::File { content, size, .. } => format!("{size} {content:?}"),
                other => format!("{other:?}"),
            };
            (e.path.clone(), (kind, e.mode, e.uid, e.gid, e.mtime.secs))
        };
        firsts.iter().map(row).collect()
    };
    let (before, after) = (rows(&toc.entries), rows(&layer.toc.entries));
    let linked: std::collections::HashSet<&Vec<u8>> =
        layer.toc.entries.iter().filter(|e| matches!(e.kind, EntryKind::Hardlink { .. })).map(|e| &e.path).collect();
    for (path, row) in &before {
        // Which of a file's names comes first may differ.
        if !linked.contains(path) {
            assert_eq!(Some(row), after.get(path), "{}", String::from_utf8_lossy(path));
        }
    }
    let named = |path: &[u8]| !path.is_empty();
    let count =
        toc.entries.iter().map(|e| &e.path[..]).chain(implied.iter().map(|p| &p[..])).filter(|p| named(p)).count();
    assert_eq!(count, layer.toc.entries.len());
    room.sandbox.remove_tree(&dest).unwrap();
}

#[test]
fn a_host_link_as_a_source_is_followed_on_the_host() {
    if run_by_root() {
        return;
    }
    both("runtime::a_host_link_as_a_source_is_followed_on_the_host", || {
        let room = Room::new();
        let base = room.base();
        fs::write(room.path("real"), "nameserver 192.0.2.1\n").unwrap();
        symlink("real", room.path("link")).unwrap();
        let mut spec =
            room.spec(&[&base], "cat /etc/resolv.conf; (echo x >> /etc/resolv.conf) 2>/dev/null || echo refused");
        spec.resolv_conf = Some(room.path("link"));
        assert_eq!(room.ok(&spec), "nameserver 192.0.2.1\nrefused\n");
    });
}
