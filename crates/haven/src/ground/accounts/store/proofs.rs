//! How an account proves who it is: password, seed, recovery codes, and the count of wrong tries.

use super::super::rules;
use crate::problem::Problem;
use access::{ManageOwnAccount, Permit};
use domain::ids::{AccountId, AgencyId};
use kit::db::{Conn, Row, Tx};
use kit::params;

/// What sign-in needs to know.
#[derive(Clone)]
pub struct Proofs {
    pub id: AccountId,
    pub agency: AgencyId,
    pub state: String,
    pub password_hash: Option<String>,
    /// Sealed seed of the authenticator app, once confirmed.
    pub totp: Option<Vec<u8>>,
    pub locked_until: Option<i64>,
    pub passkeys: i64,
    pub recovery_codes_left: i64,
}

impl Proofs {
    pub const fn has_second_factor(&self) -> bool {
        self.totp.is_some() || self.passkeys > 0
    }
}

macro_rules! proofs_row {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.agency_id, a.state, a.password_hash, CASE WHEN a.totp_confirmed_at IS NULL THEN NULL ELSE a.totp_sealed END AS totp, a.locked_until, \
             (SELECT COUNT(*) FROM passkey p WHERE p.account_id = a.id) AS passkeys, \
             (SELECT COUNT(*) FROM recovery_code c WHERE c.account_id = a.id AND c.used_at IS NULL) AS recovery_codes_left \
             FROM account a JOIN agency g ON g.id = a.agency_id WHERE g.closed_at IS NULL AND ",
            $rest
        )
    };
}

pub async fn proofs_by_email(conn: &mut Conn, email: &str) -> Result<Option<Proofs>, Problem> {
    conn.optional(proofs_row!("a.email = $1"), params![email.trim().to_lowercase()])
        .await?
        .map(|row| proofs_of(&row))
        .transpose()
}

pub async fn proofs(conn: &mut Conn, id: AccountId) -> Result<Option<Proofs>, Problem> {
    conn.optional(proofs_row!("a.id = $1"), params![id])
        .await?
        .map(|row| proofs_of(&row))
        .transpose()
}

fn proofs_of(row: &Row) -> Result<Proofs, Problem> {
    Ok(Proofs {
        id: row.id("id")?,
        agency: row.id("agency_id")?,
        state: row.get("state")?,
        password_hash: row.get("password_hash")?,
        totp: row.get("totp")?,
        locked_until: row.get("locked_until")?,
        passkeys: row.get("passkeys")?,
        recovery_codes_left: row.get("recovery_codes_left")?,
    })
}

/// Counts a try before it is looked at, so that many tries at once cannot all be the first; a right answer takes the
/// count back. False while the account is locked: then nothing is counted.
pub async fn count_try(tx: &mut Tx, id: AccountId, now_ms: i64) -> Result<bool, Problem> {
    let row = tx
        .one(
            "SELECT failed_attempts, locked_until FROM account WHERE id = $1 FOR UPDATE",
            params![id],
        )
        .await?;
    if row
        .get::<Option<i64>>("locked_until")?
        .is_some_and(|until| until > now_ms)
    {
        return Ok(false);
    }
    let failures = row.get::<i64>("failed_attempts")? + 1;
    let locked_until = rules::lock_minutes(failures).map(|minutes| now_ms + minutes * 60_000);
    tx.execute(
        "UPDATE account SET failed_attempts = $1, locked_until = $2 WHERE id = $3",
        params![failures, locked_until, id],
    )
    .await?;
    Ok(true)
}

/// Takes back the one try that was right, when more is still to be proved.
pub async fn take_try_back(tx: &mut Tx, id: AccountId) -> Result<(), Problem> {
    tx.execute(
        "UPDATE account SET failed_attempts = failed_attempts - 1, locked_until = NULL WHERE id = $1 AND failed_attempts > 0",
        params![id],
    )
    .await?;
    Ok(())
}

/// Forgets all wrong tries: after a whole sign-in, or when an administrator unlocks.
pub async fn forget_tries(tx: &mut Tx, id: AccountId) -> Result<(), Problem> {
    tx.execute(
        "UPDATE account SET failed_attempts = 0, locked_until = NULL WHERE id = $1",
        params![id],
    )
    .await?;
    Ok(())
}

