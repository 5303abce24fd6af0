//! What the tests share: a hermetic imgtool, a registry, the peers, the independent reader of images.
#![allow(dead_code)]

pub mod cutting;
pub mod evil;
pub mod rungs;
pub mod signing;
pub mod sigstore;

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A folder of one test, open to other users, removed at its end.
pub fn scratch() -> TempDir {
    let dir = tempfile::Builder::new().prefix("imgtool-test-").tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    dir
}

pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where tests/peers.sh put the peers (`tests/run` says it); installs them when nobody did.
pub fn peers() -> &'static Path {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    DIR.get_or_init(|| {
        let out = Command::new(repository().join("tests/peers.sh")).stderr(Stdio::inherit()).output().unwrap();
        assert!(out.status.success(), "tests/peers.sh failed; run tests/run, which installs what it needs");
        PathBuf::from(String::from_utf8(out.stdout).unwrap().trim())
    })
}

/// A command inside the peers' folder; `bind` appears inside under the same path.
pub fn peer(bind: &Path, command: &[&str]) -> Output {
    let mut c = Command::new(repository().join("tests/peer"));
    c.arg(peers()).args(command).env("PEER_BIND", bind).stdin(Stdio::null());
    c.output().unwrap()
}

/// Like [`peer`], its stdout; fails the test when the command fails.
pub fn peer_ok(bind: &Path, command: &[&str]) -> String {
    done(&format!("{command:?}"), peer(bind, command))
}

/// stdout of a success, or a failed test that shows everything.
pub fn done(what: &str, out: Output) -> String {
    let stdout = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success(), "{what}: {}\n{stdout}\n{}", out.status, String::from_utf8_lossy(&out.stderr));
    stdout
}

/// The independent reader of images, tests/common/fstree.py.
pub fn fstree(arguments: &[&str]) -> Output {
    Command::new("python3").arg(repository().join("tests/common/fstree.py")).args(arguments).output().unwrap()
}

/// Fails the test unless fstree.py succeeds; returns its stdout.
pub fn fstree_ok(arguments: &[&str]) -> String {
    done(&format!("fstree {arguments:?}"), fstree(arguments))
}

/// A base image (`busybox` or `debian`) as an OCI archive, made by tests/peers.sh without imgtool.
pub fn base(name: &str) -> PathBuf {
    peers().join(format!("{name}.oci"))
}

/// imgtool with its own home and store, and nothing of the caller's environment.
pub struct Imgtool {
    pub dir: TempDir,
    pub root: PathBuf,
}

impl Imgtool {
    pub fn new() -> Imgtool {
        let dir = scratch();
        let root = dir.path().join("store");
        fs::create_dir(dir.path().join("home")).unwrap();
        Imgtool { dir, root }
    }

    /// With the base images in its store under their bare names.
    pub fn with_bases(names: &[&str]) -> Imgtool {
        let tool = Imgtool::new();
        for name in names {
            tool.ok(&["copy", &format!("oci-archive:{}", base(name).display()), &format!("store:{name}")]);
        }
        tool
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The path as text.
    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_string()
    }

    /// Writes a file below the test's folder, with its parents; returns the path.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut c = Command::new(env!("CARGO_BIN_EXE_imgtool"));
        c.args(arguments).env_clear().stdin(Stdio::null()).current_dir(self.dir.path());
        c.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").env("LC_ALL", "C.UTF-8");
        c.env("HOME", self.path("home")).env("IMGTOOL_ROOT", &self.root).env("TMPDIR", self.dir.path());
        c
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// stdout of a success.
    pub fn ok(&self, arguments: &[&str]) -> String {
        done(&format!("imgtool {arguments:?}"), self.run(arguments))
    }

    /// stdout of a success, with more in the environment.
    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> String {
        let out = self.command(arguments).envs(environment.iter().copied()).output().unwrap();
        done(&format!("imgtool {arguments:?}"), out)
    }

    /// stderr of a failure with this exit code; a panic is never a proper failure.
    pub fn fails(&self, code: i32, arguments: &[&str]) -> String {
        let out = self.run(arguments);
        let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(code), "imgtool {arguments:?}: {}\n{stderr}", out.status);
        assert!(!stderr.contains("panicked"), "{stderr}");
        assert!(out.stdout.is_empty(), "a failure wrote results: {}", String::from_utf8_lossy(&out.stdout));
        stderr
    }
}

/// docker-registry on a free loopback port, ended with the value.
pub struct Registry {
    child: Child,
    pub dir: TempDir,
    pub address: String,
}

impl Registry {
    pub fn start() -> Registry {
        Registry::with("", None)
    }

    /// With basic authentication by an htpasswd file (bcrypt lines).
    pub fn with_htpasswd(lines: &str) -> Registry {
        Registry::with(lines, None)
    }

