//! The first minutes of a server: as long as there is no account, every way in leads to `/set-up`, where whoever can
//! read the server's terminal or log makes the first agency and its first administrator. Once there is an account the
//! page is gone for good.

mod acts;
mod pages;

pub use acts::{announce, code};

use crate::app::App;
use axum::Router;
use axum::routing::get;

pub fn routes() -> Router<App> {
    Router::new().route("/set-up", get(pages::show).post(pages::send))
}
