//! `imgtool generate`: man pages and completions from the arguments themselves.

use crate::cli::args::{Cli, Generate};
use crate::error::{Context, Result};
use clap::CommandFactory;
use clap_complete::Shell;
use std::path::Path;

/// Writes `man/` and `completions/` under the directory.
pub fn run(args: &Generate) -> Result<()> {
    let man = args.directory.join("man");
    let completions = args.directory.join("completions");
    for dir in [&man, &completions] {
        std::fs::create_dir_all(dir).context(|| format!("create {}", dir.display()))?;
    }
    let command = Cli::command().term_width(100);
    clap_mangen::generate_to(command.clone(), &man).context(|| format!("write {}", man.display()))?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Elvish, Shell::PowerShell] {
        write_completion(&command, shell, &completions)?;
    }
    Ok(())
}

fn write_completion(command: &clap::Command, shell: Shell, dir: &Path) -> Result<()> {
    let mut command = command.clone();
    clap_complete::generate_to(shell, &mut command, "imgtool", dir)
        .map(drop)
        .context(|| format!("write {}", dir.display()))
}
