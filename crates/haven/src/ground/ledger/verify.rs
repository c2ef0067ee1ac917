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
    Whole {
        lines: i64,
    },
    /// The first line that does not fit, and why: `missing`, `changed`, `added` (behind the head), `head` (the end is
    /// not the one that was written), `earlier_head`.
    Broken {
        seq: i64,
        why: &'static str,
    },
}

/// The present end of the chain; none when nothing was ever written.
pub async fn head(db: &Db) -> Result<Option<Head>> {
    head_in(&mut db.read().await?).await
}

/// The same, within what a transaction sees.
pub async fn head_in(conn: &mut Conn) -> Result<Option<Head>> {
    let row = conn
        .optional("SELECT seq, hash, at FROM ledger ORDER BY seq DESC LIMIT 1", params![])
        .await?;
    row.map(|row| {
        Ok(Head {
            seq: row.get("seq")?,
            hash: hex::encode(row.get::<Vec<u8>>("hash")?),
            at: row.get("at")?,
        })
    })
    .transpose()
}

/// Walks the chain from its first line; `earlier` are heads written down before. `progress` hears of every 5,000 lines.
/// Lines written meanwhile are walked too, so that nothing may stand behind the head.
///
/// What a chain cannot show by itself: that its last lines were taken away and the head set back to fit. Heads kept
/// elsewhere show it.
pub async fn verify(db: &Db, earlier: &[Head], mut progress: impl FnMut(i64)) -> Result<Verdict> {
    let mut conn = db.read().await?;
    let mut previous = vec![0_u8; 32];
    let mut last = 0_i64;
    // Lines numbered 0 or less would be nobody's; they are looked at like all others.
    let mut from = i64::MIN;
    loop {
        let rows = conn
            .all(
                "SELECT seq, at, account_id, agency_id, action, purpose, permit, subject_kind, subject_id, person_id, owner_agency_id, \
                 before_digest, after_digest, detail, prev_hash, hash FROM ledger WHERE seq > $1 ORDER BY seq LIMIT 5000",
                params![from],
            )
            .await?;
        if rows.is_empty() {
            // The head is read after the lines, so it is never behind one that was rightly written.
            match end(&mut conn, last, &previous).await? {
                End::Grown => continue,
                End::Broken(verdict) => return Ok(verdict),
                End::Whole => break,
            }
        }
        for row in rows {
            let seq: i64 = row.get("seq")?;
            if seq < 1 {
                return Ok(Verdict::Broken { seq, why: "added" });
            }
            if seq != last + 1 {
                return Ok(Verdict::Broken {
                    seq: last + 1,
                    why: "missing",
                });
            }
            let stored = match link(&row, seq, &previous) {
                Ok(Some(stored)) => stored,
                // A value that cannot even be read is not what was written.
                Ok(None) | Err(DbError::Unreadable(_)) => return Ok(Verdict::Broken { seq, why: "changed" }),
                Err(error) => return Err(error),
            };
            if earlier
                .iter()
                .any(|head| head.seq == seq && head.hash != hex::encode(&stored))
            {
                return Ok(Verdict::Broken {
                    seq,
                    why: "earlier_head",
                });
            }
            previous = stored;
            last = seq;
        }
        from = last;
        progress(last);
    }
    if earlier.iter().any(|head| head.seq > last) {
        return Ok(Verdict::Broken {
            seq: last + 1,
            why: "missing",
        });
    }
    Ok(Verdict::Whole { lines: last })
}

enum End {
    Whole,
    /// More was written while the chain was walked.
    Grown,
    Broken(Verdict),
}

/// How the end of the walk agrees with the head row.
async fn end(conn: &mut Conn, last: i64, previous: &[u8]) -> Result<End> {
    let broken = |seq, why| Ok(End::Broken(Verdict::Broken { seq, why }));
    let Some(row) = conn
        .optional("SELECT seq, hash FROM ledger_head WHERE id = 1", params![])
        .await?
    else {
        return if last == 0 {
            Ok(End::Whole)
        } else {
            broken(last, "head")
        };
    };
    let (Ok(seq), Ok(hash)) = (row.get::<i64>("seq"), row.get::<Vec<u8>>("hash")) else {
        return broken(last, "head");
    };
    if seq < last {
        return broken(seq.max(0) + 1, "added");
    }
    if seq > last {
        let more = conn
            .optional("SELECT seq FROM ledger WHERE seq > $1 LIMIT 1", params![last])
            .await?;
        return if more.is_some() {
            Ok(End::Grown)
        } else {
            broken(last + 1, "missing")
        };
    }
    if hash == previous {
        Ok(End::Whole)
    } else {
        broken(last, "head")
    }
}

/// The hash of a line that is as it was written; none when it is not.
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
