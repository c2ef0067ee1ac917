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
const SHOWN_EVERY_MS: i64 = 15 * 60_000;

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
            // On a phone this line stays at the foot of the screen: the panel itself is far below the questions.
            p.haven-known__count { a.govuk-link href="#known-title" { (words.with("hand-ins-known-some", &[("hits", hits.len().into())])) } }
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
    let now = app.now_ms();
    let fresh = fresh(open.hand_in.id, &hits, now);
    if !fresh.is_empty() || minute_has_passed(open.hand_in.id, now) {
        let mut lines = vec![line(app, &permit, open.hand_in.id, &hits)];
        lines.extend(look_lines(
            app,
            &permit,
            hits.iter().filter(|hit| fresh.contains(&hit.seen.id)),
        ));
        ledger::looked(app, lines).await?;
        told(open.hand_in.id, &hits, now);
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

/// A line for each record of another agency that was shown with more than a pointer: its owner reads there who looked.
pub(super) fn look_lines<'h>(
    app: &App,
    permit: &access::Permit<access::Recognise>,
    hits: impl Iterator<Item = &'h Hit>,
) -> Vec<Line> {
    let line = permit.line();
    hits.filter(|hit| hit.seen.view >= View::Identity && Some(hit.seen.agency) != permit.agency())
        .map(|hit| {
            Line::under(&line, app.now_ms(), "person.view", Subject::of("record", hit.seen.id))
                .owner(hit.seen.agency)
                .person(hit.seen.person)
                .detail(serde_json::json!({ "view": hit.seen.view.code(), "door": "form" }))
        })
        .collect()
}

/// What the ledger has of a draft: when it last asked, and when each record was last shown to its writer.
#[derive(Default)]
struct Told {
    asked_at: i64,
    shown: HashMap<RecordId, i64>,
}

/// Typing asks again and again. A line is due when a minute has passed, or when a record is shown that no line of the
/// last quarter of an hour names: nothing is ever seen without one.
static TOLD: LazyLock<Mutex<HashMap<HandInId, Told>>> = LazyLock::new(Mutex::default);

fn minute_has_passed(id: HandInId, now: i64) -> bool {
    with_told(|all| all.get(&id).is_none_or(|told| now - told.asked_at >= LINE_EVERY_MS))
}

/// Records that are shown and that no line names yet.
fn fresh(id: HandInId, hits: &[Hit], now: i64) -> HashSet<RecordId> {
    with_told(|all| {
        let known = |record: &RecordId| {
            all.get(&id)
                .and_then(|told| told.shown.get(record))
                .is_some_and(|at| now - at < SHOWN_EVERY_MS)
        };
        shown(hits).filter(|record| !known(record)).collect()
    })
}

/// Remembers what was written, after it was written.
fn told(id: HandInId, hits: &[Hit], now: i64) {
    with_told(|all| {
        if all.len() > 10_000 {
            all.retain(|_, told| now - told.asked_at < SHOWN_EVERY_MS);
        }
        let told = all.entry(id).or_default();
        told.asked_at = now;
        told.shown.retain(|_, at| now - *at < SHOWN_EVERY_MS);
        for record in shown(hits) {
            told.shown.entry(record).or_insert(now);
        }
    });
}

fn shown(hits: &[Hit]) -> impl Iterator<Item = RecordId> + '_ {
    hits.iter()
        .filter(|hit| hit.seen.view >= View::Identity)
        .map(|hit| hit.seen.id)
}

fn with_told<T>(read: impl FnOnce(&mut HashMap<HandInId, Told>) -> T) -> T {
    match TOLD.lock() {
        Ok(mut all) => read(&mut all),
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
