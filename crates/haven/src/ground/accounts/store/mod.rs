//! Every SQL statement on accounts: here the people; `proofs` how they prove who they are; `invitations`; `passkeys`.

mod invitations;
mod passkeys;
mod proofs;

pub use invitations::*;
pub use passkeys::*;
pub use proofs::*;

use crate::problem::Problem;
use access::{LockAccounts, ManageOwnAccount, Permit, ViewAccounts};
use domain::ids::{AccountId, AgencyId};
use domain::{AgencyKind, Role};
use kit::db::{Conn, Row, Tx};
use kit::params;
use std::collections::BTreeSet;

/// An account with its agency's facts.
#[derive(Clone)]
pub struct Account {
    pub id: AccountId,
    pub agency: AgencyId,
    pub agency_name: String,
    pub agency_kind: AgencyKind,
    /// The jurisdiction the agency works under.
    pub pack: String,
    pub email: String,
    pub display_name: String,
    pub job_title: Option<String>,
    pub phone: Option<String>,
    pub language: String,
    pub state: String,
    pub roles: BTreeSet<Role>,
    pub long_form: bool,
}

impl Account {
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

pub struct NewAccount<'a> {
    pub id: AccountId,
    pub agency: AgencyId,
    pub email: &'a str,
    pub display_name: &'a str,
    pub job_title: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub language: &'a str,
    /// `invited` until a password or passkey is set.
    pub state: &'a str,
    pub password_hash: Option<&'a str>,
    pub roles: &'a [Role],
}

macro_rules! account_row {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.agency_id, g.name AS agency_name, g.kind AS agency_kind, g.pack, a.email, a.display_name, a.job_title, \
     a.phone, a.language, a.state, a.long_form, (SELECT string_agg(r.role, ',') FROM account_role r WHERE r.account_id = a.id) AS roles \
     FROM account a JOIN agency g ON g.id = a.agency_id",
            $rest
        )
    };
}

pub async fn add(tx: &mut Tx, account: NewAccount<'_>, now_ms: i64) -> Result<(), Problem> {
    tx.execute(
        "INSERT INTO account (id, agency_id, email, display_name, job_title, phone, language, state, password_hash, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            account.id,
            account.agency,
            account.email.trim().to_lowercase(),
            account.display_name,
            account.job_title,
            account.phone,
            account.language,
            account.state,
            account.password_hash,
            now_ms,
        ],
    )
    .await?;
    for role in account.roles {
        tx.execute(
            "INSERT INTO account_role (account_id, role, granted_at) VALUES ($1, $2, $3)",
            params![account.id, role.code(), now_ms],
        )
        .await?;
    }
    Ok(())
}

pub async fn find_active(conn: &mut Conn, id: AccountId) -> Result<Option<Account>, Problem> {
    Ok(find_by_id(conn, id).await?.filter(|account| account.state == "active"))
}

pub async fn find_by_id(conn: &mut Conn, id: AccountId) -> Result<Option<Account>, Problem> {
    conn.optional(account_row!(" WHERE a.id = $1 AND g.closed_at IS NULL"), params![id])
        .await?
        .map(|row| account_of(&row))
        .transpose()
}

pub async fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Account>, Problem> {
    conn.optional(
        account_row!(" WHERE a.email = $1 AND g.closed_at IS NULL"),
        params![email.trim().to_lowercase()],
    )
    .await?
    .map(|row| account_of(&row))
    .transpose()
}

fn account_of(row: &Row) -> Result<Account, Problem> {
    let roles: Option<String> = row.get("roles")?;
    Ok(Account {
        id: row.id("id")?,
        agency: row.id("agency_id")?,
        agency_name: row.get("agency_name")?,
        agency_kind: AgencyKind::from_code(&row.get::<String>("agency_kind")?)
            .ok_or_else(|| Problem::internal("reading", "agency kind"))?,
        pack: row.get("pack")?,
        email: row.get("email")?,
        display_name: row.get("display_name")?,
        job_title: row.get("job_title")?,
        phone: row.get("phone")?,
        language: row.get("language")?,
        state: row.get("state")?,
        roles: roles
            .unwrap_or_default()
            .split(',')
            .filter_map(Role::from_code)
            .collect(),
        long_form: row.get("long_form")?,
    })
}

