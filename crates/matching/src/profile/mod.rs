//! The comparable view of one record: what may be matched on, in one written form each.
//!
//! A profile is stored beside its record as compact JSON and read back for scoring. What can be worked out from the
//! stored words (sound, spellings, rarity) is worked out again on reading, so that better name lists need no
//! migration; what could not be (transliteration, E.164) is stored.

mod making;

use crate::comparators::words::WordFacts;
use crate::normal::addresses::Place;
use crate::normal::names::{self, Part, Word};
use crate::normal::phonetic::{Phonetic, without_article};
use crate::vocabulary::{frequencies, variants};
use domain::{PartialDate, RecordKind};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Profile {
    pub(crate) stored: Stored,
    /// One for each stored name, in the same order.
    pub(crate) names: Vec<Vec<Token>>,
    /// Orders two profiles, so that a comparison does not depend on which came first.
    pub(crate) order: u64,
}

/// What is written to the database. Field names are short because there are millions.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Stored {
    #[serde(rename = "k")]
    pub kind: RecordKind,
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Name>,
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    pub births: Vec<Birth>,
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    #[serde(rename = "i", default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    #[serde(rename = "d", default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    #[serde(rename = "e", default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<String>,
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    #[serde(rename = "v", default, skip_serializing_if = "Vec::is_empty")]
    pub plates: Vec<String>,
    #[serde(rename = "j", default, skip_serializing_if = "Vec::is_empty")]
    pub journeys: Vec<Journey>,
    /// Sounds of the names of those around the person, with the relation: `mother FTM ASMN`.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub associates: Vec<Associate>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Name {
    /// As written, for showing.
    #[serde(rename = "w")]
    pub written: String,
    /// The words, each with a first letter for its part: g, f or u; capital where the script left vowels out.
    #[serde(rename = "t")]
    pub words: String,
}

