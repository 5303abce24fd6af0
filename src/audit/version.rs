//! Which of two versions is newer, as each package manager orders them.

use std::cmp::Ordering;
use std::str::FromStr;

/// How versions are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// deb-version(7).
    Dpkg,
    /// apk's.
    Apk,
    /// rpm's, with epoch and release.
    Rpm,
    /// PEP 440.
    Pep440,
    /// Semantic versions, with or without a `v`.
    Semver,
}

/// The order of `a` and `b`; None where one of them is no version of the scheme.
pub fn compare(scheme: Scheme, a: &str, b: &str) -> Option<Ordering> {
    Some(match scheme {
        Scheme::Dpkg => dpkg(a, b),
        Scheme::Rpm => rpm(a, b),
        Scheme::Apk => Apk::parse(a)?.cmp(&Apk::parse(b)?),
        Scheme::Pep440 => {
            let read = |text: &str| pep440_rs::Version::from_str(text.trim()).ok();
            read(a)?.cmp(&read(b)?)
        }
        Scheme::Semver => {
            let read = |text: &str| semver::Version::parse(text.trim().trim_start_matches('v')).ok();
            read(a)?.cmp_precedence(&read(b)?)
        }
    })
}

/// The number before a colon, and the rest.
fn epoch(version: &str) -> (&str, &str) {
    match version.split_once(':') {
        Some((epoch, rest)) if epoch.bytes().all(|b| b.is_ascii_digit()) => (epoch, rest),
        _ => ("0", version),
    }
}

/// Digits of any length as numbers.
fn digits(a: &[u8], b: &[u8]) -> Ordering {
    fn plain(n: &[u8]) -> &[u8] {
        let zeros = n.iter().take_while(|d| **d == b'0').count();
        &n[zeros..]
    }
    let (a, b) = (plain(a), plain(b));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn take(text: &[u8], digits: bool) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|b| b.is_ascii_digit() == digits).count())
}

fn dpkg(a: &str, b: &str) -> Ordering {
    let parts = |v| {
        let (epoch, rest) = epoch(v);
        let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
        (epoch, upstream, revision)
    };
    let (a, b) = (parts(a.trim()), parts(b.trim()));
    digits(a.0.as_bytes(), b.0.as_bytes())
        .then_with(|| dpkg_part(a.1.as_bytes(), b.1.as_bytes()))
        .then_with(|| dpkg_part(a.2.as_bytes(), b.2.as_bytes()))
}

