//! `imgtool info`: what this machine lets a build do, and what would let it do more.

use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use crate::image::file::blocking;
use crate::oci::Platform;
use crate::runtime::{Fact, Isolation, Sandbox, SandboxOptions, facts};
use clap::{Args, ValueEnum};
use serde::Serialize;

/// Show what this machine lets RUN be isolated by, and what would allow more
#[derive(Debug, Args)]
pub struct Info {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub format: Shape,
}

/// How to print it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people
    Text,
    /// For programs
    Json,
}

/// One way to isolate RUN.
#[derive(Debug, Serialize)]
struct Way {
    name: &'static str,
    works: bool,
    /// What it is here, or why it does not work.
    says: String,
    /// What to do about it.
    hints: Vec<String>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Report {
    version: &'static str,
    platform: String,
    store: String,
    /// What `--isolation=auto` takes.
    isolation: Option<String>,
    ways: Vec<Way>,
    /// What else decides how RUN runs.
    facts: Vec<Fact>,
}

/// Tries every way, changes nothing.
pub async fn run(args: Info, session: &Session) -> Result<()> {
    let ways = blocking(|| Ok(ways())).await?;
    let best = blocking(|| Ok(probe("auto", Isolation::Auto))).await?;
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        platform: Platform::host().to_string(),
        store: session.environment().root.display().to_string(),
        isolation: best.works.then(|| best.says.clone()),
        ways,
        facts: facts(&session.environment().root),
    };
    let text = match args.format {
        Shape::Json => serde_json::to_string_pretty(&report)
            .map_err(|e| Error::new(Kind::Internal, "write the report").because(e))?,
        Shape::Text => text(&report, &best),
    };
    render::result(format!("{}\n", text.trim_end()).as_bytes())
}

fn ways() -> Vec<Way> {
    vec![
        probe("root", Isolation::Root),
        probe("userns", Isolation::UserNamespace),
        probe("userns-single", Isolation::SingleId),
        probe("chroot", Isolation::Chroot),
    ]
}

fn probe(name: &'static str, isolation: Isolation) -> Way {
    match Sandbox::new(SandboxOptions { helper: "/proc/self/exe".into(), isolation }) {
        Ok(sandbox) => {
            let says = sandbox.rung().describe().to_string();
            Way { name, works: true, says, hints: Vec::new(), warnings: sandbox.warnings() }
        }
        Err(e) => {
            let says = e.in_one_line();
            Way { name, works: false, says, hints: e.hints().to_vec(), warnings: Vec::new() }
        }
    }
}

fn text(report: &Report, best: &Way) -> String {
    let mut out = format!("imgtool {} for {}\nstore: {}\n", report.version, report.platform, report.store);
    match &report.isolation {
        Some(way) => out.push_str(&format!("RUN is isolated by: {way}\n")),
        None => out.push_str("RUN cannot be isolated here; COPY, ADD and everything else works\n"),
    }
    out.push_str("\n--isolation=\n");
    for way in &report.ways {
        let works = if way.works { "yes" } else { "no " };
        out.push_str(&format!("  {:<14} {works}  {}\n", way.name, way.says));
        for line in &way.warnings {
            out.push_str(&format!("  {:<14}      but: {line}\n", ""));
        }
        for hint in &way.hints {
            out.push_str(&format!("  {:<14}      hint: {hint}\n", ""));
        }
    }
    out.push('\n');
    for fact in &report.facts {
        let works = if fact.works { "yes" } else { "no " };
        out.push_str(&format!("  {:<20} {works}  {}\n", fact.name, fact.says));
        if let Some(hint) = &fact.hint {
            out.push_str(&format!("  {:<20}      hint: {hint}\n", ""));
        }
    }
    for hint in &best.hints {
        out.push_str(&format!("hint: {hint}\n"));
    }
    out
}
