//! `GET /api/v1/persons/{id}`: a person as one agency may see them: the records, whom to ring, one chronology.

use super::chronology::{Event, When, chronology};
use super::gathered::{Found, Gathered, gather};
use super::store;
use crate::api::{self, ApiProblem, Fault, FileShape, Id, RecordShape, time};
use crate::app::App;
use crate::gather::records::{self, Eyes, Reading, Record};
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::tokens::TokenHolder;
use crate::problem::Problem;
use access::{TokenScope, View, ViewContent, ViewIdentity, ViewPointer};
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::ids::{AgencyId, PersonId, RecordId};
use kit::words::Words;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// How often records may have moved on from the id that was asked for.
const MOVES: usize = 8;

pub fn api() -> Router<App> {
    Router::new().route("/persons/{id}", get(show))
}

/// A person: all records that are held to be about one, as your agency may see them.
#[derive(Serialize, ToSchema)]
pub struct Person {
    /// The id under which the records stand now: not the one asked for where they were found to be about somebody else.
    id: Uuid,
    /// Oldest first.
    records: Vec<RecordShape>,
    /// Agencies that hold something and whom to ring.
    pointers: Vec<RecordShape>,
    /// Newest first, from the records you may read.
    chronology: Vec<PersonEvent>,
    files: Vec<FileShape>,
}

#[derive(Serialize, ToSchema)]
pub struct PersonEvent {
    /// A moment of Haven's own, RFC 3339; or a partial date that somebody told: `2011`, `2026-03`, `2011~`.
    when: String,
    /// `told` where it is a partial date that somebody told, `moment` where Haven knows it.
    when_kind: &'static str,
    /// `life`, `record`, `indicator`, `judgement`, `file`
    kind: &'static str,
    /// Never changes its meaning: `event-found`.
    code: &'static str,
    english: String,
    /// What more is known: a place, the fields that were changed.
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<Uuid>,
    /// Who said so.
    from: String,
}

/// A person, by who said what
///
/// Nothing is merged: conflicting facts stand in their records. Where nothing of a person may be seen the answer is
/// that there is none. Each look leaves lines in the ledger that the owners of the records can read.
#[utoipa::path(get, path = "/persons/{id}", tag = "Link", operation_id = "person",
    params(("id" = Uuid, Path, description = "The person, as named by a record or a hit")),
    responses(
        (status = 200, description = "The person as your agency may see them", body = Person),
        (status = 404, description = "There is no such person for you", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["records_read"]), ("key" = ["known_ask"])))]
pub async fn show(State(app): State<App>, holder: TokenHolder, Id(id): Id<PersonId>) -> Result<Json<Person>, Fault> {
    api::needs(&holder, &[TokenScope::RecordsRead, TokenScope::KnownAsk])?;
    let mut conn = app.db.read().await?;
    let eyes = Eyes::of(&app, &mut conn, &holder.principal).await?;
    let mut at = id;
    let mut found = None;
    // Followed here: an answer that says where somebody moved would tell that there is somebody.
    for _ in 0..MOVES {
        match gather(&mut conn, &eyes, at, None).await {
            Ok(Found::Moved(to)) => at = to,
            Ok(Found::Here(gathered)) => {
                found = Some(*gathered);
                break;
            }
            Err(Problem::NotFound) => {
                let refused = first_refusal(&mut conn, &eyes, at).await?;
                drop(conn);
                return Err(match refused {
                    Some(refusal) => ledger::refused(&app, &refusal).await.into(),
                    None => Problem::NotFound.into(),
                });
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    let gathered = found.ok_or(Problem::NotFound)?;
    let open: Vec<RecordId> = gathered.open.iter().map(|seen| seen.id).collect();
    let mut files = Vec::new();
    for row in gathered
        .open
        .iter()
        .filter(|seen| seen.view == View::Content)
        .filter_map(|seen| gathered.rows.get(&seen.id))
    {
        let permit = eyes.permit_content(row)?;
        files.extend(store::files(&mut conn, &permit, row.id).await?);
    }
    let judged = store::judgements(&mut conn, &open).await?;
    let pointed: Vec<RecordId> = gathered.pointers.iter().map(|seen| seen.id).collect();
    let mut rows = records::find_many(&mut conn, &pointed).await?;
    drop(conn);
    rows.extend(gathered.rows.values().cloned());
    record_look(&app, &eyes, &gathered, &rows).await?;

    let english = app.words.words("en");
    let events = chronology(&gathered, &files, &judged, |pack| Reading::of(&app, &english, pack));
    let shape = |seen| RecordShape::of(seen, holder.agency);
    Ok(Json(Person {
        id: gathered.person.0,
        records: gathered.open.into_iter().map(shape).collect(),
        pointers: gathered.pointers.into_iter().map(shape).collect(),
        chronology: events.into_iter().map(|event| event_shape(&english, event)).collect(),
        files: files
            .into_iter()
            .map(|file| FileShape {
                id: file.id.0,
                record: file.record.0,
                name: file.name,
                description: file.description,
                size: file.size,
                made_at: time(file.made_at),
            })
            .collect(),
    }))
}

/// The refusal to point at a record of a person of whom nothing may be seen; none where there is nobody.
async fn first_refusal(
    conn: &mut kit::db::Conn,
    eyes: &Eyes<'_>,
    person: PersonId,
) -> Result<Option<access::Refusal>, Problem> {
    let members = records::by_person(conn, person).await?;
    Ok(members.first().and_then(|record| {
        eyes.policy()
            .permit::<ViewPointer>(eyes.principal, &eyes.resource(record))
            .err()
    }))
}

/// A line for each agency whose records were shown, under the widest permit that opened one of them.
async fn record_look(app: &App, eyes: &Eyes<'_>, gathered: &Gathered, rows: &[Record]) -> Result<(), Problem> {
    let mut by_owner: BTreeMap<AgencyId, Vec<&Record>> = BTreeMap::new();
    for row in rows {
        by_owner.entry(row.agency).or_default().push(row);
    }
    let mut lines = Vec::new();
    for (owner, shown) in by_owner {
        let widest = shown
            .iter()
            .filter_map(|row| Some((eyes.look(row)?.view, *row)))
            .max_by_key(|(view, _)| *view);
        let Some((view, row)) = widest else { continue };
        let what = eyes.resource(row);
        let permit = match view {
            View::Content => eyes.policy().permit::<ViewContent>(eyes.principal, &what)?.line(),
            View::Identity => eyes.policy().permit::<ViewIdentity>(eyes.principal, &what)?.line(),
            _ => eyes.policy().permit::<ViewPointer>(eyes.principal, &what)?.line(),
        };
        let line = Line::under(&permit, app.now_ms(), "person.view", Subject::of("person", gathered.person))
            .person(gathered.person)
            .owner(owner)
            .detail(serde_json::json!({ "records": shown.iter().map(|row| row.id.to_string()).collect::<Vec<_>>(), "view": view.code(), "door": "api" }));
        lines.push(line);
    }
    ledger::looked(app, lines).await
}

fn event_shape(english: &Words, event: Event) -> PersonEvent {
    let (when, when_kind) = match event.when {
        When::Moment(ms) => (time(ms), "moment"),
        When::Told(date) => (date.to_string(), "told"),
    };
    PersonEvent {
        when,
        when_kind,
        kind: event.kind.code(),
        code: event.key,
        english: english.get(event.key),
        text: event.text,
        agency: event.agency.map(|agency| agency.0),
        from: event.from,
    }
}
