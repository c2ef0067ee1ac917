//! Who else knows, asked while the form is being filled in; and the draft that saves itself. Both answer the page's
//! script; the panel stands on the page without one too.

use super::fill::{self, Open};
use crate::app::App;
use crate::gather::hand_ins::acts::{self, Pages, Saved};
use crate::gather::hand_ins::rules;
use crate::gather::records::Eyes;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::sessions::SignedIn;
use crate::link::people::hit_markup;
use crate::link::recognise::{self, Hit};
use crate::problem::Problem;
use access::View;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use domain::Answers;
use domain::ids::{HandInId, RecordId};
use maud::{Markup, html};
use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex};

const HITS_AT_MOST: usize = 8;
const LINE_EVERY_MS: i64 = 60_000;

/// What the script posts when typing rests.
pub(super) async fn ask(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let id = fill::hand_in_id(&id)?;
    let Ok(open) = fill::open(&app, &who, id).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let name = fields
        .iter()
        .find(|(name, _)| name == "page")
        .map(|(_, value)| value.clone())
        .unwrap_or_default();
    let (asked, _) = Pages::from_name(&name).fields(open.form, &open.answers)?;
    let typed = rules::input_names(fields);
    let (patch, _) = open.form.read(&asked, &typed);
    let mut answers = open.answers.clone();
    open.form.merge(&asked, &mut answers, patch);
    let open = Open { answers, ..open };
    Ok(body(&app, &who, &open).await?.into_response())
}

/// The panel's inside for the answers as they are. No line, no panel: what is shown is recorded first.
pub(super) async fn body(app: &App, who: &SignedIn, open: &Open<'_>) -> Result<Markup, Problem> {
    let words = &who.words;
    let asked = recognised(app, who, open).await?;
    Ok(match asked {
        None => html! { p.govuk-body { (words.get("hand-ins-known-waiting")) } },
        Some(hits) if hits.is_empty() => html! { p.govuk-body { (words.get("hand-ins-known-none")) } },
        Some(hits) => html! {
            p.govuk-body { (words.with("hand-ins-known-some", &[("hits", hits.len().into())])) }
            @for hit in &hits { (hit_markup(app, words, hit, None)) }
        },
    })
}

/// Hits for answers; none when there is nothing to compare yet.
async fn recognised(app: &App, who: &SignedIn, open: &Open<'_>) -> Result<Option<Vec<Hit>>, Problem> {
    let permit = app
        .policy
        .permit::<access::Recognise>(&who.principal, &access::Resource::Network)?;
    let answers = open.form.prune(&open.answers);
    if !has_anything_to_compare(&answers) {
        return Ok(None);
    }
    let kind = rules::kind_of(open.form, &answers);
    let region = &open.pack.definitions.phone_country;
    let hits = {
        let mut conn = app.db.read().await?;
        let eyes = Eyes::of(app, &mut conn, &who.principal).await?;
        let mut hits =
            recognise::known_for_answers(app, &mut conn, &eyes, kind, &answers, region, HITS_AT_MOST + 1).await?;
        // A correction finds the record it corrects.
        hits.retain(|hit| open.hand_in.record != Some(hit.seen.id));
        hits.truncate(HITS_AT_MOST);
        hits
    };
    if line_is_due(open.hand_in.id, &hits, app.now_ms()) {
        let mut tx = app.db.begin().await?;
        ledger::append(&mut tx, line(app, &permit, open.hand_in.id, &hits)).await?;
        tx.commit().await?;
        line_written(open.hand_in.id, &hits, app.now_ms());
    }
    Ok(Some(hits))
}

/// How many there were, and how many of them showed more than whom to ring.
pub(super) fn line(app: &App, permit: &access::Permit<access::Recognise>, hand_in: HandInId, hits: &[Hit]) -> Line {
    let opened = hits.iter().filter(|hit| hit.seen.view >= View::Identity).count();
    Line::under(
        &permit.line(),
        app.now_ms(),
        "recognise.ask",
        Subject::of("hand_in", hand_in),
    )
    .detail(serde_json::json!({ "hits": hits.len(), "with_identity": opened }))
}

fn has_anything_to_compare(answers: &Answers) -> bool {
    domain::fields::all().filter(|field| field.matched).any(|field| {
        answers.0.contains_key(field.key)
            && !matches!(field.key, "sex" | "nationalities" | "birth_country" | "languages")
    })
}

/// When a draft last left a line, and which records that line was about.
static LINES: LazyLock<Mutex<HashMap<HandInId, (i64, HashSet<RecordId>)>>> = LazyLock::new(Mutex::default);

/// Typing asks again and again. A line is due when a minute has passed, or when something is shown that the last
/// line was not about: nothing is ever seen without one.
fn line_is_due(id: HandInId, hits: &[Hit], now: i64) -> bool {
    with_lines(|lines| {
        lines
            .get(&id)
            .is_none_or(|(at, told)| now - *at >= LINE_EVERY_MS || !shown(hits).is_subset(told))
    })
}

fn line_written(id: HandInId, hits: &[Hit], now: i64) {
    with_lines(|lines| {
        if lines.len() > 10_000 {
            lines.retain(|_, (at, _)| now - *at < LINE_EVERY_MS);
        }
        lines.insert(id, (now, shown(hits)));
    });
}

fn shown(hits: &[Hit]) -> HashSet<RecordId> {
    hits.iter()
        .filter(|hit| hit.seen.view >= View::Identity)
        .map(|hit| hit.seen.id)
        .collect()
}

fn with_lines<T>(read: impl FnOnce(&mut HashMap<HandInId, (i64, HashSet<RecordId>)>) -> T) -> T {
    match LINES.lock() {
        Ok(mut lines) => read(&mut lines),
        Err(poisoned) => read(&mut poisoned.into_inner()),
    }
}

/// A draft saves itself. 204 with the new version; 409 when another window changed the same questions.
pub(super) async fn autosave(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let id = fill::hand_in_id(&id)?;
    let Ok(open) = fill::open(&app, &who, id).await? else {
        return Ok(StatusCode::CONFLICT.into_response());
    };
    let posted = fill::Posted {
        fields,
        ..fill::Posted::default()
    };
    let (Some(name), Some(version)) = (
        posted.get("page").map(str::to_owned),
        posted.get("version").map(str::to_owned),
    ) else {
        return Err(Problem::bad("problem-hand-in-form"));
    };
    fill::save_files(&app, &open, &posted).await?;
    let typed = rules::input_names(posted.fields);
    match acts::save(&app, &who, id, &Pages::from_name(&name), Some(&version), &typed).await? {
        Saved::Elsewhere { .. } => Ok(StatusCode::CONFLICT.into_response()),
        Saved::Kept { version, .. } => {
            let mut answer = StatusCode::NO_CONTENT.into_response();
            if let Ok(value) = HeaderValue::from_str(&version) {
                answer.headers_mut().insert("x-draft-version", value);
            }
            Ok(answer)
        }
    }
}
