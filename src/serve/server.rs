//! Listening, connections, TLS, and a graceful end.

use super::app::App;
use super::htpasswd::Htpasswd;
use super::mirror::Mirror;
use super::repository::Repositories;
use super::upload::{Limits, Uploads};
use crate::error::{Context, Error, Kind, Result};
use crate::event::{Event, Events, Silent};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

/// How long a client may take for a TLS handshake, or for the answer to a ping.
const HELLO: Duration = Duration::from_secs(30);
/// How long a kept connection may wait for the next request's head.
const IDLE: Duration = Duration::from_secs(120);
/// How often old uploads are looked for.
const SWEEP: Duration = Duration::from_secs(60);

/// What a server is started with.
#[derive(Debug)]
pub struct Config {
    /// The directory that holds a layout for each repository.
    pub dir: PathBuf,
    /// `host:port`; port 0 takes a free one; no host means every interface.
    pub listen: String,
    /// Who may do anything; everybody where None.
    pub htpasswd: Option<Htpasswd>,
    /// Certificate chain and key, PEM files; plain http where None.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Refuse every write.
    pub read_only: bool,
    /// Fetch what is not here from another registry; refuses every write too.
    pub mirror: Option<Mirror>,
    /// What clients may cost.
    pub limits: Limits,
}

impl Config {
    /// A writable registry in `dir` on `listen`, for everybody, without TLS.
    pub fn new(dir: impl Into<PathBuf>, listen: impl Into<String>) -> Config {
        Config {
            dir: dir.into(),
            listen: listen.into(),
            htpasswd: None,
            tls: None,
            read_only: false,
            mirror: None,
            limits: Limits::default(),
        }
    }
}

/// A running registry. Dropped, it ends at once; [`stop`](Server::stop) lets requests
/// come to their end.
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
    /// Held as long as the server runs.
    _lock: Option<File>,
}

