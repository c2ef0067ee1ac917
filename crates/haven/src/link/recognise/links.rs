//! Links: comparing candidates and keeping what is worth showing. A link's id is made of its two records, so the same
//! evidence found twice is one link, and a judgement on it stays with it.

use super::candidates::{Candidate, Found};
use crate::app::App;
use crate::gather::records::Stored;
use crate::problem::Problem;
use domain::Handling;
use domain::ids::{LinkId, RecordId};
use kit::db::{Tx, Value};
use kit::params;
use matching::{Band, Model};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
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
    a: RecordId,
    b: RecordId,
    sort: &'static str,
    band: Band,
    weight: f64,
    probability: f64,
    reasons: Vec<KeptReason>,
}

pub(super) struct Made {
    pub hits: HashMap<RecordId, usize>,
    /// Records whose cluster may have changed.
    pub touched: Vec<RecordId>,
}

/// Compares every written record with its candidates, on all cores when there are many.
pub(super) fn compare(model: &Model, written: &[Stored], found: &Found) -> Vec<Pair> {
    let compare_one = |place: usize| -> Vec<Pair> {
        let Some(one) = written.get(place) else {
            return Vec::new();
        };
        let mut pairs = Vec::new();
        let mut same_person: HashSet<RecordId> = HashSet::new();
        let candidates = found.by_identity.get(place).map(Vec::as_slice).unwrap_or_default();
        for other in candidates.iter().filter_map(|id| found.others.get(id)) {
            let comparison = model.compare(&one.profile, &other.profile);
            let band = comparison.verdict(model);
            if band == Band::Unlikely {
                continue;
            }
            same_person.insert(other.id);
            let reasons = matching::explain(&comparison)
                .into_iter()
                .map(|reason| kept(&reason))
                .collect();
            pairs.push(pair(
                one.id,
                other.id,
                "identity",
                band,
                comparison.weight,
                comparison.probability,
                reasons,
            ));
        }
        let naming = found.by_entity.get(place);
        for (other, kinds) in naming.into_iter().flatten() {
            if same_person.contains(other) || !found.others.contains_key(other) {
                continue;
            }
            let reasons = kinds
                .iter()
                .map(|kind| KeptReason {
                    field: kind.clone(),
                    code: format!("shared-{kind}"),
                    weight: 0.0,
                })
                .collect();
            pairs.push(pair(one.id, *other, "entity", Band::Possible, 0.0, 0.0, reasons));
        }
        pairs
    };
    if written.len() < 8 {
        (0..written.len()).flat_map(compare_one).collect()
    } else {
        (0..written.len()).into_par_iter().flat_map_iter(compare_one).collect()
    }
}

pub(super) fn kept(reason: &matching::Reason) -> KeptReason {
    KeptReason {
        field: reason.field.to_string(),
        code: reason.code.to_string(),
        weight: reason.weight,
    }
}

fn pair(
    one: RecordId,
    other: RecordId,
    sort: &'static str,
    band: Band,
    weight: f64,
    probability: f64,
    reasons: Vec<KeptReason>,
) -> Pair {
    let (a, b) = if one < other { (one, other) } else { (other, one) };
    Pair {
        a,
        b,
        sort,
        band,
        weight,
        probability,
        reasons,
    }
}

/// The name of the link between two records.
pub fn link_id(a: RecordId, b: RecordId, sort: &str) -> LinkId {
    const NAMESPACE: Uuid = Uuid::from_u128(0x3c1d_8f0a_9b52_5e4e_8a77_5d1c_0f2e_64a1);
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    LinkId(Uuid::new_v5(&NAMESPACE, format!("{sort}:{a}:{b}").as_bytes()))
}

pub fn band_code(band: Band) -> &'static str {
    match band {
        Band::Strong => "strong",
        Band::Possible => "possible",
        Band::Unlikely => "unlikely",
    }
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
        tx.execute(
            "UPDATE link SET withdrawn_at = $1 WHERE (a_record IN_IDS($2) OR b_record IN_IDS($2)) AND answer IS NULL AND withdrawn_at IS NULL",
            params![now, changed.clone()],
        )
        .await?;
        touched.extend(changed.into_iter().map(RecordId));
    }
    let mut link_rows = Vec::with_capacity(pairs.len());
    let mut alert_rows = Vec::new();
    let mut seen: HashSet<LinkId> = HashSet::new();
    for pair in pairs {
        let id = link_id(pair.a, pair.b, pair.sort);
        // Two rows of one call may find each other from both ends.
        if !seen.insert(id) {
            continue;
        }
        for record in [pair.a, pair.b] {
            *hits.entry(record).or_default() += 1;
        }
        if pair.band == Band::Strong {
            touched.extend([pair.a, pair.b]);
        }
        if let (Some(a), Some(b)) = (found.others.get(&pair.a), found.others.get(&pair.b)) {
            alerts(app, &mut alert_rows, id, pair.band == Band::Strong, a, b, now);
        }
        link_rows.push(vec![
            Value::from(id),
            Value::from(pair.a),
            Value::from(pair.b),
            Value::from(pair.sort),
            Value::from(band_code(pair.band)),
            Value::from(pair.weight),
            Value::from(pair.probability),
            Value::from(app.model.version()),
            Value::json(&pair.reasons),
            Value::from(now),
            Value::from(now),
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
        "ON CONFLICT (agency_id, link_id, own_record) DO NOTHING",
        alert_rows,
    )
    .await?;
    Ok(Made {
        hits,
        touched: touched.into_iter().collect(),
    })
}

/// Each owner is woken about the other's record, unless that one is sealed: then its existence is not told.
fn alerts(app: &App, rows: &mut Vec<Vec<Value>>, link: LinkId, urgent: bool, a: &Candidate, b: &Candidate, now: i64) {
    let mut wake = |own: &Candidate, other: &Candidate| {
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
