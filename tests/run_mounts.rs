//! `RUN --mount`, `--network`: what a command is shown, and what of it stays nowhere.
use crate::common::{Imgtool, as_user, done};
use std::fs;
use std::path::Path;
use std::process::Command;

fn build(tool: &Imgtool, dockerfile: &str, more: &[&str]) -> Command {
    tool.write("ctx/Dockerfile", dockerfile);
    tool.command(&[&["build", "-q", "--progress=plain", "-t", "store:out"], more, &["ctx"]].concat())
}

fn ok(tool: &Imgtool, dockerfile: &str, more: &[&str]) {
    done(dockerfile, build(tool, dockerfile, more).output().unwrap());
}

fn fails(tool: &Imgtool, dockerfile: &str, more: &[&str]) -> String {
    let out = build(tool, dockerfile, more).output().unwrap();
    assert!(!out.status.success(), "{dockerfile}");
    String::from_utf8_lossy(&out.stderr).into_owned()
}

fn cat(tool: &Imgtool, path: &str) -> String {
    tool.ok(&["cat", "store:out", path])
}

const FROM: &str = "# syntax=docker/dockerfile:1\nFROM busybox\n";

#[test]
fn a_bind_shows_the_context_a_stage_an_image_and_keeps_no_writes() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("ctx/dir/f", "from the context");
    tool.write("ctx/dir/ignored", "x");
    tool.write("ctx/.dockerignore", "**/ignored\n");
    let file = "FROM busybox AS other\nRUN echo staged > /s\nFROM busybox\nWORKDIR /w\n\
         RUN --mount=target=/c --mount=source=dir/f,target=one,rw --mount=from=other,target=/o --mount=from=busybox,source=bin,target=/b,rw \
         cat /c/dir/f one /o/s > /seen; ls /c/dir >> /seen; echo changed > one; cat one >> /seen; \
         test -x /b/sh && echo new > /b/new && cat /b/new >> /seen; echo x > /c/refused || echo refused >> /seen\n\
         RUN --mount=target=/c --mount=from=busybox,source=bin,target=/b cat /c/dir/f > /again; test ! -e /b/new\n";
    ok(&tool, file, &[]);
    assert_eq!(cat(&tool, "/seen"), "from the contextfrom the contextstaged\nf\nchanged\nnew\nrefused\n");
    assert_eq!(cat(&tool, "/again"), "from the context");
    assert_eq!(fs::read_to_string(tool.path("ctx/dir/f")).unwrap(), "from the context");
    let left = tool.ok(&["ls", "store:out", "/"]);
    for gone in ["c", "o", "b"] {
        assert!(!left.lines().any(|l| l == gone), "{left}");
    }
    // What is bound counts for the cache, what is not bound does not.
    let id = |tool: &Imgtool| tool.ok(&["inspect", "--config", "--raw", "store:out"]);
    let before = id(&tool);
    fs::write(tool.path("ctx/dir/ignored"), "other").unwrap();
    ok(&tool, file, &[]);
    assert_eq!(id(&tool), before);
    fs::write(tool.path("ctx/dir/f"), "new content").unwrap();
    ok(&tool, file, &[]);
    assert!(cat(&tool, "/seen").starts_with("new content"));
}

