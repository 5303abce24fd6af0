//! `imgtool audit REF`: what is wrong or risky with an image.

use super::look::{Opened, Which};
use super::sign::now;
use crate::audit::{self, Finding, Severity, config, files, osv::Matcher, secrets};
use crate::cli::render::{self, audit as shown};
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use crate::image::Image;
use crate::image::file::blocking;
use crate::layer::{Entry, EntryKind, Tree};
use crate::oci::ImageConfig;
use crate::sbom::{self, Inventory, Source};
use clap::{Args, ValueEnum};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// The largest passwd that is read.
const MAX_PASSWD: u64 = 1 << 20;

/// Look for what is wrong or risky with an image: known flaws, secrets, root, setuid, age, labels
#[derive(Debug, Args)]
pub struct Audit {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub which: Which,
    /// Known flaws in the OSV form: a record, an archive of records (all.zip), or a directory of these. May be
    /// given several times
    #[arg(long, value_name = "FILE|DIR")]
    pub osv: Vec<PathBuf>,
    /// The form
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// The exit code is 1 where a finding is this bad, or worse
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Leave out a rule, or a flaw by its name (CVE-…). May be given several times
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub skip: Vec<String>,
    /// An image or its packages are old after as many days
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(i64).range(0..=100_000))]
    pub max_age: i64,
    /// Ask the registry that the image names as its base's whether the base's tag has moved on
    #[arg(long)]
    pub check_base: bool,
}

/// The form of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people
    Text,
    /// For programs
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
}

/// When an audit fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Anything
    Any,
    /// Low, or worse
    Low,
    /// Medium, or worse
    Medium,
    /// High, or worse
    High,
    /// Critical
    Critical,
}

impl FailOn {
    fn least(self) -> Severity {
        match self {
            FailOn::Any => Severity::Info,
            FailOn::Low => Severity::Low,
            FailOn::Medium => Severity::Medium,
            FailOn::High => Severity::High,
            FailOn::Critical => Severity::Critical,
        }
    }
}

/// Looks, and prints what there is.
pub async fn run(args: Audit, session: &Arc<Session>) -> Result<()> {
    for name in &args.skip {
        // A rule that is not there is a mistake; names of flaws have capitals (CVE-…, GHSA-…).
        if audit::rule(name).is_none() && !name.contains(|c: char| c.is_ascii_uppercase()) {
            return Err(Error::new(Kind::Usage, format!("--skip {name}: there is no such rule"))
                .hint(format!("the rules are {}", audit::RULES.iter().map(|r| r.id).collect::<Vec<_>>().join(", "))));
        }
    }
    let image = args.which.image(session).await?;
    let config = image.config().await?;
    let opened = Opened::new(&image, session).await?;
    let mut gaps = Vec::new();
    let read = read(&opened, &mut gaps).await?;
    let mut findings = config::check(&config, &image.manifest.annotations, read.passwd.as_deref());
    findings.extend(read.secrets);
    let tree = opened.tree.clone();
    findings.extend(blocking(move || files::check(&tree)).await?);
    findings.extend(ages(&config, &opened.tree, &args, &now(session)?));
    gaps.extend(read.inventory.gaps.iter().map(|gap| format!("packages: {gap}")));
    base(&args, &image, &config, session, &mut findings, &mut gaps).await;
    let records = if args.osv.is_empty() {
        gaps.push("packages were not compared with known flaws: no --osv database is given".into());
        None
    } else {
        let (mut matcher, paths) = (Matcher::new(&read.inventory), args.osv.clone());
        let matcher = blocking(move || {
            paths.iter().try_for_each(|path| matcher.read(path))?;
            Ok(matcher)
        })
        .await?;
        findings.extend(matcher.findings);
        Some(matcher.records)
    };
    findings.retain(|f| !f.is_in(&args.skip));
    audit::sort(&mut findings);
    findings.dedup();
    let report = shown::Report {
        image: args.which.reference.clone(),
        digest: image.descriptor.digest.to_string(),
        distribution: read.inventory.distribution.as_ref().map(|(id, version)| format!("{id} {version}")),
        packages: read.inventory.packages.len(),
        records,
        findings,
        gaps,
    };
    match args.format {
        Form::Text => render::result(shown::text(&report)?.as_bytes())?,
        Form::Json => render::json(&report)?,
        Form::Sarif => render::json(&shown::sarif(&report))?,
    }
    if let Some(least) = args.fail_on.map(FailOn::least)
        && report.findings.iter().any(|f| f.severity >= least)
    {
        session.answer_no();
    }
    Ok(())
}

