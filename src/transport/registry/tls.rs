//! TLS settings: which authorities are trusted, and client certificates per host.

use crate::error::{Context, Error, Kind, Result};
use rustls::RootCertStore;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, SignatureScheme};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the distributions keep the host's authorities, most common first.
pub(super) const HOST_BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/ssl/certs/ca-bundle.crt",
];

/// What `certs.d` holds for one host (containers-certs.d(5)): `*.crt` are
/// authorities, `*.cert` with the `*.key` of the same name client certificates.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct HostCerts {
    authorities: Vec<PathBuf>,
    client: Option<(PathBuf, PathBuf)>,
}

impl HostCerts {
    /// Collects what `dirs` hold for `authority` (`host[:port]`); the first
    /// directory that has anything wins, as with other tools.
    pub(super) fn find(dirs: &[PathBuf], authority: &str) -> Result<HostCerts> {
        // The authority came through the grammar of references; this keeps the join inside whatever happens.
        if authority.contains('/') || authority.starts_with('.') {
            return Ok(HostCerts::default());
        }
        for dir in dirs {
            let found = HostCerts::read(&dir.join(authority))?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(HostCerts::default())
    }

    /// What one directory holds; nothing where there is no such directory.
    pub(super) fn read(dir: &Path) -> Result<HostCerts> {
        let mut found = HostCerts::default();
        let entries = match std::fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                return Ok(found);
            }
            Err(e) => return Err(Error::io(format!("read {}", dir.display()), e)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            paths.push(entry.context(|| format!("read {}", dir.display()))?.path());
        }
        paths.sort();
        for path in paths {
            match path.extension().and_then(|e| e.to_str()) {
                Some("crt") => found.authorities.push(path),
                Some("cert") => {
                    let key = path.with_extension("key");
                    if !key.exists() {
                        return Err(Error::new(
                            Kind::Usage,
                            format!("client certificate {} has no key beside it", path.display()),
                        )
                        .hint(format!("put the key into {}", key.display())));
                    }
                    found.client.get_or_insert((path, key));
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// Nothing special for this host?
    pub(super) fn is_empty(&self) -> bool {
        *self == HostCerts::default()
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let bad = |e: rustls::pki_types::pem::Error| {
        Error::new(Kind::Format, format!("{} is not a PEM file of certificates", path.display())).because(e)
    };
    let pem = std::fs::read(path).context(|| format!("read {}", path.display()))?;
    CertificateDer::pem_slice_iter(&pem).collect::<std::result::Result<_, _>>().map_err(bad)
}

fn roots(bundles: &[PathBuf], extra: &HostCerts) -> Result<RootCertStore> {
    let mut store = RootCertStore::empty();
    for bundle in bundles {
        if let Ok(certs) = certificates(bundle) {
            store.add_parsable_certificates(certs);
            if !store.is_empty() {
                break;
            }
        }
    }
    // A scratch image has no bundle of its own. Where the host has one it alone
    // counts: an authority that its administrator removed stays removed.
    if store.is_empty() {
        store.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    }
    for path in &extra.authorities {
        for cert in certificates(path)? {
            store.add(cert).map_err(|e| {
                Error::new(Kind::Format, format!("{} holds no usable certificate authority", path.display())).because(e)
            })?;
        }
    }
    Ok(store)
}

/// A configuration that can talk to nobody: for the client that only speaks
/// plain http, so that no certificate is parsed when none is needed.
pub(super) fn none() -> Result<rustls::ClientConfig> {
    builder(|b| Ok(b.with_root_certificates(RootCertStore::empty()).with_no_client_auth()))
}

/// The configuration for a host.
pub(super) fn config(bundles: &[PathBuf], extra: &HostCerts, verify: bool) -> Result<rustls::ClientConfig> {
    builder(|b| {
        let b = if verify {
            b.with_root_certificates(roots(bundles, extra)?)
        } else {
            b.dangerous().with_custom_certificate_verifier(Arc::new(TrustAll(provider())))
        };
        let Some((cert, key)) = &extra.client else { return Ok(b.with_no_client_auth()) };
        let key_der = PrivateKeyDer::from_pem_file(key)
            .map_err(|e| Error::new(Kind::Format, format!("{} is not a PEM private key", key.display())).because(e))?;
        b.with_client_auth_cert(certificates(cert)?, key_der).map_err(|e| {
            Error::new(Kind::Format, format!("the client certificate {} cannot be used", cert.display())).because(e)
        })
    })
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

type Builder = rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier>;

fn builder(finish: impl FnOnce(Builder) -> Result<rustls::ClientConfig>) -> Result<rustls::ClientConfig> {
    let start = rustls::ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|e| Error::new(Kind::Internal, "set up TLS").because(e))?;
    let mut config = finish(start)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// `--tls-verify=false`: any certificate will do.
#[derive(Debug)]
struct TrustAll(Arc<CryptoProvider>);

impl ServerCertVerifier for TrustAll {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_authorities_serve_where_the_host_has_none() {
        let store = roots(&[PathBuf::from("/nonexistent/ca.crt")], &HostCerts::default()).unwrap();
        assert!(store.len() > 50);
    }

    #[test]
    fn certs_d_is_read_per_host_and_a_bad_file_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let host = dir.path().join("reg.example:5000");
        std::fs::create_dir(&host).unwrap();
        std::fs::write(host.join("ca.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        let dirs = [dir.path().to_path_buf()];
        assert!(HostCerts::find(&dirs, "other.example").unwrap().is_empty());
        let found = HostCerts::find(&dirs, "reg.example:5000").unwrap();
        assert!(!found.is_empty());
        assert_eq!(config(&[], &found, true).unwrap_err().kind(), Kind::Format);
        std::fs::write(host.join("me.cert"), "x").unwrap();
        let e = HostCerts::find(&dirs, "reg.example:5000").unwrap_err();
        assert!(e.what().contains("has no key"), "{e:?}");
        assert!(HostCerts::find(&dirs, "../reg.example:5000").unwrap().is_empty());
    }
}
