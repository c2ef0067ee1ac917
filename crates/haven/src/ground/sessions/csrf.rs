//! No act by a borrowed browser: every request that changes something must come from our own pages and carry the
//! session's token, in the form (`csrf`, the first field of a file form) or the header `x-csrf-token`.
//! Requests with an API token carry no cookie and are not asked.

use super::extract::Session;
use crate::app::App;
use crate::problem::Problem;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use futures::StreamExt;

/// An ordinary form is read whole to find the token; larger ones are files and come as multipart.
const FORM_LIMIT: usize = 4 * 1024 * 1024;
/// How far into a multipart body the token must have come.
const HEAD_LIMIT: usize = 16 * 1024;

/// Middleware for all pages.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Result<Response, Problem> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(next.run(request).await);
    }
    if !same_origin(&app, request.headers()) {
        return Err(Problem::Csrf);
    }
    let (mut parts, body) = request.into_parts();
    let session = Session::from_request_parts(&mut parts, &app)
        .await
        .map_err(|_| Problem::Csrf)?;
    let told = parts
        .headers
        .get("x-csrf-token")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    if let Some(told) = told {
        return if same(&told, &session.csrf) {
            Ok(next.run(Request::from_parts(parts, body)).await)
        } else {
            Err(Problem::Csrf)
        };
    }
    let kind = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    let (told, body) = if kind.starts_with("multipart/form-data") {
        from_multipart(body).await?
    } else {
        from_form(body).await?
    };
    match told {
        Some(told) if same(&told, &session.csrf) => Ok(next.run(Request::from_parts(parts, body)).await),
        _ => Err(Problem::Csrf),
    }
}

async fn from_form(body: Body) -> Result<(Option<String>, Body), Problem> {
    let bytes = axum::body::to_bytes(body, FORM_LIMIT)
        .await
        .map_err(|_| Problem::TooLarge)?;
    let told = bytes
        .split(|byte| *byte == b'&')
        .find_map(|pair| pair.strip_prefix(b"csrf="))
        .and_then(|value| std::str::from_utf8(value).ok())
        .map(str::to_owned);
    Ok((told, Body::from(bytes)))
}

async fn from_multipart(body: Body) -> Result<(Option<String>, Body), Problem> {
    let mut stream = body.into_data_stream();
    let mut head: Vec<u8> = Vec::new();
    let mut told = None;
    while head.len() < HEAD_LIMIT {
        match stream.next().await {
            Some(Ok(chunk)) => head.extend_from_slice(&chunk),
            Some(Err(_)) => return Err(Problem::bad("problem-upload-broken")),
            None => break,
        }
        told = token_in(&head);
        if told.is_some() {
            break;
        }
    }
    let first = futures::stream::once(async move { Ok::<Bytes, axum::Error>(Bytes::from(head)) });
    Ok((told, Body::from_stream(first.chain(stream))))
}

fn token_in(head: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(head);
    let (_, after) = text.split_once("name=\"csrf\"")?;
    let (_, value) = after.split_once("\r\n\r\n")?;
    value.split_once("\r\n").map(|(token, _)| token.to_owned())
}

/// Browsers say where a request comes from; when they do, it must be from here.
fn same_origin(app: &App, headers: &HeaderMap) -> bool {
    let read = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = read("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return false;
    }
    match read("origin") {
        None | Some("null") => read("sec-fetch-site").is_some() || read("origin").is_none(),
        Some(origin) => {
            let host = origin.split_once("://").map_or("", |(_, host)| host);
            origin == app.settings.public_url.trim_end_matches('/') || read("host").is_some_and(|h| h == host)
        }
    }
}

/// Comparison in constant time.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && a.bytes()
            .zip(b.bytes())
            .fold(0, |difference, (x, y)| difference | (x ^ y))
            == 0
}
