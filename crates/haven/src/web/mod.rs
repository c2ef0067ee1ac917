//! From the capabilities to one running web application: the layers every request passes.

mod dates;
mod headers;
mod limits;
mod page;
mod problem_pages;

pub use dates::{day, moment};
pub use page::{Chrome, bare, page};

use crate::app::App;
use crate::capabilities;
use crate::ground::sessions;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// The whole site: pages, API, assets, health.
pub fn router(app: App) -> Router {
    let mut pages = Router::new();
    let mut api = Router::new();
    for feature in capabilities::ALL {
        if let Some(routes) = feature.routes {
            pages = pages.merge(routes());
        }
        if let Some(routes) = feature.api {
            api = api.merge(routes());
        }
    }
    let pages = pages
        .layer(from_fn_with_state(app.clone(), sessions::csrf_guard))
        .layer(from_fn_with_state(app.clone(), sessions::load));
    let api = crate::api::mount(&app, api);
    pages
        .merge(api)
        .fallback(|| async { crate::problem::Problem::NotFound })
        .layer(from_fn_with_state(app.clone(), problem_pages::draw))
        .layer(from_fn_with_state(app.clone(), limits::per_address))
        .route("/assets/{*path}", get(asset))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .layer(DefaultBodyLimit::max(4 * 1024 * 1024))
        .layer(from_fn_with_state(app.clone(), headers::secure))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .with_state(app)
}

/// Ready means: the database answers.
async fn ready(axum::extract::State(app): axum::extract::State<App>) -> (StatusCode, &'static str) {
    let answered = async {
        let mut conn = app.db.read().await?;
        conn.one("SELECT 1 AS one", kit::params![]).await
    };
    match answered.await {
        Ok(_) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}

async fn asset(
    axum::extract::Path(path): axum::extract::Path<String>,
    headers: axum::http::HeaderMap,
) -> axum::response::Response {
    kit::assets::serve(&path, &headers)
}
