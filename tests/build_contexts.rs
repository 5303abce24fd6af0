//! Where `imgtool build` takes its files from and where it puts them: standard input, archives, named contexts, outputs.
use crate::common::{Imgtool, Registry, done, fstree_ok, peer_ok};
use serde_json::Value;
use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Output, Stdio},
};

fn with_stdin(tool: &Imgtool, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = tool.command(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that refuses its arguments reads nothing.
    let _ = stdin.write_all(input);
    drop(stdin);
    child.wait_with_output().unwrap()
}

/// A gzip archive of a context.
fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    for (name, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o640);
        header.set_uid(4321);
        header.set_cksum();
        tar.append_data(&mut header, name, content.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

fn listed(tool: &Imgtool, reference: &str) -> String {
    tool.ok(&["ls", "-l", reference, "/all"])
}

#[test]
fn standard_input_is_a_dockerfile_or_a_context() {
    let tool = Imgtool::new();
    let out = with_stdin(&tool, &["build", "-q", "-t", "store:a", "-"], b"FROM scratch\nLABEL x=1\n");
    done("a Dockerfile", out);
    assert_eq!(tool.ok(&["inspect", "--format", "{{.Labels.x}}", "store:a"]), "1\n");
    let files = [
        ("Dockerfile", "FROM scratch\nCOPY . /all/\n"),
        ("sub/Other", "FROM scratch\nCOPY f /only\n"),
        ("f", "content"),
        ("ignored", "x"),
        (".dockerignore", "ignored\n"),
    ];
    let raw = archive(&files);
    done("an archive", with_stdin(&tool, &["build", "-q", "-t", "store:b", "-"], &raw));
    let seen = listed(&tool, "store:b");
    assert!(seen.contains("f\n") && !seen.contains("ignored\n"), "{seen}");
    assert!(seen.lines().any(|l| l.ends_with(" f") && l.contains("rw-r-----")), "{seen}");
    done("-f", with_stdin(&tool, &["build", "-q", "-t", "store:c", "-f", "sub/Other", "-"], &raw));
    assert_eq!(tool.ok(&["cat", "store:c", "/only"]), "content");
    // The same archive as a file.
    fs::write(tool.path("ctx.tar.gz"), &raw).unwrap();
    tool.ok(&["build", "-q", "-t", "store:d", "ctx.tar.gz"]);
    assert_eq!(tool.ok(&["digest", "store:d"]), tool.ok(&["digest", "store:b"]));
    // A Dockerfile that comes by standard input, for files that do not.
    tool.write("dir/f", "from the directory");
    let out = with_stdin(&tool, &["build", "-q", "-t", "store:e", "-f", "-", "dir"], b"FROM scratch\nCOPY f /\n");
    done("-f -", out);
    assert_eq!(tool.ok(&["cat", "store:e", "/f"]), "from the directory");
}

#[test]
fn bad_contexts_are_told() {
    let tool = Imgtool::new();
    tool.write("text", "not an archive");
    let bad = |arguments: &[&str], input: &[u8], told: &str| {
        let out = with_stdin(&tool, arguments, input);
        let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success() && out.stdout.is_empty(), "{arguments:?}");
        assert!(stderr.contains(told), "{arguments:?}: {stderr}");
    };
    bad(&["build", "text"], b"", "neither a directory nor an archive");
    bad(&["build", "-f", "-", "-"], b"", "cannot be the Dockerfile and the context at once");
    bad(&["build", "-f", "x", "-"], b"FROM scratch\n", "is no archive, which -f could name a file of");
    bad(&["build", "-"], &archive(&[("f", "x")]), "has no file 'Dockerfile'");
    let mut cut = archive(&[("Dockerfile", "FROM scratch\n")]);
    cut.truncate(cut.len() / 2);
    bad(&["build", "-"], &cut, "standard input");
    bad(&["build", "-"], b"FROM scratch\nNONSENSE\n", "Dockerfile:2");
}

#[test]
fn named_contexts_replace_stages_and_images() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("extra/f", "from extra");
    tool.write("extra/.dockerignore", "no\n");
    tool.write("extra/no", "x");
    tool.write(
        "ctx/Dockerfile",
        "FROM scratch AS files\nCOPY Dockerfile /f\nFROM none.example/base\nCOPY --from=files / /files/\n",
    );
    tool.ok(&["copy", "store:busybox", "oci:layout:b"]);
    let base = format!("none.example/base=oci-layout://{}:b", tool.text("layout"));
    let build = |more: &[&str]| {
        tool.ok(&[&["build", "-q", "-t", "store:out", "--build-context", &base], more, &["ctx"]].concat());
        tool.ok(&["cat", "store:out", "/files/f"])
    };
    assert!(build(&[]).starts_with("FROM scratch"));
    assert_eq!(build(&["--build-context", "files=extra"]), "from extra");
    assert!(!tool.run(&["cat", "store:out", "/files/no"]).status.success());
    assert!(!tool.run(&["cat", "store:out", "/bin/busybox"]).stdout.is_empty());
    let image = ["--build-context", &base, "--build-context", "FILES=docker-image://busybox"];
    tool.ok(&[&["build", "-q", "-t", "store:out"], &image[..], &["ctx"]].concat());
    assert!(!tool.ok(&["ls", "store:out", "/files/bin/busybox"]).is_empty());
}

