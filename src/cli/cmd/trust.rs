//! `imgtool trust`: the trusted root, kept fresh from a repository of The Update Framework (TUF).

use super::keygen::write;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::event::Event;
use crate::image::file::read_small;
use crate::sign::keyless::root::TrustedRoot;
use crate::sign::tuf::{self, Documents, Mirror, TRUSTED_ROOT};
use crate::transport::registry::ClientConfig;
use crate::transport::sigstore::Services;
use async_trait::async_trait;
use clap::{Args, Subcommand};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The largest document that is read from a file, in bytes.
const MAX_KEPT: u64 = 8 << 20;
/// How long all of the repository may take: who answers drop by drop keeps the newer documents away as well.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often is asked whether somebody else is done.
const POLL: Duration = Duration::from_millis(100);
/// The file with the repository's URL.
const MIRROR: &str = "mirror";

/// Get the trusted root, and keep it fresh: whom verify believes about certificates, logs and times
#[derive(Debug, Args)]
pub struct Trust {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub what: What,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Begin with a root that you trust, as cosign initialize does
    Init {
        /// Where the repository is
        #[arg(long, value_name = "URL", default_value = "https://tuf-repo-cdn.sigstore.dev")]
        mirror: String,
        /// Its root.json, got in a way that you trust; newer ones are found from there
        #[arg(long, value_name = "FILE")]
        root_json: PathBuf,
    },
    /// Read the repository anew
    Update {
        /// Where the repository is now [default: where it was]
        #[arg(long, value_name = "URL")]
        mirror: Option<String>,
    },
}

struct Repository {
    services: Services,
    url: String,
}

#[async_trait]
impl Mirror for Repository {
    async fn get(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>> {
        self.services.file(&self.url, name, limit).await
    }
}

fn dir(session: &Session) -> PathBuf {
    session.environment().root.join("trust")
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(i64::MAX, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
}

/// The trusted root that was got, if one was. Warns where the repository was last asked too long ago to say that there
/// is nothing newer.
pub fn kept(session: &Session) -> Option<PathBuf> {
    let dir = dir(session);
    let file = Some(dir.join(TRUSTED_ROOT)).filter(|file| file.exists())?;
    let until = read(&dir.join("timestamp.json")).ok().and_then(|raw| tuf::expires("timestamp", &raw));
    if until.is_none_or(|until| until <= now()) {
        let message = format!("the trusted root {} may be out of date: imgtool trust update", file.display());
        session.events().emit(Event::Warning { message });
    }
    Some(file)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    read_small(file, MAX_KEPT, || format!("read {}", file.display()))
}

/// Nothing where there is no such file: a run that was stopped may have left the first ones alone.
fn read_if_there(file: &Path) -> Result<Vec<u8>> {
    if file.exists() { read(file) } else { Ok(Vec::new()) }
}

/// What must not be older the next time.
fn keep(dir: &Path, seen: &Documents) -> Result<()> {
    let all = [
        ("root.json", &seen.root),
        ("timestamp.json", &seen.timestamp),
        ("snapshot.json", &seen.snapshot),
        ("targets.json", &seen.targets),
    ];
    all.into_iter()
        .filter(|(_, raw)| !raw.is_empty())
        .try_for_each(|(name, raw)| write(&dir.join(name), raw, 0o600, true))
}

/// Of several runs, one reads and writes at a time: else the slower one would bring back what is older. Without a lock
/// where the file system has none.
async fn turn(dir: &Path) -> Result<File> {
    std::fs::create_dir_all(dir).context(|| format!("make {}", dir.display()))?;
    let path = dir.join("lock");
    let lock = File::options().create(true).truncate(false).write(true).open(&path);
    let lock = lock.context(|| format!("open {}", path.display()))?;
    while let Err(TryLockError::WouldBlock) = lock.try_lock() {
        tokio::time::sleep(POLL).await;
    }
    Ok(lock)
}

/// What was read before, and where from.
fn before(dir: &Path) -> Result<(String, Documents)> {
    let part = |name: &str| read_if_there(&dir.join(name));
    let seen = Documents {
        root: part("root.json")?,
        timestamp: part("timestamp.json")?,
        snapshot: part("snapshot.json")?,
        targets: part("targets.json")?,
    };
    let mirror = String::from_utf8_lossy(&part(MIRROR)?).trim().to_string();
    if seen.root.is_empty() || mirror.is_empty() {
        return Err(Error::new(Kind::Usage, "there is no root to begin with")
            .because(format!("nothing is kept in {}", dir.display()))
            .hint("imgtool trust init --root-json FILE [--mirror URL]"));
    }
    Ok((mirror, seen))
}

/// Does it, and prints where the trusted root is.
pub async fn run(args: Trust, session: &Arc<Session>) -> Result<()> {
    let dir = dir(session);
    if let What::Update { .. } = args.what {
        before(&dir)?;
    }
    let late = |what: String| Error::new(Kind::Network, what).because(format!("it is not done after {PATIENCE:?}"));
    let locked = tokio::time::timeout(PATIENCE, turn(&dir)).await;
    let _lock = locked.map_err(|_| late(format!("wait for another imgtool that writes in {}", dir.display())))??;
    let (begins, mirror, mut seen) = match args.what {
        What::Init { mirror, root_json } => {
            (true, mirror, Documents { root: read(&root_json)?, ..Documents::default() })
        }
        What::Update { mirror } => {
            let (known, seen) = before(&dir)?;
            (false, mirror.unwrap_or(known), seen)
        }
    };
    let config = ClientConfig { proxy: session.environment().proxy.clone(), ..ClientConfig::default() };
    let repository = Repository { services: Services::new(&config)?, url: mirror.clone() };
    let what = format!("get the trusted root from {mirror}");
    let got = match tokio::time::timeout(PATIENCE, tuf::update(&repository, &mut seen, now())).await {
        Ok(got) => got.and_then(|trusted| TrustedRoot::parse(&trusted).map(|_| trusted)).map_err(|e| e.context(&what)),
        Err(_) => Err(late(what)),
    };
    // Another root is begun with as a whole, or not at all.
    if got.is_ok() || !begins {
        keep(&dir, &seen)?;
    }
    let trusted = got?;
    write(&dir.join(MIRROR), mirror.as_bytes(), 0o600, true)?;
    write(&dir.join(TRUSTED_ROOT), &trusted, 0o600, true)?;
    render::result(format!("{}\n", dir.join(TRUSTED_ROOT).display()).as_bytes())
}
