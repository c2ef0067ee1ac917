//! Precision, recall and F1 from judged pairs, with intervals.
//!
//! Points: the true pairs of a stratum are N_h x_h / n_h (Horvitz and Thompson); precision, recall and F1 are the quotients of their
//! sums. Intervals: each quotient q solves a linear equation in the T_h, for instance (1 - q) found - q missed = 0 for recall. The
//! interval holds every q for which zero lies within the interval of that sum, which is put together from the strata's
//! own intervals by the square-and-add rule (MOVER: Zou and Donner 2008; for stratified shares Yan and Su 2010; for
//! quotients Donner and Zou 2012). It needs no normal shares, so that strata without a single true (or false) pair keep their honest
//! upper bound instead of an error of zero.
//! "Not sure" is left out of the points; `if_unsure_same` and `if_unsure_different` show what would become of them.

use super::intervals::share_interval;
use super::plan::Plan;

/// What the judges said about the drawn pairs of one stratum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub same: u64,
    pub different: u64,
    pub unsure: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// The value if every "not sure" were the same person, and if none were.
    pub if_unsure_same: f64,
    pub if_unsure_different: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Accuracy {
    pub precision: Estimate,
    /// Among the compared pairs; what no rule brought together cannot be seen.
    pub recall: Estimate,
    /// With that recall.
    pub f1: Estimate,
    /// Estimated number of true pairs among the compared.
    pub true_pairs: f64,
    /// Strata of which nothing was judged: the model's word stands for them in the values, nothing bounds them in the intervals.
    pub unjudged: usize,
}

/// Linear form whose zero is the quotient: factors of found and missed true pairs, and what is added.
type Form = fn(q: f64, links: f64) -> (f64, f64, f64);

const PRECISION: Form = |q, links| (1.0, 0.0, -q * links);
const RECALL: Form = |q, _| (1.0 - q, -q, 0.0);
const F1: Form = |q, links| (2.0 - q, -q, -q * links);

struct Part {
    linked: bool,
    pairs: f64,
    share: f64,
    low: f64,
    high: f64,
    judged: bool,
}

/// `tallies`: one for each stratum of the plan, in its order; strata beyond the list were not judged. `level`: 0.95.
pub fn estimate(plan: &Plan, tallies: &[Tally], level: f64) -> Accuracy {
    let tally = |place: usize| tallies.get(place).copied().unwrap_or_default();
    let parts = |treat: fn(Tally) -> (u64, u64)| -> Vec<Part> {
        plan.strata
            .iter()
            .enumerate()
            .map(|(place, stratum)| {
                let (same, judged) = treat(tally(place));
                let pairs = stratum.pairs as f64;
                let share = if judged == 0 {
                    stratum.expected
                } else {
                    same as f64 / judged as f64
                };
                let (low, high) = share_interval(same as f64, judged as f64, pairs, level);
                Part {
                    linked: stratum.linked,
                    pairs,
                    share,
                    low,
                    high,
                    judged: judged > 0,
                }
            })
            .collect()
    };
    let said = parts(|tally| (tally.same, tally.same + tally.different));
    let all_same = parts(|tally| (tally.same + tally.unsure, tally.same + tally.different + tally.unsure));
    let all_different = parts(|tally| (tally.same, tally.same + tally.different + tally.unsure));
    let of = |form: Form| {
        let (low, high) = interval(&said, form);
        Estimate {
            value: value(&said, form),
            low,
            high,
            if_unsure_same: value(&all_same, form),
            if_unsure_different: value(&all_different, form),
        }
    };
    Accuracy {
        precision: of(PRECISION),
        recall: of(RECALL),
        f1: of(F1),
        true_pairs: said.iter().map(|part| part.pairs * part.share).sum(),
        unjudged: (0..plan.strata.len())
            .filter(|place| {
                let tally = tally(*place);
                tally.same + tally.different == 0
            })
            .count(),
    }
}

/// A lower bound of the true pairs that no blocking rule met (Chao 1984): from the true pairs that exactly one and exactly two
/// rules met. Rules are alike, so that pairs hard for one are hard for all: the truth is at least this, often much more.
pub fn unseen_at_least(met_by_one: f64, met_by_two: f64) -> f64 {
    if met_by_one <= 0.0 {
        0.0
    } else if met_by_two > 0.0 {
        met_by_one * met_by_one / (2.0 * met_by_two)
    } else {
        met_by_one * (met_by_one - 1.0).max(0.0) / 2.0
    }
}

/// Zero of a function that falls from q = 0 to q = 1; the ends where it keeps its sign.
fn zero(falling: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if falling(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn links(parts: &[Part]) -> f64 {
    parts.iter().filter(|part| part.linked).map(|part| part.pairs).sum()
}

fn sum(parts: &[Part], form: Form, q: f64) -> f64 {
    let (found, missed, constant) = form(q, links(parts));
    let of = |part: &Part| if part.linked { found } else { missed } * part.pairs * part.share;
    constant + parts.iter().map(of).sum::<f64>()
}

fn value(parts: &[Part], form: Form) -> f64 {
    zero(|q| sum(parts, form, q))
}

fn interval(parts: &[Part], form: Form) -> (f64, f64) {
    let reach = |q: f64, upwards: bool| -> f64 {
        let (found, missed, _) = form(q, links(parts));
        let (mut squares, mut unbounded) = (0.0, 0.0);
        for part in parts {
            let factor = if part.linked { found } else { missed } * part.pairs;
            // A factor below zero turns the stratum's interval round.
            let error = if (factor > 0.0) == upwards {
                part.high - part.share
            } else {
                part.share - part.low
            };
            // What nobody judged errs as far as it can, not by chance.
            if part.judged {
                squares += (factor * error).powi(2);
            } else {
                unbounded += (factor * error).abs();
            }
        }
        squares.sqrt() + unbounded
    };
    (
        zero(|q| sum(parts, form, q) - reach(q, false)),
        zero(|q| sum(parts, form, q) + reach(q, true)),
    )
}
