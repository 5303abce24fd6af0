//! Archives and layers that attack whoever reads them, each named by the flaw that it once was elsewhere:
//! nothing outside may change, nothing may panic, and what is refused is refused with a reason.
use crate::common::evil::{
    Item, Layer, Outside, dir, file, gzip, hard_link, image, item, layer, pax, raw_layer, sha256, summed, symlink, tar,
};
use crate::common::{Imgtool, as_user};
use std::{collections::BTreeSet, fs, process::Output};

/// What a command said, and that it ended properly.
fn said(what: &str, out: &Output) -> String {
    let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(matches!(out.status.code(), Some(0 | 1)) && !text.contains("panicked"), "{what}: {}\n{text}", out.status);
    text
}

const LIST: &str = "find / -xdev | sort > /listing";

/// Paths as `ls -R` or `find` print them, without what a RUN adds.
fn paths(text: &str) -> BTreeSet<String> {
    let ours = ["etc/hosts", "etc/resolv.conf", "listing", "proc", "sys", "dev", ""];
    let names = text.lines().map(|l| l.trim_start_matches('/').to_string());
    names.filter(|n| !ours.contains(&n.as_str()) && !n.starts_with("dev/")).collect()
}

/// Tries everything on the image: it is read, exported, validated, copied, built from. With words, all that looks
/// into the layers must fail and say them; without, all must succeed, and the listing and RUN see the same files.
fn attack(tool: &Imgtool, outside: &Outside, layers: &[Layer], words: &[&str]) {
    let reference = image(tool, "evil", layers);
    tool.write("run/Dockerfile", &format!("FROM evil\nRUN {LIST}\n"));
    tool.write("from/Dockerfile", "FROM evil AS e\nFROM scratch\nCOPY --from=e / /all/\n");
    for (target, code) in [("store:evil", 0), ("dir:copied", 0), ("oci-archive:copied.oci", 0)] {
        let out = tool.run(&["copy", &reference, target]);
        said(target, &out);
        assert_eq!(out.status.code(), Some(code), "{target}");
    }
    let commands: [&[&str]; 6] = [
        &["ls", "-R", &reference],
        &["export", "-o", "out.tar", &reference],
        &["validate", &reference],
        &["build", "--progress=plain", "-t", "result", "run"],
        &["build", "--progress=plain", "from"],
        &["copy", &reference, "docker-archive:copied.tar:x:1"],
    ];
    for command in commands {
        let out = tool.run(command);
        let text = said(&format!("{command:?}"), &out);
        outside.check();
        let failed = out.status.code() == Some(1);
        // Copied bytes are hashed, not read as an archive.
        if command[0] == "copy" {
            continue;
        }
        assert_eq!(failed, !words.is_empty(), "{command:?}: {text}");
        for word in words {
            assert!(text.contains(word), "{command:?}: no {word:?} in {text}");
        }
        assert!(!failed || command[0] != "export" || !tool.path("out.tar").exists(), "half an archive was left");
    }
    if words.is_empty() {
        let listed = paths(&tool.ok(&["ls", "-R", &reference]));
        let seen = paths(&tool.ok(&["cat", "store:result", "/listing"]));
        let differing: Vec<_> = listed.symmetric_difference(&seen).collect();
        assert!(differing.is_empty(), "ls and RUN disagree about {differing:?}");
    }
    outside.check();
}

