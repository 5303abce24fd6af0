//! `imgtool ls`, `cat` and `export`: the files of an image, from the tables of contents of its
//! layers.

use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::files::flatten::{flatten, walk};
use crate::files::{LayerInfo, Layers, layers_of};
use crate::image::file::blocking;
use crate::layer::{Decoder, Entry, EntryKind, Limits, Toc, Tree, for_each_content};
use crate::oci::Platform;
use clap::Args;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Which image.
#[derive(Debug, Args)]
pub struct Which {
    /// The image
    #[arg(value_name = "REF")]
    pub reference: String,
    /// This platform's image of an index [default: this machine's]
    #[arg(long, value_name = "PLATFORM")]
    pub platform: Option<Platform>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

impl Which {
    /// The image that is meant.
    pub async fn image(&self, session: &Arc<Session>) -> Result<crate::image::Image> {
        let reference = session.reference(&self.reference)?;
        let access = session.access(&self.registry, Some(&reference));
        let platform = self.platform.clone().unwrap_or_else(Platform::host);
        access.source(&reference).await?.image_for(&platform).await
    }
}

/// List files of an image
#[derive(Debug, Args)]
pub struct Ls {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub which: Which,
    /// The file or directory
    #[arg(value_name = "PATH", default_value = "/")]
    pub path: String,
    /// Type, mode, owner, size and time, too
    #[arg(short, long)]
    pub long: bool,
    /// Everything below, too
    #[arg(short = 'R', long)]
    pub recursive: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Print files of an image
#[derive(Debug, Args)]
pub struct Cat {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub which: Which,
    /// The files
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<String>,
}

/// Write the merged file system of an image as a tar archive
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub which: Which,
    /// The archive [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// An image's layers and their merged file system.
pub struct Opened {
    /// The layers, base first.
    pub layers: Vec<LayerInfo>,
    /// Their tables.
    pub tocs: Vec<Arc<Toc>>,
    /// What they make.
    pub tree: Arc<Tree>,
    files: Layers,
}

impl Opened {
    /// Tables every layer of the image.
    pub async fn new(image: &crate::image::Image, session: &Session) -> Result<Opened> {
        let config = image.config().await?;
        let layers = layers_of(image, &config);
        let files = Layers::new(session.store()?.clone(), session.events().clone(), None);
        let tocs = futures_util::future::try_join_all(layers.iter().map(|l| files.table(l))).await?;
        let stacked = tocs.clone();
        let tree = blocking(move || Ok(Arc::new(Tree::stack(&stacked)))).await?;
        Ok(Opened { layers, tocs, tree, files })
    }

    async fn open(which: &Which, session: &Arc<Session>) -> Result<Opened> {
        Ok(Opened::with_digest(which, session).await?.0)
    }

    /// The image that the arguments name, and its digest.
    pub async fn with_digest(which: &Which, session: &Arc<Session>) -> Result<(Opened, String)> {
        let image = which.image(session).await?;
        Ok((Opened::new(&image, session).await?, image.descriptor.digest.to_string()))
    }

    /// Hands over the path and the size of every file.
    pub fn each_file(&self, mut each: impl FnMut(&[u8], u64)) -> Result<()> {
        walk(&self.tree, b"", &mut |path, _| {
            if let Some(node) = self.tree.get(path)
                && let EntryKind::File { size, .. } = node.content_entry().kind
            {
                each(path, size);
            }
            Ok(())
        })
    }

    /// The bytes of files, each layer read once. The caller has looked at their sizes.
    pub async fn contents(self, paths: Vec<Vec<u8>>) -> Result<HashMap<Vec<u8>, Vec<u8>>> {
        let mut wanted: BTreeMap<usize, HashSet<Vec<u8>>> = BTreeMap::new();
        // By layer, path and place there: the paths of the tree.
        let mut names: HashMap<(usize, Vec<u8>, u64), Vec<Vec<u8>>> = HashMap::new();
        for path in paths {
            if let Some(node) = self.tree.get(&path)
                && let EntryKind::File { offset, .. } = node.content_entry().kind
            {
                let inside = node.content_path().to_vec();
                wanted.entry(node.layer()).or_default().insert(inside.clone());
                names.entry((node.layer(), inside, offset)).or_default().push(path);
            }
        }
        let mut out = HashMap::new();
        self.each_content(wanted, &mut |layer, entry, bytes| {
            let EntryKind::File { offset, .. } = entry.kind else { return };
            let found = names.get(&(layer, entry.path.clone(), offset));
            out.extend(found.into_iter().flatten().map(|path| (path.clone(), bytes.to_vec())));
        })
        .await?;
        Ok(out)
    }

