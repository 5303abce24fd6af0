//! `imgtool build --check`: the checks without the build, and the checks before a build.

use super::bases::Bases;
use super::context::Gathered;
use super::report::{self, Report};
use crate::build::Resolver;
use crate::cli::args::Build;
use crate::cli::session::Session;
use crate::dockerfile::rules::{OWN, RULES, rule};
use crate::dockerfile::{BaseFacts, CheckOptions, Dockerfile, Surroundings, Warning};
use crate::error::{Error, Kind, Result};
use crate::event::Event;
use crate::oci::Platform;
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The build argument that stands for the `check` directive.
const CHECK_ARG: &str = "BUILDKIT_DOCKERFILE_CHECK";

/// Checks instead of a build, and checks before it.
#[derive(Debug, Clone, Args)]
pub struct Checks {
    /// Check the Dockerfile instead of building it; exits with 1 where something is found
    #[arg(long)]
    pub check: bool,
    /// What to do instead of building: check, outline or targets
    #[arg(long, value_name = "METHOD[,format=FORMAT]", default_value = "build", conflicts_with = "check")]
    pub call: Call,
    /// How --check and --call print what they find
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub check_format: Option<ReportFormat>,
    /// Checks of imgtool's own, besides BuildKit's: all, or these
    #[arg(long, value_name = "RULE", num_args = 0..=1, require_equals = true, default_missing_value = "all", value_delimiter = ',')]
    pub lint: Vec<String>,
}

/// What a report looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people
    Text,
    /// As docker buildx prints it
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
}

/// What `--call` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The build.
    Build,
    /// The checks.
    Check,
    /// The arguments and secrets of the target.
    Outline,
    /// The names of the stages.
    Targets,
}

/// `--call METHOD[,format=FORMAT][,ignorestatus=true]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// What to do.
    pub method: Method,
    /// How to print it.
    pub format: Option<ReportFormat>,
    /// Exit with 0 whatever is found.
    pub ignore_status: bool,
}

impl FromStr for Call {
    type Err = String;

    fn from_str(text: &str) -> Result<Call, String> {
        let first = text.split(',').next().unwrap_or("");
        let method = match if first.contains('=') { "build" } else { first } {
            "build" | "" => Method::Build,
            "check" | "lint" => Method::Check,
            "outline" => Method::Outline,
            "targets" => Method::Targets,
            other => return Err(format!("'{other}' is none of build, check, outline, targets")),
        };
        let mut call = Call { method, format: None, ignore_status: false };
        for part in text.split(',').filter(|p| p.contains('=')) {
            match part.split_once('=') {
                Some(("format", "text")) => call.format = Some(ReportFormat::Text),
                Some(("format", "json")) => call.format = Some(ReportFormat::Json),
                Some(("format", "sarif")) => call.format = Some(ReportFormat::Sarif),
                Some(("ignorestatus", value @ ("true" | "false"))) => call.ignore_status = value == "true",
                _ => return Err(format!("'{part}' is no option of --call")),
            }
        }
        Ok(call)
    }
}

impl Checks {
    /// What is to be done.
    pub fn method(&self) -> Method {
        if self.check { Method::Check } else { self.call.method }
    }

    fn format(&self) -> ReportFormat {
        self.check_format.or(self.call.format).unwrap_or(ReportFormat::Text)
    }

    /// Adds the checks that `--lint` names.
    fn add_own(&self, options: &mut CheckOptions) -> Result<()> {
        for name in &self.lint {
            if name == "all" {
                options.experimental.insert("imgtool".into());
                continue;
            }
            let Some(rule) = rule(name).filter(|r| r.experimental) else {
                let own: Vec<&str> = RULES.iter().filter_map(|r| r.name.strip_prefix(OWN)).collect();
                return Err(Error::new(Kind::Usage, format!("--lint: there is no check named '{name}'"))
                    .hint(format!("there are {}", own.join(", "))));
            };
            options.experimental.insert(rule.name.into());
        }
        Ok(())
    }
}

/// What the checks need besides the Dockerfile.
pub struct Around<'a> {
    /// The arguments of the command.
    pub args: &'a Build,
    /// The context.
    pub gathered: &'a Gathered,
    /// Finds base images.
    pub bases: &'a Bases,
    /// The platform that is built.
    pub platform: &'a Platform,
}

