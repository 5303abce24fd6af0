//! As much of SQLite's file format as it takes to read the rows of one table (sqlite.org/fileformat2.html):
//! rpm keeps its packages in such a file. Reads any bytes, and trusts none of them.

use std::collections::HashSet;

/// The deepest tree: one of the largest file there can be is not half as deep.
const DEPTH: usize = 24;

/// A value of a row, as far as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// NULL, or a number that nobody asks for.
    Other,
    /// An integer.
    Int(i64),
    /// A text or a blob.
    Bytes(Vec<u8>),
}

struct Database<'a> {
    raw: &'a [u8],
    page_size: usize,
    /// Bytes of a page that are not reserved.
    usable: usize,
}

fn be(raw: &[u8], at: usize, len: usize) -> Option<u64> {
    Some(raw.get(at..at.checked_add(len)?)?.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// A number of one to nine bytes, and the place after it.
fn varint(raw: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for index in 0..9 {
        let byte = *raw.get(at + index)?;
        if index == 8 {
            return Some((value << 8 | u64::from(byte), at + 9));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + index + 1));
        }
    }
    None
}

/// The rows of the table with this name.
pub(super) fn rows(raw: &[u8], table: &str) -> Result<Vec<Vec<Value>>, String> {
    let damaged = || "its database is damaged".to_string();
    if !raw.starts_with(b"SQLite format 3\0") {
        return Err("it is no SQLite database".into());
    }
    let page_size = match be(raw, 16, 2).ok_or_else(damaged)? {
        1 => 65_536,
        size => usize::try_from(size).map_err(|_| damaged())?,
    };
    let reserved = usize::from(*raw.get(20).ok_or_else(damaged)?);
    if page_size < 512 || !page_size.is_power_of_two() || page_size - reserved < 480 {
        return Err(damaged());
    }
    let database = Database { raw, page_size, usable: page_size - reserved };
    let schema = database.table(1).ok_or_else(damaged)?;
    let root = schema.iter().find_map(|row| match row.as_slice() {
        [Value::Bytes(kind), Value::Bytes(name), _, Value::Int(root), ..]
            if kind == b"table" && name == table.as_bytes() =>
        {
            u64::try_from(*root).ok()
        }
        _ => None,
    });
    database.table(root.ok_or_else(|| format!("it has no table {table}"))?).ok_or_else(damaged)
}

impl<'a> Database<'a> {
    /// A page, counted from 1.
    fn page(&self, number: u64) -> Option<&'a [u8]> {
        let start = usize::try_from(number.checked_sub(1)?).ok()?.checked_mul(self.page_size)?;
        self.raw.get(start..start.checked_add(self.page_size)?)
    }

    fn table(&self, root: u64) -> Option<Vec<Vec<Value>>> {
        let (mut rows, mut seen) = (Vec::new(), HashSet::new());
        let mut todo = vec![(root, 0)];
        while let Some((number, depth)) = todo.pop() {
            // A page that stands twice would never end.
            if depth > DEPTH || !seen.insert(number) {
                return None;
            }
            let page = self.page(number)?;
            let head = if number == 1 { 100 } else { 0 };
            let cells = usize::try_from(be(page, head + 3, 2)?).ok()?;
            let cell = |first: usize, index: usize| usize::try_from(be(page, first + index * 2, 2)?).ok();
            match page.get(head)? {
                0x05 => {
                    todo.push((be(page, head + 8, 4)?, depth + 1));
                    for index in (0..cells).rev() {
                        todo.push((be(page, cell(head + 12, index)?, 4)?, depth + 1));
                    }
                }
                0x0d => {
                    for index in 0..cells {
                        rows.push(self.row(page, cell(head + 8, index)?)?);
                    }
                }
                _ => return None,
            }
        }
        Some(rows)
    }

    fn row(&self, page: &[u8], at: usize) -> Option<Vec<Value>> {
        let (size, at) = varint(page, at)?;
        let (_, at) = varint(page, at)?;
        let size = usize::try_from(size).ok().filter(|s| *s <= self.raw.len())?;
        let most = self.usable - 35;
        if size <= most {
            return record(page.get(at..at.checked_add(size)?)?);
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let fitting = least + (size - least) % (self.usable - 4);
        let local = if fitting <= most { fitting } else { least };
        let mut payload = page.get(at..at.checked_add(local)?)?.to_vec();
        let mut next = be(page, at + local, 4)?;
        // As many pages as the rest needs, and no more.
        while payload.len() < size {
            let page = self.page(next)?;
            let part = (size - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(page.get(4..4 + part)?);
            next = be(page, 0, 4)?;
        }
        record(&payload)
    }
}

fn record(payload: &[u8]) -> Option<Vec<Value>> {
    let (head, mut at) = varint(payload, 0)?;
    let head = usize::try_from(head).ok().filter(|h| *h <= payload.len())?;
    let mut body = head;
    let mut values = Vec::new();
    while at < head {
        let (kind, after) = varint(payload, at)?;
        at = after;
        let (len, value) = match kind {
            0 | 10 | 11 => (0, Value::Other),
            8 => (0, Value::Int(0)),
            9 => (0, Value::Int(1)),
            7 => (8, Value::Other),
            1..=6 => {
                let len = [1, 2, 3, 4, 6, 8][usize::try_from(kind).ok()? - 1];
                let raw = be(payload, body, len)?;
                let shift = 64 - 8 * u32::try_from(len).ok()?;
                (len, Value::Int((raw << shift).cast_signed() >> shift))
            }
            _ => {
                let len = usize::try_from((kind - 12) / 2).ok()?;
                (len, Value::Bytes(payload.get(body..body.checked_add(len)?)?.to_vec()))
            }
        };
        body = body.checked_add(len)?;
        values.push(value);
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_length() {
        assert_eq!(varint(&[0x7f], 0), Some((127, 1)));
        assert_eq!(varint(&[0x81, 0x00], 0), Some((128, 2)));
        assert_eq!(varint(&[0xff; 9], 0), Some((u64::MAX, 9)));
        assert_eq!(varint(&[0x80], 0), None);
        assert_eq!(record(&[3, 1, 2, 0xff, 0xff, 0xfe]), Some(vec![Value::Int(-1), Value::Int(-2)]));
        assert_eq!(record(&[2, 17, b'h', b'i']), Some(vec![Value::Bytes(b"hi".to_vec())]));
        assert_eq!(record(&[2, 17, b'h']), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(mut raw in proptest::collection::vec(proptest::prelude::any::<u8>(), 512..3000), root in 0_u8..6) {
            raw[..16].copy_from_slice(b"SQLite format 3\0");
            (raw[16], raw[17], raw[20]) = (2, 0, 0);
            raw[100] = if root % 2 == 0 { 0x05 } else { 0x0d };
            let _ = rows(&raw, "Packages");
        }
    }
}