    /// Hands over the files at these paths of each layer, each layer read once. The caller has looked at
    /// their sizes.
    pub async fn each_content(
        &self,
        wanted: BTreeMap<usize, HashSet<Vec<u8>>>,
        each: &mut (dyn FnMut(usize, &Entry, &[u8]) + Send),
    ) -> Result<()> {
        for (layer, paths) in wanted {
            let Some(info) = self.layers.get(layer) else { continue };
            let ((blob, encoding), toc) = (self.files.blob(info).await?, self.tocs[layer].clone());
            // Read on a blocking thread, looked at here; one file at a time is on the way.
            let (send, mut receive) = tokio::sync::mpsc::channel::<(Entry, Vec<u8>)>(1);
            let reading = tokio::spawn(blocking(move || {
                let plain = Decoder::new(blob, encoding, &Limits::default())?;
                for_each_content(plain, &toc, &Limits::default(), &paths, &mut |entry, reader| {
                    let mut bytes = Vec::new();
                    reader.read_to_end(&mut bytes).context(|| "read a file of the image".into())?;
                    let gone = |_| Error::new(Kind::Interrupted, "nobody waits for the image's files");
                    send.blocking_send((entry.clone(), bytes)).map_err(gone)
                })
            }));
            while let Some((entry, bytes)) = receive.recv().await {
                each(layer, &entry, &bytes);
            }
            reading.await.map_err(|e| Error::new(Kind::Internal, "read a layer").because(e))??;
        }
        Ok(())
    }

    /// The merged file system as an archive, in a file or on standard output.
    pub async fn write_archive(self, file: Option<PathBuf>) -> Result<()> {
        let handle = tokio::runtime::Handle::current();
        blocking(move || match file {
            None => {
                let out = std::io::BufWriter::with_capacity(1 << 20, std::io::stdout());
                let mut out = self.flattened(&handle, out)?;
                out.flush().context(|| "write to standard output".into())
            }
            Some(file) => {
                let what = || format!("write {}", file.display());
                let dir = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
                let temp = tempfile::NamedTempFile::new_in(dir).context(what)?;
                self.flattened(&handle, temp.reopen().context(what)?)?;
                temp.persist(&file).map(drop).map_err(|e| Error::io(what(), e.error))
            }
        })
        .await
    }

    /// The merged file system in a directory, with the owner that we are; files of the same
    /// names are replaced, others stay.
    pub async fn write_dir(self, dir: PathBuf) -> Result<()> {
        let handle = tokio::runtime::Handle::current();
        blocking(move || {
            let what = || format!("write {}", dir.display());
            std::fs::create_dir_all(&dir).context(what)?;
            let (reader, writer) = std::io::pipe().context(what)?;
            let reader = std::io::BufReader::with_capacity(256 << 10, reader);
            std::thread::scope(|scope| {
                let writing = scope.spawn(|| self.flattened(&handle, writer).map(drop));
                let unpacked = crate::build::source::unpack(reader, &dir, "the image");
                let written = writing.join().map_err(|_| Error::new(Kind::Internal, what()))?;
                // Where unpacking failed, writing only found nobody at the other end.
                unpacked.and(written)
            })
        })
        .await
    }

    fn flattened<W: Write>(&self, handle: &tokio::runtime::Handle, out: W) -> Result<W> {
        let mut open = |layer: usize| -> Result<Decoder<Box<dyn Read + Send>>> {
            let (blob, encoding) = handle.block_on(self.files.blob(&self.layers[layer]))?;
            Decoder::new(blob, encoding, &Limits::default())
        };
        flatten(&self.tree, &self.tocs, &mut open, out)
    }

