//! `imgtool store`: what the local store holds, what that takes, and freeing it.

use super::build::caches::seconds;
use super::serve::size;
use crate::cli::args::IsolationArg;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use crate::image::file::blocking;
use crate::layer::{Compression, Toc};
use crate::rootfs::MtimeRule;
use crate::runtime::{Sandbox, SandboxOptions};
use crate::transport::store::{Checked, Freed, Group, Item, Keep, Named, Store, Survey};
use crate::transport::store_name;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

/// Look into the local store, check it, and free what nothing needs
#[derive(Debug, Args)]
pub struct StoreCommand {
    #[command(subcommand)]
    #[allow(missing_docs)]
    pub what: What,
}

/// What to do with the store.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Show how much room everything takes, and what could be freed
    #[command(visible_alias = "du")]
    Df {
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Each thing in a line of its own
        #[arg(short, long)]
        verbose: bool,
    },
    /// List the images that have a name
    #[command(visible_aliases = ["list", "images"])]
    Ls {
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Only the names
        #[arg(short, long, conflicts_with = "json")]
        quiet: bool,
    },
    /// Remove names of images; what nothing else names goes at the next prune
    #[command(visible_alias = "untag")]
    Rm {
        /// The names
        #[arg(value_name = "NAME", required = true)]
        names: Vec<String>,
        /// A name that is not there is no failure
        #[arg(long)]
        ignore: bool,
    },
    /// Free what nothing names, beside running builds; with conditions, the cache as well
    Prune(Prune),
    /// Read everything again and compare it with its digest; exits with 1 where something is damaged
    #[command(visible_alias = "check")]
    Verify {
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// Remove what is damaged: it is fetched or made again when it is needed
        #[arg(long)]
        repair: bool,
        /// How RUN is isolated, where layers were unpacked
        #[arg(long, value_enum, default_value_t = IsolationArg::Auto, env = "IMGTOOL_ISOLATION", value_name = "HOW")]
        isolation: IsolationArg,
    },
}

/// Free what nothing names, beside running builds; with conditions, the cache as well
#[derive(Debug, Args)]
pub struct Prune {
    /// Keep so much of the cache, what was used last: 10GB, 512M
    #[arg(long, visible_alias = "max-used-space", value_name = "SIZE", value_parser = size)]
    pub keep_storage: Option<u64>,
    /// Only what was not used for so long: 12h, 14d
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    pub older_than: Option<i64>,
    /// As docker has it: until=DURATION
    #[arg(long, value_name = "until=DURATION", value_parser = until)]
    pub filter: Vec<i64>,
    /// The whole cache: everything but what has a name or is in use
    #[arg(short, long)]
    pub all: bool,
    /// Say what would go, and leave it
    #[arg(long)]
    pub dry_run: bool,
    /// Nothing is asked anyway
    #[arg(short, long, hide = true)]
    pub force: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// How RUN is isolated, where layers were unpacked
    #[arg(long, value_enum, default_value_t = IsolationArg::Auto, env = "IMGTOOL_ISOLATION", value_name = "HOW")]
    pub isolation: IsolationArg,
}

fn until(text: &str) -> std::result::Result<i64, String> {
    match text.split_once('=') {
        Some(("until", time)) => seconds(time),
        _ => Err("the filter that there is: until=DURATION".into()),
    }
}

/// Does it.
pub async fn run(args: StoreCommand, session: &Arc<Session>) -> Result<()> {
    let store = session.store()?.clone();
    match args.what {
        What::Df { json, verbose } => {
            let survey = blocking(move || store.survey()).await?;
            match (json, verbose) {
                (true, _) => render::json(&Usage::of(survey)),
                (false, true) => render::result(things(&survey.items)?.as_bytes()),
                (false, false) => render::result(table(&survey)?.as_bytes()),
            }
        }
        What::Ls { json, quiet } => {
            let mut names = blocking(move || store.names()).await?;
            names.retain(|n| !n.name.starts_with("container/"));
            match (json, quiet) {
                (true, _) => render::json(&names),
                (false, true) => {
                    render::result(names.iter().map(|n| format!("{}\n", n.name)).collect::<String>().as_bytes())
                }
                (false, false) => render::result(list(&names)?.as_bytes()),
            }
        }
        What::Rm { names, ignore } => remove(&store, &names, ignore),
        What::Prune(args) => {
            let (json, dry_run) = (args.json, args.dry_run);
            let freed = blocking(move || prune(&store, &args)).await?;
            if json { render::json(&freed) } else { render::result(told(&freed, dry_run)?.as_bytes()) }
        }
        What::Verify { json, repair, isolation } => {
            let checked = blocking(move || verify(&store, repair, isolation)).await?;
            if !checked.problems.is_empty() {
                session.answer_no();
            }
            if json { render::json(&checked) } else { render::result(report(&checked, repair).as_bytes()) }
        }
    }
}

