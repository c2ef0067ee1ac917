//! What can go wrong with a store, in the words an operator or a page can act on.

use sqlx::error::ErrorKind;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum DbError {
    /// Locked by another, out of connections, or not answering (a restart, a cut line).
    #[error("the database is busy or does not answer; nothing was saved, try again")]
    Busy(#[source] sqlx::Error),
    #[error("the disk or the database is full; nothing was saved")]
    Full(#[source] sqlx::Error),
    #[error("the database may not be written to: its file, its folder or its server is read-only")]
    ReadOnly(#[source] sqlx::Error),
    /// A rule of the schema said no: something is there already, or what it points to is not.
    #[error("the database refused a value that breaks its rules")]
    Constraint {
        /// The value is there already.
        duplicate: bool,
        #[source]
        source: sqlx::Error,
    },
    #[error("the row is not there")]
    NotFound,
    #[error("a stored value could not be read: {0}")]
    Unreadable(String),
    #[error("migration {0:04} was changed after it ran, or is newer than this program")]
    Migration(i64),
    #[error("two migrations have the number {0:04}, or it stands out of order")]
    MigrationNumber(i64),
    #[error("the database answered with an error")]
    Other(#[source] sqlx::Error),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => Self::Busy(error),
            sqlx::Error::ColumnDecode { index, .. } => Self::Unreadable(index.clone()),
            sqlx::Error::ColumnNotFound(name) => Self::Unreadable(name.clone()),
            sqlx::Error::Database(db) => {
                let code = db.code().unwrap_or_default().into_owned();
                if db.is_unique_violation() {
                    return Self::Constraint {
                        duplicate: true,
                        source: error,
                    };
                }
                // 3091: a value of another type than the strict column's.
                if db.is_foreign_key_violation()
                    || db.is_check_violation()
                    || matches!(db.kind(), ErrorKind::NotNullViolation)
                    || code == "3091"
                {
                    return Self::Constraint {
                        duplicate: false,
                        source: error,
                    };
                }
                match code.as_str() {
                    // SQLite: BUSY, LOCKED and their extended codes; PostgreSQL: lock, deadlock, serialisation, too many connections
                    "5" | "6" | "261" | "262" | "517" | "773" | "55P03" | "40P01" | "40001" | "53300" => {
                        Self::Busy(error)
                    }
                    // PostgreSQL stopping, starting, or gone in the middle of a talk
                    "57P01" | "57P02" | "57P03" | "08000" | "08001" | "08003" | "08004" | "08006" => Self::Busy(error),
                    // SQLite: FULL, IOERR_WRITE, IOERR_SHMSIZE; PostgreSQL: disk full
                    "13" | "778" | "4874" | "53100" => Self::Full(error),
                    // SQLite: READONLY and its extended codes; PostgreSQL: read-only transaction
                    "8" | "264" | "520" | "776" | "1032" | "1288" | "1544" | "25006" => Self::ReadOnly(error),
                    _ => Self::Other(error),
                }
            }
            _ => Self::Other(error),
        }
    }
}

impl DbError {
    pub const fn is_duplicate(&self) -> bool {
        matches!(self, Self::Constraint { duplicate: true, .. })
    }
}
