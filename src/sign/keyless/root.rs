//! Whom certificates and logs are believed: `trusted_root.json`.

use super::der::{BOOLEAN, SEQUENCE, inside, parts};
use crate::error::{Error, Kind, Result};
use crate::image::file::read_small;
use crate::sign::key::{Algorithm, PublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pkcs8::ObjectIdentifier;
use rustls::pki_types::{CertificateDer, UnixTime};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::path::Path;
use std::time::Duration;

/// The size of an Ed25519 key, in bytes.
const ED25519_KEY: usize = 32;
/// The largest trusted root that is read, in bytes.
const MAX_ROOT: u64 = 4 << 20;
/// Whether a certificate's key may sign certificates (RFC 5280, section 4.2.1.9).
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");

const KINDS: [&str; 2] =
    ["application/vnd.dev.sigstore.trustedroot+json;version=0.1", "application/vnd.dev.sigstore.trustedroot.v0.1+json"];

/// A span of time, in seconds since 1970; open where it has no end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Validity {
    start: Option<i64>,
    end: Option<i64>,
}

impl Validity {
    /// Is `time` in it?
    pub fn holds(&self, time: i64) -> bool {
        self.start.is_none_or(|s| s <= time) && self.end.is_none_or(|e| time <= e)
    }
}

/// A certificate authority.
#[derive(Debug, Clone)]
pub struct Authority {
    /// Certificates, DER: intermediates, then the root.
    pub chain: Vec<Vec<u8>>,
    /// When it is (or was) in use.
    pub valid: Validity,
}

impl Authority {
    /// The certificate that signs, where the chain begins with it and not with one that signs certificates.
    pub fn end(&self) -> Option<&[u8]> {
        let first = self.chain.first().filter(|_| self.chain.len() > 1)?;
        let (_, extensions) = parts(first)?;
        let mut constraints = extensions.iter().find(|(oid, _)| *oid == BASIC_CONSTRAINTS).map(|(_, value)| *value);
        let is_authority = match &mut constraints {
            Some(value) => inside(value, SEQUENCE)?.first() == Some(&BOOLEAN),
            None => false,
        };
        (!is_authority).then_some(first)
    }

    /// The key (SubjectPublicKeyInfo) of whoever has issued `certificate` in this authority's name, for this usage
    /// (an OID without tag and length), valid at `time`. `whose` begins the reason why not.
    pub fn vouches(
        &self,
        certificate: &[u8],
        time: i64,
        usage: &'static [u8],
        whose: &str,
    ) -> std::result::Result<Vec<u8>, String> {
        if !self.valid.holds(time) {
            return Err("the trusted root's authority was not in use when it was signed".into());
        }
        let no = |e: webpki::Error| match e {
            webpki::Error::CertExpired { .. } => format!("{whose} was expired when it was signed"),
            webpki::Error::CertNotValidYet { .. } => format!("{whose} was not valid yet when it was signed"),
            webpki::Error::UnknownIssuer | webpki::Error::InvalidSignatureForPublicKey => {
                format!("{whose} is of an authority that is not in the trusted root")
            }
            other => format!("{whose} is not proven: {other}"),
        };
        let [intermediates @ .., anchor] = self.chain.as_slice() else {
            return Err("the trusted root has an authority without certificates".into());
        };
        let anchor = CertificateDer::from(anchor.as_slice());
        let anchors = [webpki::anchor_from_trusted_cert(&anchor).map_err(no)?];
        let intermediates: Vec<CertificateDer<'_>> =
            intermediates.iter().map(|c| CertificateDer::from(c.as_slice())).collect();
        let der = CertificateDer::from(certificate);
        let leaf = webpki::EndEntityCert::try_from(&der).map_err(no)?;
        let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(time).unwrap_or(0)));
        let usage = webpki::KeyUsage::required(usage);
        let path = leaf
            .verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &anchors, &intermediates, at, usage, None, None)
            .map_err(no)?;
        Ok(path.issuer_spki().to_vec())
    }
}

