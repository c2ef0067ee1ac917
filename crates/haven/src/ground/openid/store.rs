//! Every SQL statement on identity providers and the people known through them.

use crate::problem::Problem;
use access::{ManageAccounts, Permit};
use domain::ids::{AccountId, AgencyId};
use kit::db::{Conn, Row, Tx};
use kit::params;
use uuid::Uuid;

/// A button at the front door.
pub struct Offered {
    pub id: Uuid,
    pub label: String,
}

#[derive(Clone)]
pub struct Provider {
    pub id: Uuid,
    pub agency: AgencyId,
    pub label: String,
    pub issuer: String,
    pub client_id: String,
    /// Sealed by the vault for `openid_secret`.
    pub secret: Vec<u8>,
    pub made_at: i64,
}

pub async fn offered(conn: &mut Conn) -> Result<Vec<Offered>, Problem> {
    let rows = conn
        .all(
            "SELECT p.id, p.label FROM openid_provider p JOIN agency g ON g.id = p.agency_id \
             WHERE p.withdrawn_at IS NULL AND g.closed_at IS NULL ORDER BY p.label, p.id",
            params![],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Offered {
                id: row.get("id")?,
                label: row.get("label")?,
            })
        })
        .collect()
}

pub async fn find(conn: &mut Conn, id: Uuid) -> Result<Option<Provider>, Problem> {
    conn.optional(
        "SELECT p.id, p.agency_id, p.label, p.issuer, p.client_id, p.secret_sealed, p.made_at FROM openid_provider p \
         JOIN agency g ON g.id = p.agency_id WHERE p.id = $1 AND p.withdrawn_at IS NULL AND g.closed_at IS NULL",
        params![id],
    )
    .await?
    .map(|row| provider_of(&row))
    .transpose()
}

pub async fn of_agency(
    conn: &mut Conn,
    permit: &Permit<ManageAccounts>,
    agency: AgencyId,
) -> Result<Vec<Provider>, Problem> {
    permit.require(agency)?;
    conn.all(
        "SELECT id, agency_id, label, issuer, client_id, secret_sealed, made_at FROM openid_provider \
         WHERE agency_id = $1 AND withdrawn_at IS NULL ORDER BY label, id",
        params![agency],
    )
    .await?
    .iter()
    .map(provider_of)
    .collect()
}

fn provider_of(row: &Row) -> Result<Provider, Problem> {
    Ok(Provider {
        id: row.get("id")?,
        agency: row.id("agency_id")?,
        label: row.get("label")?,
        issuer: row.get("issuer")?,
        client_id: row.get("client_id")?,
        secret: row.get("secret_sealed")?,
        made_at: row.get("made_at")?,
    })
}

pub async fn add(tx: &mut Tx, permit: &Permit<ManageAccounts>, provider: &Provider) -> Result<(), Problem> {
    permit.require(provider.agency)?;
    tx.execute(
        "INSERT INTO openid_provider (id, agency_id, label, issuer, client_id, secret_sealed, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            provider.id,
            provider.agency,
            provider.label.as_str(),
            provider.issuer.as_str(),
            provider.client_id.as_str(),
            provider.secret.clone(),
            provider.made_at,
        ],
    )
    .await?;
    Ok(())
}

pub async fn withdraw(
    tx: &mut Tx,
    permit: &Permit<ManageAccounts>,
    id: Uuid,
    agency: AgencyId,
    now_ms: i64,
) -> Result<bool, Problem> {
    permit.require(agency)?;
    let ended = tx
        .execute(
            "UPDATE openid_provider SET withdrawn_at = $1 WHERE id = $2 AND agency_id = $3 AND withdrawn_at IS NULL",
            params![now_ms, id, agency],
        )
        .await?;
    Ok(ended == 1)
}

/// The account that a provider's name for somebody has been linked to.
pub async fn account_of(conn: &mut Conn, provider: Uuid, subject: &str) -> Result<Option<AccountId>, Problem> {
    conn.optional(
        "SELECT account_id FROM openid_subject WHERE provider_id = $1 AND subject = $2",
        params![provider, subject],
    )
    .await?
    .map(|row| Ok(row.id("account_id")?))
    .transpose()
}

/// Whether an account is known to a provider by some name already: an address that passes to somebody new must not
/// pass the account along with it.
pub async fn is_linked(conn: &mut Conn, provider: Uuid, account: AccountId) -> Result<bool, Problem> {
    Ok(conn
        .optional(
            "SELECT account_id FROM openid_subject WHERE provider_id = $1 AND account_id = $2",
            params![provider, account],
        )
        .await?
        .is_some())
}

pub async fn link(tx: &mut Tx, provider: Uuid, subject: &str, account: AccountId, now_ms: i64) -> Result<(), Problem> {
    tx.execute(
        "INSERT INTO openid_subject (provider_id, subject, account_id, made_at) VALUES ($1, $2, $3, $4)",
        params![provider, subject, account, now_ms],
    )
    .await?;
    Ok(())
}
