//! Check your answers: all that was said, what is missing for sending and for the country's own referral, how far it
//! may travel; then send. What would only be better is said as help and stops nothing.

use super::fields::{id_of, message};
use super::fill::{self, Open, hand_in_id};
use super::{known, summary};
use crate::app::App;
use crate::gather::hand_ins::acts::{self, Unsent};
use crate::gather::records;
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{Chrome, page};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::Handling;
use domain::pack::{FieldProblem, Required};
use kit::ui::{self, Choice, Field};
use maud::{Markup, html};
use serde::Deserialize;

pub(super) async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = hand_in_id(&id)?;
    let open = match fill::open(&app, &who, id).await? {
        Ok(open) => open,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    Ok(draw(&app, &who, &open, false).await?.into_response())
}

async fn draw(app: &App, who: &SignedIn, open: &Open<'_>, refused: bool) -> Result<Markup, Problem> {
    let words = &who.words;
    let id = open.hand_in.id;
    let problems = open.form.check(&open.answers);
    let (to_send, to_complete): (Vec<&FieldProblem>, Vec<&FieldProblem>) = problems
        .iter()
        .partition(|problem| problem.needed_for == Required::Send);
    let base = format!("/hand-in/{id}");
    let known = known::body(app, who, open).await?;
    let newer = newer_version(app, open).await?;
    let body = html! {
        h1.govuk-heading-l { (words.get("hand-ins-check-title")) }
        @if newer { (ui::warning_text(words, &words.get("hand-ins-record-changed"))) }
        @if !to_send.is_empty() {
            div.govuk-error-summary {
                div role=[refused.then_some("alert")] {
                    h2.govuk-error-summary__title { (words.get("hand-ins-missing-to-send")) }
                    div.govuk-error-summary__body { (missing(words, open, &base, &to_send)) }
                }
            }
        }
        div.haven-columns {
            div {
                (summary::answers(app, words, open.pack, open.form, &open.answers, &open.files, Some(&base)))
                @if !to_complete.is_empty() {
                    (ui::details(&words.with("hand-ins-missing-to-complete", &[("count", to_complete.len().into())]), html! {
                        p.govuk-body { (words.get("hand-ins-missing-to-complete-text")) }
                        (missing(words, open, &base, &to_complete))
                    }, false))
                }
                (super::quality::help(app, who, open, &base))
                (ui::form(&format!("{base}/send"), &who.session.csrf, html! {
                    (ui::hidden("revision", &open.hand_in.revision.to_string()))
                    (handling(words, open.hand_in.handling))
                    @if to_send.is_empty() { p.govuk-body { (words.get("hand-ins-send-text")) } }
                    (ui::button_group(&[ui::submit(&words.get(if open.hand_in.is_correction() { "hand-ins-send-correction" } else { "hand-ins-send" }), ui::Look::Main)]))
                }))
                p.govuk-body { a.govuk-link href={ (base) "/print" } { (words.get("hand-ins-print-view")) } }
            }
            div.haven-columns__aside--stays { (ui::known_panel(words, "known", known)) }
        }
    };
    let back = open
        .form
        .visible_pages(&open.answers)
        .last()
        .map(|page| format!("{base}/{}", page.id));
    let chrome = Chrome {
        title: words.get("hand-ins-check-title"),
        current: "/hand-in",
        back,
        has_errors: refused,
        ..Chrome::default()
    };
    page(app, who, chrome, body).await
}

fn missing(words: &kit::words::Words, open: &Open<'_>, base: &str, problems: &[&FieldProblem]) -> Markup {
    html! {
        ul.govuk-list.govuk-error-summary__list {
            @for problem in problems {
                @let label = open.form.field(&problem.key).map_or_else(|| problem.key.clone(), |field| summary::label(open.pack, field, words.language()));
                li { a href={ (base) "/" (problem.page) "?check=1#" (id_of(&problem.field)) } { (label) ": " (message(words, open.pack, problem)) } }
            }
        }
    }
}

fn handling(words: &kit::words::Words, chosen: Handling) -> Markup {
    let choices: Vec<Choice> = Handling::ALL
        .iter()
        .map(|handling| {
            let key = format!("hand-ins-handling-{}", handling.code().replace('_', "-"));
            Choice::new(handling.code(), words.get(&key)).hint(words.get(&format!("{key}-hint")))
        })
        .collect();
    ui::radios(
        words,
        &Field::new("handling", words.get("hand-ins-handling"))
            .value(chosen.code())
            .heading(ui::Heading::Medium),
        &choices,
        false,
    )
}

/// Whether the record has changed since this correction of it was begun.
async fn newer_version(app: &App, open: &Open<'_>) -> Result<bool, Problem> {
    let (Some(record), Some(version)) = (open.hand_in.record, open.hand_in.amends_version) else {
        return Ok(false);
    };
    let mut conn = app.db.read().await?;
    Ok(records::find(&mut conn, record)
        .await?
        .is_some_and(|standing| standing.version != version))
}

#[derive(Deserialize)]
pub(super) struct Sending {
    revision: i64,
    #[serde(default)]
    handling: String,
}

pub(super) async fn send(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(asked): Form<Sending>,
) -> Result<Response, Problem> {
    let id = hand_in_id(&id)?;
    let handling = Handling::from_code(&asked.handling).unwrap_or(Handling::Shared);
    match acts::send(&app, &who, id, asked.revision, handling).await? {
        Ok(id) => Ok(Redirect::to(&format!("/hand-in/{id}/receipt")).into_response()),
        Err(Unsent::Changed) => {
            let mut tx = app.db.begin().await?;
            sessions::flash(&mut tx, who.session.id, "hand-ins-changed-meanwhile").await?;
            tx.commit().await?;
            Ok(Redirect::to(&format!("/hand-in/{id}/check")).into_response())
        }
        Err(Unsent::Missing) => match fill::open(&app, &who, id).await? {
            Ok(open) => Ok((StatusCode::UNPROCESSABLE_ENTITY, draw(&app, &who, &open, true).await?).into_response()),
            Err(elsewhere) => Ok(elsewhere.into_response()),
        },
    }
}
