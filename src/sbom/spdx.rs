//! SPDX 2.3 as JSON.

use super::{Inventory, Package};
use serde_json::{Value, json};

/// What the document is about.
#[derive(Debug, Clone)]
pub struct About {
    /// The image's name.
    pub name: String,
    /// Its digest, `sha256:…`.
    pub digest: String,
    /// When the document was made, RFC 3339.
    pub created: String,
}

/// The document; the same inventory gives the same bytes.
pub fn document(about: &About, inventory: &Inventory) -> Value {
    let (algorithm, hex) = about.digest.split_once(':').unwrap_or(("sha256", &about.digest));
    let image = "SPDXRef-image";
    let mut packages = vec![json!({
        "SPDXID": image,
        "name": about.name,
        "versionInfo": about.digest,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": false,
        "primaryPackagePurpose": "CONTAINER",
        "checksums": [{"algorithm": algorithm.to_uppercase(), "checksumValue": hex}],
    })];
    let mut relationships = vec![json!({
        "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": image,
    })];
    for (number, package) in inventory.packages.iter().enumerate() {
        let id = format!("SPDXRef-package-{number}");
        let mut value = json!({
            "SPDXID": id,
            "name": package.name,
            "versionInfo": package.version,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": false,
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "NOASSERTION",
            "externalRefs": [{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": purl(package, inventory.distribution.as_ref()),
            }],
        });
        if let Some(license) = &package.license {
            // What packages say is no SPDX expression always; as a comment it is true.
            value["licenseComments"] = json!(license);
        }
        packages.push(value);
        relationships.push(json!({
            "spdxElementId": image, "relationshipType": "CONTAINS", "relatedSpdxElement": id,
        }));
    }
    let mut document = json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": about.name,
        "documentNamespace": format!("https://imgtool.invalid/spdx/{algorithm}/{hex}"),
        "creationInfo": {
            "created": about.created,
            "creators": [format!("Tool: imgtool-{}", env!("CARGO_PKG_VERSION"))],
        },
        "packages": packages,
        "relationships": relationships,
    });
    if !inventory.gaps.is_empty() {
        document["comment"] = json!(format!("not read: {}", inventory.gaps.join("; ")));
    }
    document
}

/// A package URL (purl-spec): `pkg:deb/debian/NAME@VERSION?arch=…`.
fn purl(package: &Package, distribution: Option<&(String, String)>) -> String {
    let namespace = match (package.kind, distribution) {
        ("deb" | "apk" | "rpm", Some((id, _))) => format!("{}/", encoded(id)),
        ("deb", None) => "debian/".into(),
        ("apk", None) => "alpine/".into(),
        _ => String::new(),
    };
    let name = match package.name.split_once('/') {
        // npm's scopes are namespaces.
        Some((scope, name)) if package.kind == "npm" => format!("{}/{}", encoded(scope), encoded(name)),
        _ => encoded(&package.name),
    };
    let distro = distribution.filter(|_| matches!(package.kind, "deb" | "apk" | "rpm"));
    // rpm's epoch is told apart.
    let (epoch, version) = match package.version.split_once(':') {
        Some((epoch, version)) if package.kind == "rpm" => (Some(epoch), version),
        _ => (None, package.version.as_str()),
    };
    let mut out = format!("pkg:{}/{namespace}{name}@{}", package.kind, encoded(version));
    let qualifiers: Vec<String> = package
        .architecture
        .iter()
        .map(|a| format!("arch={}", encoded(a)))
        .chain(epoch.map(|e| format!("epoch={}", encoded(e))))
        .chain(distro.map(|(id, version)| format!("distro={}-{}", encoded(id), encoded(version))))
        .collect();
    if !qualifiers.is_empty() {
        out.push_str(&format!("?{}", qualifiers.join("&")));
    }
    out
}

fn encoded(text: &str) -> String {
    const PLAIN: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');
    percent_encoding::utf8_percent_encode(text, &PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_urls() {
        let package = |kind, name: &str| Package {
            kind,
            name: name.into(),
            version: "1:2+3".into(),
            architecture: (kind == "deb").then(|| "amd64".to_string()),
            license: None,
            source: None,
        };
        let debian = ("debian".to_string(), "12".to_string());
        assert_eq!(purl(&package("deb", "a"), Some(&debian)), "pkg:deb/debian/a@1:2%2B3?arch=amd64&distro=debian-12");
        let rpm = purl(&package("rpm", "a"), Some(&("rocky".to_string(), "9".to_string())));
        assert_eq!(rpm, "pkg:rpm/rocky/a@2%2B3?epoch=1&distro=rocky-9");
        assert_eq!(purl(&package("npm", "@s/a"), Some(&debian)), "pkg:npm/%40s/a@1:2%2B3");
        assert_eq!(purl(&package("cargo", "x"), None), "pkg:cargo/x@1:2%2B3");
    }
}
