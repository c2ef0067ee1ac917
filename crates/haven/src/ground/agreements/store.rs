//! Every SQL statement on agreements.

use crate::problem::Problem;
use access::{AcceptAgreement, Act, ManageAgreements, Permit, Scope, Share};
use domain::Purpose;
use domain::ids::{AccountId, AgencyId, AgreementId};
use jiff::civil::Date;
use kit::db::{Conn, Row, Tx, Value};
use kit::params;
use std::collections::BTreeMap;

/// What each owner lets one reader see today: the relation facts that the policy asks for.
#[derive(Clone, Debug, Default)]
pub struct Standing(BTreeMap<AgencyId, Share>);

impl Standing {
    /// The widest share in force from `owner`, if any.
    pub fn from_owner(&self, owner: AgencyId) -> Option<Share> {
        self.0.get(&owner).copied()
    }

    /// Owners that share at least at `level`.
    pub fn owners_at(&self, level: Share) -> impl Iterator<Item = AgencyId> + '_ {
        self.0
            .iter()
            .filter(move |(_, share)| **share >= level)
            .map(|(owner, _)| *owner)
    }
}

/// Every agreement in force today towards `reader` for `purpose`.
pub async fn in_force_for(
    conn: &mut Conn,
    reader: AgencyId,
    purpose: Purpose,
    today: jiff::civil::Date,
) -> Result<Standing, Problem> {
    let rows = conn
        .all(
            "SELECT owner_agency_id, level, purposes FROM agreement WHERE reader_agency_id = $1 AND withdrawn_at IS NULL \
             AND awaits_agency_id IS NULL AND starts_on <= $2 AND ends_on >= $2",
            params![reader, today.to_string()],
        )
        .await?;
    let mut standing = Standing::default();
    for row in rows {
        let purposes: Vec<String> = row.json("purposes")?;
        if !purposes.iter().any(|code| code == purpose.code()) {
            continue;
        }
        let share = if row.get::<String>("level")? == "content" {
            Share::Content
        } else {
            Share::Identity
        };
        let owner: AgencyId = row.id("owner_agency_id")?;
        let widest = standing.0.get(&owner).copied().map_or(share, |known| known.max(share));
        standing.0.insert(owner, widest);
    }
    Ok(standing)
}

/// An agreement with the names of its sides.
#[derive(Clone)]
pub struct Agreement {
    pub id: AgreementId,
    pub owner: AgencyId,
    pub owner_name: String,
    pub owner_pack: String,
    pub reader: AgencyId,
    pub reader_name: String,
    pub level: Share,
    pub purposes: Vec<Purpose>,
    /// Code of the giving agency's pack; empty in a proposal by the other side.
    pub lawful_basis: String,
    pub note: Option<String>,
    pub starts_on: Date,
    pub ends_on: Date,
    pub made_at: i64,
    /// The side that has not said yes yet.
    pub awaits: Option<AgencyId>,
    pub accepted_at: Option<i64>,
    pub withdrawn_at: Option<i64>,
    pub withdrawn_reason: Option<String>,
}

/// What one side proposes.
pub struct Proposal {
    pub id: AgreementId,
    pub owner: AgencyId,
    pub reader: AgencyId,
    /// The side that must say yes: the one that does not propose.
    pub awaits: AgencyId,
    pub level: Share,
    pub purposes: Vec<Purpose>,
    /// Empty where the reading side asks: the giving side states it when it says yes.
    pub lawful_basis: String,
    pub note: Option<String>,
    pub starts_on: Date,
    pub ends_on: Date,
}

/// The rights by which a side says yes or ends an agreement: the giving side's, and the reading side's.
pub trait MaySettle: Act {}
impl MaySettle for ManageAgreements {}
impl MaySettle for AcceptAgreement {}

/// Keeps a proposal of the permit's agency, which must be one side of it and not the one that is awaited.
pub async fn propose(
    tx: &mut Tx,
    permit: &Permit<ManageAgreements>,
    proposal: &Proposal,
    by: AccountId,
    now_ms: i64,
) -> Result<(), Problem> {
    let proposing = if proposal.awaits == proposal.owner {
        proposal.reader
    } else {
        proposal.owner
    };
    if !permit.covers_owner(proposing) || ![proposal.owner, proposal.reader].contains(&proposal.awaits) {
        return Err(Problem::NotFound);
    }
    let purposes: Vec<&str> = proposal.purposes.iter().map(|purpose| purpose.code()).collect();
    tx.execute(
        "INSERT INTO agreement (id, owner_agency_id, reader_agency_id, level, purposes, lawful_basis, note, starts_on, ends_on, made_by, made_at, \
         awaits_agency_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            proposal.id,
            proposal.owner,
            proposal.reader,
            proposal.level.code(),
            Value::json(&purposes),
            proposal.lawful_basis.as_str(),
            proposal.note.clone(),
            proposal.starts_on.to_string(),
            proposal.ends_on.to_string(),
            by,
            now_ms,
            proposal.awaits,
        ],
    )
    .await?;
    Ok(())
}

