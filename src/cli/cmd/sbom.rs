//! `imgtool sbom REF`, and the inventory that `build --sbom` tells of.

use super::look::{Opened, Which};
use super::sign::now;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Context, Result};
use crate::event::Event;
use crate::sbom::{self, About, Inventory, Source};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;

/// List the packages in an image, as an SPDX document
#[derive(Debug, Args)]
pub struct Sbom {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub which: Which,
    /// The form
    #[arg(long, value_enum, default_value_t = Form::SpdxJson)]
    pub format: Form,
    /// The document [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The form of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// SPDX 2.3 as JSON
    #[value(alias = "spdx")]
    SpdxJson,
    /// A line a package
    Text,
}

/// Prints or writes it.
pub async fn run(args: Sbom, session: &Arc<Session>) -> Result<()> {
    let (opened, digest) = Opened::with_digest(&args.which, session).await?;
    let inventory = inventory(opened, session).await?;
    let text = match args.format {
        Form::Text => {
            let line = |p: &sbom::Package| format!("{} {} {}\n", p.kind, p.name, p.version);
            inventory.packages.iter().map(line).collect()
        }
        Form::SpdxJson => {
            let about = About { name: args.which.reference.clone(), digest, created: now(session)? };
            format!("{:#}\n", sbom::document(&about, &inventory))
        }
    };
    match &args.output {
        Some(file) => std::fs::write(file, text).context(|| format!("write {}", file.display())),
        None => render::result(text.as_bytes()),
    }
}

/// What is in an image; what cannot be read is told.
pub async fn inventory(opened: Opened, session: &Arc<Session>) -> Result<Inventory> {
    let mut inventory = Inventory::default();
    let mut wanted: Vec<(String, Vec<u8>, Source)> = Vec::new();
    let mut total = 0;
    opened.each_file(|path, size| {
        let Ok(text) = std::str::from_utf8(path) else { return };
        let Some(source) = sbom::wanted(text) else { return };
        if size > sbom::MAX_FILE || total + size > sbom::MAX_TOTAL {
            inventory.gap(text, &format!("{size} bytes are too many"));
        } else {
            total += size;
            wanted.push((text.to_string(), path.to_vec(), source));
        }
    })?;
    let paths = wanted.iter().map(|(_, path, _)| path.clone()).collect();
    let mut contents = opened.contents(paths).await?;
    for (text, path, source) in wanted {
        match contents.remove(&path) {
            Some(bytes) => inventory.read(source, &text, &bytes),
            None => inventory.gap(&text, "it was not found in its layer"),
        }
    }
    for gap in &inventory.gaps {
        session.events().emit(Event::Warning { message: format!("the list of packages is not whole: {gap}") });
    }
    Ok(inventory)
}