/// A log's key.
#[derive(Debug, Clone)]
pub struct Log {
    /// The SHA-256 of the key's DER.
    pub id: Vec<u8>,
    /// The key.
    pub key: PublicKey,
    /// When it is (or was) in use.
    pub valid: Validity,
    /// What the trusted root calls it, where that is something else than `id`.
    named: Option<Vec<u8>>,
}

impl Log {
    /// A log that has always been in use.
    pub fn of(key: PublicKey) -> Log {
        Log { id: id_of(&key), key, valid: Validity::default(), named: None }
    }

    /// What checkpoints of this origin call its key (C2SP's signed-note); None where the trusted root has the key for
    /// another origin.
    pub fn checkpoint_id(&self, origin: &str) -> Option<Vec<u8>> {
        let id = match self.key.algorithm() {
            Algorithm::Ed25519 => {
                let (_, raw) = self.key.der().split_last_chunk::<ED25519_KEY>()?;
                Sha256::new().chain_update(origin).chain_update(b"\n\x01").chain_update(raw).finalize().to_vec()
            }
            _ => self.id.clone(),
        };
        self.named.as_ref().is_none_or(|named| *named == id).then_some(id)
    }
}

fn id_of(key: &PublicKey) -> Vec<u8> {
    Sha256::digest(key.der()).to_vec()
}

