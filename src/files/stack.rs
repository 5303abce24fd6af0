//! What overlayfs needs besides the unpacked layers to show them as the images mean them.

use crate::error::{Context, Result};
use crate::layer::{Compression, Entry, LayerWriter};
use crate::oci::media_type::Encoding;
use crate::runtime::Sandbox;
use std::path::{Path, PathBuf};

/// Directories over all layers that say nothing but owners and modes (of [`Tree::passed_dirs`]), made in `dir`.
///
/// [`Tree::passed_dirs`]: crate::layer::Tree::passed_dirs
pub fn passed(sandbox: &Sandbox, dir: &Path, dirs: Vec<Entry>) -> Result<PathBuf> {
    let (blob, dest) = (dir.join("dirs.tar"), dir.join("dirs"));
    let file = std::fs::File::create(&blob).context(|| format!("write {}", blob.display()))?;
    let mut writer = LayerWriter::new(file, Compression::None, 1)?;
    for dir in dirs {
        writer.append(dir, None)?;
    }
    writer.finish()?;
    sandbox.unpack(&blob, Encoding::Plain, &dest)?;
    Ok(dest)
}
