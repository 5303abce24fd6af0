//! `login`, `logout`, `tags`, `catalog`, `tag`, `delete`, and `registries.conf`.
use crate::common::{Imgtool, Registry, base, peer, peer_ok};
use std::{fs, os::unix::fs::PermissionsExt, process::Stdio};

/// bcrypt of "s3cret", cost 5.
const HTPASSWD: &str = "ann:$2b$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK\n";

fn push(tool: &Imgtool, to: &str) {
    tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), to]);
}

#[test]
fn login_keeps_what_the_registry_accepts_and_nothing_else() {
    use std::io::Write;
    let (tool, registry) = (Imgtool::new(), Registry::with_htpasswd(HTPASSWD));
    let file = tool.path("home/.config/containers/auth.json");
    let login = |password: &str| {
        let mut command = tool.command(&["login", "-u", "ann", "--password-stdin", &registry.address]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let wrong = login("wrong\n");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(!file.exists(), "nothing is kept of a login that failed");
    assert!(!String::from_utf8_lossy(&wrong.stderr).contains("wrong"), "the password is not printed");
    let right = login("s3cret\n");
    assert!(right.status.success(), "{}", String::from_utf8_lossy(&right.stderr));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(tool.ok(&["login", "--get-login", &registry.address]), "ann\n");
    let remote = format!("{}/team/app:1", registry.address);
    push(&tool, &remote);
    // skopeo reads the same file.
    let copy = tool.path("auth.json");
    fs::copy(&file, &copy).unwrap();
    let url = format!("docker://{remote}");
    let auth = format!("--authfile={}", copy.display());
    peer_ok(tool.dir.path(), &["skopeo", "inspect", "--tls-verify=false", &auth, &url]);
    tool.ok(&["logout", &registry.address]);
    tool.fails(1, &["tags", &format!("{}/team/app", registry.address)]);
    tool.fails(1, &["logout", &registry.address]);
    // For one command only.
    tool.ok(&["tags", "--creds", "ann:s3cret", &format!("{}/team/app", registry.address)]);
}

#[test]
fn tags_are_listed_given_and_deleted() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    let repository = format!("{}/team/app", registry.address);
    push(&tool, &format!("{repository}:1"));
    tool.ok(&["tag", &format!("{repository}:1"), "2", "latest"]);
    assert_eq!(tool.ok(&["tags", &repository]), "1\n2\nlatest\n");
    assert_eq!(tool.ok(&["tags", "-n", "2", &repository]).lines().count(), 2);
    let listed = peer_ok(tool.dir.path(), &["crane", "ls", "--insecure", &repository]);
    assert_eq!(listed.lines().count(), 3);
    assert_eq!(tool.ok(&["catalog", &registry.address]), "team/app\n");
    let json = tool.ok(&["tags", "--json", &repository]);
    assert!(json.contains("\"Tags\"") && json.contains("\"latest\""), "{json}");
    // No tag is guessed, and a whole image is no repository.
    tool.fails(2, &["delete", &repository]);
    tool.fails(2, &["tags", &format!("{repository}:1")]);
    tool.ok(&["delete", &format!("{repository}:2")]);
    // docker-registry forgets every tag of a deleted manifest.
    assert!(!peer(tool.dir.path(), &["crane", "manifest", "--insecure", &format!("{repository}:1")]).status.success());
    tool.fails(1, &["delete", &format!("{repository}:2")]);
}

#[test]
fn names_in_a_layout_and_in_the_store() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.ok(&["tag", "store:busybox", "copy", "other/name:7"]);
    let names = tool.ok(&["tags", "store:"]);
    assert!(
        names.contains("docker.io/library/busybox:copy\n") && names.contains("docker.io/other/name:7\n"),
        "{names}"
    );
    tool.ok(&["delete", "store:busybox:copy"]);
    assert!(!tool.ok(&["tags", "store:"]).contains(":copy"));
    let layout = tool.text("layout");
    tool.ok(&["copy", "store:busybox", &format!("oci:{layout}:a")]);
    tool.ok(&["tag", &format!("oci:{layout}:a"), "b"]);
    assert_eq!(tool.ok(&["tags", &format!("oci:{layout}")]), "a\nb\n");
    tool.ok(&["delete", &format!("oci:{layout}:a")]);
    tool.ok(&["inspect", &format!("oci:{layout}:b")]);
    // Another place is a copy, not a name.
    tool.fails(2, &["tag", "store:busybox", "oci:elsewhere:x"]);
}

#[test]
fn registries_conf_mirrors_moves_blocks_and_aliases() {
    let (tool, registry) = (Imgtool::new(), Registry::start());
    push(&tool, &format!("{}/mirror/team/app:1", registry.address));
    let conf = format!(
        "[[registry]]\nprefix = \"registry.invalid\"\nlocation = \"registry.invalid\"\n[[registry.mirror]]\nlocation = \"127.0.0.1:1/gone\"\n\
         [[registry.mirror]]\nlocation = \"{0}/mirror\"\n[[registry]]\nprefix = \"moved.invalid\"\nlocation = \"{0}/mirror\"\n\
         [[registry]]\nprefix = \"blocked.invalid\"\nblocked = true\n[aliases]\n\"short\" = \"moved.invalid/team/app\"\n",
        registry.address
    );
    tool.write("home/.config/containers/registries.conf", &conf);
    tool.ok(&["inspect", "-n", "registry.invalid/team/app:1"]);
    tool.ok(&["copy", "registry.invalid/team/app:1", "moved.invalid/team/second:1"]);
    assert_eq!(tool.ok(&["tags", &format!("{}/mirror/team/second", registry.address)]), "1\n");
    assert!(tool.fails(1, &["inspect", "blocked.invalid/x:1"]).contains("blocks blocked.invalid"));
    tool.ok(&["inspect", "-n", "short:1"]);
    tool.write("ctx/Dockerfile", "FROM short:1\nLABEL a=b\n");
    tool.ok(&["build", "--progress=plain", "-t", "x", &tool.text("ctx")]);
    tool.write("home/.config/containers/registries.conf", "[[registry]\n");
    assert!(tool.fails(1, &["inspect", "short:1"]).contains("registries.conf"));
}
