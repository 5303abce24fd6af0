//! Every case of testdata/dockerfile, built by imgtool and by buildah, file systems and configs compared.
//!
//! A case is a folder: `context/` (with its Dockerfile), `prepare.sh` (what git cannot keep), `expect` (what must be
//! in the image, checked on both builders) and `case.toml`: `args`, `target`, `fails` (a word of imgtool's message),
//! `buildah = "fails" | "builds"` with a reason, and `[[differs]]` tables, each one known difference with its reason.
//! Where the builders differ, BuildKit's meaning is the expected one.

use crate::common::{Imgtool, base, done, fstree, peers, repository, scratch};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, OnceLock},
};

/// The part of TOML that case.toml uses: strings, lists of strings on one line, `[[differs]]`.
#[derive(Default)]
struct Case {
    args: Vec<String>,
    target: Option<String>,
    fails: Option<String>,
    buildah: Option<String>,
    paths: Vec<String>,
    configs: Vec<String>,
}

impl Case {
    fn read(name: &str) -> Case {
        let file = folder().join(name).join("case.toml");
        let text = if file.exists() { fs::read_to_string(file).unwrap() } else { String::new() };
        let (mut case, mut differences, mut reasons) = (Case::default(), 0, 0);
        for line in text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')) {
            if line == "[[differs]]" {
                differences += 1;
                continue;
            }
            let (key, value) = line.split_once(" = ").unwrap_or_else(|| panic!("{name}/case.toml: {line}"));
            let text = value.trim_matches('"').to_string();
            match key {
                "args" => case.args = value.split('"').skip(1).step_by(2).map(str::to_string).collect(),
                "target" => case.target = Some(text),
                "fails" => case.fails = Some(text),
                "buildah" => {
                    case.buildah = Some(text);
                    differences += 1;
                }
                "path" => case.paths.push(text),
                "config" => case.configs.push(text),
                "reason" => reasons += 1,
                other => panic!("{name}/case.toml: unknown key {other}"),
            }
        }
        assert_eq!(differences, reasons, "{name}/case.toml: every difference has its reason");
        case
    }

    fn options(&self) -> Vec<String> {
        let mut out = Vec::new();
        for a in &self.args {
            out.extend(["--build-arg".into(), a.clone()]);
        }
        if let Some(t) = &self.target {
            out.extend(["--target".into(), t.clone()]);
        }
        out
    }

    fn buildah_fails(&self) -> bool {
        match self.buildah.as_deref() {
            Some("fails") => true,
            Some("builds") => false,
            Some(other) => panic!("buildah = {other:?}"),
            None => self.fails.is_some(),
        }
    }
}

fn folder() -> PathBuf {
    repository().join("testdata/dockerfile")
}

/// Copies the context with the modes that git means, whatever the umask of the checkout was.
fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&path, &target);
        } else if entry.file_type().unwrap().is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(&path).unwrap(), &target).unwrap();
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

struct Session {
    work: PathBuf,
    tool: Imgtool,
}

/// Prepares all contexts and lets buildah build all of them, once, in one visit to the peers.
fn session() -> &'static Session {
    static SESSION: OnceLock<Session> = OnceLock::new();
    SESSION.get_or_init(|| {
        // First, so that a binary that cannot even copy fails every case at once.
        let tool = Imgtool::with_bases(&["busybox", "debian"]);
        // Statics are never dropped: the folder has a fixed place, and the next run clears it.
        let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-peers");
        if work.exists() {
            // The peers wrote there as root.
            let mut rm = Command::new(if rustix::process::geteuid().is_root() { "env" } else { "sudo" });
            done("rm", rm.args(["rm", "-rf"]).arg(&work).output().unwrap());
        }
        for name in CASES {
            let case = work.join("cases").join(name);
            copy_tree(&folder().join(name).join("context"), &case.join("context"));
            done("chmod", Command::new("chmod").args(["-R", "u=rwX,go=rX"]).arg(&case).output().unwrap());
            let prepare = folder().join(name).join("prepare.sh");
            if prepare.exists() {
                let mut c = Command::new("bash");
                c.args(["-c", "umask 022; . \"$0\"", prepare.to_str().unwrap()]).current_dir(case.join("context"));
                done(name, c.output().unwrap());
            }
            let options: String = Case::read(name).options().iter().map(|o| format!("{o}\n")).collect();
            fs::write(case.join("args"), options).unwrap();
        }
        fs::create_dir_all(work.join("bases")).unwrap();
        for name in ["busybox", "debian"] {
            fs::copy(base(name), work.join("bases").join(format!("{name}.oci"))).unwrap();
        }
        fs::copy(repository().join("tests/common/buildah.sh"), work.join("buildah.sh")).unwrap();
        let mut c = Command::new(repository().join("tests/peer"));
        c.arg(peers()).arg("bash").arg(work.join("buildah.sh")).arg(&work).env("PEER_BIND", &work);
        done("buildah.sh", c.output().unwrap());
        Session { tool, work }
    })
}

