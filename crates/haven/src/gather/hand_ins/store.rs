//! Every SQL statement on hand-ins and on the feedback owed for them.

use crate::problem::Problem;
use access::{Act, Permit};
use domain::ids::{AccountId, AgencyId, HandInId, ImportId, RecordId};
use domain::{Answers, Channel, Handling};
use kit::db::{Conn, Row, Tx, Value};
use kit::params;
use std::collections::HashMap;
use uuid::Uuid;

/// A hand-in as it stands, draft or sent. What of it a reader may see is decided by the policy, not here.
#[derive(Clone, Debug)]
pub struct HandIn {
    pub id: HandInId,
    /// Its own number, once sent: `HI-7KD4-M2PX`.
    pub reference: Option<String>,
    pub agency: AgencyId,
    pub author: Option<AccountId>,
    pub channel: Channel,
    pub form: String,
    pub pack: String,
    pub state: State,
    pub page: Option<String>,
    pub answers: Answers,
    pub revision: i64,
    pub handling: Handling,
    /// Once sent: the record it became. In a draft: the record it corrects.
    pub record: Option<RecordId>,
    /// In a correction: the version it began from.
    pub amends_version: Option<i64>,
    pub made_at: i64,
    pub changed_at: i64,
    pub sent_at: Option<i64>,
    /// The import it came with, and its row there.
    pub import: Option<(ImportId, i64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    Sent,
    Discarded,
}

impl State {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Discarded => "discarded",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "sent" => Self::Sent,
            "discarded" => Self::Discarded,
            _ => Self::Draft,
        }
    }
}

impl HandIn {
    /// The draft as the policy asks about it.
    pub fn draft_resource(&self) -> access::Resource {
        access::Resource::Draft {
            id: self.id,
            owner: self.agency,
            author: self.author.unwrap_or(AccountId(Uuid::nil())),
        }
    }

    /// Whether sending it makes a new version of a record that is there.
    pub fn is_correction(&self) -> bool {
        self.amends_version.is_some()
    }
}

macro_rules! hand_in_row {
    ($rest:literal) => {
        concat!(
            "SELECT h.id, h.reference, h.agency_id, h.account_id, h.channel, h.form, h.pack, h.state, h.page, h.answers, h.revision, h.handling, \
             h.record_id, h.amends_version, h.made_at, h.changed_at, h.sent_at, h.import_id, h.row_number FROM hand_in h ",
            $rest
        )
    };
}

pub(super) async fn find(conn: &mut Conn, id: HandInId) -> Result<Option<HandIn>, Problem> {
    conn.optional(hand_in_row!("WHERE h.id = $1"), params![id])
        .await?
        .map(|row| hand_in_of(&row))
        .transpose()
}

/// The same, held until the act ends.
pub(super) async fn lock(tx: &mut Tx, id: HandInId) -> Result<Option<HandIn>, Problem> {
    tx.optional(hand_in_row!("WHERE h.id = $1 FOR UPDATE"), params![id])
        .await?
        .map(|row| hand_in_of(&row))
        .transpose()
}

pub(super) async fn by_client_key(conn: &mut Conn, agency: AgencyId, key: &str) -> Result<Option<HandIn>, Problem> {
    conn.optional(
        hand_in_row!("WHERE h.agency_id = $1 AND h.client_key = $2"),
        params![agency, key],
    )
    .await?
    .map(|row| hand_in_of(&row))
    .transpose()
}

/// The newest hand-in that wrote to a record.
pub(super) async fn last_of_record(conn: &mut Conn, record: RecordId) -> Result<Option<HandIn>, Problem> {
    conn.optional(
        hand_in_row!(
            "WHERE h.record_id = $1 AND h.state = 'sent' AND h.form IS NOT NULL ORDER BY h.sent_at DESC LIMIT 1"
        ),
        params![record],
    )
    .await?
    .map(|row| hand_in_of(&row))
    .transpose()
}

