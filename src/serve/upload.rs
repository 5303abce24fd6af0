//! Upload sessions: bytes go to a file below `_uploads`, hashed on the way. A session
//! ends with its blob, with a cancel, with old age or with the server; nothing of it has
//! a blob's name before its digest is right.

use super::htpasswd::random;
use super::reply::{Code, Refusal};
use super::route::Name;
use crate::error::{Context, Error, Kind, Result};
use crate::image::file::blocking;
use crate::oci::digest::hex;
use crate::oci::{Algorithm, Digest, Hasher};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::body::Incoming;
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tempfile::{NamedTempFile, TempPath};
use tokio::sync::OwnedMutexGuard;

/// Bytes that are written at once.
const CHUNK: usize = 1 << 20;
/// How long a request waits for one before it that writes the same upload: after a broken
/// connection the client is often back before we know.
const TURN: Duration = Duration::from_secs(10);

/// What an upload may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The largest blob, in bytes.
    pub max_blob: u64,
    /// Uploads that may be open at one time.
    pub max_uploads: usize,
    /// An upload that nobody touches for so long is given up.
    pub upload_age: Duration,
    /// A client that sends nothing of a body for so long is hung up on.
    pub body_idle: Duration,
    /// Connections at one time.
    pub max_connections: usize,
    /// How long running requests may go on after [`stop`](super::Server::stop).
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            max_blob: 256 << 30,
            max_uploads: 1000,
            upload_age: Duration::from_secs(3600),
            body_idle: Duration::from_secs(60),
            max_connections: 1024,
            grace: Duration::from_secs(10),
        }
    }
}

/// All sessions.
pub(super) struct Uploads {
    dir: PathBuf,
    limits: Limits,
    sessions: Mutex<HashMap<String, Arc<Session>>>,
}

/// One session.
pub(super) struct Session {
    pub(super) id: String,
    name: Name,
    touched: Mutex<Instant>,
    /// Held while a request writes, by its last write too.
    turn: Arc<tokio::sync::Mutex<()>>,
    state: Mutex<State>,
}

struct State {
    path: Option<TempPath>,
    /// Open only while a request writes.
    file: Option<File>,
    hasher: Hasher,
}

/// The right to write to a session.
pub(super) struct Turn(Arc<OwnedMutexGuard<()>>);

