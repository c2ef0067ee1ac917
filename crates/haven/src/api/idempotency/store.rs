//! Every SQL statement on kept answers. Status 0 is a claim whose answer is still being made.

use super::Answer;
use crate::problem::Problem;
use axum::http::StatusCode;
use domain::ids::AgencyId;
use kit::db::{Tx, Value};
use kit::params;

pub(super) struct Kept {
    pub digest: Vec<u8>,
    /// None while the answer is being made.
    pub status: Option<StatusCode>,
    pub body: String,
    pub made_at: i64,
}

/// Answers that are too old go when new keys come.
pub(super) async fn sweep(tx: &mut Tx, before: i64) -> Result<(), Problem> {
    tx.execute("DELETE FROM idempotency WHERE made_at < $1", params![before])
        .await?;
    Ok(())
}

/// True when the key was free.
pub(super) async fn claim(
    tx: &mut Tx,
    agency: AgencyId,
    key: &str,
    digest: [u8; 32],
    now: i64,
) -> Result<bool, Problem> {
    let touched = tx
        .execute(
            "INSERT INTO idempotency (agency_id, key, request_digest, status, body, made_at) VALUES ($1, $2, $3, 0, '', $4) \
             ON CONFLICT (agency_id, key) DO NOTHING",
            params![agency, key, digest, now],
        )
        .await?;
    Ok(touched == 1)
}

pub(super) async fn find(tx: &mut Tx, agency: AgencyId, key: &str) -> Result<Option<Kept>, Problem> {
    let row = tx
        .optional(
            "SELECT request_digest, status, body, made_at FROM idempotency WHERE agency_id = $1 AND key = $2",
            params![agency, key],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let status: i64 = row.get("status")?;
    Ok(Some(Kept {
        digest: row.get("request_digest")?,
        status: u16::try_from(status)
            .ok()
            .and_then(|status| StatusCode::from_u16(status).ok()),
        body: row.get("body")?,
        made_at: row.get("made_at")?,
    }))
}

/// Takes a claim that has lapsed; false when somebody else did.
pub(super) async fn take_over(
    tx: &mut Tx,
    agency: AgencyId,
    key: &str,
    made_at: i64,
    now: i64,
) -> Result<bool, Problem> {
    let touched = tx
        .execute(
            "UPDATE idempotency SET made_at = $1 WHERE agency_id = $2 AND key = $3 AND status = 0 AND made_at = $4",
            params![now, agency, key, made_at],
        )
        .await?;
    Ok(touched == 1)
}

pub(super) async fn keep(
    tx: &mut Tx,
    agency: AgencyId,
    key: &str,
    status: StatusCode,
    answer: &Answer,
) -> Result<(), Problem> {
    tx.execute(
        "UPDATE idempotency SET status = $1, body = $2 WHERE agency_id = $3 AND key = $4 AND status = 0",
        params![i64::from(status.as_u16()), Value::json(answer), agency, key],
    )
    .await?;
    Ok(())
}

pub(super) async fn release(tx: &mut Tx, agency: AgencyId, key: &str) -> Result<(), Problem> {
    tx.execute(
        "DELETE FROM idempotency WHERE agency_id = $1 AND key = $2 AND status = 0",
        params![agency, key],
    )
    .await?;
    Ok(())
}
