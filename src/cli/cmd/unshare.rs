//! `imgtool unshare`: a command that is root over the store's files, as `buildah unshare` is.

use crate::error::{Error, Kind, Result};
use crate::runtime::{Sandbox, SandboxOptions};
use clap::Args;
use std::ffi::OsString;
use std::io::Write;

/// Run a command in the user namespace that RUN has: the store's files belong to their owners there
#[derive(Debug, Args)]
pub struct Unshare {
    /// The command and its arguments [default: $SHELL]
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
    /// How to get there
    #[arg(long, value_enum, default_value_t = crate::cli::args::IsolationArg::Auto, env = "IMGTOOL_ISOLATION", value_name = "HOW")]
    pub isolation: crate::cli::args::IsolationArg,
}

/// Becomes the command; comes back only where that fails. Needs a process of one thread.
pub fn run(args: Unshare) -> Result<()> {
    let sandbox = Sandbox::new(SandboxOptions { helper: "/proc/self/exe".into(), isolation: args.isolation.into() })?;
    for warning in sandbox.warnings() {
        let _ = writeln!(std::io::stderr(), "warning: {warning}");
    }
    let mut command = args.command.into_iter();
    let shell = || std::env::var_os("SHELL").filter(|s| !s.is_empty()).unwrap_or_else(|| "/bin/sh".into());
    let program = command.next().unwrap_or_else(shell);
    if program.is_empty() {
        return Err(Error::new(Kind::Usage, "the command has no name"));
    }
    let rest: Vec<OsString> = command.collect();
    Err(sandbox.become_program(&program, &rest))
}
