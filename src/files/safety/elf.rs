//! What is kept of an ELF file for the check, as text.

use crate::files::elf;
use serde::{Deserialize, Serialize};

/// What the loader has to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elf {
    /// Class, byte order and machine: libraries of another kind do not count.
    pub kind: (u8, u8, u16),
    /// The loader that the kernel starts.
    pub loader: Option<String>,
    /// Its name as a library.
    pub soname: Option<String>,
    /// The libraries that it needs.
    pub needed: Vec<String>,
    /// Where it looks for them first.
    pub runpath: Vec<String>,
    /// The symbol versions that it needs, by library.
    pub needs: Vec<(String, Vec<String>)>,
    /// The symbol versions that it has.
    pub provides: Vec<String>,
}

impl From<elf::Elf> for Elf {
    fn from(e: elf::Elf) -> Elf {
        let text = |name: Vec<u8>| String::from_utf8_lossy(&name).into_owned();
        let all = |names: Vec<Vec<u8>>| names.into_iter().map(text).collect();
        // DT_RUNPATH hides DT_RPATH; both are looked at, for what exists in one of them.
        let paths = e.rpath.into_iter().chain(e.runpath).map(text);
        let dirs = paths.flat_map(|p| p.split(':').take(64).map(str::to_string).collect::<Vec<_>>());
        Elf {
            kind: e.kind,
            loader: e.interp.map(text),
            soname: e.soname.map(text),
            needed: all(e.needed),
            runpath: dirs.collect(),
            needs: e.needs.into_iter().map(|(file, versions)| (text(file), all(versions))).collect(),
            provides: all(e.provides),
        }
    }
}
