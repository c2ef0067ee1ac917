//! The one place that turns a [`Problem`] into something to read: a page for people, problem+json (RFC 9457) for
//! machines. Every page says what was not done and where to go from there.

use crate::app::App;
use crate::ground::sessions::Reader;
use crate::problem::Problem;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use kit::words::Words;
use maud::html;

pub(super) async fn draw(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let is_get = request.method() == Method::GET;
    let (mut parts, body) = request.into_parts();
    let reader = Reader::from_request_parts(&mut parts, &app).await.ok();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = response.extensions().get::<Problem>().cloned() else {
        return response;
    };
    let status = problem.status();
    let words = response
        .extensions()
        .get::<Words>()
        .cloned()
        .or_else(|| reader.map(|reader| reader.words))
        .unwrap_or_else(|| app.words.words("en"));
    let title = words.get(problem.code());
    let text = words.get(&format!("{}-text", problem.code()));
    let mut drawn = if path.starts_with("/api/") {
        let detail = match &problem {
            Problem::Bad {
                detail: Some(detail), ..
            } => format!("{text} {detail}"),
            _ => text,
        };
        let body = serde_json::json!({ "type": format!("/problems/{}", problem.code()), "title": title, "status": status.as_u16(), "detail": detail });
        let mut json = (status, body.to_string()).into_response();
        json.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if matches!(problem, Problem::SignIn) {
            json.headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        json
    } else if matches!(problem, Problem::SignIn) {
        // What was asked for is kept for after sign-in, when it can be asked again.
        let next = if is_get {
            format!("/sign-in?next={}", encode(&path))
        } else {
            "/sign-in".to_owned()
        };
        Redirect::to(&next).into_response()
    } else {
        let detail = match &problem {
            Problem::Bad { detail, .. } => detail.clone(),
            _ => None,
        };
        let body = html! {
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body" { (text) }
            @if let Some(detail) = detail { p class="govuk-body" { (detail) } }
            p class="govuk-body" { a class="govuk-link" href="/" { (words.get("problem-home")) } }
        };
        (status, super::page::bare(&app, &words, &title, None, body)).into_response()
    };
    if let Problem::TooMany { retry_after_seconds } = problem {
        drawn
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds));
    }
    drawn
}

fn encode(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
