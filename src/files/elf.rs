//! What an ELF file needs and provides: read as the dynamic loader reads it, from the program
//! headers; section headers may be stripped. A file is believed nothing: every offset is asked
//! for, every number is bounded.

use std::cell::Cell;

/// The most program headers, entries of tables, and versions that are read of one file.
const MANY: usize = 4096;
/// What one file may cost, about a byte a byte of its names: tables that go in circles end.
const MOST: usize = 256 << 10;
/// The longest name, which may be a list of directories.
const MAX_NAME: usize = 64 << 10;
/// So much of a name is read at once.
const PIECE: usize = 1024;

/// Bytes by their place.
pub trait At {
    /// Fills `buf` from `offset` on as far as there are bytes; returns how many.
    fn at(&self, offset: u64, buf: &mut [u8]) -> usize;
}

impl At for [u8] {
    fn at(&self, offset: u64, buf: &mut [u8]) -> usize {
        let rest = usize::try_from(offset).ok().and_then(|o| self.get(o..)).unwrap_or_default();
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        n
    }
}

/// What the loader has to know. Names are bytes, as they stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elf {
    /// Class, byte order and machine: libraries of another kind do not count.
    pub kind: (u8, u8, u16),
    /// The loader that the kernel starts (`PT_INTERP`).
    pub interp: Option<Vec<u8>>,
    /// Its name as a library (`DT_SONAME`).
    pub soname: Option<Vec<u8>>,
    /// The libraries that it needs, in their order (`DT_NEEDED`).
    pub needed: Vec<Vec<u8>>,
    /// Where these are searched for first, with `:` between; old style (`DT_RPATH`).
    pub rpath: Option<Vec<u8>>,
    /// The same, after LD_LIBRARY_PATH (`DT_RUNPATH`).
    pub runpath: Option<Vec<u8>>,
    /// The symbol versions that it needs, by library.
    pub needs: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    /// The symbol versions that it has.
    pub provides: Vec<Vec<u8>>,
}

/// Do these first bytes begin an ELF file?
pub fn is_elf(head: &[u8]) -> bool {
    head.starts_with(b"\x7fELF")
}

struct File<'a, A: At + ?Sized> {
    bytes: &'a A,
    wide: bool,
    little: bool,
    /// Where parts of memory are in the file: address, offset, bytes.
    loaded: Vec<(u64, u64, u64)>,
    left: Cell<usize>,
}

type Read<T> = Result<T, String>;

/// Reads it. Err says what is wrong with it.
pub fn read<A: At + ?Sized>(bytes: &A) -> Read<Elf> {
    let mut ident = [0; 20];
    if bytes.at(0, &mut ident) < 20 || !is_elf(&ident) {
        return Err("it is cut off".into());
    }
    if !matches!(ident[4], 1 | 2) || !matches!(ident[5], 1 | 2) {
        return Err("its class or byte order is unknown".into());
    }
    let mut file =
        File { bytes, wide: ident[4] == 2, little: ident[5] == 1, loaded: Vec::new(), left: Cell::new(MOST) };
    let machine = file.number(18, 2)? as u16;
    let mut elf = Elf { kind: (ident[4], ident[5], machine), ..Elf::default() };
    let (table, size, count) = match file.wide {
        true => (file.number(32, 8)?, file.number(54, 2)?, file.number(56, 2)?),
        false => (file.number(28, 4)?, file.number(42, 2)?, file.number(44, 2)?),
    };
    let mut dynamic = None;
    for i in 0..count.min(MANY as u64) {
        let at = table.checked_add(i * size).ok_or("its program headers are nowhere")?;
        let part = file.part(at)?;
        match part.kind {
            1 => file.loaded.push((part.address, part.offset, part.size)),
            2 => dynamic = Some((part.offset, part.size)),
            3 => elf.interp = Some(file.name(part.offset)?),
            _ => {}
        }
    }
    if let Some((offset, size)) = dynamic {
        file.dynamic(offset, size, &mut elf)?;
    }
    Ok(elf)
}

struct Part {
    kind: u64,
    offset: u64,
    address: u64,
    size: u64,
}

