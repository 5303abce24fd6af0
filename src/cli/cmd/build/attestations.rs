//! `--sbom`, `--provenance`, `--attest`: what is said of an image, attached to it as in-toto statements.
//! With `--sign` they are signed, as `imgtool attest` does it; else nobody says who says so.

use crate::build::Built;
use crate::cli::args::Build;
use crate::cli::cmd::attest::MAX_PREDICATE;
use crate::cli::cmd::look::Opened;
use crate::cli::cmd::sbom::inventory;
use crate::cli::cmd::sign::{Target, attest_written, now};
use crate::cli::sealer::Sealer;
use crate::cli::session::{Access, Session};
use crate::copy::Copied;
use crate::dockerfile::remote::masked;
use crate::error::{Context, Error, Kind, Result};
use crate::event::Event;
use crate::image::Node;
use crate::image::artifact::Artifact;
use crate::image::memory::Overlay;
use crate::oci::{Descriptor, Platform};
use crate::sbom::{About, document};
use crate::sign::payload::{Statement, digests};
use crate::transport::Reference;
use clap::Args;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What is said of the image.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "What is said of the image")]
pub struct AttestFlags {
    /// Attach the list of the packages in the image (SPDX)
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub sbom: Option<String>,
    /// Attach how it was built (SLSA provenance): true, mode=min or mode=max
    #[arg(long, value_name = "BOOL|mode=…", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub provenance: Option<String>,
    /// The same as type=sbom or type=provenance,mode=…
    #[arg(long, value_name = "type=…")]
    pub attest: Vec<String>,
}

const IN_TOTO: &str = "application/vnd.in-toto+json";
const SPDX: &str = "https://spdx.dev/Document";
const SLSA: &str = "https://slsa.dev/provenance/v1";
const BUILD_TYPE: &str = "https://imgtool.invalid/build/dockerfile/v1";

/// How much the provenance tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Min,
    Max,
}

/// What is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    sbom: bool,
    provenance: Option<Mode>,
}

/// Reads the flags.
pub fn wanted(flags: &AttestFlags) -> Result<Wanted> {
    let mut out = Wanted::default();
    if let Some(text) = flags.sbom.as_ref().filter(|text| !preset(text)) {
        out.sbom = on("--sbom", text)?.is_some();
    }
    if let Some(text) = &flags.provenance {
        out.provenance = on("--provenance", text)?;
    }
    for text in &flags.attest {
        let kind = text.split(',').find_map(|field| field.strip_prefix("type="));
        let rest: Vec<&str> = text.split(',').filter(|field| !field.starts_with("type=")).collect();
        match kind {
            Some("sbom") => out.sbom = on("--attest", &rest.join(","))?.is_some(),
            Some("provenance") => out.provenance = on("--attest", &rest.join(","))?,
            _ => {
                return Err(Error::new(Kind::Usage, format!("--attest '{text}' says nothing that is known"))
                    .hint("write type=sbom or type=provenance,mode=max"));
            }
        }
    }
    Ok(out)
}

/// Is it one of the scanners that buildah knows by name?
fn preset(text: &str) -> bool {
    text.starts_with("syft") || text.starts_with("trivy")
}

/// buildah's flags: the list of packages in a file, and their URLs in another.
pub fn files_wanted(args: &Build) -> Result<bool> {
    let to_file = args.buildah.sbom_output.is_some() || args.buildah.sbom_purl_output.is_some();
    let flag = args.attestations.sbom.as_deref().filter(|text| preset(text));
    match flag {
        Some("syft-spdx" | "trivy-spdx") if to_file => {}
        Some(name @ ("syft-spdx" | "trivy-spdx")) => {
            return Err(Error::new(Kind::Usage, format!("--sbom={name} does not say where to"))
                .hint("add --sbom-output FILE; --sbom alone attaches the list to the image"));
        }
        Some(name) => {
            let what = format!("--sbom={name}: lists in CycloneDX's form are not written");
            return Err(Error::new(Kind::Unsupported, what).hint("SPDX is: --sbom=syft-spdx --sbom-output FILE"));
        }
        None => {}
    }
    if to_file && (args.platforms.len() > 1 || args.buildah.all_platforms) {
        return Err(Error::new(
            Kind::Unsupported,
            "--sbom-output tells of one image, and several platforms make several",
        )
        .hint("--sbom attaches a list to each of them"));
    }
    Ok(to_file)
}

