//! `imgtool sign REF`: attaches signatures to images.

use super::artifact::pairs;
use crate::cli::args::Registry;
use crate::cli::keys::SigningKey;
use crate::cli::render;
use crate::cli::sealer::{Keyless, Sealer};
use crate::cli::session::{Access, Session};
use crate::copy::{Options, copy, everything};
use crate::error::{Context, Error, Kind, Result};
use crate::image::{BlobSource, Node};
use crate::oci::{Descriptor, Digest};
use crate::sign::make::{self, Layer};
use crate::sign::payload::{Simple, Statement};
use crate::sign::verify::is_attached;
use crate::transport::Reference;
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Writers of one tag may overwrite each other; so often it is tried to have our signature stay.
const TRIES: u32 = 4;

/// Sign images: attach signatures, as cosign does
#[derive(Debug, Args)]
pub struct Sign {
    /// The images or indexes
    #[arg(value_name = "REF", required = true)]
    pub references: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub key: SigningKey,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub keyless: Keyless,
    /// Something to sign besides, for verify --annotation
    #[arg(short, long = "annotation", visible_alias = "annotations", value_name = "NAME=VALUE")]
    pub annotations: Vec<String>,
    /// Of an index, sign each image, too
    #[arg(short, long)]
    pub recursive: bool,
    /// The name that is signed along [default: the repository]
    #[arg(long, visible_alias = "sign-identity", value_name = "NAME")]
    pub sign_container_identity: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub how: How,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// How signatures and attestations are attached.
#[derive(Debug, Args)]
pub struct How {
    /// How to attach it
    #[arg(long, value_enum, default_value_t = Format::Bundle)]
    pub signature_format: Format,
    /// Write the bundle to this file, too; several are written one a line
    #[arg(long, value_name = "FILE")]
    pub bundle: Option<PathBuf>,
    /// Attach nothing: only write the bundle
    #[arg(long, requires = "bundle")]
    pub no_upload: bool,
}

/// Forms of signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A Sigstore bundle as an OCI referrer: what cosign 3 writes and reads first
    Bundle,
    /// An image under the tag sha256-….sig or .att: what cosign 2, podman and skopeo read
    Tag,
    /// Both
    Both,
}

impl How {
    /// Refuses what cannot be.
    pub fn check(&self) -> Result<()> {
        if self.bundle.is_some() && self.signature_format == Format::Tag {
            return Err(Error::new(Kind::Usage, "--signature-format tag makes no bundle for --bundle"));
        }
        Ok(())
    }

    /// Writes bundles where it was asked for.
    pub fn write(&self, bundles: &[Vec<u8>]) -> Result<()> {
        let Some(file) = &self.bundle else { return Ok(()) };
        let mut text = bundles.join(&b'\n');
        text.push(b'\n');
        std::fs::write(file, text).context(|| format!("write {}", file.display()))
    }

    fn bundles(&self) -> bool {
        self.signature_format != Format::Tag
    }

    fn tag(&self) -> bool {
        self.signature_format != Format::Bundle && !self.no_upload
    }
}

/// An image that something is attached to, in a place where that can be done.
pub struct Target {
    access: Arc<Access>,
    reference: Reference,
    /// The image or index, read once: only its digest counts from here on.
    pub node: Node,
}

impl Target {
    /// Reads the image.
    pub async fn open(written: &str, registry: &Registry, session: &Arc<Session>) -> Result<Target> {
        let reference = session.reference(written)?;
        if !Target::takes(&reference) {
            return Err(Error::new(Kind::Unsupported, format!("nothing can be attached in {reference}"))
                .hint("sign in a registry or in oci:DIR; copy --referrers brings it along"));
        }
        let access = Arc::new(session.access(registry, Some(&reference)));
        let node = access.source(&reference).await?;
        Ok(Target { access, reference, node })
    }

    /// Is it a place where things can be attached?
    pub fn takes(reference: &Reference) -> bool {
        matches!(reference, Reference::Registry(_) | Reference::Layout { .. })
    }

    /// What was just written to `reference`, by its digest.
    pub async fn written(reference: &Reference, digest: &Digest, access: Arc<Access>) -> Result<Target> {
        let reference = match reference {
            Reference::Registry(r) => Reference::Registry(r.with_digest(digest.clone())),
            Reference::Layout { path, .. } => Reference::Layout { path: path.clone(), tag: Some(format!("@{digest}")) },
            other => {
                return Err(Error::new(Kind::Unsupported, format!("nothing can be attached in {other}")));
            }
        };
        let node = access.source(&reference).await?;
        Ok(Target { access, reference, node })
    }

    /// The repository's name.
    pub fn name(&self) -> Option<String> {
        match &self.reference {
            Reference::Registry(r) => Some(r.name()),
            _ => None,
        }
    }