/// A line of the list of an agency's accounts.
pub struct Listed {
    pub account: Account,
    pub second_factor: bool,
    pub locked_until: Option<i64>,
    pub last_sign_in_at: Option<i64>,
}

pub async fn list(conn: &mut Conn, permit: &Permit<ViewAccounts>, agency: AgencyId) -> Result<Vec<Listed>, Problem> {
    permit.require(agency)?;
    let rows = conn
        .all(
            "SELECT a.id, a.agency_id, g.name AS agency_name, g.kind AS agency_kind, g.pack, a.email, a.display_name, a.job_title, a.phone, \
             a.language, a.state, a.long_form, (SELECT string_agg(r.role, ',') FROM account_role r WHERE r.account_id = a.id) AS roles, \
             a.locked_until, a.last_sign_in_at, \
             (a.totp_confirmed_at IS NOT NULL OR EXISTS (SELECT 1 FROM passkey p WHERE p.account_id = a.id)) AS second_factor \
             FROM account a JOIN agency g ON g.id = a.agency_id WHERE a.agency_id = $1 ORDER BY a.display_name, a.id",
            params![agency],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                account: account_of(row)?,
                second_factor: row.get("second_factor")?,
                locked_until: row.get("locked_until")?,
                last_sign_in_at: row.get("last_sign_in_at")?,
            })
        })
        .collect()
}

/// Whether there is any account at all; when not, the server waits to be set up.
pub async fn any(conn: &mut Conn) -> Result<bool, Problem> {
    Ok(conn
        .optional("SELECT id FROM account LIMIT 1", params![])
        .await?
        .is_some())
}

/// How many active accounts besides this one hold a role: in one agency, or (none) anywhere. Agencies are locked
/// first, so that two administrators who end each other at the same moment do not both succeed.
pub async fn others_with_role(
    tx: &mut Tx,
    role: Role,
    agency: Option<AgencyId>,
    besides: AccountId,
) -> Result<i64, Problem> {
    tx.all("SELECT id FROM agency ORDER BY id FOR UPDATE", params![])
        .await?;
    let row = tx
        .one(
            "SELECT COUNT(*) AS n FROM account a JOIN account_role r ON r.account_id = a.id \
             WHERE r.role = $1 AND a.state = 'active' AND a.id <> $2 AND (a.agency_id = $3 OR $4)",
            params![
                role.code(),
                besides,
                agency.map_or(uuid::Uuid::nil(), |id| id.0),
                agency.is_none()
            ],
        )
        .await?;
    Ok(row.get("n")?)
}

/// What people may change about themselves.
pub struct OwnDetails<'a> {
    pub display_name: &'a str,
    pub job_title: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub language: &'a str,
    pub long_form: bool,
}

pub async fn set_own_details(
    tx: &mut Tx,
    permit: &Permit<ManageOwnAccount>,
    id: AccountId,
    details: OwnDetails<'_>,
) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute(
        "UPDATE account SET display_name = $1, job_title = $2, phone = $3, language = $4, long_form = $5 WHERE id = $6",
        params![
            details.display_name,
            details.job_title,
            details.phone,
            details.language,
            details.long_form,
            id
        ],
    )
    .await?;
    Ok(())
}

/// Replaces an account's roles. The act has asked for the rights that each change takes.
pub(in crate::ground::accounts) async fn set_roles(
    tx: &mut Tx,
    id: AccountId,
    roles: &BTreeSet<Role>,
    by: Option<AccountId>,
    now_ms: i64,
) -> Result<(), Problem> {
    let kept: Vec<String> = roles.iter().map(|role| role.code().to_owned()).collect();
    tx.execute(
        "DELETE FROM account_role WHERE account_id = $1 AND NOT (role IN_TEXTS($2))",
        params![id, kept],
    )
    .await?;
    for role in roles {
        tx.execute(
            "INSERT INTO account_role (account_id, role, granted_at, granted_by) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, role) DO NOTHING",
            params![id, role.code(), now_ms, by],
        )
        .await?;
    }
    Ok(())
}

pub async fn set_state(tx: &mut Tx, permit: &Permit<LockAccounts>, id: AccountId, state: &str) -> Result<(), Problem> {
    permit.require(id)?;
    tx.execute("UPDATE account SET state = $1 WHERE id = $2", params![state, id])
        .await?;
    Ok(())
}
