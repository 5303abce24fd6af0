//! DSSE: an envelope around a payload, whose signature covers the payload's type, too.

use super::key::{PublicKey, Signer};
use crate::error::{Error, Kind, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// The payload type of in-toto statements.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";

/// The most signatures of one envelope that are looked at.
const MAX_SIGNATURES: usize = 16;

/// An envelope, as it is in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// The payload, base64.
    pub payload: String,
    /// What the payload is.
    pub payload_type: String,
    /// By whom.
    pub signatures: Vec<Signature>,
}

/// One signature of an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// A name for the key, which proves nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyid: Option<String>,
    /// The signature, base64.
    pub sig: String,
}

/// What is signed: the pre-authentication encoding (DSSE protocol, "Signature Definition").
fn encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

impl Envelope {
    /// Signs `payload`.
    pub fn sign(payload_type: &str, payload: &[u8], signer: &dyn Signer) -> Result<Envelope> {
        let sig = STANDARD.encode(signer.sign(&encoding(payload_type, payload))?);
        Ok(Envelope {
            payload: STANDARD.encode(payload),
            payload_type: payload_type.to_string(),
            signatures: vec![Signature { keyid: None, sig }],
        })
    }

    /// The payload, whoever signed it.
    pub fn payload(&self) -> Result<Vec<u8>> {
        let wrong = |e| Error::new(Kind::Format, "the envelope's payload is not base64").because(e);
        STANDARD.decode(&self.payload).map_err(wrong)
    }

    /// What the signatures are of, for `payload` (the decoded one).
    pub fn message(&self, payload: &[u8]) -> Vec<u8> {
        encoding(&self.payload_type, payload)
    }

    /// The signatures, decoded; those that are none are left out.
    pub fn signatures(&self) -> Result<Vec<Vec<u8>>> {
        if self.signatures.len() > MAX_SIGNATURES {
            let what = format!("the envelope has {} signatures; at most {MAX_SIGNATURES}", self.signatures.len());
            return Err(Error::new(Kind::Limit, what));
        }
        Ok(self.signatures.iter().filter_map(|s| STANDARD.decode(&s.sig).ok()).collect())
    }

    /// Which of `keys` has signed `payload` (the decoded one)?
    pub fn signed_by(&self, payload: &[u8], keys: &[PublicKey]) -> Result<Option<usize>> {
        let message = self.message(payload);
        let decoded = self.signatures()?;
        Ok(keys.iter().position(|key| decoded.iter().any(|s| key.verifies(&message, s))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::{Algorithm, PrivateKey};
    use super::*;

    #[test]
    fn the_example_of_the_protocol() {
        // "Test Vectors" of the DSSE protocol.
        assert_eq!(encoding("http://example.com/HelloWorld", b"hello world"), {
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        });
    }

    #[test]
    fn the_type_is_signed_too() {
        let key = PrivateKey::generate(Algorithm::EcdsaP256).unwrap();
        let keys = [key.public().clone()];
        let mut envelope = Envelope::sign(IN_TOTO, b"{}", &key).unwrap();
        assert_eq!(envelope.signed_by(b"{}", &keys).unwrap(), Some(0));
        assert_eq!(envelope.signed_by(b"{ }", &keys).unwrap(), None);
        envelope.payload_type = "text/plain".into();
        assert_eq!(envelope.signed_by(b"{}", &keys).unwrap(), None);
        envelope.signatures = vec![envelope.signatures[0].clone(); MAX_SIGNATURES + 1];
        assert_eq!(envelope.signed_by(b"{}", &keys).unwrap_err().kind(), Kind::Limit);
    }
}
