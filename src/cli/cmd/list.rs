//! `imgtool tags` and `imgtool catalog`: what a registry holds, by name.

use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use crate::oci::RegistryRef;
use crate::transport::Reference;
use crate::transport::layout::Layout;
use crate::transport::registry::Paging;
use clap::Args;
use std::sync::Arc;

/// How a list is cut and shown.
#[derive(Debug, Args)]
pub struct Listing {
    /// At most so many
    #[arg(short = 'n', long, value_name = "N")]
    pub limit: Option<usize>,
    /// Begin after this one
    #[arg(long, value_name = "NAME")]
    pub last: Option<String>,
    /// Ask for so many at a time
    #[arg(long, value_name = "N")]
    pub page_size: Option<u32>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

impl Listing {
    fn paging(&self) -> Paging {
        Paging { per_page: self.page_size, last: self.last.clone(), limit: self.limit }
    }

    fn print(&self, head: serde_json::Value, field: &str, mut names: Vec<String>) -> Result<()> {
        // Not every registry sorts; where a page was asked for, its order is the registry's.
        if self.limit.is_none() && self.last.is_none() {
            names.sort();
        }
        if self.json {
            let mut value = head;
            value[field] = names.into();
            return render::json(&value);
        }
        let mut text = names.join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        render::result(text.as_bytes())
    }
}

/// List the tags of a repository
#[derive(Debug, Args)]
pub struct Tags {
    /// The repository: in a registry, a layout (oci:DIR), or the store (store:)
    #[arg(value_name = "REPOSITORY")]
    pub repository: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub listing: Listing,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// List the repositories of a registry
#[derive(Debug, Args)]
pub struct Catalog {
    /// HOST or HOST:PORT
    #[arg(value_name = "REGISTRY")]
    pub host: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub listing: Listing,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Prints one tag a line.
pub async fn tags(args: Tags, session: &Arc<Session>) -> Result<()> {
    if args.repository == "store:" {
        let names = session.store()?.layout().names()?;
        return args.listing.print(serde_json::json!({"Repository": "store:"}), "Tags", names);
    }
    let reference: Reference = session.reference(&args.repository)?;
    let names = match &reference {
        Reference::Registry(r) => {
            refuse_tag(r, &args.repository)?;
            session.access(&args.registry, Some(&reference)).tags(r, &args.listing.paging()).await?
        }
        Reference::Layout { path, tag: None } => Layout::open(path)?.names()?,
        _ => {
            return Err(Error::new(Kind::Usage, format!("{reference} is no repository"))
                .hint("tags are listed of a registry's repository, of oci:DIR, or of store:"));
        }
    };
    let name = match &reference {
        Reference::Registry(r) => r.name(),
        other => other.to_string(),
    };
    args.listing.print(serde_json::json!({"Repository": name}), "Tags", names)
}

/// `app:1` has no tags of its own.
fn refuse_tag(reference: &RegistryRef, written: &str) -> Result<()> {
    let tag = reference.tag().filter(|t| written.ends_with(&format!(":{t}")));
    if tag.is_none() && reference.digest().is_none() {
        return Ok(());
    }
    Err(Error::new(Kind::Usage, format!("'{written}' names one image, not a repository"))
        .hint(format!("write imgtool tags {}", reference.name())))
}

/// Prints one repository a line.
pub async fn catalog(args: Catalog, session: &Arc<Session>) -> Result<()> {
    let names = session.access(&args.registry, None).catalog(&args.host, &args.listing.paging()).await?;
    args.listing.print(serde_json::json!({"Registry": args.host}), "Repositories", names)
}
