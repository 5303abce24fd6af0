//! What signs: a key that is kept, or one made for this run, with a certificate of an identity;
//! and the log that its signatures are entered into.

use super::keys::{Prepared, apart};
use super::session::Session;
use crate::error::{Context, Error, Kind, Result};
use crate::image::Node;
use crate::oci::Descriptor;
use crate::sign::key::{Algorithm, PrivateKey, Signer};
use crate::sign::keyless::Material;
use crate::sign::keyless::cert::Cert;
use crate::sign::keyless::log::About;
use crate::sign::keyless::request::{self, Verifier};
use crate::sign::keyless::root::TrustedRoot;
use crate::sign::make::{self, Layer};
use crate::sign::payload::{Simple, Statement};
use crate::transport::registry::ClientConfig;
use crate::transport::sigstore::Services;
use clap::{ArgAction, Args};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest token that is read, in bytes.
const MAX_TOKEN: u64 = 64 << 10;
/// Where container platforms mount one.
const MOUNTED: &str = "/var/run/sigstore/cosign/oidc-token";

/// Signing without a key, and the log.
#[derive(Debug, Args)]
#[command(next_help_heading = "Without a key")]
pub struct Keyless {
    /// The identity to sign as: an OIDC token, or a file with it [default: what CI provides: $SIGSTORE_ID_TOKEN,
    /// GitHub's, /var/run/sigstore/cosign/oidc-token]
    #[arg(long, value_name = "TOKEN|FILE", conflicts_with = "key")]
    pub identity_token: Option<String>,
    /// Who gives certificates for identities
    #[arg(long, value_name = "URL", default_value = "https://fulcio.sigstore.dev")]
    pub fulcio_url: String,
    /// The transparency log
    #[arg(long, value_name = "URL", default_value = "https://rekor.sigstore.dev")]
    pub rekor_url: String,
    /// Enter what is signed into the transparency log [default: only without a key]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", action = ArgAction::Set)]
    pub tlog_upload: Option<bool>,
    /// Check what they answer against this trusted_root.json, before anything is attached
    #[arg(long, env = "SIGSTORE_TRUSTED_ROOT", value_name = "FILE")]
    pub trusted_root: Option<PathBuf>,
}

/// Signs, and gets all that stands beside a signature.
pub struct Sealer {
    signer: Arc<dyn Signer>,
    /// Certificates for the signer's key, DER: its own, then those above.
    chain: Vec<Vec<u8>>,
    log: Option<(Services, String)>,
    root: Option<TrustedRoot>,
}

impl Sealer {
    /// With a key, and no log.
    pub fn of(signer: Arc<dyn Signer>) -> Sealer {
        Sealer { signer, chain: Vec::new(), log: None, root: None }
    }

    /// As the arguments say; `key` was asked for before.
    pub async fn open(key: Option<Prepared>, keyless: &Keyless, session: &Session) -> Result<Sealer> {
        let services =
            || Services::new(&ClientConfig { proxy: session.environment().proxy.clone(), ..ClientConfig::default() });
        let root = keyless.trusted_root.as_deref().map(TrustedRoot::load).transpose()?;
        if let Some(key) = key {
            let signer = key.open().await?;
            let log = match keyless.tlog_upload {
                Some(true) => Some((services()?, keyless.rekor_url.clone())),
                _ => None,
            };
            return Ok(Sealer { signer, chain: Vec::new(), log, root });
        }
        if keyless.tlog_upload == Some(false) {
            return Err(Error::new(
                Kind::Usage,
                "without a key, signatures are entered into the transparency log: \
                the certificate is expired soon, and only the log tells when it was used",
            )
            .hint("leave out --tlog-upload=false, or give a --key"));
        }
        let services = services()?;
        let token = token(keyless, &services).await?;
        let signer: Arc<dyn Signer> = Arc::new(PrivateKey::generate(Algorithm::EcdsaP256)?);
        let question = request::certificate(&token, signer.as_ref())?;
        let answer = services.certificate(&keyless.fulcio_url, &question).await?;
        let chain = request::chain(&answer, signer.public())?;
        Ok(Sealer { signer, chain, log: Some((services, keyless.rekor_url.clone())), root })
    }

