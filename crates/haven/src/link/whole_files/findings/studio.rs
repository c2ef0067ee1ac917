//! The cluster studio: how large clusters are, and which of them a person should open first.

use crate::link::whole_files::results::sizes;
use crate::link::whole_files::running::Outcome;
use matching::bulk::{Diagnosis, diagnose};
use std::collections::BTreeMap;

/// Clusters that are listed.
const LISTED: usize = 30;
/// Clusters that are drawn, and the most records of a drawing.
const DRAWN: usize = 6;
const MOST_DRAWN: u32 = 16;

pub struct Studio {
    /// Records of a cluster, and how many clusters have so many.
    pub sizes: BTreeMap<u32, u64>,
    pub clusters: u64,
    pub with_conflicts: u64,
    pub with_bridges: u64,
    /// Clusters in which less than half of the pairs speak for one person.
    pub sparse: u64,
    pub doubtful: Vec<Diagnosis>,
    /// How many are doubtful in all.
    pub doubtful_count: usize,
    pub drawings: Vec<Drawing>,
}

/// A cluster to be drawn: its records and what was weighed between them.
pub struct Drawing {
    pub cluster: u32,
    pub members: Vec<u32>,
    /// Places in `members`, and the bits.
    pub edges: Vec<(usize, usize, f32)>,
}

pub fn study(outcome: &Outcome) -> Studio {
    let mut histogram = BTreeMap::new();
    for size in sizes(&outcome.clusters.of).into_iter().filter(|size| *size > 0) {
        *histogram.entry(size).or_insert(0u64) += 1;
    }
    let all = diagnose(&outcome.clusters, &outcome.pairs);
    let sparse = |diagnosis: &Diagnosis| diagnosis.records > 2 && diagnosis.density < 0.5;
    let clusters = all.len() as u64;
    let with_conflicts = all.iter().filter(|diagnosis| diagnosis.conflicts > 0).count() as u64;
    let with_bridges = all.iter().filter(|diagnosis| !diagnosis.bridges.is_empty()).count() as u64;
    let sparse_count = all.iter().filter(|diagnosis| sparse(diagnosis)).count() as u64;
    let mut doubtful: Vec<Diagnosis> = all
        .into_iter()
        .filter(|diagnosis| diagnosis.conflicts > 0 || !diagnosis.bridges.is_empty() || sparse(diagnosis))
        .collect();
    doubtful.sort_by(|x, y| {
        (y.conflicts, y.bridges.len(), y.records)
            .cmp(&(x.conflicts, x.bridges.len(), x.records))
            .then(x.cluster.cmp(&y.cluster))
    });
    let doubtful_count = doubtful.len();
    doubtful.truncate(LISTED);
    let drawings = doubtful
        .iter()
        .filter(|diagnosis| diagnosis.records <= MOST_DRAWN)
        .take(DRAWN)
        .map(|diagnosis| draw(outcome, diagnosis.cluster))
        .collect();
    Studio {
        sizes: histogram,
        clusters,
        with_conflicts,
        with_bridges,
        sparse: sparse_count,
        doubtful,
        doubtful_count,
        drawings,
    }
}

fn draw(outcome: &Outcome, cluster: u32) -> Drawing {
    let members: Vec<u32> = outcome
        .clusters
        .of
        .iter()
        .enumerate()
        .filter(|(_, of)| **of == cluster)
        .map(|(record, _)| record as u32)
        .collect();
    let mut edges = Vec::new();
    for (i, a) in members.iter().enumerate() {
        for (j, b) in members.iter().enumerate().skip(i + 1) {
            if let Some(weight) = outcome.own_weight(*a, *b) {
                edges.push((i, j, weight));
            }
        }
    }
    Drawing {
        cluster,
        members,
        edges,
    }
}
