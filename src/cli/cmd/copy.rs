//! `imgtool copy SOURCE DESTINATION`.

use super::sign::{Target, sign_copied};
use crate::cli::args::{Format, Registry};
use crate::cli::keys::{self, Password};
use crate::cli::policy::PolicyOptions;
use crate::cli::render;
use crate::cli::sealer::Sealer;
use crate::cli::session::{Access, Session};
use crate::copy::{Action, Options, Plan, copy, preview};
use crate::error::{Context, Error, Kind, Result};
use crate::layer::Compression;
use crate::oci::{Platform, RegistryRef};
use crate::transport::Reference;
use clap::{ArgAction, Args, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;

/// Copy an image from one place to another
#[derive(Debug, Args)]
pub struct Copy {
    /// Where the image is
    #[arg(value_name = "SOURCE")]
    pub source: String,
    /// Where it goes
    #[arg(value_name = "DESTINATION")]
    pub destination: String,
    /// Copy this platform's image of an index [default: this machine's]; several make an index
    #[arg(long = "platform", value_name = "PLATFORM", value_delimiter = ',')]
    pub platforms: Vec<Platform>,
    /// Copy the whole index
    #[arg(short, long, conflicts_with = "platforms")]
    pub all: bool,
    /// The same, in skopeo's words: this machine's image of an index, or all of it
    #[arg(long, value_enum, value_name = "WHICH", conflicts_with_all = ["platforms", "all"])]
    pub multi_arch: Option<MultiArch>,
    /// Convert to this document format
    #[arg(short, long, value_enum)]
    pub format: Option<Format>,
    /// Compress layers anew that are compressed otherwise: gzip, zstd or none
    #[arg(long, visible_alias = "dest-compress-format", value_name = "METHOD[:LEVEL]")]
    pub compression: Option<Compression>,
    /// Compress layers anew even if they have that method already
    #[arg(long, visible_alias = "dest-force-compress-format", requires = "compression")]
    pub force_compression: bool,
    /// Fail rather than change the manifest's digest
    #[arg(long)]
    pub preserve_digests: bool,
    /// Bring signatures, SBOMs, attestations and all else that is attached
    #[arg(long)]
    pub referrers: bool,
    /// Only say what would move
    #[arg(long)]
    pub dry_run: bool,
    /// Another repository tag of the image in a docker archive that is written
    #[arg(long = "additional-tag", value_name = "NAME")]
    pub additional_tags: Vec<RegistryRef>,
    /// Write the digest of the copied manifest to a file
    #[arg(long, value_name = "FILE")]
    pub digestfile: Option<PathBuf>,
    /// Show no progress
    #[arg(short, long)]
    pub quiet: bool,
    /// Blobs that move at once
    #[arg(short, long, value_name = "N", default_value_t = 6)]
    pub jobs: usize,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub allowed: PolicyOptions,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub signing: Signing,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub sides: Sides,
}

/// Which images of an index skopeo copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MultiArch {
    /// This machine's
    System,
    /// All, and the index
    All,
}

/// What is signed at the destination.
#[derive(Debug, Args)]
#[command(next_help_heading = "Signing")]
pub struct Signing {
    /// Sign the result where it was put, in both forms, an index with all its images: a private key as for imgtool sign
    #[arg(long, visible_aliases = ["sign-key", "sign-by-sigstore-private-key"], value_name = "KEY")]
    pub sign: Option<String>,
    /// The file with the key's password [default: $COSIGN_PASSWORD, else asked for]
    #[arg(long, requires = "sign", value_name = "FILE")]
    pub sign_passphrase_file: Option<PathBuf>,
    /// The name that is signed along [default: the destination with its tag]
    #[arg(long, requires = "sign", value_name = "NAME")]
    pub sign_identity: Option<String>,
}

impl Signing {
    /// Opens the key, if there is one to sign with at one of `destinations`.
    pub async fn open(&self, destinations: &[Reference], session: &Session) -> Result<Option<Sealer>> {
        let Some(key) = &self.sign else { return Ok(None) };
        if !destinations.iter().any(Target::takes) {
            let what = match destinations.first() {
                Some(destination) => format!("nothing can be attached in {destination}"),
                None => "there is nothing to sign: the result has no name".into(),
            };
            return Err(
                Error::new(Kind::Unsupported, what).hint("leave out --sign, or write into a registry or oci:DIR")
            );
        }
        let password = Password::File(self.sign_passphrase_file.clone());
        Ok(Some(Sealer::of(keys::prepare(key, &password, session).await?.open().await?)))
    }
}

