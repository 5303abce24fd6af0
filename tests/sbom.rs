//! Lists of packages, and what `build` says of an image.
use crate::common::{Imgtool, Registry, done, peer};
use serde_json::Value;
use std::collections::BTreeSet;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// What dpkg itself says is what is listed.
#[test]
fn the_packages_of_debian() {
    let tool = Imgtool::with_bases(&["debian"]);
    tool.write(
        "ctx/Dockerfile",
        "FROM debian\nRUN dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\\n' > /list\n\
         RUN mkdir -p /app/node_modules/@a/b /usr/lib/python3/x-1.dist-info && \
         echo '{\"name\":\"@a/b\",\"version\":\"2.0.0\"}' > /app/node_modules/@a/b/package.json && \
         printf 'Name: X_y\\nVersion: 1\\n' > /usr/lib/python3/x-1.dist-info/METADATA && \
         printf '[[package]]\\nname = \"z\"\\nversion = \"3.0.0\"\\n' > /app/Cargo.lock\n",
    );
    tool.ok(&["build", "-q", "-t", "out", "ctx"]);
    let listed = tool.ok(&["cat", "store:out", "/list"]);
    let expected: BTreeSet<String> =
        listed.lines().filter_map(|l| Some(format!("deb {}", l.strip_prefix("installed ")?))).collect();
    let text = tool.ok(&["sbom", "store:out", "--format", "text"]);
    let (deb, other): (Vec<&str>, Vec<&str>) = text.lines().partition(|l| l.starts_with("deb "));
    assert!(expected.len() > 50);
    assert_eq!(deb.into_iter().map(str::to_string).collect::<BTreeSet<_>>(), expected);
    assert_eq!(other, ["cargo z 3.0.0", "npm @a/b 2.0.0", "pypi x-y 1"]);
    // As SPDX: the same bytes each time.
    let spdx = || tool.run_with(&["sbom", "store:out"], &[("SOURCE_DATE_EPOCH", "9")]);
    let document = json(&spdx());
    assert_eq!(spdx(), spdx());
    assert_eq!(document["spdxVersion"], "SPDX-2.3");
    assert_eq!(document["creationInfo"]["created"], "1970-01-01T00:00:09Z");
    let packages = document["packages"].as_array().unwrap();
    assert_eq!(packages.len(), 1 + text.lines().count());
    let base = packages.iter().find(|p| p["name"] == "base-files").unwrap();
    let purl = base["externalRefs"][0]["referenceLocator"].as_str().unwrap();
    assert!(purl.starts_with("pkg:deb/debian/base-files@") && purl.contains("distro=debian-"), "{purl}");
    assert_eq!(document["relationships"].as_array().unwrap().len(), packages.len());
}

