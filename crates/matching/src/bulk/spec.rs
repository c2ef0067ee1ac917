//! What is in the file, and which records are worth comparing: a text that an analyst writes and reads.

use super::LinkError;
use super::clusters::Clustering;
use serde::Deserialize;

/// A linkage specification (`specs/child.toml` is the one that comes with Haven).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Whose numbering plan telephone numbers without a country code belong to, ISO 3166-1 alpha-2.
    pub country: String,
    pub columns: Columns,
    pub blocking: Blocking,
    pub clusters: Clustering,
}

/// The names of the columns; an empty name where the file has no such column.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    pub id: String,
    pub given: String,
    pub family: String,
    /// The whole name in one field; read where given and family are empty.
    pub full: String,
    pub birth: String,
    /// How the date is known: `assumed`, `assessed`, `estimated` and `disputed` make it unsure.
    pub birth_basis: String,
    pub sex: String,
    pub nationality: String,
    pub address: String,
    pub town: String,
    pub postcode: String,
    pub phone: String,
    /// A number that one person has once in a life.
    pub identifier: String,
    /// What the record is about: child, adult, suspect.
    pub kind: String,
}

impl Columns {
    pub(crate) const GIVEN: usize = 0;
    pub(crate) const FAMILY: usize = 1;
    pub(crate) const FULL: usize = 2;
    pub(crate) const BIRTH: usize = 3;
    pub(crate) const BASIS: usize = 4;
    pub(crate) const SEX: usize = 5;
    pub(crate) const NATIONALITY: usize = 6;
    pub(crate) const LINE: usize = 7;
    pub(crate) const TOWN: usize = 8;
    pub(crate) const POSTCODE: usize = 9;
    pub(crate) const PHONE: usize = 10;
    pub(crate) const NUMBER: usize = 11;
    pub(crate) const KIND: usize = 12;
    pub(crate) const COUNT: usize = 13;

    /// In the order of the constants.
    pub(crate) fn names(&self) -> [&str; Self::COUNT] {
        [
            &self.given,
            &self.family,
            &self.full,
            &self.birth,
            &self.birth_basis,
            &self.sex,
            &self.nationality,
            &self.address,
            &self.town,
            &self.postcode,
            &self.phone,
            &self.identifier,
            &self.kind,
        ]
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocking {
    /// Pairs whose quick weight (bits, from keys alone) is below this are not compared.
    pub filter: f32,
    /// Most records of a block that are all compared with one another; a larger block is split by the next key.
    pub most: usize,
    /// Records share a key of at least one rule, or they are not compared.
    pub rule: Vec<Rule>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub label: String,
    pub key: Vec<KeyPart>,
    /// What a block that is too large is split by, one after the other.
    #[serde(default)]
    pub then: Vec<KeyPart>,
}

/// What a key is made of. A record without the part has no key under the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPart {
    Identifier,
    Phone,
    Postcode,
    Dwelling,
    Street,
    Town,
    District,
    /// A whole date of birth that is no placeholder, day and month in either order.
    BirthDay,
    /// The same without the year.
    BirthDayOfYear,
    BirthYear,
    /// Two windows of two years each, so that neighbouring years share one.
    BirthYears,
    Sex,
    Country,
    /// Each word of the name, as it sounds.
    Sound,
    /// Each word that sounds as at most one in 200 people of its naming culture do: with a common one, a year and a sex
    /// no pair reaches the filter that another rule does not find.
    RareSound,
    /// Each two words, as they sound.
    Sounds,
    /// Each word, as written.
    Word,
    /// The first sound of each word.
    Initial,
}

/// The specifications that come with Haven: their names, and their texts.
const SHIPPED: [(&str, &str); 2] = [
    ("child", include_str!("../../specs/child.toml")),
    ("adult", include_str!("../../specs/adult.toml")),
];

impl Spec {
    /// The text of a specification that comes with Haven.
    pub fn shipped(name: &str) -> Option<&'static str> {
        SHIPPED.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    /// The names that [`Self::shipped`] knows.
    pub fn shipped_names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// The specification that comes with Haven for children's records.
    #[allow(clippy::panic, reason = "the file is part of the program; a test reads it")]
    pub fn child() -> Self {
        match Self::from_toml(include_str!("../../specs/child.toml")) {
            Ok(spec) => spec,
            Err(error) => panic!("{error}"),
        }
    }

    pub fn from_toml(text: &str) -> Result<Self, LinkError> {
        let spec: Self = toml::from_str(text)?;
        if spec.columns.id.is_empty() {
            return Err(LinkError::Unsound("columns.id must name the column of record ids"));
        }
        if !(2..=100_000).contains(&spec.blocking.most) {
            return Err(LinkError::Unsound("blocking.most must lie between 2 and 100,000"));
        }
        if spec.blocking.rule.is_empty() || spec.blocking.rule.len() > 32 {
            return Err(LinkError::Unsound("blocking needs between 1 and 32 rules"));
        }
        if spec.blocking.rule.iter().any(|rule| rule.key.is_empty()) {
            return Err(LinkError::Unsound("a blocking rule needs a key"));
        }
        if !spec.blocking.filter.is_finite() {
            return Err(LinkError::Unsound("blocking.filter must be a number"));
        }
        let clusters = &spec.clusters;
        let sound = clusters.lean.is_finite()
            && clusters.least < 0.0
            && clusters.least.is_finite()
            && clusters.most > 0.0
            && clusters.most.is_finite()
            && (0.0..=1.0).contains(&clusters.depth);
        if !sound {
            return Err(LinkError::Unsound(
                "clusters: least below 0, most above 0, depth from 0 to 1",
            ));
        }
        Ok(spec)
    }
}
