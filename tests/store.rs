//! `imgtool store`: what is there, whether it is whole, and freeing it beside builds that run.
use crate::common::{Imgtool, as_user, base, done};
use serde_json::Value;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant, SystemTime},
};

fn build(tool: &Imgtool, name: &str, dockerfile: &str) -> String {
    tool.write("ctx/Dockerfile", dockerfile);
    let said = done("build", tool.run(&["build", "-t", name, "--progress=plain", "ctx"]));
    said.trim().to_string()
}

fn df(tool: &Imgtool) -> Value {
    serde_json::from_str(&tool.ok(&["store", "df", "--json"])).unwrap()
}

fn row<'a>(df: &'a Value, kind: &str) -> &'a Value {
    df["types"].as_array().unwrap().iter().find(|r| r["type"] == kind).unwrap()
}

fn prune(tool: &Imgtool, more: &[&str]) -> Vec<(String, String)> {
    let out = tool.ok(&[&["store", "prune", "--json"], more].concat());
    let value: Value = serde_json::from_str(&out).unwrap();
    let text = |i: &Value, field: &str| i[field].as_str().unwrap().to_string();
    value["items"].as_array().unwrap().iter().map(|i| (text(i, "group"), text(i, "name"))).collect()
}

/// Every file below the store's directories, but for its locks.
fn files(tool: &Imgtool) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(&tool.root).into_iter().filter_map(Result::ok);
    let mut found: Vec<PathBuf> = walk.filter(|e| e.file_type().is_file()).map(|e| e.into_path()).collect();
    found.retain(|p| !p.ends_with("lock") && !p.ends_with("prune.lock") && !p.starts_with(tool.root.join("uses")));
    found.sort();
    found
}

fn age(path: &Path, hours: u64) {
    let then = SystemTime::now() - Duration::from_secs(hours * 3600);
    File::open(path).unwrap().set_modified(then).unwrap();
}

/// Makes everything in the store as old as that.
fn age_all(tool: &Imgtool, hours: u64) {
    files(tool).iter().filter(|p| !p.starts_with(tool.root.join("rootfs"))).for_each(|p| age(p, hours));
}

fn verified(tool: &Imgtool) {
    let said = tool.ok(&["store", "verify"]);
    assert!(said.contains("all as they should be"), "{said}");
}

#[test]
fn each_blob_counts_once_and_names_are_listed() {
    let tool = Imgtool::with_bases(&["busybox"]);
    build(&tool, "one", "FROM busybox\nRUN head -c 300000 /dev/urandom > /big\n");
    let first = df(&tool);
    tool.ok(&["tag", "store:one", "two"]);
    let second = df(&tool);
    assert_eq!((row(&first, "images")["count"].as_u64(), row(&second, "images")["count"].as_u64()), (Some(2), Some(3)));
    assert_eq!(row(&first, "images")["size"], row(&second, "images")["size"]);
    assert!(row(&first, "images")["size"].as_u64().unwrap() > 300_000);
    assert_eq!(row(&first, "images")["reclaimable"], 0);
    assert_eq!(row(&first, "root-file-systems")["count"], 2);
    assert!(row(&first, "root-file-systems")["reclaimable"].as_u64().unwrap() > 300_000);
    // What df says is what du says, but for directories and locks.
    let du = Command::new("du").args(["-s", "-B1"]).arg(&tool.root).output().unwrap();
    let du: u64 = done("du", du).split_whitespace().next().unwrap().parse().unwrap();
    let total = second["total"].as_u64().unwrap();
    assert!(total <= du && du - total < 200_000, "{total} of {du}");

    let names: Value = serde_json::from_str(&tool.ok(&["store", "ls", "--json"])).unwrap();
    let listed: Vec<&str> = names.as_array().unwrap().iter().map(|n| n["name"].as_str().unwrap()).collect();
    let full = |n: &str| format!("docker.io/library/{n}:latest");
    assert_eq!(listed, [full("busybox"), full("one"), full("two")]);
    assert_eq!(names[1]["digest"], names[2]["digest"]);
    let table = tool.ok(&["store", "df"]);
    assert!(table.contains("RECLAIMABLE") && table.contains("Unpacked layers"), "{table}");
    assert!(tool.ok(&["store", "df", "-v"]).contains("Cache records"));
    verified(&tool);
}

