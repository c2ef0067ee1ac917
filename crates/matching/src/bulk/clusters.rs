//! Which records are one person: clusters that do not chain.
//!
//! What: inside each component of likely pairs, the two clusters whose records agree best on average are joined first, as long as
//! the average of ALL pairs between them speaks for one person. A pair that was not compared, or speaks against,
//! counts against; judgements of people decide.
//! Why: joining whatever touches makes families into persons. And a pair that alone cannot be told (two assumed birthdays) may be
//! told by a third record that agrees with both: the join carries its weight back to the pair.
//! Weights are bounded for this (`least`, `most`), since the pairs of a cluster lean on the same facts and are no
//! independent witnesses.
//! Limits: joining is greedy; [`samples`] shows how firm the result is.
//! Source: average linkage (Sokal and Michener 1958); correlation clustering (Bansal, Blum and Chawla 2004).

use super::Pair;
use super::dictionary::{Chance, stir};
use rayon::prelude::*;
use serde::Deserialize;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// How clusters are made.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clustering {
    /// Bits added to every weight: above zero finds more and errs more.
    pub lean: f32,
    /// What a pair says at worst, in bits; pairs that were not compared say this.
    pub least: f32,
    /// What a pair says at best.
    pub most: f32,
    /// How much of what lies below `least` still counts.
    pub depth: f32,
}

/// A person's answer about two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    Same,
    NotTheSame,
}

/// Clusters of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// For each record, the lowest record of its cluster.
    pub of: Vec<u32>,
    /// Pairs within clusters of more than one, lower record first, sorted, with the bits that speak for them: their own,
    /// or those of the join that brought them together, whichever is more.
    pub pairs: Vec<Pair>,
}

/// What a reviewer should know of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// Lowest record of the cluster.
    pub cluster: u32,
    pub records: u32,
    /// Pairs with weight above zero, of all pairs within.
    pub density: f32,
    /// Pairs within that speak clearly against (below -4 bits).
    pub conflicts: u32,
    /// Records whose only support above zero is one other record, in clusters of more than two.
    pub bridges: Vec<u32>,
}

impl Clustering {
    /// The weight as clustering sees it.
    fn bounded(&self, weight: f32) -> f32 {
        let weight = weight + self.lean;
        if weight < self.least {
            self.least + (weight - self.least) * self.depth
        } else {
            weight.min(self.most)
        }
    }
}

const CERTAIN: f32 = 10_000.0;

/// Groups records so that what [`clusters`] joins lies in one group: (component of each record, edges by component).
fn components(
    pairs: &[Pair],
    judgements: &[(u32, u32, Judgement)],
    records: usize,
    settings: &Clustering,
) -> Vec<Vec<Pair>> {
    let mut parent: Vec<u32> = (0..records as u32).collect();
    fn root(parent: &mut [u32], mut record: u32) -> u32 {
        while parent[record as usize] != record {
            let above = parent[parent[record as usize] as usize];
            parent[record as usize] = above;
            record = above;
        }
        record
    }
    let mut join = |a: u32, b: u32| {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        if a != b {
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            parent[high as usize] = low;
        }
    };
    for pair in pairs.iter().filter(|pair| pair.weight + settings.lean > 0.0) {
        join(pair.a, pair.b);
    }
    for (a, b, judgement) in judgements {
        if *judgement == Judgement::Same && (*a as usize) < records && (*b as usize) < records {
            join(*a, *b);
        }
    }
    let roots: Vec<u32> = (0..records as u32).map(|record| root(&mut parent, record)).collect();
    let mut slot: Vec<u32> = vec![u32::MAX; records];
    let mut groups: Vec<Vec<Pair>> = Vec::new();
    let mut put = |pair: Pair| {
        let top = roots[pair.a as usize];
        if top != roots[pair.b as usize] {
            return;
        }
        let place = &mut slot[top as usize];
        if *place == u32::MAX {
            *place = groups.len() as u32;
            groups.push(Vec::new());
        }
        groups[*place as usize].push(pair);
    };
    for pair in pairs {
        put(Pair {
            weight: settings.bounded(pair.weight),
            ..*pair
        });
    }
    for (a, b, judgement) in judgements {
        if (*a as usize) < records && (*b as usize) < records && a != b {
            put(Pair {
                a: *a.min(b),
                b: *a.max(b),
                weight: match judgement {
                    Judgement::Same => CERTAIN,
                    Judgement::NotTheSame => -CERTAIN,
                },
            });
        }
    }
    groups
}

