//! Every SQL statement on notices and on when a desk was last written to.

use crate::app::App;
use crate::problem::Problem;
use domain::ids::{AgencyId, PersonId, RecordId};
use kit::db::{Conn, Row, Tx};
use kit::params;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Another agency's record meets one of the agency's own.
    Hit,
    /// Somebody took an emergency look at what the agency holds.
    Emergency,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Emergency => "emergency",
        }
    }
}

/// Something that a desk should hear of.
pub(super) struct Notice {
    pub agency: AgencyId,
    pub kind: Kind,
    /// The alert, or the emergency look.
    pub subject: Uuid,
    /// Of the agency's own record.
    pub reference: String,
}

/// The alerts that records just received woke at other agencies, where nobody has answered yet.
pub(super) async fn met(conn: &mut Conn, records: &[RecordId]) -> Result<Vec<Notice>, Problem> {
    let ids: Vec<Uuid> = records.iter().map(|id| id.0).collect();
    let rows = conn
        .all(
            "SELECT a.id, a.agency_id, own.reference FROM alert a JOIN record own ON own.id = a.own_record \
             JOIN record other ON other.id = a.other_record JOIN link l ON l.id = a.link_id \
             WHERE a.other_record IN_IDS($1) AND other.agency_id <> a.agency_id AND a.seen_at IS NULL AND l.withdrawn_at IS NULL AND l.answer IS NULL",
            params![ids],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Notice {
                agency: row.id("agency_id")?,
                kind: Kind::Hit,
                subject: row.id("id")?,
                reference: row.get("reference")?,
            })
        })
        .collect()
}

/// The reference of an agency's oldest record of a person.
pub(super) async fn own_reference(
    conn: &mut Conn,
    agency: AgencyId,
    person: PersonId,
) -> Result<Option<String>, Problem> {
    let row = conn
        .optional(
            "SELECT reference FROM record WHERE agency_id = $1 AND person_id = $2 AND withdrawn_at IS NULL ORDER BY made_at, id LIMIT 1",
            params![agency, person],
        )
        .await?;
    Ok(row.map(|row| row.get("reference")).transpose()?)
}

/// Keeps notices; one that is there already stays as it is.
pub(super) async fn add(tx: &mut Tx, app: &App, notices: &[Notice], now: i64) -> Result<(), Problem> {
    let values = notices
        .iter()
        .map(|one| {
            params![
                app.clock.new_id::<Uuid>(),
                one.agency,
                one.kind.code(),
                one.subject,
                one.reference.as_str(),
                now
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO notice (id, agency_id, kind, subject_id, reference, made_at)",
        "ON CONFLICT (agency_id, kind, subject_id) DO NOTHING",
        values,
    )
    .await?;
    Ok(())
}

/// A notice that was not told yet.
pub(super) struct Waiting {
    pub id: Uuid,
    pub kind: Kind,
    pub reference: String,
}

pub(super) async fn waiting(conn: &mut Conn, agency: AgencyId) -> Result<Vec<Waiting>, Problem> {
    let rows = conn
        .all(
            "SELECT id, kind, reference FROM notice WHERE agency_id = $1 AND mailed_at IS NULL ORDER BY made_at, id",
            params![agency],
        )
        .await?;
    rows.iter().map(waiting_of).collect()
}

fn waiting_of(row: &Row) -> Result<Waiting, Problem> {
    Ok(Waiting {
        id: row.id("id")?,
        kind: if row.get::<String>("kind")? == "hit" {
            Kind::Hit
        } else {
            Kind::Emergency
        },
        reference: row.get("reference")?,
    })
}

/// Makes the row of a desk, where it is its first notice.
pub(super) async fn open_desk(tx: &mut Tx, agency: AgencyId) -> Result<(), Problem> {
    tx.execute(
        "INSERT INTO notice_desk (agency_id) VALUES ($1) ON CONFLICT (agency_id) DO NOTHING",
        params![agency],
    )
    .await?;
    Ok(())
}

pub(super) async fn last_mail(tx: &mut Tx, agency: AgencyId) -> Result<Option<i64>, Problem> {
    let row = tx
        .optional(
            "SELECT mailed_at FROM notice_desk WHERE agency_id = $1",
            params![agency],
        )
        .await?;
    Ok(match row {
        Some(row) => row.get("mailed_at")?,
        None => None,
    })
}

/// Whether a mail may go now.
pub(super) enum Claim {
    Ours,
    /// It was put off.
    Later,
    /// Another worker sends one at this moment.
    Busy,
}

pub(super) async fn claim(tx: &mut Tx, agency: AgencyId, now: i64, until: i64) -> Result<Claim, Problem> {
    let taken = tx
        .execute(
            "UPDATE notice_desk SET sending_until = $1 WHERE agency_id = $2 AND (sending_until IS NULL OR sending_until < $3)",
            params![until, agency, now],
        )
        .await?;
    Ok(if taken == 1 { Claim::Ours } else { Claim::Busy })
}

pub(super) async fn release(tx: &mut Tx, agency: AgencyId) -> Result<(), Problem> {
    tx.execute(
        "UPDATE notice_desk SET sending_until = NULL WHERE agency_id = $1",
        params![agency],
    )
    .await?;
    Ok(())
}

/// The mail went: these notices are told.
pub(super) async fn told(tx: &mut Tx, agency: AgencyId, notices: &[Uuid], now: i64) -> Result<(), Problem> {
    tx.execute(
        "UPDATE notice SET mailed_at = $1 WHERE id IN_IDS($2)",
        params![now, notices.to_vec()],
    )
    .await?;
    tx.execute(
        "UPDATE notice_desk SET mailed_at = $1, sending_until = NULL WHERE agency_id = $2",
        params![now, agency],
    )
    .await?;
    Ok(())
}