/// The awaited side says yes. False when it did already, or the proposal was withdrawn.
pub async fn accept<A: MaySettle>(
    tx: &mut Tx,
    permit: &Permit<A>,
    agreement: &Agreement,
    lawful_basis: &str,
    by: AccountId,
    now_ms: i64,
) -> Result<bool, Problem> {
    permit.require(agreement.id)?;
    let accepted = tx
        .execute(
            "UPDATE agreement SET awaits_agency_id = NULL, accepted_at = $1, accepted_by = $2, lawful_basis = $3 \
             WHERE id = $4 AND awaits_agency_id = $5 AND withdrawn_at IS NULL",
            params![now_ms, by, lawful_basis, agreement.id, agreement.awaits],
        )
        .await?;
    Ok(accepted == 1)
}

/// Ends an agreement, or a proposal, at once. False when it was ended already.
pub async fn withdraw<A: MaySettle>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: AgreementId,
    reason: &str,
    by: AccountId,
    now_ms: i64,
) -> Result<bool, Problem> {
    permit.require(id)?;
    let ended = tx
        .execute(
            "UPDATE agreement SET withdrawn_at = $1, withdrawn_by = $2, withdrawn_reason = $3 WHERE id = $4 AND withdrawn_at IS NULL",
            params![now_ms, by, reason, id],
        )
        .await?;
    Ok(ended == 1)
}

macro_rules! agreement_row {
    ($rest:literal) => {
        concat!(
            "SELECT g.id, g.owner_agency_id, o.name AS owner_name, o.pack AS owner_pack, g.reader_agency_id, r.name AS reader_name, g.level, \
             g.purposes, g.lawful_basis, g.note, g.starts_on, g.ends_on, g.made_at, g.awaits_agency_id, g.accepted_at, g.withdrawn_at, g.withdrawn_reason \
             FROM agreement g JOIN agency o ON o.id = g.owner_agency_id JOIN agency r ON r.id = g.reader_agency_id ",
            $rest
        )
    };
}

/// Agreements that the scope admits, newest first, ended ones too.
pub async fn list(conn: &mut Conn, scope: &Scope) -> Result<Vec<Agreement>, Problem> {
    let rows = conn
        .all(agreement_row!("ORDER BY g.made_at DESC, g.id"), params![])
        .await?;
    let mut all = Vec::new();
    for row in &rows {
        let agreement = agreement_of(row)?;
        if scope.admits(&access::Resource::Agreement {
            id: agreement.id,
            owner: agreement.owner,
            reader: agreement.reader,
        }) {
            all.push(agreement);
        }
    }
    Ok(all)
}

pub async fn find(conn: &mut Conn, id: AgreementId) -> Result<Option<Agreement>, Problem> {
    conn.optional(agreement_row!("WHERE g.id = $1"), params![id])
        .await?
        .map(|row| agreement_of(&row))
        .transpose()
}

fn agreement_of(row: &Row) -> Result<Agreement, Problem> {
    let date = |name: &str| -> Result<Date, Problem> {
        let text: String = row.get(name)?;
        text.parse()
            .map_err(|error| Problem::internal("reading an agreement's date", error))
    };
    let purposes: Vec<String> = row.json("purposes")?;
    Ok(Agreement {
        id: row.id("id")?,
        owner: row.id("owner_agency_id")?,
        owner_name: row.get("owner_name")?,
        owner_pack: row.get("owner_pack")?,
        reader: row.id("reader_agency_id")?,
        reader_name: row.get("reader_name")?,
        level: Share::from_code(&row.get::<String>("level")?).unwrap_or(Share::Identity),
        purposes: purposes.iter().filter_map(|code| Purpose::from_code(code)).collect(),
        lawful_basis: row.get("lawful_basis")?,
        note: row.get("note")?,
        starts_on: date("starts_on")?,
        ends_on: date("ends_on")?,
        made_at: row.get("made_at")?,
        awaits: row.optional_id("awaits_agency_id")?,
        accepted_at: row.get("accepted_at")?,
        withdrawn_at: row.get("withdrawn_at")?,
        withdrawn_reason: row.get("withdrawn_reason")?,
    })
}
