//! Keys as they are named on the command line: files, variables, programs; and their passwords.

use super::cmd::login::ask_hidden;
use super::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::event::Event;
use crate::sign::exec::Program;
use crate::sign::key::{MAX_KEY, PublicKey, Signer};
use crate::sign::keyfile;
use clap::Args;
use std::io::{IsTerminal, Read};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::PathBuf;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The longest password that is read, in bytes.
const MAX_PASSWORD: u64 = 64 << 10;

/// The key that signs.
#[derive(Debug, Args)]
pub struct SigningKey {
    /// The private key: a file (cosign's encrypted form, or PEM), env://VARIABLE, or
    /// 'exec:PROGRAM ARG…' that signs for you
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Read the key's password from this file descriptor [default: $COSIGN_PASSWORD, else asked for]
    #[arg(long, value_name = "N")]
    pub password_fd: Option<u32>,
}

impl SigningKey {
    /// Reads it, and asks for its password.
    pub async fn prepare(&self, session: &Session) -> Result<Prepared> {
        let Some(key) = &self.key else {
            return Err(Error::new(Kind::Usage, "there is no key").hint("give a --key; imgtool keygen makes one"));
        };
        prepare(key, &self.password_fd.map_or(Password::Usual, Password::Fd), session).await
    }
}

/// Where a password comes from.
#[derive(Debug, Clone)]
pub enum Password {
    /// COSIGN_PASSWORD, else the terminal.
    Usual,
    /// A file descriptor.
    Fd(u32),
    /// A file; else as usual.
    File(Option<PathBuf>),
}

impl Password {
    fn file(&self) -> Option<PathBuf> {
        match self {
            Password::Usual => None,
            // Opened anew: what is read here is gone for nobody else.
            Password::Fd(fd) => Some(format!("/proc/self/fd/{fd}").into()),
            Password::File(file) => file.clone(),
        }
    }

    fn describe(&self) -> String {
        match self {
            Password::Usual => "the terminal".into(),
            Password::Fd(fd) => format!("file descriptor {fd}"),
            Password::File(file) => file.as_ref().map_or("the terminal".into(), |f| f.display().to_string()),
        }
    }
}

/// A private key that is not opened yet: that takes its time.
pub enum Prepared {
    /// A command that has it.
    Program(String),
    /// What the file holds, and its password.
    File {
        /// What people call it.
        name: String,
        /// The file.
        text: Zeroizing<Vec<u8>>,
        /// Empty where there is none.
        password: Zeroizing<Vec<u8>>,
    },
}

impl Prepared {
    /// Opens it.
    pub async fn open(self) -> Result<Arc<dyn Signer>> {
        match self {
            Prepared::Program(command) => Ok(Arc::new(apart(move || Program::open(&command)).await?)),
            Prepared::File { name, text, password } => {
                let key = apart(move || keyfile::read(&text, || Ok(password))).await;
                Ok(Arc::new(key.map_err(|e| e.context(format!("use the private key {name}")))?))
            }
        }
    }
}

/// Reads the private key that `written` names, and asks for its password where it has one.
pub async fn prepare(written: &str, password: &Password, session: &Session) -> Result<Prepared> {
    if let Some(command) = written.strip_prefix("exec:") {
        return Ok(Prepared::Program(command.to_string()));
    }
    let text = read(written)?;
    check_permissions(written, &text, session)?;
    let password = match keyfile::is_encrypted(&text) {
        true => password_from(password, "Password of the private key: ", session).await?,
        false => Zeroizing::default(),
    };
    Ok(Prepared::File { name: written.to_string(), text, password })
}

/// Does on a thread of its own what takes its time: signals are heard meanwhile.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let (send, done) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || send.send(work()));
    done.await.unwrap_or_else(|_| Err(Error::new(Kind::Internal, "a thread ended before its work was done")))
}

/// The public key that `written` names: a file, env://VARIABLE, or exec:PROGRAM.
pub fn public(written: &str) -> Result<PublicKey> {
    if let Some(command) = written.strip_prefix("exec:") {
        return Ok(Program::open(command)?.public().clone());
    }
    let text = read(written)?;
    PublicKey::from_pem(&text).map_err(|e| e.context(format!("use the public key {written}")))
}

