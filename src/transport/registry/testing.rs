//! For tests: a real `docker-registry` on a free loopback port, and a scripted
//! server that misbehaves exactly as told.

use super::*;
use crate::image::ByteStream;
use bytes::Bytes;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// `user:s3cret` for the registry's htpasswd file.
const HTPASSWD: &str = "user:$2b$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK\n";

/// A `docker-registry` process with a storage of its own; gone when dropped.
pub(super) struct DockerRegistry {
    child: Child,
    pub(super) address: String,
    pub(super) dir: tempfile::TempDir,
}

/// How a [`DockerRegistry`] is spoken to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Front {
    Http,
    Https,
    /// https, and only for clients with a certificate.
    MutualTls,
}

/// Makes a CA, and a certificate for 127.0.0.1 and for clients, in `dir`.
fn make_certificates(dir: &std::path::Path) {
    let run = |args: &str| {
        let ok = Command::new("openssl").current_dir(dir).args(args.split(' ')).stderr(Stdio::null()).status();
        assert!(ok.expect("openssl is needed for this test").success(), "openssl {args}");
    };
    run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test-ca",
    );
    run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf");
    std::fs::write(
        dir.join("ext"),
        "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=critical,CA:FALSE\n",
    )
    .unwrap();
    run("x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out leaf.pem -days 2 -extfile ext");
}

impl DockerRegistry {
    pub(super) fn start(basic_auth: bool) -> DockerRegistry {
        DockerRegistry::start_as(basic_auth, Front::Http)
    }

    /// With TLS, `ca.pem`, `leaf.pem` and `leaf.key` lie in [`dir`](DockerRegistry::dir).
    pub(super) fn start_as(basic_auth: bool, front: Front) -> DockerRegistry {
        let dir = tempfile::tempdir().unwrap();
        let tls = match front {
            Front::Http => String::new(),
            Front::Https | Front::MutualTls => {
                make_certificates(dir.path());
                let p = dir.path().display();
                let clients = match front {
                    Front::MutualTls => format!(", clientcas: [{p}/ca.pem]"),
                    Front::Http | Front::Https => String::new(),
                };
                format!(", tls: {{certificate: {p}/leaf.pem, key: {p}/leaf.key{clients}}}")
            }
        };
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let config = dir.path().join("config.yml");
        std::fs::write(
            &config,
            format!(
                "version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{}}, delete: {{enabled: true}}}}\nhttp: {{addr: x{tls}}}\n"
            ),
        )
        .unwrap();
        let mut command = Command::new("docker-registry");
        command
            .arg("serve")
            .arg(&config)
            .env("REGISTRY_HTTP_ADDR", &address)
            .env("REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY", dir.path().join("data"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if basic_auth {
            let file = dir.path().join("htpasswd");
            std::fs::write(&file, HTPASSWD).unwrap();
            command.env("REGISTRY_AUTH", "htpasswd").env("REGISTRY_AUTH_HTPASSWD_REALM", "test");
            command.env("REGISTRY_AUTH_HTPASSWD_PATH", file);
        }
        let child = command.spawn().expect("docker-registry (Debian package) is needed for this test");
        let registry = DockerRegistry { child, address, dir };
        let began = Instant::now();
        while std::net::TcpStream::connect(&registry.address).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "docker-registry does not come up");
            std::thread::sleep(Duration::from_millis(20));
        }
        registry
    }
}

impl Drop for DockerRegistry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A configuration that does not wait long and reads nothing of the host's.
pub(super) fn quick() -> ClientConfig {
    ClientConfig {
        certs_dirs: Vec::new(),
        retry: RetryPolicy { tries: 5, base: Duration::from_millis(5), longest: Duration::from_secs(3) },
        timeouts: Timeouts {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(5),
            idle: Duration::from_secs(3),
            slowest: 64,
        },
        ..ClientConfig::default()
    }
}

/// `n` bytes that do not repeat within a megabyte.
pub(super) fn noise(n: usize) -> Bytes {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut out = Vec::with_capacity(n + 8);
    while out.len() < n {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.extend_from_slice(&state.to_le_bytes());
    }
    out.truncate(n);
    out.into()
}

/// A stream over `data` in chunks of `size`.
pub(super) fn stream_of(data: &Bytes, size: usize) -> ByteStream {
    let data = data.clone();
    let starts = (0..data.len()).step_by(size);
    let chunks: Vec<crate::Result<Bytes>> = starts.map(|s| Ok(data.slice(s..(s + size).min(data.len())))).collect();
    Box::pin(futures_util::stream::iter(chunks))
}

/// A request as the scripted server saw it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// What the scripted server does with a request.
pub(super) enum Reply {
    /// These bytes, then the connection stays open.
    Raw(Vec<u8>),
    /// These bytes, then the connection is reset.
    ThenReset(Vec<u8>),
    /// These bytes, then the connection is closed in order.
    ThenClose(Vec<u8>),
    /// These bytes one by one, so many milliseconds apart.
    Drip(Vec<u8>, u64),
    /// The head, then bytes without end.
    Endless(Vec<u8>),
}

/// An answer with a status, headers and a body.
pub(super) fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    Reply::Raw(raw(status, headers, body))
}

