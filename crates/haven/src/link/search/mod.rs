//! Search: one box for a name in any spelling or script, a phone, a plate, an address, a reference.
//!
//! What is looked for travels in the body of a request, never in an address. What may not be seen is not counted: a
//! result says how many are shown and never how many there are.

pub mod api;
mod page;
mod store;

pub use page::{pointer, routes};
pub use store::{Found, search};
