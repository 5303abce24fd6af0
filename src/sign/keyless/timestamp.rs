//! Timestamps (RFC 3161): an authority has seen a signature at some time. A certificate that is expired now
//! proves what was signed while it was not.
//!
//! Exactly one signer, who has signed attributes: their digests lead to the content, and to the certificate.

use super::der::{FIRST, INTEGER, OCTET_STRING, SECOND, SEQUENCE, SET, TIME, inside, oid, value, wrap};
use super::root::{Authority, TrustedRoot};
use pkcs8::ObjectIdentifier;
use rustls::pki_types::CertificateDer;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

type Said<T> = std::result::Result<T, String>;

/// The largest timestamp that is read, in bytes.
pub const MAX_STAMP: usize = 64 << 10;
/// The most certificates of one timestamp that are looked at.
const MAX_CERTIFICATES: usize = 8;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
/// id-kp-timeStamping, without its tag and length.
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];

/// A digest, and what it was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hashed {
    by: ObjectIdentifier,
    digest: Vec<u8>,
}

impl Hashed {
    fn is_of(&self, content: &[u8]) -> bool {
        let digest = match self.by {
            SHA256 => Sha256::digest(content).to_vec(),
            SHA384 => Sha384::digest(content).to_vec(),
            SHA512 => Sha512::digest(content).to_vec(),
            _ => return false,
        };
        digest == self.digest
    }
}

/// A timestamp, unverified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// What was seen.
    seen: Hashed,
    /// When, in seconds since 1970.
    time: i64,
    /// TSTInfo, which says both.
    info: Vec<u8>,
    /// Its digest, among the attributes.
    info_digest: Hashed,
    /// The digest of the signer's certificate, among the attributes.
    signer: Hashed,
    /// What is signed: the attributes.
    attributes: Vec<u8>,
    signature: Vec<u8>,
    /// Certificates that came along.
    certificates: Vec<Vec<u8>>,
}

/// What an AlgorithmIdentifier names.
fn algorithm(rest: &mut &[u8]) -> Option<ObjectIdentifier> {
    oid(&mut inside(rest, SEQUENCE)?)
}

fn seconds(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_at_checked(14)?;
    if !fraction.is_empty() && !fraction.strip_prefix('.')?.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(chrono::NaiveDateTime::parse_from_str(whole, "%Y%m%d%H%M%S").ok()?.and_utc().timestamp())
}

/// What the signed attributes say, each once: the content's digest, and the signer's certificate.
fn read_attributes(mut rest: &[u8], by: ObjectIdentifier) -> Option<(Hashed, Hashed)> {
    let (mut content, mut kind, mut signer) = (None, None, None);
    while !rest.is_empty() {
        let mut attribute = inside(&mut rest, SEQUENCE)?;
        let name = oid(&mut attribute)?;
        let mut values = inside(&mut attribute, SET)?;
        let twice = match name {
            CONTENT_TYPE => kind.replace(oid(&mut values)?).is_some(),
            MESSAGE_DIGEST => {
                let digest = inside(&mut values, OCTET_STRING)?.to_vec();
                content.replace(Hashed { by, digest }).is_some()
            }
            SIGNING_CERTIFICATE_V2 => {
                let mut ids = inside(&mut inside(&mut values, SEQUENCE)?, SEQUENCE)?;
                let mut first = inside(&mut ids, SEQUENCE)?;
                let by = match first.first() {
                    Some(&SEQUENCE) => algorithm(&mut first)?,
                    _ => SHA256,
                };
                let digest = inside(&mut first, OCTET_STRING)?.to_vec();
                signer.replace(Hashed { by, digest }).is_some()
            }
            _ => false,
        };
        if twice {
            return None;
        }
    }
    (kind? == TST_INFO).then_some((content?, signer?))
}

