//! What would change if this model took the place of another: nothing is changed by asking.

use super::folder::digest_of;
use super::problems::LinkingProblem;
use super::running::{FLOOR, Outcome, Terms, own_weight, short};
use matching::bulk::{self, BulkModel, Progress, Spec};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The old model does not put the two together, the new one does.
    Linked,
    /// The other way round.
    Parted,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Linked => "now linked",
            Self::Parted => "no longer linked",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    pub a: u32,
    pub b: u32,
    pub kind: Kind,
    /// Own bits under the old model.
    pub before: Option<f32>,
    pub now: Option<f32>,
}

pub struct Changes {
    /// In the order of records.
    pub list: Vec<Change>,
    /// Version and digest of the old model.
    pub before: String,
    pub links_before: usize,
    pub links_now: usize,
    /// Records whose cluster has other members than before.
    pub records_touched: usize,
}

impl Changes {
    pub fn count(&self, kind: Kind) -> usize {
        self.list.iter().filter(|change| change.kind == kind).count()
    }
}

/// Weighs and clusters the same pairs under the old model and says which links differ.
pub fn against(
    outcome: &Outcome,
    old_text: &str,
    spec: &Spec,
    terms: &Terms,
    progress: &dyn Progress,
) -> Result<Changes, LinkingProblem> {
    let old = BulkModel::from_toml(old_text)?;
    let pairs = outcome.prepared.weigh(&old, &outcome.candidates, FLOOR, progress)?;
    let clusters = bulk::clusters(
        &pairs,
        &outcome.judged.pairs,
        outcome.prepared.len(),
        &terms.clustering(spec),
    );
    let (before, now) = (&clusters.pairs, &outcome.clusters.pairs);
    let change = |a: u32, b: u32, kind: Kind| Change {
        a,
        b,
        kind,
        before: own_weight(&pairs, a, b),
        now: outcome.own_weight(a, b),
    };
    let mut list = Vec::new();
    let (mut then, mut today) = (before.iter().peekable(), now.iter().peekable());
    loop {
        let place = |pair: Option<&&bulk::Pair>| pair.map(|pair| (pair.a, pair.b));
        match (place(then.peek()), place(today.peek())) {
            (None, None) => break,
            (Some(one), Some(other)) if one == other => {
                then.next();
                today.next();
            }
            (Some(one), other) if other.is_none_or(|other| one < other) => {
                list.push(change(one.0, one.1, Kind::Parted));
                then.next();
            }
            (_, Some(other)) => {
                list.push(change(other.0, other.1, Kind::Linked));
                today.next();
            }
            // The guard above takes every pair that is there only before.
            (Some(_), None) => break,
        }
    }
    let mut touched: Vec<u32> = list.iter().flat_map(|change| [change.a, change.b]).collect();
    touched.sort_unstable();
    touched.dedup();
    Ok(Changes {
        before: format!("{}/{}", old.version, short(&digest_of(old_text.as_bytes()))),
        links_before: before.len(),
        links_now: now.len(),
        records_touched: touched.len(),
        list,
    })
}
