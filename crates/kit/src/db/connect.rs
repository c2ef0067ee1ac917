//! Opening, reading, writing. A [`Conn`] reads; a [`Tx`] also writes, and what it wrote is there only after
//! `commit`. Dropping a `Tx` undoes it.

use super::Result;
use super::dialect::{Dialect, statement};
use super::error::DbError;
use super::rows::Row;
use super::value::Value;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPoolOptions, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{
    Sqlite, SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool, Transaction, pool::PoolConnection};
use std::ops::{Deref, DerefMut};
use std::str::FromStr;
use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Db(Pools);

#[derive(Clone, Debug)]
enum Pools {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

/// A connection to read with.
pub struct Conn(Held);

enum Held {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

/// An open write transaction; reads through it see what it wrote.
pub struct Tx(Conn);

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

impl Db {
    /// Opens `sqlite:PATH` (made if absent) or `postgres://...`. Errors: unreadable address, no such server, no right to write.
    pub async fn open(address: &str, connections: u32) -> Result<Self> {
        if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(address)?
                .application_name("haven")
                .statement_cache_capacity(512);
            let pool = PgPoolOptions::new()
                .max_connections(connections.max(2))
                .acquire_timeout(Duration::from_secs(10))
                .connect_with(options)
                .await?;
            return Ok(Self(Pools::Postgres(pool)));
        }
        let options = SqliteConnectOptions::from_str(address)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(512)
            .pragma("cache_size", "-65536")
            .pragma("temp_store", "MEMORY")
            .pragma("journal_size_limit", "67108864")
            // A commit that finds so much in the log must carry it over before it ends; `settle` sees to it that none does.
            .pragma("wal_autocheckpoint", "16384")
            .optimize_on_close(true, 400);
        // The writer opens first, so that readers find the file in WAL mode.
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(20))
            .connect_with(options.clone().pragma("mmap_size", "268435456"))
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(connections.clamp(2, 16))
            .acquire_timeout(Duration::from_secs(10))
            // No map of the file here: every commit makes each reader drop it and fault it in again, page by page.
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self(Pools::Sqlite { write, read }))
    }

    pub const fn dialect(&self) -> Dialect {
        match self.0 {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A connection for reading only.
    pub async fn read(&self) -> Result<Conn> {
        Ok(Conn(match &self.0 {
            Pools::Sqlite { read, .. } => Held::Sqlite(read.acquire().await?),
            Pools::Postgres(pool) => Held::Postgres(pool.acquire().await?),
        }))
    }

    /// A write transaction. On SQLite writers queue here, one after another.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(Tx(Conn(match &self.0 {
            Pools::Sqlite { write, .. } => Held::SqliteTx(begin_sqlite(write).await?),
            Pools::Postgres(pool) => Held::PostgresTx(pool.begin().await?),
        })))
    }

    /// Runs statements outside any transaction on the writing connection: `VACUUM INTO`, `PRAGMA`, `ANALYZE`.
    pub async fn maintain(&self, sql: String) -> Result<()> {
        match &self.0 {
            Pools::Sqlite { write, .. } => sqlx::raw_sql(AssertSqlSafe(sql)).execute(write).await.map(|_| ())?,
            Pools::Postgres(pool) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Carries what stands in SQLite's log into the file, as far as nobody is reading it, and holds nobody up. Every commit
    /// is on disk before this, in the log.
    pub async fn settle(&self) -> Result<()> {
        if let Pools::Sqlite { read, .. } = &self.0 {
            sqlx::raw_sql("PRAGMA wal_checkpoint(PASSIVE)").execute(read).await?;
        }
        Ok(())
    }

    /// Carries all of SQLite's log into the file and empties it; waits for readers.
    pub async fn settle_all(&self) -> Result<()> {
        if let Pools::Sqlite { write, .. } = &self.0 {
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(write).await?;
        }
        Ok(())
    }

    pub fn is_closed(&self) -> bool {
        match &self.0 {
            Pools::Sqlite { write, .. } => write.is_closed(),
            Pools::Postgres(pool) => pool.is_closed(),
        }
    }

    pub async fn close(&self) {
        match &self.0 {
            Pools::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// Begins, on a fresh connection where the old one has lost count: when the disk is full SQLite undoes a transaction by
/// itself, and the connection would then believe for ever that one is still open.
async fn begin_sqlite(write: &SqlitePool) -> std::result::Result<Transaction<'static, Sqlite>, sqlx::Error> {
    match write.begin_with("BEGIN IMMEDIATE").await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            write.acquire().await?.close().await?;
            write.begin_with("BEGIN IMMEDIATE").await
        }
        begun => begun,
    }
}

impl Tx {
    pub async fn commit(self) -> Result<()> {
        match self.0.0 {
            Held::SqliteTx(tx) => tx.commit().await?,
            Held::PostgresTx(tx) => tx.commit().await?,
            Held::Sqlite(_) | Held::Postgres(_) => {}
        }
        Ok(())
    }

    pub async fn rollback(self) -> Result<()> {
        match self.0.0 {
            Held::SqliteTx(tx) => tx.rollback().await?,
            Held::PostgresTx(tx) => tx.rollback().await?,
            Held::Sqlite(_) | Held::Postgres(_) => {}
        }
        Ok(())
    }

    /// Writes; returns how many rows it touched.
    pub async fn execute(&mut self, sql: &'static str, params: Vec<Value>) -> Result<u64> {
        self.0.run(sql, params).await
    }

    /// Many rows in few statements: `insert_many("INSERT INTO t (a, b)", "ON CONFLICT DO NOTHING", rows)`.
    /// Every row has as many values as the head names columns.
    pub async fn insert_many(&mut self, head: &'static str, tail: &'static str, rows: Vec<Vec<Value>>) -> Result<u64> {
        const VALUES_A_STATEMENT: usize = 4_000;
        let Some(width) = rows.first().map(Vec::len).filter(|width| *width > 0) else {
            return Ok(0);
        };
        let mut touched = 0;
        let mut rows = rows.into_iter();
        // Full chunks are always of one size, so that their statement is prepared once.
        let per_chunk = (VALUES_A_STATEMENT / width).clamp(1, 256);
        loop {
            let chunk: Vec<Vec<Value>> = rows.by_ref().take(per_chunk).collect();
            if chunk.is_empty() {
                return Ok(touched);
            }
            let mut sql = String::with_capacity(head.len() + chunk.len() * width * 6);
            sql.push_str(head);
            sql.push_str(" VALUES ");
            let mut number = 0;
            for row in 0..chunk.len() {
                sql.push_str(if row == 0 { "(" } else { ",(" });
                for column in 0..width {
                    if column > 0 {
                        sql.push(',');
                    }
                    match self.0.dialect() {
                        // A numbered parameter is looked up by its name, along a list of all of them; this one is not.
                        Dialect::Sqlite => sql.push('?'),
                        Dialect::Postgres => {
                            number += 1;
                            sql.push('$');
                            sql.push_str(&number.to_string());
                        }
                    }
                }
                sql.push(')');
            }
            sql.push(' ');
            sql.push_str(tail);
            let persistent = chunk.len() == per_chunk;
            touched += self
                .0
                .run_text(sql, chunk.into_iter().flatten().collect(), persistent)
                .await?;
        }
    }

    /// Several statements without parameters, for migrations.
    pub(super) async fn script(&mut self, sql: String) -> Result<()> {
        match &mut self.0.0 {
            Held::SqliteTx(tx) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **tx).await.map(|_| ())?,
            Held::PostgresTx(tx) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **tx).await.map(|_| ())?,
            Held::Sqlite(_) | Held::Postgres(_) => {}
        }
        Ok(())
    }
}

