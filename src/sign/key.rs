//! Keys that sign and keys that verify: ECDSA on P-256 and P-384, Ed25519, RSA.
//!
//! What is written is what verifiers read without being told more: ECDSA with SHA-256 on both
//! curves, Ed25519 on the message itself, RSA PKCS#1 v1.5 with SHA-256. What is read is also
//! what signers write: ECDSA P-384 with SHA-384, and Ed25519ph (RFC 8032, section 5.1).

use crate::error::{Error, Kind, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::elliptic_curve::Generate;
use pkcs8::der::{Decode, Encode, pem};
use pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, ObjectIdentifier, PrivateKeyInfoRef,
};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use std::fmt;
use zeroize::Zeroizing;

/// The largest key file that is read, in bytes.
pub const MAX_KEY: u64 = 64 << 10;

/// The largest signature that is looked at, in bytes (RSA of 8192 bits has 1024).
pub const MAX_SIGNATURE: usize = 4 << 10;

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// The smallest PKCS#1 public key that is taken: one of 2048 bits.
const MIN_RSA_DER: usize = 256;

/// Kinds of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on NIST P-256.
    EcdsaP256,
    /// ECDSA on NIST P-384.
    EcdsaP384,
    /// EdDSA on Curve25519 (RFC 8032).
    Ed25519,
    /// RSA, PKCS#1 v1.5 (RFC 8017), of 2048 bits or more.
    Rsa,
}

impl Algorithm {
    /// How it signs, in one word: what a program behind `--key exec:` is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::EcdsaP256 => "ecdsa-p256-sha256",
            Algorithm::EcdsaP384 => "ecdsa-p384-sha256",
            Algorithm::Ed25519 => "ed25519",
            Algorithm::Rsa => "rsa-pkcs1-sha256",
        }
    }
}

#[derive(Clone)]
enum Public {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    Ed25519(ed25519_dalek::VerifyingKey),
    /// PKCS#1 DER.
    Rsa(Vec<u8>),
}

/// A key that verifies.
#[derive(Clone)]
pub struct PublicKey {
    public: Public,
    /// SubjectPublicKeyInfo, DER.
    spki: Vec<u8>,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.algorithm().name(), self.hint())
    }
}

fn bad(what: &str) -> Error {
    Error::new(Kind::Format, what.to_string())
}

/// The label and the bytes of the first PEM block that is no `EC PARAMETERS`.
pub(super) fn pem_block(text: &[u8]) -> Result<(String, Zeroizing<Vec<u8>>)> {
    let text = std::str::from_utf8(text).map_err(|_| bad("not a PEM file: it is no text"))?;
    let mut rest = text;
    loop {
        let at = rest.find("-----BEGIN ").ok_or_else(|| bad("not a PEM file: it has no '-----BEGIN …-----' line"))?;
        rest = &rest[at..];
        let label = rest["-----BEGIN ".len()..].split("-----").next().unwrap_or_default();
        let end = format!("-----END {label}-----");
        let stop = rest.find(&end).ok_or_else(|| bad("the PEM block has no end: the file is cut off"))? + end.len();
        if label == "EC PARAMETERS" {
            rest = &rest[stop..];
            continue;
        }
        let (label, bytes) =
            pem::decode_vec(&rest.as_bytes()[..stop]).map_err(|e| bad("the PEM block cannot be read").because(e))?;
        return Ok((label.to_string(), Zeroizing::new(bytes)));
    }
}

impl PublicKey {
    /// Reads a PEM file: `PUBLIC KEY` (SubjectPublicKeyInfo).
    pub fn from_pem(text: &[u8]) -> Result<PublicKey> {
        let (label, der) = pem_block(text)?;
        match label.as_str() {
            "PUBLIC KEY" => PublicKey::from_der(&der),
            l if l.contains("PRIVATE KEY") => {
                Err(bad("it holds a private key; a public one is needed").hint("give the .pub file beside it"))
            }
            "CERTIFICATE" => Err(Error::new(Kind::Unsupported, "it holds a certificate; only public keys can be used")
                .hint("take the key out: openssl x509 -pubkey -noout -in FILE")),
            other => Err(bad(&format!("it holds a '{}'; a PUBLIC KEY is needed", other.escape_debug()))),
        }
    }