/// What the files' contents tell.
struct Read {
    inventory: Inventory,
    passwd: Option<Vec<u8>>,
    secrets: Vec<Finding>,
}

/// What a file of a layer is read for.
#[derive(Default)]
struct Reasons {
    /// It is the visible file at this path, which tells of packages.
    packages: Option<(String, Source)>,
    /// It is the visible passwd.
    passwd: bool,
    /// It may hold secrets; false where it is too large.
    secrets: bool,
}

/// Reads each layer once. Hidden files count for secrets as well: they are in the image.
async fn read(opened: &Opened, gaps: &mut Vec<String>) -> Result<Read> {
    let mut inventory = Inventory::default();
    let mut reasons = visible(opened, &mut inventory)?;
    let mut total = 0;
    let mut too_many = 0;
    for (layer, toc) in opened.tocs.iter().enumerate() {
        for entry in &toc.entries {
            let EntryKind::File { size, offset, .. } = entry.kind else { continue };
            if size == 0 || size > secrets::MAX_FILE {
                continue;
            }
            if total + size > secrets::MAX_TOTAL {
                too_many += 1;
                continue;
            }
            total += size;
            reasons.entry((layer, entry.path.clone(), offset)).or_default().secrets = true;
        }
    }
    if too_many > 0 {
        gaps.push(format!("secrets: {too_many} files were not looked into: they are too many"));
    }
    let mut wanted: BTreeMap<usize, HashSet<Vec<u8>>> = BTreeMap::new();
    for (layer, path, _) in reasons.keys() {
        wanted.entry(*layer).or_default().insert(path.clone());
    }
    let mut out = Read { inventory, passwd: None, secrets: Vec::new() };
    opened
        .each_content(wanted, &mut |layer, entry, bytes| {
            let EntryKind::File { offset, .. } = entry.kind else { return };
            let Some(reasons) = reasons.get(&(layer, entry.path.clone(), offset)) else { return };
            if let Some((path, source)) = &reasons.packages {
                out.inventory.read(*source, path, bytes);
            }
            if reasons.passwd {
                out.passwd = Some(bytes.to_vec());
            }
            if reasons.secrets {
                out.secrets.extend(secrets_of(&opened.tree, layer, entry, bytes));
            }
        })
        .await?;
    Ok(out)
}

type Place = (usize, Vec<u8>, u64);

/// The visible files that count for something.
fn visible(opened: &Opened, inventory: &mut Inventory) -> Result<HashMap<Place, Reasons>> {
    let mut reasons: HashMap<Place, Reasons> = HashMap::new();
    let mut total = 0;
    let place = |path: &[u8]| {
        let node = opened.tree.get(path)?;
        let EntryKind::File { offset, .. } = node.content_entry().kind else { return None };
        Some((node.layer(), node.content_path().to_vec(), offset))
    };
    opened.each_file(|path, size| {
        let Some(at) = place(path) else { return };
        let Ok(text) = std::str::from_utf8(path) else { return };
        let Some(source) = sbom::wanted(text) else { return };
        if size > sbom::MAX_FILE || total + size > sbom::MAX_TOTAL {
            inventory.gap(text, &format!("{size} bytes are too many"));
        } else {
            total += size;
            reasons.entry(at).or_default().packages = Some((text.to_string(), source));
        }
    })?;
    // It may be a link, but not one that leads out: links are followed inside the image.
    if let Ok(Some(path)) = opened.tree.resolve(b"etc/passwd", true)
        && let Some(at) = place(&path)
        && let Some(node) = opened.tree.get(&path)
        && super::look::size(&node.content_entry().kind) <= MAX_PASSWD
    {
        reasons.entry(at).or_default().passwd = true;
    }
    Ok(reasons)
}