fn on_sqlite(sql: &'static str, params: Vec<Value>) -> Query<'static, Sqlite, SqliteArguments> {
    params
        .into_iter()
        .fold(sqlx::query(statement(Dialect::Sqlite, sql)), bind_sqlite)
}

fn on_postgres(sql: &'static str, params: Vec<Value>) -> Query<'static, Postgres, PgArguments> {
    params
        .into_iter()
        .fold(sqlx::query(statement(Dialect::Postgres, sql)), bind_postgres)
}

fn bind_sqlite(
    query: Query<'static, Sqlite, SqliteArguments>,
    value: Value,
) -> Query<'static, Sqlite, SqliteArguments> {
    match value {
        Value::Int(v) => query.bind(v),
        Value::Real(v) => query.bind(v),
        Value::Text(v) => query.bind(v),
        Value::Bytes(v) => query.bind(v),
        Value::Id(v) => query.bind(v),
        Value::Bool(v) => query.bind(v),
        Value::Ids(v) => query.bind(serde_json::to_string(&v).unwrap_or_default()),
        Value::Ints(v) => query.bind(serde_json::to_string(&v).unwrap_or_default()),
        Value::Texts(v) => query.bind(serde_json::to_string(&v).unwrap_or_default()),
    }
}

fn bind_postgres(query: Query<'static, Postgres, PgArguments>, value: Value) -> Query<'static, Postgres, PgArguments> {
    match value {
        Value::Int(v) => query.bind(v),
        Value::Real(v) => query.bind(v),
        Value::Text(v) => query.bind(v),
        Value::Bytes(v) => query.bind(v),
        Value::Id(v) => query.bind(v),
        Value::Bool(v) => query.bind(v),
        Value::Ids(v) => query.bind(v),
        Value::Ints(v) => query.bind(v),
        Value::Texts(v) => query.bind(v),
    }
}

impl Conn {
    pub const fn dialect(&self) -> Dialect {
        match self.0 {
            Held::Sqlite(_) | Held::SqliteTx(_) => Dialect::Sqlite,
            Held::Postgres(_) | Held::PostgresTx(_) => Dialect::Postgres,
        }
    }

    pub async fn all(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Row>> {
        Ok(match &mut self.0 {
            Held::Sqlite(c) => on_sqlite(sql, params)
                .fetch_all(&mut **c)
                .await?
                .into_iter()
                .map(Row::Sqlite)
                .collect(),
            Held::SqliteTx(c) => on_sqlite(sql, params)
                .fetch_all(&mut **c)
                .await?
                .into_iter()
                .map(Row::Sqlite)
                .collect(),
            Held::Postgres(c) => on_postgres(sql, params)
                .fetch_all(&mut **c)
                .await?
                .into_iter()
                .map(Row::Postgres)
                .collect(),
            Held::PostgresTx(c) => on_postgres(sql, params)
                .fetch_all(&mut **c)
                .await?
                .into_iter()
                .map(Row::Postgres)
                .collect(),
        })
    }

    pub async fn optional(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Option<Row>> {
        Ok(match &mut self.0 {
            Held::Sqlite(c) => on_sqlite(sql, params).fetch_optional(&mut **c).await?.map(Row::Sqlite),
            Held::SqliteTx(c) => on_sqlite(sql, params).fetch_optional(&mut **c).await?.map(Row::Sqlite),
            Held::Postgres(c) => on_postgres(sql, params)
                .fetch_optional(&mut **c)
                .await?
                .map(Row::Postgres),
            Held::PostgresTx(c) => on_postgres(sql, params)
                .fetch_optional(&mut **c)
                .await?
                .map(Row::Postgres),
        })
    }

    /// The one row; [`DbError::NotFound`] when there is none.
    pub async fn one(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Row> {
        self.optional(sql, params).await?.ok_or(DbError::NotFound)
    }

    async fn run(&mut self, sql: &'static str, params: Vec<Value>) -> Result<u64> {
        Ok(match &mut self.0 {
            Held::Sqlite(c) => on_sqlite(sql, params).execute(&mut **c).await?.rows_affected(),
            Held::SqliteTx(c) => on_sqlite(sql, params).execute(&mut **c).await?.rows_affected(),
            Held::Postgres(c) => on_postgres(sql, params).execute(&mut **c).await?.rows_affected(),
            Held::PostgresTx(c) => on_postgres(sql, params).execute(&mut **c).await?.rows_affected(),
        })
    }

    /// A statement built from constants and placeholders only (see `insert_many`).
    async fn run_text(&mut self, sql: String, params: Vec<Value>, persistent: bool) -> Result<u64> {
        let sql = AssertSqlSafe(sql);
        Ok(match &mut self.0 {
            Held::SqliteTx(c) => {
                let query = params
                    .into_iter()
                    .fold(sqlx::query(sql).persistent(persistent), bind_sqlite);
                query.execute(&mut **c).await?.rows_affected()
            }
            Held::PostgresTx(c) => {
                let query = params
                    .into_iter()
                    .fold(sqlx::query(sql).persistent(persistent), bind_postgres);
                query.execute(&mut **c).await?.rows_affected()
            }
            Held::Sqlite(_) | Held::Postgres(_) => 0,
        })
    }
}
