//! Flags that buildah's `build` has and docker's has not.

use crate::build::Changes;
use crate::cli::args::{Build, Pull};
use crate::error::{Context, Error, Kind, Result};
use crate::oci::Platform;
use clap::Args;
use std::path::PathBuf;

/// What buildah's users may say besides.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "As in buildah")]
pub struct BuildahFlags {
    /// What COPY does not see, instead of the context's .dockerignore
    #[arg(long, value_name = "FILE")]
    pub ignorefile: Option<PathBuf>,
    /// A file with a NAME=VALUE a line, for --build-arg
    #[arg(long, value_name = "FILE")]
    pub build_arg_file: Vec<PathBuf>,
    /// The image of the first FROM, instead of what it says
    #[arg(long, value_name = "IMAGE")]
    pub from: Option<String>,
    /// Set a variable of the result
    #[arg(long = "env", value_name = "NAME[=VALUE]")]
    pub env: Vec<String>,
    /// Remove a variable from the result
    #[arg(long = "unsetenv", value_name = "NAME")]
    pub unset_env: Vec<String>,
    /// Remove a label that comes from the base
    #[arg(long = "unsetlabel", value_name = "NAME")]
    pub unset_labels: Vec<String>,
    /// Remove an annotation
    #[arg(long = "unsetannotation", value_name = "NAME")]
    pub unset_annotations: Vec<String>,
    /// Take over the base's labels
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub inherit_labels: bool,
    /// Leave the history out of the result
    #[arg(long)]
    pub omit_history: bool,
    /// Pass stages over that nobody needs
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = true, default_missing_value = "true", action = clap::ArgAction::Set)]
    pub skip_unused_stages: bool,
    /// Make an index under this name, of one image, too
    #[arg(long, value_name = "REF")]
    pub manifest: Option<String>,
    /// The time of the result, and the latest of its files (seconds since 1970)
    #[arg(long, value_name = "SECONDS", conflicts_with = "timestamp")]
    pub source_date_epoch: Option<i64>,
    /// The operating system of the result
    #[arg(long, value_name = "OS", conflicts_with = "platforms")]
    pub os: Option<String>,
    /// The architecture of the result
    #[arg(long, value_name = "ARCH", conflicts_with = "platforms")]
    pub arch: Option<String>,
    /// The variant of the architecture
    #[arg(long, value_name = "VARIANT", requires = "arch")]
    pub variant: Option<String>,
    /// As --pull=always
    #[arg(long, hide = true)]
    pub pull_always: bool,
    /// As --pull=never
    #[arg(long, hide = true, conflicts_with = "pull_always")]
    pub pull_never: bool,
    /// Files are never younger than --source-date-epoch here
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub rewrite_timestamp: Option<bool>,
    /// There is no such label here
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub identity_label: Option<bool>,
    /// There is no such annotation here
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub created_annotation: Option<bool>,
    /// What is kept in the store is compressed as --compression says
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub disable_compression: Option<bool>,
    /// Contexts go nowhere
    #[arg(long, hide = true)]
    pub compress: bool,
    /// There are no daemons
    #[arg(long, hide = true)]
    pub builder: Option<String>,
    /// Failures of the network are tried again anyway
    #[arg(long, hide = true)]
    pub retry: Option<u32>,
    /// The same, later
    #[arg(long, hide = true)]
    pub retry_delay: Option<String>,
    /// Write what is told into a file, instead of to the standard error output
    #[arg(long, value_name = "FILE")]
    pub logfile: Option<PathBuf>,
    /// What scripts say of other runtimes
    #[command(flatten)]
    pub scripted: ScriptedFlags,
}

/// What has no meaning here, and changes nothing of the result.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "As with buildah")]
pub struct ScriptedFlags {
    #[arg(long, hide = true)]
    pid: Option<String>,
    #[arg(long, hide = true)]
    ipc: Option<String>,
    #[arg(long, hide = true)]
    uts: Option<String>,
    #[arg(long, hide = true)]
    cgroupns: Option<String>,
    #[arg(long, hide = true)]
    userns: Option<String>,
    #[arg(long, hide = true)]
    userns_uid_map: Vec<String>,
    #[arg(long, hide = true)]
    userns_gid_map: Vec<String>,
    #[arg(long, hide = true)]
    userns_uid_map_user: Option<String>,
    #[arg(long, hide = true)]
    userns_gid_map_group: Option<String>,
    #[arg(long, hide = true)]
    runtime: Option<String>,
    #[arg(long, hide = true, allow_hyphen_values = true)]
    runtime_flag: Vec<String>,
    #[arg(long, hide = true)]
    hooks_dir: Vec<String>,
    #[arg(long, hide = true)]
    layer_label: Vec<String>,
    #[arg(long, hide = true)]
    no_hostname: bool,
    #[arg(long, hide = true)]
    logsplit: bool,
    #[arg(long, hide = true)]
    stdin: bool,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    http_proxy: Option<bool>,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    disable_content_trust: Option<bool>,
}

impl BuildahFlags {
    /// What is to change of the image.
    pub fn changes(&self) -> Changes {
        Changes {
            env: super::build_args(&self.env),
            unset_env: self.unset_env.clone(),
            unset_labels: self.unset_labels.clone(),
            no_base_labels: !self.inherit_labels,
            unset_annotations: self.unset_annotations.clone(),
            no_history: self.omit_history,
        }
    }
}

/// Says in docker's flags what these mean.
pub fn settle(args: &mut Build) -> Result<()> {
    let own = &args.buildah;
    if let Some(path) = &own.logfile {
        let file = std::fs::File::create(path).context(|| format!("write {}", path.display()))?;
        rustix::stdio::dup2_stderr(&file).map_err(|e| Error::io(format!("write {}", path.display()), e.into()))?;
    }
    let mut from_files = Vec::new();
    for file in &own.build_arg_file {
        let text = std::fs::read_to_string(file).context(|| format!("read {}", file.display()))?;
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if !line.contains('=') {
                let place = format!("{}:{}", file.display(), number + 1);
                return Err(Error::new(Kind::Usage, format!("{place}: '{line}' sets nothing")).hint("write NAME=VALUE"));
            }
            from_files.push(line.to_string());
        }
    }
    if let Some(seconds) = own.source_date_epoch {
        from_files.push(format!("SOURCE_DATE_EPOCH={seconds}"));
    }
    // Of one name, the last counts: what stands on the command line itself.
    args.build_args.splice(0..0, from_files);
    if own.os.is_some() || own.arch.is_some() {
        let host = Platform::host();
        let (os, arch) = (own.os.as_ref().unwrap_or(&host.os), own.arch.as_ref().unwrap_or(&host.architecture));
        let variant = own.variant.as_ref().map(|v| format!("/{v}")).unwrap_or_default();
        args.platforms.push(format!("{os}/{arch}{variant}").parse()?);
    }
    match (own.pull_always, own.pull_never) {
        (true, _) => args.pull = Pull::Always,
        (_, true) => args.pull = Pull::Never,
        _ => {}
    }
    args.tags.extend(own.manifest.clone());
    Ok(())
}
