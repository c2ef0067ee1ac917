//! Is everybody served alike? Links, and the errors expected of them, by naming culture, script, sex and source.
//!
//! A pair counts for the group of either record, once where both are of one group. Without a file of the truth the errors are
//! the model's own opinion: a group that the model misjudges as a whole is not found this way, and the report says so.

use super::measured::{Share, wilson};
use super::{link_probability, share};
use crate::link::whole_files::judgements::Truth;
use crate::link::whole_files::reading::Records;
use crate::link::whole_files::results::Link;
use crate::link::whole_files::running::{Outcome, probability};
use matching::bulk::RecordedSex;
use std::collections::{BTreeMap, HashMap};

/// Groups of a kind that are told one by one; the rest stand together.
const MOST_GROUPS: usize = 20;
/// Pairs that a group needs before a warning is made of it.
const LEAST_PAIRS: f64 = 50.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    Culture,
    Script,
    Sex,
    Source,
}

impl Grouping {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Culture => "culture",
            Self::Script => "script",
            Self::Sex => "sex",
            Self::Source => "source",
        }
    }
}

pub struct GroupReport {
    pub grouping: Grouping,
    pub groups: Vec<Group>,
}

/// One group's figures. Shares are not numbers where there is nothing to divide by.
pub struct Group {
    /// The end of a message key; of sources, their name.
    pub name: String,
    pub records: u64,
    /// Records that stand in a cluster with another.
    pub linked: f64,
    pub links: u64,
    pub expected_false: f64,
    /// Of pairs that belong together, compared but not linked.
    pub expected_missed: f64,
    pub measured_precision: Option<Share>,
    pub measured_recall: Option<Share>,
    pub worse: Vec<Worse>,
}

/// In which way a group is served worse than all together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Worse {
    Missed { here: f64, all: f64 },
    False { here: f64, all: f64 },
}

#[derive(Clone, Copy, Default)]
struct Sum {
    records: u64,
    linked: u64,
    links: u64,
    right: f64,
    missed: f64,
    known: u64,
    known_right: u64,
    true_pairs: u64,
    true_linked: u64,
}

pub fn all(outcome: &Outcome, records: &Records, links: &[Link]) -> Vec<GroupReport> {
    let count = outcome.prepared.len();
    let true_pairs = outcome.truth.as_ref().map(true_pairs).unwrap_or_default();
    let sizes = crate::link::whole_files::results::sizes(&outcome.clusters.of);
    let linked: Vec<bool> = outcome
        .clusters
        .of
        .iter()
        .map(|cluster| sizes.get(*cluster as usize).is_some_and(|size| *size > 1))
        .collect();
    [Grouping::Culture, Grouping::Script, Grouping::Sex, Grouping::Source]
        .into_iter()
        .filter_map(|grouping| {
            let (of, names) = members(grouping, outcome, records, count);
            let mut sums = vec![Sum::default(); names.len()];
            for (record, group) in of.iter().enumerate() {
                if let Some(sum) = sums.get_mut(usize::from(*group)) {
                    sum.records += 1;
                    sum.linked += u64::from(linked.get(record).copied().unwrap_or(false));
                }
            }
            let mut both = |a: u32, b: u32, add: &dyn Fn(&mut Sum)| {
                let group = |record: u32| of.get(record as usize).copied().unwrap_or(0);
                let (one, other) = (group(a), group(b));
                if let Some(sum) = sums.get_mut(usize::from(one)) {
                    add(sum);
                }
                if one != other
                    && let Some(sum) = sums.get_mut(usize::from(other))
                {
                    add(sum);
                }
            };
            for link in links {
                let right = link_probability(link);
                let known = outcome.truth.as_ref().and_then(|truth| truth.same(link.a, link.b));
                both(link.a, link.b, &|sum| {
                    sum.links += 1;
                    sum.right += right;
                    sum.known += u64::from(known.is_some());
                    sum.known_right += u64::from(known == Some(true));
                });
            }
            for pair in outcome.pairs.iter().filter(|pair| !outcome.together(pair.a, pair.b)) {
                let missed = probability(pair.weight);
                both(pair.a, pair.b, &|sum| sum.missed += missed);
            }
            for (a, b) in &true_pairs {
                let found = u64::from(outcome.together(*a, *b));
                both(*a, *b, &|sum| {
                    sum.true_pairs += 1;
                    sum.true_linked += found;
                });
            }
            report(grouping, names, sums, outcome.truth.is_some())
        })
        .collect()
}

