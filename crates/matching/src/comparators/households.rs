//! # What a household, a placement or a journey shares
//!
//! ## What
//! Phones, addresses, vehicles, journeys, people around, case references and lent papers. The most telling one counts
//! in full, each further one less, and all together no more than a cap.
//! ## Why
//! Half of all false links of ordinary linkage join brothers, sisters and children of one placement: they share
//! everything but themselves. Three shared household facts are one fact told three times.
//! ## Example
//! The same phone and the same house: 10 + 0.45 x 7 bits, cut at 11.
//! ## Limits
//! The engine sees two records at a time: it does not know that a number belongs to a hotel that two hundred records carry.
//! ## Source
//! Research advice 1 and the measurements there (54 % of false links within one household).

use crate::comparison::Waterfall;
use crate::model::Level;
use crate::normal::addresses::Place;
use crate::normal::names::within_one_slip;
use crate::profile::{Profile, Whose};
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    same_phone: Level,
    same_phone_of_others: Level,
    same_phone_of_exploiter: Level,
    phone_one_digit: Level,
    same_dwelling: Level,
    same_postcode: Level,
    same_street: Level,
    same_district: Level,
    same_town: Level,
    same_vehicle: Level,
    same_journey: Level,
    same_associate: Level,
    lent_document: Level,
    same_case_reference: Level,
    different_phone: Level,
    different_place: Level,
    fading: f64,
    most: f64,
    together: f64,
}

struct Fact {
    field: &'static str,
    level: &'static str,
    weight: f64,
    a: String,
    b: String,
}

/// What the guards need to know of the household.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct HouseholdFacts {
    /// The two records were at one place or phone, whoever they are.
    pub together: bool,
    /// Bits that shared things have brought.
    pub bits: f64,
}

pub(crate) fn compare(weights: &Weights, a: &Profile, b: &Profile, waterfall: &mut Waterfall) -> HouseholdFacts {
    let mut facts = Vec::with_capacity(6);
    facts.extend(phones(weights, a, b));
    facts.extend(places(weights, a, b));
    facts.extend(shared(
        "vehicle",
        "same",
        &weights.same_vehicle,
        &a.stored.plates,
        &b.stored.plates,
        |plate| plate.to_uppercase(),
    ));
    facts.extend(shared(
        "journey",
        "same",
        &weights.same_journey,
        &a.stored.journeys,
        &b.stored.journeys,
        |journey| format!("{} {}", journey.carrier.to_uppercase(), journey.date),
    ));
    facts.extend(associates(weights, a, b));
    facts.extend(lent_documents(weights, a, b));
    facts.extend(case_references(weights, a, b));

    facts.sort_by(|one, other| {
        other
            .weight
            .total_cmp(&one.weight)
            .then_with(|| one.field.cmp(other.field))
    });
    let together = facts.first().is_some_and(|fact| fact.weight >= weights.together);
    let mut part = 1.0;
    let mut sum = 0.0;
    for fact in facts.iter_mut().filter(|fact| fact.weight > 0.0) {
        fact.weight *= part;
        part *= weights.fading;
        sum += fact.weight;
    }
    let scale = if sum > weights.most { weights.most / sum } else { 1.0 };
    for fact in facts {
        let weight = if fact.weight > 0.0 {
            fact.weight * scale
        } else {
            fact.weight
        };
        waterfall.add(fact.field, fact.level, weight, Some(fact.a), Some(fact.b));
    }
    HouseholdFacts {
        together,
        bits: sum * scale,
    }
}

fn phones(weights: &Weights, a: &Profile, b: &Profile) -> Option<Fact> {
    let (ours, theirs) = (&a.stored.phones, &b.stored.phones);
    let mut best: Option<Fact> = None;
    for one in ours {
        for other in theirs {
            let found = if one.number == other.number {
                match one.whose.max(other.whose) {
                    Whose::Own => Some(("same", weights.same_phone.bits)),
                    Whose::Other => Some(("same_of_others", weights.same_phone_of_others.bits)),
                    Whose::Exploiter => Some(("same_of_exploiter", weights.same_phone_of_exploiter.bits)),
                }
            } else if one.number.len() == other.number.len()
                && one.number.len() >= 10
                && within_one_slip(one.number.as_bytes(), other.number.as_bytes())
            {
                Some(("one_digit", weights.phone_one_digit.bits))
            } else {
                None
            };
            if let Some((level, weight)) = found
                && best.as_ref().is_none_or(|best| weight > best.weight)
            {
                best = Some(Fact {
                    field: "phone",
                    level,
                    weight,
                    a: one.number.clone(),
                    b: other.number.clone(),
                });
            }
        }
    }
    // Only the person's own numbers can speak against: everybody's mother has another one.
    let own = |profile: &Profile| {
        profile
            .stored
            .phones
            .iter()
            .find(|phone| phone.whose == Whose::Own)
            .map(|phone| phone.number.clone())
    };
    best.or_else(|| {
        Some(Fact {
            field: "phone",
            level: "different",
            weight: weights.different_phone.bits,
            a: own(a)?,
            b: own(b)?,
        })
    })
}

