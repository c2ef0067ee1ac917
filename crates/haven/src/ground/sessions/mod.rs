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
pub use store::{
    Begun, Listed, Stage, begin, end, end_all_but, flash, list, put_data, renew, revoke, set_purpose, take_data,
};

use axum_extra::extract::cookie::{Cookie, SameSite};

/// The cookie's name. The `__Host-` prefix makes browsers insist on TLS, this host and the whole path.
pub const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-haven" } else { "haven" }
}

/// The cookie that carries a session's token. It ends with the browser; the server ends it earlier.
pub fn cookie(https: bool, token: String) -> Cookie<'static> {
    Cookie::build((cookie_name(https), token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(https)
        .build()
}

/// Takes the cookie away.
pub fn no_cookie(https: bool) -> Cookie<'static> {
    let mut cookie = cookie(https, String::new());
    cookie.make_removal();
    cookie
}
