//! RUN for another machine: refused with a reason where nothing emulates it, done where the kernel has a handler.
use crate::common::{Imgtool, peers};
use std::path::Path;
use std::process::Command;

/// A platform that this machine has no handler for, by the names of Go and of qemu.
fn not_emulated() -> String {
    let known = [("loong64", "loongarch64"), ("s390x", "s390x"), ("riscv64", "riscv64"), ("ppc64le", "ppc64le")];
    let there = |name: &str| Path::new("/proc/sys/fs/binfmt_misc").join(format!("qemu-{name}")).exists();
    let found = known
        .iter()
        .find(|(go, qemu)| std::env::consts::ARCH != *qemu && *go != std::env::consts::ARCH && !there(qemu));
    format!("linux/{}", found.expect("this test needs a machine that does not emulate every other").0)
}

/// An image for a platform, with a few files.
fn base(tool: &Imgtool, platform: &str, name: &str) {
    tool.ok(&["build", "-q", "--platform", platform, "-t", name, "base"]);
}

#[test]
fn what_cannot_be_emulated_is_refused_before_anything_is_done() {
    let odd = not_emulated();
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("base/Dockerfile", "FROM scratch\nCOPY f /f\n");
    tool.write("base/f", "of the base");
    base(&tool, &odd, "odd");
    let build = ["build", "--platform", &odd, "-t", "out", "ctx"];
    tool.write("ctx/Dockerfile", "FROM busybox AS other\nFROM store:odd\nCOPY Dockerfile /\nRUN make\n");
    let said = tool.fails(1, &build);
    assert!(said.contains(&format!("Dockerfile:4: RUN for {odd} needs an emulator")), "{said}");
    assert!(said.contains("qemu-user-static") && said.contains("binfmt-support"), "{said}");
    assert!(!said.contains("COPY"), "{said}");
    // Where nothing is run, nothing is needed; what runs on this machine may be copied from.
    tool.write(
        "ctx/Dockerfile",
        "FROM --platform=$BUILDPLATFORM busybox AS tools\nRUN echo made here > /made\nFROM store:odd\n\
         COPY --from=tools /made /\nWORKDIR /d\n",
    );
    tool.ok(&build);
    assert_eq!(tool.ok(&["cat", "store:out", "/made"]), "made here\n");
    // An image for this machine alone is taken, and runs.
    tool.write("ctx/Dockerfile", "FROM busybox\nRUN echo all the same > /f\n");
    tool.ok(&build);
    assert_eq!(tool.ok(&["cat", "store:out", "/f"]), "all the same\n");
    // A stage that nobody needs may want what it likes.
    tool.write("ctx/Dockerfile", "FROM store:odd AS unused\nRUN make\nFROM scratch\nCOPY Dockerfile /\n");
    tool.ok(&build);
    // On nothing stands what was copied: it may be for this machine, or not.
    let native =
        "FROM --platform=$BUILDPLATFORM busybox AS tools\nFROM scratch\nCOPY --from=tools / /\nRUN echo native > /f\n";
    tool.write("ctx/Dockerfile", native);
    tool.ok(&build);
    assert_eq!(tool.ok(&["cat", "store:out", "/f"]), "native\n");
}

/// A namespace has handlers of its own since Linux 6.7; before, root registers one for the machine, for a moment. With
/// IMGTOOL_ARM64, a directory that holds Debian's qemu-aarch64-static and an arm64 busybox, the programs run in earnest;
/// else everything is taken for `true`.
#[test]
fn what_the_kernel_has_a_handler_for_runs() {
    let tool = Imgtool::new();
    let real = std::env::var_os("IMGTOOL_ARM64").map(std::path::PathBuf::from);
    let busybox = peers().join("root/usr/bin/busybox");
    let (emulator, program) = match &real {
        Some(dir) => (dir.join("qemu-aarch64-static"), std::fs::read(dir.join("busybox")).unwrap()),
        None => (busybox, [&b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\xb7\0"[..], &[0; 200]].concat()),
    };
    std::fs::copy(emulator, tool.path("true")).unwrap();
    tool.write("base/Dockerfile", "FROM scratch\nCOPY --chmod=755 sh /bin/sh\nCOPY --chmod=755 sh /bin/busybox\n");
    std::fs::write(tool.path("base/sh"), program).unwrap();
    base(&tool, "linux/arm64", "arm");
    tool.write("ctx/Dockerfile", "FROM store:arm\nRUN /bin/busybox uname -m > /machine\n");
    let build = ["build", "--platform", "linux/arm64", "-t", "out", "ctx"];
    let inner = tool.command(&build);
    let script = "at=/proc/sys/fs/binfmt_misc; mount -t binfmt_misc none $at || test -e $at/register || exit 99
                  printf %s \"$0\" > $at/register || exit 98; \"$@\"; rc=$?; echo -1 > $at/imgtool-arm64; exit $rc";
    let (magic, mask) = (
        r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00",
        r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff",
    );
    let handler = format!(":imgtool-arm64:M::{magic}:{mask}:{}:F", tool.text("true"));
    let mut command = Command::new("unshare");
    command.args(["-Urm", "sh", "-c", script, &handler]).arg(inner.get_program()).args(inner.get_args());
    command.current_dir(tool.dir.path()).env_clear();
    command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let out = command.output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}\nThis test needs Linux 6.7, or root and a mounted binfmt_misc.");
    if real.is_some() {
        assert_eq!(tool.ok(&["cat", "store:out", "/machine"]), "aarch64\n");
    }
    assert!(!Path::new("/proc/sys/fs/binfmt_misc/imgtool-arm64").exists());
}