    /// With passwords, where there are lines, and TLS, where there is a certificate with its key.
    pub fn with(htpasswd: &str, tls: Option<(&Path, &Path)>) -> Registry {
        let dir = scratch();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut config = format!(
            "version: 0.1\nlog: {{accesslog: {{disabled: false}}}}\nstorage: {{filesystem: {{rootdirectory: {}}}, delete: {{enabled: true}}}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n",
            dir.path().join("data").display()
        );
        if let Some((cert, key)) = tls {
            let tls = format!(", tls: {{certificate: '{}', key: '{}'}}}}\n", cert.display(), key.display());
            config = config.trim_end().strip_suffix('}').unwrap().to_string() + &tls;
        }
        if !htpasswd.is_empty() {
            let file = dir.path().join("htpasswd");
            fs::write(&file, htpasswd).unwrap();
            config += &format!("auth: {{htpasswd: {{realm: test, path: {}}}}}\n", file.display());
        }
        let file = dir.path().join("config.yml");
        fs::write(&file, config).unwrap();
        let log = fs::File::create(dir.path().join("log")).unwrap();
        let mut command = Command::new("docker-registry");
        command.arg("serve").arg(&file).env_clear().stdin(Stdio::null());
        command.env("PATH", "/usr/bin:/bin").stdout(log.try_clone().unwrap()).stderr(log);
        let mut child = command.spawn().expect("docker-registry is not installed; run tests/run");
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = fs::read_to_string(dir.path().join("log")).unwrap();
            assert!(
                child.try_wait().unwrap().is_none() && start.elapsed() < Duration::from_secs(20),
                "registry: {log}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Registry { child, dir, address: format!("127.0.0.1:{port}") }
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A CA and a certificate for 127.0.0.1 and localhost, in `certs/`.
pub fn certificates(tool: &Imgtool) {
    let script = "mkdir certs && cd certs && \
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -days 30 -subj /CN=test-ca \
            -addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign && \
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj /CN=localhost && \
        printf 'subjectAltName=IP:127.0.0.1,DNS:localhost' > san && \
        openssl x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile san -out leaf.crt";
    let out = Command::new("sh").args(["-c", script]).current_dir(tool.dir.path()).output();
    done("openssl", out.unwrap());
    fs::create_dir(tool.path("ca")).unwrap();
    fs::copy(tool.path("certs/ca.crt"), tool.path("ca/ca.crt")).unwrap();
}

/// A running `imgtool serve`, killed with the value.
pub struct Served {
    child: Child,
    pub address: String,
    pub dir: PathBuf,
}

impl Served {
    pub fn start(tool: &Imgtool, more: &[&str]) -> Served {
        Served::in_dir(tool, "registry", more)
    }

    pub fn in_dir(tool: &Imgtool, name: &str, more: &[&str]) -> Served {
        let dir = tool.path(name);
        let arguments =
            [&["serve", "--dir", dir.to_str().unwrap(), "--listen", "127.0.0.1:0", "--debug"], more].concat();
        let log = fs::File::options().create(true).append(true).open(tool.path("serve.log")).unwrap();
        let mut child = tool.command(&arguments).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on ");
        let address =
            address.unwrap_or_else(|| panic!("{line:?} {}", fs::read_to_string(tool.path("serve.log")).unwrap()));
        Served { child, address: address.to_string(), dir }
    }

    pub fn signal(&mut self, name: &str) -> std::process::ExitStatus {
        done("kill", Command::new("kill").args([name, &self.child.id().to_string()]).output().unwrap());
        self.child.wait().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `tool`'s command run by an ordinary user: as root, by the user `imgtool-test`, made here with subordinate ids.
pub fn as_user(tool: &Imgtool, arguments: &[&str]) -> Command {
    if !rustix::process::geteuid().is_root() {
        return tool.command(arguments);
    }
    static USER: OnceLock<()> = OnceLock::new();
    USER.get_or_init(|| {
        let script = "id imgtool-test >/dev/null 2>&1 || useradd --no-create-home imgtool-test; \
            grep -q ^imgtool-test: /etc/subuid || usermod --add-subuids 2000000-2065535 imgtool-test; \
            grep -q ^imgtool-test: /etc/subgid || usermod --add-subgids 2000000-2065535 imgtool-test";
        done("useradd", Command::new("sh").args(["-c", script]).output().unwrap());
    });
    // The build folder may lie below a home that others cannot enter.
    let binary = tool.path("imgtool");
    if !binary.exists() {
        fs::copy(env!("CARGO_BIN_EXE_imgtool"), &binary).unwrap();
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).unwrap();
    }
    // Not what a store has unpacked: that belongs to whom it should.
    let mut give = Command::new("find");
    give.arg(tool.dir.path()).args(["-path", "*/store/?*", "-prune", "-o", "-path", "*/over", "-prune"]);
    give.args(["-o", "-exec", "chown", "-h", "imgtool-test:", "{}", "+"]);
    done("chown", give.output().unwrap());
    let mut c = tool.command(&[]);
    let environment: Vec<_> = c.get_envs().filter_map(|(k, v)| Some((k.to_owned(), v?.to_owned()))).collect();
    c = Command::new("setpriv");
    c.args(["--reuid", "imgtool-test", "--regid", "imgtool-test", "--init-groups"]).arg(binary).args(arguments);
    c.env_clear().envs(environment).stdin(Stdio::null()).current_dir(tool.dir.path());
    c
}