    /// What people call `digest` here.
    pub fn pinned(&self, digest: &Digest) -> String {
        match &self.reference {
            Reference::Registry(r) => r.with_digest(digest.clone()).to_string(),
            Reference::Layout { path, .. } => format!("oci:{}@{digest}", path.display()),
            other => format!("{other}@{digest}"),
        }
    }

    /// The image or index, or with it all that is below it.
    pub async fn subjects(&self, recursive: bool) -> Result<Vec<Descriptor>> {
        if !recursive {
            return Ok(vec![self.node.descriptor().clone()]);
        }
        Ok(everything(&self.node).await?.iter().map(|n| n.descriptor().clone()).collect())
    }

    async fn put(&self, node: &Node, place: &Reference) -> Result<()> {
        let to = self.access.destination(place).await?;
        copy(node, to.as_ref(), &Options::default(), self.access.session().events()).await.map(drop)
    }

    /// Signs a statement and attaches it, unless the very same is attached already; its bundle.
    async fn attach_bundle(
        &self,
        subject: &Descriptor,
        statement: &Statement,
        sealer: &Sealer,
        created: &str,
        how: &How,
    ) -> Result<Vec<u8>> {
        let (node, text) = sealer.bundle(subject, statement, created).await?;
        if how.no_upload {
            return Ok(text);
        }
        if let Node::Image(image) = &node
            && let Some(layer) = image.manifest.layers.first()
            && is_attached(self.node.blobs(), &subject.digest, &layer.digest).await?
        {
            return Ok(text);
        }
        self.attach(&node).await?;
        Ok(text)
    }

    /// Attaches a manifest that names its subject.
    async fn attach(&self, node: &Node) -> Result<()> {
        Target::attach_to(&self.reference, node, &self.access).await
    }

    /// The same beside what was put at `reference`.
    pub async fn attach_to(reference: &Reference, node: &Node, access: &Access) -> Result<()> {
        let place = match reference {
            Reference::Registry(r) => Reference::Registry(r.with_digest(node.descriptor().digest.clone())),
            Reference::Layout { path, .. } => Reference::Layout { path: path.clone(), tag: None },
            other => {
                return Err(Error::new(Kind::Unsupported, format!("nothing can be attached in {other}")));
            }
        };
        let to = access.destination(&place).await?;
        copy(node, to.as_ref(), &Options::default(), access.session().events()).await.map(drop)
    }

    /// Adds a layer to the image under `tag`.
    async fn append(&self, tag: &str, layer: &Layer) -> Result<()> {
        let place = match &self.reference {
            Reference::Registry(r) => Reference::Registry(r.with_tag(tag)?),
            Reference::Layout { path, .. } => Reference::Layout { path: path.clone(), tag: Some(tag.to_string()) },
            other => other.clone(),
        };
        let source: &Arc<dyn BlobSource> = self.node.blobs();
        for _ in 0..TRIES {
            let existing = match source.tagged(tag).await? {
                None => None,
                Some(descriptor) => match Node::open(descriptor, source.clone()).await? {
                    Node::Image(image) => Some(image),
                    Node::Index(_) => {
                        return Err(Error::new(
                            Kind::Format,
                            format!("{place} should hold signatures but is an index"),
                        ));
                    }
                },
            };
            if existing.as_ref().is_some_and(|image| make::holds(image, layer)) {
                return Ok(());
            }
            let node = make::appended(existing, layer).await.map_err(|e| e.context(format!("add to {place}")))?;
            self.put(&node, &place).await?;
        }
        let now = match source.tagged(tag).await? {
            Some(descriptor) => Some(Node::open(descriptor, source.clone()).await?),
            None => None,
        };
        match now {
            Some(Node::Image(image)) if make::holds(&image, layer) => Ok(()),
            _ => Err(Error::new(Kind::Registry, format!("{place}: other writers overwrite it again and again"))),
        }
    }
}

