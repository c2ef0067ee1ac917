//! `/imports`: the files of one's agency.

use super::super::rules::ImportState;
use super::super::store::{self, Import};
use crate::app::App;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use crate::web::{Chrome, moment, page};
use access::{Resource, ViewImport};
use axum::extract::{Query, State};
use domain::ids::AgencyId;
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use serde::Deserialize;

const SHOWN: i64 = 50;

#[derive(Deserialize)]
pub struct Older {
    /// Milliseconds; imports from before this moment.
    before: Option<i64>,
}

pub async fn list(State(app): State<App>, who: SignedIn, Query(older): Query<Older>) -> Result<Markup, Problem> {
    let permit = app.policy.list::<ViewImport>(&who.principal)?;
    let own: AgencyId = who.account.agency;
    let imports: Vec<Import> = {
        let mut conn = app.db.read().await?;
        let found = store::list(&mut conn, &[own], older.before.unwrap_or(i64::MAX), SHOWN).await?;
        found
            .into_iter()
            .filter(|one| {
                permit.scope().admits(&Resource::Import {
                    id: one.id,
                    owner: one.agency,
                })
            })
            .collect()
    };
    let words = &who.words;
    let next = imports
        .last()
        .filter(|_| imports.len() as i64 == SHOWN)
        .map(|last| format!("/imports?before={}", last.made_at));
    let body = html! {
        h1.govuk-heading-l { (words.get("imports-title")) }
        p.govuk-body { (words.get("imports-intro")) }
        (ui::link_button(&words.get("imports-new"), "/imports/new", ui::Look::Main))
        p.govuk-body { a.govuk-link href="/imports/mappings" { (words.get("imports-mappings")) } }
        @if imports.is_empty() { (ui::empty_state(&words.get("imports-none"), &words.get("imports-none-text"), None)) }
        @else { (table(&app, words, &imports)) }
        (ui::pagination(words, older.before.map(|_| "/imports"), next.as_deref()))
    };
    page(
        &app,
        &who,
        Chrome {
            title: words.get("imports-title"),
            current: "/imports",
            ..Chrome::default()
        },
        body,
    )
    .await
}

pub(super) const fn tone(state: ImportState) -> ui::Tone {
    match state {
        ImportState::Done => ui::Tone::Green,
        ImportState::Refused | ImportState::Failed => ui::Tone::Red,
        ImportState::Checking | ImportState::Applying => ui::Tone::Blue,
        ImportState::Received | ImportState::Checked => ui::Tone::Yellow,
        ImportState::Cancelled => ui::Tone::Grey,
    }
}

pub(super) fn state_tag(words: &Words, state: ImportState) -> Markup {
    ui::tag(&words.get(&format!("imports-state-{}", state.code())), tone(state))
}

fn table(app: &App, words: &Words, imports: &[Import]) -> Markup {
    let columns = vec![
        ui::Column::new(words.get("imports-file")),
        ui::Column::new(words.get("imports-when")),
        ui::Column::new(words.get("imports-state")),
        ui::Column::new(words.get("imports-rows")).numeric(),
        ui::Column::new(words.get("imports-rejected")).numeric(),
        ui::Column::new(words.get("imports-hits")).numeric(),
    ];
    let rows = imports
        .iter()
        .map(|one| {
            let href = if one.state == ImportState::Received && one.swept_at.is_none() {
                format!("/imports/{}/columns", one.id)
            } else {
                format!("/imports/{}", one.id)
            };
            vec![
                ui::Cell::new(html! { a.govuk-link href=(href) dir="auto" { (one.file_name) } }),
                ui::Cell::text(&moment(app, words, one.made_at)).sort_by(one.made_at.to_string()),
                ui::Cell::new(state_tag(words, one.state)),
                ui::Cell::text(&one.rows_read.to_string()),
                ui::Cell::text(&one.rows_rejected.to_string()),
                ui::Cell::text(&one.hits.to_string()),
            ]
        })
        .collect();
    ui::table(
        words,
        &ui::Table {
            caption: words.get("imports-list"),
            columns,
            rows,
            rows_named: true,
            ..ui::Table::default()
        },
    )
}
