//! `imgtool container config`.

use super::engine::{Engine, Step};
use super::record::{Containers, Held};
use crate::build::configure;
use crate::cli::args::{Pull, Registry};
use crate::cli::edit::{self, Edits, json, quoted, words};
use crate::cli::session::Session;
use crate::error::Result;
use crate::event::Event;
use crate::image::mutate::with_config;
use crate::oci::ImageConfig;
use clap::Args;
use std::sync::Arc;

/// Change what a working container's image says. NAME- takes one away, an empty value all
#[derive(Debug, Args)]
pub struct Config {
    /// The container
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What the history says of the last step
    #[arg(long, value_name = "TEXT")]
    pub created_by: Option<String>,
    /// A remark in the history
    #[arg(long, visible_alias = "history-comment", value_name = "TEXT")]
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
    /// The version of the operating system that the image says it needs
    #[arg(long, value_name = "VERSION")]
    pub os_version: Option<String>,
    /// A feature of the operating system that the image says it needs
    #[arg(long = "os-feature", value_name = "FEATURE|FEATURE-")]
    pub os_features: Vec<String>,
    /// Take a label away, as --label NAME-
    #[arg(long = "unsetlabel", value_name = "NAME")]
    pub unset_labels: Vec<String>,
    /// Take an annotation away, as --annotation NAME-
    #[arg(long = "unsetannotation", value_name = "NAME")]
    pub unset_annotations: Vec<String>,
    /// What scripts say besides
    #[command(flatten)]
    pub habits: super::Habits,
    /// Where they begin; made if it is not there, as WORKDIR does
    #[arg(long, value_name = "DIR")]
    pub workingdir: Option<String>,
    /// What starts: words for the shell, or a JSON list
    #[arg(long, value_name = "COMMAND", allow_hyphen_values = true)]
    pub entrypoint: Option<String>,
    /// Its arguments, or what starts: words, or a JSON list
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub cmd: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub edits: Edits,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub registry: Registry,
}

/// Changes it.
pub async fn run(mut args: Config, session: &Arc<Session>) -> Result<()> {
    args.edits.labels.extend(args.unset_labels.iter().map(|name| format!("{name}-")));
    args.edits.annotations.extend(args.unset_annotations.iter().map(|name| format!("{name}-")));
    let containers = Containers::of(session)?;
    let mut held = containers.hold(&args.name).await?;
    let image = held.stored().await?;
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
            let (image, mut config) = (held.stored().await?, config);
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
    edit::annotate(&args.edits.annotations, &mut record.annotations)?;
    Ok(args.created_by.is_some() || args.comment.is_some() || !args.edits.annotations.is_empty())
}

fn apply(args: &Config, config: &mut ImageConfig) -> Result<()> {
    for (given, place) in [(&args.arch, &mut config.architecture), (&args.os, &mut config.os)] {
        if let Some(text) = given.as_ref().filter(|t| !t.is_empty()) {
            *place = text.clone();
        }
    }
    if let Some(variant) = &args.variant {
        config.variant = Some(variant.clone()).filter(|v| !v.is_empty());
    }
    if let Some(version) = &args.os_version {
        config.os_version = Some(version.clone()).filter(|v| !v.is_empty());
    }
    for feature in &args.os_features {
        match feature.strip_suffix('-') {
            _ if feature.is_empty() => config.os_features.clear(),
            Some(gone) => config.os_features.retain(|f| f != gone),
            None if config.os_features.contains(feature) => {}
            None => config.os_features.push(feature.clone()),
        }
    }
    args.edits.apply(config, true)?;
    commands(args, config)
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
