//! Reading from servers that misbehave (the threat list's "Registries").

use super::testing::*;
use super::*;
use crate::error::{Error, Kind};
use crate::image::BlobSource;
use crate::oci::{Descriptor, Digest, RegistryRef, media_type};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const MANIFEST: &[u8] = br#"{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0},"layers":[]}"#;

fn client() -> Client {
    Client::new(quick()).unwrap()
}

fn with_login() -> Client {
    let credentials = Credentials::parse("user:hunter2").unwrap();
    Client::new(ClientConfig { credentials: Arc::new(StaticCredentials { registry: None, credentials }), ..quick() })
        .unwrap()
}

async fn read_with(client: &Client, server: &BadServer, descriptor: &Descriptor) -> crate::Result<Bytes> {
    let source = RegistrySource::new(client.clone(), server.reference("x:1"));
    source.open(descriptor).await?.read_all(1 << 30).await
}

async fn read(server: &BadServer, descriptor: &Descriptor) -> crate::Result<Bytes> {
    read_with(&client(), server, descriptor).await
}

fn blob(data: &Bytes) -> Descriptor {
    Descriptor::of(media_type::OCI_LAYER, data)
}

/// The first byte that a request's Range asks for.
fn start_of(seen: &Seen) -> Option<usize> {
    seen.header("range")?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}

fn all_text(e: &Error) -> String {
    format!("{e} {e:?} {:?} {:?}", e.causes(), e.hints())
}

#[tokio::test]
async fn wrong_bytes_in_a_blob() {
    let data = noise(100_000);
    let mut wrong = data.to_vec();
    wrong[50_000] ^= 1;
    let server = BadServer::start(move |_, _| answer(200, &[], &wrong)).await;
    assert_eq!(read(&server, &blob(&data)).await.unwrap_err().kind(), Kind::Integrity);
}

#[tokio::test]
async fn wrong_bytes_in_a_manifest_by_tag_and_by_digest() {
    let server = BadServer::start(|_, _| {
        let other = Digest::sha256(b"other").to_string();
        answer(200, &[("Content-Type", media_type::OCI_MANIFEST), ("Docker-Content-Digest", &other)], MANIFEST)
    })
    .await;
    let by_tag = server.reference("x:1");
    assert_eq!(open_node(&client(), &by_tag).await.err().unwrap().kind(), Kind::Integrity);
    // The header agrees with the one asked for; the bytes do not.
    let by_digest = by_tag.with_digest(Digest::sha256(b"other"));
    assert_eq!(open_node(&client(), &by_digest).await.err().unwrap().kind(), Kind::Integrity);
}

#[tokio::test]
async fn cve_2021_41190_type_confusion() {
    let both = br#"{"schemaVersion":2,"config":{"mediaType":"a/b","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0},"layers":[],"manifests":[]}"#;
    let server = BadServer::start(|s, _| {
        let kind = if s.target.contains("index") { media_type::OCI_INDEX } else { media_type::OCI_MANIFEST };
        let body: &[u8] = match s.target.rsplit('/').next() {
            Some("unlike") => {
                br#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#
            }
            _ => both,
        };
        answer(200, &[("Content-Type", kind)], body)
    })
    .await;
    for name in ["x:both", "index:both", "x:unlike"] {
        let e = open_node(&client(), &server.reference(name)).await.err().unwrap();
        assert_eq!(e.kind(), Kind::Format, "{name}: {e:?}");
    }
}

/// Serves `data` in slices that break off after `cut` bytes each.
async fn breaking(data: Bytes, cut: usize, reset: bool) -> BadServer {
    BadServer::start(move |s, _| {
        let start = start_of(s).unwrap_or(0);
        let rest = data.len() - start;
        let range = format!("bytes {start}-{}/{}", data.len() - 1, data.len());
        let length = rest.to_string();
        let mut headers = vec![("Content-Length", length.as_str())];
        if start > 0 {
            headers.push(("Content-Range", &range));
        }
        let body = &data[start..(start + cut).min(data.len())];
        let bytes = raw(if start > 0 { 206 } else { 200 }, &headers, body);
        match (rest <= cut, reset) {
            (true, _) => Reply::Raw(bytes),
            (false, true) => Reply::ThenReset(bytes),
            (false, false) => Reply::ThenClose(bytes),
        }
    })
    .await
}

