//! The rules tried: their text, their laws, the permits, the fields, the printed table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod cast;
mod field_rights;
mod laws;
mod permits;
mod text;
