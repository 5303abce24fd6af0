//! `imgtool build --check`: what is printed, in which form, and the exit code.
use crate::common::Imgtool;
use serde_json::Value;

const DOUBTFUL: &str =
    "FROM scratch AS Base\n# Final does nothing\nFROM Base AS final\nCOPY hé.txt $nowhere /\nCMD run it\n";

fn context(dockerfile: &str) -> (Imgtool, String) {
    let tool = Imgtool::new();
    tool.write("ctx/Dockerfile", dockerfile);
    let ctx = tool.text("ctx");
    (tool, ctx)
}

/// The answer of a check that finds something.
fn found(tool: &Imgtool, arguments: &[&str]) -> String {
    let out = tool.run(arguments);
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn warnings_are_shown_with_their_lines_and_fail_the_check() {
    let (tool, ctx) = context(DOUBTFUL);
    for flags in [&["--check"][..], &["--call=check"], &["--call", "lint"]] {
        let text = found(&tool, &[&["build"], flags, &[ctx.as_str()]].concat());
        assert!(text.starts_with("Check complete, 3 warnings have been found!\n"), "{text}");
        for part in [
            "WARNING: StageNameCasing - https://docs.docker.com/go/dockerfile/rule/stage-name-casing/\n",
            "WARNING: UndefinedVar",
            "Dockerfile:4:",
            "COPY hé.txt $nowhere /",
            "WARNING: JSONArgsRecommended",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
    tool.ok(&["build", "--call=check,ignorestatus=true", &ctx]);
    let (tool, ctx) = context("FROM scratch\nCMD [\"run\"]\n");
    assert_eq!(tool.ok(&["build", "--check", &ctx]), "Check complete, no warnings found.\n");
}

#[test]
fn directive_and_build_argument_choose_the_checks() {
    let (tool, ctx) = context(&format!("# check=skip=StageNameCasing,UndefinedVar;error=true\n{DOUBTFUL}"));
    let text = found(&tool, &["build", "--check", &ctx]);
    assert!(text.starts_with("Check complete, 1 warning has been found!\n"), "{text}");
    assert!(text.contains("ERROR: lint violation found for rules: JSONArgsRecommended"), "{text}");
    // The build itself fails for it, too; the argument wins over the directive.
    let stderr = tool.fails(1, &["build", &ctx]);
    assert!(stderr.contains("lint violation found for rules: JSONArgsRecommended"), "{stderr}");
    tool.ok(&["build", "--check", "--build-arg=BUILDKIT_DOCKERFILE_CHECK=skip=all", &ctx]);
    let stderr = tool.fails(2, &["build", "--check", "--build-arg=BUILDKIT_DOCKERFILE_CHECK=nonsense", &ctx]);
    assert!(stderr.contains("nonsense"), "{stderr}");
    let (tool, ctx) = context("# check=skip\nFROM scratch\n");
    let stderr = tool.fails(1, &["build", "--check", &ctx]);
    assert!(stderr.contains("Dockerfile:1: failed to parse check options"), "{stderr}");
}

#[test]
fn json_is_that_of_buildx() {
    let (tool, ctx) = context(DOUBTFUL);
    let text = found(&tool, &["build", "--call=check,format=json", &ctx]);
    assert_eq!(text, found(&tool, &["build", "--check", "--check-format=json", &ctx]));
    let v: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(v["warnings"][2]["ruleName"], "JSONArgsRecommended");
    assert_eq!(v["warnings"][2]["location"]["ranges"][0]["start"]["line"], 5);
    assert_eq!(v["sources"][0]["filename"], "Dockerfile");
    let (tool, ctx) = context("FROM scratch\nFETCH it\n");
    let v: Value = serde_json::from_str(&found(&tool, &["build", "--call=check,format=json", &ctx])).unwrap();
    assert_eq!(v["buildError"]["location"]["ranges"][0]["start"]["line"], 2);
    assert_eq!(v["warnings"], Value::Array(Vec::new()));
    let stderr = tool.fails(1, &["build", "--check", &ctx]);
    assert!(stderr.contains("Dockerfile:2: unknown instruction: FETCH"), "{stderr}");
}

#[test]
fn sarif_has_rules_and_regions_in_characters() {
    let (tool, ctx) = context(DOUBTFUL);
    let text = found(&tool, &["build", "--check", "--check-format=sarif", &ctx]);
    let v: Value = serde_json::from_str(&text).unwrap();
    let run = &v["runs"][0];
    let result = run["results"].as_array().unwrap().iter().find(|r| r["ruleId"] == "UndefinedVar").unwrap();
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        (&region["startLine"], &region["startColumn"], &region["endColumn"]),
        (&4.into(), &13.into(), &21.into())
    );
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "UndefinedVar");
    assert_eq!(result["level"], "warning");
}

/// What the schema of SARIF 2.1.0 requires, and what scanners need besides: each result names a rule that is
/// listed, and a place.
#[test]
fn sarif_has_what_its_schema_requires() {
    let unreadable = "FROM scratch\nFETCH it\n";
    for (text, level) in [(DOUBTFUL, "warning"), (unreadable, "error"), ("FROM scratch AS a\n", "none")] {
        let (tool, ctx) = context(text);
        tool.write("ctx/my #1 Dockerfile", text);
        let file = tool.text("ctx/my #1 Dockerfile");
        let out = tool.run(&["build", "--check", "--check-format=sarif", "-f", &file, &ctx]);
        let v: Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(v["version"], "2.1.0");
        assert!(v["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
        let runs = v["runs"].as_array().unwrap();
        assert_eq!(runs.len(), 1);
        let driver = &runs[0]["tool"]["driver"];
        assert_eq!(driver["name"], "imgtool");
        let ids: Vec<&str> =
            driver["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len());
        assert!(
            driver["rules"]
                .as_array()
                .unwrap()
                .iter()
                .all(|r| !r["shortDescription"]["text"].as_str().unwrap().is_empty())
        );
        let results = runs[0]["results"].as_array().unwrap();
        assert_eq!(results.is_empty(), level == "none");
        for result in results {
            let id = result["ruleId"].as_str().unwrap();
            assert_eq!(ids[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()], id);
            assert_eq!(result["level"], level);
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let place = &result["locations"][0]["physicalLocation"];
            // A URI reference: neither blanks nor fragments.
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(uri.ends_with("/my%20%231%20Dockerfile"), "{uri}");
            let region = place["region"].as_object().unwrap();
            assert!(region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1));
            assert!(region.get("endLine").is_none_or(|end| end.as_u64() >= region["startLine"].as_u64()));
        }
    }
}

#[test]
fn our_own_checks_are_on_by_name_only() {
    let (tool, ctx) = context("FROM busybox AS base\nRUN sudo cd /x\n");
    tool.ok(&["build", "--check", &ctx]);
    let text = found(&tool, &["build", "--check", "--lint", &ctx]);
    assert!(text.contains("WARNING: imgtool/UnpinnedBase\n") && text.contains("WARNING: imgtool/Sudo\n"), "{text}");
    let text = found(&tool, &["build", "--check", "--lint=Sudo", &ctx]);
    assert!(text.contains("1 warning has") && text.contains("WARNING: imgtool/Sudo\n"), "{text}");
    let stderr = tool.fails(2, &["build", "--check", "--lint=Sodu", &ctx]);
    assert!(stderr.contains("Sodu") && stderr.contains("CdInRun"), "{stderr}");
}

#[test]
fn variables_of_the_base_image_are_known() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write("one/Dockerfile", "FROM busybox\nENV seen=1\n");
    tool.ok(&["build", "-t", "seen", &tool.text("one")]);
    tool.write("ctx/Dockerfile", "FROM seen\nLABEL a=$seen b=$unseen\n");
    let text = found(&tool, &["build", "--check", &tool.text("ctx")]);
    assert!(text.contains("'$unseen' (did you mean $seen?)") && text.contains("1 warning has"), "{text}");
    tool.write("ctx/Dockerfile", "FROM 127.0.0.1:1/none:1\nLABEL a=$seen\n");
    tool.ok(&["build", "--check", &tool.text("ctx")]);
}

#[test]
fn the_outline_of_a_target() {
    let (tool, ctx) = context(
        "# V is the version\nARG V=1\nFROM scratch AS other\nARG NO\n# end is built\nFROM scratch AS end\nARG X\n\
         RUN --mount=type=secret,id=key,required a\n",
    );
    let text = tool.ok(&["build", "--call=outline", "--build-arg=X=2", &ctx]);
    assert_eq!(
        text,
        "TARGET:      end\nDESCRIPTION: is built\n\nBUILD ARG  VALUE  DESCRIPTION\nV          1      is the version\n\
         X          2\n\nSECRET  REQUIRED\nkey     true\n"
    );
    let v: Value =
        serde_json::from_str(&tool.ok(&["build", "--call=outline,format=json", "--target=other", &ctx])).unwrap();
    assert_eq!((&v["name"], &v["args"][1]["name"], &v["secrets"]), (&"other".into(), &"NO".into(), &Value::Null));
    let stderr = tool.fails(1, &["build", "--call=outline", "--target=nope", &ctx]);
    assert!(stderr.contains("nope") && stderr.contains("other, end"), "{stderr}");
}

#[test]
fn targets_are_listed_with_their_comments() {
    let (tool, ctx) = context("# base has the tools\nFROM scratch AS base\nFROM base\nFROM base AS end\n");
    let text = tool.ok(&["build", "--call=targets", &ctx]);
    assert_eq!(text, "TARGET         DESCRIPTION\nbase           has the tools\nend (default)\n");
    let v: Value = serde_json::from_str(&tool.ok(&["build", "--call=targets,format=json", &ctx])).unwrap();
    assert_eq!(v["targets"][1]["name"], "end");
    assert_eq!(v["targets"][1]["default"], true);
    assert_eq!(v["targets"][0]["description"], "has the tools");
}
