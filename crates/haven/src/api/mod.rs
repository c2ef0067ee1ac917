//! The door for machines: `/api/v1`. Agencies' own systems hand in, ask who knows a child, and keep their copies up to
//! date, each with a key that is for one agency and a few things.
//!
//! What holds for every route lives here: faults as problem+json ([`Fault`]), bodies and queries read with the place of
//! each mistake ([`Told`], [`Asked`], [`Id`]), a bucket of requests for each key, keys that make a repeated POST
//! harmless, paging, the shapes in which records go out, the description (`/api/v1/openapi.json`) and its page (`/api`).
//! The routes themselves stand in the rooms of their features, in `api.rs`.

mod answers;
mod faults;
mod idempotency;
mod limits;
mod openapi;
mod packs;
mod page;
mod paging;
mod reading;
mod shapes;

pub use answers::read_answers;
pub use faults::{ApiProblem, Fault, FieldFault};
pub use idempotency::KEY_HEADER;
pub use openapi::document;
pub use paging::Cursor;
pub use reading::{Asked, Id, Told, needs};
pub use shapes::{
    AgencyShape, AnswersShape, ContactShape, FileShape, HitShape, ReasonShape, RecordShape, VersionShape, look_lines,
    time,
};

use crate::app::App;
use crate::problem::Problem;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use std::sync::Arc;

/// The features' routes under `/api/v1` with all that holds for every one of them, and the page about them.
pub fn mount(app: &App, features: Router<App>) -> Router<App> {
    let buckets = Arc::new(limits::Buckets::default());
    let inside = features
        .route("/pack", get(packs::show))
        .route("/openapi.json", get(openapi::show))
        .fallback(|| async { Problem::NotFound })
        .layer(from_fn_with_state(app.clone(), idempotency::once))
        .layer(from_fn_with_state((app.clone(), buckets), limits::per_key))
        .layer(from_fn_with_state(app.clone(), faults::draw));
    Router::new().nest("/api/v1", inside).route("/api", get(page::show))
}
