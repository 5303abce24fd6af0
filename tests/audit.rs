//! `audit`: rules on real images, flaws in the OSV form, hostile images.
use crate::common::{Imgtool, Registry, done, evil};
use serde_json::{Value, json};
use std::process::Command;

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Rule, severity and file of every finding.
fn told(report: &Value, rule: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule);
    findings
        .map(|f| format!("{} {}", f["severity"].as_str().unwrap(), f["path"].as_str().unwrap_or_default()))
        .collect()
}

#[test]
fn files_secrets_and_labels_of_a_debian_image() {
    let tool = Imgtool::with_bases(&["debian"]);
    let key = format!(
        "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n",
        "b3BlbnNzaC1rZXk".repeat(6)
    );
    tool.write("ctx/id", &key);
    tool.write("ctx/npmrc", "//registry.example.net/:_authToken=0a1b2c3d4e5f\n");
    tool.write("ctx/notes", &format!("token: ghp_{}\n", "x1Y2".repeat(9)));
    tool.write(
        "ctx/Dockerfile",
        "FROM debian\nARG DEPLOY_TOKEN=first-token-1\nCOPY id /root/.ssh/id_rsa\nCOPY npmrc /home/app/.npmrc\nCOPY notes /srv/notes\nENV DB_PASSWORD=hush-hush-1\n\
         RUN rm -r /root/.ssh && cp /bin/ls /usr/bin/own && chmod 4755 /usr/bin/own && setcap cap_net_raw,cap_sys_admin+ep /bin/cat && \
         mkdir -m 777 /open && echo x > /any && chmod 666 /any\nLABEL org.opencontainers.image.title=x\n",
    );
    tool.ok(&["build", "-q", "-t", "out", "ctx"]);
    let report = document(&tool.ok(&["audit", "store:out", "--format", "json"]));
    let secrets = told(&report, "secret-in-file");
    assert_eq!(secrets, ["critical /root/.ssh/id_rsa", "critical /srv/notes", "high /home/app/.npmrc"], "{report:#}");
    let first = report["findings"].as_array().unwrap().iter().find(|f| f["path"] == "/root/.ssh/id_rsa").unwrap();
    // Removed by RUN, and still there.
    assert_eq!(first["layer"], 1);
    assert!(first["message"].as_str().unwrap().contains("still in the image"), "{first}");
    assert_eq!(told(&report, "secret-in-env").len(), 1);
    assert_eq!(told(&report, "runs-as-root").len(), 1);
    assert!(told(&report, "file-capability").contains(&"high /usr/bin/cat".to_string()), "{report:#}");
    assert_eq!(told(&report, "world-writable"), ["medium /any", "medium /open"]);
    assert_eq!(told(&report, "missing-label").len(), 4);
    // The build itself says what it was built on.
    assert_eq!(told(&report, "base-unknown").len() + told(&report, "base-unpinned").len(), 0);
    // As `find` sees the setuid and setgid files.
    tool.ok(&["export", "store:out", "-o", "root.tar"]);
    let mut list = Command::new("sh");
    list.args(["-c", "tar -tvf root.tar | awk '$1 ~ /^-/ && tolower($1) ~ /s/ {print $NF}' | sed 's,^/*,/,' | sort"]);
    let expected: Vec<String> =
        done("tar", list.current_dir(tool.dir.path()).output().unwrap()).lines().map(str::to_string).collect();
    let mut found: Vec<String> =
        told(&report, "setuid-file").iter().map(|f| f.split(' ').nth(1).unwrap().to_string()).collect();
    found.sort();
    assert!(expected.len() > 5 && expected.contains(&"/usr/bin/own".to_string()), "{expected:?}");
    assert_eq!(found, expected);
    // Nothing that is secret is told, in no form.
    for form in ["text", "json", "sarif"] {
        let text = tool.ok(&["audit", "store:out", "--format", form]);
        for secret in ["b3BlbnNzaC1rZXkb3Blbn", "0a1b2c3d4e5f", "x1Y2x1Y2x1Y2", "hush-hush-1"] {
            assert!(!text.contains(secret), "{form}: {secret}");
        }
    }
    verdicts(&tool);
}

fn verdicts(tool: &Imgtool) {
    let code = |more: &[&str]| tool.run(&[&["audit", "store:out"], more].concat()).status.code();
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--fail-on", "critical"]), Some(1));
    let skipped = "secret-in-file,secret-in-env,secret-in-history,file-capability,world-writable";
    assert_eq!(code(&["--fail-on", "high", "--skip", skipped]), Some(0));
    assert_eq!(code(&["--fail-on", "medium", "--skip", skipped]), Some(1));
    assert_eq!(code(&["--fail-on", "any"]), Some(1));
    assert!(tool.fails(2, &["audit", "store:out", "--skip", "no-such-rule"]).contains("runs-as-root"));
    let sarif = document(&tool.ok(&["audit", "store:out", "--format", "sarif"]));
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(!uri.is_empty() && !uri.starts_with('/') && !uri.contains(' '), "{uri}");
        assert!(result["message"]["text"].is_string() && result["partialFingerprints"]["imgtool/v1"].is_string());
    }
}

