//! Checking the whole chain, and against a head that was written down earlier.

use super::chain::{Stored, hash};
use kit::db::{Conn, Db, DbError, Result, Row};
use kit::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The end of the chain on a day: kept elsewhere, it proves later that nothing before it was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub seq: i64,
    /// Hexadecimal SHA-256.
    pub hash: String,
    /// Milliseconds since 1970 of the last line.
    pub at: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Whole { lines: i64 },
    /// The first line that does not fit, and why: `missing`, `changed`, `head`, `earlier_head`.
    Broken { seq: i64, why: &'static str },
}

/// The present end of the chain; none when nothing was ever written.
pub async fn head(db: &Db) -> Result<Option<Head>> {
    head_in(&mut db.read().await?).await
}

/// The same, within what a transaction sees.
pub async fn head_in(conn: &mut Conn) -> Result<Option<Head>> {
    let row = conn.optional("SELECT seq, hash, at FROM ledger ORDER BY seq DESC LIMIT 1", params![]).await?;
    row.map(|row| Ok(Head { seq: row.get("seq")?, hash: hex::encode(row.get::<Vec<u8>>("hash")?), at: row.get("at")? })).transpose()
}

/// Walks the chain from its first line; `earlier` are heads written down before. `progress` hears of every 5,000 lines.
pub async fn verify(db: &Db, earlier: &[Head], mut progress: impl FnMut(i64)) -> Result<Verdict> {
    let mut conn = db.read().await?;
    let head = conn.optional("SELECT seq, hash FROM ledger_head WHERE id = 1", params![]).await?;
    let (head_seq, head_hash): (i64, Vec<u8>) = match head {
        Some(row) => (row.get("seq")?, row.get("hash")?),
        None => (0, vec![0; 32]),
    };
    let mut previous = vec![0_u8; 32];
    let mut last = 0_i64;
    loop {
        let rows = conn
            .all(
                "SELECT seq, at, account_id, agency_id, action, purpose, permit, subject_kind, subject_id, person_id, owner_agency_id, \
                 before_digest, after_digest, detail, prev_hash, hash FROM ledger WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT 5000",
                params![last, head_seq],
            )
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let seq: i64 = row.get("seq")?;
            if seq != last + 1 {
                return Ok(Verdict::Broken { seq: last + 1, why: "missing" });
            }
            let stored = match link(&row, seq, &previous) {
                Ok(Some(stored)) => stored,
                // A value that is no longer of its kind (text that is not text) was changed as well.
                Ok(None) | Err(DbError::Unreadable(_)) => return Ok(Verdict::Broken { seq, why: "changed" }),
                Err(error) => return Err(error),
            };
            if earlier.iter().any(|head| head.seq == seq && head.hash != hex::encode(&stored)) {
                return Ok(Verdict::Broken { seq, why: "earlier_head" });
            }
            previous = stored;
            last = seq;
        }
        progress(last);
    }
    if last != head_seq {
        return Ok(Verdict::Broken { seq: last + 1, why: "missing" });
    }
    if previous != head_hash {
        return Ok(Verdict::Broken { seq: last, why: "head" });
    }
    if let Some(head) = earlier.iter().find(|head| head.seq > last) {
        return Ok(Verdict::Broken { seq: head.seq, why: "missing" });
    }
    Ok(Verdict::Whole { lines: last })
}

/// The hash of a line, where it and everything in the line fit the hash before; none where they do not.
fn link(row: &Row, seq: i64, previous: &[u8]) -> Result<Option<Vec<u8>>> {
    let action: String = row.get("action")?;
    let purpose: String = row.get("purpose")?;
    let permit: String = row.get("permit")?;
    let subject_kind: String = row.get("subject_kind")?;
    let before: Option<Vec<u8>> = row.get("before_digest")?;
    let after: Option<Vec<u8>> = row.get("after_digest")?;
    let detail: String = row.get("detail")?;
    let expected = hash(
        previous,
        &Stored {
            seq,
            at: row.get("at")?,
            account: row.get::<Option<Uuid>>("account_id")?,
            agency: row.get::<Option<Uuid>>("agency_id")?,
            action: &action,
            purpose: &purpose,
            permit: &permit,
            subject_kind: &subject_kind,
            subject: row.get::<Option<Uuid>>("subject_id")?,
            person: row.get::<Option<Uuid>>("person_id")?,
            owner: row.get::<Option<Uuid>>("owner_agency_id")?,
            before: before.as_deref(),
            after: after.as_deref(),
            detail: &detail,
        },
    );
    let stored: Vec<u8> = row.get("hash")?;
    let fits = stored == expected && row.get::<Vec<u8>>("prev_hash")? == previous;
    Ok(fits.then_some(stored))
}
