//! Why a pair scored as it did, in plain words.
//!
//! Each reason has a code, which is the key of its words in every language, and an English sentence that names no value:
//! it may stand beside a pointer, where only whom to ring may be shown. The values are in `args`, for readers who may
//! see both records.

use crate::comparison::Comparison;
use domain::Personal;

#[derive(Clone, Debug)]
pub struct Reason {
    pub field: &'static str,
    /// Message key, `phone-same`; all of them are in [`reason_texts`].
    pub code: &'static str,
    /// Bits; above zero speaks for one person.
    pub weight: f64,
    /// `a` and `b`: what the first and the second record say, where it can be shown in short.
    pub args: Vec<(&'static str, Personal<String>)>,
}

impl Reason {
    /// Plain English, without any value from the records.
    pub fn english(&self) -> &'static str {
        REASONS
            .iter()
            .find(|row| row.2 == self.code)
            .map_or("Something else was compared", |row| row.3)
    }
}

/// The reasons of a comparison: what says most first, for or against; where the search began (the prior) last.
pub fn explain(comparison: &Comparison) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = comparison
        .evidence
        .iter()
        .map(|evidence| {
            let code = REASONS
                .iter()
                .find(|row| row.0 == evidence.field && row.1 == evidence.level)
                .map_or("other", |row| row.2);
            let mut args = Vec::with_capacity(2);
            args.extend(evidence.a.clone().map(|value| ("a", value)));
            args.extend(evidence.b.clone().map(|value| ("b", value)));
            Reason {
                field: evidence.field,
                code,
                weight: evidence.weight,
                args,
            }
        })
        .collect();
    reasons.sort_by(|a, b| {
        (a.field == "prior")
            .cmp(&(b.field == "prior"))
            .then(b.weight.abs().total_cmp(&a.weight.abs()))
            .then(a.code.cmp(b.code))
    });
    reasons
}

/// Every reason's code with its English words: the source of the locale files.
pub fn reason_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    REASONS.iter().map(|row| (row.2, row.3))
}

