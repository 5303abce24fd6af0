//! `imgtool signatures REF`: who claims to have signed an image, and what is said of it.

use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::copy::everything;
use crate::error::Result;
use crate::image::Node;
use crate::oci::Digest;
use crate::sign::keyless::Material;
use crate::sign::keyless::cert::Cert;
use crate::sign::payload::{SIGNED, Simple, Statement};
use crate::sign::verify::{Content, Found, each};
use clap::Args;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Show the signatures and attestations of an image, unverified, as a tree
#[derive(Debug, Args)]
pub struct Signatures {
    /// The image or index
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Of an index, those of each image, too
    #[arg(short, long)]
    pub recursive: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// One image and what is attached to it.
#[derive(Debug, Serialize)]
struct Signed {
    digest: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<String>,
    signatures: Vec<Claim>,
}

/// What somebody claims.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Claim {
    /// `signature`, or an attestation's type.
    #[serde(skip_serializing_if = "Option::is_none")]
    predicate_type: Option<String>,
    form: &'static str,
    digest: Digest,
    manifest: Digest,
    size: u64,
    /// The key that a bundle names.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// Who a certificate names.
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<String>,
    /// The name that it was signed under.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    annotations: Map<String, Value>,
    /// Why it is worth nothing, whoever signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong: Option<String>,
}

/// Who a certificate beside a signature names.
fn identity(material: &Material) -> Option<String> {
    material.certificate.as_deref().map(|der| Cert::parse(der).map_or_else(|why| why, |cert| cert.describe()))
}

impl Claim {
    fn new(found: Found, subject: &Digest) -> Claim {
        let mut claim = Claim {
            predicate_type: None,
            form: found.form.name(),
            digest: found.blob.digest.clone(),
            manifest: found.manifest,
            size: found.blob.size,
            key: None,
            identity: None,
            name: None,
            annotations: Map::new(),
            wrong: None,
        };
        match found.content {
            Err(why) => claim.wrong = Some(why),
            Ok(Content::Simple { payload, material, .. }) => {
                claim.identity = identity(&material);
                match serde_json::from_slice::<Simple>(&payload) {
                    Err(e) => claim.wrong = Some(format!("it is no payload: {e}")),
                    Ok(simple) => {
                        let about = simple.critical.image.docker_manifest_digest;
                        if about != subject.to_string() {
                            claim.wrong = Some(format!("it is about another image: {about}"));
                        }
                        claim.name = Some(simple.critical.identity.docker_reference);
                        claim.annotations = simple.optional.unwrap_or_default();
                    }
                }
            }
            Ok(Content::Envelope { envelope, hint, material }) => {
                claim.key = hint;
                claim.identity = identity(&material);
                match envelope.payload().and_then(|p| Statement::parse(&p)) {
                    Err(e) => claim.wrong = Some(e.what().to_string()),
                    Ok(statement) => {
                        match statement.about(subject) {
                            None => claim.wrong = Some("it is about another image".into()),
                            Some(about) => {
                                claim.annotations = about.annotations.clone().unwrap_or_default();
                                claim.name = about.name.clone();
                            }
                        }
                        claim.predicate_type = Some(statement.predicate_type).filter(|t| t != SIGNED);
                    }
                }
            }
        }
        claim
    }

    fn line(&self) -> String {
        let mut text = match &self.predicate_type {
            None => "signature".to_string(),
            Some(kind) => format!("attestation {kind}"),
        };
        text.push_str(&format!(" ({}) {} {}", self.form, self.digest, render::bytes(self.size)));
        for (what, value) in [("key", &self.key), ("certificate of", &self.identity), ("name", &self.name)] {
            if let Some(value) = value {
                text.push_str(&format!(", {what} {value}"));
            }
        }
        for (name, value) in &self.annotations {
            text.push_str(&format!(", {name}={}", value.as_str().map_or(value.to_string(), Into::into)));
        }
        if let Some(why) = &self.wrong {
            text.push_str(&format!(": {why}"));
        }
        // What comes from outside must not make lines of its own.
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
    }
}

/// Prints the tree.
pub async fn run(args: Signatures, session: &Arc<Session>) -> Result<()> {
    let reference = session.reference(&args.reference)?;
    let access = session.access(&args.registry, Some(&reference));
    let node = access.source(&reference).await?;
    let nodes: Vec<Node> = if args.recursive { everything(&node).await? } else { vec![node.clone()] };
    let mut all = Vec::new();
    for one in &nodes {
        let digest = one.descriptor().digest.clone();
        let mut signatures = Vec::new();
        each(one.blobs(), &digest, &["sig", "att"], |found| signatures.push(Claim::new(found, &digest))).await?;
        let platform = one.descriptor().platform.as_ref().map(ToString::to_string);
        all.push(Signed { digest, platform, signatures });
    }
    if args.json {
        return render::json(&serde_json::json!({"reference": reference.to_string(), "images": all}));
    }
    let mut tree = termtree::Tree::new(reference.to_string());
    for one in &all {
        let platform = one.platform.as_ref().map_or(String::new(), |p| format!(" {p}"));
        let mut branch = termtree::Tree::new(format!("{}{platform}", one.digest));
        branch.extend(one.signatures.iter().map(Claim::line));
        tree.push(branch);
    }
    render::result(tree.to_string().as_bytes())
}
