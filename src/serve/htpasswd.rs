//! Basic authentication by an `htpasswd` file (RFC 7617; bcrypt only).

use crate::error::{Context, Error, Kind, Result};
use crate::image::file::{blocking, open_regular};
use base64::Engine;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Semaphore;

/// The largest file that is read.
const MAX_FILE: u64 = 4 << 20;
/// Passwords that are checked at one time: each takes a core for a while.
const CHECKS: usize = 2;

/// Users and their passwords' hashes, read once.
pub struct Htpasswd {
    users: HashMap<String, String>,
    /// What an unknown user's password is compared with, so that it takes as long.
    nobody: String,
    /// Keyed hashes of the last good password of each user: bcrypt is slow by design,
    /// and a push is a hundred requests. The key never leaves this process.
    known: Mutex<HashMap<String, blake3::Hash>>,
    key: [u8; 32],
    checks: Semaphore,
}

impl std::fmt::Debug for Htpasswd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Htpasswd({} users)", self.users.len())
    }
}

impl Htpasswd {
    /// Reads a file. Errors name the line: every hash must be bcrypt's.
    pub fn read(path: &Path) -> Result<Htpasswd> {
        let (file, _) = open_regular(path)?;
        let mut text = String::new();
        file.take(MAX_FILE + 1).read_to_string(&mut text).context(|| format!("read {}", path.display()))?;
        if text.len() as u64 > MAX_FILE {
            return Err(Error::new(Kind::Limit, format!("{} is larger than {MAX_FILE} bytes", path.display())));
        }
        Htpasswd::parse(&text, &path.display().to_string())
    }

    /// Parses the text of a file; `place` is its name in errors.
    pub fn parse(text: &str, place: &str) -> Result<Htpasswd> {
        let mut users = HashMap::new();
        let mut cost = 0;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            // The line itself may hold a password: errors show its number only.
            let bad = |why: &str| {
                Error::new(Kind::Format, format!("{place}:{}: {why}", number + 1))
                    .hint("make the line with: htpasswd -nB USER")
            };
            let (user, hash) = line.split_once(':').ok_or_else(|| bad("the line is not user:hash"))?;
            let parts = hash.parse::<bcrypt::HashParts>();
            let known = ["$2a$", "$2b$", "$2y$"].iter().any(|p| hash.starts_with(p));
            let (Ok(parts), true, false) = (parts, known, user.is_empty()) else {
                return Err(bad("the hash is not bcrypt's"));
            };
            cost = cost.max(parts.get_cost());
            users.insert(user.to_string(), hash.to_string());
        }
        if users.is_empty() {
            return Err(Error::new(Kind::Format, format!("{place} has no user: nobody could log in"))
                .hint("add one with: htpasswd -B FILE USER"));
        }
        let nobody = bcrypt::hash_with_salt("", cost, [7; 16]).map(|parts| parts.to_string()).unwrap_or_default();
        Ok(Htpasswd { users, nobody, known: Mutex::default(), key: random()?, checks: Semaphore::new(CHECKS) })
    }

    /// The user that an `Authorization` header proves, or None.
    pub(super) async fn user(&self, authorization: Option<&str>) -> Option<String> {
        let (scheme, encoded) = authorization?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let raw = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
        let pair = String::from_utf8(raw).ok()?;
        let (user, password) = pair.split_once(':')?;
        self.is_right(user, password).await.then(|| user.to_string())
    }

    async fn is_right(&self, user: &str, password: &str) -> bool {
        let fingerprint = blake3::keyed_hash(&self.key, password.as_bytes());
        let seen = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(user).copied();
        // Hashes of blake3 are compared in constant time.
        if seen.is_some_and(|s| s == fingerprint) {
            return true;
        }
        let Ok(_permit) = self.checks.acquire().await else { return false };
        let known = self.users.get(user);
        let (hash, password) = (known.unwrap_or(&self.nobody).clone(), password.to_string());
        let check = blocking(move || Ok(bcrypt::verify(password, &hash).unwrap_or(false))).await;
        let right = check.unwrap_or(false) && known.is_some();
        if right {
            self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(user.to_string(), fingerprint);
        }
        right
    }
}

/// Fresh random bytes from the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut out = [0; N];
    rustls::crypto::ring::default_provider()
        .secure_random
        .fill(&mut out)
        .map_err(|_| Error::new(Kind::Host, "the system has no random bytes"))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(text: &str) -> String {
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text))
    }

    #[tokio::test]
    async fn the_right_password_and_no_other() {
        let line = format!("# people\n\nann:{}\n", bcrypt::hash("secret", 4).unwrap());
        let file = Htpasswd::parse(&line, "f").unwrap();
        for _ in 0..2 {
            assert_eq!(file.user(Some(&basic("ann:secret"))).await.as_deref(), Some("ann"));
            for bad in ["ann:Secret", "ann:", "ann", "bob:secret", "bob:", ":secret", ""] {
                assert_eq!(file.user(Some(&basic(bad))).await, None, "{bad}");
            }
        }
        for bad in ["", "Basic", "Basic !", "Bearer x", &basic("ann:secret").replace("Basic", "Digest")] {
            assert_eq!(file.user(Some(bad)).await, None, "{bad}");
        }
        assert_eq!(file.user(None).await, None);
    }

    #[test]
    fn other_hashes_are_refused_by_line_without_showing_them() {
        for bad in ["ann:secret", "ann:{SHA}xx", "ann:$apr1$x$y", "ann", ":$2y$05$x", "ann:$2y$05$short"] {
            let e = Htpasswd::parse(&format!("#\n{bad}\n"), "f").unwrap_err();
            assert!(e.what().starts_with("f:2:") && !format!("{e:?}").contains("secret"), "{e:?}");
        }
        assert!(Htpasswd::parse("# nobody\n", "f").is_err());
    }
}
