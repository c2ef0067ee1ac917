//! # Guards: twins, siblings, and facts without a person
//!
//! ## What
//! One family: those who share a phone and a house share a family name too, so both together count up to a cap.
//! Cautions that look at the whole pair. Twins: one place or family and one date of birth, but two given names.
//! Siblings: one place and family, two given names. Nobody: shared facts, but neither a name of the person's own nor a
//! number in common. Generations: one name and place, but births more than three years apart. Such pairs lose bits, and are never strong.
//! ## Why
//! Weights of single fields add up as if the fields were independent; within a family they are not.
//! ## Example
//! Two girls Tesfay at one placement, both born 2009-05-02, named Selam and Ruta: shown to a person as possible, with the reason.
//! ## Limits
//! A child who uses a second given name at the same address looks like a twin; a person decides.
//! ## Source
//! Research advice 4; learned models were seen to join 96 to 100 % of twins.

use super::births::BirthFacts;
use super::households::HouseholdFacts;
use super::identity::IdentityFacts;
use super::names::NameFacts;
use crate::comparison::Waterfall;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    twins: f64,
    siblings: f64,
    family_and_place: f64,
    pub margin: f64,
}

pub(crate) struct Facts {
    pub name: NameFacts,
    pub birth: BirthFacts,
    pub identity: IdentityFacts,
    pub household: HouseholdFacts,
}

pub(crate) fn apply(weights: &Weights, strong: f64, facts: Facts, waterfall: &mut Waterfall) {
    let Facts {
        name,
        birth,
        identity,
        household,
    } = facts;
    let together = household.together;
    let told_twice = name.family_bits.max(0.0) + household.bits - weights.family_and_place;
    if together && told_twice > 0.0 && name.family_bits > 0.0 {
        waterfall.add("guard", "one_family", -told_twice.min(name.family_bits), None, None);
    }
    // A number of one person's own outweighs what brothers could share.
    let numbered = identity.same_number;
    let may_be_kin = name.given_differs && !numbered;
    if may_be_kin && birth.same_day && (together || name.family_agrees) {
        waterfall.add("guard", "twins", weights.twins, None, None);
    } else if may_be_kin && together && name.family_agrees {
        waterfall.add("guard", "siblings", weights.siblings, None, None);
    }
    let without_own_name = !name.own_name_agrees;
    let ceiling = strong - weights.margin;
    let above = waterfall.weight() - ceiling;
    let caution = if name.given_differs {
        "names_differ"
    } else if without_own_name && !numbered {
        "no_own_name"
    } else if birth.far && !numbered {
        "births_far_apart"
    } else {
        return;
    };
    if above > 0.0 {
        waterfall.add("guard", caution, -above, None, None);
    }
}
