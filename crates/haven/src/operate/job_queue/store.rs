//! The operator's statements on the queue. Payloads are not read: they are ids, and nobody's business here.

use crate::problem::Problem;
use access::{Permit, RunJob, ViewSystem};
use domain::ids::JobId;
use kit::db::{Conn, Tx};
use kit::params;

/// Work that gave up.
#[derive(Clone, Debug)]
pub struct FailedJob {
    pub id: JobId,
    pub kind: String,
    pub attempts: i64,
    pub ended_at: Option<i64>,
    pub error: Option<String>,
}

/// How the queue stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueState {
    pub waiting: i64,
    pub leased: i64,
    pub failed: i64,
    /// When the oldest work that is due became due.
    pub due_since: Option<i64>,
    /// Events nobody has turned into work yet.
    pub undelivered: i64,
}

pub async fn state(conn: &mut Conn, now: i64) -> Result<QueueState, Problem> {
    let mut state = QueueState::default();
    for row in conn
        .all("SELECT state, COUNT(*) AS n FROM job GROUP BY state", params![])
        .await?
    {
        let n: i64 = row.get("n")?;
        match row.get::<String>("state")?.as_str() {
            "waiting" => state.waiting = n,
            "leased" => state.leased = n,
            "failed" => state.failed = n,
            _ => {}
        }
    }
    let due = conn
        .one(
            "SELECT MIN(run_at) AS due FROM job WHERE state = 'waiting' AND run_at <= $1",
            params![now],
        )
        .await?;
    state.due_since = due.get("due")?;
    state.undelivered = conn
        .one("SELECT COUNT(*) AS n FROM outbox WHERE delivered_at IS NULL", params![])
        .await?
        .get("n")?;
    Ok(state)
}

/// The newest failures, at most 200.
pub async fn failed(conn: &mut Conn, _permit: &Permit<ViewSystem>) -> Result<Vec<FailedJob>, Problem> {
    let sql =
        "SELECT id, kind, attempts, ended_at, error FROM job WHERE state = 'failed' ORDER BY ended_at DESC LIMIT 200";
    let rows = conn.all(sql, params![]).await?;
    rows.iter()
        .map(|row| {
            Ok(FailedJob {
                id: row.id("id")?,
                kind: row.get("kind")?,
                attempts: row.get("attempts")?,
                ended_at: row.get("ended_at")?,
                error: row.get("error")?,
            })
        })
        .collect()
}

/// Sets failed work to wait again, due now, with all its attempts before it. `only` none: all that failed.
pub async fn retry(tx: &mut Tx, _permit: &Permit<RunJob>, only: Option<JobId>, now: i64) -> Result<u64, Problem> {
    let touched = match only {
        Some(job) => {
            let sql = "UPDATE job SET state = 'waiting', attempts = 0, run_at = $1, error = NULL, ended_at = NULL, lease_by = NULL \
                       WHERE state = 'failed' AND id = $2";
            tx.execute(sql, params![now, job]).await?
        }
        None => {
            let sql = "UPDATE job SET state = 'waiting', attempts = 0, run_at = $1, error = NULL, ended_at = NULL, lease_by = NULL \
                       WHERE state = 'failed'";
            tx.execute(sql, params![now]).await?
        }
    };
    Ok(touched)
}