    /// Reads SubjectPublicKeyInfo in DER.
    pub fn from_der(der: &[u8]) -> Result<PublicKey> {
        let info =
            SubjectPublicKeyInfoRef::try_from(der).map_err(|e| bad("the public key cannot be read").because(e))?;
        let wrong = |e: pkcs8::spki::Error| bad("the public key cannot be read").because(e);
        let curve = info.algorithm.parameters_oid().ok();
        let public = match info.algorithm.oid {
            EC if curve == Some(P256) => {
                Public::P256(p256::ecdsa::VerifyingKey::from_public_key_der(der).map_err(wrong)?)
            }
            EC if curve == Some(P384) => {
                Public::P384(p384::ecdsa::VerifyingKey::from_public_key_der(der).map_err(wrong)?)
            }
            ED25519 => {
                let raw = info.subject_public_key.raw_bytes();
                let raw: &[u8; 32] = raw.try_into().map_err(|_| bad("the Ed25519 public key is not of 32 bytes"))?;
                let key = ed25519_dalek::VerifyingKey::from_bytes(raw)
                    .map_err(|e| bad("the Ed25519 public key is no point of its curve").because(e))?;
                if key.is_weak() {
                    return Err(bad("the Ed25519 public key is weak: it accepts signatures of anybody"));
                }
                Public::Ed25519(key)
            }
            RSA => {
                let pkcs1 = info.subject_public_key.raw_bytes().to_vec();
                if pkcs1.len() < MIN_RSA_DER {
                    return Err(bad("the RSA key is too short: at least 2048 bits are needed"));
                }
                Public::Rsa(pkcs1)
            }
            _ => return Err(unknown_kind()),
        };
        Ok(PublicKey { public, spki: der.to_vec() })
    }

    /// As a PEM file (SubjectPublicKeyInfo).
    pub fn to_pem(&self) -> Result<String> {
        pem::encode_string("PUBLIC KEY", pem::LineEnding::LF, &self.spki)
            .map_err(|e| Error::new(Kind::Internal, "write a public key").because(e))
    }

    /// SubjectPublicKeyInfo, DER.
    pub fn der(&self) -> &[u8] {
        &self.spki
    }

    /// What a bundle names it by: the base64 of the SHA-256 of its DER.
    pub fn hint(&self) -> String {
        STANDARD.encode(Sha256::digest(&self.spki))
    }

    /// What kind of key it is.
    pub fn algorithm(&self) -> Algorithm {
        match self.public {
            Public::P256(_) => Algorithm::EcdsaP256,
            Public::P384(_) => Algorithm::EcdsaP384,
            Public::Ed25519(_) => Algorithm::Ed25519,
            Public::Rsa(_) => Algorithm::Rsa,
        }
    }

    /// Is `signature` one of `message` by this key?
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        if signature.len() > MAX_SIGNATURE {
            return false;
        }
        match &self.public {
            Public::P256(key) => {
                p256::ecdsa::Signature::from_der(signature).is_ok_and(|s| key.verify(message, &s).is_ok())
            }
            Public::P384(key) => p384::ecdsa::Signature::from_der(signature).is_ok_and(|s| {
                key.verify_prehash(&Sha256::digest(message), &s).is_ok()
                    || key.verify_prehash(&Sha384::digest(message), &s).is_ok()
            }),
            Public::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature).is_ok_and(|s| {
                key.verify_strict(message, &s).is_ok()
                    || key.verify_prehashed_strict(Sha512::new_with_prefix(message), None, &s).is_ok()
            }),
            Public::Rsa(pkcs1) => {
                let key = ring::signature::UnparsedPublicKey::new(&ring::signature::RSA_PKCS1_2048_8192_SHA256, pkcs1);
                key.verify(message, signature).is_ok()
            }
        }
    }
}

fn unknown_kind() -> Error {
    Error::new(Kind::Unsupported, "the key is of a kind that is not known")
        .hint("known are ECDSA on P-256 and P-384, Ed25519, and RSA")
}

