//! Accounts: the people who sign in, their roles and how they prove who they are.
//!
//! A person comes in by an invitation, sets a password and a second factor, and from then on signs in with both, with
//! a passkey alone (which is both in one), or through their agency's own sign-in (`ground::openid`). Whoever administers
//! an agency invites and suspends; how somebody proves who they are is changed by themselves, or reset and never seen.

mod acts;
mod commands;
mod own;
mod pages;
mod passkeys;
pub mod passwords;
pub mod rules;
pub mod second_factor;
mod store;

pub use acts::people::{NewPerson, invite_by_operator};
pub use acts::sign_in::{begin_full, refused};
pub use commands::{UserCommand, run as run_command};
pub use own::Owner;
pub use pages::door::{Device, Door, go};
pub use pages::enter;
pub use store::{Account, NewAccount, add, any, find_active, find_by_email, find_by_id};

use crate::app::App;
use axum::Router;

pub fn routes() -> Router<App> {
    pages::routes()
}
