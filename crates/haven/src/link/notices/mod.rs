//! Notices: the duty desk of an agency is told by mail that another agency's record meets one of its own, or that somebody
//! took an emergency look at what it holds. Mail travels open, so it names nobody: it says how much waits, quotes the
//! agency's own references, and asks to sign in. What comes close together comes in one mail.

mod acts;
mod jobs;
mod store;

pub use jobs::JOBS;
