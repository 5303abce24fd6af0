//! `imgtool attest REF`: attaches signed statements to images.

use super::sign::{How, attest, both, now};
use crate::cli::args::Registry;
use crate::cli::keys::SigningKey;
use crate::cli::render;
use crate::cli::sealer::Keyless;
use crate::cli::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::sign::payload::{Statement, predicate, predicate_type};
use clap::Args;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

/// The largest predicate that is signed, in bytes: with its base64 it must stay below what is read.
pub const MAX_PREDICATE: u64 = 16 << 20;

/// Attach signed statements to images: provenance, SBOMs, and others
#[derive(Debug, Args)]
pub struct Attest {
    /// The images or indexes
    #[arg(value_name = "REF", required = true)]
    pub references: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub key: SigningKey,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub keyless: Keyless,
    /// What kind of statement: slsaprovenance, slsaprovenance02, slsaprovenance1, spdx, spdxjson, cyclonedx, link,
    /// vuln, openvex, custom, or a URI
    #[arg(long = "type", value_name = "TYPE", default_value = "custom")]
    pub kind: String,
    /// The file with what is said, or `-`
    #[arg(long, value_name = "FILE")]
    pub predicate: PathBuf,
    /// Of an index, say it of each image, too
    #[arg(short, long)]
    pub recursive: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub how: How,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Attaches it to each image and prints the image's name with its digest.
pub async fn run(args: Attest, session: &Arc<Session>) -> Result<()> {
    args.how.check()?;
    let kind = predicate_type(&args.kind)?;
    let created = now(session)?;
    let what = || format!("read {}", args.predicate.display());
    let mut raw = Vec::new();
    let read = match args.predicate.to_str() {
        Some("-") => std::io::stdin().lock().take(MAX_PREDICATE + 1).read_to_end(&mut raw),
        _ => std::fs::File::open(&args.predicate).and_then(|f| f.take(MAX_PREDICATE + 1).read_to_end(&mut raw)),
    };
    read.context(what)?;
    if raw.len() as u64 > MAX_PREDICATE {
        return Err(Error::new(Kind::Limit, format!("a predicate of more than {MAX_PREDICATE} bytes")));
    }
    let predicate = predicate(&args.kind, &raw, &created).context(what)?;
    let mut text = String::new();
    let mut bundles = Vec::new();
    let (sealer, targets) = both(&args.key, &args.keyless, &args.references, &args.registry, session).await?;
    for target in targets {
        for subject in target.subjects(args.recursive).await? {
            let statement = Statement::of(&subject.digest, target.name().as_deref(), &kind, predicate.clone());
            let bundle = attest(&target, &subject, &statement, &args.how, &sealer, &created)
                .await
                .map_err(|e| e.context(format!("attest {}", target.pinned(&subject.digest))))?;
            bundles.extend(bundle);
            text.push_str(&format!("{}\n", target.pinned(&subject.digest)));
        }
    }
    args.how.write(&bundles)?;
    render::result(text.as_bytes())
}
