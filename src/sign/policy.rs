//! Which images are allowed: containers-policy.json(5).
//!
//! The requirements of the most specific scope count, all of them. What this version cannot
//! check (GPG, certificates of other authorities than Fulcio) is never fulfilled.

mod identity;
mod place;

use super::key::{MAX_KEY, PublicKey};
use super::keyless::identity::{Identity as Person, Match};
use super::keyless::root::{Log, TrustedRoot};
use super::verify::{Request, Wanted, verify};
use crate::error::{Context, Error, Kind, Result};
use crate::image::BlobSource;
use crate::image::file::read_small;
use crate::oci::Digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use identity::Identity;
pub use place::Place;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest policy that is read, in bytes.
const MAX_POLICY: u64 = 4 << 20;
/// What stands in place of a scope where none fits.
const DEFAULT: &str = "default";

/// A map in which no name may stand twice: nobody can tell which one is meant.
#[derive(Debug, Clone)]
struct Unique<T>(BTreeMap<String, T>);

impl<T> Default for Unique<T> {
    fn default() -> Unique<T> {
        Unique(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Unique<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Unique<T>, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Unique<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Unique<T>, A::Error> {
                let mut out = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, T>()? {
                    if out.insert(name.clone(), value).is_some() {
                        return Err(A::Error::custom(format!("'{name}' is there twice")));
                    }
                }
                Ok(Unique(out))
            }
        }
        d.deserialize_map(Entries(PhantomData))
    }
}

/// A policy, parsed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    default: Vec<Requirement>,
    #[serde(default)]
    transports: Unique<Unique<Vec<Requirement>>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
enum Requirement {
    InsecureAcceptAnything {},
    Reject {},
    #[serde(rename_all = "camelCase")]
    SignedBy {
        #[serde(rename = "keyType")]
        _key_type: Value,
        #[serde(default, rename = "keyPath")]
        _key_path: Value,
        #[serde(default, rename = "keyPaths")]
        _key_paths: Value,
        #[serde(default, rename = "keyData")]
        _key_data: Value,
        #[serde(default, rename = "signedIdentity")]
        _signed_identity: Option<Identity>,
    },
    SigstoreSigned(Box<Sigstore>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Sigstore {
    key_path: Option<PathBuf>,
    key_paths: Option<Vec<PathBuf>>,
    key_data: Option<String>,
    key_datas: Option<Vec<String>>,
    fulcio: Option<Fulcio>,
    pki: Option<Value>,
    rekor_public_key_path: Option<PathBuf>,
    rekor_public_key_paths: Option<Vec<PathBuf>>,
    rekor_public_key_data: Option<String>,
    rekor_public_key_datas: Option<Vec<String>>,
    #[serde(default)]
    signed_identity: Identity,
}

/// Certificates of an authority, for one address that one issuer vouches for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fulcio {
    #[serde(rename = "caPath")]
    ca_path: Option<PathBuf>,
    #[serde(rename = "caData")]
    ca_data: Option<String>,
    #[serde(rename = "oidcIssuer")]
    issuer: String,
    #[serde(rename = "subjectEmail")]
    subject: String,
}

/// What a policy says of an image.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The scope or rule whose requirements count.
    pub scope: String,
    /// Each requirement, and how it is fulfilled or why it is not.
    pub requirements: Vec<(String, std::result::Result<String, String>)>,
}

impl Decision {
    /// Are all of them fulfilled?
    pub fn allowed(&self) -> bool {
        !self.requirements.is_empty() && self.requirements.iter().all(|(_, verdict)| verdict.is_ok())
    }

    /// Nothing where the image is allowed; else why it is not.
    pub fn require(&self, image: &str, policy: &Path) -> Result<()> {
        if self.allowed() {
            return Ok(());
        }
        let mut why: Vec<String> = Vec::new();
        for (requirement, verdict) in &self.requirements {
            if let Err(reason) = verdict {
                why.push(format!("{requirement}: {reason}"));
            }
        }
        let what = format!("the policy {} does not allow {image}", policy.display());
        Err(Error::new(Kind::Untrusted, what)
            .because(format!("{}: {}", self.scope, why.join("\n  ")))
            .hint(format!("imgtool verify --policy {} --explain {image}", policy.display())))
    }
}

