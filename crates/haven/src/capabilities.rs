//! The table of contents: every feature's routes, API, jobs and place in the menu, in the order of the story. A
//! feature is switched on by its line here, and nowhere else.

use crate::app::App;
use crate::link;
use axum::Router;
use domain::Role;
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
    pub shown_to: &'static [Role],
}

/// Those whose work is with children's records.
pub const CASEWORK: &[Role] = &[Role::Practitioner, Role::DeskOfficer, Role::Analyst, Role::Manager];

const NOTHING: Feature = Feature { name: "", routes: None, api: None, jobs: &[], menu: None };

/// Every feature, in the order of the story: ground, gather, link, operate.
pub const ALL: &[Feature] = &[
    Feature {
        name: "home",
        routes: Some(crate::home::routes),
        menu: Some(MenuEntry { label: "home-menu", href: "/", shown_to: Role::ALL }),
        ..NOTHING
    },
    Feature {
        name: "search",
        routes: Some(link::search::routes),
        menu: Some(MenuEntry { label: "search-menu", href: "/search", shown_to: CASEWORK }),
        ..NOTHING
    },
    Feature {
        name: "judgements",
        routes: Some(link::judgements::routes),
        menu: Some(MenuEntry { label: "judgements-menu", href: "/hits", shown_to: CASEWORK }),
        ..NOTHING
    },
    Feature { name: "people", routes: Some(link::people::routes), ..NOTHING },
    Feature {
        name: "ledger",
        routes: Some(crate::ground::ledger::routes),
        menu: Some(MenuEntry { label: "ledger-menu", href: "/ledger", shown_to: &[Role::Auditor] }),
        ..NOTHING
    },
];

/// Which job hears of which event.
pub const SUBSCRIPTIONS: Subscriptions = &[];
