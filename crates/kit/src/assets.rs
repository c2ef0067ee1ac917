//! The files pages need (styles, script, fonts, icon), embedded in the binary. Each is named by its content, so a
//! browser may keep it for ever and a new release is never mixed with an old one.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use rust_embed::{Embed, EmbeddedFile};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where the files are served.
pub const PREFIX: &str = "/assets/";

#[derive(Embed)]
#[folder = "../../assets/dist"]
struct Dist;

/// Plain name to name with hash, as written by the build of the assets.
static NAMES: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| serde_json::from_str(env!("ASSETS_MANIFEST")).unwrap_or_default());

/// The address of an asset by its plain name: `href("app.css")` is `/assets/app.1234567890.css`.
/// An unknown name gives an address that is not found, and a test that finds it.
pub fn href(name: &str) -> String {
    format!("{PREFIX}{}", NAMES.get(name).map_or(name, String::as_str))
}

/// Answers a request for `path`, the part after [`PREFIX`]. `headers` are the request's: a browser that takes
/// compressed files gets the copy compressed at build time.
pub fn serve(path: &str, headers: &HeaderMap) -> Response<Body> {
    // The manifest and the compressed copies have no address of their own.
    if !NAMES.values().any(|name| name == path) {
        return absent();
    }
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    for (coding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(accepted, coding)
            && let Some(file) = Dist::get(&format!("{path}.{ending}"))
        {
            let mut response = found(path, file);
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
            return response;
        }
    }
    Dist::get(path).map_or_else(absent, |file| found(path, file))
}

fn found(path: &str, file: EmbeddedFile) -> Response<Body> {
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    let mut response = Response::new(Body::from(file.data));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn absent() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Whether an Accept-Encoding header names `coding` without refusing it by `q=0`.
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        pieces.next().is_some_and(|name| name.eq_ignore_ascii_case(coding))
            && !pieces.any(|weight| matches!(weight.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    fn ask(path: &str, encoding: &str) -> Response<Body> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, encoding.parse().unwrap());
        serve(path, &headers)
    }

    #[test]
    fn a_named_asset_is_served_for_ever_and_compressed() {
        let address = href("app.css");
        let path = address.strip_prefix(PREFIX).unwrap();
        assert_ne!(path, "app.css", "the name carries no hash");
        let answer = ask(path, "gzip, deflate, br");
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CONTENT_ENCODING], "br");
        assert!(
            answer.headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
        assert_eq!(ask(path, "br;q=0, gzip").headers()[header::CONTENT_ENCODING], "gzip");
        assert!(ask(path, "").headers().get(header::CONTENT_ENCODING).is_none());
    }

    #[test]
    fn nothing_else_is_served() {
        for path in [
            "",
            "manifest.json",
            "app.css",
            "../Cargo.toml",
            "app.css.br",
            "%2e%2e/x",
        ] {
            assert_eq!(ask(path, "br").status(), StatusCode::NOT_FOUND, "{path}");
        }
        let compressed = format!("{}.br", href("app.css").strip_prefix(PREFIX).unwrap());
        assert_eq!(ask(&compressed, "br").status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn styles_name_only_files_that_are_served() {
        for style in ["app.css", "app.rtl.css"] {
            let hashed = href(style);
            let file = Dist::get(hashed.strip_prefix(PREFIX).unwrap()).unwrap();
            let text = String::from_utf8(file.data.to_vec()).unwrap();
            let urls: Vec<&str> = text
                .split("url(")
                .skip(1)
                .map(|rest| rest.split(')').next().unwrap())
                .collect();
            assert!(!urls.is_empty());
            for url in urls {
                assert_eq!(
                    ask(url.trim_matches('"'), "").status(),
                    StatusCode::OK,
                    "{style} asks for {url}"
                );
            }
        }
    }
}
