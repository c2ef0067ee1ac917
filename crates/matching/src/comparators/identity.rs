//! # Reference and document numbers
//!
//! ## What
//! Numbers that one person has once: NHS, Home Office, NRM, passport. The same number speaks strongly for one person; different
//! numbers of one kind speak against. Papers known to be lent or false are no proof of identity and are weighed with the
//! household instead.
//! ## Why
//! A number settles what names cannot, in both directions.
//! ## Example
//! Passports of one issuer with different numbers: 3.6 bits against, since passports are renewed and lost.
//! ## Limits
//! Crime numbers and agencies' own references may cover a family and are weighed with the household.
//! ## Source
//! Research advice 4 (negative evidence); practice 4.3 (documents genuine, forged or lent).

use crate::comparison::Waterfall;
use crate::model::Level;
use crate::normal::names::within_one_slip;
use crate::profile::{Document, Identifier, Profile};
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weights {
    same_identifier: Level,
    identifier_one_slip: Level,
    different_identifier: Level,
    same_document: Level,
    different_document: Level,
}

/// What the guards need to know of the numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct IdentityFacts {
    pub same_number: bool,
}

pub(crate) fn compare(weights: &Weights, a: &Profile, b: &Profile, waterfall: &mut Waterfall) -> IdentityFacts {
    let by_identifier = identifiers(weights, a, b, waterfall);
    let by_document = documents(weights, a, b, waterfall, by_identifier);
    IdentityFacts {
        same_number: by_identifier || by_document,
    }
}

fn identifiers(weights: &Weights, a: &Profile, b: &Profile, waterfall: &mut Waterfall) -> bool {
    let mut different: Option<(&Identifier, &Identifier)> = None;
    let mut slip: Option<(&Identifier, &Identifier)> = None;
    for one in a.stored.identifiers.iter().filter(|one| one.is_personal()) {
        for other in b.stored.identifiers.iter().filter(|other| other.scheme == one.scheme) {
            if one.value == other.value {
                waterfall.add(
                    "identifier",
                    "same",
                    weights.same_identifier.bits,
                    Some(one.value.to_uppercase()),
                    Some(other.value.to_uppercase()),
                );
                return true;
            }
            let near = one.value.len() >= 7 && within_one_slip(one.value.as_bytes(), other.value.as_bytes());
            if near { &mut slip } else { &mut different }.get_or_insert((one, other));
        }
    }
    let found = slip
        .map(|pair| ("one_slip", weights.identifier_one_slip.bits, pair))
        .or(different.map(|pair| ("different", weights.different_identifier.bits, pair)));
    if let Some((level, weight, (one, other))) = found {
        waterfall.add(
            "identifier",
            level,
            weight,
            Some(one.value.to_uppercase()),
            Some(other.value.to_uppercase()),
        );
    }
    false
}

/// Whether both mean the same kind of paper as far as is said.
fn comparable(a: &Document, b: &Document) -> bool {
    (a.issuer == b.issuer || a.issuer.is_empty() || b.issuer.is_empty())
        && (a.sort == b.sort || a.sort.is_empty() || b.sort.is_empty())
}

fn documents(weights: &Weights, a: &Profile, b: &Profile, waterfall: &mut Waterfall, identified: bool) -> bool {
    let mut different: Option<(&Document, &Document)> = None;
    for one in &a.stored.documents {
        for other in &b.stored.documents {
            if one.lent || other.lent {
                continue;
            }
            if one.number == other.number && comparable(one, other) {
                // A passport told both as identifier and as document is one fact.
                let weight = if identified { 0.0 } else { weights.same_document.bits };
                waterfall.add(
                    "document",
                    "same",
                    weight,
                    Some(one.number.to_uppercase()),
                    Some(other.number.to_uppercase()),
                );
                return true;
            }
            if one.number != other.number
                && one.sort == other.sort
                && one.issuer == other.issuer
                && !one.sort.is_empty()
                && !one.issuer.is_empty()
            {
                different.get_or_insert((one, other));
            }
        }
    }
    if let Some((one, other)) = different {
        waterfall.add(
            "document",
            "different",
            weights.different_document.bits,
            Some(one.number.to_uppercase()),
            Some(other.number.to_uppercase()),
        );
    }
    false
}
