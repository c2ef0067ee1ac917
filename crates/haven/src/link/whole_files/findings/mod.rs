//! What the run says about itself: the figures of the summary and the report, each in its own file.
//!
//! "Expected" figures are the model's own opinion, the sum of its probabilities. Only those against a file of the truth
//! are measured.

pub mod groups;
pub mod households;
pub mod measured;
pub mod samples;
pub mod scores;
pub mod studio;
pub mod unlinkable;
pub mod weights;

use super::reading::Records;
use super::results::{Link, ReviewPair, Standing};
use super::running::{Outcome, Terms, probability};
use groups::GroupReport;
use households::Households;
use matching::bulk::Spec;
use measured::Measured;
use samples::Sample;
use scores::Scores;
use studio::Studio;
use unlinkable::Unlinkable;
use weights::LevelWeights;

/// All of it.
pub struct Findings {
    pub records: usize,
    pub possible_pairs: f64,
    pub clustered_records: usize,
    pub links: usize,
    pub firm: usize,
    pub judged: usize,
    pub review: usize,
    /// Bits from which records are put together.
    pub threshold: f32,
    pub expected_precision: f64,
    pub expected_recall: f64,
    pub measured: Option<Measured>,
    pub scores: Scores,
    pub unlinkable: Unlinkable,
    pub studio: Studio,
    pub households: Households,
    pub groups: Vec<GroupReport>,
    pub samples: Vec<Sample>,
    pub weights: Vec<LevelWeights>,
}

/// Works the figures out.
pub fn find(
    outcome: &Outcome,
    records: &Records,
    spec: &Spec,
    terms: &Terms,
    links: &[Link],
    review: &[ReviewPair],
) -> Findings {
    let threshold = terms.bits(spec);
    let count = outcome.prepared.len();
    let (expected_precision, expected_recall) = expected(outcome, links);
    let looked_at = households::sample(outcome);
    Findings {
        records: count,
        possible_pairs: count as f64 * (count as f64 - 1.0) / 2.0,
        clustered_records: super::results::sizes(&outcome.clusters.of)
            .iter()
            .filter(|size| **size > 1)
            .map(|size| *size as usize)
            .sum(),
        links: links.len(),
        firm: links.iter().filter(|link| link.standing == Standing::Firm).count(),
        judged: links.iter().filter(|link| link.standing == Standing::Judged).count(),
        review: review.len(),
        threshold,
        expected_precision,
        expected_recall,
        measured: outcome
            .truth
            .as_ref()
            .map(|truth| measured::measure(outcome, truth, links)),
        scores: scores::scores(outcome),
        unlinkable: unlinkable::look(outcome, threshold),
        studio: studio::study(outcome),
        households: households::look(outcome, &looked_at, threshold),
        groups: groups::all(outcome, records, links),
        weights: weights::fallen(&looked_at),
        samples: samples::pick(outcome, &looked_at, terms, threshold),
    }
}

/// Shares of links that are right, and of pairs that belong together that are linked, by the model's own opinion.
fn expected(outcome: &Outcome, links: &[Link]) -> (f64, f64) {
    let right: f64 = links.iter().map(link_probability).sum();
    let missed: f64 = outcome
        .pairs
        .iter()
        .filter(|pair| !outcome.together(pair.a, pair.b))
        .map(|pair| probability(pair.weight))
        .sum();
    (share(right, links.len() as f64), share(right, right + missed))
}

/// A judged link is certain.
pub fn link_probability(link: &Link) -> f64 {
    if link.standing == Standing::Judged {
        1.0
    } else {
        probability(link.joined)
    }
}

/// Not a number where there is nothing to divide by.
pub fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { f64::NAN }
}

/// A sample that does not depend on chance: the same numbers are chosen in every run.
pub fn is_sampled(number: u64, step: u64) -> bool {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)).is_multiple_of(step.max(1))
}
