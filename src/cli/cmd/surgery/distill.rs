//! `imgtool distill`: an image of the files alone that its programs need.

use super::{Place, open, surgeon};
use crate::cli::edit::words;
use crate::cli::render;
use crate::cli::session::Session;
use crate::copy::Options;
use crate::dockerfile::IgnoreFile;
use crate::error::Result;
use crate::event::Event;
use crate::files::distill::{Distilled, Tracer, not_there};
use crate::files::flatten::walk;
use crate::files::layers_of;
use crate::files::surgery::Surgeon;
use crate::image::Image;
use crate::layer::{Compression, EntryKind, Tree};
use crate::oci::ImageConfig;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Make an image of the files alone that certain programs need: one layer, the same config
#[derive(Debug, Args)]
pub struct Distill {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub place: Place,
    /// Keep this, too: a file, a directory with all in it, or a pattern as in .dockerignore
    #[arg(long, value_name = "PATH")]
    pub keep: Vec<String>,
    /// A program that must run: words, or a JSON list [default: the image's entry point and CMD]
    #[arg(long, value_name = "COMMAND")]
    pub entrypoint: Vec<String>,
    /// What else there should be
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT", default_value = "passwd,os-release")]
    pub with: Vec<Extra>,
    /// How the layer is compressed: gzip, zstd or none, with an optional level [default: as the image's last layer]
    #[arg(long, value_name = "METHOD[:LEVEL]")]
    pub compression: Option<Compression>,
    /// Print what was kept and what was left out
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub report: Option<Report>,
}

/// How the report looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Report {
    /// Sums, and the largest directories that were left out
    Text,
    /// All paths, as JSON
    Json,
}

/// Files that programs want without naming them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Extra {
    /// Nothing
    None,
    /// The names of users and groups
    Passwd,
    /// What looks names up: nsswitch.conf and its libraries
    Nss,
    /// The certificates that TLS trusts
    #[value(alias = "certs")]
    CaCertificates,
    /// Time zones
    Tzdata,
    /// What the system calls itself, for scanners
    OsRelease,
}

impl Extra {
    fn paths(self) -> &'static [&'static str] {
        match self {
            Extra::None => &[],
            Extra::Passwd => &["etc/passwd", "etc/group"],
            Extra::Nss => {
                &["etc/nsswitch.conf", "etc/host.conf", "etc/hosts", "etc/services", "etc/protocols", "etc/gai.conf"]
            }
            Extra::CaCertificates => &[
                "etc/ssl",
                "etc/ca-certificates",
                "etc/ca-certificates.conf",
                "etc/pki",
                "usr/share/ca-certificates",
                "usr/local/share/ca-certificates",
                "usr/share/pki",
                "usr/lib/ssl",
            ],
            Extra::Tzdata => &["usr/share/zoneinfo", "etc/localtime", "etc/timezone"],
            Extra::OsRelease => &["etc/os-release", "usr/lib/os-release"],
        }
    }
}

/// Directories that programs expect, empty or not.
const DIRS: [&str; 4] = ["tmp", "var/tmp", "run", "dev"];

/// Makes it.
pub async fn run(args: Distill, session: &Arc<Session>) -> Result<()> {
    let patient = open(&args.place.image, &args.place.out, session).await?;
    let surgeon = surgeon(session)?;
    let reports = RefCell::new(Vec::new());
    let one = async |image: &Image| {
        let config = image.config().await?;
        let layers = layers_of(image, &config);
        let tree = surgeon.files().tree(&layers).await?;
        let found = trace(&args, image, &config, &surgeon).await?;
        for (library, by) in &found.missing {
            session.events().emit(Event::Warning { message: format!("{by} needs {library}, which the image lacks") });
        }
        for message in &found.doubts {
            session.events().emit(Event::Warning { message: message.clone() });
        }
        let made = surgeon.pick(image, tree.clone(), found.kept.clone(), args.compression).await?;
        reports.borrow_mut().push(Told::new(&config, image, &made, &tree, &found)?);
        Ok(made)
    };
    let node = patient.each(one, session).await?;
    let names = patient.put(&node, &args.place.out, &Options::default(), session).await?;
    let reports = reports.into_inner();
    match args.report {
        Some(Report::Json) => {
            let images: Vec<Value> = reports.iter().map(Told::json).collect();
            render::json(&json!({"references": names, "images": images}))
        }
        Some(Report::Text) => {
            let text: String = reports.iter().map(Told::text).collect();
            render::result(format!("{}\n{text}", names.join("\n")).as_bytes())
        }
        None => render::result((names.join("\n") + "\n").as_bytes()),
    }
}