impl Policy {
    /// Reads a policy file.
    pub fn load(path: &Path) -> Result<Policy> {
        let what = || format!("read the policy {}", path.display());
        let raw = read_small(path, MAX_POLICY, what)?;
        Policy::parse(&raw).map_err(|e| e.context(what()))
    }

    /// Parses a policy. What is not known is refused.
    pub fn parse(raw: &[u8]) -> Result<Policy> {
        let policy: Policy =
            serde_json::from_slice(raw).map_err(|e| Error::new(Kind::Format, "it is no policy").because(e))?;
        let all = policy.transports.0.values().flat_map(|t| t.0.values()).chain([&policy.default]);
        for requirements in all {
            if requirements.is_empty() {
                return Err(Error::new(Kind::Format, "it is no policy: a scope has no requirements")
                    .hint(r#"write [{"type": "reject"}] or [{"type": "insecureAcceptAnything"}]"#));
            }
            for requirement in requirements {
                requirement.check()?;
            }
        }
        Ok(policy)
    }

    /// Does it have scopes for such places?
    pub fn is_about(&self, place: &Place) -> bool {
        self.transports.0.contains_key(&place.transport)
    }

    /// Does one of its scopes fit, so that not its default decides?
    pub fn names(&self, place: &Place) -> Result<bool> {
        Ok(self.requirements(place)?.0 != DEFAULT)
    }

    /// Does it accept whatever it is asked about?
    pub fn accepts_all(&self) -> bool {
        let mut all = self.transports.0.values().flat_map(|t| t.0.values()).chain([&self.default]).flatten();
        all.all(|r| matches!(r, Requirement::InsecureAcceptAnything {}))
    }

    /// The requirements for an image, and the scope that they stand under.
    fn requirements(&self, place: &Place) -> Result<(String, &[Requirement])> {
        let Some(scopes) = self.transports.0.get(&place.transport) else {
            return Ok((DEFAULT.into(), &self.default));
        };
        if place.blind && scopes.0.keys().any(|k| !k.is_empty()) {
            let what = format!("the policy has scopes for {}, which cannot be compared here", place.transport);
            return Err(Error::new(Kind::Untrusted, what).hint("pull with the program that keeps the image"));
        }
        for scope in place.scopes.iter().map(String::as_str).chain([""]) {
            if let Some(found) = scopes.0.get(scope) {
                return Ok((format!("{}:{scope}", place.transport), found));
            }
        }
        Ok((DEFAULT.into(), &self.default))
    }

    /// Decides whether an image is allowed. `subjects` are digests of which one must be proven: the
    /// image's own, and that of an index that names it.
    pub async fn decide(&self, place: &Place, source: &Arc<dyn BlobSource>, subjects: &[Digest]) -> Result<Decision> {
        let (scope, requirements) = self.requirements(place)?;
        let mut out = Vec::new();
        for requirement in requirements {
            let verdict = match requirement {
                Requirement::InsecureAcceptAnything {} => Ok("anything is accepted".to_string()),
                Requirement::Reject {} => Err("everything is rejected".to_string()),
                Requirement::SignedBy { .. } => {
                    Err("GPG signatures (signedBy) are not verified here: sign with imgtool sign or cosign, and write \
                     sigstoreSigned with a keyPath"
                        .to_string())
                }
                Requirement::SigstoreSigned(sigstore) => sigstore.verdict(place, source, subjects).await?,
            };
            out.push((requirement.name().to_string(), verdict));
        }
        Ok(Decision { scope: format!("scope {scope}"), requirements: out })
    }
}

impl Requirement {
    fn name(&self) -> &'static str {
        match self {
            Requirement::InsecureAcceptAnything {} => "insecureAcceptAnything",
            Requirement::Reject {} => "reject",
            Requirement::SignedBy { .. } => "signedBy",
            Requirement::SigstoreSigned(_) => "sigstoreSigned",
        }
    }

    fn check(&self) -> Result<()> {
        let Requirement::SigstoreSigned(s) = self else { return Ok(()) };
        let given = [
            s.key_path.is_some(),
            s.key_paths.is_some(),
            s.key_data.is_some(),
            s.key_datas.is_some(),
            s.fulcio.is_some(),
            s.pki.is_some(),
        ];
        if given.iter().filter(|g| **g).count() != 1 {
            let what =
                "it is no policy: sigstoreSigned needs one of keyPath, keyPaths, keyData, keyDatas, fulcio and pki";
            return Err(Error::new(Kind::Format, what));
        }
        if let Some(fulcio) = &s.fulcio {
            if fulcio.ca_path.is_some() == fulcio.ca_data.is_some() {
                return Err(Error::new(Kind::Format, "it is no policy: fulcio needs one of caPath and caData"));
            }
            if !s.rekor() {
                let what = "it is no policy: fulcio needs rekorPublicKeyPath: only the log tells when it was signed";
                return Err(Error::new(Kind::Format, what));
            }
        }
        Ok(())
    }
}

/// What a file holds that the policy names.
fn named(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let mut raw = Vec::new();
    let what = || format!("read the key {}, which the policy names", path.display());
    std::fs::File::open(path).and_then(|f| f.take(limit).read_to_end(&mut raw)).context(what)?;
    Ok(raw)
}

/// What stands in the policy itself, base64.
fn written(data: &str) -> Result<Vec<u8>> {
    STANDARD.decode(data).map_err(|e| Error::new(Kind::Format, "read a key that is in the policy").because(e))
}

fn keys<'a>(
    paths: impl Iterator<Item = &'a PathBuf>,
    datas: impl Iterator<Item = &'a String>,
) -> Result<Vec<PublicKey>> {
    let mut keys = Vec::new();
    for path in paths {
        let what = || format!("read the key {}, which the policy names", path.display());
        keys.push(PublicKey::from_pem(&named(path, MAX_KEY)?).context(what)?);
    }
    for data in datas {
        let what = || "read a key that is in the policy".to_string();
        keys.push(PublicKey::from_pem(&written(data)?).context(what)?);
    }
    if keys.is_empty() {
        return Err(Error::new(Kind::Format, "the policy's list of keys is empty"));
    }
    Ok(keys)
}

