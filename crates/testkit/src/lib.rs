//! For tests: the cast, a fresh desk on a fresh database, a held clock, and a browser without a screen.
//!
//! ```ignore
//! testkit::on_both(|desk| async move {
//!     let amina = desk.sign_in(Cast::SocialWorker).await;
//!     let page = amina.get("/").await;
//!     page.ok().shows("What needs me now");
//! });
//! ```
//! A desk is a running server on a free port of this machine, on SQLite and, when `HAVEN_TEST_POSTGRES` names a server
//! that may make databases, on PostgreSQL too.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "for tests only: failing loudly is the point"
)]

mod browser;
mod cast;
mod desk;

pub use browser::{Browser, Page};
pub use cast::{Cast, PASSWORD};
pub use desk::{Desk, NOW, on_both, on_both_with, on_sqlite};