impl Uploads {
    pub(super) fn new(dir: PathBuf, limits: Limits) -> Uploads {
        Uploads { dir, limits, sessions: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Session>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a session for a blob of the repository.
    pub(super) fn open(&self, name: &Name, algorithm: Algorithm) -> Result<Arc<Session>, Refusal> {
        self.expire(Instant::now());
        let session = Arc::new(Session {
            id: uuid()?,
            name: name.clone(),
            touched: Mutex::new(Instant::now()),
            turn: Arc::default(),
            state: Mutex::new(State { path: None, file: None, hasher: Hasher::new(algorithm) }),
        });
        let mut sessions = self.lock();
        if sessions.len() >= self.limits.max_uploads {
            return Err(Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                Code::TooManyRequests,
                "too many uploads are open; finish or cancel some",
            )
            .header(hyper::header::RETRY_AFTER, "30".into()));
        }
        sessions.insert(session.id.clone(), session.clone());
        Ok(session)
    }

    /// The session with this id, if it belongs to the repository.
    pub(super) fn find(&self, name: &Name, id: &str) -> Result<Arc<Session>, Refusal> {
        self.expire(Instant::now());
        match self.lock().get(id).filter(|s| s.name == *name) {
            Some(session) => {
                session.touch();
                Ok(session.clone())
            }
            None => Err(Refusal::not_found(Code::BlobUploadUnknown, "no such upload is open; it may have expired")),
        }
    }

    /// Forgets a session; its file goes with its last user.
    pub(super) fn close(&self, id: &str) {
        self.lock().remove(id);
    }

    /// Gives up what nobody has touched for too long.
    pub(super) fn expire(&self, now: Instant) {
        let age = self.limits.upload_age;
        self.lock().retain(|_, s| s.turn.try_lock().is_err() || now.duration_since(s.touched()) < age);
    }

    /// Appends a request's body. `exact` is how many bytes it must have, where that was
    /// said; a body of another length leaves the session as it was. After a broken
    /// connection, what has come stays.
    pub(super) async fn append(
        &self,
        session: &Arc<Session>,
        turn: &Turn,
        body: &mut Incoming,
        exact: Option<u64>,
    ) -> Result<(), Refusal> {
        let before = session.state().hasher.clone();
        let start = before.bytes();
        let room = exact.unwrap_or(u64::MAX).min(self.limits.max_blob.saturating_sub(start));
        let mut taken = 0;
        let mut writing: Option<tokio::task::JoinHandle<Result<()>>> = None;
        let (mut ended, mut broken) = (false, None);
        while !ended && broken.is_none() && taken <= room {
            let mut chunk = BytesMut::new();
            while chunk.len() < CHUNK && !ended && broken.is_none() {
                match self.frame(body).await {
                    Ok(Some(data)) => chunk.extend_from_slice(&data),
                    Ok(None) => ended = true,
                    Err(e) => broken = Some(e),
                }
            }
            taken += chunk.len() as u64;
            if let Some(writing) = writing.take() {
                joined(writing.await)?;
            }
            if !chunk.is_empty() && taken <= room {
                writing = Some(self.write(session, turn, chunk.freeze()));
            }
        }
        if let Some(writing) = writing {
            joined(writing.await)?;
        }
        session.state().file = None;
        session.touch();
        if let Some(broken) = broken {
            return Err(broken);
        }
        if taken > room || exact.is_some_and(|n| n != taken) {
            let (session, turn) = (session.clone(), turn.0.clone());
            blocking(move || {
                let _turn = turn;
                session.state().cut(before)
            })
            .await?;
            return Err(match exact {
                Some(n) if taken != n => {
                    Refusal::bad(Code::SizeInvalid, format!("the body is not the {n} bytes that were announced"))
                }
                _ => too_large(self.limits.max_blob),
            });
        }
        Ok(())
    }

    /// Refuses what is announced to be too large before it is sent.
    pub(super) fn check_room(&self, received: u64, announced: Option<u64>) -> Result<(), Refusal> {
        match announced.map(|n| received.saturating_add(n)) {
            Some(total) if total > self.limits.max_blob => Err(too_large(self.limits.max_blob)),
            _ => Ok(()),
        }
    }

    async fn frame(&self, body: &mut Incoming) -> Result<Option<Bytes>, Refusal> {
        next_chunk(body, self.limits.body_idle).await
    }

    fn write(&self, session: &Arc<Session>, turn: &Turn, chunk: Bytes) -> tokio::task::JoinHandle<Result<()>> {
        let (session, turn, dir) = (session.clone(), turn.0.clone(), self.dir.clone());
        tokio::task::spawn_blocking(move || {
            // Held to the end of the write, even if the request is gone by then.
            let _turn = turn;
            session.state().append(&chunk, &dir)
        })
    }

    /// The finished file, if its digest is this one; the session is over either way.
    pub(super) async fn finish(
        &self,
        session: &Arc<Session>,
        turn: &Turn,
        digest: &Digest,
    ) -> Result<NamedTempFile, Refusal> {
        self.close(&session.id);
        let (session, turn, dir, wanted) = (session.clone(), turn.0.clone(), self.dir.clone(), digest.clone());
        let (file, actual) = blocking(move || {
            let _turn = turn;
            session.state().finish(&wanted, &dir)
        })
        .await?;
        if actual != *digest {
            return Err(Refusal::bad(Code::DigestInvalid, format!("the content's digest is {actual}, not {digest}")));
        }
        Ok(file)
    }
}

fn too_large(limit: u64) -> Refusal {
    Refusal::too_large(format!("a blob may have {limit} bytes at most"))
}

fn joined(result: std::result::Result<Result<()>, tokio::task::JoinError>) -> Result<()> {
    result.map_err(|e| Error::new(Kind::Internal, "a writer thread failed").because(e))?
}

/// The next bytes of a request's body; None at its end.
pub(super) async fn next_chunk(body: &mut Incoming, idle: Duration) -> Result<Option<Bytes>, Refusal> {
    let refused = |why: &str| Refusal::new(StatusCode::REQUEST_TIMEOUT, Code::BlobUploadInvalid, why);
    loop {
        match tokio::time::timeout(idle, body.frame()).await {
            Err(_) => return Err(refused("nothing came for too long")),
            Ok(None) => return Ok(None),
            Ok(Some(Err(_))) => return Err(refused("the body broke off")),
            Ok(Some(Ok(frame))) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

impl Session {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn touch(&self) {
        *self.touched.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn touched(&self) -> Instant {
        *self.touched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes received so far.
    pub(super) fn received(&self) -> u64 {
        self.state().hasher.bytes()
    }

    /// Hash with `algorithm` from here on, if nothing has been hashed yet.
    pub(super) fn prefer(&self, algorithm: Algorithm) {
        let mut state = self.state();
        if state.hasher.bytes() == 0 {
            state.hasher = Hasher::new(algorithm);
        }
    }

    /// Waits until no other request writes.
    pub(super) async fn turn(&self) -> Result<Turn, Refusal> {
        match tokio::time::timeout(TURN, self.turn.clone().lock_owned()).await {
            Ok(guard) => Ok(Turn(Arc::new(guard))),
            Err(_) => Err(Refusal::new(
                StatusCode::CONFLICT,
                Code::BlobUploadInvalid,
                "another request is writing to this upload",
            )),
        }
    }
}

impl State {
    fn append(&mut self, chunk: &[u8], dir: &std::path::Path) -> Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => self.open(dir)?,
        };
        // Should this fail half way, the file is longer than what was hashed: `open` cuts it.
        file.write_all(chunk).context(|| "write an upload".into())?;
        self.hasher.update(chunk);
        self.file = Some(file);
        Ok(())
    }

    fn open(&mut self, dir: &std::path::Path) -> Result<File> {
        match &self.path {
            Some(path) => {
                let file = File::options().append(true).open(path).context(|| "open an upload".into())?;
                let length = file.metadata().context(|| "stat an upload".into())?.len();
                if length != self.hasher.bytes() {
                    file.set_len(self.hasher.bytes()).context(|| "cut an upload".into())?;
                }
                Ok(file)
            }
            None => {
                let (file, path) = fresh(dir)?.into_parts();
                self.path = Some(path);
                Ok(file)
            }
        }
    }

    /// Back to an earlier state.
    fn cut(&mut self, before: Hasher) -> Result<()> {
        self.file = None;
        if let Some(path) = &self.path {
            let file = File::options().write(true).open(path).context(|| "open an upload".into())?;
            file.set_len(before.bytes()).context(|| "cut an upload".into())?;
        }
        self.hasher = before;
        Ok(())
    }

    fn finish(&mut self, wanted: &Digest, dir: &std::path::Path) -> Result<(NamedTempFile, Digest)> {
        self.file = None;
        let temp = match self.path.take() {
            Some(path) => {
                let file = File::options().read(true).write(true).open(&path).context(|| "open an upload".into())?;
                NamedTempFile::from_parts(file, path)
            }
            None => fresh(dir)?,
        };
        let length = temp.as_file().metadata().context(|| "stat an upload".into())?.len();
        if length != self.hasher.bytes() {
            return Err(Error::new(Kind::Integrity, "an upload's file is not what was received"));
        }
        let hasher = std::mem::replace(&mut self.hasher, Hasher::new(Algorithm::Sha256));
        let mut actual = hasher.finish();
        if actual.algorithm() != wanted.algorithm() {
            actual = hash_file(temp.as_file(), wanted.algorithm())?;
        }
        Ok((temp, actual))
    }
}

fn fresh(dir: &std::path::Path) -> Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix("upload-")
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .append(true)
        .tempfile_in(dir)
        .context(|| format!("create a file in {}", dir.display()))
}

fn hash_file(mut file: &File, algorithm: Algorithm) -> Result<Digest> {
    let mut hasher = Hasher::new(algorithm);
    let mut buffer = vec![0; CHUNK];
    loop {
        let n = file.read(&mut buffer).context(|| "read an upload".into())?;
        if n == 0 {
            return Ok(hasher.finish());
        }
        hasher.update(&buffer[..n]);
    }
}

/// A random UUID (RFC 9562, version 4): who does not know it cannot write to the upload.
fn uuid() -> Result<String> {
    let mut raw: [u8; 16] = random()?;
    raw[6] = raw[6] & 0x0f | 0x40;
    raw[8] = raw[8] & 0x3f | 0x80;
    let text = hex(&raw);
    Ok([&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uploads(dir: &std::path::Path, limits: Limits) -> Uploads {
        Uploads::new(dir.into(), limits)
    }

    #[tokio::test]
    async fn a_session_is_its_repositorys_and_grows_old() {
        let dir = tempfile::tempdir().unwrap();
        let all = uploads(dir.path(), Limits { max_uploads: 2, ..Limits::default() });
        let (a, b) = (Name::parse("a").unwrap(), Name::parse("b").unwrap());
        let session = all.open(&a, Algorithm::Sha256).unwrap();
        assert_eq!(session.id.len(), 36);
        assert!(all.find(&a, &session.id).is_ok());
        assert!(all.find(&b, &session.id).is_err() && all.find(&a, "../x").is_err());
        all.open(&a, Algorithm::Sha256).unwrap();
        assert_eq!(all.open(&a, Algorithm::Sha256).err().unwrap().status, 429);
        session.state().append(b"hello", dir.path()).unwrap();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        let later = Instant::now() + Duration::from_secs(4000);
        let turn = session.turn().await.unwrap();
        all.expire(later);
        assert!(all.find(&a, &session.id).is_ok(), "expired while somebody wrote");
        drop(turn);
        all.expire(later);
        assert!(all.find(&a, &session.id).is_err());
        drop(session);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_cut_takes_file_and_hash_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut state = State { path: None, file: None, hasher: Hasher::new(Algorithm::Sha256) };
        state.append(b"hello", dir.path()).unwrap();
        let before = state.hasher.clone();
        state.append(b" wrong", dir.path()).unwrap();
        state.cut(before).unwrap();
        state.append(b" world", dir.path()).unwrap();
        let wanted = Digest::sha256(b"hello world");
        let (file, actual) = state.finish(&wanted, dir.path()).unwrap();
        assert_eq!(actual, wanted);
        assert_eq!(std::fs::read(file.path()).unwrap(), b"hello world");
    }

    #[test]
    fn another_algorithm_is_hashed_at_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let mut state = State { path: None, file: None, hasher: Hasher::new(Algorithm::Sha256) };
        state.append(b"hello", dir.path()).unwrap();
        let mut hasher = Hasher::new(Algorithm::Sha512);
        hasher.update(b"hello");
        let wanted = hasher.finish();
        assert_eq!(state.finish(&wanted, dir.path()).unwrap().1, wanted);
        let empty = state.finish(&Digest::sha256(b""), dir.path()).unwrap();
        assert_eq!(empty.1, Digest::sha256(b""));
    }
}
