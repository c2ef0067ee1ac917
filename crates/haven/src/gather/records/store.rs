//! Every SQL statement on records and their versions.

use crate::problem::Problem;
use access::{ListPermit, Permit, ViewContent, ViewIdentity};
use domain::ids::{AccountId, AgencyId, HandInId, PersonId, RecordId};
use domain::{Answers, Channel, Handling, RecordKind};
use kit::db::{Conn, Row, Tx};
use kit::params;
use matching::Profile;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// A record as it stands now. What of it a reader may see is decided by the policy, not here.
#[derive(Clone, Debug)]
pub struct Record {
    pub id: RecordId,
    pub reference: String,
    pub agency: AgencyId,
    pub agency_name: String,
    pub duty_phone: Option<String>,
    pub duty_email: Option<String>,
    pub kind: RecordKind,
    pub handling: Handling,
    pub pack: String,
    pub source_id: Option<String>,
    pub version: i64,
    pub answers: Answers,
    pub person: PersonId,
    pub made_at: i64,
    pub made_by: Option<AccountId>,
    pub changed_at: i64,
    pub withdrawn_at: Option<i64>,
    /// Why its agency took it back.
    pub withdrawn_reason: Option<String>,
}

/// One version of a record.
#[derive(Clone, Debug)]
pub struct Version {
    pub record: RecordId,
    pub version: i64,
    pub answers: Answers,
    pub handling: Handling,
    pub made_at: i64,
    pub made_by: Option<AccountId>,
    pub channel: Channel,
    pub hand_in: Option<HandInId>,
}

/// What is on file under a source id.
#[derive(Clone)]
pub(super) struct Known {
    pub id: RecordId,
    pub version: i64,
    pub digest: Vec<u8>,
    pub handling: Handling,
    pub kind: RecordKind,
    pub person: PersonId,
    pub reference: String,
}

/// A record about to be written.
pub(crate) struct Stored {
    pub id: RecordId,
    pub reference: String,
    pub agency: AgencyId,
    pub kind: RecordKind,
    pub handling: Handling,
    pub pack: String,
    pub source_id: Option<String>,
    pub version: i64,
    pub answers: String,
    pub profile: Profile,
    pub person: PersonId,
    pub made_by: Option<AccountId>,
    pub is_new: bool,
}

pub(super) struct NewVersion {
    pub record: RecordId,
    pub version: i64,
    pub answers: String,
    pub handling: Handling,
    pub digest: Vec<u8>,
    pub made_by: Option<AccountId>,
    pub channel: Channel,
    pub hand_in: Option<HandInId>,
}

pub(super) async fn known_sources(
    conn: &mut Conn,
    agency: AgencyId,
    source_ids: Vec<String>,
) -> Result<HashMap<String, Known>, Problem> {
    if source_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = conn
        .all(
            "SELECT r.source_id, r.id, r.version, r.handling, r.kind, r.person_id, r.reference, v.digest FROM record r \
             JOIN record_version v ON v.record_id = r.id AND v.version = r.version \
             WHERE r.agency_id = $1 AND r.source_id IN_TEXTS($2)",
            params![agency, source_ids],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get::<String>("source_id")?, known_of(row)?)))
        .collect()
}

/// Which of these references stand on a record.
pub(super) async fn taken_references(conn: &mut Conn, references: Vec<String>) -> Result<HashSet<String>, Problem> {
    let rows = conn
        .all(
            "SELECT reference FROM record WHERE reference IN_TEXTS($1)",
            params![references],
        )
        .await?;
    Ok(rows
        .iter()
        .map(|row| row.get("reference"))
        .collect::<kit::db::Result<_>>()?)
}

/// What is on file of one record, and whose it is.
pub(super) async fn known_record(conn: &mut Conn, record: RecordId) -> Result<Option<(AgencyId, Known)>, Problem> {
    let row = conn
        .optional(
            "SELECT r.agency_id, r.id, r.version, r.handling, r.kind, r.person_id, r.reference, v.digest FROM record r \
             JOIN record_version v ON v.record_id = r.id AND v.version = r.version WHERE r.id = $1",
            params![record],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((row.id("agency_id")?, known_of(&row)?)))
}

fn known_of(row: &Row) -> Result<Known, Problem> {
    Ok(Known {
        id: row.id("id")?,
        version: row.get("version")?,
        digest: row.get("digest")?,
        handling: handling_of(row)?,
        kind: kind_of(row)?,
        person: row.id("person_id")?,
        reference: row.get("reference")?,
    })
}

