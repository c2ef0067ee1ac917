//! Ground, by the front door: signing in, one's own account, an agency's people, agreements, keys, an identity
//! provider, and a server's first minutes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod agreements;
mod openid;
mod own_account;
mod people;
mod set_up;
mod sign_in;
mod tokens;

use haven::app::App;
use kit::params;

/// The seed on a page that sets an authenticator app up.
pub fn seed_on(page: &str) -> haven::ground::accounts::second_factor::Seed {
    let after = page.split_once("id=\"seed\">").expect("the page shows the seed").1;
    let text = after.split_once('<').unwrap().0;
    haven::ground::accounts::second_factor::Seed::from_text(text).expect("the seed can be read")
}

/// The recovery codes on a page.
pub fn recovery_codes_on(page: &str) -> Vec<String> {
    let after = page
        .split_once("id=\"recovery-codes\">")
        .expect("the page shows recovery codes")
        .1;
    let list = after.split_once("</ul>").unwrap().0;
    list.split("<code>")
        .skip(1)
        .map(|part| part.split_once('<').unwrap().0.to_owned())
        .collect()
}

/// What stands in the element with this id.
pub fn text_in(page: &str, id: &str) -> String {
    let after = page
        .split_once(&format!("id=\"{id}\">"))
        .unwrap_or_else(|| panic!("no element {id}"))
        .1;
    after.split_once('<').unwrap().0.to_owned()
}

/// How many ledger lines there are of one action.
pub async fn lines(app: &App, action: &str) -> i64 {
    let mut conn = app.db.read().await.unwrap();
    conn.one("SELECT COUNT(*) AS n FROM ledger WHERE action = $1", params![action])
        .await
        .unwrap()
        .get("n")
        .unwrap()
}

/// The session cookie that an answer sets.
pub fn session_cookie(headers: &reqwest::header::HeaderMap) -> Option<String> {
    headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(|value| value.strip_prefix("haven=")?.split(';').next().map(str::to_owned))
}

/// A client that follows nothing and keeps nothing, for looking at single answers.
pub fn bare_client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// The form token on a page.
pub fn csrf_on(page: &str) -> String {
    let after = page
        .split_once("name=\"csrf\" value=\"")
        .expect("the page has a form")
        .1;
    after.split_once('"').unwrap().0.to_owned()
}