/// Writes those files.
pub async fn write_files(args: &Build, built: &Built, session: &Arc<Session>) -> Result<()> {
    let inventory = inventory(Opened::new(&built.image, session).await?, session).await?;
    let name = args.tags.first().cloned().unwrap_or_else(|| "image".into());
    let about = About { name, digest: built.image.descriptor.digest.to_string(), created: now(session)? };
    let list = document(&about, &inventory);
    let write = |file: &Path, text: String| std::fs::write(file, text).context(|| format!("write {}", file.display()));
    if let Some(file) = &args.buildah.sbom_output {
        write(file, format!("{list:#}\n"))?;
    }
    if let Some(file) = &args.buildah.sbom_purl_output {
        let packages = list["packages"].as_array().into_iter().flatten();
        let urls = packages.flat_map(|p| p["externalRefs"].as_array().into_iter().flatten());
        let urls: BTreeSet<&str> = urls.filter_map(|r| r["referenceLocator"].as_str()).collect();
        write(file, urls.into_iter().map(|url| format!("{url}\n")).collect())?;
    }
    Ok(())
}

/// A BOOL, or buildx's options of it.
fn on(flag: &str, text: &str) -> Result<Option<Mode>> {
    let mut mode = Some(Mode::Min);
    for field in text.split(',').filter(|f| !f.is_empty()) {
        mode = match field {
            "true" | "1" | "mode=min" | "disabled=false" => mode.or(Some(Mode::Min)),
            "mode=max" => Some(Mode::Max),
            "false" | "0" | "disabled=true" => return Ok(None),
            // Which scanner, which version: there is one.
            other if other.starts_with("generator=") || other.starts_with("version=") => mode,
            other => return Err(Error::new(Kind::Usage, format!("{flag}: '{other}' is not known"))),
        };
    }
    Ok(mode)
}

/// What is said, of each image.
pub async fn said(
    wanted: Wanted,
    args: &Build,
    built: &[Built],
    platforms: &[Platform],
    session: &Arc<Session>,
) -> Result<Vec<(Descriptor, Statement)>> {
    if wanted == Wanted::default() {
        return Ok(Vec::new());
    }
    let created = now(session)?;
    let mut said = Vec::new();
    for (one, platform) in built.iter().zip(platforms) {
        let subject = &one.image.descriptor;
        if wanted.sbom {
            let inventory = inventory(Opened::new(&one.image, session).await?, session).await?;
            let name = args.tags.first().cloned().unwrap_or_else(|| "image".into());
            let about = About { name, digest: subject.digest.to_string(), created: created.clone() };
            said.push((subject.clone(), statement(subject, SPDX, &document(&about, &inventory))?));
        }
        if let Some(mode) = wanted.provenance {
            let provenance = provenance(mode, args, one, platform, &created);
            said.push((subject.clone(), statement(subject, SLSA, &provenance)?));
        }
    }
    Ok(said)
}

/// Says it wherever the images were put.
pub async fn attach(
    said: &[(Descriptor, Statement)],
    named: &[(Reference, Copied)],
    sealer: Option<&Sealer>,
    access: &Arc<Access>,
) -> Result<()> {
    if said.is_empty() {
        return Ok(());
    }
    if sealer.is_some() {
        small_enough(said)?;
    }
    let warn = |message: String| access.session().events().emit(Event::Warning { message });
    for (place, copied) in named {
        if !Target::takes(place) {
            warn(format!("{place} has no place for what is said of an image (--sbom, --provenance)"));
        } else if let Some(sealer) = sealer {
            let target = Target::written(place, &copied.descriptor.digest, access.clone()).await?;
            attest_written(&target, said, sealer).await?;
        } else {
            for (subject, statement) in said {
                Target::attach_to(place, &unsigned(subject, statement)?, access).await?;
            }
        }
    }
    if named.is_empty() {
        warn("what is said of an image (--sbom, --provenance) is attached in registries and OCI layouts only".into());
    }
    Ok(())
}

