//! Opening an emergency look, and reviewing it.

use super::store::{self, NewLook};
use crate::app::App;
use crate::gather::records::{self, Eyes, Record};
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{BreakGlass, Permit, Principal, Resource, ReviewBreakGlass, View};
use domain::ids::{AgencyId, BreakGlassId, PersonId};
use kit::outbox;
use serde::Serialize;
use std::collections::BTreeMap;

/// How long an emergency look stays open.
pub const HOURS: i64 = 2;
/// A reason shorter than this says nothing.
const LEAST_REASON: usize = 15;

#[derive(Serialize)]
struct Opened {
    break_glass: BreakGlassId,
    owner: AgencyId,
    person: PersonId,
}

/// Records of the person that an emergency look would open for this reader.
pub(in crate::link::people) fn would_open<'a>(
    eyes: &Eyes<'_>,
    rows: &'a [Record],
) -> Vec<(&'a Record, Permit<BreakGlass>)> {
    rows.iter()
        .filter(|record| eyes.look(record).is_some_and(|seen| seen.view < View::Content))
        .filter_map(|record| {
            Some((
                record,
                eyes.policy()
                    .permit::<BreakGlass>(eyes.principal, &eyes.resource(record))
                    .ok()?,
            ))
        })
        .collect()
}

/// Opens it. Errors: nothing to open for this reader; a reason that says nothing.
pub async fn open(app: &App, principal: &Principal, person: PersonId, reason: &str) -> Result<(), Problem> {
    let reason = reason.trim();
    let now = app.now_ms();
    let mut permits = Vec::new();
    let mut lines: BTreeMap<AgencyId, Line> = BTreeMap::new();
    {
        let mut conn = app.db.read().await?;
        let eyes = Eyes::of(app, &mut conn, principal).await?;
        let rows = records::by_person(&mut conn, person).await?;
        for (record, permit) in would_open(&eyes, &rows) {
            lines.entry(record.agency).or_insert_with(|| {
                Line::under(&permit.line(), now, "break_glass.open", Subject::of("person", person))
                    .person(person)
                    .owner(record.agency)
                    .detail(serde_json::json!({ "hours": HOURS }))
            });
            permits.push(permit);
        }
    }
    if lines.is_empty() {
        return Err(Problem::NotFound);
    }
    if reason.chars().count() < LEAST_REASON {
        return Err(Problem::bad("people-emergency-reason-short"));
    }
    let id: BreakGlassId = app.clock.new_id();
    let owners: Vec<AgencyId> = lines.keys().copied().collect();
    let mut tx = app.db.begin().await?;
    let look = NewLook {
        id,
        account: principal.account,
        person,
        reason,
        now,
        until: now + HOURS * 3_600_000,
        owners: owners.clone(),
    };
    store::add(&mut tx, &permits, look).await?;
    for owner in owners {
        outbox::publish(
            &mut tx,
            "break_glass.opened",
            &Opened {
                break_glass: id,
                owner,
                person,
            },
            now,
        )
        .await?;
    }
    ledger::append_many(&mut tx, lines.into_values().collect()).await?;
    tx.commit().await?;
    Ok(())
}

/// A manager's word on it: was it right?
pub(super) async fn review(app: &App, principal: &Principal, id: BreakGlassId, note: &str) -> Result<(), Problem> {
    if note.trim().is_empty() {
        return Err(Problem::bad("emergency-no-note"));
    }
    let looks = {
        let mut conn = app.db.read().await?;
        store::find(&mut conn, id).await?
    };
    let permit = looks
        .iter()
        .find_map(|look| {
            let resource = Resource::BreakGlass {
                id,
                owner: look.owner,
                agency: look.agency,
                account: look.account,
            };
            app.policy.permit::<ReviewBreakGlass>(principal, &resource).ok()
        })
        .ok_or(Problem::NotFound)?;
    let mut tx = app.db.begin().await?;
    if !store::review(&mut tx, &permit, id, principal.account, note.trim(), app.now_ms()).await? {
        return Err(Problem::Changed);
    }
    ledger::append(
        &mut tx,
        Line::under(
            &permit.line(),
            app.now_ms(),
            "break_glass.review",
            Subject::of("break_glass", id),
        ),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
