//! Passkeys: the public half of a key that stays in a person's device.

use crate::problem::Problem;
use access::{ManageOwnAccount, Permit};
use domain::ids::{AccountId, PasskeyId};
use kit::db::{Conn, Tx, Value};
use kit::params;
use webauthn_rs::prelude::Passkey;

pub struct KeptPasskey {
    pub id: PasskeyId,
    pub label: String,
    pub key: Passkey,
    pub made_at: i64,
    pub last_used_at: Option<i64>,
}

pub async fn passkeys(conn: &mut Conn, account: AccountId) -> Result<Vec<KeptPasskey>, Problem> {
    let rows = conn
        .all(
            "SELECT id, label, credential, made_at, last_used_at FROM passkey WHERE account_id = $1 ORDER BY made_at",
            params![account],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(KeptPasskey {
                id: row.id("id")?,
                label: row.get("label")?,
                key: row.json("credential")?,
                made_at: row.get("made_at")?,
                last_used_at: row.get("last_used_at")?,
            })
        })
        .collect()
}

pub async fn add_passkey(
    tx: &mut Tx,
    permit: &Permit<ManageOwnAccount>,
    account: AccountId,
    id: PasskeyId,
    label: &str,
    key: &Passkey,
    now_ms: i64,
) -> Result<(), Problem> {
    permit.require(account)?;
    let credential_id: &[u8] = key.cred_id().as_ref();
    tx.execute(
        "INSERT INTO passkey (id, account_id, label, credential_id, credential, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, account, label, credential_id, Value::json(key), now_ms],
    )
    .await?;
    Ok(())
}

/// Keeps the counter that a device sends along, by which a copied key is noticed.
pub async fn passkey_used(tx: &mut Tx, id: PasskeyId, key: &Passkey, now_ms: i64) -> Result<(), Problem> {
    tx.execute(
        "UPDATE passkey SET credential = $1, last_used_at = $2 WHERE id = $3",
        vec![Value::json(key), now_ms.into(), id.into()],
    )
    .await?;
    Ok(())
}

pub async fn rename_passkey(
    tx: &mut Tx,
    permit: &Permit<ManageOwnAccount>,
    account: AccountId,
    id: PasskeyId,
    label: &str,
) -> Result<(), Problem> {
    permit.require(account)?;
    match tx
        .execute(
            "UPDATE passkey SET label = $1 WHERE id = $2 AND account_id = $3",
            params![label, id, account],
        )
        .await?
    {
        1 => Ok(()),
        _ => Err(Problem::NotFound),
    }
}

pub async fn remove_passkey(
    tx: &mut Tx,
    permit: &Permit<ManageOwnAccount>,
    account: AccountId,
    id: PasskeyId,
) -> Result<(), Problem> {
    permit.require(account)?;
    match tx
        .execute(
            "DELETE FROM passkey WHERE id = $1 AND account_id = $2",
            params![id, account],
        )
        .await?
    {
        1 => Ok(()),
        _ => Err(Problem::NotFound),
    }
}