/// The sandbox is made when something asks for it.
fn lazily(isolation: IsolationArg) -> impl Fn() -> Result<Arc<Sandbox>> {
    let made: OnceLock<Arc<Sandbox>> = OnceLock::new();
    move || {
        if let Some(sandbox) = made.get() {
            return Ok(sandbox.clone());
        }
        let options = SandboxOptions { helper: "/proc/self/exe".into(), isolation: isolation.into() };
        let sandbox = Arc::new(Sandbox::new(options)?);
        Ok(made.get_or_init(|| sandbox).clone())
    }
}

fn prune(store: &Store, args: &Prune) -> Result<Freed> {
    let oldest = args.filter.iter().copied().chain(args.older_than).max();
    let ago = oldest.map(|s| Duration::from_secs(u64::try_from(s).unwrap_or(0)));
    let since = ago.map(|ago| SystemTime::now().checked_sub(ago).unwrap_or(SystemTime::UNIX_EPOCH));
    let keep = Keep { nothing: args.all, since, bytes: args.keep_storage, dry_run: args.dry_run };
    let sandbox = lazily(args.isolation);
    store.prune(&keep, &|path| sandbox()?.remove_tree(path))
}

fn verify(store: &Store, repair: bool, isolation: IsolationArg) -> Result<Checked> {
    let sandbox = lazily(isolation);
    let unpacked = |path: &Path| {
        let read = sandbox()?.diff(path, Path::new("/dev/null"), Compression::None, 1, MtimeRule::Keep)?;
        Ok(read.map_or_else(Toc::default, |layer| layer.toc))
    };
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get());
    let checked = store.verify(threads, &unpacked)?;
    if repair {
        store.repair(&checked, &|path| sandbox()?.remove_tree(path))?;
    }
    Ok(checked)
}

fn remove(store: &Store, names: &[String], ignore: bool) -> Result<()> {
    let mut missing = Vec::new();
    for given in names {
        let bare = given.strip_prefix("store:").unwrap_or(given);
        let name = store_name(bare)?;
        match store.layout().remove_name(&name)? {
            true => render::result(format!("{name}\n").as_bytes())?,
            false => missing.push(name),
        }
    }
    match missing.as_slice() {
        [] => Ok(()),
        _ if ignore => Ok(()),
        missing => Err(Error::new(Kind::NotFound, format!("the store has no image named {}", missing.join(", ")))
            .hint("imgtool store ls lists those that there are")),
    }
}

/// The groups in the order of the table, and what people call them.
const GROUPS: [(Group, &str); 11] = [
    (Group::Images, "Images"),
    (Group::Containers, "Working containers"),
    (Group::UnnamedImages, "Images without a name"),
    (Group::CachedLayers, "Layers of build steps"),
    (Group::OtherBlobs, "Other layers"),
    (Group::RootFileSystems, "Unpacked layers"),
    (Group::Tables, "Tables of contents"),
    (Group::CacheRecords, "Cache records"),
    (Group::CacheMounts, "Cache mounts"),
    (Group::Contexts, "Build contexts"),
    (Group::Unfinished, "Unfinished files"),
];

/// One line of the table.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    #[serde(rename = "type")]
    group: Group,
    #[serde(skip)]
    title: &'static str,
    count: usize,
    size: u64,
    reclaimable: u64,
    in_use: usize,
    last_used: Option<u64>,
}

/// The whole table, and every thing.
#[derive(Debug, Serialize)]
struct Usage {
    total: u64,
    reclaimable: u64,
    types: Vec<Row>,
    items: Vec<Item>,
}

impl Usage {
    fn of(survey: Survey) -> Usage {
        let types = rows(&survey);
        let sum = |f: fn(&Row) -> u64| types.iter().map(f).sum();
        Usage { total: sum(|r| r.size), reclaimable: sum(|r| r.reclaimable), types, items: survey.items }
    }
}

fn rows(survey: &Survey) -> Vec<Row> {
    let row = |(group, title): (Group, &'static str)| {
        let items: Vec<&Item> = survey.items.iter().filter(|i| i.group == group).collect();
        let sum = |wanted: fn(&Item) -> bool| items.iter().filter(|i| wanted(i)).map(|i| i.size).sum();
        let count = match group {
            Group::Images => survey.images,
            Group::Containers => survey.containers,
            Group::UnnamedImages => survey.unnamed,
            _ => items.len(),
        };
        Row {
            group,
            title,
            count,
            size: sum(|_| true),
            reclaimable: sum(Item::reclaimable),
            in_use: items.iter().filter(|i| i.in_use).count(),
            last_used: items.iter().map(|i| since_1970(i.last_used)).max(),
        }
    };
    GROUPS.into_iter().map(row).collect()
}