impl Sigstore {
    /// Must it be in a transparency log?
    fn rekor(&self) -> bool {
        self.rekor_public_key_path.is_some()
            || self.rekor_public_key_paths.is_some()
            || self.rekor_public_key_data.is_some()
            || self.rekor_public_key_datas.is_some()
    }

    /// Who must have signed.
    fn request(&self) -> Result<Request> {
        let mut request = Request::by_keys(Wanted::Signatures, Vec::new());
        let mut root = TrustedRoot::default();
        match &self.fulcio {
            Some(fulcio) => {
                let pem = match (&fulcio.ca_path, &fulcio.ca_data) {
                    (Some(path), _) => named(path, MAX_POLICY)?,
                    (None, data) => written(data.as_deref().unwrap_or_default())?,
                };
                root = TrustedRoot::of(&pem)?;
                let exact = |what, text: &str| Match::new(what, Some(text), None);
                request.identities.push(Person {
                    subject: exact("subjectEmail", &fulcio.subject)?,
                    issuer: exact("oidcIssuer", &fulcio.issuer)?,
                });
            }
            None => {
                let paths = self.key_path.iter().chain(self.key_paths.iter().flatten());
                request.keys = keys(paths, self.key_data.iter().chain(self.key_datas.iter().flatten()))?;
            }
        }
        if self.rekor() {
            let paths = self.rekor_public_key_path.iter().chain(self.rekor_public_key_paths.iter().flatten());
            let datas = self.rekor_public_key_data.iter().chain(self.rekor_public_key_datas.iter().flatten());
            root.logs = keys(paths, datas)?.into_iter().map(Log::of).collect();
            request.log = true;
        }
        request.root = Some(Arc::new(root));
        Ok(request)
    }

