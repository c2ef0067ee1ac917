//! Rows read from either database, column by column, by name.

use super::Result;
use super::error::DbError;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// A type that can be read from a column.
pub trait Column: Sized {
    fn read(row: &Row, name: &str) -> Result<Self>;
}

impl Row {
    pub fn get<T: Column>(&self, name: &str) -> Result<T> {
        T::read(self, name)
    }

    /// A JSON text as the type it was made from.
    pub fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let text: String = self.get(name)?;
        serde_json::from_str(&text).map_err(|_| DbError::Unreadable(name.to_owned()))
    }

    pub fn optional_json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let text: Option<String> = self.get(name)?;
        text.map(|text| serde_json::from_str(&text).map_err(|_| DbError::Unreadable(name.to_owned())))
            .transpose()
    }

    /// An identifier as its own type.
    pub fn id<T: From<Uuid>>(&self, name: &str) -> Result<T> {
        self.get::<Uuid>(name).map(T::from)
    }

    pub fn optional_id<T: From<Uuid>>(&self, name: &str) -> Result<Option<T>> {
        Ok(self.get::<Option<Uuid>>(name)?.map(T::from))
    }
}

macro_rules! columns {
    ($($type:ty),+ $(,)?) => {$(
        impl Column for $type {
            fn read(row: &Row, name: &str) -> Result<Self> {
                // Read as if it could be absent, since an absent number would come out of SQLite as 0.
                Option::<$type>::read(row, name)?.ok_or_else(|| DbError::Unreadable(name.to_owned()))
            }
        }
        impl Column for Option<$type> {
            fn read(row: &Row, name: &str) -> Result<Self> {
                Ok(match row {
                    Row::Sqlite(row) => row.try_get(name)?,
                    Row::Postgres(row) => row.try_get(name)?,
                })
            }
        }
    )+};
}

columns!(i64, f64, String, Vec<u8>, bool, Uuid);