/// TimeStampResp (RFC 3161, section 2.4.2) around SignedData (RFC 5652, section 5.1).
fn read(raw: &[u8]) -> Option<Stamp> {
    let mut response = inside(&mut { raw }, SEQUENCE)?;
    let mut status = inside(&mut response, SEQUENCE)?;
    if !matches!(inside(&mut status, INTEGER)?, [0] | [1]) {
        // It was not granted.
        return None;
    }
    let mut token = inside(&mut response, SEQUENCE)?;
    if oid(&mut token)? != SIGNED_DATA {
        return None;
    }
    let mut signed = inside(&mut inside(&mut token, FIRST)?, SEQUENCE)?;
    inside(&mut signed, INTEGER)?;
    inside(&mut signed, SET)?;
    let mut content = inside(&mut signed, SEQUENCE)?;
    if oid(&mut content)? != TST_INFO {
        return None;
    }
    let info = inside(&mut inside(&mut content, FIRST)?, OCTET_STRING)?.to_vec();
    let (mut certificates, mut signers) = (Vec::new(), None);
    while !signed.is_empty() {
        let (tag, mut list, _) = value(&mut signed)?;
        match tag {
            FIRST => {
                while !list.is_empty() && certificates.len() < MAX_CERTIFICATES {
                    certificates.push(value(&mut list)?.2.to_vec());
                }
            }
            SECOND => {}
            SET => signers = Some(list),
            _ => return None,
        }
    }
    let mut signers = signers?;
    let mut signer = inside(&mut signers, SEQUENCE)?;
    if !signers.is_empty() {
        return None;
    }
    inside(&mut signer, INTEGER)?;
    // Whose certificate: the attributes say it by its digest.
    value(&mut signer)?;
    let by = algorithm(&mut signer)?;
    let attributes = inside(&mut signer, FIRST)?;
    let (info_digest, certificate) = read_attributes(attributes, by)?;
    inside(&mut signer, SEQUENCE)?;
    let signature = inside(&mut signer, OCTET_STRING)?.to_vec();
    let mut told = inside(&mut info.as_slice(), SEQUENCE)?;
    if inside(&mut told, INTEGER)? != [1] {
        return None;
    }
    oid(&mut told)?;
    let mut imprint = inside(&mut told, SEQUENCE)?;
    let seen = Hashed { by: algorithm(&mut imprint)?, digest: inside(&mut imprint, OCTET_STRING)?.to_vec() };
    inside(&mut told, INTEGER)?;
    let time = seconds(inside(&mut told, TIME)?)?;
    // Signed is a SET, whatever tag it has where it stands (RFC 5652, section 5.4).
    let attributes = wrap(SET, attributes);
    Some(Stamp { seen, time, info, info_digest, signer: certificate, attributes, signature, certificates })
}

impl Stamp {
    /// Parses DER.
    pub fn parse(raw: &[u8]) -> Said<Stamp> {
        if raw.len() > MAX_STAMP {
            return Err(format!("its timestamp has {} bytes", raw.len()));
        }
        read(raw).ok_or_else(|| "its timestamp cannot be read".into())
    }

    /// Has an authority of the root's seen this signature? Then when, in seconds since 1970.
    pub fn check(&self, root: &TrustedRoot, signature: &[u8]) -> Said<i64> {
        if !self.seen.is_of(signature) {
            return Err("its timestamp is of another signature".into());
        }
        if !self.info_digest.is_of(&self.info) {
            return Err("its timestamp is not what its authority has signed".into());
        }
        let mut why = "the trusted root has no timestamp authority".to_string();
        for authority in &root.timestamp_authorities {
            match self.by(authority) {
                Ok(()) => return Ok(self.time),
                Err(e) => why = e,
            }
        }
        Err(why)
    }

    fn by(&self, authority: &Authority) -> Said<()> {
        let other = || "its timestamp is of an authority that is not in the trusted root".to_string();
        // Where the root names the certificate itself, no other will do.
        let mut candidates = match authority.end() {
            Some(certificate) => vec![certificate],
            None => self.certificates.iter().map(Vec::as_slice).collect(),
        };
        candidates.retain(|c| self.signer.is_of(c));
        let certificate = candidates.first().ok_or_else(other)?;
        authority.vouches(certificate, self.time, TIME_STAMPING, "its timestamp's certificate")?;
        let der = CertificateDer::from(*certificate);
        let certificate = webpki::EndEntityCert::try_from(&der).map_err(|_| other())?;
        let fits = |by: &&dyn rustls::pki_types::SignatureVerificationAlgorithm| {
            certificate.verify_signature(*by, &self.attributes, &self.signature).is_ok()
        };
        match webpki::ALL_VERIFICATION_ALGS.iter().any(fits) {
            true => Ok(()),
            false => Err("its timestamp is not signed by its authority".into()),
        }
    }
}
