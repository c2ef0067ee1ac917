//! Background work that survives a crash: a row is leased for a while, renewed while it runs, and taken by another
//! worker when its lease runs out (`kill -9`, power cut). Work may therefore run twice and must not mind; an act
//! that must happen once says so with its own keys.

use crate::clock::Clock;
use crate::db::{Db, Result, Tx, Value};
use crate::params;
use domain::ids::JobId;
use futures::FutureExt;
use serde::Serialize;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::sync::watch;
use uuid::Uuid;

/// How long a worker may be silent before others take its work.
pub const LEASE_MS: i64 = 30_000;
const MAX_ATTEMPTS: i64 = 8;

#[derive(Clone, Debug)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    pub attempt: i64,
}

/// Why a job did not finish.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Try again later, with growing pauses, up to eight times.
    #[error("{0}")]
    Retry(String),
    /// Trying again cannot help.
    #[error("{0}")]
    GiveUp(String),
}

impl From<crate::db::DbError> for JobError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Retry(error.to_string())
    }
}

/// Puts work in the queue, in the act's transaction. With `unique` a second one of the same name is not added.
pub async fn enqueue<T: Serialize + Sync>(
    tx: &mut Tx,
    kind: &str,
    payload: &T,
    unique: Option<String>,
    run_at: i64,
    now_ms: i64,
) -> Result<()> {
    let text = serde_json::to_string(payload).map_err(|_| crate::db::DbError::Unreadable(kind.to_owned()))?;
    enqueue_text(tx, kind, text, unique, run_at, now_ms).await
}

pub(crate) async fn enqueue_text(
    tx: &mut Tx,
    kind: &str,
    payload: String,
    unique: Option<String>,
    run_at: i64,
    now_ms: i64,
) -> Result<()> {
    tx.execute(
        "INSERT INTO job (id, kind, payload, unique_key, state, run_at, made_at, attempts) VALUES ($1, $2, $3, $4, 'waiting', $5, $6, 0) \
         ON CONFLICT (unique_key) DO NOTHING",
        params![Uuid::now_v7(), kind, payload, unique, run_at, now_ms],
    )
    .await?;
    Ok(())
}

/// Takes the next due job of one of `kinds`, or one whose worker fell silent.
pub async fn lease(db: &Db, worker: &str, kinds: &[String], now_ms: i64) -> Result<Option<Job>> {
    {
        let mut conn = db.read().await?;
        let due = conn
            .optional(
                "SELECT 1 AS due FROM job WHERE kind IN_TEXTS($1) AND ((state = 'waiting' AND run_at <= $2) OR (state = 'leased' AND lease_until < $2)) LIMIT 1",
                params![kinds.to_vec(), now_ms],
            )
            .await?;
        if due.is_none() {
            return Ok(None);
        }
    }
    let mut tx = db.begin().await?;
    loop {
        let row = tx
            .optional(
                "SELECT id, kind, payload, attempts FROM job WHERE kind IN_TEXTS($1) AND ((state = 'waiting' AND run_at <= $2) \
                 OR (state = 'leased' AND lease_until < $2)) ORDER BY run_at LIMIT 1 FOR UPDATE SKIP LOCKED",
                params![kinds.to_vec(), now_ms],
            )
            .await?;
        let Some(row) = row else {
            tx.commit().await?;
            return Ok(None);
        };
        let job = Job {
            id: row.id("id")?,
            kind: row.get("kind")?,
            payload: row.get("payload")?,
            attempt: row.get::<i64>("attempts")? + 1,
        };
        if job.attempt > MAX_ATTEMPTS {
            // Work that took its worker down with it every time would otherwise do so for ever.
            tx.execute(
                "UPDATE job SET state = 'failed', error = 'its worker fell silent every time', lease_until = NULL, ended_at = $1 WHERE id = $2",
                params![now_ms, job.id],
            )
            .await?;
            continue;
        }
        tx.execute(
            "UPDATE job SET state = 'leased', lease_until = $1, lease_by = $2, attempts = $3 WHERE id = $4",
            params![now_ms + LEASE_MS, worker, job.attempt, job.id],
        )
        .await?;
        tx.commit().await?;
        return Ok(Some(job));
    }
}

