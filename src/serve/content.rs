//! Manifests and lists: pull, push, content discovery, content management.

use super::app::{App, Ask, internal};
use super::blob::unchanged;
use super::manifest::Parsed;
use super::reply::{Code, DIGEST, Refusal, Reply, Response};
use super::repository::{Repository, Target};
use super::route::Name;
use super::upload::next_chunk;
use crate::oci::manifest::MAX_MANIFEST;
use crate::oci::{Algorithm, Descriptor, Digest, Hasher, media_type};
use bytes::{Bytes, BytesMut};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, ETAG, HeaderName, LINK, LOCATION, WARNING};
use hyper::{Method, StatusCode};
use std::sync::Arc;
use url::form_urlencoded::Serializer;

const SUBJECT: HeaderName = HeaderName::from_static("oci-subject");
const FILTERS: HeaderName = HeaderName::from_static("oci-filters-applied");
/// Entries of one page of a list, and bytes of one page of referrers.
const MAX_PAGE: usize = 10_000;
const MAX_PAGE_BYTES: usize = 3 << 20;

pub(super) fn manifest_unknown(reference: &str) -> Refusal {
    Refusal::not_found(Code::ManifestUnknown, format!("there is no manifest {}", reference.escape_debug()))
}

impl App {
    pub(super) async fn get_manifest(
        self: &Arc<App>,
        ask: &Ask<'_>,
        name: &Name,
        reference: &str,
    ) -> Result<Response, Refusal> {
        let target = Target::parse(reference).ok_or_else(|| manifest_unknown(reference))?;
        let warning = match &self.mirror {
            Some(mirror) => mirror.refresh(self, name, &target).await?,
            None => None,
        };
        let (name, text) = (name.clone(), reference.to_string());
        let (descriptor, raw) = self
            .disk(move |app| {
                let repository = app.repository(&name)?;
                let descriptor = repository.resolve(&target)?.ok_or_else(|| manifest_unknown(&text))?;
                let raw = repository.read(&descriptor)?;
                Ok((descriptor, raw))
            })
            .await?;
        let status = if unchanged(ask, &descriptor.digest) { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
        let mut reply = Reply::new(status)
            .header(CONTENT_TYPE, &descriptor.media_type)
            .header(DIGEST, descriptor.digest.to_string())
            .header(ETAG, format!("\"{}\"", descriptor.digest));
        if let Some(warning) = warning {
            reply = reply.header(WARNING, format!("299 - \"{warning}\""));
        }
        Ok(match (status, ask.method) {
            (StatusCode::NOT_MODIFIED, _) => reply.end(),
            (_, &Method::HEAD) => reply.head(raw.len() as u64),
            _ => reply.body(raw),
        })
    }

    pub(super) async fn put_manifest(
        self: &Arc<App>,
        ask: &Ask<'_>,
        name: &Name,
        reference: &str,
        body: &mut Incoming,
    ) -> Result<Response, Refusal> {
        let target = Target::parse(reference)
            .ok_or_else(|| Refusal::bad(Code::ManifestInvalid, "the reference is neither a tag nor a digest"))?;
        let raw = self.manifest_body(ask, body).await?;
        let parsed = Parsed::read(&raw, ask.header(CONTENT_TYPE).unwrap_or(""))?;
        let algorithm = match &target {
            Target::Digest(digest) => digest.algorithm(),
            Target::Tag(_) => Algorithm::Sha256,
        };
        let mut hasher = Hasher::new(algorithm);
        hasher.update(&raw);
        let digest = hasher.finish();
        if let Target::Digest(wanted) = &target
            && *wanted != digest
        {
            return Err(Refusal::bad(Code::DigestInvalid, format!("the manifest's digest is {digest}, not {wanted}")));
        }
        let subject = parsed.subject.clone();
        let mut descriptor = Descriptor::new(parsed.media_type.clone(), digest.clone(), raw.len() as u64);
        descriptor.artifact_type = parsed.artifact_type.clone().filter(|t| !is_image_config(t));
        let at = name.clone();
        self.disk(move |app| {
            let tag = match &target {
                Target::Tag(tag) => Some(tag.as_str()),
                Target::Digest(_) => None,
            };
            if !parsed.blobs.is_empty() {
                let missing: Vec<String> = match app.repositories.find(&at)? {
                    Some(repository) => parsed.blobs.iter().filter_map(|d| lacks(&repository, d)).collect(),
                    None => parsed.blobs.iter().map(|d| format!("there is no blob {}", d.digest)).collect(),
                };
                if !missing.is_empty() {
                    return Err(Refusal::list(StatusCode::NOT_FOUND, Code::ManifestBlobUnknown, missing));
                }
            }
            Ok(app.repositories.ensure(&at)?.put_manifest(&descriptor, &raw, tag)?)
        })
        .await?;
        let mut reply = Reply::new(StatusCode::CREATED)
            .header(LOCATION, format!("/v2/{name}/manifests/{digest}"))
            .header(DIGEST, digest.to_string());
        if let Some(subject) = subject {
            reply = reply.header(SUBJECT, subject.to_string());
        }
        Ok(reply.end())
    }

    /// The body of a manifest, at most 4 MiB.
    async fn manifest_body(&self, ask: &Ask<'_>, body: &mut Incoming) -> Result<Bytes, Refusal> {
        let too_large = || Refusal::too_large(format!("a manifest may have {MAX_MANIFEST} bytes at most"));
        if ask.content_length().is_some_and(|n| n > MAX_MANIFEST) {
            return Err(too_large());
        }
        let mut raw = BytesMut::new();
        while let Some(chunk) = next_chunk(body, self.limits.body_idle).await? {
            raw.extend_from_slice(&chunk);
            if raw.len() as u64 > MAX_MANIFEST {
                return Err(too_large());
            }
        }
        Ok(raw.freeze())
    }

    pub(super) async fn delete_manifest(self: &Arc<App>, name: &Name, reference: &str) -> Result<Response, Refusal> {
        let target = Target::parse(reference).ok_or_else(|| manifest_unknown(reference))?;
        let (name, text) = (name.clone(), reference.to_string());
        self.disk(move |app| {
            let repository = app.repository(&name)?;
            let found = match &target {
                Target::Tag(tag) => repository.delete_tag(tag)?,
                Target::Digest(digest) => repository.delete_manifest(digest)?,
            };
            if !found {
                return Err(manifest_unknown(&text));
            }
            Ok(Reply::new(StatusCode::ACCEPTED).end())
        })
        .await
    }

    pub(super) async fn tags(self: &Arc<App>, ask: &Ask<'_>, name: &Name) -> Result<Response, Refusal> {
        let page = Page::of(ask)?;
        let upstream = match &self.mirror {
            Some(mirror) => mirror.tags(self, name, page.limit, page.last.as_deref()).await?,
            None => None,
        };
        let at = name.clone();
        let last = page.last.clone();
        let tags = match upstream {
            Some(tags) => tags,
            None => {
                self.disk(move |app| {
                    let view = app.repository(&at)?.view()?;
                    let after = |t: &&String| last.as_ref().is_none_or(|l| *t > l);
                    Ok(view.tags().filter(after).take(page.limit + 1).cloned().collect())
                })
                .await?
            }
        };
        let (tags, next) = page.cut(tags);
        let body = serde_json::json!({"name": name.as_str(), "tags": tags});
        listed(ask, body, next.map(|query| format!("/v2/{name}/tags/list?{query}")))
    }

    pub(super) async fn catalog(self: &Arc<App>, ask: &Ask<'_>) -> Result<Response, Refusal> {
        let page = Page::of(ask)?;
        let mut names = self.disk(|app| Ok(app.repositories.names()?)).await?;
        if let Some(last) = &page.last {
            names.retain(|n| n > last);
        }
        let (names, next) = page.cut(names);
        let body = serde_json::json!({ "repositories": names });
        listed(ask, body, next.map(|query| format!("/v2/_catalog?{query}")))
    }

    /// What is attached to a manifest. An unknown repository has no referrers: with this
    /// API a registry must not answer 404, or clients look for a tag instead.
    pub(super) async fn referrers(
        self: &Arc<App>,
        ask: &Ask<'_>,
        name: &Name,
        text: &str,
    ) -> Result<Response, Refusal> {
        let subject: Digest =
            text.parse().map_err(|e: crate::error::Error| Refusal::bad(Code::DigestInvalid, e.what()))?;
        // An unescaped plus sign means a space in a query; no media type has one.
        let wanted = ask.query.get("artifactType").filter(|t| !t.is_empty()).map(|t| t.replace(' ', "+"));
        let upstream = match &self.mirror {
            Some(mirror) => mirror.referrers(self, name, &subject, wanted.as_deref()).await,
            None => None,
        };
        let (at, of) = (name.clone(), subject.clone());
        let mut found = match upstream {
            Some(found) => found,
            None => {
                self.disk(move |app| {
                    Ok(match app.repositories.find(&at)? {
                        Some(repository) => repository.referrers(&of)?,
                        None => Vec::new(),
                    })
                })
                .await?
            }
        };
        found.sort_unstable_by_key(|d| d.digest.to_string());
        found.retain(|d| wanted.is_none() || d.artifact_type == wanted);
        if let Some(last) = ask.query.get("last") {
            found.retain(|d| d.digest.to_string().as_str() > last);
        }
        let (page, more) = referrers_page(found)?;
        let mut reply = Reply::new(StatusCode::OK).header(CONTENT_TYPE, media_type::OCI_INDEX);
        if wanted.is_some() {
            reply = reply.header(FILTERS, "artifactType");
        }
        if let Some(last) = more {
            let mut query = Serializer::new(String::new());
            if let Some(kind) = &wanted {
                query.append_pair("artifactType", kind);
            }
            query.append_pair("last", &last);
            reply = reply.header(LINK, format!("</v2/{name}/referrers/{subject}?{}>; rel=\"next\"", query.finish()));
        }
        Ok(finished(ask, reply, page))
    }
}

/// An image is no artifact: its entry in the index names no type.
fn is_image_config(media_type: &str) -> bool {
    matches!(media_type, media_type::OCI_CONFIG | media_type::DOCKER_CONFIG)
}

/// Says what is wrong with the blob that a manifest names, if anything is.
fn lacks(repository: &Repository, descriptor: &Descriptor) -> Option<String> {
    match repository.blob_size(&descriptor.digest) {
        None => Some(format!("there is no blob {}", descriptor.digest)),
        Some(size) if size != descriptor.size => {
            Some(format!("blob {} has {size} bytes, not {}", descriptor.digest, descriptor.size))
        }
        Some(_) => None,
    }
}

/// As many referrers as fit a page, as an index, and the last one's digest if there are more.
fn referrers_page(found: Vec<Descriptor>) -> Result<(Bytes, Option<String>), Refusal> {
    let mut body = format!(r#"{{"schemaVersion":2,"mediaType":"{}","manifests":["#, media_type::OCI_INDEX);
    let mut last: Option<String> = None;
    for descriptor in found {
        let entry = serde_json::to_string(&descriptor).map_err(|e| internal("write a descriptor").because(e))?;
        if last.is_some() && body.len() + entry.len() > MAX_PAGE_BYTES {
            body.push_str("]}");
            return Ok((body.into(), last));
        }
        if last.is_some() {
            body.push(',');
        }
        body.push_str(&entry);
        last = Some(descriptor.digest.to_string());
    }
    body.push_str("]}");
    Ok((body.into(), None))
}

fn finished(ask: &Ask<'_>, reply: Reply, body: Bytes) -> Response {
    if ask.method == Method::HEAD { reply.head(body.len() as u64) } else { reply.body(body) }
}

fn listed(ask: &Ask<'_>, body: serde_json::Value, next: Option<String>) -> Result<Response, Refusal> {
    let mut reply = Reply::new(StatusCode::OK).header(CONTENT_TYPE, "application/json");
    if let Some(next) = next {
        reply = reply.header(LINK, format!("<{next}>; rel=\"next\""));
    }
    Ok(finished(ask, reply, body.to_string().into()))
}

/// Which part of a list is asked for (`n`, `last`).
struct Page {
    limit: usize,
    last: Option<String>,
}

impl Page {
    fn of(ask: &Ask<'_>) -> Result<Page, Refusal> {
        let limit = match ask.query.get("n") {
            None | Some("") => MAX_PAGE,
            Some(n) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => {
                n.parse().unwrap_or(MAX_PAGE).min(MAX_PAGE)
            }
            Some(_) => return Err(Refusal::bad(Code::Unsupported, "n is not a number")),
        };
        Ok(Page { limit, last: ask.query.get("last").filter(|l| !l.is_empty()).map(str::to_string) })
    }

    /// The page of a list that begins where the page does, and the query of the next one.
    fn cut(&self, mut list: Vec<String>) -> (Vec<String>, Option<String>) {
        let more = list.len() > self.limit;
        list.truncate(self.limit);
        let next = list.last().filter(|_| more).map(|last| {
            Serializer::new(String::new()).append_pair("n", &self.limit.to_string()).append_pair("last", last).finish()
        });
        (list, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages() {
        let list = || vec!["a".to_string(), "b".into(), "c".into()];
        let page = |limit| Page { limit, last: None };
        assert_eq!(page(2).cut(list()), (vec!["a".into(), "b".into()], Some("n=2&last=b".into())));
        assert_eq!(page(3).cut(list()), (list(), None));
        assert_eq!(page(0).cut(list()), (vec![], None));
    }

    #[test]
    fn many_referrers_come_in_pages() {
        let mut d = Descriptor::of("x/y", b"");
        d.annotations.insert("k".into(), "v".repeat(2 << 20));
        let (body, last) = referrers_page(vec![d.clone(), d.clone()]).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(value["manifests"].as_array().unwrap().len(), 1);
        assert_eq!(last, Some(d.digest.to_string()));
        let (body, last) = referrers_page(Vec::new()).unwrap();
        assert_eq!((body.as_ref().ends_with(b"\"manifests\":[]}"), last), (true, None));
    }
}
