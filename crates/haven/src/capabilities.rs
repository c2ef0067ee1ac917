//! The table of contents: every feature's routes, API, jobs and place in the menu, in the order of the story. A
//! feature is switched on by its line here, and nowhere else.

use crate::app::App;
use crate::gather::{exports, imports};
use crate::ground;
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

/// Those who look after people, agreements and keys.
pub const ADMINISTRATION: &[Role] = &[Role::AgencyAdmin, Role::SystemAdmin];

const NOTHING: Feature = Feature {
    name: "",
    routes: None,
    api: None,
    jobs: &[],
    menu: None,
};

/// Every feature, in the order of the story: ground, gather, link, operate.
#[allow(clippy::needless_update, reason = "every entry of the table ends the same way")]
pub const ALL: &[Feature] = &[
    Feature {
        name: "home",
        routes: Some(crate::home::routes),
        menu: Some(MenuEntry {
            label: "home-menu",
            href: "/",
            shown_to: Role::ALL,
        }),
        ..NOTHING
    },
    Feature {
        name: "set_up",
        routes: Some(ground::set_up::routes),
        ..NOTHING
    },
    Feature {
        name: "openid",
        routes: Some(ground::openid::routes),
        ..NOTHING
    },
    Feature {
        name: "accounts",
        routes: Some(ground::accounts::routes),
        menu: Some(MenuEntry {
            label: "accounts-menu",
            href: "/accounts",
            shown_to: ADMINISTRATION,
        }),
        ..NOTHING
    },
    Feature {
        name: "agencies",
        routes: Some(ground::agencies::routes),
        menu: Some(MenuEntry {
            label: "agencies-menu",
            href: "/agencies",
            shown_to: ADMINISTRATION,
        }),
        ..NOTHING
    },
    Feature {
        name: "agreements",
        routes: Some(ground::agreements::routes),
        menu: Some(MenuEntry {
            label: "agreements-menu",
            href: "/agreements",
            shown_to: ADMINISTRATION,
        }),
        ..NOTHING
    },
    Feature {
        name: "tokens",
        routes: Some(ground::tokens::routes),
        menu: Some(MenuEntry {
            label: "tokens-menu",
            href: "/tokens",
            shown_to: &[Role::AgencyAdmin],
        }),
        ..NOTHING
    },
    Feature {
        name: "hand_ins",
        routes: Some(crate::gather::hand_ins::routes),
        api: Some(crate::gather::hand_ins::api),
        menu: Some(MenuEntry {
            label: "hand-ins-menu",
            href: "/hand-in",
            shown_to: CASEWORK,
        }),
        ..NOTHING
    },
    Feature {
        name: "hand_ins_received",
        menu: Some(MenuEntry {
            label: "hand-ins-list-menu",
            href: "/hand-ins",
            shown_to: CASEWORK,
        }),
        ..NOTHING
    },
    Feature {
        name: "attachments",
        routes: Some(crate::gather::attachments::routes),
        jobs: crate::gather::attachments::JOBS,
        ..NOTHING
    },
    Feature {
        name: "imports",
        routes: Some(imports::routes),
        api: Some(imports::api::api),
        jobs: imports::JOBS,
        menu: Some(MenuEntry {
            label: "imports-menu",
            href: "/imports",
            shown_to: CASEWORK,
        }),
    },
    Feature {
        name: "records",
        api: Some(crate::gather::records::api::api),
        ..NOTHING
    },
    Feature {
        name: "recognise",
        api: Some(link::recognise::api::api),
        ..NOTHING
    },
    Feature {
        name: "exports",
        routes: Some(exports::routes),
        api: Some(exports::api::api),
        menu: Some(MenuEntry {
            label: "exports-menu",
            href: "/exports",
            shown_to: &[Role::DeskOfficer, Role::Analyst, Role::Manager],
        }),
        ..NOTHING
    },
    Feature {
        name: "search",
        routes: Some(link::search::routes),
        api: Some(link::search::api::api),
        menu: Some(MenuEntry {
            label: "search-menu",
            href: "/search",
            shown_to: CASEWORK,
        }),
        ..NOTHING
    },
    Feature {
        name: "judgements",
        routes: Some(link::judgements::routes),
        menu: Some(MenuEntry {
            label: "judgements-menu",
            href: "/hits",
            shown_to: CASEWORK,
        }),
        ..NOTHING
    },
    Feature {
        name: "emergency",
        routes: Some(link::people::emergency::routes),
        menu: Some(MenuEntry {
            label: "emergency-menu",
            href: "/emergency-looks",
            shown_to: &[Role::DeskOfficer, Role::Manager, Role::Auditor],
        }),
        ..NOTHING
    },
    Feature {
        name: "people",
        routes: Some(link::people::routes),
        api: Some(link::people::api::api),
        ..NOTHING
    },
    Feature {
        name: "notices",
        jobs: link::notices::JOBS,
        ..NOTHING
    },
    Feature {
        name: "ledger",
        routes: Some(crate::ground::ledger::routes),
        menu: Some(MenuEntry {
            label: "ledger-menu",
            href: "/ledger",
            shown_to: &[Role::Auditor],
        }),
        ..NOTHING
    },
];

/// Which job hears of which event.
pub const SUBSCRIPTIONS: Subscriptions = &[
    ("records.hit", "notices.hit"),
    ("break_glass.opened", "notices.emergency"),
];

/// Kinds of job that are begun once a day, by whichever process works.
pub const DAILY: &[&str] = &["imports.sweep", "attachments.sweep"];