fn table(survey: &Survey) -> Result<String> {
    let head = ["TYPE", "COUNT", "IN USE", "SIZE", "RECLAIMABLE", "LAST USED"].map(String::from);
    let rows = rows(survey);
    let (size, reclaimable) = (rows.iter().map(|r| r.size).sum(), rows.iter().map(|r| r.reclaimable).sum());
    let line = |r: &Row| {
        let numbers = [r.count.to_string(), r.in_use.to_string(), render::bytes(r.size), render::bytes(r.reclaimable)];
        let [count, used, size, free] = numbers;
        [r.title.to_string(), count, used, size, free, r.last_used.map(ago).unwrap_or_default()]
    };
    let mut lines = vec![head];
    lines.extend(rows.iter().map(line));
    let total = [String::from("Total"), String::new(), String::new(), render::bytes(size), render::bytes(reclaimable)];
    let [a, b, c, d, e] = total;
    lines.push([a, b, c, d, e, String::new()]);
    render::columns(&lines)
}

/// Every thing, the largest first.
fn things(items: &[Item]) -> Result<String> {
    let mut items: Vec<&Item> = items.iter().collect();
    items.sort_by(|a, b| (b.size, &a.name).cmp(&(a.size, &b.name)));
    let title = |group: Group| GROUPS.iter().find(|(g, _)| *g == group).map_or("", |(_, title)| title);
    let mut lines = vec![["SIZE", "TYPE", "NAME", "RECLAIMABLE", "LAST USED"].map(String::from)];
    lines.extend(items.iter().map(|i| {
        let free = if i.in_use {
            "in use"
        } else if i.reclaimable() {
            "yes"
        } else {
            "no"
        };
        let used = ago(since_1970(i.last_used));
        [render::bytes(i.size), title(i.group).into(), i.name.clone(), free.into(), used]
    }));
    render::columns(&lines)
}

fn list(names: &[Named]) -> Result<String> {
    let mut lines = vec![["NAME", "DIGEST", "PLATFORM", "SIZE", "CREATED"].map(String::from)];
    lines.extend(names.iter().map(|n| {
        let digest = n.digest.short().to_string();
        let created = n.created.clone().unwrap_or_default();
        [n.name.clone(), digest, n.platforms.join(","), render::bytes(n.size), created]
    }));
    render::columns(&lines)
}

/// What a prune did.
fn told(freed: &Freed, dry_run: bool) -> Result<String> {
    let title = |group: Group| GROUPS.iter().find(|(g, _)| *g == group).map_or("", |(_, title)| title);
    let mut lines = vec![["SIZE", "TYPE", "NAME", "LAST USED"].map(String::from)];
    lines.extend(
        freed
            .items
            .iter()
            .map(|i| [render::bytes(i.size), title(i.group).into(), i.name.clone(), ago(since_1970(i.last_used))]),
    );
    let mut text = if freed.items.is_empty() { String::new() } else { render::columns(&lines)? };
    let verb = if dry_run { "would be freed" } else { "freed" };
    text.push_str(&format!("{verb}: {}\n", render::bytes(freed.bytes)));
    Ok(text)
}

fn report(checked: &Checked, repaired: bool) -> String {
    let mut text = String::new();
    for problem in &checked.problems {
        let end = if repaired && problem.path.is_some() { " (removed)" } else { "" };
        text.push_str(&format!("damaged: {}: {}{end}\n", problem.what, problem.why).replace('\u{1b}', " "));
    }
    text.push_str(&format!(
        "{} blobs ({}), {} images, {} tables, {} unpacked layers, {} cache records: {}\n",
        checked.blobs,
        render::bytes(checked.bytes),
        checked.images,
        checked.tables,
        checked.root_file_systems,
        checked.cache_records,
        match checked.problems.len() {
            0 => "all as they should be".to_string(),
            1 => "1 problem".to_string(),
            n => format!("{n} problems"),
        }
    ));
    if !checked.problems.is_empty() && !repaired {
        text.push_str("hint: imgtool store verify --repair removes what is damaged\n");
    }
    text
}

fn since_1970(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

/// `3 days ago`.
fn ago(then: u64) -> String {
    let passed = since_1970(SystemTime::now()).saturating_sub(then);
    let (n, unit) = match passed {
        0..60 => return "now".into(),
        60..3600 => (passed / 60, "minute"),
        3600..86400 => (passed / 3600, "hour"),
        _ => (passed / 86400, "day"),
    };
    format!("{n} {unit}{} ago", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_dockers() {
        assert_eq!(until("until=24h"), Ok(86400));
        assert_eq!(until("until=1h30m"), Ok(5400));
        assert!(until("label=x").is_err() && until("until=x").is_err());
    }
}
