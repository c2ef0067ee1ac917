//! Links: comparing candidates and keeping what is worth showing. A link's id is made of its two records, so the same
//! evidence found twice is one link, and a judgement on it stays with it.

use super::candidates::{self, Found, Num, Party};
use crate::app::App;
use crate::gather::records::Stored;
use crate::problem::Problem;
use domain::Handling;
use domain::ids::{LinkId, RecordId};
use kit::db::{Tx, Value};
use kit::params;
use matching::{Band, Model, Profile};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// What a link keeps of its reasons: codes and weights. The values are read from the records, by those who may.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptReason {
    pub field: String,
    pub code: String,
    /// Bits for (+) or against (-) "the same person".
    pub weight: f64,
}

pub(super) struct Pair {
    pub own: Num,
    pub other: Num,
    pub sort: &'static str,
    pub band: Band,
    pub weight: f64,
    pub probability: f64,
    pub reasons: Vec<KeptReason>,
}

pub(super) struct Made {
    pub hits: HashMap<RecordId, usize>,
    /// Records whose cluster may have changed.
    pub touched: Vec<RecordId>,
}

/// Compares profiles with their candidates (by place in `found`), on all cores when there are many.
pub(super) fn compare(model: &Model, profiles: &[&Profile], found: &Found) -> Vec<Pair> {
    let here: HashMap<Num, &Profile> = found.nums.iter().copied().zip(profiles.iter().copied()).collect();
    let profile_of = |num: &Num| here.get(num).copied().or_else(|| found.profiles.get(num));
    let compare_one = |place: usize| -> Vec<Pair> {
        let (Some(own), Some(profile)) = (found.nums.get(place), profiles.get(place)) else {
            return Vec::new();
        };
        let mut pairs = Vec::new();
        let mut same_person: HashSet<Num> = HashSet::new();
        let candidates = found.by_identity.get(place).into_iter().flatten();
        for (other, their_profile) in candidates.filter_map(|other| Some((other, profile_of(other)?))) {
            let comparison = model.compare(profile, their_profile);
            let band = comparison.verdict(model);
            if band == Band::Unlikely {
                continue;
            }
            same_person.insert(*other);
            pairs.push(Pair {
                own: *own,
                other: *other,
                sort: "identity",
                band,
                weight: comparison.weight,
                probability: comparison.probability,
                reasons: matching::explain(&comparison).iter().map(kept).collect(),
            });
        }
        for (other, kinds) in found.by_entity.get(place).into_iter().flatten() {
            if same_person.contains(other) {
                continue;
            }
            let reason = |kind: &&str| KeptReason {
                field: (*kind).to_owned(),
                code: format!("shared-{kind}"),
                weight: 0.0,
            };
            pairs.push(Pair {
                own: *own,
                other: *other,
                sort: "entity",
                band: Band::Possible,
                weight: 0.0,
                probability: 0.0,
                reasons: kinds.iter().map(reason).collect(),
            });
        }
        pairs
    };
    if profiles.len() < 8 {
        (0..profiles.len()).flat_map(compare_one).collect()
    } else {
        (0..profiles.len()).into_par_iter().flat_map_iter(compare_one).collect()
    }
}

pub(super) fn kept(reason: &matching::Reason) -> KeptReason {
    KeptReason {
        field: reason.field.to_string(),
        code: reason.code.to_string(),
        weight: reason.weight,
    }
}

/// The name of the link between two records: made of the two and nothing else. It begins with the time of the newer
/// one (the first 48 bits of a UUID of version 7), so that new links stand together in the tables.
pub fn link_id(a: RecordId, b: RecordId, sort: &str) -> LinkId {
    const NAMESPACE: Uuid = Uuid::from_u128(0x3c1d_8f0a_9b52_5e4e_8a77_5d1c_0f2e_64a1);
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    let named = Uuid::new_v5(&NAMESPACE, format!("{sort}:{a}:{b}").as_bytes());
    let mut bytes = named.into_bytes();
    for (byte, of_newer) in bytes.iter_mut().zip(b.0.as_bytes()).take(6) {
        *byte = *of_newer;
    }
    LinkId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

pub fn band_code(band: Band) -> &'static str {
    match band {
        Band::Strong => "strong",
        Band::Possible => "possible",
        Band::Unlikely => "unlikely",
    }
}