/// Drafts of one person, the last touched first.
pub(super) async fn drafts_of(conn: &mut Conn, account: AccountId, agency: AgencyId) -> Result<Vec<HandIn>, Problem> {
    conn.all(
        hand_in_row!(
            "WHERE h.account_id = $1 AND h.agency_id = $2 AND h.state = 'draft' ORDER BY h.changed_at DESC LIMIT 100"
        ),
        params![account, agency],
    )
    .await?
    .iter()
    .map(hand_in_of)
    .collect()
}

/// What is written when a hand-in begins.
pub(super) struct New<'a> {
    pub id: HandInId,
    pub agency: AgencyId,
    pub author: Option<AccountId>,
    pub channel: Channel,
    pub form: &'a str,
    pub pack: &'a str,
    pub answers: &'a Answers,
    pub handling: Handling,
    pub corrects: Option<(RecordId, i64)>,
    pub client_key: Option<&'a str>,
}

pub(super) async fn add<A: Act>(tx: &mut Tx, permit: &Permit<A>, new: New<'_>, now: i64) -> Result<(), Problem> {
    if !permit.covers_owner(new.agency) {
        return Err(Problem::NotFound);
    }
    tx.execute(
        "INSERT INTO hand_in (id, agency_id, account_id, channel, form, pack, state, answers, revision, handling, record_id, amends_version, client_key, \
         made_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, 0, $8, $9, $10, $11, $12, $12)",
        params![
            new.id,
            new.agency,
            new.author,
            new.channel.code(),
            new.form,
            new.pack,
            Value::json(new.answers),
            new.handling.code(),
            new.corrects.map(|(record, _)| record),
            new.corrects.map(|(_, version)| version),
            new.client_key.map(str::to_owned),
            now,
        ],
    )
    .await?;
    Ok(())
}

/// Keeps what was typed. The caller holds the row, so the revision only counts up.
pub(super) async fn save(
    tx: &mut Tx,
    permit: &Permit<access::EditDraft>,
    id: HandInId,
    answers: &Answers,
    page: Option<&str>,
    now: i64,
) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute(
        "UPDATE hand_in SET answers = $1, page = COALESCE($2, page), revision = revision + 1, changed_at = $3 WHERE id = $4 AND state = 'draft'",
        params![Value::json(answers), page.map(str::to_owned), now, id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_page(
    tx: &mut Tx,
    permit: &Permit<access::EditDraft>,
    id: HandInId,
    page: &str,
) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute(
        "UPDATE hand_in SET page = $1 WHERE id = $2 AND state = 'draft'",
        params![page, id],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_handling(
    tx: &mut Tx,
    permit: &Permit<access::EditDraft>,
    id: HandInId,
    handling: Handling,
    now: i64,
) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute(
        "UPDATE hand_in SET handling = $1, changed_at = $2 WHERE id = $3 AND state = 'draft'",
        params![handling.code(), now, id],
    )
    .await?;
    Ok(())
}

/// From draft to discarded or back; false when it was not in the state it must leave.
pub(super) async fn set_state(
    tx: &mut Tx,
    permit: &Permit<access::EditDraft>,
    id: HandInId,
    from: State,
    to: State,
    now: i64,
) -> Result<bool, Problem> {
    permit.require(id)?;
    let moved = tx
        .execute(
            "UPDATE hand_in SET state = $1, changed_at = $2 WHERE id = $3 AND state = $4",
            params![to.code(), now, id, from.code()],
        )
        .await?;
    Ok(moved == 1)
}

/// What is written when a draft is sent.
pub(super) struct Sent<'a> {
    pub id: HandInId,
    pub reference: &'a str,
    pub answers: &'a Answers,
    pub handling: Handling,
    pub pack: &'a str,
    pub record: RecordId,
    pub digest: Vec<u8>,
}

/// Whether a hand-in bears this reference.
pub(super) async fn is_taken(conn: &mut Conn, reference: &str) -> Result<bool, Problem> {
    let row = conn
        .optional("SELECT id FROM hand_in WHERE reference = $1", params![reference])
        .await?;
    Ok(row.is_some())
}

pub(super) async fn mark_sent(
    tx: &mut Tx,
    permit: &Permit<access::HandIn>,
    sent: Sent<'_>,
    now: i64,
) -> Result<(), Problem> {
    permit.require(sent.id)?;
    tx.execute(
        "UPDATE hand_in SET state = 'sent', reference = $1, answers = $2, handling = $3, pack = $4, record_id = $5, original_digest = $6, \
         revision = revision + 1, changed_at = $7, sent_at = $7 WHERE id = $8",
        params![sent.reference, Value::json(sent.answers), sent.handling.code(), sent.pack, sent.record, sent.digest, now, sent.id],
    )
    .await?;
    Ok(())
}

/// A row of a file that was taken in and said something new.
pub struct ImportedRow {
    pub id: HandInId,
    /// As the spreadsheet shows it.
    pub row: i64,
    pub record: RecordId,
    /// When the agency took it down, where the row says so: milliseconds since 1970 UTC.
    pub learned_at: Option<i64>,
}

/// What the rows of one file have in common.
pub struct ImportedFile<'a> {
    pub import: ImportId,
    pub agency: AgencyId,
    pub account: Option<AccountId>,
    pub channel: Channel,
    pub handling: Handling,
    /// `GB-ENG@2026.1`
    pub pack: &'a str,
}

