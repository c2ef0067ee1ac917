//! `GET /api/v1/records...`: records as a key's agency may see them, one by one or page by page in the order of change,
//! so that an agency's own system can keep its copy up to date.

use super::eyes::{Eyes, Seen};
use super::store::{self, Page, Record};
use crate::api::{self, ApiProblem, Asked, Cursor, Fault, Id, RecordShape};
use crate::app::App;
use crate::ground::agencies;
use crate::ground::agreements::Standing;
use crate::ground::ledger::{self, Line, Subject};
use crate::ground::tokens::TokenHolder;
use crate::problem::Problem;
use access::{Scope, TokenScope, View, ViewContent, ViewIdentity, ViewPointer};
use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::Handling;
use domain::ids::{AgencyId, RecordId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::{IntoParams, ToSchema};

/// Records on one page at most, and without a limit in the query.
const MOST: i64 = 200;
const USUAL: i64 = 50;

pub fn api() -> Router<App> {
    Router::new()
        .route("/records", get(list))
        .route("/records/{id}", get(show))
        .route("/records/by-source/{source_id}", get(by_source))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecordsQuery {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Only what changed at this moment or later: RFC 3339, `2026-11-01T00:00:00Z`.
    changed_since: Option<String>,
    /// Records on a page: 1 to 200, 50 without it.
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct RecordsPage {
    /// In the order of change, oldest first.
    records: Vec<RecordShape>,
    /// For the next page: `?cursor=`. Absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Records of your agency and those that agreements open to it
///
/// In the order of change. Pages neither skip nor repeat a record unless it changes in between; then it comes again at
/// its new place. To keep a copy up to date ask with `changed_since` set to a few minutes before your last visit: what
/// was being written at that moment may carry an earlier time. Records of which you may only have the pointer are not
/// listed: ask `POST /known`.
#[utoipa::path(get, path = "/records", tag = "Gather", operation_id = "list_records", params(RecordsQuery),
    responses(
        (status = 200, description = "One page", body = RecordsPage),
        (status = "4XX", description = "What was asked cannot be answered", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["records_read"])))]
pub async fn list(
    State(app): State<App>,
    holder: TokenHolder,
    Asked(query): Asked<RecordsQuery>,
) -> Result<Json<RecordsPage>, Fault> {
    api::needs(&holder, &[TokenScope::RecordsRead])?;
    let after = query
        .cursor
        .as_deref()
        .map(Cursor::read)
        .transpose()?
        .unwrap_or(Cursor::START);
    let since = match &query.changed_since {
        Some(text) => text
            .parse::<jiff::Timestamp>()
            .map_err(|_| Fault::field("?changed_since", "api-field-date"))?
            .as_millisecond(),
        None => i64::MIN,
    };
    let limit = query.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Fault::field("?limit", "api-field-range"));
    }
    let permit = app.policy.list::<ViewIdentity>(&holder.principal)?;
    let mut conn = app.db.read().await?;
    let eyes = Eyes::of(&app, &mut conn, &holder.principal).await?;
    let everyone: Vec<AgencyId> = agencies::all(&mut conn)
        .await?
        .into_iter()
        .map(|agency| agency.id)
        .collect();
    let owners = owners(permit.scope(), eyes.standing(), &everyone);
    // One more than asked for tells whether there is another page.
    let page = Page {
        after_at: after.at.max(since.saturating_sub(1)),
        after_id: if since > after.at { uuid::Uuid::max() } else { after.id },
        limit: limit + 1,
    };
    let mut rows: Vec<Record> = Vec::new();
    for (owner, handlings) in &owners {
        rows.extend(store::changed(&mut conn, &permit, *owner, handlings, &page).await?);
    }
    drop(conn);
    rows.sort_by_key(|row| (row.changed_at, row.id));
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    let next = rows.last().filter(|_| more).map(|row| {
        Cursor {
            at: row.changed_at,
            id: row.id.0,
        }
        .write()
    });
    // Whatever SQL let through, each row is decided on its own.
    let seen: Vec<Seen> = rows
        .iter()
        .filter_map(|row| eyes.look(row))
        .filter(|seen| seen.view >= View::Identity)
        .collect();
    let line =
        Line::under(&permit.line(), app.now_ms(), "record.list", Subject("record", None)).detail(serde_json::json!({
            "shown": seen.len(),
            "records": seen.iter().map(|one| one.id.to_string()).collect::<Vec<_>>(),
        }));
    let mut lines = vec![line];
    lines.extend(api::look_lines(&permit.line(), app.now_ms(), holder.agency, &seen));
    ledger::looked(&app, lines).await?;
    Ok(Json(RecordsPage {
        records: seen
            .into_iter()
            .map(|one| RecordShape::of(one, holder.agency))
            .collect(),
        next,
    }))
}

