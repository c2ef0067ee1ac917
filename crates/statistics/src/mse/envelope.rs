//! The published interval: no model is chosen, every model that the data do not speak against has its say.
//!
//! For each admissible model take deviance + ln(m) x parameters, m being the number of people on two or more lists: they
//! alone tell of dependence, so they, not all people seen, are the sample that BIC's penalty should count. A total N is
//! inside if some model explains it: penalised deviance of the model, plus the squared distance of ln(unseen) from the
//! model's in standard errors, within [`REACH`] of the best model. With one model and a reach of 3.84 that is the usual
//! large-sample interval; a reach of 6 leaves room for models nearly as good.
//!
//! Measured coverage and width on five truths: `docs/methods/hidden-number.md`. It covers where one selected model does
//! not; at a fork it is wide, as it must be.
//!
//! Limits: hidden differences between people that no log-linear model of the lists can show are not in it, nor are errors
//! of linkage (see [`super::linkage`]).

use super::fit::Fit;
use super::search::Ranking;
use super::table::Table;
use serde::Serialize;

/// So many of the best models by BIC are heard; more change nothing that could be measured.
pub const MODELS: usize = 150;

/// How far from the best model the set of believable totals reaches, in units of deviance.
pub const REACH: f64 = 6.0;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Envelope {
    pub low: f64,
    pub high: f64,
    /// Models that reach into it.
    pub models: usize,
}

/// The interval from models ranked on this table. None when no model has a finite estimate with a variance.
pub fn envelope(table: &Table, ranking: &Ranking) -> Option<Envelope> {
    of_fits(table, ranking.models.iter().take(MODELS).map(|ranked| ranked.fit))
}

/// The interval from fits of many models to one table.
pub fn of_fits(table: &Table, fits: impl Iterator<Item = Fit>) -> Option<Envelope> {
    let overlap: u64 = table.by_number_of_lists()[2..].iter().sum();
    let price = (overlap.max(2) as f64).ln();
    let scored: Vec<(f64, Fit)> = fits
        .filter(|fit| fit.log_variance > 0.0 && fit.log_variance < 25.0 && fit.unseen > 0.0)
        .map(|fit| (fit.deviance + price * fit.parameters as f64, fit))
        .collect();
    let best = scored.iter().map(|(score, _)| *score).fold(f64::INFINITY, f64::min);
    let mut envelope = Envelope {
        low: f64::INFINITY,
        high: 0.0,
        models: 0,
    };
    for (score, fit) in scored.iter().filter(|(score, _)| score - best < REACH) {
        // The number unseen is itself a Poisson draw around its mean.
        let error = ((REACH - (score - best)) * (fit.log_variance + 1.0 / fit.unseen)).sqrt();
        let seen = fit.total - fit.unseen;
        envelope.low = envelope.low.min(seen + fit.unseen * (-error).exp());
        envelope.high = envelope.high.max(seen + fit.unseen * error.exp());
        envelope.models += 1;
    }
    (envelope.models > 0).then_some(envelope)
}