/// A word of a name with all that a comparison asks of it.
#[derive(Clone, PartialEq)]
pub(crate) struct Token {
    pub text: String,
    pub part: Part,
    pub vowels_missing: bool,
    pub weak: bool,
    pub phonetic: Phonetic,
    /// Without article and with one spelling of "servant of".
    pub stem: Option<String>,
    pub groups: variants::Groups,
    pub frequency: frequencies::Frequency,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Birth {
    #[serde(rename = "d")]
    pub date: PartialDate,
    /// Assessed, disputed or approximate: the year may be off by a few.
    #[serde(rename = "u", default, skip_serializing_if = "std::ops::Not::not")]
    pub unsure: bool,
    #[serde(rename = "p", default, skip_serializing_if = "std::ops::Not::not")]
    pub documented: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Sex {
    #[serde(rename = "f")]
    Female,
    #[serde(rename = "m")]
    Male,
    #[serde(rename = "o")]
    Other,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Identifier {
    #[serde(rename = "s")]
    pub scheme: String,
    #[serde(rename = "v")]
    pub value: String,
}

impl Identifier {
    /// One person has one of these in a life; a crime number or an agency's own reference may cover a whole family.
    pub fn is_personal(&self) -> bool {
        matches!(
            self.scheme.as_str(),
            "nhs"
                | "chi"
                | "upn"
                | "nrm"
                | "homeoffice"
                | "passport"
                | "visa"
                | "cpr"
                | "cci"
                | "brp"
                | "ni"
                | "consistentchildidentifier"
        )
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Document {
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub sort: String,
    #[serde(rename = "n")]
    pub number: String,
    #[serde(rename = "i", default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// False or lent: the same paper may have carried many children.
    #[serde(rename = "l", default, skip_serializing_if = "std::ops::Not::not")]
    pub lent: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Whose {
    /// The person's own, found on the person, or not said.
    #[serde(rename = "s")]
    Own,
    /// Family, carer, worker, companion.
    #[serde(rename = "o")]
    Other,
    #[serde(rename = "x")]
    Exploiter,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Phone {
    #[serde(rename = "n")]
    pub number: String,
    #[serde(rename = "w")]
    pub whose: Whose,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Journey {
    #[serde(rename = "n")]
    pub carrier: String,
    #[serde(rename = "d")]
    pub date: PartialDate,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Associate {
    #[serde(rename = "r", default, skip_serializing_if = "String::is_empty")]
    pub relation: String,
    #[serde(rename = "n")]
    pub sounds: String,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Profile({}, hidden)", self.stored.kind)
    }
}

impl Profile {
    pub fn kind(&self) -> RecordKind {
        self.stored.kind
    }

    /// Nothing in it that could be recognised.
    pub fn is_empty(&self) -> bool {
        let Stored {
            kind: _,
            names,
            births,
            sex,
            countries,
            languages,
            identifiers,
            documents,
            phones,
            emails,
            accounts,
            places,
            plates,
            journeys,
            associates,
        } = &self.stored;
        names.is_empty()
            && births.is_empty()
            && sex.is_none()
            && countries.is_empty()
            && languages.is_empty()
            && identifiers.is_empty()
            && documents.is_empty()
            && phones.is_empty()
            && emails.is_empty()
            && accounts.is_empty()
            && places.is_empty()
            && plates.is_empty()
            && journeys.is_empty()
            && associates.is_empty()
    }
}

impl From<Stored> for Profile {
    fn from(mut stored: Stored) -> Self {
        // A stored profile is our own, but the bytes come from a table: bound what a comparison may cost.
        stored.names.truncate(making::MOST_ENTRIES);
        let names = stored.names.iter().map(|name| tokens(&name.words)).collect();
        let order = order_of(&stored);
        Self { stored, names, order }
    }
}

impl From<Profile> for Stored {
    fn from(profile: Profile) -> Self {
        profile.stored
    }
}

/// The stored text of a name's words; [`tokens`] reads it back.
fn stored_words(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        let letter = match word.part {
            Part::Given => 'g',
            Part::Family => 'f',
            Part::Unknown => 'u',
        };
        text.push(if word.vowels_missing {
            letter.to_ascii_uppercase()
        } else {
            letter
        });
        text.push_str(&word.text);
    }
    text
}

pub(crate) fn tokens(stored: &str) -> Vec<Token> {
    stored
        .split_ascii_whitespace()
        .take(8)
        .filter_map(|word| {
            let mut letters = word.chars();
            let letter = letters.next()?;
            let part = match letter.to_ascii_lowercase() {
                'g' => Part::Given,
                'f' => Part::Family,
                _ => Part::Unknown,
            };
            Some(token(letters.as_str(), part, letter.is_ascii_uppercase()))
        })
        .collect()
}

impl Token {
    /// What a comparison of two words looks at.
    pub fn facts(&self) -> WordFacts<'_> {
        WordFacts {
            text: &self.text,
            phonetic: self.phonetic,
            stem: self.stem.as_deref(),
            groups: self.groups,
            vowels_missing: self.vowels_missing,
        }
    }
}

pub(crate) fn token(text: &str, part: Part, vowels_missing: bool) -> Token {
    let groups = variants::groups_of(text);
    let stem = match without_article(text) {
        std::borrow::Cow::Borrowed(same) if same.len() == text.len() => None,
        other => Some(other.into_owned()),
    };
    Token {
        part,
        vowels_missing,
        weak: names::is_weak(text),
        phonetic: Phonetic::of(text),
        stem,
        groups,
        frequency: frequencies::frequency_of(text, groups, vowels_missing),
        text: text.to_owned(),
    }
}

/// A number that differs whenever the compared content differs (but for one chance in 2^64).
fn order_of(stored: &Stored) -> u64 {
    let mut hash = crate::keys::StableHash::new();
    let Stored {
        kind,
        names,
        births,
        sex,
        countries,
        languages,
        identifiers,
        documents,
        phones,
        emails,
        accounts,
        places,
        plates,
        journeys,
        associates,
    } = stored;
    hash.part(kind.code().as_bytes());
    for name in names {
        hash.part(name.words.as_bytes());
        hash.part(name.written.as_bytes());
    }
    for birth in births {
        hash.date(birth.date);
        hash.part(&[u8::from(birth.unsure), u8::from(birth.documented)]);
    }
    hash.part(&[sex.map_or(0, |sex| sex as u8 + 1)]);
    for text in countries
        .iter()
        .chain(languages)
        .chain(emails)
        .chain(accounts)
        .chain(plates)
    {
        hash.part(text.as_bytes());
    }
    for identifier in identifiers {
        hash.part(identifier.scheme.as_bytes());
        hash.part(identifier.value.as_bytes());
    }
    for document in documents {
        hash.part(document.number.as_bytes());
        hash.part(document.sort.as_bytes());
        hash.part(document.issuer.as_bytes());
        hash.part(&[u8::from(document.lent)]);
    }
    for phone in phones {
        hash.part(phone.number.as_bytes());
        hash.part(&[phone.whose as u8]);
    }
    for place in places {
        for text in [&place.postcode, &place.house, &place.street, &place.town] {
            hash.part(text.as_bytes());
        }
    }
    for journey in journeys {
        hash.part(journey.carrier.as_bytes());
        hash.date(journey.date);
    }
    for associate in associates {
        hash.part(associate.sounds.as_bytes());
        hash.part(associate.relation.as_bytes());
    }
    hash.finish()
}
