//! The groups that a name tells of itself: its script, and the naming culture whose lists know its words.

use crate::normal::scripts::latin;
use crate::vocabulary::frequencies::{culture_name, listed_culture};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    Latin,
    /// Latin with letters beyond a to z.
    LatinMarked,
    Arabic,
    Ethiopic,
    Cyrillic,
    Greek,
    Han,
    Other,
    /// No letters.
    None,
}

impl Script {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Latin => "latin",
            Self::LatinMarked => "latin_marked",
            Self::Arabic => "arabic",
            Self::Ethiopic => "ethiopic",
            Self::Cyrillic => "cyrillic",
            Self::Greek => "greek",
            Self::Han => "han",
            Self::Other => "other",
            Self::None => "none",
        }
    }
}

/// The script of most letters; the first of equals.
pub fn script_of(name: &str) -> Script {
    let mut counts: BTreeMap<Script, usize> = BTreeMap::new();
    for letter in name.chars().take(400).filter(|letter| letter.is_alphabetic()) {
        let script = match letter {
            'a'..='z' | 'A'..='Z' => Script::Latin,
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::LatinMarked,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => Script::Arabic,
            '\u{1200}'..='\u{139f}' => Script::Ethiopic,
            '\u{400}'..='\u{52f}' => Script::Cyrillic,
            '\u{370}'..='\u{3ff}' => Script::Greek,
            '\u{3400}'..='\u{9fff}' => Script::Han,
            _ => Script::Other,
        };
        *counts.entry(script).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)))
        .map_or(Script::None, |(script, _)| *script);
    // One marked letter is enough: it is what gets lost on another keyboard.
    if most == Script::Latin && counts.contains_key(&Script::LatinMarked) {
        Script::LatinMarked
    } else {
        most
    }
}

/// The naming culture of most words, by the shipped lists: "habesha", "vietnamese" ...; "other" where no list knows a word.
pub fn culture_of(name: &str) -> &'static str {
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for word in latin(name).text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let culture = listed_culture(word);
        if culture != 0 {
            *counts.entry(culture).or_default() += 1;
        }
    }
    let most = counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
    culture_name(most.map_or(0, |(culture, _)| usize::from(*culture)))
}
