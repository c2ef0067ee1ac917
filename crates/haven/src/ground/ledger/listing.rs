//! Reading the ledger, for auditors: what the permit's scope admits, filtered, page by page.

use crate::problem::Problem;
use access::{Permit, ViewLedger};
use domain::ids::{AccountId, AgencyId};
use kit::db::{Conn, Value};
use kit::params;
use uuid::Uuid;

/// What to show. Everything left out is not asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub action: Option<String>,
    pub account: Option<AccountId>,
    pub agency: Option<AgencyId>,
    pub person: Option<Uuid>,
    pub subject: Option<Uuid>,
    /// Milliseconds since 1970, both ends in.
    pub from: Option<i64>,
    pub to: Option<i64>,
    /// Lines before this one: the cursor.
    pub before: Option<i64>,
}

/// One line as an auditor reads it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub seq: i64,
    pub at: i64,
    pub who: Option<String>,
    pub agency: Option<String>,
    pub owner: Option<String>,
    pub action: String,
    pub purpose: String,
    pub permit: String,
    pub subject_kind: String,
    pub subject: Option<Uuid>,
    pub person: Option<Uuid>,
    pub before_digest: Option<Vec<u8>>,
    pub after_digest: Option<Vec<u8>>,
    pub detail: String,
}

/// How far an auditor reads: the lines of one agency and of its records, or all.
pub enum Reach<'a> {
    Agency(&'a Permit<ViewLedger>, AgencyId),
    Whole(#[allow(dead_code, reason = "holding it is the point")] &'a Permit<ViewLedger>),
}

/// The newest lines first, at most `limit`.
pub async fn list(conn: &mut Conn, reach: &Reach<'_>, filter: &Filter, limit: i64) -> Result<Vec<Listed>, Problem> {
    let only = match reach {
        Reach::Agency(permit, agency) => {
            permit.require(*agency)?;
            Some(*agency)
        }
        Reach::Whole(_) => None,
    };
    let rows = conn
        .all(
            "SELECT l.seq, l.at, a.display_name, g.name AS agency, o.name AS owner, l.action, l.purpose, l.permit, l.subject_kind, l.subject_id, l.person_id, \
             l.before_digest, l.after_digest, l.detail FROM ledger l LEFT JOIN account a ON a.id = l.account_id LEFT JOIN agency g ON g.id = l.agency_id \
             LEFT JOIN agency o ON o.id = l.owner_agency_id \
             WHERE l.seq < $1 AND l.at >= $2 AND l.at <= $3 \
             AND (CAST($4 AS UUID) IS NULL OR l.agency_id = $4 OR l.owner_agency_id = $4) \
             AND (CAST($5 AS TEXT) IS NULL OR l.action = $5) \
             AND (CAST($6 AS UUID) IS NULL OR l.account_id = $6) \
             AND (CAST($7 AS UUID) IS NULL OR l.agency_id = $7) \
             AND (CAST($8 AS UUID) IS NULL OR l.person_id = $8) \
             AND (CAST($9 AS UUID) IS NULL OR l.subject_id = $9) \
             ORDER BY l.seq DESC LIMIT $10",
            vec![
                Value::from(filter.before.unwrap_or(i64::MAX)),
                Value::from(filter.from.unwrap_or(i64::MIN)),
                Value::from(filter.to.unwrap_or(i64::MAX)),
                Value::from(only),
                Value::from(filter.action.clone()),
                Value::from(filter.account),
                Value::from(filter.agency),
                Value::from(filter.person),
                Value::from(filter.subject),
                Value::from(limit),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                seq: row.get("seq")?,
                at: row.get("at")?,
                who: row.get("display_name")?,
                agency: row.get("agency")?,
                owner: row.get("owner")?,
                action: row.get("action")?,
                purpose: row.get("purpose")?,
                permit: row.get("permit")?,
                subject_kind: row.get("subject_kind")?,
                subject: row.get("subject_id")?,
                person: row.get("person_id")?,
                before_digest: row.get("before_digest")?,
                after_digest: row.get("after_digest")?,
                detail: row.get("detail")?,
            })
        })
        .collect()
}

/// Actions that have ever been written, for the filter.
pub async fn actions(conn: &mut Conn, _reach: &Reach<'_>) -> Result<Vec<String>, Problem> {
    let rows = conn
        .all("SELECT DISTINCT action FROM ledger ORDER BY action", params![])
        .await?;
    Ok(rows.iter().map(|row| row.get("action")).collect::<Result<_, _>>()?)
}