/// Two at a time: the machine of the tests has two cores, and Debian's layers are large.
fn compare(name: &str) {
    static SLOTS: [Mutex<()>; 2] = [Mutex::new(()), Mutex::new(())];
    let session = session();
    let slot = SLOTS[name.len() % 2].lock();
    let case = Case::read(name);
    let work = session.work.join("cases").join(name);
    let rc = fs::read_to_string(work.join("rc")).unwrap();
    let log = fs::read_to_string(work.join("log")).unwrap();
    assert_eq!(rc.trim() != "0", case.buildah_fails(), "buildah ended with {rc}: {log}");

    let (context, out) = (work.join("context"), scratch());
    let image = out.path().join("image");
    let destination = format!("oci:{}:latest", image.display());
    let mut arguments = vec!["build".to_string(), "--progress=plain".into(), "-t".into(), destination];
    arguments.extend(case.options());
    arguments.push(context.to_str().unwrap().to_string());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let Some(word) = &case.fails {
        let stderr = session.tool.fails(1, &arguments);
        assert!(stderr.contains(word.as_str()), "the message does not name {word:?}: {stderr}");
        return;
    }
    session.tool.ok(&arguments);
    drop(slot);

    let (ours, theirs) = (image.to_str().unwrap(), work.join("buildah"));
    let theirs = theirs.to_str().unwrap();
    let mut problems = String::new();
    let mut check = |title: &str, arguments: &[&str]| {
        let out = fstree(arguments);
        if !out.status.success() {
            let text = String::from_utf8_lossy(&out.stdout) + String::from_utf8_lossy(&out.stderr);
            problems += &format!("{title}:\n{text}\n");
        }
    };
    check("imgtool's image", &["validate", ours]);
    let expect = fs::read_to_string(folder().join(name).join("expect")).unwrap_or_default();
    let lines: Vec<&str> = expect.lines().collect();
    check("imgtool against what is expected", &[&["expect", ours], &lines[..]].concat());
    if !case.buildah_fails() {
        let named = |line: &&str| {
            case.paths.iter().any(|p| line.starts_with(p.trim_end_matches('*')))
                || case.configs.iter().any(|k| line.starts_with(&format!("config {k} ")))
        };
        let lines: Vec<&str> = lines.iter().copied().filter(|l| !named(l)).collect();
        check("buildah against what is expected", &[&["expect", theirs], &lines[..]].concat());
        let mut arguments = vec!["compare", theirs, ours];
        for path in &case.paths {
            arguments.extend(["--ignore", path]);
        }
        for key in &case.configs {
            arguments.extend(["--ignore-config", key]);
        }
        check("from buildah (-) to imgtool (+)", &arguments);
    }
    assert!(problems.is_empty(), "{name}\n{problems}");
}

#[test]
fn every_case_is_named_here() {
    let mut found: Vec<String> =
        fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    assert_eq!(found, CASES);
}

macro_rules! cases {
    ($($test:ident $name:literal,)*) => {
        const CASES: &[&str] = &[$($name),*];
        $(#[test]
        fn $test() {
            compare($name);
        })*
    };
}

cases! {
    add_archives "add-archives",
    add_not_archives "add-not-archives",
    add_over "add-over",
    arg_before_from "arg-before-from",
    arg_scope "arg-scope",
    capabilities "capabilities",
    cmd_entrypoint "cmd-entrypoint",
    copy_chmod "copy-chmod",
    copy_chown "copy-chown",
    copy_destination "copy-destination",
    copy_dirs "copy-dirs",
    copy_exclude "copy-exclude",
    copy_exclude_named "copy-exclude-named",
    copy_from_image "copy-from-image",
    copy_from_links "copy-from-links",
    copy_glob "copy-glob",
    copy_heredoc "copy-heredoc",
    copy_into_links "copy-into-links",
    copy_link "copy-link",
    copy_over "copy-over",
    copy_parents "copy-parents",
    copy_parents_directory "copy-parents-directory",
    copy_symlinks "copy-symlinks",
    debian_run "debian-run",
    entrypoint_keeps_cmd "entrypoint-keeps-cmd",
    entrypoint_resets_cmd "entrypoint-resets-cmd",
    env "env",
    escape_directive "escape-directive",
    expand_everywhere "expand-everywhere",
    fail_cycle "fail-cycle",
    fail_empty_base "fail-empty-base",
    fail_link_outside "fail-link-outside",
    fail_missing_file "fail-missing-file",
    fail_missing_stage "fail-missing-stage",
    fail_no_from "fail-no-from",
    fail_onbuild_onbuild "fail-onbuild-onbuild",
    fail_outside_context "fail-outside-context",
    fail_run "fail-run",
    fail_several_into_file "fail-several-into-file",
    fail_unknown_instruction "fail-unknown-instruction",
    fail_unknown_user "fail-unknown-user",
    from_platform "from-platform",
    from_scratch "from-scratch",
    from_stages "from-stages",
    hard_links "hard-links",
    healthcheck_none "healthcheck-none",
    ignore "ignore",
    ignore_all_but "ignore-all-but",
    ignore_by_dockerfile "ignore-by-dockerfile",
    ignore_named_source "ignore-named-source",
    metadata "metadata",
    metadata_changes "metadata-changes",
    mode_bits "mode-bits",
    names "names",
    names_hard_links "names-hard-links",
    nothing_left_by_run "nothing-left-by-run",
    onbuild "onbuild",
    onbuild_kept "onbuild-kept",
    opaque "opaque",
    run_exec "run-exec",
    run_heredoc "run-heredoc",
    run_heredoc_script "run-heredoc-script",
    run_mount "run-mount",
    run_shell "run-shell",
    shell "shell",
    shell_form "shell-form",
    special_files "special-files",
    spelling "spelling",
    stage_later "stage-later",
    stage_names "stage-names",
    target "target",
    type_changes "type-changes",
    user "user",
    volume_contents "volume-contents",
    whiteouts "whiteouts",
    workdir "workdir",
    workdir_user "workdir-user",
}
