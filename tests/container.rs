//! `imgtool container`: scripted steps, against a Dockerfile of the same steps and against buildah.

use crate::common::{Imgtool, as_user, base, done, fstree, peer, rungs, scratch};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

fn container(tool: &Imgtool, arguments: &[&str]) -> String {
    tool.ok(&[&["container"], arguments].concat())
}

fn inspect(tool: &Imgtool, name: &str) -> Value {
    serde_json::from_str(&container(tool, &["inspect", name])).unwrap()
}

fn digest(tool: &Imgtool, image: &str) -> String {
    tool.ok(&["digest", image])
}

/// The steps of the first test as a Dockerfile.
const SAME: &str = r#"FROM busybox
RUN ["sh", "-c", "mkdir -p /opt/app && echo made > /opt/app/made; rm /bin/vi"]
COPY greeting.txt tree /opt/app/
COPY --chown=7:8 --chmod=0640 greeting.txt /opt/other
ENV GREETING="hello $HOME \"you\""
USER 7:8
LABEL org.example.price="\$5"
WORKDIR /opt/new
ENTRYPOINT ["/bin/sh"]
CMD ["-c", "cat /opt/app/made"]
EXPOSE 80
VOLUME /data
"#;

fn prepared() -> Imgtool {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("greeting.txt", "hello\n");
    tool.write("tree/a", "a\n");
    tool.write("tree/deep/b", "b\n");
    for (name, mode) in [("greeting.txt", 0o644), ("tree/a", 0o755), ("tree/deep/b", 0o600), ("tree/deep", 0o755)] {
        fs::set_permissions(tool.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    fs::set_permissions(tool.path("tree"), fs::Permissions::from_mode(0o755)).unwrap();
    tool
}

#[test]
fn the_same_image_as_by_a_dockerfile() {
    let tool = prepared();
    let script = |from: &[&str], commit: &[&str]| {
        let name = container(&tool, &[&["from"], from, &["busybox"]].concat());
        let c = name.trim_end().to_string();
        container(&tool, &["run", &c, "sh", "-c", "mkdir -p /opt/app && echo made > /opt/app/made; rm /bin/vi"]);
        container(&tool, &["copy", &c, "greeting.txt", "tree", "/opt/app/"]);
        container(&tool, &["copy", "--chown", "7:8", "--chmod", "0640", &c, "greeting.txt", "/opt/other"]);
        container(&tool, &["config", "--env", "GREETING=hello $HOME \"you\"", &c]);
        container(&tool, &["config", "--label", "org.example.price=$5", "--user", "7:8", &c]);
        container(&tool, &["config", "--workingdir", "/opt/new", &c]);
        container(&tool, &["config", "--entrypoint", "[\"/bin/sh\"]", "--cmd", "-c 'cat /opt/app/made'", &c]);
        container(&tool, &["config", "--port", "80", "--volume", "/data", &c]);
        container(&tool, &[&["commit"], commit, &[&c, "stepped"]].concat())
    };
    let dockerfile = tool.write("Dockerfile.same", SAME);
    let build = ["build", "--timestamp", "1000", "-q", "-t", "built", "-f", dockerfile.to_str().unwrap(), "."];
    let built = tool.ok(&build);
    // The time may be told at the beginning, or at the end.
    let stepped = script(&["--timestamp", "1000"], &[]);
    assert_eq!((stepped, digest(&tool, "store:stepped")), (built.clone(), digest(&tool, "store:built")));
    let stepped = script(&[], &["--timestamp", "1000"]);
    assert_eq!((stepped, digest(&tool, "store:stepped")), (built, digest(&tool, "store:built")));
    tool.ok(&["validate", "store:stepped"]);

    let squashed = tool.path("squashed");
    let target = format!("oci:{}:x", squashed.display());
    container(&tool, &["commit", "--squash", "--format", "docker", "--rm", "busybox-working-container", &target]);
    tool.ok(&["validate", &target]);
    let shown: Value = serde_json::from_str(&tool.ok(&["inspect", &target])).unwrap();
    assert_eq!(shown["Layers"].as_array().unwrap().len(), 1);
    assert_eq!(container(&tool, &["ls", "-q"]), "busybox-working-container-1\n");
    tool.ok(&["diff", "--files-only", "store:stepped", "store:built"]);
}

#[test]
fn the_same_files_and_config_as_by_buildah() {
    let tool = prepared();
    let work = scratch();
    for name in ["greeting.txt", "tree"] {
        done("cp", Command::new("cp").arg("-a").arg(tool.path(name)).arg(work.path()).output().unwrap());
    }
    fs::copy(base("busybox"), work.path().join("busybox.oci")).unwrap();
    let script = |from: &str, commit: &str, command: &str| {
        format!(
            r#"set -eu
c=$({command} from {from} --name steps BASE)
{command} run "$c" -- sh -c 'mkdir -p /opt/app && echo made > /opt/app/made'
{command} copy "$c" greeting.txt /opt/app/
{command} copy "$c" tree /opt/app/tree
{command} copy --chown 7:8 --chmod 0640 "$c" greeting.txt /opt/other
{command} add "$c" greeting.txt /opt/added/
{command} config --env 'A=x y' --env 'B=$A' --label 'l=$A "q"' "$c"
{command} config --env 'C=${{A}}/c' --env B- "$c"
{command} config --user 7:8 --workingdir /opt/app "$c"
{command} run --user 0:0 --workingdir /opt "$c" -- sh -c 'pwd > where; id -u >> where'
{command} run "$c" -- sh -c 'test "$(id -u) $(pwd) $A" = "7 /opt/app x y"'
{command} config --entrypoint '["/bin/echo"]' --cmd "a 'b c'" "$c"
{command} config --port 80/tcp --port 53/udp --volume /data --stop-signal TERM "$c"
{command} config --shell '/bin/sh -e -c' --author 'me' "$c"
{command} config --healthcheck 'CMD-SHELL true' --healthcheck-interval 5s --healthcheck-timeout 4s --healthcheck-start-period 3s --healthcheck-retries 2 "$c"
{command} commit {commit} "$c" TARGET
{command} rm "$c"
"#
        )
    };
    let storage = r#"set -eu
cd "$1"; mkdir tmp
export TMPDIR=$1/tmp BUILDAH_ISOLATION=chroot
buildah() { command buildah --root "$TMPDIR/root" --runroot "$TMPDIR/run" --storage-driver vfs "$@"; }"#;
    let theirs = script("--ulimit nofile=20000:20000 --ulimit nproc=20000:20000", "-q --format docker", "buildah")
        .replace("BASE", "oci-archive:busybox.oci")
        .replace("TARGET", "dir:theirs")
        .replacen("set -eu", storage, 1);
    fs::write(work.path().join("theirs.sh"), theirs + "chmod -R a+rX theirs; rm -rf \"$TMPDIR\"\n").unwrap();
    let path = work.path().to_str().unwrap();
    done("buildah", peer(work.path(), &["bash", &format!("{path}/theirs.sh"), path]));

    let ours = script("--pull=never", "-q", &format!("{} container", env!("CARGO_BIN_EXE_imgtool")))
        .replace("BASE", "busybox")
        .replace("TARGET", &format!("oci:{path}/ours:latest"));
    tool.write("ours.sh", &ours);
    let mut c = Command::new("bash");
    c.arg(tool.path("ours.sh")).current_dir(tool.dir.path()).env("IMGTOOL_ROOT", &tool.root);
    done("imgtool", c.output().unwrap());
    let out = fstree(&["compare", &format!("{path}/theirs"), &format!("{path}/ours")]);
    assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    // The peers wrote there as root.
    let rm = if rustix::process::geteuid().is_root() { "env" } else { "sudo" };
    done("rm", Command::new(rm).args(["rm", "-rf"]).arg(work.path().join("theirs")).output().unwrap());
}

#[test]
fn a_run_says_what_the_command_says_and_keeps_nothing_of_a_failure() {
    let tool = prepared();
    let c = container(&tool, &["from", "--name", "box", "busybox"]);
    assert_eq!(c, "box\n");
    // Each time, although nothing changes.
    for _ in 0..2 {
        assert_eq!(container(&tool, &["run", "box", "echo", "a", "--", "b"]), "a -- b\n");
    }
    let before = inspect(&tool, "box");
    let out = tool.run(&["container", "run", "box", "sh", "-c", "touch /left; echo half; exit 7"]);
    assert_eq!((out.status.code(), &out.stdout[..]), (Some(7), &b"half\n"[..]));
    assert_eq!(inspect(&tool, "box"), before);
    assert_eq!(tool.run(&["container", "run", "box", "no-such-command"]).status.code(), Some(127));
    tool.fails(1, &["container", "copy", "box", "nowhere", "/"]);
    tool.fails(2, &["container", "config", "box", "--env", "A=1", "--label", "x"]);
    assert_eq!(inspect(&tool, "box"), before);
    assert_eq!(container(&tool, &["diff", "box"]), "");

    // This machine's files are there for the step.
    tool.write("shown/file", "shown\n");
    let mount = format!("type=bind,source={},target=/shown,ro", tool.text("shown"));
    assert_eq!(container(&tool, &["run", "--mount", &mount, "box", "cat", "/shown/file"]), "shown\n");
    let volume = format!("{}:/shown", tool.text("shown"));
    container(&tool, &["run", "-v", &volume, "box", "cp", "/shown/file", "/shown/back"]);
    assert_eq!(fs::read_to_string(tool.path("shown/back")).unwrap(), "shown\n");
    let cache = ["run", "--mount", "type=cache,target=/cache", "box", "sh", "-c"];
    container(&tool, &[&cache[..], &["echo kept > /cache/x"]].concat());
    assert_eq!(container(&tool, &[&cache[..], &["cat /cache/x"]].concat()), "kept\n");
}

#[test]
fn files_from_containers_from_outside_and_from_the_web() {
    let tool = prepared();
    container(&tool, &["from", "--name", "one", "busybox"]);
    container(&tool, &["run", "one", "sh", "-c", "echo one > /made"]);
    container(&tool, &["from", "--name", "two", "scratch"]);
    container(&tool, &["copy", "--from", "one", "two", "/made", "/taken"]);
    container(&tool, &["copy", "--from", "busybox", "two", "/bin/busybox", "/bin/"]);
    // Sources outside of the current directory, by several names.
    let outside = scratch();
    fs::create_dir_all(outside.path().join("a/b")).unwrap();
    fs::write(outside.path().join("a/b/$file"), "1").unwrap();
    fs::write(outside.path().join("x"), "2").unwrap();
    let path = |p: &str| outside.path().join(p).to_str().unwrap().to_string();
    container(&tool, &["copy", "two", &path("a/b/$file"), &path("x"), "/out"]);
    container(&tool, &["config", "--workingdir", "/work", "two"]);
    container(&tool, &["copy", "two", "greeting.txt"]);
    container(&tool, &["copy", "--exclude", "deep", "two", "tree", "/tree"]);
    tool.write("ignored", "deep\n");
    container(&tool, &["copy", "--contextdir", "tree", "--ignorefile", "ignored", "two", ".", "/ignoring"]);
    let listed = container(&tool, &["diff", "two"]);
    let names: Vec<&str> = listed.lines().filter_map(|l| l.split(' ').nth(2)?.strip_suffix(':')).collect();
    assert_eq!(
        names,
        [
            "/bin",
            "/bin/busybox",
            "/ignoring",
            "/ignoring/a",
            "/out",
            "/out/$file",
            "/out/x",
            "/taken",
            "/tree",
            "/tree/a",
            "/work",
            "/work/greeting.txt"
        ]
    );
    // An archive is unpacked by add, and not by copy.
    done(
        "tar",
        Command::new("tar").args(["-C", &tool.text("tree"), "-cf", &tool.text("t.tar"), "."]).output().unwrap(),
    );
    container(&tool, &["add", "two", "t.tar", "/unpacked/"]);
    container(&tool, &["copy", "two", "t.tar", "/packed/"]);
    container(&tool, &["commit", "two", "two"]);
    assert_eq!(tool.ok(&["cat", "store:two", "/unpacked/deep/b"]), "b\n");
    assert_eq!(tool.ok(&["ls", "store:two", "/packed"]), "t.tar\n");
}

#[test]
fn names_and_ends() {
    let tool = prepared();
    for expected in ["busybox-working-container", "busybox-working-container-1", "busybox-working-container-2"] {
        assert_eq!(container(&tool, &["from", "store:busybox"]), format!("{expected}\n"));
    }
    assert_eq!(container(&tool, &["from", "scratch"]), "working-container\n");
    container(&tool, &["rm", "busybox-working-container-1"]);
    assert_eq!(container(&tool, &["from", "busybox"]), "busybox-working-container-1\n");
    let id = inspect(&tool, "working-container")["ContainerID"].as_str().unwrap().to_string();
    container(&tool, &["rename", &id[..12], "mine"]);
    assert_eq!(inspect(&tool, &id)["Container"], "mine");
    tool.fails(2, &["container", "rename", "mine", "busybox-working-container"]);
    tool.fails(2, &["container", "rename", "mine", "../mine"]);
    tool.fails(2, &["container", "from", "--name", "mine", "busybox"]);
    tool.fails(1, &["container", "from", "--pull=never", "--name", "other", "no-such-image"]);
    for what in ["inspect", "diff", "commit", "rm"] {
        let message = tool.fails(1, &["container", what, "nobody"]);
        assert!(message.contains("there is no container named 'nobody'"), "{message}");
    }
    tool.fails(1, &["container", "run", "nobody", "true"]);
    // One mistake, and none is removed.
    tool.fails(1, &["container", "rm", "mine", "nobody"]);
    let listed: Value = serde_json::from_str(&container(&tool, &["ls", "--json"])).unwrap();
    let names: Vec<&str> = listed.as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names.last(), Some(&"mine"));
    assert_eq!(names.len(), 4);
    fs::write(tool.root.join("containers/mine.json"), "{").unwrap();
    tool.fails(1, &["container", "inspect", "mine"]);
    container(&tool, &["rm", "--all"]);
    assert_eq!(container(&tool, &["ls", "-q"]), "");
    assert_eq!(fs::read_dir(tool.root.join("containers")).unwrap().count(), 0);
}

#[test]
fn the_second_command_waits_for_the_first() {
    let tool = prepared();
    container(&tool, &["from", "--name", "box", "busybox"]);
    tool.write("door/.keep", "");
    let door = format!("{}:/door", tool.text("door"));
    // The first is in the middle of its step until somebody opens the door.
    let wait = "touch /door/in; while ! test -e /door/open; do usleep 10000; done; echo 1 >> /order";
    let mut first = tool.command(&["container", "run", "-v", &door, "box", "sh", "-c", wait]);
    let mut first = first.stdout(Stdio::null()).spawn().unwrap();
    while !tool.path("door/in").exists() {
        std::thread::yield_now();
    }
    let mut second = tool.command(&["container", "run", "box", "sh", "-c", "echo 2 >> /order"]);
    let mut second = second.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(second.stderr.take().unwrap()), &mut told).unwrap();
    assert!(told.contains("another command works on the container box"), "{told}");
    // Who only looks does not wait.
    assert_eq!(container(&tool, &["diff", "box"]), "");
    tool.write("door/open", "");
    assert!(first.wait().unwrap().success() && second.wait().unwrap().success());
    container(&tool, &["commit", "box", "box"]);
    assert_eq!(tool.ok(&["cat", "store:box", "/order"]), "1\n2\n");
}

