//! What a build says of every RUN: names, limits, rights, what of the host is shown.
use crate::common::{Imgtool, as_user, done};

fn build(tool: &Imgtool, dockerfile: &str, more: &[&str]) -> Result<String, String> {
    tool.write("ctx/Dockerfile", &format!("FROM busybox\n{dockerfile}\n"));
    let out = tool.run(&[&["build", "--progress=plain", "-t", "store:out"], more, &["ctx"]].concat());
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    if out.status.success() { Ok(said) } else { Err(said) }
}

fn seen(tool: &Imgtool, command: &str, more: &[&str]) -> String {
    build(tool, &format!("RUN ({command}) > /seen 2>&1 || true"), more).unwrap();
    tool.ok(&["cat", "store:out", "/seen"])
}

#[test]
fn names_and_their_servers() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let more = ["--add-host", "db:10.1.2.3", "--add-host=v6=[::7]", "--add-host", "here:host-gateway"];
    let hosts = seen(&tool, "cat /etc/hosts", &more);
    for line in ["10.1.2.3\tdb", "::7\tv6", "127.0.0.1\there", "127.0.0.1\tlocalhost"] {
        assert!(hosts.lines().any(|l| l == line), "{hosts}");
    }
    // They count for the cache.
    assert!(!seen(&tool, "cat /etc/hosts", &[]).contains("db"));
    let resolver = seen(
        &tool,
        "cat /etc/resolv.conf; true 1",
        &["--dns", "9.8.7.6", "--dns-search", "a.example", "--dns-option", "ndots:3"],
    );
    assert!(resolver.contains("nameserver 9.8.7.6\nsearch a.example\noptions ndots:3\n"), "{resolver}");
    assert_eq!(resolver.matches("nameserver").count(), 1);
    assert_eq!(seen(&tool, "cat /etc/resolv.conf; true 2", &["--dns=none"]).matches("nameserver").count(), 0);
    let said = build(&tool, "", &["--add-host", "db"]).unwrap_err();
    assert!(said.contains("--add-host 'db' names no host") && said.contains("NAME:ADDRESS"), "{said}");
    // Nothing of it is in the image.
    tool.ok(&["build", "-q", "-t", "store:out", "ctx"]);
    assert!(!tool.ok(&["ls", "store:out", "/etc"]).contains("hosts"));
}

/// An HTTP server on this machine's loopback device; answers its port.
fn greeter() -> u16 {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n");
        }
    });
    port
}

/// The address of the default route, if this machine has one.
fn gateway() -> Option<std::net::Ipv4Addr> {
    let text = std::fs::read_to_string("/proc/net/route").unwrap();
    let row = text.lines().find(|l| l.split_whitespace().nth(1) == Some("00000000"))?;
    let number = u32::from_str_radix(row.split_whitespace().nth(2)?, 16).ok()?;
    Some(number.to_ne_bytes().into())
}

