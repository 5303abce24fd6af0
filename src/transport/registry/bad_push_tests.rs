//! Writing to servers that misbehave.

use super::testing::*;
use super::*;
use crate::error::Kind;
use crate::image::{Destination, Location, Role};
use crate::oci::{Descriptor, Digest, media_type};
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A registry's upload side in memory, as the spec wants it.
#[derive(Default)]
struct Store {
    sessions: HashMap<String, Vec<u8>>,
    blobs: HashMap<String, Vec<u8>>,
    next: usize,
}

impl Store {
    fn handle(&mut self, s: &Seen) -> Reply {
        let path = s.target.split('?').next().unwrap().to_string();
        let id = path.rsplit('/').next().unwrap().to_string();
        match s.method.as_str() {
            "HEAD" if path.contains("/blobs/") => match self.blobs.get(&id) {
                Some(_) => answer(200, &[], b""),
                None => answer(404, &[], b""),
            },
            "POST" => {
                self.next += 1;
                let id = format!("s{}", self.next);
                self.sessions.insert(id.clone(), Vec::new());
                answer(202, &[("Location", &format!("/v2/x/blobs/uploads/{id}?state=a%3Db")), ("Range", "0-0")], b"")
            }
            "DELETE" => match self.sessions.remove(&id) {
                Some(_) => answer(204, &[], b""),
                None => answer(404, &[], b""),
            },
            _ if !self.sessions.contains_key(&id) => {
                answer(404, &[], br#"{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"gone"}]}"#)
            }
            "GET" | "PATCH" => {
                let data = self.sessions.get_mut(&id).unwrap();
                let expected = format!("{}-", data.len());
                if s.header("content-range").is_some_and(|r| !r.starts_with(&expected)) {
                    return answer(416, &[], b"");
                }
                data.extend_from_slice(&s.body);
                let range = format!("0-{}", data.len().saturating_sub(1));
                let status = if s.method == "GET" { 204 } else { 202 };
                answer(status, &[("Location", &s.target), ("Range", &range)], b"")
            }
            "PUT" => {
                let mut data = self.sessions.remove(&id).unwrap();
                data.extend_from_slice(&s.body);
                let digest = Digest::sha256(&data).to_string();
                assert!(s.target.contains("state=a%3Db"), "the query was lost: {}", s.target);
                if !s.target.contains(&digest.replace(':', "%3A")) {
                    return answer(400, &[], br#"{"errors":[{"code":"DIGEST_INVALID","message":"no"}]}"#);
                }
                self.blobs.insert(digest, data);
                answer(201, &[], b"")
            }
            _ => answer(405, &[], b""),
        }
    }
}

type Shared = Arc<Mutex<Store>>;

/// The store behind a script that may answer first.
async fn registry(
    first: impl Fn(&Seen, usize, &Shared) -> Option<Reply> + Send + Sync + 'static,
    cut: impl Fn(&Seen, usize) -> Option<usize> + Send + Sync + 'static,
) -> (BadServer, Shared) {
    let store = Shared::default();
    let own = store.clone();
    let server = BadServer::start_cutting(
        move |s, n| match first(s, n, &own) {
            Some(reply) => reply,
            None => own.lock().unwrap().handle(s),
        },
        cut,
    )
    .await;
    (server, store)
}

fn dest(server: &BadServer) -> RegistryDestination {
    dest_with(server, quick())
}

fn dest_with(server: &BadServer, config: ClientConfig) -> RegistryDestination {
    RegistryDestination::new(Client::new(config).unwrap(), server.reference("x:1"))
}

fn blob(data: &Bytes) -> Descriptor {
    Descriptor::of(media_type::OCI_LAYER, data)
}

fn holds(store: &Shared, data: &Bytes) -> bool {
    store.lock().unwrap().blobs.get(&Digest::sha256(data).to_string()).is_some_and(|b| b == data)
}

#[tokio::test]
async fn a_small_blob_takes_two_requests_a_large_one_three() {
    let (server, store) = registry(|_, _, _| None, |_, _| None).await;
    let dest = dest(&server);
    let (small, large) = (noise(1000), noise(5_000_000));
    dest.put_blob(&blob(&small), stream_of(&small, 100)).await.unwrap();
    assert_eq!(server.seen().len(), 2);
    dest.put_blob(&blob(&large), stream_of(&large, 100_000)).await.unwrap();
    assert_eq!(server.seen().len(), 5);
    assert!(holds(&store, &small) && holds(&store, &large));
    let made = dest.put_new_blob(media_type::OCI_LAYER, stream_of(&noise(20), 7)).await.unwrap();
    assert_eq!(made, blob(&noise(20)));
}

#[tokio::test]
async fn concurrent_identical_uploads_are_one() {
    let (server, store) = registry(|_, _, _| None, |_, _| None).await;
    let dest = dest(&server);
    let data = noise(5_000_000);
    let all = (0..6).map(|_| {
        let (dest, data) = (&dest, &data);
        async move { dest.put_blob(&blob(data), stream_of(data, 100_000)).await }
    });
    for result in futures_util::future::join_all(all).await {
        result.unwrap();
    }
    assert_eq!(server.count("POST", ""), 1);
    assert_eq!(server.count("PATCH", ""), 1);
    assert!(holds(&store, &data));
    assert!(dest.has_blob(&blob(&data)).await.unwrap());
    assert_eq!(server.count("HEAD", ""), 0);
}

#[tokio::test]
async fn locations_in_every_form() {
    // To another host, whole; there the Authorization header must not go.
    let (elsewhere, store) = registry(|_, _, _| None, |_, _| None).await;
    let away = elsewhere.address.clone();
    let remote = store.clone();
    let server = BadServer::start(move |s, _| {
        if s.header("authorization").is_none() {
            return answer(401, &[("WWW-Authenticate", "Basic realm=x")], b"");
        }
        remote.lock().unwrap().sessions.insert("far".into(), Vec::new());
        answer(202, &[("Location", &format!("http://{away}/v2/x/blobs/uploads/far?state=a%3Db"))], b"")
    })
    .await;
    let data = noise(500);
    let credentials = Credentials::parse("user:hunter2").unwrap();
    let config = ClientConfig { credentials: Arc::new(StaticCredentials { registry: None, credentials }), ..quick() };
    dest_with(&server, config).put_blob(&blob(&data), stream_of(&data, 100)).await.unwrap();
    assert!(holds(&store, &data));
    assert!(elsewhere.seen().iter().all(|s| s.header("authorization").is_none()));
    // Nonsense.
    for location in ["file:///etc/passwd", "http://", ""] {
        let server = BadServer::start(move |_, _| answer(202, &[("Location", location)], b"")).await;
        let e = dest(&server).put_blob(&blob(&data), stream_of(&data, 100)).await.unwrap_err();
        assert!(matches!(e.kind(), Kind::Registry | Kind::NotFound | Kind::Network), "{location}: {e:?}");
    }
    let server = BadServer::start(|_, _| answer(202, &[], b"")).await;
    let e = dest(&server).put_blob(&blob(&data), stream_of(&data, 100)).await.unwrap_err();
    assert!(e.what().contains("no Location"), "{e:?}");
}

/// A registry whose first PATCH breaks after `cut` bytes, which it keeps.
async fn breaks_once(cut: usize, keeps: bool) -> (BadServer, Shared) {
    let broken = AtomicUsize::new(0);
    let is_first_patch = Arc::new(AtomicUsize::new(0));
    let counter = is_first_patch.clone();
    registry(
        move |s, _, store| {
            if s.method == "PATCH" && broken.fetch_add(1, Ordering::SeqCst) == 0 {
                if keeps {
                    let _ = store.lock().unwrap().handle(s);
                } else {
                    store.lock().unwrap().sessions.clear();
                }
                return Some(Reply::ThenReset(Vec::new()));
            }
            None
        },
        move |s, _| (s.method == "PATCH" && counter.fetch_add(1, Ordering::SeqCst) == 0).then_some(cut),
    )
    .await
}

#[tokio::test]
async fn a_broken_upload_goes_on_where_the_registry_stopped() {
    let data = noise(24_000_000);
    let (server, store) = breaks_once(20_000_000, true).await;
    dest(&server).put_blob(&blob(&data), stream_of(&data, 100_000)).await.unwrap();
    assert!(holds(&store, &data));
    let patches: Vec<Seen> = server.seen().into_iter().filter(|s| s.method == "PATCH").collect();
    assert_eq!(patches.len(), 2);
    assert_eq!(patches[1].header("content-range"), Some("20000000-23999999"));
    assert_eq!(patches[1].body.len(), 4_000_000);
    assert_eq!(server.count("POST", ""), 1);
}

#[tokio::test]
async fn a_lost_session_starts_again_where_the_data_can_be_had_again() {
    // Within the window a stream that is read once suffices.
    let data = noise(8_000_000);
    let (server, store) = breaks_once(6_000_000, false).await;
    dest(&server).put_blob(&blob(&data), stream_of(&data, 100_000)).await.unwrap();
    assert!(holds(&store, &data));
    assert_eq!(server.count("POST", ""), 2);
    // Beyond it a source that opens again is needed.
    let data = noise(40_000_000);
    let (server, store) = breaks_once(30_000_000, false).await;
    let source = data.clone();
    let open = move |at: u64| {
        let rest = source.slice(at as usize..);
        async move { Ok(stream_of(&rest, 100_000)) }
    };
    dest(&server).put_blob_from(&blob(&data), open).await.unwrap();
    assert!(holds(&store, &data));
    // And without one it is an error that says so, with no session left.
    let (server, store) = breaks_once(30_000_000, false).await;
    let e = dest(&server).put_blob(&blob(&data), stream_of(&data, 100_000)).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Network, "{e:?}");
    assert!(e.hints().iter().any(|h| h.contains("run it again")), "{:?}", e.hints());
    assert!(store.lock().unwrap().sessions.is_empty());
}

#[tokio::test]
async fn a_body_too_large_goes_in_pieces() {
    let (server, store) = registry(
        |s, _, _| {
            let length: usize = s.header("content-length").and_then(|v| v.parse().ok()).unwrap_or(usize::MAX);
            (matches!(s.method.as_str(), "PATCH" | "PUT") && length > 1_000_000).then(|| answer(413, &[], b"<html>"))
        },
        |_, _| None,
    )
    .await;
    let config = ClientConfig { chunk_size: 1_000_000, ..quick() };
    let dest = dest_with(&server, config);
    for size in [2_500_000, 6_000_000, 5_000_000] {
        let data = noise(size);
        dest.put_blob(&blob(&data), stream_of(&data, 70_000)).await.unwrap();
        assert!(holds(&store, &data), "{size}");
    }
    let data = noise(5_500_001);
    let made = dest.put_new_blob(media_type::OCI_LAYER, stream_of(&data, 70_000)).await.unwrap();
    assert_eq!(made, blob(&data));
    assert!(holds(&store, &data));
    assert!(store.lock().unwrap().sessions.is_empty());
}

#[tokio::test]
async fn a_proxy_with_a_small_limit_that_hangs_up() {
    // Refused unread, the connection closed under the body: the client may see the 413 or a reset.
    let too_long = |s: &Seen| s.header("content-length").and_then(|v| v.parse().ok()).unwrap_or(0) > 400_000;
    let (server, store) = registry(
        move |s, _, _| too_long(s).then(|| Reply::ThenReset(raw(413, &[], b"<html>"))),
        move |s, _| too_long(s).then_some(0),
    )
    .await;
    let dest = dest(&server);
    for size in [1_000_000, 6_000_000, 30_000_000] {
        let data = noise(size);
        let whole = data.clone();
        let open = move |at: u64| {
            let rest = whole.slice(at as usize..);
            async move { Ok(stream_of(&rest, 70_000)) }
        };
        dest.put_blob_from(&blob(&data), open).await.unwrap();
        assert!(holds(&store, &data), "{size}");
    }
    assert!(store.lock().unwrap().sessions.is_empty());
}

#[tokio::test]
async fn a_token_that_expires_in_the_middle_of_an_upload() {
    // Each token serves two requests.
    let used = Arc::new(AtomicUsize::new(0));
    let (server, store) = registry(
        move |s, _, _| {
            if s.target.starts_with("/token") {
                let n = used.load(Ordering::SeqCst) / 2;
                return Some(answer(200, &[], format!(r#"{{"token":"t{n}"}}"#).as_bytes()));
            }
            let n = used.load(Ordering::SeqCst);
            if s.header("authorization") == Some(&format!("Bearer t{}", n / 2)) {
                used.fetch_add(1, Ordering::SeqCst);
                return None;
            }
            let host = s.header("host").unwrap_or("");
            let value = format!(r#"Bearer realm="http://{host}/token""#);
            Some(answer(401, &[("WWW-Authenticate", &value)], b""))
        },
        |_, _| None,
    )
    .await;
    let dest = dest(&server);
    // POST and PATCH with one, PUT with the next; then POST with that, PATCH refused.
    for size in [5_000_000, 5_000_001, 100] {
        let data = noise(size);
        dest.put_blob(&blob(&data), stream_of(&data, 70_000)).await.unwrap();
        assert!(holds(&store, &data));
    }
    assert!(server.seen().iter().any(|s| s.method == "PATCH" && s.body.len() == 5_000_000));
    assert!(server.count("GET", "/token") >= 3);
}

#[tokio::test]
async fn a_put_whose_answer_is_lost_is_found_to_be_done() {
    for size in [100, 5_000_000] {
        let lost = AtomicUsize::new(0);
        let (server, store) = registry(
            move |s, _, store| {
                let first = s.method == "PUT" && lost.fetch_add(1, Ordering::SeqCst) == 0;
                first.then(|| {
                    let _ = store.lock().unwrap().handle(s);
                    Reply::ThenReset(Vec::new())
                })
            },
            |_, _| None,
        )
        .await;
        let data = noise(size);
        dest(&server).put_blob(&blob(&data), stream_of(&data, 70_000)).await.unwrap();
        assert!(holds(&store, &data));
        assert_eq!(server.count("POST", ""), 1);
    }
}

#[tokio::test]
async fn lies_leave_no_session_behind() {
    let (server, store) = registry(|_, _, _| None, |_, _| None).await;
    let dest = dest(&server);
    for size in [100u64, 6_000_000] {
        let data = noise(size as usize);
        for (digest, size) in
            [(Digest::sha256(b"other"), size), (Digest::sha256(&data), size - 1), (Digest::sha256(&data), size + 1)]
        {
            let lie = Descriptor::new(media_type::OCI_LAYER, digest, size);
            let e = dest.put_blob(&lie, stream_of(&data, 70_000)).await.unwrap_err();
            assert_eq!(e.kind(), Kind::Integrity, "{e:?}");
        }
    }
    // A source that fails on the way comes out as it failed.
    let data = noise(6_000_000);
    let good = stream_of(&data.slice(..5_000_000), 70_000);
    let bad = futures_util::stream::once(async { Err(crate::Error::new(Kind::Io, "the disk is gone")) });
    let broken = Box::pin(futures_util::StreamExt::chain(good, bad));
    let e = dest.put_blob(&blob(&data), broken).await.unwrap_err();
    assert_eq!((e.kind(), e.causes()), (Kind::Io, vec!["the disk is gone".to_string()]));
    assert!(e.what().starts_with("push blob 127.0.0.1:"), "{e:?}");
    let store = store.lock().unwrap();
    assert!(store.sessions.is_empty() && store.blobs.is_empty());
}

#[tokio::test]
async fn a_mount_that_is_not_done_gives_its_session_to_the_upload() {
    let (server, store) = registry(|_, _, _| None, |_, _| None).await;
    let dest = dest(&server);
    let from = Location::Repository(server.reference("other/repo:1"));
    let (used, unused) = (noise(100), noise(101));
    assert!(!dest.try_reuse(&blob(&used), &from).await.unwrap());
    assert!(!dest.try_reuse(&blob(&unused), &from).await.unwrap());
    let mount = &server.seen()[0].target;
    assert!(mount.contains("mount=sha256%3A") && mount.contains("from=other%2Frepo"), "{mount}");
    dest.put_blob(&blob(&used), stream_of(&used, 30)).await.unwrap();
    assert_eq!(server.count("POST", ""), 2);
    assert!(holds(&store, &used));
    assert_eq!(store.lock().unwrap().sessions.len(), 1);
    dest.commit().await.unwrap();
    assert!(store.lock().unwrap().sessions.is_empty());
    // Another registry, a file: nothing is asked.
    let before = server.seen().len();
    let far = Location::Repository("docker.io/library/debian:12".parse().unwrap());
    assert!(!dest.try_reuse(&blob(&unused), &far).await.unwrap());
    assert!(!dest.try_reuse(&blob(&unused), &Location::Stream).await.unwrap());
    assert_eq!(server.seen().len(), before);
}

#[tokio::test]
async fn a_mount_asks_for_both_repositories() {
    let server = BadServer::start(|s, _| {
        if s.target.starts_with("/token") {
            return answer(200, &[], br#"{"token":"t"}"#);
        }
        if s.header("authorization").is_none() {
            let value = format!(r#"Bearer realm="http://{}/token""#, s.header("host").unwrap_or(""));
            return answer(401, &[("WWW-Authenticate", &value)], b"");
        }
        answer(201, &[], b"")
    })
    .await;
    let from = Location::Repository(server.reference("other/repo:1"));
    assert!(dest(&server).try_reuse(&blob(&noise(9)), &from).await.unwrap());
    let token = server.seen().into_iter().find(|s| s.target.starts_with("/token")).unwrap().target;
    assert!(token.contains("scope=repository%3Aother%2Frepo%3Apull&scope=repository%3Ax%3Apull%2Cpush"), "{token}");
}

#[tokio::test]
async fn a_manifest_stored_as_something_else() {
    let raw = Bytes::from_static(br#"{"schemaVersion":2,"manifests":[]}"#);
    let descriptor = Descriptor::of(media_type::OCI_INDEX, &raw);
    let server =
        BadServer::start(|_, _| answer(201, &[("Docker-Content-Digest", &Digest::sha256(b"other").to_string())], b""))
            .await;
    let e = dest(&server).put_manifest(&descriptor, raw.clone(), Role::Top).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Integrity);
    let put = &server.seen()[0];
    assert_eq!((put.target.as_str(), put.header("content-type")), ("/v2/x/manifests/1", Some(media_type::OCI_INDEX)));
    // By digest where it is not the top one; and never unlike its descriptor.
    let _ = dest(&server).put_manifest(&descriptor, raw, Role::Child).await;
    assert_eq!(server.seen()[1].target, format!("/v2/x/manifests/{}", descriptor.digest));
    let e = dest(&server).put_manifest(&descriptor, Bytes::from_static(b"{}"), Role::Top).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Integrity);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_registry_that_stops_taking_is_left() {
    let (server, _) = registry(
        |s, _, _| (s.method == "PATCH").then(|| Reply::Drip(vec![b'H'; 10_000], 100)),
        |s, _| (s.method == "PATCH").then_some(1000),
    )
    .await;
    let mut config = quick();
    config.timeouts.answer = std::time::Duration::from_millis(200);
    config.retry.tries = 2;
    let data = noise(30_000_000);
    let began = std::time::Instant::now();
    let e = dest_with(&server, config).put_blob(&blob(&data), stream_of(&data, 100_000)).await.unwrap_err();
    assert_eq!(e.kind(), Kind::Network, "{e:?}");
    assert!(began.elapsed() < std::time::Duration::from_secs(10));
}
