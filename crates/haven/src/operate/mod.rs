//! Operate: keeping the desk running. Everything here is for the terminal of the server; nothing shows a child's story.

pub mod backups;
pub mod doctor;
pub mod job_queue;
pub mod ledger_checks;
pub mod pack_checks;
mod place;

pub use place::Place;
