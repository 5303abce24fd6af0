//! Where the Dockerfile and the files of COPY come from.

use crate::build::source::{Given, read_inside, tell, unpack};
use crate::cli::args::Build;
use crate::dockerfile::IgnoreFile;
use crate::error::{Context, Error, Kind, Result};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is built, gathered in a directory.
pub struct Gathered {
    /// The directory that COPY takes files from.
    pub dir: PathBuf,
    /// What the Dockerfile is called in messages.
    pub name: String,
    /// The Dockerfile.
    pub dockerfile: Vec<u8>,
    /// What COPY does not see.
    pub ignore: IgnoreFile,
    /// The directory, where it was made for this build.
    _temp: Option<tempfile::TempDir>,
}

const STDIN: &str = "standard input";

/// Finds the context and the Dockerfile that the arguments name; what has to be unpacked is
/// unpacked in a new directory of `temp`.
pub fn gather(args: &Build, temp: impl Fn() -> Result<tempfile::TempDir>) -> Result<Gathered> {
    let from_stdin = args.file.as_deref() == Some(Path::new("-"));
    if args.context == Path::new("-") {
        if from_stdin {
            return Err(Error::new(Kind::Usage, "standard input cannot be the Dockerfile and the context at once")
                .hint("give the context as a directory: imgtool build -f - DIR"));
        }
        return match tell(std::io::stdin(), STDIN)? {
            Given::Archive(archive) => archived(archive, args, temp()?, STDIN),
            Given::Text(_) if args.file.is_some() => {
                Err(Error::new(Kind::Usage, "standard input is no archive, which -f could name a file of")
                    .hint("leave out -f where the Dockerfile comes by standard input"))
            }
            Given::Text(dockerfile) => {
                let temp = temp()?;
                let (dir, ignore) = (temp.path().into(), IgnoreFile::parse(b"")?);
                Ok(Gathered { dir, name: "Dockerfile".into(), dockerfile, ignore, _temp: Some(temp) })
            }
        };
    }
    if args.context.is_file() {
        let shown = args.context.display().to_string();
        let file = File::open(&args.context).context(|| format!("open {shown}"))?;
        return match tell(file, &shown)? {
            Given::Archive(archive) => archived(archive, args, temp()?, &shown),
            Given::Text(_) => Err(Error::new(Kind::Usage, format!("{shown} is neither a directory nor an archive"))
                .hint(format!("if it is the Dockerfile: imgtool build -f {shown} DIR"))),
        };
    }
    let (name, dockerfile, beside) = if from_stdin {
        let mut raw = Vec::new();
        std::io::stdin().lock().read_to_end(&mut raw).context(|| format!("read {STDIN}"))?;
        ("Dockerfile".into(), raw, None)
    } else {
        let file = args.file.clone().unwrap_or_else(|| args.context.join("Dockerfile"));
        let raw = std::fs::read(&file).map_err(|e| {
            let error = Error::io(format!("read the Dockerfile {}", file.display()), e);
            error.hint("name it with -f FILE; the last argument is the directory that COPY takes files from")
        })?;
        let shown = file.file_name().filter(|_| args.file.is_none()).map_or(file.as_path(), Path::new);
        (shown.display().to_string(), raw, Some(file))
    };
    let ignore = ignore_file(&args.context, beside.as_deref())?;
    Ok(Gathered { dir: args.context.clone(), name, dockerfile, ignore, _temp: None })
}

/// `FILE.dockerignore` beside the Dockerfile, else the context's `.dockerignore`.
pub fn ignore_file(context: &Path, dockerfile: Option<&Path>) -> Result<IgnoreFile> {
    let own = dockerfile.map(|file| {
        let mut own = file.as_os_str().to_owned();
        own.push(".dockerignore");
        PathBuf::from(own)
    });
    for path in own.into_iter().chain([context.join(".dockerignore")]) {
        match std::fs::read(&path) {
            Ok(raw) => return IgnoreFile::parse(&raw).context(|| format!("read {}", path.display())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(Error::io(format!("read {}", path.display()), e)),
        }
    }
    IgnoreFile::parse(b"")
}

/// A context in an archive; `-f` names a file of it.
fn archived(archive: impl Read, args: &Build, temp: tempfile::TempDir, what: &str) -> Result<Gathered> {
    unpack(archive, temp.path(), what)?;
    inside(temp, args.file.as_deref().unwrap_or(Path::new("Dockerfile")), what)
}

/// A context that was brought here as a whole: what lies outside of it does not exist.
fn inside(temp: tempfile::TempDir, file: &Path, what: &str) -> Result<Gathered> {
    let Some(dockerfile) = read_inside(temp.path(), file)? else {
        return Err(Error::new(Kind::NotFound, format!("{what} has no file '{}'", file.display()))
            .hint("-f names the Dockerfile inside the context"));
    };
    let own = PathBuf::from(format!("{}.dockerignore", file.display()));
    let mut ignore = read_inside(temp.path(), &own)?;
    if ignore.is_none() {
        ignore = read_inside(temp.path(), Path::new(".dockerignore"))?;
    }
    let ignore = IgnoreFile::parse(&ignore.unwrap_or_default())?;
    Ok(Gathered { dir: temp.path().into(), name: file.display().to_string(), dockerfile, ignore, _temp: Some(temp) })
}
