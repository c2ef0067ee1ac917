//! Which spellings and short forms are one name.
//!
//! What: numbered groups of words; two words with a group in common are variants of one name.
//! Why: Mohammed and Muhammad, Bill and William, Tesfay and Tesfaye are one name to everyone but a computer, while
//! Hassan and Hussein, which look as near, are two.
//! Limits: written by hand from general knowledge; grows by a line in `data/variants/`. Groups are not joined when
//! they share a word: Jon is short for John and for Jonathan, who are two men.

use crate::normal::names::words_of;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Up to four groups, zero for none.
pub(crate) type Groups = [u16; 4];

struct Variants {
    groups_of: HashMap<String, Groups>,
    first_words: Vec<String>,
}

const LISTS: [&str; 6] = [
    include_str!("../../data/variants/arabic.txt"),
    include_str!("../../data/variants/persianate.txt"),
    include_str!("../../data/variants/habesha.txt"),
    include_str!("../../data/variants/english.txt"),
    include_str!("../../data/variants/european.txt"),
    include_str!("../../data/variants/eastasian.txt"),
];

pub(crate) fn groups_of(word: &str) -> Groups {
    variants().groups_of.get(word).copied().unwrap_or_default()
}

pub(crate) fn share_a_group(a: Groups, b: Groups) -> bool {
    a.iter().any(|group| *group != 0 && b.contains(group))
}

/// The spelling that stands for the group; it names the group in search tokens and in the frequency lists.
pub(crate) fn first_word(group: u16) -> Option<&'static str> {
    usize::from(group)
        .checked_sub(1)
        .and_then(|place| variants().first_words.get(place))
        .map(String::as_str)
}

fn variants() -> &'static Variants {
    static VARIANTS: OnceLock<Variants> = OnceLock::new();
    VARIANTS.get_or_init(|| {
        let mut read = Variants {
            groups_of: HashMap::new(),
            first_words: Vec::new(),
        };
        for line in LISTS
            .iter()
            .flat_map(|list| list.lines())
            .filter(|line| !line.starts_with('#'))
        {
            // Written words go through the same folding as names, so that the lists may hold any script.
            let words: Vec<String> = line
                .split_ascii_whitespace()
                .filter_map(|word| words_of(word, "", "").into_iter().next())
                .map(|word| word.text)
                .collect();
            let Some(first) = words.first() else { continue };
            read.first_words.push(first.clone());
            let Ok(number) = u16::try_from(read.first_words.len()) else {
                break;
            };
            for word in words {
                let groups = read.groups_of.entry(word).or_default();
                if !groups.contains(&number)
                    && let Some(free) = groups.iter_mut().find(|group| **group == 0)
                {
                    *free = number;
                }
            }
        }
        read
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn variants_share_a_group_and_others_do_not() {
        assert!(share_a_group(groups_of("mohammed"), groups_of("muhammad")));
        assert!(share_a_group(groups_of("mohammed"), groups_of("mhmd")));
        assert!(share_a_group(groups_of("billy"), groups_of("william")));
        assert!(!share_a_group(groups_of("hassan"), groups_of("hussein")));
        assert!(!share_a_group(groups_of("nobody"), groups_of("nobody")));
        assert_eq!(
            groups_of("muhammad").first().and_then(|g| first_word(*g)),
            Some("mohammed")
        );
        assert_eq!(first_word(0), None);
    }
}