pub async fn signed_in(tx: &mut Tx, id: AccountId, now_ms: i64) -> Result<(), Problem> {
    tx.execute(
        "UPDATE account SET last_sign_in_at = $1 WHERE id = $2",
        params![now_ms, id],
    )
    .await?;
    Ok(())
}

/// Uses up a step of the app's codes. False when it, or a later one, was used already.
pub async fn use_step(tx: &mut Tx, id: AccountId, step: i64) -> Result<bool, Problem> {
    let used = tx
        .execute(
            "UPDATE account SET totp_last_step = $1 WHERE id = $2 AND (totp_last_step IS NULL OR totp_last_step < $1)",
            params![step, id],
        )
        .await?;
    Ok(used == 1)
}

/// Uses up a recovery code. False when there is none such, or it was used already.
pub async fn use_recovery_code(tx: &mut Tx, id: AccountId, digest: [u8; 32], now_ms: i64) -> Result<bool, Problem> {
    let used = tx
        .execute(
            "UPDATE recovery_code SET used_at = $1 WHERE account_id = $2 AND digest = $3 AND used_at IS NULL",
            params![now_ms, id, digest],
        )
        .await?;
    Ok(used == 1)
}

pub async fn set_password(
    tx: &mut Tx,
    permit: &Permit<ManageOwnAccount>,
    id: AccountId,
    hash: &str,
) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute(
        "UPDATE account SET password_hash = $1, failed_attempts = 0, locked_until = NULL WHERE id = $2",
        params![hash, id],
    )
    .await?;
    Ok(())
}

/// Sets a confirmed seed; the step with which it was confirmed counts as used.
pub async fn set_totp(
    tx: &mut Tx,
    permit: &Permit<ManageOwnAccount>,
    id: AccountId,
    sealed: Vec<u8>,
    step: i64,
    now_ms: i64,
) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute(
        "UPDATE account SET totp_sealed = $1, totp_confirmed_at = $2, totp_last_step = $3 WHERE id = $4",
        params![sealed, now_ms, step, id],
    )
    .await?;
    Ok(())
}

/// New recovery codes take the place of all before.
pub async fn set_recovery_codes(
    tx: &mut Tx,
    permit: &Permit<ManageOwnAccount>,
    id: AccountId,
    digests: Vec<[u8; 32]>,
) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute("DELETE FROM recovery_code WHERE account_id = $1", params![id])
        .await?;
    for digest in digests {
        tx.execute(
            "INSERT INTO recovery_code (account_id, digest) VALUES ($1, $2)",
            params![id, digest],
        )
        .await?;
    }
    Ok(())
}

/// Takes the app away; passkeys stay.
pub async fn clear_totp(tx: &mut Tx, id: AccountId) -> Result<(), Problem> {
    tx.execute(
        "UPDATE account SET totp_sealed = NULL, totp_confirmed_at = NULL, totp_last_step = NULL WHERE id = $1",
        params![id],
    )
    .await?;
    Ok(())
}

/// Takes every second factor away: app, recovery codes, passkeys.
pub async fn clear_second_factors(tx: &mut Tx, id: AccountId) -> Result<(), Problem> {
    clear_totp(tx, id).await?;
    tx.execute("DELETE FROM recovery_code WHERE account_id = $1", params![id])
        .await?;
    tx.execute("DELETE FROM passkey WHERE account_id = $1", params![id])
        .await?;
    Ok(())
}

/// Sets a password from an invitation: whoever holds its link may. An invited account becomes active; a suspended one
/// stays what it is.
pub async fn accept(tx: &mut Tx, id: AccountId, hash: &str) -> Result<(), Problem> {
    tx.execute(
        "UPDATE account SET password_hash = $1, state = CASE WHEN state = 'invited' THEN 'active' ELSE state END, \
         failed_attempts = 0, locked_until = NULL WHERE id = $2",
        params![hash, id],
    )
    .await?;
    Ok(())
}
