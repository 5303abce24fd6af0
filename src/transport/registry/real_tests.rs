//! Against a real `docker-registry`.

use super::testing::*;
use super::*;
use crate::error::Kind;
use crate::image::{BlobSource, Destination, Image, Location, Node, Role};
use crate::oci::{Descriptor, Digest, Manifest, RegistryRef, media_type};
use bytes::Bytes;
use std::sync::Arc;

fn client(credentials: Option<&str>) -> Client {
    let mut config = quick();
    config.timeouts = Timeouts::default();
    if let Some(text) = credentials {
        let credentials = Credentials::parse(text).unwrap();
        config.credentials = Arc::new(StaticCredentials { registry: None, credentials });
    }
    Client::new(config).unwrap()
}

fn manifest_of(config: &Descriptor, layers: Vec<Descriptor>, subject: Option<Descriptor>) -> (Descriptor, Bytes) {
    let manifest = Manifest {
        schema_version: 2,
        media_type: Some(media_type::OCI_MANIFEST.into()),
        artifact_type: None,
        config: config.clone(),
        layers,
        subject,
        annotations: Default::default(),
        extra: Default::default(),
    };
    let raw = Bytes::from(serde_json::to_vec(&manifest).unwrap());
    (Descriptor::of(media_type::OCI_MANIFEST, &raw), raw)
}

