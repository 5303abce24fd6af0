//! What is left of a RUN that failed: `build --on-failure=shell`, `build --print-rootfs`, and `unshare` to look at it.
use crate::common::{Imgtool, as_user, done};
use crate::isolation::{clear, with_base};
use std::process::Command;

const FAILS: &str = "FROM busybox\nENV OF=image\nWORKDIR /work\nUSER 5:6\nRUN echo kept > /tmp/made\nUSER 0\n\
    RUN --mount=type=tmpfs,target=/t echo half > /half; chown 7:8 /half; exit 3\n";

/// Types each line once the prompt is there; prints what is shown, and the exit code.
const TYPIST: &str = r##"
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
lines, seen, shown = sys.argv[1].split(";;"), b"", b""
while True:
    try:
        more = os.read(fd, 4096)
    except OSError:
        break
    if not more:
        break
    seen, shown = seen + more, shown + more
    if lines and b"# " in seen.split(b"where it failed")[-1] and b"where it failed" in shown:
        os.write(fd, lines.pop(0).encode() + b"\n")
        seen = b"where it failed"
sys.stdout.write(shown.decode(errors="replace").replace("\r\n", "\n"))
print("\nCODE", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"##;

fn typed(tool: &Imgtool, lines: &str, command: Command) -> String {
    let mut python = Command::new("timeout");
    python.args(["60", "python3"]).arg(tool.write("typist.py", TYPIST)).arg(lines);
    python.arg(command.get_program()).args(command.get_args()).current_dir(tool.dir.path()).env_clear();
    python.envs(command.get_envs().filter_map(|(k, v)| Some((k, v?)))).env("TERM", "vt100");
    done("typist", python.output().unwrap())
}

#[test]
fn a_shell_in_the_place_of_what_failed() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/Dockerfile", FAILS);
    for isolation in ["auto", "chroot"] {
        if isolation == "chroot" && !rustix::process::geteuid().is_root() {
            continue;
        }
        let build = ["build", "--no-cache", "--on-failure=shell", "--isolation", isolation, "ctx"];
        let lines = "cat /tmp/made /half;;echo user-$(id -u) in-$(pwd) $OF $TERM;;test -t 0 && test -d /t && echo a-terminal;;\
                     sleep 100;;exit 9";
        // ^C reaches the command that is typed at, not the build.
        let lines = lines.replace("sleep 100", "sleep 0; kill -INT $$; echo still-here");
        let told = typed(&tool, &lines, tool.command(&build));
        for part in ["kept\nhalf", "user-0 in-/work image vt100", "a-terminal", "still-here"] {
            assert!(told.contains(part), "{isolation}: {part}: {told}");
        }
        assert!(told.contains("Dockerfile:7") && told.contains("exit code 3"), "{told}");
        assert!(told.trim_end().ends_with("CODE 1"), "{told}");
    }
    // What was done there is nowhere.
    let left: Vec<_> = std::fs::read_dir(tool.root.join("tmp")).map(|d| d.flatten().collect()).unwrap_or_default();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn without_a_terminal_the_build_just_fails() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/Dockerfile", FAILS);
    // `setsid`: no controlling terminal, wherever the tests run.
    let build = tool.command(&["build", "--on-failure=shell", "ctx"]);
    let mut command = Command::new("setsid");
    command.arg("--wait").arg(build.get_program()).args(build.get_args()).current_dir(tool.dir.path()).env_clear();
    command.envs(build.get_envs().filter_map(|(k, v)| Some((k, v?))));
    let out = command.output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("open a shell where RUN failed: there is no terminal here"), "{said}");
    assert!(said.contains("exit code 3"), "{said}");
}

#[test]
fn the_root_file_system_is_kept_on_request() {
    for user in [false, true] {
        let tool = Imgtool::new();
        let command = |a: &[&str]| if user { as_user(&tool, a) } else { tool.command(a) };
        tool.write("ctx/Dockerfile", FAILS);
        with_base(&tool, |a| command(a).output().unwrap());
        let out = command(&["build", "--print-rootfs", "ctx"]).output().unwrap();
        assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
        let dir = String::from_utf8(out.stdout).unwrap();
        let dir = dir.trim_end();
        assert!(dir.ends_with("/rootfs") && dir.contains("/failed/"), "{dir}");
        let look = format!(
            "cat {dir}/half {dir}/tmp/made && stat -c %u:%g {dir}/half {dir}/tmp/made && ! ls {dir}/t 2> /dev/null"
        );
        let told = done("unshare", command(&["unshare", "sh", "-c", &look]).output().unwrap());
        assert_eq!(told, "half\nkept\n7:8\n5:6\n");
        done("unshare", command(&["unshare", "rm", "-r", dir]).output().unwrap());
        assert!(!std::path::Path::new(dir).exists());
        clear(&tool);
    }
}

#[test]
fn unshare_is_the_command_that_it_starts() {
    let tool = Imgtool::new();
    let out =
        as_user(&tool, &["unshare", "sh", "-c", "id -u; mount -t tmpfs none /mnt && echo mounted; exit 7"]).output();
    let out = out.unwrap();
    assert_eq!((out.status.code(), &*String::from_utf8_lossy(&out.stdout)), (Some(7), "0\nmounted\n"));
    assert!(tool.fails(1, &["unshare", "no-such-command"]).contains("start no-such-command"));
    clear(&tool);
}
