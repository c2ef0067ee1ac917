//! Imports: files of many rows. A file is received and kept, checked row by row into a waiting room (`import_row`), and
//! only then applied, chunk by chunk, by the same act as the form's: [`crate::gather::records::receive`].
//!
//! All-or-nothing means: one row that cannot be taken, and nothing is applied. An interrupted import goes on where it
//! stopped: a chunk and the marks on its rows are one transaction. Importing a file again changes nothing.
//!
//! A row that says something new is a hand-in of its own, so that somebody can answer what became of it. The file itself
//! is kept sealed, and goes after the days that the settings say.

mod acts;
pub mod api;
pub mod commands;
mod jobs;
mod keep;
mod pages;
mod reading;
mod remarks;
mod rules;
mod store;

pub use acts::{Progress, apply, begin, cancel, check, run};
pub use jobs::{JOBS, sweep};
pub use keep::{NewFile, keep_file};
pub use pages::routes;
pub use reading::{Peek, fitting, peek, write_rejects};
pub use remarks::Remark;
pub use rules::{FileKind, ImportState, Mode, identifies, row_identity};
pub use store::{Import, SavedMapping, find, list, mapping_named, mappings, problems, save_mapping, unfinished};
