//! The fields and value sets of HTCDS 2.0, as data, and the ways in which real files write them.
//!
//! Source: Human Trafficking Case Data Standard 2.0, International Organization for Migration (IOM), 24 December
//! 2021, CC BY 4.0. IOM does not endorse this product.

use crate::lists::{CodeLookup, CoreLists, plain, rows, three_letter_language};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

/// The tables of the standard. Organisation comes first, as in the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Entity {
    Org,
    Prs,
    Vic,
    Per,
    Cas,
    Cco,
    Hte,
    Spl,
    Con,
}

impl Entity {
    pub const ALL: [Self; 9] = [
        Self::Org,
        Self::Prs,
        Self::Vic,
        Self::Per,
        Self::Cas,
        Self::Cco,
        Self::Hte,
        Self::Spl,
        Self::Con,
    ];

    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::Prs => "prs",
            Self::Vic => "vic",
            Self::Per => "per",
            Self::Cas => "cas",
            Self::Cco => "cco",
            Self::Hte => "hte",
            Self::Spl => "spl",
            Self::Con => "con",
        }
    }

    pub fn from_prefix(prefix: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.prefix() == prefix)
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    Text,
    /// ISO 8601.
    Date,
    /// `TRUE` or `FALSE` in CSV, `true` or `false` in JSON.
    Boolean,
    Number,
    /// A value of the field's own set.
    Picklist,
    /// ISO 3166-1 alpha-2.
    Country,
    /// ISO 639-2.
    Language,
    /// E.164 where it can be told.
    Phone,
}

#[derive(Debug)]
pub struct HtcdsField {
    pub entity: Entity,
    /// With its prefix: `prs_FirstName`.
    pub name: &'static str,
    pub label: &'static str,
    pub kind: ValueKind,
    /// Several values, joined with `;` in CSV.
    pub many: bool,
    pub core: bool,
    pub deprecated: bool,
}

const FIELDS: &str = include_str!("../../data/htcds_2_0_fields.csv");
const VALUES: &str = include_str!("../../data/htcds_2_0_values.csv");

/// All 84 fields in the order of the sheet.
pub fn all() -> &'static [HtcdsField] {
    static ALL: OnceLock<Vec<HtcdsField>> = OnceLock::new();
    ALL.get_or_init(|| rows(FIELDS).filter_map(|row| field(&row)).collect())
}

/// order, entity, section, field, label, type, cardinality, core, status, value_set, regex
fn field(row: &[&'static str]) -> Option<HtcdsField> {
    let cell = |index: usize| row.get(index).copied().unwrap_or_default();
    let name = cell(3);
    let kind = match (cell(5), cell(9)) {
        (_, set) if set.starts_with("ISO3166") => ValueKind::Country,
        (_, "ISO639-2") => ValueKind::Language,
        _ if name == "hte_Country" => ValueKind::Country,
        _ if name.ends_with("Phone") => ValueKind::Phone,
        ("date", _) => ValueKind::Date,
        ("boolean", _) => ValueKind::Boolean,
        ("number" | "geolocation", _) => ValueKind::Number,
        (_, set) if set == name => ValueKind::Picklist,
        _ => ValueKind::Text,
    };
    Some(HtcdsField {
        entity: Entity::from_prefix(name.split('_').next()?)?,
        name,
        label: cell(4),
        kind,
        many: cell(6) == "many" || name == "vic_ForcedLabourIndustry",
        core: cell(7) == "yes",
        deprecated: cell(8) == "deprecated",
    })
}

/// The field that a key means: by its name whatever the case and the underscores (the survey form writes
/// `prs_First_Name`), or by a known misspelling.
pub fn find(key: &str) -> Option<&'static HtcdsField> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static HtcdsField>> = OnceLock::new();
    static BY_KEY: OnceLock<HashMap<String, &'static HtcdsField>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| all().iter().map(|field| (field.name, field)).collect());
    if let Some(field) = by_name.get(key) {
        return Some(field);
    }
    let by_key = BY_KEY.get_or_init(|| {
        let mut by_key: HashMap<String, &'static HtcdsField> =
            all().iter().map(|field| (joined(field.name), field)).collect();
        // The workbook's key row lacks a letter.
        if let Some(field) = by_name.get("vic_TraffickingStatusDecisionMakingOrg") {
            by_key.insert("victraffickinstatusdecisionmakingorg".to_owned(), field);
        }
        by_key
    });
    // No key is longer, and none is without an underscore.
    if key.len() > 80 || !key.contains('_') {
        return None;
    }
    by_key.get(&joined(key)).copied()
}

