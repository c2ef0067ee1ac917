//! Candidate keys: records that share one are worth comparing.
//!
//! What: for each profile up to some thirty numbers. Two records of one person share at least one key in nearly all
//! cases; two records of different people seldom share any.
//! Why: a million records cannot all be compared while somebody types.
//! How to use: store `(rule, value, record)`. To find who else knows, look each key up in the order given (the most
//! telling first), take at most some 300 records for each, and score the 150 that share the rarest keys.
//! Years: keys of two neighbouring years are windows of two years, so that records a year apart share one window
//! although both sides only ever look up their own keys.
//! Limits: a key shared by more records than the cap (a hotel's phone, Mohammed Ali born in 2008) finds only some of
//! them; that is why every rule has a finer neighbour (the phone together with a word of the name).
//! Stability: the value is FNV-1a (64 bit, offset basis and prime of the published algorithm) over the rule and its
//! parts, each part followed by 0x1f, stirred by the finaliser of splitmix64. It depends on nothing else, and must never
//! change without raising `version` in `models/person.toml`.

use crate::normal::names::Part;
use crate::normal::phonetic::Phonetic;
use crate::profile::{Profile, Sex, Token};
use domain::PartialDate;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleId(pub u8);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    pub rule: RuleId,
    pub value: i64,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key(rule {}, hidden)", self.rule.0)
    }
}

const IDENTIFIER: RuleId = RuleId(1);
const DOCUMENT: RuleId = RuleId(2);
const EMAIL: RuleId = RuleId(3);
const ACCOUNT: RuleId = RuleId(4);
const PHONE_AND_NAME: RuleId = RuleId(5);
const BIRTH_AND_INITIAL: RuleId = RuleId(6);
const NAMES_AND_YEARS: RuleId = RuleId(7);
const POSTCODE_AND_NAME: RuleId = RuleId(8);
const NAMES_AND_SEX: RuleId = RuleId(9);
const PHONE: RuleId = RuleId(10);
const JOURNEY_AND_NAME: RuleId = RuleId(11);
const PLATE: RuleId = RuleId(12);
const DWELLING: RuleId = RuleId(13);
const NAME_YEAR_AND_SEX: RuleId = RuleId(14);

/// What the rule holds alike, in words for an operator's report.
pub fn rule_label(rule: RuleId) -> &'static str {
    match rule {
        IDENTIFIER => "same reference number",
        DOCUMENT => "same document number",
        EMAIL => "same e-mail address",
        ACCOUNT => "same online account",
        PHONE_AND_NAME => "same telephone number and a name that sounds alike",
        BIRTH_AND_INITIAL => "same date of birth (day and month in either order) and a name that begins alike",
        NAMES_AND_YEARS => "two names that sound alike, born in the same or a neighbouring year",
        POSTCODE_AND_NAME => "same postcode and a name that sounds alike",
        NAMES_AND_SEX => "two names that sound alike, same sex",
        PHONE => "same telephone number",
        JOURNEY_AND_NAME => "same journey and a name that sounds alike",
        PLATE => "same vehicle",
        DWELLING => "same house",
        NAME_YEAR_AND_SEX => "one name that sounds alike, same year of birth and sex",
        _ => "unknown rule",
    }
}

