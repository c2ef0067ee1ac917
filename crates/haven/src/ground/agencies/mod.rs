//! Agencies: the organisations that hand in and receive. Their names and duty numbers are no secret among those signed
//! in: a pointer is worth nothing without the number to ring.

mod acts;
mod commands;
mod pages;
pub mod rules;
mod store;

pub use acts::add_by_operator;
pub use commands::{AgencyCommand, run as run_command};
pub use store::{Agency, add, all, find, find_by_code};

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/agencies", get(pages::list::show))
        .route("/agencies/add", get(pages::edit::show_new).post(pages::edit::send_new))
        .route("/agencies/{id}", get(pages::edit::show).post(pages::edit::send))
        .route("/agencies/{id}/close", post(pages::edit::close))
}