/// Attacks with a fresh tool and the same place outside.
fn attacks(cases: impl Fn(&Outside) -> Vec<(Vec<Vec<Item>>, Vec<&'static str>)>) {
    let tool = Imgtool::new();
    let outside = Outside::new(&tool);
    for (layers, words) in cases(&outside) {
        let layers: Vec<Layer> = layers.iter().map(|l| layer(l)).collect();
        let _ = fs::remove_dir_all(tool.path("evil"));
        for name in ["copied.oci", "copied.tar", "out.tar"] {
            let _ = fs::remove_file(tool.path(name));
        }
        attack(&tool, &outside, &layers, &words);
    }
}

/// ADD of an archive into a directory; `words` as for [`attack`].
fn add(archive: &[u8], words: &[&str]) {
    let tool = Imgtool::with_bases(&["busybox"]);
    let outside = Outside::new(&tool);
    tool.write("ctx/Dockerfile", &format!("FROM busybox\nADD a.tar /into/\nRUN {LIST}\n"));
    fs::write(tool.path("ctx/a.tar"), archive).unwrap();
    let out = tool.run(&["build", "--progress=plain", "-t", "result", "ctx"]);
    let text = said("ADD", &out);
    assert_eq!(out.status.success(), words.is_empty(), "{text}");
    for word in words {
        assert!(text.contains(word), "no {word:?} in {text}");
    }
    outside.check();
    if words.is_empty() {
        let listed = paths(&tool.ok(&["ls", "-R", "store:result"]));
        assert_eq!(listed, paths(&tool.ok(&["cat", "store:result", "/listing"])));
    }
}

#[test]
fn cve_2026_28406_dotdot_in_tar() {
    attacks(|out| {
        vec![
            (vec![vec![file(out.up("new"), "x")]], vec!["leads out of its root"]),
            (vec![vec![dir("a"), file("a/../../b", "x")]], vec!["leads out of its root"]),
            (vec![vec![hard_link("h", out.up("victim"))]], vec!["leads out of its root"]),
            // An absolute name is one below the root.
            (vec![vec![file(out.at("victim"), "inside"), dir("//abs//"), file("/abs/./f", "x")]], vec![]),
        ]
    });
}

#[test]
fn cve_2026_28406_dotdot_in_an_added_archive_and_in_the_context() {
    let tool = Imgtool::new();
    let out = Outside::new(&tool);
    add(&tar(&[file(out.up("new"), "x")]), &["leads out of its root", "Dockerfile:2"]);
    add(&tar(&[hard_link("h", out.up("victim"))]), &["leads out of its root"]);
    add(&gzip(&tar(&[file("../new", "x")])), &["leads out of its root"]);
    add(&tar(&[file(out.at("victim"), "inside"), file("/abs", "x")]), &[]);
    // A context that is an archive is not supported, or refused: never unpacked outside.
    fs::write(tool.path("ctx.tar"), tar(&[file("Dockerfile", "FROM scratch\n"), file(out.up("new"), "x")])).unwrap();
    let result = tool.run(&["build", "ctx.tar"]);
    assert!(!result.status.success() && !String::from_utf8_lossy(&result.stderr).contains("panicked"));
    out.check();
}

#[test]
fn cve_2021_29136_root_is_a_link() {
    attacks(|out| {
        let mut cases = Vec::new();
        for name in [".", "./", "/", ""] {
            cases.push((vec![vec![symlink(name, &out.path), file("victim", "x")]], vec!["root", "not a directory"]));
        }
        cases.push((vec![vec![hard_link(".", "bin/sh")]], vec!["root", "not a directory"]));
        cases.push((vec![vec![dir("./"), dir("."), file("./f", "x")]], vec![]));
        cases
    });
    add(&tar(&[symlink("./", "/etc"), file("f", "x")]), &["root", "not a directory"]);
}

#[test]
fn cve_2021_32760_chmod_through_a_hard_link() {
    attacks(|out| {
        let link_out = symlink("l", out.at("victim"));
        vec![
            // The link's own second name, then modes for both: nothing out there has them.
            (vec![vec![link_out.clone(), hard_link("h", "l"), Item { mode: 0o4777, ..file("h2", "x") }]], vec![]),
            (vec![vec![link_out.clone(), Item { mode: 0o777, ..dir("l") }]], vec![]),
            (vec![vec![link_out, hard_link("l", "l")]], vec![]),
        ]
    });
}

#[test]
fn a_hard_link_to_a_file_that_the_layer_does_not_hold() {
    let tool = Imgtool::new();
    let outside = Outside::new(&tool);
    let layers = [layer(&[symlink("d", &outside.path), hard_link("h", "d/victim")])];
    let reference = image(&tool, "evil", &layers);
    tool.ok(&["copy", &reference, "store:evil"]);
    tool.write("run/Dockerfile", "FROM evil\nRUN true\n");
    let text = tool.fails(1, &["build", "--progress=plain", "run"]);
    for word in ["'/h'", "'/d/victim'", "hard link", &sha256(&layers[0].blob)] {
        assert!(text.contains(word), "no {word:?} in {text}");
    }
    // The same for a file of the layer below, which ls can show.
    let reference = image(&tool, "below", &[layer(&[file("below", "x")]), layer(&[hard_link("h", "below")])]);
    assert!(tool.ok(&["ls", &reference, "/"]).lines().any(|l| l == "h"));
    assert_eq!(tool.ok(&["cat", &reference, "/h"]), "x");
    tool.ok(&["copy", &reference, "store:evil"]);
    let text = tool.fails(1, &["build", "--progress=plain", "run"]);
    assert!(text.contains("'/h'") && text.contains("'/below'") && text.contains("hint"), "{text}");
    outside.check();
}

#[test]
fn cve_2026_17106_and_42574_a_link_out_and_then_through_it() {
    attacks(|out| {
        let mut cases = Vec::new();
        for target in [out.path.clone(), out.up("")] {
            let link = symlink("l", &target);
            for through in [
                file("l/victim", "owned"),
                file("l/new", "owned"),
                dir("l/dir"),
                Item { mode: 0o777, ..dir("l") },
                symlink("l/victim", "/"),
                file("l/.wh.victim", ""),
                file("l/dir/.wh.inner", ""),
                file("l/.wh..wh..opq", ""),
                file("l/dir/deeper/f", "owned"),
                Item { kind: b'6', ..file("l/victim", "") },
            ] {
                cases.push((vec![vec![link.clone(), through]], vec![]));
            }
            // In the layer above.
            cases.push((vec![vec![link.clone()], vec![file("l/victim", "owned"), file("l/.wh.dir", "")]], vec![]));
        }
        // By way of another link, and a file that stands in the way.
        cases.push((vec![vec![symlink("a", "b"), symlink("b", &out.path), file("a/victim", "owned")]], vec![]));
        cases.push((vec![vec![file("f", "x"), file("f/g", "x"), symlink("d", "gone/x"), file("d/f", "x")]], vec![]));
        cases.push((vec![vec![symlink("loop", "loop"), file("ok", "x")]], vec![]));
        cases
    });
}

#[test]
fn cve_2026_17106_a_link_out_in_an_added_archive() {
    let tool = Imgtool::new();
    let out = Outside::new(&tool);
    for target in [out.path.clone(), out.up("")] {
        let link = symlink("l", &target);
        add(&tar(&[link.clone(), file("l/victim", "owned")]), &[]);
        add(&tar(&[link.clone(), dir("l/dir"), file("l/dir/inner", "owned")]), &[]);
        add(&tar(&[link.clone(), hard_link("h", "l/victim")]), &["link to a file that it does not hold"]);
        add(&tar(&[link.clone(), Item { mode: 0o777, ..hard_link("h", "l") }]), &["does not hold"]);
    }
    add(&tar(&[symlink("loop", "loop"), file("loop/f", "x")]), &["too many symbolic links"]);
    out.check();
}

#[test]
fn cve_2025_62518_pax_size_against_ustar_size() {
    // For who believes the header (0 bytes), the file's content is an archive's next entry.
    let tool = Imgtool::new();
    let hidden = tar(&[file("smuggled", "x")]);
    let size = hidden.len().to_string();
    let carrier = Item { size: Some(0), ..file("carrier", &hidden) };
    let reference = image(&tool, "evil", &[layer(&[pax(&[("size", &size)]), carrier.clone(), file("after", "x")])]);
    let listed = tool.ok(&["ls", &reference, "/"]);
    assert!(listed.contains("carrier\n") && listed.contains("after\n") && !listed.contains("smuggled"), "{listed}");
    let out = tool.command(&["cat", &reference, "/carrier"]).output().unwrap();
    assert_eq!(out.stdout, hidden);
    add(&tar(&[pax(&[("size", &size)]), carrier]), &[]);
    // The other way round: the header promises what PAX denies.
    let reference = image(
        &tool,
        "other",
        &[layer(&[pax(&[("size", "0")]), Item { size: Some(512), ..file("a", "") }, file("b", "x")])],
    );
    assert!(tool.ok(&["ls", &reference, "/"]).contains("b\n"));
    for bad in ["-1", "18446744073709551615", "99999999999999999999999", "0x10", "1e3"] {
        let reference = image(&tool, &format!("bad{}", bad.len()), &[layer(&[pax(&[("size", bad)]), file("a", "x")])]);
        let text = tool.fails(1, &["ls", &reference, "/"]);
        assert!(["PAX header", "too large", "cut off"].iter().any(|w| text.contains(w)), "{bad}: {text}");
    }
}

/// A GNU sparse file (type S) of `size` bytes with these pieces, nothing stored.
fn gnu_sparse(size: u64, pieces: &[(u64, u64)], extended: bool) -> Vec<u8> {
    let mut block: [u8; 512] = Item { kind: b'S', ..file("sparse", "") }.bytes().try_into().unwrap();
    let number = |n: u64| [&[0x80, 0, 0, 0][..], &n.to_be_bytes()].concat();
    for (index, (offset, len)) in pieces.iter().enumerate() {
        block[386 + 24 * index..398 + 24 * index].copy_from_slice(&number(*offset));
        block[398 + 24 * index..410 + 24 * index].copy_from_slice(&number(*len));
    }
    block[482] = u8::from(extended);
    block[483..495].copy_from_slice(&number(size));
    summed(block).to_vec()
}

#[test]
fn cve_2025_58183_sparse_maps_and_headers_without_bound() {
    let tool = Imgtool::new();
    let refused = |blob: Vec<u8>, word: &str| {
        let _ = fs::remove_dir_all(tool.path("evil"));
        let reference = image(&tool, "evil", &[raw_layer(blob.clone())]);
        for command in [&["ls", &reference][..], &["validate", &reference], &["export", "-o", "out.tar", &reference]] {
            let text = said(&format!("{command:?}"), &tool.run(command));
            assert!(text.contains(word), "{command:?}: no {word:?} in {text}");
        }
        add(&blob, &[word]);
    };
    // Holes of an exabyte, in the three ways to write a map.
    refused(gnu_sparse(1 << 60, &[], false), "holes");
    let huge = (1u64 << 60).to_string();
    let old = [("GNU.sparse.size", huge.as_str()), ("GNU.sparse.map", "0,0")];
    refused(tar(&[pax(&old), file("s", "")]), "holes");
    let new = [("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", huge.as_str())];
    refused(tar(&[pax(&new), file("s", "0\n".to_string() + &"\0".repeat(510))]), "holes");
    // A map that goes on and on; one of a trillion pieces; pieces that are not there.
    let mut endless = [0; 512];
    endless[504] = 1;
    for index in 0..21 {
        endless[24 * index..24 * index + 24].copy_from_slice(b"00000000001\x0000000000001\0");
    }
    refused([gnu_sparse(1, &[], true), endless.repeat(50_000)].concat(), "pieces");
    refused(tar(&[pax(&new), file("s", "1000000000000\n".to_string() + &"0\n".repeat(1000))]), "pieces");
    refused(gnu_sparse(100, &[(0, 50), (10, 5)], false), "overlap");
    refused(gnu_sparse(100, &[(50, u64::MAX)], false), "sparse");
    // Names and records.
    refused(tar(&[file("n/".repeat(20_000), "x")]), "path of 40000 bytes");
    refused(tar(&[Item { size: Some(1 << 32), ..item(b'L', "././@LongLink", "", "x") }]), "archive header of");
    refused(tar(&[Item { size: Some(7 << 30), ..item(b'x', "pax", "", "x") }]), "archive header of");
    let value = "v".repeat(1 << 20);
    refused(tar(&[vec![pax(&[("a", &value)]); 5], vec![file("f", "x")]].concat()), "archive header of");
    let global = Item { kind: b'g', ..pax(&[("a", &value)]) };
    refused(tar(&[global, file("f", "x")]), "global headers");
    refused(tar(&[Item { kind: b'g', ..pax(&[("size", "9999")]) }, file("f", "x")]), "cut off");
}

#[test]
fn decompression_bombs_stop_at_a_limit() {
    let tool = Imgtool::new();
    let outside = Outside::new(&tool);
    // 10 GiB of a file's zeros, in a gzip of 10 MB and a zstd of 1 MB.
    let head = Item { size: Some(0o77777777777), ..file("zeros", "") }.bytes();
    let zeros = vec![0; 1 << 20];
    let member = gzip(&zeros.repeat(64));
    let mut bomb = gzip(&head);
    for _ in 0..160 {
        bomb.extend(&member);
    }
    let frame = zstd::encode_all(&zeros.repeat(64)[..], 3).unwrap();
    let mut dense = zstd::encode_all(&head[..], 3).unwrap();
    for _ in 0..160 {
        dense.extend(&frame);
    }
    for (blob, encoding) in [(bomb, "+gzip"), (dense, "+zstd")] {
        assert!(blob.len() < 60 << 20);
        let _ = fs::remove_dir_all(tool.path("evil"));
        let reference = image(&tool, "evil", &[Layer { diff_id: sha256(b""), blob: blob.clone(), encoding }]);
        for command in ["ls", "validate"] {
            let text = said(command, &tool.run(&[command, &reference]));
            assert!(text.contains("plain ones"), "{command}: {text}");
        }
        let archive = tool.path("bomb.tar");
        fs::write(&archive, &blob).unwrap();
        for transport in ["oci-archive", "docker-archive"] {
            let text = tool.fails(1, &["copy", &format!("{transport}:{}", archive.display()), "store:x"]);
            assert!(text.contains("decompression bomb"), "{transport}: {text}");
        }
        add(&blob, &["decompression bomb"]);
    }
    // A zstd frame that asks for a window of 2 GiB.
    let mut wide = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, (31 - 10) << 3];
    wide.extend([0x01, 0, 0]);
    let _ = fs::remove_dir_all(tool.path("evil"));
    let reference = image(&tool, "evil", &[Layer { diff_id: sha256(b""), blob: wide.clone(), encoding: "+zstd" }]);
    let text = said("ls", &tool.run(&["ls", &reference]));
    assert!(text.contains("memory") || text.contains("window"), "{text}");
    // As there is no archive in it, ADD copies the file.
    add(&wide, &[]);
    outside.check();
}