/// Keeps rows of a file as hand-ins that were sent. What they said is in the versions of their records.
pub async fn imported(
    tx: &mut Tx,
    permit: &Permit<access::ImportRecords>,
    file: &ImportedFile<'_>,
    rows: Vec<ImportedRow>,
    now: i64,
) -> Result<(), Problem> {
    if !permit.covers_owner(file.agency) {
        return Err(Problem::NotFound);
    }
    let values = rows
        .into_iter()
        .map(|row| {
            params![
                row.id,
                file.agency,
                file.account,
                file.channel.code(),
                file.pack,
                "sent",
                "{}",
                file.handling.code(),
                row.record,
                row.row,
                file.import,
                row.learned_at,
                now,
                now,
                now,
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO hand_in (id, agency_id, account_id, channel, pack, state, answers, handling, record_id, row_number, import_id, learned_at, \
         made_at, changed_at, sent_at)",
        "",
        values,
    )
    .await?;
    Ok(())
}

/// What an imported row said: the version of its record that it made. The caller has the permit for the hand-in.
pub(super) async fn answers_of_row(
    conn: &mut Conn,
    permit: &Permit<access::ViewContent>,
    hand_in: HandInId,
    record: RecordId,
) -> Result<Option<Answers>, Problem> {
    permit.require(hand_in)?;
    let row = conn
        .optional(
            "SELECT answers FROM record_version WHERE record_id = $1 AND hand_in_id = $2",
            params![record, hand_in],
        )
        .await?;
    Ok(row.map(|row| row.json("answers")).transpose()?)
}

/// When agencies learned what these hand-ins say, where a source told.
pub async fn learned_at(conn: &mut Conn, ids: &[HandInId]) -> Result<HashMap<HandInId, i64>, Problem> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = conn
        .all(
            "SELECT id, learned_at FROM hand_in WHERE id IN_IDS($1) AND learned_at IS NOT NULL",
            params![ids],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.id("id")?, row.get("learned_at")?)))
        .collect()
}

/// One line of the list of what came in.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: HandInId,
    pub reference: String,
    pub agency: AgencyId,
    pub author: Option<AccountId>,
    pub author_name: Option<String>,
    /// Empty for the row of a file.
    pub form: String,
    pub pack: String,
    pub handling: Handling,
    pub corrects: bool,
    pub sent_at: i64,
    /// The row of the file that it came with.
    pub row: Option<i64>,
    /// The newest answer to "what became of it", if any.
    pub feedback: Option<String>,
}