#[test]
fn caches_live_on_and_are_shared_as_they_say() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let run = |n: u32, options: &str, command: &str| {
        ok(&tool, &format!("{FROM}RUN --mount=type=cache,target=/cache{options} : {n}; {command}\n"), &[]);
    };
    run(1, "", "echo one > /cache/f");
    run(2, "", "cat /cache/f > /out");
    assert_eq!(cat(&tool, "/out"), "one\n");
    run(3, ",id=/cache", "cat /cache/f > /out");
    run(4, ",id=other,mode=0700,uid=12,gid=34", "ls /cache > /out; stat -c '%a %u:%g' /cache >> /out");
    assert_eq!(cat(&tool, "/out"), "700 12:34\n");
    run(5, ",ro", "echo x > /cache/g || cat /cache/f > /out");
    assert_eq!(cat(&tool, "/out"), "one\n");
    // Two builds at once: locked, each finds the other gone; private, each has its own.
    for (sharing, want) in [("locked", ["1", "2"]), ("private", ["1", "1"])] {
        let script = "echo x >> /cache/n; sleep 1; wc -l < /cache/n > /out; test $(wc -l < /cache/n) -lt 3";
        let mut children = Vec::new();
        for name in ["a", "b"] {
            tool.write(
                &format!("{name}/Dockerfile"),
                &format!(
                    "{FROM}RUN --mount=type=cache,id={sharing},sharing={sharing},target=/cache : {name}; {script}\n"
                ),
            );
            let tag = format!("store:{name}");
            children.push(tool.command(&["build", "-q", "-t", &tag, name]).spawn().unwrap());
        }
        assert!(children.iter_mut().all(|c| c.wait().unwrap().success()), "{sharing}");
        let mut seen: Vec<String> =
            ["store:a", "store:b"].iter().map(|i| tool.ok(&["cat", i, "/out"]).trim().to_string()).collect();
        seen.sort();
        assert_eq!(seen, want, "{sharing}");
    }
}

/// CVE-2024-9675: an id, a source or a target that leads out leads nowhere.
#[test]
fn cve_2024_9675_traversal_in_mounts() {
    let tool = Imgtool::with_bases(&["busybox"]);
    fs::create_dir(tool.path("outside")).unwrap();
    tool.write("outside/secret", "secret");
    let up = "../".repeat(20);
    let there = tool.text("outside");
    ok(&tool, &format!("{FROM}RUN --mount=type=cache,id={up}{there},target=/c ls /c > /out; echo x > /c/x\n"), &[]);
    assert_eq!(cat(&tool, "/out"), "");
    assert_eq!(fs::read_dir(tool.path("outside")).unwrap().count(), 1);
    let told = fails(&tool, &format!("{FROM}RUN --mount=source={up}{there},target=/c true\n"), &[]);
    assert!(told.contains("leads out of the build context") && told.contains("Dockerfile:3"), "{told}");
    let told = fails(&tool, &format!("{FROM}RUN --mount=from=busybox,source={up}{there},target=/c true\n"), &[]);
    assert!(told.contains("does not exist"), "{told}");
    ok(&tool, &format!("{FROM}RUN --mount=type=tmpfs,target={up}in echo x > /in/x; test -e /in/x\n"), &[]);
    // CVE-2024-1753: the source is a link to the root.
    std::os::unix::fs::symlink("/", tool.path("ctx/link")).unwrap();
    ok(
        &tool,
        "FROM busybox AS s\nRUN ln -s / /link\nFROM busybox\nRUN --mount=from=s,source=/link,target=/c ls /c > /out\n",
        &[],
    );
    assert!(cat(&tool, "/out").contains("bin") && !cat(&tool, "/out").contains("work"));
}

