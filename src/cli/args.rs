//! Every argument of every command, as clap sees it. Names are those of docker, buildah,
//! skopeo and crane wherever they mean the same.

use super::cmd;
use crate::layer::Compression;
use crate::oci::Platform;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Build OCI images and work with any OCI registry, without a daemon and without root.
#[derive(Debug, Parser)]
#[command(name = "imgtool", version, max_term_width = 100, propagate_version = false)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The local store's directory [default: $XDG_DATA_HOME/imgtool]
    #[arg(long, global = true, env = "IMGTOOL_ROOT", value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// How to show progress
    #[arg(long, global = true, value_enum, default_value_t = Progress::Auto, value_name = "HOW")]
    pub progress: Progress,
    /// Say more about what is decided and why
    #[arg(long, global = true)]
    pub debug: bool,
}

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// tty on a terminal, plain elsewhere
    Auto,
    /// Lines that are drawn over
    Tty,
    /// One line an event
    Plain,
    /// One JSON object an event
    #[value(alias = "rawjson")]
    Json,
    /// Only errors
    #[value(alias = "none")]
    Quiet,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build an image from a Dockerfile
    Build(Box<Build>),
    /// Format a Dockerfile, or show its tree or its stages
    Dockerfile(cmd::dockerfile::Dockerfile),
    /// Show what this machine lets RUN be isolated by, and what would allow more
    Info(cmd::info::Info),
    /// Copy an image from one place to another
    Copy(Box<cmd::copy::Copy>),
    /// Show what an image is, without downloading its layers
    Inspect(Box<cmd::inspect::Inspect>),
    /// Check credentials with a registry and keep them
    Login(cmd::login::Login),
    /// Forget the credentials of a registry
    Logout(cmd::login::Logout),
    /// List the tags of a repository
    #[command(visible_alias = "list-tags")]
    Tags(cmd::list::Tags),
    /// List the repositories of a registry
    Catalog(cmd::list::Catalog),
    /// Print the digest of an image or index
    Digest(cmd::digest::Digest),
    /// List files of an image
    Ls(cmd::look::Ls),
    /// Print files of an image
    Cat(cmd::look::Cat),
    /// Write the merged file system of an image as a tar archive
    Export(cmd::look::Export),
    /// Compare two images: files, config, sizes
    Diff(cmd::diff::Diff),
    /// Look through the layers and files of an image, and at what they waste
    Explore(Box<cmd::explore::Explore>),
    /// Check everything that an image is made of
    Validate(cmd::validate::Validate),
    /// Give an image further names in its place, without moving anything
    Tag(cmd::tag::Tag),
    /// Delete images, or only their tags
    Delete(cmd::tag::Delete),
    /// Make and change indexes of several images
    Index(cmd::index::Index),
    /// Push, pull, attach and list artifacts: files with a type
    Artifact(cmd::artifact::Artifact),
    /// Show what is attached to an image: signatures, SBOMs, attestations
    Referrers(cmd::referrers::Referrers),
    /// Make a key pair for signing
    Keygen(cmd::keygen::Keygen),
    /// Sign images: attach signatures, as cosign does
    Sign(Box<cmd::sign::Sign>),
    /// Check that images are signed, as cosign does
    Verify(Box<cmd::verify::Verify>),
    /// Attach signed statements to images: provenance, SBOMs, and others
    Attest(Box<cmd::attest::Attest>),
    /// Check that images have attestations of a type
    VerifyAttestation(Box<cmd::verify::VerifyAttestation>),
    /// Show the signatures and attestations of an image, unverified
    Signatures(cmd::signatures::Signatures),
    /// Get the trusted root from a TUF repository, and keep it fresh
    Trust(cmd::trust::Trust),
    /// Build an image step by step, without a Dockerfile
    Container(Box<cmd::container::Container>),
    /// List, export, import and remove what RUN --mount=type=cache keeps
    CacheMount(cmd::cache_mount::CacheMount),
    /// Look into the local store, check it, and free what nothing needs
    Store(cmd::store::StoreCommand),
    /// Put an image on another base without building it again
    Rebase(Box<cmd::rebase::Rebase>),
    /// Change an image's config and annotations; its layers stay
    Mutate(Box<cmd::surgery::mutate::Mutate>),
    /// Add archives and directories to an image, a layer each
    Append(cmd::surgery::append::Append),
    /// Make one layer of all layers of an image
    Flatten(cmd::surgery::layers::Flatten),
    /// Make one layer of an image's layers from a certain one on
    Squash(cmd::surgery::layers::Squash),
    /// Take files out of all layers of an image, so that their content is nowhere any more
    RmPath(cmd::surgery::layers::RmPath),
    /// Take out of an image what says how it was made, or files that nobody needs
    Strip(cmd::surgery::strip::Strip),
    /// Compress the layers of an image otherwise
    Recompress(cmd::surgery::layers::Recompress),
    /// Convert an image between OCI's and Docker's documents
    Convert(cmd::surgery::layers::Convert),
    /// Show the platform of an image, or change what it says
    Platform(cmd::surgery::mutate::PlatformOf),
    /// Make an image of the files alone that certain programs need
    Distill(cmd::surgery::distill::Distill),
    /// Build an image by the steps of a script
    Script(cmd::script::Script),
    /// List the packages in an image, as an SPDX document
    Sbom(cmd::sbom::Sbom),
    /// Look for what is wrong or risky with an image: known flaws, secrets, root, setuid, age, labels
    Audit(Box<cmd::audit::Audit>),
    /// Serve a directory as a registry (OCI distribution spec 1.1)
    Serve(Box<cmd::serve::Serve>),
    /// Copy many images at once, those that differ
    Sync(Box<cmd::sync::Sync>),
    /// Run a command as root over the local store's files
    Unshare(cmd::unshare::Unshare),
    /// Write the man pages and shell completions
    #[command(hide = true)]
    Generate(Generate),
}

