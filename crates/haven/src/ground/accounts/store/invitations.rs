//! Invitations: a link that sets a password, once, for a few days. Only a keyed digest of it is kept.

use super::super::rules::INVITATION_DAYS;
use crate::app::App;
use crate::problem::Problem;
use domain::ids::{AccountId, InvitationId};
use kit::clock::random_token;
use kit::db::{Conn, Tx};
use kit::params;

/// An invitation that is still good.
pub struct Invitation {
    pub id: InvitationId,
    pub account: AccountId,
}

fn digest(app: &App, token: &str) -> [u8; 32] {
    app.vault.digest("invitation", token.as_bytes())
}

/// A fresh invitation; earlier ones of the account end. Returns the token of its link.
pub async fn invite(app: &App, tx: &mut Tx, account: AccountId, by: Option<AccountId>) -> Result<String, Problem> {
    let now = app.now_ms();
    let token = random_token();
    tx.execute(
        "UPDATE invitation SET expires_at = $1 WHERE account_id = $2 AND accepted_at IS NULL AND expires_at > $1",
        params![now, account],
    )
    .await?;
    tx.execute(
        "INSERT INTO invitation (id, account_id, token_digest, made_at, made_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![app.clock.new_id::<InvitationId>(), account, digest(app, &token), now, by, now + INVITATION_DAYS * 86_400_000],
    )
    .await?;
    Ok(token)
}

/// The invitation of a link, if it is still good.
pub async fn find_invitation(app: &App, conn: &mut Conn, token: &str) -> Result<Option<Invitation>, Problem> {
    let row = conn
        .optional(
            "SELECT i.id, i.account_id FROM invitation i JOIN account a ON a.id = i.account_id JOIN agency g ON g.id = a.agency_id \
             WHERE i.token_digest = $1 AND i.accepted_at IS NULL AND i.expires_at > $2 AND a.state <> 'suspended' AND g.closed_at IS NULL",
            params![digest(app, token), app.now_ms()],
        )
        .await?;
    row.map(|row| {
        Ok(Invitation {
            id: row.id("id")?,
            account: row.id("account_id")?,
        })
    })
    .transpose()
}

/// Uses an invitation up. False when somebody was quicker.
pub async fn use_invitation(tx: &mut Tx, id: InvitationId, now_ms: i64) -> Result<bool, Problem> {
    let used = tx
        .execute(
            "UPDATE invitation SET accepted_at = $1 WHERE id = $2 AND accepted_at IS NULL AND expires_at > $1",
            params![now_ms, id],
        )
        .await?;
    Ok(used == 1)
}
