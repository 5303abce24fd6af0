//! Credentials in files and helpers.

use super::*;
use crate::error::Kind;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

fn files(dir: &tempfile::TempDir, name: &str, text: &str) -> AuthFiles {
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    AuthFiles { helper_dirs: vec![dir.path().to_path_buf()], ..AuthFiles::new(vec![path]) }
}

fn basic(user: &str, password: &str) -> Option<Credentials> {
    Some(Credentials::basic(user, password))
}

fn helper(dir: &tempfile::TempDir, name: &str, script: &str) -> PathBuf {
    let path = dir.path().join(format!("docker-credential-{name}"));
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn the_most_specific_key_wins() {
    let dir = tempfile::tempdir().unwrap();
    // a:a, b:b, c:c, hub:x
    let f = files(
        &dir,
        "auth.json",
        r#"{"auths":{"reg.io":{"auth":"YTph"},"reg.io/ns":{"auth":"Yjpi"},"reg.io/ns/repo":{"auth":"Yzpj"},
           "https://index.docker.io/v1/":{"auth":"aHViOng="},"https://old.io/v1/":{"auth":"YTph"},"empty.io":{}}}"#,
    );
    for (registry, repository, want) in [
        ("reg.io", "ns/repo", basic("c", "c")),
        ("reg.io", "ns/repo/deeper", basic("c", "c")),
        ("reg.io", "ns/other", basic("b", "b")),
        ("reg.io", "nsother", basic("a", "a")),
        ("reg.io", "", basic("a", "a")),
        ("reg.io:443", "ns", None),
        ("docker.io", "library/debian", basic("hub", "x")),
        ("old.io", "x", basic("a", "a")),
        ("empty.io", "x", None),
        ("other.io", "x", None),
    ] {
        assert_eq!(f.credentials(registry, repository).await.unwrap(), want, "{registry}/{repository}");
    }
    assert_eq!(AuthFiles::new(vec!["/nonexistent/auth.json".into()]).credentials("a", "b").await.unwrap(), None);
}