impl Profile {
    /// The keys under which this record is filed and looked up, the most telling rules first; sorted within a rule,
    /// none twice.
    pub fn keys(&self) -> Vec<Key> {
        let stored = &self.stored;
        let mut keys = Vec::with_capacity(32);
        let mut add = |rule: RuleId, parts: &[&[u8]]| {
            let mut hash = StableHash::new();
            hash.part(&[rule.0]);
            for part in parts {
                hash.part(part);
            }
            keys.push(Key {
                rule,
                value: i64::from_ne_bytes(hash.finish().to_ne_bytes()),
            });
        };
        let sounds = self.sounds();
        let sounds: Vec<[u8; 8]> = sounds.iter().map(|sound| sound.bytes()).collect();
        let sexes: &[&[u8]] = match stored.sex {
            Some(Sex::Female) => &[b"f"],
            Some(Sex::Male) => &[b"m"],
            _ => &[b"f", b"m"],
        };
        for identifier in &stored.identifiers {
            // Schemes are written down wrongly more often than numbers: the number alone finds.
            add(IDENTIFIER, &[identifier.value.as_bytes()]);
        }
        for document in &stored.documents {
            add(IDENTIFIER, &[document.number.as_bytes()]);
            add(DOCUMENT, &[document.number.as_bytes(), document.issuer.as_bytes()]);
        }
        for email in &stored.emails {
            add(EMAIL, &[email.as_bytes()]);
        }
        for account in &stored.accounts {
            add(ACCOUNT, &[account.as_bytes()]);
        }
        for phone in &stored.phones {
            add(PHONE, &[phone.number.as_bytes()]);
            for sound in &sounds {
                add(PHONE_AND_NAME, &[phone.number.as_bytes(), sound]);
            }
        }
        for birth in &stored.births {
            let Some((day, month)) = birth.date.day().zip(birth.date.month()) else {
                continue;
            };
            if birth.date.is_placeholder() {
                continue;
            }
            let (low, high) = (day.min(month).to_le_bytes(), day.max(month).to_le_bytes());
            for [first, ..] in &sounds {
                add(
                    BIRTH_AND_INITIAL,
                    &[&birth.date.year().to_le_bytes(), &low, &high, &[*first]],
                );
            }
        }
        for (place, one) in sounds.iter().enumerate() {
            for other in sounds.iter().skip(place + 1) {
                for sex in sexes {
                    add(NAMES_AND_SEX, &[one, other, sex]);
                }
                for birth in &stored.births {
                    for window in [birth.date.year(), birth.date.year() - 1] {
                        add(NAMES_AND_YEARS, &[one, other, &window.to_le_bytes()]);
                    }
                }
            }
            for birth in &stored.births {
                for sex in sexes {
                    add(NAME_YEAR_AND_SEX, &[one, &birth.date.year().to_le_bytes(), sex]);
                }
            }
            for journey in &stored.journeys {
                add(
                    JOURNEY_AND_NAME,
                    &[journey.carrier.as_bytes(), journey.date.to_string().as_bytes(), one],
                );
            }
            for home in stored.places.iter().filter(|home| home.has_whole_postcode()) {
                add(POSTCODE_AND_NAME, &[home.postcode.as_bytes(), one]);
            }
        }
        // One name alone, or two that sound the same: without this nobody would ever find such a child again.
        if let [one] = sounds.as_slice() {
            for sex in sexes {
                add(NAMES_AND_SEX, &[one, one, sex]);
            }
        }
        for plate in &stored.plates {
            add(PLATE, &[plate.as_bytes()]);
        }
        for home in &stored.places {
            if let Some(dwelling) = home.dwelling() {
                add(DWELLING, &[dwelling.as_bytes()]);
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Sounds of the words of all names that tell people apart, sorted, none twice.
    pub(crate) fn sounds(&self) -> Vec<Phonetic> {
        let mut sounds = Vec::with_capacity(8);
        for name in &self.names {
            let strong = name
                .iter()
                .filter(|token| !token.weak && !token.phonetic.is_empty())
                .count();
            sounds.extend(
                name.iter()
                    .filter(|token| !token.phonetic.is_empty() && (strong == 0 || !token.weak))
                    .map(|token| token.phonetic)
                    .take(5),
            );
            sounds.extend(given_in_one(name));
        }
        sounds.sort_unstable();
        sounds.dedup();
        sounds.truncate(8);
        sounds
    }
}

/// Xiao Ming is Xiaoming in other offices' files: two short given words are filed as one word too.
fn given_in_one(name: &[Token]) -> Option<Phonetic> {
    let given: Vec<&Token> = name
        .iter()
        .filter(|token| token.part == Part::Given && !token.weak)
        .collect();
    match given.as_slice() {
        [one, two] if one.text.len() <= 5 && two.text.len() <= 5 => {
            Some(Phonetic::of(&format!("{}{}", one.text, two.text)))
        }
        _ => None,
    }
}

/// See the head of this file: fixed for all versions.
pub(crate) struct StableHash(u64);

impl StableHash {
    pub const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub fn part(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0x1f]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub fn date(&mut self, date: PartialDate) {
        self.part(&date.year().to_le_bytes());
        self.part(&[
            date.month().map_or(0, i8::unsigned_abs),
            date.day().map_or(0, i8::unsigned_abs),
            u8::from(date.is_approximate()),
        ]);
    }

    pub const fn finish(self) -> u64 {
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn the_hash_never_changes() {
        let mut hash = StableHash::new();
        hash.part(b"haven");
        hash.part(&[7]);
        assert_eq!(hash.finish(), FIXED);
    }

    #[test]
    fn whoever_has_a_name_is_filed_under_it() {
        // The first two were met by killing a server two hundred times; the others are how children are written down.
        for (given, family) in [
            ("shenshenlo", "zenishenlo"),
            ("kasape", "kasapehu"),
            ("Hodan", ""),
            ("Hassan", "Hussein"),
        ] {
            let answers =
                serde_json::from_value(serde_json::json!({ "names": [{ "given": given, "family": family }] })).unwrap();
            let profile = Profile::from_answers(domain::RecordKind::Child, &answers, "GB");
            assert!(!profile.keys().is_empty(), "{given} {family}");
        }
    }

    /// Computed once when the first model was made.
    const FIXED: u64 = 7_084_021_776_938_529_698;

    #[test]
    fn every_rule_has_a_label() {
        assert!((1..=14).all(|rule| rule_label(RuleId(rule)) != "unknown rule"));
        assert_eq!(rule_label(RuleId(0)), "unknown rule");
    }
}
