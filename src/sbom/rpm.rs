//! rpm's databases: SQLite (`rpmdb.sqlite`) and rpm's own `Packages.db`. The old Berkeley DB is not read.

use super::Package;
use super::sqlite::{Value, rows};

const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const LICENSE: u32 = 1014;
const ARCH: u32 = 1022;
const SOURCE: u32 = 1044;

/// Reads a database, whichever it is.
pub(super) fn packages(raw: &[u8]) -> Result<Vec<Package>, String> {
    let headers: Vec<Vec<u8>> = if raw.starts_with(b"SQLite format 3\0") {
        let blob = |row: Vec<Value>| row.into_iter().find_map(|v| if let Value::Bytes(b) = v { Some(b) } else { None });
        rows(raw, "Packages")?.into_iter().filter_map(blob).collect()
    } else if raw.starts_with(b"RpmP") {
        own(raw).ok_or("rpm's database is damaged")?
    } else {
        return Err("packages of rpm in this old form of database are not read".into());
    };
    let count = headers.len();
    let found: Vec<Package> = headers.iter().filter_map(|h| package(h)).collect();
    // Keys are there as packages, too.
    let found: Vec<Package> = found.into_iter().filter(|p| p.name != "gpg-pubkey").collect();
    if found.is_empty() && count > 0 { Err("rpm's database is damaged".into()) } else { Ok(found) }
}

fn number(raw: &[u8], at: usize, read: fn([u8; 4]) -> u32) -> Option<u32> {
    raw.get(at..at.checked_add(4)?)?.try_into().ok().map(read)
}

/// rpm's own: pages of slots that say where the headers are, in units of 16 bytes.
fn own(raw: &[u8]) -> Option<Vec<Vec<u8>>> {
    let word = |at: usize| number(raw, at, u32::from_le_bytes);
    let slots = usize::try_from(word(12)?).ok()?.checked_mul(256)?;
    let mut out = Vec::new();
    // The first two places are the header's.
    for slot in 2..slots {
        let at = slot * 16;
        if raw.get(at..at + 4)? != b"Slot" {
            return None;
        }
        let (index, block) = (word(at + 4)?, usize::try_from(word(at + 8)?).ok()?);
        if index == 0 {
            continue;
        }
        let start = block.checked_mul(16)?;
        if raw.get(start..start.checked_add(4)?)? != b"BlbS" || word(start + 4)? != index {
            return None;
        }
        let len = usize::try_from(word(start + 12)?).ok()?;
        out.push(raw.get(start + 16..(start + 16).checked_add(len)?)?.to_vec());
    }
    Some(out)
}

/// A header: numbers of entries and bytes, the entries (tag, type, place, count), the bytes.
fn package(raw: &[u8]) -> Option<Package> {
    let word = |at: usize| number(raw, at, u32::from_be_bytes);
    let count = usize::try_from(word(0)?).ok().filter(|n| *n <= raw.len() / 16)?;
    let data = raw.get(8 + count * 16..)?;
    let entry = |tag: u32| {
        let at = (0..count).map(|n| 8 + n * 16).find(|at| word(*at) == Some(tag))?;
        Some((word(at + 4)?, data.get(usize::try_from(word(at + 8)?).ok()?..)?))
    };
    let text = |tag: u32| {
        // A string, or the first of several in other languages.
        let (_, bytes) = entry(tag).filter(|(kind, _)| matches!(kind, 6 | 8 | 9))?;
        let end = bytes.iter().position(|b| *b == 0)?;
        Some(String::from_utf8_lossy(&bytes[..end]).into_owned()).filter(|t| !t.is_empty())
    };
    let epoch = entry(EPOCH).filter(|(kind, _)| *kind == 4).and_then(|(_, bytes)| number(bytes, 0, u32::from_be_bytes));
    let epoch = epoch.filter(|e| *e > 0).map_or(String::new(), |e| format!("{e}:"));
    let version = format!("{epoch}{}-{}", text(VERSION)?, text(RELEASE)?);
    // `bash-5.1.8-6.el9.src.rpm`
    let source = text(SOURCE).and_then(|file| {
        let name = file.strip_suffix(".src.rpm")?.rsplitn(3, '-').nth(2)?.to_string();
        Some((name, version.clone()))
    });
    Some(Package { kind: "rpm", name: text(NAME)?, version, architecture: text(ARCH), license: text(LICENSE), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header with these texts.
    fn header(texts: &[(u32, &str)], epoch: Option<u32>) -> Vec<u8> {
        let (mut entries, mut data) = (Vec::<u8>::new(), Vec::<u8>::new());
        let mut put = |tag: u32, kind: u32, bytes: &[u8]| {
            for word in [tag, kind, u32::try_from(data.len()).unwrap(), 1] {
                entries.extend(word.to_be_bytes());
            }
            data.extend(bytes);
        };
        if let Some(epoch) = epoch {
            put(EPOCH, 4, &epoch.to_be_bytes());
        }
        for (tag, text) in texts {
            put(*tag, 6, format!("{text}\0").as_bytes());
        }
        let mut out = u32::try_from(entries.len() / 16).unwrap().to_be_bytes().to_vec();
        out.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        out.extend(entries);
        out.extend(data);
        out
    }

    #[test]
    fn headers() {
        let texts = [
            (NAME, "bash"),
            (VERSION, "5.1.8"),
            (RELEASE, "6.el9"),
            (ARCH, "x86_64"),
            (SOURCE, "bash-5.1.8-6.el9.src.rpm"),
        ];
        let p = package(&header(&texts, Some(1))).unwrap();
        assert_eq!((p.name.as_str(), p.version.as_str()), ("bash", "1:5.1.8-6.el9"));
        assert_eq!(p.source.unwrap().0, "bash");
        assert!(package(&header(&texts[..1], None)).is_none());
        assert!(packages(b"nothing").is_err());
    }

    #[test]
    fn its_own_database() {
        let blob = header(&[(NAME, "a"), (VERSION, "1"), (RELEASE, "2")], None);
        let mut raw = vec![0; 4096];
        raw[..4].copy_from_slice(b"RpmP");
        raw[12] = 1;
        for slot in 2..256 {
            raw[slot * 16..slot * 16 + 4].copy_from_slice(b"Slot");
        }
        raw[36] = 1;
        raw[41] = 1;
        raw.extend(b"BlbS\x01\0\0\0\0\0\0\0");
        raw.extend(u32::try_from(blob.len()).unwrap().to_le_bytes());
        raw.extend(&blob);
        assert_eq!(packages(&raw).unwrap()[0].version, "1-2");
        raw.truncate(4120);
        assert!(packages(&raw).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(raw in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            package(&raw);
            let _ = packages(&[b"RpmP", raw.as_slice()].concat());
        }
    }
}