/// Writes records and versions. Keys and links are recognition's own.
pub(super) async fn write(
    tx: &mut Tx,
    records: &[Stored],
    versions: &[NewVersion],
    now_ms: i64,
) -> Result<(), Problem> {
    let (new, changed): (Vec<&Stored>, Vec<&Stored>) = records.iter().partition(|record| record.is_new);
    tx.insert_many(
        "INSERT INTO person (id, made_at)",
        "",
        new.iter().map(|record| params![record.person, now_ms]).collect(),
    )
    .await?;
    let mut rows = Vec::with_capacity(new.len());
    for record in &new {
        rows.push(params![
            record.id,
            record.reference.as_str(),
            record.agency,
            record.kind.code(),
            record.handling.code(),
            record.pack.as_str(),
            record.source_id.clone(),
            record.version,
            record.answers.as_str(),
            record.person,
            now_ms,
            record.made_by,
            now_ms,
        ]);
    }
    tx.insert_many(
        "INSERT INTO record (id, reference, agency_id, kind, handling, pack, source_id, version, answers, person_id, made_at, made_by, changed_at)",
        "",
        rows,
    )
    .await?;
    for record in changed {
        tx.execute(
            "UPDATE record SET kind = $1, handling = $2, pack = $3, version = $4, answers = $5, changed_at = $6, \
             withdrawn_at = NULL, withdrawn_by = NULL, withdrawn_reason = NULL WHERE id = $7",
            params![
                record.kind.code(),
                record.handling.code(),
                record.pack.as_str(),
                record.version,
                record.answers.as_str(),
                now_ms,
                record.id,
            ],
        )
        .await?;
    }
    tx.insert_many(
        "INSERT INTO record_version (record_id, version, answers, handling, digest, made_at, made_by, channel, hand_in_id)",
        "",
        versions
            .iter()
            .map(|one| {
                params![
                    one.record,
                    one.version,
                    one.answers.as_str(),
                    one.handling.code(),
                    one.digest.clone(),
                    now_ms,
                    one.made_by,
                    one.channel.code(),
                    one.hand_in,
                ]
            })
            .collect(),
    )
    .await?;
    tx.insert_many(
        "INSERT INTO person_history (record_id, person_id, since)",
        "",
        new.iter()
            .map(|record| params![record.id, record.person, now_ms])
            .collect(),
    )
    .await?;
    Ok(())
}

/// Marks a record as withdrawn; false where it is already.
pub(super) async fn set_withdrawn(
    tx: &mut Tx,
    record: RecordId,
    by: Option<AccountId>,
    reason: &str,
    now_ms: i64,
) -> Result<bool, Problem> {
    let changed = tx
        .execute(
            "UPDATE record SET withdrawn_at = $1, withdrawn_by = $2, withdrawn_reason = $3, changed_at = $1 WHERE id = $4 AND withdrawn_at IS NULL",
            params![now_ms, by, reason, record],
        )
        .await?;
    Ok(changed == 1)
}

/// Takes the mark off again; false where there is none.
pub(super) async fn set_standing(tx: &mut Tx, record: RecordId, now_ms: i64) -> Result<bool, Problem> {
    let changed = tx
        .execute(
            "UPDATE record SET withdrawn_at = NULL, withdrawn_by = NULL, withdrawn_reason = NULL, changed_at = $1 WHERE id = $2 AND withdrawn_at IS NOT NULL",
            params![now_ms, record],
        )
        .await?;
    Ok(changed == 1)
}

macro_rules! record_row {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.reference, r.agency_id, g.name AS agency_name, g.duty_phone, g.duty_email, r.kind, r.handling, r.pack, r.source_id, \
             r.version, r.answers, r.person_id, r.made_at, r.made_by, r.changed_at, r.withdrawn_at, r.withdrawn_reason FROM record r JOIN agency g ON g.id = r.agency_id ",
            $rest
        )
    };
}

/// One record, for the policy to decide about. Callers show nothing of it without a permit for it.
pub async fn find(conn: &mut Conn, id: RecordId) -> Result<Option<Record>, Problem> {
    conn.optional(record_row!("WHERE r.id = $1"), params![id])
        .await?
        .map(|row| record_of(&row))
        .transpose()
}

pub async fn find_many(conn: &mut Conn, ids: &[RecordId]) -> Result<Vec<Record>, Problem> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    conn.all(record_row!("WHERE r.id IN_IDS($1)"), params![ids])
        .await?
        .iter()
        .map(record_of)
        .collect()
}

/// Every record of a cluster, oldest first.
pub async fn by_person(conn: &mut Conn, person: PersonId) -> Result<Vec<Record>, Problem> {
    conn.all(
        record_row!("WHERE r.person_id = $1 ORDER BY r.made_at, r.id"),
        params![person],
    )
    .await?
    .iter()
    .map(record_of)
    .collect()
}

