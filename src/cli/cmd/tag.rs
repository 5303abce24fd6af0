//! `imgtool tag` and `imgtool delete`: names of images that are there.

use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::copy::{Options, copy};
use crate::error::{Error, Kind, Result};
use crate::oci::RegistryRef;
use crate::transport::layout::Layout;
use crate::transport::{Reference, TRANSPORTS, store_name};
use clap::Args;
use std::sync::Arc;

/// Give an image further names in its place, without moving anything
#[derive(Debug, Args)]
pub struct Tag {
    /// The image
    #[arg(value_name = "REF")]
    pub reference: String,
    /// The new names: a tag of the same repository, or a whole reference in the same place
    #[arg(value_name = "TAG", required = true)]
    pub tags: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Delete images, or only their tags
#[derive(Debug, Args)]
pub struct Delete {
    /// The images
    #[arg(value_name = "REF", required = true)]
    pub references: Vec<String>,
    /// Delete the tag and leave the image, where the registry can do that
    #[arg(long)]
    pub tag_only: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// The new name in the place of `old`.
fn renamed(old: &Reference, tag: &str) -> Result<Reference> {
    let whole = tag.contains('/') || tag.contains(':');
    Ok(match old {
        Reference::Store(_) if whole && !TRANSPORTS.iter().any(|t| tag.starts_with(t)) => {
            Reference::Store(store_name(tag)?)
        }
        Reference::Registry(_) | Reference::Store(_) if whole => tag.parse()?,
        Reference::Registry(r) => Reference::Registry(r.with_tag(tag)?),
        Reference::Store(name) => Reference::Store(name.parse::<RegistryRef>()?.with_tag(tag)?.to_string()),
        Reference::Layout { path, .. } => Reference::Layout { path: path.clone(), tag: Some(tag.into()) },
        other => {
            return Err(Error::new(Kind::Unsupported, format!("{other} cannot hold further names"))
                .hint("names are given in a registry, in oci:DIR and in store:"));
        }
    })
}

/// Writes the manifest once more, under each name.
pub async fn tag(args: Tag, session: &Arc<Session>) -> Result<()> {
    let old: Reference = session.reference(&args.reference)?;
    let names: Vec<Reference> = args.tags.iter().map(|t| renamed(&old, t)).collect::<Result<_>>()?;
    for name in &names {
        let same = match (&old, name) {
            (Reference::Registry(a), Reference::Registry(b)) => a.name() == b.name(),
            (Reference::Store(_), Reference::Store(_)) | (Reference::Layout { .. }, _) => true,
            _ => false,
        };
        if !same {
            return Err(Error::new(Kind::Usage, format!("{name} is in another place than {old}"))
                .hint(format!("copy it there: imgtool copy {old} {name}")));
        }
    }
    let access = session.access(&args.registry, Some(&old));
    let node = access.source(&old).await?;
    let mut text = String::new();
    for name in &names {
        let to = access.destination(name).await?;
        let copied = copy(&node, to.as_ref(), &Options::default(), session.events()).await?;
        text.push_str(&format!("{name}@{}\n", copied.descriptor.digest));
    }
    render::result(text.as_bytes())
}

/// Deletes each, in the order given; the first failure ends it.
pub async fn delete(args: Delete, session: &Arc<Session>) -> Result<()> {
    let references: Vec<Reference> = args.references.iter().map(|r| r.parse()).collect::<Result<_>>()?;
    for (reference, written) in references.iter().zip(&args.references) {
        match reference {
            Reference::Registry(r) => {
                refuse_default_tag(r, written)?;
                let access = session.access(&args.registry, Some(reference));
                access.delete(r, args.tag_only).await?;
            }
            Reference::Store(name) => remove(session.store()?.layout(), name, reference)?,
            Reference::Layout { path, tag: Some(tag) } => remove(&Layout::open(path)?, tag, reference)?,
            other => {
                return Err(Error::new(Kind::Unsupported, format!("{other} cannot be deleted here"))
                    .hint("remove the file or the directory"));
            }
        }
        render::result(format!("{reference}\n").as_bytes())?;
    }
    Ok(())
}

/// Deleting is no occasion to guess `latest`.
fn refuse_default_tag(reference: &RegistryRef, written: &str) -> Result<()> {
    let named = reference.digest().is_some() || reference.tag().is_some_and(|t| written.ends_with(&format!(":{t}")));
    if named {
        return Ok(());
    }
    Err(Error::new(Kind::Usage, format!("'{written}' names no tag and no digest"))
        .hint(format!("write imgtool delete {}:TAG", reference.name())))
}

fn remove(layout: &Layout, name: &str, shown: &Reference) -> Result<()> {
    if layout.remove_name(name)? {
        return Ok(());
    }
    Err(Error::new(Kind::NotFound, format!("{shown} does not exist")))
}