/// A database as rpm makes them, by SQLite itself: many pages, headers that need further ones.
#[test]
fn the_packages_of_rpm() {
    let tool = Imgtool::with_bases(&[]);
    let script = r#"
import sqlite3, struct
def header(texts, epoch):
    entries, data = b"", b""
    for tag, kind, raw in [(1003, 4, struct.pack(">I", epoch))] + [(t, 6, v.encode() + b"\0") for t, v in texts]:
        entries += struct.pack(">IIII", tag, kind, len(data), 1)
        data += raw
    return struct.pack(">II", len(entries) // 16, len(data)) + entries + data
db = sqlite3.connect("ctx/rpmdb.sqlite")
db.execute("CREATE TABLE Other (x)")
db.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
for i in range(400):
    texts = [(1000, f"p{i}"), (1001, f"{i}.0"), (1002, "1.el9"), (1014, "x" * (i * 97 % 20000)), (1022, "noarch"), (1044, "s-1-1.src.rpm")]
    db.execute("INSERT INTO Packages (blob) VALUES (?)", (header(texts, i % 3),))
db.commit()
"#;
    tool.write("ctx/Dockerfile", "FROM scratch\nCOPY rpmdb.sqlite /var/lib/rpm/\n");
    let out = std::process::Command::new("python3").args(["-c", script]).current_dir(tool.dir.path()).output();
    done("sqlite", out.unwrap());
    tool.ok(&["build", "-q", "-t", "out", "ctx"]);
    let epoch = |i: u32| if i.is_multiple_of(3) { String::new() } else { format!("{}:", i % 3) };
    let expected: BTreeSet<String> = (0..400).map(|i| format!("rpm p{i} {}{i}.0-1.el9", epoch(i))).collect();
    let found = tool.ok(&["sbom", "store:out", "--format", "text"]);
    assert_eq!(found.lines().map(str::to_string).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn what_cannot_be_read_is_told() {
    let tool = Imgtool::with_bases(&["busybox"]);
    tool.write(
        "ctx/Dockerfile",
        "FROM busybox\nRUN mkdir -p /var/lib/rpm /var/lib/dpkg /a/node_modules/x && echo x > /var/lib/rpm/rpmdb.sqlite && \
         dd if=/dev/zero of=/var/lib/dpkg/status bs=1M count=65 && echo '{' > /a/node_modules/x/package.json\n",
    );
    tool.ok(&["build", "-q", "-t", "out", "ctx"]);
    let out = tool.run(&["sbom", "store:out"]);
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    for word in [
        "/var/lib/rpm/rpmdb.sqlite: packages of rpm in this old form of database are not read",
        "/var/lib/dpkg/status: 68157440 bytes",
        "no package.json",
    ] {
        assert!(said.contains(word), "{said}");
    }
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert!(document["comment"].as_str().unwrap().starts_with("not read: "));
}

#[test]
fn a_build_says_what_is_in_the_image_and_how_it_was_made() {
    let host = Imgtool::with_bases(&["busybox"]);
    let registry = Registry::start();
    let image = format!("docker://{}/team/app:1", registry.address);
    host.write("ctx/Dockerfile", "FROM store:busybox\nARG TOKEN\nRUN --mount=type=secret,id=s true && echo x > /x\n");
    host.write("secret", "very-hidden");
    let base = json(&host.ok(&["inspect", "--raw", "store:busybox"]));
    let build = |more: &[&str]| {
        let fixed =
            ["build", "--tls-verify=false", "-t", &image, "--secret", "id=s,src=secret", "--build-arg", "TOKEN=given"];
        let out = host.run(&[&fixed[..], more, &["ctx"]].concat());
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        done("build", out);
        said
    };
    build(&["--sbom", "--provenance=mode=max"]);
    let list = json(&host.ok(&["referrers", "--tls-verify=false", "--json", &image]));
    let text = list.to_string();
    assert_eq!(text.matches("https://spdx.dev/Document").count(), 1, "{text}");
    assert_eq!(text.matches("https://slsa.dev/provenance/v1").count(), 1, "{text}");
    // Another tool sees them as well.
    let address = format!("{}/team/app:1", registry.address);
    let found = peer(host.dir.path(), &["oras", "discover", "--plain-http", "--format", "json", &address]);
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    assert_eq!(found.matches("application/vnd.in-toto+json").count(), 2, "{found}");
    // What it says.
    let said = |dir: &str| -> Vec<Value> {
        host.ok(&["copy", "--src-tls-verify=false", "--referrers", &image, &format!("oci:{dir}:x")]);
        let blobs = std::fs::read_dir(host.path(&format!("{dir}/blobs/sha256"))).unwrap();
        let texts = blobs.filter_map(|b| std::fs::read(b.unwrap().path()).ok());
        texts
            .filter_map(|t| serde_json::from_slice::<Value>(&t).ok())
            .filter(|v| v.get("predicateType").is_some())
            .collect()
    };
    let statements = said("max");
    let provenance = statements.iter().find(|s| s["predicateType"] == "https://slsa.dev/provenance/v1").unwrap();
    let digest = host.ok(&["digest", "--tls-verify=false", &image]);
    assert_eq!(provenance["subject"][0]["digest"]["sha256"], digest.trim().split_once(':').unwrap().1);
    let definition = &provenance["predicate"]["buildDefinition"];
    assert_eq!(definition["externalParameters"]["buildArgs"]["TOKEN"], "given");
    let material = &definition["resolvedDependencies"][0];
    assert!(material["uri"].as_str().unwrap().contains("busybox"));
    assert_eq!(material["digest"]["sha256"].as_str().unwrap().len(), 64);
    assert!(base.get("layers").is_some() && !provenance.to_string().contains("very-hidden"));
    // The shorter form tells no arguments.
    let other = host.path("other");
    std::fs::create_dir(&other).unwrap();
    host.ok(&[
        "build",
        "-q",
        "-t",
        &format!("oci:{}:x", other.join("o").display()),
        "--secret",
        "id=s,src=secret",
        "--build-arg",
        "TOKEN=given",
        "--provenance",
        "ctx",
    ]);
    let whole = std::fs::read_dir(other.join("o/blobs/sha256")).unwrap();
    let texts: Vec<String> =
        whole.map(|b| String::from_utf8_lossy(&std::fs::read(b.unwrap().path()).unwrap()).into_owned()).collect();
    let min = texts.iter().find(|t| t.contains("buildDefinition")).unwrap();
    assert!(!min.contains("given") && min.contains("busybox"), "{min}");
    // A place that cannot hold it is told.
    let out = host.run(&["build", "-t", "name", "--secret", "id=s,src=secret", "--sbom", "ctx"]);
    assert!(out.status.success() && String::from_utf8_lossy(&out.stderr).contains("no place for what is said"));
}
