//! Agreements: who lets whom see what, why, until when. Each goes one way, from the agency that gives to the agency
//! that reads. One side proposes and the other accepts before it opens anything, so nobody can give themselves another's
//! records; either side ends it. Without an agreement a reader learns at most that something is known, and whom to ring.

mod acts;
mod pages;
pub mod rules;
mod store;

pub use store::{Standing, in_force_for};

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/agreements", get(pages::list::show))
        .route("/agreements/make", get(pages::make::show).post(pages::make::send))
        .route("/agreements/{id}", get(pages::one::show))
        .route("/agreements/{id}/accept", post(pages::one::accept))
        .route("/agreements/{id}/withdraw", post(pages::one::withdraw))
}
