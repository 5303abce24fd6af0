//! Every case of testdata/dockerfile, built by imgtool and by buildah, file systems and configs compared.
//!
//! A case is a folder: `context/` (with its Dockerfile), `prepare.sh` (what git cannot keep), `expect` (what must be
//! in the image, checked on both builders) and `case.toml`: `args`, `target`, `fails` (a word of imgtool's message),
//! `buildah = "fails" | "builds"` with a reason, and `[[differs]]` tables, each one known difference with its reason.
//! Where the builders differ, BuildKit's meaning is the expected one; `[[buildkit-differs]]` are for `tests/buildkit.py`.
//!
//! All cases are prepared at once, which takes minutes: `IMGTOOL_CASES=copy-link,env cargo test build_peers::env`
//! prepares those named only (and no other can be tested then).

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
        let (mut case, mut differences, mut reasons, mut of_buildkit) = (Case::default(), 0, 0, false);
        for line in text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')) {
            if let "[[differs]]" | "[[buildkit-differs]]" = line {
                (differences, of_buildkit) = (differences + 1, line != "[[differs]]");
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
                "path" | "config" | "result" if of_buildkit => {}
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
        let only = std::env::var("IMGTOOL_CASES").ok();
        let wanted = |name: &&&str| only.as_ref().is_none_or(|only| only.split(',').any(|o| o == **name));
        for name in CASES.iter().filter(wanted) {
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

/// Every case, test file and test that docs/dockerfile.md names is there, and every row names one.
#[test]
fn the_table_of_the_language_names_what_exists() {
    let text = fs::read_to_string(repository().join("docs/dockerfile.md")).unwrap();
    let rows = text.lines().skip_while(|l| !l.starts_with("|---")).skip(1).take_while(|l| l.starts_with('|'));
    let mut count = 0;
    for row in rows {
        let shown = row.trim_end_matches(['|', ' ']).rsplit(" | ").next().unwrap();
        let names: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
        let mut found = 0;
        for name in names.iter().filter(|n| !n.starts_with("build ") && !n.ends_with(".md") && !n.ends_with('/')) {
            found += 1;
            let there = match (name.strip_prefix("tests/"), name.strip_suffix('*')) {
                (Some(file), _) => repository().join("tests").join(file).is_file(),
                (None, Some(start)) => CASES.iter().any(|c| c.starts_with(start)),
                (None, None) => CASES.contains(name),
            };
            assert!(there, "docs/dockerfile.md names `{name}`, which does not exist: {row}");
        }
        assert!(found > 0, "no test is named: {row}");
        count += 1;
    }
    assert!(count > 40, "{count} rows");
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
    add_archive_chown_chmod "add-archive-chown-chmod",
    add_archive_chown_everything "add-archive-chown-everything",
    add_archive_odd_names "add-archive-odd-names",
    add_archive_over_files "add-archive-over-files",
    add_archive_over_link "add-archive-over-link",
    add_archives "add-archives",
    add_by_content "add-by-content",
    add_chmod_of_archive "add-chmod-of-archive",
    add_empty_directories_of_tar "add-empty-directories-of-tar",
    add_gzip_not_tar "add-gzip-not-tar",
    add_links_of_archive "add-links-of-archive",
    add_not_archives "add-not-archives",
    add_over "add-over",
    add_over_existing_owner "add-over-existing-owner",
    add_plain_files "add-plain-files",
    add_several_archives "add-several-archives",
    add_tar_in_other_formats "add-tar-in-other-formats",
    add_tar_sparse "add-tar-sparse",
    add_unpack "add-unpack",
    arg_before_from "arg-before-from",
    arg_declared_again "arg-declared-again",
    arg_empty_given "arg-empty-given",
    arg_env_later_counts "arg-env-later-counts",
    arg_in_from_stage "arg-in-from-stage",
    arg_inherited_by_stage "arg-inherited-by-stage",
    arg_of_args "arg-of-args",
    arg_platform_in_stages "arg-platform-in-stages",
    arg_platform_names "arg-platform-names",
    arg_precedence "arg-precedence",
    arg_predefined_proxy "arg-predefined-proxy",
    arg_proxy_spellings "arg-proxy-spellings",
    arg_scope "arg-scope",
    arg_user_in_many_places "arg-user-in-many-places",
    capabilities "capabilities",
    chown_names_in_scratch "chown-names-in-scratch",
    chown_unknown_names "chown-unknown-names",
    cmd_empty_lists "cmd-empty-lists",
    cmd_entrypoint "cmd-entrypoint",
    cmd_entrypoint_chain "cmd-entrypoint-chain",
    cmd_heredoc_like_shell "cmd-heredoc-like-shell",
    cmd_replaces_base "cmd-replaces-base",
    cmd_shell_keeps_spaces "cmd-shell-keeps-spaces",
    copy_chmod "copy-chmod",
    copy_chmod_directories_made "copy-chmod-directories-made",
    copy_chmod_links "copy-chmod-links",
    copy_chmod_octal_forms "copy-chmod-octal-forms",
    copy_chmod_symbolic "copy-chmod-symbolic",
    copy_chown "copy-chown",
    copy_chown_created_only "copy-chown-created-only",
    copy_chown_group_only "copy-chown-group-only",
    copy_chown_ids_in_scratch "copy-chown-ids-in-scratch",
    copy_chown_variable_mode "copy-chown-variable-mode",
    copy_context_file_names "copy-context-file-names",
    copy_context_names_like_root "copy-context-names-like-root",
    copy_context_root_mode "copy-context-root-mode",
    copy_created_parents "copy-created-parents",
    copy_dest_dots "copy-dest-dots",
    copy_destination "copy-destination",
    copy_dir_dot "copy-dir-dot",
    copy_dirs "copy-dirs",
    copy_empty_and_large "copy-empty-and-large",
    copy_empty_dirs "copy-empty-dirs",
    copy_every_destination "copy-every-destination",
    copy_exclude "copy-exclude",
    copy_exclude_forms "copy-exclude-forms",
    copy_exclude_named "copy-exclude-named",
    copy_existing_dir_kept "copy-existing-dir-kept",
    copy_file_over_dir "copy-file-over-dir",
    copy_file_slash "copy-file-slash",
    copy_from_ignores_nothing "copy-from-ignores-nothing",
    copy_from_image "copy-from-image",
    copy_from_links "copy-from-links",
    copy_from_links_out "copy-from-links-out",
    copy_from_numbers "copy-from-numbers",
    copy_from_owners "copy-from-owners",
    copy_from_root "copy-from-root",
    copy_from_wildcards "copy-from-wildcards",
    copy_glob "copy-glob",
    copy_glob_classes "copy-glob-classes",
    copy_glob_dotfiles "copy-glob-dotfiles",
    copy_glob_double_star "copy-glob-double-star",
    copy_glob_escapes "copy-glob-escapes",
    copy_glob_links "copy-glob-links",
    copy_glob_nothing "copy-glob-nothing",
    copy_hard_links_in_context "copy-hard-links-in-context",
    copy_heredoc "copy-heredoc",
    copy_heredoc_and_from "copy-heredoc-and-from",
    copy_into_dangling_dir_link "copy-into-dangling-dir-link",
    copy_into_links "copy-into-links",
    copy_into_mount_points "copy-into-mount-points",
    copy_json_names "copy-json-names",
    copy_link "copy-link",
    copy_link_absolute "copy-link-absolute",
    copy_link_dangling "copy-link-dangling",
    copy_link_flag_over_links "copy-link-flag-over-links",
    copy_link_modes "copy-link-modes",
    copy_link_then_run "copy-link-then-run",
    copy_links_in_context "copy-links-in-context",
    copy_many_sources "copy-many-sources",
    copy_over "copy-over",
    copy_over_dangling_link "copy-over-dangling-link",
    copy_over_links "copy-over-links",
    copy_overwrites_and_keeps "copy-overwrites-and-keeps",
    copy_parents "copy-parents",
    copy_parents_directory "copy-parents-directory",
    copy_same_content_twice "copy-same-content-twice",
    copy_same_file_several_names "copy-same-file-several-names",
    copy_setuid "copy-setuid",
    copy_several_into_file "copy-several-into-file",
    copy_special_in_context "copy-special-in-context",
    copy_symlink_parent_in_context "copy-symlink-parent-in-context",
    copy_symlinks "copy-symlinks",
    copy_trailing_slash_on_file "copy-trailing-slash-on-file",
    copy_unreadable_modes "copy-unreadable-modes",
    copy_wildcard_flattens "copy-wildcard-flattens",
    debian_run "debian-run",
    directive_after_comment "directive-after-comment",
    entrypoint_keeps_cmd "entrypoint-keeps-cmd",
    entrypoint_null_cmd "entrypoint-null-cmd",
    entrypoint_resets_cmd "entrypoint-resets-cmd",
    env "env",
    env_every_quote "env-every-quote",
    env_old_form "env-old-form",
    env_quotes "env-quotes",
    env_self_reference "env-self-reference",
    escape_backtick_paths "escape-backtick-paths",
    escape_directive "escape-directive",
    exclude_more "exclude-more",
    expand_add_copy_from "expand-add-copy-from",
    expand_env_same_line "expand-env-same-line",
    expand_escapes "expand-escapes",
    expand_every_modifier "expand-every-modifier",
    expand_everywhere "expand-everywhere",
    expand_nested "expand-nested",
    expand_not_in_exec_forms "expand-not-in-exec-forms",
    expand_patterns "expand-patterns",
    expand_special_parameters "expand-special-parameters",
    expand_unset "expand-unset",
    expose_forms "expose-forms",
    expose_quoted "expose-quoted",
    expose_variables_and_hosts "expose-variables-and-hosts",
    fail_add_from "fail-add-from",
    fail_add_whiteout_name "fail-add-whiteout-name",
    fail_arg_bad_name "fail-arg-bad-name",
    fail_arg_without_from "fail-arg-without-from",
    fail_bad_chmod "fail-bad-chmod",
    fail_copy_before_from "fail-copy-before-from",
    fail_copy_checksum "fail-copy-checksum",
    fail_copy_dir_over_link "fail-copy-dir-over-link",
    fail_copy_file_over_dir "fail-copy-file-over-dir",
    fail_copy_from_dangling "fail-copy-from-dangling",
    fail_copy_from_stage_missing_file "fail-copy-from-stage-missing-file",
    fail_copy_from_variable "fail-copy-from-variable",
    fail_copy_into_link_loop "fail-copy-into-link-loop",
    fail_copy_one_argument "fail-copy-one-argument",
    fail_cycle "fail-cycle",
    fail_dir_over_file "fail-dir-over-file",
    fail_empty_base "fail-empty-base",
    fail_empty_file "fail-empty-file",
    fail_env_empty_name "fail-env-empty-name",
    fail_env_in_middle "fail-env-in-middle",
    fail_env_no_value "fail-env-no-value",
    fail_escaped_space "fail-escaped-space",
    fail_expand_bad_modifier "fail-expand-bad-modifier",
    fail_expand_required "fail-expand-required",
    fail_expand_unclosed "fail-expand-unclosed",
    fail_expose_bad_port "fail-expose-bad-port",
    fail_expose_bad_protocol "fail-expose-bad-protocol",
    fail_file_under_file "fail-file-under-file",
    fail_flag_no_value "fail-flag-no-value",
    fail_flag_twice "fail-flag-twice",
    fail_from_bad_name "fail-from-bad-name",
    fail_from_bad_reference "fail-from-bad-reference",
    fail_from_too_many "fail-from-too-many",
    fail_from_variable_stage_name "fail-from-variable-stage-name",
    fail_healthcheck_no_cmd "fail-healthcheck-no-cmd",
    fail_healthcheck_none_arguments "fail-healthcheck-none-arguments",
    fail_healthcheck_short_interval "fail-healthcheck-short-interval",
    fail_heredoc_command "fail-heredoc-command",
    fail_heredoc_unterminated "fail-heredoc-unterminated",
    fail_ignore_bad_pattern "fail-ignore-bad-pattern",
    fail_json_control_character "fail-json-control-character",
    fail_json_not_strings "fail-json-not-strings",
    fail_json_quote_in_name "fail-json-quote-in-name",
    fail_label_no_equals "fail-label-no-equals",
    fail_link_outside "fail-link-outside",
    fail_missing_file "fail-missing-file",
    fail_missing_stage "fail-missing-stage",
    fail_mount_missing_source "fail-mount-missing-source",
    fail_mount_no_target "fail-mount-no-target",
    fail_mount_unknown_key "fail-mount-unknown-key",
    fail_mount_unknown_type "fail-mount-unknown-type",
    fail_no_from "fail-no-from",
    fail_null_byte "fail-null-byte",
    fail_onbuild_empty "fail-onbuild-empty",
    fail_onbuild_env "fail-onbuild-env",
    fail_onbuild_from "fail-onbuild-from",
    fail_onbuild_maintainer "fail-onbuild-maintainer",
    fail_onbuild_onbuild "fail-onbuild-onbuild",
    fail_onbuild_unknown_used "fail-onbuild-unknown-used",
    fail_only_comments "fail-only-comments",
    fail_outside_context "fail-outside-context",
    fail_platform_bad "fail-platform-bad",
    fail_run "fail-run",
    fail_run_exec_not_found "fail-run-exec-not-found",
    fail_run_mount_cycle "fail-run-mount-cycle",
    fail_run_mount_read_only "fail-run-mount-read-only",
    fail_run_network_unknown "fail-run-network-unknown",
    fail_run_no_shell "fail-run-no-shell",
    fail_run_signal "fail-run-signal",
    fail_secret_required "fail-secret-required",
    fail_self_cycle "fail-self-cycle",
    fail_several_into_existing_file "fail-several-into-existing-file",
    fail_shell_not_json "fail-shell-not-json",
    fail_stage_reserved "fail-stage-reserved",
    fail_stopsignal_bad "fail-stopsignal-bad",
    fail_syntax_json_from "fail-syntax-json-from",
    fail_target_unknown "fail-target-unknown",
    fail_two_escapes_end_a_line "fail-two-escapes-end-a-line",
    fail_unknown_flag "fail-unknown-flag",
    fail_unknown_instruction "fail-unknown-instruction",
    fail_user_unknown_in_run "fail-user-unknown-in-run",
    fail_volume_empty "fail-volume-empty",
    fail_workdir_empty "fail-workdir-empty",
    fail_workdir_json_dir_missing_file "fail-workdir-json-dir-missing-file",
    fail_workdir_over_file "fail-workdir-over-file",
    from_as_spelling "from-as-spelling",
    from_copies_no_config "from-copies-no-config",
    from_default_unset "from-default-unset",
    from_image_before_stage "from-image-before-stage",
    from_inherits_config "from-inherits-config",
    from_names_of_registry "from-names-of-registry",
    from_platform "from-platform",
    from_platform_single_image "from-platform-single-image",
    from_scratch "from-scratch",
    from_scratch_stages "from-scratch-stages",
    from_stage_config_carried "from-stage-config-carried",
    from_stage_name_again "from-stage-name-again",
    from_stage_named_like_image "from-stage-named-like-image",
    from_stages "from-stages",
    from_unused_stage_broken "from-unused-stage-broken",
    from_variables_with_default "from-variables-with-default",
    hard_links "hard-links",
    healthcheck_all "healthcheck-all",
    healthcheck_inherited "healthcheck-inherited",
    healthcheck_none "healthcheck-none",
    healthcheck_shell_spaces "healthcheck-shell-spaces",
    healthcheck_zeroes "healthcheck-zeroes",
    heredoc_copy_from_variables_in_name "heredoc-copy-from-variables-in-name",
    heredoc_crlf "heredoc-crlf",
    heredoc_directories "heredoc-directories",
    heredoc_everything "heredoc-everything",
    heredoc_expansion "heredoc-expansion",
    heredoc_in_run_shebang_user "heredoc-in-run-shebang-user",
    heredoc_names "heredoc-names",
    heredoc_not_in_others "heredoc-not-in-others",
    heredoc_odd_bodies "heredoc-odd-bodies",
    heredoc_onbuild "heredoc-onbuild",
    heredoc_places "heredoc-places",
    heredoc_run_user_shell "heredoc-run-user-shell",
    heredoc_several_in_run "heredoc-several-in-run",
    heredoc_two_in_pipe "heredoc-two-in-pipe",
    history_args_hidden_and_shown "history-args-hidden-and-shown",
    ignore "ignore",
    ignore_all_but "ignore-all-but",
    ignore_by_dockerfile "ignore-by-dockerfile",
    ignore_child_again "ignore-child-again",
    ignore_dockerfile_itself "ignore-dockerfile-itself",
    ignore_dot_patterns "ignore-dot-patterns",
    ignore_double_star "ignore-double-star",
    ignore_everything "ignore-everything",
    ignore_glob_of_copy "ignore-glob-of-copy",
    ignore_globstar_middle "ignore-globstar-middle",
    ignore_links "ignore-links",
    ignore_named_source "ignore-named-source",
    ignore_negated "ignore-negated",
    ignore_nested_file "ignore-nested-file",
    ignore_order "ignore-order",
    ignore_parents_kept "ignore-parents-kept",
    ignore_slashes "ignore-slashes",
    ignore_spaces "ignore-spaces",
    ignore_spelling "ignore-spelling",
    ignore_stars "ignore-stars",
    label_forms "label-forms",
    label_inherited "label-inherited",
    label_many_layers_none "label-many-layers-none",
    label_newlines "label-newlines",
    label_quotes_inside "label-quotes-inside",
    maintainer "maintainer",
    metadata "metadata",
    metadata_changes "metadata-changes",
    mode_bits "mode-bits",
    names "names",
    names_hard_links "names-hard-links",
    nothing_left_by_run "nothing-left-by-run",
    onbuild "onbuild",
    onbuild_cmd_entrypoint "onbuild-cmd-entrypoint",
    onbuild_copy_from "onbuild-copy-from",
    onbuild_json_and_flags "onbuild-json-and-flags",
    onbuild_kept "onbuild-kept",
    onbuild_one_generation "onbuild-one-generation",
    onbuild_order "onbuild-order",
    onbuild_shell_volume_workdir "onbuild-shell-volume-workdir",
    onbuild_stage_chain "onbuild-stage-chain",
    onbuild_unknown_kept "onbuild-unknown-kept",
    onbuild_variables_later "onbuild-variables-later",
    opaque "opaque",
    parents_more "parents-more",
    run_background "run-background",
    run_busybox_links "run-busybox-links",
    run_closed_workdir "run-closed-workdir",
    run_copied_then_deleted "run-copied-then-deleted",
    run_deep_tree "run-deep-tree",
    run_delete_and_make_again "run-delete-and-make-again",
    run_deleted_then_copied "run-deleted-then-copied",
    run_dir_to_link "run-dir-to-link",
    run_environment "run-environment",
    run_exec "run-exec",
    run_failing_shell_line "run-failing-shell-line",
    run_fifo_and_links "run-fifo-and-links",
    run_hard_link_replaced "run-hard-link-replaced",
    run_hard_links_over_layers "run-hard-links-over-layers",
    run_heredoc "run-heredoc",
    run_heredoc_script "run-heredoc-script",
    run_hosts_of_image "run-hosts-of-image",
    run_hosts_resolv "run-hosts-resolv",
    run_linked_resolv_conf "run-linked-resolv-conf",
    run_many_files "run-many-files",
    run_many_layers "run-many-layers",
    run_mode_only "run-mode-only",
    run_mount "run-mount",
    run_mount_bind_ignored "run-mount-bind-ignored",
    run_mount_bind_links "run-mount-bind-links",
    run_mount_bind_writable "run-mount-bind-writable",
    run_mount_cache_from "run-mount-cache-from",
    run_mount_cache_from_nothing "run-mount-cache-from-nothing",
    run_mount_cache_ids "run-mount-cache-ids",
    run_mount_exec_form "run-mount-exec-form",
    run_mount_from_image "run-mount-from-image",
    run_mount_over_existing "run-mount-over-existing",
    run_mount_several "run-mount-several",
    run_mount_target_links "run-mount-target-links",
    run_mount_target_twice "run-mount-target-twice",
    run_mount_targets "run-mount-targets",
    run_mount_user_cache "run-mount-user-cache",
    run_mount_variables "run-mount-variables",
    run_network_none "run-network-none",
    run_odd_names "run-odd-names",
    run_overwrite_by_copy_chain "run-overwrite-by-copy-chain",
    run_path_set "run-path-set",
    run_rename_directory "run-rename-directory",
    run_replace_links "run-replace-links",
    run_same_layer_again "run-same-layer-again",
    run_secret_optional "run-secret-optional",
    run_shell "run-shell",
    run_stdin_and_output "run-stdin-and-output",
    run_tar_unpack "run-tar-unpack",
    run_workdir_gone "run-workdir-gone",
    run_xattr "run-xattr",
    scratch_everything "scratch-everything",
    shell "shell",
    shell_bad_json "shell-bad-json",
    shell_changes_between "shell-changes-between",
    shell_form "shell-form",
    shell_inherited "shell-inherited",
    special_files "special-files",
    spelling "spelling",
    spelling_bom_no_newline "spelling-bom-no-newline",
    spelling_comment_not_comment "spelling-comment-not-comment",
    spelling_continuations "spelling-continuations",
    spelling_continuations_odd "spelling-continuations-odd",
    spelling_crlf "spelling-crlf",
    spelling_escape_backtick "spelling-escape-backtick",
    spelling_last_line_continues "spelling-last-line-continues",
    spelling_long_lines "spelling-long-lines",
    spelling_tabs_and_cases "spelling-tabs-and-cases",
    stage_later "stage-later",
    stage_names "stage-names",
    stages_diamond "stages-diamond",
    stopsignal_forms "stopsignal-forms",
    target "target",
    target_by_number "target-by-number",
    target_middle_unneeded_rest "target-middle-unneeded-rest",
    target_other_case "target-other-case",
    type_changes "type-changes",
    user "user",
    user_changes_passwd "user-changes-passwd",
    user_forms "user-forms",
    user_from_copied_passwd "user-from-copied-passwd",
    user_groups_and_homes "user-groups-and-homes",
    user_home "user-home",
    user_mixed_forms "user-mixed-forms",
    user_owns_workdir_only "user-owns-workdir-only",
    user_unknown_unused "user-unknown-unused",
    volume_changes_kept "volume-changes-kept",
    volume_contents "volume-contents",
    volume_forms "volume-forms",
    volume_hides_nothing "volume-hides-nothing",
    volume_spellings "volume-spellings",
    volume_then_changes "volume-then-changes",
    whiteouts "whiteouts",
    workdir "workdir",
    workdir_inherited "workdir-inherited",
    workdir_link "workdir-link",
    workdir_modes "workdir-modes",
    workdir_odd_names "workdir-odd-names",
    workdir_user "workdir-user",
    workdir_variables "workdir-variables",
}