/// Field, level, code, English.
const REASONS: &[(&str, &str, &str, &str)] = &[
    (
        "prior",
        "prior",
        "prior",
        "Two records picked at random are seldom about one person",
    ),
    ("given_name", "same", "given-name-same", "The same given name"),
    (
        "given_name",
        "variant",
        "given-name-variant",
        "Two spellings or forms of one given name",
    ),
    (
        "given_name",
        "joined",
        "given-name-joined",
        "The same given name, written as one word in one record and as two in the other",
    ),
    (
        "given_name",
        "sounds_alike",
        "given-name-sounds-alike",
        "Given names that sound alike",
    ),
    (
        "given_name",
        "one_slip",
        "given-name-one-slip",
        "Given names that differ as by a slip of the keyboard",
    ),
    (
        "given_name",
        "initial",
        "given-name-initial",
        "The initial of one given name is that of the other",
    ),
    (
        "given_name",
        "loosely_alike",
        "given-name-loosely-alike",
        "Given names that are somewhat alike",
    ),
    ("given_name", "differs", "given-name-differs", "Different given names"),
    ("family_name", "same", "family-name-same", "The same family name"),
    (
        "family_name",
        "variant",
        "family-name-variant",
        "Two spellings or forms of one family name",
    ),
    (
        "family_name",
        "joined",
        "family-name-joined",
        "The same family name, written as one word in one record and as two in the other",
    ),
    (
        "family_name",
        "sounds_alike",
        "family-name-sounds-alike",
        "Family names that sound alike",
    ),
    (
        "family_name",
        "one_slip",
        "family-name-one-slip",
        "Family names that differ as by a slip of the keyboard",
    ),
    (
        "family_name",
        "initial",
        "family-name-initial",
        "The initial of one family name is that of the other",
    ),
    (
        "family_name",
        "loosely_alike",
        "family-name-loosely-alike",
        "Family names that are somewhat alike",
    ),
    (
        "family_name",
        "differs",
        "family-name-differs",
        "Different family names",
    ),
    (
        "family_name",
        "fathers_name_differs",
        "family-name-fathers-differ",
        "Different second names, where a father's or a grandfather's name may be written",
    ),
    (
        "name",
        "same",
        "name-same",
        "The same name, in a different part or order",
    ),
    (
        "name",
        "variant",
        "name-variant",
        "Two spellings or forms of one name, in a different part or order",
    ),
    (
        "name",
        "joined",
        "name-joined",
        "The same name, written as one word in one record and as two in the other",
    ),
    (
        "name",
        "sounds_alike",
        "name-sounds-alike",
        "Names that sound alike, in a different part or order",
    ),
    (
        "name",
        "one_slip",
        "name-one-slip",
        "Names that differ as by a slip of the keyboard, in a different part or order",
    ),
    (
        "name",
        "initial",
        "name-initial",
        "The initial of one name is that of the other",
    ),
    (
        "name",
        "loosely_alike",
        "name-loosely-alike",
        "Names that are somewhat alike",
    ),
    (
        "name",
        "part_differs",
        "name-part-differs",
        "One part of the name differs",
    ),
    (
        "name",
        "extra_part",
        "name-extra-part",
        "One record gives more names than the other",
    ),
    (
        "name",
        "weak_word",
        "name-weak-word",
        "The same very common middle name",
    ),
    ("birth", "same_day", "birth-same-day", "The same date of birth"),
    (
        "birth",
        "same_year_placeholder",
        "birth-same-year-placeholder",
        "The same year of birth; one date is only a year, or 1 January",
    ),
    (
        "birth",
        "same_month",
        "birth-same-month",
        "The same month and year of birth",
    ),
    (
        "birth",
        "swapped",
        "birth-swapped",
        "The same date of birth with day and month changed about",
    ),
    (
        "birth",
        "year_slip",
        "birth-year-slip",
        "The same day and month of birth in another year",
    ),
    (
        "birth",
        "month_or_day_slip",
        "birth-month-or-day-slip",
        "Dates of birth that differ as by a slip in day or month",
    ),
    (
        "birth",
        "same_year",
        "birth-same-year",
        "The same year of birth, but another day",
    ),
    (
        "birth",
        "one_year_unsure",
        "birth-one-year-unsure",
        "Years of birth one apart, one of them assessed, assumed or disputed",
    ),
    (
        "birth",
        "three_years_unsure",
        "birth-three-years-unsure",
        "Years of birth two or three apart, one of them assessed, assumed or disputed",
    ),
    (
        "birth",
        "far_unsure",
        "birth-far-unsure",
        "Years of birth far apart, though one is assessed, assumed or disputed",
    ),
    ("birth", "one_year", "birth-one-year", "Years of birth one apart"),
    (
        "birth",
        "three_years",
        "birth-three-years",
        "Years of birth two or three apart",
    ),
    ("birth", "far", "birth-far", "Years of birth far apart"),
    ("sex", "same", "sex-same", "The same sex"),
    ("sex", "different", "sex-different", "Different sex"),
    (
        "nationality",
        "same",
        "nationality-same",
        "The same nationality or country of birth",
    ),
    (
        "nationality",
        "confused",
        "nationality-confused",
        "Nationalities that are often written for one another",
    ),
    (
        "nationality",
        "different",
        "nationality-different",
        "Different nationalities",
    ),
    ("language", "shared", "language-shared", "A language in common"),
    ("language", "different", "language-different", "No language in common"),
    (
        "identifier",
        "same",
        "identifier-same",
        "The same personal reference number",
    ),
    (
        "identifier",
        "one_slip",
        "identifier-one-slip",
        "Personal reference numbers that differ as by a slip of the keyboard",
    ),
    (
        "identifier",
        "different",
        "identifier-different",
        "Different personal reference numbers of one kind",
    ),
    (
        "identifier",
        "same_case",
        "identifier-same-case",
        "The same case or crime reference, which may cover several people",
    ),
    ("document", "same", "document-same", "The same document number"),
    (
        "document",
        "same_lent",
        "document-same-lent",
        "The same document, which is false or lent and may have carried several children",
    ),
    (
        "document",
        "different",
        "document-different",
        "Different document numbers of one kind and country",
    ),
    (
        "email",
        "same",
        "email-same",
        "The same e-mail address was given in both records",
    ),
    (
        "account",
        "same",
        "account-same",
        "The same online account was given in both records",
    ),
    (
        "phone",
        "same",
        "phone-same",
        "The same phone number was given in both records",
    ),
    (
        "phone",
        "same_of_others",
        "phone-same-of-others",
        "The same phone number was given in both records, as family's, a carer's or a companion's",
    ),
    (
        "phone",
        "same_of_exploiter",
        "phone-same-of-exploiter",
        "The same phone number was given in both records, as a suspected exploiter's",
    ),
    (
        "phone",
        "one_digit",
        "phone-one-digit",
        "Phone numbers that differ in one digit",
    ),
    ("phone", "different", "phone-different", "Different phone numbers"),
    ("address", "same_dwelling", "address-same-dwelling", "The same address"),
    ("address", "same_postcode", "address-same-postcode", "The same postcode"),
    ("address", "same_street", "address-same-street", "The same street"),
    (
        "address",
        "same_district",
        "address-same-district",
        "The same postal district",
    ),
    ("address", "same_town", "address-same-town", "The same town"),
    ("address", "different", "address-different", "Different places"),
    (
        "vehicle",
        "same",
        "vehicle-same",
        "The same vehicle is named in both records",
    ),
    ("journey", "same", "journey-same", "The same journey on the same day"),
    (
        "associate",
        "same",
        "associate-same",
        "Somebody of the same name is close to the person in both records",
    ),
    (
        "guard",
        "one_family",
        "guard-one-family",
        "People of one place often share a family name, so the two count in part as one fact",
    ),
    (
        "guard",
        "twins",
        "guard-twins",
        "Same date of birth and family or place, but different given names: these may be twins",
    ),
    (
        "guard",
        "siblings",
        "guard-siblings",
        "Same family and place, but different given names: these may be brothers or sisters",
    ),
    (
        "guard",
        "names_differ",
        "guard-names-differ",
        "Their own names differ, so only a person can tell whether this is one child",
    ),
    (
        "guard",
        "births_far_apart",
        "guard-births-far-apart",
        "Dates of birth are far apart, so only a person can tell whether this is one child",
    ),
    (
        "guard",
        "no_own_name",
        "guard-no-own-name",
        "No name of the person's own agrees, so only a person can tell whether this is one child",
    ),
];
