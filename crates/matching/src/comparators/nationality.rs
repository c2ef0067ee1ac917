//! # Nationality and language
//!
//! ## What
//! Whether the records share a country (nationality or birth) and a language. Countries that are often written for one another
//! (Vietnam and China, Eritrea and Ethiopia) count as neither for nor against.
//! ## Why
//! The same child may be recorded as Chinese on a Chinese passport yet be Vietnamese, or as Romanian when Roma from
//! Slovakia. Weak evidence, never a filter.
//! ## Example
//! `vn` and `cn`: nothing. `vn` and `al`: two bits against.
//! ## Limits
//! Names already carry most of what a nationality says; the weights are small for that reason too.
//! ## Source
//! Practice 2.1 and its source S63; the list of confusions is in the model file.

use crate::comparison::Waterfall;
use crate::model::Level;
use crate::profile::Profile;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    same: Level,
    confused: Level,
    different: Level,
    confusions: Vec<[String; 2]>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanguageWeights {
    shared: Level,
    different: Level,
}

impl Weights {
    /// Pairs of countries that are written for one another, in two small letters.
    pub fn confusions(&self) -> &[[String; 2]] {
        &self.confusions
    }
}

pub(crate) fn compare(weights: &Weights, a: &Profile, b: &Profile, waterfall: &mut Waterfall) {
    let (one, other) = (&a.stored.countries, &b.stored.countries);
    if one.is_empty() || other.is_empty() {
        return;
    }
    let confused = || {
        one.iter().any(|x| {
            other.iter().any(|y| {
                weights
                    .confusions
                    .iter()
                    .any(|[p, q]| (p == x && q == y) || (p == y && q == x))
            })
        })
    };
    let (level, weight) = if one.iter().any(|country| other.contains(country)) {
        ("same", weights.same.bits)
    } else if confused() {
        ("confused", weights.confused.bits)
    } else {
        ("different", weights.different.bits)
    };
    waterfall.add(
        "nationality",
        level,
        weight,
        Some(one.join(", ").to_uppercase()),
        Some(other.join(", ").to_uppercase()),
    );
}

pub(crate) fn compare_languages(weights: &LanguageWeights, a: &Profile, b: &Profile, waterfall: &mut Waterfall) {
    let (one, other) = (&a.stored.languages, &b.stored.languages);
    if one.is_empty() || other.is_empty() {
        return;
    }
    let (level, weight) = if one.iter().any(|language| other.contains(language)) {
        ("shared", weights.shared.bits)
    } else {
        ("different", weights.different.bits)
    };
    waterfall.add("language", level, weight, Some(one.join(", ")), Some(other.join(", ")));
}