/// Whom to believe.
#[derive(Debug, Clone, Default)]
pub struct TrustedRoot {
    /// Who makes certificates.
    pub authorities: Vec<Authority>,
    /// Transparency logs (Rekor).
    pub logs: Vec<Log>,
    /// Certificate logs. Where there are none, certificates need no SCT.
    pub certificate_logs: Vec<Log>,
    /// Who makes timestamps.
    pub timestamp_authorities: Vec<Authority>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    media_type: String,
    #[serde(default)]
    tlogs: Vec<LogFile>,
    #[serde(default)]
    ctlogs: Vec<LogFile>,
    #[serde(default)]
    certificate_authorities: Vec<AuthorityFile>,
    #[serde(default)]
    timestamp_authorities: Vec<AuthorityFile>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogFile {
    public_key: KeyFile,
    #[serde(default)]
    log_id: Option<LogName>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogName {
    #[serde(default)]
    key_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyFile {
    raw_bytes: String,
    #[serde(default)]
    valid_for: Option<Span>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuthorityFile {
    cert_chain: Chain,
    #[serde(default)]
    valid_for: Option<Span>,
}

#[derive(Deserialize)]
struct Chain {
    certificates: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    raw_bytes: String,
}

#[derive(Deserialize)]
struct Span {
    start: Option<String>,
    end: Option<String>,
}

fn seconds(text: &str) -> Result<i64> {
    chrono::DateTime::parse_from_rfc3339(text)
        .map(|t| t.timestamp())
        .map_err(|e| Error::new(Kind::Format, format!("'{}' is no time", text.escape_debug())).because(e))
}

fn validity(span: &Option<Span>) -> Result<Validity> {
    let Some(span) = span else { return Ok(Validity::default()) };
    Ok(Validity {
        start: span.start.as_deref().map(seconds).transpose()?,
        end: span.end.as_deref().map(seconds).transpose()?,
    })
}

fn decode(text: &str) -> Result<Vec<u8>> {
    STANDARD.decode(text).map_err(|e| Error::new(Kind::Format, "rawBytes is not base64").because(e))
}

/// Keys of kinds that are not known prove nothing, and do no harm.
fn logs(files: &[LogFile]) -> Result<Vec<Log>> {
    let mut out = Vec::new();
    for file in files {
        let Ok(key) = PublicKey::from_der(&decode(&file.public_key.raw_bytes)?) else { continue };
        let named = file.log_id.as_ref().and_then(|name| STANDARD.decode(&name.key_id).ok());
        let (log, valid) = (Log::of(key), validity(&file.public_key.valid_for)?);
        out.push(Log { valid, named: named.filter(|n| !n.is_empty() && *n != log.id), ..log });
    }
    Ok(out)
}

fn authorities_of(files: &[AuthorityFile]) -> Result<Vec<Authority>> {
    let one = |file: &AuthorityFile| {
        let chain = file.cert_chain.certificates.iter().map(|c| decode(&c.raw_bytes)).collect::<Result<Vec<_>>>()?;
        Ok(Authority { chain, valid: validity(&file.valid_for)? })
    };
    files.iter().map(one).collect()
}

impl TrustedRoot {
    /// Reads a file.
    pub fn load(path: &Path) -> Result<TrustedRoot> {
        let what = || format!("read the trusted root {}", path.display());
        let raw = read_small(path, MAX_ROOT, what)?;
        TrustedRoot::parse(&raw).map_err(|e| e.context(what()))
    }

    /// Parses the file's content.
    pub fn parse(raw: &[u8]) -> Result<TrustedRoot> {
        let no = "it is no trusted root";
        let file: File = serde_json::from_slice(raw).map_err(|e| Error::new(Kind::Format, no).because(e))?;
        if !KINDS.contains(&file.media_type.as_str()) {
            let why = format!("it says it is a '{}'", file.media_type.escape_debug());
            return Err(Error::new(Kind::Format, no).because(why));
        }
        let (tlogs, ctlogs) = (logs(&file.tlogs)?, logs(&file.ctlogs)?);
        if ctlogs.is_empty() && !file.ctlogs.is_empty() {
            // Else certificates would need no SCT any more.
            return Err(Error::new(Kind::Unsupported, "none of the keys of its certificate logs is of a known kind"));
        }
        let authorities = authorities_of(&file.certificate_authorities)?;
        let timestamp_authorities = authorities_of(&file.timestamp_authorities)?;
        Ok(TrustedRoot { authorities, logs: tlogs, certificate_logs: ctlogs, timestamp_authorities })
    }

    /// Authorities by a PEM file, and no logs.
    pub fn of(pem: &[u8]) -> Result<TrustedRoot> {
        let chain = certificates(pem)?;
        let valid = Validity::default();
        // Every certificate of the file is trusted as it is.
        let authorities = chain.into_iter().map(|c| Authority { chain: vec![c], valid }).collect();
        Ok(TrustedRoot { authorities, ..TrustedRoot::default() })
    }
}

/// The certificates of a PEM text, DER.
pub fn certificates(pem: &[u8]) -> Result<Vec<Vec<u8>>> {
    const END: &str = "-----END CERTIFICATE-----";
    let bad = |why: &str| Error::new(Kind::Format, "it is no PEM file with certificates").because(why.to_string());
    let text = std::str::from_utf8(pem).map_err(|_| bad("it is no text"))?;
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("-----BEGIN CERTIFICATE-----") {
        rest = &rest[at..];
        let stop = rest.find(END).ok_or_else(|| bad("it is cut off"))? + END.len();
        let (_, der) = pkcs8::der::pem::decode_vec(&rest.as_bytes()[..stop]).map_err(|e| bad(&e.to_string()))?;
        out.push(der);
        rest = &rest[stop..];
    }
    if out.is_empty() { Err(bad("it has none")) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The public service's log of 2025, as its trusted root has it.
    #[test]
    fn what_checkpoints_call_a_key() {
        let key = decode("MCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=").unwrap();
        let mut log = Log::of(PublicKey::from_der(&key).unwrap());
        let (origin, id) =
            ("log2025-1.rekor.sigstore.dev", decode("zxGZFVvd0FEmjR8WrFwMdcAJ9vtaY/QXf44Y1wUeP6A=").unwrap());
        assert_eq!(log.checkpoint_id(origin), Some(id.clone()));
        assert_ne!(log.checkpoint_id("other.example"), Some(id.clone()));
        log.named = Some(id.clone());
        assert_eq!(log.checkpoint_id(origin), Some(id));
        assert_eq!(log.checkpoint_id("other.example"), None);
    }
}
