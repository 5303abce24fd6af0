//! `imgtool serve`: a registry.

use crate::cli::args::Registry;
use crate::cli::interrupt;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::oci::is_loopback_host;
use crate::serve::{Config, Htpasswd, Limits, Mirror, Server};
use crate::transport::Reference;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Serve a directory as a registry (OCI distribution spec 1.1)
#[derive(Debug, Args)]
pub struct Serve {
    /// The directory; each repository in it is an OCI layout [default: registry/ in the local store's directory]
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Where to listen: HOST:PORT, or :PORT for every interface; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:5000")]
    pub listen: String,
    /// Let only these users in: a file of user:hash lines, bcrypt only (htpasswd -B)
    #[arg(long, value_name = "FILE")]
    pub htpasswd: Option<PathBuf>,
    /// Speak TLS with this certificate chain (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Refuse every write
    #[arg(long)]
    pub read_only: bool,
    /// Be a pull-through cache of this registry, read-only; the options for registries are for it
    #[arg(long, value_name = "URL", conflicts_with = "read_only")]
    pub mirror: Option<String>,
    /// The largest blob that is taken, in bytes or with k, M, G, T
    #[arg(long, value_name = "SIZE", default_value = "256G", value_parser = size)]
    pub max_blob_size: u64,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// `512M`: powers of 1024, as dd and docker count.
pub fn size(text: &str) -> std::result::Result<u64, String> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let shift = match unit.to_ascii_lowercase().trim_end_matches('b').trim_end_matches('i') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        _ => return Err("write a number of bytes, or one with k, M, G or T".into()),
    };
    let number: u64 = number.parse().map_err(|_| "write a number of bytes, or one with k, M, G or T".to_string())?;
    number.checked_mul(1 << shift).ok_or_else(|| "that is more than 16 EiB".into())
}

/// The registry that a mirror's URL names, and whether it said `http:` outright.
fn upstream(text: &str) -> Result<(String, bool)> {
    let bad = |why: &str| {
        Error::new(Kind::Usage, format!("'{}' is no registry's URL: {why}", text.escape_debug()))
            .hint("write https://HOST[:PORT], http://HOST[:PORT] or HOST[:PORT]")
    };
    let (plain, rest) = match text.split_once("://") {
        Some(("https", rest)) => (false, rest),
        Some(("http", rest)) => (true, rest),
        Some(_) => return Err(bad("it is neither https nor http")),
        None => (false, text),
    };
    let host = rest.trim_end_matches('/');
    if host.is_empty() || host.contains(['/', '@', '?', '#']) {
        return Err(bad("a host and at most a port are wanted"));
    }
    // A reference takes a first part for a host only if it looks like one.
    let host = match (host.contains(['.', ':']) || host == "localhost", plain) {
        (true, _) => host.to_string(),
        (false, true) => format!("{host}:80"),
        (false, false) => format!("{host}:443"),
    };
    let host = if host == "registry-1.docker.io" { "docker.io".into() } else { host };
    Ok((host, plain))
}

impl Serve {
    fn mirror(&self, session: &Arc<Session>) -> Result<Option<Mirror>> {
        let Some(url) = &self.mirror else { return Ok(None) };
        let (registry, plain) = upstream(url)?;
        let own: Reference = format!("docker://{registry}/x").parse()?;
        let mut options = self.registry.clone();
        if plain && !is_loopback_host(&registry) && options.tls_verify.is_none() {
            options.tls_verify = Some(false);
        }
        let client = session.access(&options, Some(&own)).registry_client()?;
        Ok(Some(Mirror::new(client, registry)))
    }
}

/// Serves until Ctrl-C or SIGTERM; prints the address once it listens.
pub async fn run(args: Serve, session: &Arc<Session>) -> Result<()> {
    raise_file_limit();
    let mirror = args.mirror(session)?;
    let dir = args.dir.unwrap_or_else(|| session.environment().root.join("registry"));
    let htpasswd = match &args.htpasswd {
        Some(file) => Some(Htpasswd::read(file).context(|| format!("read {}", file.display()))?),
        None => None,
    };
    let config = Config {
        htpasswd,
        tls: args.tls_cert.zip(args.tls_key),
        read_only: args.read_only,
        mirror,
        limits: Limits { max_blob: args.max_blob_size, ..Limits::default() },
        ..Config::new(dir, args.listen)
    };
    // Before the address is out: whoever reads it may send a signal at once.
    let signal = interrupt::listen();
    let server = Server::start(config, Some(session.events().clone())).await?;
    render::result(format!("listening on {}\n", server.address()).as_bytes())?;
    signal.await;
    server.stop().await;
    Ok(())
}

/// A connection takes a descriptor, an open blob another one; the default of 1,024 is a
/// limit for programs that use `select`.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // Refused, the limit stays what it was; connections wait then.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in [("0", 0), ("17", 17), ("2k", 2048), ("1MiB", 1 << 20), ("3Gb", 3 << 30), ("1T", 1 << 40)]
        {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for bad in ["", "k", "-1", "1x", "1 G", "99999999999T", "18446744073709551616"] {
            assert!(size(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn upstreams() {
        for (url, host, plain) in [
            ("https://registry-1.docker.io", "docker.io", false),
            ("docker.io", "docker.io", false),
            ("http://127.0.0.1:5001/", "127.0.0.1:5001", true),
            ("http://registry", "registry:80", true),
            ("https://registry/", "registry:443", false),
            ("http://localhost", "localhost", true),
        ] {
            assert_eq!(upstream(url).unwrap(), (host.to_string(), plain), "{url}");
        }
        for bad in ["", "https://", "ftp://x.y", "https://x.y/path", "https://u:p@x.y"] {
            assert!(upstream(bad).is_err(), "{bad}");
        }
    }
}
