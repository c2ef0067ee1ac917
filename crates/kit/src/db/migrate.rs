//! One numbered history of the schema, the same for both databases. Each step runs in a transaction together with
//! the line that says it ran, so a crash leaves either the whole step or nothing of it. Migrations only grow.

use super::Result;
use super::connect::Db;
use super::dialect::{Dialect, migration};
use super::error::DbError;
use crate::params;
use sha2::{Digest, Sha256};

#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// 1 for `0001_ground.sql`.
    pub number: i64,
    pub name: &'static str,
    pub text: &'static str,
}

/// Brings the schema up to the last of `migrations`; returns how many steps ran. Safe to call from several
/// processes at once.
pub async fn migrate(db: &Db, migrations: &[Migration], now_ms: i64) -> Result<usize> {
    if let Some(pair) = migrations
        .windows(2)
        .find(|pair| matches!(pair, [before, after] if before.number >= after.number))
    {
        return Err(DbError::MigrationNumber(pair.last().map_or(0, |step| step.number)));
    }
    let mut tx = db.begin().await?;
    if tx.dialect() == Dialect::Postgres {
        // One process migrates; the others wait here and then find nothing to do.
        tx.execute("SELECT pg_advisory_xact_lock(7203947)", params![]).await?;
    }
    let table = "CREATE TABLE IF NOT EXISTS schema_migration (\n number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest BYTEA NOT NULL, applied_at BIGINT NOT NULL\n);\n";
    let dialect = tx.dialect();
    tx.script(migration(dialect, table)).await?;
    // Touches nothing, and is refused where nothing may be written: better now than at the first hand-in.
    tx.execute("DELETE FROM schema_migration WHERE number < 0", params![])
        .await?;
    let mut ran = 0;
    let done = tx
        .all("SELECT number, digest FROM schema_migration ORDER BY number", params![])
        .await?;
    for row in &done {
        let number: i64 = row.get("number")?;
        if !migrations.iter().any(|step| step.number == number) {
            return Err(DbError::Migration(number));
        }
    }
    for step in migrations {
        let digest = Sha256::digest(step.text.as_bytes()).to_vec();
        let mut known = None;
        for row in &done {
            if row.get::<i64>("number")? == step.number {
                known = Some(row.get::<Vec<u8>>("digest")?);
            }
        }
        match known {
            Some(before) if before == digest => {}
            Some(_) => return Err(DbError::Migration(step.number)),
            None => {
                tx.script(migration(dialect, step.text)).await?;
                tx.execute(
                    "INSERT INTO schema_migration (number, name, digest, applied_at) VALUES ($1, $2, $3, $4)",
                    params![step.number, step.name, digest, now_ms],
                )
                .await?;
                ran += 1;
            }
        }
    }
    tx.commit().await?;
    Ok(ran)
}
