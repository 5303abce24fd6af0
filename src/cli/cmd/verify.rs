//! `imgtool verify` and `imgtool verify-attestation`: is an image signed by these keys?

use super::artifact::pairs;
use crate::cli::args::Registry;
use crate::cli::policy::explain;
use crate::cli::session::Session;
use crate::cli::{keys, render};
use crate::error::{Error, Kind, Result};
use crate::sign::payload::predicate_type;
use crate::sign::verify::{Outcome, Request, Wanted, verify};
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
    /// Ask this policy, containers-policy.json(5), instead of keys
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
    /// Do without a transparency log. Logs are not looked at yet, so `false` is refused
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = ArgAction::Set)]
    pub insecure_ignore_tlog: bool,
    /// Who a certificate must name: not there yet
    #[arg(long, hide = true, value_name = "NAME")]
    pub certificate_identity: Option<String>,
    /// Who must have vouched for a certificate: not there yet
    #[arg(long, hide = true, value_name = "URL")]
    pub certificate_oidc_issuer: Option<String>,
}

impl By {
    fn request(&self, wanted: Wanted, annotations: BTreeMap<String, String>) -> Result<Request> {
        if self.certificate_identity.is_some() || self.certificate_oidc_issuer.is_some() || self.keys.is_empty() {
            return Err(Error::new(Kind::Unsupported, "verifying without a key (keyless) is not there yet")
                .hint("give a --key: the public key of whoever signs"));
        }
        if !self.insecure_ignore_tlog {
            return Err(Error::new(Kind::Unsupported, "verifying a transparency log is not there yet")
                .hint("leave out --insecure-ignore-tlog=false"));
        }
        let keys = self.keys.iter().map(|k| keys::public(k)).collect::<Result<Vec<_>>>()?;
        if self.threshold.is_some_and(|n| n == 0 || n > keys.len()) {
            return Err(Error::new(Kind::Usage, format!("--threshold must be from 1 to {} here", keys.len())));
        }
        Ok(Request { wanted, keys, annotations, name: String::new() })
    }

    /// Have enough of the keys signed? Where that is not so: why.
    fn decide(&self, outcome: &Outcome, what: &str) -> Result<()> {
        let signed = outcome.signers(self.keys.len());
        let needed = self.threshold.unwrap_or(self.keys.len());
        if signed.iter().filter(|s| **s).count() >= needed {
            return Ok(());
        }
        let missing: Vec<&str> =
            signed.iter().zip(&self.keys).filter(|(signed, _)| !**signed).map(|(_, k)| k.as_str()).collect();
        if outcome.refused.is_empty() && outcome.verified.is_empty() {
            return Err(Error::new(Kind::Untrusted, format!("{what}: there are none"))
                .hint("imgtool signatures shows all that is attached"));
        }
        let (missing, of) = (missing.join(", "), self.keys.len());
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
    let request = args.by.request(Wanted::Signatures, pairs(&args.annotations)?)?;
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
    let mut text = String::new();
    for written in &args.references {
        let reference = session.reference(written)?;
        let access = session.access(&args.registry, Some(&reference));
        let node = access.source(&reference).await?;
        let digest = &node.descriptor().digest;
        let Some(decision) = explain(file, &reference, &node).await? else {
            return Err(Error::new(Kind::Unsupported, format!("policies are not about {reference}")));
        };
        if !args.explain {
            decision.require(&reference.to_string(), file)?;
            text.push_str(&format!("{reference} {digest}\n"));
            continue;
        }
        let verdict = if decision.allowed() { "allowed" } else { "rejected" };
        text.push_str(&format!("{reference} {digest}: {verdict}\n  scope {}\n", decision.scope));
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
    let request = args.by.request(Wanted::Attestations(kind), BTreeMap::new())?;
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
    let outcome = verify(node.blobs(), subject, &request).await?;
    by.decide(&outcome, &format!("{what} of {reference} ({subject})"))?;
    Ok(outcome)
}
