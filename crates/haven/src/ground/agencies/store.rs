//! Every SQL statement on agencies. Names and duty numbers of agencies are no secret among those signed in.

use crate::problem::Problem;
use access::{AmendAgency, ManageAgencies, Permit};
use domain::AgencyKind;
use domain::ids::AgencyId;
use kit::db::{Conn, Row, Tx};
use kit::params;

#[derive(Clone, Debug)]
pub struct Agency {
    pub id: AgencyId,
    pub code: String,
    pub name: String,
    pub kind: AgencyKind,
    /// Jurisdiction pack: `GB-ENG`.
    pub pack: String,
    pub language: String,
    pub duty_phone: Option<String>,
    pub duty_email: Option<String>,
}

macro_rules! agency_row {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, name, kind, pack, language, duty_phone, duty_email FROM agency ",
            $rest
        )
    };
}

pub async fn add(tx: &mut Tx, agency: &Agency, now_ms: i64) -> Result<(), Problem> {
    tx.execute(
        "INSERT INTO agency (id, code, name, kind, pack, language, duty_phone, duty_email, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            agency.id,
            agency.code.as_str(),
            agency.name.as_str(),
            agency.kind.code(),
            agency.pack.as_str(),
            agency.language.as_str(),
            agency.duty_phone.clone(),
            agency.duty_email.clone(),
            now_ms,
        ],
    )
    .await?;
    Ok(())
}

/// Writes what can change of an agency. Its code is in addresses and files and stays.
pub async fn amend(tx: &mut Tx, permit: &Permit<AmendAgency>, agency: &Agency) -> Result<(), Problem> {
    permit.require(agency.id)?;
    tx.execute(
        "UPDATE agency SET name = $1, kind = $2, pack = $3, language = $4, duty_phone = $5, duty_email = $6 WHERE id = $7",
        params![
            agency.name.as_str(),
            agency.kind.code(),
            agency.pack.as_str(),
            agency.language.as_str(),
            agency.duty_phone.clone(),
            agency.duty_email.clone(),
            agency.id,
        ],
    )
    .await?;
    Ok(())
}

/// Takes an agency off the network: its people and keys come in no more; what it handed in stays.
pub async fn close(tx: &mut Tx, permit: &Permit<ManageAgencies>, id: AgencyId, now_ms: i64) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute(
        "UPDATE agency SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL",
        params![now_ms, id],
    )
    .await?;
    tx.execute(
        "DELETE FROM session WHERE account_id IN (SELECT a.id FROM account a WHERE a.agency_id = $1)",
        params![id],
    )
    .await?;
    tx.execute(
        "UPDATE api_token SET revoked_at = $1 WHERE agency_id = $2 AND revoked_at IS NULL",
        params![now_ms, id],
    )
    .await?;
    Ok(())
}

pub async fn is_closed(conn: &mut Conn, id: AgencyId) -> Result<bool, Problem> {
    Ok(conn
        .optional(
            "SELECT id FROM agency WHERE id = $1 AND closed_at IS NOT NULL",
            params![id],
        )
        .await?
        .is_some())
}

pub async fn all(conn: &mut Conn) -> Result<Vec<Agency>, Problem> {
    conn.all(agency_row!("WHERE closed_at IS NULL ORDER BY name"), params![])
        .await?
        .iter()
        .map(agency_of)
        .collect()
}

pub async fn find(conn: &mut Conn, id: AgencyId) -> Result<Option<Agency>, Problem> {
    conn.optional(agency_row!("WHERE id = $1"), params![id])
        .await?
        .map(|row| agency_of(&row))
        .transpose()
}

pub async fn find_by_code(conn: &mut Conn, code: &str) -> Result<Option<Agency>, Problem> {
    conn.optional(agency_row!("WHERE code = $1"), params![code])
        .await?
        .map(|row| agency_of(&row))
        .transpose()
}

fn agency_of(row: &Row) -> Result<Agency, Problem> {
    Ok(Agency {
        id: row.id("id")?,
        code: row.get("code")?,
        name: row.get("name")?,
        kind: AgencyKind::from_code(&row.get::<String>("kind")?)
            .ok_or_else(|| Problem::internal("reading", "agency kind"))?,
        pack: row.get("pack")?,
        language: row.get("language")?,
        duty_phone: row.get("duty_phone")?,
        duty_email: row.get("duty_email")?,
    })
}
