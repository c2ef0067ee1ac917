//! Gather: what agencies hand in, by every door.

pub mod records;