/// What differs between the registries of the two sides.
#[derive(Debug, Args)]
#[command(next_help_heading = "One side only")]
pub struct Sides {
    /// --creds for the source
    #[arg(long, value_name = "USER:PASSWORD")]
    pub src_creds: Option<String>,
    /// --creds for the destination
    #[arg(long, value_name = "USER:PASSWORD")]
    pub dest_creds: Option<String>,
    /// --tls-verify for the source
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", action = ArgAction::Set)]
    pub src_tls_verify: Option<bool>,
    /// --tls-verify for the destination
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", action = ArgAction::Set)]
    pub dest_tls_verify: Option<bool>,
    /// --authfile for the source
    #[arg(long, value_name = "FILE")]
    pub src_authfile: Option<PathBuf>,
    /// --authfile for the destination
    #[arg(long, value_name = "FILE")]
    pub dest_authfile: Option<PathBuf>,
    /// --cert-dir for the source
    #[arg(long, value_name = "DIR")]
    pub src_cert_dir: Option<PathBuf>,
    /// --cert-dir for the destination
    #[arg(long, value_name = "DIR")]
    pub dest_cert_dir: Option<PathBuf>,
}

impl Sides {
    /// The options of the source and of the destination.
    pub fn over(&self, common: &Registry) -> (Registry, Registry) {
        let source = Registry {
            creds: self.src_creds.clone().or(common.creds.clone()),
            tls_verify: self.src_tls_verify.or(common.tls_verify),
            authfile: self.src_authfile.clone().or(common.authfile.clone()),
            cert_dir: self.src_cert_dir.clone().or(common.cert_dir.clone()),
            retry_times: common.retry_times,
        };
        let destination = Registry {
            creds: self.dest_creds.clone().or(common.creds.clone()),
            tls_verify: self.dest_tls_verify.or(common.tls_verify),
            authfile: self.dest_authfile.clone().or(common.authfile.clone()),
            cert_dir: self.dest_cert_dir.clone().or(common.cert_dir.clone()),
            retry_times: common.retry_times,
        };
        (source, destination)
    }
}

/// Copies one image, or an index, and prints its digest.
pub async fn run(args: Copy, session: &Arc<Session>) -> Result<()> {
    let source: Reference = session.reference(&args.source)?;
    let mut destination: Reference = session.reference(&args.destination)?;
    match &mut destination {
        Reference::DockerArchive { names, .. } => names.extend(args.additional_tags.iter().map(ToString::to_string)),
        _ if args.additional_tags.is_empty() => {}
        other => {
            return Err(Error::new(Kind::Usage, format!("--additional-tag has no meaning for {other}"))
                .hint("copy to docker-archive:FILE, or name the image again with imgtool tag"));
        }
    }
    let (from_options, to_options) = args.sides.over(&args.registry);
    let to: Access = session.access(&to_options, Some(&destination));
    // One client for both sides knows which blobs can be mounted, and shares connections.
    let own = from_options != to_options || from_options.creds.is_some();
    let from = own.then(|| session.access(&from_options, Some(&source)));
    let node = from.as_ref().unwrap_or(&to).source(&source).await?;
    let options = Options {
        platforms: match (args.all || args.multi_arch == Some(MultiArch::All), args.platforms.is_empty()) {
            (true, _) => Vec::new(),
            (false, true) => vec![Platform::host()],
            (false, false) => args.platforms.clone(),
        },
        format: args.format.map(Into::into),
        compression: args.compression,
        force_compression: args.force_compression,
        preserve_digests: args.preserve_digests,
        referrers: args.referrers,
        jobs: args.jobs,
    };
    args.allowed.enforce(&source, &node, &options.platforms, from.as_ref().unwrap_or(&to)).await?;
    // A wrong password is told before anything moves.
    let sealer = args.signing.open(std::slice::from_ref(&destination), session).await?;
    let target = to.destination(&destination).await?;
    if args.dry_run {
        return show(&preview(&node, target.as_ref(), &options).await?);
    }
    let copied = copy(&node, target.as_ref(), &options, session.events()).await?;
    let digest = copied.descriptor.digest.to_string();
    if let Some(sealer) = sealer {
        drop(target);
        let identity = args.signing.sign_identity.clone();
        sign_copied(&destination, &copied.descriptor.digest, identity, &sealer, Arc::new(to)).await?;
    }
    if let Some(file) = &args.digestfile {
        std::fs::write(file, &digest).context(|| format!("write {}", file.display()))?;
    }
    render::result(format!("{digest}\n").as_bytes())
}

/// One line a blob, then the sum.
fn show(plans: &[Plan]) -> Result<()> {
    let mut text = String::new();
    let (mut moving, mut staying) = (0, 0);
    for plan in plans {
        let digest = &plan.image.descriptor.digest;
        match plan.image.descriptor.platform.as_ref() {
            Some(platform) => text.push_str(&format!("image {digest} {platform}\n")),
            None => text.push_str(&format!("image {digest}\n")),
        }
        for step in plan.layers.iter().chain([&plan.config]) {
            let size = step.descriptor.size;
            let action = match &step.action {
                Action::Exists => {
                    staying += size;
                    "exists".to_string()
                }
                Action::Move => {
                    moving += size;
                    "move".to_string()
                }
                Action::Recompress(compression) => {
                    moving += size;
                    format!("recompress {compression}")
                }
            };
            text.push_str(&format!("  {action} {} {size}\n", step.descriptor.digest));
        }
    }
    text.push_str(&format!("{} to move, {} already there\n", render::bytes(moving), render::bytes(staying)));
    render::result(text.as_bytes())
}
