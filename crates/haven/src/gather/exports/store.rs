//! Every SQL statement of exports: which records come next.

use crate::problem::Problem;
use access::{ExportRecords, Permit};
use domain::ids::{AgencyId, RecordId};
use kit::db::Conn;
use kit::params;

/// The agency's records behind `after`, by id; withdrawn ones are not handed out.
pub async fn next(
    conn: &mut Conn,
    permit: &Permit<ExportRecords>,
    agency: AgencyId,
    after: Option<RecordId>,
    most: i64,
) -> Result<Vec<RecordId>, Problem> {
    if !permit.covers_owner(agency) {
        return Err(Problem::NotFound);
    }
    let after = after.unwrap_or(RecordId(uuid::Uuid::nil()));
    let rows = conn
        .all(
            "SELECT id FROM record WHERE agency_id = $1 AND id > $2 AND withdrawn_at IS NULL ORDER BY id LIMIT $3",
            params![agency, after, most],
        )
        .await?;
    rows.iter().map(|row| Ok(row.id("id")?)).collect()
}

/// How many records there are to take out.
pub async fn count(conn: &mut Conn, permit: &Permit<ExportRecords>, agency: AgencyId) -> Result<i64, Problem> {
    if !permit.covers_owner(agency) {
        return Err(Problem::NotFound);
    }
    let row = conn
        .one(
            "SELECT COUNT(*) AS n FROM record WHERE agency_id = $1 AND withdrawn_at IS NULL",
            params![agency],
        )
        .await?;
    Ok(row.get("n")?)
}
