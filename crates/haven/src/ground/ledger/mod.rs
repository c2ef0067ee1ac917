//! The ledger: every act leaves a line, in the act's own transaction; so does every look at a person. Append-only
//! and hash-chained: a changed, missing or inserted line is found by `haven verify`. Lines hold codes, ids, digests
//! and counts, never a name or a story: what a record said is in its versions, and the digests prove it.

mod chain;
mod listing;
mod looks;
mod page;
mod store;
mod verify;

pub use chain::{Line, Subject};
pub use looks::{Looks, looked};
pub use page::routes;
pub use store::{append, append_many, refused};
pub use verify::{Head, Verdict, head, head_in, verify};