#[tokio::test]
async fn a_short_body_is_taken_up_where_it_stopped() {
    let data = noise(3_000_000);
    let server = breaking(data.clone(), 1_200_000, false).await;
    assert_eq!(read(&server, &blob(&data)).await.unwrap(), data);
    let starts: Vec<Option<usize>> = server.seen().iter().map(start_of).collect();
    assert_eq!(starts, [None, Some(1_200_000), Some(2_400_000)]);
}

#[tokio::test]
async fn a_reset_mid_blob_fetches_nothing_twice() {
    let data = noise(2_500_000);
    let server = breaking(data.clone(), 1_100_000, true).await;
    assert_eq!(read(&server, &blob(&data)).await.unwrap(), data);
    // A reset may destroy bytes in flight, never ones that were delivered: each
    // request starts at or after the one before, and within what was sent to it.
    let starts: Vec<usize> = server.seen().iter().map(|s| start_of(s).unwrap_or(0)).collect();
    assert!(starts.len() >= 3, "{starts:?}");
    for pair in starts.windows(2) {
        assert!(pair[1] >= pair[0] && pair[1] <= pair[0] + 1_100_000, "{starts:?}");
    }
}

#[tokio::test]
async fn a_server_that_ignores_range_is_skipped_through() {
    let data = noise(700_000);
    let served = data.clone();
    let server = BadServer::start(move |_, n| {
        let length = served.len().to_string();
        let bytes = raw(200, &[("Content-Length", &length)], if n == 0 { &served[..300_000] } else { &served });
        if n == 0 { Reply::ThenClose(bytes) } else { Reply::Raw(bytes) }
    })
    .await;
    assert_eq!(read(&server, &blob(&data)).await.unwrap(), data);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn wrong_ranges_are_refused() {
    let data = noise(500_000);
    for (status, range) in [(206, "bytes 9-499999/500000"), (206, "junk"), (416, "bytes */500000")] {
        let served = data.clone();
        let server = BadServer::start(move |s, _| match start_of(s) {
            None => Reply::ThenClose(raw(200, &[("Content-Length", "500000")], &served[..100_000])),
            Some(_) if range.starts_with("bytes 9") => {
                answer(status, &[("Content-Range", "bytes 200000-499999/500000")], &served[200_000..])
            }
            Some(_) => answer(status, &[("Content-Range", range)], b""),
        })
        .await;
        let e = read(&server, &blob(&data)).await.unwrap_err();
        assert_eq!(e.kind(), Kind::Integrity, "{range}: {e:?}");
    }
}

#[tokio::test]
async fn a_server_that_breaks_for_ever_is_given_up() {
    let data = noise(500_000);
    let server = breaking(data.clone(), 1_000, false).await;
    let e = read(&server, &blob(&data)).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Network);
    assert_eq!(server.seen().len(), 5);
}

