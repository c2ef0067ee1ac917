//! Exports: an agency takes its own records out, in the standard's two forms or as a table for people. Written in
//! pages of rows, so that the size does not matter; each page leaves its line in the ledger.

pub mod api;
pub mod commands;
mod pages;
mod store;
mod writing;

pub use pages::routes;
pub use writing::{Export, ExportFormat};
