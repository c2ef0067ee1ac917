//! The pages of sign-in through an agency's provider.

pub mod admin;
pub mod sign_in;
