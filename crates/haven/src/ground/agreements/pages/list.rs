//! `/agreements`: what one's agency gives, and what it is given.

use super::super::store::{self, Agreement};
use super::{day, purposes, state_of, state_tag};
use crate::app::App;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{Action, Resource, ViewAgreements};
use axum::extract::State;
use kit::ui::{self, Markup, html};

pub async fn show(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    let permit = app.policy.list::<ViewAgreements>(&who.principal)?;
    let all = {
        let mut conn = app.db.read().await?;
        store::list(&mut conn, permit.scope()).await?
    };
    let own = who.account.agency;
    let words = &who.words;
    let title = words.get("agreements-title");
    let parts: [(&str, Vec<&Agreement>); 3] = [
        ("agreements-given", all.iter().filter(|one| one.owner == own).collect()),
        (
            "agreements-received",
            all.iter().filter(|one| one.reader == own).collect(),
        ),
        (
            "agreements-others",
            all.iter().filter(|one| one.owner != own && one.reader != own).collect(),
        ),
    ];
    let body = html! {
        h1.govuk-heading-l { (title) }
        p.haven-measure { (words.get("agreements-text")) }
        @if app.policy.allows(&who.principal, Action::ManageAgreements, &Resource::Agency { id: own }) {
            (ui::button_group(&[
                ui::link_button(&words.get("agreements-make-offer"), "/agreements/make?way=offer", ui::Look::Main),
                ui::link_button(&words.get("agreements-make-ask"), "/agreements/make?way=ask", ui::Look::Secondary),
            ]))
            (waiting(&who, &all))
        }
        @for (position, (key, some)) in parts.iter().enumerate() {
            @if !some.is_empty() { (table(&app, &who, key, some)) }
            @else if position < 2 { (ui::empty_state(&words.get(key), &words.get("agreements-none"), None)) }
        }
    };
    web::page(
        &app,
        &who,
        Chrome {
            title,
            current: "/agreements",
            ..Chrome::default()
        },
        body,
    )
    .await
}

/// Proposals that this agency must answer, before everything else.
fn waiting(who: &SignedIn, all: &[Agreement]) -> Markup {
    let words = &who.words;
    let waiting: Vec<&Agreement> = all
        .iter()
        .filter(|one| one.awaits == Some(who.account.agency) && one.withdrawn_at.is_none())
        .collect();
    html! {
        @if !waiting.is_empty() {
            (ui::notification_banner(words, &words.with("agreements-waiting", &[("count", waiting.len().into())]), Some(html! {
                ul.govuk-list {
                    @for one in &waiting {
                        li { a.govuk-link href={ "/agreements/" (one.id) } {
                            (words.with("agreements-from-to", &[("owner", one.owner_name.clone().into()), ("reader", one.reader_name.clone().into())]))
                        } }
                    }
                }
            })))
        }
    }
}

fn table(app: &App, who: &SignedIn, caption: &str, some: &[&Agreement]) -> Markup {
    let words = &who.words;
    let rows = some
        .iter()
        .map(|one| {
            let sides = if one.owner == who.account.agency {
                one.reader_name.clone()
            } else if one.reader == who.account.agency {
                one.owner_name.clone()
            } else {
                words.with(
                    "agreements-from-to",
                    &[
                        ("owner", one.owner_name.clone().into()),
                        ("reader", one.reader_name.clone().into()),
                    ],
                )
            };
            let state = state_of(app, one);
            vec![
                ui::Cell::new(html! { a.govuk-link href={ "/agreements/" (one.id) } { (sides) } })
                    .sort_by(sides.clone()),
                ui::Cell::text(&words.get(&format!("agreements-level-{}", one.level.code()))),
                ui::Cell::text(&purposes(words, one)),
                ui::Cell::text(&day(words, one.starts_on)).sort_by(one.starts_on.to_string()),
                ui::Cell::text(&day(words, one.ends_on)).sort_by(one.ends_on.to_string()),
                ui::Cell::new(state_tag(words, state)).sort_by(state.code()),
            ]
        })
        .collect();
    let columns = [
        "agreements-agency",
        "agreements-level",
        "agreements-purposes",
        "agreements-starts",
        "agreements-ends",
        "agreements-state",
    ];
    ui::table(
        words,
        &ui::Table {
            caption: words.get(caption),
            columns: columns
                .iter()
                .map(|key| ui::Column::new(words.get(key)).sortable())
                .collect(),
            rows,
            rows_named: true,
            ..ui::Table::default()
        },
    )
}
