//! Which ids a user may have in a user namespace: `/etc/subuid`, `/etc/subgid`
//! (subuid(5)), and the maps made of them.

/// A range of ids that a user was given: first id and how many.
pub(super) type Range = (u32, u32);

/// The ranges that the file's text gives to the user, by name or by number, in its order.
pub(super) fn ranges_for(text: &str, name: Option<&str>, uid: u32) -> Vec<Range> {
    let number = uid.to_string();
    let row = |line: &str| {
        let mut parts = line.trim().split(':');
        let who = parts.next()?;
        let (first, count): (u32, u32) = (parts.next()?.trim().parse().ok()?, parts.next()?.trim().parse().ok()?);
        let end = first.checked_add(count)?;
        ((Some(who) == name || who == number) && count > 0 && end > first && first > 0).then_some((first, count))
    };
    let mut out: Vec<Range> = Vec::new();
    for range in text.lines().filter_map(row) {
        // Overlapping outside ranges cannot be mapped twice.
        let overlaps = |other: &Range| range.0 < other.0 + other.1 && other.0 < range.0 + range.1;
        if !out.iter().any(overlaps) {
            out.push(range);
        }
    }
    out
}

/// The user's name in the text of /etc/passwd.
pub(super) fn name_of(passwd: &str, uid: u32) -> Option<&str> {
    let number = uid.to_string();
    passwd.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next()?;
        (parts.nth(1)? == number).then_some(name)
    })
}

/// Arguments for newuidmap or newgidmap: the user itself is 0, its ranges follow from 1 on.
pub(super) fn arguments(own: u32, ranges: &[Range]) -> Vec<String> {
    let mut out = vec!["0".to_string(), own.to_string(), "1".to_string()];
    let mut inside: u32 = 1;
    // The kernel takes 340 lines (5 before Linux 4.15, which is too old for us anyway).
    for (first, count) in ranges.iter().take(339) {
        let Some(next) = inside.checked_add(*count) else { break };
        out.extend([inside.to_string(), first.to_string(), count.to_string()]);
        inside = next;
    }
    out
}

/// How many ids besides 0 the ranges make.
pub(super) fn total(ranges: &[Range]) -> u64 {
    ranges.iter().map(|(_, count)| u64::from(*count)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SUBUID: &str = "root:100000:65536\nann:165536:65536\n# a comment\n1001:300000:1000\nann:400000:10\nann:x:y\nann:165540:5\nann:5:0\n";

    #[test]
    fn ranges_by_name_and_number() {
        assert_eq!(ranges_for(SUBUID, Some("ann"), 1001), [(165536, 65536), (300000, 1000), (400000, 10)]);
        assert_eq!(ranges_for(SUBUID, None, 1001), [(300000, 1000)]);
        assert!(ranges_for(SUBUID, Some("bob"), 7).is_empty());
    }

    #[test]
    fn the_maps_follow_each_other() {
        let args = arguments(1001, &[(165536, 65536), (300000, 1000)]);
        assert_eq!(args.join(" "), "0 1001 1 1 165536 65536 65537 300000 1000");
        assert_eq!(arguments(0, &[]), ["0", "0", "1"]);
    }

    #[test]
    fn names() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nann:x:1001:1001::/home/ann:/bin/sh\n";
        assert_eq!(name_of(passwd, 1001), Some("ann"));
        assert_eq!(name_of(passwd, 1), None);
    }

    proptest! {
        #[test]
        fn any_text_gives_disjoint_ranges(text in "([a-c1-9]{1,3}:[0-9]{1,10}:[0-9]{1,10}\n?){0,20}") {
            let ranges = ranges_for(&text, Some("a"), 1);
            for (i, a) in ranges.iter().enumerate() {
                prop_assert!(a.0.checked_add(a.1).is_some());
                for b in &ranges[i + 1..] {
                    prop_assert!(a.0 + a.1 <= b.0 || b.0 + b.1 <= a.0);
                }
            }
            prop_assert_eq!(arguments(1, &ranges).len() % 3, 0);
        }
    }
}