#[tokio::test]
async fn sizes_that_lie_are_refused_before_a_byte_is_read() {
    let data = noise(1000);
    for length in ["999", "1001", "99999999999"] {
        let server =
            BadServer::start(move |_, _| Reply::ThenClose(raw(200, &[("Content-Length", length)], b"x"))).await;
        let e = read(&server, &blob(&data)).await.unwrap_err();
        assert_eq!(e.kind(), Kind::Integrity, "{e:?}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn endless_bodies_end() {
    let server = BadServer::start(|s, _| {
        let kind = ("Content-Type", media_type::OCI_MANIFEST);
        // No length: the body goes on until somebody closes.
        let mut head = format!("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nConnection: close\r\n\r\n", kind.1);
        if s.target.contains("huge") {
            head = format!("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: 1073741824\r\n\r\n", kind.1);
        }
        Reply::Endless(head.into_bytes())
    })
    .await;
    for name in ["x:endless", "x:huge"] {
        let e = open_node(&client(), &server.reference(name)).await.err().unwrap();
        assert_eq!(e.kind(), Kind::Limit, "{e:?}");
    }
    let e = read(&server, &blob(&noise(1000))).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Integrity);
}

#[tokio::test]
async fn a_slow_drip_is_broken_off() {
    let data = noise(100_000);
    let served = data.clone();
    let server = BadServer::start(move |_, _| Reply::Drip(raw(200, &[], &served), 20)).await;
    let mut config = quick();
    config.retry.tries = 2;
    config.timeouts.idle = Duration::from_millis(300);
    let began = Instant::now();
    let e = read_with(&Client::new(config).unwrap(), &server, &blob(&data)).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Network);
    assert!(all_text(&e).contains("bytes came in"), "{e:?}");
    assert!(began.elapsed() < Duration::from_secs(15));
}

#[tokio::test]
async fn transient_answers_are_tried_again() {
    for status in [429, 500, 502, 503, 504] {
        let server = BadServer::start(move |_, n| {
            if n < 2 {
                answer(status, &[("Retry-After", "0")], b"")
            } else {
                answer(200, &[("Content-Type", media_type::OCI_MANIFEST)], MANIFEST)
            }
        })
        .await;
        open_node(&client(), &server.reference("x:1")).await.unwrap();
        assert_eq!(server.seen().len(), 3);
    }
}

#[tokio::test]
async fn retry_after_is_honoured_and_bounded() {
    let server = BadServer::start(|s, n| match (s.target.contains("long"), n) {
        (true, _) => answer(429, &[("Retry-After", "3600")], b""),
        (false, 0) => answer(429, &[("Retry-After", "1")], b""),
        (false, _) => answer(200, &[("Content-Type", media_type::OCI_MANIFEST)], MANIFEST),
    })
    .await;
    let began = Instant::now();
    open_node(&client(), &server.reference("x:1")).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(1));
    let e = open_node(&client(), &server.reference("x:long")).await.err().unwrap();
    assert_eq!(e.kind(), Kind::Registry);
    assert!(all_text(&e).contains("3600 s"), "{e:?}");
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn five_tries_then_the_server_s_own_words() {
    let server = BadServer::start(|_, _| {
        answer(500, &[], br#"{"errors":[{"code":"UNKNOWN","message":"disk\u001b[31m on fire"}]}"#)
    })
    .await;
    let e = open_node(&client(), &server.reference("x:1")).await.err().unwrap();
    assert_eq!(server.seen().len(), 5);
    assert_eq!(e.what(), format!("GET manifest {}/x:1: 500 UNKNOWN disk [31m on fire", server.address));
}

#[tokio::test]
async fn a_redirect_to_another_host_carries_no_authorization() {
    let data = noise(10_000);
    let served = data.clone();
    let storage = BadServer::start(move |_, _| answer(200, &[], &served)).await;
    let location = format!("http://{}/bucket/blob?X-Signature=sesame", storage.address);
    let server = BadServer::start(move |s, _| {
        if s.header("authorization").is_none() {
            return answer(401, &[("WWW-Authenticate", "Basic realm=x")], b"");
        }
        answer(307, &[("Location", &location)], b"")
    })
    .await;
    assert_eq!(read_with(&with_login(), &server, &blob(&data)).await.unwrap(), data);
    let seen = storage.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].header("authorization"), None);
    assert_eq!(server.seen().iter().filter(|s| s.header("authorization").is_some()).count(), 1);
}

