//! Private keys in files: cosign's encrypted form, and plain PEM.
//!
//! The encrypted form is PEM around JSON: PKCS#8 in a secretbox (XSalsa20-Poly1305) whose key
//! scrypt makes of a password.

use super::key::{PrivateKey, Signer, pem_block};
use crate::error::{Error, Kind, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_secretbox::aead::{Aead, KeyInit};
use crypto_secretbox::{Nonce, XSalsa20Poly1305};
use pkcs8::der::pem;
use ring::rand::SecureRandom;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The label of a key that is encrypted, and the one that older versions of cosign wrote.
const LABELS: [&str; 2] = ["ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY"];

/// scrypt's cost: what cosign writes. 64 MiB of memory, some 0.1 s.
const COST: u32 = 1 << 16;
/// Costs that are read: a file must not be able to ask for all the memory there is.
const COSTS: std::ops::RangeInclusive<u32> = (1 << 14)..=(1 << 18);
const BLOCK: u32 = 8;
const PARALLEL: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Encrypted {
    kdf: Kdf,
    cipher: Cipher,
    ciphertext: String,
}

#[derive(Serialize, Deserialize)]
struct Kdf {
    name: String,
    params: Params,
    salt: String,
}

#[derive(Serialize, Deserialize)]
struct Params {
    #[serde(rename = "N")]
    n: u32,
    r: u32,
    p: u32,
}

#[derive(Serialize, Deserialize)]
struct Cipher {
    name: String,
    nonce: String,
}

/// Is the key in this file encrypted: is a password needed?
pub fn is_encrypted(text: &[u8]) -> bool {
    pem_block(text).is_ok_and(|(label, _)| LABELS.contains(&label.as_str()))
}

/// Is there a private key in this file, encrypted or not?
pub fn is_private(text: &[u8]) -> bool {
    pem_block(text).is_ok_and(|(label, _)| label.ends_with("PRIVATE KEY"))
}

/// Reads a private key. `password` is asked for where the key is encrypted.
pub fn read(text: &[u8], password: impl FnOnce() -> Result<Zeroizing<Vec<u8>>>) -> Result<PrivateKey> {
    let (label, bytes) = pem_block(text)?;
    if !LABELS.contains(&label.as_str()) {
        return PrivateKey::from_block(&label, &bytes);
    }
    let broken = |why: String| Error::new(Kind::Format, "the encrypted key cannot be read").because(why);
    let box_: Encrypted = serde_json::from_slice(&bytes).map_err(|e| broken(e.to_string()))?;
    let Kdf { name, params, salt } = &box_.kdf;
    if name != "scrypt" || box_.cipher.name != "nacl/secretbox" {
        let (kdf, cipher) = (name.escape_debug(), box_.cipher.name.escape_debug());
        return Err(broken(format!("it is made with '{kdf}' and '{cipher}', not with scrypt and nacl/secretbox")));
    }
    if !COSTS.contains(&params.n) || !params.n.is_power_of_two() || params.r != BLOCK || params.p != PARALLEL {
        return Err(broken(format!(
            "its scrypt parameters N={} r={} p={} are not allowed",
            params.n, params.r, params.p
        )));
    }
    let decode = |what: &str, text: &str| STANDARD.decode(text).map_err(|e| broken(format!("its {what}: {e}")));
    let (salt, nonce) = (decode("salt", salt)?, decode("nonce", &box_.cipher.nonce)?);
    let ciphertext = decode("ciphertext", &box_.ciphertext)?;
    let nonce: [u8; 24] = nonce.try_into().map_err(|_| broken("its nonce is not of 24 bytes".into()))?;
    let key = derive(&password()?, &salt, params.n)?;
    let plain = XSalsa20Poly1305::new(key.as_slice().into())
        .decrypt(&Nonce::from(nonce), ciphertext.as_slice())
        .map_err(|_| Error::new(Kind::Denied, "the password does not open the private key"))?;
    PrivateKey::from_pkcs8(&Zeroizing::new(plain))
}

/// Writes a private key, encrypted with `password`.
pub fn write(key: &PrivateKey, password: &[u8]) -> Result<Zeroizing<String>> {
    let random = ring::rand::SystemRandom::new();
    let (mut salt, mut nonce) = ([0; 32], [0; 24]);
    for bytes in [&mut salt[..], &mut nonce[..]] {
        random.fill(bytes).map_err(|_| Error::new(Kind::Host, "the system gives no random bytes"))?;
    }
    let internal = |why: String| Error::new(Kind::Internal, "encrypt a key").because(why);
    let ciphertext = XSalsa20Poly1305::new(derive(password, &salt, COST)?.as_slice().into())
        .encrypt(&Nonce::from(nonce), key.pkcs8())
        .map_err(|e| internal(e.to_string()))?;
    let box_ = Encrypted {
        kdf: Kdf {
            name: "scrypt".into(),
            params: Params { n: COST, r: BLOCK, p: PARALLEL },
            salt: STANDARD.encode(salt),
        },
        cipher: Cipher { name: "nacl/secretbox".into(), nonce: STANDARD.encode(nonce) },
        ciphertext: STANDARD.encode(ciphertext),
    };
    let json = serde_json::to_vec(&box_).map_err(|e| internal(e.to_string()))?;
    let text = pem::encode_string(LABELS[0], pem::LineEnding::LF, &json).map_err(|e| internal(e.to_string()))?;
    Ok(Zeroizing::new(text))
}

fn derive(password: &[u8], salt: &[u8], cost: u32) -> Result<Zeroizing<[u8; 32]>> {
    let internal = |why: String| Error::new(Kind::Internal, "make a key of a password").because(why);
    let log = u8::try_from(cost.ilog2()).map_err(|e| internal(e.to_string()))?;
    let params = scrypt::Params::new(log, BLOCK, PARALLEL).map_err(|e| internal(e.to_string()))?;
    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(password, salt, &params, key.as_mut_slice()).map_err(|e| internal(e.to_string()))?;
    Ok(key)
}

/// The two files of a key pair: the encrypted private key, the public key.
pub fn pair(key: &PrivateKey, password: &[u8]) -> Result<(Zeroizing<String>, String)> {
    Ok((write(key, password)?, key.public().to_pem()?))
}

#[cfg(test)]
mod tests {
    use super::super::key::Algorithm;
    use super::*;

    fn password(text: &str) -> impl FnOnce() -> Result<Zeroizing<Vec<u8>>> + use<> {
        let bytes = text.as_bytes().to_vec();
        move || Ok(Zeroizing::new(bytes))
    }

    #[test]
    fn only_the_password_opens_it() {
        for algorithm in [Algorithm::EcdsaP256, Algorithm::EcdsaP384, Algorithm::Ed25519] {
            let key = PrivateKey::generate(algorithm).unwrap();
            let text = write(&key, b"secret").unwrap();
            assert!(is_encrypted(text.as_bytes()));
            let again = read(text.as_bytes(), password("secret")).unwrap();
            assert_eq!(again.public().hint(), key.public().hint());
            let told = read(text.as_bytes(), password("wrong")).unwrap_err();
            assert_eq!((told.kind(), told.what()), (Kind::Denied, "the password does not open the private key"));
        }
    }

    #[test]
    fn a_file_cannot_ask_for_all_the_memory() {
        let key = PrivateKey::generate(Algorithm::EcdsaP256).unwrap();
        let text = write(&key, b"").unwrap();
        let (_, json) = pem_block(text.as_bytes()).unwrap();
        let json = std::str::from_utf8(&json).unwrap();
        for (from, to, why) in [
            ("65536", "2147483648", "its scrypt parameters N=2147483648 r=8 p=1 are not allowed"),
            ("65536", "65535", "its scrypt parameters N=65535 r=8 p=1 are not allowed"),
            ("\"r\":8", "\"r\":4000000000", "its scrypt parameters N=65536 r=4000000000 p=1 are not allowed"),
            ("scrypt", "md5", "it is made with 'md5' and 'nacl/secretbox', not with scrypt and nacl/secretbox"),
            ("\"nonce\":\"", "\"nonce\":\"AAAA", "its nonce is not of 24 bytes"),
        ] {
            let changed = json.replace(from, to);
            let text = pem::encode_string(LABELS[1], pem::LineEnding::LF, changed.as_bytes()).unwrap();
            let told = read(text.as_bytes(), || panic!("asked for a password")).unwrap_err();
            assert_eq!(told.causes(), [why]);
        }
    }
}