#[test]
fn whiteouts_that_reach_out_or_name_nothing() {
    attacks(|out| {
        let base = vec![dir("d"), file("d/a", "x"), file("d/b", "x"), symlink("l", "d"), symlink("o", &out.path)];
        let mut cases = Vec::new();
        for name in [".wh.", ".wh..", ".wh...", "d/.wh...", "d/.wh.."] {
            cases.push((vec![base.clone(), vec![file(name, "")]], vec!["names no file"]));
        }
        // A directory of an odd name, and something in it.
        cases.push((vec![base.clone(), vec![file("x/.wh./etc", "")]], vec!["a removed file"]));
        cases.push((vec![base.clone(), vec![file("x/.wh.d/f", "")]], vec!["a removed file"]));
        for top in [
            vec![file("l/.wh.a", "")],
            vec![file("l/.wh..wh..opq", "")],
            vec![file("o/.wh.victim", ""), file("o/.wh..wh..opq", "")],
            vec![symlink("d", &out.path), file("d/.wh..wh..opq", "")],
            vec![file(".wh.d", ""), symlink("d", &out.path), file("d/.wh.dir", "")],
            vec![file(".wh.l", ""), file("l/f", "x")],
            vec![symlink(".wh.d", &out.path)],
            vec![file("d/.wh..wh.plnk", ""), file("d/.wh..wh.aufs", "")],
            vec![Item { kind: b'3', ..file("d", "") }],
        ] {
            cases.push((vec![base.clone(), top], vec![]));
        }
        cases
    });
}

