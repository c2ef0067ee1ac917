//! What the sender gets: a number, who else knows and whom to ring, what happens next; and the whole hand-in on paper.

use super::fill::{self, hand_in_id};
use super::{known, summary};
use crate::app::App;
use crate::gather::attachments;
use crate::gather::hand_ins::acts;
use crate::gather::hand_ins::store::{self, HandIn, State as HandInState};
use crate::gather::records::{self, Eyes, Record};
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::SignedIn;
use crate::link::people::hit_markup;
use crate::link::recognise;
use crate::problem::Problem;
use crate::web::{Chrome, moment, page};
use access::Resource;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kit::ui;
use maud::html;

/// A sent hand-in with its record, for whoever may read the record's content.
pub(super) struct Opened {
    pub hand_in: HandIn,
    pub record: Record,
    pub seen: records::Seen,
    pub line: Line,
    pub files: Vec<attachments::File>,
}

/// Opens a sent hand-in. The line is to be written before anything is drawn.
pub(super) async fn open_sent(app: &App, who: &SignedIn, id: &str, action: &'static str) -> Result<Opened, Problem> {
    let id = hand_in_id(id)?;
    let mut conn = app.db.read().await?;
    let hand_in = store::find(&mut conn, id)
        .await?
        .filter(|found| found.state == HandInState::Sent)
        .ok_or(Problem::NotFound)?;
    let record = records::find(&mut conn, hand_in.record.ok_or(Problem::NotFound)?)
        .await?
        .ok_or(Problem::NotFound)?;
    let eyes = Eyes::of(app, &mut conn, &who.principal).await?;
    let resource = Resource::HandIn {
        id,
        owner: record.agency,
        handling: record.handling,
        relation: eyes.relation(&record),
    };
    let permit = match app.policy.permit::<access::ViewContent>(&who.principal, &resource) {
        Ok(permit) => permit,
        Err(refusal) => {
            drop(conn);
            return Err(ledger::refused(app, &refusal).await);
        }
    };
    // The hand-in as it was sent, through the same eyes as the record it became.
    let answers = if hand_in.import.is_some() {
        store::answers_of_row(&mut conn, &permit, id, record.id)
            .await?
            .unwrap_or_default()
    } else {
        hand_in.answers.clone()
    };
    let as_sent = Record {
        answers,
        ..record.clone()
    };
    let seen = eyes.look(&as_sent).ok_or(Problem::NotFound)?;
    let files = attachments::list(&mut conn, id).await?;
    let line = Line::under(&permit.line(), app.now_ms(), action, Subject::of("hand_in", id))
        .owner(record.agency)
        .person(record.person);
    Ok(Opened {
        hand_in,
        record,
        seen,
        line,
        files,
    })
}

