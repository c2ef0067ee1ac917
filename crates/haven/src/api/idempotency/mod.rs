//! A POST that is sent twice is done once. The sender gives each act a key of its own making (`Idempotency-Key`); the
//! first answer is kept for seven days and given again to the same request, and another request with the same key is
//! refused. Only successes are kept: after a refusal the same key may be used for the mended request.
//!
//! The key is claimed before the act and its answer kept after it, in transactions of their own. A server killed in
//! between leaves a claim without an answer, which lapses after two minutes; then the act is tried again. Hand-ins are
//! safe even so when they carry a `client_key`: it is kept with the hand-in, and a second one with it is the first one.

mod store;

use super::faults::Fault;
use crate::app::App;
use crate::ground::tokens::TokenHolder;
use crate::problem::Problem;
use access::PrincipalKind;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::ids::AgencyId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Kept;

pub const KEY_HEADER: &str = "idempotency-key";
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// How long an answer is kept.
const KEPT_MS: i64 = 7 * 86_400_000;
/// After this a claim without an answer is that of a server that died.
const LAPSES_MS: i64 = 2 * 60_000;
/// Bodies are held whole to be compared. Larger files go to imports, where the same file again changes nothing.
const BODY_LIMIT: usize = 32 * 1024 * 1024;
const ANSWER_LIMIT: usize = 4 * 1024 * 1024;

/// POSTs that only ask: nothing is kept of them.
const ASKING: &[&str] = &["/known", "/search"];

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Answer {
    kind: Option<String>,
    location: Option<String>,
    text: String,
}

/// Middleware for every route of the API.
pub(super) async fn once(State(app): State<App>, request: Request, next: Next) -> Result<Response, Fault> {
    // Inside the nest the path has lost its prefix.
    let asks = *request.method() != Method::POST || ASKING.iter().any(|path| request.uri().path().ends_with(path));
    let Some(told) = request.headers().get(KEY_HEADER).filter(|_| !asks).cloned() else {
        return Ok(next.run(request).await);
    };
    let key = told.to_str().map_err(|_| Fault::BadKey)?.trim().to_owned();
    if key.is_empty() || key.len() > 200 {
        return Err(Fault::BadKey);
    }
    let (mut parts, body) = request.into_parts();
    let holder = TokenHolder::from_request_parts(&mut parts, &app).await?;
    let bytes = to_bytes(body, BODY_LIMIT).await.map_err(|_| Problem::TooLarge)?;
    let digest = digest(&parts, &holder, &bytes);
    if let Some(answer) = claim(&app, &holder, &key, digest).await? {
        return Ok(answer);
    }
    let claimed = Claimed {
        app,
        agency: holder.agency,
        key,
    };
    // A client that hangs up does not stop the act in the middle: it is finished, and its answer is there for the next try.
    let work = tokio::spawn(async move {
        let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
        claimed.settle(response).await
    });
    work.await
        .map_err(|error| Problem::internal("finishing a request", error))?
}

/// Takes the key for this request, or answers with what was answered before.
async fn claim(app: &App, holder: &TokenHolder, key: &str, digest: [u8; 32]) -> Result<Option<Response>, Fault> {
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    store::sweep(&mut tx, now - KEPT_MS).await?;
    if store::claim(&mut tx, holder.agency, key, digest, now).await? {
        tx.commit().await?;
        return Ok(None);
    }
    let Some(kept) = store::find(&mut tx, holder.agency, key).await? else {
        return Err(Fault::KeyBusy);
    };
    if kept.digest != digest {
        return Err(Fault::KeyUsed);
    }
    if let Some(status) = kept.status {
        return Ok(Some(again(status, &kept)?));
    }
    let lapsed = now - kept.made_at > LAPSES_MS;
    if !lapsed || !store::take_over(&mut tx, holder.agency, key, kept.made_at, now).await? {
        return Err(Fault::KeyBusy);
    }
    tx.commit().await?;
    Ok(None)
}