impl<A: At + ?Sized> File<'_, A> {
    fn number(&self, at: u64, bytes: usize) -> Read<u64> {
        let mut raw = [0; 8];
        if self.bytes.at(at, &mut raw[..bytes]) < bytes {
            return Err(format!("it points to byte {at}, which it does not have"));
        }
        let fold = |acc: u64, b: &u8| acc << 8 | u64::from(*b);
        Ok(match self.little {
            true => raw[..bytes].iter().rev().fold(0, fold),
            false => raw[..bytes].iter().fold(0, fold),
        })
    }

    fn word(&self, at: u64) -> Read<u64> {
        self.number(at, if self.wide { 8 } else { 4 })
    }

    fn part(&self, at: u64) -> Read<Part> {
        let field = |wide: u64, narrow: u64| {
            let at = at.checked_add(if self.wide { wide } else { narrow });
            self.word(at.ok_or("its program headers are nowhere")?)
        };
        Ok(Part { kind: self.number(at, 4)?, offset: field(8, 4)?, address: field(16, 8)?, size: field(32, 16)? })
    }

    fn name(&self, at: u64) -> Read<Vec<u8>> {
        let mut name = Vec::new();
        while name.len() < MAX_NAME {
            let mut raw = [0; PIECE];
            let n = self.bytes.at(at.saturating_add(name.len() as u64), &mut raw);
            let end = raw[..n].iter().position(|b| *b == 0);
            name.extend_from_slice(&raw[..end.unwrap_or(n)]);
            if end.is_some() {
                self.spend(name.len())?;
                return Ok(name);
            }
            if n < PIECE {
                break;
            }
        }
        Err(format!("the name at byte {at} has no end"))
    }

    fn spend(&self, bytes: usize) -> Read<()> {
        let left = self.left.get().checked_sub(bytes + 16).ok_or("it has more names than any real file")?;
        self.left.set(left);
        Ok(())
    }

    /// Where an address of memory is in the file.
    fn place(&self, address: u64) -> Read<u64> {
        let inside = |(start, offset, size): &(u64, u64, u64)| {
            let within = address.checked_sub(*start).filter(|d| d < size)?;
            offset.checked_add(within)
        };
        self.loaded
            .iter()
            .find_map(inside)
            .ok_or_else(|| format!("it points to address {address:#x}, which it does not load"))
    }

    fn dynamic(&self, offset: u64, size: u64, elf: &mut Elf) -> Read<()> {
        let width = if self.wide { 8 } else { 4 };
        let (mut names, mut needs, mut provides) = (None, (0, 0), (0, 0));
        let mut texts: Vec<(u64, u64)> = Vec::new();
        if offset > 1 << 60 {
            return Err("its dynamic table is nowhere".into());
        }
        for i in 0..(size / (2 * width)).min(MANY as u64) {
            let at = offset + i * 2 * width;
            let (tag, value) = (self.word(at)?, self.word(at + width)?);
            match tag {
                0 => break,
                1 | 14 | 15 | 29 => texts.push((tag, value)),
                5 => names = Some(value),
                0x6fff_fffc => provides.0 = value,
                0x6fff_fffd => provides.1 = value,
                0x6fff_fffe => needs.0 = value,
                0x6fff_ffff => needs.1 = value,
                _ => {}
            }
        }
        let Some(names) = names else { return Ok(()) };
        let names = self.place(names)?;
        let text = |at: u64| self.name(names.checked_add(at).ok_or("a name is nowhere")?);
        for (tag, value) in texts {
            let value = text(value)?;
            match tag {
                1 => elf.needed.push(value),
                14 => elf.soname = Some(value),
                15 => elf.rpath = Some(value),
                _ => elf.runpath = Some(value),
            }
        }
        if needs.0 != 0 {
            let next = |at: u64| -> Read<[u64; 4]> {
                Ok([
                    self.number(at + 2, 2)?,
                    self.number(at + 4, 4)?,
                    self.number(at + 8, 4)?,
                    self.number(at + 12, 4)?,
                ])
            };
            self.chain(
                needs,
                |at| {
                    let [count, file, aux, step] = next(at)?;
                    let mut versions = Vec::new();
                    let first = at.checked_add(aux).ok_or("a version is nowhere")?;
                    self.chain(
                        (first, count),
                        |at| {
                            // A weak need may go unmet.
                            if self.number(at + 4, 2)? & 2 == 0 {
                                versions.push(text(self.number(at + 8, 4)?)?);
                            }
                            self.number(at + 12, 4)
                        },
                        true,
                    )?;
                    elf.needs.push((text(file)?, versions));
                    Ok(step)
                },
                false,
            )?;
        }
        if provides.0 != 0 {
            self.chain(
                provides,
                |at| {
                    let aux = at.checked_add(self.number(at + 12, 4)?).ok_or("a version is nowhere")?;
                    elf.provides.push(text(self.number(aux, 4)?)?);
                    self.number(at + 16, 4)
                },
                false,
            )?;
        }
        Ok(())
    }

    /// Goes along a list; `each` answers how far away the next one is.
    fn chain(&self, (start, count): (u64, u64), mut each: impl FnMut(u64) -> Read<u64>, placed: bool) -> Read<()> {
        let mut at = if placed { start } else { self.place(start)? };
        for _ in 0..count.min(MANY as u64) {
            self.spend(0)?;
            if at > 1 << 60 {
                return Err("its versions are nowhere".into());
            }
            match each(at)? {
                0 => break,
                step => at = at.checked_add(step).ok_or("its versions are nowhere")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_program_and_its_libraries() {
        let own = std::fs::read("/proc/self/exe").unwrap();
        let elf = read(&own[..]).unwrap();
        assert!(elf.interp.as_deref().unwrap().starts_with(b"/"), "{elf:?}");
        assert!(elf.needed.iter().any(|n| n.starts_with(b"libc.so")), "{elf:?}");
        let (_, versions) = elf.needs.iter().find(|(file, _)| file.starts_with(b"libc.so")).unwrap();
        assert!(versions.iter().any(|v| v.starts_with(b"GLIBC_2.")), "{elf:?}");
    }

    /// Every byte of the head and of the tables, changed: an answer or an error, never a panic.
    #[test]
    fn damaged_files_are_refused_or_read() {
        let mut own = std::fs::read("/proc/self/exe").unwrap();
        own.truncate(64 << 10);
        for at in 0..2048 {
            for value in [0, 1, 0x7f, 0xff] {
                let old = std::mem::replace(&mut own[at], value);
                let _ = read(&own[..]);
                own[at] = old;
            }
        }
        for end in 0..1024 {
            let _ = read(&own[..end]);
        }
    }

    #[test]
    fn a_file_of_too_many_names_is_refused() {
        let mut raw = b"\x7fELF\x02\x01\x01".to_vec();
        raw.resize(0x20000, 0);
        let mut put =
            |at: usize, value: u64, bytes: usize| raw[at..at + bytes].copy_from_slice(&value.to_le_bytes()[..bytes]);
        // All of it is loaded; the dynamic table names the same library again and again.
        let numbers = [
            (32, 64, 8),
            (54, 56, 2),
            (56, 2, 2),
            (64, 1, 4),
            (96, 0x20000, 8),
            (120, 2, 4),
            (128, 0x1000, 8),
            (152, 0x10000, 8),
            (0x1000, 5, 8),
            (0x1008, 0x800, 8),
        ];
        numbers.into_iter().for_each(|(at, value, bytes)| put(at, value, bytes));
        (1..4000).for_each(|i| put(0x1000 + i * 16, 1, 8));
        raw[0x800..0x900].fill(b'x');
        assert!(read(&raw[..]).unwrap_err().contains("more names"));
        raw[0x800 + 9] = 0;
        raw[0x1000 + 10 * 16] = 0;
        assert_eq!(read(&raw[..]).unwrap().needed, vec![b"x".repeat(9); 9]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes(tail in proptest::collection::vec(proptest::num::u8::ANY, 0..600), wide in 1u8..3, order in 1u8..3) {
            let raw = [b"\x7fELF", &[wide, order][..], &tail].concat();
            let _ = read(&raw[..]);
        }
    }
}
