//! What can go wrong with a store, in the words an operator or a page can act on.

use thiserror::Error;

#[derive(Debug, Error)]
pub enum DbError {
    #[error("the database is busy; nothing was saved, try again")]
    Busy(#[source] sqlx::Error),
    #[error("the disk or the database is full; nothing was saved")]
    Full(#[source] sqlx::Error),
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
    #[error("the database answered with an error")]
    Other(#[source] sqlx::Error),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut => Self::Busy(error),
            sqlx::Error::ColumnDecode { index, .. } => Self::Unreadable(index.clone()),
            sqlx::Error::ColumnNotFound(name) => Self::Unreadable(name.clone()),
            sqlx::Error::Database(db) => {
                let code = db.code().unwrap_or_default().into_owned();
                if db.is_unique_violation() {
                    return Self::Constraint { duplicate: true, source: error };
                }
                if db.is_foreign_key_violation() || db.is_check_violation() {
                    return Self::Constraint { duplicate: false, source: error };
                }
                match code.as_str() {
                    // SQLite: BUSY, LOCKED and their extended codes; PostgreSQL: lock, deadlock, serialisation, too many connections
                    "5" | "6" | "261" | "517" | "55P03" | "40P01" | "40001" | "53300" => Self::Busy(error),
                    // SQLite: FULL, IOERR_WRITE, READONLY; PostgreSQL: disk full, read-only transaction
                    "13" | "778" | "8" | "53100" | "25006" => Self::Full(error),
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