#[test]
fn an_opaque_root_hides_every_layer_below() {
    let tool = Imgtool::new();
    let layers = [layer(&[file("below", "x")]), layer(&[file(".wh..wh..opq", ""), file("above", "x")])];
    let reference = image(&tool, "evil", &layers);
    assert_eq!(tool.ok(&["ls", "-R", &reference]), "above\n");
    tool.ok(&["copy", &reference, "store:evil"]);
    tool.write("run/Dockerfile", "FROM evil\nRUN [\"/bin/true\"]\n");
    let text = tool.fails(1, &["build", "--progress=plain", "run"]);
    assert!(text.contains("not found"), "{text}");
}

#[test]
fn devices_fifos_setuid_and_attributes_are_not_trusted() {
    let kinds = |uid| {
        let special = |kind, name: &str, device| Item { kind, device, uid, mode: 0o666, ..file(name, "") };
        vec![
            special(b'3', "mem", (1, 1)),
            special(b'4', "disk", (8, 0)),
            special(b'6', "fifo", (0, 0)),
            hard_link("mem2", "mem"),
            hard_link("fifo2", "fifo"),
            Item { mode: 0o6755, uid, ..file("suid", "x") },
            pax(&[("SCHILY.xattr.user.overlay.redirect", "/etc"), ("SCHILY.xattr.trusted.overlay.opaque", "y")]),
            Item { uid, ..dir("redirected") },
            pax(&[
                ("SCHILY.xattr.user.fine", "1"),
                ("SCHILY.xattr.security.selinux", "u:r:t"),
                ("SCHILY.xattr.system.odd", "1"),
            ]),
            Item { uid, ..file("attributes", "x") },
        ]
    };
    for user in [false, true] {
        let tool = Imgtool::new();
        let outside = Outside::new(&tool);
        let reference = image(&tool, "evil", &[layer(&kinds(0))]);
        let script =
            "FROM evil\nRUN ls -la / > /listing; ! test -e /redirected/passwd; ! head -c1 /mem; ! head -c1 /disk\n";
        tool.write("ctx/Dockerfile", script);
        tool.write("from/Dockerfile", "FROM evil AS e\nFROM busybox\nCOPY --from=e /fifo /suid /mem /\n");
        let archive = format!("oci-archive:{}", crate::common::base("busybox").display());
        for arguments in [
            &["copy", &reference, "store:evil"][..],
            &["copy", &archive, "store:busybox"],
            &["build", "--progress=plain", "-t", "result", "ctx"],
            &["build", "--progress=plain", "from"],
            &["export", "-o", "out.tar", "store:evil"],
        ] {
            if arguments[1] == archive {
                fs::copy(crate::common::base("busybox"), tool.path("busybox.oci")).unwrap();
            }
            let local: Vec<&str> =
                arguments.iter().map(|a| if *a == archive { "oci-archive:busybox.oci" } else { a }).collect();
            let mut command = if user { as_user(&tool, &local) } else { tool.command(&local) };
            let text = said(&format!("{local:?}"), &command.output().unwrap());
            assert!(command.output().unwrap().status.success(), "user {user}: {local:?}: {text}");
        }
        let listing = tool.path("out.tar");
        assert!(listing.exists());
        if !user {
            outside.check();
            let unpacked = tool.root.join("rootfs/sha256");
            for layer in fs::read_dir(unpacked).unwrap() {
                let redirected = layer.unwrap().path().join("redirected");
                if redirected.exists() {
                    let mut names = [0; 4096];
                    let n = rustix::fs::llistxattr(&redirected, &mut names[..]).unwrap();
                    let names = String::from_utf8_lossy(&names[..n]);
                    assert!(!names.contains("redirect") && !names.contains("opaque"), "{names}");
                }
            }
        }
    }
}

#[test]
fn a_directory_that_a_layer_passes_through_keeps_its_mode_in_run() {
    let tool = Imgtool::new();
    let top = [file("tmp/x", "x"), file("deep/er/x", "x")];
    let layers = [layer(&[Item { mode: 0o2770, uid: 7, ..dir("deep") }, dir("deep/er")]), layer(&top)];
    tool.ok(&["copy", &image(&tool, "evil", &layers), "store:evil"]);
    tool.write("run/Dockerfile", "FROM evil\nRUN stat -c '%a %u' /tmp /deep /deep/er > /listing; echo y > /tmp/y\n");
    tool.ok(&["build", "--progress=plain", "-t", "result", "run"]);
    assert_eq!(tool.ok(&["cat", "store:result", "/listing"]), "1777 0\n2770 7\n755 0\n");
    let listed = tool.ok(&["ls", "-l", "store:result", "/"]);
    assert!(listed.lines().any(|l| l.starts_with("drwxrwxrwt") && l.ends_with(" tmp")), "{listed}");
    let changed = tool.run(&["diff", "--files-only", "store:evil", "store:result"]);
    let text = String::from_utf8_lossy(&changed.stdout);
    assert!(!text.contains("deep"), "{text}");
}
