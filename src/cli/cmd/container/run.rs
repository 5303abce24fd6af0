//! `imgtool container run`.

use super::engine::{Engine, Step, Warnings};
use super::record::Containers;
use crate::cli::args::{IsolationArg, Pull, Registry};
use crate::cli::cmd::build::buildah::ScriptedFlags;
use crate::cli::cmd::build::private;
use crate::cli::cmd::build::rules::RuleFlags;
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Error, Kind, Result};
use crate::event::{Event, EventSink, Stream};
use crate::runtime::BindMount;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Run a command in a working container and keep what it changes as a layer
#[derive(Debug, Args)]
pub struct Run {
    /// The container
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The command; `--` before it keeps its own flags from being read as imgtool's
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    pub command: Vec<String>,
    /// Who runs it, instead of the config's user
    #[arg(short, long, value_name = "USER[:GROUP]")]
    pub user: Option<String>,
    /// Where it runs, instead of the config's working directory
    #[arg(long, value_name = "DIR")]
    pub workingdir: Option<String>,
    /// A variable that it sees and the image does not keep; NAME alone takes it from the environment
    #[arg(short, long = "env", value_name = "NAME[=VALUE]")]
    pub env: Vec<String>,
    /// As RUN --mount; a bind without `from` shows a directory of this machine
    #[arg(long = "mount", value_name = "type=…,…")]
    pub mounts: Vec<String>,
    /// Show a secret to --mount=type=secret: id=ID, with src=FILE or env=NAME
    #[arg(long = "secret", value_name = "id=ID[,src=FILE|,env=NAME]")]
    pub secrets: Vec<String>,
    /// Show an SSH agent's socket to --mount=type=ssh: `default`, or ID=SOCKET
    #[arg(long = "ssh", value_name = "default|ID[=SOCKET]")]
    pub ssh: Vec<String>,
    /// What the host is called that the command finds itself on
    #[arg(long, value_name = "NAME")]
    pub hostname: Option<String>,
    /// Where relative sources of --mount begin, instead of here
    #[arg(long, value_name = "DIR")]
    pub contextdir: Option<PathBuf>,
    /// A terminal for the command: there is none
    #[arg(short, long, hide = true)]
    pub terminal: bool,
    /// The command cannot leave its root anyway
    #[arg(long, hide = true)]
    pub no_pivot: bool,
    /// What scripts say besides
    #[command(flatten)]
    pub scripted: ScriptedFlags,
    /// What scripts say besides
    #[command(flatten)]
    pub habits: super::Habits,
    /// How it is isolated from this machine
    #[arg(long, value_enum, default_value_t = IsolationArg::Auto, env = "IMGTOOL_ISOLATION", value_name = "HOW")]
    pub isolation: IsolationArg,
    /// Take the result of the same command on the same files if it is known, without its output
    #[arg(long)]
    pub cache: bool,
    /// What it finds
    #[command(flatten)]
    pub rules: RuleFlags,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Hands the command's output on as it is; of the rest, warnings only.
struct Through(Warnings);

impl EventSink for Through {
    fn emit(&self, event: Event) {
        // A reader that went away is no reason to stop the step.
        match event {
            Event::Output { stream: Stream::Stdout, data, .. } => {
                let mut out = std::io::stdout().lock();
                let _ = out.write_all(&data).and_then(|()| out.flush());
            }
            Event::Output { stream: Stream::Stderr, data, .. } => {
                let _ = std::io::stderr().lock().write_all(&data);
            }
            other => self.0.emit(other),
        }
    }
}

/// What is run.
pub enum Said {
    /// Words, as the exec form has them: a JSON list.
    Words(String),
    /// Text for the image's shell, perhaps a heredoc.
    Shell(String),
}

impl Said {
    /// The words of the arguments.
    pub fn words(args: &Run) -> Result<Said> {
        let written = serde_json::to_string(&args.command);
        written.map(Said::Words).map_err(|e| Error::new(Kind::Usage, "the command cannot be written down").because(e))
    }
}

/// Runs the command. What it exits with is what the program exits with.
pub async fn run(args: Run, session: &Arc<Session>) -> Result<()> {
    let said = Said::words(&args)?;
    match keep(args, said, session).await {
        Err(e) if matches!(e.kind(), Kind::Run(_)) => {
            render::error(&e);
            let code = if let Kind::Run(code) = e.kind() { u8::try_from(code).unwrap_or(1) } else { 1 };
            session.exit_code().store(code.max(1), Ordering::Relaxed);
            Ok(())
        }
        other => other,
    }
}

/// Runs what was said and keeps what it changes.
pub async fn keep(args: Run, said: Said, session: &Arc<Session>) -> Result<()> {
    if args.terminal {
        return Err(Error::new(Kind::Unsupported, "container run gives its command no terminal").hint(
            "to look around: chroot \"$(imgtool container mount NAME)\", as root or in imgtool unshare; what is done there is in the next commit",
        ));
    }
    let held = Containers::of(session)?.hold(&args.name).await?;
    let given = match held.record.rules.clone() {
        Some(before) => args.rules.clone().over(before),
        None => args.rules.clone(),
    };
    let (mut rules, warnings) = given.read()?;
    rules.hostname = args.hostname.as_deref().map(hostname).transpose()?;
    for message in warnings {
        session.events().emit(Event::Warning { message });
    }
    let mut line = String::from("RUN ");
    for text in &args.mounts {
        match host_bind(text, args.contextdir.as_deref())? {
            Some(mount) => rules.mounts.push(mount),
            None if text.contains(char::is_whitespace) => {
                return Err(Error::new(Kind::Usage, format!("--mount '{text}' has a space")));
            }
            None => line.push_str(&format!("--mount={text} ")),
        }
    }
    match &said {
        Said::Words(text) | Said::Shell(text) => line.push_str(text),
    }
    let env = variables(&args.env)?;
    let (user, dir) = (args.user.clone(), args.workingdir.clone());
    let step = Step {
        rules,
        isolation: match args.isolation {
            IsolationArg::Auto => held.record.isolation.unwrap_or(IsolationArg::Auto),
            told => told,
        },
        private: private::read(&args.secrets, &args.ssh)?,
        no_cache: !args.cache,
        seen: Box::new(move |config| {
            env.iter().for_each(|(name, value)| config.config.set_env(name, value));
            if let Some(user) = &user {
                config.config.user = user.clone();
            }
            if let Some(dir) = &dir {
                let old = config.config.working_dir.trim_end_matches('/');
                config.config.working_dir = if dir.starts_with('/') { dir.clone() } else { format!("{old}/{dir}") };
            }
        }),
        ..Step::new("container run", line)
    };
    let mut engine = Engine::new(session, &args.registry, Pull::Missing, Default::default())?;
    engine.events = Arc::new(Through(Warnings(session.events().clone())));
    engine.step(&held, step).await
}

fn hostname(name: &str) -> Result<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    match !name.is_empty() && name.len() <= 64 && name.chars().all(plain) {
        true => Ok(name.to_string()),
        false => Err(Error::new(Kind::Usage, format!("--hostname: '{name}' is no name of a host"))),
    }
}