/// How registries are talked to.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Registry {
    /// Require https with a valid certificate; `false` also allows plain http. Loopback
    /// registries may always be plain http
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", action = ArgAction::Set)]
    pub tls_verify: Option<bool>,
    /// Credentials for the registry, instead of those on file
    #[arg(long, value_name = "USER:PASSWORD")]
    pub creds: Option<String>,
    /// The file with the credentials [default: $REGISTRY_AUTH_FILE, then containers' and docker's]
    #[arg(long, env = "REGISTRY_AUTH_FILE", value_name = "FILE")]
    pub authfile: Option<PathBuf>,
    /// A directory with a CA certificate, client certificate and key for the registry
    #[arg(long, value_name = "DIR")]
    pub cert_dir: Option<PathBuf>,
    /// Try a request so many times more after a failure that may pass
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=100))]
    pub retry_times: Option<u32>,
}

/// Build an image from a Dockerfile
#[derive(Debug, Args)]
pub struct Build {
    /// The directory that COPY and ADD take files from, an archive of it, or `-` (an archive or a Dockerfile)
    #[arg(default_value = ".", value_name = "CONTEXT")]
    pub context: PathBuf,
    /// The Dockerfile, or `-` [default: CONTEXT/Dockerfile]
    #[arg(short, long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Name the result; a bare name is one in the local store. May be given several times
    #[arg(short, long = "tag", value_name = "REF")]
    pub tags: Vec<String>,
    /// Push to the registry that each bare name stands for, and keep no image of that name in the local store
    #[arg(long)]
    pub push: bool,
    /// Keep the result in the local store under its bare names, as without --push
    #[arg(long)]
    pub load: bool,
    /// Build this stage and what it needs
    #[arg(long, value_name = "STAGE")]
    pub target: Option<String>,
    /// Set a build argument; NAME alone takes it from the environment
    #[arg(long = "build-arg", value_name = "NAME[=VALUE]")]
    pub build_args: Vec<String>,
    /// Add a label
    #[arg(long = "label", value_name = "NAME=VALUE")]
    pub labels: Vec<String>,
    /// What the image is for: os/arch[/variant]; several make an index
    #[arg(long = "platform", value_name = "PLATFORM", value_delimiter = ',')]
    pub platforms: Vec<Platform>,
    /// Where the result goes: DIR, `-` (an archive), or type=local|tar|oci|docker|image|registry|cacheonly,dest=…,name=…
    #[arg(short, long = "output", value_name = "DIR|type=…")]
    pub outputs: Vec<cmd::build::output::Written>,
    /// What FROM NAME and --from=NAME mean: a directory, docker-image://REF or oci-layout://DIR[:TAG]
    #[arg(long = "build-context", value_name = "NAME=PLACE")]
    pub build_contexts: Vec<String>,
    /// Show a secret to RUN --mount=type=secret: id=ID, with src=FILE or env=NAME
    #[arg(long = "secret", value_name = "id=ID[,src=FILE|,env=NAME]")]
    pub secrets: Vec<String>,
    /// Show an SSH agent's socket to RUN --mount=type=ssh: `default`, or ID=SOCKET
    #[arg(long = "ssh", value_name = "default|ID[=SOCKET]")]
    pub ssh: Vec<String>,
    /// How RUN is isolated from this machine
    #[arg(long, value_enum, default_value_t = IsolationArg::Auto, env = "IMGTOOL_ISOLATION", value_name = "HOW")]
    pub isolation: IsolationArg,
    /// Annotate the manifest (or index: or manifest-descriptor:)
    #[arg(long = "annotation", value_name = "[PLACE:]NAME=VALUE")]
    pub annotations: Vec<String>,
    /// When to ask the registry for a base image
    #[arg(long, value_enum, value_name = "WHEN", num_args = 0..=1, require_equals = true, default_value_t = Pull::Missing, default_missing_value = "always")]
    pub pull: Pull,
    /// Run every step, whatever the cache holds
    #[arg(long)]
    pub no_cache: bool,
    /// Run every step of these stages, whatever the cache holds
    #[arg(long, value_name = "STAGE", value_delimiter = ',')]
    pub no_cache_filter: Vec<String>,
    /// Make one layer of those that the build makes
    #[arg(long)]
    pub squash: bool,
    /// Make one layer of all, the base's too
    #[arg(long)]
    pub squash_all: bool,
    /// The document format of the result
    #[arg(long, value_enum, default_value_t = Format::Oci)]
    pub format: Format,
    /// How new layers are compressed: gzip, zstd or none, with an optional level
    #[arg(long, value_name = "METHOD[:LEVEL]", default_value_t = Compression::default())]
    pub compression: Compression,
    /// Set every time in the image to this (seconds since 1970); see also SOURCE_DATE_EPOCH
    #[arg(long, value_name = "SECONDS")]
    pub timestamp: Option<i64>,
    /// Write the image's ID (its config's digest) to a file
    #[arg(long, value_name = "FILE")]
    pub iidfile: Option<PathBuf>,
    /// Write what was built to a file, as JSON
    #[arg(long, value_name = "FILE")]
    pub metadata_file: Option<PathBuf>,
    /// RUN steps, and threads that compress, at once [default: 16 steps, a thread for each core]
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Print nothing but the image's ID
    #[arg(short, long)]
    pub quiet: bool,
    /// Caches of steps, far away
    #[command(flatten)]
    pub caches: cmd::build::caches::CacheFlags,
    /// What RUN finds
    #[command(flatten)]
    pub rules: cmd::build::rules::RuleFlags,
    /// What is left of a RUN that failed
    #[command(flatten)]
    pub failure: cmd::build::failure::FailureFlags,
    /// Pictures of the build
    #[command(flatten)]
    pub pictures: cmd::build::picture::PictureFlags,
    /// Checks instead of a build, and before it
    #[command(flatten)]
    pub checks: cmd::build::check::Checks,
    /// What is said of the image
    #[command(flatten)]
    pub attestations: cmd::build::attestations::AttestFlags,
    /// Who says so
    #[command(flatten)]
    pub signing: cmd::copy::Signing,
    /// Which images the build may use
    #[command(flatten)]
    pub allowed: super::policy::PolicyOptions,
    /// What buildah's users may say besides
    #[command(flatten)]
    pub buildah: cmd::build::buildah::BuildahFlags,
    /// What other builders have to be told, and is always so here
    #[command(flatten)]
    pub habits: Habits,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Flags of docker and buildah that mean what imgtool does anyway; scripts that say them go on working.
#[derive(Debug, Clone, Args)]
pub struct Habits {
    /// Remove what RUN leaves behind
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub rm: Option<bool>,
    /// The same after a failure
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub force_rm: Option<bool>,
    /// Make a layer of each step
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub layers: Option<bool>,
}

/// How RUN is isolated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
pub enum IsolationArg {
    /// The best that this machine allows
    #[value(alias = "default", alias = "oci", alias = "rootless")]
    Auto,
    /// A user namespace, with subordinate ids for an ordinary user
    Userns,
    /// A user namespace with this user's id alone
    UsernsSingle,
    /// Root, in namespaces of its own
    Root,
    /// Root, by chroot alone: for places that allow neither namespaces nor mounts
    Chroot,
}

impl From<IsolationArg> for crate::runtime::Isolation {
    fn from(arg: IsolationArg) -> Self {
        use crate::runtime::Isolation;
        match arg {
            IsolationArg::Auto => Isolation::Auto,
            IsolationArg::Userns => Isolation::UserNamespace,
            IsolationArg::UsernsSingle => Isolation::SingleId,
            IsolationArg::Root => Isolation::Root,
            IsolationArg::Chroot => Isolation::Chroot,
        }
    }
}

/// What RUN sees of the network.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum RunNetwork {
    /// The host's.
    Host,
    /// The loopback device.
    None,
    /// One of its own, by this name.
    Private(String),
}

