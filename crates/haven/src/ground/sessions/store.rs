//! Sessions in the database. Idle and absolute ends are both checked at each use.

use crate::app::App;
use crate::problem::Problem;
use domain::Purpose;
use domain::ids::AccountId;
use kit::clock::random_token;
use kit::db::{Conn, Tx};
use kit::params;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Visitor,
    Half,
    Full,
}

impl Stage {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Half => "half",
            Self::Full => "full",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "full" => Self::Full,
            "half" => Self::Half,
            _ => Self::Visitor,
        }
    }
}

/// A session as found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub id: Uuid,
    pub account: Option<AccountId>,
    pub stage: Stage,
    pub csrf: String,
    pub purpose: Purpose,
    pub seen_at: i64,
    pub made_at: i64,
}

/// One line of "where you are signed in".
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: Uuid,
    pub device: Option<String>,
    pub made_at: i64,
    pub seen_at: i64,
}

fn digest(app: &App, token: &str) -> [u8; 32] {
    app.vault.digest("session", token.as_bytes())
}

/// A session just begun: what goes into the cookie, and what its first page needs.
#[derive(Clone)]
pub struct Begun {
    pub id: Uuid,
    pub token: String,
    pub csrf: String,
}

/// A fresh session. Any session under `replaces` ends in the same breath.
pub async fn begin(
    app: &App,
    tx: &mut Tx,
    account: Option<AccountId>,
    stage: Stage,
    device: Option<String>,
    replaces: Option<Uuid>,
) -> Result<Begun, Problem> {
    if let Some(old) = replaces {
        tx.execute("DELETE FROM session WHERE id = $1", params![old]).await?;
    }
    let now = app.now_ms();
    if stage == Stage::Visitor {
        // Whoever knocks sweeps the step: sessions that ended long ago go when new ones come.
        tx.execute("DELETE FROM session WHERE expires_at < $1", params![now - 60_000])
            .await?;
    }
    let begun = Begun {
        id: app.clock.new_id::<Uuid>(),
        token: random_token(),
        csrf: random_token(),
    };
    let minutes = match stage {
        Stage::Full => app.settings.session_hours * 60,
        // Time enough to install an authenticator when a second factor must be set up first.
        Stage::Half => 20,
        Stage::Visitor => 120,
    };
    let purpose = first_purpose(tx, account).await?;
    tx.execute(
        "INSERT INTO session (digest, id, account_id, stage, csrf, data, purpose, device, made_at, seen_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, '{}', $6, $7, $8, $8, $9)",
        params![
            digest(app, &begun.token),
            begun.id,
            account,
            stage.code(),
            begun.csrf.as_str(),
            purpose.code(),
            device,
            now,
            now + minutes * 60_000,
        ],
    )
    .await?;
    Ok(begun)
}

/// The purpose that is nearest to the child among the account's roles; it is changed by saying so.
async fn first_purpose(tx: &mut Tx, account: Option<AccountId>) -> Result<Purpose, Problem> {
    let Some(account) = account else {
        return Ok(Purpose::Safeguarding);
    };
    let rows = tx
        .all("SELECT role FROM account_role WHERE account_id = $1", params![account])
        .await?;
    let mut roles = std::collections::BTreeSet::new();
    for row in rows {
        roles.extend(domain::Role::from_code(&row.get::<String>("role")?));
    }
    Ok(access::default_purpose(&roles))
}

/// A new token for a session that goes on, after its person has proved again who they are: everything else stays.
pub async fn renew(app: &App, tx: &mut Tx, session: Uuid) -> Result<Begun, Problem> {
    let begun = Begun {
        id: session,
        token: random_token(),
        csrf: random_token(),
    };
    tx.execute(
        "UPDATE session SET digest = $1, csrf = $2, made_at = $3, seen_at = $3 WHERE id = $4",
        params![digest(app, &begun.token), begun.csrf.as_str(), app.now_ms(), session],
    )
    .await?;
    Ok(begun)
}

pub(super) async fn find(app: &App, conn: &mut Conn, token: &str) -> Result<Option<Found>, Problem> {
    let now = app.now_ms();
    let row = conn
        .optional(
            "SELECT id, account_id, stage, csrf, purpose, seen_at, made_at FROM session WHERE digest = $1 AND expires_at > $2 AND seen_at > $3",
            params![digest(app, token), now, now - app.settings.idle_minutes * 60_000],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Found {
        id: row.get("id")?,
        account: row.optional_id("account_id")?,
        stage: Stage::from_code(&row.get::<String>("stage")?),
        csrf: row.get("csrf")?,
        purpose: Purpose::from_code(&row.get::<String>("purpose")?).unwrap_or(Purpose::Safeguarding),
        seen_at: row.get("seen_at")?,
        made_at: row.get("made_at")?,
    }))
}