/// The time that is written down, RFC 3339.
pub fn now(session: &Session) -> Result<String> {
    let fixed = match &session.environment().source_date_epoch {
        None => None,
        Some(text) => Some(text.parse::<i64>().map_err(|e| {
            Error::new(Kind::Usage, format!("SOURCE_DATE_EPOCH='{text}' is no number of seconds")).because(e)
        })?),
    };
    let seconds = fixed.unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        now.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(0))
    });
    let time = chrono::DateTime::from_timestamp(seconds, 0);
    Ok(time.unwrap_or_default().to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

/// Signs each image and prints its name with the digest that was signed.
pub async fn run(args: Sign, session: &Arc<Session>) -> Result<()> {
    args.how.check()?;
    let annotations = pairs(&args.annotations)?;
    let created = now(session)?;
    let mut text = String::new();
    let (sealer, targets) = both(&args.key, &args.keyless, &args.references, &args.registry, session).await?;
    let mut bundles = Vec::new();
    for target in targets {
        let identity = args.sign_container_identity.clone().or_else(|| target.name());
        for subject in target.subjects(args.recursive).await? {
            let what = Signing { annotations: &annotations, identity: identity.as_deref(), created: &created };
            let bundle = sign(&target, &subject, &what, &args.how, &sealer)
                .await
                .map_err(|e| e.context(format!("sign {}", target.pinned(&subject.digest))))?;
            bundles.extend(bundle);
            text.push_str(&format!("{}\n", target.pinned(&subject.digest)));
        }
    }
    args.how.write(&bundles)?;
    render::result(text.as_bytes())
}

/// Opens the key and the images at the same time: a password takes its time on purpose.
pub(super) async fn both(
    key: &SigningKey,
    keyless: &Keyless,
    references: &[String],
    registry: &Registry,
    session: &Arc<Session>,
) -> Result<(Sealer, Vec<Target>)> {
    // Asked for first: nothing may happen while somebody types.
    let key = match key.key {
        Some(_) => Some(key.prepare(session).await?),
        None => None,
    };
    let targets = async {
        let mut targets = Vec::new();
        for written in references {
            targets.push(Target::open(written, registry, session).await?);
        }
        Ok(targets)
    };
    tokio::try_join!(Sealer::open(key, keyless, session), targets)
}

/// What is signed besides the digest.
struct Signing<'a> {
    annotations: &'a BTreeMap<String, String>,
    identity: Option<&'a str>,
    created: &'a str,
}

async fn sign(
    target: &Target,
    subject: &Descriptor,
    what: &Signing<'_>,
    how: &How,
    sealer: &Sealer,
) -> Result<Option<Vec<u8>>> {
    // Make both before anything is attached.
    let layer = match (how.tag(), what.identity) {
        (false, _) => None,
        (true, Some(name)) => Some(sealer.signature(&Simple::new(&subject.digest, name, what.annotations)).await?),
        (true, None) => {
            return Err(Error::new(Kind::Usage, "the tag form names the image, and a layout has no name for it")
                .hint("give --sign-container-identity REGISTRY/REPOSITORY, or --signature-format bundle"));
        }
    };
    let mut bundle = None;
    if how.bundles() {
        let statement = Statement::signed(&subject.digest, what.identity, what.annotations);
        bundle = Some(target.attach_bundle(subject, &statement, sealer, what.created, how).await?);
    }
    if let Some(layer) = layer {
        target.append(&make::tag(&subject.digest, "sig"), &layer).await?;
    }
    Ok(bundle)
}

/// How what other commands have put somewhere is signed: for whoever may read it.
const BOTH: How = How { signature_format: Format::Both, bundle: None, no_upload: false };

/// Signs what was put at `reference`, an index and each of its images, in both forms, under its name with the tag,
/// as skopeo does.
pub(super) async fn sign_copied(
    reference: &Reference,
    digest: &Digest,
    identity: Option<String>,
    sealer: &Sealer,
    access: Arc<Access>,
) -> Result<()> {
    let created = now(access.session())?;
    let identity = identity.or_else(|| match reference {
        Reference::Registry(r) => Some(r.to_string()),
        _ => None,
    });
    let target = Target::written(reference, digest, access).await?;
    let what = Signing { annotations: &BTreeMap::new(), identity: identity.as_deref(), created: &created };
    // The tag form names the image, and a layout has no name for it.
    let how = match identity {
        Some(_) => BOTH,
        None => How { signature_format: Format::Bundle, ..BOTH },
    };
    for subject in target.subjects(true).await? {
        sign(&target, &subject, &what, &how, sealer)
            .await
            .map_err(|e| e.context(format!("sign {}", target.pinned(&subject.digest))))?;
    }
    Ok(())
}

/// Attaches what is said of images that were put somewhere, signed, in both forms.
pub(super) async fn attest_written(target: &Target, said: &[(Descriptor, Statement)], sealer: &Sealer) -> Result<()> {
    let created = now(target.access.session())?;
    for (subject, statement) in said {
        attest(target, subject, statement, &BOTH, sealer, &created)
            .await
            .map_err(|e| e.context(format!("attest {}", target.pinned(&subject.digest))))?;
    }
    Ok(())
}

/// Attaches an attestation; its bundle, where it is one.
pub(super) async fn attest(
    target: &Target,
    subject: &Descriptor,
    statement: &Statement,
    how: &How,
    sealer: &Sealer,
    created: &str,
) -> Result<Option<Vec<u8>>> {
    let mut layer = None;
    if how.tag() {
        layer = Some(sealer.attestation(statement).await?);
    }
    let mut bundle = None;
    if how.bundles() {
        bundle = Some(target.attach_bundle(subject, statement, sealer, created, how).await?);
    }
    if let Some(layer) = layer {
        target.append(&make::tag(&subject.digest, "att"), &layer).await?;
    }
    Ok(bundle)
}