#[test]
fn secrets_are_seen_and_stay_nowhere() {
    let tool = Imgtool::with_bases(&["busybox"]);
    const VALUE: &str = "s3cr3t-tr4ck3d-v4lu3";
    tool.write("token", VALUE);
    let file = format!(
        "{FROM}RUN --mount=type=secret,id=token,required wc -c < /run/secrets/token > /size; stat -c %a /run/secrets/token >> /size\n\
         RUN --mount=type=secret,id=token,target=/t,mode=0444,uid=5 --mount=type=secret,id=var,env=VAR test \"$(cat /t)\" = \"$VAR\" && stat -c '%a %u' /t >> /size\n\
         RUN --mount=type=secret,id=absent test ! -e /run/secrets/absent; test -z \"$VAR\"; test ! -e /t\n"
    );
    let mut command = build(
        &tool,
        &file,
        &["--secret", &format!("id=token,src={}", tool.text("token")), "--secret", "id=var,env=THE_VAR", "--debug"],
    );
    let out = command.env("THE_VAR", VALUE).output().unwrap();
    let log = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success() && !log.contains(VALUE), "{log}");
    assert_eq!(cat(&tool, "/size"), format!("{}\n400\n444 5\n", VALUE.len()));
    assert_nowhere(&tool.root, VALUE);
    let told = fails(&tool, &format!("{FROM}RUN --mount=type=secret,id=none,required true\n"), &[]);
    assert!(told.contains("the secret 'none' is required") && told.contains("--secret id=none,src=FILE"), "{told}");
    for (bad, told) in [
        ("id=x,src=missing", "missing"),
        ("src", "has no value"),
        ("id=x,frob=1", "is not known"),
        ("id=x,env=NOT_SET_AT_ALL", "is not set"),
    ] {
        assert!(fails(&tool, FROM, &["--secret", bad]).contains(told), "{bad}");
    }
}

/// No file below `dir` has the text in it, plain or within a gzip stream.
fn assert_nowhere(dir: &Path, text: &str) {
    for entry in walkdir::WalkDir::new(dir) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let raw = fs::read(entry.path()).unwrap();
            let mut all = vec![raw];
            if all[0].starts_with(&[0x1f, 0x8b]) {
                all.push(
                    done(
                        "gzip",
                        Command::new("gzip").arg("-dc").stdin(fs::File::open(entry.path()).unwrap()).output().unwrap(),
                    )
                    .into_bytes(),
                );
            }
            for raw in all {
                assert!(!raw.windows(text.len()).any(|w| w == text.as_bytes()), "{}", entry.path().display());
            }
        }
    }
}

#[test]
fn agents_memory_and_networks() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let socket = tool.path("agent");
    let _listening = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    ok(
        &tool,
        &format!(
            "{FROM}RUN --mount=type=ssh test -S \"$SSH_AUTH_SOCK\" && echo $SSH_AUTH_SOCK > /out\n\
             RUN --mount=type=ssh,id=none test -z \"$SSH_AUTH_SOCK\"\n\
             RUN --mount=type=tmpfs,target=/t,size=1m dd if=/dev/zero of=/t/f bs=1M count=2 2>/dev/null || echo full >> /out\n\
             RUN --network=none ip link | grep -c '^[0-9]' >> /out\n\
             RUN --mount=type=tmpfs,target=/a/b --mount=type=tmpfs,target=/a mkdir /a/b/c && touch /a/x && ls /a >> /out\n"
        ),
        &["--ssh", &format!("default={}", socket.display())],
    );
    assert_eq!(cat(&tool, "/out"), "/run/buildkit/ssh_agent.0\nfull\n1\nb\nx\n");
    ok(&tool, &format!("{FROM}RUN ip link | grep -c '^[0-9]' > /out\n"), &["--network=none"]);
    assert_eq!(cat(&tool, "/out"), "1\n");
    assert!(fails(&tool, FROM, &["--ssh", "default=/etc/passwd"]).contains("no agent's socket"));
}

/// The same as an ordinary user: whole ranges of ids, owners kept.
#[test]
fn an_ordinary_user_has_mounts_too() {
    let tool = Imgtool::new();
    fs::copy(crate::common::base("busybox"), tool.path("busybox.oci")).unwrap();
    tool.write("token", "secret");
    tool.write(
        "ctx/Dockerfile",
        "FROM busybox\nRUN --mount=type=cache,target=/c,uid=7 --mount=type=secret,id=t,uid=7 --mount=target=/ctx \
         stat -c '%u' /c /run/secrets/t /ctx/Dockerfile > /out\n",
    );
    let copy = as_user(&tool, &["copy", "oci-archive:busybox.oci", "store:busybox"]).output().unwrap();
    done("copy", copy);
    done(
        "build",
        as_user(&tool, &["build", "-q", "-t", "store:out", "--secret", "id=t,src=token", "ctx"]).output().unwrap(),
    );
    let out = done("cat", as_user(&tool, &["cat", "store:out", "/out"]).output().unwrap());
    assert_eq!(out, "7\n7\n0\n");
}

