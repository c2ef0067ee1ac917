//! The pages of a hand-in and their addresses.

mod check;
mod fields;
mod files;
mod fill;
mod known;
mod list;
mod quality;
mod receipt;
mod start;
mod summary;
mod withdrawal;

pub(super) use list::visible;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// Bytes of one posted form with files.
const FORM_WITH_FILES: usize = 260 * 1024 * 1024;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/hand-in", get(start::show))
        .route("/hand-in/new", post(start::begin))
        .route("/hand-in/correct/{record}", post(start::correct))
        .route("/hand-in/{id}", get(fill::resume))
        .route("/hand-in/{id}/discard", post(start::discard))
        .route("/hand-in/{id}/restore", post(start::restore))
        .route("/hand-in/{id}/autosave", post(known::autosave))
        .route("/hand-in/{id}/known", post(known::ask))
        .route("/hand-in/{id}/check", get(check::show))
        .route("/hand-in/{id}/send", post(check::send))
        .route("/hand-in/{id}/receipt", get(receipt::show))
        .route("/hand-in/{id}/print", get(receipt::print))
        .route(
            "/hand-in/{id}/{page}",
            get(fill::show)
                .post(fill::save)
                .layer(DefaultBodyLimit::max(FORM_WITH_FILES)),
        )
        .route("/hand-ins", get(list::show))
        .route("/hand-ins/{id}", get(list::one))
        .route("/hand-ins/{id}/feedback", post(list::answer))
        .route("/hand-ins/{id}/withdraw", post(withdrawal::withdraw))
        .route("/hand-ins/{id}/put-back", post(withdrawal::put_back))
}
