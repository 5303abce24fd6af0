//! What is left of a RUN that failed, for people to look at.

use crate::build::{FailedRun, OnFailure};
use crate::cli::render;
use crate::cli::session::Session;
use crate::error::{Context, Result};
use crate::runtime::Terminal;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::sync::{Arc, Mutex};

/// What to do with a RUN that failed.
#[derive(Debug, Clone, Args)]
pub struct FailureFlags {
    /// What to do where a RUN failed, before the build ends
    #[arg(long, value_enum, value_name = "WHAT")]
    pub on_failure: Option<OnFailureArg>,
    /// Keep the root file system of a RUN that failed, and print where
    #[arg(long)]
    pub print_rootfs: bool,
}

/// What to do where a RUN failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnFailureArg {
    /// Open a shell in its root file system, with its mounts
    Shell,
}

impl FailureFlags {
    /// What the build is to do.
    pub fn on_failure(&self, session: &Session) -> Result<Option<OnFailure>> {
        let (shell, keep) = (self.on_failure.is_some(), self.print_rootfs);
        if !shell && !keep {
            return Ok(None);
        }
        let failed = session.store()?.root().join("failed");
        // Of several that fail at once, one has the terminal.
        let one = Mutex::new(());
        Ok(Some(Arc::new(move |run: &FailedRun<'_>| {
            let _one = one.lock().unwrap_or_else(|e| e.into_inner());
            if keep {
                std::fs::create_dir_all(&failed).context(|| format!("create {}", failed.display()))?;
                let dir = tempfile::Builder::new().prefix("run-").tempdir_in(&failed);
                let dir = dir.context(|| format!("create a directory in {}", failed.display()))?;
                let dest = dir.path().join("rootfs");
                run.keep(&dest)?;
                drop(dir.keep());
                render::result(format!("{}\n", dest.display()).as_bytes())?;
            }
            if shell { open_shell(run) } else { Ok(()) }
        })))
    }
}

fn open_shell(run: &FailedRun<'_>) -> Result<()> {
    let terminal = Terminal::open().context(|| "open a shell where RUN failed".into())?;
    // Whatever else goes on says nothing while somebody types.
    let mut quiet = std::io::stderr().lock();
    let text = format!(
        "{}\nThis is where it failed; nothing that you do here is kept. The build ends when you leave (exit).\n",
        render::error_text(run.error())
    );
    // Nobody to tell if it is closed.
    let _ = quiet.write_all(text.as_bytes());
    run.shell(&terminal).map(drop)
}
