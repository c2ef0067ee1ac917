//! The bulk model: how often each level occurs among records of one person (m), as a text that a statistician reads.
//!
//! What two different people share by chance (u) is not in the file where the records tell it better: names, dates, phones
//! and places are weighed by how common the very value is among the records at hand. What remains of u stands beside its m.

use super::LinkError;
use crate::comparators::births::Agreement;
use serde::{Deserialize, Serialize};

/// Levels of a name's slot.
pub(crate) const SAME: usize = 0;
pub(crate) const VARIANT: usize = 1;
pub(crate) const JOINED: usize = 2;
pub(crate) const SOUNDS_ALIKE: usize = 3;
pub(crate) const ONE_SLIP: usize = 4;
pub(crate) const LOOSELY: usize = 5;
pub(crate) const INITIAL: usize = 6;
pub(crate) const DIFFERS: usize = 7;
pub(crate) const NAME_LEVELS: usize = 8;
pub(crate) const BIRTH_LEVELS: usize = 14;

/// A trained model (`models/bulk.toml` is where training begins).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkModel {
    pub version: String,
    /// Pairs of records of one person for each record, over the whole file: the prior before any evidence.
    pub matches_per_record: f64,
    /// Pairs of records of two people of one family for each such pair of one person.
    pub kin_per_match: f64,
    pub given: NameLevels,
    pub family: NameLevels,
    /// How often neither part of the name agrees: another name altogether.
    pub both_names_differ: f64,
    pub birth: Births,
    pub sex: Agreeing,
    /// Child, adult, suspect: a child may stand in a police file as a suspect.
    pub kind: Agreeing,
    pub nationality: Nationality,
    pub household: Household,
    pub kin: Kin,
    /// m of names and dates by naming culture, which training fills in: offices assume dates for some peoples only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub culture: Vec<CultureLevels>,
}

/// m of each level, in the order of `[given]`, `[family]` and `[birth]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CultureLevels {
    pub name: String,
    pub given: Vec<f64>,
    pub family: Vec<f64>,
    pub birth: Vec<f64>,
    /// u of the dates among people of the culture.
    pub birth_u: Vec<f64>,
}

/// m of each level of a part of the name; they add up to one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameLevels {
    pub same: f64,
    pub variant: f64,
    pub joined: f64,
    pub sounds_alike: f64,
    pub one_slip: f64,
    pub loosely_alike: f64,
    pub initial: f64,
    pub differs: f64,
}

impl NameLevels {
    pub(crate) fn list(&self) -> [f64; NAME_LEVELS] {
        [
            self.same,
            self.variant,
            self.joined,
            self.sounds_alike,
            self.one_slip,
            self.loosely_alike,
            self.initial,
            self.differs,
        ]
    }

    pub(crate) fn of(list: [f64; NAME_LEVELS]) -> Self {
        let [
            same,
            variant,
            joined,
            sounds_alike,
            one_slip,
            loosely_alike,
            initial,
            differs,
        ] = list;
        Self {
            same,
            variant,
            joined,
            sounds_alike,
            one_slip,
            loosely_alike,
            initial,
            differs,
        }
    }
}

/// m of each level of the dates of birth, and u from random pairs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Births {
    pub same_day: Ratio,
    pub same_placeholder: Ratio,
    pub placeholder_year: Ratio,
    pub same_month: Ratio,
    pub swapped: Ratio,
    pub year_slip: Ratio,
    pub month_or_day_slip: Ratio,
    pub same_year: Ratio,
    pub one_year_unsure: Ratio,
    pub three_years_unsure: Ratio,
    pub far_unsure: Ratio,
    pub one_year: Ratio,
    pub three_years: Ratio,
    pub far: Ratio,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    pub m: f64,
    pub u: f64,
}

impl Ratio {
    pub(crate) fn bits(self) -> f64 {
        (self.m / self.u).log2()
    }
}

impl Births {
    pub(crate) fn list(&self) -> [Ratio; BIRTH_LEVELS] {
        [
            self.same_day,
            self.same_placeholder,
            self.placeholder_year,
            self.same_month,
            self.swapped,
            self.year_slip,
            self.month_or_day_slip,
            self.same_year,
            self.one_year_unsure,
            self.three_years_unsure,
            self.far_unsure,
            self.one_year,
            self.three_years,
            self.far,
        ]
    }

