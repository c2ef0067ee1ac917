//! The table of contents: every feature's routes, API, jobs and place in the menu, in the order of the story. A
//! feature is switched on by its line here, and nowhere else.

use crate::app::App;
use axum::Router;
use futures::future::BoxFuture;
use kit::jobs::{Job, JobError};
use kit::outbox::Subscriptions;

/// A feature's face.
pub struct Feature {
    /// Folder, permit word, message prefix: all the same.
    pub name: &'static str,
    /// Pages under the session and the CSRF guard.
    pub routes: Option<fn() -> Router<App>>,
    /// Routes under `/api/v1`, for tokens.
    pub api: Option<fn() -> Router<App>>,
    pub jobs: &'static [JobKind],
    /// Menu entry: message key, address, and who sees it.
    pub menu: Option<MenuEntry>,
}

pub struct JobKind {
    pub kind: &'static str,
    pub run: fn(App, Job) -> BoxFuture<'static, Result<(), JobError>>,
}

pub struct MenuEntry {
    pub label: &'static str,
    pub href: &'static str,
    pub shown_to: &'static [domain::Role],
}

/// Every feature, in the order of the story: ground, gather, link, operate.
pub const ALL: &[Feature] = &[];

/// Which job hears of which event.
pub const SUBSCRIPTIONS: Subscriptions = &[];
