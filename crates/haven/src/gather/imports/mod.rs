//! Imports: files of many rows. A file is received and kept, checked row by row into a waiting room (`import_row`), and
//! only then applied, chunk by chunk, by the same act as the form's: [`crate::gather::records::receive`].
//!
//! All-or-nothing means: one row that cannot be taken, and nothing is applied. An interrupted import goes on where it
//! stopped: a chunk and the marks on its rows are one transaction. Importing a file again changes nothing.

mod acts;
pub mod api;
pub mod commands;
mod jobs;
mod pages;
mod reading;
mod rules;
mod store;

pub use acts::{NewFile, Progress, apply, begin, cancel, check, keep_file, run};
pub use jobs::JOBS;
pub use pages::routes;
pub use reading::{Peek, fitting, peek, write_rejects};
pub use rules::{FileKind, ImportState, Mode, identifies, row_identity};
pub use store::{Import, SavedMapping, find, list, mapping_named, mappings, problems, save_mapping, unfinished};
