//! `--trace` and `--timeline`: how a build went, for eyes.

use crate::cli::render::record::Recorder;
use crate::cli::render::{timeline, trace};
use crate::error::{Context, Error, Kind, Result};
use clap::Args;
use std::path::{Path, PathBuf};

/// Pictures of the build.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Pictures of the build")]
pub struct PictureFlags {
    /// Write how the build went as a trace for Perfetto or chrome://tracing
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Write it as a page for a browser: who worked when, what waited for what, the critical path
    #[arg(long, value_name = "FILE.html")]
    pub timeline: Option<PathBuf>,
}

impl PictureFlags {
    /// Is anything to be drawn?
    pub fn wanted(&self) -> bool {
        self.trace.is_some() || self.timeline.is_some()
    }

    /// Draws what was recorded, also of a build that failed.
    pub fn draw(&self, recorder: &Recorder, title: &str) -> Result<()> {
        let recording = recorder.recording();
        if let Some(file) = &self.trace {
            let raw = serde_json::to_vec(&trace::document(&recording))
                .map_err(|e| Error::new(Kind::Internal, "write a trace").because(e))?;
            write(file, &raw)?;
        }
        if let Some(file) = &self.timeline {
            write(file, timeline::page(&recording, title).as_bytes())?;
        }
        Ok(())
    }
}

fn write(file: &Path, raw: &[u8]) -> Result<()> {
    std::fs::write(file, raw).context(|| format!("write {}", file.display()))
}