async fn push_image(client: &Client, reference: &RegistryRef, layer: &Bytes) -> Descriptor {
    let dest = RegistryDestination::new(client.clone(), reference.clone());
    let config_bytes =
        Bytes::from_static(br#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#);
    let config = Descriptor::of(media_type::OCI_CONFIG, &config_bytes);
    let layer_descriptor = Descriptor::of(media_type::OCI_LAYER, layer);
    assert!(!dest.has_blob(&layer_descriptor).await.unwrap());
    dest.put_blob(&config, stream_of(&config_bytes, 7)).await.unwrap();
    dest.put_blob(&layer_descriptor, stream_of(layer, 300_000)).await.unwrap();
    assert!(dest.has_blob(&layer_descriptor).await.unwrap());
    let (descriptor, raw) = manifest_of(&config, vec![layer_descriptor], None);
    dest.put_manifest(&descriptor, raw, Role::Top).await.unwrap();
    dest.commit().await.unwrap();
    descriptor
}

async fn read_layer(image: &Image) -> Bytes {
    let layer = &image.manifest.layers[0];
    image.blobs.open(layer).await.unwrap().read_all(1 << 30).await.unwrap()
}

#[tokio::test]
async fn push_and_pull_without_login() {
    let registry = DockerRegistry::start(false);
    let reference: RegistryRef = format!("{}/a/b:1", registry.address).parse().unwrap();
    for size in [0, 1, 100_000, 9_000_000] {
        let client = client(None);
        let layer = noise(size);
        let reference = reference.with_tag(&format!("t{size}")).unwrap();
        let pushed = push_image(&client, &reference, &layer).await;
        let Node::Image(image) = open_node(&client, &reference).await.unwrap() else { panic!("an index") };
        assert_eq!(image.descriptor, pushed);
        assert_eq!(read_layer(&image).await, layer);
        assert_eq!(client.head_manifest(&reference).await.unwrap(), Some(pushed.clone()));
        let by_digest = reference.with_digest(pushed.digest.clone());
        assert_eq!(open_node(&client, &by_digest).await.unwrap().descriptor(), &pushed);
    }
    let missing = reference.with_tag("nope").unwrap();
    assert_eq!(client(None).head_manifest(&missing).await.unwrap(), None);
    let e = open_node(&client(None), &missing).await.err().unwrap();
    assert_eq!(e.kind(), Kind::NotFound);
    assert!(e.what().contains("404 MANIFEST_UNKNOWN"), "{e:?}");
    assert!(e.what().starts_with("GET manifest 127.0.0.1:"), "{e:?}");
}

#[tokio::test]
async fn basic_login() {
    let registry = DockerRegistry::start(true);
    let reference: RegistryRef = format!("{}/private:1", registry.address).parse().unwrap();
    let layer = noise(5_000_000);
    push_image(&client(Some("user:s3cret")), &reference, &layer).await;
    let Node::Image(image) = open_node(&client(Some("user:s3cret")), &reference).await.unwrap() else { panic!() };
    assert_eq!(read_layer(&image).await, layer);
    for credentials in [None, Some("user:wrong")] {
        let e = open_node(&client(credentials), &reference).await.err().unwrap();
        assert_eq!(e.kind(), Kind::Denied);
        assert!(e.hints()[0].contains(&format!("imgtool login {}", registry.address)), "{e:?}");
        assert!(!format!("{e:?} {:?}", e.hints()).contains("wrong"));
    }
}

#[tokio::test]
async fn a_blob_that_is_being_made_and_one_that_lies() {
    let registry = DockerRegistry::start(false);
    let reference: RegistryRef = format!("{}/new:1", registry.address).parse().unwrap();
    let client = client(None);
    let dest = RegistryDestination::new(client.clone(), reference.clone());
    for size in [0, 10, 6_000_000] {
        let data = noise(size);
        let made = dest.put_new_blob(media_type::OCI_LAYER, stream_of(&data, 50_000)).await.unwrap();
        assert_eq!(made, Descriptor::of(media_type::OCI_LAYER, &data));
        let source = RegistrySource::new(client.clone(), reference.clone());
        assert_eq!(source.open(&made).await.unwrap().read_all(1 << 30).await.unwrap(), data);
    }
    for size in [101usize, 6_000_001] {
        let data = noise(size);
        let lie = Descriptor::new(media_type::OCI_LAYER, Digest::sha256(b"other"), size as u64);
        let e = dest.put_blob(&lie, stream_of(&data, 70_000)).await.unwrap_err();
        assert_eq!(e.kind(), Kind::Integrity, "{e:?}");
        for wrong in [size as u64 - 1, size as u64 + 1] {
            let lie = Descriptor::new(media_type::OCI_LAYER, Digest::sha256(&data[..]), wrong);
            let dest = RegistryDestination::new(client.clone(), reference.with_tag("x").unwrap());
            let e = dest.put_blob(&lie, stream_of(&data, 70_000)).await.unwrap_err();
            assert_eq!(e.kind(), Kind::Integrity, "{e:?}");
        }
    }
}

#[tokio::test]
async fn mount_across_repositories() {
    let registry = DockerRegistry::start(false);
    let from: RegistryRef = format!("{}/src:1", registry.address).parse().unwrap();
    let client = client(None);
    let layer = noise(200_000);
    push_image(&client, &from, &layer).await;
    let descriptor = Descriptor::of(media_type::OCI_LAYER, &layer);
    let to: RegistryRef = format!("{}/dst/x:1", registry.address).parse().unwrap();
    let dest = RegistryDestination::new(client.clone(), to);
    assert!(dest.try_reuse(&descriptor, &Location::Repository(from.clone())).await.unwrap());
    assert!(dest.has_blob(&descriptor).await.unwrap());
    // Not there to be mounted: the session that is opened instead serves the upload.
    let other = noise(10);
    let other_descriptor = Descriptor::of(media_type::OCI_LAYER, &other);
    assert!(!dest.try_reuse(&other_descriptor, &Location::Repository(from)).await.unwrap());
    dest.put_blob(&other_descriptor, stream_of(&other, 4)).await.unwrap();
    dest.commit().await.unwrap();
}

#[tokio::test]
async fn tags_catalog_and_deletion() {
    let registry = DockerRegistry::start(false);
    let client = client(None);
    let reference: RegistryRef = format!("{}/many", registry.address).parse().unwrap();
    let mut pushed = None;
    for i in 0..7 {
        let config = Bytes::from(format!(r#"{{"i":{i}}}"#));
        let config_descriptor = Descriptor::of(media_type::OCI_CONFIG, &config);
        let dest = RegistryDestination::new(client.clone(), reference.with_tag(&format!("t{i}")).unwrap());
        dest.put_blob(&config_descriptor, stream_of(&config, 3)).await.unwrap();
        let (descriptor, raw) = manifest_of(&config_descriptor, vec![], None);
        dest.put_manifest(&descriptor, raw, Role::Top).await.unwrap();
        assert!(dest.has_manifest(&descriptor).await.unwrap());
        pushed = Some((descriptor, config_descriptor));
    }
    let paging = Paging { per_page: Some(2), ..Paging::default() };
    let all: Vec<String> = (0..7).map(|i| format!("t{i}")).collect();
    let mut listed = client.tags(&reference, &paging).await.unwrap();
    listed.sort();
    assert_eq!(listed, all);
    let some = Paging { per_page: Some(2), last: Some("t1".into()), limit: Some(3) };
    let listed = client.tags(&reference, &some).await.unwrap();
    assert!(listed.len() <= 3, "{listed:?}");
    assert_eq!(client.catalog(&registry.address, &Paging::default()).await.unwrap(), ["many"]);
    client.ping(&registry.address).await.unwrap();

    let (manifest, config) = pushed.unwrap();
    client.delete_manifest(&reference, &manifest.digest).await.unwrap();
    assert_eq!(client.head_manifest(&reference.with_digest(manifest.digest.clone())).await.unwrap(), None);
    client.delete_blob(&reference, &config.digest).await.unwrap();
    assert!(!RegistryDestination::new(client.clone(), reference.clone()).has_blob(&config).await.unwrap());
    let e = client.delete_manifest(&reference, &manifest.digest).await.unwrap_err();
    assert_eq!(e.kind(), Kind::NotFound);
}

#[tokio::test]
async fn referrers_by_the_fallback_tag() {
    let registry = DockerRegistry::start(false);
    let client = client(None);
    let reference: RegistryRef = format!("{}/signed:1", registry.address).parse().unwrap();
    let subject = push_image(&client, &reference, &noise(100)).await;
    assert_eq!(client.referrers(&reference, &subject.digest, None).await.unwrap(), []);
    let dest = RegistryDestination::new(client.clone(), reference.clone());
    let mut attached = Vec::new();
    for kind in ["application/x.one", "application/x.two"] {
        let body = Bytes::from(kind.to_string());
        let config = Descriptor::of(kind, &body);
        dest.put_blob(&config, stream_of(&body, 100)).await.unwrap();
        let (descriptor, raw) = manifest_of(&config, vec![], Some(subject.clone()));
        dest.put_manifest(&descriptor, raw, Role::Child).await.unwrap();
        attached.push(descriptor.digest);
    }
    let all = client.referrers(&reference, &subject.digest, None).await.unwrap();
    assert_eq!(all.iter().map(|d| d.digest.clone()).collect::<Vec<_>>(), attached);
    let one = client.referrers(&reference, &subject.digest, Some("application/x.two")).await.unwrap();
    assert_eq!(one.iter().map(|d| d.digest.clone()).collect::<Vec<_>>(), attached[1..]);
}

/// A `certs.d` for a registry, with or without a client certificate.
fn certs_d(registry: &DockerRegistry, client_certificate: bool) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let host = dir.path().join(&registry.address);
    std::fs::create_dir(&host).unwrap();
    let copy = |from: &str, to: &str| {
        std::fs::copy(registry.dir.path().join(from), host.join(to)).unwrap();
    };
    copy("ca.pem", "ca.crt");
    if client_certificate {
        copy("leaf.pem", "me.cert");
        copy("leaf.key", "me.key");
    }
    dir
}

#[tokio::test]
async fn tls_with_certs_d_and_without() {
    let registry = DockerRegistry::start_as(true, Front::Https);
    let reference: RegistryRef = format!("{}/tls:1", registry.address).parse().unwrap();
    let certs = certs_d(&registry, false);
    let layer = noise(9_000_000);
    let with = |tls_verify, certs_dirs: Vec<std::path::PathBuf>| {
        let credentials = Credentials::parse("user:s3cret").unwrap();
        let credentials = Arc::new(StaticCredentials { registry: None, credentials });
        let timeouts = Timeouts::default();
        Client::new(ClientConfig { tls_verify, certs_dirs, credentials, timeouts, ..quick() }).unwrap()
    };
    let dirs = vec![certs.path().to_path_buf()];
    push_image(&with(None, dirs.clone()), &reference, &layer).await;
    for client in [with(Some(true), dirs.clone()), with(Some(false), vec![]), with(None, dirs)] {
        let Node::Image(image) = open_node(&client, &reference).await.unwrap() else { panic!("an index") };
        assert_eq!(read_layer(&image).await, layer);
    }
    for tls_verify in [None, Some(true)] {
        let e = open_node(&with(tls_verify, vec![]), &reference).await.err().unwrap();
        assert_eq!(e.kind(), Kind::Network, "{e:?}");
        assert!(e.hints().iter().any(|h| h.contains("certs.d")), "{e:?} {:?}", e.hints());
    }
}

#[tokio::test]
async fn client_certificates() {
    let registry = DockerRegistry::start_as(false, Front::MutualTls);
    let reference: RegistryRef = format!("{}/mtls:1", registry.address).parse().unwrap();
    let with = |own: bool| {
        let certs = certs_d(&registry, own);
        let certs_dirs = vec![certs.path().to_path_buf()];
        (Client::new(ClientConfig { certs_dirs, timeouts: Timeouts::default(), ..quick() }).unwrap(), certs)
    };
    let (client, _certs) = with(true);
    push_image(&client, &reference, &noise(1000)).await;
    let (client, _certs) = with(false);
    let e = open_node(&client, &reference).await.err().unwrap();
    assert!(matches!(e.kind(), Kind::Network | Kind::Registry), "{e:?}");
}