    fn verifier(&self) -> Verifier<'_> {
        match self.chain.first() {
            Some(der) => Verifier::Certificate(der),
            None => Verifier::Key(self.signer.public()),
        }
    }

    /// Enters a signature into the log, and checks what comes back.
    async fn material(&self, entry: &serde_json::Value, about: &About<'_>) -> Result<Material> {
        let certificate = self.chain.first().cloned();
        let Some((services, url)) = &self.log else { return Ok(Material { certificate, ..Material::default() }) };
        let entry = request::entry(&services.enter(url, entry).await?)?;
        if let Some(root) = &self.root {
            let wrong = |why: String| {
                Error::new(Kind::Untrusted, "what the services gave does not fit the trusted root").because(why)
            };
            let time = entry.check(root, about, true, None).map_err(wrong)?;
            if let Some(der) = &certificate {
                Cert::parse(der).and_then(|c| c.check(root, time)).map_err(wrong)?;
            }
        }
        Ok(Material { certificate, entries: vec![Ok(entry)], stamps: Vec::new() })
    }

    async fn envelope(&self, statement: &Statement) -> Result<(crate::sign::dsse::Envelope, Material)> {
        let (said, signer) = (statement.clone(), self.signer.clone());
        let envelope = apart(move || make::signed(&said, signer.as_ref())).await?;
        let (payload, signatures) = (envelope.payload()?, envelope.signatures()?);
        let verifier = self.chain.first().map_or(self.signer.public().der(), Vec::as_slice);
        let signature = signatures.first().map(Vec::as_slice).unwrap_or_default();
        let about = About { payload: &payload, signature, envelope: Some(&envelope), verifier };
        let question = request::envelope(&envelope, &self.verifier())?;
        let material = self.material(&question, &about).await?;
        Ok((envelope, material))
    }

    /// A bundle around a statement, and its text.
    pub async fn bundle(&self, subject: &Descriptor, statement: &Statement, created: &str) -> Result<(Node, Vec<u8>)> {
        let (envelope, material) = self.envelope(statement).await?;
        let text = make::bundle_text(&envelope, &material, &self.signer.public().hint())?;
        Ok((make::bundle(subject, &statement.predicate_type, text.clone(), created)?, text))
    }

    /// A signature for a tag's image.
    pub async fn signature(&self, payload: &Simple) -> Result<Layer> {
        let (payload, signer) = (payload.clone(), self.signer.clone());
        let (bytes, signature) = apart(move || make::simple(&payload, signer.as_ref())).await?;
        let verifier = self.chain.first().map_or(self.signer.public().der(), Vec::as_slice);
        let about = About { payload: &bytes, signature: &signature, envelope: None, verifier };
        let question = request::hashed(&bytes, &signature, &self.verifier())?;
        let material = self.material(&question, &about).await?;
        Layer::signature(bytes, &signature).with(&material, self.chain.get(1..).unwrap_or_default())
    }

    /// An attestation for a tag's image.
    pub async fn attestation(&self, statement: &Statement) -> Result<Layer> {
        let (envelope, material) = self.envelope(statement).await?;
        let layer = Layer::attestation(&envelope, &statement.predicate_type)?;
        layer.with(&material, self.chain.get(1..).unwrap_or_default())
    }
}

/// The identity token: as given, else as the place that this runs in provides it.
async fn token(keyless: &Keyless, services: &Services) -> Result<String> {
    let var = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    if let Some(given) = &keyless.identity_token {
        // A token is no path: it has two dots and no slash, and is far too long for a name.
        return match Path::new(given).exists() {
            true => file(Path::new(given)),
            false if given.split('.').count() == 3 && !given.contains('/') => Ok(given.clone()),
            false => Err(Error::new(Kind::NotFound, "--identity-token names no file, and is no token")),
        };
    }
    if let Some(token) = var("SIGSTORE_ID_TOKEN") {
        return Ok(token);
    }
    if let (Some(url), Some(secret)) = (var("ACTIONS_ID_TOKEN_REQUEST_URL"), var("ACTIONS_ID_TOKEN_REQUEST_TOKEN")) {
        return services.github_token(&url, &secret).await;
    }
    if Path::new(MOUNTED).exists() {
        return file(Path::new(MOUNTED));
    }
    Err(Error::new(Kind::Usage, "there is no key, and no identity to sign as")
        .hint("give a --key; imgtool keygen makes one")
        .hint(
            "or give --identity-token; in CI, allow the job to have one (GitHub: permissions: id-token: write; \
               GitLab: id_tokens: SIGSTORE_ID_TOKEN: aud: sigstore)",
        ))
}

fn file(path: &Path) -> Result<String> {
    let what = || format!("read the identity token {}", path.display());
    let mut text = String::new();
    std::fs::File::open(path).and_then(|f| f.take(MAX_TOKEN).read_to_string(&mut text)).context(what)?;
    Ok(text.trim().to_string())
}
