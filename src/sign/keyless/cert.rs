//! Certificates of Fulcio: who they name, and whether a trusted authority says so.

use super::der::{FOURTH, parts, take, value, wrap};
use super::identity::Identity;
use super::root::TrustedRoot;
use crate::sign::key::PublicKey;
use pkcs8::ObjectIdentifier;
use pkcs8::der::Decode;
use sha2::{Digest as _, Sha256};

/// What went wrong, in words.
type Said<T> = std::result::Result<T, String>;

/// The largest certificate that is read, in bytes.
const MAX_CERTIFICATE: usize = 64 << 10;
/// The most SCTs of one certificate that are looked at.
const MAX_SCTS: usize = 16;

/// Names that a certificate's subject has besides (RFC 5280, section 4.2.1.6).
const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
/// Fulcio's "Issuer (V2)": a UTF8String.
const ISSUER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1.8");
/// Fulcio's "Issuer": plain bytes.
const ISSUER_V1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1.1");
/// Fulcio's name of a user, in an otherName.
const USERNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1.7");
/// Embedded SCTs (RFC 6962, section 3.3).
const SCTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.4.2");
/// id-kp-codeSigning, without its tag and length.
const CODE_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 3];

/// A certificate, parsed; nothing of it is proven.
pub struct Cert {
    der: Vec<u8>,
    /// The value of the extension with SCTs.
    scts: Option<Vec<u8>>,
    /// The key that it is about.
    pub key: PublicKey,
    /// Who has it: addresses, URIs.
    pub subjects: Vec<String>,
    /// Who said so: the URL of an OIDC issuer.
    pub issuer: Option<String>,
}

impl Cert {
    /// Parses DER.
    pub fn parse(der: &[u8]) -> Said<Cert> {
        if der.len() > MAX_CERTIFICATE {
            return Err(format!("its certificate has {} bytes", der.len()));
        }
        let broken = || "its certificate cannot be read".to_string();
        let (spki, extensions) = parts(der).ok_or_else(broken)?;
        let key = PublicKey::from_der(spki).map_err(|e| format!("its certificate: {}", e.what()))?;
        let mut cert = Cert { der: der.to_vec(), scts: None, key, subjects: Vec::new(), issuer: None };
        let mut older = None;
        for (oid, value) in extensions {
            match oid {
                SUBJECT_ALT_NAME => cert.subjects.extend(names(value).ok_or_else(broken)?),
                ISSUER => cert.issuer = Some(String::from_der(value).map_err(|_| broken())?),
                ISSUER_V1 => older = Some(std::str::from_utf8(value).map_err(|_| broken())?.to_string()),
                SCTS => cert.scts = Some(value.to_vec()),
                _ => {}
            }
        }
        cert.issuer = cert.issuer.or(older);
        Ok(cert)
    }

    /// Does it name one of them?
    pub fn is_of(&self, identities: &[Identity]) -> Option<usize> {
        let issuer = self.issuer.as_deref()?;
        identities.iter().position(|i| i.issuer.fits(issuer) && self.subjects.iter().any(|s| i.subject.fits(s)))
    }

    /// Who it names, for people.
    pub fn describe(&self) -> String {
        let subjects: Vec<String> = self.subjects.iter().map(|s| s.escape_debug().to_string()).collect();
        let issuer = self.issuer.as_deref().unwrap_or("nobody").escape_debug().to_string();
        format!("{} (says {issuer})", if subjects.is_empty() { "nobody".into() } else { subjects.join(", ") })
    }

    /// Has a trusted authority made it, was it valid at `time` (seconds since 1970), and do the
    /// root's certificate logs, where there are any, know it?
    pub fn check(&self, root: &TrustedRoot, time: i64) -> Said<()> {
        let mut why = "the trusted root has no certificate authority".to_string();
        for authority in &root.authorities {
            match authority.vouches(&self.der, time, CODE_SIGNING, "its certificate") {
                Ok(issuer) => return self.check_scts(root, &issuer),
                Err(e) => why = e,
            }
        }
        Err(why)
    }

