//! Accounts: the people who sign in, their roles and how they prove who they are.

mod store;

pub use store::{Account, NewAccount, add, find_active, find_by_email, find_by_id};
