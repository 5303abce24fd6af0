//! Between layers and the overlays that show them: what overlayfs needs besides the unpacked ones, and what was
//! written above them.

use crate::error::{Context, Result};
use crate::layer::{Compression, Entry, FinishedLayer, LayerWriter};
use crate::oci::media_type::Encoding;
use crate::runtime::{MtimeRule, Sandbox};
use crate::transport::store::Store;
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

/// What an overlay's upper directory holds as a layer in `store`, if it holds anything. `jobs` threads compress it
/// (0: one a core), on which the bytes do not depend.
pub fn written(
    sandbox: &Sandbox,
    store: &Store,
    upper: &Path,
    compression: Compression,
    jobs: usize,
    rule: MtimeRule,
) -> Result<Option<FinishedLayer>> {
    let blob = store.temp_file()?;
    let layer = sandbox.diff(upper, blob.path(), compression, jobs, rule)?;
    if let Some(layer) = &layer {
        store.layout().adopt(blob, &layer.digest)?;
        store.put_toc(&layer.diff_id, &layer.toc)?;
    }
    Ok(layer)
}