#[test]
fn what_nothing_names_goes_and_the_rest_stays() {
    let tool = Imgtool::with_bases(&["busybox"]);
    build(&tool, "one", "FROM busybox\nRUN head -c 300000 /dev/urandom > /big\n");
    build(&tool, "two", "FROM busybox\nRUN echo two > /two\n");
    // A build without a name is one that nothing names.
    tool.write("ctx/Dockerfile", "FROM busybox\nENV x=y\n");
    tool.ok(&["build", "ctx"]);
    let before = df(&tool);
    assert_eq!(row(&before, "unnamed-images")["count"], 1);
    let gone = prune(&tool, &[]);
    assert!(gone.iter().all(|(group, _)| group == "unnamed-images"), "{gone:?}");
    assert!(!gone.is_empty());
    assert_eq!(row(&df(&tool), "unnamed-images")["count"], 0);
    // Of an image that lost its name, the cache stays; then that goes as well.
    tool.ok(&["store", "rm", "one"]);
    assert!(tool.fails(1, &["store", "rm", "one"]).contains("has no image named"));
    tool.ok(&["store", "rm", "--ignore", "one"]);
    let gone = prune(&tool, &[]);
    assert!(gone.iter().all(|(group, _)| group != "cached-layers"), "{gone:?}");
    let said = tool.command(&["build", "-t", "one", "--progress=plain", "ctx"]).output();
    done("build", said.unwrap());
    tool.ok(&["store", "rm", "one"]);
    let freed = prune(&tool, &["--all"]);
    for group in ["cached-layers", "cache-records", "root-file-systems", "tables"] {
        assert!(freed.iter().any(|(g, _)| g == group), "{group} in {freed:?}");
    }
    verified(&tool);
    let left = df(&tool);
    assert_eq!(left["reclaimable"], 0, "{left}");
    assert_eq!(tool.ok(&["cat", "store:two", "/two"]), "two\n");
    tool.ok(&["validate", "store:two"]);
    // And all can be made again.
    build(&tool, "one", "FROM busybox\nRUN echo one > /one\n");
    verified(&tool);
}

