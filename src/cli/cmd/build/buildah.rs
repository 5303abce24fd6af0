//! Flags that buildah's `build` has and docker's has not.

use super::context::Gathered;
use crate::build::Changes;
use crate::cli::args::{Build, Pull};
use crate::error::{Context, Error, Kind, Result};
use crate::oci::Platform;
use clap::Args;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

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
    /// Build for all platforms that the base images are for
    #[arg(long, conflicts_with_all = ["platforms", "os", "arch"])]
    pub all_platforms: bool,
    /// What RUN changes below a VOLUME is not kept
    #[arg(long, num_args = 0..=1, require_equals = true, value_name = "BOOL", default_missing_value = "true")]
    pub compat_volumes: Option<bool>,
    /// An argument for cpp, which reads Dockerfiles called *.in first; see also BUILDAH_CPPFLAGS
    #[arg(long, value_name = "FLAG", allow_hyphen_values = true)]
    pub cpp_flag: Vec<String>,
    /// A further group of every RUN's user, by name or number
    #[arg(long, value_name = "GROUP")]
    pub group_add: Vec<String>,
    /// Take over the base's annotations
    #[arg(long, num_args = 0..=1, require_equals = true, value_name = "BOOL", default_missing_value = "true")]
    pub inherit_annotations: Option<bool>,
    /// A feature of the operating system that the result needs; with a - after it, one that it does not
    #[arg(long, value_name = "FEATURE")]
    pub os_feature: Vec<String>,
    /// The version of the operating system that the result needs
    #[arg(long, value_name = "VERSION")]
    pub os_version: Option<String>,
    /// Write the list of the packages in the result to a file (SPDX)
    #[arg(long, value_name = "FILE")]
    pub sbom_output: Option<PathBuf>,
    /// Write their package URLs to a file, one a line
    #[arg(long, value_name = "FILE")]
    pub sbom_purl_output: Option<PathBuf>,
    /// Write what is told into a file, instead of to the standard error output
    #[arg(long, value_name = "FILE")]
    pub logfile: Option<PathBuf>,
    /// What scripts say of other runtimes
    #[command(flatten)]
    pub scripted: ScriptedFlags,
    /// What cannot be left out silently
    #[command(flatten)]
    pub refused: RefusedFlags,
}

/// What changes the result, and is not done here: a build that goes on without it would be another.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "As with buildah")]
pub struct RefusedFlags {
    #[arg(long, hide = true)]
    sign_by: Option<String>,
    #[arg(long, hide = true)]
    decryption_key: Vec<String>,
    #[arg(long, hide = true)]
    cw: Option<String>,
    #[arg(long, hide = true)]
    sbom_image_output: Option<String>,
    #[arg(long, hide = true)]
    sbom_image_purl_output: Option<String>,
    #[arg(long, hide = true)]
    sbom_scanner_image: Option<String>,
    #[arg(long, hide = true)]
    sbom_scanner_command: Vec<String>,
    #[arg(long, hide = true)]
    sbom_merge_strategy: Option<String>,
}

