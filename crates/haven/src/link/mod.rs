//! Link: who is this, and who else knows?

pub mod recognise;