    pub(crate) fn of(list: [Ratio; BIRTH_LEVELS]) -> Self {
        let [
            same_day,
            same_placeholder,
            placeholder_year,
            same_month,
            swapped,
            year_slip,
            month_or_day_slip,
            same_year,
            one_year_unsure,
            three_years_unsure,
            far_unsure,
            one_year,
            three_years,
            far,
        ] = list;
        Self {
            same_day,
            same_placeholder,
            placeholder_year,
            same_month,
            swapped,
            year_slip,
            month_or_day_slip,
            same_year,
            one_year_unsure,
            three_years_unsure,
            far_unsure,
            one_year,
            three_years,
            far,
        }
    }
}

pub(crate) const fn birth_level(agreement: Agreement) -> usize {
    agreement as usize
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreeing {
    pub same: Ratio,
    pub different: Ratio,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nationality {
    pub m_same: f64,
    pub m_confused: f64,
    pub m_different: f64,
    pub u_confused: f64,
}

/// m of what a household shares. u is the share of records that carry the value, where it is the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Household {
    pub same_phone: f64,
    pub phone_one_digit: Ratio,
    pub different_phone: Ratio,
    pub same_dwelling: f64,
    pub same_postcode: f64,
    pub same_street: f64,
    pub same_district: Ratio,
    pub same_town: Ratio,
    pub different_place: Ratio,
    /// Part of its bits that the lesser of phone and place keeps beside the greater.
    pub fading: f64,
    /// Most bits that a household brings in all.
    pub most: f64,
}

/// How records of two people of one family stand, beside what they share with records of one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kin {
    /// Share of kin who were born on one day.
    pub twins: f64,
    /// How often kin carry one family name, beside m of the family name.
    pub family_name: f64,
    /// u of differing given names stands for strangers; among kin they nearly always differ.
    pub given_differs: f64,
    /// Bits taken from pairs that kin explain better than strangers and in which no own name agrees.
    pub guard: f64,
}

impl BulkModel {
    /// The model that training begins with.
    #[allow(clippy::panic, reason = "the file is part of the program; a test reads it")]
    pub fn shipped() -> Self {
        match Self::from_toml(include_str!("../../models/bulk.toml")) {
            Ok(model) => model,
            Err(error) => panic!("{error}"),
        }
    }

    pub fn from_toml(text: &str) -> Result<Self, LinkError> {
        let model: Self = toml::from_str(text)?;
        let share = |value: f64| value > 0.0 && value <= 1.0;
        let lists = [model.given.list(), model.family.list()];
        let sound = lists.iter().flatten().all(|m| share(*m))
            && model.birth.list().iter().all(|ratio| share(ratio.m) && share(ratio.u))
            && share(model.both_names_differ)
            && model.culture.iter().all(|part| {
                part.given.len() == NAME_LEVELS
                    && part.family.len() == NAME_LEVELS
                    && part.birth.len() == BIRTH_LEVELS
                    && part.birth_u.len() == BIRTH_LEVELS
                    && part
                        .given
                        .iter()
                        .chain(&part.family)
                        .chain(&part.birth)
                        .chain(&part.birth_u)
                        .all(|m| share(*m))
            })
            && share(model.nationality.m_same)
            && share(model.nationality.m_different)
            && share(model.nationality.m_confused)
            && share(model.nationality.u_confused)
            && [
                model.household.same_phone,
                model.household.same_dwelling,
                model.household.same_postcode,
            ]
            .iter()
            .all(|m| share(*m))
            && model.matches_per_record > 0.0
            && model.matches_per_record.is_finite()
            && model.kin_per_match > 0.0
            && model.kin_per_match.is_finite()
            && share(model.kin.twins);
        if sound {
            Ok(model)
        } else {
            Err(LinkError::Unsound("every m and u must be above 0 and at most 1"))
        }
    }

    /// The model as a text that [`Self::from_toml`] reads back.
    pub fn to_toml(&self) -> Result<String, LinkError> {
        Ok(toml::to_string(self)?)
    }
}
