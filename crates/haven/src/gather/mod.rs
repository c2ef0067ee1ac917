//! Gather: what agencies hand in, by every door.

pub mod attachments;
pub mod exports;
pub mod hand_ins;
pub mod imports;
pub mod records;
