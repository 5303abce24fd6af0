//! What the flags of `container config` and `mutate` that are the same change of an image's config.

use crate::build::configure;
use crate::error::{Error, Kind, Result};
use crate::oci::ImageConfig;
use clap::Args;
use std::collections::BTreeMap;

/// Changes of an image's config. NAME- takes one away, an empty value all.
#[derive(Debug, Args)]
pub struct Edits {
    /// Who made the image
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
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
    /// A port that is listened at
    #[arg(
        short,
        long = "port",
        visible_alias = "exposed-ports",
        value_delimiter = ',',
        value_name = "PORT[/udp]|PORT-"
    )]
    pub ports: Vec<String>,
    /// A place for a volume
    #[arg(short, long = "volume", value_name = "PATH|PATH-")]
    pub volumes: Vec<String>,
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
    /// Time between checks while it starts
    #[arg(long, value_name = "TIME")]
    pub healthcheck_start_interval: Option<String>,
    /// Failures in a row that mean it is ill
    #[arg(long, value_name = "N")]
    pub healthcheck_retries: Option<String>,
    /// An instruction for whoever builds on the image
    #[arg(long, value_name = "INSTRUCTION")]
    pub onbuild: Vec<String>,
}

impl Edits {
    /// Changes the config, and tells its history. With `expand`, a variable in the value of a
    /// variable is put in, as ENV does it.
    pub fn apply(&self, config: &mut ImageConfig, expand: bool) -> Result<()> {
        if let Some(author) = &self.author {
            config.author = Some(author.clone()).filter(|a| !a.is_empty());
        }
        single(self, config)?;
        variables(&self.env, config, expand)?;
        labels(&self.labels, config)?;
        ports(&self.ports, config)?;
        for text in &self.volumes {
            let line = |p: &str| format!("VOLUME {}", json(&[p.replace('$', "\\$")]));
            one_of("--volume", text, config, |c| &mut c.config.volumes, line, str::to_string)?;
        }
        healthcheck(self, config)?;
        for text in &self.onbuild {
            match text.as_str() {
                "" => config.config.on_build.clear(),
                text => configure(config, &format!("ONBUILD {text}"), "--onbuild")?,
            }
        }
        Ok(())
    }
}

/// Ports that are listened at.
fn ports(given: &[String], config: &mut ImageConfig) -> Result<()> {
    let full = |p: &str| if p.contains('/') { p.to_string() } else { format!("{p}/tcp") };
    given.iter().try_for_each(|text| {
        one_of("--port", text, config, |c| &mut c.config.exposed_ports, |p| format!("EXPOSE {p}"), full)
    })
}

/// Annotations of a manifest.
pub fn annotate(given: &[String], annotations: &mut BTreeMap<String, String>) -> Result<()> {
    for text in given {
        match change("--annotation", text)? {
            Change::Clear => annotations.clear(),
            Change::Remove(name) => drop(annotations.remove(name)),
            Change::Set(name, value) => drop(annotations.insert(name.into(), value.into())),
        }
    }
    Ok(())
}

/// Values of which there is one.
fn single(args: &Edits, config: &mut ImageConfig) -> Result<()> {
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

fn variables(given: &[String], config: &mut ImageConfig, expand: bool) -> Result<()> {
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
                if expand && value.contains('$') {
                    set("ENV", &mut pairs, config)?;
                }
                pairs.push(format!("{}={}", key("--env", name)?, quoted(value, expand)));
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

fn healthcheck(args: &Edits, config: &mut ImageConfig) -> Result<()> {
    let mut flags = String::new();
    let mut any = false;
    let given = [
        ("interval", &args.healthcheck_interval),
        ("timeout", &args.healthcheck_timeout),
        ("start-period", &args.healthcheck_start_period),
        ("start-interval", &args.healthcheck_start_interval),
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
pub fn quoted(text: &str, variables: bool) -> String {
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

/// The words as a JSON list.
pub fn json<S: AsRef<str>>(words: &[S]) -> String {
    let list: Vec<serde_json::Value> = words.iter().map(|w| w.as_ref().into()).collect();
    serde_json::Value::Array(list).to_string()
}

/// What a flag that wants words got: a JSON list, or words as a shell splits them.
pub fn words(flag: &str, text: &str) -> Result<Vec<String>> {
    if let Ok(list) = serde_json::from_str::<Vec<String>>(text) {
        return Ok(list);
    }
    shlex::split(text).ok_or_else(|| {
        Error::new(Kind::Usage, format!("{flag} '{text}': a quote has no end"))
            .hint("write words as in a shell, or a JSON list: [\"word\", \"word\"]")
    })
}
