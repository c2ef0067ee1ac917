//! From a record's answers to its profile. Values that cannot be read are left out, never guessed.

use super::{Associate, Birth, Document, Identifier, Journey, Name, Phone, Profile, Sex, Stored, Whose, stored_words};
use crate::normal::addresses::Place;
use crate::normal::names::words_of;
use crate::normal::phonetic::Phonetic;
use crate::normal::{phones, references};
use domain::{Answers, Entry, PartialDate, RecordKind};

/// Most entries of one kind that are compared; more than that is a mistake or an attack, not a child.
pub(super) const MOST_ENTRIES: usize = 12;

impl Profile {
    /// Reads what may be matched on out of `answers`. `default_country` (ISO 3166-1 alpha-2) is whose numbering plan a
    /// telephone number without a country code belongs to.
    pub fn from_answers(kind: RecordKind, answers: &Answers, default_country: &str) -> Self {
        let mut countries: Vec<String> = answers
            .codes("nationalities")
            .iter()
            .map(|code| references::compact(code))
            .collect();
        countries.extend(answers.text("birth_country").map(references::compact));
        let stored = Stored {
            kind,
            names: read(answers, "names", name),
            births: read(answers, "births", birth),
            sex: answers.text("sex").and_then(sex),
            countries: sorted(
                countries
                    .into_iter()
                    .filter(|code| !code.is_empty() && code != "zz" && code != "xx")
                    .collect(),
            ),
            languages: sorted(
                answers
                    .codes("languages")
                    .iter()
                    .map(|code| primary_language(code))
                    .filter(|code| !code.is_empty())
                    .collect(),
            ),
            identifiers: read(answers, "identifiers", identifier),
            documents: read(answers, "documents", document),
            phones: all_phones(answers, default_country),
            emails: read(answers, "emails", |entry| references::email(value(entry, "address"))),
            accounts: read(answers, "online_accounts", |entry| {
                references::account(value(entry, "platform"), value(entry, "handle"))
            }),
            places: read(answers, "addresses", |entry| {
                Place::new(value(entry, "line"), value(entry, "town"), value(entry, "postcode"))
            }),
            plates: read(answers, "vehicles", |entry| references::plate(value(entry, "plate"))),
            journeys: read(answers, "journeys", journey),
            associates: read(answers, "associates", associate),
        };
        Self::from(stored)
    }
}

/// Every readable entry, in one order whatever the order of writing, each once.
fn read<T: Ord>(answers: &Answers, key: &str, one: impl Fn(&Entry) -> Option<T>) -> Vec<T> {
    sorted(answers.entries(key).iter().filter_map(one).collect())
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort();
    values.dedup();
    values.truncate(MOST_ENTRIES);
    values
}

fn value<'a>(entry: &'a Entry, key: &str) -> &'a str {
    entry.get(key).map_or("", |text| text.trim())
}

fn name(entry: &Entry) -> Option<Name> {
    let (given, family, full) = (value(entry, "given"), value(entry, "family"), value(entry, "full"));
    let words = stored_words(&words_of(given, family, full));
    let written = if given.is_empty() && family.is_empty() {
        full.to_owned()
    } else {
        format!("{given} {family}")
    };
    (!words.is_empty()).then(|| Name {
        written: written.trim().chars().take(120).collect(),
        words,
    })
}

fn birth(entry: &Entry) -> Option<Birth> {
    let date: PartialDate = value(entry, "date").parse().ok()?;
    let basis = value(entry, "basis");
    let unsure = date.is_approximate()
        || matches!(basis, "assessed" | "assumed" | "estimated")
        || value(entry, "status") == "disputed";
    Some(Birth {
        date,
        unsure,
        documented: !unsure && matches!(basis, "document" | "court"),
    })
}

fn sex(code: &str) -> Option<Sex> {
    match references::compact(code).as_str() {
        "female" | "f" => Some(Sex::Female),
        "male" | "m" => Some(Sex::Male),
        "other" | "x" | "neither" => Some(Sex::Other),
        _ => None,
    }
}

/// `ti-ER` and `ti` are one language here; so are macro-language and its parts where offices mix them up.
fn primary_language(tag: &str) -> String {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    match primary.as_str() {
        "prs" => "fa".to_owned(),
        "ckb" | "kmr" | "sdh" => "ku".to_owned(),
        "cmn" | "yue" => "zh".to_owned(),
        "als" | "aln" => "sq".to_owned(),
        "pbt" | "pbu" => "ps".to_owned(),
        _ => primary,
    }
}

fn identifier(entry: &Entry) -> Option<Identifier> {
    let scheme = references::compact(value(entry, "scheme"));
    Some(Identifier {
        value: references::reference(value(entry, "value"))?,
        scheme,
    })
}

fn document(entry: &Entry) -> Option<Document> {
    Some(Document {
        number: references::reference(value(entry, "number"))?,
        sort: references::compact(value(entry, "type")),
        issuer: references::compact(value(entry, "issuer")),
        lent: matches!(value(entry, "genuineness"), "false" | "lent" | "forged"),
    })
}

fn all_phones(answers: &Answers, default_country: &str) -> Vec<Phone> {
    let mut found: Vec<Phone> = answers
        .entries("phones")
        .iter()
        .filter_map(|entry| {
            let whose = match value(entry, "whose") {
                "self" | "found_on_person" | "" => Whose::Own,
                "exploiter" => Whose::Exploiter,
                _ => Whose::Other,
            };
            Some(Phone {
                number: phones::e164(value(entry, "number"), default_country)?,
                whose,
            })
        })
        .collect();
    found.extend(answers.entries("associates").iter().filter_map(|entry| {
        let exploiter = matches!(value(entry, "relation"), "exploiter" | "suspect" | "trafficker");
        let whose = if exploiter { Whose::Exploiter } else { Whose::Other };
        Some(Phone {
            number: phones::e164(value(entry, "phone"), default_country)?,
            whose,
        })
    }));
    found.sort();
    // Sorted by number, then by owner with the person's own first: keep the strongest claim to each number.
    found.dedup_by(|later, earlier| later.number == earlier.number);
    found.truncate(MOST_ENTRIES);
    found
}

fn journey(entry: &Entry) -> Option<Journey> {
    let date: PartialDate = value(entry, "date").parse().ok()?;
    date.exact()?;
    Some(Journey {
        carrier: references::carrier_number(value(entry, "carrier_number"))?,
        date,
    })
}

fn associate(entry: &Entry) -> Option<Associate> {
    let mut sounds: Vec<String> = words_of("", "", value(entry, "name"))
        .iter()
        .map(|word| Phonetic::of(&word.text).letters())
        .filter(|code| !code.is_empty())
        .collect();
    sounds.sort();
    (!sounds.is_empty()).then(|| Associate {
        relation: references::compact(value(entry, "relation")),
        sounds: sounds.join(" "),
    })
}
