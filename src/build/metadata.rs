//! Instructions that change only the config.

use super::view::clean;
use crate::dockerfile::{Command, Instruction, ports};
use crate::error::Result;
use crate::oci::{ContainerConfig, Healthcheck, ImageConfig};
use serde_json::{Value, json};

/// The shell of shell-form instructions where nobody set one.
pub const DEFAULT_SHELL: [&str; 2] = ["/bin/sh", "-c"];

/// The shell in force.
pub fn shell(config: &ContainerConfig) -> Vec<String> {
    if config.shell.is_empty() { DEFAULT_SHELL.map(String::from).to_vec() } else { config.shell.clone() }
}

/// `path` as seen from the working directory, cleaned and absolute.
pub fn absolute(path: &str, config: &ContainerConfig) -> String {
    let full = if path.starts_with('/') { path.to_string() } else { format!("{}/{path}", config.working_dir) };
    format!("/{}", String::from_utf8_lossy(&clean(&full)))
}

/// Applies an expanded instruction to the config. `cmd_set` remembers whether this stage has
/// had a CMD. False where the instruction is not one of those that only change the config.
pub fn apply(instruction: &Instruction, image: &mut ImageConfig, cmd_set: &mut bool) -> Result<bool> {
    let config = &mut image.config;
    match &instruction.command {
        Command::Env(pairs) => pairs.iter().for_each(|p| config.set_env(&p.key.text, &p.value.text)),
        Command::Label(pairs) => {
            config.labels.extend(pairs.iter().map(|p| (p.key.text.clone(), p.value.text.clone())));
        }
        Command::User(word) => config.user = word.text.clone(),
        Command::StopSignal(word) => config.stop_signal = word.text.clone(),
        Command::Maintainer(word) => image.author = Some(word.text.clone()),
        Command::Shell(words) => config.shell = words.iter().map(|w| w.text.clone()).collect(),
        Command::Volume(words) => config.volumes.extend(words.iter().map(|w| (w.text.clone(), empty()))),
        Command::Expose(words) => {
            let list = ports(words).map_err(|(i, why)| {
                let span = words.get(i).map_or(instruction.span, |w| w.span);
                instruction.error(span, &why, "")
            })?;
            config.exposed_ports.extend(list.into_iter().map(|p| (p, empty())));
        }
        Command::Cmd(line) => {
            config.cmd = Some(command_line(line, config));
            *cmd_set = true;
        }
        Command::Entrypoint(line) => {
            config.entrypoint = Some(command_line(line, config));
            // A CMD of the base was meant for the base's entry point.
            if !*cmd_set {
                config.cmd = None;
            }
        }
        Command::Healthcheck(h) => {
            let time = |t: i64| (t != 0).then_some(t);
            config.healthcheck = Some(Healthcheck {
                test: h.test_argv(),
                interval: time(h.interval),
                timeout: time(h.timeout),
                start_period: time(h.start_period),
                start_interval: time(h.start_interval),
                retries: Some(i64::from(h.retries)).filter(|r| *r != 0),
            });
        }
        Command::OnBuild(trigger) => config.on_build.push(trigger.trigger.clone()),
        Command::Run(_) | Command::Copy(_) | Command::Add(_) | Command::Arg(_) | Command::Workdir(_) => {
            return Ok(false);
        }
    }
    Ok(true)
}

fn command_line(line: &crate::dockerfile::CommandLine, config: &ContainerConfig) -> Vec<String> {
    line.argv(&shell(config))
}

fn empty() -> Value {
    json!({})
}
