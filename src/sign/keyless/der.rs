//! As much of DER as certificates and timestamps need: one value after the other.

use pkcs8::ObjectIdentifier;
use pkcs8::der::{Decode, Header, Reader, SliceReader};

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const OCTET_STRING: u8 = 0x04;
pub const TIME: u8 = 0x18;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;
/// What is tagged by its place: the first, the second, the fourth.
pub const FIRST: u8 = 0xa0;
pub const SECOND: u8 = 0xa1;
pub const FOURTH: u8 = 0xa3;

/// Takes bytes off the front.
pub fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    Some(head)
}

/// One value: its tag, its content, and all of it.
pub fn value<'a>(rest: &mut &'a [u8]) -> Option<(u8, &'a [u8], &'a [u8])> {
    let whole = *rest;
    let mut reader = SliceReader::new(whole).ok()?;
    let header = Header::decode(&mut reader).ok()?;
    let head = usize::try_from(reader.position()).ok()?;
    let length = usize::try_from(header.length()).ok()?;
    let all = take(rest, head.checked_add(length)?)?;
    Some((*whole.first()?, &all[head..], all))
}

/// The content of a value that must have this tag.
pub fn inside<'a>(rest: &mut &'a [u8], tag: u8) -> Option<&'a [u8]> {
    let (found, content, _) = value(rest)?;
    (found == tag).then_some(content)
}

/// An object identifier.
pub fn oid(rest: &mut &[u8]) -> Option<ObjectIdentifier> {
    let (_, _, all) = value(rest)?;
    ObjectIdentifier::from_der(all).ok()
}

/// A tag and a length around a content.
pub fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let bytes = content.len().to_be_bytes();
    let bytes = &bytes[bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len() - 1)..];
    let mut out = vec![tag];
    if content.len() < 0x80 {
        out.push(content.len() as u8);
    } else {
        out.push(0x80 | bytes.len() as u8);
        out.extend(bytes);
    }
    out.extend(content);
    out
}

/// A certificate's SubjectPublicKeyInfo and its extensions (RFC 5280, section 4.1).
#[allow(clippy::type_complexity)]
pub fn parts(der: &[u8]) -> Option<(&[u8], Vec<(ObjectIdentifier, &[u8])>)> {
    let (_, mut certificate, _) = value(&mut { der })?;
    let (_, mut tbs, _) = value(&mut certificate)?;
    if tbs.first() == Some(&FIRST) {
        // The version.
        value(&mut tbs)?;
    }
    // Serial number, algorithm, issuer, validity, subject.
    for _ in 0..5 {
        value(&mut tbs)?;
    }
    let (_, _, spki) = value(&mut tbs)?;
    let mut out = Vec::new();
    while !tbs.is_empty() {
        let (tag, mut content, _) = value(&mut tbs)?;
        if tag != FOURTH {
            continue;
        }
        let (_, mut list, _) = value(&mut content)?;
        while !list.is_empty() {
            let (_, mut extension, _) = value(&mut list)?;
            let (_, _, oid) = value(&mut extension)?;
            let (mut tag, mut octets, _) = value(&mut extension)?;
            if tag == BOOLEAN {
                (tag, octets, _) = value(&mut extension)?;
            }
            if tag != OCTET_STRING || !extension.is_empty() {
                return None;
            }
            out.push((ObjectIdentifier::from_der(oid).ok()?, octets));
        }
    }
    Some((spki, out))
}
