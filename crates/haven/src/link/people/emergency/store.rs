//! Every SQL statement on emergency looks.

use crate::problem::Problem;
use access::{BreakGlass, Permit, ReviewBreakGlass};
use domain::ids::{AccountId, AgencyId, BreakGlassId, PersonId};
use kit::db::{Conn, Row, Tx};
use kit::params;

pub(super) struct NewLook<'a> {
    pub id: BreakGlassId,
    pub account: AccountId,
    pub person: PersonId,
    pub reason: &'a str,
    pub now: i64,
    pub until: i64,
    pub owners: Vec<AgencyId>,
}

pub(super) async fn add(tx: &mut Tx, _permits: &[Permit<BreakGlass>], look: NewLook<'_>) -> Result<(), Problem> {
    tx.execute(
        "INSERT INTO break_glass (id, account_id, person_id, reason, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![look.id, look.account, look.person, look.reason, look.now, look.until],
    )
    .await?;
    let rows = look.owners.iter().map(|owner| params![look.id, *owner]).collect();
    tx.insert_many("INSERT INTO break_glass_owner (break_glass_id, agency_id)", "", rows)
        .await?;
    Ok(())
}

/// An emergency look with both sides' names.
pub(super) struct Look {
    pub id: BreakGlassId,
    pub owner: AgencyId,
    pub owner_name: String,
    pub agency: AgencyId,
    pub agency_name: String,
    pub account: AccountId,
    pub who: String,
    pub person: PersonId,
    pub reason: String,
    pub made_at: i64,
    pub expires_at: i64,
    pub reviewed_at: Option<i64>,
    pub review_note: Option<String>,
}

macro_rules! look_row {
    ($rest:literal) => {
        concat!(
            "SELECT b.id, w.agency_id AS owner, o.name AS owner_name, a.agency_id, g.name AS agency_name, b.account_id, a.display_name, b.person_id, \
             b.reason, b.made_at, b.expires_at, b.reviewed_at, b.review_note FROM break_glass b JOIN break_glass_owner w ON w.break_glass_id = b.id \
             JOIN agency o ON o.id = w.agency_id JOIN account a ON a.id = b.account_id JOIN agency g ON g.id = a.agency_id ",
            $rest
        )
    };
}

/// Looks that concern an agency (its records or its staff), newest first. Each is decided on by the policy before it is shown.
pub(super) async fn concerning(
    conn: &mut Conn,
    agency: AgencyId,
    open_only: bool,
    limit: i64,
) -> Result<Vec<Look>, Problem> {
    let rows = conn
        .all(
            look_row!("WHERE (w.agency_id = $1 OR a.agency_id = $1) AND ($2 = FALSE OR b.reviewed_at IS NULL) ORDER BY b.made_at DESC LIMIT $3"),
            params![agency, open_only, limit],
        )
        .await?;
    rows.iter().map(look_of).collect()
}

pub(super) async fn find(conn: &mut Conn, id: BreakGlassId) -> Result<Vec<Look>, Problem> {
    conn.all(look_row!("WHERE b.id = $1"), params![id])
        .await?
        .iter()
        .map(look_of)
        .collect()
}

pub(super) async fn review(
    tx: &mut Tx,
    permit: &Permit<ReviewBreakGlass>,
    id: BreakGlassId,
    account: AccountId,
    note: &str,
    now: i64,
) -> Result<bool, Problem> {
    permit.require(id)?;
    let touched = tx
        .execute(
            "UPDATE break_glass SET reviewed_at = $1, reviewed_by = $2, review_note = $3 WHERE id = $4 AND reviewed_at IS NULL",
            params![now, account, note, id],
        )
        .await?;
    Ok(touched == 1)
}

fn look_of(row: &Row) -> Result<Look, Problem> {
    Ok(Look {
        id: row.id("id")?,
        owner: row.id("owner")?,
        owner_name: row.get("owner_name")?,
        agency: row.id("agency_id")?,
        agency_name: row.get("agency_name")?,
        account: row.id("account_id")?,
        who: row.get("display_name")?,
        person: row.id("person_id")?,
        reason: row.get("reason")?,
        made_at: row.get("made_at")?,
        expires_at: row.get("expires_at")?,
        reviewed_at: row.get("reviewed_at")?,
        review_note: row.get("review_note")?,
    })
}
