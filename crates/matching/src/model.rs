//! The weights of evidence, read from a file that a statistician can read and change.
//!
//! Source: Fellegi and Sunter, "A theory for record linkage", JASA 64 (1969), with agreement levels and value
//! frequencies (Winkler 1988, 1990). The file explains each number.

use crate::comparators::{self, guard, households, identity, names, nationality, online};
use crate::comparison::{Comparison, Waterfall};
use crate::profile::Profile;
use serde::Deserialize;
use std::sync::OnceLock;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    version: String,
    prior: f64,
    strong: f64,
    possible: f64,
    pub(crate) name: names::Weights,
    pub(crate) birth: comparators::births::Weights,
    pub(crate) sex: comparators::sex::Weights,
    pub(crate) nationality: nationality::Weights,
    pub(crate) language: nationality::LanguageWeights,
    pub(crate) identity: identity::Weights,
    pub(crate) online: online::Weights,
    pub(crate) household: households::Weights,
    pub(crate) guard: guard::Weights,
}

#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("the model file cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    #[error("the model file is not sound: {0}")]
    Unsound(&'static str),
}

/// How often a level occurs among true pairs (m) and among others (u), as a weight in bits.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Ratio")]
pub(crate) struct Level {
    pub bits: f64,
    /// 0 to 1: how far the commonness of the value takes the place of u.
    pub rarity: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ratio {
    m: f64,
    u: f64,
    #[serde(default)]
    rarity: f64,
}

impl TryFrom<Ratio> for Level {
    type Error = &'static str;

    fn try_from(ratio: Ratio) -> Result<Self, Self::Error> {
        let share = |value: f64| value > 0.0 && value <= 1.0;
        if share(ratio.m) && share(ratio.u) && (0.0..=1.0).contains(&ratio.rarity) {
            Ok(Self {
                bits: (ratio.m / ratio.u).log2(),
                rarity: ratio.rarity,
            })
        } else {
            Err("m and u must be above 0 and at most 1, rarity from 0 to 1")
        }
    }
}

impl Model {
    /// The model that comes with Haven, `models/person.toml`.
    #[allow(clippy::panic, reason = "the file is part of the program; a test reads it")]
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Model> = OnceLock::new();
        SHIPPED.get_or_init(|| match Self::from_toml(include_str!("../models/person.toml")) {
            Ok(model) => model,
            Err(error) => panic!("{error}"),
        })
    }

    pub fn from_toml(text: &str) -> Result<Self, ModelError> {
        let model: Self = toml::from_str(text)?;
        if !(model.prior > 0.0 && model.prior < 1.0) {
            return Err(ModelError::Unsound("prior must lie between 0 and 1"));
        }
        if !(model.strong.is_finite() && model.possible.is_finite() && model.possible < model.strong) {
            return Err(ModelError::Unsound("possible must lie below strong"));
        }
        if model.guard.margin <= 0.0 || model.strong - model.guard.margin < model.possible {
            return Err(ModelError::Unsound(
                "guard.margin must be above 0 and leave room above possible",
            ));
        }
        Ok(model)
    }

    /// Names the weights, normal forms and keys in use. Stored profiles and keys of another version must be made anew.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Total bits from which a pair is strong.
    pub fn strong_from(&self) -> f64 {
        self.strong
    }

    /// Total bits from which a pair is worth a person's look.
    pub fn possible_from(&self) -> f64 {
        self.possible
    }

    /// Weighs whether two records speak of one person. The same whichever comes first, but for the sides of the evidence.
    pub fn compare(&self, a: &Profile, b: &Profile) -> Comparison {
        let turned = a.order > b.order;
        let (first, second) = if turned { (b, a) } else { (a, b) };
        let mut waterfall = Waterfall::new(turned);
        waterfall.add("prior", "prior", (self.prior / (1.0 - self.prior)).log2(), None, None);
        let name = names::compare(&self.name, first, second, &mut waterfall);
        let birth = comparators::births::compare(&self.birth, first, second, &mut waterfall);
        comparators::sex::compare(&self.sex, first, second, &mut waterfall);
        nationality::compare(&self.nationality, first, second, &mut waterfall);
        nationality::compare_languages(&self.language, first, second, &mut waterfall);
        let identity = identity::compare(&self.identity, first, second, &mut waterfall);
        online::compare(&self.online, first, second, &mut waterfall);
        let household = households::compare(&self.household, first, second, &mut waterfall);
        guard::apply(
            &self.guard,
            self.strong,
            guard::Facts {
                name,
                birth,
                identity,
                household,
            },
            &mut waterfall,
        );
        waterfall.total()
    }
}