#[tokio::test]
async fn identity_tokens_and_the_first_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut f = files(&dir, "a.json", r#"{"auths":{"reg.io":{"auth":"PHRva2VuPjo=","identitytoken":"idt"}}}"#);
    let second = files(&dir, "b.json", r#"{"auths":{"reg.io":{"auth":"YTph"},"two.io":{"auth":"YTph"}}}"#);
    f.paths.extend(second.paths);
    assert_eq!(f.credentials("reg.io", "x").await.unwrap(), Some(Credentials::IdentityToken(Secret::new("idt"))));
    assert_eq!(f.credentials("two.io", "x").await.unwrap(), basic("a", "a"));
}

#[tokio::test]
async fn broken_files_are_errors_without_their_secrets() {
    let dir = tempfile::tempdir().unwrap();
    for text in [r#"{"auths":{"reg.io":{"auth":"hunter2!!"}}}"#, r#"{"auths":{"reg.io":{"auth":hunter2}}}"#, "[]"] {
        let e = files(&dir, "auth.json", text).credentials("reg.io", "x").await.unwrap_err();
        assert_eq!(e.kind(), Kind::Format);
        assert!(!format!("{e:?}").contains("hunter2"), "{e:?}");
    }
    assert!(!format!("{:?}", Credentials::basic("u", "hunter2")).contains("hunter2"));
}

#[tokio::test]
async fn helpers_answer_refuse_and_hang() {
    let dir = tempfile::tempdir().unwrap();
    helper(&dir, "good", r#"read s; echo "{\"ServerURL\":\"$s\",\"Username\":\"u\",\"Secret\":\"for $s\"}""#);
    helper(&dir, "token", r#"echo '{"Username":"<token>","Secret":"idt"}'"#);
    helper(&dir, "none", "echo 'credentials not found in native keychain'; exit 1");
    helper(&dir, "bad", "echo 'locked'; exit 3");
    helper(&dir, "junk", "echo hunter2");
    helper(&dir, "slow", "exec sleep 60");
    let mut f = files(
        &dir,
        "config.json",
        r#"{"credsStore":"good","credHelpers":{"t.io":"token","n.io":"none","b.io":"bad","j.io":"junk","s.io":"slow",
            "e.io":"../../bin/evil","m.io":"missing"},
            "auths":{"t.io":{"auth":"YTph"},"n.io":{"auth":"Yjpi"},"file.io":{"auth":"Yzpj"},"marker.io":{}}}"#,
    );
    f.helper_timeout = Duration::from_millis(500);
    assert_eq!(f.credentials("any.io", "x").await.unwrap(), basic("u", "for any.io"));
    assert_eq!(f.credentials("docker.io", "x").await.unwrap(), basic("u", "for https://index.docker.io/v1/"));
    assert_eq!(f.credentials("t.io", "x").await.unwrap(), Some(Credentials::IdentityToken(Secret::new("idt"))));
    // A registry's own helper comes first, then the file, then the store.
    assert_eq!(f.credentials("n.io", "x").await.unwrap(), basic("b", "b"));
    assert_eq!(f.credentials("file.io", "x").await.unwrap(), basic("c", "c"));
    assert_eq!(f.credentials("marker.io", "x").await.unwrap(), basic("u", "for marker.io"));
    for (registry, kind) in [
        ("b.io", Kind::Denied),
        ("j.io", Kind::Denied),
        ("s.io", Kind::Denied),
        ("m.io", Kind::Denied),
        ("e.io", Kind::Usage),
    ] {
        let e = f.credentials(registry, "x").await.unwrap_err();
        assert_eq!(e.kind(), kind, "{registry}: {e:?}");
        assert!(!format!("{e:?}").contains("hunter2"));
    }
}

#[tokio::test]
async fn login_and_logout_keep_everything_else() {
    let dir = tempfile::tempdir().unwrap();
    let f = files(&dir, "auth.json", r#"{"auths":{"old.io":{"auth":"YTph"}},"psFormat":"x","HttpHeaders":{"a":"b"}}"#);
    f.store("reg.io:5000", &Credentials::basic("u", "p:w")).await.unwrap();
    f.store("docker.io", &Credentials::IdentityToken(Secret::new("idt"))).await.unwrap();
    assert_eq!(f.credentials("reg.io:5000", "x").await.unwrap(), basic("u", "p:w"));
    assert_eq!(f.credentials("docker.io", "x").await.unwrap(), Some(Credentials::IdentityToken(Secret::new("idt"))));
    let mode = std::fs::metadata(&f.paths[0]).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let doc: serde_json::Value = serde_json::from_slice(&std::fs::read(&f.paths[0]).unwrap()).unwrap();
    assert_eq!((&doc["psFormat"], &doc["HttpHeaders"]["a"]), (&"x".into(), &"b".into()));
    assert!(f.remove("reg.io:5000").await.unwrap());
    assert!(!f.remove("reg.io:5000").await.unwrap());
    assert_eq!(f.credentials("reg.io:5000", "x").await.unwrap(), None);
    assert_eq!(f.credentials("old.io", "x").await.unwrap(), basic("a", "a"));
    // A new file in a directory that is not there yet; Docker's name for the Hub in Docker's file.
    let f = AuthFiles::new(vec![dir.path().join("new/deep/config.json")]);
    f.store("docker.io", &Credentials::basic("u", "p")).await.unwrap();
    let doc: serde_json::Value = serde_json::from_slice(&std::fs::read(&f.paths[0]).unwrap()).unwrap();
    assert!(doc["auths"]["https://index.docker.io/v1/"]["auth"].is_string(), "{doc}");
    assert_eq!(std::fs::read_dir(f.paths[0].parent().unwrap()).unwrap().count(), 1);
}

#[tokio::test]
async fn login_through_a_helper() {
    let dir = tempfile::tempdir().unwrap();
    let kept = dir.path().join("kept");
    helper(
        &dir,
        "file",
        &format!(
            r#"case $1 in store) cat > {k};; get) cat >/dev/null; [ -e {k} ] && cat {k} || {{ echo "credentials not found"; exit 1; }};; erase) rm {k};; esac"#,
            k = kept.display()
        ),
    );
    let f = files(&dir, "config.json", r#"{"credsStore":"file"}"#);
    f.store("reg.io", &Credentials::basic("u", "p")).await.unwrap();
    assert!(!std::fs::read_to_string(&f.paths[0]).unwrap().contains("auths"));
    assert_eq!(f.credentials("reg.io", "x").await.unwrap(), basic("u", "p"));
    assert!(f.remove("reg.io").await.unwrap());
    assert_eq!(f.credentials("reg.io", "x").await.unwrap(), None);
    assert!(Credentials::parse(":x").is_err());
    assert_eq!(Credentials::parse("u:p:q").unwrap(), Credentials::basic("u", "p:q"));
}