macro_rules! listed_row {
    ($rest:literal) => {
        concat!(
            "SELECT h.id, COALESCE(h.reference, r.reference) AS reference, h.agency_id, h.account_id, a.display_name, h.form, h.pack, r.handling, \
             h.amends_version, h.sent_at, h.row_number, \
             (SELECT f.status FROM feedback f WHERE f.hand_in_id = h.id ORDER BY f.made_at DESC, f.id DESC LIMIT 1) AS feedback \
             FROM hand_in h JOIN record r ON r.id = h.record_id LEFT JOIN account a ON a.id = h.account_id ",
            $rest
        )
    };
}

/// What an agency handed in by form and API, newest first, from `before` on. Rows are decided one by one afterwards.
pub(super) async fn sent_by_agency(
    conn: &mut Conn,
    agency: AgencyId,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<Listed>, Problem> {
    let rows = conn
        .all(
            listed_row!(
                "WHERE h.agency_id = $1 AND h.state = 'sent' AND h.channel IN ('form', 'api') \
                 AND (h.sent_at < $2 OR (h.sent_at = $2 AND h.id < $3)) ORDER BY h.sent_at DESC, h.id DESC LIMIT $4"
            ),
            params![agency, before.0, before.1, limit],
        )
        .await?;
    rows.iter().map(listed_of).collect()
}

/// The rows of one file that said something new, in the order of the file, after a row and its hand-in.
pub(super) async fn rows_of_import(
    conn: &mut Conn,
    import: ImportId,
    after: (i64, Uuid),
    limit: i64,
) -> Result<Vec<Listed>, Problem> {
    let rows = conn
        .all(
            listed_row!(
                "WHERE h.import_id = $1 AND (h.row_number > $2 OR (h.row_number = $2 AND h.id > $3)) ORDER BY h.row_number, h.id LIMIT $4"
            ),
            params![import, after.0, after.1, limit],
        )
        .await?;
    rows.iter().map(listed_of).collect()
}

/// Hand-ins of one account for which somebody has answered and it was not looked at.
pub(super) async fn unseen_feedback(
    conn: &mut Conn,
    account: AccountId,
    limit: i64,
) -> Result<Vec<(HandInId, String, Feedback)>, Problem> {
    let rows = conn
        .all(
            "SELECT f.hand_in_id, f.status, f.note, f.made_at, f.seen_at, a.display_name, g.name AS agency, \
             COALESCE(h.reference, r.reference) AS reference \
             FROM feedback f JOIN hand_in h ON h.id = f.hand_in_id LEFT JOIN record r ON r.id = h.record_id JOIN account a ON a.id = f.account_id JOIN agency g ON g.id = a.agency_id \
             WHERE h.account_id = $1 AND f.seen_at IS NULL AND f.account_id <> $1 ORDER BY f.made_at DESC LIMIT $2",
            params![account, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let reference: Option<String> = row.get("reference")?;
            Ok((row.id("hand_in_id")?, reference.unwrap_or_default(), feedback_of(row)?))
        })
        .collect()
}

/// One answer to "what became of my report".
#[derive(Clone, Debug)]
pub struct Feedback {
    pub author_name: String,
    pub agency_name: String,
    /// `received`, `in_progress`, `used`, `no_further_action`
    pub status: String,
    pub note: Option<String>,
    pub made_at: i64,
    pub seen_at: Option<i64>,
}

/// All answers about a hand-in, oldest first.
pub(super) async fn feedback(conn: &mut Conn, hand_in: HandInId) -> Result<Vec<Feedback>, Problem> {
    let rows = conn
        .all(
            "SELECT f.status, f.note, f.made_at, f.seen_at, a.display_name, g.name AS agency FROM feedback f \
             JOIN account a ON a.id = f.account_id JOIN agency g ON g.id = a.agency_id WHERE f.hand_in_id = $1 ORDER BY f.made_at, f.id",
            params![hand_in],
        )
        .await?;
    rows.iter().map(feedback_of).collect()
}

/// One answer about to be written.
pub(super) struct NewFeedback<'a> {
    pub id: Uuid,
    pub hand_in: HandInId,
    pub account: AccountId,
    pub status: &'a str,
    pub note: Option<&'a str>,
}

