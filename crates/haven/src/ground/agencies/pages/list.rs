//! `/agencies`: the directory, with the numbers to ring.

use super::super::store;
use crate::app::App;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use crate::web::{self, Chrome};
use access::{Action, Resource, ViewDirectory};
use axum::extract::State;
use kit::ui::{self, Markup, html};

pub async fn show(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    let _permit = app.policy.permit::<ViewDirectory>(&who.principal, &Resource::Network)?;
    let all = {
        let mut conn = app.db.read().await?;
        store::all(&mut conn).await?
    };
    let words = &who.words;
    let title = words.get("agencies-title");
    let may_amend = |id| {
        app.policy
            .allows(&who.principal, Action::AmendAgency, &Resource::Agency { id })
    };
    let rows = all
        .iter()
        .map(|agency| {
            let name = html! {
                @if may_amend(agency.id) { a.govuk-link href={ "/agencies/" (agency.id) } { (agency.name) } } @else { (agency.name) }
            };
            let phone = agency.duty_phone.as_deref().unwrap_or("");
            let email = agency.duty_email.as_deref().unwrap_or("");
            vec![
                ui::Cell::new(name).sort_by(agency.name.clone()),
                ui::Cell::text(&words.get(&format!("agencies-kind-{}", agency.kind.code()))),
                ui::Cell::text(&agency.pack),
                ui::Cell::text(phone),
                ui::Cell::text(email),
            ]
        })
        .collect();
    let columns = [
        "agencies-name",
        "agencies-kind",
        "agencies-pack",
        "agencies-duty-phone",
        "agencies-duty-email",
    ];
    let table = ui::Table {
        caption: title.clone(),
        caption_hidden: true,
        columns: columns
            .iter()
            .map(|key| ui::Column::new(words.get(key)).sortable())
            .collect(),
        rows,
        rows_named: true,
        ..ui::Table::default()
    };
    let body = html! {
        h1.govuk-heading-l { (title) }
        @if app.policy.allows(&who.principal, Action::ManageAgencies, &Resource::System) {
            (ui::link_button(&words.get("agencies-add"), "/agencies/add", ui::Look::Main))
        }
        (ui::table(words, &table))
    };
    web::page(
        &app,
        &who,
        Chrome {
            title,
            current: "/agencies",
            ..Chrome::default()
        },
        body,
    )
    .await
}
