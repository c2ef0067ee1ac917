//! Finding records by the tokens they carry (`search_token`), ranking them, and dropping what the reader may not see.

use crate::gather::records::{self, Eyes, Seen};
use crate::link::recognise::search_hash;
use crate::problem::Problem;
use access::Permit;
use domain::ids::RecordId;
use kit::db::Conn;
use kit::params;
use std::collections::HashSet;

/// One record that answers the question, as the reader may see it.
#[derive(Clone, Debug)]
pub struct Found {
    /// 0 to 1.
    pub rank: f64,
    pub seen: Seen,
}

/// Candidates taken from one group of tokens at most.
const CANDIDATES: i64 = 300;
/// Best candidates that are read whole.
const READ: usize = 120;
/// A rank below this only happens to share sounds.
const LEAST_RANK: f64 = 0.5;

/// Best first, at most `limit`. `region` is the country in whose form phone numbers are read.
pub async fn search(
    conn: &mut Conn,
    _permit: &Permit<access::Search>,
    eyes: &Eyes<'_>,
    text: &str,
    region: &str,
    limit: usize,
) -> Result<Vec<Found>, Problem> {
    let mut found = Vec::new();
    let mut met: HashSet<i64> = HashSet::new();
    let mut by_reference = None;
    // A reference read out on the phone is the surest question of all.
    if let Some(record) = records::by_reference(conn, text.trim()).await?
        && let Some(seen) = eyes.look(&record)
    {
        by_reference = Some(record.id);
        found.push(Found { rank: 1.0, seen });
    }
    let query = matching::query_tokens(text, region);
    let mut candidates: Vec<i64> = Vec::new();
    for group in &query.alternatives {
        for num in carrying_all(conn, group).await? {
            if met.insert(num) {
                candidates.push(num);
            }
        }
        if candidates.len() >= 2 * READ {
            break;
        }
    }
    let rows = conn
        .all(
            "SELECT r.id, p.profile FROM record_profile p JOIN record r ON r.num = p.num WHERE p.num IN_INTS($1) AND r.withdrawn_at IS NULL",
            params![candidates],
        )
        .await?;
    let mut ranked: Vec<(f64, RecordId)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let rank = query.rank(&row.json("profile")?);
        let id: RecordId = row.id("id")?;
        if rank >= LEAST_RANK && by_reference != Some(id) {
            ranked.push((rank, id));
        }
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    ranked.truncate(READ);
    let ids: Vec<RecordId> = ranked.iter().map(|(_, id)| *id).collect();
    let mut read: std::collections::HashMap<RecordId, records::Record> = records::find_many(conn, &ids)
        .await?
        .into_iter()
        .map(|record| (record.id, record))
        .collect();
    for (rank, id) in ranked {
        if found.len() >= limit {
            break;
        }
        if let Some(seen) = read.remove(&id).and_then(|record| eyes.look(&record)) {
            found.push(Found { rank, seen });
        }
    }
    Ok(found)
}

/// Numbers of the records that carry every token of a group, starting from the rarest.
async fn carrying_all(conn: &mut Conn, group: &[String]) -> Result<Vec<i64>, Problem> {
    let mut tokens: Vec<(i64, i64)> = Vec::with_capacity(group.len());
    for token in group {
        let hash = search_hash(token);
        // Counting stops early: what matters is which is rarest.
        let row = conn
            .one(
                "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM search_token WHERE fresh IN (0, 1) AND token = $1 LIMIT 1000) AS counted",
                params![hash],
            )
            .await?;
        let count: i64 = row.get("n")?;
        if count == 0 {
            return Ok(Vec::new());
        }
        tokens.push((count, hash));
    }
    tokens.sort_unstable();
    let token = |place: usize| tokens.get(place).map(|(_, hash)| *hash);
    let Some(first) = token(0) else { return Ok(Vec::new()) };
    let rows = match (token(1), token(2)) {
        (None, _) => conn.all("SELECT num FROM search_token WHERE fresh IN (0, 1) AND token = $1 LIMIT $2", params![first, CANDIDATES]).await?,
        (Some(second), None) => {
            conn.all(
                "SELECT a.num FROM search_token a JOIN search_token b ON b.fresh IN (0, 1) AND b.token = $2 AND b.num = a.num WHERE a.fresh IN (0, 1) AND a.token = $1 LIMIT $3",
                params![first, second, CANDIDATES],
            )
            .await?
        }
        // More than three tokens are cut by rank.
        (Some(second), Some(third)) => {
            conn.all(
                "SELECT a.num FROM search_token a JOIN search_token b ON b.fresh IN (0, 1) AND b.token = $2 AND b.num = a.num \
                 JOIN search_token c ON c.fresh IN (0, 1) AND c.token = $3 AND c.num = a.num WHERE a.fresh IN (0, 1) AND a.token = $1 LIMIT $4",
                params![first, second, third, CANDIDATES],
            )
            .await?
        }
    };
    Ok(rows.iter().map(|row| row.get("num")).collect::<Result<_, _>>()?)
}
