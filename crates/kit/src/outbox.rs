//! Events written with the act that caused them (transactional outbox). Later stages subscribe; nobody calls
//! upstream. An event becomes one job for each subscriber, exactly once, in the order of writing.

use crate::db::{Db, Result, Tx};
use crate::jobs;
use crate::params;
use serde::Serialize;

/// Who wants to hear of what: `(event, job kind)`. The list stands in `capabilities.rs`.
pub type Subscriptions = &'static [(&'static str, &'static str)];

/// The same event for many things, in their order.
pub async fn publish_all<T: Serialize + Sync>(
    tx: &mut Tx,
    event: &'static str,
    payloads: &[T],
    now_ms: i64,
) -> Result<()> {
    let rows = payloads
        .iter()
        .map(|payload| params![event, crate::db::Value::json(payload), now_ms])
        .collect();
    tx.insert_many("INSERT INTO outbox (event, payload, made_at)", "", rows)
        .await?;
    Ok(())
}

/// Writes an event in the act's transaction. It is not heard unless the act commits.
pub async fn publish<T: Serialize + Sync>(tx: &mut Tx, event: &'static str, payload: &T, now_ms: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO outbox (event, payload, made_at) VALUES ($1, $2, $3)",
        params![event, crate::db::Value::json(payload), now_ms],
    )
    .await?;
    Ok(())
}

/// Turns waiting events into jobs. Returns how many events were delivered.
pub async fn deliver(db: &Db, subscriptions: Subscriptions, now_ms: i64) -> Result<usize> {
    {
        let mut conn = db.read().await?;
        if conn
            .optional("SELECT seq FROM outbox WHERE delivered_at IS NULL LIMIT 1", params![])
            .await?
            .is_none()
        {
            return Ok(0);
        }
    }
    let mut tx = db.begin().await?;
    let rows = tx
        .all(
            "SELECT seq, event, payload FROM outbox WHERE delivered_at IS NULL ORDER BY seq LIMIT 200 FOR UPDATE SKIP LOCKED",
            params![],
        )
        .await?;
    for row in &rows {
        let seq: i64 = row.get("seq")?;
        let event: String = row.get("event")?;
        let payload: String = row.get("payload")?;
        for (_, kind) in subscriptions.iter().filter(|(name, _)| *name == event) {
            jobs::enqueue_text(
                &mut tx,
                kind,
                payload.clone(),
                Some(format!("outbox:{seq}:{kind}")),
                now_ms,
                now_ms,
            )
            .await?;
        }
        tx.execute(
            "UPDATE outbox SET delivered_at = $1 WHERE seq = $2",
            params![now_ms, seq],
        )
        .await?;
    }
    tx.commit().await?;
    Ok(rows.len())
}