/// A namespace of its own, whose traffic goes through a program that ends with the step; as whoever runs the tests, and
/// as an ordinary user with and without further ids.
#[test]
fn a_network_of_its_own() {
    use crate::common::rungs::{ALONE, at, clear, load};
    let port = greeter();
    let host = std::fs::read_link("/proc/self/ns/net").unwrap();
    for place in ["root", "user", "no-admin", ALONE] {
        let tool = Imgtool::new();
        load(place, &tool);
        let seen = |network: &str, command: &str| {
            tool.write("ctx/Dockerfile", &format!("FROM busybox\nRUN ({command}) > /seen 2>&1 || true\n"));
            let build = ["build", "-q", "--no-cache", "-t", "out", "--network", network, "ctx"];
            done(&format!("{place} {network}"), at(place, &tool, &build).output().unwrap());
            done("cat", at(place, &tool, &["cat", "store:out", "/seen"]).output().unwrap())
        };
        let fetch = |address: &str| format!("wget -T 5 -qO- http://{address}:{port}/");
        assert_eq!(seen("slirp4netns:allow_host_loopback=true", &fetch("10.0.2.2")), "hello\n", "{place}");
        let plain = seen("slirp4netns", &format!("{}; cat /etc/resolv.conf; ip addr", fetch("10.0.2.2")));
        assert!(!plain.contains("hello") && plain.contains("nameserver 10.0.2.3"), "{place}: {plain}");
        assert!(plain.contains("tap0") && plain.contains("10.0.2.100"), "{place}: {plain}");
        let Some(gateway) = gateway() else { continue };
        let text = seen("pasta:--map-gw,--mtu,1497", &format!("{}; ip link; ps", fetch(&gateway.to_string())));
        assert!(text.starts_with("hello\n") && text.contains("mtu 1497"), "{place}: {text}");
        assert!(!text.contains("pasta"), "the other end is not seen inside: {place}: {text}");
        let text =
            seen("private", &format!("{}; cat /etc/resolv.conf; readlink /proc/self/ns/net", fetch("127.0.0.1")));
        assert!(!text.contains("hello") && text.contains("nameserver 169.254.1.1"), "{place}: {text}");
        assert!(text.contains("net:[") && !text.contains(host.to_str().unwrap()), "{place}: {text}");
        clear(&tool);
    }
    // Nothing of it is left, and what fails is told.
    let left =
        std::process::Command::new("pgrep").args(["-f", "pasta.*--mtu 1497|slirp4netns.*/proc/self/fd/0"]).output();
    assert!(left.as_ref().unwrap().stdout.is_empty(), "{left:?}");
    let tool = Imgtool::with_bases(&["busybox"]);
    let said = build(&tool, "RUN true", &["--network=pasta:--nonsense"]).unwrap_err();
    assert!(said.contains("connect the network by /usr/bin/pasta") && said.contains("nonsense"), "{said}");
    let said = build(&tool, "RUN true", &["--network=slirp4netns:nonsense"]).unwrap_err();
    assert!(said.contains("slirp4netns has no option 'nonsense'"), "{said}");
    let said = build(&tool, "RUN true", &["--network=private", "--add-host=h:host-gateway"]).unwrap_err();
    assert!(said.contains("host-gateway"), "{said}");
    let said = build(&tool, "RUN --network=host true", &["--network=private"]).unwrap_err();
    assert!(said.contains("network.host is not allowed") && said.contains("--allow network.host"), "{said}");
    build(&tool, "RUN --network=host true", &["--network=private", "--allow=network.host"]).unwrap();
    assert!(build(&tool, "RUN true", &["--network=bridge"]).unwrap_err().contains("slirp4netns"));
}

#[test]
fn limits() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let limits = seen(&tool, "ulimit -Sn; ulimit -Hn; ulimit -c", &["--ulimit", "nofile=100:200", "--ulimit=core=0"]);
    assert_eq!(limits, "100\n200\n0\n");
    assert!(seen(&tool, "df -k /dev/shm", &["--shm-size", "8m"]).contains(" 8192 "));
    assert!(seen(&tool, "df -k /dev/shm; true", &[]).contains(" 65536 "));
}

