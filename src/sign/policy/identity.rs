//! Under which name an image must have been signed.

use crate::oci::RegistryRef;
use crate::sign::verify::Verified;
use serde::Deserialize;

/// Which name must be signed along.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
pub(super) enum Identity {
    MatchExact {},
    MatchRepoDigestOrExact {},
    MatchRepository {},
    #[serde(rename_all = "camelCase")]
    ExactReference {
        docker_reference: String,
    },
    #[serde(rename_all = "camelCase")]
    ExactRepository {
        docker_repository: String,
    },
    #[serde(rename_all = "camelCase")]
    #[serde(rename = "remapIdentity")]
    Remap {
        prefix: String,
        signed_prefix: String,
    },
}

impl Default for Identity {
    fn default() -> Identity {
        Identity::MatchRepoDigestOrExact {}
    }
}

/// A name without tag and digest; else the name in full.
fn parse(text: &str) -> std::result::Result<(RegistryRef, bool), String> {
    let parsed: RegistryRef = text.parse().map_err(|_| format!("'{}' is no image's name", text.escape_debug()))?;
    let last = text.rsplit('/').next().unwrap_or(text);
    Ok((parsed, !last.contains(':') && !last.contains('@')))
}

fn same(a: &RegistryRef, b: &RegistryRef) -> bool {
    a.name() == b.name() && a.tag() == b.tag() && a.digest() == b.digest()
}

/// The name in `image`, with `prefix` replaced where it begins with it, part by part.
fn remapped(image: &RegistryRef, prefix: &str, signed: &str) -> std::result::Result<RegistryRef, String> {
    let name = image.name();
    let rest = match name.strip_prefix(prefix) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => return Ok(image.clone()),
    };
    let tail = match (image.digest(), image.tag()) {
        (Some(digest), _) => format!("@{digest}"),
        (None, tag) => format!(":{}", tag.unwrap_or("latest")),
    };
    Ok(parse(&format!("{signed}{rest}{tail}"))?.0)
}

impl Identity {
    /// Is the name that was signed along the right one?
    pub(super) fn accepts(&self, image: Option<&RegistryRef>, verified: &Verified) -> std::result::Result<(), String> {
        let text =
            verified.name.as_deref().ok_or("it names no repository; sign with --signature-format tag or both")?;
        let (signed, bare) = parse(text)?;
        let image = || image.ok_or("the image has no name here: only exactReference and exactRepository will do");
        let wrong = |wanted: String| Err(format!("it is signed as '{}', not as '{wanted}'", text.escape_debug()));
        let exact = |image: &RegistryRef| match !bare && same(&signed, image) {
            true => Ok(()),
            false => wrong(image.to_string()),
        };
        let repository = |name: String| if signed.name() == name { Ok(()) } else { wrong(name) };
        let digest_or_exact = |image: &RegistryRef| match image.digest() {
            Some(_) => repository(image.name()),
            None => exact(image),
        };
        match self {
            Identity::MatchExact {} => exact(image()?),
            Identity::MatchRepoDigestOrExact {} => digest_or_exact(image()?),
            Identity::MatchRepository {} => repository(image()?.name()),
            Identity::ExactReference { docker_reference } => exact(&parse(docker_reference)?.0),
            Identity::ExactRepository { docker_repository } => repository(parse(docker_repository)?.0.name()),
            Identity::Remap { prefix, signed_prefix } => digest_or_exact(&remapped(image()?, prefix, signed_prefix)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::Digest;
    use crate::sign::verify::Form;
    use serde_json::Value;

    #[test]
    fn names_that_are_signed_along() {
        let accepts = |identity: &str, image: &str, signed: &str| {
            let identity: Identity = serde_json::from_str(identity).unwrap();
            let verified = Verified {
                form: Form::Tag,
                blob: Digest::sha256(b""),
                key: 0,
                time: None,
                name: (!signed.is_empty()).then(|| signed.to_string()),
                annotations: Default::default(),
                payload: Value::Null,
                envelope: None,
            };
            let image: Option<RegistryRef> = (!image.is_empty()).then(|| image.parse().unwrap());
            identity.accepts(image.as_ref(), &verified).is_ok()
        };
        let digest = format!("r.io/a@{}", Digest::sha256(b""));
        let kind = |name: &str| format!(r#"{{"type":"{name}"}}"#);
        for (identity, image, signed, want) in [
            (kind("matchExact"), "r.io/a:1", "r.io/a:1", true),
            (kind("matchExact"), "r.io/a:1", "r.io/a:2", false),
            (kind("matchExact"), "r.io/a", "r.io/a", false),
            (kind("matchExact"), &digest, "r.io/a:1", false),
            (kind("matchRepoDigestOrExact"), "r.io/a:1", "r.io/a:1", true),
            (kind("matchRepoDigestOrExact"), "r.io/a:1", "r.io/a", false),
            (kind("matchRepoDigestOrExact"), "r.io/a:latest", "r.io/a", false),
            (kind("matchRepoDigestOrExact"), &digest, "r.io/a:1", true),
            (kind("matchRepoDigestOrExact"), &digest, "r.io/b:1", false),
            (kind("matchRepository"), "r.io/a:1", "r.io/a", true),
            (kind("matchRepository"), "r.io/a:1", "r.io/ab", false),
            (kind("matchRepository"), "r.io/a:1", "", false),
            (kind("matchRepository"), "", "r.io/a", false),
            (r#"{"type":"exactReference","dockerReference":"p.io/x:1"}"#.into(), "", "p.io/x:1", true),
            (r#"{"type":"exactReference","dockerReference":"p.io/x:1"}"#.into(), "r.io/a:1", "p.io/x:2", false),
            (r#"{"type":"exactRepository","dockerRepository":"p.io/x"}"#.into(), "r.io/a:1", "p.io/x", true),
            (r#"{"type":"exactRepository","dockerRepository":"p.io/x"}"#.into(), "r.io/a:1", "r.io/a", false),
            (
                r#"{"type":"remapIdentity","prefix":"m.io","signedPrefix":"p.io/x"}"#.into(),
                "m.io/a:1",
                "p.io/x/a:1",
                true,
            ),
            (
                r#"{"type":"remapIdentity","prefix":"m.io","signedPrefix":"p.io"}"#.into(),
                "m.io.evil/a:1",
                "p.io.evil/a:1",
                false,
            ),
            (r#"{"type":"remapIdentity","prefix":"m.io","signedPrefix":"p.io"}"#.into(), "r.io/a:1", "r.io/a:1", true),
        ] {
            assert_eq!(accepts(&identity, image, signed), want, "{identity} {image} {signed}");
        }
    }
}