async fn trace(args: &Distill, image: &Image, config: &ImageConfig, surgeon: &Surgeon) -> Result<Distilled> {
    let layers = layers_of(image, config);
    let env = |name: &str| config.config.env(name).map(str::to_string);
    let tree = surgeon.files().tree(&layers).await?;
    let mut tracer = Tracer::new(surgeon.files(), &layers, env).await?;
    let dir = if config.config.working_dir.is_empty() { "/" } else { config.config.working_dir.as_str() };
    let commands: Vec<Vec<String>> = match args.entrypoint.as_slice() {
        [] => vec![
            [config.config.entrypoint.clone(), config.config.cmd.clone()].into_iter().flatten().flatten().collect(),
        ],
        given => given.iter().map(|text| words("--entrypoint", text)).collect::<Result<_>>()?,
    };
    for command in commands.iter().filter(|c| !c.is_empty()) {
        follow(&mut tracer, command, dir, !args.entrypoint.is_empty())?;
    }
    for written in &args.keep {
        let path = written.trim_start_matches("./").trim_matches('/');
        if tracer.keep(path.as_bytes())? {
            continue;
        }
        let matching = matching(&tree, path)?;
        if matching.is_empty() {
            return Err(not_there(written));
        }
        for path in matching {
            tracer.keep(&path)?;
        }
    }
    for extra in &args.with {
        for path in extra.paths() {
            tracer.keep(path.as_bytes())?;
        }
        if *extra == Extra::Nss {
            for path in matching(&tree, "**/libnss_*.so*")? {
                tracer.keep(&path)?;
            }
        }
    }
    let volumes = config.config.volumes.keys().map(String::as_str);
    for dir in DIRS.into_iter().chain(volumes).chain([dir]) {
        tracer.take(dir.as_bytes())?;
    }
    tracer.finish().await
}

/// Keeps what a command line needs. A program that was asked for must be there.
fn follow(tracer: &mut Tracer<'_>, command: &[String], dir: &str, must: bool) -> Result<()> {
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    if !tracer.program(program, dir)? && must {
        return Err(not_there(program));
    }
    let name = program.rsplit('/').next().unwrap_or(program);
    if let ("sh" | "bash" | "dash" | "ash", [flag, line, ..]) = (name, arguments)
        && flag == "-c"
    {
        tracer.doubt(format!("'{line}' is for a shell: only its words that are programs are followed"));
        for word in shlex::split(line).unwrap_or_default().iter().filter(|w| !w.contains('=')) {
            tracer.program(word.trim_end_matches(';'), dir)?;
        }
    }
    for argument in arguments.iter().filter(|a| a.starts_with('/')) {
        // A file that is named is wanted; of a directory, that it is there.
        if !tracer.program(argument, dir)? {
            tracer.take(argument.as_bytes())?;
        }
    }
    Ok(())
}

fn matching(tree: &Tree, pattern: &str) -> Result<Vec<Vec<u8>>> {
    let set = IgnoreFile::from_patterns([pattern])?;
    let mut out = Vec::new();
    walk(tree, b"", &mut |path, _| {
        if set.ignores(&String::from_utf8_lossy(path)) {
            out.push(path.to_vec());
        }
        Ok(())
    })?;
    Ok(out)
}

/// What is told of one image.
struct Told {
    platform: String,
    from: String,
    digest: String,
    kept: BTreeMap<String, u64>,
    left: BTreeMap<String, u64>,
    missing: Vec<(String, String)>,
    doubts: BTreeSet<String>,
}

impl Told {
    fn new(config: &ImageConfig, image: &Image, made: &Image, tree: &Tree, found: &Distilled) -> Result<Told> {
        let mut told = Told {
            platform: config.platform().to_string(),
            from: image.descriptor.digest.to_string(),
            digest: made.descriptor.digest.to_string(),
            kept: BTreeMap::new(),
            left: BTreeMap::new(),
            missing: found.missing.clone(),
            doubts: found.doubts.clone(),
        };
        walk(tree, b"", &mut |path, entry| {
            if entry.kind == EntryKind::Dir {
                return Ok(());
            }
            let size = match tree.get(path).map(|n| &n.content_entry().kind) {
                Some(EntryKind::File { size, .. }) => *size,
                _ => 0,
            };
            let side = if found.kept.contains(path) { &mut told.kept } else { &mut told.left };
            side.insert(format!("/{}", String::from_utf8_lossy(path)), size);
            Ok(())
        })?;
        Ok(told)
    }

    fn json(&self) -> Value {
        let side = |side: &BTreeMap<String, u64>| {
            let paths: Vec<Value> = side.iter().map(|(path, size)| json!({"path": path, "size": size})).collect();
            json!({"files": side.len(), "bytes": side.values().sum::<u64>(), "paths": paths})
        };
        let missing: Vec<Value> = self.missing.iter().map(|(name, by)| json!({"name": name, "by": by})).collect();
        json!({
            "platform": self.platform, "from": self.from, "digest": self.digest,
            "kept": side(&self.kept), "left": side(&self.left), "missing": missing, "doubts": self.doubts,
        })
    }

    fn text(&self) -> String {
        let sum =
            |side: &BTreeMap<String, u64>| format!("{} files, {}", side.len(), render::bytes(side.values().sum()));
        let mut text = format!("kept {}; left out {}\n", sum(&self.kept), sum(&self.left));
        let mut dirs: BTreeMap<String, u64> = BTreeMap::new();
        for (path, size) in &self.left {
            let parts: Vec<&str> = path.split('/').take(4).collect();
            *dirs.entry(parts.join("/")).or_default() += size;
        }
        let mut dirs: Vec<(String, u64)> = dirs.into_iter().collect();
        dirs.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        for (dir, size) in dirs.iter().take(20) {
            text.push_str(&format!("  {:>9}  {dir}\n", render::bytes(*size)));
        }
        text
    }
}
