//! `/imports/{id}`: how far it is, what came of it, what to mend.

use super::super::keep::Source;
use super::super::rules::{ImportState, Mode};
use super::super::store::{self, Import, Noted};
use super::super::{acts, reading, remarks};
use super::allowed;
use super::list::state_tag;
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::{self, SignedIn};
use crate::problem::Problem;
use crate::web::{Chrome, moment, page};
use access::{ImportRecords, Permit, Resource, ViewImport};
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use domain::ids::ImportId;
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use serde::Deserialize;

/// Problems on the page; the rejects file has all.
const SHOWN: i64 = 200;

pub async fn show(State(app): State<App>, who: SignedIn, Path(id): Path<ImportId>) -> Result<Response, Problem> {
    let (import, permit) = allowed::<ViewImport>(&app, &who, id).await?;
    if import.state == ImportState::Received && import.swept_at.is_none() {
        return Ok(Redirect::to(&format!("/imports/{id}/columns")).into_response());
    }
    let problems = {
        let mut conn = app.db.read().await?;
        store::problems(&mut conn, &permit, id, 0, false, SHOWN).await?
    };
    if !problems.is_empty() {
        looked(&app, &permit, &import, "problems", problems.len()).await?;
    }
    let words = &who.words;
    let body = html! {
        h1.govuk-heading-l { (words.get("imports-show-title")) }
        (facts(&app, words, &import))
        (moving(words, &import))
        (what_next(&app, words, &who, &import))
        @if !problems.is_empty() { (problem_table(words, &problems)) }
        @if problems.len() as i64 == SHOWN { p.govuk-body { (words.get("imports-problems-more")) } }
    };
    let chrome = Chrome {
        title: words.get("imports-show-title"),
        current: "/imports",
        back: Some("/imports".to_owned()),
        wide: true,
        ..Chrome::default()
    };
    Ok(page(&app, &who, chrome, body).await?.into_response())
}

/// The piece of the page that moves, for the script that asks for it.
pub async fn progress(State(app): State<App>, who: SignedIn, Path(id): Path<ImportId>) -> Result<Markup, Problem> {
    let (import, _) = allowed::<ViewImport>(&app, &who, id).await?;
    Ok(moving(&who.words, &import))
}

/// A look at rows of a file is a look at people.
async fn looked(
    app: &App,
    permit: &Permit<ViewImport>,
    import: &Import,
    part: &str,
    rows: usize,
) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    let line = Line::under(
        &permit.line(),
        app.now_ms(),
        "import.view",
        Subject::of("import", import.id),
    )
    .owner(import.agency)
    .detail(serde_json::json!({ "part": part, "rows": rows }));
    ledger::append(&mut tx, line).await?;
    tx.commit().await?;
    Ok(())
}

fn facts(app: &App, words: &Words, import: &Import) -> Markup {
    let digest = hex::encode(&import.digest);
    ui::summary_list(
        words,
        &[
            ui::Fact::text(words, words.get("imports-fact-file"), &import.file_name),
            ui::Fact::text(words, words.get("imports-when"), &moment(app, words, import.made_at)),
            ui::Fact::text(
                words,
                words.get("imports-fact-format"),
                &words.get(&format!("imports-format-{}", import.kind.code())),
            ),
            ui::Fact::text(
                words,
                words.get("imports-fact-mode"),
                &words.get(&format!("imports-mode-{}", import.mode.code())),
            ),
            ui::Fact::text(
                words,
                words.get("imports-fact-handling"),
                &words.get(&format!("imports-handling-{}", import.handling.code())),
            ),
            ui::Fact::text(words, words.get("imports-fact-digest"), &digest),
        ],
    )
}

