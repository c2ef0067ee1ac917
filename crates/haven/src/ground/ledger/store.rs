//! Writing lines. The head row is locked while a line is chained, so call [`append`] last in an act: on PostgreSQL
//! other acts wait for the lock until this one commits.

use super::chain::{Line, Stored, Subject, hash};
use crate::app::App;
use crate::problem::Problem;
use kit::db::{DbError, Result, Tx, Value};
use kit::params;

pub async fn append(tx: &mut Tx, line: Line) -> Result<()> {
    append_many(tx, vec![line]).await
}

/// Records that somebody was refused something that exists, and gives the answer: that there is no such thing.
pub async fn refused(app: &App, refusal: &access::Refusal) -> Problem {
    let line = refusal.line();
    let subject = Subject(line.resource_class.code(), line.resource);
    let detail = serde_json::json!({ "action": line.action.code(), "reason": refusal.reason.to_string() });
    let written = async {
        let mut tx = app.db.begin().await?;
        append(
            &mut tx,
            Line::under(&line, app.now_ms(), "access.refused", subject).detail(detail),
        )
        .await?;
        tx.commit().await
    };
    match written.await {
        Ok(()) => Problem::NotFound,
        Err(error) => Problem::from(error),
    }
}

/// Chains lines in order.
pub async fn append_many(tx: &mut Tx, lines: Vec<Line>) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let (mut seq, mut previous): (i64, Vec<u8>) = match tx
        .optional("SELECT seq, hash FROM ledger_head WHERE id = 1 FOR UPDATE", params![])
        .await?
    {
        Some(row) => (row.get("seq")?, row.get("hash")?),
        // The schema puts the head there. Were it gone, starting anew would hide what was taken away.
        None => return Err(DbError::Unreadable("ledger_head".to_owned())),
    };
    let mut rows = Vec::with_capacity(lines.len());
    for mut line in lines {
        seq += 1;
        // What is hashed must be what the database keeps, and it keeps no NUL in text.
        for text in [&mut line.purpose, &mut line.permit] {
            if text.contains('\0') {
                *text = text.replace('\0', "\u{FFFD}");
            }
        }
        let detail = line.detail.to_string();
        let next = hash(
            &previous,
            &Stored {
                seq,
                at: line.at,
                account: line.account.map(Into::into),
                agency: line.agency.map(Into::into),
                action: line.action,
                purpose: &line.purpose,
                permit: &line.permit,
                subject_kind: line.subject.0,
                subject: line.subject.1,
                person: line.person.map(Into::into),
                owner: line.owner.map(Into::into),
                before: line.before.as_deref(),
                after: line.after.as_deref(),
                detail: &detail,
            },
        );
        rows.push(params![
            seq,
            line.at,
            line.account,
            line.agency,
            line.action,
            line.purpose,
            line.permit,
            line.subject.0,
            line.subject.1,
            line.person,
            line.owner,
            line.before,
            line.after,
            detail,
            previous,
            next,
        ]);
        previous = next.to_vec();
    }
    tx.insert_many(
        "INSERT INTO ledger (seq, at, account_id, agency_id, action, purpose, permit, subject_kind, subject_id, person_id, \
         owner_agency_id, before_digest, after_digest, detail, prev_hash, hash)",
        "",
        rows,
    )
    .await?;
    tx.execute(
        "UPDATE ledger_head SET seq = $1, hash = $2 WHERE id = 1",
        vec![Value::from(seq), Value::from(previous)],
    )
    .await?;
    Ok(())
}
