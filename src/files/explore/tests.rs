use super::limits::{Limits, Measure, share, size};
use super::*;
use std::collections::HashSet;

fn file(path: &str, size: u64, content: u8) -> Entry {
    Entry {
        kind: EntryKind::File { size, content: [content; 32], offset: 0, sparse: false },
        ..Entry::dir(path, 0o644)
    }
}

fn of(path: &str, kind: EntryKind) -> Entry {
    Entry { kind, ..Entry::dir(path, 0o644) }
}

fn look(layers: Vec<Vec<Entry>>) -> Exploration {
    let tocs: Vec<Arc<Toc>> = layers.into_iter().map(|entries| Arc::new(Toc { entries })).collect();
    explore(&tocs, &[])
}

fn did(e: &Exploration, layer: usize) -> Vec<String> {
    let mut out = Vec::new();
    for (path, events) in &e.paths {
        for event in events.iter().filter(|e| e.layer == layer) {
            out.push(format!("{:?} {} {}", event.what, String::from_utf8_lossy(path), event.size));
        }
    }
    out
}

#[test]
fn what_each_layer_did() {
    let e = look(vec![
        vec![Entry::dir("d", 0o755), file("d/a", 10, 1), file("d/b", 20, 2), file("x", 5, 3)],
        vec![Entry::dir("d", 0o755), file("d/a", 11, 4), of("d/b", EntryKind::Whiteout), file("new", 1, 5)],
        vec![of("d", EntryKind::Opaque), Entry::dir("d", 0o700), file("d/a", 11, 4), file("x/y", 2, 6)],
        vec![of("d", EntryKind::Whiteout)],
    ]);
    assert_eq!(did(&e, 0), ["Added d 0", "Added d/a 10", "Added d/b 20", "Added x 5"]);
    // The directory is only named.
    assert_eq!(did(&e, 1), ["Changed d/a 11", "Removed d/b 0", "Added new 1"]);
    assert_eq!(did(&e, 2), ["Changed d 0", "Changed d/a 11", "Changed x 0", "Added x/y 2"]);
    assert_eq!(did(&e, 3), ["Removed d 0", "Removed d/a 0"]);
    // All contents but `new` and `x/y` are out of sight.
    assert_eq!(e.totals.size, 10 + 20 + 5 + 11 + 1 + 11 + 2);
    assert_eq!((e.totals.wasted, e.totals.visible), (57, 3));
    let wasted: Vec<_> = e.wasted.iter().map(|w| (w.path.as_slice(), w.bytes, w.removed, w.layers.clone())).collect();
    assert_eq!(
        wasted,
        [(&b"d/a"[..], 32, true, vec![0, 1, 2]), (&b"d/b"[..], 20, true, vec![0]), (&b"x"[..], 5, false, vec![0]),]
    );
    assert!(e.wasted[0].same_content && !e.wasted[1].same_content);
    // Least: d/a 0, d/b 0, x 0, new 1, x/y 2.
    assert!((e.totals.efficiency - 3.0 / 60.0).abs() < 1e-9, "{}", e.totals.efficiency);
    assert_eq!(e.layers.iter().map(|l| l.wasted).collect::<Vec<_>>(), [35, 11, 11, 0]);
    assert_eq!((e.layers[2].added, e.layers[2].changed, e.layers[2].removed), (1, 3, 0));
}

#[test]
fn a_rewrite_counts_with_its_smallest_size() {
    // As dive: least 10 + 3, all 10 + 30 + 3.
    let e = look(vec![vec![file("a", 10, 1)], vec![file("a", 30, 2), file("b", 3, 3)]]);
    assert!((e.totals.efficiency - 13.0 / 43.0).abs() < 1e-9);
    assert_eq!(e.totals.user, 33);
    assert!((e.totals.user_wasted - 10.0 / 33.0).abs() < 1e-9);
}

