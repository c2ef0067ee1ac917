//! Who else knows: the hits of a record, or of answers still being typed, as one reader may see them.

use super::candidates::{self, Num, token_hash};
use super::links::{self, KeptReason, Pair, band_code, link_id};
use crate::app::App;
use crate::gather::records::{self, Eyes, Record, Seen};
use crate::problem::Problem;
use domain::ids::{LinkId, RecordId};
use domain::{Answers, RecordKind};
use kit::db::Conn;
use kit::params;
use matching::Profile;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitSort {
    /// Perhaps the same person.
    Identity,
    /// Another person, with the same phone, vehicle, address, document...
    Entity,
}

impl HitSort {
    fn of(code: &str) -> Self {
        if code == "entity" { Self::Entity } else { Self::Identity }
    }
}

/// Another record that knows something. What the reader sees of it is in `seen`; where that is a pointer, the reasons
/// say which kinds of fact agree and never what the other record holds.
#[derive(Clone, Debug)]
pub struct Hit {
    /// None while typing: nothing is stored yet.
    pub link: Option<LinkId>,
    /// The record it was found for, when there is one.
    pub own: Option<RecordId>,
    pub sort: HitSort,
    /// `strong` or `possible`.
    pub band: String,
    pub weight: f64,
    pub probability: f64,
    pub reasons: Vec<KeptReason>,
    /// `same`, `different`, `unsure`, or not judged.
    pub answer: Option<String>,
    pub seen: Seen,
}

/// Hits for something not stored. Best first, at most `limit`.
pub async fn known_for_answers(
    app: &App,
    conn: &mut Conn,
    eyes: &Eyes<'_>,
    kind: RecordKind,
    answers: &Answers,
    region: &str,
    limit: usize,
) -> Result<Vec<Hit>, Problem> {
    let profile = Profile::from_answers(kind, answers, region);
    let found = candidates::find_only(conn, &profile).await?;
    let mut pairs = links::compare(app.model, &[&profile], &found);
    let others: BTreeSet<Num> = pairs.iter().map(|pair| pair.other).collect();
    let parties = candidates::parties(conn, others.into_iter().collect()).await?;
    pairs.retain(|pair| parties.contains_key(&pair.other));
    pairs.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.other.cmp(&b.other)));
    pairs.truncate(limit);
    let id_of = |pair: &Pair| parties.get(&pair.other).map(|party| party.id);
    let ids: Vec<RecordId> = pairs.iter().filter_map(id_of).collect();
    let mut rows: HashMap<RecordId, Record> = records::find_many(conn, &ids)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    Ok(pairs
        .into_iter()
        .filter_map(|pair| {
            let seen = eyes.look(&rows.remove(&id_of(&pair)?)?)?;
            Some(Hit {
                link: None,
                own: None,
                sort: HitSort::of(pair.sort),
                band: band_code(pair.band).to_owned(),
                weight: pair.weight,
                probability: pair.probability,
                reasons: pair.reasons,
                answer: None,
                seen,
            })
        })
        .collect())
}

/// Hits of stored records (all records of a child's page, or one just handed in). Links inside the set are left out
/// unless `inside` asks for them.
pub async fn known_for_records(
    conn: &mut Conn,
    eyes: &Eyes<'_>,
    own: &[RecordId],
    inside: bool,
) -> Result<Vec<Hit>, Problem> {
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let set: HashSet<RecordId> = own.iter().copied().collect();
    let ids: Vec<Uuid> = own.iter().map(|id| id.0).collect();
    let rows = conn
        .all(
            "SELECT id, a_record, b_record, sort, band, weight, probability, evidence, answer FROM link WHERE a_record IN_IDS($1) AND (withdrawn_at IS NULL OR answer IS NOT NULL) \
             UNION SELECT id, a_record, b_record, sort, band, weight, probability, evidence, answer FROM link WHERE b_record IN_IDS($1) AND (withdrawn_at IS NULL OR answer IS NOT NULL)",
            params![ids],
        )
        .await?;
    let mut wanted = Vec::new();
    let mut hits = Vec::new();
    for row in &rows {
        let (a, b): (RecordId, RecordId) = (row.id("a_record")?, row.id("b_record")?);
        let both = set.contains(&a) && set.contains(&b);
        if both != inside {
            continue;
        }
        let (mine, other) = if set.contains(&a) { (a, b) } else { (b, a) };
        wanted.push(other);
        hits.push((mine, other, row));
    }
    let found: HashMap<RecordId, Record> = records::find_many(conn, &wanted)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let mut known = Vec::with_capacity(hits.len());
    for (mine, other, row) in hits {
        let Some(seen) = found
            .get(&other)
            .filter(|record| record.withdrawn_at.is_none())
            .and_then(|record| eyes.look(record))
        else {
            continue;
        };
        known.push(Hit {
            link: Some(row.id("id")?),
            own: Some(mine),
            sort: HitSort::of(&row.get::<String>("sort")?),
            band: row.get("band")?,
            weight: row.get("weight")?,
            probability: row.get("probability")?,
            reasons: row.json("evidence")?,
            answer: row.get("answer")?,
            seen,
        });
    }
    known.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.seen.id.cmp(&b.seen.id)));
    Ok(known)
}

/// The link between two records, if it is one that recognition could make. For pages that name a link by its ends.
pub fn link_between(a: RecordId, b: RecordId) -> LinkId {
    link_id(a, b, "identity")
}

/// The hash under which a search word stands in `search_token`.
pub fn search_hash(token: &str) -> i64 {
    token_hash(token)
}