/// Clusters of `records` records from scored pairs (sorted, lower record first) and judgements, which override pairs.
pub fn clusters(
    pairs: &[Pair],
    judgements: &[(u32, u32, Judgement)],
    records: usize,
    settings: &Clustering,
) -> Clusters {
    let groups = components(pairs, judgements, records, settings);
    let found: Vec<Vec<Cluster>> = groups
        .par_iter()
        .map(|group| Component::new(group).settle(settings))
        .collect();
    let mut of: Vec<u32> = (0..records as u32).collect();
    let mut inside = Vec::new();
    for cluster in found.into_iter().flatten() {
        for record in &cluster.members {
            of[*record as usize] = cluster.members.first().copied().unwrap_or(*record);
        }
        inside.extend(cluster.joins);
    }
    inside.sort_unstable_by_key(|pair: &Pair| (pair.a, pair.b));
    // A pair's own weight where that says more than the join did; pairs are sorted alike.
    let mut own = pairs.iter().peekable();
    for pair in &mut inside {
        while own.next_if(|other| (other.a, other.b) < (pair.a, pair.b)).is_some() {}
        if let Some(other) = own.peek()
            && (other.a, other.b) == (pair.a, pair.b)
        {
            pair.weight = pair.weight.max(other.weight);
        }
    }
    Clusters { of, pairs: inside }
}

struct Cluster {
    /// Sorted.
    members: Vec<u32>,
    joins: Vec<Pair>,
}

/// Likely pairs that hang together, with records numbered from 0.
struct Component {
    records: Vec<u32>,
    /// For each cluster, its neighbours: sum of weights and number of pairs; sorted by neighbour.
    near: Vec<Vec<(u32, f32, u32)>>,
}

#[derive(PartialEq)]
struct Join {
    gain: f32,
    a: u32,
    b: u32,
    ages: (u32, u32),
}

impl Eq for Join {}

impl PartialOrd for Join {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Join {
    fn cmp(&self, other: &Self) -> Ordering {
        self.gain
            .total_cmp(&other.gain)
            .then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
            .then_with(|| self.ages.cmp(&other.ages))
    }
}

impl Component {
    fn new(group: &[Pair]) -> Self {
        let mut records: Vec<u32> = group.iter().flat_map(|pair| [pair.a, pair.b]).collect();
        records.sort_unstable();
        records.dedup();
        let place = |record: u32| records.binary_search(&record).unwrap_or(0) as u32;
        let mut near: Vec<Vec<(u32, f32, u32)>> = vec![Vec::new(); records.len()];
        for pair in group {
            let (a, b) = (place(pair.a), place(pair.b));
            near[a as usize].push((b, pair.weight, 1));
            near[b as usize].push((a, pair.weight, 1));
        }
        for list in &mut near {
            // A judgement stands beside the pair it judges; the greater in size decides.
            list.sort_by(|x, y| x.0.cmp(&y.0).then(y.1.abs().total_cmp(&x.1.abs())));
            list.dedup_by_key(|entry| entry.0);
        }
        Self { records, near }
    }

