//! The places that a build may find itself in, each simulated for real: who runs it, and what the host refuses.

use super::{Imgtool, as_user, base, done, repository};
use std::process::{Command, Output, Stdio};

/// Places where RUN is isolated by namespaces or chroot, by name.
///
/// root, userns, chroot: root, by that `--isolation`. pod: root in an ordinary container, neither namespaces nor mounts.
/// no-admin: root without CAP_SYS_ADMIN, but with user namespaces. user: an ordinary user with subordinate ids.
/// masked: the same where parts of /proc are hidden. fuse: the same with a store that takes no overlay but by
/// fuse-overlayfs (where the machine has /dev/fuse). no-overlay: the same without that.
pub const WITH_IDS: [&str; 9] = ["root", "userns", "chroot", "pod", "no-admin", "user", "masked", "fuse", "no-overlay"];
/// An ordinary user without subordinate ids: the only one in his namespace.
pub const ALONE: &str = "alone";

/// `tool`'s command in that place. A build is given its isolation.
pub fn at(place: &str, tool: &Imgtool, arguments: &[&str]) -> Command {
    let mut arguments = arguments.to_vec();
    if ["root", "userns", "chroot"].contains(&place) && arguments.first() == Some(&"build") {
        arguments = [&["build", "--isolation", place], &arguments[1..]].concat();
    }
    match place {
        "root" | "userns" | "chroot" => by_root(tool, &[], &tool.command(&arguments)),
        "pod" => in_pod(tool, &arguments),
        "no-admin" => {
            let without = ["setpriv", "--bounding-set", "-sys_admin", "--inh-caps", "-sys_admin", "--"];
            by_root(tool, &without, &tool.command(&arguments))
        }
        "user" => as_user(tool, &arguments),
        "masked" => prepared_by_root(tool, MASK, &as_user(tool, &arguments)),
        "fuse" => prepared_by_root(tool, OVERLAY, &as_user(tool, &arguments)),
        "no-overlay" => prepared_by_root(tool, &format!("{OVERLAY}{NO_FUSE}"), &as_user(tool, &arguments)),
        ALONE => {
            let script = "id imgtool-alone >/dev/null 2>&1 || useradd --no-create-home imgtool-alone; \
                sed -i /^imgtool-alone:/d /etc/subuid /etc/subgid";
            static ONE: std::sync::Once = std::sync::Once::new();
            ONE.call_once(|| {
                done("useradd", elevated(&["sh", "-c", script]).output().unwrap());
            });
            let mut inner = as_user(tool, &arguments);
            if inner.get_program() == "setpriv" {
                let kept: Vec<_> = inner.get_args().skip(5).map(Into::into).collect::<Vec<std::ffi::OsString>>();
                inner = with_program(&inner, &kept);
            }
            done("chown", elevated(&["chown", "-R", "imgtool-alone:"]).arg(tool.dir.path()).output().unwrap());
            by_root(tool, &["setpriv", "--reuid", "imgtool-alone", "--regid", "imgtool-alone", "--init-groups"], &inner)
        }
        other => panic!("no place '{other}'"),
    }
}

/// As a container runtime hides parts of /proc: the kernel refuses a new one to a user namespace there.
const MASK: &str = "for f in /proc/kcore /proc/sysrq-trigger /proc/timer_list; do [ ! -e $f ] || mount --bind /dev/null $f; done; \
    mount -t tmpfs -o ro none /proc/irq; ";

/// The store on overlayfs, as the root of a container mostly is; what is written stays in `over/`.
const OVERLAY: &str = "mkdir -p over/l over/u over/w store; chown --reference=. over/u store; \
    mount -t overlay overlay -o lowerdir=over/l,upperdir=over/u,workdir=over/w store; ";

/// Nothing that a program could mount by.
pub const NO_FUSE: &str = "[ ! -e /dev/fuse ] || mount --bind /dev/null /dev/fuse; ";

