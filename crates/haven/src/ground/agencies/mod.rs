//! Agencies: the organisations that hand in and receive.

mod store;

pub use store::{Agency, add, all, find, find_by_code};
