//! Link: who is this, and who else knows?

pub mod judgements;
pub mod notices;
pub mod people;
pub mod recognise;
pub mod search;
pub mod whole_files;
