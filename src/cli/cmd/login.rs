//! `imgtool login` and `imgtool logout`.

use crate::cli::args::Registry;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::transport::registry::Credentials;
use clap::Args;
use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;

/// Check credentials with a registry and keep them
#[derive(Debug, Args)]
pub struct Login {
    /// The registry: HOST, HOST:PORT, or with a namespace: HOST/TEAM
    #[arg(value_name = "REGISTRY", default_value = "docker.io")]
    pub registry: String,
    /// Who
    #[arg(short, long, value_name = "NAME")]
    pub username: Option<String>,
    /// The password, in the sight of everyone on this machine; better --password-stdin
    #[arg(short, long, value_name = "PASSWORD", conflicts_with = "password_stdin")]
    pub password: Option<String>,
    /// Read the password from standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Only say who is logged in
    #[arg(long, conflicts_with_all = ["username", "password", "password_stdin"])]
    pub get_login: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub access: Registry,
}

/// Forget the credentials of a registry
#[derive(Debug, Args)]
pub struct Logout {
    /// The registry, as it was given to login
    #[arg(value_name = "REGISTRY", required_unless_present = "all")]
    pub registry: Option<String>,
    /// Forget those of every registry
    #[arg(short, long, conflicts_with = "registry")]
    pub all: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub access: Registry,
}

/// The host that a key (`HOST[:PORT][/NAMESPACE]`) is about.
fn host(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}

/// Without `https://` and the slash at the end, as people paste it.
fn key(given: &str) -> String {
    let bare = given.strip_prefix("https://").or(given.strip_prefix("http://")).unwrap_or(given);
    bare.trim_end_matches('/').to_string()
}

/// Asks the registry, then keeps what it accepted.
pub async fn login(args: Login, session: &Arc<Session>) -> Result<()> {
    let key = key(&args.registry);
    let files = session.auth_files(&args.access);
    if args.get_login {
        let found = crate::transport::registry::CredentialSource::credentials(&files, host(&key), "").await?;
        return match found {
            Some(Credentials::Basic { username, .. }) => render::result(format!("{username}\n").as_bytes()),
            Some(_) => render::result(b"<token>\n"),
            None => Err(Error::new(Kind::NotFound, format!("nobody is logged in to {key}"))),
        };
    }
    let credentials = credentials(&args, session).await?;
    let access = session.access_with(&args.access, credentials.clone());
    access.ping(host(&key)).await.map_err(|e| match e.kind() {
        Kind::Denied => e.context(format!("{key} does not accept these credentials; nothing was kept")),
        _ => e.context(format!("log in to {key}; nothing was kept")),
    })?;
    files.store(&key, &credentials).await?;
    render::result(b"Login Succeeded\n")
}

async fn credentials(args: &Login, session: &Session) -> Result<Credentials> {
    if let Some(creds) = &args.access.creds {
        return Credentials::parse(creds);
    }
    let interactive = std::io::stdin().is_terminal();
    let username = match &args.username {
        Some(name) => name.clone(),
        None if interactive => ask("Username: ")?,
        None => {
            return Err(Error::new(Kind::Usage, "no --username").hint("write login -u NAME --password-stdin REGISTRY"));
        }
    };
    let password = match &args.password {
        Some(password) => password.clone(),
        None if args.password_stdin || !interactive => line()?,
        None => ask_hidden("Password: ", session).await?,
    };
    if username.is_empty() || password.is_empty() {
        return Err(Error::new(Kind::Usage, "the user name or the password is empty"));
    }
    Ok(Credentials::basic(&username, &password))
}

fn line() -> Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().read_line(&mut text).context(|| "read standard input".into())?;
    Ok(text.trim_end_matches(['\n', '\r']).to_string())
}

fn ask(what: &str) -> Result<String> {
    // Not held while somebody types: whoever stops the run is told so there.
    let mut err = std::io::stderr();
    err.write_all(what.as_bytes()).and_then(|()| err.flush()).context(|| "write to the terminal".into())?;
    line()
}

/// Asks without an echo. Whoever stops the run meanwhile gets the echo back.
pub(crate) async fn ask_hidden(what: &'static str, session: &Session) -> Result<String> {
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
    let restore =
        |old: &Termios| tcsetattr(std::io::stdin(), OptionalActions::Now, old).context(|| "turn the echo on".into());
    let old = tcgetattr(std::io::stdin()).context(|| "read the terminal's settings".into())?;
    let at_stop = old.clone();
    session.on_cancel(move || {
        let _ = restore(&at_stop);
    });
    let mut quiet = old.clone();
    quiet.local_modes.remove(LocalModes::ECHO);
    tcsetattr(std::io::stdin(), OptionalActions::Now, &quiet).context(|| "turn the terminal's echo off".into())?;
    // A thread of its own: signals are heard meanwhile, and nobody waits for it at the end.
    let (send, answer) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || send.send(ask(what)));
    let answer = answer.await.unwrap_or_else(|_| Err(Error::new(Kind::Internal, "nobody answers")));
    let restored = restore(&old);
    let _ = std::io::stderr().lock().write_all(b"\n");
    restored.and(answer)
}

/// Forgets.
pub async fn logout(args: Logout, session: &Arc<Session>) -> Result<()> {
    let files = session.auth_files(&args.access);
    let Some(registry) = &args.registry else {
        let mut count = 0;
        for key in files.keys()? {
            count += usize::from(files.remove(&key).await?);
        }
        return render::result(format!("Removed the credentials of {count} registries\n").as_bytes());
    };
    let key = key(registry);
    if files.remove(&key).await? {
        return render::result(format!("Removed the credentials of {key}\n").as_bytes());
    }
    Err(Error::new(Kind::NotFound, format!("nobody is logged in to {key}")))
}
