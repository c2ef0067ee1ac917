//! `GET /ledger`: who did what to what, for auditors. Filters are codes, days and ids, so they may stand in addresses.

use super::listing::{Filter, Listed, Reach, actions, list};
use super::{Line, Subject, append, head};
use crate::app::App;
use crate::ground::sessions::SignedIn;
use crate::problem::Problem;
use crate::web::moment;
use crate::web::{Chrome, page};
use access::{ExportLedgerHead, Resource, ViewLedger};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kit::ui;
use kit::words::Words;
use maud::{Markup, html};
use serde::Deserialize;

const LINES: i64 = 100;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/ledger", get(show))
        .route("/ledger/head.json", get(head_file))
}

#[derive(Deserialize, Default)]
struct Asked {
    action: Option<String>,
    account: Option<String>,
    agency: Option<String>,
    person: Option<String>,
    subject: Option<String>,
    from: Option<String>,
    to: Option<String>,
    before: Option<i64>,
}

async fn show(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Markup, Problem> {
    let words = &who.words;
    let whole = app
        .policy
        .permit::<ViewLedger>(&who.principal, &Resource::Ledger { agency: None })
        .ok();
    let own = app
        .policy
        .permit::<ViewLedger>(
            &who.principal,
            &Resource::Ledger {
                agency: Some(who.account.agency),
            },
        )
        .ok();
    let (reach, permit_line) = match (&whole, &own) {
        (Some(permit), _) => (Reach::Whole(permit), permit.line()),
        (None, Some(permit)) => (Reach::Agency(permit, who.account.agency), permit.line()),
        (None, None) => return Err(Problem::NotYourRole),
    };
    let (filter, problems) = read_filter(&app, words, &asked);
    let mut conn = app.db.read().await?;
    let lines = list(&mut conn, &reach, &filter, LINES).await?;
    let known = actions(&mut conn, &reach).await?;
    drop(conn);
    let mut tx = app.db.begin().await?;
    append(
        &mut tx,
        Line::under(&permit_line, app.now_ms(), "ledger.view", Subject("ledger", None))
            .detail(serde_json::json!({ "lines": lines.len() })),
    )
    .await?;
    tx.commit().await?;
    let next = (lines.len() == usize::try_from(LINES).unwrap_or(usize::MAX))
        .then(|| lines.last().map(|line| address(&asked, line.seq)))
        .flatten();
    let body = html! {
        (ui::error_summary(words, &problems))
        h1.govuk-heading-l { (words.get("ledger-title")) }
        p.govuk-body { (words.get(if whole.is_some() { "ledger-whole" } else { "ledger-own" })) }
        (filters(words, &asked, &known))
        @if lines.is_empty() { (ui::empty_state(&words.get("ledger-none"), &words.get("ledger-none-text"), None)) }
        @else { (table(&app, words, &lines)) (ui::pagination(words, asked.before.map(|_| "/ledger"), next.as_deref())) }
        p.govuk-body { a.govuk-link href="/ledger/head.json" { (words.get("ledger-head")) } " " (words.get("ledger-head-text")) }
    };
    page(
        &app,
        &who,
        Chrome {
            title: words.get("ledger-title"),
            current: "/ledger",
            wide: true,
            has_errors: !problems.is_empty(),
            ..Chrome::default()
        },
        body,
    )
    .await
}

fn read_filter(app: &App, words: &Words, asked: &Asked) -> (Filter, Vec<(String, String)>) {
    let mut problems = Vec::new();
    let given = |text: &Option<String>| {
        text.clone()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let mut id = |name: &str, text: Option<String>| {
        let text = text?;
        let id = uuid::Uuid::parse_str(&text).ok();
        if id.is_none() {
            problems.push((name.to_owned(), words.get("ledger-bad-id")));
        }
        id
    };
    let account = id("account", given(&asked.account)).map(Into::into);
    let agency = id("agency", given(&asked.agency)).map(Into::into);
    let person = id("person", given(&asked.person));
    let subject = id("subject", given(&asked.subject));
    let mut day = |name: &str, text: Option<String>, end: bool| {
        let text = text?;
        let date: Option<jiff::civil::Date> = text.parse().ok();
        let date = if end {
            date.and_then(|date| date.tomorrow().ok())
        } else {
            date
        };
        let at = date
            .and_then(|date| date.in_tz(&app.settings.time_zone).ok())
            .map(|zoned| zoned.timestamp().as_millisecond() - i64::from(end));
        if at.is_none() {
            problems.push((name.to_owned(), words.get("people-bad-day-text")));
        }
        at
    };
    let from = day("from", given(&asked.from), false);
    let to = day("to", given(&asked.to), true);
    let filter = Filter {
        action: given(&asked.action).filter(|action| action != "all"),
        account,
        agency,
        person,
        subject,
        from,
        to,
        before: asked.before,
    };
    (filter, problems)
}

fn filters(words: &Words, asked: &Asked, known: &[String]) -> Markup {
    let mut actions = vec![("all".to_owned(), words.get("filter-all"))];
    actions.extend(known.iter().map(|action| (action.clone(), action.clone())));
    let text = |name: &str, key: &str, value: &Option<String>, hint: Option<String>| {
        ui::text_input(
            words,
            &ui::Field::new(name, words.get(key))
                .hint(hint)
                .value(value.clone().unwrap_or_default()),
            &ui::TextOptions::default(),
        )
    };
    ui::filters(
        words,
        "/ledger",
        "/ledger",
        &[],
        html! {
            (ui::select(words, &ui::Field::new("action", words.get("ledger-action")).value(asked.action.clone().unwrap_or_else(|| "all".to_owned())), &actions))
            (text("from", "filter-from", &asked.from, Some(words.get("filter-day-hint"))))
            (text("to", "filter-to", &asked.to, Some(words.get("filter-day-hint"))))
            (text("person", "ledger-person", &asked.person, None))
            (text("account", "ledger-account", &asked.account, None))
            (text("subject", "ledger-subject", &asked.subject, None))
        },
    )
}

/// The address of the next page: the same filters, before the last line shown.
fn address(asked: &Asked, before: i64) -> String {
    let mut parts = vec![format!("before={before}")];
    for (name, value) in [
        ("action", &asked.action),
        ("account", &asked.account),
        ("agency", &asked.agency),
        ("person", &asked.person),
        ("subject", &asked.subject),
        ("from", &asked.from),
        ("to", &asked.to),
    ] {
        if let Some(value) = value.as_deref().filter(|value| {
            value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)) && !value.is_empty()
        }) {
            parts.push(format!("{name}={value}"));
        }
    }
    format!("/ledger?{}", parts.join("&"))
}

