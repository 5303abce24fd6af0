//! The files of package managers. Each reader takes any text and answers what it can make out of it.

use super::Package;
use serde::Deserialize;

type Found = Result<Vec<Package>, String>;

/// Paragraphs of `Name: value`, separated by empty lines; what continues a value is left out.
fn paragraphs(text: &str) -> impl Iterator<Item = Vec<(&str, &str)>> {
    text.split("\n\n").map(|paragraph| {
        let lines = paragraph.lines().filter(|line| !line.starts_with([' ', '\t']));
        lines.filter_map(|line| line.split_once(':').map(|(k, v)| (k, v.trim()))).collect()
    })
}

fn field<'a>(fields: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    let mut found = fields.iter().filter(|(k, v)| k.eq_ignore_ascii_case(name) && !v.is_empty());
    found.next().map(|(_, v)| *v)
}

/// dpkg(1), `status`.
pub(super) fn dpkg(text: &str) -> Found {
    let package = |fields: Vec<(&str, &str)>| {
        // Removed ones that left their configuration are not there. Distroless's have no status.
        let installed = field(&fields, "Status").is_none_or(|s| s.ends_with(" installed"));
        let version = field(&fields, "Version")?;
        // `Source: name`, or `Source: name (version)` where the two are not the same.
        let source = field(&fields, "Source").map(|source| match source.split_once(" (") {
            Some((name, own)) => (name.to_string(), own.trim_end_matches(')').to_string()),
            None => (source.to_string(), version.to_string()),
        });
        Some(Package {
            kind: "deb",
            name: field(&fields, "Package").filter(|_| installed)?.to_string(),
            version: version.to_string(),
            source,
            architecture: field(&fields, "Architecture").map(str::to_string),
            license: None,
        })
    };
    Ok(paragraphs(text).filter_map(package).collect())
}

/// apk's database of installed packages.
pub(super) fn apk(text: &str) -> Found {
    let package = |block: &str| {
        let value = |key: &str| block.lines().find_map(|line| line.strip_prefix(key)).map(str::to_string);
        Some(Package {
            kind: "apk",
            name: value("P:")?,
            version: value("V:")?,
            architecture: value("A:"),
            license: value("L:"),
            source: value("o:").zip(value("V:")),
        })
    };
    Ok(text.split("\n\n").filter_map(package).collect())
}

/// Core metadata of a distribution: the headers before the description.
pub(super) fn python(text: &str) -> Found {
    let head = text.split("\n\n").next().unwrap_or_default();
    let fields = paragraphs(head).next().unwrap_or_default();
    let (Some(name), Some(version)) = (field(&fields, "Name"), field(&fields, "Version")) else {
        return Err("it names no distribution".into());
    };
    let license = field(&fields, "License-Expression").or(field(&fields, "License"));
    Ok(vec![Package {
        kind: "pypi",
        // PEP 503.
        name: name.to_lowercase().replace(['_', '.'], "-"),
        version: version.into(),
        architecture: None,
        license: license.map(str::to_string),
        source: None,
    }])
}

/// `package.json` of an installed module.
pub(super) fn node(raw: &[u8]) -> Found {
    #[derive(Deserialize)]
    struct Module {
        name: Option<String>,
        version: Option<String>,
        license: Option<serde_json::Value>,
    }
    let module: Module = serde_json::from_slice(raw).map_err(|e| format!("it is no package.json: {e}"))?;
    // Without both it is a part of a module, not one.
    let (Some(name), Some(version)) = (module.name, module.version) else { return Ok(Vec::new()) };
    let license = module.license.and_then(|l| l.as_str().map(str::to_string));
    Ok(vec![Package { kind: "npm", name, version, architecture: None, license, source: None }])
}

/// `Cargo.lock`.
pub(super) fn cargo(text: &str) -> Found {
    #[derive(Deserialize)]
    struct Lock {
        #[serde(default)]
        package: Vec<Locked>,
    }
    #[derive(Deserialize)]
    struct Locked {
        name: String,
        version: String,
    }
    let lock: Lock = toml::from_str(text).map_err(|e| format!("it is no Cargo.lock: {}", e.message()))?;
    let package = |p: Locked| Package {
        kind: "cargo",
        name: p.name,
        version: p.version,
        architecture: None,
        license: None,
        source: None,
    };
    Ok(lock.package.into_iter().map(package).collect())
}

/// os-release(5): ID and VERSION_ID.
pub(super) fn release(text: &str) -> Option<(String, String)> {
    let value = |key: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        found.map(|v| v.trim().trim_matches(['"', '\'']).to_string())
    };
    Some((value("ID")?, value("VERSION_ID").unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(found: Found) -> Vec<String> {
        found.unwrap().iter().map(|p| format!("{} {}", p.name, p.version)).collect()
    }

    #[test]
    fn databases_and_lock_files() {
        let dpkg_text = "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:2-3\nDescription: x\n more: y\n\n\
             Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: bare\nVersion: 4\n";
        assert_eq!(names(dpkg(dpkg_text)), ["a 1:2-3", "bare 4"]);
        assert_eq!(dpkg(dpkg_text).unwrap()[0].architecture.as_deref(), Some("amd64"));
        let source =
            |text: &str| dpkg(&format!("Package: a\nVersion: 2+b1\nSource: {text}\n")).unwrap()[0].source.clone();
        assert_eq!(source("s (2)"), Some(("s".into(), "2".into())));
        assert_eq!(source("s"), Some(("s".into(), "2+b1".into())));
        let found = apk("C:Q1\nP:musl\nV:1.2-r0\nA:x86_64\nL:MIT\nF:lib\n\nP:no-version\n").unwrap();
        assert_eq!((found.len(), found[0].license.as_deref()), (1, Some("MIT")));
        assert_eq!(
            names(python("Metadata-Version: 2.1\nName: Foo_Bar\nVersion: 1.0\n\nName: in the text\n")),
            ["foo-bar 1.0"]
        );
        assert!(python("nothing").is_err());
        assert_eq!(names(node(br#"{"name":"@s/a","version":"1.2.3","license":"ISC"}"#)), ["@s/a 1.2.3"]);
        assert_eq!(names(node(br#"{"type":"module"}"#)), [] as [&str; 0]);
        assert!(node(b"{").is_err());
        assert_eq!(names(cargo("version = 4\n[[package]]\nname = \"x\"\nversion = \"0.1.0\"\n")), ["x 0.1.0"]);
        assert!(cargo("= =").is_err());
        assert_eq!(release("NAME=D\nID=debian\nVERSION_ID=\"12\"\n"), Some(("debian".into(), "12".into())));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(?s).{0,300}") {
            let _ = (dpkg(&text), apk(&text), python(&text), node(text.as_bytes()), cargo(&text), release(&text));
        }
    }
}