    async fn verdict(
        &self,
        place: &Place,
        source: &Arc<dyn BlobSource>,
        subjects: &[Digest],
    ) -> Result<std::result::Result<String, String>> {
        if self.pki.is_some() {
            return Ok(Err("certificates of other authorities (pki) are not verified here".into()));
        }
        let request = self.request()?;
        let mut why: Vec<String> = Vec::new();
        for subject in subjects {
            let outcome = verify(source, subject, &request).await?;
            for verified in &outcome.verified {
                match self.signed_identity.accepts(place.name.as_ref(), verified) {
                    Ok(()) => {
                        let who = request.signatory(verified.key);
                        let form = verified.form.name();
                        return Ok(Ok(format!("{subject} is signed by {who} ({form} {})", verified.blob)));
                    }
                    Err(reason) => why.push(format!("{}: {reason}", verified.blob)),
                }
            }
            match outcome.refused.is_empty() && outcome.verified.is_empty() {
                true => why.push(format!("{subject} has no signatures")),
                false if !outcome.refused.is_empty() => why.push(outcome.reasons()),
                false => {}
            }
        }
        Ok(Err(why.join("\n  ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::RegistryRef;

    fn scope(policy: &str, place: &Place) -> String {
        Policy::parse(policy.as_bytes()).unwrap().requirements(place).unwrap().0
    }

    #[test]
    fn the_most_specific_scope_counts() {
        let reject = r#"[{"type":"reject"}]"#;
        let image: RegistryRef = "eu.reg.example.com:5000/team/app:1".parse().unwrap();
        let place = Place::registry(&image);
        let mut scopes = vec![
            "eu.reg.example.com:5000/team/app:1",
            "eu.reg.example.com:5000/team/app",
            "eu.reg.example.com:5000/team",
            "eu.reg.example.com:5000",
            "*.reg.example.com",
            "*.example.com",
            "*.com",
            "",
        ];
        while let Some(first) = scopes.first() {
            let all: Vec<String> = scopes.iter().map(|s| format!(r#""{s}":{reject}"#)).collect();
            let policy = format!(r#"{{"default":{reject},"transports":{{"docker":{{{}}}}}}}"#, all.join(","));
            assert_eq!(scope(&policy, &place), format!("docker:{first}"));
            let other = format!(r#"{{"default":{reject},"transports":{{"oci":{{{}}}}}}}"#, all.join(","));
            assert_eq!(scope(&other, &place), "default");
            scopes.remove(0);
        }
        let digest = image.with_digest(Digest::sha256(b""));
        assert_eq!(Place::registry(&digest).scopes[0], digest.to_string());
        let layout = Place::path("oci", Path::new("/srv/images/app"));
        assert_eq!(layout.scopes, ["/srv/images/app", "/srv/images", "/srv"]);
        let policy = format!(r#"{{"default":{reject},"transports":{{"oci":{{"/srv":{reject}}}}}}}"#);
        assert_eq!(scope(&policy, &layout), "oci:/srv");
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for (policy, why) in [
            ("{}", "missing field `default`"),
            (r#"{"default":[]}"#, ""),
            (r#"{"default":[{"type":"x"}]}"#, "unknown variant `x`"),
            (r#"{"default":[{"type":"reject","x":1}]}"#, "unknown field `x`"),
            (r#"{"default":[{"type":"reject"}],"x":1}"#, "unknown field `x`"),
            (r#"{"default":[{"type":"reject"}],"default":[{"type":"reject"}]}"#, "duplicate field `default`"),
            (
                r#"{"default":[{"type":"reject"}],"transports":{"docker":{"a":[{"type":"reject"}],"a":[{"type":"reject"}]}}}"#,
                "'a' is there twice",
            ),
            (r#"{"default":[{"type":"sigstoreSigned"}]}"#, ""),
            (r#"{"default":[{"type":"sigstoreSigned","keyPath":"a","keyData":"b"}]}"#, ""),
            (
                r#"{"default":[{"type":"sigstoreSigned","keyPath":"a","signedIdentity":{"type":"x"}}]}"#,
                "unknown variant `x`",
            ),
        ] {
            let told = Policy::parse(policy.as_bytes()).unwrap_err();
            assert!(told.what().starts_with("it is no policy"), "{policy}");
            assert!(told.causes().join("").contains(why), "{policy}: {:?}", told.causes());
        }
        let whole = r#"{"default":[{"type":"insecureAcceptAnything"}],"transports":{"docker":{"":[
            {"type":"signedBy","keyType":"GPGKeys","keyPath":"/k"},
            {"type":"sigstoreSigned","keyPath":"/k","signedIdentity":{"type":"matchRepository"}},
            {"type":"sigstoreSigned","fulcio":{"caPath":"/c","oidcIssuer":"i","subjectEmail":"e"},"rekorPublicKeyPath":"/r"}]}}}"#;
        Policy::parse(whole.as_bytes()).unwrap();
    }
}
