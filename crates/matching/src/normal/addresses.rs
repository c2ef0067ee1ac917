//! Addresses as place, street, house, town.
//!
//! What: `Flat 4, 3 Oak Ct, Nottingham, NG13 3WZ` gives postcode `ng133wz`, house `3`, street `oak court`.
//! Why: hotels, placements and exploiters' houses recur across hand-ins, in every abbreviation.
//! Limits: the house number is the first number that does not belong to a flat or room; before the street in most of
//! the English-speaking world, behind it elsewhere. No gazetteer is asked.

use super::references::compact;
use super::scripts::latin;
use serde::{Deserialize, Serialize};

#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Place {
    #[serde(rename = "p", default, skip_serializing_if = "String::is_empty")]
    pub postcode: String,
    #[serde(rename = "n", default, skip_serializing_if = "String::is_empty")]
    pub house: String,
    #[serde(rename = "s", default, skip_serializing_if = "String::is_empty")]
    pub street: String,
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub town: String,
}

impl Place {
    pub fn new(line: &str, town: &str, postcode: &str) -> Option<Self> {
        let (house, street) = house_and_street(line);
        let place = Self {
            postcode: postcode_of(postcode),
            house,
            street,
            town: latin(town).text.replace(',', " "),
        };
        (place != Self::default()).then_some(place)
    }

    /// One whole dwelling in one text, when enough is known to point at a house.
    pub fn dwelling(&self) -> Option<String> {
        if self.house.is_empty() {
            return None;
        }
        if self.has_whole_postcode() {
            return Some(format!("{} {}", self.postcode, self.house));
        }
        (!self.street.is_empty() && !self.town.is_empty())
            .then(|| format!("{} {} {}", self.house, self.street, self.town))
    }

    /// A postcode fine enough to mean a street: six characters or so, not the `SW20` of a district.
    pub fn has_whole_postcode(&self) -> bool {
        self.postcode.len() >= 5 || (self.postcode.len() == 4 && self.postcode.bytes().all(|b| b.is_ascii_digit()))
    }
}

pub(crate) fn postcode_of(written: &str) -> String {
    let mut value = compact(written);
    value.truncate(10);
    if value.bytes().any(|b| b.is_ascii_digit()) {
        value
    } else {
        String::new()
    }
}

fn house_and_street(line: &str) -> (String, String) {
    let text = latin(line).text.replace(',', " ");
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let mut inside = false;
    let mut house_at = None;
    for (place, word) in words.iter().enumerate() {
        if is_inner_unit(word) {
            inside = true;
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            if !inside {
                house_at = Some(place);
                break;
            }
            inside = false;
        } else {
            // `Flat B` and `Room Blue`: the word after names the unit only when it is a letter.
            inside = inside && word.len() > 1;
        }
    }
    let Some(house_at) = house_at else {
        return (String::new(), street_of(&words));
    };
    let house = words
        .get(house_at)
        .map_or_else(String::new, |word| word.chars().take(8).collect());
    let behind = words.get(house_at + 1..).unwrap_or(&[]);
    let before = words.get(..house_at).unwrap_or(&[]);
    let street = if behind
        .iter()
        .any(|word| word.len() >= 3 && !word.starts_with(|c: char| c.is_ascii_digit()))
    {
        behind
    } else {
        before
    };
    (house, street_of(street))
}

fn street_of(words: &[&str]) -> String {
    let mut street = String::new();
    for word in words.iter().filter(|word| !is_inner_unit(word)).take(6) {
        if !street.is_empty() {
            street.push(' ');
        }
        street.push_str(whole_word(word));
    }
    street
}

fn is_inner_unit(word: &str) -> bool {
    matches!(
        word,
        "flat" | "room" | "unit" | "apartment" | "apt" | "suite" | "rm" | "bedsit" | "studio" | "lejl" | "floor"
    )
}

fn whole_word(word: &str) -> &str {
    match word {
        "st" | "str" => "street",
        "rd" => "road",
        "ave" | "av" => "avenue",
        "ln" => "lane",
        "cl" => "close",
        "dr" => "drive",
        "gdns" | "gdn" => "gardens",
        "terr" | "ter" => "terrace",
        "ct" | "crt" => "court",
        "cres" | "cr" => "crescent",
        "pl" => "place",
        "sq" => "square",
        "pk" => "park",
        "gr" | "grv" => "grove",
        "hse" => "house",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    fn check(line: &str, house: &str, street: &str) {
        assert_eq!(house_and_street(line), (house.to_owned(), street.to_owned()), "{line}");
    }

    #[test]
    fn house_and_street_are_found() {
        check("3 Oak Ct", "3", "oak court");
        check("Flat 4, 3 Oak Court", "3", "oak court");
        check("Room 45 Meadow House Flat 6 1 Meadow Close", "1", "meadow close");
        check("Nørregade 12, 2. tv", "12", "norregade");
        check("12a High St", "12a", "high street");
        check("The Grand Hotel", "", "the grand hotel");
        check("", "", "");
    }

    #[test]
    fn postcodes() {
        assert_eq!(postcode_of("ng13 3wz"), "ng133wz");
        assert_eq!(postcode_of("not known"), "");
        assert!(Place::new("", "", "").is_none());
        let place = Place::new("1 High Street", "Maidstone", "").unwrap();
        assert_eq!(place.dwelling().as_deref(), Some("1 high street maidstone"));
    }
}