#[tokio::test]
async fn redirects_that_fail_do_not_print_their_query() {
    let storage = BadServer::start(|_, _| answer(403, &[], b"")).await;
    let location = format!("http://{}/bucket?X-Signature=sesame", storage.address);
    let server = BadServer::start(move |_, _| answer(302, &[("Location", &location)], b"")).await;
    let e = read(&server, &blob(&noise(10))).await.unwrap_err();
    assert!(!all_text(&e).contains("sesame"), "{e:?}");
    // Nobody listens there: the failure is a connection's.
    let server = BadServer::start(|_, _| answer(302, &[("Location", "http://127.0.0.1:1/x?sig=sesame")], b"")).await;
    let e = read(&server, &blob(&noise(10))).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Network);
    assert!(!all_text(&e).contains("sesame"), "{e:?}");
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let server = BadServer::start(|_, _| answer(302, &[("Location", "/again")], b"")).await;
    let e = read(&server, &blob(&noise(10))).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Limit);
    assert_eq!(server.seen().len(), 11);
}

#[tokio::test]
async fn odd_redirects_are_not_followed() {
    for location in ["file:///etc/passwd", "ftp://x/y", "data:text/plain,x"] {
        let server = BadServer::start(move |_, _| answer(302, &[("Location", location)], b"")).await;
        let e = read(&server, &blob(&noise(10))).await.unwrap_err();
        assert_eq!(e.kind(), Kind::Registry, "{e:?}");
    }
}