fn places(weights: &Weights, a: &Profile, b: &Profile) -> Option<Fact> {
    let mut best: Option<Fact> = None;
    for one in &a.stored.places {
        for other in &b.stored.places {
            let (level, weight) = place_level(weights, one, other);
            if best.as_ref().is_none_or(|best| weight > best.weight) {
                best = Some(Fact {
                    field: "address",
                    level,
                    weight,
                    a: shown(one),
                    b: shown(other),
                });
            }
        }
    }
    best
}

fn place_level(weights: &Weights, a: &Place, b: &Place) -> (&'static str, f64) {
    let both = |x: &str, y: &str| !x.is_empty() && x == y;
    let same_house = both(&a.house, &b.house);
    let same_street = both(&a.street, &b.street);
    let same_town = both(&a.town, &b.town);
    let whole = a.has_whole_postcode() && b.has_whole_postcode();
    let same_postcode = whole && a.postcode == b.postcode;
    let near_postcode = whole && within_one_slip(a.postcode.as_bytes(), b.postcode.as_bytes());
    if same_house && (same_postcode || (same_street && (same_town || near_postcode))) {
        return ("same_dwelling", weights.same_dwelling.bits);
    }
    if same_postcode {
        return ("same_postcode", weights.same_postcode.bits);
    }
    if same_street && (same_town || near_postcode) {
        return ("same_street", weights.same_street.bits);
    }
    if !a.postcode.is_empty() && !b.postcode.is_empty() && same_district(a, b) {
        return ("same_district", weights.same_district.bits);
    }
    if same_town {
        return ("same_town", weights.same_town.bits);
    }
    ("different", weights.different_place.bits)
}

/// The outward half of a British postcode, or the whole of a shorter one.
fn same_district(a: &Place, b: &Place) -> bool {
    district(&a.postcode) == district(&b.postcode)
}

pub(crate) fn district(postcode: &str) -> &str {
    let british = postcode.len() >= 5 && !postcode.bytes().all(|b| b.is_ascii_digit());
    let end = if british { postcode.len() - 3 } else { postcode.len() };
    postcode.get(..end).unwrap_or(postcode)
}

fn shown(place: &Place) -> String {
    [&place.house, &place.street, &place.town, &place.postcode]
        .into_iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" ")
}

fn shared<T: PartialEq>(
    field: &'static str,
    level: &'static str,
    weight: &Level,
    ours: &[T],
    theirs: &[T],
    show: impl Fn(&T) -> String,
) -> Option<Fact> {
    let found = ours.iter().find(|one| theirs.contains(one))?;
    Some(Fact {
        field,
        level,
        weight: weight.bits,
        a: show(found),
        b: show(found),
    })
}

fn associates(weights: &Weights, a: &Profile, b: &Profile) -> Option<Fact> {
    // One word (a mother called Fatima) is no agreement; two sounds are.
    let same = a
        .stored
        .associates
        .iter()
        .any(|one| one.sounds.contains(' ') && b.stored.associates.iter().any(|other| other.sounds == one.sounds));
    same.then(|| Fact {
        field: "associate",
        level: "same",
        weight: weights.same_associate.bits,
        a: String::new(),
        b: String::new(),
    })
}

fn lent_documents(weights: &Weights, a: &Profile, b: &Profile) -> Option<Fact> {
    let found = a.stored.documents.iter().find(|one| {
        b.stored
            .documents
            .iter()
            .any(|other| other.number == one.number && (one.lent || other.lent))
    })?;
    Some(Fact {
        field: "document",
        level: "same_lent",
        weight: weights.lent_document.bits,
        a: found.number.to_uppercase(),
        b: found.number.to_uppercase(),
    })
}

fn case_references(weights: &Weights, a: &Profile, b: &Profile) -> Option<Fact> {
    let found = a
        .stored
        .identifiers
        .iter()
        .find(|one| !one.is_personal() && b.stored.identifiers.contains(one))?;
    Some(Fact {
        field: "identifier",
        level: "same_case",
        weight: weights.same_case_reference.bits,
        a: found.value.to_uppercase(),
        b: found.value.to_uppercase(),
    })
}
