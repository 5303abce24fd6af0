//! Which files a script reads, and whether they have changed: they are looked at a few times a
//! second, and a change counts when it is over.

use super::lines::Lines;
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(250);
/// The most files that are looked at.
const MAX_FILES: usize = 100_000;

/// Device, inode, size and times of a file.
type Stamp = (u64, u64, u64, i64, i64, i64);

/// Files and directories.
pub struct Watched {
    paths: Vec<PathBuf>,
}

impl Watched {
    /// Looks at these and all below them.
    pub fn new(paths: Vec<PathBuf>) -> Watched {
        Watched { paths }
    }

    /// How they are now.
    pub fn stamps(&self) -> BTreeMap<PathBuf, Stamp> {
        let below = self.paths.iter().flat_map(|path| walkdir::WalkDir::new(path).into_iter().flatten());
        let stamp = |entry: walkdir::DirEntry| {
            let m = entry.metadata().ok()?;
            // A directory's own times say only what its entries say, too.
            let times = if m.is_dir() { (0, 0, 0) } else { (m.mtime(), m.mtime_nsec(), m.ctime_nsec()) };
            let size = if m.is_dir() { 0 } else { m.len() };
            Some((entry.into_path(), (m.dev(), m.ino(), size, times.0, times.1, times.2)))
        };
        below.take(MAX_FILES).filter_map(stamp).collect()
    }

    /// Waits until they are no more as they were, and have been quiet for a moment.
    pub async fn changed(&self, before: BTreeMap<PathBuf, Stamp>) {
        let mut last = before.clone();
        loop {
            tokio::time::sleep(PAUSE).await;
            let now = self.stamps();
            if now != before && now == last {
                return;
            }
            last = now;
        }
    }
}

/// The script and what it copies from this machine.
pub fn files_of(script: &Path, lines: &Lines) -> Vec<PathBuf> {
    let mut out = vec![script.to_path_buf()];
    for line in lines.lines.iter().filter(|l| matches!(l.verb.as_str(), "copy" | "add")) {
        let words = line.words(&lines.source, &BTreeMap::new()).unwrap_or_default();
        let values: Vec<&String> = words.iter().filter(|w| !w.starts_with("--")).collect();
        if words.iter().any(|w| w.starts_with("--from")) {
            continue;
        }
        // Patterns are watched from the last directory that is none.
        for word in values.iter().take(values.len().saturating_sub(1)) {
            let plain: PathBuf = Path::new(word)
                .components()
                .take_while(|c| !c.as_os_str().to_string_lossy().contains(['*', '?', '[']))
                .collect();
            if plain.exists() {
                out.push(plain);
            }
        }
    }
    out
}
