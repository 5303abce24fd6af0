//! What the tests of signatures share: keys, commands with a password, images, cosign and skopeo beside us.
use super::{Imgtool, Registry, base, done, peer};
use std::{fs, os::unix::fs::PermissionsExt, process::Command, process::Output};

/// The commands' password.
pub const PASSWORD: &str = "correct horse";

pub fn run(tool: &Imgtool, arguments: &[&str]) -> Output {
    tool.command(arguments).env("COSIGN_PASSWORD", PASSWORD).output().unwrap()
}

pub fn ok(tool: &Imgtool, arguments: &[&str]) -> String {
    done(&format!("imgtool {arguments:?}"), run(tool, arguments))
}

/// stderr of a failure with this exit code, which wrote no results.
pub fn fails(tool: &Imgtool, code: i32, arguments: &[&str]) -> String {
    let out = run(tool, arguments);
    let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(code), "imgtool {arguments:?}: {}\n{stderr}", out.status);
    assert!(out.stdout.is_empty() && !stderr.contains("panicked"), "{stderr}");
    assert!(!stderr.contains(PASSWORD), "{stderr}");
    stderr
}

/// busybox at `reference`; its digest.
pub fn image(tool: &Imgtool, reference: &str) -> String {
    tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), reference]).trim_end().to_string()
}

/// An index of two images at `reference`, and its digest.
pub fn index(tool: &Imgtool, reference: &str) -> String {
    image(tool, "oci:parts:a");
    tool.ok(&["artifact", "push", "oci:parts:b", "--artifact-type", "application/x-other", "-a", "x=y"]);
    tool.ok(&["index", "create", reference, "oci:parts:a", "oci:parts:b"]);
    tool.ok(&["digest", reference]).trim_end().to_string()
}

/// Runs a script with cosign and skopeo in the test's folder.
pub fn peers(tool: &Imgtool, script: &str) -> Output {
    let dir = tool.dir.path().display();
    let script = format!("cd {dir} && export HOME=$PWD COSIGN_PASSWORD='{PASSWORD}' && {script}");
    peer(tool.dir.path(), &["sh", "-c", &script])
}

pub fn peers_ok(tool: &Imgtool, script: &str) -> String {
    done(script, peers(tool, script))
}

pub const VERIFY: &str = "--allow-http-registry --allow-insecure-registry --insecure-ignore-tlog=true";

/// A plain private key, made by openssl.
pub fn plain_key(tool: &Imgtool, name: &str, kind: &[&str]) {
    let out =
        Command::new("openssl").arg("genpkey").args(kind).args(["-out", name]).current_dir(tool.dir.path()).output();
    done("openssl", out.unwrap());
    fs::set_permissions(tool.path(name), fs::Permissions::from_mode(0o600)).unwrap();
}

pub const KINDS: [(&str, &[&str]); 4] = [
    ("p256", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    ("p384", &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
    ("ed25519", &["-algorithm", "ed25519"]),
    ("rsa", &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
];

/// A program that signs with the key that its first argument names; by a second one it fails.
pub fn signing_program(tool: &Imgtool) -> String {
    let program = tool.write(
        "hsm",
        "#!/usr/bin/env python3\nimport base64, json, subprocess, sys\n\
         q = json.loads(sys.stdin.readline())\n\
         run = lambda *a, **k: subprocess.run(['openssl', *a], check=True, capture_output=True, **k).stdout\n\
         if q['operation'] == 'public-key':\n    print(json.dumps({'publicKey': run('pkey', '-in', sys.argv[1], '-pubout').decode()}))\n\
         elif len(sys.argv) > 2:\n    print(json.dumps({'error': sys.argv[2]} if sys.argv[2] != 'lie' else {'signature': 'AAAA'}))\n\
         else:\n    assert q['algorithm'] == 'ecdsa-p256-sha256'\n\
         \x20   print(json.dumps({'signature': base64.b64encode(run('dgst', '-sha256', '-sign', sys.argv[1], input=base64.b64decode(q['message']))).decode()}))\n",
    );
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program.display().to_string()
}

/// A registry, and a tool with a key pair, `cosign.key` and `cosign.pub`.
pub struct Site {
    pub tool: Imgtool,
    pub registry: Registry,
}

impl Site {
    pub fn new() -> Site {
        let site = Site { tool: Imgtool::new(), registry: Registry::start() };
        ok(&site.tool, &["keygen"]);
        site
    }

    /// What people call it there.
    pub fn name(&self, name: &str) -> String {
        format!("{}/{name}", self.registry.address)
    }
}