    fn settle(mut self, settings: &Clustering) -> Vec<Cluster> {
        let count = self.records.len();
        let mut members: Vec<Vec<u32>> = (0..count as u32).map(|place| vec![place]).collect();
        let mut joins: Vec<Vec<Pair>> = vec![Vec::new(); count];
        let mut ages = vec![0u32; count];
        let gain = |sum: f32, pairs: u32, a: usize, b: usize| {
            let all = (a * b) as f32;
            (sum + (all - pairs as f32) * settings.least) / all
        };
        let mut heap = BinaryHeap::new();
        for (a, list) in self.near.iter().enumerate() {
            for &(b, sum, pairs) in list.iter().filter(|entry| entry.0 > a as u32 && entry.1 > 0.0) {
                heap.push(Join {
                    gain: gain(sum, pairs, 1, 1),
                    a: a as u32,
                    b,
                    ages: (0, 0),
                });
            }
        }
        while let Some(join) = heap.pop() {
            let (a, b) = (join.a as usize, join.b as usize);
            if ages[a] != join.ages.0 || ages[b] != join.ages.1 {
                continue;
            }
            let moved = std::mem::take(&mut members[b]);
            let brought = std::mem::take(&mut joins[b]);
            for &one in &members[a] {
                for &other in &moved {
                    let (low, high) = (
                        self.records[one.min(other) as usize],
                        self.records[one.max(other) as usize],
                    );
                    joins[a].push(Pair {
                        a: low,
                        b: high,
                        weight: join.gain - settings.lean,
                    });
                }
            }
            joins[a].extend(brought);
            members[a].extend(moved);
            ages[a] += 1;
            ages[b] = u32::MAX;
            self.merge(a, b);
            for &(c, sum, pairs) in &self.near[a] {
                let gain = gain(sum, pairs, members[a].len(), members[c as usize].len());
                if gain > 0.0 {
                    let (low, high) = if (a as u32) < c {
                        (a, c as usize)
                    } else {
                        (c as usize, a)
                    };
                    heap.push(Join {
                        gain,
                        a: low as u32,
                        b: high as u32,
                        ages: (ages[low], ages[high]),
                    });
                }
            }
        }
        members
            .into_iter()
            .zip(joins)
            .filter(|(members, _)| members.len() > 1)
            .map(|(members, joins)| {
                let mut members: Vec<u32> = members.into_iter().map(|place| self.records[place as usize]).collect();
                members.sort_unstable();
                Cluster { members, joins }
            })
            .collect()
    }

    /// Gives cluster `a` the neighbours of `b`, and everyone else `a` in place of `b`.
    fn merge(&mut self, a: usize, b: usize) {
        let (ours, theirs) = (std::mem::take(&mut self.near[a]), std::mem::take(&mut self.near[b]));
        let mut merged: Vec<(u32, f32, u32)> = Vec::with_capacity(ours.len() + theirs.len());
        let (mut left, mut right) = (ours.iter().peekable(), theirs.iter().peekable());
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some(x), Some(y)) if x.0 == y.0 => {
                    let both = (x.0, x.1 + y.1, x.2 + y.2);
                    left.next();
                    right.next();
                    both
                }
                (Some(x), Some(y)) if x.0 < y.0 => {
                    let entry = **x;
                    left.next();
                    entry
                }
                (_, Some(y)) => {
                    let entry = **y;
                    right.next();
                    entry
                }
                (Some(x), None) => {
                    let entry = **x;
                    left.next();
                    entry
                }
                (None, None) => break,
            };
            if next.0 as usize != a && next.0 as usize != b {
                merged.push(next);
            }
        }
        for &(c, sum, pairs) in &merged {
            let list = &mut self.near[c as usize];
            list.retain(|entry| entry.0 as usize != b);
            match list.binary_search_by_key(&(a as u32), |entry| entry.0) {
                Ok(place) => list[place] = (a as u32, sum, pairs),
                Err(place) => list.insert(place, (a as u32, sum, pairs)),
            }
        }
        self.near[a] = merged;
    }
}

/// Bridges, density and conflicting facts of each cluster of more than one record, in the order of clusters.
pub fn diagnose(clusters: &Clusters, pairs: &[Pair]) -> Vec<Diagnosis> {
    let mut sizes: HashMap<u32, u32> = HashMap::new();
    for cluster in &clusters.of {
        *sizes.entry(*cluster).or_default() += 1;
    }
    let mut support: HashMap<u32, u32> = HashMap::new();
    let mut found: HashMap<u32, (u32, u32)> = HashMap::new();
    for pair in pairs {
        let (Some(one), Some(other)) = (clusters.of.get(pair.a as usize), clusters.of.get(pair.b as usize)) else {
            continue;
        };
        if one != other {
            continue;
        }
        let entry = found.entry(*one).or_default();
        if pair.weight > 0.0 {
            entry.0 += 1;
            *support.entry(pair.a).or_default() += 1;
            *support.entry(pair.b).or_default() += 1;
        } else if pair.weight < -4.0 {
            entry.1 += 1;
        }
    }
    let mut bridges: HashMap<u32, Vec<u32>> = HashMap::new();
    for (record, cluster) in clusters.of.iter().enumerate() {
        let record = record as u32;
        if sizes.get(cluster).is_some_and(|size| *size > 2) && support.get(&record) == Some(&1) {
            bridges.entry(*cluster).or_default().push(record);
        }
    }
    let mut all: Vec<Diagnosis> = sizes
        .into_iter()
        .filter(|(_, records)| *records > 1)
        .map(|(cluster, records)| {
            let (likely, conflicts) = found.get(&cluster).copied().unwrap_or_default();
            Diagnosis {
                cluster,
                records,
                density: likely as f32 / (records as f32 * (records as f32 - 1.0) / 2.0),
                conflicts,
                bridges: bridges.remove(&cluster).unwrap_or_default(),
            }
        })
        .collect();
    all.sort_unstable_by_key(|diagnosis| diagnosis.cluster);
    all
}