#[test]
fn named_contexts_that_cannot_be_are_told() {
    let tool = Imgtool::new();
    tool.write("ctx/Dockerfile", "FROM x\n");
    for (context, told) in [
        ("x", "names no place"),
        ("x=missing", "missing"),
        ("x=oci-layout://missing", "not an OCI layout"),
        ("x=ftp://there", "is not known"),
    ] {
        let out = tool.run(&["build", "--build-context", context, "ctx"]);
        let stderr = String::from_utf8_lossy(&out.stderr);
        assert!(!out.status.success() && stderr.contains(told), "{context}: {stderr}");
    }
}

#[test]
fn outputs_go_where_they_are_sent() {
    let tool = Imgtool::new();
    tool.write(
        "ctx/Dockerfile",
        "FROM scratch\nCOPY --chmod=0550 f /d/f\nCOPY f /gone\nFROM scratch\nCOPY --from=0 /d /d\n",
    );
    tool.write("ctx/f", "content");
    tool.write("out/mine", "stays");
    tool.ok(&["build", "-q", "-o", "out", "ctx"]);
    assert_eq!(fs::read_to_string(tool.path("out/d/f")).unwrap(), "content");
    assert_eq!(tool.path("out/d/f").metadata().unwrap().permissions().mode() & 0o7777, 0o550);
    assert_eq!(fs::read_to_string(tool.path("out/mine")).unwrap(), "stays");
    assert!(!tool.path("out/gone").exists());

    tool.ok(&[
        "build",
        "-q",
        "-t",
        "x:7",
        "-o",
        "type=oci,dest=a.oci",
        "-o",
        "type=docker,dest=a.tar",
        "-o",
        "type=tar,dest=files.tar",
        "ctx",
    ]);
    fstree_ok(&["validate", &tool.text("a.oci")]);
    peer_ok(tool.dir.path(), &["skopeo", "inspect", &format!("oci-archive:{}:7", tool.text("a.oci"))]);
    peer_ok(tool.dir.path(), &["crane", "validate", "--tarball", &tool.text("a.tar")]);
    let out = done("tar", std::process::Command::new("tar").args(["tf", &tool.text("files.tar")]).output().unwrap());
    assert!(out.contains("d/f"), "{out}");
    assert!(!tool.run(&["digest", "store:x:7"]).status.success(), "an output with a name is not in the store as well");

    // On standard output, the archive and nothing else.
    let raw = tool.run(&["build", "-q", "-o", "-", "ctx"]);
    assert_eq!(raw.stdout, fs::read(tool.path("files.tar")).unwrap());
    tool.ok(&["build", "-q", "-o", "type=cacheonly", "ctx"]);
    let registry = Registry::start();
    let name = format!("{}/pushed:1", registry.address);
    tool.ok(&["build", "-q", "-o", &format!("type=image,name={name},push=true"), "ctx"]);
    assert_eq!(tool.ok(&["digest", &name]), tool.ok(&["digest", &format!("store:{name}")]));
    assert!(tool.fails(2, &["build", "-o", "type=frob", "ctx"]).contains("the type 'frob' is not known"));
}

/// Several platforms make one index, which others read; COPY-only stages need no emulation.
#[test]
fn several_platforms_make_an_index() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let dockerfile =
        "FROM scratch\nARG TARGETARCH\nARG TARGETVARIANT\nLABEL arch=$TARGETARCH$TARGETVARIANT\nCOPY f /f\n";
    tool.write("ctx/Dockerfile", dockerfile);
    tool.write("ctx/f", "content");
    let name = format!("{}/multi:1", registry.address);
    let platforms = "linux/amd64,linux/arm64,linux/arm/v7";
    let build = |more: &[&str]| tool.run(&[&["build", "--platform", platforms], more, &["ctx"]].concat());
    done(
        "push",
        build(&[
            "-q",
            "-t",
            &format!("docker://{name}"),
            "--annotation",
            "index:who=me",
            "--annotation",
            "a=b",
            "--iidfile",
            "iid",
            "--metadata-file",
            "meta",
        ]),
    );
    let command = ["skopeo", "inspect", "--raw", "--tls-verify=false", &format!("docker://{name}")];
    let index: Value = serde_json::from_str(&peer_ok(tool.dir.path(), &command)).unwrap();
    assert_eq!(index["annotations"]["who"], "me");
    let seen: Vec<String> = index["manifests"].as_array().unwrap().iter().map(|m| m["platform"].to_string()).collect();
    assert_eq!(seen.len(), 3);
    assert_eq!(index["manifests"][2]["platform"]["variant"], "v7");
    peer_ok(tool.dir.path(), &["crane", "validate", "--insecure", "--remote", &name]);
    assert_eq!(fs::read_to_string(tool.path("iid")).unwrap(), tool.ok(&["digest", &name]).trim());
    let meta: Value = serde_json::from_slice(&fs::read(tool.path("meta")).unwrap()).unwrap();
    assert_eq!(meta["containerimage.digest"], tool.ok(&["digest", &name]).trim());
    let label = tool.ok(&["inspect", "--platform", "linux/arm/v7", "--format", "{{.Labels.arch}}", &name]);
    assert_eq!(label, "armv7\n");
    let manifest: Value =
        serde_json::from_str(&tool.ok(&["inspect", "--raw", "--platform", "linux/arm64", &name])).unwrap();
    assert_eq!(manifest["annotations"]["a"], "b");
    // Directories by platform.
    done("local", build(&["-q", "-o", "out"]));
    assert!(Path::new(&tool.text("out/linux_arm_v7/f")).exists());
    assert!(!build(&["-o", "type=tar,dest=x"]).status.success());
    assert!(tool.fails(2, &["build", "--annotation", "index:a=b", "ctx"]).contains("one image has no index"));
    assert!(tool.fails(2, &["build", "--annotation", "a=b", "--format", "docker", "ctx"]).contains("no annotations"));
}