/// Texts and numbers in turn; in texts `~` comes before the end, letters before other characters.
fn dpkg_part(mut a: &[u8], mut b: &[u8]) -> Ordering {
    let weight = |c: Option<&u8>| match c {
        Some(b'~') => -1,
        None => 0,
        Some(c) if c.is_ascii_alphabetic() => i32::from(*c),
        Some(c) => i32::from(*c) + 256,
    };
    while !a.is_empty() || !b.is_empty() {
        let ((text_a, rest_a), (text_b, rest_b)) = (take(a, false), take(b, false));
        for at in 0..text_a.len().max(text_b.len()) {
            let order = weight(text_a.get(at)).cmp(&weight(text_b.get(at)));
            if order.is_ne() {
                return order;
            }
        }
        let ((number_a, rest_a), (number_b, rest_b)) = (take(rest_a, true), take(rest_b, true));
        let order = digits(number_a, number_b);
        if order.is_ne() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
    Ordering::Equal
}

fn rpm(a: &str, b: &str) -> Ordering {
    let parts = |v| {
        let (epoch, rest) = epoch(v);
        let (version, release) = rest.rsplit_once('-').unwrap_or((rest, ""));
        (epoch, version, release)
    };
    let (a, b) = (parts(a.trim()), parts(b.trim()));
    let order = digits(a.0.as_bytes(), b.0.as_bytes()).then_with(|| rpm_part(a.1.as_bytes(), b.1.as_bytes()));
    // Without a release every release is meant.
    if a.2.is_empty() || b.2.is_empty() { order } else { order.then_with(|| rpm_part(a.2.as_bytes(), b.2.as_bytes())) }
}

/// Runs of digits and of letters; `~` comes before the end, `^` right after it.
fn rpm_part(mut a: &[u8], mut b: &[u8]) -> Ordering {
    fn skip(text: &[u8]) -> &[u8] {
        let not_ours = |c: &u8| !c.is_ascii_alphanumeric() && *c != b'~' && *c != b'^';
        &text[text.iter().take_while(|c| not_ours(c)).count()..]
    }
    loop {
        (a, b) = (skip(a), skip(b));
        match (a.first(), b.first()) {
            (Some(b'~'), Some(b'~')) | (Some(b'^'), Some(b'^')) => {
                (a, b) = (&a[1..], &b[1..]);
                continue;
            }
            (Some(b'~'), _) => return Ordering::Less,
            (_, Some(b'~')) => return Ordering::Greater,
            (Some(b'^'), None) => return Ordering::Greater,
            (None, Some(b'^')) => return Ordering::Less,
            (Some(b'^'), _) => return Ordering::Less,
            (_, Some(b'^')) => return Ordering::Greater,
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => {
                let number = x.is_ascii_digit();
                if number != y.is_ascii_digit() {
                    // Numbers are newer than letters.
                    return if number { Ordering::Greater } else { Ordering::Less };
                }
                let run = |t: &[u8]| {
                    let same = |c: &u8| if number { c.is_ascii_digit() } else { c.is_ascii_alphabetic() };
                    t.iter().take_while(|c| same(c)).count()
                };
                let ((one, rest_a), (other, rest_b)) = (a.split_at(run(a)), b.split_at(run(b)));
                let order = if number { digits(one, other) } else { one.cmp(other) };
                if order.is_ne() {
                    return order;
                }
                (a, b) = (rest_a, rest_b);
            }
        }
    }
}

/// `1.2.3b_alpha4_p5~hash-r6`.
#[derive(Debug, PartialEq, Eq)]
struct Apk<'a> {
    numbers: Vec<&'a str>,
    letter: Option<u8>,
    /// The rank of each suffix and its number.
    suffixes: Vec<(i32, &'a str)>,
    revision: &'a str,
}

impl<'a> Apk<'a> {
    fn parse(text: &'a str) -> Option<Apk<'a>> {
        let text = text.trim();
        let (text, revision) = text.rsplit_once("-r").unwrap_or((text, "0"));
        let text = text.split_once('~').map_or(text, |(before, _)| before);
        let mut parts = text.split('_');
        let mut head = parts.next()?;
        let mut letter = None;
        if let Some(last) = head.bytes().last().filter(u8::is_ascii_lowercase) {
            letter = Some(last);
            head = &head[..head.len() - 1];
        }
        let number = |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit());
        let numbers: Vec<&str> = head.split('.').collect();
        let suffix = |s: &'a str| {
            let end = s.find(|c: char| c.is_ascii_digit()).unwrap_or(s.len());
            let names = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"];
            let rank = names.iter().position(|n| *n == &s[..end] && !n.is_empty())?;
            let digits = &s[end..];
            (digits.is_empty() || number(digits)).then_some((i32::try_from(rank).ok()? - 4, digits))
        };
        let suffixes: Vec<(i32, &str)> = parts.map(suffix).collect::<Option<_>>()?;
        let good = numbers.iter().all(|n| number(n)) && number(revision);
        good.then_some(Apk { numbers, letter, suffixes, revision })
    }
}

