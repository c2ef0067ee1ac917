//! One store layer over SQLite and PostgreSQL.
//!
//! Features write one constant SQL text per statement (`$1` parameters, `ON CONFLICT`, `RETURNING`); the two
//! databases run the same text. Rows and parameters are plain values, so feature code is compiled once and not
//! once per database. What differs is spelt with four words that this layer translates (see [`dialect`]).
//!
//! SQLite: one writer connection (writers queue here, not in the file lock) and several readers, WAL,
//! `synchronous=FULL`, foreign keys on, busy timeout. PostgreSQL: one pool.

mod connect;
mod dialect;
mod error;
mod migrate;
mod rows;
mod value;

pub use connect::{Conn, Db, Tx};
pub use dialect::Dialect;
pub use error::DbError;
pub use migrate::{Migration, migrate};
pub use rows::{Column, Row};
pub use value::Value;

pub type Result<T> = std::result::Result<T, DbError>;

/// Parameters in order: `params![agency, "text", 3_i64, None::<String>]`.
#[macro_export]
macro_rules! params {
    () => { ::std::vec::Vec::<$crate::db::Value>::new() };
    ($($value:expr),+ $(,)?) => { ::std::vec![$($crate::db::Value::from($value)),+] };
}
