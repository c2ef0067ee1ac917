//! Keys to the API: an agency's own systems hand in and ask with one. A key is for one agency and a few things, ends
//! within a year, is shown once and kept as a digest only.

mod acts;
mod holder;
mod pages;
pub mod rules;
mod store;

pub use acts::give_by_operator;
pub use holder::TokenHolder;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/tokens", get(pages::show))
        .route("/tokens/give", get(pages::show_give).post(pages::send_give))
        .route("/tokens/{id}/revoke", post(pages::revoke))
}
