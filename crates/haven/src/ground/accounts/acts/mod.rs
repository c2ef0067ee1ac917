//! The verbs: signing in and out, looking after one's own account, looking after an agency's people.

pub mod own;
pub mod people;
pub mod sign_in;
