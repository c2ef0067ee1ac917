//! `pack.toml`: which country or nation, since when, in which languages, under which definitions.

use super::problem::{PackProblem, Place};
use super::words::Words;
use jiff::civil::Date;
use serde::Deserialize;

/// What the law of the place says about who is a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definitions {
    /// Under this age in whole years a person is a child.
    pub age_limit: u8,
    /// A person whose age is in doubt is treated as a child until it is decided.
    pub treat_as_child_until_decided: bool,
    /// Whether force, fraud or the like must be shown for a child; by the Palermo Protocol it need not.
    pub means_needed_for_child: bool,
    /// ISO 3166-1 alpha-2: the country a phone number without prefix is read in.
    pub phone_country: String,
    /// Counts under this are not shown in statistics.
    pub suppress_under: u32,
}

/// Working days of the place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Days of the week off: monday, tuesday, ...
    pub weekend: Vec<String>,
    pub bank_holidays: Vec<Date>,
}

impl Calendar {
    pub fn is_working_day(&self, date: Date) -> bool {
        let day = weekday(date);
        !self.weekend.iter().any(|off| off == day) && !self.bank_holidays.contains(&date)
    }
}

pub(super) fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        jiff::civil::Weekday::Monday => "monday",
        jiff::civil::Weekday::Tuesday => "tuesday",
        jiff::civil::Weekday::Wednesday => "wednesday",
        jiff::civil::Weekday::Thursday => "thursday",
        jiff::civil::Weekday::Friday => "friday",
        jiff::civil::Weekday::Saturday => "saturday",
        jiff::civil::Weekday::Sunday => "sunday",
    }
}

/// The file as written; what is left out comes from the parent.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub id: String,
    pub parent: Option<String>,
    pub version: String,
    /// A pack that only others build on: it is no jurisdiction.
    #[serde(default, rename = "abstract")]
    pub is_abstract: bool,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    #[serde(default)]
    pub title: Words,
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(default)]
    pub definitions: WrittenDefinitions,
    pub calendar: Option<WrittenCalendar>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenDefinitions {
    age_limit: Option<u8>,
    treat_as_child_until_decided: Option<bool>,
    means_needed_for_child: Option<bool>,
    phone_country: Option<String>,
    suppress_under: Option<u32>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenCalendar {
    #[serde(default)]
    weekend: Vec<String>,
    #[serde(default)]
    bank_holidays: Vec<Date>,
}

impl Default for Definitions {
    /// The floor of the conventions: under 18, in doubt a child, means not needed.
    fn default() -> Self {
        Self {
            age_limit: 18,
            treat_as_child_until_decided: true,
            means_needed_for_child: false,
            phone_country: String::new(),
            suppress_under: 5,
        }
    }
}

impl WrittenDefinitions {
    pub fn over(&self, under: &Definitions) -> Definitions {
        Definitions {
            age_limit: self.age_limit.unwrap_or(under.age_limit),
            treat_as_child_until_decided: self
                .treat_as_child_until_decided
                .unwrap_or(under.treat_as_child_until_decided),
            means_needed_for_child: self.means_needed_for_child.unwrap_or(under.means_needed_for_child),
            phone_country: self
                .phone_country
                .clone()
                .unwrap_or_else(|| under.phone_country.clone()),
            suppress_under: self.suppress_under.unwrap_or(under.suppress_under),
        }
    }
}

impl WrittenCalendar {
    pub fn over(&self, under: &Calendar) -> Calendar {
        let or = |own: &Vec<String>, theirs: &Vec<String>| if own.is_empty() { theirs.clone() } else { own.clone() };
        Calendar {
            weekend: or(&self.weekend, &under.weekend),
            bank_holidays: if self.bank_holidays.is_empty() {
                under.bank_holidays.clone()
            } else {
                self.bank_holidays.clone()
            },
        }
    }
}

pub(super) fn read(place: &Place, text: &str, problems: &mut Vec<PackProblem>) -> Option<Manifest> {
    match toml::from_str::<Manifest>(text) {
        Ok(manifest) => Some(manifest),
        Err(error) => {
            problems.push(super::load::toml_problem(place, text, &error));
            None
        }
    }
}
