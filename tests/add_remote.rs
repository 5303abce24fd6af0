//! ADD and contexts from the web and from git repositories, and what they refuse.
use crate::common::{Imgtool, done};
use std::{
    collections::HashMap,
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

/// A web server with fixed answers, which remembers what it was asked.
struct Web {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

type Pages = HashMap<&'static str, (&'static str, Vec<u8>)>;

impl Web {
    /// `pages`: path to head lines (status first, separated by `|`) and body.
    fn start(pages: Vec<(&'static str, &'static str, Vec<u8>)>) -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let pages: Arc<Pages> = Arc::new(pages.into_iter().map(|(path, head, body)| (path, (head, body))).collect());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (pages, seen) = (pages.clone(), seen.clone());
                std::thread::spawn(move || answer(stream.unwrap(), &pages, &seen, port));
            }
        });
        Web { port, requests }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn requests(&self) -> String {
        self.requests.lock().unwrap().join("\n")
    }
}

fn answer(mut stream: TcpStream, pages: &Pages, seen: &Mutex<Vec<String>>, port: u16) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut head = Vec::new();
    while let Some(Ok(line)) = lines.next() {
        if line.is_empty() {
            break;
        }
        head.push(line);
    }
    let Some(first) = head.first() else { return };
    let path = first.split(' ').nth(1).unwrap_or("").to_string();
    seen.lock().unwrap().push(head.join("\n"));
    let missing = ("404 Not Found", Vec::new());
    let (answer, body) = pages.get(path.as_str()).unwrap_or(&missing);
    let answer = answer.replace("PORT", &port.to_string());
    let mut parts = answer.split('|');
    let mut text = format!("HTTP/1.1 {}\r\nConnection: close\r\n", parts.next().unwrap());
    for line in parts {
        text.push_str(line);
        text.push_str("\r\n");
    }
    if !answer.contains("Content-Length") {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    let _ = stream.write_all(format!("{text}\r\n").as_bytes());
    let _ = stream.write_all(body);
}