fn again(status: StatusCode, kept: &Kept) -> Result<Response, Problem> {
    let answer: Answer = serde_json::from_str(&kept.body).map_err(|e| Problem::internal("reading a kept answer", e))?;
    let mut response = (status, answer.text).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    for (name, value) in [(header::CONTENT_TYPE, answer.kind), (header::LOCATION, answer.location)] {
        if let Some(value) = value.and_then(|text| HeaderValue::from_str(&text).ok()) {
            headers.insert(name, value);
        }
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

struct Claimed {
    app: App,
    agency: AgencyId,
    key: String,
}

impl Claimed {
    /// Keeps a success; gives the key back after anything else.
    async fn settle(self, response: Response) -> Result<Response, Fault> {
        if !response.status().is_success() {
            self.release().await;
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, ANSWER_LIMIT)
            .await
            .map_err(|e| Problem::internal("reading an answer to keep", e))?;
        if let Ok(text) = std::str::from_utf8(&bytes) {
            let told = |headers: &HeaderMap, name| {
                headers
                    .get(name)
                    .and_then(|value| value.to_str().ok())
                    .map(str::to_owned)
            };
            let answer = Answer {
                kind: told(&parts.headers, header::CONTENT_TYPE),
                location: told(&parts.headers, header::LOCATION),
                text: text.to_owned(),
            };
            let kept = async {
                let mut tx = self.app.db.begin().await?;
                store::keep(&mut tx, self.agency, &self.key, parts.status, &answer).await?;
                tx.commit().await?;
                Ok::<(), Problem>(())
            };
            // The act is done; its answer goes out whether or not it could be kept.
            if let Err(problem) = kept.await {
                tracing::error!(what = %problem, "an answer was not kept for its idempotency key");
            }
        }
        Ok(Response::from_parts(parts, Body::from(bytes)))
    }

    async fn release(&self) {
        let released = async {
            let mut tx = self.app.db.begin().await?;
            store::release(&mut tx, self.agency, &self.key).await?;
            tx.commit().await?;
            Ok::<(), Problem>(())
        };
        if let Err(problem) = released.await {
            tracing::error!(what = %problem, "an idempotency key was not given back; it lapses in two minutes");
        }
    }
}

/// What makes two requests the same: the key's agency and scopes, method, address, and body.
fn digest(parts: &Parts, holder: &TokenHolder, body: &Bytes) -> [u8; 32] {
    let mut digest = Sha256::new();
    let mut part = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    };
    if let PrincipalKind::Machine { scopes, .. } = &holder.principal.kind {
        for scope in scopes {
            part(scope.code().as_bytes());
        }
    }
    part(parts.method.as_str().as_bytes());
    part(parts.uri.path_and_query().map_or("", |path| path.as_str()).as_bytes());
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    part(kind.split(';').next().unwrap_or_default().trim().as_bytes());
    match boundary(kind) {
        // Clients draw a new boundary for each try; what stands between is the same.
        Some(boundary) => {
            for piece in split(body, boundary.as_bytes()) {
                part(piece);
            }
        }
        None => part(body),
    }
    digest.finalize().into()
}

fn boundary(kind: &str) -> Option<&str> {
    let (essence, rest) = kind.split_once(';')?;
    if !essence.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let told = rest
        .split(';')
        .find_map(|parameter| parameter.trim().strip_prefix("boundary="))?;
    let told = told.trim_matches('"');
    (!told.is_empty()).then_some(told)
}

fn split<'a>(mut body: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let place = body.windows(mark.len()).position(|window| window == mark);
        let Some((head, tail)) = place.and_then(|place| Some((body.get(..place)?, body.get(place + mark.len()..)?)))
        else {
            done = true;
            return Some(body);
        };
        body = tail;
        Some(head)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_file_form_is_the_same_under_another_boundary() {
        let pieces = |kind: &str, body: &'static str| {
            let mark = boundary(kind).unwrap().to_owned();
            split(body.as_bytes(), mark.as_bytes())
                .map(<[u8]>::to_vec)
                .collect::<Vec<_>>()
        };
        let one = pieces("multipart/form-data; boundary=aaa", "--aaa\r\nx\r\n--aaa--");
        let other = pieces(
            "multipart/form-data; charset=utf-8; boundary=\"bbbb\"",
            "--bbbb\r\nx\r\n--bbbb--",
        );
        assert_eq!(one, other);
        assert_eq!(one.len(), 3);
        assert_ne!(
            one,
            pieces("multipart/form-data; boundary=aaa", "--aaa\r\ny\r\n--aaa--")
        );
        assert!(boundary("application/json; boundary=x").is_none());
    }
}
