//! `imgtool keygen`: a key pair as cosign has it, new or made of a plain key.

use crate::cli::session::Session;
use crate::cli::{keys, render};
use crate::error::{Context, Error, Kind, Result};
use crate::sign::key::{Algorithm, PrivateKey, Signer};
use crate::sign::keyfile;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Make a key pair for signing: PREFIX.key (encrypted) and PREFIX.pub
#[derive(Debug, Args)]
pub struct Keygen {
    /// The beginning of the two files' names
    #[arg(long, value_name = "PREFIX", default_value = "cosign")]
    pub output_key_prefix: PathBuf,
    /// What kind of key
    #[arg(long, visible_alias = "signing-algorithm", value_enum, default_value_t = Kinds::EcdsaP256)]
    pub algorithm: Kinds,
    /// Encrypt this plain private key (PEM), instead of making a new one
    #[arg(long, value_name = "FILE", conflicts_with = "algorithm")]
    pub from: Option<String>,
    /// Read the password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]
    #[arg(long, value_name = "N")]
    pub password_fd: Option<u32>,
    /// Overwrite files that are there
    #[arg(short, long)]
    pub yes: bool,
}

/// Kinds of new keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kinds {
    /// ECDSA on P-256, which everything reads
    #[value(name = "ecdsa-p256", alias = "ecdsa-sha2-256-nistp256")]
    EcdsaP256,
    /// ECDSA on P-384
    #[value(name = "ecdsa-p384", alias = "ecdsa-sha2-384-nistp384")]
    EcdsaP384,
    /// Ed25519
    Ed25519,
}

/// Writes the two files and prints their names.
pub async fn run(args: Keygen, session: &Arc<Session>) -> Result<()> {
    let name = |ending: &str| {
        let mut name = args.output_key_prefix.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let (private, public) = (name(".key"), name(".pub"));
    // Before anybody types a password.
    for file in [&private, &public] {
        if !args.yes && file.exists() {
            return Err(Error::new(Kind::Usage, format!("{} exists", file.display()))
                .hint("give another --output-key-prefix, or --yes to overwrite it"));
        }
    }
    let key = match &args.from {
        None => PrivateKey::generate(match args.algorithm {
            Kinds::EcdsaP256 => Algorithm::EcdsaP256,
            Kinds::EcdsaP384 => Algorithm::EcdsaP384,
            Kinds::Ed25519 => Algorithm::Ed25519,
        })?,
        Some(written) => {
            let encrypted = || {
                Err(Error::new(Kind::Usage, format!("{written} is encrypted already"))
                    .hint("use it as it is: --key FILE"))
            };
            keyfile::read(&keys::read(written)?, encrypted).map_err(|e| e.context(format!("read {written}")))?
        }
    };
    let password = keys::new_password(args.password_fd, session).await?;
    let ((encrypted, plain), key) = keys::apart(move || Ok((keyfile::pair(&key, &password)?, key))).await?;
    write(&private, encrypted.as_bytes(), 0o600, args.yes)?;
    write(&public, plain.as_bytes(), 0o644, args.yes)?;
    let kind = key.public().algorithm().name();
    render::result(format!("{}\n{}\n{kind} {}\n", private.display(), public.display(), key.public().hint()).as_bytes())
}

/// Writes a file whole or not at all.
pub(super) fn write(path: &Path, bytes: &[u8], mode: u32, overwrite: bool) -> Result<()> {
    let what = || format!("write {}", path.display());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).context(what)?;
    file.write_all(bytes).context(what)?;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(mode)).context(what)?;
    file.as_file().sync_all().context(what)?;
    let done = if overwrite { file.persist(path) } else { file.persist_noclobber(path) };
    done.map(drop).map_err(|e| e.error).context(what)
}
