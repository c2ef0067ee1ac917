//! What a comparison found: bits of evidence for and against, field by field, which add up to the whole.

use crate::model::Model;
use domain::Personal;

#[derive(Clone, Debug)]
pub struct Comparison {
    /// Bits (log2 of the odds that both records speak of one person); the evidence adds up to it, the prior included.
    pub weight: f64,
    /// The same as a probability, under the model's prior.
    pub probability: f64,
    pub evidence: Vec<Evidence>,
}

/// One thing that agrees or differs.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What was compared: `given_name`, `birth`, `phone`.
    pub field: &'static str,
    /// How it agreed or differed: `same`, `sounds_alike`, `year_slip`.
    pub level: String,
    /// Bits; above zero speaks for one person.
    pub weight: f64,
    /// What the first record says, where it can be shown in short.
    pub a: Option<Personal<String>>,
    /// What the second record says.
    pub b: Option<Personal<String>>,
}

/// Whether to show a pair to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Not worth anybody's time.
    Unlikely,
    /// Worth a person's look.
    Possible,
    /// Expected to be right in 99 of 100.
    Strong,
}

impl Band {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Possible => "possible",
            Self::Unlikely => "unlikely",
        }
    }
}

impl Comparison {
    pub fn verdict(&self, model: &Model) -> Band {
        if self.weight >= model.strong_from() {
            Band::Strong
        } else if self.weight >= model.possible_from() {
            Band::Possible
        } else {
            Band::Unlikely
        }
    }
}

/// Collects evidence in the order of comparing.
pub(crate) struct Waterfall {
    evidence: Vec<Evidence>,
    turned: bool,
}

impl Waterfall {
    pub fn new(turned: bool) -> Self {
        Self {
            evidence: Vec::with_capacity(12),
            turned,
        }
    }

    pub fn add(
        &mut self,
        field: &'static str,
        level: &'static str,
        weight: f64,
        first: Option<String>,
        second: Option<String>,
    ) {
        let (a, b) = if self.turned { (second, first) } else { (first, second) };
        self.evidence.push(Evidence {
            field,
            level: level.to_owned(),
            weight,
            a: a.map(Personal),
            b: b.map(Personal),
        });
    }

    pub fn weight(&self) -> f64 {
        self.evidence.iter().map(|evidence| evidence.weight).sum()
    }

    pub fn total(self) -> Comparison {
        let weight = self.weight();
        Comparison {
            weight,
            probability: 1.0 / (1.0 + (-weight).exp2()),
            evidence: self.evidence,
        }
    }
}