/// busybox in the store under its name. With one id alone, all its files belong to root.
pub fn load(place: &str, tool: &Imgtool) {
    std::fs::copy(base("busybox"), tool.path("busybox.oci")).unwrap();
    done("copy", at(place, tool, &["copy", "oci-archive:busybox.oci", "store:busybox"]).output().unwrap());
    if place == ALONE {
        plain(place, tool);
    }
}

/// The same with no owner but root.
pub fn plain(place: &str, tool: &Imgtool) {
    tool.write("plain/Dockerfile", "FROM busybox AS b\nFROM scratch\nCOPY --from=b --chown=0:0 / /\n");
    let build = ["build", "-q", "--timestamp", "5", "-t", "store:busybox", "plain"];
    done("plain", at(place, tool, &build).output().unwrap());
}

/// A command as root.
fn elevated(words: &[&str]) -> Command {
    let all = if rustix::process::geteuid().is_root() { words.to_vec() } else { [&["sudo", "-n"], words].concat() };
    let mut command = Command::new(all[0]);
    command.args(&all[1..]).stdin(Stdio::null());
    command
}

fn with_program(inner: &Command, words: &[std::ffi::OsString]) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).env_clear().envs(inner.get_envs().filter_map(|(k, v)| Some((k, v?))));
    command
}

/// `inner` as root, by way of a program, in `tool`'s folder; sudo keeps none of the environment.
pub fn by_root(tool: &Imgtool, through: &[&str], inner: &Command) -> Command {
    let mut command = elevated(&["env"]);
    for (name, value) in inner.get_envs() {
        if let Some(value) = value {
            command.arg(format!("{}={}", name.to_str().unwrap(), value.to_str().unwrap()));
        }
    }
    command.args(through).arg(inner.get_program()).args(inner.get_args()).current_dir(tool.dir.path());
    command
}

/// `inner` in a mount namespace that root prepares with `script`.
fn prepared_by_root(tool: &Imgtool, script: &str, inner: &Command) -> Command {
    let script = format!("set -e; {script}exec \"$@\"");
    let (uid, gid) = (rustix::process::getuid().as_raw().to_string(), rustix::process::getgid().as_raw().to_string());
    let mut through = vec!["unshare", "-m", "sh", "-c", &script, "sh"];
    if inner.get_program() != "setpriv" {
        through.extend(["setpriv", "--reuid", &uid, "--regid", &gid, "--init-groups"]);
    }
    by_root(tool, &through, inner)
}

/// `tool`'s command as root in a pod.
pub fn in_pod(tool: &Imgtool, arguments: &[&str]) -> Command {
    let script = repository().join("tests/common/pod.py");
    by_root(tool, &["python3", script.to_str().unwrap()], &tool.command(arguments))
}

/// `tool`'s command as root.
pub fn as_root(tool: &Imgtool, arguments: &[&str]) -> Command {
    by_root(tool, &[], &tool.command(arguments))
}

/// What other users made is removed by root.
pub fn clear(tool: &Imgtool) {
    if !rustix::process::geteuid().is_root() {
        done("rm", elevated(&["rm", "-rf"]).arg(&tool.root).arg(tool.path("over")).output().unwrap());
    }
}

/// Nothing of a test's folder is mounted anywhere.
pub fn nothing_mounted(tool: &Imgtool) {
    let dir = tool.dir.path().file_name().unwrap().to_str().unwrap().to_string();
    for process in std::fs::read_dir("/proc").unwrap().flatten() {
        let Ok(text) = std::fs::read_to_string(process.path().join("mountinfo")) else { continue };
        let left: Vec<&str> = text.lines().filter(|line| line.contains(&dir)).collect();
        assert!(left.is_empty(), "{}: {left:?}", process.path().display());
    }
}

/// Standard error of what failed without a panic.
pub fn refused(out: &Output) -> String {
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.code().is_some_and(|c| c != 0 && c != 101), "{:?} {said}", out.status);
    said
}
