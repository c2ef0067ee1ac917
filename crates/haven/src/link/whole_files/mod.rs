//! `haven link`: the records of whole files, linked for an analyst. No database, no accounts: files in, a folder out.
//!
//! The story of a run: [`columns`] says which column is what; [`reading`] makes one sorted list of records of all files;
//! [`running`] takes it through the stages of `matching::bulk`, of which [`kept`] keeps each that is done; [`results`] makes
//! links, clusters and the queue for people, and [`tables`] writes them; [`findings`] works out what the run says of itself for
//! [`telling`] (the terminal) and [`report`] (a page). [`changes`] says what another model would do.
//!
//! What holds: the same records, spec, model, judgements and seed give the same files, byte for byte, whatever the order of the rows,
//! the number of threads, and however often the run was cut off. Nothing personal reaches the terminal, the logs or the
//! report unless `--with-names` asks for it.

mod changes;
mod columns;
mod commands;
mod findings;
mod folder;
mod judgements;
mod kept;
mod plan;
mod problems;
mod progress;
mod reading;
mod report;
mod results;
mod running;
mod scripts;
mod tables;
mod telling;

pub use commands::{LinkArgs, link};