    /// The path with links followed inside the image.
    fn find(&self, written: &str) -> Result<Vec<u8>> {
        self.tree.resolve(written.as_bytes(), true)?.ok_or_else(|| {
            Error::new(Kind::NotFound, format!("the image has no '{written}'")).hint("imgtool ls REF lists what it has")
        })
    }
}

fn mode(entry: &Entry) -> String {
    let kind = match entry.kind {
        EntryKind::Dir => 'd',
        EntryKind::Symlink { .. } => 'l',
        EntryKind::Char { .. } => 'c',
        EntryKind::Block { .. } => 'b',
        EntryKind::Fifo => 'p',
        _ => '-',
    };
    let bit = |mask: u32, c: char| if entry.mode & mask != 0 { c } else { '-' };
    let last =
        |exec: u32, special: u32, both: char, alone: char| match (entry.mode & exec != 0, entry.mode & special != 0) {
            (true, true) => both,
            (false, true) => alone,
            (true, false) => 'x',
            (false, false) => '-',
        };
    let parts = [
        kind,
        bit(0o400, 'r'),
        bit(0o200, 'w'),
        last(0o100, 0o4000, 's', 'S'),
        bit(0o040, 'r'),
        bit(0o020, 'w'),
        last(0o010, 0o2000, 's', 'S'),
        bit(0o004, 'r'),
        bit(0o002, 'w'),
        last(0o001, 0o1000, 't', 'T'),
    ];
    parts.iter().collect()
}

/// The word for an entry's type.
pub fn kind_name(kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::File { .. } | EntryKind::Hardlink { .. } => "file",
        EntryKind::Dir => "dir",
        EntryKind::Symlink { .. } => "symlink",
        EntryKind::Char { .. } => "char",
        EntryKind::Block { .. } => "block",
        EntryKind::Fifo => "fifo",
        EntryKind::Whiteout | EntryKind::Opaque => "whiteout",
    }
}

/// The bytes of a file.
pub fn size(kind: &EntryKind) -> u64 {
    match kind {
        EntryKind::File { size, .. } => *size,
        _ => 0,
    }
}

fn line(path: &str, entry: &Entry, long: bool) -> String {
    if !long {
        return format!("{path}\n");
    }
    let target = match &entry.kind {
        EntryKind::Symlink { target } => format!(" -> {}", String::from_utf8_lossy(target)),
        _ => String::new(),
    };
    let time = chrono::DateTime::from_timestamp(entry.mtime.secs, 0).unwrap_or_default();
    let (owner, size) = (format!("{}:{}", entry.uid, entry.gid), size(&entry.kind));
    format!("{} {owner:>9} {size:>10} {} {path}{target}\n", mode(entry), time.format("%Y-%m-%d %H:%M"))
}

fn value(path: &str, entry: &Entry) -> serde_json::Value {
    let mut value = serde_json::json!({
        "path": path,
        "type": kind_name(&entry.kind),
        "mode": format!("{:04o}", entry.mode),
        "uid": entry.uid,
        "gid": entry.gid,
        "size": size(&entry.kind),
        "mtime": entry.mtime.secs,
    });
    if let EntryKind::Symlink { target } = &entry.kind {
        value["target"] = String::from_utf8_lossy(target).into();
    }
    value
}

/// Prints the names in a directory, or everything below it, or one file.
pub async fn ls(args: Ls, session: &Arc<Session>) -> Result<()> {
    let opened = Opened::open(&args.which, session).await?;
    let top = opened.find(&args.path)?;
    let tree = &opened.tree;
    let mut found: Vec<(String, Entry)> = Vec::new();
    let content = |path: &[u8]| tree.get(path).map(|n| n.content_entry().clone());
    let is_dir = top.is_empty() || tree.get(&top).is_some_and(|n| n.entry().kind == EntryKind::Dir);
    let skip = if top.is_empty() { 0 } else { top.len() + 1 };
    if !is_dir {
        found.extend(content(&top).map(|e| (args.path.clone(), e)));
    } else if args.recursive {
        walk(tree, &top, &mut |path, _| {
            found.extend(content(path).map(|e| (String::from_utf8_lossy(&path[skip..]).into_owned(), e)));
            Ok(())
        })?;
    } else {
        for name in tree.children(&top) {
            let path = crate::layer::tree::join(&top, name);
            found.extend(content(&path).map(|e| (String::from_utf8_lossy(name).into_owned(), e)));
        }
    }
    if args.json {
        return render::json(&found.iter().map(|(path, e)| value(path, e)).collect::<Vec<_>>());
    }
    let text: String = found.iter().map(|(path, e)| line(path, e, args.long)).collect();
    render::result(text.as_bytes())
}

/// Prints the files, one after the other.
pub async fn cat(args: Cat, session: &Arc<Session>) -> Result<()> {
    let opened = Opened::open(&args.which, session).await?;
    let mut found = Vec::new();
    for written in &args.paths {
        let path = opened.find(written)?;
        let node = opened.tree.get(&path).filter(|n| matches!(n.content_entry().kind, EntryKind::File { .. }));
        let node = node.ok_or_else(|| Error::new(Kind::Usage, format!("'{written}' is no file")))?;
        found.push((node.layer(), node.content_entry().clone()));
    }
    for (layer, entry) in found {
        let Some(info) = opened.layers.get(layer) else { continue };
        let ((blob, encoding), toc) = (opened.files.blob(info).await?, opened.tocs[layer].clone());
        blocking(move || print_file(Decoder::new(blob, encoding, &Limits::default())?, &toc, &entry)).await?;
    }
    Ok(())
}

fn print_file(plain: impl Read, toc: &Toc, wanted: &Entry) -> Result<()> {
    let EntryKind::File { offset, .. } = wanted.kind else { return Ok(()) };
    for_each_content(plain, toc, &Limits::default(), &[wanted.path.clone()].into(), &mut |entry, reader| {
        if matches!(entry.kind, EntryKind::File { offset: here, .. } if here == offset) {
            match std::io::copy(reader, &mut std::io::stdout().lock()) {
                Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
                    return Err(Error::io(format!("print /{}", String::from_utf8_lossy(&entry.path)), e));
                }
                _ => {}
            }
        }
        Ok(())
    })
}

/// Writes the archive.
pub async fn export(args: Export, session: &Arc<Session>) -> Result<()> {
    let opened = Opened::open(&args.which, session).await?;
    opened.write_archive(args.output.filter(|o| o.as_os_str() != "-")).await
}