/// Is it so small that whoever verifies reads it?
fn small_enough(said: &[(Descriptor, Statement)]) -> Result<()> {
    for (_, statement) in said {
        let size = statement.predicate.as_ref().map_or(0, |p| p.get().len() as u64);
        if size > MAX_PREDICATE {
            let kind = &statement.predicate_type;
            let what =
                format!("what is said of the image ({kind}) has {size} bytes; at most {MAX_PREDICATE} are signed");
            return Err(
                Error::new(Kind::Limit, what).hint("leave it out, or build without --sign and attach it elsewhere")
            );
        }
    }
    Ok(())
}

fn bad(e: serde_json::Error) -> Error {
    Error::new(Kind::Internal, "write a statement").because(e)
}

fn statement(subject: &Descriptor, kind: &str, predicate: &Value) -> Result<Statement> {
    let predicate = RawValue::from_string(predicate.to_string()).map_err(bad)?;
    Ok(Statement::of(&subject.digest, None, kind, predicate))
}

fn unsigned(subject: &Descriptor, statement: &Statement) -> Result<Node> {
    let mut blobs = Overlay::new();
    let mut layer = blobs.add(IN_TOTO, serde_json::to_vec(statement).map_err(bad)?.into());
    let kind = BTreeMap::from([("in-toto.io/predicate-type".to_string(), statement.predicate_type.clone())]);
    layer.annotations = kind.clone();
    Artifact {
        artifact_type: Some(IN_TOTO.into()),
        config: None,
        layers: vec![layer],
        subject: Some(subject.clone()),
        annotations: kind,
    }
    .node(blobs)
}

/// SLSA v1. Secrets are no part of it, and build arguments only in the longer form, where who builds
/// wants them told.
fn provenance(mode: Mode, args: &Build, built: &Built, platform: &Platform, created: &str) -> Value {
    let material = |(name, descriptor): &(String, Descriptor)| {
        json!({
            "uri": format!("pkg:docker/{}", masked(name)),
            "digest": digests(&descriptor.digest),
        })
    };
    let mut external = json!({
        "context": masked(&args.context.display().to_string()),
        "platform": platform.to_string(),
    });
    if let Some(target) = &args.target {
        external["target"] = json!(target);
    }
    if mode == Mode::Max {
        let given = super::build_args(&args.build_args);
        external["buildArgs"] =
            json!(given.into_iter().map(|(k, v)| (k, masked(&v).into_owned())).collect::<BTreeMap<_, _>>());
        external["labels"] = json!(args.labels.iter().map(|l| masked(l)).collect::<Vec<_>>());
        external["secrets"] = json!(args.secrets.len());
    }
    json!({
        "buildDefinition": {
            "buildType": BUILD_TYPE,
            "externalParameters": external,
            "internalParameters": {"version": env!("CARGO_PKG_VERSION")},
            "resolvedDependencies": built.materials.iter().map(material).collect::<Vec<_>>(),
        },
        "runDetails": {
            "builder": {"id": "https://imgtool.invalid/builder"},
            "metadata": {"finishedOn": created},
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_those_of_buildx() {
        let of = |sbom: Option<&str>, provenance: Option<&str>, attest: &[&str]| {
            wanted(&AttestFlags {
                sbom: sbom.map(Into::into),
                provenance: provenance.map(Into::into),
                attest: attest.iter().map(|a| a.to_string()).collect(),
            })
        };
        let all = Wanted { sbom: true, provenance: Some(Mode::Max) };
        assert_eq!(of(Some("true"), Some("mode=max"), &[]).unwrap(), all);
        assert_eq!(of(None, None, &["type=sbom", "type=provenance,mode=max"]).unwrap(), all);
        assert_eq!(of(Some("false"), Some("false"), &[]).unwrap(), Wanted::default());
        assert!(of(None, Some("mode=all"), &[]).is_err() && of(None, None, &["sbom"]).is_err());
    }
}