/// A group of its own where one may be made, a warning elsewhere.
#[test]
fn memory_and_processors() {
    use crate::common::rungs::{as_root, at, clear, load};
    let tool = Imgtool::new();
    load("root", &tool);
    let much = "RUN dd if=/dev/zero of=/dev/shm/x bs=1M count=60 2>/dev/null && rm /dev/shm/x\n";
    tool.write("ctx/Dockerfile", &format!("FROM busybox\n{much}"));
    let build = |more: &[&str]| {
        as_root(&tool, &[&["build", "--no-cache", "--progress=plain"], more, &["ctx"]].concat()).output().unwrap()
    };
    done("without", build(&[]));
    let out = build(&["--memory", "24m", "--memory-swap", "24m"]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    if said.contains("--memory, --memory-swap: no effect") {
        // Root in a container that hands no group down.
        assert!(out.status.success(), "{said}");
    } else {
        // Nobody but the command is in the group: its shell, or what that has started.
        assert!(!out.status.success() && said.contains("exit code 137"), "{said}");
        done(
            "enough",
            build(&["--memory", "200m", "--cpu-shares", "512", "--cpu-quota", "90000", "--cpuset-cpus", "0"]),
        );
    }
    let left = std::process::Command::new("find")
        .args(["/sys/fs/cgroup", "-name", &format!("imgtool-{}-*", "[0-9]*")])
        .output();
    let own: Vec<String> = String::from_utf8_lossy(&left.unwrap().stdout).lines().map(str::to_string).collect();
    let dead = |path: &String| {
        let pid = path.rsplit("imgtool-").next().and_then(|n| n.split('-').next()).unwrap_or_default();
        !std::path::Path::new("/proc").join(pid).exists()
    };
    assert!(!own.iter().any(dead), "{own:?}");
    let said = String::from_utf8_lossy(&build(&["--memory", "24m", "--cgroup-parent", "/../x"]).stderr).into_owned();
    assert!(said.contains("no '..'"), "{said}");
    clear(&tool);
    // The tests' user has none.
    let tool = Imgtool::new();
    load("user", &tool);
    tool.write("ctx/Dockerfile", "FROM busybox\nRUN true\n");
    let out = at("user", &tool, &["build", "--memory=1g", "ctx"]).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success() && said.contains("--memory: no effect"), "{said}");
}

#[test]
fn rights() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let held = |command: &str, more: &[&str]| -> Vec<String> {
        let text = seen(
            &tool,
            &format!("{command}; grep -E '^(Cap(Inh|Eff|Bnd)|NoNewPrivs|Seccomp):' /proc/self/status"),
            more,
        );
        text.lines().map(|l| l.split_whitespace().nth(1).unwrap_or_default().to_string()).collect()
    };
    // CVE-2022-27651: nothing inheritable; Docker's set; a filter.
    assert_eq!(held("true", &[]), ["0000000000000000", "00000000a80425fb", "00000000a80425fb", "0", "2"]);
    assert_eq!(held("true 1", &["--cap-drop=all"])[1], "0000000000000000");
    assert_eq!(held("true 2", &["--cap-drop=all", "--cap-add", "chown"])[1], "0000000000000001");
    assert_eq!(held("true 3", &["--cap-add", "CAP_SYS_PTRACE", "--cap-drop=CHOWN"])[1], "00000000a80c25fa");
    assert_eq!(held("true 4", &["--security-opt", "no-new-privileges"])[3], "1");
    assert_eq!(held("true 5", &["--security-opt=seccomp=unconfined"])[4], "0");
    let said = build(&tool, "", &["--cap-add", "NONSENSE"]).unwrap_err();
    assert!(said.contains("there is no capability 'NONSENSE'"), "{said}");
    let said = build(&tool, "RUN --security=insecure true", &[]).unwrap_err();
    assert!(said.contains("Dockerfile:2: security.insecure is not allowed") && said.contains("--allow"), "{said}");
    build(
        &tool,
        "RUN --security=insecure grep CapEff /proc/self/status > /cap && mkdir /m && mount -t tmpfs none /m && touch /m/x",
        &["--allow", "security.insecure"],
    )
    .unwrap();
    let own = std::fs::read_to_string("/proc/self/status").unwrap();
    let all = own.lines().find(|l| l.starts_with("CapBnd")).unwrap().rsplit('\t').next().unwrap();
    assert_eq!(tool.ok(&["cat", "store:out", "/cap"]).trim(), format!("CapEff:\t{all}"));
    assert!(!tool.ok(&["ls", "store:out", "/m"]).contains('x'), "what was mounted is not in the layer");
}

