//! `imgtool container config`.

use super::engine::{Engine, Step, with_config};
use super::record::{Containers, Held};
use super::words;
use crate::build::configure;
use crate::cli::args::{Pull, Registry};
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use crate::event::Event;
use crate::oci::ImageConfig;
use clap::Args;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Change what a working container's image says. NAME- takes one away, an empty value all
#[derive(Debug, Args)]
pub struct Config {
    /// The container
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Who made the image
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
    /// What the history says of the last step
    #[arg(long, value_name = "TEXT")]
    pub created_by: Option<String>,
    /// A remark in the history
    #[arg(long, value_name = "TEXT")]
    pub comment: Option<String>,
    /// The architecture that the image says it is for
    #[arg(long, value_name = "ARCH")]
    pub arch: Option<String>,
    /// The variant of the architecture
    #[arg(long, value_name = "VARIANT")]
    pub variant: Option<String>,
    /// The operating system that the image says it is for
    #[arg(long, value_name = "OS")]
    pub os: Option<String>,
    /// A variable, as ENV
    #[arg(short, long = "env", value_name = "NAME=VALUE|NAME-")]
    pub env: Vec<String>,
    /// A label
    #[arg(short, long = "label", value_name = "NAME=VALUE|NAME-")]
    pub labels: Vec<String>,
    /// An annotation of the manifest
    #[arg(short, long = "annotation", value_name = "NAME=VALUE|NAME-")]
    pub annotations: Vec<String>,
    /// Who the image's processes are
    #[arg(short, long, value_name = "USER[:GROUP]")]
    pub user: Option<String>,
    /// Where they begin; made if it is not there, as WORKDIR does
    #[arg(long, value_name = "DIR")]
    pub workingdir: Option<String>,
    /// A port that is listened at
    #[arg(short, long = "port", value_name = "PORT[/udp]|PORT-")]
    pub ports: Vec<String>,
    /// A place for a volume
    #[arg(short, long = "volume", value_name = "PATH|PATH-")]
    pub volumes: Vec<String>,
    /// What starts: words for the shell, or a JSON list
    #[arg(long, value_name = "COMMAND", allow_hyphen_values = true)]
    pub entrypoint: Option<String>,
    /// Its arguments, or what starts: words, or a JSON list
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub cmd: Option<String>,
    /// The shell of shell commands: words, or a JSON list
    #[arg(long, value_name = "WORDS")]
    pub shell: Option<String>,
    /// The signal that ends it
    #[arg(long, value_name = "SIGNAL")]
    pub stop_signal: Option<String>,
    /// How its health is checked: `CMD words`, `CMD-SHELL text` or NONE
    #[arg(long, value_name = "HOW")]
    pub healthcheck: Option<String>,
    /// Time between checks
    #[arg(long, value_name = "TIME")]
    pub healthcheck_interval: Option<String>,
    /// Time that a check may take
    #[arg(long, value_name = "TIME")]
    pub healthcheck_timeout: Option<String>,
    /// Time that it may take to start
    #[arg(long, value_name = "TIME")]
    pub healthcheck_start_period: Option<String>,
    /// Failures in a row that mean it is ill
    #[arg(long, value_name = "N")]
    pub healthcheck_retries: Option<String>,
    /// An instruction for whoever builds on the image
    #[arg(long, value_name = "INSTRUCTION")]
    pub onbuild: Vec<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Changes it.
pub async fn run(args: Config, session: &Arc<Session>) -> Result<()> {
    let containers = Containers::of(session)?;
    let mut held = containers.hold(&args.name).await?;
    let image = held.image().await?;
    let old = image.config().await?;
    let mut config = old.clone();
    apply(&args, &mut config)?;
    if let (Some(_), None, Some(cmd)) = (&args.entrypoint, &args.cmd, &config.config.cmd) {
        let message = format!("the entry point gets the CMD {} as arguments; clear it with --cmd ''", cmd.join(" "));
        session.events().emit(Event::Warning { message });
    }
    let recorded = record(&args, &mut held)?;
    if config != old {
        held.save(&with_config(&image, &config)?).await?;
    }
    if recorded {
        held.write()?;
    }
    match &args.workingdir {
        Some(dir) if dir.is_empty() => {
            let (image, mut config) = (held.image().await?, config);
            config.config.working_dir.clear();
            held.save(&with_config(&image, &config)?).await
        }
        Some(dir) => {
            let line = format!("WORKDIR {}", quoted(dir, false));
            let engine = Engine::new(session, &args.registry, Pull::Missing, Default::default())?;
            engine.step(&held, Step::new("container config", line)).await
        }
        None => Ok(()),
    }
}

/// What no config has a place for.
fn record(args: &Config, held: &mut Held) -> Result<bool> {
    let some = |text: &String| Some(text.clone()).filter(|t| !t.is_empty());
    let record = &mut held.record;
    if let Some(text) = &args.created_by {
        record.created_by = some(text);
    }
    if let Some(text) = &args.comment {
        record.comment = some(text);
    }
    for text in &args.annotations {
        match change("--annotation", text)? {
            Change::Clear => record.annotations.clear(),
            Change::Remove(name) => drop(record.annotations.remove(name)),
            Change::Set(name, value) => drop(record.annotations.insert(name.into(), value.into())),
        }
    }
    Ok(args.created_by.is_some() || args.comment.is_some() || !args.annotations.is_empty())
}

fn apply(args: &Config, config: &mut ImageConfig) -> Result<()> {
    if let Some(author) = &args.author {
        config.author = Some(author.clone()).filter(|a| !a.is_empty());
    }
    for (given, place) in [(&args.arch, &mut config.architecture), (&args.os, &mut config.os)] {
        if let Some(text) = given.as_ref().filter(|t| !t.is_empty()) {
            *place = text.clone();
        }
    }
    if let Some(variant) = &args.variant {
        config.variant = Some(variant.clone()).filter(|v| !v.is_empty());
    }
    single(args, config)?;
    variables(&args.env, config)?;
    labels(&args.labels, config)?;
    for text in &args.ports {
        one_of(
            "--port",
            text,
            config,
            |c| &mut c.config.exposed_ports,
            |p| format!("EXPOSE {p}"),
            |p| {
                if p.contains('/') { p.to_string() } else { format!("{p}/tcp") }
            },
        )?;
    }
    for text in &args.volumes {
        let line = |p: &str| format!("VOLUME {}", json(&[p.replace('$', "\\$")]));
        one_of("--volume", text, config, |c| &mut c.config.volumes, line, str::to_string)?;
    }
    commands(args, config)?;
    healthcheck(args, config)?;
    for text in &args.onbuild {
        match text.as_str() {
            "" => config.config.on_build.clear(),
            text => configure(config, &format!("ONBUILD {text}"), "--onbuild")?,
        }
    }
    Ok(())
}

/// Values of which there is one.
fn single(args: &Config, config: &mut ImageConfig) -> Result<()> {
    match args.user.as_deref() {
        Some("") => config.config.user.clear(),
        Some(user) => configure(config, &format!("USER {}", quoted(user, false)), "--user")?,
        None => {}
    }
    match args.stop_signal.as_deref() {
        Some("") => config.config.stop_signal.clear(),
        Some(signal) => configure(config, &format!("STOPSIGNAL {}", quoted(signal, false)), "--stop-signal")?,
        None => {}
    }
    match args.shell.as_deref() {
        Some("") => config.config.shell.clear(),
        Some(text) => {
            let line = format!("SHELL {}", json(&words("--shell", text)?));
            configure(config, &line, "--shell")?;
        }
        None => {}
    }
    Ok(())
}

/// The entry point and the CMD, which stays where it is not told anew.
fn commands(args: &Config, config: &mut ImageConfig) -> Result<()> {
    match args.entrypoint.as_deref() {
        Some("") => config.config.entrypoint = None,
        Some(text) => {
            let line = match serde_json::from_str::<Vec<String>>(text) {
                Ok(list) => json(&list),
                Err(_) => json(&["/bin/sh", "-c", text]),
            };
            configure(config, &format!("ENTRYPOINT {line}"), "--entrypoint")?;
        }
        None => {}
    }
    match args.cmd.as_deref() {
        Some("") => config.config.cmd = None,
        Some(text) => configure(config, &format!("CMD {}", json(&words("--cmd", text)?)), "--cmd")?,
        None => {}
    }
    Ok(())
}

fn variables(given: &[String], config: &mut ImageConfig) -> Result<()> {
    let mut pairs = Vec::new();
    for text in given {
        match change("--env", text)? {
            Change::Clear => {
                pairs.clear();
                config.config.env.clear();
            }
            Change::Remove(name) => {
                set("ENV", &mut pairs, config)?;
                config.config.env.retain(|e| e.split('=').next() != Some(name));
            }
            Change::Set(name, value) => {
                // A variable in the value is put in, as ENV does it; here those of flags before, too.
                if value.contains('$') {
                    set("ENV", &mut pairs, config)?;
                }
                pairs.push(format!("{}={}", key("--env", name)?, quoted(value, true)));
            }
        }
    }
    set("ENV", &mut pairs, config)
}

fn set(verb: &str, pairs: &mut Vec<String>, config: &mut ImageConfig) -> Result<()> {
    let line = format!("{verb} {}", pairs.join(" "));
    if std::mem::take(pairs).is_empty() { Ok(()) } else { configure(config, &line, verb) }
}

fn labels(given: &[String], config: &mut ImageConfig) -> Result<()> {
    let mut pairs = Vec::new();
    for text in given {
        match change("--label", text)? {
            Change::Clear => {
                pairs.clear();
                config.config.labels.clear();
            }
            Change::Remove(name) => {
                set("LABEL", &mut pairs, config)?;
                config.config.labels.remove(name);
            }
            Change::Set(name, value) => pairs.push(format!("{}={}", key("--label", name)?, quoted(value, false))),
        }
    }
    set("LABEL", &mut pairs, config)
}

/// Ports and volumes: a set of names.
fn one_of(
    flag: &str,
    text: &str,
    config: &mut ImageConfig,
    set: fn(&mut ImageConfig) -> &mut BTreeMap<String, serde_json::Value>,
    line: impl Fn(&str) -> String,
    full: impl Fn(&str) -> String,
) -> Result<()> {
    match text.strip_suffix('-') {
        _ if text.is_empty() => set(config).clear(),
        Some(name) => drop(set(config).remove(&full(name))),
        None => configure(config, &line(text), flag)?,
    }
    Ok(())
}

fn healthcheck(args: &Config, config: &mut ImageConfig) -> Result<()> {
    let mut flags = String::new();
    let mut any = false;
    let given = [
        ("interval", &args.healthcheck_interval),
        ("timeout", &args.healthcheck_timeout),
        ("start-period", &args.healthcheck_start_period),
        ("retries", &args.healthcheck_retries),
    ];
    let old = config.config.healthcheck.clone();
    for (name, value) in given {
        any |= value.is_some();
        if let Some(value) = value.as_ref().filter(|v| !v.is_empty()) {
            if value.contains(char::is_whitespace) {
                return Err(Error::new(Kind::Usage, format!("--healthcheck-{name} '{value}' has a space")));
            }
            flags.push_str(&format!("--{name}={value} "));
        }
    }
    let test = match (args.healthcheck.as_deref(), &old) {
        (None, _) if !any => return Ok(()),
        (Some(""), _) => {
            config.config.healthcheck = None;
            return Ok(());
        }
        (Some(text), _) => test(text)?,
        (None, Some(old)) => match old.test.split_first() {
            Some((kind, rest)) if kind == "CMD" => format!("CMD {}", json(rest)),
            Some((kind, rest)) if kind == "CMD-SHELL" => format!("CMD {}", rest.join(" ")),
            _ => "NONE".into(),
        },
        (None, None) => {
            return Err(Error::new(Kind::Usage, "there is no health check, which could have an interval or a timeout")
                .hint("say what is checked: --healthcheck 'CMD-SHELL true'"));
        }
    };
    if test == "NONE" {
        flags.clear();
    }
    configure(config, &format!("HEALTHCHECK {flags}{test}"), "--healthcheck")?;
    if let (Some(new), Some(old), None) = (&mut config.config.healthcheck, old, &args.healthcheck) {
        // What is not said anew stays.
        new.interval = new.interval.or(old.interval);
        new.timeout = new.timeout.or(old.timeout);
        new.start_period = new.start_period.or(old.start_period);
        new.start_interval = new.start_interval.or(old.start_interval);
        new.retries = new.retries.or(old.retries);
    }
    Ok(())
}

/// The rest of HEALTHCHECK.
fn test(text: &str) -> Result<String> {
    let text = text.trim();
    let (kind, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match kind {
        "NONE" if rest.is_empty() => Ok("NONE".into()),
        "CMD" if !rest.is_empty() => Ok(format!("CMD {}", json(&words("--healthcheck", rest)?))),
        "CMD-SHELL" if !rest.is_empty() => Ok(format!("CMD {rest}")),
        "NONE" | "CMD" | "CMD-SHELL" => Err(Error::new(Kind::Usage, format!("--healthcheck '{text}' has no command"))
            .hint("write 'CMD words', 'CMD-SHELL text' or NONE")),
        _ => Ok(format!("CMD {text}")),
    }
}

enum Change<'a> {
    Clear,
    Remove(&'a str),
    Set(&'a str, &'a str),
}

/// `NAME=VALUE`, `NAME-`, or nothing.
fn change<'a>(flag: &str, text: &'a str) -> Result<Change<'a>> {
    match (text.split_once('='), text.strip_suffix('-')) {
        _ if text.is_empty() => Ok(Change::Clear),
        (Some((name, value)), _) if !name.is_empty() => Ok(Change::Set(name, value)),
        (None, Some(name)) => Ok(Change::Remove(name)),
        _ => Err(Error::new(Kind::Usage, format!("{flag} '{text}' has no value"))
            .hint("write NAME=VALUE to set one, NAME- to remove one")),
    }
}