/// Something that signs: a private key at hand, or a program that has one.
pub trait Signer: Send + Sync {
    /// The key that verifies what it signs.
    fn public(&self) -> &PublicKey;

    /// Signs `message`. May take its time: a program may ask somebody.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>>;
}

enum Private {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    Rsa(ring::signature::RsaKeyPair),
}

/// A private key in memory. Its bytes are overwritten when it goes.
pub struct PrivateKey {
    private: Private,
    public: PublicKey,
    pkcs8: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "private key of {:?}", self.public)
    }
}

impl PrivateKey {
    /// Makes a new key. RSA keys are read, not made.
    pub fn generate(algorithm: Algorithm) -> Result<PrivateKey> {
        let failed = |e: &dyn fmt::Display| Error::new(Kind::Host, "make a key").because(e.to_string());
        let der = match algorithm {
            Algorithm::EcdsaP256 => p256::SecretKey::try_generate().map_err(|e| failed(&e))?.to_pkcs8_der(),
            Algorithm::EcdsaP384 => p384::SecretKey::try_generate().map_err(|e| failed(&e))?.to_pkcs8_der(),
            Algorithm::Ed25519 => {
                let mut inner = Zeroizing::new([0_u8; 34]);
                // An OCTET STRING of 32 bytes (RFC 8410, section 7).
                inner[..2].copy_from_slice(&[4, 32]);
                ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut inner[2..])
                    .map_err(|e| failed(&e))?;
                let id = AlgorithmIdentifierRef { oid: ED25519, parameters: None };
                return PrivateKey::from_pkcs8(&wrap(id, inner.as_slice())?);
            }
            Algorithm::Rsa => {
                return Err(Error::new(Kind::Unsupported, "RSA keys cannot be made here")
                    .hint("make one with openssl genrsa 3072, then: imgtool keygen --from FILE"));
            }
        };
        PrivateKey::from_pkcs8(der.map_err(|e| failed(&e))?.as_bytes())
    }

    /// Reads a plain key: the block of a PEM file with this label.
    pub(super) fn from_block(label: &str, der: &[u8]) -> Result<PrivateKey> {
        match label {
            "PRIVATE KEY" => PrivateKey::from_pkcs8(der),
            "EC PRIVATE KEY" => {
                let wrong = |_| bad("the EC private key cannot be read");
                let wrapped = match p256::SecretKey::from_sec1_der(der) {
                    Ok(key) => key.to_pkcs8_der(),
                    Err(_) => p384::SecretKey::from_sec1_der(der).map_err(wrong)?.to_pkcs8_der(),
                };
                PrivateKey::from_pkcs8(wrapped.map_err(|_| bad("the EC private key cannot be read"))?.as_bytes())
            }
            "RSA PRIVATE KEY" => {
                let id = AlgorithmIdentifierRef { oid: RSA, parameters: Some(pkcs8::der::asn1::Null.into()) };
                PrivateKey::from_pkcs8(&wrap(id, der)?)
            }
            "PUBLIC KEY" => {
                Err(bad("it holds a public key; signing needs the private one").hint("give the .key file beside it"))
            }
            "ENCRYPTED PRIVATE KEY" => {
                Err(Error::new(Kind::Unsupported, "it holds a key that PKCS#8 encrypts, which is not read")
                    .hint("decrypt it: openssl pkey -in FILE -out PLAIN; then: imgtool keygen --from PLAIN"))
            }
            other => Err(bad(&format!("it holds a '{}', which is no private key", other.escape_debug()))),
        }
    }

    /// Reads PKCS#8 in DER.
    pub fn from_pkcs8(der: &[u8]) -> Result<PrivateKey> {
        // What is wrong with a secret is told without a byte of it.
        let wrong = || bad("the private key cannot be read: it is not PKCS#8 as it should be");
        let info = PrivateKeyInfoRef::from_der(der).map_err(|_| wrong())?;
        let curve = info.algorithm.parameters_oid().ok();
        let (private, public) = match info.algorithm.oid {
            EC if curve == Some(P256) => {
                let key = p256::ecdsa::SigningKey::from_pkcs8_der(der).map_err(|_| wrong())?;
                let public = key.verifying_key().to_public_key_der().map_err(|_| wrong())?.into_vec();
                (Private::P256(key), public)
            }
            EC if curve == Some(P384) => {
                let key = p384::ecdsa::SigningKey::from_pkcs8_der(der).map_err(|_| wrong())?;
                let public = key.verifying_key().to_public_key_der().map_err(|_| wrong())?.into_vec();
                (Private::P384(key), public)
            }
            ED25519 => {
                let key = ed25519_dalek::SigningKey::try_from(info).map_err(|_| wrong())?;
                let public = public_info(ED25519, None, key.verifying_key().as_bytes())?;
                (Private::Ed25519(key), public)
            }
            RSA => {
                let key = ring::signature::RsaKeyPair::from_pkcs8(der).map_err(|e| {
                    let hint = "RSA keys must have 2048 to 4096 bits and two primes";
                    bad("the RSA private key cannot be used").because(e.to_string()).hint(hint)
                })?;
                let public = public_info(RSA, Some(()), key.public().as_ref())?;
                (Private::Rsa(key), public)
            }
            _ => return Err(unknown_kind()),
        };
        let public = PublicKey::from_der(&public)?;
        Ok(PrivateKey { private, public, pkcs8: Zeroizing::new(der.to_vec()) })
    }

    /// PKCS#8 in DER.
    pub(super) fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }
}