/// What dpkg says of versions is what decides.
#[test]
fn packages_are_compared_with_known_flaws() {
    let tool = Imgtool::with_bases(&["debian"]);
    tool.write(
        "ctx/Dockerfile",
        "FROM debian\nRUN dpkg-query -W -f '${source:Package} ${source:Version} ${Package} ${Version}\\n' > /list && . /etc/os-release && echo $VERSION_ID > /version\n\
         RUN mkdir -p /app/node_modules/left /usr/lib/python3/x-1.dist-info && echo '{\"name\":\"left\",\"version\":\"1.4.2\"}' > /app/node_modules/left/package.json && \
         printf 'Name: Some_Thing\\nVersion: 2.0rc1\\n' > /usr/lib/python3/x-1.dist-info/METADATA\n",
    );
    tool.ok(&["build", "-q", "-t", "out", "ctx"]);
    let release = tool.ok(&["cat", "store:out", "/version"]).trim().to_string();
    let list = tool.ok(&["cat", "store:out", "/list"]);
    // Every source is said to be fixed in a later version, in this one, and in an earlier one.
    let sources: std::collections::BTreeMap<&str, &str> =
        list.lines().filter_map(|l| l.split(' ').next().zip(l.split(' ').nth(1))).collect();
    let record = |id: String, ecosystem: &str, name: &str, fixed: &str| {
        json!({"schema_version": "1.6.0", "id": id, "summary": "a flaw", "modified": "2026-01-01T00:00:00Z",
            "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
            "affected": [{"package": {"ecosystem": ecosystem, "name": name},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]}]})
    };
    let ecosystem = format!("Debian:{release}");
    for (name, version) in &sources {
        for (kind, fixed) in
            [("later", format!("{version}+later1")), ("same", version.to_string()), ("tilde", format!("{version}~1"))]
        {
            let record = record(format!("T-{kind}-{name}"), &ecosystem, name, &fixed);
            tool.write(&format!("osv/{kind}/{name}.json"), &record.to_string());
        }
        let other = record(format!("T-other-{name}"), "Debian:9", name, "999999:9");
        tool.write(&format!("osv/other/{name}.json"), &other.to_string());
    }
    for (ecosystem, name, fixed) in [
        ("npm", "left", "1.4.3"),
        ("PyPI", "some-thing", "2.0"),
        ("PyPI", "some-thing-else", "9"),
        ("npm", "some-thing", "9.0.0"),
    ] {
        tool.write(
            &format!("osv/{ecosystem}-{name}.json"),
            &record(format!("T-{ecosystem}-{name}"), ecosystem, name, fixed).to_string(),
        );
    }
    let ids = |arguments: &[&str]| {
        let report = document(&tool.ok(&[&["audit", "store:out", "--format", "json"], arguments].concat()));
        let mut ids: Vec<(String, String)> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["rule"] == "vulnerable-package")
            .map(|f| (f["id"].as_str().unwrap().to_string(), f["package"].as_str().unwrap().to_string()))
            .collect();
        ids.sort();
        (ids, report)
    };
    let (found, report) = ids(&["--osv", "osv"]);
    let mut expected: Vec<(String, String)> = list
        .lines()
        .map(|l| l.split(' ').collect::<Vec<_>>())
        .map(|f| (format!("T-later-{}", f[0]), format!("{} {}", f[2], f[3])))
        .collect();
    expected.push(("T-npm-left".into(), "left 1.4.2".into()));
    expected.push(("T-PyPI-some-thing".into(), "some-thing 2.0rc1".into()));
    expected.sort();
    expected.dedup();
    assert!(expected.len() > 50);
    assert_eq!(found, expected);
    let first = &report["findings"][0];
    assert_eq!((&first["severity"], first["fixed"].is_string()), (&"critical".into(), true));
    assert!(report["records"].as_u64().unwrap() > 100);
    // The same as archives, as OSV publishes them: stored, and compressed.
    let zip = "import zipfile,os,sys\nfor name, how in (('a.zip', zipfile.ZIP_STORED), ('b.zip', zipfile.ZIP_DEFLATED)):\n  z = zipfile.ZipFile(name, 'w', how)\n  [z.write(os.path.join(d, f)) for d, _, fs in os.walk('osv') for f in fs]\n  z.close()\n";
    done("zip", Command::new("python3").args(["-c", zip]).current_dir(tool.dir.path()).output().unwrap());
    assert_eq!(ids(&["--osv", "a.zip"]).0, expected);
    assert_eq!(ids(&["--osv", "b.zip"]).0, expected);
    // One record, by its file; one flaw left out by its name.
    assert_eq!(ids(&["--osv", "osv/npm-left.json"]).0.len(), 1);
    assert!(ids(&["--osv", "osv/npm-left.json", "--skip", "T-npm-left"]).0.is_empty());
    // A damaged archive and a directory without records are told.
    let mut raw = std::fs::read(tool.path("b.zip")).unwrap();
    raw[200..400].fill(0x5a);
    std::fs::write(tool.path("bad.zip"), raw).unwrap();
    assert!(tool.fails(1, &["audit", "store:out", "--osv", "bad.zip"]).contains("bad.zip"));
    tool.write("empty/readme", "");
    assert!(tool.fails(1, &["audit", "store:out", "--osv", "empty"]).contains("no *.json"));
}

