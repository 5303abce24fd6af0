//! Listing and deleting (distribution spec, "Content Discovery" and "Content Management").

use super::auth::{Scopes, scope};
use super::client::{Call, Client, Target, same_site};
use super::failure;
use super::host::Host;
use super::pull::read_limited;
use crate::error::{Error, Kind, Result};
use crate::oci::{Digest, RegistryRef};
use bytes::Bytes;
use reqwest::header::{HeaderMap, LINK};
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::Arc;
use url::{Url, form_urlencoded};

/// The most that one page may hold, in bytes.
const MAX_PAGE: u64 = 32 << 20;
/// The most pages that are read for one list.
const MAX_PAGES: usize = 10_000;
/// The most entries of one list.
const MAX_ENTRIES: usize = 1_000_000;

/// Which part of a list to read.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    /// Entries per request; the registry's own habit where None.
    pub per_page: Option<u32>,
    /// Start after this entry.
    pub last: Option<String>,
    /// Stop after so many entries; all (up to a million) where None.
    pub limit: Option<usize>,
}

impl Paging {
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(n) = self.per_page {
            query.append_pair("n", &n.to_string());
        }
        if let Some(last) = &self.last {
            query.append_pair("last", last);
        }
        match query.finish() {
            q if q.is_empty() => q,
            q => format!("?{q}"),
        }
    }
}

/// The URL of `Link: <…>; rel="next"` (RFC 8288).
pub(super) fn next_link(headers: &HeaderMap, base: &Url) -> Option<Url> {
    for value in headers.get_all(LINK).iter().filter_map(|v| v.to_str().ok()) {
        // A comma inside <…> is part of the URL; between links it is followed by '<'.
        for link in value.split(",<").flat_map(|l| l.split(", <")) {
            let link = link.trim().trim_start_matches('<');
            let Some((target, params)) = link.split_once('>') else { continue };
            let is_next = params.split(';').any(|p| {
                let p = p.trim().to_ascii_lowercase();
                p.strip_prefix("rel=").is_some_and(|r| r.trim_matches('"') == "next")
            });
            if is_next {
                return base.join(target).ok();
            }
        }
    }
    None
}

/// Reads a list page by page. `take` gets each page's body and says how many
/// entries there are by now; reading stops at `limit`, at the last page, and with
/// an error where the registry leads in a circle or on without end.
pub(super) async fn pages(
    client: &Client,
    mut call: Call,
    limit: Option<usize>,
    mut take: impl FnMut(&HeaderMap, Bytes) -> Result<usize>,
) -> Result<()> {
    let what = call.what.clone();
    let mut seen: HashSet<String> = HashSet::new();
    for _ in 0..MAX_PAGES {
        let response = client.send(&call).await?;
        if response.status() != StatusCode::OK {
            return Err(failure::from_response(&what, &call.host, response).await);
        }
        let headers = response.headers().clone();
        let here = response.url().clone();
        seen.insert(here.to_string());
        let body = read_limited(client, &what, &call.host, response, MAX_PAGE).await?;
        let entries = take(&headers, body)?;
        if limit.is_some_and(|l| entries >= l) {
            return Ok(());
        }
        if entries > MAX_ENTRIES {
            return Err(Error::new(Kind::Limit, format!("{what}: more than {MAX_ENTRIES} entries")));
        }
        let Some(next) = next_link(&headers, &here) else { return Ok(()) };
        if !same_site(&next, &call.host.url("/")?) {
            return Err(Error::new(
                Kind::Registry,
                format!("{what}: the next page is said to be on {}", failure::site(&next)),
            ));
        }
        if seen.contains(next.as_str()) {
            return Err(Error::new(Kind::Registry, format!("{what}: the registry's pages lead in a circle")));
        }
        call.target = Target::Url(next);
    }
    Err(Error::new(Kind::Limit, format!("{what}: more than {MAX_PAGES} pages")))
}

fn parse<'a, T: Deserialize<'a>>(what: &str, body: &'a [u8]) -> Result<T> {
    serde_json::from_slice(body)
        .map_err(|e| Error::new(Kind::Format, format!("{what}: the answer is not a list")).because(e))
}

fn is_tag(name: &str) -> bool {
    let ok = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
    !name.is_empty() && name.len() <= 128 && name.bytes().all(ok) && !name.starts_with(['.', '-'])
}

fn is_repository(name: &str) -> bool {
    let ok = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'/');
    !name.is_empty() && name.len() <= 255 && name.bytes().all(ok)
}

/// Adds names that came from outside, each checked.
fn add(what: &str, out: &mut Vec<String>, names: Vec<String>, good: fn(&str) -> bool) -> Result<usize> {
    if let Some(bad) = names.iter().find(|n| !good(n)) {
        let shown: String = bad.chars().take(60).collect();
        return Err(Error::new(Kind::Format, format!("{what}: '{}' is not a name", shown.escape_debug())));
    }
    out.extend(names);
    Ok(out.len())
}

impl Client {
    /// The tags of `reference`'s repository, in the registry's order.
    pub async fn tags(&self, reference: &RegistryRef, paging: &Paging) -> Result<Vec<String>> {
        #[derive(Deserialize)]
        struct Page {
            tags: Option<Vec<String>>,
        }
        let host = self.host(reference);
        let what = format!("GET tags of {}", reference.name());
        let path = format!("/v2/{}/tags/list{}", reference.repository(), paging.query());
        let call = Call::new(Method::GET, what.clone(), &host, path, scope(reference.repository(), "pull"));
        let mut out = Vec::new();
        pages(self, call, paging.limit, |_, body| {
            let page: Page = parse(&what, &body)?;
            add(&what, &mut out, page.tags.unwrap_or_default(), is_tag)
        })
        .await?;
        out.truncate(paging.limit.unwrap_or(usize::MAX));
        Ok(out)
    }