/// What is in a file or a variable.
pub fn read(written: &str) -> Result<Zeroizing<Vec<u8>>> {
    if let Some(name) = written.strip_prefix("env://") {
        let value = std::env::var(name).map_err(|_| {
            Error::new(Kind::NotFound, format!("the environment has no variable {name} with a key in it"))
        })?;
        return Ok(Zeroizing::new(value.into_bytes()));
    }
    let schemes =
        ["awskms://", "gcpkms://", "azurekms://", "hashivault://", "k8s://", "pkcs11:", "gitlab://", "github://"];
    if let Some(scheme) = schemes.iter().find(|s| written.starts_with(**s)) {
        return Err(Error::new(Kind::Unsupported, format!("keys of {scheme} are not read here"))
            .hint("name a program that asks it: --key 'exec:PROGRAM ARG…'"));
    }
    let file = std::fs::File::open(written).context(|| format!("read the key {written}"))?;
    let mut text = Zeroizing::new(Vec::new());
    file.take(MAX_KEY + 1).read_to_end(&mut text).context(|| format!("read the key {written}"))?;
    if text.len() as u64 > MAX_KEY {
        return Err(Error::new(Kind::Limit, format!("{written} is no key: it has more than {MAX_KEY} bytes")));
    }
    Ok(text)
}

/// A plain private key that others can read is none; an encrypted one still has its password.
fn check_permissions(written: &str, text: &[u8], session: &Session) -> Result<()> {
    if written.starts_with("env://") || !keyfile::is_private(text) {
        return Ok(());
    }
    let metadata = std::fs::metadata(written).context(|| format!("look at {written}"))?;
    let kind = metadata.file_type();
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 || kind.is_fifo() || kind.is_char_device() {
        return Ok(());
    }
    let what = format!("others can read the private key {written} (mode {mode:04o})");
    if keyfile::is_encrypted(text) {
        session.events().emit(Event::Warning { message: format!("{what}; only its password protects it") });
        return Ok(());
    }
    Err(Error::new(Kind::Denied, format!("{what}, and it is not encrypted"))
        .hint(format!("chmod 600 {written}"))
        .hint(format!("or encrypt it: imgtool keygen --from {written}")))
}

/// The password: from a file, from COSIGN_PASSWORD, or from the terminal.
async fn password_from(place: &Password, prompt: &'static str, session: &Session) -> Result<Zeroizing<Vec<u8>>> {
    if let Some(file) = place.file() {
        let what = || format!("read the password from {}", place.describe());
        let file = std::fs::File::open(file).context(what)?;
        let mut text = Zeroizing::new(Vec::new());
        file.take(MAX_PASSWORD).read_to_end(&mut text).context(what)?;
        let end = text.iter().rposition(|b| !matches!(b, b'\n' | b'\r')).map_or(0, |at| at + 1);
        text.truncate(end);
        return Ok(text);
    }
    if let Some(value) = std::env::var_os("COSIGN_PASSWORD") {
        return Ok(Zeroizing::new(std::os::unix::ffi::OsStringExt::into_vec(value)));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Error::new(Kind::Usage, "the private key needs a password, and there is no terminal to ask")
            .hint("set COSIGN_PASSWORD, or give --password-fd N"));
    }
    Ok(Zeroizing::new(ask_hidden(prompt, session).await?.into_bytes()))
}

/// A password for a new key: typed twice where it is typed.
pub async fn new_password(fd: Option<u32>, session: &Session) -> Result<Zeroizing<Vec<u8>>> {
    let place = fd.map_or(Password::Usual, Password::Fd);
    let first = password_from(&place, "Password for the private key: ", session).await?;
    let typed = fd.is_none() && std::env::var_os("COSIGN_PASSWORD").is_none();
    if typed && password_from(&place, "The same again: ", session).await? != first {
        return Err(Error::new(Kind::Usage, "the two passwords differ; nothing was written"));
    }
    Ok(first)
}