/// A registry and token server in one: `token N` is good while `N` is `current`.
async fn token_registry(current: Arc<AtomicUsize>, realm: Option<String>) -> BadServer {
    BadServer::start(move |s, _| {
        if s.target.starts_with("/token") {
            let n = current.load(Ordering::SeqCst);
            return answer(200, &[], format!(r#"{{"token":"tok{n}","expires_in":300}}"#).as_bytes());
        }
        let good = format!("Bearer tok{}", current.load(Ordering::SeqCst));
        if s.header("authorization") != Some(good.as_str()) {
            let host = s.header("host").unwrap_or("");
            let realm = realm.clone().unwrap_or_else(|| format!("http://{host}/token"));
            let value = format!(r#"Bearer realm="{realm}",service="svc",scope="repository:x:pull""#);
            return answer(401, &[("WWW-Authenticate", &value)], b"");
        }
        answer(200, &[("Content-Type", media_type::OCI_MANIFEST)], MANIFEST)
    })
    .await
}

#[tokio::test]
async fn one_token_for_many_requests_and_a_new_one_when_it_expires() {
    let current = Arc::new(AtomicUsize::new(1));
    let server = token_registry(current.clone(), None).await;
    let client = with_login();
    let reference = server.reference("x:1");
    let all = (0..10).map(|_| client.manifest(&reference));
    for result in futures_util::future::join_all(all).await {
        result.unwrap();
    }
    assert_eq!(server.count("GET", "/token"), 1);
    let asked = server.seen().into_iter().find(|s| s.target.starts_with("/token")).unwrap();
    assert!(asked.target.contains("service=svc") && asked.target.contains("scope=repository%3Ax%3Apull"), "{asked:?}");
    assert!(asked.header("authorization").unwrap().starts_with("Basic "));
    // The next request sends the token at once; a refused one is renewed.
    let before = server.seen().len();
    client.manifest(&reference).await.unwrap();
    assert_eq!(server.seen().len(), before + 1);
    current.store(2, Ordering::SeqCst);
    client.manifest(&reference).await.unwrap();
    assert_eq!(server.count("GET", "/token"), 2);
}

#[tokio::test]
async fn an_identity_token_is_traded_by_post() {
    let current = Arc::new(AtomicUsize::new(1));
    let server = token_registry(current, None).await;
    let credentials = Credentials::IdentityToken(Secret::new("refresh-me"));
    let client = Client::new(ClientConfig {
        credentials: Arc::new(StaticCredentials { registry: None, credentials }),
        ..quick()
    })
    .unwrap();
    client.manifest(&server.reference("x:1")).await.unwrap();
    let posted = server.seen().into_iter().find(|s| s.method == "POST").unwrap();
    let form = String::from_utf8(posted.body.clone()).unwrap();
    assert!(form.contains("grant_type=refresh_token") && form.contains("refresh_token=refresh-me"), "{form}");
    assert_eq!(posted.header("authorization"), None);
}

#[tokio::test]
async fn credentials_do_not_go_to_a_realm_without_tls() {
    // `192.0.2.1` is nobody; that nothing is even tried shows in the time.
    let server = token_registry(Arc::new(AtomicUsize::new(1)), Some("http://192.0.2.1/token".into())).await;
    let began = Instant::now();
    let e = with_login().manifest(&server.reference("x:1")).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Denied);
    assert!(all_text(&e).contains("not sent") && !all_text(&e).contains("hunter2"), "{e:?}");
    assert!(began.elapsed() < Duration::from_secs(2));
    for realm in ["file:///etc/passwd", "ftp://x/"] {
        let server = token_registry(Arc::new(AtomicUsize::new(1)), Some(realm.into())).await;
        assert_eq!(with_login().manifest(&server.reference("x:1")).await.unwrap_err().kind(), Kind::Registry);
    }
}

#[tokio::test]
async fn a_token_that_never_serves_is_denied_not_looped() {
    let server = BadServer::start(|s, _| {
        if s.target.starts_with("/token") {
            return answer(200, &[], br#"{"token":"useless"}"#);
        }
        let realm = format!("Bearer realm=\"http://{}/token\"", s.header("host").unwrap_or(""));
        answer(401, &[("WWW-Authenticate", &realm)], b"")
    })
    .await;
    let e = with_login().manifest(&server.reference("x:1")).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Denied);
    assert!(server.seen().len() < 10);
    assert!(!all_text(&e).contains("useless") && !all_text(&e).contains("hunter2"));
}

#[tokio::test]
async fn pages_in_a_circle_and_pages_elsewhere() {
    let server = BadServer::start(|s, _| {
        let next = match s.target.as_str() {
            t if t.contains("last=a") => "</v2/x/tags/list?last=b>; rel=\"next\"",
            t if t.contains("last=b") => "</v2/x/tags/list?last=a>; rel=\"next\"",
            t if t.starts_with("/v2/far") => "<http://127.0.0.1:1/v2/x/tags/list>; rel=\"next\"",
            _ => "</v2/x/tags/list?last=a>; rel=\"next\"",
        };
        answer(200, &[("Link", next)], br#"{"name":"x","tags":["a"]}"#)
    })
    .await;
    let e = client().tags(&server.reference("x"), &Paging::default()).await.unwrap_err();
    assert!(e.what().contains("circle"), "{e:?}");
    assert_eq!(server.seen().len(), 3);
    let e = client().tags(&server.reference("far"), &Paging::default()).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Registry);
    let limit = Paging { limit: Some(2), ..Paging::default() };
    assert_eq!(client().tags(&server.reference("x"), &limit).await.unwrap(), ["a", "a"]);
}

#[tokio::test]
async fn pages_without_end_and_odd_names() {
    let count = AtomicUsize::new(0);
    let server = BadServer::start(move |s, _| {
        if s.target.starts_with("/v2/odd") {
            return answer(200, &[], br#"{"tags":["ok","\u001b]0;owned"]}"#);
        }
        let n = count.fetch_add(1, Ordering::SeqCst);
        let tags: Vec<String> = (0..200_000).map(|i| format!("t{i}")).collect();
        let body = serde_json::json!({ "tags": tags }).to_string();
        let next = format!("</v2/x/tags/list?last={n}>; rel=\"next\"");
        answer(200, &[("Link", &next)], body.as_bytes())
    })
    .await;
    let e = client().tags(&server.reference("x"), &Paging::default()).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Limit);
    assert_eq!(server.seen().len(), 6);
    let e = client().tags(&server.reference("odd"), &Paging::default()).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Format);
    assert!(!all_text(&e).contains('\u{1b}'));
}

#[tokio::test]
async fn a_registry_without_tls_gets_a_hint_and_tls_verify_false_serves() {
    let server = BadServer::start(|_, _| answer(200, &[("Content-Type", media_type::OCI_MANIFEST)], MANIFEST)).await;
    let strict = Client::new(ClientConfig { tls_verify: Some(true), ..quick() }).unwrap();
    let e = strict.manifest(&server.reference("x:1")).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Network);
    assert!(e.hints().iter().any(|h| h.contains("--tls-verify=false")), "{e:?} {:?}", e.hints());
    let loose = Client::new(ClientConfig { tls_verify: Some(false), ..quick() }).unwrap();
    loose.manifest(&server.reference("x:1")).await.unwrap();
    // One attempt, no ping, and the scheme is remembered.
    let reference = server.reference("x:1");
    let before = server.count("GET", "/v2/x/");
    let easy = client();
    easy.manifest(&reference).await.unwrap();
    easy.manifest(&reference).await.unwrap();
    assert_eq!(server.count("GET", "/v2/x/"), before + 2);
}

