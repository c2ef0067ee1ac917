//! `/exports`: one's own agency's records as a file.

use super::store;
use super::writing::{Export, ExportFormat};
use crate::app::App;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use crate::web::{Chrome, page};
use access::{ExportRecords, Resource};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum_extra::extract::Form;
use kit::ui;
use maud::{Markup, html};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new().route("/exports", get(ask).post(take_out))
}

async fn ask(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    draw(&app, &who, None).await
}

async fn draw(app: &App, who: &SignedIn, error: Option<String>) -> Result<Markup, Problem> {
    let permit = app
        .policy
        .permit::<ExportRecords>(&who.principal, &Resource::Agency { id: who.account.agency })?;
    let count = {
        let mut conn = app.db.read().await?;
        store::count(&mut conn, &permit, who.account.agency).await?
    };
    let words = &who.words;
    let choices: Vec<ui::Choice> = ExportFormat::ALL
        .iter()
        .map(|format| {
            let key = format!("exports-format-{}", format.code());
            ui::Choice::new(format.code(), words.get(&key)).hint(words.get(&format!("{key}-hint")))
        })
        .collect();
    let has_errors = error.is_some();
    let field = ui::Field::new("format", words.get("exports-format")).error(error);
    let errors: Vec<(String, String)> = field.summary().into_iter().collect();
    let body = html! {
        (ui::error_summary(words, &errors))
        h1.govuk-heading-l { (words.get("exports-title")) }
        p.govuk-body { (words.with("exports-intro", &[("count", count.into()), ("agency", who.account.agency_name.as_str().into())])) }
        (ui::warning_text(words, &words.get("exports-warning")))
        (ui::form("/exports", &who.session.csrf, html! {
            (ui::radios(words, &field, &choices, false))
            // A download leaves the page where it is, so the button must work again.
            button.govuk-button type="submit" data-module="govuk-button" { (words.get("exports-button")) }
        }))
    };
    page(
        app,
        who,
        Chrome {
            title: words.get("exports-title"),
            current: "/exports",
            has_errors,
            ..Chrome::default()
        },
        body,
    )
    .await
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    format: String,
}

async fn take_out(State(app): State<App>, who: SignedIn, Form(wanted): Form<Wanted>) -> Result<Response, Problem> {
    let agency = who.account.agency;
    let permit = app
        .policy
        .permit::<ExportRecords>(&who.principal, &Resource::Agency { id: agency })?;
    let Some(format) = ExportFormat::from_code(&wanted.format) else {
        let page = draw(&app, &who, Some(who.words.get("exports-format-missing"))).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let export = Export::new(app, permit, who.principal, agency, who.words, format)?;
    let pages = futures::stream::try_unfold(export, |mut export| async move {
        Ok::<_, Problem>(export.next().await?.map(|bytes| (Bytes::from(bytes), export)))
    });
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", format.file_name()),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(pages)).into_response())
}
