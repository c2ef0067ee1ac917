//! Every SQL statement on keys to the API.

use crate::app::App;
use crate::problem::Problem;
use access::{ManageTokens, Permit, TokenScope};
use domain::AgencyKind;
use domain::ids::{AccountId, AgencyId, TokenId};
use kit::db::{Conn, Tx, Value};
use kit::params;
use std::collections::BTreeSet;

/// A line of the list.
pub struct Listed {
    pub id: TokenId,
    pub label: String,
    pub scopes: BTreeSet<TokenScope>,
    pub made_by: String,
    pub made_at: i64,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
    pub last_used_at: Option<i64>,
}

/// A key as found by its digest, still good.
pub struct Found {
    pub id: TokenId,
    pub agency: AgencyId,
    pub agency_kind: AgencyKind,
    pub language: String,
    pub scopes: BTreeSet<TokenScope>,
    pub last_used_at: Option<i64>,
}

pub struct NewToken<'a> {
    pub id: TokenId,
    pub agency: AgencyId,
    pub label: &'a str,
    pub scopes: &'a BTreeSet<TokenScope>,
    pub made_by: AccountId,
    pub expires_at: i64,
}

fn digest(app: &App, token: &str) -> [u8; 32] {
    app.vault.digest("api_token", token.as_bytes())
}

pub async fn add(
    app: &App,
    tx: &mut Tx,
    permit: &Permit<ManageTokens>,
    new: &NewToken<'_>,
    token: &str,
) -> Result<(), Problem> {
    if !permit.covers_owner(new.agency) {
        return Err(Problem::NotFound);
    }
    let scopes: Vec<&str> = new.scopes.iter().map(|scope| scope.code()).collect();
    tx.execute(
        "INSERT INTO api_token (id, agency_id, label, digest, scopes, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![new.id, new.agency, new.label, digest(app, token), Value::json(&scopes), new.made_by, app.now_ms(), new.expires_at],
    )
    .await?;
    Ok(())
}

pub async fn list(conn: &mut Conn, permit: &Permit<ManageTokens>, agency: AgencyId) -> Result<Vec<Listed>, Problem> {
    permit.require(agency)?;
    let rows = conn
        .all(
            "SELECT t.id, t.label, t.scopes, a.display_name AS made_by, t.made_at, t.expires_at, t.revoked_at, t.last_used_at \
             FROM api_token t JOIN account a ON a.id = t.made_by WHERE t.agency_id = $1 ORDER BY t.made_at DESC, t.id",
            params![agency],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: row.id("id")?,
                label: row.get("label")?,
                scopes: scopes_of(&row.json::<Vec<String>>("scopes")?),
                made_by: row.get("made_by")?,
                made_at: row.get("made_at")?,
                expires_at: row.get("expires_at")?,
                revoked_at: row.get("revoked_at")?,
                last_used_at: row.get("last_used_at")?,
            })
        })
        .collect()
}

/// Whose key this is; none where there is no such key.
pub async fn agency_of(conn: &mut Conn, id: TokenId) -> Result<Option<AgencyId>, Problem> {
    conn.optional("SELECT agency_id FROM api_token WHERE id = $1", params![id])
        .await?
        .map(|row| Ok(row.id("agency_id")?))
        .transpose()
}

/// Ends a key at once. False when it had ended already.
pub async fn revoke(tx: &mut Tx, permit: &Permit<ManageTokens>, id: TokenId, now_ms: i64) -> Result<bool, Problem> {
    permit.require(id)?;
    Ok(tx
        .execute(
            "UPDATE api_token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL",
            params![now_ms, id],
        )
        .await?
        == 1)
}

pub async fn find(app: &App, conn: &mut Conn, token: &str) -> Result<Option<Found>, Problem> {
    let row = conn
        .optional(
            "SELECT t.id, t.agency_id, g.kind, g.language, t.scopes, t.last_used_at FROM api_token t JOIN agency g ON g.id = t.agency_id \
             WHERE t.digest = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 AND g.closed_at IS NULL",
            params![digest(app, token), app.now_ms()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Found {
        id: row.id("id")?,
        agency: row.id("agency_id")?,
        agency_kind: AgencyKind::from_code(&row.get::<String>("kind")?)
            .ok_or_else(|| Problem::internal("reading", "agency kind"))?,
        language: row.get("language")?,
        scopes: scopes_of(&row.json::<Vec<String>>("scopes")?),
        last_used_at: row.get("last_used_at")?,
    }))
}

pub async fn used(app: &App, id: TokenId) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    tx.execute(
        "UPDATE api_token SET last_used_at = $1 WHERE id = $2",
        params![app.now_ms(), id],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

fn scopes_of(codes: &[String]) -> BTreeSet<TokenScope> {
    codes.iter().filter_map(|code| TokenScope::from_code(code)).collect()
}