/// Its bytes.
pub(super) fn raw(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut out = format!("HTTP/1.1 {status} X\r\n");
    for (name, value) in headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    if !headers
        .iter()
        .any(|(n, _)| n.eq_ignore_ascii_case("content-length") || n.eq_ignore_ascii_case("transfer-encoding"))
    {
        out.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    out.push_str("\r\n");
    let mut out = out.into_bytes();
    out.extend_from_slice(body);
    out
}

type Script = Arc<dyn Fn(&Seen, usize) -> Reply + Send + Sync>;

/// How much of a request's body the server reads before it replies.
pub(super) type Cut = Arc<dyn Fn(&Seen, usize) -> Option<usize> + Send + Sync>;

/// A server of one function: request and its number in, [`Reply`] out.
pub(super) struct BadServer {
    pub(super) address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: tokio::task::JoinHandle<()>,
}

impl BadServer {
    pub(super) async fn start(script: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> BadServer {
        BadServer::start_cutting(script, |_, _| None).await
    }

    /// As [`start`](BadServer::start); `cut` says after how many bytes of a body to
    /// stop reading and reply.
    pub(super) async fn start_cutting(
        script: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
        cut: impl Fn(&Seen, usize) -> Option<usize> + Send + Sync + 'static,
    ) -> BadServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (script, cut): (Script, Cut) = (Arc::new(script), Arc::new(cut));
        let log = seen.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone(), cut.clone(), log.clone()));
            }
        });
        BadServer { address, seen, task }
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many requests were `method` on a target that holds `part`.
    pub(super) fn count(&self, method: &str, part: &str) -> usize {
        self.seen().iter().filter(|s| s.method == method && s.target.contains(part)).count()
    }

    pub(super) fn reference(&self, rest: &str) -> crate::oci::RegistryRef {
        format!("{}/{rest}", self.address).parse().unwrap()
    }
}

impl Drop for BadServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, script: Script, cut: Cut, log: Arc<Mutex<Vec<Seen>>>) {
    let mut buffer = Vec::new();
    while let Some(mut seen) = read_head(&mut stream, &mut buffer).await {
        let number = log.lock().unwrap().len();
        let limit = cut(&seen, number).unwrap_or(usize::MAX);
        let whole = read_body(&mut stream, &mut buffer, &mut seen, limit).await;
        let number = {
            let mut log = log.lock().unwrap();
            log.push(seen.clone());
            log.len() - 1
        };
        let done = match script(&seen, number) {
            Reply::Raw(bytes) => stream.write_all(&bytes).await.is_err() || !whole,
            Reply::ThenReset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.flush().await;
                tokio::time::sleep(Duration::from_millis(30)).await;
                // Linger of zero makes the close a reset.
                let _ = stream.set_zero_linger();
                true
            }
            Reply::ThenClose(bytes) => {
                let _ = stream.write_all(&bytes).await;
                true
            }
            Reply::Drip(bytes, gap) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(gap)).await;
                }
                true
            }
            Reply::Endless(head) => {
                let _ = stream.write_all(&head).await;
                let block = vec![b'x'; 64 << 10];
                while stream.write_all(&block).await.is_ok() {}
                true
            }
        };
        if done {
            return;
        }
    }
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> bool {
    let mut block = vec![0; 64 << 10];
    match stream.read(&mut block).await {
        Ok(0) | Err(_) => false,
        Ok(n) => {
            buffer.extend_from_slice(&block[..n]);
            true
        }
    }
}

async fn read_head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Seen> {
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
        if !more(stream, buffer).await {
            return None;
        }
        // A TLS hello: plain http servers say so and hang up.
        if buffer.first() == Some(&0x16) {
            let _ = stream.write_all(b"HTTP/1.0 400 Bad Request\r\n\r\n").await;
            return None;
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    buffer.drain(..end + 4);
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_string(), first.next()?.to_string());
    let headers = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim().to_string()))
        .collect();
    Some(Seen { method, target, headers, body: Vec::new() })
}

/// Reads a body of either framing; false where it stopped before the end.
async fn read_body(stream: &mut TcpStream, buffer: &mut Vec<u8>, seen: &mut Seen, limit: usize) -> bool {
    if seen.header("transfer-encoding").is_some() {
        loop {
            let Some(line_end) = buffer.windows(2).position(|w| w == b"\r\n") else {
                if !more(stream, buffer).await {
                    return false;
                }
                continue;
            };
            let size = usize::from_str_radix(std::str::from_utf8(&buffer[..line_end]).unwrap_or("0"), 16).unwrap_or(0);
            while buffer.len() < line_end + 2 + size + 2 {
                if !more(stream, buffer).await {
                    return false;
                }
            }
            seen.body.extend_from_slice(&buffer[line_end + 2..line_end + 2 + size]);
            buffer.drain(..line_end + 2 + size + 2);
            if size == 0 {
                return true;
            }
            if seen.body.len() >= limit {
                return false;
            }
        }
    }
    let length: usize = seen.header("content-length").and_then(|v| v.parse().ok()).unwrap_or(0);
    let wanted = length.min(limit);
    while buffer.len() < wanted {
        if !more(stream, buffer).await {
            break;
        }
    }
    let have = buffer.len().min(wanted);
    seen.body.extend(buffer.drain(..have));
    seen.body.len() == length
}
