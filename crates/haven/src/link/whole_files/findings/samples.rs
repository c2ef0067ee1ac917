//! Pairs whose evidence the report shows step by step: one of each kind that a reader should have seen.

use super::households::LookedAt;
use crate::link::whole_files::running::{Outcome, Terms};
use matching::bulk::Line;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In the middle of the firm ones.
    Firm,
    /// Nearest to the threshold.
    Doubtful,
    /// Below the threshold by a few bits.
    NearMiss,
    /// Held back by the household guard.
    HeldBack,
}

impl Kind {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Firm => "firm",
            Self::Doubtful => "doubtful",
            Self::NearMiss => "near-miss",
            Self::HeldBack => "held-back",
        }
    }
}

pub struct Sample {
    pub kind: Kind,
    pub a: u32,
    pub b: u32,
    pub lines: Vec<Line>,
    pub weight: f32,
    pub linked: bool,
}

/// The same pairs in every run of the same records.
pub fn pick(outcome: &Outcome, looked_at: &[LookedAt], terms: &Terms, threshold: f32) -> Vec<Sample> {
    let sample = |kind: Kind, pair: &LookedAt| Sample {
        kind,
        a: pair.a,
        b: pair.b,
        lines: pair.lines.clone(),
        weight: pair.weight,
        linked: outcome.together(pair.a, pair.b),
    };
    let mut firm: Vec<&LookedAt> = looked_at.iter().filter(|pair| pair.weight >= terms.review.1).collect();
    firm.sort_by(|x, y| x.weight.total_cmp(&y.weight).then((x.a, x.b).cmp(&(y.a, y.b))));
    let nearest = |aim: f32, keep: &dyn Fn(&LookedAt) -> bool| {
        looked_at
            .iter()
            .filter(|pair| keep(pair))
            .min_by(|x, y| {
                let far = |pair: &LookedAt| (pair.weight - aim).abs();
                far(x).total_cmp(&far(y)).then((x.a, x.b).cmp(&(y.a, y.b)))
            })
            .map(|pair| (pair.a, pair.b))
    };
    let held = |pair: &LookedAt| pair.unguarded >= threshold && pair.weight < threshold;
    let chosen = [
        (Kind::Firm, firm.get(firm.len() / 2).map(|pair| (pair.a, pair.b))),
        (
            Kind::Doubtful,
            nearest(threshold, &|pair| !held(pair) && pair.weight >= threshold),
        ),
        (
            Kind::NearMiss,
            nearest(threshold - 4.0, &|pair| !held(pair) && pair.weight < threshold),
        ),
        (
            Kind::HeldBack,
            looked_at
                .iter()
                .filter(|pair| held(pair))
                .max_by(|x, y| {
                    let taken = |pair: &LookedAt| pair.unguarded - pair.weight;
                    taken(x).total_cmp(&taken(y)).then((y.a, y.b).cmp(&(x.a, x.b)))
                })
                .map(|pair| (pair.a, pair.b)),
        ),
    ];
    chosen
        .into_iter()
        .filter_map(|(kind, chosen)| {
            let chosen = chosen?;
            let pair = looked_at.iter().find(|pair| (pair.a, pair.b) == chosen)?;
            Some(sample(kind, pair))
        })
        .collect()
}
