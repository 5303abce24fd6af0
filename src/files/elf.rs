//! What a program or library for Linux says it needs: interpreter, libraries and where these are
//! searched for. Read from the program headers, as the kernel and ld.so do; section headers may
//! be stripped. Nothing in a hostile file makes more than an error.

use object::elf::{
    DT_NEEDED, DT_RPATH, DT_RUNPATH, DT_SONAME, DT_STRSZ, DT_STRTAB, FileHeader32, FileHeader64, PT_LOAD,
};
use object::read::elf::{Dyn, FileHeader, ProgramHeader};
use object::{Endianness, ReadRef};

/// The most libraries that one file may name.
const MAX_NEEDED: usize = 10_000;

/// What a file says. Names are bytes, as they stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elf {
    /// 64 bit, or 32.
    pub is_64: bool,
    /// Little endian.
    pub little: bool,
    /// The machine's number (`e_machine`): 62 is x86-64.
    pub machine: u16,
    /// The program that loads it (`PT_INTERP`).
    pub interp: Option<Vec<u8>>,
    /// Libraries, in their order (`DT_NEEDED`).
    pub needed: Vec<Vec<u8>>,
    /// Where these are searched for first, with `:` between; old style (`DT_RPATH`).
    pub rpath: Option<Vec<u8>>,
    /// The same, after LD_LIBRARY_PATH (`DT_RUNPATH`).
    pub runpath: Option<Vec<u8>>,
    /// What it is called as a library (`DT_SONAME`).
    pub soname: Option<Vec<u8>>,
}

/// Do these first bytes begin an ELF file?
pub fn is_elf(head: &[u8]) -> bool {
    head.starts_with(b"\x7fELF")
}

impl Elf {
    /// Reads a whole file. The error says what is wrong with it.
    pub fn parse(data: &[u8]) -> Result<Elf, String> {
        match data.get(4) {
            Some(1) => read::<FileHeader32<Endianness>>(data),
            Some(2) => read::<FileHeader64<Endianness>>(data),
            _ => Err("it is no ELF file".into()),
        }
    }

    /// Could the one load the other?
    pub fn fits(&self, other: &Elf) -> bool {
        (self.is_64, self.little, self.machine) == (other.is_64, other.little, other.machine)
    }
}

fn read<H: FileHeader<Endian = Endianness>>(data: &[u8]) -> Result<Elf, String> {
    let why = |e: object::read::Error| e.to_string();
    let header = H::parse(data).map_err(why)?;
    let endian = header.endian().map_err(why)?;
    let mut elf = Elf {
        is_64: header.is_class_64(),
        little: header.is_little_endian(),
        machine: header.e_machine(endian).0,
        ..Elf::default()
    };
    let segments = header.program_headers(endian, data).map_err(why)?;
    for segment in segments {
        if let Some(interp) = segment.interpreter(endian, data).map_err(why)? {
            elf.interp = Some(interp.to_vec());
        }
    }
    let mut entries = None;
    for segment in segments {
        entries = segment.dynamic(endian, data).map_err(why)?.or(entries);
    }
    let Some(entries) = entries else { return Ok(elf) };
    let mut found = Vec::new();
    let (mut table, mut size) = (None, None);
    for entry in entries {
        let (tag, value) = (entry.tag(endian), entry.val(endian));
        match tag {
            object::elf::DT_NULL => break,
            DT_STRTAB => table = Some(value),
            DT_STRSZ => size = Some(value),
            DT_NEEDED | DT_RPATH | DT_RUNPATH | DT_SONAME => found.push((tag, value)),
            _ => {}
        }
        if found.len() > MAX_NEEDED {
            return Err(format!("it names more than {MAX_NEEDED} libraries"));
        }
    }
    if found.is_empty() {
        return Ok(elf);
    }
    let (table, size) = table.zip(size).ok_or("its dynamic section has no names")?;
    let names = at_address::<H>(segments, endian, data, table, size).ok_or("the names of its libraries lie outside")?;
    for (tag, at) in found {
        let name = usize::try_from(at).ok().and_then(|at| names.get(at..)).ok_or("a name lies outside")?;
        let end = name.iter().position(|b| *b == 0).ok_or("a name has no end")?;
        let name = name.get(..end).unwrap_or_default().to_vec();
        match tag {
            DT_NEEDED => elf.needed.push(name),
            DT_RPATH => elf.rpath = Some(name),
            DT_RUNPATH => elf.runpath = Some(name),
            _ => elf.soname = Some(name),
        }
    }
    Ok(elf)
}

/// The bytes that are loaded at an address.
fn at_address<'d, H: FileHeader<Endian = Endianness>>(
    segments: &[H::ProgramHeader],
    endian: Endianness,
    data: &'d [u8],
    address: u64,
    size: u64,
) -> Option<&'d [u8]> {
    segments.iter().filter(|s| s.p_type(endian) == PT_LOAD).find_map(|segment| {
        let (offset, length) = segment.file_range(endian);
        let into = address.checked_sub(segment.p_vaddr(endian).into()).filter(|into| *into < length)?;
        let size = size.min(length - into);
        data.read_bytes_at(offset.checked_add(into)?, size).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_program_and_a_damaged_one() {
        let data = std::fs::read("/proc/self/exe").unwrap();
        let elf = Elf::parse(&data).unwrap();
        assert!(elf.is_64 && elf.little);
        if let Some(interp) = &elf.interp {
            assert!(interp.starts_with(b"/") && elf.needed.iter().any(|n| n.starts_with(b"libc.")), "{elf:?}");
        }
        let shell = std::fs::read("/bin/sh").unwrap();
        let elf = Elf::parse(&shell).unwrap();
        assert!(elf.interp.is_some() && !elf.needed.is_empty(), "{elf:?}");
        // Cut anywhere, or with any byte of its beginning changed: an answer or an error.
        for end in (0..shell.len()).step_by(997) {
            let _ = Elf::parse(&shell[..end]);
        }
        let mut bad = shell.clone();
        for at in 0..1024.min(shell.len()) {
            for value in [0, 0x7f, 0xff] {
                let old = std::mem::replace(&mut bad[at], value);
                let _ = Elf::parse(&bad);
                bad[at] = old;
            }
        }
        assert!(Elf::parse(b"#!/bin/sh").is_err() && Elf::parse(b"").is_err());
    }
}
