//! What is asked of Fulcio and Rekor, and what their answers must be.

use super::cert::Cert;
use super::log::Entry;
use super::root::certificates;
use crate::error::{Error, Kind, Result};
use crate::sign::dsse::Envelope;
use crate::sign::key::{PublicKey, Signer};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The longest token that is taken, in bytes.
const MAX_TOKEN: usize = 64 << 10;

/// Who a token is about: its address where it has one, else its subject. Only the issuer can tell
/// whether it is true.
pub fn subject(token: &str) -> Result<String> {
    // Nothing of a token may stand in an error.
    let no = |why: &str| {
        Error::new(Kind::Format, "the identity token cannot be used")
            .because(why.to_string())
            .hint("an OIDC token (a JWT) for the audience 'sigstore' is needed")
    };
    if token.len() > MAX_TOKEN {
        return Err(no("it is too long"));
    }
    let mut parts = token.split('.');
    let (Some(_), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(no("it is no JWT"));
    };
    let raw = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).map_err(|_| no("its claims are not base64"))?;
    let claims: Value = serde_json::from_slice(&raw).map_err(|_| no("its claims are no JSON"))?;
    if let Some(address) = claims["email"].as_str().filter(|a| !a.is_empty()) {
        if claims["email_verified"] == false {
            return Err(no("its issuer has not verified the address"));
        }
        return Ok(address.to_string());
    }
    claims["sub"].as_str().map(str::to_string).ok_or_else(|| no("it names nobody"))
}

/// Asks for a certificate for a key, whose possession is proven (`/api/v2/signingCert`).
pub fn certificate(token: &str, signer: &dyn Signer) -> Result<Value> {
    let proof = signer.sign(subject(token)?.as_bytes())?;
    Ok(json!({
        "credentials": {"oidcIdentityToken": token},
        "publicKeyRequest": {
            "publicKey": {"algorithm": "ECDSA", "content": signer.public().to_pem()?},
            "proofOfPossession": STANDARD.encode(proof),
        },
    }))
}

/// The certificates in Fulcio's answer, DER: ours, then those above.
pub fn chain(answer: &Value, key: &PublicKey) -> Result<Vec<Vec<u8>>> {
    let no = |why: String| Error::new(Kind::Format, "Fulcio's answer is no certificate").because(why);
    let chain = ["signedCertificateEmbeddedSct", "signedCertificateDetachedSct"]
        .iter()
        .find_map(|form| answer[form]["chain"]["certificates"].as_array())
        .ok_or_else(|| no("it has no chain".into()))?;
    let pem: String = chain.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
    let chain = certificates(pem.as_bytes())?;
    let leaf = Cert::parse(chain.first().map(Vec::as_slice).unwrap_or_default()).map_err(no)?;
    if leaf.key.der() != key.der() {
        return Err(no("it is about another key".into()));
    }
    Ok(chain)
}

fn pem(verifier: &Verifier<'_>) -> Result<String> {
    let pem = match verifier {
        Verifier::Key(key) => key.to_pem()?,
        Verifier::Certificate(der) => certificate_pem(der)?,
    };
    Ok(STANDARD.encode(pem))
}

/// A certificate as PEM.
pub fn certificate_pem(der: &[u8]) -> Result<String> {
    pkcs8::der::pem::encode_string("CERTIFICATE", pkcs8::der::pem::LineEnding::LF, der)
        .map_err(|e| Error::new(Kind::Internal, "write a certificate").because(e))
}

/// What verifies a signature.
pub enum Verifier<'a> {
    /// A key.
    Key(&'a PublicKey),
    /// A certificate, DER.
    Certificate(&'a [u8]),
}

/// Asks Rekor to enter the signature of a payload.
pub fn hashed(payload: &[u8], signature: &[u8], verifier: &Verifier<'_>) -> Result<Value> {
    let digest: String = Sha256::digest(payload).iter().map(|b| format!("{b:02x}")).collect();
    Ok(json!({
        "apiVersion": "0.0.1",
        "kind": "hashedrekord",
        "spec": {
            "data": {"hash": {"algorithm": "sha256", "value": digest}},
            "signature": {"content": STANDARD.encode(signature), "publicKey": {"content": pem(verifier)?}},
        },
    }))
}

/// Asks Rekor to enter an envelope.
pub fn envelope(envelope: &Envelope, verifier: &Verifier<'_>) -> Result<Value> {
    let text =
        serde_json::to_string(envelope).map_err(|e| Error::new(Kind::Internal, "write an envelope").because(e))?;
    Ok(json!({
        "apiVersion": "0.0.1",
        "kind": "dsse",
        "spec": {"proposedContent": {"envelope": text, "verifiers": [pem(verifier)?]}},
    }))
}

/// The entry in Rekor's answer.
pub fn entry(answer: &Value) -> Result<Entry> {
    Entry::from_answer(answer).map_err(|why| Error::new(Kind::Format, "Rekor's answer is no entry").because(why))
}
