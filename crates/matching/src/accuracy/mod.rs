//! How good are the links, when nobody knows the truth? A sample of pairs judged by people, and what it tells.
//!
//! The story: [`plan`] divides all compared pairs into strata by their weight and says which pairs to judge, most where the model
//! is least sure and where an error moves the result most; people judge them without seeing the weight; [`estimate`] gives
//! precision, recall and F1 with intervals; [`reliability`] holds the model's probabilities against the judgements; [`Calibration`]
//! bends the probabilities to what was judged.
//!
//! What this cannot see: two records of one child that no blocking rule brought together. They are in no stratum, and no sample
//! of compared pairs says anything of them. [`unseen_at_least`] gives a lower bound from how many rules met the true pairs that were
//! found; there is no upper bound. Recall here is therefore recall *among the compared pairs* and says so.
//!
//! Methods, sources, coverage in simulations: `docs/methods/accuracy.md`.

mod calibration;
mod estimate;
mod intervals;
mod plan;

pub use calibration::{Calibration, Judged, ReliabilityBand, reliability};
pub use estimate::{Accuracy, Estimate, Tally, estimate, unseen_at_least};
pub use intervals::share_interval;
pub use plan::{Aim, Plan, Stratum, plan};

/// What a weight (bits, log2 of the odds) says as a probability.
pub fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}