#[test]
fn a_hard_link_keeps_bytes_in_sight_and_counts_them_once() {
    let link = |path: &str, to: &str| of(path, EntryKind::Hardlink { target: to.into() });
    let e = look(vec![vec![file("a", 10, 1), link("b", "a")], vec![of("a", EntryKind::Whiteout)]]);
    assert_eq!((e.totals.size, e.totals.wasted), (10, 0));
    assert_eq!(did(&e, 0), ["Added a 10", "Added b 0"]);
    let e = look(vec![vec![file("a", 10, 1), file("a", 4, 2)]]);
    assert_eq!((e.totals.size, e.totals.wasted, e.wasted[0].removed), (14, 10, false));
}

#[test]
fn an_empty_image_is_efficient() {
    let e = look(vec![]);
    assert!((e.totals.efficiency - 1.0).abs() < 1e-9 && e.wasted.is_empty());
    assert!(e.rows(&Filter::default(), &HashSet::new()).rows.is_empty());
}

#[test]
fn rows_are_filtered_sorted_and_folded() {
    let e = look(vec![
        vec![Entry::dir("d", 0o755), file("d/a", 10, 1), file("d/b", 20, 2), file("z", 50, 3)],
        vec![file("d/a", 11, 4), of("z", EntryKind::Whiteout), file("new", 1, 5)],
    ]);
    let list = |f: &Filter, folded: &[&str]| -> Vec<String> {
        let folded = folded.iter().map(|p| p.as_bytes().to_vec()).collect();
        let show = |r: &Row| format!("{}{} {}", " ".repeat(r.depth), String::from_utf8_lossy(&r.path), r.size);
        e.rows(f, &folded).rows.iter().map(show).collect()
    };
    let top = Filter { layer: 1, ..Filter::default() };
    assert_eq!(list(&top, &[]), ["d 31", " d/a 11", " d/b 20", "new 1", "z 50"]);
    assert_eq!(list(&top, &["d"]), ["d 31", "new 1", "z 50"]);
    assert_eq!(list(&Filter { only_layer: true, ..top.clone() }, &[]), ["d 11", " d/a 11", "new 1", "z 50"]);
    assert_eq!(
        list(&Filter { hide_removed: true, sort: Sort::Size, ..top.clone() }, &[]),
        ["d 31", " d/b 20", " d/a 11", "new 1"]
    );
    assert_eq!(list(&Filter { search: "/B".into(), ..top.clone() }, &[]), ["d 20", " d/b 20"]);
    assert_eq!(list(&Filter::default(), &[]), ["d 30", " d/a 10", " d/b 20", "z 50"]);
    let rows = e.rows(&top, &HashSet::new()).rows;
    assert!(rows[0].touched_below && rows[0].what.is_none() && rows[4].what == Some(What::Removed));
}

#[test]
fn limits_are_read_and_kept() {
    assert_eq!(size("20MB"), Ok(20_000_000));
    assert_eq!(size("1.5 KiB"), Ok(1536));
    assert_eq!(share("20%"), Ok(0.2));
    assert!(size("MB").is_err() && size("1 parsec").is_err() && size("1é").is_err() && share("2").is_err());
    let text = "rules:\n  lowestEfficiency: 0.95\n  highestWastedBytes: 20MB\n  highestUserWastedPercent: disabled\n";
    let limits = Limits::usual().read(text).unwrap();
    let wanted = Limits { lowest_efficiency: Some(0.95), highest_wasted_bytes: Some(20_000_000), ..Limits::default() };
    assert_eq!(limits, wanted);
    assert!(Limits::usual().read("rules:\n  lowestEfficency: 1\n").is_err());
    assert_eq!(Limits::usual().read("{}").unwrap(), Limits::usual());
    let e = look(vec![vec![file("a", 10, 1)], vec![file("a", 30, 2)]]);
    let limits = Limits { highest_wasted_bytes: Some(10), max_size: Some(39), ..Limits::usual() };
    let outcomes: Vec<_> = limits.check(&e).into_iter().map(|o| (o.rule, o.passed)).collect();
    assert_eq!(
        outcomes,
        [
            ("lowest-efficiency", false),
            ("highest-wasted-bytes", true),
            ("highest-user-wasted-percent", false),
            ("max-size", false)
        ]
    );
    assert_eq!(limits.check(&e)[3].actual, Measure::Bytes(40));
}
