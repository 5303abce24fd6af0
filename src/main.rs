//! The `imgtool` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before any thread exists: in a sandbox helper this does the helper's work and exits.
    imgtool::runtime::hook();
    imgtool::cli::main()
}
