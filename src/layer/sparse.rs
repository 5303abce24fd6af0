//! GNU sparse files: the map of pieces that are stored, and a reader that puts the holes
//! back in.

use crate::error::{Error, Kind, Result};
use std::io::Read;

/// A piece of a file that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where it belongs in the file.
    pub offset: u64,
    /// Its bytes.
    pub len: u64,
}

/// A sparse file's map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
    /// The size of the file with its holes.
    pub size: u64,
}

impl Map {
    /// Checks that the pieces are in order, do not overlap, lie within the file, and are
    /// exactly the `stored` bytes.
    pub fn check(self, stored: u64) -> Result<Map> {
        let bad = |why: &str| Error::new(Kind::Format, format!("a sparse file's map is broken: {why}"));
        let mut end = 0u64;
        let mut sum = 0u64;
        for piece in &self.pieces {
            if piece.offset < end {
                return Err(bad("its pieces overlap"));
            }
            end = piece.offset.checked_add(piece.len).ok_or_else(|| bad("a piece is too large"))?;
            sum += piece.len;
        }
        if end > self.size {
            return Err(bad("a piece lies beyond the end"));
        }
        if sum != stored {
            return Err(bad("its pieces are not what is stored"));
        }
        Ok(self)
    }
}

/// Where a sparse reader is.
#[derive(Debug)]
pub struct Cursor {
    map: Map,
    next: usize,
    at: u64,
}

impl Cursor {
    /// At the beginning.
    pub fn new(map: Map) -> Cursor {
        Cursor { map, next: 0, at: 0 }
    }

    /// Reads the file's next bytes; `stored` yields the pieces one after the other.
    pub fn read(&mut self, stored: &mut impl Read, buf: &mut [u8]) -> std::io::Result<usize> {
        while self.map.pieces.get(self.next).is_some_and(|p| p.offset + p.len <= self.at) {
            self.next += 1;
        }
        let left = self.map.size - self.at;
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buf.len());
        if most == 0 {
            return Ok(0);
        }
        let cut = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(most);
        let n = match self.map.pieces.get(self.next) {
            Some(p) if p.offset <= self.at => {
                let n = stored.read(&mut buf[..cut(p.offset + p.len - self.at)])?;
                if n == 0 {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
                n
            }
            Some(p) => zero(&mut buf[..cut(p.offset - self.at)]),
            None => zero(&mut buf[..most]),
        };
        self.at += n as u64;
        Ok(n)
    }
}

fn zero(buf: &mut [u8]) -> usize {
    buf.fill(0);
    buf.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_come_back() {
        let map = Map { pieces: vec![Piece { offset: 3, len: 2 }, Piece { offset: 7, len: 1 }], size: 10 };
        let map = map.check(3).unwrap();
        let mut cursor = Cursor::new(map);
        let mut stored: &[u8] = b"abc";
        let mut out = Vec::new();
        let mut buf = [9; 4];
        loop {
            let n = cursor.read(&mut stored, &mut buf).unwrap();
            if n == 0 {
                break;
            }
            out.extend_from_slice(&buf[..n]);
        }
        assert_eq!(out, b"\0\0\0ab\0\0c\0\0");
    }

    #[test]
    fn lies_are_refused() {
        let piece = |offset, len| Piece { offset, len };
        for (pieces, size, stored) in [
            (vec![piece(0, 5), piece(3, 1)], 10, 6),
            (vec![piece(8, 5)], 10, 5),
            (vec![piece(0, 5)], 10, 4),
            (vec![piece(u64::MAX, 5)], 10, 5),
        ] {
            assert!(Map { pieces, size }.check(stored).is_err());
        }
    }
}