#[test]
fn a_cache_begins_with_what_from_names() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let file = |text: &str, more: &str| {
        format!(
            "FROM busybox AS seed\nRUN mkdir -p /in/deep && echo {text} > /in/deep/f && chown -R 7:8 /in\nFROM busybox\n\
             RUN --mount=type=cache,target=/c,id=k,from=seed,source=/in cat /c/deep/f > /seen; stat -c %u:%g /c/deep/f >> /seen; \
             echo more >> /c/deep/f{more}\n"
        )
    };
    ok(&tool, &file("one", ""), &[]);
    assert_eq!(cat(&tool, "/seen"), "one\n7:8\n");
    ok(&tool, &file("one", "; true"), &[]);
    assert_eq!(cat(&tool, "/seen"), "one\nmore\n7:8\n", "what was written is kept");
    ok(&tool, &file("two", ""), &[]);
    assert_eq!(cat(&tool, "/seen"), "two\n7:8\n", "another base is another cache");
    let said = fails(&tool, "FROM busybox\nRUN --mount=type=cache,target=/c,from=busybox,source=/nonsense true\n", &[]);
    assert!(said.contains("'/nonsense'"), "{said}");
}

/// Out of one store and into another.
#[test]
fn caches_are_exported_and_imported() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let write = "FROM busybox\nRUN --mount=type=cache,target=/c,id=go echo x > /c/f && ln -s f /c/l && mkdir -m 700 /c/d && chown 5:6 /c/d\n";
    ok(&tool, write, &[]);
    let list = tool.ok(&["cache-mount", "ls"]);
    assert!(list.starts_with("go  20") && list.lines().count() == 1, "{list}");
    tool.ok(&["cache-mount", "export", "go", "-o", "go.tar.zst"]);
    assert_eq!(&fs::read(tool.path("go.tar.zst")).unwrap()[..4], [0x28, 0xb5, 0x2f, 0xfd]);
    let plain = tool.run(&["cache-mount", "export", "go", "--compression=none"]).stdout;
    let names = |bytes: &[u8]| {
        let mut archive = tar::Archive::new(bytes);
        archive.entries().unwrap().map(|e| e.unwrap().path().unwrap().display().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&plain), ["d/", "f", "l"]);
    let other = Imgtool::with_bases(&["busybox"]);
    let read = "FROM busybox\nRUN --mount=type=cache,target=/elsewhere,id=go cat /elsewhere/l > /seen; stat -c %u:%g:%a /elsewhere/d >> /seen\n";
    other.ok(&["cache-mount", "import", "go", &tool.text("go.tar.zst")]);
    ok(&other, read, &[]);
    assert_eq!(cat(&other, "/seen"), "x\n5:6:700\n");
    // Once more: what was there is replaced.
    fs::write(tool.path("plain.tar"), plain).unwrap();
    other.ok(&["cache-mount", "import", "go", &tool.text("plain.tar")]);
    other.ok(&["cache-mount", "rm", "go"]);
    assert_eq!(other.ok(&["cache-mount", "ls"]), "");
    let said = other.fails(1, &["cache-mount", "export", "go"]);
    assert!(said.contains("there is no cache mount 'go'"), "{said}");
    tool.write("no.tar", "no archive");
    let said = other.fails(1, &["cache-mount", "import", "go", &tool.text("no.tar")]);
    assert!(said.contains("is no tar archive"), "{said}");
    assert_eq!(other.ok(&["cache-mount", "ls"]), "", "nothing half-imported");
}