#[test]
fn the_least_recently_used_goes_first() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let step = |n: u32| format!("FROM busybox\nRUN head -c 400000 /dev/urandom > /big{n}\n");
    for n in 1..=3 {
        build(&tool, "x", &step(n));
    }
    tool.ok(&["store", "rm", "x"]);
    age_all(&tool, 100);
    // A build that finds its step in the cache uses it.
    tool.write("ctx/Dockerfile", &step(2));
    let out = tool.run(&["build", "--progress=plain", "ctx"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("CACHED"));
    let all = df(&tool);
    let (total, named) = (all["total"].as_u64().unwrap(), row(&all, "images")["size"].as_u64().unwrap());
    let cache = total - named;
    let would = prune(&tool, &["--older-than", "50h", "--dry-run"]);
    let layers = |gone: &[(String, String)]| gone.iter().filter(|(g, _)| g == "cached-layers").count();
    assert_eq!(layers(&would), 2, "{would:?}");
    assert_eq!(df(&tool)["total"], all["total"], "a dry run changes nothing");
    // Some 400 kB have to go: one of the old ones, and not more than are needed.
    let gone = prune(&tool, &["--keep-storage", &(cache - 100_000).to_string()]);
    assert_eq!(layers(&gone) + gone.iter().filter(|(g, _)| g == "root-file-systems").count(), 1, "{gone:?}");
    let gone = prune(&tool, &["--filter", "until=50h", "-f"]);
    assert!(layers(&gone) >= 1);
    let out = tool.run(&["build", "--progress=plain", "ctx"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("CACHED"), "what was used lately stays");
    prune(&tool, &["--keep-storage", "0"]);
    let out = tool.run(&["build", "--progress=plain", "ctx"]);
    assert!(!String::from_utf8_lossy(&out.stderr).contains("CACHED"));
    verified(&tool);
    assert!(tool.fails(2, &["store", "prune", "--filter", "label=x"]).contains("until=DURATION"));
}

#[test]
fn signatures_stay_with_their_image_and_containers_keep_theirs() {
    let tool = Imgtool::with_bases(&["busybox"]);
    build(&tool, "one", "FROM busybox\nRUN echo one > /one\n");
    tool.run_with(&["keygen", "--output-key-prefix", "k"], &[("COSIGN_PASSWORD", "")]);
    tool.run_with(&["sign", "--key", "k.key", "store:one"], &[("COSIGN_PASSWORD", "")]);
    let container = tool.ok(&["container", "from", "store:busybox"]);
    tool.ok(&["container", "run", container.trim(), "--", "sh", "-c", "echo c > /c"]);
    prune(&tool, &["--all"]);
    verified(&tool);
    tool.ok(&["verify", "--key", "k.pub", "store:one"]);
    tool.ok(&["container", "run", container.trim(), "--", "cat", "/c"]);
    assert_eq!(row(&df(&tool), "containers")["count"], 1);
    // Without the image, its signature is of no use.
    tool.ok(&["store", "rm", "one"]);
    prune(&tool, &[]);
    let names = tool.ok(&["store", "ls", "-q"]);
    assert!(!names.contains("sha256-"), "{names}");
    verified(&tool);
}

/// A build stands in a RUN while everything is pruned: what it has made and stands on stays.
#[test]
fn nothing_is_taken_from_a_build_that_runs() {
    let tool = Imgtool::with_bases(&["busybox"]);
    fs::create_dir(tool.path("signal")).unwrap();
    let wait = "while [ ! -e /signal/go ]; do sleep 0.1; done";
    tool.write(
        "ctx/Dockerfile",
        &format!(
            "FROM busybox AS tools\nRUN echo tool > /tool\nFROM busybox\nRUN echo first > /first\n\
             RUN touch /signal/here && {wait} && cat /first > /second\nCOPY --from=tools /tool /tool\n"
        ),
    );
    build(&tool, "old", "FROM busybox\nRUN echo old > /old\n");
    tool.ok(&["store", "rm", "old", "busybox"]);
    tool.write(
        "ctx/Dockerfile",
        &format!(
            "FROM busybox AS tools\nRUN echo tool > /tool\nFROM busybox\nRUN echo first > /first\n\
             RUN touch /signal/here && {wait} && cat /first > /second\nCOPY --from=tools /tool /tool\n"
        ),
    );
    // The base loses its name while the build stands on it.
    let from = format!("oci-archive:{}", base("busybox").display());
    tool.ok(&["copy", &from, "store:busybox"]);
    let volume = format!("{}:/signal", tool.text("signal"));
    let mut command = tool.command(&["build", "-t", "out", "--volume", &volume, "--progress=plain", "ctx"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begin = Instant::now();
    while !tool.path("signal/here").exists() {
        assert!(begin.elapsed() < Duration::from_secs(120), "the build does not get there");
        std::thread::sleep(Duration::from_millis(20));
    }
    tool.ok(&["store", "rm", "busybox"]);
    for more in [&["--all"][..], &["--keep-storage", "0"], &[]] {
        let gone = prune(&tool, more);
        assert!(gone.iter().all(|(g, _)| g != "unfinished"), "others' unfinished files: {gone:?}");
    }
    verified(&tool);
    fs::write(tool.path("signal/go"), "").unwrap();
    done("build", child.wait_with_output().unwrap());
    assert_eq!(tool.ok(&["cat", "store:out", "/second", "/tool"]), "first\ntool\n");
    verified(&tool);
    // The build has ended: now its cache is as any other.
    assert!(prune(&tool, &["--all"]).iter().any(|(g, _)| g == "root-file-systems"));
    verified(&tool);
    tool.ok(&["validate", "store:out"]);
}

#[test]
fn damage_is_found_and_repaired() {
    let tool = Imgtool::with_bases(&["busybox"]);
    build(&tool, "one", "FROM busybox\nRUN echo one > /one && mkdir /d && ln -s ../one /d/link\n");
    verified(&tool);
    let flip = |path: &Path| {
        let mut raw = fs::read(path).unwrap();
        let at = raw.len() / 2;
        raw[at] ^= 0x20;
        fs::write(path, raw).unwrap();
    };
    let biggest = |dir: &str| {
        let found = fs::read_dir(tool.root.join(dir)).unwrap().map(|e| e.unwrap().path());
        found.max_by_key(|p| p.metadata().unwrap().len()).unwrap()
    };
    let unpacked = files(&tool).into_iter().find(|p| p.starts_with(tool.root.join("rootfs")) && p.ends_with("one"));
    flip(&unpacked.unwrap());
    flip(&biggest("blobs/sha256"));
    fs::write(biggest("toc/sha256"), "nonsense").unwrap();
    fs::write(biggest("cache"), "{").unwrap();
    let out = tool.run(&["store", "verify"]);
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(out.status.code(), Some(1), "{said}");
    for word in
        ["damaged: blob", "damaged: table of contents", "damaged: cache record", "damaged: unpacked layer", "/one"]
    {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert_eq!(tool.run(&["store", "verify", "--repair"]).status.code(), Some(1));
    // What is missing is told, and copied again.
    let out = tool.run(&["store", "check", "--json"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stdout).contains("is missing"));
    tool.ok(&["copy", &format!("oci-archive:{}", base("busybox").display()), "store:busybox"]);
    build(&tool, "one", "FROM busybox\nRUN echo one > /one && mkdir /d && ln -s ../one /d/link\n");
    verified(&tool);
}

/// Unpacked layers of an ordinary user have files that are not his.
#[test]
fn an_ordinary_user_frees_files_of_other_ids() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write(
        "ctx/Dockerfile",
        "FROM busybox\nRUN mkdir /d && echo x > /d/x && chown -R 1000:1000 /d && chmod 700 /d\n",
    );
    let run = |arguments: &[&str]| done(&format!("{arguments:?}"), as_user(&tool, arguments).output().unwrap());
    run(&["build", "-t", "one", "ctx"]);
    assert!(run(&["store", "verify"]).contains("all as they should be"));
    let rootfs = tool.root.join("rootfs/sha256");
    assert_eq!(fs::read_dir(&rootfs).unwrap().count(), 2);
    run(&["store", "prune", "--all"]);
    assert_eq!(fs::read_dir(&rootfs).unwrap().count(), 0);
    assert!(run(&["store", "verify"]).contains("all as they should be"));
}

#[test]
fn what_a_killed_prune_left_is_cleared() {
    let tool = Imgtool::with_bases(&["busybox"]);
    build(&tool, "one", "FROM busybox\nRUN echo one > /one\n");
    for dir in ["rootfs/sha256/.gone-x-1-1", "rootfs/sha256/00.tmp-1-1", "tmp/gone-x", "cache-mounts/.gone-y-1-1"] {
        fs::create_dir_all(tool.root.join(dir).join("d")).unwrap();
        fs::write(tool.root.join(dir).join("d/f"), "x").unwrap();
    }
    tool.ok(&["store", "prune"]);
    assert_eq!(fs::read_dir(tool.root.join("rootfs/sha256")).unwrap().count(), 2);
    assert_eq!(fs::read_dir(tool.root.join("tmp")).unwrap().count(), 0);
    assert_eq!(fs::read_dir(tool.root.join("cache-mounts")).unwrap().count(), 0);
    verified(&tool);
}
