//! How common a word is among names, within its naming culture.
//!
//! What: the share of people of a culture who carry the word, and the share of the culture in a register.
//! Why: two records that agree on Zewdneh say more than two that agree on Mohammed. Within a culture, since given
//! and family name come from the same one: multiplying national shares would count "both Vietnamese" twice.
//! Limits: rounded estimates from general knowledge; a word in no list is taken as rare but not unique,
//! unless it looks like a misspelling of a common one.

use super::variants::{self, Groups};
use crate::normal::likeness::jaro_winkler;
use crate::normal::phonetic::Phonetic;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Share of the people of its culture who carry the word, and the culture (0: not known).
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Frequency {
    pub within: f32,
    pub culture: u8,
}

const LISTS: [&str; 12] = [
    include_str!("../../data/names/english.txt"),
    include_str!("../../data/names/vietnamese.txt"),
    include_str!("../../data/names/albanian.txt"),
    include_str!("../../data/names/arabic.txt"),
    include_str!("../../data/names/persianate.txt"),
    include_str!("../../data/names/habesha.txt"),
    include_str!("../../data/names/romanian.txt"),
    include_str!("../../data/names/slavic.txt"),
    include_str!("../../data/names/chinese.txt"),
    include_str!("../../data/names/westafrican.txt"),
    include_str!("../../data/names/somali.txt"),
    include_str!("../../data/names/nordic.txt"),
];

/// A word in no list. Lists hold what is common, so what is missing is rare: about one in two thousand.
const UNLISTED: f32 = 1.0 / 2000.0;
/// A listed name in a spelling of its own: this part of those who bear the name.
const SPELLING: f32 = 0.35;
/// A word that looks like a misspelling of a listed name: misspellings repeat, since ears and keyboards do.
const MISSPELLING: f32 = 0.1;

/// Cultures whose second name is the father's or grandfather's given name, so that offices write now one, now the other.
pub(crate) fn is_patronymic(culture: u8) -> bool {
    // Numbers as in `LISTS`: Arabic, Persianate, Habesha, Somali.
    matches!(culture, 4 | 5 | 6 | 11)
}

pub(crate) fn frequency_of(word: &str, groups: Groups, vowels_missing: bool) -> Frequency {
    let lists = lists();
    if let Some(found) = lists.words.get(word) {
        return *found;
    }
    let by_group = groups
        .iter()
        .filter_map(|group| variants::first_word(*group))
        .filter_map(|first| lists.words.get(first))
        .max_by(|a, b| a.within.total_cmp(&b.within));
    match by_group {
        // Without vowels there is only one spelling.
        Some(found) if vowels_missing => *found,
        Some(found) => Frequency {
            within: (found.within * SPELLING).max(UNLISTED),
            culture: found.culture,
        },
        // A consonant skeleton fits several names.
        None if vowels_missing => Frequency {
            within: UNLISTED * 4.0,
            culture: 0,
        },
        None => match commonest_alike(word, lists) {
            Some(found) => Frequency {
                within: (found.within * MISSPELLING).max(UNLISTED),
                culture: found.culture,
            },
            None => Frequency {
                within: UNLISTED,
                culture: 0,
            },
        },
    }
}

/// Name of the list that a culture began with; 0 is what no list knows.
pub(crate) fn culture_name(culture: usize) -> &'static str {
    const NAMES: [&str; 13] = [
        "other",
        "english",
        "vietnamese",
        "albanian",
        "arabic",
        "persianate",
        "habesha",
        "romanian",
        "slavic",
        "chinese",
        "west african",
        "somali",
        "nordic",
    ];
    NAMES.get(culture).copied().unwrap_or("other")
}

/// The culture that a listed word belongs to, by its spelling or its group's; 0 for words in no list.
pub(crate) fn listed_culture(word: &str) -> u8 {
    let lists = lists();
    let by_group = || {
        variants::groups_of(word)
            .iter()
            .filter_map(|group| variants::first_word(*group))
            .find_map(|first| lists.words.get(first))
    };
    lists.words.get(word).or_else(by_group).map_or(0, |found| found.culture)
}

/// The commonest listed name that sounds the same and is spelt much the same.
fn commonest_alike(word: &str, lists: &Lists) -> Option<Frequency> {
    let listed = lists.by_sound.get(&Phonetic::of(word))?;
    listed
        .iter()
        .find(|(other, _)| jaro_winkler(word, other) >= 0.85)
        .map(|(_, frequency)| *frequency)
}

/// Share of a register that has names of this culture.
pub(crate) fn share_of(culture: u8) -> f32 {
    lists().shares.get(usize::from(culture)).copied().unwrap_or(0.3)
}

struct Lists {
    words: HashMap<&'static str, Frequency>,
    /// The commonest listed names of each sound, commonest first.
    by_sound: HashMap<Phonetic, Vec<(&'static str, Frequency)>>,
    shares: Vec<f32>,
}

fn lists() -> &'static Lists {
    static READ: OnceLock<Lists> = OnceLock::new();
    READ.get_or_init(|| {
        let mut read = Lists {
            words: HashMap::new(),
            by_sound: HashMap::new(),
            shares: vec![0.3],
        };
        for (list, culture) in LISTS.iter().zip(1u8..) {
            read.shares.push(0.05);
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                if let Some(share) = line.strip_prefix("share ") {
                    if let (Some(last), Ok(value)) = (read.shares.last_mut(), share.trim().parse()) {
                        *last = value;
                    }
                } else if let Some((count, words)) = line.split_once(':')
                    && let Ok(count) = count.trim().parse::<f32>()
                {
                    for word in words.split_ascii_whitespace() {
                        let entry = read.words.entry(word).or_insert(Frequency {
                            within: count / 10_000.0,
                            culture,
                        });
                        // Where two lists hold a word, the commoner use counts.
                        if entry.within < count / 10_000.0 {
                            *entry = Frequency {
                                within: count / 10_000.0,
                                culture,
                            };
                        }
                    }
                }
            }
        }
        for (word, frequency) in &read.words {
            read.by_sound
                .entry(Phonetic::of(word))
                .or_default()
                .push((word, *frequency));
        }
        for listed in read.by_sound.values_mut() {
            // By word where equally common, so that the same words always win.
            listed.sort_by(|a, b| b.1.within.total_cmp(&a.1.within).then_with(|| a.0.cmp(b.0)));
            listed.truncate(8);
        }
        read
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn common_names_are_common() {
        let of = |word: &str| frequency_of(word, variants::groups_of(word), false);
        assert!(of("nguyen").within > 0.3);
        assert!(of("mohammed").within > of("muhammad").within);
        assert!(of("muhammad").within > of("zewdneh").within);
        assert!(of("nguien").within > of("zewdneh").within && of("nguien").within < of("nguyen").within);
        assert!(share_of(of("nguyen").culture) < 0.2);
        assert!((1..=12).all(|culture| share_of(culture) > 0.0));
    }
}