fn secrets_of(tree: &Tree, layer: usize, entry: &Entry, bytes: &[u8]) -> Vec<Finding> {
    let found = secrets::in_file(&entry.path, bytes);
    if found.is_empty() {
        return Vec::new();
    }
    let place = |e: &Entry| match e.kind {
        EntryKind::File { offset, .. } => Some(offset),
        _ => None,
    };
    let seen = tree.get(&entry.path).filter(|n| n.layer() == layer).and_then(|n| place(n.content_entry()));
    let is_visible = seen == place(entry);
    let hidden = if is_visible { "" } else { "; a later layer removed or replaced it, but it is still in the image" };
    let told = |f: secrets::Found| {
        let message = format!("{} in line {} ({}){hidden}", f.what, f.line, f.start);
        Finding::new("secret-in-file", f.severity, message).at(&entry.path, Some(layer))
    };
    found.into_iter().map(told).collect()
}

/// How long ago the image and the distribution's packages were made.
fn ages(config: &ImageConfig, tree: &Tree, args: &Audit, now: &str) -> Vec<Finding> {
    let seconds = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok().map(|t| t.timestamp());
    let Some(now) = seconds(now) else { return Vec::new() };
    let days = |then: i64| now.saturating_sub(then) / 86_400;
    let image = config.created.as_deref().and_then(seconds);
    let databases = ["var/lib/dpkg/status", "lib/apk/db/installed", "usr/lib/apk/db/installed"];
    let rpm = ["var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite"];
    let changed =
        databases.iter().chain(&rpm).filter_map(|path| Some(tree.get(path.as_bytes())?.content_entry().mtime.secs));
    let packages = changed.max();
    // 1970 is what builds that repeat themselves write: it says nothing of age.
    let old =
        |rule, then: Option<i64>| then.filter(|t| *t > 86_400).and_then(|t| config::age(rule, days(t), args.max_age));
    [old("old-image", image), old("old-packages", packages)].into_iter().flatten().collect()
}

/// Has the base's tag moved on? Only asked where the user says so: the image's own words decide who is asked.
async fn base(
    args: &Audit,
    image: &Image,
    config: &ImageConfig,
    session: &Arc<Session>,
    findings: &mut Vec<Finding>,
    gaps: &mut Vec<String>,
) {
    let (Some(name), Some(digest)) = config::base(&image.manifest.annotations, &config.config.labels) else { return };
    if !args.check_base {
        gaps.push(format!("base: whether {name} is still {digest} was not asked: see --check-base"));
        return;
    }
    let ask = async || -> Result<crate::oci::Digest> {
        // A registry's name only: what an image says must not make us read files.
        let reference: crate::oci::RegistryRef = name.parse()?;
        let reference = match reference.tag() {
            Some(tag) => format!("{}:{tag}", reference.name()).parse()?,
            None => reference,
        };
        let reference = crate::transport::Reference::Registry(reference);
        // `--creds` are for the image's own registry.
        let own = session.reference(&args.which.reference)?;
        let access = session.access(&args.which.registry, Some(&own));
        let now = access.digest(&reference).await?;
        if now.to_string() == digest {
            return Ok(now);
        }
        // The digest may be that of one image of an index.
        let platform = args.which.platform.clone().unwrap_or_else(crate::oci::Platform::host);
        let image = access.source(&reference).await?.image_for(&platform).await?;
        Ok(if image.descriptor.digest.to_string() == digest { image.descriptor.digest } else { now })
    };
    match ask().await {
        Ok(now) if now.to_string() != digest => {
            let what = format!("it was built on {name} at {digest}; that name is {now} now");
            findings.push(Finding::new("base-outdated", Severity::Medium, what));
        }
        Ok(_) => {}
        Err(e) => gaps.push(format!("base: {name} could not be asked for: {e:?}")),
    }
}