/// PKCS#8 around a key of an algorithm.
fn wrap(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let wrong = |_| bad("the private key cannot be read");
    let key = pkcs8::der::asn1::OctetStringRef::new(key).map_err(wrong)?;
    let info = PrivateKeyInfoRef::new(algorithm, key);
    Ok(Zeroizing::new(info.to_der().map_err(wrong)?))
}

/// SubjectPublicKeyInfo of an algorithm (with NULL as its parameters, or none).
fn public_info(oid: ObjectIdentifier, null: Option<()>, key: &[u8]) -> Result<Vec<u8>> {
    let wrong = |e: pkcs8::der::Error| Error::new(Kind::Internal, "write a public key").because(e);
    let info = SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifierRef { oid, parameters: null.map(|()| pkcs8::der::asn1::Null.into()) },
        subject_public_key: pkcs8::der::asn1::BitStringRef::from_bytes(key).map_err(wrong)?,
    };
    info.to_der().map_err(wrong)
}

impl Signer for PrivateKey {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let failed = |e: p256::ecdsa::Error| Error::new(Kind::Internal, "sign").because(e);
        Ok(match &self.private {
            Private::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.try_sign(message).map_err(failed)?;
                signature.as_bytes().to_vec()
            }
            Private::P384(key) => {
                let signature: p384::ecdsa::DerSignature =
                    key.sign_prehash(&Sha256::digest(message)).map_err(failed)?;
                signature.as_bytes().to_vec()
            }
            Private::Ed25519(key) => key.try_sign(message).map_err(failed)?.to_bytes().to_vec(),
            Private::Rsa(key) => {
                let mut out = vec![0; key.public().modulus_len()];
                let random = ring::rand::SystemRandom::new();
                key.sign(&ring::signature::RSA_PKCS1_SHA256, &random, message, &mut out)
                    .map_err(|e| Error::new(Kind::Internal, "sign").because(e.to_string()))?;
                out
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_signs_and_nothing_else_verifies() {
        for algorithm in [Algorithm::EcdsaP256, Algorithm::EcdsaP384, Algorithm::Ed25519] {
            let key = PrivateKey::generate(algorithm).unwrap();
            assert_eq!(key.public().algorithm(), algorithm);
            let signature = key.sign(b"message").unwrap();
            assert!(key.public().verifies(b"message", &signature), "{algorithm:?}");
            assert!(!key.public().verifies(b"massage", &signature));
            let other = PrivateKey::generate(algorithm).unwrap();
            assert!(!other.public().verifies(b"message", &signature));
            for cut in [0, 1, signature.len() - 1] {
                assert!(!key.public().verifies(b"message", &signature[..cut]), "{algorithm:?} {cut}");
            }
            assert!(!key.public().verifies(b"message", &vec![0; MAX_SIGNATURE + 1]));
            let again = PublicKey::from_pem(key.public().to_pem().unwrap().as_bytes()).unwrap();
            assert!(again.verifies(b"message", &signature));
            assert_eq!(again.hint(), key.public().hint());
            // Signing twice gives the same: a signature that is there is not added again.
            assert_eq!(key.sign(b"message").unwrap(), signature);
        }
    }

    proptest::proptest! {
        /// Whatever is in a file: an answer, never a panic.
        #[test]
        fn no_file_is_too_odd(
            label in "(PUBLIC KEY|PRIVATE KEY|EC PRIVATE KEY|RSA PRIVATE KEY|EC PARAMETERS|.{0,9})",
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
            junk in ".{0,40}",
        ) {
            let body = STANDARD.encode(&bytes);
            for text in [
                format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"),
                format!("{junk}-----BEGIN {label}-----{junk}-----END {label}-----"),
                format!("-----BEGIN {junk}"),
                junk.clone(),
            ] {
                proptest::prop_assert!(PublicKey::from_pem(text.as_bytes()).is_err());
                if let Ok((label, der)) = pem_block(text.as_bytes()) {
                    proptest::prop_assert!(PrivateKey::from_block(&label, &der).is_err());
                }
            }
        }

        /// A key with some bytes changed is refused, or is another key; never a panic.
        #[test]
        fn keys_with_a_changed_byte(at in 0_usize..200, with: u8) {
            for algorithm in [Algorithm::EcdsaP256, Algorithm::EcdsaP384, Algorithm::Ed25519] {
                let key = PrivateKey::generate(algorithm).unwrap();
                let (mut private, mut public) = (key.pkcs8().to_vec(), key.public().spki.clone());
                let (i, j) = (at % private.len(), at % public.len());
                private[i] ^= with;
                public[j] ^= with;
                let _ = PrivateKey::from_pkcs8(&private);
                let _ = PublicKey::from_der(&public).map(|k| k.verifies(b"m", &key.sign(b"m").unwrap()));
            }
        }
    }

    #[test]
    fn what_signers_with_longer_digests_write_verifies() {
        let key = PrivateKey::generate(Algorithm::EcdsaP384).unwrap();
        let Private::P384(inner) = &key.private else { panic!() };
        let signature: p384::ecdsa::DerSignature = inner.try_sign(b"m").unwrap();
        assert!(key.public().verifies(b"m", signature.as_bytes()));
        let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
        let Private::Ed25519(inner) = &key.private else { panic!() };
        let signature = inner.sign_prehashed(Sha512::new_with_prefix(b"m"), None).unwrap();
        assert!(key.public().verifies(b"m", &signature.to_bytes()));
    }

    #[test]
    fn a_wrong_kind_of_file_says_what_it_is() {
        let key = PrivateKey::generate(Algorithm::EcdsaP256).unwrap();
        let private = pem::encode_string("PRIVATE KEY", pem::LineEnding::LF, key.pkcs8()).unwrap();
        let told = PublicKey::from_pem(private.as_bytes()).unwrap_err();
        assert_eq!(told.what(), "it holds a private key; a public one is needed");
        let told = PrivateKey::from_block("PUBLIC KEY", b"").unwrap_err();
        assert_eq!(told.what(), "it holds a public key; signing needs the private one");
        for (text, what) in [
            ("", "not a PEM file: it has no '-----BEGIN …-----' line"),
            ("-----BEGIN PUBLIC KEY-----\nAA", "the PEM block has no end: the file is cut off"),
            ("-----BEGIN X-----\nAAAA\n-----END X-----\n", "it holds a 'X'; a PUBLIC KEY is needed"),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "the public key cannot be read"),
            ("-----BEGIN PUBLIC KEY-----\n?\n-----END PUBLIC KEY-----\n", "the PEM block cannot be read"),
        ] {
            assert_eq!(PublicKey::from_pem(text.as_bytes()).unwrap_err().what(), what);
        }
        assert!(!format!("{key:?}").contains("["), "{key:?}");
    }
}
