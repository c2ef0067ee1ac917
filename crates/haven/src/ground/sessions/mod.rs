//! Who is at the other end: sessions, and the extractors by which a page says who may come in.
//!
//! A session begins as a `visitor` (before sign-in), becomes `half` when the password was right and a second factor
//! is owed, and `full` when signed in. Its token changes at each step, so a token planted before sign-in is worth
//! nothing after it (session fixation). Only a keyed digest of the token is kept.

mod csrf;
mod extract;
mod store;

pub use csrf::guard as csrf_guard;
pub use extract::{Reader, Session, SignedIn, load};
pub use store::{Listed, Stage, begin, end, end_all_but, flash, list, put_data, revoke, set_purpose, take_data};

/// The cookie's name. The `__Host-` prefix makes browsers insist on TLS, this host and the whole path.
pub const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-haven" } else { "haven" }
}
