//! How a name reaches a form: in one of its spellings, its parts swapped, dropped or run together, in capitals,
//! mistyped, as a nickname, in its own script.

use crate::chance::Chance;
use crate::cultures::{Culture, FamilyName, GivenName, TrueName, Word};
use domain::Entry;

/// How the office writes.
#[derive(Clone, Copy)]
pub(crate) struct Hand {
    pub capitals: bool,
    pub keeps_accents: bool,
    /// How often of a hundred the own script is taken down too.
    pub own_script: u64,
}

pub(crate) fn written(chance: &mut Chance, culture: &Culture, name: &TrueName, hand: Hand) -> Vec<Entry> {
    let mut given = spelling(chance, &name.given, hand);
    let mut family = spelling(chance, &name.family, hand);
    let is_fathers = matches!(culture.custom.family_name, FamilyName::Fathers { .. });
    if let Some(further) = &name.further {
        // The grandfather's name behind, in place of the father's, or not at all.
        match chance.below(10) {
            0..=2 => family = format!("{family} {}", spelling(chance, further, hand)),
            3 => family = spelling(chance, further, hand),
            _ => {}
        }
    }
    if let (Some(middle), GivenName::Middle { .. }) = (&name.middle, culture.custom.given_name) {
        let middle = spelling(chance, middle, hand);
        match chance.below(10) {
            0..=4 => given = format!("{middle} {given}"),
            5 => given = format!("{given} {middle}"),
            6 => family = format!("{family} {middle}"),
            _ => {}
        }
    }
    given = mistyped(chance, given, 5);
    family = mistyped(chance, family, 5);
    let swap = if culture.custom.family_first {
        22
    } else if is_fathers {
        9
    } else {
        2
    };
    if chance.percent(swap) {
        std::mem::swap(&mut given, &mut family);
    }
    if hand.capitals {
        family = family.to_uppercase();
    }
    let mut entries = vec![if chance.percent(6) {
        let full = if culture.custom.family_first {
            format!("{family} {given}")
        } else {
            format!("{given} {family}")
        };
        entry(&[("full", &full), ("kind", "real")])
    } else if chance.percent(3) {
        entry(&[("given", &given), ("kind", "real")])
    } else {
        entry(&[("given", &given), ("family", &family), ("kind", "real")])
    }];
    let own_script = own_script(culture, name);
    if let (Some(script), false) = (culture.custom.script, own_script.is_empty())
        && chance.percent(hand.own_script)
    {
        entries.push(entry(&[("full", &own_script), ("kind", "real"), ("script", script)]));
    }
    if chance.percent(9) {
        entries.push(entry(&[("full", nickname(chance, name).as_str()), ("kind", "alias")]));
    }
    entries
}

pub(crate) fn entry(pairs: &[(&str, &str)]) -> Entry {
    pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// The whole name in its own script, when every part of it has one.
pub(crate) fn own_script(culture: &Culture, name: &TrueName) -> String {
    if name.given.own_script.is_empty() || name.family.own_script.is_empty() {
        return String::new();
    }
    match culture.custom.given_name {
        GivenName::TwoSyllables => format!("{}{}", name.family.own_script, name.given.own_script),
        _ => format!("{} {}", name.given.own_script, name.family.own_script),
    }
}

fn spelling(chance: &mut Chance, word: &Word, hand: Hand) -> String {
    // The family's own spelling half the time, else any of them.
    let written = if chance.percent(48) {
        word.own()
    } else {
        chance.pick(&word.spellings).as_str()
    };
    if hand.keeps_accents && chance.percent(75) {
        written.to_owned()
    } else {
        any_ascii::any_ascii(written)
    }
}

fn nickname(chance: &mut Chance, name: &TrueName) -> String {
    let street = [
        "Smiley", "Tiny", "Biggz", "Junior", "Ghost", "Lucky", "JJ", "Spider", "Mo", "Princess", "Slim", "T", "Bambi",
        "Ace",
    ];
    match chance.below(3) {
        0 => (*chance.pick(&street)).to_owned(),
        1 => name.given.spellings.last().cloned().unwrap_or_default(),
        _ => {
            let own = name.given.own();
            let short: String = own.chars().take(3).collect();
            if short.chars().count() < own.chars().count() {
                short
            } else {
                format!("{own}y")
            }
        }
    }
}

/// `percent` of a hundred words get one slip of the finger: a letter left out, doubled, or two turned round.
fn mistyped(chance: &mut Chance, word: String, percent: u64) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || !chance.percent(percent) {
        return word;
    }
    // Never the first letter: people get that one right.
    let place = 1 + chance.below(letters.len() - 2);
    match chance.below(3) {
        0 => {
            letters.remove(place);
        }
        1 => letters.insert(place, letters[place]),
        _ => letters.swap(place, place + 1),
    }
    letters.into_iter().collect::<String>().trim().to_owned()
}
