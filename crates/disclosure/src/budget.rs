//! The privacy ledger: what all releases about one population together have told, and no more than was allowed.
//!
//! Counted in concentrated differential privacy (rho), which adds up over releases; shown as (epsilon, delta). The unit of
//! protection is one child: everything recorded about a child, in however many referrals, must go into a release as one
//! record, or the promise is smaller than it says.
//!
//! Source: Bun and Steinke (2016): rho-zCDP gives epsilon = rho + 2 sqrt(rho ln(1/delta)).
//!
//! Limits: the ledger knows only releases that went through it. A table published by hand counts as everything.

use serde::{Deserialize, Serialize};

/// What one population may be told about, and what has been.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    population: String,
    /// What one protected unit is, in words: "one child".
    unit: String,
    epsilon: f64,
    delta: f64,
    spent: Vec<Entry>,
}

/// One release. Never with a seed or an exact count beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub release: String,
    pub purpose: String,
    pub approver: String,
    pub day: String,
    pub code_version: String,
    pub rho: f64,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BudgetError {
    #[error(
        "the privacy budget of {population} is spent: this release asks for rho {asked:.4}, {left:.4} is left of {ceiling:.4}"
    )]
    Spent {
        population: String,
        asked: f64,
        left: f64,
        ceiling: f64,
    },
    #[error("a release must cost something: rho {0} is not a number above 0")]
    NotACost(f64),
    #[error("epsilon must be above 0 and delta between 0 and 1, not {epsilon} and {delta}")]
    BadCeiling { epsilon: f64, delta: f64 },
}

/// A cost that the ledger has accepted. Mechanisms ask for it, so noise cannot be drawn on credit.
#[derive(Debug)]
pub struct Paid {
    rho: f64,
}

impl Paid {
    pub fn rho(&self) -> f64 {
        self.rho
    }
}

impl Ledger {
    pub fn new(population: &str, unit: &str, epsilon: f64, delta: f64) -> Result<Self, BudgetError> {
        if !(epsilon > 0.0 && epsilon.is_finite() && delta > 0.0 && delta < 1.0) {
            return Err(BudgetError::BadCeiling { epsilon, delta });
        }
        Ok(Self {
            population: population.to_owned(),
            unit: unit.to_owned(),
            epsilon,
            delta,
            spent: Vec::new(),
        })
    }

    /// Records the release and hands out what was paid, or refuses and records nothing.
    pub fn charge(&mut self, entry: Entry) -> Result<Paid, BudgetError> {
        let asked = entry.rho;
        if !(asked > 0.0 && asked.is_finite()) {
            return Err(BudgetError::NotACost(asked));
        }
        let (ceiling, left) = (self.ceiling(), self.left());
        if asked > left {
            return Err(BudgetError::Spent {
                population: self.population.clone(),
                asked,
                left,
                ceiling,
            });
        }
        self.spent.push(entry);
        Ok(Paid { rho: asked })
    }

    pub fn ceiling(&self) -> f64 {
        rho_of(self.epsilon, self.delta)
    }

    pub fn left(&self) -> f64 {
        (self.ceiling() - self.spent.iter().map(|entry| entry.rho).sum::<f64>()).max(0.0)
    }

    /// Epsilon that all releases so far add up to, at the ledger's delta.
    pub fn epsilon_spent(&self) -> f64 {
        epsilon_of(self.spent.iter().map(|entry| entry.rho).sum(), self.delta)
    }

    pub fn entries(&self) -> &[Entry] {
        &self.spent
    }

    pub fn unit(&self) -> &str {
        &self.unit
    }
}

/// Epsilon of rho-zCDP at a delta.
pub fn epsilon_of(rho: f64, delta: f64) -> f64 {
    rho + 2.0 * (rho * (1.0 / delta).ln()).sqrt()
}

/// The largest rho whose epsilon stays within `epsilon` at a delta.
pub fn rho_of(epsilon: f64, delta: f64) -> f64 {
    let log = (1.0 / delta).ln();
    ((epsilon + log).sqrt() - log.sqrt()).powi(2)
}