pub(super) async fn add_feedback(
    tx: &mut Tx,
    permit: &Permit<access::GiveFeedback>,
    new: NewFeedback<'_>,
    now: i64,
) -> Result<(), Problem> {
    permit.require(new.hand_in)?;
    tx.execute(
        "INSERT INTO feedback (id, hand_in_id, account_id, status, note, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            new.id,
            new.hand_in,
            new.account,
            new.status,
            new.note.map(str::to_owned),
            now
        ],
    )
    .await?;
    Ok(())
}

/// The referrer has read what became of it.
pub(super) async fn mark_feedback_seen(tx: &mut Tx, hand_in: HandInId, now: i64) -> Result<(), Problem> {
    tx.execute(
        "UPDATE feedback SET seen_at = $1 WHERE hand_in_id = $2 AND seen_at IS NULL",
        params![now, hand_in],
    )
    .await?;
    Ok(())
}

/// Name, job, phone and e-mail of a person: what a new form takes over as the contact.
pub(super) async fn display_name(conn: &mut Conn, account: AccountId) -> Result<Option<String>, Problem> {
    let row = conn
        .optional("SELECT display_name FROM account WHERE id = $1", params![account])
        .await?;
    Ok(row.map(|row| row.get("display_name")).transpose()?)
}

fn hand_in_of(row: &Row) -> Result<HandIn, Problem> {
    Ok(HandIn {
        id: row.id("id")?,
        reference: row.get("reference")?,
        agency: row.id("agency_id")?,
        author: row.optional_id("account_id")?,
        channel: Channel::from_code(&row.get::<String>("channel")?)
            .ok_or_else(|| Problem::internal("reading", "channel"))?,
        form: row.get::<Option<String>>("form")?.unwrap_or_default(),
        pack: row.get("pack")?,
        state: State::from_code(&row.get::<String>("state")?),
        page: row.get("page")?,
        answers: row.json("answers")?,
        revision: row.get("revision")?,
        handling: handling_of(row)?,
        record: row.optional_id("record_id")?,
        amends_version: row.get("amends_version")?,
        made_at: row.get("made_at")?,
        changed_at: row.get("changed_at")?,
        sent_at: row.get("sent_at")?,
        import: row.optional_id("import_id")?.zip(row.get::<Option<i64>>("row_number")?),
    })
}

fn listed_of(row: &Row) -> Result<Listed, Problem> {
    Ok(Listed {
        id: row.id("id")?,
        reference: row.get::<Option<String>>("reference")?.unwrap_or_default(),
        agency: row.id("agency_id")?,
        author: row.optional_id("account_id")?,
        author_name: row.get("display_name")?,
        form: row.get::<Option<String>>("form")?.unwrap_or_default(),
        pack: row.get("pack")?,
        handling: handling_of(row)?,
        corrects: row.get::<Option<i64>>("amends_version")?.is_some(),
        sent_at: row.get("sent_at")?,
        row: row.get("row_number")?,
        feedback: row.get("feedback")?,
    })
}

fn feedback_of(row: &Row) -> Result<Feedback, Problem> {
    Ok(Feedback {
        author_name: row.get("display_name")?,
        agency_name: row.get("agency")?,
        status: row.get("status")?,
        note: row.get("note")?,
        made_at: row.get("made_at")?,
        seen_at: row.get("seen_at")?,
    })
}

fn handling_of(row: &Row) -> Result<Handling, Problem> {
    Handling::from_code(&row.get::<String>("handling")?).ok_or_else(|| Problem::internal("reading", "handling"))
}
