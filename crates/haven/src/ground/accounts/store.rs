//! Every SQL statement on accounts.

use crate::problem::Problem;
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
    conn.optional(account_row!(" WHERE a.id = $1 AND g.closed_at IS NULL"), params![id]).await?.map(|row| account_of(&row)).transpose()
}

pub async fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Account>, Problem> {
    conn.optional(account_row!(" WHERE a.email = $1 AND g.closed_at IS NULL"), params![email.trim().to_lowercase()]).await?.map(|row| account_of(&row)).transpose()
}

fn account_of(row: &Row) -> Result<Account, Problem> {
    let roles: Option<String> = row.get("roles")?;
    Ok(Account {
        id: row.id("id")?,
        agency: row.id("agency_id")?,
        agency_name: row.get("agency_name")?,
        agency_kind: AgencyKind::from_code(&row.get::<String>("agency_kind")?).ok_or_else(|| Problem::internal("reading", "agency kind"))?,
        pack: row.get("pack")?,
        email: row.get("email")?,
        display_name: row.get("display_name")?,
        job_title: row.get("job_title")?,
        phone: row.get("phone")?,
        language: row.get("language")?,
        state: row.get("state")?,
        roles: roles.unwrap_or_default().split(',').filter_map(Role::from_code).collect(),
        long_form: row.get("long_form")?,
    })
}