fn variables(given: &[String]) -> Result<Vec<(String, String)>> {
    let pairs = crate::cli::cmd::build::build_args(given);
    match pairs.keys().find(|name| name.is_empty()) {
        Some(_) => Err(Error::new(Kind::Usage, "--env has no name").hint("write NAME=VALUE")),
        None => Ok(pairs.into_iter().collect()),
    }
}

/// A bind of this machine's files; None for other mounts, which are as in a Dockerfile.
fn host_bind(text: &str, from: Option<&Path>) -> Result<Option<BindMount>> {
    let fields: Vec<(&str, &str)> = text.split(',').map(|f| f.split_once('=').unwrap_or((f, ""))).collect();
    let field = |names: &[&str]| fields.iter().find(|(k, _)| names.contains(k)).map(|(_, v)| *v);
    if field(&["type"]).unwrap_or("bind") != "bind" || field(&["from"]).is_some() {
        return Ok(None);
    }
    let bad = |why: String| {
        Error::new(Kind::Usage, format!("--mount '{text}': {why}")).hint("write type=bind,source=DIR,target=PATH[,ro]")
    };
    let mut read_only = false;
    for (name, value) in &fields {
        match (*name, *value) {
            ("type" | "source" | "src" | "target" | "dst" | "destination", _) => {}
            ("ro" | "readonly", "" | "true") | ("rw" | "readwrite", "false") => read_only = true,
            ("ro" | "readonly", "false") | ("rw" | "readwrite", "" | "true") => read_only = false,
            ("z" | "Z" | "bind-propagation" | "relabel", _) => {}
            _ => return Err(bad(format!("'{name}' is not known"))),
        }
    }
    let source = field(&["source", "src"]).filter(|s| !s.is_empty()).ok_or_else(|| bad("it has no source".into()))?;
    let target = field(&["target", "dst", "destination"]).filter(|t| t.starts_with('/'));
    let target = target.ok_or_else(|| bad("it has no absolute target".into()))?.to_string();
    let source = from.map_or_else(|| PathBuf::from(source), |dir| dir.join(source));
    let source: PathBuf = std::path::absolute(source).map_err(|e| bad("its source".into()).because(e))?;
    if !source.exists() {
        return Err(Error::new(Kind::NotFound, format!("--mount: there is no {}", source.display())));
    }
    Ok(Some(BindMount { source, target, read_only, devices: false }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binds_of_this_machine_and_others() {
        let bind = host_bind("type=bind,src=/tmp,dst=/x,ro", None).unwrap().unwrap();
        assert_eq!((bind.source.as_path(), bind.target.as_str()), (std::path::Path::new("/tmp"), "/x"));
        assert!(bind.read_only && !host_bind("source=/tmp,target=/x", None).unwrap().unwrap().read_only);
        for other in ["type=cache,target=/x", "type=bind,from=busybox,target=/x", "type=tmpfs,target=/x"] {
            assert!(host_bind(other, None).unwrap().is_none(), "{other}");
        }
        for bad in ["type=bind,target=/x", "src=/tmp", "src=/tmp,dst=x", "src=/nowhere,dst=/x", "src=/tmp,dst=/x,w=1"] {
            assert!(host_bind(bad, None).is_err(), "{bad}");
        }
    }
}
