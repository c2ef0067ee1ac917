//! What the doctor asks the database about itself.

use crate::problem::Problem;
use kit::db::{Conn, Dialect};
use kit::params;

pub async fn version(conn: &mut Conn) -> Result<String, Problem> {
    let row = match conn.dialect() {
        Dialect::Sqlite => conn.one("SELECT sqlite_version() AS version", params![]).await?,
        Dialect::Postgres => {
            conn.one("SELECT current_setting('server_version') AS version", params![])
                .await?
        }
    };
    Ok(row.get("version")?)
}

/// SQLite's journal mode; `wal` lets readers read while one writes.
pub async fn journal_mode(conn: &mut Conn) -> Result<String, Problem> {
    Ok(conn
        .one("SELECT journal_mode FROM pragma_journal_mode", params![])
        .await?
        .get("journal_mode")?)
}

/// SQLite's quick look at its pages: `ok`, or the first damage.
pub async fn quick_check(conn: &mut Conn) -> Result<String, Problem> {
    Ok(conn.one("PRAGMA quick_check(1)", params![]).await?.get("quick_check")?)
}

/// Migrations that ran: number and digest. None where the schema was never made.
pub async fn migrations(conn: &mut Conn) -> Option<Vec<(i64, Vec<u8>)>> {
    let rows = conn
        .all("SELECT number, digest FROM schema_migration ORDER BY number", params![])
        .await
        .ok()?;
    rows.iter()
        .map(|row| Some((row.get("number").ok()?, row.get("digest").ok()?)))
        .collect()
}

/// The database server's own clock, in milliseconds; none for SQLite, which asks the same machine.
pub async fn server_clock(conn: &mut Conn) -> Result<Option<i64>, Problem> {
    if conn.dialect() == Dialect::Sqlite {
        return Ok(None);
    }
    let row = conn
        .one(
            "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now",
            params![],
        )
        .await?;
    Ok(Some(row.get("now")?))
}

pub async fn accounts(conn: &mut Conn) -> Result<i64, Problem> {
    Ok(conn
        .one("SELECT COUNT(*) AS n FROM account", params![])
        .await?
        .get("n")?)
}
