//! Where a hand-in begins: the forms of the reader's jurisdiction, and the drafts that wait.

use super::fill::hand_in_id;
use crate::app::App;
use crate::gather::hand_ins::acts;
use crate::gather::hand_ins::store::{self, HandIn};
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{Chrome, moment, page};
use access::{EditDraft, Resource};
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::Form;
use domain::RecordKind;
use domain::ids::RecordId;
use kit::ui;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) async fn show(State(app): State<App>, who: SignedIn) -> Result<Markup, Problem> {
    let permit = app
        .policy
        .permit::<EditDraft>(&who.principal, &Resource::Agency { id: who.account.agency })?;
    let drafts = {
        let mut conn = app.db.read().await?;
        store::drafts_of(&mut conn, who.account.id, permit.owner().unwrap_or(who.account.agency)).await?
    };
    let words = &who.words;
    let pack = app.pack(&who.account.pack)?;
    let body = html! {
        h1.govuk-heading-l { (words.get("hand-ins-start-title")) }
        p.govuk-body { (words.get("hand-ins-start-text")) }
        @for form in pack.forms() {
            section.haven-card {
                h2.govuk-heading-m { (form.title.text(words.language())) }
                p.govuk-body { (words.get(if form.subject == RecordKind::Child { "hand-ins-form-child" } else { "hand-ins-form-other" })) }
                (ui::form("/hand-in/new", &who.session.csrf, html! {
                    (ui::hidden("form", &form.id))
                    (ui::submit(&words.with("hand-ins-begin", &[("form", form.title.text(words.language()).into())]), if form.subject == RecordKind::Child { ui::Look::Main } else { ui::Look::Secondary }))
                }))
            }
        }
        h2.govuk-heading-m #drafts { (words.get("hand-ins-drafts")) }
        @if drafts.is_empty() { p.govuk-body { (words.get("hand-ins-drafts-none")) } }
        @for draft in &drafts { (draft_card(&app, &who, draft)?) }
    };
    page(
        &app,
        &who,
        Chrome {
            title: words.get("hand-ins-start-title"),
            current: "/hand-in",
            ..Chrome::default()
        },
        body,
    )
    .await
}

/// A draft, by form and time. Names stay inside: a list on a screen is read by whoever passes.
fn draft_card(app: &App, who: &SignedIn, draft: &HandIn) -> Result<Markup, Problem> {
    let words = &who.words;
    let (_, form) = acts::form_of(app, draft)?;
    let title = form.title.text(words.language());
    let about = words.with(
        "hand-ins-draft-about",
        &[
            ("answers", draft.answers.0.len().into()),
            ("date", moment(app, words, draft.changed_at).into()),
        ],
    );
    Ok(html! {
        section.haven-card {
            h3.govuk-heading-s {
                a.govuk-link href={ "/hand-in/" (draft.id) } { (title) }
                @if draft.is_correction() { " " (ui::tag(&words.get("hand-ins-correction-tag"), ui::Tone::Blue)) }
            }
            p.govuk-body { (about) }
            (ui::form(&format!("/hand-in/{}/discard", draft.id), &who.session.csrf, html! { (ui::text_button(&words.get("hand-ins-discard"), Some(&about), "go", "discard")) }))
        }
    })
}

#[derive(Deserialize)]
pub(super) struct Begin {
    form: String,
}

pub(super) async fn begin(
    State(app): State<App>,
    who: SignedIn,
    Form(asked): Form<Begin>,
) -> Result<Redirect, Problem> {
    let id = acts::begin(&app, &who, &asked.form).await?;
    Ok(Redirect::to(&format!("/hand-in/{id}")))
}

/// "Correct or add" on something handed in.
pub(super) async fn correct(
    State(app): State<App>,
    who: SignedIn,
    Path(record): Path<String>,
) -> Result<Redirect, Problem> {
    let record: RecordId = record.parse().map_err(|_| Problem::NotFound)?;
    let id = acts::begin_correction(&app, &who, record).await?;
    Ok(Redirect::to(&format!("/hand-in/{id}")))
}

pub(super) async fn discard(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Markup, Problem> {
    let id = hand_in_id(&id)?;
    acts::discard(&app, &who, id, false).await?;
    let words = &who.words;
    let body = html! {
        (ui::success_banner(words, &words.get("hand-ins-discarded"), None))
        (ui::form(&format!("/hand-in/{id}/restore"), &who.session.csrf, ui::submit(&words.get("hand-ins-undo"), ui::Look::Secondary)))
        p.govuk-body { a.govuk-link href="/hand-in" { (words.get("hand-ins-back-to-start")) } }
    };
    page(
        &app,
        &who,
        Chrome {
            title: words.get("hand-ins-discarded"),
            current: "/hand-in",
            ..Chrome::default()
        },
        body,
    )
    .await
}

pub(super) async fn restore(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<Redirect, Problem> {
    let id = hand_in_id(&id)?;
    acts::discard(&app, &who, id, true).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "hand-ins-restored").await?;
    tx.commit().await?;
    Ok(Redirect::to("/hand-in"))
}
