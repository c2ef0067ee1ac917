//! Break-glass: a look past the policy in an emergency, with a reason, for a limited time. The owners are told at once.

use super::store;
use crate::app::App;
use crate::gather::records::{self, Eyes, Record};
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{BreakGlass, Permit, View};
use domain::ids::{AgencyId, BreakGlassId, PersonId};
use kit::outbox;
use serde::Serialize;
use std::collections::BTreeMap;

/// How long an emergency look stays open.
pub const HOURS: i64 = 2;
/// A reason shorter than this says nothing.
pub const LEAST_REASON: usize = 15;

#[derive(Serialize)]
struct Opened {
    break_glass: BreakGlassId,
    owner: AgencyId,
    person: PersonId,
}

/// Records of the person that an emergency look would open for this reader.
pub(super) fn would_open<'a>(eyes: &Eyes<'_>, rows: &'a [Record]) -> Vec<(&'a Record, Permit<BreakGlass>)> {
    rows.iter()
        .filter(|record| eyes.look(record).is_some_and(|seen| seen.view < View::Content))
        .filter_map(|record| Some((record, eyes.policy().permit::<BreakGlass>(eyes.principal, &eyes.resource(record)).ok()?)))
        .collect()
}

/// Opens it. Errors: nothing to open for this reader; a reason that says nothing.
pub async fn open(app: &App, principal: &access::Principal, person: PersonId, reason: &str) -> Result<(), Problem> {
    let reason = reason.trim();
    if reason.chars().count() < LEAST_REASON {
        return Err(Problem::bad("people-emergency-reason-short"));
    }
    let (rows, lines, owners) = {
        let mut conn = app.db.read().await?;
        let eyes = Eyes::of(app, &mut conn, principal).await?;
        let rows = records::by_person(&mut conn, person).await?;
        let mut owners: BTreeMap<AgencyId, Line> = BTreeMap::new();
        for (record, permit) in would_open(&eyes, &rows) {
            owners.entry(record.agency).or_insert_with(|| {
                Line::under(&permit.line(), app.now_ms(), "break_glass.open", Subject::of("person", person))
                    .person(person)
                    .owner(record.agency)
                    .detail(serde_json::json!({ "hours": HOURS }))
            });
        }
        let names: Vec<AgencyId> = owners.keys().copied().collect();
        (rows.len(), owners.into_values().collect::<Vec<_>>(), names)
    };
    if rows == 0 || lines.is_empty() {
        return Err(Problem::NotFound);
    }
    let id: BreakGlassId = app.clock.new_id();
    let now = app.now_ms();
    let mut tx = app.db.begin().await?;
    store::open_glass(&mut tx, id.0, principal.account, person, reason, now, now + HOURS * 3_600_000).await?;
    for owner in owners {
        outbox::publish(&mut tx, "break_glass.opened", &Opened { break_glass: id, owner, person }, now).await?;
    }
    ledger::append_many(&mut tx, lines).await?;
    tx.commit().await?;
    Ok(())
}
