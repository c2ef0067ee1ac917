//! Every SQL statement on attachments.

use super::acts::{MayAttach, Place};
use crate::problem::Problem;
use access::{EditDraft, Permit};
use domain::ids::{AccountId, AgencyId, AttachmentId, HandInId, RecordId};
use kit::db::{Conn, Row, Tx};
use kit::params;
use std::collections::HashSet;

/// A file as listed. Its content is opened with a permit of its own.
#[derive(Clone, Debug)]
pub struct File {
    pub id: AttachmentId,
    pub hand_in: HandInId,
    pub record: Option<RecordId>,
    /// Of the hand-in it came with.
    pub owner: AgencyId,
    pub author: Option<AccountId>,
    pub name: String,
    pub media_type: String,
    pub size: i64,
    /// SHA-256 of what was received.
    pub original_digest: Vec<u8>,
    pub description: Option<String>,
    /// EDTF.
    pub dated: Option<String>,
    pub made_at: i64,
    pub removed_at: Option<i64>,
}

macro_rules! file_row {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.hand_in_id, t.record_id, h.agency_id, h.account_id, t.file_name, t.media_type, t.size, t.original_digest, t.description, \
             t.dated, t.made_at, t.removed_at FROM attachment t JOIN hand_in h ON h.id = t.hand_in_id ",
            $rest
        )
    };
}

/// The files of a hand-in, oldest first. Whoever may see the hand-in may know of them.
pub async fn list(conn: &mut Conn, hand_in: HandInId) -> Result<Vec<File>, Problem> {
    conn.all(
        file_row!("WHERE t.hand_in_id = $1 AND t.removed_at IS NULL ORDER BY t.made_at, t.id"),
        params![hand_in],
    )
    .await?
    .iter()
    .map(file_of)
    .collect()
}

/// Those of the ids that have a row, removed ones too.
pub(super) async fn known(conn: &mut Conn, ids: &[AttachmentId]) -> Result<HashSet<AttachmentId>, Problem> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = conn
        .all("SELECT id FROM attachment WHERE id IN_IDS($1)", params![ids])
        .await?;
    Ok(rows.iter().map(|row| row.id("id")).collect::<Result<_, _>>()?)
}

/// How many files stand beside a record, by whichever hand-in they came.
pub async fn count_of_record(conn: &mut Conn, record: RecordId) -> Result<usize, Problem> {
    let row = conn
        .one(
            "SELECT COUNT(*) AS files FROM attachment WHERE record_id = $1 AND removed_at IS NULL",
            params![record],
        )
        .await?;
    Ok(usize::try_from(row.get::<i64>("files")?).unwrap_or(0))
}

/// Files that were taken out of a draft and can be put back.
pub async fn removed(conn: &mut Conn, hand_in: HandInId) -> Result<Vec<File>, Problem> {
    conn.all(
        file_row!("WHERE t.hand_in_id = $1 AND t.removed_at IS NOT NULL ORDER BY t.removed_at DESC"),
        params![hand_in],
    )
    .await?
    .iter()
    .map(file_of)
    .collect()
}

pub(super) async fn find(conn: &mut Conn, id: AttachmentId) -> Result<Option<File>, Problem> {
    conn.optional(file_row!("WHERE t.id = $1"), params![id])
        .await?
        .map(|row| file_of(&row))
        .transpose()
}

pub(super) struct New<'a> {
    pub id: AttachmentId,
    pub to: Place,
    pub name: &'a str,
    pub media_type: &'static str,
    pub size: i64,
    pub digest: Vec<u8>,
    pub original_digest: Vec<u8>,
    pub description: Option<&'a str>,
    pub made_by: Option<AccountId>,
}

pub(super) async fn add<A: MayAttach>(tx: &mut Tx, permit: &Permit<A>, new: New<'_>, now: i64) -> Result<(), Problem> {
    permit.require(new.to.covered())?;
    tx.execute(
        "INSERT INTO attachment (id, hand_in_id, record_id, file_name, media_type, size, digest, original_digest, description, made_at, made_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![new.id, new.to.hand_in, new.to.record, new.name, new.media_type, new.size, new.digest, new.original_digest, new.description.map(str::to_owned), now, new.made_by],
    )
    .await?;
    Ok(())
}

pub(super) async fn describe(
    tx: &mut Tx,
    permit: &Permit<EditDraft>,
    hand_in: HandInId,
    id: AttachmentId,
    description: &str,
    dated: &str,
) -> Result<(), Problem> {
    permit.require(hand_in)?;
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    tx.execute(
        "UPDATE attachment SET description = $1, dated = $2 WHERE id = $3 AND hand_in_id = $4",
        params![some(description), some(dated), id, hand_in],
    )
    .await?;
    Ok(())
}

/// Takes a file out of a draft, or puts it back.
pub(super) async fn set_removed(
    tx: &mut Tx,
    permit: &Permit<EditDraft>,
    hand_in: HandInId,
    id: AttachmentId,
    at: Option<i64>,
) -> Result<bool, Problem> {
    permit.require(hand_in)?;
    let changed = tx
        .execute(
            "UPDATE attachment SET removed_at = $1 WHERE id = $2 AND hand_in_id = $3",
            params![at, id, hand_in],
        )
        .await?;
    Ok(changed == 1)
}

/// Puts the files of a hand-in beside the record it became. Returns how many there are.
pub async fn bind(
    tx: &mut Tx,
    permit: &Permit<access::HandIn>,
    hand_in: HandInId,
    record: RecordId,
) -> Result<u64, Problem> {
    permit.require(hand_in)?;
    Ok(tx
        .execute(
            "UPDATE attachment SET record_id = $1 WHERE hand_in_id = $2 AND removed_at IS NULL",
            params![record, hand_in],
        )
        .await?)
}

fn file_of(row: &Row) -> Result<File, Problem> {
    Ok(File {
        id: row.id("id")?,
        hand_in: row.id("hand_in_id")?,
        record: row.optional_id("record_id")?,
        owner: row.id("agency_id")?,
        author: row.optional_id("account_id")?,
        name: row.get("file_name")?,
        media_type: row.get("media_type")?,
        size: row.get("size")?,
        original_digest: row.get("original_digest")?,
        description: row.get("description")?,
        dated: row.get("dated")?,
        made_at: row.get("made_at")?,
        removed_at: row.get("removed_at")?,
    })
}