#[test]
fn what_config_tells_the_image() {
    let tool = prepared();
    container(&tool, &["from", "--name", "box", "busybox"]);
    container(&tool, &["run", "box", "touch", "/x"]);
    container(&tool, &["config", "--author", "me", "--created-by", "a script", "--comment", "by hand", "box"]);
    container(&tool, &["config", "--annotation", "a=1", "--annotation", "b=2", "--arch", "riscv64", "box"]);
    container(&tool, &["config", "--annotation", "b-", "--onbuild", "RUN touch /onbuild", "box"]);
    container(&tool, &["run", "box", "touch", "/y"]);
    let image = tool.path("image");
    container(&tool, &["commit", "--iidfile", "iid", "-t", "again", "box", &format!("oci:{}:x", image.display())]);
    let shown = inspect(&tool, "box");
    let config = &shown["OCIv1"];
    assert_eq!((&config["author"], &config["architecture"]), (&"me".into(), &"riscv64".into()));
    let raw = tool.ok(&["inspect", "--config", "store:again"]);
    let config: Value = serde_json::from_str(&raw).unwrap();
    let last = config["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["created_by"], &last["comment"], &last["author"]),
        (&"a script".into(), &"by hand".into(), &"me".into())
    );
    assert_eq!(config["config"]["OnBuild"], serde_json::json!(["RUN touch /onbuild"]));
    let raw: Value = serde_json::from_str(&tool.ok(&["inspect", "--raw", "store:again"])).unwrap();
    assert_eq!(raw["annotations"]["a"], "1");
    assert!(raw["annotations"]["b"].is_null());
    assert!(raw["annotations"]["org.opencontainers.image.base.digest"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(fs::read_to_string(tool.path("iid")).unwrap(), raw["config"]["digest"].as_str().unwrap());
    // The next container made of it does what it was told.
    container(&tool, &["from", "--name", "next", "--platform", "linux/riscv64", "again"]);
    assert!(container(&tool, &["diff", "next"]).contains("/onbuild"));
}

/// The flow of buildah's introduction (a base, a command, a script copied, an entry point, a commit, a
/// container of that), by a script in which only the command's name is another.
#[test]
fn the_steps_of_the_tutorial_by_another_name() {
    let tool = Imgtool::with_bases(&["debian"]);
    let work = scratch();
    let hello = "#!/bin/bash\nfor i in 1 2 3; do echo \"hello $i from $NAME\"; done\n";
    let script = r#"set -eu
cat > hello.sh <<'TEXT'
HELLO
TEXT
chmod 755 hello.sh
c=$(CMD from BASE)
CMD run "$c" -- sh -c 'echo made > /etc/made; mkdir -p /var/lib/app; rm -r /usr/share/doc'
CMD copy "$c" ./hello.sh /usr/bin/
CMD config --entrypoint /usr/bin/hello.sh --cmd '' "$c"
CMD config --created-by "the tutorial" --author "me at example.org" --label name=hello -e NAME=world -p 8080/tcp "$c"
CMD run "$c" hello.sh > said
CMD commit "$c" TARGET
test -n "$(CMD inspect --format '{{.FromImage}}' "$c")"
CMD rm "$c"
c=$(CMD from --name again AGAIN)
test "$c" = again
CMD run again -- /usr/bin/hello.sh >> said
CMD rename again other
CMD rm other
"#;
    let script = script.replace("HELLO\n", hello);
    let path = work.path().to_str().unwrap().to_string();
    fs::copy(base("debian"), work.path().join("debian.oci")).unwrap();
    fs::create_dir(work.path().join("theirs-dir")).unwrap();
    let storage = r#"set -eu
cd "$1"; mkdir tmp
export TMPDIR=$1/tmp BUILDAH_ISOLATION=chroot
buildah() { command buildah --root "$TMPDIR/root" --runroot "$TMPDIR/run" --storage-driver vfs "$@"; }
cd theirs-dir"#;
    let theirs = script
        .replace("CMD from", "CMD from --ulimit nofile=20000:20000 --ulimit nproc=20000:20000")
        .replace("CMD", "buildah")
        .replace("BASE", "oci-archive:../debian.oci")
        .replace("TARGET", "dir:../theirs")
        .replace("AGAIN", "dir:../theirs")
        .replacen("set -eu", storage, 1);
    fs::write(work.path().join("theirs.sh"), theirs + "cd ..; chmod -R a+rX theirs theirs-dir; rm -rf \"$TMPDIR\"\n")
        .unwrap();
    done("buildah", peer(work.path(), &["bash", &format!("{path}/theirs.sh"), &path]));
    let target = format!("oci:{path}/ours:latest");
    let ours = script
        .replace("CMD", &format!("{} container", env!("CARGO_BIN_EXE_imgtool")))
        .replace("BASE", "debian")
        .replace("TARGET", &target)
        .replace("AGAIN", &target);
    tool.write("ours.sh", &ours);
    let mut c = Command::new("bash");
    c.arg(tool.path("ours.sh")).current_dir(tool.dir.path()).env("IMGTOOL_ROOT", &tool.root);
    done("imgtool", c.output().unwrap());
    let said = fs::read_to_string(tool.path("said")).unwrap();
    assert_eq!(said, fs::read_to_string(work.path().join("theirs-dir/said")).unwrap());
    assert_eq!(said, "hello 1 from world\nhello 2 from world\nhello 3 from world\n".repeat(2));
    // buildah leaves the mount point /dev of its run in the image.
    let out = fstree(&["compare", &format!("{path}/theirs"), &format!("{path}/ours"), "--ignore", "/dev"]);
    assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    tool.ok(&["validate", &target]);
    // The peers wrote there as root.
    let rm = if rustix::process::geteuid().is_root() { "env" } else { "sudo" };
    for name in ["theirs", "theirs-dir"] {
        done("rm", Command::new(rm).args(["rm", "-rf"]).arg(work.path().join(name)).output().unwrap());
    }
}

/// A script with `$IMGTOOL` run as root, or by an ordinary user, in a mount namespace of its own.
fn scripted(tool: &Imgtool, user: bool, script: &str) -> std::process::Output {
    let script = format!("set -eu\n{script}");
    match user {
        true => {
            let mut c = as_user(tool, &["unshare", "sh", "-c", &script]);
            c.env("IMGTOOL", tool.path("imgtool")).output().unwrap()
        }
        false => {
            let mut inner = tool.command(&[]);
            inner.env("IMGTOOL", env!("CARGO_BIN_EXE_imgtool"));
            let through = ["unshare", "-m", "sh", "-c", &script, "sh"];
            rungs::by_root(tool, &through, &inner).output().unwrap()
        }
    }
}

/// Runs imgtool as whom the scripts run.
fn plain(tool: &Imgtool, user: bool, arguments: &[&str]) -> std::process::Output {
    match user {
        true => as_user(tool, arguments).output().unwrap(),
        false => rungs::as_root(tool, arguments).output().unwrap(),
    }
}

/// As root and by an ordinary user in `imgtool unshare`; what is done in the mount is in the image, as
/// buildah has it, also when everything that was mounted is gone.
#[test]
fn files_are_changed_in_a_mount() {
    for user in [false, true] {
        let tool = Imgtool::new();
        fs::copy(base("busybox"), tool.path("busybox.oci")).unwrap();
        done("copy", plain(&tool, user, &["copy", "oci-archive:busybox.oci", "store:busybox"]));
        let out = scripted(
            &tool,
            user,
            r#"
c=$($IMGTOOL container from --name box busybox)
$IMGTOOL container run box -- sh -c 'mkdir -m 1777 /made && echo 1 > /made/first'
m=$($IMGTOOL container mount $c)
test "$m" = "$($IMGTOOL container mount $c)"
test "$($IMGTOOL container mount)" = "box $m"
$IMGTOOL container ls | grep -q " $m\$"
test "$($IMGTOOL container inspect --format '{{.MountPoint}}' box)" = "$m"
test "$(cat $m/made/first)" = 1 && test "$(stat -c %a $m/made)" = 1777
echo 2 > $m/made/second
chown 7:8 $m/made/second
rm $m/bin/vi
mkdir $m/opt && ln -s /made $m/opt/link
$IMGTOOL container commit box first > /dev/null
# A step sees what was changed in the mount, and is seen there.
$IMGTOOL container run box -- sh -c 'test ! -e /bin/vi && cat /made/second > /made/third'
test "$(cat $m/made/third)" = 2
$IMGTOOL container config --env A=1 box
echo 4 > $m/made/fourth
# In use, it is neither unmounted nor is a step done; to commit is no step.
(cd $m && ! $IMGTOOL container unmount box && ! $IMGTOOL container run box -- touch /made/no) 2> busy
grep -q 'is in use' busy
test ! -e $m/made/no
(cd $m && $IMGTOOL --root "$IMGTOOL_ROOT" container commit box second > /dev/null)
"#,
        );
        let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success(), "user {user}: {said}");
        // Every mount went with the namespace, as in a reboot. The container goes on.
        rungs::nothing_mounted(&tool);
        let ok = |arguments: &[&str]| done(&format!("{arguments:?}"), plain(&tool, user, arguments));
        assert_eq!(ok(&["container", "mount"]), "");
        assert!(ok(&["container", "diff", "box"]).contains("/made/fourth"));
        ok(&["container", "run", "box", "--", "sh", "-c", "cat /made/* > /made/all"]);
        ok(&["container", "commit", "box", "third"]);
        assert_eq!(ok(&["cat", "store:third", "/made/all"]), "1\n4\n2\n2\n");
        let first = ok(&["ls", "-l", "store:first", "/made"]);
        assert!(first.contains("second") && !first.contains("third"), "{first}");
        assert!(first.lines().any(|l| l.contains("second") && l.contains('7') && l.contains('8')), "{first}");
        assert!(!ok(&["ls", "store:second", "/bin"]).lines().any(|l| l.ends_with("vi")));
        assert!(ok(&["ls", "store:second", "/made"]).contains("fourth"));
        for image in ["store:first", "store:second", "store:third"] {
            assert!(ok(&["validate", image]).contains("nothing wrong"));
        }
        let layers: Value = serde_json::from_str(&ok(&["inspect", "store:third"])).unwrap();
        // The base's, the first step's, the mount's, the second step's, the mount's, the last step's.
        assert_eq!(layers["Layers"].as_array().unwrap().len(), 6);
        // Mounted, it is removed with its mount; an ordinary user outside of unshare cannot mount.
        let out = scripted(
            &tool,
            user,
            "m=$($IMGTOOL container mount box); echo x > $m/x; $IMGTOOL store prune --all > /dev/null; cat $m/made/all; \
             $IMGTOOL container unmount --all; $IMGTOOL container mount box > /dev/null; $IMGTOOL container rm box",
        );
        let said = done("mount, prune, rm", out);
        assert!(said.starts_with("1\n4\n2\n2\n") && said.trim_end().len() == 8 + 64, "{said}");
        assert_eq!(fs::read_dir(tool.root.join("containers")).unwrap().count(), 0);
        if user {
            ok(&["container", "from", "--name", "other", "busybox"]);
            let out = plain(&tool, user, &["container", "mount", "other"]);
            let said = rungs::refused(&out);
            assert!(said.contains("only root can mount") && said.contains("imgtool unshare"), "{said}");
        }
        rungs::clear(&tool);
    }
}

/// While a shell of another mount namespace has it mounted, steps from outside would lose what is written there.
#[test]
fn a_mount_that_only_others_see() {
    let tool = Imgtool::new();
    fs::copy(base("busybox"), tool.path("busybox.oci")).unwrap();
    done("copy", plain(&tool, true, &["copy", "oci-archive:busybox.oci", "store:busybox"]));
    done("from", plain(&tool, true, &["container", "from", "--name", "box", "busybox"]));
    tool.write("door/.keep", "");
    let wait = "m=$($IMGTOOL container mount box); echo x > $m/x; touch door/in; while ! test -e door/open; do sleep 0.05; done";
    let mut inside = as_user(&tool, &["unshare", "sh", "-c", wait]);
    let mut inside = inside.env("IMGTOOL", tool.path("imgtool")).spawn().unwrap();
    while !tool.path("door/in").exists() {
        assert!(inside.try_wait().unwrap().is_none());
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let said = rungs::refused(&plain(&tool, true, &["container", "run", "box", "--", "true"]));
    assert!(said.contains("is mounted where only process"), "{said}");
    // To look and to commit takes nothing away.
    done("commit", plain(&tool, true, &["container", "commit", "box", "box"]));
    assert_eq!(done("cat", plain(&tool, true, &["cat", "store:box", "/x"])), "x\n");
    tool.write("door/open", "");
    assert!(inside.wait().unwrap().success());
    done("run", plain(&tool, true, &["container", "run", "box", "--", "test", "-e", "/x"]));
    rungs::clear(&tool);
}

/// What buildah's commands have besides, and means something here.
#[test]
fn more_flags_of_buildah() {
    let tool = prepared();
    let from =
        ["from", "--name", "box", "--cidfile", "cid", "--ulimit", "nofile=100:200", "--add-host", "there:1.2.3.4"];
    container(&tool, &[&from[..], &["--format", "docker", "--os", "linux", "--quiet", "busybox"]].concat());
    let id = fs::read_to_string(tool.path("cid")).unwrap();
    assert_eq!(inspect(&tool, "box")["ContainerID"], id.as_str());
    tool.write("shown/a", "a\n");
    let mount = "--mount=type=bind,source=shown,target=/shown,ro";
    let seen =
        ["run", "--contextdir", &tool.text(""), mount, "--hostname", "here.example", "--ulimit", "nproc=5000:5000"];
    let seen = [&seen[..], &["--add-history", "box", "--", "sh", "-c"]].concat();
    let said = container(&tool, &[&seen[..], &["ulimit -n; grep there /etc/hosts; hostname; cat /shown/a"]].concat());
    assert_eq!(said, "100\n1.2.3.4\tthere\nhere.example\na\n");
    assert!(tool.fails(1, &["container", "run", "-t", "box", "sh"]).contains("imgtool container mount"));
    container(&tool, &["copy", "--link", "--timestamp", "5", "--add-history", "box", "greeting.txt", "/linked"]);
    container(&tool, &["config", "--label", "a=1", "--label", "b=2", "--annotation", "c=3", "box"]);
    let more = ["--unsetlabel", "a", "--unsetannotation", "c", "--os-version", "6", "--os-feature", "f"];
    container(&tool, &[&["config"], &more[..], &["--history-comment", "told", "box"]].concat());
    container(&tool, &["commit", "box", "docker"]);
    let raw: Value = serde_json::from_str(&tool.ok(&["inspect", "--raw", "store:docker"])).unwrap();
    assert_eq!(raw["mediaType"], "application/vnd.docker.distribution.manifest.v2+json");
    let config: Value = serde_json::from_str(&tool.ok(&["inspect", "--config", "store:docker"])).unwrap();
    assert_eq!(config["config"]["Labels"], serde_json::json!({"b": "2"}));
    assert_eq!((&config["os.version"], &config["os.features"][0]), (&"6".into(), &"f".into()));
    let once = ["commit", "--format", "oci", "--change", "ENV X=1", "--unsetenv", "PATH", "--annotation", "k=v"];
    container(&tool, &[&once[..], &["--omit-history", "-D", "--source-date-epoch", "7", "box", "once"]].concat());
    let raw: Value = serde_json::from_str(&tool.ok(&["inspect", "--raw", "store:once"])).unwrap();
    assert_eq!(raw["annotations"]["k"], "v");
    let layers = raw["layers"].as_array().unwrap();
    assert!(layers.iter().all(|l| l["mediaType"] == "application/vnd.oci.image.layer.v1.tar"), "{layers:?}");
    let config: Value = serde_json::from_str(&tool.ok(&["inspect", "--config", "store:once"])).unwrap();
    assert_eq!(config["config"]["Env"], serde_json::json!(["X=1"]));
    assert!(config["history"].as_array().is_none_or(|h| h.is_empty()), "{config}");
    assert_eq!(config["created"], "1970-01-01T00:00:07Z");
    tool.ok(&["validate", "store:once"]);
    // Neither is kept in the container.
    assert_ne!(inspect(&tool, "box")["OCIv1"]["config"]["Env"], serde_json::json!(["X=1"]));
    let listed = container(&tool, &["ls", "--format", "{{.ContainerName}} {{.ContainerID}}", "--filter", "name=bo"]);
    assert_eq!(listed, format!("box {id}\n"));
    assert_eq!(container(&tool, &["ls", "-n", "--notruncate"]).split_whitespace().next(), Some(id.as_str()));
    assert_eq!(container(&tool, &["ls", "-n", "--filter", "ancestor=other"]), "");
    tool.fails(2, &["container", "ls", "--filter", "x"]);
    assert!(tool.fails(2, &["container", "inspect", "--type", "image", "docker"]).contains("imgtool inspect docker"));
}

/// Killed in the middle of a step, which has taken the mount down: nothing of either is lost, but the half step.
#[test]
fn a_killed_step_of_a_mounted_container() {
    let tool = Imgtool::new();
    fs::copy(base("busybox"), tool.path("busybox.oci")).unwrap();
    done("copy", plain(&tool, false, &["copy", "oci-archive:busybox.oci", "store:busybox"]));
    tool.write("door/.keep", "");
    let script = r#"
$IMGTOOL container from --name box busybox > /dev/null
m=$($IMGTOOL container mount box)
echo kept > $m/kept
$IMGTOOL container run -v $PWD/door:/door box -- sh -c 'touch /half /door/in; sleep 60' & pid=$!
while ! test -e door/in; do sleep 0.05; done
kill -9 $pid
wait $pid || true
test "$($IMGTOOL container mount)" = ''
test "$m" = "$($IMGTOOL container mount box)"
cat $m/kept
test ! -e $m/half
$IMGTOOL container run box -- sh -c 'cat /kept; test ! -e /half; echo on > /on'
cat $m/on
$IMGTOOL container unmount box > /dev/null
"#;
    assert_eq!(done("script", scripted(&tool, false, script)), "kept\nkept\non\n");
    done("rm", plain(&tool, false, &["container", "rm", "box"]));
    rungs::nothing_mounted(&tool);
    rungs::clear(&tool);
}
