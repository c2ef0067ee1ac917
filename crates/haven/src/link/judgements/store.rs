//! Every SQL statement on judgements and alerts.

use crate::problem::Problem;
use access::{JudgeLink, ListPermit, Permit, ViewAlert, ViewLink};
use domain::ids::{AccountId, AgencyId, AlertId, JudgementId, LinkId, RecordId};
use kit::db::{Conn, Tx};
use kit::params;

/// A link's two ends and its standing answer.
pub(super) struct Ends {
    pub a: RecordId,
    pub b: RecordId,
    pub answer: Option<String>,
}

pub(super) async fn ends(conn: &mut Conn, link: LinkId) -> Result<Ends, Problem> {
    let row = conn
        .one(
            "SELECT a_record, b_record, answer FROM link WHERE id = $1",
            params![link],
        )
        .await?;
    Ok(Ends {
        a: row.id("a_record")?,
        b: row.id("b_record")?,
        answer: row.get("answer")?,
    })
}

pub(super) struct Judgement {
    pub id: JudgementId,
    pub answer: String,
    pub reason: String,
    pub who: String,
    pub agency: String,
    pub account: AccountId,
    pub made_at: i64,
    pub withdrawn_at: Option<i64>,
}

/// All judgements on a link, newest first.
pub(super) async fn history(
    conn: &mut Conn,
    permit: &Permit<ViewLink>,
    link: LinkId,
) -> Result<Vec<Judgement>, Problem> {
    permit.require(link)?;
    let rows = conn
        .all(
            "SELECT j.id, j.answer, j.reason, a.display_name, g.name AS agency, j.account_id, j.made_at, j.withdrawn_at FROM judgement j \
             JOIN account a ON a.id = j.account_id JOIN agency g ON g.id = a.agency_id WHERE j.link_id = $1 ORDER BY j.made_at DESC, j.id DESC",
            params![link],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Judgement {
                id: row.id("id")?,
                answer: row.get("answer")?,
                reason: row.get("reason")?,
                who: row.get("display_name")?,
                agency: row.get("agency")?,
                account: row.id("account_id")?,
                made_at: row.get("made_at")?,
                withdrawn_at: row.get("withdrawn_at")?,
            })
        })
        .collect()
}

#[allow(clippy::too_many_arguments, reason = "one for each column")]
pub(super) async fn add(
    tx: &mut Tx,
    permit: &Permit<JudgeLink>,
    id: JudgementId,
    link: LinkId,
    account: AccountId,
    answer: &str,
    reason: &str,
    now: i64,
) -> Result<(), Problem> {
    permit.require(link)?;
    tx.execute(
        "INSERT INTO judgement (id, link_id, answer, reason, account_id, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, link, answer, reason, account, now],
    )
    .await?;
    Ok(())
}

/// Marks a judgement withdrawn; false when it was already, or is another's.
pub(super) async fn mark_withdrawn(
    tx: &mut Tx,
    permit: &Permit<JudgeLink>,
    link: LinkId,
    judgement: JudgementId,
    account: AccountId,
    now: i64,
) -> Result<bool, Problem> {
    permit.require(link)?;
    let touched = tx
        .execute(
            "UPDATE judgement SET withdrawn_at = $1, withdrawn_by = $2 WHERE id = $3 AND link_id = $4 AND account_id = $2 AND withdrawn_at IS NULL",
            params![now, account, judgement, link],
        )
        .await?;
    Ok(touched == 1)
}

/// The standing answer is that of the newest judgement that was not withdrawn.
pub(super) async fn settle(tx: &mut Tx, link: LinkId, now: i64) -> Result<Option<String>, Problem> {
    let row = tx
        .optional(
            "SELECT answer FROM judgement WHERE link_id = $1 AND withdrawn_at IS NULL ORDER BY made_at DESC, id DESC LIMIT 1",
            params![link],
        )
        .await?;
    let answer: Option<String> = match row {
        Some(row) => row.get("answer")?,
        None => None,
    };
    tx.execute(
        "UPDATE link SET answer = $1, changed_at = $2 WHERE id = $3",
        params![answer.clone(), now, link],
    )
    .await?;
    Ok(answer)
}

/// An agency's alerts about a link have been dealt with.
pub(super) async fn mark_seen(
    tx: &mut Tx,
    agency: AgencyId,
    link: LinkId,
    account: AccountId,
    now: i64,
) -> Result<(), Problem> {
    tx.execute(
        "UPDATE alert SET seen_at = $1, seen_by = $2 WHERE agency_id = $3 AND link_id = $4 AND seen_at IS NULL",
        params![now, account, agency, link],
    )
    .await?;
    Ok(())
}

/// One hit that waits for somebody of this agency.
#[derive(Clone, Debug)]
pub struct ToJudge {
    pub alert: AlertId,
    pub link: LinkId,
    pub own: RecordId,
    pub other: RecordId,
    pub band: String,
    pub sort: String,
    pub urgent: bool,
    pub made_at: i64,
}

/// Hits of an agency that nobody has looked at or judged, surest and newest first.
pub async fn waiting(conn: &mut Conn, permit: &ListPermit<ViewAlert>, limit: i64) -> Result<Vec<ToJudge>, Problem> {
    let Some(agency) = permit.agency() else {
        return Ok(Vec::new());
    };
    let rows = conn
        .all(
            "SELECT al.id, al.link_id, al.own_record, al.other_record, al.urgent, al.made_at, l.band, l.sort FROM alert al JOIN link l ON l.id = al.link_id \
             WHERE al.agency_id = $1 AND al.seen_at IS NULL AND l.answer IS NULL AND l.withdrawn_at IS NULL ORDER BY al.made_at DESC, al.id DESC LIMIT $2",
            params![agency, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ToJudge {
                alert: row.id("id")?,
                link: row.id("link_id")?,
                own: row.id("own_record")?,
                other: row.id("other_record")?,
                band: row.get("band")?,
                sort: row.get("sort")?,
                urgent: row.get("urgent")?,
                made_at: row.get("made_at")?,
            })
        })
        .collect()
}