/// The field that only this label can mean, the core ones before the others; `City` may be of three.
pub fn find_by_label(label: &str) -> Option<&'static HtcdsField> {
    static BY_LABEL: OnceLock<HashMap<String, Option<&'static HtcdsField>>> = OnceLock::new();
    let by_label = BY_LABEL.get_or_init(|| {
        let mut all_of: HashMap<String, Vec<&'static HtcdsField>> = HashMap::new();
        for field in all().iter().filter(|field| !field.label.is_empty()) {
            all_of.entry(joined(field.label)).or_default().push(field);
        }
        let only = |fields: &[&'static HtcdsField]| if let [field] = fields { Some(*field) } else { None };
        all_of
            .into_iter()
            .map(|(label, fields)| {
                let core: Vec<&'static HtcdsField> = fields.iter().copied().filter(|field| field.core).collect();
                (label, only(&core).or_else(|| only(&fields)))
            })
            .collect()
    });
    if label.len() > 200 {
        return None;
    }
    by_label.get(&joined(label)).copied().flatten()
}

/// Letters and digits only, in lower case.
fn joined(text: &str) -> String {
    plain(text).replace(' ', "")
}

/// What a field's text means in the standard, or why it cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    Value { offered: Vec<String> },
    Date,
    Number,
    YesOrNo,
}

/// One value of a field in the standard's own writing.
pub fn canonical(field: &HtcdsField, text: &str) -> Result<String, Unclear> {
    let text = text.trim();
    match field.kind {
        ValueKind::Text => Ok(text.to_owned()),
        ValueKind::Phone => Ok(phone(text)),
        ValueKind::Number => match text.replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(text.to_owned()),
            _ => Err(Unclear::Number),
        },
        ValueKind::Boolean => match plain(text).as_str() {
            "true" | "yes" | "1" | "y" | "t" => Ok("true".to_owned()),
            "false" | "no" | "0" | "n" | "f" => Ok("false".to_owned()),
            _ => Err(Unclear::YesOrNo),
        },
        ValueKind::Date => date(text).ok_or(Unclear::Date),
        ValueKind::Country => CoreLists.code("country", text).ok_or_else(|| Unclear::Value {
            offered: CoreLists.offered("country"),
        }),
        ValueKind::Language => CoreLists
            .code("language", text)
            .map(|code| three_letter_language(&code).map_or_else(|| code.clone(), str::to_owned))
            .ok_or_else(|| Unclear::Value {
                offered: CoreLists.offered("language"),
            }),
        ValueKind::Picklist => value(field.name, text)
            .map(str::to_owned)
            .ok_or_else(|| Unclear::Value {
                offered: values(field.name).map(|(value, _)| value.to_owned()).take(12).collect(),
            }),
    }
}

/// ISO 8601 as written; other writings day first, since the standard asks for ISO and people type anyway. What was
/// not said stays unsaid: `2011` is a date.
fn date(text: &str) -> Option<String> {
    let text = text.split('T').next().unwrap_or(text);
    if let Ok(date) = text.parse::<domain::PartialDate>() {
        return Some(date.to_string());
    }
    // An age or a year of two digits needs a reference day, which a standard date does not.
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let reference = jiff::civil::date(2100, 12, 31);
    let read = crate::dates::read(text, crate::dates::DateOrder::DayFirst, reference).ok()??;
    (read.writing == crate::dates::Writing::Date && digits >= 4).then(|| read.date.to_string())
}

/// Blanks, dots, dashes and brackets dropped, where what remains is a number.
fn phone(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !" .-()/".contains(*c)).collect();
    let bare = bare
        .strip_prefix("00")
        .map_or_else(|| bare.clone(), |rest| format!("+{rest}"));
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    if digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        bare
    } else {
        text.to_owned()
    }
}

/// Values of a field's set with their labels.
pub fn values(field: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    sets().get(field).into_iter().flatten().copied()
}

pub fn label(field: &str, value: &str) -> Option<&'static str> {
    values(field).find(|(known, _)| *known == value).map(|(_, label)| label)
}

/// What the standard's own text, its survey form and other people's systems write for a value.
const OTHER_WRITINGS: &[(&str, &str, &str)] = &[
    ("prs_Gender", "Female", "Feminine"),
    ("prs_Gender", "F", "Feminine"),
    ("prs_Gender", "Woman", "Feminine"),
    ("prs_Gender", "Girl", "Feminine"),
    ("prs_Gender", "Male", "Masculine"),
    ("prs_Gender", "M", "Masculine"),
    ("prs_Gender", "Man", "Masculine"),
    ("prs_Gender", "Boy", "Masculine"),
    ("prs_Gender", "Unknown", "NonSpecifiedUnknown"),
    ("prs_Gender", "Not Specified", "NonSpecifiedUnknown"),
    ("prs_Gender", "Other", "NonConforming"),
    ("vic_MethodsOfControl", "Threats", "PhysicalThreats"),
    (
        "vic_MethodsOfControl",
        "ThreatOfLawEnforcement",
        "ThreatsLawEnforcement",
    ),
    (
        "vic_MethodsOfControl",
        "PsychoactiveSubstances",
        "PsychoactiveSubstance",
    ),
    ("vic_MethodsOfControl", "RestrictsMovement", "Other"),
    ("vic_MethodsOfControl", "UsesChildren", "Other"),
    ("vic_RelationshipToTrafficker", "Unacquainted", "Unaquainted"),
    ("vic_TraffickingStatus", "Possible", "PossibleVictimOfTrafficking"),
    ("vic_TraffickingStatus", "Actual", "ActualVictimOfTrafficking"),
    ("vic_TypeOfExploitation", "Labour", "ForcedLabour"),
    ("vic_TypeOfExploitation", "Forced labor", "ForcedLabour"),
    ("vic_TypeOfExploitation", "Child labor", "ChildLabour"),
    ("vic_TypeOfExploitation", "Sexual", "SexualExploitation"),
    (
        "vic_TypeOfExploitation",
        "Forced military",
        "ForcedMilitaryByNonStateActors",
    ),
    ("org_Type", "Non-governmental organisation", "NGO"),
];