fn table(app: &App, words: &Words, lines: &[Listed]) -> Markup {
    let columns = [
        "ledger-line",
        "ledger-when",
        "ledger-who",
        "ledger-action",
        "ledger-subject",
        "ledger-owner",
        "ledger-permit",
    ]
    .map(|key| ui::Column::new(words.get(key)))
    .to_vec();
    let rows = lines
        .iter()
        .map(|line| {
            let digests = [&line.before_digest, &line.after_digest].map(|digest| digest.as_deref().map(|bytes| hex::encode(bytes.get(..6).unwrap_or_default())));
            vec![
                ui::Cell::text(&line.seq.to_string()),
                ui::Cell::text(&moment(app, words, line.at)),
                ui::Cell::new(html! { (line.who.as_deref().unwrap_or("–")) br; span.haven-quiet { (line.agency.as_deref().unwrap_or("")) } }),
                ui::Cell::new(html! { (line.action) br; span.haven-quiet { (words.get(&format!("purpose-{}", line.purpose))) } }),
                ui::Cell::new(html! {
                    (line.subject_kind)
                    @if let Some(id) = line.subject { br; span.haven-quiet.haven-small { (id) } }
                    @if let Some(person) = line.person { br; a.govuk-link.haven-small href={ "/ledger?person=" (person) } { (words.get("ledger-same-person")) } }
                    @if let [before, Some(after)] = &digests { br; span.haven-quiet.haven-small { (before.as_deref().unwrap_or("–")) " → " (after) } }
                }),
                ui::Cell::text(line.owner.as_deref().unwrap_or("–")),
                ui::Cell::new(html! { span.haven-small { (line.permit) } @if line.detail != "null" { (ui::details(&words.get("ledger-detail"), html! { code.haven-small { (line.detail) } }, false)) } }),
            ]
        })
        .collect();
    ui::table(
        words,
        &ui::Table {
            caption: words.get("ledger-title"),
            caption_hidden: true,
            columns,
            rows,
            dense: true,
            rows_named: true,
            ..ui::Table::default()
        },
    )
}

/// The end of the chain as a file to keep elsewhere; `haven verify --head FILE` checks it later.
async fn head_file(State(app): State<App>, who: SignedIn) -> Result<Response, Problem> {
    let permit = app
        .policy
        .permit::<ExportLedgerHead>(&who.principal, &Resource::Ledger { agency: None })
        .or_else(|_| {
            app.policy.permit::<ExportLedgerHead>(
                &who.principal,
                &Resource::Ledger {
                    agency: Some(who.account.agency),
                },
            )
        })?;
    let end = head(&app.db).await?.ok_or(Problem::NotFound)?;
    let mut tx = app.db.begin().await?;
    append(
        &mut tx,
        Line::under(
            &permit.line(),
            app.now_ms(),
            "ledger.export_head",
            Subject("ledger", None),
        )
        .detail(serde_json::json!({ "seq": end.seq })),
    )
    .await?;
    tx.commit().await?;
    let body = serde_json::to_string_pretty(&end).map_err(|error| Problem::internal("writing the head", error))?;
    let mut response = body.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"haven-ledger-head.json\""),
    );
    Ok(response)
}
