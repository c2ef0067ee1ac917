//! Hand-ins: what one person of an agency tells about one child (or suspect, vehicle, address) by the form or the
//! API. A draft belongs to its author alone; sent, it becomes a record of the agency, and the author is owed an
//! answer: what became of my report.
//!
//! A row of an imported file is a hand-in as well: sent at once, answered like any other, with no form of its own.
//!
//! The form is the jurisdiction's (`packs/*/forms`); nothing here knows a country. While it is filled in, the panel
//! "Who else knows" asks recognition; nothing of it is ever shown without a line in the ledger.

mod acts;
pub mod api;
pub mod home;
mod pages;
mod rules;
mod store;

pub use api::api;
pub use pages::routes;
pub use rules::FEEDBACK;
pub use store::{HandIn, ImportedFile, ImportedRow, imported, learned_at};
