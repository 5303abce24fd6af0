//! What fuse-overlayfs leaves in an upper directory, made into what overlayfs would.
//!
//! Its stand-ins for whiteouts are ours with the permissions 0700 (nobody else can make such names in its mounts). It
//! makes every new directory opaque, and copies a file up when another name of it goes: a layer has neither.

use super::OPAQUE;
use super::pile::same_content;
use super::whiteout::{OPAQUE_NAME, PREFIX};
use crate::error::{Context, Result};
use rustix::fs::{AtFlags, CWD, Mode};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{Metadata, symlink_metadata};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Goes through `upper`, which lay on the unpacked layers `lowers` (the top one first). Nobody else may write to it.
pub fn adopt(upper: &Path, lowers: &[PathBuf]) -> Result<()> {
    let what = || format!("look through {}", upper.display());
    let mut emptied: HashSet<PathBuf> = HashSet::new();
    for found in walkdir::WalkDir::new(upper).min_depth(1).contents_first(true) {
        let found = found.map_err(std::io::Error::from).context(what)?;
        let path = found.path();
        let relative = path.strip_prefix(upper).unwrap_or(path);
        let parent = relative.parent().unwrap_or(Path::new(""));
        let (kind, name) = (found.file_type(), found.file_name().as_bytes());
        if kind.is_file() && name.starts_with(PREFIX) {
            let needless = name == OPAQUE_NAME && below(lowers, parent).context(what)?.is_none();
            match needless {
                true => std::fs::remove_file(path).context(what)?,
                false => rustix::fs::chmodat(CWD, path, Mode::empty(), AtFlags::empty()).context(what)?,
            }
        } else if kind.is_file() || (kind.is_dir() && emptied.contains(relative)) {
            let Some((old, before)) = below(lowers, relative).context(what)? else { continue };
            let now = symlink_metadata(path).context(what)?;
            let same = |a: &Metadata, b: &Metadata| (a.mode(), a.uid(), a.gid()) == (b.mode(), b.uid(), b.gid());
            let times = |m: &Metadata| (m.size(), m.mtime(), m.mtime_nsec());
            if !same(&before, &now) {
                continue;
            }
            if kind.is_dir() {
                match std::fs::remove_dir(path) {
                    Err(e) if e.kind() == ErrorKind::DirectoryNotEmpty => continue,
                    other => other.context(what)?,
                }
            } else if before.nlink() != now.nlink()
                && times(&before) == times(&now)
                && same_content(&old, path).context(what)?
            {
                std::fs::remove_file(path).context(what)?;
            } else {
                continue;
            }
            emptied.insert(parent.to_path_buf());
        }
    }
    Ok(())
}

/// What stacked layers have at a path, and where.
fn below(lowers: &[PathBuf], path: &Path) -> std::io::Result<Option<(PathBuf, Metadata)>> {
    for lower in lowers {
        let mut at = lower.clone();
        let mut ends = false;
        let mut parts = path.components().peekable();
        while let Some(part) = parts.next() {
            ends |= opaque(&at);
            let name = part.as_os_str();
            let hidden = at.join(OsStr::from_bytes(&[PREFIX, name.as_bytes()].concat()));
            at.push(name);
            match symlink_metadata(&at) {
                Ok(meta) if meta.rdev() == 0 && meta.mode() & 0o170_000 == 0o020_000 => return Ok(None),
                Ok(meta) if parts.peek().is_none() => return Ok(Some((at, meta))),
                Ok(meta) if meta.is_dir() => {}
                // It hides what is below it in other layers.
                Ok(_) => return Ok(None),
                Err(e) if e.kind() == ErrorKind::NotFound => {
                    ends |= hidden.symlink_metadata().is_ok();
                    break;
                }
                Err(e) => return Err(e),
            }
        }
        if ends {
            return Ok(None);
        }
    }
    Ok(None)
}

fn opaque(dir: &Path) -> bool {
    let mut value = [0; 1];
    rustix::fs::lgetxattr(dir, OPAQUE, &mut value[..]).is_ok_and(|n| n == 1 && value == *b"y")
        || dir.join(OsStr::from_bytes(OPAQUE_NAME)).symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{create_dir_all, hard_link, write};

    #[test]
    fn what_a_layer_would_not_have_goes() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["low/a/sub", "top/b", "up/a/sub", "up/new/deep", "up/kept"] {
            create_dir_all(at(name)).unwrap();
        }
        write(at("low/a/f"), "text").unwrap();
        hard_link(at("low/a/f"), at("low/a/g")).unwrap();
        write(at("low/b"), "hidden by a directory").unwrap();
        // `rm a/f`: fuse-overlayfs has copied the other name up.
        write(at("up/a/.wh.f"), "").unwrap();
        std::fs::copy(at("low/a/f"), at("up/a/g")).unwrap();
        let time = symlink_metadata(at("low/a/f")).unwrap().modified().unwrap();
        std::fs::File::options().write(true).open(at("up/a/g")).unwrap().set_modified(time).unwrap();
        for name in ["up/a/sub", "up/new", "up/new/deep", "up/kept"] {
            write(at(name).join(".wh..wh..opq"), "").unwrap();
        }
        adopt(&at("up"), &[at("top"), at("low")]).unwrap();
        let mut left: Vec<_> = walkdir::WalkDir::new(at("up"))
            .min_depth(1)
            .into_iter()
            .map(|e| e.unwrap().path().strip_prefix(at("up")).unwrap().display().to_string())
            .collect();
        left.sort();
        assert_eq!(left, ["a", "a/.wh.f", "a/sub", "a/sub/.wh..wh..opq", "kept", "new", "new/deep"]);
        assert_eq!(symlink_metadata(at("up/a/.wh.f")).unwrap().mode() & 0o7777, 0);
        assert!(below(&[at("top"), at("low")], Path::new("b")).unwrap().unwrap().1.is_dir());
        // A file with the time of another is a change.
        write(at("up/a/g"), "text").unwrap();
        adopt(&at("up"), &[at("low")]).unwrap();
        assert!(at("up/a/g").exists());
    }
}