impl std::str::FromStr for RunNetwork {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':').map_or(text, |(name, _)| name) {
            "default" | "host" if !text.contains(':') => Ok(RunNetwork::Host),
            "none" if !text.contains(':') => Ok(RunNetwork::None),
            "private" | "pasta" | "slirp4netns" => Ok(RunNetwork::Private(text.into())),
            _ => Err("there are default, host, none, private, pasta[:OPTION,…] and slirp4netns[:OPTION,…]".into()),
        }
    }
}

/// When a base image is asked for at its registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Pull {
    /// Always; the local store only saves the download
    #[value(alias = "true", alias = "newer", alias = "ifnewer")]
    Always,
    /// Where the local store lacks it
    #[value(alias = "false", alias = "ifmissing")]
    Missing,
    /// Never
    Never,
}

/// A family of document formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Serialize, serde::Deserialize)]
pub enum Format {
    /// OCI image spec
    Oci,
    /// Docker schema 2
    #[value(alias = "v2s2")]
    Docker,
}

impl From<Format> for crate::oci::media_type::Format {
    fn from(f: Format) -> Self {
        match f {
            Format::Oci => crate::oci::media_type::Format::Oci,
            Format::Docker => crate::oci::media_type::Format::Docker,
        }
    }
}

/// Write the man pages and shell completions
#[derive(Debug, Args)]
pub struct Generate {
    /// The directory that gets man/ and completions/
    #[arg(default_value = ".")]
    pub directory: PathBuf,
}
