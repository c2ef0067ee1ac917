//! Every SQL statement on agencies. Names and duty numbers of agencies are no secret among those signed in.

use crate::problem::Problem;
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
        concat!("SELECT id, code, name, kind, pack, language, duty_phone, duty_email FROM agency ", $rest)
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

pub async fn all(conn: &mut Conn) -> Result<Vec<Agency>, Problem> {
    conn.all(agency_row!("WHERE closed_at IS NULL ORDER BY name"), params![]).await?.iter().map(agency_of).collect()
}

pub async fn find(conn: &mut Conn, id: AgencyId) -> Result<Option<Agency>, Problem> {
    conn.optional(agency_row!("WHERE id = $1"), params![id]).await?.map(|row| agency_of(&row)).transpose()
}

pub async fn find_by_code(conn: &mut Conn, code: &str) -> Result<Option<Agency>, Problem> {
    conn.optional(agency_row!("WHERE code = $1"), params![code]).await?.map(|row| agency_of(&row)).transpose()
}

fn agency_of(row: &Row) -> Result<Agency, Problem> {
    Ok(Agency {
        id: row.id("id")?,
        code: row.get("code")?,
        name: row.get("name")?,
        kind: AgencyKind::from_code(&row.get::<String>("kind")?).ok_or_else(|| Problem::internal("reading", "agency kind"))?,
        pack: row.get("pack")?,
        language: row.get("language")?,
        duty_phone: row.get("duty_phone")?,
        duty_email: row.get("duty_email")?,
    })
}