/// Ends the links of these records that nobody has judged.
pub(super) async fn end_unjudged(tx: &mut Tx, records: &[Uuid], now_ms: i64) -> Result<(), Problem> {
    tx.execute(
        "UPDATE link SET withdrawn_at = $1 WHERE (a_record IN_IDS($2) OR b_record IN_IDS($2)) AND answer IS NULL AND withdrawn_at IS NULL",
        params![now_ms, records.to_vec()],
    )
    .await?;
    Ok(())
}

/// Keeps the pairs as links, withdraws those that a newer version no longer supports, and wakes both owners.
pub(super) async fn keep(
    app: &App,
    tx: &mut Tx,
    written: &[Stored],
    found: &Found,
    pairs: Vec<Pair>,
) -> Result<Made, Problem> {
    let now = app.now_ms();
    let mut hits: HashMap<RecordId, usize> = HashMap::new();
    let mut touched: HashSet<RecordId> = HashSet::new();
    let changed: Vec<Uuid> = written.iter().filter(|one| !one.is_new).map(|one| one.id.0).collect();
    if !changed.is_empty() {
        // Judged links stay whatever the evidence says now; the others must be found again.
        end_unjudged(tx, &changed, now).await?;
        touched.extend(changed.into_iter().map(RecordId));
    }
    let others = pairs.iter().map(|pair| pair.other).collect::<BTreeSet<Num>>();
    let mut parties = candidates::parties(tx, others.into_iter().collect()).await?;
    for (num, one) in found.nums.iter().zip(written) {
        let (id, agency, handling) = (one.id, one.agency, one.handling);
        parties.insert(*num, Party { id, agency, handling });
    }
    let mut link_rows = Vec::with_capacity(pairs.len());
    let mut alert_rows = Vec::new();
    let mut seen: HashSet<LinkId> = HashSet::new();
    for pair in pairs {
        // Whoever is not there has been withdrawn.
        let (Some(own), Some(other)) = (parties.get(&pair.own), parties.get(&pair.other)) else {
            continue;
        };
        let (a, b) = if own.id < other.id { (own, other) } else { (other, own) };
        let id = link_id(a.id, b.id, pair.sort);
        // Two rows of one call may find each other from both ends.
        if !seen.insert(id) {
            continue;
        }
        for record in [a.id, b.id] {
            *hits.entry(record).or_default() += 1;
        }
        if pair.band == Band::Strong {
            touched.extend([a.id, b.id]);
        }
        alerts(app, &mut alert_rows, id, pair.band == Band::Strong, a, b, now);
        link_rows.push(params![
            id,
            a.id,
            b.id,
            pair.sort,
            band_code(pair.band),
            pair.weight,
            pair.probability,
            app.model.version(),
            Value::json(&pair.reasons),
            now,
            now,
        ]);
    }
    tx.insert_many(
        "INSERT INTO link (id, a_record, b_record, sort, band, weight, probability, model, evidence, made_at, changed_at)",
        "ON CONFLICT (id) DO UPDATE SET band = excluded.band, weight = excluded.weight, probability = excluded.probability, \
         model = excluded.model, evidence = excluded.evidence, changed_at = excluded.changed_at, withdrawn_at = NULL",
        link_rows,
    )
    .await?;
    tx.insert_many(
        "INSERT INTO alert (id, agency_id, link_id, own_record, other_record, urgent, made_at)",
        "ON CONFLICT (link_id, own_record) DO NOTHING",
        alert_rows,
    )
    .await?;
    Ok(Made {
        hits,
        touched: touched.into_iter().collect(),
    })
}

/// Each owner is woken about the other's record, unless that one is sealed: then its existence is not told.
fn alerts(app: &App, rows: &mut Vec<Vec<Value>>, link: LinkId, urgent: bool, a: &Party, b: &Party, now: i64) {
    let mut wake = |own: &Party, other: &Party| {
        if own.agency == other.agency || other.handling != Handling::Sealed {
            rows.push(params![
                app.clock.new_id::<Uuid>(),
                own.agency,
                link,
                own.id,
                other.id,
                urgent,
                now
            ]);
        }
    };
    wake(a, b);
    if a.agency != b.agency {
        wake(b, a);
    }
}
