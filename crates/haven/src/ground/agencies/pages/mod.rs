//! The pages of agencies.

pub mod edit;
pub mod list;
