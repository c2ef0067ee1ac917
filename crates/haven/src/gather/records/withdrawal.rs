//! Taking a record back that was handed in by mistake, and putting it back. Nothing is deleted: versions, hand-ins and
//! files stay, and whoever looks at them is told. But a withdrawn record is not found, not compared, holds nobody
//! together, and goes out in no export.
//!
//! A newer version of it, by a correction or an import, puts it back as well: its agency says it again.

use super::acts::phone_country;
use super::store::{self, Record, Stored};
use crate::app::App;
use crate::ground::ledger::{self, Line, Subject};
use crate::link::recognise;
use crate::problem::Problem;
use access::{AmendRecord, Permit};
use domain::ids::AccountId;
use kit::db::Tx;
use kit::outbox;
use matching::Profile;

/// The longest reason that is kept, in characters.
pub const LONGEST_REASON: u32 = 500;

/// Withdraws a record, with the reason that its agency gives. Links that nobody has judged end with it; judged ones are
/// kept, but no longer hold others together.
///
/// # Errors
/// [`Problem::Changed`] where it is withdrawn already, [`Problem::Bad`] without a reason.
pub async fn withdraw(
    app: &App,
    tx: &mut Tx,
    permit: &Permit<AmendRecord>,
    record: &Record,
    by: Option<AccountId>,
    reason: &str,
) -> Result<(), Problem> {
    permit.require(record.id)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON as usize {
        return Err(Problem::bad("problem-withdraw-reason"));
    }
    recognise::take_turn(tx).await?;
    let now = app.now_ms();
    if !store::set_withdrawn(tx, record.id, by, reason, now).await? {
        return Err(Problem::Changed);
    }
    recognise::take_out(app, tx, record.id).await?;
    outbox::publish(tx, "record.withdrawn", &record.id, now).await?;
    let line = Line::under(&permit.line(), now, "record.withdraw", Subject::of("record", record.id))
        .owner(record.agency)
        .person(record.person)
        .detail(serde_json::json!({ "version": record.version }));
    ledger::append(tx, line).await?;
    Ok(())
}

/// Puts a withdrawn record back as it was, and compares it again with all that is known by now.
///
/// # Errors
/// [`Problem::Changed`] where it is not withdrawn.
pub async fn put_back(app: &App, tx: &mut Tx, permit: &Permit<AmendRecord>, record: &Record) -> Result<(), Problem> {
    permit.require(record.id)?;
    recognise::take_turn(tx).await?;
    let now = app.now_ms();
    if !store::set_standing(tx, record.id, now).await? {
        return Err(Problem::Changed);
    }
    let region = phone_country(app, &record.pack);
    let stored = Stored {
        id: record.id,
        reference: record.reference.clone(),
        agency: record.agency,
        kind: record.kind,
        handling: record.handling,
        pack: record.pack.clone(),
        source_id: record.source_id.clone(),
        version: record.version,
        answers: String::new(),
        profile: Profile::from_answers(record.kind, &record.answers, &region),
        person: record.person,
        made_by: record.made_by,
        is_new: false,
    };
    let hits = recognise::recognise(app, tx, &[stored]).await?;
    outbox::publish(tx, "record.received", &record.id, now).await?;
    if hits.contains_key(&record.id) {
        outbox::publish(tx, "records.hit", &[record.id], now).await?;
    }
    let line = Line::under(&permit.line(), now, "record.put_back", Subject::of("record", record.id))
        .owner(record.agency)
        .person(record.person)
        .detail(serde_json::json!({ "version": record.version }));
    ledger::append(tx, line).await?;
    Ok(())
}
