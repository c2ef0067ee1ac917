//! The pages of accounts: the front door, one's own account, an agency's people.

mod code;
mod confirm;
mod details;
pub mod door;
mod invitation;
mod overview;
mod passkey;
mod passkeys;
mod password;
mod people;
mod person;
mod second_factor;
mod sign_in;

use super::acts::sign_in as signing_in;
use super::store;
use crate::app::App;
use crate::problem::Problem;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use domain::ids::AccountId;
use kit::db::Tx;
use uuid::Uuid;

/// Lets somebody on whose password was set in this transaction: to the second factor, or in. Commits.
pub async fn enter(
    app: &App,
    mut tx: Tx,
    account: AccountId,
    session: Uuid,
    device: Option<String>,
) -> Result<Response, Problem> {
    let proofs = store::proofs(&mut tx, account).await?.ok_or(Problem::NotFound)?;
    let next = signing_in::after_password(app, &mut tx, &proofs, session, device).await?;
    tx.commit().await?;
    Ok(sign_in::onward(app, next, ""))
}

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::send))
        .route("/sign-in/code", get(code::show).post(code::send))
        .route("/sign-in/passkey/options", post(passkey::options))
        .route("/sign-in/passkey", post(passkey::finish))
        .route("/sign-out", post(sign_in::out))
        .route("/invitation/{token}", get(invitation::show).post(invitation::send))
        .route("/account", get(overview::show))
        .route("/account/details", get(details::show).post(details::send))
        .route(
            "/account/purpose",
            get(details::show_purpose).post(details::send_purpose),
        )
        .route("/account/confirm", get(confirm::show).post(confirm::send))
        .route("/account/password", get(password::show).post(password::send))
        .route(
            "/account/second-factor",
            get(second_factor::show).post(second_factor::send),
        )
        .route("/account/second-factor/remove", post(second_factor::remove))
        .route(
            "/account/recovery-codes",
            get(second_factor::show_codes).post(second_factor::send_codes),
        )
        .route("/account/passkeys", get(passkeys::show))
        .route("/account/passkeys/options", post(passkeys::options))
        .route("/account/passkeys/finish", post(passkeys::finish))
        .route("/account/passkeys/{id}", post(passkeys::rename))
        .route("/account/passkeys/{id}/remove", post(passkeys::remove))
        .route("/account/sessions/end", post(overview::end_sessions))
        .route("/accounts", get(people::show))
        .route("/accounts/invite", get(people::show_invite).post(people::send_invite))
        .route("/accounts/{id}", get(person::show))
        .route("/accounts/{id}/roles", post(person::roles))
        .route("/accounts/{id}/{act}", post(person::act))
}