#[test]
fn a_base_that_moved_on_is_told_when_asked_for() {
    let (tool, registry) = (Imgtool::with_bases(&["busybox"]), Registry::start());
    let base = format!("{}/base:1", registry.address);
    tool.ok(&["copy", "store:busybox", &base]);
    let digest = tool.ok(&["digest", &base]).trim().to_string();
    tool.write("ctx/Dockerfile", "FROM busybox\nUSER 7\n");
    tool.write("ctx/f", "x");
    let name = format!("org.opencontainers.image.base.name={base}");
    let own = format!("org.opencontainers.image.base.digest={digest}");
    tool.ok(&["build", "-q", "-t", "out", "--annotation", &name, "--annotation", &own, "ctx"]);
    let report = |more: &[&str]| document(&tool.ok(&[&["audit", "store:out", "--format", "json"], more].concat()));
    let current = report(&["--check-base"]);
    assert!(told(&current, "base-outdated").is_empty() && told(&current, "runs-as-root").is_empty(), "{current:#}");
    // Another image under the same name.
    tool.write("other/Dockerfile", "FROM busybox\nCOPY f /f\n");
    tool.write("other/f", "y");
    tool.ok(&["build", "-q", "-t", "new", "other"]);
    tool.ok(&["copy", "store:new", &base]);
    assert_eq!(told(&report(&["--check-base"]), "base-outdated").len(), 1);
    // Nobody is asked otherwise, and that is told.
    let before = registry.log().len();
    let quiet = report(&[]);
    assert!(told(&quiet, "base-outdated").is_empty() && quiet["gaps"].to_string().contains("--check-base"));
    assert_eq!(registry.log().len(), before);
    // A registry that is not there is a gap, no failure; what is no registry's name is not read.
    for name in ["127.0.0.1:1/x:1", "/etc/passwd", "oci:/etc"] {
        let name = format!("org.opencontainers.image.base.name={name}");
        tool.ok(&["build", "-q", "-t", "out", "--annotation", &name, "--annotation", &own, "ctx"]);
        assert!(report(&["--check-base"])["gaps"].to_string().contains("could not be asked"));
    }
}

#[test]
fn hostile_images_are_read_within_bounds() {
    let tool = Imgtool::with_bases(&["busybox"]);
    let outside = evil::Outside::new(&tool);
    let large = vec![b'A'; 2 << 20];
    let terminal = "a\u{1b}]0;x\u{7}b";
    let mut world = evil::file(terminal.as_bytes(), "x");
    world.mode = 0o666;
    let layers = [
        evil::layer(&[
            evil::dir("etc"),
            evil::item(b'6', "etc/passwd", "", ""),
            evil::symlink("etc/shadow", outside.up("victim")),
            evil::symlink("etc/os-release", outside.at("victim")),
            evil::dir("var"),
            evil::dir("var/lib"),
            evil::dir("var/lib/dpkg"),
            evil::symlink("var/lib/dpkg/status", "status"),
            world,
        ]),
        evil::layer(&[
            evil::symlink("root", outside.at("dir")),
            evil::file("large", &large),
            evil::file("lib/apk/db/installed", "P:\nV:\n\n\n:::\n"),
        ]),
        evil::layer(&[
            evil::file("usr/lib/python3/a.dist-info/METADATA", [0xff, 0xfe, b'\n', b'\n']),
            evil::file("a/node_modules/x/package.json", "[".repeat(100_000)),
        ]),
    ];
    let reference = evil::image(&tool, "evil", &layers);
    tool.write(
        "one.json",
        &json!({"id": "X-1\u{1b}[2J", "affected": [{"package": {"ecosystem": "npm", "name": "x"}}]}).to_string(),
    );
    for form in ["text", "json", "sarif"] {
        let out = tool.run(&["audit", &reference, "--format", form, "--osv", "one.json"]);
        let (text, said) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success(), "{form}: {said}");
        assert!(!text.contains('\u{1b}') && !text.contains("untouched") && !said.contains("panicked"), "{text} {said}");
        assert!(text.contains("runs-as-root") && text.contains("world-writable"));
    }
    outside.check();
}