/// Devices by their CDI names: asked for by the Dockerfile, and allowed by the host or by who builds.
#[test]
fn devices_that_the_host_describes() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("shared/lib", "a library of the host");
    let description = serde_json::json!({"cdiVersion": "0.6.0", "kind": "vendor.example/gpu", "devices": [
        {"name": "0", "containerEdits": {
            "env": ["GPU=zero"],
            "deviceNodes": [{"path": "/dev/gpu0", "hostPath": "/dev/null"}],
            "mounts": [{"hostPath": tool.text("shared/lib"), "containerPath": "/gpu/lib", "options": ["ro"]}],
            "hooks": [{"hookName": "createContainer", "path": "/bin/false"}]}},
        {"name": "free", "annotations": {"org.mobyproject.buildkit.device.autoallow": "true"},
         "containerEdits": {"env": ["GPU=free"]}}]});
    tool.write("cdi/gpu.json", &description.to_string());
    let dir = ["--cdi-config-dir", &tool.text("cdi")];
    let run = |flags: &str, more: &[&str]| {
        let line = format!("RUN {flags} {{ echo \"$GPU\"; cat /gpu/lib; ls -l /dev/gpu0; }} > /seen 2>&1 || true");
        build(&tool, &line, &[&dir, more].concat()).map(|said| (tool.ok(&["cat", "store:out", "/seen"]), said))
    };
    let said = run("--device=vendor.example/gpu=0", &[]).unwrap_err();
    assert!(said.contains("Dockerfile:2: the device vendor.example/gpu=0 is not allowed in this build"), "{said}");
    assert!(said.contains("--allow device=vendor.example/gpu=0"), "{said}");
    for allow in ["device", "device=vendor.example/gpu=0"] {
        let (seen, said) = run("--device=vendor.example/gpu=0,required", &["--no-cache", "--allow", allow]).unwrap();
        assert!(seen.starts_with("zero\na library of the hostcrw"), "{seen}");
        assert!(said.contains("asks for hooks, which are left out"), "{said}");
    }
    assert!(!tool.ok(&["ls", "store:out", "/"]).contains("gpu"), "what was mounted is not in the layer");
    // The host allows one to all; who builds may show any.
    assert!(run("--device=vendor.example/gpu=free", &[]).unwrap().0.starts_with("free\n"));
    assert!(run("", &["--device", "vendor.example/gpu=0"]).unwrap().0.starts_with("zero\n"));
    // One that is not there.
    let (seen, said) = run("--device=vendor.example/tpu", &[]).unwrap();
    assert!(seen.starts_with('\n') && said.contains("no device 'vendor.example/tpu' is described"), "{seen} {said}");
    let said = run("--device=name=vendor.example/tpu,required=true", &[]).unwrap_err();
    assert!(said.contains("Dockerfile:2: no device 'vendor.example/tpu'") && said.contains("gpu=free"), "{said}");
    let said = run("--device=vendor.example/gpu=0,optional", &[]).unwrap_err();
    assert!(said.contains("a device has no option 'optional'"), "{said}");
}

#[test]
fn system_calls_that_reach_out_are_refused() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let said = seen(&tool, "unshare -r true; mount -t tmpfs none /mnt; pivot_root / /; swapoff -a; reboot -f", &[]);
    assert_eq!(said.matches("not permitted").count() + said.matches("denied").count(), 4, "{said}");
    // A user of the image as well.
    build(&tool, "USER 1000\nRUN ! unshare -r true", &[]).unwrap();
}

