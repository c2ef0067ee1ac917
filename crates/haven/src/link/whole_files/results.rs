//! What is handed on: links, clusters and the queue for people, as tables.

use super::running::{Outcome, Terms, probability};
use matching::bulk::{Judgement, Pair, diagnose};
use std::collections::{HashMap, HashSet};

/// How far a link may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A person said so.
    Judged,
    /// Above the range that people look at.
    Firm,
    /// A person should look before anybody acts.
    Review,
}

impl Standing {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::Firm => "firm",
            Self::Review => "review",
        }
    }
}

/// Two records of one cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    pub a: u32,
    pub b: u32,
    /// The lowest record of the cluster.
    pub cluster: u32,
    pub standing: Standing,
    /// The pair's own bits; none where the two were not compared or spoke clearly against.
    pub own: Option<f32>,
    /// Own bits or those of the join that brought the two together, whichever is more.
    pub joined: f32,
}

/// Why a pair is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// In one cluster, and what the two say speaks against it.
    Conflict,
    /// One of the two hangs on the cluster by this pair alone.
    Bridge,
    NearEven,
}

impl Reason {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Bridge => "bridge",
            Self::NearEven => "near even",
        }
    }
}

/// A pair for a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReviewPair {
    pub a: u32,
    pub b: u32,
    pub weight: f32,
    pub reason: Reason,
    /// How much an answer would settle: the doubt in bits times the records that would change their cluster.
    pub value: f64,
}

/// All links, in the order of records.
pub fn links(outcome: &Outcome, terms: &Terms) -> Vec<Link> {
    let judged = judged_pairs(outcome);
    let mut own = outcome.pairs.iter().peekable();
    outcome
        .clusters
        .pairs
        .iter()
        .map(|pair| {
            while own.next_if(|other| (other.a, other.b) < (pair.a, pair.b)).is_some() {}
            let own = own
                .peek()
                .filter(|other| (other.a, other.b) == (pair.a, pair.b))
                .map(|other| other.weight);
            let standing = match judged.get(&(pair.a, pair.b)) {
                Some(Judgement::Same) => Standing::Judged,
                _ if pair.weight >= terms.review.1 => Standing::Firm,
                _ => Standing::Review,
            };
            Link {
                a: pair.a,
                b: pair.b,
                cluster: outcome.clusters.of.get(pair.a as usize).copied().unwrap_or(pair.a),
                standing,
                own,
                joined: pair.weight,
            }
        })
        .collect()
}

fn judged_pairs(outcome: &Outcome) -> HashMap<(u32, u32), Judgement> {
    outcome
        .judged
        .pairs
        .iter()
        .map(|(a, b, answer)| ((*a, *b), *answer))
        .collect()
}

/// How many records each cluster has, by its lowest record.
pub fn sizes(of: &[u32]) -> Vec<u32> {
    let mut sizes = vec![0u32; of.len()];
    for cluster in of {
        if let Some(size) = sizes.get_mut(*cluster as usize) {
            *size += 1;
        }
    }
    sizes
}

/// The pairs that people should look at, the one that settles most first. Judged pairs are not among them.
pub fn review(outcome: &Outcome, terms: &Terms) -> Vec<ReviewPair> {
    let judged = judged_pairs(outcome);
    let sizes = sizes(&outcome.clusters.of);
    let bridges: HashSet<u32> = diagnose(&outcome.clusters, &outcome.pairs)
        .into_iter()
        .flat_map(|diagnosis| diagnosis.bridges)
        .collect();
    let (low, high) = terms.review;
    let of = |record: u32| outcome.clusters.of.get(record as usize).copied().unwrap_or(record);
    let size = |record: u32| f64::from(sizes.get(of(record) as usize).copied().unwrap_or(1));
    let mut found: Vec<ReviewPair> = outcome
        .pairs
        .iter()
        .filter_map(|pair| {
            let together = of(pair.a) == of(pair.b);
            let is_bridge = together && pair.weight > 0.0 && (bridges.contains(&pair.a) || bridges.contains(&pair.b));
            let reason = if together && pair.weight < low {
                Reason::Conflict
            } else if pair.weight < low || pair.weight > high {
                return None;
            } else if is_bridge {
                Reason::Bridge
            } else {
                Reason::NearEven
            };
            if !judged.is_empty() && judged.contains_key(&(pair.a, pair.b)) {
                return None;
            }
            let moved = if together { 1.0 } else { size(pair.a).min(size(pair.b)) };
            Some(ReviewPair {
                a: pair.a,
                b: pair.b,
                weight: pair.weight,
                reason,
                value: value(pair, reason) * moved,
            })
        })
        .collect();
    found.sort_by(|x, y| y.value.total_cmp(&x.value).then((x.a, x.b).cmp(&(y.a, y.b))));
    found
}

/// Doubt in bits: one where the odds are even. A pair that its cluster contradicts is in doubt whatever its weight.
fn value(pair: &Pair, reason: Reason) -> f64 {
    if reason == Reason::Conflict {
        return 1.0;
    }
    let p = probability(pair.weight).clamp(1e-12, 1.0 - 1e-12);
    -(p * p.log2() + (1.0 - p) * (1.0 - p).log2())
}
