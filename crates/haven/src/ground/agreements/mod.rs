//! Agreements: who lets whom see what, why, until when.

mod store;

pub use store::{Standing, in_force_for};