pub(super) async fn touch(app: &App, id: Uuid) -> Result<(), Problem> {
    let mut tx = app.db.begin().await?;
    tx.execute(
        "UPDATE session SET seen_at = $1 WHERE id = $2",
        params![app.now_ms(), id],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

pub async fn end(tx: &mut Tx, session: Uuid) -> Result<(), Problem> {
    tx.execute("DELETE FROM session WHERE id = $1", params![session])
        .await?;
    Ok(())
}

/// Ends every session of an account but one (after a password change, all others must sign in again).
pub async fn end_all_but(tx: &mut Tx, account: AccountId, keep: Option<Uuid>) -> Result<u64, Problem> {
    Ok(tx
        .execute(
            "DELETE FROM session WHERE account_id = $1 AND id <> $2",
            params![account, keep.unwrap_or(Uuid::nil())],
        )
        .await?)
}

/// Ends one session, if it is this account's.
pub async fn revoke(tx: &mut Tx, account: AccountId, session: Uuid) -> Result<bool, Problem> {
    Ok(tx
        .execute(
            "DELETE FROM session WHERE account_id = $1 AND id = $2",
            params![account, session],
        )
        .await?
        == 1)
}

pub async fn list(conn: &mut Conn, account: AccountId, now_ms: i64) -> Result<Vec<Listed>, Problem> {
    let rows = conn
        .all(
            "SELECT id, device, made_at, seen_at FROM session WHERE account_id = $1 AND stage = 'full' AND expires_at > $2 ORDER BY seen_at DESC",
            params![account, now_ms],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: row.get("id")?,
                device: row.get("device")?,
                made_at: row.get("made_at")?,
                seen_at: row.get("seen_at")?,
            })
        })
        .collect()
}

/// Why this person looks, until changed: bound into every permit.
pub async fn set_purpose(tx: &mut Tx, session: Uuid, purpose: Purpose) -> Result<(), Problem> {
    tx.execute(
        "UPDATE session SET purpose = $1 WHERE id = $2",
        params![purpose.code(), session],
    )
    .await?;
    Ok(())
}

/// Keeps a small value with the session (OpenID and passkey state, a message for the next page).
pub async fn put_data<T: Serialize + Sync>(tx: &mut Tx, session: Uuid, name: &str, value: &T) -> Result<(), Problem> {
    let mut data = read_data(tx, session).await?;
    let value = serde_json::to_value(value).map_err(|e| Problem::internal("keeping session data", e))?;
    data.insert(name.to_owned(), value);
    write_data(tx, session, data).await
}

/// Takes a value out; it can be taken once.
pub async fn take_data<T: DeserializeOwned>(tx: &mut Tx, session: Uuid, name: &str) -> Result<Option<T>, Problem> {
    let mut data = read_data(tx, session).await?;
    let Some(value) = data.remove(name) else {
        return Ok(None);
    };
    write_data(tx, session, data).await?;
    Ok(serde_json::from_value(value).ok())
}

/// A message for the next page: a message key.
pub async fn flash(tx: &mut Tx, session: Uuid, message: &str) -> Result<(), Problem> {
    put_data(tx, session, "flash", &message).await
}

async fn read_data(tx: &mut Tx, session: Uuid) -> Result<serde_json::Map<String, Json>, Problem> {
    let row = tx
        .optional("SELECT data FROM session WHERE id = $1", params![session])
        .await?;
    Ok(match row {
        Some(row) => row.json("data")?,
        None => serde_json::Map::new(),
    })
}

async fn write_data(tx: &mut Tx, session: Uuid, data: serde_json::Map<String, Json>) -> Result<(), Problem> {
    tx.execute(
        "UPDATE session SET data = $1 WHERE id = $2",
        vec![kit::db::Value::json(&data), session.into()],
    )
    .await?;
    Ok(())
}

/// The waiting message, if any, without a write when there is none.
pub(super) async fn take_flash(app: &App, session: Uuid) -> Result<Option<String>, Problem> {
    let waiting: bool = {
        let mut conn = app.db.read().await?;
        let row = conn
            .optional("SELECT data FROM session WHERE id = $1", params![session])
            .await?;
        match row {
            Some(row) => row.json::<serde_json::Map<String, Json>>("data")?.contains_key("flash"),
            None => false,
        }
    };
    if !waiting {
        return Ok(None);
    }
    let mut tx = app.db.begin().await?;
    let message = take_data(&mut tx, session, "flash").await?;
    tx.commit().await?;
    Ok(message)
}
