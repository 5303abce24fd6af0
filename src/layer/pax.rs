//! PAX extended header records (POSIX.1-2001, "pax Interchange Format").

use crate::error::{Error, Kind, Result};
use crate::layer::Timestamp;
use base64::Engine;
use std::collections::BTreeMap;

/// Records by key; a later record of the same key wins, an empty value removes it. The
/// pieces of sparse format 0.0, which repeats its keys, are kept in their order.
#[derive(Debug, Clone, Default)]
pub struct Pax {
    /// Everything but the repeated keys.
    pub records: BTreeMap<Vec<u8>, Vec<u8>>,
    /// `GNU.sparse.offset` and `GNU.sparse.numbytes` pairs.
    pub sparse_pairs: Vec<(u64, u64)>,
}

fn bad(why: &str) -> Error {
    Error::new(Kind::Format, format!("a PAX header is broken: {why}"))
}

fn number(text: &[u8]) -> Result<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return Err(bad("a number is not one"));
    }
    std::str::from_utf8(text).ok().and_then(|t| t.parse().ok()).ok_or_else(|| bad("a number is too large"))
}

impl Pax {
    /// Adds the records in `data`.
    pub fn parse_into(&mut self, mut data: &[u8]) -> Result<()> {
        let mut pending_offset = None;
        while !data.is_empty() {
            if data.iter().all(|b| *b == 0) {
                return Ok(());
            }
            let space = data.iter().take(20).position(|b| *b == b' ').ok_or_else(|| bad("a record has no length"))?;
            let len = usize::try_from(number(&data[..space])?).map_err(|_| bad("a record is too long"))?;
            if len <= space + 1 || len > data.len() || data[len - 1] != b'\n' {
                return Err(bad("a record's length is wrong"));
            }
            let record = &data[space + 1..len - 1];
            let equals = record.iter().position(|b| *b == b'=').ok_or_else(|| bad("a record has no '='"))?;
            let (key, value) = (&record[..equals], &record[equals + 1..]);
            match key {
                b"GNU.sparse.offset" => pending_offset = Some(number(value)?),
                b"GNU.sparse.numbytes" => {
                    let offset = pending_offset.take().ok_or_else(|| bad("a sparse piece has no offset"))?;
                    self.sparse_pairs.push((offset, number(value)?));
                }
                _ if value.is_empty() => drop(self.records.remove(key)),
                _ => drop(self.records.insert(key.to_vec(), value.to_vec())),
            }
            data = &data[len..];
        }
        Ok(())
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        self.records.get(key.as_bytes()).map(Vec::as_slice)
    }

    /// A value that is a decimal number.
    pub fn number(&self, key: &str) -> Result<Option<u64>> {
        self.get(key).map(number).transpose()
    }

    /// A value that is a time: decimal seconds with a fraction, possibly negative.
    pub fn time(&self, key: &str) -> Result<Option<Timestamp>> {
        let Some(raw) = self.get(key) else { return Ok(None) };
        let text = std::str::from_utf8(raw).map_err(|_| bad("a time is not a number"))?;
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let secs = i64::try_from(number(whole.as_bytes())?).map_err(|_| bad("a time is too large"))?;
        if !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad("a time is not a number"));
        }
        let nanos: String = fraction.chars().chain("000000000".chars()).take(9).collect();
        let nanos: u32 = nanos.parse().map_err(|_| bad("a time is not a number"))?;
        Ok(Some(match (negative, nanos) {
            (false, n) => Timestamp { secs, nanos: n },
            (true, 0) => Timestamp { secs: -secs, nanos: 0 },
            (true, n) => Timestamp { secs: -secs - 1, nanos: 1_000_000_000 - n },
        }))
    }

    /// Extended attributes, in Schily's form (value as it is) or libarchive's (base64).
    pub fn xattrs(&self) -> Result<BTreeMap<Vec<u8>, Vec<u8>>> {
        let mut out = BTreeMap::new();
        for (key, value) in &self.records {
            if let Some(name) = key.strip_prefix(b"LIBARCHIVE.xattr.") {
                let engine = base64::engine::general_purpose::STANDARD_NO_PAD;
                let text: Vec<u8> = value.iter().copied().filter(|b| *b != b'=').collect();
                let value = engine.decode(text).map_err(|_| bad("an attribute is not base64"))?;
                out.entry(percent_decode(name)).or_insert(value);
            }
        }
        for (key, value) in &self.records {
            if let Some(name) = key.strip_prefix(b"SCHILY.xattr.") {
                out.insert(name.to_vec(), value.clone());
            }
        }
        if out.keys().any(|k| k.is_empty() || k.contains(&0)) {
            return Err(bad("an attribute has no usable name"));
        }
        Ok(out)
    }
}

fn percent_decode(name: &[u8]) -> Vec<u8> {
    let hex = |b: u8| (b as char).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::new();
    let mut i = 0;
    while i < name.len() {
        let pair = (name[i] == b'%').then(|| Some((hex(*name.get(i + 1)?)?, hex(*name.get(i + 2)?)?))).flatten();
        match pair {
            Some((high, low)) => {
                out.push(high * 16 + low);
                i += 3;
            }
            None => {
                out.push(name[i]);
                i += 1;
            }
        }
    }
    out
}

/// One record, its length counted in.
pub fn record(key: &[u8], value: &[u8]) -> Vec<u8> {
    let payload = key.len() + value.len() + 3;
    let mut len = payload + payload.to_string().len();
    // The length counts its own digits; one more digit may be needed for it.
    if len.to_string().len() + payload != len {
        len = payload + len.to_string().len();
    }
    let mut out = format!("{len} ").into_bytes();
    out.extend_from_slice(key);
    out.push(b'=');
    out.extend_from_slice(value);
    out.push(b'\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_count_themselves() {
        for n in 0..1200 {
            let r = record(b"k", &vec![b'v'; n]);
            let text = String::from_utf8_lossy(&r);
            let told: usize = text.split(' ').next().unwrap().parse().unwrap();
            assert_eq!(told, r.len());
        }
    }

    #[test]
    fn times() {
        let time = |v: &str| {
            let mut p = Pax::default();
            p.parse_into(&record(b"mtime", v.as_bytes())).unwrap();
            p.time("mtime").unwrap().unwrap()
        };
        assert_eq!(time("1.5"), Timestamp { secs: 1, nanos: 500_000_000 });
        assert_eq!(time("-1.25"), Timestamp { secs: -2, nanos: 750_000_000 });
        assert_eq!(time("0"), Timestamp { secs: 0, nanos: 0 });
        assert_eq!(time("1.0000000019"), Timestamp { secs: 1, nanos: 1 });
    }

    proptest! {
        #[test]
        fn any_bytes_end_in_an_answer(data in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut p = Pax::default();
            let _ = p.parse_into(&data);
        }

        #[test]
        fn records_come_back(key in "[a-zA-Z.]{1,40}", value in proptest::collection::vec(any::<u8>(), 1..300)) {
            prop_assume!(!key.starts_with("GNU.sparse"));
            let mut p = Pax::default();
            p.parse_into(&record(key.as_bytes(), &value)).unwrap();
            prop_assert_eq!(p.get(&key).unwrap(), &value[..]);
        }
    }
}
