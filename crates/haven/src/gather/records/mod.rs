//! Records: what one agency knows about one person. A record belongs to the agency that made it and is never merged
//! away; every version is kept. Form, API and import all come in by [`receive`]; whatever is shown goes out by [`Eyes`].

mod acts;
pub mod api;
mod eyes;
mod reading;
mod store;
mod withdrawal;

pub use acts::{Incoming, MayReceive, Outcome, Received, amend, receive};
pub use eyes::{Contact, Eyes, Seen};
pub use reading::Reading;
pub(crate) use store::Stored;
pub use store::{Record, Version, by_person, by_reference, by_source, find, find_many, version_at, versions};
pub use withdrawal::{LONGEST_REASON, put_back, withdraw};
