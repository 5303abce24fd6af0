//! Where the Dockerfile and the files of COPY come from.

use super::remotes::Fetcher;
use crate::build::Remotes;
use crate::build::source::{Given, read_inside, subdir, tell, unpack};
use crate::cli::args::Build;
use crate::dockerfile::IgnoreFile;
use crate::dockerfile::remote::{Remote, redacted};
use crate::error::{Context, Error, Kind, Result};
use crate::transport::store::Store;
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

/// A context that was brought here for this build.
pub struct Brought {
    /// The directory of its files.
    pub dir: PathBuf,
    temp: tempfile::TempDir,
}

/// Brings the context `place` here if it is no directory: an archive from the web or a git
/// repository. The host's own archives are no contexts by name.
pub async fn bring(place: &str, store: &Store, fetcher: &Fetcher) -> Result<Option<Brought>> {
    let bad = |why: String| Error::new(Kind::Usage, format!("the context {}", redacted(place))).because(why);
    let Some(remote) = Remote::parse_context(place, Path::new(place).exists()).map_err(bad)? else {
        return match place.split_once("://") {
            Some(_) => Err(bad("its scheme is not known".into()).hint(
                "a context is a directory, an archive, http(s)://…, or a git repository: https://…/NAME.git#REF:DIR",
            )),
            None => Ok(None),
        };
    };
    let temp = store.temp_dir()?;
    match remote {
        Remote::Git(git) => {
            fetcher.checkout(&git, temp.path()).await?;
            Ok(Some(Brought { dir: subdir(temp.path(), git.subdir.as_deref())?, temp }))
        }
        Remote::Web(url) => {
            let file = store.temp_file()?;
            fetcher.download(&url, file.path()).await?;
            match tell(file.reopen().context(|| "read a download".into())?, place)? {
                Given::Archive(archive) => unpack(archive, temp.path(), place)?,
                // A Dockerfile alone, with nothing beside it.
                Given::Text(text) => {
                    std::fs::write(temp.path().join("Dockerfile"), text).context(|| "write a Dockerfile".into())?;
                }
            }
            Ok(Some(Brought { dir: temp.path().into(), temp }))
        }
    }
}

/// Finds the context and the Dockerfile that the arguments name; what has to be unpacked is
/// unpacked in a new directory of the store.
pub async fn gather(args: &Build, store: &Store, fetcher: &Fetcher) -> Result<Gathered> {
    let mut gathered = find(args, store, fetcher).await?;
    if gathered.name.ends_with(".in") {
        let (text, said) = super::buildah::preprocessed(&gathered, &args.buildah.cpp_flag)?;
        gathered.dockerfile = text;
        if let Some(message) = said {
            fetcher.warn(message);
        }
    }
    Ok(gathered)
}

async fn find(args: &Build, store: &Store, fetcher: &Fetcher) -> Result<Gathered> {
    if let Some(place) = args.context.to_str()
        && place != "-"
        && let Some(brought) = bring(place, store, fetcher).await?
    {
        if args.file.as_deref() == Some(Path::new("-")) {
            let dockerfile = read_stdin()?;
            let ignore = ignore_file(&brought.dir, None)?;
            let (dir, temp) = (brought.dir, Some(brought.temp));
            return Ok(Gathered { dir, name: "Dockerfile".into(), dockerfile, ignore, _temp: temp });
        }
        return inside(brought, args.file.as_deref().unwrap_or(Path::new("Dockerfile")), place);
    }
    let temp = || store.temp_dir();
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
        ("Dockerfile".into(), read_stdin()?, None)
    } else {
        let file = dockerfile_of(args);
        let raw = std::fs::read(&file).map_err(|e| {
            let error = Error::io(format!("read the Dockerfile {}", file.display()), e);
            error.hint("name it with -f FILE; the last argument is the directory that COPY takes files from")
        })?;
        let shown = file.file_name().filter(|_| args.file.is_none()).map_or(file.as_path(), Path::new);
        (shown.display().to_string(), raw, Some(file))
    };
    let ignore = match &args.buildah.ignorefile {
        Some(file) => {
            let what = || format!("read {}", file.display());
            IgnoreFile::parse(&std::fs::read(file).context(what)?).context(what)?
        }
        None => ignore_file(&args.context, beside.as_deref())?,
    };
    Ok(Gathered { dir: args.context.clone(), name, dockerfile, ignore, _temp: None })
}

/// The file that `-f` names, here or in the context (as with buildah); without it, the context's Dockerfile, by
/// any of its names.
fn dockerfile_of(args: &Build) -> PathBuf {
    if let Some(file) = &args.file {
        let inside = args.context.join(file);
        return if !file.exists() && inside.exists() { inside } else { file.clone() };
    }
    let usual = args.context.join("Dockerfile");
    let others = ["dockerfile", "Containerfile"].map(|name| args.context.join(name));
    let found = if usual.exists() { None } else { others.into_iter().find(|p| p.exists()) };
    found.unwrap_or(usual)
}

fn read_stdin() -> Result<Vec<u8>> {
    let mut raw = Vec::new();
    std::io::stdin().lock().read_to_end(&mut raw).context(|| format!("read {STDIN}"))?;
    Ok(raw)
}

/// `FILE.dockerignore` beside the Dockerfile, else the context's `.dockerignore`, or by the names that buildah has.
pub fn ignore_file(context: &Path, dockerfile: Option<&Path>) -> Result<IgnoreFile> {
    let own = dockerfile.into_iter().flat_map(|file| {
        [".dockerignore", ".containerignore"].map(|ending| {
            let mut own = file.as_os_str().to_owned();
            own.push(ending);
            PathBuf::from(own)
        })
    });
    for path in own.chain([context.join(".dockerignore"), context.join(".containerignore")]) {
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
    let brought = Brought { dir: temp.path().into(), temp };
    inside(brought, args.file.as_deref().unwrap_or(Path::new("Dockerfile")), what)
}

/// A context that was brought here as a whole: what lies outside of it does not exist.
fn inside(brought: Brought, file: &Path, what: &str) -> Result<Gathered> {
    let Brought { dir, temp } = brought;
    let Some(dockerfile) = read_inside(&dir, file)? else {
        return Err(Error::new(Kind::NotFound, format!("{} has no file '{}'", redacted(what), file.display()))
            .hint("-f names the Dockerfile inside the context"));
    };
    let own = PathBuf::from(format!("{}.dockerignore", file.display()));
    let mut ignore = read_inside(&dir, &own)?;
    if ignore.is_none() {
        ignore = read_inside(&dir, Path::new(".dockerignore"))?;
    }
    let ignore = IgnoreFile::parse(&ignore.unwrap_or_default())?;
    Ok(Gathered { dir, name: file.display().to_string(), dockerfile, ignore, _temp: Some(temp) })
}