impl RefusedFlags {
    /// Why the first of them is refused.
    fn check(&self) -> Result<()> {
        let own = "imgtool looks for packages itself: leave it out";
        let beside = "--sbom attaches the list to the image, --sbom-output writes it to a file";
        let all = [
            (
                "--sign-by",
                self.sign_by.is_some(),
                "images are not signed with GPG keys",
                "sign the result as cosign does: imgtool sign --key cosign.key IMAGE",
            ),
            (
                "--decryption-key",
                !self.decryption_key.is_empty(),
                "encrypted images are not read",
                "decrypt the base image first: skopeo copy --decryption-key KEY docker://IMAGE oci:DIR",
            ),
            (
                "--cw",
                self.cw.is_some(),
                "images for confidential workloads are not made",
                "build the image without it; buildah mkcw makes one of it",
            ),
            ("--sbom-image-output", self.sbom_image_output.is_some(), "the list is not put into the image", beside),
            (
                "--sbom-image-purl-output",
                self.sbom_image_purl_output.is_some(),
                "the list is not put into the image",
                beside,
            ),
            ("--sbom-scanner-image", self.sbom_scanner_image.is_some(), "no other scanner is run", own),
            ("--sbom-scanner-command", !self.sbom_scanner_command.is_empty(), "no other scanner is run", own),
            ("--sbom-merge-strategy", self.sbom_merge_strategy.is_some(), "there is one list, of one scanner", own),
        ];
        match all.into_iter().find(|(_, given, ..)| *given) {
            Some((flag, _, why, hint)) => Err(Error::new(Kind::Unsupported, format!("{flag}: {why}")).hint(hint)),
            None => Ok(()),
        }
    }
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
            base_annotations: self.inherit_annotations == Some(true),
            os_version: self.os_version.clone(),
            os_features: self.os_feature.clone(),
        }
    }
}

/// A Dockerfile called `*.in` as the C preprocessor leaves it, and what that had to say. Lines that begin
/// with `#` and are none of its own make it fail; it goes on all the same, and so do we.
pub fn preprocessed(gathered: &Gathered, flags: &[String]) -> Result<(Vec<u8>, Option<String>)> {
    let what = || format!("preprocess {}", gathered.name);
    let mut cpp = Command::new("cpp");
    if let Ok(flags) = std::env::var("BUILDAH_CPPFLAGS") {
        cpp.args(flags.split_whitespace());
    }
    cpp.args(["-E", "-iquote"]).arg(&gathered.dir).args(["-traditional", "-undef"]).args(flags).arg("-");
    let child = cpp.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|e| match e.kind() {
        ErrorKind::NotFound => Error::new(Kind::Host, what())
            .because("there is no program named cpp")
            .hint("install it: apt-get install cpp; or give the Dockerfile a name that does not end in .in"),
        _ => Error::io(what(), e),
    })?;
    let input = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // It may stop reading before the end; what it then says is told below.
        scope.spawn(move || input.map(|mut to| to.write_all(&gathered.dockerfile)));
        child.wait_with_output()
    });
    let output = output.map_err(|e| Error::io(what(), e))?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_string();
    if !output.status.success() && (said.is_empty() || output.stdout.is_empty()) {
        return Err(Error::new(Kind::Dockerfile, what()).because(format!("cpp: {}\n{said}", output.status)));
    }
    Ok((output.stdout, Some(format!("cpp: {said}")).filter(|_| !said.is_empty())))
}

/// The platform that `--os`, `--arch` and `--variant` name, if they do; the rest of it is this machine's.
pub fn platform(os: &Option<String>, arch: &Option<String>, variant: &Option<String>) -> Result<Option<Platform>> {
    if os.is_none() && arch.is_none() {
        return Ok(None);
    }
    let host = Platform::host();
    let (os, arch) = (os.as_ref().unwrap_or(&host.os), arch.as_ref().unwrap_or(&host.architecture));
    let variant = variant.as_ref().map(|v| format!("/{v}")).unwrap_or_default();
    format!("{os}/{arch}{variant}").parse().map(Some)
}

/// Says in docker's flags what these mean.
pub fn settle(args: &mut Build) -> Result<()> {
    let own = &args.buildah;
    own.refused.check()?;
    if own.group_add.iter().any(|g| g == "keep-groups") {
        return Err(Error::new(Kind::Unsupported, "--group-add keep-groups: RUN has no groups of this machine")
            .hint("name groups of the image, or their numbers"));
    }
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
    args.platforms.extend(platform(&own.os, &own.arch, &own.variant)?);
    match (own.pull_always, own.pull_never) {
        (true, _) => args.pull = Pull::Always,
        (_, true) => args.pull = Pull::Never,
        _ => {}
    }
    args.tags.extend(own.manifest.clone());
    Ok(())
}