/// Each record's group, and the groups' names.
fn members(grouping: Grouping, outcome: &Outcome, records: &Records, count: usize) -> (Vec<u16>, Vec<String>) {
    let named = |name: &dyn Fn(u32) -> String| {
        let mut known: BTreeMap<String, u16> = BTreeMap::new();
        let of = (0..count as u32)
            .map(|record| {
                let next = known.len() as u16;
                *known.entry(name(record)).or_insert(next)
            })
            .collect();
        let mut names = vec![String::new(); known.len()];
        for (name, number) in known {
            if let Some(slot) = names.get_mut(usize::from(number)) {
                *slot = name;
            }
        }
        (of, names)
    };
    match grouping {
        Grouping::Culture => named(&|record| outcome.prepared.culture(record).replace(' ', "-")),
        Grouping::Script => named(&|record| {
            let script = records.scripts.get(record as usize).copied().unwrap_or_default();
            script.key().to_owned()
        }),
        Grouping::Sex => named(&|record| {
            match outcome.prepared.sex(record) {
                RecordedSex::Female => "female",
                RecordedSex::Male => "male",
                RecordedSex::NotKnown => "not-known",
            }
            .to_owned()
        }),
        Grouping::Source => (records.sources.clone(), records.source_names.clone()),
    }
}

fn true_pairs(truth: &Truth) -> Vec<(u32, u32)> {
    let mut of: HashMap<u32, Vec<u32>> = HashMap::new();
    for (record, person) in truth.person.iter().enumerate() {
        if let Some(person) = person {
            of.entry(*person).or_default().push(record as u32);
        }
    }
    of.values()
        .flat_map(|records| {
            records
                .iter()
                .enumerate()
                .flat_map(|(place, a)| records.iter().skip(place + 1).map(|b| (*a, *b)))
        })
        .collect()
}

fn report(grouping: Grouping, names: Vec<String>, sums: Vec<Sum>, has_truth: bool) -> Option<GroupReport> {
    let mut rows: Vec<(String, Sum)> = names.into_iter().zip(sums).filter(|(_, sum)| sum.records > 0).collect();
    // One group alone cannot be served worse than another.
    if rows.len() < 2 {
        return None;
    }
    rows.sort_by(|x, y| y.1.records.cmp(&x.1.records).then_with(|| x.0.cmp(&y.0)));
    rows.truncate(MOST_GROUPS);
    let total = rows.iter().fold(Sum::default(), |mut all, (_, sum)| {
        all.links += sum.links;
        all.right += sum.right;
        all.missed += sum.missed;
        all.known += sum.known;
        all.known_right += sum.known_right;
        all.true_pairs += sum.true_pairs;
        all.true_linked += sum.true_linked;
        all
    });
    let groups = rows
        .into_iter()
        .map(|(name, sum)| Group {
            name,
            records: sum.records,
            linked: share(sum.linked as f64, sum.records as f64),
            links: sum.links,
            expected_false: 1.0 - share(sum.right, sum.links as f64),
            expected_missed: share(sum.missed, sum.right + sum.missed),
            measured_precision: has_truth.then(|| wilson(sum.known_right, sum.known)),
            measured_recall: has_truth.then(|| wilson(sum.true_linked, sum.true_pairs)),
            worse: worse(&sum, &total, has_truth),
        })
        .collect();
    Some(GroupReport { grouping, groups })
}

/// Warned of where the difference is more than chance explains (three standard errors) and large enough to matter:
/// five in a hundred missed, two in a hundred false.
fn worse(sum: &Sum, all: &Sum, has_truth: bool) -> Vec<Worse> {
    let beyond = |part: f64, whole: f64, all_part: f64, all_whole: f64, least: f64| {
        let (here, there) = (share(part, whole), share(all_part, all_whole));
        let error = (there * (1.0 - there) / whole).sqrt();
        (whole >= LEAST_PAIRS && here - there > least && here - there > 3.0 * error).then_some((here, there))
    };
    let missed = if has_truth {
        beyond(
            (sum.true_pairs - sum.true_linked) as f64,
            sum.true_pairs as f64,
            (all.true_pairs - all.true_linked) as f64,
            all.true_pairs as f64,
            0.05,
        )
    } else {
        beyond(
            sum.missed,
            sum.right + sum.missed,
            all.missed,
            all.right + all.missed,
            0.05,
        )
    };
    let wrong = if has_truth {
        beyond(
            (sum.known - sum.known_right) as f64,
            sum.known as f64,
            (all.known - all.known_right) as f64,
            all.known as f64,
            0.02,
        )
    } else {
        beyond(
            sum.links as f64 - sum.right,
            sum.links as f64,
            all.links as f64 - all.right,
            all.links as f64,
            0.02,
        )
    };
    missed
        .map(|(here, all)| Worse::Missed { here, all })
        .into_iter()
        .chain(wrong.map(|(here, all)| Worse::False { here, all }))
        .collect()
}
