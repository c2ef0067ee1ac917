//! The statements of backups: which tables there are and how many rows each has, and whether a restored database is sound.

use crate::problem::Problem;
use kit::db::{Conn, Db, Dialect, Tx};
use kit::params;
use std::collections::BTreeMap;
use std::path::Path;

/// A consistent copy of a SQLite database into a new file, while others go on writing.
pub async fn copy_sqlite(db: &Db, to: &Path) -> Result<(), Problem> {
    let to = to
        .to_str()
        .ok_or_else(|| Problem::internal("copying the database", "the folder's name is not text"))?;
    db.maintain(format!("VACUUM INTO '{}'", to.replace('\'', "''"))).await?;
    Ok(())
}

/// Makes what this transaction reads one moment, and names that moment for `pg_dump`.
pub async fn hold_moment(tx: &mut Tx) -> Result<String, Problem> {
    tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", params![])
        .await?;
    let row = tx.one("SELECT pg_export_snapshot() AS name", params![]).await?;
    Ok(row.get("name")?)
}

/// Rows in every table.
pub async fn counts(conn: &mut Conn) -> Result<BTreeMap<String, i64>, Problem> {
    let mut counts = BTreeMap::new();
    for table in tables(conn).await? {
        // Statements are constants here, and names of tables cannot be parameters. The list is as long as the schema and
        // is read once in the life of a command, so the few bytes that stay behind do not matter.
        let sql: &'static str =
            Box::leak(format!("SELECT COUNT(*) AS n FROM \"{}\"", table.replace('"', "\"\"")).into_boxed_str());
        counts.insert(table, conn.one(sql, params![]).await?.get("n")?);
    }
    Ok(counts)
}

pub async fn tables(conn: &mut Conn) -> Result<Vec<String>, Problem> {
    let sql = match conn.dialect() {
        Dialect::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        }
        Dialect::Postgres => {
            "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name"
        }
    };
    Ok(conn
        .all(sql, params![])
        .await?
        .iter()
        .map(|row| row.get("name"))
        .collect::<Result<_, _>>()?)
}

/// Number of the last migration that ran.
pub async fn schema(conn: &mut Conn) -> Result<i64, Problem> {
    let row = conn
        .one(
            "SELECT COALESCE(MAX(number), 0) AS number FROM schema_migration",
            params![],
        )
        .await?;
    Ok(row.get("number")?)
}

/// SQLite's own look at every page, index and reference; nothing when all is sound. PostgreSQL checked while loading.
pub async fn unsound(conn: &mut Conn) -> Result<Option<String>, Problem> {
    if conn.dialect() == Dialect::Postgres {
        return Ok(None);
    }
    let said: String = conn
        .one("PRAGMA integrity_check(1)", params![])
        .await?
        .get("integrity_check")?;
    if said != "ok" {
        return Ok(Some(said));
    }
    let broken = conn.optional("PRAGMA foreign_key_check", params![]).await?;
    Ok(broken
        .map(|row| row.get::<String>("table"))
        .transpose()?
        .map(|table| format!("a row of {table} points at nothing")))
}