/// Methods of control that the standard's definitions name but its value list lacks.
pub const UNLISTED_METHODS: [&str; 2] = ["RestrictsMovement", "UsesChildren"];

fn value(field: &str, text: &str) -> Option<&'static str> {
    static BY_WRITING: OnceLock<HashMap<(&'static str, String), &'static str>> = OnceLock::new();
    let by_writing = BY_WRITING.get_or_init(|| {
        let mut by_writing = HashMap::new();
        for (field, writing, value) in OTHER_WRITINGS {
            by_writing.insert((*field, joined(writing)), *value);
        }
        for (field, values) in sets() {
            for (value, label) in values {
                by_writing.insert((*field, joined(label)), *value);
                // ISIC sections come with their letter, without it, or as the letter alone.
                if let Some((letter, rest)) = value.split_once('_').filter(|(letter, _)| letter.len() == 1) {
                    by_writing.insert((*field, joined(rest)), *value);
                    by_writing.insert((*field, joined(letter)), *value);
                }
            }
            for (value, _) in values {
                by_writing.insert((*field, joined(value)), *value);
            }
        }
        by_writing
    });
    let field = sets().get_key_value(field).map(|(field, _)| *field)?;
    by_writing.get(&(field, joined(text))).copied()
}

type Sets = HashMap<&'static str, Vec<(&'static str, &'static str)>>;

fn sets() -> &'static Sets {
    static SETS: OnceLock<Sets> = OnceLock::new();
    SETS.get_or_init(|| {
        let mut sets = Sets::new();
        for row in rows(VALUES) {
            if let [field, _, value, label, ..] = row.as_slice() {
                sets.entry(field).or_default().push((value, label));
            }
        }
        sets
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::{ValueKind, all, canonical, find, find_by_label, values};

    #[test]
    fn the_standard_is_whole() {
        assert_eq!(all().len(), 84);
        assert_eq!(all().iter().filter(|field| field.core).count(), 40);
        assert_eq!(all().iter().filter(|field| field.core && !field.deprecated).count(), 38);
        for field in all() {
            assert_eq!(
                values(field.name).count() > 0,
                field.kind == ValueKind::Picklist,
                "{}",
                field.name
            );
            assert!(std::ptr::eq(find(field.name).unwrap(), field));
        }
    }

    #[test]
    fn other_writings_of_keys_and_values_are_understood() {
        for (key, name) in [
            ("prs_First_Name", "prs_FirstName"),
            ("prs_Second_Name", "prs_SecondName"),
            ("vic_Methods_of_Control", "vic_MethodsOfControl"),
            (
                "vic_TraffickinStatusDecisionMakingOrg",
                "vic_TraffickingStatusDecisionMakingOrg",
            ),
        ] {
            assert_eq!(find(key).unwrap().name, name);
        }
        assert_eq!(
            find_by_label("Reason for Outgoing Referral").unwrap().name,
            "cas_ReasonForOutgoingReferral"
        );
        assert!(find_by_label("Longitude").is_none());
        for (field, written, value) in [
            ("cas_Status", "Follow up", "FollowUp"),
            ("prs_Gender", "Masculine", "Masculine"),
            ("prs_Gender", "female", "Feminine"),
            (
                "vic_MethodsOfControl",
                "Threats of law enforcement",
                "ThreatsLawEnforcement",
            ),
            ("vic_MethodsOfControl", "UsesChildren", "Other"),
            ("vic_ForcedLabourIndustry", "Construction", "F_Construction"),
            (
                "vic_ForcedLabourIndustry",
                "I",
                "I_AccommodationAndFoodServiceActivities",
            ),
            ("prs_Citizenship", "Vietnamese", "VN"),
            ("prs_PrimaryLanguage", "vi", "vie"),
            ("prs_MobilePhone", "+44 7700 900123", "+447700900123"),
            ("con_Consent", "TRUE", "true"),
            ("prs_Birthdate", "14/03/2011", "2011-03-14"),
            ("prs_Birthdate", "2011-03-14T00:00:00", "2011-03-14"),
            ("prs_Birthdate", "2011", "2011"),
        ] {
            assert_eq!(
                canonical(find(field).unwrap(), written).as_deref(),
                Ok(value),
                "{field} {written}"
            );
        }
        assert!(canonical(find("prs_Birthdate").unwrap(), "15").is_err());
        assert!(canonical(find("prs_Gender").unwrap(), "purple").is_err());
    }
}