/// A filter of the user's, instead of our own; with and without new privileges, by chroot as well.
#[test]
fn a_profile_for_system_calls() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let refused = |calls: &str| {
        let errno = r#""action": "SCMP_ACT_ERRNO", "errnoRet": 95"#;
        let rule = format!(r#"{{"names": [{calls}], {errno}, "excludes": {{"caps": ["CAP_SYS_PTRACE"]}}}}"#);
        format!(r#"{{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{rule}]}}"#)
    };
    tool.write("profile.json", &refused(r#""mkdir", "mkdirat", "no_such_call""#));
    let option = format!("seccomp={}", tool.text("profile.json"));
    let command = "mkdir /d; grep Seccomp: /proc/self/status; unshare -r true && echo parted";
    let said = seen(&tool, command, &["--security-opt", &option]);
    assert!(said.contains("/d': Not supported") || said.contains("/d': Operation not supported"), "{said}");
    assert!(said.contains("Seccomp:\t2\n") && said.ends_with("parted\n"), "it takes the place of ours: {said}");
    let said = seen(&tool, &format!("{command}; true 2"), &["--security-opt", &option, "--cap-add=SYS_PTRACE"]);
    assert!(!said.contains("supported"), "{said}");
    let option_last = ["--security-opt", &option, "--security-opt=no-new-privileges"];
    assert!(seen(&tool, &format!("{command}; true 3"), &option_last).contains("supported"));
    if rustix::process::geteuid().is_root() {
        let by_chroot = [&option_last[..], &["--isolation=chroot"]].concat();
        assert!(seen(&tool, "mkdir /d; true 4", &by_chroot).contains("supported"));
        let said = build(&tool, "RUN true", &["--security-opt", &option, "--isolation=chroot"]).unwrap_err();
        assert!(said.contains("no-new-privileges does without it"), "{said}");
    }
    // What the program needs before it starts stays possible with no-new-privileges only.
    tool.write("profile.json", &refused(r#""setgroups", "setresuid", "capset""#));
    assert!(build(&tool, "RUN true", &["--security-opt", &option]).is_err());
    build(&tool, "RUN true", &option_last).unwrap();
    tool.write("profile.json", r#"{"defaultAction": "SCMP_ACT_NOTIFY"}"#);
    let said = build(&tool, "RUN true", &["--security-opt", &option]).unwrap_err();
    assert!(said.contains("'SCMP_ACT_NOTIFY' is not supported"), "{said}");
    let said = build(&tool, "RUN true", &["--security-opt=seccomp=/nonsense"]).unwrap_err();
    assert!(said.contains("read the filter of system calls /nonsense"), "{said}");
}

#[test]
fn what_is_shown_of_the_host() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let dir = tool.text("shared");
    tool.write("shared/f", "from the host");
    let volume = format!("{dir}:/v:ro");
    let text = seen(&tool, "cat /v/f; echo x > /v/new || echo refused", &["-v", &volume]);
    assert!(text.starts_with("from the host") && text.ends_with("refused\n"), "{text}");
    let text = seen(
        &tool,
        "echo written > /v/new; ls -l /dev/again",
        &["-v", &format!("{dir}:/v"), "--device=/dev/null:/dev/again"],
    );
    assert!(text.starts_with("crw"), "{text}");
    assert_eq!(std::fs::read_to_string(tool.path("shared/new")).unwrap(), "written\n");
    assert!(!tool.ok(&["ls", "store:out", "/"]).lines().any(|l| l == "v"));
    let said = build(&tool, "", &["--volume", "/nonsense:/v"]).unwrap_err();
    assert!(said.contains("--volume: there is no /nonsense"), "{said}");
    let said = build(&tool, "RUN true", &["--device", "vendor.example/gpu=0"]).unwrap_err();
    assert!(said.contains("no device 'vendor.example/gpu=0' is described"), "{said}");
    let said = build(&tool, "", &["--device", "gpu"]).unwrap_err();
    assert!(said.contains("names no device"), "{said}");
}

#[test]
fn an_ordinary_user_has_the_same() {
    let tool = Imgtool::new();
    tool.write(
        "ctx/Dockerfile",
        "FROM busybox\nRUN grep -q 'CapEff.*a80425fb' /proc/self/status && grep -q 'Seccomp:.*2' /proc/self/status && \
         test $(ulimit -n) = 64 && grep -q 1.2.3.4 /etc/hosts && ! unshare -r true\n",
    );
    crate::isolation::with_base(&tool, |a| as_user(&tool, a).output().unwrap());
    let arguments = ["build", "-t", "out", "--ulimit", "nofile=64", "--add-host", "a:1.2.3.4", "ctx"];
    done("build", as_user(&tool, &arguments).output().unwrap());
    let out = as_user(&tool, &["build", "-t", "out", "--ulimit", "nofile=99999999", "ctx"]).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(!out.status.success() && said.contains("set the limit nofile=99999999:99999999"), "{said}");
}