impl PartialOrd for Apk<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Apk<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        for (at, (a, b)) in self.numbers.iter().zip(&other.numbers).enumerate() {
            // After the first, a number with a leading zero is a fraction.
            let fraction = at > 0 && (a.starts_with('0') || b.starts_with('0'));
            let order = if fraction {
                a.trim_end_matches('0').cmp(b.trim_end_matches('0'))
            } else {
                digits(a.as_bytes(), b.as_bytes())
            };
            if order.is_ne() {
                return order;
            }
        }
        let order = self.numbers.len().cmp(&other.numbers.len()).then_with(|| self.letter.cmp(&other.letter));
        if order.is_ne() {
            return order;
        }
        for at in 0..self.suffixes.len().max(other.suffixes.len()) {
            let (a, b) = (self.suffixes.get(at), other.suffixes.get(at));
            let rank = |s: Option<&(i32, &str)>| s.map_or(0, |s| s.0);
            let number = |s: Option<&(i32, &'_ str)>| s.map_or(String::new(), |s| s.1.to_string());
            let order = rank(a).cmp(&rank(b)).then_with(|| digits(number(a).as_bytes(), number(b).as_bytes()));
            if order.is_ne() {
                return order;
            }
        }
        digits(self.revision.as_bytes(), other.revision.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(scheme: Scheme, rising: &[&str]) {
        for (i, a) in rising.iter().enumerate() {
            for (j, b) in rising.iter().enumerate() {
                assert_eq!(compare(scheme, a, b), Some(i.cmp(&j)), "{a} and {b}");
            }
        }
    }

    #[test]
    fn each_scheme_has_its_order() {
        let deb =
            ["0.9~rc1-1", "0.9-1", "0.9a-1", "0.9+b1-1", "0.10-1", "0.10-1+deb12u1", "0.10-1.1", "0.10-10", "1:0.1-1"];
        check(Scheme::Dpkg, &deb);
        check(
            Scheme::Apk,
            &[
                "1.2_alpha1",
                "1.2_beta",
                "1.2_rc2",
                "1.2",
                "1.2-r1",
                "1.2-r10",
                "1.2_p1",
                "1.2a",
                "1.2.01",
                "1.2.1",
                "1.2.10",
                "10.0",
            ],
        );
        check(
            Scheme::Rpm,
            &["1.0~rc1-1", "1.0-1", "1.0^git1-1", "1.0a-1", "1.0.1-1", "1.0.1-2.el9", "1.0.1-10.el9", "2-1", "1:0-1"],
        );
        check(Scheme::Pep440, &["1.0.dev1", "1.0a1", "1.0rc1", "1.0", "1.0.post1", "1.1", "1!0.1"]);
        check(Scheme::Semver, &["0.0.1-alpha", "0.0.1", "v0.2.0", "0.10.0", "1.0.0"]);
    }

    #[test]
    fn what_is_the_same() {
        let same = |scheme, a, b| assert_eq!(compare(scheme, a, b), Some(Ordering::Equal), "{a} {b}");
        same(Scheme::Dpkg, "0:1.0-0", "1.0");
        same(Scheme::Dpkg, "1.00", "1.0");
        same(Scheme::Rpm, "1.05-1", "1.5-1");
        same(Scheme::Rpm, "1.0", "1.0-7.el9");
        same(Scheme::Pep440, "1.0", "1.0.0");
        same(Scheme::Semver, "1.0.0+a", "1.0.0+b");
        assert_eq!(compare(Scheme::Semver, "1", "1.0.0"), None);
        assert_eq!(compare(Scheme::Apk, "1.x", "1"), None);
        assert_eq!(compare(Scheme::Pep440, "", "1"), None);
    }

    proptest! {
        #[test]
        fn an_order_is_an_order(versions in prop::collection::vec("([0-9]:)?[0-9]{1,3}(\\.[0-9a-c]{1,3}){0,2}([~+^_-][a-z0-9.~]{0,4}){0,2}", 3)) {
            for scheme in [Scheme::Dpkg, Scheme::Apk, Scheme::Rpm] {
                let order = |a: usize, b: usize| compare(scheme, &versions[a], &versions[b]);
                let (Some(ab), Some(bc), Some(ac)) = (order(0, 1), order(1, 2), order(0, 2)) else { continue };
                prop_assert_eq!(Some(ab.reverse()), order(1, 0));
                prop_assert_eq!(order(0, 0), Some(Ordering::Equal));
                // rpm's rule of a missing release is no order, on purpose.
                if scheme != Scheme::Rpm && ab == bc && ab.is_ne() {
                    prop_assert_eq!(ac, ab, "{:?} {:?}", scheme, versions);
                }
            }
        }

        #[test]
        fn any_text_can_be_compared(a in "\\PC{0,20}", b in "\\PC{0,20}") {
            for scheme in [Scheme::Dpkg, Scheme::Apk, Scheme::Rpm, Scheme::Pep440, Scheme::Semver] {
                compare(scheme, &a, &b);
            }
        }
    }
}
