//! The field's words, as types: who and what Haven speaks of.
//!
//! Pure: no database, no web, no clock, no chance. Everything above depends on this crate; it depends on
//! none of ours. A record's content is [`answers::Answers`]; what a field means, how sensitive it is and
//! whether it may be matched on is declared once in [`fields`]; what differs by country is a [`pack`].

pub mod answers;
pub mod dates;
pub mod fields;
pub mod ids;
pub mod kinds;
pub mod pack;
pub mod personal;

pub use answers::{Answer, Answers, Entry};
pub use dates::PartialDate;
pub use kinds::{AgencyKind, Channel, Handling, Purpose, RecordKind, Role};
pub use personal::Personal;