impl Around<'_> {
    /// Which checks are on.
    fn options(&self, file: &Dockerfile) -> Result<CheckOptions> {
        let build_args = super::build_args(&self.args.build_args);
        let mut options = file.check_options(build_args.get(CHECK_ARG).map(String::as_str))?;
        self.args.checks.add_own(&mut options)?;
        Ok(options)
    }

    async fn warnings(&self, file: &Dockerfile, options: &CheckOptions, session: &Session) -> Result<Vec<Warning>> {
        let build_args = super::build_args(&self.args.build_args);
        let automatic = crate::build::automatic(&Platform::host(), self.platform, self.args.target.as_deref());
        let mut bases = BTreeMap::new();
        // A base of many stages is asked for once.
        let mut asked: BTreeMap<(String, String), Option<BaseFacts>> = BTreeMap::new();
        for base in file.outer_bases(&automatic, &build_args).unwrap_or_default() {
            let platform = match base.platform.as_deref().map(str::parse::<Platform>) {
                Some(Ok(platform)) => platform,
                // The build tells what is wrong with it.
                Some(Err(_)) => continue,
                None => self.platform.clone(),
            };
            let key = (base.image.clone(), platform.to_string());
            if !asked.contains_key(&key) {
                let facts = self.base(&base.image, &platform, session).await;
                asked.insert(key.clone(), facts);
            }
            if let Some(Some(facts)) = asked.get(&key) {
                bases.insert(base.stage, facts.clone());
            }
        }
        let around = Surroundings {
            automatic: &automatic,
            build_args: &build_args,
            ignore: Some(&self.gathered.ignore),
            bases: &bases,
        };
        Ok(file.check(&around, options))
    }

    fn outline(&self, file: &Dockerfile) -> Result<()> {
        let target = match self.args.target.as_deref() {
            None => file.stages.len() - 1,
            Some(name) => file.source_stage(name).ok_or_else(|| {
                let names: Vec<&str> = file.stages.iter().filter_map(|s| s.from.name.as_deref()).collect();
                Error::new(
                    Kind::Dockerfile,
                    format!("{}: target stage \"{name}\" could not be found", file.source.name()),
                )
                .hint(format!("it has: {}", names.join(", ")))
            })?,
        };
        let build_args = super::build_args(&self.args.build_args);
        let automatic = crate::build::automatic(&Platform::host(), self.platform, self.args.target.as_deref());
        report::outline(file, &file.outline(target, &automatic, &build_args)?, self.args.checks.format())
    }

    /// What is known of a base image; nothing, where it cannot be had.
    async fn base(&self, image: &str, wanted: &Platform, session: &Session) -> Option<BaseFacts> {
        let found = match self.bases.resolve(image, wanted).await {
            Ok(image) => image.config().await,
            Err(e) => Err(e),
        };
        let config = found
            .map_err(|e| {
                let message = format!("{image} cannot be looked at: variables of stages from it are not checked: {e}");
                session.events().emit(Event::Note { message });
            })
            .ok()?;
        let pair = |text: &String| text.split_once('=').map(|(k, v)| (k.to_string(), v.to_string()));
        let is = config.platform();
        Some(BaseFacts {
            env: config.config.env.iter().filter_map(pair).collect(),
            workdir: !config.config.working_dir.is_empty(),
            wrong_platform: (!is.satisfies(wanted)).then(|| (is.to_string(), wanted.to_string())),
        })
    }
}

/// Checks, and prints what was found.
pub async fn run(around: &Around<'_>, session: &Session) -> Result<()> {
    let checks = &around.args.checks;
    let (name, bytes) = (&around.gathered.name, &around.gathered.dockerfile);
    let result = match Dockerfile::parse(name, bytes) {
        Err(e) => Err(e),
        Ok(file) if checks.method() == Method::Targets => return report::targets(&file, checks.format()),
        Ok(file) if checks.method() == Method::Outline => return around.outline(&file),
        Ok(file) => {
            let options = around.options(&file)?;
            around.warnings(&file, &options, session).await.map(|warnings| (file, options, warnings))
        }
    };
    let report = match result {
        // People read an error as any other; programs want it in the document.
        Err(e) if checks.format() == ReportFormat::Text || e.kind() != Kind::Dockerfile => return Err(e),
        Err(e) => Report { name, text: bytes, file: None, warnings: Vec::new(), error: Some(e), fatal: true },
        Ok((file, options, warnings)) => {
            let error = failure(&options, &warnings);
            Report { name, text: bytes, file: Some(file), warnings, error, fatal: options.error }
        }
    };
    if (!report.warnings.is_empty() || report.error.is_some()) && !checks.call.ignore_status {
        session.answer_no();
    }
    report.print(checks.format())
}

/// The checks before a build: warnings, or an error with `error=true`.
pub async fn before_build(around: &Around<'_>, file: &Dockerfile, session: &Session) -> Result<()> {
    let options = around.options(file)?;
    let warnings = around.warnings(file, &options, session).await?;
    for w in &warnings {
        let message = format!("{}:{}: {} ({})", file.source.name(), w.span.line, w.message, w.check);
        session.events().emit(Event::Warning { message });
    }
    match failure(&options, &warnings) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// With `error=true`, the warnings are an error.
fn failure(options: &CheckOptions, warnings: &[Warning]) -> Option<Error> {
    if !options.error || warnings.is_empty() {
        return None;
    }
    let mut names: Vec<&str> = warnings.iter().map(|w| w.check).collect();
    names.sort_unstable();
    names.dedup();
    let error = Error::new(Kind::Dockerfile, format!("lint violation found for rules: {}", names.join(", ")));
    Some(error.hint("mend them, or turn them off: # check=skip=NAME,NAME;error=true"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_call_asks_for() {
        let call = |t: &str| t.parse::<Call>().map(|c| (c.method, c.format, c.ignore_status));
        assert_eq!(call("check"), Ok((Method::Check, None, false)));
        assert_eq!(call("lint,format=json"), Ok((Method::Check, Some(ReportFormat::Json), false)));
        assert_eq!(call("check,format=sarif,ignorestatus=true"), Ok((Method::Check, Some(ReportFormat::Sarif), true)));
        assert_eq!(call("format=json"), Ok((Method::Build, Some(ReportFormat::Json), false)));
        for bad in ["walk", "check,format=xml", "check,ignorestatus=x", "check,x=y"] {
            assert!(call(bad).is_err(), "{bad}");
        }
    }
}
