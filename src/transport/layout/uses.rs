//! What running processes use of a layout that others may prune.
//!
//! Each process that uses something has a file in `uses/`, locked as long as it lives, and notes
//! there the name of each thing before it looks whether the thing is there. Whoever frees
//! something first closes the gate (a lock that a note takes shared, for microseconds), reads all
//! notes of living processes, and takes away only what none of them names. So a thing that a
//! process has seen stays, and no clock is trusted. What a killed process noted counts no more:
//! its lock went with it.

use crate::error::{Context, Error, Kind, Result};
use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT};
use std::collections::HashSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

/// A use is not noted in a file's time again before this has passed.
const RECENT: Duration = Duration::from_secs(60);
/// Whoever waits longer for the gate gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// What this process uses.
#[derive(Debug)]
pub struct Uses {
    dir: PathBuf,
    noted: Mutex<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    names: HashSet<String>,
    notes: Option<Notes>,
}

#[derive(Debug)]
struct Notes {
    /// Locked, and removed at the end.
    file: tempfile::NamedTempFile,
    gate: File,
}

impl Uses {
    /// Nothing yet. The notes are in `dir`, which is there.
    pub fn new(dir: PathBuf) -> Uses {
        Uses { dir, noted: Mutex::default() }
    }

    /// Notes that this process uses `name`, and at `path`, that it was used now. To be called
    /// before one looks whether it is there.
    pub fn note(&self, name: String, path: &Path) {
        let mut noted = self.noted.lock().unwrap_or_else(|e| e.into_inner());
        if noted.names.contains(&name) {
            return;
        }
        let notes = match &mut noted.notes {
            Some(notes) => notes,
            // Nobody can free anything in a directory that cannot be written to.
            none => match Notes::begin(&self.dir) {
                Ok(notes) => none.insert(notes),
                Err(_) => return,
            },
        };
        if notes.add(&name).is_ok() {
            noted.names.insert(name);
        }
        drop(noted);
        touch(path);
    }
}

impl Notes {
    fn begin(dir: &Path) -> std::io::Result<Notes> {
        let gate = gate(dir)?;
        gate.lock_shared()?;
        let begun = tempfile::Builder::new().prefix("used-").tempfile_in(dir).and_then(|file| {
            file.as_file().try_lock()?;
            Ok(file)
        });
        // Nobody sees the file before it is locked.
        let opened = gate.unlock();
        let file = begun?;
        opened.map(|()| Notes { file, gate })
    }

    fn add(&mut self, name: &str) -> std::io::Result<()> {
        self.gate.lock_shared()?;
        // On a full disk the gate stays closed until this process ends: nothing is freed then
        // that it could need.
        self.file.write_all(format!("{name}\n").as_bytes())?;
        self.gate.unlock()
    }
}

fn gate(dir: &Path) -> std::io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(dir.join("gate"))
}

/// Says that something was used now, unless that was said a moment ago.
pub fn touch(path: &Path) {
    let recent = |m: std::fs::Metadata| {
        let since = m.modified().ok().and_then(|t| SystemTime::now().duration_since(t).ok());
        since.is_some_and(|passed| passed < RECENT)
    };
    if path.symlink_metadata().map(recent).unwrap_or(true) {
        return;
    }
    let times = Timestamps {
        last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
        last_modification: Timespec { tv_sec: 0, tv_nsec: UTIME_NOW },
    };
    // Another user's file keeps its time: it seems older than it is, that is all.
    let _ = rustix::fs::utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW);
}

/// The gate, closed: as long as this lives nobody can begin to use anything.
pub struct Closed {
    _gate: File,
    names: HashSet<String>,
}

impl Closed {
    /// Closes the gate of `dir` and reads what is used.
    pub fn new(dir: &Path) -> Result<Closed> {
        let what = || format!("look into {}", dir.display());
        let gate = gate(dir).context(what)?;
        let begin = Instant::now();
        while gate.try_lock().is_err() {
            if begin.elapsed() > PATIENCE {
                return Err(Error::new(Kind::Io, "another process cannot note what it uses")
                    .because("its disk may be full")
                    .hint("wait until it ends, or make some room first"));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let names = in_use(dir)?;
        Ok(Closed { _gate: gate, names })
    }

    /// Everything that is used.
    pub fn names(&self) -> &HashSet<String> {
        &self.names
    }
}

/// What living processes use, as far as they have noted it. What dead ones left is removed.
pub fn in_use(dir: &Path) -> Result<HashSet<String>> {
    let what = || format!("look into {}", dir.display());
    let mut names = HashSet::new();
    for entry in std::fs::read_dir(dir).context(what)? {
        let entry = entry.context(what)?;
        if !entry.file_name().as_encoded_bytes().starts_with(b"used-") {
            continue;
        }
        let path = entry.path();
        // Gone meanwhile: its process has ended.
        let Ok(file) = File::open(&path) else { continue };
        match file.try_lock_shared() {
            Ok(()) => drop(std::fs::remove_file(&path)),
            Err(_) => {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                names.extend(text.lines().map(str::to_string));
            }
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_counts_while_its_process_lives() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("thing");
        std::fs::write(&path, "x").unwrap();
        let old = SystemTime::now() - Duration::from_secs(3600);
        File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
        let uses = Uses::new(dir.path().to_path_buf());
        uses.note("blob a".into(), &path);
        uses.note("blob b".into(), &dir.path().join("nothing"));
        let names = |closed: &Closed| {
            let mut names: Vec<String> = closed.names().iter().cloned().collect();
            names.sort();
            names
        };
        assert_eq!(names(&Closed::new(dir.path()).unwrap()), ["blob a", "blob b"]);
        assert!(path.metadata().unwrap().modified().unwrap() > old + Duration::from_secs(3000));
        // A name is noted once.
        uses.note("blob a".into(), &path);
        drop(uses);
        assert!(Closed::new(dir.path()).unwrap().names().is_empty());
    }

    #[test]
    fn what_a_killed_process_left_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("used-x"), "blob a\nblob b").unwrap();
        assert!(in_use(dir.path()).unwrap().is_empty());
        assert!(!dir.path().join("used-x").exists());
    }
}
