//! # Sex
//!
//! ## What
//! Female or male in both records: the same, or different. Unknown, not asked and "other" say nothing.
//! ## Why
//! It is nearly always recorded and seldom wrong, but it halves the field at most.
//! ## Example
//! `female` and `male`: about five bits against.
//! ## Limits
//! A child recorded by another gender elsewhere loses those bits; other evidence can outweigh them.
//! ## Source
//! Reasoned from an error of about one in a hundred.

use crate::comparison::Waterfall;
use crate::model::Level;
use crate::profile::{Profile, Sex};
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    same: Level,
    different: Level,
}

pub(crate) fn compare(weights: &Weights, a: &Profile, b: &Profile, waterfall: &mut Waterfall) {
    let (Some(one), Some(other)) = (a.stored.sex, b.stored.sex) else {
        return;
    };
    if one == Sex::Other || other == Sex::Other {
        return;
    }
    let (level, weight) = if one == other {
        ("same", weights.same.bits)
    } else {
        ("different", weights.different.bits)
    };
    waterfall.add("sex", level, weight, Some(code(one)), Some(code(other)));
}

fn code(sex: Sex) -> String {
    match sex {
        Sex::Female => "female".to_owned(),
        Sex::Male => "male".to_owned(),
        Sex::Other => "other".to_owned(),
    }
}
