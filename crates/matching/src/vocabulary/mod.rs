//! What is known of names before any record is read: spellings of one name, and how common a name is.
//! Both are data (`data/`), read once.

pub(crate) mod frequencies;
pub(crate) mod variants;
