//! `imgtool verify` and `imgtool verify-attestation`: is an image signed by these keys?

use super::artifact::pairs;
use super::trust;
use crate::cli::args::Registry;
use crate::cli::policy::{Asked, Judge};
use crate::cli::session::Session;
use crate::cli::{keys, render};
use crate::error::{Error, Kind, Result};
use crate::image::file::read_small;
use crate::sign::keyless::identity::{Identity, Match};
use crate::sign::keyless::root::TrustedRoot;
use crate::sign::payload::predicate_type;
use crate::sign::verify::{Outcome, Request, Wanted, verify, verify_bundles};
use crate::transport::Reference;
use clap::{ArgAction, Args};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Check that images are signed, as cosign does
#[derive(Debug, Args)]
pub struct Verify {
    /// The images or indexes
    #[arg(value_name = "REF", required = true)]
    pub references: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub by: By,
    /// What must be signed besides
    #[arg(short, long = "annotation", visible_alias = "annotations", value_name = "NAME=VALUE")]
    pub annotations: Vec<String>,
    /// Ask this policy instead of keys: imgtool's (.yaml) or containers-policy.json(5)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["keys", "annotations", "threshold"])]
    pub policy: Option<PathBuf>,
    /// Say which rule of the policy decides, and why
    #[arg(long, requires = "policy")]
    pub explain: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Check that images have attestations of a type; prints their envelopes, one a line
#[derive(Debug, Args)]
pub struct VerifyAttestation {
    /// The images or indexes
    #[arg(value_name = "REF", required = true)]
    pub references: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub by: By,
    /// What kind of statement: as for attest
    #[arg(long = "type", value_name = "TYPE", default_value = "custom")]
    pub kind: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Who must have signed.
#[derive(Debug, Args)]
pub struct By {
    /// A public key: a file, env://VARIABLE or exec:PROGRAM. Of several, each must have signed
    #[arg(long = "key", value_name = "KEY")]
    pub keys: Vec<String>,
    /// So many of the keys will do
    #[arg(long, value_name = "N")]
    pub threshold: Option<usize>,
    /// Do without a transparency log, where a key is given
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = ArgAction::Set)]
    pub insecure_ignore_tlog: bool,
    /// Who must have signed, where a certificate says it: an address, a URI
    #[arg(long, value_name = "NAME", conflicts_with = "certificate_identity_regexp")]
    pub certificate_identity: Option<String>,
    /// The same as a regular expression; anchor it with ^ and $
    #[arg(long, value_name = "REGEX")]
    pub certificate_identity_regexp: Option<String>,
    /// Who must have vouched for them: the URL of an OIDC issuer
    #[arg(long, value_name = "URL", conflicts_with = "certificate_oidc_issuer_regexp")]
    pub certificate_oidc_issuer: Option<String>,
    /// The same as a regular expression
    #[arg(long, value_name = "REGEX")]
    pub certificate_oidc_issuer_regexp: Option<String>,
    /// Whom to believe about certificates and logs: trusted_root.json [default: what imgtool trust keeps]
    #[arg(long, env = "SIGSTORE_TRUSTED_ROOT", value_name = "FILE")]
    pub trusted_root: Option<PathBuf>,
    /// Check the bundle in this file, instead of what is attached
    #[arg(long, value_name = "FILE")]
    pub bundle: Option<PathBuf>,
}

impl By {
    fn request(&self, wanted: Wanted, annotations: BTreeMap<String, String>, session: &Session) -> Result<Request> {
        let asked = [
            &self.certificate_identity,
            &self.certificate_identity_regexp,
            &self.certificate_oidc_issuer,
            &self.certificate_oidc_issuer_regexp,
        ];
        let mut identities = Vec::new();
        if asked.iter().any(|a| a.is_some()) {
            let [exact, pattern, issuer, issuer_pattern] = asked.map(|a| a.as_deref());
            identities.push(Identity {
                subject: Match::new("signer's name (--certificate-identity)", exact, pattern)?,
                issuer: Match::new("issuer (--certificate-oidc-issuer)", issuer, issuer_pattern)?,
            });
        }
        if identities.is_empty() && self.keys.is_empty() {
            return Err(Error::new(Kind::Usage, "nobody is named who must have signed")
                .hint("give a --key: the public key of whoever signs")
                .hint("or --certificate-identity NAME --certificate-oidc-issuer URL --trusted-root FILE"));
        }
        let asked = !identities.is_empty() || !self.insecure_ignore_tlog;
        let file = self.trusted_root.clone().or_else(|| trust::kept(session).filter(|_| asked));
        let root = file.as_deref().map(TrustedRoot::load).transpose()?.map(Arc::new);
        if root.is_none() && asked {
            return Err(Error::new(Kind::Usage, "certificates and logs are checked against a trusted root")
                .hint("give --trusted-root FILE; cosign trusted-root create makes one")
                .hint("or get one, and keep it fresh: imgtool trust init --root-json FILE"));
        }
        let keys = self.keys.iter().map(|k| keys::public(k)).collect::<Result<Vec<_>>>()?;
        let all = keys.len() + identities.len();
        if self.threshold.is_some_and(|n| n == 0 || n > all) {
            return Err(Error::new(Kind::Usage, format!("--threshold must be from 1 to {all} here")));
        }
        let log = !self.insecure_ignore_tlog;
        Ok(Request { wanted, keys, identities, root, log, annotations, name: String::new() })
    }