impl Server {
    /// Starts a server on the running tokio runtime; it listens when this returns.
    ///
    /// Half-done uploads of an earlier server are removed. Errors: the directory is
    /// another server's or no registry's, an address that cannot be had, certificates
    /// that cannot be used. `events` gets warnings, and a note for each request.
    pub async fn start(config: Config, events: Option<Events>) -> Result<Server> {
        let events: Events = events.unwrap_or_else(|| Arc::new(Silent));
        let tls = config.tls.as_ref().map(|(cert, key)| acceptor(cert, key)).transpose()?;
        let (dir, writes) = (config.dir.clone(), !config.read_only);
        let (lock, uploads) = crate::image::file::blocking(move || prepare(&dir, writes)).await?;
        let listener = listen(&config.listen).await?;
        let address = listener.local_addr().context(|| format!("listen on {}", config.listen))?;
        for message in worries(&config, address) {
            events.emit(Event::Warning { message });
        }
        let app = Arc::new(App {
            repositories: Repositories::new(config.dir, uploads.clone()),
            uploads: Uploads::new(uploads, config.limits.clone()),
            limits: config.limits,
            htpasswd: config.htpasswd,
            read_only: config.read_only,
            mirror: config.mirror,
            events,
        });
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(accept(app, listener, tls, stopped));
        Ok(Server { address, stop, task, _lock: lock })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no new connection, lets running requests end (for [`Limits::grace`] at most).
    pub async fn stop(mut self) {
        // Fails only where the task is gone already.
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Makes the directory ready: nobody else's, without leftovers. Returns the lock and the
/// place for unfinished files.
fn prepare(dir: &Path, writes: bool) -> Result<(Option<File>, PathBuf)> {
    let uploads = dir.join("_uploads");
    if dir.join("oci-layout").exists() {
        return Err(Error::new(Kind::Usage, format!("{} is an OCI layout itself", dir.display()))
            .hint("each repository is a layout of its own below --dir; name the directory above"));
    }
    if !writes {
        std::fs::read_dir(dir).context(|| format!("read {}", dir.display()))?;
        return Ok((None, uploads));
    }
    std::fs::create_dir_all(dir).context(|| format!("create {}", dir.display()))?;
    let path = dir.join("_lock");
    let lock = File::options().create(true).truncate(false).write(true).open(&path);
    let lock = lock.context(|| format!("open {}", path.display()))?;
    lock.try_lock().map_err(|e| {
        Error::new(Kind::Host, format!("{} is served by another process", dir.display()))
            .because(e)
            .hint("stop the other one, or serve it with --read-only")
    })?;
    // Whatever lies here has no owner any more: sessions do not outlive their server.
    match std::fs::remove_dir_all(&uploads) {
        Ok(()) => {}
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(Error::io(format!("clear {}", uploads.display()), e)),
    }
    std::fs::create_dir(&uploads).context(|| format!("create {}", uploads.display()))?;
    Ok((Some(lock), uploads))
}

async fn listen(address: &str) -> Result<TcpListener> {
    let failed = |e| {
        Error::io(format!("listen on {address}"), e)
            .hint("choose another with --listen HOST:PORT; port 0 takes a free one")
    };
    match address.strip_prefix(':') {
        Some(port) => match TcpListener::bind(format!("[::]:{port}")).await {
            Ok(listener) => Ok(listener),
            // A machine without IPv6.
            Err(_) => TcpListener::bind(format!("0.0.0.0:{port}")).await.map_err(failed),
        },
        None => TcpListener::bind(address).await.map_err(failed),
    }
}

/// What an administrator may have overlooked.
fn worries(config: &Config, address: SocketAddr) -> Vec<String> {
    let mut out = Vec::new();
    if address.ip().is_loopback() {
        return out;
    }
    if config.tls.is_none() {
        let what = if config.htpasswd.is_some() { "passwords and content pass" } else { "content passes" };
        out.push(format!("{address} can be reached from other machines without TLS: {what} unprotected"));
    }
    if config.htpasswd.is_none() && !config.read_only {
        out.push(format!("whoever can reach {address} may use this registry; see --htpasswd and --read-only"));
    }
    out
}

fn acceptor(cert: &Path, key: &Path) -> Result<TlsAcceptor> {
    let unusable = |path: &Path| Error::new(Kind::Usage, format!("{} cannot be used for TLS", path.display()));
    let chain = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>)
        .map_err(|e| unusable(cert).because(e.to_string()))?;
    if chain.is_empty() {
        return Err(unusable(cert).because("it holds no certificate"));
    }
    let key_der = PrivateKeyDer::from_pem_file(key).map_err(|e| unusable(key).because(e.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| unusable(cert).because(e))?
        .with_no_client_auth()
        .with_single_cert(chain, key_der)
        .map_err(|e| unusable(cert).because(e).hint("does the key belong to the certificate?"))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn accept(app: Arc<App>, listener: TcpListener, tls: Option<TlsAcceptor>, mut stopped: watch::Receiver<bool>) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(app.limits.max_connections.max(1)));
    let mut connections = JoinSet::new();
    let mut sweep = tokio::time::interval(SWEEP);
    let builder = Arc::new(http());
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            _ = sweep.tick() => app.uploads.expire(Instant::now()),
            Some(_) = connections.join_next() => {}
            (accepted, permit) = next(&listener, &room) => {
                let Ok((stream, peer)) = accepted else {
                    // Out of file descriptors, most likely: some will be free again.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                };
                let (app, tls, builder, watcher) = (app.clone(), tls.clone(), builder.clone(), graceful.watcher());
                connections.spawn(async move {
                    let _permit = permit;
                    connection(app, stream, peer, tls, &builder, watcher).await;
                });
            }
        }
    }
    drop(listener);
    // Those that are still busy after that are cut off when the set is dropped.
    let _ = tokio::time::timeout(app.limits.grace, graceful.shutdown()).await;
    connections.shutdown().await;
}

type Accepted = (std::io::Result<(TcpStream, SocketAddr)>, Option<tokio::sync::OwnedSemaphorePermit>);

async fn next(listener: &TcpListener, room: &Arc<Semaphore>) -> Accepted {
    let permit = room.clone().acquire_owned().await.ok();
    (listener.accept().await, permit)
}

fn http() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(IDLE).max_headers(100);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(64)
        .keep_alive_interval(HELLO)
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(4 << 20)
        .max_header_list_size(32 << 10);
    builder
}

async fn connection(
    app: Arc<App>,
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    builder: &Builder<TokioExecutor>,
    watcher: Watcher,
) {
    // An answer's head and body leave at once.
    let _ = stream.set_nodelay(true);
    match tls {
        None => serve(app, stream, peer, builder, watcher).await,
        Some(tls) => match tokio::time::timeout(HELLO, tls.accept(stream)).await {
            Ok(Ok(stream)) => serve(app, stream, peer, builder, watcher).await,
            Ok(Err(e)) => app.events.emit(Event::Note { message: format!("{peer}: TLS: {e}") }),
            Err(_) => app.events.emit(Event::Note { message: format!("{peer}: no TLS handshake") }),
        },
    }
}

async fn serve(
    app: Arc<App>,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    peer: SocketAddr,
    builder: &Builder<TokioExecutor>,
    watcher: Watcher,
) {
    let events = app.events.clone();
    let service = service_fn(move |request| app.clone().answer(peer, request));
    let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
    if let Err(e) = watcher.watch(connection).await {
        events.emit(Event::Note { message: format!("{peer}: {e}") });
    }
}