/// Keeps a lease alive; false when another worker has taken the job meanwhile.
pub async fn renew(db: &Db, worker: &str, job: JobId, now_ms: i64) -> Result<bool> {
    let mut tx = db.begin().await?;
    let touched = tx
        .execute(
            "UPDATE job SET lease_until = $1 WHERE id = $2 AND lease_by = $3 AND state = 'leased'",
            params![now_ms + LEASE_MS, job, worker],
        )
        .await?;
    tx.commit().await?;
    Ok(touched == 1)
}

/// Records how a job ended. Does nothing when the lease was lost.
pub async fn finish(
    db: &Db,
    worker: &str,
    job: &Job,
    outcome: std::result::Result<(), JobError>,
    now_ms: i64,
) -> Result<()> {
    let mut tx = db.begin().await?;
    let (state, run_at, error): (&str, i64, Option<String>) = match outcome {
        Ok(()) => ("done", now_ms, None),
        Err(JobError::GiveUp(why)) => ("failed", now_ms, Some(why)),
        Err(JobError::Retry(why)) if job.attempt >= MAX_ATTEMPTS => ("failed", now_ms, Some(why)),
        Err(JobError::Retry(why)) => ("waiting", now_ms + 1_000 * (1 << job.attempt.min(10)), Some(why)),
    };
    tx.execute(
        "UPDATE job SET state = $1, run_at = $2, error = $3, lease_until = NULL, ended_at = $4 WHERE id = $5 AND lease_by = $6 AND state = 'leased'",
        params![state, run_at, error, now_ms, job.id, worker],
    )
    .await?;
    tx.commit().await
}

/// Forgets finished work older than a week.
pub async fn sweep(db: &Db, now_ms: i64) -> Result<u64> {
    let mut tx = db.begin().await?;
    let gone = tx
        .execute(
            "DELETE FROM job WHERE state = 'done' AND ended_at < $1",
            params![Value::from(now_ms - 7 * 86_400_000)],
        )
        .await?;
    // The newest event stays: SQLite numbers from the highest row on, and a number used twice would name an old job.
    tx.execute(
        "DELETE FROM outbox WHERE delivered_at < $1 AND seq < (SELECT MAX(seq) FROM outbox)",
        params![now_ms - 7 * 86_400_000],
    )
    .await?;
    tx.commit().await?;
    Ok(gone)
}

/// Works until told to stop: leases, runs, renews every ten seconds, records the end.
pub async fn work<F, Fut>(db: Db, clock: Clock, kinds: Vec<String>, mut stop: watch::Receiver<bool>, run: F)
where
    F: Fn(Job) -> Fut + Send + Sync,
    Fut: Future<Output = std::result::Result<(), JobError>> + Send,
{
    let worker = format!("{}-{}", std::process::id(), Uuid::now_v7().simple());
    loop {
        if *stop.borrow() {
            return;
        }
        match lease(&db, &worker, &kinds, clock.now_ms()).await {
            Ok(Some(job)) => {
                let outcome = {
                    let task = AssertUnwindSafe(run(job.clone())).catch_unwind();
                    tokio::pin!(task);
                    loop {
                        tokio::select! {
                            outcome = &mut task => break outcome.unwrap_or_else(|_| Err(JobError::Retry("the work broke off".to_owned()))),
                            () = tokio::time::sleep(Duration::from_secs(10)) => {
                                if matches!(renew(&db, &worker, job.id, clock.now_ms()).await, Ok(false)) {
                                    // Another worker has it; two at once help nobody.
                                    break Err(JobError::Retry("the lease was lost".to_owned()));
                                }
                            }
                        }
                    }
                };
                if let Err(error) = &outcome {
                    tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempt, %error, "job did not finish");
                }
                if let Err(error) = finish(&db, &worker, &job, outcome, clock.now_ms()).await {
                    tracing::error!(job = %job.id, %error, "could not record the end of a job");
                }
            }
            Ok(None) => {
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_millis(250)) => {}
                    _ = stop.changed() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "could not look for work");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