    fn check_scts(&self, root: &TrustedRoot, issuer: &[u8]) -> Said<()> {
        if root.certificate_logs.is_empty() {
            return Ok(());
        }
        let value = self.scts.as_deref().ok_or("its certificate is in no certificate log: it has no SCT")?;
        let list = scts(value).ok_or("its certificate's SCTs cannot be read")?;
        let tbs = precertificate(&self.der).ok_or("its certificate's SCTs cannot be checked")?;
        for sct in list {
            let known = root.certificate_logs.iter().find(|log| log.id == sct.log);
            let milliseconds = i64::try_from(sct.timestamp).unwrap_or(i64::MAX);
            if let Some(log) = known
                && log.valid.holds(milliseconds / 1000)
                && log.key.verifies(&sct.signed(issuer, &tbs), &sct.signature)
            {
                return Ok(());
            }
        }
        Err("its certificate is in no certificate log that the trusted root knows: no SCT is good".into())
    }
}

/// The addresses, URIs and names of users among a certificate's names.
fn names(der: &[u8]) -> Option<Vec<String>> {
    const OTHER: u8 = 0xa0;
    const ADDRESS: u8 = 0x81;
    const URI: u8 = 0x86;
    let (_, mut list, _) = value(&mut { der })?;
    let mut out = Vec::new();
    while !list.is_empty() {
        let (tag, mut content, _) = value(&mut list)?;
        match tag {
            ADDRESS | URI => out.push(std::str::from_utf8(content).ok()?.to_string()),
            OTHER => {
                let (_, _, oid) = value(&mut content)?;
                let (_, inside, _) = value(&mut content)?;
                if ObjectIdentifier::from_der(oid).ok()? == USERNAME {
                    out.push(String::from_der(inside).ok()?);
                }
            }
            _ => {}
        }
    }
    Some(out)
}

/// A signed certificate timestamp, version 1 (RFC 6962, section 3.2).
struct Sct {
    log: Vec<u8>,
    timestamp: u64,
    extensions: Vec<u8>,
    signature: Vec<u8>,
}

impl Sct {
    /// What the log has signed, of a precertificate.
    fn signed(&self, issuer: &[u8], tbs: &[u8]) -> Vec<u8> {
        let mut out = vec![0, 0];
        out.extend(self.timestamp.to_be_bytes());
        out.extend([0, 1]);
        out.extend(Sha256::digest(issuer));
        out.extend(&(tbs.len() as u32).to_be_bytes()[1..]);
        out.extend(tbs);
        out.extend((self.extensions.len() as u16).to_be_bytes());
        out.extend(&self.extensions);
        out
    }
}

/// Bytes behind their length of two bytes.
fn vector<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take(rest, 2)?;
    take(rest, usize::from(u16::from_be_bytes([length[0], length[1]])))
}

/// The list in the extension's value: an OCTET STRING of TLS vectors.
fn scts(value: &[u8]) -> Option<Vec<Sct>> {
    let inner = pkcs8::der::asn1::OctetString::from_der(value).ok()?;
    let mut rest = inner.as_bytes();
    let mut list = vector(&mut rest)?;
    let mut out = Vec::new();
    while !list.is_empty() && out.len() < MAX_SCTS {
        let mut one = vector(&mut list)?;
        if take(&mut one, 1)? != [0] {
            continue;
        }
        let log = take(&mut one, 32)?.to_vec();
        let timestamp = u64::from_be_bytes(take(&mut one, 8)?.try_into().ok()?);
        let extensions = vector(&mut one)?.to_vec();
        // The algorithm is the key's, whatever is said here.
        take(&mut one, 2)?;
        out.push(Sct { log, timestamp, extensions, signature: vector(&mut one)?.to_vec() });
    }
    Some(out)
}

/// What the log has seen: the TBSCertificate without the list of SCTs.
fn precertificate(der: &[u8]) -> Option<Vec<u8>> {
    let (_, mut certificate, _) = value(&mut { der })?;
    let (tag, mut tbs, _) = value(&mut certificate)?;
    let mut out = Vec::new();
    while !tbs.is_empty() {
        let (kind, mut content, all) = value(&mut tbs)?;
        if kind != FOURTH {
            out.extend(all);
            continue;
        }
        let (sequence, mut extensions, _) = value(&mut content)?;
        let mut kept = Vec::new();
        while !extensions.is_empty() {
            let (_, mut inside, all) = value(&mut extensions)?;
            let (_, _, oid) = value(&mut inside)?;
            if ObjectIdentifier::from_der(oid).ok()? != SCTS {
                kept.extend(all);
            }
        }
        out.extend(wrap(FOURTH, &wrap(sequence, &kept)));
    }
    Some(wrap(tag, &out))
}
