//! SQL for the child's page: where a person went, who stood together on a day, what came with a record, who looked.

use crate::problem::Problem;
use access::{Permit, ViewContent, ViewWhoLooked};
use domain::ids::{AttachmentId, PersonId, RecordId};
use kit::db::Conn;
use kit::params;
use uuid::Uuid;

/// The person that took over this one's records, if they all moved.
pub(super) async fn moved_to(conn: &mut Conn, person: PersonId) -> Result<Option<PersonId>, Problem> {
    let row = conn
        .optional("SELECT moved_to FROM person WHERE id = $1", params![person])
        .await?;
    Ok(match row {
        Some(row) => row.optional_id("moved_to")?,
        None => None,
    })
}

/// The records that stood together as this person at a moment.
pub(super) async fn members_at(conn: &mut Conn, person: PersonId, at: i64) -> Result<Vec<RecordId>, Problem> {
    let rows = conn
        .all(
            "SELECT h.record_id FROM person_history h WHERE h.person_id = $1 AND h.since <= $2 AND NOT EXISTS \
             (SELECT 1 FROM person_history later WHERE later.record_id = h.record_id AND later.since > h.since AND later.since <= $2)",
            params![person, at],
        )
        .await?;
    Ok(rows.iter().map(|row| row.id("record_id")).collect::<Result<_, _>>()?)
}

/// The records that ever stood with one of these and were taken back by their agency. Which of the two sides kept the
/// person's address when they parted does not matter.
pub(super) async fn withdrawn_from(conn: &mut Conn, members: &[RecordId]) -> Result<Vec<RecordId>, Problem> {
    let ids: Vec<Uuid> = members.iter().map(|id| id.0).collect();
    let rows = conn
        .all(
            "SELECT DISTINCT h.record_id FROM person_history h JOIN record r ON r.id = h.record_id \
             WHERE r.withdrawn_at IS NOT NULL AND h.person_id IN (SELECT person_id FROM person_history WHERE record_id IN_IDS($1))",
            params![ids],
        )
        .await?;
    Ok(rows.iter().map(|row| row.id("record_id")).collect::<Result<_, _>>()?)
}

pub(super) struct File {
    pub id: AttachmentId,
    pub record: RecordId,
    pub name: String,
    pub description: Option<String>,
    pub size: i64,
    pub made_at: i64,
}

/// Files that came with a record. The permit is for that record.
pub(super) async fn files(
    conn: &mut Conn,
    permit: &Permit<ViewContent>,
    record: RecordId,
) -> Result<Vec<File>, Problem> {
    permit.require(record)?;
    let rows = conn
        .all(
            "SELECT id, record_id, file_name, description, size, made_at FROM attachment WHERE record_id = $1 AND removed_at IS NULL ORDER BY made_at",
            params![record],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(File {
                id: row.id("id")?,
                record: row.id("record_id")?,
                name: row.get("file_name")?,
                description: row.get("description")?,
                size: row.get("size")?,
                made_at: row.get("made_at")?,
            })
        })
        .collect()
}

pub(super) struct Look {
    pub at: i64,
    pub who: Option<String>,
    pub agency: Option<String>,
    pub action: String,
    pub purpose: String,
}

/// Who looked at a record's person, newest first. The permit is for one of its records.
pub(super) async fn looks(
    conn: &mut Conn,
    permit: &Permit<ViewWhoLooked>,
    record: RecordId,
    person: PersonId,
    limit: i64,
) -> Result<Vec<Look>, Problem> {
    permit.require(record)?;
    let rows = conn
        .all(
            "SELECT l.at, a.display_name, g.name AS agency, l.action, l.purpose FROM ledger l LEFT JOIN account a ON a.id = l.account_id \
             LEFT JOIN agency g ON g.id = l.agency_id WHERE l.person_id = $1 AND l.action IN ('person.view', 'hand_in.view', 'hand_in.receipt', 'attachment.view', 'break_glass.open', 'record.export') \
             ORDER BY l.seq DESC LIMIT $2",
            params![person, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Look {
                at: row.get("at")?,
                who: row.get("display_name")?,
                agency: row.get("agency")?,
                action: row.get("action")?,
                purpose: row.get("purpose")?,
            })
        })
        .collect()
}

pub(super) struct Judged {
    pub at: i64,
    pub answer: String,
    pub who: String,
    pub agency: String,
    pub withdrawn_at: Option<i64>,
    pub a: RecordId,
    pub b: RecordId,
}

/// Judgements on links between records of this set (the reader sees all of them).
pub(super) async fn judgements(conn: &mut Conn, records: &[RecordId]) -> Result<Vec<Judged>, Problem> {
    let ids: Vec<Uuid> = records.iter().map(|id| id.0).collect();
    let rows = conn
        .all(
            "SELECT j.made_at, j.answer, j.withdrawn_at, a.display_name, g.name AS agency, l.a_record, l.b_record FROM judgement j \
             JOIN link l ON l.id = j.link_id JOIN account a ON a.id = j.account_id JOIN agency g ON g.id = a.agency_id \
             WHERE l.a_record IN_IDS($1) AND l.b_record IN_IDS($1)",
            params![ids],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Judged {
                at: row.get("made_at")?,
                answer: row.get("answer")?,
                who: row.get("display_name")?,
                agency: row.get("agency")?,
                withdrawn_at: row.get("withdrawn_at")?,
                a: row.id("a_record")?,
                b: row.id("b_record")?,
            })
        })
        .collect()
}