#[tokio::test]
async fn nobody_there() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let reference: RegistryRef = format!("127.0.0.1:{port}/x:1").parse().unwrap();
    let e = client().manifest(&reference).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Network);
    assert_eq!(e.what(), format!("GET manifest {reference}"));
    assert!(all_text(&e).contains("refused"), "{e:?}");
}

#[tokio::test]
async fn foreign_layers_and_inline_data() {
    let server =
        BadServer::start(|_, _| answer(404, &[], br#"{"errors":[{"code":"BLOB_UNKNOWN","message":"no"}]}"#)).await;
    let data = noise(60);
    let mut inline = blob(&data);
    inline.data = Some(base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &data));
    assert_eq!(read(&server, &inline).await.unwrap(), data);
    assert_eq!(server.seen().len(), 0);
    // Inline data that is not what the descriptor says is not used.
    inline.data = Some("AAAA".into());
    let e = read(&server, &inline).await.unwrap_err();
    assert_eq!(e.kind(), Kind::NotFound);
    assert!(e.what().contains("BLOB_UNKNOWN"), "{e:?}");
}

#[tokio::test]
async fn proxies_are_the_configured_ones_and_never_for_the_loopback() {
    let proxy = BadServer::start(|s, _| match s.method.as_str() {
        "CONNECT" => answer(403, &[], b""),
        _ => answer(200, &[("Content-Type", media_type::OCI_MANIFEST)], MANIFEST),
    })
    .await;
    let url = Some(format!("http://{}", proxy.address));
    let settings = ProxyConfig { http: url.clone(), https: url, no_proxy: None };
    let client = Client::new(ClientConfig { tls_verify: Some(false), proxy: settings, ..quick() }).unwrap();
    // https first, by CONNECT; then plain http, as the user allowed.
    let reference: RegistryRef = "registry.test:5000/x:1".parse().unwrap();
    client.manifest(&reference).await.unwrap();
    let seen = proxy.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].target.as_str()), ("CONNECT", "registry.test:5000"));
    assert_eq!(seen.last().unwrap().target, "http://registry.test:5000/v2/x/manifests/1");
    let direct = BadServer::start(|_, _| answer(200, &[("Content-Type", media_type::OCI_MANIFEST)], MANIFEST)).await;
    let before = proxy.seen().len();
    client.manifest(&direct.reference("x:1")).await.unwrap();
    assert_eq!((proxy.seen().len(), direct.seen().len()), (before, 1));
}

#[tokio::test]
async fn head_without_help_is_asked_with_get() {
    for status in [200, 405] {
        let server = BadServer::start(move |s, _| match s.method.as_str() {
            "HEAD" => answer(status, &[("Content-Type", "text/plain")], b""),
            _ => answer(200, &[("Content-Type", media_type::OCI_MANIFEST)], MANIFEST),
        })
        .await;
        let found = client().head_manifest(&server.reference("x:1")).await.unwrap().unwrap();
        assert_eq!(found, Descriptor::of(media_type::OCI_MANIFEST, MANIFEST));
    }
}
