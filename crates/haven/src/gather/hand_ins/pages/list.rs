//! What my agency handed in, newest first; one hand-in as it was sent; and what became of it.

use super::receipt::open_sent;
use super::{summary, withdrawal};
use crate::app::App;
use crate::gather::hand_ins::store::{self, Feedback, Listed};
use crate::gather::hand_ins::{acts, rules};
use crate::gather::records::{self, Eyes};
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{Chrome, moment, page};
use access::{GiveFeedback, Resource, ResourceClass, View, ViewContent};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::ids::ImportId;
use kit::ui::{self, Cell, Choice, Column, Field};
use kit::words::Words;
use maud::{Markup, html};
use serde::Deserialize;
use uuid::Uuid;

const ON_A_PAGE: usize = 50;

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    /// Where the page before ended: time (of an import: row) and id.
    after: Option<String>,
    /// Only the rows of one import.
    import: Option<ImportId>,
}

pub(super) async fn show(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Markup, Problem> {
    let permit = app
        .policy
        .list_of::<ViewContent>(&who.principal, ResourceClass::HandIn)?;
    let words = &who.words;
    let from = asked.after.as_deref().and_then(cursor);
    let first = match asked.import {
        Some(import) => format!("/hand-ins?import={import}"),
        None => "/hand-ins".to_owned(),
    };
    let (rows, more) = {
        let mut conn = app.db.read().await?;
        let limit = i64::try_from(ON_A_PAGE).unwrap_or(50) + 1;
        let mut rows = match asked.import {
            Some(import) => store::rows_of_import(&mut conn, import, from.unwrap_or((0, Uuid::nil())), limit).await?,
            None => {
                let from = from.unwrap_or((i64::MAX, Uuid::max()));
                store::sent_by_agency(&mut conn, who.account.agency, from, limit).await?
            }
        };
        let more = rows.len() > ON_A_PAGE;
        rows.truncate(ON_A_PAGE);
        let next = rows.last().filter(|_| more).map(|row| match asked.import {
            Some(_) => format!("{first}&after={}_{}", row.row.unwrap_or(0), row.id),
            None => format!("{first}?after={}_{}", row.sent_at, row.id),
        });
        rows.retain(|row| visible(&app, &who, row));
        // Of another agency's file not even its length is told.
        let next = next.filter(|_| asked.import.is_none() || !rows.is_empty());
        (rows, next)
    };
    let mut tx = app.db.begin().await?;
    let line = Line::under(&permit.line(), app.now_ms(), "hand_in.list", Subject("hand_in", None))
        .detail(serde_json::json!({ "shown": rows.len() }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    let body = html! {
        h1.govuk-heading-l { (words.get("hand-ins-list-title")) }
        p.govuk-body { (words.get(if asked.import.is_some() { "hand-ins-list-import" } else { "hand-ins-list-text" })) }
        @if rows.is_empty() && asked.import.is_some() {
            (ui::empty_state(&words.get("hand-ins-list-import-none"), "", None))
        } @else if rows.is_empty() {
            (ui::empty_state(&words.get("hand-ins-list-none"), "", Some(ui::link_button(&words.get("hand-ins-menu"), "/hand-in", ui::Look::Main))))
        } @else { (table(&app, words, &rows)?) }
        (ui::pagination(words, asked.after.is_some().then_some(first.as_str()), more.as_deref()))
    };
    page(
        &app,
        &who,
        Chrome {
            title: words.get("hand-ins-list-title"),
            current: "/hand-ins",
            back: asked.import.map(|import| format!("/imports/{import}")),
            ..Chrome::default()
        },
        body,
    )
    .await
}

/// What a hand-in is called: its form's title, or its place in a file.
fn title_of(app: &App, words: &Words, pack: &str, form: &str, row: Option<i64>) -> Result<String, Problem> {
    Ok(match row {
        Some(row) => words.with("hand-ins-row", &[("row", row.into())]),
        None => acts::pack_of(app, pack)?
            .form(form)
            .map_or_else(|| form.to_owned(), |form| form.title.text(words.language()).to_owned()),
    })
}

pub(in crate::gather::hand_ins) fn visible(app: &App, who: &SignedIn, row: &Listed) -> bool {
    let relation = access::Relation {
        author: row.author == Some(who.account.id),
        ..who.principal.relation_to(row.agency)
    };
    app.policy.view(
        &who.principal,
        &Resource::HandIn {
            id: row.id,
            owner: row.agency,
            handling: row.handling,
            relation,
        },
    ) == View::Content
}

fn cursor(text: &str) -> Option<(i64, Uuid)> {
    let (at, id) = text.split_once('_')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

fn table(app: &App, words: &Words, rows: &[Listed]) -> Result<Markup, Problem> {
    let drawn = rows
        .iter()
        .map(|row| {
            let title = title_of(app, words, &row.pack, &row.form, row.row)?;
            Ok(vec![
                Cell::new(html! { a.govuk-link href={ "/hand-ins/" (row.id) } { (row.reference) } }),
                Cell::text(&moment(app, words, row.sent_at)).sort_by(row.sent_at.to_string()),
                Cell::new(html! { (title) @if row.corrects { " " (ui::tag(&words.get("hand-ins-correction-tag"), ui::Tone::Blue)) } }),
                Cell::text(row.author_name.as_deref().unwrap_or("API")),
                Cell::new(state_tag(words, row.feedback.as_deref())),
            ])
        })
        .collect::<Result<Vec<_>, Problem>>()?;
    Ok(ui::table(
        words,
        &ui::Table {
            caption: words.get("hand-ins-list-title"),
            caption_hidden: true,
            columns: [
                "hand-ins-reference",
                "hand-ins-sent",
                "hand-ins-what",
                "hand-ins-by",
                "hand-ins-state",
            ]
            .map(|key| Column::new(words.get(key)))
            .into(),
            rows: drawn,
            rows_named: true,
            ..ui::Table::default()
        },
    ))
}

/// New, or the newest answer to what became of it.
pub fn state_tag(words: &Words, feedback: Option<&str>) -> Markup {
    match feedback {
        None => ui::tag(&words.get("hand-ins-state-new"), ui::Tone::Blue),
        Some(status) => {
            let tone = if status == "no_further_action" {
                ui::Tone::Grey
            } else {
                ui::Tone::Green
            };
            ui::tag(&status_words(words, status), tone)
        }
    }
}

fn status_words(words: &Words, status: &str) -> String {
    words.get(&format!("hand-ins-feedback-{}", status.replace('_', "-")))
}

pub(super) async fn one(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(draw(&app, &who, &id, None).await?.into_response())
}

async fn draw(app: &App, who: &SignedIn, id: &str, error: Option<String>) -> Result<Markup, Problem> {
    let opened = open_sent(app, who, id, "hand_in.view").await?;
    let words = &who.words;
    let (feedback, author, count) = {
        let mut conn = app.db.read().await?;
        let feedback = store::feedback(&mut conn, opened.hand_in.id).await?;
        let author = match opened.hand_in.author {
            Some(author) => store::display_name(&mut conn, author).await?,
            None => None,
        };
        let count = acts::count_files(&mut conn, &opened.hand_in).await?;
        (feedback, author, count)
    };
    let is_author = opened.hand_in.author == Some(who.account.id);
    let mut tx = app.db.begin().await?;
    if is_author && feedback.iter().any(|one| one.seen_at.is_none()) {
        store::mark_feedback_seen(&mut tx, opened.hand_in.id, app.now_ms()).await?;
    }
    ledger::append(&mut tx, opened.line).await?;
    tx.commit().await?;
    let row = opened.hand_in.import.map(|(_, row)| row);
    let title = title_of(app, words, &opened.hand_in.pack, &opened.hand_in.form, row)?;
    let reference = opened
        .hand_in
        .reference
        .clone()
        .unwrap_or_else(|| opened.record.reference.clone());
    let said_then = if row.is_some() {
        summary::row(app, words, &opened.hand_in.pack, &opened.seen.answers)
    } else {
        let (pack, form) = acts::form_of(app, &opened.hand_in)?;
        let answers = acts::with_files(opened.seen.answers.clone(), count);
        summary::answers(app, words, pack, form, &answers, &opened.files, None)
    };
    let resource = hand_in_resource(app, who, &opened.hand_in, &opened.record).await?;
    let may_answer = app
        .policy
        .allows(&who.principal, access::Action::GiveFeedback, &resource);
    let summary_errors: Vec<(String, String)> = error
        .iter()
        .map(|message| ("status".to_owned(), message.clone()))
        .collect();
    let body = html! {
        (ui::error_summary(words, &summary_errors))
        h1.govuk-heading-l { (words.with("hand-ins-one-title", &[("reference", reference.as_str().into())])) }
        p.govuk-body {
            (words.with("hand-ins-one-about", &[
                ("form", title.into()),
                ("agency", opened.record.agency_name.as_str().into()),
                ("who", author.as_deref().unwrap_or("API").into()),
                ("date", moment(app, words, opened.hand_in.sent_at.unwrap_or(0)).into()),
            ]))
        }
        @if opened.record.withdrawn_at.is_some() { p.govuk-body { (ui::tag(&words.get("hand-ins-withdrawn"), ui::Tone::Grey)) } }
        p.govuk-body {
            @if opened.record.withdrawn_at.is_none() { a.govuk-link href={ "/people/" (opened.record.person) } { (words.get("hand-ins-open-person")) } }
            @if row.is_none() { " · " a.govuk-link href={ "/hand-in/" (opened.hand_in.id) "/print" } { (words.get("hand-ins-print-view")) } }
        }
        section #feedback {
            h2.govuk-heading-m { (words.get("hand-ins-feedback")) }
            @if feedback.is_empty() { p.govuk-body { (words.get("hand-ins-feedback-none")) } }
            @for one in &feedback { (said(app, words, one)) }
            @if may_answer && !is_author { (answer_form(words, who, &opened.hand_in.id.to_string(), error)) }
        }
        @if !opened.files.is_empty() {
            h2.govuk-heading-m { (words.get("hand-ins-files")) }
            ul.haven-files { @for file in &opened.files { li { a.govuk-link href={ "/attachments/" (file.id) } dir="auto" { (file.name) } span.haven-quiet { (file.description.as_deref().unwrap_or("")) } } } }
        }
        (said_then)
        @if app.policy.allows(&who.principal, access::Action::AmendRecord, &amend_resource(app, who, &opened.record).await?) {
            (ui::form(&format!("/hand-in/correct/{}", opened.record.id), &who.session.csrf, ui::submit(&words.get("hand-ins-correct"), ui::Look::Secondary)))
            (withdrawal::section(who, &opened.hand_in.id.to_string(), &opened.record, &moment(app, words, opened.record.withdrawn_at.unwrap_or(0))))
        }
    };
    page(
        app,
        who,
        Chrome {
            title: words.get("hand-ins-one"),
            current: "/hand-ins",
            back: Some("/hand-ins".to_owned()),
            has_errors: !summary_errors.is_empty(),
            ..Chrome::default()
        },
        body,
    )
    .await
}

async fn hand_in_resource(
    app: &App,
    who: &SignedIn,
    hand_in: &store::HandIn,
    record: &records::Record,
) -> Result<Resource, Problem> {
    let mut conn = app.db.read().await?;
    let eyes = Eyes::of(app, &mut conn, &who.principal).await?;
    Ok(Resource::HandIn {
        id: hand_in.id,
        owner: record.agency,
        handling: record.handling,
        relation: eyes.relation(record),
    })
}

async fn amend_resource(app: &App, who: &SignedIn, record: &records::Record) -> Result<Resource, Problem> {
    let mut conn = app.db.read().await?;
    let eyes = Eyes::of(app, &mut conn, &who.principal).await?;
    Ok(eyes.resource(record))
}

fn said(app: &App, words: &Words, one: &Feedback) -> Markup {
    html! {
        div.haven-card {
            p.govuk-body { (state_tag(words, Some(&one.status))) " " span.haven-quiet { (one.author_name) ", " (one.agency_name) ", " (moment(app, words, one.made_at)) } }
            @if let Some(note) = &one.note { p.govuk-body dir="auto" { (note) } }
        }
    }
}

fn answer_form(words: &Words, who: &SignedIn, id: &str, error: Option<String>) -> Markup {
    let choices: Vec<Choice> = rules::FEEDBACK
        .iter()
        .map(|status| Choice::new(*status, status_words(words, status)))
        .collect();
    ui::form(
        &format!("/hand-ins/{id}/feedback"),
        &who.session.csrf,
        html! {
            (ui::radios(words, &Field::new("status", words.get("hand-ins-feedback-give")).heading(ui::Heading::Small).error(error), &choices, false))
            (ui::textarea(words, &Field::new("note", words.get("hand-ins-feedback-note")).hint(words.get("hand-ins-feedback-note-hint")), 3, Some(2000)))
            (ui::submit(&words.get("hand-ins-feedback-send"), ui::Look::Main))
        },
    )
}

#[derive(Deserialize)]
pub(super) struct Answer {
    #[serde(default)]
    status: String,
    #[serde(default)]
    note: String,
}

pub(super) async fn answer(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(asked): Form<Answer>,
) -> Result<Response, Problem> {
    let found = {
        let mut conn = app.db.read().await?;
        let hand_in = store::find(&mut conn, super::fill::hand_in_id(&id)?)
            .await?
            .filter(|found| found.state == store::State::Sent)
            .ok_or(Problem::NotFound)?;
        let record = records::find(&mut conn, hand_in.record.ok_or(Problem::NotFound)?)
            .await?
            .ok_or(Problem::NotFound)?;
        (hand_in, record)
    };
    let resource = hand_in_resource(&app, &who, &found.0, &found.1).await?;
    let permit = match app.policy.permit::<GiveFeedback>(&who.principal, &resource) {
        Ok(permit) => permit,
        Err(refusal) => return Err(ledger::refused(&app, &refusal).await),
    };
    if !rules::FEEDBACK.contains(&asked.status.as_str()) {
        let message = who.words.get("hand-ins-feedback-choose");
        return Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            draw(&app, &who, &id, Some(message)).await?,
        )
            .into_response());
    }
    let note: String = asked.note.trim().chars().take(2000).collect();
    let now = app.now_ms();
    let feedback: Uuid = app.clock.new_id();
    let mut tx = app.db.begin().await?;
    let new = store::NewFeedback {
        id: feedback,
        hand_in: found.0.id,
        account: who.account.id,
        status: &asked.status,
        note: (!note.is_empty()).then_some(note.as_str()),
    };
    store::add_feedback(&mut tx, &permit, new, now).await?;
    sessions::flash(&mut tx, who.session.id, "hand-ins-feedback-given").await?;
    let line = Line::under(&permit.line(), now, "feedback.give", Subject::of("hand_in", found.0.id))
        .owner(found.1.agency)
        .person(found.1.person);
    ledger::append(&mut tx, line.detail(serde_json::json!({ "status": asked.status }))).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/hand-ins/{}", found.0.id)).into_response())
}