pub(super) async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, Problem> {
    let opened = match open_sent(&app, &who, &id, "hand_in.receipt").await {
        Ok(opened) => opened,
        Err(problem) => {
            // A draft has no receipt yet: its author is led back to it.
            let id = hand_in_id(&id)?;
            return match fill::open(&app, &who, id).await {
                Ok(Ok(_)) => Ok(Redirect::to(&format!("/hand-in/{id}/check")).into_response()),
                _ => Err(problem),
            };
        }
    };
    if opened.hand_in.import.is_some() {
        return Ok(Redirect::to(&format!("/hand-ins/{}", opened.hand_in.id)).into_response());
    }
    let words = &who.words;
    let permit = app
        .policy
        .permit::<access::Recognise>(&who.principal, &Resource::Network)?;
    let hits = {
        let mut conn = app.db.read().await?;
        let eyes = Eyes::of(&app, &mut conn, &who.principal).await?;
        recognise::known_for_records(&mut conn, &eyes, &[opened.record.id], false).await?
    };
    let mut lines = vec![opened.line, known::line(&app, &permit, opened.hand_in.id, &hits)];
    lines.extend(known::look_lines(&app, &permit, hits.iter()));
    let mut tx = app.db.begin().await?;
    ledger::append_many(&mut tx, lines).await?;
    tx.commit().await?;
    let reference = opened.hand_in.reference.clone().unwrap_or_default();
    let (id, record) = (opened.hand_in.id, &opened.record);
    let may_search = app
        .policy
        .allows(&who.principal, access::Action::Search, &Resource::Network);
    let body = html! {
        (ui::confirmation(&words.get("hand-ins-receipt-title"), &words.get("hand-ins-receipt-reference"), &reference, "reference"))
        (ui::copy_button(&words.get("hand-ins-copy-reference"), "reference"))
        p.govuk-body { (words.with("hand-ins-receipt-record", &[("reference", record.reference.as_str().into()), ("date", moment(&app, words, opened.hand_in.sent_at.unwrap_or(record.changed_at)).into())])) }
        section.haven-known aria-labelledby="known-title" {
            h2 #known-title { (words.get("ui-known-title")) }
            @if hits.is_empty() { p.govuk-body { (words.get("hand-ins-receipt-none")) } }
            @else { p.govuk-body { (words.with("hand-ins-receipt-hits", &[("hits", hits.len().into())])) } }
            @for hit in &hits {
                (hit_markup(&app, words, hit, hit.link.filter(|_| may_search).map(|link| format!("/links/{link}"))))
            }
        }
        h2.govuk-heading-m { (words.get("hand-ins-next")) }
        ul.govuk-list.govuk-list--bullet {
            li { (words.get("hand-ins-next-danger")) }
            li { (words.get("hand-ins-next-told")) }
            li { (words.get("hand-ins-next-feedback")) }
            li { (words.get("hand-ins-next-formal")) }
        }
        (ui::button_group(&[
            ui::link_button(&words.get("hand-ins-open-person"), &format!("/people/{}", record.person), ui::Look::Main),
            ui::link_button(&words.get("hand-ins-print-view"), &format!("/hand-in/{id}/print"), ui::Look::Secondary),
            html! { a.govuk-link href="/hand-in" { (words.get("hand-ins-another")) } },
        ]))
        (ui::form(&format!("/hand-in/correct/{}", record.id), &who.session.csrf, ui::submit(&words.get("hand-ins-correct"), ui::Look::Secondary)))
    };
    Ok(page(
        &app,
        &who,
        Chrome {
            title: words.get("hand-ins-receipt-title"),
            current: "/hand-in",
            ..Chrome::default()
        },
        body,
    )
    .await?
    .into_response())
}

/// The whole hand-in for paper: a draft for its author, a sent one for whoever may read it.
pub(super) async fn print(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Response, Problem> {
    let words = &who.words;
    let (hand_in, answers, files, back) = match open_sent(&app, &who, &id, "hand_in.view").await {
        Ok(opened) if opened.hand_in.import.is_some() => {
            return Ok(Redirect::to(&format!("/hand-ins/{}", opened.hand_in.id)).into_response());
        }
        Ok(opened) => {
            let mut tx = app.db.begin().await?;
            ledger::append(&mut tx, opened.line).await?;
            tx.commit().await?;
            let back = format!("/hand-ins/{}", opened.hand_in.id);
            (opened.hand_in, opened.seen.answers, opened.files, back)
        }
        Err(problem) => match fill::open(&app, &who, hand_in_id(&id)?).await {
            Ok(Ok(open)) => {
                let back = format!("/hand-in/{}/check", open.hand_in.id);
                (open.hand_in, open.answers, open.files, back)
            }
            _ => return Err(problem),
        },
    };
    let (pack, form) = acts::form_of(&app, &hand_in)?;
    let count = {
        let mut conn = app.db.read().await?;
        acts::count_files(&mut conn, &hand_in).await?
    };
    let answers = acts::with_files(answers, count);
    let when = moment(&app, words, hand_in.sent_at.unwrap_or(hand_in.changed_at));
    let body = html! {
        h1.govuk-heading-l { (form.title.text(words.language())) }
        @match &hand_in.reference {
            Some(reference) => p.govuk-body { strong { (reference) } ", " (who.account.agency_name) ", " (when) },
            None => p.govuk-body { strong { (words.get("hand-ins-not-sent")) } ", " (when) },
        }
        p.govuk-body { (words.get("hand-ins-print-care")) }
        (ui::print_button(&words.get("ui-print")))
        (summary::answers(&app, words, pack, form, &answers, &files, None))
        p.govuk-body-s { (pack.reference()) }
    };
    Ok(page(
        &app,
        &who,
        Chrome {
            title: words.get("hand-ins-print-view"),
            current: "/hand-in",
            back: Some(back),
            ..Chrome::default()
        },
        body,
    )
    .await?
    .into_response())
}
