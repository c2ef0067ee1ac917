//! Signing in through an agency's own identity provider (OpenID Connect, authorization code with PKCE).
//!
//! A provider speaks for the accounts of its own agency and no others, and opens none: it says who somebody is, and
//! what they may do is decided here. The first time somebody is known by an address that the provider has verified;
//! from then on by the provider's own name for them. System administrators always sign in here themselves: an
//! agency's provider is in the hands of that agency's administrators, and must not make one of them more.

mod acts;
mod flow;
mod pages;
pub mod rules;
mod store;

pub use store::{Offered, offered};

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/with/{id}", get(pages::sign_in::start))
        .route("/sign-in/with/{id}/back", get(pages::sign_in::back))
        .route("/openid", get(pages::admin::show).post(pages::admin::add))
        .route("/openid/{id}/withdraw", post(pages::admin::withdraw))
}