fn key<'a>(flag: &str, name: &'a str) -> Result<&'a str> {
    if name.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'\\$`".contains(c)) {
        return Err(Error::new(Kind::Usage, format!("{flag}: '{name}' is no name")));
    }
    Ok(name)
}

/// The text as one word of a Dockerfile; with `variables`, those that it names are put in.
fn quoted(text: &str, variables: bool) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if c == '"' || c == '\\' || (c == '$' && !variables) {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

fn json<S: AsRef<str>>(words: &[S]) -> String {
    let list: Vec<serde_json::Value> = words.iter().map(|w| w.as_ref().into()).collect();
    serde_json::Value::Array(list).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::Platform;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        config: Config,
    }

    fn change(config: &mut ImageConfig, line: &[&str]) -> Result<()> {
        let line = Line::try_parse_from([&["x", "c"], line].concat()).unwrap();
        apply(&line.config, config)
    }

    #[test]
    fn values_come_and_go() {
        let mut c = ImageConfig::scratch(&Platform::host());
        change(&mut c, &["--env", "A=1", "-e", "B=$A \"x\" \\", "--label", "l=$A", "--port", "80", "-p", "53/udp"])
            .unwrap();
        change(&mut c, &["--volume", "/a b", "--user", "me:us", "--stop-signal", "TERM", "--shell", "/bin/a -c"])
            .unwrap();
        assert_eq!(c.config.env, ["A=1", "B=1 \"x\" \\"]);
        change(&mut c, &["--env", "C=$A/c"]).unwrap();
        assert_eq!(c.config.env("C"), Some("1/c"));
        assert_eq!(c.config.labels["l"], "$A");
        assert_eq!(c.config.exposed_ports.keys().collect::<Vec<_>>(), ["53/udp", "80/tcp"]);
        assert_eq!(c.config.volumes.keys().collect::<Vec<_>>(), ["/a b"]);
        assert_eq!((c.config.user.as_str(), c.config.stop_signal.as_str()), ("me:us", "TERM"));
        assert_eq!(c.config.shell, ["/bin/a", "-c"]);
        change(&mut c, &["--env", "A-", "--label", "", "--port", "80-", "--volume", "/a b-", "--user", ""]).unwrap();
        assert_eq!(c.config.env("A"), None);
        assert!(c.config.labels.is_empty() && c.config.volumes.is_empty() && c.config.user.is_empty());
        assert_eq!(c.config.exposed_ports.keys().collect::<Vec<_>>(), ["53/udp"]);
        for bad in [["--env", "A"], ["--env", "A=a\nRUN x"], ["--label", "=x"], ["--port", "x y"], ["--cmd", "'a"]] {
            assert!(change(&mut c, &bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn commands_and_checks() {
        let mut c = ImageConfig::scratch(&Platform::host());
        change(&mut c, &["--cmd", "a 'b c'"]).unwrap();
        assert_eq!(c.config.cmd.clone().unwrap(), ["a", "b c"]);
        change(&mut c, &["--entrypoint", "x y"]).unwrap();
        assert_eq!(c.config.entrypoint.clone().unwrap(), ["/bin/sh", "-c", "x y"]);
        assert_eq!(c.config.cmd.clone().unwrap(), ["a", "b c"]);
        change(&mut c, &["--entrypoint", "[\"/x\"]", "--cmd", "-v"]).unwrap();
        assert_eq!(c.config.entrypoint.clone().unwrap(), ["/x"]);
        assert_eq!(c.config.cmd.clone().unwrap(), ["-v"]);
        assert!(change(&mut c, &["--healthcheck-interval", "5s"]).is_err());
        change(&mut c, &["--healthcheck", "CMD-SHELL a | b", "--healthcheck-timeout", "3s"]).unwrap();
        change(&mut c, &["--healthcheck-interval", "5s"]).unwrap();
        let check = c.config.healthcheck.clone().unwrap();
        assert_eq!(check.test, ["CMD-SHELL", "a | b"]);
        assert_eq!((check.interval, check.timeout), (Some(5_000_000_000), Some(3_000_000_000)));
        change(&mut c, &["--healthcheck", "", "--onbuild", "RUN x"]).unwrap();
        assert_eq!((&c.config.healthcheck, c.config.on_build.len()), (&None, 1));
    }
}
