//! `imgtool dockerfile fmt|ast|graph`: tools for the text, without a build.

mod graph;

use super::build::build_args;
use crate::cli::render;
use crate::cli::session::Session;
use crate::dockerfile::{Dockerfile as File, MAX_DOCKERFILE};
use crate::error::{Context, Error, Kind, Result};
use crate::oci::Platform;
use clap::{Args, Subcommand, ValueEnum};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Tools for Dockerfiles.
#[derive(Debug, Args)]
pub struct Dockerfile {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub tool: Tool,
}

/// What to do with a Dockerfile.
#[derive(Debug, Subcommand)]
pub enum Tool {
    /// Print it in its usual form; meaning, comments, heredocs and commands stay
    #[command(alias = "format")]
    Fmt(Fmt),
    /// Print what it says as a JSON tree, with where each part stands
    Ast(Ast),
    /// Print its stages, and which needs which
    Graph(Graph),
}

/// Format Dockerfiles.
#[derive(Debug, Args)]
pub struct Fmt {
    /// The Dockerfiles; `-` is standard input
    #[arg(default_value = "Dockerfile", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Only name those that are not in their usual form; exits with 1 where there are any
    #[arg(long, conflicts_with = "write")]
    pub check: bool,
    /// Write them back instead of printing
    #[arg(short, long)]
    pub write: bool,
}

/// Print the tree.
#[derive(Debug, Args)]
pub struct Ast {
    /// The Dockerfile; `-` is standard input
    #[arg(default_value = "Dockerfile", value_name = "FILE")]
    pub file: PathBuf,
}

/// Print the stages.
#[derive(Debug, Args)]
pub struct Graph {
    /// The Dockerfile; `-` is standard input
    #[arg(default_value = "Dockerfile", value_name = "FILE")]
    pub file: PathBuf,
    /// Leave out what this stage does not need
    #[arg(long, value_name = "STAGE")]
    pub target: Option<String>,
    /// Set a build argument, which FROM may use
    #[arg(long = "build-arg", value_name = "NAME[=VALUE]")]
    pub build_args: Vec<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = GraphFormat::Text, value_name = "FORMAT")]
    pub format: GraphFormat,
}

/// A form of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// For people
    Text,
    /// For Graphviz
    Dot,
    /// A picture
    Svg,
}

/// Runs the tool.
pub fn run(args: Dockerfile, session: &Session) -> Result<()> {
    match args.tool {
        Tool::Fmt(args) => fmt(&args, session),
        Tool::Ast(args) => render::json(&read(&args.file)?),
        Tool::Graph(args) => {
            let file = read(&args.file)?;
            let host = Platform::host();
            let automatic = crate::build::automatic(&host, &host, args.target.as_deref());
            let needs = file.needs(&automatic, &build_args(&args.build_args))?;
            let graph = graph::Graph::new(&file, &needs, args.target.as_deref())?;
            render::result(graph.render(args.format).as_bytes())
        }
    }
}

fn read(path: &Path) -> Result<File> {
    let stdin = path == Path::new("-");
    let name = if stdin { "Dockerfile".to_string() } else { path.display().to_string() };
    let what = || format!("read the Dockerfile {}", path.display());
    let mut source: Box<dyn Read> =
        if stdin { Box::new(std::io::stdin().lock()) } else { Box::new(std::fs::File::open(path).context(what)?) };
    let mut raw = Vec::new();
    source.by_ref().take(MAX_DOCKERFILE as u64 + 1).read_to_end(&mut raw).context(what)?;
    File::parse(&name, &raw)
}

fn fmt(args: &Fmt, session: &Session) -> Result<()> {
    if let (false, false, [_, second, ..]) = (args.check, args.write, &args.files[..]) {
        let what = format!("two files cannot be printed at once: {} is the second", second.display());
        return Err(Error::new(Kind::Usage, what).hint("write them back with -w, or look at them with --check"));
    }
    let mut changed = String::new();
    for path in &args.files {
        let file = read(path)?;
        let text = file.formatted()?;
        if !args.check && !args.write {
            return render::result(text.as_bytes());
        }
        if text == file.source.text() {
            continue;
        }
        changed += &format!("{}\n", path.display());
        if args.write {
            write_back(path, &text)?;
        }
    }
    if args.check && !changed.is_empty() {
        session.answer_no();
    }
    render::result(changed.as_bytes())
}

/// Replaces the file as a whole, its mode kept; a link stays one.
fn write_back(path: &Path, text: &str) -> Result<()> {
    if path == Path::new("-") {
        return Err(Error::new(Kind::Usage, "standard input cannot be written back").hint("leave out -w"));
    }
    let what = || format!("write {}", path.display());
    let path = path.canonicalize().context(what)?;
    let dir = path.parent().unwrap_or(Path::new("/"));
    let mut temp = tempfile::NamedTempFile::new_in(dir).context(what)?;
    temp.write_all(text.as_bytes()).context(what)?;
    let mode = path.metadata().context(what)?.permissions();
    temp.as_file().set_permissions(mode).context(what)?;
    temp.persist(&path).map_err(|e| e.error).context(what)?;
    Ok(())
}
