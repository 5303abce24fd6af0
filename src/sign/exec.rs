//! Keys that a program has: `--key exec:PROGRAM`, for KMS, PKCS#11 and whatever else keeps keys.
//!
//! The program is started once a question. It gets one line of JSON on its standard input, which
//! is then closed, and answers with one line of JSON on its standard output; what it writes to
//! standard error is shown. `message` and `digest` (its SHA-256) are base64, `signature` too.
//!
//! ```text
//! > {"version":1,"operation":"public-key"}
//! < {"publicKey":"-----BEGIN PUBLIC KEY-----\n…"}
//! > {"version":1,"operation":"sign","algorithm":"ecdsa-p256-sha256","message":"…","digest":"…"}
//! < {"signature":"…"}
//! ```
//!
//! Signatures are DER (ASN.1) for ECDSA, 64 bytes for Ed25519 (over `message`), PKCS#1 v1.5 for
//! RSA. A refusal is `{"error":"…"}`, or an exit code other than 0.

use super::key::{PublicKey, Signer};
use crate::error::{Context, Error, Kind, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Digest as _;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// The longest answer that is read, in bytes.
const MAX_ANSWER: u64 = 64 << 10;

/// A program that has a private key.
pub struct Program {
    words: Vec<String>,
    public: PublicKey,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    public_key: Option<String>,
    signature: Option<String>,
    error: Option<String>,
}

impl Program {
    /// Asks the program for its public key. `command` is a program with arguments, separated by
    /// spaces.
    pub fn open(command: &str) -> Result<Program> {
        let words: Vec<String> = command.split_whitespace().map(String::from).collect();
        if words.is_empty() {
            return Err(
                Error::new(Kind::Usage, "--key exec: lacks its program").hint("write --key 'exec:PROGRAM ARG…'")
            );
        }
        let answer = ask(&words, &json!({"version": 1, "operation": "public-key"}))?;
        let what = || format!("{} has no usable public key", words[0]);
        let text =
            answer.public_key.ok_or_else(|| Error::new(Kind::Format, what()).because("no publicKey in its answer"))?;
        let public = PublicKey::from_pem(text.as_bytes()).map_err(|e| e.context(what()))?;
        Ok(Program { words, public })
    }
}

impl Signer for Program {
    fn public(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let question = json!({
            "version": 1,
            "operation": "sign",
            "algorithm": self.public.algorithm().name(),
            "message": STANDARD.encode(message),
            "digest": STANDARD.encode(sha2::Sha256::digest(message)),
        });
        let answer = ask(&self.words, &question)?;
        let what = format!("{} has not signed", self.words[0]);
        let text =
            answer.signature.ok_or_else(|| Error::new(Kind::Format, &*what).because("no signature in its answer"))?;
        let signature = STANDARD.decode(text).map_err(|e| Error::new(Kind::Format, &*what).because(e))?;
        // Nothing that does not verify is ever attached.
        if !self.public.verifies(message, &signature) {
            return Err(Error::new(Kind::Format, what).because("its signature does not fit its public key"));
        }
        Ok(signature)
    }
}

fn ask(words: &[String], question: &Value) -> Result<Answer> {
    let program = &words[0];
    let mut child = Command::new(program)
        .args(&words[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context(|| format!("run {program}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that does not read its question has its reasons; its answer counts.
        let _ = writeln!(stdin, "{question}");
    }
    let mut out = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(MAX_ANSWER).read_to_end(&mut out).context(|| format!("read the answer of {program}"))?;
    }
    let status = child.wait().context(|| format!("wait for {program}"))?;
    let failed = |why: String| Error::new(Kind::Host, format!("{program} gives no answer")).because(why);
    if !status.success() {
        return Err(failed(status.to_string()));
    }
    let answer: Answer =
        serde_json::from_slice(&out).map_err(|e| failed(format!("it is no JSON as it should be: {e}")))?;
    match answer.error {
        Some(why) => Err(Error::new(Kind::Denied, format!("{program} refuses")).because(why)),
        None => Ok(answer),
    }
}