fn moving(words: &Words, import: &Import) -> Markup {
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let stat = |key: &str, number: i64| ui::Fact::text(words, words.get(key), &number.to_string());
    let body = html! {
        p.govuk-body { (state_tag(words, import.state)) }
        @match import.state {
            ImportState::Checking => {
                (ui::progress(words, &words.get("imports-progress-checking"), count(import.rows_read), count(import.rows_total.unwrap_or(0))))
                p.govuk-hint { (words.get("imports-progress-note")) }
            }
            ImportState::Applying => {
                (ui::progress(words, &words.get("imports-progress-applying"), count(import.rows_applied), count(import.rows_read - import.rows_rejected)))
                p.govuk-hint { (words.get("imports-progress-note")) }
            }
            ImportState::Refused => { (ui::warning_text(words, &words.get("imports-refused-text"))) }
            ImportState::Checked => { p.govuk-body { (words.get("imports-checked-text")) } }
            _ => {}
        }
        @if let Some(problem) = &import.problem { (ui::warning_text(words, &problem.said(words))) }
        (ui::summary_list(words, &[
            stat("imports-read", import.rows_read),
            stat("imports-new-records", import.rows_new),
            stat("imports-changed", import.rows_changed),
            stat("imports-unchanged", import.rows_unchanged),
            stat("imports-rejected", import.rows_rejected),
            stat("imports-hits", import.hits),
        ]))
    };
    ui::poll(
        &format!("/imports/{}/progress", import.id),
        import.state.is_over(),
        body,
    )
}

#[allow(clippy::collapsible_match, reason = "a page reads from outside to inside")]
fn what_next(app: &App, words: &Words, who: &SignedIn, import: &Import) -> Markup {
    let csrf = &who.session.csrf;
    let again = format!("/imports/{}/again", import.id);
    let settle = format!("/imports/{}/columns", import.id);
    html! {
        @if let Some(at) = import.swept_at {
            p.govuk-body { (words.with("imports-swept", &[("date", moment(app, words, at).into())])) }
        }
        @match import.state {
            ImportState::Checked => {
                @if import.rows_rejected == 0 {
                    (ui::form(&again, csrf, ui::button(&words.get("imports-again-now"), ui::Look::Main, "how", "now", None)))
                } @else {
                    (ui::form(&again, csrf, ui::button(&words.get("imports-again-rows"), ui::Look::Main, "how", "rows", None)))
                }
                p.govuk-body { a.govuk-link href=(settle) { (words.get("imports-again-columns")) } }
            }
            ImportState::Refused => {
                (ui::form(&again, csrf, ui::button(&words.get("imports-again-rows"), ui::Look::Secondary, "how", "rows", None)))
                p.govuk-body { a.govuk-link href=(settle) { (words.get("imports-again-columns")) } }
            }
            ImportState::Done => {
                @if import.rows_new + import.rows_changed > 0 { p.govuk-body { a.govuk-link href={ "/hand-ins?import=" (import.id) } { (words.get("imports-see-hand-ins")) } } }
                @if import.hits > 0 { p.govuk-body { a.govuk-link href="/hits" { (words.get("imports-see-hits")) } } }
            }
            _ => {}
        }
        @if matches!(import.state, ImportState::Checking | ImportState::Checked) {
            (ui::form(&format!("/imports/{}/cancel", import.id), csrf, ui::submit(&words.get("imports-cancel"), ui::Look::Secondary)))
        }
        @if import.rows_rejected > 0 && import.swept_at.is_none() {
            p.govuk-body {
                a.govuk-link href={ "/imports/" (import.id) "/rejects.csv" } download { (words.get("imports-rejects")) } br;
                span.govuk-hint { (words.get("imports-rejects-hint")) }
            }
        }
    }
}

fn problem_table(words: &Words, problems: &[Noted]) -> Markup {
    let columns = [
        "imports-problem-row",
        "imports-problem-column",
        "imports-problem-value",
        "imports-problem-text",
        "imports-state",
    ]
    .map(|key| ui::Column::new(words.get(key)))
    .to_vec();
    let mut rows = Vec::new();
    for noted in problems {
        for remark in &noted.remarks {
            let (key, tone) = if noted.rejected {
                ("imports-problem-rejected", ui::Tone::Red)
            } else {
                ("imports-problem-warning", ui::Tone::Yellow)
            };
            rows.push(vec![
                ui::Cell::text(&noted.row.to_string()).sort_by(noted.row.to_string()),
                ui::Cell::text(&remark.column),
                ui::Cell::text(&remark.value),
                ui::Cell::text(&remark.said(words)),
                ui::Cell::new(ui::tag(&words.get(key), tone)),
            ]);
        }
    }
    ui::table(
        words,
        &ui::Table {
            caption: words.get("imports-problems"),
            columns,
            rows,
            rows_named: true,
            dense: true,
            ..ui::Table::default()
        },
    )
}