/// Whole clusterings drawn by chance from P(clustering) proportional to 2^(sum of bounded weights within clusters), for carrying the
/// uncertainty of linking into what is counted later. Each is as [`Clusters::of`]. Gibbs moves of single records within
/// components, starting from the clusters; `sweeps` moves of every record between two draws.
pub fn samples(
    pairs: &[Pair],
    judgements: &[(u32, u32, Judgement)],
    start: &Clusters,
    settings: &Clustering,
    seed: u64,
    draws: usize,
    sweeps: usize,
) -> Vec<Vec<u32>> {
    let records = start.of.len();
    let groups = components(pairs, judgements, records, settings);
    let drawn: Vec<Vec<Vec<(u32, u32)>>> = groups
        .par_iter()
        .map(|group| {
            let component = Component::new(group);
            let first = component.records.first().copied().unwrap_or(0);
            component.draw(
                &start.of,
                settings,
                Chance::new(stir(seed ^ u64::from(first))),
                draws,
                sweeps,
            )
        })
        .collect();
    (0..draws)
        .map(|draw| {
            let mut of: Vec<u32> = (0..records as u32).collect();
            for (record, cluster) in drawn.iter().filter_map(|group| group.get(draw)).flatten() {
                of[*record as usize] = *cluster;
            }
            of
        })
        .collect()
}

impl Component {
    fn draw(
        &self,
        start: &[u32],
        settings: &Clustering,
        mut chance: Chance,
        draws: usize,
        sweeps: usize,
    ) -> Vec<Vec<(u32, u32)>> {
        let count = self.records.len();
        // Clusters are numbered by slots, as many as records.
        let mut slot_of: Vec<usize> = self
            .records
            .iter()
            .map(|record| {
                let head = start.get(*record as usize).copied().unwrap_or(*record);
                self.records.binary_search(&head).unwrap_or(0)
            })
            .collect();
        let mut sizes = vec![0u32; count];
        for slot in &slot_of {
            sizes[*slot] += 1;
        }
        let mut all = Vec::with_capacity(draws);
        let mut options: Vec<(usize, f32, u32)> = Vec::new();
        for _ in 0..draws {
            for _ in 0..sweeps {
                for record in 0..count {
                    sizes[slot_of[record]] -= 1;
                    options.clear();
                    for &(other, weight, _) in &self.near[record] {
                        let slot = slot_of[other as usize];
                        match options.iter_mut().find(|option| option.0 == slot) {
                            Some(option) => {
                                option.1 += weight;
                                option.2 += 1;
                            }
                            None => options.push((slot, weight, 1)),
                        }
                    }
                    for option in &mut options {
                        option.1 += (sizes[option.0] - option.2) as f32 * settings.least;
                    }
                    let alone = sizes.iter().position(|size| *size == 0).unwrap_or(slot_of[record]);
                    options.push((alone, 0.0, 0));
                    let top = options.iter().map(|option| option.1).fold(f32::MIN, f32::max);
                    let share = |bits: f32| f64::from(bits - top).exp2();
                    let sum: f64 = options.iter().map(|option| share(option.1)).sum();
                    let mut left = chance.share() * sum;
                    let mut chosen = alone;
                    for option in &options {
                        left -= share(option.1);
                        if left <= 0.0 {
                            chosen = option.0;
                            break;
                        }
                    }
                    slot_of[record] = chosen;
                    sizes[chosen] += 1;
                }
            }
            let mut head: HashMap<usize, u32> = HashMap::new();
            let drawn = self
                .records
                .iter()
                .zip(&slot_of)
                .map(|(record, slot)| (*record, *head.entry(*slot).or_insert(*record)))
                .collect();
            all.push(drawn);
        }
        all
    }
}