pub async fn by_reference(conn: &mut Conn, reference: &str) -> Result<Option<Record>, Problem> {
    conn.optional(record_row!("WHERE r.reference = $1"), params![reference.to_uppercase()])
        .await?
        .map(|row| record_of(&row))
        .transpose()
}

pub async fn by_source(conn: &mut Conn, agency: AgencyId, source_id: &str) -> Result<Option<Record>, Problem> {
    conn.optional(
        record_row!("WHERE r.agency_id = $1 AND r.source_id = $2"),
        params![agency, source_id],
    )
    .await?
    .map(|row| record_of(&row))
    .transpose()
}

/// Where a page of records begins, and how long it is at most.
pub(super) struct Page {
    /// After the row that changed then...
    pub after_at: i64,
    /// ...and has this id.
    pub after_id: Uuid,
    pub limit: i64,
}

/// Records of one owner with these handlings, in the order of change. The owner and the handlings come from the permit's
/// scope; callers look at each row once more.
pub(super) async fn changed(
    conn: &mut Conn,
    _permit: &ListPermit<ViewIdentity>,
    owner: AgencyId,
    handlings: &BTreeSet<Handling>,
    page: &Page,
) -> Result<Vec<Record>, Problem> {
    let handlings: Vec<String> = handlings.iter().map(|handling| handling.code().to_owned()).collect();
    conn.all(
        record_row!(
            "WHERE r.agency_id = $1 AND r.handling IN_TEXTS($2) AND r.withdrawn_at IS NULL AND r.changed_at >= $3 \
             AND (r.changed_at > $3 OR r.id > $4) ORDER BY r.changed_at, r.id LIMIT $5"
        ),
        params![owner, handlings, page.after_at, page.after_id, page.limit],
    )
    .await?
    .iter()
    .map(record_of)
    .collect()
}

/// All versions of a record, oldest first.
pub async fn versions(
    conn: &mut Conn,
    permit: &Permit<ViewContent>,
    record: RecordId,
) -> Result<Vec<Version>, Problem> {
    if !permit.covers(record.0) {
        return Err(Problem::NotFound);
    }
    let rows = conn
        .all(
            "SELECT record_id, version, answers, handling, made_at, made_by, channel, hand_in_id FROM record_version WHERE record_id = $1 ORDER BY version",
            params![record],
        )
        .await?;
    rows.iter().map(version_of).collect()
}

/// The version that stood at a moment; none when the record was not there yet. Callers show nothing of it without a permit.
pub async fn version_at(conn: &mut Conn, record: RecordId, at: i64) -> Result<Option<Version>, Problem> {
    let row = conn
        .optional(
            "SELECT record_id, version, answers, handling, made_at, made_by, channel, hand_in_id FROM record_version \
             WHERE record_id = $1 AND made_at <= $2 ORDER BY version DESC LIMIT 1",
            params![record, at],
        )
        .await?;
    row.map(|row| version_of(&row)).transpose()
}

fn record_of(row: &Row) -> Result<Record, Problem> {
    Ok(Record {
        id: row.id("id")?,
        reference: row.get("reference")?,
        agency: row.id("agency_id")?,
        agency_name: row.get("agency_name")?,
        duty_phone: row.get("duty_phone")?,
        duty_email: row.get("duty_email")?,
        kind: kind_of(row)?,
        handling: handling_of(row)?,
        pack: row.get("pack")?,
        source_id: row.get("source_id")?,
        version: row.get("version")?,
        answers: row.json("answers")?,
        person: row.id("person_id")?,
        made_at: row.get("made_at")?,
        made_by: row.optional_id("made_by")?,
        changed_at: row.get("changed_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
        withdrawn_reason: row.get("withdrawn_reason")?,
    })
}

fn version_of(row: &Row) -> Result<Version, Problem> {
    Ok(Version {
        record: row.id("record_id")?,
        version: row.get("version")?,
        answers: row.json("answers")?,
        handling: handling_of(row)?,
        made_at: row.get("made_at")?,
        made_by: row.optional_id("made_by")?,
        channel: Channel::from_code(&row.get::<String>("channel")?)
            .ok_or_else(|| Problem::internal("reading", "channel"))?,
        hand_in: row.optional_id("hand_in_id")?,
    })
}

fn kind_of(row: &Row) -> Result<RecordKind, Problem> {
    RecordKind::from_code(&row.get::<String>("kind")?).ok_or_else(|| Problem::internal("reading", "record kind"))
}

fn handling_of(row: &Row) -> Result<Handling, Problem> {
    Handling::from_code(&row.get::<String>("handling")?).ok_or_else(|| Problem::internal("reading", "handling"))
}