    /// Have enough of the keys signed? Where that is not so: why.
    fn decide(&self, request: &Request, outcome: &Outcome, what: &str) -> Result<()> {
        let names: Vec<String> =
            self.keys.iter().cloned().chain(request.identities.iter().map(|i| i.to_string())).collect();
        let signed = outcome.signers(names.len());
        let needed = self.threshold.unwrap_or(names.len());
        if signed.iter().filter(|s| **s).count() >= needed {
            return Ok(());
        }
        let missing: Vec<&str> =
            signed.iter().zip(&names).filter(|(signed, _)| !**signed).map(|(_, name)| name.as_str()).collect();
        if outcome.refused.is_empty() && outcome.verified.is_empty() {
            return Err(Error::new(Kind::Untrusted, format!("{what}: there are none"))
                .hint("imgtool signatures shows all that is attached"));
        }
        let (missing, of) = (missing.join(", "), names.len());
        let what = match (of, self.threshold) {
            (1, _) => format!("{what}: none is proven by {missing}"),
            (_, None) => format!("{what}: none is proven by {missing}; each of {of} keys must have signed"),
            (_, Some(n)) => format!("{what}: none is proven by {missing}; {n} of {of} keys must have signed"),
        };
        let error = Error::new(Kind::Untrusted, what);
        Err(if outcome.refused.is_empty() { error } else { error.because(outcome.reasons()) })
    }
}

/// Verifies each image; prints what was signed, as JSON.
pub async fn run(args: Verify, session: &Arc<Session>) -> Result<()> {
    if let Some(file) = &args.policy {
        return by_policy(&args, file, session).await;
    }
    let request = args.by.request(Wanted::Signatures, pairs(&args.annotations)?, session)?;
    let mut text = String::new();
    for written in &args.references {
        let outcome = check(written, &request, &args.by, "signatures", &args.registry, session).await?;
        // Both forms of one signature say the same thing twice; the text is what was signed.
        let payloads: Vec<Value> = outcome.verified.into_iter().map(|v| v.payload).collect();
        text.push_str(&format!("{}\n", Value::from(payloads)));
    }
    render::result(text.as_bytes())
}

/// Asks a policy about each image. What it says is the result where it is asked for.
async fn by_policy(args: &Verify, file: &Path, session: &Arc<Session>) -> Result<()> {
    let judge = Judge::load(file)?;
    let mut text = String::new();
    for written in &args.references {
        let reference = session.reference(written)?;
        let access = session.access(&args.registry, Some(&reference));
        let node = access.source(&reference).await?;
        let digest = &node.descriptor().digest;
        let asked = Asked { reference: &reference, node: &node, subjects: std::slice::from_ref(digest), image: None };
        let Some(decision) = judge.decide(&asked, &access).await? else {
            return Err(Error::new(Kind::Unsupported, format!("policies are not about {reference}")));
        };
        if !args.explain {
            decision.require(&reference.to_string(), file)?;
            text.push_str(&format!("{reference} {digest}\n"));
            continue;
        }
        let verdict = if decision.allowed() { "allowed" } else { "rejected" };
        text.push_str(&format!("{reference} {digest}: {verdict}\n  {}\n", decision.scope));
        for (requirement, verdict) in &decision.requirements {
            let (sign, why) = match verdict {
                Ok(why) => ("yes", why),
                Err(why) => ("no", why),
            };
            text.push_str(&format!("  {requirement}: {sign}: {why}\n"));
        }
        if !decision.allowed() {
            session.answer_no();
        }
    }
    render::result(text.as_bytes())
}

/// Verifies each image; prints the envelopes.
pub async fn attestation(args: VerifyAttestation, session: &Arc<Session>) -> Result<()> {
    let kind = predicate_type(&args.kind)?;
    let what = format!("attestations of type {kind}");
    let request = args.by.request(Wanted::Attestations(kind), BTreeMap::new(), session)?;
    let mut text = String::new();
    for written in &args.references {
        let outcome = check(written, &request, &args.by, &what, &args.registry, session).await?;
        for envelope in outcome.verified.into_iter().filter_map(|v| v.envelope) {
            let line = serde_json::to_string(&envelope)
                .map_err(|e| Error::new(Kind::Internal, "write an envelope").because(e))?;
            text.push_str(&format!("{line}\n"));
        }
    }
    render::result(text.as_bytes())
}

/// The largest file of bundles that is read, in bytes.
const MAX_BUNDLES: u64 = 64 << 20;

fn read_bundle(file: &Path) -> Result<Vec<u8>> {
    read_small(file, MAX_BUNDLES, || format!("read the bundle {}", file.display()))
}

async fn check(
    written: &str,
    request: &Request,
    by: &By,
    what: &str,
    registry: &Registry,
    session: &Arc<Session>,
) -> Result<Outcome> {
    let reference = session.reference(written)?;
    let access = session.access(registry, Some(&reference));
    let node = access.source(&reference).await?;
    let subject = &node.descriptor().digest;
    let name = match &reference {
        Reference::Registry(r) => r.to_string(),
        other => other.to_string(),
    };
    let request = Request { name, ..request.clone() };
    let outcome = match &by.bundle {
        Some(file) => verify_bundles(&read_bundle(file)?, subject, &request),
        None => verify(node.blobs(), subject, &request).await?,
    };
    by.decide(&request, &outcome, &format!("{what} of {reference} ({subject})"))?;
    Ok(outcome)
}