/// A gzip archive with one file, `inside/f`.
fn archive() -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    for (name, content) in [("Dockerfile", "FROM scratch\nCOPY inside /all\n"), ("inside/f", "from the archive")] {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o640);
        header.set_cksum();
        tar.append_data(&mut header, name, content.as_bytes()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

fn build(tool: &Imgtool, dockerfile: &str, more: &[&str]) {
    tool.write("ctx/Dockerfile", dockerfile);
    let context = tool.text("ctx");
    tool.ok(&[&["build", "-t", "out", "--quiet"], more, &[&context]].concat());
}

fn refused(tool: &Imgtool, dockerfile: &str, more: &[&str]) -> String {
    tool.write("ctx/Dockerfile", dockerfile);
    let context = tool.text("ctx");
    tool.fails(1, &[&["build", "-t", "out", "--quiet"], more, &[&context]].concat())
}

fn cat(tool: &Imgtool, path: &str) -> String {
    tool.ok(&["cat", "store:out", path])
}

/// A server of git repositories, gone when dropped.
struct GitDaemon {
    child: Child,
    port: u16,
}

impl GitDaemon {
    fn start(tool: &Imgtool, base: &str) -> GitDaemon {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("git");
        command.args(["daemon", "--export-all", "--reuseaddr", "--listen=127.0.0.1"]);
        command.arg(format!("--port={port}")).arg(format!("--base-path={}", tool.text(base)));
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        GitDaemon { child, port }
    }

    fn url(&self, name: &str) -> String {
        format!("git://127.0.0.1:{}/{name}", self.port)
    }
}

impl Drop for GitDaemon {
    fn drop(&mut self) {
        // The daemon is a child of `git` itself.
        let _ = Command::new("pkill").args(["-P", &self.child.id().to_string()]).status();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn git(dir: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(dir).args(["-c", "user.name=t", "-c", "user.email=t@t", "-c", "protocol.file.allow=always"]);
    command.args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("GIT_COMMITTER_DATE", "1700000000 +0000").env("GIT_AUTHOR_DATE", "1700000000 +0000");
    done("git", command.output().unwrap()).trim().to_string()
}

/// `repos/one`: two commits, a tag on the first, a branch, a submodule; returns both commits.
fn repository(tool: &Imgtool) -> (String, String) {
    tool.write("repos/sub/in-sub", "of the submodule");
    let sub = tool.path("repos/sub");
    git(&sub, &["init", "-q", "-b", "main"]);
    git(&sub, &["add", "."]);
    git(&sub, &["commit", "-q", "-m", "sub"]);
    tool.write("repos/one/dir/f", "first");
    tool.write("repos/one/Dockerfile", "FROM scratch\nCOPY . /all/\n");
    let one = tool.path("repos/one");
    git(&one, &["init", "-q", "-b", "main"]);
    std::os::unix::fs::symlink("/etc", one.join("out")).unwrap();
    git(&one, &["submodule", "--quiet", "add", "../sub", "mod"]);
    git(&one, &["add", "."]);
    git(&one, &["commit", "-q", "-m", "1"]);
    git(&one, &["tag", "-a", "v1", "-m", "v1"]);
    let first = git(&one, &["rev-parse", "HEAD"]);
    git(&one, &["branch", "old"]);
    tool.write("repos/one/dir/f", "second");
    git(&one, &["commit", "-q", "-a", "-m", "2"]);
    (first, git(&one, &["rev-parse", "HEAD"]))
}

#[test]
fn add_of_a_file_from_the_web() {
    let tool = Imgtool::new();
    let date = "200 OK|Last-Modified: Tue, 14 Nov 2023 22:13:20 GMT";
    let web = Web::start(vec![
        ("/d/f%20g.txt?x=1", date, b"hello".to_vec()),
        ("/moved", "302 Found|Location: /d/f%20g.txt?x=1", vec![]),
        ("/a.tgz", "200 OK", archive()),
    ]);
    let (file, moved, tgz) = (web.url("/d/f%20g.txt?x=1"), web.url("/moved"), web.url("/a.tgz"));
    tool.write("ctx/local", "local");
    let text = format!(
        "FROM scratch\nADD {file} local {moved} /dir/\nADD --chmod=0751 --chown=3:4 {file} /named\n\
         ADD {tgz} /packed/\nADD --unpack=true {tgz} /unpacked/\nADD --unpack=false {tgz} /file\nADD --link {file} /link/\n"
    );
    build(&tool, &text, &[]);
    assert_eq!(cat(&tool, "/dir/f g.txt"), "hello");
    assert_eq!(cat(&tool, "/dir/moved"), "hello");
    assert_eq!(cat(&tool, "/dir/local"), "local");
    assert_eq!(cat(&tool, "/unpacked/inside/f"), "from the archive");
    let all = tool.ok(&["ls", "-lR", "store:out"]);
    let line = |name: &str| {
        all.lines().find(|l| l.ends_with(&format!(" {}", &name[1..]))).unwrap_or_else(|| panic!("{name} in {all}"))
    };
    assert!(line("/dir/f g.txt").starts_with("-rw-------"), "{all}");
    assert!(line("/dir/f g.txt").contains("2023-11-14"), "{all}");
    assert!(line("/packed/a.tgz").contains("1970-01-01"), "{all}");
    assert!(line("/named").starts_with("-rwxr-x--x") && line("/named").contains("3:4"), "{all}");
    assert!(line("/file").starts_with("-rw-------"), "{all}");
    // Each URL is asked for once a build, and a second build makes the same image.
    assert_eq!(web.requests().matches("GET /a.tgz").count(), 1);
    let before = tool.ok(&["digest", "store:out"]);
    build(&tool, &text, &[]);
    assert_eq!(tool.ok(&["digest", "store:out"]), before);
}

#[test]
fn checksums_are_held_against_what_came() {
    let tool = Imgtool::new();
    let web =
        Web::start(vec![("/f", "200 OK", b"hello".to_vec()), ("/short", "200 OK|Content-Length: 9", b"cut".to_vec())]);
    let (file, short) = (web.url("/f"), web.url("/short"));
    let right = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    build(&tool, &format!("FROM scratch\nARG SUM={right}\nADD --checksum=$SUM {file} /f\n"), &[]);
    let wrong = right.replace('2', "3");
    let message = refused(&tool, &format!("FROM scratch\nADD --checksum={wrong} {file} /f\n"), &[]);
    assert!(message.contains("Dockerfile:2") && message.contains(right), "{message}");
    tool.write("ctx/local", "x");
    for (text, word) in [
        (format!("ADD --checksum={right} {file} {file} /d/"), "one source"),
        (format!("ADD --checksum={right} local /d/"), "from the web"),
        (format!("COPY {file} /d/"), "COPY takes no URL"),
        ("COPY https://host/x.git /d/".to_string(), "COPY takes no git repository"),
        (format!("ADD {} /d/", web.url("/nothing")), "404"),
        (format!("ADD {short} /d/"), "download"),
        ("ADD http://127.0.0.1:1/x /d/".to_string(), "refused"),
        ("ADD https://host/x.git#-u /d/".to_string(), "no git ref"),
    ] {
        let message = refused(&tool, &format!("FROM scratch\n{text}\n"), &[]);
        assert!(message.contains(word) && message.contains("Dockerfile:2"), "{text}: {message}");
    }
    assert_eq!(web.requests().matches("GET /short").count(), 3, "a download that breaks is tried again");
}

/// CVE-2023-26054 and the rule for redirects: a secret is shown to the host that it is for.
#[test]
fn secrets_go_to_their_own_host_and_nowhere_else() {
    let tool = Imgtool::new();
    let other = Web::start(vec![("/f", "200 OK", b"other".to_vec())]);
    let to_other: &'static str = Box::leak(format!("302 Found|Location: {}", other.url("/f")).into_boxed_str());
    let web = Web::start(vec![("/f", "200 OK", b"x".to_vec()), ("/away", to_other, vec![])]);
    tool.write("token", "t0ken-x\n");
    let host = format!("127.0.0.1:{}", web.port);
    let secret = format!("id=HTTP_AUTH_TOKEN_{host},src={}", tool.text("token"));
    let (file, away) = (web.url("/f"), web.url("/away"));
    let with_password = file.replace("http://", "http://ann:pa55word@");
    let text = format!("FROM scratch\nADD {file} {away} /d/\nADD {with_password} /e/\nADD {} /o/\n", other.url("/f"));
    build(&tool, &text, &["--secret", &secret]);
    assert_eq!(web.requests().matches("authorization: Bearer t0ken-x").count(), 2, "{}", web.requests());
    assert!(!other.requests().contains("uthorization"), "{}", other.requests());
    let image = tool.ok(&["inspect", "--raw", "--config", "store:out"]);
    assert!(!image.contains("t0ken") && !image.contains("pa55word"), "{image}");
    let message = refused(&tool, &format!("FROM scratch\nADD {} /e/\n", with_password.replace("/f", "/none")), &[]);
    assert!(!message.contains("pa55word"), "{message}");
    // git gets its own by the environment; the server's log has the proof.
    let repository = web.url("/r.git");
    let secret = format!("id=GIT_AUTH_TOKEN,src={}", tool.text("token"));
    let message = refused(&tool, &format!("FROM scratch\nADD {repository} /r\n"), &["--secret", &secret]);
    assert!(web.requests().contains("uthorization: basic eC1hY2Nlc3MtdG9rZW46dDBrZW4teA=="), "{}", web.requests());
    assert!(!message.contains("t0ken") && !message.contains("eC1hY2"), "{message}");
}

#[test]
fn add_of_a_git_repository() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let (first, second) = repository(&tool);
    let daemon = GitDaemon::start(&tool, "repos");
    let one = daemon.url("one");
    let short = &first[..9];
    let text = format!(
        "FROM busybox\nADD {one} /head/\nADD {one}#v1 /tag\nADD {one}#old:dir /sub/\nADD --keep-git-dir=true {one} /git\n\
         ADD --checksum={second} {one}#main /sum\nADD {one}?branch=old&submodules=false /query\nADD {one}#{first} /commit\n\
         ADD {one}#{short} /short\nRUN cat /git/.git/HEAD > /seen\n"
    );
    build(&tool, &text, &[]);
    for (path, content) in [
        ("/head/dir/f", "second"),
        ("/head/mod/in-sub", "of the submodule"),
        ("/tag/dir/f", "first"),
        ("/sub/f", "first"),
        ("/sum/dir/f", "second"),
        ("/query/dir/f", "first"),
        ("/commit/dir/f", "first"),
        ("/short/dir/f", "first"),
    ] {
        assert_eq!(cat(&tool, path), content, "{path}");
    }
    assert_eq!(cat(&tool, "/seen").trim(), second);
    let all = tool.ok(&["ls", "-lR", "store:out"]);
    let has = |path: &str| all.lines().any(|l| l.ends_with(&path[1..]) || l.contains(&format!("{} -> ", &path[1..])));
    assert!(has("/git/.git") && !has("/head/.git") && !has("/head/mod/.git") && !has("/query/mod/in-sub"), "{all}");
    assert!(has("/head/out"), "a link stays a link: {all}");
    let line = all.lines().find(|l| l.ends_with(" head/dir/f")).unwrap();
    assert!(line.starts_with("-rw-r--r--") && line.contains("2023-11-14"), "the commit's time: {line}");
    for (source, flags, word) in [
        (one.clone(), "--checksum=0123456789", "not 0123456789"),
        (format!("{one}#nothing"), "", "nothing"),
        (format!("{one}#:nowhere"), "", "not there"),
        (daemon.url("none"), "", "fetch"),
    ] {
        let message = refused(&tool, &format!("FROM scratch\nADD {flags} {source} /d/\n"), &[]);
        assert!(message.contains(word) && message.contains("Dockerfile:2"), "{source}: {message}");
    }
}

/// CVE-2026-33748: the directory in a repository is a link to outside. CVE-2022-39253: a submodule
/// from this machine's own disk.
#[test]
fn a_repository_cannot_lead_outside() {
    let tool = Imgtool::new();
    repository(&tool);
    tool.write("repos/secret/f", "secret");
    let evil = tool.path("repos/evil");
    fs::create_dir(&evil).unwrap();
    git(&evil, &["init", "-q", "-b", "main"]);
    std::os::unix::fs::symlink(tool.path("repos/secret"), evil.join("link")).unwrap();
    std::os::unix::fs::symlink("../../../../..", evil.join("up")).unwrap();
    tool.write("repos/evil/Dockerfile", "FROM scratch\nCOPY . /all/\n");
    git(&evil, &["add", "."]);
    git(&evil, &["commit", "-q", "-m", "1"]);
    let daemon = GitDaemon::start(&tool, "repos");
    let url = daemon.url("evil");
    for subdir in ["link", "up/etc", "../secret", "/etc"] {
        let message = refused(&tool, &format!("FROM scratch\nADD {url}#:{subdir} /d/\n"), &[]);
        assert!(message.contains("not there") || message.contains("no directory"), "{subdir}: {message}");
    }
    // As everywhere, `..` stops at the root.
    build(&tool, &format!("FROM scratch\nADD {url}#:up /d/\n"), &[]);
    assert_eq!(cat(&tool, "/d/Dockerfile"), "FROM scratch\nCOPY . /all/\n");
    git(&evil, &["submodule", "--quiet", "add", &format!("{}/sub", tool.text("repos")), "mod"]);
    git(&evil, &["commit", "-q", "-m", "2"]);
    let message = refused(&tool, &format!("FROM scratch\nADD {url} /d/\n"), &[]);
    assert!(message.contains("transport 'file' not allowed"), "{message}");
}

#[test]
fn contexts_from_the_web_and_from_git() {
    let tool = Imgtool::new();
    repository(&tool);
    let daemon = GitDaemon::start(&tool, "repos");
    let web = Web::start(vec![
        ("/c.tgz", "200 OK", archive()),
        ("/Dockerfile", "200 OK", b"FROM scratch\nLABEL from=web\n".to_vec()),
    ]);
    let (one, tgz) = (daemon.url("one"), web.url("/c.tgz"));
    tool.ok(&["build", "-q", "-t", "out", &format!("{one}#v1")]);
    assert_eq!(cat(&tool, "/all/dir/f"), "first");
    tool.ok(&["build", "-q", "-t", "out", &tgz]);
    assert_eq!(cat(&tool, "/all/f"), "from the archive");
    tool.ok(&["build", "-q", "-t", "out", &web.url("/Dockerfile")]);
    assert!(tool.ok(&["inspect", "store:out"]).contains("from"));
    let text = "FROM scratch AS own\nCOPY <<E /own\nown\nE\nFROM scratch\nCOPY --from=g dir /g\nCOPY --from=w inside /w\n\
                COPY --from=base /own /t\n";
    let (g, w) = (format!("g={one}"), format!("w={tgz}"));
    build(&tool, text, &["--build-context", &g, "--build-context", &w, "--build-context", "base=target:own"]);
    assert_eq!((cat(&tool, "/g/f").as_str(), cat(&tool, "/w/f").as_str()), ("second", "from the archive"));
    assert_eq!(cat(&tool, "/t"), "own\n");
    build(
        &tool,
        "FROM base\nFROM scratch AS own\nCOPY <<E /own\nE\nFROM busybox\n",
        &["--build-context", "busybox=target:own"],
    );
    assert_eq!(cat(&tool, "/own"), "");
    let message = refused(&tool, "FROM scratch AS a\nFROM a AS b\n", &["--build-context", "a=target:b"]);
    assert!(message.contains("leads back"), "{message}");
    for (context, code, word) in [
        (web.url("/none"), 1, "404"),
        (format!("{one}#none"), 1, "none"),
        ("ftp://host/x".to_string(), 2, "scheme"),
        (format!("{tgz}x.git#--evil"), 2, "no git ref"),
    ] {
        let message = tool.fails(code, &["build", "-t", "out", &context]);
        assert!(message.contains(word), "{context}: {message}");
    }
}
