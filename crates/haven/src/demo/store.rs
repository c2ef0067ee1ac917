//! Every SQL statement of the demonstration alone: agreements and sent hand-ins that no form made.

use crate::problem::Problem;
use access::{HandIn, LoadDemo, Permit};
use domain::ids::{AccountId, AgencyId, HandInId, RecordId};
use domain::{Answers, Channel, Handling};
use kit::db::{Conn, Tx, Value};
use kit::params;

/// The day a finished demonstration was made for; none while it is not finished.
pub async fn loaded_for(conn: &mut Conn) -> Result<Option<jiff::civil::Date>, Problem> {
    let row = conn
        .optional(
            "SELECT detail FROM ledger WHERE action = 'demo.load' ORDER BY seq DESC LIMIT 1",
            params![],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let detail: serde_json::Value = row.json("detail")?;
    Ok(detail
        .get("today")
        .and_then(|day| day.as_str())
        .and_then(|day| day.parse().ok()))
}

/// How many agencies there are, whoever made them.
pub async fn agencies(conn: &mut Conn) -> Result<i64, Problem> {
    Ok(conn
        .one("SELECT COUNT(*) AS n FROM agency", params![])
        .await?
        .get("n")?)
}

pub struct NewAgreement<'a> {
    pub owner: AgencyId,
    pub reader: AgencyId,
    pub level: &'static str,
    pub purposes: Vec<&'static str>,
    pub lawful_basis: &'a str,
    pub note: &'a str,
    pub from: jiff::civil::Date,
    pub until: jiff::civil::Date,
    pub by: AccountId,
}

pub async fn add_agreement(
    tx: &mut Tx,
    _permit: &Permit<LoadDemo>,
    id: uuid::Uuid,
    new: &NewAgreement<'_>,
    now_ms: i64,
) -> Result<(), Problem> {
    tx.execute(
        "INSERT INTO agreement (id, owner_agency_id, reader_agency_id, level, purposes, lawful_basis, note, starts_on, ends_on, made_by, made_at) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 \
         WHERE NOT EXISTS (SELECT 1 FROM agreement WHERE owner_agency_id = $2 AND reader_agency_id = $3)",
        params![
            id,
            new.owner,
            new.reader,
            new.level,
            Value::json(&new.purposes),
            new.lawful_basis,
            new.note,
            new.from.to_string(),
            new.until.to_string(),
            new.by,
            now_ms,
        ],
    )
    .await?;
    Ok(())
}

/// A referral as it stands after it was sent.
pub struct Sent<'a> {
    pub id: HandInId,
    pub reference: String,
    pub agency: AgencyId,
    pub account: AccountId,
    pub channel: Channel,
    pub form: Option<String>,
    pub pack: &'a str,
    pub answers: &'a Answers,
    pub handling: Handling,
    pub record: RecordId,
    pub client_key: &'a str,
}

pub async fn add_sent(tx: &mut Tx, permit: &Permit<HandIn>, sent: &[Sent<'_>], now_ms: i64) -> Result<(), Problem> {
    if !sent.iter().all(|one| permit.covers_owner(one.agency)) {
        return Err(Problem::NotFound);
    }
    let rows = sent
        .iter()
        .map(|one| {
            params![
                one.id,
                one.reference.as_str(),
                one.agency,
                one.account,
                one.channel.code(),
                one.form.clone(),
                one.pack,
                "sent",
                Value::json(one.answers),
                one.handling.code(),
                one.record,
                one.client_key,
                now_ms,
                now_ms,
                now_ms,
            ]
        })
        .collect();
    tx.insert_many(
        "INSERT INTO hand_in (id, reference, agency_id, account_id, channel, form, pack, state, answers, handling, record_id, client_key, made_at, changed_at, sent_at)",
        "ON CONFLICT DO NOTHING",
        rows,
    )
    .await?;
    Ok(())
}
