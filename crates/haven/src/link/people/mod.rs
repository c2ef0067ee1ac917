//! The child's page: all records that this reader may see, laid one over the other, with who said what and when. A
//! person is a cluster of records; nothing is merged, and conflicting facts stand side by side.
//!
//! Every look is a line in the ledger before the page is drawn.

pub mod api;
mod chronology;
pub mod emergency;
mod gathered;
mod pages;
mod store;

pub use chronology::{Event, EventKind};
pub use gathered::{Gathered, gather};
pub use pages::{hit_markup, hit_weights, routes, together};