#[derive(Deserialize)]
pub struct Again {
    /// `now`, or `rows` to take in what can be read.
    how: String,
}

pub async fn again(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<ImportId>,
    Form(again): Form<Again>,
) -> Result<Redirect, Problem> {
    let (mut import, _) = allowed::<ImportRecords>(&app, &who, id).await?;
    let permit = app
        .policy
        .permit::<ImportRecords>(&who.principal, &Resource::Agency { id: import.agency })?;
    if !import.may_settle() || import.state == ImportState::Received {
        return Err(Problem::Changed);
    }
    import.dry_run = false;
    if again.how == "rows" {
        import.mode = Mode::RowByRow;
    }
    acts::start(&app, &permit, &import, true).await?;
    Ok(Redirect::to(&format!("/imports/{id}")))
}

pub async fn cancel(State(app): State<App>, who: SignedIn, Path(id): Path<ImportId>) -> Result<Redirect, Problem> {
    let (import, _) = allowed::<ImportRecords>(&app, &who, id).await?;
    let permit = app
        .policy
        .permit::<ImportRecords>(&who.principal, &Resource::Agency { id: import.agency })?;
    acts::cancel(&app, &permit, id).await?;
    let mut tx = app.db.begin().await?;
    sessions::flash(&mut tx, who.session.id, "imports-cancelled").await?;
    tx.commit().await?;
    Ok(Redirect::to("/imports"))
}

/// The rejected rows as they were, with the reasons beside; a page of rows in memory at a time.
pub async fn rejects(State(app): State<App>, who: SignedIn, Path(id): Path<ImportId>) -> Result<Response, Problem> {
    let (import, permit) = allowed::<ViewImport>(&app, &who, id).await?;
    if import.swept_at.is_some() {
        return Err(Problem::NotFound);
    }
    looked(
        &app,
        &permit,
        &import,
        "rejects",
        usize::try_from(import.rows_rejected).unwrap_or(0),
    )
    .await?;
    let header = {
        let (source, kind) = (Source::kept(&app, id), import.kind);
        tokio::task::spawn_blocking(move || reading::look(&source, Some(kind)))
            .await
            .map_err(|error| Problem::internal("looking at the file", error))?
            .map_err(|problem| remarks::unreadable(&who.words, &problem))?
            .header
    };
    let first = reading::write_rejects(Vec::new(), &header, None, [])
        .map_err(|error| Problem::internal("writing the rejects", error))?;
    let skip = first.len();
    let pages = futures::stream::try_unfold(0_i64, move |after| {
        let (app, header, words) = (app.clone(), header.clone(), who.words.clone());
        let who = who.principal.clone();
        let owner = import.agency;
        async move {
            let permit = app.policy.permit::<ViewImport>(&who, &Resource::Import { id, owner })?;
            let mut conn = app.db.read().await?;
            let rows = store::problems(&mut conn, &permit, id, after, true, 1_000).await?;
            let Some(last) = rows.last().map(|row| row.row) else {
                return Ok::<_, Problem>(None);
            };
            let rows = rows.into_iter().map(|one| (one.row, one.cells, one.remarks));
            let written = reading::write_rejects(Vec::new(), &header, Some(&words), rows)
                .map_err(|error| Problem::internal("writing the rejects", error))?;
            // Every page is written as a file of its own; only the first keeps its headings.
            Ok(Some((
                Bytes::from(written.get(skip..).unwrap_or_default().to_vec()),
                last,
            )))
        }
    });
    let head = futures::stream::once(async move { Ok::<_, Problem>(Bytes::from(first)) });
    let body = Body::from_stream(futures::StreamExt::chain(head, pages));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"rejected-rows.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, body).into_response())
}
