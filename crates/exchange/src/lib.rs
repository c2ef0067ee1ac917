//! Formats of the outside world: tables as agencies keep them (CSV, XLSX, ODS), HTCDS 2.0, and what we hand out.
//!
//! Pure: no database, no web, no clock, no chance. Everything read here comes from strangers, so each reader is
//! streaming, has limits before it allocates, never panics, and names the row and the column of what it refuses.
//! A record's content is [`domain::Answers`]; [`mapping`] turns any table into it, [`htcds`] speaks the standard.

#[macro_use]
mod codes;

pub mod columnar;
pub mod dates;
pub mod formula_guard;
pub mod htcds;
pub mod lists;
pub mod mapping;
pub mod rejects;
pub mod tables;
pub mod xlsx;

pub use codes::Arguments;
pub use lists::{CodeLookup, CoreLists};
pub use mapping::{CellFault, CellNotice, CellProblem, ImportedRow, Mapping};
pub use tables::{FileProblem, Format, Limits, Row, RowFault, RowProblem, Table};