/// The clauses of a scope, as (owner, handlings): what SQL needs. A clause that asks for what a key cannot have (to be
/// an author, to have broken the glass) admits nothing here.
fn owners(scope: &Scope, standing: &Standing, everyone: &[AgencyId]) -> BTreeMap<AgencyId, BTreeSet<Handling>> {
    let mut owners: BTreeMap<AgencyId, BTreeSet<Handling>> = BTreeMap::new();
    for clause in &scope.clauses {
        let needs = clause.needs;
        if needs.case_team || needs.author || needs.not_author || needs.break_glass || needs.party {
            continue;
        }
        let of_agreement = |owner: &AgencyId| {
            needs
                .agreement
                .is_none_or(|share| standing.from_owner(*owner).is_some_and(|held| held >= share))
        };
        let own = |owner: &AgencyId| !needs.own_agency || *owner == scope.agency;
        for owner in everyone.iter().filter(|owner| own(owner) && of_agreement(owner)) {
            owners
                .entry(*owner)
                .or_default()
                .extend(clause.handlings.iter().copied());
        }
    }
    owners
}

/// One record
#[utoipa::path(get, path = "/records/{id}", tag = "Gather", operation_id = "record",
    params(("id" = uuid::Uuid, Path, description = "The record")),
    responses(
        (status = 200, description = "The record as your agency may see it", body = RecordShape),
        (status = 404, description = "There is no such record for you", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["records_read"]), ("key" = ["known_ask"])))]
pub async fn show(
    State(app): State<App>,
    holder: TokenHolder,
    Id(id): Id<RecordId>,
) -> Result<Json<RecordShape>, Fault> {
    api::needs(&holder, &[TokenScope::RecordsRead, TokenScope::KnownAsk])?;
    let found = {
        let mut conn = app.db.read().await?;
        store::find(&mut conn, id).await?
    };
    one(&app, &holder, found).await
}

/// Your own record, by your own number for it
#[utoipa::path(get, path = "/records/by-source/{source_id}", tag = "Gather", operation_id = "record_by_source",
    params(("source_id" = String, Path, description = "The `source_id` it was handed in with")),
    responses(
        (status = 200, description = "The record", body = RecordShape),
        (status = 404, description = "Your agency has no record with this number", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = ["records_read"])))]
pub async fn by_source(
    State(app): State<App>,
    holder: TokenHolder,
    Id(source_id): Id<String>,
) -> Result<Json<RecordShape>, Fault> {
    api::needs(&holder, &[TokenScope::RecordsRead])?;
    let found = {
        let mut conn = app.db.read().await?;
        store::by_source(&mut conn, holder.agency, &source_id).await?
    };
    one(&app, &holder, found).await
}

async fn one(app: &App, holder: &TokenHolder, found: Option<Record>) -> Result<Json<RecordShape>, Fault> {
    let record = found
        .filter(|record| record.withdrawn_at.is_none())
        .ok_or(Problem::NotFound)?;
    let mut conn = app.db.read().await?;
    let eyes = Eyes::of(app, &mut conn, &holder.principal).await?;
    drop(conn);
    let what = eyes.resource(&record);
    let permit = match eyes.look(&record).map(|seen| seen.view) {
        Some(View::Content) => app.policy.permit::<ViewContent>(&holder.principal, &what)?.line(),
        Some(View::Identity) => app.policy.permit::<ViewIdentity>(&holder.principal, &what)?.line(),
        _ => match app.policy.permit::<ViewPointer>(&holder.principal, &what) {
            Ok(permit) => permit.line(),
            Err(refusal) => return Err(ledger::refused(app, &refusal).await.into()),
        },
    };
    let seen = eyes.look(&record).ok_or(Problem::NotFound)?;
    let line = Line::under(&permit, app.now_ms(), "person.view", Subject::of("record", record.id))
        .owner(record.agency)
        .person(record.person)
        .detail(serde_json::json!({ "view": seen.view.code(), "door": "api" }));
    ledger::looked(app, vec![line]).await?;
    Ok(Json(RecordShape::of(seen, holder.agency)))
}