    /// The repositories of a registry (`localhost:5000`), where it lists them at all.
    pub async fn catalog(&self, registry: &str, paging: &Paging) -> Result<Vec<String>> {
        #[derive(Deserialize)]
        struct Page {
            repositories: Option<Vec<String>>,
        }
        let host = self.registry(registry)?;
        let what = format!("GET catalog of {registry}");
        let scopes = Scopes::from(["registry:catalog:*".to_string()]);
        let call = Call::new(Method::GET, what.clone(), &host, format!("/v2/_catalog{}", paging.query()), scopes);
        let mut out = Vec::new();
        let listed = pages(self, call, paging.limit, |_, body| {
            let page: Page = parse(&what, &body)?;
            add(&what, &mut out, page.repositories.unwrap_or_default(), is_repository)
        });
        listed.await.map_err(|e| match e.kind() {
            Kind::NotFound => e.hint(format!("{registry} does not list its repositories")),
            _ => e,
        })?;
        out.truncate(paging.limit.unwrap_or(usize::MAX));
        Ok(out)
    }

    /// The host behind a registry's bare name.
    fn registry(&self, name: &str) -> Result<Arc<Host>> {
        // Through the grammar of references: a name with a path or a user is refused.
        let probe: RegistryRef = format!("{name}/x").parse()?;
        if probe.registry() != name {
            return Err(Error::new(Kind::Usage, format!("'{}' is not a registry", name.escape_debug()))
                .hint("write HOST or HOST:PORT"));
        }
        Ok(self.host(&probe))
    }

    /// Asks the registry whether it lets us in at all (`GET /v2/`), with the
    /// credentials that this client has: what `login` checks. Denied where it does not.
    pub async fn ping(&self, registry: &str) -> Result<()> {
        let host = self.registry(registry)?;
        let call = Call::new(Method::GET, format!("GET /v2/ of {registry}"), &host, "/v2/".into(), Scopes::new());
        let response = self.send(&call).await?;
        match response.status() {
            StatusCode::OK => Ok(()),
            StatusCode::NOT_FOUND => {
                Err(Error::new(Kind::Registry, format!("{registry} is not a registry: it has no /v2/")))
            }
            _ => Err(failure::from_response(&call.what, &host, response).await),
        }
    }

    /// Deletes a manifest by its digest; its tags go with it. NotFound where there is none.
    pub async fn delete_manifest(&self, reference: &RegistryRef, digest: &Digest) -> Result<()> {
        self.delete(reference, &format!("manifests/{digest}"), &format!("manifest {}@{digest}", reference.name())).await
    }

    /// Deletes a tag and leaves the manifest, where the registry can do that.
    pub async fn delete_tag(&self, reference: &RegistryRef, tag: &str) -> Result<()> {
        let named = reference.with_tag(tag)?;
        self.delete(reference, &format!("manifests/{tag}"), &format!("manifest {named}")).await
    }

    /// Deletes a blob from a repository.
    pub async fn delete_blob(&self, reference: &RegistryRef, digest: &Digest) -> Result<()> {
        self.host(reference).forget(reference.repository(), digest);
        self.delete(reference, &format!("blobs/{digest}"), &format!("blob {}@{digest}", reference.name())).await
    }

    async fn delete(&self, reference: &RegistryRef, rest: &str, subject: &str) -> Result<()> {
        let host = self.host(reference);
        let path = format!("/v2/{}/{rest}", reference.repository());
        let what = format!("DELETE {subject}");
        let call = Call::new(Method::DELETE, what, &host, path, scope(reference.repository(), "pull,push,delete"));
        let response = self.send(&call).await?;
        match response.status() {
            s if s.is_success() => Ok(()),
            StatusCode::METHOD_NOT_ALLOWED => {
                Err(Error::new(Kind::Unsupported, format!("{}: the registry does not delete", call.what))
                    .hint("docker-registry needs REGISTRY_STORAGE_DELETE_ENABLED=true"))
            }
            _ => Err(failure::from_response(&call.what, &host, response).await),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    #[test]
    fn links() {
        let base = Url::parse("http://localhost:5000/v2/a/tags/list").unwrap();
        let next = |v: &str| {
            let mut h = HeaderMap::new();
            h.insert(LINK, HeaderValue::from_str(v).unwrap());
            next_link(&h, &base).map(|u| u.to_string())
        };
        let want = Some("http://localhost:5000/v2/a/tags/list?n=2&last=b".to_string());
        assert_eq!(next(r#"</v2/a/tags/list?n=2&last=b>; rel="next""#), want);
        assert_eq!(next("<list?n=2&last=b>;rel=next"), want);
        assert_eq!(next(r#"</x>; rel="prev", </v2/a/tags/list?n=2&last=b>; Rel="next""#), want);
        assert_eq!(next(r#"</x>; rel="prev""#), None);
        assert_eq!(next("nonsense"), None);
    }

    #[test]
    fn names_from_outside() {
        assert!(is_tag("v1.0_x-Y") && is_repository("a/b.c"));
        for bad in ["", ".x", "-x", "a b", "a\u{1b}[31m", "a/b"] {
            assert!(!is_tag(bad), "{bad:?}");
        }
        assert!(!is_repository("a\nb"));
        assert!(!is_tag(&"x".repeat(129)));
    }
}
